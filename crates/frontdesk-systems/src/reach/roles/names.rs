//! The names in the Roles box, where options are picked as if they were roles (products.md 2.4).

use std::collections::{BTreeMap, BTreeSet};

use frontdesk_access::{AddOnId, Role, RoleAssignment, RoleId};

use super::DISPENSER;

/// What a name of the Roles box stands for.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum RoleOrAddOn {
    /// A role.
    Role(RoleId),
    /// An optional permission. Which roles list it is the roles' own business (S150).
    AddOn(AddOnId),
}

/// What the names of one Roles box come to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Assigned {
    /// Each role once, by id, with every add-on of the box that it lists.
    pub roles: Vec<RoleAssignment>,
    /// What of the box has no effect.
    pub problems: Vec<NameProblem>,
}

/// A part of a Roles box that gives nothing. Names are told by their position, from 0.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum NameProblem {
    /// No role and no option has this name.
    Unknown {
        /// The position of the name.
        at: usize,
    },
    /// No role of the box lists this option: refused (S149, S150).
    UnlistedAddOn {
        /// The position of the name.
        at: usize,
        /// The option.
        add_on: AddOnId,
    },
    /// The box names no role at all; at least one is needed (S119).
    NoRole,
}

impl NameProblem {
    /// The stable code.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Unknown { .. } => "unknown_name",
            Self::UnlistedAddOn { .. } => "unlisted_add_on",
            Self::NoRole => "no_role",
        }
    }
}

/// What this name of the Roles box stands for. Case and runs of spaces do not matter. The role
/// "Order Payment Administrator" and the option "Order and Payment Administrator" are two (D12).
///
/// ```
/// use frontdesk_access::AddOnId;
/// use frontdesk_systems::reach::roles::{PAYMENT_RECONCILIATION, RoleOrAddOn, by_label};
///
/// let option = RoleOrAddOn::AddOn(AddOnId::from_static(PAYMENT_RECONCILIATION));
/// assert_eq!(by_label("Payment Reconciler"), Some(option.clone()));
/// assert_eq!(by_label("payment reconciliation"), Some(option));
/// assert_eq!(by_label("Payments"), None);
/// ```
#[must_use]
pub fn by_label(name: &str) -> Option<RoleOrAddOn> {
    find(&super::roles(), name)
}

/// What the names of one Roles box come to: the roles, each with those options of the box that it
/// lists (S119, S150). Blank names are passed over; everything else without effect is reported.
#[must_use]
pub fn assignments<S: AsRef<str>>(names: &[S]) -> Assigned {
    let catalogue = super::roles();
    let mut held: BTreeMap<RoleId, BTreeSet<AddOnId>> = BTreeMap::new();
    let mut options: Vec<(usize, AddOnId)> = Vec::new();
    let mut problems = Vec::new();

    for (at, name) in names.iter().enumerate() {
        let name = name.as_ref();
        match find(&catalogue, name) {
            Some(RoleOrAddOn::Role(role)) => {
                held.entry(role).or_default();
            }
            Some(RoleOrAddOn::AddOn(add_on)) => options.push((at, add_on)),
            None if name.trim().is_empty() => {}
            None => problems.push(NameProblem::Unknown { at }),
        }
    }
    // An option goes to every role held that lists it, and nowhere else (S150).
    for (at, add_on) in options {
        let mut is_listed = false;
        for role in &catalogue {
            if let Some(add_ons) = held.get_mut(&role.id)
                && role.add_ons.contains_key(&add_on)
            {
                add_ons.insert(add_on.clone());
                is_listed = true;
            }
        }
        if !is_listed {
            problems.push(NameProblem::UnlistedAddOn { at, add_on });
        }
    }
    // At least one role (S119).
    if held.is_empty() {
        problems.push(NameProblem::NoRole);
    }
    let roles = held.into_iter().map(|(role, add_ons)| RoleAssignment {
        add_ons,
        ..RoleAssignment::new(role)
    });
    Assigned {
        roles: roles.collect(),
        problems,
    }
}

fn find(roles: &[Role], name: &str) -> Option<RoleOrAddOn> {
    let name = folded(name);
    // The box itself says only "Dispenser" (products.md 2.4).
    if name == "dispenser" {
        return Some(RoleOrAddOn::AddOn(AddOnId::from_static(DISPENSER)));
    }
    let role = roles
        .iter()
        .find(|role| folded(role.labels.source()) == name)
        .map(|role| RoleOrAddOn::Role(role.id.clone()));
    role.or_else(|| {
        roles
            .iter()
            .flat_map(|role| &role.add_ons)
            .find(|(_, add_on)| folded(add_on.labels.source()) == name)
            .map(|(id, _)| RoleOrAddOn::AddOn(id.clone()))
    })
}

fn folded(name: &str) -> String {
    let words: Vec<String> = name.split_whitespace().map(str::to_lowercase).collect();
    words.join(" ")
}
