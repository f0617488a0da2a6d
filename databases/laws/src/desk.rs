//! A host's tables: how they are made, what they hold, and how frontdesk-sql is told of them.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use chrono::{DateTime, SecondsFormat, Utc};
use frontdesk_model::{
    ActorId, Assignee, Author, ConversationFacts, ConversationId, ConversationState, Id, Kind,
    Privacy, TenantId,
};
use frontdesk_sql::{
    Activity, AudienceColumn, ChannelColumn, Dialect, Files, FlagColumn, Folded, IdColumn, IdForm,
    Indexes, Mapping, Members, Messages, MomentColumn, MomentForm, Name, Param, Prefix, Reads,
    Seats, Sessions, Sql, StaffColumn, Statement, Table, WordColumn,
};
use frontdesk_visibility::{Audience, Ticket, fold};

/// The tables of one host in one database: `tickets` and beside it a table for each set of a ticket, of
/// which every row has the tenant, the ticket and the member. Ids of tickets are a tenant's own: two tenants
/// have the same.
#[derive(Clone, Debug)]
pub struct Desk {
    dialect: Dialect,
    ids: IdForm,
    moments: MomentForm,
    mapping: Mapping,
}

/// A row of `tickets`, in the order of its columns; `None`: null.
pub type Row = Vec<Option<Param>>;

/// The sets of a ticket.
pub(crate) const SETS: [&str; 5] = [
    "participants",
    "mentioned",
    "substitutes",
    "assignee_groups",
    "copied",
];

/// The columns of texts, beside those of every desk.
const TEXTS: [&str; 4] = ["number", "subject", "number_folded", "subject_folded"];

/// What a column holds.
#[derive(Clone, Copy)]
enum Holds {
    Id,
    Word,
    Moment,
    Flag,
    Number,
}

/// The columns of `tickets`. One has a name that must be quoted, another is a word of SQL.
const COLUMNS: [(&str, Holds); 20] = [
    ("tenant", Holds::Id),
    ("id", Holds::Id),
    ("made", Holds::Moment),
    ("assignee", Holds::Id),
    ("bot", Holds::Id),
    ("state", Holds::Word),
    ("offered \"to\"", Holds::Id),
    ("group", Holds::Id),
    ("site", Holds::Id),
    ("questionnaire", Holds::Id),
    ("channel", Holds::Word),
    ("creator", Holds::Id),
    ("requester", Holds::Id),
    ("organization", Holds::Id),
    ("privacy", Holds::Word),
    ("deleted", Holds::Flag),
    ("spam_since", Holds::Moment),
    ("guest_epoch", Holds::Number),
    ("active", Holds::Moment),
    ("publicly_active", Holds::Moment),
];

impl Desk {
    /// A host that keeps its ids and moments so.
    #[must_use]
    pub fn new(dialect: Dialect, ids: IdForm, moments: MomentForm) -> Self {
        Self {
            dialect,
            ids,
            moments,
            mapping: mapping(ids, moments),
        }
    }

    /// The same, with the indexes of [`Sql::indexes`] of this prefix.
    #[must_use]
    pub fn with_indexes(mut self, prefix: Prefix) -> Self {
        self.mapping.indexes = Indexes::Generated(prefix);
        self
    }

    /// The same with messages, what was read of them, and texts that are searched.
    #[must_use]
    pub fn with_messages(mut self) -> Self {
        let (id, at) = (self.mapping.id.form, self.moments);
        let id = |text: &str| IdColumn {
            name: name(text),
            form: id,
        };
        let at = |text: &str| MomentColumn {
            name: name(text),
            form: at,
        };
        let table = |text: &str| Table {
            schema: None,
            name: name(text),
        };
        let audiences = [("all", Audience::Public), ("note", Audience::Internal)];
        let words = audiences.map(|(word, means)| (word.to_owned(), means));
        self.mapping.messages = Some(Messages {
            table: table("messages"),
            tenant: Some(name("tenant")),
            ticket: name("ticket"),
            at: at("at"),
            audience: AudienceColumn::Words(WordColumn {
                name: name("audience"),
                words: words.into(),
            }),
            staff: Some(StaffColumn::Present(name("staff"))),
            files: Some(Files::Count(name("files"))),
            folded: Some(name("folded")),
        });
        self.mapping.reads = Some(Reads {
            table: table("reads"),
            tenant: Some(name("tenant")),
            ticket: name("ticket"),
            users: Some(id("staff")),
            customers: Some(id("customer")),
            until: at("until"),
        });
        (self.mapping.number, self.mapping.subject) = (Some(name("number")), Some(name("subject")));
        self.mapping.folded = Folded {
            number: Some(name("number_folded")),
            subject: Some(name("subject_folded")),
            ..Folded::default()
        };
        self
    }

