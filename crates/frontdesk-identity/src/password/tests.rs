use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::LazyLock;

use expect_test::expect_file;
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;

use super::pattern::ROWS;
use super::*;

const CHLOE: PasswordContext<'_> = PasswordContext {
    login: Some("chloe.martin"),
    email: Some("c.martin@example.test"),
    names: &["Chloé", "Martin", "王小明"],
    service: &["Frontdesk", "Acme Support"],
    factor: Factor::Single,
};

const CHLOE_WITH_SECOND: PasswordContext<'_> = PasswordContext {
    factor: Factor::WithSecond,
    ..CHLOE
};

/// Names that are written in more than one way, a login of digits, and a short name.
const JOSE: PasswordContext<'_> = PasswordContext {
    login: Some("4021753098"),
    email: Some("+7 (000) 613-84-29"),
    names: &["José", "Γιώργος", "Strauß", "Li", "Семён"],
    service: &[],
    factor: Factor::Single,
};

fn rules() -> PasswordRules {
    let own =
        BlockedList::parse("Treuhandanstalt1\r\n\n# no comment, a password\nНочьЛедяная2019\n");
    PasswordRules::new(PasswordLengths::default(), own).unwrap()
}

fn check(password: &str, about: &PasswordContext<'_>) -> PasswordCheck {
    check_password(&password.into(), &rules(), about)
}

#[test]
fn the_answers_as_a_table() {
    let rows = [
        "# Length counts code points, and nothing else is asked for",
        "zwei muede Kamele im Regen",
        "wcnbtopxhzsqjyd",
        "wcnbtopxhzsqjy",
        "839104756201847",
        "!?%/(§)=&$:_;*'",
        "               x",
        "пятьсот рыжих ко",
        "🦀🐙🦑🦐🐡🐠🐟🐬🐳🐋🦈🐊🐅🐆🦓",
        "🦀🐙🦑🦐🐡🐠🐟🐬🐳🐋🦈🐊🐅🐆",
        "",
        "# The commonest, however they are written",
        "correct horse battery staple",
        "Correct Horse Battery STAPLE",
        "correct horse battery staple ",
        "correct horse battery staple x",
        "PassWordPASSWORD",
        "iloveyouiloveyouiloveyou",
        "motdepassemotdepassemotdepasse",
        "Contrasen\u{303}aCONTRASENA",
        "ｐａｓｓｗｏｒｄ１２３４５６７",
        "# And with a few digits and signs, or with a pattern of them",
        "Welcome12345678",
        "iloveyouiloveyou1",
        "Password2026!!!!",
        "2026-Sunshine-26",
        "Sunshine1111111111",
        "sunshine8402957",
        "sunshine84029573",
        "sunshinex840295",
        "sunshine monkey princess",
        "# The host's list: exactly, but for case, accents and width",
        "treuhandanstalt1",
        "treuhandanstalt2",
        "# NO COMMENT, a password",
        "ночьледяная2019",
        "# Again and again",
        "xxxxxxxxxxxxxxx",
        "               ",
        "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0",
        "x7x7x7x7x7x7x7x7",
        "x7Q!x7q!X7q!x7q!",
        "x7q!kx7q!kx7q!k",
        "# Side by side",
        "123456789012345",
        "abcdefgh12345678",
        "qwertyuiopASDFG",
        "йцукенгшщзфывапр",
        "1q2w3e4r5t6y7u8i",
        "1qaz2wsx3edc4rfv",
        "zyxwvutsrqponml",
        "aaabbbcccdddeee",
        "abcdefgh12345678x",
        "# Words of the context and what is derived from them",
        "Frontdesk123456",
        "2026-martin-chloe!",
        "c.martin@example.test",
        "nitramnitramnitram",
        "acmesupportacme",
        "ChloéChloéChloé",
        "王小明王小明王小明1987!!",
        "chloe likes acme support",
        "frontdesks123456",
        "# Words count for nothing, and take nothing from what would do without them",
        "chloe839104756201847",
        "chloe83910475620184",
        "chloe123456789012345",
        "chloe314159265358979",
    ];
    let others = [
        "# Names and logins however they are written",
        "José1234567890123!",
        "Jose\u{301}1234567890123!",
        "jose1234567890123!",
        "ΓΙΏΡΓΟΣ-1987-1988",
        "γιωργος-1987-1988",
        "STRAUSS-1987-1988",
        "strauß-1987-1988!",
        "straus-1987-1988!",
        "СЕМЕН-1987-1988!",
        "40217530984021753098",
        "4021753098!!!!!!",
        "8903571204-2026!",
        "4021753098xxxxxx",
        "+7 (000) 613-84-29",
        "7000613842970006138429",
        "84029.57!3618-34927/5520",
        "84029.57!3618-34927/5520 li",
        "84029.57!3618 li",
    ];
    let mut table = String::new();
    let others = others.map(|row| (row, &JOSE));
    for (password, about) in rows.map(|row| (row, &CHLOE)).into_iter().chain(others) {
        if password.starts_with("# ") && !password.starts_with("# NO") {
            writeln!(table, "\n{password}").unwrap();
            continue;
        }
        let answer = match check(password, about) {
            PasswordCheck::Accept => "accept".to_owned(),
            PasswordCheck::Refuse(reasons) => {
                let reasons: Vec<String> = reasons.iter().map(ToString::to_string).collect();
                format!("refuse: {}", reasons.join("; "))
            }
        };
        writeln!(table, "{:<34} {answer}", format!("{password:?}")).unwrap();
    }
    expect_file!["../../tests/it/golden/passwords.txt"].assert_eq(table.trim_start());
}

