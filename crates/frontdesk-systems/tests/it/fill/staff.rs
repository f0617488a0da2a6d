//! What each field of a record of the staff comes to in Omnidesk, Talk-Me, Reach and Noci, with the
//! twin that comes to something else.

use frontdesk::Person;
use frontdesk_access::AddOnId;
use frontdesk_assignment::Adviser;
use frontdesk_identity::{Capacity, Setting, SettingValue};
use frontdesk_systems::Filled;
use serde_json::{Value, json};
use std::collections::BTreeSet;

use super::*;

/// Checks rows `given => what comes of it`.
macro_rules! rows {
    ($($given:expr => $wanted:expr;)*) => {
        $(assert_eq!($given, $wanted, "{}", stringify!($given));)*
    };
}
pub(super) use rows;

pub(super) fn standing(filled: Filled) -> &'static str {
    only(&filled).user.standing().name()
}

/// The roles with their add-ons, then the restrictions, then the obligations.
pub(super) fn rights_of(person: &Person) -> String {
    let rights = &person.rights;
    let mut parts: Vec<String> = Vec::new();
    for held in &rights.roles {
        let add_ons: Vec<&str> = held.add_ons.iter().map(AddOnId::as_str).collect();
        let role = held.role.as_str();
        parts.push(match add_ons.as_slice() {
            [] => role.to_owned(),
            add_ons => format!("{role}({})", add_ons.join(" ")),
        });
    }
    parts.extend(rights.grants.iter().map(|it| format!("+{}", it.gives)));
    parts.extend(rights.restrictions.iter().map(|it| format!("!{}", it.id)));
    parts.extend(
        rights
            .obligations
            .iter()
            .map(|it| format!("*{}", it.name())),
    );
    parts.join(" ")
}

pub(super) fn rights(filled: Filled) -> String {
    rights_of(only(&filled))
}

pub(super) fn availability(filled: Filled) -> String {
    let names: Vec<&str> = only(&filled).availability.names().collect();
    names.join(" ")
}

pub(super) fn login(filled: Filled) -> Option<String> {
    only(&filled).user.login().map(str::to_owned)
}

pub(super) fn email(filled: Filled) -> Option<String> {
    let email = only(&filled).user.profile().email.clone();
    email.map(|email| email.as_typed().to_owned())
}

pub(super) fn chat_name(filled: Filled) -> Option<String> {
    let name = only(&filled).user.profile().chat_name.clone();
    name.map(|name| name.as_str().to_owned())
}

pub(super) fn full_name(filled: Filled) -> Option<String> {
    only(&filled).user.profile().name.full()
}

pub(super) fn limit(filled: Filled) -> String {
    only(&filled)
        .user
        .profile()
        .limit
        .map_or_else(|| "the site's".to_owned(), |limit| limit.to_string())
}

fn languages(filled: Filled) -> String {
    let languages = &only(&filled).user.memberships().languages;
    let tags: Vec<&str> = languages.iter().map(|language| language.as_str()).collect();
    tags.join(" ")
}

/// The groups by the names that came with them.
fn groups(filled: Filled) -> Vec<String> {
    let groups = only(&filled).user.memberships().groups.iter();
    let mut names: Vec<String> = groups.map(|id| filled.0.groups[id].clone()).collect();
    names.sort();
    names
}

pub(super) fn some(text: &str) -> Option<String> {
    Some(text.to_owned())
}

#[test]
fn omnidesk_staff() {
    let status = |number: Value| availability(staff(json!({ "status_id": number })));
    let listed = |number: i64| {
        availability(omnidesk_of(&json!({
            "staff": [{"staff_id": 20, "staff_email": "a@example.test", "active": true, "status_id": number}],
            "statuses": [{"status_id": 2, "status": "offline", "active": true},
                         {"status_id": 4, "status": "own", "active": true}],
        })))
    };
    let all = "accept_chat accept_transfer calls close counts_in_group selectable send_messages transfer_chat working";
    rows! {
        standing(staff(json!({}))) => "active";
        standing(staff(json!({"active": false}))) => "suspended";
        standing(staff(json!({"active": null}))) => "suspended";
        standing(staff(json!({"staff_email": null}))) => "employee";
        standing(staff(json!({"staff_email": "nobody"}))) => "employee";
        standing(staff(json!({"staff_email": null, "active": false}))) => "suspended";
        login(staff(json!({}))) => some("a@example.test");
        login(staff(json!({"staff_email": "nobody"}))) => None;
        chat_name(staff(json!({}))) => some("Anna A");
        chat_name(staff(json!({"staff_full_name": null}))) => None;
        full_name(staff(json!({}))) => some("Anna A");
        // The API says nothing of rights.
        rights(staff(json!({"role_id": 3}))) => "";
        // products.md 3.2: accept, no, no chats; and nothing is known of any other.
        status(json!(1)) => all;
        status(json!(2)) => "selectable";
        status(json!(3)) => "calls close counts_in_group selectable send_messages transfer_chat working";
        status(json!(4)) => "";
        status(json!(null)) => "";
        listed(2) => "selectable";
        listed(4) => "";
        listed(1) => "";
    }
    let filled =
        omnidesk_of(&json!({"groups": [{"group_id": 44, "group_title": "Склад", "active": true}]}));
    let groups: Vec<_> = filled.0.groups.into_iter().collect();
    assert_eq!(groups, [(id("omnidesk", "group", 44), "Склад".to_owned())]);
}

