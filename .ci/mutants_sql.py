#!/usr/bin/env python3
"""Every atom and bracket of the conditions that frontdesk-sql prints is needed, how the ways of a rule are taken apart
and merged, what a page is sorted by and where it begins, and what is counted: whichever is dropped or turned round, some
test on SQLite fails. The sister of mutants.py; mutation.py compiles and plays them.

An atom is a variant of `Test`: always true, never true, turned round. Everything else is a piece of a source, given
below with what it becomes; whoever changes the form of those files changes this script. PostgreSQL is not needed, and
so the policies are not broken here: what they print is a golden, and databases/laws asks a database.

    python3 .ci/mutants_sql.py          # all, as `.ci/run` does
    python3 .ci/mutants_sql.py --list   # the mutants, without a build
    python3 .ci/mutants_sql.py 105 116  # these alone
"""

import re
import sys

sys.dont_write_bytecode = True

import mutation
from mutation import ROOT, require

CRATE = "crates/frontdesk-sql"
ATOMS, WAYS, WORLDS, PLACES = ["atoms::"], ["ways::"], ["sqlite::"], ["orders::"]
C, W, L = "condition.rs", "writer.rs", "lists.rs"
# The file, the words that stand once in it with the text between « and », and what the text becomes. Several pairs
# of one mutant are changed together.
TEXTS = [
    [(C, 'Self::And => «" AND "»,', '" OR "')],
    [(C, 'Self::Or => «" OR "»,', '" AND "')],
    [(C, 'Self::And => «"TRUE"»,', '"FALSE"')],
    [(C, 'Self::Or => «"FALSE"»,', '"TRUE"')],
    [(C, 'Expr::Constant(true) => self.push(«"TRUE"»)', '"FALSE"')],
    [(C, 'Expr::Constant(false) => self.push(«"FALSE"»)', '"TRUE"')],
    # The brackets around what is joined.
    [
        (C, 'self.push(«"("»);\n        for (at, part)', '""'),
        (C, 'write(self, part);\n        }\n        self.push(«")"»);', '""'),
    ],
    # A negation takes what is unknown for no.
    [(C, 'self.push(«" IS NOT TRUE)"»);', '")"')],
    [(C, 'self.push(«" IS NOT TRUE)"»);', '" IS TRUE)"')],
    [
        (C, 'self.push(«"("»);\n        write(self);', '"(NOT "'),
        (C, 'self.push(«" IS NOT TRUE)"»);', '")"'),
    ],
    # A fact that nobody keeps, and an id that stands in no row.
    [(C, 'an id without a number stands in no row.\n            None => self.push(«"FALSE"»)', '"TRUE"')],
    [(C, 'Some((name, None)) => self.is_there(name),\n            None => self.push(«"FALSE"»)', '"TRUE"')],
    [(C, 'Several::Values(form.list(ids))),\n            None => self.push(«"FALSE"»)', '"TRUE"')],
    [(C, 'Several::Values(words)),\n            None => self.push(«"FALSE"»)', '"TRUE"')],
    [(C, 'self.has_member(members, One::Value(param)),\n            None => self.push(«"FALSE"»)', '"TRUE"')],
    [(C, 'self.has_member_among(members, Several::Values(ids));\n            }\n            None => self.push(«"FALSE"»)', '"TRUE"')],
    [(C, 'return self.push(«"FALSE"»);\n        };\n        self.push("(");\n        self.is_there(&assignee.name)', '"TRUE"')],
    # It is this.
    [(C, 'self.compared(column, «" = "», to)', '" <> "')],
    [(C, 'self.compared(column, «" <> "», from)', '" = "')],
    [(C, 'self.is_there(&assignee.name);\n        self.push(«" AND "»);', '" OR "')],
    [
        (C, '};\n        self.push(«"("»);\n        self.is_there(&assignee.name);', '""'),
        (C, 'is_so(self);\n        self.push(«")"»);\n    }\n\n    /// Neither a person nor a bot', '""'),
    ],
    [(C, 'writer.asked(&column.name);\n            writer.push(«" IS NULL"»);', '" IS NOT NULL"')],
    [(C, 'writer.push(«" = FALSE)"»);', '" = TRUE)"')],
    [(C, 'writer.asked(name);\n                writer.push(«" IS NULL"»);', '" IS NOT NULL"')],
    [(C, 'None if epoch == Param::Number(0) => self.push(«"TRUE"»)', '"FALSE"')],
    [(C, 'self.push("TRUE"),\n            None => self.push(«"FALSE"»),\n        }\n    }\n\n    /// This is one of', '"TRUE"')],
    # The members of a set.
    [(C, '(Way::Rule, Dialect::Sqlite) => Some((«" IN ("», ")")),', '" NOT IN ("')],
    [(C, '«"EXISTS (SELECT 1 FROM {table} AS m WHERE m.{key} = "»', '"NOT EXISTS (SELECT 1 FROM {table} AS m WHERE m.{key} = "')],
    [(C, '«"EXISTS (SELECT 1 FROM {table} AS m WHERE m.{key} = "»', '"EXISTS (SELECT 1 FROM {table} AS m WHERE m.{key} <> "')],
    [(C, 'self.push(&format!(«"m.{tenant} = "»));', '"m.{tenant} >= "')],
    [(C, 'writer.push(«"= "»);', '"<> "')],
    # What the atoms are printed with, and what every statement asks first.
    [(W, 'self.push(«" IS NOT NULL"»);', '" IS NULL"')],
    [(L, 'writer.push(«" = "»);\n        writer.tenant();', '" >= "')],
    [(L, 'writer.push(«" = "»);\n                writer.value(param);', '" >= "')],
    [(L, 'self.write_tenant(writer, index);\n        writer.push(«" AND "»);', '" OR "')],
]
# How the ways are taken apart, put in order and merged. What is only asked once more, or looked up in another way, when
# it is lost is not broken: it changes no answer.
A, R, M = "apart.rs", "arranged.rs", "merge.rs"
OF_WAYS = [
    [(L, 'writer.push(if at > 0 { «" + ("» } else', '" - ("')],
    [(A, 'rest.extend(«before»);', 'Vec::new()')],
    [(A, 'Expr::Not(not) => «!way.iter().any(|other| other != part && exclude(other, not))»,', 'false')],
    [(A, 'if «before.contains(&Expr::FALSE)» {', 'true')],
    [(A, 'if «way.iter().any(excludes)» {', 'true')],
    [(A, '.filter(|part| «!way.contains(part)»);', 'false')],
    [(A, 'Some(«Expr::all(open.cloned()).negate()»)', 'Expr::all(open.cloned())')],
    [(A, '«me == not_me»', 'true')],
    [(A, '«one.is_disjoint(other)»', 'true')],
    [(A, '(Expr::Not(not), other) => «**not == *other»,', 'true')],
    [(A, '_ => «false»,\n    };\n    never(one', 'true')],
    [(A, 'filter(|(place, _)| «Some(*place) != entry»)', 'false')],
    [(A, 'filter(|(other, _)| «*other != place»)', 'false')],
    [(R, 'Expr::Not(expr) => «arranged(expr).negate()»', 'arranged(expr)')],
    [(R, 'ordered(shared(«Expr::one_of(any.iter().map(arranged))»))', 'Expr::all(any.iter().map(arranged))')],
    [(R, 'ordered(«Expr::all(all.iter().map(arranged))»)', 'Expr::one_of(all.iter().map(arranged))')],
    [(R, 'let is_shared = |part: &&Expr| «of_ways.clone().all(|way| way.contains(part))»;', 'true')],
    [(R, 'filter(|part| «!shared.contains(part)»);', 'false')],
    [(R, '«Expr::all(shared.iter().cloned().chain([rests]))»', 'rests')],
    [(M, 'Direction::Ascending => «", s.i"»,', '" DESC, s.i"')],
    [(M, 'Direction::Ascending => «", s.i"»,', '", s.i DESC"')],
    [(M, 'Direction::Descending => «" DESC, s.i"»,', '", s.i"')],
    [(M, 'writer.column(&self.mapping.tenant.name);\n                    writer.push(«" = "»);', '" >= "')],
    [(M, 'writer.push(«" IN (SELECT "»);', '" NOT IN (SELECT "')],
    [(M, '_ => format!(«" = g{at}.value"»),', '" >= g{at}.value"')],
    [(M, 'filter(|test| «!is_listed(test)»)', 'false')],
    [(M, 'match «is_listed(test)» {', 'true')],
    [(M, '«lists.contains(&each)»', 'lists.iter().any(|other| other.column == each.column)')],
    [(M, 'writer.push(«" AND "»);\n            writer.by(way, |writer| writer.expr(expr));', '" OR "')],
    [(M, 'writer.push(«" AND "»);\n            writer.by(Way::Rule, |writer| writer.expr(&Expr::Test(test.clone())));', '" OR "')],
]
# The places of what has no order as it stands in its columns.
O, K = "place.rs", "key.rs"
OF_PLACES = [
    [(O, 'self.value(Param::Text(«place(channel)»));', 'channel.to_string()')],
    [(O, '.chain([«"chat"».to_owned()])', '"email"')],
    [(O, 'self.push(«" THEN \'1\' || "»);', '" THEN \'3\' || "')],
    [(O, 'self.push(«" ELSE \'2\' || substr("»);', '" ELSE \'0\' || substr("')],
    [(O, '«", 1, {SORTED}) END)"»', '", 1, 9) END)"')],
    [(O, '«", 1, {SORTED}) END)"»', '", 1, 99) END)"')],
    [(O, '«", \'0123456789\') IN (\'cch\', \'chh\') AND length("»', '", \'0123456789\') IN (\'cch\') AND length("')],
    [(O, '«") BETWEEN 4 AND 13 AND (length("»', '") BETWEEN 3 AND 13 AND (length("')],
    [(O, '«") BETWEEN 4 AND 13 AND (length("»', '") BETWEEN 4 AND 14 AND (length("')],
    [(O, '«") BETWEEN 4 AND 13 AND (length("»', '") BETWEEN 4 AND 12 AND (length("')],
    [(O, '«") = 4 OR substr("»', '") = 5 OR substr("')],
    [(O, '«", 4, 1) <> \'0\') AND "»', '", 4, 1) <> \'x\') AND "')],
    [(O, '«" <= \'4294967295\')"»', '" < \'4294967295\')"')],
    [(O, '«" <= \'4294967295\')"»', '" <= \'4294967296\')"')],
    [(O, '«") - 2)"»', '") - 1)"')],
    [(O, '[(«\'0\'», Some(person))', '\'2\'')],
    [(O, '«" AS TEXT)) + 1)"»', '" AS TEXT)) + 2)"')],
    [(K, '«accounts.extend(more)»;', '()')],
    [(K, 'if «accounts.len() > 1» {', 'false')],
    [(K, 'writer.push(«" >= "»);\n                    writer.joined_at', '" > "')],
    [(K, 'self.push(&format!(«"m.{tenant} = "»));', '"m.{tenant} >= "')],
    [(K, '«"(SELECT min(m.{since}) FROM {table} AS m WHERE m.{key} = {ticket}.{of} AND "»', '"(SELECT min(m.{since}) FROM {table} AS m WHERE m.{key} >= {ticket}.{of} AND "')],
]
# Where a page begins and by what it is sorted; what is shown, and what is counted.
P, N = "page.rs", "narrow.rs"
OF_WORLDS = [
    [(P, 'writer.push(«" AND "»);\n            self.write_after(', '" OR "')],
    [(P, 'writer.push(«" IS NULL, "»);', '" IS NOT NULL, "')],
    [(P, 'Direction::Ascending => «", "»,', '" DESC, "')],
    [(P, 'Direction::Descending => «" DESC, "»,', '", "')],
    [(P, 'writer.push(«" > "»);\n            writer.value(ticket.clone());', '" >= "')],
    [(P, 'writer.push(«" > "»);\n            writer.value(ticket.clone());', '" < "')],
    [(P, 'writer.push(«" IS NULL AND "»);', '" IS NOT NULL AND "')],
    [(P, 'Direction::Ascending => («" > "», " >= "),', '" < "')],
    [(P, 'Direction::Ascending => (" > ", «" >= "»),', '" > "')],
    [(P, 'Direction::Descending => («" < "», " <= "),', '" > "')],
    [(P, 'Direction::Descending => (" < ", «" <= "»),', '" < "')],
    [(P, 'compared(writer, beyond);\n                    writer.push(«" OR "»);\n                    behind(writer);', '" AND "')],
    [(P, 'compared(writer, up_to);\n                    writer.push(«" AND ("»);', '" OR ("')],
    [(P, 'writer.push(«" IS NULL OR "»);', '" IS NOT NULL OR "')],
    [(P, 'compared(writer, «" = "»);', '" <> "')],
    [(P, 'if «!viewing.offers(&sort.by)» {', 'false')],
    [(K, 'if «*shown == Expr::TRUE» {', 'true')],
    [(K, 'always && «self.shown == Expr::TRUE»', 'true')],
    [(K, 'if «viewing.shown_where(&Field::CreatedAt) != Expr::TRUE» {', 'false')],
    [(K, '(Hat::Operator, _) => Active::Column(«&activity.all»),', '&activity.public')],
    [(K, 'Hat::Guest, _) => {\n                Active::Column(«&activity.public»)', '&activity.all')],
    [(K, 'Length::Sorted => «", 1, 64), \'\')"»,', '", 1, 64), \'B\')"')],
    [(K, 'Length::Whole => «"), \'\')"»,', '"), \'B\')"')],
    [(K, '«" THEN CAST({rank} AS BIGINT)"»', '" THEN CAST(9 - {rank} AS BIGINT)"')],
    [(K, 'self.expr(shown);\n        self.push(«" THEN "»);', '" IS NOT TRUE THEN "')],
    # The conditions of a list.
    [(C, 'self.member(members, |writer| writer.push(«"IS NOT NULL"»));', '"IS NULL"')],
    [(L, 'self.write_rows(writer, &part.expr(), "");\n            «narrow.write(writer)»;', '()')],
    [(L, 'self.write_rows(writer, expr, "");\n            «narrow.write(writer)»;', '()')],
    [(L, '«narrow.write(&mut writer)»;', '()')],
    [(P, '«asked.narrow.write(writer)»;', '()')],
    [(N, 'any(|one| «!viewing.offers(one.column())»)', 'false')],
    [(N, 'writer.push(«" AND "»);\n                one.write(writer);', '" OR "')],
    [(N, 'Must::BeAbsent | Must::BeNoneOf(_) => «writer.not(|writer| self.write_seen(writer))»,', 'self.write_seen(writer)')],
    [(N, 'if «self.shown == Expr::TRUE || matches!(self.of, Of::Key(..))» {', 'true')],
    [(N, 'writer.push(«" AND "»);\n        self.write_is(writer);', '" OR "')],
    [(N, 'let words = if «is_there» {', 'false')],
    [(N, 'let words = if «is_there» {', 'true')],
    [(N, 'writer.push(«" OR ("»);', '" AND ("')],
    [(N, 'writer.are_absent(&[Some(person)]);\n                    writer.push(«" AND "»);', '" OR "')],
    [(N, '=> writer.push(«" IS NOT NULL"»),', '" IS NULL"')],
    [(N, '(true, false) => «" < "»,', '" <= "')],
    [(N, '(true, true) => «" <= "»,', '" < "')],
    [(N, '(false, _) => «" > "»,', '" >= "')],
    [(N, '«read(value) == Some(*means)»', 'false')],
    [(N, '«*means < limit»', '*means <= limit')],
    [(N, '«*means > limit»', '*means >= limit')],
    [(N, 'filter(|at| «!is_between(*at)» && is_in_reach(form, *at))', 'true')],
    [(N, 'if «is_in_reach(form, *at)» => {', 'true')],
    [(N, 'match «beyond.year() > 0» {', 'false')],
    [(N, 'match «beyond.year() > 0» {', 'true')],
    [(L, 'if «!viewing.offers(column)» {', 'false')],
    [(L, '«" FROM {table} AS {TICKET} LEFT JOIN {of_members} AS m ON m.{key} = {TICKET}.{of}"»', '" FROM {table} AS {TICKET} JOIN {of_members} AS m ON m.{key} = {TICKET}.{of}"')],
    [(L, '«" FROM {table} AS {TICKET} LEFT JOIN {of_members} AS m ON m.{key} = {TICKET}.{of}"»', '" FROM {table} AS {TICKET} LEFT JOIN {of_members} AS m ON m.{key} >= {TICKET}.{of}"')],
    [(L, 'writer.push(&format!(«" AND m.{tenant} = "»));', '" AND m.{tenant} >= "')],
    [(L, 'writer.push(«" AND "»);\n                writer.expr(&viewing.shown_where(field));', '" OR "')],
    [(L, '_ => «"s.k IS NULL, s.k"»,', '"s.k"')],
    [(L, 'writer.push(«" AND "»);\n                writer.expr(&arranged(&filter.expr()));\n            }', '" OR "')],
]
# Not broken: what a policy alone prints, and what joins words that are broken themselves.
EXEMPT = [
    'self.column(of);\n                self.push(" AND "',
    'self.tenant();\n            self.push(" AND "',
    'self.push(" IS NOT TRUE)"',
]
# What changes no answer on SQLite. It must go on surviving, or it leaves this list.
EQUAL = {
    'Self::Or => «"FALSE"», becomes "TRUE"': "a filter that is bound has no empty alternatives; a policy has, and PostgreSQL is asked in databases/laws",
}
RUNTIME = """//! Which mutant is played: the one of this number, or none.
use std::sync::OnceLock;

use frontdesk_visibility::Test;

use crate::writer::Writer;

fn played() -> usize {
    static PLAYED: OnceLock<usize> = OnceLock::new();
    *PLAYED.get_or_init(|| std::env::var("MUTANT").ok().and_then(|n| n.parse().ok()).unwrap_or(0))
}

pub(crate) fn is(number: usize) -> bool {
    played() == number
}

pub(crate) fn atom(writer: &mut Writer<'_>, test: &Test) {
    let first = 3 * place(test) + 1;
    if is(first) {
        writer.push("TRUE");
    } else if is(first + 1) {
        writer.push("FALSE");
    } else if is(first + 2) {
        writer.not(|writer| writer.test(test));
    } else {
        writer.test(test);
    }
}

fn place(test: &Test) -> usize {
    match test {
"""


