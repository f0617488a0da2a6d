//! The grants that would bring what is missing, one by one.

use std::collections::BTreeSet;
use std::iter::FusedIterator;
use std::slice;

use frontdesk_model::{GroupId, Relations};

use super::case::Case;
use super::place::{Known, Object};
use crate::decide::Needs;
use crate::enough::{Around, GrantRef, GroupsOf, KeptGroups, narrowest_scope};
use crate::explain::{About, Step};
use crate::permission::ObjectKind;
use crate::resource::Dimensions;

/// The grants of [`Enough::Grants`](crate::Enough::Grants), in that order: each is found when it is
/// asked for.
#[derive(Clone)]
pub struct GrantRefs<'a> {
    case: Case<'a>,
    /// What comes next of the right and what it needs, and what of that is still missing.
    steps: slice::Iter<'a, Step>,
    missing: Needs,
}

impl<'a> GrantRefs<'a> {
    pub(super) fn new(case: Case<'a>, missing: Needs) -> Self {
        Self {
            steps: case.chain().iter(),
            case,
            missing,
        }
    }
}

impl<'a> Iterator for GrantRefs<'a> {
    type Item = GrantRef<'a>;

    fn next(&mut self) -> Option<GrantRef<'a>> {
        let missing = &mut self.missing;
        let is_missing = |step: &&Step| missing.remove(step.permission, step.about);
        let Step {
            permission, about, ..
        } = *self.steps.find(is_missing)?;
        let around = |about: About| self.case.object(about.into()).around(self.case.known);
        let here = around(about);
        // It is asked about an object, and perhaps about the asker's own record: one scope for both,
        // where there is one.
        let abouts = [About::Object, About::OwnRecord, About::Section].into_iter();
        let others = abouts.filter(|about| self.missing.has(permission, *about));
        let mut others = others.map(|about| (about, around(about)));
        let both = others.find(|(_, other)| here.meets(other));
        if let Some((about, _)) = both {
            self.missing.remove(permission, about);
        }
        let scope = narrowest_scope(&here, both.as_ref().map(|(_, other)| other))?;
        Some(GrantRef { permission, scope })
    }
}

impl FusedIterator for GrantRefs<'_> {}

impl std::fmt::Debug for GrantRefs<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_list().entries(self.clone()).finish()
    }
}

/// The groups of a person, of whom a question is or who asks.
#[derive(Clone, Copy)]
enum PersonGroups<'a> {
    Given(&'a BTreeSet<GroupId>),
    Mine(Known<'a>),
}

impl KeptGroups for PersonGroups<'_> {
    fn has(self, group: GroupId) -> bool {
        match self {
            Self::Given(groups) => groups.contains(&group),
            Self::Mine(Known { lists, numbers }) => {
                let number = numbers.groups.of(Some(group));
                number.is_some_and(|number| lists.groups().has(number))
            }
        }
    }

    fn first_that(self, of_which: impl Fn(GroupId) -> bool) -> Option<GroupId> {
        match self {
            Self::Given(groups) => groups.first_that(of_which),
            Self::Mine(Known { lists, numbers }) => {
                let groups = numbers.groups.ids(lists.groups());
                groups.filter(|group| of_which(*group)).min()
            }
        }
    }
}

impl<'a> Object<'a> {
    /// What a scope is narrowed around.
    fn around(self, known: Known<'a>) -> Around<'a, PersonGroups<'a>> {
        match self {
            Self::Given(resource) => Around::given(resource, PersonGroups::Given),
            Self::OwnRecord(person) => Around {
                kind: ObjectKind::User,
                relations: Relations::ANY | Relations::MYSELF,
                facts: Dimensions {
                    person,
                    ..Dimensions::default()
                },
                groups: GroupsOf::Person(PersonGroups::Mine(known)),
            },
            Self::Section => Around {
                kind: ObjectKind::Section,
                relations: Relations::ANY,
                facts: Dimensions::default(),
                groups: GroupsOf::Unknown,
            },
        }
    }
}
