//! The ways of a rule apart, where each looks tickets up by an index of its own.

use frontdesk_visibility::{Expr, Test};

/// With so many ways at most: each is asked whether none before it opened the ticket.
const MOST: usize = 4;

/// The expression as parts of which at most one holds, and one of which holds where it does: the ways of the
/// rule one after the other, if each looks tickets up. A database that is asked for them in one condition
/// joins what it found by the tickets' places in the table, and must go there; apart, each index answers
/// alone. Where some way looks nothing up there is one part, so that the table is read once.
pub(crate) fn apart(expr: &Expr) -> Vec<Expr> {
    let (ways, besides) = match expr {
        Expr::OneOf(ways) => (ways.as_slice(), Vec::new()),
        Expr::All(all) => {
            let mut of_ways = all.iter().filter_map(|part| match part {
                Expr::OneOf(ways) => Some((part, ways.as_slice())),
                _ => None,
            });
            match (of_ways.next(), of_ways.next()) {
                (Some((part, ways)), None) => {
                    let besides = all.iter().filter(|other| *other != part);
                    (ways, besides.cloned().collect())
                }
                _ => return vec![expr.clone()],
            }
        }
        _ => return vec![expr.clone()],
    };
    if ways.len() > MOST || !ways.iter().all(looks_up) {
        return vec![expr.clone()];
    }
    let mut before: Vec<Expr> = Vec::new();
    let mut parts = Vec::new();
    for way in ways {
        let mut all = vec![way.clone()];
        all.extend(besides.iter().cloned());
        all.extend(before.iter().cloned());
        before.push(Expr::Not(Box::new(way.clone())));
        parts.push(Expr::All(all));
    }
    parts
}

/// Whether tickets are looked up by it: by a person, a company, a group, a set or an id.
fn looks_up(expr: &Expr) -> bool {
    each_way(expr, |test| match test {
        Test::AssigneeIs(_)
        | Test::AssigneeIn(_)
        | Test::AssigneeGroupIn(_)
        | Test::OfferedTo(_)
        | Test::GroupIn(_)
        | Test::Participant(_)
        | Test::Mentioned(_)
        | Test::SubstituteIs(_)
        | Test::CreatorIs(_)
        | Test::RequesterIs(_)
        | Test::OrganizationIn(_)
        | Test::Copied(_)
        | Test::Is(_) => true,
        Test::AssigneeIsOtherThan(_)
        | Test::NobodyAssigned
        | Test::StateIn(_)
        | Test::InNoGroup
        | Test::SiteIn(_)
        | Test::QuestionnaireIn(_)
        | Test::ChannelIn(_)
        | Test::PrivacyIs(_)
        | Test::Kept
        | Test::GuestEpochIs(_) => false,
    })
}

/// Whether every way of the expression has a test of this kind. A negation has none: what it leaves is most
/// of the table.
pub(crate) fn each_way(expr: &Expr, kind: fn(&Test) -> bool) -> bool {
    match expr {
        Expr::Constant(answer) => !answer,
        Expr::All(all) => all.iter().any(|part| each_way(part, kind)),
        Expr::OneOf(any) => any.iter().all(|way| each_way(way, kind)),
        Expr::Not(_) => false,
        Expr::Test(test) => kind(test),
    }
}
