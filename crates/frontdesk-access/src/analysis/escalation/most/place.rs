//! Objects, and whether a scope could cover one.

use std::collections::BTreeSet;

use frontdesk_model::{Actor, GroupId, Memberships, Relation, Relations};

use super::{Account, Done, Goal, Line, Most};
use crate::permission::ObjectKind;
use crate::region::Point;
use crate::resource::{Dimensions, ObjectGroups, Resource};
use crate::restriction::Restriction;
use crate::scope::{Among, Modules, Scope};

/// What a right is asked over.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Place {
    /// No object.
    Section,
    /// This account's record, to itself or to another.
    Record { of: usize, own: bool },
    /// The wanted object, as it stands to this account.
    Object(usize),
    /// Some object of this kind.
    Somewhere(ObjectKind),
}

/// A place that is asked for often, or an object that stands for some.
#[derive(Clone, Copy, Debug)]
pub(super) enum At<'p> {
    Place(Place),
    Point(&'p Point),
}

/// The object with the lists that it is seen by as they are, or as they could be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Seen {
    Now,
    /// With everything on them.
    Most,
    /// With nothing on them.
    Least,
}

impl Most<'_> {
    /// What this is.
    pub(super) fn kind_at(&self, at: At<'_>) -> Option<ObjectKind> {
        match at {
            At::Place(Place::Section) => Some(ObjectKind::Section),
            At::Place(Place::Record { .. }) => Some(ObjectKind::User),
            At::Place(Place::Object(_)) => match self.wanted {
                Some((_, Goal::On(subject))) => Some(subject.kind()),
                _ => None,
            },
            At::Place(Place::Somewhere(kind)) => Some(kind),
            At::Point(point) => Some(point.kind()),
        }
    }

    /// Whether a scope of this account's could cover it. With `wide` lists everything may be on them
    /// that helps.
    pub(super) fn could_cover(
        &self,
        done: &Done,
        by: (&Account<'_>, bool),
        scope: &Scope,
        at: At<'_>,
    ) -> bool {
        self.could_cover_outside(done, (by.0, by.1, &BTreeSet::new()), scope, at)
    }

    /// The same, where people in these groups are out of reach.
    pub(super) fn could_cover_outside(
        &self,
        done: &Done,
        (by, wide, barred): (&Account<'_>, bool, &BTreeSet<GroupId>),
        scope: &Scope,
        at: At<'_>,
    ) -> bool {
        if let At::Place(Place::Somewhere(kind)) = at {
            return match kind {
                ObjectKind::Section => scope.is_any(),
                _ => wide || is_not_empty(scope, &by.record.memberships),
            };
        }
        // How an object stands to somebody by lists of his own matters to what reads them.
        let is_own = matches!(at, At::Place(Place::Object(of))
            if self.accounts.get(of).is_some_and(|it| it.record.id == by.record.id));
        let mut ways = vec![Seen::Now];
        if self.may_change(done, at) && (wide || !is_own) {
            ways.push(Seen::Most);
        }
        ways.into_iter()
            .any(|seen| self.covers(seen, (by, wide, barred), scope, at))
    }

    /// Whether the scope covers it for sure: whatever is on the lists of the object.
    pub(super) fn surely_covers(
        &self,
        done: &Done,
        by: &Account<'_>,
        scope: &Scope,
        at: At<'_>,
    ) -> bool {
        let seen = match self.may_change(done, at) {
            true => Seen::Least,
            false => Seen::Now,
        };
        match at {
            At::Place(Place::Somewhere(_)) => scope.is_any(),
            _ => self.covers(seen, (by, false, &BTreeSet::new()), scope, at),
        }
    }

    /// Whether a restriction of this account denies it for sure.
    pub(super) fn surely_denies(
        &self,
        done: &Done,
        (by, number): (&Account<'_>, usize),
        restriction: &Restriction,
        at: At<'_>,
    ) -> bool {
        let reads = super::reads_any(&restriction.scope);
        restriction.validity.holds(self.now)
            && !(reads && self.lists_change(done, number))
            && self.surely_covers(done, by, &restriction.scope, at)
    }

    /// Whether something may be put on the lists of this account, or taken from them.
    pub(super) fn lists_change(&self, done: &Done, number: usize) -> bool {
        done.lists.contains(&number) || self.accounts.get(number).is_none_or(|it| it.is_new)
    }

    /// Whether what it is depends on lists that may change.
    fn may_change(&self, done: &Done, at: At<'_>) -> bool {
        match at {
            At::Place(Place::Record { of, .. } | Place::Object(of)) => self.lists_change(done, of),
            _ => false,
        }
    }

    fn covers(
        &self,
        seen: Seen,
        (by, wide, barred): (&Account<'_>, bool, &BTreeSet<GroupId>),
        scope: &Scope,
        at: At<'_>,
    ) -> bool {
        let record = &by.record;
        let none = Memberships::default();
        let groups = match seen {
            Seen::Most => &self.every_group - barred,
            Seen::Now | Seen::Least => BTreeSet::new(),
        };
        let Some(mut object) = self.object(seen, at, (&none, &groups)) else {
            return false;
        };
        let helpful;
        let lists = match wide {
            true => {
                helpful = lists_of(&object, &record.memberships);
                &helpful
            }
            false => &record.memberships,
        };
        in_queue(&mut object, lists);
        let actor = Actor {
            tenant: record.tenant,
            id: record.id,
            memberships: lists,
        };
        scope.covers(&actor, &object)
    }

    /// The object itself, as it stands to whom it is named for.
    fn object<'r>(
        &'r self,
        seen: Seen,
        at: At<'r>,
        (none, groups): (&'r Memberships, &'r BTreeSet<GroupId>),
    ) -> Option<Resource<'r>> {
        let tenant = self.directory.tenant();
        match at {
            At::Place(Place::Section) => {
                let actor = self.accounts.first()?.record.actor();
                Some(Resource::section(&actor))
            }
            At::Place(Place::Record { of, own }) => {
                let record = &self.accounts.get(of)?.record;
                let groups = match seen {
                    Seen::Now => &record.memberships.groups,
                    Seen::Most | Seen::Least => groups,
                };
                let mut relations = Relations::ANY;
                relations.set(Relations::MYSELF, own);
                Some(Resource {
                    tenant,
                    kind: ObjectKind::User,
                    relations,
                    dimensions: Dimensions {
                        person: record.id.user(),
                        groups: ObjectGroups::Person(groups),
                        ..Dimensions::default()
                    },
                })
            }
            At::Place(Place::Object(of)) => {
                let Some((_, Goal::On(subject))) = self.wanted else {
                    return None;
                };
                let record = &self.accounts.get(of)?.record;
                let actor = Actor {
                    tenant,
                    id: record.id,
                    memberships: match seen {
                        Seen::Now => &record.memberships,
                        Seen::Most => &self.of_object,
                        Seen::Least => none,
                    },
                };
                Some(subject.resource(&actor))
            }
            At::Place(Place::Somewhere(_)) => None,
            At::Point(point) => Some(point.resource(tenant, none)),
        }
    }

    /// Whether the line says nothing: it reads an empty list.
    pub(super) fn is_empty(&self, line: &Line<'_>, by: &Account<'_>) -> bool {
        !is_not_empty(line.scope, &by.record.memberships)
    }
}

/// What is unassigned lies in the queue of whoever is in its group: that each sees for himself.
fn in_queue(object: &mut Resource<'_>, lists: &Memberships) {
    if let ObjectGroups::Conversation(Some(group)) = object.dimensions.groups
        && object.relations.has(Relation::Unassigned)
        && !matches!(object.kind, ObjectKind::Host(_))
    {
        let mine = lists.groups.contains(&group);
        object.relations.set(Relations::MY_GROUP_QUEUE, mine);
    }
}

/// The lists with all on them that is known of the object.
fn lists_of(object: &Resource<'_>, lists: &Memberships) -> Memberships {
    let mut lists = lists.clone();
    let facts = &object.dimensions;
    match facts.groups {
        ObjectGroups::Conversation(group) => lists.groups.extend(group),
        ObjectGroups::Person(groups) => lists.groups.extend(groups),
        ObjectGroups::Unknown => {}
    }
    lists.overseen_people.extend(facts.person);
    let of_assignee = facts.assignee_groups.into_iter().flatten();
    lists.overseen_groups.extend(of_assignee);
    lists.sites.extend(facts.site);
    lists.questionnaires.extend(facts.questionnaire);
    lists.channels.extend(facts.channel.cloned());
    lists.modules.extend(facts.module.cloned());
    lists.cabinet_sections.extend(facts.module.cloned());
    lists
}

/// Whether the scope, read with these lists, could cover anything.
fn is_not_empty(scope: &Scope, lists: &Memberships) -> bool {
    fn some<T: Ord>(among: &Option<Among<T>>, mine: &BTreeSet<T>) -> bool {
        among.as_ref().is_none_or(|a| !a.resolve(mine).is_empty())
    }
    let by_relation = match scope.relation {
        Relation::MyGroupQueue => !lists.groups.is_empty(),
        Relation::RequesterOrganization => !lists.organizations.is_empty(),
        _ => true,
    };
    let by_groups = scope.groups.as_ref().is_none_or(|groups| {
        groups.none || !groups.these.is_empty() || (groups.mine && !lists.groups.is_empty())
    });
    let by_modules = scope.modules.as_ref().is_none_or(|modules| match modules {
        Modules::These(these) => !these.is_empty(),
        symbolic => !symbolic.names(lists).is_empty(),
    });
    by_relation
        && by_groups
        && by_modules
        && some(&scope.people, &lists.overseen_people)
        && some(&scope.assignee_groups, &lists.overseen_groups)
        && some(&scope.sites, &lists.sites)
        && some(&scope.questionnaires, &lists.questionnaires)
        && some(&scope.channels, &lists.channels)
        && scope.states.as_ref().is_none_or(|these| !these.is_empty())
        && scope.origin.as_ref().is_none_or(|these| !these.is_empty())
}
