//! Which single event would leave nobody to administer?
//!
//! An administrator is whom [`Directory::administrators`] names, the rule by which the guard keeps
//! the last one: somebody who signs in and acts, and gives roles to everybody, now and without an
//! end. Whose right has an end does not count for the guard, for nobody may follow him; but while he
//! is there nobody is locked out yet, and he can still name a successor: he is named beside.
//!
//! Every event is put into effect on a copy and the administrators are counted again. Nothing that
//! is taken makes an administrator, so only what touches one of them, or a role that one has, can
//! matter. Several events at once, as a directory sync brings, are for
//! [`Directory::keeps_administrator`].

use std::collections::BTreeSet;
use std::fmt;

use chrono::{DateTime, Utc};
use frontdesk_model::{AccountKind, ActorId, Standing};
use serde::Serialize;

use super::moments::{moments, of_all};
use crate::directory::{AccessEvent, Directory};
use crate::grant::Grant;
use crate::holder::{Holder, RoleAssignment};
use crate::restriction::Restriction;
use crate::role::{AddOnId, Role, RoleId};

/// An event that leaves no administrator, or one.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Lockout {
    /// Who would administer then, for a time or without an end. Nobody: it locks everybody out.
    pub remaining: BTreeSet<ActorId>,
    /// Those of them without an end. Nobody, though somebody remains: everybody is locked out when
    /// the last one's right ends, if nobody is named before. One: a single point of failure.
    pub lasting: BTreeSet<ActorId>,
    /// What happens.
    pub cause: Cause,
}

/// A single event by which an administrator is lost.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(tag = "cause", rename_all = "snake_case")]
#[non_exhaustive]
pub enum Cause {
    /// Time passes: something on record ends, or a restriction begins.
    Expiry {
        /// When.
        at: DateTime<Utc>,
    },
    /// A role is taken from a person.
    RoleUnassigned {
        /// From whom.
        holder: ActorId,
        /// As it was given.
        assignment: RoleAssignment,
    },
    /// An add-on is taken from a person.
    AddOnRemoved {
        /// From whom.
        holder: ActorId,
        /// The role as it was given.
        assignment: RoleAssignment,
        /// Which.
        add_on: AddOnId,
    },
    /// A right is taken that a person has alone.
    GrantRevoked {
        /// From whom.
        holder: ActorId,
        /// As it was given.
        grant: Grant,
    },
    /// A restriction is put on a person: this one stands for all that take the right to give roles,
    /// or what it needs.
    Restricted {
        /// On whom.
        holder: ActorId,
        /// The one that stands for all.
        restriction: Restriction,
    },
    /// An account gets another standing: suspended, deleted in the employees section only, or
    /// deleted.
    AccountClosed {
        /// Whose.
        holder: ActorId,
        /// What it becomes.
        standing: Standing,
    },
    /// An account becomes one of the two old kinds, of which the one never enters the panel (S3): by
    /// an import, or when a conversion is undone.
    KindChanged {
        /// Whose.
        holder: ActorId,
        /// What it becomes.
        kind: AccountKind,
    },
    /// A record is gone: erased, or united with another.
    Removed {
        /// Whose.
        holder: ActorId,
    },
    /// A right is taken out of a role.
    RightRemoved {
        /// Out of which.
        role: RoleId,
        /// Which.
        grant: Grant,
    },
    /// A right is taken out of an add-on of a role.
    AddOnRightRemoved {
        /// Out of an add-on of which.
        role: RoleId,
        /// Out of which.
        add_on: AddOnId,
        /// Which.
        grant: Grant,
    },
    /// A role lists an add-on no longer: whoever has it has nothing by it.
    AddOnUnlisted {
        /// Which role.
        role: RoleId,
        /// Which add-on.
        add_on: AddOnId,
    },
    /// A role is deleted.
    RoleDeleted {
        /// Which.
        role: RoleId,
    },
}

