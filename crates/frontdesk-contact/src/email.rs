//! E-mail addresses: stored as typed, compared by key.

use email_address::{EmailAddress, Error as Syntax, Options};
use idna::AsciiDenyList;
use idna::uts46::{DnsLength, Hyphens, Uts46};
use serde::{Deserialize, Serialize};
use unicode_security::GeneralSecurityProfile;
use unicode_security::general_security_profile::IdentifierType;

use crate::key::{Key, sealed::Normal};
use crate::text::typed_text;

/// An e-mail address as it was typed, known to be one (RFC 5321, RFC 6531).
///
/// Letters always go to [`Email::as_typed`] of the stored address. Whether two addresses are one is asked of
/// [`Email::key`]; `==` and `Ord` compare spellings.
///
/// Persisted as the typed string. `Debug` prints `Email(..)`; `Display` prints the address and is meant for
/// letters.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Email {
    typed: String,
    /// `typed`'s domain as lower-case A-labels.
    domain: String,
}

/// Whether two addresses are one: the local part as typed and the domain as lower-case A-labels.
pub type EmailKey = Key<Email>;

/// A candidate key, wider than [`EmailKey`]: see [`Email::key_folded`]. Never identity.
pub type EmailHint = Key<FoldedEmail>;

/// The kind of an [`EmailHint`]; it has no values.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FoldedEmail {}

/// Why a text is not an e-mail address. Names the place, never the content.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum EmailError {
    /// Nothing, or only white space.
    #[error("the address is empty")]
    Empty,
    /// `Name <address>` or `<address>`: a header, not an address.
    #[error("a name or angle brackets around the address are not part of it")]
    DisplayText,
    /// No `@`.
    #[error("the address has no @")]
    MissingAt,
    /// Nothing before the last `@`.
    #[error("nothing stands before the @")]
    LocalPartEmpty,
    /// More than 64 octets of UTF-8 before the last `@` (RFC 5321, section 4.5.3.1.1).
    #[error("the part before the @ is longer than 64 octets")]
    LocalPartTooLong,
    /// What stands before the last `@` is neither a dot-atom nor a quoted string.
    #[error("the part before the @ has a character or a dot where none may stand")]
    LocalPartInvalid,
    /// Nothing after the last `@`.
    #[error("nothing stands after the @")]
    DomainEmpty,
    /// An IP address instead of a name, in brackets or bare.
    #[error("the domain is an IP address, not a name")]
    DomainLiteral,
    /// Not a domain name by UTS 46: a forbidden character, an empty or too long label, a hyphen at a label's
    /// end, a dot at the end.
    #[error("the domain is not a valid domain name")]
    DomainInvalid,
    /// More than 254 octets, as typed or with the domain as A-labels (RFC 5321, section 4.5.3.1.3).
    #[error("the address is longer than 254 octets")]
    TooLong,
}

const LOCAL_OCTETS: usize = 64;
const ADDRESS_OCTETS: usize = 254;

impl Email {
    /// Reads one bare address.
    ///
    /// ASCII white space around the address is left out; everything else is kept as typed. Beyond the RFCs'
    /// grammar these are refused: display text, comments, domain literals and bare IP addresses, control and
    /// invisible characters. Local parts outside ASCII (RFC 6531) may hold letters, digits and marks of every
    /// script, but no symbols such as emoji. A domain of one label (`root@localhost`) is an address.
    ///
    /// # Errors
    ///
    /// [`EmailError`]: the first thing found wrong.
    pub fn parse(text: &str) -> Result<Self, EmailError> {
        let typed = text.trim_ascii();
        if typed.is_empty() {
            return Err(EmailError::Empty);
        }
        // No domain ends with an angle bracket, so this is `Name <a@b>` or a part of it.
        if typed.ends_with('>') {
            return Err(EmailError::DisplayText);
        }
        let (local, domain) = typed.rsplit_once('@').ok_or(EmailError::MissingAt)?;
        if local.is_empty() {
            return Err(EmailError::LocalPartEmpty);
        }
        if local.len() > LOCAL_OCTETS {
            return Err(EmailError::LocalPartTooLong);
        }
        if typed.len() > ADDRESS_OCTETS {
            return Err(EmailError::TooLong);
        }
        let domain = to_a_labels(domain)?;
        check_syntax(local, &domain)?;
        // The form with A-labels is the one on the wire where a relay lacks SMTPUTF8.
        if local.len() + 1 + domain.len() > ADDRESS_OCTETS {
            return Err(EmailError::TooLong);
        }
        Ok(Self {
            typed: typed.to_owned(),
            domain,
        })
    }

    /// The address as it was typed: where letters go. A personal value.
    ///
    /// Mail software that takes no Unicode in a domain is given [`Email::local_part`] and [`Email::domain`]: the
    /// same mailbox. It must not map the domain by rules of its own (IDNA 2003 makes `ss` of `ß`).
    #[must_use]
    pub fn as_typed(&self) -> &str {
        &self.typed
    }

    /// The part before the last `@`, as typed, with its quotes if it has them. A personal value.
    #[must_use]
    pub fn local_part(&self) -> &str {
        self.typed.rsplit_once('@').map_or("", |(local, _)| local)
    }

    /// The domain as lower-case A-labels (`xn--e1afmkfd.xn--p1ai`), whatever was typed.
    #[must_use]
    pub fn domain(&self) -> &str {
        &self.domain
    }

