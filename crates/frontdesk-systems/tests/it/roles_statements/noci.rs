//! Noci, S86-S110.

use std::collections::BTreeSet;

use frontdesk_access::Holder;
use frontdesk_model::{ConversationFacts, Module as Name, QuestionnaireId};
use frontdesk_systems::noci::Role::{self, Moderateur, Utilisateur};
use frontdesk_systems::noci::roles::for_user;

use super::{Object::*, Row, anna, annas, petrs, table, waiting};

fn named(names: &[&str]) -> BTreeSet<Name> {
    names.iter().map(|name| Name::new(name).unwrap()).collect()
}

fn person(role: &Role, modules: &[&str], questionnaires: &[i64]) -> Holder {
    let mut holder = anna();
    holder.memberships.modules = named(modules);
    holder.memberships.questionnaires = questionnaires
        .iter()
        .map(|n| QuestionnaireId::from_number(*n))
        .collect();
    for_user(role, &holder.memberships).apply(&mut holder);
    holder
}

fn user(modules: &[&str]) -> Holder {
    person(&Utilisateur, modules, &[])
}

fn adviser(questionnaires: &[i64]) -> Holder {
    person(&Utilisateur, &["livechat"], questionnaires)
}

fn moderator() -> Holder {
    person(&Moderateur, &[], &[])
}

/// A user whose record was edited after the roles were given.
fn edited(before: &[&str], after: &[&str]) -> Holder {
    let mut holder = user(before);
    holder.memberships.modules = named(after);
    holder
}

fn waiting_for(questionnaire: i64) -> ConversationFacts {
    ConversationFacts {
        questionnaire: Some(QuestionnaireId::from_number(questionnaire)),
        ..waiting()
    }
}

/// Anna's conversation, of a questionnaire that is not hers.
fn transferred() -> ConversationFacts {
    ConversationFacts {
        questionnaire: Some(QuestionnaireId::from_number(8)),
        ..annas()
    }
}

