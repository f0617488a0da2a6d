//! What would be enough: it is, and nothing less is.

use std::collections::BTreeSet;

use frontdesk_access::{
    AddOnId, Among, Catalogue, Enough, Grant, Groups, Holder, HostPermission, ObjectKind,
    OrderFacts, Origin, Permission, Reason, Request, Resource, Restriction, RestrictionId, Role,
    RoleAssignment, RoleId, Scope, Source, UserFacts,
};
use frontdesk_model::{
    Channel, ConversationFacts, ConversationState, Labels, Module, Privacy, Relation, Relations,
    Validity,
};
use frontdesk_testkit::{BuildConversation, BuildHolder, Thing, cast, strategy};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;

mod bundles;
mod lattice;
mod twice;

use Permission as P;

fn enough_for(holder: &Holder, permission: Permission, chat: &ConversationFacts) -> Enough {
    let resource = Resource::conversation(&holder.actor(), chat);
    let request = Request {
        holder,
        permission,
        resource,
    };
    cast::roles().enough(&request, cast::noon())
}

fn allows(q: &strategy::Question, holder: &Holder) -> bool {
    let request = Request {
        holder,
        ..q.request()
    };
    q.roles.allows(&request, q.now)
}

fn with(q: &strategy::Question, grants: &[Grant]) -> Holder {
    let mut holder = q.holder.clone();
    holder.grants.extend(grants.iter().cloned());
    holder
}

fn check(q: &strategy::Question) -> Result<&'static str, TestCaseError> {
    match q.roles.enough(&q.request(), q.now) {
        Enough::Nothing => {
            prop_assert!(q.decide().is_allow());
            Ok("nothing is missing")
        }
        Enough::Grants { grants, smallest } => {
            prop_assert!(!q.decide().is_allow());
            prop_assert!(allows(q, &with(q, &grants)), "{:?} are not enough", grants);
            nothing_less(q, &grants)?;
            nothing_narrower(q, &grants)?;
            no_bundle_smaller(q, smallest.as_ref())?;
            Ok(match smallest {
                None => "grants",
                Some(_) => "grants, and a bundle",
            })
        }
        Enough::NoGrant { because } => {
            prop_assert!(!because.is_empty());
            let every: Vec<P> = q.roles.permissions().collect();
            let all = q.holder.clone().with_rights(&every, &Scope::any());
            prop_assert!(
                !allows(q, &all),
                "a grant would have done, not {:?}",
                because
            );
            all_that_bars(q, &because, &all)?;
            Ok("no grant")
        }
    }
}

/// No grant less, and no fewer rights even if they held everywhere: every subset of what the right
/// needs, and every other single right.
fn nothing_less(q: &strategy::Question, grants: &[Grant]) -> Result<(), TestCaseError> {
    for at in 0..grants.len() {
        let mut fewer = grants.to_vec();
        let dropped = fewer.remove(at);
        prop_assert!(!allows(q, &with(q, &fewer)), "{:?} is not needed", dropped);
    }
    let everywhere = |rights: &[Permission]| with(q, &Grant::each(rights, &Scope::any()));
    let needed: Vec<Permission> = q.roles.with_prerequisites(q.permission).iter().collect();
    for subset in 0..1_u32 << needed.len() {
        let chosen = (0..needed.len()).filter(|at| subset & (1 << at) != 0);
        let rights: Vec<Permission> = chosen.map(|at| needed[at]).collect();
        if rights.len() < grants.len() {
            prop_assert!(!allows(q, &everywhere(&rights)), "{:?} do", rights);
        }
    }
    if grants.len() > 1 {
        for right in q.roles.permissions() {
            prop_assert!(!allows(q, &everywhere(&[right])), "{} does", right);
        }
    }
    Ok(())
}

/// No scope that is strictly narrower, in its relation or in a dimension, would do in the place of
/// one that is named.
fn nothing_narrower(q: &strategy::Question, grants: &[Grant]) -> Result<(), TestCaseError> {
    for at in 0..grants.len() {
        let ours = grants[at].scope.clone();
        let right = grants[at].gives.one().unwrap();
        let kind = q.roles.object_of(right).unwrap();
        let mut holder = with(q, grants);
        let place = q.holder.grants.len() + at;
        for other in lattice::around(&ours) {
            if lattice::is_narrower(&other, &ours, kind, &q.holder) {
                holder.grants[place].scope = other.clone();
                prop_assert!(!allows(q, &holder), "{} is wider than {}", ours, other);
            }
        }
    }
    Ok(())
}

