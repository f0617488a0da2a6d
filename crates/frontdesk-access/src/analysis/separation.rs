//! Separation of duties: rights that must not meet in one person, or in one role.

use std::collections::BTreeSet;
use std::fmt;

use chrono::{DateTime, Utc};
use frontdesk_model::{AccountKind, ActorId, Standing};
use serde::{Deserialize, Serialize};

use super::diff::covers;
use super::facts::Facts;
use super::holding::held_over;
use super::moments::{moments, of_record};
use super::points::Ground;
use super::roles::{Counterexample, shared};
use super::{Findings, Place, TooWide};
use crate::catalogue::Catalogue;
use crate::directory::Directory;
use crate::grant::Grant;
use crate::holder::Holder;
use crate::permission::{Permission, PermissionSet};
use crate::reason::Source;
use crate::role::{AddOnId, Role, RoleId};

/// Whoever can do something of the one must not be able to do anything of the other to the same
/// object.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SeparationRule {
    /// What the host calls it.
    pub id: String,
    /// The one side. A right that is on both sides is not held against itself.
    pub one: PermissionSet,
    /// The other.
    pub other: PermissionSet,
}

/// Two rights that meet in one person.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Meeting {
    /// In whom.
    pub actor: ActorId,
    /// Against which rule.
    pub rule: String,
    /// The right of the one side.
    pub one: Permission,
    /// The right of the other.
    pub other: Permission,
    /// The object over which both can be used. Two, where the rights are about different kinds of
    /// objects: then it is enough to have both anywhere.
    pub over: Vec<Facts>,
    /// From when on. `None`: now.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<DateTime<Utc>>,
    /// Of records that would be united: whose record it was on already.
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    pub already: BTreeSet<ActorId>,
}

/// Two rights that meet in a role.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RoleMeeting {
    /// The role.
    pub role: RoleId,
    /// The fewest of its add-ons with which they meet.
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    pub add_ons: BTreeSet<AddOnId>,
    /// Against which rule.
    pub rule: String,
    /// The right of the one side.
    pub one: Permission,
    /// The right of the other.
    pub other: Permission,
    /// A person and the object over which both are granted. Two, where the rights are about
    /// different kinds of objects.
    pub over: Vec<Counterexample>,
}

impl RoleMeeting {
    fn order(&self) -> (&RoleId, &String, Permission, Permission, &BTreeSet<AddOnId>) {
        (&self.role, &self.rule, self.one, self.other, &self.add_ons)
    }
}

/// Why two records cannot be united.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum UniteError {
    /// They are two tenants'.
    #[error("the two belong to two tenants")]
    OtherTenant,
    /// A customer is never a user.
    #[error("the one is a customer and the other a user")]
    CustomerAndUser,
}

/// The rights that meet in people, now or later: what can be used after standing, kind,
/// restrictions and prerequisites, over the same object.
#[must_use]
pub fn separation(
    directory: &Directory,
    rules: &[SeparationRule],
    now: DateTime<Utc>,
) -> Findings<Meeting> {
    let mut findings = Findings::default();
    for holder in directory.holders() {
        in_person(directory.catalogue(), holder, rules, now, &mut findings);
    }
    findings.found.sort();
    findings
}

/// The rights that would meet if the second record were united with the first: the roles, grants
/// and lists of both, the restrictions of both, and the account active; of two kinds it becomes
/// unified.
///
/// # Errors
/// When they are two tenants', or a customer's and a user's.
pub fn separation_if_united(
    catalogue: &Catalogue,
    records: [&Holder; 2],
    rules: &[SeparationRule],
    now: DateTime<Utc>,
) -> Result<Findings<Meeting>, UniteError> {
    let united = united(records)?;
    let mut findings = Findings::default();
    in_person(catalogue, &united, rules, now, &mut findings);
    for record in records {
        let mut before = Findings::default();
        in_person(catalogue, record, rules, now, &mut before);
        for meeting in &mut findings.found {
            let same = |other: &Meeting| {
                (&other.rule, other.one, other.other) == (&meeting.rule, meeting.one, meeting.other)
            };
            if before.found.iter().any(same) {
                meeting.already.insert(record.id);
            }
        }
    }
    findings.found.sort();
    Ok(findings)
}

