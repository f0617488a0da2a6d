//! One object of each kind that some scopes can tell apart, for one person, and the people who
//! stand for all people.

use std::collections::BTreeSet;

use frontdesk_model::{
    ActorId, Channel, CustomerId, GroupId, Memberships, Module, OrganizationId, QuestionnaireId,
    Relation, SiteId, TenantId, UserId,
};

use super::facts::Facts;
use crate::grant::Grant;
use crate::holder::Holder;
use crate::permission::ObjectKind;
use crate::region::{Side, Terms};
use crate::resource::Resource;
use crate::scope::{Among, Modules, Scope};
use crate::scopes::Scopes;

/// Collects what scopes name, and then gives the objects.
#[derive(Debug)]
pub(super) struct Ground {
    terms: Terms,
    actor: ActorId,
    within: Scope,
}

impl Ground {
    /// For the questions of this person.
    pub(super) fn new(actor: ActorId) -> Self {
        Self {
            terms: Terms::default(),
            actor,
            within: Scope::any(),
        }
    }

    /// For questions about what lies in this scope, as this person with these lists reads it.
    pub(super) fn within(actor: ActorId, scope: &Scope, lists: &Memberships) -> Self {
        let mut ground = Self {
            within: scope.clone(),
            ..Self::new(actor)
        };
        ground.mention(scope, lists);
        ground
    }

    /// Adds a scope as somebody with these lists reads it.
    pub(super) fn mention(&mut self, scope: &Scope, lists: &Memberships) {
        self.terms.mention(scope, lists);
    }

    /// Adds where somebody holds a right.
    pub(super) fn mention_all(&mut self, scopes: &Scopes) {
        for scope in scopes.all_of.iter().flatten().chain(&scopes.none_of) {
            self.mention(scope, &scopes.memberships);
        }
    }

    /// One object of each kind that the scopes can tell apart, of those that there can be for this
    /// person. The two lists are the person's before and after, or the same twice. `None`: too many.
    pub(super) fn cases(
        mut self,
        kind: ObjectKind,
        tenant: TenantId,
        lists: [&Memberships; 2],
    ) -> Option<Vec<Facts>> {
        let about_people = matches!(
            kind,
            ObjectKind::Conversation | ObjectKind::Request | ObjectKind::User
        );
        if let (ActorId::User(user), true) = (self.actor, about_people) {
            // What is the person's own is told from what is another's.
            let own = Scope {
                people: Some(Among::These([user].into())),
                ..Scope::any()
            };
            self.terms.mention(&own, lists[0]);
        }
        let side = Side::of(self.actor);
        let points = self.terms.points_in(kind, side, &self.within, lists[0])?;
        let mut cases = Vec::with_capacity(points.len());
        for point in &points {
            let resource = point.resource(tenant, lists[0]);
            if !self.can_be(&resource) {
                continue;
            }
            let mut facts = Facts::from(&resource);
            if kind == ObjectKind::User && facts.person.is_none() {
                // A customer's own profile: in the groups that the record says, if in any.
                facts.groups = None;
                if cases.contains(&facts) {
                    continue;
                }
            }
            self.with_companies(facts, lists, &mut cases);
        }
        if kind == ObjectKind::User && lists[0].groups != lists[1].groups {
            // A user's own record is before in other groups than after: in those that the record says.
            let own = cases.iter().find(|facts| facts.is_own_record());
            let own = own.filter(|facts| facts.person.is_some()).cloned();
            cases.extend(own.map(|facts| Facts {
                groups: None,
                ..facts
            }));
        }
        Some(cases)
    }

