//! Libredesk: reading needs `conversations:read` and one of five rights besides.

use frontdesk_access::{Catalogue, Grant, Groups, HostPermission, ObjectKind, Permission, Scope};
use frontdesk_model::{Assignee, ConversationFacts, ConversationState, GroupId, Relation};

use super::agrees;
use crate::world::*;

/// `conversations:read`, a right of the host's own that the right to open one needs.
const READ: Permission = match Permission::host(0) {
    Some(right) => right,
    None => panic!(),
};
const OPEN: Permission = match Permission::host(1) {
    Some(right) => right,
    None => panic!(),
};

const ME: i64 = 17;
const TEAMS: [&[i64]; 4] = [&[], &[1], &[2], &[1, 2]];
const ASSIGNEES: [Option<i64>; 3] = [None, Some(ME), Some(18)];
const TEAM_OF: [Option<i64>; 4] = [None, Some(1), Some(2), Some(3)];

fn roles() -> Catalogue {
    let right = |permission, name: &str, needs| HostPermission {
        permission,
        name: name.to_owned(),
        title: name.to_owned(),
        object: ObjectKind::Conversation,
        needs,
    };
    let mut roles = Catalogue::default();
    roles
        .declare(right(READ, "conversations.read", vec![]))
        .unwrap();
    roles
        .declare(right(OPEN, "conversations.open", vec![READ]))
        .unwrap();
    roles
}

/// The six permissions of Libredesk, each as the grant that it is here.
fn grants() -> [Grant; 6] {
    let mine = Some(Groups {
        mine: true,
        ..Groups::default()
    });
    let none = Some(Groups {
        none: true,
        ..Groups::default()
    });
    let open = |scope| Grant::new(OPEN, scope);
    [
        Grant::new(READ, Scope::any()),
        // read_all
        open(Scope::any()),
        // read_assigned
        open(Scope::of(Relation::Own)),
        // read_team_all
        open(Scope {
            groups: mine.clone(),
            ..Scope::any()
        }),
        // read_team_inbox
        open(Scope {
            groups: mine,
            ..Scope::of(Relation::Unassigned)
        }),
        // read_unassigned
        open(Scope {
            groups: none,
            ..Scope::of(Relation::Unassigned)
        }),
    ]
}

/// The rule in Libredesk's words.
fn reads(permissions: usize, teams: &[i64], assignee: Option<i64>, team: Option<i64>) -> bool {
    let has = |which: usize| permissions & (1 << which) != 0;
    let of_my_team = team.is_some_and(|team| teams.contains(&team));
    let everything = has(1);
    let assigned_to_me = has(2) && assignee == Some(ME);
    let whole_team = has(3) && of_my_team;
    let team_inbox = has(4) && of_my_team && assignee.is_none();
    let nobodys = has(5) && assignee.is_none() && team.is_none();
    has(0) && (everything || assigned_to_me || whole_team || team_inbox || nobodys)
}

/// A conversation that somebody has is in work, one that nobody has is waiting. Libredesk's rule asks for
/// no state, and `unassigned` here does: what is closed and nobody's is outside this table.
fn conversation(assignee: Option<i64>, team: Option<i64>) -> ConversationFacts {
    let state = match assignee {
        Some(_) => ConversationState::InWork,
        None => ConversationState::Waiting,
    };
    ConversationFacts {
        assignee: assignee.map(|number| Assignee::Person(user(number))),
        state: Some(state),
        group: team.map(group),
        ..chat(2000)
    }
}

#[test]
fn the_read_rule_in_3072_cases() {
    let roles = roles();
    let (mut cases, mut seen) = (0, 0);
    for permissions in 0..64_usize {
        for teams in TEAMS {
            let mut agent = staff(ME);
            agent.memberships.groups = teams.iter().map(|n| group(*n)).collect::<_>();
            for (which, grant) in grants().into_iter().enumerate() {
                if permissions & (1 << which) != 0 {
                    agent.grants.push(grant);
                }
            }
            let filter = filter_for(&roles, &agent, OPEN);
            let all = ASSIGNEES
                .iter()
                .flat_map(|assignee| TEAM_OF.map(|team| (*assignee, team)));
            let table: Vec<_> = all
                .map(|(assignee, team)| {
                    let expected = reads(permissions, teams, assignee, team);
                    (conversation(assignee, team), expected)
                })
                .collect();
            // Access, asked in its own way, says the same.
            for (facts, expected) in &table {
                assert_eq!(allows(&roles, &agent, OPEN, facts), *expected);
            }
            seen += agrees(&filter, &table, &format!("{permissions:06b} {teams:?}"));
            cases += table.len();
        }
    }
    assert_eq!(cases, 3_072);
    // Written down from a run of the prose: both answers are frequent.
    let said: usize = (0..64_usize)
        .flat_map(|permissions| TEAMS.map(|teams| (permissions, teams)))
        .flat_map(|(p, t)| ASSIGNEES.map(|a| (p, t, a)))
        .map(|(p, t, a)| TEAM_OF.iter().filter(|team| reads(p, t, a, **team)).count())
        .sum();
    assert_eq!(seen, said);
    assert!((800..2_000).contains(&seen), "{seen}");
}

/// The row that the model has no words for, so that nobody takes the table for more than it is: nobody
/// has it and it is closed. Libredesk reads it; the relation `unassigned` waits for somebody.
#[test]
fn what_is_nobodys_and_closed_is_outside_the_model() {
    let mut agent = staff(ME);
    agent.grants = vec![grants()[0].clone(), grants()[5].clone()];
    let mut closed = conversation(None, None);
    assert!(filter_for(&roles(), &agent, OPEN).matches(&closed));
    closed.state = Some(ConversationState::Closed);
    assert!(reads(0b10_0001, &[], None, None));
    assert!(!filter_for(&roles(), &agent, OPEN).matches(&closed));
}

#[test]
fn a_team_is_no_list_of_nothing() {
    let none: std::collections::BTreeSet<GroupId> = [].into();
    let mut agent = staff(ME);
    agent.memberships.groups = none;
    agent.grants = vec![
        grants()[0].clone(),
        grants()[3].clone(),
        grants()[4].clone(),
    ];
    let filter = filter_for(&roles(), &agent, OPEN);
    assert_eq!(filter.expr(), frontdesk_visibility::Expr::FALSE);
}