/// The rights that meet in roles: granted over the same object by a role alone, or with the fewest
/// of its add-ons. Prerequisites may come from elsewhere and are not asked for.
#[must_use]
pub fn separation_in_roles(
    catalogue: &Catalogue,
    rules: &[SeparationRule],
) -> Findings<RoleMeeting> {
    let mut findings = Findings::default();
    for role in catalogue.roles() {
        for (rule, one, other) in pairs(rules) {
            in_role(catalogue, role, (rule, one, other), &mut findings);
        }
    }
    findings.found.sort_by(|a, b| a.order().cmp(&b.order()));
    findings
}

/// Every two rights that a rule keeps apart.
fn pairs(
    rules: &[SeparationRule],
) -> impl Iterator<Item = (&SeparationRule, Permission, Permission)> {
    rules.iter().flat_map(|rule| {
        rule.one.iter().flat_map(move |one| {
            let others = rule.other.iter().filter(move |other| *other != one);
            others.map(move |other| (rule, one, other))
        })
    })
}

fn in_person(
    catalogue: &Catalogue,
    holder: &Holder,
    rules: &[SeparationRule],
    now: DateTime<Utc>,
    findings: &mut Findings<Meeting>,
) {
    let moments = moments(of_record(catalogue, holder), now);
    for (rule, one, other) in pairs(rules) {
        for at in &moments {
            match meeting(catalogue, holder, [one, other], *at) {
                Ok(None) => {}
                Ok(Some(over)) => {
                    findings.found.push(Meeting {
                        actor: holder.id,
                        rule: rule.id.clone(),
                        one,
                        other,
                        over,
                        from: (*at != now).then_some(*at),
                        already: BTreeSet::new(),
                    });
                    break;
                }
                Err(wide) => {
                    findings.too_wide.insert((Place::Person(holder.id), wide));
                    break;
                }
            }
        }
    }
}

/// The object over which a person can use both, if there is one.
fn meeting(
    catalogue: &Catalogue,
    holder: &Holder,
    [one, other]: [Permission; 2],
    at: DateTime<Utc>,
) -> Result<Option<Vec<Facts>>, TooWide> {
    let (Some(first), Some(second)) = (
        held_over(catalogue, holder, one, at)?,
        held_over(catalogue, holder, other, at)?,
    ) else {
        return Ok(None);
    };
    if first.kind != second.kind {
        return Ok(Some(vec![first, second]));
    }
    let kind = first.kind;
    let lists = &holder.memberships;
    let scopes = [one, other].map(|right| catalogue.scopes_of(holder, right, at));
    let mut ground = Ground::new(holder.id);
    for scopes in &scopes {
        ground.mention_all(scopes);
    }
    let cases = ground.cases(kind, holder.tenant, [lists, lists]);
    let cases = cases.ok_or_else(|| TooWide::of(one))?;
    let over = cases
        .into_iter()
        .find(|facts| scopes.iter().all(|scopes| covers(scopes, facts)));
    Ok(over.map(|facts| vec![facts]))
}

/// The record that two would be.
fn united([one, other]: [&Holder; 2]) -> Result<Holder, UniteError> {
    if one.tenant != other.tenant {
        return Err(UniteError::OtherTenant);
    }
    if one.id.user().is_some() != other.id.user().is_some() {
        return Err(UniteError::CustomerAndUser);
    }
    let mut united = one.clone();
    united.standing = Standing::Active;
    if one.kind != other.kind {
        united.kind = AccountKind::Unified;
    }
    united.roles.extend(other.roles.iter().cloned());
    united.grants.extend(other.grants.iter().cloned());
    united
        .restrictions
        .extend(other.restrictions.iter().cloned());
    united.obligations.extend(&other.obligations);
    let lists = &mut united.memberships;
    let more = other.memberships.clone();
    lists.groups.extend(more.groups);
    lists.sites.extend(more.sites);
    lists.languages.extend(more.languages);
    lists.questionnaires.extend(more.questionnaires);
    lists.channels.extend(more.channels);
    lists.modules.extend(more.modules);
    lists.cabinet_sections.extend(more.cabinet_sections);
    lists.overseen_groups.extend(more.overseen_groups);
    lists.overseen_people.extend(more.overseen_people);
    lists.organizations.extend(more.organizations);
    Ok(united)
}

