//! The comparison sees: each wrong engine is caught.

use std::thread;

use frontdesk_oracle::Wrong;
use frontdesk_oracle::run::Run;

/// The cases that the faithful export passes.
fn bent(wrong: Wrong) -> Run {
    Run {
        seed: 1,
        cases: 10_000,
        threads: 1,
        wrong: Some(wrong),
    }
}

/// By an outcome: another reason for the same outcome is not enough.
#[test]
fn every_wrong_outcome_is_caught() {
    let caught = |wrong: &&Wrong| {
        let found = bent(**wrong).first_outcome();
        if let Some((cases, _)) = &found {
            println!("{wrong}: after {cases} cases");
        }
        found.is_some()
    };
    let (some, others) = Wrong::OUTCOMES.split_at(Wrong::OUTCOMES.len() / 2);
    let missed: Vec<&Wrong> = thread::scope(|scope| {
        let half = scope.spawn(|| some.iter().filter(|w| !caught(w)).collect::<Vec<_>>());
        let mut missed: Vec<&Wrong> = others.iter().filter(|w| !caught(w)).collect();
        missed.extend(half.join().expect("the thread has said why"));
        missed
    });
    assert!(missed.is_empty(), "not noticed: {missed:?}");
}

/// And the reasons are compared, too: with right outcomes throughout, wrong ones are caught.
#[test]
fn every_wrong_reason_is_caught() {
    for wrong in Wrong::REASONS {
        let outcome = Run {
            cases: 2_000,
            ..bent(*wrong)
        }
        .all();
        println!("{wrong}: {} different", outcome.different);
        assert!(outcome.different > 0, "not noticed: {wrong}");
        for difference in &outcome.differences {
            assert_eq!(
                difference.ours.is_allow(),
                difference.cedar.is_allow(),
                "{wrong} is wrong in an outcome: {difference}"
            );
        }
    }
}
