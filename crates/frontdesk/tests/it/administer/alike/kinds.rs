//! That no kind of question is forgotten.

use std::collections::BTreeSet;

use frontdesk::access::AdminAction;
use frontdesk::identity::{GroupCommand, HeadingCommand, PortalCommand};
use frontdesk::{AdminCommand, MergeStep};

use super::cast::MEMBER;
use super::questions::{Ask, questions, tag};
use crate::administer::mapping;

#[test]
fn every_kind_of_question_is_asked() {
    let (mut accounts, mut actions) = (BTreeSet::new(), BTreeSet::new());
    let (mut groups, mut headings) = (BTreeSet::new(), BTreeSet::new());
    let (mut portals, mut steps) = (BTreeSet::new(), BTreeSet::new());
    for question in questions(&[MEMBER]) {
        match &question.ask {
            Ask::Administer { command, .. } => match command {
                AdminCommand::Account { command, .. } => {
                    accounts.insert(mapping::place(command));
                }
                AdminCommand::Rights(action) => {
                    actions.insert(tag(action));
                }
            },
            Ask::Group(_, command) => drop(groups.insert(group_place(command))),
            Ask::Heading(_, command) => drop(headings.insert(heading_place(command))),
            Ask::Portal(_, command) => drop(portals.insert(portal_place(command))),
            Ask::Plan(accounts) => {
                let accounts = *accounts;
                steps.insert(step_place(MergeStep::Plan { accounts }));
            }
            Ask::Apply(plan) => drop(steps.insert(step_place(MergeStep::Apply(plan)))),
            Ask::Undo(state) => drop(steps.insert(step_place(MergeStep::Undo(state)))),
        }
    }
    assert_eq!(accounts, (0..mapping::PLACES).collect());
    assert_eq!(groups, (0..7).collect());
    assert_eq!(headings, (0..5).collect());
    assert_eq!(portals, (0..19).collect());
    assert_eq!(steps, (0..3).collect());
    assert!(actions.len() > 20);
    assert_eq!(actions, tags());
}

/// Every name of an action that this release knows: a reader lists them for whoever names another.
fn tags() -> BTreeSet<String> {
    let none = serde_json::json!({ "action": "no action" });
    let error = serde_json::from_value::<AdminAction>(none).expect_err("no action");
    let text = error.to_string();
    let (_, names) = text.split_once("expected one of").expect("the names");
    names
        .split('`')
        .skip(1)
        .step_by(2)
        .map(str::to_owned)
        .collect()
}

/// A new command does not compile here before it has a place, and has none before it is asked.
const fn group_place(command: &GroupCommand) -> usize {
    match command {
        GroupCommand::Create(_) => 0,
        GroupCommand::Rename { .. } => 1,
        GroupCommand::SetMembers { .. } => 2,
        GroupCommand::RemoveMember { .. } => 3,
        GroupCommand::Close { .. } => 4,
        GroupCommand::Reopen => 5,
        GroupCommand::Delete { .. } => 6,
    }
}

const fn heading_place(command: &HeadingCommand) -> usize {
    match command {
        HeadingCommand::Create(_) => 0,
        HeadingCommand::Rename { .. } => 1,
        HeadingCommand::Close { .. } => 2,
        HeadingCommand::Reopen => 3,
        HeadingCommand::Delete { .. } => 4,
    }
}

const fn portal_place(command: &PortalCommand) -> usize {
    match command {
        PortalCommand::Open(_) => 0,
        PortalCommand::Register { .. } => 1,
        PortalCommand::RegisterSocial { .. } => 2,
        PortalCommand::IssueAddressProof { .. } => 3,
        PortalCommand::ProveAddress { .. } => 4,
        PortalCommand::AddressAnswered { .. } => 5,
        PortalCommand::IssueReset { .. } => 6,
        PortalCommand::Reset { .. } => 7,
        PortalCommand::RequestAddressChange { .. } => 8,
        PortalCommand::ConfirmAddress { .. } => 9,
        PortalCommand::SetPassword { .. } => 10,
        PortalCommand::AttachSocial { .. } => 11,
        PortalCommand::DetachSocial { .. } => 12,
        PortalCommand::LinkSso { .. } => 13,
        PortalCommand::UnlinkSso => 14,
        PortalCommand::EditProfile(_) => 15,
        PortalCommand::PlaceHold { .. } => 16,
        PortalCommand::LiftHold { .. } => 17,
        PortalCommand::Erase => 18,
    }
}

const fn step_place(step: MergeStep<'_>) -> usize {
    match step {
        MergeStep::Plan { .. } => 0,
        MergeStep::Apply(_) => 1,
        MergeStep::Undo(_) => 2,
    }
}
