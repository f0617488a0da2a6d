//! Logins and display names by PRECIS, and the skeletons of names that look alike.

use precis_profiles::precis_core::profile::{Profile, Rules};
use precis_profiles::precis_core::{Error as Precis, UnexpectedError};
use precis_profiles::{Nickname, UsernameCaseMapped};
use serde::{Deserialize, Serialize};

use crate::key::{Key, sealed::Normal};
use crate::text::typed_text;

/// The longest name, in octets of UTF-8, as given and as enforced.
///
/// PRECIS leaves the limit to the application; this is the one of XMPP addresses (RFC 7622, section 3.1). A
/// host will want a shorter one.
pub const NAME_OCTETS: usize = 1023;

/// A login in the enforced form of `UsernameCaseMapped` (RFC 8265, section 3.3).
///
/// Full-width letters are narrowed, upper case is lowered, the text is composed (NFC), and text from right
/// to left obeys the Bidi rule. The form is its own key. What the profile accepts is a login: `ivanova`, an
/// e-mail address (its local part then loses its case), a phone number; a space is not accepted.
///
/// Persisted as the enforced string. `Debug` prints `UserName(..)`.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct UserName(String);

/// Whether two logins are one.
pub type UserNameKey = Key<UserName>;

impl UserName {
    /// Enforces the profile on `text`; space around it is not left out.
    ///
    /// # Errors
    ///
    /// [`NameError`]: the first thing found wrong.
    pub fn parse(text: &str) -> Result<Self, NameError> {
        stable(text, user_name_rules).map(Self)
    }

    /// The enforced form: what is stored, shown and compared. A personal value.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The comparison key.
    #[must_use]
    pub fn key(&self) -> UserNameKey {
        Key::current(self.0.clone())
    }

    /// What the login looks like: a warning when another login has the same, never identity.
    #[must_use]
    pub fn skeleton(&self) -> Skeleton {
        skeleton(&self.0)
    }
}

typed_text!(UserName, NameError, as_str);

/// A name shown to others, in the enforced form of `Nickname` (RFC 8266).
///
/// Spaces are made plain, joined and cut at both ends, compatibility characters are replaced (NFKC); upper and
/// lower case stay, and are ignored by the key only. Names are not identity: people share them.
///
/// Characters that came after Unicode 6.3, newer emoji among them, are refused: PRECIS has not classed them.
///
/// Persisted as the enforced string. `Debug` prints `DisplayName(..)`.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct DisplayName {
    shown: String,
    /// Computed once, so that whoever has a name has its key.
    key: String,
}

/// Whether two display names are one by RFC 8266, section 2.4.
pub type DisplayNameKey = Key<DisplayName>;

impl DisplayName {
    /// Enforces the profile on `text`.
    ///
    /// # Errors
    ///
    /// [`NameError`]: the first thing found wrong.
    pub fn parse(text: &str) -> Result<Self, NameError> {
        let shown = stable(text, display_name_rules)?;
        let key = stable(&shown, display_name_key_rules)?;
        Ok(Self { shown, key })
    }

    /// The enforced form: what is stored and shown. A personal value.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.shown
    }

    /// The comparison key: the name without regard to case.
    #[must_use]
    pub fn key(&self) -> DisplayNameKey {
        Key::current(self.key.clone())
    }

    /// What the name looks like: a warning when another name has the same, never identity.
    #[must_use]
    pub fn skeleton(&self) -> Skeleton {
        skeleton(&self.shown)
    }
}

typed_text!(DisplayName, NameError, as_str);

/// What a name looks like: equal for names that a reader confuses, such as `admin` in Latin and with a
/// Cyrillic `а`. For warnings and for a guard over new names; never identity and never shown.
///
/// It is the skeleton of UTS 39, section 4, with case ignored: taken, lower-cased and taken again until it
/// stays. A name and the same name in other letters of case are told apart by their keys, not here.
pub type Skeleton = Key<Confusable>;

/// The kind of a [`Skeleton`]; it has no values.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Confusable {}

