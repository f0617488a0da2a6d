//! Whole tables: every right of every person of the cast, and of every kind, standing and
//! restriction with all rights in store. A change of a rule shows as a few flipped marks.

use std::fmt::Write as _;

use expect_test::expect_file;
use frontdesk_access::{Holder, Permission, Restriction, Scope};
use frontdesk_model::{AccountKind, Standing};
use frontdesk_testkit::{BuildHolder, cast, judge, naive};

use crate::{step, thing};

/// `+` allowed, else the step of the catalogue's 1.1 that denied. Each mark is compared with the
/// naive evaluator before it is written.
fn table(columns: &[(&str, Holder)]) -> String {
    let roles = cast::roles();
    let mut text = String::new();
    for (at, (name, _)) in columns.iter().enumerate() {
        writeln!(text, "# {:>2} {name}", at + 1).unwrap();
    }
    write!(text, "{:32}", "").unwrap();
    for at in 1..=columns.len() {
        write!(text, "{at:>3}").unwrap();
    }
    text.push('\n');
    for permission in Permission::ALL {
        write!(text, "{:32}", permission.name()).unwrap();
        let thing = thing(permission.object().unwrap());
        for (name, holder) in columns {
            let about = thing.resource(&holder.actor());
            let decision = judge(&roles, holder, *permission, about, cast::noon());
            let object = naive::Object::new(&holder.actor(), &thing);
            let by_prose = naive::decide(&roles, holder, permission.name(), &object, cast::noon());
            assert_eq!(
                decision.is_allow(),
                by_prose.is_allow(),
                "{name} {permission}"
            );
            let mark = if decision.is_allow() {
                "+".to_owned()
            } else {
                step(&decision.reasons[0]).to_string()
            };
            write!(text, "{mark:>3}").unwrap();
        }
        text.push('\n');
    }
    text
}

#[test]
fn the_cast_over_objects_of_which_nothing_is_known() {
    expect_file!["golden/cast.txt"].assert_eq(&table(&cast::everybody()));
}

#[test]
fn all_rights_in_store_under_every_kind_standing_and_restriction() {
    let full = || cast::olga().with_rights(Permission::ALL, &Scope::any());
    let mut columns = vec![
        ("unified, active", full()),
        (
            "legacy operator",
            full().with_kind(AccountKind::LegacyOperator),
        ),
        ("legacy admin", full().with_kind(AccountKind::LegacyAdmin)),
        (
            "deny.admin_panel",
            full().with_restriction(Restriction::deny_admin_panel()),
        ),
        (
            "deny.cabinet",
            full().with_restriction(Restriction::deny_cabinet()),
        ),
    ];
    for standing in Standing::ALL {
        columns.push((standing.name(), full().with_standing(standing)));
    }
    let mut elsewhere = full();
    elsewhere.tenant = cast::OTHER_TENANT;
    columns.push(("another tenant", elsewhere));
    expect_file!["golden/closed.txt"].assert_eq(&table(&columns));
}
