//! Closed sets as their stable words.

use std::borrow::Cow;

use frontdesk_access::Permission;
use frontdesk_model::{AccountKind, Channel, ConversationState, Privacy, Relation, Standing};

use crate::through::through;

/// A value with a stable word.
pub trait StoredWord: Sized {
    /// What is stored.
    fn word(&self) -> Cow<'static, str>;
    /// The value of this word; `None`: no value of this release has it.
    fn from_word(word: &str) -> Option<Self>;
}

/// A value in a text column, as its word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct AsWord<T>(pub T);

/// No value of this release has this word: a later one wrote it, or it is a slip. It is never taken for
/// another value.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("unknown word `{0}`")]
pub struct UnknownWord(pub String);

impl<T: StoredWord> AsWord<T> {
    /// Reads the word of a column.
    ///
    /// # Errors
    /// When no value has it.
    pub fn read(word: &str) -> Result<Self, UnknownWord> {
        let value = T::from_word(word).map(Self);
        value.ok_or_else(|| UnknownWord(word.to_owned()))
    }
}

through!(<T: StoredWord> AsWord<T> => String, |of| Ok(of.0.word().into_owned()), |word| Ok(Self::read(&word)?));

#[cfg(feature = "postgres")]
impl<T> sqlx::postgres::PgHasArrayType for AsWord<T> {
    fn array_type_info() -> sqlx::postgres::PgTypeInfo {
        <String as sqlx::postgres::PgHasArrayType>::array_type_info()
    }
}

macro_rules! words {
    ($($type:ty: $all:expr;)*) => {$(
        impl StoredWord for $type {
            fn word(&self) -> Cow<'static, str> {
                Cow::Borrowed(self.name())
            }

            fn from_word(word: &str) -> Option<Self> {
                $all.into_iter().find(|one| one.name() == word)
            }
        }
    )*};
}

words! {
    ConversationState: Self::ALL;
    Privacy: Self::ALL;
    Standing: Self::ALL;
    Relation: Self::ALL;
    AccountKind: [Self::Unified, Self::LegacyOperator, Self::LegacyAdmin, Self::Customer];
}

/// The name, and when read the one that it had before as well.
impl StoredWord for Permission {
    fn word(&self) -> Cow<'static, str> {
        Cow::Borrowed(self.name())
    }

    fn from_word(word: &str) -> Option<Self> {
        Self::from_name(word).ok()
    }
}

/// Every word is a channel's: one that is not listed equals only itself.
impl StoredWord for Channel {
    fn word(&self) -> Cow<'static, str> {
        Cow::Owned(self.to_string())
    }

    fn from_word(word: &str) -> Option<Self> {
        Some(Self::from_name(word))
    }
}
