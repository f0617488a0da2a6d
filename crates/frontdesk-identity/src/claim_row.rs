//! What must be unique as rows of one table with one unique index.

use std::collections::BTreeSet;
use std::fmt;

use frontdesk_contact::Key;
use frontdesk_model::{TenantId, UserId, uuid::Uuid};
use serde::{Deserialize, Serialize};

use crate::{
    Claim, EmailUse, Group, Heading, LoginKey, LoginSpace, PortalAccount, PortalClaim, Subject,
    User,
};

/// A row of the host's one table of what must be unique, whose unique index is over `tenant`, `kind` and
/// `value`. Two claims that are equal are one row, and two that are not are two.
///
/// | Kind | What |
/// |---|---|
/// | `login.operator`, `login.admin_panel` | a login by PRECIS on a surface |
/// | `login_address.operator`, `login_address.admin_panel` | a login that is an address and none by PRECIS |
/// | `email.operator`, `email.admin_panel` | an address that is the account's key (S91) |
/// | `external` | the id of a record of another system |
/// | `portal.address`, `portal.social`, `portal.sso` | a customer's address, and who vouches for him |
/// | `group`, `site`, `questionnaire`, `organization` | a name (S152) |
///
/// The value is personal, but for the last row of this table: the rows of an account that is erased are in
/// what its last [`ClaimDifference`] deletes. `Debug` does not print it.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct ClaimRow {
    /// Whose.
    pub tenant: TenantId,
    /// What kind of claim, as in the table above.
    pub kind: String,
    /// What is claimed, normalized: compared to the octet.
    pub value: String,
    /// The version of the normalizer that made the value; `None`: it is compared as it was given. Rows of
    /// an older version are made again from the records when it changes.
    pub normalizer: Option<u16>,
    /// The account, group, site, questionnaire or company that has it.
    pub holder: Uuid,
}

/// What to do with a table of rows when what claims them has changed: first delete, then insert, in the
/// transaction that stores the events. A clash of the insertion is status 409.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ClaimDifference {
    /// Rows to delete.
    pub delete: BTreeSet<ClaimRow>,
    /// Rows to insert.
    pub insert: BTreeSet<ClaimRow>,
}

impl ClaimDifference {
    /// From these rows to those. What is in both stays untouched.
    #[must_use]
    pub fn between(before: &BTreeSet<ClaimRow>, after: &BTreeSet<ClaimRow>) -> Self {
        Self {
            delete: before.difference(after).cloned().collect(),
            insert: after.difference(before).cloned().collect(),
        }
    }

    /// Whether nothing is to be done.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.delete.is_empty() && self.insert.is_empty()
    }
}

impl ClaimRow {
    /// The rows of these claims of an account.
    #[must_use]
    pub fn of_claims(tenant: TenantId, user: UserId, claims: &BTreeSet<Claim>) -> BTreeSet<Self> {
        let row = |claim: &Claim| {
            let (kind, value, normalizer) = parts(claim);
            Self {
                tenant,
                kind,
                value,
                normalizer,
                holder: user.uuid(),
            }
        };
        claims.iter().map(row).collect()
    }

    /// The rows of an account; none of one that is not there yet.
    #[must_use]
    pub fn of_user(user: Option<&User>, emails: EmailUse) -> BTreeSet<Self> {
        let rows = user.map(|user| Self::of_claims(user.tenant(), user.id(), &user.claims(emails)));
        rows.unwrap_or_default()
    }

    /// The rows of a portal account; none of one that is not there yet.
    #[must_use]
    pub fn of_portal(account: Option<&PortalAccount>) -> BTreeSet<Self> {
        let Some(account) = account else {
            return BTreeSet::new();
        };
        let row = |claim: &PortalClaim| {
            let (kind, value, normalizer) = match claim {
                PortalClaim::Address(key) => ("portal.address", key.value().to_owned(), of(key)),
                PortalClaim::Social(subject) => ("portal.social", joined(subject), None),
                PortalClaim::Sso(subject) => ("portal.sso", joined(subject), None),
            };
            Self {
                tenant: account.tenant(),
                kind: kind.to_owned(),
                value,
                normalizer,
                holder: account.customer().uuid(),
            }
        };
        account.claims().iter().map(row).collect()
    }

    /// The row of a group; none of one that is deleted or not there yet.
    #[must_use]
    pub fn of_group(group: Option<&Group>) -> BTreeSet<Self> {
        let row = group.and_then(|group| {
            group.claim().map(|name| Self {
                tenant: group.tenant(),
                kind: "group".to_owned(),
                value: name.value().to_owned(),
                normalizer: of(&name),
                holder: group.id().uuid(),
            })
        });
        row.into_iter().collect()
    }

    /// The row of a site, questionnaire or company; none of one that is deleted or not there yet.
    #[must_use]
    pub fn of_heading(heading: Option<&Heading>) -> BTreeSet<Self> {
        let row = heading.and_then(|heading| {
            heading.claim().map(|claim| Self {
                tenant: heading.tenant(),
                kind: claim.kind.name().to_owned(),
                value: claim.name.value().to_owned(),
                normalizer: of(&claim.name),
                holder: heading.id().uuid(),
            })
        });
        row.into_iter().collect()
    }
}

fn parts(claim: &Claim) -> (String, String, Option<u16>) {
    let named = |what: &str, space: &LoginSpace| format!("{what}.{}", space_name(*space));
    match claim {
        Claim::Login {
            space,
            key: LoginKey::Name(key),
        } => (named("login", space), key.value().to_owned(), of(key)),
        Claim::Login {
            space,
            key: LoginKey::Address(key),
        } => (
            named("login_address", space),
            key.value().to_owned(),
            of(key),
        ),
        Claim::Email { space, key } => (named("email", space), key.value().to_owned(), of(key)),
        Claim::External(id) => ("external".to_owned(), id.to_string(), None),
    }
}

const fn space_name(space: LoginSpace) -> &'static str {
    match space {
        LoginSpace::Operator => "operator",
        LoginSpace::AdminPanel => "admin_panel",
    }
}

fn of<K>(key: &Key<K>) -> Option<u16> {
    Some(key.version())
}

/// Issuer and subject with the length of the first before them, so that no two pairs are one text.
fn joined(subject: &Subject) -> String {
    let issuer = subject.issuer();
    format!("{}:{issuer}{}", issuer.len(), subject.subject())
}

impl fmt::Debug for ClaimRow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClaimRow")
            .field("tenant", &self.tenant)
            .field("kind", &self.kind)
            .field("holder", &self.holder)
            .finish_non_exhaustive()
    }
}
