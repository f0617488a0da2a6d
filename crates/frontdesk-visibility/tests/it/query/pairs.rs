//! Two desks that differ only in what the viewer may not see give the same bytes on every surface of a
//! list: rows, order, totals, facets, cursors, cells, suggestions and errors.

use std::collections::BTreeMap;

use frontdesk_access::Obligation;
use frontdesk_model::{ActorId, Author, NoNames};
use frontdesk_visibility::{
    Audience, Column, Field, FieldPolicy, Hat, ListRequest, Message, RightsHeld, Suggest, Ticket,
    Viewing,
};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::{Config, TestRunner};

use super::requests::{columns, desk, fields, request, tickets, trimmed};
use crate::noninterference::{graft, is_me, same_rights, sees_by_right};
use crate::world::*;

/// Another ticket that this viewer sees as the same one: what is hidden under the hat is the other's.
/// `None` where the hidden parts would let him see it under another hat, or not at all.
fn twin(ticket: &Ticket, other: &Ticket, viewing: &Viewing<'_>) -> Option<Ticket> {
    let hat = viewing.filter.hat(&ticket.facts)?;
    let masks = viewing
        .filter
        .obligations(&ticket.facts)?
        .contains(&Obligation::MaskNumber);
    let mut made = graft(ticket, other, viewing, &[]);
    let shows = |field: Field| sees_by_right(viewing, hat, &field, ticket);
    for field in fields() {
        let is_masked = field == Field::ClientNumber && masks;
        match (shows(field.clone()) && !is_masked, hat.is_staff()) {
            // Staff see a site by right, which the graft knows.
            (true, true) if field == Field::Site => {}
            (true, _) => put(&field, ticket, &mut made),
            // Whether he is in copy himself stays, which the graft knows.
            (false, false) if field == Field::Copied => {}
            (false, _) => put(&field, other, &mut made),
        }
    }
    if hat != Hat::Operator {
        // Of who is in copy the graft knows besides since when.
        if hat != Hat::Copied {
            made.messages = interleaved(&ticket.messages, &other.messages);
        }
        if !shows(Field::Assignee) {
            let messages = made.messages.iter_mut();
            messages.for_each(|message| by_somebody_else(message, viewing));
        }
    }
    // Hidden, but by these a customer and one who came by a link see it at all.
    if matches!(hat, Hat::Customer | Hat::Guest) {
        made.facts.requester = ticket.facts.requester;
        made.facts.guest_epoch = ticket.facts.guest_epoch;
    }
    if !same_rights(viewing, hat, ticket, &made) {
        made.facts = ticket.facts.clone();
    }
    let same = viewing.filter.hat(&made.facts) == Some(hat);
    same.then_some(made)
}

/// Puts this ticket's value of a field into that one.
fn put(field: &Field, from: &Ticket, to: &mut Ticket) {
    let (facts, made) = (&from.facts, &mut to.facts);
    match field {
        Field::Number => to.number.clone_from(&from.number),
        Field::Subject => to.subject.clone_from(&from.subject),
        Field::State => made.state = facts.state,
        Field::Channel => made.channel.clone_from(&facts.channel),
        Field::CreatedAt => made.created_at = facts.created_at,
        Field::Group => made.group = facts.group,
        Field::Assignee => made.assignee = facts.assignee,
        Field::Priority => to.priority = from.priority,
        Field::Site => made.site = facts.site,
        Field::ClientNumber => to.client_number.clone_from(&from.client_number),
        Field::Requester => made.requester = facts.requester,
        Field::Organization => made.organization = facts.organization,
        Field::Participants => made.participants.clone_from(&facts.participants),
        Field::Copied => made.copied.clone_from(&facts.copied),
        Field::Privacy => made.privacy = facts.privacy,
        Field::Added(id) => {
            to.custom_fields.remove(id);
            let value = from.custom_fields.get(id).cloned();
            to.custom_fields
                .extend(value.map(|value| (id.clone(), value)));
        }
    }
}

/// The public messages of the one between the notes of the other (S166).
fn interleaved(public: &[Message], notes: &[Message]) -> Vec<Message> {
    let of = |all: &[Message], audience| {
        let all = all
            .iter()
            .filter(move |message| message.audience == audience);
        all.cloned().collect::<Vec<_>>().into_iter()
    };
    let mut notes = of(notes, Audience::Internal);
    let mut all = Vec::new();
    for message in of(public, Audience::Public) {
        all.extend(notes.next());
        all.push(message);
    }
    all.extend(notes);
    all
}

