//! What is in store: roles, records and names.

use frontdesk_access::{
    AdminAction, Catalogue, Grant, Holder, MadeBy, Permission, Reason, Resource, Role, RoleId,
    Scope, UnreadPart,
};
use frontdesk_model::{Labels, Standing};
use frontdesk_testkit::{BuildHolder, assert_denies, cast, judge};

use crate::thing;
use Permission as P;

#[test]
fn attack_05_a_built_in_role_is_protected_by_its_maker_and_not_by_its_name() {
    let mut role = Role::built_in(
        RoleId::from_static("cast.administrator"),
        Labels::new("Admin"),
    );
    assert_eq!(role.made_by, MadeBy::System);
    role.labels = Labels::new("Renamed");
    assert_eq!(role.made_by, MadeBy::System);
    // A second role of the id does not replace the first, and a stored list of roles that has the
    // id twice is refused as a whole.
    let mut roles = cast::roles();
    let impostor = Role {
        made_by: MadeBy::Host,
        ..role.clone()
    };
    let refused = roles.insert_unique(impostor.clone()).unwrap_err();
    assert_eq!(
        refused.to_string(),
        "role `cast.administrator` is there twice"
    );
    assert_eq!(roles, cast::roles());
    let twice = serde_json::to_string(&[role, impostor.clone()]).unwrap();
    assert!(serde_json::from_str::<Catalogue>(&twice).is_err());
    // A role of the host's own that is called the same grants what it says and not what it is called.
    let namesake = Role {
        id: RoleId::from_static("host.admin"),
        ..impostor
    };
    assert!(roles.insert_unique(namesake).is_ok());
    let holder = cast::olga().with_role(cast::role("host.admin"));
    assert_denies!(
        roles,
        holder,
        P::ACCOUNT_SETTINGS,
        Resource::section(&holder.actor()),
        cast::noon(),
        "not_granted"
    );
}

#[test]
fn attack_07_nobody_acts_who_is_not_active_whatever_is_in_store() {
    let roles = cast::roles();
    let mut rows = 0;
    for standing in Standing::ALL {
        let holder = cast::klara()
            .with_rights(P::ALL, &Scope::any())
            .with_standing(standing);
        for permission in P::ALL {
            let thing = thing(permission.object().unwrap());
            let about = thing.resource(&holder.actor());
            let decision = judge(&roles, &holder, *permission, about, cast::noon());
            assert_eq!(
                decision.is_allow(),
                standing == Standing::Active,
                "{standing:?} {permission}"
            );
            rows += 1;
        }
    }
    assert_eq!(rows, 6 * 74);
    for holder in [
        cast::egor(),
        cast::zhanna(),
        cast::ilya(),
        cast::klara(),
        cast::lev(),
    ] {
        let section = Resource::section(&holder.actor());
        assert_denies!(
            roles,
            holder,
            P::SURFACE_OPERATOR_APP,
            section,
            cast::noon(),
            "not_active"
        );
        assert!(!roles.section_open(&holder, frontdesk_access::Section::Operating, cast::noon()));
    }
}

