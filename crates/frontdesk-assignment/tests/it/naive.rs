//! A second evaluator, written from the prose alone and as plainly as possible. It shares no rule
//! with the crate: it reads the fields and compares text and decimal numbers.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use frontdesk_assignment::{
    Adviser, Floor, GroupQueue, LanguageFilter, Operator, Policy, Receives,
};
use frontdesk_assignment::{Strategy, UnknownLanguage};
use frontdesk_model::{
    Assignee, Availability, ConversationFacts, ConversationState, Limit, Standing, UserId,
};

/// For one conversation: who gets it, and the codes of what everybody fails.
pub(crate) type Answer = (Option<UserId>, BTreeMap<UserId, Vec<&'static str>>);

pub(crate) fn evaluate(policy: &Policy, floor: &Floor, it: &ConversationFacts) -> Answer {
    let mut fails = BTreeMap::new();
    for (user, operator) in &floor.operators {
        fails.insert(*user, failures(policy, floor, operator, it));
    }
    let waits = matches!(
        it.state,
        Some(ConversationState::New) | Some(ConversationState::Waiting)
    ) && it.assignee.is_none()
        && !it.deleted
        && !it.spam;
    if !waits || !policy.automatic || it.tenant != floor.tenant {
        return (None, fails);
    }
    let mut best: Option<UserId> = None;
    for (user, failed) in &fails {
        if failed.is_empty() && best.is_none_or(|best| beats(policy, floor, *user, best)) {
            best = Some(*user);
        }
    }
    (best, fails)
}

/// The queue: the oldest first, each on what the ones before left.
pub(crate) fn queue(
    policy: &Policy,
    floor: &Floor,
    waiting: &[ConversationFacts],
    take: usize,
    now: DateTime<Utc>,
) -> Vec<(ConversationFacts, Answer)> {
    let mut floor = floor.clone();
    let mut rest = waiting.to_vec();
    let mut answers = Vec::new();
    let mut given = 0;
    while given < take && !rest.is_empty() {
        let mut oldest = 0;
        for i in 1..rest.len() {
            if (rest[i].created_at, rest[i].id) < (rest[oldest].created_at, rest[oldest].id) {
                oldest = i;
            }
        }
        let it = rest.remove(oldest);
        let answer = evaluate(policy, &floor, &it);
        if let Some(winner) = answer.0 {
            given += 1;
            let operator = floor.operators.get_mut(&winner).unwrap();
            operator.open += 1;
            operator.last_assigned_at = Some(now);
            if let Some(load) = it.group.and_then(|group| floor.groups.get_mut(&group)) {
                load.open += 1;
            }
        }
        answers.push((it, answer));
    }
    answers
}

fn failures(
    policy: &Policy,
    floor: &Floor,
    operator: &Operator,
    it: &ConversationFacts,
) -> Vec<&'static str> {
    let mut failed = Vec::new();
    if it.tenant != floor.tenant {
        failed.push("other_tenant");
    }
    if operator.standing != Standing::Active {
        failed.push("not_active");
    }
    if operator.receives == Receives::Nothing {
        failed.push("may_not_receive");
    }
    let flag = if it.channel.as_ref().is_some_and(|c| c.to_string() == "call") {
        Availability::CALLS
    } else if matches!(it.assignee, Some(Assignee::Person(_))) {
        Availability::ACCEPT_TRANSFER
    } else {
        Availability::ACCEPT_CHAT
    };
    if !operator.availability.contains(flag) {
        failed.push("not_available");
    }
    if operator.adviser == Adviser::OfListed {
        let listed = match it.questionnaire {
            Some(form) => operator.memberships.questionnaires.contains(&form),
            None => false,
        };
        if !listed {
            failed.push("questionnaire");
        }
    }
    if let Some(group) = it.group {
        let inside = operator.memberships.groups.contains(&group);
        if policy.group_queue == GroupQueue::MembersOnly && !inside {
            failed.push("not_in_group");
        }
    }
    if !speaks(policy, operator, it) {
        failed.push("language");
    }
    let limit = operator.limit.unwrap_or(policy.site_limit);
    if let Limit::Count(n) = limit
        && operator.open >= n
    {
        failed.push("at_limit");
    }
    let held = match it.state {
        Some(ConversationState::Closed) => false,
        Some(ConversationState::Offered) => {
            it.offered_to.is_some() && it.assignee.is_none()
                || matches!(it.assignee, Some(Assignee::Person(_)))
        }
        _ => matches!(it.assignee, Some(Assignee::Person(_))),
    };
    if let Some(load) = it.group.and_then(|group| floor.groups.get(&group))
        && let Limit::Count(n) = load.limit
        && !held
        && load.open >= n
    {
        failed.push("group_limit");
    }
    failed
}

fn speaks(policy: &Policy, operator: &Operator, it: &ConversationFacts) -> bool {
    let asked = match (&it.language, &policy.languages.when_unknown) {
        (Some(language), _) | (None, UnknownLanguage::Assume(language)) => language.to_string(),
        (None, UnknownLanguage::NoFilter) => return true,
    };
    if policy.languages.filter == LanguageFilter::Ignored {
        return true;
    }
    let mut accepted = &operator.memberships.languages;
    if accepted.is_empty() {
        accepted = &policy.languages.default_accepted;
    }
    accepted.iter().any(|language| {
        let has = language.to_string();
        has == asked
            || asked.starts_with(&format!("{has}-"))
            || has.starts_with(&format!("{asked}-"))
    })
}

/// Whether `a` goes before `b`. In the end the smaller id does.
fn beats(policy: &Policy, floor: &Floor, a: UserId, b: UserId) -> bool {
    let (x, y) = (&floor.operators[&a], &floor.operators[&b]);
    let fewer = (x.open != y.open).then_some(x.open < y.open);
    let longer = match (x.last_assigned_at, y.last_assigned_at) {
        (None, None) => None,
        (None, Some(_)) => Some(true),
        (Some(_), None) => Some(false),
        (Some(p), Some(q)) => (p != q).then_some(p < q),
    };
    let (places_x, share_x) = free(policy, x);
    let (places_y, share_y) = free(policy, y);
    let share = (share_x != share_y).then_some(share_x > share_y);
    let places = (places_x != places_y).then_some(places_x > places_y);
    let answers = match policy.strategy {
        Strategy::LeastLoaded => vec![fewer, longer],
        Strategy::LongestSinceLast => vec![longer, fewer],
        Strategy::SpareShare => vec![share, places, fewer, longer],
    };
    answers.into_iter().flatten().next().unwrap_or(a < b)
}

/// How many places are free, and which part of all.
fn free(policy: &Policy, operator: &Operator) -> (f64, f64) {
    match operator.limit.unwrap_or(policy.site_limit) {
        Limit::Unlimited => (f64::INFINITY, 1.0),
        Limit::Count(0) => (0.0, 0.0),
        Limit::Count(n) => {
            let places = (f64::from(n) - f64::from(operator.open)).max(0.0);
            (places, places / f64::from(n))
        }
    }
}
