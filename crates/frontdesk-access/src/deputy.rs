//! What acts for somebody: an automation rule, a macro, an API key, a bot.

use std::collections::BTreeSet;
use std::fmt;

use chrono::{DateTime, Utc};
use frontdesk_model::{ActorId, Names, Standing, TenantId, Validity};
use serde::{Deserialize, Serialize};

use crate::analysis::Subject;
use crate::catalogue::Catalogue;
use crate::decide::{Decision, Outcome, Request};
use crate::directory::Directory;
use crate::explain::Explanation;
use crate::grant::Grant;
use crate::holder::{Holder, Obligation};
use crate::permission::Permission;
use crate::reason::Reason;
use crate::unread::Fields;

mod form;

/// What acts for somebody: an automation rule, a macro, an API key, a bot. It may do what its owner
/// may do at that moment **and** what it declares, and never more than either: no right of the
/// author, of the system or of whoever set it off comes with it.
///
/// What a later release stored and this one cannot read gives nothing and is written back, as of a
/// [`Role`](crate::Role).
///
/// ```
/// use frontdesk_access::analysis::Subject;
/// use frontdesk_access::{Catalogue, Deputy, DeputySide, Directory, Grant, Holder, Permission, Scope};
/// use frontdesk_model::{TenantId, UserId, Version, chrono::DateTime};
///
/// let (tenant, anna, now) = (TenantId::from_number(1), UserId::from_number(17), DateTime::UNIX_EPOCH);
/// let mut owner = Holder::new(tenant, anna);
/// owner.grants = Grant::each(&[Permission::TAG_MANAGE, Permission::TEMPLATE_MANAGE], &Scope::any());
/// let mut desk = Directory::new(tenant, Catalogue::default());
/// desk.load(owner, Version::FIRST)?;
///
/// let declared = [Permission::TAG_MANAGE, Permission::ACCOUNT_SETTINGS];
/// let key = Deputy::new(tenant, anna, Grant::each(&declared, &Scope::any()));
/// let ask = |permission| desk.decide_for(&key, permission, &Subject::Section, now);
/// assert!(ask(Permission::TAG_MANAGE).is_allow());
/// assert_eq!(ask(Permission::TEMPLATE_MANAGE).denied_by(), [DeputySide::Declared].into());
/// assert_eq!(ask(Permission::ACCOUNT_SETTINGS).denied_by(), [DeputySide::Owner].into());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Fields", into = "form::Written")]
pub struct Deputy {
    /// Whose tenant it belongs to.
    pub tenant: TenantId,
    /// For whom it acts. Its relations and lists are this person's.
    pub owner: ActorId,
    /// What it says that it does. What a right needs has to be declared as well.
    pub declared: Vec<Grant>,
    /// While it acts at all.
    pub validity: Validity,
}

/// Whose no it was.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DeputySide {
    /// The owner may not do it, now.
    Owner,
    /// It was not declared.
    Declared,
}

/// The answer for a deputy: that of its owner and that of what it declares.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct DeputyDecision {
    /// Yes, if both say yes.
    pub outcome: Outcome,
    /// What its owner is answered. An owner who is gone is answered like one who is deleted.
    pub owner: Decision,
    /// What is answered to what it declares: to a person with its owner's kind of account and lists,
    /// and with no right besides.
    pub declared: Decision,
    /// What the host must see to when it lets the action through: the owner's.
    pub obligations: BTreeSet<Obligation>,
}

/// Everything that the answer for a deputy hangs on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct DeputyExplanation {
    /// The answer.
    pub decision: DeputyDecision,
    /// Its owner's side. `None`: there is no record of the owner.
    pub owner: Option<Explanation>,
    /// The side of what it declares: what would be enough is to be declared.
    pub declared: Option<Explanation>,
}

impl Deputy {
    /// Acts for this person within this, without end.
    #[must_use]
    pub fn new(tenant: TenantId, owner: impl Into<ActorId>, declared: Vec<Grant>) -> Self {
        Self {
            tenant,
            owner: owner.into(),
            declared,
            validity: Validity::ALWAYS,
        }
    }

    /// What it declares as a record of its own, for questions at this moment: the owner's kind of
    /// account and lists, nothing but the declared grants, and of those that hold now no end later
    /// than its own.
    /// `None`: the record is not its owner's.
    ///
    /// For a host that asks the compiled form: let it answer for the owner, ask
    /// [`Catalogue::allows`] of this record about the same resource, and join the two with `&&`.
    #[must_use]
    pub fn declared_record(&self, owner: &Holder, now: DateTime<Utc>) -> Option<Holder> {
        if (owner.tenant, owner.id) != (self.tenant, self.owner) {
            return None;
        }
        let grants = self.declared.iter().map(|grant| Grant {
            validity: within(self.validity, grant.validity, now),
            ..grant.clone()
        });
        Some(Holder {
            kind: owner.kind,
            memberships: owner.memberships.clone(),
            grants: grants.collect(),
            ..Holder::new(self.tenant, self.owner)
        })
    }
}

