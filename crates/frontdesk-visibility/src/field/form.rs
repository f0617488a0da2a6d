//! The stored form of a field policy: what differs from the default, field by field.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::marker::PhantomData;

use frontdesk_model::Channel;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use super::{Field, FieldPolicy, FieldPolicyError, FieldRights, Line, SitePolicy, Use};
use crate::copied::CopiedPolicy;
use crate::ticket::FieldId;
use crate::viewer::Hat;

#[derive(Serialize)]
struct Written<'a> {
    uses: ByField<'a, Use>,
    #[serde(skip_serializing_if = "ByField::is_empty")]
    rights: ByField<'a, FieldRights>,
    interactive_channels: &'a BTreeSet<Channel>,
    #[serde(skip_serializing_if = "CopiedPolicy::is_default")]
    copied: CopiedPolicy,
    site: SitePolicy,
}

/// One part of what is said of the standard fields and then of the added ones, as one map.
struct ByField<'a, T> {
    policy: &'a FieldPolicy,
    part: fn(&Line) -> &BTreeMap<Hat, T>,
}

impl<T> ByField<'_, T> {
    fn entries(&self) -> impl Iterator<Item = (Field, &BTreeMap<Hat, T>)> {
        let standard = self.policy.standard.iter();
        let standard = standard.map(|(field, line)| (field.clone(), (self.part)(line)));
        let added = self.policy.added.iter();
        let added = added.map(|(id, line)| (Field::Added(id.clone()), (self.part)(line)));
        let all = standard.chain(added);
        all.filter(|(_, by_hat)| !by_hat.is_empty())
    }

    fn is_empty(&self) -> bool {
        self.entries().next().is_none()
    }
}

impl<T: Serialize> Serialize for ByField<'_, T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.entries())
    }
}

/// What may be written there, of this form and of those before.
#[derive(Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Read {
    uses: Once<Field, Once<Hat, Use>>,
    /// Since form 3.
    rights: Once<Field, Once<Hat, FieldRights>>,
    interactive_channels: BTreeSet<Channel>,
    /// Since form 3.
    copied: CopiedPolicy,
    site: SitePolicy,
    /// Form 1: the three standard fields of the portal, and the added ones.
    group: Option<OldPortal>,
    assignee: Option<OldPortal>,
    priority: Option<OldPortal>,
    added: Once<FieldId, Use>,
}

impl Default for Read {
    fn default() -> Self {
        let FieldPolicy {
            interactive_channels,
            copied,
            site,
            ..
        } = FieldPolicy::default();
        Self {
            uses: Once::default(),
            rights: Once::default(),
            interactive_channels,
            copied,
            site,
            group: None,
            assignee: None,
            priority: None,
            added: Once::default(),
        }
    }
}

/// A map in which nothing stands twice: of two that say different things of one field the last would
/// win, and a repeated key could show what the first hides.
pub(super) struct Once<K, V>(pub(super) BTreeMap<K, V>);

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

impl Read {
    fn old_standard(&self) -> [(Field, Option<OldPortal>); 3] {
        [
            (Field::Group, self.group),
            (Field::Assignee, self.assignee),
            (Field::Priority, self.priority),
        ]
    }

    /// Whether some field is named in the form of before and in that of now: of the two one would win.
    fn names_in_two_forms(&self) -> bool {
        let standard = self.old_standard().into_iter();
        let standard = standard.filter_map(|(field, said)| said.map(|_| field));
        let added = self.added.0.keys().cloned().map(Field::Added);
        let mut old = standard.chain(added);
        old.any(|field| self.uses.0.contains_key(&field))
    }
}

impl TryFrom<Read> for FieldPolicy {
    type Error = FieldPolicyError;

    fn try_from(read: Read) -> Result<Self, FieldPolicyError> {
        let old = read.old_standard();
        let mut policy = Self {
            standard: BTreeMap::new(),
            added: BTreeMap::new(),
            interactive_channels: read.interactive_channels,
            copied: read.copied,
            site: read.site,
        };
        for (field, portal) in old {
            if portal == Some(OldPortal::Hidden) {
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
        for (field, of) in read.rights.0 {
            for (hat, rights) in of.0 {
                policy.ask(hat, field.clone(), rights)?;
            }
        }
        Ok(policy)
    }
}

impl Serialize for FieldPolicy {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self {
            standard: _,
            added: _,
            interactive_channels,
            copied,
            site,
        } = self;
        let written = Written {
            uses: ByField {
                policy: self,
                part: |line| &line.uses,
            },
            rights: ByField {
                policy: self,
                part: |line| &line.rights,
            },
            interactive_channels,
            copied: *copied,
            site: *site,
        };
        written.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for FieldPolicy {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let read = Read::deserialize(deserializer)?;
        if read.names_in_two_forms() {
            return Err(de::Error::custom("a field is named in two forms"));
        }
        Self::try_from(read).map_err(de::Error::custom)
    }
}
