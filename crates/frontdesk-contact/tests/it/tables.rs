//! What each grammar accepts and refuses, row by row.

use frontdesk_contact::{
    DisplayName, Email, EmailError, NAME_OCTETS, NameError, Phone, PhoneError, TimeZoneName,
    TimeZoneNameError, UserName,
};

#[test]
fn addresses_that_are_accepted() {
    let long_local = format!("{}@example.org", "a".repeat(64));
    let longest = format!(
        "{}@{}.org",
        "a".repeat(64),
        ["b".repeat(61), "c".repeat(61), "d".repeat(60)].join(".")
    );
    assert_eq!(longest.len(), 253);
    let long_label = format!("a@{}.рф", "б".repeat(40));
    for text in [
        "anna@example.org",
        "first.last+tag@sub.example.org",
        "!#$%&'*+-/=?^_`{|}~@example.org",
        "\"two words\"@example.org",
        "\"quoted \\\" pair\"@example.org",
        "root@localhost",
        "a@1and1.example",
        "a@r3---sn.example",
        "анна@пример.рф",
        "संपर्क@डाटामेल.भारत",
        "re\u{301}ne\u{301}@example.org",
        "用户@例子.广告",
        &long_local,
        &longest,
        // A label is measured as an A-label: 80 octets of Cyrillic fit.
        &long_label,
    ] {
        let email = Email::parse(text);
        assert_eq!(email.as_ref().map(Email::as_typed), Ok(text), "{text}");
    }
}

#[test]
fn addresses_that_are_refused() {
    use EmailError as E;
    let long_local = format!("{}@example.org", "a".repeat(65));
    let long_cyrillic = format!("{}@example.org", "я".repeat(33));
    let too_long = format!("a@{}.org", vec!["b".repeat(50); 5].join("."));
    // 3 octets a label as typed, 8 as an A-label.
    let long_on_the_wire = format!("{}@{}org", "a".repeat(60), "ü.".repeat(28));
    assert_eq!(long_on_the_wire.len(), 148);
    let long_label = format!("a@{}.org", "b".repeat(64));
    for (text, error) in [
        ("", E::Empty),
        (" \t\r\n", E::Empty),
        ("anna", E::MissingAt),
        ("@", E::LocalPartEmpty),
        ("@example.org", E::LocalPartEmpty),
        ("anna@", E::DomainEmpty),
        (".anna@example.org", E::LocalPartInvalid),
        ("anna.@example.org", E::LocalPartInvalid),
        ("an..na@example.org", E::LocalPartInvalid),
        ("an na@example.org", E::LocalPartInvalid),
        ("\"anna@example.org", E::LocalPartInvalid),
        ("an\"na@example.org", E::LocalPartInvalid),
        ("\"\"@example.org", E::LocalPartEmpty),
        ("(c)anna@example.org", E::LocalPartInvalid),
        ("mailto:anna@example.org", E::LocalPartInvalid),
        ("😀@example.org", E::LocalPartInvalid),
        ("anna@.example.org", E::DomainInvalid),
        ("anna@example..org", E::DomainInvalid),
        ("anna@-example.org", E::DomainInvalid),
        ("anna@example-.org", E::DomainInvalid),
        ("anna@exa_mple.org", E::DomainInvalid),
        ("anna@exa mple.org", E::DomainInvalid),
        ("anna@ example.org", E::DomainInvalid),
        ("anna@xn--a.org", E::DomainInvalid),
        ("anna@example.org:25", E::DomainInvalid),
        (&long_local, E::LocalPartTooLong),
        (&long_cyrillic, E::LocalPartTooLong),
        (&too_long, E::TooLong),
        (&long_on_the_wire, E::TooLong),
        (&long_label, E::DomainInvalid),
    ] {
        assert_eq!(Email::parse(text), Err(error), "{text:?}");
    }
}

#[test]
fn white_space_around_an_address_is_left_out() {
    let email = Email::parse(" \tanna@example.org\r\n").unwrap();
    assert_eq!(email.as_typed(), "anna@example.org");
    assert_eq!(
        Email::parse("\u{a0}anna@example.org"),
        Err(EmailError::LocalPartInvalid)
    );
}

#[test]
fn logins() {
    use NameError as E;
    for (text, enforced) in [
        ("ivanova", "ivanova"),
        ("Ivanova", "ivanova"),
        ("Anna.P@Example.org", "anna.p@example.org"),
        ("+70000000001", "+70000000001"),
        ("Иванова", "иванова"),
        ("İpek", "i\u{307}pek"),
        ("re\u{301}ne\u{301}", "réné"),
        // Vowels are nonspacing marks, which the Bidi rule lets stand between letters.
        ("مُحَمَّد", "مُحَم\u{64e}\u{651}د"),
        ("שָׁלוֹם1", "ש\u{5b8}\u{5c1}לו\u{5b9}ם1"),
    ] {
        assert_eq!(UserName::parse(text).unwrap().as_str(), enforced, "{text}");
    }
    for (text, error) in [
        ("", E::Empty),
        (" ", E::Character { at: 0 }),
        ("anna p", E::Character { at: 4 }),
        ("ivanova ", E::Character { at: 7 }),
        ("ана\u{0}", E::Character { at: 3 }),
        ("mi\u{212a}e", E::Character { at: 2 }),
        ("abאב", E::Direction),
        // The Bidi rule, condition by condition: what begins, what ends, which digits.
        ("\u{5b8}א", E::Direction),
        ("1א", E::Direction),
        ("א-", E::Direction),
        ("א-\u{5b8}", E::Direction),
        ("א\u{5b8}a", E::Direction),
        ("ا\u{64e}1١", E::Direction),
        ("\u{200d}", E::Context),
        ("henryⅣ", E::Character { at: 5 }),
    ] {
        assert_eq!(UserName::parse(text), Err(error), "{text:?}");
    }
    assert!(UserName::parse(&"a".repeat(NAME_OCTETS)).is_ok());
    assert_eq!(
        UserName::parse(&"a".repeat(NAME_OCTETS + 1)),
        Err(E::TooLong)
    );
}

