//! Who may ask a command of a group, of what conversations are filed under, and of a portal account.

use std::collections::BTreeSet;

use frontdesk_access::{AdminAction, Among, Groups, Permission, Scope};
use frontdesk_identity::{
    GroupCommand, HeadingCommand, HeadingId, HeadingKind, Leaving, PortalCommand,
};
use frontdesk_model::{ActorId, CustomerId, GroupId, Memberships, UserId};

use super::{Needs, Who};
use crate::desk::Desk;

impl Desk {
    /// Who may ask a command of this group. Of each member who comes or goes the lists change, by
    /// which scopes widen: what
    /// [`UserCommand::SetMemberships`](frontdesk_identity::UserCommand::SetMemberships) asks of the
    /// account is asked of each besides. A group that closes takes its queue from all of its members,
    /// and one that is deleted from those who oversee it too; the grants that hold there and nowhere
    /// else end with it, each as if it were taken. Where its conversations leave it, nobody is freed
    /// of a restriction over it who may not be.
    #[must_use]
    pub fn who_asks_of_group(&self, group: GroupId, command: &GroupCommand) -> Who {
        let here = Filed::Group(group);
        let joins = |member: &UserId| self.membership(*member, |lists| lists.groups.insert(group));
        let leaves =
            |member: &UserId| self.membership(*member, |lists| lists.groups.remove(&group));
        let members = || self.listed(|lists| lists.groups.contains(&group));
        let mut needs = Needs::rights([Permission::GROUP_EDIT]);
        match command {
            GroupCommand::Create(form) => needs.actions.extend(form.members.iter().map(joins)),
            GroupCommand::SetMembers { members: wanted } => {
                let present = members().filter_map(ActorId::user).collect();
                needs.actions.extend(wanted.difference(&present).map(joins));
                needs.actions.extend(present.difference(wanted).map(leaves));
            }
            GroupCommand::RemoveMember { member, why } => match why {
                Leaving::Removed => needs.actions.push(leaves(member)),
                // What follows from a deletion: nobody asks for it.
                Leaving::UserDeleted => return Who::System,
            },
            GroupCommand::Close { successor } => {
                let present: BTreeSet<UserId> = members().filter_map(ActorId::user).collect();
                needs.actions.extend(present.iter().map(leaves));
                if successor.is_some() {
                    needs.questions = self.frees(here);
                }
            }
            GroupCommand::Delete { .. } => {
                needs.actions = self.ends(here, None);
                needs.questions = self.frees(here);
            }
            GroupCommand::Rename { .. } | GroupCommand::Reopen => {}
        }
        Who::Admin(needs)
    }

    /// Who may ask a command of this site, questionnaire or company: no atom is about them, so they
    /// are the account's settings. Deleting one takes it from every list, and the customers of a
    /// company pass to the successor; the grants that hold there and nowhere else end with it. Each
    /// is asked for, as for a group.
    #[must_use]
    pub fn who_asks_of_heading(&self, heading: HeadingId, command: &HeadingCommand) -> Who {
        let here = Filed::Heading(heading);
        let mut needs = Needs::rights([Permission::ACCOUNT_SETTINGS]);
        match command {
            HeadingCommand::Create(_)
            | HeadingCommand::Rename { .. }
            | HeadingCommand::Close { successor: None }
            | HeadingCommand::Reopen => {}
            HeadingCommand::Close { .. } => needs.questions = self.frees(here),
            HeadingCommand::Delete { successor } => {
                needs.actions = self.ends(here, *successor);
                // Without a successor, what names a site or a company goes on naming it.
                if successor.is_some() || heading.kind() == HeadingKind::Questionnaire {
                    needs.questions = self.frees(here);
                }
            }
        }
        Who::Admin(needs)
    }

    /// What ends for people with what is deleted: their lists name it no more, and the grants that
    /// hold there and nowhere else are taken.
    fn ends(&self, gone: Filed, successor: Option<HeadingId>) -> Vec<AdminAction> {
        let listed = self.listed(|lists| gone.is_on(lists));
        let lists = listed.map(|id| {
            self.membership(id, |lists| {
                let was_on = gone.leave(lists);
                if let (true, Some(HeadingId::Organization(to))) = (was_on, successor) {
                    lists.organizations.insert(to);
                }
                was_on
            })
        });
        let grants = self.directory.holders().flat_map(|holder| {
            let only = holder
                .grants
                .iter()
                .filter(|grant| gone.is_all_of(&grant.scope));
            only.map(|grant| AdminAction::Revoke {
                user: holder.id,
                grant: grant.clone(),
            })
        });
        lists.chain(grants).collect()
    }

