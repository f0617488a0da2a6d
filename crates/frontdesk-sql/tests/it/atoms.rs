//! Each term of a rule by itself, turned round and joined, over tickets in which each fact is what is asked
//! for, something else and missing: what memory says, the database says.

use std::collections::{BTreeMap, BTreeSet};

use frontdesk_access::{Among, Groups};
use frontdesk_model::chrono::TimeDelta;
use frontdesk_model::{
    Actor, ActorId, Assignee, BotId, Channel, ConversationFacts, ConversationId, ConversationState,
    CustomerId, GroupId, Memberships, OrganizationId, Privacy, QuestionnaireId, SiteId, UserId,
};
use frontdesk_sql::{
    Dialect, FlagColumn, IdForm, Mapping, MomentForm, PageRequest, Param, Sql, Walk,
};
use frontdesk_testkit::cast;
use frontdesk_visibility::{
    Column, Field, GuestLink, GuestPurpose, Hat, Rule, Term, Ticket, Viewer,
};

use crate::database::Database;
use crate::rows::{FORMS, Forms, mapping, name};
use crate::texts::{newest, viewing};

const ME: UserId = UserId::from_number(7);
const MYSELF: CustomerId = CustomerId::from_number(5);

fn memberships() -> Memberships {
    Memberships {
        groups: [1, 2].map(GroupId::from_number).into(),
        overseen_groups: [2].map(GroupId::from_number).into(),
        overseen_people: [8].map(UserId::from_number).into(),
        organizations: [3].map(OrganizationId::from_number).into(),
        sites: [1].map(SiteId::from_number).into(),
        questionnaires: [1].map(QuestionnaireId::from_number).into(),
        channels: [Channel::Email, Channel::LiveChat].into(),
        ..Memberships::EMPTY
    }
}

/// Nothing but the id, and then each fact in every way that some term tells apart.
fn tickets() -> Vec<Ticket> {
    type Change = fn(&mut ConversationFacts);
    let changes: [Change; 39] = [
        |_| {},
        |one| one.assignee = Some(Assignee::Person(ME)),
        |one| one.assignee = Some(Assignee::Person(UserId::from_number(8))),
        |one| one.assignee = Some(Assignee::Person(UserId::from_number(9))),
        |one| one.assignee = Some(Assignee::Bot(BotId::from_number(7))),
        |one| {
            one.assignee = Some(Assignee::Person(UserId::from_number(8)));
            one.assignee_groups = [2, 4].map(GroupId::from_number).into();
        },
        |one| {
            one.assignee = Some(Assignee::Person(UserId::from_number(8)));
            one.assignee_groups = [4].map(GroupId::from_number).into();
        },
        |one| {
            one.assignee = Some(Assignee::Bot(BotId::from_number(7)));
            one.assignee_groups = [2].map(GroupId::from_number).into();
        },
        |one| one.offered_to = Some(ME),
        |one| one.offered_to = Some(UserId::from_number(8)),
        |one| one.state = Some(ConversationState::New),
        |one| one.state = Some(ConversationState::Waiting),
        |one| one.state = Some(ConversationState::InWork),
        |one| one.group = Some(GroupId::from_number(1)),
        |one| one.group = Some(GroupId::from_number(6)),
        |one| one.group = Some(GroupId::from_number(4)),
        |one| one.site = Some(SiteId::from_number(1)),
        |one| one.site = Some(SiteId::from_number(2)),
        |one| one.questionnaire = Some(QuestionnaireId::from_number(1)),
        |one| one.questionnaire = Some(QuestionnaireId::from_number(2)),
        |one| one.channel = Some(Channel::Email),
        |one| one.channel = Some(Channel::Sms),
        |one| one.channel = Some(Channel::Custom(12)),
        |one| one.participants = [ME].into(),
        |one| one.participants = [UserId::from_number(8)].into(),
        |one| one.mentioned = [ME].into(),
        |one| one.mentioned = [UserId::from_number(8)].into(),
        |one| one.substitutes = [ME].into(),
        |one| one.substitutes = [UserId::from_number(8)].into(),
        |one| one.creator = Some(ME),
        |one| one.creator = Some(UserId::from_number(8)),
        |one| one.requester = Some(MYSELF),
        |one| one.requester = Some(CustomerId::from_number(6)),
        |one| one.organization = Some(OrganizationId::from_number(3)),
        |one| one.organization = Some(OrganizationId::from_number(4)),
        |one| one.copied = BTreeMap::from([(MYSELF, cast::noon())]),
        |one| one.privacy = Some(Privacy::Open),
        |one| one.privacy = Some(Privacy::Private),
        |one| one.copied = BTreeMap::from([(CustomerId::from_number(6), cast::noon())]),
    ];
    let marks: [Change; 5] = [
        |one| one.deleted = true,
        |one| one.spam = true,
        |one| one.guest_epoch = 2,
        |one| {
            one.requester = Some(MYSELF);
            one.guest_epoch = 2;
        },
        |one| one.guest_epoch = 3,
    ];
    let all = changes.into_iter().chain(marks);
    let here = (1..)
        .zip(all.clone())
        .map(|(at, change)| (cast::TENANT, at, change));
    // The same of another tenant, under the ids of others.
    let elsewhere = (1..)
        .zip(all)
        .map(|(at, change)| (frontdesk_model::TenantId::from_number(77), 45 - at, change));
    let tickets = here.chain(elsewhere).map(|(tenant, number, change)| {
        let mut facts =
            ConversationFacts::new(tenant, ConversationId::from_number(number), cast::noon());
        change(&mut facts);
        Ticket::new(facts)
    });
    tickets.collect()
}

