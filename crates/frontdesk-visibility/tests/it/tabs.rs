//! Lists beside the list: a customer's earlier conversations, the tab of what colleagues have in work, the
//! waiting requests. Each is a rule of its own right, or a part of the rule, and opens nothing besides.

use frontdesk_access::{Among, Catalogue, Grant, Holder, Permission, Scope};
use frontdesk_model::{Assignee, ConversationFacts, ConversationId, ConversationState, Relation};
use frontdesk_visibility::{
    Column, Expr, Field, FieldPolicy, Filter, RightsHeld, Shown, SitesSeen, Test, Ticket, View,
    Viewing,
};

use crate::world::*;

const VIEW: Permission = Permission::CONVERSATION_VIEW;
const HISTORY: Permission = Permission::CONVERSATION_VIEW_HISTORY;

fn ticket(number: i64, assignee: Option<i64>, state: ConversationState) -> Ticket {
    Ticket::new(ConversationFacts {
        id: ConversationId::from_number(number),
        assignee: assignee.map(|number| Assignee::Person(user(number))),
        state: Some(state),
        requester: Some(customer(123)),
        ..chat(number)
    })
}

/// One of each kind: mine, a colleague's, nobody's, and what is closed of each.
fn desk() -> Vec<Ticket> {
    use ConversationState::{Closed, InWork, New, Offered, Waiting};
    let mut desk = vec![
        ticket(1, Some(17), InWork),
        ticket(2, Some(18), InWork),
        ticket(3, Some(19), InWork),
        ticket(4, None, New),
        ticket(5, None, Waiting),
        ticket(6, None, Offered),
        ticket(7, Some(17), Closed),
        ticket(8, Some(18), Closed),
    ];
    desk[1].facts.assignee_groups = [group(3)].into();
    desk[2].facts.assignee_groups = [group(4)].into();
    desk[4].facts.questionnaire = Some(questionnaire(9));
    desk[5].facts.offered_to = Some(user(18));
    desk
}

fn numbers(filter: &Filter) -> Vec<i64> {
    let desk = desk();
    filter
        .list(&desk)
        .filter_map(|ticket| ticket.facts.id.number())
        .collect()
}

fn tab(holder: &Holder, part: &Scope) -> Vec<i64> {
    numbers(&Filter::within(
        &Catalogue::default().scopes_of(holder, VIEW, now()),
        part,
        now(),
    ))
}

fn of(relation: Relation) -> Scope {
    Scope::of(relation)
}

/// S57: what colleagues have in work is a tab of its own, and is not among one's own.
#[test]
fn colleagues_chats_are_a_tab_of_their_own() {
    // Own chats, the queue, and the chats of the employees of group 3.
    let of_group_3 = Scope {
        assignee_groups: Some(Among::These([group(3)].into())),
        ..of(Relation::ColleagueInWork)
    };
    let mut operator = seeing(staff(17), of(Relation::Own));
    operator = seeing(operator, of(Relation::Unassigned));
    operator = seeing(operator, of_group_3);
    assert_eq!(numbers(&filter_of(&operator)), [1, 2, 4, 5, 7]);
    assert_eq!(tab(&operator, &of(Relation::ColleagueInWork)), [2]);
    assert_eq!(tab(&operator, &of(Relation::Own)), [1, 7]);
    assert_eq!(tab(&operator, &of(Relation::Unassigned)), [4, 5]);
    // The three tabs are the list, and no ticket is in two.
    let mut all: Vec<i64> = [
        Relation::Own,
        Relation::Unassigned,
        Relation::ColleagueInWork,
    ]
    .into_iter()
    .flat_map(|relation| tab(&operator, &of(relation)))
    .collect();
    all.sort_unstable();
    assert_eq!(all, numbers(&filter_of(&operator)));

    // Without the right the tab is there for nobody to see: it is known to be empty.
    let without = seeing(staff(17), of(Relation::Own));
    assert!(tab(&without, &of(Relation::ColleagueInWork)).is_empty());
    // Whoever sees all sees all colleagues' there, and neither the own nor what is closed.
    let supervisor = seeing(staff(17), Scope::any());
    assert_eq!(tab(&supervisor, &of(Relation::ColleagueInWork)), [2, 3]);
}

/// Noci: the requests that wait, of the questionnaires that an adviser has; to a moderator all.
#[test]
fn waiting_requests_are_a_part() {
    let waiting = of(Relation::Unassigned);
    let mine = Scope {
        questionnaires: Some(Among::Mine),
        ..waiting.clone()
    };
    let mut adviser = seeing(seeing(staff(17), of(Relation::Own)), mine);
    adviser.memberships.questionnaires = [questionnaire(9)].into();
    assert_eq!(numbers(&filter_of(&adviser)), [1, 5, 7]);
    assert_eq!(tab(&adviser, &waiting), [5]);
    adviser.memberships.questionnaires.clear();
    assert!(tab(&adviser, &waiting).is_empty());
    let moderator = seeing(staff(17), Scope::any());
    assert_eq!(tab(&moderator, &waiting), [4, 5]);
    // A narrower part is a narrower list.
    let new = Scope {
        states: Some([ConversationState::New].into()),
        ..waiting
    };
    assert_eq!(tab(&moderator, &new), [4]);
}

