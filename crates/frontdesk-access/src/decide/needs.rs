//! What an answer hangs on: a right and all that it needs, each with what it is asked about, once.
//!
//! Rights of a host's own may need one another in so many ways that going through every way never
//! ends; the rights themselves are few. So whoever follows prerequisites remembers where they were.

use super::Request;
use crate::catalogue::Catalogue;
use crate::explain::About;
use crate::permission::{ObjectKind, Permission, PermissionSet};
use crate::resource::Resource;

/// Rights of one question by what they are asked about. Nothing is allocated for it.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Needs {
    object: PermissionSet,
    section: PermissionSet,
    own_record: PermissionSet,
}

impl Needs {
    /// Adds one, and says whether it was not there.
    pub(crate) fn insert(&mut self, permission: Permission, about: About) -> bool {
        let set = self.of_mut(about);
        let is_new = !set.contains(permission);
        set.insert(permission);
        is_new
    }

    /// Whether it is there.
    pub(crate) const fn has(&self, permission: Permission, about: About) -> bool {
        let set = match about {
            About::Object => self.object,
            About::Section => self.section,
            About::OwnRecord => self.own_record,
        };
        set.contains(permission)
    }

    /// Takes this one out, and says whether it was there.
    pub(crate) fn remove(&mut self, permission: Permission, about: About) -> bool {
        let set = self.of_mut(about);
        let was_there = set.contains(permission);
        *set = set.without(permission);
        was_there
    }

    /// Whether there is none.
    pub(crate) fn is_empty(self) -> bool {
        let Self {
            object,
            section,
            own_record,
        } = self;
        object.union(section).union(own_record) == PermissionSet::EMPTY
    }

    /// Takes one out.
    fn pop(&mut self) -> Option<(Permission, About)> {
        [About::Object, About::Section, About::OwnRecord]
            .into_iter()
            .find_map(|about| Some((self.of_mut(about).pop_first()?, about)))
    }

    const fn of_mut(&mut self, about: About) -> &mut PermissionSet {
        match about {
            About::Object => &mut self.object,
            About::Section => &mut self.section,
            About::OwnRecord => &mut self.own_record,
        }
    }
}

impl Catalogue {
    /// What a right needs itself, in the order of the catalogue, with what that is asked about where
    /// the question is about an object of this kind (catalogue.md 1.2): the same object where the
    /// kind is the same, no object for a section, and the asker's own record where a person is wanted
    /// and the question has none.
    pub(crate) fn needed_by(
        &self,
        permission: Permission,
        about: About,
        asked: ObjectKind,
    ) -> impl Iterator<Item = (Permission, About)> {
        let own = self.object_of(permission);
        let needed = self.prerequisites_of(permission).iter();
        needed.map(move |needed| {
            let about = match self.object_of(*needed) {
                kind if kind == own => about,
                Some(ObjectKind::User) => About::OwnRecord,
                // A question about no object is about no object throughout.
                _ if asked == ObjectKind::Section => About::Object,
                _ => About::Section,
            };
            (*needed, about)
        })
    }

    /// The question and every question whose answer it needs, each once. The question itself comes
    /// first, and what it needs is looked up only when more is asked for.
    pub(super) fn closure<'a>(&'a self, request: &Request<'a>) -> Closure<'a> {
        let (mut met, mut open) = (Needs::default(), Needs::default());
        met.insert(request.permission, About::Object);
        open.insert(request.permission, About::Object);
        Closure {
            catalogue: self,
            asked: *request,
            met,
            open,
            last: None,
        }
    }
}

/// The questions of a closure, in no particular order. Nothing is allocated for it.
pub(super) struct Closure<'a> {
    catalogue: &'a Catalogue,
    asked: Request<'a>,
    met: Needs,
    open: Needs,
    last: Option<(Permission, About)>,
}

impl<'a> Iterator for Closure<'a> {
    type Item = Request<'a>;

    fn next(&mut self) -> Option<Request<'a>> {
        if let Some((permission, about)) = self.last {
            let kind = self.asked.resource.kind;
            for (needed, about) in self.catalogue.needed_by(permission, about, kind) {
                if self.met.insert(needed, about) {
                    self.open.insert(needed, about);
                }
            }
        }
        self.last = self.open.pop();
        let (permission, about) = self.last?;
        Some(self.asked.needing(permission, about))
    }
}

impl<'a> Request<'a> {
    /// The question about something that this one needs.
    pub(crate) fn needing(&self, permission: Permission, about: About) -> Self {
        let actor = self.holder.actor();
        let resource: Resource<'a> = match about {
            About::Object => self.resource,
            About::Section => Resource::section(&actor),
            About::OwnRecord => Resource::own_record(&actor),
        };
        Self {
            holder: self.holder,
            permission,
            resource,
        }
    }
}
