//! Row-level security: the rules as policies of the table, asked as a role that neither owns the tables nor
//! bypasses policies, the settings of each transaction its own.

use std::collections::BTreeSet;

use frontdesk_laws::{Cluster, Database, Desk, Hats, World, run, shared};
use frontdesk_model::{Actor, ConversationId};
use frontdesk_sql::{Dialect, IdForm, MomentForm, Name, Statement, Wearing, Writes};
use frontdesk_visibility::{Hat, Rule, Viewer};

use crate::agree::{self, prefix};

/// Everything there is, as far as the policies show it.
fn all() -> Statement {
    Statement {
        text: "SELECT id FROM tickets".to_owned(),
        params: Vec::new(),
    }
}

fn how_many() -> Statement {
    Statement {
        text: "SELECT count(*) FROM tickets".to_owned(),
        params: Vec::new(),
    }
}

/// The rules of a world and their names. They end by the clock of the database, which is not the moment at
/// which a world is asked: here they do not end.
fn rules(world: &World) -> Vec<(Name, Rule)> {
    let guest = world.links.iter().map(|_| Rule::of_guest());
    let rules = world.scopes.iter().map(Rule::of).chain(guest);
    let named = rules.enumerate().map(|(at, rule)| {
        let name = Name::new(&format!("world {} rule {at}", world.number)).unwrap();
        (
            name,
            Rule {
                valid_until: None,
                ..rule
            },
        )
    });
    named.collect()
}

/// What a transaction says of itself for the viewer of this world.
fn settings(desk: &Desk, world: &World) -> Statement {
    let names: Vec<Name> = rules(world).into_iter().map(|(name, _)| name).collect();
    let wearing: Vec<Wearing<'_>> = viewers(world)
        .into_iter()
        .zip(names.chunks(1))
        .map(|(viewer, rules)| Wearing { viewer, rules })
        .collect();
    desk.sql().settings(&prefix(), &wearing, world.now).unwrap()
}

/// Each account and link of the viewer of this world.
fn viewers(world: &World) -> Vec<Viewer<'_>> {
    let accounts = world.scopes.iter().map(|scopes| {
        Viewer::Actor(Actor {
            tenant: scopes.tenant,
            id: scopes.actor,
            memberships: &scopes.memberships,
        })
    });
    accounts
        .chain(world.links.iter().map(Viewer::Guest))
        .collect()
}

/// The tables with their policies, and a connection of the role of the host.
async fn guarded(cluster: &Cluster, name: &str, desk: &Desk, worlds: &[World]) -> Database {
    let mut owner = Database::postgres(cluster, name).await.unwrap();
    owner
        .run(
            "DO $$ BEGIN CREATE ROLE keeper LOGIN; EXCEPTION WHEN OTHERS THEN NULL; END $$;
             DO $$ BEGIN CREATE ROLE app LOGIN; EXCEPTION WHEN OTHERS THEN NULL; END $$;
             GRANT ALL ON SCHEMA public TO keeper;
             SET ROLE keeper",
        )
        .await
        .unwrap();
    for table in desk.tables("") {
        owner.run(&table).await.unwrap();
    }
    let scopes = worlds.iter().flat_map(|world| &world.scopes);
    let unbound: Vec<Rule> = scopes.map(Rule::of).collect();
    for index in desk.sql().indexes(&prefix(), &unbound) {
        owner.run(&index.text).await.unwrap();
    }
    let tickets = worlds.iter().flat_map(|world| &world.tickets);
    owner.store(desk, tickets).await.unwrap();
    if desk.mapping().messages.is_some() {
        owner.tell(desk, worlds).await.unwrap();
    }
    let rules: Vec<(Name, Rule)> = worlds.iter().flat_map(rules).collect();
    owner.run("BEGIN").await.unwrap();
    for policy in desk
        .sql()
        .policies(&prefix(), &rules, Writes::Nothing)
        .unwrap()
    {
        owner.run(&policy.text).await.unwrap();
    }
    owner
        .run("COMMIT; GRANT SELECT ON ALL TABLES IN SCHEMA public TO app")
        .await
        .unwrap();
    // The owner is not exempt either, and the superuser is: no host may be one.
    assert_eq!(owner.number(&how_many()).await.unwrap(), 0);
    owner.run("RESET ROLE").await.unwrap();
    let stored = owner.number(&how_many()).await.unwrap();
    let tickets: usize = worlds.iter().map(|world| world.tickets.len()).sum();
    assert_eq!(usize::try_from(stored).unwrap(), tickets);
    owner.close().await.unwrap();
    Database::connect(cluster, "app", name).await.unwrap()
}

