//! Generated people, conversations and rules. Small domains, so that what is asked for is often
//! there and often not; `frequencies_are_balanced` in laws.rs holds the generators to it.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use frontdesk_access::{
    Among, Catalogue, Grant, Groups, Holder, Modules, Obligation, Origin, Permission, Restriction,
    RestrictionId, Role, RoleAssignment, RoleId, Scope, Section, Takes,
};
use frontdesk_model::{
    AccountKind, ActorId, Assignee, Author, BotId, Channel, ConversationFacts, ConversationId,
    ConversationState, CustomerId, Labels, Memberships, MessageId, Module, Privacy, Relation,
    Standing, TenantId, Validity, Version,
};
use frontdesk_visibility::{
    Audience, CopiedPolicy, Field, FieldId, FieldPolicy, FieldRights, Hat, HistoryEntry,
    HistoryPart, Link, LinkKind, Message, Priority, RightsHeld, SitePolicy, SitesSeen, Term,
    Ticket, Use,
};
use proptest::collection::{btree_set, vec};
use proptest::option::weighted;
use proptest::prelude::*;
use proptest::sample::{select, subsequence};

use crate::world::*;

/// Users, customers and everything else are numbered 1 to 3.
fn number() -> impl Strategy<Value = i64> {
    1..=3_i64
}

fn some_of<T: Ord + Clone + std::fmt::Debug>(
    make: fn(i64) -> T,
) -> impl Strategy<Value = BTreeSet<T>> {
    subsequence(std::vec![1, 2, 3], 0..=3)
        .prop_map(move |numbers: Vec<i64>| numbers.into_iter().map(make).collect())
}

fn channels() -> Vec<Channel> {
    vec![
        Channel::Email,
        Channel::Telegram,
        Channel::from_name("pigeon"),
    ]
}

pub(crate) fn state() -> impl Strategy<Value = ConversationState> {
    select(ConversationState::ALL.to_vec())
}

pub(crate) fn tenant() -> impl Strategy<Value = TenantId> {
    prop_oneof![19 => Just(HERE), 1 => Just(THERE)]
}

/// Who has it, where it stands and to whom it is offered: mostly as a desk has it, now and then
/// any mixture that a broken store could hold.
fn stage() -> impl Strategy<Value = (Option<Assignee>, Option<ConversationState>, Option<i64>)> {
    use ConversationState::{Closed, InWork, New, Offered, Waiting};
    let person = || number().prop_map(|n| Some(Assignee::Person(user(n))));
    let bot = || Just(Some(Assignee::Bot(BotId::from_number(1))));
    let nobody = || Just(None);
    let anybody = || prop_oneof![2 => nobody(), 2 => person(), 1 => bot()];
    prop_oneof![
        8 => (prop_oneof![9 => nobody().boxed(), 1 => bot().boxed()],
              select(vec![New, Waiting]).prop_map(Some), Just(None)),
        6 => (nobody(), Just(Some(Offered)), number().prop_map(Some)),
        6 => (prop_oneof![9 => person().boxed(), 1 => bot().boxed()], Just(Some(InWork)), Just(None)),
        2 => (anybody(), Just(Some(Closed)), Just(None)),
        3 => (anybody(), proptest::option::of(state()), proptest::option::of(number())),
    ]
}

/// Who is in copy, and since when: at any time at which something may be written.
pub(crate) fn copied() -> impl Strategy<Value = BTreeMap<CustomerId, DateTime<Utc>>> {
    let since = (0..200_i64).prop_map(minutes);
    prop::collection::btree_map(number().prop_map(customer), since, 0..=3)
}

