//! Generated viewers, policies, desks and requests. The small domains are those of `generate`, wider
//! where a list needs it: every hat, several hats on one person, every field switched either way.

use std::collections::BTreeSet;

use frontdesk_access::{Catalogue, Holder, Permission, Scope};
use frontdesk_model::{ActorId, ConversationId, ConversationState};
use frontdesk_visibility::{
    Column, Condition, Direction, Field, FieldPolicy, Filter, GuestLink, GuestPurpose, Hat,
    ListRequest, RightsHeld, Rule, SitesSeen, Sort, Ticket, Use, Viewer, Viewing,
};
use proptest::collection::{btree_set, vec};
use proptest::option::weighted;
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Value, json};

use crate::generate::{
    FIELDS, customer_holder, field_policy, rights_held, roles, sites_seen, staff_holder, ticket,
};
use crate::world::*;

/// One viewer before one desk.
#[derive(Clone, Debug)]
pub(super) struct Desk {
    pub(super) filter: Filter,
    pub(super) policy: FieldPolicy,
    pub(super) sites: SitesSeen,
    pub(super) rights: RightsHeld,
    pub(super) tickets: Vec<Ticket>,
}

impl Desk {
    pub(super) fn viewing(&self) -> Viewing<'_> {
        Viewing {
            filter: self.filter.clone(),
            policy: &self.policy,
            sites: self.sites.clone(),
            rights: self.rights.clone(),
        }
    }
}

pub(super) fn desk() -> impl Strategy<Value = Desk> {
    // The generators are large values: boxed, so that they fit on the stack of a test.
    let parts = (
        filter().boxed(),
        policy().boxed(),
        (sites(), rights_held()).boxed(),
        tickets(0..=10).boxed(),
    );
    let by_link = weighted(0.1, 0..3_u32);
    (parts, by_link).prop_map(
        |((filter, policy, (sites, rights), tickets), by_link)| Desk {
            filter: by_link
                .and_then(|epoch| guest(tickets.first()?, epoch))
                .unwrap_or(filter),
            policy,
            sites,
            rights,
            tickets,
        },
    )
}

/// One who came by a link to this ticket, perhaps of another epoch.
fn guest(ticket: &Ticket, epoch: u32) -> Option<Filter> {
    let link = GuestLink {
        tenant: HERE,
        ticket: ticket.facts.id,
        customer: ticket.facts.requester?,
        purpose: GuestPurpose::View,
        expires: minutes(10),
        epoch,
    };
    Some(Filter::of_guest(&link, now()))
}

fn sites() -> impl Strategy<Value = SitesSeen> {
    prop_oneof![1 => Just(SitesSeen::none()), 5 => sites_seen()]
}

/// Tickets with an id each, as a store has them, in no order.
pub(super) fn tickets(
    count: std::ops::RangeInclusive<usize>,
) -> impl Strategy<Value = Vec<Ticket>> {
    let numbers = Just((1..=20_i64).collect::<Vec<_>>()).prop_shuffle();
    (vec(ticket().boxed(), count), numbers).prop_map(|(mut tickets, numbers)| {
        for (ticket, number) in tickets.iter_mut().zip(numbers) {
            ticket.facts.id = ConversationId::from_number(number);
        }
        tickets
    })
}

/// Any policy at all: each field under each hat.
pub(super) fn policy() -> impl Strategy<Value = FieldPolicy> {
    let uses = select(vec![Use::Hidden, Use::View, Use::Edit]);
    let lines = vec((select(Hat::ALL.to_vec()), select(fields()), uses), 0..=10);
    (field_policy(), lines).prop_map(|(mut policy, lines)| {
        for (hat, field, to) in lines {
            // What can never be so is left as it was.
            let _ = policy.set(hat, field, to);
        }
        policy
    })
}

pub(super) fn fields() -> Vec<Field> {
    let added = FIELDS.map(|id| Field::Added(field(id)));
    Field::STANDARD.into_iter().chain(added).collect()
}

