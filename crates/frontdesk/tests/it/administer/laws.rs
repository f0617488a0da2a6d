//! What holds whatever is asked, by whomever, of whomever, in whatever order.

use std::collections::BTreeSet;

use frontdesk::access::{AdminAction, Permission, Restriction};
use frontdesk::identity::{Activation, UserCommand};
use frontdesk::{AdminCommand, Desk};
use proptest::prelude::*;

use super::mapping::commands;
use super::{
    ADMIN, BARE_EMPLOYEE, CHATS, EMPLOYEE, HIRER, INVITED, KEEPER, MANAGER, NOBODY, OPERATOR,
    OTHER_ADMIN, VIEW, account, actor, ask, assign, panel_off, rights, saved, the_desk, unassign,
};
use crate::world::{now, user};

const PEOPLE: [i64; 11] = [
    ADMIN,
    OTHER_ADMIN,
    OPERATOR,
    KEEPER,
    MANAGER,
    NOBODY,
    HIRER,
    EMPLOYEE,
    BARE_EMPLOYEE,
    INVITED,
    50,
];

/// Every command on an account, every role given and taken, and both in one save.
fn everything(of: i64) -> Vec<AdminCommand> {
    let mut all: Vec<AdminCommand> = commands()
        .into_iter()
        .map(|(_, command)| account(of, command))
        .collect();
    for role in [
        "test.admin",
        "test.manager",
        "test.keeper",
        "test.contacts",
        CHATS,
        VIEW,
    ] {
        all.push(rights(assign(of, role)));
        all.push(rights(unassign(of, role)));
        all.push(saved(of, UserCommand::RecordRight, &[assign(of, role)]));
    }
    all.push(rights(panel_off(of)));
    all.push(rights(AdminAction::Lift {
        user: actor(of),
        restriction: Restriction::deny_admin_panel(),
    }));
    all
}

fn effective(desk: &Desk, of: i64) -> BTreeSet<Permission> {
    let Some(holder) = desk.holder(actor(of)) else {
        return BTreeSet::new();
    };
    let rights = desk.catalogue().effective(&holder, now());
    rights.iter().map(|(permission, _)| *permission).collect()
}

/// Asks, applies what is granted, and looks at what must hold; whether it was granted.
fn step(desk: &mut Desk, who: i64, of: i64, command: &AdminCommand) -> bool {
    let before = desk.clone();
    let Ok(transition) = ask(desk, who, command) else {
        return false;
    };
    desk.apply_transition(&transition)
        .expect("nothing changed meanwhile");
    let shown = format!("{who} asks of {of}: {}", transition.audit.command);
    // An administrator remains.
    assert!(
        !desk.directory().administrators(now()).is_empty(),
        "{shown}"
    );
    // Both records of the account say the same.
    if let Some(person) = desk.person(user(of)) {
        assert_eq!(Some(person.holder()), desk.holder(actor(of)), "{shown}");
        // Rights make a user, or wait for who was invited (S37, S183, D6).
        let user = &person.user;
        let pending = user.record().activation != Activation::NotAwaited;
        let bare = person.rights.roles.is_empty() && person.rights.grants.is_empty();
        assert!(bare || pending || user.ever_had_rights(), "{shown}");
    }
    // Nobody else has changed.
    for other in PEOPLE.iter().filter(|other| **other != of) {
        assert_eq!(
            desk.holder(actor(*other)),
            before.holder(actor(*other)),
            "{shown}"
        );
    }
    // Nothing comes into being that the actor does not hold, but for roles that are entrusted to him
    // and what waited for the person's own token.
    let token = ["activate", "reset"].contains(&transition.audit.command);
    if !token && who != HIRER {
        let had = effective(&before, of);
        let gained: BTreeSet<_> = effective(desk, of).difference(&had).copied().collect();
        let held = effective(&before, who);
        assert!(gained.is_subset(&held), "{shown}: {gained:?}");
    }
    // A password or a way in to somebody is taken by who holds all that he holds.
    let takes = ["set_credentials", "issue_reset", "use_email_as_login"];
    if takes.contains(&transition.audit.command) && who != of {
        assert!(
            effective(&before, of).is_subset(&effective(&before, who)),
            "{shown}"
        );
    }
    true
}

/// Every command by everybody on everybody.
#[test]
fn everything_by_everybody() {
    let desk = the_desk();
    let (mut granted, mut refused) = (0, 0);
    for who in PEOPLE {
        for of in PEOPLE {
            for command in everything(of) {
                match step(&mut desk.clone(), who, of, &command) {
                    true => granted += 1,
                    false => refused += 1,
                }
            }
        }
    }
    assert!(
        granted > 400 && refused > 4 * granted,
        "{granted} granted, {refused} refused"
    );
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 16, ..ProptestConfig::default() })]

    /// The same along the way, whatever was done before.
    #[test]
    fn whatever_was_done_before(
        steps in proptest::collection::vec((0..PEOPLE.len(), 0..PEOPLE.len(), any::<prop::sample::Index>()), 1..40)
    ) {
        let mut desk = the_desk();
        for (who, of, which) in steps {
            let (who, of) = (PEOPLE[who], PEOPLE[of]);
            let all = everything(of);
            step(&mut desk, who, of, &all[which.index(all.len())]);
        }
    }
}
