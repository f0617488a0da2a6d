//! Check = list = count = pages = facets, in memory and in SQLite, in every form of the ids.

use std::collections::BTreeSet;

use frontdesk_access::{Catalogue, Grant, Holder, Permission, Scope};
use frontdesk_model::chrono::TimeDelta;
use frontdesk_model::{
    ActorId, Author, Channel, ConversationId, CustomerId, GroupId, MessageId, Relation, TenantId,
    UserId,
};
use frontdesk_sql::{
    After, Dialect, FacetError, IdForm, NarrowError, PageError, PageRequest, Param, Sql, Walk,
};
use frontdesk_testkit::{cast, strategy};
use frontdesk_visibility::{
    Audience, Column, Condition, CopiedPolicy, Direction, Expr, Field, FieldPolicy, FieldRights,
    Filter, Hat, ListRequest, Message, Must, QueryError, RightsHeld, Rule, Shown, SitePolicy,
    SitesSeen, Sort, Ticket, Use, Value, Viewing,
};
use proptest::prelude::*;
use proptest::sample::select;

use crate::database::{Database, param, ticket_of};
use crate::rows::{FORMS, Forms, PRIORITIES, added, id, mapping, prefix};

const VIEW: Permission = Permission::CONVERSATION_VIEW;
const ELSEWHERE: TenantId = TenantId::from_number(77);

/// What is asked of a list.
#[derive(Clone, Copy)]
struct World<'a> {
    viewing: &'a Viewing<'a>,
    tickets: &'a [Ticket],
    sql: Sql<'a>,
    forms: Forms,
    database: &'a Database,
}

