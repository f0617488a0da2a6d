//! The quick form of a filter, mark by mark and look-up by look-up, beside the naive reading of the rule.
//! The same is a law over generated rules (`hats::the_quick_form_is_the_plain_form`); here it is said in few
//! cases, each of which some mistake in the quick form would turn.

use std::collections::BTreeSet;

use frontdesk_access::{Among, Groups, Holder};
use frontdesk_model::{Assignee, BotId, Channel, ConversationFacts, ConversationState, Privacy};
use frontdesk_visibility::{Filter, Rule, Term, Viewer};

use crate::naive;
use crate::world::*;

/// A conversation with everything known, then others in which one fact is another.
fn all_facts() -> Vec<ConversationFacts> {
    let person = |number| Some(Assignee::Person(user(number)));
    let bot = Some(Assignee::Bot(BotId::from_number(1)));
    let mut all = Vec::new();
    for assignee in [None, person(1), person(2), bot] {
        let states = ConversationState::ALL.map(Some);
        for state in [None].into_iter().chain(states) {
            for privacy in [None, Some(Privacy::Open), Some(Privacy::Private)] {
                all.push(ConversationFacts {
                    assignee,
                    state,
                    privacy,
                    ..chat(2000)
                });
            }
        }
    }
    let rich = ConversationFacts {
        assignee: person(1),
        state: Some(ConversationState::InWork),
        privacy: Some(Privacy::Open),
        group: Some(group(1)),
        site: Some(site(1)),
        channel: Some(Channel::Email),
        offered_to: Some(user(1)),
        participants: [user(1), user(2)].into(),
        mentioned: [user(1)].into(),
        substitutes: [user(1)].into(),
        creator: Some(user(1)),
        requester: Some(customer(1)),
        copied: [(customer(1), now()), (customer(2), now())].into(),
        organization: Some(company(1)),
        ..chat(2000)
    };
    for base in [rich, chat(2000)] {
        let with = |change: &dyn Fn(&mut ConversationFacts)| {
            let mut facts = base.clone();
            change(&mut facts);
            facts
        };
        all.push(base.clone());
        for number in [None, Some(1), Some(2)] {
            all.extend([
                with(&|facts| facts.group = number.map(group)),
                with(&|facts| facts.site = number.map(site)),
                with(&|facts| facts.offered_to = number.map(user)),
                with(&|facts| facts.creator = number.map(user)),
                with(&|facts| facts.requester = number.map(customer)),
                with(&|facts| facts.organization = number.map(company)),
                with(&|facts| {
                    let in_copy = number.map(|number| (customer(number), now()));
                    facts.copied = in_copy.into_iter().collect();
                }),
                with(&|facts| facts.assignee = number.map(user).map(Assignee::Person)),
                with(&|facts| {
                    let copied = number.map(|number| (customer(number), now()));
                    facts.copied = copied.into_iter().collect();
                }),
                with(&|facts| facts.participants = number.map(user).into_iter().collect()),
                with(&|facts| facts.mentioned = number.map(user).into_iter().collect()),
                with(&|facts| facts.substitutes = number.map(user).into_iter().collect()),
            ]);
        }
        all.extend([
            with(&|facts| facts.deleted = true),
            with(&|facts| facts.spam = true),
            with(&|facts| facts.channel = Some(Channel::Telegram)),
            with(&|facts| facts.site = Some(site(2))),
        ]);
    }
    all
}

fn these(number: i64) -> Term {
    Term::SiteIn(Among::These([site(number)].into()))
}

fn in_groups(numbers: &[i64], none: bool) -> Term {
    Term::GroupIn(Groups {
        these: numbers.iter().map(|number| group(*number)).collect(),
        mine: false,
        none,
    })
}

fn state(one: ConversationState) -> Term {
    Term::StateIn([one].into())
}

fn not(term: Term) -> Term {
    Term::Not(Box::new(term))
}