    /// Whose restrictions what leaves it is no longer under.
    fn frees(&self, left: Filed) -> Vec<AdminAction> {
        let restricting = self.directory.holders().flat_map(|holder| {
            let over = holder
                .restrictions
                .iter()
                .filter(|restriction| left.is_in(&restriction.scope));
            over.map(|restriction| AdminAction::Lift {
                user: holder.id,
                restriction: restriction.clone(),
            })
        });
        restricting.collect()
    }

    /// The change of somebody's lists.
    fn membership(
        &self,
        id: impl Into<ActorId>,
        change: impl FnOnce(&mut Memberships) -> bool,
    ) -> AdminAction {
        let user = id.into();
        let record = self.directory.holder(user);
        let mut lists = record.map_or_else(Memberships::default, |one| one.memberships.clone());
        change(&mut lists);
        AdminAction::SetMemberships {
            user,
            memberships: Box::new(lists),
        }
    }

    /// Everybody with such lists, as the records say.
    fn listed(&self, wanted: impl Fn(&Memberships) -> bool) -> impl Iterator<Item = ActorId> {
        let holders = self.directory.holders();
        let listed = holders.filter(move |holder| wanted(&holder.memberships));
        listed.map(|holder| holder.id)
    }
}

/// What conversations are filed under, and lists and scopes name.
#[derive(Clone, Copy)]
enum Filed {
    Group(GroupId),
    Heading(HeadingId),
}

impl Filed {
    fn is_on(self, lists: &Memberships) -> bool {
        match self {
            Self::Group(group) => {
                lists.groups.contains(&group) || lists.overseen_groups.contains(&group)
            }
            Self::Heading(HeadingId::Site(site)) => lists.sites.contains(&site),
            Self::Heading(HeadingId::Questionnaire(one)) => lists.questionnaires.contains(&one),
            Self::Heading(HeadingId::Organization(one)) => lists.organizations.contains(&one),
        }
    }

    /// Takes it off every list; whether it was on one.
    fn leave(self, lists: &mut Memberships) -> bool {
        match self {
            Self::Group(group) => {
                lists.groups.remove(&group) | lists.overseen_groups.remove(&group)
            }
            Self::Heading(HeadingId::Site(site)) => lists.sites.remove(&site),
            Self::Heading(HeadingId::Questionnaire(one)) => lists.questionnaires.remove(&one),
            Self::Heading(HeadingId::Organization(one)) => lists.organizations.remove(&one),
        }
    }

    /// Whether the scope covers nothing elsewhere.
    fn is_all_of(self, scope: &Scope) -> bool {
        match self {
            Self::Group(group) => {
                let only = Groups {
                    these: [group].into(),
                    ..Groups::default()
                };
                scope.groups.as_ref() == Some(&only)
                    || scope.assignee_groups == Some(Among::These([group].into()))
            }
            Self::Heading(HeadingId::Site(site)) => {
                scope.sites == Some(Among::These([site].into()))
            }
            Self::Heading(HeadingId::Questionnaire(one)) => {
                scope.questionnaires == Some(Among::These([one].into()))
            }
            // No scope names a company.
            Self::Heading(HeadingId::Organization(_)) => false,
        }
    }

    /// Whether the scope names it.
    fn is_in(self, scope: &Scope) -> bool {
        match self {
            Self::Group(group) => {
                let groups = scope.groups.as_ref();
                groups.is_some_and(|groups| groups.these.contains(&group))
                    || names(&scope.assignee_groups, &group)
            }
            Self::Heading(HeadingId::Site(site)) => names(&scope.sites, &site),
            Self::Heading(HeadingId::Questionnaire(one)) => names(&scope.questionnaires, &one),
            Self::Heading(HeadingId::Organization(_)) => false,
        }
    }
}

fn names<T: Ord>(among: &Option<Among<T>>, wanted: &T) -> bool {
    matches!(among, Some(Among::These(these)) if these.contains(wanted))
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
