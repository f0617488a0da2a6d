//! A page sorted by what has no order as it stands in its columns, word by word.

use std::collections::BTreeMap;

use frontdesk_access::{Catalogue, Grant, Groups, Holder, Permission, Scope};
use frontdesk_model::chrono::{DateTime, TimeDelta, Utc};
use frontdesk_model::{
    Assignee, BotId, Channel, ConversationFacts, ConversationId, CustomerId, GroupId, MessageId,
    Relation, TenantId, UserId,
};
use frontdesk_sql::{After, ChannelColumn, Dialect, Mapping, PageRequest, Sql};
use frontdesk_testkit::cast;
use frontdesk_visibility::{
    Audience, Column, Direction, Field, FieldPolicy, Filter, ListRequest, Message, RightsHeld,
    SitesSeen, Sort, Ticket, Viewing,
};

use crate::database::{Database, param, ticket_of};
use crate::rows::{FORMS, Forms, mapping};

const VIEW: Permission = Permission::CONVERSATION_VIEW;

/// Words that a host could have stored.
const WORDS: [&str; 35] = [
    "idea",
    "email",
    "chat",
    "live_chat",
    "sms",
    "web",
    "mail",
    "post",
    "own",
    "Sms",
    "sms ",
    "",
    "cch",
    "chh",
    "cch0",
    "chh0",
    "cch00",
    "cch7",
    "chh7",
    "cch07",
    "cch12",
    "chh3",
    "cchx",
    "cch1x",
    "xcch1",
    "cch4294967295",
    "cch4294967296",
    "chh9999999999",
    "cch00000000001",
    "cch10000000001",
    "pigeon_post_pigeon_post_pigeon_post_pigeon_post_pigeon_post_pigeon_b",
    "pigeon_post_pigeon_post_pigeon_post_pigeon_post_pigeon_post_pigeon_a",
    "pigeon_post_pigeon_post_pigeon_post_pigeon_post_pigeon_post_a",
    "pigeon_post",
    "\u{e9}table",
];

fn ticket(number: i64) -> Ticket {
    let id = ConversationId::from_number(number);
    Ticket::new(ConversationFacts::new(cast::TENANT, id, cast::noon()))
}

/// The ids in the order of the pages.
fn paged(
    database: &Database,
    mapping: &Mapping,
    viewing: &Viewing<'_>,
    rows: usize,
    sort: Sort,
) -> Vec<ConversationId> {
    let mut request = PageRequest {
        sort: Some(sort),
        rows,
        ..PageRequest::default()
    };
    let mut ids = Vec::new();
    loop {
        let page = sql(mapping).page(viewing, &request).unwrap();
        let found = database.rows(&page.statement);
        ids.extend(found.iter().map(|row| ticket_of(&row[0])));
        assert!(ids.len() <= 1000, "the pages do not end");
        let Some(last) = found.last().filter(|_| found.len() == rows) else {
            return ids;
        };
        request.after = Some(After {
            key: param(&last[1]),
            ticket: ticket_of(&last[0]),
        });
    }
}

/// Two rows each, of somebody of the staff who sees all.
fn paged_of_all(
    database: &Database,
    mapping: &Mapping,
    field: Field,
    direction: Direction,
) -> Vec<ConversationId> {
    let mut holder = Holder::new(cast::TENANT, UserId::from_number(1));
    let all = Grant::new(VIEW, Scope::of(Relation::Any));
    holder.grants.push(all);
    let scopes = Catalogue::default().scopes_of(&holder, VIEW, cast::noon());
    let policy = FieldPolicy::default();
    let viewing = viewing(Filter::of(&scopes, cast::noon()), &policy);
    let by = Column::Field(field);
    paged(database, mapping, &viewing, 2, Sort { by, direction })
}

fn viewing(filter: Filter, policy: &FieldPolicy) -> Viewing<'_> {
    Viewing {
        filter,
        policy,
        sites: SitesSeen::none(),
        rights: RightsHeld::of(&[], cast::noon()),
    }
}

