//! The assertions of the testkit in a host's hands: over a desk, with the explanation where they fail.

use std::panic::catch_unwind;

use expect_test::{Expect, expect};
use frontdesk::access::{Permission, Resource};
use frontdesk::model::{Assignee, ConversationFacts, ConversationId, UserId};
use frontdesk::visibility::Ticket;
use frontdesk_testkit::{assert_allows, assert_denies, assert_hides, assert_sees, cast};

use crate::samples::{AGENT, CUSTOMER, LEAD, desk};

const REPLY: Permission = Permission::CONVERSATION_REPLY;

fn chat(assignee: UserId) -> ConversationFacts {
    let mut facts =
        ConversationFacts::new(cast::TENANT, ConversationId::from_number(5), cast::noon());
    facts.assignee = Some(Assignee::Person(assignee));
    facts
}

/// What it panics with.
fn panics(test: impl FnOnce() + std::panic::UnwindSafe, message: Expect) {
    let panic = catch_unwind(test).expect_err("it panics");
    let said = panic.downcast::<String>().expect("a text");
    message.assert_eq(&said);
}

#[test]
fn what_is_so_passes() {
    let desk = desk();
    let (hers, his) = (chat(AGENT), chat(LEAD));
    assert_allows!(desk.directory(), AGENT, REPLY, hers, cast::noon());
    assert_denies!(desk.directory(), AGENT, REPLY, his, cast::noon());
    assert_denies!(
        desk.directory(),
        AGENT,
        REPLY,
        his,
        cast::noon(),
        "not_granted"
    );
    assert_denies!(desk.directory(), CUSTOMER, REPLY, his, cast::noon());
    assert_denies!(
        desk.directory(),
        UserId::from_number(999),
        REPLY,
        his,
        cast::noon()
    );
    let lead = desk.holder(LEAD.into()).unwrap();
    let resource = Resource::conversation(&lead.actor(), &hers);
    assert_allows!(desk.catalogue(), lead, REPLY, resource, cast::noon());
    let viewing = desk.viewing(AGENT.into(), cast::noon()).unwrap();
    assert_sees!(viewing, Ticket::new(hers));
    assert_hides!(viewing, Ticket::new(his));
}

#[test]
fn what_is_not_so_is_explained() {
    let ask = |assignee| {
        move || {
            assert_allows!(
                desk().directory(),
                AGENT,
                REPLY,
                chat(assignee),
                cast::noon()
            );
        }
    };
    panics(
        ask(LEAD),
        expect![[r#"
        denied, and should be allowed:
        user 00000000-0000-8002-8019-4266726f6e74
          no: conversation.reply (write to the customer)
            no: nothing grants conversation.reply here
            near: role agent grants conversation.reply only @ own
            near: role agent grants conversation.reply only @ my_group_queue
          it needs conversation.view (see the conversation and its messages)
            no: nothing grants conversation.view here
            near: role agent grants conversation.view only @ own
            near: role agent grants conversation.view only @ participating
            near: role agent grants conversation.view only @ my_group_queue
        enough would be: role lead; or no more than
          conversation.reply @ groups = none & people = 00000000-0000-8002-8019-8266726f6e74
          conversation.view @ groups = none & people = 00000000-0000-8002-8019-8266726f6e74"#]],
    );
    let nobody = || {
        assert_allows!(
            desk().directory(),
            UserId::from_number(999),
            REPLY,
            chat(LEAD),
            cast::noon()
        );
    };
    panics(
        nobody,
        expect![[r#"
        denied, and should be allowed:
        no: conversation.reply
            no: there is no such person"#]],
    );
    let denies = || assert_denies!(desk().directory(), AGENT, REPLY, chat(AGENT), cast::noon());
    panics(
        denies,
        expect![[r#"
        allowed, and should be denied:
        user 00000000-0000-8002-8019-4266726f6e74
          yes: conversation.reply (write to the customer)
            yes: role agent grants conversation.reply @ own
          it needs conversation.view (see the conversation and its messages)
            yes: role agent grants conversation.view @ own"#]],
    );
    let code = || {
        assert_denies!(
            desk().directory(),
            AGENT,
            REPLY,
            chat(LEAD),
            cast::noon(),
            "restricted"
        );
    };
    panics(
        code,
        expect![[r#"
        denied by `not_granted`, and should be by `restricted`:
        user 00000000-0000-8002-8019-4266726f6e74
          no: conversation.reply (write to the customer)
            no: nothing grants conversation.reply here
            near: role agent grants conversation.reply only @ own
            near: role agent grants conversation.reply only @ my_group_queue
          it needs conversation.view (see the conversation and its messages)
            no: nothing grants conversation.view here
            near: role agent grants conversation.view only @ own
            near: role agent grants conversation.view only @ participating
            near: role agent grants conversation.view only @ my_group_queue
        enough would be: role lead; or no more than
          conversation.reply @ groups = none & people = 00000000-0000-8002-8019-8266726f6e74
          conversation.view @ groups = none & people = 00000000-0000-8002-8019-8266726f6e74"#]],
    );
}

#[test]
fn what_is_not_seen_is_explained() {
    let sees = || {
        let desk = desk();
        assert_sees!(
            desk.viewing(AGENT.into(), cast::noon()).unwrap(),
            Ticket::new(chat(LEAD))
        );
    };
    panics(
        sees,
        expect![[r#"
        the ticket is not seen, and should be:
        not seen
        as operator: no
          way 1, no: 00000000-0000-8002-8019-4266726f6e74 has it (no)
          way 2, no: 00000000-0000-8002-8019-4266726f6e74 takes part (no)
          way 3, no: nobody has it (no); it is new or waiting (no); its group is 00000000-0000-8007-8000-4266726f6e74 (no)"#]],
    );
    let hides = || {
        let desk = desk();
        assert_hides!(
            desk.viewing(AGENT.into(), cast::noon()).unwrap(),
            Ticket::new(chat(AGENT))
        );
    };
    panics(
        hides,
        expect![[r#"
        the ticket is seen, and should not be:
        seen as operator
        as operator: yes
          way 1, yes: 00000000-0000-8002-8019-4266726f6e74 has it (yes)
          way 2, no: 00000000-0000-8002-8019-4266726f6e74 takes part (no)
          way 3, no: nobody has it (no); it is new or waiting (no); its group is 00000000-0000-8007-8000-4266726f6e74 (no)"#]],
    );
}
