//! The compiled form: the same answers, as fast as a mask allows.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use frontdesk_model::{ActorId, Relations, TenantId, Version};

use crate::decide::Outcome;
use crate::directory::{AccessEvent, Directory, WrongEvent};
use crate::permission::Permission;
use crate::resource::Resource;
use crate::role::AddOnId;

mod because;
mod blocks;
mod by_id;
mod case;
mod decision;
mod enough;
mod keeper;
mod lists;
mod missing;
mod numbers;
mod place;
mod reasons;
mod record;
mod rights;
mod told;

pub use because::Because;
use blocks::Blocks;
use by_id::ById;
use case::Case;
pub use decision::{CompiledDecision, ReasonRef};
pub use enough::{CompiledExplanation, CompiledLink, EnoughRef};
use keeper::Keeper;
pub use missing::GrantRefs;
use numbers::Numbers;
pub use reasons::Reasons;
use record::{Bundle, Combination, Given, Offer, Own, Record, Slot, Verdict, Verdicts};
use rights::{Right, RightTable};

/// All that one tenant has stored of rights, ready to be asked: the answers of
/// [`Catalogue::decide`](crate::Catalogue::decide) for every record of a [`Directory`].
///
/// A clone is a snapshot: it shares everything, costs a few counts, and goes on answering as of its
/// version. It is `Send` and `Sync`; asking takes no lock and allocates nothing. It never changes:
/// [`CompiledDirectory`] makes the next one. In a row of those, ids that nothing names any more keep
/// their room; [`CompiledDirectory::rebuild`] gives it back.
#[derive(Clone)]
pub struct Compiled {
    tenant: TenantId,
    version: Version,
    holders: usize,
    rights: RightTable,
    records: Blocks<Record>,
    numbers: Numbers,
    by_id: ById,
    /// What each combination of roles gives, and which roles and add-ons it is made of.
    role_masks: Blocks<Given>,
    /// A number that changes with what the combination gives: a record's verdicts were made of it.
    /// Where they were not, the grants are asked until they are made anew.
    stamps: Blocks<u32>,
    roles: Blocks<Option<Arc<Combination>>>,
    bundles: Blocks<Option<Arc<Bundle>>>,
    /// Every role of the catalogue, by id.
    offers: Arc<[Offer]>,
    /// The rights that add-ons of this name grant, on whichever role.
    add_ons: Arc<BTreeMap<AddOnId, u128>>,
}

/// A person's record in a compiled form: the id, and where the record was when the handle was made.
///
/// It answers for this person or for nobody: where the record is no longer there, the id is looked
/// up. So a handle stays good over changes and in other snapshots; asked of another tenant's form,
/// or after the record is gone, everything is denied.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct HolderHandle {
    tenant: TenantId,
    id: ActorId,
    place: u32,
}

impl HolderHandle {
    /// Whose record it is.
    #[must_use]
    pub const fn id(&self) -> ActorId {
        self.id
    }
}

/// A question without the one who asks: see [`Request`](crate::Request).
#[derive(Clone, Copy, Debug)]
pub struct CompiledRequest<'a> {
    /// To do what.
    pub permission: Permission,
    /// To what, made for whoever asks.
    pub resource: &'a Resource<'a>,
}

impl Compiled {
    /// Compiles a directory as it is. To go on from there by events, see [`CompiledDirectory`].
    #[must_use]
    pub fn build(directory: &Directory) -> Self {
        Keeper::new(directory).compiled
    }

    /// The tenant.
    #[must_use]
    pub const fn tenant(&self) -> TenantId {
        self.tenant
    }

    /// The version of the directory that it was made from: one more with every event.
    #[must_use]
    pub const fn version(&self) -> Version {
        self.version
    }

    /// How many records there are.
    #[must_use]
    pub const fn holders(&self) -> usize {
        self.holders
    }

    /// The handle of this person's record. `None`: there is none.
    #[must_use]
    pub fn handle(&self, id: impl Into<ActorId>) -> Option<HolderHandle> {
        let id = id.into();
        Some(HolderHandle {
            tenant: self.tenant,
            id,
            place: self.place_of(id)?,
        })
    }

    /// Whether the action is allowed: the answer of
    /// [`Catalogue::allows`](crate::Catalogue::allows) for the person's record.
    #[must_use]
    #[inline(always)]
    pub fn allows(
        &self,
        who: HolderHandle,
        request: &CompiledRequest<'_>,
        now: DateTime<Utc>,
    ) -> bool {
        match self.record(&who) {
            Some((slot, place)) => self.answer(slot, place, request, now),
            None => false,
        }
    }

    /// The same for whoever has this id. No record: everything is denied.
    #[must_use]
    #[inline]
    pub fn allows_id(
        &self,
        who: impl Into<ActorId>,
        request: &CompiledRequest<'_>,
        now: DateTime<Utc>,
    ) -> bool {
        match self.found(who.into()) {
            Some((slot, place)) => self.answer(slot, place, request, now),
            None => false,
        }
    }

