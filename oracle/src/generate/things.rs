//! Objects that lie within a scope, and the same with one thing spoiled.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use frontdesk_access::{Among, Groups, Holder, Modules, ObjectKind, OrderFacts, Scope};
use frontdesk_model::{
    Assignee, ConversationFacts, ConversationId, ConversationState, CustomerId, GroupId, Privacy,
    Relation, Relations, UserId,
};
use frontdesk_testkit::{Thing, cast};

use super::chance::Chance;
use super::pools;

/// An object of this kind that lies within the scope for this person, where one can. The facts are
/// set one after the other and may undo each other: such a question is denied, which is a case too.
pub(super) fn within(
    chance: &mut Chance,
    kind: ObjectKind,
    scope: &Scope,
    holder: &Holder,
) -> Thing {
    let tenant = holder.tenant;
    match kind {
        ObjectKind::Section => Thing::Section(tenant),
        ObjectKind::Conversation => Thing::Conversation(conversation(chance, scope, holder)),
        ObjectKind::Request => Thing::Request(conversation(chance, scope, holder)),
        ObjectKind::Order => Thing::Order(OrderFacts {
            tenant,
            creator: if scope.relation == Relation::Created {
                holder.id.user()
            } else {
                chance.sometimes(60, &pools::users())
            },
            origin: match &scope.origin {
                Some(these) => one_of(chance, these),
                None => chance.sometimes(80, &pools::ORIGINS),
            },
        }),
        ObjectKind::NewOrder => {
            let wanted = scope.origin.as_ref();
            let origin = wanted.and_then(|these| one_of(chance, these));
            Thing::NewOrder(
                tenant,
                origin.unwrap_or_else(|| chance.pick(&pools::ORIGINS)),
            )
        }
        ObjectKind::User => user(chance, scope, holder),
        ObjectKind::Host(kind) => {
            let lists = &holder.memberships;
            let stated = if chance.percent(80) {
                scope.relation
            } else {
                chance.pick(&Relation::ALL)
            };
            Thing::Host {
                tenant,
                kind,
                relations: Relations::ANY | stated.flag(),
                site: match &scope.sites {
                    Some(sites) => among(chance, sites, &lists.sites),
                    None => chance.sometimes(50, &pools::sites()),
                },
            }
        }
        ObjectKind::Site => {
            let lists = &holder.memberships;
            let wanted = scope.sites.as_ref();
            let site = wanted.and_then(|sites| among(chance, sites, &lists.sites));
            Thing::Site(tenant, site.unwrap_or_else(|| chance.pick(&pools::sites())))
        }
        ObjectKind::Module => {
            let lists = &holder.memberships;
            let module = scope.modules.as_ref().and_then(|modules| match modules {
                Modules::These(these) => one_of(chance, these),
                Modules::Mine => one_of(chance, &lists.modules),
                Modules::CabinetSections => one_of(chance, &lists.cabinet_sections),
            });
            Thing::Module(
                tenant,
                module.unwrap_or_else(|| chance.pick(&pools::modules())),
            )
        }
    }
}

fn one_of<T: Clone>(chance: &mut Chance, set: &BTreeSet<T>) -> Option<T> {
    let items: Vec<T> = set.iter().cloned().collect();
    chance.pick_any(&items)
}

fn among<T: Clone + Ord>(chance: &mut Chance, wanted: &Among<T>, mine: &BTreeSet<T>) -> Option<T> {
    match wanted {
        Among::These(these) => one_of(chance, these),
        Among::Mine => one_of(chance, mine),
    }
}

/// One of the named groups or of one's own.
fn a_group(chance: &mut Chance, wanted: &Groups, holder: &Holder) -> Option<GroupId> {
    let mut groups = wanted.these.clone();
    if wanted.mine {
        groups.extend(&holder.memberships.groups);
    }
    one_of(chance, &groups)
}

fn user(chance: &mut Chance, scope: &Scope, holder: &Holder) -> Thing {
    let own = scope.relation == Relation::Myself;
    if own && (holder.id.user().is_none() || chance.percent(50)) {
        return Thing::OwnRecord;
    }
    let people = scope.people.as_ref();
    let wanted =
        people.and_then(|people| among(chance, people, &holder.memberships.overseen_people));
    let me = holder.id.user().filter(|_| own);
    let mut groups = chance.few(&pools::groups());
    if let Some(wanted) = &scope.groups {
        groups.extend(a_group(chance, wanted, holder));
    }
    Thing::User {
        tenant: holder.tenant,
        user: me
            .or(wanted)
            .unwrap_or_else(|| chance.pick(&pools::users())),
        groups,
    }
}

