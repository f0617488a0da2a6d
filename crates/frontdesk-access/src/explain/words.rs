//! What people call the things that reasons name.

use frontdesk_model::{Id, Kind, Names, NoNames, Relation};

use crate::catalogue::Catalogue;
use crate::permission::Permission;
use crate::reason::Source;
use crate::role::RoleId;
use crate::scope::{Among, Modules, Scope};

/// What people call things: rights, roles and add-ons by the catalogue, the rest by the host's
/// names. What has no name goes by its id.
#[derive(Clone, Copy)]
pub(crate) struct Words<'a> {
    pub(crate) catalogue: Option<&'a Catalogue>,
    pub(crate) names: &'a dyn Names,
}

impl Words<'_> {
    /// Everything by its id.
    pub(crate) const PLAIN: Self = Self {
        catalogue: None,
        names: &NoNames,
    };

    /// The host's own name for its own right.
    pub(crate) fn permission(&self, permission: Permission) -> &str {
        match self.catalogue {
            Some(catalogue) => catalogue.name_of(permission),
            None => permission.name(),
        }
    }

    /// What it lets a person do.
    pub(crate) fn title(&self, permission: Permission) -> &str {
        let own = self.catalogue.and_then(|catalogue| {
            catalogue
                .host_permissions()
                .find(|right| right.permission == permission)
        });
        own.map_or_else(|| permission.title(), |right| &right.title)
    }

    /// A role.
    pub(crate) fn role(&self, id: &RoleId) -> String {
        let role = self.catalogue.and_then(|catalogue| catalogue.role(id));
        let label = role.map_or(id.as_str(), |role| role.labels.source());
        format!("role {label}")
    }

    /// Where a grant comes from.
    pub(crate) fn source(&self, source: &Source) -> String {
        match source {
            Source::Role(role) => self.role(role),
            Source::AddOn { role, add_on } => {
                let held = self.catalogue.and_then(|catalogue| catalogue.role(role));
                let label = held.and_then(|role| role.add_ons.get(add_on));
                match label {
                    Some(label) => format!("{} of {}", label.labels.source(), self.role(role)),
                    None => format!("{add_on} of {role}"),
                }
            }
            Source::Person => "a grant to the person".to_owned(),
        }
    }

    /// A scope in the notation of catalogue.md, with names for ids.
    pub(crate) fn scope(&self, scope: &Scope) -> String {
        let Scope {
            relation,
            groups,
            people,
            assignee_groups,
            sites,
            questionnaires,
            channels,
            states,
            modules,
            origin,
            privacy,
        } = scope;
        let mut parts = Vec::new();
        if *relation != Relation::Any {
            parts.push(relation.name().to_owned());
        }
        let mut dimension = |name: &str, names: Option<Vec<String>>| {
            parts.extend(names.map(|names| match names.is_empty() {
                true => format!("{name} = nothing"),
                false => format!("{name} = {}", names.join("|")),
            }));
        };
        dimension(
            "groups",
            groups.as_ref().map(|groups| {
                let named = groups.these.iter().map(|group| self.name(group));
                let mine = groups.mine.then(|| "mine".to_owned());
                let none = groups.none.then(|| "none".to_owned());
                named.chain(mine).chain(none).collect()
            }),
        );
        dimension(
            "people",
            people.as_ref().map(|of| self.ids(of, "$overseen_people")),
        );
        dimension(
            "assignee_groups",
            assignee_groups
                .as_ref()
                .map(|of| self.ids(of, "$overseen_groups")),
        );
        dimension("sites", sites.as_ref().map(|of| self.ids(of, "$sites")));
        dimension(
            "questionnaires",
            questionnaires
                .as_ref()
                .map(|of| self.ids(of, "$questionnaires")),
        );
        dimension(
            "channels",
            channels.as_ref().map(|of| texts(of, "$channels")),
        );
        dimension(
            "states",
            states
                .as_ref()
                .map(|of| of.iter().map(|state| state.name().to_owned()).collect()),
        );
        dimension(
            "modules",
            modules.as_ref().map(|of| match of {
                Modules::These(these) => these.iter().map(ToString::to_string).collect(),
                Modules::Mine => vec!["$modules".to_owned()],
                Modules::CabinetSections => vec!["$cabinet_sections".to_owned()],
            }),
        );
        dimension(
            "origin",
            origin
                .as_ref()
                .map(|of| of.iter().map(|origin| origin.name().to_owned()).collect()),
        );
        dimension("privacy", privacy.map(|of| vec![of.name().to_owned()]));
        if parts.is_empty() {
            return "any".to_owned();
        }
        // A text of many lines is read line by line: a channel that nobody listed begins none.
        parts
            .join(" & ")
            .replace("\r\n", " ")
            .replace(['\r', '\n'], " ")
    }

    /// One thing by its id.
    pub(crate) fn name<K: Kind>(&self, id: &Id<K>) -> String {
        self.names.name_or_id(id.uuid())
    }

    fn ids<K: Kind>(&self, among: &Among<Id<K>>, mine: &str) -> Vec<String>
    where
        Id<K>: Ord,
    {
        match among {
            Among::These(these) => these.iter().map(|id| self.name(id)).collect(),
            Among::Mine => vec![mine.to_owned()],
        }
    }
}

fn texts<T: Ord + ToString>(among: &Among<T>, mine: &str) -> Vec<String> {
    match among {
        Among::These(these) => these.iter().map(ToString::to_string).collect(),
        Among::Mine => vec![mine.to_owned()],
    }
}
