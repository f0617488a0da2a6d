//! For every relation and every dimension two worlds that this one term alone tells apart. The
//! table is tried on itself: whichever atom of a lowered rule is dropped, some row turns red.

mod table;

use std::collections::{BTreeMap, BTreeSet};

use frontdesk_access::{Among, Catalogue, Groups, Holder, Permission, Scope};
use frontdesk_model::{ConversationFacts, ConversationState, Relation};
use frontdesk_visibility::{Rule, Term};

use self::table::{changed, client_17, me, person, table};
use crate::world::*;

/// One scope, one viewer, one conversation, and whether it is seen.
struct World {
    scope: Scope,
    viewer: Holder,
    facts: ConversationFacts,
    seen: bool,
    because: &'static str,
}

#[test]
fn every_world_of_the_table() {
    for (number, world) in table().iter().enumerate() {
        let filter = filter_of(&world.viewer);
        let title = format!("row {number}, {}: {}", world.scope, world.because);
        assert_eq!(filter.matches(&world.facts), world.seen, "{title}");
        // Access says the same, but for what no customer sees.
        let kept = !world.facts.deleted && !world.facts.spam;
        if kept || world.viewer.id.user().is_some() {
            assert_eq!(
                view_request(&world.viewer, &world.facts),
                world.seen,
                "{title}"
            );
        }
    }
}

#[test]
fn every_relation_and_every_dimension_has_twins() {
    let mut found: BTreeMap<String, BTreeSet<bool>> = BTreeMap::new();
    for world in table() {
        let Scope {
            relation,
            groups,
            people,
            assignee_groups,
            sites,
            questionnaires,
            channels,
            states,
            modules,
            origin,
            privacy,
        } = &world.scope;
        let mut note = |name: String| found.entry(name).or_default().insert(world.seen);
        note(relation.to_string());
        let among = [
            ("people", people.as_ref().map(|set| *set == Among::Mine)),
            (
                "assignee_groups",
                assignee_groups.as_ref().map(|set| *set == Among::Mine),
            ),
            ("sites", sites.as_ref().map(|set| *set == Among::Mine)),
            (
                "questionnaires",
                questionnaires.as_ref().map(|set| *set == Among::Mine),
            ),
            ("channels", channels.as_ref().map(|set| *set == Among::Mine)),
        ];
        for (name, mine) in among {
            if let Some(mine) = mine {
                note(format!("{name} {}", if mine { "mine" } else { "these" }));
            }
        }
        if let Some(Groups { these, mine, none }) = groups {
            let parts = [
                (!these.is_empty(), "these"),
                (*mine, "mine"),
                (*none, "none"),
            ];
            for (_, part) in parts.iter().filter(|(set, _)| *set) {
                note(format!("groups {part}"));
            }
        }
        for (set, name) in [
            (states.is_some(), "states"),
            (modules.is_some(), "modules"),
            (origin.is_some(), "origin"),
            (privacy.is_some(), "privacy"),
        ] {
            if set {
                note(name.to_owned());
            }
        }
    }
    for relation in Relation::ALL {
        assert!(found.contains_key(relation.name()), "{relation} has no row");
    }
    // 14 relations, 5 sets of two kinds, 3 kinds of groups, states, modules, origin, privacy.
    assert_eq!(found.len(), 14 + 10 + 3 + 4, "{found:?}");
    for (name, seen) in found {
        // These three are never true of a conversation.
        let never = ["self", "modules", "origin"].contains(&name.as_str());
        let expected = if never {
            [false].into()
        } else {
            BTreeSet::from([false, true])
        };
        assert_eq!(seen, expected, "{name}");
    }
}

/// Every rule that this rule becomes when one of its atoms is dropped (always true), lost (always
/// false) or turned round.
fn mutants(rule: &Term) -> Vec<(String, Term)> {
    let with = |rules: &[Term], at: usize, changed: Term| {
        let mut rules = rules.to_vec();
        rules[at] = changed;
        rules
    };
    match rule {
        Term::All(rules) | Term::OneOf(rules) if !rules.is_empty() => {
            let all = matches!(rule, Term::All(_));
            let again = |rules| {
                if all {
                    Term::All(rules)
                } else {
                    Term::OneOf(rules)
                }
            };
            rules
                .iter()
                .enumerate()
                .flat_map(|(at, inner)| {
                    mutants(inner)
                        .into_iter()
                        .map(move |(what, inner)| (what, again(with(rules, at, inner))))
                })
                .collect()
        }
        Term::Not(inner) => mutants(inner)
            .into_iter()
            .map(|(what, inner)| (what, Term::Not(Box::new(inner))))
            .collect(),
        atom => {
            let turned = Term::Not(Box::new(atom.clone()));
            [
                ("dropped", Term::always()),
                ("lost", Term::never()),
                ("turned", turned),
            ]
            .into_iter()
            // An atom that is a constant cannot be told from itself.
            .filter(|(_, mutant)| mutant != atom)
            .map(|(how, mutant)| (format!("{atom:?} {how}"), mutant))
            .collect()
        }
    }
}

