//! The rights that a person can use, and the sections that they open.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};

use self::around::Around;
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

mod around;

impl Catalogue {
    /// Every right that this person can use now, with every scope over which grants give it and in
    /// which there can be an object that it is allowed for: after standing, kind, restrictions and
    /// prerequisites, those of the same object, of a section and of the person. So nothing is listed
    /// that is denied wherever it is asked. A restriction or a prerequisite over part of a scope
    /// leaves the scope in the list: ask about an object to see it bite.
    ///
    /// Objects are told apart as [`analysis`](crate::analysis) does. Where the scopes of a right tell
    /// apart too many kinds to go through, it is listed where nothing shows that it cannot be used.
    ///
    /// Of a right over very many scopes the time grows as their number where what it needs is held
    /// over the same scopes, or over ones that ask a part of the same, and as their number times that
    /// of the restrictions. Where what it needs is held over scopes that ask something else, each
    /// scope of the right is compared with each of those.
    #[must_use]
    pub fn effective(&self, holder: &Holder, now: DateTime<Utc>) -> BTreeSet<(Permission, Scope)> {
        let mut found = BTreeSet::new();
        for (permission, given) in self.given(holder, now) {
            let scopes = self.scopes_now(holder, permission, now);
            let Some(room) = Room::new(&scopes) else {
                continue;
            };
            let usable = given.into_iter().filter(|scope| room.is_in(scope));
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
                let room = Room::new(&scopes);
                room.is_some_and(|room| given.into_iter().any(|scope| room.is_in(scope)))
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

/// What decides where a right that grants give can be used.
struct Room<'a> {
    kind: ObjectKind,
    scopes: &'a Scopes,
    /// The alternatives for the right and for each that it needs.
    all_of: Vec<(&'a BTreeSet<Scope>, Around<'a>)>,
    taken: Around<'a>,
}

impl<'a> Room<'a> {
    /// `None`: whatever grants give, it can be used nowhere.
    fn new(scopes: &'a Scopes) -> Option<Self> {
        let kind = scopes.object?;
        let taken = Around::new(&scopes.none_of);
        let is_left = |scope: &Scope| !taken.has_around(scope);
        // Where of something that it needs all alternatives are taken whole, nothing is left.
        if !scopes
            .all_of
            .iter()
            .all(|any_of| any_of.iter().any(is_left))
        {
            return None;
        }
        let alternatives = scopes.all_of.iter();
        Some(Self {
            kind,
            scopes,
            all_of: alternatives
                .map(|any_of| (any_of, Around::new(any_of)))
                .collect(),
            taken,
        })
    }

    /// Whether there can be an object in this scope, one of those over which the right is given, that
    /// the right is allowed for.
    fn is_in(&self, given: &Scope) -> bool {
        let Self { kind, scopes, .. } = *self;
        if self.taken.has_around(given) {
            return false;
        }
        // What holds wherever the given scope does need not be asked of an object in it, and tells no
        // two of them apart. What the relations of a host's own kinds mean to each other only the host
        // knows.
        let is_host = matches!(kind, ObjectKind::Host(_));
        let needed: Vec<&BTreeSet<Scope>> = self
            .all_of
            .iter()
            .filter(|(_, around)| !around.has_around(given))
            .map(|(any_of, _)| *any_of)
            .filter(|any_of| is_host || !any_of.iter().any(|one| lies_within(given, one)))
            .collect();
        let lists = &scopes.memberships;
        let allowed = |facts: &Facts| {
            let resource = facts.seen_by(scopes.tenant, lists);
            let here = |scope: &Scope| covers(scope, lists, &resource);
            here(given)
                && needed.iter().all(|any_of| any_of.iter().any(here))
                && !scopes.none_of.iter().any(here)
        };
        if kind == ObjectKind::Section {
            return allowed(&Facts::new(kind));
        }
        let apart: BTreeSet<&Scope> = needed
            .iter()
            .copied()
            .flatten()
            .chain(&scopes.none_of)
            .collect();
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
