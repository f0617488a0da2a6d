//! Where a right holds.

use std::collections::BTreeSet;
use std::fmt;

use frontdesk_model::{
    Actor, Channel, ConversationState, GroupId, Memberships, Module, Privacy, QuestionnaireId,
    Relation, SiteId, UserId,
};
use serde::{Deserialize, Serialize};

use crate::permission::ObjectKind;
use crate::resource::{ObjectGroups, Origin, Resource};
use crate::unread::{table_there, there};

/// Where a right holds: one relation to the object **and** every dimension that is set
/// (catalogue.md section 2). An unset dimension is no condition; a set that is empty matches
/// nothing; a fact that the object lacks satisfies no dimension.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Scope {
    /// How the actor must stand to the object. A stored scope says so: without it it would be wider.
    pub relation: Relation,
    /// The conversation's group, or any group of a user object.
    #[serde(
        default,
        deserialize_with = "table_there",
        skip_serializing_if = "Option::is_none"
    )]
    pub groups: Option<Groups>,
    /// The assignee, or the user of a user object.
    #[serde(
        default,
        deserialize_with = "there",
        skip_serializing_if = "Option::is_none"
    )]
    pub people: Option<Among<UserId>>,
    /// The assignee is a person in one of these groups.
    #[serde(
        default,
        deserialize_with = "there",
        skip_serializing_if = "Option::is_none"
    )]
    pub assignee_groups: Option<Among<GroupId>>,
    /// The site it came from.
    #[serde(
        default,
        deserialize_with = "there",
        skip_serializing_if = "Option::is_none"
    )]
    pub sites: Option<Among<SiteId>>,
    /// The questionnaire that was filled.
    #[serde(
        default,
        deserialize_with = "there",
        skip_serializing_if = "Option::is_none"
    )]
    pub questionnaires: Option<Among<QuestionnaireId>>,
    /// The channel it goes on in.
    #[serde(
        default,
        deserialize_with = "there",
        skip_serializing_if = "Option::is_none"
    )]
    pub channels: Option<Among<Channel>>,
    /// Where it stands.
    #[serde(
        default,
        deserialize_with = "there",
        skip_serializing_if = "Option::is_none"
    )]
    pub states: Option<BTreeSet<ConversationState>>,
    /// The module, or section of the new cabinet.
    #[serde(
        default,
        deserialize_with = "there",
        skip_serializing_if = "Option::is_none"
    )]
    pub modules: Option<Modules>,
    /// How the order came about.
    #[serde(
        default,
        deserialize_with = "there",
        skip_serializing_if = "Option::is_none"
    )]
    pub origin: Option<BTreeSet<Origin>>,
    /// Whether it is private.
    #[serde(
        default,
        deserialize_with = "there",
        skip_serializing_if = "Option::is_none"
    )]
    pub privacy: Option<Privacy>,
}

/// A set of things: named ones, or the list on the actor's own record (`$x`), read when asked.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Among<T: Ord> {
    /// These and no others. Empty: none.
    These(BTreeSet<T>),
    /// The list on the actor's own record.
    Mine,
}

/// A set of groups: named ones, the actor's own, and conversations without a group, in any mixture.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Groups {
    /// Named groups.
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    pub these: BTreeSet<GroupId>,
    /// The actor's own groups.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub mine: bool,
    /// A conversation that lies in no group.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub none: bool,
}

/// A set of modules: named ones, or one of the two lists on the actor's own record.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Modules {
    /// These and no others. Empty: none.
    These(BTreeSet<Module>),
    /// The modules that the user was given.
    Mine,
    /// The sections of the new cabinet that were opened one by one for the user.
    CabinetSections,
}

impl Scope {
    /// Everywhere in the tenant.
    #[must_use]
    pub fn any() -> Self {
        Self::default()
    }

    /// Wherever this relation holds.
    #[must_use]
    pub fn of(relation: Relation) -> Self {
        Self {
            relation,
            ..Self::default()
        }
    }

    /// Whether the object lies within this scope for this actor. A section is no object: whatever
    /// facts a host gives with it, only the scope without conditions covers it.
    #[must_use]
    pub fn covers(&self, actor: &Actor<'_>, resource: &Resource<'_>) -> bool {
        if resource.kind == ObjectKind::Section {
            return self.is_any() && resource.relations.has(Relation::Any);
        }
        let lists = actor.memberships;
        let object = &resource.dimensions;
        resource.relations.has(self.relation)
            && within(&self.groups, |groups| {
                groups.match_object(object.groups, lists)
            })
            && within(&self.people, |people| {
                people.has(object.person.as_ref(), &lists.overseen_people)
            })
            && within(&self.assignee_groups, |groups| {
                object.assignee_groups.is_some_and(|of| {
                    of.iter()
                        .any(|g| groups.has(Some(g), &lists.overseen_groups))
                })
            })
            && within(&self.sites, |sites| {
                sites.has(object.site.as_ref(), &lists.sites)
            })
            && within(&self.questionnaires, |wanted| {
                wanted.has(object.questionnaire.as_ref(), &lists.questionnaires)
            })
            && within(&self.channels, |channels| {
                channels.has(object.channel, &lists.channels)
            })
            && within(&self.states, |states| {
                object.state.is_some_and(|state| states.contains(&state))
            })
            && within(&self.modules, |modules| {
                object
                    .module
                    .is_some_and(|module| modules.names(lists).contains(module))
            })
            && within(&self.origin, |origins| {
                object
                    .origin
                    .is_some_and(|origin| origins.contains(&origin))
            })
            && within(&self.privacy, |wanted| object.privacy == Some(*wanted))
    }

