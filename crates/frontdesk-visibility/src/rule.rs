//! The rule: a closed expression over the facts of a conversation, the viewer still symbolic.

use std::collections::BTreeSet;

use frontdesk_access::{Among, Groups, ObjectKind, Scope, Scopes};
use frontdesk_model::{
    Actor, ActorId, Channel, ConversationState, GroupId, QuestionnaireId, Relation, SiteId, UserId,
};
use serde::{Deserialize, Serialize};

use crate::expr::{Expr, Test};

/// Who may see which conversations, as data. Whatever can be checked can be listed, counted and
/// translated, because there is nothing in it but these terms. "Me" and "mine" are bound by
/// [`bind`](Self::bind).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Rule {
    /// Each of these. None: true.
    All(Vec<Self>),
    /// At least one of these. None: false.
    OneOf(Vec<Self>),
    /// Not this.
    Not(Box<Self>),
    /// A person is assigned, and it is the viewer.
    AssigneeIsMe,
    /// A person is assigned, and it is not the viewer.
    AssigneeIsColleague,
    /// Nobody is assigned, neither a person nor a bot.
    Unassigned,
    /// The assignee is one of these people.
    AssigneeIn(Among<UserId>),
    /// The assignee is a person in one of these groups.
    AssigneeGroupIn(Among<GroupId>),
    /// It is offered to the viewer.
    OfferedToMe,
    /// Its state is one of these.
    StateIn(BTreeSet<ConversationState>),
    /// Its group is in the set.
    GroupIn(Groups),
    /// It came from one of these sites.
    SiteIn(Among<SiteId>),
    /// One of these questionnaires was filled.
    QuestionnaireIn(Among<QuestionnaireId>),
    /// It goes on in one of these channels.
    ChannelIn(Among<Channel>),
    /// The viewer takes part.
    IParticipate,
    /// The viewer made it.
    CreatorIsMe,
    /// The viewer is the customer who asked.
    RequesterIsMe,
    /// The customer who asked belongs to a company of the viewer.
    RequesterOrganizationIsMine,
    /// The viewer is staff and not a customer.
    IAmStaff,
    /// It is neither deleted nor spam.
    Kept,
}

impl Rule {
    /// Always true.
    #[must_use]
    pub const fn always() -> Self {
        Self::All(Vec::new())
    }

    /// Never true.
    #[must_use]
    pub const fn never() -> Self {
        Self::OneOf(Vec::new())
    }

    /// The rule of access's scopes: every set of alternatives has one that covers the conversation,
    /// and no restriction does. A customer besides never sees what is deleted or spam
    /// (catalogue.md 3.5).
    #[must_use]
    pub fn of(scopes: &Scopes) -> Self {
        // Scopes of a right about anything else say nothing of conversations.
        if scopes.object != Some(ObjectKind::Conversation) {
            return Self::never();
        }
        let any_of = |scopes: &BTreeSet<Scope>| Self::OneOf(scopes.iter().map(lower).collect());
        let mut all: Vec<Self> = scopes.all_of.iter().map(any_of).collect();
        if !scopes.none_of.is_empty() {
            all.push(Self::Not(Box::new(any_of(&scopes.none_of))));
        }
        if matches!(scopes.actor, ActorId::Customer(_)) {
            all.push(Self::Kept);
        }
        Self::All(all)
    }

    /// Puts the viewer in: every "me" and "mine" becomes an id or a set, constants are folded, an
    /// empty set is false.
    #[must_use]
    pub fn bind(&self, viewer: &Actor<'_>) -> Expr {
        let lists = viewer.memberships;
        match self {
            Self::All(rules) => Expr::all(rules.iter().map(|rule| rule.bind(viewer))),
            Self::OneOf(rules) => Expr::one_of(rules.iter().map(|rule| rule.bind(viewer))),
            Self::Not(rule) => rule.bind(viewer).negate(),
            // A staff relation is false for a customer, and the reverse.
            Self::AssigneeIsMe => as_user(viewer, Test::AssigneeIs),
            Self::AssigneeIsColleague => as_user(viewer, Test::AssigneeIsOtherThan),
            Self::OfferedToMe => as_user(viewer, Test::OfferedTo),
            Self::IParticipate => as_user(viewer, Test::Participant),
            Self::CreatorIsMe => as_user(viewer, Test::CreatorIs),
            Self::RequesterIsMe => match viewer.id {
                ActorId::Customer(customer) => Test::RequesterIs(customer).into(),
                ActorId::User(_) => Expr::FALSE,
            },
            Self::RequesterOrganizationIsMine => match viewer.id {
                ActorId::Customer(_) => among(&lists.organizations, Test::OrganizationIn),
                ActorId::User(_) => Expr::FALSE,
            },
            Self::Unassigned => Test::NobodyAssigned.into(),
            Self::AssigneeIn(people) => {
                among(people.resolve(&lists.overseen_people), Test::AssigneeIn)
            }
            Self::AssigneeGroupIn(groups) => among(
                groups.resolve(&lists.overseen_groups),
                Test::AssigneeGroupIn,
            ),
            Self::StateIn(states) => among(states, Test::StateIn),
            Self::GroupIn(groups) => bind_groups(groups, &lists.groups),
            Self::SiteIn(sites) => among(sites.resolve(&lists.sites), Test::SiteIn),
            Self::QuestionnaireIn(wanted) => {
                among(wanted.resolve(&lists.questionnaires), Test::QuestionnaireIn)
            }
            Self::ChannelIn(channels) => among(channels.resolve(&lists.channels), Test::ChannelIn),
            Self::IAmStaff => match viewer.id {
                ActorId::User(_) => Expr::TRUE,
                ActorId::Customer(_) => Expr::FALSE,
            },
            Self::Kept => Test::Kept.into(),
        }
    }
}

