//! What the sample data comes to: people, notices, customers and tickets, one line each.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use expect_test::expect_file;
use frontdesk::{Imported, Person};
use frontdesk_access::AddOnId;
use frontdesk_assignment::Adviser;
use frontdesk_model::{ActorId, Assignee, Author, Limit};
use frontdesk_systems::omnidesk::Settings;
use frontdesk_systems::talkme::ConfirmedPair;
use frontdesk_systems::{Import, Notice};
use frontdesk_visibility::{Audience, Ticket};

use super::staff::rights_of;
use super::*;
use crate::readers::READERS;

/// Everything that files give.
pub(super) struct Loaded {
    pub(super) imported: Imported,
    pub(super) notices: Vec<Notice>,
    pub(super) tickets: Vec<Ticket>,
    pub(super) confirmed: Vec<ConfirmedPair>,
}

impl Loaded {
    fn add(&mut self, (imported, notices): Filled) {
        self.imported.extend(imported);
        self.notices.extend(notices);
    }
}

/// Reads the files, as far as they can be read, and fills everything in.
pub(super) fn load(files: &BTreeMap<&'static str, Vec<u8>>) -> Loaded {
    let mut loaded = Loaded {
        imported: Imported::default(),
        notices: Vec::new(),
        tickets: Vec::new(),
        confirmed: Vec::new(),
    };
    let employees = list(files, "uis-employees.json", uis::read_employees);
    let cabinet = list(files, "uis-cabinet.json", uis::read_cabinet);
    let statuses = list(files, "uis-statuses.json", uis::read_statuses);
    loaded.add(uis::fill(TENANT, &employees, &cabinet, &statuses));
    let omnidesk = Omnidesk {
        staff: list(files, "omnidesk-staff.json", omnidesk::read_staff),
        statuses: list(
            files,
            "omnidesk-staff-statuses.json",
            omnidesk::read_staff_statuses,
        ),
        groups: list(files, "omnidesk-groups.json", omnidesk::read_groups),
        users: list(files, "omnidesk-users.json", omnidesk::read_users),
        fields: list(
            files,
            "omnidesk-custom-fields.json",
            omnidesk::read_custom_fields,
        ),
        portal: list(
            files,
            "omnidesk-portal-fields.json",
            omnidesk::read_portal_fields,
        ),
        cases: list(files, "omnidesk-cases.json", omnidesk::read_cases),
        messages: list(files, "omnidesk-messages.json", omnidesk::read_messages),
    };
    let languages = [("1", "ru"), ("2", "en"), ("3", "fr")]
        .map(|(number, tag)| (number.to_owned(), Language::parse(tag).unwrap()));
    let settings = Settings {
        languages: languages.into(),
        ..settings()
    };
    loaded.add(omnidesk::fill(TENANT, &omnidesk.account(), &settings));
    let (tickets, notices) = omnidesk::tickets(TENANT, &omnidesk.account(), &settings);
    loaded.tickets = tickets;
    loaded.notices.extend(notices);
    if let Some(pairs) = one(files, "talkme-pairs.json", talkme::read_pairs) {
        loaded.add(talkme::fill(TENANT, &pairs));
        loaded.confirmed = talkme::confirmed_pairs(TENANT, &pairs);
    }
    loaded.add(reach::fill(
        TENANT,
        &list(files, "reach-users.csv", reach::read_users),
    ));
    if let Some(invitation) = one(files, "noci-invitation.json", noci::read_invitation) {
        loaded.add(noci::fill(TENANT, &invitation));
    }
    loaded
}

fn one<T>(
    files: &BTreeMap<&'static str, Vec<u8>>,
    file: &str,
    read: fn(&[u8]) -> Import<T>,
) -> Option<T> {
    let (records, _warnings) = read(files.get(file)?).ok()?;
    Some(records)
}

fn list<T>(
    files: &BTreeMap<&'static str, Vec<u8>>,
    file: &str,
    read: fn(&[u8]) -> Import<Vec<T>>,
) -> Vec<T> {
    one(files, file, read).unwrap_or_default()
}

fn samples() -> Loaded {
    load(
        &READERS
            .iter()
            .map(|reader| (reader.name, reader.sample.to_vec()))
            .collect(),
    )
}

#[test]
fn people() {
    let imported = samples().imported;
    let names = names(&imported);
    let mut text = String::new();
    for person in &imported.people {
        writeln!(text, "{}", line(person, &names)).unwrap();
    }
    expect_file!["../golden/fill-people.txt"].assert_eq(&text);
}

#[test]
fn notices() {
    let mut text = String::new();
    for notice in samples().notices {
        writeln!(text, "{}  {notice}", notice.kind.code()).unwrap();
    }
    expect_file!["../golden/fill-notices.txt"].assert_eq(&text);
}

#[test]
fn customers() {
    let imported = samples().imported;
    let names = names(&imported);
    let mut text = String::new();
    for customer in &imported.customers {
        let roles = customer.roles.iter().map(|held| {
            let add_ons: Vec<&str> = held.add_ons.iter().map(AddOnId::as_str).collect();
            format!("{}({})", held.role, add_ons.join(" "))
        });
        let roles: Vec<String> = roles.collect();
        write!(
            text,
            "{}: {}; {}",
            customer.name,
            customer.standing.name(),
            roles.join(" ")
        )
        .unwrap();
        let companies = named_all(&customer.organizations, &names);
        if !companies.is_empty() {
            write!(text, "; of {companies}").unwrap();
        }
        text.push('\n');
    }
    for (id, field) in &imported.fields {
        writeln!(text, "{id}: {}; {:?}", field.title, field.portal).unwrap();
    }
    expect_file!["../golden/fill-customers.txt"].assert_eq(&text);
}