impl World<'_> {
    fn check(&self) -> Result<(), TestCaseError> {
        let (filter, sql) = (&self.viewing.filter, self.sql);
        let expected: BTreeSet<ConversationId> = filter
            .list(self.tickets)
            .map(|ticket| ticket.facts.id)
            .collect();
        let listed = self.database.ids(&sql.list(filter).unwrap());
        prop_assert_eq!(listed.len(), expected.len());
        prop_assert_eq!(&BTreeSet::from_iter(listed), &expected);
        let counted = self.database.number(&sql.count(filter).unwrap());
        prop_assert_eq!(counted, expected.len());
        for ticket in self.tickets {
            let one = self
                .database
                .ids(&sql.one(filter, ticket.facts.id).unwrap());
            prop_assert_eq!(one.len(), usize::from(expected.contains(&ticket.facts.id)));
        }
        Ok(())
    }

    /// The pages together are the list in its order, and each value is what the viewer sees.
    fn pages(&self, sort: Option<Sort>, walk: Walk) -> Result<bool, TestCaseError> {
        let wanted: Vec<Field> = Field::STANDARD
            .into_iter()
            .filter(|field| !matches!(field, Field::Participants | Field::Copied))
            .chain([Field::Added(added())])
            .collect();
        let mut request = PageRequest {
            sort: sort.clone(),
            rows: 3,
            columns: wanted,
            walk,
            ..PageRequest::default()
        };
        let mut paged = Vec::new();
        loop {
            let selection = match self.sql.page(self.viewing, &request) {
                Ok(selection) => selection,
                Err(PageError::NoSuchColumn) => {
                    prop_assert!(!self.viewing.offers(&sort.unwrap().by));
                    return Ok(false);
                }
                Err(PageError::NotKept { column }) => {
                    self.is_not_kept(&column, sort.as_ref())?;
                    return Ok(false);
                }
                Err(other) => panic!("{other:?}"),
            };
            let rows = self.database.rows(&selection.statement);
            for row in &rows {
                let at = 1 + usize::from(sort.is_some());
                self.values(ticket_of(&row[0]), &selection.columns, &row[at..])?;
            }
            paged.extend(rows.iter().map(|row| ticket_of(&row[0])));
            prop_assert!(paged.len() <= self.tickets.len(), "the pages do not end");
            let Some(last) = rows.last().filter(|_| rows.len() == 3) else {
                break;
            };
            request.after = Some(After {
                key: sort.as_ref().and_then(|_| param(&last[1])),
                ticket: ticket_of(&last[0]),
            });
        }
        let asked = ListRequest {
            sort,
            page_size: ListRequest::MAX_PAGE,
            ..ListRequest::default()
        };
        let query = self.viewing.query(&asked).unwrap();
        let page = query.page(self.tickets);
        let expected: Vec<ConversationId> = page.rows.iter().map(|row| row.id()).collect();
        prop_assert_eq!(paged, expected, "{:?} {:?}", asked.sort, self.forms);
        Ok(true)
    }

    /// That nothing is refused but what no column says.
    fn is_not_kept(&self, column: &Column, sort: Option<&Sort>) -> Result<(), TestCaseError> {
        let asked = ListRequest {
            sort: sort.cloned(),
            ..ListRequest::default()
        };
        let has_order = !matches!(self.viewing.query(&asked), Err(QueryError::NoOrder));
        match column {
            Column::Field(_) => prop_assert!(!has_order, "{}", column),
            Column::UpdatedAt => prop_assert!(!self.sees_when_made()),
            _ => {}
        }
        Ok(())
    }

    /// Of every ticket that he sees.
    fn sees_when_made(&self) -> bool {
        self.viewing.shown_where(&Field::CreatedAt) == Expr::TRUE
    }

    /// What the statement says of one ticket is what the viewer sees of it.
    fn values(
        &self,
        ticket: ConversationId,
        columns: &[Field],
        row: &[rusqlite::types::Value],
    ) -> Result<(), TestCaseError> {
        let here = |one: &&Ticket| {
            one.facts.id == ticket && one.facts.tenant == self.viewing.filter.tenant()
        };
        let ticket = self.tickets.iter().find(here).unwrap();
        let granted = self.viewing.open(ticket).unwrap();
        let mut row = row.iter();
        for field in columns {
            let seen = match granted.cell(field) {
                Some(Shown::Value(value)) => Some(value),
                Some(Shown::Hidden | Shown::Absent) | None => None,
            };
            let values: Vec<Option<Param>> = match field {
                Field::Assignee => row.by_ref().take(2).map(param).collect(),
                _ => row.by_ref().take(1).map(param).collect(),
            };
            let expected = self.stored(field, seen.as_ref());
            prop_assert_eq!(values, expected, "{} {:?}", field, granted.hat());
        }
        prop_assert_eq!(row.next(), None);
        // And nothing that is seen is missing.
        let seen = Field::STANDARD.iter().filter(|field| {
            !matches!(field, Field::Participants | Field::Copied)
                && matches!(granted.cell(field), Some(Shown::Value(_)))
                && self.viewing.offers(&Column::Field((*field).clone()))
        });
        for field in seen {
            prop_assert!(columns.contains(field), "{}", field);
        }
        Ok(())
    }

    /// A value as it stands in the host's columns.
    fn stored(&self, field: &Field, value: Option<&Value<'_>>) -> Vec<Option<Param>> {
        let form = self.forms.id;
        let text = |text: &str| Some(Param::Text(text.to_owned()));
        let one = match value {
            None if *field == Field::Assignee => return vec![None, None],
            None => None,
            Some(Value::Assignee(frontdesk_model::Assignee::Person(user))) => {
                return vec![Some(id(form, *user)), None];
            }
            Some(Value::Assignee(frontdesk_model::Assignee::Bot(bot))) => {
                return vec![None, Some(id(form, *bot))];
            }
            Some(Value::Text(said)) => text(said),
            Some(Value::State(state)) => text(crate::rows::state_word(*state)),
            Some(Value::Priority(priority)) => text(priority.name()),
            Some(Value::Privacy(privacy)) => text(privacy.name()),
            Some(Value::Channel(channel)) => match channel.to_string().as_str() {
                "email" => text("mail"),
                other => text(other),
            },
            Some(Value::Moment(at)) => Some(self.forms.moment.param(*at)),
            Some(Value::Group(one)) => Some(id(form, *one)),
            Some(Value::Site(one)) => Some(id(form, *one)),
            Some(Value::Customer(one)) => Some(id(form, *one)),
            Some(Value::Organization(one)) => Some(id(form, *one)),
            Some(Value::Person(one)) => Some(id(form, *one)),
            Some(other) => panic!("{other:?} is in no column"),
        };
        vec![one]
    }

    /// What fulfills the conditions, listed, counted, paged, and its states counted.
    fn narrowed(&self, conditions: &[Condition]) -> Result<bool, TestCaseError> {
        let sort = Sort {
            by: Column::Field(Field::CreatedAt),
            direction: Direction::Descending,
        };
        let state = Column::Field(Field::State);
        let asked = ListRequest {
            conditions: conditions.to_vec(),
            sort: self.viewing.offers(&sort.by).then(|| sort.clone()),
            facets: [state.clone()]
                .into_iter()
                .filter(|one| self.viewing.offers(one))
                .collect(),
            page_size: ListRequest::MAX_PAGE,
            ..ListRequest::default()
        };
        let listed = self.sql.list_of(self.viewing, conditions);
        let query = match self.viewing.query(&asked) {
            Ok(query) => query,
            Err(error) => {
                prop_assert_eq!(error, QueryError::NoSuchColumn);
                prop_assert_eq!(listed, Err(NarrowError::NoSuchColumn));
                return Ok(false);
            }
        };
        let listed = match listed {
            Ok(listed) => listed,
            Err(NarrowError::NotKept { column }) => {
                let is_unkept = match column {
                    Column::UpdatedAt => !self.sees_when_made(),
                    _ => Column::DERIVED.contains(&column) || self.viewing.filter.worn().len() > 3,
                };
                let of_text = conditions
                    .iter()
                    .any(|one| matches!(one.must(), Must::Contain(_)));
                prop_assert!(is_unkept || of_text, "{}", column);
                return Ok(false);
            }
            Err(other) => panic!("{other:?}"),
        };
        let page = query.page(self.tickets);
        let paged: Vec<ConversationId> = page.rows.iter().map(|row| row.id()).collect();
        let mut expected = paged.clone();
        expected.sort();
        let mut ids = self.database.ids(&listed);
        ids.sort();
        prop_assert_eq!(&ids, &expected, "{:?} {}", conditions, listed.text);
        let count = self.sql.count_of(self.viewing, conditions).unwrap();
        prop_assert_eq!(self.database.number(&count), expected.len());
        for walk in [Walk::InOrder, Walk::Merged] {
            let request = PageRequest {
                conditions: conditions.to_vec(),
                sort: asked.sort.clone(),
                rows: ListRequest::MAX_PAGE,
                walk,
                ..PageRequest::default()
            };
            let statement = self.sql.page(self.viewing, &request).unwrap().statement;
            prop_assert_eq!(&self.database.ids(&statement), &paged, "{}", statement.text);
        }
        if let Some(facets) = page.facets.get(&state) {
            let statement = self.sql.facet_of(self.viewing, conditions, &state).unwrap();
            let counts: Vec<usize> = facets.iter().map(|facet| facet.count).collect();
            let rows = self.database.rows(&statement);
            let counted: Vec<Option<Param>> = rows.iter().map(|row| param(&row[1])).collect();
            let counts = counts
                .into_iter()
                .map(|count| Some(Param::Number(count as i64)));
            prop_assert_eq!(counted, counts.collect::<Vec<_>>());
        }
        Ok(!expected.is_empty())
    }

    /// The values of a column and how often each stands in what is seen.
    fn facet(&self, column: &Column) -> Result<bool, TestCaseError> {
        let statement = match self.sql.facet(self.viewing, column) {
            Ok(statement) => statement,
            Err(FacetError::NoSuchColumn) => {
                prop_assert!(!self.viewing.offers(column));
                return Ok(false);
            }
            Err(FacetError::NotKept {
                column: Column::UpdatedAt,
            }) => {
                prop_assert!(!self.sees_when_made());
                return Ok(false);
            }
            Err(other) => panic!("{other:?}"),
        };
        let asked = ListRequest {
            facets: [column.clone()].into(),
            ..ListRequest::default()
        };
        let query = self.viewing.query(&asked).unwrap();
        let facets = query.facets(self.tickets);
        let mut expected: Vec<(Vec<Option<Param>>, usize)> = Vec::new();
        for facet in &facets[column] {
            let mut key = match column {
                Column::Field(field) => self.stored(field, facet.value.as_ref()),
                _ => self.stored(&Field::CreatedAt, facet.value.as_ref()),
            };
            let rank = |at: usize| vec![Some(Param::Number(at as i64))];
            let mapping = self.sql.mapping;
            match &facet.value {
                Some(Value::State(one)) => {
                    let ranked = mapping.state.as_ref().unwrap().ranked();
                    key = rank(ranked.iter().position(|other| other == one).unwrap());
                }
                Some(Value::Priority(one)) => {
                    key = rank(PRIORITIES.iter().position(|other| other == one).unwrap());
                }
                Some(Value::Privacy(one)) => {
                    let ranked = mapping.privacy.as_ref().unwrap().ranked();
                    key = rank(ranked.iter().position(|other| other == one).unwrap());
                }
                Some(Value::Channel(one)) => key = vec![Some(Param::Text(one.to_string()))],
                _ => {}
            }
            expected.push((key, facet.count));
        }
        let rows = self.database.rows(&statement);
        let mut counted: Vec<(Vec<Option<Param>>, usize)> = rows
            .iter()
            .map(|row| {
                let (count, key) = row.split_last().unwrap();
                let Some(Param::Number(count)) = param(count) else {
                    panic!("{count:?} is no count");
                };
                (
                    key.iter().map(param).collect(),
                    usize::try_from(count).unwrap(),
                )
            })
            .collect();
        // The order of channels is the vocabulary's, and that of an assignee is by what he is.
        if matches!(column, Column::Field(Field::Channel | Field::Assignee)) {
            let text = |one: &(Vec<Option<Param>>, usize)| format!("{one:?}");
            counted.sort_by_key(text);
            expected.sort_by_key(text);
        }
        prop_assert_eq!(counted, expected, "{} {:?}", column, self.forms);
        Ok(true)
    }
}

