//! What scopes name, and the lists that are worth putting on a record.

use std::collections::BTreeSet;

use frontdesk_model::{
    ActorId, Channel, GroupId, Memberships, Module, QuestionnaireId, Relation, SiteId, UserId,
};

use super::goal::Goal;
use super::moves::{Kind, Moves};
use super::state::State;
use crate::administer::{AdminAction, Guard};
use crate::analysis::facts::Subject;
use crate::directory::Directory;
use crate::grant::{Gives, Grant};
use crate::holder::Holder;
use crate::permission::{ObjectKind, Permission, PermissionSet};
use crate::resource::{ObjectGroups, Resource};
use crate::restriction::Restriction;
use crate::role::{Role, RoleId};
use crate::scope::{Among, Groups, Modules, Scope};

/// Everything that somebody could name.
#[derive(Debug)]
pub(super) struct Words {
    /// All things that scopes, lists or the wanted object name, as the widest lists; of lists that no
    /// scope reads nothing.
    all: Memberships,
    /// Whether a restriction looks at groups or reads a list: then more on a list may be less.
    denies: bool,
    /// The groups by which people's records lie within scopes.
    of_people: BTreeSet<GroupId>,
    /// The scope of the wanted object alone.
    wanted: Option<Scope>,
    /// People whom scopes name, here or not.
    people: BTreeSet<UserId>,
    /// The id of a role that is not there.
    pub(super) role: RoleId,
}

impl Words {
    pub(super) fn of(directory: &Directory, wanted: Option<Goal<'_>>) -> Self {
        let catalogue = directory.catalogue();
        let mut words = Self {
            all: Memberships::default(),
            denies: false,
            of_people: BTreeSet::new(),
            wanted: None,
            people: directory.holders().filter_map(|h| h.id.user()).collect(),
            role: free_role(directory),
        };
        let of_roles = catalogue.roles().flat_map(Role::all_grants);
        let on_records = directory.holders().flat_map(|holder| {
            let restrictions = holder.restrictions.iter().map(|r| &r.scope);
            let grants = holder.grants.iter().map(|grant| &grant.scope);
            grants.chain(restrictions)
        });
        let scopes: Vec<&Scope> = of_roles
            .map(|grant| &grant.scope)
            .chain(on_records)
            .collect();
        for scope in &scopes {
            words.mention(scope);
        }
        for holder in directory.holders() {
            words.all = union(&words.all, &holder.memberships);
        }
        match wanted {
            Some(Goal::Over(scope)) => words.mention(scope),
            Some(Goal::On(object)) => words.object(directory, object),
            Some(Goal::Anywhere) | None => {}
        }
        // What nobody names yet can be put on a list all the same; one of each stands for all.
        words.all.overseen_people.extend(&words.people);
        words.all = union(&words.all, &unnamed(&words.all));
        words.all = read_by(&scopes, &words.all);
        // Records of people are told apart by the groups that scopes of rights over people look at.
        for groups in about_people(directory).filter_map(|scope| scope.groups.as_ref()) {
            words.of_people.extend(&groups.these);
            if groups.mine {
                words.of_people.extend(&words.all.groups);
            }
        }
        let mut restrictions = directory.holders().flat_map(|holder| &holder.restrictions);
        words.denies = restrictions.any(|r| r.scope.groups.is_some() || reads(&r.scope));
        words
    }

    fn mention(&mut self, scope: &Scope) {
        if let Some(groups) = &scope.groups {
            self.all.groups.extend(&groups.these);
        }
        if let Some(Among::These(people)) = &scope.people {
            self.people.extend(people);
            self.all.overseen_people.extend(people);
        }
        if let Some(Among::These(groups)) = &scope.assignee_groups {
            self.all.overseen_groups.extend(groups);
        }
        if let Some(Among::These(sites)) = &scope.sites {
            self.all.sites.extend(sites);
        }
        if let Some(Among::These(questionnaires)) = &scope.questionnaires {
            self.all.questionnaires.extend(questionnaires);
        }
        if let Some(Among::These(channels)) = &scope.channels {
            self.all.channels.extend(channels.iter().cloned());
        }
        if let Some(Modules::These(modules)) = &scope.modules {
            self.all.modules.extend(modules.iter().cloned());
            self.all.cabinet_sections.extend(modules.iter().cloned());
        }
    }

