//! What follows of messages, and what is searched: every hat, every kind of message, every word, in memory and in
//! SQLite.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use expect_test::expect_file;
use frontdesk_sql::{
    Dialect, FacetError, Folded, IdForm, Mapping, MomentForm, NarrowError, Narrowing, PageError,
    PageRequest, Param, Searched, Sql, Statement, Walk,
};
use frontdesk_visibility::{
    Column, Condition, Direction, Field, FieldId, FieldPolicy, Hat, ListRequest, Must, RightsHeld,
    SitesSeen, Sort, Use, Value, Viewing,
};

mod world;

use self::world::{Desk, each_viewing, read_by, sql, viewers};
use crate::database::param;
use crate::rows::{FORMS, Forms, added, mapping};

#[test]
fn what_follows_of_messages_is_what_each_hat_sees_of_them() {
    let desks = FORMS.map(Desk::new);
    each_viewing(|viewing, name, form| {
        let desk = &desks[form];
        for by in Column::DERIVED {
            for direction in Direction::ALL {
                let request = ListRequest {
                    sort: Some(Sort {
                        by: by.clone(),
                        direction,
                    }),
                    page_size: ListRequest::MAX_PAGE,
                    ..ListRequest::default()
                };
                desk.agrees(viewing, &request, name);
            }
            let value = |text: &str| Value::parse(&by, text);
            let values = [
                "0",
                "1",
                "3",
                "2026-11-22T12:03:00Z",
                "18446744073709551615",
            ];
            let values: BTreeSet<Value<'static>> = values.into_iter().filter_map(value).collect();
            let each = values
                .iter()
                .flat_map(|one| [Must::BeBefore(one.clone()), Must::BeAfter(one.clone())]);
            let all = [
                Must::BeOneOf(values.clone()),
                Must::BeNoneOf(values.clone()),
                Must::BeThere,
                Must::BeAbsent,
            ];
            for must in each.chain(all) {
                let request = ListRequest {
                    conditions: vec![Condition::new(by.clone(), must).unwrap()],
                    page_size: ListRequest::MAX_PAGE,
                    ..ListRequest::default()
                };
                desk.agrees(viewing, &request, name);
            }
        }
    });
}

/// How often each value stands there.
#[test]
fn what_follows_of_messages_is_counted() {
    let desk = Desk::new(FORMS[0]);
    let mapping = mapping(FORMS[0]);
    each_viewing(|viewing, name, _| {
        for column in Column::DERIVED {
            let request = ListRequest {
                facets: [column.clone()].into(),
                ..ListRequest::default()
            };
            let read = read_by(viewing);
            let query = viewing.query(&request).unwrap().with_read(&read);
            let facets = query.facets(&desk.tickets);
            let expected: Vec<(Option<Param>, usize)> = facets[&column]
                .iter()
                .map(|facet| {
                    let value = facet.value.as_ref().map(|value| match value {
                        Value::Moment(at) => MomentForm::Text.param(*at),
                        Value::Count(count) => Param::Number(i64::try_from(*count).unwrap()),
                        other => panic!("{other:?}"),
                    });
                    (value, facet.count)
                })
                .collect();
            let statement = sql(&mapping).facet(viewing, &column).unwrap();
            let rows = desk.database.rows(&statement);
            let counted: Vec<(Option<Param>, usize)> = rows
                .iter()
                .map(|row| match param(&row[1]) {
                    Some(Param::Number(count)) => (param(&row[0]), usize::try_from(count).unwrap()),
                    other => panic!("{other:?}"),
                })
                .collect();
            assert_eq!(counted, expected, "{name} {column}");
        }
    });
}

/// The messages of a ticket are counted in their index, and none is read.
#[test]
fn the_index_of_messages_answers_alone() {
    let desk = Desk::new(FORMS[2]);
    let mapping = mapping(FORMS[2]);
    each_viewing(|viewing, name, _| {
        for by in Column::DERIVED {
            let page = PageRequest {
                sort: Some(crate::texts::newest(by.clone())),
                ..PageRequest::default()
            };
            let page = sql(&mapping).page(viewing, &page).unwrap().statement;
            let plan = desk.database.plan(&page);
            let of_messages = plan
                .lines()
                .filter(|line| line.split(' ').nth(1) == Some("x"));
            for line in of_messages {
                let index = "SEARCH x USING COVERING INDEX desk_messages_of (tenant=? AND ticket=?";
                assert!(line.starts_with(index), "{name}, {by}: {plan}");
            }
        }
    });
}

