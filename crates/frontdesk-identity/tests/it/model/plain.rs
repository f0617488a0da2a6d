//! The forms in plain words.

use std::collections::BTreeSet;

/// The person, the lists and the values.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Person {
    pub(crate) last: &'static str,
    pub(crate) first: &'static str,
    pub(crate) patronymic: &'static str,
    pub(crate) chat_name: Option<String>,
    pub(crate) photo: bool,
    pub(crate) position: Option<&'static str>,
    pub(crate) email: Option<&'static str>,
    pub(crate) lists: Lists,
    /// `Some(None)` is unlimited, `None` is what the site gives everybody.
    pub(crate) limit: Option<Option<u32>>,
    pub(crate) note: Option<&'static str>,
    pub(crate) contacts: Vec<&'static str>,
    /// Its ids in other systems.
    pub(crate) external: BTreeSet<&'static str>,
}

/// What the other questions read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Lists {
    pub(crate) groups: BTreeSet<i64>,
    pub(crate) languages: BTreeSet<&'static str>,
    pub(crate) questionnaires: BTreeSet<i64>,
}

impl Person {
    /// A part of white space is no part (S31).
    pub(super) fn tidy(&mut self) {
        for part in [&mut self.last, &mut self.first, &mut self.patronymic] {
            *part = part.trim();
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Login {
    None,
    Own(&'static str),
    Email,
}

/// The letter with the credentials.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Letter {
    pub(crate) to_own: bool,
    pub(crate) to_typed: Option<&'static str>,
    pub(crate) with_link: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Entry {
    Employee { password: bool },
    User { password: bool },
    Invited,
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Create {
    pub(crate) kind: &'static str,
    pub(crate) can: Option<BTreeSet<&'static str>>,
    pub(crate) person: Person,
    pub(crate) login: Login,
    pub(crate) roles: BTreeSet<&'static str>,
    pub(crate) entry: Entry,
    pub(crate) letter: Option<Letter>,
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Import {
    pub(crate) kind: &'static str,
    pub(crate) can: Option<BTreeSet<&'static str>>,
    pub(crate) person: Person,
    pub(crate) login: Login,
    pub(crate) password: bool,
    pub(crate) was_user: bool,
    pub(crate) standing: &'static str,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Password {
    Keep,
    Set,
    Clear,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Rights {
    Keep,
    Some,
    AllOff,
}

/// `None` is "not touched".
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Edit {
    pub(crate) name: Option<(&'static str, &'static str, &'static str)>,
    pub(crate) chat_name: Option<Option<&'static str>>,
    pub(crate) photo: Option<bool>,
    pub(crate) position: Option<Option<&'static str>>,
    pub(crate) lists: Option<Lists>,
    pub(crate) limit: Option<Option<Option<u32>>>,
    pub(crate) note: Option<Option<&'static str>>,
    pub(crate) contacts: Option<Vec<&'static str>>,
    pub(crate) external: Option<BTreeSet<&'static str>>,
    pub(crate) email: Option<Option<&'static str>>,
    pub(crate) login: Option<Login>,
    pub(crate) password: Password,
    pub(crate) rights: Rights,
    pub(crate) letter: Option<Letter>,
}

impl Edit {
    pub(super) fn touches_the_person(&self) -> bool {
        self.name.is_some()
            || self.chat_name.is_some()
            || self.photo.is_some()
            || self.position.is_some()
            || self.lists.is_some()
            || self.limit.is_some()
            || self.note.is_some()
            || self.contacts.is_some()
            || self.external.is_some()
            || self.email.is_some()
    }
}