    /// The wanted object: what it is made of can be put on a list, and it alone can be given.
    fn object(&mut self, directory: &Directory, object: &Subject) {
        let nobody = Holder::new(directory.tenant(), UserId::from_number(i64::MAX));
        let actor = nobody.actor();
        let scope = single_scope(&object.resource(&actor));
        self.mention(&scope);
        self.wanted = Some(scope);
    }

    /// The scope as it is for a person with these lists.
    pub(super) fn as_read_by(&self, scope: &Scope, lists: &Memberships) -> Scope {
        fn read<T: Ord + Clone>(among: &Option<Among<T>>, mine: &BTreeSet<T>) -> Option<Among<T>> {
            among
                .as_ref()
                .map(|among| Among::These(among.resolve(mine).clone()))
        }
        Scope {
            relation: scope.relation,
            groups: scope.groups.as_ref().map(|groups| Groups {
                these: match groups.mine {
                    true => groups.these.union(&lists.groups).copied().collect(),
                    false => groups.these.clone(),
                },
                mine: false,
                none: groups.none,
            }),
            people: read(&scope.people, &lists.overseen_people),
            assignee_groups: read(&scope.assignee_groups, &lists.overseen_groups),
            sites: read(&scope.sites, &lists.sites),
            questionnaires: read(&scope.questionnaires, &lists.questionnaires),
            channels: read(&scope.channels, &lists.channels),
            states: scope.states.clone(),
            modules: scope
                .modules
                .as_ref()
                .map(|modules| Modules::These(modules.names(lists).clone())),
            origin: scope.origin.clone(),
        }
    }

    /// The narrowest scopes of this right that can matter: of the wanted object, and of each person
    /// whose record it is about.
    pub(super) fn single(&self, state: &State, permission: Permission) -> Vec<Scope> {
        let mut scopes: Vec<Scope> = self.wanted.iter().cloned().collect();
        if state.directory.catalogue().object_of(permission) == Some(ObjectKind::User) {
            let people = state.directory.holders().filter_map(|h| h.id.user());
            scopes.extend(people.map(|user| Scope {
                people: Some(Among::These(BTreeSet::from([user]))),
                ..Scope::any()
            }));
        }
        scopes
    }

    /// An id that nobody has and no scope names.
    pub(super) fn puppet(&self, made: usize) -> Option<ActorId> {
        (1..)
            .map(UserId::from_number)
            .filter(|id| !self.people.contains(id))
            .nth(made)
            .map(ActorId::User)
    }

    /// The lists that a new account may be given. Without the guard and restrictions more is never
    /// less; else its maker's, none, and all, where scopes read any.
    pub(super) fn lists_of_new(&self, maker: Option<&Holder>, guard: Guard) -> Vec<Memberships> {
        let makers = maker.map(|maker| maker.memberships.clone());
        let makers = makers.unwrap_or_default();
        let wide = union(&makers, &self.all);
        if guard == Guard::None && !self.denies {
            return vec![wide];
        }
        if self.all == Memberships::default() && self.of_people.is_empty() {
            return vec![makers];
        }
        let mut lists: Vec<Memberships> = Vec::new();
        for one in [makers, Memberships::default(), wide] {
            if !lists.contains(&one) {
                lists.push(one);
            }
        }
        lists
    }
}

