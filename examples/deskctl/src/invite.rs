//! What an invitation would do: a dry run.
//!
//! Identity decides, as it would for a host. What a host makes at random is stood in for by the place
//! of each address in the form, because a dry run creates nothing: the id of a new account is printed
//! as `new 1`, and the token is 16 bytes of that place, which open nothing and are printed nowhere.

mod existing;
mod file;
mod remark;

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use frontdesk::Desk;
use frontdesk::contact::Email;
use frontdesk::identity::{
    Activation, Answer, Duty, Invitation, InvitationForm, Letter, Reason, Refusal, Seat,
    TokenBytes, User, UserEvent, UserRecord, invite as decide,
};
use frontdesk::model::{Names, QuestionnaireId, TenantId, UserId};
use serde::Serialize;

use crate::people::{limit_text, login_by, means, sign_in};
use crate::system::System;

use existing::Accounts;
pub(crate) use existing::Taken;
pub(crate) use file::InvitationFile;
pub(crate) use remark::Remark;

/// What would become of an invitation.
#[derive(Serialize)]
pub(crate) struct DryRun {
    /// Always: nothing is stored, nothing is sent.
    pub(crate) dry_run: bool,
    pub(crate) system: System,
    pub(crate) tenant: TenantId,
    /// The moment at which it would be sent.
    pub(crate) at: DateTime<Utc>,
    /// Whether the addresses were compared with the accounts of a desk.
    pub(crate) compared: Compared,
    /// Why nothing would be created; empty where something would.
    pub(crate) refused: Vec<ReasonLine>,
    /// One for every address, in the order of the form; none where the whole is refused.
    pub(crate) answers: Vec<AnswerLine>,
    /// The accounts that would be created, those that are equal but for the address together: one
    /// invitation gives one (S114).
    pub(crate) accounts: Vec<AccountLine>,
    /// One for every account (S120).
    pub(crate) letters: Vec<LetterLine>,
    /// What is allowed and has less effect than it seems.
    pub(crate) remarks: Vec<Remark>,
}

/// Whether the addresses were compared with the accounts of a desk.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Compared {
    /// With all its staff accounts.
    WithDesk,
    /// With nobody: no desk was named.
    WithNobody,
}

/// A reason why the whole is refused.
#[derive(Serialize)]
pub(crate) struct ReasonLine {
    pub(crate) code: &'static str,
    /// The place of the address, from 0, where the reason has one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) place: Option<u32>,
    pub(crate) text: String,
}

/// What would become of one address.
#[derive(Serialize)]
pub(crate) struct AnswerLine {
    /// From 0.
    pub(crate) place: u32,
    /// As it stands in the form.
    pub(crate) address: String,
    /// "invitation.created", "invitation.duplicate", "invitation.bad_address", or
    /// "invitation.taken": identity creates it and the host's unique index refuses it.
    pub(crate) answer: &'static str,
    /// The stand-in for the id of the new account.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) id: Option<String>,
    /// The place of the address that it repeats.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) of: Option<u32>,
    /// What is wrong with it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) why: Option<String>,
    /// The accounts that have it already. For the inviting person alone.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) taken: Vec<Taken>,
}

/// Accounts that are equal but for id, address and token.
#[derive(Serialize)]
pub(crate) struct AccountLine {
    /// The places of their addresses.
    pub(crate) places: Vec<u32>,
    pub(crate) kind: &'static str,
    pub(crate) standing: &'static str,
    pub(crate) means: &'static str,
    pub(crate) signs_in: bool,
    pub(crate) sign_in: Vec<&'static str>,
    /// "none", "own_name" or "email".
    pub(crate) login: &'static str,
    pub(crate) capacities: Vec<String>,
    pub(crate) roles: Vec<String>,
    pub(crate) modules: Vec<String>,
    pub(crate) limit: String,
    pub(crate) languages: Vec<String>,
    pub(crate) questionnaires: Vec<String>,
    /// What happens to each, in order.
    pub(crate) events: Vec<&'static str>,
    /// What the host must do for each besides the letter.
    pub(crate) duties: Vec<Duty>,
    /// The record without id, address and token: what makes them equal.
    #[serde(skip)]
    equal: UserRecord,
}

/// A letter that would be sent.
#[derive(Serialize)]
pub(crate) struct LetterLine {
    pub(crate) place: u32,
    pub(crate) letter: Letter,
    pub(crate) to: String,
    /// The first moment at which its token no longer opens (S122).
    pub(crate) expires_at: Option<DateTime<Utc>>,
}

