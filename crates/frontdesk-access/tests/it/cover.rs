//! Does one person cover these grants, and if not, exactly what is left? The cases of Kubernetes'
//! policy comparator, and the answer beside brute force.

mod kubernetes;

use std::collections::BTreeSet;

use frontdesk_access::{
    Among, Catalogue, Dimensions, Gives, Grant, Groups, Holder, ObjectGroups, ObjectKind, Origin,
    Permission, Request, Resource, Restriction, RestrictionId, Scope, Wanted, Whose,
};
use frontdesk_model::chrono::TimeDelta;
use frontdesk_model::{
    AccountKind, ActorId, GroupId, Module, Relation, Relations, SiteId, Standing, UserId, Validity,
};
use frontdesk_testkit::{BuildHolder, Thing, cast, strategy};
use proptest::prelude::*;

use crate::cases;

/// An object by what scopes can tell of it. Relations are by name, so that two people can be asked
/// about what stands to each of them in the same way.
#[derive(Clone, Debug)]
struct Object {
    kind: ObjectKind,
    relations: Relations,
    groups: Option<Result<Option<GroupId>, BTreeSet<GroupId>>>,
    person: Option<UserId>,
    site: Option<SiteId>,
    module: Option<Module>,
    origin: Option<Origin>,
}

impl Object {
    const fn bare(kind: ObjectKind) -> Self {
        Self {
            kind,
            relations: Relations::ANY,
            groups: None,
            person: None,
            site: None,
            module: None,
            origin: None,
        }
    }

    fn resource(&self, holder: &Holder) -> Resource<'_> {
        Resource {
            tenant: holder.tenant,
            kind: self.kind,
            relations: self.relations,
            dimensions: Dimensions {
                groups: match &self.groups {
                    None => ObjectGroups::Unknown,
                    Some(Ok(group)) => ObjectGroups::Conversation(*group),
                    Some(Err(groups)) => ObjectGroups::Person(groups),
                },
                person: self.person,
                site: self.site,
                module: self.module.as_ref(),
                origin: self.origin,
                ..Dimensions::default()
            },
        }
    }
}

/// Every object of the small kinds over the pools of the generators, and what lies outside of them.
fn everything(kind: ObjectKind) -> Vec<Object> {
    let bare = Object::bare(kind);
    let origins = [None, Some(Origin::Conversation), Some(Origin::Independent)];
    match kind {
        ObjectKind::Section => vec![bare],
        ObjectKind::NewOrder => origins[1..]
            .iter()
            .map(|origin| Object {
                origin: *origin,
                ..bare.clone()
            })
            .collect(),
        ObjectKind::Order => origins
            .iter()
            .flat_map(|origin| {
                [Relations::ANY, Relations::ANY | Relations::CREATED].map(|relations| Object {
                    origin: *origin,
                    relations,
                    ..bare.clone()
                })
            })
            .collect(),
        ObjectKind::Site => (1..=4)
            .map(|site| Object {
                site: Some(SiteId::from_number(site)),
                ..bare.clone()
            })
            .collect(),
        ObjectKind::Module => ["livechat", "reports", "settings", "none of these"]
            .iter()
            .map(|name| Object {
                module: Some(Module::new(name).unwrap()),
                ..bare.clone()
            })
            .collect(),
        ObjectKind::User => {
            let mut all = Vec::new();
            for groups in 0..8_i64 {
                let of = (1..=3).filter(|group| groups & (1 << (group - 1)) != 0);
                let groups: BTreeSet<GroupId> = of.map(GroupId::from_number).collect();
                let of_groups = Object {
                    groups: Some(Err(groups)),
                    ..bare.clone()
                };
                all.push(of_groups.clone());
                for person in 1..=5 {
                    for relations in [Relations::ANY, Relations::ANY | Relations::MYSELF] {
                        let person = Some(UserId::from_number(person));
                        all.push(Object {
                            person,
                            relations,
                            ..of_groups.clone()
                        });
                    }
                }
            }
            all
        }
        ObjectKind::Conversation | ObjectKind::Request | ObjectKind::Host(_) => Vec::new(),
    }
}

