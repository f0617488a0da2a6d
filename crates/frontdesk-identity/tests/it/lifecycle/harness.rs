//! One way to ask all four kinds, and what to read of their answers.

use std::collections::BTreeSet;

use frontdesk_identity::*;
use frontdesk_model::{
    ConversationId, CustomerId, GroupId, Limit, OrganizationId, Precondition, QuestionnaireId,
    SiteId, TenantId, UserId, Version,
};
use serde_json::Value;

use crate::support::{tenant, user_id};

/// One of the four.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Group,
    Heading(HeadingKind),
}

pub(super) const KINDS: [Kind; 4] = [
    Kind::Group,
    Kind::Heading(HeadingKind::Site),
    Kind::Heading(HeadingKind::Questionnaire),
    Kind::Heading(HeadingKind::Organization),
];

impl Kind {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Group => "group",
            Self::Heading(kind) => kind.name(),
        }
    }
}

/// A command on any of the four; successors by number.
#[derive(Clone, Debug)]
pub(super) enum Ask {
    Create(&'static str, Vec<i64>),
    Rename(&'static str),
    SetMembers(Vec<i64>),
    Remove(i64, Leaving),
    Close(Option<i64>),
    Reopen,
    Delete(Option<i64>),
}

/// What was read for the decision.
#[derive(Clone, Debug)]
pub(super) struct Given {
    pub(super) tenant: TenantId,
    pub(super) form_tenant: TenantId,
    pub(super) dependents: Dependents,
    pub(super) successor: Option<(TenantId, i64, Stage)>,
}

pub(super) fn given() -> Given {
    Given {
        tenant: tenant(),
        form_tenant: tenant(),
        dependents: Dependents::default(),
        successor: Some((tenant(), 2, Stage::Open)),
    }
}

/// A record of any of the four.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Record {
    Group(Group),
    Heading(Heading),
}

impl Record {
    pub(super) fn stage(&self) -> Stage {
        match self {
            Self::Group(group) => group.stage(),
            Self::Heading(heading) => heading.stage(),
        }
    }

    pub(super) fn version(&self) -> Version {
        match self {
            Self::Group(group) => group.version(),
            Self::Heading(heading) => heading.version(),
        }
    }

    pub(super) fn precondition(&self) -> Precondition {
        match self {
            Self::Group(group) => group.precondition(),
            Self::Heading(heading) => heading.precondition(),
        }
    }

    pub(super) fn claim(&self) -> Option<String> {
        match self {
            Self::Group(group) => group.claim().map(|key| key.value().to_owned()),
            Self::Heading(heading) => heading.claim().map(|claim| {
                assert_eq!(claim.kind, heading.id().kind());
                claim.name.value().to_owned()
            }),
        }
    }

    pub(super) fn members(&self) -> BTreeSet<UserId> {
        match self {
            Self::Group(group) => group.members().clone(),
            Self::Heading(_) => BTreeSet::new(),
        }
    }

    pub(super) fn json(&self) -> Value {
        match self {
            Self::Group(group) => serde_json::to_value(group).unwrap(),
            Self::Heading(heading) => serde_json::to_value(heading).unwrap(),
        }
    }

    pub(super) fn read(kind: Kind, json: Value) -> Self {
        match kind {
            Kind::Group => Self::Group(serde_json::from_value(json).unwrap()),
            Kind::Heading(_) => Self::Heading(serde_json::from_value(json).unwrap()),
        }
    }

    /// Replays events in their stored form.
    pub(super) fn replay(kind: Kind, events: &[Value]) -> Option<Self> {
        let events = Value::from(events.to_vec());
        match kind {
            Kind::Group => {
                let events: Vec<GroupEvent> = serde_json::from_value(events).unwrap();
                Group::replay(&events).unwrap().map(Self::Group)
            }
            Kind::Heading(_) => {
                let events: Vec<HeadingEvent> = serde_json::from_value(events).unwrap();
                Heading::replay(&events).unwrap().map(Self::Heading)
            }
        }
    }

