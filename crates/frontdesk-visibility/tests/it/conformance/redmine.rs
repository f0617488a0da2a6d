//! Redmine: custom fields that some roles see, and how far a role sees issues.
//!
//! A field's visibility by role is a right about the issue, held in a project: the field asks for it, and
//! one policy is said for all viewers and all issues.

use frontdesk_access::{
    Catalogue, Grant, Groups, Holder, HostPermission, ObjectKind, Permission, Scope,
};
use frontdesk_model::{Assignee, ConversationFacts, ConversationState, Privacy, Relation};
use frontdesk_visibility::{
    Field, FieldPolicy, FieldRights, Filter, Hat, ListRequest, QueryError, SitesSeen, Ticket,
    Viewing,
};
use serde_json::json;

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

/// The fields of the project, said once for all viewers and all issues.
fn fields() -> FieldPolicy {
    let mut policy = FieldPolicy::default();
    for (id, number) in [("field_2", 2), ("field_3", 3)] {
        let rights = FieldRights::to_see(field_right(number));
        policy
            .ask(Hat::Operator, Field::Added(field(id)), rights)
            .unwrap();
    }
    policy
}

fn viewing<'a>(viewer: &Holder, policy: &'a FieldPolicy) -> Viewing<'a> {
    Viewing {
        filter: filter_for(&roles(), viewer, VIEW),
        policy,
        sites: SitesSeen::none(),
        rights: rights_of(&roles(), [viewer], policy.rights()),
    }
}

fn issue(number: i64, project: i64) -> Ticket {
    let mut issue = Ticket::new(ConversationFacts {
        group: Some(group(project)),
        ..chat(number)
    });
    for (id, value) in FIELDS.into_iter().zip(VALUES) {
        issue.custom_fields.insert(field(id), value.to_owned());
    }
    issue
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
    let (policy, issue) = (fields(), issue(2000, HERE_IN));
    for (who, viewer, seen) in table {
        // What is not seen stands nowhere in what he gets, and has no place in it.
        let viewing = viewing(&viewer, &policy);
        let view = viewing.open(&issue).unwrap();
        let sent = serde_json::to_string(&view.project()).unwrap();
        for ((id, value), seen) in FIELDS.into_iter().zip(VALUES).zip(seen) {
            assert_eq!(sent.contains(value), seen, "{who}: {id}");
            assert_eq!(sent.contains(id), seen, "{who}: {id}");
        }
    }
}

/// A member of two projects with another role in each: one list, in which each field stands where the role
/// of that project sees it, and is found, counted and filtered by there alone.
#[test]
fn one_list_of_two_projects() {
    let policy = fields();
    let member = with_role(with_role(anybody(7), 2, HERE_IN), 3, ELSEWHERE);
    let member_sees = viewing(&member, &policy);
    let issues = [issue(2000, HERE_IN), issue(2001, ELSEWHERE)];
    let request =
        |request: serde_json::Value| -> ListRequest { serde_json::from_value(request).unwrap() };
    let found = |asked: ListRequest| -> [bool; 2] {
        let query = member_sees.query(&asked).unwrap();
        [0, 1].map(|at| query.count(&issues[at..=at]) == 1)
    };
    for (at, expected) in [[true, true], [true, false], [false, true]]
        .into_iter()
        .enumerate()
    {
        let (id, value) = (FIELDS[at], VALUES[at]);
        assert_eq!(found(request(json!({"search": value}))), expected, "{id}");
        // The first asks for nothing and is named nowhere: it is no column.
        if at > 0 {
            let there = json!({"column": format!("added.{id}"), "must": "be_there"});
            let asked = request(json!({"conditions": [there]}));
            assert_eq!(found(asked), expected, "{id}");
        }
    }
    let asked = request(json!({"facets": ["added.field_2", "added.field_3"]}));
    let query = member_sees.query(&asked).unwrap();
    let facets = serde_json::to_value(query.facets(&issues)).unwrap();
    let one_of_two = |value| json!([{"value": value, "count": 1}, {"value": null, "count": 1}]);
    let expected = json!({
        "added.field_2": one_of_two(VALUES[1]), "added.field_3": one_of_two(VALUES[2]),
    });
    assert_eq!(facets, expected);

    // To a stranger there is no such column.
    let stranger = viewing(&anybody(4), &policy);
    assert_eq!(stranger.query(&asked).err(), Some(QueryError::NoSuchColumn));
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
