//! Row-level security where the session writes, and where a rule ends.

use frontdesk_access::{Catalogue, Grant, Holder, Permission, Scope, Scopes};
use frontdesk_laws::{Cluster, Database, Desk, run, shared};
use frontdesk_model::{
    Actor, Assignee, ConversationFacts, ConversationId, Relation, TenantId, UserId,
};
use frontdesk_sql::{Dialect, IdForm, MomentForm, Name, Statement, Wearing, Writes};
use frontdesk_testkit::cast;
use frontdesk_visibility::{Rule, Viewer};

use crate::agree::prefix;

const HERE: TenantId = TenantId::from_number(2);
const THERE: TenantId = TenantId::from_number(3);
const ME: UserId = UserId::from_number(7);

fn desk() -> Desk {
    Desk::new(Dialect::Postgres, IdForm::Number, MomentForm::Timestamp)
}

fn ticket(tenant: TenantId, number: i64, assignee: i64) -> ConversationFacts {
    let id = ConversationId::from_number(number);
    let mut facts = ConversationFacts::new(tenant, id, cast::noon());
    facts.assignee = Some(Assignee::Person(UserId::from_number(assignee)));
    facts
}

/// He sees his own.
fn scopes() -> Scopes {
    let mut holder = Holder::new(HERE, ME);
    let own = Scope::of(Relation::Own);
    holder
        .grants
        .push(Grant::new(Permission::CONVERSATION_VIEW, own));
    Catalogue::default().scopes_of(&holder, Permission::CONVERSATION_VIEW, cast::noon())
}

fn name(text: &str) -> Name {
    Name::new(text).unwrap()
}

/// The tables with these policies, and a connection of the role of the host.
async fn guarded(
    cluster: &Cluster,
    database: &str,
    rules: &[(Name, Rule)],
    writes: Writes,
) -> Database {
    let mut owner = Database::postgres(cluster, database).await.unwrap();
    owner
        .run(
            "DO $$ BEGIN CREATE ROLE writer LOGIN; EXCEPTION WHEN OTHERS THEN NULL; END $$;
             DO $$ BEGIN CREATE ROLE holder; EXCEPTION WHEN OTHERS THEN NULL; END $$;
             GRANT ALL ON SCHEMA public TO holder;
             SET ROLE holder",
        )
        .await
        .unwrap();
    for table in desk().tables("") {
        owner.run(&table).await.unwrap();
    }
    let tickets = [
        ticket(HERE, 1, 7),
        ticket(HERE, 2, 8),
        ticket(THERE, 1, 7),
        ticket(THERE, 2, 8),
    ];
    owner.store(&desk(), &tickets).await.unwrap();
    for policy in desk().sql().policies(&prefix(), rules, writes).unwrap() {
        owner.run(&policy.text).await.unwrap();
    }
    owner
        .run("GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO writer")
        .await
        .unwrap();
    owner.close().await.unwrap();
    let app = Database::connect(cluster, "writer", database);
    app.await.unwrap()
}

fn settings(rules: &[Name]) -> Statement {
    let scopes = scopes();
    let viewer = Viewer::Actor(Actor {
        tenant: scopes.tenant,
        id: scopes.actor,
        memberships: &scopes.memberships,
    });
    let wearing = [Wearing { viewer, rules }];
    let sql = desk();
    let sql = sql.sql();
    sql.settings(&prefix(), &wearing, cast::noon()).unwrap()
}

/// How many rows a statement of his changes in a transaction of its own; what the database says to a no.
async fn change(app: &mut Database, said: Option<&Statement>, text: &str) -> Result<i64, String> {
    app.run("BEGIN").await.unwrap();
    if let Some(said) = said {
        app.texts(said).await.unwrap();
    }
    let query = sqlx::raw_sql(sqlx::AssertSqlSafe(text.to_owned()));
    let done = sqlx::Executor::execute(app.as_postgres().unwrap(), query).await;
    app.run("ROLLBACK").await.unwrap();
    let done = done.map_err(|error| error.to_string());
    done.map(|done| i64::try_from(done.rows_affected()).unwrap())
}

const NEW: &str =
    "INSERT INTO tickets (tenant, id, made, active, publicly_active, assignee) VALUES";
const AT: &str = "'2026-11-22', '2026-11-22', '2026-11-22'";

