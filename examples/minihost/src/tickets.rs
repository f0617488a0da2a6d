//! Tickets: which columns hold their facts, and what is asked of them.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, Utc};
use frontdesk::access::Permission;
use frontdesk::model::{
    ActorId, Assignee, AttachmentId, Author, ConversationFacts, ConversationId, ConversationState,
    CustomerId, MessageId, Privacy, Stream, TenantId, UserId, Version,
};
use frontdesk::visibility::{
    Attachment, Audience, Column, Direction, Field, FieldId, Granted, Link, ListRequest, Message,
    Priority, Rule, Sort, Ticket, Value, View, Viewing,
};
use frontdesk::{Desk, Handled, Handling, Load, NotHandled, Object, Question, TicketCommand};
use frontdesk_sql::{
    After, ChannelColumn, FlagColumn, IdColumn, IdForm, Indexes, Mapping, Members, MomentColumn,
    MomentForm, Name, NameError, PageRequest, Param, Prefix, Sql, Statement, Table, WordColumn,
};
use serde::{Deserialize, Serialize};

use crate::db::{DbError, Row, Tx, sql, text};
use crate::host::{Host, now};
use crate::problem::Problem;
use crate::sign_in::{Asker, id};
use crate::store::{Cause, CommitError, Stored, Writing, key};

/// The columns that hold the facts of tickets.
pub fn mapping() -> Result<Mapping, DbError> {
    let mut mapping = columns_of_tickets().map_err(|_| DbError::Unreadable)?;
    mapping.indexes = Indexes::Generated(prefix()?);
    Ok(mapping)
}

fn columns_of_tickets() -> Result<Mapping, NameError> {
    let table = |text: &str| {
        Ok::<_, NameError>(Table {
            schema: None,
            name: Name::new(text)?,
        })
    };
    let ids = |text: &str| {
        Ok::<_, NameError>(IdColumn {
            name: Name::new(text)?,
            form: IdForm::Uuid,
        })
    };
    let members = |text: &str, key: &str, of: &str| {
        Ok::<_, NameError>(Some(Members {
            table: table(text)?,
            tenant: None,
            key: Name::new(key)?,
            of: Name::new(of)?,
            member: ids("member")?,
        }))
    };
    let states = ConversationState::ALL.map(|state| (state.name().to_owned(), state));
    let privacies = Privacy::ALL.map(|privacy| (privacy.name().to_owned(), privacy));
    let created_at = MomentColumn {
        name: Name::new("created_at")?,
        form: MomentForm::Micros,
    };
    Ok(Mapping {
        assignee: Some(ids("assignee")?),
        bot: Some(ids("bot")?),
        assignee_groups: members("user_groups", "owner", "assignee")?,
        state: Some(WordColumn {
            name: Name::new("state")?,
            words: states.into(),
        }),
        offered_to: Some(ids("offered_to")?),
        group: Some(ids("in_group")?),
        site: Some(ids("site")?),
        questionnaire: Some(ids("questionnaire")?),
        channel: Some(ChannelColumn {
            name: Name::new("channel")?,
            words: BTreeMap::new(),
        }),
        participants: members("participants", "ticket", "id")?,
        mentioned: members("mentioned", "ticket", "id")?,
        creator: Some(ids("creator")?),
        requester: Some(ids("requester")?),
        organization: Some(ids("organization")?),
        copied: members("copied", "ticket", "id")?,
        copied_since: Some(MomentColumn {
            name: Name::new("since")?,
            form: MomentForm::Micros,
        }),
        privacy: Some(WordColumn {
            name: Name::new("privacy")?,
            words: privacies.into(),
        }),
        deleted: Some(FlagColumn::Boolean(Name::new("deleted")?)),
        spam: Some(FlagColumn::Boolean(Name::new("spam")?)),
        guest_epoch: Some(Name::new("guest_epoch")?),
        ..Mapping::new(table("tickets")?, ids("tenant")?, ids("id")?, created_at)
    })
}

/// How the names of the indexes begin.
fn prefix() -> Result<Prefix, DbError> {
    Prefix::new("tickets_").map_err(|_| DbError::Unreadable)
}

