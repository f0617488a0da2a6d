//! Ways of a rule beside each other, of one account and of two: each ticket once, whichever ways open it; and
//! the pages that are merged of them.

use std::collections::BTreeMap;

use frontdesk_access::{Among, Groups};
use frontdesk_model::chrono::TimeDelta;
use frontdesk_model::{
    Actor, ActorId, Assignee, ConversationFacts, ConversationId, ConversationState, CustomerId,
    GroupId, Memberships, OrganizationId, SiteId, UserId,
};
use frontdesk_sql::{After, Dialect, IdForm, Mapping, MomentForm, PageRequest, Sql, Walk};
use frontdesk_testkit::cast;
use frontdesk_visibility::{
    Column, Direction, Field, Filter, Hat, Rule, Sort, Term, Ticket, Viewer,
};

use crate::database::{Database, param, ticket_of, without_names};
use crate::rows::{Forms, mapping, prefix};
use crate::texts::viewing;

const ME: UserId = UserId::from_number(7);
const OTHER: UserId = UserId::from_number(8);
const MYSELF: CustomerId = CustomerId::from_number(5);

/// Every mixture of a few facts, made at four moments.
fn tickets() -> Vec<Ticket> {
    let mut tickets = Vec::new();
    let people = [Some(ME), Some(OTHER), None];
    let states = [
        None,
        Some(ConversationState::InWork),
        Some(ConversationState::Waiting),
    ];
    for assignee in people {
        for state in states {
            for group in [Some(1), Some(6), None] {
                for takes_part in [false, true] {
                    let number = i64::try_from(tickets.len()).unwrap() + 1;
                    let made = cast::noon() + TimeDelta::minutes(number % 4);
                    let id = ConversationId::from_number(number);
                    let mut facts = ConversationFacts::new(cast::TENANT, id, made);
                    facts.assignee = assignee.map(Assignee::Person);
                    facts.state = state;
                    facts.group = group.map(GroupId::from_number);
                    facts.site = Some(SiteId::from_number(number % 3));
                    facts.offered_to = (number % 5 == 0).then_some(ME);
                    facts.requester = Some(CustomerId::from_number(4 + number % 3));
                    facts.organization =
                        (number % 4 != 0).then(|| OrganizationId::from_number(number % 3));
                    if takes_part {
                        facts.participants = [ME].into();
                        facts.assignee_groups = [GroupId::from_number(2)].into();
                        facts.copied = BTreeMap::from([(MYSELF, cast::noon())]);
                    }
                    tickets.push(Ticket::new(facts));
                }
            }
        }
    }
    // The same of another tenant, under the same ids, made the other way round.
    let elsewhere = tickets.clone().into_iter().map(|mut ticket| {
        ticket.facts.tenant = frontdesk_model::TenantId::from_number(77);
        let since = ticket.facts.created_at - cast::noon();
        ticket.facts.created_at = cast::noon() - since;
        ticket
    });
    let elsewhere: Vec<Ticket> = elsewhere.collect();
    tickets.extend(elsewhere);
    tickets
}

fn memberships() -> Memberships {
    Memberships {
        groups: [1, 2, 6].map(GroupId::from_number).into(),
        overseen_groups: [2].map(GroupId::from_number).into(),
        overseen_people: [7, 8].map(UserId::from_number).into(),
        organizations: [1, 2].map(OrganizationId::from_number).into(),
        sites: [1, 2].map(SiteId::from_number).into(),
        ..Memberships::EMPTY
    }
}

fn in_states(states: &[ConversationState]) -> Term {
    Term::StateIn(states.iter().copied().collect())
}

fn staff() -> Vec<Term> {
    let in_groups = |these: &[i64], mine, none| {
        let these = these.iter().copied().map(GroupId::from_number).collect();
        Term::GroupIn(Groups { these, mine, none })
    };
    let open = || in_states(&[ConversationState::InWork]);
    let live = || in_states(&[ConversationState::InWork, ConversationState::Waiting]);
    let waiting = || in_states(&[ConversationState::Waiting]);
    let not = |term| Term::Not(Box::new(term));
    vec![
        Term::AssigneeIsMe,
        Term::All(vec![Term::AssigneeIsMe, live()]),
        Term::All(vec![
            in_groups(&[], true, false),
            open(),
            Term::AssigneeIsColleague,
        ]),
        Term::All(vec![in_groups(&[6], false, false), live()]),
        Term::All(vec![
            in_groups(&[1], false, false),
            waiting(),
            not(Term::AssigneeIsMe),
        ]),
        Term::All(vec![in_groups(&[], true, false), Term::Unassigned]),
        Term::All(vec![Term::AssigneeIn(Among::Mine), not(waiting())]),
        Term::All(vec![in_groups(&[], false, true), Term::OfferedToMe]),
        Term::IParticipate,
        Term::All(vec![Term::AssigneeGroupIn(Among::Mine), live()]),
        Term::OneOf(vec![
            Term::All(vec![Term::OfferedToMe, open()]),
            Term::All(vec![in_groups(&[1], false, false), open()]),
        ]),
        Term::Unassigned,
    ]
}

