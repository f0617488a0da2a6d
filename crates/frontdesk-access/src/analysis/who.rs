//! Who can do this to that, and through what.

use std::collections::BTreeSet;
use std::fmt;

use chrono::{DateTime, Utc};
use frontdesk_model::ActorId;
use serde::Serialize;

use super::facts::Subject;
use crate::decide::Request;
use crate::directory::Directory;
use crate::holder::Obligation;
use crate::permission::Permission;
use crate::reason::Reason;

/// Everybody who can do this to that.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct WhoCan {
    /// To do what.
    pub permission: Permission,
    /// When.
    pub now: DateTime<Utc>,
    /// The people, by id. Nobody else can.
    pub people: Vec<Who>,
}

/// Somebody who can, and through what.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Who {
    /// Who.
    pub actor: ActorId,
    /// Every grant that allows it.
    pub through: Vec<Reason>,
    /// What comes with it.
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    pub obligations: BTreeSet<Obligation>,
    /// When something on the record begins or ends next: ask again then.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub valid_until: Option<DateTime<Utc>>,
}

/// Everybody for whom the decision is yes, with the grants that say so. One decision a record.
#[must_use]
pub fn who_can(
    directory: &Directory,
    permission: Permission,
    about: &Subject,
    now: DateTime<Utc>,
) -> WhoCan {
    let catalogue = directory.catalogue();
    let mut people = Vec::new();
    for holder in directory.holders() {
        let request = Request {
            holder,
            permission,
            resource: about.resource(&holder.actor()),
        };
        let decision = catalogue.decide(&request, now);
        if decision.is_allow() {
            people.push(Who {
                actor: holder.id,
                through: decision.reasons,
                obligations: decision.obligations,
                valid_until: catalogue.scopes_of(holder, permission, now).valid_until,
            });
        }
    }
    WhoCan {
        permission,
        now,
        people,
    }
}

impl fmt::Display for WhoCan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.people.is_empty() {
            return write!(f, "nobody can do {} there", self.permission);
        }
        for (at, who) in self.people.iter().enumerate() {
            if at > 0 {
                f.write_str("\n")?;
            }
            write!(f, "{who}")?;
        }
        Ok(())
    }
}

impl fmt::Display for Who {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let through: Vec<String> = self.through.iter().map(ToString::to_string).collect();
        write!(f, "{}: {}", self.actor, through.join("; "))
    }
}
