//! What the law is asked of: people, tickets, policies, orders and conditions, generated.

use frontdesk_model::AttachmentId;
use frontdesk_visibility::Attachment;

use super::*;

/// Conditions of every column, as text: of ids and people that there are, words, moments and texts.
pub(super) fn conditions() -> impl Strategy<Value = Vec<Condition>> {
    let columns = facets();
    let must = (
        0..8_u8,
        prop::collection::vec((0..7_i64, text(), any::<bool>()), 0..4),
    );
    let one =
        (select(columns), must).prop_filter_map("none of the column", |(column, (how, values))| {
            let read = |(number, text, odd): &(i64, String, bool)| {
                let id = GroupId::from_number(*number).to_string();
                let nanos = if *odd { "123" } else { "" };
                let at = cast::noon() + TimeDelta::minutes(*number % 4);
                let at = at.format("%Y-%m-%dT%H:%M:%S.000000").to_string() + nanos + "Z";
                let state = frontdesk_model::ConversationState::ALL[*number as usize % 5].name();
                let priority = PRIORITIES[*number as usize % PRIORITIES.len()].name();
                let privacy = frontdesk_model::Privacy::ALL[*number as usize % 2].name();
                let channel = ["email", "live_chat", "sms", "web_form"][*number as usize % 4];
                let who = if *odd { "bot" } else { "person" };
                let assignee = format!("{who}:{id}");
                let all = [
                    id.as_str(),
                    &at,
                    state,
                    priority,
                    privacy,
                    &assignee,
                    text,
                    channel,
                    "3",
                ];
                match &column {
                    // Every word is a channel.
                    Column::Field(Field::Channel) => Value::parse(&column, channel),
                    Column::Field(
                        Field::Number | Field::Subject | Field::ClientNumber | Field::Added(_),
                    ) => Value::parse(&column, text),
                    _ => all.iter().find_map(|one| Value::parse(&column, one)),
                }
            };
            let values: std::collections::BTreeSet<Value<'static>> =
                values.iter().filter_map(read).collect();
            let first = values.first().cloned();
            let must = match how {
                0 => Must::BeAbsent,
                1 => Must::BeThere,
                2 | 3 => Must::BeOneOf(values),
                4 => Must::BeNoneOf(values),
                5 => Must::BeBefore(first?),
                6 => match first? {
                    Value::Text(text) => Must::Contain(text.to_uppercase()),
                    _ => return None,
                },
                _ => Must::BeAfter(first?),
            };
            Condition::new(column.clone(), must).ok()
        });
    prop::collection::vec(one, 1..3)
}

fn message() -> impl Strategy<Value = Message> {
    let at = (0..6_i64).prop_map(|n| cast::noon() + TimeDelta::minutes(n));
    let author = select(vec![
        None,
        Some(Author::Actor(ActorId::User(UserId::from_number(1)))),
        Some(Author::Actor(ActorId::Customer(CustomerId::from_number(1)))),
        Some(Author::System("timer".to_owned())),
    ]);
    let files = prop::collection::vec(Just(()), 0..3);
    (1..99_i64, at, any::<bool>(), author, text(), files).prop_map(
        |(number, at, internal, author, text, files)| Message {
            id: MessageId::from_number(number),
            at,
            author,
            audience: if internal {
                Audience::Internal
            } else {
                Audience::Public
            },
            text,
            attachments: (0..)
                .zip(files)
                .map(|(number, ())| Attachment {
                    id: AttachmentId::from_number(number),
                    name: String::new(),
                })
                .collect(),
        },
    )
}

fn text() -> impl Strategy<Value = String> {
    select(vec!["", "a", "B", "É", "long", "o'hara\"\\", "\u{1f600}"]).prop_map(|text| match text {
        "long" => "long ".repeat(20),
        text => text.to_owned(),
    })
}

/// One that the tests of scopes have none of, now and then.
fn channel() -> impl Strategy<Value = Option<Channel>> {
    let names = ["sms", "live_chat", "cch0", "cch12", "cch4294967295"];
    let others = ["cch007", "cch", "", "Zoo", "\u{e9}table"];
    let long = ["b", "a"].map(|end| format!("{}{end}", "long ".repeat(13)));
    let all = names.iter().chain(&others).map(ToString::to_string);
    let all: Vec<Channel> = all.chain(long).map(Channel::from).collect();
    prop::option::weighted(0.3, select(all))
}

fn ticket() -> impl Strategy<Value = Ticket> {
    let texts = (
        text(),
        text(),
        prop::option::of(text()),
        prop::option::of(text()),
    );
    let priority = prop::option::of(select(PRIORITIES.to_vec()));
    let messages = prop::collection::vec(message(), 0..3);
    let joined = prop::collection::vec(0..6_i64, 3);
    let facts = (strategy::conversation_facts(), 0..4_i64, channel(), joined);
    (facts, texts, priority, messages).prop_map(
        |((mut facts, made, channel, joined), texts, priority, mut messages)| {
            for (since, minutes) in facts.copied.values_mut().zip(joined) {
                *since = cast::noon() + TimeDelta::minutes(minutes);
            }
            facts.created_at = cast::noon() + TimeDelta::minutes(made);
            // Most are kept.
            (facts.deleted, facts.spam) = (facts.deleted && made == 0, facts.spam && made == 1);
            facts.channel = channel.or(facts.channel);
            messages.sort_by_key(|message| message.at);
            let mut ticket = Ticket::new(facts);
            (ticket.number, ticket.subject, ticket.client_number) = (texts.0, texts.1, texts.2);
            ticket
                .custom_fields
                .extend(texts.3.map(|text| (added(), text)));
            ticket.priority = priority;
            ticket.messages = messages;
            ticket
        },
    )
}