pub(crate) fn facts() -> impl Strategy<Value = ConversationFacts> {
    let places = (
        weighted(0.85, number()),
        some_of(group),
        weighted(0.7, number()),
        weighted(0.7, number()),
        weighted(0.8, select(channels())),
    );
    let people = (
        some_of(user),
        weighted(0.7, number()),
        weighted(0.8, number()),
        weighted(0.7, number()),
    );
    let named = (some_of(user), some_of(user), copied());
    let marks = (
        prop::bool::weighted(0.1),
        prop::bool::weighted(0.1),
        0..5_u64,
        weighted(0.8, select(vec![Privacy::Open, Privacy::Private])),
        0..3_u32,
    );
    (
        tenant(),
        1..=8_i64,
        0..100_i64,
        stage(),
        places,
        people,
        named,
        marks,
    )
        .prop_map(|(tenant, id, at, stage, places, people, named, marks)| {
            let mut facts =
                ConversationFacts::new(tenant, ConversationId::from_number(id), minutes(at));
            let offered_to;
            (facts.assignee, facts.state, offered_to) = stage;
            facts.offered_to = offered_to.map(user);
            facts.group = places.0.map(group);
            if facts.assignee.is_some() {
                facts.assignee_groups = places.1;
            }
            facts.site = places.2.map(site);
            facts.questionnaire = places.3.map(questionnaire);
            facts.channel = places.4;
            facts.participants = people.0;
            facts.creator = people.1.map(user);
            facts.requester = people.2.map(customer);
            facts.organization = people.3.map(company);
            (facts.mentioned, facts.substitutes, facts.copied) = named;
            facts.privacy = marks.3;
            facts.guest_epoch = marks.4;
            facts.deleted = marks.0;
            facts.spam = marks.1;
            facts.version = Version(marks.2);
            facts
        })
}

pub(crate) fn memberships() -> impl Strategy<Value = Memberships> {
    (
        some_of(group),
        some_of(site),
        some_of(questionnaire),
        btree_set(select(channels()), 0..=2),
        some_of(group),
        some_of(user),
        some_of(company),
    )
        .prop_map(
            |(
                groups,
                sites,
                questionnaires,
                channels,
                overseen_groups,
                overseen_people,
                companies,
            )| {
                Memberships {
                    groups,
                    sites,
                    questionnaires,
                    channels,
                    overseen_groups,
                    overseen_people,
                    organizations: companies,
                    modules: BTreeSet::from([module()]),
                    ..Memberships::default()
                }
            },
        )
}

fn module() -> Module {
    Module::new("livechat").unwrap()
}

fn among<T: Ord + Clone + std::fmt::Debug + 'static>(
    make: fn(i64) -> T,
) -> impl Strategy<Value = Among<T>> {
    prop_oneof![2 => some_of(make).prop_map(Among::These), 1 => Just(Among::Mine)]
}

fn groups() -> impl Strategy<Value = Groups> {
    (some_of(group), any::<bool>(), any::<bool>()).prop_map(|(these, mine, none)| Groups {
        these,
        mine,
        none,
    })
}

fn states() -> impl Strategy<Value = BTreeSet<ConversationState>> {
    btree_set(state(), 0..=4)
}

fn among_channels() -> impl Strategy<Value = Among<Channel>> {
    prop_oneof![
        2 => btree_set(select(channels()), 0..=3).prop_map(Among::These),
        1 => Just(Among::Mine),
    ]
}

/// The relations that can be true for staff, and those that can for a customer.
pub(crate) const STAFF: [Relation; 10] = [
    Relation::Any,
    Relation::Own,
    Relation::Participating,
    Relation::Created,
    Relation::Unassigned,
    Relation::OfferedToMe,
    Relation::MyGroupQueue,
    Relation::ColleagueInWork,
    Relation::Mentioned,
    Relation::Substitute,
];
pub(crate) const CUSTOMERS: [Relation; 4] = [
    Relation::Any,
    Relation::Requester,
    Relation::RequesterOrganization,
    Relation::Copied,
];

