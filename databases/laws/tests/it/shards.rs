//! The table of tickets on two servers, asked through a third: the answers are those of the filter, and the
//! filter runs where the tickets are.

use std::collections::BTreeMap;

use frontdesk_access::{Catalogue, Grant, Holder, Permission, Scope};
use frontdesk_laws::operator::{self, Operator};
use frontdesk_laws::{Cluster, Database, Desk, Shards, Spread, run, shared};
use frontdesk_model::{ConversationFacts, Relation};
use frontdesk_sql::{Dialect, IdForm, MomentForm, PageRequest, Statement, Walk};
use frontdesk_visibility::{Filter, Rule};

use crate::agree;

/// Whether there is a PostgreSQL to start three of.
fn three() -> Option<Shards> {
    let _: &Cluster = shared()?;
    Some(Shards::start(&["shared_buffers = '16MB'"]).unwrap())
}

fn desk() -> Desk {
    Desk::new(Dialect::Postgres, IdForm::Number, MomentForm::Timestamp)
}

#[test]
fn a_table_on_other_servers_says_what_the_filter_says() {
    let Some(shards) = three() else { return };
    run(async {
        let mut database = shards.database(&desk(), Spread::ByTicket).await.unwrap();
        let worlds = &agree::all()[..64];
        let tickets = worlds.iter().flat_map(|world| &world.tickets);
        database.store(&desk(), tickets).await.unwrap();
        for world in worlds {
            agree::answers_agree(&mut database, &desk(), world).await;
            agree::copies_agree(&mut database, &desk(), world).await;
        }
        database.close().await.unwrap();
    });
}

async fn plan(database: &mut Database, statement: &Statement) -> String {
    let explained = Statement {
        text: format!("EXPLAIN (VERBOSE, COSTS OFF) {}", statement.text),
        params: statement.params.clone(),
    };
    database.texts(&explained).await.unwrap().join("\n")
}

/// What each server is asked, in one text: the ways of a rule may be asked apart.
fn asked_of_each(plan: &str) -> BTreeMap<String, String> {
    let mut asked: BTreeMap<String, String> = BTreeMap::new();
    let mut server = String::new();
    for line in plan.lines() {
        if let Some((_, rest)) = line.split_once("Foreign Scan on public.") {
            server = rest.split(' ').next().unwrap().to_owned();
        }
        if let Some((_, text)) = line.split_once("Remote SQL: ") {
            asked.entry(server.clone()).or_default().push_str(text);
        }
    }
    asked
}

async fn with_tickets(shards: &Shards, spread: Spread) -> (Database, Vec<ConversationFacts>) {
    let mut database = shards.database(&desk(), spread).await.unwrap();
    let tickets: Vec<ConversationFacts> = (1..=4_000).map(operator::ticket).collect();
    database.store(&desk(), &tickets).await.unwrap();
    // What the front plans by: it has no statistics of other servers' tables but those it takes itself.
    database
        .run("ANALYZE tickets_0; ANALYZE tickets_1")
        .await
        .unwrap();
    (database, tickets)
}

/// Every condition of the rule is in what each shard is asked, and nothing is left to be tested in front.
#[test]
fn the_filter_runs_where_the_tickets_are() {
    let Some(shards) = three() else { return };
    run(async {
        let (mut database, tickets) = with_tickets(&shards, Spread::ByTicket).await;
        let desk = desk();
        for who in Operator::ALL {
            let filter = Filter::of(&who.scopes(), operator::now());
            let list = desk.sql().list(&filter).unwrap();
            let plan = plan(&mut database, &list).await;
            let asked = asked_of_each(&plan);
            assert_eq!(asked.len(), 2, "{plan}");
            for asked in asked.values() {
                for column in ["tenant", "assignee", "state", "\"group\""] {
                    assert!(asked.contains(column), "{column}: {plan}");
                }
                assert_eq!(asked.contains("site ="), who == Operator::Narrow, "{plan}");
            }
            assert!(
                !plan
                    .lines()
                    .any(|line| line.trim_start().starts_with("Filter:")),
                "{plan}"
            );
            let seen = database.ids(&desk, &list).await.unwrap();
            assert_eq!(seen.len(), filter.count(&tickets));
            assert!(!seen.is_empty() && seen.len() < tickets.len());
        }
        database.close().await.unwrap();
    });
}

