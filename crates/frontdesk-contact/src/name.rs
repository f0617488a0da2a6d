//! Logins and display names by PRECIS, and the skeletons of names that look alike.

use precis_profiles::precis_core::profile::{Profile, Rules};
use precis_profiles::precis_core::{Error as Precis, StringClass, UnexpectedError};
use precis_profiles::{Nickname, UsernameCaseMapped};
use serde::{Deserialize, Serialize};

use crate::class::ChatClass;
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
/// Characters younger than Unicode 6.3 are refused: a login is identity, so it keeps to the characters that the
/// registry of PRECIS has classed.
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
        // Visible ASCII, which most logins are: every such character is allowed, and all that the rules do is to
        // lower case. That this equals the long way is a law.
        if is_visible_ascii(text) && text.len() <= NAME_OCTETS {
            return Ok(Self(text.to_ascii_lowercase()));
        }
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
/// Letters and symbols of every age are accepted, emoji among them: those younger than the registry of PRECIS
/// (Unicode 6.3) by the algorithm of RFC 8264, section 8. What PRECIS refuses at every age stays refused:
/// variation selectors (U+FE0F, which some keyboards add to an emoji) and the joiner between two emoji.
///
/// Beyond the profile, a name of nothing but blanks such as U+2800 is refused: it would leave no trace
/// above what its bearer writes.
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
/// It is the skeleton of UTS 39, section 4, of the form that is shown: taken, lower-cased and taken again until it
/// stays. A guard asks for the key first and for the skeleton then: one name in other letters of case has one key,
/// but may look like something else (`Ivan` like `lvan`, which `ivan` does not) and so have another skeleton.
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
    /// Nothing that can be seen: only spaces and characters without ink.
    #[error("the name has no visible character")]
    Invisible,
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
        skeleton_text(value) == value && !value.contains(char::is_control)
    }
}

fn is_visible_ascii(text: &str) -> bool {
    // Without a way out in the middle, so that many bytes are looked at in one step.
    let visible = |all, byte| all & u8::is_ascii_graphic(&byte);
    !text.is_empty() && text.bytes().fold(true, visible)
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
    let allowed = profile.prepare(lower).map_err(from_precis)?;
    let normal = profile.normalization_rule(allowed).map_err(from_precis)?;
    check_direction(&profile, &normal)?;
    Ok(normal.into_owned())
}

/// The Bidi rule (RFC 5893, section 2), which never asks about a nonspacing mark unless the text begins with it.
///
/// The library refuses each letter after such a mark, and so Arabic and Hebrew with its vowels. What it refuses it
/// is asked again without the marks.
fn check_direction(profile: &UsernameCaseMapped, text: &str) -> Result<(), NameError> {
    if profile.directionality_rule(text).is_ok() {
        return Ok(());
    }
    let bare: String = text
        .char_indices()
        .filter(|(at, c)| *at == 0 || !is_nonspacing(profile, *c))
        .map(|(_, c)| c)
        .collect();
    profile
        .directionality_rule(bare)
        .map(drop)
        .map_err(from_precis)
}

/// Whether the library takes `c` for a nonspacing mark: the only characters that it allows at the end of text from
/// right to left and not before another letter.
fn is_nonspacing(profile: &UsernameCaseMapped, c: char) -> bool {
    let is_allowed = |text: String| profile.directionality_rule(text).is_ok();
    is_allowed(format!("א{c}")) && !is_allowed(format!("א{c}א"))
}

// Once the rules of RFC 8266, section 2.3.
fn display_name_rules(text: &str) -> Result<String, NameError> {
    let profile = Nickname::new();
    ChatClass.allows(text).map_err(from_precis)?;
    let spaced = profile.additional_mapping_rule(text).map_err(from_precis)?;
    let normal = profile.normalization_rule(spaced).map_err(from_precis)?;
    // Spaces that stand alone are an empty name by now.
    if !normal.is_empty() && normal.chars().all(is_blank) {
        return Err(NameError::Invisible);
    }
    Ok(normal.into_owned())
}

/// A space, or one of the blanks that Unicode classes as letters, marks and symbols: Braille without dots, the null
/// notehead, blanks of hieroglyphs, the filler of Khitan. The ignorable characters are in no name at all.
fn is_blank(c: char) -> bool {
    c.is_whitespace()
        || matches!(
            c,
            '\u{2800}' | '\u{1d159}' | '\u{13441}' | '\u{13442}' | '\u{16fe4}'
        )
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
