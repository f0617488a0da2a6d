//! The attack list of peers' leaks, as far as this crate has the surface. Each test is named after
//! its number there.

use std::collections::BTreeSet;

use frontdesk_access::{
    Catalogue, Grant, Groups, Obligation, Permission, RoleAssignment, RoleId, Scope,
};
use frontdesk_model::{
    Assignee, Channel, ConversationId, ConversationState, RefusalKind, Relation,
};
use frontdesk_visibility::{
    Audience, Expr, Field, FieldPolicy, Filter, Hat, NotFound, PortalAction, PortalRefusal, Rule,
    SitePolicy, SitesSeen, Ticket, Use,
};

use crate::world::*;

/// Eight tickets of one desk; user 17 has the even ones, user 18 the odd ones.
fn desk() -> Vec<Ticket> {
    (1..=8)
        .map(|n| {
            let mut ticket = full_ticket();
            ticket.facts.id = ConversationId::from_number(n);
            ticket.facts.assignee = Some(Assignee::Person(user(17 + n % 2)));
            ticket.number = format!("664-{n}");
            ticket
        })
        .collect()
}

fn agent(number: i64) -> Filter {
    filter_of(&seeing(staff(number), Scope::of(Relation::Own)))
}

#[test]
fn attack_01_a_guessed_id() {
    // Hidden by the rule, of another tenant, deleted: one answer, and that of nothing at all.
    let hidden = [
        Scene::stranger(),
        Scene::customer().with_facts(|f| f.tenant = THERE),
        Scene::customer().with_facts(|f| f.deleted = true),
        Scene::customer().with_facts(|f| f.requester = None),
    ];
    for scene in hidden {
        let refusal = scene.viewing().open(&scene.ticket).unwrap_err();
        assert_eq!(refusal, NotFound);
        // What the store found and what it did not: one answer. What it costs is counted beside `Viewing::find`.
        let viewing = scene.viewing();
        assert_eq!(viewing.find(Some(&scene.ticket)).unwrap_err(), refusal);
        assert_eq!(viewing.find(None).unwrap_err(), refusal);
        assert_eq!(
            (refusal.to_string(), format!("{refusal:?}")),
            ("no such ticket".into(), "NotFound".into())
        );
        for action in [
            PortalAction::Reply,
            PortalAction::Reopen,
            PortalAction::EditField(field("cf_edit")),
        ] {
            let refusal = scene.act(&action).unwrap_err();
            assert_eq!(refusal, PortalRefusal::NotFound);
            assert_eq!(refusal.kind(), RefusalKind::Hidden);
            assert_eq!(refusal.kind().http_status(), 404);
        }
    }
    // The help center is not asked before: a portal that is closed tells nothing either.
    let closed = Scene {
        help_center: frontdesk_visibility::PortalState::Closed,
        ..Scene::stranger()
    };
    assert_eq!(
        closed.act(&PortalAction::Reply),
        Err(PortalRefusal::NotFound)
    );
}

#[test]
fn attack_09_derived_fields_come_from_what_is_seen() {
    // A note an hour later moves the staff's ticket and not the customer's.
    let answer = |scene: Scene| scene.answer(&Ask::Field("/updated_at"));
    assert_eq!(answer(Scene::customer()), "2026-11-22T09:02:00Z");
    assert_eq!(answer(Scene::operator()), "2026-11-22T10:00:00Z");
    let count = |scene: Scene| scene.json().unwrap()["messages"].as_array().unwrap().len();
    assert_eq!((count(Scene::customer()), count(Scene::operator())), (2, 3));
    // A ticket of notes alone was last touched when it was made, to the customer.
    let notes_only = |scene: Scene| {
        scene.with_ticket(|t| t.messages.retain(|m| m.audience == Audience::Internal))
    };
    assert_eq!(
        answer(notes_only(Scene::customer())),
        "2026-11-22T09:00:00Z"
    );
    assert_eq!(
        answer(notes_only(Scene::operator())),
        "2026-11-22T10:00:00Z"
    );
}