/// Of a page in order the whole rule is asked where the tickets are, they are sorted there, and the first of each
/// merged.
#[test]
fn a_page_is_sorted_where_the_tickets_are() {
    let Some(shards) = three() else { return };
    run(async {
        let (mut database, tickets) = with_tickets(&shards, Spread::ByTicket).await;
        let desk = desk();
        let rules = Operator::ALL.map(|who| Rule::of(&who.scopes()));
        for index in desk.sql().indexes(&agree::prefix(), &rules) {
            shards.on_each(&index.text).await.unwrap();
        }
        shards.on_each("ANALYZE tickets").await.unwrap();
        for who in Operator::ALL {
            let filter = Filter::of(&who.scopes(), operator::now());
            let request = PageRequest {
                walk: Walk::InOrder,
                ..PageRequest::default()
            };
            let page = operator::newest(&desk.sql(), &filter, request).unwrap();
            let plan = plan(&mut database, &page).await;
            let asked = asked_of_each(&plan);
            assert_eq!(asked.len(), 2, "{plan}");
            for asked in asked.values() {
                for word in ["tenant", "assignee", "state", "\"group\""] {
                    assert!(asked.contains(word), "{word}: {plan}");
                }
                assert!(asked.contains("ORDER BY made DESC"), "{plan}");
            }
            let in_front = |word: &str| {
                let mut lines = plan.lines().map(str::trim_start);
                lines.any(|line| line.trim_start_matches("->").trim_start() == word)
            };
            let merged = (in_front("Merge Append"), in_front("Sort"));
            assert_eq!(merged, (true, false), "{plan}");
            assert!(!plan.contains(" Filter:"), "{plan}");
            let newest = tickets.iter().rev().filter(|facts| filter.matches(facts));
            let newest: Vec<_> = newest.take(50).map(|facts| facts.id).collect();
            assert_eq!(database.ids(&desk, &page).await.unwrap(), newest);
        }
        database.close().await.unwrap();
    });
}

/// The sets of a ticket are tables in front: a way that asks one is tested there, and of the shards the
/// tenant's tickets are fetched. The answer is the same, the work is not.
#[test]
fn a_set_is_asked_in_front() {
    let Some(shards) = three() else { return };
    run(async {
        let (mut database, tickets) = with_tickets(&shards, Spread::ByTicket).await;
        let desk = desk();
        let mut holder = Holder::new(operator::TENANT, Operator::Wide.user());
        let scope = Scope::of(Relation::Participating);
        holder
            .grants
            .push(Grant::new(Permission::CONVERSATION_VIEW, scope));
        let view = Permission::CONVERSATION_VIEW;
        let scopes = Catalogue::default().scopes_of(&holder, view, operator::now());
        let filter = Filter::of(&scopes, operator::now());
        let list = desk.sql().list(&filter).unwrap();
        let plan = plan(&mut database, &list).await;
        let mut asked = plan.lines().filter(|line| line.contains("Remote SQL"));
        assert!(asked.all(|line| !line.contains("participants")), "{plan}");
        assert!(plan.contains("on public.participants"), "{plan}");
        let seen = database.ids(&desk, &list).await.unwrap();
        assert_eq!(seen.len(), filter.count(&tickets));
        database.close().await.unwrap();
    });
}

/// Spread by the tenant, which every statement asks first, one server is asked.
#[test]
fn of_one_tenant_one_server_is_asked() {
    let Some(shards) = three() else { return };
    run(async {
        let (mut database, tickets) = with_tickets(&shards, Spread::ByTenant).await;
        let desk = desk();
        let filter = Filter::of(&Operator::Narrow.scopes(), operator::now());
        let count = desk.sql().count(&filter).unwrap();
        let plan = plan(&mut database, &count).await;
        let asked: Vec<String> = asked_of_each(&plan).into_values().collect();
        assert_eq!(asked.len(), 1, "{plan}");
        // It is counted in front: what is sent for each ticket is nothing but that it is there.
        assert!(asked[0].contains("SELECT NULL FROM"), "{plan}");
        assert!(asked[0].contains("assignee = 11"), "{plan}");
        let seen = database.number(&count).await.unwrap();
        assert_eq!(usize::try_from(seen).unwrap(), filter.count(&tickets));
        database.close().await.unwrap();
    });
}
