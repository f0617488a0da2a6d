//! The difference that a change makes, beside a naive reading of the views, and its cases: a policy
//! edit, a role change, a transfer, another company, a merge of customers, a merge of tickets.

use std::collections::{BTreeMap, BTreeSet};

use expect_test::expect_file;
use frontdesk_access::{Grant, Holder, Obligation, Scope};
use frontdesk_model::{ActorId, Assignee, Channel, ConversationId, MessageId, Relation};
use frontdesk_visibility::{
    Audience, Field, FieldPolicy, Hat, HistoryEntry, HistoryPart, LinkKind, Onlooker, PersonDiff,
    PortalAction, PortalState, RightsHeld, Rule, SeenAs, Side, SideError, SitePolicy, SitesSeen,
    Ticket, TicketDiff, Use, Viewer, Viewing, VisibilityDiff, diff,
};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::test_runner::Config;
use serde_json::Value;

use crate::generate::{self, RIGHTS, field_policy, holder, rights_held, roles, scope, sites_seen};
use crate::world::*;

/// All that one side is made of.
#[derive(Clone, Debug)]
struct World {
    people: BTreeMap<ActorId, Holder>,
    policy: FieldPolicy,
    sites: SitesSeen,
    rights: RightsHeld,
    /// The staff follows and does not work on what it sees.
    following: bool,
    tickets: Vec<Ticket>,
}

impl World {
    fn of(people: impl IntoIterator<Item = Holder>, tickets: Vec<Ticket>) -> Self {
        Self {
            people: people.into_iter().map(|one| (one.id, one)).collect(),
            policy: policy(),
            sites: all_sites(),
            rights: RightsHeld::none(),
            following: false,
            tickets,
        }
    }

    fn viewing(&self, holder: &Holder) -> Viewing<'_> {
        let mut rule = Rule::of(&roles().scopes_of(holder, RIGHTS[0], now()));
        if self.following {
            rule = rule.as_stakeholder();
        }
        Viewing {
            filter: rule.bind(&Viewer::Actor(holder.actor()), now()),
            policy: &self.policy,
            sites: self.sites.clone(),
            rights: self.rights.clone(),
        }
    }

    fn side(&self) -> Side<'_> {
        let people = self.people.iter();
        let people = people.map(|(id, holder)| (*id, self.viewing(holder)));
        Side::new(people, &self.tickets).unwrap()
    }

    /// The same world with something else in it.
    fn but(&self, change: impl FnOnce(&mut Self)) -> Self {
        let mut other = self.clone();
        change(&mut other);
        other
    }
}

fn between(before: &World, after: &World) -> VisibilityDiff {
    diff(&before.side(), &after.side())
}

/// One ticket of each id, as a store holds them.
fn each_once(tickets: Vec<Ticket>) -> Vec<Ticket> {
    let by_id = tickets.into_iter().map(|one| {
        let key = (one.facts.tenant, one.facts.id);
        (key, one)
    });
    by_id.collect::<BTreeMap<_, _>>().into_values().collect()
}

fn world() -> impl Strategy<Value = World> {
    (
        vec(holder(), 1..=3),
        vec(generate::ticket(), 0..=8),
        field_policy(),
        (sites_seen(), rights_held()),
    )
        .prop_map(|(people, tickets, policy, (sites, rights))| World {
            policy,
            sites,
            rights,
            ..World::of(people, each_once(tickets))
        })
}

/// A world and one in which as much is another as the marks say.
fn two_worlds() -> impl Strategy<Value = (World, World)> {
    (world(), world(), vec(any::<bool>(), 12)).prop_map(|(before, other, marks)| {
        let mut after = before.clone();
        if marks[0] {
            after.policy = other.policy;
        }
        if marks[1] {
            (after.sites, after.rights) = (other.sites, other.rights);
        }
        if marks[2] {
            after.people = other.people;
        }
        after.following = marks[10];
        let mut tickets = other.tickets;
        for (mut ticket, mark) in after.tickets.drain(..).zip(&marks[3..]) {
            // Either this one stays or the other world's of the same id, if there is one.
            if *mark {
                if marks[11] {
                    ticket.facts.requester = Some(customer(1));
                }
                tickets.push(ticket);
            }
        }
        after.tickets = each_once(tickets);
        (before, after)
    })
}

