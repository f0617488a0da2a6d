//! Subjects, resources, actions, and the objects of properties (section 5 of the standard).

use std::fmt;

use chrono::{DateTime, Utc};
use serde::de::{Deserialize, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize as Derived, Serialize};
use serde_json::{Map, Number, Value};

/// A subject or a resource: what kind, and which one of that kind.
#[derive(Clone, PartialEq, Serialize, Derived)]
#[doc(alias = "Subject")]
#[doc(alias = "Resource")]
pub struct Entity {
    /// The type.
    #[serde(rename = "type")]
    pub kind: String,
    /// Which one, within its type.
    pub id: String,
    /// What the asker says of it.
    #[serde(default, skip_serializing_if = "Object::is_empty")]
    pub properties: Object,
}

impl Entity {
    /// One of which nothing is said.
    #[must_use]
    pub fn new(kind: impl Into<String>, id: impl Into<String>) -> Self {
        Self {
            kind: kind.into(),
            id: id.into(),
            properties: Object::default(),
        }
    }
}

/// What kind of subject or resource is searched for. An `id` beside it is ignored, as the standard says
/// (8.4.1, 8.5.1).
#[derive(Clone, Debug, PartialEq, Serialize, Derived)]
pub struct EntityType {
    /// The type.
    #[serde(rename = "type")]
    pub kind: String,
    /// What the asker says of it.
    #[serde(default, skip_serializing_if = "Object::is_empty")]
    pub properties: Object,
}

impl EntityType {
    /// A kind of which nothing is said.
    #[must_use]
    pub fn new(kind: impl Into<String>) -> Self {
        Self {
            kind: kind.into(),
            properties: Object::default(),
        }
    }
}

/// What is to be done.
#[derive(Clone, Debug, PartialEq, Serialize, Derived)]
pub struct Action {
    /// The name.
    pub name: String,
    /// What the asker says of it.
    #[serde(default, skip_serializing_if = "Object::is_empty")]
    pub properties: Object,
}

impl Action {
    /// An action of which nothing is said.
    #[must_use]
    pub fn new(name: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            properties: Object::default(),
        }
    }
}

/// A JSON object: properties, or a context. `null` is one without members (11.5). One that has a name
/// twice, at any depth, is refused: two readers could understand it in two ways (RFC 7493, 2.3).
#[derive(Clone, Default, PartialEq, Serialize)]
#[serde(transparent)]
pub struct Object(Map<String, Value>);

impl Object {
    /// Whether it has no member.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The member of this name.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Value> {
        self.0.get(name)
    }

    /// The member of this name, if it is a text.
    #[must_use]
    pub fn text(&self, name: &str) -> Option<&str> {
        self.get(name).and_then(Value::as_str)
    }

    /// Sets a member.
    #[must_use]
    pub fn with(mut self, name: impl Into<String>, value: impl Into<Value>) -> Self {
        self.0.insert(name.into(), value.into());
        self
    }

    /// The members, by name.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Value)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value))
    }

    /// The moment in the member `time` of a context, in either form of the standard's examples: RFC
    /// 3339, or the same without seconds. `None`: it has none, or it is no moment.
    ///
    /// [`DecisionPoint`](super::DecisionPoint) does not read it: time is the host's.
    #[must_use]
    pub fn time(&self) -> Option<DateTime<Utc>> {
        let text = self.text("time")?;
        DateTime::parse_from_rfc3339(text)
            .or_else(|_| DateTime::parse_from_str(text, "%Y-%m-%dT%H:%M%:z"))
            .ok()
            .map(|time| time.to_utc())
    }
}

impl From<Map<String, Value>> for Object {
    fn from(members: Map<String, Value>) -> Self {
        Self(members)
    }
}

/// The type alone: an id may be an e-mail address.
impl fmt::Debug for Entity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_struct("Entity");
        shown.field("kind", &self.kind);
        shown.field("properties", &self.properties);
        shown.finish_non_exhaustive()
    }
}

/// The names of the members: what stands in them may be personal.
impl fmt::Debug for Object {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.0.keys()).finish()
    }
}

impl<'de> Deserialize<'de> for Object {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match Strict::deserialize(deserializer)? {
            Strict(Value::Null) => Ok(Self::default()),
            Strict(Value::Object(members)) => Ok(Self(members)),
            Strict(_) => Err(D::Error::custom("an object was expected")),
        }
    }
}

/// Any value in which no object has a name twice.
struct Strict(Value);

impl<'de> Deserialize<'de> for Strict {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Strictly).map(Self)
    }
}

struct Strictly;

impl<'de> Visitor<'de> for Strictly {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E: Error>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_none<E: Error>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Value, E> {
        let number = Number::from_f64(value).map(Value::Number);
        number.ok_or_else(|| E::custom("a number is finite"))
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_string<E: Error>(self, value: String) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let mut values = Vec::new();
        while let Some(Strict(value)) = items.next_element()? {
            values.push(value);
        }
        Ok(Value::Array(values))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Value, A::Error> {
        let mut members = Map::new();
        while let Some((name, Strict(value))) = entries.next_entry::<String, Strict>()? {
            if members.insert(name, value).is_some() {
                return Err(A::Error::custom("a member has the name of another"));
            }
        }
        Ok(Value::Object(members))
    }
}
