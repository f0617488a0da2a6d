//! What is asked besides commands to accounts of staff: of groups, headings and portal accounts.

use std::collections::BTreeSet;

use frontdesk_identity::{GroupCommand, HeadingCommand, HeadingId, PortalCommand};
use frontdesk_model::{ActorId, CustomerId, GroupId, UserId};

use super::asker::Asker;
use super::{Who, who_asks_of_portal};
use crate::desk::Desk;

/// A command of identity to what is no account of the staff.
#[derive(Clone, Copy, Debug)]
pub enum OtherCommand<'a> {
    /// To a group.
    Group {
        /// Which.
        group: GroupId,
        /// What identity is asked.
        command: &'a GroupCommand,
    },
    /// To a site, a questionnaire or a company.
    Heading {
        /// Which.
        heading: HeadingId,
        /// What identity is asked.
        command: &'a HeadingCommand,
    },
    /// To a portal account.
    Portal {
        /// Whose.
        customer: CustomerId,
        /// What identity is asked.
        command: &'a PortalCommand,
    },
}

impl OtherCommand<'_> {
    /// Its stable name, for the record.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Group { command, .. } => match command {
                GroupCommand::Create(_) => "group.create",
                GroupCommand::Rename { .. } => "group.rename",
                GroupCommand::SetMembers { .. } => "group.set_members",
                GroupCommand::RemoveMember { .. } => "group.remove_member",
                GroupCommand::Close { .. } => "group.close",
                GroupCommand::Reopen => "group.reopen",
                GroupCommand::Delete { .. } => "group.delete",
            },
            Self::Heading { command, .. } => match command {
                HeadingCommand::Create(_) => "heading.create",
                HeadingCommand::Rename { .. } => "heading.rename",
                HeadingCommand::Close { .. } => "heading.close",
                HeadingCommand::Reopen => "heading.reopen",
                HeadingCommand::Delete { .. } => "heading.delete",
            },
            Self::Portal { command, .. } => match command {
                PortalCommand::Open(_) => "portal.open",
                PortalCommand::Register { .. } => "portal.register",
                PortalCommand::RegisterSocial { .. } => "portal.register_social",
                PortalCommand::IssueAddressProof { .. } => "portal.issue_address_proof",
                PortalCommand::ProveAddress { .. } => "portal.prove_address",
                PortalCommand::AddressAnswered { .. } => "portal.address_answered",
                PortalCommand::IssueReset { .. } => "portal.issue_reset",
                PortalCommand::Reset { .. } => "portal.reset",
                PortalCommand::RequestAddressChange { .. } => "portal.request_address_change",
                PortalCommand::ConfirmAddress { .. } => "portal.confirm_address",
                PortalCommand::SetPassword { .. } => "portal.set_password",
                PortalCommand::AttachSocial { .. } => "portal.attach_social",
                PortalCommand::DetachSocial { .. } => "portal.detach_social",
                PortalCommand::LinkSso { .. } => "portal.link_sso",
                PortalCommand::UnlinkSso => "portal.unlink_sso",
                PortalCommand::EditProfile(_) => "portal.edit_profile",
                PortalCommand::PlaceHold { .. } => "portal.place_hold",
                PortalCommand::LiftHold { .. } => "portal.lift_hold",
                PortalCommand::Erase => "portal.erase",
            },
        }
    }

    /// The account that it is about, if it is about one.
    pub(super) fn about(self) -> Option<ActorId> {
        match self {
            Self::Group { .. } | Self::Heading { .. } => None,
            Self::Portal { customer, .. } => Some(customer.into()),
        }
    }

    /// The members that it names.
    pub(super) fn members(self) -> BTreeSet<UserId> {
        let Self::Group { command, .. } = self else {
            return BTreeSet::new();
        };
        match command {
            GroupCommand::Create(form) => form.members.clone(),
            GroupCommand::SetMembers { members } => members.clone(),
            GroupCommand::RemoveMember { member, .. } => BTreeSet::from([*member]),
            GroupCommand::Rename { .. }
            | GroupCommand::Close { .. }
            | GroupCommand::Reopen
            | GroupCommand::Delete { .. } => BTreeSet::new(),
        }
    }
}

impl Desk {
    /// The mapping of such a command. What is a customer's own stays so for who acts as the customer:
    /// that he is not the customer is told to him as such.
    pub(super) fn who_asks_other(&self, asker: Asker, command: OtherCommand<'_>) -> Who {
        match command {
            OtherCommand::Group { group, command } => self.who_asks_of_group(group, command),
            OtherCommand::Heading { heading, command } => {
                self.who_asks_of_heading(heading, command)
            }
            OtherCommand::Portal { customer, command } => {
                who_asks_of_portal(asker.as_whom(), customer, command)
            }
        }
    }
}
