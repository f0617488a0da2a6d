//! What is odd in who sees what.

use std::collections::BTreeSet;
use std::fmt;

use chrono::{DateTime, Utc};
use frontdesk_access::{ObjectKind, Permission, Scope, Scopes};
use frontdesk_model::{Actor, ActorId, Names, NoNames};
use serde::{Deserialize, Serialize};

use crate::expr::Expr;
use crate::field::{Field, FieldPolicy, SitePolicy, Use};
use crate::query::{Column, ListRequest};
use crate::rule::Rule;
use crate::ticket::FieldId;
use crate::view::Viewing;
use crate::viewer::{Hat, Viewer};

mod implies;
mod rights;
mod wider;

use implies::{implies, never};
use rights::of_rights;
use wider::Wider;

/// What is odd in what is configured: sorted, and the same for the same arguments. Each finding is
/// certain; that a way of a rule opens nothing new is found where two ways can be compared, fact by
/// fact, and not where only several together cover it.
///
/// Some things that other systems must look for cannot be written here, so that there is no finding
/// for them: an editable or required field that is hidden (a [`Use`] includes those before it, and
/// [`UseFlags`](crate::UseFlags) refuses the rest), a list that shows more than the check (there is one
/// filter), a note before anybody but an operator (no other view has a place for one).
#[must_use]
pub fn lint(configured: &Configured<'_>, now: DateTime<Utc>) -> BTreeSet<VisibilityFinding> {
    let mut findings = of_policy(configured.policy);
    for looker in configured.people {
        findings.extend(of_ways(looker.scopes, now));
    }
    findings.extend(of_sites(configured));
    findings.extend(of_rights(configured));
    for list in configured.lists {
        findings.extend(of_list(list, configured.people));
    }
    findings
}

/// What is looked through.
#[derive(Clone, Copy, Debug)]
pub struct Configured<'a> {
    /// Who sees which field.
    pub policy: &'a FieldPolicy,
    /// Everybody who may look.
    pub people: &'a [Looker<'a>],
    /// The lists that people keep and share.
    pub lists: &'a [SavedList],
}

/// One who may look.
#[derive(Clone, Copy, Debug)]
pub struct Looker<'a> {
    /// Access's scopes of `conversation.view` of this person.
    pub scopes: &'a Scopes,
    /// What the person sees by.
    pub viewing: &'a Viewing<'a>,
}

/// A list that somebody keeps, for others too. Whoever opens it is asked anew, as the reader that he
/// is and not as its author (attack 6).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SavedList {
    /// What it is called.
    pub name: String,
    /// What it asks.
    pub request: ListRequest,
    /// For whom it is kept.
    pub readers: BTreeSet<ActorId>,
}

/// How grave a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// Something does not act as whoever wrote it meant.
    Warning,
    /// Worth knowing. It is no failure.
    Note,
}

/// Something that deserves a look. Codes are stable.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(tag = "code", rename_all = "snake_case")]
#[non_exhaustive]
pub enum VisibilityFinding {
    /// A person holds the view of conversations and can see none: everywhere a set is empty or two
    /// conditions exclude each other.
    SeesNothing {
        /// Who.
        person: ActorId,
    },
    /// One scope of the view opens no conversation to this person, because a set is empty or two
    /// conditions exclude each other; others do.
    WayNever {
        /// Who.
        person: ActorId,
        /// Which scope.
        scope: Box<Scope>,
    },
    /// One scope of the view opens nothing to this person that another does not open.
    WayWithin {
        /// Who.
        person: ActorId,
        /// Which scope.
        scope: Box<Scope>,
        /// The other one.
        within: Box<Scope>,
    },
    /// A customer may edit a field, but no channel is interactive, so that nobody can.
    EditWithoutChannel {
        /// The field.
        field: FieldId,
    },
    /// A customer must fill a field, but no channel is interactive, so that nobody is ever asked.
    RequireWithoutChannel {
        /// The field.
        field: FieldId,
    },
    /// A field that customers see is hidden from those who work on the ticket.
    HiddenFromStaff {
        /// The field.
        field: Field,
    },
    /// The site is shown by right, and nobody of the staff who sees conversations holds that right over
    /// any site: nobody sees one (S64).
    SiteOfNobody,
    /// A field asks somebody in this hat for a right that nobody who could wear it holds over any
    /// conversation: it is hidden from all of them, or for viewing.
    RightOfNobody {
        /// The field.
        field: Field,
        /// As whom.
        hat: Hat,
        /// The right.
        permission: Permission,
    },
    /// A field asks for a right that is not about conversations, so that nobody holds it over one.
    RightOfOthers {
        /// The field.
        field: Field,
        /// As whom.
        hat: Hat,
        /// The right.
        permission: Permission,
        /// What the right is about. `None`: nobody declares it.
        object: Option<ObjectKind>,
    },
    /// A saved list names a column that a reader of it never sees: to him it is refused (attack 6).
    HiddenColumn {
        /// The list.
        list: String,
        /// Who.
        reader: ActorId,
        /// The column.
        column: Column,
    },
    /// A saved list keeps a place in its author's own pages: a cursor has in it what stands in the last
    /// row that the author saw, and no reader can use it (attack 6).
    KeepsCursor {
        /// The list.
        list: String,
    },
    /// A saved list is for somebody who is not here.
    UnknownReader {
        /// The list.
        list: String,
        /// Who.
        reader: ActorId,
    },
}