    /// Makes its statements.
    #[must_use]
    pub const fn sql(&self) -> Sql<'_> {
        Sql {
            dialect: self.dialect,
            mapping: &self.mapping,
        }
    }

    /// Where it keeps the facts.
    #[must_use]
    pub const fn mapping(&self) -> &Mapping {
        &self.mapping
    }

    /// How it keeps ids.
    #[must_use]
    pub const fn ids(&self) -> IdForm {
        self.ids
    }

    /// What makes its tables. `of_tickets` stands behind the columns of `tickets`, as `PARTITION BY`.
    #[must_use]
    pub fn tables(&self, of_tickets: &str) -> Vec<String> {
        let columns: Vec<String> = COLUMNS
            .iter()
            .map(|(name, holds)| {
                let null = match *name {
                    "tenant" | "id" | "made" | "active" | "publicly_active" => " NOT NULL",
                    _ => "",
                };
                format!("{} {}{null}", quoted(name), self.type_of(*holds))
            })
            .collect();
        let id = self.type_of(Holds::Id);
        let mut tables = vec![format!(
            "CREATE TABLE tickets ({}) {of_tickets}",
            columns.join(", ")
        )];
        tables.extend(SETS.map(|set| {
            let since = match set {
                "copied" => format!(", since {} NOT NULL", self.type_of(Holds::Moment)),
                _ => String::new(),
            };
            format!(
                "CREATE TABLE {set} (tenant {id} NOT NULL, ticket {id} NOT NULL, \
                 member {id} NOT NULL{since}, PRIMARY KEY (tenant, ticket, member))"
            )
        }));
        if self.mapping.messages.is_some() {
            for text in TEXTS {
                tables.push(format!("ALTER TABLE tickets ADD COLUMN {text} text"));
            }
            let (at, number) = (self.type_of(Holds::Moment), "bigint");
            tables.push(format!(
                "CREATE TABLE messages (tenant {id} NOT NULL, ticket {id} NOT NULL, at {at} NOT NULL, \
                 audience text, staff {id}, files {number}, folded text)"
            ));
            tables.push(format!(
                "CREATE TABLE reads (tenant {id} NOT NULL, ticket {id} NOT NULL, staff {id}, \
                 customer {id}, until {at} NOT NULL)"
            ));
        }
        tables
    }

    /// The rows of the messages of a ticket.
    pub(crate) fn messages(&self, ticket: &Ticket) -> Vec<Row> {
        let facts = &ticket.facts;
        let rows = ticket.messages.iter().map(|message| {
            let staff = match &message.author {
                Some(Author::Actor(ActorId::User(user))) => self.id(Some(*user)),
                _ => None,
            };
            let audience = match message.audience {
                Audience::Public => "all",
                Audience::Internal => "note",
            };
            let files = i64::try_from(message.attachments.len()).ok();
            vec![
                self.id(Some(facts.tenant)),
                self.id(Some(facts.id)),
                Some(self.moments.param(message.at)),
                Some(Param::Text(audience.to_owned())),
                staff,
                files.filter(|files| *files > 0).map(Param::Number),
                Some(Param::Text(fold(&message.text))),
            ]
        });
        rows.collect()
    }

    /// The row of what somebody has read.
    pub(crate) fn read(
        &self,
        (tenant, ticket, who, until): (TenantId, ConversationId, ActorId, DateTime<Utc>),
    ) -> Row {
        vec![
            self.id(Some(tenant)),
            self.id(Some(ticket)),
            self.id(who.user()),
            self.id(who.customer()),
            Some(self.moments.param(until)),
        ]
    }

    /// What is written to the row of a ticket with its texts and messages.
    pub(crate) fn told(&self, ticket: &Ticket) -> Statement {
        let place = |number: usize| match self.dialect {
            Dialect::Sqlite => format!("?{number}"),
            Dialect::Postgres => format!("${number}"),
        };
        let facts = &ticket.facts;
        let active = |public: bool| {
            let messages = ticket.messages.iter();
            let seen = messages.filter(|one| !public || one.audience == Audience::Public);
            let last = seen.map(|message| message.at);
            self.moments
                .param(last.fold(facts.created_at, DateTime::max))
        };
        let texts = [&ticket.number, &ticket.subject];
        let folded = texts.map(|text| Param::Text(fold(text)));
        let texts = texts.map(|text| Param::Text(text.clone()));
        let ids = [self.id(Some(facts.tenant)), self.id(Some(facts.id))];
        let sets = TEXTS.iter().chain(&["active", "publicly_active"]);
        let sets: Vec<String> = (1..)
            .zip(sets)
            .map(|(at, name)| format!("{name} = {}", place(at)))
            .collect();
        let activity = [active(false), active(true)];
        let values = texts.into_iter().chain(folded).chain(activity);
        Statement {
            text: format!(
                "UPDATE tickets SET {} WHERE tenant = {} AND id = {}",
                sets.join(", "),
                place(7),
                place(8)
            ),
            params: values.chain(ids.into_iter().flatten()).collect(),
        }
    }

    /// The row of a ticket.
    #[must_use]
    pub fn row(&self, facts: &ConversationFacts) -> Row {
        let (person, bot) = match facts.assignee {
            Some(Assignee::Person(user)) => (self.id(Some(user)), None),
            Some(Assignee::Bot(bot)) => (None, self.id(Some(bot))),
            None => (None, None),
        };
        let number = |number: u32| Some(Param::Number(i64::from(number)));
        let made = Some(self.moments.param(facts.created_at));
        let mut row = vec![
            self.id(Some(facts.tenant)),
            self.id(Some(facts.id)),
            made.clone(),
            person,
            bot,
            facts.state.map(|state| Param::Text(word(state).to_owned())),
            self.id(facts.offered_to),
            self.id(facts.group),
            self.id(facts.site),
            self.id(facts.questionnaire),
            facts.channel.as_ref().map(|of| Param::Text(of.to_string())),
            self.id(facts.creator),
            self.id(facts.requester),
            self.id(facts.organization),
            facts.privacy.map(|of| Param::Text(of.name().to_owned())),
            number(u32::from(facts.deleted)),
            made.clone().filter(|_| facts.spam),
            number(facts.guest_epoch),
            made.clone(),
            made,
        ];
        // What is said in it is written to it afterwards.
        if self.mapping.messages.is_some() {
            row.extend(TEXTS.map(|_| None));
        }
        row
    }

    /// The rows of the sets of a ticket, each with its table.
    #[must_use]
    pub fn members(&self, facts: &ConversationFacts) -> Vec<(&'static str, Row)> {
        let mut rows = Vec::new();
        let start = [self.id(Some(facts.tenant)), self.id(Some(facts.id))];
        let mut add = |set: &'static str, rest: &[Option<Param>]| {
            rows.push((set, start.iter().chain(rest).cloned().collect()));
        };
        let people = [
            ("participants", &facts.participants),
            ("mentioned", &facts.mentioned),
            ("substitutes", &facts.substitutes),
        ];
        for (set, people) in people {
            for one in people {
                add(set, &[self.id(Some(*one))]);
            }
        }
        for one in &facts.assignee_groups {
            add("assignee_groups", &[self.id(Some(*one))]);
        }
        for (one, since) in &facts.copied {
            let since = Some(self.moments.param(*since));
            add("copied", &[self.id(Some(*one)), since]);
        }
        rows
    }

    /// An id in the form of its columns; `None`: null.
    #[must_use]
    pub fn id<K: Kind>(&self, id: Option<Id<K>>) -> Option<Param> {
        self.ids.param(id?)
    }

    fn type_of(&self, holds: Holds) -> &'static str {
        let postgres = self.dialect == Dialect::Postgres;
        match holds {
            Holds::Id => match (self.ids, postgres) {
                (IdForm::Uuid, true) => "uuid",
                (IdForm::Uuid, false) => "blob",
                (IdForm::Text, _) => "text",
                (IdForm::Number, true) => "bigint",
                (IdForm::Number, false) => "integer",
            },
            Holds::Word => "text",
            Holds::Moment => match self.moments {
                MomentForm::Timestamp => "timestamptz",
                MomentForm::Micros => "bigint",
                MomentForm::Text => "text",
            },
            Holds::Flag if postgres => "boolean",
            Holds::Flag | Holds::Number => "integer",
        }
    }
}

