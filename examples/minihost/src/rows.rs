//! A ticket as rows: its facts in columns, and the rest of it.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use frontdesk::Load;
use frontdesk::model::{
    Assignee, AttachmentId, Author, ConversationFacts, ConversationId, MessageId, Stream, TenantId,
    UserId, Version,
};
use frontdesk::visibility::{Attachment, Audience, FieldId, Link, Message, Priority, Ticket};
use frontdesk_sql::{Param, Statement};
use serde::{Deserialize, Serialize};

use crate::db::{DbError, Reads, Row, Tx, sql, text};
use crate::store::key;

/// What of a ticket no rule reads, as it is stored: a ticket has no serialized form of its own, so that
/// none is sent out by mistake.
#[derive(Serialize, Deserialize)]
struct Body {
    number: String,
    subject: String,
    priority: Option<Priority>,
    client_number: Option<String>,
    custom_fields: BTreeMap<FieldId, String>,
    messages: Vec<StoredMessage>,
    links: Vec<Link>,
}

#[derive(Serialize, Deserialize)]
struct StoredMessage {
    id: MessageId,
    at: DateTime<Utc>,
    author: Option<Author>,
    audience: Audience,
    text: String,
    attachments: Vec<(AttachmentId, String)>,
}

impl Body {
    fn of(ticket: &Ticket) -> Self {
        let attachments =
            |all: &[Attachment]| all.iter().map(|one| (one.id, one.name.clone())).collect();
        let message = |message: &Message| StoredMessage {
            id: message.id,
            at: message.at,
            author: message.author.clone(),
            audience: message.audience,
            text: message.text.clone(),
            attachments: attachments(&message.attachments),
        };
        Self {
            number: ticket.number.clone(),
            subject: ticket.subject.clone(),
            priority: ticket.priority,
            client_number: ticket.client_number.clone(),
            custom_fields: ticket.custom_fields.clone(),
            messages: ticket.messages.iter().map(message).collect(),
            links: ticket.links.clone(),
        }
    }

    fn with(self, facts: ConversationFacts) -> Ticket {
        let attachment = |(id, name)| Attachment { id, name };
        let message = |stored: StoredMessage| Message {
            id: stored.id,
            at: stored.at,
            author: stored.author,
            audience: stored.audience,
            text: stored.text,
            attachments: stored.attachments.into_iter().map(attachment).collect(),
        };
        Ticket {
            facts,
            number: self.number,
            subject: self.subject,
            priority: self.priority,
            client_number: self.client_number,
            custom_fields: self.custom_fields,
            messages: self.messages.into_iter().map(message).collect(),
            history: Vec::new(),
            links: self.links,
        }
    }
}

/// The columns of the facts, in the order of [`columns`].
const COLUMNS: [&str; 16] = [
    "version",
    "created_at",
    "assignee",
    "bot",
    "state",
    "offered_to",
    "in_group",
    "site",
    "questionnaire",
    "channel",
    "creator",
    "requester",
    "organization",
    "privacy",
    "guest_epoch",
    "facts",
];

/// What stands in the columns of these facts.
fn columns(facts: &ConversationFacts) -> Result<[Option<Param>; COLUMNS.len()], DbError> {
    let (assignee, bot) = match facts.assignee {
        Some(Assignee::Person(user)) => (Some(user.uuid()), None),
        Some(Assignee::Bot(bot)) => (None, Some(bot.uuid())),
        None => (None, None),
    };
    Ok([
        Some(Param::Number(facts.version.0.cast_signed())),
        Some(Param::Number(facts.created_at.timestamp_micros())),
        assignee.map(Param::Uuid),
        bot.map(Param::Uuid),
        facts.state.map(|state| text(state.name())),
        facts.offered_to.map(|id| Param::Uuid(id.uuid())),
        facts.group.map(|id| Param::Uuid(id.uuid())),
        facts.site.map(|id| Param::Uuid(id.uuid())),
        facts.questionnaire.map(|id| Param::Uuid(id.uuid())),
        facts
            .channel
            .as_ref()
            .map(|channel| text(channel.to_string())),
        facts.creator.map(|id| Param::Uuid(id.uuid())),
        facts.requester.map(|id| Param::Uuid(id.uuid())),
        facts.organization.map(|id| Param::Uuid(id.uuid())),
        facts.privacy.map(|privacy| text(privacy.name())),
        Some(Param::Number(i64::from(facts.guest_epoch))),
        Some(text(serde_json::to_string(facts)?)),
    ])
}

/// A statement with `NULL` for what is absent.
fn values(
    params: &mut Vec<Param>,
    columns: impl IntoIterator<Item = Option<Param>>,
) -> Vec<String> {
    let value = |column: Option<Param>| match column {
        None => "NULL".to_owned(),
        Some(param) => {
            params.push(param);
            format!("${}", params.len())
        }
    };
    columns.into_iter().map(value).collect()
}

