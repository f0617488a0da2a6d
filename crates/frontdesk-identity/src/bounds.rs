//! How long the texts of a profile may be, and what may stand in them. What another system has is taken
//! over as it is.

use crate::{PersonName, Position, SettingValue};

/// The most octets of one text of an added field.
const EXTRA_TEXT: usize = 4096;

/// The most texts of an added field that has several.
const EXTRA_LIST: usize = 64;

/// The most octets of one line: a position, a part of a name.
const LINE: usize = 255;

/// Whether an added field takes the value: a text of at most 4096 octets, or at most 64 of them,
/// without control characters but for line breaks and tabs.
pub(crate) fn extra_fits(value: &SettingValue) -> bool {
    match value {
        SettingValue::Flag(_) | SettingValue::Number(_) => true,
        SettingValue::Text(text) => text_fits(text),
        SettingValue::List(texts) => {
            texts.len() <= EXTRA_LIST && texts.iter().all(|t| text_fits(t))
        }
    }
}

/// Whether it is a position: one line of at most 255 octets.
pub(crate) fn position_fits(Position(text): &Position) -> bool {
    line_fits(text)
}

/// Whether each part of the name is one line of at most 255 octets.
pub(crate) fn name_fits(name: &PersonName) -> bool {
    [name.last_name(), name.first_name(), name.patronymic_name()]
        .into_iter()
        .flatten()
        .all(line_fits)
}

fn line_fits(text: &str) -> bool {
    text.len() <= LINE && !text.chars().any(is_control)
}

fn text_fits(text: &str) -> bool {
    // A browser breaks lines by two characters; the first alone would overwrite a line of a log.
    text.len() <= EXTRA_TEXT
        && !text
            .replace("\r\n", "\n")
            .chars()
            .any(|c| is_control(c) && !matches!(c, '\n' | '\t'))
}

/// Unicode's control characters, and those which turn the direction of the text around them.
fn is_control(c: char) -> bool {
    c.is_control() || matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}
