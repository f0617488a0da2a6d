//! The questions of a small desk: each handed to its crate, each with a yes and a no.

use frontdesk::access::{Enough, Permission, Source};
use frontdesk::assignment::Outcome;
use frontdesk::identity::{Capacity, PersonName};
use frontdesk::merge::{Aliases, Basis, Confirmation, Decided};
use frontdesk::model::{
    AccountKind, ActorId, Assignee, Channel, ConversationFacts, ConversationState, MergePlanId,
    OrganizationId, TenantId,
};
use frontdesk::visibility::{
    Audience, FieldId, Message, PortalAction, PortalEvent, Ticket, Use, View,
};
use frontdesk::{
    Desk, Imported, ImportedField, MergeError, MergeQuestion, Object, Person, Question,
};

use crate::world::{
    BARE, add_on, anywhere, chat, customer, customer_id, desk, group, imported, in_group, in_role,
    limit, now, of_record, person, record, role, tenant, until_now, user,
};

/// What this desk decides: an own role for those who answer, and a portal.
pub(crate) const FILE: &str = r#"
[portal]
help_center = "in_use"
organizations = "shared"
priority = "hidden"

[assignment]
automatic = "on"
default_languages = ["ru"]
limit = 2

[merging]
available = "open"

[[roles]]
id = "first_line"
label = "First line"
grants = [
  { permissions = ["conversation.view", "conversation.reply"], relation = "own" },
  { permissions = ["conversation.view", "conversation.take"], relation = "my_group_queue" },
]

[[roles.add_ons]]
id = "opt.colleagues"
label = "Colleagues' conversations"
grants = [{ permissions = ["conversation.view"], relation = "colleague_in_work", groups = ["mine"] }]

[[people]]
id = "1"
roles = ["first_line"]

[[people]]
id = "2"
roles = ["first_line"]
add_ons = ["opt.colleagues"]
"#;

/// Two of the first line in group 44, a lead, two customers of one company, and legacy accounts.
pub(crate) fn world() -> Imported {
    let mut imported = imported();
    imported.people.retain(|person| person.id() != user(18));
    imported
        .people
        .extend([in_group(person(1), 44), in_group(person(2), 44)]);
    imported
        .people
        .push(legacy(11, AccountKind::LegacyOperator, "Ann Lee"));
    imported
        .people
        .push(legacy(12, AccountKind::LegacyAdmin, "Ann Lee"));
    imported
        .people
        .push(legacy(13, AccountKind::LegacyAdmin, "Bob Ray"));
    imported.roles.extend([
        add_on(
            role("portal", &portal()),
            "opt.surface",
            &[anywhere(Permission::SURFACE_PORTAL)],
        ),
        role(
            "legacy.operator",
            &[anywhere(Permission::SURFACE_OPERATOR_APP)],
        ),
        role("legacy.admin", &[anywhere(Permission::SURFACE_ADMIN_PANEL)]),
    ]);
    imported
        .customers
        .extend([customer(1, 7), customer(2, 7), customer(3, 8)]);
    for customer in &mut imported.customers {
        let id = frontdesk::access::AddOnId::new("opt.surface").unwrap();
        customer.roles[0].add_ons.insert(id);
    }
    imported.fields.insert(
        FieldId("cf_2".to_owned()),
        ImportedField {
            title: "Contract".to_owned(),
            portal: Use::Edit,
        },
    );
    imported
}

fn portal() -> Vec<frontdesk::access::Grant> {
    use frontdesk::access::{Grant, Scope};
    use frontdesk::model::Relation;
    let own = |permission| {
        let scope = Scope {
            relation: Relation::Requester,
            ..Scope::any()
        };
        Grant::new(permission, scope)
    };
    let colleagues = Scope {
        relation: Relation::RequesterOrganization,
        ..Scope::any()
    };
    let mut grants = [
        Permission::CONVERSATION_VIEW,
        Permission::CONVERSATION_REPLY,
        Permission::CONVERSATION_CLOSE,
        Permission::CONVERSATION_EDIT_FIELD,
    ]
    .map(own)
    .to_vec();
    grants.push(Grant::new(Permission::CONVERSATION_VIEW, colleagues));
    grants
}