/// Conditions of every column, as text: of ids and people that there are, words, moments and texts.
fn conditions() -> impl Strategy<Value = Vec<Condition>> {
    let mut columns = facets();
    columns.push(Column::MessageCount);
    let must = (
        0..7_u8,
        prop::collection::vec((0..7_i64, text(), any::<bool>()), 0..4),
    );
    let one =
        (select(columns), must).prop_filter_map("none of the column", |(column, (how, values))| {
            let read = |(number, text, odd): &(i64, String, bool)| {
                let id = GroupId::from_number(*number).to_string();
                let nanos = if *odd { "123" } else { "" };
                let at = cast::noon() + TimeDelta::minutes(*number % 4);
                let at = at.format("%Y-%m-%dT%H:%M:%S.000000").to_string() + nanos + "Z";
                let state = frontdesk_model::ConversationState::ALL[*number as usize % 5].name();
                let priority = PRIORITIES[*number as usize % PRIORITIES.len()].name();
                let privacy = frontdesk_model::Privacy::ALL[*number as usize % 2].name();
                let channel = ["email", "live_chat", "sms", "web_form"][*number as usize % 4];
                let who = if *odd { "bot" } else { "person" };
                let assignee = format!("{who}:{id}");
                let all = [
                    id.as_str(),
                    &at,
                    state,
                    priority,
                    privacy,
                    &assignee,
                    text,
                    channel,
                    "3",
                ];
                match &column {
                    // Every word is a channel.
                    Column::Field(Field::Channel) => Value::parse(&column, channel),
                    Column::Field(
                        Field::Number | Field::Subject | Field::ClientNumber | Field::Added(_),
                    ) => Value::parse(&column, text),
                    _ => all.iter().find_map(|one| Value::parse(&column, one)),
                }
            };
            let values: std::collections::BTreeSet<Value<'static>> =
                values.iter().filter_map(read).collect();
            let first = values.first().cloned();
            let must = match how {
                0 => Must::BeAbsent,
                1 => Must::BeThere,
                2 | 3 => Must::BeOneOf(values),
                4 => Must::BeNoneOf(values),
                5 => Must::BeBefore(first?),
                _ => Must::BeAfter(first?),
            };
            Condition::new(column.clone(), must).ok()
        });
    prop::collection::vec(one, 1..3)
}