    /// The comparison key: the local part exactly as typed, the domain as lower-case A-labels.
    ///
    /// The case of a local part is significant by RFC 5321, section 2.4, and whether a host ignores it is
    /// that host's policy. So `Anna@` and `anna@` are two keys, and so are `"anna"@` and `anna@`: two keys
    /// for one mailbox cost a duplicate, one key for two mailboxes costs an account.
    #[must_use]
    pub fn key(&self) -> EmailKey {
        Key::current(self.with_local_part(self.local_part()))
    }

    /// A hint for candidate search, **never identity**: the key with the local part lower-cased and without
    /// needless quotes. Dots and `+tags` stay, for their meaning belongs to one provider each.
    ///
    /// An account found by it may be suggested; a letter goes to the address stored with that account, never
    /// to the one that was searched for.
    #[must_use]
    pub fn key_folded(&self) -> EmailHint {
        let local = self.local_part();
        let bare = local
            .strip_prefix('"')
            .and_then(|rest| rest.strip_suffix('"'))
            .filter(|inner| is_dot_atom(inner))
            .unwrap_or(local);
        Key::current(self.with_local_part(&bare.to_lowercase()))
    }

    fn with_local_part(&self, local: &str) -> String {
        format!("{local}@{}", self.domain)
    }
}

typed_text!(Email, EmailError, as_typed);

impl Normal for Email {
    const KEY_NAME: &'static str = "EmailKey";

    fn is_normal(value: &str) -> bool {
        Self::parse(value).is_ok_and(|email| email.key().value() == value)
    }
}

impl Normal for FoldedEmail {
    const KEY_NAME: &'static str = "EmailHint";

    // Lower-casing may lengthen a local part beyond 64 octets, so a hint need not be an address.
    fn is_normal(value: &str) -> bool {
        value.contains('@') && value.to_lowercase() == value
    }
}

/// UTS 46 to ASCII: lower case, A-labels, letters, digits and hyphens only, DNS lengths, no dot at the end.
fn to_a_labels(domain: &str) -> Result<String, EmailError> {
    if domain.is_empty() {
        return Err(EmailError::DomainEmpty);
    }
    if domain.starts_with('[') {
        return Err(EmailError::DomainLiteral);
    }
    // UTS 46 drops some invisible characters. A letter goes to the typed form, so there must be none in it.
    if domain.chars().any(is_invisible) {
        return Err(EmailError::DomainInvalid);
    }
    let ascii = Uts46::new()
        .to_ascii(
            domain.as_bytes(),
            AsciiDenyList::STD3,
            Hyphens::CheckFirstLast,
            DnsLength::Verify,
        )
        .map_err(|_| EmailError::DomainInvalid)?;
    // No top-level domain is all digits (RFC 3696, section 2): this is an IPv4 address.
    let top = ascii.rsplit('.').next().unwrap_or_default();
    if top.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(EmailError::DomainLiteral);
    }
    Ok(ascii.into_owned())
}

/// Asks the `email_address` crate whether this is an address.
///
/// That crate reads RFC 6531's `UTF8-non-ascii` as a few blocks of letters and refuses, for one, the Devanagari
/// virama. So it is asked about the ASCII shape of the address: each acceptable character outside ASCII is
/// replaced by a letter.
fn check_syntax(local: &str, domain: &str) -> Result<(), EmailError> {
    let shape: String = local
        .chars()
        .map(|c| stand_in(c).ok_or(EmailError::LocalPartInvalid))
        .collect::<Result<_, _>>()?;
    let options = Options::default()
        .without_domain_literal()
        .without_display_text();
    // The domain is letters, digits, hyphens and dots by now, so the crate splits where we did.
    EmailAddress::parse_with_options(&format!("{shape}@{domain}"), options)
        .map(drop)
        .map_err(from_syntax)
}

/// The ASCII character that stands for `c` in the shape, or none where `c` may not stand.
fn stand_in(c: char) -> Option<char> {
    if c.is_control() || is_invisible(c) {
        return None;
    }
    if c.is_ascii() {
        return Some(c);
    }
    (c.is_alphanumeric() || c.identifier_allowed()).then_some('a')
}

/// Default-ignorable characters (UTS 39): zero-width joiners, soft hyphens, Hangul fillers, ...
fn is_invisible(c: char) -> bool {
    c.identifier_type() == Some(IdentifierType::Default_Ignorable)
}

fn is_dot_atom(text: &str) -> bool {
    !text.starts_with('"')
        && text
            .chars()
            .map(stand_in)
            .collect::<Option<String>>()
            .is_some_and(|shape| EmailAddress::is_valid_local_part(&shape))
}

fn from_syntax(error: Syntax) -> EmailError {
    match error {
        Syntax::DomainEmpty
        | Syntax::DomainTooLong
        | Syntax::SubDomainEmpty
        | Syntax::SubDomainTooLong
        | Syntax::DomainTooFew
        | Syntax::DomainInvalidSeparator => EmailError::DomainInvalid,
        Syntax::InvalidIPAddress | Syntax::UnsupportedDomainLiteral => EmailError::DomainLiteral,
        Syntax::UnsupportedDisplayName | Syntax::MissingDisplayName | Syntax::MissingEndBracket => {
            EmailError::DisplayText
        }
        Syntax::MissingSeparator => EmailError::MissingAt,
        Syntax::LocalPartEmpty => EmailError::LocalPartEmpty,
        Syntax::LocalPartTooLong => EmailError::LocalPartTooLong,
        Syntax::InvalidCharacter | Syntax::UnbalancedQuotes | Syntax::InvalidComment => {
            EmailError::LocalPartInvalid
        }
    }
}