fn legacy(number: i64, kind: AccountKind, name: &str) -> Person {
    let mut record = record(number, kind);
    record.profile.name = PersonName::new().last(name);
    record.capacities = Capacity::of_kind(kind);
    let role = match kind {
        AccountKind::LegacyOperator => "legacy.operator",
        _ => "legacy.admin",
    };
    in_role(of_record(record), role)
}

pub(crate) fn the_desk() -> Desk {
    let (desk, findings) = desk(&format!("{BARE}{FILE}"), world()).expect("a sound desk");
    assert!(findings.is_empty(), "{findings:?}");
    desk
}

pub(crate) fn in_work(number: i64, with: i64) -> ConversationFacts {
    let mut facts = chat(number);
    facts.group = Some(group(44));
    facts.assignee = Some(Assignee::Person(user(with)));
    facts.state = Some(ConversationState::InWork);
    facts.requester = Some(customer_id(1));
    facts.channel = Some(Channel::from_name("email"));
    facts
}

pub(crate) fn waiting(number: i64) -> ConversationFacts {
    let mut facts = chat(number);
    facts.group = Some(group(44));
    facts.state = Some(ConversationState::New);
    facts
}

pub(crate) fn ask<'a>(number: i64, permission: Permission, object: Object<'a>) -> Question<'a> {
    Question {
        actor: ActorId::User(user(number)),
        permission,
        object,
    }
}

pub(crate) fn may(
    desk: &Desk,
    number: i64,
    permission: Permission,
    facts: &ConversationFacts,
) -> bool {
    let question = ask(number, permission, Object::Conversation(facts));
    desk.decide(&question, now()).unwrap().is_allow()
}

#[test]
fn what_may_they_do() {
    let desk = the_desk();
    let own = desk.complete(in_work(1, 1));
    assert!(may(&desk, 1, Permission::CONVERSATION_REPLY, &own));
    assert!(!may(&desk, 2, Permission::CONVERSATION_REPLY, &own));
    // The add-on opens colleagues' conversations for reading, and for one of the two only.
    assert!(may(&desk, 2, Permission::CONVERSATION_VIEW, &own));
    assert!(!may(
        &desk,
        1,
        Permission::CONVERSATION_VIEW,
        &desk.complete(in_work(2, 2))
    ));
    // A queue is its group's.
    assert!(may(&desk, 1, Permission::CONVERSATION_TAKE, &waiting(3)));
    assert!(!may(&desk, 17, Permission::CONVERSATION_TAKE, &waiting(3)));
    let section = |number, permission| {
        let question = ask(number, permission, Object::User(user(17)));
        desk.decide(&question, now()).unwrap().is_allow()
    };
    assert!(section(17, Permission::ROLE_ASSIGN));
    assert!(!section(1, Permission::ROLE_ASSIGN));
}

/// Nobody has no rights: a stranger is an error and never a yes, as actor and as object.
#[test]
fn a_stranger_is_no_answer() {
    let desk = the_desk();
    let stranger = ask(99, Permission::CONVERSATION_VIEW, Object::Section);
    assert!(desk.decide(&stranger, now()).is_err());
    assert!(desk.enough(&stranger, now()).is_err());
    let about = ask(17, Permission::ROLE_ASSIGN, Object::User(user(99)));
    let error = desk.decide(&about, now()).unwrap_err();
    assert_eq!(error.0, ActorId::User(user(99)));
    assert_eq!(error.to_string(), "the desk has no such user");
    let customer = ActorId::Customer(customer_id(99));
    assert_eq!(
        desk.viewing(customer.into(), now())
            .unwrap_err()
            .to_string(),
        "the desk has no such customer"
    );
    assert!(desk.holder(customer).is_none());
}

