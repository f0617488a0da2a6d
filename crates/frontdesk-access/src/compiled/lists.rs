//! The lists of a person that symbolic sets read.

use std::collections::BTreeSet;
use std::sync::Arc;

use frontdesk_model::{Channel, Memberships, Module};

use super::numbers::{NumberSet, Numbers};

/// The lists of a person that symbolic sets read. What has one of the first 64 numbers of its kind is
/// a bit here; the others and the names are behind.
#[derive(Clone, Debug, Default)]
pub(super) struct Lists {
    few: [u64; 5],
    behind: Option<Arc<Others>>,
}

/// What is no bit.
#[derive(Debug)]
pub(super) struct Others {
    many: [Box<[u32]>; 5],
    names: Names,
}

/// The lists of names.
#[derive(Debug)]
pub(super) struct Names {
    pub(super) channels: BTreeSet<Channel>,
    pub(super) modules: BTreeSet<Module>,
    pub(super) cabinet_sections: BTreeSet<Module>,
}

/// One list: a bit for each of the first 64 numbers, and the others in their order.
#[derive(Clone, Copy)]
pub(super) struct List<'a> {
    pub(super) few: u64,
    pub(super) many: Many<'a>,
}

/// The numbers from 64 on, found only when one is asked about.
#[derive(Clone, Copy)]
pub(super) enum Many<'a> {
    Here(&'a [u32]),
    /// One of the lists of a person.
    There(Option<&'a Others>, usize),
}

impl Lists {
    /// What symbolic sets read of a record. What is new in it is numbered.
    pub(super) fn of(memberships: &Memberships, numbers: &mut Numbers) -> Self {
        let Memberships {
            groups,
            sites,
            languages: _,
            questionnaires,
            channels,
            modules,
            cabinet_sections,
            overseen_groups,
            overseen_people,
            organizations: _,
        } = memberships;
        let sets = [
            numbers.sites.set(sites),
            numbers.groups.set(groups),
            numbers.questionnaires.set(questionnaires),
            numbers.groups.set(overseen_groups),
            numbers.people.set(overseen_people),
        ];
        let few = sets.each_ref().map(|set| set.few);
        let any = sets.iter().any(|set| !set.many.is_empty())
            || !channels.is_empty()
            || !modules.is_empty()
            || !cabinet_sections.is_empty();
        let behind = any.then(|| {
            Arc::new(Others {
                many: sets.map(|set: NumberSet| set.many),
                names: Names {
                    channels: channels.clone(),
                    modules: modules.clone(),
                    cabinet_sections: cabinet_sections.clone(),
                },
            })
        });
        Self { few, behind }
    }

    #[inline]
    pub(super) fn sites(&self) -> List<'_> {
        let [few, ..] = self.few;
        self.list(few, 0)
    }

    #[inline]
    pub(super) fn groups(&self) -> List<'_> {
        let [_, few, ..] = self.few;
        self.list(few, 1)
    }

    #[inline]
    pub(super) fn questionnaires(&self) -> List<'_> {
        let [_, _, few, ..] = self.few;
        self.list(few, 2)
    }

    #[inline]
    pub(super) fn overseen_groups(&self) -> List<'_> {
        let [_, _, _, few, _] = self.few;
        self.list(few, 3)
    }

    #[inline]
    pub(super) fn overseen_people(&self) -> List<'_> {
        let [.., few] = self.few;
        self.list(few, 4)
    }

    #[inline]
    pub(super) fn names(&self) -> Option<&Names> {
        self.behind.as_deref().map(|others| &others.names)
    }

    #[inline]
    fn list(&self, few: u64, at: usize) -> List<'_> {
        List {
            few,
            many: Many::There(self.behind.as_deref(), at),
        }
    }
}

impl<'a> List<'a> {
    #[inline]
    pub(super) fn has(self, number: u32) -> bool {
        match number {
            0..64 => self.few >> number & 1 == 1,
            _ => self.many().binary_search(&number).is_ok(),
        }
    }

    /// Whether the two have anything in common.
    pub(super) fn meets(self, other: Self) -> bool {
        self.few & other.few != 0 || self.many().iter().any(|number| other.has(*number))
    }

    #[cold]
    pub(super) fn many(self) -> &'a [u32] {
        match self.many {
            Many::Here(many) => many,
            Many::There(others, at) => {
                let list = others.and_then(|others| others.many.get(at));
                list.map_or(&[], |list| list)
            }
        }
    }
}
