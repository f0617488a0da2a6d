//! Two tickets that differ only in what the viewer may not see give the same bytes on every surface,
//! and two desks that differ only in hidden tickets give the same list. What is hidden is written down
//! a second time in `graft`.

mod graft;
mod notices;

use frontdesk_access::{Catalogue, Permission, Scope};
use frontdesk_model::{ActorId, ConversationId, MessageId, Relation};
use frontdesk_visibility::{
    Audience, CopiedPolicy, Field, Filter, Hat, HistoryEntry, HistoryPart, Message, Rule,
    SitePolicy, SitesSeen, Ticket, Viewer, Viewing,
};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::test_runner::Config;

use crate::generate::{
    FIELDS, field_policy, holder, message, rights_held, roles, sites_seen, ticket,
};
use crate::surfaces::bytes;
use crate::world::*;
pub(crate) use graft::{graft, is_me, same_rights, sees_by_right};

/// What a public message says that was written before almost everybody was in copy. It stands nowhere
/// else.
const EARLIER: &str = "before you came";

/// Who looks: each sees the whole tenant, so that a pair is rarely thrown away; a guest one ticket.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Who {
    Operator,
    Masked,
    Stakeholder,
    /// The customer of what he asked for, a colleague of the rest.
    Customer,
    Guest,
    /// A customer of what he is in copy of, and of nothing else.
    Copied,
}

impl Who {
    const ALL: [Self; 6] = [
        Self::Operator,
        Self::Masked,
        Self::Stakeholder,
        Self::Customer,
        Self::Guest,
        Self::Copied,
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
            Self::Copied => {
                self.join(ticket);
                filter_of(&seeing(client(1), Scope::of(Relation::Copied)))
            }
        }
    }
}

impl Who {
    /// In copy: by what was generated, else from the middle on. He did not ask.
    fn join(self, ticket: &mut Ticket) {
        let facts = &mut ticket.facts;
        facts.copied.entry(customer(1)).or_insert(minutes(100));
        if facts.requester == Some(customer(1)) {
            facts.requester = Some(customer(2));
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

proptest! {
    #![proptest_config(Config {
        cases: 1000, failure_persistence: None, max_global_rejects: 20_000, ..Config::default()
    })]

    /// What differs only in what is hidden is the same, byte for byte, on every surface.
    #[test]
    fn hidden_parts_change_no_byte(
        who in who(), mut ticket in ticket(), other in ticket(), others in pair_of(ticket()),
        policy in field_policy(), sites in sites_seen(), rights in rights_held(),
    ) {
        let filter = who.filter(&mut ticket);
        let viewing = Viewing { filter, policy: &policy, sites, rights };
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
        policy in field_policy(), sites in sites_seen(), rights in rights_held(),
    ) {
        ticket.facts.tenant = holder.tenant;
        let filter = filter_for(&roles(), &holder, Permission::CONVERSATION_VIEW);
        let viewing = Viewing { filter, policy: &policy, sites, rights };
        if viewing.open(&ticket).is_err() {
            return Ok(());
        }
        let twin = graft(&ticket, &other, &viewing, &others[0]);
        if viewing.filter.hat(&twin.facts) == viewing.filter.hat(&ticket.facts) {
            let desk = twin_desk(&viewing, &others);
            prop_assert_eq!(bytes(&viewing, &ticket, &others[0]), bytes(&viewing, &twin, &desk));
        }
    }