#[test]
fn a_second_factor_makes_eight_enough() {
    let short = |characters| PasswordReason::TooShort {
        characters,
        least: 8,
    };
    assert!(check("wcnbtopx", &CHLOE_WITH_SECOND).is_accept());
    assert_eq!(
        check("wcnbtop", &CHLOE_WITH_SECOND),
        PasswordCheck::Refuse(BTreeSet::from([short(7)]))
    );
    assert!(!check("wcnbtopx", &CHLOE).is_accept());
    for common in ["Sunshine", "qwertyui", "12345678", "testtest", "frontdesk"] {
        assert!(!check(common, &CHLOE_WITH_SECOND).is_accept(), "{common}");
    }
}

#[test]
fn the_most_is_a_border_and_beyond_it_nothing_is_looked_at() {
    let unlike: String = ('\u{4e00}'..).take(129).collect();
    let (fits, beyond) = (unlike.chars().take(128).collect::<String>(), unlike);
    assert!(check(&fits, &CHLOE).is_accept());
    let too_long = PasswordCheck::Refuse(BTreeSet::from([PasswordReason::TooLong { most: 128 }]));
    assert_eq!(check(&beyond, &CHLOE), too_long);
    assert_eq!(check(&"a".repeat(10_000_000), &CHLOE), too_long);
}

#[test]
fn the_longest_patterns_are_checked_quickly() {
    let lengths = PasswordLengths {
        most: 1024,
        ..PasswordLengths::default()
    };
    let rules = PasswordRules::new(lengths, BlockedList::default()).unwrap();
    for (password, reason) in [
        ("a".repeat(1024), PasswordReason::OneCharacter),
        ("ab".repeat(512), PasswordReason::Repetition),
        ("abc".repeat(341), PasswordReason::Sequence),
    ] {
        let answer = check_password(&password.into(), &rules, &CHLOE);
        assert!(answer.reasons().any(|found| *found == reason));
    }
}

#[test]
fn what_is_built_in_is_refused_whatever_its_case() {
    let all: Vec<&str> = common::all().collect();
    assert!(all.len() >= 300, "{}", all.len());
    assert_eq!(
        all.iter().collect::<BTreeSet<_>>().len(),
        all.len(),
        "some stand twice"
    );
    for word in all {
        assert!(word.chars().count() >= 8, "{word} can never be chosen");
        assert_eq!(word.to_lowercase(), word);
        let loud = word.to_uppercase();
        let answer = check(&loud, &CHLOE_WITH_SECOND);
        assert!(
            answer.reasons().any(|why| *why == PasswordReason::Blocked),
            "{word}"
        );
    }
}

#[test]
fn rules_below_the_standard_cannot_be_written() {
    let written = |single: u16, second: u16, most: u16| {
        let text = format!(
            r#"{{"lengths":{{"single_factor":{single},"with_second_factor":{second},"most":{most}}}}}"#
        );
        serde_json::from_str::<PasswordRules>(&text).map_err(|error| error.to_string())
    };
    assert_eq!(written(15, 8, 128), Ok(PasswordRules::default()));
    for (lengths, error) in [
        ((14, 8, 128), PasswordRulesError::SingleFactor),
        ((15, 7, 128), PasswordRulesError::WithSecondFactor),
        ((15, 8, 63), PasswordRulesError::Most),
        ((15, 8, 1025), PasswordRulesError::Most),
        ((65, 8, 64), PasswordRulesError::LeastAboveMost),
        ((15, 65, 64), PasswordRulesError::LeastAboveMost),
    ] {
        let (single, second, most) = lengths;
        assert_eq!(written(single, second, most), Err(error.to_string()));
    }
    let composition = r#"{"lengths":{"single_factor":15,"with_second_factor":8,"most":64},
        "uppercase":1}"#;
    assert!(serde_json::from_str::<PasswordRules>(composition).is_err());
    let text = serde_json::to_string(&rules()).unwrap();
    assert_eq!(
        serde_json::from_str::<PasswordRules>(&text).unwrap(),
        rules()
    );
}