fn conversation(chance: &mut Chance, scope: &Scope, holder: &Holder) -> ConversationFacts {
    let mut chat = some_conversation(chance, holder);
    stand(chance, &mut chat, scope, holder);
    let lists = &holder.memberships;
    if let Some(groups) = &scope.groups {
        let group = a_group(chance, groups, holder);
        let queue = scope.relation == Relation::MyGroupQueue;
        let fits = chat
            .group
            .is_some_and(|g| groups.these.contains(&g) || groups.mine);
        if !(queue && fits) {
            chat.group = group.filter(|_| !groups.none || chance.percent(50));
        }
    }
    if let Some(people) = &scope.people {
        let person = among(chance, people, &lists.overseen_people);
        let me = holder.id.user();
        let right = match scope.relation {
            Relation::Own | Relation::Unassigned | Relation::OfferedToMe => false,
            Relation::MyGroupQueue => false,
            Relation::ColleagueInWork | Relation::Substitute => person != me,
            _ => true,
        };
        if right && let Some(person) = person {
            chat.assignee = Some(Assignee::Person(person));
        }
    }
    if let Some(groups) = &scope.assignee_groups {
        chat.assignee_groups
            .extend(among(chance, groups, &lists.overseen_groups));
        if chat.assigned_person().is_none() && scope.relation == Relation::Any {
            chat.assignee = Some(Assignee::Person(chance.pick(&pools::users())));
        }
    }
    if let Some(sites) = &scope.sites {
        chat.site = among(chance, sites, &lists.sites);
    }
    if let Some(wanted) = &scope.questionnaires {
        chat.questionnaire = among(chance, wanted, &lists.questionnaires);
    }
    if let Some(channels) = &scope.channels {
        chat.channel = among(chance, channels, &lists.channels);
    }
    if let Some(states) = &scope.states {
        let possible: Vec<ConversationState> = states
            .iter()
            .copied()
            .filter(|state| possible(scope.relation, *state))
            .collect();
        chat.state = chance.pick_any(&possible).or(chat.state);
    }
    if scope.privacy.is_some() {
        chat.privacy = scope.privacy;
    }
    chat
}

/// Whether a conversation in this state can stand in this relation.
const fn possible(relation: Relation, state: ConversationState) -> bool {
    use ConversationState as S;
    match relation {
        Relation::Unassigned | Relation::MyGroupQueue => matches!(state, S::New | S::Waiting),
        Relation::OfferedToMe => matches!(state, S::Offered),
        Relation::ColleagueInWork => matches!(state, S::InWork),
        _ => true,
    }
}

/// A conversation with most facts known, consistent or not, as hosts hand them in.
fn some_conversation(chance: &mut Chance, holder: &Holder) -> ConversationFacts {
    let number = i64::try_from(chance.below(9)).unwrap_or_default();
    let id = ConversationId::from_number(number);
    let mut chat = ConversationFacts::new(holder.tenant, id, cast::noon());
    chat.assignee = match chance.below(10) {
        0..6 => Some(Assignee::Person(chance.pick(&pools::users()))),
        6..8 => Some(Assignee::Bot(chance.pick(&pools::bots()))),
        _ => None,
    };
    chat.assignee_groups = chance.few(&pools::groups());
    chat.state = chance.sometimes(90, &ConversationState::ALL);
    chat.offered_to = chance.sometimes(40, &pools::users());
    chat.group = chance.sometimes(70, &pools::groups());
    chat.site = chance.sometimes(75, &pools::sites());
    chat.questionnaire = chance.sometimes(75, &pools::questionnaires());
    chat.channel = chance.sometimes(75, &pools::channels());
    chat.participants = chance.few(&pools::users());
    chat.mentioned = chance.few(&pools::users());
    chat.substitutes = chance.few(&pools::users());
    chat.privacy = chance.sometimes(70, &Privacy::ALL);
    chat.creator = chance.sometimes(60, &pools::users());
    chat.requester = chance.sometimes(70, &pools::customers());
    chat.organization = chance.sometimes(60, &pools::organizations());
    chat.copied = in_copy(chance.few(&pools::customers()));
    chat.deleted = chance.percent(7);
    chat.spam = chance.percent(7);
    chat
}

