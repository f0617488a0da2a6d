//! The same expression in the order in which a database had best be asked it.

use frontdesk_visibility::{Expr, Test};

/// The same: what all ways of an alternative ask is asked once, before it; and of several things the cheap
/// ones come first, as SQLite asks them from the left.
pub(crate) fn arranged(expr: &Expr) -> Expr {
    match expr {
        Expr::Constant(_) | Expr::Test(_) => expr.clone(),
        Expr::Not(expr) => arranged(expr).negate(),
        Expr::All(all) => ordered(Expr::all(all.iter().map(arranged))),
        Expr::OneOf(any) => ordered(shared(Expr::one_of(any.iter().map(arranged)))),
    }
}

/// Each of what must hold.
pub(crate) fn conjuncts(expr: &Expr) -> Vec<Expr> {
    match expr {
        Expr::All(all) => all.clone(),
        other => vec![other.clone()],
    }
}

/// `(s AND a) OR (s AND b)` as `s AND (a OR b)`.
fn shared(expr: Expr) -> Expr {
    let Expr::OneOf(any) = &expr else {
        return expr;
    };
    let ways: Vec<Vec<Expr>> = any.iter().map(conjuncts).collect();
    let mut of_ways = ways.iter();
    let first = of_ways.next().into_iter().flatten();
    let is_shared = |part: &&Expr| of_ways.clone().all(|way| way.contains(part));
    let shared: Vec<Expr> = first.filter(is_shared).cloned().collect();
    if shared.is_empty() {
        return expr;
    }
    let rests = ways.into_iter().map(|way| {
        let rest = way.into_iter().filter(|part| !shared.contains(part));
        ordered(Expr::all(rest))
    });
    let rests = Expr::one_of(rests);
    Expr::all(shared.iter().cloned().chain([rests]))
}

fn ordered(mut expr: Expr) -> Expr {
    if let Expr::All(parts) | Expr::OneOf(parts) = &mut expr {
        parts.sort_by_key(cost);
    }
    expr
}

/// What it costs to ask a row until one is left out, in no unit.
pub(crate) fn cost(expr: &Expr) -> u8 {
    match expr {
        Expr::Constant(_) => 0,
        Expr::Test(test) => match test {
            Test::Is(_)
            | Test::AssigneeIs(_)
            | Test::OfferedTo(_)
            | Test::CreatorIs(_)
            | Test::RequesterIs(_)
            | Test::GuestEpochIs(_) => 0,
            Test::NobodyAssigned | Test::InNoGroup | Test::PrivacyIs(_) => 1,
            Test::StateIn(_) => 2,
            Test::AssigneeIn(_)
            | Test::GroupIn(_)
            | Test::SiteIn(_)
            | Test::QuestionnaireIn(_)
            | Test::ChannelIn(_)
            | Test::OrganizationIn(_) => 3,
            // Of nearly every ticket: few are left out by it.
            Test::AssigneeIsOtherThan(_) | Test::Kept => 4,
            Test::AssigneeGroupIn(_)
            | Test::Participant(_)
            | Test::Mentioned(_)
            | Test::SubstituteIs(_)
            | Test::Copied(_) => 5,
        },
        Expr::Not(expr) => cost(expr).max(4),
        Expr::All(parts) | Expr::OneOf(parts) => {
            parts.iter().map(cost).max().unwrap_or_default().max(4)
        }
    }
}
