//! The plans of SQLite, read: 20,000 tickets of three tenants.

use expect_test::expect_file;
use frontdesk_model::ConversationId;
use frontdesk_sql::{Dialect, IdForm, Mapping, MomentForm, Narrowing, PageRequest, Sql, Walk};
use frontdesk_testkit::cast;
use frontdesk_visibility::{Column, Field, Rule, Term};
use std::fmt::Write as _;

use crate::database::{Database, without_names};
use crate::rows::{Forms, mapping, prefix};
use crate::shapes::{conditions, statements};
use crate::texts::{customer, newest, operator, viewing};

fn database(forms: Forms, sql: Sql<'_>, rules: &[Rule]) -> Database {
    let database = Database::with(&[], forms, sql.indexes(&prefix(), rules));
    database.run(
        "INSERT INTO tickets (tenant, id, made, active, active_public, assignee, state, \"group\", site, requester, organization, deleted)
         WITH RECURSIVE n(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < 20000)
         SELECT n % 3 + 1, n, n / 2, n / 2, n / 2, n % 50,
            CASE n % 4 WHEN 0 THEN 'open' WHEN 1 THEN 'queued' ELSE 'done' END,
            n % 20, n % 10, n % 301, n % 77, 0 FROM n;
         -- Without figures SQLite takes every tenant to have ten tickets and looks nothing else up.
         ANALYZE",
    );
    database
}

/// What is written for SQLite over these tables.
const fn sqlite(mapping: &Mapping) -> Sql<'_> {
    Sql {
        dialect: Dialect::Sqlite,
        mapping,
    }
}

/// A page of the newest walks the order and stops: no part of the rule is looked up and nothing is sorted.
/// Left to itself SQLite looks up both parts of the rule and sorts what it finds.
#[test]
fn a_page_walks_its_index_and_sorts_nothing() {
    let forms = Forms {
        id: IdForm::Number,
        moment: MomentForm::Micros,
    };
    let named = mapping(forms);
    let own = without_names(&named);
    let rules = [
        Rule {
            ways: vec![
                Term::AssigneeIsMe,
                Term::All(vec![
                    Term::StateIn([].into()),
                    Term::GroupIn(frontdesk_access::Groups {
                        mine: true,
                        ..frontdesk_access::Groups::default()
                    }),
                ]),
                Term::SiteIn(frontdesk_access::Among::Mine),
            ],
            ..Rule::of_guest()
        },
        Rule {
            ways: vec![Term::RequesterIsMe, Term::RequesterOrganizationIsMine],
            ..Rule::of_guest()
        },
    ];
    let database = database(forms, sqlite(&named), &rules);
    let mut text = String::new();
    for (name, viewer, by, walk) in [
        (
            "operator, newest",
            operator(3, 2),
            Some(Column::Field(Field::CreatedAt)),
            Walk::ByShape,
        ),
        (
            "operator, last active",
            operator(3, 2),
            Some(Column::UpdatedAt),
            Walk::ByShape,
        ),
        ("operator, by id", operator(3, 2), None, Walk::ByShape),
        (
            "merged for operator, newest",
            operator(3, 2),
            Some(Column::Field(Field::CreatedAt)),
            Walk::Merged,
        ),
        (
            "customer, newest",
            customer(),
            Some(Column::Field(Field::CreatedAt)),
            Walk::ByShape,
        ),
        (
            "operator, newest, by rule",
            operator(3, 2),
            Some(Column::Field(Field::CreatedAt)),
            Walk::ByRule,
        ),
        (
            "customer, last active",
            customer(),
            Some(Column::UpdatedAt),
            Walk::ByShape,
        ),
        (
            "customer, last active, in order",
            customer(),
            Some(Column::UpdatedAt),
            Walk::InOrder,
        ),
    ] {
        let viewing = viewing(viewer);
        let sorted = by.is_some();
        let mut request = PageRequest {
            sort: by.map(newest),
            walk,
            ..PageRequest::default()
        };
        let mut answers = Vec::new();
        for (whose, mapping) in [("generated", &named), ("the host's", &own)] {
            request.after = None;
            let first = sqlite(mapping).page(&viewing, &request).unwrap().statement;
            let rows = database.rows(&first);
            let last = rows.last().unwrap();
            request.after = Some(frontdesk_sql::After {
                key: sorted.then(|| crate::database::param(&last[1]).unwrap()),
                ticket: crate::database::ticket_of(&last[0]),
            });
            let next = sqlite(mapping).page(&viewing, &request).unwrap().statement;
            answers.push((rows, database.rows(&next)));
            writeln!(
                text,
                "-- {name}, indexes {whose}\n{}\n-- and the next page",
                database.plan(&first)
            )
            .unwrap();
            writeln!(text, "{}\n", database.plan(&next)).unwrap();
        }
        assert_eq!(answers[0], answers[1]);
    }
    for (name, filter) in [("operator", operator(3, 2)), ("customer", customer())] {
        let one = sqlite(&named)
            .one(&filter, ConversationId::from_number(9))
            .unwrap();
        let list = sqlite(&named).list(&filter).unwrap();
        let count = sqlite(&named).count(&filter).unwrap();
        for (what, statement) in [("list", list), ("count", count), ("one", one)] {
            writeln!(text, "-- {what} of {name}\n{}\n", database.plan(&statement)).unwrap();
        }
    }
    expect_file!["golden/plans.txt"].assert_eq(&text);
    // A golden that is rewritten must still say this.
    for plan in text
        .split("\n\n")
        .filter(|plan| plan.starts_with("-- operator,") && !plan.contains("by rule"))
    {
        assert!(!plan.contains("TEMP B-TREE"), "{plan}");
        assert!(!plan.contains("MULTI-INDEX OR"), "{plan}");
    }
    // Nobody walks a tenant for a customer's few tickets.
    for plan in text
        .split("\n\n")
        .filter(|plan| plan.contains("customer") && !plan.contains("in order"))
    {
        let apart = !plan.contains("SCAN t") && plan.contains("AND requester=?");
        let looks_up = plan.contains("MULTI-INDEX OR") || plan.contains("id=?") || apart;
        assert!(looks_up, "{plan}");
    }
}

