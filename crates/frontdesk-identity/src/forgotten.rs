//! A staff member who is not signed in asks for a new password.

use chrono::{DateTime, Utc};
use frontdesk_contact::Email;

use crate::decide::decide_user;
use crate::{
    Decided, Duty, Letter, Login, Outward, Reason, Refusal, TokenBytes, Truth, User, UserCommand,
    UserEvent, UserPolicy, login_key,
};

/// Answers somebody who typed an address and asks for a new password. `user` is the account that signs
/// in by this address ([`SignInIndex::find`](crate::SignInIndex::find)) or, where the host keeps a look-up
/// of its own for addresses that are no logins, the one account that has it; `None` if there is none, or
/// more than one.
///
/// Whether there is one, and however it stands: the outward answer is the same, and what the host does
/// is one letter of one kind. Where there is an account it goes to the stored address and never to what
/// was typed; an account that neither signs in by the typed address nor has one of the same key is none. Whose account gets no token finds
/// that in the letter, and nobody else learns it. The host writes the letter and stores the events
/// after it has answered, or after the same time, and limits how often one address may be asked for.
///
/// # Errors
/// With [`Reason::OtherTenant`], which is a mistake of the host.
pub fn answer_forgotten(
    user: Option<&User>,
    typed: &Email,
    token: &TokenBytes,
    policy: &UserPolicy,
    now: DateTime<Utc>,
) -> Result<Forgotten, Refusal> {
    if user.is_some_and(|user| user.tenant() != policy.tenant) {
        return Err(Refusal::of(Reason::OtherTenant));
    }
    let stored = user.and_then(|user| user.profile().email.as_ref());
    let by_login = user.is_some_and(|user| user.record().login == Login::Email);
    let names = |stored: &Email| {
        stored.key() == typed.key()
            || by_login && login_key(stored.as_typed()) == login_key(typed.as_typed())
    };
    let stored = stored.filter(|stored| names(stored));
    let to = stored.unwrap_or(typed).clone();
    let command = UserCommand::IssueReset {
        token: token.clone(),
    };
    let nothing = || Decided::plain(Vec::new());
    let (decided, truth) = match user.filter(|_| stored.is_some()) {
        None => (nothing(), Truth::NobodyThere),
        Some(user) => match decide_user(Some(user), &command, policy, now) {
            Ok(decided) => (decided, Truth::ResetSent),
            Err(why) => (nothing(), Truth::NoReset(why)),
        },
    };
    Ok(Forgotten {
        outward: Outward::LetterSent,
        decided,
        duties: vec![Duty::SendLetter {
            letter: Letter::ResetAsked,
            to,
        }],
        truth,
    })
}

/// What somebody is answered who asks for a new password, and what happens.
#[derive(Debug)]
#[must_use = "nothing has happened until the events are stored"]
pub struct Forgotten {
    /// What is said: nothing else of this.
    pub outward: Outward,
    /// What happens to the account, if there is one.
    pub decided: Decided<UserEvent>,
    /// What to do: all of it, in place of the events' own duties.
    pub duties: Vec<Duty>,
    /// For the host's log only.
    pub truth: Truth,
}
