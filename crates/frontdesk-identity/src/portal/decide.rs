//! What a command makes happen to a portal account, or why not.

use chrono::{DateTime, Utc};
use frontdesk_model::CustomerId;

use crate::portal::account::PortalAccount;
use crate::portal::command::{OpenPortal, PortalCommand};
use crate::portal::event::PortalEvent;
use crate::portal::policy::{HelpCenter, PortalFacts, PortalPolicy, Sso};
use crate::portal::subject::Subject;
use crate::portal::{address, profile, ways};
use crate::{Decided, Reason, Refusal};

/// What this command makes happen to this portal account, or every reason why not. `account` is `None`
/// where there is none yet. No events means that everything is so already.
///
/// The decision relied on `account` alone: commit it under [`PortalAccount::precondition`], together
/// with [`PortalAccount::claims`] of the account after the events. A refusal is the truth: for the
/// customer who is signed in, for staff and for the log. A stranger is answered by
/// [`answer_stranger`](crate::answer_stranger); one who brings a token is told the same for every
/// reason.
///
/// # Errors
/// With all the reasons that were found: see [`Reason`].
pub fn decide_portal(
    account: Option<&PortalAccount>,
    command: &PortalCommand,
    facts: &PortalFacts,
    now: DateTime<Utc>,
) -> Result<Decided<PortalEvent>, Refusal> {
    // Two tenants never meet: a portal of one decides over no account of another.
    if account.is_some_and(|account| account.tenant() != facts.tenant) {
        return Err(Refusal::of(Reason::OtherTenant));
    }
    facts.session.check(command.act()).map_err(Refusal::of)?;
    let brings_token = matches!(
        command,
        PortalCommand::ProveAddress { .. } | PortalCommand::Reset { .. }
    );
    let account = match account {
        // A stranger with a wrong token learns nothing about whether there is an account.
        Some(account) if account.is_erased() && brings_token => None,
        // Nothing is left to decide about.
        Some(account) if account.is_erased() => return Err(Refusal::of(Reason::Erased)),
        account => account,
    };
    // What the law asks for is done whether or not the help center is in use.
    if let Some(decided) = account.and_then(|account| lawful(account, command, now)) {
        return decided.map(Decided::plain);
    }
    // Without a help center there are no portal accounts (S155).
    let HelpCenter::On(policy) = &facts.help_center else {
        return Err(Refusal::of(Reason::HelpCenterOff));
    };
    match account {
        None => begin(command, facts, policy, now),
        Some(account) => change(account, command, facts, policy, now),
    }
}

/// Events of a decision, each made true before the next is decided.
pub(crate) struct Draft {
    pub(crate) account: PortalAccount,
    events: Vec<PortalEvent>,
}

impl Draft {
    pub(crate) fn of(account: &PortalAccount) -> Self {
        Self {
            account: account.clone(),
            events: Vec::new(),
        }
    }

    pub(crate) fn begin(event: PortalEvent) -> Result<Self, Refusal> {
        let account =
            PortalAccount::begin(&event).map_err(|_| Refusal::of(Reason::PortalUnknown))?;
        Ok(Self {
            account,
            events: vec![event],
        })
    }

    pub(crate) fn push(&mut self, event: PortalEvent) -> Result<(), Refusal> {
        let applied = self.account.apply(&event);
        applied.map_err(|_| Refusal::of(Reason::PortalExists))?;
        self.events.push(event);
        Ok(())
    }

    pub(crate) fn into_events(self) -> Vec<PortalEvent> {
        self.events
    }

    pub(crate) fn done(self) -> Decided<PortalEvent> {
        Decided::plain(self.events)
    }
}

/// Legal holds and erasure.
fn lawful(
    account: &PortalAccount,
    command: &PortalCommand,
    now: DateTime<Utc>,
) -> Option<Result<Vec<PortalEvent>, Refusal>> {
    let holds = &account.record().holds;
    match command {
        // A second hold for one case changes nothing; nor does the end of a case that holds nothing.
        PortalCommand::PlaceHold { case } => Some(Ok(match holds.contains_key(case) {
            true => Vec::new(),
            false => vec![PortalEvent::HoldPlaced {
                case: case.clone(),
                since: now,
            }],
        })),
        PortalCommand::LiftHold { case } => Some(Ok(match holds.contains_key(case) {
            true => vec![PortalEvent::HoldLifted { case: case.clone() }],
            false => Vec::new(),
        })),
        // While one case lasts, everything is kept.
        PortalCommand::Erase if !holds.is_empty() => Some(Err(Refusal::of(Reason::LegalHold))),
        PortalCommand::Erase => Some(Ok(vec![PortalEvent::Erased {
            verifiers: account.record().credential_version,
        }])),
        _ => None,
    }
}

