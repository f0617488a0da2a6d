//! Noci, S86-S115: people who were invited, and who have set their passwords since.

use frontdesk_access::Permission as P;
use frontdesk_identity::{
    TokenBytes, User, UserCommand, UserPolicy, Verifier, can_sign_in, decide_user,
};
use frontdesk_model::{Language, Module};
use frontdesk_systems::noci;
use serde_json::{Value, json};

use super::*;
use crate::statements::rows;

/// A desk of Anna, invited with these fields, and Petr, a user with the livechat. Both have
/// activated their accounts.
fn desk_of(anna: Value) -> Desk {
    desk_after(anna, activated)
}

/// The same before Anna has.
fn desk_invited(anna: Value) -> Desk {
    desk_after(anna, |user| user)
}

fn desk_after(anna: Value, then: fn(User) -> User) -> Desk {
    let mut imported = invited(anna, "anna@example.test");
    for person in &mut imported.people {
        person.user = then(person.user.clone());
    }
    let mut others = invited(json!({"modules": ["livechat"]}), "petr@example.test");
    for person in &mut others.people {
        person.user = activated(person.user.clone());
    }
    imported.people.append(&mut others.people);
    desk(imported, "[assignment]\nautomatic = \"on\"\n")
}

fn invited(fields: Value, email: &str) -> Imported {
    let mut form = json!({"emails": [email], "role": "utilisateur"});
    for (key, value) in fields.as_object().unwrap() {
        form[key] = value.clone();
    }
    let (invitation, _) = noci::read_invitation(&serde_json::to_vec(&form).unwrap()).unwrap();
    noci::fill(TENANT, &invitation).0
}

/// The invited person sets a password.
fn activated(user: User) -> User {
    let bytes: Vec<u8> = (0..16_u8).map(|n| n.wrapping_mul(29)).collect();
    let token = || TokenBytes::new(&bytes).unwrap();
    let commands = [
        UserCommand::IssueActivation { token: token() },
        UserCommand::Activate {
            token: token(),
            verifier: Verifier::parse(VERIFIER.into()).unwrap(),
        },
    ];
    commands.into_iter().fold(user, |mut user, command| {
        let policy = UserPolicy::noci(user.tenant());
        let decided = decide_user(Some(&user), &command, &policy, now()).unwrap();
        for event in decided.events {
            user.apply(&event).unwrap();
        }
        user
    })
}

/// What a host keeps of a password.
const VERIFIER: &str = "$argon2id$v=19$m=19456,t=2,p=1$c2FsdHNhbHRzYWx0c2FsdA$aGFzaGhhc2hoYXNoaGFzaGhhc2hoYXNoaGFzaGhhc2g";

fn anna() -> UserId {
    named("noci", "user", "anna@example.test")
}

fn petr() -> UserId {
    named("noci", "user", "petr@example.test")
}

fn user(modules: &[&str]) -> Value {
    json!({"modules": modules})
}

fn adviser(questionnaires: &[&str]) -> Value {
    json!({"modules": ["livechat"], "questionnaires": questionnaires})
}

fn moderator() -> Value {
    json!({"role": "moderateur"})
}

fn limited(limit: Value) -> Value {
    json!({"role": "moderateur", "limit": limit})
}

fn speaking(languages: &[&str]) -> Value {
    json!({"role": "moderateur", "languages": languages})
}

/// A waiting request of this questionnaire.
fn form(name: &str) -> ConversationFacts {
    ConversationFacts {
        questionnaire: Some(named("noci", "questionnaire", name)),
        ..waiting()
    }
}

fn in_language(tag: &str) -> ConversationFacts {
    ConversationFacts {
        language: Some(Language::parse(tag).unwrap()),
        ..waiting()
    }
}

fn shown(anna_is: Value, facts: ConversationFacts) -> &'static str {
    sees(&desk_of(anna_is), anna(), facts)
}

fn does(anna_is: Value, permission: P, facts: ConversationFacts) -> String {
    may_chat(&desk_of(anna_is), anna(), permission, facts)
}

fn backend(anna_is: Value) -> String {
    may(
        &desk_of(anna_is),
        anna(),
        P::SURFACE_BACKEND,
        Object::Section,
    )
}

fn module(anna_is: Value, name: &str) -> String {
    let module = Module::new(name).unwrap();
    may(
        &desk_of(anna_is),
        anna(),
        P::MODULE_USE,
        Object::Module(&module),
    )
}

/// The verdict on Anna, who holds so many conversations, for a waiting one.
fn verdict(anna_is: Value, holds: i64, facts: ConversationFacts) -> String {
    let mut all = vec![facts];
    for number in 0..holds {
        all.push(ConversationFacts {
            id: ConversationId::from_number(100 + number),
            ..of(anna())
        });
    }
    assigned(&desk_of(anna_is), anna(), &all)
        .split_once(": ")
        .unwrap()
        .1
        .to_owned()
}

