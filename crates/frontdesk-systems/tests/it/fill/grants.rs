//! Nothing gives a right by itself: what a filled person holds is what a plain reading of the
//! record's switches says, and nothing for whoever does not act.

use std::collections::BTreeSet;

use frontdesk_access::Permission as P;
use frontdesk_contact::Email;
use frontdesk_model::chrono::DateTime;
use frontdesk_model::{ExternalId, UserId};
use frontdesk_systems::catalogue;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{select, subsequence};
use serde_json::json;

use super::*;

/// The rights that a filled person holds.
pub(super) fn held(person: &Person) -> BTreeSet<P> {
    let rights = catalogue::all().effective(&person.holder(), DateTime::UNIX_EPOCH);
    rights
        .into_iter()
        .map(|(permission, _)| permission)
        .collect()
}

fn held_by(filled: &Filled) -> BTreeSet<P> {
    held(only(filled))
}

pub(super) fn names(rights: &BTreeSet<P>) -> Vec<&'static str> {
    rights.iter().map(|permission| permission.name()).collect()
}

pub(super) fn refuses_nobody(filled: &Filled) -> bool {
    !filled
        .1
        .iter()
        .any(|notice| notice.kind.code() == "refused")
}

/// What stands in Roles boxes: roles, options, and what is neither.
const BOX: [&str; 8] = [
    "Conversation Agent",
    "Supervisor",
    "Stakeholder",
    "Dispenser",
    "Payment Reconciler",
    "Wizard",
    "conversation.view",
    "reach.administrator",
];
const ROLES: usize = 3;
const OPTIONS: usize = 5;

const RIGHTS: [&str; 8] = [
    "user.view",
    "role.assign",
    "conversation.view",
    "report.general.generate",
    "owner",
    "deny.admin_panel",
    "fly",
    "administration*",
];

const ADDRESSES: [&str; 7] = [
    "a@example.test",
    "a@EXAMPLE.test",
    "b@example.test",
    "c@example.test",
    "nobody",
    "a b@example.test",
    "",
];

