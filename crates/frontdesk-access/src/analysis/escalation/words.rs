//! What scopes and records name, and what is worth naming in a step.

use std::collections::{BTreeMap, BTreeSet};

use frontdesk_model::{
    ActorId, Assignee, ConversationFacts, CustomerId, GroupId, Memberships, Relation, UserId,
};

use super::goal::Goal;
use super::items::{Item, items, named, reads, unnamed, with};
use super::state::State;
use crate::administer::Guard;
use crate::analysis::facts::Subject;
use crate::directory::Directory;
use crate::grant::{Gives, Grant};
use crate::holder::Holder;
use crate::permission::{ObjectKind, Permission};
use crate::resource::{ObjectGroups, Resource};
use crate::restriction::Restriction;
use crate::role::{Role, RoleId};
use crate::scope::{Among, Groups, Modules, Scope};

/// More sorts of groups than this are not put together in every way on a new account.
const MOST_GROUPS: usize = 6;
/// More people who are yet to come are not tried each.
const MOST_IDS: usize = 8;

/// Everything that somebody could name.
#[derive(Clone, Debug)]
pub(super) struct Words {
    /// All that scopes, lists or the wanted object name, of the lists that some scope reads.
    pub(super) all: BTreeSet<Item>,
    /// Whether a restriction looks at groups or reads a list: then more on a list may be less.
    pub(super) denies: bool,
    /// The groups by which people's records lie within scopes, one of each sort.
    pub(super) of_people: BTreeSet<GroupId>,
    /// Whether it matters in which of them a new account is and in which it is not.
    tells_apart: bool,
    /// Whether scopes of rights over people tell people apart at all.
    pub(super) picks_people: bool,
    /// Whether somebody must see to something himself.
    pub(super) duties: bool,
    /// The scope of the wanted object alone.
    wanted: Option<Scope>,
    /// Whom scopes over people or the wanted object name and who is not here.
    pub(super) yet_to_come: Vec<ActorId>,
    /// Whether a new customer may come to something that no new user may.
    customers: bool,
    /// People whom scopes name, here or not.
    people: BTreeSet<UserId>,
    /// The id of a role that is not there.
    pub(super) role: RoleId,
}