#[test]
fn attack_12_the_file_of_a_note() {
    for scene in [Scene::customer(), Scene::colleague()] {
        assert_eq!(scene.answer(&Ask::Find(NOTE_FILE)), "not found");
        assert_eq!(scene.answer(&Ask::Find("form.pdf")), "found");
    }
    assert_eq!(Scene::operator().answer(&Ask::Find(NOTE_FILE)), "found");
}

#[test]
fn attack_19_a_member_of_staff_who_is_also_a_customer() {
    // Two actors with one number: what the one may see the other does not get.
    let as_customer = Scene::customer();
    let as_staff = Scene::of(seeing(staff(123), Scope::of(Relation::Requester)));
    assert_eq!(as_customer.hat(), Some(Hat::Customer));
    assert_eq!(as_staff.hat(), None);
    // In the customer's hat even a right over the whole tenant shows the customer's view.
    let wide = Scene::of(seeing(client(123), Scope::any()));
    assert_eq!(wide.hat(), Some(Hat::Customer));
    assert_eq!(wide.answer(&Ask::Find(NOTE)), "not found");
    let own = Scene::of(seeing(client(17), Scope::of(Relation::Own)));
    assert_eq!(own.hat(), None);
}

#[test]
fn attack_20_transferred_away() {
    // Check, list, count and opening change at once, with the same filter.
    let (mut desk, mine) = (desk(), agent(17));
    assert_eq!(mine.count(&desk), 4);
    desk[1].facts.assignee = Some(Assignee::Person(user(18)));
    assert!(!mine.matches(&desk[1].facts));
    assert_eq!(mine.count(&desk), 3);
    assert!(
        mine.list(&desk)
            .all(|ticket| ticket.facts.id != desk[1].facts.id)
    );
    assert!(agent(18).matches(&desk[1].facts));
    // Unless the policy keeps whoever was involved: it grants the view of what one takes part in, and the host
    // says that he does.
    let involved = filter_of(&seeing(
        seeing(staff(17), Scope::of(Relation::Own)),
        Scope::of(Relation::Participating),
    ));
    assert_eq!((mine.count(&desk), involved.count(&desk)), (3, 3));
    desk[1].facts.participants.insert(user(17));
    assert_eq!((mine.count(&desk), involved.count(&desk)), (3, 4));
}

#[test]
fn attack_22_a_colleague_gets_no_more_than_the_customer() {
    let customer = Scene::customer().json().unwrap();
    let mut colleague = Scene::colleague().json().unwrap();
    // But for what may be changed the two are equal.
    assert_eq!(colleague["added"]["cf_edit"]["use"], "view");
    assert_eq!(customer["added"]["cf_edit"]["use"], "edit");
    colleague["added"]["cf_edit"]["use"] = "edit".into();
    assert_eq!(colleague["as"], "colleague");
    colleague["as"] = "customer".into();
    // Of the other customer he learns that a customer wrote, and not who.
    assert_eq!(colleague["messages"][0]["by"], "customer");
    colleague["messages"][0]["by"] = customer["messages"][0]["by"].clone();
    assert_eq!(colleague, customer);
}

#[test]
fn attack_23_moved_to_another_company() {
    let moved = |scene: Scene| {
        scene.with_viewer(|v| v.memberships.organizations = BTreeSet::from([company(8)]))
    };
    assert_eq!(Scene::colleague().hat(), Some(Hat::Colleague));
    assert_eq!(moved(Scene::colleague()).hat(), None);
    // The own case stays.
    assert_eq!(moved(Scene::customer()).hat(), Some(Hat::Customer));
    // In two companies: what either has.
    let both = Scene::colleague().with_viewer(|v| {
        v.memberships.organizations.insert(company(8));
    });
    assert_eq!(both.hat(), Some(Hat::Colleague));
}

