//! Who comes to act as another: all that the other may do, to what is the other's own too.

mod exact;

use frontdesk_access::{
    AdminAction, Among, Groups, Holder, Permission, Restriction, RestrictionId, Scope, Takeover,
};
use frontdesk_model::{ConversationState, GroupId, Relation, UserId};
use frontdesk_testkit::{BuildHolder, cast};

use super::{TO_MANAGE, ask, assigned, codes, missing, office, own_role, user};

const WAYS: [Takeover; 3] = [
    Takeover::ResetCredentials,
    Takeover::ChangeLogin,
    Takeover::Impersonate,
];

const VIEW: Permission = Permission::CONVERSATION_VIEW;

fn take_over(of: UserId, by: Takeover) -> AdminAction {
    AdminAction::TakeOver { user: user(of), by }
}

/// Who may take over accounts, and see people.
fn taker() -> Holder {
    let rights = [
        Permission::CREDENTIALS_RESET,
        Permission::LOGIN_CHANGE,
        Permission::IMPERSONATE,
    ];
    cast::boris().with_rights(&rights, &Scope::any())
}

fn of(relation: Relation) -> Scope {
    Scope::of(relation)
}

fn in_group(group: GroupId, scope: Scope) -> Scope {
    Scope {
        groups: Some(Groups {
            these: [group].into(),
            ..Groups::default()
        }),
        ..scope
    }
}

fn in_states(states: &[ConversationState], scope: Scope) -> Scope {
    Scope {
        states: Some(states.iter().copied().collect()),
        ..scope
    }
}