fn seen(world: &World) -> BTreeSet<ConversationId> {
    world
        .filter
        .list(&world.tickets)
        .map(|facts| facts.id)
        .collect()
}

async fn the_policies_hold(cluster: &Cluster, name: &str, desk: &Desk, worlds: &[World]) {
    let mut app = guarded(cluster, name, desk, worlds).await;
    for world in worlds {
        let at = format!("{name}, world {} ({:?})", world.number, world.hats);
        app.run("BEGIN").await.unwrap();
        app.texts(&settings(desk, world)).await.unwrap();
        // Without any condition of the host.
        let listed = app.ids(desk, &all()).await.unwrap();
        let expected = seen(world);
        assert_eq!(listed.len(), expected.len(), "{at}");
        assert_eq!(BTreeSet::from_iter(listed), expected, "{at}");
        // And with them: the same answers.
        agree::answers_agree(&mut app, desk, world).await;
        app.run("COMMIT").await.unwrap();
        assert_eq!(
            app.number(&how_many()).await.unwrap(),
            0,
            "{at}: something stays"
        );
    }
    app.close().await.unwrap();
}

#[test]
fn the_policies_say_what_the_filter_says() {
    let Some(cluster) = shared() else { return };
    for (name, ids, moments, worlds) in [
        ("guarded_uuids", IdForm::Uuid, MomentForm::Timestamp, 0..24),
        ("guarded_texts", IdForm::Text, MomentForm::Text, 24..48),
        (
            "guarded_numbers",
            IdForm::Number,
            MomentForm::Micros,
            48..72,
        ),
    ] {
        let desk = Desk::new(Dialect::Postgres, ids, moments).with_messages();
        run(the_policies_hold(
            cluster,
            name,
            &desk,
            &agree::all()[worlds],
        ));
    }
}

/// What a pooler does that hands one connection to one transaction after another: each says who looks, and
/// nothing of it is there for the next, however the one before ended.
#[test]
fn nothing_of_a_transaction_stays_for_the_next() {
    let Some(cluster) = shared() else { return };
    let desk = Desk::new(Dialect::Postgres, IdForm::Number, MomentForm::Timestamp);
    let worlds: Vec<World> = agree::all()
        .iter()
        .filter(|world| !seen(world).is_empty())
        .take(6)
        .cloned()
        .collect();
    run(async {
        let mut app = guarded(cluster, "pooled", &desk, &worlds).await;
        // A connection that has never said anything.
        assert_eq!(app.number(&how_many()).await.unwrap(), 0);
        for end in ["COMMIT", "ROLLBACK", "SELECT 1/0"] {
            for world in &worlds {
                app.run("BEGIN").await.unwrap();
                assert_eq!(app.number(&how_many()).await.unwrap(), 0);
                app.texts(&settings(&desk, world)).await.unwrap();
                let listed = app.ids(&desk, &all()).await.unwrap();
                assert_eq!(BTreeSet::from_iter(listed), seen(world));
                if app.run(end).await.is_err() {
                    app.run("ROLLBACK").await.unwrap();
                }
                assert_eq!(app.number(&how_many()).await.unwrap(), 0, "after {end}");
                // Nor by the next one's settings: those are set anew, all of them.
                app.run("BEGIN").await.unwrap();
                assert_eq!(app.ids(&desk, &all()).await.unwrap(), []);
                app.run("COMMIT").await.unwrap();
            }
        }
        // Two viewers in one transaction, one after the other: the second is not both.
        for pair in worlds.windows(2) {
            app.run("BEGIN").await.unwrap();
            for world in pair {
                app.texts(&settings(&desk, world)).await.unwrap();
                let listed = app.ids(&desk, &all()).await.unwrap();
                assert_eq!(BTreeSet::from_iter(listed), seen(world));
            }
            app.run("COMMIT").await.unwrap();
        }
        app.close().await.unwrap();
    });
}