#[test]
fn what_would_be_enough() {
    let desk = the_desk();
    let colleagues = desk.complete(in_work(2, 2));
    let question = ask(
        1,
        Permission::CONVERSATION_VIEW,
        Object::Conversation(&colleagues),
    );
    let enough = desk.enough(&question, now()).unwrap();
    let Enough::Grants { grants, smallest } = enough else {
        panic!("{enough:?}");
    };
    assert_eq!(grants.len(), 1);
    assert!(
        matches!(&smallest, Some(Source::AddOn { add_on, .. }) if add_on.as_str() == "opt.colleagues"),
        "{smallest:?}"
    );
    let own = desk.complete(in_work(1, 1));
    let question = ask(1, Permission::CONVERSATION_VIEW, Object::Conversation(&own));
    assert_eq!(desk.enough(&question, now()).unwrap(), Enough::Nothing);
}

/// What the host's record does not say the desk fills in, and what it says stays.
#[test]
fn complete_fills_in_what_the_desk_knows() {
    let desk = the_desk();
    let facts = desk.complete(in_work(1, 1));
    assert_eq!(facts.assignee_groups, [group(44)].into());
    assert_eq!(facts.organization, Some(OrganizationId::from_number(7)));
    let said = ConversationFacts {
        organization: Some(OrganizationId::from_number(9)),
        ..in_work(1, 99)
    };
    let facts = desk.complete(said);
    assert_eq!(facts.organization, Some(OrganizationId::from_number(9)));
    assert!(facts.assignee_groups.is_empty());
    // Another tenant's record is not filled in from this one's.
    let foreign = ConversationFacts {
        tenant: TenantId::from_number(2),
        ..in_work(1, 1)
    };
    assert_eq!(desk.complete(foreign.clone()), foreign);
}

#[test]
fn which_tickets_may_they_see() {
    let desk = the_desk();
    let all = [in_work(1, 1), in_work(2, 2), waiting(3)].map(|facts| desk.complete(facts));
    let seen = |actor: ActorId| {
        let filter = desk.viewing(actor.into(), now()).unwrap().filter;
        let seen = all.iter().map(|facts| filter.matches(facts));
        seen.collect::<Vec<bool>>()
    };
    assert_eq!(seen(user(1).into()), [true, false, true]);
    assert_eq!(seen(user(2).into()), [true, true, true]);
    assert_eq!(seen(user(17).into()), [false, false, false]);
    // A colleague of the same company sees, one of another does not (D21).
    assert_eq!(seen(ActorId::Customer(customer_id(2))), [true, true, false]);
    assert_eq!(
        seen(ActorId::Customer(customer_id(3))),
        [false, false, false]
    );
    // The law on which visibility hangs: the filter is access's own answer.
    for number in [1, 2, 17] {
        let filter = desk.viewing(user(number).into(), now()).unwrap().filter;
        for facts in &all {
            let allowed = may(&desk, number, Permission::CONVERSATION_VIEW, facts);
            assert_eq!(filter.matches(facts), allowed);
        }
    }
}

pub(crate) fn ticket() -> Ticket {
    let message = |number: i64, audience| Message {
        id: frontdesk::model::MessageId::from_number(number),
        at: now(),
        author: None,
        audience,
        text: format!("message {number}"),
        attachments: Vec::new(),
    };
    Ticket {
        number: "T-1".to_owned(),
        messages: vec![message(1, Audience::Public), message(2, Audience::Internal)],
        custom_fields: [("cf_1", "gold"), ("cf_2", "C-1"), ("cf_3", "inner")]
            .map(|(id, value)| (FieldId(id.to_owned()), value.to_owned()))
            .into(),
        ..Ticket::new(the_desk().complete(in_work(1, 1)))
    }
}