/// Why a text is not a name. Names the place, never the content.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NameError {
    /// Nothing, or nothing but spaces.
    #[error("the name is empty")]
    Empty,
    /// More than [`NAME_OCTETS`], as given or as enforced.
    #[error("the name is longer than {NAME_OCTETS} octets")]
    TooLong,
    /// The profile does not allow this character, or not in this place.
    #[error("the character at position {at} is not allowed in this name")]
    Character {
        /// How many characters stand before it.
        at: usize,
    },
    /// A joiner or another character of context stands where its context is missing (RFC 8264, section 4).
    #[error("a joining character has no neighbor to join")]
    Context,
    /// Text from right to left is mixed with text from left to right against the Bidi rule (RFC 5893).
    #[error("the name mixes writing directions")]
    Direction,
    /// The rules give another name each time they are applied (RFC 8264, section 7).
    #[error("the name has no stable form")]
    Unstable,
}

impl Normal for UserName {
    const KEY_NAME: &'static str = "UserNameKey";

    fn is_normal(value: &str) -> bool {
        Self::parse(value).is_ok_and(|name| name.0 == value)
    }
}

impl Normal for DisplayName {
    const KEY_NAME: &'static str = "DisplayNameKey";

    fn is_normal(value: &str) -> bool {
        stable(value, display_name_key_rules).is_ok_and(|key| key == value)
    }
}

impl Normal for Confusable {
    const KEY_NAME: &'static str = "Skeleton";

    fn is_normal(value: &str) -> bool {
        skeleton_text(value) == value
    }
}

/// How often rules are applied before a text counts as unstable: once and three times more (RFC 8264,
/// section 7).
const ROUNDS: usize = 4;

/// Applies `rules` until they change nothing, so that N(N(x)) = N(x) holds by construction.
fn stable(
    text: &str,
    rules: impl Fn(&str) -> Result<String, NameError>,
) -> Result<String, NameError> {
    let mut current = text.to_owned();
    for _ in 0..ROUNDS {
        if current.is_empty() {
            return Err(NameError::Empty);
        }
        if current.len() > NAME_OCTETS {
            return Err(NameError::TooLong);
        }
        let next = rules(&current)?;
        if next == current {
            return Ok(next);
        }
        current = next;
    }
    Err(NameError::Unstable)
}

// Once the rules of RFC 8265, section 3.3.2.
fn user_name_rules(text: &str) -> Result<String, NameError> {
    let profile = UsernameCaseMapped::new();
    // The characters are checked before case is lowered: the Kelvin sign is refused and does not become `k`.
    let narrow = profile.prepare(text).map_err(from_precis)?;
    let lower = to_lower(&narrow);
    let enforced = profile.enforce(lower).map_err(from_precis)?;
    Ok(enforced.into_owned())
}

// Once the rules of RFC 8266, section 2.3.
fn display_name_rules(text: &str) -> Result<String, NameError> {
    let profile = Nickname::new();
    let allowed = profile.prepare(text).map_err(from_precis)?;
    let spaced = profile
        .additional_mapping_rule(allowed)
        .map_err(from_precis)?;
    let normal = profile.normalization_rule(spaced).map_err(from_precis)?;
    Ok(normal.into_owned())
}

// Once the rules of RFC 8266, section 2.4: those of enforcement, with case lowered.
fn display_name_key_rules(text: &str) -> Result<String, NameError> {
    display_name_rules(text).map(|shown| to_lower(&shown))
}

/// Unicode's `toLowerCase`, which the profiles ask for. The library's own case rule leaves title-case letters
/// alone unless an upper-case one stands before them, and knows no final sigma.
fn to_lower(text: &str) -> String {
    text.to_lowercase()
}

fn from_precis(error: Precis) -> NameError {
    match error {
        // Emptiness was ruled out before, so the Bidi rule is all that is left.
        Precis::Invalid => NameError::Direction,
        Precis::BadCodepoint(place)
        | Precis::Unexpected(
            UnexpectedError::ContextRuleNotApplicable(place)
            | UnexpectedError::MissingContextRule(place),
        ) => NameError::Character { at: place.position },
        Precis::Unexpected(
            UnexpectedError::ProfileRuleNotApplicable | UnexpectedError::Undefined,
        ) => NameError::Context,
    }
}

fn skeleton(name: &str) -> Skeleton {
    Key::current(skeleton_text(name))
}

fn skeleton_text(name: &str) -> String {
    let mut current = name.to_owned();
    for _ in 0..ROUNDS {
        let first: String = unicode_security::skeleton(&current).collect();
        let next: String = unicode_security::skeleton(&to_lower(&first)).collect();
        if next == current {
            break;
        }
        current = next;
    }
    current
}
