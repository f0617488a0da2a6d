//! Customers, added fields and tickets of Omnidesk.

use std::collections::BTreeSet;

use frontdesk_model::{ActorId, Author, Channel, UserId};
use frontdesk_systems::omnidesk::roles::for_customer;
use frontdesk_visibility::{Audience, FieldId, Ticket, Use};
use serde_json::{Value, json};

use super::staff::rows;
use super::*;

fn customer(more: Value) -> frontdesk::Customer {
    let base = json!({"user_id": 123, "user_full_name": "Anna", "confirmed": true, "active": true});
    let filled = omnidesk_of(&json!({ "users": [with(base, &more)] }));
    filled.0.customers.into_iter().next().unwrap()
}

/// A case with these fields, a customer of a company with a telephone, and these lists besides.
fn ticket_with(case: Value, lists: Value) -> Ticket {
    let base = json!({
        "case_id": 2000, "user_id": 123, "status": "open", "channel": "email", "deleted": false,
        "spam": false, "created_at": "Mon, 05 May 2014 00:15:17 +0300",
    });
    let users = json!([{"user_id": 123, "user_full_name": "Anna", "confirmed": true, "active": true,
                        "company_name": "ООО А", "user_phone": "+70000000001"}]);
    let lists = with(
        json!({"cases": [with(base, &case)], "users": users}),
        &lists,
    );
    let omnidesk = Omnidesk::of(&lists);
    let (mut tickets, _) = omnidesk::tickets(TENANT, &omnidesk.account(), &settings());
    assert_eq!(tickets.len(), 1);
    tickets.remove(0)
}

fn ticket(case: Value) -> Ticket {
    ticket_with(case, json!({}))
}

#[test]
fn customers() {
    let standing = |more| customer(more).standing.name();
    rows! {
        standing(json!({})) => "active";
        standing(json!({"active": false})) => "suspended";
        standing(json!({"active": null})) => "suspended";
        standing(json!({"confirmed": false})) => "pending";
        standing(json!({"confirmed": "?"})) => "pending";
        standing(json!({"confirmed": false, "active": false})) => "suspended";
        standing(json!({"deleted": true})) => "deleted";
        standing(json!({"deleted": "?"})) => "deleted";
        standing(json!({"deleted": true, "active": false})) => "deleted";
        standing(json!({"deleted": false})) => "active";
        customer(json!({})).name => "Anna";
        customer(json!({"user_full_name": null})).name => "omnidesk/user/123";
        customer(json!({})).roles => for_customer(settings().customers).roles;
        customer(json!({"company_name": "ООО А"})).organizations => BTreeSet::from([named("omnidesk", "company", "ООО А")]);
        customer(json!({"company_name": " ООО А "})).organizations => BTreeSet::from([named("omnidesk", "company", "ООО А")]);
        customer(json!({"company_name": "  "})).organizations => BTreeSet::new();
        customer(json!({})).organizations => BTreeSet::new();
    }
    // D21: two people without a company share none.
    let of = |company: Value| customer(json!({"company_name": company})).organizations;
    assert_ne!(of(json!("ООО А")), of(json!("ООО Б")));
}

#[test]
fn what_the_host_says_of_its_portal_is_what_every_customer_has() {
    let omnidesk =
        Omnidesk::of(&json!({"users": [{"user_id": 1, "confirmed": true, "active": true}]}));
    for help_center in [true, false] {
        let customers = CustomerAccount {
            help_center,
            ..settings().customers
        };
        let settings = Settings {
            customers,
            ..settings()
        };
        let (imported, _) = omnidesk::fill(TENANT, &omnidesk.account(), &settings);
        assert_eq!(imported.customers[0].roles, for_customer(customers).roles);
        // S155: the portal comes with the help center.
        let add_ons = &imported.customers[0].roles[0].add_ons;
        assert_eq!(
            add_ons.iter().any(|id| id.as_str() == "opt.portal"),
            help_center
        );
    }
}

#[test]
fn the_state_comes_of_the_status_and_of_who_has_it() {
    let state = |status: &str, staff: i64| {
        let facts = ticket(json!({"status": status, "staff_id": staff})).facts;
        facts.state.map(|state| state.name())
    };
    rows! {
        state("open", 0) => Some("new");
        state("open", 22) => Some("in_work");
        state("waiting", 0) => Some("waiting");
        state("waiting", 22) => Some("in_work");
        state("closed", 0) => Some("closed");
        state("closed", 22) => Some("closed");
        state("lost", 0) => None;
        state("lost", 22) => None;
    }
}

