//! The accounts of one tenant by login, by claim and by id, in memory.

use std::collections::BTreeSet;
use std::fmt;

use frontdesk_model::{TenantId, UserId, Version};
use hashbrown::HashTable;

use crate::contact_point::OtherTenant;
use crate::{Claim, EmailUse, LoginKey, LoginSpace, User, login_key};

mod keys;
mod refused;
mod rows;

use keys::{Keyed, PLAIN_OCTETS, current, login_text, plain_login};
pub use refused::{ClaimKind, Clash, NotIndexed};
use rows::{External, LoginText, NewRow, Rows, SPACES};

/// The accounts of one tenant by login, by claim and by id, for a host that signs people in from
/// memory. It finds at most one account for a surface and a login, over unified and legacy accounts.
///
/// It holds what [`User::claims`] says and nothing else, and answers as an ordered map from [`Claim`]
/// to [`UserId`] would; the host's unique index over the claims remains the judge of who was first.
/// The index is not stored: build it from the users, and again after a Unicode upgrade.
///
/// **The seed.** Logins are chosen by strangers, who may look for many with one hash to make every
/// sign-in slow. So the hash is SipHash-1-3 under a key made of `seed`: give 64 random bits of the host's,
/// the same for as long as the index lives, and show them to nobody. No answer depends on the seed.
///
/// **Erasure.** What an account claimed before it changed or left is overwritten at once, in the index and in
/// its spare room. Copies that the host made and memory that was given back are not the index's.
///
/// **Cost.** A login costs three reads of memory and an id two. An account is, for both surfaces
/// together: 19 bytes and its login; 33 for its id and 5 for its login in hash tables that are
/// between 7/16 and 7/8 full; 5 more for its e-mail address where that is a claim (and the address,
/// unless it is the login), and for each external id, which is 8 and its text. Bytes of accounts that
/// changed or left are given back once they are more than half of the rows, which takes time linear
/// in the accounts; [`SignInIndex::shrink`] does it at a moment of the host's choice.
///
/// ```
/// # use frontdesk_contact::UserName;
/// # use frontdesk_identity::{Activation, Capacity, Lifecycle, Login, Profile, UserRecord};
/// # use frontdesk_model::{AccountKind, TenantId, UserId, Version};
/// use frontdesk_identity::{EmailUse, LoginSpace, NotIndexed, SignInIndex, User};
/// # fn account(number: i64, kind: AccountKind) -> Result<User, Box<dyn std::error::Error>> {
/// #     let capacity = match kind {
/// #         AccountKind::LegacyAdmin => Capacity::AdminPanel,
/// #         _ => Capacity::Operator,
/// #     };
/// #     Ok(User::from_record(UserRecord {
/// #         tenant: TenantId::from_number(7),
/// #         id: UserId::from_number(number),
/// #         version: Version(1),
/// #         kind,
/// #         capacities: [capacity].into(),
/// #         profile: Profile::default(),
/// #         login: Login::Named(UserName::parse("zhukov")?),
/// #         credentials: None,
/// #         credential_version: 0,
/// #         ever_had_rights: false,
/// #         lifecycle: Lifecycle::Open,
/// #         activation: Activation::NotAwaited,
/// #         reset: None,
/// #         holds: Default::default(),
/// #     })?)
/// # }
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// // Both have the login "zhukov", each on its own surface.
/// let operator = account(1, AccountKind::LegacyOperator)?;
/// let admin = account(2, AccountKind::LegacyAdmin)?;
/// let mut index = SignInIndex::new(operator.tenant(), EmailUse::Contact, 0x5eed);
/// index.insert(&operator)?;
/// index.insert(&admin)?;
/// assert_eq!(index.find(LoginSpace::Operator, "ZHUKOV"), Some(operator.id()));
/// assert_eq!(index.find(LoginSpace::AdminPanel, "zhukov"), Some(admin.id()));
/// // A unified account has one login for both surfaces, and this one is taken on each.
/// let unified = account(3, AccountKind::Unified)?;
/// assert!(matches!(index.insert(&unified), Err(NotIndexed::Clashes(two)) if two.len() == 2));
/// # Ok(()) }
/// ```
#[derive(Clone)]
pub struct SignInIndex {
    tenant: TenantId,
    emails: EmailUse,
    hash: Keyed,
    rows: Rows,
    ids: HashTable<Known>,
    // Places in `rows`: of a row, or in `externals` of an external id inside a row.
    logins: HashTable<u32>,
    emails_taken: HashTable<u32>,
    externals: HashTable<u32>,
}

