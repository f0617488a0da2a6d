//! The rows of the sign-in index: bytes, one row after the other.
//!
//! | Bytes | What |
//! |---|---|
//! | 1 | flags |
//! | 16 | the id |
//! | 2, then so many | the login, if there is one |
//! | 2, then so many | the e-mail address, if it is claimed and is not spelled as the login |
//! | 4, then for each | how many external ids, if any: 4 bytes back to the row, 4 length, text |
//!
//! A dead row is its flags, 4 bytes with its length, and zeros: what was erased is nowhere.
//!
//! Numbers are little-endian. Only this module reads and writes them.

use frontdesk_model::UserId;
use frontdesk_model::uuid::Uuid;

use crate::LoginSpace;

const DEAD: u8 = 1;
const OPERATOR: u8 = 1 << 1;
const ADMIN_PANEL: u8 = 1 << 2;
const LOGIN: u8 = 1 << 3;
const LOGIN_IS_ADDRESS: u8 = 1 << 4;
const EMAIL: u8 = 1 << 5;
const EMAIL_IS_LOGIN: u8 = 1 << 6;
const EXTERNALS: u8 = 1 << 7;

/// Every surface, in order.
pub(super) const SPACES: [LoginSpace; 2] = [LoginSpace::Operator, LoginSpace::AdminPanel];

const HEAD: usize = 17;
/// Dead bytes below this are left to lie.
const TIDY_FROM: usize = 4096;

/// Rows, living and dead.
#[derive(Clone)]
pub(super) struct Rows {
    bytes: Vec<u8>,
    dead: usize,
    /// How many bytes there may be, so that every place is a `u32`.
    limit: usize,
}

/// A login as text, and whether it is an address that is no login by PRECIS.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct LoginText<'a> {
    pub(super) address: bool,
    pub(super) text: &'a [u8],
}

/// An external id inside a row.
pub(super) struct External<'a> {
    /// The row's place.
    pub(super) row: u32,
    pub(super) text: &'a [u8],
}

impl Rows {
    pub(super) const fn new() -> Self {
        Self::limited(u32::MAX as usize)
    }

    pub(super) const fn limited(limit: usize) -> Self {
        Self {
            bytes: Vec::new(),
            dead: 0,
            limit,
        }
    }

    pub(super) fn capacity(&self) -> usize {
        self.bytes.capacity()
    }

    pub(super) fn shrink(&mut self) {
        self.bytes.shrink_to_fit();
    }

    pub(super) fn has_room(&self, row: &NewRow) -> bool {
        row.fits() && self.bytes.len().saturating_add(row.len()) <= self.limit
    }

    /// Writes a row after the others, where there is room, and says its place.
    pub(super) fn push(&mut self, row: &NewRow) -> u32 {
        let at = self.bytes.len() as u32;
        row.write(&mut self.bytes);
        at
    }

    /// The row at this place.
    pub(super) fn row(&self, at: u32) -> Option<Row<'_>> {
        let (head, rest) = self.bytes.get(at as usize..)?.split_first_chunk::<HEAD>()?;
        Some(Row { at, head, rest })
    }

    /// The external id at this place.
    pub(super) fn external(&self, at: u32) -> Option<External<'_>> {
        let mut rest = self.bytes.get(at as usize..)?;
        let back = number(&mut rest)?;
        Some(External {
            row: at.checked_sub(back)?,
            text: text(&mut rest)?,
        })
    }

    /// Declares a row dead and leaves nothing of it but its length. No place of it may be asked for
    /// again.
    pub(super) fn kill(&mut self, at: u32) {
        let (at, length) = (at as usize, self.row(at).map_or(0, |row| row.len()));
        let Some(bytes) = self.bytes.get_mut(at..at + length) else {
            return;
        };
        bytes.fill(0);
        if let Some((head, _)) = bytes.split_first_chunk_mut::<5>() {
            let [b0, b1, b2, b3] = (length as u32).to_le_bytes();
            *head = [DEAD, b0, b1, b2, b3];
            self.dead += length;
        }
    }

    pub(super) fn is_mostly_dead(&self) -> bool {
        self.bytes.len() >= TIDY_FROM && self.dead > self.bytes.len() / 2
    }

    /// Moves the living rows together. Returns whether any place changed.
    pub(super) fn compact(&mut self) -> bool {
        if self.dead == 0 {
            return false;
        }
        let living = self.close_gaps();
        self.bytes.truncate(living);
        self.dead = 0;
        true
    }

    /// Moves the living rows to the front, fills what is behind them with zeros, and says where that
    /// begins.
    fn close_gaps(&mut self) -> usize {
        let mut to = 0;
        let mut next = self.first();
        while let Some((at, _)) = next {
            next = self.after(at);
            let Some(row) = self.row(at) else { break };
            let (is_dead, length) = (row.is_dead(), row.len());
            if !is_dead {
                let from = at as usize;
                self.bytes.copy_within(from..from + length, to);
                to += length;
            }
        }
        // The bytes stay in the spare room.
        if let Some(behind) = self.bytes.get_mut(to..) {
            behind.fill(0);
        }
        to
    }

    /// The place of the first row, if there is any, and whose it is.
    pub(super) fn first(&self) -> Option<(u32, UserId)> {
        self.row(0).map(|row| (0, row.id()))
    }

    /// The place of the row after this one, and whose it is.
    pub(super) fn after(&self, at: u32) -> Option<(u32, UserId)> {
        let length = u32::try_from(self.row(at)?.len()).ok()?;
        let next = at.checked_add(length)?;
        self.row(next).map(|row| (next, row.id()))
    }
}

