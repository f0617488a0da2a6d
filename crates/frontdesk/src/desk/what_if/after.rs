//! The desk after a change, by the code that makes the change in earnest, and its tickets.

use std::collections::BTreeSet;

use frontdesk_access::{AccessEvent, Directory, Holder, WrongEvent};
use frontdesk_merge::{Aliases, CustomersPlan, Plan, Situation};
use frontdesk_model::{ActorId, CustomerId, OrganizationId};
use frontdesk_visibility::Ticket;

use super::united::United;
use super::{Change, WhatIfError};
use crate::desk::{Desk, UnknownActor};

/// The desk after a change.
pub(super) struct After<'a> {
    pub(super) desk: Desk,
    united: Option<United<'a>>,
}

impl Desk {
    /// The desk after it.
    pub(super) fn after<'a>(&self, change: &Change<'a>) -> Result<After<'a>, WhatIfError> {
        let mut desk = self.clone();
        match change {
            Change::Desk(other) if other.tenant != self.tenant => {
                return Err(WhatIfError::OtherTenant);
            }
            Change::Desk(other) => desk = (*other).clone(),
            Change::Transition(transition) => {
                desk.apply_transition(transition)?;
            }
            Change::GiveRole { to, role } => {
                if self.catalogue().role(&role.role).is_none() {
                    return Err(WhatIfError::UnknownRole(role.role.clone()));
                }
                self.holder(*to).ok_or(UnknownActor(*to))?;
                desk.happens(&[AccessEvent::RoleAssigned {
                    holder: *to,
                    assignment: role.clone(),
                }])?;
            }
            Change::TakeRole { from, role } => {
                let holder = self.holder(*from).ok_or(UnknownActor(*from))?;
                let held = holder.roles.into_iter().filter(|held| held.role == *role);
                let taken = held.map(|assignment| AccessEvent::RoleUnassigned {
                    holder: *from,
                    assignment,
                });
                let taken: Vec<AccessEvent> = taken.collect();
                if taken.is_empty() {
                    return Err(WhatIfError::NotHeld(role.clone()));
                }
                desk.happens(&taken)?;
            }
            // It changes the ticket, and no record.
            Change::Conversation(_) => {}
            // It changes two tickets, and no record.
            Change::MergeTickets(merged) => {
                let mut both = [&merged.target, &merged.source].into_iter();
                if both.any(|ticket| ticket.facts.tenant != self.tenant) {
                    return Err(WhatIfError::OtherTenant);
                }
            }
            Change::Organizations {
                customer,
                organizations,
            } => desk.belongs(*customer, organizations)?,
            Change::Merge(plan) => {
                if plan.tenant != self.tenant {
                    return Err(WhatIfError::OtherTenant);
                }
                let halves = [self.account(plan.survivor)?, self.account(plan.retired)?];
                plan.check(&Situation {
                    halves: halves.each_ref(),
                    // Which ids mean others the host knows; what went up in another is not in the desk.
                    aliases: &Aliases::new(self.tenant),
                    catalogue: self.catalogue(),
                    policy: &self.merging,
                })?;
                desk.unite(plan)?;
            }
            Change::MergeCustomers(plan) => {
                if plan.tenant != self.tenant {
                    return Err(WhatIfError::OtherTenant);
                }
                let half = |id: CustomerId| self.known(id.into());
                plan.check([half(plan.survivor)?, half(plan.retired)?])?;
                desk.unite_customers(plan)?;
            }
        }
        Ok(After {
            desk,
            united: United::of(change),
        })
    }

    fn happens(&mut self, events: &[AccessEvent]) -> Result<(), WrongEvent> {
        for event in events {
            self.directory.apply(event)?;
        }
        self.follow_rights(events.iter().filter_map(AccessEvent::holder));
        Ok(())
    }

    fn belongs(
        &mut self,
        customer: CustomerId,
        organizations: &BTreeSet<OrganizationId>,
    ) -> Result<(), WhatIfError> {
        let id = ActorId::Customer(customer);
        let holder = self.holder(id).ok_or(UnknownActor(id))?;
        let mut memberships = holder.memberships;
        memberships.organizations.clone_from(organizations);
        if let Some(customer) = self.customers.get_mut(&customer) {
            customer.organizations.clone_from(organizations);
        }
        Ok(self.happens(&[AccessEvent::AccountChanged {
            holder: id,
            kind: holder.kind,
            standing: holder.standing,
            memberships: Box::new(memberships),
        }])?)
    }

    fn unite(&mut self, plan: &Plan) -> Result<(), WhatIfError> {
        self.people.remove(&plan.retired);
        self.names.remove(&plan.retired.uuid());
        self.put(plan.result.user().clone());
        self.replaced(plan.retired.into(), plan.result.holder())
    }

    fn unite_customers(&mut self, plan: &CustomersPlan) -> Result<(), WhatIfError> {
        self.customers.remove(&plan.retired);
        self.names.remove(&plan.retired.uuid());
        self.replaced(plan.retired.into(), &plan.result)
    }

    /// The records of rights: of the two there were, the one that there is.
    fn replaced(&mut self, retired: ActorId, result: &Holder) -> Result<(), WhatIfError> {
        Ok(self.happens(&[
            AccessEvent::HolderRemoved { holder: retired },
            AccessEvent::HolderRemoved { holder: result.id },
            AccessEvent::HolderAdded {
                holder: Box::new(result.clone()),
            },
        ])?)
    }
}

impl After<'_> {
    /// Whose account this is then.
    pub(super) fn account(&self, actor: ActorId) -> ActorId {
        self.united.map_or(actor, |united| united.account(actor))
    }

    /// The records of everybody who was there: whoever had the account that goes has the one that
    /// stays, and loses nothing by its going.
    pub(super) fn everybody(&self) -> Result<Directory, WrongEvent> {
        let mut directory = self.desk.directory.clone();
        let Some(united) = self.united else {
            return Ok(directory);
        };
        if let Some(holder) = directory.holder(united.survivor()).cloned() {
            let holder = Box::new(Holder {
                id: united.retired(),
                ..holder
            });
            directory.apply(&AccessEvent::HolderAdded { holder })?;
        }
        Ok(directory)
    }

    /// The ticket after the change, as the host would store it.
    pub(super) fn ticket(&self, change: &Change<'_>, ticket: &Ticket) -> Ticket {
        let mut ticket = ticket.clone();
        // The change is of this tenant, and changes no ticket of another one with the same id.
        if ticket.facts.tenant != self.desk.tenant {
            return ticket;
        }
        match change {
            Change::Conversation(event) => {
                // Of another conversation it says nothing, and its facts stay.
                let _ = event.apply_to(&mut ticket.facts);
            }
            Change::MergeTickets(merged) => {
                let mut both = [&merged.target, &merged.source].into_iter();
                let same = |one: &&Ticket| one.facts.id == ticket.facts.id;
                if let Some(then) = both.find(same) {
                    ticket = then.clone();
                }
            }
            Change::Desk(_)
            | Change::Transition(_)
            | Change::GiveRole { .. }
            | Change::TakeRole { .. }
            | Change::Organizations { .. }
            | Change::Merge(_)
            | Change::MergeCustomers(_) => {}
        }
        if let Some(united) = self.united {
            united.rename(&mut ticket.facts);
        }
        ticket
    }
}
