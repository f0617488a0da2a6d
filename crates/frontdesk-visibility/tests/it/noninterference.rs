//! Two tickets that differ only in what the viewer may not see give the same bytes on every surface,
//! and two desks that differ only in hidden tickets give the same list. What is hidden is written down
//! a second time in `graft`.

mod graft;

use frontdesk_access::{Catalogue, Permission, Scope};
use frontdesk_model::{ActorId, ConversationId};
use frontdesk_visibility::{
    Audience, Field, Filter, Hat, HistoryEntry, HistoryPart, Rule, SitePolicy, SitesSeen, Ticket,
    Viewer, Viewing,
};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::test_runner::Config;

use crate::generate::{FIELDS, field_policy, holder, message, roles, sites_seen, ticket};
use crate::surfaces::bytes;
use crate::world::*;
pub(crate) use graft::graft;

/// Who looks: each sees the whole tenant, so that a pair is rarely thrown away; a guest one ticket.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Who {
    Operator,
    Masked,
    Stakeholder,
    /// The customer of what he asked for, a colleague of the rest.
    Customer,
    Guest,
}

impl Who {
    const ALL: [Self; 5] = [
        Self::Operator,
        Self::Masked,
        Self::Stakeholder,
        Self::Customer,
        Self::Guest,
    ];

    /// The filter, and the ticket as it has to be for it.
    fn filter(self, ticket: &mut Ticket) -> Filter {
        ticket.facts.tenant = HERE;
        let whole = |id: ActorId| seeing(frontdesk_access::Holder::new(HERE, id), Scope::any());
        match self {
            Self::Operator => filter_of(&whole(user(1).into())),
            Self::Masked => filter_of(&masked(whole(user(1).into()))),
            Self::Stakeholder => {
                let holder = masked(whole(user(1).into()));
                let view = Permission::CONVERSATION_VIEW;
                let scopes = Catalogue::default().scopes_of(&holder, view, now());
                let rule = Rule::of(&scopes).as_stakeholder();
                rule.bind(&Viewer::Actor(holder.actor()), now())
            }
            Self::Customer => filter_of(&whole(customer(1).into())),
            Self::Guest => {
                ticket.facts.requester = Some(customer(1));
                Filter::of_guest(&link_to(ticket, customer(1)), now())
            }
        }
    }
}

fn who() -> impl Strategy<Value = Who> {
    prop::sample::select(Who::ALL.to_vec())
}

/// Tickets with an id and a number that no other has: what stores give.
fn desk(tickets: Vec<Ticket>, first: i64) -> Vec<Ticket> {
    let numbers = ["tea", "coffee", "чай"];
    let mut tickets = tickets;
    for (at, ticket) in tickets.iter_mut().enumerate() {
        let id = first + i64::try_from(at).unwrap();
        ticket.facts.id = ConversationId::from_number(id);
        ticket.number = match numbers.get(at) {
            Some(number) if first == 1 => (*number).to_owned(),
            _ => format!("no{id}"),
        };
    }
    tickets
}

fn pair_of(tickets: impl Strategy<Value = Ticket>) -> impl Strategy<Value = [Vec<Ticket>; 2]> {
    (vec(tickets, 8)).prop_map(|mut all| {
        let others = all.split_off(4);
        [desk(all, 1), desk(others, 5)]
    })
}

/// The desk as another world has it that differs only in what this viewer does not see: of what he sees
/// the hidden parts, of the rest everything.
fn twin_desk(viewing: &Viewing<'_>, [desk, others]: &[Vec<Ticket>; 2]) -> Vec<Ticket> {
    let twins = desk.iter().zip(others).filter_map(|(ticket, other)| {
        if viewing.filter.matches(&ticket.facts) {
            let twin = graft(ticket, other, viewing, desk);
            let same = viewing.filter.hat(&twin.facts) == viewing.filter.hat(&ticket.facts);
            return Some(if same { twin } else { ticket.clone() });
        }
        let mut other = other.clone();
        other.facts.id = ticket.facts.id;
        // Hidden too, or gone.
        (!viewing.filter.matches(&other.facts)).then_some(other)
    });
    twins.collect()
}

/// What is sent of a change: the same from both pasts.
fn told(viewing: &Viewing<'_>, before: Option<&Ticket>, after: &Ticket) -> String {
    serde_json::to_string(&viewing.notice(before, after)).unwrap()
}

