//! Each statement with a positive and a negative twin, as rows and, where it takes several steps, as
//! tests.

mod rows;

use frontdesk_access::{Catalogue, Permission, Request, Resource};
use frontdesk_contact::{DisplayName, Email};
use frontdesk_identity::{Lifecycle, Login, PersonName, Photo, Setting};
use frontdesk_merge::{
    Account, Basis, Decision, Duty, Field, FieldValue, MergePolicy, Origin, Plan, Precedence,
    Provenance, Reason, Settled, Side, Why, suggest,
};
use frontdesk_model::{AccountKind, Language, Limit, RefusalKind, UserId};

use crate::cast::*;

fn from(plan: &Plan, field: &Field) -> (Origin, Why) {
    let Provenance { from, why } = plan.fields[field];
    (from, why)
}

#[test]
fn s11_one_operator_and_one_admin_become_one_unified_record() {
    let (operator, admin) = (operator(), admin());
    let (_, state) = Ask::new(&operator, &admin).unite();
    let result = &united(&state).result;
    assert_eq!(state.accounts().len(), 1);
    assert_eq!(result.record().kind, AccountKind::Unified);
    assert_eq!(result.id(), OPERATOR);
}

#[test]
fn s11_not_before_merging_is_there() {
    let (operator, admin) = (operator(), admin());
    let mut ask = Ask::new(&operator, &admin);
    let plan = ask.plan_to_the_end();
    ask.policy = MergePolicy::not_yet();
    assert_eq!(codes(&ask.plan().unwrap_err()), ["not_available"]);
    // A plan made while it was open is not carried out after it closed.
    assert!(ask.apply(&plan).unwrap_err().has(&Reason::Changed {
        what: frontdesk_merge::Input::Policy
    }));
}

#[test]
fn s12_united_only_when_somebody_confirmed_exactly_these() {
    let (operator, admin) = (operator(), admin());
    let mut ask = Ask::new(&operator, &admin);
    assert!(ask.plan().is_ok());

    ask.confirmation = None;
    assert_eq!(codes(&ask.plan().unwrap_err()), ["not_confirmed"]);

    let mut others = confirmation([&operator, &admin]);
    others.accounts = [OPERATOR, OWNER].into();
    ask.confirmation = Some(others);
    assert_eq!(codes(&ask.plan().unwrap_err()), ["confirmed_others"]);

    let mut later = confirmation([&operator, &admin]);
    later.at = evening();
    ask.confirmation = Some(later);
    assert_eq!(codes(&ask.plan().unwrap_err()), ["confirmed_later"]);
}

#[test]
fn s12_likeness_is_a_suggestion_and_never_a_confirmation() {
    let like = |record: &mut frontdesk_identity::UserRecord| {
        record.profile.email = Some(Email::parse("anna@example.org").unwrap());
        record.profile.name = PersonName::new().last("Ivanova").first("Anna");
    };
    let (operator, admin) = (changed(&operator(), like), changed(&admin(), like));
    let found = suggest(&[operator.record(), admin.record()]);
    assert_eq!(
        (found.pairs[0].operator, found.pairs[0].admin),
        (OPERATOR, ADMIN)
    );
    let mut ask = Ask::new(&operator, &admin);
    ask.confirmation = None;
    assert_eq!(codes(&ask.plan().unwrap_err()), ["not_confirmed"]);
}

#[test]
fn s12_who_vouches_for_an_own_account_is_seen_by_another() {
    let (operator, admin) = (operator(), admin());
    let mut ask = Ask::new(&operator, &admin);
    let mut own = confirmation([&operator, &admin]);
    own.by = ADMIN;
    ask.confirmation = Some(own.clone());
    assert!(
        ask.plan().unwrap().alerts.is_empty(),
        "signed in to both: enough"
    );
    own.basis = Basis::OwnerKnows;
    ask.confirmation = Some(own);
    let plan = ask.plan().unwrap();
    assert_eq!(
        plan.alerts.first().map(frontdesk_merge::Alert::code),
        Some("confirmed_by_oneself")
    );
    assert_eq!(codes(&ask.apply(&plan).unwrap_err()), ["unacknowledged"]);
}

