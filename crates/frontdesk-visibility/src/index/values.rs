//! The values that facts have, each with the slots of the tickets that have it.

use std::collections::BTreeMap;

use frontdesk_model::uuid::Uuid;
use frontdesk_model::{Channel, ConversationFacts, ConversationState, Id, Privacy};

use super::named::Named;
use super::ordered::Ordered;
use super::paged::Paged;
use super::slots::Slots;
use super::table::{Table, hash};

/// A fact of which a ticket has one value, or none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum One {
    /// A person; a bot is none.
    Assignee,
    Offered,
    Group,
    Site,
    Questionnaire,
    Creator,
    Requester,
    Organization,
    Channel,
}

/// How many facts those are.
pub(super) const ONES: usize = 9;

/// A fact of which a ticket may have several values.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Several {
    /// The groups of the assignee, if a person.
    AssigneeGroup,
    Participant,
    Mentioned,
    Substitute,
    Copied,
}

/// Of what a number is a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Of {
    One(One),
    Several(Several),
}

impl Of {
    pub(super) const fn number(self) -> u8 {
        match self {
            Self::One(one) => one as u8,
            Self::Several(several) => ONES as u8 + several as u8,
        }
    }

    /// What queues are made of: of these the tickets are kept by activity besides.
    const fn is_followed(self) -> bool {
        matches!(self, Self::One(One::Group))
    }
}

/// Kinds of values.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Kinds(u16);

impl Kinds {
    pub(super) const fn add(&mut self, of: Of) {
        self.0 |= 1 << of.number();
    }
}

/// No value.
pub(super) const NONE: u32 = u32::MAX;

/// What is told of a ticket in a bit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Marks(pub(super) u16);

/// How many marks there are.
pub(super) const MARKS: usize = 12;

impl Marks {
    pub(super) const NOBODY: Self = Self(1 << 5);
    /// A person is assigned.
    pub(super) const PERSON: Self = Self(1 << 6);
    pub(super) const IN_NO_GROUP: Self = Self(1 << 7);
    pub(super) const KEPT: Self = Self(1 << 8);
    /// There is a ticket.
    pub(super) const HELD: Self = Self(1 << (MARKS - 1));

    pub(super) const fn of_state(state: ConversationState) -> Self {
        Self(match state {
            ConversationState::New => 1,
            ConversationState::Waiting => 1 << 1,
            ConversationState::Offered => 1 << 2,
            ConversationState::InWork => 1 << 3,
            ConversationState::Closed => 1 << 4,
        })
    }

    pub(super) const fn of_privacy(privacy: Privacy) -> Self {
        Self(match privacy {
            Privacy::Open => 1 << 9,
            Privacy::Private => 1 << 10,
        })
    }

    pub(super) fn of(facts: &ConversationFacts) -> Self {
        let has = |is: bool, mark: Self| if is { mark.0 } else { 0 };
        let state = facts.state.map_or(0, |state| Self::of_state(state).0);
        let privacy = facts.privacy.map_or(0, |one| Self::of_privacy(one).0);
        let person = facts.assigned_person().is_some();
        Self(
            Self::HELD.0
                | state
                | privacy
                | has(facts.assignee.is_none(), Self::NOBODY)
                | has(person, Self::PERSON)
                | has(facts.group.is_none(), Self::IN_NO_GROUP)
                | has(!facts.deleted && !facts.spam, Self::KEPT),
        )
    }
}

/// What rules read of a ticket, as numbers of values.
#[derive(Clone, Debug)]
pub(super) struct Row {
    pub(super) ones: [u32; ONES],
    pub(super) marks: Marks,
    pub(super) epoch: u32,
    /// In ascending order.
    pub(super) several: Box<[u32]>,
}

impl Default for Row {
    fn default() -> Self {
        Self {
            ones: [NONE; ONES],
            marks: Marks(0),
            epoch: 0,
            several: Box::default(),
        }
    }
}

impl Row {
    pub(super) fn one(&self, one: One) -> u32 {
        self.ones.get(one as usize).copied().unwrap_or(NONE)
    }

    /// Whether there is a ticket.
    pub(super) const fn is_held(&self) -> bool {
        self.marks.0 & Marks::HELD.0 != 0
    }

    /// The value that it is followed under.
    pub(super) fn followed(&self) -> u32 {
        self.one(One::Group)
    }

    /// Each number that it has.
    pub(super) fn numbers(&self) -> impl Iterator<Item = u32> {
        let ones = self.ones.iter().filter(|number| **number != NONE);
        ones.chain(&self.several).copied()
    }
}

