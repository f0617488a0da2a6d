//! Which account an old id means now.

use std::collections::BTreeMap;

use frontdesk_model::{RefusalKind, TenantId, UserId};
use serde::{Deserialize, Serialize};

use crate::MergeEvent;

/// The ids of one tenant that mean another account now (S17). One look-up answers, however many
/// merges lie between, and no id ever means itself by a detour.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Stored", into = "Stored")]
pub struct Aliases {
    tenant: TenantId,
    /// What each merge said. Kept, so that undoing one merge leaves the others as they are.
    edges: BTreeMap<UserId, UserId>,
    /// Where each id leads in the end: derived.
    ends: BTreeMap<UserId, UserId>,
}

/// The stored form of [`Aliases`].
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Stored {
    tenant: TenantId,
    edges: BTreeMap<UserId, UserId>,
}

/// Why an id cannot become an alias.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AliasRefused {
    /// An id cannot stand for itself.
    #[error("an id cannot be an alias of itself")]
    Itself,
    /// The id stands for another account already.
    #[error("the id is an alias already")]
    Taken,
    /// The other account leads back to this id.
    #[error("the alias would lead back to itself")]
    Cycle,
}

impl AliasRefused {
    /// The stable code.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Itself => "alias.itself",
            Self::Taken => "alias.taken",
            Self::Cycle => "alias.cycle",
        }
    }

    /// The kind of no.
    #[must_use]
    pub const fn kind(&self) -> RefusalKind {
        match self {
            Self::Itself => RefusalKind::Invalid,
            Self::Taken | Self::Cycle => RefusalKind::Conflict,
        }
    }
}

impl Aliases {
    /// None yet.
    #[must_use]
    pub const fn new(tenant: TenantId) -> Self {
        Self {
            tenant,
            edges: BTreeMap::new(),
            ends: BTreeMap::new(),
        }
    }

    /// Whose ids they are.
    #[must_use]
    pub const fn tenant(&self) -> TenantId {
        self.tenant
    }

    /// The account that this id means: itself, unless it was united into another.
    #[must_use]
    pub fn resolve(&self, id: UserId) -> UserId {
        self.ends.get(&id).copied().unwrap_or(id)
    }

    /// Whether this id means another account.
    #[must_use]
    pub fn is_alias(&self, id: UserId) -> bool {
        self.edges.contains_key(&id)
    }

    /// Every alias with what it means, by id.
    pub fn iter(&self) -> impl Iterator<Item = (UserId, UserId)> {
        self.ends.iter().map(|(alias, end)| (*alias, *end))
    }

    /// Lets an old id mean another account.
    ///
    /// # Errors
    /// When the id would mean itself, directly or by a detour, or is an alias already.
    pub fn insert_unique(&mut self, alias: UserId, of: UserId) -> Result<(), AliasRefused> {
        if alias == of {
            return Err(AliasRefused::Itself);
        }
        if self.is_alias(alias) {
            return Err(AliasRefused::Taken);
        }
        if self.resolve(of) == alias {
            return Err(AliasRefused::Cycle);
        }
        // What led to the alias leads on to the account: one hop for everybody.
        let end = self.resolve(of);
        for other in self.ends.values_mut().filter(|other| **other == alias) {
            *other = end;
        }
        self.edges.insert(alias, of);
        self.ends.insert(alias, end);
        Ok(())
    }

    /// Lets an id mean itself again; says what the merge had made of it.
    pub fn remove(&mut self, alias: UserId) -> Option<UserId> {
        let of = self.edges.remove(&alias)?;
        self.ends = self
            .edges
            .keys()
            .map(|id| (*id, follow(&self.edges, *id).unwrap_or(*id)))
            .collect();
        Some(of)
    }

    /// Makes a merge event true here. Again is the same as once.
    ///
    /// # Errors
    /// When the event says what cannot be: the host has mixed up two histories.
    pub fn apply(&mut self, event: &MergeEvent) -> Result<(), AliasRefused> {
        match event {
            MergeEvent::United(united) => {
                if self.edges.get(&united.retired) == Some(&united.survivor) {
                    return Ok(());
                }
                self.insert_unique(united.retired, united.survivor)
            }
            MergeEvent::Undone(undone) => {
                let (alias, of) = (undone.admin.id(), undone.operator.id());
                if self.edges.get(&alias) == Some(&of) {
                    self.remove(alias);
                }
                Ok(())
            }
        }
    }
}

/// Where an id leads in the end; `None` when it leads back to itself.
fn follow(edges: &BTreeMap<UserId, UserId>, start: UserId) -> Option<UserId> {
    let mut at = start;
    for _ in 0..=edges.len() {
        match edges.get(&at) {
            None => return Some(at),
            Some(next) => at = *next,
        }
    }
    None
}

impl TryFrom<Stored> for Aliases {
    type Error = AliasRefused;

    fn try_from(stored: Stored) -> Result<Self, Self::Error> {
        let Stored { tenant, edges } = stored;
        let mut ends = BTreeMap::new();
        for (alias, of) in &edges {
            if alias == of {
                return Err(AliasRefused::Itself);
            }
            ends.insert(*alias, follow(&edges, *alias).ok_or(AliasRefused::Cycle)?);
        }
        Ok(Self {
            tenant,
            edges,
            ends,
        })
    }
}

impl From<Aliases> for Stored {
    fn from(aliases: Aliases) -> Self {
        Self {
            tenant: aliases.tenant,
            edges: aliases.edges,
        }
    }
}
