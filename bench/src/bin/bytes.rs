//! What the sign-in index takes at 1,000,000 accounts beside the standard hash map, counted by the
//! allocator; and what telling 10,000 users allocates.

#![allow(clippy::disallowed_types, clippy::expect_used, clippy::print_stdout)]

use std::alloc::System;
use std::hint::black_box;

use frontdesk_bench::{PlainLogins, TENANT, bare, person};
use frontdesk_identity::{
    EmailUse, EventKind, NoticePolicy, SignInIndex, User, recipients, recipients_of,
};
use stats_alloc::{INSTRUMENTED_SYSTEM, Region, StatsAlloc};

#[global_allocator]
static ALLOCATOR: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

const USERS: u64 = 1_000_000;

/// What is allocated and not given back since the region began.
fn live(region: &Region<'_, System>) -> usize {
    let change = region.change();
    change.bytes_allocated - change.bytes_deallocated
}

fn main() {
    logins(
        "half unified, the rest in legacy pairs with one login",
        |number| number,
    );
    logins("all unified", |number| number * 4);
    notices();
}

/// Both forms over so many accounts, one after the other.
fn logins(what: &str, number: impl Fn(u64) -> u64) {
    println!("{USERS} accounts, {what}");
    let row = |name: &str, bytes: usize| {
        println!("{name:44} {:7.1} bytes a user", bytes as f64 / USERS as f64);
    };
    let region = Region::new(ALLOCATOR);
    let mut index = SignInIndex::new(TENANT, EmailUse::Contact, 0x5eed);
    let mut text = 0;
    for n in 0..USERS {
        let user = bare(number(n));
        text += user.login().map_or(0, str::len);
        index.insert(&user).expect("no clash");
    }
    row("the logins alone", text);
    row("index, as it grew", live(&region));
    let says = index.memory_bytes() - size_of::<SignInIndex>();
    assert_eq!(says, live(&region), "memory_bytes says what is so");
    index.shrink();
    let small = live(&region);
    row("index, after shrink", small);
    assert_eq!(index.memory_bytes() - size_of::<SignInIndex>(), small);
    drop(black_box(index));

    let region = Region::new(ALLOCATOR);
    let mut plain = PlainLogins::default();
    for n in 0..USERS {
        plain.insert(&bare(number(n)));
    }
    plain.logins.shrink_to_fit();
    plain.users.shrink_to_fit();
    let large = live(&region);
    row("hash maps, after shrink_to_fit", large);
    drop(black_box(plain));
    println!("ratio {:.2}\n", large as f64 / small as f64);
}

/// What telling allocates, many users at once and one by one.
fn notices() {
    let users: Vec<User> = (0..10_000).map(person).collect();
    let (event, policy) = (EventKind::new_dialog(), NoticePolicy::new(TENANT));
    let region = Region::new(ALLOCATOR);
    let told = recipients_of(&users, &event, &policy).expect("one tenant");
    let many = region.change();
    let region = Region::new(ALLOCATOR);
    let mut count = 0;
    for user in &users {
        let notices = recipients(user, &event, &policy).expect("one tenant");
        count += notices
            .iter()
            .filter(|notice| notice.verdict.is_tell())
            .count();
    }
    let single = region.change();
    assert_eq!(told.told.len(), count);
    println!(
        "10,000 users, {count} told of {} contact points",
        told.counts.points()
    );
    for (name, change) in [("at once", many), ("user by user", single)] {
        let calls = change.allocations + change.reallocations;
        println!("{name:44} {calls:7} allocations");
    }
}