/// The object as another person stands to it who stands to it in the ways of the same names.
fn seen_by<'a>(other: &Holder, resource: Resource<'a>) -> Resource<'a> {
    let mut relations = resource.relations;
    if let ObjectGroups::Conversation(Some(group)) = resource.dimensions.groups
        && relations.contains(Relations::UNASSIGNED)
    {
        let mine = other.memberships.groups.contains(&group);
        relations.set(Relations::MY_GROUP_QUEUE, mine);
    }
    Resource {
        relations,
        ..resource
    }
}

fn rights(roles: &Catalogue, gives: &Gives) -> Vec<Permission> {
    roles
        .permissions()
        .filter(|permission| gives.includes(*permission))
        .collect()
}

/// Everybody in one tenant, and the actor staff who acts.
fn people() -> impl Strategy<Value = (Catalogue, Holder, Holder)> {
    (
        strategy::catalogue(),
        strategy::staff_holder(),
        strategy::staff_holder(),
    )
        .prop_map(|(roles, mut actor, mut other)| {
            (actor.tenant, other.tenant) = (cast::TENANT, cast::TENANT);
            actor.id = ActorId::User(UserId::from_number(1));
            other.id = ActorId::User(UserId::from_number(2));
            (roles, actor, other)
        })
}

proptest! {
    #![proptest_config(cases(300))]

    /// The remainder is exact where all objects can be gone through: it is empty if and only if
    /// nobody could reach by what is wanted an object that the actor does not reach.
    #[test]
    fn what_is_left_uncovered_is_what_brute_force_finds(
        (roles, actor, other) in people(),
        grant in strategy::grant(),
        now in strategy::instant(),
    ) {
        let wanted = Wanted { grants: std::slice::from_ref(&grant), of: Whose::Record(&other) };
        let rest = roles.uncovered(&actor, &wanted, now);
        let Some(permission) = grant.gives.one() else { return Ok(()) };
        // A right that nobody declares reaches nothing.
        let Some(kind) = roles.object_of(permission) else { return Ok(()) };
        prop_assume!(!matches!(
            kind,
            ObjectKind::Conversation | ObjectKind::Request | ObjectKind::Host(_)
        ));
        // Nothing changes but at the moments of the pool; a day later the last of them is over.
        let minutes = [0, 30, 60, 24 * 60].map(|m| cast::noon() + TimeDelta::minutes(m));
        let just_before = cast::noon() - TimeDelta::milliseconds(1);
        let moments = minutes.into_iter().chain([just_before]);
        let mut escapes = false;
        for at in moments.chain([now]).filter(|at| *at >= now && grant.validity.holds(*at)) {
            for object in everything(kind) {
                let resource = object.resource(&other);
                let reached = grant.scope.covers(&other.actor(), &resource);
                let own = Request { holder: &actor, permission, resource };
                if reached && !roles.allows(&own, at) {
                    escapes = true;
                    let named = |rest: &Grant| rest.validity.holds(at) && rest.scope.covers(&other.actor(), &resource);
                    prop_assert!(rest.iter().any(named), "{:?} is not named at {}", object, at);
                }
            }
        }
        prop_assert_eq!(!rest.is_empty(), escapes);
    }

    /// Where objects are too many to go through: no object that anybody draws escapes.
    #[test]
    fn no_object_escapes_the_cover(
        (roles, actor, other) in people(),
        grant in strategy::grant(),
        things in proptest::collection::vec(strategy::thing(), 40),
        now in strategy::instant(),
        later in strategy::instant(),
    ) {
        prop_assume!(later >= now && grant.validity.holds(later));
        let wanted = Wanted { grants: std::slice::from_ref(&grant), of: Whose::Record(&other) };
        let rest = roles.uncovered(&actor, &wanted, now);
        for thing in &things {
            for permission in rights(&roles, &grant.gives) {
                let resource = thing.resource(&other.actor());
                let fits = roles.object_of(permission) == Some(resource.kind) && resource.tenant == cast::TENANT;
                if !fits || !grant.scope.covers(&other.actor(), &resource) {
                    continue;
                }
                let own = Request { holder: &actor, permission, resource: seen_by(&actor, resource) };
                let named = |rest: &Grant| {
                    rest.gives.includes(permission)
                        && rest.validity.holds(later)
                        && rest.scope.covers(&other.actor(), &resource)
                };
                prop_assert!(
                    roles.allows(&own, later) || rest.iter().any(named),
                    "{} on {:?} escapes", permission, thing
                );
            }
        }
    }

    /// Nothing of the remainder is covered, and it is told in its smallest parts.
    #[test]
    fn nothing_that_is_left_is_covered(
        (roles, actor, other) in people(),
        grants in proptest::collection::vec(strategy::grant(), 1..4),
        now in strategy::instant(),
    ) {
        let wanted = Wanted { grants: &grants, of: Whose::Record(&other) };
        let rest = roles.uncovered(&actor, &wanted, now);
        let again = Wanted { grants: &rest, of: Whose::Record(&other) };
        prop_assert_eq!(roles.uncovered(&actor, &again, now), rest);
    }

    /// What is covered for anyone is covered for everybody.
    #[test]
    fn what_is_covered_for_anyone_is_covered_for_each(
        (roles, actor, other) in people(),
        grants in proptest::collection::vec(strategy::grant(), 1..4),
        customer in strategy::customer_holder(),
        now in strategy::instant(),
    ) {
        let anyone = Wanted { grants: &grants, of: Whose::Anyone };
        if roles.uncovered(&actor, &anyone, now).is_empty() {
            for one in [&other, &customer, &actor] {
                let wanted = Wanted { grants: &grants, of: Whose::Record(one) };
                prop_assert_eq!(roles.uncovered(&actor, &wanted, now), Vec::new());
            }
        }
    }

    /// What is held everywhere is covered without a look at any object, and a look at each says the
    /// same: a restriction over no site at all takes nothing, and has them looked at.
    #[test]
    fn held_everywhere_is_covered_object_by_object(
        (roles, mut actor, other) in people(),
        mut grant in strategy::grant(),
        now in strategy::instant(),
    ) {
        grant.gives = match grant.gives.one().filter(|right| roles.object_of(*right).is_some()) {
            Some(right) => Gives::One(right),
            None => Gives::One(Permission::CONVERSATION_VIEW),
        };
        let permission = grant.gives.one().unwrap();
        (actor.kind, actor.standing) = (AccountKind::Unified, Standing::Active);
        actor.restrictions.clear();
        let all: Vec<Permission> = roles.permissions().collect();
        actor = actor.with_rights(&all, &Scope::any());
        let nowhere = Scope { sites: Some(Among::These(BTreeSet::new())), ..Scope::any() };
        let id = RestrictionId::from_static("nowhere");
        let taking = Restriction::taking(id, [permission].into_iter().collect(), nowhere);
        let looked_at = actor.clone().with_restriction(taking);
        prop_assert!(!roles.scopes_of(&looked_at, permission, now).none_of.is_empty());
        for of in [Whose::Record(&other), Whose::Anyone] {
            let wanted = Wanted { grants: std::slice::from_ref(&grant), of };
            prop_assert_eq!(roles.uncovered(&actor, &wanted, now), Vec::new());
            prop_assert_eq!(roles.uncovered(&looked_at, &wanted, now), Vec::new());
        }
    }

    /// Whoever does not act covers nothing that reaches anything.
    #[test]
    fn who_does_not_act_covers_nothing((roles, actor, _) in people(), now in strategy::instant()) {
        let grants = [Grant::new(Permission::COLLEAGUE_LIST, Scope::any())];
        for standing in Standing::ALL {
            let actor = actor.clone().with_standing(standing);
            let wanted = Wanted { grants: &grants, of: Whose::Anyone };
            let covered = roles.uncovered(&actor, &wanted, now).is_empty();
            prop_assert!(standing.can_act() || !covered);
        }
    }
}

