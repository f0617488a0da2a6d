//! Typed ids: the registry, the three ways to make one, and what is printed.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use expect_test::expect_file;
use frontdesk_model::uuid::{Uuid, Variant};
use frontdesk_model::{
    AttachmentId, BotId, ConversationId, CustomerId, EventId, ExternalId, GroupId, Id,
    InvitationId, KINDS, Kind, LegacyAdmin, LegacyAdminId, LegacyOperator, LegacyOperatorId,
    MergePlanId, MessageId, Numbered, OrderId, OrganizationId, QuestionnaireId, SiteId, TenantId,
    UserId, decode_number,
};
use frontdesk_testkit::strategy;
use proptest::prelude::*;

/// What the golden file said when this was compiled, so that rewriting it does not rewrite the past.
const REGISTRY: &str = include_str!("golden/registry.txt");

const EDGES: [i64; 9] = [
    i64::MIN,
    i64::MIN + 1,
    -1,
    0,
    17,
    0xffff,
    0x1_0000,
    i64::MAX - 1,
    i64::MAX,
];

/// Every kind: its tag and name, the id of a number, and the number that an id of this kind reads
/// out of any uuid.
struct Row {
    tag: u16,
    name: &'static str,
    make: fn(i64) -> Uuid,
    read: fn(Uuid) -> Option<i64>,
    debug: fn(Uuid) -> String,
    parse: fn(&str) -> Result<Uuid, String>,
    deserialize: fn(&str) -> Result<Uuid, String>,
}

fn row<K: Kind>() -> Row {
    Row {
        tag: K::TAG,
        name: K::NAME,
        make: |number| Id::<K>::from_number(number).uuid(),
        read: |uuid| Id::<K>::from_uuid(uuid).number(),
        debug: |uuid| format!("{:?}", Id::<K>::from_uuid(uuid)),
        parse: |text| {
            let id = text.parse::<Id<K>>().map_err(|error| error.to_string())?;
            Ok(id.uuid())
        },
        deserialize: |json| {
            let id: Id<K> = serde_json::from_str(json).map_err(|error| error.to_string())?;
            Ok(id.uuid())
        },
    }
}

fn rows() -> Vec<Row> {
    fn of<K: Kind>(_: fn(Uuid) -> Id<K>) -> Row {
        row::<K>()
    }
    vec![
        of(TenantId::from_uuid),
        of(UserId::from_uuid),
        row::<LegacyOperator>(),
        row::<LegacyAdmin>(),
        of(CustomerId::from_uuid),
        of(OrganizationId::from_uuid),
        of(GroupId::from_uuid),
        of(SiteId::from_uuid),
        of(QuestionnaireId::from_uuid),
        of(ConversationId::from_uuid),
        of(MessageId::from_uuid),
        of(OrderId::from_uuid),
        of(BotId::from_uuid),
        of(InvitationId::from_uuid),
        of(MergePlanId::from_uuid),
        of(EventId::from_uuid),
        of(AttachmentId::from_uuid),
    ]
}

#[test]
fn the_registry_is_as_written_down() {
    let mut text = String::from("# tag name: append only, a tag is part of every stored v8 id\n");
    for (tag, name) in KINDS {
        writeln!(text, "{tag} {name}").unwrap();
    }
    expect_file!["golden/registry.txt"].assert_eq(&text);
}

#[test]
fn no_tag_is_dropped_renamed_or_reused() {
    for line in REGISTRY.lines().filter(|line| !line.starts_with('#')) {
        let (tag, name) = line.split_once(' ').unwrap();
        let tag: u16 = tag.parse().unwrap();
        assert!(KINDS.contains(&(tag, name)), "{line} has gone");
    }
    let tags: BTreeSet<u16> = KINDS.iter().map(|(tag, _)| *tag).collect();
    let names: BTreeSet<&str> = KINDS.iter().map(|(_, name)| *name).collect();
    assert_eq!((tags.len(), names.len()), (KINDS.len(), KINDS.len()));
    assert!(tags.iter().all(|tag| (1..=4095).contains(tag)));
}

#[test]
fn every_kind_of_the_registry_is_tested_here() {
    let here: Vec<(u16, &str)> = rows().iter().map(|row| (row.tag, row.name)).collect();
    assert_eq!(here, KINDS);
}

