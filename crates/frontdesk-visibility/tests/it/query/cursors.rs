//! Cursors: for whom they are good, what they survive, and that nothing else is one.

use std::borrow::Cow;
use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use frontdesk_access::Scope;
use frontdesk_model::{Channel, ConversationId, Relation};
use frontdesk_visibility::{
    Condition, CursorError, CursorKey, Direction, Field, FieldPolicy, Filter, Hat, ListRequest,
    Must, QueryError, RightsHeld, SitePolicy, SitesSeen, Ticket, Use, Value, Viewing,
};
use proptest::prelude::*;
use proptest::test_runner::Config;
use serde_json::{Value as Json, json};

use super::laws::pages;
use super::requests::{desk, request, trimmed};
use crate::world::*;

fn desk_of_three() -> Vec<Ticket> {
    let tickets = (1..=3).map(|n| {
        let mut ticket = full_ticket();
        ticket.facts.id = ConversationId::from_number(n);
        ticket
    });
    tickets.collect()
}

fn by(column: &str) -> ListRequest {
    let sort = json!({"by": column, "direction": "ascending"});
    serde_json::from_value(json!({"page_size": 1, "sort": sort})).unwrap()
}

fn next(viewing: &Viewing<'_>, request: &ListRequest) -> String {
    let query = viewing.query(request).unwrap();
    query.page(&desk_of_three()).next.unwrap()
}

fn with(request: &ListRequest, cursor: &str) -> ListRequest {
    ListRequest {
        cursor: Some(cursor.to_owned()),
        ..request.clone()
    }
}

fn refusal(viewing: &Viewing<'_>, request: &ListRequest, cursor: &str) -> Option<CursorError> {
    match viewing.query(&with(request, cursor)).err() {
        Some(QueryError::Cursor(refusal)) => Some(refusal),
        Some(other) => panic!("{other}"),
        None => None,
    }
}

fn viewing(filter: Filter, policy: &FieldPolicy) -> Viewing<'_> {
    Viewing {
        filter,
        policy,
        sites: all_sites(),
        rights: RightsHeld::none(),
    }
}

#[test]
fn a_cursor_is_good_for_one_tenant_viewer_and_list() {
    let policy = policy();
    let agent = || seeing(staff(17), Scope::of(Relation::Own));
    let mine = viewing(filter_of(&agent()), &policy);
    let request = by("updated_at");
    let cursor = next(&mine, &request);
    assert_eq!(refusal(&mine, &request, &cursor), None);

    let mut elsewhere = agent();
    elsewhere.tenant = THERE;
    let colleague = seeing(staff(18), Scope::of(Relation::Own));
    let customer = seeing(client(17), Scope::of(Relation::Requester));
    let both = Filter::join([filter_of(&agent()), filter_of(&customer)]);
    let more = seeing(agent(), Scope::of(Relation::Participating));
    let mut narrowed = policy.clone();
    narrowed
        .set(Hat::Operator, Field::Privacy, Use::Hidden)
        .unwrap();
    let others = [
        (
            "another tenant",
            filter_of(&elsewhere),
            &policy,
            CursorError::OtherTenant,
        ),
        (
            "a colleague",
            filter_of(&colleague),
            &policy,
            CursorError::OtherViewer,
        ),
        (
            "a customer of the same number",
            filter_of(&customer),
            &policy,
            CursorError::OtherViewer,
        ),
        (
            "the same person under two hats",
            both.unwrap().unwrap(),
            &policy,
            CursorError::OtherViewer,
        ),
        (
            "more rights",
            filter_of(&more),
            &policy,
            CursorError::OtherList,
        ),
        (
            "masked",
            filter_of(&masked(agent())),
            &policy,
            CursorError::OtherList,
        ),
        (
            "another policy",
            filter_of(&agent()),
            &narrowed,
            CursorError::OtherList,
        ),
    ];
    for (who, filter, policy, expected) in others {
        let other = viewing(filter, policy);
        assert_eq!(refusal(&other, &request, &cursor), Some(expected), "{who}");
    }
    // The same rights bound again, later, are the same.
    let again = viewing(filter_of(&agent()), &policy);
    assert_eq!(refusal(&again, &request, &cursor), None);
    // Of other sites only what asks for a site is another list.
    let blind = Viewing {
        sites: SitesSeen::none(),
        ..again.clone()
    };
    assert_eq!(refusal(&blind, &request, &cursor), None);
    let by_site = by("site");
    let cursor = next(&mine, &by_site);
    let elsewhere = Viewing {
        sites: these_sites([site(5)].into()),
        ..again
    };
    assert_eq!(
        refusal(&elsewhere, &by_site, &cursor),
        Some(CursorError::OtherList)
    );
}