#[test]
fn what_may_this_viewer_see_of_this_ticket() {
    let desk = the_desk();
    let ticket = ticket();
    let viewing = desk.viewing(user(1).into(), now()).unwrap();
    let View::Operator(view) = viewing.open(&ticket).unwrap().project() else {
        panic!("staff");
    };
    assert_eq!((view.messages.len(), view.fields.added.len()), (2, 3));
    let own = ActorId::Customer(customer_id(1));
    let viewing = desk.viewing(own.into(), now()).unwrap();
    let View::Customer(view) = viewing.open(&ticket).unwrap().project() else {
        panic!("a customer");
    };
    assert_eq!((view.messages.len(), view.fields.added.len()), (1, 2));
    assert!(view.fields.priority.is_none(), "hidden by the desk file");
    for hidden in [ActorId::User(user(17)), customer_id(3).into()] {
        let viewing = desk.viewing(hidden.into(), now()).unwrap();
        assert!(viewing.open(&ticket).is_err());
    }
}

#[test]
fn what_may_this_customer_do_in_the_portal() {
    let desk = the_desk();
    let ticket = ticket();
    let act = |number: i64, action: PortalAction| {
        let actor = ActorId::Customer(customer_id(number));
        let done = desk.portal(actor.into(), &ticket, &action, now());
        done.map_err(|refusal| refusal.code())
    };
    let edit = |field: &str| PortalAction::EditField(FieldId(field.to_owned()));
    assert_eq!(act(1, PortalAction::Reply), Ok(Some(PortalEvent::Reply)));
    assert_eq!(
        act(1, edit("cf_2")),
        Ok(Some(PortalEvent::EditField(FieldId("cf_2".to_owned()))))
    );
    assert_eq!(act(1, edit("cf_1")), Err("view_only"));
    assert_eq!(act(1, edit("cf_3")), Err("not_found"));
    assert_eq!(act(2, PortalAction::Reply), Err("not_yours"));
    assert_eq!(act(3, PortalAction::Reply), Err("not_found"));
    assert_eq!(act(99, PortalAction::Reply), Err("not_found"));
    // A customer without the surface of the portal does nothing in it (S155).
    let mut people = world();
    people.customers[0].roles[0].add_ons.clear();
    let (closed, _) = crate::world::desk(&format!("{BARE}{FILE}"), people).unwrap();
    let actor = ActorId::Customer(customer_id(1));
    let refusal = closed
        .portal(actor.into(), &ticket, &PortalAction::Reply, now())
        .unwrap_err();
    assert_eq!(refusal.code(), "no_portal");
}

#[test]
fn who_takes_these_conversations() {
    let desk = the_desk();
    let all = [
        in_work(1, 1),
        waiting(2),
        waiting(3),
        waiting(4),
        waiting(5),
    ];
    let decisions = desk.assign(&all, 10, now());
    let outcome = |at: usize| decisions[at].outcome;
    // The second holds none, then one; the limit of the desk is two, so that the last waits.
    assert_eq!(outcome(0), Outcome::Assign { to: user(2) });
    let holders: Vec<_> = decisions
        .iter()
        .map(|decision| decision.outcome.to())
        .collect();
    assert_eq!(holders.iter().filter(|to| **to == Some(user(2))).count(), 2);
    assert_eq!(holders.iter().filter(|to| **to == Some(user(1))).count(), 1);
    assert!(matches!(outcome(3), Outcome::Wait { .. }));
    // A verdict for everybody who could answer at all, and for nobody else.
    for decision in &decisions {
        assert!(decision.verdicts.keys().eq([&user(1), &user(2)]));
    }
    assert_eq!(decisions[3].verdicts[&user(1)].code(), "at_limit");
    // No more than are asked for go out.
    let one = desk.assign(&all, 1, now());
    assert_eq!(
        one.iter()
            .filter(|decision| decision.outcome.to().is_some())
            .count(),
        1
    );
}