/// The list of a customer's earlier conversations is the filter of another right, which needs the view.
#[test]
fn earlier_conversations_of_a_customer() {
    let holding = |view: Option<Scope>, history: Option<Scope>| {
        let mut holder = staff(17);
        let view = view.map(|scope| Grant::new(VIEW, scope));
        let history = history.map(|scope| Grant::new(HISTORY, scope));
        holder.grants.extend(view.into_iter().chain(history));
        filter_for(&Catalogue::default(), &holder, HISTORY)
    };
    let closed = Scope {
        states: Some([ConversationState::Closed].into()),
        ..Scope::any()
    };
    // Supervisors of Reach: all that there was.
    assert_eq!(
        numbers(&holding(Some(Scope::any()), Some(Scope::any()))).len(),
        8
    );
    // What is closed, of anybody.
    let filter = holding(Some(Scope::any()), Some(closed.clone()));
    assert_eq!(numbers(&filter), [7, 8]);
    // No more of them than may be seen at all: one's own.
    let own = holding(Some(of(Relation::Own)), Some(closed.clone()));
    assert_eq!(numbers(&own), [7]);
    // Neither right is the other.
    assert_eq!(holding(None, Some(closed)).expr(), Expr::FALSE);
    assert_eq!(holding(Some(Scope::any()), None).expr(), Expr::FALSE);

    // Of one customer: a condition beside the filter, which opens nothing.
    let of_customer = |number| {
        let of = Expr::from(Test::RequesterIs(customer(number)));
        let query = Expr::all([filter.expr(), of]);
        desk()
            .iter()
            .filter(|ticket| query.holds(&ticket.facts))
            .count()
    };
    assert_eq!((of_customer(123), of_customer(124)), (2, 0));
}

/// S72, S73: with number hiding on the number is hidden in the client's history too. Only what shows tickets
/// brings the mask: a filter of another right is for deciding.
#[test]
fn the_mask_holds_in_a_customers_earlier_conversations() {
    let mut holder = seeing(staff(17), Scope::any());
    let rights = [HISTORY, Permission::CONVERSATION_REPLY];
    let rights = rights.map(|right| Grant::new(right, Scope::any()));
    holder.grants.extend(rights);
    let policy = FieldPolicy::default();
    let full = full_ticket();
    let shows = |holder: &Holder, right, expected| {
        let viewing = Viewing {
            filter: filter_for(&Catalogue::default(), holder, right),
            policy: &policy,
            sites: SitesSeen::none(),
            rights: RightsHeld::none(),
        };
        let View::Operator(view) = viewing.open(&full).unwrap().project() else {
            panic!("an operator");
        };
        assert_eq!(view.fields.client_number, Some(expected), "{right}");
    };
    let hiding = masked(holder.clone());
    for right in [VIEW, HISTORY] {
        shows(&holder, right, Shown::Value(NUMBER));
        shows(&hiding, right, Shown::Hidden);
    }
    // The right to reply says nothing of the mask: by its filter no number is shown to anybody, sorted by or
    // searched for, whether or not the record hides it.
    let replies = |holder| {
        let right = Permission::CONVERSATION_REPLY;
        filter_for(&Catalogue::default(), holder, right)
    };
    assert!(
        replies(&hiding)
            .obligations(&full.facts)
            .unwrap()
            .is_empty()
    );
    let by_number = Column::Field(Field::ClientNumber);
    let viewing = |filter| Viewing {
        filter,
        policy: &policy,
        sites: SitesSeen::none(),
        rights: RightsHeld::none(),
    };
    for holder in [&holder, &hiding] {
        shows(holder, Permission::CONVERSATION_REPLY, Shown::Hidden);
        let part = Filter::within(
            &Catalogue::default().scopes_of(holder, Permission::CONVERSATION_REPLY, now()),
            &Scope::any(),
            now(),
        );
        let view = filter_for(&Catalogue::default(), holder, VIEW);
        let joined = Filter::join([view.clone(), replies(holder)]);
        for filter in [replies(holder), part, joined.unwrap().unwrap()] {
            let viewing = viewing(filter);
            assert!(!viewing.offers(&by_number));
            assert_eq!(viewing.shown_where(&Field::ClientNumber), Expr::FALSE);
            let shown = serde_json::to_string(&viewing.open(&full).unwrap().project()).unwrap();
            assert!(!shown.contains(NUMBER));
        }
        // What he sees and may reply to is the view narrowed to that: with the number, unless it is hidden.
        let both = viewing(view.narrowed_to(&replies(holder)).unwrap());
        let shown = serde_json::to_string(&both.open(&full).unwrap().project()).unwrap();
        assert_eq!(shown.contains(NUMBER), holder.obligations.is_empty());
    }
}