fn message() -> impl Strategy<Value = Message> {
    let at = (0..6_i64).prop_map(|n| cast::noon() + TimeDelta::minutes(n));
    (1..99_i64, at, any::<bool>()).prop_map(|(number, at, internal)| Message {
        id: MessageId::from_number(number),
        at,
        author: Some(Author::Actor(ActorId::User(UserId::from_number(1)))),
        audience: if internal {
            Audience::Internal
        } else {
            Audience::Public
        },
        text: String::new(),
        attachments: Vec::new(),
    })
}

fn text() -> impl Strategy<Value = String> {
    select(vec!["", "a", "B", "É", "long", "o'hara\"\\", "\u{1f600}"]).prop_map(|text| match text {
        "long" => "long ".repeat(20),
        text => text.to_owned(),
    })
}

/// One that the tests of scopes have none of, now and then.
fn channel() -> impl Strategy<Value = Option<Channel>> {
    let names = ["sms", "live_chat", "cch0", "cch12", "cch4294967295"];
    let others = ["cch007", "cch", "", "Zoo", "\u{e9}table"];
    let long = ["b", "a"].map(|end| format!("{}{end}", "long ".repeat(13)));
    let all = names.iter().chain(&others).map(ToString::to_string);
    let all: Vec<Channel> = all.chain(long).map(Channel::from).collect();
    prop::option::weighted(0.3, select(all))
}