/// Every add-on of a role that the person has and every role is tried: of those that do the one that
/// is named lasts, if one lasts, and adds the fewest rights; and one is named if one does.
fn no_bundle_smaller(q: &strategy::Question, named: Option<&Source>) -> Result<(), TestCaseError> {
    let mut tried: Vec<(bool, usize, u8, Source)> = Vec::new();
    for (at, assignment) in q.holder.roles.iter().enumerate() {
        let Some(role) = q.roles.role(&assignment.role) else {
            continue;
        };
        for (id, add_on) in &role.add_ons {
            let mut holder = q.holder.clone();
            holder.roles[at].add_ons.insert(id.clone());
            if allows(q, &holder) {
                let source = Source::AddOn {
                    role: role.id.clone(),
                    add_on: id.clone(),
                };
                let ends = ends(q, &add_on.grants, assignment.validity);
                tried.push((ends, added(q, &add_on.grants), 0, source));
            }
        }
    }
    for role in q.roles.roles() {
        let holder = q
            .holder
            .clone()
            .with_role(RoleAssignment::new(role.id.clone()));
        if allows(q, &holder) {
            let source = Source::Role(role.id.clone());
            let ends = ends(q, &role.grants, Validity::ALWAYS);
            tried.push((ends, added(q, &role.grants), 1, source));
        }
    }
    let smallest = tried.iter().min().map(|(_, _, _, source)| source);
    prop_assert_eq!(smallest, named, "{:?}", tried);
    Ok(())
}

/// Whether the answer does not stay a yes with these grants, if all that is held now stays for ever.
fn ends(q: &strategy::Question, grants: &[Grant], assigned: Validity) -> bool {
    let mut holder = q.holder.clone();
    holder.grants = held_now(q).into_iter().cloned().collect();
    for grant in &mut holder.grants {
        grant.validity = Validity::ALWAYS;
    }
    holder.roles.clear();
    holder.restrictions.clear();
    let mut moments = BTreeSet::new();
    for grant in grants {
        let from = [grant.validity.from(), assigned.from()]
            .into_iter()
            .flatten()
            .max();
        let end = [grant.validity.end(), assigned.end()]
            .into_iter()
            .flatten()
            .min();
        if let Ok(validity) = Validity::new(from, end) {
            holder.grants.push(Grant {
                validity,
                ..grant.clone()
            });
            moments.extend(end.filter(|end| *end > q.now));
        }
    }
    let request = Request {
        holder: &holder,
        ..q.request()
    };
    !moments
        .into_iter()
        .all(|moment| q.roles.allows(&request, moment))
}

/// Every grant on the record that holds now, of roles and add-ons too.
fn held_now(q: &strategy::Question) -> Vec<&Grant> {
    let of_roles = q
        .holder
        .roles
        .iter()
        .filter(|held| held.validity.holds(q.now));
    let mut held: Vec<&Grant> = q.holder.grants.iter().collect();
    for assignment in of_roles {
        if let Some(role) = q.roles.role(&assignment.role) {
            held.extend(&role.grants);
            for id in &assignment.add_ons {
                held.extend(role.add_ons.get(id).into_iter().flat_map(|a| &a.grants));
            }
        }
    }
    held.retain(|grant| grant.validity.holds(q.now));
    held
}

/// The rights of a bundle that are not held now over a scope as wide.
fn added(q: &strategy::Question, grants: &[Grant]) -> usize {
    let held = held_now(q);
    let mut new = BTreeSet::new();
    let rights = |grant| q.roles.permissions().map(move |right| (grant, right));
    for (grant, right) in grants.iter().flat_map(rights) {
        let is_held = |held: &&Grant| {
            held.gives.includes(right) && lattice::lies_within(&grant.scope, &held.scope)
        };
        if grant.gives.includes(right) && !held.iter().any(is_held) {
            new.insert((right, &grant.scope));
        }
    }
    new.len()
}