impl Moves<'_> {
    /// Lists that widen what a controlled account can do, or bring a record within reach or out of
    /// a restriction.
    pub(super) fn lists(&mut self) {
        if self.by_name_alone() {
            return;
        }
        for holder in self.state.directory.holders() {
            let actors = self.who_may(Permission::USER_EDIT, Some(holder.id));
            if actors.is_empty() {
                continue;
            }
            // Without guard and restrictions more on a list is never less.
            let gains = self.alphabet.guard == Guard::None && !self.alphabet.words.denies;
            let ours = self.state.controlled.contains(&holder.id);
            if ours && self.reads_lists(holder) {
                self.widen(holder, &actors, gains);
            }
            self.regroup(holder, &actors, gains);
        }
    }

    /// Whether lists make no difference under the guard: no right is wanted over some object, records
    /// are not told apart by groups, and what reads a list is named the same whatever is on it.
    pub(super) fn by_name_alone(&self) -> bool {
        self.leaves_out()
            && self.wanted == PermissionSet::EMPTY
            && self.alphabet.words.of_people.is_empty()
    }

    /// Everything at once, or where the guard lets only some through, all of which it does.
    fn widen(&mut self, holder: &Holder, actors: &[ActorId], gains: bool) {
        let kind = match gains {
            true => Kind::Gain,
            false => Kind::Choice,
        };
        let wide = union(&holder.memberships, &self.alphabet.words.all);
        if wide == holder.memberships {
            return;
        }
        for actor in actors {
            if !self.worth_giving(*actor, holder.id) {
                continue;
            }
            if self.add(*actor, set(holder.id, wide.clone()), kind) {
                return;
            }
            let mut permitted = holder.memberships.clone();
            for one in each(&wide) {
                let with = union(&holder.memberships, &one);
                if with != holder.memberships && self.permits(*actor, &set(holder.id, with.clone()))
                {
                    permitted = union(&permitted, &one);
                    self.add(*actor, set(holder.id, with), kind);
                }
            }
            if permitted != holder.memberships {
                self.add(*actor, set(holder.id, permitted), kind);
            }
        }
    }

    /// A record lies in a scope or restriction by its groups.
    fn regroup(&mut self, holder: &Holder, actors: &[ActorId], gains: bool) {
        let of_people = self.alphabet.words.of_people.clone();
        if gains {
            let mut lists = holder.memberships.clone();
            lists.groups.extend(&of_people);
            if lists != holder.memberships {
                let mut actors = actors.iter();
                actors.any(|actor| self.add(*actor, set(holder.id, lists.clone()), Kind::Gain));
            }
            return;
        }
        for group in &of_people {
            let mut lists = holder.memberships.clone();
            if !lists.groups.remove(group) {
                lists.groups.insert(*group);
            }
            let mut actors = actors.iter();
            actors.any(|actor| self.add(*actor, set(holder.id, lists.clone()), Kind::Choice));
        }
    }

    /// Whether something on the record, or in a role that could be given, reads its lists.
    fn reads_lists(&self, holder: &Holder) -> bool {
        let catalogue = self.state.directory.catalogue();
        let on_record = catalogue.on_record(holder).map(|grant| &grant.scope);
        let restrictions = holder.restrictions.iter().map(|r| &r.scope);
        on_record.chain(restrictions).any(reads)
    }
}

fn set(user: ActorId, memberships: Memberships) -> AdminAction {
    AdminAction::SetMemberships {
        user,
        memberships: Box::new(memberships),
    }
}

/// Whether the scope reads a list of the record.
fn reads(scope: &Scope) -> bool {
    scope.relation == Relation::MyGroupQueue
        || scope.groups.as_ref().is_some_and(|groups| groups.mine)
        || scope.people == Some(Among::Mine)
        || scope.assignee_groups == Some(Among::Mine)
        || scope.sites == Some(Among::Mine)
        || scope.questionnaires == Some(Among::Mine)
        || scope.channels == Some(Among::Mine)
        || matches!(
            scope.modules,
            Some(Modules::Mine | Modules::CabinetSections)
        )
}

