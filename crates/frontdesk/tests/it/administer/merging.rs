//! Uniting two accounts and taking a union apart: who may, what happens, and that an administrator
//! remains (attack 25, attack 6).

use frontdesk::access::analysis::SeparationRule;
use frontdesk::access::{
    AccessEvent, AdminAction, Grant, Obligation, Permission, PermissionSet, Restriction,
    RestrictionId, Role, Scope, Takeover, bundle,
};
use frontdesk::identity::{Lifecycle, UserRecord};
use frontdesk::merge::{
    Alert, Aliases, Basis, Confirmation, Decided, Duty, MergeEvent, MergeState, Plan,
};
use frontdesk::model::{AccountKind, MergePlanId, RefusalKind, Relation, Stream};
use frontdesk::{
    AdminError, AdminOutcome, Desk, Imported, MergeQuestion, MergeStep, Merging, Person, Transition,
};

use super::{CHATS, actor, following, id, roles};
use crate::world::{BARE, desk, in_role, now, of_record, person, record, role, tenant, user};

const OWNER: i64 = 1;
const ADMINS: i64 = 2;
const OPERATORS: i64 = 3;
const PLANNER: i64 = 4;

/// Of one name with the admin, so that nothing is left to decide.
fn operator() -> UserRecord {
    let mut operator = record(OPERATORS, AccountKind::LegacyOperator);
    operator.profile.name = record(ADMINS, AccountKind::LegacyAdmin).profile.name;
    operator
}

type Change<'a> = &'a dyn Fn(&mut Vec<Person>);

/// Merges, edits accounts, and is entrusted with the roles of both halves without holding them.
fn owner_role() -> Role {
    let merging = [
        Permission::MERGE_PLAN,
        Permission::MERGE_APPLY,
        Permission::MERGE_UNDO,
        Permission::USER_VIEW,
        Permission::USER_EDIT,
    ];
    let owner = role("test.owner", &Grant::each(&merging, &Scope::any()));
    owner.assigning([id("test.panel"), id(CHATS)])
}

/// An owner who merges and gives no roles; a legacy admin, the only one who does; an operator.
fn world(change: impl FnOnce(&mut Vec<Person>)) -> Desk {
    let admin = in_role(
        of_record(record(ADMINS, AccountKind::LegacyAdmin)),
        "test.panel",
    );
    let operator = in_role(of_record(operator()), "test.chats");
    let mut people = vec![
        in_role(person(OWNER), "test.owner"),
        admin,
        operator,
        in_role(person(PLANNER), "test.planner"),
    ];
    change(&mut people);
    let mut all = roles();
    all.extend([
        owner_role(),
        role(
            "test.panel",
            &Grant::each(bundle::ADMINISTRATION, &Scope::any()),
        ),
        role(
            "test.planner",
            &Grant::each(&[Permission::MERGE_PLAN], &Scope::any()),
        ),
    ]);
    let imported = Imported {
        roles: all,
        people,
        ..Imported::default()
    };
    desk(
        &format!("{BARE}[merging]\navailable = \"open\"\n"),
        imported,
    )
    .expect("a desk")
    .0
}

fn plan(desk: &Desk) -> Plan {
    let confirmation = Confirmation {
        accounts: [user(ADMINS), user(OPERATORS)].into(),
        by: user(OWNER),
        at: now(),
        basis: Basis::Recorded,
    };
    let aliases = Aliases::new(tenant());
    let mut decided = Decided::default();
    loop {
        let question = MergeQuestion {
            accounts: [user(ADMINS), user(OPERATORS)],
            confirmation: Some(&confirmation),
            decided: &decided,
            aliases: &aliases,
            plan_id: MergePlanId::from_number(1),
        };
        let plan = desk.plan_merge(&question, now()).expect("a plan");
        if plan.alerts.is_subset(&decided.acknowledged) {
            return plan;
        }
        decided.acknowledged = plan.alerts.clone();
    }
}