/// A scope that fits the hat, now and then one that does not.
pub(crate) fn scope(id: ActorId) -> impl Strategy<Value = Scope> {
    let fitting = match id {
        ActorId::User(_) => STAFF.to_vec(),
        ActorId::Customer(_) => CUSTOMERS.to_vec(),
    };
    let relation = prop_oneof![
        12 => select(fitting),
        1 => select(Relation::ALL.to_vec()),
    ];
    let dims = (
        weighted(0.12, groups()),
        weighted(0.12, among(user)),
        weighted(0.12, among(group)),
        weighted(0.12, among(site)),
        weighted(0.12, among(questionnaire)),
        weighted(0.12, among_channels()),
        weighted(0.12, states()),
        weighted(0.12, select(vec![Privacy::Open, Privacy::Private])),
    );
    let foreign = (
        weighted(0.02, select(vec![Modules::Mine, Modules::CabinetSections])),
        weighted(0.02, Just(BTreeSet::from([Origin::Conversation]))),
    );
    (relation, dims, foreign).prop_map(|(relation, dims, foreign)| Scope {
        relation,
        groups: dims.0,
        people: dims.1,
        assignee_groups: dims.2,
        sites: dims.3,
        questionnaires: dims.4,
        channels: dims.5,
        states: dims.6,
        privacy: dims.7,
        modules: foreign.0,
        origin: foreign.1,
    })
}

/// Mostly without bounds; else over, on or yet to come.
fn validity() -> impl Strategy<Value = Validity> {
    prop_oneof![
        8 => Just(Validity::ALWAYS),
        1 => (-90..90_i64, 1..90_i64).prop_map(|(from, length)| {
            Validity::new(Some(minutes(from)), Some(minutes(from + length))).unwrap()
        }),
    ]
}

/// The rights over a conversation that these laws ask for.
pub(crate) const RIGHTS: [Permission; 4] = [
    Permission::CONVERSATION_VIEW,
    Permission::CONVERSATION_VIEW_HISTORY,
    Permission::CONVERSATION_REPLY,
    Permission::CONTACT_EDIT,
];

fn grant(id: ActorId) -> impl Strategy<Value = Grant> {
    let right = prop_oneof![
        4 => Just(Permission::CONVERSATION_VIEW),
        1 => select(RIGHTS.to_vec()),
    ];
    (right, scope(id), validity()).prop_map(|(permission, scope, validity)| Grant {
        gives: permission.into(),
        scope,
        validity,
    })
}

fn restriction(id: ActorId) -> impl Strategy<Value = Restriction> {
    (any::<bool>(), scope(id), validity(), 0..3_usize).prop_map(
        |(whole_section, scope, validity, of_view)| {
            let (permissions, sections) = if whole_section {
                (Default::default(), BTreeSet::from([Section::Conversations]))
            } else {
                ([RIGHTS[of_view]].into_iter().collect(), BTreeSet::new())
            };
            Restriction {
                id: RestrictionId::from_static("deny.some"),
                takes: Takes::These {
                    permissions,
                    sections,
                },
                scope,
                validity,
            }
        },
    )
}

/// Two roles: one that reads its own and its queue, one that reads all that is in work.
pub(crate) fn roles() -> Catalogue {
    let in_work = Scope {
        states: Some([ConversationState::InWork].into()),
        ..Scope::any()
    };
    let agent = Role::built_in(RoleId::from_static("any.agent"), Labels::new("Agent"))
        .grant(&RIGHTS, &Scope::of(Relation::Own))
        .grant(
            &[Permission::CONVERSATION_VIEW],
            &Scope::of(Relation::MyGroupQueue),
        );
    let reader = Role::built_in(RoleId::from_static("any.reader"), Labels::new("Reader"))
        .grant(&[Permission::CONVERSATION_VIEW], &in_work);
    Catalogue::try_from(vec![agent, reader]).unwrap()
}

fn standing() -> impl Strategy<Value = Standing> {
    prop_oneof![15 => Just(Standing::Active), 1 => select(Standing::ALL.to_vec())]
}

fn kind() -> impl Strategy<Value = AccountKind> {
    prop_oneof![
        15 => Just(AccountKind::Unified),
        1 => Just(AccountKind::LegacyOperator),
        1 => Just(AccountKind::LegacyAdmin),
    ]
}

