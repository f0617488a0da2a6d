//! What is kept of each slot, in pages: none moves when others come, and an empty one is given back.

use chrono::{DateTime, Utc};
use frontdesk_model::ConversationId;

use super::activity::Moments;
use super::values::Row;

/// The slots of a page.
pub(super) const PAGE: usize = 1024;

/// The records of all slots.
#[derive(Clone, Debug, Default)]
pub(super) struct Store {
    pages: Vec<Page>,
    len: usize,
    words: Vec<Word>,
}

/// What is kept of each 64 slots.
#[derive(Clone, Copy, Debug)]
struct Word {
    /// The latest creation up to here: never less than before.
    reached: DateTime<Utc>,
    /// The slots that were made at one moment with one before them. Those that are late say nothing.
    twins: u64,
    /// Nothing happened to them later: never less than before.
    active: DateTime<Utc>,
}

/// A ticket: two lines of the cache, which are fetched together, and nothing to spare.
#[derive(Clone, Debug)]
#[repr(C, align(128))]
pub(super) struct Record {
    pub(super) row: Row,
    pub(super) moments: Moments,
    pub(super) id: ConversationId,
}

#[derive(Clone, Debug, Default)]
struct Page {
    held: usize,
    records: Vec<Record>,
    /// Once more by themselves: lists read nothing else of a ticket.
    ids: Vec<ConversationId>,
}

const fn split(slot: u32) -> (usize, usize) {
    (slot as usize / PAGE, slot as usize % PAGE)
}

impl Store {
    /// So many slots were given.
    pub(super) const fn len(&self) -> usize {
        self.len
    }

    /// A slot behind all others.
    pub(super) fn push(&mut self, record: Record) -> u32 {
        let (slot, made) = (self.len as u32, record.moments.made);
        let active = record.moments.staff();
        if self.len.is_multiple_of(PAGE) {
            self.pages.push(Page {
                held: 0,
                records: Vec::with_capacity(PAGE),
                ids: Vec::with_capacity(PAGE),
            });
        }
        if let Some(page) = self.pages.last_mut() {
            page.held += 1;
            page.ids.push(record.id);
            page.records.push(record);
        }
        let last = self.reached();
        let reached = last.map_or(made, |last| made.max(last));
        let twin = u64::from(last == Some(made)) << (self.len % 64);
        match self.words.last_mut() {
            Some(word) if !self.len.is_multiple_of(64) => {
                word.reached = reached;
                word.twins |= twin;
                word.active = word.active.max(active);
            }
            Some(_) | None => self.words.push(Word {
                reached,
                twins: twin,
                active,
            }),
        }
        self.len += 1;
        slot
    }

    /// The latest creation of all slots.
    pub(super) fn reached(&self) -> Option<DateTime<Utc>> {
        self.words.last().map(|word| word.reached)
    }

    /// Which of the 64 slots of a word were made at one moment with one before them.
    pub(super) fn twins(&self, word: usize) -> u64 {
        self.words.get(word).map_or(0, |word| word.twins)
    }

    /// Nothing happened later to any of the 64 slots of a word.
    #[inline]
    pub(super) fn active(&self, word: usize) -> Option<DateTime<Utc>> {
        self.words.get(word).map(|word| word.active)
    }

    /// The moments of a ticket are others.
    pub(super) fn set_moments(&mut self, slot: u32, moments: Moments) {
        if let Some(word) = self.words.get_mut(slot as usize / 64) {
            word.active = word.active.max(moments.staff());
        }
        if let Some(record) = self.get_mut(slot) {
            record.moments = moments;
        }
    }

    /// Before this slot stand all that were made up to then, and are not late.
    pub(super) fn end_of(&self, moment: DateTime<Utc>) -> usize {
        let whole = self.words.partition_point(|word| word.reached <= moment);
        ((whole + 1) * 64).min(self.len)
    }

    /// What is kept of a slot; of a ticket that is gone it may be nothing.
    #[inline]
    pub(super) fn get(&self, slot: u32) -> Option<&Record> {
        let (page, at) = split(slot);
        self.pages.get(page)?.records.get(at)
    }

    pub(super) fn get_mut(&mut self, slot: u32) -> Option<&mut Record> {
        let (page, at) = split(slot);
        self.pages.get_mut(page)?.records.get_mut(at)
    }

    #[inline]
    pub(super) fn id(&self, slot: u32) -> Option<ConversationId> {
        let (page, at) = split(slot);
        self.pages.get(page)?.ids.get(at).copied()
    }

    /// The ids of the 64 slots of a word.
    pub(super) fn ids_of_word(&self, word: usize) -> &[ConversationId] {
        let (page, at) = split((word * 64) as u32);
        let ids = self.pages.get(page).and_then(|page| page.ids.get(at..));
        let ids = ids.unwrap_or_default();
        ids.get(..64).unwrap_or(ids)
    }

    /// The ticket of a slot is gone. The page of it, if few are left in it and it will hold no more.
    pub(super) fn release(&mut self, slot: u32) -> Option<Thin> {
        let (at, _) = split(slot);
        let page = self.pages.get_mut(at)?;
        page.held -= 1;
        let thin = page.ids.len() == PAGE && page.held <= PAGE / 4;
        thin.then_some(Thin(at))
    }

    /// Gives a page back. Nothing is found in its slots any more.
    pub(super) fn drop_page(&mut self, thin: Thin) {
        if let Some(page) = self.pages.get_mut(thin.0) {
            *page = Page::default();
        }
    }

    /// The bytes that it takes.
    pub(super) fn bytes(&self) -> usize {
        let pages = self.pages.iter().map(|page| {
            let several = page
                .records
                .iter()
                .map(|one| size_of_val(&*one.row.several));
            page.ids.capacity() * size_of::<ConversationId>()
                + page.records.capacity() * size_of::<Record>()
                + several.sum::<usize>()
        });
        pages.sum::<usize>()
            + self.pages.capacity() * size_of::<Page>()
            + self.words.capacity() * size_of::<Word>()
    }
}

/// A page that is three quarters empty.
#[derive(Clone, Copy, Debug)]
pub(super) struct Thin(usize);

impl Thin {
    pub(super) fn slots(self) -> std::ops::Range<u32> {
        let first = (self.0 * PAGE) as u32;
        first..first + PAGE as u32
    }
}