/// The scopes of what gives or takes rights over people's records.
fn about_people(directory: &Directory) -> impl Iterator<Item = &Scope> {
    let catalogue = directory.catalogue();
    let over_people = |right: &Permission| catalogue.object_of(*right) == Some(ObjectKind::User);
    let gives = move |grant: &&Grant| match &grant.gives {
        Gives::One(right) => over_people(right),
        Gives::Every => true,
        Gives::Unread(_) => false,
    };
    let takes = move |restriction: &&Restriction| {
        let mut rights = catalogue.permissions();
        rights.any(|right| restriction.concerns(right) && over_people(&right))
    };
    let of_roles = catalogue.roles().flat_map(Role::all_grants);
    let of_people = directory.holders().flat_map(|holder| &holder.grants);
    let restrictions = directory.holders().flat_map(|holder| &holder.restrictions);
    of_roles
        .chain(of_people)
        .filter(gives)
        .map(|grant| &grant.scope)
        .chain(restrictions.filter(takes).map(|r| &r.scope))
}

/// The lists that some of these scopes read.
fn read_by(scopes: &[&Scope], all: &Memberships) -> Memberships {
    fn of<T: Clone + Ord>(list: &BTreeSet<T>, is_read: bool) -> BTreeSet<T> {
        match is_read {
            true => list.clone(),
            false => BTreeSet::new(),
        }
    }
    let read = |reads: fn(&Scope) -> bool| scopes.iter().any(|scope| reads(scope));
    Memberships {
        groups: of(
            &all.groups,
            read(|s| {
                s.relation == Relation::MyGroupQueue || s.groups.as_ref().is_some_and(|g| g.mine)
            }),
        ),
        sites: of(&all.sites, read(|s| s.sites == Some(Among::Mine))),
        questionnaires: of(
            &all.questionnaires,
            read(|s| s.questionnaires == Some(Among::Mine)),
        ),
        channels: of(&all.channels, read(|s| s.channels == Some(Among::Mine))),
        modules: of(&all.modules, read(|s| s.modules == Some(Modules::Mine))),
        cabinet_sections: of(
            &all.cabinet_sections,
            read(|s| s.modules == Some(Modules::CabinetSections)),
        ),
        overseen_groups: of(
            &all.overseen_groups,
            read(|s| s.assignee_groups == Some(Among::Mine)),
        ),
        overseen_people: of(
            &all.overseen_people,
            read(|s| s.people == Some(Among::Mine)),
        ),
        ..Memberships::default()
    }
}

/// One thing of each sort that is on none of these lists.
fn unnamed(lists: &Memberships) -> Memberships {
    fn other<T: Ord>(named: &BTreeSet<T>, make: impl Fn(i64) -> Option<T>) -> BTreeSet<T> {
        let free = (1..).filter_map(make).find(|one| !named.contains(one));
        free.into_iter().collect()
    }
    let module = |number: i64| Module::new(&format!("other-{number}")).ok();
    Memberships {
        groups: other(&lists.groups, |n| Some(GroupId::from_number(n))),
        sites: other(&lists.sites, |n| Some(SiteId::from_number(n))),
        questionnaires: other(&lists.questionnaires, |n| {
            Some(QuestionnaireId::from_number(n))
        }),
        channels: other(&lists.channels, |n| {
            Some(Channel::Other(format!("other-{n}")))
        }),
        modules: other(&lists.modules, module),
        cabinet_sections: other(&lists.cabinet_sections, module),
        overseen_groups: other(&lists.overseen_groups, |n| Some(GroupId::from_number(n))),
        ..Memberships::default()
    }
}