/// What the policy says of other hats, and the names of what it hides, are in no byte of a cursor: it
/// cannot be tried against a guess, and it stays good.
#[test]
fn a_cursor_says_nothing_of_other_hats_fields() {
    let client = || seeing(client(123), Scope::of(Relation::Requester));
    let policy = policy();
    let request = by("updated_at");
    let portal = viewing(filter_of(&client()), &policy);
    let cursor = next(&portal, &request);
    let black = || Field::Added(field("black_list"));
    let set = |hat, field, to| policy.clone().with(hat, field, to).unwrap();
    let mut any_site = policy.clone();
    any_site.site = SitePolicy::Open;
    let mut any_channel = policy.clone();
    any_channel.interactive_channels.clear();
    for other in [
        set(Hat::Operator, black(), Use::View),
        set(Hat::Operator, Field::Privacy, Use::Hidden),
        set(Hat::Stakeholder, black(), Use::Hidden),
        set(Hat::Customer, black(), Use::Hidden),
        set(Hat::Guest, black(), Use::View),
        any_site,
        any_channel,
    ] {
        let other = viewing(filter_of(&client()), &other);
        assert_eq!(next(&other, &request), cursor);
        assert_eq!(refusal(&other, &request, &cursor), None);
    }
    // What he sees himself, or would see as a colleague, is another list.
    let field = || Field::Added(field("cf_view"));
    for other in [
        set(Hat::Customer, black(), Use::View),
        set(Hat::Customer, field(), Use::Hidden),
        set(Hat::Colleague, field(), Use::Hidden),
    ] {
        let other = viewing(filter_of(&client()), &other);
        let found = refusal(&other, &request, &cursor);
        assert_eq!(found, Some(CursorError::OtherList));
    }
    // Nor does the staff learn the name of what is hidden from it.
    let operator = seeing(staff(17), Scope::any());
    let desk = viewing(filter_of(&operator), &policy);
    let hidden = set(Hat::Operator, black(), Use::Hidden);
    let other = viewing(filter_of(&operator), &hidden);
    assert_eq!(next(&other, &request), next(&desk, &request));
}

/// A channel that goes by a listed name is that channel: its pages end, and it is counted and found once.
#[test]
fn channels_by_two_spellings_have_an_end() {
    let policy = policy();
    let mine = viewing(filter_of(&seeing(staff(17), Scope::any())), &policy);
    let named = Channel::from_name;
    let channels = [
        named("email"),
        Channel::Sms,
        Channel::Email,
        named("chat"),
        Channel::LiveChat,
        named("chh12"),
        Channel::Custom(12),
        named("pigeon"),
        named("email"),
    ];
    let tickets = (1..).zip(&channels).map(|(n, channel)| {
        let mut ticket = full_ticket();
        ticket.facts.id = ConversationId::from_number(n);
        ticket.facts.channel = Some(channel.clone());
        ticket
    });
    let desk: Vec<Ticket> = tickets.collect();
    for direction in Direction::ALL {
        let mut request = by("channel");
        request.sort.as_mut().unwrap().direction = direction;
        let pages = pages(&mine, &request, || &desk);
        let ids = pages.iter().map(|page| page["rows"][0]["id"].to_string());
        let ids: BTreeSet<String> = ids.collect();
        assert_eq!((pages.len(), ids.len()), (desk.len(), desk.len()));
    }
    let request: ListRequest = serde_json::from_value(json!({"facets": ["channel"]})).unwrap();
    let facets = serde_json::to_value(mine.query(&request).unwrap().facets(&desk)).unwrap();
    let count = |value: &str, count: u32| json!({"value": value, "count": count});
    let expected = [
        count("email", 3),
        count("live_chat", 2),
        count("sms", 1),
        count("cch12", 2),
        count("pigeon", 1),
    ];
    assert_eq!(facets["channel"], json!(expected));
    // A condition means the same before and after it was stored.
    let email = Value::Channel(Cow::Owned(named("email")));
    let condition = Condition::new(Field::Channel, Must::BeOneOf([email].into())).unwrap();
    let stored: Condition =
        serde_json::from_value(serde_json::to_value(&condition).unwrap()).unwrap();
    assert_eq!(stored, condition);
    let request = ListRequest {
        conditions: vec![condition],
        ..ListRequest::default()
    };
    assert_eq!(mine.query(&request).unwrap().count(&desk), 3);
}

