//! Finds the paths that Rust code names, outside comments and texts: enough of a lexer to see
//! through `use std::{fs, io}` and to overlook the word HashMap in a sentence.

/// A path such as `std::fs::read`, with the line at which it begins.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct NamedPath {
    pub(super) line: usize,
    pub(super) segments: Vec<String>,
}

/// All paths of a source, those of a braced group each in full.
pub(super) fn paths(source: &str) -> Vec<NamedPath> {
    let tokens = tokens(source);
    let mut paths = Vec::new();
    // What stands before the brace of each open group; code blocks have nothing before theirs.
    let mut groups: Vec<Vec<String>> = Vec::new();
    let mut at = 0;
    while let Some(token) = tokens.get(at) {
        at += 1;
        match &token.kind {
            Kind::Open => groups.push(Vec::new()),
            Kind::Close => {
                groups.pop();
            }
            Kind::Word(word) => {
                let mut segments = groups.last().cloned().unwrap_or_default();
                segments.push(word.clone());
                let begins_path = !KEYWORDS.contains(&word.as_str());
                while begins_path && tokens.get(at).is_some_and(|next| next.kind == Kind::Join) {
                    match tokens.get(at + 1).map(|next| &next.kind) {
                        Some(Kind::Word(word)) => {
                            segments.push(word.clone());
                            at += 2;
                        }
                        Some(Kind::Open) => {
                            groups.push(segments.clone());
                            at += 2;
                        }
                        _ => at += 1,
                    }
                }
                paths.push(NamedPath {
                    line: token.line,
                    segments,
                });
            }
            Kind::Join | Kind::Other => {}
        }
    }
    paths
}

/// Words behind which `::` begins a path of its own: `use ::std::fs`.
const KEYWORDS: &[&str] = &[
    "as", "dyn", "else", "for", "impl", "in", "match", "mut", "pub", "return", "use", "where",
];

#[derive(Debug, PartialEq, Eq)]
enum Kind {
    Word(String),
    Join,
    Open,
    Close,
    Other,
}

struct Token {
    line: usize,
    kind: Kind,
}

fn tokens(source: &str) -> Vec<Token> {
    let mut tokens = Vec::new();
    let mut line = 1;
    let mut rest = source;
    while let Some(first) = rest.chars().next() {
        let (length, kind) = match first {
            _ if rest.starts_with("//") => (rest.find('\n').unwrap_or(rest.len()), None),
            _ if rest.starts_with("/*") => (comment(rest), None),
            _ if raw_text(rest).is_some() => (raw_text(rest).unwrap_or(1), None),
            '"' => (text(rest), None),
            '\'' => (quoted_char(rest), None),
            'r' if rest.starts_with("r#") => (2, None),
            _ if first.is_alphabetic() || first == '_' => {
                let word: String = rest
                    .chars()
                    .take_while(|c| c.is_alphanumeric() || *c == '_')
                    .collect();
                (word.len(), Some(Kind::Word(word)))
            }
            _ if rest.starts_with("::") => (2, Some(Kind::Join)),
            '{' => (1, Some(Kind::Open)),
            '}' => (1, Some(Kind::Close)),
            _ if first.is_whitespace() => (first.len_utf8(), None),
            // Numbers with their suffixes are no words.
            _ if first.is_ascii_digit() => {
                let digits = rest
                    .chars()
                    .take_while(|c| c.is_ascii_alphanumeric() || *c == '_');
                (digits.count(), Some(Kind::Other))
            }
            _ => (first.len_utf8(), Some(Kind::Other)),
        };
        if let Some(kind) = kind {
            tokens.push(Token { line, kind });
        }
        let (passed, behind) = rest.split_at(length);
        line += passed.matches('\n').count();
        rest = behind;
    }
    tokens
}

/// The length of a block comment, which may hold others.
fn comment(rest: &str) -> usize {
    let mut depth = 0;
    let mut at = 0;
    while at < rest.len() {
        let here = &rest.as_bytes()[at..];
        if here.starts_with(b"/*") {
            depth += 1;
            at += 2;
        } else if here.starts_with(b"*/") {
            depth -= 1;
            at += 2;
            if depth == 0 {
                return at;
            }
        } else {
            at += 1;
        }
    }
    rest.len()
}

/// The length of a text in quotes.
fn text(rest: &str) -> usize {
    let mut escaped = false;
    for (at, c) in rest.char_indices().skip(1) {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => return at + 1,
            _ => {}
        }
    }
    rest.len()
}

/// The length of `r"…"`, `r#"…"#`, and the same with `b` or `c` before it, if that stands here.
fn raw_text(rest: &str) -> Option<usize> {
    let prefix = ["r", "br", "cr"].into_iter().find(|prefix| {
        let behind = rest.strip_prefix(prefix).unwrap_or_default();
        behind.trim_start_matches('#').starts_with('"')
    })?;
    let hashes = rest[prefix.len()..]
        .chars()
        .take_while(|c| *c == '#')
        .count();
    let start = prefix.len() + hashes + 1;
    let end = format!("\"{}", "#".repeat(hashes));
    let inside = rest[start..].find(&end).map(|at| at + end.len());
    Some(inside.map_or(rest.len(), |inside| start + inside))
}

/// The length of a character in quotes; of a lifetime, only its quote.
fn quoted_char(rest: &str) -> usize {
    let mut chars = rest.char_indices().skip(1);
    match (chars.next(), chars.next()) {
        (Some((_, '\\')), Some((at, c))) => {
            let behind = at + c.len_utf8();
            rest[behind..]
                .find('\'')
                .map_or(rest.len(), |end| behind + end + 1)
        }
        (Some(_), Some((at, '\''))) => at + 1,
        _ => 1,
    }
}

#[cfg(test)]
mod tests {
    use super::paths;

    fn found(source: &str) -> Vec<String> {
        let paths = paths(source).into_iter();
        paths
            .map(|path| format!("{} {}", path.line, path.segments.join("::")))
            .collect()
    }

    #[test]
    fn paths_are_found_with_their_lines() {
        assert_eq!(
            found("use a::b;\nfn f() { c :: d\n::e() }"),
            ["1 use", "1 a::b", "2 fn", "2 f", "2 c::d::e"]
        );
    }

    #[test]
    fn groups_are_spelled_out() {
        assert_eq!(
            found("use std::{\n  fs,\n  io::{self, Read},\n};\nx"),
            [
                "1 use",
                "1 std",
                "2 std::fs",
                "3 std::io",
                "3 std::io::self",
                "3 std::io::Read",
                "5 x"
            ]
        );
    }

    #[test]
    fn a_path_from_the_root_begins_anew() {
        assert_eq!(
            found("use ::a::b;\nx as ::c"),
            ["1 use", "1 a::b", "2 x", "2 as", "2 c"]
        );
    }

    #[test]
    fn comments_and_texts_are_overlooked() {
        let source =
            "// a\n/* b /* c */ d */ e /// f\n\"g \\\" h\" r#\"i \" j\"# 'k' '\\'' 'l m b'n' 1u8";
        assert_eq!(found(source), ["2 e", "3 l", "3 m", "3 b"]);
    }
}