#[test]
fn s13_settings_survive_and_explicit_beats_default() {
    let settings = |pairs: &[(&str, Setting)]| {
        pairs
            .iter()
            .map(|(key, value)| ((*key).to_owned(), value.clone()))
            .collect()
    };
    let chosen = |text: &str| Setting::Explicit(text.into());
    let default = |text: &str| Setting::Default(text.into());
    let operator = changed(&operator(), |record| {
        record.profile.settings = settings(&[
            ("both", chosen("same")),
            ("sound", chosen("bell")),
            ("theme", default("light")),
            ("only_operator", default("x")),
            ("clash", chosen("from the operator")),
            ("defaults", default("old")),
        ]);
    });
    let admin = changed(&admin(), |record| {
        record.profile.settings = settings(&[
            ("both", chosen("same")),
            ("sound", default("none")),
            ("theme", chosen("dark")),
            ("only_admin", chosen("y")),
            ("clash", chosen("from the admin")),
            ("defaults", default("new")),
        ]);
    });
    let plan = Ask::new(&operator, &admin).plan().unwrap();
    let result = &plan.result.record().profile.settings;
    let rows = [
        ("both", "same", Origin::Both, Why::Equal),
        ("sound", "bell", Origin::Operator, Why::ExplicitBeatsDefault),
        ("theme", "dark", Origin::Admin, Why::ExplicitBeatsDefault),
        ("only_operator", "x", Origin::Operator, Why::OnlyOneSet),
        ("only_admin", "y", Origin::Admin, Why::OnlyOneSet),
        ("clash", "from the admin", Origin::Admin, Why::Policy),
        ("defaults", "new", Origin::Admin, Why::BothDefault),
    ];
    assert_eq!(result.len(), rows.len());
    for (key, value, origin, why) in rows {
        assert_eq!(*result[key].value(), value.into(), "{key}");
        assert_eq!(
            from(&plan, &Field::Setting(key.to_owned())),
            (origin, why),
            "{key}"
        );
    }
    // Only the clash of two choices is a conflict.
    let clashes: Vec<String> = plan
        .conflicts
        .iter()
        .map(|found| found.field.to_string())
        .filter(|name| name.starts_with("settings."))
        .collect();
    assert_eq!(clashes, ["settings.clash"]);
}

#[test]
fn s13_the_default_table() {
    let operator = changed(&operator(), |record| {
        record.profile.photo = Photo::Present;
        record.profile.limit = Some(Limit::Count(5));
        record.profile.memberships.languages = [Language::french()].into();
    });
    let admin = changed(&admin(), |record| {
        record.profile.chat_name = Some(DisplayName::parse("Boss").unwrap());
        record.profile.photo = Photo::Present;
        record.profile.limit = Some(Limit::Count(9));
        record.profile.memberships.languages = [Language::parse("de").unwrap()].into();
    });
    let plan = Ask::new(&operator, &admin).plan().unwrap();
    let profile = &plan.result.record().profile;
    // Operator side for chat name, photo, limit, languages.
    assert_eq!(profile.chat_name, operator.record().profile.chat_name);
    assert_eq!(plan.photo, Some(OPERATOR));
    assert_eq!(profile.limit, Some(Limit::Count(5)));
    assert_eq!(
        profile.memberships.languages,
        operator.record().profile.memberships.languages
    );
    // The admin's login with the admin's password.
    assert_eq!(plan.result.record().login, admin.record().login);
    assert_eq!(plan.password.map(|of| of.user), Some(ADMIN));
    for field in [
        Field::ChatName,
        Field::Photo,
        Field::Limit,
        Field::Languages,
        Field::SignIn,
    ] {
        assert_eq!(from(&plan, &field).1, Why::Policy, "{field}");
    }
}

