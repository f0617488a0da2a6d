//! The terms of a rule: what must be true of a ticket, the viewer still symbolic.

use std::cell::OnceCell;
use std::collections::BTreeSet;
use std::hash::Hash;

use chrono::{DateTime, Utc};
use frontdesk_access::{Among, Groups};
use frontdesk_model::{
    Channel, ConversationState, CustomerId, GroupId, OrganizationId, Privacy, QuestionnaireId,
    SiteId, UserId,
};
use serde::{Deserialize, Serialize};

use crate::expr::{Expr, Test};
use crate::sorted::Sorted;
use crate::viewer::{GuestLink, GuestPurpose, Viewer};

/// What must be true of a ticket, the viewer still symbolic. Whatever can be checked can be listed,
/// counted and translated, because there is nothing in it but these terms. "Me" and "mine" are bound
/// by [`Rule::bind`](crate::Rule::bind).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Term {
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
    StateIn(Sorted<ConversationState>),
    /// Its group is in the set.
    GroupIn(Groups),
    /// It came from one of these sites.
    SiteIn(Among<SiteId>),
    /// It is known to be open, or to be private.
    PrivacyIs(Privacy),
    /// One of these questionnaires was filled.
    QuestionnaireIn(Among<QuestionnaireId>),
    /// It goes on in one of these channels.
    ChannelIn(Among<Channel>),
    /// The viewer takes part.
    IParticipate,
    /// The viewer is named in one of its messages.
    IAmMentioned,
    /// The viewer stands in for the one who has it.
    ISubstitute,
    /// The viewer made it.
    CreatorIsMe,
    /// The viewer is the customer who asked.
    RequesterIsMe,
    /// The customer who asked belongs to a company of the viewer.
    RequesterOrganizationIsMine,
    /// The viewer is a customer in copy.
    IAmCopied,
    /// The viewer is staff and not a customer.
    IAmStaff,
    /// It is neither deleted nor spam.
    Kept,
    /// It is the ticket of the viewer's guest link, and the link still holds.
    MyLinkOpensIt,
}

impl Term {
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

    /// Puts the viewer in: every "me" and "mine" becomes an id or a set, constants are folded, an
    /// empty set is false.
    pub(crate) fn bind(&self, me: &Me<'_>) -> Expr {
        match self {
            Self::All(terms) => bind_all(terms, me),
            Self::OneOf(terms) => match terms.as_slice() {
                [term] => term.bind(me),
                terms => Expr::one_of(terms.iter().map(|term| term.bind(me))),
            },
            Self::Not(term) => term.bind(me).negate(),
            // A term of staff is false for a customer, and the reverse.
            Self::AssigneeIsMe => of(me.user, Test::AssigneeIs),
            Self::AssigneeIsColleague => of(me.user, Test::AssigneeIsOtherThan),
            Self::OfferedToMe => of(me.user, Test::OfferedTo),
            Self::IParticipate => of(me.user, Test::Participant),
            Self::IAmMentioned => of(me.user, Test::Mentioned),
            Self::ISubstitute => of(me.user, Test::SubstituteIs),
            Self::CreatorIsMe => of(me.user, Test::CreatorIs),
            Self::RequesterIsMe => of(me.customer, Test::RequesterIs),
            Self::IAmCopied => of(me.customer, Test::Copied),
            Self::RequesterOrganizationIsMine => match me.customer {
                Some(_) => in_set(me.organizations.all(), Test::OrganizationIn),
                None => Expr::FALSE,
            },
            Self::Unassigned => Test::NobodyAssigned.into(),
            Self::AssigneeIn(people) => in_set(me.overseen_people.among(people), Test::AssigneeIn),
            Self::AssigneeGroupIn(groups) => {
                in_set(me.overseen_groups.among(groups), Test::AssigneeGroupIn)
            }
            Self::StateIn(states) => in_set(states.clone(), Test::StateIn),
            Self::GroupIn(groups) => bind_groups(groups, &me.groups),
            Self::SiteIn(sites) => in_set(me.sites.among(sites), Test::SiteIn),
            Self::QuestionnaireIn(wanted) => {
                in_set(me.questionnaires.among(wanted), Test::QuestionnaireIn)
            }
            Self::ChannelIn(channels) => in_set(me.channels.among(channels), Test::ChannelIn),
            Self::PrivacyIs(privacy) => Test::PrivacyIs(*privacy).into(),
            Self::IAmStaff => Expr::Constant(me.user.is_some()),
            Self::Kept => Test::Kept.into(),
            Self::MyLinkOpensIt => match me.link {
                Some(link) => bind_link(link, me.now),
                None => Expr::FALSE,
            },
        }
    }
}

