//! What people do with conversations: decide, then apply.

use chrono::{DateTime, Utc};
use frontdesk_model::{
    Assignee, Availability, ConversationFacts, ConversationState, GroupId, Precondition, Stream,
    UserId,
};

use crate::eligibility::Coming;
use crate::entry::{Entry, on_floor};
use crate::{
    Case, Change, Command, Confirmation, Effect, Event, How, Left, Limits, NotWaiting, OfferEnd,
    Refusal, Right, holder, not_waiting,
};

/// Decides a command on a conversation. Nothing changes until the host has stored the events, while
/// the preconditions hold, and applied them to the facts ([`Event::apply_to`]) and to the floor
/// ([`Floor::apply`](crate::Floor::apply)).
///
/// # Errors
/// When the command is refused, with the reason; of a receiver who fails rules, all of them.
pub fn decide(case: &Case<'_>, command: &Command, now: DateTime<Utc>) -> Result<Change, Refusal> {
    // A conversation of another tenant does not exist here.
    if case.floor.tenant != case.conversation.tenant {
        return Err(Refusal::OtherTenant);
    }
    match *command {
        Command::Take { by, may_take } => take(case, by, may_take, now),
        Command::Confirm { by, may_take } => confirm(case, by, may_take, now),
        Command::TakeOver {
            by,
            may_take_over,
            limits,
        } => take_over(case, by, may_take_over, limits, now),
        Command::Transfer {
            by,
            to,
            may_transfer,
            limits,
        } => transfer(case, by, to, may_transfer, limits, now),
        Command::Appoint {
            to,
            may_assign,
            limits,
        } => appoint(case, to, may_assign, limits, now),
        Command::PutIntoGroup {
            group,
            may_assign_group,
        } => put_into_group(case, group, may_assign_group, now),
        Command::Close { by, may_close } => close(case, by, may_close, now),
        Command::HandOver { from, to } => Ok(hand_over(case, from, to, now)),
        Command::EndOffer { because } => end_offer(case, because, now),
    }
}

fn take(
    case: &Case<'_>,
    by: UserId,
    may_take: Right,
    now: DateTime<Utc>,
) -> Result<Change, Refusal> {
    // Who has it already keeps it: a second click does nothing.
    if owns(case.conversation, by) {
        return Ok(Change::none(Effect::Unchanged));
    }
    need(may_take)?;
    let operator = on_floor(case, by)?;
    // Who was offered it and has to confirm goes on waiting for his own confirmation.
    let mine = holder(case.conversation) == Some(by);
    let confirms = operator.confirms_click(case.conversation);
    if mine && confirms {
        return Ok(Change::none(Effect::NeedsConfirmation { by }));
    }
    if mine {
        return confirm(case, by, may_take, now);
    }
    // A click on one that someone already has answers "already assigned" (S63).
    if let Some(why) = not_waiting(case.conversation) {
        return Err(Refusal::NotWaiting(why));
    }
    let entry = Entry::new(case, by, How::Taken, Coming::Taken, Limits::Enforce)?;
    // Without confirmation the click assigns at once (S62).
    if !confirms {
        return Ok(entry.assigned(now));
    }
    // With confirmation it is still unassigned (S63).
    Ok(match case.policy.confirmation {
        Confirmation::Reserves => entry.offered(now),
        Confirmation::FirstConfirms => Change {
            warnings: entry.warnings,
            ..Change::none(Effect::NeedsConfirmation { by })
        },
    })
}

fn confirm(
    case: &Case<'_>,
    by: UserId,
    may_take: Right,
    now: DateTime<Utc>,
) -> Result<Change, Refusal> {
    if owns(case.conversation, by) {
        return Ok(Change::none(Effect::Unchanged));
    }
    need(may_take)?;
    on_floor(case, by)?;
    match (not_waiting(case.conversation), case.policy.confirmation) {
        // What is offered to him has its place in his load already: no limit stops it now.
        (Some(NotWaiting::Offered { to }), _) if to == Some(by) => {
            Entry::of_own_offer(case, by).map(|entry| entry.assigned(now))
        }
        (Some(why), _) => Err(Refusal::NotWaiting(why)),
        (None, Confirmation::Reserves) => Err(Refusal::NotOffered),
        // The first confirmation assigns (S63), and only now the limit counts.
        (None, Confirmation::FirstConfirms) => {
            Entry::new(case, by, How::Confirmed, Coming::Taken, Limits::Enforce)
                .map(|entry| entry.assigned(now))
        }
    }
}

fn take_over(
    case: &Case<'_>,
    by: UserId,
    may_take_over: Right,
    limits: Limits,
    now: DateTime<Utc>,
) -> Result<Change, Refusal> {
    // Nobody takes over his own.
    if owns(case.conversation, by) {
        return Ok(Change::none(Effect::Unchanged));
    }
    // The right to others' chats (S59).
    need(may_take_over)?;
    is_open(case.conversation)?;
    // An active chat of a colleague: not a waiting one, not a bot's.
    if case.conversation.state != Some(ConversationState::InWork)
        || case.conversation.assigned_person().is_none()
    {
        return Err(Refusal::NotInWork);
    }
    Entry::new(case, by, How::TakenOver, Coming::Given, limits).map(|entry| entry.assigned(now))
}

fn transfer(
    case: &Case<'_>,
    by: UserId,
    to: UserId,
    may_transfer: Right,
    limits: Limits,
    now: DateTime<Utc>,
) -> Result<Change, Refusal> {
    need(may_transfer)?;
    is_open(case.conversation)?;
    // Who has it already keeps it.
    if owns(case.conversation, to) {
        return Ok(Change::none(Effect::Unchanged));
    }
    status_allows(case, by, Availability::TRANSFER_CHAT)?;
    Entry::new(case, to, How::Transferred, Coming::Given, limits).map(|entry| entry.assigned(now))
}