#[test]
fn a_number_comes_back_with_its_kind_and_with_no_other() {
    let rows = rows();
    let mut seen = BTreeSet::new();
    for made in &rows {
        for number in EDGES {
            let uuid = (made.make)(number);
            assert!(seen.insert(uuid), "{} {number} is not unique", made.name);
            assert_eq!(uuid.get_version_num(), 8);
            assert_eq!(uuid.get_variant(), Variant::RFC4122);
            let found = Numbered {
                tag: made.tag,
                kind: made.name,
                number,
            };
            assert_eq!(decode_number(uuid), Some(found));
            for read in &rows {
                let expected = (read.tag == made.tag).then_some(number);
                assert_eq!(
                    (read.read)(uuid),
                    expected,
                    "{} as {}",
                    made.name,
                    read.name
                );
            }
        }
    }
    println!("{} ids of numbers, each read as every kind", seen.len());
}

#[test]
fn a_foreign_uuid_holds_no_number() {
    let tenant = TenantId::from_number(1);
    let external = ExternalId::new("talkme", "operator", "17").unwrap();
    let good = UserId::from_number(17).uuid().as_u128();
    let foreign = [
        Uuid::nil(),
        Uuid::max(),
        UserId::v7(1_795_348_800_000, &[0xab; 10]).uuid(),
        UserId::from_external(tenant, &external).uuid(),
        // Another program's version 8.
        Uuid::from_u128(0x0011_2233_4455_8677_8899_aabb_ccdd_eeff),
        // Right but for the version, the variant, the mark, the kind.
        Uuid::from_u128(good ^ (1 << 76)),
        Uuid::from_u128(good ^ (1 << 62)),
        Uuid::from_u128(good ^ 1),
        Uuid::from_u128(good ^ (1 << 45)),
        Uuid::from_u128(good | (0xfff << 64)),
    ];
    for uuid in foreign {
        assert_eq!(decode_number(uuid), None, "{uuid}");
        for row in rows() {
            assert_eq!((row.read)(uuid), None, "{uuid} as {}", row.name);
        }
    }
}

#[test]
fn unsigned_keys_pass_through_cast_signed() {
    for key in [0, 17, u64::MAX, 1 << 63] {
        let id = GroupId::from_number(key.cast_signed());
        assert_eq!(id.number().map(i64::cast_unsigned), Some(key));
    }
}

#[test]
fn operator_17_of_two_tenants_and_admin_17_are_three() {
    let operator = ExternalId::new("talkme", "operator", "17").unwrap();
    let admin = ExternalId::new("talkme", "admin_user", "17").unwrap();
    let elsewhere = ExternalId::new("uis", "operator", "17").unwrap();
    let mut seen = BTreeSet::new();
    for tenant in [TenantId::from_number(1), TenantId::from_number(2)] {
        for external in [&operator, &admin, &elsewhere] {
            let id = UserId::from_external(tenant, external);
            assert_eq!(id.uuid().get_version_num(), 5);
            assert_eq!(id.uuid().get_variant(), Variant::RFC4122);
            assert_eq!(
                id,
                UserId::from_external(tenant, external),
                "it is a function"
            );
            assert!(seen.insert(id), "{external} of {tenant} meets another");
        }
    }
    assert_eq!(seen.len(), 6);
}

#[test]
fn parts_do_not_run_into_each_other() {
    let tenant = TenantId::from_number(1);
    let quadruples = [
        ("a", "bc", "d"),
        ("ab", "c", "d"),
        ("a", "b", "cd"),
        ("abc", "d", "e"),
        ("a", "b", "c/d"),
        ("a", "b", "c\0d"),
    ];
    let ids: BTreeSet<UserId> = quadruples
        .iter()
        .map(|(s, k, v)| UserId::from_external(tenant, &ExternalId::new(s, k, v).unwrap()))
        .collect();
    assert_eq!(ids.len(), quadruples.len());
}

#[test]
fn ids_of_external_records_never_change() {
    // Written down once: hosts store these.
    let id = UserId::from_external(
        TenantId::from_number(7),
        &ExternalId::new("talkme", "operator", "17").unwrap(),
    );
    expect_test::expect!["8ee19bb4-3fea-5c56-be74-9d39dbd3f843"].assert_eq(&id.to_string());
    expect_test::expect!["00000000-0000-8002-8004-4266726f6e74"]
        .assert_eq(&UserId::from_number(17).to_string());
}

