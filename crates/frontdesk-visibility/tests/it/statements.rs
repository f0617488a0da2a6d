//! The statements and decisions that this crate alone proves: rows of data, each with its twin.
//! `golden/statements.txt` lists them for whoever keeps the register.

mod noci;
mod portal;
mod portal_list;
mod reach;
mod uis;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use expect_test::expect_file;
use frontdesk_access::Scope;
use frontdesk_model::{ConversationState, Relation};
use frontdesk_visibility::PortalAction;

use crate::world::*;

/// Given this scene, when this is asked, then this is the answer.
struct Row {
    statement: &'static str,
    twin: Twin,
    sentence: &'static str,
    given: Scene,
    when: Ask,
    then: &'static str,
}

/// On which side of the rule the row stands: what it gives, and what it takes or withholds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Twin {
    Positive,
    Negative,
}

use ConversationState::{Closed, InWork, New, Offered, Waiting};
use Twin::{Negative, Positive};

fn rows() -> Vec<Row> {
    [
        uis::uis(),
        noci::noci(),
        reach::reach(),
        portal::portal_view(),
        portal::portal_list(),
        portal::portal_fields(),
        portal::profile(),
        portal::portal_actions(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn row(
    statement: &'static str,
    twin: Twin,
    sentence: &'static str,
    (given, when, then): (Scene, Ask, &'static str),
) -> Row {
    Row {
        statement,
        twin,
        sentence,
        given,
        when,
        then,
    }
}

/// The full ticket before one member of the staff who sees these scopes.
fn staff_with(number: i64, scopes: impl IntoIterator<Item = Scope>) -> Scene {
    Scene::of(scopes.into_iter().fold(staff(number), seeing))
}

fn nobodys(scene: Scene, state: ConversationState) -> Scene {
    scene.with_facts(|f| (f.assignee, f.state) = (None, Some(state)))
}

fn own() -> Scope {
    Scope::of(Relation::Own)
}

fn see(scene: Scene, then: &'static str) -> (Scene, Ask, &'static str) {
    (scene, Ask::See, then)
}

fn shows(scene: Scene, place: &'static str, then: &'static str) -> (Scene, Ask, &'static str) {
    (scene, Ask::Field(place), then)
}

fn finds(scene: Scene, text: &'static str, then: &'static str) -> (Scene, Ask, &'static str) {
    (scene, Ask::Find(text), then)
}

fn lists(scene: Scene, request: &'static str, then: &'static str) -> (Scene, Ask, &'static str) {
    (scene, Ask::List(request), then)
}

fn offers(
    scene: Scene,
    (what, language): (&'static str, &'static str),
    then: &'static str,
) -> (Scene, Ask, &'static str) {
    (scene, Ask::Offer(what, language), then)
}

fn act(scene: Scene, action: PortalAction, then: &'static str) -> (Scene, Ask, &'static str) {
    (scene, Ask::Act(action), then)
}

fn edit(id: &str) -> PortalAction {
    PortalAction::EditField(field(id))
}

#[test]
fn every_row() {
    let mut wrong = String::new();
    for row in rows() {
        let answer = row.given.answer(&row.when);
        if answer != row.then {
            let Row {
                statement,
                sentence,
                then,
                ..
            } = &row;
            writeln!(wrong, "{statement}: {sentence}: {answer}, not {then}").unwrap();
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

#[test]
fn every_statement_has_both_twins() {
    let mut twins: BTreeMap<&str, BTreeSet<Twin>> = BTreeMap::new();
    for row in rows() {
        twins.entry(row.statement).or_default().insert(row.twin);
    }
    for (statement, found) in &twins {
        assert_eq!(found.len(), 2, "{statement} has no twin");
    }
    let expected = [
        "S56", "S57", "S58", "S64", "S72", "S73", "S74", "S94", "S97", "S110", "S126", "S131",
        "S132", "S137", "S154", "S155", "S156", "S157", "S164", "S165", "S166", "S167", "S168",
        "S169", "S170", "S171", "S172", "S173", "S174", "S175", "S176", "S182", "D8", "D16", "D18",
        "D21",
    ];
    assert_eq!(
        twins.into_keys().collect::<BTreeSet<_>>(),
        expected.into_iter().collect()
    );
}

/// The list that a register reads: statement, twin, sentence. No two rows of one statement say the
/// same.
#[test]
fn the_list_of_rows() {
    let mut text = String::new();
    let mut said = BTreeSet::new();
    for row in rows() {
        let twin = if row.twin == Positive { '+' } else { '-' };
        writeln!(text, "{:<5} {twin} {}", row.statement, row.sentence).unwrap();
        assert!(
            said.insert((row.statement, row.sentence)),
            "{} twice",
            row.sentence
        );
    }
    expect_file!["golden/statements.txt"].assert_eq(&text);
}
