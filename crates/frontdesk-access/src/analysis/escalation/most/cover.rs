//! Whether somebody could cover what he would give, take or touch. Asked over some objects of all that
//! there are: yes too often, and never no where he does.

use std::collections::BTreeSet;

use frontdesk_model::{Actor, Memberships};

use super::options::{holds, somewhere};
use super::place::{At, Place};
use super::view::{View, is};
use super::{Account, Goal, Line};
use crate::administer::Guard;
use crate::grant::Gives;
use crate::permission::{ObjectKind, Permission};
use crate::region::{Pair, Point, Side, Terms};
use crate::role::RoleId;
use crate::scope::Scope;

/// More objects of a line are not looked at.
const MOST_POINTS: usize = 16;

/// A question of cover that was answered: who, which right, over which scope, read how.
pub(super) type Covered<'a> = (usize, Permission, &'a Scope, Of);

/// By whose lists a line is read, and as what the objects stand to whoever covers it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Of {
    /// As they stand to this account, by name.
    Record(usize),
    /// As they are, to whoever comes to act as this account.
    TakenOver(usize),
    /// To anybody there may ever be, by name.
    Anyone,
}

impl<'a> View<'_, 'a> {
    /// Whether one could come to act as the other, if what can be taken from it was.
    pub(super) fn could_take(&self, by: usize, of: usize) -> bool {
        let Some(account) = self.most.accounts.get(of) else {
            return false;
        };
        let stays = |which: usize, line: &Line<'a>| {
            !self.done.revoked.contains(&(of, which)) && !self.could_be_gone(of, line)
        };
        let lines = account.lines.lasting();
        let mut lines = lines.filter(|(which, line)| stays(*which, line));
        lines.all(|(_, line)| {
            let freed = match line.gives {
                Gives::One(right) => self.would_free(*right, by, of),
                Gives::Every | Gives::Unread(_) => false,
            };
            !freed && self.could(by, line, Of::TakenOver(of))
        }) && account.record.roles.iter().all(|held| {
            self.is_trust_gone(of, &held.role) || self.could_trust(by, &held.role, false)
        })
    }

    /// Whether one could do something to the account of the other that touches all of it.
    pub(super) fn could_touch(&self, by: usize, of: usize) -> bool {
        let Some(account) = self.most.accounts.get(of) else {
            return false;
        };
        let trusted = |line: &Line<'a>| {
            line.role
                .is_some_and(|role| by != of && self.trusts(by).any(|it| it == role))
        };
        let mut lines = account.lines.lasting();
        by == of
            || lines.all(|(which, line)| {
                !self.is_untouched(of, which, line)
                    || self.has_saved(of)
                    || trusted(line)
                    || self.could_be_gone(of, line)
                    || self.could_cover_of(by, line, of)
            })
    }

    /// Whether one could cover a line of the other's record as it is, to come to act as the other.
    pub(super) fn could_cover_taken(&self, by: usize, line: &Line<'a>, of: usize) -> bool {
        self.most.guard == Guard::None || self.could_now(by, line, Of::TakenOver(of))
    }

    /// Whether one could cover a line of the other's record.
    pub(super) fn could_cover_of(&self, by: usize, line: &Line<'a>, of: usize) -> bool {
        self.could(by, line, Of::Record(of))
    }

    /// Whether one could give the other this role because he covers it.
    pub(super) fn could_assign(&self, by: usize, to: usize, role: &RoleId) -> bool {
        // What has the role already may be given more of its add-ons.
        if self.has_role(to, role) {
            return true;
        }
        let lines = self.most.roles.get(role).into_iter();
        let mut own = lines
            .flat_map(|lines| &lines.all)
            .filter(|line| !line.added && !line.ended);
        own.all(|line| self.is_emptied(role, line) || self.could(by, line, Of::Record(to)))
            && self.could_trust(by, role, true)
    }

    /// Whether a line could have been taken out of its role.
    fn is_emptied(&self, role: &RoleId, line: &Line<'a>) -> bool {
        let editor = |by: &usize| self.could(*by, line, Of::Anyone);
        self.done.saved.contains(role) && self.edges.editors.iter().any(editor)
    }

    /// Whether a line of the account of another could have been taken out of the role that it comes
    /// from, or off the lists by which it is read.
    fn could_be_gone(&self, of: usize, line: &Line<'a>) -> bool {
        let gone_role = line.role.is_some_and(|role| {
            let assigned = self.done.unassigned.contains(&(of, role.clone()));
            let taken = || {
                let mut assigns = self.edges.assigns.on(of);
                assigns
                    .any(|by| self.entrusts(by, of, role) || self.could(by, line, Of::Record(of)))
            };
            let edited = || {
                let mut editors = self.edges.editors.iter();
                editors.any(|by| self.could(*by, line, Of::Anyone))
            };
            (assigned && taken()) || (self.done.saved.contains(role) && edited())
        });
        gone_role || (self.most.lists_change(self.done, of) && self.could_be_emptied(of, line))
    }

    /// Whether the lists could say less by which it is read: of one thing whoever empties them covers
    /// it, of several a part may be taken.
    fn could_be_emptied(&self, of: usize, line: &Line<'a>) -> bool {
        let Some(account) = self.most.accounts.get(of).filter(|_| line.reads) else {
            return false;
        };
        let several = super::items(&account.record.memberships).len() > 1;
        let mut edits = self.edges.edits.on(of);
        edits.any(|by| {
            let trusted = line.role.is_some_and(|role| self.entrusts(by, of, role));
            let partly = || several && self.somewhere(by, line);
            trusted || partly() || self.could_now(by, line, Of::Record(of))
        })
    }

    fn somewhere(&self, by: usize, line: &Line<'a>) -> bool {
        match line.gives {
            Gives::One(right) => self.holds_somewhere(by, *right),
            Gives::Every | Gives::Unread(_) => self.has_every(),
        }
    }

    pub(super) fn holds_somewhere(&self, by: usize, right: Permission) -> bool {
        let kind = self.most.directory.catalogue().object_of(right);
        kind.is_none_or(|kind| holds(self, right, somewhere(kind), by))
    }

    /// Whether the roles that this one lets its holders give could have been taken out of it.
    fn is_trust_gone(&self, of: usize, role: &RoleId) -> bool {
        let trusts = |by: &usize| self.could_trust(*by, role, true);
        let unassigned = self.done.unassigned.contains(&(of, role.clone()));
        let mut assigns = self.edges.assigns.on(of);
        let taken = unassigned && assigns.any(|by| self.entrusts(by, of, role) || trusts(&by));
        taken || (self.done.saved.contains(role) && self.edges.editors.iter().any(trusts))
    }

    /// Whether somebody could cover all that may be given through a role, or through the roles that those
    /// may give; with `trusted` what is entrusted to him need not be covered.
    fn could_trust(&self, by: usize, role: &RoleId, trusted: bool) -> bool {
        if self.most.guard == Guard::None {
            return true;
        }
        let catalogue = self.most.directory.catalogue();
        let mine: BTreeSet<&RoleId> = match trusted {
            true => self.trusts(by).collect(),
            false => BTreeSet::new(),
        };
        let mut open: Vec<&RoleId> = catalogue
            .role(role)
            .into_iter()
            .flat_map(|r| &r.may_assign)
            .collect();
        let mut seen: BTreeSet<&RoleId> = BTreeSet::new();
        while let Some(id) = open.pop() {
            if mine.contains(id) || !seen.insert(id) {
                continue;
            }
            let lines = self.most.roles.get(id).into_iter();
            let mut lines = lines.flat_map(|lines| lines.lasting());
            let covers =
                |line: &Line<'a>| self.is_emptied(id, line) || self.could(by, line, Of::Anyone);
            if !lines.all(|(_, line)| covers(line)) {
                return false;
            }
            open.extend(
                catalogue
                    .role(id)
                    .into_iter()
                    .flat_map(|role| &role.may_assign),
            );
        }
        true
    }

    fn could(&self, by: usize, line: &Line<'a>, of: Of) -> bool {
        if self.most.guard == Guard::None {
            return true;
        }
        if let Of::Record(whose) | Of::TakenOver(whose) = of
            && self.most.lists_change(self.done, whose)
            && line.reads
            && (self.most.accounts.get(whose).is_none_or(|it| it.is_new)
                || line.role.is_some_and(|role| self.has_not(whose, role))
                || self.could_be_emptied(whose, line))
        {
            return true;
        }
        self.could_now(by, line, of)
    }

    /// Whether the role is not among those that the account has.
    fn has_not(&self, whose: usize, role: &RoleId) -> bool {
        let account = self.most.accounts.get(whose);
        let mut held = account.into_iter().flat_map(|it| &it.record.roles);
        !held.any(|held| held.role == *role)
    }

    /// The same with lists as they are.
    fn could_now(&self, by: usize, line: &Line<'a>, of: Of) -> bool {
        let Gives::One(right) = line.gives else {
            return self.has_every();
        };
        let Some(kind) = self.most.directory.catalogue().object_of(*right) else {
            return true;
        };
        let owner = match of {
            Of::Record(whose) | Of::TakenOver(whose) => self.most.accounts.get(whose),
            Of::Anyone => None,
        };
        if owner.is_some_and(|owner| self.most.is_empty(line, owner)) {
            return true;
        }
        let asked = (by, *right, line.scope, of);
        if let Some(known) = self.covered.borrow().get(&asked) {
            return *known;
        }
        let holds = self.holds_somewhere(by, *right)
            && self.holds_records(by, (*right, kind), line, of)
            && self.holds_object(by, *right, line, of)
            && self.holds_points(by, (*right, kind), line, of);
        let covers = holds || self.is_void(by, kind, line, of);
        self.covered.borrow_mut().insert(asked, covers);
        covers
    }

    /// Whether no object lies in the line, as a record is nobody's own: everybody covers that.
    fn is_void(&self, by: usize, kind: ObjectKind, line: &Line<'a>, of: Of) -> bool {
        let mut terms = Terms::default();
        let (Some(reader), Some(second)) = (self.reader(by, of), self.most.accounts.get(by)) else {
            return false;
        };
        let any_lists;
        let (lists, sides): (&Memberships, &[Side]) = match of {
            Of::Record(_) | Of::TakenOver(_) => {
                (&reader.record.memberships, &[Side::of(reader.record.id)])
            }
            Of::Anyone => {
                any_lists = terms.any_lists(line.scope);
                (&any_lists, &[Side::Staff, Side::Customer])
            }
        };
        terms.mention(line.scope, lists);
        let actor = Actor {
            tenant: reader.record.tenant,
            id: reader.record.id,
            memberships: lists,
        };
        let lies = |point: &Point| {
            let object = point.resource(actor.tenant, lists);
            line.scope.covers(&actor, &object)
        };
        if let Of::TakenOver(_) = of {
            let pair = Pair {
                first: actor,
                second: second.record.actor(),
            };
            let pairs = terms.points_between(kind, &pair, line.scope);
            return pairs.is_some_and(|pairs| !pairs.iter().any(|(point, _)| lies(point)));
        }
        sides.iter().all(|side| {
            let points = terms.points_in(kind, *side, line.scope, lists);
            points.is_some_and(|points| !points.iter().any(lies))
        })
    }

    /// What gives every right is covered by every right alone.
    fn has_every(&self) -> bool {
        let every = |lines: &[Line<'_>]| lines.iter().any(|line| *line.gives == Gives::Every);
        let of_roles = self.most.roles.values();
        let of_people = self.done.controlled.iter();
        let of_people = of_people.filter_map(|number| self.most.accounts.get(*number));
        of_people
            .map(|it| &it.lines)
            .chain(of_roles)
            .any(|it| every(&it.all))
    }

    /// A right over people, over each record that lies in the line for sure.
    fn holds_records(
        &self,
        by: usize,
        (right, kind): (Permission, ObjectKind),
        line: &Line<'a>,
        of: Of,
    ) -> bool {
        if kind != ObjectKind::User {
            return true;
        }
        let Some(reader) = self.reader(by, of) else {
            return true;
        };
        self.most.numbers().all(|person| {
            // As the record stands to its reader.
            let mine = match of {
                Of::Record(whose) | Of::TakenOver(whose) => whose == person,
                Of::Anyone => false,
            };
            let at = At::Place(Place::Record {
                of: person,
                own: mine,
            });
            if !self.most.surely_covers(self.done, reader, line.scope, at) {
                return true;
            }
            let own = match of {
                Of::TakenOver(_) => by == person,
                Of::Record(_) | Of::Anyone => mine,
            };
            holds(self, right, Place::Record { of: person, own }, by)
        })
    }

    /// Whose lists the line is read by: of anybody's the shortest are asked.
    fn reader(&self, by: usize, of: Of) -> Option<&Account<'_>> {
        match of {
            Of::Record(whose) | Of::TakenOver(whose) => self.most.accounts.get(whose),
            Of::Anyone => self.most.accounts.get(by),
        }
    }

    /// The wanted object, if it lies in the line for sure.
    fn holds_object(&self, by: usize, right: Permission, line: &Line<'a>, of: Of) -> bool {
        let Some((_, Goal::On(subject))) = self.most.wanted else {
            return true;
        };
        if self.most.directory.catalogue().object_of(right) != Some(subject.kind()) {
            return true;
        }
        let lies = |reader: usize, wide: bool| {
            let at = At::Place(Place::Object(reader));
            self.most.accounts.get(reader).is_some_and(|it| match wide {
                true => self.most.could_cover(self.done, (it, true), line.scope, at),
                false => self.most.surely_covers(self.done, it, line.scope, at),
            })
        };
        let holds = |reader: usize| holds(self, right, Place::Object(reader), by);
        match of {
            Of::Record(whose) => !lies(whose, false) || holds(whose),
            Of::TakenOver(whose) => !lies(whose, false) || holds(by),
            Of::Anyone => self
                .most
                .numbers()
                .all(|reader| !lies(reader, true) || holds(reader)),
        }
    }

    /// Some objects that lie in the line, of other kinds than records.
    fn holds_points(
        &self,
        by: usize,
        (right, kind): (Permission, ObjectKind),
        line: &Line<'a>,
        of: Of,
    ) -> bool {
        if matches!(kind, ObjectKind::User | ObjectKind::Section) {
            return true;
        }
        let Some(actor) = self.most.accounts.get(by) else {
            return false;
        };
        let nobodys = Memberships::default();
        let (lists, side) = match of {
            Of::Record(whose) | Of::TakenOver(whose) => match self.most.accounts.get(whose) {
                Some(it) => (&it.record.memberships, Side::of(it.record.id)),
                None => return true,
            },
            Of::Anyone => (&nobodys, Side::Staff),
        };
        let mut terms = Terms::default();
        terms.mention(line.scope, lists);
        let of_people = self.most.accounts.iter().map(|it| &it.lines);
        let lines = of_people.chain(self.most.roles.values());
        let relations: BTreeSet<_> = lines
            .flat_map(|lines| lines.giving(right))
            .map(|line| line.scope.relation)
            .collect();
        for relation in relations {
            match of {
                Of::TakenOver(_) => terms.mention_second(&Scope::of(relation), &nobodys),
                Of::Record(_) | Of::Anyone => terms.mention(&Scope::of(relation), &nobodys),
            }
        }
        let points = match of {
            Of::TakenOver(whose) => {
                let Some(first) = self.most.accounts.get(whose) else {
                    return true;
                };
                let pair = Pair {
                    first: first.record.actor(),
                    second: actor.record.actor(),
                };
                let pairs = terms.points_between(kind, &pair, line.scope);
                pairs.map(|pairs| {
                    let lies = |at: At<'_>| {
                        let by = (first, false);
                        self.most.could_cover(self.done, by, line.scope, at)
                    };
                    let pairs = pairs.into_iter();
                    let within = pairs.filter(|(point, _)| lies(At::Point(point)));
                    within
                        .map(|(_, second)| second)
                        .take(MOST_POINTS)
                        .collect::<Vec<_>>()
                })
            }
            Of::Record(_) | Of::Anyone => {
                let points = terms.points_in(kind, side, line.scope, lists);
                points.map(|points| {
                    let reader = Actor {
                        tenant: actor.record.tenant,
                        id: actor.record.id,
                        memberships: lists,
                    };
                    let tenant = reader.tenant;
                    let points = points.into_iter();
                    let within = points
                        .filter(|point| line.scope.covers(&reader, &point.resource(tenant, lists)));
                    within.take(MOST_POINTS).collect::<Vec<_>>()
                })
            }
        };
        let Some(points) = points else {
            return true;
        };
        points
            .iter()
            .all(|point| is(&self.holders(right, At::Point(point)), by))
    }
}
