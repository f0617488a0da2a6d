//! Fields that the desk file gives by a right over the ticket.

use frontdesk::access::{Permission, RoleAssignment, RoleId};
use frontdesk::model::ActorId;
use frontdesk::visibility::{
    Field, FieldId, GuestLink, GuestPurpose, Hat, PortalAction, PortalEvent, PortalRefusal, Ticket,
    Use, VisibilityFinding,
};
use frontdesk::{
    Change, Desk, DeskFile, Finding, HiddenBecause, Imported, Object, Question, Scene, Wearer,
};

use crate::desk::{FILE, ticket, world};
use crate::world::{BARE, customer_id, desk, group, in_group, now, person, tenant, user};

/// The margin is seen by right, in the queues where a role sees it, and changed by another. The customer
/// sees the contract where his own role says so.
const RIGHTS: &str = r#"
[portal.fields]
cf_1 = "view"
cf_2 = { use = "edit", see = "contract.see", change = "conversation.edit_field" }

[visibility.fields]
cf_5 = { use = "edit", see = "margin.see", change = "margin.change" }
priority = { change = "margin.change" }

[[permissions]]
number = 0
name = "margin.see"
title = "See the margin"
object = "conversation"

[[permissions]]
number = 1
name = "margin.change"
title = "Change the margin"
object = "conversation"
needs = ["margin.see"]

[[permissions]]
number = 2
name = "contract.see"
title = "See the contract"
object = "conversation"

[[roles]]
id = "sees_all"
label = "Sees every conversation"
grants = [{ permissions = ["conversation.view"], relation = "any" }]

[[roles]]
id = "controller"
label = "Sees the margin of group 44"
grants = [{ permissions = ["margin.see"], relation = "any", groups = ["44"] }]

[[roles]]
id = "calculator"
label = "Changes it, wherever he sees it"
grants = [{ permissions = ["margin.change"], relation = "any" }]

[[roles]]
id = "contractor"
label = "Sees own contracts"
grants = [{ permissions = ["contract.see", "conversation.edit_field"], relation = "requester" }]

[[people]]
id = "3"
roles = ["sees_all"]

[[people]]
id = "4"
roles = ["sees_all", "controller"]

[[people]]
id = "5"
roles = ["sees_all", "controller", "calculator"]
"#;

fn margin() -> Field {
    Field::Added(FieldId("cf_5".to_owned()))
}

fn contract() -> Field {
    Field::Added(FieldId("cf_2".to_owned()))
}

fn people() -> Imported {
    let mut imported = world();
    let staff = [3, 4, 5].map(|number| in_group(person(number), 44));
    imported.people.extend(staff);
    for customer in &mut imported.customers {
        if customer.id == customer_id(1) {
            let role = RoleAssignment::new(RoleId::new("contractor").unwrap());
            customer.roles.push(role);
        }
    }
    imported
}

fn the_desk() -> Desk {
    let (desk, findings) = desk(&format!("{BARE}{FILE}{RIGHTS}"), people()).unwrap();
    let unknown = Finding::UnknownField {
        field: FieldId("cf_5".to_owned()),
    };
    assert_eq!(findings, [unknown]);
    desk
}

/// A ticket of customer 1 in this group, with a margin and a contract.
fn calculated(number: i64) -> Ticket {
    let mut ticket = ticket();
    ticket.facts.group = Some(group(number));
    ticket.facts.requester = Some(customer_id(1));
    let fields = &mut ticket.custom_fields;
    fields.insert(FieldId("cf_5".to_owned()), "41 percent".to_owned());
    fields.insert(FieldId("cf_2".to_owned()), "77/12".to_owned());
    ticket
}

fn use_of(desk: &Desk, wearer: impl Into<Wearer>, field: &Field, ticket: &Ticket) -> Use {
    let viewing = desk.viewing(wearer.into(), now()).unwrap();
    viewing.open(ticket).unwrap().use_of(field)
}

#[test]
fn a_field_is_seen_where_the_right_is_held() {
    let desk = the_desk();
    let (here, elsewhere) = (calculated(44), calculated(45));
    let uses = |number, field: &Field| {
        [&here, &elsewhere].map(|ticket| use_of(&desk, user(number), field, ticket))
    };
    assert_eq!(uses(3, &margin()), [Use::Hidden, Use::Hidden]);
    assert_eq!(uses(4, &margin()), [Use::View, Use::Hidden]);
    assert_eq!(uses(5, &margin()), [Use::Edit, Use::Hidden]);
    // The right to change it needs the right to see it: a prerequisite as any.
    assert_eq!(uses(3, &Field::Priority), [Use::View, Use::View]);
    assert_eq!(uses(5, &Field::Priority), [Use::Edit, Use::View]);
    for (number, seen) in [(3, false), (4, true)] {
        let viewing = desk.viewing(user(number).into(), now()).unwrap();
        let granted = viewing.open(&here).unwrap();
        let sent = serde_json::to_string(&granted.project()).unwrap();
        assert_eq!(sent.contains("41 percent"), seen);
        assert!(sent.contains("77/12"), "it asks nothing of the staff");
    }
}

