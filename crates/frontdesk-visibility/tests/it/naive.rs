//! The rule as prose: a second evaluator that reads the symbolic rule against one viewer, without
//! binding, folding or sets of its own.

use frontdesk_access::{Among, Groups};
use frontdesk_model::{Actor, ActorId, Assignee, ConversationFacts};
use frontdesk_visibility::{Expr, Rule};

pub(crate) fn holds(rule: &Rule, me: &Actor<'_>, facts: &ConversationFacts) -> bool {
    let lists = me.memberships;
    match rule {
        Rule::All(rules) => {
            for rule in rules {
                if !holds(rule, me, facts) {
                    return false;
                }
            }
            true
        }
        Rule::OneOf(rules) => {
            for rule in rules {
                if holds(rule, me, facts) {
                    return true;
                }
            }
            false
        }
        Rule::Not(rule) => !holds(rule, me, facts),
        Rule::AssigneeIsMe => match (me.id, facts.assignee) {
            (ActorId::User(me), Some(Assignee::Person(person))) => me == person,
            _ => false,
        },
        Rule::AssigneeIsColleague => match (me.id, facts.assignee) {
            (ActorId::User(me), Some(Assignee::Person(person))) => me != person,
            _ => false,
        },
        Rule::Unassigned => facts.assignee.is_none(),
        Rule::AssigneeIn(people) => match facts.assignee {
            Some(Assignee::Person(person)) => match people {
                Among::These(these) => these.contains(&person),
                Among::Mine => lists.overseen_people.contains(&person),
            },
            _ => false,
        },
        Rule::AssigneeGroupIn(groups) => match facts.assignee {
            Some(Assignee::Person(_)) => facts.assignee_groups.iter().any(|group| match groups {
                Among::These(these) => these.contains(group),
                Among::Mine => lists.overseen_groups.contains(group),
            }),
            _ => false,
        },
        Rule::OfferedToMe => match (me.id, facts.offered_to) {
            (ActorId::User(me), Some(person)) => me == person,
            _ => false,
        },
        Rule::StateIn(states) => match facts.state {
            Some(state) => states.contains(&state),
            None => false,
        },
        Rule::GroupIn(Groups { these, mine, none }) => match facts.group {
            Some(group) => these.contains(&group) || (*mine && lists.groups.contains(&group)),
            None => *none,
        },
        Rule::SiteIn(sites) => match (facts.site, sites) {
            (None, _) => false,
            (Some(site), Among::These(these)) => these.contains(&site),
            (Some(site), Among::Mine) => lists.sites.contains(&site),
        },
        Rule::QuestionnaireIn(wanted) => match (facts.questionnaire, wanted) {
            (None, _) => false,
            (Some(filled), Among::These(these)) => these.contains(&filled),
            (Some(filled), Among::Mine) => lists.questionnaires.contains(&filled),
        },
        Rule::ChannelIn(channels) => match (&facts.channel, channels) {
            (None, _) => false,
            (Some(channel), Among::These(these)) => these.contains(channel),
            (Some(channel), Among::Mine) => lists.channels.contains(channel),
        },
        Rule::IParticipate => match me.id {
            ActorId::User(me) => facts.participants.contains(&me),
            ActorId::Customer(_) => false,
        },
        Rule::CreatorIsMe => match (me.id, facts.creator) {
            (ActorId::User(me), Some(creator)) => me == creator,
            _ => false,
        },
        Rule::RequesterIsMe => match (me.id, facts.requester) {
            (ActorId::Customer(me), Some(requester)) => me == requester,
            _ => false,
        },
        Rule::RequesterOrganizationIsMine => match (me.id, facts.organization) {
            (ActorId::Customer(_), Some(company)) => lists.organizations.contains(&company),
            _ => false,
        },
        Rule::IAmStaff => matches!(me.id, ActorId::User(_)),
        Rule::Kept => !(facts.deleted || facts.spam),
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