def atoms():
    text = (ROOT / "crates/frontdesk-visibility/src/expr.rs").read_text()
    body = text[text.index("pub enum Test {"):]
    return re.findall(r"(?m)^    ([A-Z]\w*)(\()?", body[: body.index("\n}")])


def mutate():
    """What is broken with the tests that are asked, and the files in which all of it is."""
    mutants = [(f"{C}: {name}: {how}", ATOMS) for name, _ in atoms() for how in ["always", "never", "turned round"]]
    groups = [(TEXTS, ATOMS), (OF_WAYS, WAYS), (OF_WORLDS, WORLDS), (OF_PLACES, PLACES)]
    names = {name for pieces, _ in groups for pairs in pieces for name, _, _ in pairs}
    sources = {name: (ROOT / CRATE / "src" / name).read_text() for name in names}
    spans = {name: {} for name in sources}
    for pairs, tests in [(pairs, tests) for pieces, tests in groups for pairs in pieces]:
        name, words, other = pairs[0]
        both = ", both" if len(pairs) > 1 else ""
        mutants.append((f"{name}: {' '.join(words.split())} becomes {other}{both}", tests))
        for name, words, other in pairs:
            plain = words.replace("«", "").replace("»", "")
            found = sources[name].count(plain)
            require(found == 1, f"{name} has {found} times `{plain}`")
            start = sources[name].index(plain) + words.index("«")
            end = sources[name].index(plain) + words.index("»") - 1
            spans[name].setdefault((start, end), []).append((len(mutants), other))
    # Every text that condition.rs pushes as a condition's own is broken somewhere.
    for match in re.finditer(r'"( AND | OR |TRUE|FALSE|[^"]*NULL[^"]*|[^"]*NOT [^"]*| = | <> )"', sources[C]):
        broken = any(start <= match.start() < end for start, end in spans[C])
        exempt = any(sources[C][: match.end()].endswith(words) for words in EXEMPT)
        line = sources[C].count("\n", 0, match.start()) + 1
        require(broken or exempt, f"{C}:{line} is broken nowhere: {match.group(0)}")
    for name, text in sources.items():
        for (start, end), others in sorted(spans[name].items(), reverse=True):
            old = text[start:end]
            if old.startswith('"') and "{" in old:
                # A text with names in it: the whole of the format is chosen.
                chosen = "".join(f"if crate::mutant::is({n}) {{ format!({other}) }} else " for n, other in others)
                text = text[:start] + f'"{{}}", {chosen}{{ format!({old}) }}' + text[end:]
                continue
            chosen = "".join(f"if crate::mutant::is({n}) {{ {other} }} else " for n, other in others)
            text = text[:start] + f"({chosen}{{ {old} }})" + text[end:]
        sources[name] = text
    dispatch = "Expr::Test(test) => self.test(test),"
    require(dispatch in sources[C], f"{C} has no `{dispatch}`")
    sources[C] = sources[C].replace(dispatch, "Expr::Test(test) => crate::mutant::atom(self, test),")
    sources[C] = sources[C].replace("    fn test(&mut self", "    pub(crate) fn test(&mut self")
    sources[C] = sources[C].replace("const fn between", "fn between").replace("const fn of_none", "fn of_none")
    places = "".join(
        f"        Test::{name}{'(..)' if held else ''} => {at},\n" for at, (name, held) in enumerate(atoms())
    )
    sources["mutant.rs"] = RUNTIME + places + "    }\n}\n"
    return mutants, sources


def main():
    mutants, sources = mutate()
    mutation.run(CRATE, "name", sources, mutants, EQUAL)


main()
