//! Many long sequences of commands, drawn and played by the machines of staff and portal accounts.

use std::cell::RefCell;
use std::fmt::Debug;
use std::marker::PhantomData;

use proptest::prelude::*;
use proptest::strategy::{NewTree, ValueTree};
use proptest::test_runner::{Config, RngAlgorithm, TestError, TestRng, TestRunner};

pub(crate) const SEQUENCES: u32 = 10_000;
const THREADS: u8 = 2;

/// A sequence of steps. A step that shrinking took out is `None`.
pub(crate) trait Drawn: Clone + Debug {
    type Step: Clone + Debug;

    fn draw(rng: &mut TestRng) -> Self;
    fn steps(&mut self) -> &mut Vec<Option<Self::Step>>;
    /// What a reader of a failure needs: the shortest sequence that fails, step by step.
    fn transcript(&self, why: &str) -> String;
}

/// What is counted over the sequences.
pub(crate) trait Counts: Default + Send {
    fn add(&mut self, other: &Self);
}

/// Plays all sequences, always the same ones, and counts.
pub(crate) fn play_all<S: Drawn, T: Counts>(
    play: fn(&S, &RefCell<T>) -> Result<(), TestCaseError>,
) -> T {
    let mut whole = T::default();
    std::thread::scope(|scope| {
        let parts: Vec<_> = (1..=THREADS)
            .map(|seed| scope.spawn(move || part(seed, play)))
            .collect();
        for part in parts {
            match part.join().unwrap() {
                Ok(tally) => whole.add(&tally),
                Err(transcript) => panic!("{transcript}"),
            }
        }
    });
    whole
}

fn part<S: Drawn, T: Counts>(
    seed: u8,
    play: fn(&S, &RefCell<T>) -> Result<(), TestCaseError>,
) -> Result<T, String> {
    let config = Config {
        cases: SEQUENCES / u32::from(THREADS),
        failure_persistence: None,
        ..Config::default()
    };
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &[seed; 32]);
    let tally = RefCell::new(T::default());
    let sequences = Sequences(PhantomData::<S>);
    let found =
        TestRunner::new_with_rng(config, rng).run(&sequences, |sequence| play(&sequence, &tally));
    match found {
        Ok(()) => Ok(tally.into_inner()),
        Err(TestError::Fail(why, sequence)) => Err(sequence.transcript(&why.to_string())),
        Err(other) => Err(other.to_string()),
    }
}

/// Draws sequences. Written by hand because a tree of combinators for every field costs more than the
/// steps themselves; a failing sequence shrinks by leaving steps out.
#[derive(Debug)]
struct Sequences<S>(PhantomData<S>);

#[derive(Debug)]
struct Tree<S: Drawn> {
    sequence: S,
    next: usize,
    left_out: Option<(usize, S::Step)>,
}

impl<S: Drawn> Strategy for Sequences<S> {
    type Tree = Tree<S>;
    type Value = S;

    fn new_tree(&self, runner: &mut TestRunner) -> NewTree<Self> {
        Ok(Tree {
            sequence: S::draw(runner.rng()),
            next: 0,
            left_out: None,
        })
    }
}

impl<S: Drawn> ValueTree for Tree<S> {
    type Value = S;

    fn current(&self) -> S {
        self.sequence.clone()
    }

    fn simplify(&mut self) -> bool {
        while let Some(place) = self.sequence.steps().get_mut(self.next) {
            self.left_out = place.take().map(|step| (self.next, step));
            self.next += 1;
            if self.left_out.is_some() {
                return true;
            }
        }
        false
    }

    fn complicate(&mut self) -> bool {
        match self.left_out.take() {
            None => false,
            Some((place, step)) => {
                self.sequence.steps()[place] = Some(step);
                true
            }
        }
    }
}
