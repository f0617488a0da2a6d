//! The roles of all five systems in one catalogue, and what a record of a system comes to in rights.

use std::collections::BTreeSet;

use frontdesk::RoleWords;
use frontdesk_access::{Catalogue, Holder, Obligation, Restriction, Role, RoleAssignment};
use frontdesk_identity::RoleName;
use frontdesk_model::Labels;

use crate::{noci, omnidesk, reach, talkme, uis};

mod alias;

pub use alias::{Alias, aliases};

/// The built-in roles of the five systems. No two have one id: each begins with its system's name,
/// and no system has an id twice.
///
/// ```
/// use frontdesk_access::RoleId;
/// use frontdesk_systems::{catalogue, reach};
///
/// let all = catalogue::all();
/// let supervisor = all.role(&RoleId::from_static(reach::roles::SUPERVISOR));
/// assert_eq!(supervisor.map(|role| role.labels.source()), Some("Supervisor"));
/// assert_eq!(supervisor.map(|role| role.add_ons.len()), Some(5));
/// ```
#[must_use]
pub fn all() -> Catalogue {
    roles()
        .into_iter()
        .fold(Catalogue::default(), |mut catalogue, role| {
            let added = catalogue.insert_unique(role);
            debug_assert!(added.is_ok(), "two roles of one id");
            catalogue
        })
}

/// The built-in roles of the five systems as a list, system by system, for a host that adds its own
/// before it makes a [`Catalogue`].
#[must_use]
pub fn roles() -> Vec<Role> {
    [
        talkme::roles::roles(),
        uis::roles::roles(),
        noci::roles::roles(),
        reach::roles::roles(),
        omnidesk::roles::roles(),
    ]
    .concat()
}

/// What a record of one system comes to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rights {
    /// Which system: what its role ids begin with.
    pub system: &'static str,
    /// The roles with their add-ons.
    pub roles: Vec<RoleAssignment>,
    /// What is taken whatever roles say.
    pub restrictions: Vec<Restriction>,
    /// What comes with certain actions.
    pub obligations: BTreeSet<Obligation>,
}

impl Rights {
    /// Nothing at all.
    pub(crate) const fn none(system: &'static str) -> Self {
        Self {
            system,
            roles: Vec::new(),
            restrictions: Vec::new(),
            obligations: BTreeSet::new(),
        }
    }

    /// Writes them on a person's record. The roles take the place of every role of the same system,
    /// so that what was switched off is gone; roles of other systems stay. Restrictions and
    /// obligations are added: a deny that somebody set is not lifted by reading a record again.
    pub fn apply(&self, holder: &mut Holder) {
        holder
            .roles
            .retain(|held| held.role.system() != self.system);
        holder.roles.extend(self.roles.iter().cloned());
        for restriction in &self.restrictions {
            if !holder.restrictions.contains(restriction) {
                holder.restrictions.push(restriction.clone());
            }
        }
        holder.obligations.extend(&self.obligations);
    }
}

/// The words of a form that calls roles and options by what people call them.
pub(crate) fn words_of(roles: &[Role]) -> RoleWords {
    let word = |labels: &Labels| RoleName::new(labels.source()).ok();
    let mut words = RoleWords::default();
    for role in roles {
        let assignment = RoleAssignment::new(role.id.clone());
        words
            .names
            .extend(word(&role.labels).map(|name| (name, assignment)));
        for (id, add_on) in &role.add_ons {
            let name = word(&add_on.labels);
            words.add_ons.extend(name.map(|name| (name, id.clone())));
        }
    }
    words
}
