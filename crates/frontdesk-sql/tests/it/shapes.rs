//! One shape, one text, with conditions and words of a list too; and what stands in no text.

use frontdesk_model::{
    Assignee, Channel, ConversationId, ConversationState, GroupId, UserId, chrono::TimeDelta,
};
use frontdesk_sql::{
    Dialect, FacetError, IdForm, MomentForm, NarrowError, Narrowing, PageError, PageRequest, Param,
    Sql, Statement, Walk,
};
use frontdesk_testkit::cast;
use frontdesk_visibility::{Column, Condition, Field, ListRequest, Must, Value, Viewing};

use crate::rows::{Forms, mapping};
use crate::texts::{newest, operator, viewing};

/// Conditions of one shape, of so many values each, which are others with another seed.
pub(crate) fn conditions(values: usize, seed: i64) -> Vec<Condition> {
    let numbers = || (0..).map(move |at: i64| at * 3 + seed).take(values);
    let states = ConversationState::ALL.into_iter().map(Value::State);
    let channels = numbers().map(|number| {
        let channel = Channel::from_name(&format!("host's \"{number}\" \\"));
        Value::Channel(std::borrow::Cow::Owned(channel))
    });
    let groups = numbers().map(|number| Value::Group(GroupId::from_number(number)));
    let people = numbers().map(|number| {
        let person = Assignee::Person(UserId::from_number(number));
        Value::Assignee(person)
    });
    let made = numbers().map(|number| Value::Moment(cast::noon() + TimeDelta::minutes(number)));
    let before = Value::Moment(cast::noon() + TimeDelta::hours(seed));
    let asked = [
        (Field::State, Must::BeOneOf(states.take(values).collect())),
        (Field::Group, Must::BeNoneOf(groups.collect())),
        (Field::Assignee, Must::BeOneOf(people.collect())),
        (Field::Channel, Must::BeNoneOf(channels.collect())),
        (Field::CreatedAt, Must::BeOneOf(made.collect())),
        (Field::CreatedAt, Must::BeBefore(before)),
        (Field::Subject, Must::Contain(format!("host's %_{seed}\\"))),
    ];
    let condition = |(field, must)| Condition::new(Column::Field(field), must).unwrap();
    asked.into_iter().map(condition).collect()
}

/// So many words, which are others with another seed.
fn words(count: usize, seed: usize) -> String {
    let words = (0..count).map(|at| format!("host's%_\\{}", at * 3 + seed));
    words.collect::<Vec<_>>().join(" ")
}

/// Every statement there is of a viewer with these conditions and words.
pub(crate) fn statements(
    sql: Sql<'_>,
    viewing: &Viewing<'_>,
    narrowing: Narrowing<'_>,
) -> Vec<Statement> {
    let page = |walk| {
        let request = PageRequest {
            conditions: narrowing.conditions.to_vec(),
            search: narrowing.search.to_owned(),
            sort: Some(newest(Column::Field(Field::CreatedAt))),
            columns: vec![Field::State, Field::Assignee],
            walk,
            ..PageRequest::default()
        };
        sql.page(viewing, &request).unwrap().statement
    };
    vec![
        sql.list(&viewing.filter).unwrap(),
        sql.count(&viewing.filter).unwrap(),
        sql.one(&viewing.filter, ConversationId::from_number(9))
            .unwrap(),
        sql.list_of(viewing, narrowing).unwrap(),
        sql.count_of(viewing, narrowing).unwrap(),
        sql.facet_of(viewing, narrowing, &Column::Field(Field::Group))
            .unwrap(),
        page(Walk::ByShape),
        page(Walk::InOrder),
        page(Walk::Merged),
        page(Walk::ByRule),
    ]
}