fn customers() -> Vec<Term> {
    vec![
        Term::RequesterIsMe,
        Term::All(vec![
            Term::RequesterIsMe,
            in_states(&[ConversationState::InWork]),
        ]),
        Term::RequesterOrganizationIsMine,
        Term::IAmCopied,
    ]
}

/// The rules: each way beside each other, and with something that both are provided with.
fn rules(hat: Hat, terms: &[Term]) -> Vec<Rule> {
    let mut rules = Vec::new();
    for one in terms {
        for other in terms {
            let provided = match rules.len() % 3 {
                0 => vec![],
                1 => vec![Term::SiteIn(Among::Mine)],
                _ => vec![Term::OneOf(vec![
                    in_states(&[ConversationState::InWork]),
                    Term::Kept,
                ])],
            };
            rules.push(Rule {
                hat,
                ways: vec![
                    one.clone(),
                    other.clone(),
                    terms[rules.len() % terms.len()].clone(),
                ],
                provided,
                ..Rule::of_guest()
            });
        }
    }
    rules
}

struct Asked<'a> {
    tickets: &'a [Ticket],
    database: &'a Database,
    mappings: [&'a Mapping; 2],
}

impl Asked<'_> {
    /// The list, each ticket once; the count; and the pages in both orders, merged and in order.
    fn agree(&self, filter: &Filter) -> usize {
        let expected: Vec<&Ticket> = filter.list(self.tickets).collect();
        let [sql, own] = self.mappings.map(|mapping| Sql {
            dialect: Dialect::Sqlite,
            mapping,
        });
        let list = sql.list(filter).unwrap();
        let mut listed = self.database.ids(&list);
        listed.sort();
        let ids: Vec<ConversationId> = expected.iter().map(|ticket| ticket.facts.id).collect();
        assert_eq!(listed, ids, "{}", list.text);
        let count = sql.count(filter).unwrap();
        assert_eq!(self.database.number(&count), ids.len(), "{}", count.text);
        for (direction, sql, walk) in [
            (Direction::Ascending, sql, Walk::Merged),
            (Direction::Descending, own, Walk::Merged),
            (Direction::Descending, sql, Walk::InOrder),
        ] {
            let mut sorted = expected.clone();
            sorted.sort_by_key(|ticket| {
                let made = (ticket.facts.created_at - cast::noon()).num_minutes();
                let made = if direction == Direction::Descending {
                    -made
                } else {
                    made
                };
                (made, ticket.facts.id)
            });
            let ids: Vec<ConversationId> = sorted.iter().map(|ticket| ticket.facts.id).collect();
            assert_eq!(self.paged(sql, filter, direction, walk), ids);
        }
        ids.len()
    }

    fn paged(
        &self,
        sql: Sql<'_>,
        filter: &Filter,
        direction: Direction,
        walk: Walk,
    ) -> Vec<ConversationId> {
        let viewing = viewing(filter.clone());
        let mut request = PageRequest {
            sort: Some(Sort {
                by: Column::Field(Field::CreatedAt),
                direction,
            }),
            rows: 7,
            columns: match walk {
                Walk::InOrder => vec![],
                _ => vec![Field::Number],
            },
            walk,
            ..PageRequest::default()
        };
        let mut paged = Vec::new();
        loop {
            let page = sql.page(&viewing, &request).unwrap().statement;
            let rows = self.database.rows(&page);
            assert!(rows.len() <= 7, "{}", page.text);
            paged.extend(rows.iter().map(|row| ticket_of(&row[0])));
            let Some(last) = rows.last().filter(|_| rows.len() == 7 && paged.len() < 80) else {
                return paged;
            };
            request.after = Some(After {
                key: param(&last[1]),
                ticket: ticket_of(&last[0]),
            });
        }
    }
}

