//! What a desk file may get wrong: each error with its place and, where a word is nearly right, the
//! word that was meant.

use std::collections::BTreeSet;
use std::fmt::Write;

use expect_test::expect_file;
use frontdesk::{DESK_FILE_BYTES, DeskFile, DeskFileError};

use crate::world::{BARE, desk, imported};

/// The code, and a file with `BARE` before it.
const ROWS: &[(&str, &str)] = &[
    ("syntax", "broken"),
    ("syntax", "name = \"twice\""),
    ("syntax", "language = 5"),
    ("syntax", "roles = \"many\""),
    ("syntax", "[[groups]]\nid = \"1\""),
    ("syntax", "[assignment]\nlimit = -1"),
    ("syntax", "[assignment]\nlimit = \"all\""),
    (
        "syntax",
        "[[roles]]\nid = \"a\"\nlabel = \"A\"\n[[roles.grants]]\npermissions = [\"user.view\"]\nfrom = \"noon\"",
    ),
    // typos: off
    ("unknown_key", "lanugage = \"ru\""),
    ("unknown_key", "[portal]\ninteractive_chanels = []"),
    ("unknown_key", "[[people]]\nid = \"17\"\ngroop = []"),
    // typos: on
    (
        "unknown_key",
        "[[roles]]\nid = \"a\"\nlabel = \"A\"\n[[roles.grants]]\npermission = [\"user.view\"]",
    ),
    ("unknown_key", "[wholly_different]"),
    ("unknown_word", "[assignment]\nstrategy = \"least_load\""),
    ("unknown_word", "[portal]\ngroup = \"show\""),
    ("unknown_word", "[portal.fields]\ncf_1 = \"viev\""),
    ("bad_field", "[portal.fields]\nsite = \"edit\""),
    ("bad_field", "[portal.fields]\nsubject = \"hidden\""),
    // typos: off
    ("unknown_word", "[portal.fields]\ncf_1 = {use = \"viev\"}"),
    (
        "unknown_key",
        "[portal.fields]\ncf_1 = {use = \"view\", se = \"conversation.reply\"}",
    ),
    ("syntax", "[portal.fields]\ncf_1 = 5"),
    (
        "unknown_permission",
        "[visibility.fields]\ncf_1 = {see = \"conversation.veiw\"}",
    ),
    // typos: on
    (
        "unknown_permission",
        "[visibility.fields]\ncf_1 = {change = \"host.3\"}",
    ),
    (
        "bad_field",
        "[visibility.fields]\ncf_1 = {see = \"site.view\"}",
    ),
    (
        "bad_field",
        "[[permissions]]\nnumber = 3\nname = \"margin.see\"\ntitle = \"see it\"\nobject = \"order\"\n[visibility.fields]\ncf_1 = {see = \"margin.see\"}",
    ),
    (
        "bad_field",
        "[portal.fields]\nstate = {see = \"conversation.reply\"}",
    ),
    (
        "bad_field",
        "[portal.fields]\nsite = {change = \"conversation.reply\"}",
    ),
    (
        "unknown_word",
        "[[roles]]\nid = \"a\"\nlabel = \"A\"\n[[roles.grants]]\npermissions = [\"user.view\"]\nrelation = \"owm\"",
    ),
    (
        "unknown_word",
        "[[roles]]\nid = \"a\"\nlabel = \"A\"\n[[roles.grants]]\npermissions = [\"conversation.view\"]\nrelation = \"mentioned\"\nprivacy = \"privat\"",
    ),
    ("unknown_word", "[merging]\navailable = \"sometimes\""),
    (
        "unknown_permission",
        "[[roles]]\nid = \"a\"\nlabel = \"A\"\n[[roles.grants]]\npermissions = [\"user.view\", \"user.edti\"]\nrelation = \"any\"",
    ),
    (
        "unknown_permission",
        "[[roles]]\nid = \"a\"\nlabel = \"A\"\n[[roles.add_ons]]\nid = \"b\"\nlabel = \"B\"\ngrants = [{permissions = [\"everything\"]}]",
    ),
    (
        "missing_relation",
        "[[roles]]\nid = \"a\"\nlabel = \"A\"\n[[roles.grants]]\npermissions = [\"conversation.view\"]",
    ),
    (
        "unknown_permission",
        "[[roles]]\nid = \"a\"\nlabel = \"A\"\n[[roles.grants]]\npermissions = [\"host.4\"]\nrelation = \"any\"",
    ),
    (
        "missing_relation",
        "[[roles]]\nid = \"a\"\nlabel = \"A\"\n[[roles.grants]]\npermissions = [\"*\"]",
    ),
    (
        "takes_nothing",
        "[[people]]\nid = \"17\"\n[[people.taken]]\nid = \"deny.x\"\nover = {permissions = [], relation = \"any\"}",
    ),
    (
        "missing_relation",
        "[[people]]\nid = \"17\"\n[[people.taken]]\nid = \"deny.x\"\nsections = [\"orders\"]\nover = {permissions = []}",
    ),
    (
        "keeps_nothing_apart",
        "[[separation]]\nid = \"four_eyes\"\none = [\"order.create\"]\nother = []",
    ),
    (
        "keeps_nothing_apart",
        "[[separation]]\nid = \"four_eyes\"\none = [\"order.create\"]\nother = [\"order.create\"]",
    ),
    (
        "bad_permission",
        "[[permissions]]\nnumber = 32\nname = \"refund.approve\"\ntitle = \"approve a refund\"\nobject = \"order\"",
    ),
    (
        "bad_permission",
        "[[permissions]]\nnumber = 1\nname = \"order.view\"\ntitle = \"see it\"\nobject = \"order\"",
    ),
    (
        "bad_permission",
        "[[permissions]]\nnumber = 1\nname = \"refund.approve\"\ntitle = \"approve a refund\"\nobject = \"order\"\nneeds = [\"site.view\"]",
    ),
    (
        "unknown_role",
        "[[roles]]\nid = \"a\"\nlabel = \"A\"\nmay_assign = [\"laed\"]",
    ),
    (
        "empty_validity",
        "[[people]]\nid = \"17\"\n[[people.temporary]]\nrole = \"lead\"\nfrom = \"2026-02-01T00:00:00Z\"\nuntil = \"2026-02-01T00:00:00Z\"",
    ),
    (
        "unlisted_add_on",
        "[[people]]\nid = \"17\"\n[[people.temporary]]\nrole = \"lead\"\nadd_ons = [\"opt.none\"]",
    ),
    (
        "bad_id",
        "[[people]]\nid = \"17\"\n[[people.taken]]\nid = \"\"\nsections = [\"orders\"]\nover = {permissions = [], relation = \"any\"}",
    ),
    ("bad_reference", "[[people]]\nid = \"seventeen\""),
    ("bad_reference", "[[groups]]\nid = \"\"\nname = \"G\""),
    (
        "bad_reference",
        "[[roles]]\nid = \"a\"\nlabel = \"A\"\n[[roles.grants]]\npermissions = [\"site.view\"]\nrelation = \"any\"\nsites = [\"a b\"]",
    ),
    ("bad_language", "language = \"no such language\""),
    (
        "bad_language",
        "[assignment]\ndefault_languages = [\"ru\", \"!\"]",
    ),
    (
        "bad_language",
        "[[people]]\nid = \"17\"\nlanguages = [\"\"]",
    ),
    // typos: off
    (
        "unknown_word",
        "[[roles]]\nid = \"a\"\nlabel = \"A\"\n[[roles.grants]]\npermissions = [\"conversation.view\"]\nrelation = \"any\"\nchannels = [\"emial\"]",
    ),
    // typos: on
    ("bad_id", "[[roles]]\nid = \"\"\nlabel = \"A\""),
    (
        "bad_id",
        "[[roles]]\nid = \"a\"\nlabel = \"A\"\n[[roles.add_ons]]\nid = \"b c\"\nlabel = \"B\"\ngrants = []",
    ),
    ("bad_id", "[[people]]\nid = \"17\"\nroles = [\"le ad\"]"),
    (
        "bad_id",
        "[[roles]]\nid = \"a\"\nlabel = \"A\"\n[[roles.grants]]\npermissions = [\"module.use\"]\nrelation = \"any\"\nmodules = [\" \"]",
    ),
    (
        "empty_validity",
        "[[roles]]\nid = \"a\"\nlabel = \"A\"\n[[roles.grants]]\npermissions = [\"user.view\"]\nrelation = \"any\"\nfrom = \"2026-02-01T00:00:00Z\"\nuntil = \"2026-01-01T00:00:00Z\"",
    ),
    (
        "not_alone",
        "[[roles]]\nid = \"a\"\nlabel = \"A\"\n[[roles.grants]]\npermissions = [\"site.view\"]\nrelation = \"any\"\nsites = [\"1\", \"mine\"]",
    ),
    (
        "not_alone",
        "[[roles]]\nid = \"a\"\nlabel = \"A\"\n[[roles.grants]]\npermissions = [\"module.use\"]\nrelation = \"any\"\nmodules = [\"cabinet_sections\", \"x\"]",
    ),
    ("unknown_person", "[[people]]\nid = \"19\""),
    ("unknown_person", "[[people]]\nid = \"uis/employee/17\""),
    (
        "duplicate_person",
        "[[people]]\nid = \"17\"\n[[people]]\nid = \"17\"",
    ),
    (
        "unknown_group",
        "[[people]]\nid = \"17\"\ngroups = [\"45\"]",
    ),
    (
        "unknown_group",
        "[[groups]]\nid = \"omnidesk/group/46\"\nname = \"G\"\n[[people]]\nid = \"17\"\ngroups = [\"omnidesk/group/47\"]",
    ),
    (
        "unknown_group",
        "[[roles]]\nid = \"a\"\nlabel = \"A\"\n[[roles.grants]]\npermissions = [\"conversation.view\"]\nrelation = \"any\"\nassignee_groups = [\"45\"]",
    ),
    (
        "unknown_role",
        "[[people]]\nid = \"17\"\nroles = [\"laed\"]",
    ),
    (
        "unknown_role",
        "[[people]]\nid = \"17\"\nroles = [\"nothing.like.it\"]",
    ),
    (
        "unknown_role",
        "[visibility]\nstakeholder_roles = [\"lead\", \"laed\"]",
    ),
    (
        "duplicate_role",
        "[[roles]]\nid = \"lead\"\nlabel = \"Another\"",
    ),
    (
        "duplicate_role",
        "[[roles]]\nid = \"a\"\nlabel = \"A\"\n[[roles]]\nid = \"a\"\nlabel = \"B\"",
    ),
    (
        "duplicate_group",
        "[[groups]]\nid = \"44\"\nname = \"Another\"",
    ),
    (
        "duplicate_group",
        "[[groups]]\nid = \"1\"\nname = \"A\"\n[[groups]]\nid = \"1\"\nname = \"B\"",
    ),
    (
        "duplicate_add_on",
        "[[roles]]\nid = \"a\"\nlabel = \"A\"\n[[roles.add_ons]]\nid = \"b\"\nlabel = \"B\"\ngrants = []\n[[roles.add_ons]]\nid = \"b\"\nlabel = \"C\"\ngrants = []",
    ),
    (
        "unlisted_add_on",
        "[[people]]\nid = \"18\"\nadd_ons = [\"opt.more\"]",
    ),
    (
        "unknown_restriction",
        "[[people]]\nid = \"17\"\nrestrictions = [\"deny.cabinets\"]",
    ),
];