/// As a line of `COPY ... FROM STDIN` in its text form.
pub(crate) fn copy_line(values: &[Option<&Param>], line: &mut String) {
    for (at, value) in values.iter().enumerate() {
        if at > 0 {
            line.push('\t');
        }
        let _ = match value {
            None => write!(line, "\\N"),
            Some(Param::Number(number)) => write!(line, "{number}"),
            Some(Param::Uuid(uuid)) => write!(line, "{uuid}"),
            Some(Param::Moment(at)) => write!(line, "{}", rfc3339(*at)),
            Some(Param::Text(text)) => {
                let text = text.replace('\\', "\\\\").replace('\t', "\\t");
                write!(line, "{}", text.replace('\n', "\\n").replace('\r', "\\r"))
            }
            // No column holds a list.
            Some(other) => write!(line, "{other:?}"),
        };
    }
    line.push('\n');
}

fn rfc3339(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Micros, true)
}

fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

/// The host's own word for a state.
const fn word(state: ConversationState) -> &'static str {
    match state {
        ConversationState::New => "fresh",
        ConversationState::Waiting => "queued",
        ConversationState::Offered => "offered",
        ConversationState::InWork => "open",
        ConversationState::Closed => "done",
    }
}

/// As many accounts of a kind as a viewer has in any world.
const TWO: Seats = match Seats::new(2) {
    Ok(two) => two,
    Err(_) => Seats::ONE,
};