#[test]
fn a_list_keeps_every_line_but_the_empty_ones() {
    let list = BlockedList::parse("one\r\nTWO\n\n two\n#three\none");
    assert_eq!(list.len(), 4);
    assert_eq!(format!("{list:?}"), "BlockedList(4 passwords)");
}

// What the prose says, in the plainest words: strings, recursion, nothing remembered.

static BUILT_IN: LazyLock<Vec<Vec<char>>> = LazyLock::new(|| common::all().map(plain).collect());

fn plain(text: &str) -> Vec<char> {
    fold_for_comparison(text).collect()
}

fn naive(password: &str, rules: &PasswordRules, about: &PasswordContext<'_>) -> PasswordCheck {
    let lengths = rules.lengths();
    let length = password.chars().count();
    if length > usize::from(lengths.most) {
        return PasswordCheck::Refuse(BTreeSet::from([PasswordReason::TooLong {
            most: lengths.most,
        }]));
    }
    let least = match about.factor {
        Factor::Single => lengths.single_factor,
        Factor::WithSecond => lengths.with_second_factor,
    };
    let mut reasons = BTreeSet::new();
    if length < usize::from(least) {
        reasons.insert(PasswordReason::TooShort {
            characters: length,
            least,
        });
    }
    let lower: Vec<char> = password.chars().flat_map(char::to_lowercase).collect();
    reasons.extend(naive_patterns(&lower));
    let password = plain(password);
    let own: BTreeSet<String> = rules.blocked().clone().into();
    let mut listed = BUILT_IN.clone();
    listed.extend(own.iter().map(|own| plain(own)));
    if naive_blocked(&password, &listed) {
        reasons.insert(PasswordReason::Blocked);
    }
    let mut fields = vec![];
    fields.extend(about.login.map(|value| (ContextField::Login, value)));
    fields.extend(about.email.map(|value| (ContextField::Email, value)));
    for name in about.names {
        fields.push((ContextField::Names, name));
    }
    for name in about.service {
        fields.push((ContextField::Service, name));
    }
    let mut words: Vec<(ContextField, Vec<char>)> = vec![];
    for (field, value) in fields {
        let value: String = plain(value).iter().collect();
        if !value.is_empty() && plain(&value) == password {
            reasons.insert(PasswordReason::ContextWord { field });
        }
        let mut its: Vec<String> = vec![];
        for run in value.split(|c: char| !c.is_alphabetic()) {
            its.extend((run.chars().count() >= 2).then(|| run.to_owned()));
        }
        for run in value.split(|c: char| !c.is_numeric()) {
            its.extend((run.chars().count() >= 4).then(|| run.to_owned()));
        }
        let digits: String = value.chars().filter(|c| c.is_numeric()).collect();
        if !value.chars().any(char::is_alphabetic) && digits.chars().count() >= 4 {
            its.push(digits);
        }
        for word in its {
            words.push((field, word.chars().rev().collect()));
            words.push((field, word.chars().collect()));
        }
    }
    let only: Vec<Vec<char>> = words.iter().map(|(_, word)| word.clone()).collect();
    let rest = naive_rest(&password, &only);
    let weak = rest.len() < usize::from(least)
        || !naive_patterns(&rest).is_empty()
        || naive_blocked(&rest, &listed);
    if !rest.iter().any(|c| c.is_alphabetic()) && weak {
        for (field, word) in words {
            if naive_has(&password, &word) {
                reasons.insert(PasswordReason::ContextWord { field });
            }
        }
    }
    match reasons.is_empty() {
        true => PasswordCheck::Accept,
        false => PasswordCheck::Refuse(reasons),
    }
}

fn naive_patterns(all: &[char]) -> BTreeSet<PasswordReason> {
    let again = |count: usize| {
        all.len() > count && all.len().is_multiple_of(count) && all.starts_with(&all[count..])
    };
    let mut reasons = BTreeSet::new();
    if again(1) {
        reasons.insert(PasswordReason::OneCharacter);
        return reasons;
    }
    if (2..=4).any(again) {
        reasons.insert(PasswordReason::Repetition);
    }
    if !all.is_empty() && naive_sequence(all) {
        reasons.insert(PasswordReason::Sequence);
    }
    reasons
}