/// What surrounds an invitation.
pub(crate) struct Circumstances<'a> {
    /// Whose rules hold, if the command says it.
    pub(crate) system: Option<System>,
    /// The desk whose accounts there are, if one is named.
    pub(crate) desk: Option<&'a Desk>,
    /// The moment of the invitation.
    pub(crate) now: DateTime<Utc>,
}

/// What this invitation would do. The command's system goes before the file's.
pub(crate) fn invite(
    file: InvitationFile,
    circumstances: &Circumstances<'_>,
) -> Result<DryRun, String> {
    let Circumstances { system, desk, now } = *circumstances;
    let system = system.or(file.system).ok_or(
        "whose rules hold is not said: write `system` into the invitation, or --system noci, reach, uis or talkme",
    )?;
    let tenant = tenant(&file, desk)?;
    let policy = system.policy(tenant);
    let rules = Rules {
        accounts: desk.map(|desk| Accounts::of(desk, policy.emails)),
        questionnaires: named_questionnaires(&file, tenant, desk),
    };
    let form = file.form(tenant);
    let mut run = DryRun {
        dry_run: true,
        system,
        tenant,
        at: now,
        compared: match desk {
            Some(_) => Compared::WithDesk,
            None => Compared::WithNobody,
        },
        refused: Vec::new(),
        answers: Vec::new(),
        accounts: Vec::new(),
        letters: Vec::new(),
        remarks: remark::remarks(&form, system, desk),
    };
    let invitation = Invitation {
        seats: seats(&form)?,
        form,
    };
    match decide(&invitation, &policy, now) {
        Err(refusal) => run.refused = reasons(&refusal, &invitation.form),
        Ok(invited) => {
            let typed = invitation.form.addresses.iter();
            for ((place, typed), answer) in (0..).zip(typed).zip(&invited.answers) {
                run.add(place, &typed.0, answer, &rules)?;
            }
        }
    }
    Ok(run)
}

/// What holds for every address.
struct Rules<'a> {
    /// Those of the desk, if one is named.
    accounts: Option<Accounts<'a>>,
    /// What people call the questionnaires of the form.
    questionnaires: BTreeMap<QuestionnaireId, String>,
}

/// Questionnaires by the name that the desk knows, or else as the file writes them.
fn named_questionnaires(
    file: &InvitationFile,
    tenant: TenantId,
    desk: Option<&Desk>,
) -> BTreeMap<QuestionnaireId, String> {
    let named = |(id, written): (QuestionnaireId, String)| {
        let name = desk.and_then(|desk| Names::name(desk, id.uuid()));
        (id, name.map_or(written, str::to_owned))
    };
    file.questionnaires(tenant).map(named).collect()
}

/// Two tenants never meet: the file's, and that of the desk whose accounts are compared.
fn tenant(file: &InvitationFile, desk: Option<&Desk>) -> Result<TenantId, String> {
    match (file.tenant, desk) {
        (Some(named), Some(desk)) if named.0 != desk.tenant() => {
            Err("`tenant` of the invitation is not the tenant of the desk".to_owned())
        }
        (Some(named), _) => Ok(named.0),
        (None, Some(desk)) => Ok(desk.tenant()),
        (None, None) => Ok(TenantId::from_number(1)),
    }
}

/// A stand-in for every address: an id and a token made of its place.
fn seats(form: &InvitationForm) -> Result<Vec<Seat>, String> {
    let seat = |place: i64| {
        let mut bytes = *b"stand-in________";
        for (byte, digit) in bytes.iter_mut().skip(8).zip(place.to_be_bytes()) {
            *byte = digit;
        }
        Ok(Seat {
            id: UserId::from_number(place),
            token: TokenBytes::new(&bytes).map_err(|error| error.to_string())?,
        })
    };
    (1..)
        .zip(&form.addresses)
        .map(|(place, _)| seat(place))
        .collect()
}

fn reasons(refusal: &Refusal, form: &InvitationForm) -> Vec<ReasonLine> {
    let line = |reason: &Reason| {
        let place = match reason {
            Reason::BadAddress { place } => Some(*place),
            _ => None,
        };
        let typed = place.and_then(|place| form.addresses.get(usize::try_from(place).ok()?));
        let why = typed.and_then(|typed| Email::parse(&typed.0).err());
        ReasonLine {
            code: reason.code(),
            place,
            text: why.map_or_else(|| reason.to_string(), |why| why.to_string()),
        }
    };
    refusal.reasons().map(line).collect()
}