/// One right over all conversations is not covered by the same right over those of one's own; the
/// reverse is.
#[test]
fn a_relation_is_covered_by_itself_and_by_any() {
    let roles = Catalogue::default();
    let own = Scope::of(Relation::Own);
    let view = |scope: &Scope| [Grant::new(Permission::CONVERSATION_VIEW, scope.clone())];
    let holder = |scope: &Scope| cast::olga().with_rights(&[Permission::CONVERSATION_VIEW], scope);
    let left = |held: &Scope, wanted: &Scope| {
        let grants = view(wanted);
        let wanted = Wanted {
            grants: &grants,
            of: Whose::Anyone,
        };
        roles.uncovered(&holder(held), &wanted, cast::noon())
    };
    assert_eq!(left(&own, &own), vec![]);
    assert_eq!(left(&Scope::any(), &own), vec![]);
    assert_eq!(left(&own, &Scope::any()), view(&Scope::any()));
    assert_eq!(left(&Scope::of(Relation::Created), &own), view(&own));
}

/// The sets of the remainder are told one by one, and so are the spans of time.
#[test]
fn the_remainder_names_each_site_and_each_span() {
    let roles = Catalogue::default();
    let sites = |numbers: &[i64]| Scope {
        sites: Some(Among::These(
            numbers.iter().map(|n| SiteId::from_number(*n)).collect(),
        )),
        ..Scope::any()
    };
    let mut until = Grant::new(Permission::SITE_VIEW, sites(&[1, 2]));
    until.validity = Validity::until(cast::noon() + TimeDelta::hours(1));
    let actor = cast::olga()
        .with_grant(until)
        .with_rights(&[Permission::SITE_VIEW], &sites(&[3]));
    let grants = [Grant::new(Permission::SITE_VIEW, sites(&[1, 3, 4]))];
    let wanted = Wanted {
        grants: &grants,
        of: Whose::Anyone,
    };
    let one_o_clock = cast::noon() + TimeDelta::hours(1);
    let mut later = Grant::new(Permission::SITE_VIEW, sites(&[1]));
    later.validity = Validity::new(Some(one_o_clock), None).unwrap();
    let never = Grant::new(Permission::SITE_VIEW, sites(&[4]));
    let rest = roles.uncovered(&actor, &wanted, cast::noon());
    assert_eq!(BTreeSet::from_iter(rest), BTreeSet::from([later, never]));
}

