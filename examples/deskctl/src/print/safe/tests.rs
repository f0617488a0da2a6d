use super::{json, line};

/// What came, and what is shown.
const ROWS: [(&str, &str); 12] = [
    ("Анна Иванова", "Анна Иванова"),
    ("José 李 🙂", "José 李 🙂"),
    (
        "می\u{200c}خواهم 👩\u{200d}💻",
        "می\u{200c}خواهم 👩\u{200d}💻",
    ),
    (
        "\u{1b}[2J\u{1b}]0;owned\u{7}",
        r"\u{1b}[2J\u{1b}]0;owned\u{7}",
    ),
    ("\u{9b}31m", r"\u{9b}31m"),
    ("back\u{8}\u{7f}", r"back\u{8}\u{7f}"),
    ("over\rwritten", r"over\u{d}written"),
    ("\u{202e}exe.txt\u{2069}", r"\u{202e}exe.txt\u{2069}"),
    ("a\u{200b}b\u{feff}", r"a\u{200b}b\u{feff}"),
    ("tag\u{e0041}", r"tag\u{e0041}"),
    ("line\u{2028}separator", r"line\u{2028}separator"),
    ("null\0", r"null\u{0}"),
];

#[test]
fn what_steers_a_terminal_is_shown_as_its_code_point() {
    for (came, shown) in ROWS {
        assert_eq!(line(came), shown);
    }
}

#[test]
fn a_line_break_is_a_blank() {
    assert_eq!(line("one\r\ntwo\n\tthree"), "one two  three");
}

#[test]
fn json_means_the_same_and_has_nothing_that_steers() {
    for (came, _) in ROWS {
        let value = serde_json::json!({ came: [came] });
        let document = json(&serde_json::to_string_pretty(&value).unwrap());
        assert_eq!(
            serde_json::from_str::<serde_json::Value>(&document).unwrap(),
            value
        );
        let bare: String = document.split('\n').collect();
        assert_eq!(line(&bare), bare, "nothing is left to escape");
    }
}