/// Where the assignee is hidden, so is who else of the staff wrote (S168).
fn by_somebody_else(message: &mut Message, viewing: &Viewing<'_>) {
    if let Some(Author::Actor(ActorId::User(id))) = message.author
        && !is_me(viewing, id)
    {
        let other = user(if id == user(99) { 98 } else { 99 });
        message.author = Some(Author::Actor(other.into()));
    }
}

/// The desk with another in all that this viewer does not see.
fn changed(desk: &[Ticket], others: &[Ticket], viewing: &Viewing<'_>) -> Vec<Ticket> {
    let filter = &viewing.filter;
    let mut made = Vec::new();
    for (at, ticket) in desk.iter().enumerate() {
        let other = &others[at % others.len()];
        if filter.matches(&ticket.facts) {
            made.push(twin(ticket, other, viewing).unwrap_or_else(|| ticket.clone()));
        }
    }
    // Every hidden ticket is replaced, and there are more of them or fewer.
    for (at, other) in others.iter().enumerate() {
        let mut hidden = other.clone();
        hidden.facts.id = frontdesk_model::ConversationId::from_number(100 + at as i64);
        if filter.matches(&hidden.facts) {
            hidden.facts.tenant = if filter.tenant() == HERE { THERE } else { HERE };
        }
        made.insert((at * 7) % (made.len() + 1), hidden);
    }
    made
}

/// All that a viewer gets of a list.
fn surfaces(viewing: &Viewing<'_>, request: &ListRequest, desk: &[Ticket]) -> Vec<String> {
    let mut all = Vec::new();
    let mut asked = request.clone();
    loop {
        let query = match viewing.query(&asked) {
            Ok(query) => query,
            Err(error) => {
                all.push(format!("{error} {error:?} {}", error.code()));
                return all;
            }
        };
        let page = query.page(desk);
        all.push(serde_json::to_string(&page).unwrap());
        for row in &page.rows {
            let cells = query
                .cells(row)
                .map(|(column, cell)| (column.to_string(), serde_json::to_string(&cell).unwrap()));
            all.push(format!("{:?}", cells.collect::<Vec<_>>()));
        }
        if asked.cursor.is_none() {
            all.push(query.count(desk).to_string());
            all.push(serde_json::to_string(&query.facets(desk)).unwrap());
            for column in columns() {
                let wanted = Suggest {
                    column,
                    prefix: String::new(),
                    limit: 20,
                };
                match query.suggest(desk, &wanted, &NoNames) {
                    Ok(found) => all.push(serde_json::to_string(&found).unwrap()),
                    Err(error) => all.push(error.to_string()),
                }
            }
        }
        let Some(next) = page.next else { return all };
        // What a cursor says, not only its text.
        all.push(String::from_utf8_lossy(&unhex(&next)).into_owned());
        assert!(
            asked.cursor.as_ref() != Some(&next),
            "a list without an end"
        );
        asked.cursor = Some(next);
    }
}

fn unhex(text: &str) -> Vec<u8> {
    let pairs = (0..text.len()).step_by(2);
    pairs
        .map(|at| u8::from_str_radix(&text[at..at + 2], 16).unwrap())
        .collect()
}

/// The words of hidden things are looked for too.
fn searching(mut request: ListRequest, others: &[Ticket]) -> ListRequest {
    let mut messages = others.iter().flat_map(|ticket| &ticket.messages);
    if let Some(message) = messages.find(|message| !message.text.is_empty()) {
        request.search.clone_from(&message.text);
    }
    request
}