/// What one person gets of one ticket, read off the JSON of the view.
#[derive(Debug, Default, PartialEq)]
struct Read {
    hat: String,
    places: BTreeSet<String>,
    /// Places in which nothing stands although the ticket has something there.
    hidden: BTreeSet<String>,
    values: BTreeSet<String>,
    /// What the history tells of fields: when, of which, and which of two values.
    told: BTreeSet<[String; 3]>,
    /// What it would tell to whoever sees all.
    past: BTreeSet<[String; 3]>,
    messages: BTreeSet<String>,
    uses: BTreeMap<String, String>,
    actions: BTreeSet<String>,
}

fn read(world: &World, person: ActorId, ticket: &Ticket) -> Option<Read> {
    let viewing = world.viewing(world.people.get(&person)?);
    // By the list, not by the check.
    let listed = viewing.filter.list([ticket]).next()?;
    let view = viewing.open(listed).unwrap().project();
    let json = serde_json::to_value(&view).unwrap();
    let mut read = Read {
        hat: json["as"].as_str().unwrap().to_owned(),
        ..Read::default()
    };
    for field in Field::STANDARD {
        let Some(value) = json.get(field.name()) else {
            continue;
        };
        read.places.insert(field.name());
        let has = match field {
            Field::Site => ticket.facts.site.is_some(),
            Field::ClientNumber => ticket.client_number.is_some(),
            _ => false,
        };
        match value {
            Value::Null if has => read.hidden.insert(field.name()),
            Value::Null => false,
            _ => read.values.insert(field.name()),
        };
        let use_ = naive_use(&viewing, person, ticket, &field, value.is_null());
        read.uses.insert(field.name(), json_of(&use_));
    }
    read.told = told_of_history(&viewing, ticket);
    for HistoryEntry { at, parts, .. } in &ticket.history {
        for part in parts {
            let (name, sides) = match part {
                HistoryPart::Field { field, .. } => (field.name(), vec!["both"]),
                HistoryPart::Site { from, to } => {
                    let sides = [from.map(|_| "from"), to.map(|_| "to")];
                    ("site".to_owned(), sides.into_iter().flatten().collect())
                }
                HistoryPart::Message(_) | HistoryPart::Link(_) => continue,
            };
            let of = |side: &str| [json_of(at), name.clone(), side.to_owned()];
            read.past.extend(sides.into_iter().map(of));
        }
    }
    for (id, shown) in json["added"].as_object().unwrap() {
        let name = Field::Added(field(id)).name();
        read.places.insert(name.clone());
        read.uses.insert(name, shown["use"].to_string());
    }
    let messages = json["messages"].as_array().unwrap().iter();
    read.messages = messages.map(|one| one["id"].to_string()).collect();
    let actions = [
        PortalAction::Reply,
        PortalAction::Close,
        PortalAction::Reopen,
    ];
    for action in actions {
        if viewing.act(ticket, &action, PortalState::Open).is_ok() {
            read.actions.insert(json_of(&action));
        }
    }
    Some(read)
}

