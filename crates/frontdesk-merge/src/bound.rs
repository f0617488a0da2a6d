//! The bound of D1: the whole never holds a right anywhere that neither half holds there.
//!
//! A right holds where one of several conjunctions does: relations that hold, and for each dimension
//! sets in which the object's fact lies. Those of the whole are compared with those of the halves;
//! what is not shown to lie within them is reported. The comparison never overlooks: it may report
//! what a finer one would clear, and never clears what is beyond.
//!
//! Access compares scopes by going through every object that they can tell apart. That is exact, and
//! here it would be the wrong tool: three people read the same scopes with three sets of lists, of
//! which the whole's are the longest there are; the comparison is made for every right at every
//! moment that the records name, and where there are too many objects access answers "not shown",
//! which would be an alert for every right. Conjunctions are compared without any object, and what
//! they report carries the scope that a person has to acknowledge. The tests hold the bound itself
//! against the decision, object by object.
//!
//! Restrictions need no comparison: the whole has those of both halves, so they only take away.
//! "Own" means the person's own, of whichever half: an operator's and an admin's own order are both
//! the person's own afterwards. That is what uniting is, and nothing beyond.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use frontdesk_access::{Among, Catalogue, Grant, Holder, Modules, ObjectKind, Scope, Scopes};
use frontdesk_access::{Groups, Origin, Permission};
use frontdesk_model::{
    Channel, ConversationState, GroupId, Memberships, Module, Privacy, QuestionnaireId, Relation,
    SiteId, Standing, UserId,
};

use crate::Alert;

use self::union::Union;

mod union;

/// More combinations than this for one right are not compared but reported.
const MOST_CONJUNCTIONS: usize = 4096;

/// Every right that the whole would hold, now or at a later moment that the records name, over a
/// scope of which some lies beyond both halves.
///
/// Of each right the time grows as the number of its scopes, times that of the moments at which they
/// become others: all are compared anew at each. A thousand grants of one right over a thousand sites,
/// with as many different ends, are compared a million times; with one end they are a thousand.
pub(crate) fn beyond_both(
    catalogue: &Catalogue,
    halves: [&Holder; 2],
    whole: &Holder,
    now: DateTime<Utc>,
) -> BTreeSet<Alert> {
    let halves = halves.map(acting);
    let whole = acting(whole);
    let mut alerts = BTreeSet::new();
    // What no grant of the whole gives at any moment it never holds, whatever comes and goes of what
    // it needs.
    let given = grants(catalogue, &whole);
    let is_given = |permission: &Permission| given.iter().any(|g| g.gives.includes(*permission));
    for permission in catalogue.permissions().filter(is_given) {
        let mut moment = Some(now);
        // The comparison stays what it is until the whole or a half holds the right elsewhere.
        while let Some(at) = moment {
            let of_whole = catalogue.scopes_of(&whole, permission, at);
            let mut until: BTreeSet<DateTime<Utc>> = of_whole.valid_until.into_iter().collect();
            if !of_whole.all_of.iter().any(BTreeSet::is_empty) {
                let mut allowed = BTreeSet::new();
                for half in &halves {
                    let of_half = catalogue.scopes_of(half, permission, at);
                    until.extend(of_half.valid_until);
                    let found = conjunctions(&of_half).into_iter();
                    allowed.extend(found.map(|found| found.conjunction));
                }
                alerts.extend(outside(&of_whole, &Union::of(&allowed)));
            }
            moment = until.pop_first();
        }
    }
    alerts
}

/// Every grant on a record and in its roles, add-ons that it does not have included.
fn grants<'a>(catalogue: &'a Catalogue, holder: &'a Holder) -> Vec<&'a Grant> {
    let roles = holder.roles.iter();
    let roles = roles.filter_map(|assignment| catalogue.role(&assignment.role));
    roles
        .flat_map(|role| {
            role.grants
                .iter()
                .chain(role.add_ons.values().flat_map(|one| &one.grants))
        })
        .chain(&holder.grants)
        .collect()
}

/// A suspended account keeps its rights, and they act again when it is restored: the bound is held
/// for that moment as well.
fn acting(holder: &Holder) -> Holder {
    let mut holder = holder.clone();
    if holder.standing == Standing::Suspended {
        holder.standing = Standing::Active;
    }
    holder
}

fn outside(of_whole: &Scopes, allowed: &Union<'_>) -> BTreeSet<Alert> {
    let alert = |scope: &Scope| Alert::BeyondBoth {
        permission: of_whole.permission,
        scope: Box::new(scope.clone()),
    };
    let combinations = of_whole
        .all_of
        .iter()
        .try_fold(1usize, |product, any_of| product.checked_mul(any_of.len()))
        .unwrap_or(usize::MAX);
    if combinations > MOST_CONJUNCTIONS {
        return of_whole
            .all_of
            .iter()
            .take(1)
            .flatten()
            .map(alert)
            .collect();
    }
    conjunctions(of_whole)
        .iter()
        .filter(|found| !allowed.has_all_of(&found.conjunction))
        .map(|found| alert(&found.scope))
        .collect()
}

/// A conjunction with the scope of the grant that opens it.
struct Found {
    conjunction: Conjunction,
    scope: Scope,
}