fn ticket() -> impl Strategy<Value = Ticket> {
    let texts = (
        text(),
        text(),
        prop::option::of(text()),
        prop::option::of(text()),
    );
    let priority = prop::option::of(select(PRIORITIES.to_vec()));
    let messages = prop::collection::vec(message(), 0..3);
    let joined = prop::collection::vec(0..6_i64, 3);
    let facts = (strategy::conversation_facts(), 0..4_i64, channel(), joined);
    (facts, texts, priority, messages).prop_map(
        |((mut facts, made, channel, joined), texts, priority, mut messages)| {
            for (since, minutes) in facts.copied.values_mut().zip(joined) {
                *since = cast::noon() + TimeDelta::minutes(minutes);
            }
            facts.created_at = cast::noon() + TimeDelta::minutes(made);
            // Most are kept.
            (facts.deleted, facts.spam) = (facts.deleted && made == 0, facts.spam && made == 1);
            facts.channel = channel.or(facts.channel);
            messages.sort_by_key(|message| message.at);
            let mut ticket = Ticket::new(facts);
            (ticket.number, ticket.subject, ticket.client_number) = (texts.0, texts.1, texts.2);
            ticket
                .custom_fields
                .extend(texts.3.map(|text| (added(), text)));
            ticket.priority = priority;
            ticket.messages = messages;
            ticket
        },
    )
}

/// Tickets of the tenant with ids of their own, and tickets of another with the same ids.
fn tickets() -> impl Strategy<Value = Vec<Ticket>> {
    prop::collection::vec(ticket(), 14).prop_map(|mut tickets| {
        for (number, ticket) in (0..).zip(&mut tickets) {
            let (tenant, number) = match number < 10 {
                true => (cast::TENANT, number + 1),
                false => (ELSEWHERE, number - 9),
            };
            ticket.facts.tenant = tenant;
            ticket.facts.id = ConversationId::from_number(number);
        }
        tickets
    })
}

