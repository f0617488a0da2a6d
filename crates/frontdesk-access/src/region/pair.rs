//! The same object as two people stand to it: what is the own conversation of the one is a
//! colleague's to the other.

use std::collections::BTreeSet;

use frontdesk_model::{
    Actor, ActorId, ConversationState, Memberships, Relation, Relations, UserId,
};

use super::walk::MOST_POINTS;
use super::{Point, PointGroups, Side, Terms};
use crate::permission::ObjectKind;
use crate::scope::Scope;

/// Two different people of one tenant.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Pair<'a> {
    pub(crate) first: Actor<'a>,
    pub(crate) second: Actor<'a>,
}

impl Terms {
    /// Adds what a scope of the second of two people names, who has these lists.
    pub(crate) fn mention_second(&mut self, scope: &Scope, lists: &Memberships) {
        let of_first = self.relations;
        self.mention(scope, lists);
        self.relations = of_first;
        self.of_second |= scope.relation.flag();
    }

    /// One object of each kind that the scopes of two people can tell apart and that may lie in this
    /// scope of the first: as the first stands to it, and as the second does. `None`: there are too
    /// many.
    pub(crate) fn points_between(
        &self,
        kind: ObjectKind,
        pair: &Pair<'_>,
        scope: &Scope,
    ) -> Option<Vec<(Point, Point)>> {
        let mut terms = self.clone();
        // Who has a conversation, or whose record it is, tells how the two stand to it.
        for id in [pair.first.id, pair.second.id] {
            if let ActorId::User(user) = id {
                terms.people.add(&BTreeSet::from([user]));
            }
        }
        let side = Side::of(pair.first.id);
        let points = terms.points_in(kind, side, scope, pair.first.memberships)?;
        let mut pairs = Vec::new();
        for point in points.into_iter().filter_map(|point| pair.first_at(point)) {
            for relations in pair.second_at(&point, self.of_second) {
                let as_second = Point {
                    relations,
                    ..point.clone()
                };
                pairs.push((point.clone(), as_second));
            }
            // To a host's own object one may stand in any way: as many for each point as there are
            // sets of relations.
            if pairs.len() > MOST_POINTS {
                return None;
            }
        }
        Some(pairs)
    }
}

