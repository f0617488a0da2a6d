//! Whether somebody who administers remains is asked of the records that are touched alone: it is what
//! the whole tenant says after the events.

use frontdesk_access::{AccessEvent, AdminAction, Directory};
use frontdesk_testkit::strategy::{self, AdminDraft};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;

use crate::cases;

/// What happens if this is done, whether or not anybody may. No action removes a record, so setting
/// lists, which takes nobody's rights here, stands for that.
fn event(action: AdminAction) -> Option<AccessEvent> {
    Some(match action {
        AdminAction::CreateUser { holder } => AccessEvent::HolderAdded { holder },
        AdminAction::SetMemberships { user, .. } => AccessEvent::HolderRemoved { holder: user },
        AdminAction::AssignRole { user, assignment } => AccessEvent::RoleAssigned {
            holder: user,
            assignment,
        },
        AdminAction::UnassignRole { user, assignment } => AccessEvent::RoleUnassigned {
            holder: user,
            assignment,
        },
        AdminAction::Grant { user, grant } => AccessEvent::Granted {
            holder: user,
            grant,
        },
        AdminAction::Revoke { user, grant } => AccessEvent::Revoked {
            holder: user,
            grant,
        },
        AdminAction::Restrict { user, restriction } => AccessEvent::Restricted {
            holder: user,
            restriction,
        },
        AdminAction::Lift { user, restriction } => AccessEvent::Lifted {
            holder: user,
            restriction,
        },
        AdminAction::SaveRole { role } => AccessEvent::RoleSaved { role: *role },
        AdminAction::DeleteRole { role } => AccessEvent::RoleDeleted { role },
        AdminAction::DeclarePermission { permission } => {
            AccessEvent::PermissionDeclared { permission }
        }
        AdminAction::WithdrawPermission { permission } => {
            AccessEvent::PermissionWithdrawn { permission }
        }
        _ => return None,
    })
}

/// Some events, one after the other; most of those who administer are gone first, or one would
/// nearly always remain.
fn events(office: &Directory, drafts: &[AdminDraft], gone: usize) -> Vec<AccessEvent> {
    let leaving = office.holders().take(gone);
    let mut all: Vec<AccessEvent> = leaving
        .map(|holder| AccessEvent::HolderRemoved { holder: holder.id })
        .collect();
    let mut after = office.clone();
    for event in &all {
        let _ = after.apply(event);
    }
    for draft in drafts {
        if let Some(event) = event(draft.on(&after)) {
            let _ = after.apply(&event);
            all.push(event);
        }
    }
    all
}

#[test]
fn who_remains_is_who_the_whole_tenant_says() {
    let mut runner = TestRunner::deterministic();
    let worlds = (
        strategy::directory(),
        proptest::collection::vec(strategy::admin_draft(), 1..6),
        strategy::instant(),
        0..=4_usize,
    );
    let (mut kept, mut lost) = (0_u32, 0_u32);
    for _ in 0..cases(256).cases {
        let (office, drafts, now, gone) = worlds.new_tree(&mut runner).unwrap().current();
        let events = events(&office, &drafts, gone);
        let mut after = office.clone();
        for event in &events {
            // What does not fit changes nothing.
            let _ = after.apply(event);
        }
        let lasting = !office.administrators(now).is_empty();
        let now_and_then = |office: &Directory| match lasting {
            true => office.administrators(now),
            false => office.administrators_at(now),
        };
        let (before, remaining) = (now_and_then(&office), now_and_then(&after));
        let answer = office.keeps_administrator(&events, now);
        let loses = !before.is_empty() && remaining.is_empty();
        assert_eq!(answer.is_err(), loses, "{before:?} {events:?}");
        match answer {
            // It relies on one of those who remain.
            Ok(Some(relied)) => assert!(
                remaining
                    .iter()
                    .any(|id| office.precondition(*id) == relied),
                "{relied:?} {remaining:?}"
            ),
            Ok(None) => assert!(before.is_subset(&remaining) || before.is_empty()),
            Err(_) => lost += 1,
        }
        kept += u32::from(!loses);
    }
    println!("{kept} kept, {lost} lost");
    assert!(lost > 20 && kept > 100, "{kept} {lost}");
}