fn take(desk: &Desk, who: i64, step: MergeStep<'_>) -> Result<Transition, AdminError> {
    kept_apart(desk, who, step, &[])
}

fn kept_apart(
    desk: &Desk,
    who: i64,
    step: MergeStep<'_>,
    separation: &[SeparationRule],
) -> Result<Transition, AdminError> {
    let mut aliases = Aliases::new(tenant());
    if let MergeStep::Undo(MergeState::United(united)) = step {
        aliases
            .apply(&MergeEvent::United(united.clone()))
            .expect("an alias");
    }
    let merging = Merging {
        actor: actor(who),
        on_behalf_of: None,
        step,
        aliases: &aliases,
        separation,
    };
    desk.merge(&merging, now())
}

/// The desk after this plan, and the state of the merge.
fn united(desk: &Desk, plan: &Plan) -> (Desk, MergeState) {
    let transition = take(desk, OWNER, MergeStep::Apply(plan)).expect("granted");
    let mut after = desk.clone();
    after
        .apply_transition(&transition)
        .expect("nothing changed");
    following::comes_to_the_same(desk.clone(), &transition, &after);
    let mut state = MergeState::apart(plan.operator.clone(), plan.admin.clone());
    let change = transition.merge.expect("a merge");
    state.apply(&change.event).expect("it follows");
    (after, state)
}

fn streams(transition: &Transition) -> Vec<Stream> {
    transition.preconditions.iter().map(|p| p.stream).collect()
}

fn restricted(id: &str, permission: Permission) -> Restriction {
    let id = RestrictionId::new(id).unwrap();
    Restriction::taking(id, [permission].into_iter().collect(), Scope::any())
}

#[test]
fn each_step_needs_its_right() {
    let desk = world(|_| {});
    let plan = plan(&desk);
    let (whole, state) = united(&desk, &plan);
    let accounts = [user(ADMINS), user(OPERATORS)];
    let steps = [
        (&desk, MergeStep::Plan { accounts }, true),
        (&desk, MergeStep::Apply(&plan), false),
        (&whole, MergeStep::Undo(&state), false),
    ];
    for (desk, step, planner) in steps {
        let granted = take(desk, OWNER, step).expect("the owner");
        let read = streams(&granted);
        assert!(read.contains(&Stream::Rights(user(OWNER))), "{step:?}");
        assert_eq!(granted.audit.outcome, AdminOutcome::Granted);
        assert_eq!(take(desk, PLANNER, step).is_ok(), planner);
        assert_eq!(
            take(desk, 99, step).expect_err("a stranger").kind(),
            RefusalKind::Hidden
        );
    }
    // Not even who gives roles, of the own account or another's.
    for who in [ADMINS, OPERATORS] {
        let refused = take(&desk, who, MergeStep::Apply(&plan)).expect_err("no owner");
        assert_eq!(refused.codes(), ["not_permitted"]);
        assert_eq!(refused.kind(), RefusalKind::Forbidden);
        assert_eq!(refused.audit().actor, actor(who));
    }
    let planned = take(&desk, OWNER, MergeStep::Plan { accounts }).expect("the owner");
    assert!(planned.access.is_empty() && planned.merge.is_none() && planned.user.is_none());
}