#[test]
fn each_ticket_once_whichever_ways_open_it() {
    let forms = Forms {
        id: IdForm::Number,
        moment: MomentForm::Micros,
    };
    let named = mapping(forms);
    let own = without_names(&named);
    let tickets = tickets();
    let (of_staff, of_customers) = (
        rules(Hat::Operator, &staff()),
        rules(Hat::Customer, &customers()),
    );
    let sql = Sql {
        dialect: Dialect::Sqlite,
        mapping: &named,
    };
    let all: Vec<Rule> = of_staff.iter().chain(&of_customers).cloned().collect();
    let database = Database::with(&tickets, forms, sql.indexes(&prefix(), &all));
    let asked = Asked {
        tickets: &tickets,
        database: &database,
        mappings: [&named, &own],
    };
    let memberships = memberships();
    let bound = |rule: &Rule, id: ActorId| {
        let actor = Actor {
            tenant: cast::TENANT,
            id,
            memberships: &memberships,
        };
        rule.bind(&Viewer::Actor(actor), cast::noon())
    };
    let mut sizes = Vec::new();
    for rule in &of_staff {
        sizes.push(asked.agree(&bound(rule, ActorId::User(ME))));
    }
    for rule in &of_customers {
        sizes.push(asked.agree(&bound(rule, ActorId::Customer(MYSELF))));
    }
    // Two accounts of one person: a member of the staff and a customer, and two of the staff.
    for (number, rule) in (0..).zip(of_staff.iter().step_by(5)) {
        let besides = match number % 2 {
            0 => bound(
                &of_customers[number % of_customers.len()],
                ActorId::Customer(MYSELF),
            ),
            _ => bound(&of_staff[number * 7 % of_staff.len()], ActorId::User(OTHER)),
        };
        let both = Filter::join([bound(rule, ActorId::User(ME)), besides]);
        sizes.push(asked.agree(&both.unwrap().unwrap()));
    }
    // What one has is what a colleague of the other has.
    let alone = |way: &Term| Rule {
        ways: vec![way.clone()],
        ..of_staff[0].clone()
    };
    let [own, of_colleagues] = [&staff()[0], &staff()[2]].map(alone);
    let both = [(own, OTHER), (of_colleagues, ME)];
    let both = Filter::join(both.map(|(rule, user)| bound(&rule, ActorId::User(user))));
    sizes.push(asked.agree(&both.unwrap().unwrap()));
    // Neither nothing nor everything is seen of most.
    let some = sizes
        .iter()
        .filter(|size| (1..tickets.len() / 2).contains(*size));
    assert!(some.count() * 10 >= sizes.len() * 9, "{sizes:?}");
}

#[test]
fn states_asked_for_twice_are_those_of_both() {
    let forms = Forms {
        id: IdForm::Number,
        moment: MomentForm::Micros,
    };
    let named = mapping(forms);
    let own = without_names(&named);
    let states = [
        ConversationState::InWork,
        ConversationState::Waiting,
        ConversationState::Closed,
    ];
    let mut tickets = tickets();
    for (ticket, state) in tickets.iter_mut().zip(states.into_iter().cycle()) {
        ticket.facts.state = Some(state);
    }
    let [in_work, waiting, closed] = states;
    let early = || in_states(&[in_work, waiting]);
    let late = || in_states(&[waiting, closed]);
    // By a list of groups, by one person and by companies; said by the way, and by what all are provided with.
    let groups = Term::GroupIn(Groups {
        these: [1, 6].map(GroupId::from_number).into(),
        mine: false,
        none: false,
    });
    let of_staff = [groups, Term::AssigneeIsMe].map(|looked_up| Rule {
        hat: Hat::Operator,
        ways: vec![Term::All(vec![looked_up, early()])],
        provided: vec![late()],
        ..Rule::of_guest()
    });
    let of_customer = Rule {
        hat: Hat::Customer,
        ways: vec![Term::All(vec![
            Term::RequesterOrganizationIsMine,
            late(),
            early(),
        ])],
        provided: vec![],
        ..Rule::of_guest()
    };
    let sql = Sql {
        dialect: Dialect::Sqlite,
        mapping: &named,
    };
    let rules: Vec<Rule> = of_staff.iter().chain([&of_customer]).cloned().collect();
    let database = Database::with(&tickets, forms, sql.indexes(&prefix(), &rules));
    let asked = Asked {
        tickets: &tickets,
        database: &database,
        mappings: [&named, &own],
    };
    let memberships = memberships();
    for (rule, id) in [
        (&of_staff[0], ActorId::User(ME)),
        (&of_staff[1], ActorId::User(ME)),
        (&of_customer, ActorId::Customer(MYSELF)),
    ] {
        let actor = Actor {
            tenant: cast::TENANT,
            id,
            memberships: &memberships,
        };
        let filter = rule.bind(&Viewer::Actor(actor), cast::noon());
        assert!(asked.agree(&filter) > 0);
    }
}
