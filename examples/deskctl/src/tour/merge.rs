//! Which accounts might be one person's, and one merge looked at before it is done.

use chrono::{DateTime, Utc};
use frontdesk::identity::{Login, SettingValue};
use frontdesk::merge::{Aliases, Basis, Confirmation, Decided, Field, Plan, Settled, Side};
use frontdesk::model::{ExternalId, MergePlanId, UserId};
use frontdesk::{Desk, MergeError, MergeQuestion};
use frontdesk_systems::talkme::ConfirmedPair;
use serde::Serialize;

use super::name;

/// Two accounts that might be one person's.
#[derive(Serialize)]
pub(crate) struct Likely {
    pub(crate) operator: String,
    pub(crate) admin: String,
    pub(crate) alike_in: Vec<String>,
    pub(crate) rank: u32,
}

/// The pairs worth a look, the likeliest first.
pub(crate) fn likely(desk: &Desk) -> Vec<Likely> {
    let suggestions = desk.suggest();
    let pairs = suggestions.pairs.into_iter().map(|pair| Likely {
        operator: name(desk, pair.operator.uuid()),
        admin: name(desk, pair.admin.uuid()),
        alike_in: pair
            .likenesses
            .iter()
            .map(|likeness| likeness.code().to_owned())
            .collect(),
        rank: pair.rank,
    });
    pairs.collect()
}

/// One merge, before it is done.
#[derive(Serialize)]
pub(crate) struct MergePreview {
    pub(crate) operator: String,
    pub(crate) admin: String,
    pub(crate) confirmed_by: String,
    pub(crate) confirmed_at: DateTime<Utc>,
    /// Every place that a half has set: both values, and which one the whole has.
    pub(crate) fields: Vec<FieldLine>,
    pub(crate) rights: [Half; 2],
    pub(crate) alerts: Vec<String>,
    /// Why there is no plan, if there is none.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) refused: Vec<String>,
}

/// One place of the account.
#[derive(Serialize)]
pub(crate) struct FieldLine {
    pub(crate) field: String,
    pub(crate) operator: String,
    pub(crate) admin: String,
    pub(crate) result: String,
    /// Why the result has it.
    pub(crate) why: &'static str,
    /// How the conflict is settled, if there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) conflict: Option<&'static str>,
}

/// What one half gains and loses.
#[derive(Serialize)]
pub(crate) struct Half {
    pub(crate) side: &'static str,
    pub(crate) gained: Vec<String>,
    pub(crate) lost: Vec<String>,
}

/// The first confirmed pair with a conflict, or else the first confirmed pair.
pub(crate) fn preview(
    desk: &Desk,
    confirmed: &[ConfirmedPair],
    now: DateTime<Utc>,
) -> Option<MergePreview> {
    let mut previews: Vec<MergePreview> =
        confirmed.iter().map(|pair| one(desk, pair, now)).collect();
    let with_conflict = previews
        .iter()
        .position(|preview| preview.fields.iter().any(|line| line.conflict.is_some()));
    let at = with_conflict.unwrap_or(0);
    (at < previews.len()).then(|| previews.swap_remove(at))
}

/// The plan of a confirmed pair, or why there is none.
pub(crate) fn plan(
    desk: &Desk,
    pair: &ConfirmedPair,
    now: DateTime<Utc>,
) -> Result<Plan, Vec<String>> {
    let confirmation = Confirmation {
        accounts: [pair.operator, pair.admin].into(),
        by: confirmer(desk, pair.confirmed_by.as_str()),
        at: pair.confirmed_at,
        basis: Basis::Recorded,
    };
    let question = MergeQuestion {
        accounts: [pair.operator, pair.admin],
        confirmation: Some(&confirmation),
        decided: &Decided::default(),
        aliases: &Aliases::new(desk.tenant()),
        plan_id: MergePlanId::from_uuid(pair.operator.uuid()),
    };
    desk.plan_merge(&question, now)
        .map_err(|error| match error {
            MergeError::Refused(refusal) => refusal.reasons().map(ToString::to_string).collect(),
            error => vec![error.to_string()],
        })
}