/// The same without `BARE`.
const WHOLE: &[(&str, &str)] = &[
    ("empty", ""),
    ("empty", " \r\n\t"),
    ("syntax", "\u{feff}"),
    ("syntax", "version = 1"),
    ("syntax", "version = \"1\""),
    ("syntax", "version = -1"),
    ("unsupported_version", "version = 0"),
    (
        "unsupported_version",
        "version = 2\nkeys_of_tomorrow = true",
    ),
    (
        "bad_tenant",
        "version = 1\ntenant = \"acme\"\nname = \"Test\"",
    ),
    (
        "bad_tenant",
        "version = 1\ntenant = \"uis/account/1\"\nname = \"Test\"",
    ),
];

/// Codes that no file can bring about: entries change nothing that a rule of accounts is about.
const RESERVED: [&str; 1] = ["person_refused"];

#[test]
fn every_error_has_a_code_a_place_and_words() {
    let mut golden = String::new();
    let mut codes = BTreeSet::from(["too_large", "not_utf8"]);
    let rows = ROWS
        .iter()
        .map(|(code, text)| (code, format!("{BARE}{text}\n")));
    let whole = WHOLE.iter().map(|(code, text)| (code, (*text).to_owned()));
    for (code, text) in rows.chain(whole) {
        let error = refused(&text);
        assert_eq!(error.code(), *code, "{text}\n{error}");
        codes.insert(code);
        let own = text.strip_prefix(BARE).unwrap_or(&text).trim_end();
        let _ = writeln!(golden, "{own}\n  {code}: {error}\n");
    }
    expect_file!["golden/desk-file-errors.txt"].assert_eq(&golden);
    assert_eq!(codes, all_codes(), "every code has a row");
}

