//! A directory as some events would make it, without a copy of what they do not touch.

use std::collections::BTreeSet;

use frontdesk_model::{ActorId, Version};

use crate::catalogue::Catalogue;
use crate::directory::{AccessEvent, Directory};
use crate::holder::Holder;

/// What a directory would be.
pub(super) struct Overlay<'a> {
    before: &'a Directory,
    /// The roles as they would be; `None`: as they are.
    roles: Option<Directory>,
    /// Whose records the events are about, and those records as they would be.
    touched: BTreeSet<ActorId>,
    records: Directory,
}

impl<'a> Overlay<'a> {
    /// What does not fit what is there changes nothing: it is refused for that.
    pub(super) fn new<'e>(
        before: &'a Directory,
        events: impl IntoIterator<Item = &'e AccessEvent>,
    ) -> Self {
        let events: Vec<&AccessEvent> = events.into_iter().collect();
        let touched: BTreeSet<ActorId> = events.iter().filter_map(|e| e.holder()).collect();
        let mut of_roles = events.iter().filter(|e| e.holder().is_none()).peekable();
        let roles = of_roles.peek().is_some().then(|| {
            let mut after = Directory::new(before.tenant(), before.catalogue().clone());
            for event in of_roles {
                let _ = after.apply(event);
            }
            after
        });
        // Events about records read no roles.
        let mut records = Directory::new(before.tenant(), Catalogue::default());
        for record in touched.iter().filter_map(|id| before.holder(*id)) {
            let _ = records.load(record.clone(), Version::FIRST);
        }
        for event in events.iter().filter(|event| event.holder().is_some()) {
            let _ = records.apply(event);
        }
        Self {
            before,
            roles,
            touched,
            records,
        }
    }

    pub(super) fn catalogue(&self) -> &Catalogue {
        let roles = self.roles.as_ref();
        roles.map_or(self.before.catalogue(), Directory::catalogue)
    }

    /// The record of this person.
    pub(super) fn holder(&self, id: ActorId) -> Option<&Holder> {
        match self.touched.contains(&id) {
            true => self.records.holder(id),
            false => self.before.holder(id),
        }
    }

    /// Every record, those that stay as they are first.
    pub(super) fn holders(&self) -> impl Iterator<Item = &Holder> {
        let staying = self.before.holders();
        staying
            .filter(|holder| !self.touched.contains(&holder.id))
            .chain(self.records.holders())
    }
}