#[test]
fn tickets() {
    let loaded = samples();
    let mut names = names(&loaded.imported);
    for customer in &loaded.imported.customers {
        names.insert(customer.id.uuid().to_string(), customer.name.clone());
    }
    let name = |id: String| names.get(&id).cloned().unwrap_or_else(|| "?".to_owned());
    let mut text = String::new();
    for ticket in &loaded.tickets {
        let facts = &ticket.facts;
        let mut parts = vec![
            facts
                .state
                .map_or("no state", |state| state.name())
                .to_owned(),
        ];
        if let Some(Assignee::Person(id)) = facts.assignee {
            parts.push(format!("of {}", name(id.uuid().to_string())));
        }
        parts.extend(
            facts
                .group
                .map(|id| format!("in {}", name(id.uuid().to_string()))),
        );
        parts.extend(
            facts
                .channel
                .as_ref()
                .map(|channel| format!("by {channel}")),
        );
        parts.extend(
            facts
                .language
                .as_ref()
                .map(|language| language.as_str().to_owned()),
        );
        parts.extend(
            facts
                .requester
                .map(|id| format!("from {}", name(id.uuid().to_string()))),
        );
        parts.extend(
            facts
                .organization
                .map(|id| format!("of {}", name(id.uuid().to_string()))),
        );
        parts.extend(ticket.priority.map(|priority| priority.name().to_owned()));
        parts.extend(facts.deleted.then(|| "deleted".to_owned()));
        parts.extend(facts.spam.then(|| "spam".to_owned()));
        parts.extend(
            ticket
                .client_number
                .iter()
                .map(|_| "with a number".to_owned()),
        );
        parts.extend(
            ticket
                .custom_fields
                .iter()
                .map(|(id, value)| format!("{id}={value}")),
        );
        writeln!(text, "{}: {}", ticket.number, parts.join("; ")).unwrap();
        for message in &ticket.messages {
            let author = match &message.author {
                Some(Author::Actor(ActorId::User(id))) => name(id.uuid().to_string()),
                Some(Author::Actor(ActorId::Customer(id))) => name(id.uuid().to_string()),
                Some(Author::System(system)) => format!("[{system}]"),
                None => "nobody".to_owned(),
            };
            let audience = match message.audience {
                Audience::Public => "",
                Audience::Internal => " (note)",
            };
            let files: Vec<&str> = message
                .attachments
                .iter()
                .map(|file| file.name.as_str())
                .collect();
            let files = files.join(" ");
            writeln!(text, "  {} {author}{audience} {files}", message.at).unwrap();
        }
    }
    for pair in &loaded.confirmed {
        let [operator, admin] = [pair.operator, pair.admin].map(|id| name(id.uuid().to_string()));
        writeln!(text, "{operator} is {admin}, {}", pair.confirmed_at).unwrap();
    }
    let text: String = text
        .lines()
        .map(|line| format!("{}\n", line.trim_end()))
        .collect();
    expect_file!["../golden/fill-tickets.txt"].assert_eq(&text);
}

/// A person in one line: record, standing, rights, and every list that is not empty.
fn line(person: &Person, names: &BTreeMap<String, String>) -> String {
    let user = &person.user;
    let lists = user.memberships();
    let mut parts = vec![user.standing().name().to_owned()];
    let rights = rights_of(person);
    parts.push(if rights.is_empty() {
        "no rights".to_owned()
    } else {
        rights
    });
    let mut list = |title: &str, items: String| {
        if !items.is_empty() {
            parts.push(format!("{title} {items}"));
        }
    };
    list("in", named_all(&lists.groups, names));
    list("sites", named_all(&lists.sites, names));
    list("oversees", named_all(&lists.overseen_groups, names));
    list("oversees", named_all(&lists.overseen_people, names));
    list("questionnaires", named_all(&lists.questionnaires, names));
    list(
        "modules",
        joined(
            lists
                .modules
                .iter()
                .map(|module| module.as_str().to_owned()),
        ),
    );
    list(
        "speaks",
        joined(lists.languages.iter().map(|it| it.as_str().to_owned())),
    );
    if let Some(Limit::Count(limit)) = user.profile().limit {
        list("at most", limit.to_string());
    }
    list("chooses", joined(user.profile().settings.keys().cloned()));
    if person.adviser == Adviser::OfListed {
        list("adviser of", "those listed".to_owned());
    }
    let available = person.availability;
    list(
        "may now",
        if available.is_all() {
            "all".to_owned()
        } else {
            joined(available.names().map(str::to_owned))
        },
    );
    let record = &names[&user.id().uuid().to_string()];
    format!("{record}: {}", parts.join("; "))
}

fn joined(items: impl Iterator<Item = String>) -> String {
    let items: Vec<String> = items.collect();
    items.join(" ")
}

/// The names of these, sorted.
fn named_all<K: Kind>(ids: &BTreeSet<Id<K>>, names: &BTreeMap<String, String>) -> String {
    let name = |id: &Id<K>| {
        names
            .get(&id.uuid().to_string())
            .cloned()
            .unwrap_or_else(|| "?".to_owned())
    };
    let mut found: Vec<String> = ids.iter().map(name).collect();
    found.sort();
    found.join(", ")
}