fn of(id: ActorId) -> impl Strategy<Value = Holder> {
    let held_roles = match id {
        ActorId::User(_) => {
            weighted(0.15, select(vec!["any.agent", "any.reader", "any.unknown"])).boxed()
        }
        ActorId::Customer(_) => Just(None).boxed(),
    };
    (
        (tenant(), standing(), kind()),
        memberships(),
        held_roles,
        vec(grant(id), 1..=4),
        vec(restriction(id), 0..=1),
        any::<bool>(),
        validity(),
    )
        .prop_map(
            move |(base, memberships, role, grants, restrictions, mask, validity)| {
                let mut holder = Holder::new(base.0, id);
                holder.standing = base.1;
                if matches!(id, ActorId::User(_)) {
                    holder.kind = base.2;
                }
                holder.memberships = memberships;
                holder.grants = grants;
                holder.restrictions = restrictions;
                holder.roles = role
                    .map(|role| RoleAssignment {
                        validity,
                        ..RoleAssignment::new(RoleId::from_static(role))
                    })
                    .into_iter()
                    .collect();
                if mask {
                    holder.obligations.insert(Obligation::MaskNumber);
                }
                holder
            },
        )
}

pub(crate) fn staff_holder() -> impl Strategy<Value = Holder> {
    number().prop_flat_map(|n| of(user(n).into()))
}

pub(crate) fn customer_holder() -> impl Strategy<Value = Holder> {
    number().prop_flat_map(|n| of(customer(n).into()))
}

pub(crate) fn holder() -> impl Strategy<Value = Holder> {
    prop_oneof![3 => staff_holder().boxed(), 2 => customer_holder().boxed()]
}

/// Any term at all, also ones that no scope lowers to.
pub(crate) fn term() -> impl Strategy<Value = Term> {
    let leaf = prop_oneof![
        Just(Term::always()),
        Just(Term::never()),
        Just(Term::AssigneeIsMe),
        Just(Term::AssigneeIsColleague),
        Just(Term::Unassigned),
        among(user).prop_map(Term::AssigneeIn),
        among(group).prop_map(Term::AssigneeGroupIn),
        Just(Term::OfferedToMe),
        states().prop_map(|states| Term::StateIn(states.into())),
        groups().prop_map(Term::GroupIn),
        among(site).prop_map(Term::SiteIn),
        among(questionnaire).prop_map(Term::QuestionnaireIn),
        among_channels().prop_map(Term::ChannelIn),
        Just(Term::IParticipate),
        Just(Term::CreatorIsMe),
        Just(Term::RequesterIsMe),
        Just(Term::RequesterOrganizationIsMine),
        Just(Term::IAmStaff),
        Just(Term::Kept),
        Just(Term::IAmMentioned),
        Just(Term::ISubstitute),
        Just(Term::IAmCopied),
        select(vec![Privacy::Open, Privacy::Private]).prop_map(Term::PrivacyIs),
        Just(Term::MyLinkOpensIt),
    ];
    leaf.prop_recursive(3, 24, 4, |inner| {
        prop_oneof![
            vec(inner.clone(), 0..=4).prop_map(Term::All),
            vec(inner.clone(), 0..=4).prop_map(Term::OneOf),
            inner.prop_map(|rule| Term::Not(Box::new(rule))),
        ]
    })
}

/// The added fields of generated tickets and policies.
pub(crate) const FIELDS: [&str; 4] = ["cf_1", "cf_2", "cf_3", "cf_4"];

/// Some are numbers of tickets, some speak of them.
fn text() -> impl Strategy<Value = String> {
    let texts = vec![
        "",
        "tea",
        "coffee",
        "чай",
        "\"quoted\" \\ line\n",
        "as in #tea, #coffee and #чай",
    ];
    select(texts).prop_map(str::to_owned)
}

fn custom_fields() -> impl Strategy<Value = BTreeMap<FieldId, String>> {
    prop::collection::btree_map(select(FIELDS.to_vec()).prop_map(field), text(), 0..=4)
}

pub(crate) fn author() -> impl Strategy<Value = Option<Author>> {
    prop_oneof![
        number().prop_map(|n| Some(Author::Actor(user(n).into()))),
        number().prop_map(|n| Some(Author::Actor(customer(n).into()))),
        Just(Some(Author::System("timer".to_owned()))),
        Just(None),
    ]
}

