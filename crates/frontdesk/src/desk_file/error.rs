//! What can be wrong with a desk file, and where.

use std::fmt;

use frontdesk_access::{AddOnId, HostPermissionError, RoleId};
use frontdesk_identity::Refusal;
use frontdesk_visibility::FieldPolicyError;

/// A place in a file: line and column, both from 1; columns count characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// The line, from 1.
    pub line: usize,
    /// The column in characters, from 1.
    pub column: usize,
}

impl Place {
    /// The place of a byte offset.
    pub(crate) fn of(text: &str, offset: usize) -> Self {
        let before = text.get(..offset).unwrap_or(text);
        let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
        let in_line = before.get(line_start..).unwrap_or("");
        Self {
            line: before.matches('\n').count() + 1,
            column: in_line.chars().count() + 1,
        }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}, column {}", self.line, self.column)
    }
}

/// What is wrong with a desk file. A suggestion is the nearest word that exists, if one is near.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum DeskFileError {
    /// There is nothing in it.
    #[error("the desk file is empty")]
    Empty,
    /// It is longer than [`DESK_FILE_BYTES`](super::DESK_FILE_BYTES).
    #[error("the desk file is longer than 4 MiB")]
    TooLarge,
    /// It is not UTF-8.
    #[error("the desk file is not UTF-8 from byte {offset} on")]
    NotUtf8 {
        /// The first byte that is not.
        offset: usize,
    },
    /// It is not TOML, or a value has the wrong type.
    #[error("{place}: {}", Shown(.message))]
    Syntax {
        /// Where.
        place: Place,
        /// What the TOML reader says.
        message: String,
    },
    /// A key that does not exist.
    #[error("{place}: unknown key `{}`{}", Shown(.key), suggest(.suggestion))]
    UnknownKey {
        /// Where.
        place: Place,
        /// The key.
        key: String,
        /// The nearest key that exists.
        suggestion: Option<String>,
    },
    /// A word that is none of those allowed.
    #[error("{place}: unknown word `{}`{}", Shown(.word), suggest(.suggestion))]
    UnknownWord {
        /// Where.
        place: Place,
        /// The word.
        word: String,
        /// The nearest word that is allowed.
        suggestion: Option<String>,
    },
    /// A version that this release does not read.
    #[error("{place}: version {found} is not read by this release, which reads 1")]
    UnsupportedVersion {
        /// Where.
        place: Place,
        /// The version.
        found: u32,
    },
    /// A permission that does not exist.
    #[error("{place}: unknown permission `{}`{}", Shown(.name), suggest(.suggestion))]
    UnknownPermission {
        /// Where.
        place: Place,
        /// The name.
        name: String,
        /// The nearest permission.
        suggestion: Option<String>,
    },
    /// A right of the host's own that cannot be declared.
    #[error("{place}: {}", why.as_ref().map_or_else(|| "a host's right has a number from 0 to 31".to_owned(), ToString::to_string))]
    BadPermission {
        /// Where.
        place: Place,
        /// Why; `None`: its number is out of range.
        why: Option<HostPermissionError>,
    },
    /// A restriction names no permission and no section.
    #[error("{place}: the restriction takes nothing")]
    TakesNothing {
        /// Where it is named.
        place: Place,
    },
    /// A rule of separation names no two rights that it keeps apart.
    #[error("{place}: the rule keeps nothing apart")]
    KeepsNothingApart {
        /// Where it is named.
        place: Place,
    },
    /// The tenant is neither a uuid nor a number.
    #[error("{place}: a uuid or a number is wanted")]
    BadTenant {
        /// Where.
        place: Place,
    },
    /// A right about objects is granted without saying which: a missing relation would mean all of
    /// them, and a file that lost a line would grant more.
    #[error("{place}: `relation` is missing for a right about objects")]
    MissingRelation {
        /// Where the permission is.
        place: Place,
    },
    /// Neither a uuid, nor a number, nor `system/kind/id`.
    #[error("{place}: a uuid, a number or system/kind/id is wanted")]
    BadReference {
        /// Where.
        place: Place,
    },
    /// Not a BCP 47 tag.
    #[error("{place}: not a BCP 47 language tag")]
    BadLanguage {
        /// Where.
        place: Place,
    },
    /// An id of a role or add-on is empty or has white space, or a module's name is blank.
    #[error("{place}: an id is empty or has white space")]
    BadId {
        /// Where.
        place: Place,
    },
    /// A grant ends before it begins.
    #[error("{place}: the grant ends before it begins")]
    EmptyValidity {
        /// Where its permissions are.
        place: Place,
    },
    /// A word that stands for a list, beside other words.
    #[error("{place}: `{}` stands alone in its list", Shown(.word))]
    NotAlone {
        /// Where.
        place: Place,
        /// The word.
        word: String,
    },
    /// A person of whom nobody has imported a record.
    #[error("{place}: no such person has been imported")]
    UnknownPerson {
        /// Where.
        place: Place,
    },
    /// A person who has an entry already.
    #[error("{place}: this person has an entry already")]
    DuplicatePerson {
        /// Where.
        place: Place,
    },
    /// A group that neither the file nor an imported system knows.
    #[error("{place}: unknown group{}", suggest(.suggestion))]
    UnknownGroup {
        /// Where.
        place: Place,
        /// The nearest group of the file itself.
        suggestion: Option<String>,
    },
    /// A role that does not exist.
    #[error("{place}: unknown role `{}`{}", Shown(.role.as_str()), suggest(.suggestion))]
    UnknownRole {
        /// Where.
        place: Place,
        /// The role.
        role: RoleId,
        /// The nearest role.
        suggestion: Option<String>,
    },
    /// A role that is there already, imported or in the file.
    #[error("{place}: role `{}` is there already", Shown(.role.as_str()))]
    DuplicateRole {
        /// Where.
        place: Place,
        /// The role.
        role: RoleId,
    },
    /// A field of the portal that can never be used so.
    #[error("{place}: {why}")]
    BadField {
        /// Where.
        place: Place,
        /// Why not.
        why: FieldPolicyError,
    },
    /// A group that is there already, imported or in the file.
    #[error("{place}: this group is there already")]
    DuplicateGroup {
        /// Where.
        place: Place,
    },
    /// An add-on that the role lists already.
    #[error("{place}: add-on `{}` is there already", Shown(.add_on.as_str()))]
    DuplicateAddOn {
        /// Where.
        place: Place,
        /// The add-on.
        add_on: AddOnId,
    },
    /// An add-on that none of the person's roles lists (S150).
    #[error("{place}: none of the person's roles lists `{}`", Shown(.add_on.as_str()))]
    UnlistedAddOn {
        /// Where.
        place: Place,
        /// The add-on.
        add_on: AddOnId,
    },
    /// The person's record would break a rule of accounts.
    #[error("{place}: the record of this person would break a rule of accounts")]
    PersonRefused {
        /// Where.
        place: Place,
        /// What identity says.
        refusal: Refusal,
    },
    /// A restriction that does not exist.
    #[error("{place}: unknown restriction `{}`{}", Shown(.name), suggest(.suggestion))]
    UnknownRestriction {
        /// Where.
        place: Place,
        /// The name.
        name: String,
        /// The nearest restriction.
        suggestion: Option<String>,
    },
}