fn viewer() -> impl Strategy<Value = Holder> {
    let holder = prop_oneof![
        3 => strategy::staff_holder().boxed(),
        3 => strategy::customer_holder().boxed(),
    ];
    let scopes = prop::collection::vec(strategy::scope(), 1..4);
    let relations = prop::collection::vec(
        select(vec![
            Relation::Any,
            Relation::Own,
            Relation::Requester,
            Relation::RequesterOrganization,
            Relation::Copied,
            Relation::Participating,
        ]),
        0..3,
    );
    (holder, scopes, relations).prop_map(|(mut holder, scopes, relations)| {
        holder.tenant = cast::TENANT;
        let scopes = scopes
            .into_iter()
            .chain(relations.into_iter().map(Scope::of));
        holder
            .grants
            .extend(scopes.map(|scope| Grant::new(VIEW, scope)));
        holder
    })
}

/// The accounts of one who looks: mostly one or two of any kind, now and then customers who see what they are in
/// copy of, or of some groups of it.
fn viewers() -> impl Strategy<Value = Vec<Holder>> {
    let groups = prop::option::of(strategy::groups_dimension());
    let in_copy = (strategy::customer(), groups).prop_map(|(customer, groups)| {
        let mut holder = Holder::new(cast::TENANT, customer);
        let scope = Scope {
            groups,
            ..Scope::of(Relation::Copied)
        };
        holder.grants.push(Grant::new(VIEW, scope));
        holder
    });
    prop_oneof![
        3 => prop::collection::vec(viewer(), 1..=2),
        1 => prop::collection::vec(in_copy, 1..=3),
    ]
}

/// Field policies that hide something from somebody.
fn policy() -> impl Strategy<Value = FieldPolicy> {
    let fields = prop::collection::vec(
        (
            select(vec![
                Field::Group,
                Field::Assignee,
                Field::Priority,
                Field::Requester,
                Field::Organization,
                Field::ClientNumber,
                Field::Site,
                Field::Participants,
                Field::Copied,
                Field::Privacy,
            ]),
            select(Hat::ALL.to_vec()),
            any::<bool>(),
        ),
        0..6,
    );
    let rights = prop::collection::vec(
        (
            select(vec![Field::Group, Field::Assignee, Field::Privacy]),
            any::<bool>(),
        ),
        0..2,
    );
    (fields, rights, any::<[bool; 3]>()).prop_map(|(fields, rights, [copied, site, created])| {
        let mut policy = FieldPolicy::default();
        for (field, hat, hides) in fields {
            let to = if hides { Use::Hidden } else { Use::View };
            policy.set(hat, field, to).unwrap();
        }
        for (field, staff) in rights {
            let hat = if staff { Hat::Operator } else { Hat::Customer };
            let rights = FieldRights::to_see(Permission::CONVERSATION_REPLY);
            policy.ask(hat, field, rights).unwrap();
        }
        if copied {
            policy.copied = CopiedPolicy::Whole;
        }
        if site {
            policy.site = SitePolicy::ByRight;
        }
        if created {
            policy
                .set(Hat::Stakeholder, Field::CreatedAt, Use::Hidden)
                .unwrap();
        }
        policy.set_added(added(), Use::View);
        policy
    })
}

fn sorts() -> impl Strategy<Value = Option<Sort>> {
    let mut columns: Vec<Column> = Field::STANDARD.map(Column::Field).to_vec();
    columns.extend([
        Column::UpdatedAt,
        Column::UpdatedAt,
        Column::LastResponseAt,
        Column::MessageCount,
        Column::Field(Field::Added(added())),
    ]);
    let sort = (select(columns), select(Direction::ALL.to_vec()));
    prop::option::weighted(
        0.95,
        sort.prop_map(|(by, direction)| Sort { by, direction }),
    )
}

