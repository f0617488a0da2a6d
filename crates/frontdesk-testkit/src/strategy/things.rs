//! Objects of questions, every fact of which is sometimes missing.

use frontdesk_access::{ObjectKind, OrderFacts, Origin};
use frontdesk_model::{Assignee, ConversationFacts, ConversationId, Relations};
use proptest::collection::btree_map;
use proptest::option::of;
use proptest::prelude::*;
use proptest::sample::select;

use super::pools;
use super::scopes::few;
use crate::{Thing, cast};

/// A conversation: consistent or not, as hosts hand them in.
pub fn conversation_facts() -> impl Strategy<Value = ConversationFacts> + Clone {
    let assignee = prop_oneof![
        3 => pools::user().prop_map(Assignee::Person),
        1 => pools::bot().prop_map(Assignee::Bot),
    ];
    let staff = (
        of(assignee),
        few(pools::group()),
        of(pools::state()),
        of(pools::user()),
        few(pools::user()),
        of(pools::user()),
    );
    let place = (
        of(pools::group()),
        of(pools::site()),
        of(pools::questionnaire()),
        of(pools::channel()),
        of(pools::language()),
    );
    let customers = (
        of(pools::customer()),
        of(pools::organization()),
        btree_map(pools::customer(), pools::instant(), 0..=3),
    );
    let hidden = (any::<bool>(), any::<bool>());
    let concerned = (few(pools::user()), few(pools::user()), of(pools::privacy()));
    (
        pools::tenant(),
        1..=9_i64,
        staff,
        place,
        customers,
        hidden,
        concerned,
    )
        .prop_map(
            |(tenant, number, staff, place, customers, hidden, concerned)| {
                let id = ConversationId::from_number(number);
                let mut facts = ConversationFacts::new(tenant, id, cast::noon());
                (facts.assignee, facts.assignee_groups, facts.state) = (staff.0, staff.1, staff.2);
                (facts.offered_to, facts.participants, facts.creator) = (staff.3, staff.4, staff.5);
                (facts.group, facts.site, facts.questionnaire) = (place.0, place.1, place.2);
                (facts.channel, facts.language) = (place.3, place.4);
                (facts.requester, facts.organization, facts.copied) = customers;
                (facts.deleted, facts.spam) = hidden;
                (facts.mentioned, facts.substitutes, facts.privacy) = concerned;
                facts
            },
        )
}

/// An order.
pub fn order_facts() -> impl Strategy<Value = OrderFacts> + Clone {
    (pools::tenant(), of(pools::user()), of(origin())).prop_map(|(tenant, creator, origin)| {
        OrderFacts {
            tenant,
            creator,
            origin,
        }
    })
}

/// One of the two origins of orders.
pub fn origin() -> impl Strategy<Value = Origin> + Clone {
    select(vec![Origin::Conversation, Origin::Independent])
}

/// An object of any kind.
pub fn thing() -> impl Strategy<Value = Thing> + Clone {
    use ObjectKind as K;
    prop_oneof![
        2 => thing_of(K::Section),
        5 => thing_of(K::Conversation),
        1 => thing_of(K::Request),
        1 => thing_of(K::Order),
        1 => thing_of(K::NewOrder),
        2 => thing_of(K::User),
        1 => thing_of(K::Site),
        1 => thing_of(K::Module),
        1 => thing_of(K::Host(7)),
    ]
}

/// An object of this kind.
pub fn thing_of(kind: ObjectKind) -> BoxedStrategy<Thing> {
    let tenant = pools::tenant();
    match kind {
        ObjectKind::Section => tenant.prop_map(Thing::Section).boxed(),
        ObjectKind::Conversation => conversation_facts().prop_map(Thing::Conversation).boxed(),
        ObjectKind::Request => conversation_facts().prop_map(Thing::Request).boxed(),
        ObjectKind::Order => order_facts().prop_map(Thing::Order).boxed(),
        ObjectKind::NewOrder => (tenant, origin())
            .prop_map(|(tenant, origin)| Thing::NewOrder(tenant, origin))
            .boxed(),
        ObjectKind::User => prop_oneof![
            4 => (tenant, pools::user(), few(pools::group())).prop_map(
                |(tenant, user, groups)| Thing::User { tenant, user, groups }
            ),
            1 => Just(Thing::OwnRecord),
        ]
        .boxed(),
        ObjectKind::Site => (tenant, pools::site())
            .prop_map(|(tenant, site)| Thing::Site(tenant, site))
            .boxed(),
        ObjectKind::Module => (tenant, pools::module())
            .prop_map(|(tenant, module)| Thing::Module(tenant, module))
            .boxed(),
        ObjectKind::Host(kind) => {
            let facts = (
                tenant,
                proptest::collection::vec(pools::relation(), 0..=2),
                proptest::option::of(pools::site()),
            );
            facts
                .prop_map(move |(tenant, relations, site)| Thing::Host {
                    tenant,
                    kind,
                    relations: relations
                        .into_iter()
                        .fold(Relations::ANY, |all, one| all | one.flag()),
                    site,
                })
                .boxed()
        }
    }
}