#[test]
fn the_portal_asks_the_customers_own_right() {
    let desk = the_desk();
    let mut ticket = calculated(44);
    let edit = PortalAction::EditField(FieldId("cf_2".to_owned()));
    let does = |number: i64, ticket: &Ticket| {
        let wearer = Wearer::from(customer_id(number));
        desk.portal(wearer, ticket, &edit, now())
    };
    let done = Ok(Some(PortalEvent::EditField(FieldId("cf_2".to_owned()))));
    assert_eq!(does(1, &ticket), done);
    // A link opens what its customer has, and reads.
    let link = GuestLink {
        tenant: tenant(),
        ticket: ticket.facts.id,
        customer: customer_id(1),
        purpose: GuestPurpose::View,
        expires: now() + chrono::TimeDelta::days(1),
        epoch: ticket.facts.guest_epoch,
    };
    assert_eq!(use_of(&desk, link, &contract(), &ticket), Use::View);
    // Another customer has no such role; a colleague of the first does not hold it over his ticket.
    assert_eq!(
        use_of(&desk, customer_id(2), &contract(), &ticket),
        Use::Hidden
    );
    ticket.facts.requester = Some(customer_id(3));
    assert_eq!(does(3, &ticket), Err(PortalRefusal::NotFound));
    // What the portal's table says of a field without rights stays.
    let viewed = Field::Added(FieldId("cf_1".to_owned()));
    assert_eq!(use_of(&desk, customer_id(3), &viewed, &ticket), Use::View);
}

#[test]
fn why_and_what_if_say_it() {
    let desk = the_desk();
    let ticket = calculated(44);
    let question = Question {
        actor: ActorId::User(user(3)),
        permission: Permission::CONVERSATION_VIEW,
        object: Object::Ticket(&ticket),
    };
    let why = desk.why(&question, now()).unwrap();
    let hidden = why.sight.unwrap().hidden.unwrap();
    let because: Vec<_> = hidden.iter().map(|one| (&one.field, one.because)).collect();
    let right = Permission::host(0).unwrap();
    let reason = HiddenBecause::FieldRight(right);
    assert_eq!(because, [(&margin(), reason)]);
    assert_eq!(
        (reason.code(), reason.to_string()),
        ("field_right", "host.0 on this ticket is missing".to_owned())
    );

    let give = |role| Change::GiveRole {
        to: ActorId::User(user(3)),
        role: RoleAssignment::new(RoleId::new(role).unwrap()),
    };
    let tickets = [ticket, {
        let mut other = calculated(45);
        other.facts.id = frontdesk::model::ConversationId::from_number(99);
        other
    }];
    let scene = Scene {
        tickets: &tickets,
        ..Scene::default()
    };
    let change = desk.what_if(&give("controller"), &scene, now()).unwrap();
    let seen = change.seen.of(user(3)).unwrap();
    assert!(seen.gained.is_empty() && seen.lost.is_empty());
    let [one] = &seen.changed[..] else {
        panic!("{seen:?}");
    };
    assert_eq!(one.ticket, tickets[0].facts.id);
    assert_eq!(one.gained.fields, [margin()].into());
    // A field that begins to ask for a right is lost by those who do not hold it.
    let plain = RIGHTS.replace("see = \"margin.see\", change = \"margin.change\"", "");
    let plain = plain.replace("use = \"edit\",  }", "use = \"edit\" }");
    let before = crate::world::desk(&format!("{BARE}{FILE}{plain}"), people())
        .unwrap()
        .0;
    let change = before.what_if(&Change::Desk(&desk), &scene, now()).unwrap();
    let lost = |number: i64| -> usize {
        let seen = change.seen.of(user(number));
        let changed = seen.into_iter().flat_map(|seen| &seen.changed);
        changed
            .filter(|one| one.lost.fields == [margin()].into())
            .count()
    };
    assert_eq!([3, 4, 5].map(lost), [2, 1, 1]);
}

/// A right that nobody was given is found, and a policy without rights asks nobody for any.
#[test]
fn lint_finds_a_right_of_nobody() {
    let of_nobody = |desk: &Desk| -> Vec<(Field, Hat, String)> {
        let found = desk.lint(now()).into_iter();
        found
            .filter_map(|finding| match finding {
                Finding::Visibility(VisibilityFinding::RightOfNobody {
                    field,
                    hat,
                    permission,
                }) => Some((field, hat, permission.to_string())),
                _ => None,
            })
            .collect()
    };
    assert_eq!(of_nobody(&the_desk()), []);
    let text = format!("{BARE}{FILE}{}", RIGHTS.replace(", \"calculator\"]", "]"));
    let (without, _) = desk(&text, people()).unwrap();
    let margin_change = |field| (field, Hat::Operator, "host.1".to_owned());
    assert_eq!(
        of_nobody(&without),
        [margin_change(Field::Priority), margin_change(margin())]
    );
    assert_eq!(without.fields().rights().len(), 4);
}

/// What an imported system says of a customer's field stays where the file speaks of the staff alone.
#[test]
fn a_line_of_the_staff_leaves_the_portal_as_it_was() {
    let text = "[visibility.fields]\ncf_2 = { see = \"conversation.reply\" }\n";
    let (desk, _) = desk(&format!("{BARE}{FILE}{text}"), people()).unwrap();
    assert_eq!(desk.fields().use_of(Hat::Customer, &contract()), Use::Edit);
    let asked = desk.fields().rights_of(Hat::Operator, &contract());
    assert_eq!(asked.see, Some(Permission::CONVERSATION_REPLY));
    let portal = format!("{BARE}[portal.fields]\ncf_2 = {{ see = \"conversation.reply\" }}\n");
    let file = DeskFile::parse(portal.as_bytes()).unwrap();
    let policy = file.field_policy(desk.catalogue()).unwrap();
    // A table without `use` leaves what the hat gives as it is.
    assert_eq!(policy.use_of(Hat::Customer, &contract()), Use::Hidden);
}
