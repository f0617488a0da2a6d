#[cfg(feature = "sqlite")]
use frontdesk_sql::{Param, Statement};

/// A statement for PostgreSQL is refused by its values before SQLite sees it.
#[cfg(feature = "sqlite")]
#[test]
fn a_list_of_postgresql_is_nothing_for_sqlite() {
    for param in [
        Param::Numbers(vec![1]),
        Param::Texts(vec!["new".to_owned()]),
        Param::Uuids(Vec::new()),
    ] {
        let statement = Statement {
            text: "SELECT ?1, ?2".to_owned(),
            params: vec![Param::Number(1), param],
        };
        let sent = frontdesk_sqlx::sqlite(&statement).map(drop);
        assert!(matches!(
            sent,
            Err(frontdesk_sqlx::SendError::OtherDatabase(2))
        ));
    }
}
