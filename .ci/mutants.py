#!/usr/bin/env python3
"""Every atom of the lowering is needed, every mark, comparison and look-up of the quick form and of its sets, and every
condition of fields by right: whichever is dropped, some test fails.

The files below are read as they are. Each place that a mutation can touch is wrapped in a call that leaves
it alone unless its number is the one asked for, so that all mutants are compiled once; then the tests are
run once for each. A mutant that no test kills fails the run, and so does a file in which fewer places are
found than the words in it promise: whoever changes its form changes this script. What only changes how an answer is
reached is listed with why, and must go on changing none.

    python3 .ci/mutants.py          # all, as `.ci/run` does
    python3 .ci/mutants.py --list   # the mutants, without a build
    python3 .ci/mutants.py 105 116  # these alone
"""

import re
import sys

sys.dont_write_bytecode = True

import mutation
from mutation import ROOT, require

CRATE = "crates/frontdesk-visibility"
# Quick tests that say what a rule means. Goldens are left out: a changed text would kill every mutant and
# show nothing. So are the laws, which need generated cases.
TESTS = [
    "twins::every_world", "twins::no_atom_of_the_frame", "hats::attack", "hats::a_rule", "hats::a_stored", "tabs::",
    "attacks::attack_33",
]
QUICK_TESTS = ["quick::"]
SORTED_TESTS = ["sorted::"]
RIGHT_TESTS = ["surfaces::rights::", "changes::lint::a_right"]
MARKS = ["OFFERED", "PARTICIPANT", "MENTIONED", "SUBSTITUTE", "CREATOR", "REQUESTER", "COPIED"]
# What changes how an answer is reached and no answer. It must go on surviving, or it leaves this list.
EQUAL = {
    "if groups.these.is_empty(): lost, never true": "a list of mine alone is shared; joined with nothing it is the same list",
    **{f"{what}: dropped, always true": "a mark is read that nobody asks for" for what in [
        "self.asked & field.all() != 0", "self.asked & SELDOM != 0", *(f"self.asks(Field::{field})" for field in MARKS),
    ]},
    **{f"{what}: lost, never true": "a look-up answers in the place of a mark" for what in [
        "same.start == field.start", "me: self.user == Some(*user)", "mine: self.user == Some(*user)",
        "self.customer == Some(*customer)",
    ]},
    "cut: self.too_many: lost, never true": "more is made, of a rule that is asked by its expressions",
    "asked: self.too_many: dropped, always true": "the expressions answer",
    "parts.len() > MOST: dropped, always true": "the expressions answer",
    "user.is_some(): dropped, always true": "of a viewer who is no user these marks are not asked for",
    "facts.requester.is_some(): dropped, always true": "of a viewer who is no customer this mark is not asked for",
    "one.expr == *expr: lost, never true": "a look-up is made twice",
    "open & lookup.ways == 0: lost, never true": "a look-up is made that no way needs",
    "NOBODY: lost, never true": "it is that number",
    **{f"whole.len() * exprs.len() <= limit: {how}": "alternatives are parts in the place of a look-up, or the other way round" for how in [
        "dropped, always true", "lost, never true", "turned round",
    ]},
    **{f"2 * needed as usize >= ways: {how}": "another look-up is made first, or none" for how in [
        "dropped, always true", "lost, never true", "turned round",
    ]},
    "!line.rights.is_empty(): dropped, always true": "a line without rights is looked through",
    **{what: "it is looked up by halving" for what in [
        "all.len() > usize::from(ANYWHERE): dropped, always true", "*slot == 0: lost, never true",
    ]},
    **{f"slots.get(first) == Some(&0): {how}": "the other slot is taken, or it is looked up by halving" for how in [
        "dropped, always true", "lost, never true", "turned round",
    ]},
    "std::ptr::eq(all, others): lost, never true": "the same set is compared with itself",
    "set.len() == 2: lost, never true": "a set of two is made as longer ones are",
}
# The expressions of the quick form, each between « and »: masks, comparisons and look-ups in sets. Before a §
# stands what tells it from others of the same words.
QUICK = [
    "quick.too_many |= «parts.len() > MOST»;",
    "bits.fold(0, |all, bit| «all | 1 << bit»)",
    "*open &= «!ways»;",
    "&& «2 * needed as usize >= ways»",
    "lookup.last_of = «lookup.ways & !later»;",
    "self.free = «all & !later»;",
    "asked§if «self.too_many» {\n            return None;",
    "self.first.as_ref().is_some_and(|test| «test.holds(facts)»)",
    "let mut open = «self.of_yes(Field::FIRST, first)» & «self.left_open(facts)»;",
    "if «open & self.free != 0» {",
    "if «open & lookup.ways == 0» {",
    "Expr::Test(test) => «test.holds(facts)»,\n                expr => «expr.holds(facts)»,",
    "if «!holds» {\n                open &= «!lookup.ways»;\n            } else if «open & lookup.last_of != 0» {",
    "let mut open = «self.of(Field::STATE, state_number(facts.state))»",
    "& «self.of(Field::PRIVACY, privacy_number(facts.privacy))»",
    "& «self.of_yes(Field::GROUP, facts.group.is_some())»",
    "& self.of_yes(Field::KEPT, «!facts.deleted» && «!facts.spam»);",
    "None => «NOBODY»,\n            Some(Assignee::Person(person)) if «self.is_me(Some(person))» => «MINE»,",
    "Some(Assignee::Person(_)) => «COLLEAGUES»,\n            Some(Assignee::Bot(_)) => «BOTS»,",
    "open &= «self.of(Field::ASSIGNEE, assignee)»;",
    "if «self.asks(Field::OFFERED)» {\n            open &= self.of_yes(Field::OFFERED, «self.is_me(facts.offered_to)»);",
    "if «self.asks(Field::PARTICIPANT)» {\n            open &= self.of_yes(Field::PARTICIPANT, «self.is_in(&facts.participants)»);",
    "if «self.asked & SELDOM != 0» {\n            open &= «self.left_open_seldom(facts)»;",
    "if «self.asks(Field::MENTIONED)» {\n            open &= self.of_yes(Field::MENTIONED, «self.is_in(&facts.mentioned)»);",
    "if «self.asks(Field::SUBSTITUTE)» {\n            open &= self.of_yes(Field::SUBSTITUTE, «self.is_in(&facts.substitutes)»);",
    "if «self.asks(Field::CREATOR)» {\n            open &= self.of_yes(Field::CREATOR, «self.is_me(facts.creator)»);",
    "if «self.asks(Field::REQUESTER)» {",
    "let asked = «facts.requester.is_some()» && «facts.requester == self.customer»;",
    "open &= self.of_yes(Field::REQUESTER, «asked»);",
    "if «self.asks(Field::COPIED)» {",
    "let copied = «me.is_some_and(|me| facts.copied.contains_key(me))»;",
    "open &= self.of_yes(Field::COPIED, «copied»);",
    "«self.asked & field.all() != 0»",
    "«user.is_some()» && «user == self.user»",
    "self.user.is_some_and(|user| «users.contains(&user)»)",
    "cut§if «self.too_many» {\n            return;",
    "(Expr::Constant(answer), _) if «*answer == wanted» => return,",
    "return self.cut(expr, «!wanted», parts, from, limit)",
    "bars§let bars = if «wanted» { «field.all() & !marks» } else { «marks» };",
    "if «whole.len() * exprs.len() <= limit» =>",
    "needs§let needs = match «wanted» {",
    ".position(|one| «one.expr == *expr»);",
    "Some((same, more)) if «same.start == field.start» => {\n                            Some(Some((field, «more | marks»)))",
    "me§(«self.user == Some(*user)»).then_some((field, «field.yes(true)»))",
    "mine§(«self.user == Some(*user)»).then_some((Field::ASSIGNEE, «Field::ASSIGNEE.mark(mark)»))",
    "Test::NobodyAssigned => Some((Field::ASSIGNEE, «Field::ASSIGNEE.mark(NOBODY)»)),",
    "Some((Field::STATE, «marks.fold(0, |all, mark| all | mark)»))",
    "Some((Field::GROUP, «Field::GROUP.yes(false)»)),",
    "(«self.customer == Some(*customer)»)\n                .then_some((Field::REQUESTER, «Field::REQUESTER.yes(true)»)),",
    "(«self.customer == Some(*customer)»)\n                .then_some((Field::COPIED, «Field::COPIED.yes(true)»)),",
    "«Field::PRIVACY.mark(privacy_number(Some(*privacy)))»",
    "Some((Field::KEPT, «Field::KEPT.yes(true)»)),",
]
QUICK_STATEMENTS = [
    "self.asked |= part.bars;", "self.close(Field::FIRST.place(0), lookup.ways);", "lookup.ways |= way;", "later |= lookup.ways;", "part.bars |= bars;", "part.needs |= needs;",
    "parts.extend_from_within(whole.clone());", "parts.drain(whole);", "parts.truncate(from)", "self.too_many = true",
]
# Lines that would have an expression: what is broken otherwise, and what would never end.
QUICK_EXEMPT = ["let lowest = (mask != 0)", "fn asks(", "fn is_me(", "fn is_in(", "self.of(field, u32::from(is))", "mask &= mask.wrapping_sub(1)", *QUICK_STATEMENTS]
# The same of sets in order and of the slots by which they are found.
SORTED = [
    ".fold(false, |found, other| «found | (other == one)»)",
    "Form::Many(all) => «all.contains(one)»,",
    "self.iter().all(|one| «others.contains(one)»)",
    "!self.iter().any(|one| «others.contains(one)»)",
    "others.iter().any(|one| «self.contains(one)»)",
    "«std::ptr::eq(all, others)» || «all == others»",
    "(Some(one), Some(two)) if «set.len() == 2» =>",
]
HASHED = [
    "if «all.len() > usize::from(ANYWHERE)» {",
    "let is_free = «slots.get(first) == Some(&0)»;",
    "*slot = if «*slot == 0» { place } else { ANYWHERE };",
    "[Some(first), Some(second)] => «(first == one)» | «(second == one)»,",
    "«self.all.binary_search(one).is_ok()»",
]
# The same of fields by right.
RIGHT = [
    "let changes = «rights.change.is_some()»;",
    "Hat::Stakeholder | Hat::Colleague | Hat::Guest | Hat::Copied if «changes» =>",
    "Hat::Customer if «changes» && «!matches!(field, Field::Added(_))» =>",
    "if «rights.see.is_some()» && «field.is_always_shown()» =>",
    "object.is_some_and(|object| «object != ObjectKind::Conversation»)",
    "if «rights == FieldRights::default()» {",
    "left§«!line.rights.is_empty()» || «!line.uses.is_empty()»",
    "self.added.retain(|one, line| «one != id» || «says(line)»)",
    "self.standard.retain(|one, line| «one != field» || «says(line)»)",
    "right.is_some_and(|right| «!holds(right)»)",
    "_ if «lacks(rights.see)» => Use::Hidden,",
    "if «lacks(rights.change)» => Use::View,",
    "line.filter(|line| «!line.rights.is_empty()»)",
    "held.anywhere &= «filter.expr() != Expr::FALSE»;",
    "held.is_some_and(|held| «held.filters.iter().all(|filter| filter.matches(facts))»)",
    "held.is_some_and(|held| «held.anywhere» && «held.is_of(tenant)»)",
    "self.filters.iter().all(|filter| «filter.tenant == tenant»)",
    "all.find(|((right, _), _)| «*right == permission»)",
]
STATES = ["New", "Waiting", "Offered", "InWork", "Closed"]

