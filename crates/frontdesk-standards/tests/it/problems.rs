//! Every refusal of every crate as a problem document: each variant is here, which is read from the
//! sources; what is hidden is the same bytes as what is not there.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::{Debug, Write as _};
use std::path::Path;

use expect_test::expect_file;
use frontdesk::access::{
    AdminReason, AdminRefusal, DirectoryError, Permission, RoleId, WrongEvent,
};
use frontdesk::assignment::{self, NotWaiting, Rule};
use frontdesk::identity::{self, ClaimKind, Clash, LoginSpace, NotIndexed, UserCommand};
use frontdesk::merge::{self, AccountMismatch, Agreement, AliasRefused};
use frontdesk::model::{
    ActorId, Assignee, ConversationId, MessageId, RefusalKind, Stale, Stream, UserId, Version,
};
use frontdesk::visibility::{
    CursorError, MergeRefusal, MonitorRefusal, NoSuchColumn, NotFound, NotWider, Onlooker,
    PortalRefusal, QueryError, SideError,
};
use frontdesk::{
    AdminCommand, Administration, MergeError, NotApplied, Obstacle, UnknownActor, WhatIfError,
};
use frontdesk_standards::authzen::Unmapped;
use frontdesk_standards::{Problem, Refused};
use frontdesk_testkit::cast;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};

use crate::samples;

/// A refusal with the name of its type and of its variant.
struct Sample {
    of: &'static str,
    variant: String,
    refused: Box<dyn Refused>,
}

fn sample<T: Refused + Debug + 'static>(of: &'static str, refused: T) -> Sample {
    let printed = format!("{refused:?}");
    let end = printed.find([' ', '(', '{']).unwrap_or(printed.len());
    Sample {
        of,
        variant: printed[..end].to_owned(),
        refused: Box::new(refused),
    }
}

/// Every variant of an enum that is read by a tag, with parameters that it takes.
fn every<T: DeserializeOwned>(tag: &str) -> Vec<T> {
    let wrong = json!({tag: "-"});
    let error = serde_json::from_value::<T>(wrong)
        .err()
        .unwrap()
        .to_string();
    let (_, names) = error.split_once("expected one of ").expect("names");
    let names = names.split(", ").map(|name| name.trim_matches('`'));
    names.map(|name| filled(tag, name)).collect()
}

fn filled<T: DeserializeOwned>(tag: &str, name: &str) -> T {
    let begin = Map::from_iter([(tag.to_owned(), name.into())]);
    // An id that is missing calls itself no id, not missing.
    let id = json!(UserId::from_number(17));
    let ids = ["member", "account", "user", "ticket", "into", "by"]
        .map(|name| (name.to_owned(), id.clone()));
    let mut with_ids = begin.clone();
    with_ids.extend(ids);
    let found = fill(begin, 0).or_else(|| fill(with_ids, 0));
    found.unwrap_or_else(|| panic!("no parameters for {name}"))
}

/// Adds what is missing, one after the other, from values of every kind.
fn fill<T: DeserializeOwned>(members: Map<String, Value>, depth: usize) -> Option<T> {
    let error = match serde_json::from_value(Value::Object(members.clone())) {
        Ok(read) => return Some(read),
        Err(error) => error.to_string(),
    };
    let missing = error.strip_prefix("missing field `")?;
    let missing = missing.split('`').next()?.to_owned();
    if depth > 4 {
        return None;
    }
    let id = UserId::from_number(17).to_string();
    let values = [
        json!(id),
        json!({"user": id}),
        json!("unified"),
        json!("active"),
        json!("deleted"),
        json!("login"),
        json!("email"),
        json!("site"),
        json!("tag.manage"),
        json!("a.role"),
        json!("operator"),
        json!("operator_rights"),
        json!("limit"),
        json!("masked_number"),
        json!("mask_number"),
        json!("2026-11-22T09:00:00Z"),
        json!(3),
        json!([]),
        json!({}),
        json!("name"),
        json!("standing"),
        json!({"alert": "suspension_spreads", "of": "operator"}),
    ];
    // A value of the wrong kind is another error than one that misses a further field.
    values.into_iter().find_map(|value| {
        let mut members = members.clone();
        members.insert(missing.clone(), value);
        fill(members, depth + 1)
    })
}

