//! What is wider hides nothing, neither a ticket nor any part of it, on no surface: also where the ticket is
//! seen under another hat by it. Read backwards: what is narrower shows nothing.

use std::collections::BTreeSet;

use frontdesk_access::{Holder, Scope};
use frontdesk_model::{AttachmentId, Relation};
use frontdesk_visibility::{
    Column, FieldPolicy, Filter, Hat, LinkView, PartView, PortalAction, PortalState, RightsHeld,
    Rule, Shown, SitesSeen, Ticket, Use, Viewer, Viewing,
};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use proptest::test_runner::Config;

use crate::generate::{
    RIGHTS, field_policy, holder, rights_held, roles, scope, sites_seen, staff_holder, ticket,
};
use crate::surfaces::columns;
use crate::world::*;

/// Anybody with one grant more; and one who sees what he is in copy of alone, and by the other grant more than
/// that.
fn one_more() -> impl Strategy<Value = (Holder, Scope)> {
    let anybody = holder().prop_flat_map(|one| {
        let id = one.id;
        (Just(one), scope(id))
    });
    let wider = [
        Relation::Any,
        Relation::RequesterOrganization,
        Relation::Requester,
    ];
    let in_copy = select(wider.to_vec()).prop_map(|wider| {
        let mut holder = seeing(client(1), Scope::of(Relation::Copied));
        holder.memberships.organizations = [company(1), company(2)].into();
        (holder, Scope::of(wider))
    });
    prop_oneof![3 => anybody, 2 => in_copy]
}

fn with(holder: &Holder, more: &Scope) -> Holder {
    seeing(holder.clone(), more.clone())
}

/// Everything by which tickets are seen, but for the filter.
type By = (FieldPolicy, SitesSeen, RightsHeld);

fn by() -> impl Strategy<Value = By> {
    (field_policy(), sites_seen(), rights_held())
}

/// One thing that a viewer gets, each in one line; `None`: no such ticket.
fn parts(
    filter: Filter,
    (policy, sites, rights): &By,
    ticket: &Ticket,
    desk: &[Ticket],
) -> Option<BTreeSet<String>> {
    let viewing = Viewing {
        filter,
        policy,
        sites: sites.clone(),
        rights: rights.clone(),
    };
    let granted = viewing.open(ticket).ok()?;
    let mut all = BTreeSet::new();
    for field in columns() {
        let shown = granted.cell(&field);
        if let Some(Shown::Value(value)) = &shown {
            all.insert(format!("{field} says {value}"));
        }
        if shown.is_some() {
            all.insert(format!("{field} has a place"));
        }
        // Whoever may do more may do what is less.
        let uses = [Use::View, Use::Edit, Use::Require];
        let uses = uses.into_iter().filter(|to| *to <= granted.use_of(&field));
        all.extend(uses.map(|to| format!("{field}: {to:?}")));
        if viewing.offers(&Column::Field(field.clone())) {
            all.insert(format!("{field} is a column"));
        }
    }
    let view = serde_json::to_value(granted.project()).unwrap();
    for message in view["messages"].as_array().unwrap() {
        all.insert(format!("message {} {}", message["id"], message["text"]));
        for file in message["attachments"].as_array().unwrap() {
            all.insert(format!("file {file}"));
        }
    }
    for id in 1..=30 {
        let file = viewing.attachment(ticket, AttachmentId::from_number(id));
        // A store may have two of one id.
        all.extend(file.map(|_| format!("file {id}")));
    }
    for entry in granted.history(by_id(desk)) {
        for part in entry.parts {
            all.extend(told(&part).map(|part| format!("{}: {part}", entry.at)));
        }
    }
    for link in granted.links(by_id(desk)) {
        all.extend(linked(&link));
    }
    let actions = [
        PortalAction::Reply,
        PortalAction::Close,
        PortalAction::Reopen,
    ];
    for action in actions {
        let done = viewing.act(ticket, &action, PortalState::Open);
        all.extend(done.map(|_| format!("{action:?}")));
    }
    Some(all)
}