/// Uniting and separating at the desk is what merging and access say of it.
#[test]
fn the_desk_is_as_merging_and_access_leave_it() {
    let desk = world(|people| {
        // Something of everybody's own, and of nobody's doing.
        people[1].rights.grants.push(Grant::new(
            Permission::CONTACT_POINT_EDIT,
            Scope::of(frontdesk::model::Relation::Myself),
        ));
        people[2]
            .rights
            .restrictions
            .push(restricted("deny.tags", Permission::TAG_MANAGE));
        people[0].rights.grants.extend(Grant::each(
            &[Permission::CONTACT_POINT_EDIT],
            &Scope::any(),
        ));
    });
    let plan = plan(&desk);
    let transition = take(&desk, OWNER, MergeStep::Apply(&plan)).expect("granted");
    let change = transition.merge.clone().expect("a merge");

    // All that was read: both accounts, both records of rights, the roles, who asked.
    let read = streams(&transition);
    for stream in [
        Stream::User(user(ADMINS)),
        Stream::User(user(OPERATORS)),
        Stream::Rights(user(ADMINS)),
        Stream::Rights(user(OPERATORS)),
        Stream::Rights(user(OWNER)),
        Stream::Roles(tenant()),
    ] {
        assert!(read.contains(&stream), "{stream:?}");
    }
    for relied in plan.preconditions {
        assert!(transition.preconditions.contains(&relied));
    }
    // What merging says by itself.
    let account = |desk: &Desk, number| {
        let person = desk.person(user(number)).expect("a person");
        let holder = desk.holder(actor(number)).expect("a record");
        assert_eq!(person.holder(), holder);
        frontdesk::merge::Account::new(person.user.clone(), holder).expect("they agree")
    };
    let aliases = Aliases::new(tenant());
    let alone = frontdesk::merge::apply(
        &plan,
        &frontdesk::merge::Situation {
            halves: [&account(&desk, ADMINS), &account(&desk, OPERATORS)],
            aliases: &aliases,
            catalogue: desk.catalogue(),
            policy: desk.merging(),
        },
        now(),
    );
    assert_eq!(alone.expect("granted"), std::slice::from_ref(&change.event));
    assert!(change.event.duties().contains(&Duty::AddAlias {
        alias: user(ADMINS),
        of: user(OPERATORS),
    }));
    // What access says by itself.
    let mut directory = desk.directory().clone();
    for event in &transition.access {
        directory.apply(event).expect("it follows");
    }
    assert!(matches!(
        transition.access.as_slice(),
        [
            AccessEvent::HolderRemoved { .. },
            AccessEvent::HolderRemoved { .. },
            AccessEvent::HolderAdded { .. }
        ]
    ));
    let mut whole = desk.clone();
    whole
        .apply_transition(&transition)
        .expect("nothing changed");
    assert_eq!(*whole.directory(), directory);
    assert_eq!(account(&whole, OPERATORS), plan.result);
    assert!(whole.person(user(ADMINS)).is_none() && whole.holder(actor(ADMINS)).is_none());
    assert_eq!(whole.people().count(), desk.people().count() - 1);
    let policy = &desk.account_rules().policy;
    assert_eq!(change.claims, plan.result.user().claims(policy.emails));
    // Once only, and not by what was read before.
    assert!(whole.apply_transition(&transition).is_err());

    // And back, to the last byte of both.
    let mut state = MergeState::apart(plan.operator.clone(), plan.admin.clone());
    state.apply(&change.event).expect("it follows");
    let undone = take(&whole, OWNER, MergeStep::Undo(&state)).expect("granted");
    let mut apart = whole.clone();
    apart.apply_transition(&undone).expect("nothing changed");
    assert_eq!(account(&apart, OPERATORS), plan.operator);
    assert_eq!(account(&apart, ADMINS), plan.admin);
    state
        .apply(&undone.merge.expect("a merge").event)
        .expect("it follows");
    assert_eq!(
        state.accounts(),
        [&account(&apart, OPERATORS), &account(&apart, ADMINS)]
    );
}