/// Every column that there is, and one that nobody has.
pub(super) fn columns() -> Vec<Column> {
    let fields = fields().into_iter().map(Column::Field);
    let nobodys = Column::Field(Field::Added(field("cf_none")));
    let all = fields.chain(Column::DERIVED).chain([nobodys]);
    all.collect()
}

/// One who works, one who asked, one who does both, one who follows.
fn filter() -> impl Strategy<Value = Filter> {
    let both = (staff_holder(), customer_holder()).prop_map(|(staff, mut customer)| {
        customer.tenant = staff.tenant;
        let filters = [filter_of_one(&staff), filter_of_one(&customer)];
        Filter::join(filters).unwrap().unwrap()
    });
    let wide = (0..3_u8, any::<bool>()).prop_map(|(who, mask)| {
        let one = |id: ActorId| {
            let holder = seeing(Holder::new(HERE, id), Scope::any());
            filter_of_one(&if mask { masked(holder) } else { holder })
        };
        let (staff, customer) = (one(user(1).into()), one(customer(1).into()));
        match who {
            0 => staff,
            1 => customer,
            // What is deleted or spam the staff sees alone.
            _ => Filter::join([staff, customer]).unwrap().unwrap(),
        }
    });
    prop_oneof![
        4 => staff_holder().prop_map(|holder| filter_of_one(&holder)).boxed(),
        3 => customer_holder().prop_map(|holder| filter_of_one(&holder)).boxed(),
        4 => both.boxed(),
        2 => staff_holder().prop_map(|holder| stakeholder(&holder)).boxed(),
        5 => wide.boxed(),
    ]
}

fn filter_of_one(holder: &Holder) -> Filter {
    filter_for(&roles(), holder, Permission::CONVERSATION_VIEW)
}

pub(super) fn stakeholder(holder: &Holder) -> Filter {
    let scopes = Catalogue::default().scopes_of(holder, Permission::CONVERSATION_VIEW, now());
    let rule = Rule::of(&scopes).as_stakeholder();
    rule.bind(&Viewer::Actor(holder.actor()), now())
}

pub(super) fn column() -> impl Strategy<Value = Column> {
    select(columns())
}

/// The texts of some values of a column, met and unmet.
pub(super) fn texts(column: &Column) -> Vec<String> {
    let ids = |id: &dyn Fn(i64) -> String| (1..=4).map(id).collect();
    let Column::Field(field) = column else {
        return match column {
            Column::UpdatedAt | Column::LastResponseAt => moments(),
            _ => (0..=4).map(|count| count.to_string()).collect(),
        };
    };
    match field {
        Field::Number | Field::Subject | Field::Added(_) => words(),
        Field::ClientNumber => vec![NUMBER.to_owned(), "+33".to_owned(), String::new()],
        Field::State => ConversationState::ALL.map(|s| s.name().to_owned()).into(),
        Field::Channel => ["email", "telegram", "pigeon", "viber"]
            .map(str::to_owned)
            .into(),
        Field::CreatedAt => moments(),
        Field::Group => ids(&|n| group(n).to_string()),
        Field::Assignee => {
            let bot = frontdesk_model::BotId::from_number(1);
            let people = (1..=3).map(|n| format!("person:{}", user(n)));
            people.chain([format!("bot:{bot}")]).collect()
        }
        Field::Priority => ["low", "normal", "high", "critical"]
            .map(str::to_owned)
            .into(),
        Field::Site => ids(&|n| site(n).to_string()),
        Field::Requester => ids(&|n| customer(n).to_string()),
        Field::Organization => ids(&|n| company(n).to_string()),
        Field::Participants => ids(&|n| user(n).to_string()),
        Field::Copied => ids(&|n| customer(n).to_string()),
        Field::Privacy => vec!["open".to_owned(), "private".to_owned()],
    }
}