fn each(ask: impl Fn(Sql<'_>, IdForm)) {
    for dialect in [Dialect::Sqlite, Dialect::Postgres] {
        for id in [IdForm::Uuid, IdForm::Text, IdForm::Number] {
            let moment = MomentForm::Micros;
            let mapping = mapping(Forms { id, moment });
            let sql = Sql {
                dialect,
                mapping: &mapping,
            };
            ask(sql, id);
        }
    }
}

/// However many values a condition names, and whichever; however many words are looked for.
#[test]
fn conditions_of_one_shape_have_one_text() {
    each(|sql, _| {
        let texts = |values, seed, groups, sites| {
            let viewing = viewing(operator(groups, sites));
            let (conditions, search) = (conditions(values, seed), words(values, values));
            let (conditions, search) = (&*conditions, &*search);
            let all = statements(sql, &viewing, Narrowing { conditions, search });
            all.into_iter().map(|one| one.text).collect::<Vec<_>>()
        };
        assert_eq!(texts(1, 1, 1, 1), texts(5, 40, 300, 70));
    });
}

/// What a list in memory refuses as too large is refused here too: a statement has no list of conditions that
/// grows without end.
#[test]
fn no_more_is_asked_than_of_a_list() {
    each(|sql, _| {
        let viewing = viewing(operator(3, 2));
        let subject = Column::Field(Field::Subject);
        for (more, is_too_large) in [(0, false), (1, true)] {
            let must = Must::Contain("a".to_owned());
            let one = Condition::new(subject.clone(), must).unwrap();
            let conditions = vec![one; ListRequest::MAX_CONDITIONS + more];
            let narrowing = Narrowing::by(&conditions);
            let list = sql.list_of(&viewing, narrowing).err();
            assert_eq!(list, is_too_large.then_some(NarrowError::TooLarge));
            let count = sql.count_of(&viewing, narrowing).err();
            assert_eq!(count, is_too_large.then_some(NarrowError::TooLarge));
            let facet = sql.facet_of(&viewing, narrowing, &Column::Field(Field::Group));
            assert_eq!(facet.err(), is_too_large.then_some(FacetError::TooLarge));
            let request = ListRequest {
                conditions: conditions.clone(),
                ..ListRequest::default()
            };
            assert_eq!(viewing.query(&request).is_err(), is_too_large);
            let request = PageRequest {
                conditions,
                ..PageRequest::default()
            };
            let page = sql.page(&viewing, &request);
            assert_eq!(page.err(), is_too_large.then_some(PageError::TooLarge));
        }
    });
}

/// The characters of a text that stand in no name and in no word of SQL.
fn bare(text: &str) -> String {
    let mut bare = String::new();
    for (at, part) in text.split('"').enumerate() {
        bare.push_str(if at % 2 == 0 { part } else { "n" });
    }
    bare
}

/// No list without members, no bracket without its other, a value for each placeholder, and no value of the viewer
/// or of a condition in the text: quotes and backslashes of a channel's name least of all.
#[test]
fn nothing_stands_in_a_text_but_its_shape() {
    each(|sql, id| {
        let viewing = viewing(operator(3, 2));
        let (conditions, search) = (&*conditions(4, 1), &*words(3, 1));
        for statement in statements(sql, &viewing, Narrowing { conditions, search }) {
            let Statement { text, params } = &statement;
            let bare = bare(text);
            assert!(!bare.contains("IN ()") && !bare.contains("()"), "{text}");
            let mut depth = 0_i32;
            for letter in bare.chars() {
                depth += i32::from(letter == '(') - i32::from(letter == ')');
                assert!(depth >= 0, "{text}");
            }
            assert_eq!(depth, 0, "{text}");
            assert!(!text.contains("host's") && !text.contains('\\'), "{text}");
            let sign = if sql.dialect == Dialect::Sqlite {
                '?'
            } else {
                '$'
            };
            let placeholder = |at: usize| format!("{sign}{at}");
            for at in 1..=params.len() {
                assert!(text.contains(&placeholder(at)), "{at}: {text}");
            }
            assert!(!text.contains(&placeholder(params.len() + 1)), "{text}");
            assert_eq!(params.first(), id.param(cast::TENANT).as_ref());
            // A list is one value, and an array of PostgreSQL alone.
            let arrays = params.iter().filter(|param| {
                matches!(param, Param::Numbers(_) | Param::Texts(_) | Param::Uuids(_))
            });
            assert!(sql.dialect == Dialect::Postgres || arrays.count() == 0);
        }
    });
}
