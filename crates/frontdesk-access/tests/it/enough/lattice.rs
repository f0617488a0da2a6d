//! The scopes around a scope, and which of them are narrower: written from the definitions of the
//! relations and not from the engine.

use std::collections::BTreeSet;

use frontdesk_access::{Among, Groups, Holder, Modules, ObjectKind, Origin, Scope};
use frontdesk_model::{
    Channel, ConversationState, GroupId, Module, QuestionnaireId, Relation, SiteId, UserId,
};

/// The nine dimensions as sets of text; a list of the record is one word.
type Dimensions = [Option<BTreeSet<String>>; 9];

const GROUPS: usize = 0;
const PEOPLE: usize = 1;
const STATES: usize = 6;

fn dimensions(scope: &Scope) -> Dimensions {
    fn among<T: Ord + ToString>(set: &Option<Among<T>>) -> Option<BTreeSet<String>> {
        set.as_ref().map(|set| match set {
            Among::These(these) => these.iter().map(ToString::to_string).collect(),
            Among::Mine => ["$".to_owned()].into(),
        })
    }
    let groups = scope.groups.as_ref().map(|groups| {
        let named = groups.these.iter().map(ToString::to_string);
        let mine = groups.mine.then(|| "mine".to_owned());
        let none = groups.none.then(|| "none".to_owned());
        named.chain(mine).chain(none).collect()
    });
    let modules = scope.modules.as_ref().map(|modules| match modules {
        Modules::These(these) => these.iter().map(ToString::to_string).collect(),
        Modules::Mine => ["$".to_owned()].into(),
        Modules::CabinetSections => ["$$".to_owned()].into(),
    });
    let states = scope.states.as_ref();
    let origin = scope.origin.as_ref();
    [
        groups,
        among(&scope.people),
        among(&scope.assignee_groups),
        among(&scope.sites),
        among(&scope.questionnaires),
        among(&scope.channels),
        states.map(|states| states.iter().map(|s| s.name().to_owned()).collect()),
        modules,
        origin.map(|origin| origin.iter().map(|o| o.name().to_owned()).collect()),
    ]
}

fn is_subset(inner: &Dimensions, outer: &Dimensions) -> bool {
    inner.iter().zip(outer).all(|pair| match pair {
        (_, None) => true,
        (None, Some(_)) => false,
        (Some(inner), Some(outer)) => inner.is_subset(outer),
    })
}

/// Whether one scope lies in the other for everybody, by what the two say.
pub(super) fn lies_within(inner: &Scope, outer: &Scope) -> bool {
    let related = match (inner.relation, outer.relation) {
        (_, Relation::Any) | (Relation::MyGroupQueue, Relation::Unassigned) => true,
        (inner, outer) => inner == outer,
    };
    related && is_subset(&dimensions(inner), &dimensions(outer))
}

/// Whether the first lies in the second for this person and the second not in the first, of objects of
/// this kind.
pub(super) fn is_narrower(inner: &Scope, outer: &Scope, kind: ObjectKind, holder: &Holder) -> bool {
    implies(inner, outer, kind, holder) && !implies(outer, inner, kind, holder)
}

/// Whether every object in the first scope lies in the second, by what the relations mean and by the
/// lists as they are on the record.
fn implies(inner: &Scope, outer: &Scope, kind: ObjectKind, holder: &Holder) -> bool {
    let (relations, facts) = complete(&resolved(inner, holder), kind, holder);
    relations.contains(&outer.relation) && is_subset(&facts, &dimensions(&resolved(outer, holder)))
}

/// The scope with the lists of the record in the place of their names.
fn resolved(scope: &Scope, holder: &Holder) -> Scope {
    fn these<T: Ord + Clone>(set: &mut Option<Among<T>>, list: &BTreeSet<T>) {
        if *set == Some(Among::Mine) {
            *set = Some(Among::These(list.clone()));
        }
    }
    let mut scope = scope.clone();
    let lists = &holder.memberships;
    if let Some(groups) = &mut scope.groups
        && groups.mine
    {
        groups.mine = false;
        groups.these.extend(&lists.groups);
    }
    these(&mut scope.people, &lists.overseen_people);
    these(&mut scope.assignee_groups, &lists.overseen_groups);
    these(&mut scope.sites, &lists.sites);
    these(&mut scope.questionnaires, &lists.questionnaires);
    these(&mut scope.channels, &lists.channels);
    let modules = match &scope.modules {
        Some(Modules::Mine) => Some(&lists.modules),
        Some(Modules::CabinetSections) => Some(&lists.cabinet_sections),
        _ => None,
    };
    if let Some(modules) = modules {
        scope.modules = Some(Modules::These(modules.clone()));
    }
    scope
}

