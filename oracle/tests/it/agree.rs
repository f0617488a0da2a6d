//! Both engines answer alike.

use frontdesk_oracle::run::Run;

const RUN: Run = Run {
    seed: 1,
    cases: 10_000,
    threads: 2,
    wrong: None,
};

/// Decisions, the steps of denials, and the determining policies of allows are the same; about half
/// is allowed; every feature is used, both ways where there are two.
#[test]
fn ten_thousand_cases() {
    let outcome = RUN.all();
    println!("{}", outcome.tally);
    for difference in &outcome.differences {
        println!("{difference}");
    }
    assert_eq!(outcome.different, 0);
    let all = outcome.tally.all;
    assert_eq!(all.sum(), RUN.cases);
    let percent = 100 * all.allowed / all.sum();
    assert!((40..=60).contains(&percent), "{percent} % allowed");
    let gaps = outcome.tally.gaps(5);
    assert!(gaps.is_empty(), "{}", gaps.join("\n"));
}

/// The result does not depend on threads, and another seed makes other cases.
#[test]
fn a_seed_says_which_cases() {
    let few = Run { cases: 600, ..RUN };
    let one = Run { threads: 1, ..few }.all().tally;
    assert_eq!(one, Run { threads: 3, ..few }.all().tally);
    assert_ne!(one, Run { seed: 2, ..few }.all().tally);
}
