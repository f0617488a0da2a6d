use frontdesk_access::{Permission, PermissionSet, UnknownBit};
use frontdesk_sqlx::{MaskBytes, MaskNames, MaskPair, NotAMask};

fn only(permission: Permission) -> PermissionSet {
    [permission].into_iter().collect()
}

/// Every permission there is, those at the sign bits of a column included, and all of them at once.
#[test]
fn each_bit_comes_back_in_every_form() {
    let all: PermissionSet = Permission::every().collect();
    let each = Permission::every().map(only);
    for set in each.chain([PermissionSet::EMPTY, all]) {
        let pair = MaskPair::from(set);
        assert_eq!(PermissionSet::try_from(pair), Ok(set));
        assert_eq!(MaskBytes::read(&set.to_bytes()), Ok(MaskBytes(set)));
        assert_eq!(
            MaskNames::read(&MaskNames(set).written()),
            Ok(MaskNames(set))
        );
    }
}

/// Bit 63 is the sign of the low column, bit 64 the lowest of the high one, bit 127 the sign of that.
#[test]
fn the_signs_of_the_columns_are_bits_like_others() {
    let pair_of = |bit: u32| {
        let set = Permission::every()
            .find(|one| u32::from(one.bit()) == bit)
            .map(only);
        set.map(MaskPair::from)
    };
    // The bits that permissions have today; a pair is made and read at every one of them.
    let expected = |bit: u32| match bit {
        0..=63 => MaskPair {
            high: 0,
            low: (1_u64 << bit).cast_signed(),
        },
        _ => MaskPair {
            high: (1_u64 << (bit - 64)).cast_signed(),
            low: 0,
        },
    };
    let mut met = Vec::new();
    for bit in 0..128 {
        match pair_of(bit) {
            Some(pair) => {
                assert_eq!(pair, expected(bit), "bit {bit}");
                met.push(bit);
            }
            // A bit of nobody is refused, whichever column it stands in.
            None => assert_eq!(PermissionSet::try_from(expected(bit)), Err(UnknownBit(bit))),
        }
    }
    assert!(met.contains(&62) && met.contains(&127), "{met:?}");
    assert_eq!(expected(63).low, i64::MIN);
    assert_eq!(expected(127).high, i64::MIN);
}

#[test]
fn what_is_no_mask_is_refused_whole() {
    assert_eq!(MaskBytes::read(&[0; 15]), Err(NotAMask::Length(15)));
    assert_eq!(MaskBytes::read(&[0; 17]), Err(NotAMask::Length(17)));
    let slip = "conversation.view conversation.peek";
    let slip_name = "conversation.peek".to_owned();
    assert_eq!(MaskNames::read(slip), Err(NotAMask::Name(slip_name)));
}