#[test]
fn the_facts_of_a_ticket() {
    let facts = |case| ticket(case).facts;
    let staff: UserId = id("omnidesk", "staff", 22);
    let language = |case| facts(case).language.map(|it| it.as_str().to_owned());
    rows! {
        facts(json!({})).id => id("omnidesk", "case", 2000);
        facts(json!({})).created_at.timestamp() => 1_399_238_117;
        facts(json!({"staff_id": 22})).assigned_person() => Some(staff);
        facts(json!({"staff_id": 0})).assignee => None;
        facts(json!({"group_id": 44})).group => Some(id("omnidesk", "group", 44));
        facts(json!({"group_id": 0})).group => None;
        facts(json!({"channel": "telegram"})).channel => Some(Channel::Telegram);
        facts(json!({"channel": "cch101"})).channel => Some(Channel::Custom(101));
        facts(json!({"channel": "carrier_pigeon"})).channel => Some(Channel::from_name("carrier_pigeon"));
        language(json!({"language_id": 1})) => Some("ru".to_owned());
        language(json!({"language_id": 2})) => None;
        language(json!({})) => None;
        facts(json!({})).requester => Some(id("omnidesk", "user", 123));
        facts(json!({"user_id": 0})).requester => None;
        // An address in copy puts no customer in copy (attack 16).
        facts(json!({"cc_emails": "anna@example.org", "bcc_emails": "boris@example.org"})).copied.len() => 0;
        facts(json!({})).organization => Some(named("omnidesk", "company", "ООО А"));
        // A customer who was not read has no company that anybody knows.
        facts(json!({"user_id": 124})).organization => None;
        facts(json!({"user_id": 124})).requester => Some(id("omnidesk", "user", 124));
        // Deleted and spam; what cannot be read counts as set.
        facts(json!({})).deleted => false;
        facts(json!({"deleted": true})).deleted => true;
        facts(json!({"deleted": "?"})).deleted => true;
        facts(json!({})).spam => false;
        facts(json!({"spam": true})).spam => true;
        facts(json!({"spam": "?"})).spam => true;
    }
}

#[test]
fn what_else_a_ticket_holds() {
    let priority = |name: &str| {
        ticket(json!({"priority": name}))
            .priority
            .map(|it| it.name())
    };
    rows! {
        ticket(json!({"case_number": "664-245651"})).number => "664-245651";
        ticket(json!({})).number => "2000";
        ticket(json!({"subject": "Счёт"})).subject => "Счёт";
        ticket(json!({})).subject => "";
        priority("low") => Some("low");
        priority("normal") => Some("normal");
        priority("high") => Some("high");
        priority("critical") => Some("critical");
        priority("mortal") => None;
        ticket(json!({})).priority => None;
        ticket(json!({})).client_number.as_deref() => Some("+70000000001");
        ticket(json!({"user_id": 124})).client_number => None;
    }
}

