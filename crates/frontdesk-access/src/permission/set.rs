//! Sets of permissions, and how they are stored.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::{Permission, UnknownPermission};

/// A set of permissions as a mask over `u128`. Serialized as a sorted list of dotted names, never
/// as a number.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(from = "Vec<Permission>", into = "Vec<Permission>")]
pub struct PermissionSet(u128);

impl PermissionSet {
    /// No permission.
    pub const EMPTY: Self = Self(0);

    /// Adds one.
    pub const fn insert(&mut self, permission: Permission) {
        self.0 |= 1 << permission.0;
    }

    /// Whether this one is in it.
    #[must_use]
    pub const fn contains(self, permission: Permission) -> bool {
        self.0 & (1 << permission.0) != 0
    }

    /// Takes out the one of the lowest bit.
    pub(crate) const fn pop_first(&mut self) -> Option<Permission> {
        if self.0 == 0 {
            return None;
        }
        let bit = self.0.trailing_zeros();
        self.0 &= self.0 - 1;
        Some(Permission(bit as u8))
    }

    /// The mask: a bit for each.
    pub(crate) const fn mask(self) -> u128 {
        self.0
    }

    /// This one, if it is in it.
    pub(crate) const fn only(self, permission: Permission) -> Self {
        Self(self.0 & 1 << permission.0)
    }

    /// The others.
    pub(crate) const fn without(self, permission: Permission) -> Self {
        Self(self.0 & !(1 << permission.0))
    }

    /// Both.
    pub(crate) const fn union(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Whether all of these are in it.
    pub(crate) const fn has_all(self, these: Self) -> bool {
        these.0 & !self.0 == 0
    }

    /// The permissions, in the order of the bits.
    pub fn iter(self) -> impl Iterator<Item = Permission> {
        Permission::every().filter(move |permission| self.contains(*permission))
    }

    /// The mask as 16 bytes, the highest bit first.
    #[must_use]
    pub const fn to_bytes(self) -> [u8; 16] {
        self.0.to_be_bytes()
    }

    /// Reads a mask of 16 bytes.
    ///
    /// # Errors
    /// When a bit is set that no permission has.
    pub fn from_bytes(bytes: [u8; 16]) -> Result<Self, UnknownBit> {
        let mask = u128::from_be_bytes(bytes);
        let known: Self = Permission::every().collect();
        match mask & !known.0 {
            0 => Ok(Self(mask)),
            unknown => Err(UnknownBit(unknown.trailing_zeros())),
        }
    }

    /// The mask as two signed numbers, for two `BIGINT` columns: the bits 127 to 64, and the bits 63
    /// to 0. Bit 63 is the sign of the second and bit 127 that of the first: nothing is lost.
    ///
    /// ```
    /// use frontdesk_access::{Permission, PermissionSet};
    ///
    /// let set: PermissionSet = [Permission::USER_DELETE, Permission::GROUP_EDIT].into_iter().collect();
    /// assert_eq!(set.to_bigints(), [1, i64::MIN]); // the bits 64 and 63
    /// assert_eq!(PermissionSet::from_bigints(set.to_bigints()), Ok(set));
    /// ```
    #[must_use]
    pub const fn to_bigints(self) -> [i64; 2] {
        let low = self.0 as u64;
        let high = (self.0 >> 64) as u64;
        [high.cast_signed(), low.cast_signed()]
    }

    /// Reads a mask of two signed numbers.
    ///
    /// # Errors
    /// When a bit is set that no permission has.
    pub fn from_bigints([high, low]: [i64; 2]) -> Result<Self, UnknownBit> {
        let high = u128::from(high.cast_unsigned());
        let mask = high << 64 | u128::from(low.cast_unsigned());
        Self::from_bytes(mask.to_be_bytes())
    }

    /// The dotted names, sorted: for a text array.
    #[must_use]
    pub fn names(self) -> Vec<&'static str> {
        let mut names: Vec<&'static str> = self.iter().map(Permission::name).collect();
        names.sort_unstable();
        names
    }

    /// Reads names, in any order; a name that a permission had before it was renamed is read as well.
    ///
    /// # Errors
    /// At the first name that no permission has.
    pub fn from_names<'a>(
        names: impl IntoIterator<Item = &'a str>,
    ) -> Result<Self, UnknownPermission> {
        names.into_iter().map(Permission::from_name).collect()
    }
}

/// A stored mask has a bit that no permission has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("bit {0} belongs to no permission")]
pub struct UnknownBit(pub u32);

impl FromIterator<Permission> for PermissionSet {
    fn from_iter<I: IntoIterator<Item = Permission>>(permissions: I) -> Self {
        let mut set = Self::EMPTY;
        for permission in permissions {
            set.insert(permission);
        }
        set
    }
}

impl From<Vec<Permission>> for PermissionSet {
    fn from(permissions: Vec<Permission>) -> Self {
        permissions.into_iter().collect()
    }
}

impl From<PermissionSet> for Vec<Permission> {
    fn from(set: PermissionSet) -> Self {
        let mut permissions: Self = set.iter().collect();
        permissions.sort_unstable_by_key(|permission| permission.name());
        permissions
    }
}

impl fmt::Debug for PermissionSet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.iter()).finish()
    }
}