/// With no add-on, else with each one, else with each two of which neither is enough.
fn in_role(
    catalogue: &Catalogue,
    role: &Role,
    (rule, one, other): (&SeparationRule, Permission, Permission),
    findings: &mut Findings<RoleMeeting>,
) {
    let mut enough: Vec<BTreeSet<AddOnId>> = Vec::new();
    for add_ons in small_sets(role) {
        if enough.iter().any(|fewer| fewer.is_subset(&add_ons)) {
            continue;
        }
        match role_meeting(catalogue, role, &add_ons, [one, other]) {
            Ok(None) => {}
            Ok(Some(over)) => {
                findings.found.push(RoleMeeting {
                    role: role.id.clone(),
                    add_ons: add_ons.clone(),
                    rule: rule.id.clone(),
                    one,
                    other,
                    over,
                });
                enough.push(add_ons);
            }
            Err(wide) => {
                let place = Place::Role(Source::Role(role.id.clone()));
                findings.too_wide.insert((place, wide));
            }
        }
    }
}

/// Two rights come from at most two add-ons.
fn small_sets(role: &Role) -> Vec<BTreeSet<AddOnId>> {
    let ids: Vec<&AddOnId> = role.add_ons.keys().collect();
    let mut sets = vec![BTreeSet::new()];
    sets.extend(ids.iter().map(|id| BTreeSet::from([(*id).clone()])));
    for (at, one) in ids.iter().enumerate() {
        let others = ids.iter().skip(at + 1);
        sets.extend(others.map(|other| BTreeSet::from([(*one).clone(), (*other).clone()])));
    }
    sets
}

fn role_meeting(
    catalogue: &Catalogue,
    role: &Role,
    add_ons: &BTreeSet<AddOnId>,
    rights: [Permission; 2],
) -> Result<Option<Vec<Counterexample>>, TooWide> {
    let of_add_ons = add_ons.iter().filter_map(|id| role.add_ons.get(id));
    let grants: Vec<&Grant> = role
        .grants
        .iter()
        .chain(of_add_ons.flat_map(|add_on| &add_on.grants))
        .collect();
    let giving = |right: Permission| -> Vec<Grant> {
        let giving = grants.iter().filter(|grant| grant.gives.includes(right));
        giving.map(|grant| (*grant).clone()).collect()
    };
    let [one, other] = rights;
    let (Some(kind), Some(other_kind)) = (catalogue.object_of(one), catalogue.object_of(other))
    else {
        return Ok(None);
    };
    let (first, second) = (giving(one), giving(other));
    if first.is_empty() || second.is_empty() {
        return Ok(None);
    }
    let wide = |()| TooWide::of(one);
    if kind == other_kind {
        let found = shared(kind, &first, &second).map_err(wide)?;
        return Ok(found.map(|found| vec![found.into_example(Some(one))]));
    }
    let over_one = shared(kind, &first, &first).map_err(wide)?;
    let over_other = shared(other_kind, &second, &second).map_err(wide)?;
    Ok(over_one
        .zip(over_other)
        .map(|(a, b)| vec![a.into_example(Some(one)), b.into_example(Some(other))]))
}

impl fmt::Display for Meeting {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            actor,
            rule,
            one,
            other,
            ..
        } = self;
        write!(f, "{actor}: {one} and {other} meet, against {rule}")?;
        let over: Vec<String> = self.over.iter().map(ToString::to_string).collect();
        write!(f, ", over {}", over.join(" and "))?;
        self.from.map_or(Ok(()), |from| write!(f, ", from {from}"))
    }
}

impl fmt::Display for RoleMeeting {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            role,
            rule,
            one,
            other,
            ..
        } = self;
        write!(f, "role {role}")?;
        for add_on in &self.add_ons {
            write!(f, " with {add_on}")?;
        }
        write!(f, ": {one} and {other} meet, against {rule}")
    }
}
