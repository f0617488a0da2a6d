//! What the staff does by hand with a ticket.

use std::collections::BTreeMap;

use frontdesk::assignment::{Case, Command, Effect, Limits, OfferEnd, Refusal, Right, decide};
use frontdesk::model::{
    ConversationFacts, ConversationState, Precondition, RefusalKind, Stream, TenantId, UserId,
    Version,
};
use frontdesk::{Desk, HandingOver, Handled, Handling, Load, NotHandled, TicketCommand};

use crate::desk::{in_work, the_desk, waiting};
use crate::world::{group, now, tenant, user};

fn handle(
    desk: &Desk,
    who: i64,
    command: TicketCommand,
    facts: &ConversationFacts,
) -> Result<Handled, NotHandled> {
    let loads = (1..=2).map(|number| {
        let version = Version::FIRST;
        (user(number), Load { open: 1, version })
    });
    let asked = Handling {
        user: user(who),
        command,
        facts,
        loads: &loads.collect(),
    };
    desk.handle(&asked, now())
}

fn every_command() -> [TicketCommand; 8] {
    [
        TicketCommand::Take,
        TicketCommand::Confirm,
        TicketCommand::TakeOver,
        TicketCommand::Transfer { to: user(2) },
        TicketCommand::Appoint { to: user(2) },
        TicketCommand::PutIntoGroup { group: group(44) },
        TicketCommand::Close,
        TicketCommand::Decline,
    ]
}

fn tickets(desk: &Desk) -> Vec<ConversationFacts> {
    let mut offered = waiting(5);
    offered.state = Some(ConversationState::Offered);
    offered.offered_to = Some(user(1));
    let mut left = in_work(6, 99);
    left.group = None;
    let mut nobodys = waiting(7);
    nobodys.group = None;
    let all = [
        in_work(1, 1),
        in_work(2, 2),
        waiting(3),
        offered,
        left,
        nobodys,
    ];
    all.into_iter().map(|facts| desk.complete(facts)).collect()
}

#[test]
fn who_takes_a_waiting_one_has_it_and_everything_that_was_read_is_a_precondition() {
    let desk = the_desk();
    let handled = handle(&desk, 1, TicketCommand::Take, &waiting(3)).unwrap();
    assert_eq!(handled.loads, BTreeMap::from([(user(1), 1)]));
    let read = |stream: Stream| {
        let mut all = handled.preconditions.iter();
        all.any(|precondition: &Precondition| precondition.stream == stream)
    };
    for stream in [
        Stream::Conversation(waiting(3).id),
        Stream::OperatorLoad(user(1)),
        Stream::User(user(1)),
        Stream::Rights(user(1)),
        Stream::Roles(tenant()),
    ] {
        assert!(read(stream), "{stream:?}");
    }
}

#[test]
fn of_what_somebody_does_not_see_he_learns_nothing() {
    let desk = the_desk();
    let mut elsewhere = waiting(3);
    elsewhere.tenant = TenantId::from_number(2);
    for command in every_command() {
        // Of no group; a stranger; of another tenant.
        for (who, facts) in [(17, &waiting(3)), (999, &waiting(3)), (1, &elsewhere)] {
            let no = handle(&desk, who, command, facts).unwrap_err();
            assert_eq!(no, NotHandled::NotFound, "{command:?}");
            assert_eq!(no.kind(), RefusalKind::Hidden);
        }
    }
}

#[test]
fn what_is_seen_is_not_yet_allowed() {
    let desk = the_desk();
    // The add-on opens a colleague's conversation for reading.
    let hers = desk.complete(in_work(1, 1));
    for command in [TicketCommand::Close, TicketCommand::TakeOver] {
        let no = handle(&desk, 2, command, &hers).unwrap_err();
        assert_eq!(no, NotHandled::Refused(Refusal::NotAllowed), "{command:?}");
    }
}

/// That somebody was faster does not look like a missing right (S63).
#[test]
fn who_comes_late_is_told_so() {
    let desk = the_desk();
    let taken = desk.complete(in_work(1, 1));
    let no = handle(&desk, 2, TicketCommand::Take, &taken).unwrap_err();
    assert!(
        matches!(no, NotHandled::Refused(Refusal::NotWaiting(_))),
        "{no:?}"
    );
}