/// The codes as the source lists them, so that a new one cannot be forgotten.
fn all_codes() -> BTreeSet<&'static str> {
    let source = include_str!("../../src/desk_file/error.rs");
    let code = source.split("pub const fn code").nth(1).expect("the codes");
    let code = code.split("\n    }\n").next().unwrap();
    let quoted = code.split('"').skip(1).step_by(2);
    quoted.filter(|code| !RESERVED.contains(code)).collect()
}

#[track_caller]
fn refused(text: &str) -> DeskFileError {
    match desk(text, imported()) {
        Ok(_) => panic!("not refused:\n{text}"),
        Err(error) => error,
    }
}

/// Words of scopes are read as what they say.
#[test]
fn a_grant_may_ask_whether_a_conversation_is_private() {
    let text = "[[roles]]\nid = \"a\"\nlabel = \"A\"\n[[roles.grants]]\npermissions = [\"conversation.view\"]\nrelation = \"any\"\nprivacy = \"open\"\n[[roles.grants]]\npermissions = [\"conversation.view\"]\nrelation = \"mentioned\"\n[[roles.grants]]\npermissions = [\"conversation.view\"]\nrelation = \"substitute\"\nprivacy = \"private\"";
    let (desk, findings) = desk(&format!("{BARE}{text}\n"), imported()).unwrap();
    assert!(findings.is_empty(), "{findings:?}");
    let role = frontdesk::access::RoleId::new("a").unwrap();
    let role = desk.catalogue().role(&role).unwrap();
    let scopes: Vec<String> = role.grants.iter().map(|g| g.scope.to_string()).collect();
    assert_eq!(
        scopes,
        [
            "privacy = open",
            "mentioned",
            "substitute & privacy = private"
        ]
    );
}

