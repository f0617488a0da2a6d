//! Sites, questionnaires and companies: what conversations are filed under, beside a group.

use std::collections::BTreeSet;
use std::fmt;

use frontdesk_contact::DisplayName;
use frontdesk_model::{OrganizationId, QuestionnaireId, SiteId, TenantId, uuid::Uuid};
use serde::{Deserialize, Serialize};

use crate::dependents::{Ending, Filing};
use crate::stage::{NameFault, given_name, one_tenant, successor_reasons};
use crate::{Dependents, Reason, Refusal, Settlement, Stage, Successor};

mod event;
mod record;

pub use event::HeadingEvent;
pub use record::{Heading, HeadingClaim};

/// What this command makes happen to this site, questionnaire or company, or every reason why not. No
/// events means that everything is so already. Events alone, and no [`Decided`](crate::Decided): there
/// is no secret that would leave sealed beside them.
///
/// The decision relied on the heading, on the facts, and on the successor where one is named: commit
/// it under their preconditions, and read [`Dependents`] in the transaction that stores the events.
///
/// # Errors
/// With all the reasons that were found. Over another tenant's, only [`Reason::OtherTenant`].
pub fn decide_heading(
    heading: Option<&Heading>,
    command: &HeadingCommand,
    facts: &HeadingFacts,
) -> Result<Vec<HeadingEvent>, Refusal> {
    let asked_for = match command {
        HeadingCommand::Create(form) => Some(form.tenant),
        _ => None,
    };
    one_tenant(facts.tenant, [heading.map(Heading::tenant), asked_for])?;
    match (heading, command) {
        (None, HeadingCommand::Create(form)) => create(form),
        (None, _) => Err(Refusal::of(Reason::HeadingUnknown)),
        (Some(heading), command) => change(heading, command, facts),
    }
}

fn create(form: &CreateHeading) -> Result<Vec<HeadingEvent>, Refusal> {
    Ok(vec![HeadingEvent::Created {
        tenant: form.tenant,
        id: form.id,
        name: heading_name(form.id.kind(), &form.name)?,
    }])
}

fn change(
    heading: &Heading,
    command: &HeadingCommand,
    facts: &HeadingFacts,
) -> Result<Vec<HeadingEvent>, Refusal> {
    let kind = heading.id().kind();
    match (heading.stage(), command) {
        // A deleted one refuses everything: its id is never used again.
        (Stage::Deleted, _) => Err(Refusal::of(Reason::HeadingDeleted { kind })),
        (_, HeadingCommand::Create(_)) => Err(Refusal::of(Reason::HeadingExists { kind })),
        (_, HeadingCommand::Rename { name }) => {
            let name = heading_name(kind, name)?;
            if name == *heading.name() {
                return Ok(Vec::new());
            }
            Ok(vec![HeadingEvent::Renamed { name }])
        }
        (stage, HeadingCommand::Close { successor }) => {
            let mut reasons = successor_check(heading, *successor, facts);
            if stage == Stage::Closed {
                reasons.insert(Reason::HeadingClosed { kind });
            }
            Refusal::check(reasons)?;
            let settlement = settle(kind, facts, Ending::Close, *successor);
            Ok(vec![HeadingEvent::Closed(settlement)])
        }
        (Stage::Open, HeadingCommand::Reopen) => Err(Refusal::of(Reason::HeadingOpen { kind })),
        (Stage::Closed, HeadingCommand::Reopen) => Ok(vec![HeadingEvent::Reopened]),
        (_, HeadingCommand::Delete { successor }) => {
            Refusal::check(successor_check(heading, *successor, facts))?;
            let settlement = settle(kind, facts, Ending::Delete, *successor);
            Ok(vec![HeadingEvent::Deleted(settlement)])
        }
    }
}

fn settle(
    kind: HeadingKind,
    facts: &HeadingFacts,
    ending: Ending,
    successor: Option<HeadingId>,
) -> Settlement<HeadingId> {
    Settlement::of(facts.dependents.clone(), ending, kind.filing(), successor)
}

fn successor_check(
    heading: &Heading,
    successor: Option<HeadingId>,
    facts: &HeadingFacts,
) -> BTreeSet<Reason> {
    let kind = heading.id().kind();
    // Of one kind: a questionnaire is no site.
    if successor.is_some_and(|named| named.kind() != kind) {
        return [Reason::SuccessorOfKind { kind }].into();
    }
    let found = facts.successor.as_ref();
    successor_reasons(successor, heading.id(), facts.tenant, found)
}

