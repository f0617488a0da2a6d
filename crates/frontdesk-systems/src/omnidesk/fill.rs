//! A desk's people, customers and groups from Omnidesk, and its tickets.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use frontdesk::{Customer, ImportedField, Rights};
use frontdesk_assignment::Adviser;
use frontdesk_identity::{Algorithm, Import as ImportAccount, Login, PersonName, Profile};
use frontdesk_model::{
    AccountKind, ActorId, Assignee, Author, Availability, ConversationFacts, ConversationState,
    CustomerId, ExternalId, Id, Language, OrganizationId, Standing, TenantId, UserId,
};
use frontdesk_visibility::{
    Attachment as TicketFile, Audience, FieldId, Message as TicketMessage,
    Priority as TicketPriority, Ticket, Use,
};

use super::roles::{CustomerAccount, for_customer};
use super::{
    Case, CaseStatus, CustomField, FieldLevel, FieldValue, Group, Message, Portal, PortalField,
    PortalFieldName, Priority, Staff, StaffStatus, User,
};
use crate::fill::{Filled, Filling, Notice, NoticeKind, Working};
use crate::read::short;

/// Everything of an Omnidesk account that was read.
#[derive(Clone, Copy, Debug, Default)]
pub struct Account<'a> {
    /// The staff.
    pub staff: &'a [Staff],
    /// Its statuses.
    pub statuses: &'a [StaffStatus],
    /// The groups.
    pub groups: &'a [Group],
    /// The customers.
    pub users: &'a [User],
    /// The added fields.
    pub fields: &'a [CustomField],
    /// What the portal does with them.
    pub portal: &'a [PortalField],
    /// The tickets.
    pub cases: &'a [Case],
    /// Their messages.
    pub messages: &'a [Message],
}

/// What the export does not say.
#[derive(Clone, Debug)]
pub struct Settings {
    /// What the host says of its portal; the same for every customer.
    pub customers: CustomerAccount,
    /// The languages behind the numbers of the export, by number as text.
    pub languages: BTreeMap<String, Language>,
}

/// Fills a desk from Omnidesk. The staff's groups and rights are not in the API: the desk file says
/// them. The tickets are [`tickets`].
#[must_use]
pub fn fill(tenant: TenantId, account: &Account<'_>, settings: &Settings) -> Filled {
    let mut filling = Filling::new(tenant, super::roles::SYSTEM);
    filling.imported.roles = super::roles::roles();
    for group in account.groups {
        let id = filling.id("group", group.group_id);
        filling.imported.groups.insert(id, group.title.clone());
    }
    for staff in account.staff {
        add_staff(&mut filling, staff, account.statuses);
    }
    for user in account.users {
        add_customer(&mut filling, user, settings);
    }
    add_fields(&mut filling, account);
    filling.done()
}

/// The tickets of an account, in the order of the cases, with what could not be used.
#[must_use]
pub fn tickets(
    tenant: TenantId,
    account: &Account<'_>,
    settings: &Settings,
) -> (Vec<Ticket>, Vec<Notice>) {
    let mut filling = Filling::new(tenant, super::roles::SYSTEM);
    let users: BTreeMap<i64, &User> = account.users.iter().map(|u| (u.user_id, u)).collect();
    // The messages of each case; those that are left over belong to none.
    let mut by_case: BTreeMap<Option<i64>, Vec<&Message>> = BTreeMap::new();
    for message in account.messages {
        by_case.entry(message.case_id).or_default().push(message);
    }
    let mut tickets = Vec::new();
    for case in account.cases {
        let of_case = by_case.remove(&Some(case.case_id)).unwrap_or_default();
        let facts = facts(&mut filling, case, &users, settings);
        let requester = case.user_id.and_then(|id| users.get(&id));
        tickets.push(Ticket {
            number: case
                .case_number
                .clone()
                .unwrap_or_else(|| case.case_id.to_string()),
            subject: text(case.subject.as_ref()),
            priority: case.priority.as_ref().and_then(priority),
            client_number: requester
                .and_then(|user| user.phone.as_ref())
                .map(|phone| phone.as_str().to_owned()),
            custom_fields: values(case, account.fields),
            messages: messages(&filling, of_case),
            ..Ticket::new(facts)
        });
    }
    for message in by_case.into_values().flatten() {
        let record = filling.external("message", message.message_id);
        filling.notice(&record, NoticeKind::Orphan);
    }
    (tickets, filling.notices)
}