pub(super) fn rows() -> Vec<Row> {
    table! {
        S86 Positive "some reach the whole platform": moderator(), MODULE_USE @ Module("statistiques") => allow;
        S86 Positive "some only certain modules": user(&["livechat"]), MODULE_USE @ Module("livechat") => allow;
        S86 Negative "and no others": user(&["livechat"]), MODULE_USE @ Module("statistiques") => deny out_of_scope;

        S87 Positive "a module added later is open at once": edited(&["livechat"], &["livechat", "statistiques"]), MODULE_USE @ Module("statistiques") => allow;
        S87 Negative "a module taken later is closed at once": edited(&["livechat", "statistiques"], &["livechat"]), MODULE_USE @ Module("statistiques") => deny out_of_scope;

        S89 Positive "one module opens the backend": user(&["statistiques"]), SURFACE_BACKEND @ Section => allow;
        S89 Positive "a moderator enters the backend": moderator(), SURFACE_BACKEND @ Section => allow;
        S89 Positive "the settings module brings the users": user(&["Paramètres"]), USER_EDIT @ Colleague => allow;
        S89 Positive "who has it has the account's settings": user(&["Paramètres"]), ACCOUNT_SETTINGS @ Section => allow;
        S89 Positive "who has it sees users": user(&["Paramètres"]), USER_VIEW @ Colleague => allow;
        S89 Positive "who has it creates users": user(&["Paramètres"]), USER_CREATE @ Section => allow;
        S89 Positive "who has it suspends users": user(&["Paramètres"]), USER_SUSPEND @ Colleague => allow;
        S89 Positive "who has it deletes users": user(&["Paramètres"]), USER_DELETE @ Colleague => allow;
        S89 Positive "who has it edits groups": user(&["Paramètres"]), GROUP_EDIT @ Section => allow;
        S89 Positive "who has it sees roles": user(&["Paramètres"]), ROLE_VIEW @ Section => allow;
        S89 Positive "who has it changes roles": user(&["Paramètres"]), ROLE_EDIT @ Section => allow;
        S89 Positive "who has it gives roles": user(&["Paramètres"]), ROLE_ASSIGN @ Colleague => allow;
        S89 Positive "who has it resets credentials": user(&["Paramètres"]), CREDENTIALS_RESET @ Colleague => allow;
        S89 Positive "who has it changes logins": user(&["Paramètres"]), LOGIN_CHANGE @ Colleague => allow;
        S89 Negative "no module, no backend": user(&[]), SURFACE_BACKEND @ Section => deny not_granted;
        S89 Negative "another module does not bring the users": user(&["livechat"]), USER_EDIT @ Colleague => deny not_granted;
        S89 Negative "a role that nobody documented enters nothing": person(&Role::Other("chef".to_owned()), &["livechat"], &[]), SURFACE_BACKEND @ Section => deny not_granted;

        S90 Positive "with the livechat module one answers": user(&["livechat"]), CONVERSATION_REPLY @ Chat(annas()) => allow;
        S90 Negative "without it not": user(&["statistiques"]), CONVERSATION_REPLY @ Chat(annas()) => deny not_granted;

        S93 Positive "a granted module is accessible": user(&["statistiques"]), MODULE_USE @ Module("statistiques") => allow;
        S93 Negative "another is not": user(&["statistiques"]), MODULE_USE @ Module("livechat") => deny out_of_scope;

        S94 Positive "a user sees own conversations": user(&["livechat"]), CONVERSATION_VIEW @ Chat(annas()) => allow;
        S94 Negative "a colleague's not": adviser(&[7]), CONVERSATION_VIEW @ Chat(petrs()) => deny out_of_scope;

        S95 Positive "a user hands own conversations on": user(&["livechat"]), CONVERSATION_TRANSFER @ Chat(annas()) => allow;
        S95 Positive "a moderator any": moderator(), CONVERSATION_TRANSFER @ Chat(petrs()) => allow;
        S95 Negative "a user not a colleague's": user(&["livechat"]), CONVERSATION_TRANSFER @ Chat(petrs()) => deny out_of_scope;
        S95 Negative "without the livechat module not": user(&["statistiques"]), CONVERSATION_TRANSFER @ Chat(annas()) => deny not_granted;

        S96 Positive "a moderator uses every module": moderator(), MODULE_USE @ Module("newsletter") => allow;
        S96 Positive "the settings too": moderator(), ACCOUNT_SETTINGS @ Section => allow;
        S96 Positive "a moderator sees users": moderator(), USER_VIEW @ Colleague => allow;
        S96 Positive "a moderator creates users": moderator(), USER_CREATE @ Section => allow;
        S96 Positive "a moderator edits users": moderator(), USER_EDIT @ Colleague => allow;
        S96 Positive "a moderator suspends users": moderator(), USER_SUSPEND @ Colleague => allow;
        S96 Positive "a moderator deletes users": moderator(), USER_DELETE @ Colleague => allow;
        S96 Positive "a moderator edits groups": moderator(), GROUP_EDIT @ Section => allow;
        S96 Positive "a moderator sees roles": moderator(), ROLE_VIEW @ Section => allow;
        S96 Positive "a moderator changes roles": moderator(), ROLE_EDIT @ Section => allow;
        S96 Positive "a moderator gives roles": moderator(), ROLE_ASSIGN @ Colleague => allow;
        S96 Positive "a moderator resets credentials": moderator(), CREDENTIALS_RESET @ Colleague => allow;
        S96 Positive "a moderator changes logins": moderator(), LOGIN_CHANGE @ Colleague => allow;
        S96 Negative "a user does not": user(&["livechat"]), MODULE_USE @ Module("newsletter") => deny out_of_scope;
        S96 Negative "nor the settings": user(&["livechat"]), ACCOUNT_SETTINGS @ Section => deny not_granted;

        S97 Positive "a moderator sees every conversation": moderator(), CONVERSATION_VIEW @ Chat(petrs()) => allow;
        S97 Positive "and answers in it": moderator(), CONVERSATION_REPLY @ Chat(petrs()) => allow;
        S97 Negative "a user does not": user(&["livechat"]), CONVERSATION_VIEW @ Chat(petrs()) => deny out_of_scope;

        S98 Positive "each module that is selected is open": user(&["livechat", "statistiques"]), MODULE_USE @ Module("statistiques") => allow;
        S98 Negative "one that is not selected is closed": user(&["livechat", "statistiques"]), MODULE_USE @ Module("newsletter") => deny out_of_scope;

        S99 Positive "the livechat module brings an adviser to the backend": adviser(&[7]), SURFACE_BACKEND @ Section => allow;
        S99 Negative "questionnaires without it do not": person(&Utilisateur, &[], &[7]), SURFACE_BACKEND @ Section => deny not_granted;
        S99 Negative "nor do they bring waiting requests": person(&Utilisateur, &["statistiques"], &[7]), CONVERSATION_TAKE @ Chat(waiting_for(7)) => deny not_granted;

        S100 Positive "deselecting modules of a moderator has no effect": person(&Moderateur, &["livechat"], &[]), MODULE_USE @ Module("statistiques") => allow;
        S100 Negative "of a user it has": user(&["livechat"]), MODULE_USE @ Module("statistiques") => deny out_of_scope;

        S107 Positive "an adviser for a questionnaire takes its requests": adviser(&[7]), CONVERSATION_TAKE @ Chat(waiting_for(7)) => allow;
        S107 Positive "for several questionnaires those of each": adviser(&[7, 9]), CONVERSATION_TAKE @ Chat(waiting_for(9)) => allow;
        S107 Negative "with none chosen nobody is adviser": adviser(&[]), CONVERSATION_TAKE @ Chat(waiting_for(7)) => deny not_granted;

        S108 Positive "waiting requests of the chosen questionnaires are taken": adviser(&[7]), CONVERSATION_TAKE @ Chat(waiting_for(7)) => allow;
        S108 Negative "of another not": adviser(&[7]), CONVERSATION_TAKE @ Chat(waiting_for(8)) => deny out_of_scope;
        S108 Negative "of no questionnaire neither": adviser(&[7]), CONVERSATION_TAKE @ Chat(waiting()) => deny out_of_scope;

        S109 Positive "a waiting request of another questionnaire is not visible": adviser(&[7]), CONVERSATION_VIEW @ Chat(waiting_for(8)) => deny out_of_scope;
        S109 Positive "nor takable": adviser(&[7]), CONVERSATION_TAKE @ Chat(waiting_for(8)) => deny out_of_scope;
        S109 Negative "of one's own it is visible": adviser(&[7]), CONVERSATION_VIEW @ Chat(waiting_for(7)) => allow;
        S109 Negative "transferred, it is one's own": adviser(&[7]), CONVERSATION_REPLY @ Chat(transferred()) => allow;

        S110 Positive "a moderator sees every waiting request": moderator(), CONVERSATION_VIEW @ Chat(waiting_for(8)) => allow;
        S110 Positive "and takes it": moderator(), CONVERSATION_TAKE @ Chat(waiting_for(8)) => allow;
        S110 Positive "of no questionnaire too": moderator(), CONVERSATION_TAKE @ Chat(waiting()) => allow;
        S110 Negative "a user without questionnaires sees none": adviser(&[]), CONVERSATION_VIEW @ Chat(waiting_for(8)) => deny out_of_scope;
        S110 Negative "what a colleague has is not waiting": moderator(), CONVERSATION_TAKE @ Chat(petrs()) => deny out_of_scope;

        D10 Positive "a moderator has every module, also what comes later": person(&Moderateur, &["livechat"], &[]), MODULE_USE @ Module("later") => allow;
        D10 Negative "a user what was chosen": user(&["livechat"]), MODULE_USE @ Module("later") => deny out_of_scope;
        D22 Positive "a moderator transfers any conversation": moderator(), CONVERSATION_TRANSFER @ Chat(petrs()) => allow;
        D22 Positive "a user the own ones": user(&["livechat"]), CONVERSATION_TRANSFER @ Chat(annas()) => allow;
        D22 Negative "and no other": user(&["livechat"]), CONVERSATION_TRANSFER @ Chat(petrs()) => deny out_of_scope;
    }
}
