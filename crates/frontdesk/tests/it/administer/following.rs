//! A desk that follows stored events is the desk that decided: asked of every transition that the tests of
//! administration put into effect.

use frontdesk::access::Role;
use frontdesk::identity::{User, UserCommand};
use frontdesk::model::TenantId;
use frontdesk::{Desk, DeskFile, DeskState, Imported, NotRestored, Recorded, Transition};

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
    comes_back_from_its_state(&follower, decided);
}

/// **Law: a desk that goes on from a stored state is the desk whose state it was.**
fn comes_back_from_its_state(follower: &Desk, decided: &Desk) {
    let state = decided.state();
    let stored = serde_json::to_vec(&state).expect("a stored form");
    let read: DeskState = serde_json::from_slice(&stored).expect("the same again");
    assert!(read == state);
    // From the desk as it was at any time.
    let mut resumed = the_desk();
    resumed.resume(read).expect("of this tenant");
    assert!(resumed.state() == state && follower.state() == state);
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

#[test]
fn a_state_of_another_tenant_or_form_is_not_resumed() {
    let file =
        DeskFile::parse(b"version = 1\ntenant = \"77\"\nname = \"Other\"\n").expect("a file");
    let (mut other, _) = Desk::new(&file, Imported::default()).expect("a desk");
    let before = other.state();
    assert_eq!(before.tenant(), TenantId::from_number(77));
    let state = the_desk().state();
    assert_eq!(other.resume(state.clone()), Err(NotRestored::OtherTenant));
    let mut later = serde_json::to_value(&before).expect("a stored form");
    later["format"] = 2.into();
    let later: DeskState = serde_json::from_value(later).expect("the shape is the same");
    assert_eq!(other.resume(later), Err(NotRestored::Form(2)));
    let codes = [NotRestored::OtherTenant, NotRestored::Form(2)].map(|no| no.code());
    assert_eq!(codes, ["other_tenant", "state_form"]);
    assert!(other.state() == before, "the desk is as it was");
    // Without the staff it is what stands before the first event.
    let empty = state.without_staff();
    assert!(format!("{empty:?}").contains("people: 0"));
    let mut desk = the_desk();
    desk.resume(empty).expect("of this tenant");
    assert_eq!(desk.people().count(), 0);
    assert_eq!(
        desk.catalogue().roles().count(),
        the_desk().catalogue().roles().count()
    );
}