#[test]
fn version_7_is_laid_out_as_rfc_9562_says() {
    // RFC 9562, appendix A.6: 2022-02-22T19:22:22.000Z, rand_a CC3, rand_b 18C4DC0C0C07398F.
    let random = [0x0c, 0xc3, 0x18, 0xc4, 0xdc, 0x0c, 0x0c, 0x07, 0x39, 0x8f];
    let id = EventId::v7(1_645_557_742_000, &random);
    assert_eq!(id.to_string(), "017f22e2-79b0-7cc3-98c4-dc0c0c07398f");

    for millis in [0, 1, (1 << 48) - 1] {
        for random in [[0x00; 10], [0xff; 10], [0x5a; 10]] {
            let uuid = EventId::v7(millis, &random).uuid();
            assert_eq!((uuid.as_u128() >> 80) as u64, millis);
            assert_eq!(uuid.get_version_num(), 7);
            assert_eq!(uuid.get_variant(), Variant::RFC4122);
        }
    }
    // Later ids sort later, whatever their random bytes.
    assert!(EventId::v7(1, &[0xff; 10]) < EventId::v7(2, &[0x00; 10]));
    // Only the low 48 bits of the clock are kept.
    assert_eq!(EventId::v7(1 << 48, &[1; 10]), EventId::v7(0, &[1; 10]));
}

#[test]
fn what_is_printed() {
    for row in rows() {
        let uuid = (row.make)(17);
        assert_eq!((row.debug)(uuid), format!("{} #17", row.name));
        assert_eq!(
            (row.debug)(Uuid::nil()),
            format!("{} 00000000-0000-0000-0000-000000000000", row.name)
        );
        let wanted = format!("not a {} id: a uuid was expected", row.name);
        assert_eq!((row.parse)("17"), Err(wanted.clone()));
        assert_eq!((row.parse)(&uuid.to_string()), Ok(uuid));
        let json = format!("\"{uuid}\"");
        assert_eq!((row.deserialize)(&json), Ok(uuid));
        // The kind is named and the content is not shown.
        let refused = (row.deserialize)("\"anna@example.org\"").unwrap_err();
        assert!(refused.starts_with(&wanted), "{refused}");
        assert!(!refused.contains("anna"), "{refused}");
    }
    let id = UserId::from_number(17);
    assert_eq!(id.to_string(), id.uuid().to_string());
    assert_eq!(serde_json::to_string(&id).unwrap(), format!("\"{id}\""));
}

#[test]
fn a_legacy_half_that_becomes_a_user_keeps_its_uuid() {
    let (operator, admin) = (
        LegacyOperatorId::from_number(17),
        LegacyAdminId::from_number(17),
    );
    assert_eq!(UserId::from(operator).uuid(), operator.uuid());
    assert_eq!(UserId::from(admin).uuid(), admin.uuid());
    assert_ne!(UserId::from(operator), UserId::from(admin));
}

proptest! {
    #[test]
    fn every_number_round_trips(number in strategy::any_i64_edge()) {
        for row in rows() {
            let uuid = (row.make)(number);
            prop_assert_eq!((row.read)(uuid), Some(number));
            prop_assert_eq!((row.parse)(&uuid.to_string()), Ok(uuid));
        }
    }

    #[test]
    fn two_numbers_are_two_ids_and_sort_as_the_numbers_do(a in 0..=i64::MAX, b in 0..=i64::MAX) {
        prop_assert_eq!(UserId::from_number(a).cmp(&UserId::from_number(b)), a.cmp(&b));
    }

    #[test]
    fn a_uuid_is_a_number_only_if_the_number_makes_it(bits in any::<u128>(), mark in any::<bool>()) {
        // Half of the time with the mark of a real one, so that the other bits are looked at.
        let low = UserId::from_number(0).uuid().as_u128() & ((1 << 46) - 1);
        let bits = if mark { (bits >> 46 << 46) | low } else { bits };
        let uuid = Uuid::from_u128(bits);
        for row in rows() {
            if let Some(number) = (row.read)(uuid) {
                prop_assert_eq!((row.make)(number), uuid);
            }
        }
    }

    #[test]
    fn different_quadruples_are_different_ids(
        a in ("[ab]{1,3}", "[ab]{1,3}", "[ab/]{1,3}", 1..=2_i64),
        b in ("[ab]{1,3}", "[ab]{1,3}", "[ab/]{1,3}", 1..=2_i64),
    ) {
        let id = |(s, k, v, t): &(String, String, String, i64)| {
            CustomerId::from_external(TenantId::from_number(*t), &ExternalId::new(s, k, v).unwrap())
        };
        prop_assert_eq!(id(&a) == id(&b), a == b);
    }
}
