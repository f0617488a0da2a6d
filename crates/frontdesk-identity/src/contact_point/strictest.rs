//! Reading what is set for kinds of events, some of which may be spelled twice.

use std::collections::BTreeMap;
use std::fmt;
use std::marker::PhantomData;

use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};

use super::EventKind;

/// Reads a map. Where two spellings of its keys are one kind of event, the greater value holds: a
/// refusal over a subscription, the higher level over the lower.
pub(super) fn strictest<'de, V, D>(deserializer: D) -> Result<BTreeMap<EventKind, V>, D::Error>
where
    V: Deserialize<'de> + Ord,
    D: Deserializer<'de>,
{
    deserializer.deserialize_map(Strictest(PhantomData))
}

struct Strictest<V>(PhantomData<V>);

impl<'de, V: Deserialize<'de> + Ord> Visitor<'de> for Strictest<V> {
    type Value = BTreeMap<EventKind, V>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a map by kind of event")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Self::Value, A::Error> {
        let mut read = BTreeMap::new();
        while let Some((kind, value)) = entries.next_entry::<EventKind, V>()? {
            let held = match read.remove(&kind) {
                Some(held) => std::cmp::max(held, value),
                None => value,
            };
            read.insert(kind, held);
        }
        Ok(read)
    }
}
