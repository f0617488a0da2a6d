//! What no reader may choke on: each gets everything, and answers with a typed error or a warning.

use frontdesk_systems::{ImportError, MAX_BYTES, Place, WarningKind, talkme, uis};

use crate::readers::{READERS, Reader};

/// A name and the bytes.
type Bad = (&'static str, Vec<u8>);

fn code(reader: &Reader, bytes: &[u8]) -> &'static str {
    match (reader.read)(bytes) {
        Ok(_) => "read",
        Err(error) => {
            assert!(!error.to_string().is_empty());
            error.code()
        }
    }
}

#[test]
fn every_reader_refuses_nonsense_with_a_typed_error() {
    let deep = format!("{}1{}", "[".repeat(10_000), "]".repeat(10_000));
    let deep_objects = format!("{}1{}", r#"{"a":"#.repeat(10_000), "}".repeat(10_000));
    // The code that a JSON reader gives, and the code that a CSV reader gives.
    let table: [(Bad, &str, &str); 16] = [
        (("nothing", vec![]), "empty", "empty"),
        (("blank", b" \r\n\t ".to_vec()), "empty", "empty"),
        (("only a mark", b"\xef\xbb\xbf".to_vec()), "empty", "empty"),
        (("not UTF-8", b"[1,\xff]".to_vec()), "not_utf8", "not_utf8"),
        (
            ("UTF-16", b"\xff\xfe[\0]\0".to_vec()),
            "not_utf8",
            "not_utf8",
        ),
        (
            ("brackets", b"[".repeat(2 << 20)),
            "too_deep",
            "missing_columns",
        ),
        (
            ("braces", b"{".repeat(2 << 20)),
            "syntax",
            "missing_columns",
        ),
        (
            ("closed pairs", b"[]".repeat(1 << 20)),
            "syntax",
            "missing_columns",
        ),
        (("deep", deep.into_bytes()), "too_deep", "missing_columns"),
        (
            ("deep objects", deep_objects.into_bytes()),
            "too_deep",
            "missing_columns",
        ),
        (
            ("a number", b"17".to_vec()),
            "wrong_shape",
            "missing_columns",
        ),
        (
            ("a text", b"\"text\"".to_vec()),
            "wrong_shape",
            "missing_columns",
        ),
        (("null", b"null".to_vec()), "wrong_shape", "missing_columns"),
        (("not JSON", b"[NaN]".to_vec()), "syntax", "missing_columns"),
        (
            ("two documents", b"[] []".to_vec()),
            "syntax",
            "missing_columns",
        ),
        (
            ("half a surrogate", br#"["\ud800"]"#.to_vec()),
            "syntax",
            "missing_columns",
        ),
    ];
    for reader in READERS {
        for ((name, bytes), json, csv) in &table {
            let found = code(reader, bytes);
            let expected = if reader.is_csv { csv } else { json };
            assert_eq!(&found, expected, "{}: {name}", reader.name);
        }
    }
}

#[test]
fn a_file_cut_anywhere_is_refused() {
    for reader in READERS {
        let whole = std::str::from_utf8(reader.sample).unwrap().trim_end();
        let all = (reader.read)(reader.sample).unwrap();
        for end in (0..whole.len()).step_by(7) {
            match (reader.read)(&reader.sample[..end]) {
                Err(error) => {
                    let codes = ["cut_short", "not_utf8", "empty", "missing_columns"];
                    assert!(
                        codes.contains(&error.code()),
                        "{}: {end}: {error}",
                        reader.name
                    );
                }
                // A line of CSV does not say where it ends.
                Ok(part) => {
                    assert!(
                        reader.is_csv && part.count <= all.count,
                        "{}: {end}",
                        reader.name
                    );
                }
            }
        }
    }
}

#[test]
fn a_byte_order_mark_changes_nothing() {
    for reader in READERS {
        let marked = [b"\xef\xbb\xbf", reader.sample].concat();
        assert_eq!(
            (reader.read)(&marked),
            (reader.read)(reader.sample),
            "{}",
            reader.name
        );
    }
}

#[test]
fn numbers_written_as_text_are_read_and_reported() {
    for reader in READERS.iter().filter(|reader| !reader.is_csv) {
        let quoted = quote_numbers(std::str::from_utf8(reader.sample).unwrap());
        let plain = (reader.read)(reader.sample).unwrap();
        let read = (reader.read)(quoted.as_bytes()).unwrap();
        assert_eq!(
            (read.count, &read.debug),
            (plain.count, &plain.debug),
            "{}",
            reader.name
        );
        let reported = read
            .warnings
            .iter()
            .filter(|w| w.kind == WarningKind::NumberAsText);
        assert_eq!(
            reported.count() > 0,
            has_numbers(reader.name),
            "{}",
            reader.name
        );
    }
}

/// Whether a format has numbers at all; the keys of Talk-Me's messages may be either.
fn has_numbers(name: &str) -> bool {
    !matches!(name, "talkme messages" | "omnidesk-portal-fields.json")
}

/// Puts every number of a document between quotes.
fn quote_numbers(json: &str) -> String {
    fn quote(value: &mut serde_json::Value) {
        match value {
            serde_json::Value::Number(number) => *value = number.to_string().into(),
            serde_json::Value::Array(list) => list.iter_mut().for_each(quote),
            serde_json::Value::Object(object) => object.values_mut().for_each(quote),
            _ => {}
        }
    }
    let mut value: serde_json::Value = serde_json::from_str(json).unwrap();
    quote(&mut value);
    value.to_string()
}

#[test]
fn ids_that_do_not_fit_break_their_record_only() {
    for id in [
        "99999999999999999999",
        "9223372036854775808",
        "-1",
        "0",
        "1.5",
        "1e300",
        "true",
        "\"x\"",
        "[]",
    ] {
        let json = format!(r#"[{{"id":{id},"last_name":"A"}},{{"id":2,"last_name":"B"}}]"#);
        let (employees, warnings) = uis::read_employees(json.as_bytes()).unwrap();
        assert_eq!(employees.len(), 1, "{id}");
        assert_eq!(warnings.len(), 1, "{id}");
        assert_eq!(warnings[0].at, Place::Pointer("/0".to_owned()));
        assert_eq!(warnings[0].kind.code(), "broken_record");
    }
}

#[test]
fn fifty_megabytes_of_brackets_are_refused_at_once() {
    let open = vec![b'['; 50_000_000];
    let deep = uis::read_employees(&open);
    assert_eq!(deep.unwrap_err().code(), "too_deep");
    let mut flat = b"[".to_vec();
    flat.extend(b"[],".repeat(16_000_000));
    let many = uis::read_employees(&flat);
    assert_eq!(many.unwrap_err().code(), "too_many_values");
}

#[test]
fn a_file_beyond_the_limit_is_refused_unread() {
    let bytes = vec![b' '; MAX_BYTES + 1];
    let expected = ImportError::TooLarge {
        bytes: MAX_BYTES + 1,
        limit: MAX_BYTES,
    };
    for reader in READERS {
        assert_eq!(
            (reader.read)(&bytes),
            Err(expected.clone()),
            "{}",
            reader.name
        );
    }
}

#[test]
fn errors_name_their_place() {
    let error = |json: &str| uis::read_employees(json.as_bytes()).unwrap_err();
    assert_eq!(
        error("[\n  1,,]"),
        ImportError::Syntax { line: 2, column: 5 }
    );
    assert_eq!(
        error("[\n 1,"),
        ImportError::CutShort { line: 2, column: 3 }
    );
    assert_eq!(
        uis::read_employees(b"[\"\xc3\x28\"]").unwrap_err(),
        ImportError::NotUtf8 { offset: 2 }
    );
    assert_eq!(
        error(r#"{"result":{"rows":[]}}"#).to_string(),
        "/result: expected a list, or an answer with `result.data`"
    );
}

#[test]
fn ten_thousand_warnings_are_listed_and_the_rest_is_counted() {
    let json = format!("[{}1]", "1,".repeat(10_999));
    let (employees, warnings) = uis::read_employees(json.as_bytes()).unwrap();
    assert!(employees.is_empty());
    assert_eq!(warnings.len(), 10_001);
    assert_eq!(
        warnings[10_000].kind,
        WarningKind::MoreWarnings { count: 1_000 }
    );
}

#[test]
fn names_from_the_file_are_cut_and_made_printable() {
    let long = "k".repeat(1_000_000);
    let json = format!(r#"[{{"id":1,"last_name":"A","{long}":1,"\u001b[31m\u202eb":1}}]"#);
    let (_, warnings) = uis::read_employees(json.as_bytes()).unwrap();
    let printed: Vec<_> = warnings.iter().map(|w| w.at.to_string()).collect();
    let cut = format!("/0/{}…", "k".repeat(64));
    assert_eq!(printed, ["/0/\\u{1b}[31m\\u{202e}b".to_owned(), cut]);
}

#[test]
fn many_links_to_many_accounts_are_checked_quickly() {
    let operators = |count: usize| {
        let one = |id| format!(r#"{{"id":{id},"login":"a"}}"#);
        (1..=count).map(one).collect::<Vec<_>>().join(",")
    };
    let links = vec![r#"{"operator":20000,"admin_user":20000}"#; 20_000].join(",");
    let people = operators(20_000);
    let json = format!(r#"{{"operators":[{people}],"admin_users":[{people}],"links":[{links}]}}"#);
    let (file, _) = talkme::read_pairs(json.as_bytes()).unwrap();
    assert_eq!((file.operators.len(), file.links.len()), (20_000, 1));
}