/// A name of a table or a column of these.
#[expect(clippy::expect_used, reason = "the names stand in this crate")]
pub(crate) fn name(text: &str) -> Name {
    Name::new(text).expect("a name")
}

fn mapping(form: IdForm, moment: MomentForm) -> Mapping {
    let id = |text: &str| IdColumn {
        name: name(text),
        form,
    };
    let at = |text: &str| MomentColumn {
        name: name(text),
        form: moment,
    };
    let table = |text: &str| Table {
        schema: None,
        name: name(text),
    };
    let members = |text: &str| {
        Some(Members {
            table: table(text),
            tenant: Some(name("tenant")),
            key: name("ticket"),
            of: name("id"),
            member: id("member"),
        })
    };
    let states = ConversationState::ALL.map(|state| (word(state).to_owned(), state));
    let privacies = Privacy::ALL.map(|privacy| (privacy.name().to_owned(), privacy));
    Mapping {
        assignee: Some(id("assignee")),
        bot: Some(id("bot")),
        assignee_groups: members("assignee_groups"),
        state: Some(WordColumn {
            name: name("state"),
            words: BTreeMap::from(states),
        }),
        offered_to: Some(id("offered \"to\"")),
        group: Some(id("group")),
        site: Some(id("site")),
        questionnaire: Some(id("questionnaire")),
        channel: Some(ChannelColumn {
            name: name("channel"),
            words: BTreeMap::new(),
        }),
        participants: members("participants"),
        mentioned: members("mentioned"),
        substitutes: members("substitutes"),
        creator: Some(id("creator")),
        requester: Some(id("requester")),
        organization: Some(id("organization")),
        copied: members("copied"),
        copied_since: Some(at("since")),
        privacy: Some(WordColumn {
            name: name("privacy"),
            words: BTreeMap::from(privacies),
        }),
        deleted: Some(FlagColumn::Boolean(name("deleted"))),
        spam: Some(FlagColumn::Absent(name("spam_since"))),
        guest_epoch: Some(name("guest_epoch")),
        activity: Some(Activity {
            all: at("active"),
            public: at("publicly_active"),
        }),
        sessions: Sessions {
            users: TWO,
            customers: TWO,
            links: TWO,
        },
        ..Mapping::new(table("tickets"), id("tenant"), id("id"), at("made"))
    }
}
