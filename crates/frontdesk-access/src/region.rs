//! The finitely many kinds of object that some scopes can tell apart.
//!
//! A scope looks at a handful of facts and compares them with the things that it names. Two objects
//! that agree in those comparisons are alike to it, so one of each kind stands for all: a question
//! about every object there could ever be is a question about these points. This is why covering,
//! implication and equality of roles are decided here exactly and without a solver.

use std::collections::BTreeSet;

use frontdesk_model::{
    ActorId, Channel, ConversationState, GroupId, Memberships, Module, Privacy, QuestionnaireId,
    Relation, Relations, SiteId, TenantId, UserId,
};

use self::named::Named;
use self::walk::Walk;

use crate::permission::ObjectKind;
use crate::resource::{Dimensions, ObjectGroups, Origin, Resource};
use crate::scope::{Groups, Scope};

mod named;
mod pair;
mod walk;

pub(crate) use pair::Pair;

/// Everything that some scopes name, given the lists that their symbolic sets read.
#[derive(Clone, Debug, Default)]
pub(crate) struct Terms {
    relations: Relations,
    /// Those of the second of two people.
    of_second: Relations,
    groups: Named<GroupId>,
    people: Named<UserId>,
    assignee_groups: Named<GroupId>,
    sites: Named<SiteId>,
    questionnaires: Named<QuestionnaireId>,
    channels: Named<Channel>,
    modules: Named<Module>,
    states: bool,
    origin: bool,
    privacy: bool,
}

/// Whose scopes they are: the relations of staff are false for customers and the reverse.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Side {
    /// A user.
    Staff,
    /// A customer.
    Customer,
}

impl Side {
    /// The side that this person is on.
    pub(crate) const fn of(id: ActorId) -> Self {
        match id {
            ActorId::User(_) => Self::Staff,
            ActorId::Customer(_) => Self::Customer,
        }
    }

    /// The side of which alone anybody ever stands to something so; `None`: both do.
    pub(crate) const fn alone_in(relation: Relation) -> Option<Self> {
        match relation {
            Relation::Any | Relation::Myself => None,
            Relation::Requester | Relation::RequesterOrganization | Relation::Copied => {
                Some(Self::Customer)
            }
            Relation::Own
            | Relation::Participating
            | Relation::Created
            | Relation::Mentioned
            | Relation::Substitute
            | Relation::Unassigned
            | Relation::OfferedToMe
            | Relation::MyGroupQueue
            | Relation::ColleagueInWork => Some(Self::Staff),
        }
    }
}

/// An object that stands for all that are alike.
#[derive(Clone, Debug)]
pub(crate) struct Point {
    kind: ObjectKind,
    relations: Relations,
    groups: PointGroups,
    person: Option<UserId>,
    assignee_groups: Option<BTreeSet<GroupId>>,
    site: Option<SiteId>,
    questionnaire: Option<QuestionnaireId>,
    channel: Option<Channel>,
    state: Option<ConversationState>,
    module: Option<Module>,
    origin: Option<Origin>,
    privacy: Option<Privacy>,
}

#[derive(Clone, Debug)]
enum PointGroups {
    Unknown,
    Conversation(Option<GroupId>),
    Person(BTreeSet<GroupId>),
}

