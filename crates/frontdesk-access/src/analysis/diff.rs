//! What a change of roles and records comes to: who gains and who loses what, and where.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use chrono::{DateTime, Utc};
use frontdesk_model::{ActorId, Memberships, TenantId};
use serde::Serialize;

use super::TooWide;
use super::area::{Area, Meant, wordings, written_out};
use super::facts::Facts;
use super::moments::{moments, of_record};
use super::points::Ground;
use crate::catalogue::Catalogue;
use crate::directory::Directory;
use crate::holder::Holder;
use crate::permission::{ObjectKind, Permission};
use crate::role::{Role, RoleId};
use crate::scope::Scope;
use crate::scopes::Scopes;

mod beside;

pub use beside::{ObligationChange, TrustChange};

/// What people gain and lose: rights, duties that come with them, and roles that they may assign. Not
/// a comparison of texts: a rewrite of scopes, roles and lists that changes no answer to anybody, now
/// or later, is no change.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Diff {
    /// From when on the answers are compared.
    pub now: DateTime<Utc>,
    /// By person, right, direction and place.
    pub changes: Vec<Change>,
    /// What people come to have to see to, and no longer have to: freed of it, they see more.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub obligations: Vec<ObligationChange>,
    /// Which roles people come to be entrusted with, and no longer are.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub entrusted: Vec<TrustChange>,
    /// Of these nothing is claimed.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub too_wide: Vec<(ActorId, TooWide)>,
}

/// One person gains or loses one right somewhere.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Change {
    /// Who.
    pub actor: ActorId,
    /// The right, with its prerequisites.
    pub permission: Permission,
    /// Gained or lost.
    pub direction: Direction,
    /// Over which objects.
    #[serde(flatten)]
    pub area: Area,
    /// From when on. `None`: at once.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<DateTime<Utc>>,
    /// Until when, the moment excluded; before and after say the same then. `None`: without end.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub until: Option<DateTime<Utc>>,
}

/// Which way a change goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    /// It was denied and is allowed.
    Gained,
    /// It was allowed and is denied.
    Lost,
}

/// Why two directories cannot be compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DiffError {
    /// They are two tenants'.
    #[error("the two belong to two tenants")]
    OtherTenant,
}

impl Diff {
    /// Whether nothing changes for anybody, and that is certain.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.changes.is_empty()
            && self.obligations.is_empty()
            && self.entrusted.is_empty()
            && self.too_wide.is_empty()
    }

    /// For whom something changes.
    #[must_use]
    pub fn people(&self) -> BTreeSet<ActorId> {
        let rights = self.changes.iter().map(|change| change.actor);
        let duties = self.obligations.iter().map(|change| change.actor);
        let trust = self.entrusted.iter().map(|change| change.actor);
        rights.chain(duties).chain(trust).collect()
    }

    /// What changes of rights at once.
    pub fn at_once(&self) -> impl Iterator<Item = &Change> {
        self.changes.iter().filter(|change| change.from.is_none())
    }
}

/// What people gain and lose from `now` on, when the second takes the place of the first. Whoever
/// is in one of the two alone holds nothing in the other.
///
/// # Errors
/// When they are two tenants'.
pub fn diff(before: &Directory, after: &Directory, now: DateTime<Utc>) -> Result<Diff, DiffError> {
    if before.tenant() != after.tenant() {
        return Err(DiffError::OtherTenant);
    }
    let changed = changed_roles(before.catalogue(), after.catalogue());
    let ids: BTreeSet<ActorId> = before
        .holders()
        .chain(after.holders())
        .map(|holder| holder.id)
        .collect();
    let mut diff = Diff::new(now);
    for id in ids {
        let (old, new) = (before.holder(id), after.holder(id));
        let same_roles = changed.as_ref().is_some_and(|changed| {
            let mut roles = old.into_iter().flat_map(|holder| &holder.roles);
            roles.all(|held| !changed.contains(&held.role))
        });
        if old == new && same_roles {
            continue;
        }
        diff.add(
            id,
            old.map(|holder| Side::new(before.catalogue(), holder)),
            new.map(|holder| Side::new(after.catalogue(), holder)),
        );
    }
    Ok(diff)
}

