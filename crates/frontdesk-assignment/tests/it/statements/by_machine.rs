//! What the machine does: it routes, dispenses and lists to whom a conversation can be passed on.

use frontdesk_assignment::{GroupQueue, Operator, Policy};
use frontdesk_model::{Availability, Channel, Limit, Standing};

use super::*;

#[rustfmt::skip] // A table: one row, one line.
pub(super) fn rows() -> Vec<Row> {
    let machine = |title, operator: Operator, chat, then| row(title, floor([operator]), chat, When::Machine, then);
    let call = || with(chat(1), |it| it.channel = Some(Channel::Call));
    let ringing = || with(offered_to(1, 1), |it| it.channel = Some(Channel::Call));
    let automatic = || Operator { auto_answer: true, ..ready() };
    let no_calls = || Operator { availability: Availability::all() - Availability::CALLS, ..automatic() };
    let crowded = || Operator { open: 1_000, ..ready() };
    let unlimited = || Operator { limit: Some(Limit::Unlimited), ..crowded() };
    let for_form = |number| with(chat(1), |it| it.questionnaire = Some(form(number)));
    let colleagues = || {
        let deaf = Operator { availability: Availability::all() - Availability::ACCEPT_TRANSFER, ..ready() };
        floor([ready(), ready(), deaf, holding(2, 2), Operator::new(Standing::Active)])
    };

    let mut rows = vec![
        // S63: the machine offers to who has to confirm.
        machine("S63 + what is routed to who has to confirm is only offered", confirming(), chat(1), "offered 1"),
        machine("S63 - what is routed to who has not is assigned", ready(), chat(1), "assigned 1"),
        // S68: the list of colleagues needs the right; without it it is empty, which is no error.
        row("S68 + with the right the list has the colleagues who accept transfers, full ones too", colleagues(), chat(1), When::Targets(HELD), "2 4"),
        row("S68 - without the right it is empty, which is no error", colleagues(), chat(1), When::Targets(MISSING), ""),
        // S75: calls are picked up automatically or by hand.
        machine("S75 + with auto-answer a call is picked up automatically", automatic(), call(), "assigned 1"),
        machine("S75 + though chats have to be confirmed", Operator { confirm_acceptance: true, ..automatic() }, call(), "assigned 1"),
        machine("S75 - without it the call rings", ready(), call(), "offered 1"),
        row("S75 - and a click picks it up", floor([confirming()]), ringing(), take(1), "assigned 1"),
        machine("S75 - auto-answer confirms no chat", Operator { confirm_acceptance: true, ..automatic() }, chat(1), "offered 1"),
        machine("S75 - a status without calls gets none", no_calls(), call(), "waits: nobody_eligible"),
        machine("S75 - but chats", no_calls(), chat(1), "assigned 1"),
        // S101: unlimited, or limited.
        machine("S101 + by default nothing is too much", crowded(), chat(1), "assigned 1"),
        machine("S101 - a limit ends it", holding(1_000, 1_000), chat(1), "waits: nobody_eligible"),
        // S103: n of n, no further one.
        machine("S103 + who holds n of n is routed nothing", holding(2, 2), chat(1), "waits: nobody_eligible"),
        machine("S103 - who holds one less is", holding(1, 2), chat(1), "assigned 1"),
        // S104, S106: languages.
        machine("S104 + who named no language is routed French", ready(), in_language(1, "fr"), "assigned 1"),
        machine("S104 - and no Spanish", ready(), in_language(1, "es"), "waits: nobody_eligible"),
        machine("S106 + another language is not routed", speaking(&["fr"]), in_language(1, "es"), "waits: nobody_eligible"),
        machine("S106 + not even French to who does not accept it", speaking(&["es"]), in_language(1, "fr"), "waits: nobody_eligible"),
        machine("S106 - one of several accepted ones is", speaking(&["fr", "es"]), in_language(1, "es"), "assigned 1"),
        machine("S106 - an unknown language is no filter", speaking(&["es"]), chat(1), "assigned 1"),
        // S107-S110: questionnaires.
        machine("S107 + an adviser is routed what his questionnaires bring", adviser(&[5, 6]), for_form(6), "assigned 1"),
        machine("S107 - who chose none is routed nothing", adviser(&[]), for_form(5), "waits: nobody_eligible"),
        machine("S108 + the own questionnaire is routed", adviser(&[5]), for_form(5), "assigned 1"),
        machine("S108 - another is not", adviser(&[5]), for_form(6), "waits: nobody_eligible"),
        machine("S108 - nor what has none", adviser(&[5]), chat(1), "waits: nobody_eligible"),
        machine("S110 + who is bound to none is routed any", ready(), for_form(6), "assigned 1"),
        machine("S110 + and what has none", ready(), chat(1), "assigned 1"),
        machine("S110 - an adviser is not", adviser(&[5]), for_form(7), "waits: nobody_eligible"),
        // S126, S127: the dispenser.
        Row { chats: vec![chat(4), chat(2), held_by(1, 2)], ..row("S126 + the dispenser gives the oldest that waits", floor([ready()]), chat(1), When::Dispense(HELD), "chat 2 assigned 1") },
        Row { chats: vec![in_language(1, "es"), in_language(2, "fr")], ..row("S126 + it passes over what is not for him", floor([ready()]), chat(1), When::Dispense(HELD), "chat 2 assigned 1") },
        row("S126 + to who has to confirm it offers", floor([confirming()]), chat(1), When::Dispense(HELD), "chat 1 offered 1"),
        Row { policy: Policy::default(), ..row("S126 - it stands still while automatic assignment is off", floor([ready()]), chat(1), When::Dispense(HELD), "conflict: automatic_off") },
        row("S126 - it gives nothing that somebody has", floor([ready()]), held_by(1, 2), When::Dispense(HELD), "conflict: nothing_waiting"),
        row("S126 - it gives nothing beyond the limit", floor([holding(2, 2)]), chat(1), When::Dispense(HELD), "conflict: at_limit"),
        row("S127 + without the dispenser self-assigning is denied", floor([ready()]), chat(1), When::Dispense(MISSING), "forbidden: not_allowed"),
        row("S127 + nor is one clicked", floor([ready()]), chat(1), Command::Take { by: user(1), may_take: MISSING }, "forbidden: not_allowed"),
        row("S127 - with it it is not", floor([ready()]), chat(1), When::Dispense(HELD), "chat 1 assigned 1"),
        // S153: a group is not a person.
        row("S153 + what waits in a group's queue goes to a member", floor([ready(), member(5)]), in_group(1, 5), When::Machine, "assigned 2"),
        row("S153 - nobody else is routed it", floor([ready(), member(6)]), in_group(1, 5), When::Machine, "waits: nobody_eligible"),
        Row { policy: Policy { group_queue: GroupQueue::Anyone, ..policy() }, ..row("S153 + unless the site says that a group is only a label", floor([ready()]), in_group(1, 5), When::Machine, "assigned 1") },
    ];
    let site = Policy { site_limit: Limit::Count(2), ..policy() };
    rows.extend([
        machine("S101 - the site's limit holds for who has none", crowded(), chat(1), "waits: nobody_eligible"),
        machine("S101 + an own limit replaces it", holding(4, 5), chat(1), "assigned 1"),
        machine("S101 + so does no limit of one's own", unlimited(), chat(1), "assigned 1"),
    ].map(|row| Row { policy: site.clone(), ..row }));
    rows
}
