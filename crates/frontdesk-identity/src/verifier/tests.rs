use std::fmt::Write as _;

use expect_test::expect_file;
use proptest::prelude::*;

use super::*;
use crate::{CredentialFactsError, RehashReason};

/// 16 bytes and 32.
const SALT: &str = "c2l4dGVlbiBieXRlcyEhIQ";
const HASH: &str = "q6v0tRCZYrW0VSjRpN6hJMS3eZSg2E2yJ3pFZTvTdXk";
/// As bcrypt writes 16 bytes and 23.
// typos: off
const BCRYPT: &str = "N9qo8uLOickgx2ZMRZoMyeIjZAgcfl7p92ldGxad68LJZdL17lhWy";
// typos: on

fn parse(text: &str) -> Result<Verifier, VerifierError> {
    Verifier::parse(text.into())
}

/// With salt and hash behind it.
fn phc(text: &str) -> String {
    format!("{text}${SALT}${HASH}")
}

fn judged(text: &str) -> Rehash {
    parse(text).unwrap().rehash(&HashRules::default())
}

#[test]
fn the_answers_as_a_table() {
    let rows: Vec<(&str, String)> = [
        "# Good enough: OWASP's settings, and more",
        "$argon2id$v=19$m=19456,t=2,p=1",
        "$argon2id$v=19$m=47104,t=1,p=1",
        "$argon2id$v=19$m=7168,t=5,p=1",
        "$argon2id$v=19$m=65536,t=3,p=4",
        "$argon2id$v=19$p=1,t=2,m=19456",
        "$argon2id$v=19$m=19456,t=2,p=1,keyid=Hj5+dsK0,data=AAEC",
        "$scrypt$ln=17,r=8,p=1",
        "$scrypt$ln=13,r=8,p=10",
        "$pbkdf2-sha256$i=600000",
        "$pbkdf2-sha256$i=600000,l=32",
        "$pbkdf2-sha512$i=220000,l=32",
        "# To be hashed anew",
        "$argon2id$v=19$m=19455,t=2,p=1",
        "$argon2id$v=19$m=47103,t=1,p=1",
        "$argon2id$v=19$m=12288,t=2,p=1",
        "$argon2id$v=16$m=19456,t=2,p=1",
        "$argon2id$m=19456,t=2,p=1",
        "$argon2i$v=19$m=65536,t=3,p=4",
        "$argon2d$v=19$m=65536,t=3,p=4",
        "$scrypt$ln=16,r=8,p=1",
        "$scrypt$ln=17,r=4,p=2",
        "$pbkdf2-sha256$i=599999",
        "$pbkdf2-sha512$i=219999",
        "$pbkdf2-sha1$i=10000000",
        "$pbkdf2$i=10000000",
        "# Attacks on the parameters",
        "$argon2id$v=19$m=0,t=2,p=1",
        "$argon2id$v=19$m=7,t=2,p=1",
        "$argon2id$v=19$m=19456,t=0,p=1",
        "$argon2id$v=19$m=19456,t=2,p=0",
        "$argon2id$v=19$m=19456,t=2,p=4294967295",
        "$argon2id$v=19$m=4194304,t=2,p=256",
        "$argon2id$v=19$m=4194305,t=1,p=1",
        "$argon2id$v=19$m=4194304,t=17,p=1",
        "$argon2id$v=19$m=19456,t=4294967296,p=1",
        "$argon2id$v=19$m=19456,t=99999999999999999999,p=1",
        "$argon2id$v=19$m=019456,t=2,p=1",
        "$argon2id$v=19$m=+19456,t=2,p=1",
        "$argon2id$v=19$m=-1,t=2,p=1",
        "$argon2id$v=19$m=,t=2,p=1",
        "$argon2id$v=19$m=19456,t=2",
        "$argon2id$v=19",
        "$argon2id$v=19$m=1,m=19456,t=2,p=1",
        "$argon2id$v=19$m=19456,t=2,p=1,t=2",
        "$argon2id$v=19$m=19456,t=2,p=1,x=2",
        "$argon2id$v=19,m=19456,t=2,p=1",
        "$argon2id$m=19456,t=2,p=1,v=19",
        "$argon2id$v=18$m=19456,t=2,p=1",
        "$argon2id$v=19$v=19$m=19456,t=2,p=1",
        "$argon2id$v=019$m=19456,t=2,p=1",
        "$argon2id$v=19$m=19456,t=2,p=1,",
        "$argon2id$v=19$m=19456,,t=2,p=1",
        "$argon2id$v=19$m=19456;t=2;p=1",
        "$argon2id$v=19$m==19456,t=2,p=1",
        "$argon2id$v=19$M=19456,t=2,p=1",
        "$scrypt$v=1$ln=17,r=8,p=1",
        "$scrypt$ln=0,r=8,p=1",
        "$scrypt$ln=64,r=8,p=1",
        "$scrypt$ln=17,r=0,p=1",
        "$scrypt$ln=17,r=8,p=0",
        "$scrypt$ln=23,r=8,p=1",
        "$scrypt$ln=17,r=8,p=1000000",
        "$scrypt$ln=16,r=1,p=1",
        "$scrypt$ln=15,r=1,p=1",
        "$scrypt$ln=25,r=65536,p=1",
        "$pbkdf2-sha256$i=0",
        "$pbkdf2-sha256$i=4294967295",
        "$pbkdf2-sha256$i=600000,l=20",
        "$pbkdf2-sha256$600000",
        "# Attacks on the name",
        "$Argon2id$v=19$m=19456,t=2,p=1",
        "$ARGON2ID$v=19$m=19456,t=2,p=1",
        "$argon2id2$v=19$m=19456,t=2,p=1",
        "$yescrypt-next$v=1$n=4096",
        "$argon2$v=19$m=19456,t=2,p=1",
        "$bcrypt-sha256$v=2,t=2b,r=12",
        "$elsewhere$v=19$m=19456,t=2,p=1",
        "$",
        "$$",
        "$6$rounds=5000",
        "$abcdefghijklmnopqrstuvwxyzabcdefg",
    ]
    .into_iter()
    .map(|row| match row.starts_with('#') {
        true => (row, String::new()),
        false => (row, phc(row)),
    })
    .collect();
    let mut table = String::new();
    for (row, text) in rows {
        match text.is_empty() {
            true => writeln!(table, "\n{row}").unwrap(),
            false => writeln!(table, "{row:<58} {}", answer(&text)).unwrap(),
        }
    }
    for (title, rows) in [
        ("# Salt, hash and what is around", around()),
        ("# bcrypt", bcrypt()),
        ("# bcrypt as a PHC string", bcrypt_phc()),
    ] {
        writeln!(table, "\n{title}").unwrap();
        for (row, text) in rows {
            writeln!(table, "{row:<58} {}", answer(&text)).unwrap();
        }
    }
    expect_file!["../../tests/it/golden/verifiers.txt"].assert_eq(table.trim_start());
}