fn facets() -> Vec<Column> {
    let mut columns: Vec<Column> = Field::STANDARD.map(Column::Field).to_vec();
    columns.extend([Column::UpdatedAt, Column::Field(Field::Added(added()))]);
    columns
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 160, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_database_says_what_memory_says(
        roles in strategy::catalogue(),
        holders in viewers(),
        tickets in tickets(), policy in policy(),
        sorts in prop::collection::vec(sorts(), 4),
        narrowings in prop::collection::vec(conditions(), 3), limit in strategy::state(),
        walk in select(vec![Walk::ByShape, Walk::InOrder, Walk::Merged, Walk::ByRule]),
        follows in any::<bool>(), form in select(FORMS.to_vec()),
        now in strategy::instant(),
    ) {
        let scopes: Vec<_> = holders.iter().map(|one| roles.scopes_of(one, VIEW, now)).collect();
        let rules: Vec<Rule> = scopes.iter().map(|scopes| {
            let rule = Rule::of(scopes);
            if follows { rule.as_stakeholder() } else { rule }
        }).collect();
        let filters = holders.iter().zip(&rules).map(|(holder, rule)| {
            rule.bind(&frontdesk_visibility::Viewer::Actor(holder.actor()), now)
        });
        let rights = holders.iter().flat_map(|one| {
            policy.rights().into_iter().map(|right| roles.scopes_of(one, right, now))
        });
        let rights: Vec<_> = rights.collect();
        let sites = roles.scopes_of(&holders[0], Permission::SITE_VIEW, now);
        let viewing = Viewing {
            filter: Filter::join(filters).unwrap().unwrap(),
            policy: &policy,
            sites: SitesSeen::of(sites),
            rights: RightsHeld::of(&rights, now),
        };
        let mapping = mapping(form);
        let sql = Sql { dialect: Dialect::Sqlite, mapping: &mapping };
        let indexes = sql.indexes(&prefix(), &rules);
        let database = Database::with(&tickets, form, indexes);
        let world = World {
            viewing: &viewing,
            tickets: &tickets,
            sql,
            forms: form,
            database: &database,
        };
        world.check()?;
        for sort in sorts {
            world.pages(sort, walk)?;
        }
        let own = crate::database::without_names(&mapping);
        for (direction, mapping) in [(Direction::Descending, &mapping), (Direction::Ascending, &own)] {
            let sort = Sort { by: Column::Field(Field::CreatedAt), direction };
            let world = World { sql: Sql { mapping, ..sql }, ..world };
            world.pages(Some(sort), Walk::Merged)?;
        }
        let behind = Must::BeAfter(Value::State(limit));
        let behind = Condition::new(Column::Field(Field::State), behind).unwrap();
        // What is seen of some tickets, and not of others.
        let in_part = Field::STANDARD.into_iter().filter(|field| {
            let shown = viewing.shown_where(field);
            viewing.offers(&Column::Field(field.clone())) && !matches!(shown, Expr::Constant(_))
        });
        let in_part = in_part.take(3).map(|field| {
            vec![Condition::new(Column::Field(field), Must::BeThere).unwrap()]
        });
        for conditions in narrowings.into_iter().chain([vec![behind]]).chain(in_part) {
            world.narrowed(&conditions)?;
        }
        // Of a person with several accounts in copy the statement may show less.
        for column in facets() {
            world.facet(&column)?;
        }
    }
}

