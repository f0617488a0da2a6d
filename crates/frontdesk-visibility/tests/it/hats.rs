//! Guests, and a person under several hats: what each opens, when it ends, and that fields and notes come
//! from the hat that opens a ticket and from no other. The numbers are those of the attack list.

use std::collections::BTreeMap;

use frontdesk_access::{
    Grant, Groups, Holder, Obligation, Permission, Restriction, RestrictionId, Scope,
};
use frontdesk_model::{
    Assignee, ConversationFacts, ConversationId, ConversationState, NoNames, Relation, Standing,
};
use frontdesk_visibility::{
    Expr, Field, FieldPolicy, Filter, GuestLink, GuestPurpose, Hat, NotFound, PortalAction,
    PortalRefusal, PortalState, RightsHeld, Rule, SeveralTenants, SitesSeen, Term, Test, Ticket,
    Use, Viewer, Viewing,
};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::test_runner::Config;

use crate::generate::{self, customer_holder, facts, holder, roles, staff_holder, term};
use crate::naive;
use crate::world::*;

const VIEW: Permission = Permission::CONVERSATION_VIEW;

/// A link to the full ticket for customer 123, for an hour.
fn link() -> GuestLink {
    GuestLink {
        tenant: HERE,
        ticket: ConversationId::from_number(2000),
        customer: customer(123),
        purpose: GuestPurpose::View,
        expires: minutes(60),
        epoch: 0,
    }
}

fn guest(link: &GuestLink) -> Filter {
    Filter::of_guest(link, now())
}

fn joined(filters: impl IntoIterator<Item = Filter>) -> Filter {
    Filter::join(filters).unwrap().unwrap()
}

fn asker() -> Filter {
    filter_of(&seeing(client(123), Scope::of(Relation::Requester)))
}

fn operator(scope: Scope) -> Filter {
    filter_of(&seeing(staff(17), scope))
}

/// What this filter sends of the ticket.
fn sent(filter: &Filter, ticket: &Ticket, policy: &FieldPolicy) -> Option<String> {
    let viewing = Viewing {
        filter: filter.clone(),
        policy,
        sites: all_sites(),
        rights: RightsHeld::none(),
    };
    let granted = viewing.open(ticket).ok()?;
    Some(serde_json::to_string(&granted.project()).unwrap())
}

fn with(change: impl FnOnce(&mut ConversationFacts)) -> ConversationFacts {
    let mut facts = full_ticket().facts;
    change(&mut facts);
    facts
}

#[test]
fn attack_16_mail_from_a_stranger_with_a_good_number() {
    // Who knows number and id is no requester: the rule reads neither number nor address, so that the mail
    // opens a ticket of its own.
    let scene = Scene::stranger();
    assert_eq!(scene.ticket.number, "664-245651");
    assert_eq!(scene.hat(), None);
    assert_eq!(
        scene.act(&PortalAction::Reply),
        Err(PortalRefusal::NotFound)
    );
    // A copy of the mail makes nobody a participant: only the staff can be one, and a customer with the
    // number of a participant is not he.
    let copied = with(|f| f.participants = [user(125)].into());
    for relation in [
        Relation::Participating,
        Relation::Mentioned,
        Relation::Requester,
    ] {
        assert!(!filter_of(&seeing(client(125), Scope::of(relation))).matches(&copied));
    }
}

#[test]
fn attack_17_a_participant_reads_until_he_is_taken_out() {
    let follower = seeing(staff(18), Scope::of(Relation::Participating));
    let scopes = frontdesk_access::Catalogue::default().scopes_of(&follower, VIEW, now());
    let rule = Rule::of(&scopes).as_stakeholder();
    let filter = rule.bind(&Viewer::Actor(follower.actor()), now());
    let mut ticket = full_ticket();
    let mut policy = policy();
    let view = sent(&filter, &ticket, &policy).unwrap();
    assert!(view.contains("We are sorry") && !view.contains(NOTE) && !view.contains(NOTE_FILE));
    // Who else takes part is a field, and can be hidden from him.
    assert!(view.contains("participants"));
    policy
        .set(Hat::Stakeholder, Field::Participants, Use::Hidden)
        .unwrap();
    assert!(
        !sent(&filter, &ticket, &policy)
            .unwrap()
            .contains("participants")
    );
    // Taken out, he sees it no more: with the same filter, at once.
    ticket.facts.participants.clear();
    assert_eq!(sent(&filter, &ticket, &policy), None);
    assert_eq!(filter.count([&ticket]), 0);
}

