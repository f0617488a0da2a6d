//! Two accounts before and after, and the way back.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use frontdesk_access::Holder;
use frontdesk_identity::{Profile, Setting, UserRecord};
use frontdesk_model::{Memberships, RefusalKind};
use serde::{Deserialize, Serialize};

use crate::{Account, Aliases, Field, MergeEvent, Reason, Refusal, Undone, United};

/// Two accounts apart, or one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MergeState {
    /// Two.
    Apart(Box<Apart>),
    /// One, as the merge left it.
    United(Box<United>),
}

/// Two accounts that are not united.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Apart {
    /// The operator.
    pub operator: Account,
    /// The admin.
    pub admin: Account,
}

/// An event that cannot follow on what is there. A host that sees it has mixed up two streams.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Misapplied {
    /// The event is about other accounts, or about these as they were at another time.
    #[error("the event is about other accounts, or about these at another time")]
    OtherAccounts,
    /// The accounts were united by another plan.
    #[error("the accounts were united by another plan")]
    OtherPlan,
}

impl Misapplied {
    /// The stable code.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        "wrong_event"
    }

    /// The kind of no: the host has mixed up two streams.
    #[must_use]
    pub const fn kind(&self) -> RefusalKind {
        RefusalKind::Invalid
    }
}

impl MergeState {
    /// Two accounts that are not united.
    #[must_use]
    pub fn apart(operator: Account, admin: Account) -> Self {
        Self::Apart(Box::new(Apart { operator, admin }))
    }

    /// Makes an event true. It never decides again, and an event that is true already changes nothing.
    ///
    /// # Errors
    /// When the event cannot follow: nothing is changed then.
    pub fn apply(&mut self, event: &MergeEvent) -> Result<(), Misapplied> {
        let next = match (&*self, event) {
            (Self::Apart(apart), MergeEvent::United(united)) => {
                if !same(&apart.operator, &united.operator) || !same(&apart.admin, &united.admin) {
                    return Err(Misapplied::OtherAccounts);
                }
                Self::United(united.clone())
            }
            (Self::United(before), MergeEvent::United(united)) => {
                if before != united {
                    return Err(Misapplied::OtherPlan);
                }
                return Ok(());
            }
            (Self::United(united), MergeEvent::Undone(undone)) => {
                if united.plan != undone.plan {
                    return Err(Misapplied::OtherPlan);
                }
                if !same(&united.operator, &undone.operator) || !same(&united.admin, &undone.admin)
                {
                    return Err(Misapplied::OtherAccounts);
                }
                Self::apart(undone.operator.clone(), undone.admin.clone())
            }
            (Self::Apart(apart), MergeEvent::Undone(undone)) => {
                if !same(&apart.operator, &undone.operator) || !same(&apart.admin, &undone.admin) {
                    return Err(Misapplied::OtherAccounts);
                }
                return Ok(());
            }
        };
        *self = next;
        Ok(())
    }

    /// The accounts that there are: two, or the one.
    #[must_use]
    pub fn accounts(&self) -> Vec<&Account> {
        match self {
            Self::Apart(apart) => vec![&apart.operator, &apart.admin],
            Self::United(united) => vec![&united.result],
        }
    }
}

/// Whether two images are of one account at one moment. A token that was out is no difference: the merge
/// has made it void.
fn same(one: &Account, other: &Account) -> bool {
    one == other || one.clone().without_tokens() == other.clone().without_tokens()
}

/// What there is when a merge is to be undone. Whether the one who asks may is access's question:
/// `merge.undo`.
#[derive(Clone, Copy, Debug)]
pub struct UndoRequest<'a> {
    /// The accounts as the merge left them.
    pub state: &'a MergeState,
    /// The united account as it is now.
    pub current: &'a Account,
    /// The ids that mean other accounts.
    pub aliases: &'a Aliases,
}

