//! Redmine: custom fields that some roles see, and how far a role sees issues.
//!
//! A field's visibility by role is a right about the issue, held in a project: it is asked of access as any
//! right is, and a rule is made of its scopes. What is missing is the last step: a `FieldPolicy` knows hats
//! and no rights, so that a host has to write the policy of one viewer and one issue from these answers, as
//! `policy_for` does here. It is in DESIGN.md what would take that step.

use frontdesk_access::{
    Catalogue, Grant, Groups, Holder, HostPermission, ObjectKind, Permission, Scope,
};
use frontdesk_model::{Assignee, ConversationFacts, ConversationState, Privacy, Relation};
use frontdesk_visibility::{Field, FieldPolicy, Filter, Hat, SitesSeen, Ticket, Use, Viewing};

use super::agrees;
use crate::world::*;

const VIEW: Permission = Permission::CONVERSATION_VIEW;
/// A project is a group.
const HERE_IN: i64 = 1;
const ELSEWHERE: i64 = 2;
const FIELDS: [&str; 3] = ["field_1", "field_2", "field_3"];
const VALUES: [&str; 3] = ["first value", "second value", "third value"];

/// The right to see the second or third field, which not everybody has.
const fn field_right(number: u8) -> Permission {
    match Permission::host(number) {
        Some(right) => right,
        None => panic!(),
    }
}

fn roles() -> Catalogue {
    let mut roles = Catalogue::default();
    for number in [2, 3] {
        let right = HostPermission {
            permission: field_right(number),
            name: format!("field.view_{number}"),
            title: format!("See field {number}"),
            object: ObjectKind::Conversation,
            needs: vec![VIEW],
        };
        roles.declare(right).unwrap();
    }
    roles
}

fn in_project(number: i64, relation: Relation) -> Scope {
    Scope {
        groups: Some(Groups {
            these: [group(number)].into(),
            ..Groups::default()
        }),
        ..Scope::of(relation)
    }
}

/// Field 2 is for roles 1 and 2, field 3 for roles 1 and 3.
fn with_role(mut member: Holder, role: i64, project: i64) -> Holder {
    for (number, sees) in [(2, [1, 2]), (3, [1, 3])] {
        if sees.contains(&role) {
            let scope = in_project(project, Relation::Any);
            member.grants.push(Grant::new(field_right(number), scope));
        }
    }
    member
}

/// The project is public: whoever comes sees its issues.
fn anybody(number: i64) -> Holder {
    seeing(staff(number), Scope::any())
}

/// Which fields this viewer sees of this issue: the first, and what rights open, by the engine's own rule.
fn fields_of(viewer: &Holder, facts: &ConversationFacts) -> [bool; 3] {
    let opens = |number| filter_for(&roles(), viewer, field_right(number)).matches(facts);
    [true, opens(2), opens(3)]
}

fn policy_for(viewer: &Holder, facts: &ConversationFacts) -> FieldPolicy {
    let mut policy = FieldPolicy::default();
    for (id, seen) in FIELDS.into_iter().zip(fields_of(viewer, facts)) {
        let to = if seen { Use::View } else { Use::Hidden };
        policy
            .set(Hat::Operator, Field::Added(field(id)), to)
            .unwrap();
    }
    policy
}