fn told(part: &PartView<'_>) -> impl Iterator<Item = String> + use<> {
    let told = match part {
        PartView::Field { field, from, to } => vec![format!("{field} {from:?} {to:?}")],
        PartView::Site { from, to } => {
            let sides = [("from", from), ("to", to)];
            let seen = sides.iter().filter(|(_, site)| site.is_some());
            seen.map(|(side, site)| format!("site {side} {site:?}"))
                .collect()
        }
        PartView::Message(id) => vec![format!("message {id}")],
        PartView::Link(link) => linked(link),
        _ => panic!("another part"),
    };
    told.into_iter()
}

fn linked(link: &LinkView<'_>) -> Vec<String> {
    let to = link.to;
    let of = |what: &str, text: Option<&str>| text.map(|text| format!("{to} {what} {text}"));
    let texts = [of("number", link.number), of("subject", link.subject)];
    let itself = Some(format!("{:?} {to}", link.kind));
    texts.into_iter().chain([itself]).flatten().collect()
}

fn filter(holder: &Holder, hat: Hat) -> Filter {
    let rule = Rule::of(&roles().scopes_of(holder, RIGHTS[0], now()));
    let rule = match hat {
        Hat::Stakeholder => rule.as_stakeholder(),
        _ => rule,
    };
    rule.bind(&Viewer::Actor(holder.actor()), now())
}

/// The first thing that is in the narrower and not in the wider one.
fn is_within(narrow: Option<&BTreeSet<String>>, wide: Option<&BTreeSet<String>>) -> Option<String> {
    let narrow = narrow?;
    let Some(wide) = wide else {
        return Some("the ticket itself".to_owned());
    };
    narrow.difference(wide).next().cloned()
}

proptest! {
    #![proptest_config(Config { cases: 128, failure_persistence: None, ..Config::default() })]

    /// One grant more takes no part of a ticket from anybody, whichever hat he wears by it.
    #[test]
    fn one_grant_more_takes_no_part_on_any_surface(
        (holder, more) in one_more(), mut ticket in ticket(), desk in vec(ticket(), 0..=3), by in by(),
    ) {
        ticket.facts.tenant = holder.tenant;
        let wider = with(&holder, &more);
        let of = |holder| parts(filter(holder, Hat::Operator), &by, &ticket, &desk);
        let (narrow, wide) = (of(&holder), of(&wider));
        prop_assert_eq!(is_within(narrow.as_ref(), wide.as_ref()), None);
    }

    /// Whoever follows a ticket gets nothing of it that he would not get if he worked on it.
    #[test]
    fn who_works_on_it_misses_nothing_that_a_follower_gets(
        holder in staff_holder(), mut ticket in ticket(), desk in vec(ticket(), 0..=3), by in by(),
    ) {
        ticket.facts.tenant = holder.tenant;
        let of = |hat| parts(filter(&holder, hat), &by, &ticket, &desk);
        let (follows, works) = (of(Hat::Stakeholder), of(Hat::Operator));
        prop_assert_eq!(is_within(follows.as_ref(), works.as_ref()), None);
        prop_assert_eq!(follows.is_some(), works.is_some());
    }
}

/// The grants above often open a ticket that was hidden, and often turn who is in copy into a colleague, so
/// that there is something to lose.
#[test]
fn a_wider_grant_is_often_another_hat() {
    use proptest::strategy::ValueTree;
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let question = (one_more(), ticket());
    let (mut opened, mut kept, mut turned) = (0, 0, 0);
    for _ in 0..2000 {
        let ((holder, more), ticket) = question.new_tree(&mut runner).unwrap().current();
        let wider = with(&holder, &more);
        let hat = |holder| filter(holder, Hat::Operator).hat(&ticket.facts);
        match (hat(&holder), hat(&wider)) {
            (None, Some(_)) => opened += 1,
            (Some(before), Some(after)) => {
                kept += 1;
                turned += usize::from(before != after);
            }
            (None, None) => {}
            (Some(_), None) => panic!("hidden"),
        }
    }
    assert!(
        opened >= 100 && kept >= 300 && turned >= 100,
        "{opened} {kept} {turned}"
    );
}