/// Where restrictions alone stand in the way, they are all named and no other is: without them, and
/// with every right, the answer is yes; without all but one of them it is not.
fn all_that_bars(
    q: &strategy::Question,
    because: &[Reason],
    all: &Holder,
) -> Result<(), TestCaseError> {
    let mut named = BTreeSet::new();
    for reason in because {
        match reason {
            Reason::Restricted { restriction, .. } => drop(named.insert(restriction.clone())),
            Reason::Prerequisite { .. } => {}
            _ => return Ok(()),
        }
    }
    let explained = q.roles.explain(&q.request(), q.now);
    let lifted: BTreeSet<_> = explained.lifted_by.into_keys().collect();
    prop_assert_eq!(&lifted, &named);
    let mut lifted = all.clone();
    lifted.restrictions.retain(|r| !named.contains(&r.id));
    prop_assert!(
        allows(q, &lifted),
        "more than {:?} stands in the way",
        named
    );
    for kept in &named {
        let mut all_but_one = all.clone();
        all_but_one
            .restrictions
            .retain(|r| !named.contains(&r.id) || r.id == *kept);
        prop_assert!(
            !allows(q, &all_but_one),
            "{} does not stand in the way",
            kept
        );
    }
    Ok(())
}

proptest! {
    #![proptest_config(crate::cases(500))]

    /// Added to the record it flips the answer. Fewer rights do not, even everywhere; nor does any
    /// narrower scope; nor does a bundle that adds fewer rights than the one that is named. Where no
    /// grant is named, no grant at all would do.
    #[test]
    fn it_is_enough_and_nothing_less_is(q in strategy::question()) {
        check(&q)?;
    }
}

/// To a host's own kind the relations are what the host found: an object can be both `own` and `self` to a
/// customer, and neither is narrower than the other.
#[test]
fn of_two_relations_to_a_host_s_own_kind_either_is_narrow_enough() {
    let right = Permission::host(0).unwrap();
    let mut roles = Catalogue::default();
    let declared = HostPermission {
        permission: right,
        name: "badge.read".to_owned(),
        title: "read a badge".to_owned(),
        object: ObjectKind::Host(7),
        needs: vec![],
    };
    roles.declare(declared).unwrap();
    for holder in [cast::sofia(), cast::olga()] {
        let q = strategy::Question {
            roles: roles.clone(),
            thing: Thing::Host {
                tenant: holder.tenant,
                kind: 7,
                relations: Relations::ANY | Relations::OWN | Relations::MYSELF,
                site: None,
            },
            holder,
            permission: right,
            now: cast::noon(),
        };
        assert_eq!(check(&q).unwrap(), "grants");
        let Enough::Grants { grants, .. } = q.roles.enough(&q.request(), q.now) else {
            panic!("a grant would do");
        };
        let narrow = Grant::new(right, Scope::of(Relation::Myself));
        assert_eq!(grants, [narrow]);
    }
}

#[test]
fn every_kind_of_answer_is_generated() {
    let mut runner = TestRunner::deterministic();
    let questions = strategy::question();
    let mut seen = std::collections::BTreeMap::<&str, u32>::new();
    for _ in 0..600 {
        let question = questions.new_tree(&mut runner).unwrap().current();
        *seen.entry(check(&question).unwrap()).or_default() += 1;
    }
    println!("600 questions: {seen:?}");
    assert_eq!(seen.len(), 4, "{seen:?}");
    assert!(seen.values().all(|count| *count >= 10), "{seen:?}");
}

#[test]
fn the_dispenser_is_what_anna_lacks() {
    let anna = cast::anna();
    let nobodys = cast::chat(1).waiting();
    let dispenser = Source::AddOn {
        role: cast::role("cast.operator").role,
        add_on: AddOnId::from_static("opt.dispenser"),
    };
    // Exactly: what waits in no group. Nothing else is known of it.
    let just_this = Scope {
        groups: Some(Groups::without_group()),
        states: Some([ConversationState::Waiting].into()),
        ..Scope::of(Relation::Unassigned)
    };
    assert_eq!(
        enough_for(&anna, P::CONVERSATION_TAKE, &nobodys),
        Enough::Grants {
            grants: Grant::each(&[P::CONVERSATION_TAKE, P::CONVERSATION_VIEW], &just_this),
            smallest: Some(dispenser),
        }
    );
    // In the queue of her group she may already.
    let queued = nobodys.in_queue_of(cast::SALES);
    assert_eq!(
        enough_for(&anna, P::CONVERSATION_TAKE, &queued),
        Enough::Nothing
    );
}

