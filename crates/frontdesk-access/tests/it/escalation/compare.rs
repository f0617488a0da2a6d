//! What the search says of a small world, beside what brute force says of it, where the search may say
//! that it does not know.

use std::cmp::Ordering;

use frontdesk_access::analysis::{Attempt, Escalation, Goal, Step, escalation};
use frontdesk_access::{AdminAction, Directory, Guard};
use frontdesk_testkit::cast;

use super::brute::{Answer, Words, search};

/// A world on which both were asked.
pub(super) struct Compared {
    pub(super) verdict: Verdict,
    /// Whether something is taken or denied on the shortest way.
    pub(super) took: bool,
}

/// What both say of a world.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Verdict {
    After(usize),
    Never,
    /// There is a way, and it needs words that brute force does not know: it was followed step by step.
    Further,
    /// The search says that it was cut short: nothing is claimed.
    Undecided,
    TooLarge,
}

/// What brute force finds, the search finds, in as few steps; and what the search finds is there.
pub(super) fn compare(desk: &Directory, words: &Words, most: usize) -> Result<Compared, String> {
    let with = words.more.accomplices.iter().copied();
    let attempt = Attempt {
        from: with.chain([cast::ANNA.into()]).collect(),
        permission: words.wanted,
        goal: Goal::On(&words.about),
        guard: Guard::Covers,
    };
    let found = escalation(desk, &attempt, cast::noon());
    let brute = search(desk, &attempt.from, words, Guard::Covers, most);
    let shown = |found: &Escalation| match found {
        Escalation::Path { steps, at_least } => {
            let steps: Vec<String> = steps.iter().map(ToString::to_string).collect();
            format!("{steps:#?}, at least {at_least}")
        }
        other => format!("{other:?}"),
    };
    let told = || {
        let people: Vec<String> = desk
            .holders()
            .map(|holder| serde_json::to_string(holder).unwrap())
            .collect();
        let roles = serde_json::to_string(desk.catalogue()).unwrap();
        let brute = match &brute {
            Answer::After(steps) => serde_json::to_string(steps).unwrap(),
            other => format!("{other:?}"),
        };
        let (found, people) = (shown(&found), people.join("\n"));
        format!(
            "{:?}: {brute}\nbut {found}\nin {roles}\n{people}",
            attempt.from
        )
    };
    let took = match &brute {
        Answer::After(steps) => steps.iter().any(|(_, action)| takes(desk, action)),
        _ => false,
    };
    let verdict = match (&brute, &found) {
        (Answer::TooLarge, _) => Verdict::TooLarge,
        (Answer::After(steps), Escalation::Held { .. }) if steps.is_empty() => Verdict::After(0),
        (Answer::After(_) | Answer::Never(_), Escalation::Path { steps, at_least }) => {
            let fewest = match &brute {
                Answer::After(steps) => steps.len(),
                _ => usize::MAX,
            };
            let real = is_followed(desk, &attempt, steps) && *at_least <= fewest;
            match steps.len().cmp(&fewest) {
                _ if !real => return Err(told()),
                // A way of which it is not said that it is the shortest.
                _ if *at_least < steps.len() => Verdict::Undecided,
                Ordering::Equal => Verdict::After(fewest),
                Ordering::Less => Verdict::Further,
                Ordering::Greater => return Err(told()),
            }
        }
        (Answer::After(_) | Answer::Never(_), Escalation::Undecided { so_far })
            if !so_far.complete =>
        {
            Verdict::Undecided
        }
        (Answer::Never(ended), Escalation::Unreachable { because }) => {
            let mut ids = ended.controlled.iter();
            let missed =
                ids.any(|id| desk.holder(*id).is_some() && !because.controlled.contains(id));
            match missed && because.complete {
                true => return Err(told()),
                false => Verdict::Never,
            }
        }
        _ => return Err(told()),
    };
    Ok(Compared { verdict, took })
}

/// Whether it takes something from somebody, or denies it to him.
fn takes(desk: &Directory, action: &AdminAction) -> bool {
    match action {
        AdminAction::Revoke { .. }
        | AdminAction::UnassignRole { .. }
        | AdminAction::Restrict { .. } => true,
        AdminAction::SaveRole { role } => {
            let before = desk.catalogue().role(&role.id);
            let mut grants = before.into_iter().flat_map(|role| &role.grants);
            grants.any(|grant| !role.grants.contains(grant))
        }
        _ => false,
    }
}

/// Whether the guard lets them go this way, and somebody of them holds the right at its end.
pub(super) fn is_followed(desk: &Directory, attempt: &Attempt<'_>, steps: &[Step]) -> bool {
    let mut desk = desk.clone();
    let mut ours = attempt.from.clone();
    for step in steps {
        let permit = desk.may_administer(step.actor, &step.action, cast::noon());
        let (true, Ok(permit)) = (ours.contains(&step.actor), permit) else {
            return false;
        };
        for event in permit.events.iter().chain(&permit.foreseen) {
            desk.apply(event).unwrap();
        }
        match &step.action {
            AdminAction::TakeOver { user, .. } => drop(ours.insert(*user)),
            AdminAction::CreateUser { holder } => drop(ours.insert(holder.id)),
            _ => {}
        }
    }
    let attempt = Attempt {
        from: ours,
        ..attempt.clone()
    };
    let there = escalation(&desk, &attempt, cast::noon());
    matches!(there, Escalation::Held { .. })
}
