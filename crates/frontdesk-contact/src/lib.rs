//! E-mail addresses, names, phone numbers and time zones as typed values, each with the key by which
//! it is compared.
//!
//! ```
//! use frontdesk_contact::{DisplayName, Email, NORMALIZER_VERSION, Phone, UserName};
//!
//! // A letter goes to what was typed; the key says whether two spellings are one address.
//! let typed = Email::parse("Anna@ПРИМЕР.РФ")?;
//! let other = Email::parse("Anna@xn--e1afmkfd.xn--p1ai")?;
//! assert_eq!(typed.as_typed(), "Anna@ПРИМЕР.РФ");
//! assert_eq!(typed.key().same(&other.key()), Ok(true));
//! assert_eq!(typed.key().version(), NORMALIZER_VERSION);
//!
//! // Logins ignore case; a name that only looks alike is a warning and never the same login.
//! let (admin, alike) = (UserName::parse("Admin")?, UserName::parse("аdmin")?); // Cyrillic а
//! assert_eq!(admin.as_str(), "admin");
//! assert_eq!(admin.key().same(&alike.key()), Ok(false));
//! assert_eq!(admin.skeleton().same(&alike.skeleton()), Ok(true));
//!
//! assert_eq!(DisplayName::parse("  Anna   P. ")?.as_str(), "Anna P.");
//! assert_eq!(Phone::parse("+7 (000) 000-00-01")?, Phone::from_international_digits("70000000001")?);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # What the host does
//!
//! 1. Parse at the edge ([`Email::parse`], [`UserName::parse`], ...). An error is for the person at the
//!    form: it names what is wrong and where, never the text itself, so it may be logged.
//! 2. Store the value, and beside it its key. Put the unique index over (tenant, kind, key version, key
//!    value); look up by key, never by the typed text.
//! 3. Send every letter to [`Email::as_typed`] of the **stored** value, never to the text of the request
//!    that asked for it and never to a key.
//! 4. On a [`Skeleton`] already taken by somebody else: warn, or ask an admin. On an [`EmailHint`] already
//!    taken: suggest. Neither says that two people are one.
//! 5. Compare keys by [`Key::same`]. On [`NormalizerMismatch`]: compute the older key again from its stored
//!    value before deciding anything.
//! 6. When [`NORMALIZER_VERSION`] rises, migrate: parse each stored value, compute its new key, list the
//!    values that now collide or are now refused, resolve these by hand, and only then switch the index.
//!
//! # Concepts
//!
//! A **value** is what a person gave, checked: [`Email`], [`UserName`], [`DisplayName`], [`Phone`],
//! [`TimeZoneName`]. A **key** ([`Key`]) decides whether two values are the same thing. A **hint**
//! ([`EmailHint`]) and a **skeleton** ([`Skeleton`]) find values worth a second look. The four are different
//! types, so that a hint cannot be handed in where a key is meant. `==` on a value compares spellings.
//!
//! | Value | Kept as | Key | Source |
//! |---|---|---|---|
//! | [`Email`] | typed | local part as typed, domain as A-labels | RFC 5321, 6531; UTS 46 |
//! | [`UserName`] | enforced form | the same | RFC 8265, `UsernameCaseMapped` |
//! | [`DisplayName`] | enforced form | lower-cased | RFC 8266, `Nickname` |
//! | [`Phone`] | `+` and digits | the same | E.164 |
//! | [`TimeZoneName`] | typed | none | RFC 9557, section 4.1 |
//!
//! # Determinism
//!
//! Every function depends on its arguments and on tables compiled in: no clock, no randomness, no file, no
//! locale. A test holds a digest of every normalizer over the characters of Unicode's first two planes, so
//! that new tables cannot change a key unless [`NORMALIZER_VERSION`] changes too.
//!
//! # What it does not do
//!
//! * No letter, no look-up, no MX record: a value parsed is not a value proven.
//! * No folding of dots, `+tags` or the case of a local part into identity: only the receiving host knows.
//! * No national phone numbers and no numbering plans: a number without its country is refused, not guessed.
//! * No time zone database: a [`TimeZoneName`] has the right form, whether it exists the host's tables say.
//! * No passwords: one is hashed exactly as it was typed. [`fold_for_comparison`] is for asking whether somebody's
//!   name is all that a password has, and for nothing that is kept.

mod class;
mod email;
mod fold;
mod key;
mod name;
mod phone;
mod text;
mod time_zone;

pub use email::{Email, EmailError, EmailHint, EmailKey, FoldedEmail};
pub use fold::fold_for_comparison;
pub use key::{Key, KeyError, Keyed, NORMALIZER_VERSION, NormalizerMismatch};
pub use name::{
    Confusable, DisplayName, DisplayNameKey, NAME_OCTETS, NameError, Skeleton, UserName,
    UserNameKey,
};
pub use phone::{Phone, PhoneError, PhoneKey, PhoneUse};
pub use time_zone::{TIME_ZONE_OCTETS, TimeZoneName, TimeZoneNameError};