fn terms() -> Vec<Term> {
    let groups = |these: &[i64], mine, none| {
        let these = these.iter().copied().map(GroupId::from_number).collect();
        Term::GroupIn(Groups { these, mine, none })
    };
    let states = |states: &[ConversationState]| Term::StateIn(states.iter().copied().collect());
    vec![
        Term::always(),
        Term::never(),
        Term::AssigneeIsMe,
        Term::AssigneeIsColleague,
        Term::Unassigned,
        Term::AssigneeIn(Among::These([8, 9].map(UserId::from_number).into())),
        Term::AssigneeIn(Among::These(BTreeSet::new())),
        Term::AssigneeIn(Among::Mine),
        Term::AssigneeGroupIn(Among::These([4].map(GroupId::from_number).into())),
        Term::AssigneeGroupIn(Among::Mine),
        Term::OfferedToMe,
        states(&[]),
        states(&[ConversationState::New, ConversationState::Waiting]),
        states(&[ConversationState::InWork]),
        groups(&[6], false, false),
        groups(&[6], true, false),
        groups(&[], true, true),
        groups(&[], false, true),
        groups(&[], false, false),
        Term::SiteIn(Among::These([2].map(SiteId::from_number).into())),
        Term::SiteIn(Among::Mine),
        Term::PrivacyIs(Privacy::Open),
        Term::PrivacyIs(Privacy::Private),
        Term::QuestionnaireIn(Among::These([2].map(QuestionnaireId::from_number).into())),
        Term::QuestionnaireIn(Among::Mine),
        Term::ChannelIn(Among::These([Channel::Sms, Channel::Custom(12)].into())),
        Term::ChannelIn(Among::Mine),
        Term::IParticipate,
        Term::IAmMentioned,
        Term::ISubstitute,
        Term::CreatorIsMe,
        Term::RequesterIsMe,
        Term::RequesterOrganizationIsMine,
        Term::IAmCopied,
        Term::IAmStaff,
        Term::Kept,
        Term::MyLinkOpensIt,
    ]
}

/// The term alone, turned round, and beside another in each order, so that every bracket is needed.
fn forms_of(term: &Term) -> Vec<(Vec<Term>, Vec<Term>)> {
    let not = |term: &Term| Term::Not(Box::new(term.clone()));
    let open = || Term::PrivacyIs(Privacy::Open);
    let mine = || Term::OneOf(vec![Term::AssigneeIsMe, Term::RequesterIsMe]);
    vec![
        (vec![term.clone()], vec![]),
        (vec![Term::always()], vec![not(term)]),
        (vec![term.clone(), open()], vec![not(&mine())]),
        (
            vec![open(), term.clone()],
            vec![Term::OneOf(vec![Term::Kept, term.clone()])],
        ),
        (
            vec![Term::All(vec![Term::Kept, not(term)]), term.clone()],
            vec![not(&Term::All(vec![term.clone(), open()]))],
        ),
    ]
}