impl Terms {
    /// Adds what a scope names, for a person with these lists.
    pub(crate) fn mention(&mut self, scope: &Scope, lists: &Memberships) {
        let Scope {
            relation,
            groups,
            people,
            assignee_groups,
            sites,
            questionnaires,
            channels,
            states,
            modules,
            origin,
            privacy,
        } = scope;
        self.relations |= relation.flag();
        if *relation == Relation::MyGroupQueue {
            self.groups.add(&lists.groups);
        }
        if let Some(Groups { these, mine, .. }) = groups {
            let mut named = these.clone();
            if *mine {
                named.extend(&lists.groups);
            }
            self.groups.add(&named);
        }
        if let Some(people) = people {
            self.people.add(people.resolve(&lists.overseen_people));
        }
        if let Some(groups) = assignee_groups {
            let named = groups.resolve(&lists.overseen_groups);
            self.assignee_groups.add(named);
        }
        if let Some(sites) = sites {
            self.sites.add(sites.resolve(&lists.sites));
        }
        if let Some(wanted) = questionnaires {
            let named = wanted.resolve(&lists.questionnaires);
            self.questionnaires.add(named);
        }
        if let Some(channels) = channels {
            self.channels.add(channels.resolve(&lists.channels));
        }
        if let Some(modules) = modules {
            self.modules.add(modules.names(lists));
        }
        self.states |= states.is_some();
        self.origin |= origin.is_some();
        self.privacy |= privacy.is_some();
    }

    /// Lists that stand for any there may be to read this scope with: of all that is alike one, and
    /// of each something that no scope names. What the scope itself names may be on a list too: in the
    /// queue of one's groups a group that is named is reached by whoever is in it.
    pub(crate) fn any_lists(&self, scope: &Scope) -> Memberships {
        let mut terms = self.clone();
        terms.mention(scope, &Memberships::default());
        let modules: BTreeSet<Module> = terms.modules.each().into_iter().collect();
        Memberships {
            groups: terms.groups.each().into_iter().collect(),
            sites: terms.sites.each().into_iter().collect(),
            questionnaires: terms.questionnaires.each().into_iter().collect(),
            channels: terms.channels.each().into_iter().collect(),
            modules: modules.clone(),
            cabinet_sections: modules,
            overseen_groups: terms.assignee_groups.each().into_iter().collect(),
            overseen_people: terms.people.each().into_iter().collect(),
            ..Memberships::default()
        }
    }

    /// One object of each kind that the scopes can tell apart. `None`: there are too many.
    pub(crate) fn points(&self, kind: ObjectKind, side: Side) -> Option<Vec<Point>> {
        self.points_in(kind, side, &Scope::any(), &Memberships::default())
    }

    /// Those of the points that lie in this scope, which is one of those mentioned, for a person
    /// with these lists.
    pub(crate) fn points_in(
        &self,
        kind: ObjectKind,
        side: Side,
        scope: &Scope,
        lists: &Memberships,
    ) -> Option<Vec<Point>> {
        let walk = Walk {
            terms: self,
            side,
            scope,
            lists,
        };
        walk.points(kind)
    }
}

impl Point {
    /// What it is.
    pub(crate) const fn kind(&self) -> ObjectKind {
        self.kind
    }

    /// The object as a person with these lists stands to it. Relations are taken as they are named:
    /// what is `own` to one stands for what is `own` to any other.
    pub(crate) fn resource(&self, tenant: TenantId, lists: &Memberships) -> Resource<'_> {
        let mut relations = self.relations;
        // my_group_queue: unassigned, and its group is one of the user's.
        if let PointGroups::Conversation(Some(group)) = &self.groups
            && relations.contains(Relations::UNASSIGNED)
            && !matches!(self.kind, ObjectKind::Host(_))
        {
            relations.set(Relations::MY_GROUP_QUEUE, lists.groups.contains(group));
        }
        Resource {
            tenant,
            kind: self.kind,
            relations,
            dimensions: Dimensions {
                groups: match &self.groups {
                    PointGroups::Unknown => ObjectGroups::Unknown,
                    PointGroups::Conversation(group) => ObjectGroups::Conversation(*group),
                    PointGroups::Person(groups) => ObjectGroups::Person(groups),
                },
                person: self.person,
                assignee_groups: self.assignee_groups.as_ref(),
                site: self.site,
                questionnaire: self.questionnaire,
                channel: self.channel.as_ref(),
                state: self.state,
                module: self.module.as_ref(),
                origin: self.origin,
                privacy: self.privacy,
            },
        }
    }
}

#[cfg(test)]
mod tests;
