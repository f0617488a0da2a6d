//! Sets of permissions in the three forms that columns have.

use frontdesk_access::{Permission, PermissionSet, UnknownBit};

use crate::through::through;

/// A mask in one column of 16 bytes, the highest bit first: `bytea` or BLOB.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MaskBytes(pub PermissionSet);

/// A mask as names, sorted, with one space between two: one text column, which people read and which
/// outlives a change of the bits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MaskNames(pub PermissionSet);

/// A mask in two columns of 64 bits, for databases that can ask for a bit (`high & 4 <> 0`). A column has a
/// sign and the mask has none: the bits are taken as they are, so that bits 63 and 127 make a number
/// negative and come back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MaskPair {
    /// Bits 127 to 64.
    pub high: i64,
    /// Bits 63 to 0.
    pub low: i64,
}

/// What stands in the column is no set of permissions of this release. It is refused whole: a right is
/// never dropped in silence.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum NotAMask {
    /// Another number of bytes.
    #[error("a mask has 16 bytes, not {0}")]
    Length(usize),
    /// A bit of no permission.
    #[error(transparent)]
    Bit(#[from] UnknownBit),
    /// A name of no permission.
    #[error("unknown permission `{0}`")]
    Name(String),
}

impl From<PermissionSet> for MaskPair {
    fn from(set: PermissionSet) -> Self {
        let bits = u128::from_be_bytes(set.to_bytes());
        Self {
            high: ((bits >> 64) as u64).cast_signed(),
            low: (bits as u64).cast_signed(),
        }
    }
}

impl TryFrom<MaskPair> for PermissionSet {
    type Error = UnknownBit;

    fn try_from(pair: MaskPair) -> Result<Self, Self::Error> {
        let high = u128::from(pair.high.cast_unsigned()) << 64;
        let low = u128::from(pair.low.cast_unsigned());
        Self::from_bytes((high | low).to_be_bytes())
    }
}

impl MaskBytes {
    /// Reads the bytes of a column.
    ///
    /// # Errors
    /// When there are more or fewer than 16, or a bit of no permission is set.
    pub fn read(bytes: &[u8]) -> Result<Self, NotAMask> {
        let bytes = bytes
            .try_into()
            .map_err(|_| NotAMask::Length(bytes.len()))?;
        Ok(Self(PermissionSet::from_bytes(bytes)?))
    }
}

impl MaskNames {
    /// The text for a column.
    #[must_use]
    pub fn written(self) -> String {
        let names: Vec<Permission> = self.0.into();
        let names: Vec<&str> = names.iter().map(|one| one.name()).collect();
        names.join(" ")
    }

    /// Reads the text of a column.
    ///
    /// # Errors
    /// When a name is no permission's.
    pub fn read(text: &str) -> Result<Self, NotAMask> {
        let names = text.split_ascii_whitespace();
        let read = |name| Permission::from_name(name).map_err(|unknown| NotAMask::Name(unknown.0));
        names.map(read).collect::<Result<_, _>>().map(Self)
    }
}

through!(<> MaskBytes => Vec<u8>, |mask| Ok(mask.0.to_bytes().to_vec()), |bytes| Ok(Self::read(&bytes)?));
through!(<> MaskNames => String, |mask| Ok(mask.written()), |text| Ok(Self::read(&text)?));