/// What one account of a session may and another is are two things: neither by the rules of one with the lists
/// of the other, nor by one that went away, is anything seen.
#[test]
fn the_accounts_of_a_session_stay_apart() {
    let Some(cluster) = shared() else { return };
    let desk = Desk::new(Dialect::Postgres, IdForm::Number, MomentForm::Timestamp);
    let worlds: Vec<World> = agree::all()
        .iter()
        .filter(|world| world.hats == Hats::Several)
        .cloned()
        .collect();
    run(async {
        let mut app = guarded(cluster, "apart", &desk, &worlds).await;
        let (mut crossed, mut alone) = (0, 0);
        for world in &worlds {
            let rules = rules(world);
            let names: Vec<Name> = rules.iter().map(|(name, _)| name.clone()).collect();
            let viewers = viewers(world);
            // Each set of the viewers, each with his own rules, and with those of the one before him.
            for worn in 1..1_u32 << viewers.len() {
                for shift in [0, 1] {
                    let chosen = (0..viewers.len()).filter(|at| worn & (1 << at) != 0);
                    let pairs = chosen.map(|at| (at, (at + shift) % viewers.len()));
                    let wearing: Vec<Wearing<'_>> = pairs
                        .clone()
                        .map(|(at, rule)| Wearing {
                            viewer: viewers[at],
                            rules: &names[rule..=rule],
                        })
                        .collect();
                    let expected: BTreeSet<ConversationId> = pairs
                        .filter(|(at, rule)| can_wear(&viewers[*at], &rules[*rule].1))
                        .flat_map(|(at, rule)| {
                            let filter = rules[rule].1.bind(&viewers[at], world.now);
                            let seen = filter.list(&world.tickets).map(|facts| facts.id);
                            seen.collect::<Vec<_>>()
                        })
                        .collect();
                    app.run("BEGIN").await.unwrap();
                    let settings = desk.sql().settings(&prefix(), &wearing, world.now);
                    app.texts(&settings.unwrap()).await.unwrap();
                    let listed = app.ids(&desk, &all()).await.unwrap();
                    let at = format!("world {}, {worn:b}, {shift}", world.number);
                    assert_eq!(BTreeSet::from_iter(listed), expected, "{at}");
                    app.run("COMMIT").await.unwrap();
                    crossed += usize::from(shift == 1 && !expected.is_empty());
                    alone += usize::from(shift == 0 && !expected.is_empty());
                }
            }
        }
        assert!(crossed > 50 && alone > 50, "{crossed} {alone}");
        app.close().await.unwrap();
    });
}

/// Whether a rule is of his kind: another opens nothing to him.
fn can_wear(viewer: &Viewer<'_>, rule: &Rule) -> bool {
    match viewer {
        Viewer::Guest(_) => rule.hat == Hat::Guest,
        Viewer::Actor(actor) if actor.id.user().is_some() => rule.hat.is_staff(),
        Viewer::Actor(_) => !rule.hat.is_staff() && rule.hat != Hat::Guest,
    }
}

/// A setting is read once in a statement and not once in a row.
#[test]
fn a_setting_is_read_once() {
    let Some(cluster) = shared() else { return };
    let desk = Desk::new(Dialect::Postgres, IdForm::Number, MomentForm::Timestamp);
    let worlds = &agree::all()[..3];
    run(async {
        let mut app = guarded(cluster, "explained", &desk, worlds).await;
        app.run("BEGIN").await.unwrap();
        app.texts(&settings(&desk, &worlds[0])).await.unwrap();
        let explain = Statement {
            text: format!("EXPLAIN (VERBOSE, COSTS OFF) {}", all().text),
            params: Vec::new(),
        };
        let plan = app.texts(&explain).await.unwrap();
        for line in &plan {
            // An `Output:` is of an InitPlan's result; a condition has its parameter instead.
            let is_condition = ["Filter:", "Index Cond:", "Recheck Cond:"];
            let is_condition = is_condition.iter().any(|word| line.contains(word));
            assert!(
                !(is_condition && line.contains("current_setting")),
                "{plan:#?}"
            );
        }
        assert!(
            plan.iter().any(|line| line.contains("current_setting")),
            "{plan:#?}"
        );
        app.run("COMMIT").await.unwrap();
        app.close().await.unwrap();
    });
}