fn a_link() -> impl Strategy<Value = Link> {
    let kinds = vec![
        LinkKind::Parent,
        LinkKind::Child,
        LinkKind::MergedInto,
        LinkKind::DuplicateOf,
        LinkKind::Related,
    ];
    (select(kinds), 1..=9_i64).prop_map(|(kind, to)| link(kind, to))
}

fn part() -> impl Strategy<Value = HistoryPart> {
    let added = FIELDS.map(|id| Field::Added(field(id)));
    let fields: Vec<Field> = Field::STANDARD.into_iter().chain(added).collect();
    let text = || proptest::option::of(text());
    let some_site = || weighted(0.7, number().prop_map(site));
    prop_oneof![
        4 => (select(fields), text(), text())
            .prop_map(|(field, from, to)| HistoryPart::Field { field, from, to }),
        2 => (some_site(), some_site()).prop_map(|(from, to)| HistoryPart::Site { from, to }),
        2 => (1..=30_i64).prop_map(|id| HistoryPart::Message(MessageId::from_number(id))),
        1 => a_link().prop_map(HistoryPart::Link),
    ]
}

fn entry() -> impl Strategy<Value = HistoryEntry> {
    (0..200_i64, author(), vec(part(), 1..=4)).prop_map(|(at, by, parts)| HistoryEntry {
        at: minutes(at),
        by,
        parts,
    })
}

pub(crate) fn message() -> impl Strategy<Value = Message> {
    let audience = select(vec![Audience::Public, Audience::Internal]);
    (
        1..=30_i64,
        0..200_i64,
        author(),
        audience,
        text(),
        vec(text(), 0..=2),
    )
        .prop_map(|(id, at, author, audience, text, attachments)| Message {
            id: MessageId::from_number(id),
            at: minutes(at),
            author,
            audience,
            text,
            attachments: attachments
                .iter()
                .map(|name| attachment(id, name))
                .collect(),
        })
}

pub(crate) fn ticket() -> impl Strategy<Value = Ticket> {
    let priority = select(vec![
        None,
        Some(Priority::Low),
        Some(Priority::Normal),
        Some(Priority::High),
        Some(Priority::Critical),
    ]);
    let number = weighted(0.8, select(vec![NUMBER, "+33 1 23 45 67 89", ""]));
    (
        facts(),
        text(),
        text(),
        priority,
        number,
        custom_fields(),
        vec(message(), 0..=4),
        (
            vec(entry(), 0..=4),
            vec(a_link(), 0..=3),
            vec(any::<bool>(), 4),
        ),
    )
        .prop_map(
            |(facts, number, subject, priority, client_number, custom_fields, messages, more)| {
                let (mut history, links, of_message) = more;
                // Most messages have their entry.
                for (message, told) in messages.iter().zip(of_message) {
                    if let (true, Some(entry)) = (told, history.last_mut()) {
                        entry.parts.push(HistoryPart::Message(message.id));
                    }
                }
                Ticket {
                    facts,
                    number,
                    subject,
                    priority,
                    client_number: client_number.map(str::to_owned),
                    custom_fields,
                    messages,
                    history,
                    links,
                }
            },
        )
}

/// The rights that fields of generated policies ask for.
pub(crate) const FIELD_RIGHTS: [Permission; 2] = [
    Permission::CONVERSATION_VIEW_HISTORY,
    Permission::CONTACT_EDIT,
];

/// To whom such a field asks for which rights.
fn asked() -> impl Strategy<Value = (Hat, Field, FieldRights)> {
    let every = FIELDS.map(|id| Field::Added(field(id)));
    let every: Vec<Field> = Field::STANDARD.into_iter().chain(every).collect();
    let right = |often| weighted(often, select(FIELD_RIGHTS.to_vec()));
    // Mostly of those who have the say over others.
    let hats = [
        vec![Hat::Operator; 3],
        vec![Hat::Customer; 2],
        Hat::ALL.to_vec(),
    ]
    .concat();
    let rights = (right(0.8), right(0.4)).prop_map(|(see, change)| FieldRights { see, change });
    (select(hats), select(every), rights)
}