fn answer(text: &str) -> String {
    match parse(text).map(|verifier| verifier.facts(3, &HashRules::default())) {
        Err(error) => format!("no verifier: {error}"),
        Ok(facts) => match facts.rehash {
            Rehash::Needed(reason) => format!("{}: hash anew, {}", facts.algorithm, reason.code()),
            Rehash::NotNeeded => format!("{}: good enough", facts.algorithm),
            Rehash::Unknown => panic!("a verifier that was read is judged"),
        },
    }
}

fn around() -> Vec<(&'static str, String)> {
    let head = "$argon2id$v=19$m=19456,t=2,p=1";
    let good = phc(head);
    vec![
        ("as it should be", good.clone()),
        ("no hash", format!("{head}${SALT}")),
        ("an empty hash", format!("{head}${SALT}$")),
        ("no salt and no hash", head.to_owned()),
        ("an empty salt", format!("{head}$${HASH}")),
        ("a salt of 8 bytes", format!("{head}$c29tZXNhbHQ${HASH}")),
        ("a salt of 15 bytes", format!("{head}$ZmlmdGVlbiBieXRlcyEh${HASH}")),
        ("a salt of 7 bytes", format!("{head}$c29tZXNhbA${HASH}")),
        ("a salt of 49 bytes", format!("{head}${}AA${HASH}", "A".repeat(64))),
        ("a hash of 15 bytes", format!("{head}${SALT}$ZmlmdGVlbiBieXRlcyEh")),
        ("a hash of 9 bytes", format!("{head}${SALT}$AAAAAAAAAAAA")),
        ("a hash of 65 bytes", format!("{head}${SALT}${}", "A".repeat(87))),
        ("bits behind the salt", format!("{head}$c2l4dGVlbiBieXRlcyEhIR${HASH}")),
        ("a padded salt", format!("{head}${SALT}==${HASH}")),
        ("a padded hash", format!("{head}${SALT}${HASH}=")),
        ("another alphabet", format!("{head}${SALT}${}.", &HASH[1..])),
        ("a `$` behind it", format!("{good}$")),
        ("a hash behind it", format!("{good}${HASH}")),
        ("a NUL within", good.replace("m=", "\0m=")),
        ("a NUL behind it", format!("{good}\0")),
        ("a line end behind it", format!("{good}\n")),
        ("a space before it", format!(" {good}")),
        ("a space behind it", format!("{good} ")),
        ("a letter like another", good.replacen('a', "а", 1)),
        ("quoted", format!("\"{good}\"")),
        ("an LDAP prefix", format!("{{ARGON2}}{good}")),
        ("513 bytes", format!("${}", "a".repeat(512))),
        ("nothing", String::new()),
        ("a password", "correct horse battery staple".to_owned()),
        ("a password with a `$`", "pa$$word123456789".to_owned()),
        ("a password that begins with `$`", "$money and long enough".to_owned()),
        ("a password of a `$` and letters", "$moneyandlongenough".to_owned()),
        (
            "a password of words and `$`",
            "$correct-horse-battery$staplestaple$staplestaplestap".to_owned(),
        ),
        ("a password of two words and `$`", "$moneyandlong$enoughenough$toberead1234567".to_owned()),
        ("MD5", "5f4dcc3b5aa765d61d8327deb882cf99".to_owned()),
        ("md5crypt", "$1$saltsalt$qjXMvbEw8oaL.CzflDtaK/".to_owned()),
        (
            "sha512crypt",
            "$6$saltstringsalts$svn8UoSVapNtMuq1ukKS4tPQd8iKwSMHWjlO/O817G3uBnIFNjnQJuesI68OTLiBFdcbYEdFCoEOfaS35inz1".to_owned(),
        ),
        ("yescrypt", "$y$j9T$F5Jx5fExrKuPp53xLKQ..1$tnSYvahCwPBHKZUspmcxMfb0.WiB9W.zEaKlOBL35rC".to_owned()),
        ("Django", format!("pbkdf2_sha256$600000${SALT}${HASH}=")),
        ("passlib's PBKDF2", format!("$pbkdf2-sha256$29000${SALT}${HASH}")),
        (
            "passlib's scrypt",
            "$scrypt$ln=16,r=8,p=1$aM15713r3Xsvxbi31lqr1Q$nFNh2CVHVjNldFVKDHDlm4CbdRSCdEBsjjJxD+iCs5E".to_owned(),
        ),
    ]
}