#[test]
fn three_fields_and_four_viewers() {
    let administrator = {
        let mut admin = anybody(1);
        admin.grants.push(Grant::every(Scope::any()));
        admin
    };
    let table = [
        ("an administrator", administrator, [true, true, true]),
        (
            "role 2",
            with_role(anybody(2), 2, HERE_IN),
            [true, true, false],
        ),
        (
            "role 3 elsewhere",
            with_role(anybody(3), 3, ELSEWHERE),
            [true, false, false],
        ),
        ("a stranger", anybody(4), [true, false, false]),
        // Not in Redmine's own table, but in its rule.
        (
            "role 1",
            with_role(anybody(5), 1, HERE_IN),
            [true, true, true],
        ),
        (
            "role 3",
            with_role(anybody(6), 3, HERE_IN),
            [true, false, true],
        ),
    ];
    let mut issue = Ticket::new(ConversationFacts {
        group: Some(group(HERE_IN)),
        ..chat(2000)
    });
    for (id, value) in FIELDS.into_iter().zip(VALUES) {
        issue.custom_fields.insert(field(id), value.to_owned());
    }
    for (who, viewer, seen) in table {
        assert_eq!(fields_of(&viewer, &issue.facts), seen, "{who}");
        // What is not seen stands nowhere in what he gets, and has no place in it.
        let policy = policy_for(&viewer, &issue.facts);
        let viewing = Viewing {
            filter: filter_for(&roles(), &viewer, VIEW),
            policy: &policy,
            sites: SitesSeen::none(),
        };
        let view = viewing.open(&issue).unwrap();
        let sent = serde_json::to_string(&view.project()).unwrap();
        for ((id, value), seen) in FIELDS.into_iter().zip(VALUES).zip(seen) {
            assert_eq!(sent.contains(value), seen, "{who}: {id}");
            assert_eq!(sent.contains(id), seen, "{who}: {id}");
        }
    }
}

/// A role's `issues_visibility`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Visibility {
    All,
    Default,
    Own,
}

/// The setting as grants: an issue assigned to a group of the member's counts as the member's own.
fn scopes(visibility: Visibility, project: i64) -> Vec<Scope> {
    let own = [
        in_project(project, Relation::Created),
        in_project(project, Relation::Own),
    ];
    let open = Scope {
        privacy: Some(Privacy::Open),
        ..in_project(project, Relation::Any)
    };
    match visibility {
        Visibility::All => vec![in_project(project, Relation::Any)],
        Visibility::Default => [open].into_iter().chain(own).collect(),
        Visibility::Own => own.to_vec(),
    }
}

/// The setting in Redmine's words.
fn sees(
    visibility: Visibility,
    project: i64,
    private: bool,
    author: i64,
    assignee: Option<i64>,
) -> bool {
    let mine = author == 17 || assignee == Some(17);
    project == HERE_IN
        && match visibility {
            Visibility::All => true,
            Visibility::Default => !private || mine,
            Visibility::Own => mine,
        }
}

#[test]
fn issues_visibility_with_private_issues() {
    let mut cases = 0;
    for visibility in [Visibility::All, Visibility::Default, Visibility::Own] {
        let member = scopes(visibility, HERE_IN)
            .into_iter()
            .fold(staff(17), seeing);
        let mut rows = Vec::new();
        for project in [HERE_IN, ELSEWHERE] {
            for private in [false, true] {
                for author in [17, 18] {
                    for assignee in [None, Some(17), Some(18)] {
                        for state in [ConversationState::New, ConversationState::Closed] {
                            let facts = ConversationFacts {
                                group: Some(group(project)),
                                privacy: Some(if private {
                                    Privacy::Private
                                } else {
                                    Privacy::Open
                                }),
                                creator: Some(user(author)),
                                assignee: assignee.map(|n| Assignee::Person(user(n))),
                                state: Some(state),
                                ..chat(2000)
                            };
                            rows.push((
                                facts,
                                sees(visibility, project, private, author, assignee),
                            ));
                        }
                    }
                }
            }
        }
        cases += rows.len();
        let seen = agrees(&filter_of(&member), &rows, &format!("{visibility:?}"));
        let expected = match visibility {
            Visibility::All => 24,
            Visibility::Default => 20,
            Visibility::Own => 16,
        };
        assert_eq!(seen, expected, "{visibility:?}");
    }
    assert_eq!(cases, 144);
}

/// Two roles in two projects join, and neither reaches into the other's.
#[test]
fn two_roles_in_two_projects() {
    let mut member = staff(17);
    for (visibility, project) in [(Visibility::Own, HERE_IN), (Visibility::All, ELSEWHERE)] {
        member = scopes(visibility, project).into_iter().fold(member, seeing);
    }
    let filter: Filter = filter_of(&member);
    let issue = |project| ConversationFacts {
        group: Some(group(project)),
        privacy: Some(Privacy::Private),
        ..chat(2000)
    };
    assert!(filter.matches(&issue(ELSEWHERE)) && !filter.matches(&issue(HERE_IN)));
}
