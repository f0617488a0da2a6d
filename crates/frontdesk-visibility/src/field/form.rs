//! The stored form of a field policy: what differs from the default, field by field.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::marker::PhantomData;

use frontdesk_model::Channel;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use super::{Field, FieldPolicy, FieldPolicyError, SitePolicy, Use, UseByHat};
use crate::ticket::FieldId;
use crate::viewer::Hat;

#[derive(Serialize)]
struct Written<'a> {
    uses: Uses<'a>,
    interactive_channels: &'a BTreeSet<Channel>,
    site: SitePolicy,
}

/// The standard fields and then the added ones, as one map.
struct Uses<'a> {
    standard: &'a BTreeMap<Field, UseByHat>,
    added: &'a BTreeMap<FieldId, UseByHat>,
}

impl Serialize for Uses<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let standard = self.standard.iter();
        let standard = standard.map(|(field, uses)| (field.clone(), uses));
        let added = self.added.iter();
        let added = added.map(|(id, uses)| (Field::Added(id.clone()), uses));
        serializer.collect_map(standard.chain(added))
    }
}

/// What may be written there, of this form and of the one before.
#[derive(Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Read {
    uses: Once<Field, Once<Hat, Use>>,
    interactive_channels: BTreeSet<Channel>,
    site: SitePolicy,
    /// Form 1: the three standard fields of the portal, and the added ones.
    group: OldPortal,
    assignee: OldPortal,
    priority: OldPortal,
    added: Once<FieldId, Use>,
}

impl Default for Read {
    fn default() -> Self {
        let FieldPolicy {
            interactive_channels,
            site,
            ..
        } = FieldPolicy::default();
        Self {
            uses: Once::default(),
            interactive_channels,
            site,
            group: OldPortal::Shown,
            assignee: OldPortal::Shown,
            priority: OldPortal::Shown,
            added: Once::default(),
        }
    }
}

/// A map in which nothing stands twice: of two that say different things of one field the last would
/// win, and a repeated key could show what the first hides.
struct Once<K, V>(BTreeMap<K, V>);

impl<K, V> Default for Once<K, V> {
    fn default() -> Self {
        Self(BTreeMap::new())
    }
}

impl<'de, K: Deserialize<'de> + Ord, V: Deserialize<'de>> Deserialize<'de> for Once<K, V> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(OnceVisitor(PhantomData))
    }
}

struct OnceVisitor<K, V>(PhantomData<(K, V)>);

impl<'de, K: Deserialize<'de> + Ord, V: Deserialize<'de>> de::Visitor<'de> for OnceVisitor<K, V> {
    type Value = Once<K, V>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a map in which no key stands twice")
    }

    fn visit_map<A: de::MapAccess<'de>>(self, mut entries: A) -> Result<Self::Value, A::Error> {
        let mut read = BTreeMap::new();
        while let Some((key, value)) = entries.next_entry()? {
            if read.insert(key, value).is_some() {
                return Err(de::Error::custom("a key stands twice"));
            }
        }
        Ok(Once(read))
    }
}

#[derive(Clone, Copy, PartialEq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum OldPortal {
    Shown,
    Hidden,
}

impl TryFrom<Read> for FieldPolicy {
    type Error = FieldPolicyError;

    fn try_from(read: Read) -> Result<Self, FieldPolicyError> {
        let mut policy = Self {
            standard: BTreeMap::new(),
            added: BTreeMap::new(),
            interactive_channels: read.interactive_channels,
            site: read.site,
        };
        let old = [
            (Field::Group, read.group),
            (Field::Assignee, read.assignee),
            (Field::Priority, read.priority),
        ];
        for (field, portal) in old {
            if portal == OldPortal::Hidden {
                policy.set(Hat::Customer, field, Use::Hidden)?;
            }
        }
        for (id, to) in read.added.0 {
            policy.set(Hat::Customer, Field::Added(id), to)?;
        }
        for (field, of) in read.uses.0 {
            for (hat, to) in of.0 {
                policy.set(hat, field.clone(), to)?;
            }
        }
        Ok(policy)
    }
}

impl Serialize for FieldPolicy {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self {
            standard,
            added,
            interactive_channels,
            site,
        } = self;
        let written = Written {
            uses: Uses { standard, added },
            interactive_channels,
            site: *site,
        };
        written.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for FieldPolicy {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::try_from(Read::deserialize(deserializer)?).map_err(de::Error::custom)
    }
}