#[test]
fn talkme_accounts() {
    rows! {
        standing(operator(json!({}))) => "active";
        standing(operator(json!({"login": "an na"}))) => "employee";
        standing(admin(json!({}))) => "active";
        standing(admin(json!({"login": "an na"}))) => "employee";
        only(&operator(json!({}))).user.kind().name() => "legacy_operator";
        only(&admin(json!({}))).user.kind().name() => "legacy_admin";
        login(operator(json!({}))) => some("anna");
        email(operator(json!({"email": "a@example.test"}))) => some("a@example.test");
        email(operator(json!({"email": "a b"}))) => None;
        email(admin(json!({"email": "a@example.test"}))) => some("a@example.test");
        chat_name(operator(json!({"chat_name": "Аня", "name": "Анна"}))) => some("Аня");
        chat_name(operator(json!({"name": "Анна"}))) => some("Анна");
        chat_name(operator(json!({}))) => None;
        chat_name(admin(json!({"name": "Анна"}))) => None;
        full_name(admin(json!({"name": "Анна"}))) => some("Анна");
        limit(operator(json!({"limit": 4}))) => "4";
        limit(operator(json!({"limit": 1}))) => "1";
        limit(operator(json!({}))) => "the site's";
        languages(operator(json!({"languages": ["ru", "en"]}))) => "en ru";
        languages(operator(json!({}))) => "";
        // S3, S4: each kind its role. S16: the old flag goes on.
        rights(operator(json!({}))) => "talkme.operator";
        rights(operator(json!({"receives_all_messages": true})))
            => "talkme.operator talkme.receives_all_messages";
        rights(operator(json!({"receives_all_messages": "?"}))) => "talkme.operator";
        rights(admin(json!({}))) => "talkme.admin";
        // What is granted by name comes besides; an unknown name gives nothing.
        rights(admin(json!({"rights": ["report.general.generate", "fly"]}))) => "talkme.admin +report.general.generate";
        rights(operator(json!({"rights": ["Conversation.View"]}))) => "talkme.operator";
        // S11: the owner, of the admin users only. S8: the panel taken away.
        rights(admin(json!({"rights": ["owner"]}))) => "talkme.admin(opt.owner)";
        rights(admin(json!({"rights": ["Owner"]}))) => "talkme.admin";
        rights(operator(json!({"rights": ["owner"]}))) => "talkme.operator";
        rights(admin(json!({"rights": ["deny.admin_panel"]}))) => "talkme.admin !deny.admin_panel";
    }
    let filled = operator(json!({"receives_all_messages": true}));
    assert!(
        only(&filled)
            .user
            .has_capacity(&Capacity::ReceiveAllMessages)
    );
    assert!(
        !only(&operator(json!({})))
            .user
            .has_capacity(&Capacity::ReceiveAllMessages)
    );

    // What the file names, somebody chose (D1).
    let filled = operator(json!({"time_zone": "Europe/Moscow", "settings": {"sound": true}}));
    let chosen = |text: &str| Setting::Explicit(SettingValue::from(text));
    let settings: Vec<_> = only(&filled)
        .user
        .profile()
        .settings
        .clone()
        .into_iter()
        .collect();
    assert_eq!(
        settings,
        [
            ("sound".to_owned(), chosen("true")),
            ("time_zone".to_owned(), chosen("Europe/Moscow"))
        ]
    );
    assert!(
        only(&operator(json!({})))
            .user
            .profile()
            .settings
            .is_empty()
    );
}

#[test]
fn talkme_only_a_confirmed_link_is_a_pair() {
    let link = |by: Value, when: Value| {
        let file = json!({
            "operators": [{"id": 11, "login": "a"}], "admin_users": [{"id": 18, "login": "a"}],
            "links": [{"operator": 11, "admin_user": 18, "confirmed_by": by, "confirmed_at": when}],
        });
        talkme::confirmed_pairs(TENANT, &read(talkme::read_pairs, &file))
    };
    let (by, when) = (json!("owner@example.test"), json!("2026-11-02T07:20:30Z"));
    let pairs = link(by.clone(), when.clone());
    let [pair] = pairs.as_slice() else {
        panic!("{}", pairs.len());
    };
    assert_eq!(pair.operator, id("talkme", "operator", 11));
    assert_eq!(pair.admin, id("talkme", "admin_user", 18));
    assert_eq!(pair.confirmed_by.as_str(), "owner@example.test");
    assert_eq!(pair.confirmed_at.timestamp(), 1_793_604_030);
    // S12: nothing else is a confirmation, an equal login least of all.
    assert_eq!(link(json!(null), when), []);
    assert_eq!(link(by.clone(), json!(null)), []);
    assert_eq!(link(by, json!("yesterday")), []);
    assert_eq!(link(json!(null), json!(null)), []);
}