/// SQLite keeps the plan of a text whatever the values are, of first pages, of later ones and of all else.
#[test]
fn no_text_is_planned_anew() {
    for id in [IdForm::Number, IdForm::Text, IdForm::Uuid] {
        let forms = Forms {
            id,
            moment: MomentForm::Micros,
        };
        let named = mapping(forms);
        let own = without_names(&named);
        let rule = |ways| Rule {
            ways,
            ..Rule::of_guest()
        };
        let mine = frontdesk_access::Groups {
            mine: true,
            ..frontdesk_access::Groups::default()
        };
        let rules = [
            rule(vec![Term::AssigneeIsMe, Term::GroupIn(mine)]),
            rule(vec![Term::RequesterIsMe, Term::RequesterOrganizationIsMine]),
        ];
        let database = database(forms, sqlite(&named), &rules);
        // What one counts on: of a value that stands in the text as a placeholder it makes a plan each time.
        let list = sqlite(&named).list(&customer()).unwrap();
        let plain = frontdesk_sql::Statement {
            text: "SELECT id FROM tickets WHERE tenant = ?1".to_owned(),
            params: list.params.into_iter().take(1).collect(),
        };
        assert_eq!(database.plans_made_anew(&plain), 2);
        let conditions = conditions(2, 1);
        for filter in [operator(3, 2), customer()] {
            let viewing = viewing(filter);
            for narrowing in [
                Narrowing::default(),
                Narrowing {
                    conditions: &conditions,
                    search: "two words",
                },
            ] {
                for mapping in [&named, &own] {
                    let mut all = statements(sqlite(mapping), &viewing, narrowing);
                    for walk in [Walk::InOrder, Walk::Merged, Walk::ByRule] {
                        let next = PageRequest {
                            sort: Some(newest(Column::Field(Field::CreatedAt))),
                            after: Some(frontdesk_sql::After {
                                key: Some(MomentForm::Micros.param(cast::noon())),
                                ticket: ConversationId::from_number(9),
                            }),
                            walk,
                            ..PageRequest::default()
                        };
                        all.push(sqlite(mapping).page(&viewing, &next).unwrap().statement);
                    }
                    for statement in all {
                        let text = &statement.text;
                        assert_eq!(database.plans_made_anew(&statement), 0, "{text}");
                    }
                }
            }
        }
    }
}

#[test]
fn the_indexes_of_both_databases() {
    let mut text = String::new();
    for (dialect, moment, id) in [
        (Dialect::Sqlite, MomentForm::Micros, IdForm::Number),
        (Dialect::Postgres, MomentForm::Timestamp, IdForm::Text),
    ] {
        let mapping = mapping(Forms { id, moment });
        let sql = Sql {
            dialect,
            mapping: &mapping,
        };
        let rule = Rule {
            ways: vec![
                Term::AssigneeIsMe,
                Term::All(vec![Term::RequesterIsMe, Term::Kept]),
                Term::IAmCopied,
            ],
            provided: vec![Term::SiteIn(frontdesk_access::Among::Mine)],
            ..Rule::of_guest()
        };
        for index in sql.indexes(&prefix(), &[rule]) {
            writeln!(text, "{};", index.text).unwrap();
        }
        text.push('\n');
    }
    expect_file!["golden/indexes.sql"].assert_eq(&text);
}