/// Every mark by itself, and some look-ups.
fn leaves() -> Vec<Term> {
    let states = ConversationState::ALL.map(state);
    let two = [ConversationState::New, ConversationState::Closed].into();
    let more = [
        Term::StateIn(two),
        Term::AssigneeIsMe,
        Term::AssigneeIsColleague,
        Term::Unassigned,
        Term::OfferedToMe,
        Term::PrivacyIs(Privacy::Open),
        Term::PrivacyIs(Privacy::Private),
        in_groups(&[], true),
        in_groups(&[1], false),
        in_groups(&[1], true),
        Term::IParticipate,
        Term::IAmMentioned,
        Term::ISubstitute,
        Term::CreatorIsMe,
        Term::RequesterIsMe,
        Term::IAmCopied,
        Term::Kept,
        these(1),
        Term::AssigneeIn(Among::These([user(1)].into())),
        Term::RequesterOrganizationIsMine,
        Term::ChannelIn(Among::These([Channel::Email].into())),
    ];
    states.into_iter().chain(more).collect()
}

/// Rules of few terms, each of another form.
fn rules() -> Vec<(Vec<Term>, Vec<Term>)> {
    let leaves = leaves();
    let mut rules = vec![
        (vec![], vec![]),
        (vec![], vec![Term::always()]),
        (vec![Term::always()], vec![]),
        (vec![Term::always()], vec![Term::never()]),
        (vec![Term::never(), Term::AssigneeIsMe], vec![]),
    ];
    let next = leaves.iter().cycle().skip(1);
    for (one, other) in leaves.iter().zip(next) {
        let (one, other) = (one.clone(), other.clone());
        rules.extend([
            (vec![one.clone()], vec![]),
            (vec![not(one.clone())], vec![]),
            (vec![Term::always()], vec![one.clone()]),
            (vec![one.clone(), other.clone()], vec![]),
            (
                vec![Term::OneOf(vec![one.clone(), other.clone()])],
                vec![not(one.clone())],
            ),
            (
                vec![not(Term::All(vec![one.clone(), other.clone()]))],
                vec![],
            ),
            (
                vec![not(Term::All(vec![not(one.clone()), other.clone()]))],
                vec![not(Term::OneOf(vec![one.clone(), not(other.clone())]))],
            ),
            (
                vec![not(Term::OneOf(vec![not(one.clone()), not(other.clone())]))],
                vec![],
            ),
            (vec![Term::All(vec![one, not(other)])], vec![]),
        ]);
    }
    // Marks of one fact, and of two, in alternatives.
    let closed = || state(ConversationState::Closed);
    let waiting = || state(ConversationState::Waiting);
    rules.extend([
        (vec![Term::OneOf(vec![closed(), waiting()])], vec![]),
        (vec![not(Term::OneOf(vec![closed(), waiting()]))], vec![]),
        (
            vec![Term::always()],
            vec![Term::OneOf(vec![closed(), Term::AssigneeIsMe])],
        ),
        (vec![Term::OneOf(vec![closed(), Term::OfferedToMe])], vec![]),
    ]);
    // A look-up that several ways need, and what is provided too: it fails in one and holds in the other.
    let here = |term: Term| Term::All(vec![these(1), term]);
    let there = |term: Term| Term::All(vec![these(2), term]);
    let email = || Term::ChannelIn(Among::These([Channel::Email].into()));
    rules.extend([
        (vec![here(email()), there(email())], vec![]),
        (
            vec![here(Term::Unassigned), there(email()), here(email())],
            vec![email()],
        ),
        (vec![there(email()), email()], vec![these(1)]),
        (
            vec![here(in_groups(&[1], false)), email()],
            vec![in_groups(&[1], false)],
        ),
        // One that half of the ways need, one that fewer do, and ways that need it alone or not at all.
        (
            vec![here(email()), Term::OfferedToMe, these(1), email()],
            vec![],
        ),
        (
            vec![here(email()), Term::OfferedToMe, Term::Unassigned],
            vec![Term::Kept],
        ),
        (
            vec![here(Term::Unassigned), here(email()), Term::OfferedToMe],
            vec![in_groups(&[1], false)],
        ),
    ]);
    // Alternatives within alternatives: fewer than a way is cut into, and more.
    let pair = |one: Term, other: Term| Term::OneOf(vec![one, other]);
    let pairs = || {
        [
            pair(these(1), Term::AssigneeIsMe),
            pair(in_groups(&[1], false), Term::OfferedToMe),
            pair(email(), Term::CreatorIsMe),
            pair(Term::Kept, Term::IParticipate),
            pair(closed(), Term::IAmMentioned),
        ]
    };
    for count in 1..=5 {
        let some: Vec<Term> = pairs().into_iter().take(count).collect();
        // Behind another way, too, which stays as it is.
        rules.push((
            vec![
                Term::OfferedToMe,
                Term::All(some.clone()),
                not(Term::All(some.clone())),
            ],
            vec![Term::Kept],
        ));
        rules.push((
            vec![
                Term::OfferedToMe,
                Term::All(vec![Term::OneOf(some.clone()), Term::never()]),
                Term::Unassigned,
            ],
            vec![],
        ));
        rules.push((vec![Term::All(some.clone())], vec![]));
        rules.push((vec![Term::always()], some.clone()));
        rules.push((vec![not(Term::All(some))], vec![]));
    }
    rules
}