/// Where each of the accounts of these worlds holds those rights: nowhere, everywhere, or in some part.
pub(crate) fn rights_held() -> impl Strategy<Value = RightsHeld> {
    let of = |make: fn(i64) -> ActorId| {
        let scopes = || {
            prop_oneof![
                2 => Just(Vec::new()).boxed(),
                3 => Just(vec![Scope::any()]).boxed(),
                5 => vec(scope(make(1)), 1..=2).boxed(),
            ]
        };
        // The same for the three of a kind, and each for himself where it is about him.
        (scopes(), scopes(), memberships()).prop_map(move |(one, other, memberships)| {
            [1, 2, 3].map(|number| {
                let mut holder = Holder::new(HERE, make(number));
                holder.memberships = memberships.clone();
                let grants = |permission, scopes: &[Scope]| -> Vec<Grant> {
                    let scopes = scopes.iter();
                    let grants = scopes.map(|scope| Grant::new(permission, scope.clone()));
                    grants.collect()
                };
                let view = grants(Permission::CONVERSATION_VIEW, &[Scope::any()]);
                let (one, other) = (&one, &other);
                let rights = [grants(FIELD_RIGHTS[0], one), grants(FIELD_RIGHTS[1], other)];
                holder.grants = [view, rights.concat()].concat();
                holder
            })
        })
    };
    let staff = of(|number| user(number).into());
    (staff, of(|number| customer(number).into())).prop_map(|(staff, customers)| {
        let all = staff.iter().chain(&customers);
        rights_of(&Catalogue::default(), all, FIELD_RIGHTS)
    })
}

pub(crate) fn field_policy() -> impl Strategy<Value = FieldPolicy> {
    // Most of them ask for rights.
    let asked = prop_oneof![1 => Just(Vec::new()), 2 => vec(asked(), 2..=9)];
    (field_policy_by_hat(), asked).prop_map(|(mut policy, asked)| {
        for (hat, field, rights) in asked {
            // What can never be is refused, and stays as it was.
            let _ = policy.ask(hat, field, rights);
        }
        policy
    })
}

fn field_policy_by_hat() -> impl Strategy<Value = FieldPolicy> {
    let standard = || select(vec![Use::View, Use::Hidden]);
    let every = FIELDS.map(|id| Field::Added(field(id)));
    let every: Vec<Field> = Field::STANDARD.into_iter().chain(every).collect();
    let uses = vec![Use::Hidden, Use::View, Use::Require];
    let more = vec(
        (select(Hat::ALL.to_vec()), select(every), select(uses)),
        0..=4,
    );
    let added = prop::collection::btree_map(
        select(FIELDS.to_vec()).prop_map(field),
        select(vec![
            Use::View,
            Use::Edit,
            Use::Require,
            Use::Hidden,
            Use::Hidden,
        ]),
        0..=4,
    );
    (
        standard(),
        standard(),
        standard(),
        added,
        btree_set(select(channels()), 0..=2),
        select(vec![SitePolicy::Open, SitePolicy::ByRight]),
        prop_oneof![3 => Just(CopiedPolicy::SinceJoining), 1 => Just(CopiedPolicy::Whole)],
        more,
    )
        .prop_map(
            |(group, assignee, priority, added, interactive_channels, site, copied, more)| {
                let mut policy = FieldPolicy::default();
                policy.interactive_channels = interactive_channels;
                policy.site = site;
                policy.copied = copied;
                let standard = [
                    (Field::Group, group),
                    (Field::Assignee, assignee),
                    (Field::Priority, priority),
                ];
                let added = added.into_iter().map(|(id, to)| (Field::Added(id), to));
                for (field, to) in standard.into_iter().chain(added) {
                    policy.set(Hat::Customer, field, to).unwrap();
                }
                for (hat, field, to) in more {
                    // What can never be is refused, and stays as it was.
                    let _ = policy.set(hat, field, to);
                }
                policy
            },
        )
}

pub(crate) fn sites_seen() -> impl Strategy<Value = SitesSeen> {
    prop_oneof![1 => Just(all_sites()), 4 => some_of(site).prop_map(these_sites)]
}
