//! What one viewer gets of one thing on one surface.

use std::collections::BTreeSet;

use frontdesk_model::chrono::TimeDelta;
use frontdesk_model::{
    Assignee, AttachmentId, Channel, ConversationState, CustomerId, GroupId, Language, MessageId,
    NoNames, OrganizationId, Privacy, SiteId, UserId,
};
use frontdesk_visibility::{
    Column, Condition, Direction, Field, FieldId, Happened, HistoryEntry, HistoryPart, ListRequest,
    Must, Priority, QueryError, Shown, Sort, Suggest, Ticket, Use, Viewing,
};

use super::viewers::{SITE, Seat, System, now};

/// What a row is about.
#[derive(Clone)]
pub(super) enum What {
    Field(Field),
    Message,
    Note,
    FileOfMessage,
    FileOfNote,
}

impl What {
    pub(super) fn name(&self) -> String {
        match self {
            Self::Field(field) => field.name(),
            Self::Message => "message".to_owned(),
            Self::Note => "note".to_owned(),
            Self::FileOfMessage => "file of message".to_owned(),
            Self::FileOfNote => "file of note".to_owned(),
        }
    }

    const fn message(&self) -> Option<usize> {
        match self {
            Self::Message | Self::FileOfMessage => Some(0),
            Self::Note | Self::FileOfNote => Some(1),
            Self::Field(_) => None,
        }
    }
}

pub(super) fn rows() -> Vec<What> {
    let added = ["cf_edit", "cf_hidden", "cf_view"];
    let added = added.map(|id| Field::Added(FieldId(id.to_owned())));
    let fields = Field::STANDARD.into_iter().chain(added);
    let others = [
        What::Message,
        What::Note,
        What::FileOfMessage,
        What::FileOfNote,
    ];
    fields.map(What::Field).chain(others).collect()
}

pub(super) type Cell = fn(&Viewing<'_>, &Ticket, &What) -> &'static str;

pub(super) const SURFACES: [(&str, Cell); 12] = [
    ("record: the view of the ticket", record),
    ("cell: of a list", cell),
    ("export: a row as text", export),
    ("sort: an order of the list by it", sort),
    ("filter: whether it is there", filter),
    ("facet: its values counted", facet),
    ("search: by what stands there", search),
    ("suggestion: of its values", suggestion),
    ("history: an entry of this alone", history),
    ("notice: of a change of this alone", notice),
    ("live: the event that this changed", live),
    ("attachment: a file by its id", attachment),
];

const NO_TICKET: &str = "404";
const REFUSED: &str = "refused";

/// What one gets who does not see the ticket: nothing, whatever he asks.
pub(super) fn hidden(cell: Cell, system: &System, seat: &Seat, what: &What) -> &'static str {
    let said = cell(&system.viewing(seat), &system.ticket, what);
    assert!(
        ["", "-", NO_TICKET, REFUSED].contains(&said),
        "{} {said}",
        seat.name
    );
    if said.is_empty() { said } else { NO_TICKET }
}

fn yes(shown: bool) -> &'static str {
    if shown { "see" } else { "-" }
}