fn rule((ways, provided): &(Vec<Term>, Vec<Term>), holder: &Holder) -> Rule {
    Rule {
        hat: own_hat(&Viewer::Actor(holder.actor())),
        ways: ways.clone(),
        provided: provided.clone(),
        obligations: BTreeSet::new(),
        valid_until: None,
    }
}

fn bound(rule: &Rule, holder: &Holder) -> Filter {
    rule.bind(&Viewer::Actor(holder.actor()), now())
}

fn companions() -> [Holder; 2] {
    [staff(1), client(1)].map(|mut holder| {
        holder.memberships.organizations = [company(1)].into();
        holder
    })
}

#[test]
fn each_mark_and_each_look_up() {
    let facts = all_facts();
    let (mut opened, mut shut) = (0, 0);
    for holder in companions() {
        for parts in rules() {
            let rule = rule(&parts, &holder);
            let filter = bound(&rule, &holder);
            for facts in &facts {
                let expected = naive::opens(&rule, &holder.actor(), facts);
                assert_eq!(filter.matches(facts), expected, "{parts:?}: {facts:?}");
                *(if expected { &mut opened } else { &mut shut }) += 1;
            }
        }
    }
    assert!(opened * 5 > shut && shut * 5 > opened, "{opened}, {shut}");
}

/// A filter that is narrowed to another person's asks of the other person as well, whose marks are not the
/// viewer's.
#[test]
fn what_another_is_to_a_ticket_is_no_mark_of_the_viewer() {
    let facts = all_facts();
    let viewers = [staff(1), client(1)];
    let others = [staff(2), client(2)];
    for (viewer, other) in viewers.iter().zip(&others) {
        for leaf in leaves() {
            for leaf in [leaf.clone(), not(leaf)] {
                let rule = rule(&(vec![leaf], vec![]), other);
                let always = self::rule(&(vec![Term::always()], vec![]), viewer);
                let narrowed = bound(&always, viewer).narrowed_to(&bound(&rule, other));
                let narrowed = narrowed.unwrap();
                for facts in &facts {
                    let expected = naive::opens(&rule, &other.actor(), facts);
                    assert_eq!(narrowed.matches(facts), expected, "{rule:?}: {facts:?}");
                }
            }
        }
    }
}

/// A rule with more ways or look-ups than there are bits is asked by its expressions, with fewer by its bits,
/// up to the last.
#[test]
fn as_many_ways_and_look_ups_as_bits_and_more() {
    let facts = all_facts();
    let holder = staff(1);
    for count in [63, 64, 65, 80] {
        // Of many sites; the last way alone opens anything.
        let ways = (0..count).map(|number| these(count - number));
        let alone = rule(&(ways.collect(), vec![]), &holder);
        let each = (2..=count).rev().map(|number| not(these(number)));
        let but_one = rule(&(vec![Term::always()], each.collect()), &holder);
        // Of marks alone; the last way opens more than the others.
        let named = (1..count).map(|_| Term::IAmMentioned);
        let ways = named.chain([Term::OfferedToMe]).collect();
        let marked = rule(&(ways, vec![Term::Kept]), &holder);
        for rule in [alone, but_one, marked] {
            let filter = bound(&rule, &holder);
            for facts in &facts {
                let expected = naive::opens(&rule, &holder.actor(), facts);
                assert_eq!(filter.matches(facts), expected, "{count}: {facts:?}");
            }
        }
    }
}