/// Undoes a merge: both halves are again what they were, to the last byte, their versions included. A
/// token that was out before the merge alone stays void.
/// Nobody's later work is lost: once anything of the united account changed, it is refused.
///
/// # Errors
/// When the accounts are not united, or with every place in which the united account changed since.
pub fn undo(request: &UndoRequest<'_>, now: DateTime<Utc>) -> Result<Vec<MergeEvent>, Refusal> {
    let UndoRequest {
        state,
        current,
        aliases,
    } = *request;
    let MergeState::United(united) = state else {
        return Err(Reason::NotUnited.into());
    };
    let mut reasons = BTreeSet::new();
    if aliases.tenant() != united.result.tenant() || current.tenant() != united.result.tenant() {
        reasons.insert(Reason::OtherTenant);
    }
    // A later merge is undone first.
    let end = aliases.resolve(united.survivor);
    if end != united.survivor {
        reasons.insert(Reason::Superseded { by: end });
    }
    // The merge's own alias must be there still.
    if aliases.resolve(united.retired) != end {
        reasons.insert(Reason::NotUnited);
    }
    // Time runs forward.
    if now < united.at {
        reasons.insert(Reason::TooEarly);
    }
    for field in differences(&united.result, current) {
        reasons.insert(Reason::ChangedSince { field });
    }
    Refusal::check(reasons)?;
    Ok(vec![MergeEvent::Undone(Box::new(Undone {
        plan: united.plan,
        at: now,
        // No token that the merge voided opens again.
        operator: united.operator.clone().without_tokens(),
        admin: united.admin.clone().without_tokens(),
    }))])
}

/// Every place in which two images of an account differ. Taken apart to the last field, so that a
/// field of a later release does not compile here before it is compared.
#[must_use]
pub fn differences(one: &Account, other: &Account) -> BTreeSet<Field> {
    let mut found = BTreeSet::new();
    let mut note = |differs: bool, field: Field| {
        if differs {
            found.insert(field);
        }
    };
    let (a, b) = (one.record(), other.record());
    let UserRecord {
        tenant,
        id,
        version,
        kind,
        capacities,
        profile,
        login,
        credentials,
        credential_version,
        ever_had_rights,
        lifecycle,
        activation,
        reset,
        holds,
    } = a;
    note(*tenant != b.tenant || *id != b.id, Field::Id);
    note(*version != b.version, Field::Version);
    note(*kind != b.kind, Field::Kind);
    note(*capacities != b.capacities, Field::Capacities);
    let sign_in = *login != b.login
        || *credentials != b.credentials
        || *credential_version != b.credential_version;
    note(sign_in, Field::SignIn);
    note(*ever_had_rights != b.ever_had_rights, Field::EverHadRights);
    note(*lifecycle != b.lifecycle, Field::Lifecycle);
    let tokens = *activation != b.activation || *reset != b.reset;
    note(tokens, Field::Activation);
    note(*holds != b.holds, Field::Holds);

    let Profile {
        name,
        chat_name,
        photo,
        position,
        email,
        memberships,
        limit,
        settings,
        external_ids,
        contact_points,
    } = profile;
    let b = &b.profile;
    note(*name != b.name, Field::Name);
    note(*chat_name != b.chat_name, Field::ChatName);
    note(*photo != b.photo, Field::Photo);
    note(*position != b.position, Field::Position);
    note(*email != b.email, Field::Email);
    note(*limit != b.limit, Field::Limit);
    note(*external_ids != b.external_ids, Field::ExternalIds);
    note(*contact_points != b.contact_points, Field::ContactPoints);
    for key in changed_settings(settings, &b.settings) {
        note(true, Field::Setting(key));
    }

    let Memberships {
        groups,
        sites,
        languages,
        questionnaires,
        channels,
        modules,
        cabinet_sections,
        overseen_groups,
        overseen_people,
        organizations,
    } = memberships;
    let b = &b.memberships;
    note(*groups != b.groups, Field::Groups);
    note(*sites != b.sites, Field::Sites);
    note(*languages != b.languages, Field::Languages);
    note(*questionnaires != b.questionnaires, Field::Questionnaires);
    note(*channels != b.channels, Field::Channels);
    note(*modules != b.modules, Field::Modules);
    note(
        *cabinet_sections != b.cabinet_sections,
        Field::CabinetSections,
    );
    note(*overseen_groups != b.overseen_groups, Field::OverseenGroups);
    note(*overseen_people != b.overseen_people, Field::OverseenPeople);
    note(*organizations != b.organizations, Field::Organizations);

    // Tenant, id, kind, standing and lists of the rights agree with the record.
    let Holder {
        tenant: _,
        id: _,
        kind: _,
        standing: _,
        memberships: _,
        roles,
        grants,
        restrictions,
        obligations,
    } = one.holder();
    let b = other.holder();
    note(*roles != b.roles, Field::Roles);
    note(*grants != b.grants, Field::Grants);
    note(*restrictions != b.restrictions, Field::Restrictions);
    note(*obligations != b.obligations, Field::Obligations);
    found
}

fn changed_settings(
    one: &BTreeMap<String, Setting>,
    other: &BTreeMap<String, Setting>,
) -> BTreeSet<String> {
    one.keys()
        .chain(other.keys())
        .filter(|key| one.get(*key) != other.get(*key))
        .cloned()
        .collect()
}
