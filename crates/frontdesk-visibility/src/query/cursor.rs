//! Where a page ended, as an opaque text that is good for one viewer and one request.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use frontdesk_access::Permission;
use frontdesk_model::uuid::Uuid;
use frontdesk_model::{ActorId, ConversationId, PolicyFingerprint, RefusalKind, canonical_bytes};
use secrecy::{ExposeSecret, SecretBox};
use siphasher::sip128::SipHasher24;
use subtle::ConstantTimeEq;

use super::Query;
use super::column::{Column, worn};
use super::page::Key;
use super::value::Value;
use crate::field::{Field, SitePolicy};
use crate::filter::Opening;
use crate::ticket::FieldId;
use crate::view::Viewing;
use crate::viewer::Hat;

/// A host's key for its cursors: 16 random bytes, made and kept by the host. `Debug` prints none.
///
/// It is a courtesy and no guard: whoever forges a cursor gets a page of what he sees anyway, because
/// every row is asked for anew.
#[derive(Debug)]
pub struct CursorKey(SecretBox<[u8; 16]>);

impl CursorKey {
    /// Takes the host's random bytes.
    #[must_use]
    pub fn new(bytes: [u8; 16]) -> Self {
        Self(SecretBox::new(Box::new(bytes)))
    }

    /// SipHash-2-4 with 128 bits over what the cursor says.
    fn sign(&self, said: &[u8]) -> [u8; 16] {
        SipHasher24::new_with_key(self.0.expose_secret())
            .hash(said)
            .as_bytes()
    }
}

/// Why a cursor is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CursorError {
    /// It is no cursor.
    #[error("this is no cursor")]
    Malformed,
    /// It was not made under the host's key.
    #[error("this cursor was not made here")]
    Forged,
    /// It is of another tenant.
    #[error("this cursor is of another tenant")]
    OtherTenant,
    /// It is of another viewer.
    #[error("this cursor is of another viewer")]
    OtherViewer,
    /// It is of another request, or the viewer's rights or the fields shown are others since: begin at
    /// the first page.
    #[error("this cursor is of another list")]
    OtherList,
}

impl CursorError {
    /// The stable code.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Malformed => "cursor_malformed",
            Self::Forged => "cursor_forged",
            Self::OtherTenant => "cursor_of_other_tenant",
            Self::OtherViewer => "cursor_of_other_viewer",
            Self::OtherList => "cursor_of_other_list",
        }
    }

    /// The kind of no.
    #[must_use]
    pub const fn kind(&self) -> RefusalKind {
        match self {
            Self::OtherList => RefusalKind::Stale,
            Self::Malformed | Self::Forged | Self::OtherTenant | Self::OtherViewer => {
                RefusalKind::Invalid
            }
        }
    }
}

/// The form in which this release writes cursors, plain and signed. No other is read.
const PLAIN: u8 = 1;
const SIGNED: u8 = 2;

/// The most bytes of a cursor: four ids, 64 characters of a value, a signature, and the marks.
const MAX_BYTES: usize = 2 + 5 * 16 + 4 * super::value::SORTED_CHARS;

impl Query<'_> {
    pub(super) fn write_cursor(&self, last: &Key<'_>) -> String {
        let mut bytes = vec![match self.key {
            None => PLAIN,
            Some(_) => SIGNED,
        }];
        for part in self.belongs_to() {
            bytes.extend_from_slice(part.as_bytes());
        }
        bytes.extend_from_slice(last.id.uuid().as_bytes());
        match &last.value {
            None => bytes.push(0),
            Some(value) => {
                bytes.push(1);
                bytes.extend_from_slice(value.to_string().as_bytes());
            }
        }
        if let Some(key) = self.key {
            let signature = key.sign(&bytes);
            bytes.extend_from_slice(&signature);
        }
        Hex(&bytes).to_string()
    }

    pub(super) fn read_cursor(&self, text: &str) -> Result<Key<'static>, CursorError> {
        let bytes = unhex(text).ok_or(CursorError::Malformed)?;
        let said = self.signed(&bytes)?;
        let mut rest = said.get(1..).unwrap_or_default();
        for (expected, refusal) in self.belongs_to().into_iter().zip([
            CursorError::OtherTenant,
            CursorError::OtherViewer,
            CursorError::OtherList,
        ]) {
            if take_uuid(&mut rest)? != expected {
                return Err(refusal);
            }
        }
        let id = ConversationId::from_uuid(take_uuid(&mut rest)?);
        let sort = self.request.sort.as_ref();
        let value = match (rest.split_first(), sort) {
            (Some((0, [])), _) => None,
            (Some((1, text)), Some(sort)) => Some(read_value(&sort.by, text)?),
            _ => return Err(CursorError::Malformed),
        };
        Ok(Key { value, id })
    }

    /// What the cursor says, once its signature is found right.
    fn signed<'c>(&self, bytes: &'c [u8]) -> Result<&'c [u8], CursorError> {
        match (bytes.first(), self.key) {
            (Some(&PLAIN), None) => Ok(bytes),
            (Some(&SIGNED), Some(key)) => {
                let (said, signature) = bytes
                    .split_last_chunk::<16>()
                    .ok_or(CursorError::Malformed)?;
                match bool::from(key.sign(said).ct_eq(signature)) {
                    true => Ok(said),
                    false => Err(CursorError::Forged),
                }
            }
            // A host that signs takes no plain one.
            (Some(&PLAIN), Some(_)) => Err(CursorError::Forged),
            _ => Err(CursorError::Malformed),
        }
    }

    /// The tenant, the viewer and the list that a cursor is good for.
    fn belongs_to(&self) -> [Uuid; 3] {
        let filter = &self.viewing.filter;
        let viewers: BTreeSet<_> = filter
            .openings
            .iter()
            .map(|opening| opening.viewer)
            .collect();
        // Whatever decides which rows there are and in which order: the bound rights, the fields that
        // are shown, what is asked. The size of a page, its facets and its columns may change under way.
        let (request, policy) = (self.request, self.viewing.policy);
        let hats: BTreeSet<Hat> = filter
            .openings
            .iter()
            .flat_map(|opening| worn(opening.hat).iter().copied())
            .collect();
        // The right to a site's name is asked of the staff alone (S64).
        let site = Column::Field(Field::Site);
        let asks_right = policy.site == SitePolicy::ByRight
            && hats.iter().any(|hat| hat.is_staff())
            && request.columns_that_decide().any(|asked| *asked == site);
        let sites = self.viewing.sites.scopes().filter(|_| asks_right);
        let list = (
            "list 3",
            &filter.openings,
            shown_to(self.viewing),
            asks_right,
            sites.map(|of| (&of.memberships, &of.all_of, &of.none_of)),
            (&request.conditions, &request.search, &request.sort),
            hats.contains(&Hat::Copied).then_some(policy.copied),
        );
        // None of these types refuses to be serialized; were there one, the rows would still be asked
        // for anew.
        let of = |bytes: Result<Vec<u8>, _>| PolicyFingerprint::of(&bytes.unwrap_or_default()).0;
        let rights = rights_to(self.viewing);
        let list = match rights.is_empty() {
            true => canonical_bytes(&list),
            false => canonical_bytes(&(list, rights)),
        };
        [
            filter.tenant.uuid(),
            of(canonical_bytes(&viewers)),
            of(list),
        ]
    }
}

