use proptest::prelude::*;

use super::{LoginKey, is_plain_login, login_key, login_key_of_any};

fn typed() -> impl Strategy<Value = String> {
    prop_oneof![
        "[!-~]{0,40}",
        "[ -~]{0,12}",
        "[!-~]{1,12}@[A-Za-z0-9.-]{1,20}",
        "[A-Za-z0-9._+-]{1,12}@[A-Za-z0-9]{1,8}(\\.[A-Za-z0-9-]{1,8}){1,3}",
        "[A-Za-z]{1,3}@(xn--|XN--)[a-z0-9-]{1,12}\\.test",
        "[A-Za-z\u{400}-\u{45f}\u{ff21}-\u{ff3a}.@]{1,12}",
        "\"[ -~]{0,6}\"@[A-Za-z]{1,6}",
        "[A-Za-z0-9.]{1,6}@[0-9.xX]{1,9}",
        "[a-zA-Z]{240,260}",
        "[a-z]{60,66}@[a-zA-Z]{180,190}",
        "[a-zA-Z@]{1020,1026}",
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 4096, failure_persistence: None, ..Default::default() })]

    /// The short way of a plain login ends where the long way does.
    #[test]
    fn a_plain_login_has_the_key_of_the_long_way(typed in typed()) {
        prop_assert_eq!(login_key(&typed), login_key_of_any(&typed));
        if is_plain_login(&typed) {
            let small = typed.to_ascii_lowercase();
            match login_key_of_any(&typed) {
                Some(LoginKey::Name(key)) => prop_assert_eq!(key.value(), small),
                Some(LoginKey::Address(_)) => prop_assert!(false, "an address"),
                None => prop_assert!(typed.len() > 1023),
            }
        }
    }
}