fn appoint(
    case: &Case<'_>,
    to: UserId,
    may_assign: Right,
    limits: Limits,
    now: DateTime<Utc>,
) -> Result<Change, Refusal> {
    // A supervisor assigns conversations (S133).
    need(may_assign)?;
    is_open(case.conversation)?;
    if owns(case.conversation, to) {
        return Ok(Change::none(Effect::Unchanged));
    }
    Entry::new(case, to, How::Appointed, Coming::Given, limits).map(|entry| entry.assigned(now))
}

fn put_into_group(
    case: &Case<'_>,
    group: GroupId,
    may_assign_group: Right,
    now: DateTime<Utc>,
) -> Result<Change, Refusal> {
    need(may_assign_group)?;
    is_open(case.conversation)?;
    // It waits there already.
    if not_waiting(case.conversation).is_none() && case.conversation.group == Some(group) {
        return Ok(Change::none(Effect::Unchanged));
    }
    // A group is not a person: it waits in the group's queue, and who had it has it no more (S153).
    let left = left(case.conversation, How::PutIntoGroup, now);
    let event = Event::Queued { left, into: group };
    Ok(leaving(case.conversation, Effect::Waiting, event))
}

fn close(
    case: &Case<'_>,
    by: UserId,
    may_close: Right,
    now: DateTime<Utc>,
) -> Result<Change, Refusal> {
    // A supervisor closes conversations (S134).
    need(may_close)?;
    if case.conversation.state == Some(ConversationState::Closed) {
        return Ok(Change::none(Effect::Unchanged));
    }
    status_allows(case, by, Availability::CLOSE)?;
    let event = Event::Closed(left(case.conversation, How::Closed, now));
    Ok(leaving(case.conversation, Effect::Closed, event))
}

fn hand_over(case: &Case<'_>, from: UserId, to: Option<UserId>, now: DateTime<Utc>) -> Change {
    let facts = case.conversation;
    // What he holds no more stays where it is: asked twice, it is done once.
    if holder(facts) != Some(from) {
        return Change::none(Effect::Unchanged);
    }
    // To whom was named for it, if he can receive it; no limit stops it, which the event records (D9).
    let goes = |to: &UserId| *to != from && is_open(facts).is_ok();
    let entry = to.filter(goes).map(|to| {
        let how = How::HandedOver;
        Entry::new(case, to, how, Coming::Given, Limits::Override)
    });
    if let Some(Ok(entry)) = entry {
        return entry.assigned(now);
    }
    // Nobody waits for somebody who has left: else it waits again, in its group's queue if it has one.
    let left = left(facts, How::HandedOver, now);
    let event = match facts.group {
        Some(into) => Event::Queued { left, into },
        None => Event::Released(left),
    };
    leaving(facts, Effect::Waiting, event)
}

fn end_offer(case: &Case<'_>, because: OfferEnd, now: DateTime<Utc>) -> Result<Change, Refusal> {
    let offered = case.conversation.assignee.is_none()
        && case.conversation.state == Some(ConversationState::Offered);
    if !offered {
        return Err(Refusal::NotOffered);
    }
    let addressee = case.conversation.offered_to;
    let how = match because {
        OfferEnd::Declined { by } if addressee != Some(by) => return Err(Refusal::NotOffered),
        OfferEnd::Declined { .. } => How::Declined,
        OfferEnd::Expired => How::Expired,
        OfferEnd::AddresseeGone => {
            let present = addressee
                .and_then(|user| case.floor.operators.get(&user))
                .is_some_and(|found| {
                    found.standing.can_act() && found.receives.has(case.conversation.id)
                });
            if present {
                return Err(Refusal::AddresseePresent);
            }
            How::AddresseeGone
        }
    };
    let event = Event::OfferEnded(left(case.conversation, how, now));
    Ok(leaving(case.conversation, Effect::Waiting, event))
}

fn leaving(facts: &ConversationFacts, effect: Effect, event: Event) -> Change {
    Change {
        effect,
        events: vec![event],
        warnings: Vec::new(),
        preconditions: vec![Precondition {
            stream: Stream::Conversation(facts.id),
            version: facts.version,
        }],
    }
}

fn left(facts: &ConversationFacts, how: How, now: DateTime<Utc>) -> Left {
    Left {
        conversation: facts.id,
        how,
        released: holder(facts),
        group: facts.group,
        at: now,
    }
}

fn need(right: Right) -> Result<(), Refusal> {
    if right.is_held() {
        Ok(())
    } else {
        Err(Refusal::NotAllowed)
    }
}

/// Whether this person has it and it is not over.
fn owns(facts: &ConversationFacts, user: UserId) -> bool {
    facts.assignee == Some(Assignee::Person(user))
        && facts
            .state
            .is_some_and(|state| state != ConversationState::Closed)
}

/// What is over, deleted or of unknown state goes to nobody.
fn is_open(facts: &ConversationFacts) -> Result<(), Refusal> {
    let why = match facts.state {
        _ if facts.deleted => NotWaiting::Deleted,
        _ if facts.spam => NotWaiting::Spam,
        Some(ConversationState::Closed) => NotWaiting::Closed,
        None => NotWaiting::UnknownState,
        Some(_) => return Ok(()),
    };
    Err(Refusal::NotWaiting(why))
}

/// With his own conversation a person does only what his working status lets him.
fn status_allows(case: &Case<'_>, by: UserId, needs: Availability) -> Result<(), Refusal> {
    let forbids = owns(case.conversation, by)
        && case
            .floor
            .operators
            .get(&by)
            .is_some_and(|operator| !operator.availability.contains(needs));
    if forbids {
        return Err(Refusal::StatusForbids);
    }
    Ok(())
}