fn samples() -> Vec<Sample> {
    let (user, other) = (UserId::from_number(17), UserId::from_number(18));
    let (ticket, message) = (ConversationId::from_number(5), MessageId::from_number(6));
    let actor = ActorId::User(user);
    let right = Permission::host(1).unwrap();
    let stale = Stale {
        stream: Stream::User(user),
        expected: Version(1),
        found: Version(2),
    };
    let mut all = Vec::new();
    let access = every::<AdminReason>("code");
    all.extend(access.iter().cloned().map(|reason| Sample {
        of: "access::AdminReason",
        variant: variant_of(&reason),
        refused: Box::new(AdminRefusal::from(reason)),
    }));
    let reasons = every::<identity::Reason>("reason");
    let codes: Vec<&str> = reasons.iter().map(identity::Reason::code).collect();
    assert_eq!(codes, identity::Reason::CODES);
    all.extend(reasons.into_iter().map(|reason| Sample {
        of: "identity::Reason",
        variant: variant_of(&reason),
        refused: Box::new(identity::Refusal::of(reason)),
    }));
    let reasons = every::<merge::Reason>("reason");
    let codes: Vec<&str> = reasons.iter().map(merge::Reason::code).collect();
    assert_eq!(codes, merge::Reason::CODES);
    all.extend(reasons.into_iter().map(|reason| Sample {
        of: "merge::Reason",
        variant: variant_of(&reason),
        refused: Box::new(merge::Refusal::from(reason)),
    }));
    let portal = every::<PortalRefusal>("code").into_iter();
    all.extend(portal.map(|one| sample("visibility::PortalRefusal", one)));

    let wrong = [
        WrongEvent::NotThere,
        WrongEvent::There,
        WrongEvent::OtherTenant,
        WrongEvent::NotOfHost(Permission::TAG_MANAGE),
        WrongEvent::Withdrawn(right),
        WrongEvent::Name(right),
        WrongEvent::Prerequisite {
            permission: right,
            needed: Permission::TAG_MANAGE,
        },
        WrongEvent::Needed {
            permission: right,
            by: right,
        },
    ];
    all.extend(wrong.map(|one| sample("access::WrongEvent", one)));
    let directory = [
        DirectoryError::OtherTenant(actor),
        DirectoryError::Duplicate(actor),
    ];
    all.extend(directory.map(|one| sample("access::DirectoryError", one)));

    let assignment = [
        assignment::Refusal::OtherTenant,
        assignment::Refusal::NotAllowed,
        assignment::Refusal::NotOnFloor { user },
        assignment::Refusal::NotWaiting(NotWaiting::Closed),
        assignment::Refusal::NotWaiting(NotWaiting::Assigned {
            to: Assignee::Person(user),
        }),
        assignment::Refusal::NotInWork,
        assignment::Refusal::NotOffered,
        assignment::Refusal::AddresseePresent,
        assignment::Refusal::StatusForbids,
        assignment::Refusal::CannotReceive {
            user,
            rules: vec![Rule::MayNotReceive, Rule::ContradictoryFacts],
        },
        assignment::Refusal::AutomaticOff,
        assignment::Refusal::NothingWaiting,
    ];
    all.extend(assignment.map(|one| sample("assignment::Refusal", one)));
    all.push(sample(
        "assignment::OtherConversation",
        assignment::OtherConversation,
    ));

    let misapplied = [
        identity::Misapplied::NotBegun,
        identity::Misapplied::BegunTwice,
    ];
    all.extend(misapplied.map(|one| sample("identity::Misapplied", one)));
    let index = [
        NotIndexed::OtherTenant(identity::OtherTenant {
            expected: cast::TENANT,
            found: cast::OTHER_TENANT,
        }),
        NotIndexed::Present,
        NotIndexed::Absent,
        NotIndexed::Older {
            indexed: Version(2),
        },
        NotIndexed::Differs {
            indexed: Version(2),
        },
        NotIndexed::Clashes(vec![Clash {
            claim: ClaimKind::Login(LoginSpace::Operator),
            holder: other,
        }]),
        NotIndexed::Full,
    ];
    all.extend(index.map(|one| sample("identity::NotIndexed", one)));

    let misapplied = [
        merge::Misapplied::OtherAccounts,
        merge::Misapplied::OtherPlan,
    ];
    all.extend(misapplied.map(|one| sample("merge::Misapplied", one)));
    let aliases = [
        AliasRefused::Itself,
        AliasRefused::Taken,
        AliasRefused::Cycle,
    ];
    all.extend(aliases.map(|one| sample("merge::AliasRefused", one)));
    let mismatch = AccountMismatch(Agreement::Standing);
    all.push(sample("merge::AccountMismatch", mismatch));

    let merges = [
        MergeRefusal::OtherTenant,
        MergeRefusal::SameTicket,
        MergeRefusal::MergedBefore {
            ticket,
            into: ConversationId::from_number(7),
        },
        MergeRefusal::Hidden(ticket),
        MergeRefusal::Closed(ticket),
        MergeRefusal::MessageTwice(message),
    ];
    all.extend(merges.map(|one| sample("visibility::MergeRefusal", one)));
    let cursors = [
        CursorError::Malformed,
        CursorError::Forged,
        CursorError::OtherTenant,
        CursorError::OtherViewer,
        CursorError::OtherList,
    ];
    all.extend(cursors.map(|one| sample("visibility::CursorError", one)));
    let queries = [
        QueryError::NoSuchColumn,
        QueryError::NoOrder,
        QueryError::PageSize,
        QueryError::TooLarge,
        QueryError::Cursor(CursorError::OtherList),
    ];
    all.extend(queries.map(|one| sample("visibility::QueryError", one)));
    let sides = [
        SideError::PersonTwice(Onlooker::User(user)),
        SideError::TicketTwice(ticket),
    ];
    all.extend(sides.map(|one| sample("visibility::SideError", one)));
    all.push(sample("visibility::NotFound", NotFound));
    all.push(sample("visibility::NoSuchColumn", NoSuchColumn));
    all.push(sample("visibility::NotWider", NotWider));
    all.push(sample("visibility::MonitorRefusal", MonitorRefusal));

    all.push(sample("model::Stale", stale));
    all.push(sample("frontdesk::UnknownActor", UnknownActor(actor)));
    let refusal = || merge::Refusal::from(every::<merge::Reason>("reason").remove(0));
    let merge = [
        MergeError::Unknown(UnknownActor(actor)),
        MergeError::Mismatch(mismatch),
        MergeError::Refused(Box::new(refusal())),
    ];
    all.extend(merge.map(|one| sample("frontdesk::MergeError", one)));
    let not_applied = [
        NotApplied::OtherTenant,
        NotApplied::Stale(stale),
        NotApplied::Account(identity::Misapplied::NotBegun),
        NotApplied::Rights(WrongEvent::There),
    ];
    all.extend(not_applied.map(|one| sample("frontdesk::NotApplied", one)));
    let what_if = [
        WhatIfError::OtherTenant,
        WhatIfError::Unknown(UnknownActor(actor)),
        WhatIfError::UnknownRole(RoleId::from_static("a.role")),
        WhatIfError::NotHeld(RoleId::from_static("a.role")),
        WhatIfError::UnknownTicket(ticket),
        WhatIfError::TicketTwice(ticket),
        WhatIfError::PersonTwice(Onlooker::User(user)),
        WhatIfError::NotApplied(NotApplied::Stale(stale)),
        WhatIfError::Refused(Box::new(refusal())),
        WhatIfError::Mismatch(mismatch),
    ];
    all.extend(what_if.map(|one| sample("frontdesk::WhatIfError", one)));
    let access = AdminRefusal::from(access[0].clone());
    let obstacles = [
        Obstacle::Unknown(UnknownActor(actor)),
        Obstacle::OtherTenant,
        Obstacle::Access(access.clone()),
        Obstacle::Right {
            permission: Permission::TAG_MANAGE,
            because: Vec::new(),
        },
        Obstacle::Uncovered { rest: Vec::new() },
        Obstacle::Administrators(frontdesk::LastAdministrator(
            AdminReason::LastAdministrator { now: 1 },
        )),
        Obstacle::Identity(identity::Refusal::of(identity::Reason::GroupEmpty)),
        Obstacle::Merge(Box::new(refusal())),
        Obstacle::Mismatch(mismatch),
        Obstacle::Separation {
            meetings: Vec::new(),
            undecided: true,
        },
        Obstacle::Inviter(access),
        Obstacle::ServiceOnly,
        Obstacle::Inactive {
            found: frontdesk::model::Standing::Suspended,
        },
        Obstacle::ActingAsAnother,
        Obstacle::UnknownRole {
            role: identity::RoleName::new("a.role").unwrap(),
        },
        Obstacle::Unseen,
        Obstacle::OtherUser,
        Obstacle::NotOfRights,
        Obstacle::Misapplied(identity::Misapplied::NotBegun),
        Obstacle::Wrong(WrongEvent::There),
    ];
    all.extend(obstacles.map(|one| sample("frontdesk::Obstacle", one)));
    all.extend(Unmapped::ALL.map(|one| sample("authzen::Unmapped", one)));
    all
}