fn bcrypt() -> Vec<(&'static str, String)> {
    let with = |head: &str| format!("{head}{BCRYPT}");
    vec![
        ("$2b$12$", with("$2b$12$")),
        ("$2y$10$", with("$2y$10$")),
        ("$2a$10$", with("$2a$10$")),
        ("$2x$10$", with("$2x$10$")),
        ("$2$10$", with("$2$10$")),
        ("$2c$10$", with("$2c$10$")),
        ("$2B$10$", with("$2B$10$")),
        ("$2b$04$", with("$2b$04$")),
        ("$2b$03$", with("$2b$03$")),
        ("$2b$20$", with("$2b$20$")),
        ("$2b$21$", with("$2b$21$")),
        ("$2b$99$", with("$2b$99$")),
        ("$2b$4$", with("$2b$4$")),
        ("$2b$012$", with("$2b$012$")),
        ("$2b$+9$", with("$2b$+9$")),
        ("$2b$$", with("$2b$$")),
        ("$2b$", "$2b$".to_owned()),
        ("$2b$12$ alone", "$2b$12$".to_owned()),
        (
            "one character less",
            with("$2b$12$").split_at(59).0.to_owned(),
        ),
        ("one character more", with("$2b$12$") + "."),
        ("a `$` behind it", with("$2b$12$") + "$"),
        (
            "bits behind the salt",
            with("$2b$12$").replace("eIjZ", "fIjZ"),
        ),
        (
            "bits behind the hash",
            with("$2b$12$").replace("lhWy", "lhWz"),
        ),
        ("a `+` in the hash", with("$2b$12$").replace("lhWy", "l+Wy")),
        ("a `$` in the hash", with("$2b$12$").replace("lhWy", "l$Wy")),
    ]
}

