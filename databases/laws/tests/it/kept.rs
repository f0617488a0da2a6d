//! PostgreSQL keeps one plan of a merged page and of a walk, whatever the values are: docs/databases.md says why
//! that is half of what they take.

use frontdesk_laws::operator::{self, Operator};
use frontdesk_laws::{Database, Desk, run, shared};
use frontdesk_model::ConversationFacts;
use frontdesk_sql::{
    After, Dialect, IdForm, MomentForm, PageRequest, Param, Prefix, Statement, Walk,
};
use frontdesk_visibility::{Field, Filter, Rule};

/// PostgreSQL makes five plans of a text for the values it is asked with before it thinks of one for all.
const ASKED: usize = 8;

#[test]
fn one_plan_of_merged_and_walked_pages_is_kept() {
    let Some(cluster) = shared() else { return };
    run(async {
        let desk = Desk::new(Dialect::Postgres, IdForm::Number, MomentForm::Timestamp);
        let mut database = Database::postgres(cluster, "kept").await.unwrap();
        for table in desk.tables("") {
            database.run(&table).await.unwrap();
        }
        let tickets: Vec<ConversationFacts> = (1..=20_000).map(operator::ticket).collect();
        database.store(&desk, &tickets).await.unwrap();
        let rules = Operator::ALL.map(|who| Rule::of(&who.scopes()));
        for index in desk.sql().indexes(&Prefix::new("desk").unwrap(), &rules) {
            database.run(&index.text).await.unwrap();
        }
        database.run("VACUUM (ANALYZE) tickets").await.unwrap();
        let after = After {
            key: Some(Param::Moment(tickets[10_000].created_at)),
            ticket: tickets[10_000].id,
        };
        for who in Operator::ALL {
            let filter = Filter::of(&who.scopes(), operator::now());
            for walk in [Walk::Merged, Walk::InOrder] {
                for after in [None, Some(after.clone())] {
                    let request = PageRequest {
                        after,
                        columns: vec![Field::State, Field::Group],
                        walk,
                        ..PageRequest::default()
                    };
                    let (rows, case) = (request.rows, (who, walk, request.after.is_some()));
                    let page = operator::newest(&desk.sql(), &filter, request).unwrap();
                    for _ in 0..ASKED {
                        let ids = database.ids(&desk, &page).await.unwrap();
                        assert_eq!(ids.len(), rows);
                    }
                    let kept = Statement {
                        text:
                            "SELECT generic_plans FROM pg_prepared_statements WHERE statement = $1"
                                .to_owned(),
                        params: vec![Param::Text(page.text.clone())],
                    };
                    let kept = database.number(&kept).await.unwrap();
                    assert!(kept > 0, "{case:?}: {}", page.text);
                    database.run("DISCARD PLANS").await.unwrap();
                }
            }
        }
        database.close().await.unwrap();
    });
}