/// The indexes that the lists of these people want.
pub fn indexes(host: &Host, desk: &Desk) -> Result<Vec<Statement>, DbError> {
    let scopes = |actor: ActorId| {
        let holder = desk.holder(actor)?;
        let view = Permission::CONVERSATION_VIEW;
        Some(Rule::of(&desk.catalogue().scopes_of(&holder, view, now())))
    };
    let staff = desk.people().map(|person| person.id().into());
    let customers = desk.customers().map(|customer| customer.id.into());
    let mut rules: Vec<Rule> = Vec::new();
    for rule in staff.chain(customers).filter_map(scopes) {
        if !rules.contains(&rule) {
            rules.push(rule);
        }
    }
    Ok(questions(host).indexes(&prefix()?, &rules))
}

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

/// The ticket with this id, visible or not, as the desk completes it.
pub async fn load(
    host: &Host,
    desk: &Desk,
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
    let tenant = Param::Uuid(desk.tenant().uuid());
    let params = std::iter::once(tenant).chain(all.map(|id| Param::Uuid(id.uuid())));
    let rows = host.db.all(&sql(select, params.collect())).await?;
    let mut found = BTreeMap::new();
    for row in &rows {
        let ticket = read(row)?;
        let facts = host.timed(|| desk.complete(ticket.facts.clone()));
        found.insert(ticket.facts.id, Ticket { facts, ..ticket });
    }
    Ok(ids.iter().filter_map(|id| found.remove(id)).collect())
}

fn read(row: &Row) -> Result<Ticket, DbError> {
    let facts: ConversationFacts = serde_json::from_str(row.text(1)?)?;
    let body: Body = serde_json::from_str(row.text(2)?)?;
    Ok(body.with(facts))
}

/// What somebody asks of a list.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Asked {
    after: Option<String>,
    #[serde(default = "fifty")]
    limit: usize,
}

const fn fifty() -> usize {
    50
}

/// A page.
#[derive(Serialize)]
struct Page<'a> {
    tickets: Vec<View<'a>>,
    next: Option<String>,
}

/// `GET /tickets`
pub async fn list(
    State(host): State<Arc<Host>>,
    asker: Asker,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    let at = now();
    let viewing = host.timed(|| asker.desk.viewing(asker.wearer.clone(), at));
    let viewing = viewing.map_err(|_| Problem::hidden())?;
    page(&host, &asker.desk, &viewing, asked).await
}

/// `GET /portal/tickets`
pub async fn portal_list(
    State(host): State<Arc<Host>>,
    asker: Asker,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    let viewing = portal(&host, &asker)?;
    page(&host, &asker.desk, &viewing, asked).await
}

fn portal<'a>(host: &Host, asker: &'a Asker) -> Result<Viewing<'a>, Problem> {
    let viewing = host.timed(|| asker.desk.portal_viewing(asker.wearer.clone(), now()));
    viewing.map_err(|no| Problem::new(no.kind(), vec![no.code()], &no))
}

async fn page(
    host: &Host,
    desk: &Desk,
    viewing: &Viewing<'_>,
    asked: Asked,
) -> Result<Response, Problem> {
    let request = ListRequest {
        sort: Some(Sort {
            by: Column::Field(Field::CreatedAt),
            direction: Direction::Descending,
        }),
        page_size: asked.limit,
        cursor: asked.after,
        ..ListRequest::default()
    };
    let query = host.timed(|| viewing.query_signed(&request, &host.cursors));
    let query = query.map_err(|no| Problem::new(no.kind(), vec![no.code()], no))?;
    let after = query.after().map(|(value, ticket)| After {
        key: match value {
            Some(Value::Moment(at)) => Some(Param::Number(at.timestamp_micros())),
            _ => None,
        },
        ticket,
    });
    // One more than the page, to know whether there is another; of the longest page its end is not known.
    let rows = ListRequest::MAX_PAGE.min(asked.limit.saturating_add(1));
    let wanted = PageRequest {
        sort: request.sort.clone(),
        after,
        rows,
        ..PageRequest::default()
    };
    let selection = host.timed(|| questions(host).page(viewing, &wanted));
    let selection = selection.map_err(not_asked)?;
    let mut ids = ids(host, &selection.statement).await?;
    let more = ids.len() == rows;
    ids.truncate(asked.limit);
    let tickets = load(host, desk, &ids, asked.limit).await?;
    Ok(host.timed(|| {
        let shown: Vec<Granted<'_>> = tickets
            .iter()
            .filter_map(|one| viewing.open(one).ok())
            .collect();
        let last = shown.last().filter(|_| more);
        let page = Page {
            next: last.map(|last| query.cursor_after(*last)),
            tickets: shown.iter().map(Granted::project).collect(),
        };
        Json(page).into_response()
    }))
}

