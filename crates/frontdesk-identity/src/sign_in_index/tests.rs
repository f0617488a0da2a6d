use frontdesk_contact::{Email, UserName};
use frontdesk_model::{AccountKind, ExternalId};
use proptest::prelude::*;

use super::*;
use crate::{Activation, Lifecycle, Login, Profile, UserRecord};

const TENANT: TenantId = TenantId::from_number(7);

fn account(number: i64, login: &str) -> User {
    version(1, number, login)
}

fn version(version: u64, number: i64, login: &str) -> User {
    User::from_record(UserRecord {
        tenant: TENANT,
        id: UserId::from_number(number),
        version: Version(version),
        kind: AccountKind::Unified,
        capacities: [].into(),
        profile: Profile::default(),
        login: Login::Named(UserName::parse(login).unwrap()),
        credentials: None,
        credential_version: 0,
        ever_had_rights: false,
        lifecycle: Lifecycle::Open,
        activation: Activation::NotAwaited,
        reset: None,
        holds: Default::default(),
    })
    .unwrap()
}

fn limited(bytes: usize) -> SignInIndex {
    SignInIndex {
        rows: Rows::limited(bytes),
        ..SignInIndex::new(TENANT, EmailUse::Contact, 1)
    }
}

#[test]
fn a_row_is_19_bytes_and_the_login() {
    let mut index = limited(5 * (19 + 6));
    for number in 0..5 {
        index
            .insert(&account(number, &format!("login{number}")))
            .unwrap();
    }
    assert_eq!(index.insert(&account(5, "login5")), Err(NotIndexed::Full));
    assert_eq!(index.len(), 5);
    assert_eq!(index.find(LoginSpace::Operator, "login5"), None);
    // What does not fit leaves the account as it was.
    let longer = version(2, 4, "login4.and.more");
    assert_eq!(index.update(&longer), Err(NotIndexed::Full));
    assert_eq!(
        index.find(LoginSpace::Operator, "login4"),
        Some(longer.id())
    );
    // Whoever leaves makes room, wherever the row was.
    index.remove(UserId::from_number(1)).unwrap();
    index.insert(&account(5, "login5")).unwrap();
    for number in [0, 2, 3, 4, 5] {
        let id = UserId::from_number(number);
        assert_eq!(
            index.find(LoginSpace::AdminPanel, &format!("LOGIN{number}")),
            Some(id)
        );
        assert_eq!(index.get(id).map(|user| user.id), Some(id));
    }
}

#[test]
fn an_update_finds_its_row_after_making_room() {
    let mut index = limited(3 * (19 + 6));
    for number in 0..3 {
        index
            .insert(&account(number, &format!("login{number}")))
            .unwrap();
    }
    index.remove(UserId::from_number(0)).unwrap();
    index.update(&version(2, 2, "other2")).unwrap();
    index.update(&version(2, 1, "other1")).unwrap();
    for number in [1, 2] {
        let find = |login: &str| index.find(LoginSpace::Operator, &format!("{login}{number}"));
        assert_eq!(find("other"), Some(UserId::from_number(number)));
        assert_eq!(find("login"), None);
    }
}

#[test]
fn an_address_that_is_the_login_is_written_once() {
    let with_email = |address: &str, login: Login| {
        let mut record = account(1, "orlova").into_record();
        record.profile.email = Some(Email::parse(address).unwrap());
        record.profile.external_ids = [ExternalId::numbered("uis", "employee", 17)].into();
        record.login = login;
        let user = User::from_record(record).unwrap();
        let mut index = SignInIndex::new(TENANT, EmailUse::Identity, 1);
        index.insert(&user).unwrap();
        for claim in user.claims(EmailUse::Identity) {
            assert_eq!(index.holder(&claim), Some(user.id()));
        }
        index.shrink();
        index.rows.capacity()
    };
    let address = "orlova@example.test";
    let external = 4 + 8 + "uis/employee/17".len();
    assert_eq!(
        with_email(address, Login::Email),
        19 + address.len() + external
    );
    let capital = "Orlova@example.test";
    assert_eq!(
        with_email(capital, Login::Email),
        19 + 2 + 2 * address.len() + external
    );
}

/// No text of a claim that was given up is left, not even where little is dead or in a copy.
#[test]
fn what_was_given_up_is_overwritten() {
    let mut index = SignInIndex::new(TENANT, EmailUse::Identity, 1);
    let mut record = account(1, "zhukova").into_record();
    record.profile.email = Some(Email::parse("secret@example.test").unwrap());
    record.profile.external_ids = [ExternalId::new("uis", "employee", "hidden").unwrap()].into();
    index.insert(&User::from_record(record).unwrap()).unwrap();
    index.insert(&account(2, "belova")).unwrap();
    let holds = |index: &SignInIndex, text| index.rows.holds(text);
    let words = ["zhukova", "secret", "hidden"];
    assert!(words.iter().all(|word| holds(&index, word)));
    index.update(&version(2, 1, "orlova")).unwrap();
    assert!(words.iter().all(|word| !holds(&index, word)));
    assert!(words.iter().all(|word| !holds(&index.clone(), word)));
    index.remove(UserId::from_number(1)).unwrap();
    assert!(!holds(&index, "orlova") && holds(&index, "belova"));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2048, failure_persistence: None, ..Default::default() })]

    /// The text that is looked up without a key is that of the key.
    #[test]
    fn a_plain_login_is_its_login_key(
        typed in "[!-~]{0,40}|[ -~]{0,12}|[!-~]{1,12}@[A-Za-z0-9.-]{1,20}|[a-zA-Z]{250,258}",
    ) {
        let mut buffer = [0; PLAIN_OCTETS];
        if let Some(text) = plain_login(&typed, &mut buffer) {
            let key = login_key(&typed).unwrap();
            let expected = LoginText { address: false, text };
            prop_assert!(login_text(&key) == Some(expected));
        }
    }
}
