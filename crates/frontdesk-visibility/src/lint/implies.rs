//! What certainly follows from what. "No" means that it is not known, so that a finding is never
//! false and one may be missing: sets of one fact are compared two at a time.

use crate::expr::{Expr, Test};

/// Whether no ticket at all fulfills it.
pub(super) fn never(expr: &Expr) -> bool {
    match expr {
        Expr::Constant(answer) => !answer,
        Expr::OneOf(any) => any.iter().all(never),
        Expr::All(all) => {
            let mut rest = all.iter();
            let mut pairs = std::iter::from_fn(|| Some((rest.next()?, rest.clone())));
            all.iter().any(never)
                || pairs.any(|(one, mut others)| others.any(|other| clash(one, other)))
        }
        Expr::Not(expr) => **expr == Expr::TRUE,
        Expr::Test(test) => test_clash(test, test),
    }
}

/// Whether every ticket that fulfills the one fulfills the other.
pub(super) fn implies(one: &Expr, other: &Expr) -> bool {
    if one == other || *other == Expr::TRUE || *one == Expr::FALSE {
        return true;
    }
    match (one, other) {
        (Expr::OneOf(any), _) => any.iter().all(|one| implies(one, other)),
        (_, Expr::All(all)) => all.iter().all(|other| implies(one, other)),
        (Expr::All(all), Expr::OneOf(any)) => {
            all.iter().any(|one| implies(one, other)) || any.iter().any(|other| implies(one, other))
        }
        (Expr::All(all), _) => all.iter().any(|one| implies(one, other)),
        (_, Expr::OneOf(any)) => any.iter().any(|other| implies(one, other)),
        (Expr::Not(one), Expr::Not(other)) => implies(other, one),
        (Expr::Test(_), Expr::Not(other)) => clash(one, other),
        (Expr::Test(one), Expr::Test(other)) => test_implies(one, other),
        (Expr::Constant(_) | Expr::Not(_) | Expr::Test(_), _) => false,
    }
}

/// Whether no ticket fulfills both.
fn clash(one: &Expr, other: &Expr) -> bool {
    match (one, other) {
        (Expr::Constant(answer), _) | (_, Expr::Constant(answer)) => !answer,
        (Expr::OneOf(any), rest) | (rest, Expr::OneOf(any)) => {
            any.iter().all(|one| clash(one, rest))
        }
        (Expr::All(all), rest) | (rest, Expr::All(all)) => all.iter().any(|one| clash(one, rest)),
        (Expr::Not(not), rest) | (rest, Expr::Not(not)) => implies(rest, not),
        (Expr::Test(one), Expr::Test(other)) => test_clash(one, other),
    }
}

fn test_implies(one: &Test, other: &Test) -> bool {
    use Test::{
        AssigneeGroupIn, AssigneeIn, AssigneeIs, AssigneeIsOtherThan, ChannelIn, GroupIn,
        OrganizationIn, QuestionnaireIn, SiteIn, StateIn,
    };
    match (one, other) {
        (AssigneeIs(user), AssigneeIn(people)) => people.contains(user),
        (AssigneeIs(user), AssigneeIsOtherThan(other)) => user != other,
        (AssigneeIn(people), AssigneeIsOtherThan(user)) => !people.contains(user),
        (AssigneeIn(people), AssigneeIs(user)) => people.iter().all(|one| one == user),
        (AssigneeIn(one), AssigneeIn(other)) => one.is_subset(other),
        (AssigneeGroupIn(one), AssigneeGroupIn(other)) | (GroupIn(one), GroupIn(other)) => {
            one.is_subset(other)
        }
        (StateIn(one), StateIn(other)) => one.is_subset(other),
        (SiteIn(one), SiteIn(other)) => one.is_subset(other),
        (QuestionnaireIn(one), QuestionnaireIn(other)) => one.is_subset(other),
        (ChannelIn(one), ChannelIn(other)) => one.is_subset(other),
        (OrganizationIn(one), OrganizationIn(other)) => one.is_subset(other),
        _ => one == other,
    }
}

/// A fact has one value: it is not two at once. Of an empty set it is none, so that a test may clash
/// with itself.
fn test_clash(one: &Test, other: &Test) -> bool {
    use Test::{
        AssigneeGroupIn, AssigneeIn, AssigneeIs, AssigneeIsOtherThan, ChannelIn, CreatorIs,
        GroupIn, GuestEpochIs, InNoGroup, Is, NobodyAssigned, OfferedTo, OrganizationIn, PrivacyIs,
        QuestionnaireIn, RequesterIs, SiteIn, StateIn,
    };
    let one_way = |one: &Test, other: &Test| match (one, other) {
        (
            NobodyAssigned,
            AssigneeIs(_) | AssigneeIsOtherThan(_) | AssigneeIn(_) | AssigneeGroupIn(_),
        )
        | (InNoGroup, GroupIn(_)) => true,
        (AssigneeIs(one), AssigneeIs(other)) => one != other,
        (AssigneeIs(one), AssigneeIsOtherThan(other)) => one == other,
        (AssigneeIs(user), AssigneeIn(people)) => !people.contains(user),
        (AssigneeIn(people), AssigneeIsOtherThan(user)) => people.iter().all(|one| one == user),
        (AssigneeIn(one), AssigneeIn(other)) => one.is_disjoint(other),
        // An assignee has several groups.
        (AssigneeGroupIn(one), AssigneeGroupIn(other)) => one.is_empty() || other.is_empty(),
        (OfferedTo(one), OfferedTo(other)) | (CreatorIs(one), CreatorIs(other)) => one != other,
        (RequesterIs(one), RequesterIs(other)) => one != other,
        (PrivacyIs(one), PrivacyIs(other)) => one != other,
        (Is(one), Is(other)) => one != other,
        (GuestEpochIs(one), GuestEpochIs(other)) => one != other,
        (StateIn(one), StateIn(other)) => one.is_disjoint(other),
        (GroupIn(one), GroupIn(other)) => one.is_disjoint(other),
        (SiteIn(one), SiteIn(other)) => one.is_disjoint(other),
        (QuestionnaireIn(one), QuestionnaireIn(other)) => one.is_disjoint(other),
        (ChannelIn(one), ChannelIn(other)) => one.is_disjoint(other),
        (OrganizationIn(one), OrganizationIn(other)) => one.is_disjoint(other),
        _ => false,
    };
    one_way(one, other) || one_way(other, one)
}