fn bcrypt_phc() -> Vec<(&'static str, String)> {
    // 23 bytes, and 24.
    let (hash, longer) = (&HASH[..31], &HASH[..32]);
    let with = |head: &str| format!("{head}${SALT}${}A", &hash[..30]);
    vec![
        ("$bcrypt$v=98$r=12", with("$bcrypt$v=98$r=12")),
        ("$bcrypt$v=97$r=12", with("$bcrypt$v=97$r=12")),
        ("$bcrypt$v=98$r=4", with("$bcrypt$v=98$r=4")),
        ("$bcrypt$v=98$r=20", with("$bcrypt$v=98$r=20")),
        ("$bcrypt$v=98$r=3", with("$bcrypt$v=98$r=3")),
        ("$bcrypt$v=98$r=21", with("$bcrypt$v=98$r=21")),
        ("$bcrypt$v=98$r=31", with("$bcrypt$v=98$r=31")),
        ("$bcrypt$v=98$r=012", with("$bcrypt$v=98$r=012")),
        ("$bcrypt$v=98$r=12,x=1", with("$bcrypt$v=98$r=12,x=1")),
        ("$bcrypt$v=98", with("$bcrypt$v=98")),
        ("$bcrypt$v=0$r=12", with("$bcrypt$v=0$r=12")),
        ("$bcrypt$v=99$r=12", with("$bcrypt$v=99$r=12")),
        ("$bcrypt$r=12", with("$bcrypt$r=12")),
        ("$bcrypt", with("$bcrypt")),
        ("a hash of 32 bytes", phc("$bcrypt$v=98$r=12")),
        (
            "a hash of 24 bytes",
            format!("$bcrypt$v=98$r=12${SALT}${longer}"),
        ),
        (
            "a salt of 8 bytes",
            with("$bcrypt$v=98$r=12").replace(SALT, "c29tZXNhbHQ"),
        ),
    ]
}