fn variant_of(reason: &impl Debug) -> String {
    let printed = format!("{reason:?}");
    let end = printed.find([' ', '(', '{']).unwrap_or(printed.len());
    printed[..end].to_owned()
}

/// Where each enum is declared.
const DECLARED: [(&str, &str); 16] = [
    (
        "access::AdminReason",
        "frontdesk-access/src/administer/refusal.rs",
    ),
    (
        "access::WrongEvent",
        "frontdesk-access/src/directory/event.rs",
    ),
    (
        "access::DirectoryError",
        "frontdesk-access/src/directory.rs",
    ),
    ("assignment::Refusal", "frontdesk-assignment/src/refusal.rs"),
    ("identity::Misapplied", "frontdesk-identity/src/user.rs"),
    (
        "identity::NotIndexed",
        "frontdesk-identity/src/sign_in_index/refused.rs",
    ),
    ("merge::Misapplied", "frontdesk-merge/src/state.rs"),
    ("merge::AliasRefused", "frontdesk-merge/src/alias.rs"),
    (
        "visibility::PortalRefusal",
        "frontdesk-visibility/src/portal.rs",
    ),
    (
        "visibility::MergeRefusal",
        "frontdesk-visibility/src/merged.rs",
    ),
    (
        "visibility::CursorError",
        "frontdesk-visibility/src/query/cursor.rs",
    ),
    (
        "visibility::QueryError",
        "frontdesk-visibility/src/query/request.rs",
    ),
    ("visibility::SideError", "frontdesk-visibility/src/diff.rs"),
    (
        "frontdesk::NotApplied",
        "frontdesk/src/desk/administer/apply.rs",
    ),
    ("frontdesk::WhatIfError", "frontdesk/src/desk/what_if.rs"),
    (
        "frontdesk::Obstacle",
        "frontdesk/src/desk/administer/error.rs",
    ),
];