/// Tickets of the tenant with ids of their own, and tickets of another with the same ids.
pub(super) fn tickets() -> impl Strategy<Value = Vec<Ticket>> {
    prop::collection::vec(ticket(), 14).prop_map(|mut tickets| {
        for (number, ticket) in (0..).zip(&mut tickets) {
            let (tenant, number) = match number < 10 {
                true => (cast::TENANT, number + 1),
                false => (ELSEWHERE, number - 9),
            };
            ticket.facts.tenant = tenant;
            ticket.facts.id = ConversationId::from_number(number);
        }
        tickets
    })
}

fn viewer() -> impl Strategy<Value = Holder> {
    let holder = prop_oneof![
        3 => strategy::staff_holder().boxed(),
        3 => strategy::customer_holder().boxed(),
    ];
    let scopes = prop::collection::vec(strategy::scope(), 1..4);
    let relations = prop::collection::vec(
        select(vec![
            Relation::Any,
            Relation::Own,
            Relation::Requester,
            Relation::RequesterOrganization,
            Relation::Copied,
            Relation::Participating,
        ]),
        0..3,
    );
    (holder, scopes, relations).prop_map(|(mut holder, scopes, relations)| {
        holder.tenant = cast::TENANT;
        let scopes = scopes
            .into_iter()
            .chain(relations.into_iter().map(Scope::of));
        holder
            .grants
            .extend(scopes.map(|scope| Grant::new(VIEW, scope)));
        holder
    })
}

/// The accounts of one who looks: mostly one or two of any kind, now and then customers who see what they are in
/// copy of, or of some groups of it.
pub(super) fn viewers() -> impl Strategy<Value = Vec<Holder>> {
    let groups = prop::option::of(strategy::groups_dimension());
    let in_copy = (strategy::customer(), groups).prop_map(|(customer, groups)| {
        let mut holder = Holder::new(cast::TENANT, customer);
        let scope = Scope {
            groups,
            ..Scope::of(Relation::Copied)
        };
        holder.grants.push(Grant::new(VIEW, scope));
        holder
    });
    prop_oneof![
        3 => prop::collection::vec(viewer(), 1..=2),
        1 => prop::collection::vec(in_copy, 1..=3),
    ]
}

/// Field policies that hide something from somebody.
pub(super) fn policy() -> impl Strategy<Value = FieldPolicy> {
    let fields = prop::collection::vec(
        (
            select(vec![
                Field::Group,
                Field::Assignee,
                Field::Priority,
                Field::Requester,
                Field::Organization,
                Field::ClientNumber,
                Field::Site,
                Field::Participants,
                Field::Copied,
                Field::Privacy,
            ]),
            select(Hat::ALL.to_vec()),
            any::<bool>(),
        ),
        0..6,
    );
    let rights = prop::collection::vec(
        (
            select(vec![Field::Group, Field::Assignee, Field::Privacy]),
            any::<bool>(),
        ),
        0..2,
    );
    (fields, rights, any::<[bool; 3]>()).prop_map(|(fields, rights, [copied, site, created])| {
        let mut policy = FieldPolicy::default();
        for (field, hat, hides) in fields {
            let to = if hides { Use::Hidden } else { Use::View };
            policy.set(hat, field, to).unwrap();
        }
        for (field, staff) in rights {
            let hat = if staff { Hat::Operator } else { Hat::Customer };
            let rights = FieldRights::to_see(Permission::CONVERSATION_REPLY);
            policy.ask(hat, field, rights).unwrap();
        }
        if copied {
            policy.copied = CopiedPolicy::Whole;
        }
        if site {
            policy.site = SitePolicy::ByRight;
        }
        if created {
            policy
                .set(Hat::Stakeholder, Field::CreatedAt, Use::Hidden)
                .unwrap();
        }
        policy.set_added(added(), Use::View);
        policy
    })
}

pub(super) fn sorts() -> impl Strategy<Value = Option<Sort>> {
    let mut columns: Vec<Column> = Field::STANDARD.map(Column::Field).to_vec();
    columns.extend(Column::DERIVED);
    columns.extend([Column::UpdatedAt, Column::Field(Field::Added(added()))]);
    let sort = (select(columns), select(Direction::ALL.to_vec()));
    prop::option::weighted(
        0.95,
        sort.prop_map(|(by, direction)| Sort { by, direction }),
    )
}

pub(super) fn facets() -> Vec<Column> {
    let mut columns: Vec<Column> = Field::STANDARD.map(Column::Field).to_vec();
    columns.extend(Column::DERIVED);
    columns.push(Column::Field(Field::Added(added())));
    columns
}