#[test]
fn rules_are_data_and_nonsense_is_refused() {
    let floors = HashFloors::default;
    let text = serde_json::to_string_pretty(&HashRules::default()).unwrap();
    assert_eq!(
        serde_json::from_str::<HashRules>(&text).unwrap(),
        HashRules::default()
    );
    let more = text.replacen('{', "{\"bcrypt\": 12,", 1);
    assert!(serde_json::from_str::<HashRules>(&more).is_err());
    let zero = text.replacen("47104", "0", 1);
    assert!(serde_json::from_str::<HashRules>(&zero).is_err());

    let argon2id = |m, t, p| HashFloors {
        argon2id: vec![Argon2Floor { m, t, p }],
        ..floors()
    };
    let scrypt = |ln, r, p| HashFloors {
        scrypt: vec![ScryptFloor { ln, r, p }],
        ..floors()
    };
    let below = |scheme| Err(HashRulesError::BelowLeast { scheme });
    for (m, t, p) in [
        (1, 1, 1),
        (0, 1, 1),
        (19_455, 2, 1),
        (47_103, 1, 1),
        (7_168, 4, 1),
        (19_456, 0, 1),
        (19_456, 2, 0),
    ] {
        assert_eq!(HashRules::new(argon2id(m, t, p)), below("argon2id"));
    }
    for (ln, r, p) in [(0, 8, 1), (16, 8, 1), (17, 7, 1), (17, 8, 0), (13, 8, 9)] {
        assert_eq!(HashRules::new(scrypt(ln, r, p)), below("scrypt"));
    }
    for (m, t, p) in [
        (19_456, 2, 1),
        (65_536, 3, 4),
        (7_168, 5, 1),
        (47_104, 1, 2),
    ] {
        assert!(HashRules::new(argon2id(m, t, p)).is_ok());
    }
    assert!(HashRules::new(scrypt(17, 8, 1)).is_ok() && HashRules::new(scrypt(13, 8, 11)).is_ok());
    // One that is too low is refused beside one that is not.
    let mut mixed = floors();
    mixed.argon2id.push(Argon2Floor { m: 8, t: 1, p: 1 });
    assert_eq!(HashRules::new(mixed), below("argon2id"));
    let pbkdf2 = |sha256, sha512| HashFloors {
        pbkdf2_sha256: sha256,
        pbkdf2_sha512: sha512,
        ..floors()
    };
    for rounds in [0, 599_999] {
        let refused = HashRules::new(pbkdf2(Some(rounds), None));
        assert_eq!(refused, below("pbkdf2-sha256"));
    }
    for rounds in [0, 219_999] {
        let refused = HashRules::new(pbkdf2(None, Some(rounds)));
        assert_eq!(refused, below("pbkdf2-sha512"));
    }
    assert!(HashRules::new(pbkdf2(Some(600_001), Some(220_000))).is_ok());
    let nothing = HashFloors {
        argon2id: vec![],
        scrypt: vec![],
        ..pbkdf2(None, None)
    };
    assert_eq!(
        HashRules::new(nothing),
        Err(HashRulesError::NothingAccepted)
    );
    for (salt, output, error) in [
        (15, 16, HashRulesError::Salt),
        (49, 16, HashRulesError::Salt),
        (16, 15, HashRulesError::Output),
        (16, 65, HashRulesError::Output),
    ] {
        let lengths = HashFloors {
            salt,
            output,
            ..floors()
        };
        assert_eq!(HashRules::new(lengths), Err(error));
    }
}

#[test]
fn a_scheme_without_a_floor_is_outdated() {
    let only_scrypt = HashFloors {
        argon2id: vec![],
        pbkdf2_sha256: None,
        pbkdf2_sha512: None,
        ..HashFloors::default()
    };
    let rules = HashRules::new(only_scrypt).unwrap();
    for (text, rehash) in [
        ("$scrypt$ln=17,r=8,p=1", Rehash::NotNeeded),
        (
            "$argon2id$v=19$m=65536,t=3,p=4",
            Rehash::Needed(RehashReason::OutdatedAlgorithm),
        ),
        (
            "$pbkdf2-sha256$i=600000",
            Rehash::Needed(RehashReason::OutdatedAlgorithm),
        ),
        (
            "$pbkdf2-sha512$i=600000",
            Rehash::Needed(RehashReason::OutdatedAlgorithm),
        ),
    ] {
        assert_eq!(parse(&phc(text)).unwrap().rehash(&rules), rehash);
    }
}