fn add_staff(filling: &mut Filling, staff: &Staff, statuses: &[StaffStatus]) {
    let external = filling.external("staff", staff.staff_id);
    let email = filling.email(&external, staff.email.as_ref());
    let is_user = email.is_some();
    if !is_user {
        filling.notice(&external, NoticeKind::RightsWithoutLogin);
    }
    let availability = availability(staff, statuses);
    if availability.is_none() {
        filling.notice(&external, NoticeKind::UnknownStatus);
    }
    let form = ImportAccount {
        id: filling.id("staff", staff.staff_id),
        kind: AccountKind::Unified,
        capacities: None,
        profile: Profile {
            name: whole_name(staff.full_name.as_ref()),
            chat_name: filling.chat_name(&external, staff.full_name.as_ref()),
            external_ids: BTreeSet::from([external.clone()]),
            email,
            ..Profile::default()
        },
        // The staff signs in by its e-mail address.
        login: if is_user { Login::Email } else { Login::Unset },
        password: is_user.then(Algorithm::elsewhere),
        ever_had_rights: is_user,
        standing: match (is_user, staff.active) {
            (_, false) => Standing::Suspended,
            (true, true) => Standing::Active,
            (false, true) => Standing::Employee,
        },
    };
    if let Some(user) = filling.account(&external, form) {
        let working = Working {
            availability: availability.unwrap_or_default(),
            adviser: Adviser::OfAll,
        };
        filling.staff(user, Rights::default(), working);
    }
}

/// The three built-in statuses (products.md 3.2): 1 online, 3 without chats, 2 offline. Of a status
/// of the account's own the export does not say what it allows.
fn availability(staff: &Staff, statuses: &[StaffStatus]) -> Option<Availability> {
    let status = staff.status_id?;
    let listed = statuses.is_empty() || statuses.iter().any(|known| known.status_id == status);
    match status {
        _ if !listed => None,
        1 => Some(Availability::all()),
        2 => Some(Availability::SELECTABLE),
        3 => Some(Availability::all() - Availability::ACCEPT_CHAT - Availability::ACCEPT_TRANSFER),
        _ => None,
    }
}

fn add_customer(filling: &mut Filling, user: &User, settings: &Settings) {
    let external = filling.external("user", user.user_id);
    let id: CustomerId = filling.id("user", user.user_id);
    let mut organizations = BTreeSet::new();
    if let Some((company, name)) = company(filling, user) {
        filling.imported.names.insert(company.uuid(), name);
        organizations.insert(company);
    }
    let name = text(user.full_name.as_ref());
    filling.imported.customers.push(Customer {
        tenant: filling.tenant,
        id,
        name: if name.is_empty() {
            external.to_string()
        } else {
            name
        },
        organizations,
        roles: for_customer(settings.customers).roles,
        // Deleted and switched-off customers see nothing; one whose address nobody confirmed waits.
        standing: match (user.deleted, user.active, user.confirmed) {
            (true, _, _) => Standing::Deleted,
            (false, false, _) => Standing::Suspended,
            (false, true, false) => Standing::Pending,
            (false, true, true) => Standing::Active,
        },
    });
}

/// A company is known by its name alone.
fn company(filling: &Filling, user: &User) -> Option<(OrganizationId, String)> {
    let name = user.company_name.as_ref()?.as_str().trim();
    let external: ExternalId = filling.named("company", name)?;
    Some((
        Id::from_external(filling.tenant, &external),
        name.to_owned(),
    ))
}

/// The fields of cases with what the portal does with them: hidden unless the host's list shows them
/// (S169). A line of the list that says something of another field is left out with a notice.
fn add_fields(filling: &mut Filling, account: &Account<'_>) {
    for field in account.fields {
        let name = PortalFieldName::Custom(field.field_id);
        let flag = account.portal.iter().find(|line| line.field == name);
        let portal = match flag.map(|line| &line.portal) {
            Some(Portal::View) => Use::View,
            Some(Portal::Edit) => Use::Edit,
            Some(Portal::Hidden | Portal::Other(_)) | None => Use::Hidden,
        };
        if field.field_level == FieldLevel::Case {
            let title = field.title.clone();
            filling
                .imported
                .fields
                .insert(FieldId(name.to_string()), ImportedField { title, portal });
        }
    }
    for line in account.portal {
        unused_line(filling, &line.field, account.fields);
    }
}

/// What a line of the host's list cannot be used for.
fn unused_line(filling: &mut Filling, name: &PortalFieldName, fields: &[CustomField]) {
    let number = match name {
        PortalFieldName::Custom(number) => *number,
        PortalFieldName::Standard(field) => {
            let field = short(field);
            if let Some(record) = filling.named("field", &field) {
                filling.notice(&record, NoticeKind::StandardField { field });
            }
            return;
        }
    };
    let record = filling.external("custom_field", number);
    let field = fields.iter().find(|field| field.field_id == number);
    match field.map(|field| &field.field_level) {
        Some(FieldLevel::Case) => {}
        Some(FieldLevel::User | FieldLevel::Other(_)) => {
            filling.notice(&record, NoticeKind::FieldOfCustomers);
        }
        None => filling.notice(&record, NoticeKind::Orphan),
    }
}

