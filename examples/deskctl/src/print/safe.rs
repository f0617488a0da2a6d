//! Text of strangers for a terminal: what steers one is written as its code point.

#[cfg(test)]
mod tests;

/// Text of one line: a line break is a blank, and so is a tab.
pub(super) fn line(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for letter in text.replace("\r\n", "\n").chars() {
        match letter {
            '\n' | '\t' => safe.push(' '),
            _ if steers(letter) => safe.extend(letter.escape_unicode()),
            _ => safe.push(letter),
        }
    }
    safe
}

/// A JSON document: what steers a terminal is written in JSON's own escapes. The document means the
/// same, for such characters stand only in its strings.
pub(super) fn json(document: &str) -> String {
    let mut safe = String::with_capacity(document.len());
    let mut units = [0; 2];
    for letter in document.chars() {
        if letter == '\n' || !steers(letter) {
            safe.push(letter);
            continue;
        }
        for unit in letter.encode_utf16(&mut units) {
            safe.push_str(&format!("\\u{unit:04x}"));
        }
    }
    safe
}

/// Control characters (C0, DEL, C1), line and paragraph separators, and what is not seen but
/// reorders or hides the text around it: bidirectional marks, embeddings, overrides and isolates,
/// zero-width blanks, and tags. The joiners of Persian words and of emoji are none of these.
fn steers(letter: char) -> bool {
    letter.is_control()
        || matches!(
            letter,
            '\u{61c}'
                | '\u{180e}'
                | '\u{200b}'
                | '\u{200e}'..='\u{200f}'
                | '\u{2028}'..='\u{202e}'
                | '\u{2060}'..='\u{206f}'
                | '\u{feff}'
                | '\u{fff9}'..='\u{fffb}'
                | '\u{e0000}'..='\u{e007f}'
        )
}