#[test]
fn a_cursor_belongs_to_what_was_asked() {
    let policy = policy();
    let mine = viewing(filter_of(&seeing(staff(17), Scope::any())), &policy);
    let request = by("updated_at");
    let cursor = next(&mine, &request);
    let changed = |change: Json| {
        let mut json = serde_json::to_value(&request).unwrap();
        for (name, value) in change.as_object().unwrap() {
            json[name] = value.clone();
        }
        let changed = serde_json::from_value(json).unwrap();
        refusal(&mine, &changed, &cursor)
    };
    for other in [
        json!({"sort": {"by": "updated_at", "direction": "descending"}}),
        json!({"sort": {"by": "created_at", "direction": "ascending"}}),
        json!({"sort": null}),
        json!({"search": "tea"}),
        json!({"conditions": [{"column": "state", "must": "be_there"}]}),
    ] {
        assert_eq!(
            changed(other.clone()),
            Some(CursorError::OtherList),
            "{other}"
        );
    }
    // How much of it is shown at once, and what is counted beside it, may change under way.
    for same in [
        json!({"page_size": 500}),
        json!({"facets": ["state"]}),
        json!({"columns": ["number", "site"]}),
    ] {
        assert_eq!(changed(same.clone()), None, "{same}");
    }
}

#[test]
fn what_is_no_cursor_is_refused() {
    let policy = policy();
    let mine = viewing(filter_of(&seeing(staff(17), Scope::any())), &policy);
    for request in [
        by("updated_at"),
        by("subject"),
        by("message_count"),
        ListRequest {
            sort: None,
            ..by("state")
        },
    ] {
        let cursor = next(&mine, &request);
        let has_value = request.sort.is_some();
        // The value of this list is the cursor's end: cut there it is another one or none.
        for length in 0..cursor.len() {
            let found = refusal(&mine, &request, &cursor[..length]);
            let is_text = request
                .sort
                .as_ref()
                .is_some_and(|sort| sort.by.to_string() == "subject");
            let in_text = is_text && length % 2 == 0 && length > 2 * (1 + 4 * 16);
            assert_eq!(
                found,
                (!in_text).then_some(CursorError::Malformed),
                "{length}"
            );
        }
        for wrong in [
            cursor.to_uppercase(),
            format!("{cursor} "),
            format!("{cursor}zz"),
            cursor.replacen("01", "03", 1),
            "0".repeat(100_000),
            "no cursor".to_owned(),
        ] {
            assert_eq!(
                refusal(&mine, &request, &wrong),
                Some(CursorError::Malformed)
            );
        }
        if !has_value {
            // A value where the list has none.
            let valued = format!("{}0161", &cursor[..cursor.len() - 2]);
            assert_eq!(
                refusal(&mine, &request, &valued),
                Some(CursorError::Malformed)
            );
        }
    }
}