/// A row to be read.
#[derive(Clone, Copy)]
pub(super) struct Row<'a> {
    at: u32,
    head: &'a [u8; HEAD],
    rest: &'a [u8],
}

impl<'a> Row<'a> {
    pub(super) fn id(&self) -> UserId {
        let [_, id @ ..] = *self.head;
        UserId::from_uuid(Uuid::from_bytes(id))
    }

    pub(super) fn is_in(&self, space: LoginSpace) -> bool {
        self.flag(bit(space))
    }

    pub(super) fn login(&self) -> Option<LoginText<'a>> {
        let mut rest = self.rest;
        self.flag(LOGIN).then(|| {
            Some(LoginText {
                address: self.flag(LOGIN_IS_ADDRESS),
                text: short_text(&mut rest)?,
            })
        })?
    }

    pub(super) fn email(&self) -> Option<&'a [u8]> {
        if !self.flag(EMAIL) {
            return None;
        }
        let mut rest = self.rest;
        let login = if self.flag(LOGIN) {
            short_text(&mut rest)
        } else {
            None
        };
        if self.flag(EMAIL_IS_LOGIN) {
            login
        } else {
            short_text(&mut rest)
        }
    }

    /// The external ids with their places.
    pub(super) fn externals(&self) -> impl Iterator<Item = (u32, &'a [u8])> + use<'a> {
        let mut rest = self.after_texts();
        let length = HEAD + self.rest.len();
        let at = self.at;
        let count = if self.flag(EXTERNALS) {
            number(&mut rest).unwrap_or(0)
        } else {
            0
        };
        (0..count).map_while(move |_| {
            let place = u32::try_from(length - rest.len()).ok()?.checked_add(at)?;
            number(&mut rest)?;
            Some((place, text(&mut rest)?))
        })
    }

    /// Whether the row says what the new one says.
    pub(super) fn has(&self, new: &NewRow) -> bool {
        let login = new.login.as_ref().map(|(address, text)| LoginText {
            address: *address,
            text,
        });
        self.id() == new.id
            && SPACES
                .iter()
                .all(|space| self.is_in(*space) == new.is_in(*space))
            && self.login() == login
            && self.email() == new.email.as_deref()
            && self
                .externals()
                .map(|(_, text)| text)
                .eq(new.externals.iter().map(String::as_bytes))
    }

    fn len(&self) -> usize {
        if self.is_dead() {
            let [_, b0, b1, b2, b3, ..] = *self.head;
            return u32::from_le_bytes([b0, b1, b2, b3]) as usize;
        }
        let mut rest = self.after_texts();
        if self.flag(EXTERNALS) {
            for _ in 0..number(&mut rest).unwrap_or(0) {
                number(&mut rest);
                text(&mut rest);
            }
        }
        HEAD + self.rest.len() - rest.len()
    }

    /// What stands after the login and the address.
    fn after_texts(&self) -> &'a [u8] {
        let mut rest = self.rest;
        if self.flag(LOGIN) {
            short_text(&mut rest);
        }
        if self.flag(EMAIL) && !self.flag(EMAIL_IS_LOGIN) {
            short_text(&mut rest);
        }
        rest
    }

    fn is_dead(&self) -> bool {
        self.flag(DEAD)
    }

    fn flag(&self, bit: u8) -> bool {
        let [flags, ..] = self.head;
        flags & bit != 0
    }
}

/// A row to be written.
pub(super) struct NewRow {
    id: UserId,
    spaces: u8,
    login: Option<(bool, Vec<u8>)>,
    email: Option<Vec<u8>>,
    externals: Vec<String>,
}