/// **Law: the loads move as on the floor**, for everybody who is on it.
#[test]
fn loads_move_as_on_the_floor() {
    let desk = the_desk();
    let mut moved = 0;
    for facts in tickets(&desk) {
        for command in every_command() {
            for who in 1..=2 {
                let Ok(handled) = handle(&desk, who, command, &facts) else {
                    continue;
                };
                let mut floor = desk.floor(std::slice::from_ref(&facts), now());
                let open = |floor: &frontdesk::assignment::Floor| -> BTreeMap<UserId, i64> {
                    let all = floor.operators.iter();
                    all.map(|(id, operator)| (*id, operator.open.into()))
                        .collect()
                };
                for operator in floor.operators.values_mut() {
                    operator.open = 5;
                }
                let before = open(&floor);
                for event in &handled.change.events {
                    floor.apply(event);
                }
                for (id, after) in open(&floor) {
                    let by = handled.loads.get(&id).copied().unwrap_or_default();
                    assert_eq!(after - before[&id], by, "{command:?} {facts:?}");
                }
                moved += usize::from(handled.loads.values().any(|by| *by != 0));
            }
        }
    }
    assert!(moved > 1, "{moved}");
}

/// **Law: whom a command does not concern decides nothing**: of the whole floor assignment says the same.
#[test]
fn a_command_is_decided_by_whom_it_concerns() {
    let desk = the_desk();
    let mut decided = 0;
    for facts in tickets(&desk) {
        for (command, who) in every_command()
            .into_iter()
            .flat_map(|command| [(command, 1), (command, 2)])
        {
            let said = match handle(&desk, who, command, &facts) {
                Ok(handled) => Ok(handled.change),
                Err(NotHandled::Refused(refusal)) => Err(refusal),
                Err(NotHandled::NotFound) => continue,
            };
            let mut floor = desk.floor(std::slice::from_ref(&facts), now());
            for (id, operator) in &mut floor.operators {
                operator.open = u32::from([user(1), user(2)].contains(id));
                operator.version = match operator.open {
                    0 => Version::default(),
                    _ => Version::FIRST,
                };
            }
            let (by, limits) = (user(who), Limits::Enforce);
            // Which of the two access says is not seen from here.
            let of_the_whole = [Right::Held, Right::Missing].map(|right| {
                let command = match command {
                    TicketCommand::Take => Command::Take {
                        by,
                        may_take: right,
                    },
                    TicketCommand::Confirm => Command::Confirm {
                        by,
                        may_take: right,
                    },
                    TicketCommand::TakeOver => Command::TakeOver {
                        by,
                        may_take_over: right,
                        limits,
                    },
                    TicketCommand::Transfer { to } => Command::Transfer {
                        by,
                        to,
                        may_transfer: right,
                        limits,
                    },
                    TicketCommand::Appoint { to } => Command::Appoint {
                        to,
                        may_assign: right,
                        limits,
                    },
                    TicketCommand::PutIntoGroup { group } => Command::PutIntoGroup {
                        group,
                        may_assign_group: right,
                    },
                    TicketCommand::Close => Command::Close {
                        by,
                        may_close: right,
                    },
                    _ => Command::EndOffer {
                        because: OfferEnd::Declined { by },
                    },
                };
                let case = Case {
                    policy: desk.assignment(),
                    floor: &floor,
                    conversation: &facts,
                };
                decide(&case, &command, now())
            });
            decided += usize::from(said.is_ok());
            assert!(
                of_the_whole.contains(&said),
                "{command:?} {facts:?}: {said:?} {of_the_whole:?}"
            );
        }
    }
    assert!(decided > 5, "{decided}");
}

#[test]
fn what_somebody_held_who_has_left_goes_on_once() {
    let desk = the_desk();
    let over = |facts: &ConversationFacts, to: Option<UserId>| {
        let asked = HandingOver {
            from: user(1),
            to,
            facts,
            loads: &BTreeMap::new(),
        };
        desk.hand_over(&asked, now())
    };
    let mut facts = desk.complete(in_work(1, 1));
    // To whom was named, under his accounts and rights and the two loads.
    let given = over(&facts, Some(user(2))).unwrap();
    assert_eq!(given.change.effect, Effect::Assigned { to: user(2) });
    assert_eq!(given.loads, BTreeMap::from([(user(1), -1), (user(2), 1)]));
    let read = |stream: Stream| given.preconditions.iter().any(|one| one.stream == stream);
    assert!(read(Stream::Rights(user(2))) && read(Stream::Conversation(facts.id)));
    // Who cannot receive it is passed by: it waits again.
    for to in [None, Some(user(999))] {
        let queued = over(&facts, to).unwrap();
        assert_eq!(queued.change.effect, Effect::Waiting);
        assert_eq!(queued.loads, BTreeMap::from([(user(1), -1)]));
    }
    // Done once, it is not done again.
    given.change.events[0].apply_to(&mut facts).unwrap();
    assert!(
        over(&facts, Some(user(2)))
            .unwrap()
            .change
            .events
            .is_empty()
    );
    let mut elsewhere = in_work(1, 1);
    elsewhere.tenant = TenantId::from_number(2);
    assert_eq!(
        over(&elsewhere, None),
        Err(NotHandled::Refused(Refusal::OtherTenant))
    );
}