RUNTIME = """//! Which mutant is played: the one of this number, or none.
#![allow(missing_docs, unreachable_pub, dead_code)]
use std::sync::OnceLock;

use frontdesk_model::ConversationState;

use crate::expr::Expr;
use crate::term::Term;

fn played() -> usize {
    static PLAYED: OnceLock<usize> = OnceLock::new();
    *PLAYED.get_or_init(|| std::env::var("MUTANT").ok().and_then(|n| n.parse().ok()).unwrap_or(0))
}

pub fn is(number: usize) -> bool {
    played() == number
}

pub trait Mutable: Sized {
    fn constant(answer: bool) -> Self;
    fn turned(self) -> Self;
}

impl Mutable for Term {
    fn constant(answer: bool) -> Self {
        if answer { Self::always() } else { Self::never() }
    }
    fn turned(self) -> Self {
        Self::Not(Box::new(self))
    }
}

impl Mutable for Expr {
    fn constant(answer: bool) -> Self {
        Self::Constant(answer)
    }
    fn turned(self) -> Self {
        self.negate()
    }
}

macro_rules! masks {
    ($($mask:ty)*) => { $(
        impl Mutable for $mask {
            fn constant(answer: bool) -> Self {
                if answer { Self::MAX } else { 0 }
            }
            fn turned(self) -> Self {
                !self
            }
        }
    )* };
}

masks!(u32 u64);

impl Mutable for bool {
    fn constant(answer: bool) -> Self {
        answer
    }
    fn turned(self) -> Self {
        !self
    }
}

/// Always, never, turned round: three mutants, the first of this number; 0 leaves one out.
pub fn pick<T: Mutable>(numbers: [usize; 3], value: T) -> T {
    match played() {
        0 => value,
        n if n == numbers[0] => T::constant(true),
        n if n == numbers[1] => T::constant(false),
        n if n == numbers[2] => value.turned(),
        _ => value,
    }
}

/// The number beside it.
pub fn beside(number: usize, value: u32) -> u32 {
    if is(number) { value ^ 1 } else { value }
}

/// Without the nth member.
pub fn list<T>(first: usize, mut members: Vec<T>) -> Vec<T> {
    let at = played().wrapping_sub(first);
    if played() != 0 && at < members.len() {
        members.remove(at);
    }
    members
}

/// With the nth state of all left out, or put in.
pub fn states(first: usize, states: &[ConversationState]) -> Vec<ConversationState> {
    let mut states = states.to_vec();
    let at = played().wrapping_sub(first);
    if played() != 0 && let Some(state) = ConversationState::ALL.get(at) {
        match states.iter().position(|one| one == state) {
            Some(at) => drop(states.remove(at)),
            None => states.push(*state),
        }
    }
    states
}
"""