/// Of words, in capitals or not, in one text or in several; and parts of one text.
#[test]
fn what_is_searched_is_found_where_it_is_seen() {
    let searches = [
        "",
        "bird",
        "STRASSE",
        "stra\u{df}e",
        "\u{e9}CLAIR",
        "eclair",
        "geheim",
        "Note",
        "50%",
        "%",
        "o_o'",
        "O_O",
        "oXo",
        "\\",
        "i",
        "\u{130}",
        "early 50%",
        "o_o geheim",
        "note \u{e9}t\u{e9}",
        "x\\y BIRD",
        "  bird\t50% ",
        "bi\0rd",
        "\"",
        "A",
    ];
    let desks = FORMS.map(Desk::new);
    each_viewing(|viewing, name, form| {
        let desk = &desks[form];
        for search in searches {
            let request = ListRequest {
                search: search.to_owned(),
                page_size: ListRequest::MAX_PAGE,
                ..ListRequest::default()
            };
            desk.agrees(viewing, &request, name);
        }
        let fields = [
            Field::Number,
            Field::Subject,
            Field::ClientNumber,
            Field::Added(added()),
        ];
        for field in fields {
            let column = Column::Field(field);
            if !viewing.offers(&column) {
                continue;
            }
            for part in ["", "bird", "O_", "%", "\u{e9}t\u{c9} 5", "\\", "bi\0", "A"] {
                let must = Must::Contain(part.to_owned());
                let request = ListRequest {
                    conditions: vec![Condition::new(column.clone(), must).unwrap()],
                    page_size: ListRequest::MAX_PAGE,
                    ..ListRequest::default()
                };
                desk.agrees(viewing, &request, name);
            }
        }
    });
}

/// What is searched and what is asked besides both hold, and a merged page holds them too.
#[test]
fn a_search_is_asked_besides_conditions_and_merged() {
    let desk = Desk::new(FORMS[1]);
    let mapping = mapping(FORMS[1]);
    let (_, filter) = viewers().swap_remove(7);
    let policy = FieldPolicy::default();
    let viewing = Viewing {
        filter,
        policy: &policy,
        sites: SitesSeen::none(),
        rights: RightsHeld::none(),
    };
    let several = Must::BeAfter(Value::Count(2));
    let request = ListRequest {
        conditions: vec![Condition::new(Column::MessageCount, several).unwrap()],
        search: "geheim".to_owned(),
        sort: Some(Sort {
            by: Column::Field(Field::CreatedAt),
            direction: Direction::Descending,
        }),
        page_size: ListRequest::MAX_PAGE,
        ..ListRequest::default()
    };
    let expected = desk.in_memory(&viewing, &request);
    assert!(!expected.is_empty() && expected.len() < 30, "{expected:?}");
    for walk in [Walk::InOrder, Walk::Merged, Walk::ByRule] {
        let asked = PageRequest {
            conditions: request.conditions.clone(),
            search: request.search.clone(),
            sort: request.sort.clone(),
            rows: ListRequest::MAX_PAGE,
            walk,
            ..PageRequest::default()
        };
        let page = sql(&mapping).page(&viewing, &asked).unwrap();
        assert_eq!(desk.database.ids(&page.statement), expected, "{walk:?}");
    }
}

/// Whatever is looked for, and however many words: one text.
#[test]
fn the_text_of_a_search_is_one() {
    let mapping = mapping(FORMS[2]);
    for dialect in [Dialect::Sqlite, Dialect::Postgres] {
        let sql = Sql {
            dialect,
            mapping: &mapping,
        };
        each_viewing(|viewing, _, _| {
            let text = |search: &str| {
                let narrowing = Narrowing {
                    search,
                    ..Narrowing::default()
                };
                let statement = sql.list_of(viewing, narrowing).unwrap();
                assert_eq!(statement.params.first(), Some(&Param::Number(1)));
                assert!(!statement.text.contains("bird"));
                statement.text
            };
            assert_eq!(text("bird"), text("a b c d 'e %f bird"));
            assert_eq!(text("bird"), text("\0"));
        });
    }
}

/// The texts, for a reviewer to read.
#[test]
fn the_texts_of_both_databases() {
    let policy = FieldPolicy::default();
    let mut text = String::new();
    for (dialect, moment) in [
        (Dialect::Sqlite, MomentForm::Micros),
        (Dialect::Postgres, MomentForm::Timestamp),
    ] {
        let mapping = mapping(Forms {
            id: IdForm::Number,
            moment,
        });
        let sql = Sql {
            dialect,
            mapping: &mapping,
        };
        for (name, filter) in viewers() {
            if !["operator", "both in copy", "in work or in copy"].contains(&name) {
                continue;
            }
            let viewing = Viewing {
                filter,
                policy: &policy,
                sites: SitesSeen::none(),
                rights: RightsHeld::none(),
            };
            let words = Narrowing {
                search: "50% Bird",
                ..Narrowing::default()
            };
            let mut note = |what: String, statement: Statement| {
                let Statement { text: said, params } = statement;
                writeln!(text, "-- {dialect:?}, {what}\n{said}\n-- {params:?}\n").unwrap();
            };
            let count = sql.count_of(&viewing, words).unwrap();
            note(format!("how many say it to: {name}"), count);
            if name != "in work or in copy" {
                continue;
            }
            for by in [Column::LastResponseAt, Column::UnreadCount] {
                let page = PageRequest {
                    sort: Some(crate::texts::newest(by.clone())),
                    ..PageRequest::default()
                };
                let page = sql.page(&viewing, &page).unwrap().statement;
                note(format!("page by {by}: {name}"), page);
            }
        }
    }
    expect_file!["golden/messages.sql"].assert_eq(&text);
}

