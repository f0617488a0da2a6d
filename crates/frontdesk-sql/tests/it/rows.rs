//! A host's tables, and tickets as rows of them.

use std::collections::BTreeMap;

use frontdesk_model::chrono::{DateTime, Utc};
use frontdesk_model::{
    ActorId, Assignee, Author, Channel, ConversationId, ConversationState, Id, Kind, Privacy,
    TenantId,
};
use frontdesk_sql::{
    Activity, AudienceColumn, ChannelColumn, Files, FlagColumn, Folded, IdColumn, IdForm, Indexes,
    Mapping, Members, Messages, MomentColumn, MomentForm, Name, Param, Prefix, Reads, StaffColumn,
    Table, WordColumn,
};
use frontdesk_visibility::{Audience, FieldId, Message, Priority, Ticket, fold};

pub(crate) fn name(text: &str) -> Name {
    Name::new(text).unwrap()
}

fn table(text: &str) -> Table {
    Table {
        schema: None,
        name: name(text),
    }
}

pub(crate) fn prefix() -> Prefix {
    Prefix::new("desk").unwrap()
}

/// How ids and moments are written.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Forms {
    pub(crate) id: IdForm,
    pub(crate) moment: MomentForm,
}

/// Those that SQLite has.
pub(crate) const FORMS: [Forms; 3] = [
    Forms {
        id: IdForm::Uuid,
        moment: MomentForm::Text,
    },
    Forms {
        id: IdForm::Text,
        moment: MomentForm::Micros,
    },
    Forms {
        id: IdForm::Number,
        moment: MomentForm::Micros,
    },
];

pub(crate) const ADDED: &str = "cf_25";
pub(crate) const SETS: [&str; 5] = [
    "participants",
    "mentioned",
    "substitutes",
    "assignee_groups",
    "copied",
];

pub(crate) fn added() -> FieldId {
    FieldId(ADDED.to_owned())
}