proptest! {
    #[test]
    fn a_talkme_account_holds_its_kind_and_what_the_file_names(
        rights in subsequence(RIGHTS.to_vec(), 0..=RIGHTS.len()),
        has_login in any::<bool>(),
        receives_all in any::<bool>(),
    ) {
        let login = if has_login { "anna" } else { "an na" };
        let known: Vec<&str> = rights.iter().copied().filter(|name| P::from_name(name).is_ok() || *name == "owner" || *name == "deny.admin_panel").collect();
        let named: BTreeSet<P> = rights.iter().filter_map(|name| P::from_name(name).ok()).collect();
        for account in [operator, admin] {
            let of = |rights: &[&str]| account(json!({
                "login": login, "rights": rights, "receives_all_messages": receives_all,
            }));
            let filled = of(&rights);
            prop_assert!(refuses_nobody(&filled));
            // An unknown name is as good as none.
            prop_assert_eq!(held_by(&filled), held_by(&of(&known)));
            let role_alone = held_by(&of(&[]));
            let merges = BTreeSet::from([P::MERGE_PLAN, P::MERGE_APPLY, P::MERGE_UNDO]);
            for right in held_by(&filled) {
                let is_owner = rights.contains(&"owner") && merges.contains(&right);
                prop_assert!(role_alone.contains(&right) || named.contains(&right) || is_owner, "{right}");
            }
            if !has_login {
                prop_assert_eq!(held_by(&filled), BTreeSet::new());
            }
        }
    }

    #[test]
    fn a_roles_box_gives_what_its_known_names_give(
        names in subsequence(BOX.to_vec(), 1..=BOX.len()).prop_shuffle(),
    ) {
        let of = |names: &[&str]| agent(&names.join(";"));
        let filled = of(&names);
        prop_assert!(refuses_nobody(&filled));
        let known: Vec<&str> = names.iter().copied().filter(|name| BOX[..OPTIONS].contains(name)).collect();
        let is_role = |name: &&str| BOX[..ROLES].contains(name);
        if !known.is_empty() {
            prop_assert_eq!(held_by(&filled), held_by(&of(&known)));
        }
        prop_assert_eq!(held_by(&filled).is_empty(), !names.iter().any(is_role));
    }

    #[test]
    fn nobody_who_is_invited_holds_anything_yet(
        role in select(vec!["utilisateur", "moderateur", "chef", "Moderateur "]),
        modules in subsequence(vec!["livechat", "settings", "statistiques"], 0..=3),
        questionnaires in subsequence(vec!["devis", "sav"], 0..=2),
    ) {
        let filled = invited(json!({"role": role, "modules": modules, "questionnaires": questionnaires}));
        prop_assert!(refuses_nobody(&filled));
        let person = only(&filled);
        prop_assert_eq!(held(person), BTreeSet::new());
        // Nor later, if the role is none of the two, or no module was given (S89).
        let mut holder = person.holder();
        holder.standing = frontdesk_model::Standing::Active;
        let later = catalogue::all().effective(&holder, DateTime::UNIX_EPOCH);
        let is_moderator = role == "moderateur";
        prop_assert_eq!(!later.is_empty(), is_moderator || (role == "utilisateur" && !modules.is_empty()));
    }

    #[test]
    fn the_export_of_omnidesk_gives_the_staff_nothing(
        active in any::<bool>(),
        email in any::<bool>(),
        status in 0_i64..6,
        role in 0_i64..6,
    ) {
        let email = if email { "a@example.test" } else { "nobody" };
        let filled = staff(json!({"active": active, "staff_email": email, "status_id": status, "role_id": role}));
        prop_assert!(refuses_nobody(&filled));
        prop_assert_eq!(held_by(&filled), BTreeSet::new());
    }

    #[test]
    fn a_customer_holds_something_only_when_active(
        active in any::<bool>(),
        confirmed in any::<bool>(),
        deleted in any::<bool>(),
    ) {
        let user = json!({"user_id": 1, "active": active, "confirmed": confirmed, "deleted": deleted});
        let (imported, _) = omnidesk_of(&json!({ "users": [user] }));
        let holder = imported.customers[0].holder(&BTreeSet::new());
        let held = catalogue::all().effective(&holder, DateTime::UNIX_EPOCH);
        prop_assert_eq!(!held.is_empty(), active && confirmed && !deleted);
    }

    /// S114: k addresses give k accounts, equal but for the address and what follows from it. S113,
    /// D20: k is the number of good addresses that differ.
    #[test]
    fn k_addresses_give_k_equal_accounts(
        addresses in vec(select(ADDRESSES.to_vec()), 1..10),
        role in select(vec!["utilisateur", "moderateur", "chef"]),
        modules in subsequence(vec!["livechat", "settings"], 0..=2),
        limit in proptest::option::of(1_u32..9),
    ) {
        let mut invitation = invitation(&json!({"role": role, "modules": modules, "limit": limit}));
        invitation.emails = addresses.iter().map(|address| (*address).into()).collect();
        let filled = noci::fill(TENANT, &invitation);
        let good: BTreeSet<String> = addresses
            .iter()
            .filter_map(|address| Email::parse(address).ok())
            .map(|email| email.key().value().to_owned())
            .collect();
        let found: BTreeSet<String> = filled.0.people.iter().map(key).collect();
        prop_assert_eq!(filled.0.people.len(), good.len());
        prop_assert_eq!(found, good);
        // Whoever is not invited is told of.
        let told = codes(&filled);
        let told = told.split(' ').filter(|code| ["bad_email", "duplicate_address"].contains(code));
        prop_assert_eq!(filled.0.people.len() + told.count(), addresses.len());

        let ids: BTreeSet<UserId> = filled.0.people.iter().map(Person::id).collect();
        prop_assert_eq!(ids.len(), filled.0.people.len());
        for pair in filled.0.people.windows(2) {
            let [one, other] = [&pair[0], &pair[1]].map(without_address);
            prop_assert_eq!(one, other);
        }
    }
}

fn key(person: &Person) -> String {
    let email = person.user.profile().email.as_ref().unwrap();
    email.key().value().to_owned()
}

/// Everything of a person but the address, as text: what must be equal for all.
fn without_address(person: &Person) -> String {
    let mut record = person.user.clone().into_record();
    let nobody = ExternalId::numbered("noci", "user", 0);
    let known = format!("noci/user/{}", key(person));
    let externals: Vec<String> = record
        .profile
        .external_ids
        .iter()
        .map(ToString::to_string)
        .collect();
    assert_eq!(externals, [known]);
    record.id = id("noci", "user", 0);
    record.profile.external_ids = BTreeSet::from([nobody]);
    record.profile.email = Email::parse("nobody@example.test").ok();
    let record = serde_json::to_string(&record).unwrap();
    format!(
        "{record} {:?} {:?} {:?}",
        person.rights, person.availability, person.adviser
    )
}

#[test]
fn whoever_does_not_act_keeps_rights_in_store_and_holds_none() {
    let kept = |filled: Filled| {
        let person = only(&filled);
        assert!(!person.rights.roles.is_empty());
        (person.user.standing().name(), held(person).len())
    };
    assert_eq!(
        kept(hired(json!({"status": "removed"}), json!({}))),
        ("half_deleted", 0)
    );
    assert_eq!(
        kept(hired(json!({"status_id": 7}), json!({}))),
        ("half_deleted", 0)
    );
    assert_eq!(
        kept(hired(json!({}), json!({"is_active": false}))),
        ("suspended", 0)
    );
    assert_eq!(
        kept(hired(json!({"login": null}), json!({}))),
        ("employee", 0)
    );
    assert_eq!(kept(invited(json!({}))), ("pending", 0));
    assert_eq!(kept(operator(json!({"login": "an na"}))), ("employee", 0));
    let (standing, rights) = kept(hired(json!({}), json!({})));
    assert_eq!((standing, rights > 0), ("active", true));
}