/// What is not kept is named, and nothing is answered without it.
#[test]
fn what_is_not_kept_is_refused() {
    let kept = mapping(FORMS[0]);
    let viewing = crate::texts::viewing(viewers().swap_remove(0).1);
    let words = Narrowing {
        search: "bird",
        ..Narrowing::default()
    };
    let refused = |mapping: &Mapping| sql(mapping).list_of(&viewing, words).unwrap_err();
    let of = |what| NarrowError::NotFolded { what };
    let messages = kept.messages.clone().unwrap();
    let unfolded = Mapping {
        folded: Folded::default(),
        ..kept.clone()
    };
    assert_eq!(refused(&unfolded), of(Searched::Field(Field::Number)));
    let subject = Mapping {
        folded: Folded {
            subject: None,
            ..kept.folded.clone()
        },
        ..kept.clone()
    };
    assert_eq!(refused(&subject), of(Searched::Field(Field::Subject)));
    let new = FieldId("cf_26".to_owned());
    let mut another = kept.clone();
    another
        .added
        .insert(new.clone(), crate::rows::name("cf_26"));
    assert_eq!(refused(&another), of(Searched::Field(Field::Added(new))));
    let without = Mapping {
        messages: None,
        ..kept.clone()
    };
    assert_eq!(refused(&without), of(Searched::Messages));
    let silent = Mapping {
        messages: Some(frontdesk_sql::Messages {
            folded: None,
            staff: None,
            files: None,
            ..messages
        }),
        reads: None,
        ..kept.clone()
    };
    assert_eq!(refused(&silent), of(Searched::Messages));
    let page = PageRequest {
        search: "bird".to_owned(),
        ..PageRequest::default()
    };
    let what = Searched::Messages;
    let of_page = sql(&silent).page(&viewing, &page).unwrap_err();
    assert_eq!(of_page, PageError::NotFolded { what: what.clone() });
    let state = Column::Field(Field::State);
    let of_facet = sql(&silent).facet_of(&viewing, words, &state);
    assert_eq!(of_facet, Err(FacetError::NotFolded { what }));
    // What he never sees is in no text, and a word with a zero character is none of his.
    let mut hides = FieldPolicy::default();
    hides
        .set(Hat::Operator, Field::Number, Use::Hidden)
        .unwrap();
    let blind = Viewing {
        policy: &hides,
        ..viewing.clone()
    };
    let zero = Narrowing {
        search: "bi\0rd",
        ..words
    };
    let seen = sql(&kept).list_of(&blind, zero).unwrap();
    assert!(seen.text.contains("subject_folded") && !seen.text.contains("number_folded"));
    assert_eq!(seen.params[1], Param::Text("[\"A\"]".to_owned()));
    // A text that is not kept at all is missing of every ticket.
    let none = Mapping {
        number: None,
        subject: None,
        client_number: None,
        added: BTreeMap::new(),
        folded: Folded::default(),
        ..kept.clone()
    };
    assert!(sql(&none).list_of(&viewing, words).is_ok());

    let long = "a ".repeat(ListRequest::MAX_WORDS + 1);
    let large = "a".repeat(ListRequest::MAX_SEARCH + 1);
    for search in [long.as_str(), large.as_str()] {
        let words = Narrowing {
            search,
            ..Narrowing::default()
        };
        let refused = sql(&kept).list_of(&viewing, words);
        assert_eq!(refused, Err(NarrowError::TooLarge));
    }
    let exact = "a ".repeat(ListRequest::MAX_WORDS);
    let words = Narrowing {
        search: &exact,
        ..Narrowing::default()
    };
    assert!(sql(&kept).list_of(&viewing, words).is_ok());

    let sorted = |mapping: &Mapping, by: Column| {
        let request = PageRequest {
            sort: Some(crate::texts::newest(by)),
            ..PageRequest::default()
        };
        sql(mapping).page(&viewing, &request).map(|_| ())
    };
    for column in Column::DERIVED {
        let not_kept = PageError::NotKept {
            column: column.clone(),
        };
        assert_eq!(sorted(&kept, column.clone()), Ok(()));
        // The columns of the activity say when it was last active.
        let expected = match column {
            Column::UpdatedAt => Ok(()),
            _ => Err(not_kept.clone()),
        };
        assert_eq!(sorted(&without, column.clone()), expected, "{column}");
        let expected = match column {
            Column::UpdatedAt | Column::MessageCount => Ok(()),
            _ => Err(not_kept),
        };
        assert_eq!(sorted(&silent, column.clone()), expected, "{column}");
    }
}