/// What people gain and lose from `now` on, when this version takes the place of the role of its id.
#[must_use]
pub fn diff_role(directory: &Directory, version: &Role, now: DateTime<Utc>) -> Diff {
    let before = directory.catalogue();
    let mut after = before.clone();
    after.replace(version.clone());
    let mut diff = Diff::new(now);
    for holder in directory.holders() {
        if holder.roles.iter().any(|held| held.role == version.id) {
            let (old, new) = (Side::new(before, holder), Side::new(&after, holder));
            diff.add(holder.id, Some(old), Some(new));
        }
    }
    diff
}

/// The roles that are not the same in both. `None`: the rights of the host's own are not the same.
fn changed_roles(before: &Catalogue, after: &Catalogue) -> Option<BTreeSet<RoleId>> {
    if !before.host_permissions().eq(after.host_permissions()) {
        return None;
    }
    let ids = before.roles().chain(after.roles()).map(|role| &role.id);
    let differs = ids.filter(|id| before.role(id) != after.role(id));
    Some(differs.cloned().collect())
}

/// A record and the roles that it is read with.
#[derive(Clone, Copy, Debug)]
pub(super) struct Side<'a> {
    catalogue: &'a Catalogue,
    holder: &'a Holder,
}

impl<'a> Side<'a> {
    pub(super) const fn new(catalogue: &'a Catalogue, holder: &'a Holder) -> Self {
        Self { catalogue, holder }
    }

    /// Where the person holds the right at this moment; `None`: nowhere.
    fn scopes(self, permission: Permission, at: DateTime<Utc>) -> Option<Scopes> {
        let mut scopes = self.catalogue.scopes_of(self.holder, permission, at);
        scopes.valid_until = None;
        let nowhere = scopes.object.is_none()
            || scopes.all_of.iter().any(BTreeSet::is_empty)
            || scopes.none_of.iter().any(Scope::is_any);
        (!nowhere).then_some(scopes)
    }
}

impl Diff {
    pub(super) const fn new(now: DateTime<Utc>) -> Self {
        Self {
            now,
            changes: Vec::new(),
            obligations: Vec::new(),
            entrusted: Vec::new(),
            too_wide: Vec::new(),
        }
    }

    /// Adds what changes for one person.
    pub(super) fn add(
        &mut self,
        actor: ActorId,
        before: Option<Side<'_>>,
        after: Option<Side<'_>>,
    ) {
        let sides = || before.iter().chain(&after);
        let times = sides().flat_map(|side| of_record(side.catalogue, side.holder));
        let at = moments(times, self.now);
        self.add_beside(actor, [before, after], &at);
        let permissions: BTreeSet<Permission> = sides()
            .flat_map(|side| side.catalogue.permissions())
            .collect();
        for permission in permissions {
            let question = Question {
                actor,
                permission,
                before,
                after,
            };
            match question.changes(self.now, &at) {
                Ok(changes) => self.changes.extend(changes),
                Err(wide) => self.too_wide.push((actor, wide)),
            }
        }
    }
}

/// What changes for one person of one right?
#[derive(Clone, Copy)]
struct Question<'a> {
    actor: ActorId,
    permission: Permission,
    before: Option<Side<'a>>,
    after: Option<Side<'a>>,
}

type Row = (Direction, Area);