#[test]
fn attack_24_the_company_of_a_merged_customer_gives_nothing() {
    // Customer 124 of company 7 goes up in customer 125 of company 8. The case of company 7 that
    // 124 saw as a colleague is not 125's.
    let facts = full_ticket().facts;
    let of_124 = Scene::colleague().filter();
    let of_125 = Scene::stranger().filter();
    assert!(of_124.matches(&facts));
    assert!(!of_125.matches(&facts));
    // What 124 asked moves by its requester, and with it what is seen; the old filter loses it.
    let asked = |number| {
        let mut facts = facts.clone();
        facts.requester = Some(customer(number));
        facts.organization = None;
        facts
    };
    assert_eq!(
        (of_124.matches(&asked(124)), of_125.matches(&asked(124))),
        (true, false)
    );
    assert_eq!(
        (of_124.matches(&asked(125)), of_125.matches(&asked(125))),
        (false, true)
    );
    // Undone, visibility is what it was.
    assert_eq!(
        (of_124.matches(&facts), of_125.matches(&facts)),
        (true, false)
    );
}

#[test]
fn attack_28_a_right_to_count_lists_nothing() {
    let mut monitor = staff(20);
    for right in [
        Permission::DASHBOARD_MONITOR,
        Permission::MESSAGE_RECEIVE_ALL,
        Permission::REPORT_CONVERSATIONS_EXPORT,
    ] {
        monitor.grants.push(Grant::new(right, Scope::any()));
    }
    assert_eq!(filter_of(&monitor).count(&desk()), 0);
}

#[test]
fn attack_30_no_right_to_the_site() {
    let blind = Scene {
        sites: SitesSeen::none(),
        ..Scene::operator()
    };
    let filter = blind.filter();
    assert_eq!(filter.count([&blind.ticket]), 1); // listed all the same
    assert_eq!(blind.answer(&Ask::Field("/site")), "null");
    // A site that is hidden and none are one, byte for byte.
    let nowhere = blind.clone().with_facts(|f| f.site = None);
    assert_eq!(
        blind.json().unwrap().to_string(),
        nowhere.json().unwrap().to_string()
    );
    // The right to another site is no right to this one.
    let elsewhere = Scene {
        sites: these_sites([site(6)].into()),
        ..Scene::operator()
    };
    assert_eq!(elsewhere.answer(&Ask::Field("/site")), "null");
    // No customer's view has a place for it, whatever the policy says.
    let open = Scene::customer().with_policy(|p| p.site = SitePolicy::Open);
    assert_eq!(open.answer(&Ask::Field("/site")), "no place");
}

#[test]
fn attack_31_editable_but_hidden_cannot_be_written() {
    for json in [
        r#"{"added":{"cf":["edit","hidden"]}}"#,
        r#"{"added":{"cf":{"see":false,"edit":true}}}"#,
        r#"{"added":{"cf":"edit_hidden"}}"#,
        r#"{"added":{"cf":null}}"#,
        r#"{"editable":["cf"]}"#,
    ] {
        assert!(serde_json::from_str::<FieldPolicy>(json).is_err(), "{json}");
    }
    // Whatever is editable is seen.
    let scene = Scene::customer();
    for id in scene.policy.added() {
        let edited = scene.act(&PortalAction::EditField(id.clone()));
        let seen = scene.json().unwrap()["added"].get(&id.0).is_some();
        let field = Field::Added(id.clone());
        assert_eq!(seen, scene.policy.shows(Hat::Customer, &field));
        assert!(edited.is_err() || seen, "{id}");
    }
}

#[test]
fn attack_32_hidden_after_there_are_values() {
    let scene = Scene::customer();
    assert_eq!(scene.answer(&Ask::Find("order 77")), "found");
    let hidden = scene
        .clone()
        .with_policy(|p| added(p, "cf_view", Use::Hidden));
    assert_eq!(hidden.answer(&Ask::Find("order 77")), "not found");
    let edit = PortalAction::EditField(field("cf_view"));
    assert_eq!(scene.act(&edit), Err(PortalRefusal::ViewOnly));
    assert_eq!(hidden.act(&edit), Err(PortalRefusal::NotFound));
}