proptest! {
    #![proptest_config(Config { cases: 256, failure_persistence: None, ..Config::default() })]

    /// What differs only in what is hidden is the same list, byte for byte: asked as it comes, errors
    /// included; without what is refused; and in search of words from the hidden.
    #[test]
    fn hidden_things_change_no_byte_of_a_list(
        desk in desk(), others in tickets(6..=12), request in request(),
    ) {
        let viewing = desk.viewing();
        let changed = changed(&desk.tickets, &others, &viewing);
        let trimmed = trimmed(request.clone(), &viewing);
        let searching = searching(ListRequest { conditions: vec![], ..trimmed.clone() }, &others);
        for request in [request, trimmed, searching] {
            prop_assert_eq!(
                surfaces(&viewing, &request, &desk.tickets),
                surfaces(&viewing, &request, &changed)
            );
        }
    }

    /// A note, a hidden number and a hidden field are in no page, cursor, cell, facet or suggestion, and
    /// no search finds them.
    #[test]
    fn hidden_values_are_in_no_list(desk in desk(), request in request()) {
        let viewing = desk.viewing();
        let mut tickets = desk.tickets.clone();
        let note = Message {
            audience: Audience::Internal,
            text: NOTE.to_owned(),
            attachments: vec![attachment(77, NOTE_FILE)],
            ..full_ticket().messages[2].clone()
        };
        for ticket in &mut tickets {
            ticket.client_number = Some(NUMBER.to_owned());
            ticket.messages.push(note.clone());
            for id in crate::generate::FIELDS {
                ticket.custom_fields.insert(field(id), format!("secret of {id}"));
            }
        }
        let request = trimmed(request, &viewing);
        let fields = crate::generate::FIELDS.map(|id| format!("secret of {id}"));
        let secrets = [NOTE, NOTE_FILE, NUMBER].map(str::to_owned).into_iter().chain(fields);
        for secret in secrets {
            // Which tickets show it to this viewer, as their own views say: of the others it is in
            // nothing, whatever these show.
            let (shown, hidden): (Vec<&Ticket>, Vec<&Ticket>) = tickets.iter().partition(|ticket| {
                let view = viewing.open(ticket).map(|granted| {
                    serde_json::to_string(&granted.project()).unwrap()
                });
                view.is_ok_and(|view| view.contains(&secret))
            });
            let hidden: Vec<Ticket> = hidden.into_iter().cloned().collect();
            let bytes = surfaces(&viewing, &request, &hidden).concat();
            prop_assert!(!bytes.contains(&secret), "{}", secret);
            let search = ListRequest { search: secret.clone(), ..ListRequest::default() };
            let query = viewing.query(&search).unwrap();
            prop_assert_eq!(query.count(&hidden), 0, "{}", secret);
            // Those that show it are found by what may be searched: all but the number and files.
            let searched = ![NUMBER, NOTE_FILE].contains(&secret.as_str());
            let expected = if searched { shown.len() } else { 0 };
            prop_assert_eq!(query.count(&tickets), expected, "{}", secret);
        }
    }
}

/// The pairs are no accident of desks without anything to hide.
#[test]
fn the_pairs_of_desks_differ() {
    let mut runner = TestRunner::deterministic();
    let (mut visible, mut twins, mut hats) = (0, 0, BTreeMap::new());
    let mut hidden: BTreeMap<Column, usize> = BTreeMap::new();
    for _ in 0..900 {
        let (desk, others) = (desk(), tickets(6..=12))
            .new_tree(&mut runner)
            .unwrap()
            .current();
        let viewing = desk.viewing();
        for (at, ticket) in desk.tickets.iter().enumerate() {
            let Some(hat) = viewing.filter.hat(&ticket.facts) else {
                continue;
            };
            visible += 1;
            let Some(twin) = twin(ticket, &others[at % others.len()], &viewing) else {
                continue;
            };
            if twin != *ticket {
                twins += 1;
                *hats.entry(hat).or_insert(0) += 1;
            }
            // Every field is hidden from somebody and differs there.
            let everything = FieldPolicy::default();
            let all = filter_of(&seeing(staff(1), frontdesk_access::Scope::any()));
            let all = Viewing {
                filter: all,
                policy: &everything,
                sites: all_sites(),
                rights: RightsHeld::none(),
            };
            if let (Ok(one), Ok(two)) = (all.open(ticket), all.open(&twin)) {
                for column in columns() {
                    let differs = one.value(&column) != two.value(&column);
                    *hidden.entry(column).or_default() += usize::from(differs);
                }
            }
        }
    }
    assert!(twins * 10 >= visible * 5, "{twins} of {visible} differ");
    assert!(
        hats.len() == Hat::ALL.len() && hats.values().all(|count| *count >= 5),
        "{hats:?}"
    );
    hidden.remove(&"added.cf_none".parse::<Column>().unwrap());
    assert!(hidden.values().all(|count| *count >= 5), "{hidden:?}");
}