fn naive_has(text: &[char], word: &[char]) -> bool {
    (0..text.len()).any(|at| text[at..].starts_with(word))
}

/// What stands in no word.
fn naive_rest(text: &[char], words: &[Vec<char>]) -> Vec<char> {
    let is_in = |at: usize| {
        words.iter().any(|word| {
            (at.saturating_sub(word.len())..=at)
                .any(|from| text[from..].starts_with(word) && at < from + word.len())
        })
    };
    (0..text.len())
        .filter(|at| !is_in(*at))
        .map(|at| text[at])
        .collect()
}

fn naive_blocked(text: &[char], listed: &[Vec<char>]) -> bool {
    listed.iter().any(|word| {
        if !naive_has(text, word) {
            return false;
        }
        let rest = naive_rest(text, std::slice::from_ref(word));
        let few = rest.len() < 8 && rest.len() < text.len() - rest.len();
        !rest.iter().any(|c| c.is_alphabetic()) && (few || !naive_patterns(&rest).is_empty())
    })
}

fn naive_sequence(rest: &[char]) -> bool {
    rest.is_empty()
        || (3..=rest.len()).any(|length| {
            let run: String = rest[..length].iter().collect();
            let back: String = rest[..length].iter().rev().collect();
            let found = run.chars().all(|c| c == rest[0])
                || ROWS
                    .iter()
                    .any(|row| row.contains(&run) || row.contains(&back));
            found && naive_sequence(&rest[length..])
        })
}

/// Pieces that patterns, lists and context are made of, and others.
fn piece() -> impl Strategy<Value = String> {
    let row = (0..ROWS.len(), 0..8usize, 1..8usize, any::<bool>()).prop_map(
        |(row, from, length, back)| {
            let part: Vec<char> = ROWS[row].chars().skip(from).take(length).collect();
            match back {
                true => part.iter().rev().collect(),
                false => part.iter().collect(),
            }
        },
    );
    let common: Vec<&'static str> = common::all().collect();
    prop_oneof![
        row,
        proptest::sample::select(common).prop_map(str::to_owned),
        proptest::sample::select(vec![
            "chloe",
            "Martin",
            "nitram",
            "example",
            "test",
            "王小明",
            "ACME",
            "frontdesk",
            "support",
            "CHLOÉ",
            "chloe\u{301}",
            "strauss",
            "ΓΙΏΡΓΟΣ",
            "li",
            "4021753098",
            "8903571204",
            "treuhandanstalt1",
            "1987",
            "!",
            "-",
            " ",
        ])
        .prop_map(str::to_owned),
        "[a-zA-Z0-9]{1,6}",
        "\\PC{1,4}",
        any::<char>().prop_map(String::from),
    ]
}

fn password() -> impl Strategy<Value = String> {
    let built = (proptest::collection::vec(piece(), 0..5), 1..4usize)
        .prop_map(|(pieces, times)| pieces.concat().repeat(times));
    prop_oneof![8 => built, 1 => ".{0,40}", 1 => "\\PC{100,160}"]
}