/// The positive twin: what is refused above in one letter is taken without it.
#[test]
fn what_names_what_is_there_is_taken() {
    let taken = [
        "language = \"ru\"",
        "[portal]\ngroup = \"shown\"\n[portal.fields]\ncf_1 = \"view\"",
        "[assignment]\nlimit = 3\ndefault_languages = [\"ru\", \"en\"]\nstrategy = \"least_loaded\"",
        "[[people]]\nid = \"17\"\nroles = [\"lead\"]\nadd_ons = [\"opt.more\"]\ngroups = [\"44\"]\nrestrictions = [\"deny.cabinet\"]",
        "[[groups]]\nid = \"omnidesk/group/46\"\nname = \"G\"\n[[people]]\nid = \"17\"\ngroups = [\"omnidesk/group/46\"]",
        "[[roles]]\nid = \"a\"\nlabel = \"A\"\n[[roles.grants]]\npermissions = [\"site.view\"]\nrelation = \"any\"\nsites = [\"mine\"]",
        "[[roles]]\nid = \"a\"\nlabel = \"A\"\n[[roles.grants]]\npermissions = [\"conversation.view\"]\nrelation = \"own\"\ngroups = [\"44\", \"mine\", \"none\"]",
        "[[roles]]\nid = \"a\"\nlabel = \"A\"\n[[roles.grants]]\npermissions = [\"user.view\"]\nrelation = \"any\"\nfrom = \"2026-01-01T00:00:00Z\"\nuntil = \"2026-02-01T00:00:00+03:00\"",
    ];
    let own = "[[permissions]]\nnumber = 1\nname = \"refund.approve\"\ntitle = \"approve a refund\"\nobject = \"order\"\nneeds = [\"order.view\"]\n";
    let with_own = [
        "[[roles]]\nid = \"a\"\nlabel = \"A\"\nmay_assign = [\"lead\"]\n[[roles.grants]]\npermissions = [\"refund.approve\", \"host.1\", \"order.view\", \"*\"]\nrelation = \"any\"",
        "[[people]]\nid = \"17\"\n[[people.grants]]\npermissions = [\"refund.approve\", \"order.view\"]\nrelation = \"created\"",
        "[[people]]\nid = \"17\"\n[[people.taken]]\nid = \"deny.refunds\"\nsections = [\"host\"]\nover = {permissions = [\"refund.approve\"], relation = \"any\"}",
        "[[people]]\nid = \"17\"\n[[people.temporary]]\nrole = \"lead\"\nadd_ons = [\"opt.more\"]\nuntil = \"2026-02-01T00:00:00Z\"",
    ]
    .map(|text| format!("{own}{text}"));
    for text in taken.into_iter().chain(with_own.iter().map(String::as_str)) {
        let (_, findings) = desk(&format!("{BARE}{text}\n"), imported()).expect(text);
        assert!(findings.is_empty(), "{text}: {findings:?}");
    }
}

