//! Every point of a small world: all subsets of some grants, with a role in three ways, over all
//! restrictions, all conversations of a small shape, before and at the one moment that matters.

use frontdesk_access::{Groups, PermissionSet, RestrictionId, Role};
use frontdesk_model::{Assignee, ConversationState, Labels, Relation};

use super::*;
use Permission as P;

fn chats() -> Vec<Thing> {
    let mut all = Vec::new();
    for assignee in [None, Some(cast::OLGA), Some(cast::BORIS)] {
        for state in [
            None,
            Some(ConversationState::Waiting),
            Some(ConversationState::InWork),
        ] {
            for group in [None, Some(cast::SALES), Some(cast::SUPPORT)] {
                let mut chat = cast::chat(1);
                (chat.assignee, chat.state) = (assignee.map(Assignee::Person), state);
                chat.group = group;
                all.push(Thing::Conversation(chat));
            }
        }
    }
    all
}

fn grants() -> Vec<Grant> {
    let mine = Scope {
        groups: Some(Groups {
            mine: true,
            ..Groups::default()
        }),
        ..Scope::any()
    };
    vec![
        Grant::new(P::CONVERSATION_VIEW, Scope::of(Relation::Own)),
        Grant::new(P::CONVERSATION_VIEW, mine),
        Grant::new(
            P::CONVERSATION_TRANSFER,
            Scope::of(Relation::ColleagueInWork),
        ),
        Grant::new(P::CONVERSATION_TRANSFER, Scope::any()),
        Grant {
            validity: Validity::until(cast::noon()),
            ..Grant::every(Scope::of(Relation::Unassigned))
        },
        Grant {
            validity: Validity::until(cast::noon()),
            ..Grant::new(P::COLLEAGUE_LIST, Scope::any())
        },
    ]
}

fn restrictions() -> Vec<Vec<Restriction>> {
    let deny = |permission: Permission, scope, validity| {
        let taken: PermissionSet = [permission].into_iter().collect();
        let id = RestrictionId::from_static("deny.some");
        Restriction {
            validity,
            ..Restriction::taking(id, taken, scope)
        }
    };
    let sales = Scope {
        groups: Some(Groups {
            these: [cast::SALES].into(),
            ..Groups::default()
        }),
        ..Scope::any()
    };
    vec![
        vec![],
        vec![deny(P::CONVERSATION_VIEW, sales, Validity::ALWAYS)],
        vec![deny(
            P::COLLEAGUE_LIST,
            Scope::any(),
            Validity::until(cast::noon()),
        )],
        vec![deny(
            P::CONVERSATION_TRANSFER,
            Scope::any(),
            Validity::ALWAYS,
        )],
    ]
}

#[test]
fn both_forms_agree_on_every_point_of_a_small_world() {
    let id = RoleId::from_static("test.role");
    let role = Role::built_in(id.clone(), Labels::new("role"))
        .grant(&[P::CONVERSATION_VIEW, P::COLLEAGUE_LIST], &Scope::any());
    let roles = Catalogue::try_from(vec![role]).unwrap();
    let late = RoleAssignment {
        validity: Validity::new(Some(cast::noon()), None).unwrap(),
        ..RoleAssignment::new(id.clone())
    };
    let assigned = [vec![], vec![RoleAssignment::new(id)], vec![late]];
    let (grants, chats) = (grants(), chats());
    let times = [cast::noon() - TimeDelta::nanoseconds(1), cast::noon()];
    let (mut points, mut allowed) = (0_u32, 0_u32);
    for subset in 0..1_u32 << grants.len() {
        for roles_given in &assigned {
            for restrictions in restrictions() {
                let mut holder = Holder::new(cast::TENANT, cast::OLGA);
                holder.memberships.groups = [cast::SUPPORT].into();
                let chosen = grants.iter().enumerate();
                let chosen = chosen.filter(|(at, _)| subset & (1 << at) != 0);
                holder.grants = chosen.map(|(_, grant)| grant.clone()).collect();
                holder.roles.clone_from(roles_given);
                holder.restrictions = restrictions;
                let mut plain = Directory::new(cast::TENANT, roles.clone());
                plain.load(holder.clone(), Version(1)).unwrap();
                let compiled = Compiled::build(&plain);
                for permission in [P::CONVERSATION_VIEW, P::CONVERSATION_TRANSFER] {
                    for (chat, now) in chats.iter().flat_map(|c| times.map(|now| (c, now))) {
                        let answer = same(&plain, &compiled, &holder, (permission, chat, now));
                        points += 1;
                        allowed += u32::from(answer);
                    }
                }
            }
        }
    }
    println!("{points} points, {allowed} of them allowed");
    assert_eq!(points, 64 * 3 * 4 * 2 * 27 * 2);
    assert!(allowed > points / 8, "{allowed}");
}