/// `GET /tickets/count`
pub async fn count(State(host): State<Arc<Host>>, asker: Asker) -> Result<Response, Problem> {
    let statement = host.timed(|| {
        let viewing = asker.desk.viewing(asker.wearer.clone(), now());
        viewing.map(|viewing| questions(&host).count(&viewing.filter))
    });
    let statement = statement
        .map_err(|_| Problem::hidden())?
        .map_err(not_asked)?;
    let rows = host.db.all(&statement).await?;
    let count = rows.first().ok_or(DbError::Unreadable)?.number(0)?;
    Ok(Json(serde_json::json!({ "count": count })).into_response())
}

/// `GET /tickets/{id}`
pub async fn one(
    State(host): State<Arc<Host>>,
    asker: Asker,
    Path(ticket): Path<String>,
) -> Result<Response, Problem> {
    let viewing = host.timed(|| asker.desk.viewing(asker.wearer.clone(), now()));
    let viewing = viewing.map_err(|_| Problem::hidden())?;
    view(&host, &asker.desk, &viewing, &ticket).await
}

/// `GET /portal/tickets/{id}`
pub async fn portal_one(
    State(host): State<Arc<Host>>,
    asker: Asker,
    Path(ticket): Path<String>,
) -> Result<Response, Problem> {
    let viewing = portal(&host, &asker)?;
    view(&host, &asker.desk, &viewing, &ticket).await
}

async fn view(
    host: &Host,
    desk: &Desk,
    viewing: &Viewing<'_>,
    ticket: &str,
) -> Result<Response, Problem> {
    let ticket = seen(host, desk, viewing, ticket).await?;
    let view = host.timed(|| {
        viewing
            .open(&ticket)
            .map(|granted| Json(granted.project()).into_response())
    });
    view.map_err(|_| Problem::hidden())
}

/// The ticket, if the viewer sees it. Of one that is hidden and one that is not there the database is asked
/// the same.
pub async fn seen(
    host: &Host,
    desk: &Desk,
    viewing: &Viewing<'_>,
    ticket: &str,
) -> Result<Ticket, Problem> {
    let ticket = ConversationId::from_uuid(id(ticket)?);
    let statement = host.timed(|| questions(host).one(&viewing.filter, ticket));
    let found = ids(host, &statement.map_err(not_asked)?).await?;
    let mut loaded = load(host, desk, &found, 1).await?;
    loaded.pop().ok_or_else(Problem::hidden)
}

/// What is asked of the database.
pub const fn questions(host: &Host) -> Sql<'_> {
    Sql {
        dialect: host.db.dialect(),
        mapping: &host.mapping,
    }
}

/// The ids in the first column.
pub async fn ids(host: &Host, statement: &Statement) -> Result<Vec<ConversationId>, DbError> {
    let rows = host.db.all(statement).await?;
    rows.iter()
        .map(|row| row.uuid(0).map(ConversationId::from_uuid))
        .collect()
}

fn not_asked(error: impl ToString) -> Problem {
    Problem::invalid("not_asked", error)
}

/// `POST /tickets/{id}`: take it, pass it on, close it.
pub async fn handle(
    State(host): State<Arc<Host>>,
    asker: Asker,
    Path(ticket): Path<String>,
    Json(command): Json<TicketCommand>,
) -> Result<Response, Problem> {
    let ticket = ConversationId::from_uuid(id(&ticket)?);
    let mut desk = asker.desk;
    for _ in 0..16 {
        let at = now();
        let loaded = load(&host, &desk, &[ticket], 1).await?;
        let facts = loaded.into_iter().next().map(|ticket| ticket.facts);
        let Some(mut facts) = facts else {
            return Err(Problem::hidden());
        };
        let loads = loads(&host, command.concerns(asker.user, &facts)).await?;
        let asked = Handling {
            user: asker.user,
            command,
            facts: &facts,
            loads: &loads,
        };
        let handled = match host.timed(|| desk.handle(&asked, at)) {
            Ok(handled) => handled,
            Err(NotHandled::NotFound) => return Err(Problem::hidden()),
            Err(no) => return Err(Problem::new(no.kind(), vec![no.code()], &no)),
        };
        let cause = Cause {
            tenant: desk.tenant(),
            author: Author::Actor(asker.user.into()),
            on_behalf_of: None,
            at,
        };
        match commit(&host, cause, &handled, &mut facts).await {
            Err(CommitError::Stale) => desk = host.desk().await?,
            stored => {
                stored?;
                let version = facts.version.0;
                return Ok(Json(serde_json::json!({ "version": version })).into_response());
            }
        }
    }
    Err(CommitError::Stale.into())
}

