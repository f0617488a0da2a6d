//! What Reach says: counts, supervisors, queues, the dispenser.

use std::collections::BTreeSet;

use frontdesk_access::{Grant, Groups, Permission, Scope};
use frontdesk_model::{Assignee, Relation};

use super::*;

pub(super) fn reach() -> Vec<Row> {
    // The administrator counts (dashboard.monitor) and reads nothing.
    let administrator = || {
        Scene::of(staff(20)).with_viewer(|v| {
            v.grants
                .push(Grant::new(Permission::DASHBOARD_MONITOR, Scope::any()));
            v.grants
                .push(Grant::new(Permission::USER_VIEW, Scope::any()));
        })
    };
    let supervisor = || {
        staff_with(20, [Scope::any()]).with_viewer(|v| {
            v.grants.push(Grant::new(
                Permission::CONVERSATION_VIEW_HISTORY,
                Scope::any(),
            ));
        })
    };
    let agent = |number| staff_with(number, [own(), Scope::of(Relation::MyGroupQueue)]);
    let in_groups = |groups: &[i64]| {
        let groups: BTreeSet<_> = groups.iter().map(|n| group(*n)).collect();
        nobodys(agent(20), Waiting).with_viewer(move |v| v.memberships.groups = groups)
    };
    let dispenser = || {
        let free = Scope {
            groups: Some(Groups::without_group()),
            ..Scope::of(Relation::Unassigned)
        };
        nobodys(staff_with(20, [free]), Waiting)
    };
    let history = |scene: Scene| Scene {
        right: Permission::CONVERSATION_VIEW_HISTORY,
        ..scene.with_facts(|f| f.state = Some(Closed))
    };
    vec![
        row(
            "S131",
            Positive,
            "the administrator's dashboard says how many conversations each agent has",
            (administrator(), Ask::Monitor, "17: 1, bots: 0, nobody: 0"),
        ),
        row(
            "S131",
            Positive,
            "what a bot has, and what nobody has, is counted apart",
            (
                administrator().with_facts(|f| f.assignee = None),
                Ask::Monitor,
                "17: 0, bots: 0, nobody: 1",
            ),
        ),
        row(
            "S131",
            Negative,
            "whoever sees every conversation has no dashboard by it",
            (supervisor(), Ask::Monitor, "no: not_allowed"),
        ),
        row(
            "S131",
            Negative,
            "the administrator's counts open no conversation",
            see(administrator(), "404"),
        ),
        row(
            "S131",
            Positive,
            "another role beside the administrator's opens it",
            see(
                administrator().with_viewer(|v| *v = seeing(v.clone(), Scope::any())),
                "operator",
            ),
        ),
        row(
            "D16",
            Negative,
            "counts yes, content no",
            finds(administrator(), "The kettle leaks", "404"),
        ),
        row(
            "D16",
            Positive,
            "whoever may view it gets the content",
            finds(supervisor(), "The kettle leaks", "found"),
        ),
        row(
            "S132",
            Positive,
            "a supervisor sees a conversation of another user",
            see(supervisor(), "operator"),
        ),
        row("S132", Negative, "an agent does not", see(agent(20), "404")),
        row(
            "S137",
            Positive,
            "a supervisor sees an earlier conversation",
            see(history(supervisor()), "operator"),
        ),
        row(
            "S137",
            Negative,
            "an agent does not, not even an own one by this right",
            see(history(agent(17)), "404"),
        ),
        row(
            "S154",
            Positive,
            "a member sees the queue of the group",
            see(in_groups(&[3]), "operator"),
        ),
        row(
            "S154",
            Positive,
            "an agent may be in several groups",
            see(in_groups(&[1, 3, 8]), "operator"),
        ),
        row(
            "S154",
            Negative,
            "a member does not see another group's queue",
            see(in_groups(&[8]), "404"),
        ),
        row(
            "S154",
            Negative,
            "what somebody has is in no queue",
            see(
                in_groups(&[3]).with_facts(|f| f.assignee = Some(Assignee::Person(user(17)))),
                "404",
            ),
        ),
        row(
            "S126",
            Positive,
            "the dispenser reaches what lies in no group's queue",
            see(dispenser().with_facts(|f| f.group = None), "operator"),
        ),
        row(
            "S126",
            Negative,
            "the dispenser does not reach another group's queue",
            see(dispenser(), "404"),
        ),
    ]
}
