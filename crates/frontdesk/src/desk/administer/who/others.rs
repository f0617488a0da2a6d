//! Who may ask a command of a group, of what conversations are filed under, and of a portal account.

use std::collections::BTreeSet;

use frontdesk_access::{AdminAction, Permission};
use frontdesk_identity::{GroupCommand, HeadingCommand, Leaving, PortalCommand};
use frontdesk_model::{ActorId, CustomerId, GroupId, Memberships, UserId};

use super::{Needs, Who};
use crate::desk::Desk;

impl Desk {
    /// Who may ask a command of this group. Of each member who comes or goes the lists change, by
    /// which scopes widen: what
    /// [`UserCommand::SetMemberships`](frontdesk_identity::UserCommand::SetMemberships) asks of the
    /// account is asked of each besides.
    #[must_use]
    pub fn who_asks_of_group(&self, group: GroupId, command: &GroupCommand) -> Who {
        let needs = Needs::rights([Permission::GROUP_EDIT]);
        let changed: BTreeSet<UserId> = match command {
            GroupCommand::Create(form) => form.members.clone(),
            GroupCommand::SetMembers { members } => {
                let present = self.members_of(group);
                members.symmetric_difference(&present).copied().collect()
            }
            GroupCommand::RemoveMember { member, why } => match why {
                Leaving::Removed => [*member].into(),
                // What follows from a deletion: nobody asks for it.
                Leaving::UserDeleted => return Who::System,
            },
            GroupCommand::Rename { .. }
            | GroupCommand::Close { .. }
            | GroupCommand::Reopen
            | GroupCommand::Delete { .. } => BTreeSet::new(),
        };
        let stays = |member: &UserId| match command {
            GroupCommand::Create(_) => true,
            GroupCommand::SetMembers { members } => members.contains(member),
            _ => false,
        };
        let actions = changed.into_iter().map(|member| {
            let user = ActorId::User(member);
            let record = self.directory.holder(user);
            let mut lists =
                record.map_or_else(Memberships::default, |record| record.memberships.clone());
            match stays(&member) {
                true => lists.groups.insert(group),
                false => lists.groups.remove(&group),
            };
            AdminAction::SetMemberships {
                user,
                memberships: Box::new(lists),
            }
        });
        Who::Admin(Needs {
            actions: actions.collect(),
            ..needs
        })
    }

    /// Everybody in this group, as the records say.
    fn members_of(&self, group: GroupId) -> BTreeSet<UserId> {
        let holders = self.directory.holders();
        let members = holders.filter(|holder| holder.memberships.groups.contains(&group));
        members
            .filter_map(|holder| match holder.id {
                ActorId::User(user) => Some(user),
                ActorId::Customer(_) => None,
            })
            .collect()
    }
}

/// Who may ask a command of a site, questionnaire or company: no atom is about them, so they are
/// the account's settings.
#[must_use]
pub fn who_asks_of_heading(command: &HeadingCommand) -> Who {
    match command {
        HeadingCommand::Create(_)
        | HeadingCommand::Rename { .. }
        | HeadingCommand::Close { .. }
        | HeadingCommand::Reopen
        | HeadingCommand::Delete { .. } => {
            Who::Admin(Needs::rights([Permission::ACCOUNT_SETTINGS]))
        }
    }
}

/// Who may ask a command of a portal account. What the session allows is identity's besides.
#[must_use]
pub fn who_asks_of_portal(actor: ActorId, customer: CustomerId, command: &PortalCommand) -> Who {
    let own = |permission| match actor == ActorId::Customer(customer) {
        true => Who::Oneself {
            rights: BTreeSet::from([permission]),
        },
        // Staff chooses no way into a customer's account (ASVS 6.4.6).
        false => Who::System,
    };
    match command {
        // A ticket, a letter or the service of single sign-on says so; a stranger registers.
        PortalCommand::Open(_)
        | PortalCommand::Register { .. }
        | PortalCommand::RegisterSocial { .. }
        | PortalCommand::AddressAnswered { .. }
        | PortalCommand::LinkSso { .. }
        | PortalCommand::UnlinkSso => Who::System,
        PortalCommand::ProveAddress { .. }
        | PortalCommand::Reset { .. }
        | PortalCommand::ConfirmAddress { .. } => Who::Token,
        // S177-S180, S182: the customer's own profile, its address and ways in among it.
        PortalCommand::EditProfile(_)
        | PortalCommand::IssueAddressProof { .. }
        | PortalCommand::RequestAddressChange { .. }
        | PortalCommand::AttachSocial { .. }
        | PortalCommand::DetachSocial { .. } => own(Permission::PROFILE_EDIT),
        // S181.
        PortalCommand::SetPassword { .. } | PortalCommand::IssueReset { .. } => {
            own(Permission::PASSWORD_CHANGE)
        }
        PortalCommand::PlaceHold { .. } | PortalCommand::LiftHold { .. } | PortalCommand::Erase => {
            Who::Admin(Needs::rights([Permission::ACCOUNT_SETTINGS]))
        }
    }
}