/// The time of both, if both hold now; else that of one that does not.
fn within(whole: Validity, part: Validity, now: DateTime<Utc>) -> Validity {
    if !whole.holds(now) {
        return whole;
    }
    // What ends first ends both: what begins has begun.
    match (
        part.holds(now),
        whole.next_change(now),
        part.next_change(now),
    ) {
        (true, Some(one), Some(other)) if one < other => Validity::until(one),
        (true, Some(one), None) => Validity::until(one),
        _ => part,
    }
}

impl Catalogue {
    /// Decides for a deputy: the request is its owner's, with the owner's record as it is now. A
    /// request of anybody else is denied, as that of an owner who is gone.
    #[must_use]
    pub fn decide_for(
        &self,
        deputy: &Deputy,
        request: &Request<'_>,
        now: DateTime<Utc>,
    ) -> DeputyDecision {
        let Some(declared) = deputy.declared_record(request.holder, now) else {
            return DeputyDecision::without_owner(deputy, request.holder.tenant);
        };
        // It may do what its owner may do now, and of that only what it declares: a system's or an
        // author's rights never come with it (the confused deputy).
        let declared = Request {
            holder: &declared,
            ..*request
        };
        DeputyDecision::of(self.decide(request, now), self.decide(&declared, now))
    }
}

impl Directory {
    /// Decides for a deputy by the record that its owner has now. An owner whose record is gone is
    /// like one who is deleted or suspended: the deputy does nothing.
    #[must_use]
    pub fn decide_for(
        &self,
        deputy: &Deputy,
        permission: Permission,
        about: &Subject,
        now: DateTime<Utc>,
    ) -> DeputyDecision {
        let Some(holder) = self.holder(deputy.owner) else {
            return DeputyDecision::without_owner(deputy, self.tenant());
        };
        let request = Request {
            holder,
            permission,
            resource: about.resource(&holder.actor()),
        };
        self.catalogue().decide_for(deputy, &request, now)
    }

    /// Everything that the answer for a deputy hangs on, side by side.
    #[must_use]
    pub fn explain_for(
        &self,
        deputy: &Deputy,
        permission: Permission,
        about: &Subject,
        now: DateTime<Utc>,
    ) -> DeputyExplanation {
        let decision = self.decide_for(deputy, permission, about, now);
        let owner = self.holder(deputy.owner);
        let declared = owner.and_then(|owner| deputy.declared_record(owner, now));
        let (Some(holder), Some(declared)) = (owner, declared) else {
            return DeputyExplanation {
                decision,
                owner: None,
                declared: None,
            };
        };
        let request = Request {
            holder,
            permission,
            resource: about.resource(&holder.actor()),
        };
        let asked = Request {
            holder: &declared,
            ..request
        };
        DeputyExplanation {
            decision,
            owner: Some(self.explain(&request, now)),
            declared: Some(self.catalogue().explain(&asked, now)),
        }
    }
}

impl DeputyDecision {
    /// Whether the answer is yes.
    #[must_use]
    pub fn is_allow(&self) -> bool {
        self.outcome == Outcome::Allow
    }

    /// Who said no. Empty: nobody.
    #[must_use]
    pub fn denied_by(&self) -> BTreeSet<DeputySide> {
        let sides = [
            (DeputySide::Owner, &self.owner),
            (DeputySide::Declared, &self.declared),
        ];
        let no = sides.into_iter().filter(|(_, answer)| !answer.is_allow());
        no.map(|(side, _)| side).collect()
    }

    fn of(owner: Decision, declared: Decision) -> Self {
        let both = owner.is_allow() && declared.is_allow();
        let obligations = owner.obligations.iter().copied();
        Self {
            outcome: if both { Outcome::Allow } else { Outcome::Deny },
            obligations: obligations.filter(|_| both).collect(),
            owner,
            declared,
        }
    }

    fn without_owner(deputy: &Deputy, tenant: TenantId) -> Self {
        let reason = match deputy.tenant == tenant {
            true => Reason::NotActive {
                standing: Standing::Deleted,
            },
            false => Reason::OtherTenant,
        };
        let no = Decision {
            outcome: Outcome::Deny,
            reasons: vec![reason],
            obligations: BTreeSet::new(),
        };
        Self::of(no.clone(), no)
    }
}

impl DeputySide {
    /// The stable name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Owner => "owner",
            Self::Declared => "declared",
        }
    }
}

impl DeputyExplanation {
    /// The same in words, with the names that people use, as [`Explanation::told`].
    pub fn told<'a>(&'a self, catalogue: &'a Catalogue, names: &'a dyn Names) -> impl fmt::Display {
        fmt::from_fn(move |f| {
            f.write_str(match self.decision.is_allow() {
                true => "yes, its owner may and it declares it",
                false => "no",
            })?;
            let sides = [
                ("its owner", &self.owner, &self.decision.owner),
                ("it declares", &self.declared, &self.decision.declared),
            ];
            for (side, explanation, decision) in sides {
                write!(f, "\n{side}: ")?;
                match explanation {
                    Some(explanation) => write!(f, "{}", explanation.told(catalogue, names))?,
                    None => {
                        f.write_str("no")?;
                        for reason in &decision.reasons {
                            write!(f, ": {reason}")?;
                        }
                    }
                }
            }
            Ok(())
        })
    }
}