/// The relations that hold wherever the scope does, and its dimensions with what its relation says.
fn complete(scope: &Scope, kind: ObjectKind, holder: &Holder) -> (BTreeSet<Relation>, Dimensions) {
    let mut facts = dimensions(scope);
    // What a relation means to a host's own kind only the host knows: one object can be both `own` and
    // `self`, and neither says whose it is.
    if matches!(kind, ObjectKind::Host(_)) {
        return ([Relation::Any, scope.relation].into(), facts);
    }
    let me: BTreeSet<String> = holder
        .id
        .user()
        .map(|id| id.to_string())
        .into_iter()
        .collect();
    let mine: BTreeSet<String> = holder
        .memberships
        .groups
        .iter()
        .map(ToString::to_string)
        .collect();
    let mut only = |at: usize, names: &BTreeSet<String>| {
        facts[at] = Some(match &facts[at] {
            None => names.clone(),
            Some(set) => set.intersection(names).cloned().collect(),
        });
    };
    let states = |names: &[&str]| names.iter().map(ToString::to_string).collect();
    match scope.relation {
        Relation::Own => only(PEOPLE, &me),
        Relation::Myself if !me.is_empty() => only(PEOPLE, &me),
        Relation::OfferedToMe => only(STATES, &states(&["offered"])),
        Relation::ColleagueInWork => only(STATES, &states(&["in_work"])),
        Relation::Unassigned => only(STATES, &states(&["new", "waiting"])),
        Relation::MyGroupQueue => {
            only(STATES, &states(&["new", "waiting"]));
            only(GROUPS, &mine);
        }
        _ => {}
    }
    let mut relations: BTreeSet<Relation> = [Relation::Any, scope.relation].into();
    if scope.relation == Relation::MyGroupQueue {
        relations.insert(Relation::Unassigned);
    }
    let within = |at: usize, names: &BTreeSet<String>| {
        facts[at].as_ref().is_some_and(|set| set.is_subset(names))
    };
    if scope.relation == Relation::Unassigned && within(GROUPS, &mine) {
        relations.insert(Relation::MyGroupQueue);
    }
    // A conversation that I have is my own; a record that is mine is my own record. Which of the two
    // it is does not matter: nothing is both.
    if within(PEOPLE, &me) {
        relations.extend([Relation::Own, Relation::Myself]);
    }
    let another = facts[PEOPLE]
        .as_ref()
        .is_some_and(|set| set.is_disjoint(&me));
    if another && within(STATES, &states(&["in_work"])) {
        relations.insert(Relation::ColleagueInWork);
    }
    (relations, facts)
}

/// The same scope with every other relation, each with every dimension as it is and with any one
/// dimension set to each thing of the small pools, to a list of the record, to nothing, or unset.
pub(super) fn around(scope: &Scope) -> Vec<Scope> {
    let mut all = Vec::new();
    for relation in Relation::ALL {
        let base = Scope {
            relation,
            ..scope.clone()
        };
        all.push(base.clone());
        let mut one = |change: &dyn Fn(&mut Scope)| {
            let mut changed = base.clone();
            change(&mut changed);
            all.push(changed);
        };
        for groups in groups() {
            one(&|scope| scope.groups.clone_from(&groups));
        }
        for people in sets((1..=4).map(UserId::from_number)) {
            one(&|scope| scope.people.clone_from(&people));
        }
        for groups in sets((1..=3).map(GroupId::from_number)) {
            one(&|scope| scope.assignee_groups.clone_from(&groups));
        }
        for sites in sets((1..=3).map(SiteId::from_number)) {
            one(&|scope| scope.sites.clone_from(&sites));
        }
        for filled in sets((1..=2).map(QuestionnaireId::from_number)) {
            one(&|scope| scope.questionnaires.clone_from(&filled));
        }
        for channels in sets([Channel::Email, Channel::Web, Channel::Custom(3)]) {
            one(&|scope| scope.channels.clone_from(&channels));
        }
        for states in named(ConversationState::ALL) {
            one(&|scope| scope.states.clone_from(&states));
        }
        for origin in named([Origin::Conversation, Origin::Independent]) {
            one(&|scope| scope.origin.clone_from(&origin));
        }
        let names = ["livechat", "reports", "settings"];
        let modules = named(names.map(|name| Module::new(name).unwrap()));
        for modules in modules {
            one(&|scope| scope.modules = modules.clone().map(Modules::These));
        }
        one(&|scope| scope.modules = Some(Modules::Mine));
        one(&|scope| scope.modules = Some(Modules::CabinetSections));
    }
    all
}

fn groups() -> Vec<Option<Groups>> {
    let mut all: Vec<Option<Groups>> = named((1..=3).map(GroupId::from_number))
        .into_iter()
        .map(|these| {
            these.map(|these| Groups {
                these,
                ..Groups::default()
            })
        })
        .collect();
    all.push(Some(Groups::without_group()));
    all.push(Some(Groups {
        mine: true,
        ..Groups::default()
    }));
    all
}

/// Unset, nothing, and each thing alone.
fn named<T: Ord>(things: impl IntoIterator<Item = T>) -> Vec<Option<BTreeSet<T>>> {
    let mut all = vec![None, Some(BTreeSet::new())];
    all.extend(things.into_iter().map(|thing| Some([thing].into())));
    all
}

fn sets<T: Ord>(things: impl IntoIterator<Item = T>) -> Vec<Option<Among<T>>> {
    let mut all: Vec<_> = named(things)
        .into_iter()
        .map(|these| these.map(Among::These))
        .collect();
    all.push(Some(Among::Mine));
    all
}