/// Makes the relation true, where it can be.
fn stand(chance: &mut Chance, chat: &mut ConversationFacts, scope: &Scope, holder: &Holder) {
    let me: Option<UserId> = holder.id.user();
    let waiting = [ConversationState::New, ConversationState::Waiting];
    match scope.relation {
        Relation::Any | Relation::Myself => {}
        Relation::Own => chat.assignee = me.map(Assignee::Person),
        Relation::Participating => chat.participants.extend(me),
        Relation::Mentioned => chat.mentioned.extend(me),
        Relation::Substitute => {
            chat.assignee = Some(Assignee::Person(a_colleague(chance, holder)));
            chat.substitutes.extend(me);
        }
        Relation::Created => chat.creator = me,
        Relation::Unassigned => {
            chat.assignee = None;
            chat.state = Some(chance.pick(&waiting));
        }
        Relation::OfferedToMe => {
            chat.assignee = None;
            chat.state = Some(ConversationState::Offered);
            chat.offered_to = me;
        }
        Relation::MyGroupQueue => {
            chat.assignee = None;
            chat.state = Some(chance.pick(&waiting));
            chat.group = queue_of_mine(chance, scope, holder);
        }
        Relation::ColleagueInWork => {
            chat.assignee = Some(Assignee::Person(a_colleague(chance, holder)));
            chat.state = Some(ConversationState::InWork);
        }
        Relation::Requester => {
            let customer: Option<CustomerId> = holder.id.customer();
            chat.requester = customer.or(chat.requester);
        }
        Relation::RequesterOrganization => {
            chat.organization = one_of(chance, &holder.memberships.organizations);
        }
        Relation::Copied => chat.copied.extend(in_copy(holder.id.customer())),
    }
}

/// These customers in copy, since the same moment: no right asks since when.
fn in_copy(customers: impl IntoIterator<Item = CustomerId>) -> BTreeMap<CustomerId, DateTime<Utc>> {
    let since = customers
        .into_iter()
        .map(|customer| (customer, cast::noon()));
    since.collect()
}

/// A user who is not this person.
fn a_colleague(chance: &mut Chance, holder: &Holder) -> UserId {
    let me = holder.id.user();
    let others = pools::users().into_iter().filter(|user| Some(*user) != me);
    chance.pick(&others.collect::<Vec<_>>())
}

/// One of my groups, and of the named ones where some are named.
fn queue_of_mine(chance: &mut Chance, scope: &Scope, holder: &Holder) -> Option<GroupId> {
    let mine = &holder.memberships.groups;
    let named = scope.groups.as_ref().filter(|groups| !groups.mine);
    match named {
        Some(groups) => {
            let both: BTreeSet<GroupId> = mine.intersection(&groups.these).copied().collect();
            one_of(chance, &both)
        }
        None => one_of(chance, mine),
    }
}

/// The same object with one fact missing or another.
pub(super) fn spoiled(chance: &mut Chance, thing: Thing) -> Thing {
    match thing {
        Thing::Conversation(chat) => Thing::Conversation(spoiled_conversation(chance, chat)),
        Thing::Request(chat) => Thing::Request(spoiled_conversation(chance, chat)),
        Thing::Order(mut order) => {
            if chance.percent(50) {
                order.creator = chance.sometimes(50, &pools::users());
            } else {
                order.origin = chance.sometimes(50, &pools::ORIGINS);
            }
            Thing::Order(order)
        }
        Thing::NewOrder(tenant, _) => Thing::NewOrder(tenant, chance.pick(&pools::ORIGINS)),
        Thing::User { tenant, .. } => Thing::User {
            tenant,
            user: chance.pick(&pools::users()),
            groups: chance.few(&pools::groups()),
        },
        Thing::OwnRecord => Thing::OwnRecord,
        Thing::Site(tenant, _) => Thing::Site(tenant, chance.pick(&pools::sites())),
        Thing::Module(tenant, _) => Thing::Module(tenant, chance.pick(&pools::modules())),
        Thing::Section(tenant) => Thing::Section(tenant),
        Thing::Host { tenant, kind, .. } => Thing::Host {
            tenant,
            kind: if chance.percent(70) { kind } else { 3 - kind },
            relations: Relations::ANY | chance.pick(&Relation::ALL).flag(),
            site: chance.sometimes(50, &pools::sites()),
        },
    }
}