#[test]
fn no_atom_can_be_dropped() {
    let worlds = table();
    let mut by_scope: BTreeMap<&Scope, Vec<&World>> = BTreeMap::new();
    for world in &worlds {
        by_scope.entry(&world.scope).or_default().push(world);
    }
    let (mut tried, mut survivors) = (0, Vec::new());
    for (scope, worlds) in by_scope {
        // A scope is lowered to one rule, whoever the viewer; a customer's has `Kept` behind it.
        let (me, client) = (
            seeing(me(), scope.clone()),
            seeing(client_17(), scope.clone()),
        );
        let (of_staff, of_client) = (rule_of(&me), rule_of(&client));
        for ((what, for_staff), (_, for_client)) in
            mutants(&of_staff).iter().zip(mutants(&of_client))
        {
            // Beside a term that is never true another one does not matter.
            if bound(for_staff, &me) == bound(&of_staff, &me)
                && bound(&for_client, &client) == bound(&of_client, &client)
            {
                continue;
            }
            tried += 1;
            let red = |world: &&World| {
                let staff = world.viewer.id.user().is_some();
                let mutant = if staff { for_staff } else { &for_client };
                let same_tenant = world.facts.tenant == world.viewer.tenant;
                let expr = bound(mutant, &world.viewer);
                (same_tenant && expr.holds(&world.facts)) != world.seen
            };
            if !worlds.iter().any(red) {
                survivors.push(format!("{scope}: {what}"));
            }
        }
    }
    assert_eq!(survivors, Vec::<String>::new());
    assert!(tried >= 100, "{tried} mutants");
}

/// The rule as one term.
fn rule_of(viewer: &Holder) -> Term {
    let scopes = Catalogue::default().scopes_of(viewer, Permission::CONVERSATION_VIEW, now());
    let Rule { ways, provided, .. } = Rule::of(&scopes);
    let mut all = vec![Term::OneOf(ways)];
    all.extend(provided);
    Term::All(all)
}

/// The two atoms that only customers and restrictions have, and the brackets of alternatives.
#[test]
fn no_atom_of_the_frame_can_be_dropped() {
    let own = || seeing(client(17), Scope::of(Relation::Requester));
    let restricted = |mut viewer: Holder, scope: Scope| {
        viewer
            .restrictions
            .push(frontdesk_access::Restriction::taking(
                frontdesk_access::RestrictionId::from_static("deny.closed"),
                [Permission::CONVERSATION_VIEW].into_iter().collect(),
                scope,
            ));
        viewer
    };
    let closed = Scope {
        states: Some([ConversationState::Closed].into()),
        ..Scope::any()
    };
    let created = Scope::of(Relation::Created);
    let mine = seeing(staff(17), Scope::of(Relation::Own));
    let two = seeing(mine.clone(), Scope::of(Relation::Participating));
    let strict = restricted(restricted(two.clone(), closed), created);

    let asked = |change: fn(&mut ConversationFacts)| {
        let mut facts = changed(&chat(1), |f| f.requester = Some(customer(17)));
        change(&mut facts);
        facts
    };
    let works = |change: fn(&mut ConversationFacts)| changed(&in_work_with(17), change);
    let takes_part = |f: &mut ConversationFacts| {
        f.assignee = person(18);
        f.participants = [user(17)].into();
    };
    let rows: [(&Holder, Vec<(ConversationFacts, bool)>); 3] = [
        (
            &own(),
            vec![
                (asked(|_| {}), true),
                (asked(|f| f.requester = None), false),
                (asked(|f| f.deleted = true), false),
                (asked(|f| f.spam = true), false),
            ],
        ),
        (
            &two,
            vec![
                (works(|_| {}), true),
                (works(takes_part), true),
                (in_work_with(18), false),
            ],
        ),
        (
            &strict,
            vec![
                (works(|_| {}), true),
                (works(takes_part), true),
                (in_work_with(18), false),
                (works(|f| f.state = Some(ConversationState::Closed)), false),
                (works(|f| f.creator = Some(user(17))), false),
            ],
        ),
    ];
    for (viewer, worlds) in rows {
        for (facts, seen) in &worlds {
            assert_eq!(filter_of(viewer).matches(facts), *seen, "{facts:?}");
        }
        for (what, mutant) in mutants(&rule_of(viewer)) {
            let killed = worlds
                .iter()
                .any(|(facts, seen)| bound(&mutant, viewer).holds(facts) != *seen);
            assert!(killed, "{what}");
        }
    }
    // Deny wins: what is both granted and taken is not seen.
    let nothing = restricted(mine, Scope::any());
    assert!(!filter_of(&nothing).matches(&in_work_with(17)));
}