/// Every single event after which nobody administers, or only one does; the gravest first.
#[must_use]
pub fn lockouts(directory: &Directory, now: DateTime<Utc>) -> Vec<Lockout> {
    let lasting = directory.administrators(now);
    let count = Count {
        now,
        lasting: !lasting.is_empty(),
    };
    let before = count.of(directory);
    let mut found = expiries(directory, now);
    for cause in causes(directory, &before) {
        let after = cause.after(directory);
        let counted = count.of(&after);
        if counted.len() < before.len() && counted.len() <= 1 {
            found.push(Lockout {
                remaining: after.administrators_at(now),
                lasting: after.administrators(now),
                cause,
            });
        }
    }
    found.sort_by(|one, other| {
        let gravity = |lockout: &Lockout| match (&lockout.remaining, &lockout.lasting) {
            (remaining, _) if remaining.is_empty() => 0,
            (_, lasting) if lasting.is_empty() => 1,
            _ => 2,
        };
        gravity(one)
            .cmp(&gravity(other))
            .then_with(|| one.cmp(other))
    });
    found
}

impl Cause {
    /// What is there after it.
    fn after(&self, directory: &Directory) -> Directory {
        let mut after = directory.clone();
        for event in self.events(directory) {
            // It was made from what is there: it fits.
            let _ = after.apply(&event);
        }
        after
    }

    /// The events that come of it, put into effect together. None: time passes.
    #[must_use]
    pub fn events(&self, directory: &Directory) -> Vec<AccessEvent> {
        let saved = |id: &RoleId, change: &dyn Fn(&mut Role)| {
            let role = directory.catalogue().role(id).map(|role| {
                let mut role = role.clone();
                change(&mut role);
                AccessEvent::RoleSaved { role }
            });
            role.into_iter().collect()
        };
        match self.clone() {
            Self::Expiry { .. } => Vec::new(),
            Self::RoleUnassigned { holder, assignment } => {
                vec![AccessEvent::RoleUnassigned { holder, assignment }]
            }
            Self::AddOnRemoved {
                holder,
                assignment,
                add_on,
            } => {
                let mut without = assignment.clone();
                without.add_ons.remove(&add_on);
                vec![
                    AccessEvent::RoleUnassigned { holder, assignment },
                    AccessEvent::RoleAssigned {
                        holder,
                        assignment: without,
                    },
                ]
            }
            Self::GrantRevoked { holder, grant } => vec![AccessEvent::Revoked { holder, grant }],
            Self::Restricted {
                holder,
                restriction,
            } => vec![AccessEvent::Restricted {
                holder,
                restriction,
            }],
            Self::AccountClosed { holder, standing } => {
                let record = directory.holder(holder).into_iter();
                record
                    .map(|record| AccessEvent::AccountChanged {
                        holder,
                        kind: record.kind,
                        standing,
                        memberships: Box::new(record.memberships.clone()),
                    })
                    .collect()
            }
            Self::KindChanged { holder, kind } => {
                let record = directory.holder(holder).into_iter();
                record
                    .map(|record| AccessEvent::AccountChanged {
                        holder,
                        kind,
                        standing: record.standing,
                        memberships: Box::new(record.memberships.clone()),
                    })
                    .collect()
            }
            Self::Removed { holder } => vec![AccessEvent::HolderRemoved { holder }],
            Self::RightRemoved { role, grant } => {
                saved(&role, &|role| role.grants.retain(|held| *held != grant))
            }
            Self::AddOnRightRemoved {
                role,
                add_on,
                grant,
            } => saved(&role, &|role| {
                if let Some(add_on) = role.add_ons.get_mut(&add_on) {
                    add_on.grants.retain(|held| *held != grant);
                }
            }),
            Self::AddOnUnlisted { role, add_on } => saved(&role, &|role| {
                role.add_ons.remove(&add_on);
            }),
            Self::RoleDeleted { role } => vec![AccessEvent::RoleDeleted { role }],
        }
    }
}

/// Who counts.
#[derive(Clone, Copy)]
struct Count {
    now: DateTime<Utc>,
    /// Whether there is somebody without an end.
    lasting: bool,
}

impl Count {
    fn of(self, directory: &Directory) -> BTreeSet<ActorId> {
        match self.lasting {
            true => directory.administrators(self.now),
            false => directory.administrators_at(self.now),
        }
    }
}

/// The moments at which an administrator is lost by time alone.
fn expiries(directory: &Directory, now: DateTime<Utc>) -> Vec<Lockout> {
    let mut found = Vec::new();
    let mut before = directory.administrators_at(now);
    for at in moments(of_all(directory), now) {
        let remaining = directory.administrators_at(at);
        let lost = before.iter().any(|id| !remaining.contains(id));
        if lost && remaining.len() < before.len() && remaining.len() <= 1 {
            found.push(Lockout {
                remaining: remaining.clone(),
                lasting: directory.administrators(at),
                cause: Cause::Expiry { at },
            });
        }
        before = remaining;
    }
    found
}

