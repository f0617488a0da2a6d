//! A desk that follows stored events is the desk that decided: asked of every transition that the tests of
//! administration put into effect.

use frontdesk::access::Role;
use frontdesk::identity::{User, UserCommand};
use frontdesk::{Desk, Recorded, Transition};

use super::{ADMIN, OPERATOR, account, assign, done, rights, saved, the_desk};
use crate::world::user;

/// What a host stores of a transition, in the order of its streams.
fn recorded(transition: &Transition) -> Vec<Recorded> {
    let user = transition.user.iter().flat_map(|change| {
        let of = change.after.id();
        change.events.iter().map(move |event| Recorded::User {
            user: of,
            event: Box::new(event.clone()),
        })
    });
    let access = transition.access.iter().cloned().map(Box::new);
    let merge = transition.merge.iter().map(|change| change.event.clone());
    user.chain(access.map(Recorded::Access))
        .chain(merge.map(Box::new).map(Recorded::Merge))
        .collect()
}

/// **Law: a desk that follows the events of a transition is the desk that applied it.**
pub(crate) fn comes_to_the_same(mut follower: Desk, transition: &Transition, decided: &Desk) {
    let events = recorded(transition);
    follower.follow(&events).expect("they follow");
    let accounts = |desk: &Desk| -> Vec<User> { desk.people().map(|p| p.user.clone()).collect() };
    assert_eq!(accounts(&follower), accounts(decided));
    for person in decided.people() {
        let id = person.id();
        let other = follower.person(id).expect("the same people");
        assert_eq!(other.rights, person.rights, "{id:?}");
        assert_eq!(follower.holder(id.into()), decided.holder(id.into()));
    }
    let roles = |desk: &Desk| -> Vec<Role> { desk.catalogue().roles().cloned().collect() };
    assert_eq!(roles(&follower), roles(decided));
}

#[test]
fn what_another_process_stored_is_followed() {
    let mut desk = the_desk();
    let before = desk.clone();
    for command in [
        rights(assign(OPERATOR, "test.manager")),
        account(OPERATOR, UserCommand::Suspend { replacement: None }),
        saved(
            OPERATOR,
            UserCommand::Restore,
            &[assign(OPERATOR, "test.keeper")],
        ),
    ] {
        done(&mut desk, ADMIN, &command);
    }
    let changed = desk.person(user(OPERATOR)).expect("a person");
    let was = before.person(user(OPERATOR)).expect("a person");
    assert_ne!(changed.rights, was.rights);
}

#[test]
fn events_of_another_log_do_not_follow() {
    let mut desk = the_desk();
    let before = desk.clone();
    let command = account(OPERATOR, UserCommand::Suspend { replacement: None });
    let transition = super::taken(&mut desk, ADMIN, &command);
    let events = recorded(&transition);
    // Of somebody whom this log never began.
    let strangers = events.iter().map(|event| match event {
        Recorded::User { event, .. } => Recorded::User {
            user: user(999),
            event: event.clone(),
        },
        other => other.clone(),
    });
    let strangers: Vec<Recorded> = strangers.collect();
    assert!(before.clone().follow(&strangers).is_err());
    let mut before = before;
    assert!(before.follow(&events).is_ok());
}
