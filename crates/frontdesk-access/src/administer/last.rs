//! Somebody who administers must remain, whatever is done.

use std::collections::BTreeSet;

use chrono::{DateTime, TimeDelta, Utc};
use frontdesk_model::{ActorId, Precondition, Validity};

use super::cover::{Wanted, Whose};
use super::overlay::Overlay;
use super::refusal::AdminReason;
use crate::catalogue::Catalogue;
use crate::directory::{AccessEvent, Directory};
use crate::grant::Grant;
use crate::holder::Holder;
use crate::permission::Permission;
use crate::scope::Scope;

impl Directory {
    /// The administrators: who signs in and acts, and gives roles to everybody, now and without an
    /// end. Restrictions, prerequisites and expiry are taken into account.
    #[must_use]
    pub fn administrators(&self, now: DateTime<Utc>) -> BTreeSet<ActorId> {
        self.holders()
            .filter(|holder| administers(self.catalogue(), holder, now))
            .map(|holder| holder.id)
            .collect()
    }

    /// The same at one moment, whether or not it has an end.
    #[must_use]
    pub fn administrators_at(&self, at: DateTime<Utc>) -> BTreeSet<ActorId> {
        let moment = moment(at);
        self.holders()
            .filter(|holder| administers_while(self.catalogue(), holder, moment, at))
            .map(|holder| holder.id)
            .collect()
    }

    /// Whether the tenant keeps an administrator when these events are applied together: for every
    /// path on which one may be lost, those of a merge or of a directory sync included. What the
    /// answer relied on: the record of one who remains, so that of two removals at the same time one
    /// is stale. Where nobody administers without an end, those of the moment are counted instead. A
    /// tenant without an administrator loses none.
    ///
    /// # Errors
    /// When there is one now and then none.
    pub fn keeps_administrator(
        &self,
        events: &[AccessEvent],
        now: DateTime<Utc>,
    ) -> Result<Option<Precondition>, AdminReason> {
        let touched: BTreeSet<ActorId> = events.iter().filter_map(AccessEvent::holder).collect();
        let roles_change = events.iter().any(|event| event.holder().is_none());
        let after = Overlay::new(self, events);
        // Who is not touched stays what he is, so nobody need be counted where none of the touched is
        // lost, neither for the moment nor without an end.
        let is_lost = |lasting: Validity| {
            touched.iter().any(|id| {
                let administers =
                    |catalogue, holder| administers_while(catalogue, holder, lasting, now);
                self.holder(*id)
                    .is_some_and(|holder| administers(self.catalogue(), holder))
                    && !after
                        .holder(*id)
                        .is_some_and(|holder| administers(after.catalogue(), holder))
            })
        };
        if !roles_change && !is_lost(moment(now)) && !is_lost(Validity::ALWAYS) {
            return Ok(None);
        }
        // Where nobody's right is without an end, those of the moment count.
        let mut counted = self.administrators(now);
        let mut lasting = Validity::ALWAYS;
        if counted.is_empty() {
            counted = self.administrators_at(now);
            lasting = moment(now);
        }
        if !roles_change && !is_lost(lasting) {
            return Ok(None);
        }
        let remains = |holder: &&Holder| administers_while(after.catalogue(), holder, lasting, now);
        if let Some(remaining) = after.holders().find(remains) {
            return Ok(Some(self.precondition(remaining.id)));
        }
        match counted.len() {
            0 => Ok(None),
            before => Err(AdminReason::LastAdministrator {
                now: u32::try_from(before).unwrap_or(u32::MAX),
            }),
        }
    }
}

/// The rights of the moment are asked about, so the shortest time there is will do.
fn moment(at: DateTime<Utc>) -> Validity {
    let next = at.checked_add_signed(TimeDelta::nanoseconds(1));
    next.map_or(Validity::ALWAYS, Validity::until)
}

fn administers(catalogue: &Catalogue, holder: &Holder, now: DateTime<Utc>) -> bool {
    administers_while(catalogue, holder, Validity::ALWAYS, now)
}

fn administers_while(
    catalogue: &Catalogue,
    holder: &Holder,
    validity: Validity,
    now: DateTime<Utc>,
) -> bool {
    let grants = [Grant {
        validity,
        ..Grant::new(Permission::ROLE_ASSIGN, Scope::any())
    }];
    let wanted = Wanted {
        grants: &grants,
        of: Whose::Record(holder),
    };
    holder.standing.can_sign_in()
        && holder.standing.can_act()
        && catalogue.uncovered(holder, &wanted, now).is_empty()
}