fn link(ticket: i64) -> GuestLink {
    GuestLink {
        tenant: cast::TENANT,
        ticket: ConversationId::from_number(ticket),
        customer: MYSELF,
        purpose: GuestPurpose::View,
        expires: cast::noon() + TimeDelta::hours(1),
        epoch: 2,
    }
}

/// All that can be asked of these tickets in one form.
struct Asked<'a> {
    tickets: &'a [Ticket],
    sql: Sql<'a>,
    database: &'a Database,
}

impl Asked<'_> {
    fn agree(&self, rule: &Rule, viewer: &Viewer<'_>) -> usize {
        let filter = rule.bind(viewer, cast::noon());
        let expected: Vec<ConversationId> = filter
            .list(self.tickets)
            .map(|ticket| ticket.facts.id)
            .collect();
        let said = || format!("{rule:?}: {}", self.sql.list(&filter).unwrap().text);
        let mut listed = self.database.ids(&self.sql.list(&filter).unwrap());
        listed.sort();
        let mut sorted = expected.clone();
        sorted.sort();
        assert_eq!(listed, sorted, "{}", said());
        let counted = self.database.number(&self.sql.count(&filter).unwrap());
        assert_eq!(counted, expected.len(), "{}", said());
        let viewing = viewing(filter.clone());
        for walk in [Walk::ByRule, Walk::InOrder] {
            let request = PageRequest {
                rows: 500,
                walk,
                ..PageRequest::default()
            };
            let page = self.sql.page(&viewing, &request).unwrap();
            assert_eq!(self.database.ids(&page.statement), sorted, "{}", said());
        }
        let request = PageRequest {
            sort: Some(newest(Column::Field(Field::CreatedAt))),
            rows: 500,
            walk: Walk::Merged,
            ..PageRequest::default()
        };
        let page = self.sql.page(&viewing, &request).unwrap();
        let mut merged = self.database.ids(&page.statement);
        merged.sort();
        assert_eq!(merged, sorted, "{}", page.statement.text);
        for number in [1, 2, 32, 42] {
            let id = ConversationId::from_number(number);
            let one = self.database.ids(&self.sql.one(&filter, id).unwrap());
            assert_eq!(!one.is_empty(), expected.contains(&id), "{}", said());
        }
        expected.len()
    }

    fn all(&self) -> BTreeMap<String, BTreeSet<usize>> {
        let memberships = memberships();
        let actor = |id| {
            Viewer::Actor(Actor {
                tenant: cast::TENANT,
                id,
                memberships: &memberships,
            })
        };
        let (good, other) = (link(43), link(44));
        let viewers = [
            (Hat::Operator, actor(ActorId::User(ME))),
            (Hat::Customer, actor(ActorId::Customer(MYSELF))),
            (Hat::Guest, Viewer::Guest(&good)),
            (Hat::Guest, Viewer::Guest(&other)),
        ];
        let mut sizes: BTreeMap<String, BTreeSet<usize>> = BTreeMap::new();
        for term in terms() {
            for (ways, provided) in forms_of(&term) {
                for (hat, viewer) in &viewers {
                    let rule = Rule {
                        hat: *hat,
                        ways: ways.clone(),
                        provided: provided.clone(),
                        ..Rule::of_guest()
                    };
                    let size = self.agree(&rule, viewer);
                    sizes.entry(format!("{term:?}")).or_default().insert(size);
                }
            }
        }
        sizes
    }
}

fn ask(
    mapping: &Mapping,
    forms: Forms,
    tickets: &[Ticket],
    change: &str,
) -> BTreeMap<String, BTreeSet<usize>> {
    let sql = Sql {
        dialect: Dialect::Sqlite,
        mapping,
    };
    let database = Database::with(tickets, forms, []);
    database.run(change);
    let asked = Asked {
        tickets,
        sql,
        database: &database,
    };
    asked.all()
}