/// What may be done with a standard field that is shown: more than to look at it in the operator's hat
/// alone, where no right is missing and nothing is masked.
fn naive_use(
    viewing: &Viewing<'_>,
    person: ActorId,
    ticket: &Ticket,
    field: &Field,
    is_nothing: bool,
) -> Use {
    let hat = viewing.filter.hat(&ticket.facts).unwrap();
    let mut to = viewing.policy.use_of(hat, field);
    let change = viewing.policy.rights_of(Hat::Operator, field).change;
    let lacks = change.is_some_and(|right| !viewing.rights.has(right, person, &ticket.facts));
    let obligations = viewing.filter.obligations(&ticket.facts).unwrap();
    let masked = match field {
        Field::ClientNumber => obligations.contains(&Obligation::MaskNumber),
        Field::Site => is_nothing && viewing.policy.site == SitePolicy::ByRight,
        _ => false,
    };
    if lacks || masked {
        to = to.min(Use::View);
    }
    to
}

/// Read off the JSON of the history.
fn told_of_history(viewing: &Viewing<'_>, ticket: &Ticket) -> BTreeSet<[String; 3]> {
    let mut told = BTreeSet::new();
    let history = viewing.open(ticket).unwrap().history(|_| None);
    let json = serde_json::to_value(history).unwrap();
    for entry in json.as_array().unwrap() {
        for part in entry["parts"].as_array().unwrap() {
            let mut tell = |name: &str, side: &str| {
                told.insert([entry["at"].to_string(), name.to_owned(), side.to_owned()]);
            };
            if let Some(field) = part.get("field") {
                tell(field["field"].as_str().unwrap(), "both");
            }
            for side in ["from", "to"] {
                if part.get("site").is_some_and(|site| !site[side].is_null()) {
                    tell("site", side);
                }
            }
        }
    }
    told
}

fn json_of(what: &impl serde::Serialize) -> String {
    serde_json::to_string(what).unwrap()
}

