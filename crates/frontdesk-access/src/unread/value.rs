//! Stored values as they came, and reading them again.

use std::collections::BTreeMap;
use std::fmt;

use serde::de::value::{Error, MapAccessDeserializer, MapDeserializer, SeqDeserializer};
use serde::de::{Deserializer, Error as _, IntoDeserializer, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Serialize, forward_to_deserialize_any};

/// A stored value of any shape. In a table, however deep, every field stands once: of two that are
/// called alike neither is dropped, and such a value is refused.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(untagged)]
pub(crate) enum Value {
    Nothing,
    Truth(bool),
    Natural(u64),
    Integer(i64),
    Fraction(Fraction),
    Text(String),
    List(Vec<Self>),
    Table(Table),
}

/// The fields of a stored table by name.
pub(crate) type Table = BTreeMap<String, Value>;

/// The fields of a stored value that is a table.
#[derive(Clone, Debug)]
pub(crate) struct Fields(pub(crate) Table);

impl<'de> Deserialize<'de> for Fields {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct OfTable;

        impl<'de> Visitor<'de> for OfTable {
            type Value = Fields;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a table")
            }

            fn visit_map<A: MapAccess<'de>>(self, entries: A) -> Result<Fields, A::Error> {
                each_once(entries).map(Fields)
            }
        }

        deserializer.deserialize_map(OfTable)
    }
}

fn each_once<'de, A: MapAccess<'de>>(mut entries: A) -> Result<Table, A::Error> {
    let mut table = Table::new();
    while let Some((name, value)) = entries.next_entry::<String, Value>()? {
        if table.contains_key(&name) {
            return Err(A::Error::custom(format_args!("duplicate field `{name}`")));
        }
        table.insert(name, value);
    }
    Ok(table)
}

impl<'de> Deserialize<'de> for Value {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(OfAnyShape)
    }
}

struct OfAnyShape;

impl<'de> Visitor<'de> for OfAnyShape {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Nothing)
    }

    fn visit_none<E>(self) -> Result<Value, E> {
        Ok(Value::Nothing)
    }

    fn visit_some<D: Deserializer<'de>>(self, value: D) -> Result<Value, D::Error> {
        Value::deserialize(value)
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, value: D) -> Result<Value, D::Error> {
        Value::deserialize(value)
    }

    fn visit_bool<E>(self, truth: bool) -> Result<Value, E> {
        Ok(Value::Truth(truth))
    }

    fn visit_u64<E>(self, number: u64) -> Result<Value, E> {
        Ok(Value::Natural(number))
    }

    fn visit_i64<E>(self, number: i64) -> Result<Value, E> {
        Ok(u64::try_from(number).map_or(Value::Integer(number), Value::Natural))
    }

    fn visit_f64<E>(self, number: f64) -> Result<Value, E> {
        Ok(Value::Fraction(number.into()))
    }

    fn visit_str<E>(self, text: &str) -> Result<Value, E> {
        Ok(Value::Text(text.to_owned()))
    }

    fn visit_string<E>(self, text: String) -> Result<Value, E> {
        Ok(Value::Text(text))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut values: A) -> Result<Value, A::Error> {
        let mut list = Vec::new();
        while let Some(value) = values.next_element()? {
            list.push(value);
        }
        Ok(Value::List(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, entries: A) -> Result<Value, A::Error> {
        each_once(entries).map(Value::Table)
    }
}

/// A number with a fraction, by its bits: they have an order and compare equal to themselves.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(into = "f64")]
pub(crate) struct Fraction(u64);

impl From<f64> for Fraction {
    fn from(number: f64) -> Self {
        Self(number.to_bits())
    }
}

impl From<Fraction> for f64 {
    fn from(fraction: Fraction) -> Self {
        Self::from_bits(fraction.0)
    }
}

impl Value {
    /// What this value says, where this release can read it.
    pub(crate) fn read<T: for<'de> Deserialize<'de>>(&self) -> Result<T, Error> {
        T::deserialize(self.clone())
    }
}

impl IntoDeserializer<'_> for Value {
    type Deserializer = Self;

    fn into_deserializer(self) -> Self {
        self
    }
}

impl<'de> Deserializer<'de> for Value {
    type Error = Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self {
            Self::Nothing => visitor.visit_unit(),
            Self::Truth(truth) => visitor.visit_bool(truth),
            Self::Natural(number) => visitor.visit_u64(number),
            Self::Integer(number) => visitor.visit_i64(number),
            Self::Fraction(number) => visitor.visit_f64(number.into()),
            Self::Text(text) => visitor.visit_string(text),
            Self::List(list) => SeqDeserializer::new(list.into_iter()).deserialize_any(visitor),
            Self::Table(table) => MapDeserializer::new(table.into_iter()).deserialize_any(visitor),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self {
            Self::Nothing => visitor.visit_none(),
            there => visitor.visit_some(there),
        }
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        name: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        match self {
            Self::Text(word) => IntoDeserializer::<Error>::into_deserializer(word)
                .deserialize_enum(name, variants, visitor),
            // One field names what it is; what stands beside it is not passed over.
            Self::Table(table) if table.len() != 1 => {
                Err(Error::custom("a table with a single field is expected"))
            }
            Self::Table(table) => visitor.visit_enum(MapAccessDeserializer::new(
                MapDeserializer::new(table.into_iter()),
            )),
            other => other.deserialize_any(visitor),
        }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, Error> {
        visitor.visit_newtype_struct(self)
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit
        unit_struct seq tuple tuple_struct map struct identifier ignored_any
    }
}
