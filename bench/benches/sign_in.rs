//! Sign-in look-ups over 1,000,000 accounts, beside tuples in the standard hash map. Each round asks
//! 100,000 questions about accounts in no order.

#![allow(clippy::disallowed_types, clippy::expect_used, missing_docs)]

use std::sync::LazyLock;

use divan::counter::ItemsCount;
use divan::{Bencher, black_box};
use frontdesk_bench::{PlainLogins, TENANT, bare, mixed, plain_key, space, typed, user_id};
use frontdesk_identity::{EmailUse, LoginKey, LoginSpace, SignInIndex, login_key};
use frontdesk_model::{TenantId, UserId};

const USERS: u64 = 1_000_000;
const QUESTIONS: u64 = 100_000;

fn main() {
    // Both are there and equal before anything is measured.
    for number in 0..QUESTIONS {
        let (space, typed) = (space(number), typed(number));
        let found = INDEX.find(space, &typed);
        assert_eq!(found, Some(user_id(number)));
        assert_eq!(found, PLAIN.find(space, &typed));
    }
    divan::main();
}

static INDEX: LazyLock<SignInIndex> = LazyLock::new(|| {
    let mut index = SignInIndex::new(TENANT, EmailUse::Contact, 0x5eed);
    for number in 0..USERS {
        index.insert(&bare(number)).expect("no clash");
    }
    index.shrink();
    index
});

static PLAIN: LazyLock<PlainLogins> = LazyLock::new(|| {
    let mut plain = PlainLogins::default();
    for number in 0..USERS {
        plain.insert(&bare(number));
    }
    plain.logins.shrink_to_fit();
    plain.users.shrink_to_fit();
    plain
});

/// Whether the questions are about accounts that there are.
#[derive(Clone, Copy, Debug)]
enum Ask {
    Hits,
    Misses,
}

const ASKS: [Ask; 2] = [Ask::Hits, Ask::Misses];

/// Accounts in no order: the first million are there, the others are not.
fn numbers(ask: Ask) -> impl Iterator<Item = u64> {
    let from = match ask {
        Ask::Hits => 0,
        Ask::Misses => USERS,
    };
    (0..QUESTIONS).map(move |n| from + mixed(n ^ 0xa5a5) % USERS)
}

fn expected(ask: Ask) -> usize {
    match ask {
        Ask::Hits => QUESTIONS as usize,
        Ask::Misses => 0,
    }
}

/// Puts all questions and checks how many find somebody.
fn run<Q: Sync>(
    bencher: Bencher<'_, '_>,
    (ask, questions): (Ask, Vec<Q>),
    found: impl Fn(&Q) -> bool + Sync,
) {
    bencher.counter(ItemsCount::new(QUESTIONS)).bench(|| {
        let count = questions.iter().filter(|q| found(black_box(q))).count();
        assert_eq!(count, expected(ask));
    });
}

fn typed_questions(ask: Ask) -> Vec<(LoginSpace, String)> {
    numbers(ask).map(|n| (space(n), typed(n))).collect()
}

#[divan::bench(args = ASKS)]
fn a_typed_index(bencher: Bencher<'_, '_>, ask: Ask) {
    run(bencher, (ask, typed_questions(ask)), |(space, typed)| {
        INDEX.find(*space, typed).is_some()
    });
}

#[divan::bench(args = ASKS)]
fn a_typed_hash_map(bencher: Bencher<'_, '_>, ask: Ask) {
    run(bencher, (ask, typed_questions(ask)), |(space, typed)| {
        PLAIN.find(*space, typed).is_some()
    });
}

#[divan::bench(args = ASKS)]
fn a_typed_hash_map_lowered_only(bencher: Bencher<'_, '_>, ask: Ask) {
    run(bencher, (ask, typed_questions(ask)), |(space, typed)| {
        PLAIN.find_lowered(*space, typed).is_some()
    });
}

#[divan::bench(args = ASKS)]
fn b_key_index(bencher: Bencher<'_, '_>, ask: Ask) {
    let keys: Vec<(LoginSpace, LoginKey)> = numbers(ask)
        .map(|n| (space(n), login_key(&typed(n)).expect("a login")))
        .collect();
    run(bencher, (ask, keys), |(space, key)| {
        INDEX.find_key(*space, key).is_some()
    });
}

#[divan::bench(args = ASKS)]
fn b_key_hash_map(bencher: Bencher<'_, '_>, ask: Ask) {
    let keys: Vec<(TenantId, LoginSpace, String)> = numbers(ask)
        .map(|n| (TENANT, space(n), plain_key(&typed(n)).expect("a login")))
        .collect();
    run(bencher, (ask, keys), |key| PLAIN.logins.contains_key(key));
}

#[divan::bench(args = ASKS)]
fn c_id_index(bencher: Bencher<'_, '_>, ask: Ask) {
    let ids: Vec<UserId> = numbers(ask).map(user_id).collect();
    run(bencher, (ask, ids), |id| INDEX.get(*id).is_some());
}

#[divan::bench(args = ASKS)]
fn c_id_hash_map(bencher: Bencher<'_, '_>, ask: Ask) {
    let ids: Vec<UserId> = numbers(ask).map(user_id).collect();
    run(bencher, (ask, ids), |id| {
        black_box(PLAIN.users.get(id)).is_some()
    });
}
