//! Ids in the three forms that columns have.

use frontdesk_model::{Id, Kind};
use frontdesk_sql::IdForm;
use sqlx::{ColumnIndex, Decode, Row, Type};
use uuid::Uuid;

use crate::through::through;

/// An id in a `uuid` column; in SQLite a BLOB of its 16 bytes.
#[derive(Debug)]
pub struct AsUuid<K: Kind>(pub Id<K>);

/// An id in a text column: small letters with hyphens (RFC 9562, section 4). Other spellings of the same
/// uuid are refused when read: a comparison in the database would not find them.
#[derive(Debug)]
pub struct AsText<K: Kind>(pub Id<K>);

/// An id in a `bigint` column: the number from which [`Id::from_number`] made it.
#[derive(Debug)]
pub struct AsNumber<K: Kind>(pub Id<K>);

/// The id was not made from a number of this kind, so it has none to be stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("this {kind} id was not made from a number")]
pub struct NotANumber {
    /// The word for the kind.
    pub kind: &'static str,
}

/// The text is no uuid in small letters with hyphens.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a {kind} id: a uuid in small letters with hyphens was expected")]
pub struct NotTheText {
    /// The word for the kind.
    pub kind: &'static str,
}

impl<K: Kind> AsNumber<K> {
    /// The number.
    ///
    /// # Errors
    /// When the id has none.
    pub fn number(&self) -> Result<i64, NotANumber> {
        self.0.number().ok_or(NotANumber { kind: K::NAME })
    }
}

impl<K: Kind> AsText<K> {
    /// Reads the text of a column.
    ///
    /// # Errors
    /// When it is spelled otherwise than [`AsText`] writes it.
    pub fn read(text: &str) -> Result<Self, NotTheText> {
        let refused = NotTheText { kind: K::NAME };
        let id: Id<K> = text.parse().map_err(|_| refused)?;
        match id.to_string() == text {
            true => Ok(Self(id)),
            false => Err(refused),
        }
    }
}

/// The id in this column of a row, which holds it in this form.
///
/// ```
/// # use frontdesk_model::ConversationId;
/// # use frontdesk_sql::IdForm;
/// # async fn tickets(rows: Vec<sqlx::sqlite::SqliteRow>) -> Result<Vec<ConversationId>, sqlx::Error> {
/// rows.iter().map(|row| frontdesk_sqlx::id(row, 0, IdForm::Number)).collect()
/// # }
/// ```
///
/// # Errors
/// When the column is not there, is null, or holds something else.
pub fn id<'r, K, R, I>(row: &'r R, column: I, form: IdForm) -> Result<Id<K>, sqlx::Error>
where
    K: Kind,
    R: Row,
    I: ColumnIndex<R>,
    Uuid: Decode<'r, R::Database> + Type<R::Database>,
    String: Decode<'r, R::Database> + Type<R::Database>,
    i64: Decode<'r, R::Database> + Type<R::Database>,
{
    match form {
        IdForm::Uuid => row.try_get(column).map(|AsUuid(id)| id),
        IdForm::Text => row.try_get(column).map(|AsText(id)| id),
        IdForm::Number => row.try_get(column).map(|AsNumber(id)| id),
    }
}

/// The same of a column that may be null.
///
/// # Errors
/// When the column is not there or holds something else.
pub fn id_if_any<'r, K, R, I>(
    row: &'r R,
    column: I,
    form: IdForm,
) -> Result<Option<Id<K>>, sqlx::Error>
where
    K: Kind,
    R: Row,
    I: ColumnIndex<R>,
    Uuid: Decode<'r, R::Database> + Type<R::Database>,
    String: Decode<'r, R::Database> + Type<R::Database>,
    i64: Decode<'r, R::Database> + Type<R::Database>,
{
    Ok(match form {
        IdForm::Uuid => row.try_get::<Option<_>, _>(column)?.map(|AsUuid(id)| id),
        IdForm::Text => row.try_get::<Option<_>, _>(column)?.map(|AsText(id)| id),
        IdForm::Number => row.try_get::<Option<_>, _>(column)?.map(|AsNumber(id)| id),
    })
}

through!(<K: Kind> AsUuid<K> => Uuid, |id| Ok(id.0.uuid()), |uuid| Ok(Self(Id::from_uuid(uuid))));
through!(<K: Kind> AsText<K> => String, |id| Ok(id.0.to_string()), |text| Ok(Self::read(&text)?));
through!(<K: Kind> AsNumber<K> => i64, |id| Ok(id.number()?), |number| Ok(Self(Id::from_number(number))));

/// Of every kind, whatever its marker can do.
macro_rules! like_its_id {
    ($($name:ident)*) => {$(
        impl<K: Kind> Clone for $name<K> {
            fn clone(&self) -> Self {
                *self
            }
        }

        impl<K: Kind> Copy for $name<K> {}

        impl<K: Kind> PartialEq for $name<K> {
            fn eq(&self, other: &Self) -> bool {
                self.0 == other.0
            }
        }

        impl<K: Kind> Eq for $name<K> {}
    )*};
}

like_its_id!(AsUuid AsText AsNumber);

/// Lists of ids are arrays.
#[cfg(feature = "postgres")]
mod arrays {
    use super::{AsNumber, AsText, AsUuid, Kind, Uuid};
    use sqlx::postgres::{PgHasArrayType, PgTypeInfo};

    impl<K: Kind> PgHasArrayType for AsUuid<K> {
        fn array_type_info() -> PgTypeInfo {
            Uuid::array_type_info()
        }
    }

    impl<K: Kind> PgHasArrayType for AsText<K> {
        fn array_type_info() -> PgTypeInfo {
            String::array_type_info()
        }
    }

    impl<K: Kind> PgHasArrayType for AsNumber<K> {
        fn array_type_info() -> PgTypeInfo {
            i64::array_type_info()
        }
    }
}