#[test]
fn s13_two_names_of_one_human_are_decided_by_somebody() {
    let (operator, admin) = (
        operator(),
        changed(&admin(), |record| {
            record.profile.name = PersonName::new().last("Petrova").first("Anna");
        }),
    );
    let mut ask = Ask::new(&operator, &admin);
    let open = ask.plan().unwrap();
    let name = open
        .conflicts
        .iter()
        .find(|found| found.field == Field::Name)
        .unwrap();
    assert_eq!(name.settled, Settled::Open);
    let refusal = ask.apply(&open).unwrap_err();
    assert!(refusal.has(&Reason::Undecided { field: Field::Name }));
    assert_eq!(refusal.kind(), RefusalKind::Conflict);

    // For one half.
    ask.decided
        .fields
        .insert(Field::Name, Decision::Take(Side::Admin));
    let plan = ask.plan().unwrap();
    assert_eq!(
        plan.result.record().profile.name,
        admin.record().profile.name
    );
    assert_eq!(from(&plan, &Field::Name), (Origin::Admin, Why::Decided));
    assert!(ask.apply(&plan).is_ok());

    // Or for neither.
    let third = PersonName::new().last("Ivanova-Petrova").first("Anna");
    ask.decided
        .fields
        .insert(Field::Name, Decision::Set(FieldValue::Name(third.clone())));
    let plan = ask.plan().unwrap();
    assert_eq!(plan.result.record().profile.name, third);
    assert_eq!(from(&plan, &Field::Name), (Origin::Decision, Why::Decided));
}

#[test]
fn s13_a_decision_overrides_the_policy_and_an_idle_or_unfit_one_is_refused() {
    let admin = changed(&admin(), |record| {
        record.profile.chat_name = Some(DisplayName::parse("Boss").unwrap());
    });
    let operator = operator();
    let mut ask = Ask::new(&operator, &admin);
    ask.decided
        .fields
        .insert(Field::ChatName, Decision::Take(Side::Admin));
    assert_eq!(
        ask.plan().unwrap().result.record().profile.chat_name,
        admin.record().profile.chat_name
    );
    ask.decided
        .fields
        .insert(Field::Email, Decision::Take(Side::Operator));
    assert!(ask.plan().unwrap_err().has(&Reason::NothingToDecide {
        field: Field::Email
    }));
    ask.decided.fields = [(
        Field::SignIn,
        Decision::Set(FieldValue::Limit(Limit::Unlimited)),
    )]
    .into();
    assert!(ask.plan().unwrap_err().has(&Reason::DecisionMisfit {
        field: Field::SignIn
    }));
}

#[test]
fn s13_a_policy_may_ask_about_everything() {
    let (operator, admin) = (operator(), admin());
    let mut ask = Ask::new(&operator, &admin);
    assert!(ask.plan().unwrap().open().is_empty());
    ask.policy.precedence.sign_in = Precedence::Ask;
    assert_eq!(
        ask.plan().unwrap().open(),
        [Reason::Undecided {
            field: Field::SignIn
        }]
        .into()
    );
}

#[test]
fn s13_one_address_in_two_spellings_is_no_conflict() {
    let spelled = |text: &'static str| {
        move |record: &mut frontdesk_identity::UserRecord| {
            record.profile.email = Some(Email::parse(text).unwrap());
        }
    };
    let operator = changed(&operator(), spelled("anna@EXAMPLE.org"));
    let plan = |admin| {
        let admin = changed(&crate::cast::admin(), spelled(admin));
        Ask::new(&operator, &admin).plan().unwrap()
    };
    assert_eq!(
        from(&plan("anna@example.org"), &Field::Email),
        (Origin::Both, Why::Equal)
    );
    assert_eq!(
        from(&plan("anna@example.com"), &Field::Email),
        (Origin::Operator, Why::Open)
    );
}

#[test]
fn s13_a_login_that_is_the_address_changes_only_with_somebodys_yes() {
    let operator = changed(&operator(), |record| {
        record.profile.email = Some(Email::parse("old@example.org").unwrap());
    });
    let admin = changed(&admin(), |record| record.login = Login::Email);
    let mut ask = Ask::new(&operator, &admin);
    let by = |side| [(Field::Email, Decision::Take(side))].into();
    ask.decided.fields = by(Side::Admin);
    assert!(ask.plan().unwrap().alerts.is_empty());
    ask.decided.fields = by(Side::Operator);
    let alerts = ask.plan().unwrap().alerts;
    assert_eq!(alerts.first().unwrap().code(), "login_follows_email");
}