    /// Whether it holds everywhere in the tenant.
    #[must_use]
    pub fn is_any(&self) -> bool {
        *self == Self::default()
    }
}

/// An unset dimension is no condition.
fn within<T>(dimension: &Option<T>, holds: impl FnOnce(&T) -> bool) -> bool {
    dimension.as_ref().is_none_or(holds)
}

impl<T: Ord> Among<T> {
    /// Whether a fact is in the set; a missing fact is in none.
    #[must_use]
    pub fn has(&self, fact: Option<&T>, mine: &BTreeSet<T>) -> bool {
        fact.is_some_and(|fact| self.resolve(mine).contains(fact))
    }

    /// The set that is meant, given the list on the actor's record.
    #[must_use]
    pub const fn resolve<'a>(&'a self, mine: &'a BTreeSet<T>) -> &'a BTreeSet<T> {
        match self {
            Self::These(these) => these,
            Self::Mine => mine,
        }
    }
}

impl Groups {
    /// Conversations in no group's queue.
    #[must_use]
    pub const fn without_group() -> Self {
        Self {
            these: BTreeSet::new(),
            mine: false,
            none: true,
        }
    }

    pub(crate) fn match_object(&self, object: ObjectGroups<'_>, lists: &Memberships) -> bool {
        let has = |group: &GroupId| {
            self.these.contains(group) || (self.mine && lists.groups.contains(group))
        };
        match object {
            ObjectGroups::Unknown => false,
            ObjectGroups::Conversation(None) => self.none,
            ObjectGroups::Conversation(Some(group)) => has(&group),
            ObjectGroups::Person(groups) => groups.iter().any(has),
        }
    }
}

impl Modules {
    /// The names that are meant, given the actor's record.
    #[must_use]
    pub const fn names<'a>(&'a self, lists: &'a Memberships) -> &'a BTreeSet<Module> {
        match self {
            Self::These(these) => these,
            Self::Mine => &lists.modules,
            Self::CabinetSections => &lists.cabinet_sections,
        }
    }
}

/// The notation of catalogue.md: `own & channels = $channels`.
impl fmt::Display for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut parts = Vec::new();
        if self.relation != Relation::Any {
            parts.push(self.relation.name().to_owned());
        }
        if let Some(groups) = &self.groups {
            let mut names: Vec<String> = groups.these.iter().map(ToString::to_string).collect();
            names.extend(groups.mine.then(|| "mine".to_owned()));
            names.extend(groups.none.then(|| "none".to_owned()));
            parts.push(format!("groups = {}", list(names)));
        }
        let mut dimension = |name: &str, text: Option<String>| {
            parts.extend(text.map(|text| format!("{name} = {text}")));
        };
        dimension(
            "people",
            self.people.as_ref().map(|s| s.text("$overseen_people")),
        );
        dimension(
            "assignee_groups",
            self.assignee_groups
                .as_ref()
                .map(|s| s.text("$overseen_groups")),
        );
        dimension("sites", self.sites.as_ref().map(|s| s.text("$sites")));
        dimension(
            "questionnaires",
            self.questionnaires
                .as_ref()
                .map(|s| s.text("$questionnaires")),
        );
        dimension(
            "channels",
            self.channels.as_ref().map(|s| s.text("$channels")),
        );
        dimension(
            "states",
            self.states
                .as_ref()
                .map(|s| list(s.iter().map(|s| s.name().to_owned()).collect())),
        );
        dimension(
            "modules",
            self.modules.as_ref().map(|modules| match modules {
                Modules::These(these) => list(these.iter().map(ToString::to_string).collect()),
                Modules::Mine => "$modules".to_owned(),
                Modules::CabinetSections => "$cabinet_sections".to_owned(),
            }),
        );
        dimension(
            "origin",
            self.origin
                .as_ref()
                .map(|s| list(s.iter().map(|o| o.name().to_owned()).collect())),
        );
        dimension(
            "privacy",
            self.privacy.map(|wanted| wanted.name().to_owned()),
        );
        if parts.is_empty() {
            return f.write_str("any");
        }
        f.write_str(&parts.join(" & "))
    }
}

impl<T: Ord + fmt::Display> Among<T> {
    fn text(&self, mine: &str) -> String {
        match self {
            Self::These(these) => list(these.iter().map(ToString::to_string).collect()),
            Self::Mine => mine.to_owned(),
        }
    }
}

fn list(names: Vec<String>) -> String {
    if names.is_empty() {
        return "nothing".to_owned();
    }
    names.join("|")
}
