use super::Wider;
use crate::expr::{Expr, Test};
use crate::lint::implies::implies;
use frontdesk_model::{Channel, ConversationState, GroupId, SiteId, UserId};

/// Ways of every shape: each relation-like test beside sets of one, two and three, groups or none, and what
/// is not to hold.
fn ways() -> Vec<Expr> {
    let group = |numbers: &[i64]| -> Test {
        Test::GroupIn(numbers.iter().copied().map(GroupId::from_number).collect())
    };
    let user = UserId::from_number;
    let me: [Option<Expr>; 6] = [
        None,
        Some(Test::AssigneeIs(user(1)).into()),
        Some(Test::AssigneeIn([user(1)].into()).into()),
        Some(Test::AssigneeIn([user(1), user(2)].into()).into()),
        Some(Test::AssigneeIsOtherThan(user(2)).into()),
        Some(Test::Participant(user(1)).into()),
    ];
    let groups = [
        None,
        Some(group(&[1]).into()),
        Some(group(&[1, 2]).into()),
        Some(Test::InNoGroup.into()),
        Some(Expr::one_of([group(&[1]).into(), Test::InNoGroup.into()])),
        Some(Expr::one_of([
            group(&[1, 2, 3]).into(),
            Test::InNoGroup.into(),
        ])),
    ];
    let site = |number| SiteId::from_number(number);
    let others = [
        None,
        Some(Test::SiteIn([site(1)].into()).into()),
        Some(Test::SiteIn([site(1), site(2)].into()).into()),
        Some(Test::ChannelIn([Channel::Email].into()).into()),
        Some(Test::StateIn([ConversationState::New, ConversationState::Waiting].into()).into()),
        Some(Expr::Test(Test::Kept).negate()),
        // As a restriction, and as a right that another needs.
        Some(Expr::one_of([group(&[1]).into(), Test::Kept.into()]).negate()),
        Some(Expr::one_of([
            Expr::all([group(&[1]).into(), Test::SiteIn([site(1)].into()).into()]),
            group(&[2]).into(),
            Test::Kept.into(),
        ])),
    ];
    let mut all = Vec::new();
    for one in &me {
        for two in &groups {
            for three in &others {
                let parts = [one, two, three].into_iter().flatten();
                all.push(Expr::all(parts.cloned()));
            }
        }
    }
    all
}

/// Nothing that is wider is missed, and most of what is not is never compared.
#[test]
fn what_is_wider_is_found() {
    let ways = ways();
    let wider = Wider::of(ways.iter());
    let (mut implied, mut looked_at) = (0, 0);
    for way in &ways {
        let perhaps = wider.perhaps_wider(way);
        looked_at += perhaps.len();
        for (at, other) in ways.iter().enumerate() {
            if implies(way, other) {
                implied += 1;
                assert!(perhaps.contains(&at), "{way:?} is within {other:?}");
            }
        }
    }
    assert!(implied > 2 * ways.len(), "{implied}");
    assert!(looked_at < ways.len() * ways.len() / 2, "{looked_at}");
}

/// Many ways that differ in one set alone, whichever else they share, are each compared with a few.
#[test]
fn many_ways_are_not_compared_two_by_two() {
    let shared: [Expr; 3] = [
        Test::AssigneeIs(UserId::from_number(1)).into(),
        Test::GroupIn((1..=50).map(GroupId::from_number).collect()).into(),
        Test::Kept.into(),
    ];
    let way = |number| {
        let site = Test::SiteIn([SiteId::from_number(number)].into());
        Expr::all(shared.iter().cloned().chain([site.into()]))
    };
    let ways: Vec<Expr> = (0..5_000).map(way).collect();
    let wider = Wider::of(ways.iter());
    for (at, way) in ways.iter().enumerate() {
        assert_eq!(wider.perhaps_wider(way), [at].into());
    }
}
