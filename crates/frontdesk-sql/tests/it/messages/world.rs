//! Who looks, and at which tickets.

use std::collections::{BTreeMap, BTreeSet};

use frontdesk_access::Groups;
use frontdesk_model::chrono::{DateTime, TimeDelta, Utc};
use frontdesk_model::{
    Actor, ActorId, AttachmentId, Author, ConversationFacts, ConversationId, CustomerId, GroupId,
    Memberships, MessageId, TenantId, UserId,
};
use frontdesk_sql::{After, Dialect, Mapping, Narrowing, PageRequest, Sql};
use frontdesk_testkit::cast;
use frontdesk_visibility::{
    Attachment, Audience, Column, Condition, CopiedPolicy, Field, FieldPolicy, Filter, Hat,
    ListRequest, Message, RightsHeld, Rule, SitesSeen, Term, Ticket, Use, Viewer, Viewing,
};

use crate::database::{Database, param, ticket_of};
use crate::rows::{FORMS, Forms, added, mapping, prefix, read};

const ME: UserId = UserId::from_number(7);
const MARIA: CustomerId = CustomerId::from_number(7);
const SECOND: CustomerId = CustomerId::from_number(2);
const ELSEWHERE: TenantId = TenantId::from_number(77);

fn at(minutes: i64) -> DateTime<Utc> {
    cast::noon() + TimeDelta::minutes(minutes)
}

/// The four kinds of message: of a customer, a note, an answer, and one of nobody before the ticket was made.
fn messages(kinds: usize) -> Vec<Message> {
    let by = |id: ActorId| Some(Author::Actor(id));
    let all = [
        (0, None, Audience::Public, "early BIRD", 1),
        (
            2,
            by(MARIA.into()),
            Audience::Public,
            "Stra\u{df}e \u{c9}clair",
            0,
        ),
        (3, by(ME.into()), Audience::Internal, "geheim NOTE", 2),
        (4, by(ME.into()), Audience::Public, "50% o_o'\\ \u{130}", 3),
    ];
    let chosen = all.into_iter().enumerate();
    let chosen = chosen.filter(|(at, _)| kinds & (1 << at) != 0);
    let made = chosen.map(
        |(number, (minutes, author, audience, text, files))| Message {
            id: MessageId::from_number(i64::try_from(number).unwrap()),
            at: at(minutes),
            author,
            audience,
            text: text.to_owned(),
            attachments: (0..files)
                .map(|number| Attachment {
                    id: AttachmentId::from_number(number),
                    name: String::new(),
                })
                .collect(),
        },
    );
    made.collect()
}

/// Every set of messages, with and without who asks, each account in copy at different moments; and the same of
/// another tenant, with other messages.
fn tickets() -> Vec<Ticket> {
    let mut all = Vec::new();
    let joined = [
        (None, None),
        (Some(1), None),
        (Some(3), Some(4)),
        (Some(4), Some(2)),
        (None, Some(3)),
        (Some(2), Some(4)),
        (Some(0), Some(3)),
    ];
    let texts = ["", "o_o", "\u{c9}T\u{c9} 50%", "BIRD's", "x\\y", "note"];
    for (kinds, (first, second)) in (0..16).flat_map(|kinds| joined.map(|one| (kinds, one))) {
        let number = all.len();
        let id = ConversationId::from_number(i64::try_from(number).unwrap() + 1);
        let mut facts = ConversationFacts::new(cast::TENANT, id, at(1));
        let accounts = [(MARIA, first), (SECOND, second)].into_iter();
        facts.copied = accounts
            .filter_map(|(who, minutes)| Some((who, at(minutes?))))
            .collect();
        facts.requester = (number % 3 == 0).then_some(MARIA);
        facts.group = Some(GroupId::from_number(i64::try_from(number % 2).unwrap() + 1));
        let mut ticket = Ticket::new(facts);
        ticket.number = texts[number % 4].to_owned();
        ticket.subject = texts[number % 5].to_owned();
        ticket.client_number = (number % 2 == 0).then(|| texts[number % 6].to_owned());
        if number % 11 < 8 {
            let text = texts[(number + 3) % 6].to_owned();
            ticket.custom_fields.insert(added(), text);
        }
        ticket.messages = messages(kinds);
        all.push(ticket);
    }
    let elsewhere: Vec<Ticket> = all
        .iter()
        .map(|ticket| {
            let mut ticket = ticket.clone();
            ticket.facts.tenant = ELSEWHERE;
            ticket.facts.copied = [MARIA, SECOND].map(|who| (who, at(0))).into();
            ticket.messages = messages(15);
            ticket
        })
        .collect();
    all.extend(elsewhere);
    all
}

