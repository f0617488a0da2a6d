//! Two tickets that differ only in what the viewer may not see give the same bytes, and two desks
//! that differ only in hidden tickets give the same list. What is hidden is written down here a
//! second time, from the statements and not from the projection.

use std::collections::BTreeMap;

use frontdesk_access::{Obligation, Scope};
use frontdesk_model::ActorId;
use frontdesk_visibility::{
    AddedField, Audience, FieldId, FieldPolicy, Filter, Hat, Portal, PortalAction, PortalState,
    SitePolicy, SitesSeen, Ticket, Viewing,
};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::test_runner::Config;

use crate::generate::{FIELDS, field_policy, holder, message, roles, sites_seen, ticket};
use crate::world::*;

/// `other`, with everything that this viewer sees of `ticket` put in.
fn graft(ticket: &Ticket, other: &Ticket, hat: Hat, viewing: &Viewing<'_>) -> Ticket {
    let mut made = other.clone();
    let (from, to) = (&ticket.facts, &mut made.facts);
    // Always shown (S166).
    to.tenant = from.tenant;
    to.id = from.id;
    to.state = from.state;
    to.channel.clone_from(&from.channel);
    to.created_at = from.created_at;
    made.number.clone_from(&ticket.number);
    made.subject.clone_from(&ticket.subject);
    match hat {
        Hat::Operator => {
            to.group = from.group;
            to.assignee = from.assignee;
            made.priority = ticket.priority;
            made.custom_fields.clone_from(&ticket.custom_fields);
            made.messages.clone_from(&ticket.messages);
            // Shown by right (S64): a site of which one may see the name, and no other.
            let named = |site: &frontdesk_model::SiteId| {
                viewing.policy.site == SitePolicy::Open || viewing.sites.has(*site)
            };
            if from.site.is_some_and(|site| named(&site)) {
                to.site = from.site;
            } else {
                to.site = to.site.filter(|site| !named(site));
            }
            // Shown unless hidden (S72, S74). A hidden one and none are one (D8).
            if !viewing.filter.obligations.contains(&Obligation::MaskNumber) {
                made.client_number.clone_from(&ticket.client_number);
            }
        }
        Hat::Customer | Hat::Colleague => {
            to.requester = from.requester;
            (to.deleted, to.spam) = (from.deleted, from.spam);
            let policy = viewing.policy;
            if policy.group == Portal::Shown {
                to.group = from.group;
            }
            if policy.assignee == Portal::Shown {
                to.assignee = from.assignee;
            }
            if policy.priority == Portal::Shown {
                made.priority = ticket.priority;
            }
            made.custom_fields = graft_fields(ticket, other, policy);
            // The other's notes between this one's public messages (S166).
            let of = |ticket: &Ticket, audience| {
                let messages = ticket.messages.iter().cloned();
                messages
                    .filter(move |m| m.audience == audience)
                    .collect::<Vec<_>>()
            };
            made.messages.clear();
            let mut notes = of(other, Audience::Internal).into_iter();
            for public in of(ticket, Audience::Public) {
                made.messages.extend(notes.next());
                made.messages.push(public);
            }
            made.messages.extend(notes);
        }
    }
    made
}

fn graft_fields(
    ticket: &Ticket,
    other: &Ticket,
    policy: &FieldPolicy,
) -> BTreeMap<FieldId, String> {
    let mut fields = BTreeMap::new();
    for id in FIELDS.map(field) {
        let from = match policy.added.get(&id) {
            Some(AddedField::View | AddedField::Edit) => ticket,
            Some(AddedField::Hidden) | None => other,
        };
        if let Some(value) = from.custom_fields.get(&id) {
            fields.insert(id, value.clone());
        }
    }
    fields
}