/// Each of them needs a name.
fn heading_name(kind: HeadingKind, text: &str) -> Result<DisplayName, Refusal> {
    given_name(text).map_err(|fault| {
        Refusal::of(match fault {
            NameFault::Missing => Reason::HeadingNameMissing { kind },
            NameFault::Unfit => Reason::HeadingNameUnfit { kind },
        })
    })
}

/// Which kind of heading.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum HeadingKind {
    /// A web site that conversations come from.
    Site,
    /// A form that a visitor fills before a chat.
    Questionnaire,
    /// The company a customer belongs to.
    Organization,
}

impl HeadingKind {
    /// Every kind.
    pub const ALL: [Self; 3] = [Self::Site, Self::Questionnaire, Self::Organization];

    /// The stable name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Site => "site",
            Self::Questionnaire => "questionnaire",
            Self::Organization => "organization",
        }
    }

    /// What people call it.
    #[must_use]
    pub const fn noun(self) -> &'static str {
        match self {
            Self::Site => "site",
            Self::Questionnaire => "questionnaire",
            Self::Organization => "company",
        }
    }

    /// What it is to the conversations that name it: the one difference between the kinds.
    const fn filing(self) -> Filing {
        match self {
            // Waiting requests are found by their questionnaire (S107, S108, S109).
            Self::Questionnaire => Filing::Queue,
            // From which site an inquiry came stays true (S64), as does whose company it was.
            Self::Site | Self::Organization => Filing::Fact,
        }
    }
}

impl fmt::Display for HeadingKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.noun())
    }
}

/// Which site, questionnaire or company.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum HeadingId {
    /// This site.
    Site(SiteId),
    /// This questionnaire.
    Questionnaire(QuestionnaireId),
    /// This company.
    Organization(OrganizationId),
}

impl HeadingId {
    /// The plain uuid.
    #[must_use]
    pub const fn uuid(self) -> Uuid {
        match self {
            Self::Site(id) => id.uuid(),
            Self::Questionnaire(id) => id.uuid(),
            Self::Organization(id) => id.uuid(),
        }
    }

    /// Of which kind.
    #[must_use]
    pub const fn kind(self) -> HeadingKind {
        match self {
            Self::Site(_) => HeadingKind::Site,
            Self::Questionnaire(_) => HeadingKind::Questionnaire,
            Self::Organization(_) => HeadingKind::Organization,
        }
    }
}

/// What a decision over a site, questionnaire or company reads beside it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HeadingFacts {
    /// In whose name it is decided.
    pub tenant: TenantId,
    /// What depends on it. Read for closing and deleting.
    #[serde(default)]
    pub dependents: Dependents,
    /// The successor that the command names, where it names one and there is one.
    #[serde(default)]
    pub successor: Option<Successor<HeadingId>>,
}

impl HeadingFacts {
    /// The facts of a tenant of which nothing else was read.
    #[must_use]
    pub fn new(tenant: TenantId) -> Self {
        Self {
            tenant,
            dependents: Dependents::default(),
            successor: None,
        }
    }
}

/// What is asked of a site, questionnaire or company.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HeadingCommand {
    /// Create one.
    Create(CreateHeading),
    /// Name it anew. A closed one too.
    Rename {
        /// The new name.
        name: String,
    },
    /// Take no more conversations. Memberships and rights stay.
    Close {
        /// The open one of the same kind that gets what waits; without one it goes on waiting where
        /// it is.
        successor: Option<HeadingId>,
    },
    /// Take conversations again. What a successor got stays there.
    Reopen,
    /// Delete it, for good: memberships, grants and limits that are for it alone end. The name is
    /// free again.
    Delete {
        /// The open one of the same kind that gets its conversations, and a company's customers, and
        /// no rights over them. Without one, requests name no questionnaire any more, customers have
        /// this company no more, and conversations keep the site and the company that they came from.
        successor: Option<HeadingId>,
    },
}

/// The form by which a site, questionnaire or company is created.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CreateHeading {
    /// Whose it is.
    pub tenant: TenantId,
    /// Its id, made by the host.
    pub id: HeadingId,
    /// Its name.
    pub name: String,
}