impl DeskFileError {
    /// An error of the TOML reader as one of ours. Its text for an unknown key or word is serde's
    /// ("unknown field `x`, expected one of `a`, `b`"), which has been the same for ten years.
    pub(crate) fn of_toml(text: &str, error: &toml::de::Error) -> Self {
        let place = Place::of(text, error.span().map_or(0, |span| span.start));
        let mut quoted = error.message().split('`').skip(1).step_by(2);
        let first = quoted.next().unwrap_or("");
        let suggestion = nearest(first, quoted);
        if error.message().starts_with("unknown field `") {
            return Self::UnknownKey {
                place,
                key: first.to_owned(),
                suggestion,
            };
        }
        if error.message().starts_with("unknown variant `") {
            return Self::UnknownWord {
                place,
                word: first.to_owned(),
                suggestion,
            };
        }
        Self::Syntax {
            place,
            message: error.message().trim_end_matches('.').to_owned(),
        }
    }

    /// The stable code.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Empty => "empty",
            Self::TooLarge => "too_large",
            Self::NotUtf8 { .. } => "not_utf8",
            Self::Syntax { .. } => "syntax",
            Self::UnknownKey { .. } => "unknown_key",
            Self::UnknownWord { .. } => "unknown_word",
            Self::UnsupportedVersion { .. } => "unsupported_version",
            Self::UnknownPermission { .. } => "unknown_permission",
            Self::BadPermission { .. } => "bad_permission",
            Self::TakesNothing { .. } => "takes_nothing",
            Self::KeepsNothingApart { .. } => "keeps_nothing_apart",
            Self::BadTenant { .. } => "bad_tenant",
            Self::MissingRelation { .. } => "missing_relation",
            Self::BadReference { .. } => "bad_reference",
            Self::BadLanguage { .. } => "bad_language",
            Self::BadId { .. } => "bad_id",
            Self::EmptyValidity { .. } => "empty_validity",
            Self::NotAlone { .. } => "not_alone",
            Self::UnknownPerson { .. } => "unknown_person",
            Self::DuplicatePerson { .. } => "duplicate_person",
            Self::UnknownGroup { .. } => "unknown_group",
            Self::UnknownRole { .. } => "unknown_role",
            Self::DuplicateRole { .. } => "duplicate_role",
            Self::BadField { .. } => "bad_field",
            Self::DuplicateGroup { .. } => "duplicate_group",
            Self::DuplicateAddOn { .. } => "duplicate_add_on",
            Self::UnlistedAddOn { .. } => "unlisted_add_on",
            Self::PersonRefused { .. } => "person_refused",
            Self::UnknownRestriction { .. } => "unknown_restriction",
        }
    }
}

/// How much of the file's own text a message repeats, in characters, and the longest word that has
/// a suggestion, in bytes.
const LONGEST_WORD: usize = 100;

/// The nearest of some words, if it is near enough to be what was meant.
pub(crate) fn nearest<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<String> {
    // Nobody means a word of this length, and the distance is quadratic.
    if word.len() > LONGEST_WORD {
        return None;
    }
    known
        .into_iter()
        .map(|candidate| (strsim::damerau_levenshtein(word, candidate), candidate))
        .filter(|(distance, candidate)| *distance <= 1 + candidate.chars().count() / 4)
        .min()
        .map(|(_, candidate)| candidate.to_owned())
}

/// Text of the file for a terminal: what steers one is written as its code point.
struct Shown<'a>(&'a str);

impl fmt::Display for Shown<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for letter in self.0.chars().take(LONGEST_WORD) {
            if letter.is_control() || is_format(letter) {
                write!(f, "{}", letter.escape_unicode())?;
            } else {
                write!(f, "{letter}")?;
            }
        }
        if self.0.chars().nth(LONGEST_WORD).is_some() {
            f.write_str("...")?;
        }
        Ok(())
    }
}

/// The characters that reorder or join the text around them without being seen.
const fn is_format(letter: char) -> bool {
    matches!(letter, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

fn suggest(suggestion: &Option<String>) -> String {
    suggestion
        .as_ref()
        .map(|word| format!("; did you mean `{}`?", Shown(word)))
        .unwrap_or_default()
}
