//! How much of an address is shown.
//!
//! Masked, unless somebody asks: the table says how accounts stand, and for that a name, the kind of
//! an address and its domain are enough. What a terminal shows is pasted into chats and tickets and
//! kept in logs, so that the careful form is the default (GDPR, article 25 (2)), and `--addresses`
//! the exception that somebody chooses. A login is masked like the address that it often is.

use frontdesk::contact::Email;
use frontdesk::identity::ContactAddress;
use frontdesk::model::ExternalId;
use serde::Serialize;

/// How addresses, numbers and logins are shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Addresses {
    /// Enough to recognize one that is known already.
    Masked,
    /// As they are stored.
    Whole,
}

impl Addresses {
    /// The address of a contact point.
    pub(crate) fn contact(self, address: &ContactAddress) -> String {
        match address {
            ContactAddress::Email(email) => self.text(email.as_typed()),
            // The last two digits, as banks do.
            ContactAddress::Phone(phone) => match self {
                Self::Whole => phone.as_e164().to_owned(),
                Self::Masked => {
                    let digits: Vec<char> = phone.as_e164().chars().collect();
                    let last: String = digits.iter().skip(digits.len().saturating_sub(2)).collect();
                    format!("+…{last}")
                }
            },
            ContactAddress::Telegram(handle) | ContactAddress::Other { handle, .. } => {
                self.text(handle.as_str())
            }
        }
    }

    /// A login, handle or e-mail address: its first letter, and the domain if it has one.
    pub(crate) fn text(self, text: &str) -> String {
        if self == Self::Whole {
            return text.to_owned();
        }
        let (local, domain) = match text.rsplit_once('@') {
            Some((local, domain)) if !local.is_empty() => (local, Some(domain)),
            _ => (text.trim_start_matches('@'), None),
        };
        let first: String = local.chars().take(1).collect();
        match domain {
            Some(domain) => format!("{first}…@{domain}"),
            None => format!("{first}…"),
        }
    }

    /// A record in its system: some systems know an account by its address.
    pub(crate) fn record(self, external: &ExternalId) -> String {
        let value = match Email::parse(external.value()) {
            Ok(_) => self.text(external.value()),
            Err(_) => external.value().to_owned(),
        };
        format!("{}/{value}", external.kind())
    }
}