/// All that the viewer gets of a ticket: the view, and the answer to every action.
fn surfaces(viewing: &Viewing<'_>, ticket: &Ticket) -> Vec<String> {
    let view = match viewing.open(ticket) {
        Ok(granted) => serde_json::to_string(&granted.project()).unwrap(),
        Err(not_found) => format!("{not_found} {not_found:?}"),
    };
    let mut all = vec![view];
    let mut actions = vec![
        PortalAction::Reply,
        PortalAction::Close,
        PortalAction::Reopen,
    ];
    actions.extend(FIELDS.map(|id| PortalAction::EditField(field(id))));
    for action in actions {
        let answer = viewing.act(ticket, &action, PortalState::Open);
        all.push(format!(
            "{:?} {}",
            answer,
            serde_json::to_string(&answer.as_ref().err()).unwrap()
        ));
    }
    all
}

/// The filter of one who sees the whole tenant in this hat, so that a pair is rarely thrown away.
fn whole_tenant(id: ActorId, mask: bool) -> Filter {
    let mut viewer = frontdesk_access::Holder::new(HERE, id);
    if mask {
        viewer = masked(viewer);
    }
    filter_of(&seeing(viewer, Scope::any()))
}

fn hats() -> impl Strategy<Value = ActorId> {
    prop_oneof![Just(user(1).into()), Just(customer(1).into())]
}

proptest! {
    #![proptest_config(Config {
        cases: 1000, failure_persistence: None, max_global_rejects: 20_000, ..Config::default()
    })]

    /// What differs only in what is hidden is the same, byte for byte, on every surface.
    #[test]
    fn hidden_parts_change_no_byte(
        id in hats(), mask in any::<bool>(), mut ticket in ticket(), other in ticket(),
        policy in field_policy(), sites in sites_seen(),
    ) {
        ticket.facts.tenant = HERE;
        let filter = whole_tenant(id, mask);
        let viewing = Viewing { filter: &filter, policy: &policy, sites: &sites };
        let Ok(granted) = viewing.open(&ticket) else {
            prop_assert!(ticket.facts.deleted || ticket.facts.spam);
            return Ok(());
        };
        let twin = graft(&ticket, &other, granted.hat(), &viewing);
        prop_assert_eq!(surfaces(&viewing, &ticket), surfaces(&viewing, &twin));
    }

    /// The same for any viewer at all, as long as both tickets are seen under the same hat.
    #[test]
    fn hidden_parts_change_no_byte_for_anybody(
        holder in holder(), mut ticket in ticket(), other in ticket(),
        policy in field_policy(), sites in sites_seen(),
    ) {
        ticket.facts.tenant = holder.tenant;
        let filter = filter_for(&roles(), &holder, frontdesk_access::Permission::CONVERSATION_VIEW);
        let viewing = Viewing { filter: &filter, policy: &policy, sites: &sites };
        let Ok(granted) = viewing.open(&ticket) else { return Ok(()) };
        let twin = graft(&ticket, &other, granted.hat(), &viewing);
        if filter.matches(&twin.facts) {
            prop_assert_eq!(surfaces(&viewing, &ticket), surfaces(&viewing, &twin));
        }
    }

    /// Tickets that the viewer may not see, another tenant's among them, change neither the list
    /// nor its order nor the count nor a view; and each answers as if there were none.
    #[test]
    fn hidden_tickets_change_nothing(
        holder in holder(), desk in vec(ticket(), 0..=8), others in vec(ticket(), 8),
        policy in field_policy(), sites in sites_seen(),
    ) {
        let filter = filter_for(&roles(), &holder, frontdesk_access::Permission::CONVERSATION_VIEW);
        let viewing = Viewing { filter: &filter, policy: &policy, sites: &sites };
        let mut strange: Vec<Ticket> = others;
        for (at, ticket) in strange.iter_mut().enumerate() {
            // What the viewer would see of it is moved to the other tenant.
            if filter.matches(&ticket.facts) || at % 3 == 0 {
                ticket.facts.tenant = if holder.tenant == HERE { THERE } else { HERE };
            }
        }
        let mut second = strange.into_iter();
        let mut changed: Vec<Ticket> = Vec::new();
        for ticket in &desk {
            let visible = filter.matches(&ticket.facts);
            changed.push(if visible { ticket.clone() } else { second.next().unwrap() });
        }
        changed.extend(second);
        let page = |desk: &[Ticket]| {
            let all = filter.list(desk).map(|ticket| surfaces(&viewing, ticket));
            all.collect::<Vec<_>>()
        };
        prop_assert_eq!(page(&desk), page(&changed));
        prop_assert_eq!(filter.count(&desk), filter.count(&changed));
        let mut refusals: Vec<_> = desk.iter().chain(&changed)
            .filter(|ticket| !filter.matches(&ticket.facts))
            .map(|ticket| surfaces(&viewing, ticket))
            .collect();
        refusals.dedup();
        prop_assert!(refusals.len() <= 1, "{:?}", refusals);
    }

    /// A hidden number, a note and a hidden field are found nowhere in what is sent or printed.
    #[test]
    fn hidden_values_are_found_nowhere(
        id in hats(), mut ticket in ticket(), notes in vec(message(), 1..=3),
        policy in field_policy(), sites in sites_seen(),
    ) {
        ticket.facts.tenant = HERE;
        ticket.client_number = Some(NUMBER.to_owned());
        for mut note in notes {
            note.audience = Audience::Internal;
            note.text = NOTE.to_owned();
            note.attachments = vec![NOTE_FILE.to_owned()];
            ticket.messages.push(note);
        }
        for id in FIELDS {
            ticket.custom_fields.insert(field(id), format!("secret of {id}"));
        }
        let filter = whole_tenant(id, true);
        let viewing = Viewing { filter: &filter, policy: &policy, sites: &sites };
        let mut bytes = surfaces(&viewing, &ticket).concat();
        if let Ok(granted) = viewing.open(&ticket) {
            bytes += &format!("{granted:?}");
        }
        prop_assert!(!bytes.contains(NUMBER));
        if let ActorId::Customer(_) = id {
            prop_assert!(!bytes.contains(NOTE) && !bytes.contains(NOTE_FILE));
            for name in FIELDS {
                let shown = matches!(
                    policy.added.get(&field(name)),
                    Some(AddedField::View | AddedField::Edit),
                ) && !ticket.facts.deleted && !ticket.facts.spam;
                prop_assert_eq!(bytes.contains(&format!("secret of {name}")), shown);
            }
        }
        if let Some(site) = ticket.facts.site {
            let named = policy.site == SitePolicy::Open || sites.has(site);
            let staff = matches!(id, ActorId::User(_));
            let view = &surfaces(&viewing, &ticket)[0];
            prop_assert_eq!(view.contains(&site.to_string()), named && staff);
        }
    }
}