    /// What events in their stored form make of one.
    pub(super) fn after(
        kind: Kind,
        record: Option<Self>,
        events: &[Value],
    ) -> Result<Option<Self>, Misapplied> {
        let events = Value::from(events.to_vec());
        match (kind, record) {
            (Kind::Group, record) => {
                let events: Vec<GroupEvent> = serde_json::from_value(events).unwrap();
                let group = record.map(|record| match record {
                    Self::Group(group) => group,
                    Self::Heading(_) => panic!("a record of another kind"),
                });
                Ok(Group::after(group, &events)?.map(Self::Group))
            }
            (Kind::Heading(_), record) => {
                let events: Vec<HeadingEvent> = serde_json::from_value(events).unwrap();
                let heading = record.map(|record| match record {
                    Self::Heading(heading) => heading,
                    Self::Group(_) => panic!("a record of another kind"),
                });
                Ok(Heading::after(heading, &events)?.map(Self::Heading))
            }
        }
    }
}

/// An event of any of the four, in its stored form.
#[derive(Clone, Debug)]
pub(super) struct Happened {
    pub(super) event: Value,
    pub(super) name: &'static str,
    pub(super) duties: Vec<Value>,
    pub(super) warnings: Vec<DependentWarning>,
}

pub(super) fn ids(numbers: &[i64]) -> BTreeSet<UserId> {
    numbers.iter().map(|number| user_id(*number)).collect()
}

pub(super) fn heading_id(kind: HeadingKind, number: i64) -> HeadingId {
    match kind {
        HeadingKind::Site => HeadingId::Site(SiteId::from_number(number)),
        HeadingKind::Questionnaire => {
            HeadingId::Questionnaire(QuestionnaireId::from_number(number))
        }
        HeadingKind::Organization => HeadingId::Organization(OrganizationId::from_number(number)),
    }
}

pub(super) fn decide(
    kind: Kind,
    record: Option<&Record>,
    ask: &Ask,
    given: &Given,
) -> Result<Vec<Happened>, Refusal> {
    match (kind, record) {
        (Kind::Group, None) => as_group(None, ask, given),
        (Kind::Group, Some(Record::Group(group))) => as_group(Some(group), ask, given),
        (Kind::Heading(kind), None) => as_heading(kind, None, ask, given),
        (Kind::Heading(kind), Some(Record::Heading(heading))) => {
            as_heading(kind, Some(heading), ask, given)
        }
        _ => panic!("a record of another kind"),
    }
}

pub(super) fn as_group(
    group: Option<&Group>,
    ask: &Ask,
    given: &Given,
) -> Result<Vec<Happened>, Refusal> {
    let id = GroupId::from_number;
    let command = match ask {
        Ask::Create(name, members) => GroupCommand::Create(CreateGroup {
            tenant: given.form_tenant,
            id: id(1),
            name: (*name).to_owned(),
            members: ids(members),
        }),
        Ask::Rename(name) => GroupCommand::Rename {
            name: (*name).to_owned(),
        },
        Ask::SetMembers(members) => GroupCommand::SetMembers {
            members: ids(members),
        },
        Ask::Remove(member, why) => GroupCommand::RemoveMember {
            member: user_id(*member),
            why: *why,
        },
        Ask::Close(to) => GroupCommand::Close {
            successor: to.map(id),
        },
        Ask::Reopen => GroupCommand::Reopen,
        Ask::Delete(to) => GroupCommand::Delete {
            successor: to.map(id),
        },
    };
    let mut facts = GroupFacts::new(given.tenant, MemberRule::AnyUser);
    facts.users = ids(&[1, 2, 3]);
    facts.dependents = given.dependents.clone();
    facts.successor = given.successor.map(|(tenant, number, stage)| Successor {
        tenant,
        id: id(number),
        version: Version(3),
        stage,
    });
    let events = decide_group(group, &command, &facts)?;
    Ok(events
        .iter()
        .map(|event| Happened {
            event: serde_json::to_value(event).unwrap(),
            name: event.name(),
            duties: values(event.duties()),
            warnings: event.warnings(),
        })
        .collect())
}

pub(super) fn as_heading(
    kind: HeadingKind,
    heading: Option<&Heading>,
    ask: &Ask,
    given: &Given,
) -> Result<Vec<Happened>, Refusal> {
    let id = |number| heading_id(kind, number);
    let command = match ask {
        Ask::Create(name, _) => HeadingCommand::Create(CreateHeading {
            tenant: given.form_tenant,
            id: id(1),
            name: (*name).to_owned(),
        }),
        Ask::Rename(name) => HeadingCommand::Rename {
            name: (*name).to_owned(),
        },
        Ask::Close(to) => HeadingCommand::Close {
            successor: to.map(id),
        },
        Ask::Reopen => HeadingCommand::Reopen,
        Ask::Delete(to) => HeadingCommand::Delete {
            successor: to.map(id),
        },
        Ask::SetMembers(_) | Ask::Remove(..) => return Ok(Vec::new()),
    };
    let facts = HeadingFacts {
        tenant: given.tenant,
        dependents: given.dependents.clone(),
        successor: given.successor.map(|(tenant, number, stage)| Successor {
            tenant,
            id: id(number),
            version: Version(3),
            stage,
        }),
    };
    let events = decide_heading(heading, &command, &facts)?;
    Ok(events
        .iter()
        .map(|event| Happened {
            event: serde_json::to_value(event).unwrap(),
            name: event.name(),
            duties: values(event.duties()),
            warnings: event.warnings(),
        })
        .collect())
}

pub(super) fn values<T: serde::Serialize>(items: Vec<T>) -> Vec<Value> {
    items
        .into_iter()
        .map(|item| serde_json::to_value(item).unwrap())
        .collect()
}

/// The record after these, each of which must be accepted.
pub(super) fn lived(kind: Kind, asks: &[Ask]) -> Option<Record> {
    let mut events = Vec::new();
    for ask in asks {
        let record = Record::replay(kind, &events);
        let happened = decide(kind, record.as_ref(), ask, &given()).unwrap();
        events.extend(happened.into_iter().map(|happened| happened.event));
    }
    Record::replay(kind, &events)
}

/// One on every list, each with another number.
pub(super) fn one_of_each() -> Dependents {
    let chat = ConversationId::from_number;
    Dependents {
        members: ids(&[1]),
        overseers: ids(&[12]),
        scoped_grants: ids(&[13]),
        restricted: ids(&[14]),
        limits: ids(&[15]),
        shared_limit: Some(Limit::Count(16)),
        waiting: [chat(17)].into(),
        open: [chat(18)].into(),
        customers: [CustomerId::from_number(19)].into(),
    }
}

/// Every (list, dependent) of these, read from the stored form: a list that is added is seen here.
pub(super) fn listed(dependents: &Value) -> BTreeSet<(String, String)> {
    let mut found = BTreeSet::new();
    for (list, value) in dependents.as_object().into_iter().flatten() {
        match value {
            Value::Array(items) => {
                for item in items {
                    found.insert((list.clone(), item.to_string()));
                }
            }
            Value::Null => {}
            other => {
                found.insert((list.clone(), other.to_string()));
            }
        }
    }
    found
}

/// Which list a duty is about, and its key in the stored form.
pub(super) fn list_of(duty: &Value) -> (&'static str, &'static str) {
    match duty["duty"].as_str().unwrap() {
        "end_scoped_grants" => ("scoped_grants", "users"),
        "remove_from_memberships" => ("members", "users"),
        "remove_from_overseen" => ("overseers", "users"),
        "drop_limits" => ("limits", "users"),
        "drop_shared_limit" => ("shared_limit", "limit"),
        "requeue" => ("waiting", "conversations"),
        "refile" => ("open", "conversations"),
        "move_customers" => ("customers", "customers"),
        other => panic!("no duty of a settlement: {other}"),
    }
}

/// Every (list, dependent) that has a duty; a panic where one has two.
pub(super) fn with_duty(duties: &[Value]) -> BTreeSet<(String, String)> {
    let mut found = BTreeSet::new();
    for duty in duties {
        let (list, key) = list_of(duty);
        let of_one = listed(&serde_json::json!({ list: duty[key] }));
        assert!(!of_one.is_empty(), "an empty duty: {duty}");
        for dependent in of_one {
            assert!(found.insert(dependent), "two duties: {duty}");
        }
    }
    found
}