#[test]
fn bytes_that_are_no_text_are_refused() {
    let not_utf8 = DeskFile::parse(b"version = 1 # \xff").unwrap_err();
    assert_eq!(not_utf8, DeskFileError::NotUtf8 { offset: 14 });
    assert_eq!(
        DeskFile::parse(&[0xff, 0xfe]).unwrap_err().code(),
        "not_utf8"
    );
    let longest = format!("{BARE}#{}", "x".repeat(DESK_FILE_BYTES - BARE.len() - 1));
    assert!(DeskFile::parse(longest.as_bytes()).is_ok());
    let longer = longest + "x";
    assert_eq!(
        DeskFile::parse(longer.as_bytes()).unwrap_err(),
        DeskFileError::TooLarge
    );
}

#[test]
fn deep_nesting_and_long_words_end_in_short_errors() {
    let (open, dots) = ("[".repeat(2 << 20), "a.".repeat(1 << 20));
    let word = "x".repeat(1 << 20);
    for text in [
        format!("version = {open}"),
        open,
        format!("{dots}a = 1"),
        format!("{BARE}{word} = 1"),
        format!("{BARE}language = \"{word}\""),
        format!("{BARE}[merging]\navailable = \"{word}\""),
        format!("{BARE}[[people]]\nid = \"{word}\""),
        format!("{BARE}[[people]]\nid = \"17\"\nroles = [\"{word}\"]"),
        format!("{BARE}[[people]]\nid = \"17\"\nrestrictions = [\"{word}\"]"),
        format!(
            "version = 1\n{}",
            "[[people]]\nid = \"17\"\n".repeat(10_000)
        ),
    ] {
        let error = refused(&text);
        let words = error.to_string();
        assert!(
            words.len() < 500,
            "{}: {} bytes of error",
            error.code(),
            words.len()
        );
    }
}

/// Places count characters, so that an editor can go there.
#[test]
fn columns_count_characters() {
    let text = format!("{BARE}language = \"ru\" # здесь\n[portal] # и тут\n\"ключ\" = 1\n");
    let error = refused(&text);
    let words = error.to_string();
    assert!(
        words.starts_with("line 6, column 1: unknown key `ключ`"),
        "{words}"
    );
    let error = refused(&format!("{BARE}language = \"русский язык\"\n"));
    assert_eq!(
        error.to_string(),
        "line 4, column 12: not a BCP 47 language tag"
    );
}