#[test]
fn what_is_generated_reaches_every_answer() {
    let mut runner = TestRunner::deterministic();
    let mut seen: BTreeMap<&str, u32> = BTreeMap::new();
    for _ in 0..1500 {
        let password = password().new_tree(&mut runner).unwrap().current();
        let answer = check(&password, &CHLOE_WITH_SECOND);
        let codes = answer.reasons().map(|why| why.code());
        let codes: BTreeSet<_> = codes
            .chain(answer.is_accept().then_some("accept"))
            .collect();
        for code in codes {
            *seen.entry(code).or_default() += 1;
        }
    }
    assert_eq!(seen.len(), 8, "{seen:?}");
    assert!(seen.values().all(|count| *count >= 20), "{seen:?}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1500))]

    #[test]
    fn every_answer_is_that_of_the_prose(password in password(), whose in 0..3usize) {
        // The prose, read so plainly, takes its time for long runs of one character.
        let one = password.chars().filter(|c| password.starts_with(*c)).count();
        prop_assume!(one < 30);
        let about = [CHLOE, CHLOE_WITH_SECOND, JOSE][whose];
        prop_assert_eq!(check(&password, &about), naive(&password, &rules(), &about));
    }

    #[test]
    fn nothing_that_is_printed_holds_the_password(password in password()) {
        prop_assume!(password.chars().count() >= 5);
        let secret = SecretString::from(password.as_str());
        let about = PasswordContext { login: Some(&password), ..CHLOE };
        let answer = check_password(&secret, &rules(), &about);
        let mut printed = format!("{secret:?} {answer:?} {about:?} {:?}", rules());
        printed += &serde_json::to_string(&answer).unwrap();
        for reason in answer.reasons() {
            printed += &format!("{reason} {}", reason.code());
        }
        // Words that reasons are written with may be passwords as well.
        let plain: String = check("", &CHLOE).reasons().map(|why| format!("{why:?}{why}")).collect();
        let own = "Secret PasswordContext BlockedList passwords characters password single service";
        prop_assume!(!format!("{plain}{own}").to_lowercase().contains(&password.to_lowercase()));
        prop_assert!(!printed.contains(&password), "{printed}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(250))]

    #[test]
    fn any_composition_will_do(
        letters in "[a-z]{15,60}", capitals in "[A-Z]{15,60}", digits in "[0-9]{15,60}",
        signs in "[!-/:-@]{15,60}", spaces in "[ \t\u{a0}\u{2003}]{15,60}",
        others in "[а-яα-ω一-龥ا-ي]{15,60}", controls in "[\0-\x1f]{15,60}",
    ) {
        for password in [letters, capitals, digits, signs, spaces, others, controls] {
            // What chance makes a pattern of is refused as such.
            let patterned = !matches!(naive(&password, &rules(), &CHLOE), PasswordCheck::Accept);
            prop_assert_eq!(check(&password, &CHLOE).is_accept(), !patterned);
            prop_assert!(!patterned || password.chars().collect::<BTreeSet<_>>().len() <= 3);
        }
    }

    #[test]
    fn the_answer_does_not_depend_on_case(password in "[a-zA-Z0-9 ]{0,30}") {
        prop_assert_eq!(
            check(&password.to_lowercase(), &CHLOE),
            check(&password.to_uppercase(), &CHLOE)
        );
    }

    #[test]
    fn a_word_beside_it_refuses_no_password_that_would_do_alone(
        password in "[0-9!-/]{15,60}", word in proptest::sample::select(vec!["li", "José", "chloe"]),
    ) {
        prop_assume!(check(&password, &JOSE).is_accept());
        for both in [format!("{password} {word}"), format!("{word} {password}")] {
            prop_assert_eq!(check(&both, &JOSE), PasswordCheck::Accept);
        }
    }

    #[test]
    fn the_words_are_found_however_they_are_written(
        word in "[a-zßéöñα-ωа-я]{2,12}", rest in "[0-9!-/]{0,6}",
    ) {
        let names = [&*word];
        let about = PasswordContext { names: &names, ..PasswordContext::default() };
        let apart: String = word.chars().flat_map(|c| [c, '\u{301}']).collect();
        for written in [&word, &word.to_uppercase(), &apart, &apart.to_uppercase()] {
            let answer = check(&format!("{written}{rest}"), &about);
            let field = ContextField::Names;
            let reason = PasswordReason::ContextWord { field };
            prop_assert!(answer.reasons().any(|why| *why == reason), "{written}{rest}");
        }
    }
}

#[test]
fn a_refusal_that_was_stored_has_a_reason() {
    let read = |text: &str| serde_json::from_str::<PasswordCheck>(text);
    assert!(read(r#"{"refuse":[]}"#).is_err());
    assert!(read(r#"{"refuse":["blocked"]}"#).is_ok());
    for password in [
        "zwei müde Kamele im Regen",
        "R4nunkel&3",
        "Martin.Chloe.1987",
    ] {
        let answer = check(password, &CHLOE);
        let text = serde_json::to_string(&answer).unwrap();
        assert_eq!(read(&text).unwrap(), answer);
    }
}

#[test]
fn a_list_of_many_and_the_longest_password_are_checked_quickly() {
    let own: String = (0..50_000)
        .map(|number| format!("{:08}\n", number * 1987))
        .collect();
    let lengths = PasswordLengths {
        most: 1024,
        ..PasswordLengths::default()
    };
    let rules = PasswordRules::new(lengths, BlockedList::parse(&own)).unwrap();
    let digits: String = (0..256)
        .map(|number| format!("{:04}", number * number % 9973))
        .collect();
    let answer = check_password(&digits.into(), &rules, &JOSE);
    assert_eq!(answer, PasswordCheck::Accept);
}