/// The fields that each of these hats sees, the standard ones and the added ones. Nothing of what other
/// hats see and no name of a hidden field, so that no cursor can be tried against a guess (attack 30).
fn shown_to(viewing: &Viewing<'_>) -> BTreeMap<Hat, (BTreeSet<Field>, BTreeSet<FieldId>)> {
    let mut shown: BTreeMap<Hat, (BTreeSet<Field>, BTreeSet<FieldId>)> = BTreeMap::new();
    for (opening, hat) in openings(viewing) {
        let (standard, added) = shown.entry(hat).or_default();
        for field in fields_under(viewing, opening, hat) {
            match field {
                Field::Added(id) => added.insert(id),
                field => standard.insert(field),
            };
        }
    }
    shown
}

/// The rights that those fields ask for, account by account, and over what they are held.
fn rights_to<'v>(viewing: &'v Viewing<'_>) -> Vec<(Hat, ActorId, Field, Permission, Bound<'v>)> {
    let mut all = Vec::new();
    for (opening, hat) in openings(viewing) {
        let account = opening.viewer;
        for field in fields_under(viewing, opening, hat) {
            for right in viewing.policy.asked_to_see(hat, &field) {
                let bound = viewing.rights.bound(right, account).collect();
                all.push((hat, account, field.clone(), right, bound));
            }
        }
    }
    all
}

type Bound<'v> = Vec<&'v Opening>;

/// Each opening with each hat that it can put on.
fn openings<'v>(viewing: &'v Viewing<'_>) -> impl Iterator<Item = (&'v Opening, Hat)> {
    let openings = viewing.filter.openings.iter();
    openings.flat_map(|opening| worn(opening.hat).iter().map(move |hat| (opening, *hat)))
}

/// The fields that are seen under one hat, in the order of a view.
fn fields_under(viewing: &Viewing<'_>, opening: &Opening, hat: Hat) -> impl Iterator<Item = Field> {
    let added = viewing.policy.added().cloned().map(Field::Added);
    let all = Field::STANDARD.into_iter().chain(added);
    all.filter(move |field| viewing.shows_under(hat, opening, field))
}

fn take_uuid(rest: &mut &[u8]) -> Result<Uuid, CursorError> {
    let (bytes, behind) = rest
        .split_first_chunk::<16>()
        .ok_or(CursorError::Malformed)?;
    *rest = behind;
    Ok(Uuid::from_bytes(*bytes))
}

/// The value as this release would have written it.
fn read_value(column: &Column, text: &[u8]) -> Result<Value<'static>, CursorError> {
    let text = str::from_utf8(text).map_err(|_| CursorError::Malformed)?;
    let value = Value::parse(column, text).map(Value::sorted_by);
    value
        .filter(|value| value.to_string() == text)
        .ok_or(CursorError::Malformed)
}

/// Bytes as lower-case hexadecimal digits.
struct Hex<'a>(&'a [u8]);

impl fmt::Display for Hex<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

fn unhex(text: &str) -> Option<Vec<u8>> {
    if text.len() > 2 * MAX_BYTES {
        return None;
    }
    let (pairs, rest) = text.as_bytes().as_chunks::<2>();
    let digit = |byte: u8| match byte {
        b'0'..=b'9' => Some(byte - b'0'),
        b'a'..=b'f' => Some(byte - b'a' + 10),
        _ => None,
    };
    let bytes = pairs
        .iter()
        .map(|[high, low]| Some(digit(*high)? << 4 | digit(*low)?));
    rest.is_empty().then(|| bytes.collect())?
}
