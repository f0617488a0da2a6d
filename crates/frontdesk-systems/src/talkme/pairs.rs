//! The pair file: operators, admin users, and which of them are said to be one person.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use frontdesk_model::{Language, Limit};

use crate::read::{
    Expected, Import, Item, Log, Personal, Record, Tree, WarningKind, child, json, read_each,
    short, unique, wrong_shape,
};

/// The legacy accounts of one Talk-Me account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PairFile {
    /// The operators.
    pub operators: Vec<Operator>,
    /// The admin users. Their numbers are their own: operator 17 and admin user 17 may be two
    /// people.
    pub admin_users: Vec<AdminUser>,
    /// Which of them are said to be one person.
    pub links: Vec<Link>,
}

/// A legacy operator.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Operator {
    /// The number among the operators.
    pub id: i64,
    /// The name to sign in with, by which the API addresses operators.
    pub login: Personal,
    /// Name.
    pub name: Option<Personal>,
    /// The name that customers see.
    pub chat_name: Option<Personal>,
    /// E-mail address, as it came.
    pub email: Option<Personal>,
    /// Also receives every message sent to any operator: the 'administrator' of the old help page.
    pub receives_all_messages: bool,
    /// How many conversations at once; `None` where the operator has no setting of it.
    pub limit: Option<Limit>,
    /// The languages of the operator's chats.
    pub languages: BTreeSet<Language>,
    /// Rights, as the file names them.
    pub rights: BTreeSet<String>,
    /// The settings that the operator chose, by name: `language`, `time_zone`, `notifications`,
    /// and those of the object `settings`.
    pub settings: BTreeMap<String, Personal>,
}

/// A legacy admin user.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AdminUser {
    /// The number among the admin users.
    pub id: i64,
    /// The name to sign in with.
    pub login: Personal,
    /// Name.
    pub name: Option<Personal>,
    /// E-mail address, as it came.
    pub email: Option<Personal>,
    /// Rights, as the file names them.
    pub rights: BTreeSet<String>,
    /// The settings that the admin user chose, as for an [`Operator`].
    pub settings: BTreeMap<String, Personal>,
}

/// A statement that an operator and an admin user are one person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// The operator.
    pub operator: i64,
    /// The admin user.
    pub admin_user: i64,
    /// Who confirmed it.
    pub confirmed_by: Option<Personal>,
    /// When.
    pub confirmed_at: Option<DateTime<Utc>>,
}

impl Link {
    /// Whether somebody confirmed it, and when is known.
    #[must_use]
    pub const fn is_confirmed(&self) -> bool {
        self.confirmed_by.is_some() && self.confirmed_at.is_some()
    }
}

/// Reads a pair file. Of several operators, or admin users, with one number the first is kept, and
/// of several links between the same two as well. A link to an account that the file does not hold
/// is not imported.
///
/// # Errors
/// When the file is no such object; see [`ImportError`](crate::ImportError).
pub fn read_pairs(bytes: &[u8]) -> Import<PairFile> {
    json(bytes, |tree, log| {
        let Tree::Object(_) = tree else {
            return Err(wrong_shape(EXPECTED, String::new()));
        };
        let mut file = Record::open(String::new(), tree, log);
        let lists = [OPERATORS, ADMIN_USERS, LINKS].map(|name| list(&mut file, name));
        let [None, None, None] = lists else {
            let [operators, admin_users, links] = lists.map(Option::unwrap_or_default);
            let _no_problem_in_an_object = file.finish();
            return Ok(pair_file(operators, admin_users, links, log));
        };
        Err(wrong_shape(EXPECTED, String::new()))
    })
}

const EXPECTED: &str = "an object with `operators`, `admin_users` and `links`";
const OPERATORS: &str = "operators";
const ADMIN_USERS: &str = "admin_users";
const LINKS: &str = "links";

/// One of the lists; `None` and a warning when it is missing.
fn list(file: &mut Record<'_>, field: &'static str) -> Option<Vec<Item>> {
    let list = file.list(field);
    if list.is_none() {
        file.warn(field, WarningKind::MissingField { field });
    }
    list
}

fn pair_file(
    operators: Vec<Item>,
    admin_users: Vec<Item>,
    links: Vec<Item>,
    log: &Log,
) -> PairFile {
    let operators = unique(read_each(operators, log, operator), log, |one| one.id);
    let admin_users = unique(read_each(admin_users, log, admin_user), log, |one| one.id);
    let operator_ids: BTreeSet<_> = operators.iter().map(|one| one.id).collect();
    let admin_ids: BTreeSet<_> = admin_users.iter().map(|one| one.id).collect();
    let mut links = read_each(links, log, link);
    links.retain(|(at, link)| {
        let unknown = [
            ("operator", !operator_ids.contains(&link.operator)),
            ("admin_user", !admin_ids.contains(&link.admin_user)),
        ];
        for (field, _) in unknown.iter().filter(|(_, is_unknown)| *is_unknown) {
            log.warn(at, WarningKind::UnknownReference { field });
        }
        unknown.iter().all(|(_, is_unknown)| !is_unknown)
    });
    PairFile {
        operators,
        admin_users,
        links: unique(links, log, |link| (link.operator, link.admin_user)),
    }
}

fn operator(record: &mut Record<'_>) -> Operator {
    Operator {
        id: record.id("id"),
        login: record.required_personal("login"),
        name: record.personal("name"),
        chat_name: record.personal("chat_name"),
        email: record.personal("email"),
        receives_all_messages: record.flag("receives_all_messages").unwrap_or(false),
        limit: record.limit("limit"),
        languages: record.languages("languages"),
        rights: record.texts("rights").into_iter().collect(),
        settings: settings(record),
    }
}

fn admin_user(record: &mut Record<'_>) -> AdminUser {
    AdminUser {
        id: record.id("id"),
        login: record.required_personal("login"),
        name: record.personal("name"),
        email: record.personal("email"),
        rights: record.texts("rights").into_iter().collect(),
        settings: settings(record),
    }
}

fn link(record: &mut Record<'_>) -> Link {
    Link {
        operator: record.id("operator"),
        admin_user: record.id("admin_user"),
        confirmed_by: record.personal("confirmed_by"),
        confirmed_at: record.moment("confirmed_at"),
    }
}

/// The explicit settings: those that the record names itself, then those of `settings`.
fn settings(record: &mut Record<'_>) -> BTreeMap<String, Personal> {
    let mut settings = BTreeMap::new();
    for name in ["language", "time_zone", "notifications"] {
        if let Some(value) = record.personal(name) {
            settings.insert(name.to_owned(), value);
        }
    }
    let at = record.at_field("settings");
    let log = record.log();
    for (name, tree) in record.entries("settings") {
        let value = match tree {
            Tree::Null => continue,
            Tree::Text(text) => text,
            Tree::Flag(flag) => flag.to_string(),
            Tree::Number(number) => number.to_string(),
            Tree::List(_) | Tree::Object(_) => {
                let expected = Expected::Text;
                log.warn(&child(&at, &name), WarningKind::Unreadable { expected });
                continue;
            }
        };
        let twice = short(&name);
        if settings.insert(name, value.into()).is_some() {
            let kind = WarningKind::DuplicateField {
                name: twice.clone(),
            };
            log.warn_field(&at, &twice, kind);
        }
    }
    settings
}
