//! A type whose values go to and come from every database as those of another.

/// `through!(<parameters> Type => Other, to, from)`: whatever a database can do with `Other` it can do with
/// `Type`. `to` makes the other of a `&Type`, `from` the type of the other; both may fail.
macro_rules! through {
    (<$($name:ident : $bound:path)?> $type:ty => $other:ty, $to:expr, $from:expr) => {
        impl<DB: sqlx::Database $(, $name: $bound)?> sqlx::Type<DB> for $type
        where
            $other: sqlx::Type<DB>,
        {
            fn type_info() -> DB::TypeInfo {
                <$other as sqlx::Type<DB>>::type_info()
            }

            fn compatible(of: &DB::TypeInfo) -> bool {
                <$other as sqlx::Type<DB>>::compatible(of)
            }
        }

        impl<'q, DB: sqlx::Database $(, $name: $bound)?> sqlx::Encode<'q, DB> for $type
        where
            $other: sqlx::Encode<'q, DB>,
        {
            fn encode_by_ref(
                &self,
                buffer: &mut <DB as sqlx::Database>::ArgumentBuffer,
            ) -> Result<sqlx::encode::IsNull, sqlx::error::BoxDynError> {
                let to: fn(&Self) -> Result<$other, sqlx::error::BoxDynError> = $to;
                <$other as sqlx::Encode<'q, DB>>::encode(to(self)?, buffer)
            }
        }

        impl<'r, DB: sqlx::Database $(, $name: $bound)?> sqlx::Decode<'r, DB> for $type
        where
            $other: sqlx::Decode<'r, DB>,
        {
            fn decode(
                value: <DB as sqlx::Database>::ValueRef<'r>,
            ) -> Result<Self, sqlx::error::BoxDynError> {
                let from: fn($other) -> Result<Self, sqlx::error::BoxDynError> = $from;
                from(<$other as sqlx::Decode<'r, DB>>::decode(value)?)
            }
        }
    };
}

pub(crate) use through;
