//! The table of dimensions of catalogue section 2 in Cedar. A missing fact is a missing attribute
//! and satisfies none; a symbolic set is an attribute of the principal, read when Cedar is asked.

use std::collections::BTreeSet;
use std::fmt::Display;

use frontdesk_access::{Among, Groups, Modules, Scope};

use frontdesk_model::Privacy;

use super::Pen;
use super::names::{entity, set, string};
use crate::wrong::Wrong;

impl Pen {
    /// Where a right holds: the relation and every dimension that is set.
    pub(super) fn scope(self, scope: &Scope) -> Vec<String> {
        let mut dimensions = Vec::new();
        if let Some(groups) = &scope.groups {
            dimensions.push(self.groups(groups));
        }
        // the assignee (a user object: the user) is in the set; bot or none: false
        if let Some(people) = &scope.people {
            let people = self.among("User", people, "overseen_people");
            dimensions.push(format!(
                "({} || {})",
                self.fact_in("assignee", &people),
                self.fact_in("owner", &people)
            ));
        }
        if let Some(groups) = &scope.assignee_groups {
            let groups = self.among("Group", groups, "overseen_groups");
            dimensions.push(self.assignee_groups(&groups));
        }
        // the fact is in the set
        if let Some(sites) = &scope.sites {
            dimensions.push(self.fact_in("site", &self.among("Site", sites, "sites")));
        }
        if let Some(wanted) = &scope.questionnaires {
            let wanted = self.among("Questionnaire", wanted, "questionnaires");
            dimensions.push(self.fact_in("questionnaire", &wanted));
        }
        if let Some(channels) = &scope.channels {
            let wanted = match channels {
                Among::These(these) => Wanted::words(these.iter()),
                Among::Mine => Wanted::list("channels"),
            };
            dimensions.push(self.fact_in("channel", &wanted));
        }
        if let Some(states) = &scope.states {
            let wanted = Wanted::words(states.iter().map(|state| state.name()));
            dimensions.push(self.fact_in("state", &wanted));
        }
        if let Some(modules) = &scope.modules {
            dimensions.push(self.fact_in("module", &self.modules(modules)));
        }
        if let Some(origins) = &scope.origin {
            let wanted = Wanted::words(origins.iter().map(|origin| origin.name()));
            dimensions.push(self.fact_in("origin", &wanted));
        }
        if let Some(privacy) = scope.privacy {
            let mut wanted = vec![privacy.name()];
            if self.slips(Wrong::PrivateIsOpen) {
                wanted.push(Privacy::Private.name());
            }
            dimensions.push(self.fact_in("privacy", &Wanted::words(wanted.into_iter())));
        }
        if self.slips(Wrong::AnyDimension) && dimensions.len() > 1 {
            dimensions = vec![format!("({})", dimensions.join(" || "))];
        }
        self.relation(scope.relation)
            .into_iter()
            .chain(dimensions)
            .collect()
    }

    /// the conversation's group is in the set (a user object: any of its groups); `mine` = the
    /// actor's groups; `none` = a conversation without a group
    fn groups(self, groups: &Groups) -> String {
        let these = Wanted::entities("Group", &groups.these);
        let mine = Wanted::list("groups");
        let mut ways = vec![
            self.fact_in("group", &these),
            self.any_fact_in("groups", &these),
        ];
        if groups.mine && !self.slips(Wrong::MineIgnored) {
            ways.push(self.fact_in("group", &mine));
            ways.push(self.any_fact_in("groups", &mine));
        }
        if groups.none {
            let conversation = "(resource is Conversation || resource is Request)";
            ways.push(if self.slips(Wrong::NoneIsAny) {
                conversation.to_owned()
            } else if self.slips(Wrong::NoneOfEverything) {
                "!(resource has group) && !(resource has groups)".to_owned()
            } else {
                format!("({conversation} && !(resource has group))")
            });
        }
        format!("({})", ways.join(" || "))
    }

    /// the assignee is a person in one of these groups
    fn assignee_groups(self, wanted: &Wanted) -> String {
        if self.slips(Wrong::QueueForAssignee) {
            return self.fact_in("group", wanted);
        }
        let in_them = self.any_fact_in("assignee_groups", wanted);
        if self.slips(Wrong::GroupsOfBots) {
            return in_them;
        }
        format!("(resource has assignee && resource.assignee is User && {in_them})")
    }

    fn modules(self, modules: &Modules) -> Wanted {
        match modules {
            Modules::These(these) => Wanted::entities("Module", these),
            Modules::CabinetSections if !self.slips(Wrong::ListsSwapped) => {
                Wanted::list("cabinet_sections")
            }
            Modules::Mine | Modules::CabinetSections => Wanted::list("modules"),
        }
    }

    fn among<T: Ord + Display>(
        self,
        kind: &'static str,
        among: &Among<T>,
        list: &'static str,
    ) -> Wanted {
        match among {
            Among::These(these) => Wanted::entities(kind, these),
            Among::Mine => Wanted::list(list),
        }
    }

    /// The resource's attribute is there and in the set.
    fn fact_in(self, fact: &str, wanted: &Wanted) -> String {
        self.known(fact, wanted, |set| {
            format!("{set}.contains(resource.{fact})")
        })
    }

    /// The resource's attribute is a set, and one of it is in the wanted one.
    fn any_fact_in(self, fact: &str, wanted: &Wanted) -> String {
        self.known(fact, wanted, |set| {
            format!("resource.{fact}.containsAny({set})")
        })
    }

    fn known(self, fact: &str, wanted: &Wanted, matches: impl Fn(&str) -> String) -> String {
        if self.slips(Wrong::EmptyIsAll) && wanted.empty {
            return "true".to_owned();
        }
        let matches = matches(&wanted.text);
        if self.slips(Wrong::MissingMatches) {
            return format!("(!(resource has {fact}) || {matches})");
        }
        format!("(resource has {fact} && {matches})")
    }
}

/// A set as Cedar text: named things, or a list of the principal's.
#[derive(Debug)]
struct Wanted {
    text: String,
    empty: bool,
}

impl Wanted {
    fn entities<T: Ord + Display>(kind: &'static str, these: &BTreeSet<T>) -> Self {
        Self {
            text: set(these.iter().map(|item| entity(kind, item))),
            empty: these.is_empty(),
        }
    }

    fn words(these: impl Iterator<Item = impl Display>) -> Self {
        let words: Vec<String> = these.map(string).collect();
        Self {
            empty: words.is_empty(),
            text: set(words),
        }
    }

    fn list(name: &'static str) -> Self {
        Self {
            text: format!("principal.{name}"),
            empty: false,
        }
    }
}