    /// Whether this person can stand to an object in this way: his own is assigned to him.
    fn can_be(&self, resource: &Resource<'_>) -> bool {
        let person = resource.dimensions.person;
        let stands = |relation| resource.relations.has(relation);
        match (resource.kind, self.actor) {
            (ObjectKind::Conversation | ObjectKind::Request, ActorId::User(user)) => {
                stands(Relation::Own) == (person == Some(user))
            }
            // What a customer may not see at all lies in no scope.
            (ObjectKind::Conversation | ObjectKind::Request, ActorId::Customer(_)) => {
                stands(Relation::Any)
            }
            // A customer's profile is, to users, like the record of a user whom nobody names.
            (ObjectKind::User, ActorId::User(user)) => {
                person.is_some() && stands(Relation::Myself) == (person == Some(user))
            }
            (ObjectKind::User, ActorId::Customer(_)) => {
                stands(Relation::Myself) == person.is_none()
            }
            (ObjectKind::Order, ActorId::Customer(_)) => !stands(Relation::Created),
            _ => true,
        }
    }

    /// Of a company that is the customer's before, after or both; without lists there is none.
    fn with_companies(&self, facts: Facts, lists: [&Memberships; 2], cases: &mut Vec<Facts>) {
        let of_host = matches!(facts.kind, ObjectKind::Host(_));
        if of_host || !facts.relations.contains(&Relation::RequesterOrganization) {
            cases.push(facts);
            return;
        }
        let [first, second] = lists.map(|lists| &lists.organizations);
        let one_of_each = [
            first.intersection(second).next(),
            first.difference(second).next(),
            second.difference(first).next(),
        ];
        for company in one_of_each.into_iter().flatten() {
            let mut facts = facts.clone();
            facts.relations.remove(&Relation::RequesterOrganization);
            facts.organization = Some(*company);
            cases.push(facts);
        }
    }
}

/// At most so many people stand for all.
const MOST_PEOPLE: usize = 1 << 10;

/// People who stand for everybody who could have some grants: a customer, the users whom the scopes
/// name and one whom they do not name, each with every list that the scopes read full and bare. A
/// list that is read has one thing that no scope names, and so what is in the list is told from
/// what is named. A list of people has each user once with himself on it: what is his own lies in it
/// then. `None`: too many.
pub(super) fn anybody<'g>(
    tenant: TenantId,
    grants: impl IntoIterator<Item = &'g Grant>,
) -> Option<Vec<Holder>> {
    let mut lists = Lists::default();
    for grant in grants {
        lists.read(&grant.scope);
    }
    lists.holders(tenant)
}

/// What scopes name of each list, and which lists they read.
#[derive(Debug, Default)]
struct Lists {
    named: Memberships,
    reads: BTreeSet<List>,
}

/// A list on a record that a scope may read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum List {
    Groups,
    People,
    AssigneeGroups,
    Sites,
    Questionnaires,
    Channels,
    Modules,
    CabinetSections,
}

impl Lists {
    fn read(&mut self, scope: &Scope) {
        let named = &mut self.named;
        if scope.relation == Relation::MyGroupQueue {
            self.reads.insert(List::Groups);
        }
        if let Some(groups) = &scope.groups {
            named.groups.extend(&groups.these);
            if groups.mine {
                self.reads.insert(List::Groups);
            }
        }
        let reads = [
            (
                List::People,
                among(&scope.people, &mut named.overseen_people),
            ),
            (
                List::AssigneeGroups,
                among(&scope.assignee_groups, &mut named.overseen_groups),
            ),
            (List::Sites, among(&scope.sites, &mut named.sites)),
            (
                List::Questionnaires,
                among(&scope.questionnaires, &mut named.questionnaires),
            ),
            (List::Channels, among(&scope.channels, &mut named.channels)),
        ];
        let read = reads.into_iter().filter(|(_, reads)| *reads);
        self.reads.extend(read.map(|(list, _)| list));
        match &scope.modules {
            Some(Modules::These(these)) => named.modules.extend(these.iter().cloned()),
            Some(Modules::Mine) => {
                self.reads.insert(List::Modules);
            }
            Some(Modules::CabinetSections) => {
                self.reads.insert(List::CabinetSections);
            }
            None => {}
        }
    }