#[test]
fn every_term_says_in_the_database_what_it_says_in_memory() {
    let tickets = tickets();
    for forms in FORMS {
        let mapping = crate::database::without_names(&mapping(forms));
        let sizes = ask(&mapping, forms, &tickets, "");
        // Whatever is asked opens something to somebody and not everything to everybody.
        for (term, sizes) in sizes {
            assert!(sizes.len() > 1, "{term}: {sizes:?}");
        }
    }
}

/// Absent, and in no row: a null in a column is a missing fact, in whichever column.
#[test]
fn what_nobody_keeps_is_missing_of_every_ticket() {
    let forms = FORMS[2];
    let mut bare: Vec<Ticket> = tickets();
    for ticket in &mut bare {
        let (tenant, id) = (ticket.facts.tenant, ticket.facts.id);
        ticket.facts = ConversationFacts::new(tenant, id, cast::noon());
    }
    let full = mapping(forms);
    let nothing = Mapping::new(
        full.table.clone(),
        full.tenant.clone(),
        full.id.clone(),
        full.created_at,
    );
    ask(&nothing, forms, &bare, "");

    // Of people whose groups nobody keeps, too.
    let mut without_groups = tickets();
    for ticket in &mut without_groups {
        ticket.facts.assignee_groups.clear();
    }
    let mut mapping = crate::database::without_names(&mapping(forms));
    mapping.assignee_groups = None;
    ask(&mapping, forms, &without_groups, "");
}

/// What is not known to be kept is not: an absent flag, and in SQLite any but 0.
#[test]
fn an_unknown_flag_hides() {
    let forms = FORMS[2];
    let mut facts =
        ConversationFacts::new(cast::TENANT, ConversationId::from_number(1), cast::noon());
    facts.requester = Some(MYSELF);
    let memberships = memberships();
    let viewer = Viewer::Actor(Actor {
        tenant: cast::TENANT,
        id: ActorId::Customer(MYSELF),
        memberships: &memberships,
    });
    let rule = Rule {
        hat: Hat::Customer,
        ways: vec![Term::RequesterIsMe],
        ..Rule::of_guest()
    };
    let filter = rule.bind(&viewer, cast::noon());
    let mut mapping = crate::database::without_names(&mapping(forms));
    mapping.spam = Some(FlagColumn::Boolean(name("spam_since")));
    let sql = Sql {
        dialect: Dialect::Sqlite,
        mapping: &mapping,
    };
    let statement = sql.count(&filter).unwrap();
    let gone = Rule {
        hat: Hat::Operator,
        ways: vec![Term::always()],
        provided: vec![Term::Not(Box::new(Term::Kept))],
        ..Rule::of_guest()
    };
    let operator = Viewer::Actor(Actor {
        tenant: cast::TENANT,
        id: ActorId::User(ME),
        memberships: &memberships,
    });
    let turned = sql.count(&gone.bind(&operator, cast::noon())).unwrap();
    for (flag, value, seen) in [
        ("deleted", "0", 1),
        ("deleted", "1", 0),
        ("deleted", "2", 0),
        ("deleted", "NULL", 0),
        ("deleted", "'no'", 0),
        ("spam_since", "0", 1),
        ("spam_since", "NULL", 0),
    ] {
        let database = Database::with(&[Ticket::new(facts.clone())], forms, []);
        database.run("UPDATE tickets SET deleted = 0, spam_since = 0");
        database.run(&format!("UPDATE tickets SET {flag} = {value}"));
        assert_eq!(database.number(&statement), seen, "{flag} {value}");
        // Turned round it is never unknown either.
        assert_eq!(database.number(&turned), 1 - seen, "{flag} {value}");
    }
}

/// Where links are never taken back every ticket is in epoch 0.
#[test]
fn the_first_epoch_lasts() {
    let forms = FORMS[2];
    let mut mapping = crate::database::without_names(&mapping(forms));
    mapping.guest_epoch = None;
    let sql = Sql {
        dialect: Dialect::Sqlite,
        mapping: &mapping,
    };
    let mut facts =
        ConversationFacts::new(cast::TENANT, ConversationId::from_number(1), cast::noon());
    facts.requester = Some(MYSELF);
    let database = Database::with(&[Ticket::new(facts)], forms, []);
    for (epoch, seen) in [(0, 1), (1, 0)] {
        let link = GuestLink { epoch, ..link(1) };
        let filter = Rule::of_guest().bind(&Viewer::Guest(&link), cast::noon());
        assert_eq!(database.number(&sql.count(&filter).unwrap()), seen);
    }
}

