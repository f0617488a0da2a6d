//! Check = list = count = pages = facets, in memory and in SQLite, in every form of the ids.

use std::collections::BTreeSet;

use frontdesk_access::{Catalogue, Grant, Holder, Permission, Scope};
use frontdesk_model::chrono::TimeDelta;
use frontdesk_model::{
    ActorId, Author, Channel, ConversationId, CustomerId, GroupId, MessageId, Relation, TenantId,
    UserId,
};
use frontdesk_sql::{
    After, Dialect, FacetError, IdForm, NarrowError, Narrowing, PageError, PageRequest, Param, Sql,
    Walk,
};
use frontdesk_testkit::{cast, strategy};
use frontdesk_visibility::{
    Audience, Column, Condition, CopiedPolicy, Direction, Expr, Field, FieldPolicy, FieldRights,
    Filter, Hat, ListRequest, Message, Must, QueryError, RightsHeld, Rule, Shown, SitePolicy,
    SitesSeen, Sort, Ticket, Use, Value, Viewing,
};
use proptest::prelude::*;
use proptest::sample::select;

mod cases;

use self::cases::{conditions, facets, policy, sorts, tickets, viewers};
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
            // Of several accounts in copy no expression says where it is shown when the ticket was made.
            Column::UpdatedAt => prop_assert!(!self.sees_when_made() && self.copies() > 1),
            _ => prop_assert!(false, "{}", column),
        }
        Ok(())
    }

    fn copies(&self) -> usize {
        let worn = self.viewing.filter.worn();
        worn.iter().filter(|one| one.hat == Hat::Copied).count()
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
            Some(Value::Count(count)) => Some(Param::Number(i64::try_from(*count).unwrap())),
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
        let listed = self.sql.list_of(self.viewing, Narrowing::by(conditions));
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
                prop_assert!(self.copies() > 1, "{}", column);
                return Ok(false);
            }
            Err(NarrowError::NotFolded { what }) => {
                prop_assert!(self.copies() > 1, "{}", what);
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
        let count = self
            .sql
            .count_of(self.viewing, Narrowing::by(conditions))
            .unwrap();
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
            let statement = self
                .sql
                .facet_of(self.viewing, Narrowing::by(conditions), &state)
                .unwrap();
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
                prop_assert!(!self.sees_when_made() && self.copies() > 1);
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
                Some(Value::Count(count)) => key = rank(usize::try_from(*count).unwrap()),
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
        follows in any::<bool>(), of_messages in any::<bool>(), form in select(FORMS.to_vec()),
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
        let mut mapping = mapping(form);
        if of_messages {
            mapping.activity = None;
        }
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

/// A moment that no column can hold is before or after all that one holds; one between two that it can hold is
/// before the later.
#[test]
fn moments_are_compared_as_in_memory() {
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
            "2026-11-22T12:02:00Z",
            "2026-11-22T12:02:00.000000123Z",
            "2026-11-22T12:01:59.999999999Z",
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
                let count = sql.count_of(&viewing, Narrowing::by(&conditions)).unwrap();
                let counted = database.number(&count);
                assert_eq!(counted, page.total, "{forms:?} {conditions:?} {count:?}");
                found.insert(counted);
            }
        }
    }
    assert_eq!(found, BTreeSet::from([0, 1, 2, 3]));
}
