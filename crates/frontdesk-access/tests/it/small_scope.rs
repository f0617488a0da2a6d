//! Every point of a small world: all subsets of some grants, some restrictions, kinds and
//! standings, over all conversations of a small shape. Check, list and the naive evaluator agree on
//! each.

use frontdesk_access::{
    Catalogue, Grant, Groups, Holder, Permission, PermissionSet, Request, Resource, Restriction,
    RestrictionId, Scope,
};
use frontdesk_model::{
    AccountKind, Assignee, ConversationFacts, ConversationState, Relation, Standing, Validity,
};
use frontdesk_testkit::{BuildHolder, Thing, cast, naive};

use Permission as P;

fn conversations() -> Vec<ConversationFacts> {
    let assignees = [
        None,
        Some(Assignee::Person(cast::ANNA)),
        Some(Assignee::Person(cast::BORIS)),
        Some(Assignee::Bot(cast::ROBOT)),
    ];
    let states = [
        None,
        Some(ConversationState::Waiting),
        Some(ConversationState::Offered),
        Some(ConversationState::InWork),
        Some(ConversationState::Closed),
    ];
    let mut all = Vec::new();
    for assignee in assignees {
        for state in states {
            for group in [None, Some(cast::SALES), Some(cast::SUPPORT)] {
                for offered_to in [None, Some(cast::ANNA)] {
                    let mut chat = cast::chat(1);
                    (chat.assignee, chat.state) = (assignee, state);
                    (chat.group, chat.offered_to) = (group, offered_to);
                    all.push(chat);
                }
            }
        }
    }
    all
}

fn grants() -> Vec<Grant> {
    let in_work = Scope {
        states: Some([ConversationState::InWork].into()),
        ..Scope::of(Relation::Own)
    };
    let dispenser = Scope {
        groups: Some(Groups::without_group()),
        ..Scope::of(Relation::Unassigned)
    };
    vec![
        Grant::new(P::CONVERSATION_VIEW, Scope::of(Relation::Own)),
        Grant::new(P::CONVERSATION_VIEW, Scope::of(Relation::MyGroupQueue)),
        Grant::new(P::CONVERSATION_VIEW, Scope::of(Relation::ColleagueInWork)),
        Grant::new(P::CONVERSATION_REPLY, Scope::any()),
        Grant::new(P::CONVERSATION_TAKE, dispenser),
        Grant::new(P::CONVERSATION_TRANSFER, in_work),
        Grant::new(P::COLLEAGUE_LIST, Scope::any()),
        Grant {
            validity: Validity::until(cast::noon()),
            ..Grant::new(P::CONVERSATION_VIEW, Scope::any())
        },
    ]
}

fn restrictions() -> Vec<Option<Restriction>> {
    let deny = |permissions: &[Permission], scope| Restriction {
        id: RestrictionId::from_static("deny.some"),
        permissions: permissions.iter().copied().collect::<PermissionSet>(),
        sections: [].into(),
        scope,
        validity: Validity::ALWAYS,
    };
    let closed = Scope {
        states: Some([ConversationState::Closed].into()),
        ..Scope::any()
    };
    vec![
        None,
        Some(deny(&[P::CONVERSATION_VIEW], closed)),
        Some(deny(&[P::COLLEAGUE_LIST], Scope::any())),
    ]
}

fn people() -> Vec<Holder> {
    let base = cast::olga;
    let mut people = vec![
        base().in_group(cast::SALES),
        base()
            .in_group(cast::SALES)
            .with_kind(AccountKind::LegacyAdmin),
        base()
            .in_group(cast::SALES)
            .with_standing(Standing::HalfDeleted),
    ];
    for holder in &mut people {
        holder.id = cast::ANNA.into();
    }
    people
}

#[test]
fn every_point_of_the_small_world() {
    let roles = Catalogue::default();
    let rights = [
        P::CONVERSATION_VIEW,
        P::CONVERSATION_REPLY,
        P::CONVERSATION_TAKE,
        P::CONVERSATION_TRANSFER,
    ];
    let (grants, chats) = (grants(), conversations());
    let (mut points, mut allowed) = (0_u64, 0_u64);
    for base in people() {
        // How the person stands to each conversation depends on neither grants nor restrictions.
        let objects: Vec<naive::Object> = chats
            .iter()
            .map(|chat| naive::Object::new(&base.actor(), &Thing::Conversation(chat.clone())))
            .collect();
        for subset in 0..1_u32 << grants.len() {
            let mut holder = base.clone();
            let chosen = grants
                .iter()
                .enumerate()
                .filter(|(at, _)| subset & (1 << at) != 0);
            holder.grants = chosen.map(|(_, grant)| grant.clone()).collect();
            for restriction in restrictions() {
                holder.restrictions = restriction.into_iter().collect();
                for permission in rights {
                    let scopes = roles.scopes_of(&holder, permission, cast::noon());
                    for (chat, object) in chats.iter().zip(&objects) {
                        let resource = Resource::conversation(&holder.actor(), chat);
                        let request = Request {
                            holder: &holder,
                            permission,
                            resource,
                        };
                        let answer = roles.allows(&request, cast::noon());
                        assert_eq!(
                            scopes.cover(&resource),
                            answer,
                            "{permission} {holder:?} {chat:?}"
                        );
                        let by_prose =
                            naive::decide(&roles, &holder, permission.name(), object, cast::noon());
                        assert_eq!(
                            by_prose.is_allow(),
                            answer,
                            "{permission} {holder:?} {chat:?}"
                        );
                        points += 1;
                        allowed += u64::from(answer);
                    }
                }
            }
        }
    }
    println!("{points} points, {allowed} of them allowed");
    assert_eq!(points, 3 * 256 * 3 * 4 * 120);
    assert!(allowed > 10_000, "{allowed}");
}