#[test]
fn who_may_not_answer_gets_nothing() {
    let mut people = world();
    people.people.retain(|person| person.id() != user(2));
    let text = FILE.replace(
        "[[people]]\nid = \"2\"\nroles = [\"first_line\"]\nadd_ons = [\"opt.colleagues\"]\n",
        "",
    );
    let (alone, _) = desk(&format!("{BARE}{text}"), people).unwrap();
    let mut elsewhere = waiting(3);
    elsewhere.group = Some(group(45));
    let decisions = alone.assign(&[elsewhere], 1, now());
    assert!(matches!(decisions[0].outcome, Outcome::Wait { .. }));
    let mut people = world();
    for person in &mut people.people {
        if [user(1), user(2)].contains(&person.id()) {
            *person = limit(person.clone(), 0);
        }
    }
    let (full, _) = desk(&format!("{BARE}{FILE}"), people).unwrap();
    assert!(matches!(
        full.assign(&[waiting(3)], 1, now())[0].outcome,
        Outcome::Wait { .. }
    ));
    // A desk that does not assign by itself assigns nothing.
    let text = FILE.replace("automatic = \"on\"", "automatic = \"off\"");
    let (off, _) = desk(&format!("{BARE}{text}"), world()).unwrap();
    let decisions = off.assign(&[waiting(3)], 1, now());
    assert!(
        decisions
            .iter()
            .all(|decision| decision.outcome.to().is_none())
    );
}

#[test]
fn are_these_two_accounts_one_person() {
    let desk = the_desk();
    let pairs = desk.suggest().pairs;
    assert_eq!(pairs.len(), 1);
    assert_eq!((pairs[0].operator, pairs[0].admin), (user(11), user(12)));

    let aliases = Aliases::new(tenant());
    let decided = Decided::default();
    let confirmation = Confirmation {
        accounts: [user(11), user(12)].into(),
        by: user(17),
        at: now(),
        basis: Basis::Recorded,
    };
    let question = MergeQuestion {
        accounts: [user(11), user(12)],
        confirmation: Some(&confirmation),
        decided: &decided,
        aliases: &aliases,
        plan_id: MergePlanId::from_number(1),
    };
    let plan = desk.plan_merge(&question, now()).expect("a plan");
    assert_eq!(
        (
            plan.rights.operator.gained.len(),
            plan.rights.operator.lost.len()
        ),
        (1, 0)
    );
    // In any order the same plan.
    let turned = MergeQuestion {
        accounts: [user(12), user(11)],
        ..question
    };
    assert_eq!(desk.plan_merge(&turned, now()).unwrap(), plan);
    // Likeness unites nobody: somebody confirms (S12).
    let unconfirmed = MergeQuestion {
        confirmation: None,
        ..question
    };
    assert!(matches!(
        desk.plan_merge(&unconfirmed, now()),
        Err(MergeError::Refused(_))
    ));
    let others = MergeQuestion {
        accounts: [user(11), user(13)],
        ..question
    };
    assert!(
        matches!(desk.plan_merge(&others, now()), Err(MergeError::Refused(_))),
        "not these two"
    );
    let strangers = MergeQuestion {
        accounts: [user(11), user(99)],
        ..question
    };
    assert!(matches!(
        desk.plan_merge(&strangers, now()),
        Err(MergeError::Unknown(_))
    ));
    // Not before the desk says so (S11).
    let text = FILE.replace("available = \"open\"", "available = \"not_yet\"");
    let (early, _) = crate::world::desk(&format!("{BARE}{text}"), world()).unwrap();
    assert!(matches!(
        early.plan_merge(&question, now()),
        Err(MergeError::Refused(_))
    ));
}

/// Entries of the file add to a record; a grant whose time is over decides nothing.
#[test]
fn entries_and_moments() {
    let desk = the_desk();
    let roles = &desk.person(user(1)).unwrap().rights.roles;
    assert_eq!(roles.len(), 1);
    let mut people = world();
    let mut late = person(20);
    late.rights.grants.push(frontdesk::access::Grant {
        validity: until_now(),
        ..anywhere(Permission::CONVERSATION_VIEW)
    });
    people.people.push(late);
    let (desk, _) = crate::world::desk(&format!("{BARE}{FILE}"), people).unwrap();
    let facts = in_work(1, 1);
    let question = ask(
        20,
        Permission::CONVERSATION_VIEW,
        Object::Conversation(&facts),
    );
    let before = now() - chrono::TimeDelta::seconds(1);
    assert!(desk.decide(&question, before).unwrap().is_allow());
    assert!(
        !desk.decide(&question, now()).unwrap().is_allow(),
        "half-open"
    );
}
