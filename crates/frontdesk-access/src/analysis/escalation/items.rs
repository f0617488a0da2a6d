//! The lists of a record taken apart: the one place that knows which lists there are.

use std::collections::BTreeSet;

use frontdesk_model::{
    Channel, GroupId, Memberships, Module, OrganizationId, QuestionnaireId, Relation, SiteId,
    UserId,
};

use crate::scope::{Among, Modules, Scope};

/// One thing on one list of a record, of those that scopes look at.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Item {
    Group(GroupId),
    Site(SiteId),
    Questionnaire(QuestionnaireId),
    Channel(Channel),
    Module(Module),
    CabinetSection(Module),
    OverseenGroup(GroupId),
    OverseenPerson(UserId),
    Organization(OrganizationId),
}

/// Everything on these lists. Languages are no matter of rights.
pub(super) fn items(lists: &Memberships) -> BTreeSet<Item> {
    let Memberships {
        groups,
        sites,
        languages: _,
        questionnaires,
        channels,
        modules,
        cabinet_sections,
        overseen_groups,
        overseen_people,
        organizations,
    } = lists;
    let groups = groups.iter().copied().map(Item::Group);
    let sites = sites.iter().copied().map(Item::Site);
    let filled = questionnaires.iter().copied().map(Item::Questionnaire);
    let channels = channels.iter().cloned().map(Item::Channel);
    let modules = modules.iter().cloned().map(Item::Module);
    let sections = cabinet_sections.iter().cloned().map(Item::CabinetSection);
    let overseen = overseen_groups.iter().copied().map(Item::OverseenGroup);
    let people = overseen_people.iter().copied().map(Item::OverseenPerson);
    let companies = organizations.iter().copied().map(Item::Organization);
    let of_work = groups.chain(sites).chain(filled).chain(channels);
    let of_product = modules.chain(sections);
    let of_people = overseen.chain(people).chain(companies);
    of_work.chain(of_product).chain(of_people).collect()
}

/// The lists with this on them too.
pub(super) fn with<'a>(
    lists: &Memberships,
    more: impl IntoIterator<Item = &'a Item>,
) -> Memberships {
    let mut lists = lists.clone();
    for item in more {
        match item.clone() {
            Item::Group(group) => drop(lists.groups.insert(group)),
            Item::Site(site) => drop(lists.sites.insert(site)),
            Item::Questionnaire(filled) => drop(lists.questionnaires.insert(filled)),
            Item::Channel(channel) => drop(lists.channels.insert(channel)),
            Item::Module(module) => drop(lists.modules.insert(module)),
            Item::CabinetSection(section) => drop(lists.cabinet_sections.insert(section)),
            Item::OverseenGroup(group) => drop(lists.overseen_groups.insert(group)),
            Item::OverseenPerson(person) => drop(lists.overseen_people.insert(person)),
            Item::Organization(company) => drop(lists.organizations.insert(company)),
        }
    }
    lists
}

/// The lists without this on them.
pub(super) fn without<'a>(
    lists: &Memberships,
    less: impl IntoIterator<Item = &'a Item>,
) -> Memberships {
    let mut lists = lists.clone();
    for item in less {
        match item {
            Item::Group(group) => drop(lists.groups.remove(group)),
            Item::Site(site) => drop(lists.sites.remove(site)),
            Item::Questionnaire(filled) => drop(lists.questionnaires.remove(filled)),
            Item::Channel(channel) => drop(lists.channels.remove(channel)),
            Item::Module(module) => drop(lists.modules.remove(module)),
            Item::CabinetSection(section) => drop(lists.cabinet_sections.remove(section)),
            Item::OverseenGroup(group) => drop(lists.overseen_groups.remove(group)),
            Item::OverseenPerson(person) => drop(lists.overseen_people.remove(person)),
            Item::Organization(company) => drop(lists.organizations.remove(company)),
        }
    }
    lists
}

/// What a scope names that can stand on a list.
pub(super) fn named(scope: &Scope) -> BTreeSet<Item> {
    fn these<T: Ord + Clone>(among: &Option<Among<T>>, item: fn(T) -> Item) -> Vec<Item> {
        match among {
            Some(Among::These(these)) => these.iter().cloned().map(item).collect(),
            Some(Among::Mine) | None => Vec::new(),
        }
    }
    let groups = scope.groups.iter().flat_map(|groups| &groups.these);
    let mut found: BTreeSet<Item> = groups.copied().map(Item::Group).collect();
    found.extend(these(&scope.people, Item::OverseenPerson));
    found.extend(these(&scope.assignee_groups, Item::OverseenGroup));
    found.extend(these(&scope.sites, Item::Site));
    found.extend(these(&scope.questionnaires, Item::Questionnaire));
    found.extend(these(&scope.channels, Item::Channel));
    if let Some(Modules::These(modules)) = &scope.modules {
        found.extend(modules.iter().cloned().map(Item::Module));
        found.extend(modules.iter().cloned().map(Item::CabinetSection));
    }
    found
}

/// Whether the scope reads the list that this stands on.
pub(super) fn reads(scope: &Scope, item: &Item) -> bool {
    match item {
        Item::Group(_) => {
            scope.relation == Relation::MyGroupQueue
                || scope.groups.as_ref().is_some_and(|groups| groups.mine)
        }
        Item::Site(_) => scope.sites == Some(Among::Mine),
        Item::Questionnaire(_) => scope.questionnaires == Some(Among::Mine),
        Item::Channel(_) => scope.channels == Some(Among::Mine),
        Item::Module(_) => scope.modules == Some(Modules::Mine),
        Item::CabinetSection(_) => scope.modules == Some(Modules::CabinetSections),
        Item::OverseenGroup(_) => scope.assignee_groups == Some(Among::Mine),
        Item::OverseenPerson(_) => scope.people == Some(Among::Mine),
        Item::Organization(_) => scope.relation == Relation::RequesterOrganization,
    }
}

/// One thing of each list that is not among these: what nobody names can be put on a list too.
pub(super) fn unnamed(all: &BTreeSet<Item>) -> BTreeSet<Item> {
    let module = |number: i64| Module::new(&format!("other-{number}")).ok();
    let makers: [&dyn Fn(i64) -> Option<Item>; 9] = [
        &|n| Some(Item::Group(GroupId::from_number(n))),
        &|n| Some(Item::Site(SiteId::from_number(n))),
        &|n| Some(Item::Questionnaire(QuestionnaireId::from_number(n))),
        &|n| Some(Item::Channel(Channel::from_name(&format!("other-{n}")))),
        &|n| module(n).map(Item::Module),
        &|n| module(n).map(Item::CabinetSection),
        &|n| Some(Item::OverseenGroup(GroupId::from_number(n))),
        &|n| Some(Item::OverseenPerson(UserId::from_number(n))),
        &|n| Some(Item::Organization(OrganizationId::from_number(n))),
    ];
    let free = |make: &&dyn Fn(i64) -> Option<Item>| {
        let mut others = (1..).filter_map(make);
        others.find(|item| !all.contains(item))
    };
    makers.iter().filter_map(free).collect()
}
