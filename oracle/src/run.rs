//! A run: worlds one after the other, every question put to both engines.

use std::fmt;
use std::thread;

use crate::export::Exported;
use crate::features::Tally;
use crate::generate;
use crate::verdict::Verdict;
use crate::wrong::Wrong;

/// What to run.
#[derive(Clone, Copy, Debug)]
pub struct Run {
    /// The seed of all worlds.
    pub seed: u64,
    /// How many questions.
    pub cases: u64,
    /// How many threads. The result does not depend on it.
    pub threads: u64,
    /// The slip of the export, if one is wanted.
    pub wrong: Option<Wrong>,
}

/// What came of it.
#[derive(Clone, Debug, Default)]
pub struct Outcome {
    /// The counts of all features.
    pub tally: Tally,
    /// Where the engines differ, the first ones by world and place.
    pub differences: Vec<Difference>,
    /// How often they differ at all.
    pub different: u64,
}

/// A question that the engines answer differently.
#[derive(Clone, Debug)]
pub struct Difference {
    /// The seed.
    pub seed: u64,
    /// The world.
    pub world: u64,
    /// The question's place in it.
    pub place: usize,
    /// The answer of the engine under test.
    pub ours: Verdict,
    /// Cedar's answer.
    pub cedar: Verdict,
}

/// How many differences are kept; the others are counted.
const KEPT: usize = 10;

impl Run {
    /// Runs all cases.
    ///
    /// # Panics
    /// When Cedar does not read the export, or one engine contradicts itself.
    #[must_use]
    pub fn all(self) -> Outcome {
        let threads = self.threads.max(1);
        let part = |first: u64| {
            let mut outcome = Outcome::default();
            let mut number = first;
            while self.questions_of(number) > 0 {
                self.world(number, &mut outcome);
                number += threads;
            }
            outcome
        };
        let mut outcome = Outcome::default();
        thread::scope(|scope| {
            let parts: Vec<_> = (0..threads)
                .map(|first| scope.spawn(move || part(first)))
                .collect();
            for part in parts {
                outcome.join(part.join().expect("the thread has said why"));
            }
        });
        outcome.differences.sort_by_key(|d| (d.world, d.place));
        outcome.differences.truncate(KEPT);
        outcome
    }

    /// After how many cases the engines first differ in an outcome, not only in its reasons.
    ///
    /// # Panics
    /// As [`all`](Self::all).
    #[must_use]
    pub fn first_outcome(self) -> Option<(u64, Difference)> {
        let mut number = 0;
        let mut before = 0;
        while self.questions_of(number) > 0 {
            let mut outcome = Outcome::default();
            self.world(number, &mut outcome);
            let differs = |d: &Difference| d.ours.is_allow() != d.cedar.is_allow();
            if let Some(found) = outcome.differences.into_iter().find(differs) {
                return Some((before + found.place as u64 + 1, found));
            }
            before += self.questions_of(number) as u64;
            number += 1;
        }
        None
    }

    /// How many questions of this world belong to the run.
    fn questions_of(self, number: u64) -> usize {
        let per_world = generate::QUESTIONS as u64;
        let left = self.cases.saturating_sub(number * per_world);
        usize::try_from(left.min(per_world)).unwrap_or_default()
    }

    fn world(self, number: u64, outcome: &mut Outcome) {
        let world = generate::world(self.seed, number);
        let exported = Exported::new(&world, self.wrong);
        let asked = world.questions.iter().take(self.questions_of(number));
        for (place, question) in asked.enumerate() {
            let ours = Verdict::ours(&world.decide(question));
            let cedar = exported.answer(&world, place);
            outcome.tally.count(&world, question, &ours);
            if ours != cedar {
                outcome.different += 1;
                outcome.differences.push(Difference {
                    seed: self.seed,
                    world: number,
                    place,
                    ours,
                    cedar,
                });
            }
        }
    }
}

impl Outcome {
    fn join(&mut self, other: Self) {
        self.tally.join(&other.tally);
        self.differences.extend(other.differences);
        self.different += other.different;
    }
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "seed {}, world {}, question {}:\n  ours  {:?}\n  Cedar {:?}",
            self.seed, self.world, self.place, self.ours, self.cedar
        )
    }
}