impl SignInIndex {
    /// An index without accounts. `emails` is the policy's, for all accounts alike; `seed` is 64 random
    /// bits of the host's.
    #[must_use]
    pub fn new(tenant: TenantId, emails: EmailUse, seed: u64) -> Self {
        Self {
            tenant,
            emails,
            hash: Keyed::new(seed),
            rows: Rows::new(),
            ids: HashTable::new(),
            logins: HashTable::new(),
            emails_taken: HashTable::new(),
            externals: HashTable::new(),
        }
    }

    /// The account that this login names on this surface; `None` for no account, and for text that is
    /// no login. The login is normalized as [`login_key`] does it. Whether the account opens is the
    /// question of [`can_sign_in`](crate::can_sign_in); a stranger is told the same in every case.
    #[inline]
    #[must_use]
    pub fn find(&self, space: LoginSpace, typed: &str) -> Option<UserId> {
        let mut buffer = [0; PLAIN_OCTETS];
        match plain_login(typed, &mut buffer) {
            Some(text) => self.by_login(
                space,
                LoginText {
                    address: false,
                    text,
                },
            ),
            None => self.find_key(space, &login_key(typed)?),
        }
    }

    /// The account that has this login key on this surface. A key of another normalizer version finds
    /// nothing: compute it again.
    #[inline]
    #[must_use]
    pub fn find_key(&self, space: LoginSpace, key: &LoginKey) -> Option<UserId> {
        self.by_login(space, login_text(key)?)
    }

    /// The account that has this claim: a login, an e-mail address where it is the account's key, or
    /// the id of a record of another system. A key of another normalizer version finds nothing.
    #[must_use]
    pub fn holder(&self, claim: &Claim) -> Option<UserId> {
        match claim {
            Claim::Login { space, key } => self.find_key(*space, key),
            Claim::Email { space, key } => self.by_email(*space, current(key)?),
            Claim::External(id) => self.by_external(&id.to_string()),
        }
    }

    /// What is known of an account, by its id.
    #[inline]
    #[must_use]
    pub fn get(&self, id: UserId) -> Option<IndexedUser> {
        self.known(id).map(Known::user)
    }

    /// Takes an account in that is not here yet, in whichever version: after
    /// [`SignInIndex::remove`] the index does not know that there was a later one.
    ///
    /// # Errors
    /// [`NotIndexed`]; the index is then as it was.
    pub fn insert(&mut self, user: &User) -> Result<(), NotIndexed> {
        OtherTenant::check(self.tenant, user.tenant())?;
        if self.known(user.id()).is_some() {
            return Err(NotIndexed::Present);
        }
        let claims = user.claims(self.emails);
        self.check_free(user.id(), &claims)?;
        let row = row_of(user.id(), &claims);
        self.make_room(&row)?;
        self.put(&row, user.version());
        Ok(())
    }

    /// Takes an account that is here as it is now: its claims of before are free for others, and
    /// nothing is left of their text. The same version once more changes nothing; with other claims it
    /// is refused, for one version of an account has one set of them.
    ///
    /// # Errors
    /// [`NotIndexed`]; the index is then as it was.
    pub fn update(&mut self, user: &User) -> Result<(), NotIndexed> {
        OtherTenant::check(self.tenant, user.tenant())?;
        let known = *self.known(user.id()).ok_or(NotIndexed::Absent)?;
        // What came late does not undo what came since.
        let indexed = known.version;
        if user.version() < indexed {
            return Err(NotIndexed::Older { indexed });
        }
        let claims = user.claims(self.emails);
        let row = row_of(user.id(), &claims);
        // Most edits touch no claim.
        let is = self.rows.row(known.place);
        if is.is_some_and(|is| is.has(&row)) {
            if let Some(known) = self.known_mut(user.id()) {
                known.version = user.version();
            }
            return Ok(());
        }
        if user.version() == indexed {
            return Err(NotIndexed::Differs { indexed });
        }
        self.check_free(user.id(), &claims)?;
        self.make_room(&row)?;
        self.drop_row(user.id());
        self.put(&row, user.version());
        self.tidy();
        Ok(())
    }

