//! What a refusal tells: the same whether somebody hidden is there or not.

use frontdesk::access::{Grant, Permission, RoleAssignment, Scope};
use frontdesk::identity::{Create, Entry, GroupCommand, PersonName, RoleName, UserCommand};
use frontdesk::model::RefusalKind;
use frontdesk::{AdminError, AdminOutcome};

use super::alike::cast::{MAKER, everybody, world};
use super::alike::questions::new_with;
use super::{ADMIN, KEEPER, NOBODY, OPERATOR, account, ask, codes, id, of_group, rules, the_desk};
use crate::world::{in_group, person, user};

/// All that whoever asked is shown.
pub(super) fn shown(refused: &AdminError) -> (String, Vec<&'static str>, RefusalKind, String) {
    let obstacles = format!("{:?}", refused.obstacles());
    (
        refused.to_string(),
        refused.codes(),
        refused.kind(),
        obstacles,
    )
}

/// The record of the refusal has what whoever asked is not told.
#[test]
fn the_record_has_the_true_cause() {
    let desk = the_desk();
    let suspend = |of| account(of, UserCommand::Suspend { replacement: None });
    let hidden = ask(&desk, NOBODY, &suspend(OPERATOR)).expect_err("no right");
    let absent = ask(&desk, NOBODY, &suspend(9999)).expect_err("nobody");
    assert_eq!(hidden.codes(), ["no_such_record"]);
    assert_eq!(shown(&hidden), shown(&absent));
    let stored = |refused: &AdminError| match &refused.audit().outcome {
        AdminOutcome::Refused { codes } => codes.clone(),
        AdminOutcome::Granted => Vec::new(),
    };
    assert_eq!(stored(&hidden), ["not_visible"]);
    assert_eq!(stored(&absent), ["no_such_record"]);
    // Who sees the person on the employee list is told that he may not.
    let seen = ask(&desk, KEEPER, &suspend(OPERATOR)).expect_err("no right");
    assert_eq!(seen.codes(), ["not_permitted"]);
    assert_eq!(seen.kind(), RefusalKind::Forbidden);
}

/// An id that is taken and hidden says no more than that; a visible one says that it is there.
#[test]
fn a_taken_id_tells_nothing_of_whose_it_is() {
    let desk = world(everybody());
    let bare = |of| {
        let mut form = Create::new(user(of), Entry::Employee { password: None });
        form.profile.name = PersonName::new().last("New");
        account(of, UserCommand::Create(Box::new(form)))
    };
    assert!(ask(&desk, MAKER, &bare(50)).is_ok());
    assert_eq!(codes(&desk, MAKER, &bare(OPERATOR)), ["unseen"]);
    assert_eq!(codes(&desk, ADMIN, &bare(OPERATOR)), ["user.exists"]);
    // Who may not create is told that, taken or not.
    for of in [50, OPERATOR] {
        assert_eq!(codes(&desk, NOBODY, &bare(of)), ["not_permitted"]);
    }
}

/// Whether there is such a role is told to whoever gives roles, and to nobody else.
#[test]
fn role_names_are_told_to_who_gives_roles() {
    let mut all = everybody();
    let mut maker = person(90);
    let create = [Permission::USER_CREATE, Permission::USER_VIEW];
    maker.rights.grants = Grant::each(&create, &Scope::any());
    all.push(maker);
    let desk = world(all);
    for who in [NOBODY, KEEPER, 90] {
        let known = ask(&desk, who, &new_with(900, "test.admin")).expect_err("no right");
        for unknown in ["test.none", "test admin", " "] {
            let Ok(name) = RoleName::new(unknown) else {
                continue;
            };
            let refused = ask(&desk, who, &new_with(900, name.as_str())).expect_err("no right");
            assert_eq!(shown(&refused), shown(&known), "{who}: {unknown}");
        }
    }
    for unknown in ["test.none", "test chats"] {
        assert_eq!(
            codes(&desk, ADMIN, &new_with(900, unknown)),
            ["unknown_role"]
        );
    }
    // A name that is no id means something only where it is listed.
    let mut listed = rules();
    let name = RoleName::new("test chats").unwrap();
    let chats = RoleAssignment::new(id(super::CHATS));
    listed.words.names.insert(name, chats);
    let desk = desk.with_account_rules(listed);
    assert!(ask(&desk, ADMIN, &new_with(900, "test chats")).is_ok());
}

/// How many of a group are hidden is not told.
#[test]
fn hidden_members_are_not_counted() {
    let codes = |hidden: i64| {
        let mut all = everybody();
        let mut keeper = person(90);
        keeper.rights.grants = Grant::each(&[Permission::GROUP_EDIT], &Scope::any());
        all.push(keeper);
        all.extend((91..91 + hidden).map(|number| in_group(person(number), 44)));
        let desk = world(all);
        let close = GroupCommand::Close { successor: None };
        let refused = of_group(&desk, 90, &close).expect_err("not his");
        assert_eq!(refused.kind(), RefusalKind::Conflict);
        (refused.codes(), refused.to_string())
    };
    assert_eq!(codes(1), codes(3));
}
