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

/// The digests of what `normalize` makes of each character: `N` texts, or nothing where it refuses.
fn digests<const N: usize>(normalize: impl Fn(char) -> Option<[String; N]>) -> [(u64, usize); N] {
    let mut digests = [const { Digest(0xcbf2_9ce4_8422_2325) }; N];
    let mut accepted = 0;
    // The Basic and the Supplementary Multilingual Plane, and the tags and variation selectors.
    for c in ('\0'..='\u{1ffff}').chain('\u{e0000}'..='\u{e01ef}') {
        let texts = normalize(c);
        accepted += usize::from(texts.is_some());
        for (at, digest) in digests.iter_mut().enumerate() {
            digest.add(texts.as_ref().map_or("\u{0}", |texts| &texts[at]));
        }
    }
    digests.map(|digest| (digest.0, accepted))
}

// If this fails after an upgrade of a dependency or of the compiler, keys have changed: raise
// NORMALIZER_VERSION, add a row to its table, and let UPDATE_EXPECT=1 write the new digests.
#[test]
fn tables_are_those_of_the_normalizer_version() {
    let [domain] = digests(|c| {
        let email = Email::parse(&format!("a@b{c}d.example")).ok()?;
        Some([email.key().value().to_owned()])
    });
    let [local_part, hint] = digests(|c| {
        let email = Email::parse(&format!("a{c}b@c.example")).ok()?;
        Some([
            email.key().value().to_owned(),
            email.key_folded().value().to_owned(),
        ])
    });
    let [login, login_skeleton] = digests(|c| {
        let login = UserName::parse(&format!("a{c}")).ok()?;
        Some([
            login.key().value().to_owned(),
            login.skeleton().value().to_owned(),
        ])
    });
    let [name, name_key] = digests(|c| {
        let name = DisplayName::parse(&format!("a{c}")).ok()?;
        Some([name.to_string(), name.key().value().to_owned()])
    });
    let rows = [
        ("email domain", domain),
        ("email local part", local_part),
        ("email hint", hint),
        ("user name", login),
        ("user name skeleton", login_skeleton),
        ("display name", name),
        ("display name key", name_key),
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