/// The whole difference, sentence by sentence.
type Sentences = BTreeSet<(ActorId, ConversationId, &'static str, String)>;

fn brute(before: &World, after: &World) -> Sentences {
    let mut said = Sentences::new();
    let people: BTreeSet<ActorId> = before
        .people
        .keys()
        .chain(after.people.keys())
        .copied()
        .collect();
    let all = before.tickets.iter().chain(&after.tickets);
    let keys: BTreeSet<_> = all.map(|one| (one.facts.tenant, one.facts.id)).collect();
    let find = |world: &World, key| -> Option<Ticket> {
        let mut tickets = world.tickets.iter();
        tickets
            .find(|one| (one.facts.tenant, one.facts.id) == key)
            .cloned()
    };
    for person in people {
        for key in &keys {
            let of = |world| read(world, person, &find(world, *key)?);
            let mut say = |what, text: String| {
                said.insert((person, key.1, what, text));
            };
            let (was, is) = match (of(before), of(after)) {
                (None, None) => continue,
                (Some(was), None) => {
                    say("lost", was.hat);
                    continue;
                }
                (None, Some(is)) => {
                    say("gained", is.hat);
                    continue;
                }
                (Some(was), Some(is)) => (was, is),
            };
            if was.hat != is.hat {
                say("hat", format!("{} {}", was.hat, is.hat));
            }
            for place in was.places.difference(&is.places) {
                say("field lost", place.clone());
            }
            for place in is.places.difference(&was.places) {
                say("field gained", place.clone());
            }
            for place in was.values.intersection(&is.hidden) {
                say("value lost", place.clone());
            }
            for place in is.values.intersection(&was.hidden) {
                say("value gained", place.clone());
            }
            for (what, has, other) in [("value lost", &was, &is), ("value gained", &is, &was)] {
                let hidden: BTreeSet<_> = other.past.difference(&other.told).cloned().collect();
                for [_, name, _] in has.told.intersection(&hidden) {
                    if other.places.contains(name) {
                        say(what, name.clone());
                    }
                }
            }
            for id in was.messages.difference(&is.messages) {
                say("message lost", id.clone());
            }
            for id in is.messages.difference(&was.messages) {
                say("message gained", id.clone());
            }
            for action in was.actions.difference(&is.actions) {
                say("action lost", action.clone());
            }
            for action in is.actions.difference(&was.actions) {
                say("action gained", action.clone());
            }
            for (place, use_) in &was.uses {
                if let Some(now) = is.uses.get(place).filter(|now| *now != use_) {
                    say("use", format!("{place} {use_} {now}"));
                }
            }
        }
    }
    said
}

fn told(diff: &VisibilityDiff) -> Sentences {
    let mut said = Sentences::new();
    for one in &diff.people {
        let mut say = |ticket, what, text: String| {
            let new = said.insert((one.person.account().unwrap(), ticket, what, text));
            assert!(new, "said twice: {one:?}");
        };
        for (what, seen) in [("gained", &one.gained), ("lost", &one.lost)] {
            for seen in seen {
                say(seen.ticket, what, seen.hat.name().to_owned());
            }
        }
        for ticket in &one.changed {
            let id = ticket.ticket;
            if let Some(turn) = ticket.hat {
                say(id, "hat", format!("{} {}", turn.before, turn.after));
            }
            let sides = [
                (
                    "field gained",
                    "value gained",
                    "message gained",
                    "action gained",
                    &ticket.gained,
                ),
                (
                    "field lost",
                    "value lost",
                    "message lost",
                    "action lost",
                    &ticket.lost,
                ),
            ];
            for (field, value, message, action, parts) in sides {
                parts
                    .fields
                    .iter()
                    .for_each(|one| say(id, field, one.name()));
                parts
                    .values
                    .iter()
                    .for_each(|one| say(id, value, one.name()));
                parts
                    .messages
                    .iter()
                    .for_each(|one| say(id, message, json_of(one)));
                parts
                    .actions
                    .iter()
                    .for_each(|one| say(id, action, json_of(one)));
            }
            for (field, turn) in &ticket.uses {
                let text = format!("{field} {} {}", json_of(&turn.before), json_of(&turn.after));
                say(id, "use", text);
            }
        }
    }
    said
}

proptest! {
    #![proptest_config(Config { cases: 200, failure_persistence: None, ..Config::default() })]

    /// Gained and lost are what the list and the views of both sides say, no more and no less.
    #[test]
    fn the_difference_is_that_of_the_views((before, after) in two_worlds()) {
        let diff = between(&before, &after);
        prop_assert_eq!(told(&diff), brute(&before, &after));
        // Nobody is in it who sees the same, and everybody in the order of their ids.
        let people: Vec<Onlooker> = diff.people.iter().map(|one| one.person).collect();
        prop_assert!(people.is_sorted());
        prop_assert!(diff.people.iter().all(|one| one.gains() || one.loses() || one.changed.iter().any(|t| t.hat.is_some())));
    }

    /// Nothing changed: nothing said. And undone it is what it was (attack 25).
    #[test]
    fn attack_25_undo_is_the_reverse((before, after) in two_worlds()) {
        prop_assert!(between(&before, &before).is_empty());
        let change = between(&before, &after);
        prop_assert_eq!(between(&after, &before), change.clone().reversed());
        prop_assert_eq!(change.clone().reversed().reversed(), change);
    }

    /// A wider grant takes nothing from anybody, a narrower one gives nothing.
    #[test]
    fn widening_loses_nothing(
        before in world(), at in any::<prop::sample::Index>(),
        staff in scope(user(1).into()), customers in scope(customer(1).into()),
    ) {
        let after = before.but(|world| {
            let at = at.index(world.people.len());
            let person = world.people.values_mut().nth(at).unwrap();
            let more = match person.id {
                ActorId::User(_) => staff,
                ActorId::Customer(_) => customers,
            };
            person.grants.push(Grant::new(RIGHTS[0], more));
        });
        let wider = between(&before, &after);
        prop_assert!(wider.people.iter().all(|one| !one.loses()), "{:?}", wider);
        let narrower = between(&after, &before);
        prop_assert!(narrower.people.iter().all(|one| !one.gains()), "{:?}", narrower);
    }

    /// A field that is shown where it was not takes nothing from anybody either.
    #[test]
    fn showing_more_loses_nothing(before in world(), which in 0..Field::STANDARD.len()) {
        let after = before.but(|world| {
            let field = Field::STANDARD[which].clone();
            for hat in Hat::ALL {
                if !world.policy.shows(hat, &field) {
                    world.policy.set(hat, field.clone(), Use::View).unwrap();
                }
            }
        });
        let change = between(&before, &after);
        prop_assert!(change.people.iter().all(|one| !one.loses()), "{:?}", change);
    }

    /// What somebody sees on neither side is in nothing that is said of him: with all hidden text in
    /// the tickets changed the difference is the same, byte for byte.
    #[test]
    fn nothing_hidden_is_in_it((before, after) in two_worlds()) {
        let scramble = |world: &World| world.but(|world| {
            for ticket in &mut world.tickets {
                ticket.subject = "another subject".to_owned();
                for part in ticket.history.iter_mut().flat_map(|entry| &mut entry.parts) {
                    if let HistoryPart::Field { from, to, .. } = part {
                        *from = Some("another value".to_owned());
                        to.take();
                    }
                }
                // Of a ticket that went up in another the portal tells.
                ticket.links.retain(|link| link.kind == LinkKind::MergedInto);
                for message in &mut ticket.messages {
                    message.text = "another text".to_owned();
                }
            }
        });
        let (one, other) = (between(&before, &after), between(&scramble(&before), &scramble(&after)));
        prop_assert_eq!(json_of(&one), json_of(&other));
    }
}

/// The generated worlds differ often, in every respect.
#[test]
fn the_worlds_are_not_empty() {
    use proptest::strategy::ValueTree;
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let mut counts: BTreeMap<&'static str, usize> = BTreeMap::new();
    for _ in 0..600 {
        let (before, after) = two_worlds().new_tree(&mut runner).unwrap().current();
        let kinds: BTreeSet<_> = brute(&before, &after)
            .into_iter()
            .map(|one| one.2)
            .collect();
        kinds
            .into_iter()
            .for_each(|kind| *counts.entry(kind).or_default() += 1);
    }
    let all = [
        "gained",
        "lost",
        "hat",
        "field gained",
        "field lost",
        "value gained",
        "value lost",
        "message gained",
        "message lost",
        "action gained",
        "action lost",
        "use",
    ];
    for kind in all {
        let count = counts.get(kind).copied().unwrap_or_default();
        assert!(count >= 3, "{kind}: {count} of 600");
    }
}

fn person(diff: &VisibilityDiff, id: impl Into<ActorId>) -> Option<PersonDiff> {
    diff.of(id.into()).cloned()
}

fn ids(seen: &[SeenAs]) -> Vec<ConversationId> {
    seen.iter().map(|one| one.ticket).collect()
}

fn only(diff: &VisibilityDiff, id: impl Into<ActorId>) -> TicketDiff {
    let person = diff.of(id.into()).unwrap();
    assert_eq!((person.gained.len(), person.lost.len()), (0, 0));
    assert_eq!(person.changed.len(), 1);
    person.changed[0].clone()
}

fn operator(number: i64) -> Holder {
    seeing(staff(number), Scope::of(Relation::Own))
}

fn asker(number: i64, companies: &[i64]) -> Holder {
    let mut holder = seeing(client(number), Scope::of(Relation::Requester));
    holder = seeing(holder, Scope::of(Relation::RequesterOrganization));
    holder.memberships.organizations = companies.iter().map(|n| company(*n)).collect();
    holder
}

fn numbered(number: i64, change: impl FnOnce(&mut Ticket)) -> Ticket {
    let mut ticket = full_ticket();
    ticket.facts.id = ConversationId::from_number(number);
    change(&mut ticket);
    ticket
}

/// The operator and the customer of the full ticket, and a colleague of the customer.
fn usual() -> World {
    let people = [operator(17), asker(123, &[7]), asker(124, &[7])];
    World::of(people, vec![full_ticket()])
}

#[test]
fn a_policy_edit() {
    let before = usual();
    // The assignee is switched off in the portal, an added field is shown, and one becomes editable.
    let after = before.but(|world| {
        hide(&mut world.policy, Field::Assignee);
        added(&mut world.policy, "cf_hidden", Use::View);
        added(&mut world.policy, "cf_view", Use::Edit);
    });
    let change = between(&before, &after);
    assert_eq!(person(&change, user(17)), None);
    let customers = only(&change, customer(123));
    let of = |id: &str| Field::Added(field(id));
    assert_eq!(customers.gained.fields, [of("cf_hidden")].into());
    assert_eq!(customers.lost.fields, [Field::Assignee].into());
    let turn = customers.uses[&of("cf_view")];
    assert_eq!((turn.before, turn.after), (Use::View, Use::Edit));
    // A colleague only reads.
    assert!(only(&change, customer(124)).uses.is_empty());
    // Another channel takes the portal's actions and the editing with them.
    let closed = before.but(|world| world.policy.interactive_channels = [Channel::Telegram].into());
    let change = only(&between(&before, &closed), customer(123));
    assert_eq!(
        change.lost.actions,
        [PortalAction::Reply, PortalAction::Close]
    );
    assert_eq!(change.uses[&of("cf_edit")].after, Use::View);
    assert_eq!(person(&between(&before, &closed), customer(124)), None);
}

#[test]
fn a_role_change() {
    let before = usual();
    let numbers = before.but(|world| {
        let holder = world.people.get_mut(&user(17).into()).unwrap();
        *holder = masked(holder.clone());
        world.sites = SitesSeen::none();
    });
    // The number and the site are hidden from now on; the places stay (S64, S72).
    let change = only(&between(&before, &numbers), user(17));
    assert_eq!(
        change.lost.values,
        [Field::Site, Field::ClientNumber].into()
    );
    assert!(change.lost.fields.is_empty() && change.gained.is_empty());
    // Without the right: gone, and back with it.
    let without = before.but(|world| {
        world.people.insert(user(17).into(), staff(17));
    });
    let change = between(&before, &without);
    let lost = person(&change, user(17)).unwrap();
    assert_eq!(ids(&lost.lost), [ConversationId::from_number(2000)]);
    assert_eq!(lost.lost[0].hat, Hat::Operator);
    assert!(lost.loses() && !lost.gains());
    assert_eq!(between(&without, &before), change.reversed());
}

#[test]
fn attack_20_a_transfer_before_it_is_done() {
    let people = [operator(17), operator(18), asker(123, &[7])];
    let before = World::of(people, vec![full_ticket()]);
    let after = before.but(|world| {
        world.tickets[0].facts.assignee = Some(Assignee::Person(user(18)));
    });
    let change = between(&before, &after);
    assert_eq!(change.people.len(), 2);
    assert_eq!(person(&change, user(17)).unwrap().lost.len(), 1);
    assert_eq!(person(&change, user(18)).unwrap().gained.len(), 1);
    // The customer sees another assignee and neither more nor less.
    assert_eq!(person(&change, customer(123)), None);
}

#[test]
fn attack_23_a_person_of_another_company() {
    let before = usual();
    let after = before.but(|world| {
        world.people.insert(customer(124).into(), asker(124, &[8]));
        world.people.insert(customer(123).into(), asker(123, &[8]));
    });
    let change = between(&before, &after);
    let lost = person(&change, customer(124)).unwrap();
    assert_eq!(lost.lost[0].hat, Hat::Colleague);
    // The own case stays his: its company is what the ticket says, until the host says otherwise.
    assert_eq!(person(&change, customer(123)), None);
    // If the host moves the ticket with him, the new company sees it.
    let moved = after.but(|world| world.tickets[0].facts.organization = Some(company(8)));
    let gained = person(&between(&after, &moved), customer(124)).unwrap();
    assert_eq!(gained.gained[0].hat, Hat::Colleague);
}

#[test]
fn attack_24_a_merge_of_customers_is_previewed() {
    // 124 of company 7 goes up in 125 of company 8. One ticket each asked, one is another's of
    // company 7, one another's of company 8.
    let asked = |number, by, of| {
        numbered(number, |ticket| {
            ticket.facts.requester = Some(customer(by));
            ticket.facts.organization = Some(company(of));
        })
    };
    let tickets = vec![
        asked(1, 124, 7),
        asked(2, 125, 8),
        asked(3, 123, 7),
        asked(4, 126, 8),
    ];
    let before = World::of([asker(124, &[7]), asker(125, &[8])], tickets);
    let merged = before.but(|world| {
        world.people.remove(&customer(124).into());
        world.tickets[0].facts.requester = Some(customer(125));
    });
    let change = between(&before, &merged);
    let id = ConversationId::from_number;
    // The winner gets what the other asked and not what the other's company sees.
    let winner = person(&change, customer(125)).unwrap();
    assert_eq!(winner.gained, [winner.gained[0]]);
    assert_eq!(
        (winner.gained[0].ticket, winner.gained[0].hat),
        (id(1), Hat::Customer)
    );
    assert!(winner.lost.is_empty() && winner.changed.is_empty());
    // The losing account sees nothing any more, by a session or otherwise.
    let loser = person(&change, customer(124)).unwrap();
    assert_eq!(ids(&loser.lost), [id(1), id(3)]);
    assert!(loser.gained.is_empty());
    // Its link to its ticket is void, because another is the one who asked.
    let link = link_to(&before.tickets[0], customer(124));
    let opens = |ticket: &Ticket| {
        frontdesk_visibility::Filter::of_guest(&link, now()).matches(&ticket.facts)
    };
    assert!(opens(&before.tickets[0]) && !opens(&merged.tickets[0]));
    // Undone, everything is as before (attack 25).
    assert_eq!(between(&merged, &before), change.reversed());
    let there_and_back = merged.but(|world| *world = before.clone());
    assert!(between(&before, &there_and_back).is_empty());
    assert!(between(&merged, &before).of(customer(125)).unwrap().loses());
}

#[test]
fn a_merge_of_tickets() {
    // Ticket 2 of operator 18 goes up in ticket 1 of operator 17; both are customer 123's.
    let message = MessageId::from_number;
    let second = numbered(2, |ticket| {
        ticket.facts.assignee = Some(Assignee::Person(user(18)));
        for (message, id) in ticket.messages.iter_mut().zip(11..) {
            message.id = MessageId::from_number(id);
        }
        ticket.custom_fields = [(field("cf_second"), "blue".to_owned())].into();
    });
    let people = [
        operator(17),
        operator(18),
        asker(123, &[7]),
        asker(124, &[7]),
    ];
    let before = World::of(people, vec![numbered(1, |_| ()), second]);
    let merged = before.but(|world| {
        let gone = world.tickets.pop().unwrap();
        let kept = &mut world.tickets[0];
        kept.messages.extend(gone.messages);
        kept.custom_fields.extend(gone.custom_fields);
    });
    let change = between(&before, &merged);
    let seventeen = only(&change, user(17));
    assert_eq!(seventeen.gained.messages, [11, 12, 13].map(message).into());
    assert_eq!(
        seventeen.gained.fields,
        [Field::Added(field("cf_second"))].into()
    );
    assert_eq!(person(&change, user(18)).unwrap().lost.len(), 1);
    // A customer gains the messages and no note, and loses the second ticket.
    let customer_123 = person(&change, customer(123)).unwrap();
    assert_eq!(
        customer_123.changed[0].gained.messages,
        [11, 12].map(message).into()
    );
    assert_eq!(customer_123.lost.len(), 1);
    assert!(customer_123.changed[0].gained.fields.is_empty());
    // A note that is widened is a message more for him.
    let widened = before.but(|world| world.tickets[0].messages[2].audience = Audience::Public);
    let change = between(&before, &widened);
    assert_eq!(
        only(&change, customer(123)).gained.messages,
        [message(3)].into()
    );
    assert_eq!(person(&change, user(17)), None);
}

/// A policy edit that takes from the staff the change of a standard field is a difference.
#[test]
fn a_standard_field_that_is_no_longer_to_be_changed() {
    let before = usual();
    let after = before.but(|world| {
        let policy = &mut world.policy;
        policy
            .set(Hat::Operator, Field::Priority, Use::View)
            .unwrap();
    });
    let change = between(&before, &after);
    let turn = only(&change, user(17)).uses[&Field::Priority];
    assert_eq!((turn.before, turn.after), (Use::Edit, Use::View));
    assert!(person(&change, user(17)).unwrap().loses());
    assert_eq!(person(&change, customer(123)), None);
}

/// What comes into sight may stand in the history alone: a number that the ticket has no more, when the
/// mask is lifted, and a site that it had, with the right to it (attack 10).
#[test]
fn attack_10_what_only_the_history_tells() {
    let before = usual().but(|world| world.tickets[0].client_number = None);
    let with_mask = before.but(|world| {
        let holder = world.people.get_mut(&user(17).into()).unwrap();
        *holder = masked(holder.clone());
    });
    let lifted = only(&between(&with_mask, &before), user(17));
    assert_eq!(lifted.gained.values, [Field::ClientNumber].into());
    assert!(lifted.lost.is_empty());
    // From site 6 to site 5.
    let one = before.but(|world| world.sites = these_sites([site(5)].into()));
    let both = before.but(|world| world.sites = these_sites([site(5), site(6)].into()));
    let change = only(&between(&one, &both), user(17));
    assert_eq!(change.gained.values, [Field::Site].into());
    assert_eq!(change.lost.values, [].into());
    // What no history has is no matter of sight.
    let without = |world: &World| world.but(|world| world.tickets[0].history.clear());
    assert!(between(&without(&one), &without(&both)).is_empty());
    assert!(
        between(&without(&with_mask), &before)
            .of(user(17))
            .is_some()
    );
    let gone = between(&without(&with_mask), &before);
    assert!(only(&gone, user(17)).gained.values.is_empty());
}

#[test]
fn two_answers_are_none() {
    let world = usual();
    let viewing = || world.viewing(&world.people[&user(17).into()]);
    let one = (ActorId::from(user(17)), viewing());
    let twice = Side::new([one.clone(), one.clone()], []);
    assert_eq!(twice.unwrap_err(), SideError::PersonTwice(user(17).into()));
    let ticket = full_ticket();
    let twice = Side::new([one], [&ticket, &ticket]);
    let id = ConversationId::from_number(2000);
    assert_eq!(twice.unwrap_err(), SideError::TicketTwice(id));
}

#[test]
fn golden_difference() {
    let before = usual();
    let after = before.but(|world| {
        hide(&mut world.policy, Field::Group);
        world.policy.site = SitePolicy::ByRight;
        world.sites = SitesSeen::none();
        world.people.insert(customer(124).into(), asker(124, &[8]));
        added(&mut world.policy, "cf_view", Use::Edit);
    });
    let mut text = serde_json::to_string_pretty(&between(&before, &after)).unwrap();
    text.push('\n');
    expect_file!["../golden/diff.json"].assert_eq(&text);
    // Whoever sees the same is not in it, and neither is any text of the ticket.
    assert!(!text.contains("kettle") && !text.contains(NUMBER));
    let nothing = between(&before, &before);
    assert_eq!(json_of(&nothing), r#"{"people":[]}"#);
    assert!(nothing.is_empty() && nothing.of(user(17)).is_none());
}
