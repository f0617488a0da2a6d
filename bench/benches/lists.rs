//! Lists of what one viewer sees: over 10,000 and 100,000 tickets of which one in ten is visible, and
//! over tickets of 200 added fields. Allocations are counted beside: a hidden ticket costs none, and a
//! row none for its fields.

#![allow(clippy::expect_used, missing_docs)]

use std::collections::BTreeSet;

use chrono::{DateTime, TimeDelta, Utc};
use divan::counter::ItemsCount;
use divan::{AllocProfiler, Bencher, black_box};
use frontdesk_access::{Catalogue, Grant, Groups, Holder, Permission, Scope};
use frontdesk_model::{
    ActorId, Author, ConversationFacts, ConversationId, ConversationState, GroupId, MessageId,
    TenantId, UserId,
};
use frontdesk_visibility::{
    Audience, Column, Direction, Field, FieldId, FieldPolicy, Filter, Hat, ListRequest, Message,
    RightsHeld, SitesSeen, Sort, Ticket, Use, Viewing,
};

#[global_allocator]
static ALLOC: AllocProfiler = AllocProfiler::system();

const SIZES: [i64; 2] = [10_000, 100_000];
const TENANT: TenantId = TenantId::from_number(1);
const FIELDS: usize = 200;

fn main() {
    divan::main();
}

fn now() -> DateTime<Utc> {
    DateTime::UNIX_EPOCH + TimeDelta::days(20_000)
}

fn field(number: usize) -> FieldId {
    FieldId(format!("cf_{number:03}"))
}

/// Ticket `n` lies in the queue of group `n % 500`, with two messages and a note.
fn ticket(n: i64, fields: usize) -> Ticket {
    let at = |minutes: i64| now() - TimeDelta::minutes((n * 7919) % 500_000 - minutes);
    let mut facts = ConversationFacts::new(TENANT, ConversationId::from_number(n), at(0));
    facts.state = Some(ConversationState::ALL[(n % 5) as usize]);
    facts.group = Some(GroupId::from_number(n % 500));
    let written = |id: i64, audience| Message {
        id: MessageId::from_number(3 * n + id),
        at: at(id),
        author: Some(Author::Actor(ActorId::User(UserId::from_number(17)))),
        audience,
        text: "We have looked at it and will write again".to_owned(),
        attachments: Vec::new(),
    };
    let mut ticket = Ticket::new(facts);
    ticket.number = format!("664-{n}");
    ticket.subject = format!("Kettle {}", n % 1000);
    ticket.messages = vec![
        written(0, Audience::Public),
        written(1, Audience::Public),
        written(2, Audience::Internal),
    ];
    let values = (0..fields).map(|one| (field(one), format!("value {}", (n + one as i64) % 97)));
    ticket.custom_fields = values.collect();
    ticket
}

fn tickets(count: i64, fields: usize) -> Vec<Ticket> {
    (0..count).map(|n| ticket(n, fields)).collect()
}

/// One who works in 50 of the 500 groups.
fn filter() -> Filter {
    let mut holder = Holder::new(TENANT, UserId::from_number(17));
    let scope = Scope {
        groups: Some(Groups {
            these: (0..50).map(|n| GroupId::from_number(n * 10)).collect(),
            ..Groups::default()
        }),
        ..Scope::any()
    };
    let view = Permission::CONVERSATION_VIEW;
    holder.grants.push(Grant::new(view, scope));
    Filter::of(&Catalogue::default().scopes_of(&holder, view, now()), now())
}

fn policy() -> FieldPolicy {
    let mut policy = FieldPolicy::default();
    for number in 0..FIELDS {
        let field = Field::Added(field(number));
        policy
            .set(Hat::Customer, field, Use::View)
            .expect("an added field");
    }
    policy
}

fn by(column: Column) -> ListRequest {
    let direction = Direction::Descending;
    ListRequest {
        sort: Some(Sort {
            by: column,
            direction,
        }),
        ..ListRequest::default()
    }
}

fn bench(bencher: Bencher<'_, '_>, tickets: &[Ticket], request: &ListRequest) {
    let policy = policy();
    let viewing = Viewing {
        filter: filter(),
        policy: &policy,
        sites: SitesSeen::none(),
        rights: RightsHeld::none(),
    };
    bencher.counter(ItemsCount::new(tickets.len())).bench(|| {
        let query = viewing.query(request).expect("offered");
        let page = query.page(tickets);
        black_box((page.rows.len(), page.total, page.next))
    });
}

#[divan::bench(args = SIZES)]
fn count(bencher: Bencher<'_, '_>, size: i64) {
    let (tickets, policy, request) = (tickets(size, 0), policy(), ListRequest::default());
    let viewing = Viewing {
        filter: filter(),
        policy: &policy,
        sites: SitesSeen::none(),
        rights: RightsHeld::none(),
    };
    let query = viewing.query(&request).expect("offered");
    bencher
        .counter(ItemsCount::new(tickets.len()))
        .bench_local(|| query.count(&tickets));
}

#[divan::bench(args = SIZES)]
fn page_by_id(bencher: Bencher<'_, '_>, size: i64) {
    bench(bencher, &tickets(size, 0), &ListRequest::default());
}

#[divan::bench(args = SIZES)]
fn page_by_last_change(bencher: Bencher<'_, '_>, size: i64) {
    bench(bencher, &tickets(size, 0), &by(Column::UpdatedAt));
}

#[divan::bench(args = SIZES)]
fn page_with_two_facets(bencher: Bencher<'_, '_>, size: i64) {
    let facets = [Field::State, Field::Group].map(Column::Field);
    let request = ListRequest {
        facets: BTreeSet::from(facets),
        ..by(Column::UpdatedAt)
    };
    bench(bencher, &tickets(size, 0), &request);
}

#[divan::bench(args = SIZES)]
fn page_of_a_search(bencher: Bencher<'_, '_>, size: i64) {
    let request = ListRequest {
        search: "kettle 77".to_owned(),
        ..by(Column::UpdatedAt)
    };
    bench(bencher, &tickets(size, 0), &request);
}

#[divan::bench(args = [0, FIELDS])]
fn page_of_10_000_by_an_added_field(bencher: Bencher<'_, '_>, fields: usize) {
    let sort = by(Column::Field(Field::Added(field(77))));
    bench(bencher, &tickets(10_000, fields), &sort);
}

#[divan::bench]
fn projection_of_50_rows_of_200_fields(bencher: Bencher<'_, '_>) {
    let (tickets, policy, request) = (tickets(1_000, FIELDS), policy(), ListRequest::default());
    let viewing = Viewing {
        filter: filter(),
        policy: &policy,
        sites: SitesSeen::none(),
        rights: RightsHeld::none(),
    };
    let query = viewing.query(&request).expect("offered");
    let page = query.page(&tickets);
    bencher.bench_local(|| {
        let views = page.rows.iter().map(|row| row.project());
        views.fold(0, |seen, view| {
            black_box(view);
            seen + 1
        })
    });
}