/// What comes later is covered only by what includes what comes later.
#[test]
fn every_right_is_covered_by_every_right_alone() {
    let roles = Catalogue::default();
    let every = [Grant::every(Scope::any())];
    let wanted = Wanted {
        grants: &every,
        of: Whose::Anyone,
    };
    let all_of_today = cast::olga().with_rights(Permission::ALL, &Scope::any());
    assert_eq!(roles.uncovered(&all_of_today, &wanted, cast::noon()), every);
    let all = cast::olga().with_grant(Grant::every(Scope::any()));
    assert_eq!(roles.uncovered(&all, &wanted, cast::noon()), vec![]);
    // A restriction takes it, and to act as another is no part of it.
    let restricted = all
        .clone()
        .with_restriction(frontdesk_access::Restriction::deny_admin_panel());
    assert_eq!(roles.uncovered(&restricted, &wanted, cast::noon()), every);
    let impersonate = [Grant::new(Permission::IMPERSONATE, Scope::any())];
    let wanted = Wanted {
        grants: &impersonate,
        of: Whose::Anyone,
    };
    assert_eq!(roles.uncovered(&all, &wanted, cast::noon()), impersonate);
}

/// An object is drawn for every kind, so that the laws above are about something.
#[test]
fn the_small_kinds_have_objects() {
    for kind in [
        ObjectKind::Section,
        ObjectKind::Order,
        ObjectKind::NewOrder,
        ObjectKind::User,
    ] {
        assert!(!everything(kind).is_empty());
    }
    assert_eq!(Thing::OwnRecord.kind(), ObjectKind::User);
}

/// A role over the queue of one's groups, and of them one that is named: whoever comes to have it may
/// be in that group, so whoever covers nothing of the queue does not cover it.
#[test]
fn a_queue_with_a_named_group_is_covered_by_nobody_who_has_his_own_alone() {
    let roles = cast::roles();
    let queue = Scope {
        groups: Some(Groups {
            these: [cast::SUPPORT].into(),
            ..Groups::default()
        }),
        ..Scope::of(Relation::MyGroupQueue)
    };
    let grants = [Grant::new(Permission::CONVERSATION_VIEW, queue)];
    let wanted = Wanted {
        grants: &grants,
        of: Whose::Anyone,
    };
    let over = |scope| cast::olga().with_rights(&[Permission::CONVERSATION_VIEW], &scope);
    let own = over(Scope::of(Relation::Own));
    assert_eq!(roles.uncovered(&own, &wanted, cast::noon()), grants);
    let waiting = over(Scope::of(Relation::Unassigned));
    assert_eq!(roles.uncovered(&waiting, &wanted, cast::noon()), []);
}
