//! The characters of display names: PRECIS's `FreeformClass`, carried on to younger versions of Unicode.

use precis_profiles::precis_core::{DerivedPropertyValue, FreeformClass, StringClass};
use unicode_security::GeneralSecurityProfile;
use unicode_security::general_security_profile::IdentifierType;

/// `FreeformClass` (RFC 8264, section 4.3) for characters of every age.
///
/// The library has the classes of IANA's registry, which ends with Unicode 6.3 (2013), and takes every younger
/// character for unassigned. The registry is not the rule: the algorithm of RFC 8264, section 8, is, over the
/// version of Unicode that an application has. For this class it allows each letter, digit, mark, symbol and
/// punctuation, and refuses the rest. So a character that the library does not know is looked up in the tables
/// of UTS 39, and what the library does know stays as the registry has it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct ChatClass;

impl StringClass for ChatClass {
    fn get_value_from_char(&self, c: char) -> DerivedPropertyValue {
        match FreeformClass::default().get_value_from_char(c) {
            DerivedPropertyValue::Unassigned if is_visible(c) => {
                DerivedPropertyValue::SpecClassPval
            }
            known => known,
        }
    }

    fn get_value_from_codepoint(&self, cp: u32) -> DerivedPropertyValue {
        match char::from_u32(cp) {
            Some(c) => self.get_value_from_char(c),
            // A surrogate is no character of any age.
            None => FreeformClass::default().get_value_from_codepoint(cp),
        }
    }
}

/// Whether a character younger than Unicode 6.3 is assigned and neither a format character nor ignorable.
///
/// The tables leave out some ranges of symbols; these stay refused, and a test lists them.
fn is_visible(c: char) -> bool {
    match c.identifier_type() {
        None
        | Some(
            IdentifierType::Not_Character
            | IdentifierType::Default_Ignorable
            | IdentifierType::Deprecated,
        ) => false,
        Some(_) => !is_arabic_sign(c),
    }
}

/// Arabic signs that stand around a number or at the end of a verse: format characters (general category Cf),
/// which belong to none of the algorithm's classes. The other young ones are ignorable.
fn is_arabic_sign(c: char) -> bool {
    matches!(c, '\u{605}' | '\u{890}' | '\u{891}' | '\u{8e2}')
}