    /// Tickets that the viewer may not see, another tenant's among them, change neither the list
    /// nor its order nor the count nor any surface; and each answers as if there were none.
    #[test]
    fn hidden_tickets_change_nothing(
        holder in holder(), tickets in vec(ticket(), 0..=8), others in vec(ticket(), 8),
        policy in field_policy(), sites in sites_seen(), rights in rights_held(),
    ) {
        let filter = filter_for(&roles(), &holder, Permission::CONVERSATION_VIEW);
        let viewing = Viewing { filter: filter.clone(), policy: &policy, sites, rights };
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
        policy in field_policy(), sites in sites_seen(), rights in rights_held(),
        others in pair_of(ticket()),
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
        let earlier = Message {
            id: MessageId::from_number(31),
            at: minutes(1),
            text: EARLIER.to_owned(),
            ..full_ticket().messages[0].clone()
        };
        parts.push(HistoryPart::Message(earlier.id));
        ticket.messages.push(earlier);
        ticket.history.push(HistoryEntry { at: minutes(1), by: None, parts });
        // The tickets that it is linked to, hidden ones.
        let [mut desk, _] = others;
        for other in &mut desk {
            other.facts.tenant = THERE;
            other.subject = UNSEEN_SUBJECT.to_owned();
        }
        let filter = who.filter(&mut ticket);
        let viewing = Viewing { filter, policy: &policy, sites: sites.clone(), rights };
        let all = bytes(&viewing, &ticket, &desk);
        let mut found = all.concat();
        if let Ok(granted) = viewing.open(&ticket) {
            found += &format!("{granted:?}");
        }
        let Some(hat) = viewing.filter.hat(&ticket.facts) else {
            for secret in [NUMBER, OLD_NUMBER, NOTE, NOTE_FILE, "secret of", EARLIER] {
                prop_assert!(!found.contains(secret), "{}", secret);
            }
            return Ok(());
        };
        prop_assert!(!found.contains(UNSEEN_SUBJECT));
        let numbers = sees_by_right(&viewing, hat, &Field::ClientNumber, &ticket)
            && !matches!(who, Who::Masked | Who::Stakeholder);
        // Who is in copy, and since when, decides of what happened and of what was written.
        let since = ticket.facts.copied.get(&customer(1)).copied();
        let early = hat != Hat::Copied
            || policy.copied == CopiedPolicy::Whole
            || since.unwrap() <= minutes(1);
        for (number, told) in [(NUMBER, true), (OLD_NUMBER, early)] {
            prop_assert_eq!(found.contains(number), numbers && told, "{}", number);
        }
        prop_assert_eq!(found.contains(EARLIER), early);
        let notes = hat == Hat::Operator;
        prop_assert_eq!((found.contains(NOTE), found.contains(NOTE_FILE)), (notes, notes));
        for name in FIELDS {
            let shown = sees_by_right(&viewing, hat, &Field::Added(field(name)), &ticket);
            let (value, old) = (format!("\"secret of {name}"), format!("\"old secret of {name}"));
            for (secret, told) in [(value, true), (old, early)] {
                prop_assert_eq!(found.contains(&secret), shown && told, "{}", secret);
            }
        }
        if let Some(site) = ticket.facts.site {
            let named = policy.site == SitePolicy::Open || sites.has(site) || !hat.is_staff();
            let shown = named && sees_by_right(&viewing, hat, &Field::Site, &ticket);
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
    let pairs = (
        who(),
        ticket(),
        ticket(),
        pair_of(ticket()),
        (field_policy(), rights_held()),
    );
    let (mut by_right, mut kept) = (0, 0);
    let (mut all, mut different, mut texts, mut histories, mut links) = (0, 0, 0, 0, 0);
    let (mut entries_seen, mut links_seen) = (0, 0);
    for _ in 0..1000 {
        let (who, mut ticket, other, others, (policy, rights)) =
            pairs.new_tree(&mut runner).unwrap().current();
        let filter = who.filter(&mut ticket);
        let viewing = Viewing {
            filter,
            policy: &policy,
            sites: SitesSeen::none(),
            rights,
        };
        let Ok(granted) = viewing.open(&ticket) else {
            continue;
        };
        let twin = graft(&ticket, &other, &viewing, &others[0]);
        all += 1;
        let hat = granted.hat();
        let fields = Field::STANDARD
            .into_iter()
            .chain(FIELDS.map(|id| Field::Added(field(id))));
        by_right += u32::from(fields.clone().any(|field| {
            policy.shows(hat, &field) && !sees_by_right(&viewing, hat, &field, &ticket)
        }));
        kept += u32::from(fields.into_iter().any(|field| {
            let asks = policy.rights_of(hat, &field).see.is_some();
            asks && sees_by_right(&viewing, hat, &field, &ticket)
        }));
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
        ("hide a field for want of a right", by_right, 15),
        ("show one by right", kept, 8),
        ("differ in text", texts, 30),
        ("differ in their history", histories, 60),
        ("differ in their links", links, 60),
        ("show a history", entries_seen, 50),
        ("show a link", links_seen, 20),
    ] {
        assert!(differ * 100 >= all * percent, "{differ} of {all} {what}");
    }
}