    /// Forgets an account, its version and the text of its claims, and returns what was known of it. An
    /// account that was deleted is not forgotten but updated: it keeps its external ids.
    pub fn remove(&mut self, id: UserId) -> Option<IndexedUser> {
        let known = self.get(id)?;
        self.drop_row(id);
        self.tidy();
        Some(known)
    }

    /// How many accounts are here.
    #[must_use]
    pub fn len(&self) -> usize {
        self.ids.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Whose accounts they are.
    #[must_use]
    pub const fn tenant(&self) -> TenantId {
        self.tenant
    }

    /// How many bytes the index takes, spare room included: its own and those it has allocated, as the
    /// collections report their capacities. What the allocator adds is not in it.
    #[must_use]
    pub fn memory_bytes(&self) -> usize {
        let places = [&self.logins, &self.emails_taken, &self.externals];
        let places: usize = places.iter().map(|table| table.allocation_size()).sum();
        size_of::<Self>() + self.ids.allocation_size() + self.rows.capacity() + places
    }

    /// Gives back the bytes of accounts that changed or left, and all spare room. Takes time linear in
    /// the accounts; worth it after all accounts were inserted.
    pub fn shrink(&mut self) {
        self.compact();
        let (hash, rows) = (&self.hash, &mut self.rows);
        rows.shrink();
        self.ids.shrink_to_fit(|known| hash.of_id(known.id));
        self.logins.shrink_to_fit(|at| hash.of_login(rows, *at));
        self.emails_taken
            .shrink_to_fit(|at| hash.of_email(rows, *at));
        self.externals
            .shrink_to_fit(|at| hash.of_external(rows, *at));
    }

    fn by_login(&self, space: LoginSpace, login: LoginText<'_>) -> Option<UserId> {
        let found = self.logins.find(self.hash.of(login.text), |at| {
            self.rows
                .row(*at)
                .is_some_and(|row| row.is_in(space) && row.login() == Some(login))
        })?;
        self.rows.row(*found).map(|row| row.id())
    }

    fn by_email(&self, space: LoginSpace, key: &str) -> Option<UserId> {
        let found = self.emails_taken.find(self.hash.of(key.as_bytes()), |at| {
            self.rows
                .row(*at)
                .is_some_and(|row| row.is_in(space) && row.email() == Some(key.as_bytes()))
        })?;
        self.rows.row(*found).map(|row| row.id())
    }

    fn by_external(&self, text: &str) -> Option<UserId> {
        let found = self.externals.find(self.hash.of(text.as_bytes()), |at| {
            self.rows
                .external(*at)
                .is_some_and(|external| external.text == text.as_bytes())
        })?;
        let External { row, .. } = self.rows.external(*found)?;
        self.rows.row(row).map(|row| row.id())
    }

    fn known(&self, id: UserId) -> Option<&Known> {
        self.ids.find(self.hash.of_id(id), |known| known.id == id)
    }

    fn known_mut(&mut self, id: UserId) -> Option<&mut Known> {
        self.ids
            .find_mut(self.hash.of_id(id), |known| known.id == id)
    }

    /// That no other account has any of these claims.
    fn check_free(&self, id: UserId, claims: &BTreeSet<Claim>) -> Result<(), NotIndexed> {
        let clashes: Vec<Clash> = claims
            .iter()
            .filter_map(|claim| {
                let holder = self.holder(claim).filter(|holder| *holder != id)?;
                Some(Clash {
                    claim: ClaimKind::of(claim),
                    holder,
                })
            })
            .collect();
        if clashes.is_empty() {
            Ok(())
        } else {
            Err(NotIndexed::Clashes(clashes))
        }
    }

    /// Writes a row for which there is room, and knows its account.
    fn put(&mut self, row: &NewRow, version: Version) {
        let place = self.rows.push(row);
        let known = Known::new(row, version, place);
        let hash = &self.hash;
        self.ids
            .insert_unique(hash.of_id(known.id), known, |known| hash.of_id(known.id));
        self.link(place);
    }

    fn make_room(&mut self, row: &NewRow) -> Result<(), NotIndexed> {
        if self.rows.has_room(row) {
            return Ok(());
        }
        self.compact();
        if self.rows.has_room(row) {
            Ok(())
        } else {
            Err(NotIndexed::Full)
        }
    }

    /// Makes a row's claims known.
    fn link(&mut self, at: u32) {
        let (hash, rows) = (&self.hash, &self.rows);
        let Some(row) = rows.row(at) else { return };
        if row.login().is_some() {
            let of = |at: &u32| hash.of_login(rows, *at);
            self.logins.insert_unique(of(&at), at, of);
        }
        if row.email().is_some() {
            let of = |at: &u32| hash.of_email(rows, *at);
            self.emails_taken.insert_unique(of(&at), at, of);
        }
        for (at, _) in row.externals() {
            let of = |at: &u32| hash.of_external(rows, *at);
            self.externals.insert_unique(of(&at), at, of);
        }
    }

    /// Forgets an account, its claims and its row.
    fn drop_row(&mut self, id: UserId) {
        let (hash, rows) = (&self.hash, &self.rows);
        let Ok(known) = self.ids.find_entry(hash.of_id(id), |known| known.id == id) else {
            return;
        };
        let at = known.remove().0.place;
        let Some(row) = rows.row(at) else { return };
        let unlink = |places: &mut HashTable<u32>, hash, at| {
            if let Ok(place) = places.find_entry(hash, |found| *found == at) {
                place.remove();
            }
        };
        if row.login().is_some() {
            unlink(&mut self.logins, hash.of_login(rows, at), at);
        }
        if row.email().is_some() {
            unlink(&mut self.emails_taken, hash.of_email(rows, at), at);
        }
        for (at, _) in row.externals() {
            unlink(&mut self.externals, hash.of_external(rows, at), at);
        }
        self.rows.kill(at);
    }

    fn tidy(&mut self) {
        if self.rows.is_mostly_dead() {
            self.compact();
        }
    }

    /// Moves the living rows together and finds all places anew.
    fn compact(&mut self) {
        if !self.rows.compact() {
            return;
        }
        self.logins.clear();
        self.emails_taken.clear();
        self.externals.clear();
        let mut next = self.rows.first();
        while let Some((at, id)) = next {
            self.link(at);
            if let Some(known) = self.known_mut(id) {
                known.place = at;
            }
            next = self.rows.after(at);
        }
    }
}

/// The row that says these claims.
fn row_of(id: UserId, claims: &BTreeSet<Claim>) -> NewRow {
    let mut row = NewRow::new(id);
    for claim in claims {
        match claim {
            Claim::Login { space, key } => {
                // A claim of this build has a key of this build.
                if let Some(text) = login_text(key) {
                    row.set_login(*space, text);
                }
            }
            Claim::Email { space, key } => row.set_email(*space, key.value()),
            Claim::External(id) => row.add_external(id.to_string()),
        }
    }
    row
}

/// Says how many accounts there are, and no login.
impl fmt::Debug for SignInIndex {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SignInIndex")
            .field("tenant", &self.tenant)
            .field("emails", &self.emails)
            .field("len", &self.len())
            .finish_non_exhaustive()
    }
}