impl Pair<'_> {
    /// The point with the facts that follow from how the first stands to it; `None`: there is no
    /// such object.
    fn first_at(&self, mut point: Point) -> Option<Point> {
        let first = self.first.id.user();
        let mine = match point.kind {
            ObjectKind::Conversation | ObjectKind::Request => Relation::Own,
            ObjectKind::User => Relation::Myself,
            _ => return Some(point),
        };
        if let (Some(first), Some(person)) = (first, point.person)
            && point.relations.has(mine) != (person == first)
        {
            return None;
        }
        if point.relations.has(Relation::RequesterOrganization)
            && self.first.memberships.organizations.is_empty()
        {
            return None;
        }
        if point.kind == ObjectKind::User {
            // The groups of the two are on their records.
            if point.relations.has(Relation::Myself) {
                point.groups = PointGroups::Person(self.first.memberships.groups.clone());
            } else if point.person.is_some() && point.person == self.second.id.user() {
                point.groups = PointGroups::Person(self.second.memberships.groups.clone());
            }
        }
        Some(point)
    }

    /// Every way in which the second may stand to it, as far as scopes ask.
    fn second_at(&self, point: &Point, asked: Relations) -> Vec<Relations> {
        let customers = matches!(self.second.id, ActorId::Customer(_));
        match point.kind {
            ObjectKind::Section | ObjectKind::NewOrder | ObjectKind::Site | ObjectKind::Module => {
                vec![Relations::ANY]
            }
            ObjectKind::Conversation | ObjectKind::Request if customers => {
                self.of_customers(point, asked)
            }
            ObjectKind::Conversation | ObjectKind::Request => self.of_staff(point, asked),
            ObjectKind::Order => match self.second.id {
                ActorId::User(_) => free(Relations::ANY, &[created(point)], asked),
                ActorId::Customer(_) => vec![Relations::ANY],
            },
            ObjectKind::User => {
                let mine = match self.second.id {
                    ActorId::User(user) => vec![point.person == Some(user)],
                    // The record of a customer may be that of the second, if it is not the first's.
                    ActorId::Customer(_) => {
                        let open = point.person.is_none() && !point.relations.has(Relation::Myself);
                        [false, true]
                            .into_iter()
                            .take(1 + usize::from(open))
                            .collect()
                    }
                };
                let standing = |mine| match mine {
                    true => Relations::ANY | Relations::MYSELF,
                    false => Relations::ANY,
                };
                mine.into_iter().map(standing).collect()
            }
            // Of a host's own kinds nothing is known.
            ObjectKind::Host(_) => free(Relations::ANY, &Relation::ALL.map(Some), asked),
        }
    }

    /// A user and a conversation.
    fn of_staff(&self, point: &Point, asked: Relations) -> Vec<Relations> {
        use ConversationState as S;
        let me: Option<UserId> = self.second.id.user();
        let mut sure = Relations::ANY;
        sure.set(Relations::OWN, point.person.is_some() && point.person == me);
        // colleague_in_work: in work, and another person has it: the first, too.
        let colleague =
            point.state == Some(S::InWork) && point.person.is_some_and(|person| Some(person) != me);
        sure.set(Relations::COLLEAGUE_IN_WORK, colleague);
        let waits = point.relations.has(Relation::Unassigned);
        sure.set(Relations::UNASSIGNED, waits);
        let staff = matches!(self.first.id, ActorId::User(_));
        // Nobody has it, or a bot; if nobody, the point of the first says whether it waits, and a
        // customer's does not.
        let nobody = point.person.is_none();
        let offered = nobody
            && point.state == Some(S::Offered)
            && !point.relations.has(Relation::OfferedToMe);
        let mut ways = vec![sure];
        if nobody && !staff && matches!(point.state, Some(S::New | S::Waiting)) {
            ways.push(sure | Relations::UNASSIGNED);
        }
        let open = [
            offered.then_some(Relation::OfferedToMe),
            // Somebody else has it, and whoever stands in for him need not be one person alone.
            (!nobody && point.person != me).then_some(Relation::Substitute),
            Some(Relation::Participating),
            Some(Relation::Mentioned),
            created(point),
        ];
        let ways: BTreeSet<Relations> = ways
            .into_iter()
            .flat_map(|sure| free(sure, &open, asked))
            .collect();
        ways.into_iter().collect()
    }

    /// A customer and a conversation.
    fn of_customers(&self, point: &Point, asked: Relations) -> Vec<Relations> {
        let (first, second) = (self.first.memberships, self.second.memberships);
        // Of two companies of one conversation there is one.
        let company = match (
            self.first.id,
            point.relations.has(Relation::RequesterOrganization),
        ) {
            (ActorId::Customer(_), true) => {
                let shared = !first.organizations.is_disjoint(&second.organizations);
                let other = !first.organizations.is_subset(&second.organizations);
                (other, shared)
            }
            (ActorId::Customer(_), false) => {
                (true, !second.organizations.is_subset(&first.organizations))
            }
            (ActorId::User(_), _) => (true, !second.organizations.is_empty()),
        };
        let asked_by_first = point.relations.has(Relation::Requester);
        let mut ways = Vec::new();
        for (may, organization) in [
            (company.0, Relations::empty()),
            (company.1, Relations::REQUESTER_ORGANIZATION),
        ] {
            if !may {
                continue;
            }
            ways.push(Relations::ANY | organization);
            if !asked_by_first {
                ways.push(Relations::ANY | organization | Relations::REQUESTER);
            }
        }
        // Several customers may be in copy, and whoever asked may be.
        let in_copy = [Some(Relation::Copied)];
        let ways = ways.into_iter().flat_map(|way| free(way, &in_copy, asked));
        let mut ways: Vec<Relations> = ways.collect();
        // What is hidden from every customer staff still sees.
        if matches!(self.first.id, ActorId::User(_)) {
            ways.push(Relations::empty());
        }
        ways
    }
}

/// It has one creator: if the first made it the second did not.
fn created(point: &Point) -> Option<Relation> {
    (!point.relations.has(Relation::Created)).then_some(Relation::Created)
}

/// Every mixture of those that are open and asked for.
fn free(sure: Relations, open: &[Option<Relation>], asked: Relations) -> Vec<Relations> {
    let mut ways = vec![sure];
    for relation in open.iter().flatten() {
        let is_new = asked.has(*relation) && !sure.has(*relation);
        if is_new {
            let with: Vec<Relations> = ways.iter().map(|way| *way | relation.flag()).collect();
            ways.extend(with);
        }
    }
    ways
}
