//! The switches of an employee's record, and the rights they come to.

use std::collections::BTreeSet;

use frontdesk_access::{AddOnId, Holder, Obligation, Restriction, RoleAssignment, RoleId};
use frontdesk_model::{GroupId, Module, SiteId, UserId};

use crate::catalogue::Rights;

/// The switches of one employee's record, each by the product's name. Absent is off.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Switches {
    /// «Чаты и заявки» (S51).
    pub chats_and_requests: bool,
    /// «Доступ к чужим чатам» (S57); has an effect only beside chats and requests.
    pub others_chats: Option<Overseen>,
    /// «Использование софтфона UIS» (S71).
    pub softphone: bool,
    /// «Разрешить действия с АОН» (S76); has an effect only beside the softphone.
    pub caller_id: bool,
    /// The right to see employees, if somebody set it. Unset: see
    /// [`views_employees`](Self::views_employees) (S69, D4).
    pub view_employees: Option<bool>,
    /// «Доступ в личный кабинет» (S48).
    pub cabinet: bool,
    /// The sections of the new cabinet that were opened one by one (S49).
    pub cabinet_sections: BTreeSet<Module>,
    /// The sites that the employee may see (S64, S65).
    pub sites: Sites,
    /// «Подтверждать прием чата в работу» (S62, S63).
    pub confirm_acceptance: bool,
    /// «Скрытие номеров» (S72).
    pub hide_numbers: bool,
    /// «Автоответ» (S75).
    pub auto_answer: bool,
    /// The administrator of the account (S26).
    pub administrator: bool,
    /// The record was saved with a service right before, whatever it has now (S41, D6).
    pub ever_had_rights: bool,
}

/// Whose chats in work the switch for others' chats opens (S57).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Overseen {
    /// All colleagues'.
    All,
    /// Those of the members of these groups; none of no group.
    Groups(BTreeSet<GroupId>),
    /// Those of these people; none of nobody.
    People(BTreeSet<UserId>),
}

/// Which sites an employee may see (S65).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Sites {
    /// These and no others.
    Listed(BTreeSet<SiteId>),
    /// Every site.
    All,
}

impl Default for Sites {
    fn default() -> Self {
        Self::Listed(BTreeSet::new())
    }
}

/// A switch that has an effect only beside another one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Switch {
    /// Others' chats without chats and requests.
    OthersChats,
    /// Confirmation of new chats without chats and requests.
    ConfirmAcceptance,
    /// Caller IDs without the softphone.
    CallerId,
    /// Automatic answer without the softphone.
    AutoAnswer,
}

impl Switches {
    /// The rights that the switches come to. The lists of groups, people, sites and sections go to
    /// the record: see [`apply`](Self::apply).
    #[must_use]
    pub fn rights(&self) -> Rights {
        let mut rights = Rights::none(super::SYSTEM);
        let mut give = |wanted: bool, id: &'static str, add_on: Option<&'static str>| {
            if wanted {
                let role = RoleAssignment::new(RoleId::from_static(id));
                rights.roles.push(match add_on {
                    Some(add_on) => role.with_add_on(AddOnId::from_static(add_on)),
                    None => role,
                });
            }
        };
        let others = self.others_chats.as_ref().map(|whose| match whose {
            Overseen::All => super::OTHERS_CHATS,
            Overseen::Groups(_) => super::OTHERS_CHATS_OF_GROUPS,
            Overseen::People(_) => super::OTHERS_CHATS_OF_PEOPLE,
        });
        let caller_id = self.caller_id.then_some(super::CALLER_ID);
        give(self.chats_and_requests, super::CHATS_AND_REQUESTS, others);
        give(self.softphone, super::SOFTPHONE, caller_id);
        give(self.views_employees(), super::VIEW_EMPLOYEES, None);
        give(self.cabinet, super::CABINET, None);
        let has_sections = !self.cabinet_sections.is_empty();
        give(has_sections, super::CABINET_SECTIONS, None);
        match &self.sites {
            Sites::All => give(true, super::ALL_SITES, None),
            Sites::Listed(sites) => give(!sites.is_empty(), super::SITES, None),
        }
        give(self.administrator, super::ADMINISTRATOR, None);

        // Whenever the cabinet is not on, it and the employee list are closed (S48, S70, D3, D23).
        if !self.cabinet {
            rights.restrictions.push(Restriction::deny_cabinet());
        }
        rights.obligations.extend(
            [
                (self.confirm_acceptance, Obligation::ConfirmAcceptance),
                (self.hide_numbers, Obligation::MaskNumber),
                (self.auto_answer, Obligation::AutoAnswer),
            ]
            .into_iter()
            .filter_map(|(is_on, obligation)| is_on.then_some(obligation)),
        );
        rights
    }

