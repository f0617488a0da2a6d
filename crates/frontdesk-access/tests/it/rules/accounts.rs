//! Kinds of account, restrictions, obligations and the union of roles.

use frontdesk_access::{
    Grant, Modules, ObjectKind, Obligation, Permission, Resource, Scope, Section,
};
use frontdesk_model::{AccountKind, Module, Relation};
use frontdesk_testkit::{
    BuildConversation, BuildHolder, assert_allows, assert_denies, cast, judge,
};

use crate::thing;
use Permission as P;

/// S3, S18, S4: what a kind of account can never do, over all 74 rights.
#[test]
fn the_kind_of_account_closes_its_sections_and_no_others() {
    let roles = cast::roles();
    let rows = [
        (AccountKind::Unified, &[][..]),
        (
            AccountKind::LegacyOperator,
            &[Section::Administration, Section::ContactPoints][..],
        ),
        (
            AccountKind::LegacyAdmin,
            &[
                Section::Operating,
                Section::Conversations,
                Section::Calls,
                Section::Contacts,
                Section::Catalogs,
            ][..],
        ),
    ];
    for (kind, closed) in rows {
        let holder = cast::olga()
            .with_kind(kind)
            .with_rights(P::ALL, &Scope::any());
        for permission in P::ALL {
            let thing = thing(permission.object().unwrap());
            let decision = judge(
                &roles,
                &holder,
                *permission,
                thing.resource(&holder.actor()),
                cast::noon(),
            );
            let denied = closed.contains(&permission.section());
            assert_eq!(decision.is_allow(), !denied, "{kind:?} {permission}");
            if denied {
                assert_eq!(decision.reasons[0].code(), "kind_of_account");
            }
        }
    }
}

/// S3: a legacy operator converses and does not manage; S4: a legacy admin the reverse.
#[test]
fn gleb_and_dina() {
    let roles = cast::roles();
    let panel = P::SURFACE_ADMIN_PANEL;
    let app = P::SURFACE_OPERATOR_APP;
    let (gleb, dina) = (cast::gleb(), cast::dina());
    let section = |holder: &frontdesk_access::Holder, p| {
        judge(
            &roles,
            holder,
            p,
            Resource::section(&holder.actor()),
            cast::noon(),
        )
        .is_allow()
    };
    assert!(section(&gleb, app) && !section(&gleb, panel));
    assert!(section(&dina, panel) && !section(&dina, app));
    for (holder, user, allowed) in [(gleb, cast::GLEB, true), (dina, cast::DINA, false)] {
        let chat = cast::chat(1).in_work_with(user);
        let about = Resource::conversation(&holder.actor(), &chat);
        let decision = judge(&roles, &holder, P::CONVERSATION_REPLY, about, cast::noon());
        assert_eq!(decision.is_allow(), allowed, "{user:?}");
        // The kind ends with a merge or conversion, and with it what it closed.
        let unified = holder.with_kind(AccountKind::Unified);
        let about = Resource::conversation(&unified.actor(), &chat);
        assert_allows!(roles, unified, P::CONVERSATION_REPLY, about, cast::noon());
        assert_allows!(
            roles,
            unified,
            panel,
            Resource::section(&unified.actor()),
            cast::noon()
        );
    }
}

/// S18, D2: a legacy operator has no Contacts; the same person unified has.
#[test]
fn contacts_are_not_for_legacy_operators() {
    let roles = cast::roles();
    let own = Scope::of(Relation::Myself);
    let unified = cast::anna().with_rights(&[P::CONTACT_POINT_EDIT], &own);
    let legacy = unified.clone().with_kind(AccountKind::LegacyOperator);
    let admin = unified.clone().with_kind(AccountKind::LegacyAdmin);
    assert_allows!(
        roles,
        unified,
        P::CONTACT_POINT_EDIT,
        Resource::own_record(&unified.actor()),
        cast::noon()
    );
    assert_denies!(
        roles,
        legacy,
        P::CONTACT_POINT_EDIT,
        Resource::own_record(&legacy.actor()),
        cast::noon(),
        "kind_of_account"
    );
    assert_allows!(
        roles,
        admin,
        P::CONTACT_POINT_EDIT,
        Resource::own_record(&admin.actor()),
        cast::noon()
    );
}

/// S8: the restriction takes all of administration, whoever granted it, and nothing of the operator.
#[test]
fn no_admin_panel() {
    let roles = cast::roles();
    let maria = cast::maria().with_rights(P::ALL, &Scope::any());
    let free = {
        let mut holder = maria.clone();
        holder.restrictions.clear();
        holder
    };
    for permission in P::ALL {
        let thing = thing(permission.object().unwrap());
        let about = |holder: &frontdesk_access::Holder| {
            judge(
                &roles,
                holder,
                *permission,
                thing.resource(&holder.actor()),
                cast::noon(),
            )
        };
        assert!(about(&free).is_allow(), "{permission}");
        let taken = permission.section() == Section::Administration;
        let decision = about(&maria);
        assert_eq!(decision.is_allow(), !taken, "{permission}");
        if taken {
            assert_eq!(decision.reasons[0].code(), "restricted");
        }
    }
    // S7: without the restriction the panel is open by default, and the app with and without it.
    assert_allows!(
        roles,
        free,
        P::SURFACE_ADMIN_PANEL,
        Resource::section(&free.actor()),
        cast::noon()
    );
    assert_denies!(
        roles,
        maria,
        P::SURFACE_ADMIN_PANEL,
        Resource::section(&maria.actor()),
        cast::noon(),
        "restricted"
    );
    assert_allows!(
        roles,
        maria,
        P::SURFACE_OPERATOR_APP,
        Resource::section(&maria.actor()),
        cast::noon()
    );
}