impl VisibilityFinding {
    /// The stable code, as in JSON.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::SeesNothing { .. } => "sees_nothing",
            Self::WayNever { .. } => "way_never",
            Self::WayWithin { .. } => "way_within",
            Self::EditWithoutChannel { .. } => "edit_without_channel",
            Self::RequireWithoutChannel { .. } => "require_without_channel",
            Self::HiddenFromStaff { .. } => "hidden_from_staff",
            Self::SiteOfNobody => "site_of_nobody",
            Self::RightOfNobody { .. } => "right_of_nobody",
            Self::RightOfOthers { .. } => "right_of_others",
            Self::HiddenColumn { .. } => "hidden_column",
            Self::KeepsCursor { .. } => "keeps_cursor",
            Self::UnknownReader { .. } => "unknown_reader",
        }
    }

    /// How grave it is.
    #[must_use]
    pub const fn severity(&self) -> Severity {
        match self {
            // Lists on a record are often filled later, and roles overlap by design.
            Self::SeesNothing { .. } | Self::WayNever { .. } | Self::WayWithin { .. } => {
                Severity::Note
            }
            Self::EditWithoutChannel { .. }
            | Self::RequireWithoutChannel { .. }
            | Self::HiddenFromStaff { .. }
            | Self::SiteOfNobody
            | Self::RightOfNobody { .. }
            | Self::RightOfOthers { .. }
            | Self::HiddenColumn { .. }
            | Self::KeepsCursor { .. }
            | Self::UnknownReader { .. } => Severity::Warning,
        }
    }

    /// The finding in plain English, with names from the look-up.
    #[must_use]
    pub fn describe<'a>(&'a self, names: &'a dyn Names) -> impl fmt::Display + 'a {
        Described {
            finding: self,
            names,
        }
    }
}

impl fmt::Display for VisibilityFinding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.describe(&NoNames).fmt(f)
    }
}

/// The customer of an added field can do what the policy says only in an interactive channel.
fn of_policy(policy: &FieldPolicy) -> BTreeSet<VisibilityFinding> {
    let mut findings = BTreeSet::new();
    let added = policy.added().cloned().map(Field::Added);
    for field in Field::STANDARD.into_iter().chain(added) {
        if policy.shows(Hat::Customer, &field) && !policy.shows(Hat::Operator, &field) {
            let field = field.clone();
            findings.insert(VisibilityFinding::HiddenFromStaff { field });
        }
        let of_customer = policy.use_of(Hat::Customer, &field);
        if let (true, Field::Added(field)) = (policy.interactive_channels.is_empty(), field) {
            findings.extend(match of_customer {
                Use::Hidden | Use::View => None,
                Use::Edit => Some(VisibilityFinding::EditWithoutChannel { field }),
                Use::Require => Some(VisibilityFinding::RequireWithoutChannel { field }),
            });
        }
    }
    findings
}

/// The ways of one person's rule, each beside the others.
fn of_ways(scopes: &Scopes, now: DateTime<Utc>) -> Vec<VisibilityFinding> {
    let rule = Rule::of(scopes);
    let person = scopes.actor;
    let viewer = Viewer::Actor(Actor {
        tenant: scopes.tenant,
        id: person,
        memberships: &scopes.memberships,
    });
    // Each way with what must be true besides.
    let ways: Vec<(&Scope, Expr)> = scopes
        .all_of
        .first()
        .into_iter()
        .flatten()
        .zip(rule.bound_ways(&viewer, now))
        .collect();
    let (dead, alive): (Vec<_>, Vec<_>) = ways.iter().partition(|(_, way)| never(way));
    if alive.is_empty() {
        let holds = !dead.is_empty();
        return holds
            .then_some(VisibilityFinding::SeesNothing { person })
            .into_iter()
            .collect();
    }
    let dead = dead.into_iter().map(|(scope, _)| {
        let scope = Box::new((*scope).clone());
        VisibilityFinding::WayNever { person, scope }
    });
    let all = Wider::of(alive.iter().map(|(_, way)| way));
    let within = alive.iter().enumerate().filter_map(|(at, (scope, way))| {
        // Of two that open the same the first is the one that opens it.
        let mut others = all.perhaps_wider(way).into_iter();
        let (wider, _) = others.find_map(|other_at| {
            let found = alive.get(other_at)?;
            let (_, other) = found;
            let wider =
                other_at != at && implies(way, other) && (other_at < at || !implies(other, way));
            wider.then_some(found)
        })?;
        Some(VisibilityFinding::WayWithin {
            person,
            scope: Box::new((*scope).clone()),
            within: Box::new((*wider).clone()),
        })
    });
    dead.chain(within).collect()
}