/// What a term may ask of the viewer. A list is put in order when the first term reads it, and shared by
/// all that do.
pub(crate) struct Me<'a> {
    user: Option<UserId>,
    customer: Option<CustomerId>,
    link: Option<&'a GuestLink>,
    now: DateTime<Utc>,
    groups: List<'a, GroupId>,
    overseen_groups: List<'a, GroupId>,
    overseen_people: List<'a, UserId>,
    organizations: List<'a, OrganizationId>,
    sites: List<'a, SiteId>,
    questionnaires: List<'a, QuestionnaireId>,
    channels: List<'a, Channel>,
}

impl<'a> Me<'a> {
    pub(crate) fn new(viewer: &'a Viewer<'_>, now: DateTime<Utc>) -> Self {
        let lists = viewer.memberships();
        Self {
            user: viewer.user(),
            customer: viewer.customer(),
            link: match viewer {
                Viewer::Guest(link) => Some(link),
                Viewer::Actor(_) => None,
            },
            now,
            groups: List::new(&lists.groups),
            overseen_groups: List::new(&lists.overseen_groups),
            overseen_people: List::new(&lists.overseen_people),
            organizations: List::new(&lists.organizations),
            sites: List::new(&lists.sites),
            questionnaires: List::new(&lists.questionnaires),
            channels: List::new(&lists.channels),
        }
    }
}

/// A list on the viewer's record.
struct List<'a, T> {
    record: &'a BTreeSet<T>,
    sorted: OnceCell<Sorted<T>>,
}

impl<'a, T: Ord + Clone + Hash> List<'a, T> {
    const fn new(record: &'a BTreeSet<T>) -> Self {
        Self {
            record,
            sorted: OnceCell::new(),
        }
    }

    fn all(&self) -> Sorted<T> {
        self.sorted.get_or_init(|| self.record.into()).clone()
    }

    fn among(&self, among: &Among<T>) -> Sorted<T> {
        match among {
            Among::These(these) => these.into(),
            Among::Mine => self.all(),
        }
    }
}

/// Conjunctions within one another are one, made in one piece.
pub(crate) fn bind_all(terms: &[Term], me: &Me<'_>) -> Expr {
    if let [term] = terms {
        return term.bind(me);
    }
    let mut all = Vec::with_capacity(terms.len() + 2);
    match bind_into(terms, me, &mut all) {
        true => Expr::conjunction(all),
        false => Expr::FALSE,
    }
}

/// `false`: one of them is false.
fn bind_into(terms: &[Term], me: &Me<'_>, all: &mut Vec<Expr>) -> bool {
    terms.iter().all(|term| match term {
        Term::All(terms) => bind_into(terms, me, all),
        term => term.bind(me).push_to(all),
    })
}

/// A term about the viewer.
fn of<T>(id: Option<T>, test: impl FnOnce(T) -> Test) -> Expr {
    id.map_or(Expr::FALSE, |id| test(id).into())
}

/// A term about a set: an empty one matches nothing.
fn in_set<T>(set: Sorted<T>, test: impl FnOnce(Sorted<T>) -> Test) -> Expr {
    if set.is_empty() {
        return Expr::FALSE;
    }
    test(set).into()
}

fn bind_groups(groups: &Groups, mine: &List<'_, GroupId>) -> Expr {
    let these = if !groups.mine {
        Sorted::from(&groups.these)
    } else if groups.these.is_empty() {
        mine.all()
    } else {
        groups.these.union(mine.record).copied().collect()
    };
    let in_group = in_set(these, Test::GroupIn);
    if groups.none {
        return Expr::one_of([in_group, Test::InNoGroup.into()]);
    }
    in_group
}

/// A link to read opens its ticket until it ends, while its customer is the one who asked and nobody
/// has taken the links of its epoch back.
fn bind_link(link: &GuestLink, now: DateTime<Utc>) -> Expr {
    if link.purpose != GuestPurpose::View || link.expires <= now {
        return Expr::FALSE;
    }
    Expr::all([
        Test::Is(link.ticket).into(),
        Test::RequesterIs(link.customer).into(),
        Test::GuestEpochIs(link.epoch).into(),
    ])
}
