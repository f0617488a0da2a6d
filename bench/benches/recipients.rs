//! Who is told of an event, over 10,000 to 1,000,000 subscriptions, beside hash maps in a hash map.

#![allow(clippy::disallowed_types, clippy::expect_used, missing_docs)]

use std::collections::HashMap;

use divan::Bencher;
use divan::counter::ItemsCount;
use frontdesk_bench::{PlainSubscriber, SUBSCRIPTIONS, TENANT, person, plain_subscriber};
use frontdesk_identity::{EventKind, NoticePolicy, User, recipients, recipients_of};
use frontdesk_model::UserId;

const SIZES: [u64; 3] = [10_000, 100_000, 1_000_000];

fn main() {
    divan::main();
}

fn users(subscriptions: u64) -> Vec<User> {
    (0..subscriptions / SUBSCRIPTIONS).map(person).collect()
}

#[divan::bench(args = SIZES)]
fn many_at_once(bencher: Bencher<'_, '_>, size: u64) {
    let (users, event) = (users(size), EventKind::new_dialog());
    let policy = NoticePolicy::new(TENANT);
    bencher
        .counter(ItemsCount::new(size))
        .bench(|| recipients_of(&users, &event, &policy).expect("one tenant"));
}

#[divan::bench(args = SIZES)]
fn many_at_once_each_address_once(bencher: Bencher<'_, '_>, size: u64) {
    let (users, event) = (users(size), EventKind::new_dialog());
    let policy = NoticePolicy::new(TENANT);
    bencher.counter(ItemsCount::new(size)).bench(|| {
        recipients_of(&users, &event, &policy)
            .expect("one tenant")
            .once_per_address()
    });
}

#[divan::bench(args = SIZES)]
fn user_by_user(bencher: Bencher<'_, '_>, size: u64) {
    let (users, event) = (users(size), EventKind::new_dialog());
    let policy = NoticePolicy::new(TENANT);
    bencher.counter(ItemsCount::new(size)).bench(|| {
        let verdicts = users
            .iter()
            .flat_map(|user| recipients(user, &event, &policy).expect("one tenant"));
        verdicts.filter(|notice| notice.verdict.is_tell()).count()
    });
}

#[divan::bench(args = SIZES)]
fn hash_maps(bencher: Bencher<'_, '_>, size: u64) {
    let users: HashMap<UserId, PlainSubscriber> = users(size)
        .iter()
        .map(|user| (user.id(), plain_subscriber(user)))
        .collect();
    bencher.counter(ItemsCount::new(size)).bench(|| {
        let mut told: Vec<(UserId, &str)> = Vec::new();
        for (id, user) in users.iter().filter(|(_, user)| user.active) {
            for (address, known, choices) in &user.points {
                if *known && choices.get("new_dialog") == Some(&true) {
                    told.push((*id, address));
                }
            }
        }
        told
    });
}
