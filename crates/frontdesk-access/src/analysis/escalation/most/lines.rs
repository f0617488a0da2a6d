//! The lines of a record: which may be gone, and how far lists may bring them.

use std::collections::BTreeSet;

use frontdesk_model::{GroupId, Relation};

use super::super::items::{reads, unnamed};
use super::Line;
use super::place::{At, Place};
use super::view::{Needed, View, is};
use crate::administer::Guard;
use crate::permission::Permission;
use crate::role::RoleId;
use crate::scope::Scope;

impl<'a> View<'_, 'a> {
    /// The lines of a record that were not taken from it before it was taken over, or are back by other
    /// lists.
    pub(super) fn lines_there(
        &self,
        permission: Permission,
        of: usize,
    ) -> impl Iterator<Item = &Line<'a>> {
        let account = self.most.accounts.get(of).into_iter();
        let lines = account.flat_map(move |it| it.lines.giving_at(permission));
        lines
            .filter(move |(which, line)| {
                !self.done.stripped.contains(&(of, *which))
                    || (line.reads && self.done.listed.contains(&of))
            })
            .map(|(_, line)| line)
    }

    /// Whether nothing was done by which a line of a record could be gone.
    pub(super) fn is_untouched(&self, of: usize, which: usize, line: &Line<'_>) -> bool {
        let unassigned = |role: &RoleId| self.done.unassigned.contains(&(of, role.clone()));
        let cleared = |right| self.done.cleared.contains(&(of, right));
        !self.done.revoked.contains(&(of, which))
            && !self.done.stripped.contains(&(of, which))
            && !line.role.is_some_and(unassigned)
            && !line.gives.one().is_some_and(cleared)
    }

    /// Whether somebody could make the lists so long that they bring the object within reach of this
    /// line: he must cover whatever else on the record that would bring there.
    pub(super) fn could_widen(&self, of: usize, line: &Line<'_>, at: At<'_>) -> bool {
        let Some(account) = self.most.accounts.get(of) else {
            return false;
        };
        // Named groups beside one's own: the line may reach it without the list.
        let mixed = line
            .scope
            .groups
            .as_ref()
            .is_some_and(|groups| groups.mine && (groups.none || !groups.these.is_empty()));
        if self.most.guard == Guard::None || account.is_new || mixed || !at_object_of(at, of) {
            return true;
        }
        let every = unnamed(&BTreeSet::new());
        // What reads no other list reaches the object when this line does.
        let reaches = |other: &&Line<'_>| {
            let covers = |wide| {
                let by = (account, wide);
                self.most.could_cover(self.done, by, other.scope, at)
            };
            let mut lists = every.iter();
            other.reads
                && lists.all(|one| !reads(other.scope, one) || reads(line.scope, one))
                && !covers(false)
                && covers(true)
        };
        let kind = self.most.kind_at(at);
        let others: Vec<(Permission, &Line<'_>)> = account
            .lines
            .lasting()
            .filter(|(which, other)| self.is_untouched(of, *which, other))
            .filter_map(|(_, other)| Some((other.gives.one()?, other)))
            .filter(|(right, _)| !right.is_host())
            .filter(|(right, other)| {
                other.live
                    && self.most.directory.catalogue().object_of(*right) == kind
                    && !self.done.cleared.contains(&(of, *right))
                    && reaches(other)
            })
            .collect();
        let mut edits = self.edges.edits.on(of);
        edits.any(|by| {
            others.iter().all(|(right, other)| {
                other
                    .role
                    .is_some_and(|role| self.entrusts(by, of, role) || self.has_saved(of))
                    || is(&self.known_or_found(*right, at, Needed::Not), by)
            })
        })
    }

    /// The groups whose people somebody can do nothing to by this right.
    pub(super) fn barred(&self, permission: Permission, by: usize) -> BTreeSet<GroupId> {
        let Some(account) = self.most.accounts.get(by) else {
            return BTreeSet::new();
        };
        let restrictions = account.record.restrictions.iter().enumerate();
        let sure = restrictions.filter(|(which, restriction)| {
            !self.done.lifted.contains(&(by, *which))
                && restriction.concerns(permission)
                && restriction.validity.holds(self.most.now)
        });
        let groups = sure.filter_map(|(_, restriction)| {
            let groups = restriction.scope.groups.as_ref()?;
            let by_groups = Scope {
                groups: Some(groups.clone()),
                ..Scope::any()
            };
            (by_groups == restriction.scope).then_some(&groups.these)
        });
        groups.flatten().copied().collect()
    }

    /// Whether a restriction that stays takes all that this line gives, whatever is on the lists: each
    /// object that the line reaches by them the restriction reaches by the same.
    pub(super) fn is_taken_whole(
        &self,
        permission: Permission,
        of: usize,
        line: &Line<'_>,
    ) -> bool {
        let account = self.most.accounts.get(of).into_iter();
        let restrictions = account.flat_map(|it| it.record.restrictions.iter().enumerate());
        restrictions
            .filter(|(which, _)| !self.done.lifted.contains(&(of, *which)))
            .any(|(_, restriction)| {
                restriction.concerns(permission)
                    && restriction.validity.holds(self.most.now)
                    && asks_no_more(&restriction.scope, line.scope)
            })
    }

    /// Whether somebody may set the lists behind the role that it comes from without having it.
    pub(super) fn is_widened_by_trust(&self, of: usize, line: &Line<'_>) -> bool {
        let mut edits = self.edges.edits.on(of);
        line.role
            .is_some_and(|role| line.reads && edits.any(|by| self.entrusts(by, of, role)))
    }
}

/// Whether the first scope asks nothing of an object that the second does not ask in the same words.
fn asks_no_more(first: &Scope, second: &Scope) -> bool {
    fn in_the_same_words<T: PartialEq>(first: &Option<T>, second: &Option<T>) -> bool {
        first.is_none() || first == second
    }
    let Scope {
        relation,
        groups,
        people,
        assignee_groups,
        sites,
        questionnaires,
        channels,
        states,
        modules,
        origin,
        privacy,
    } = first;
    (*relation == Relation::Any || *relation == second.relation)
        && in_the_same_words(groups, &second.groups)
        && in_the_same_words(people, &second.people)
        && in_the_same_words(assignee_groups, &second.assignee_groups)
        && in_the_same_words(sites, &second.sites)
        && in_the_same_words(questionnaires, &second.questionnaires)
        && in_the_same_words(channels, &second.channels)
        && in_the_same_words(states, &second.states)
        && in_the_same_words(modules, &second.modules)
        && in_the_same_words(origin, &second.origin)
        && in_the_same_words(privacy, &second.privacy)
}

/// Whether it is the wanted object as it stands to this account.
pub(super) fn at_object_of(at: At<'_>, account: usize) -> bool {
    matches!(at, At::Place(Place::Object(of)) if of == account)
}