/// Whoever planned is overtaken: by a change of either account, of rights, or by another union.
#[test]
fn what_changed_since_is_not_united() {
    let desk = world(|_| {});
    let plan = plan(&desk);
    let transition = take(&desk, OWNER, MergeStep::Apply(&plan)).expect("granted");
    let other = world(|people| {
        people[1].rights.grants.push(Grant::new(
            Permission::CONVERSATION_VIEW,
            Scope::of(frontdesk::model::Relation::Own),
        ));
        people[0]
            .rights
            .grants
            .push(Grant::new(Permission::CONVERSATION_VIEW, Scope::any()));
    });
    let refused = take(&other, OWNER, MergeStep::Apply(&plan)).expect_err("the rights changed");
    assert_eq!(refused.codes(), ["changed"]);
    // A transition that relied on the state of before is not put into the desk either.
    let mut twice = desk.clone();
    twice
        .apply_transition(&transition)
        .expect("nothing changed");
    assert_eq!(
        twice
            .apply_transition(&transition)
            .expect_err("stale")
            .kind(),
        RefusalKind::Stale
    );
    // Undoing what is not united is refused.
    let apart = MergeState::apart(plan.operator, plan.admin);
    let refused = take(&desk, OWNER, MergeStep::Undo(&apart)).expect_err("not united");
    assert_eq!(refused.codes(), ["not_united"]);
}