impl Question<'_> {
    /// The rows of all moments, those that go on from one to the next as one.
    fn changes(
        &self,
        now: DateTime<Utc>,
        moments: &BTreeSet<DateTime<Utc>>,
    ) -> Result<Vec<Change>, TooWide> {
        let mut changes = Vec::new();
        let mut open: BTreeMap<Row, DateTime<Utc>> = BTreeMap::new();
        let mut last: Option<([Option<Scopes>; 2], BTreeSet<Row>)> = None;
        for at in moments {
            let scopes = [self.before, self.after]
                .map(|side| side.and_then(|side| side.scopes(self.permission, *at)));
            let rows = match last {
                Some((known, rows)) if known == scopes => rows,
                _ => self.rows([&scopes[0], &scopes[1]])?,
            };
            let over: Vec<Row> = open
                .keys()
                .filter(|row| !rows.contains(row))
                .cloned()
                .collect();
            for row in over {
                if let Some(from) = open.remove(&row) {
                    changes.push(self.change(row, now, from, Some(*at)));
                }
            }
            for row in &rows {
                open.entry(row.clone()).or_insert(*at);
            }
            last = Some((scopes, rows));
        }
        for (row, from) in open {
            changes.push(self.change(row, now, from, None));
        }
        changes.sort();
        Ok(changes)
    }

    fn change(
        &self,
        (direction, area): Row,
        now: DateTime<Utc>,
        from: DateTime<Utc>,
        until: Option<DateTime<Utc>>,
    ) -> Change {
        Change {
            actor: self.actor,
            permission: self.permission,
            direction,
            area,
            from: (from != now).then_some(from),
            until,
        }
    }

    /// What is gained and lost at one moment.
    fn rows(&self, [before, after]: [&Option<Scopes>; 2]) -> Result<BTreeSet<Row>, TooWide> {
        if before == after {
            return Ok(BTreeSet::new());
        }
        let kinds: BTreeSet<ObjectKind> = [before, after]
            .into_iter()
            .flatten()
            .filter_map(|scopes| scopes.object)
            .collect();
        let mut rows = BTreeSet::new();
        for kind in kinds {
            let Some(cases) = self.cases(kind, [before, after]) else {
                return Err(TooWide::of(self.permission));
            };
            let gained = areas(&cases, kind, after, before);
            let lost = areas(&cases, kind, before, after);
            rows.extend(gained.into_iter().map(|area| (Direction::Gained, area)));
            rows.extend(lost.into_iter().map(|area| (Direction::Lost, area)));
        }
        Ok(rows)
    }

    fn cases(&self, kind: ObjectKind, sides: [&Option<Scopes>; 2]) -> Option<Vec<Facts>> {
        let mut ground = Ground::new(self.actor);
        for scopes in sides.into_iter().flatten() {
            ground.mention_all(scopes);
        }
        let known = |scopes: &Option<Scopes>| -> Option<(TenantId, Memberships)> {
            let scopes = scopes.as_ref()?;
            Some((scopes.tenant, scopes.memberships.clone()))
        };
        let [before, after] = sides;
        let (tenant, first) = known(before).or_else(|| known(after))?;
        let (_, second) = known(after).or_else(|| known(before))?;
        ground.cases(kind, tenant, [&first, &second])
    }
}

/// Where the one side allows what the other does not.
fn areas(
    cases: &[Facts],
    kind: ObjectKind,
    yes: &Option<Scopes>,
    no: &Option<Scopes>,
) -> Vec<Area> {
    let Some(scopes) = yes.as_ref().filter(|scopes| scopes.object == Some(kind)) else {
        return Vec::new();
    };
    let mut others = scopes.none_of.clone();
    for other in no.iter().filter(|other| other.object == Some(kind)) {
        let same = other.memberships == scopes.memberships;
        others.extend(wordings(other).into_iter().map(|scope| match same {
            true => scope,
            false => written_out(&scope, &other.memberships, kind),
        }));
    }
    let hits = |facts: &Facts| covers(scopes, facts) && !no.iter().any(|no| covers(no, facts));
    let meant = Meant {
        cases,
        hits: &hits,
        tenant: scopes.tenant,
        lists: &scopes.memberships,
        others,
    };
    meant.areas(wordings(scopes))
}

/// Whether a person holds the right over this object.
pub(super) fn covers(scopes: &Scopes, facts: &Facts) -> bool {
    scopes.cover(&facts.seen_by(scopes.tenant, &scopes.memberships))
}

impl fmt::Display for Diff {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_empty() {
            return f.write_str("nothing changes");
        }
        let changes = self.changes.iter().map(ToString::to_string);
        let duties = self.obligations.iter().map(ToString::to_string);
        let trust = self.entrusted.iter().map(ToString::to_string);
        let wide = self
            .too_wide
            .iter()
            .map(|(actor, wide)| format!("? {actor}: {wide}"));
        let lines: Vec<String> = changes.chain(duties).chain(trust).chain(wide).collect();
        f.write_str(&lines.join("\n"))
    }
}

impl fmt::Display for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = self.direction.sign();
        write!(
            f,
            "{sign} {}: {} @ {}",
            self.actor, self.permission, self.area
        )?;
        times(self.from, self.until, f)
    }
}

impl Direction {
    const fn sign(self) -> char {
        match self {
            Self::Gained => '+',
            Self::Lost => '-',
        }
    }
}

fn times(
    from: Option<DateTime<Utc>>,
    until: Option<DateTime<Utc>>,
    f: &mut fmt::Formatter<'_>,
) -> fmt::Result {
    if let Some(from) = from {
        write!(f, ", from {from}")?;
    }
    if let Some(until) = until {
        write!(f, ", until {until}")?;
    }
    Ok(())
}