#[test]
fn display_names() {
    use NameError as E;
    for (text, enforced) in [
        ("Anna", "Anna"),
        ("  Anna \u{3000}  P. ", "Anna P."),
        ("Анна Петровна", "Анна Петровна"),
        ("ﬁne", "fine"),
        ("Henry Ⅳ", "Henry IV"),
        ("☺ Anna", "☺ Anna"),
        // Younger than the registry of PRECIS.
        ("🤖 Anna", "🤖 Anna"),
        // RFC 8266's own case for a second round: the diaeresis becomes a space and a mark.
        ("\u{a8}a", "\u{308}a"),
    ] {
        assert_eq!(
            DisplayName::parse(text).unwrap().as_str(),
            enforced,
            "{text}"
        );
    }
    for (text, error) in [
        ("", E::Empty),
        (" \u{a0} ", E::Empty),
        ("Anna\n", E::Character { at: 4 }),
        // A variation selector, refused by PRECIS at every age.
        ("☺\u{fe0f}", E::Character { at: 1 }),
        // Not assigned yet.
        ("a\u{38ff}\u{40000}", E::Character { at: 2 }),
    ] {
        assert_eq!(DisplayName::parse(text), Err(error), "{text:?}");
    }
    // One character of three octets that NFKC makes 33: the limit holds for what is stored, too.
    assert_eq!(DisplayName::parse(&"ﷺ".repeat(100)), Err(E::TooLong));
}

#[test]
fn phones() {
    use PhoneError as E;
    for (text, stored) in [
        ("+70000000001", "+70000000001"),
        (" +7 (000) 000-00-01 ", "+70000000001"),
        ("+33.6.00.00.00.00", "+33600000000"),
        ("+12", "+12"),
        ("+123456789012345", "+123456789012345"),
    ] {
        assert_eq!(Phone::parse(text).unwrap().as_e164(), stored, "{text}");
    }
    for (text, error) in [
        ("", E::Empty),
        (" -.", E::Empty),
        ("70000000001", E::NotInternational),
        ("8 800 000-00-00", E::NotInternational),
        ("0033600000000", E::NotInternational),
        ("+", E::TooShort),
        ("+1", E::TooShort),
        ("+0123", E::LeadingZero),
        ("+1234567890123456", E::TooLong),
        ("+7 000 x12", E::Character { at: 7 }),
        ("+7+000", E::Character { at: 2 }),
        ("+７000", E::Character { at: 1 }),
        ("+7\u{a0}000", E::Character { at: 2 }),
    ] {
        assert_eq!(Phone::parse(text), Err(error), "{text:?}");
    }
    for (digits, answer) in [
        ("70000000001", Ok("+70000000001")),
        ("", Err(E::Empty)),
        ("+7000", Err(E::Character { at: 0 })),
        ("7 000", Err(E::Character { at: 1 })),
        ("0700", Err(E::LeadingZero)),
        ("7", Err(E::TooShort)),
        ("1234567890123456", Err(E::TooLong)),
    ] {
        let phone = Phone::from_international_digits(digits);
        assert_eq!(
            phone.as_ref().map(Phone::as_e164),
            answer.as_ref().copied(),
            "{digits:?}"
        );
    }
}

#[test]
fn time_zone_names() {
    use TimeZoneNameError as E;
    for text in [
        "Europe/Moscow",
        "America/Argentina/ComodRivadavia",
        "America/North_Dakota/New_Salem",
        "America/Port-au-Prince",
        "Etc/GMT+10",
        "Etc/GMT-14",
        "UTC",
        "EST5EDT",
        "NZ-CHAT",
        "GMT0",
    ] {
        assert_eq!(TimeZoneName::parse(text).unwrap().as_str(), text);
    }
    for (text, error) in [
        ("", E::Empty),
        ("/Moscow", E::Part { part: 1 }),
        ("Europe/", E::Part { part: 2 }),
        ("Europe//Moscow", E::Part { part: 2 }),
        ("../../etc/passwd", E::Part { part: 1 }),
        ("Europe/..", E::Part { part: 2 }),
        ("+03:00", E::Character { part: 1 }),
        ("Europe/Mos cow", E::Character { part: 2 }),
        ("Европа/Москва", E::Character { part: 1 }),
        ("Europe/Moscow\0", E::Character { part: 2 }),
        ("Europe\\Moscow", E::Character { part: 1 }),
    ] {
        assert_eq!(TimeZoneName::parse(text), Err(error), "{text:?}");
    }
    assert_eq!(TimeZoneName::parse(&"a".repeat(256)), Err(E::TooLong));
}