/// Commands where there is no account.
fn begin(
    command: &PortalCommand,
    facts: &PortalFacts,
    policy: &PortalPolicy,
    now: DateTime<Utc>,
) -> Result<Decided<PortalEvent>, Refusal> {
    match command {
        // Every customer has one by the first ticket (S155): nothing to ask for.
        PortalCommand::Open(form) => Ok(Decided::plain(vec![opened(form, facts)])),
        // Single sign-on restricts registration: nobody registers by himself (S163).
        PortalCommand::Register { .. } | PortalCommand::RegisterSocial { .. }
            if policy.sso == Sso::On =>
        {
            Err(Refusal::of(Reason::SelfRegistrationOff))
        }
        PortalCommand::Register {
            form,
            verifier,
            token,
        } => address::register(form, verifier, token, (facts, policy), now),
        PortalCommand::RegisterSocial { customer, subject } => {
            register_social(*customer, subject, facts)
        }
        PortalCommand::ProveAddress { .. } | PortalCommand::Reset { .. } => {
            Err(Refusal::of(Reason::TokenUnknown))
        }
        _ => Err(Refusal::of(Reason::PortalUnknown)),
    }
}

fn opened(form: &OpenPortal, facts: &PortalFacts) -> PortalEvent {
    PortalEvent::Opened {
        tenant: facts.tenant,
        customer: form.customer,
        email: form.email.clone(),
        known: form.known,
    }
}

/// The network's word about an address is never read: the account has none until its holder proves
/// one.
fn register_social(
    customer: CustomerId,
    subject: &Subject,
    facts: &PortalFacts,
) -> Result<Decided<PortalEvent>, Refusal> {
    let mut draft = Draft::begin(PortalEvent::Opened {
        tenant: facts.tenant,
        customer,
        email: None,
        known: crate::AddressKnown::Typed,
    })?;
    draft.push(PortalEvent::SocialAttached {
        subjects: [subject.clone()].into(),
        tell: None,
    })?;
    Ok(draft.done())
}

/// Commands on an account that there is.
fn change(
    account: &PortalAccount,
    command: &PortalCommand,
    facts: &PortalFacts,
    policy: &PortalPolicy,
    now: DateTime<Utc>,
) -> Result<Decided<PortalEvent>, Refusal> {
    match command {
        PortalCommand::Open(_)
        | PortalCommand::Register { .. }
        | PortalCommand::RegisterSocial { .. } => Err(Refusal::of(Reason::PortalExists)),
        PortalCommand::IssueAddressProof { token } => {
            address::issue_proof(account, token, policy, now)
        }
        PortalCommand::ProveAddress { token, beside } => {
            address::prove(account, token, (*beside, facts.session), now)
        }
        PortalCommand::AddressAnswered { from } => address::answered(account, from, now),
        PortalCommand::IssueReset { token } => address::issue_reset(account, token, policy, now),
        PortalCommand::Reset { token, verifier } => {
            address::reset(account, token, verifier, policy, now)
        }
        PortalCommand::RequestAddressChange { to, token } => {
            address::request_change(account, to, token, policy, now)
        }
        PortalCommand::ConfirmAddress { token } => address::confirm(account, token, now),
        PortalCommand::SetPassword { verifier } => {
            ways::set_password(account, verifier, policy, now)
        }
        PortalCommand::AttachSocial { subject } => ways::attach_social(account, subject),
        PortalCommand::DetachSocial { subject } => ways::detach_social(account, subject, policy),
        PortalCommand::LinkSso { subject, address } => {
            ways::link_sso(account, (subject, *address), (facts.session, policy), now)
        }
        PortalCommand::UnlinkSso => ways::unlink_sso(account, policy),
        PortalCommand::EditProfile(changes) => {
            profile::edit(account, changes, policy, facts.session).map(Decided::plain)
        }
        // Answered before the help center is looked at.
        PortalCommand::PlaceHold { .. } | PortalCommand::LiftHold { .. } | PortalCommand::Erase => {
            Ok(Decided::plain(Vec::new()))
        }
    }
}