impl NewRow {
    pub(super) const fn new(id: UserId) -> Self {
        Self {
            id,
            spaces: 0,
            login: None,
            email: None,
            externals: Vec::new(),
        }
    }

    pub(super) const fn id(&self) -> UserId {
        self.id
    }

    pub(super) const fn is_in(&self, space: LoginSpace) -> bool {
        self.spaces & bit(space) != 0
    }

    /// An account has one login for all its surfaces (S9).
    pub(super) fn set_login(&mut self, space: LoginSpace, login: LoginText<'_>) {
        self.spaces |= bit(space);
        self.login = Some((login.address, login.text.to_vec()));
    }

    pub(super) fn set_email(&mut self, space: LoginSpace, key: &str) {
        self.spaces |= bit(space);
        self.email = Some(key.as_bytes().to_vec());
    }

    pub(super) fn add_external(&mut self, text: String) {
        self.externals.push(text);
    }

    fn email_is_login(&self) -> bool {
        let login = self.login.as_ref().map(|(_, text)| text);
        login.is_some() && login == self.email.as_ref()
    }

    /// The address as it is written: not at all where it is the login.
    fn own_email(&self) -> Option<&[u8]> {
        self.email.as_deref().filter(|_| !self.email_is_login())
    }

    /// Whether each length can be written.
    fn fits(&self) -> bool {
        let login = self.login.as_ref().map_or(0, |(_, text)| text.len());
        let email = self.email.as_ref().map_or(0, Vec::len);
        login.max(email) <= usize::from(u16::MAX) && self.len() <= u32::MAX as usize
    }

    fn len(&self) -> usize {
        let short = |text: Option<&[u8]>| text.map_or(0, |text| 2 + text.len());
        let externals: usize = self.externals.iter().map(|text| 8 + text.len()).sum();
        let count = if self.externals.is_empty() { 0 } else { 4 };
        HEAD + short(self.login.as_ref().map(|(_, text)| text.as_slice()))
            + short(self.own_email())
            + count
            + externals
    }

    /// Appends the row, which fits.
    fn write(&self, bytes: &mut Vec<u8>) {
        let from = bytes.len();
        let flag = |on: bool, bit: u8| if on { bit } else { 0 };
        let address = self.login.as_ref().is_some_and(|(address, _)| *address);
        bytes.push(
            self.spaces
                | flag(self.login.is_some(), LOGIN)
                | flag(address, LOGIN_IS_ADDRESS)
                | flag(self.email.is_some(), EMAIL)
                | flag(self.email_is_login(), EMAIL_IS_LOGIN)
                | flag(!self.externals.is_empty(), EXTERNALS),
        );
        bytes.extend_from_slice(self.id.uuid().as_bytes());
        let login = self.login.as_ref().map(|(_, text)| text.as_slice());
        for text in [login, self.own_email()].into_iter().flatten() {
            bytes.extend_from_slice(&(text.len() as u16).to_le_bytes());
            bytes.extend_from_slice(text);
        }
        if self.externals.is_empty() {
            return;
        }
        bytes.extend_from_slice(&(self.externals.len() as u32).to_le_bytes());
        for text in &self.externals {
            let back = (bytes.len() - from) as u32;
            bytes.extend_from_slice(&back.to_le_bytes());
            bytes.extend_from_slice(&(text.len() as u32).to_le_bytes());
            bytes.extend_from_slice(text.as_bytes());
        }
    }
}

const fn bit(space: LoginSpace) -> u8 {
    match space {
        LoginSpace::Operator => OPERATOR,
        LoginSpace::AdminPanel => ADMIN_PANEL,
    }
}

fn number(rest: &mut &[u8]) -> Option<u32> {
    let (number, after) = rest.split_first_chunk::<4>()?;
    *rest = after;
    Some(u32::from_le_bytes(*number))
}

fn text<'a>(rest: &mut &'a [u8]) -> Option<&'a [u8]> {
    let length = number(rest)?;
    take(rest, length as usize)
}

fn short_text<'a>(rest: &mut &'a [u8]) -> Option<&'a [u8]> {
    let (length, after) = rest.split_first_chunk::<2>()?;
    *rest = after;
    take(rest, u16::from_le_bytes(*length).into())
}

fn take<'a>(rest: &mut &'a [u8], length: usize) -> Option<&'a [u8]> {
    let (taken, after) = rest.split_at_checked(length)?;
    *rest = after;
    Some(taken)
}

#[cfg(test)]
mod tests;
