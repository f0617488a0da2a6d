//! What is stored through the wrappers is what is read, in both databases.

use frontdesk_access::{Permission, PermissionSet};
use frontdesk_laws::{Database, run, shared};
use frontdesk_model::{ConversationState, Standing, UserId};
use frontdesk_sqlx::{AsNumber, AsText, AsUuid, AsWord, MaskBytes, MaskNames, MaskPair};
use sqlx::Row as _;

/// Stores and reads a row of every wrapper, in the dialect of `$database` with these types and placeholders.
macro_rules! stored_and_read {
    ($connection:expr, $types:expr, $values:expr) => {{
        let connection = $connection;
        let [uuid, bytes] = $types;
        let table = format!(
            "CREATE TABLE things (a {uuid}, b text, c bigint, d {bytes}, e text, f bigint, g bigint, h text, i text)"
        );
        sqlx::raw_sql(sqlx::AssertSqlSafe(table)).execute(&mut *connection).await.unwrap();
        let all: PermissionSet = Permission::every().collect();
        let highest = Permission::every().max_by_key(|one| one.bit()).unwrap();
        let sets = [all, PermissionSet::EMPTY, [highest].into_iter().collect()];
        let ids = [17, i64::MAX, i64::MIN].map(UserId::from_number);
        for (set, id) in sets.into_iter().zip(ids) {
            sqlx::query("DELETE FROM things").execute(&mut *connection).await.unwrap();
            let pair = MaskPair::from(set);
            sqlx::query($values)
                .bind(AsUuid(id)).bind(AsText(id)).bind(AsNumber(id))
                .bind(MaskBytes(set)).bind(MaskNames(set)).bind(pair.high).bind(pair.low)
                .bind(AsWord(ConversationState::InWork)).bind(Some(AsWord(Standing::HalfDeleted)))
                .execute(&mut *connection).await.unwrap();
            let row = sqlx::query("SELECT * FROM things").fetch_one(&mut *connection).await.unwrap();
            assert_eq!(row.get::<AsUuid<_>, _>("a"), AsUuid(id));
            assert_eq!(row.get::<AsText<_>, _>("b"), AsText(id));
            assert_eq!(row.get::<Option<AsNumber<_>>, _>("c"), Some(AsNumber(id)));
            assert_eq!(row.get::<MaskBytes, _>("d"), MaskBytes(set));
            assert_eq!(row.get::<MaskNames, _>("e"), MaskNames(set));
            let pair = MaskPair { high: row.get("f"), low: row.get("g") };
            assert_eq!(PermissionSet::try_from(pair), Ok(set));
            assert_eq!(row.get::<AsWord<ConversationState>, _>("h"), AsWord(ConversationState::InWork));
            assert_eq!(row.get::<Option<AsWord<Standing>>, _>("i"), Some(AsWord(Standing::HalfDeleted)));
        }
        // What is no such value is an error, and no other value.
        sqlx::query("UPDATE things SET h = 'archived', b = upper(b), e = 'no.right'")
            .execute(&mut *connection).await.unwrap();
        let row = sqlx::query("SELECT * FROM things").fetch_one(&mut *connection).await.unwrap();
        assert!(row.try_get::<AsWord<ConversationState>, _>("h").is_err());
        assert!(row.try_get::<AsText<frontdesk_model::User>, _>("b").is_err());
        assert!(row.try_get::<MaskNames, _>("e").is_err());
        // Neither is an id that has no number, before it is sent.
        let foreign = UserId::from_uuid(frontdesk_model::uuid::Uuid::from_u128(7));
        let sent = sqlx::query("SELECT c FROM things WHERE c = $1").bind(AsNumber(foreign));
        assert!(sent.fetch_all(&mut *connection).await.is_err());
    }};
}

#[test]
fn what_is_stored_in_sqlite_is_read() {
    run(async {
        let Ok(Database::Sqlite(mut connection)) = Database::sqlite().await else {
            panic!("no SQLite")
        };
        stored_and_read!(
            &mut connection,
            ["blob", "blob"],
            "INSERT INTO things VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)"
        );
    });
}

#[test]
fn what_is_stored_in_postgresql_is_read() {
    let Some(cluster) = shared() else { return };
    run(async {
        let database = Database::postgres(cluster, "stored").await.unwrap();
        let Database::Postgres(mut connection) = database else {
            panic!("no PostgreSQL")
        };
        stored_and_read!(
            &mut connection,
            ["uuid", "bytea"],
            "INSERT INTO things VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)"
        );
        // Lists are arrays.
        let ids = vec![
            AsNumber(UserId::from_number(1)),
            AsNumber(UserId::from_number(-5)),
        ];
        let read: Vec<AsNumber<_>> = sqlx::query_scalar("SELECT $1")
            .bind(&ids)
            .fetch_one(&mut connection)
            .await
            .unwrap();
        assert_eq!(read, ids);
    });
}