impl Words {
    pub(super) fn of(directory: &Directory, wanted: Option<Goal<'_>>) -> Self {
        let catalogue = directory.catalogue();
        let (mut object, mut related) = (None, BTreeSet::new());
        let mut scopes: Vec<Scope> = catalogue
            .roles()
            .flat_map(Role::all_grants)
            .map(|grant| grant.scope.clone())
            .collect();
        for holder in directory.holders() {
            scopes.extend(holder.grants.iter().map(|grant| grant.scope.clone()));
            scopes.extend(holder.restrictions.iter().map(|r| r.scope.clone()));
        }
        match wanted {
            Some(Goal::Over(scope)) => scopes.push(scope.clone()),
            Some(Goal::On(subject)) => {
                let scope = single_of(directory, subject);
                scopes.push(scope.clone());
                object = Some(scope);
                related = people_of(subject);
            }
            Some(Goal::Anywhere) | None => {}
        }
        let mut all: BTreeSet<Item> = scopes.iter().flat_map(named).collect();
        if let Some(Goal::On(Subject::Conversation(facts) | Subject::Request(facts))) = wanted {
            all.extend(facts.organization.map(Item::Organization));
        }
        for holder in directory.holders() {
            all.extend(items(&holder.memberships));
        }
        let known = directory.holders().map(|holder| holder.id);
        let everybody = known
            .chain(related.iter().copied())
            .filter_map(ActorId::user);
        all.extend(everybody.map(Item::OverseenPerson));
        let people: BTreeSet<UserId> = all.iter().filter_map(person).collect();
        // What nobody names yet can be put on a list all the same; one of each stands for all.
        all.extend(unnamed(&all));
        all.retain(|item| scopes.iter().any(|scope| reads(scope, item)));

        let over_people: Vec<&Scope> = about_people(directory).collect();
        let mut yet_to_come: BTreeSet<ActorId> = related;
        for scope in &over_people {
            match &scope.people {
                Some(Among::These(people)) => {
                    yet_to_come.extend(people.iter().copied().map(ActorId::User));
                }
                Some(Among::Mine) => {
                    let overseen = people.iter().copied().map(ActorId::User);
                    yet_to_come.extend(overseen);
                }
                None => {}
            }
        }
        yet_to_come.retain(|id| directory.holder(*id).is_none());
        let restrictions = || directory.holders().flat_map(|holder| &holder.restrictions);
        let of_people = groups_of_people(directory, &scopes, &over_people, &all);
        let tells_apart = tells_apart(directory);
        Self {
            denies: restrictions().any(|r| r.scope.groups.is_some() || reads_any(&r.scope)),
            tells_apart,
            picks_people: over_people
                .iter()
                .any(|scope| scope.groups.is_some() || scope.people.is_some()),
            duties: directory.holders().any(|h| !h.obligations.is_empty()),
            wanted: object,
            // What is denied by how staff stand to it is not denied to a customer.
            customers: scopes.iter().any(|scope| {
                use Relation::{Copied, Requester, RequesterOrganization};
                matches!(scope.relation, Requester | RequesterOrganization | Copied)
            }) || restrictions().any(|r| r.scope.relation != Relation::Any),
            yet_to_come: yet_to_come.into_iter().take(MOST_IDS).collect(),
            role: free_role(directory),
            of_people,
            people,
            all,
        }
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
            privacy: scope.privacy,
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

    /// Ids that nobody has and no scope names: one of a user, and where a customer may come to more
    /// one of a customer.
    pub(super) fn unheard_of(&self, made: usize, directory: &Directory) -> Vec<ActorId> {
        let user = (1..)
            .map(UserId::from_number)
            .filter(|id| !self.people.contains(id))
            .nth(made)
            .map(ActorId::User);
        let customer = (1..)
            .map(|number| ActorId::Customer(CustomerId::from_number(number)))
            .find(|id| directory.holder(*id).is_none() && !self.yet_to_come.contains(id))
            .filter(|_| self.customers);
        user.into_iter().chain(customer).collect()
    }

    /// The lists that a new account may be given. Without the guard and restrictions more is never
    /// less; else its maker's, none, and all, where scopes read any, in every set of the groups by
    /// which people are told apart.
    pub(super) fn lists_of_new(&self, maker: Option<&Holder>, guard: Guard) -> Vec<Memberships> {
        let makers = maker.map(|maker| maker.memberships.clone());
        let makers = makers.unwrap_or_default();
        let groups: BTreeSet<Item> = self.of_people.iter().copied().map(Item::Group).collect();
        let wide = with(&with(&makers, &self.all), &groups);
        if guard == Guard::None && !self.denies {
            return vec![wide];
        }
        if self.all.is_empty() && self.of_people.is_empty() {
            return vec![makers];
        }
        let mut lists: Vec<Memberships> = Vec::new();
        for one in [makers, Memberships::default(), wide] {
            // Where nothing is denied by groups, to be in all of them is the most.
            for one in [with(&one, &groups), one] {
                if !lists.contains(&one) {
                    lists.push(one);
                }
            }
        }
        if self.tells_apart {
            for one in lists.clone() {
                for set in self.sets_of_groups() {
                    let mut lists_in = one.clone();
                    lists_in
                        .groups
                        .retain(|group| !self.of_people.contains(group));
                    lists_in.groups.extend(&set);
                    if !lists.contains(&lists_in) {
                        lists.push(lists_in);
                    }
                }
            }
        }
        lists
    }

    /// Every set of these groups; of too many none, each, all but each, and all.
    fn sets_of_groups(&self) -> Vec<BTreeSet<GroupId>> {
        let all = &self.of_people;
        let mut sets = vec![BTreeSet::new()];
        if all.len() > MOST_GROUPS {
            for group in all {
                let one = BTreeSet::from([*group]);
                sets.extend([all - &one, one]);
            }
            sets.push(all.clone());
            return sets;
        }
        for group in all {
            let one = BTreeSet::from([*group]);
            let more: Vec<_> = sets.iter().map(|set| set | &one).collect();
            sets.extend(more);
        }
        sets
    }
}

fn person(item: &Item) -> Option<UserId> {
    match item {
        Item::OverseenPerson(person) => Some(*person),
        _ => None,
    }
}

/// The wanted object as a scope of its own.
fn single_of(directory: &Directory, object: &Subject) -> Scope {
    let nobody = Holder::new(directory.tenant(), UserId::from_number(i64::MAX));
    let actor = nobody.actor();
    single_scope(&object.resource(&actor))
}

/// Whoever stands to the wanted object as no other does.
pub(super) fn people_of(object: &Subject) -> BTreeSet<ActorId> {
    match object {
        Subject::Conversation(facts) | Subject::Request(facts) => of_conversation(facts),
        Subject::Order(facts) => facts.creator.into_iter().map(ActorId::User).collect(),
        Subject::User { user, .. } => BTreeSet::from([ActorId::User(*user)]),
        Subject::Host { relations, .. } => relations.keys().copied().collect(),
        Subject::Section
        | Subject::NewOrder(_)
        | Subject::OwnRecord
        | Subject::Site(_)
        | Subject::Module(_) => BTreeSet::new(),
    }
}

fn of_conversation(facts: &ConversationFacts) -> BTreeSet<ActorId> {
    let assignee = match facts.assignee {
        Some(Assignee::Person(user)) => Some(user),
        _ => None,
    };
    let staff = assignee
        .into_iter()
        .chain(facts.offered_to)
        .chain(facts.creator);
    let named = facts.participants.iter().chain(&facts.mentioned);
    let staff = staff.chain(named.chain(&facts.substitutes).copied());
    let customers = facts.requester.iter().chain(facts.copied.keys());
    let customers = customers.copied().map(ActorId::Customer);
    staff.map(ActorId::User).chain(customers).collect()
}

/// The groups by which records of people are told apart: of those that every scope and every list
/// treats alike one.
fn groups_of_people(
    directory: &Directory,
    scopes: &[Scope],
    over_people: &[&Scope],
    all: &BTreeSet<Item>,
) -> BTreeSet<GroupId> {
    let mut groups: BTreeSet<GroupId> = BTreeSet::new();
    for named in over_people.iter().filter_map(|scope| scope.groups.as_ref()) {
        groups.extend(&named.these);
        if named.mine {
            groups.extend(all.iter().filter_map(|item| match item {
                Item::Group(group) => Some(*group),
                _ => None,
            }));
        }
    }
    let sort = |group: &GroupId| -> Vec<bool> {
        let by_scopes = scopes.iter().map(|scope| {
            let named = scope.groups.as_ref();
            named.is_some_and(|named| named.these.contains(group))
        });
        let by_lists = directory
            .holders()
            .map(|h| h.memberships.groups.contains(group));
        by_scopes.chain(by_lists).collect()
    };
    let sorts: BTreeMap<Vec<bool>, GroupId> =
        groups.iter().map(|group| (sort(group), *group)).collect();
    sorts.into_values().collect()
}

/// Whether fewer groups may be more for a new account: something over people is denied by groups, or
/// what a role gives beyond its rights depends on them.
fn tells_apart(directory: &Directory) -> bool {
    let catalogue = directory.catalogue();
    let over_people = |right: Permission| catalogue.object_of(right) == Some(ObjectKind::User);
    let mut restrictions = directory.holders().flat_map(|holder| &holder.restrictions);
    let denied = restrictions.any(|r| {
        let mut rights = catalogue.permissions();
        r.scope.groups.is_some() && rights.any(|right| r.concerns(right) && over_people(right))
    });
    let mut roles = catalogue.roles();
    let reading = roles.any(|role| {
        let group = Item::Group(GroupId::from_number(0));
        let mut grants = role
            .all_grants()
            .filter(|grant| reads(&grant.scope, &group));
        grants.any(|grant| !role.may_assign.is_empty() || grant.gives.one().is_none_or(over_people))
    });
    denied || reading
}

/// Whether the scope reads a list of the record.
pub(super) fn reads_any(scope: &Scope) -> bool {
    unnamed(&BTreeSet::new())
        .iter()
        .any(|item| reads(scope, item))
}

/// The scopes of what gives or takes rights over people's records.
pub(super) fn about_people(directory: &Directory) -> impl Iterator<Item = &Scope> {
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
        privacy: facts.privacy,
        ..Scope::any()
    }
}

/// An id that no role has and no record names.
pub(super) fn free_role(directory: &Directory) -> RoleId {
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
