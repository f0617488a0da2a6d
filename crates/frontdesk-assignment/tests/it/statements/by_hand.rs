//! What people do by hand: take, confirm, take over, transfer, assign, put into a group, close.

use frontdesk_assignment::{Confirmation, Limits, OfferEnd, Operator, Policy, Receives};
use frontdesk_model::{Availability, ConversationState, Standing};

use super::*;

#[rustfmt::skip] // A table: one row, one line.
pub(super) fn rows() -> Vec<Row> {
    use Limits::{Enforce, Override};
    let two = || floor([ready(), ready()]);
    let full = || floor([ready(), holding(2, 2)]);
    let bots = || with(chat(1), |it| it.assignee = Some(bot()));
    let unknown = || with(chat(1), |it| it.state = None);
    let was_mine = || {
        with(held_by(1, 1), |it| {
            it.state = Some(ConversationState::Closed);
        })
    };
    let stranger = || {
        with(chat(1), |it| {
            it.tenant = frontdesk_model::TenantId::from_number(2);
        })
    };
    let suspended = || {
        floor([
            ready(),
            Operator {
                standing: Standing::Suspended,
                ..ready()
            },
        ])
    };
    let cannot_reply = || {
        floor([
            ready(),
            Operator {
                receives: Receives::Nothing,
                ..ready()
            },
        ])
    };
    let without = |flag: Availability| {
        let operator = Operator {
            availability: Availability::all() - flag,
            ..ready()
        };
        floor([operator.clone(), operator])
    };
    let spanish = || in_language(1, "es");
    let french = || floor([speaking(&["fr"]), speaking(&["fr"])]);
    let theirs = |number, form_number| {
        with(chat(number), |it| {
            it.questionnaire = Some(form(form_number));
        })
    };

    let mut rows = vec![
        // S59: with the right an active chat can be transferred to oneself.
        row("S59 + with the right a colleague's chat in work is taken over", two(), held_by(1, 2), take_over(1, HELD, Enforce), "assigned 1"),
        row("S59 - without the right it is not", two(), held_by(1, 2), take_over(1, MISSING, Enforce), "forbidden: not_allowed"),
        row("S59 - one that waits is in nobody's work", two(), chat(1), take_over(1, HELD, Enforce), "conflict: not_in_work"),
        row("S59 - a bot's is in no colleague's work", two(), bots(), take_over(1, HELD, Enforce), "conflict: not_in_work"),
        row("S59 - a closed one is not active", two(), closed(1), take_over(1, HELD, Enforce), "conflict: closed"),
        // S60, D5: with the right to a chosen colleague.
        row("S60 + with the right an own chat goes to a chosen colleague", two(), held_by(1, 1), transfer(1, 2, HELD, Enforce), "assigned 2"),
        row("S60 - without the right it does not", two(), held_by(1, 1), transfer(1, 2, MISSING, Enforce), "forbidden: not_allowed"),
        row("S60 - who is not on the floor gets nothing", two(), held_by(1, 1), transfer(1, 9, HELD, Enforce), "invalid: not_on_floor"),
        row("S60 - a status without transfers is sent none", without(Availability::ACCEPT_TRANSFER), held_by(1, 1), transfer(1, 2, HELD, Enforce), "conflict: not_available"),
        row("S60 + a status without new chats still accepts transfers", without(Availability::ACCEPT_CHAT), held_by(1, 1), transfer(1, 2, HELD, Enforce), "assigned 2"),
        row("S60 - a status that passes nothing on keeps the own chats", without(Availability::TRANSFER_CHAT), held_by(1, 1), transfer(1, 2, HELD, Enforce), "forbidden: status_forbids"),
        row("S60 + a status that passes nothing on binds its holder alone", without(Availability::TRANSFER_CHAT), held_by(1, 2), transfer(3, 1, HELD, Enforce), "assigned 1"),
        row("S60 - a closed one is not active", two(), closed(1), transfer(1, 2, HELD, Enforce), "conflict: closed"),
        row("S60 - a chat of another tenant is not there", two(), stranger(), transfer(1, 2, HELD, Enforce), "hidden: other_tenant"),
        // S62: confirmation off, a click assigns at once.
        row("S62 + one click assigns a waiting chat", two(), chat(1), take(1), "assigned 1"),
        row("S62 + and a new one", two(), with(chat(1), |it| it.state = Some(ConversationState::New)), take(1), "assigned 1"),
        row("S62 - without the right it does not", two(), chat(1), Command::Take { by: user(1), may_take: MISSING }, "forbidden: not_allowed"),
        row("S62 - a colleague's chat is not new", two(), held_by(1, 2), take(1), "conflict: already_assigned"),
        row("S62 - nor is a bot's", two(), bots(), take(1), "conflict: already_assigned"),
        row("S62 + a second click changes nothing", two(), held_by(1, 1), take(1), "unchanged"),
        row("S62 - a closed one is not new", two(), closed(1), take(1), "conflict: closed"),
        row("S62 - one in no known state is not taken", two(), unknown(), take(1), "conflict: unknown_state"),
        row("S62 - a deleted one is not taken", two(), with(chat(1), |it| it.deleted = true), take(1), "conflict: deleted"),
        row("S62 - spam is not taken", two(), with(chat(1), |it| it.spam = true), take(1), "conflict: spam"),
        row("S62 - a chat of another tenant is not there", two(), stranger(), take(1), "hidden: other_tenant"),
        row("S62 - a status without new chats takes none", without(Availability::ACCEPT_CHAT), chat(1), take(1), "conflict: not_available"),
        // S63: confirmation on, a click leaves it unassigned; the confirmation assigns.
        row("S63 + with confirmation on a click leaves the chat unassigned", floor([confirming(), ready()]), chat(1), take(1), "1 has to confirm"),
        row("S63 + only the confirmation assigns", floor([confirming(), ready()]), chat(1), confirm(1), "assigned 1"),
        row("S63 - without the right it does not", floor([confirming(), ready()]), chat(1), Command::Confirm { by: user(1), may_take: MISSING }, "forbidden: not_allowed"),
        row("S63 - who confirms second comes too late", floor([confirming(), ready()]), held_by(1, 2), confirm(1), "conflict: already_assigned"),
        row("S63 + a second confirmation changes nothing", floor([confirming(), ready()]), held_by(1, 1), confirm(1), "unchanged"),
        row("S63 + what was offered to him is assigned by the confirmation", floor([confirming(), ready()]), offered_to(1, 1), confirm(1), "assigned 1"),
        row("S63 + a click on the own offer still asks for the confirmation", floor([confirming(), ready()]), offered_to(1, 1), take(1), "1 has to confirm"),
        row("S63 - a colleague's offer is not confirmed", floor([confirming(), ready()]), offered_to(1, 2), confirm(1), "conflict: offered"),
        row("S63 - who has confirmation off is assigned by the click", floor([confirming(), ready()]), offered_to(1, 2), take(2), "assigned 2"),
        // S95: to a colleague who can reply once it is his.
        row("S95 + a conversation goes to a colleague who could reply, and is his", two(), held_by(1, 1), transfer(1, 2, HELD, Enforce), "assigned 2"),
        row("S95 - to a suspended colleague nothing is transferred", suspended(), held_by(1, 1), transfer(1, 2, HELD, Enforce), "conflict: not_active"),
        row("S95 - nor to one who could not reply", cannot_reply(), held_by(1, 1), transfer(1, 2, HELD, Enforce), "conflict: may_not_receive"),
        row("S95 - nor assigned to one who could not reply", cannot_reply(), chat(1), appoint(2, HELD, Enforce), "conflict: may_not_receive"),
        // D22 with the right, a moderator passes on any, one that waits too.
        row("D22 + with the right one that waits is passed on too", two(), chat(1), transfer(1, 2, HELD, Enforce), "assigned 2"),
        row("D22 - one in no known state is not", two(), unknown(), transfer(1, 2, HELD, Enforce), "conflict: unknown_state"),
        // S103, D9: n of n refuses a click, and a transfer unless overridden.
        row("S103 + who holds n of n takes no further one", full(), chat(1), take(2), "conflict: at_limit"),
        row("S103 - who holds one less does", floor([ready(), holding(1, 2)]), chat(1), take(2), "assigned 2"),
        row("S103 + nor does a confirmation bring one", full(), chat(1), confirm(2), "conflict: at_limit"),
        row("D9 - a transfer beyond the limit is refused", full(), held_by(1, 1), transfer(1, 2, HELD, Enforce), "conflict: at_limit"),
        row("D9 + unless the host overrides it, which is recorded", full(), held_by(1, 1), transfer(1, 2, HELD, Override), "assigned 2, overrides at_limit"),
        row("D9 - an override without need overrides nothing", two(), held_by(1, 1), transfer(1, 2, HELD, Override), "assigned 2"),
        row("D9 - taking over beyond the limit is refused", full(), held_by(1, 1), take_over(2, HELD, Enforce), "conflict: at_limit"),
        row("D9 + unless the host overrides it", full(), held_by(1, 1), take_over(2, HELD, Override), "assigned 2, overrides at_limit"),
        row("D9 + and so is assigning", full(), chat(1), appoint(2, HELD, Override), "assigned 2, overrides at_limit"),
        row("D9 - no override lifts another rule", suspended(), held_by(1, 1), transfer(1, 2, HELD, Override), "conflict: not_active"),
        // S106: by hand a language only warns.
        row("S106 + by hand another language only warns", french(), spanish(), take(1), "assigned 1, warning language"),
        row("S106 - an accepted language warns of nothing", french(), in_language(1, "fr"), take(1), "assigned 1"),
        row("S106 - nor does an unknown one", french(), chat(1), take(1), "assigned 1"),
        row("S106 + a transfer too only warns", french(), with(spanish(), |it| { it.assignee = held_by(1, 1).assignee; it.state = held_by(1, 1).state; }), transfer(1, 2, HELD, Enforce), "assigned 2, warning language"),
        row("S104 - who named no language accepts no Spanish", floor([ready()]), spanish(), take(1), "assigned 1, warning language"),
        row("S104 + who named no language accepts French", floor([ready()]), in_language(1, "fr"), take(1), "assigned 1"),
        // S107-S109: only requests of his questionnaires; a transfer overrides.
        row("S108 + a waiting request of the own questionnaire is taken", floor([adviser(&[5])]), theirs(1, 5), take(1), "assigned 1"),
        row("S109 + one of another questionnaire is not", floor([adviser(&[5])]), theirs(1, 6), take(1), "conflict: questionnaire"),
        row("S107 - without a questionnaire one is no adviser", floor([adviser(&[])]), theirs(1, 6), take(1), "conflict: questionnaire"),
        row("S107 - a request without questionnaire is nobody's of them", floor([adviser(&[5])]), chat(1), take(1), "conflict: questionnaire"),
        row("S110 + who is bound to none takes any", floor([ready()]), theirs(1, 6), take(1), "assigned 1"),
        row("S109 - a transfer overrides", floor([adviser(&[5]), ready()]), with(theirs(1, 6), |it| { it.assignee = held_by(1, 2).assignee; it.state = held_by(1, 2).state; }), transfer(2, 1, HELD, Enforce), "assigned 1"),
        // S128: with the right, to colleagues; without it denied.
        row("S128 + with the right the own one goes to a colleague", two(), held_by(1, 1), transfer(1, 2, HELD, Enforce), "assigned 2"),
        row("S128 - without the right it does not", two(), held_by(1, 1), transfer(1, 2, MISSING, Enforce), "forbidden: not_allowed"),
        // S133: a supervisor assigns, waiting ones, offered ones and a colleague's.
        row("S133 + a waiting one is assigned", two(), chat(1), appoint(2, HELD, Enforce), "assigned 2"),
        row("S133 + a colleague's too", two(), held_by(1, 1), appoint(2, HELD, Enforce), "assigned 2"),
        row("S133 + one that is offered too", two(), offered_to(1, 1), appoint(2, HELD, Enforce), "assigned 2"),
        row("S133 + a bot's too", two(), bots(), appoint(2, HELD, Enforce), "assigned 2"),
        row("S133 - without the right not", two(), chat(1), appoint(2, MISSING, Enforce), "forbidden: not_allowed"),
        row("S133 - whose it is already, nothing changes", two(), held_by(1, 2), appoint(2, HELD, Enforce), "unchanged"),
        row("S133 - a closed one is not assigned", two(), closed(1), appoint(2, HELD, Enforce), "conflict: closed"),
        row("S133 - spam is not assigned", two(), with(held_by(1, 1), |it| it.spam = true), appoint(2, HELD, Enforce), "conflict: spam"),
        row("S133 - a deleted one is not assigned", two(), with(held_by(1, 1), |it| it.deleted = true), appoint(2, HELD, Enforce), "conflict: deleted"),
        // S134: a supervisor closes; one that is closed stays so.
        row("S134 + a colleague's chat is closed", two(), held_by(1, 2), close(1, HELD), "closed"),
        row("S134 + a waiting one too", two(), chat(1), close(9, HELD), "closed"),
        row("S134 - without the right not", two(), held_by(1, 2), close(1, MISSING), "forbidden: not_allowed"),
        row("S134 - a closed one stays as it is", two(), closed(1), close(1, HELD), "unchanged"),
        row("S134 - a status that closes nothing keeps the own one open", without(Availability::CLOSE), held_by(1, 1), close(1, HELD), "forbidden: status_forbids"),
        row("S134 + it binds its holder alone", without(Availability::CLOSE), held_by(1, 2), close(1, HELD), "closed"),
        // Whose a closed one was is no owner who keeps it.
        row("S62 - whose a closed one was does not keep it by a click", two(), was_mine(), take(1), "conflict: closed"),
        row("S63 - whose a closed one was does not keep it by a confirmation", two(), was_mine(), confirm(1), "conflict: closed"),
        row("S59 - whose a closed one was does not take it over", two(), was_mine(), take_over(1, HELD, Enforce), "conflict: closed"),
        // S153: into a group's queue.
        row("S153 + whose it was loses it to the queue of its group", two(), with(held_by(1, 1), |it| it.group = Some(group(5))), put(5, HELD), "waiting"),
        row("S153 + a waiting one goes into a group's queue", two(), chat(1), put(5, HELD), "waiting"),
        row("S153 + one in work too", two(), held_by(1, 1), put(5, HELD), "waiting"),
        row("S153 + a bot's too", two(), bots(), put(5, HELD), "waiting"),
        row("S153 - without the right not", two(), chat(1), put(5, MISSING), "forbidden: not_allowed"),
        row("S153 - where it is already, nothing changes", two(), in_group(1, 5), put(5, HELD), "unchanged"),
        row("S153 + from one group's queue into another's", two(), in_group(1, 6), put(5, HELD), "waiting"),
        row("S153 - a closed one goes into no queue", two(), closed(1), put(5, HELD), "conflict: closed"),
    ];

    // The other reading of a click that has to be confirmed: it reserves.
    let reserves = Policy {
        confirmation: Confirmation::Reserves,
        ..policy()
    };
    let reserved = [
        row("S63 + where a click reserves, the chat is offered to the clicker", floor([confirming(), ready()]), chat(1), take(1), "offered 1"),
        row("S63 - there nothing is confirmed without an offer", floor([confirming(), ready()]), chat(1), confirm(1), "conflict: not_offered"),
        row("S63 + there the holder of the offer confirms", floor([confirming(), ready()]), offered_to(1, 1), confirm(1), "assigned 1"),
        row("S63 - there nobody else takes what is offered", floor([confirming(), ready()]), offered_to(1, 1), take(2), "conflict: offered"),
        row("S63 - there nobody else confirms it", floor([confirming(), ready()]), offered_to(1, 2), confirm(1), "conflict: offered"),
        row("S63 + an offer that ran out leaves it waiting", floor([confirming(), ready()]), offered_to(1, 1), Command::EndOffer { because: OfferEnd::Expired }, "waiting"),
        row("S63 - without an offer none runs out", floor([confirming(), ready()]), chat(1), Command::EndOffer { because: OfferEnd::Expired }, "conflict: not_offered"),
        row("S63 + an offer that was declined leaves it waiting", floor([confirming(), ready()]), offered_to(1, 1), Command::EndOffer { because: OfferEnd::Declined { by: user(1) } }, "waiting"),
        row("S63 - nobody else declines it", floor([confirming(), ready()]), offered_to(1, 1), Command::EndOffer { because: OfferEnd::Declined { by: user(2) } }, "conflict: not_offered"),
    ];
    rows.extend(reserved.map(|row| Row { policy: reserves.clone(), ..row }));
    rows
}