#[test]
fn attack_18_an_agent_who_is_a_customer_now() {
    // 17 wrote an answer and 18 a note; then 17 leaves the staff and asks as customer 123.
    let ticket = full_ticket();
    let mut former = seeing(staff(17), Scope::any());
    let before = joined([filter_of(&former), asker()]);
    assert!(sent(&before, &ticket, &policy()).unwrap().contains(NOTE));
    former.standing = Standing::Suspended;
    let after = joined([filter_of(&former), asker()]);
    assert_eq!(after.hat(&ticket.facts), Some(Hat::Customer));
    let view = sent(&after, &ticket, &policy()).unwrap();
    assert!(view.contains("We are sorry") && !view.contains(NOTE));
    // A note of his own is a note.
    let mut ticket = ticket;
    let author = ticket.messages[1].author.clone();
    ticket.messages[2].author = author;
    assert!(!sent(&after, &ticket, &policy()).unwrap().contains(NOTE));
}

#[test]
fn attack_19_each_ticket_under_its_own_hat() {
    let person = joined([asker(), operator(Scope::of(Relation::Own)), guest(&link())]);
    let mut both = full_ticket(); // 17 has it and 123 asked
    let mut asked = full_ticket();
    asked.facts.assignee = Some(Assignee::Person(user(18)));
    let mut works = full_ticket();
    works.facts.requester = Some(customer(200));
    let mut neither = asked.clone();
    neither.facts.requester = Some(customer(200));

    // For seeing it is the union; the first hat in order is worn.
    let worn = |ticket: &Ticket| person.hat(&ticket.facts);
    assert_eq!(worn(&both), Some(Hat::Operator));
    assert_eq!(worn(&asked), Some(Hat::Customer));
    assert_eq!(worn(&works), Some(Hat::Operator));
    assert_eq!(worn(&neither), None);
    assert_eq!(person.count([&both, &asked, &works, &neither]), 3);

    // Notes and fields come from that hat alone: byte for byte what the one hat sends.
    let policy = policy();
    let own = operator(Scope::of(Relation::Own));
    for (ticket, hat, notes) in [
        (&both, &own, true),
        (&asked, &asker(), false),
        (&works, &own, true),
    ] {
        let view = sent(&person, ticket, &policy).unwrap();
        assert_eq!(Some(&view), sent(hat, ticket, &policy).as_ref());
        assert_eq!(view.contains(NOTE), notes);
        assert_eq!(view.contains("creditworthy"), notes); // a field that is hidden from customers
    }

    // In the portal he is a customer there too, and at the desk the staff that he is.
    let (portal, desk) = (person.clone().in_portal(), person.clone().at_desk());
    assert_eq!(portal.hat(&both.facts), Some(Hat::Customer));
    assert!(!sent(&portal, &both, &policy).unwrap().contains(NOTE));
    assert!(!portal.matches(&works.facts) && desk.matches(&works.facts));
    assert!(!desk.matches(&asked.facts));

    // The mask of the staff's account is not the customer's, and the reverse does not lift it.
    let masked_staff = filter_of(&masked(seeing(staff(17), Scope::of(Relation::Own))));
    let person = joined([asker(), masked_staff]);
    let obliged = person.obligations(&both.facts).unwrap();
    assert!(obliged.contains(&Obligation::MaskNumber));
    both.facts.assignee = None;
    assert!(person.obligations(&both.facts).unwrap().is_empty());
}