    /// The people with these lists.
    fn holders(self, tenant: TenantId) -> Option<Vec<Holder>> {
        let mut named = self.named;
        named.cabinet_sections.clone_from(&named.modules);
        let mut users = named.overseen_people.clone();
        // The user on the list is not the user whom nobody names.
        let listed = another(&users, UserId::from_number);
        let mut others = users.clone();
        others.extend(listed);
        users.extend(another(&others, UserId::from_number));
        let ways = 1_usize.checked_shl(u32::try_from(self.reads.len()).ok()?)?;
        let by_people = self.reads.contains(&List::People);
        let each = users.len().saturating_mul(1 + usize::from(by_people));
        if each.saturating_add(1).saturating_mul(ways) > MOST_PEOPLE {
            return None;
        }
        let bare = bare(&named, listed);
        let mut holders = Vec::new();
        for way in 0..ways {
            let mut lists = Memberships {
                organizations: [OrganizationId::from_number(1)].into(),
                ..Memberships::default()
            };
            for (at, list) in self.reads.iter().enumerate() {
                fill(&mut lists, *list, &bare);
                if way & (1 << at) != 0 {
                    fill(&mut lists, *list, &named);
                }
            }
            let ids = users.iter().map(|user| ActorId::User(*user));
            for id in ids.chain([ActorId::Customer(CustomerId::from_number(1))]) {
                let mut holder = Holder::new(tenant, id);
                holder.memberships = lists.clone();
                let himself = id.user().filter(|_| by_people);
                let listed = himself.filter(|user| !lists.overseen_people.contains(user));
                holders.extend(listed.map(|user| {
                    let mut holder = holder.clone();
                    holder.memberships.overseen_people.insert(user);
                    holder
                }));
                holders.push(holder);
            }
        }
        Some(holders)
    }
}

/// Adds what is named, and says whether the list on the record is read.
fn among<T: Ord + Clone>(among: &Option<Among<T>>, named: &mut BTreeSet<T>) -> bool {
    match among {
        Some(Among::These(these)) => {
            named.extend(these.iter().cloned());
            false
        }
        Some(Among::Mine) => true,
        None => false,
    }
}

/// Lists with one thing each that no scope names; of the two lists of modules each has one of its
/// own and both have one.
fn bare(named: &Memberships, listed: Option<UserId>) -> Memberships {
    let mut modules = named.modules.clone();
    let mut next = || {
        let numbered = (1..).filter_map(|number: i64| Module::new(&format!("list-{number}")).ok());
        let module = numbered.into_iter().find(|one| !modules.contains(one));
        modules.extend(module.clone());
        module
    };
    let channel = |number| Channel::from_name(&format!("list-{number}"));
    let (mine, opened, both) = (next(), next(), next());
    Memberships {
        groups: one(another(&named.groups, GroupId::from_number)),
        overseen_people: one(listed),
        overseen_groups: one(another(&named.overseen_groups, GroupId::from_number)),
        sites: one(another(&named.sites, SiteId::from_number)),
        questionnaires: one(another(&named.questionnaires, QuestionnaireId::from_number)),
        channels: one(another(&named.channels, channel)),
        modules: mine.into_iter().chain(both.clone()).collect(),
        cabinet_sections: opened.into_iter().chain(both).collect(),
        ..Memberships::default()
    }
}

fn one<T: Ord>(one: Option<T>) -> BTreeSet<T> {
    one.into_iter().collect()
}

/// One that is not among the named ones.
fn another<T: Ord>(named: &BTreeSet<T>, numbered: impl Fn(i64) -> T) -> Option<T> {
    (1..).map(numbered).find(|one| !named.contains(one))
}

/// Adds to one list what is in that of others.
fn fill(lists: &mut Memberships, list: List, from: &Memberships) {
    match list {
        List::Groups => lists.groups.extend(&from.groups),
        List::People => lists.overseen_people.extend(&from.overseen_people),
        List::AssigneeGroups => lists.overseen_groups.extend(&from.overseen_groups),
        List::Sites => lists.sites.extend(&from.sites),
        List::Questionnaires => lists.questionnaires.extend(&from.questionnaires),
        List::Channels => lists.channels.extend(from.channels.iter().cloned()),
        List::Modules => lists.modules.extend(from.modules.iter().cloned()),
        List::CabinetSections => lists
            .cabinet_sections
            .extend(from.cabinet_sections.iter().cloned()),
    }
}