#[test]
fn a_host_that_signs_takes_its_own_cursors_only() {
    let policy = policy();
    let mine = viewing(filter_of(&seeing(staff(17), Scope::any())), &policy);
    let desk = desk_of_three();
    let request = by("updated_at");
    let (key, other) = (CursorKey::new([1; 16]), CursorKey::new([2; 16]));
    let signed = mine
        .query_signed(&request, &key)
        .unwrap()
        .page(&desk)
        .next
        .unwrap();
    let plain = next(&mine, &request);
    let signed = with(&request, &signed);
    let second = mine.query_signed(&signed, &key).unwrap();
    assert_eq!(
        second.page(&desk).rows[0].id(),
        ConversationId::from_number(2)
    );
    let forged = Some(QueryError::Cursor(CursorError::Forged));
    assert_eq!(mine.query_signed(&signed, &other).err(), forged);
    assert_eq!(
        mine.query_signed(&with(&request, &plain), &key).err(),
        forged
    );
    let malformed = Some(QueryError::Cursor(CursorError::Malformed));
    assert_eq!(mine.query(&signed).err(), malformed);
    assert_eq!(
        format!("{key:?}"),
        "CursorKey(SecretBox<[u8; 16]>([REDACTED]))"
    );
}

/// Values at the edges come back from a cursor as they went in: no page is lost behind one.
#[test]
fn edges_of_values() {
    let policy = policy();
    let mine = viewing(filter_of(&seeing(staff(17), Scope::any())), &policy);
    let leap = DateTime::from_timestamp(59, 1_999_999_999).unwrap();
    let moments = [
        DateTime::<Utc>::MIN_UTC,
        DateTime::<Utc>::MAX_UTC,
        DateTime::UNIX_EPOCH,
        leap,
        DateTime::from_timestamp(0, 1).unwrap(),
        "-0001-01-01T00:00:00Z".parse().unwrap(),
        "+12026-01-01T00:00:00.5Z".parse().unwrap(),
    ];
    let long = |end: &str| format!("{}{end}", "ж".repeat(64));
    let texts = [
        "",
        "a",
        "\0",
        "\u{10ffff}",
        " ",
        "\n",
        "e\u{301}",
        &long("a"),
        &long("b"),
        &long(""),
    ];
    let channel = |name: String| Some(Channel::from_name(&name));
    let mut desk: Vec<Ticket> = vec![];
    for (n, (at, text)) in (1..).zip(moments.iter().cycle().zip(texts)) {
        let mut ticket = full_ticket();
        ticket.facts.id = ConversationId::from_number(n);
        ticket.facts.created_at = *at;
        ticket.facts.channel = channel(format!("pigeon {text}"));
        ticket.subject = text.to_owned();
        ticket
            .custom_fields
            .insert(field("cf_view"), text.to_owned());
        desk.push(ticket);
    }
    for column in [
        "created_at",
        "updated_at",
        "subject",
        "added.cf_view",
        "channel",
        "assignee",
    ] {
        let all = pages(&mine, &by(column), || &desk);
        assert_eq!(all.len(), desk.len(), "{column}");
        let mut ids: Vec<_> = all
            .iter()
            .map(|page| page["rows"][0]["id"].clone())
            .collect();
        ids.sort_by_key(|id| id.as_str().map(str::to_owned));
        ids.dedup();
        assert_eq!(ids.len(), desk.len(), "{column}");
    }
}

proptest! {
    #![proptest_config(Config { cases: 256, failure_persistence: None, ..Config::default() })]

    /// No text at all makes it stop or show what is hidden: it is refused, or a page of what is seen.
    #[test]
    fn no_text_is_harmful(
        desk in desk(), request in request(), noise in "[0-9a-f]{0,300}", at in any::<prop::sample::Index>(),
        digit in 0..16_u32,
    ) {
        let viewing = desk.viewing();
        let request = trimmed(request, &viewing);
        let page = |cursor: String| {
            let request = with(&request, &cursor);
            viewing.query(&request).map(|query| {
                let page = query.page(&desk.tickets);
                page.rows.iter().map(frontdesk_visibility::Granted::id).collect::<Vec<_>>()
            })
        };
        prop_assert!(matches!(page(noise), Err(QueryError::Cursor(_))));
        let query = viewing.query(&request).unwrap();
        if let Some(cursor) = query.page(&desk.tickets).next {
            let mut changed = cursor.into_bytes();
            let place = at.index(changed.len());
            changed[place] = char::from_digit(digit, 16).unwrap() as u8;
            if let Ok(rows) = page(String::from_utf8(changed).unwrap()) {
                let all: Vec<_> = query.rows(&desk.tickets).map(|row| row.id()).collect();
                prop_assert!(rows.iter().all(|id| all.contains(id)));
            }
        }
    }
}