/// Sorted as memory does: what is absent last, ties by id.
fn sorted<T: Ord>(
    all: Vec<(Option<T>, ConversationId)>,
    direction: Direction,
) -> Vec<ConversationId> {
    let mut all = all;
    all.sort_by(|(one, id), (two, other)| {
        let values = match (one, two) {
            (Some(one), Some(two)) if direction == Direction::Descending => two.cmp(one),
            (Some(one), Some(two)) => one.cmp(two),
            (one, two) => two.is_some().cmp(&one.is_some()),
        };
        values.then(id.cmp(other))
    });
    all.into_iter().map(|(_, id)| id).collect()
}

/// As much of a name as a list is sorted by.
fn beginning(name: &str) -> String {
    name.chars().take(64).collect()
}

/// Every word is the channel that it means or names, and no two ways to write one are told apart.
#[test]
fn every_word_has_the_place_of_its_channel() {
    let forms = FORMS[2];
    let words = BTreeMap::from([
        ("mail".to_owned(), Channel::Email),
        ("post".to_owned(), Channel::from_name("zzz")),
        ("own".to_owned(), Channel::Custom(8)),
        // What the word would name is not what it means.
        ("sms".to_owned(), Channel::from_name("aaa")),
        ("cch12".to_owned(), Channel::Slack),
    ]);
    let mapped = ChannelColumn {
        words: words.clone(),
        ..mapping(forms).channel.unwrap()
    };
    let mapping = Mapping {
        channel: Some(mapped),
        ..mapping(forms)
    };
    let tickets: Vec<Ticket> = (1..=40).map(ticket).collect();
    let database = indexed(&tickets, forms, &mapping);
    let word = |at: usize| WORDS.get(at * 7 % 40).copied();
    let mut channels = Vec::new();
    for (at, ticket) in tickets.iter().enumerate() {
        let id = ticket.facts.id;
        let means = |word: &str| words.get(word).cloned();
        let channel =
            |word: &str| means(word).unwrap_or_else(|| Channel::from_name(&beginning(word)));
        channels.push((word(at).map(channel), id));
        let Some(word) = word(at) else { continue };
        let number = id.number().unwrap();
        database.run(&format!(
            "UPDATE tickets SET channel = '{word}' WHERE id = {number}"
        ));
    }
    for direction in Direction::ALL {
        let paged = paged_of_all(&database, &mapping, Field::Channel, direction);
        assert_eq!(paged, sorted(channels.clone(), direction), "{direction:?}");
    }
}

/// People by their ids, then bots by theirs: also where the numbers of ids have more and fewer digits.
#[test]
fn people_come_before_bots() {
    let numbers = [12_i64, 2, 100, i64::MAX, 1_999_999_999_999_999_999, 0, 12];
    for forms in FORMS {
        let mut tickets: Vec<Ticket> = (1..=15).map(ticket).collect();
        let has = |at: usize| {
            let number = *numbers.get(at / 2)?;
            Some(match at % 2 {
                0 => Assignee::Person(UserId::from_number(number)),
                _ => Assignee::Bot(BotId::from_number(number)),
            })
        };
        for (at, ticket) in tickets.iter_mut().enumerate() {
            ticket.facts.assignee = has(at);
        }
        let mapping = mapping(forms);
        let database = indexed(&tickets, forms, &mapping);
        // The bot of a row counts only where no person does.
        database.run("UPDATE tickets SET bot = assignee WHERE assignee IS NOT NULL");
        let all = tickets.iter();
        let all: Vec<_> = all.map(|one| (one.facts.assignee, one.facts.id)).collect();
        for direction in Direction::ALL {
            let paged = paged_of_all(&database, &mapping, Field::Assignee, direction);
            assert_eq!(
                paged,
                sorted(all.clone(), direction),
                "{forms:?} {direction:?}"
            );
        }
    }
}