/// Where a right holds: one conjunction for every choice of a grant of the right and of each right that
/// it needs. For a half with too many of them none is claimed, so that more is reported.
fn conjunctions(scopes: &Scopes) -> Vec<Found> {
    let is_section = scopes.object == Some(ObjectKind::Section);
    let mut found: Vec<Found> = Vec::new();
    for (place, any_of) in scopes.all_of.iter().enumerate() {
        // A section has no facts: only an unconditional grant answers for it.
        let any_of = any_of.iter().filter(|scope| !is_section || scope.is_any());
        let parts: Vec<(&Scope, Conjunction)> = any_of
            .map(|scope| (scope, Conjunction::of(scope, &scopes.memberships)))
            .collect();
        found = if place == 0 {
            let first = |(scope, conjunction): (&Scope, Conjunction)| Found {
                conjunction,
                scope: scope.clone(),
            };
            parts.into_iter().map(first).collect()
        } else {
            found
                .iter()
                .flat_map(|so_far| {
                    parts.iter().map(|(_, conjunction)| Found {
                        conjunction: so_far.conjunction.and(conjunction),
                        scope: so_far.scope.clone(),
                    })
                })
                .take(MOST_CONJUNCTIONS + 1)
                .collect()
        };
        if found.len() > MOST_CONJUNCTIONS {
            return Vec::new();
        }
    }
    found
}

/// A conjunction of relations and of conditions on facts.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Default)]
struct Conjunction {
    relations: BTreeSet<Relation>,
    /// For each dimension the sets in which the fact must lie, each of them.
    conditions: BTreeMap<Dimension, BTreeSet<BTreeSet<Fact>>>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Dimension {
    Groups,
    People,
    AssigneeGroups,
    Sites,
    Questionnaires,
    Channels,
    States,
    Modules,
    Origin,
    Privacy,
}

/// What an object may have in a dimension.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Fact {
    Group(GroupId),
    NoGroup,
    Person(UserId),
    Site(SiteId),
    Questionnaire(QuestionnaireId),
    Channel(Channel),
    State(ConversationState),
    Module(Module),
    Origin(Origin),
    Privacy(Privacy),
}

impl Conjunction {
    /// The conjunction of a scope, its symbolic sets read from these lists.
    fn of(scope: &Scope, lists: &Memberships) -> Self {
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
        } = scope;
        let mut conjunction = Self::default();
        match relation {
            Relation::Any => {}
            // By definition: unassigned, in the queue of one of the actor's groups.
            Relation::MyGroupQueue => {
                conjunction.relations.insert(Relation::Unassigned);
                let mine = lists.groups.iter().copied().map(Fact::Group).collect();
                conjunction.require(Dimension::Groups, mine);
            }
            relation => {
                conjunction.relations.insert(*relation);
            }
        }
        if let Some(groups) = groups {
            conjunction.require(Dimension::Groups, group_facts(groups, lists));
        }
        conjunction.among(Dimension::People, people, &lists.overseen_people, |id| {
            Fact::Person(*id)
        });
        conjunction.among(
            Dimension::AssigneeGroups,
            assignee_groups,
            &lists.overseen_groups,
            |id| Fact::Group(*id),
        );
        conjunction.among(Dimension::Sites, sites, &lists.sites, |id| Fact::Site(*id));
        conjunction.among(
            Dimension::Questionnaires,
            questionnaires,
            &lists.questionnaires,
            |id| Fact::Questionnaire(*id),
        );
        conjunction.among(Dimension::Channels, channels, &lists.channels, |channel| {
            Fact::Channel(channel.clone())
        });
        if let Some(states) = states {
            let states = states.iter().copied().map(Fact::State).collect();
            conjunction.require(Dimension::States, states);
        }
        if let Some(modules) = modules {
            let modules: &Modules = modules;
            let names = modules.names(lists).iter().cloned();
            conjunction.require(Dimension::Modules, names.map(Fact::Module).collect());
        }
        if let Some(origins) = origin {
            let origins = origins.iter().copied().map(Fact::Origin).collect();
            conjunction.require(Dimension::Origin, origins);
        }
        if let Some(wanted) = privacy {
            let wanted = BTreeSet::from([Fact::Privacy(*wanted)]);
            conjunction.require(Dimension::Privacy, wanted);
        }
        conjunction
    }

    fn among<T: Ord>(
        &mut self,
        dimension: Dimension,
        set: &Option<Among<T>>,
        mine: &BTreeSet<T>,
        fact: impl Fn(&T) -> Fact,
    ) {
        if let Some(set) = set {
            self.require(dimension, set.resolve(mine).iter().map(fact).collect());
        }
    }

    fn require(&mut self, dimension: Dimension, set: BTreeSet<Fact>) {
        self.conditions.entry(dimension).or_default().insert(set);
    }

    fn and(&self, other: &Self) -> Self {
        let mut both = self.clone();
        both.relations.extend(&other.relations);
        for (dimension, sets) in &other.conditions {
            let known = both.conditions.entry(*dimension).or_default();
            known.extend(sets.iter().cloned());
        }
        both
    }

    /// Whether nothing lies in it.
    fn is_empty(&self) -> bool {
        self.conditions.values().flatten().any(BTreeSet::is_empty)
    }

    /// The conditions of the other conjunction that this one is not shown to meet.
    fn missed<'a>(&self, other: &'a Self) -> Vec<(Dimension, &'a BTreeSet<Fact>)> {
        other
            .conditions
            .iter()
            .flat_map(|(dimension, sets)| sets.iter().map(|wanted| (*dimension, wanted)))
            .filter(|(dimension, wanted)| !self.sets(*dimension).any(|set| set.is_subset(wanted)))
            .collect()
    }

    fn sets(&self, dimension: Dimension) -> impl Iterator<Item = &BTreeSet<Fact>> {
        self.conditions.get(&dimension).into_iter().flatten()
    }
}

fn group_facts(groups: &Groups, lists: &Memberships) -> BTreeSet<Fact> {
    let Groups { these, mine, none } = groups;
    let own = mine.then_some(&lists.groups).into_iter().flatten();
    let mut facts: BTreeSet<Fact> = these.iter().chain(own).copied().map(Fact::Group).collect();
    if *none {
        facts.insert(Fact::NoGroup);
    }
    facts
}