/// The paired worlds above are no accident of tickets without anything to hide.
#[test]
fn the_pairs_differ() {
    use proptest::strategy::ValueTree;
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let pairs = (hats(), ticket(), ticket(), field_policy());
    let filters = [
        whole_tenant(user(1).into(), true),
        whole_tenant(customer(1).into(), true),
    ];
    let (mut all, mut different, mut more_than_numbers) = (0, 0, 0);
    for _ in 0..1000 {
        let (id, mut ticket, other, policy) = pairs.new_tree(&mut runner).unwrap().current();
        ticket.facts.tenant = HERE;
        let filter = filters.iter().find(|filter| filter.viewer == id).unwrap();
        let viewing = Viewing {
            filter,
            policy: &policy,
            sites: &SitesSeen::none(),
        };
        let Ok(granted) = viewing.open(&ticket) else {
            continue;
        };
        let twin = graft(&ticket, &other, granted.hat(), &viewing);
        all += 1;
        different += u32::from(twin != ticket);
        let notes = twin.messages != ticket.messages;
        more_than_numbers += u32::from(notes || twin.custom_fields != ticket.custom_fields);
    }
    assert!(all >= 700, "{all} pairs");
    assert!(different * 10 >= all * 9, "{different} of {all} differ");
    assert!(
        more_than_numbers * 10 >= all * 3,
        "{more_than_numbers} of {all} differ in text"
    );
}
