//! Languages.

use frontdesk_model::Language;

fn language(tag: &str) -> Language {
    Language::parse(tag).unwrap()
}

#[test]
fn who_serves_whom() {
    let rows = [
        ("fr", "fr", true),
        ("fr", "fr-CA", true),
        ("fr-CA", "fr", true),
        ("fr-CA", "fr-CA", true),
        ("pt-BR", "pt-PT", false),
        ("pt", "pt-PT", true),
        ("zh-Hans-CN", "zh", true),
        ("zh-Hans", "zh-Hans-CN", false),
        ("fr", "en", false),
        ("fr-CA", "en-CA", false),
        ("fr", "fro", false),
        ("de", "de-AT", true),
        ("de-AT", "de", true),
        ("de-AT", "de-CH", false),
        ("zh-Hant", "zh-Hans", false),
        ("sr-Latn", "sr-Cyrl", false),
        // A private tag is no variant of another one.
        ("x-house", "x-house", true),
        ("x-house", "x-yard", false),
        ("i-klingon", "i-default", false),
        // Case is no difference.
        ("FR", "fr-ca", true),
        ("PT-br", "pt-BR", true),
    ];
    for (has, wanted, serves) in rows {
        assert_eq!(
            language(has).serves(&language(wanted)),
            serves,
            "{has} for {wanted}"
        );
    }
}

#[test]
fn tags_come_out_in_canonical_case() {
    for (written, canonical) in [
        ("FR", "fr"),
        ("pt-br", "pt-BR"),
        ("ZH-hANS-cn", "zh-Hans-CN"),
    ] {
        assert_eq!(language(written).as_str(), canonical);
        let json = serde_json::to_string(&language(written)).unwrap();
        assert_eq!(json, format!("\"{canonical}\""));
    }
    assert_eq!(language("fr-CA").base(), Language::french());
}

#[test]
fn what_is_no_tag_is_refused() {
    for text in [
        "",
        " fr",
        "fr_CA",
        "français",
        "f",
        "fr-",
        "-fr",
        "this is no tag",
    ] {
        assert!(Language::parse(text).is_err(), "{text:?}");
        let json = serde_json::to_string(text).unwrap();
        let refused = serde_json::from_str::<Language>(&json).unwrap_err();
        assert!(
            refused.to_string().starts_with("not a BCP 47 language tag"),
            "{refused}"
        );
    }
}
