//! What a stranger is answered: the same, whoever has an account (ASVS 6.3.8).

use chrono::{DateTime, Utc};
use frontdesk_contact::Email;
use frontdesk_model::CustomerId;

use crate::portal::account::PortalAccount;
use crate::portal::command::{PortalCommand, RegisterPortal};
use crate::portal::decide::decide_portal;
use crate::portal::duty::{PortalDuty, PortalLetter};
use crate::portal::event::PortalEvent;
use crate::portal::policy::{HelpCenter, PortalFacts, Sso};
use crate::portal::session::PortalSession;
use crate::{Decided, Outward, Reason, Refusal, TokenBytes, Truth, Verifier};

/// Answers somebody who is not signed in and typed an address. `account` is the one that has the
/// address's [`PortalClaim`](crate::PortalClaim), or `None`; the session in `facts` is not looked at.
///
/// Whether there is an account, and how it stands: the outward answer has the same bytes, and the
/// duties are one letter of one kind. With an account the letter goes to the stored address, never to
/// what was typed (a look-up that folds more than it should then sends nobody's token to a
/// stranger); both have one key, so the duties have the same bytes unless the domain was typed in
/// another case or form. A registration with the address of an account changes nothing in that
/// account.
///
/// What is left for the host: answer before the letter is written and the events are stored, or after
/// the same time; hash the typed password before it asks, whether or not there is an account; answer
/// a clash of claims as this does; and limit how often one address and one caller may ask.
///
/// # Errors
/// With what refuses everybody, whatever accounts there are: the help center is not in use (S155), or
/// nobody registers (S163). And with [`Reason::OtherTenant`], which is a mistake of the host.
pub fn answer_stranger(
    account: Option<&PortalAccount>,
    request: &StrangerRequest,
    facts: &PortalFacts,
    now: DateTime<Utc>,
) -> Result<StrangerAnswer, Refusal> {
    if account.is_some_and(|account| account.tenant() != facts.tenant) {
        return Err(Refusal::of(Reason::OtherTenant));
    }
    let HelpCenter::On(policy) = &facts.help_center else {
        return Err(Refusal::of(Reason::HelpCenterOff));
    };
    // Single sign-on restricts registration: nobody registers by himself (S163).
    if matches!(request, StrangerRequest::Register { .. }) && policy.sso == Sso::On {
        return Err(Refusal::of(Reason::SelfRegistrationOff));
    }
    let typed = request.address();
    // An account of another address is none: a stranger touches only what he can name.
    let stored = account.and_then(PortalAccount::email);
    let stored = stored.filter(|stored| stored.key() == typed.key());
    let account = account.filter(|_| stored.is_some());
    let to = stored.unwrap_or(typed).clone();
    let facts = PortalFacts {
        session: PortalSession::Stranger,
        ..facts.clone()
    };
    let (letter, decided, truth) = match request {
        StrangerRequest::Register { .. } if account.is_some() => (
            PortalLetter::RegistrationAsked,
            Decided::plain(Vec::new()),
            Truth::AccountThere,
        ),
        StrangerRequest::Register { .. } => (
            PortalLetter::RegistrationAsked,
            decide_portal(None, &request.command(), &facts, now)?,
            Truth::Registered,
        ),
        StrangerRequest::ForgotPassword { .. } => {
            let answer = decide_portal(account, &request.command(), &facts, now);
            let (decided, truth) = match answer {
                Ok(decided) => (decided, Truth::ResetSent),
                Err(_) if account.is_none() => (Decided::plain(Vec::new()), Truth::NobodyThere),
                Err(why) => (Decided::plain(Vec::new()), Truth::NoReset(why)),
            };
            (PortalLetter::ResetAsked, decided, truth)
        }
    };
    Ok(StrangerAnswer {
        outward: Outward::LetterSent,
        decided,
        duties: vec![PortalDuty::SendLetter { letter, to }],
        truth,
    })
}

/// What somebody who is not signed in asks for with an address.
#[derive(Clone, Debug)]
pub enum StrangerRequest {
    /// An account with this address and password. The password is hashed.
    Register {
        /// The id that a new account has.
        customer: CustomerId,
        /// The address, as typed.
        email: Email,
        /// What the host made of the password.
        verifier: Verifier,
        /// The random bytes for the letter.
        token: TokenBytes,
    },
    /// A new password for the account with this address.
    ForgotPassword {
        /// The address, as typed.
        email: Email,
        /// The random bytes for the letter.
        token: TokenBytes,
    },
}

impl StrangerRequest {
    const fn address(&self) -> &Email {
        match self {
            Self::Register { email, .. } | Self::ForgotPassword { email, .. } => email,
        }
    }

    fn command(&self) -> PortalCommand {
        match self {
            Self::Register {
                customer,
                email,
                verifier,
                token,
            } => PortalCommand::Register {
                form: RegisterPortal {
                    customer: *customer,
                    email: email.clone(),
                },
                verifier: verifier.clone(),
                token: token.clone(),
            },
            Self::ForgotPassword { token, .. } => PortalCommand::IssueReset {
                token: token.clone(),
            },
        }
    }
}

/// What a stranger is answered, and what happens.
#[derive(Debug)]
#[must_use = "nothing has happened until the events are stored"]
pub struct StrangerAnswer {
    /// What the stranger is told: nothing else of this.
    pub outward: Outward,
    /// What happens: to the account that begins, or to the one that is there.
    pub decided: Decided<PortalEvent>,
    /// What to do: all of it, in place of the events' own duties, which are the same or none.
    pub duties: Vec<PortalDuty>,
    /// For the host's log only.
    pub truth: Truth,
}