fn one(desk: &Desk, pair: &ConfirmedPair, now: DateTime<Utc>) -> MergePreview {
    let by = pair.confirmed_by.as_str();
    let (plan, refused) = match plan(desk, pair, now) {
        Ok(plan) => (Some(plan), Vec::new()),
        Err(refused) => (None, refused),
    };
    MergePreview {
        operator: name(desk, pair.operator.uuid()),
        admin: name(desk, pair.admin.uuid()),
        confirmed_by: by.to_owned(),
        confirmed_at: pair.confirmed_at,
        fields: plan.as_ref().map(fields).unwrap_or_default(),
        rights: [Side::Operator, Side::Admin].map(|side| half(plan.as_ref(), side)),
        alerts: plan
            .iter()
            .flat_map(|plan| &plan.alerts)
            .map(ToString::to_string)
            .collect(),
        refused,
    }
}

/// The person who confirmed, as the file names him: an id of the desk's own.
fn confirmer(desk: &Desk, by: &str) -> UserId {
    let external = ExternalId::new("talkme", "confirmer", by);
    external.map_or_else(
        |_| UserId::from_uuid(desk.tenant().uuid()),
        |external| UserId::from_external(desk.tenant(), &external),
    )
}

fn half(plan: Option<&Plan>, side: Side) -> Half {
    let diff = plan.map(|plan| match side {
        Side::Operator => &plan.rights.operator,
        Side::Admin => &plan.rights.admin,
    });
    Half {
        side: match side {
            Side::Operator => "operator",
            Side::Admin => "admin",
        },
        gained: diff
            .iter()
            .flat_map(|diff| &diff.gained)
            .map(ToString::to_string)
            .collect(),
        lost: diff
            .iter()
            .flat_map(|diff| &diff.lost)
            .map(ToString::to_string)
            .collect(),
    }
}

fn fields(plan: &Plan) -> Vec<FieldLine> {
    let line = |(field, provenance): (&Field, &frontdesk::merge::Provenance)| {
        let [operator, admin, result] = [&plan.operator, &plan.admin, &plan.result]
            .map(|account| value(account.record(), field));
        let result = result?;
        let conflict = plan.conflicts.iter().find(|found| found.field == *field);
        Some(FieldLine {
            field: field.to_string(),
            operator: operator.unwrap_or_default(),
            admin: admin.unwrap_or_default(),
            result,
            why: provenance.why.code(),
            conflict: conflict.map(|conflict| match conflict.settled {
                Settled::Open => "open: somebody must decide",
                Settled::ByPolicy(Side::Operator) => "operator by policy",
                Settled::ByPolicy(Side::Admin) => "admin by policy",
                Settled::ByDecision(Side::Operator) => "operator by decision",
                Settled::ByDecision(Side::Admin) => "admin by decision",
                Settled::ByNewValue => "a new value by decision",
            }),
        })
    };
    plan.fields.iter().filter_map(line).collect()
}

/// What a place of a record holds, in words; `None` where it is not set or not for a table.
fn value(record: &frontdesk::identity::UserRecord, field: &Field) -> Option<String> {
    let profile = &record.profile;
    match field {
        Field::Name => profile.name.full(),
        Field::ChatName => profile
            .chat_name
            .as_ref()
            .map(|name| name.as_str().to_owned()),
        Field::Email => profile
            .email
            .as_ref()
            .map(|email| email.as_typed().to_owned()),
        Field::Limit => profile.limit.map(|limit| limit.to_string()),
        Field::Languages => {
            let tags = profile
                .memberships
                .languages
                .iter()
                .map(ToString::to_string);
            Some(tags.collect::<Vec<_>>().join(", ")).filter(|tags| !tags.is_empty())
        }
        Field::SignIn => match &record.login {
            Login::Unset => None,
            Login::Named(name) => Some(name.as_str().to_owned()),
            Login::Email => Some("the e-mail address".to_owned()),
        },
        Field::Capacities => {
            let names: Vec<&str> = record.capacities.iter().map(|found| found.name()).collect();
            Some(names.join(", "))
        }
        Field::Setting(name) => profile
            .settings
            .get(name)
            .map(|setting| match setting.value() {
                SettingValue::Flag(flag) => flag.to_string(),
                SettingValue::Number(number) => number.to_string(),
                SettingValue::Text(text) => text.clone(),
                SettingValue::List(items) => items.join(", "),
            }),
        _ => None,
    }
}