#[test]
fn a_session_writes_rows_of_its_tenant_alone() {
    let Some(cluster) = shared() else { return };
    run(async {
        let rules = [(name("own"), Rule::of(&scopes()))];
        let mut app = guarded(cluster, "writes", &rules, Writes::OfTenant).await;
        let me = settings(&[name("own")]);
        let violates = |done: Result<i64, String>| {
            let error = done.expect_err("a policy says no");
            assert!(
                error.contains("violates row-level security policy"),
                "{error}"
            );
        };
        let mine = Some(&me);
        // Of his tenant, whether he will see it or not.
        for assignee in [7, 8] {
            let text = format!("{NEW} (2, 9, {AT}, {assignee})");
            assert_eq!(change(&mut app, mine, &text).await, Ok(1));
        }
        violates(change(&mut app, mine, &format!("{NEW} (3, 9, {AT}, 7)")).await);
        // Of what he sees; the other tenant's rows are not there, whatever is asked.
        let update = "UPDATE tickets SET guest_epoch = 5 WHERE id = 1";
        assert_eq!(change(&mut app, mine, update).await, Ok(1));
        let update = "UPDATE tickets SET guest_epoch = 5 WHERE tenant = 3";
        assert_eq!(change(&mut app, mine, update).await, Ok(0));
        let update = "UPDATE tickets SET guest_epoch = 5 WHERE id = 2";
        assert_eq!(change(&mut app, mine, update).await, Ok(0));
        // Without a condition PostgreSQL reads nothing: all rows of the tenant, and no others.
        assert_eq!(
            change(&mut app, mine, "UPDATE tickets SET guest_epoch = 5").await,
            Ok(2)
        );
        assert_eq!(change(&mut app, mine, "DELETE FROM tickets").await, Ok(2));
        violates(change(&mut app, mine, "UPDATE tickets SET tenant = 3").await);
        violates(change(&mut app, mine, "UPDATE tickets SET tenant = 3 WHERE id = 1").await);
        // The rows beside the tickets.
        let add = |tenant: i64| format!("INSERT INTO participants VALUES ({tenant}, 1, 7)");
        assert_eq!(change(&mut app, mine, &add(2)).await, Ok(1));
        violates(change(&mut app, mine, &add(3)).await);
        // Who has said nothing writes nothing.
        for text in [format!("{NEW} (2, 9, {AT}, 7)"), add(2)] {
            violates(change(&mut app, None, &text).await);
        }
        for text in ["UPDATE tickets SET guest_epoch = 5", "DELETE FROM tickets"] {
            assert_eq!(change(&mut app, None, text).await, Ok(0));
        }
        app.close().await.unwrap();

        // A session that reads alone.
        let mut app = guarded(cluster, "writes_nothing", &rules, Writes::Nothing).await;
        violates(change(&mut app, mine, &format!("{NEW} (2, 9, {AT}, 7)")).await);
        violates(change(&mut app, mine, &add(2)).await);
        for text in ["UPDATE tickets SET guest_epoch = 5", "DELETE FROM tickets"] {
            assert_eq!(change(&mut app, mine, text).await, Ok(0));
        }
        app.close().await.unwrap();
    });
}

/// PostgreSQL asks of a row that an update has looked up that it is seen afterwards too: who passes a ticket on
/// and does not see it then writes it without a rule that hides it, as said in docs/databases.md.
#[test]
fn what_leaves_his_sight_is_written_by_a_session_that_sees_it() {
    let Some(cluster) = shared() else { return };
    run(async {
        let mut ends = Rule::of(&scopes());
        ends.ways = vec![frontdesk_visibility::Term::always()];
        let rules = [(name("own"), Rule::of(&scopes())), (name("writes"), ends)];
        let mut app = guarded(cluster, "passes_on", &rules, Writes::OfTenant).await;
        let passes_on = "UPDATE tickets SET assignee = 8 WHERE tenant = 2 AND id = 1";
        let own = settings(&[name("own")]);
        let error = change(&mut app, Some(&own), passes_on).await.unwrap_err();
        assert!(
            error.contains("violates row-level security policy"),
            "{error}"
        );
        let writes = settings(&[name("own"), name("writes")]);
        assert_eq!(change(&mut app, Some(&writes), passes_on).await, Ok(1));
        app.close().await.unwrap();
    });
}

/// A rule that ends opens until then by the clock of the database, and nothing afterwards.
#[test]
fn a_rule_that_has_ended_opens_nothing() {
    let Some(cluster) = shared() else { return };
    run(async {
        let until = |end: &str| Rule {
            valid_until: Some(end.parse().unwrap()),
            ..Rule::of(&scopes())
        };
        let rules = [
            (name("over"), until("2020-01-01T00:00:00Z")),
            (name("going on"), until("2999-01-01T00:00:00Z")),
        ];
        let mut app = guarded(cluster, "ends", &rules, Writes::Nothing).await;
        for (wears, sees) in [
            (&["over"][..], 0),
            (&["going on"][..], 1),
            (&["over", "going on"][..], 1),
            (&[][..], 0),
            (&["of nobody"][..], 0),
        ] {
            let wears: Vec<Name> = wears.iter().map(|one| name(one)).collect();
            app.run("BEGIN").await.unwrap();
            app.texts(&settings(&wears)).await.unwrap();
            let all = Statement {
                text: "SELECT count(*) FROM tickets".to_owned(),
                params: Vec::new(),
            };
            assert_eq!(app.number(&all).await.unwrap(), sees, "{wears:?}");
            app.run("COMMIT").await.unwrap();
        }
        app.close().await.unwrap();
    });
}