#[test]
fn s14_exactly_one_operator_and_one_admin() {
    let (operator, admin) = (operator(), admin());
    assert!(Ask::new(&operator, &admin).plan().is_ok());
    assert!(Ask::new(&admin, &operator).plan().is_ok());

    let second = UserId::from_number(99);
    let operators = changed(&operator, |record| record.id = second);
    let admins = changed(&admin, |record| record.id = second);
    let unified = changed(&operator, |record| {
        record.id = second;
        record.kind = AccountKind::Unified;
    });
    let code = |one, other| codes(&Ask::new(one, other).plan().unwrap_err());
    assert_eq!(code(&operator, &operators), ["two_operators"]);
    assert_eq!(code(&admin, &admins), ["two_admins"]);
    assert_eq!(code(&admin, &unified), ["not_legacy"]);
    assert_eq!(code(&unified, &operator), ["not_legacy"]);
}

#[test]
fn s14_not_across_tenants_and_not_what_is_gone_or_not_yet_there() {
    let (operator, admin) = (operator(), admin());
    let elsewhere = changed(&admin, |record| record.tenant = OTHER);
    assert_eq!(
        codes(&Ask::new(&operator, &elsewhere).plan().unwrap_err()),
        ["other_tenant"]
    );
    for (lifecycle, possible) in [
        (Lifecycle::Open, true),
        (Lifecycle::Suspended, true),
        (Lifecycle::HalfDeleted, false),
        (Lifecycle::Deleted, false),
    ] {
        let admin = changed(&admin, |record| record.lifecycle = lifecycle);
        let found = Ask::new(&operator, &admin).plan();
        assert_eq!(found.is_ok(), possible, "{lifecycle:?}");
        if let Err(refusal) = found {
            assert_eq!(codes(&refusal), ["not_mergeable"]);
        }
    }
    let pending = changed(&admin, |record| {
        record.activation = frontdesk_identity::Activation::Awaited { token: None };
        record.credentials = None;
        record.ever_had_rights = false;
        record.lifecycle = Lifecycle::Suspended;
    });
    assert_eq!(
        codes(&Ask::new(&operator, &pending).plan().unwrap_err()),
        ["not_mergeable"]
    );
}

#[test]
fn a_refusal_has_every_reason_and_the_gravest_kind() {
    let operator = changed(&operator(), |record| record.lifecycle = Lifecycle::Deleted);
    let admin = changed(&admin(), |record| record.tenant = OTHER);
    let mut ask = Ask::new(&operator, &admin);
    ask.policy = MergePolicy::not_yet();
    ask.confirmation.as_mut().unwrap().at = evening();
    let refusal = ask.plan().unwrap_err();
    assert_eq!(
        codes(&refusal),
        [
            "other_tenant",
            "not_available",
            "confirmed_later",
            "not_mergeable"
        ]
    );
    assert_eq!(refusal.kind(), RefusalKind::Hidden);
    ask.confirmation = None;
    ask.halves = [&operator, &operator];
    assert_eq!(
        codes(&ask.plan().unwrap_err()),
        ["same_account", "not_available", "not_confirmed"]
    );
    // A stored refusal reads back, and one without a reason does not.
    let text = serde_json::to_string(&refusal).unwrap();
    assert_eq!(
        serde_json::from_str::<frontdesk_merge::Refusal>(&text).unwrap(),
        refusal
    );
    assert!(serde_json::from_str::<frontdesk_merge::Refusal>("[]").is_err());
}

#[test]
fn a_password_version_is_never_used_twice() {
    let (operator, admin) = (
        operator(),
        changed(&admin(), |record| {
            record.credential_version = u32::MAX;
            if let Some(facts) = &mut record.credentials {
                facts.version = u32::MAX;
            }
        }),
    );
    assert_eq!(
        codes(&Ask::new(&operator, &admin).plan().unwrap_err()),
        ["credential_versions_used_up"]
    );
}