fn facts(
    filling: &mut Filling,
    case: &Case,
    users: &BTreeMap<i64, &User>,
    settings: &Settings,
) -> ConversationFacts {
    let external = filling.external("case", case.case_id);
    let id = filling.id("case", case.case_id);
    // Who has a case works on it; nobody's case is new while it waits for the staff, and in the
    // queue while it waits for the customer.
    let state = match (&case.status, case.staff_id) {
        (CaseStatus::Closed, _) => Some(ConversationState::Closed),
        (CaseStatus::Open | CaseStatus::Waiting, Some(_)) => Some(ConversationState::InWork),
        (CaseStatus::Open, None) => Some(ConversationState::New),
        (CaseStatus::Waiting, None) => Some(ConversationState::Waiting),
        (CaseStatus::Other(_), _) => None,
    };
    if state.is_none() {
        filling.notice(&external, NoticeKind::UnknownState);
    }
    let language = case.language_id.map(|number| number.to_string());
    let known = language
        .as_ref()
        .and_then(|number| settings.languages.get(number));
    if language.is_some() && known.is_none() {
        filling.notice(&external, NoticeKind::UnknownLanguage);
    }
    let requester = case.user_id.and_then(|number| users.get(&number));
    ConversationFacts {
        assignee: case
            .staff_id
            .map(|number| Assignee::Person(filling.id("staff", number))),
        state,
        group: case.group_id.map(|number| filling.id("group", number)),
        channel: Some(case.channel.clone()),
        language: known.cloned(),
        requester: case.user_id.map(|number| filling.id("user", number)),
        organization: requester
            .and_then(|user| company(filling, user))
            .map(|(company, _)| company),
        deleted: case.deleted,
        spam: case.spam,
        ..ConversationFacts::new(filling.tenant, id, case.created_at)
    }
}

fn priority(priority: &Priority) -> Option<TicketPriority> {
    match priority {
        Priority::Low => Some(TicketPriority::Low),
        Priority::Normal => Some(TicketPriority::Normal),
        Priority::High => Some(TicketPriority::High),
        Priority::Critical => Some(TicketPriority::Critical),
        Priority::Other(_) => None,
    }
}

/// The values of the added fields; a choice by its title.
fn values(case: &Case, fields: &[CustomField]) -> BTreeMap<FieldId, String> {
    let value = |(number, value): (&i64, &FieldValue)| {
        let field = fields.iter().find(|field| field.field_id == *number);
        let id = FieldId(PortalFieldName::Custom(*number).to_string());
        (id, shown(value, field))
    };
    case.custom_fields.iter().map(value).collect()
}

fn shown(value: &FieldValue, field: Option<&CustomField>) -> String {
    match value {
        FieldValue::Flag(true) => "yes".to_owned(),
        FieldValue::Flag(false) => "no".to_owned(),
        FieldValue::Text(text) => {
            let key = text.as_str().parse::<i64>().ok();
            let choice = field
                .zip(key)
                .and_then(|(field, key)| field.choices.get(&key));
            choice.map_or_else(|| text.as_str().to_owned(), Clone::clone)
        }
    }
}

fn messages(filling: &Filling, mut of_case: Vec<&Message>) -> Vec<TicketMessage> {
    // Oldest first; of one moment, in the order of their numbers.
    of_case.sort_by_key(|message| (moment(message), message.message_id));
    of_case
        .into_iter()
        .map(|message| TicketMessage {
            id: filling.id("message", message.message_id),
            at: moment(message),
            author: author(filling, message),
            // A note is for the staff alone (S166).
            audience: if message.note {
                Audience::Internal
            } else {
                Audience::Public
            },
            text: text(message.content.as_ref()),
            attachments: message
                .attachments
                .iter()
                .map(|file| TicketFile {
                    id: filling.id("attachment", file.file_id),
                    name: text(file.file_name.as_ref()),
                })
                .collect(),
        })
        .collect()
}

fn moment(message: &Message) -> DateTime<Utc> {
    message.sent_at.unwrap_or(message.created_at)
}

fn author(filling: &Filling, message: &Message) -> Option<Author> {
    if message.sent_via_rule {
        return Some(Author::System("rule".to_owned()));
    }
    match (message.staff_id, message.user_id) {
        (Some(staff), _) => {
            let staff: UserId = filling.id("staff", staff);
            Some(Author::Actor(ActorId::User(staff)))
        }
        (None, Some(user)) => Some(Author::Actor(ActorId::Customer(filling.id("user", user)))),
        (None, None) => None,
    }
}

/// A name in one piece: which part is the surname, the system does not say.
fn whole_name(name: Option<&crate::Personal>) -> PersonName {
    name.map_or_else(PersonName::new, |name| {
        PersonName::new().last(name.as_str())
    })
}

fn text(text: Option<&crate::Personal>) -> String {
    text.map(|text| text.as_str().to_owned())
        .unwrap_or_default()
}