fn bound(hat: Hat, ways: Vec<Term>, id: ActorId) -> Filter {
    let rule = Rule {
        hat,
        ways,
        provided: Vec::new(),
        ..Rule::of_guest()
    };
    let viewer = Viewer::Actor(Actor {
        tenant: cast::TENANT,
        id,
        memberships: &Memberships::EMPTY,
    });
    rule.bind(&viewer, cast::noon())
}

fn group(number: i64) -> Vec<Term> {
    vec![Term::GroupIn(Groups {
        these: [GroupId::from_number(number)].into(),
        ..Groups::default()
    })]
}

/// Whoever may look, by one hat and by several.
pub(super) fn viewers() -> Vec<(&'static str, Filter)> {
    let copied = |who: CustomerId| bound(Hat::Customer, vec![Term::IAmCopied], who.into());
    let all = |hat| bound(hat, vec![Term::always()], ME.into());
    let joined = |filters: Vec<Filter>| Filter::join(filters).unwrap().unwrap();
    vec![
        ("operator", all(Hat::Operator)),
        ("stakeholder", all(Hat::Stakeholder)),
        (
            "requester",
            bound(Hat::Customer, vec![Term::RequesterIsMe], MARIA.into()),
        ),
        ("in copy", copied(MARIA)),
        ("both in copy", joined(vec![copied(MARIA), copied(SECOND)])),
        (
            "requester or in copy",
            bound(
                Hat::Customer,
                vec![Term::RequesterIsMe, Term::IAmCopied],
                MARIA.into(),
            ),
        ),
        (
            "in work or in copy",
            joined(vec![
                bound(Hat::Operator, group(1), ME.into()),
                copied(MARIA),
            ]),
        ),
        (
            "in work or follows",
            joined(vec![
                bound(Hat::Operator, group(1), ME.into()),
                bound(Hat::Stakeholder, group(2), ME.into()),
            ]),
        ),
        ("nobody", bound(Hat::Operator, vec![], ME.into())),
        // Of the second group the first account sees nothing, though it is in copy.
        (
            "both in copy, one of a group",
            joined(vec![
                bound(
                    Hat::Customer,
                    vec![Term::All([group(1), vec![Term::IAmCopied]].concat())],
                    MARIA.into(),
                ),
                copied(SECOND),
            ]),
        ),
    ]
}

/// As it comes; with what is hidden here and there.
fn policies() -> [FieldPolicy; 2] {
    let mut hides = FieldPolicy::default();
    hides.copied = CopiedPolicy::Whole;
    for (hat, field) in [
        (Hat::Stakeholder, Field::CreatedAt),
        (Hat::Stakeholder, Field::Subject),
        (Hat::Operator, Field::Number),
        (Hat::Operator, Field::ClientNumber),
    ] {
        hides.set(hat, field, Use::Hidden).unwrap();
    }
    hides.set_added(added(), Use::View);
    [FieldPolicy::default(), hides]
}

/// Who read which ticket until when, the same number being a user's and a customer's, and in another tenant.
fn reads() -> Vec<(TenantId, ConversationId, ActorId, DateTime<Utc>)> {
    let mut all = Vec::new();
    for number in 1..=112 {
        let id = ConversationId::from_number(number);
        let mut note = |tenant, who: ActorId, minutes| all.push((tenant, id, who, at(minutes)));
        if number % 3 == 0 {
            note(cast::TENANT, ME.into(), 3);
        }
        if number % 4 == 0 {
            note(cast::TENANT, MARIA.into(), 2);
        }
        if number % 5 == 0 {
            note(cast::TENANT, SECOND.into(), 4);
        }
        note(cast::TENANT, UserId::from_number(8).into(), 9);
        note(ELSEWHERE, ME.into(), 9);
        note(ELSEWHERE, MARIA.into(), 9);
    }
    all
}

pub(super) struct Desk {
    pub(super) tickets: Vec<Ticket>,
    pub(super) database: Database,
    forms: Forms,
}