/// What the index knows of an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct IndexedUser {
    /// Which one.
    pub id: UserId,
    /// Its version when it was taken in, or last updated.
    pub version: Version,
    /// The surfaces on which its login or address is claimed, in order. None for an account that was
    /// deleted, or that has neither.
    pub spaces: &'static [LoginSpace],
}

/// What is found by id, without reading a row.
#[derive(Clone, Copy)]
struct Known {
    id: UserId,
    version: Version,
    place: u32,
    /// Which of [`SPACE_SETS`].
    spaces: u8,
}

/// Every set of surfaces: the first surface is bit 0.
const SPACE_SETS: [&[LoginSpace]; 4] = [
    &[],
    &[LoginSpace::Operator],
    &[LoginSpace::AdminPanel],
    &SPACES,
];

impl Known {
    fn new(row: &NewRow, version: Version, place: u32) -> Self {
        let [operator, admin_panel] = SPACES.map(|space| row.is_in(space));
        Self {
            id: row.id(),
            version,
            place,
            spaces: u8::from(operator) | u8::from(admin_panel) << 1,
        }
    }

    fn user(&self) -> IndexedUser {
        let spaces = SPACE_SETS.get(usize::from(self.spaces));
        IndexedUser {
            id: self.id,
            version: self.version,
            spaces: spaces.copied().unwrap_or_default(),
        }
    }
}

#[cfg(test)]
mod tests;