    /// Writes the switches on a person's record: roles, the cabinet's restriction, obligations and
    /// the lists that the roles read. What an earlier state of the switches wrote is gone.
    pub fn apply(&self, holder: &mut Holder) {
        let rights = self.rights();
        let cabinet = Restriction::deny_cabinet().id;
        holder.restrictions.retain(|held| held.id != cabinet);
        for of_a_switch in [
            Obligation::ConfirmAcceptance,
            Obligation::MaskNumber,
            Obligation::AutoAnswer,
        ] {
            holder.obligations.remove(&of_a_switch);
        }
        rights.apply(holder);

        let lists = &mut holder.memberships;
        lists.cabinet_sections.clone_from(&self.cabinet_sections);
        lists.sites = match &self.sites {
            Sites::Listed(sites) => sites.clone(),
            Sites::All => BTreeSet::new(),
        };
        (lists.overseen_groups, lists.overseen_people) = match &self.others_chats {
            Some(Overseen::Groups(groups)) => (groups.clone(), BTreeSet::new()),
            Some(Overseen::People(people)) => (BTreeSet::new(), people.clone()),
            Some(Overseen::All) | None => (BTreeSet::new(), BTreeSet::new()),
        };
    }

    /// Whether a service right is on: one that only an employee with login and password can have
    /// (S37, S183).
    #[must_use]
    pub const fn has_service_right(&self) -> bool {
        self.chats_and_requests
            || self.others_chats.is_some()
            || self.softphone
            || self.caller_id
            || self.cabinet
    }

    /// Whether the employee sees employees. What somebody set holds, off stays off; unset, it is on
    /// for whoever is a user, that is, has or ever had a service right (S69, D4).
    #[must_use]
    pub const fn views_employees(&self) -> bool {
        match self.view_employees {
            Some(is_on) => is_on,
            None => self.ever_had_rights || self.has_service_right(),
        }
    }

    /// The switches that are on without the one they need: they give nothing.
    #[must_use]
    pub fn without_effect(&self) -> BTreeSet<Switch> {
        [
            (
                self.others_chats.is_some() && !self.chats_and_requests,
                Switch::OthersChats,
            ),
            (
                self.confirm_acceptance && !self.chats_and_requests && !self.administrator,
                Switch::ConfirmAcceptance,
            ),
            (self.caller_id && !self.softphone, Switch::CallerId),
            (
                self.auto_answer && !self.softphone && !self.administrator,
                Switch::AutoAnswer,
            ),
        ]
        .into_iter()
        .filter_map(|(is_idle, switch)| is_idle.then_some(switch))
        .collect()
    }
}

/// Ready-made switches. The cabinet is stated where it is on; everywhere else it is off (D23):
/// `Switches { cabinet: true, ..presets::operator_chats() }`.
pub mod presets {
    use super::{Overseen, Switches};

    /// An employee without rights: needs no login and no password (S34, S43).
    #[must_use]
    pub fn employee_bare() -> Switches {
        Switches::default()
    }

    /// Works in chats and requests.
    #[must_use]
    pub fn operator_chats() -> Switches {
        Switches {
            chats_and_requests: true,
            ..Switches::default()
        }
    }

    /// Takes and makes calls.
    #[must_use]
    pub fn operator_calls() -> Switches {
        Switches {
            softphone: true,
            ..Switches::default()
        }
    }

    /// Leads a group: an operator who sees others' chats too (S61).
    #[must_use]
    pub fn group_lead(others_chats: Overseen) -> Switches {
        Switches {
            others_chats: Some(others_chats),
            ..operator_chats()
        }
    }

    /// The one employee that exists when the account starts.
    #[must_use]
    pub fn administrator() -> Switches {
        Switches {
            administrator: true,
            cabinet: true,
            ever_had_rights: true,
            ..Switches::default()
        }
    }
}