class Source:
    """A file with the insertions that make it mutable."""

    def __init__(self, name, mutants, tests=TESTS):
        self.name = name
        self.tests = tests
        self.text = (ROOT / CRATE / "src" / name).read_text()
        self.code = blank(self.text)
        self.edits = []
        self.mutants = mutants

    def number(self, at, what):
        line = self.text.count("\n", 0, at) + 1
        self.mutants.append(f"{self.name}:{line} {what}")
        return len(self.mutants)

    def wrap(self, start, end, before, after):
        self.edits += [(start, 1, before), (end, 0, after)]

    def replace(self, start, end, text):
        self.edits.append((start, 2, (end, text)))

    def mutated(self):
        text = self.text
        for at, kind, what in sorted(self.edits, key=lambda edit: (edit[0], edit[1]), reverse=True):
            if kind == 2:
                text = text[:at] + what[1] + text[what[0]:]
            else:
                text = text[:at] + what + text[at:]
        return text

    def body(self, signature):
        """Where the braces after this text open and close."""
        at = self.code.find(signature)
        require(at >= 0, f"{self.name} has no `{signature}`")
        start = self.code.index("{", at + len(signature))
        return start, self.closing(start)

    def closing(self, start):
        depth = 0
        for at in range(start, len(self.code)):
            depth += self.code[at] in "([{"
            depth -= self.code[at] in ")]}"
            if depth == 0:
                return at
        require(False, f"{self.name}: a bracket never closes")

    def until(self, start, end, stops):
        """The first of these texts outside of brackets."""
        depth, at = 0, start
        while at < end:
            if depth == 0 and any(self.code.startswith(stop, at) for stop in stops):
                return at
            depth += self.code[at] in "([{"
            depth -= self.code[at] in ")]}"
            at += 1
        return end

    def members(self, opening):
        """The members between these brackets."""
        found, at, end = [], opening + 1, self.closing(opening)
        while at < end:
            comma = self.until(at, end, [","])
            if self.code[at:comma].strip():
                found.append(" ".join(self.text[at:comma].split()))
            at = comma + 1
        return found

    def pick(self, start, end, what, left_out=(), behind=""):
        names = {"always": "dropped, always true", "never": "lost, never true", "turned": "turned round"}
        numbers = [0 if key in left_out else self.number(start, f"{what}: {words}") for key, words in names.items()]
        self.wrap(start, end, f"crate::mutant::pick({numbers}, ", ")" + behind)

    def arms(self, signature, pattern, expected):
        """Each arm of the match in this function."""
        start, end = self.body(signature)
        match = re.compile(r"match (self|relation) ").search(self.code, start, end)
        require(match is not None, f"{self.name}: `{signature}` does not match")
        at, found = match.end() + 1, 0
        end = self.closing(match.end())
        while (arrow := self.until(at, end, ["=>"])) < end:
            name = re.findall(pattern, self.code[at:arrow])
            first = arrow + 2
            while self.code[first].isspace():
                first += 1
            last = self.closing(first) + 1 if self.code[first] == "{" else self.until(first, end, [","])
            value = " ".join(self.text[first:last].split())
            left_out = {"Term::always()": ["always"], "Term::never()": ["never"]}.get(value, [])
            comma = "," if self.code[first] == "{" else ""
            self.pick(first, last, f"{' '.join(name)} => {value}", left_out, comma)
            found += len(name)
            at = last + 1
            while at < end and (self.code[at].isspace() or self.code[at] == ","):
                at += 1
        require(found == expected, f"{self.name}: {found} arms of {expected} in `{signature}`")

    def statements(self, text, what):
        """Each statement that begins so: left out."""
        found = 0
        for match in re.finditer(r"(?m)^ *(?=" + re.escape(text) + ")", self.code):
            end = self.until(match.end(), len(self.code), [";"]) + 1
            said = " ".join(self.text[match.end():end].split())
            number = self.number(match.end(), f"{said} {what}")
            self.wrap(match.end(), end, f"if !crate::mutant::is({number}) {{ ", " }")
            found += 1
        require(found == self.code.count(text) and found, f"{self.name}: not every `{text}` is a statement")

    def lists(self, opening, kind):
        """Each list that begins so, a member fewer."""
        found = 0
        for match in re.finditer(re.escape(opening), self.code):
            bracket = match.end() - 1
            end = self.closing(bracket)
            members = self.members(bracket)
            if not members:
                continue
            numbers = [self.number(bracket, f"{member} dropped") for member in members]
            start = match.start() if kind == "vec" else bracket
            self.wrap(start, start, f"crate::mutant::list({numbers[0]}, {'vec!' if kind == 'array' else ''}", "")
            self.wrap(end + 1, end + 1, "", ")")
            found += 1
        require(found, f"{self.name} has no `{opening}`")

    def state_lists(self):
        for match in re.finditer(r"in_state\(&\[", self.code):
            start, end = match.end() - 2, self.closing(match.end() - 1) + 1
            listed = self.members(match.end() - 1)
            numbers = [
                self.number(start, f"in_state {listed}: {state} {'dropped' if state in listed else 'added'}")
                for state in STATES
            ]
            self.wrap(start, end, f"&crate::mutant::states({numbers[0]}, ", ")")
        require(self.code.count("in_state(") == self.code.count("in_state(&["), f"{self.name}: states in another form")

    def conditions(self):
        """Each condition, and each part of one."""
        for match in re.finditer(r"\bif (?!let\b)", self.code):
            end = self.until(match.end(), len(self.code), [" {", " =>"])
            parts, at, joined = [], match.end(), ""
            while at < end:
                stop = self.until(at, end, [" || ", " && "])
                parts.append((at, stop))
                joined = self.code[stop : stop + 4] if stop < end else joined
                at = stop + 4
            for start, stop in parts:
                self.pick(start, stop, f"if {self.text[start:stop]}")
            require(len(parts) == 1 or joined, f"{self.name}: a condition in another form")

    def exprs(self, marked, exempt):
        """Each of these expressions: between « and », in a text that is there once. All lines that the pattern
        `self.busy` finds have one, but the exempt, which are given with why."""
        lines = set()
        for text in marked:
            label, _, text = text.rpartition("§")
            plain = text.replace("«", "").replace("»", "")
            require(self.text.count(plain) == 1, f"{self.name} has not once `{plain}`")
            at = self.text.index(plain)
            for part in re.finditer("«([^»]*)»", text):
                before = text[: part.start()].replace("«", "").replace("»", "")
                start = at + len(before)
                words = f"{label}: {part.group(1)}" if label else part.group(1)
                self.pick(start, start + len(part.group(1)), words)
                lines.add(self.text.count("\n", 0, start))
        busy = re.compile(r" & |&=|\|=|\bis_in\(|\.of(?:_yes)?\(| == | != |\.contains(?:_key)?\(|\.holds\(|\basks\(|is_me\(|\bhas\(|\.is_some\(")
        for number, line in enumerate(self.code.split("\n")):
            if busy.search(line) and number not in lines and not any(text in line for text in exempt):
                require(False, f"{self.name}:{number + 1} is broken nowhere: {line.strip()}")

    def numbers(self, signature, expected):
        """Each number that an arm of this function gives: the one beside it."""
        start, end = self.body(signature)
        found = list(re.finditer(r"=> (\d+),", self.code[start:end]))
        require(len(found) == expected, f"{self.name}: {len(found)} numbers of {expected} in `{signature}`")
        for arm in found:
            at = start + arm.start(1)
            number = self.number(at, f"{' '.join(self.text[self.text.rindex(chr(10), 0, at):at].split())} the number beside {arm.group(1)}")
            self.wrap(at, at + len(arm.group(1)), f"crate::mutant::beside({number}, ", ")")

    def drop(self, statements):
        """Each of these statements, which are there once: left out."""
        for text in statements:
            require(self.text.count(text) == 1, f"{self.name} has not once `{text}`")
            at = self.text.index(text)
            number = self.number(at, f"{text} dropped")
            self.wrap(at, at + len(text), f"if !crate::mutant::is({number}) {{ ", " }")

    def unconst(self, *signatures):
        """Functions that have to be none of a constant, so that they can ask which mutant is played."""
        for signature in signatures:
            at = self.text.find("const " + signature)
            require(at >= 0, f"{self.name} has no `const {signature}`")
            self.replace(at, at + len("const "), "")

    def flags(self, text, other):
        found = [match.start() for match in re.finditer(re.escape(text), self.code)]
        require(found, f"{self.name} has no `{text}`")
        for at in found:
            number = self.number(at, f"{text} is {other}")
            name, value = text.split(": ")
            self.replace(at, at + len(text), f"{name}: {value} ^ crate::mutant::is({number})")