/// How much these people hold, each in a version that is read before the number.
async fn loads(host: &Host, users: BTreeSet<UserId>) -> Result<BTreeMap<UserId, Load>, DbError> {
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
        if let Some(row) = host.db.all(&read).await?.first() {
            let version = Version(row.number(0)?.cast_unsigned());
            let open = u32::try_from(row.number(1)?).map_err(|_| DbError::Unreadable)?;
            loads.insert(user, Load { open, version });
        }
    }
    Ok(loads)
}

async fn commit(
    host: &Host,
    cause: Cause,
    handled: &Handled,
    facts: &mut ConversationFacts,
) -> Result<(), CommitError> {
    let events = &handled.change.events;
    if events.is_empty() {
        return Ok(());
    }
    let relied = &handled.preconditions;
    let touched = handled.loads.keys().copied().map(Stream::OperatorLoad);
    let mut writing = Writing::touching(&host.db, cause, relied, touched).await?;
    for event in events {
        event.apply_to(facts).map_err(|_| DbError::Unreadable)?;
        writing
            .append(
                Stream::Conversation(facts.id),
                Stored::Ticket(event.clone()),
            )
            .await?;
    }
    update(&mut writing.tx, facts).await?;
    for (user, by) in &handled.loads {
        writing.next(Stream::OperatorLoad(*user)).await?;
        let change = "INSERT INTO loads (owner, open) VALUES ($1, $2) \
                      ON CONFLICT (owner) DO UPDATE SET open = loads.open + excluded.open";
        let params = vec![Param::Uuid(user.uuid()), Param::Number(*by)];
        writing.tx.run(&sql(change, params)).await?;
    }
    writing.commit().await
}

/// What somebody asks about another.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AskedWhy {
    user: Option<UserId>,
    customer: Option<CustomerId>,
    permission: Option<String>,
}

/// `GET /tickets/{id}/why?user=..&permission=..`
pub async fn why(
    State(host): State<Arc<Host>>,
    asker: Asker,
    Path(ticket): Path<String>,
    Query(asked): Query<AskedWhy>,
) -> Result<Response, Problem> {
    let (desk, at) = (&asker.desk, now());
    let viewing = host.timed(|| desk.viewing(asker.wearer.clone(), at));
    let viewing = viewing.map_err(|_| Problem::hidden())?;
    let ticket = seen(&host, desk, &viewing, &ticket).await?;
    let name = asked.permission.as_deref().unwrap_or("conversation.view");
    let permission = desk.catalogue().permission(name);
    let permission = permission.map_err(|no| Problem::invalid("permission", no))?;
    let about = match (asked.user, asked.customer) {
        (Some(user), None) => user.into(),
        (None, Some(customer)) => customer.into(),
        _ => return Err(Problem::invalid("about", "name one user or one customer")),
    };
    host.timed(|| {
        if !desk.may_ask_why(asker.user, about, at) {
            return Err(Problem::hidden());
        }
        let question = Question {
            actor: about,
            permission,
            object: Object::Ticket(&ticket),
        };
        let why = desk.why(&question, at).map_err(|_| Problem::hidden())?;
        Ok(Json(why).into_response())
    })
}

/// The tickets of a tenant, of which the tests ask by other ways.
pub async fn all(host: &Host, tenant: TenantId) -> Result<Vec<Ticket>, DbError> {
    let select = "SELECT id, facts, body FROM tickets WHERE tenant = $1 ORDER BY id";
    let rows = host
        .db
        .all(&sql(select, vec![Param::Uuid(tenant.uuid())]))
        .await?;
    rows.iter().map(read).collect()
}
