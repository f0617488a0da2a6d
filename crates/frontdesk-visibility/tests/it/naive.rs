//! The rule as prose: a second evaluator that reads the symbolic rule against one viewer, without
//! binding, folding or sets of its own.

use frontdesk_access::{Among, Groups};
use frontdesk_model::{Actor, ActorId, Assignee, ConversationFacts, Memberships};
use frontdesk_visibility::{Expr, GuestLink, GuestPurpose, Rule, Term};

use crate::world::{customer, now};

/// What the whole rule says.
pub(crate) fn opens(rule: &Rule, me: &Actor<'_>, facts: &ConversationFacts) -> bool {
    let mut one = false;
    for way in &rule.ways {
        one = one || holds(way, me, facts);
    }
    let mut all = true;
    for term in &rule.provided {
        all = all && holds(term, me, facts);
    }
    one && all
}

/// The same of whoever came by a link. He is nobody of those that any fact or list names.
pub(crate) fn holds_for_guest(rule: &Term, link: &GuestLink, facts: &ConversationFacts) -> bool {
    match rule {
        Term::All(rules) => rules.iter().all(|rule| holds_for_guest(rule, link, facts)),
        Term::OneOf(rules) => rules.iter().any(|rule| holds_for_guest(rule, link, facts)),
        Term::Not(rule) => !holds_for_guest(rule, link, facts),
        Term::MyLinkOpensIt => {
            let for_it = link.purpose == GuestPurpose::View && link.ticket == facts.id;
            let in_time = now() < link.expires && link.epoch == facts.guest_epoch;
            for_it && in_time && facts.requester == Some(link.customer)
        }
        rule => {
            let nobody = Actor {
                tenant: link.tenant,
                id: customer(999_999).into(),
                memberships: &Memberships::EMPTY,
            };
            holds(rule, &nobody, facts)
        }
    }
}

pub(crate) fn holds(rule: &Term, me: &Actor<'_>, facts: &ConversationFacts) -> bool {
    let lists = me.memberships;
    match rule {
        Term::All(rules) => {
            for rule in rules {
                if !holds(rule, me, facts) {
                    return false;
                }
            }
            true
        }
        Term::OneOf(rules) => {
            for rule in rules {
                if holds(rule, me, facts) {
                    return true;
                }
            }
            false
        }
        Term::Not(rule) => !holds(rule, me, facts),
        Term::AssigneeIsMe => match (me.id, facts.assignee) {
            (ActorId::User(me), Some(Assignee::Person(person))) => me == person,
            _ => false,
        },
        Term::AssigneeIsColleague => match (me.id, facts.assignee) {
            (ActorId::User(me), Some(Assignee::Person(person))) => me != person,
            _ => false,
        },
        Term::Unassigned => facts.assignee.is_none(),
        Term::AssigneeIn(people) => match facts.assignee {
            Some(Assignee::Person(person)) => match people {
                Among::These(these) => these.contains(&person),
                Among::Mine => lists.overseen_people.contains(&person),
            },
            _ => false,
        },
        Term::AssigneeGroupIn(groups) => match facts.assignee {
            Some(Assignee::Person(_)) => facts.assignee_groups.iter().any(|group| match groups {
                Among::These(these) => these.contains(group),
                Among::Mine => lists.overseen_groups.contains(group),
            }),
            _ => false,
        },
        Term::OfferedToMe => match (me.id, facts.offered_to) {
            (ActorId::User(me), Some(person)) => me == person,
            _ => false,
        },
        Term::StateIn(states) => match facts.state {
            Some(state) => states.contains(&state),
            None => false,
        },
        Term::GroupIn(Groups { these, mine, none }) => match facts.group {
            Some(group) => these.contains(&group) || (*mine && lists.groups.contains(&group)),
            None => *none,
        },
        Term::SiteIn(sites) => match (facts.site, sites) {
            (None, _) => false,
            (Some(site), Among::These(these)) => these.contains(&site),
            (Some(site), Among::Mine) => lists.sites.contains(&site),
        },
        Term::QuestionnaireIn(wanted) => match (facts.questionnaire, wanted) {
            (None, _) => false,
            (Some(filled), Among::These(these)) => these.contains(&filled),
            (Some(filled), Among::Mine) => lists.questionnaires.contains(&filled),
        },
        Term::ChannelIn(channels) => match (&facts.channel, channels) {
            (None, _) => false,
            (Some(channel), Among::These(these)) => these.contains(channel),
            (Some(channel), Among::Mine) => lists.channels.contains(channel),
        },
        Term::IParticipate => match me.id {
            ActorId::User(me) => facts.participants.contains(&me),
            ActorId::Customer(_) => false,
        },
        Term::IAmMentioned => match me.id {
            ActorId::User(me) => facts.mentioned.contains(&me),
            ActorId::Customer(_) => false,
        },
        Term::ISubstitute => match me.id {
            ActorId::User(me) => facts.substitutes.contains(&me),
            ActorId::Customer(_) => false,
        },
        Term::IAmCopied => match me.id {
            ActorId::User(_) => false,
            ActorId::Customer(me) => facts.copied.iter().any(|(one, _)| *one == me),
        },
        Term::PrivacyIs(wanted) => facts.privacy == Some(*wanted),
        // Nobody here came by a link.
        Term::MyLinkOpensIt => false,
        Term::CreatorIsMe => match (me.id, facts.creator) {
            (ActorId::User(me), Some(creator)) => me == creator,
            _ => false,
        },
        Term::RequesterIsMe => match (me.id, facts.requester) {
            (ActorId::Customer(me), Some(requester)) => me == requester,
            _ => false,
        },
        Term::RequesterOrganizationIsMine => match (me.id, facts.organization) {
            (ActorId::Customer(_), Some(company)) => lists.organizations.contains(&company),
            _ => false,
        },
        Term::IAmStaff => matches!(me.id, ActorId::User(_)),
        Term::Kept => !(facts.deleted || facts.spam),
    }
}

/// What keeps an expression from being normal, if anything does.
pub(crate) fn abnormal(expr: &Expr) -> Option<&'static str> {
    match expr {
        Expr::Constant(_) | Expr::Test(_) => None,
        inner => within(inner),
    }
}

fn within(expr: &Expr) -> Option<&'static str> {
    match expr {
        Expr::Constant(_) => Some("a constant within"),
        Expr::Test(_) => None,
        Expr::Not(inner) if matches!(**inner, Expr::Not(_)) => Some("a double no"),
        Expr::Not(inner) => within(inner),
        Expr::All(exprs) | Expr::OneOf(exprs) if exprs.len() < 2 => Some("fewer than two"),
        Expr::All(exprs) => exprs.iter().find_map(|inner| match inner {
            Expr::All(_) => Some("all within all"),
            inner => within(inner),
        }),
        Expr::OneOf(exprs) => exprs.iter().find_map(|inner| match inner {
            Expr::OneOf(_) => Some("one of within one of"),
            inner => within(inner),
        }),
    }
}
