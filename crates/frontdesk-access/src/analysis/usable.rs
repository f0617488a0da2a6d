//! The rights that a person can use, and the sections that they open.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};

use super::area::covers;
use super::facts::Facts;
use super::points::Ground;
use crate::catalogue::Catalogue;
use crate::decide::kind_denies;
use crate::enough::lies_within;
use crate::holder::Holder;
use crate::permission::{ObjectKind, Permission, Section};
use crate::scope::Scope;
use crate::scopes::Scopes;

impl Catalogue {
    /// Every right that this person can use now, with every scope over which grants give it and in
    /// which there can be an object that it is allowed for: after standing, kind, restrictions and
    /// prerequisites, those of the same object, of a section and of the person. So nothing is listed
    /// that is denied wherever it is asked. A restriction or a prerequisite over part of a scope
    /// leaves the scope in the list: ask about an object to see it bite.
    ///
    /// Objects are told apart as [`analysis`](crate::analysis) does. Where the scopes of a right tell
    /// apart too many kinds to go through, it is listed where nothing shows that it cannot be used.
    #[must_use]
    pub fn effective(&self, holder: &Holder, now: DateTime<Utc>) -> BTreeSet<(Permission, Scope)> {
        let mut found = BTreeSet::new();
        for (permission, given) in self.given(holder, now) {
            let scopes = self.scopes_now(holder, permission, now);
            let usable = given.into_iter().filter(|scope| is_usable(&scopes, scope));
            found.extend(usable.map(|scope| (permission, scope.clone())));
        }
        found
    }

    /// Whether a section of the product is open: a right of it is held at some scope, with its
    /// prerequisites (S144), so that there can be an object that it is allowed for. What is listed by
    /// [`effective`](Self::effective) opens its section, and nothing else does.
    #[must_use]
    pub fn section_open(&self, holder: &Holder, section: Section, now: DateTime<Utc>) -> bool {
        let given = self.given(holder, now).into_iter();
        given
            .filter(|(permission, _)| permission.section() == section)
            .any(|(permission, given)| {
                let scopes = self.scopes_now(holder, permission, now);
                given.into_iter().any(|scope| is_usable(&scopes, scope))
            })
    }

    /// What grants give now to somebody who can act, right by right.
    fn given<'a>(
        &'a self,
        holder: &'a Holder,
        now: DateTime<Utc>,
    ) -> BTreeMap<Permission, BTreeSet<&'a Scope>> {
        let mut given: BTreeMap<Permission, BTreeSet<&Scope>> = BTreeMap::new();
        if !holder.standing.can_act() {
            return given;
        }
        for line in self.lines(holder) {
            if line.out_of_time(now).is_some() {
                continue;
            }
            let gives = &line.grant.gives;
            let one = gives.one().filter(|one| self.object_of(*one).is_some());
            let every = match gives.one() {
                Some(_) => None,
                None => Some(self.permissions().filter(|p| gives.includes(*p))),
            };
            for permission in one.into_iter().chain(every.into_iter().flatten()) {
                if !kind_denies(holder.kind, permission.section()) {
                    given
                        .entry(permission)
                        .or_default()
                        .insert(&line.grant.scope);
                }
            }
        }
        given
    }
}

/// Whether there can be an object in this scope, one of those over which the right is given, that
/// the right is allowed for.
fn is_usable(scopes: &Scopes, given: &Scope) -> bool {
    let Some(kind) = scopes.object else {
        return false;
    };
    let lists = &scopes.memberships;
    let allowed = |facts: &Facts| {
        let resource = facts.seen_by(scopes.tenant, lists);
        covers(given, lists, &resource) && scopes.cover(&resource)
    };
    if scopes.all_of.iter().any(BTreeSet::is_empty) {
        return false;
    }
    if kind == ObjectKind::Section {
        return allowed(&Facts::new(kind));
    }
    // What holds wherever the given scope does tells no objects in it apart. What the relations of a
    // host's own kinds mean to each other only the host knows.
    let is_host = matches!(kind, ObjectKind::Host(_));
    let tells =
        |any_of: &&BTreeSet<Scope>| is_host || !any_of.iter().any(|one| lies_within(given, one));
    let needed = scopes.all_of.iter().filter(tells).flatten();
    let apart: BTreeSet<&Scope> = needed.chain(&scopes.none_of).collect();
    // Often one of the plainest objects shows it; a no must have gone through all.
    let plain = objects(scopes, given, BTreeSet::new(), kind);
    if plain
        .as_ref()
        .is_some_and(|cases| cases.iter().any(allowed))
    {
        return true;
    }
    let cases = match apart.is_empty() {
        true => plain,
        false => objects(scopes, given, apart, kind),
    };
    cases.is_none_or(|cases| cases.iter().any(allowed))
}

/// One object of each kind in the given scope that these scopes can tell apart. `None`: too many.
fn objects(
    scopes: &Scopes,
    given: &Scope,
    apart: BTreeSet<&Scope>,
    kind: ObjectKind,
) -> Option<Vec<Facts>> {
    let lists = &scopes.memberships;
    let mut ground = Ground::within(scopes.actor, given, lists);
    for scope in apart {
        ground.mention(scope, lists);
    }
    ground.cases(kind, scopes.tenant, [lists, lists])
}