impl DryRun {
    /// Adds what becomes of one address.
    fn add(
        &mut self,
        place: u32,
        typed: &str,
        answer: &Answer,
        rules: &Rules<'_>,
    ) -> Result<(), String> {
        let mut line = AnswerLine {
            place,
            address: typed.to_owned(),
            answer: answer.code(),
            id: None,
            of: None,
            why: None,
            taken: Vec::new(),
        };
        match answer {
            Answer::Duplicate { of } => line.of = Some(*of),
            Answer::Bad { why } => line.why = Some(why.to_string()),
            Answer::Create { events, .. } => {
                let user = User::replay(events).ok().flatten();
                let user = user.ok_or("an invited account has no first event")?;
                if let Some(accounts) = &rules.accounts {
                    line.taken = accounts.taken(&user);
                }
                if !line.taken.is_empty() {
                    line.answer = "invitation.taken";
                } else {
                    line.id = Some(format!("new {}", place + 1));
                    self.create(place, &user, events, rules);
                }
            }
        }
        self.answers.push(line);
        Ok(())
    }

    fn create(&mut self, place: u32, user: &User, events: &[UserEvent], rules: &Rules<'_>) {
        let duties = events.iter().flat_map(UserEvent::duties);
        let (letters, others): (Vec<Duty>, Vec<Duty>) =
            duties.partition(|duty| matches!(duty, Duty::SendLetter { .. }));
        let expires_at = expiry(user.record());
        for duty in letters {
            if let Duty::SendLetter { letter, to } = duty {
                self.letters.push(LetterLine {
                    place,
                    letter,
                    to: to.as_typed().to_owned(),
                    expires_at,
                });
            }
        }
        let equal = without_address(user.record());
        let same = |other: &&mut AccountLine| other.equal == equal && other.duties == others;
        match self.accounts.iter_mut().find(same) {
            Some(other) => other.places.push(place),
            None => {
                let roles = events.iter().flat_map(roles);
                self.accounts.push(AccountLine {
                    places: vec![place],
                    roles: roles.collect(),
                    events: events.iter().map(UserEvent::name).collect(),
                    duties: others,
                    ..account(user, equal, rules)
                });
            }
        }
    }
}

/// The first moment at which the token that was issued no longer opens (S122).
fn expiry(record: &UserRecord) -> Option<DateTime<Utc>> {
    match &record.activation {
        Activation::Awaited { token } => token.as_ref().map(|token| token.expires_at),
        Activation::NotAwaited => None,
    }
}

/// Everything that the accounts of one invitation have in common (S114).
fn without_address(record: &UserRecord) -> UserRecord {
    let mut record = record.clone();
    record.id = UserId::from_number(0);
    record.profile.email = None;
    record.activation = Activation::Awaited { token: None };
    record
}

/// The roles that the first event names.
fn roles(event: &UserEvent) -> Vec<String> {
    match event {
        UserEvent::Created(created) => created.roles.iter().map(ToString::to_string).collect(),
        _ => Vec::new(),
    }
}

/// What the record says.
fn account(user: &User, equal: UserRecord, rules: &Rules<'_>) -> AccountLine {
    let profile = user.profile();
    let lists = &profile.memberships;
    let (signs_in, reasons) = sign_in(user);
    let questionnaire = |id: &QuestionnaireId| {
        let named = rules.questionnaires.get(id);
        named.map_or_else(|| id.to_string(), String::clone)
    };
    AccountLine {
        places: Vec::new(),
        kind: user.kind().name(),
        standing: user.standing().name(),
        means: means(user.standing()),
        signs_in,
        sign_in: reasons.iter().map(|reason| reason.code()).collect(),
        login: login_by(&user.record().login),
        capacities: texts(&user.record().capacities),
        roles: Vec::new(),
        modules: texts(&lists.modules),
        limit: limit_text(profile.limit),
        languages: texts(&lists.languages),
        questionnaires: lists.questionnaires.iter().map(questionnaire).collect(),
        events: Vec::new(),
        duties: Vec::new(),
        equal,
    }
}

fn texts<T: ToString>(values: &std::collections::BTreeSet<T>) -> Vec<String> {
    values.iter().map(ToString::to_string).collect()
}