/// The tables of the tests.
pub(crate) fn mapping(forms: Forms) -> Mapping {
    let id = |text: &str| IdColumn {
        name: name(text),
        form: forms.id,
    };
    let moment = |text: &str| MomentColumn {
        name: name(text),
        form: forms.moment,
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
    let states = ConversationState::ALL.map(|state| (state_word(state).to_owned(), state));
    // One state has two words.
    let states = states
        .into_iter()
        .chain([("parked".to_owned(), ConversationState::Waiting)]);
    let privacies = Privacy::ALL.map(|privacy| (privacy.name().to_owned(), privacy));
    let priorities = PRIORITIES.map(|priority| (priority.name().to_owned(), priority));
    Mapping {
        assignee: Some(id("assignee")),
        bot: Some(id("bot")),
        assignee_groups: members("assignee_groups"),
        state: Some(WordColumn {
            name: name("state"),
            words: states.collect(),
        }),
        offered_to: Some(id("offered \"to\"")),
        group: Some(id("group")),
        site: Some(id("site")),
        questionnaire: Some(id("questionnaire")),
        channel: Some(ChannelColumn {
            name: name("channel"),
            words: BTreeMap::from([("mail".to_owned(), Channel::Email)]),
        }),
        participants: members("participants"),
        mentioned: members("mentioned"),
        substitutes: members("substitutes"),
        creator: Some(id("creator")),
        requester: Some(id("requester")),
        organization: Some(id("organization")),
        copied: members("copied"),
        copied_since: Some(moment("since")),
        privacy: Some(WordColumn {
            name: name("privacy"),
            words: BTreeMap::from(privacies),
        }),
        deleted: Some(FlagColumn::Boolean(name("deleted"))),
        spam: Some(FlagColumn::Absent(name("spam_since"))),
        guest_epoch: Some(name("guest_epoch")),
        number: Some(name("number")),
        subject: Some(name("subject")),
        priority: Some(WordColumn {
            name: name("priority"),
            words: BTreeMap::from(priorities),
        }),
        client_number: Some(name("phone")),
        added: BTreeMap::from([(added(), name(ADDED))]),
        activity: Some(Activity {
            all: moment("active"),
            public: moment("active_public"),
        }),
        messages: Some(messages(forms)),
        reads: Some(Reads {
            table: table("reads"),
            tenant: Some(name("tenant")),
            ticket: name("ticket"),
            users: Some(id("staff")),
            customers: Some(id("customer")),
            until: moment("until"),
        }),
        folded: Folded {
            number: Some(name("number_folded")),
            subject: Some(name("subject_folded")),
            client_number: Some(name("phone_folded")),
            added: BTreeMap::from([(added(), name("cf_25_folded"))]),
        },
        indexes: Indexes::Generated(prefix()),
        ..Mapping::new(table("tickets"), id("tenant"), id("id"), moment("made"))
    }
}

/// In each form another way to say for whom a message is, by whom, and how many files it has.
fn messages(forms: Forms) -> Messages {
    let words = WordColumn {
        name: name("audience"),
        words: BTreeMap::from([
            ("all".to_owned(), Audience::Public),
            ("note".to_owned(), Audience::Internal),
        ]),
    };
    let by_word = StaffColumn::Words {
        name: name("author"),
        staff: ["agent", "lead"].map(str::to_owned).into(),
    };
    let table_of_files = Files::Table {
        table: table("files"),
        tenant: Some(name("tenant")),
        key: name("message"),
        of: name("id"),
    };
    let count = Files::Count(name("file_count"));
    let (audience, staff, files) = match forms.id {
        IdForm::Uuid => (AudienceColumn::Words(words), by_word, table_of_files),
        IdForm::Text => {
            let note = FlagColumn::Boolean(name("is_note"));
            (AudienceColumn::Note(note), by_word, count)
        }
        IdForm::Number => {
            let since = FlagColumn::Absent(name("note_since"));
            let staff = StaffColumn::Present(name("author_user"));
            (AudienceColumn::Note(since), staff, table_of_files)
        }
    };
    Messages {
        table: table("messages"),
        tenant: Some(name("tenant")),
        ticket: name("ticket"),
        at: MomentColumn {
            name: name("at"),
            form: forms.moment,
        },
        audience,
        staff: Some(staff),
        files: Some(files),
        folded: Some(name("folded")),
    }
}

/// The tables of messages, of their files and of what was read.
pub(crate) const OF_MESSAGES: &str = "
    CREATE TABLE messages (tenant, ticket, id, at, audience, is_note, note_since, author, author_user,
        file_count, folded);
    CREATE TABLE files (tenant, message);
    CREATE TABLE reads (tenant, ticket, staff, customer, until);";

/// The row of a message; two tenants have the same ids.
pub(crate) fn message(
    ticket: &Ticket,
    message: &Message,
    number: i64,
    forms: Forms,
) -> Vec<Option<Param>> {
    let text = |text: &str| Some(Param::Text(text.to_owned()));
    let facts = &ticket.facts;
    let at = forms.moment.param(message.at);
    let is_note = message.audience == Audience::Internal;
    // A word that nobody knows is a note's, and so is none.
    let audience = match (is_note, number % 3) {
        (false, _) => text("all"),
        (true, 0) => text("note"),
        (true, 1) => text("secret"),
        (true, _) => None,
    };
    let flag = match (is_note, number % 2) {
        (false, _) => Some(Param::Number(0)),
        (true, 0) => Some(Param::Number(1)),
        (true, _) => None,
    };
    let (author, user) = match &message.author {
        Some(Author::Actor(ActorId::User(user))) => {
            let word = if number % 2 == 0 { "agent" } else { "lead" };
            (text(word), Some(id(forms.id, *user)))
        }
        Some(Author::Actor(ActorId::Customer(_))) => (text("customer"), None),
        Some(Author::System(_)) => (text("robot"), None),
        None => (None, None),
    };
    let files = i64::try_from(message.attachments.len()).unwrap();
    vec![
        Some(id(forms.id, facts.tenant)),
        Some(id(forms.id, facts.id)),
        Some(Param::Number(number)),
        Some(at.clone()),
        audience,
        flag,
        Some(at).filter(|_| is_note),
        author,
        user,
        Some(Param::Number(files)).filter(|_| files > 0),
        text(&fold(&message.text)),
    ]
}

/// Until when somebody has read a ticket.
pub(crate) fn read(
    tenant: TenantId,
    ticket: ConversationId,
    who: ActorId,
    until: DateTime<Utc>,
    forms: Forms,
) -> Vec<Option<Param>> {
    let (user, customer) = match who {
        ActorId::User(user) => (Some(id(forms.id, user)), None),
        ActorId::Customer(customer) => (None, Some(id(forms.id, customer))),
    };
    vec![
        Some(id(forms.id, tenant)),
        Some(id(forms.id, ticket)),
        user,
        customer,
        Some(forms.moment.param(until)),
    ]
}

pub(crate) const PRIORITIES: [Priority; 4] = [
    Priority::Low,
    Priority::Normal,
    Priority::High,
    Priority::Critical,
];

/// The host's own word.
pub(crate) fn state_word(state: ConversationState) -> &'static str {
    match state {
        ConversationState::New => "fresh",
        ConversationState::Waiting => "queued",
        ConversationState::Offered => "offered",
        ConversationState::InWork => "open",
        ConversationState::Closed => "done",
    }
}

