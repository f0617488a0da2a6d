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
    /// Nothing before the last `@`, or nothing between quotes there.
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
    /// grammar these are refused: display text, comments, domain literals and bare IP addresses (a last label that
    /// is a number, decimal or hexadecimal: `127.0.0.1`, `0x7f000001`), control and
    /// invisible characters (but a domain may hold joiners where IDNA lets them join). Local parts outside ASCII
    /// (RFC 6531) may hold letters, digits and marks of every script, but no symbols such as emoji. A domain of one
    /// label (`root@localhost`) is an address.
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
        Key::current(self.with_local_part(&self.unquoted_local_part().to_lowercase()))
    }

    /// The part before the last `@` without quotes that it does not need: `"anna"` and `anna` name one mailbox
    /// (RFC 5321, section 4.1.2). For asking whether an address refused letters; the key keeps what was typed. A
    /// personal value.
    #[must_use]
    pub fn unquoted_local_part(&self) -> &str {
        let local = self.local_part();
        local
            .strip_prefix('"')
            .and_then(|rest| rest.strip_suffix('"'))
            .filter(|inner| is_dot_atom(inner))
            .unwrap_or(local)
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

    // Lower-casing may lengthen a local part beyond 64 octets, so a hint need not be an address: then it is one
    // with those letters in capitals that are shorter so. A test lists them.
    fn is_normal(value: &str) -> bool {
        let shortest = value
            .replace("i\u{307}", "İ")
            .replace('ⱥ', "Ⱥ")
            .replace('ⱦ', "Ⱦ");
        Email::parse(&shortest).is_ok_and(|email| email.key_folded().value() == value)
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
    // UTS 46 drops some invisible characters. A letter goes to the typed form, so there must be none in it. The
    // two joiners are not dropped: UTS 46 refuses them itself where they join nothing (RFC 5892, appendix A).
    if domain.chars().any(|c| is_invisible(c) && !is_joiner(c)) {
        return Err(EmailError::DomainInvalid);
    }
    let uts46 = Uts46::new();
    let ascii = uts46
        .to_ascii(
            domain.as_bytes(),
            AsciiDenyList::STD3,
            Hyphens::CheckFirstLast,
            DnsLength::Verify,
        )
        .map_err(|_| EmailError::DomainInvalid)?;
    // UTS 46, section 4.1, criterion 4, which the library asks for only together with the two hyphens of criterion
    // 2: an A-label does not stand for another A-label.
    let (shown, _) = uts46.to_unicode(ascii.as_bytes(), AsciiDenyList::EMPTY, Hyphens::Allow);
    if shown.split('.').any(|label| label.starts_with("xn--")) {
        return Err(EmailError::DomainInvalid);
    }
    let top = ascii.rsplit('.').next().unwrap_or_default();
    if is_number(top) {
        return Err(EmailError::DomainLiteral);
    }
    Ok(ascii.into_owned())
}

/// No top-level domain is all digits (RFC 3696, section 2): this is an IPv4 address, which resolvers also take in
/// hexadecimal (the URL Standard, "ends in a number").
fn is_number(top: &str) -> bool {
    match top.strip_prefix("0x") {
        Some(hexadecimal) => hexadecimal.bytes().all(|byte| byte.is_ascii_hexdigit()),
        None => top.bytes().all(|byte| byte.is_ascii_digit()),
    }
}

/// Asks the `email_address` crate whether this is an address.
///
/// That crate reads RFC 6531's `UTF8-non-ascii` as a few blocks of letters and refuses, for one, the Devanagari
/// virama. So it is asked about the ASCII shape of the address: each acceptable character outside ASCII is
/// replaced by a letter. So is a space after a backslash, which RFC 5321, section 4.1.2, allows between quotes and
/// the crate does not; without quotes the crate refuses the backslash itself.
fn check_syntax(local: &str, domain: &str) -> Result<(), EmailError> {
    let shape: String = local
        .chars()
        .map(|c| stand_in(c).ok_or(EmailError::LocalPartInvalid))
        .collect::<Result<_, _>>()?;
    let shape = shape.replace("\\ ", "\\a");
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

/// Default-ignorable characters (UTS 39): zero-width joiners, soft hyphens, Hangul fillers, ... A few of them the
/// tables of UTS 39 call deprecated instead.
fn is_invisible(c: char) -> bool {
    c.identifier_type() == Some(IdentifierType::Default_Ignorable)
        || matches!(c, '\u{206a}'..='\u{206f}' | '\u{e0001}')
}

/// The zero-width non-joiner and joiner, which some scripts need within a word.
fn is_joiner(c: char) -> bool {
    matches!(c, '\u{200c}' | '\u{200d}')
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
