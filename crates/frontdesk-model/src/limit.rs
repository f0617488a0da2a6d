//! How many at once.

use std::fmt;

use serde::de::{self, Deserializer};
use serde::{Deserialize, Serialize, Serializer};

/// How many open conversations a person may hold at once (S101-S103, D9). Unlimited is a value of
/// its own and never 0: `Count(0)` receives nothing. Serialized as `"unlimited"` or a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub enum Limit {
    /// No limit.
    #[default]
    Unlimited,
    /// At most this many.
    Count(u32),
}

impl Limit {
    /// Whether one more fits beside `held`. Exactly at the limit nothing fits (S103).
    #[must_use]
    pub const fn has_room(self, held: u32) -> bool {
        match self {
            Self::Unlimited => true,
            Self::Count(limit) => held < limit,
        }
    }

    /// The stricter of two limits.
    #[must_use]
    pub const fn min(self, other: Self) -> Self {
        match (self, other) {
            (Self::Unlimited, limit) | (limit, Self::Unlimited) => limit,
            (Self::Count(a), Self::Count(b)) => Self::Count(if a < b { a } else { b }),
        }
    }
}

impl fmt::Display for Limit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unlimited => f.write_str("unlimited"),
            Self::Count(limit) => write!(f, "{limit}"),
        }
    }
}

impl Serialize for Limit {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Unlimited => serializer.serialize_str("unlimited"),
            Self::Count(limit) => serializer.serialize_u32(*limit),
        }
    }
}

impl<'de> Deserialize<'de> for Limit {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor;
        impl de::Visitor<'_> for Visitor {
            type Value = Limit;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("\"unlimited\" or a whole number from 0")
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<Limit, E> {
                match text {
                    "unlimited" => Ok(Limit::Unlimited),
                    _ => Err(E::invalid_value(de::Unexpected::Str(text), &self)),
                }
            }

            fn visit_u64<E: de::Error>(self, number: u64) -> Result<Limit, E> {
                u32::try_from(number)
                    .map(Limit::Count)
                    .map_err(|_| E::invalid_value(de::Unexpected::Unsigned(number), &self))
            }

            fn visit_i64<E: de::Error>(self, number: i64) -> Result<Limit, E> {
                u32::try_from(number)
                    .map(Limit::Count)
                    .map_err(|_| E::invalid_value(de::Unexpected::Signed(number), &self))
            }
        }
        deserializer.deserialize_any(Visitor)
    }
}