#[test]
fn reach_users() {
    rows! {
        standing(agent("Conversation Agent")) => "active";
        standing(agent("Wizard")) => "active";
        login(agent("Supervisor")) => some("ana@example.test");
        full_name(agent("Supervisor")) => some("Agua Ana");
        // S119: several roles join. S150: an option goes to a role that lists it.
        rights(agent("Supervisor;Conversation Agent")) => "reach.conversation_agent reach.supervisor";
        rights(agent("Conversation Agent;Dispenser")) => "reach.conversation_agent(opt.dispenser)";
        rights(agent("Supervisor;Dispenser")) => "reach.supervisor";
        rights(agent("Dispenser")) => "";
        rights(agent("Wizard")) => "";
        groups(reach_of("Ana,Agua,ana@example.test,Supervisor,Norte;Sur")) => ["Norte", "Sur"];
        groups(reach_of("Ana,Agua,ana@example.test,Supervisor,")) => [""; 0];
        availability(agent("Supervisor")) => availability(staff(json!({})));
    }
    // Without an address nobody can be told who it is.
    let (imported, _) = reach_of("Ana,Agua,nobody,Supervisor,");
    assert!(imported.people.is_empty());
    // Two users of one group are in one group.
    let (imported, _) =
        reach_of("A,A,a@example.test,Supervisor,Norte\nB,B,b@example.test,Supervisor, Norte ");
    assert_eq!(imported.groups.len(), 1);
    assert_eq!(
        imported.people[0].user.memberships(),
        imported.people[1].user.memberships()
    );
}

#[test]
fn noci_invited() {
    let modules = |names: Value| rights(invited(json!({ "modules": names })));
    let moderator = || {
        let mut invitation = invitation(&json!({"role": "moderateur"}));
        invitation.questionnaires.insert("devis".to_owned());
        noci::fill(TENANT, &invitation)
    };
    rows! {
        // S115: no password yet.
        standing(invited(json!({}))) => "pending";
        standing(moderator()) => "pending";
        login(invited(json!({}))) => some("ana@example.test");
        limit(invited(json!({}))) => "3";
        limit(invited(json!({"limit": null}))) => "unlimited";
        // S104: French by default.
        languages(invited(json!({}))) => "en fr";
        languages(invited(json!({"languages": []}))) => "fr";
        // S89, S90, S107.
        modules(json!(["livechat"])) => "noci.utilisateur(opt.livechat opt.questionnaires)";
        modules(json!(["statistiques"])) => "noci.utilisateur";
        modules(json!([])) => "";
        rights(invited(json!({"questionnaires": []}))) => "noci.utilisateur(opt.livechat)";
        rights(moderator()) => "noci.moderateur";
        rights(invited(json!({"role": "chef"}))) => "";
        // S107, S110.
        only(&invited(json!({}))).adviser => Adviser::OfListed;
        only(&invited(json!({"role": "chef"}))).adviser => Adviser::OfListed;
        only(&moderator()).adviser => Adviser::OfAll;
    }
    let questionnaires = ["devis", "sav"].map(|name| named("noci", "questionnaire", name));
    let filled = invited(json!({}));
    let lists = only(&filled).user.memberships();
    assert_eq!(lists.questionnaires, BTreeSet::from(questionnaires));
    assert_eq!(lists.modules.len(), 1);
    assert!(
        questionnaires
            .iter()
            .all(|id| filled.0.names.contains_key(&id.uuid()))
    );
    // A moderator has all of either, so that none are listed (S100, S110).
    let filled = moderator();
    let lists = only(&filled).user.memberships();
    assert!(lists.questionnaires.is_empty() && lists.modules.is_empty());

    // S113, D20: good addresses are invited whatever the others are; one twice is one.
    let filled = invited(
        json!({"emails": ["a@example.test", "nobody", "b@example.test", "a@EXAMPLE.test"]}),
    );
    let invited = filled
        .0
        .people
        .iter()
        .filter_map(|person| person.user.login());
    assert_eq!(
        invited.collect::<Vec<_>>(),
        ["a@example.test", "b@example.test"]
    );
    assert_eq!(codes(&filled), "bad_email duplicate_address");
}