/// Of each ticket the account counts that joined first of those that may see it in copy: here one in the first
/// group alone, and another everywhere. All moments at which both could have joined and somebody could have
/// written, in both groups; and tickets of another tenant with the same ids, where both have always been in copy.
#[test]
fn of_several_accounts_in_copy_the_first_counts() {
    let forms = FORMS[0];
    let at = |minutes: i64| cast::noon() + TimeDelta::minutes(minutes);
    let accounts = [1, 2].map(CustomerId::from_number);
    let joined = [None, Some(0), Some(1), Some(2), Some(3)];
    let mut tickets = Vec::new();
    for (one, other) in joined
        .into_iter()
        .flat_map(|one| joined.map(|other| (one, other)))
    {
        for (message, group) in (0..4).flat_map(|message| [1, 2].map(|group| (message, group))) {
            let mut ticket = ticket(i64::try_from(tickets.len()).unwrap() + 1);
            let copied = accounts.into_iter().zip([one, other]);
            let copied = copied.filter_map(|(account, minutes)| Some((account, at(minutes?))));
            ticket.facts.copied = copied.collect();
            ticket.facts.group = Some(GroupId::from_number(group));
            ticket.messages = Vec::from_iter((message > 0).then(|| message_at(at(message))));
            tickets.push(ticket);
        }
    }
    let elsewhere = tickets.clone().into_iter().map(|mut ticket| {
        ticket.facts.tenant = TenantId::from_number(i64::MAX);
        ticket.facts.copied = accounts.map(|account| (account, at(-9))).into();
        ticket
    });
    tickets.extend(elsewhere.collect::<Vec<_>>());
    let groups = Groups {
        these: [GroupId::from_number(1)].into(),
        ..Groups::default()
    };
    let filters = accounts.into_iter().zip([Some(groups), None]);
    let filters = filters.map(|(account, groups)| {
        let mut holder = Holder::new(cast::TENANT, account);
        let scope = Scope {
            groups,
            ..Scope::of(Relation::Copied)
        };
        holder.grants.push(Grant::new(VIEW, scope));
        let scopes = Catalogue::default().scopes_of(&holder, VIEW, cast::noon());
        Filter::of(&scopes, cast::noon())
    });
    let policy = FieldPolicy::default();
    let viewing = viewing(Filter::join(filters).unwrap().unwrap(), &policy);
    let mapping = mapping(forms);
    let database = indexed(&tickets, forms, &mapping);
    for direction in Direction::ALL {
        let sort = Sort {
            by: Column::UpdatedAt,
            direction,
        };
        let asked = ListRequest {
            sort: Some(sort.clone()),
            page_size: ListRequest::MAX_PAGE,
            ..ListRequest::default()
        };
        let query = viewing.query(&asked).unwrap();
        let page = query.page(&tickets);
        let expected: Vec<ConversationId> = page.rows.iter().map(|row| row.id()).collect();
        // All that the second is in copy of, and of the first group what the first alone is.
        assert_eq!(expected.len(), 4 * 5 * 4 * 2 + 4 * 4);
        let paged = paged(&database, &mapping, &viewing, 25, sort);
        assert_eq!(paged, expected, "{direction:?}");
    }
}

fn message_at(at: DateTime<Utc>) -> Message {
    Message {
        id: MessageId::from_number(1),
        at,
        author: None,
        audience: Audience::Public,
        text: String::new(),
        attachments: Vec::new(),
    }
}

fn sql(mapping: &Mapping) -> Sql<'_> {
    Sql {
        dialect: Dialect::Sqlite,
        mapping,
    }
}

fn indexed(tickets: &[Ticket], forms: Forms, mapping: &Mapping) -> Database {
    let indexes = sql(mapping).indexes(&crate::rows::prefix(), &[]);
    Database::with(tickets, forms, indexes)
}
