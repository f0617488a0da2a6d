#!/usr/bin/env python3
"""Every atom, bracket and null of the conditions that frontdesk-sql prints is needed: whichever is dropped or turned
round, some test on SQLite fails. The sister of mutants.py, which says how a mutated file is made: all mutants are
compiled once, and the tests are run once for each.

An atom is a variant of `Test`: always true, never true, turned round. Everything else is a text that is pushed, given
below with what it becomes; whoever changes the form of those files changes this script. PostgreSQL is not needed.

    python3 .ci/mutants_sql.py          # all, as `.ci/run` does
    python3 .ci/mutants_sql.py --list   # the mutants, without a build
"""

import concurrent.futures
import os
import pathlib
import re
import shutil
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
CRATE = "crates/frontdesk-sql"
TARGET = pathlib.Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target")).resolve()
COPY = TARGET / "mutants-sql"
TESTS = ["atoms::"]
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
    [(C, 'self.push(«"(NOT "»);', '"("')],
    # A fact that nobody keeps, and an id that stands in no row.
    [(C, 'an id without a number stands in no row.\n            None => self.push(«"FALSE"»)', '"TRUE"')],
    [(C, 'Some((name, None)) => self.is_there(name),\n            None => self.push(«"FALSE"»)', '"TRUE"')],
    [(C, 'Several::Values(form.list(ids))),\n            None => self.push(«"FALSE"»)', '"TRUE"')],
    [(C, 'Several::Values(words)),\n            None => self.push(«"FALSE"»)', '"TRUE"')],
    [(C, 'self.has_member(members, One::Value(param)),\n            None => self.push(«"FALSE"»)', '"TRUE"')],
    [(C, 'self.has_member_among(members, Several::Values(ids));\n            }\n            None => self.push(«"FALSE"»)', '"TRUE"')],
    [(C, 'return self.push(«"FALSE"»);\n        };\n        self.push("(");\n        self.is_there(&assignee.name)', '"TRUE"')],
    # It is there, and it is this.
    [(C, 'self.compared(column, «" = "», to)', '" <> "')],
    [(C, 'self.compared(column, «" <> "», from)', '" = "')],
    [(C, 'fn compared(&mut self, column: &Name, how: &str, with: One) {\n        self.push("(");\n        self.there(column);\n        self.push(«" AND "»);', '" OR "')],
    [
        (C, 'fn compared(&mut self, column: &Name, how: &str, with: One) {\n        self.push(«"("»);', '""'),
        (C, 'self.one(with);\n        self.push(«")"»);', '""'),
    ],
    [(C, 'fn among(&mut self, column: &Name, list: Several) {\n        self.push("(");\n        self.there(column);\n        self.push(«" AND "»);', '" OR "')],
    [
        (C, 'fn among(&mut self, column: &Name, list: Several) {\n        self.push(«"("»);', '""'),
        (C, 'self.is_among(list);\n        self.push(«")"»);', '""'),
    ],
    [(C, 'self.is_there(&assignee.name);\n        self.push(«" AND "»);', '" OR "')],
    [
        (C, '};\n        self.push(«"("»);\n        self.is_there(&assignee.name);', '""'),
        (C, 'is_so(self);\n        self.push(«")"»);\n    }\n\n    /// Neither a person nor a bot', '""'),
    ],
    [(C, 'writer.asked(&column.name);\n            writer.push(«" IS NULL"»);', '" IS NOT NULL"')],
    [(C, 'writer.there(name);\n                writer.push(«" AND "»);', '" OR "')],
    [(C, 'writer.push(«" = FALSE)"»);', '" = TRUE)"')],
    [(C, 'writer.asked(name);\n                writer.push(«" IS NULL"»);', '" IS NOT NULL"')],
    [(C, 'None if epoch == Param::Number(0) => self.push(«"TRUE"»)', '"FALSE"')],
    [(C, 'self.push("TRUE"),\n            None => self.push(«"FALSE"»),\n        }\n    }\n\n    /// This is one of', '"TRUE"')],
    # The members of a set.
    [(C, '(Way::Rule, Dialect::Sqlite) => Some((«" IN ("», ")")),', '" NOT IN ("')],
    [(C, 'self.there(of);\n        self.push(«" AND "»);', '" OR "')],
    [
        (C, 'self.push(«"("»);\n        self.there(of);', '""'),
        (C, '|(_, behind)| behind));\n        self.push(«")"»);', '""'),
    ],
    [(C, '«"SELECT m.{key} FROM {table} AS m WHERE m.{key} IS NOT NULL AND "»', '"SELECT m.{key} FROM {table} AS m WHERE "')],
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
# Not broken: what a policy alone prints, and what joins words that are broken themselves.
EXEMPT = [
    'self.push(given);\n            self.push(" IS NOT NULL AND "',
    'self.column(of);\n                self.push(" AND "',
    'self.tenant();\n            self.push(" AND "',
]
# What changes no answer on SQLite. It must go on surviving, or it leaves this list.
EQUAL = {
    'condition.rs: Self::Or => «"FALSE"», becomes "TRUE"': "a filter that is bound has no empty alternatives; a policy has, and PostgreSQL is asked in databases/laws",
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


def require(holds, what):
    if not holds:
        sys.exit(f"mutants_sql: {what}")


def atoms():
    text = (ROOT / "crates/frontdesk-visibility/src/expr.rs").read_text()
    body = text[text.index("pub enum Test {"):]
    return re.findall(r"(?m)^    ([A-Z]\w*)(\()?", body[: body.index("\n}")])


def mutate():
    """What is broken, and the files in which all of it is."""
    mutants = [f"{name}: {how}" for name, _ in atoms() for how in ["always", "never", "turned round"]]
    sources = {name: (ROOT / CRATE / "src" / name).read_text() for name in [C, W, L]}
    spans = {name: {} for name in sources}
    for pairs in TEXTS:
        name, words, other = pairs[0]
        mutants.append(f"{name}: {' '.join(words.split())} becomes {other}" + (", both brackets" if len(pairs) > 1 else ""))
        for name, words, other in pairs:
            plain = words.replace("«", "").replace("»", "")
            found = sources[name].count(plain)
            require(found == 1, f"{name} has {found} times `{plain}`")
            start = sources[name].index(plain) + words.index("«")
            end = sources[name].index(plain) + words.index("»") - 1
            spans[name].setdefault((start, end), []).append((len(mutants), other))
    # Every text that condition.rs pushes as a condition's own is broken somewhere.
    for match in re.finditer(r'"( AND | OR |TRUE|FALSE|[^"]*NULL[^"]*|\(NOT | = | <> )"', sources[C]):
        broken = any(start <= match.start() < end for start, end in spans[C])
        exempt = any(sources[C][: match.end()].endswith(words) for words in EXEMPT)
        line = sources[C].count("\n", 0, match.start()) + 1
        require(broken or exempt, f"{C}:{line} is broken nowhere: {match.group(0)}")
    for name, text in sources.items():
        for (start, end), others in sorted(spans[name].items(), reverse=True):
            old = text[start:end]
            new = old
            if "{" in old:
                # A text with names in it: the whole of the format is chosen.
                new = "{chosen}"
                chosen = "".join(f"if crate::mutant::is({n}) {{ format!({other}) }} else " for n, other in others)
                text = text[:start] + f'"{{}}", {chosen}{{ format!({old}) }}' + text[end:]
                continue
            chosen = "".join(f"if crate::mutant::is({n}) {{ {other} }} else " for n, other in others)
            text = text[:start] + f"{chosen}{{ {old} }}" + text[end:]
        sources[name] = text
    dispatch = "Expr::Test(test) => self.test(test),"
    require(dispatch in sources[C], f"{C} has no `{dispatch}`")
    sources[C] = sources[C].replace(dispatch, "Expr::Test(test) => crate::mutant::atom(self, test),")
    sources[C] = sources[C].replace("    fn test(&mut self", "    pub(crate) fn test(&mut self")
    sources[C] = sources[C].replace("const fn between", "fn between").replace("const fn of_none", "fn of_none")
    return mutants, sources


def copy(sources):
    made = COPY / CRATE
    shutil.rmtree(COPY, ignore_errors=True)
    shutil.copytree(ROOT / CRATE, made)
    shutil.copy(ROOT / "Cargo.lock", COPY / "Cargo.lock")
    manifest = (ROOT / "Cargo.toml").read_text()
    manifest = re.sub(r"(?m)^members = .*$", f'members = ["{CRATE}"]', manifest)
    manifest = re.sub(r'path = "(?!' + CRATE + '")(crates/[^"]+)"', rf'path = "{ROOT}/\1"', manifest)
    (COPY / "Cargo.toml").write_text(manifest)
    for name, text in sources.items():
        (made / "src" / name).write_text(text)
    places = "".join(
        f"        Test::{name}{'(..)' if held else ''} => {at},\n" for at, (name, held) in enumerate(atoms())
    )
    (made / "src" / "mutant.rs").write_text(RUNTIME + places + "    }\n}\n")
    library = made / "src" / "lib.rs"
    library.write_text(library.read_text().replace("mod name;\n", "mod mutant;\nmod name;\n", 1))


def build():
    environment = dict(os.environ, CARGO_TARGET_DIR=str(TARGET))
    command = ["cargo", "test", "-p", "frontdesk-sql", "--test", "it", "--no-run", "--offline"]
    built = subprocess.run(command, cwd=COPY, env=environment, text=True, capture_output=True)
    found = re.search(r"\((\S*it-[0-9a-f]+)\)", built.stderr)
    require(built.returncode == 0 and found, "the mutated crate does not build:\n" + built.stderr[-4000:])
    return COPY / found.group(1)


def play(binary, number):
    environment = dict(os.environ, MUTANT=str(number), RUST_BACKTRACE="0")
    try:
        ran = subprocess.run(
            [binary, "--test-threads=1", *TESTS], cwd=COPY / CRATE, env=environment, text=True,
            capture_output=True, timeout=60,
        )
    except subprocess.TimeoutExpired:
        return None, "it takes for ever"
    failed = re.findall(r"(?m)^test (\S+) \.\.\. FAILED$", ran.stdout)
    passed = re.search(r"test result: \w+\. (\d+) passed", ran.stdout)
    return int(passed.group(1)) if passed else None, (failed[0] if failed else None)


def main():
    mutants, sources = mutate()
    if "--list" in sys.argv:
        print("\n".join(f"{number:4} {what}" for number, what in enumerate(mutants, 1)))
        return
    start = time.monotonic()
    copy(sources)
    binary = build()
    built = time.monotonic()
    passed, killed = play(binary, 0)
    require(killed is None and passed, f"without a mutant the tests fail: {killed}")
    survivors = []
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        played = pool.map(lambda number: play(binary, number)[1], range(1, len(mutants) + 1))
        for (number, what), killer in zip(enumerate(mutants, 1), played):
            equal = EQUAL.get(what)
            print(f"{number:4} {what}\n       {killer or equal or 'SURVIVES'}")
            if (killer is None) != (equal is not None):
                survivors.append(f"{number} {what}")
    took = time.monotonic() - built
    print(f"{len(mutants)} mutants, {len(survivors)} survive, {len(EQUAL)} change no answer; built in {built - start:.0f} s, {passed} tests, in {took:.0f} s")
    shutil.rmtree(COPY, ignore_errors=True)
    require(not survivors, "not as it should be: a mutant lives, or one dies that is said to change no answer\n  " + "\n  ".join(survivors))


main()