/// Everything that is on one of the two.
fn union(one: &Memberships, other: &Memberships) -> Memberships {
    fn join<T: Ord + Clone>(one: &BTreeSet<T>, other: &BTreeSet<T>) -> BTreeSet<T> {
        one.union(other).cloned().collect()
    }
    Memberships {
        groups: join(&one.groups, &other.groups),
        sites: join(&one.sites, &other.sites),
        languages: one.languages.clone(),
        questionnaires: join(&one.questionnaires, &other.questionnaires),
        channels: join(&one.channels, &other.channels),
        modules: join(&one.modules, &other.modules),
        cabinet_sections: join(&one.cabinet_sections, &other.cabinet_sections),
        overseen_groups: join(&one.overseen_groups, &other.overseen_groups),
        overseen_people: join(&one.overseen_people, &other.overseen_people),
        organizations: one.organizations.clone(),
    }
}

/// Lists of one thing each.
fn each(lists: &Memberships) -> Vec<Memberships> {
    let Memberships {
        groups,
        sites,
        languages: _,
        questionnaires,
        channels,
        modules,
        cabinet_sections,
        overseen_groups,
        overseen_people,
        organizations: _,
    } = lists;
    let with = |put: &dyn Fn(&mut Memberships)| {
        let mut one = Memberships::default();
        put(&mut one);
        one
    };
    let group = |g: &GroupId| with(&|m| m.groups.extend([*g]));
    let site = |s: &SiteId| with(&|m| m.sites.extend([*s]));
    let filled = |q: &QuestionnaireId| with(&|m| m.questionnaires.extend([*q]));
    let channel = |c: &Channel| with(&|m| m.channels.extend([c.clone()]));
    let module = |name: &Module| with(&|m| m.modules.extend([name.clone()]));
    let section = |name: &Module| with(&|m| m.cabinet_sections.extend([name.clone()]));
    let overseen = |g: &GroupId| with(&|m| m.overseen_groups.extend([*g]));
    let person = |u: &UserId| with(&|m| m.overseen_people.extend([*u]));
    groups
        .iter()
        .map(group)
        .chain(sites.iter().map(site))
        .chain(questionnaires.iter().map(filled))
        .chain(channels.iter().map(channel))
        .chain(modules.iter().map(module))
        .chain(cabinet_sections.iter().map(section))
        .chain(overseen_groups.iter().map(overseen))
        .chain(overseen_people.iter().map(person))
        .collect()
}

/// The narrowest scope that an object with these facts lies in, whoever stands to it how.
fn single_scope(object: &Resource<'_>) -> Scope {
    fn one<T: Ord + Clone>(fact: Option<&T>) -> Option<Among<T>> {
        fact.map(|fact| Among::These(BTreeSet::from([fact.clone()])))
    }
    let facts = &object.dimensions;
    Scope {
        groups: match facts.groups {
            ObjectGroups::Unknown => None,
            ObjectGroups::Conversation(None) => Some(Groups::without_group()),
            ObjectGroups::Conversation(Some(group)) => Some(Groups {
                these: BTreeSet::from([group]),
                ..Groups::default()
            }),
            // A record lies in any of its groups; the person names it more narrowly.
            ObjectGroups::Person(_) => None,
        },
        people: one(facts.person.as_ref()),
        assignee_groups: facts
            .assignee_groups
            .filter(|groups| !groups.is_empty())
            .map(|groups| Among::These(groups.clone())),
        sites: one(facts.site.as_ref()),
        questionnaires: one(facts.questionnaire.as_ref()),
        channels: one(facts.channel),
        states: facts.state.map(|state| BTreeSet::from([state])),
        modules: facts
            .module
            .map(|module| Modules::These(BTreeSet::from([module.clone()]))),
        origin: facts.origin.map(|origin| BTreeSet::from([origin])),
        ..Scope::any()
    }
}

/// An id that no role has and no record names.
fn free_role(directory: &Directory) -> RoleId {
    let taken = |id: &RoleId| {
        directory.catalogue().role(id).is_some()
            || directory
                .holders()
                .any(|holder| holder.roles.iter().any(|held| held.role == *id))
    };
    (1..)
        .filter_map(|number: u32| RoleId::new(&format!("host.made-{number}")).ok())
        .find(|id| !taken(id))
        .unwrap_or_else(|| RoleId::from_static("host.made"))
}
