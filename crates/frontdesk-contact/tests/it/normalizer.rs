//! The normalizers themselves, held still: when a table changes, `NORMALIZER_VERSION` must.

use std::fmt::Write;

use expect_test::expect_file;
use frontdesk_contact::{DisplayName, Email, NORMALIZER_VERSION, UserName};

/// FNV-1a, 64 bits.
struct Digest(u64);

impl Digest {
    fn add(&mut self, text: &str) {
        for byte in text.bytes().chain([0xff]) {
            self.0 = (self.0 ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
        }
    }
}

fn digest(normalize: impl Fn(char) -> Option<String>) -> (u64, usize) {
    let mut digest = Digest(0xcbf2_9ce4_8422_2325);
    let mut accepted = 0;
    // The Basic and the Supplementary Multilingual Plane, and the tags and variation selectors.
    for c in ('\0'..='\u{1ffff}').chain('\u{e0000}'..='\u{e01ef}') {
        match normalize(c) {
            Some(text) => {
                accepted += 1;
                digest.add(&text);
            }
            None => digest.add("\u{0}"),
        }
    }
    (digest.0, accepted)
}

// If this fails after an upgrade of a dependency or of the compiler, keys have changed: raise
// NORMALIZER_VERSION, add a row to its table, and let UPDATE_EXPECT=1 write the new digests.
#[test]
fn tables_are_those_of_the_normalizer_version() {
    let email = |text: String| Email::parse(&text).ok();
    let rows: [(&str, (u64, usize)); 7] = [
        (
            "email domain",
            digest(|c| email(format!("a@b{c}d.example")).map(|e| e.key().value().to_owned())),
        ),
        (
            "email local part",
            digest(|c| email(format!("a{c}b@c.example")).map(|e| e.key().value().to_owned())),
        ),
        (
            "email hint",
            digest(|c| {
                email(format!("a{c}b@c.example")).map(|e| e.key_folded().value().to_owned())
            }),
        ),
        (
            "user name",
            digest(|c| {
                UserName::parse(&format!("a{c}"))
                    .ok()
                    .map(|n| n.key().value().to_owned())
            }),
        ),
        (
            "user name skeleton",
            digest(|c| {
                UserName::parse(&format!("a{c}"))
                    .ok()
                    .map(|n| n.skeleton().value().to_owned())
            }),
        ),
        (
            "display name",
            digest(|c| {
                DisplayName::parse(&format!("a{c}"))
                    .ok()
                    .map(|n| n.to_string())
            }),
        ),
        (
            "display name key",
            digest(|c| {
                DisplayName::parse(&format!("a{c}"))
                    .ok()
                    .map(|n| n.key().value().to_owned())
            }),
        ),
    ];
    let mut table = format!("normalizer version {NORMALIZER_VERSION}\n");
    for (name, (digest, accepted)) in rows {
        writeln!(
            table,
            "{name:<20} {digest:016x} {accepted:>6} characters accepted"
        )
        .unwrap();
    }
    expect_file!["./golden/normalizer.txt"].assert_eq(&table);
}
