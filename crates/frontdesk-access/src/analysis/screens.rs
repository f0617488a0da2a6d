//! Rights without the screen that shows them, and screens without anything to show.

use std::collections::BTreeSet;
use std::fmt;

use chrono::{DateTime, Utc};
use frontdesk_model::ActorId;
use serde::{Deserialize, Serialize};

use super::holding::held_over;
use super::{Findings, Place};
use crate::directory::Directory;
use crate::permission::{Permission, PermissionSet, Section};

/// A surface of the host's product and the rights that are used on it. Which right is used where is
/// the host's to say: no rule of the catalogue ties them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Screen {
    /// The right that opens it, as `surface.workplace`.
    pub surface: Permission,
    /// What is done on it.
    pub shows: PermissionSet,
}

/// A right and its screen that do not go together.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct ScreenFinding {
    /// Whose.
    pub actor: ActorId,
    /// What does not go together.
    pub parity: Parity,
}

/// What does not go together.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Parity {
    /// The right can be used, and none of the screens that show it can be opened.
    RightWithoutScreen {
        /// The right.
        permission: Permission,
        /// Each of these would show it.
        screens: BTreeSet<Permission>,
    },
    /// The screen can be opened, and nothing on it can be used.
    ScreenWithoutRight {
        /// The right that opens it.
        surface: Permission,
    },
}

impl Screen {
    /// A screen that shows all that belongs to these sections, but for the surfaces themselves.
    #[must_use]
    pub fn of_sections(surface: Permission, sections: &[Section]) -> Self {
        let is_shown = |permission: &Permission| {
            sections.contains(&permission.section()) && !is_surface(*permission)
        };
        Self {
            surface,
            shows: Permission::every().filter(is_shown).collect(),
        }
    }

    /// The screens of the products whose roles the catalogue has: the operator's application, the
    /// admin panel, the workplace, the cabinet, the backend and the portal.
    #[must_use]
    pub fn usual() -> Vec<Self> {
        use Permission as P;
        use Section as S;
        let work = [
            S::Operating,
            S::Conversations,
            S::Calls,
            S::Contacts,
            S::Catalogs,
        ];
        let manage = [S::Administration, S::Employees, S::Sites, S::Reports];
        let all = [work.as_slice(), &manage, &[S::Modules, S::ContactPoints]].concat();
        vec![
            Self::of_sections(
                P::SURFACE_OPERATOR_APP,
                &[work.as_slice(), &[S::ContactPoints]].concat(),
            ),
            Self::of_sections(
                P::SURFACE_ADMIN_PANEL,
                &[manage.as_slice(), &[S::ContactPoints]].concat(),
            ),
            Self::of_sections(
                P::SURFACE_WORKPLACE,
                &[work.as_slice(), &[S::Employees, S::Sites]].concat(),
            ),
            Self::of_sections(P::SURFACE_OLD_CABINET, &manage),
            Self::of_sections(P::SURFACE_BACKEND, &all),
            Self::of_sections(P::SURFACE_PORTAL, &[S::Conversations, S::Profile]),
        ]
    }
}

/// What does not go together on the records of a tenant now: a right that can be used on some
/// object while none of its screens opens, and a screen that opens on nothing. A right that no
/// screen of the list shows is not asked about.
#[must_use]
pub fn screen_parity(
    directory: &Directory,
    screens: &[Screen],
    now: DateTime<Utc>,
) -> Findings<ScreenFinding> {
    let catalogue = directory.catalogue();
    let mut findings = Findings::default();
    for holder in directory.holders() {
        let mut held = PermissionSet::EMPTY;
        let mut unknown = PermissionSet::EMPTY;
        for permission in catalogue.permissions() {
            match held_over(catalogue, holder, permission, now) {
                Ok(Some(_)) => held.insert(permission),
                Ok(None) => {}
                Err(wide) => {
                    unknown.insert(permission);
                    findings.too_wide.insert((Place::Person(holder.id), wide));
                }
            }
        }
        let found = parities(screens, held, unknown);
        findings
            .found
            .extend(found.into_iter().map(|parity| ScreenFinding {
                actor: holder.id,
                parity,
            }));
    }
    findings
}

fn parities(screens: &[Screen], held: PermissionSet, unknown: PermissionSet) -> BTreeSet<Parity> {
    let mut found = BTreeSet::new();
    for permission in held.iter() {
        let shown: BTreeSet<Permission> = screens
            .iter()
            .filter(|screen| screen.shows.contains(permission))
            .map(|screen| screen.surface)
            .collect();
        let opens = |surface: &Permission| held.contains(*surface) || unknown.contains(*surface);
        if !shown.is_empty() && !shown.iter().any(opens) {
            found.insert(Parity::RightWithoutScreen {
                permission,
                screens: shown,
            });
        }
    }
    for screen in screens
        .iter()
        .filter(|screen| held.contains(screen.surface))
    {
        // One surface may be told of in several rows.
        let of_it = screens
            .iter()
            .filter(|other| other.surface == screen.surface);
        let mut shown = of_it.flat_map(|screen| screen.shows.iter());
        if !shown.any(|permission| held.contains(permission) || unknown.contains(permission)) {
            found.insert(Parity::ScreenWithoutRight {
                surface: screen.surface,
            });
        }
    }
    found
}

fn is_surface(permission: Permission) -> bool {
    matches!(
        permission,
        Permission::SURFACE_OPERATOR_APP
            | Permission::SURFACE_ADMIN_PANEL
            | Permission::SURFACE_WORKPLACE
            | Permission::SURFACE_OLD_CABINET
            | Permission::SURFACE_NEW_CABINET
            | Permission::SURFACE_BACKEND
            | Permission::SURFACE_PORTAL
    )
}

impl fmt::Display for ScreenFinding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.parity {
            Parity::RightWithoutScreen {
                permission,
                screens,
            } => {
                let screens: Vec<&str> = screens.iter().map(|screen| screen.name()).collect();
                let screens = screens.join(" or ");
                write!(f, "{}: {permission} without {screens}", self.actor)
            }
            Parity::ScreenWithoutRight { surface } => {
                write!(f, "{}: {surface} with nothing to do there", self.actor)
            }
        }
    }
}