proptest! {
    #![proptest_config(Config {
        cases: 1000, failure_persistence: None, max_global_rejects: 20_000, ..Config::default()
    })]

    /// What differs only in what is hidden is the same, byte for byte, on every surface.
    #[test]
    fn hidden_parts_change_no_byte(
        who in who(), mut ticket in ticket(), other in ticket(), others in pair_of(ticket()),
        policy in field_policy(), sites in sites_seen(),
    ) {
        let filter = who.filter(&mut ticket);
        let viewing = Viewing { filter, policy: &policy, sites };
        if viewing.open(&ticket).is_err() {
            prop_assert!(ticket.facts.deleted || ticket.facts.spam);
            return Ok(());
        }
        let twin = graft(&ticket, &other, &viewing, &others[0]);
        let desk = twin_desk(&viewing, &others);
        prop_assert_eq!(bytes(&viewing, &ticket, &others[0]), bytes(&viewing, &twin, &desk));
    }

    /// The same for any viewer at all, as long as both tickets are seen under the same hat.
    #[test]
    fn hidden_parts_change_no_byte_for_anybody(
        holder in holder(), mut ticket in ticket(), other in ticket(), others in pair_of(ticket()),
        policy in field_policy(), sites in sites_seen(),
    ) {
        ticket.facts.tenant = holder.tenant;
        let filter = filter_for(&roles(), &holder, Permission::CONVERSATION_VIEW);
        let viewing = Viewing { filter, policy: &policy, sites };
        if viewing.open(&ticket).is_err() {
            return Ok(());
        }
        let twin = graft(&ticket, &other, &viewing, &others[0]);
        if viewing.filter.matches(&twin.facts) {
            let desk = twin_desk(&viewing, &others);
            prop_assert_eq!(bytes(&viewing, &ticket, &others[0]), bytes(&viewing, &twin, &desk));
        }
    }

    /// A notice is the same whatever of the past and of the present its recipient does not see, and what
    /// changed out of his sight sends none.
    #[test]
    fn notices_tell_nothing_hidden(
        who in who(), mut ticket in ticket(), mut before in ticket(), others in vec(ticket(), 2),
        policy in field_policy(), sites in sites_seen(),
    ) {
        let filter = who.filter(&mut ticket);
        before.facts.tenant = HERE;
        before.facts.id = ticket.facts.id;
        if who == Who::Guest {
            before.facts.requester = Some(customer(1));
            before.facts.guest_epoch = ticket.facts.guest_epoch;
        }
        let viewing = Viewing { filter, policy: &policy, sites };
        if viewing.open(&ticket).is_err() {
            prop_assert_eq!(viewing.notice(Some(&before), &ticket), None);
            return Ok(());
        }
        let twin = graft(&ticket, &others[0], &viewing, &[]);
        prop_assert_eq!(viewing.notice(Some(&ticket), &twin), None);
        // A past that he did not see is none.
        let earlier = if viewing.open(&before).is_ok() {
            Some(graft(&before, &others[1], &viewing, &[]))
        } else {
            None
        };
        let one = told(&viewing, Some(&before), &ticket);
        prop_assert_eq!(&one, &told(&viewing, earlier.as_ref(), &twin));
        prop_assert_eq!(&one, &told(&viewing, Some(&before), &twin));
    }

    /// Tickets that the viewer may not see, another tenant's among them, change neither the list
    /// nor its order nor the count nor any surface; and each answers as if there were none.
    #[test]
    fn hidden_tickets_change_nothing(
        holder in holder(), tickets in vec(ticket(), 0..=8), others in vec(ticket(), 8),
        policy in field_policy(), sites in sites_seen(),
    ) {
        let filter = filter_for(&roles(), &holder, Permission::CONVERSATION_VIEW);
        let viewing = Viewing { filter: filter.clone(), policy: &policy, sites };
        let first = desk(tickets, 1);
        let mut strange: Vec<Ticket> = desk(others, 20);
        for (at, ticket) in strange.iter_mut().enumerate() {
            // What the viewer would see of it is moved to the other tenant.
            if filter.matches(&ticket.facts) || at % 3 == 0 {
                ticket.facts.tenant = if holder.tenant == HERE { THERE } else { HERE };
            }
        }
        let mut strange = strange.into_iter();
        let mut second: Vec<Ticket> = Vec::new();
        for ticket in &first {
            let visible = filter.matches(&ticket.facts);
            second.push(if visible { ticket.clone() } else { strange.next().unwrap() });
        }
        second.extend(strange);
        let page = |desk: &[Ticket]| {
            let all = filter.list(desk).map(|ticket| bytes(&viewing, ticket, desk));
            all.collect::<Vec<_>>()
        };
        prop_assert_eq!(page(&first), page(&second));
        prop_assert_eq!(filter.count(&first), filter.count(&second));
        let refusals_in = |desk: &[Ticket]| {
            let hidden = desk.iter().filter(|ticket| !filter.matches(&ticket.facts));
            hidden.map(|ticket| bytes(&viewing, ticket, desk)).collect::<Vec<_>>()
        };
        let mut refusals = [refusals_in(&first), refusals_in(&second)].concat();
        refusals.dedup();
        prop_assert!(refusals.len() <= 1, "{:?}", refusals);
    }

    /// A hidden number, a note and a hidden field are found nowhere in what is sent or printed.
    #[test]
    fn hidden_values_are_found_nowhere(
        who in who(), mut ticket in ticket(), notes in vec(message(), 1..=3),
        policy in field_policy(), sites in sites_seen(), others in pair_of(ticket()),
    ) {
        ticket.client_number = Some(NUMBER.to_owned());
        let mut parts = vec![change(Field::ClientNumber, OLD_NUMBER)];
        for mut note in notes {
            note.audience = Audience::Internal;
            note.text = NOTE.to_owned();
            note.attachments = vec![attachment(77, NOTE_FILE)];
            parts.push(HistoryPart::Message(note.id));
            ticket.messages.push(note);
        }
        for id in FIELDS {
            ticket.custom_fields.insert(field(id), format!("secret of {id}"));
            parts.push(change(Field::Added(field(id)), &format!("old secret of {id}")));
        }
        ticket.history.push(HistoryEntry { at: minutes(1), by: None, parts });
        // The tickets that it is linked to, hidden ones.
        let [mut desk, _] = others;
        for other in &mut desk {
            other.facts.tenant = THERE;
            other.subject = UNSEEN_SUBJECT.to_owned();
        }
        let filter = who.filter(&mut ticket);
        let viewing = Viewing { filter, policy: &policy, sites: sites.clone() };
        let all = bytes(&viewing, &ticket, &desk);
        let mut found = all.concat();
        if let Ok(granted) = viewing.open(&ticket) {
            found += &format!("{granted:?}");
        }
        let Some(hat) = viewing.filter.hat(&ticket.facts) else {
            for secret in [NUMBER, OLD_NUMBER, NOTE, NOTE_FILE, "secret of"] {
                prop_assert!(!found.contains(secret), "{}", secret);
            }
            return Ok(());
        };
        prop_assert!(!found.contains(UNSEEN_SUBJECT));
        let numbers = policy.shows(hat, &Field::ClientNumber)
            && !matches!(who, Who::Masked | Who::Stakeholder);
        for number in [NUMBER, OLD_NUMBER] {
            prop_assert_eq!(found.contains(number), numbers, "{}", number);
        }
        let notes = hat == Hat::Operator;
        prop_assert_eq!((found.contains(NOTE), found.contains(NOTE_FILE)), (notes, notes));
        for name in FIELDS {
            let shown = policy.shows(hat, &Field::Added(field(name)));
            for secret in [format!("\"secret of {name}"), format!("\"old secret of {name}")] {
                prop_assert_eq!(found.contains(&secret), shown, "{}", secret);
            }
        }
        if let Some(site) = ticket.facts.site {
            let named = policy.site == SitePolicy::Open || sites.has(site) || !hat.is_staff();
            let shown = named && policy.shows(hat, &Field::Site);
            prop_assert_eq!(all[0].contains(&site.to_string()), shown);
        }
    }
}

