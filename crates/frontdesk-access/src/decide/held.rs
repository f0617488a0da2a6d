//! Every grant on a record, with where it comes from.

use chrono::{DateTime, Utc};
use frontdesk_model::Validity;

use crate::catalogue::Catalogue;
use crate::grant::Grant;
use crate::holder::Holder;
use crate::reason::Source;
use crate::role::{AddOnId, RoleId};

impl Catalogue {
    /// Every grant on the record, in effect or not: of the roles, of the add-ons that those roles
    /// list, and of the person alone.
    pub fn on_record<'a>(&'a self, holder: &'a Holder) -> impl Iterator<Item = &'a Grant> {
        self.lines(holder).map(|line| line.grant)
    }

    /// Every grant on the record with its source, valid or not: of the roles, of the add-ons that
    /// those roles list, and of the person alone. Union (S119, D14); what a role does not list and
    /// what nobody knows grants nothing (S150).
    pub(crate) fn lines<'a>(&'a self, holder: &'a Holder) -> impl Iterator<Item = Line<'a>> {
        let of_roles = holder.roles.iter().flat_map(move |assignment| {
            let role = self.role(&assignment.role);
            let grants = role.into_iter().flat_map(|role| &role.grants);
            let own = grants.map(|grant| Line {
                grant,
                assigned: assignment.validity,
                source: Giver::Role(&assignment.role),
            });
            let added = assignment.add_ons.iter().flat_map(move |id| {
                let add_on = role.and_then(|role| role.add_ons.get(id));
                let grants = add_on.into_iter().flat_map(|add_on| &add_on.grants);
                grants.map(|grant| Line {
                    grant,
                    assigned: assignment.validity,
                    source: Giver::AddOn {
                        role: &assignment.role,
                        add_on: id,
                    },
                })
            });
            own.chain(added)
        });
        let alone = holder.grants.iter().map(|grant| Line {
            grant,
            assigned: Validity::ALWAYS,
            source: Giver::Person,
        });
        of_roles.chain(alone)
    }

    /// [`lines`](Self::lines) with their sources named.
    pub(crate) fn held<'a>(&'a self, holder: &'a Holder) -> impl Iterator<Item = Held<'a>> {
        self.lines(holder).map(|line| Held {
            grant: line.grant,
            assigned: line.assigned,
            source: line.source.named(),
        })
    }
}

/// A grant on a record, with where it comes from.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Held<'a, By = Source> {
    pub(crate) grant: &'a Grant,
    pub(crate) assigned: Validity,
    pub(crate) source: By,
}

/// The same without a name: nothing is allocated for it.
pub(crate) type Line<'a> = Held<'a, Giver<'a>>;

/// Where a grant comes from, not yet named; in the order of names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Giver<'a> {
    Role(&'a RoleId),
    AddOn {
        role: &'a RoleId,
        add_on: &'a AddOnId,
    },
    Person,
}

impl<By> Held<'_, By> {
    /// The validity that does not hold now, if one does not.
    pub(crate) fn out_of_time(&self, now: DateTime<Utc>) -> Option<Validity> {
        [self.assigned, self.grant.validity]
            .into_iter()
            .find(|validity| !validity.holds(now))
    }
}

impl Giver<'_> {
    pub(crate) fn named(self) -> Source {
        match self {
            Self::Role(role) => Source::Role(role.clone()),
            Self::AddOn { role, add_on } => Source::AddOn {
                role: role.clone(),
                add_on: add_on.clone(),
            },
            Self::Person => Source::Person,
        }
    }
}