/// A term about the viewer as a user.
fn as_user(viewer: &Actor<'_>, test: impl FnOnce(UserId) -> Test) -> Expr {
    match viewer.id {
        ActorId::User(user) => test(user).into(),
        ActorId::Customer(_) => Expr::FALSE,
    }
}

/// A term about a set: an empty one matches nothing.
fn among<T: Ord + Clone>(set: &BTreeSet<T>, test: impl FnOnce(BTreeSet<T>) -> Test) -> Expr {
    if set.is_empty() {
        return Expr::FALSE;
    }
    test(set.clone()).into()
}

fn bind_groups(groups: &Groups, mine: &BTreeSet<GroupId>) -> Expr {
    let mut these = groups.these.clone();
    if groups.mine {
        these.extend(mine.iter().copied());
    }
    let in_group = among(&these, Test::GroupIn);
    let in_none = if groups.none {
        Test::InNoGroup.into()
    } else {
        Expr::FALSE
    };
    Expr::one_of([in_group, in_none])
}

/// One scope as a rule: its relation and each dimension that is set. The scope is taken apart
/// field by field, so that a new dimension cannot be forgotten here.
fn lower(scope: &Scope) -> Rule {
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
    } = scope;
    let mut all = vec![lower_relation(*relation)];
    all.extend(groups.clone().map(Rule::GroupIn));
    all.extend(people.clone().map(Rule::AssigneeIn));
    all.extend(assignee_groups.clone().map(Rule::AssigneeGroupIn));
    all.extend(sites.clone().map(Rule::SiteIn));
    all.extend(questionnaires.clone().map(Rule::QuestionnaireIn));
    all.extend(channels.clone().map(Rule::ChannelIn));
    all.extend(states.clone().map(Rule::StateIn));
    // A conversation has neither a module nor an order's origin: a missing fact satisfies nothing.
    all.extend(modules.as_ref().map(|_| Rule::never()));
    all.extend(origin.as_ref().map(|_| Rule::never()));
    Rule::All(all)
}

/// Each relation by its definition in catalogue.md section 2.
fn lower_relation(relation: Relation) -> Rule {
    use ConversationState::{InWork, New, Offered, Waiting};
    let in_state = |states: &[ConversationState]| Rule::StateIn(states.iter().copied().collect());
    let unassigned = || Rule::All(vec![Rule::Unassigned, in_state(&[New, Waiting])]);
    match relation {
        Relation::Any => Rule::always(),
        Relation::Own => Rule::AssigneeIsMe,
        Relation::Participating => Rule::IParticipate,
        Relation::Created => Rule::CreatorIsMe,
        Relation::Unassigned => Rule::All(vec![unassigned(), Rule::IAmStaff]),
        Relation::OfferedToMe => Rule::All(vec![
            Rule::Unassigned,
            in_state(&[Offered]),
            Rule::OfferedToMe,
        ]),
        Relation::MyGroupQueue => Rule::All(vec![
            unassigned(),
            Rule::IAmStaff,
            Rule::GroupIn(Groups {
                mine: true,
                ..Groups::default()
            }),
        ]),
        Relation::ColleagueInWork => {
            Rule::All(vec![in_state(&[InWork]), Rule::AssigneeIsColleague])
        }
        Relation::Requester => Rule::RequesterIsMe,
        Relation::RequesterOrganization => Rule::RequesterOrganizationIsMine,
        // A conversation is nobody's record.
        Relation::Myself => Rule::never(),
    }
}