/// A word that means nothing is a missing fact; several words may mean one thing; a channel goes by its names.
#[test]
fn words() {
    let forms = FORMS[2];
    let memberships = memberships();
    let viewer = Viewer::Actor(Actor {
        tenant: cast::TENANT,
        id: ActorId::User(ME),
        memberships: &memberships,
    });
    let facts = ConversationFacts::new(cast::TENANT, ConversationId::from_number(1), cast::noon());
    let mapping = crate::database::without_names(&mapping(forms));
    let sql = Sql {
        dialect: Dialect::Sqlite,
        mapping: &mapping,
    };
    let waiting = Term::StateIn([ConversationState::Waiting].into());
    let channel = |channel| Term::ChannelIn(Among::These([channel].into()));
    for (column, word, term, holds) in [
        ("state", "queued", waiting.clone(), true),
        ("state", "parked", waiting.clone(), true),
        ("state", "waiting", waiting, false),
        ("channel", "mail", channel(Channel::Email), true),
        ("channel", "email", channel(Channel::Email), true),
        ("channel", "chat", channel(Channel::LiveChat), true),
        ("channel", "live_chat", channel(Channel::LiveChat), true),
        ("channel", "chh3", channel(Channel::Custom(3)), true),
        ("channel", "cch3", channel(Channel::Custom(3)), true),
        ("channel", "cch03", channel(Channel::Custom(3)), false),
        (
            "channel",
            "mail",
            channel(Channel::from_name("mail")),
            false,
        ),
    ] {
        let database = Database::with(&[Ticket::new(facts.clone())], forms, []);
        database.insert(
            &format!("UPDATE tickets SET {column} = ?"),
            [Some(Param::Text(word.to_owned()))],
        );
        for (ways, provided, expected) in [
            (vec![term.clone()], vec![], holds),
            (
                vec![Term::always()],
                vec![Term::Not(Box::new(term.clone()))],
                !holds,
            ),
        ] {
            let rule = Rule {
                hat: Hat::Operator,
                ways,
                provided,
                ..Rule::of_guest()
            };
            let filter = rule.bind(&viewer, cast::noon());
            let count = database.number(&sql.count(&filter).unwrap());
            assert_eq!(count == 1, expected, "{column} {word}");
        }
    }
}

/// The substitutes and the groups of the one who has it may be kept of people and not of tickets.
#[test]
fn sets_of_the_assignee() {
    let forms = Forms {
        id: IdForm::Number,
        moment: MomentForm::Micros,
    };
    let mut mapping = crate::database::without_names(&mapping(forms));
    for members in [&mut mapping.assignee_groups, &mut mapping.substitutes] {
        members.as_mut().unwrap().of = name("assignee");
    }
    let mut tickets = Vec::new();
    for (number, assignee) in [
        (1, Some(Assignee::Person(UserId::from_number(8)))),
        (2, Some(Assignee::Person(UserId::from_number(9)))),
        (3, Some(Assignee::Bot(BotId::from_number(8)))),
        (4, None),
    ] {
        let id = ConversationId::from_number(number);
        let mut facts = ConversationFacts::new(cast::TENANT, id, cast::noon());
        facts.assignee = assignee;
        if number == 1 {
            facts.assignee_groups = [2].map(GroupId::from_number).into();
            facts.substitutes = [ME].into();
        }
        tickets.push(Ticket::new(facts));
    }
    // Rows for person 8, and rows for nobody.
    let change = "UPDATE assignee_groups SET ticket = 8; UPDATE substitutes SET ticket = 8;
        INSERT INTO substitutes SELECT tenant, NULL, member, since FROM substitutes;
        INSERT INTO assignee_groups SELECT tenant, NULL, member, since FROM assignee_groups;";
    ask(&mapping, forms, &tickets, change);
}
