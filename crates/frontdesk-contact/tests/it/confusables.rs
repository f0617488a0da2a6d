//! What looks alike, what is one and what is neither: pairs that people know, and the homoglyphs of ASCII.

use std::fmt::Write;

use expect_test::expect_file;
use frontdesk_contact::{DisplayName, Email, Skeleton, UserName};

use crate::vectors::json_cases;

const HOMOGLYPHS: &str = include_str!("vectors/homoglyphs.txt");

/// What the second is, the first, the second.
const PAIRS: &[(&str, &str, &str)] = &[
    ("the same in capitals", "admin", "Admin"),
    ("capital I and small i", "ivan", "Ivan"),
    ("capital and small Cyrillic v", "ива", "ИВА"),
    ("Cyrillic a", "admin", "аdmin"),
    ("Cyrillic i", "admin", "admіn"),
    ("Cyrillic throughout", "scope", "ѕсоре"),
    ("Cyrillic word, Latin e", "Петр", "Пeтр"),
    ("Greek omicron", "omega", "οmega"),
    ("Greek capitals", "BETA", "ΒΕΤΑ"),
    ("dotless i", "admin", "admın"),
    ("dotted capital I", "istanbul", "İstanbul"),
    ("full width", "admin", "ａｄｍｉｎ"),
    ("mathematical bold", "admin", "𝐚𝐝𝐦𝐢𝐧"),
    ("superscript capitals", "bigbird", "ᴮᴵᴳᴮᴵᴿᴰ"),
    ("small capitals", "admin", "ᴀᴅᴍɪɴ"),
    ("Cherokee A", "admin", "Ꭺdmin"),
    ("Kelvin sign", "kate", "\u{212a}ate"),
    ("Angstrom sign", "åsa", "\u{212b}sa"),
    ("Ohm sign", "ωmega", "\u{2126}mega"),
    ("sharp s and ss", "strasse", "straße"),
    ("sharp s and capital sharp s", "straße", "STRAẞE"),
    ("long s", "pass", "paſs"),
    ("final sigma", "οδυσσευσ", "οδυσσευς"),
    ("micro sign", "μs", "µs"),
    ("capital I and l", "paul", "pauI"),
    ("one and l", "paul", "pau1"),
    ("bar and l", "paul", "pau|"),
    ("zero and o", "root", "r00t"),
    ("r n and m", "admin", "adrnin"),
    ("v v and w", "wanda", "vvanda"),
    ("ligature", "fine", "ﬁne"),
    ("Roman numeral", "henryiv", "henryⅣ"),
    ("combining diaeresis", "алёна", "але\u{308}на"),
    ("acute accent apart", "réné", "re\u{301}ne\u{301}"),
    ("acute accent left out", "réné", "rene"),
    ("umlaut spelled out", "müller", "mueller"),
    ("short i and i", "андрей", "андреи"),
    ("hyphen U+2010", "anna-p", "anna\u{2010}p"),
    ("right quotation mark", "o'brien", "o\u{2019}brien"),
    ("ideographic full stop", "anna.p", "anna。p"),
    ("Arabic-Indic digits", "room12", "room١٢"),
    ("no-break space", "anna p", "anna\u{a0}p"),
    ("two spaces", "anna p", "anna  p"),
    ("a dot", "j.smith", "jsmith"),
    ("a tag", "jsmith", "jsmith+a"),
    ("another word", "admin", "edmin"),
];

/// `yes`, `no`, or `-` where one of the two is refused.
fn compare<T>(
    parse: impl Fn(&str) -> Option<T>,
    a: &str,
    b: &str,
    same: impl Fn(&T, &T) -> bool,
) -> &'static str {
    match (parse(a), parse(b)) {
        (Some(a), Some(b)) if same(&a, &b) => "yes",
        (Some(_), Some(_)) => "no",
        _ => "-",
    }
}

fn escaped(text: &str) -> String {
    text.chars()
        .map(|c| {
            if c.is_ascii() {
                c.to_string()
            } else {
                c.escape_unicode().to_string()
            }
        })
        .collect()
}

// A reviewer reads the columns: a key says yes only to what the profile calls one, a skeleton says yes to what
// the eye calls one.
#[test]
fn known_pairs() {
    let mut table = format!(
        "{:<28} {:<21} {:<21} {:<21} first and second\n{:<28} {:<10} {:<10} {:<10} {:<10} {:<10} {:<10}\n",
        "",
        "login",
        "display name",
        "e-mail, local part",
        "",
        "key",
        "skeleton",
        "key",
        "skeleton",
        "key",
        "hint",
    );
    let login = |text: &str| UserName::parse(text).ok();
    let name = |text: &str| DisplayName::parse(text).ok();
    let email = |text: &str| Email::parse(&format!("{text}@example.org")).ok();
    for (what, a, b) in PAIRS {
        let row = [
            compare(login, a, b, |a, b| a.key().same(&b.key()) == Ok(true)),
            compare(login, a, b, |a, b| {
                a.skeleton().same(&b.skeleton()) == Ok(true)
            }),
            compare(name, a, b, |a, b| a.key().same(&b.key()) == Ok(true)),
            compare(name, a, b, |a, b| {
                a.skeleton().same(&b.skeleton()) == Ok(true)
            }),
            compare(email, a, b, |a, b| a.key().same(&b.key()) == Ok(true)),
            compare(email, a, b, |a, b| {
                a.key_folded().same(&b.key_folded()) == Ok(true)
            }),
        ];
        write!(table, "{what:<28}").unwrap();
        for cell in row {
            write!(table, " {cell:<10}").unwrap();
        }
        writeln!(table, " {} {}", escaped(a), escaped(b)).unwrap();
        // One login looks like itself, and one address is its own hint. A display name is shown in the case that was
        // typed, so one name may have two looks; that is why its key is asked first.
        assert!(row[0] != "yes" || row[1] == "yes", "{what}");
        assert!(row[4] != "yes" || row[5] == "yes", "{what}");
    }
    expect_file!["./golden/confusables.txt"].assert_eq(&table);
}

// What another library calls a homoglyph of an ASCII character has its skeleton here, or stands in the golden file.
#[test]
fn homoglyphs_of_ascii_have_its_skeleton() {
    let (mut alike, mut refused, mut others) = (0, 0, String::new());
    let skeleton = |text: &str| -> Option<Skeleton> {
        DisplayName::parse(&format!("a{text}"))
            .ok()
            .map(|name| name.skeleton())
    };
    for (ascii, glyphs) in json_cases::<(String, Vec<String>)>(HOMOGLYPHS) {
        let plain = skeleton(&ascii).unwrap();
        for glyph in glyphs {
            match skeleton(&glyph) {
                None => refused += 1,
                Some(other) if other.same(&plain) == Ok(true) => alike += 1,
                Some(_) => writeln!(others, "    {ascii} and {glyph} {}", escaped(&glyph)).unwrap(),
            }
        }
    }
    let table = format!(
        "homoglyphs with the skeleton of their ASCII character: {alike}\n\
         refused in a display name: {refused}\n\
         with another skeleton:\n{others}"
    );
    expect_file!["./golden/homoglyphs.txt"].assert_eq(&table);
}