#[test]
fn attack_15_a_record_has_no_place_for_fields_that_it_does_not_know() {
    let holder = serde_json::to_value(cast::anna()).unwrap();
    assert!(serde_json::from_value::<Holder>(holder.clone()).is_ok());
    for extra in ["admin", "permissions", "owner", "is_root"] {
        let mut forged = holder.clone();
        forged
            .as_object_mut()
            .unwrap()
            .insert(extra.to_owned(), true.into());
        // A later release may have stored it: it is kept and reported, and might narrow. It gives
        // nothing, and takes what was there.
        let forged: Holder = serde_json::from_value(forged).unwrap();
        assert!(!forged.unread().is_empty(), "{extra}");
        assert!(cast::roles().effective(&forged, cast::noon()).is_empty());
        assert!(
            !cast::roles()
                .effective(&cast::anna(), cast::noon())
                .is_empty()
        );
    }
    // Nor has what one person asks to do to another, or to a role.
    let users_own = format!(r#"{{"user":"{}"}}"#, cast::ANNA);
    for action in ["edit_user", "suspend", "restore", "delete"] {
        let plain = format!(r#"{{"action":"{action}","user":{users_own}}}"#);
        assert!(
            serde_json::from_str::<AdminAction>(&plain).is_ok(),
            "{action}"
        );
        for extra in ["role", "permissions", "tenant", "owner", "holder"] {
            let forged = plain.replace("}}", &format!(r#"}},"{extra}":"x"}}"#));
            assert!(
                serde_json::from_str::<AdminAction>(&forged).is_err(),
                "{forged}"
            );
        }
    }
    // Standing is never guessed: a record that does not say it is refused.
    let mut silent = holder;
    silent.as_object_mut().unwrap().remove("standing");
    assert!(serde_json::from_value::<Holder>(silent).is_err());
}

#[test]
fn attack_16_a_name_that_is_gone_is_kept_reported_and_grants_nothing() {
    // In a stored grant: what a release before or after this one wrote. Without its scope a right
    // would be wider, and a list of rights would grow by itself: neither is guessed.
    for json in [
        r#"{"permission":"conversation.see","scope":{"relation":"any"}}"#,
        r#"{"permission":"conversation.view_own","scope":{"relation":"any"}}"#,
        r#"{"permission":7,"scope":{"relation":"any"}}"#,
        r#"{"permission":"conversation.view"}"#,
        r#"{"permission":"conversation.view","scope":{}}"#,
        r#"{"permission":"*"}"#,
    ] {
        let grant: Grant = serde_json::from_str(json).unwrap();
        assert!(
            P::every().all(|permission| !grant.gives.includes(permission)),
            "{json}"
        );
        assert_eq!(serde_json::to_string(&grant).unwrap(), json, "written back");
        let holder = cast::olga().with_grant(grant);
        assert!(
            cast::roles().effective(&holder, cast::noon()).is_empty(),
            "{json}"
        );
        let part = UnreadPart::Grant(frontdesk_access::Source::Person);
        assert_eq!(holder.unread(), [part].into(), "{json}");
    }
    let whole = r#"{"permission":"conversation.view","scope":{"relation":"own"}}"#;
    let grant: Grant = serde_json::from_str(whole).unwrap();
    assert!(grant.gives.includes(P::CONVERSATION_VIEW));
    // Where people write, the name is refused where it stands.
    let refused = P::from_name("conversation.see").unwrap_err();
    assert!(
        refused.to_string().contains("conversation.see"),
        "{refused}"
    );
    // A role that is gone grants nothing and is named.
    let roles = cast::roles();
    let holder = cast::olga().with_role(cast::role("cast.forgotten"));
    let decision = judge(
        &roles,
        &holder,
        P::SURFACE_ADMIN_PANEL,
        Resource::section(&holder.actor()),
        cast::noon(),
    );
    let role = RoleId::from_static("cast.forgotten");
    assert!(!decision.is_allow());
    assert!(decision.reasons.contains(&Reason::UnknownRole { role }));
}

#[test]
fn attack_30_the_list_names_all_that_it_was_made_of() {
    // Two people with the same role and different lists, and one person before and after an edit
    // of the record, never share a list.
    let roles = cast::roles();
    let scopes = |holder: &Holder| roles.scopes_of(holder, P::CONVERSATION_TAKE, cast::noon());
    let anna = cast::anna();
    let moved = cast::anna().in_group(cast::SUPPORT);
    let other = Holder {
        id: cast::BORIS.into(),
        ..cast::anna()
    };
    assert_ne!(scopes(&anna), scopes(&moved));
    assert_ne!(scopes(&anna), scopes(&other));
    assert_ne!(
        scopes(&anna),
        roles.scopes_of(&anna, P::CONVERSATION_VIEW, cast::noon())
    );
    assert_eq!(scopes(&anna), scopes(&cast::anna()));
}