/// Two accounts of one customer: what the one sees as a colleague and the other asked for was asked for.
#[test]
fn attack_19_the_requester_comes_before_the_colleague() {
    let company = |number| {
        let mut holder = seeing(client(number), Scope::of(Relation::RequesterOrganization));
        holder.memberships.organizations = [company(7)].into();
        filter_of(&seeing(holder, Scope::of(Relation::Requester)))
    };
    let facts = full_ticket().facts;
    for order in [[company(124), company(123)], [company(123), company(124)]] {
        assert_eq!(joined(order).hat(&facts), Some(Hat::Customer));
    }
}

#[test]
fn attack_20_a_transfer_takes_one_hat_and_leaves_the_other() {
    let mine = Scope {
        groups: Some(Groups {
            mine: true,
            ..Groups::default()
        }),
        ..Scope::any()
    };
    let mut agent = seeing(staff(17), mine);
    agent.memberships.groups = [group(3)].into();
    let person = joined([filter_of(&agent), asker()]);
    let mut ticket = full_ticket();
    assert_eq!(person.hat(&ticket.facts), Some(Hat::Operator));
    ticket.facts.group = Some(group(8));
    // He asked for it: he keeps it as a customer, and its notes are gone with the group.
    assert_eq!(person.hat(&ticket.facts), Some(Hat::Customer));
    assert!(!sent(&person, &ticket, &policy()).unwrap().contains(NOTE));
    // Whoever only was of the group loses it at once, in check, list and count.
    assert!(!filter_of(&agent).matches(&ticket.facts));
    assert_eq!(filter_of(&agent).count([&ticket]), 0);
    assert_eq!(filter_of(&agent).list([&ticket]).count(), 0);
}

#[test]
fn attack_21_a_transfer_to_where_the_assignee_sees_nothing() {
    // Before a transfer the same filter is asked about the ticket as it would be.
    let in_my_groups = Scope {
        groups: Some(Groups {
            mine: true,
            ..Groups::default()
        }),
        ..Scope::of(Relation::Own)
    };
    let mut agent = seeing(staff(17), in_my_groups);
    agent.memberships.groups = [group(3)].into();
    let filter = filter_of(&agent);
    let moved = with(|f| f.group = Some(group(8)));
    assert!(filter.matches(&full_ticket().facts));
    assert!(
        !filter.matches(&moved),
        "he has it and does not see it: to refuse, or to unassign"
    );
    let told = filter.explain(&moved);
    let nearest = told.openings[0].nearest().unwrap();
    assert_eq!(nearest.against, [(Test::GroupIn([group(3)].into()), false)]);
}

#[test]
fn attack_26_a_link_opens_one_ticket_for_one_person_for_a_time() {
    let link = link();
    let facts = full_ticket().facts;
    let filter = guest(&link);
    assert_eq!(filter.hat(&facts), Some(Hat::Guest));
    assert_eq!(filter.valid_until(), Some(link.expires));

    // Another ticket of the same customer, made by hand or guessed.
    let other = with(|f| f.id = ConversationId::from_number(2001));
    assert!(!filter.matches(&other));
    let refused = Viewing {
        filter: filter.clone(),
        policy: &policy(),
        sites: SitesSeen::none(),
        rights: RightsHeld::none(),
    };
    let mut ticket = full_ticket();
    ticket.facts = other;
    assert_eq!(refused.open(&ticket).err(), Some(NotFound));

    // Void: another requester, as after a merge of customers; a new epoch; deleted, spam; another tenant.
    type Change = fn(&mut ConversationFacts);
    let changes: [(&str, Change); 7] = [
        ("another asks now", |f| f.requester = Some(customer(124))),
        ("nobody asks now", |f| f.requester = None),
        ("the links were taken back", |f| f.guest_epoch = 1),
        ("deleted", |f| f.deleted = true),
        ("spam", |f| f.spam = true),
        ("another tenant", |f| f.tenant = THERE),
        ("another ticket", |f| f.id = ConversationId::from_number(1)),
    ];
    for (what, change) in changes {
        assert!(!filter.matches(&with(change)), "{what}");
    }
    // Nothing else of the ticket matters: a guest is no actor, and no scope is his.
    let irrelevant: [Change; 5] = [
        |f| f.assignee = None,
        |f| f.state = Some(ConversationState::Closed),
        |f| f.group = None,
        |f| f.organization = None,
        |f| f.participants.clear(),
    ];
    for change in irrelevant {
        assert!(filter.matches(&with(change)));
    }

    // It ends, to the second.
    let at = |time| Filter::of_guest(&link, time);
    let second = chrono::TimeDelta::seconds(1);
    assert!(at(link.expires - second).matches(&facts));
    for time in [link.expires, link.expires + second, minutes(600)] {
        assert!(!at(time).matches(&facts));
        assert_eq!(at(time).valid_until(), None);
        assert_eq!(at(time).expr(), Expr::FALSE);
    }
    // A link of a later epoch than the ticket's is no better than one of an earlier.
    assert!(!guest(&GuestLink { epoch: 1, ..link }).matches(&facts));
    assert!(guest(&GuestLink { epoch: 1, ..link }).matches(&with(|f| f.guest_epoch = 1)));
}