    #[inline(always)]
    fn answer(
        &self,
        slot: &Slot,
        place: u32,
        request: &CompiledRequest<'_>,
        now: DateTime<Utc>,
    ) -> bool {
        match self.by_masks(slot, request) {
            Some(answer) => answer,
            None => self.by_grants(place, request, now),
        }
    }

    /// What masks say: most questions are about what somebody has everywhere or nowhere.
    #[inline(always)]
    fn by_masks(&self, slot: &Slot, request: &CompiledRequest<'_>) -> Option<bool> {
        let CompiledRequest {
            permission,
            resource,
        } = *request;
        if resource.tenant != self.tenant || !self.rights.fits(permission, resource.kind) {
            return Some(false);
        }
        // What holds everywhere holds of what the person stands to at all.
        let Verdict { yes, depends } = slot.verdicts.of(permission.bit());
        let stands = resource.relations.contains(Relations::ANY);
        (stands & !depends & self.is_fresh(slot)).then_some(yes)
    }

    /// What masks do not say. Apart, so that what they say needs few registers.
    #[inline(never)]
    fn by_grants(&self, place: u32, request: &CompiledRequest<'_>, now: DateTime<Utc>) -> bool {
        let Some(right) = self.right(request.permission) else {
            return false;
        };
        let case = Case::of(right.needs, self, place, *request, now);
        case.is_some_and(|case| case.holds(right))
    }

    /// The record with its verdicts as they are now. `None`: it has them.
    fn freshened(&self, slot: &Slot, own: &Own) -> Option<Slot> {
        let stamp = *self.stamps.get(slot.roles)?;
        if slot.id.is_none() || slot.stamp == stamp {
            return None;
        }
        let given = self.role_masks.get(slot.roles)?;
        Some(Slot {
            stamp,
            verdicts: Verdicts::new(&self.rights, given, &own.masks),
            ..*slot
        })
    }

    /// Whether the roles are still what the verdicts were made of.
    #[inline(always)]
    fn is_fresh(&self, slot: &Slot) -> bool {
        self.stamps.get(slot.roles).copied() == Some(slot.stamp)
    }

    /// The answer with its reasons: those of [`Catalogue::decide`](crate::Catalogue::decide).
    /// `None`: there is no such record.
    #[must_use]
    pub fn decide<'a>(
        &'a self,
        who: HolderHandle,
        request: &CompiledRequest<'a>,
        now: DateTime<Utc>,
    ) -> Option<CompiledDecision<'a>> {
        let (case, outcome) = self.outcome(who, *request, now)?;
        Some(CompiledDecision::new(case, outcome))
    }

    /// The answer, and what its reasons are found in.
    fn outcome<'a>(
        &'a self,
        who: HolderHandle,
        request: CompiledRequest<'a>,
        now: DateTime<Utc>,
    ) -> Option<(Case<'a>, Outcome)> {
        let (slot, place) = self.record(&who)?;
        let case = Case::new(self, place, request, now)?;
        let by_grants = || {
            let right = self.right(request.permission);
            right.is_some_and(|right| case.holds(right))
        };
        let outcome = match self.by_masks(slot, &request).unwrap_or_else(by_grants) {
            true => Outcome::Allow,
            false => Outcome::Deny,
        };
        Some((case, outcome))
    }

    #[inline]
    fn right(&self, permission: Permission) -> Option<&Right> {
        self.rights.get(permission)
    }

    #[inline(always)]
    fn record(&self, who: &HolderHandle) -> Option<(&Slot, u32)> {
        if who.tenant != self.tenant {
            return None;
        }
        match self.records.get(who.place) {
            Some(record) if record.fetched().id == Some(who.id) => Some((&record.slot, who.place)),
            _ => self.moved(who.id),
        }
    }

    #[inline]
    fn found(&self, id: ActorId) -> Option<(&Slot, u32)> {
        let place = self.place_of(id)?;
        Some((self.records.get(place)?.fetched(), place))
    }

    #[cold]
    fn moved(&self, id: ActorId) -> Option<(&Slot, u32)> {
        self.found(id)
    }

    #[inline(always)]
    fn slot(&self, place: u32) -> Option<&Slot> {
        self.records.get(place).map(|record| &record.slot)
    }

    #[inline]
    fn place_of(&self, id: ActorId) -> Option<u32> {
        let is = |place| self.slot(place).is_some_and(|slot| slot.id == Some(id));
        self.by_id.find(by_id::hash(id), is)
    }
}

/// Names no person.
impl fmt::Debug for Compiled {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Compiled")
            .field("tenant", &self.tenant)
            .field("version", &self.version)
            .field("holders", &self.holders)
            .finish_non_exhaustive()
    }
}