/// Every decision over every right of an account, about itself and about no object.
fn decisions(catalogue: &Catalogue, account: &Account) -> Vec<bool> {
    let holder = account.holder();
    let actor = holder.actor();
    let (section, own) = (Resource::section(&actor), Resource::own_record(&actor));
    Permission::ALL
        .iter()
        .flat_map(|permission| {
            [section, own].map(|resource| {
                let request = Request {
                    holder,
                    permission: *permission,
                    resource,
                };
                catalogue.allows(&request, noon())
            })
        })
        .collect()
}

#[test]
fn s15_s16_who_is_not_united_works_as_before() {
    let catalogue = roles();
    let holds = |account: &Account, permission| {
        let holder = account.holder();
        let request = Request {
            holder,
            permission,
            resource: Resource::section(&holder.actor()),
        };
        catalogue.allows(&request, noon())
    };
    let apart = [
        changed(&operator(), |record| record.id = UserId::from_number(27)),
        changed(&admin(), |record| record.id = UserId::from_number(28)),
    ];
    // Same surfaces: each legacy account has its own and not the other (S3, S4).
    assert!(holds(&apart[0], Permission::SURFACE_OPERATOR_APP));
    assert!(!holds(&apart[0], Permission::SURFACE_ADMIN_PANEL));
    assert!(holds(&apart[1], Permission::SURFACE_ADMIN_PANEL));
    assert!(!holds(&apart[1], Permission::SURFACE_OPERATOR_APP));

    let before = apart
        .each_ref()
        .map(|account| decisions(&catalogue, account));
    let (operator, admin) = (operator(), admin());
    let mut ask = Ask::new(&operator, &admin);
    let (event, state) = ask.unite();
    ask.aliases.apply(&event).unwrap();
    // Suggesting, planning and uniting others left them alone.
    assert!(suggest(&apart.each_ref().map(Account::record)).pairs.len() <= 1);
    let after = apart
        .each_ref()
        .map(|account| decisions(&catalogue, account));
    assert_eq!(before, after);
    for account in &apart {
        assert_eq!(ask.aliases.resolve(account.id()), account.id());
    }
    // The negative twin: the united account does decide otherwise than either half.
    let whole = &united(&state).result;
    assert!(holds(whole, Permission::SURFACE_OPERATOR_APP));
    assert!(holds(whole, Permission::SURFACE_ADMIN_PANEL));
    assert_ne!(
        decisions(&catalogue, whole),
        decisions(&catalogue, &operator)
    );
}

#[test]
fn s15_nothing_ever_demands_a_merge() {
    // However alike, however long ago, nothing but a command makes an event: without one the state
    // stays apart and both accounts sign in.
    let (operator, admin) = (operator(), admin());
    let ask = Ask::new(&operator, &admin);
    ask.plan().unwrap();
    for account in [&operator, &admin] {
        assert!(frontdesk_identity::can_sign_in(account.user()).is_allow());
    }
}

#[test]
fn s17_both_old_ids_mean_the_united_account() {
    let (operator, admin) = (operator(), admin());
    let mut ask = Ask::new(&operator, &admin);
    let (event, state) = ask.unite();
    ask.aliases.apply(&event).unwrap();
    let whole = united(&state).result.id();
    assert_eq!(ask.aliases.resolve(OPERATOR), whole);
    assert_eq!(ask.aliases.resolve(ADMIN), whole);
    assert_eq!(ask.aliases.resolve(OWNER), OWNER);
    assert!(event.duties().contains(&Duty::AddAlias {
        alias: ADMIN,
        of: OPERATOR
    }));
    // What was united is not united again.
    assert!(ask.plan().unwrap_err().has(&Reason::AlreadyUnited {
        account: ADMIN,
        into: OPERATOR
    }));
}

#[test]
fn products_receiving_all_messages_is_kept() {
    use frontdesk_identity::Capacity;
    let operator = changed(&operator(), |record| {
        record.capacities.insert(Capacity::ReceiveAllMessages);
    });
    let admin = admin();
    let plan = Ask::new(&operator, &admin).plan().unwrap();
    assert!(plan.result.user().receives_all_messages());
    let plain = crate::cast::operator();
    let plan = Ask::new(&plain, &admin).plan().unwrap();
    assert!(!plan.result.user().receives_all_messages());
}