/// Every value that some ticket has, under its number. A number is given again when no ticket has its
/// value any more.
#[derive(Clone, Debug, Default)]
pub(super) struct Values {
    entries: Paged<Entry>,
    vacant: Vec<u32>,
    table: Table,
    /// Channels have no ids.
    channels: BTreeMap<Channel, u32>,
    /// Of each kind: how often a value got or lost its number.
    ages: [u64; KINDS],
    /// How often a slot was put under a value.
    turns: u64,
}

const KINDS: usize = 14;

/// One line of the cache.
#[derive(Clone, Debug)]
#[repr(align(64))]
struct Entry {
    of: Of,
    id: Uuid,
    slots: Slots,
    /// By activity, if it is followed.
    log: Option<Box<Ordered>>,
}

const _: () = assert!(size_of::<Entry>() == 64);

impl Values {
    /// As long as this stays the same, so do the numbers of the values of these kinds, and which have none.
    pub(super) fn age(&self, kinds: Kinds) -> u64 {
        let ages = self.ages.iter().enumerate();
        let ages = ages.filter(|(kind, _)| kinds.0 >> kind & 1 == 1);
        ages.map(|(_, age)| age).sum()
    }

    /// How often a slot was put under a value.
    pub(super) const fn turns(&self) -> u64 {
        self.turns
    }

    /// The tickets of a value by activity.
    pub(super) fn log(&self, number: u32) -> Option<&Ordered> {
        self.entries.get(number)?.log.as_deref()
    }

    /// The same, and how many tickets there are.
    pub(super) fn log_mut(&mut self, number: u32) -> Option<(&mut Ordered, usize)> {
        let entry = self.entries.get_mut(number)?;
        Some((entry.log.as_deref_mut()?, entry.slots.len()))
    }

    /// Something that lies where this hash is looked up: asked for, it is read.
    pub(super) fn near(&self, hash: u32) -> u32 {
        self.table.near(hash)
    }

    /// Something that lies where this slot does under a value, or would: asked for, it is read.
    pub(super) fn near_slot(&self, number: u32, slot: u32) -> usize {
        self.slots(number).map_or(0, |slots| slots.near(slot))
    }

    pub(super) fn number_of(&self, named: &Named) -> Option<u32> {
        self.find(Of::One(named.one), named.id, named.hash)
    }

    pub(super) fn number<K>(&self, of: Of, id: &Id<K>) -> Option<u32>
    where
        K: frontdesk_model::Kind,
    {
        let id = id.uuid();
        self.find(of, id, hash(of.number(), id))
    }

    fn find(&self, of: Of, id: Uuid, hash: u32) -> Option<u32> {
        self.table
            .find(hash, |number| self.is_value(number, of, id))
    }

    /// Whether this number is of this value.
    fn is_value(&self, number: u32, of: Of, id: Uuid) -> bool {
        let entry = self.entries.get(number);
        entry.is_some_and(|entry| entry.id == id && entry.of == of)
    }

    pub(super) fn channel(&self, channel: &Channel) -> Option<u32> {
        self.channels.get(channel).copied()
    }

    pub(super) fn slots(&self, number: u32) -> Option<&Slots> {
        self.entries.get(number).map(|entry| &entry.slots)
    }

    /// The number of a value, a new one if it has none.
    fn numbered(&mut self, of: Of, id: Uuid) -> u32 {
        let hash = hash(of.number(), id);
        let found = self.find(of, id, hash);
        found.unwrap_or_else(|| self.give_hashed(of, id, hash))
    }

    /// The number of a value, a new one if it has none. Since it was looked up it may have lost that which it had:
    /// then no ticket has it, or it is another's.
    fn confirmed(&mut self, named: &Named) -> u32 {
        let of = Of::One(named.one);
        let is_had = self
            .slots(named.number)
            .is_some_and(|slots| !slots.is_empty());
        if is_had && self.is_value(named.number, of, named.id) {
            return named.number;
        }
        let found = self.number_of(named);
        found.unwrap_or_else(|| self.give_hashed(of, named.id, named.hash))
    }

    /// A number for a value that has none.
    fn give_hashed(&mut self, of: Of, id: Uuid, hash: u32) -> u32 {
        let number = self.give(of, id);
        self.table.insert(hash, number);
        number
    }

    fn give(&mut self, of: Of, id: Uuid) -> u32 {
        let new = Entry {
            of,
            id,
            slots: Slots::default(),
            log: of.is_followed().then(Box::default),
        };
        self.grow_older(of);
        let number = self.vacant.pop();
        match number.and_then(|number| self.entries.get_mut(number)) {
            Some(entry) => *entry = new,
            None => self.entries.push(new),
        }
        // As many as there are slots times the facts of one, at most: they end before the numbers do.
        number.unwrap_or_else(|| (self.entries.len() - 1) as u32)
    }

    fn grow_older(&mut self, of: Of) {
        if let Some(age) = self.ages.get_mut(usize::from(of.number())) {
            *age += 1;
        }
    }