/// Nobody of the staff who sees conversations sees a site anywhere.
fn of_sites(configured: &Configured<'_>) -> Option<VisibilityFinding> {
    let people = configured.people.iter();
    // A right to sites shows nothing to whoever sees no conversation.
    let mut staff = people.filter(|looker| {
        matches!(looker.scopes.actor, ActorId::User(_)) && !never(&looker.viewing.filter.expr())
    });
    let by_right = configured.policy.site == SitePolicy::ByRight;
    let of_somebody = |looker: &Looker<'_>| looker.viewing.sites.sees_any(looker.scopes.tenant);
    // Without anybody there is nobody to miss it.
    let first = staff.next()?;
    let nobody = !of_somebody(first) && !staff.any(of_somebody);
    (by_right && nobody).then_some(VisibilityFinding::SiteOfNobody)
}

/// A saved list is asked by each of its readers.
fn of_list(list: &SavedList, people: &[Looker<'_>]) -> Vec<VisibilityFinding> {
    let mut findings = Vec::new();
    if list.request.cursor.is_some() {
        let list = list.name.clone();
        findings.push(VisibilityFinding::KeepsCursor { list });
    }
    for reader in &list.readers {
        let looker = people.iter().find(|looker| looker.scopes.actor == *reader);
        let (reader, name) = (*reader, || list.name.clone());
        let Some(looker) = looker else {
            let list = name();
            findings.push(VisibilityFinding::UnknownReader { list, reader });
            continue;
        };
        let columns: BTreeSet<&Column> = list.request.columns_named().collect();
        let hidden = columns.into_iter();
        let hidden = hidden.filter(|column| !looker.viewing.offers(column));
        findings.extend(hidden.map(|column| VisibilityFinding::HiddenColumn {
            list: name(),
            reader,
            column: column.clone(),
        }));
    }
    findings
}

struct Described<'a> {
    finding: &'a VisibilityFinding,
    names: &'a dyn Names,
}

impl Described<'_> {
    fn person(&self, id: ActorId) -> String {
        match id {
            ActorId::User(user) => self.names.name_or_id(user.uuid()),
            ActorId::Customer(customer) => self.names.name_or_id(customer.uuid()),
        }
    }
}

impl fmt::Display for Described<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        use VisibilityFinding as Finding;
        match self.finding {
            Finding::SeesNothing { person } => write!(
                f,
                "{}: may view conversations, and none can be one of them",
                self.person(*person)
            ),
            Finding::WayNever { person, scope } => write!(
                f,
                "{}: the view of {scope} opens no conversation",
                self.person(*person)
            ),
            Finding::WayWithin {
                person,
                scope,
                within,
            } => write!(
                f,
                "{}: the view of {scope} opens nothing that the view of {within} does not",
                self.person(*person)
            ),
            Finding::EditWithoutChannel { field } => write!(
                f,
                "field {field} may be edited, but no channel is interactive"
            ),
            Finding::RequireWithoutChannel { field } => {
                write!(
                    f,
                    "field {field} is required, but no channel is interactive"
                )
            }
            Finding::HiddenFromStaff { field } => {
                write!(
                    f,
                    "field {field} is shown to customers and hidden from operators"
                )
            }
            Finding::SiteOfNobody => {
                f.write_str("the site is shown by right, and nobody holds site.view")
            }
            Finding::RightOfNobody {
                field,
                hat,
                permission,
            } => write!(
                f,
                "field {field} asks for {permission} of the {hat}, and nobody holds it"
            ),
            Finding::RightOfOthers {
                field,
                hat,
                permission,
                object,
            } => {
                write!(
                    f,
                    "field {field} asks for {permission} of the {hat}, which "
                )?;
                match object {
                    Some(_) => f.write_str("is not about conversations"),
                    None => f.write_str("nobody declares"),
                }
            }
            Finding::HiddenColumn {
                list,
                reader,
                column,
            } => write!(
                f,
                "list `{list}`: {} never sees {column}, so that it is refused",
                self.person(*reader)
            ),
            Finding::KeepsCursor { list } => write!(
                f,
                "list `{list}`: keeps a place in its author's pages, with what stands in a row there"
            ),
            Finding::UnknownReader { list, reader } => {
                write!(f, "list `{list}`: nobody is {}", self.person(*reader))
            }
        }
    }
}