#[test]
fn only_what_is_missing_is_named() {
    // Boris sees Anna's chat and may not answer in it: the view is there, the reply is missing.
    let boris = cast::boris();
    let hers = cast::chat(1).in_work_with(cast::ANNA);
    let Enough::Grants { grants, smallest } = enough_for(&boris, P::CONVERSATION_REPLY, &hers)
    else {
        panic!("a reply can be granted");
    };
    let just_hers = Scope {
        groups: Some(Groups::without_group()),
        people: Some(Among::These([cast::ANNA].into())),
        ..Scope::of(Relation::ColleagueInWork)
    };
    assert_eq!(grants, [Grant::new(P::CONVERSATION_REPLY, just_hers)]);
    assert_eq!(smallest, None, "no role of the cast answers for others");
}

/// Every fact that is known narrows the scope, of each kind of object.
#[test]
fn every_known_fact_narrows_the_scope() {
    let text = |holder: &Holder, permission, resource| {
        let request = Request {
            holder,
            permission,
            resource,
        };
        match cast::roles().enough(&request, cast::noon()) {
            Enough::Grants { grants, .. } => {
                let texts = grants.iter().map(|g| format!("{} @ {}", g.gives, g.scope));
                texts.collect::<Vec<_>>()
            }
            other => panic!("{other:?}"),
        }
    };
    let olga = cast::olga();
    let actor = olga.actor();
    let full = || {
        cast::chat(1)
            .in_work_with(cast::BORIS)
            .with_assignee_group(cast::SALES)
            .with_assignee_group(cast::SUPPORT)
            .in_queue_of(cast::SUPPORT)
            .on_site(cast::SHOP)
            .with_questionnaire(cast::PRE_CHAT)
            .in_channel(Channel::Email)
    };
    let chat = full();
    let (sales, support, shop) = (cast::SALES, cast::SUPPORT, cast::SHOP);
    let (boris, form) = (cast::BORIS, cast::PRE_CHAT);
    assert_eq!(
        text(
            &olga,
            P::CONVERSATION_VIEW,
            Resource::conversation(&actor, &chat)
        ),
        [format!(
            "conversation.view @ colleague_in_work & groups = {support} & people = {boris} \
             & assignee_groups = {sales} & sites = {shop} & questionnaires = {form} \
             & channels = email"
        )]
    );
    // Whoever takes part stands nearer than whoever is only not the one who has it.
    let joined = full().with_participant(cast::OLGA);
    let joined = text(&olga, P::REQUEST_HANDLE, Resource::request(&actor, &joined));
    assert!(joined[0].starts_with("request.handle @ participating & "));
    assert!(joined[0].ends_with(" & channels = email & states = in_work"));

    // Whoever stands in is nearer too, and whether it is private is known or not.
    let stood_in = full()
        .with_substitute(cast::OLGA)
        .with_privacy(Privacy::Private);
    let stood_in = text(
        &olga,
        P::REQUEST_HANDLE,
        Resource::request(&actor, &stood_in),
    );
    assert!(stood_in[0].starts_with("request.handle @ substitute & "));
    assert!(stood_in[0].ends_with(" & states = in_work & privacy = private"));

    let order = OrderFacts {
        tenant: cast::TENANT,
        creator: None,
        origin: Some(Origin::Independent),
    };
    assert_eq!(
        text(&olga, P::ORDER_EDIT, Resource::order(&actor, &order)),
        [
            "order.edit @ origin = independent",
            "order.view @ origin = independent"
        ]
    );
    let reports = Module::new("reports").unwrap();
    assert_eq!(
        text(&olga, P::MODULE_USE, Resource::module(&actor, &reports)),
        ["module.use @ modules = reports"]
    );
    assert_eq!(
        text(&olga, P::SITE_VIEW, Resource::site(&actor, shop)),
        [format!("site.view @ sites = {shop}")]
    );
    // A section has no facts, and one's own record is one's own.
    let of_groups = olga.clone().in_group(support);
    assert_eq!(
        text(&of_groups, P::USER_CREATE, Resource::section(&actor)),
        [
            "user.create @ any".to_owned(),
            format!("user.view @ self & groups = {support}")
        ]
    );
    // A person in two groups: one of them is narrower than both.
    let groups = [support, sales].into();
    let facts = UserFacts {
        tenant: cast::TENANT,
        user: boris,
        groups: &groups,
    };
    assert_eq!(
        text(&olga, P::EMPLOYEE_VIEW, Resource::user(&actor, &facts)),
        [format!(
            "employee.view @ groups = {sales} & people = {boris}"
        )]
    );
}