/// Attack 6: a merge that would end the last administrator is refused: the suspension of the
/// operator's half spreads, and so does a restriction of it.
#[test]
fn a_merge_keeps_the_last_administrator() {
    let suspended = |people: &mut Vec<Person>| {
        let mut record = operator();
        record.lifecycle = Lifecycle::Suspended;
        people[2] = in_role(of_record(record), CHATS);
    };
    let restricted = |people: &mut Vec<Person>| {
        people[2]
            .rights
            .restrictions
            .push(Restriction::deny_admin_panel());
    };
    let ways: [(&str, Change<'_>); 2] = [("suspended", &suspended), ("restricted", &restricted)];
    for (way, change) in ways {
        let desk = world(|people| change(people));
        let refused = take(&desk, OWNER, MergeStep::Apply(&plan(&desk)));
        assert_eq!(
            refused.expect_err(way).codes(),
            ["last_administrator"],
            "{way}"
        );
        // With another who remains it may be done, and relies on him.
        let desk = world(|people| {
            change(people);
            people.push(in_role(person(9), "test.panel"));
        });
        let granted = take(&desk, OWNER, MergeStep::Apply(&plan(&desk))).expect(way);
        assert!(
            streams(&granted).contains(&Stream::Rights(user(9))),
            "{way}"
        );
    }
}

/// Attack 25: the restrictions of both halves survive, and what neither half held is given by who
/// acknowledges it: he must cover it.
#[test]
fn attack_25_nothing_comes_silently() {
    // Each half holds a right whose prerequisite the other one has.
    let more = |people: &mut Vec<Person>| {
        let grant = |permission| Grant::new(permission, Scope::any());
        people[1]
            .rights
            .grants
            .push(grant(Permission::EMPLOYEE_VIEW));
        people[2]
            .rights
            .grants
            .push(grant(Permission::EMPLOYEE_EDIT));
        people[2]
            .rights
            .restrictions
            .push(restricted("deny.merging", Permission::MERGE_APPLY));
    };
    let owning = |rights: &[Permission]| {
        let own = Grant::each(rights, &Scope::any());
        world(|people| {
            more(people);
            people[0].rights.grants.extend(own);
        })
    };
    let desk = owning(&[]);
    let together = plan(&desk);
    let beyond = |alert: &Alert| matches!(alert, Alert::BeyondBoth { .. });
    assert!(together.alerts.iter().any(beyond), "{:?}", together.alerts);
    let refused = take(&desk, OWNER, MergeStep::Apply(&together)).expect_err("no employees");
    assert!(refused.codes().iter().all(|code| *code == "uncovered"));
    assert_eq!(refused.kind(), RefusalKind::Forbidden);
    let held = &together.result.holder().restrictions;
    assert_eq!(held.len(), 1, "the deny survives");

    let desk = owning(&[Permission::EMPLOYEE_VIEW, Permission::EMPLOYEE_EDIT]);
    let granted = take(&desk, OWNER, MergeStep::Apply(&plan(&desk)));
    assert!(granted.is_ok(), "{granted:?}");
    // What the plan shows and nobody acknowledged is not carried out.
    let mut unread = plan(&desk);
    unread.decided.acknowledged.clear();
    let refused = take(&desk, OWNER, MergeStep::Apply(&unread)).expect_err("altered");
    assert_eq!(refused.codes(), ["plan_altered"]);
}

/// Attack 25: whoever unites touches both records, and covers them, not only what arises.
#[test]
fn attack_25_whoever_unites_covers_both_halves() {
    let more = |half: usize| {
        world(move |people| {
            let right = Grant::new(Permission::TAG_MANAGE, Scope::any());
            people[half].rights.grants.push(right);
        })
    };
    for half in [1, 2] {
        let desk = more(half);
        let plan = plan(&desk);
        assert!(plan.alerts.is_empty(), "nothing arises");
        let refused = take(&desk, OWNER, MergeStep::Apply(&plan)).expect_err("not covered");
        assert_eq!(refused.codes(), ["uncovered"], "{half}");
    }
    // Without the right to edit, all the more.
    let unable = |people: &mut Vec<Person>| {
        let deny = restricted("deny.edit", Permission::USER_EDIT);
        people[0].rights.restrictions.push(deny);
    };
    let desk = world(unable);
    let refused = take(&desk, OWNER, MergeStep::Apply(&plan(&desk))).expect_err("no edit");
    assert_eq!(refused.codes(), ["not_permitted", "not_permitted"]);

    // Roles are entrusted for others: whoever becomes the whole must hold all of the other half.
    let own = |holds: bool| {
        world(move |people| {
            people[1] = in_role(people[1].clone(), "test.owner");
            if holds {
                people[1] = in_role(people[1].clone(), CHATS);
            }
        })
    };
    let apply = |desk: &Desk| {
        let plan = plan(desk);
        take(desk, ADMINS, MergeStep::Apply(&plan)).map(|_| ())
    };
    assert_eq!(
        apply(&own(false))
            .expect_err("the chats are not his")
            .codes(),
        ["uncovered"]
    );
}

/// Attack 25: rights that must not meet in one person do not meet by a merge, whoever agrees.
#[test]
fn attack_25_rights_that_must_not_meet_are_not_united() {
    let set = |permission: Permission| [permission].into_iter().collect::<PermissionSet>();
    let rule = |other| SeparationRule {
        id: "answers and hires".to_owned(),
        one: set(Permission::CONVERSATION_REPLY),
        other: set(other),
    };
    let desk = world(|_| {});
    let together = plan(&desk);
    let ask = |desk: &Desk, plan: &Plan, rule: SeparationRule| {
        kept_apart(desk, OWNER, MergeStep::Apply(plan), &[rule]).map(|_| ())
    };
    let refused = ask(&desk, &together, rule(Permission::USER_CREATE)).expect_err("they meet");
    assert_eq!(refused.codes(), ["separation"]);
    assert_eq!(refused.kind(), RefusalKind::Conflict);
    // What nobody holds meets nothing.
    assert!(ask(&desk, &together, rule(Permission::MERGE_UNDO)).is_ok());
    // What met in one half before is not the union's doing.
    let desk = world(|people| {
        let both = [
            Permission::CONVERSATION_VIEW,
            Permission::CONVERSATION_REPLY,
        ];
        people[2]
            .rights
            .grants
            .extend(Grant::each(&both, &Scope::any()));
        people[0]
            .rights
            .grants
            .extend(Grant::each(&both, &Scope::any()));
    });
    let together = plan(&desk);
    let viewing = SeparationRule {
        id: "reads and answers".to_owned(),
        one: set(Permission::CONVERSATION_VIEW),
        other: set(Permission::CONVERSATION_REPLY),
    };
    assert!(ask(&desk, &together, viewing).is_ok());
}

/// Separating frees the one half of what the other was denied: whoever does it covers that.
#[test]
fn undoing_lifts_a_restriction_for_who_covers_it() {
    let world = |owns: bool| {
        world(move |people| {
            people[1]
                .rights
                .grants
                .push(Grant::new(Permission::TAG_MANAGE, Scope::any()));
            people[2]
                .rights
                .restrictions
                .push(restricted("deny.tags", Permission::TAG_MANAGE));
            let tags = Grant::new(Permission::TAG_MANAGE, Scope::any());
            people[0].rights.grants.push(tags);
            // The same rights later, but for the tags.
            let mut later = in_role(person(8), "test.owner");
            if owns {
                let tags = Grant::new(Permission::TAG_MANAGE, Scope::any());
                later.rights.grants.push(tags);
            }
            people.push(later);
        })
    };
    for owns in [false, true] {
        let desk = world(owns);
        let (whole, state) = united(&desk, &plan(&desk));
        let answer = take(&whole, 8, MergeStep::Undo(&state));
        assert_eq!(answer.is_ok(), owns);
        if let Err(refused) = answer {
            assert!(refused.codes().iter().all(|code| *code == "uncovered"));
        }
    }
}

/// Separating ends for the one half what the other must see to: nobody frees himself so, nor another,
/// of what he must see to himself.
#[test]
fn undoing_frees_nobody_of_what_he_must_see_to_himself() {
    let mask = Obligation::MaskNumber;
    let desk = world(|people| {
        people[0].rights.obligations.insert(mask);
        people[1] = in_role(people[1].clone(), "test.owner");
        people[1].rights.obligations.insert(mask);
        people[2].rights.grants = Grant::each(
            &[Permission::USER_VIEW, Permission::ROLE_VIEW],
            &Scope::any(),
        );
        people[2].rights.roles.clear();
        let mut free = in_role(person(8), "test.owner");
        free.rights.grants = Grant::each(&[Permission::ROLE_VIEW], &Scope::any());
        people.push(free);
        people[0].rights.grants = Grant::each(&[Permission::ROLE_VIEW], &Scope::any());
    });
    let plan = plan(&desk);
    let (whole, state) = united(&desk, &plan);
    let both = whole.holder(actor(OPERATORS)).expect("the whole");
    assert!(both.obligations.contains(&mask));
    for bound in [OPERATORS, OWNER] {
        let refused = take(&whole, bound, MergeStep::Undo(&state)).expect_err("bound himself");
        assert_eq!(refused.codes(), ["own_obligation"], "{bound}");
    }
    assert!(take(&whole, 8, MergeStep::Undo(&state)).is_ok());
}

/// Whoever sets the password of the one half opens the whole with it: he must be allowed to open the
/// other half too, whose own conversations are not his own.
#[test]
fn uniting_hands_over_no_more_than_setting_a_password() {
    let mut answers = Vec::new();
    for chats in [Scope::of(Relation::Own), Scope::any()] {
        let desk = world(|people| {
            let mut grants = Grant::each(bundle::ADMINISTRATION, &Scope::any());
            let more = [
                Permission::MERGE_PLAN,
                Permission::MERGE_APPLY,
                Permission::SURFACE_WORKPLACE,
            ];
            grants.extend(Grant::each(&more, &Scope::any()));
            let chatting = [
                Permission::CONVERSATION_VIEW,
                Permission::CONVERSATION_REPLY,
            ];
            grants.extend(Grant::each(&chatting, &chats));
            people[0].rights.roles.clear();
            people[0].rights.grants = grants;
        });
        let may_open = |of| {
            let opening = AdminAction::TakeOver {
                user: actor(of),
                by: Takeover::ResetCredentials,
            };
            let answer = desk
                .directory()
                .may_administer(actor(OWNER), &opening, now());
            answer.is_ok()
        };
        let united = take(&desk, OWNER, MergeStep::Apply(&plan(&desk)));
        if let Err(refused) = &united {
            assert_eq!(refused.codes(), ["uncovered", "uncovered"]);
        }
        answers.push([may_open(OPERATORS), may_open(ADMINS), united.is_ok()]);
    }
    assert_eq!(answers, [[false, true, false], [true, true, true]]);
}
