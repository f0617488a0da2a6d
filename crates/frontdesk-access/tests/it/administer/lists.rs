//! What acts on a record because of a list, a prerequisite or a restriction, and who may change it.

use frontdesk_access::{
    AdminAction, Among, Groups, Permission, PermissionSet, Restriction, RestrictionId, Scope,
};
use frontdesk_model::{Memberships, Relation, SiteId, Standing};
use frontdesk_testkit::{BuildHolder, cast};

use super::{administer, ask, assigned, codes, give, missing, office, own_role, save, user};

use super::guard::manager_called;

/// A right that is on the record but does not act begins to act when what it needs is given.
#[test]
fn what_sleeps_on_a_record_is_not_woken_by_who_does_not_cover_it() {
    let own = Scope::of(Relation::Own);
    let sleeping = cast::lev()
        .with_standing(Standing::Active)
        .with_rights(&[Permission::CONVERSATION_REPLY], &own);
    let viewer =
        manager_called(cast::ANNA).with_rights(&[Permission::CONVERSATION_VIEW], &Scope::any());
    let agent = manager_called(cast::BORIS).with_rights(
        &[
            Permission::CONVERSATION_VIEW,
            Permission::CONVERSATION_REPLY,
        ],
        &own,
    );
    let office = office([], [sleeping, viewer, agent]);
    let view = give(cast::LEV, Permission::CONVERSATION_VIEW, &own);
    assert_eq!(
        missing(&ask(&office, cast::ANNA, &view)),
        ["conversation.reply @ own"]
    );
    assert_eq!(codes(&ask(&office, cast::BORIS, &view)), ["granted"]);
    // Over what the sleeping right does not reach, nothing is woken.
    let elsewhere = give(
        cast::LEV,
        Permission::CONVERSATION_VIEW,
        &Scope::of(Relation::Unassigned),
    );
    assert_eq!(codes(&ask(&office, cast::ANNA, &elsewhere)), ["granted"]);
}

/// The same through a role, for whoever has it.
#[test]
fn what_sleeps_is_not_woken_through_a_role_either() {
    let own = Scope::of(Relation::Own);
    let sleeping = cast::lev()
        .with_standing(Standing::Active)
        .with_role(assigned("shop.empty"))
        .with_rights(&[Permission::CONVERSATION_REPLY], &own);
    let viewer =
        manager_called(cast::ANNA).with_rights(&[Permission::CONVERSATION_VIEW], &Scope::any());
    let office = office([own_role("shop.empty")], [sleeping, viewer.clone()]);
    let wider = own_role("shop.empty").grant(&[Permission::CONVERSATION_VIEW], &own);
    let answer = ask(&office, cast::ANNA, &save(wider.clone()));
    assert_eq!(missing(&answer), ["conversation.reply @ own"]);
    let office = super::office([own_role("shop.empty")], [viewer]);
    assert_eq!(codes(&ask(&office, cast::ANNA, &save(wider))), ["granted"]);
}

/// To restrict, and to free, what others have needs cover over the scope of the restriction alone.
#[test]
fn a_restriction_is_covered_over_its_scope() {
    let sites = |numbers: &[i64]| Scope {
        sites: Some(Among::These(
            numbers.iter().map(|n| SiteId::from_number(*n)).collect(),
        )),
        ..Scope::any()
    };
    let seeing = [Permission::SITE_VIEW];
    let target = cast::anna().with_rights(&seeing, &sites(&[1, 2]));
    let small = manager_called(cast::BORIS).with_rights(&seeing, &sites(&[1]));
    let office = office([], [target, small]);
    let deny = |numbers: &[i64]| {
        let rights = seeing.into_iter().collect();
        AdminAction::Restrict {
            user: user(cast::ANNA),
            restriction: Restriction::taking(
                RestrictionId::from_static("deny.sites"),
                rights,
                sites(numbers),
            ),
        }
    };
    assert_eq!(
        codes(&ask(&office, cast::BORIS, &deny(&[1, 3]))),
        ["granted"]
    );
    let two = format!("site.view @ sites = {}", SiteId::from_number(2));
    assert_eq!(missing(&ask(&office, cast::BORIS, &deny(&[1, 2]))), [two]);
}