/// A name, the right, where Anna has it, where Boris has it, where he does not cover it.
type Row = (&'static str, Permission, Scope, Vec<Scope>, Vec<String>);

/// What the one has, what the other has, and what that leaves uncovered when he comes to act as the
/// one. Anna is in sales, Boris in support.
#[test]
fn what_is_own_to_the_one_is_not_own_to_the_other() {
    use ConversationState::InWork;
    use Relation as R;
    let person = |id| Scope {
        people: Some(Among::These([id].into())),
        ..Scope::any()
    };
    let queue = of(R::MyGroupQueue);
    let rows: Vec<Row> = vec![
        (
            "own",
            VIEW,
            of(R::Own),
            vec![of(R::Own)],
            vec!["own".into()],
        ),
        ("own, by all", VIEW, of(R::Own), vec![Scope::any()], vec![]),
        (
            "own in work is a colleague's",
            VIEW,
            in_states(&[InWork], of(R::Own)),
            vec![of(R::ColleagueInWork)],
            vec![],
        ),
        (
            "own in other states is not",
            VIEW,
            in_states(&[InWork, ConversationState::Closed], of(R::Own)),
            vec![of(R::ColleagueInWork)],
            vec!["own & states = closed".into()],
        ),
        (
            "own, by the person's name",
            VIEW,
            of(R::Own),
            vec![person(cast::ANNA)],
            vec![],
        ),
        (
            "a colleague's may be one's own",
            VIEW,
            of(R::ColleagueInWork),
            vec![of(R::ColleagueInWork)],
            vec!["colleague_in_work".into()],
        ),
        (
            "a colleague's or one's own",
            VIEW,
            of(R::ColleagueInWork),
            vec![of(R::ColleagueInWork), of(R::Own)],
            vec![],
        ),
        (
            "participating",
            VIEW,
            of(R::Participating),
            vec![of(R::Participating)],
            vec!["participating".into()],
        ),
        (
            "created",
            VIEW,
            of(R::Created),
            vec![of(R::Created)],
            vec!["created".into()],
        ),
        (
            "offered",
            VIEW,
            of(R::OfferedToMe),
            vec![of(R::OfferedToMe), of(R::Own), of(R::Unassigned)],
            vec!["offered_to_me".into()],
        ),
        (
            "offered, by the state",
            VIEW,
            of(R::OfferedToMe),
            vec![in_states(&[ConversationState::Offered], Scope::any())],
            vec![],
        ),
        (
            "unassigned",
            VIEW,
            of(R::Unassigned),
            vec![of(R::Unassigned)],
            vec![],
        ),
        (
            "the queues of other groups",
            VIEW,
            queue.clone(),
            vec![of(R::MyGroupQueue)],
            vec![format!("my_group_queue & groups = {}", cast::SALES)],
        ),
        (
            "the same queue",
            VIEW,
            queue,
            vec![in_group(cast::SALES, of(R::Unassigned))],
            vec![],
        ),
        (
            "the own record",
            Permission::USER_EDIT,
            of(R::Myself),
            vec![of(R::Myself)],
            vec!["self".into()],
        ),
        (
            "the own record, by its group",
            Permission::USER_EDIT,
            of(R::Myself),
            vec![in_group(cast::SALES, Scope::any())],
            vec![],
        ),
        (
            "orders that one made",
            Permission::ORDER_VIEW,
            of(R::Created),
            vec![of(R::Created)],
            vec!["created".into()],
        ),
        ("everywhere", VIEW, Scope::any(), vec![Scope::any()], vec![]),
    ];
    for (row, permission, of_anna, of_boris, expected) in rows {
        let anna = Holder::new(cast::TENANT, cast::ANNA)
            .in_group(cast::SALES)
            .with_rights(&[permission], &of_anna);
        let mut boris = Holder::new(cast::TENANT, cast::BORIS)
            .in_group(cast::SUPPORT)
            .with_rights(&[Permission::USER_VIEW], &Scope::any());
        boris.grants.extend(taker().grants);
        for scope in &of_boris {
            boris = boris.with_rights(&[permission], scope);
        }
        let office = office([], [anna, boris]);
        for by in WAYS {
            let answer = ask(&office, cast::BORIS, &take_over(cast::ANNA, by));
            let expected: Vec<String> = expected
                .iter()
                .map(|rest| format!("{permission} @ {rest}"))
                .collect();
            match expected.is_empty() {
                true => assert_eq!(codes(&answer), ["granted"], "{row}: {answer:?}"),
                false => assert_eq!(missing(&answer), expected, "{row}"),
            }
        }
        // To touch the account is compared by name as ever.
        let letter = AdminAction::SendReset {
            user: user(cast::ANNA),
        };
        let by_name = of_boris.contains(&of_anna) && of_anna.relation != R::MyGroupQueue;
        if by_name {
            let answer = ask(&office, cast::BORIS, &letter);
            assert_eq!(codes(&answer), ["granted"], "{row}");
        }
    }
}

/// What is denied to the one wherever he takes part he does not do as the other.
#[test]
fn a_restriction_by_a_relation_binds_whoever_acts_as_another() {
    let anna =
        Holder::new(cast::TENANT, cast::ANNA).with_rights(&[VIEW], &of(Relation::Unassigned));
    let rights = [VIEW, Permission::USER_VIEW, Permission::IMPERSONATE];
    let boris = Holder::new(cast::TENANT, cast::BORIS).with_rights(&rights, &Scope::any());
    let denied = |relation| {
        boris.clone().with_restriction(Restriction::taking(
            RestrictionId::from_static("deny.view"),
            [VIEW].into_iter().collect(),
            of(relation),
        ))
    };
    for (relation, expected) in [
        // What waits may be what he made or takes part in; it is never his own or offered to him.
        (Relation::Participating, "uncovered"),
        (Relation::Created, "uncovered"),
        (Relation::Own, "granted"),
        (Relation::OfferedToMe, "granted"),
        (Relation::ColleagueInWork, "granted"),
        // He may be named in it; nobody stands in where nobody has it.
        (Relation::Mentioned, "uncovered"),
        (Relation::Substitute, "granted"),
    ] {
        let office = office([], [anna.clone(), denied(relation)]);
        let answer = ask(
            &office,
            cast::BORIS,
            &take_over(cast::ANNA, Takeover::Impersonate),
        );
        assert_eq!(codes(&answer), [expected], "{relation}");
    }
}

/// A letter to the account's own address hands nothing over: the roles of the account may be
/// entrusted, and nothing is asked of the own account but the right.
#[test]
fn a_letter_to_the_own_address_touches_and_takes_nothing_over() {
    let hr = own_role("shop.hr")
        .grant(TO_MANAGE, &Scope::any())
        .grant(&[Permission::CREDENTIALS_RESET], &Scope::any())
        .assigning([assigned("cast.operator").role]);
    let olga = cast::olga().with_role(assigned("shop.hr"));
    let office = office([hr], [olga, cast::anna(), cast::vera(), cast::lev()]);
    let letter = |to| AdminAction::SendReset { user: user(to) };
    assert_eq!(
        codes(&ask(&office, cast::OLGA, &letter(cast::ANNA))),
        ["granted"]
    );
    assert_eq!(
        codes(&ask(&office, cast::OLGA, &letter(cast::OLGA))),
        ["granted"]
    );
    let set = take_over(cast::ANNA, Takeover::ResetCredentials);
    assert_eq!(codes(&ask(&office, cast::OLGA, &set)), ["uncovered"]);
    // A role that is not entrusted, and no right to it at all.
    assert_eq!(
        codes(&ask(&office, cast::OLGA, &letter(cast::VERA))),
        ["uncovered"]
    );
    assert_eq!(
        codes(&ask(&office, cast::ANNA, &letter(cast::LEV))),
        ["not_visible"]
    );
    let permit = ask(&office, cast::OLGA, &letter(cast::ANNA)).unwrap();
    assert!(permit.events.is_empty() && permit.foreseen.is_empty());
}