/// Stores a new ticket.
pub async fn insert(tx: &mut Tx, ticket: &Ticket) -> Result<(), DbError> {
    let facts = &ticket.facts;
    let id = Param::Uuid(facts.id.uuid());
    let mut params = vec![
        Param::Uuid(facts.tenant.uuid()),
        id.clone(),
        text(serde_json::to_string(&Body::of(ticket))?),
    ];
    let values = values(&mut params, columns(facts)?).join(", ");
    let names = COLUMNS.join(", ");
    let (deleted, spam) = (facts.deleted, facts.spam);
    let insert = format!(
        "INSERT INTO tickets (tenant, id, body, {names}, deleted, spam) \
         VALUES ($1, $2, $3, {values}, {deleted}, {spam})"
    );
    tx.run(&sql(insert, params)).await?;
    let users = [
        ("participants", &facts.participants),
        ("mentioned", &facts.mentioned),
    ];
    for (table, member) in users
        .into_iter()
        .flat_map(|(table, all)| all.iter().map(move |one| (table, one)))
    {
        let insert = format!("INSERT INTO {table} (ticket, member) VALUES ($1, $2)");
        tx.run(&sql(insert, vec![id.clone(), Param::Uuid(member.uuid())]))
            .await?;
    }
    for (customer, since) in &facts.copied {
        let insert = "INSERT INTO copied (ticket, member, since) VALUES ($1, $2, $3)";
        let since = Param::Number(since.timestamp_micros());
        tx.run(&sql(
            insert,
            vec![id.clone(), Param::Uuid(customer.uuid()), since],
        ))
        .await?;
    }
    Ok(())
}

/// Stores the facts of a ticket that is there.
pub async fn update(tx: &mut Tx, facts: &ConversationFacts) -> Result<(), DbError> {
    let mut params = vec![
        Param::Uuid(facts.tenant.uuid()),
        Param::Uuid(facts.id.uuid()),
    ];
    let values = values(&mut params, columns(facts)?);
    let sets: Vec<String> = COLUMNS
        .iter()
        .zip(values)
        .map(|(name, value)| format!("{name} = {value}"))
        .collect();
    let update = format!(
        "UPDATE tickets SET {}, deleted = {}, spam = {} WHERE tenant = $1 AND id = $2",
        sets.join(", "),
        facts.deleted,
        facts.spam
    );
    match tx.run(&sql(update, params)).await? {
        1 => Ok(()),
        _ => Err(DbError::Unreadable),
    }
}

/// The tickets with these ids, visible or not, as they are stored: the desk completes their facts.
pub async fn load(
    from: &mut impl Reads,
    tenant: TenantId,
    ids: &[ConversationId],
    room: usize,
) -> Result<Vec<Ticket>, DbError> {
    let Some(last) = ids.last() else {
        return Ok(Vec::new());
    };
    let places: Vec<String> = (0..room).map(|at| format!("${}", at + 2)).collect();
    let select = format!(
        "SELECT id, facts, body FROM tickets WHERE tenant = $1 AND id IN ({})",
        places.join(", ")
    );
    // The last one fills the room that is left, so that a text has one plan.
    let all = ids.iter().chain(std::iter::repeat(last)).take(room);
    let tenant = Param::Uuid(tenant.uuid());
    let params = std::iter::once(tenant).chain(all.map(|id| Param::Uuid(id.uuid())));
    let mut found = BTreeMap::new();
    for row in from.all(&sql(select, params.collect())).await? {
        let ticket = read(&row)?;
        found.insert(ticket.facts.id, ticket);
    }
    Ok(ids.iter().filter_map(|id| found.remove(id)).collect())
}

fn read(row: &Row) -> Result<Ticket, DbError> {
    let facts: ConversationFacts = serde_json::from_str(row.text(1)?)?;
    let body: Body = serde_json::from_str(row.text(2)?)?;
    Ok(body.with(facts))
}

/// The tickets of a tenant, of which the tests ask by other ways.
pub async fn all(from: &mut impl Reads, tenant: TenantId) -> Result<Vec<Ticket>, DbError> {
    let select = "SELECT id, facts, body FROM tickets WHERE tenant = $1 ORDER BY id";
    let rows = from
        .all(&sql(select, vec![Param::Uuid(tenant.uuid())]))
        .await?;
    rows.iter().map(read).collect()
}

/// The ids in the first column.
pub async fn ids(
    from: &mut impl Reads,
    statement: &Statement,
) -> Result<Vec<ConversationId>, DbError> {
    let rows = from.all(statement).await?;
    rows.iter()
        .map(|row| row.uuid(0).map(ConversationId::from_uuid))
        .collect()
}

/// How much these people hold, each in a version that is read before the number.
pub async fn loads(
    from: &mut impl Reads,
    users: BTreeSet<UserId>,
) -> Result<BTreeMap<UserId, Load>, DbError> {
    let mut loads = BTreeMap::new();
    for user in users {
        let read = sql(
            "SELECT COALESCE((SELECT version FROM streams WHERE stream = $1), 0), \
             COALESCE((SELECT open FROM loads WHERE owner = $2), 0)",
            vec![
                text(key(Stream::OperatorLoad(user))?),
                Param::Uuid(user.uuid()),
            ],
        );
        if let Some(row) = from.all(&read).await?.first() {
            let version = Version(row.number(0)?.cast_unsigned());
            let open = u32::try_from(row.number(1)?).map_err(|_| DbError::Unreadable)?;
            loads.insert(user, Load { open, version });
        }
    }
    Ok(loads)
}

/// By how much somebody holds more or less now.
pub async fn add_load(tx: &mut Tx, user: UserId, by: i64) -> Result<(), DbError> {
    let change = "INSERT INTO loads (owner, open) VALUES ($1, $2) \
                  ON CONFLICT (owner) DO UPDATE SET open = loads.open + excluded.open";
    let params = vec![Param::Uuid(user.uuid()), Param::Number(by)];
    tx.run(&sql(change, params)).await?;
    Ok(())
}