fn moments() -> Vec<String> {
    let at = |count| minutes(count).to_rfc3339_opts(chrono::SecondsFormat::AutoSi, true);
    [0, 20, 50, 80, 120, 190].map(at).into()
}

fn words() -> Vec<String> {
    ["tea", "coffee", "чай", "\"quoted\" \\ line\n", ""]
        .map(str::to_owned)
        .into()
}

/// A condition as a host would write it.
pub(super) fn condition() -> impl Strategy<Value = Condition> {
    let parts = (column(), btree_set(0..6_usize, 0..=3), 0..7_u8);
    parts.prop_map(|(column, chosen, must)| {
        let all = texts(&column);
        let values: Vec<_> = chosen.iter().filter_map(|at| all.get(*at)).collect();
        let one = values.first().copied().unwrap_or(&all[0]);
        let must = match must {
            0 | 1 => json!({"be_one_of": values}),
            2 => json!({"be_none_of": values}),
            3 => json!("be_absent"),
            4 => json!("be_there"),
            5 if has_order(&column) => json!({"be_before": one}),
            6 if has_order(&column) => json!({"be_after": one}),
            _ => json!({"be_one_of": all}),
        };
        let must = match column {
            Column::Field(Field::Subject | Field::Added(_)) if chosen.contains(&5) => {
                json!({"contain": "TE"})
            }
            _ => must,
        };
        read(&column, &must)
    })
}

fn read(column: &Column, must: &Value) -> Condition {
    serde_json::from_value(json!({"column": column, "must": must})).unwrap()
}

/// Whether before and after mean anything there.
fn has_order(column: &Column) -> bool {
    match column {
        Column::Field(field) => matches!(
            field,
            Field::Number
                | Field::Subject
                | Field::ClientNumber
                | Field::State
                | Field::Priority
                | Field::CreatedAt
                | Field::Added(_)
        ),
        _ => true,
    }
}

pub(super) fn search() -> impl Strategy<Value = String> {
    let words = [
        "tea",
        "COFFEE",
        "ча",
        "Чай",
        "quoted\" \\",
        "offee t",
        "zzz",
        "\t line ",
    ];
    prop_oneof![
        2 => Just(String::new()),
        2 => vec(select(words.to_vec()), 1..=2).prop_map(|words| words.join(" ")),
    ]
}

/// Whether there may be several values in one row.
pub(super) fn holds_several(column: &Column) -> bool {
    matches!(column, Column::Field(Field::Participants | Field::Copied))
}

pub(super) fn request() -> impl Strategy<Value = ListRequest> {
    let columns = columns();
    let sortable: Vec<Column> = columns
        .iter()
        .filter(|column| !holds_several(column))
        .cloned()
        .collect();
    let sort = (select(sortable), select(Direction::ALL.to_vec()))
        .prop_map(|(by, direction)| Sort { by, direction });
    (
        prop_oneof![3 => vec(condition(), 0..=1), 1 => vec(condition(), 2)],
        search(),
        weighted(0.9, sort),
        1..=5_usize,
        btree_set(select(columns.clone()), 0..=3),
        vec(select(columns), 0..=4),
    )
        .prop_map(
            |(conditions, search, sort, page_size, facets, columns)| ListRequest {
                conditions,
                search,
                sort,
                page_size,
                cursor: None,
                facets,
                columns,
            },
        )
}

/// The request without the columns that this viewer is refused.
pub(super) fn trimmed(mut request: ListRequest, viewing: &Viewing<'_>) -> ListRequest {
    request
        .conditions
        .retain(|one| viewing.offers(one.column()));
    request.sort = request.sort.filter(|sort| viewing.offers(&sort.by));
    let offered: BTreeSet<_> = request
        .facets
        .into_iter()
        .filter(|c| viewing.offers(c))
        .collect();
    request.facets = offered;
    request.columns.retain(|column| viewing.offers(column));
    request
}