fn change(field: Field, from: &str) -> HistoryPart {
    let (from, to) = (Some(from.to_owned()), None);
    HistoryPart::Field { field, from, to }
}

/// The paired worlds above are no accident of tickets without anything to hide.
#[test]
fn the_pairs_differ() {
    use proptest::strategy::ValueTree;
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let pairs = (who(), ticket(), ticket(), pair_of(ticket()), field_policy());
    let (mut all, mut different, mut texts, mut histories, mut links) = (0, 0, 0, 0, 0);
    let (mut entries_seen, mut links_seen) = (0, 0);
    for _ in 0..1000 {
        let (who, mut ticket, other, others, policy) =
            pairs.new_tree(&mut runner).unwrap().current();
        let filter = who.filter(&mut ticket);
        let viewing = Viewing {
            filter,
            policy: &policy,
            sites: SitesSeen::none(),
        };
        let Ok(granted) = viewing.open(&ticket) else {
            continue;
        };
        let twin = graft(&ticket, &other, &viewing, &others[0]);
        all += 1;
        different += u32::from(twin != ticket);
        let notes = twin.messages != ticket.messages;
        texts += u32::from(notes || twin.custom_fields != ticket.custom_fields);
        histories += u32::from(twin.history != ticket.history);
        links += u32::from(twin.links != ticket.links);
        entries_seen += u32::from(!granted.history(by_id(&others[0])).is_empty());
        links_seen += u32::from(!granted.links(by_id(&others[0])).is_empty());
    }
    assert!(all >= 700, "{all} pairs");
    for (what, differ, percent) in [
        ("differ", different, 90),
        ("differ in text", texts, 30),
        ("differ in their history", histories, 60),
        ("differ in their links", links, 60),
        ("show a history", entries_seen, 50),
        ("show a link", links_seen, 20),
    ] {
        assert!(differ * 100 >= all * percent, "{differ} of {all} {what}");
    }
}