/// S48: the old cabinet and what it manages are closed. S50: the workplace is not. S70: the status
/// is not. S49: sections of the new cabinet opened one by one are not.
#[test]
fn no_cabinet() {
    let roles = cast::roles();
    let reports = Module::new("reports").unwrap();
    let advertising = Module::new("advertising").unwrap();
    let one_by_one = Scope {
        modules: Some(Modules::CabinetSections),
        ..Scope::any()
    };
    let mut nikita = cast::nikita()
        .with_rights(&[P::SURFACE_WORKPLACE], &Scope::any())
        .with_rights(&[P::SURFACE_NEW_CABINET], &one_by_one);
    nikita.memberships.cabinet_sections.insert(reports.clone());
    let nikita = nikita;
    let actor = nikita.actor();
    let colleague = thing(ObjectKind::User);
    let rows = [
        (
            "S48",
            P::SURFACE_OLD_CABINET,
            Resource::section(&actor),
            false,
        ),
        ("S70", P::EMPLOYEE_EDIT, colleague.resource(&actor), false),
        ("D3", P::ACCOUNT_SETTINGS, Resource::section(&actor), false),
        (
            "D3",
            P::SURFACE_ADMIN_PANEL,
            Resource::section(&actor),
            false,
        ),
        ("S50", P::SURFACE_WORKPLACE, Resource::section(&actor), true),
        (
            "S50",
            P::SURFACE_OPERATOR_APP,
            Resource::section(&actor),
            true,
        ),
        ("S70", P::STATUS_CHANGE, Resource::own_record(&actor), true),
        ("S70", P::EMPLOYEE_VIEW, colleague.resource(&actor), true),
        (
            "S49",
            P::SURFACE_NEW_CABINET,
            Resource::module(&actor, &reports),
            true,
        ),
        (
            "S49",
            P::SURFACE_NEW_CABINET,
            Resource::module(&actor, &advertising),
            false,
        ),
    ];
    let mut cabinet_on = nikita.clone();
    cabinet_on.restrictions.clear();
    for (rule, permission, about, allowed) in rows {
        let decision = judge(&roles, &nikita, permission, about, cast::noon());
        assert_eq!(decision.is_allow(), allowed, "{rule} {permission}");
        let restricted = decision.reasons[0].code() == "restricted";
        // What the restriction took comes back without it.
        let on = judge(&roles, &cabinet_on, permission, about, cast::noon());
        assert_eq!(on.is_allow(), allowed || restricted, "{rule} {permission}");
    }
}

#[test]
fn obligations_come_with_their_rights_alone() {
    let roles = cast::roles();
    let all = [
        Obligation::ConfirmAcceptance,
        Obligation::AutoAnswer,
        Obligation::MaskNumber,
    ];
    let mut holder = cast::olga().with_rights(P::ALL, &Scope::any());
    holder.obligations.extend(all);
    for permission in P::ALL {
        let thing = thing(permission.object().unwrap());
        let decision = judge(
            &roles,
            &holder,
            *permission,
            thing.resource(&holder.actor()),
            cast::noon(),
        );
        let names: Vec<&str> = decision.obligations.iter().map(|o| o.name()).collect();
        let expected: &[&str] = match permission.name() {
            "conversation.take" => &["confirm_acceptance"],
            "softphone.use" => &["auto_answer", "mask_number"],
            "conversation.view" | "conversation.view_history" | "request.handle" => {
                &["mask_number"]
            }
            _ => &[],
        };
        assert_eq!(names, expected, "{permission}");
    }
}

/// S119, D14: union. Each role gives what it gives alone; S150: what a role does not list is nothing.
#[test]
fn roles_join_and_strangers_give_nothing() {
    let roles = cast::roles();
    let fedor = cast::fedor();
    let nobodys = cast::chat(1).waiting();
    let about = Resource::conversation(&fedor.actor(), &nobodys);
    let decision = judge(&roles, &fedor, P::CONVERSATION_TAKE, about, cast::noon());
    let codes: Vec<&str> = decision
        .reasons
        .iter()
        .map(frontdesk_access::Reason::code)
        .collect();
    assert_eq!(codes, ["not_granted", "unknown_role", "unlisted_add_on"]);
    assert_allows!(
        roles,
        fedor,
        P::SURFACE_ADMIN_PANEL,
        Resource::section(&fedor.actor()),
        cast::noon()
    );

    // With the operator's role beside, its own dispenser works and the other's still does not.
    let operator = cast::role("cast.operator");
    let listed = operator
        .clone()
        .with_add_on(frontdesk_access::AddOnId::from_static("opt.dispenser"));
    let about = |holder: &frontdesk_access::Holder| {
        let resource = Resource::conversation(&holder.actor(), &nobodys);
        judge(&roles, holder, P::CONVERSATION_TAKE, resource, cast::noon()).is_allow()
    };
    assert!(!about(&fedor.clone().with_role(operator)));
    assert!(about(&fedor.with_role(listed)));
}

#[test]
fn a_grant_to_the_person_is_a_reason_of_its_own() {
    let roles = cast::roles();
    let anna = cast::anna().with_grant(Grant::new(P::CONVERSATION_VIEW, Scope::any()));
    let hers = cast::chat(1).in_work_with(cast::ANNA);
    let about = Resource::conversation(&anna.actor(), &hers);
    let decision = judge(&roles, &anna, P::CONVERSATION_VIEW, about, cast::noon());
    let words: Vec<String> = decision.reasons.iter().map(ToString::to_string).collect();
    let expected = [
        "role cast.operator grants conversation.view @ own",
        "a grant to the person grants conversation.view @ any",
    ];
    assert_eq!(words, expected);
}