impl Desk {
    pub(super) fn new(forms: Forms) -> Self {
        let tickets = tickets();
        let mapping = mapping(forms);
        let indexes = sql(&mapping).indexes(&prefix(), &[]);
        let database = Database::with(&tickets, forms, indexes);
        for (tenant, ticket, who, until) in reads() {
            database.insert_row("reads", read(tenant, ticket, who, until, forms));
        }
        Self {
            tickets,
            database,
            forms,
        }
    }

    /// The ids of a request in memory, in its order.
    pub(super) fn in_memory(
        &self,
        viewing: &Viewing<'_>,
        request: &ListRequest,
    ) -> Vec<ConversationId> {
        let read = read_by(viewing);
        let query = viewing.query(request).unwrap().with_read(&read);
        let page = query.page(&self.tickets);
        page.rows.iter().map(|row| row.id()).collect()
    }

    /// List and count of what is asked, or its pages, with the columns of the activity and without.
    pub(super) fn agrees(&self, viewing: &Viewing<'_>, request: &ListRequest, at: &str) {
        let expected = self.in_memory(viewing, request);
        let at = format!("{at} {:?} {request:?}", self.forms);
        let kept = mapping(self.forms);
        let without = Mapping {
            activity: None,
            ..kept.clone()
        };
        let narrowing = Narrowing {
            conditions: &request.conditions,
            search: &request.search,
        };
        let asks_activity = request.conditions.iter().map(Condition::column);
        let sorts = request.sort.iter().map(|sort| &sort.by);
        let asks_activity = asks_activity
            .chain(sorts)
            .any(|one| *one == Column::UpdatedAt);
        for mapping in [&kept, &without] {
            if mapping.activity.is_none() && !asks_activity {
                continue;
            }
            let sql = sql(mapping);
            let list = sql.list_of(viewing, narrowing);
            let list = list.unwrap_or_else(|error| panic!("{error} {at}"));
            let listed = self.database.ids(&list);
            assert_eq!(listed.len(), expected.len(), "{at} {}", list.text);
            let sorted: BTreeSet<_> = expected.iter().copied().collect();
            assert_eq!(BTreeSet::from_iter(listed), sorted, "{at} {}", list.text);
            let count = sql.count_of(viewing, narrowing).unwrap();
            assert_eq!(self.database.number(&count), expected.len(), "{at}");
            if request.sort.is_none() {
                continue;
            }
            let mut asked = PageRequest {
                sort: request.sort.clone(),
                rows: 19,
                ..PageRequest::default()
            };
            let mut paged = Vec::new();
            loop {
                let page = sql.page(viewing, &asked).unwrap();
                let rows = self.database.rows(&page.statement);
                paged.extend(rows.iter().map(|row| ticket_of(&row[0])));
                assert!(
                    paged.len() <= self.tickets.len(),
                    "the pages do not end: {at}"
                );
                let Some(last) = rows.last().filter(|_| rows.len() == 19) else {
                    break;
                };
                asked.after = Some(After {
                    key: param(&last[1]),
                    ticket: ticket_of(&last[0]),
                });
            }
            assert_eq!(paged, expected, "{at}");
        }
    }
}

pub(super) fn sql(mapping: &Mapping) -> Sql<'_> {
    Sql {
        dialect: Dialect::Sqlite,
        mapping,
    }
}

/// What the viewer's accounts have read, of each ticket the latest.
pub(super) fn read_by(viewing: &Viewing<'_>) -> BTreeMap<ConversationId, DateTime<Utc>> {
    let accounts: BTreeSet<ActorId> = viewing
        .filter
        .worn()
        .iter()
        .map(|one| one.account)
        .collect();
    let mut all = BTreeMap::new();
    for (tenant, ticket, who, until) in reads() {
        if tenant == cast::TENANT && accounts.contains(&who) {
            let latest = all.entry(ticket).or_insert(until);
            *latest = until.max(*latest);
        }
    }
    all
}

/// Every viewer under every policy, by the way in another form of the tables.
pub(super) fn each_viewing(mut ask: impl FnMut(&Viewing<'_>, &str, usize)) {
    for (at, policy) in policies().iter().enumerate() {
        for (number, (name, filter)) in viewers().into_iter().enumerate() {
            let viewing = Viewing {
                filter,
                policy,
                sites: SitesSeen::none(),
                rights: RightsHeld::none(),
            };
            let form = (at + number) % FORMS.len();
            ask(&viewing, &format!("{name}, policy {at}"), form);
        }
    }
}