fn signs_in(desk: &Desk) -> bool {
    can_sign_in(&desk.person(anna()).unwrap().user).is_allow()
}

#[rustfmt::skip] // A table: one row, one line.
pub(super) fn rows() -> Vec<Row> {
    rows! {
        S86 Positive "an invited user uses the module that was given": module(user(&["statistiques"]), "statistiques") => "allow";
        S86 Negative "and no other": module(user(&["statistiques"]), "livechat") => "deny: not_granted out_of_scope";
        S89 Positive "with a module the backend is reached": backend(user(&["statistiques"])) => "allow";
        S89 Negative "without any it is not": backend(user(&[])) => "deny: not_granted";
        S90 Positive "with the livechat an own request is answered": does(user(&["livechat"]), P::CONVERSATION_REPLY, of(anna())) => "allow";
        S90 Negative "without it it is not": does(user(&["statistiques"]), P::CONVERSATION_REPLY, of(anna())) => "deny: not_granted";
        S94 Positive "an own conversation is shown": shown(user(&["livechat"]), of(anna())) => "as operator";
        S94 Negative "a colleague's is not": shown(user(&["livechat"]), of(petr())) => "no such ticket";
        S95 Positive "what is transferred becomes an own one, whatever its questionnaire": shown(adviser(&["devis"]), ConversationFacts { assignee: Some(Assignee::Person(anna())), ..form("sav") }) => "as operator";
        S95 Negative "who has no livechat could not answer it and is not on the floor": verdict(user(&["statistiques"]), 0, waiting()) => "not on the floor";
        S97 Positive "a moderator is shown a colleague's": shown(moderator(), of(petr())) => "as operator";
        S97 Positive "a closed one too": shown(moderator(), closed(of(petr()))) => "as operator";
        S97 Negative "a user is not": shown(user(&["livechat"]), closed(of(petr()))) => "no such ticket";
        S100 Positive "a moderator who was given one module has them all": module(json!({"role": "moderateur", "modules": ["livechat"]}), "statistiques") => "allow";
        S100 Negative "a user has not": module(user(&["livechat"]), "statistiques") => "deny: not_granted out_of_scope";
        S101 Positive "without a limit nothing is too much": verdict(limited(json!(null)), 50, waiting()) => "chosen";
        S101 Negative "with one it ends": verdict(limited(json!(2)), 50, waiting()) => "at_limit";
        S103 Positive "who holds as many as the limit gets no further one": verdict(limited(json!(2)), 2, waiting()) => "at_limit";
        S103 Negative "who holds one less does": verdict(limited(json!(2)), 1, waiting()) => "chosen";
        S104 Positive "invited without languages, one serves French": verdict(moderator(), 0, in_language("fr")) => "chosen";
        S104 Negative "and nothing else": verdict(moderator(), 0, in_language("es")) => "language";
        S106 Positive "a language that was not accepted is not routed": verdict(speaking(&["fr", "en"]), 0, in_language("es")) => "language";
        S106 Negative "one that was is": verdict(speaking(&["fr", "en"]), 0, in_language("en")) => "chosen";
        S107 Positive "an adviser is routed the chosen questionnaire": verdict(adviser(&["devis"]), 0, form("devis")) => "chosen";
        S107 Negative "who chose none is routed nothing": verdict(adviser(&[]), 0, form("devis")) => "questionnaire";
        S108 Positive "an adviser takes a waiting request of the own questionnaire": does(adviser(&["devis"]), P::CONVERSATION_TAKE, form("devis")) => "allow";
        S108 Negative "and of no other": does(adviser(&["devis"]), P::CONVERSATION_TAKE, form("sav")) => "deny: not_granted out_of_scope";
        S109 Positive "a waiting request of another questionnaire is not shown": shown(adviser(&["devis"]), form("sav")) => "no such ticket";
        S109 Positive "nor routed": verdict(adviser(&["devis"]), 0, form("sav")) => "questionnaire";
        S109 Negative "one of the own is shown": shown(adviser(&["devis"]), form("devis")) => "as operator";
        S110 Positive "a moderator is shown every waiting request": shown(moderator(), form("sav")) => "as operator";
        S110 Positive "and may take every one": does(moderator(), P::CONVERSATION_TAKE, form("sav")) => "allow";
        S110 Positive "one without a questionnaire too": shown(moderator(), waiting()) => "as operator";
        S110 Negative "an adviser is not": shown(adviser(&["devis"]), waiting()) => "no such ticket";
        S115 Positive "until a password is set there is no sign-in": signs_in(&desk_invited(moderator())) => "false";
        S115 Positive "and nothing is seen": sees(&desk_invited(moderator()), anna(), of(petr())) => "no such ticket";
        S115 Negative "once it is set there is": signs_in(&desk_of(moderator())) => "true";
    }
}
