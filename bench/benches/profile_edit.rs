//! One profile edit: decided and applied, beside a struct that is cloned, written and put back.

#![allow(clippy::disallowed_types, clippy::expect_used, missing_docs)]

use std::collections::HashMap;

use divan::Bencher;
use divan::counter::ItemsCount;
use frontdesk_bench::{TENANT, person};
use frontdesk_identity::{
    Change, Edit, PersonName, ProfileChanges, User, UserCommand, UserEvent, UserPolicy, UserRecord,
    decide_user,
};
use frontdesk_model::UserId;
use frontdesk_model::chrono::{DateTime, Utc};

const USERS: u64 = 1_000;

fn main() {
    divan::main();
}

/// The policy by which the edits are decided.
fn policy() -> UserPolicy {
    UserPolicy::uis(TENANT)
}

/// What the edit makes happen.
fn events(user: &User, command: &UserCommand, policy: &UserPolicy) -> Vec<UserEvent> {
    let now = DateTime::<Utc>::UNIX_EPOCH;
    let decided = decide_user(Some(user), command, policy, now);
    decided.expect("accepted").events
}

/// Two names, so that each round of edits changes every account.
fn names() -> [PersonName; 2] {
    ["Белова", "Орлова"].map(|last| PersonName::new().last(last).first("Жанна"))
}

fn users() -> Vec<User> {
    (0..USERS).map(person).collect()
}

#[divan::bench]
fn decide_and_apply(bencher: Bencher<'_, '_>) {
    let policy = policy();
    let commands = names().map(|name| {
        UserCommand::Edit(Box::new(Edit {
            profile: ProfileChanges {
                name: Change::Set(name),
                ..ProfileChanges::default()
            },
            ..Edit::default()
        }))
    });
    let mut users: HashMap<UserId, User> =
        users().into_iter().map(|user| (user.id(), user)).collect();
    let ids: Vec<UserId> = users.keys().copied().collect();
    let mut commands = commands.iter().cycle();
    bencher.counter(ItemsCount::new(USERS)).bench_local(|| {
        let command = commands.next().expect("an endless list");
        for id in &ids {
            let user = users.get_mut(id).expect("a user");
            let happened = events(user, command, &policy);
            assert!(!happened.is_empty());
            for event in &happened {
                user.apply(event).expect("applied");
            }
        }
    });
}

#[divan::bench]
fn hash_map_clone_write_put(bencher: Bencher<'_, '_>) {
    let names = names();
    let mut users = records();
    let ids: Vec<UserId> = users.keys().copied().collect();
    let mut names = names.iter().cycle();
    bencher.counter(ItemsCount::new(USERS)).bench_local(|| {
        let name = names.next().expect("an endless list");
        for id in &ids {
            let mut record = users.get(id).expect("a user").clone();
            record.profile.name.clone_from(name);
            record.version = record.version.next();
            users.insert(*id, record);
        }
    });
}

#[divan::bench]
fn hash_map_write_in_place(bencher: Bencher<'_, '_>) {
    let names = names();
    let mut users = records();
    let ids: Vec<UserId> = users.keys().copied().collect();
    let mut names = names.iter().cycle();
    bencher.counter(ItemsCount::new(USERS)).bench_local(|| {
        let name = names.next().expect("an endless list");
        for id in &ids {
            let record = users.get_mut(id).expect("a user");
            record.profile.name.clone_from(name);
            record.version = record.version.next();
        }
    });
}

fn records() -> HashMap<UserId, UserRecord> {
    users()
        .into_iter()
        .map(|user| (user.id(), user.into_record()))
        .collect()
}
