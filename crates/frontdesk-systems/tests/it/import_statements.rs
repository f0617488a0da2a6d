//! Statements about records: what a file of a system becomes, and what is said of the rest.

use std::collections::BTreeSet;

use frontdesk::Imported;
use frontdesk_model::TenantId;
use frontdesk_systems::{Filled, Notice, Warning, noci, reach, talkme, uis};

use crate::statements::{Row, rows};

const TENANT: TenantId = TenantId::from_number(1);

/// How many people a file became, with the codes of its warnings and notices.
fn told(people: usize, warnings: &[Warning], notices: &[Notice]) -> String {
    let warned = warnings.iter().map(|warning| warning.kind.code());
    let codes: Vec<&str> = warned
        .chain(notices.iter().map(|n| n.kind.code()))
        .collect();
    format!("{people}; {}", codes.join(" "))
        .trim_end_matches("; ")
        .to_owned()
}

fn summary(filled: &Filled, warnings: &[Warning]) -> String {
    told(filled.0.people.len(), warnings, &filled.1)
}

fn employee(fields: &str) -> String {
    let json = format!(r#"[{{"id":1,"login":"a","status":"available","status_id":1,{fields}}}]"#);
    let statuses = br#"[{"id":1,"mnemonic":"available","name":"A"}]"#;
    let (employees, warnings) = uis::read_employees(json.as_bytes()).unwrap();
    let (statuses, _) = uis::read_statuses(statuses).unwrap();
    summary(&uis::fill(TENANT, &employees, &[], &statuses), &warnings)
}

fn invited(fields: &str) -> (Filled, Vec<Warning>) {
    let (invitation, warnings) = noci::read_invitation(format!("{{{fields}}}").as_bytes()).unwrap();
    (noci::fill(TENANT, &invitation), warnings)
}

fn invitation(fields: &str) -> String {
    match noci::read_invitation(format!("{{{fields}}}").as_bytes()) {
        Ok(_) => {
            let (filled, warnings) = invited(fields);
            summary(&filled, &warnings)
        }
        Err(error) => error.code().to_owned(),
    }
}

/// An invitation of one address as utilisateur, and this.
fn one(fields: &str) -> String {
    invitation(&format!(
        r#""emails":["a@example.test"],"role":"utilisateur",{fields}"#
    ))
}

fn to(emails: &str) -> String {
    invitation(&format!(r#""role":"utilisateur","emails":{emails}"#))
}

fn as_role(role: &str, fields: &str) -> String {
    invitation(&format!(
        r#""emails":["a@example.test"],"role":{role}{fields}"#
    ))
}

/// The roles that an invitation as this role comes to.
fn roles_of(role: &str) -> String {
    let fields = format!(r#""emails":["a@example.test"],"role":"{role}","modules":["livechat"]"#);
    let Imported { people, .. } = invited(&fields).0.0;
    let roles: Vec<&str> = people[0]
        .rights
        .roles
        .iter()
        .map(|held| held.role.as_str())
        .collect();
    roles.join(" ")
}

fn limit_of(fields: &str) -> String {
    let fields = format!(r#""emails":["a@example.test"],"role":"moderateur"{fields}"#);
    match invited(&fields).0.0.people[0].user.profile().limit {
        None => "none".to_owned(),
        Some(limit) => limit.to_string(),
    }
}

fn languages_of(fields: &str) -> String {
    let fields = format!(r#""emails":["a@example.test"],"role":"moderateur"{fields}"#);
    let Imported { people, .. } = invited(&fields).0.0;
    let languages = &people[0].user.memberships().languages;
    let tags: Vec<&str> = languages.iter().map(|language| language.as_str()).collect();
    tags.join(" ")
}

/// How many different records, addresses and ids left out, an invitation of these comes to.
fn kinds_of_record(emails: &str) -> String {
    let fields = format!(
        r#""emails":{emails},"role":"utilisateur","modules":["livechat"],"limit":3,"questionnaires":["devis"]"#
    );
    let Imported { people, .. } = invited(&fields).0.0;
    let kinds: BTreeSet<String> = people
        .iter()
        .map(|person| {
            let mut record = serde_json::to_value(person.user.record()).unwrap();
            for own in ["/id", "/profile/email", "/profile/external_ids"] {
                if let Some(value) = record.pointer_mut(own) {
                    value.take();
                }
            }
            format!("{record} {:?} {:?}", person.rights, person.adviser)
        })
        .collect();
    format!("{} of {}", kinds.len(), people.len())
}

/// A row of the CSV.
fn user(cells: &str) -> String {
    let csv = format!("first_name,last_name,email,roles,groups\n{cells}\n");
    let (users, warnings) = reach::read_users(csv.as_bytes()).unwrap();
    summary(&reach::fill(TENANT, &users), &warnings)
}

/// The file of one operator and one admin user with these fields.
fn pair(operator: &str, admin: &str) -> (Filled, Vec<Warning>) {
    let json = format!(
        r#"{{"operators":[{{"id":1,"login":"a"{operator}}}],"admin_users":[{{"id":1,"login":"a"{admin}}}],"links":[]}}"#
    );
    let (pairs, warnings) = talkme::read_pairs(json.as_bytes()).unwrap();
    (talkme::fill(TENANT, &pairs), warnings)
}

/// How many of the claims on logins and addresses the two accounts share.
fn shared_claims(operator: &str, admin: &str) -> usize {
    let (filled, _) = pair(operator, admin);
    let claims: Vec<_> = filled
        .0
        .people
        .iter()
        .map(|person| person.user.claims(frontdesk_identity::EmailUse::Contact))
        .collect();
    claims[0].intersection(&claims[1]).count()
}

#[rustfmt::skip] // A table: one row, one line.
pub(crate) fn rows() -> Vec<Row> {
    rows! {
        S2 Positive "the operator and the admin user of one login are two accounts with two claims": shared_claims("", "") => "0";
        S2 Negative "and both are there": pair("", "").0.0.people.len() => "2";
        S31 Positive "an employee with a surname is imported": employee(r#""last_name":"A""#) => "1";
        S31 Negative "one without is reported and left out": employee(r#""first_name":"A""#) => "0; broken_record";
        S31 Negative "so is one with an empty one": employee(r#""last_name":"""#) => "0; broken_record";
        S31 Negative "and one of white space": employee(r#""last_name":" ""#) => "0; broken_record";
        S32 Positive "without first name, patronymic and address": employee(r#""last_name":"A","first_name":null,"patronymic":null,"email":null"#) => "1";
        S32 Negative "the three do not replace the surname": employee(r#""first_name":"A","patronymic":"B","email":"a@example.test""#) => "0; broken_record";
        S88 Positive "a utilisateur has that role alone": roles_of("utilisateur") => "noci.utilisateur";
        S88 Positive "a modérateur has that role alone": roles_of("moderateur") => "noci.moderateur";
        S88 Negative "another role is told and gives nothing": as_role(r#""chef""#, "") => "1; unknown_value unknown_role";
        S88 Negative "no role is refused": invitation(r#""emails":["a@example.test"]"#) => "broken_record";
        S99 Positive "an adviser with the livechat": one(r#""modules":["livechat"],"questionnaires":["devis"]"#) => "1";
        S99 Negative "one without is told of": one(r#""modules":["statistiques"],"questionnaires":["devis"]"#) => "1; questionnaires_without_livechat";
        S100 Positive "the modules of a moderator are told and passed over": as_role(r#""moderateur""#, r#","modules":["livechat"]"#) => "1; modules_of_moderator";
        S100 Negative "those of a utilisateur are not": one(r#""modules":["livechat"]"#) => "1";
        S101 Positive "no limit is unlimited": limit_of("") => "unlimited";
        S101 Negative "a number is a limit": limit_of(r#","limit":3"#) => "3";
        S102 Positive "a limit with its number": one(r#""limit":1"#) => "1";
        S102 Negative "a limit of 0 is refused": one(r#""limit":0"#) => "broken_record";
        S102 Negative "a limit that is no number is refused": one(r#""limit":"no""#) => "broken_record";
        S104 Positive "without languages the language is French": languages_of("") => "fr";
        S104 Negative "those that are given replace it": languages_of(r#","languages":["en","es"]"#) => "en es";
        S105 Positive "others may be given": one(r#""languages":["en"]"#) => "1";
        S105 Negative "none is told, and French": one(r#""languages":[]"#) => "1; empty_list";
        S110 Positive "the questionnaires of a moderator are ignored with a warning": as_role(r#""moderateur""#, r#","questionnaires":["devis"]"#) => "1; ignored";
        S110 Negative "those of a utilisateur are not": one(r#""modules":["livechat"],"questionnaires":["devis"]"#) => "1";
        S113 Positive "several addresses, several accounts": to(r#"["a@example.test","b@example.test"]"#) => "2";
        S113 Positive "the same twice is one account": to(r#"["a@example.test","a@EXAMPLE.test"]"#) => "1; duplicate_address";
        S113 Positive "a bad one is told and the good ones stay": to(r#"["a@example.test","nobody"]"#) => "1; bad_email";
        S113 Negative "none at all is refused": to("[]") => "broken_record";
        S114 Positive "two addresses, records equal but for the address": kinds_of_record(r#"["a@example.test","b@example.test"]"#) => "1 of 2";
        S114 Positive "and so are five": kinds_of_record(r#"["a@x.test","b@x.test","c@x.test","d@x.test","e@x.test"]"#) => "1 of 5";
        S114 Negative "an address that is none gets no record": kinds_of_record(r#"["a@x.test","nobody"]"#) => "1 of 1";
        S118 Positive "a row with all four is imported": user("Ana,Diaz,ana@example.test,Supervisor,") => "1";
        S118 Negative "first name": user(",Diaz,ana@example.test,Supervisor,") => "0; broken_record";
        S118 Negative "last name": user("Ana,,ana@example.test,Supervisor,") => "0; broken_record";
        S118 Negative "e-mail address": user("Ana,Diaz,,Supervisor,") => "0; broken_record";
        S118 Negative "roles": user("Ana,Diaz,ana@example.test,,") => "0; broken_record";
        S119 Positive "a row with two roles": user("Ana,Diaz,ana@example.test,Supervisor;Conversation Agent,") => "1";
        S119 Negative "a name that is no role is told": user("Ana,Diaz,ana@example.test,Boss,") => "1; unknown_role_name unknown_role";
        S150 Positive "an option that its role does not list is told": user("Ana,Diaz,ana@example.test,Supervisor;Dispenser,") => "1; unlisted_add_on";
        S150 Negative "one that it lists is not": user("Ana,Diaz,ana@example.test,Conversation Agent;Dispenser,") => "1";
    }
}