#[test]
fn facts_that_were_stored_before_are_unknown_and_stay_the_same_bytes() {
    let old = r#"{"version":3,"algorithm":"argon2id"}"#;
    let facts: CredentialFacts = serde_json::from_str(old).unwrap();
    assert_eq!(facts.rehash, Rehash::Unknown);
    assert!(facts.rehash.is_due(), "nothing unknown is good enough");
    assert_eq!(serde_json::to_string(&facts).unwrap(), old);

    let verifier = parse(&phc("$argon2id$v=19$m=8,t=1,p=1")).unwrap();
    let facts = verifier.facts(4, &HashRules::default());
    let text = serde_json::to_string(&facts).unwrap();
    assert_eq!(
        text,
        r#"{"version":4,"algorithm":"argon2id","rehash":{"needed":"cost_too_low"}}"#
    );
    assert_eq!(
        serde_json::from_str::<CredentialFacts>(&text).unwrap(),
        facts
    );
}

#[test]
fn facts_that_contradict_themselves_are_not_read() {
    let read = |text: &str| {
        serde_json::from_str::<CredentialFacts>(text)
            .map(|facts| facts.rehash)
            .map_err(|error| error.to_string())
    };
    let zero = CredentialFactsError::VersionZero.to_string();
    let judged = CredentialFactsError::JudgedElsewhere.to_string();
    for (text, expected) in [
        (r#"{"version":0,"algorithm":"argon2id"}"#, Err(zero)),
        (
            r#"{"version":1,"algorithm":"elsewhere","rehash":"not_needed"}"#,
            Err(judged.clone()),
        ),
        (
            r#"{"version":1,"algorithm":"elsewhere","rehash":{"needed":"cost_too_low"}}"#,
            Err(judged),
        ),
        (
            r#"{"version":1,"algorithm":"elsewhere"}"#,
            Ok(Rehash::Unknown),
        ),
        (
            r#"{"version":1,"algorithm":"elsewhere","rehash":"unknown"}"#,
            Ok(Rehash::Unknown),
        ),
        (
            r#"{"version":1,"algorithm":"argon2id","rehash":"not_needed"}"#,
            Ok(Rehash::NotNeeded),
        ),
        // Stored when such a verifier was read still.
        (
            r#"{"version":1,"algorithm":"yescrypt","rehash":{"needed":"unknown_algorithm"}}"#,
            Ok(Rehash::Needed(RehashReason::UnknownAlgorithm)),
        ),
    ] {
        assert_eq!(read(text), expected, "{text}");
    }
    let more = r#"{"version":1,"algorithm":"argon2id","hash":"x"}"#;
    assert!(read(more).is_err(), "nothing unknown is dropped");
}

#[test]
fn codes_are_what_is_stored() {
    for reason in [
        RehashReason::UnknownAlgorithm,
        RehashReason::DoubtfulVariant,
        RehashReason::OutdatedAlgorithm,
        RehashReason::OldVersion,
        RehashReason::CostTooLow,
        RehashReason::ShortSalt,
        RehashReason::ShortOutput,
    ] {
        let stored = serde_json::to_string(&reason).unwrap();
        assert_eq!(stored, format!("\"{}\"", reason.code()));
    }
}

#[test]
fn the_duty_hands_the_verifier_over_once() {
    let text = phc("$argon2id$v=19$m=19456,t=2,p=1");
    let tenant = TenantId::from_number(7);
    let owner = VerifierOwner::User(UserId::from_number(44));
    let duty = StoreVerifier::new(tenant, owner, 2, parse(&text).unwrap());
    let printed = format!("{duty:?}");
    assert!(
        !printed.contains(SALT) && !printed.contains(HASH),
        "{printed}"
    );
    assert_eq!(
        (duty.tenant(), duty.account(), duty.version()),
        (tenant, owner, 2)
    );
    assert_eq!(duty.into_verifier().expose(), text);
}

/// Every name under which a verifier is kept.
const NAMES: [&str; 9] = [
    "argon2id",
    "argon2i",
    "argon2d",
    "scrypt",
    "pbkdf2",
    "pbkdf2-sha1",
    "pbkdf2-sha256",
    "pbkdf2-sha512",
    "bcrypt",
];

/// Verifiers of every scheme, and what is near to them.
fn near() -> impl Strategy<Value = String> {
    let number = || prop_oneof![0..40u32, 0..100_000u32, any::<u32>()];
    let argon2 = (
        "argon2(id|i|d)",
        prop_oneof![Just(""), Just("$v=19"), Just("$v=16")],
        number(),
        number(),
        number(),
    )
        .prop_map(|(id, v, m, t, p)| phc(&format!("${id}{v}$m={m},t={t},p={p}")));
    let scrypt = (number(), number(), number())
        .prop_map(|(ln, r, p)| phc(&format!("$scrypt$ln={ln},r={r},p={p}")));
    let pbkdf2 = ("(|-sha1|-sha256|-sha512)", number())
        .prop_map(|(hash, i)| phc(&format!("$pbkdf2{hash}$i={i}")));
    let bcrypt = ("[abxy]", 0..40u32).prop_map(|(v, cost)| format!("$2{v}${cost:02}${BCRYPT}"));
    let good = prop_oneof![argon2, scrypt, pbkdf2, bcrypt];
    (good, any::<usize>(), "[$=,a-z0-9 \0é]{0,2}", 0..3usize).prop_map(|(text, at, put, cut)| {
        let at = at % (text.len() * 3);
        match text.get(..at).zip(text.get(at + cut..)) {
            Some((before, after)) => format!("{before}{put}{after}"),
            None => text,
        }
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn reading_never_panics_and_says_nothing_of_what_it_read(
        text in prop_oneof![4 => near(), 1 => ".{0,80}", 1 => "\\$[$=,a-z0-9]{0,60}",
            1 => "\\$[a-z-]{1,20}\\$[a-z]{11,22}A\\$[a-z]{14,42}A"]
    ) {
        let printed = match parse(&text) {
            Err(error) => format!("{error} {error:?}"),
            Ok(verifier) => {
                prop_assert!(text.starts_with('$') && text.matches('$').count() >= 3);
                prop_assert_eq!(verifier.expose(), &text);
                // No part of a password is kept as the name of a scheme.
                prop_assert!(NAMES.contains(&verifier.algorithm().as_str()));
                prop_assert_eq!(&verifier, &verifier.clone());
                format!("{verifier:?} {:?}", verifier.facts(1, &HashRules::default()))
            }
        };
        for part in [SALT, HASH, BCRYPT] {
            for piece in part.as_bytes().chunks(8).map(|piece| str::from_utf8(piece).unwrap()) {
                prop_assert!(piece.len() < 6 || !printed.contains(piece), "{printed}");
            }
        }
    }

    #[test]
    fn what_is_not_begun_by_a_dollar_is_no_verifier(text in "[^$].{0,80}") {
        prop_assert_eq!(parse(&text).err(), Some(VerifierError::NoVerifier));
    }

    #[test]
    fn two_verifiers_are_equal_when_their_texts_are(a in near(), b in near()) {
        if let (Ok(one), Ok(other)) = (parse(&a), parse(&b)) {
            prop_assert_eq!(one == other, a == b);
            prop_assert!(one == parse(&a).unwrap());
        }
    }

    #[test]
    fn more_cost_is_never_worse(
        m in 8..200_000u32, t in 1..8u32, p in 1..8u32, more in (0..50_000u32, 0..4u32, 0..4u32)
    ) {
        let text = |m: u32, t: u32, p: u32| phc(&format!("$argon2id$v=19$m={m},t={t},p={p}"));
        prop_assume!(m >= 8 * (p + more.2));
        if judged(&text(m, t, p)) == Rehash::NotNeeded {
            prop_assert_eq!(judged(&text(m + more.0, t + more.1, p + more.2)), Rehash::NotNeeded);
        }
    }
}
