//! The difference that a change makes, case by case: a policy edit, a role change, a transfer, another company, a merge of customers, a merge of tickets.

mod laws;
mod naive;

use std::collections::BTreeMap;

use expect_test::expect_file;
use frontdesk_access::{Holder, Scope};
use frontdesk_model::{ActorId, Assignee, Channel, ConversationId, MessageId, Relation};
use frontdesk_visibility::{
    Audience, Field, FieldPolicy, Hat, PersonDiff, PortalAction, RightsHeld, Rule, SeenAs, Side,
    SideError, SitePolicy, SitesSeen, Ticket, TicketDiff, Use, Viewer, Viewing, VisibilityDiff,
    diff,
};
use proptest::collection::vec;
use proptest::prelude::*;

use self::naive::json_of;
use crate::generate::{self, RIGHTS, field_policy, holder, rights_held, roles, sites_seen};
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