fn record(viewing: &Viewing<'_>, ticket: &Ticket, what: &What) -> &'static str {
    let Ok(granted) = viewing.open(ticket) else {
        return NO_TICKET;
    };
    let json = serde_json::to_value(granted.project()).unwrap();
    let What::Field(field) = what else {
        let message = &ticket.messages[what.message().unwrap()];
        let text = match what {
            What::Message | What::Note => &message.text,
            _ => &message.attachments[0].name,
        };
        return yes(json.to_string().contains(text));
    };
    let place = match field {
        Field::Added(id) => json["added"].get(&id.0).map(|field| &field["value"]),
        field => json.get(field.name()),
    };
    match place {
        None => "-",
        // Every field of the ticket has a value.
        Some(value) if value.is_null() => "mask",
        Some(_) if granted.use_of(field) >= Use::Edit => "edit",
        Some(_) => "see",
    }
}

fn asking(change: impl FnOnce(&mut ListRequest)) -> ListRequest {
    let mut request = ListRequest::default();
    change(&mut request);
    request
}

/// A list with this request: refused, or what is made of its only row.
fn listed(
    viewing: &Viewing<'_>,
    ticket: &Ticket,
    request: &ListRequest,
    read: impl FnOnce(&frontdesk_visibility::Query<'_>) -> &'static str,
) -> &'static str {
    match viewing.query(request) {
        Err(QueryError::NoSuchColumn) => REFUSED,
        // Several people at once have no order.
        Err(QueryError::NoOrder) => "-",
        Err(other) => panic!("{other}"),
        Ok(_) if viewing.open(ticket).is_err() => NO_TICKET,
        Ok(query) => read(&query),
    }
}

fn cell(viewing: &Viewing<'_>, ticket: &Ticket, what: &What) -> &'static str {
    let What::Field(field) = what else { return "" };
    let request = asking(|request| request.columns = vec![field.clone().into()]);
    listed(viewing, ticket, &request, |query| {
        let row = query.rows([ticket]).next().unwrap();
        let (_, shown) = query.cells(&row).next().unwrap();
        match shown {
            Shown::Value(_) => "see",
            Shown::Hidden | Shown::Absent => "mask",
        }
    })
}

fn export(viewing: &Viewing<'_>, ticket: &Ticket, what: &What) -> &'static str {
    let What::Field(field) = what else { return "" };
    let Ok(granted) = viewing.open(ticket) else {
        return NO_TICKET;
    };
    let english = Language::parse("en").unwrap();
    match granted.cells(std::slice::from_ref(field), &english) {
        Err(_) => REFUSED,
        Ok(row) if ["", "Unknown number"].contains(&&*row[0]) => "mask",
        Ok(_) => "see",
    }
}

fn sort(viewing: &Viewing<'_>, ticket: &Ticket, what: &What) -> &'static str {
    let What::Field(field) = what else { return "" };
    let (by, direction) = (field.clone().into(), Direction::Ascending);
    let request = asking(|request| request.sort = Some(Sort { by, direction }));
    listed(viewing, ticket, &request, |query| {
        yes(query.count([ticket]) == 1)
    })
}

fn filter(viewing: &Viewing<'_>, ticket: &Ticket, what: &What) -> &'static str {
    let What::Field(field) = what else { return "" };
    let there = Condition::new(field.clone(), Must::BeThere).unwrap();
    let request = asking(|request| request.conditions = vec![there]);
    listed(viewing, ticket, &request, |query| {
        yes(query.count([ticket]) == 1)
    })
}

fn facet(viewing: &Viewing<'_>, ticket: &Ticket, what: &What) -> &'static str {
    let What::Field(field) = what else { return "" };
    let request = asking(|request| request.facets = BTreeSet::from([field.clone().into()]));
    listed(viewing, ticket, &request, |query| {
        let facets = query.facets([ticket]);
        let counted = facets.values().flatten().any(|facet| facet.value.is_some());
        yes(counted)
    })
}

fn search(viewing: &Viewing<'_>, ticket: &Ticket, what: &What) -> &'static str {
    let text = match what {
        What::Field(Field::Number) => &ticket.number,
        What::Field(Field::Subject) => &ticket.subject,
        What::Field(Field::ClientNumber) => ticket.client_number.as_ref().unwrap(),
        What::Field(Field::Added(id)) => &ticket.custom_fields[id],
        What::Message | What::Note => &ticket.messages[what.message().unwrap()].text,
        // By ids and by names of files nothing is searched.
        What::Field(_) | What::FileOfMessage | What::FileOfNote => return "",
    };
    // No two of them share a word.
    let request = asking(|request| request.search.clone_from(text));
    let query = viewing.query(&request).unwrap();
    match viewing.open(ticket) {
        Err(_) => {
            assert_eq!(query.count([ticket]), 0);
            NO_TICKET
        }
        Ok(_) => yes(query.count([ticket]) == 1),
    }
}

fn suggestion(viewing: &Viewing<'_>, ticket: &Ticket, what: &What) -> &'static str {
    let What::Field(field) = what else { return "" };
    let wanted = Suggest {
        column: Column::Field(field.clone()),
        prefix: String::new(),
        limit: 10,
    };
    let request = ListRequest::default();
    let query = viewing.query(&request).unwrap();
    match query.suggest([ticket], &wanted, &NoNames) {
        Err(_) => REFUSED,
        Ok(_) if viewing.open(ticket).is_err() => NO_TICKET,
        Ok(found) => yes(!found.is_empty()),
    }
}

fn history(viewing: &Viewing<'_>, ticket: &Ticket, what: &What) -> &'static str {
    let part = match what {
        // By its id, so that a right can be asked.
        What::Field(Field::Site) => HistoryPart::Site {
            from: Some(SiteId::from_number(6)),
            to: Some(SITE),
        },
        What::Field(field) => HistoryPart::Field {
            field: field.clone(),
            from: Some("old".to_owned()),
            to: Some("new".to_owned()),
        },
        What::Message | What::Note => {
            HistoryPart::Message(ticket.messages[what.message().unwrap()].id)
        }
        What::FileOfMessage | What::FileOfNote => return "",
    };
    let mut told = ticket.clone();
    told.history = vec![HistoryEntry {
        at: now(),
        by: None,
        parts: vec![part],
    }];
    match viewing.open(&told) {
        Err(_) => NO_TICKET,
        Ok(granted) => yes(!granted.history(|_| None).is_empty()),
    }
}

/// The ticket with this one thing changed.
fn changed(ticket: &Ticket, what: &What) -> Ticket {
    let mut after = ticket.clone();
    let facts = &mut after.facts;
    let field = match what {
        What::Field(field) => field,
        What::Message | What::Note => {
            let mut message = ticket.messages[what.message().unwrap()].clone();
            message.id = MessageId::from_number(9);
            after.messages.push(message);
            return after;
        }
        What::FileOfMessage | What::FileOfNote => {
            let files = &mut after.messages[what.message().unwrap()].attachments;
            files[0].id = AttachmentId::from_number(9);
            return after;
        }
    };
    match field {
        Field::Number => after.number.push('0'),
        Field::Subject => after.subject.push('!'),
        Field::State => facts.state = Some(ConversationState::Closed),
        Field::Channel => facts.channel = Some(Channel::Telegram),
        Field::CreatedAt => facts.created_at += TimeDelta::minutes(1),
        Field::Group => facts.group = Some(GroupId::from_number(77)),
        Field::Assignee => facts.assignee = Some(Assignee::Person(UserId::from_number(77))),
        Field::Priority => after.priority = Some(Priority::Low),
        Field::Site => facts.site = Some(SiteId::from_number(77)),
        Field::ClientNumber => after.client_number = Some("+33123456789".to_owned()),
        Field::Requester => facts.requester = Some(CustomerId::from_number(77)),
        Field::Organization => facts.organization = Some(OrganizationId::from_number(77)),
        Field::Participants => facts.participants.clear(),
        Field::Copied => {
            let at = facts.created_at;
            facts.copied.insert(CustomerId::from_number(77), at);
        }
        Field::Privacy => facts.privacy = Some(Privacy::Private),
        Field::Added(id) => {
            after.custom_fields.insert(id.clone(), "another".to_owned());
        }
    }
    after
}

fn notice(viewing: &Viewing<'_>, ticket: &Ticket, what: &What) -> &'static str {
    let after = changed(ticket, what);
    let told = viewing.notice(Some(ticket), &after).is_some();
    match viewing.open(ticket) {
        Err(_) => {
            // Who comes to see it by the change is told that it appeared.
            NO_TICKET
        }
        // Who no longer sees it is told nothing.
        Ok(_) => yes(told),
    }
}

fn live(viewing: &Viewing<'_>, ticket: &Ticket, what: &What) -> &'static str {
    let happened = match what {
        What::Field(field) => Happened::Field {
            field,
            before: None,
        },
        What::Message | What::Note => {
            Happened::Message(ticket.messages[what.message().unwrap()].id)
        }
        What::FileOfMessage | What::FileOfNote => return "",
    };
    match viewing.open(ticket) {
        Err(_) => NO_TICKET,
        Ok(_) => yes(viewing.live(Some(ticket), happened).is_some()),
    }
}

fn attachment(viewing: &Viewing<'_>, ticket: &Ticket, what: &What) -> &'static str {
    let (What::FileOfMessage | What::FileOfNote) = what else {
        return "";
    };
    let id = ticket.messages[what.message().unwrap()].attachments[0].id;
    match viewing.attachment(ticket, id) {
        Ok(_) => "see",
        Err(_) => NO_TICKET,
    }
}
