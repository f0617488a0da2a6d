//! Worlds from numbers: the same seed and number give the same world, on every machine.
//!
//! Questions at random are nearly all denied and prove little. Here most begin with a grant on the
//! person's record, an object is made to lie within its scope, and then, one time in four, one
//! thing is spoiled: a fact, the tenant, the kind of object, the moment.

mod chance;
mod grants;
mod host;
mod people;
mod pools;
mod questions;
mod things;

pub use chance::Chance;

use crate::rights::Rights;
use crate::world::World;

/// How many questions are asked of one world: exporting a world costs as much as some tens of them.
pub const QUESTIONS: usize = 60;

/// The world of this number.
#[must_use]
pub fn world(seed: u64, number: u64) -> World {
    let mut chance = Chance::new(seed, number);
    let mut world = World {
        roles: host::declared(&mut chance),
        rights: Rights::default(),
        holders: Vec::new(),
        questions: Vec::new(),
    };
    world.rights = Rights::of(&world.roles);
    people::add_roles(&mut chance, &mut world);
    people::add_holders(&mut chance, &mut world, number);
    for _ in 0..QUESTIONS {
        let question = questions::question(&mut chance, &world);
        world.questions.push(question);
    }
    world
}