    fn give_channel(&mut self, channel: &Channel) -> u32 {
        let number = self.give(Of::One(One::Channel), Uuid::nil());
        self.channels.insert(channel.clone(), number);
        number
    }

    /// Under no value nothing is put, and nothing is taken from it.
    fn put(&mut self, number: u32, slot: u32) {
        if let Some(entry) = self.entries.get_mut(number) {
            self.turns += 1;
            entry.slots.insert(slot);
        }
    }

    fn take(&mut self, number: u32, slot: u32) {
        let Some(entry) = self.entries.get_mut(number) else {
            return;
        };
        entry.slots.remove(slot);
        if entry.slots.is_empty() {
            (entry.slots, entry.log) = (Slots::default(), None);
            let (of, id) = (entry.of, entry.id);
            match of {
                Of::One(One::Channel) => self.channels.retain(|_, one| *one != number),
                of => self.table.remove(hash(of.number(), id), number),
            }
            self.vacant.push(number);
            self.grow_older(of);
        }
    }

    /// Makes the row of a slot say what the facts say, of which those of one value were looked up.
    pub(super) fn write(
        &mut self,
        row: &mut Row,
        facts: &ConversationFacts,
        named: &[Named],
        slot: u32,
    ) {
        let mut ones = [NONE; ONES];
        for one in named {
            if let Some(number) = ones.get_mut(one.one as usize) {
                *number = self.confirmed(one);
            }
        }
        if let (Some(channel), Some(number)) = (&facts.channel, ones.get_mut(One::Channel as usize))
        {
            let known = self.channel(channel);
            *number = known.unwrap_or_else(|| self.give_channel(channel));
        }
        for (place, number) in row.ones.iter_mut().zip(ones) {
            let before = std::mem::replace(place, number);
            if before != number {
                self.put(number, slot);
                self.take(before, slot);
            }
        }
        let several = self.several_of(facts);
        // Mostly there are none, before and after; to compare nothing with nothing would be a slow call.
        let is_any = several.len() + row.several.len() > 0;
        if is_any && several != row.several {
            // Put in before anything is taken out, so that no number is given away in between.
            let added = several.iter().filter(|number| !has(&row.several, number));
            added.for_each(|number| self.put(*number, slot));
            let gone = row.several.iter().filter(|number| !has(&several, number));
            gone.for_each(|number| self.take(*number, slot));
            row.several = several;
        }
        row.epoch = facts.guest_epoch;
    }

    fn several_of(&mut self, facts: &ConversationFacts) -> Box<[u32]> {
        let mut numbers = Vec::new();
        let mut add = |several, id| numbers.push(self.numbered(Of::Several(several), id));
        if facts.assigned_person().is_some() {
            let groups = facts.assignee_groups.iter();
            groups.for_each(|id| add(Several::AssigneeGroup, id.uuid()));
        }
        let people = [
            (Several::Participant, &facts.participants),
            (Several::Mentioned, &facts.mentioned),
            (Several::Substitute, &facts.substitutes),
        ];
        for (several, people) in people {
            people.iter().for_each(|id| add(several, id.uuid()));
        }
        let copied = facts.copied.keys();
        copied.for_each(|id| add(Several::Copied, id.uuid()));
        numbers.sort_unstable();
        numbers.into()
    }

    /// Takes a slot out of everything.
    pub(super) fn clear(&mut self, row: &mut Row, slot: u32) {
        let row = std::mem::take(row);
        row.numbers().for_each(|number| self.take(number, slot));
    }

    /// Puts every list by activity in order.
    pub(super) fn put_in_order(&mut self) {
        let logs = self
            .entries
            .iter_mut()
            .filter_map(|entry| entry.log.as_deref_mut());
        logs.for_each(Ordered::put_in_order);
    }

    /// Forgets which slots have what, and keeps the numbers: the rows are put in again.
    pub(super) fn forget_slots(&mut self) {
        for entry in self.entries.iter_mut() {
            entry.slots = Slots::default();
            entry.log = entry.log.as_ref().map(|_| Box::default());
        }
    }

    /// Puts a row in again, under a slot behind all that were put in.
    pub(super) fn put_again(&mut self, row: &Row, slot: u32) {
        row.numbers().for_each(|number| self.put(number, slot));
    }

    /// The bytes that it takes.
    pub(super) fn bytes(&self) -> usize {
        let each = self.entries.iter().map(|entry| {
            let log = entry.log.as_deref();
            entry.slots.bytes() + log.map_or(0, |log| size_of::<Ordered>() + log.bytes())
        });
        each.sum::<usize>() + self.entries.bytes() + self.table.bytes()
    }
}

fn has(sorted: &[u32], number: &u32) -> bool {
    sorted.binary_search(number).is_ok()
}