def blank(text):
    """The same length, without what stands in comments, strings and characters."""
    pattern = r"//[^\n]*|\"(?:\\.|[^\"\\])*\"|'(?:\\.|[^'\\])'"
    return re.sub(pattern, lambda found: re.sub(r"[^\n]", " ", found.group()), text)


def variants(name, enum):
    """How many variants an enum of the crate has: what a match over it must name."""
    code = blank((ROOT / name).read_text())
    start = code.index("{", code.index(f"pub enum {enum}"))
    return len(re.findall(r"(?m)^    [A-Z]\w*", code[start : code.index("\n}", start)]))


def mutate():
    mutants = []
    lower = Source("lower.rs", mutants)
    lower.statements("all.extend(", "dropped")
    dimensions = len(lower.members(lower.code.index("{", lower.code.index("let Scope")))) - 1
    require(lower.code.count("all.extend(") == dimensions, f"lower.rs lowers not each of {dimensions} dimensions")
    relations = variants("crates/frontdesk-model/src/relation.rs", "Relation")
    lower.arms("fn lower_relation(relation: Relation) -> Term", r"Relation::(\w+)", relations)
    lower.lists("vec![", "vec")
    lower.state_lists()
    lower.flags("mine: true", "false")

    term = Source("term.rs", mutants)
    term.arms("pub(crate) fn bind(", r"Self::(\w+)", variants(f"{CRATE}/src/term.rs", "Term"))
    term.lists("Expr::all([", "array")
    term.conditions()

    rule = Source("rule.rs", mutants)
    rule.statements("rule.provided.push(", "dropped")
    rule.statements("self.provided.push(", "dropped")
    rule.lists("vec![", "vec")

    quick = Source("quick.rs", mutants, QUICK_TESTS)
    quick.unconst("fn state_number", "fn privacy_number")
    states = variants("crates/frontdesk-model/src/conversation.rs", "ConversationState")
    quick.numbers("fn state_number(", states + 1)
    quick.numbers("fn privacy_number(", 3)
    quick.exprs(QUICK, QUICK_EXEMPT)
    quick.drop(QUICK_STATEMENTS)

    in_order = Source("sorted.rs", mutants, SORTED_TESTS)
    in_order.exprs(SORTED, [])
    hashed = Source("hashed.rs", mutants, SORTED_TESTS)
    hashed.exprs(HASHED, ["bits as usize & count.wrapping_sub(1)"])

    right = Source("field/right.rs", mutants, RIGHT_TESTS)
    right.exprs(RIGHT, ["fn has("])
    return mutants, [lower, term, rule, quick, in_order, hashed, right]


def main():
    mutants, sources = mutate()
    tests = {source.name: source.tests for source in sources}
    mutants = [(what, tests[what.split(":", 1)[0]]) for what in mutants]
    files = {source.name: source.mutated() for source in sources}
    mutation.run(CRATE, "expr", {**files, "mutant.rs": RUNTIME}, mutants, EQUAL)


main()
