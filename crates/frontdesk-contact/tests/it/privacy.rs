//! No `Debug` and no error holds a piece of what was given.

use frontdesk_contact::{DisplayName, Email, Phone, TimeZoneName, UserName};

#[test]
fn debug_names_the_place_and_not_the_content() {
    let email = Email::parse("Zyxwv@qponm.org").unwrap();
    let login = UserName::parse("zyxwv").unwrap();
    let name = DisplayName::parse("Zyxwv").unwrap();
    let phone = Phone::parse("+70000000001").unwrap();
    let zone = TimeZoneName::parse("Europe/Moscow").unwrap();
    for (printed, expected) in [
        (format!("{email:?}"), "Email(..)"),
        (format!("{:?}", email.key()), "EmailKey { version: 1, .. }"),
        (
            format!("{:?}", email.key_folded()),
            "EmailHint { version: 1, .. }",
        ),
        (format!("{login:?}"), "UserName(..)"),
        (
            format!("{:?}", login.key()),
            "UserNameKey { version: 1, .. }",
        ),
        (
            format!("{:?}", login.skeleton()),
            "Skeleton { version: 1, .. }",
        ),
        (format!("{name:?}"), "DisplayName(..)"),
        (
            format!("{:?}", name.key()),
            "DisplayNameKey { version: 1, .. }",
        ),
        (format!("{phone:?}"), "Phone(..)"),
        (format!("{:?}", phone.key()), "PhoneKey { version: 1, .. }"),
        (format!("{zone:?}"), "TimeZoneName(..)"),
    ] {
        assert_eq!(printed, expected);
    }
}

#[test]
fn errors_hold_nothing_of_what_was_given() {
    // Letters that no message uses, so that each of them would betray the input.
    const MARK: &str = "ЖЩЪ";
    let mut seen = 0;
    for text in [
        "ЖЩЪ",
        "ЖЩЪ <ЖЩЪ@ЖЩЪ>",
        "ЖЩЪ..@ЖЩЪ",
        "ЖЩЪ@ЖЩЪ.",
        "ЖЩЪ@[ЖЩЪ]",
        "@ЖЩЪ",
        "ЖЩЪ@",
        "ЖЩЪ ЖЩЪ",
        "ЖЩЪ\n",
        "+ЖЩЪ",
        "ЖЩЪ\u{5d0}",
    ] {
        let long = text.repeat(200);
        for text in [text, &long] {
            let json = serde_json::to_string(text).unwrap();
            let printed = [
                Email::parse(text).err().map(|e| format!("{e} {e:?}")),
                UserName::parse(text).err().map(|e| format!("{e} {e:?}")),
                DisplayName::parse(text).err().map(|e| format!("{e} {e:?}")),
                Phone::parse(text).err().map(|e| format!("{e} {e:?}")),
                TimeZoneName::parse(text)
                    .err()
                    .map(|e| format!("{e} {e:?}")),
                serde_json::from_str::<Email>(&json)
                    .err()
                    .map(|e| format!("{e} {e:?}")),
                serde_json::from_str::<UserName>(&json)
                    .err()
                    .map(|e| format!("{e} {e:?}")),
                serde_json::from_str::<Phone>(&json)
                    .err()
                    .map(|e| format!("{e} {e:?}")),
            ];
            for message in printed.into_iter().flatten() {
                seen += 1;
                assert!(!message.chars().any(|c| MARK.contains(c)), "{message}");
                assert!(!message.ends_with('.'), "{message}");
            }
        }
    }
    assert!(seen > 80, "the inputs are meant to be refused: {seen}");
}