fn spoiled_conversation(chance: &mut Chance, mut chat: ConversationFacts) -> ConversationFacts {
    match chance.below(16) {
        0 => chat.assignee = Some(Assignee::Bot(chance.pick(&pools::bots()))),
        1 => chat.assignee = None,
        2 => chat.assignee = Some(Assignee::Person(chance.pick(&pools::users()))),
        3 => chat.state = None,
        4 | 5 => chat.state = Some(chance.pick(&ConversationState::ALL)),
        6 => chat.group = chance.sometimes(50, &pools::groups()),
        7 => chat.offered_to = chance.sometimes(50, &pools::users()),
        8 => chat.site = chance.sometimes(50, &pools::sites()),
        9 => chat.questionnaire = chance.sometimes(50, &pools::questionnaires()),
        10 => chat.channel = chance.sometimes(50, &pools::channels()),
        11 => {
            chat.participants = BTreeSet::new();
            chat.creator = None;
        }
        12 => {
            chat.requester = chance.sometimes(50, &pools::customers());
            chat.organization = chance.sometimes(50, &pools::organizations());
            chat.copied = in_copy(chance.few(&pools::customers()));
        }
        13 => {
            chat.mentioned = BTreeSet::new();
            chat.substitutes = BTreeSet::new();
        }
        14 => chat.privacy = chance.sometimes(50, &Privacy::ALL),
        _ => chat.assignee_groups = BTreeSet::new(),
    }
    chat
}

/// The same object just outside of a relation: what somebody could take for it.
pub(super) fn unrelated(
    chance: &mut Chance,
    thing: &mut Thing,
    relation: Relation,
    holder: &Holder,
) {
    let (Thing::Conversation(chat) | Thing::Request(chat)) = thing else {
        *thing = spoiled(chance, thing.clone());
        return;
    };
    let me: Option<UserId> = holder.id.user();
    let other = a_colleague(chance, holder);
    let bot = Assignee::Bot(chance.pick(&pools::bots()));
    let nearly = chance.below(3);
    match (relation, nearly) {
        (Relation::Own, 0) | (Relation::Unassigned | Relation::MyGroupQueue, 1) => {
            chat.assignee = Some(bot);
        }
        (Relation::Own, _) => chat.assignee = Some(Assignee::Person(other)),
        (Relation::Participating, _) => {
            chat.participants = BTreeSet::from([other]);
        }
        (Relation::Mentioned, _) => chat.mentioned = BTreeSet::from([other]),
        (Relation::Substitute, 0) => chat.assignee = Some(bot),
        // Nobody stands in for himself. Who stands in for nobody is drawn often enough.
        (Relation::Substitute, _) => chat.assignee = me.map(Assignee::Person),
        (Relation::Created, _) => chat.creator = Some(other),
        (Relation::Unassigned, _) => {
            chat.state = Some(ConversationState::Offered);
            chat.offered_to = me;
        }
        (Relation::OfferedToMe, 0) => chat.offered_to = None,
        (Relation::OfferedToMe, 1) => chat.assignee = me.map(Assignee::Person),
        (Relation::OfferedToMe, _) => chat.offered_to = Some(other),
        (Relation::MyGroupQueue, _) => {
            let mine = &holder.memberships.groups;
            let others = pools::groups().into_iter().filter(|g| !mine.contains(g));
            chat.group = chance.pick_any(&others.collect::<Vec<_>>());
        }
        (Relation::ColleagueInWork, 0) => chat.assignee = Some(bot),
        // Nobody is a colleague of one's own.
        (Relation::ColleagueInWork, 1) => chat.assignee = me.map(Assignee::Person),
        (Relation::ColleagueInWork, _) => chat.state = Some(ConversationState::Closed),
        (Relation::Requester, _) => chat.requester = chance.sometimes(70, &pools::customers()),
        (Relation::RequesterOrganization, _) => chat.organization = None,
        (Relation::Copied, _) => {
            let me = holder.id.customer();
            chat.copied = in_copy(chance.few(&pools::customers()));
            chat.copied.retain(|one, _| Some(*one) != me);
        }
        (Relation::Any | Relation::Myself, _) => chat.state = None,
    }
}