/// Every event that takes something from one of these people, or out of a role that one has.
fn causes(directory: &Directory, people: &BTreeSet<ActorId>) -> Vec<Cause> {
    let mut found = Vec::new();
    let mut roles = BTreeSet::new();
    for holder in people.iter().filter_map(|id| directory.holder(*id)) {
        of_record(holder, &mut found);
        roles.extend(holder.roles.iter().map(|assignment| &assignment.role));
    }
    let catalogue = directory.catalogue();
    for role in roles.into_iter().filter_map(|id| catalogue.role(id)) {
        of_role(role, &mut found);
    }
    found
}

fn of_record(record: &Holder, found: &mut Vec<Cause>) {
    let holder = record.id;
    for assignment in &record.roles {
        found.push(Cause::RoleUnassigned {
            holder,
            assignment: assignment.clone(),
        });
        found.extend(assignment.add_ons.iter().map(|add_on| Cause::AddOnRemoved {
            holder,
            assignment: assignment.clone(),
            add_on: add_on.clone(),
        }));
    }
    found.extend(record.grants.iter().map(|grant| Cause::GrantRevoked {
        holder,
        grant: grant.clone(),
    }));
    found.push(Cause::Restricted {
        holder,
        restriction: Restriction::deny_admin_panel(),
    });
    let closed = [
        Standing::Suspended,
        Standing::HalfDeleted,
        Standing::Deleted,
    ];
    found.extend(closed.map(|standing| Cause::AccountClosed { holder, standing }));
    let kinds = [AccountKind::LegacyOperator, AccountKind::LegacyAdmin];
    let others = kinds.into_iter().filter(|kind| *kind != record.kind);
    found.extend(others.map(|kind| Cause::KindChanged { holder, kind }));
    found.push(Cause::Removed { holder });
}

fn of_role(role: &Role, found: &mut Vec<Cause>) {
    let id = &role.id;
    let mut grants: BTreeSet<&Grant> = role.grants.iter().collect();
    found.extend(grants.iter().map(|grant| Cause::RightRemoved {
        role: id.clone(),
        grant: (*grant).clone(),
    }));
    for (add_on, bundle) in &role.add_ons {
        grants = bundle.grants.iter().collect();
        found.extend(grants.iter().map(|grant| Cause::AddOnRightRemoved {
            role: id.clone(),
            add_on: add_on.clone(),
            grant: (*grant).clone(),
        }));
        found.push(Cause::AddOnUnlisted {
            role: id.clone(),
            add_on: add_on.clone(),
        });
    }
    found.push(Cause::RoleDeleted { role: id.clone() });
}

impl fmt::Display for Cause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Expiry { at } => write!(f, "time reaches {at}"),
            Self::RoleUnassigned { holder, assignment } => {
                write!(f, "role {} is taken from {holder}", assignment.role)
            }
            Self::AddOnRemoved {
                holder,
                assignment,
                add_on,
            } => write!(
                f,
                "add-on {add_on} of role {} is taken from {holder}",
                assignment.role
            ),
            Self::GrantRevoked { holder, grant } => {
                write!(
                    f,
                    "{} @ {} is taken from {holder}",
                    grant.gives, grant.scope
                )
            }
            Self::Restricted {
                holder,
                restriction,
            } => write!(f, "{} is put on {holder}", restriction.id),
            Self::AccountClosed { holder, standing } => {
                write!(f, "the account of {holder} becomes {}", standing.name())
            }
            Self::KindChanged { holder, kind } => {
                write!(f, "the account of {holder} becomes {}", kind.name())
            }
            Self::Removed { holder } => write!(f, "the record of {holder} is removed"),
            Self::RightRemoved { role, grant } => {
                write!(f, "{} @ {} leaves role {role}", grant.gives, grant.scope)
            }
            Self::AddOnRightRemoved {
                role,
                add_on,
                grant,
            } => write!(
                f,
                "{} @ {} leaves add-on {add_on} of role {role}",
                grant.gives, grant.scope
            ),
            Self::AddOnUnlisted { role, add_on } => {
                write!(f, "role {role} lists add-on {add_on} no longer")
            }
            Self::RoleDeleted { role } => write!(f, "role {role} is deleted"),
        }
    }
}