/// A directory with its compiled form, kept in step event by event.
///
/// One writer has it. After each event, or after some, it puts the next snapshot where readers find
/// it; who reads goes on with the snapshot that he took:
///
/// ```
/// use std::sync::{Arc, RwLock};
/// use frontdesk_access::{AccessEvent, Catalogue, CompiledDirectory, CompiledRequest, Directory};
/// use frontdesk_access::{Grant, Holder, Permission, Resource, Scope};
/// use frontdesk_model::{TenantId, UserId};
/// # use chrono::{DateTime, Utc};
/// # let now: DateTime<Utc> = "2026-11-22T09:00:00Z".parse()?;
/// let (tenant, anna) = (TenantId::from_number(1), UserId::from_number(17));
/// let mut rights = CompiledDirectory::new(Directory::new(tenant, Catalogue::default()));
/// let holder = Holder::new(tenant, anna);
/// rights.apply(&AccessEvent::HolderAdded { holder: Box::new(holder.clone()) })?;
/// let shared = RwLock::new(Arc::new(rights.snapshot()));
///
/// // A reader, once a request: the lock is held for as long as a count takes. A host with many
/// // cores keeps the `Arc` where it can be swapped without a lock.
/// let before = Arc::clone(&shared.read().unwrap());
/// let resource = Resource::section(&holder.actor());
/// let request = CompiledRequest { permission: Permission::TAG_MANAGE, resource: &resource };
/// let anna = before.handle(anna).unwrap();
/// assert!(!before.allows(anna, &request, now));
///
/// // The writer.
/// let grant = Grant::new(Permission::TAG_MANAGE, Scope::any());
/// rights.apply(&AccessEvent::Granted { holder: holder.id, grant })?;
/// *shared.write().unwrap() = Arc::new(rights.snapshot());
///
/// let after = Arc::clone(&shared.read().unwrap());
/// assert!(after.allows(anna, &request, now));
/// assert!(!before.allows(anna, &request, now)); // as of its version
/// assert_eq!(after.version(), before.version().next());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone)]
pub struct CompiledDirectory {
    plain: Directory,
    keeper: Keeper,
}

impl CompiledDirectory {
    /// Compiles a directory.
    #[must_use]
    pub fn new(plain: Directory) -> Self {
        Self {
            keeper: Keeper::new(&plain),
            plain,
        }
    }

    /// The plain form, for what only it answers.
    #[must_use]
    pub const fn plain(&self) -> &Directory {
        &self.plain
    }

    /// The compiled form as it is now.
    #[must_use]
    pub const fn compiled(&self) -> &Compiled {
        &self.keeper.compiled
    }

    /// The compiled form as it is now, to keep.
    #[must_use]
    pub fn snapshot(&self) -> Compiled {
        self.keeper.compiled.clone()
    }

    /// Brings every record to the speed of masks again. An edit of a role makes those who have it
    /// slower, not wrong: their grants are asked until masks are made anew, 256 records with each
    /// event, or all here.
    pub fn settle(&mut self) {
        self.keeper.freshen_all();
    }

    /// Compiles the plain form anew; the answers, the version, and handles stay good.
    ///
    /// What an event ever named keeps its number here when nothing names it any more: a group, a site,
    /// a questionnaire or a person in a list or scope some 35 bytes, a role or an add-on some hundred.
    /// A list whose ids are all among the first 64 of their kind is a mask, and others are searched.
    /// So a host whose groups come and go for years gives the room and the speed back with this, once
    /// in a while: it takes as long as [`new`](Self::new), some 0.6 s for 100,000 people, while readers
    /// go on with the snapshot that they have.
    pub fn rebuild(&mut self) {
        self.keeper = Keeper::new(&self.plain);
    }

    /// Puts a stored event into effect in both forms.
    ///
    /// # Errors
    /// Those of [`Directory::apply`]; then nothing has changed.
    pub fn apply(&mut self, event: &AccessEvent) -> Result<(), WrongEvent> {
        let role = match event {
            AccessEvent::RoleSaved { role } => Some(&role.id),
            AccessEvent::RoleDeleted { role } => Some(role),
            _ => None,
        };
        let add_ons_of = |plain: &Directory| {
            let role = role.and_then(|id| plain.catalogue().role(id));
            let ids = role.into_iter().flat_map(|role| role.add_ons.keys());
            ids.cloned().collect::<Vec<AddOnId>>()
        };
        let before = add_ons_of(&self.plain);
        self.plain.apply(event)?;
        let (plain, keeper) = (&self.plain, &mut self.keeper);
        let catalogue = plain.catalogue();
        if let Some(role) = role {
            let add_ons = before.into_iter().chain(add_ons_of(plain)).collect();
            keeper.refresh_role(catalogue, role, add_ons);
        } else if let Some(id) = event.holder() {
            keeper.refresh_holder(catalogue, id, plain.holder(id));
        } else {
            keeper.refresh_rights(catalogue);
        }
        keeper.freshen_some();
        keeper.compiled.version = keeper.compiled.version.next();
        Ok(())
    }
}

/// Names no person.
impl fmt::Debug for CompiledDirectory {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("CompiledDirectory")
            .field(self.compiled())
            .finish()
    }
}