/// Two roles would do: the one that adds the fewest rights to those held is named, not the shorter.
#[test]
fn the_bundle_that_adds_least_is_named() {
    let role = |id: &'static str, rights: &[Permission]| {
        Role::built_in(RoleId::from_static(id), Labels::new(id)).grant(rights, &Scope::any())
    };
    let short = role("test.short", &[P::TAG_MANAGE, P::TEMPLATE_MANAGE]);
    let long = role(
        "test.long",
        &[
            P::TAG_MANAGE,
            P::ROLE_VIEW,
            P::GROUP_EDIT,
            P::ACCOUNT_SETTINGS,
        ],
    );
    let roles = Catalogue::try_from(vec![short, long]).unwrap();
    let named = |holder: &Holder| {
        let request = Request {
            holder,
            permission: P::TAG_MANAGE,
            resource: Resource::section(&holder.actor()),
        };
        match roles.enough(&request, cast::noon()) {
            Enough::Grants { smallest, .. } => smallest.unwrap().to_string(),
            other => panic!("{other:?}"),
        }
    };
    let olga = cast::olga();
    assert_eq!(named(&olga), "role test.short");
    let held = [P::ROLE_VIEW, P::GROUP_EDIT, P::ACCOUNT_SETTINGS];
    assert_eq!(
        named(&olga.with_rights(&held, &Scope::any())),
        "role test.long"
    );
}

/// A restriction in the way of something that is needed is named with the way to it.
#[test]
fn every_bar_is_named_with_the_way_to_it() {
    let taking = |id: &'static str, right| {
        let id = RestrictionId::from_static(id);
        Restriction::taking(id, [right].into_iter().collect(), Scope::any())
    };
    let olga = cast::olga()
        .with_restriction(taking("deny.list", P::COLLEAGUE_LIST))
        .with_restriction(taking("deny.view", P::CONVERSATION_VIEW));
    let chat = cast::chat(1).in_work_with(cast::OLGA);
    let Enough::NoGrant { because } = enough_for(&olga, P::CONVERSATION_TRANSFER, &chat) else {
        panic!("two restrictions are in the way");
    };
    let words: Vec<String> = because.iter().map(ToString::to_string).collect();
    assert_eq!(
        words,
        [
            "conversation.transfer needs conversation.view",
            "deny.view takes conversation.view",
            "conversation.transfer needs colleague.list",
            "deny.list takes colleague.list",
        ]
    );
}

#[test]
fn no_grant_helps_against_kind_standing_restriction_and_tenant() {
    let chat = cast::chat(1).in_work_with(cast::DINA);
    let rows = [
        (cast::dina(), P::CONVERSATION_REPLY, "kind_of_account"),
        (cast::egor(), P::CONVERSATION_REPLY, "not_active"),
        (cast::roman(), P::CONVERSATION_REPLY, "other_tenant"),
        (cast::vera(), P::ORDER_VIEW, "wrong_object"),
    ];
    for (holder, permission, code) in rows {
        match enough_for(&holder, permission, &chat) {
            Enough::NoGrant { because } => assert_eq!(because[0].code(), code),
            other => panic!("{code}: {other:?}"),
        }
    }
    let maria = cast::maria();
    let request = Request {
        holder: &maria,
        permission: P::SURFACE_ADMIN_PANEL,
        resource: Resource::section(&maria.actor()),
    };
    match cast::roles().enough(&request, cast::noon()) {
        Enough::NoGrant { because } => {
            assert_eq!(
                because[0].to_string(),
                "deny.admin_panel takes surface.admin_panel"
            );
        }
        other => panic!("{other:?}"),
    }
}
