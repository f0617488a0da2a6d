//! What Noci says: own conversations, waiting requests, moderators.

use frontdesk_access::{Among, Scope};
use frontdesk_model::Relation;

use super::*;

pub(super) fn noci() -> Vec<Row> {
    let user = |number| staff_with(number, [own()]);
    let adviser = |n| {
        staff_with(
            20,
            [
                own(),
                Scope {
                    questionnaires: Some(Among::Mine),
                    ..Scope::of(Relation::Unassigned)
                },
            ],
        )
        .with_viewer(|v| v.memberships.questionnaires = [questionnaire(n)].into())
    };
    let moderator = || staff_with(20, [Scope::any()]);
    vec![
        row(
            "S94",
            Positive,
            "a user sees the own conversation",
            see(user(17), "operator"),
        ),
        row(
            "S94",
            Negative,
            "a user does not see a colleague's conversation",
            see(user(20), "404"),
        ),
        row(
            "S94",
            Negative,
            "a user does not see one that nobody has",
            see(nobodys(user(20), Waiting), "404"),
        ),
        row(
            "S94",
            Positive,
            "an adviser sees a waiting request of the own questionnaire",
            see(nobodys(adviser(9), Waiting), "operator"),
        ),
        row(
            "S94",
            Negative,
            "an adviser does not see a waiting request of another questionnaire",
            see(nobodys(adviser(8), Waiting), "404"),
        ),
        row(
            "S97",
            Positive,
            "a moderator sees a colleague's conversation",
            see(moderator(), "operator"),
        ),
        row(
            "S97",
            Negative,
            "a user who is no moderator does not see it",
            see(user(20), "404"),
        ),
        row(
            "S110",
            Positive,
            "a moderator sees a waiting request of any questionnaire",
            see(nobodys(moderator(), Waiting), "operator"),
        ),
        row(
            "S110",
            Positive,
            "a moderator sees a waiting request without a questionnaire",
            see(
                nobodys(moderator(), Waiting).with_facts(|f| f.questionnaire = None),
                "operator",
            ),
        ),
        row(
            "S110",
            Negative,
            "an adviser does not see a waiting request without a questionnaire",
            see(
                nobodys(adviser(9), Waiting).with_facts(|f| f.questionnaire = None),
                "404",
            ),
        ),
    ]
}