/// The variants of an enum, as its source declares them.
fn declared(name: &str, file: &str) -> BTreeSet<String> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(file);
    let source = std::fs::read_to_string(&path).unwrap();
    let (_, rest) = source.split_once(&format!("pub enum {name} {{")).unwrap();
    let (body, _) = rest.split_once("\n}").unwrap();
    let lines = body.lines().filter_map(|line| line.strip_prefix("    "));
    let names = lines.filter(|line| line.starts_with(|first: char| first.is_ascii_uppercase()));
    let name = |line: &str| line.split([' ', '(', '{', ',']).next().unwrap().to_owned();
    names.map(name).collect()
}

#[test]
fn every_variant_of_every_refusal_is_here() {
    let mut here: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
    for sample in samples() {
        here.entry(sample.of).or_default().insert(sample.variant);
    }
    for (of, file) in DECLARED {
        let name = of.rsplit("::").next().unwrap();
        let declared = declared(name, file);
        assert!(!declared.is_empty());
        assert_eq!(here[of], declared, "{of}");
    }
}

#[test]
fn the_problems_are_as_written_down() {
    let mut text = String::from("# refusal | status | type | title | detail\n");
    let mut types: BTreeMap<String, (u16, String)> = BTreeMap::new();
    for sample in samples() {
        let Sample {
            of,
            variant,
            refused,
        } = sample;
        let problem = Problem::of(&*refused);
        assert_eq!(problem.status, refused.kind().http_status());
        let json = serde_json::to_string(&problem).unwrap();
        let read: Problem = serde_json::from_str(&json).unwrap();
        assert_eq!(serde_json::to_string(&read).unwrap(), json);
        match refused.kind() {
            // The same bytes as of what is not there: no code, no detail, no reason.
            RefusalKind::Hidden => {
                let nothing = serde_json::to_string(&Problem::not_found()).unwrap();
                assert_eq!(json, nothing, "{of}::{variant}");
            }
            _ => {
                assert!(!problem.reasons.is_empty() && problem.detail.is_some());
                let code = problem.type_uri.strip_prefix(Problem::BASE).unwrap();
                assert!(problem.reasons.iter().any(|reason| reason.code == code));
                let kind = (problem.status, problem.title.clone());
                // One type has one title and one status (RFC 9457, 3.1.3).
                let before = types
                    .entry(problem.type_uri.clone())
                    .or_insert(kind.clone());
                assert_eq!(*before, kind, "{of}::{variant} {}", problem.type_uri);
            }
        }
        let detail = problem.detail.unwrap_or_default();
        writeln!(
            text,
            "{of}::{variant} | {} | {} | {} | {detail}",
            problem.status, problem.type_uri, problem.title
        )
        .unwrap();
    }
    expect_file!["golden/problems.txt"].assert_eq(&text);
}