fn channel_word(channel: &Channel) -> String {
    match channel {
        Channel::Email => "mail".to_owned(),
        other => other.to_string(),
    }
}

/// When the last message was written, or else when it was made.
fn active(ticket: &Ticket, counts: impl Fn(Audience) -> bool) -> DateTime<Utc> {
    let messages = ticket.messages.iter();
    let messages = messages.filter(|message| counts(message.audience));
    let last = messages.map(|message| message.at).max();
    last.into_iter()
        .fold(ticket.facts.created_at, DateTime::max)
}

/// The row of a ticket, column by column; `None`: an absent value.
pub(crate) fn row(ticket: &Ticket, forms: Forms) -> Vec<(&'static str, Option<Param>)> {
    let form = forms.id;
    let facts = &ticket.facts;
    let (assignee, bot) = match facts.assignee {
        Some(Assignee::Person(user)) => (Some(id(form, user)), None),
        Some(Assignee::Bot(bot)) => (None, Some(id(form, bot))),
        None => (None, None),
    };
    let text = |text: &str| Some(Param::Text(text.to_owned()));
    let moment = |at| Some(forms.moment.param(at));
    let number = |number: u32| Some(Param::Number(i64::from(number)));
    let channel = facts.channel.as_ref().map(channel_word);
    let spam_since = Some(facts.created_at).filter(|_| facts.spam);
    vec![
        ("tenant", Some(id(form, facts.tenant))),
        ("id", Some(id(form, facts.id))),
        ("made", moment(facts.created_at)),
        ("active", moment(active(ticket, |_| true))),
        (
            "active_public",
            moment(active(ticket, |audience| audience == Audience::Public)),
        ),
        ("assignee", assignee),
        ("bot", bot),
        (
            "state",
            facts.state.and_then(|state| text(state_word(state))),
        ),
        ("offered \"to\"", facts.offered_to.map(|of| id(form, of))),
        ("group", facts.group.map(|of| id(form, of))),
        ("site", facts.site.map(|of| id(form, of))),
        ("questionnaire", facts.questionnaire.map(|of| id(form, of))),
        ("channel", channel.and_then(|word| text(&word))),
        ("creator", facts.creator.map(|of| id(form, of))),
        ("requester", facts.requester.map(|of| id(form, of))),
        ("organization", facts.organization.map(|of| id(form, of))),
        ("privacy", facts.privacy.and_then(|one| text(one.name()))),
        ("deleted", number(u32::from(facts.deleted))),
        ("spam_since", spam_since.and_then(moment)),
        ("guest_epoch", number(facts.guest_epoch)),
        ("number", text(&ticket.number)),
        ("subject", text(&ticket.subject)),
        ("priority", ticket.priority.and_then(|one| text(one.name()))),
        ("phone", ticket.client_number.as_deref().and_then(text)),
        (
            ADDED,
            ticket.custom_fields.get(&added()).and_then(|one| text(one)),
        ),
        ("number_folded", text(&fold(&ticket.number))),
        ("subject_folded", text(&fold(&ticket.subject))),
        (
            "phone_folded",
            ticket
                .client_number
                .as_deref()
                .map(fold)
                .and_then(|one| text(&one)),
        ),
        (
            "cf_25_folded",
            ticket
                .custom_fields
                .get(&added())
                .and_then(|one| text(&fold(one))),
        ),
    ]
}

/// A row of a set of a ticket.
pub(crate) struct Member {
    pub(crate) table: &'static str,
    pub(crate) member: Param,
    pub(crate) since: Option<Param>,
}

pub(crate) fn members(ticket: &Ticket, forms: Forms) -> Vec<Member> {
    let facts = &ticket.facts;
    let member = |table, member| Member {
        table,
        member,
        since: None,
    };
    let mut all = Vec::new();
    for (table, people) in [
        ("participants", &facts.participants),
        ("mentioned", &facts.mentioned),
        ("substitutes", &facts.substitutes),
    ] {
        all.extend(people.iter().map(|one| member(table, id(forms.id, *one))));
    }
    let groups = facts.assignee_groups.iter();
    all.extend(groups.map(|one| member("assignee_groups", id(forms.id, *one))));
    all.extend(facts.copied.iter().map(|(one, since)| Member {
        since: Some(forms.moment.param(*since)),
        ..member("copied", id(forms.id, *one))
    }));
    all
}

pub(crate) fn id<K: Kind>(form: IdForm, id: Id<K>) -> Param {
    form.param(id).unwrap()
}