#[test]
fn added_fields() {
    let fields = json!([
        {"field_id": 25, "title": "Договор", "field_type": "text", "field_level": "case", "active": true},
        {"field_id": 26, "title": "Тариф", "field_type": "select", "field_level": "case", "active": true,
         "field_data": {"1": "Базовый", "2": "Команда"}},
        {"field_id": 31, "title": "Клиент с", "field_type": "date", "field_level": "user", "active": true},
    ]);
    // S169, S170: hidden unless the host's list shows it.
    let portal = |lines: Value| {
        let (imported, _) = omnidesk_of(&json!({"fields": fields, "portal": lines}));
        // A customer's field is none of a ticket.
        assert_eq!(imported.fields.len(), 2);
        let field = imported.fields[&FieldId("cf_25".to_owned())].clone();
        assert_eq!(field.title, "Договор");
        field.portal
    };
    let line = |how: &str| json!([{"field": "cf_25", "portal": how}]);
    rows! {
        portal(line("view")) => Use::View;
        portal(line("edit")) => Use::Edit;
        portal(line("hidden")) => Use::Hidden;
        portal(line("perhaps")) => Use::Hidden;
        portal(json!([])) => Use::Hidden;
        portal(json!([{"field": "cf_26", "portal": "view"}])) => Use::Hidden;
        // Of two lines the stricter holds.
        portal(json!([{"field": "cf_25", "portal": "edit"}, {"field": "cf_25", "portal": "hidden"}])) => Use::Hidden;
    }
    // A choice is shown by its title, everything else as it came.
    let value = |key: &str, value: Value| {
        let ticket = ticket_with(
            json!({"custom_fields": {key: value}}),
            json!({"fields": fields}),
        );
        ticket.custom_fields.get(&FieldId(key.to_owned())).cloned()
    };
    let some = |text: &str| Some(text.to_owned());
    rows! {
        value("cf_25", json!("Д-1")) => some("Д-1");
        value("cf_25", json!("1")) => some("1");
        value("cf_26", json!("2")) => some("Команда");
        value("cf_26", json!(1)) => some("Базовый");
        value("cf_26", json!("3")) => some("3");
        value("cf_26", json!("Команда")) => some("Команда");
        value("cf_27", json!(true)) => some("yes");
        value("cf_27", json!(false)) => some("no");
        value("cf_25", json!("")) => None;
        value("cf_25", json!(null)) => None;
    }
}

#[test]
fn messages() {
    let of = |list: Value| ticket_with(json!({}), json!({ "messages": list })).messages;
    let base = json!({"message_id": 1, "case_id": 2000, "user_id": 123, "note": false,
                      "created_at": "2026-11-02T07:20:30Z"});
    let one = |more: Value| of(json!([with(base.clone(), &more)])).remove(0);
    let actor = |id: ActorId| Some(Author::Actor(id));
    let customer = ActorId::Customer(id("omnidesk", "user", 123));
    let staff = ActorId::User(id("omnidesk", "staff", 22));
    let file = |name: Value| json!({"attachments": [{"file_id": 1, "file_name": name}]});
    rows! {
        one(json!({})).id => id("omnidesk", "message", 1);
        // S166: a note is for the staff, and so is what does not say readably that it is none.
        one(json!({})).audience => Audience::Public;
        one(json!({"note": true})).audience => Audience::Internal;
        one(json!({"note": "?"})).audience => Audience::Internal;
        one(json!({"note": null})).audience => Audience::Internal;
        one(json!({})).author => actor(customer);
        one(json!({"user_id": 0, "staff_id": 22})).author => actor(staff);
        one(json!({"staff_id": 22})).author => actor(staff);
        one(json!({"user_id": 0})).author => None;
        one(json!({"user_id": 0, "staff_id": 22, "sent_via_rule": true})).author => Some(Author::System("rule".to_owned()));
        one(json!({"content": "Привет"})).text => "Привет";
        one(json!({})).text => "";
        one(file(json!("a.png"))).attachments[0].id => id("omnidesk", "attachment", 1);
        one(file(json!("a.png"))).attachments[0].name => "a.png";
        one(file(json!(null))).attachments[0].name => "";
        one(json!({})).attachments.len() => 0;
        one(json!({})).at.timestamp() => 1_793_604_030;
        one(json!({"sent_at": "2026-11-02T07:20:31Z"})).at.timestamp() => 1_793_604_031;
        // A message of another case is not in this one.
        of(json!([with(base.clone(), &json!({"case_id": 2001}))])).len() => 0;
    }
}

#[test]
fn messages_stand_oldest_first_and_by_number_within_a_moment() {
    let message = |number: i64, second: i64| {
        json!({"message_id": number, "case_id": 2000, "note": false,
               "created_at": format!("2026-11-02T07:20:{second:02}Z")})
    };
    // Far more of one moment than could stand in order by chance.
    let mut list: Vec<Value> = (1..=12).rev().map(|number| message(number, 30)).collect();
    list.push(message(99, 29));
    let ticket = ticket_with(json!({}), json!({ "messages": list }));
    let order: Vec<_> = ticket.messages.iter().map(|message| message.id).collect();
    let wanted: Vec<_> = [99]
        .into_iter()
        .chain(1..=12)
        .map(|n| id("omnidesk", "message", n))
        .collect();
    assert_eq!(order, wanted);
}