/// A list on a record widens and narrows what is read from it.
#[test]
fn lists_are_widened_and_narrowed_only_within_ones_own_rights() {
    let mine = Scope {
        sites: Some(Among::Mine),
        ..Scope::any()
    };
    let one = Scope {
        sites: Some(Among::These([cast::SHOP].into())),
        ..Scope::any()
    };
    let target = cast::lev()
        .with_standing(Standing::Active)
        .with_rights(&[Permission::SITE_VIEW], &mine);
    let small = manager_called(cast::BORIS).with_rights(&[Permission::SITE_VIEW], &one);
    let mut office = office([], [target, small]);
    let lists = |sites: &[SiteId]| {
        let memberships = Memberships {
            sites: sites.iter().copied().collect(),
            ..Memberships::default()
        };
        AdminAction::SetMemberships {
            user: user(cast::LEV),
            memberships: Box::new(memberships),
        }
    };
    let blog = format!("site.view @ sites = {}", cast::BLOG);
    let both = [cast::SHOP, cast::BLOG];
    assert_eq!(
        missing(&ask(&office, cast::BORIS, &lists(&both))),
        [blog.as_str()]
    );
    assert_eq!(
        codes(&administer(&mut office, cast::BORIS, &lists(&[cast::SHOP]))),
        ["granted"]
    );
    assert_eq!(codes(&ask(&office, cast::BORIS, &lists(&[]))), ["granted"]);
    // Nor does he take what he does not have.
    let mut holder = cast::lev()
        .with_standing(Standing::Active)
        .with_rights(&[Permission::SITE_VIEW], &mine);
    holder.memberships.sites = both.into();
    let small = office.holder(user(cast::BORIS)).unwrap().clone();
    let office = super::office([], [holder, small]);
    assert_eq!(
        missing(&ask(&office, cast::BORIS, &lists(&[cast::SHOP]))),
        [blog.as_str()]
    );
}

/// The queue of one's groups is read from a list too, and so is what a restriction takes.
#[test]
fn queues_and_restrictions_follow_the_lists() {
    let queue = Scope::of(Relation::MyGroupQueue);
    let mine = Scope {
        groups: Some(Groups {
            mine: true,
            ..Groups::default()
        }),
        ..Scope::any()
    };
    let view: PermissionSet = [Permission::CONVERSATION_VIEW].into_iter().collect();
    let of_queue = cast::lev()
        .with_standing(Standing::Active)
        .with_rights(&[Permission::CONVERSATION_VIEW], &queue);
    let denied = cast::pavel()
        .in_group(cast::SALES)
        .with_rights(&[Permission::CONVERSATION_VIEW], &Scope::any())
        .with_restriction(Restriction::taking(
            RestrictionId::from_static("deny.mine"),
            view,
            mine,
        ));
    let manager = manager_called(cast::BORIS).with_role(assigned("shop.pavel"));
    let viewer =
        manager_called(cast::ANNA).with_rights(&[Permission::CONVERSATION_VIEW], &Scope::any());
    let office = office(
        [own_role("shop.pavel")],
        [of_queue, denied, manager, viewer],
    );
    let lists = |who, groups: &[_]| {
        let memberships = Memberships {
            groups: groups.iter().copied().collect(),
            ..Memberships::default()
        };
        AdminAction::SetMemberships {
            user: user(who),
            memberships: Box::new(memberships),
        }
    };
    let widen = lists(cast::LEV, &[cast::SALES]);
    assert_eq!(codes(&ask(&office, cast::BORIS, &widen)), ["uncovered"]);
    assert_eq!(codes(&ask(&office, cast::ANNA, &widen)), ["granted"]);
    // Out of the group the restriction no longer bites.
    let free = lists(cast::PAVEL, &[]);
    assert_eq!(codes(&ask(&office, cast::BORIS, &free)), ["uncovered"]);
}