/// Of several reasons the gravest says what kind of problem it is, and a hidden one hides all.
#[test]
fn the_gravest_reason_decides() {
    let both = |reasons: [identity::Reason; 2]| {
        let reasons: BTreeSet<identity::Reason> = reasons.into();
        Problem::of(&identity::Refusal::try_from(reasons).unwrap())
    };
    let problem = both([identity::Reason::GroupEmpty, identity::Reason::GroupExists]);
    assert_eq!(
        (problem.status, problem.type_uri.as_str()),
        (409, "/problems/group.exists")
    );
    assert_eq!(problem.reasons.len(), 2);
    let hidden = both([identity::Reason::GroupEmpty, identity::Reason::GroupUnknown]);
    assert_eq!(hidden, Problem::not_found());
}

/// A host's own base and path; what is not there stays what it is.
#[test]
fn a_host_says_where() {
    let problem = Problem::of(&MonitorRefusal)
        .under("https://desk.example/p#")
        .at("/monitor");
    assert_eq!(problem.type_uri, "https://desk.example/p#not_allowed");
    assert_eq!(problem.instance.as_deref(), Some("/monitor"));
    let hidden = Problem::of(&NotFound).under("https://desk.example/p#");
    assert_eq!(hidden, Problem::not_found());
}

/// Whoever may not see a record gets the same bytes whether it is there or not.
#[test]
fn a_hidden_account_is_one_that_is_not_there() {
    let desk = samples::desk();
    let ask = |actor: UserId, user: UserId| {
        let command = AdminCommand::Account {
            user,
            command: Box::new(UserCommand::Suspend { replacement: None }),
            rights: Vec::new(),
        };
        let administration = Administration {
            actor: actor.into(),
            on_behalf_of: None,
            command: &command,
            invited_by: None,
        };
        let refused = desk.administer(&administration, cast::noon()).unwrap_err();
        serde_json::to_string(&Problem::of(&refused)).unwrap()
    };
    let there = ask(samples::WATCHER, samples::LEAD);
    let not_there = ask(samples::WATCHER, UserId::from_number(999));
    assert_eq!(there, not_there);
    assert_eq!(there, serde_json::to_string(&Problem::not_found()).unwrap());
}