/// A number in a column of numbers is an id; another id stands in no row, and is another than any that does.
#[test]
fn an_id_without_a_number_stands_in_no_row() {
    let forms = FORMS[2];
    assert_eq!(forms.id, IdForm::Number);
    let foreign = UserId::from_uuid(uuid::Uuid::from_u128(5));
    let mut holder = Holder::new(cast::TENANT, foreign);
    for relation in [Relation::Own, Relation::ColleagueInWork] {
        holder.grants.push(Grant::new(VIEW, Scope::of(relation)));
    }
    let scopes = Catalogue::default().scopes_of(&holder, VIEW, cast::noon());
    let filter = Filter::of(&scopes, cast::noon());
    let mut facts = frontdesk_model::ConversationFacts::new(
        cast::TENANT,
        ConversationId::from_number(1),
        cast::noon(),
    );
    facts.assignee = Some(frontdesk_model::Assignee::Person(UserId::from_number(4)));
    facts.state = Some(frontdesk_model::ConversationState::InWork);
    let tickets = [Ticket::new(facts)];
    let mapping = mapping(forms);
    let sql = Sql {
        dialect: Dialect::Sqlite,
        mapping: &mapping,
    };
    let database = Database::with(&tickets, forms, []);
    assert_eq!(filter.count(&tickets), 1);
    assert_eq!(database.number(&sql.count(&filter).unwrap()), 1);
    let none = ConversationId::from_uuid(uuid::Uuid::from_u128(9));
    assert_eq!(database.ids(&sql.one(&filter, none).unwrap()), []);
    let customer = Holder::new(
        TenantId::from_uuid(uuid::Uuid::from_u128(1)),
        CustomerId::from_number(1),
    );
    let scopes = Catalogue::default().scopes_of(&customer, VIEW, cast::noon());
    let refused = sql.list(&Filter::of(&scopes, cast::noon()));
    assert_eq!(refused, Err(frontdesk_sql::ListError::Tenant));
}

/// A moment that no column can hold is before or after all that one holds.
#[test]
fn moments_outside_of_every_column_are_compared_as_in_memory() {
    let tickets: Vec<Ticket> = (1..=3)
        .map(|number| {
            let made = cast::noon() + TimeDelta::minutes(number);
            let id = ConversationId::from_number(number);
            Ticket::new(frontdesk_model::ConversationFacts::new(
                cast::TENANT,
                id,
                made,
            ))
        })
        .collect();
    let memberships = frontdesk_model::Memberships::EMPTY;
    let actor = frontdesk_model::Actor {
        tenant: cast::TENANT,
        id: ActorId::User(UserId::from_number(1)),
        memberships: &memberships,
    };
    let rule = Rule {
        hat: Hat::Operator,
        ways: vec![frontdesk_visibility::Term::Unassigned],
        provided: vec![],
        ..Rule::of_guest()
    };
    let filter = rule.bind(&frontdesk_visibility::Viewer::Actor(actor), cast::noon());
    let viewing = crate::texts::viewing(filter);
    let column = Column::Field(Field::CreatedAt);
    let mut found = BTreeSet::new();
    for forms in FORMS {
        let mapping = mapping(forms);
        let sql = Sql {
            dialect: Dialect::Sqlite,
            mapping: &mapping,
        };
        let database = Database::with(&tickets, forms, sql.indexes(&prefix(), &[]));
        for text in [
            "+262142-01-01T00:00:00Z",
            "+10000-01-01T00:00:00.0000001Z",
            "9999-12-31T23:59:59.999999Z",
            "0001-01-01T00:00:00Z",
            "-0001-01-01T00:00:00Z",
            "-262143-01-02T00:00:00Z",
        ] {
            let moment = Value::parse(&column, text).unwrap_or_else(|| panic!("{text}"));
            let several = || BTreeSet::from([moment.clone()]);
            for must in [
                Must::BeBefore(moment.clone()),
                Must::BeAfter(moment.clone()),
                Must::BeOneOf(several()),
                Must::BeNoneOf(several()),
            ] {
                let conditions = vec![Condition::new(column.clone(), must).unwrap()];
                let asked = ListRequest {
                    conditions: conditions.clone(),
                    ..ListRequest::default()
                };
                let query = viewing.query(&asked).unwrap();
                let page = query.page(&tickets);
                let count = sql.count_of(&viewing, &conditions).unwrap();
                let counted = database.number(&count);
                assert_eq!(counted, page.total, "{forms:?} {conditions:?} {count:?}");
                found.insert(counted);
            }
        }
    }
    assert_eq!(found, BTreeSet::from([0, 3]));
}