#[test]
fn attack_26_a_link_only_reads() {
    let ticket = full_ticket();
    let policy = policy();
    let filter = guest(&link());
    // The customer's fields, no notes, and nothing to change.
    let view = sent(&filter, &ticket, &policy).unwrap();
    assert!(view.contains(r#""as":"guest""#) && view.contains("order 77"));
    for hidden in [
        NOTE,
        NOTE_FILE,
        "creditworthy",
        NUMBER,
        r#""edit""#,
        r#""require""#,
    ] {
        assert!(!view.contains(hidden), "{hidden}");
    }
    let viewing = Viewing {
        filter,
        policy: &policy,
        sites: SitesSeen::none(),
        rights: RightsHeld::none(),
    };
    let edit = PortalAction::EditField(field("cf_edit"));
    for action in [
        PortalAction::Reply,
        PortalAction::Close,
        PortalAction::Reopen,
        edit,
    ] {
        let refused = viewing.act(&ticket, &action, PortalState::Open);
        assert_eq!(refused, Err(PortalRefusal::NotYours));
    }
    // A link to rate shows nothing, of no ticket and at no time.
    let rate = guest(&GuestLink {
        purpose: GuestPurpose::Rate,
        ..link()
    });
    assert_eq!(rate.expr(), Expr::FALSE);
    assert!(!rate.matches(&ticket.facts));
}

#[test]
fn attack_26_the_link_of_somebody_who_has_signed_in() {
    // Whoever opens a link sees its ticket as the customer that he is, where he is one.
    let facts = full_ticket().facts;
    assert_eq!(
        joined([guest(&link()), asker()]).hat(&facts),
        Some(Hat::Customer)
    );
    // Of another's link he is the guest, and the link lends him nothing else of that customer.
    let stranger = filter_of(&seeing(client(125), Scope::of(Relation::Requester)));
    let person = joined([stranger, guest(&link())]);
    assert_eq!(person.hat(&facts), Some(Hat::Guest));
    let other = with(|f| f.id = ConversationId::from_number(2001));
    assert_eq!(person.hat(&other), None);
    assert_eq!(person.valid_until(), Some(minutes(60)));
}

#[test]
fn attack_33_a_hat_without_any_right() {
    let nothing = [
        filter_of(&staff(17)),
        filter_of(&client(123)),
        filter_of(&seeing(
            client(123),
            Scope::of(Relation::RequesterOrganization),
        )),
        guest(&GuestLink {
            expires: now(),
            ..link()
        }),
    ];
    let facts = full_ticket().facts;
    for filter in &nothing {
        assert_eq!(filter.expr(), Expr::FALSE);
        assert!(!filter.matches(&facts));
    }
    let all = joined(nothing);
    assert_eq!((all.expr(), all.hat(&facts)), (Expr::FALSE, None));
    // No filter at all is no filter that opens everything.
    assert_eq!(Filter::join([]), Ok(None));
    // And a rule of no way is not one of every way, whatever is provided.
    let mut rule = Rule::of_guest();
    rule.ways.clear();
    rule.provided.clear();
    assert_eq!(
        rule.bind(&Viewer::Guest(&link()), now()).expr(),
        Expr::FALSE
    );
    // Neither hat has anything of the other's place.
    assert!(
        !asker().at_desk().matches(&facts) && !operator(Scope::any()).in_portal().matches(&facts)
    );
}

#[test]
fn two_tenants_are_never_joined() {
    let there = filter_of(&seeing(Holder::new(THERE, user(17)), Scope::any()));
    let link_there = guest(&GuestLink {
        tenant: THERE,
        ..link()
    });
    for foreign in [there, link_there] {
        assert_eq!(
            Filter::join([asker(), foreign.clone()]),
            Err(SeveralTenants)
        );
        assert_eq!(Filter::join([foreign, asker()]), Err(SeveralTenants));
    }
    assert_eq!(
        SeveralTenants.to_string(),
        "the filters are of several tenants"
    );
}

#[test]
fn an_explanation_in_words() {
    let names = BTreeMap::from([
        (user(17).uuid(), "Anna".to_owned()),
        (group(3).uuid(), "Sales\nand more".to_owned()),
        (customer(123).uuid(), "Maria".to_owned()),
    ]);
    let queue = Scope {
        groups: Some(Groups {
            these: [group(3)].into(),
            none: true,
            ..Groups::default()
        }),
        ..Scope::of(Relation::Unassigned)
    };
    let mut agent = seeing(seeing(staff(17), Scope::of(Relation::Own)), queue);
    agent
        .grants
        .push(Grant::new(VIEW, Scope::of(Relation::Myself)));
    let made = Scope::of(Relation::Created);
    let id = RestrictionId::from_static("deny.own_making");
    agent
        .restrictions
        .push(Restriction::taking(id, [VIEW].into_iter().collect(), made));
    let filter = joined([filter_of(&agent), asker()]);

    let mine = with(|f| f.requester = None);
    let told = filter.explain(&mine).told(&names).to_string();
    expect_test::expect![[r#"
        seen as operator
        as operator: yes
          way 1, yes: Anna has it (yes)
          way 2, no: nobody has it (no); it is new or waiting (no)
          way 3, no: this viewer can never
        as colleague: no
          way 1, no: Maria asked (no)"#]]
    .assert_eq(&told);

    let made = with(|f| {
        f.creator = Some(user(17));
        f.deleted = true;
    });
    let explanation = filter.explain(&made);
    expect_test::expect![[r#"
        not seen
        as operator: no
          way 1, yes: Anna has it (yes)
          way 2, no: nobody has it (no); it is new or waiting (no)
          way 3, no: this viewer can never
          besides, no: Anna made it (yes)
        as customer: no
          way 1, yes: Maria asked (yes)
          besides, no: it is neither deleted nor spam (no)"#]]
    .assert_eq(&explanation.told(&names).to_string());
    let nearest = explanation.openings[0].nearest().unwrap();
    assert!(nearest.holds && nearest.against.is_empty());

    let foreign = with(|f| f.tenant = THERE);
    assert_eq!(
        filter.explain(&foreign).to_string(),
        "not seen: it is of another tenant"
    );
    // The rule, before anybody is put in. A name of two lines begins none.
    let scopes = frontdesk_access::Catalogue::default().scopes_of(&agent, VIEW, now());
    let Rule { ways, provided, .. } = Rule::of(&scopes);
    let told: Vec<String> = ways
        .iter()
        .chain(&provided)
        .map(|t| t.told(&names).to_string())
        .collect();
    expect_test::expect![[r#"
        the viewer has it
        nobody has it and it is new or waiting and the viewer is staff and (its group is Sales and more or it is in no group)
        never
        not (the viewer made it)"#]].assert_eq(&told.join("\n"));
    // Without names there are ids.
    assert_eq!(
        Test::AssigneeIs(user(17)).to_string(),
        format!("{} has it", user(17))
    );
    let many = Test::GroupIn((1..=8).map(group).collect());
    assert!(many.told(&NoNames).to_string().ends_with(" or 3 more"));
}

/// Every test and every term has words, and no two have the same.
#[test]
fn words_tell_terms_apart() {
    let terms = [
        Term::always(),
        Term::never(),
        Term::AssigneeIsMe,
        Term::AssigneeIsColleague,
        Term::Unassigned,
        Term::OfferedToMe,
        Term::IParticipate,
        Term::IAmMentioned,
        Term::ISubstitute,
        Term::CreatorIsMe,
        Term::RequesterIsMe,
        Term::RequesterOrganizationIsMine,
        Term::IAmStaff,
        Term::Kept,
        Term::MyLinkOpensIt,
        Term::GroupIn(Groups::default()),
        Term::StateIn([ConversationState::New].into()),
        Term::Not(Box::new(Term::Kept)),
    ];
    let words: std::collections::BTreeSet<String> = terms.iter().map(ToString::to_string).collect();
    assert_eq!(words.len(), terms.len(), "{words:?}");
    assert!(
        words
            .iter()
            .all(|text| !text.is_empty() && !text.contains('\n'))
    );
}

/// More look-ups than the quick form has bits for: the expressions are asked, and say the same.
#[test]
fn a_rule_of_a_hundred_sets() {
    let holder = staff(17);
    let mut rule = Rule::of(&roles().scopes_of(&holder, VIEW, now()));
    let pair = |number| Groups {
        these: [group(number), group(number + 1000)].into(),
        ..Groups::default()
    };
    for count in [3, 64, 65, 100_i64] {
        rule.ways = (0..count)
            .map(|number| Term::GroupIn(pair(number)))
            .collect();
        let filter = rule.bind(&Viewer::Actor(holder.actor()), now());
        for number in 0..110 {
            let facts = with(|f| f.group = Some(group(number)));
            assert_eq!(
                filter.matches(&facts),
                number < count,
                "{number} of {count}"
            );
            assert_eq!(filter.expr().holds(&facts), number < count);
        }
    }
}

proptest! {
    #![proptest_config(Config { cases: 500, failure_persistence: None, ..Config::default() })]

    /// Joined is the union, in whatever order; the hat is the first of those that open; the end is the
    /// first end; the one expression says the same.
    #[test]
    fn joined_is_the_union(
        mut staff in staff_holder(), mut clients in vec(customer_holder(), 0..=2),
        ticket in 1..=8_i64, epoch in 0..3_u32, number in 1..=3_i64, minutes_left in -5..60_i64,
        facts in facts(), at in any::<prop::sample::Index>(),
    ) {
        staff.tenant = HERE;
        clients.iter_mut().for_each(|client| client.tenant = HERE);
        let link = GuestLink {
            tenant: HERE,
            ticket: ConversationId::from_number(ticket),
            customer: customer(number),
            purpose: GuestPurpose::View,
            expires: minutes(minutes_left),
            epoch,
        };
        let mut filters: Vec<Filter> =
            clients.iter().chain([&staff]).map(|holder| filter_for(&roles(), holder, VIEW)).collect();
        filters.push(guest(&link));
        let all = joined(filters.clone());
        let any = filters.iter().any(|filter| filter.matches(&facts));
        prop_assert_eq!(all.matches(&facts), any);
        prop_assert_eq!(all.hat(&facts), filters.iter().filter_map(|one| one.hat(&facts)).min());
        prop_assert_eq!(all.expr().holds(&facts) && facts.tenant == HERE, any);
        prop_assert_eq!(
            all.valid_until(), filters.iter().filter_map(Filter::valid_until).min()
        );
        let mut turned = filters.clone();
        let at = at.index(turned.len());
        turned.rotate_left(at);
        turned.reverse();
        prop_assert_eq!(joined(turned).hat(&facts), all.hat(&facts));
        // Portal and desk share what there is.
        let (portal, desk) = (all.clone().in_portal(), all.at_desk());
        prop_assert_eq!(portal.matches(&facts) || desk.matches(&facts), any);
        prop_assert!(portal.hat(&facts).is_none_or(|hat| !hat.is_staff()));
        prop_assert!(desk.hat(&facts).is_none_or(Hat::is_staff));
    }

    /// Narrowed is what both open, under the hat of the one that is narrowed, until the first end; nothing
    /// is narrowed to another tenant's.
    #[test]
    fn narrowed_is_what_both_open(
        mut holders in vec(holder(), 2), facts in facts(), ticket in 1..=8_i64,
        number in 1..=3_i64, epoch in 0..3_u32, minutes_left in -5..60_i64,
    ) {
        holders.iter_mut().for_each(|holder| holder.tenant = HERE);
        let link = GuestLink {
            tenant: HERE,
            ticket: ConversationId::from_number(ticket),
            customer: customer(number),
            purpose: GuestPurpose::View,
            expires: minutes(minutes_left),
            epoch,
        };
        let mut filters: Vec<Filter> =
            holders.iter().map(|holder| filter_for(&roles(), holder, VIEW)).collect();
        filters.push(guest(&link));
        filters.push(joined(filters.clone()));
        for one in &filters {
            for other in &filters {
                let both = one.clone().narrowed_to(other).unwrap();
                let opens = one.matches(&facts) && other.matches(&facts);
                prop_assert_eq!(both.matches(&facts), opens);
                prop_assert_eq!(both.expr().holds(&facts) && facts.tenant == HERE, opens);
                prop_assert!(both.hat(&facts).is_none_or(|hat| Some(hat) == one.hat(&facts)));
                // What comes with either comes with both.
                for side in [one, other] {
                    let come = side.obligations(&facts).filter(|_| opens).into_iter().flatten();
                    let with = both.obligations(&facts);
                    prop_assert!(come.into_iter().all(|one| with.is_some_and(|with| with.contains(one))));
                }
                let ends = [one.valid_until(), other.valid_until()];
                prop_assert_eq!(both.valid_until(), ends.into_iter().flatten().min());
            }
            let theirs = guest(&GuestLink { tenant: THERE, ..link });
            prop_assert!(one.clone().narrowed_to(&theirs).is_err());
        }
    }

    /// The quick form says what the expressions say, of rules that no scope lowers to as well; and what
    /// stands against a way is nothing just when it holds or never could.
    #[test]
    fn the_quick_form_is_the_plain_form(
        ways in vec(term(), 0..=4), provided in vec(term(), 0..=2), holder in holder(),
        mut facts in facts(),
    ) {
        facts.tenant = holder.tenant;
        let mut rule = Rule::of(&roles().scopes_of(&holder, VIEW, now()));
        (rule.ways, rule.provided) = (ways, provided);
        let filter = rule.bind(&Viewer::Actor(holder.actor()), now());
        prop_assert_eq!(filter.matches(&facts), naive::opens(&rule, &holder.actor(), &facts));
        prop_assert_eq!(filter.matches(&facts), filter.expr().holds(&facts));
        for opening in &filter.explain(&facts).openings {
            for (way, term) in opening.ways.iter().zip(&rule.ways) {
                let never = bound(term, &holder) == Expr::FALSE;
                prop_assert_eq!(way.against.is_empty(), way.holds || never);
                for (test, answer) in &way.against {
                    prop_assert_eq!(test.holds(&facts), *answer);
                    prop_assert!(way.tests.contains(&(test.clone(), *answer)));
                }
            }
        }
    }

    /// A part of a rule opens what the rule opens and the part covers: never more.
    #[test]
    fn a_part_is_the_whole_cut_with_its_scope(
        (holder, part) in holder().prop_flat_map(|h| { let id = h.id; (Just(h), generate::scope(id)) }),
        facts in facts(),
    ) {
        let scopes = roles().scopes_of(&holder, VIEW, now());
        let resource = frontdesk_access::Resource::conversation(&holder.actor(), &facts);
        let whole = Filter::of(&scopes, now()).matches(&facts);
        let covered = part.covers(&holder.actor(), &resource);
        prop_assert_eq!(Filter::within(&scopes, &part, now()).matches(&facts), whole && covered);
    }
}

/// What one account must not see the other account of the same hat does not show, in whichever order
/// the two come.
#[test]
fn a_mask_of_one_account_holds_for_both() {
    let plain = filter_of(&seeing(staff(17), Scope::any()));
    let hidden = filter_of(&masked(seeing(staff(18), Scope::any())));
    let ticket = full_ticket();
    for both in [[plain.clone(), hidden.clone()], [hidden, plain]] {
        let sent = sent(&joined(both), &ticket, &FieldPolicy::default()).unwrap();
        assert!(!sent.contains(NUMBER));
    }
}

/// A rule that opens everything under this hat.
fn opening_all(hat: Hat) -> Rule {
    Rule {
        hat,
        ways: vec![Term::always()],
        provided: Vec::new(),
        ..Rule::of_guest()
    }
}

/// Nobody becomes by a rule who he is not: the notes of a ticket reach no customer by the rule of a member
/// of the staff (S166), nor is anybody a customer or a guest who has not signed in as one, or has no link.
#[test]
fn a_rule_makes_nobody_another() {
    let (anna, maria, link) = (staff(17), client(123), link());
    let viewers = [
        Viewer::Actor(anna.actor()),
        Viewer::Actor(maria.actor()),
        Viewer::Guest(&link),
    ];
    let facts = full_ticket().facts;
    for hat in Hat::ALL {
        let whose = match hat {
            Hat::Operator | Hat::Stakeholder => 0,
            Hat::Customer | Hat::Colleague | Hat::Copied => 1,
            Hat::Guest => 2,
        };
        for (at, viewer) in viewers.iter().enumerate() {
            let filter = opening_all(hat).bind(viewer, now());
            assert_eq!(filter.matches(&facts), at == whose, "{hat}: {viewer:?}");
            assert_eq!(filter.expr() == Expr::FALSE, at != whose);
            assert_eq!(filter.hat(&facts).is_some(), at == whose);
        }
    }
}

/// A stored rule says from when it is another: from that moment on it opens nothing.
#[test]
fn a_stored_rule_does_not_outlive_its_rights() {
    let holder = staff(17);
    let ends = |valid_until| {
        let rule = Rule {
            valid_until,
            ..opening_all(Hat::Operator)
        };
        rule.bind(&Viewer::Actor(holder.actor()), now())
    };
    for (end, opens) in [
        (None, true),
        (Some(1), true),
        (Some(0), false),
        (Some(-1), false),
    ] {
        let end = end.map(minutes);
        let filter = ends(end);
        assert_eq!(filter.matches(&chat(1)), opens, "{end:?}");
        // Of one that has ended another is to be made at once.
        assert_eq!(filter.valid_until(), end);
    }
}

/// A stored rule that lost a line shows no more than it did: it is not read, whichever it was.
#[test]
fn a_rule_that_lost_a_line_is_not_read() {
    let holder = masked(seeing(staff(17), Scope::any()));
    let scopes = frontdesk_access::Catalogue::default().scopes_of(&holder, VIEW, now());
    let whole = serde_json::to_value(Rule::of(&scopes)).unwrap();
    let read = serde_json::from_value::<Rule>;
    assert_eq!(read(whole.clone()).unwrap(), Rule::of(&scopes));
    let lines: Vec<String> = whole.as_object().unwrap().keys().cloned().collect();
    assert_eq!(lines.len(), 5);
    for line in lines {
        let mut lost = whole.clone();
        lost.as_object_mut().unwrap().remove(&line).unwrap();
        assert!(read(lost).is_err(), "{line}");
    }
}

/// What is masked on the record of a link's customer is masked by the link (S72, S73).
#[test]
fn a_link_shows_no_number_that_is_masked_from_its_customer() {
    let mut policy = FieldPolicy::default();
    for hat in [Hat::Customer, Hat::Guest] {
        policy.set(hat, Field::ClientNumber, Use::View).unwrap();
    }
    let ticket = full_ticket();
    let by_link = |own: &Filter| {
        let narrowed = guest(&link()).narrowed_to(own).unwrap();
        sent(&narrowed, &ticket, &policy).unwrap()
    };
    let own = seeing(client(123), Scope::of(Relation::Requester));
    assert!(by_link(&filter_of(&own)).contains(NUMBER));
    let own = filter_of(&masked(own));
    assert!(!sent(&own, &ticket, &policy).unwrap().contains(NUMBER));
    assert!(!by_link(&own).contains(NUMBER));
}
