//! Groups and sites that close or go: what is asked for those whom it frees, and those whom it takes from.

use frontdesk::access::{
    AdminAction, Among, Grant, Groups, Permission, Restriction, RestrictionId, Scope,
};
use frontdesk::identity::{GroupCommand, HeadingCommand, HeadingId};
use frontdesk::model::{GroupId, SiteId};
use frontdesk::{Desk, OtherCommand};

use super::{actor, of_group, other, people};
use crate::world::{group, in_group, person};

fn with_group(people: Vec<frontdesk::Person>) -> Desk {
    let imported = frontdesk::Imported {
        roles: super::roles(),
        people,
        groups: [
            (group(44), "Sales".to_owned()),
            (group(45), "More".to_owned()),
        ]
        .into(),
        ..frontdesk::Imported::default()
    };
    crate::world::desk(crate::world::BARE, imported)
        .expect("a desk")
        .0
}

/// Whoever may edit groups does not move what is kept from him out of the group that he may not read,
/// whichever way the restriction names it.
#[test]
fn closing_a_group_frees_nobody_of_his_own_restriction() {
    let keeper = |mine: bool| {
        let mut keeper = person(50);
        keeper.rights.grants = Grant::each(
            &[
                Permission::GROUP_EDIT,
                Permission::USER_VIEW,
                Permission::USER_EDIT,
                Permission::CONVERSATION_VIEW,
            ],
            &Scope::any(),
        );
        keeper.rights.restrictions.push(Restriction::taking(
            RestrictionId::new("deny.sales").unwrap(),
            [Permission::CONVERSATION_VIEW].into_iter().collect(),
            Scope {
                groups: Some(Groups {
                    mine,
                    these: if mine { [].into() } else { [group(44)].into() },
                    ..Groups::default()
                }),
                ..Scope::any()
            },
        ));
        match mine {
            true => in_group(keeper, 44),
            false => keeper,
        }
    };
    let successor = Some(GroupId::from_number(45));
    let mut granted = Vec::new();
    for command in [
        GroupCommand::Delete { successor },
        GroupCommand::Close { successor },
    ] {
        for mine in [true, false] {
            let mut all = people();
            all.push(keeper(mine));
            if of_group(&with_group(all), 50, &command).is_ok() {
                granted.push((format!("{command:?}"), mine));
            }
        }
    }
    assert_eq!(granted, []);
    // Whom nothing is kept from.
    for command in [
        GroupCommand::Delete { successor },
        GroupCommand::Close { successor },
    ] {
        assert!(of_group(&with_group(people()), super::ADMIN, &command).is_ok());
    }
}

/// A site that is deleted takes the grants that hold there alone: whoever may not revoke them does not
/// delete it.
#[test]
fn deleting_a_site_takes_what_holds_there_alone() {
    let mut keeper = person(50);
    keeper.rights.grants = Grant::each(&[Permission::ACCOUNT_SETTINGS], &Scope::any());
    let site = SiteId::from_number(7);
    let at_site = Scope {
        sites: Some(Among::These([site].into())),
        ..Scope::any()
    };
    let mut held = person(51);
    held.rights.grants = vec![Grant::new(Permission::CONVERSATION_VIEW, at_site.clone())];
    let mut all = people();
    all.extend([keeper, held]);
    let desk = with_group(all);
    let revoke = AdminAction::Revoke {
        user: actor(51),
        grant: Grant::new(Permission::CONVERSATION_VIEW, at_site),
    };
    assert!(super::ask(&desk, 50, &super::rights(revoke)).is_err());
    let delete = OtherCommand::Heading {
        heading: HeadingId::Site(site),
        command: &HeadingCommand::Delete { successor: None },
    };
    let may = |who| other(&desk, who, delete);
    let refused = may(actor(50)).expect_err("the grant of another ends");
    assert_eq!(refused.codes(), ["unseen"]);
    assert!(may(actor(super::ADMIN)).is_ok());
}
