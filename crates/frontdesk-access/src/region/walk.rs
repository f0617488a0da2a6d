//! The points of some terms, fact by fact.

use std::collections::BTreeSet;

use frontdesk_model::{
    ConversationState, GroupId, Memberships, Module, Privacy, Relation, Relations, SiteId, UserId,
};

use super::named::Named;
use super::{Point, PointGroups, Side, Terms};
use crate::permission::ObjectKind;
use crate::resource::{ObjectGroups, Origin};
use crate::scope::Scope;

/// More points than this are not gone through; whoever asks must then take the careful answer.
pub(super) const MOST_POINTS: usize = 1 << 18;

/// Sets of groups that scopes tell apart are gone through one by one; of more groups than this not.
const MOST_GROUPS: usize = 10;

/// The points of some terms that lie in one scope. Facts that it excludes are left out early, so
/// that a narrow scope has few.
pub(super) struct Walk<'a> {
    pub(super) terms: &'a Terms,
    pub(super) side: Side,
    pub(super) scope: &'a Scope,
    pub(super) lists: &'a Memberships,
}

impl Walk<'_> {
    /// All of them; `None`: there are too many.
    pub(super) fn points(&self, kind: ObjectKind) -> Option<Vec<Point>> {
        let bare = Point {
            kind,
            relations: Relations::ANY,
            groups: PointGroups::Unknown,
            person: None,
            assignee_groups: None,
            site: None,
            questionnaire: None,
            channel: None,
            state: None,
            module: None,
            origin: None,
            privacy: None,
        };
        match kind {
            ObjectKind::Section => Some(vec![bare]),
            ObjectKind::Conversation | ObjectKind::Request => self.conversations(&bare),
            ObjectKind::Order => {
                let mine: &[Relation] = match self.side {
                    Side::Staff => &[Relation::Created],
                    Side::Customer => &[],
                };
                let orders = spread(vec![bare], &self.relations(mine), standing)?;
                spread(orders, &self.origins(), |p, origin| p.origin = *origin)
            }
            ObjectKind::NewOrder => {
                let origins: Vec<_> = self.origins().into_iter().flatten().collect();
                spread(vec![bare], &origins, |p, o| p.origin = Some(*o))
            }
            ObjectKind::User => self.records(&bare),
            ObjectKind::Site => {
                let sites: Vec<_> = self.sites().into_iter().flatten().collect();
                spread(vec![bare], &sites, |p, site| p.site = Some(*site))
            }
            ObjectKind::Module => {
                let modules: Vec<_> = self.modules().into_iter().flatten().collect();
                spread(vec![bare], &modules, |p, m| p.module = Some(m.clone()))
            }
            ObjectKind::Host(_) => self.host_objects(&bare),
        }
    }

    fn conversations(&self, bare: &Point) -> Option<Vec<Point>> {
        let mut points = Vec::new();
        for state in self.states() {
            let point = |relations| Point {
                state,
                relations: Relations::ANY | relations,
                ..bare.clone()
            };
            self.assigned(state, point, &mut points)?;
        }
        let free: &[Relation] = match self.side {
            Side::Staff => &[
                Relation::Participating,
                Relation::Created,
                Relation::Mentioned,
                Relation::Substitute,
            ],
            Side::Customer => &[
                Relation::Requester,
                Relation::RequesterOrganization,
                Relation::Copied,
            ],
        };
        points = spread(points, &self.relations(free), standing)?;
        points.retain(|point| may_be(point) && self.may_relate(point.relations));
        points = spread(points, &self.groups(), |point, group| {
            point.groups = PointGroups::Conversation(*group);
        })?;
        points = self.places(points)?;
        if self.side == Side::Customer {
            // What is hidden from every customer stands in no relation to any.
            points.push(Point {
                relations: Relations::empty(),
                groups: PointGroups::Conversation(None),
                ..bare.clone()
            });
        }
        Some(points)
    }

    /// Everything that may be known of who has a conversation in this state.
    fn assigned(
        &self,
        state: Option<ConversationState>,
        point: impl Fn(Relations) -> Point,
        points: &mut Vec<Point>,
    ) -> Option<()> {
        use ConversationState as S;
        // Nobody has it or a bot has: then it does not wait.
        points.push(point(Relations::empty()));
        let (nobody, colleague) = match (self.side, state) {
            // A customer has no conversation, and none waits for him.
            (Side::Customer, _) => (None, None),
            (Side::Staff, Some(S::New | S::Waiting)) => {
                (Some(Relations::UNASSIGNED), Some(Relations::empty()))
            }
            (Side::Staff, Some(S::Offered)) => {
                (Some(Relations::OFFERED_TO_ME), Some(Relations::empty()))
            }
            (Side::Staff, Some(S::InWork)) => (None, Some(Relations::COLLEAGUE_IN_WORK)),
            (Side::Staff, Some(S::Closed) | None) => (None, Some(Relations::empty())),
        };
        points.extend(nobody.map(&point));
        // A person has it: this user, or another.
        let mine = colleague.map(|_| Relations::OWN);
        let of_person = colleague.unwrap_or(Relations::empty());
        for relations in mine.into_iter().chain([of_person]) {
            for person in self.people() {
                for groups in self.sets(&self.terms.assignee_groups)? {
                    points.push(Point {
                        person: Some(person),
                        assignee_groups: Some(groups),
                        ..point(relations)
                    });
                }
            }
        }
        Some(())
    }

    /// The records of people, one's own included.
    fn records(&self, bare: &Point) -> Option<Vec<Point>> {
        let mine = Point {
            relations: Relations::ANY | Relations::MYSELF,
            ..bare.clone()
        };
        // The record of a customer is no user's.
        let mut points = vec![bare.clone()];
        match self.side {
            Side::Staff => {
                let users = spread(vec![bare.clone(), mine], &self.people(), |p, person| {
                    p.person = Some(*person);
                })?;
                points.extend(users);
            }
            Side::Customer => {
                let users = spread(vec![bare.clone()], &self.people(), |p, person| {
                    p.person = Some(*person);
                })?;
                points.push(mine);
                points.extend(users);
            }
        }
        spread(points, &self.sets(&self.terms.groups)?, |point, groups| {
            point.groups = PointGroups::Person(groups.clone());
        })
    }

    /// Of a host's own kinds nothing is known: any relations and any facts may meet.
    fn host_objects(&self, bare: &Point) -> Option<Vec<Point>> {
        let mut points = spread(
            vec![bare.clone()],
            &self.relations(&Relation::ALL),
            standing,
        )?;
        points.retain(|point| point.relations.has(self.scope.relation));
        let people = std::iter::once(None).chain(self.people().into_iter().map(Some));
        let people: Vec<Option<UserId>> = match self.terms.people.is_empty() {
            true => vec![None],
            false => people.collect(),
        };
        points = spread(points, &people, |point, person| point.person = *person)?;
        let mut groups = vec![PointGroups::Unknown];
        if !self.terms.groups.is_empty() {
            groups.extend(self.groups().into_iter().map(PointGroups::Conversation));
            let sets = self.sets(&self.terms.groups)?;
            groups.extend(sets.into_iter().map(PointGroups::Person));
        }
        points = spread(points, &groups, |point, groups| {
            point.groups = groups.clone();
        })?;
        let mut of_assignee = vec![None];
        if !self.terms.assignee_groups.is_empty() {
            let sets = self.sets(&self.terms.assignee_groups)?;
            of_assignee.extend(sets.into_iter().map(Some));
        }
        points = spread(points, &of_assignee, |point, groups| {
            point.assignee_groups.clone_from(groups);
        })?;
        points = spread(points, &self.states(), |point, state| point.state = *state)?;
        points = spread(points, &self.origins(), |point, o| point.origin = *o)?;
        let modules = match self.terms.modules.is_empty() {
            true => vec![None],
            false => self.modules(),
        };
        points = spread(points, &modules, |point, module| {
            point.module.clone_from(module);
        })?;
        self.places(points)
    }

    /// Site, questionnaire, channel and privacy: each missing, named, or another.
    fn places(&self, mut points: Vec<Point>) -> Option<Vec<Point>> {
        let sites = match self.terms.sites.is_empty() {
            true => vec![None],
            false => self.sites(),
        };
        points = spread(points, &sites, |point, site| point.site = *site)?;
        let mut filled = self.terms.questionnaires.maybe();
        if let Some(wanted) = &self.scope.questionnaires {
            filled.retain(|fact| wanted.has(fact.as_ref(), &self.lists.questionnaires));
        }
        points = spread(points, &filled, |point, q| point.questionnaire = *q)?;
        let mut channels = self.terms.channels.maybe();
        if let Some(wanted) = &self.scope.channels {
            channels.retain(|fact| wanted.has(fact.as_ref(), &self.lists.channels));
        }
        points = spread(points, &channels, |point, channel| {
            point.channel.clone_from(channel);
        })?;
        spread(points, &self.privacies(), |p, privacy| p.privacy = *privacy)
    }

    /// Every mixture of those of the relations that a scope names.
    fn relations(&self, of: &[Relation]) -> Vec<Relations> {
        let named = of.iter().filter(|r| self.terms.relations.has(**r));
        let mut mixtures = vec![Relations::empty()];
        for relation in named.filter(|relation| **relation != Relation::Any) {
            let with: Vec<Relations> = mixtures.iter().map(|m| *m | relation.flag()).collect();
            mixtures.extend(with);
        }
        mixtures
    }

    /// Whether a conversation that stands so may lie in the scope: who is in the group of a queue is
    /// known only when the group is.
    fn may_relate(&self, relations: Relations) -> bool {
        match self.scope.relation {
            Relation::MyGroupQueue => relations.has(Relation::Unassigned),
            relation => relations.has(relation),
        }
    }

    fn groups(&self) -> Vec<Option<GroupId>> {
        let mut groups = self.terms.groups.maybe();
        if let Some(wanted) = &self.scope.groups {
            groups.retain(|group| {
                let object = ObjectGroups::Conversation(*group);
                wanted.match_object(object, self.lists)
            });
        }
        groups
    }

    /// Users: those of which one stands for all that are alike.
    fn people(&self) -> Vec<UserId> {
        let mut people = self.terms.people.each();
        if let Some(wanted) = &self.scope.people {
            people.retain(|person| wanted.has(Some(person), &self.lists.overseen_people));
        }
        people
    }

    /// Every set of groups that scopes can tell apart.
    fn sets(&self, groups: &Named<GroupId>) -> Option<Vec<BTreeSet<GroupId>>> {
        let alike = groups.alike();
        if alike.len() > MOST_GROUPS {
            return None;
        }
        let mut sets = vec![BTreeSet::new()];
        for group in alike {
            let with: Vec<BTreeSet<GroupId>> = sets
                .iter()
                .map(|set| set.iter().copied().chain([group]).collect())
                .collect();
            sets.extend(with);
        }
        Some(sets)
    }

    fn sites(&self) -> Vec<Option<SiteId>> {
        let mut sites = vec![None];
        sites.extend(self.terms.sites.each().into_iter().map(Some));
        if let Some(wanted) = &self.scope.sites {
            sites.retain(|site| wanted.has(site.as_ref(), &self.lists.sites));
        }
        sites
    }

    fn modules(&self) -> Vec<Option<Module>> {
        let mut modules = vec![None];
        modules.extend(self.terms.modules.each().into_iter().map(Some));
        if let Some(wanted) = &self.scope.modules {
            let wanted = wanted.names(self.lists);
            modules.retain(|module| module.as_ref().is_some_and(|m| wanted.contains(m)));
        }
        modules
    }

    fn states(&self) -> Vec<Option<ConversationState>> {
        let by_state = Relations::UNASSIGNED
            | Relations::OFFERED_TO_ME
            | Relations::MY_GROUP_QUEUE
            | Relations::COLLEAGUE_IN_WORK;
        let mut states = vec![None];
        let relations = self.terms.relations | self.terms.of_second;
        if self.terms.states || relations.intersects(by_state) {
            states.extend(ConversationState::ALL.into_iter().map(Some));
        }
        if let Some(wanted) = &self.scope.states {
            states.retain(|state| state.is_some_and(|state| wanted.contains(&state)));
        }
        states
    }

    fn origins(&self) -> Vec<Option<Origin>> {
        let mut origins = vec![None, Some(Origin::Conversation)];
        if self.terms.origin {
            origins.push(Some(Origin::Independent));
        }
        if let Some(wanted) = &self.scope.origin {
            origins.retain(|origin| origin.is_some_and(|origin| wanted.contains(&origin)));
        }
        origins
    }

    fn privacies(&self) -> Vec<Option<Privacy>> {
        let mut known = vec![None];
        if self.terms.privacy {
            known.extend(Privacy::ALL.map(Some));
        }
        if let Some(wanted) = self.scope.privacy {
            known.retain(|privacy| *privacy == Some(wanted));
        }
        known
    }
}

/// Nobody stands in for himself, and nobody where no person has it. Whoever is named in a message,
/// takes part or made it may stand to it in any other way besides.
fn may_be(point: &Point) -> bool {
    let absent = point.person.is_some() && !point.relations.has(Relation::Own);
    absent || !point.relations.has(Relation::Substitute)
}

fn standing(point: &mut Point, found: &Relations) {
    point.relations |= *found;
}

/// Every point with every one of these facts.
fn spread<T>(points: Vec<Point>, facts: &[T], put: impl Fn(&mut Point, &T)) -> Option<Vec<Point>> {
    let count = points.len().checked_mul(facts.len())?;
    if count > MOST_POINTS {
        return None;
    }
    let mut all = Vec::with_capacity(count);
    for point in points {
        for fact in facts {
            let mut point = point.clone();
            put(&mut point, fact);
            all.push(point);
        }
    }
    Some(all)
}