#[test]
fn attack_33_nothing_configured() {
    let in_groups = |these: &[i64], mine| Scope {
        groups: Some(Groups {
            these: these.iter().map(|n| group(*n)).collect(),
            mine,
            none: false,
        }),
        ..Scope::any()
    };
    let mut unknown_role = staff(17);
    unknown_role
        .roles
        .push(RoleAssignment::new(RoleId::from_static("gone.supervisor")));
    let mut suspended = seeing(staff(17), Scope::any());
    suspended.standing = frontdesk_model::Standing::Suspended;
    let viewers = [
        ("no rule", staff(17)),
        ("an unknown role", unknown_role),
        (
            "an empty set of groups",
            seeing(staff(17), in_groups(&[], false)),
        ),
        (
            "my groups, of which there are none",
            seeing(staff(17), in_groups(&[], true)),
        ),
        (
            "a group that was deleted",
            seeing(staff(17), in_groups(&[99], false)),
        ),
        ("a right to write without the view", {
            let mut viewer = staff(17);
            viewer
                .grants
                .push(Grant::new(Permission::CONVERSATION_REPLY, Scope::any()));
            viewer
        }),
        ("suspended", suspended),
        ("a customer without any right", client(123)),
    ];
    for (what, viewer) in viewers {
        let filter = filter_of(&viewer);
        assert_eq!(filter.count(&desk()), 0, "{what}");
        assert!(
            desk().iter().all(|ticket| !filter.matches(&ticket.facts)),
            "{what}"
        );
        // All but the deleted group are known to be nothing before a ticket is looked at.
        let known = what != "a group that was deleted";
        assert_eq!(filter.expr() == Expr::FALSE, known, "{what}");
    }
    // A rule of nothing, and one that lost its parts, are not everything.
    let none = Catalogue::default().scopes_of(&staff(17), Permission::CONVERSATION_VIEW, now());
    assert_eq!(Filter::of(&none, now()).expr(), Expr::FALSE);
    assert!(serde_json::from_str::<Rule>(r#"{"hat":"operator"}"#).is_err());
    assert!(serde_json::from_str::<Rule>(r#"{"hat":"operator","ways":[]}"#).is_err());
}

#[test]
fn the_mask_belongs_to_the_person() {
    // More grants do not lift it.
    let mut viewer = masked(seeing(staff(17), Scope::of(Relation::Own)));
    viewer = seeing(viewer, Scope::any());
    let filter = filter_of(&viewer);
    let obligations = filter.obligations(&full_ticket().facts).unwrap();
    assert!(obligations.contains(&Obligation::MaskNumber));
    assert_eq!(Scene::of(viewer).answer(&Ask::Find(NUMBER)), "not found");
}

#[test]
fn attack_35_a_refusal_names_nothing_hidden() {
    let scene = Scene::customer();
    let refusal = |id: &str| scene.act(&PortalAction::EditField(field(id))).unwrap_err();
    // A hidden field, one that is not listed and one that no ticket has: one answer.
    for id in ["cf_hidden", "cf_unlisted", "cf_none", ""] {
        let refusal = refusal(id);
        assert_eq!(refusal, PortalRefusal::NotFound);
        assert_eq!(refusal.to_string(), "no such ticket or field");
        assert_eq!(
            serde_json::to_string(&refusal).unwrap(),
            r#"{"code":"not_found"}"#
        );
    }
    // In another channel the channel is named and no field is tried.
    let telegram = scene
        .clone()
        .with_facts(|f| f.channel = Some(Channel::Telegram));
    for id in ["cf_edit", "cf_hidden", "cf_none"] {
        let refusal = telegram
            .act(&PortalAction::EditField(field(id)))
            .unwrap_err();
        assert_eq!(refusal.code(), "other_channel");
    }
    // To a colleague not even whether it is closed.
    for state in ConversationState::ALL {
        let colleague = Scene::colleague().with_facts(|f| f.state = Some(state));
        for action in [
            PortalAction::Close,
            PortalAction::Reopen,
            PortalAction::EditField(field("cf_hidden")),
        ] {
            assert_eq!(colleague.act(&action), Err(PortalRefusal::NotYours));
        }
    }
}

/// What the explanation tells it tells to administrators: neither the viewer's refusal nor any view
/// carries a word of it.
#[test]
fn the_explanation_is_another_type() {
    let scene = Scene::stranger();
    let explanation = scene.filter().explain(&scene.ticket.facts);
    assert!(explanation.hat.is_none() && explanation.same_tenant);
    assert!(tests_of(&explanation).iter().any(|(_, answer)| !answer));
    assert_eq!(std::mem::size_of::<NotFound>(), 0); // there is no place for a reason
}
