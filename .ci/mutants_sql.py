#!/usr/bin/env python3
"""Every atom and bracket of the conditions that frontdesk-sql prints is needed, how the ways of a rule are taken apart
and merged, what a page is sorted by and where it begins, what is counted, searched and seen of messages: whichever is
dropped or turned round, some test on SQLite fails. So is every atom and bracket of the policies and the settings of
their sessions; PostgreSQL is not needed for it, and so they are killed by what they print, which is read as goldens and
shown to be right by databases/laws. The sister of mutants.py; mutation.py compiles and plays them.

An atom is a variant of `Test`: always true, never true, turned round. Everything else is a piece of a source, given
below with what it becomes; whoever changes the form of those files changes this script. What only changes how an answer
is reached, or a bracket that binds what binds closest anyway, is listed with why, and must go on changing none.

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
ATOMS, WAYS, WORLDS, PLACES, POLICIES = ["atoms::"], ["ways::"], ["sqlite::"], ["orders::"], ["policies::"]
# What is said of messages, but its texts: a changed text would kill every mutant and show nothing.
MESSAGES = ["messages::what", "messages::a_search"]
C, W, L = "condition.rs", "writer.rs", "lists.rs"
# The file, the words that stand once in it with the text between « and », and what the text becomes. Several pairs
# of one mutant are changed together.
TEXTS = [
    [(C, 'Self::And => «" AND "»,', '" OR "')],
    [(C, 'Self::Or => «" OR "»,', '" AND "')],
    [(C, 'Self::And => «"TRUE"»,', '"FALSE"')],
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
    [(C, 'self.push(«" = FALSE)"»);', '" = TRUE)"')],
    [(C, 'self.asked(name);\n                self.push(«" IS NULL"»);', '" IS NOT NULL"')],
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
    [(M, 'if «state.is_some_and(is_listed)» {', 'state.is_some()')],
    [(M, '«lists.contains(&each)»', 'lists.iter().any(|other| other.column == each.column)')],
    [(M, 'writer.push(«" AND "»);\n            let word = ', '" OR "')],
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
# What is seen of messages, what follows of them, and what is searched.
S, F = "seen.rs", "search.rs"
OF_MESSAGES = [
    [(S, '(Hat::Operator, _) => «Span::All»,', 'Span::Public')],
    [(S, '(Hat::Stakeholder | Hat::Customer | Hat::Colleague | Hat::Guest, _) => {\n                    «Span::Public»', 'Span::All')],
    [(S, '«accounts.extend(more)»;', '()')],
    [(S, 'is_some_and(|(_, span)| «*span == last»)', 'true')],
    [(S, '«" WHERE {MESSAGE}.{ticket} = "»', '" WHERE {MESSAGE}.{ticket} >= "')],
    [(S, '«" AND {MESSAGE}.{tenant} = "»', '" AND {MESSAGE}.{tenant} >= "')],
    [(S, 'if «self.others.is_empty() && self.last == Span::All» {', 'true')],
    [(S, 'writer.push(«" AND "»);\n        if self.others.is_empty() {', '" OR "')],
    [(S, 'if «self.others.is_empty()» {\n            return', 'true')],
    [(S, 'writer.push(«" THEN "»);\n            self.write_span', '" IS NOT TRUE THEN "')],
    [(S, 'self.is_public(writer);\n                writer.push(«" AND "»);', '" OR "')],
    [(S, 'if «accounts.len() > 1» {', 'false')],
    [(S, 'writer.expr(when);\n                        writer.push(«" AND "»);', '" OR "')],
    [(S, 'self.at(writer);\n                    writer.push(«" >= "»);\n                    writer.joined_at', '" > "')],
    [(S, '«*audience == Audience::Public»', '*audience == Audience::Internal')],
    [(S, 'What::LastChange(_, shown) => «*shown == Expr::TRUE»,', 'true')],
    [(S, 'What::LastResponse(_) => «false»,', 'true')],
    [(S, 'writer.push(«" AND "»);\n                    writer.named(MESSAGE, |writer| is_of_staff(writer, staff));', '" OR "')],
    [(S, '«"), 0) AS BIGINT)"»', '"), 1) AS BIGINT)"')],
    [(S, '«" JOIN {table} AS f ON f.{key} = {MESSAGE}.{of}"»', '" JOIN {table} AS f ON f.{key} >= {MESSAGE}.{of}"')],
    [(S, '«" AND f.{tenant} = "»', '" AND f.{tenant} >= "')],
    [(S, 'writer.push(«" AND "»);\n                        self.is_unread', '" OR "')],
    [(S, 'writer.push(«"((SELECT max("»);', '"((SELECT min("')],
    [(S, 'writer.push(«" AND "»);\n                self.seen.at(writer);', '" OR "')],
    [(S, 'writer.push(«" > "»);\n                writer.compared_moment(made);', '" < "')],
    [(S, 'writer.expr(shown);\n                writer.push(«" THEN "»);\n                since_made', '" IS NOT TRUE THEN "')],
    [(S, 'Expr::Constant(false) => «self.write_last(writer, |_| {})»,', 'since_made(writer)')],
    [(S, '«"NOT EXISTS (SELECT 1 FROM {table} AS r WHERE r.{ticket} = "»', '"EXISTS (SELECT 1 FROM {table} AS r WHERE r.{ticket} = "')],
    [(S, '«"NOT EXISTS (SELECT 1 FROM {table} AS r WHERE r.{ticket} = "»', '"NOT EXISTS (SELECT 1 FROM {table} AS r WHERE r.{ticket} >= "')],
    [(S, '«" AND r.{tenant} = "»', '" AND r.{tenant} >= "')],
    [(S, '«" AND "»);\n        writer.joined(Joined::Or, readers', '" OR "')],
    [(S, 'writer.joined(«Joined::Or», readers', 'Joined::And')],
    [(S, 'writer.push(«" AND "»);\n        writer.named("r"', '" OR "')],
    [(S, 'writer.push(«" >= "»);\n        self.seen.at(writer);', '" > "')],
    [(S, 'writer.push(«" >= "»);\n        self.seen.at(writer);', '" <= "')],
    [(S, 'ActorId::User(user) => «users.insert(user)»,', 'users.is_empty()')],
    [(S, 'ActorId::Customer(customer) => «customers.insert(customer)»,', 'customers.is_empty()')],
    [(F, 'if «search.len() > ListRequest::MAX_SEARCH» ||', 'false')],
    [(F, '|| «words.len() > ListRequest::MAX_WORDS» {', 'words.len() >= ListRequest::MAX_WORDS')],
    [(F, '|| «words.len() > ListRequest::MAX_WORDS» {', 'false')],
    [(F, 'filter(|(_, kept)| «kept.is_some()»)', 'true')],
    [(F, 'if «shown != Expr::FALSE» {', 'true')],
    [(F, 'if «shown != Expr::FALSE» {', 'false')],
    [(F, '«"(NOT EXISTS (SELECT 1 FROM "»', '"(EXISTS (SELECT 1 FROM "')],
    [(F, 'writer.push("w.value"));\n                });\n                writer.push(«" OR "»);', '" AND "')],
    [(F, '«"EXISTS (SELECT 1"»', '"NOT EXISTS (SELECT 1"')],
    [(F, 'writer.push(«" AND "»);\n                    self.seen.folded', '" OR "')],
    [(F, 'match «text.contains(\'\\0\')» {', 'false')],
    [(F, '«fold(text)»', 'text.to_owned()')],
    [(F, 'if «*shown == Expr::TRUE» {', 'true')],
    [(F, 'self.expr(shown);\n        self.push(«" AND "»);', '" OR "')],
    [(F, 'Dialect::Sqlite => «", \'\'), "»,', '", \'bird\'), "')],
    [(F, 'self.push(«") > 0)"»);', '") > 1)"')],
    [(F, 'self.push(«") > 0)"»);', '") >= 0)"')],
    [(N, 'if let Some(search) = &self.search {\n                writer.push(«" AND "»);', '" OR "')],
    [(N, '«i64::try_from(*count).ok()»', 'None')],
    [(N, '«i64::try_from(*count).unwrap_or(i64::MAX)»', 'i64::try_from(*count).unwrap_or(0)')],
    [(K, 'What::Derived(derived) => «derived.is_always_there()»,', 'true')],
    [(K, '«is_one.then_some(Holds::Moment(form))»', 'None')],
]
# That SQLite keeps its plans.
B = "dialect.rs"
OF_PLANS = [
    [(B, '«"CASE WHEN TRUE THEN {placeholder} END"»', '"{placeholder}"')],
    [(B, '«"CASE WHEN TRUE THEN {placeholder} END"»', '"CASE WHEN FALSE THEN {placeholder} END"')],
]
# What is printed for PostgreSQL alone.
OF_TEXTS = [
    [(C, '(Way::Rule, Dialect::Postgres) => Some((" = ANY(ARRAY(", «"))"»)),', '")) "')],
    [(F, 'Dialect::Postgres => «"(strpos(NULLIF("»,', '"(instr(NULLIF("')],
    [(F, 'Dialect::Postgres => «" COLLATE \\"C\\", \'\'), "»,', '", \'\'), "')],
    [(F, 'writer.push(«"::text[]) AS w(value)"»);', '"::text[]) AS w"')],
]
# The same of merged pages.
OF_PAGES = [
    [(M, 'writer.push(«" > FALSE"»);', '" = FALSE"')],
    [(M, 'writer.expr(&«Expr::all(besides)»));', 'Expr::one_of(besides)')],
    [(M, 'writer.push(«" AND "»);\n            writer.by(way_of(part), |writer| writer.expr(&Expr::all(besides)));', '" OR "')],
    [(M, 'if «!besides.is_empty()» {', 'false')],
    [(P, 'Planned::Once => «") > FALSE)"»,', '"))"')],
    [(M, 'written = self.write_sorted(writer, asked, «planned»);', 'Planned::AsAsked')],
    [(M, 'planned == Planned::Once && «state.is_none()» {', 'true')],
    [(M, 'word.filter(|_| «planned == Planned::Once»)', 'false')],
    [(M, 'writer.push(«" = (SELECT "»);', '" <> (SELECT "')],
    [(M, 'writer.push(«"::text))"»);', '"))"')],
    [(M, 'writer.push(«"SELECT s.* FROM ("»);', '"SELECT s.i FROM ("')],
    [(M, '(Dialect::Postgres, Way::Order) => «Planned::Once»,', 'Planned::AsAsked')],
    [(M, 'let planned = self.planned(part);\n        if «planned == Planned::Once» {', 'self.dialect == Dialect::Postgres')],
    [(M, '«" LIMIT {}) AS s", ListRequest::MAX_PAGE»', '" LIMIT {}) AS s", 1')],
    [(M, 'self.write_sorted_part(writer, part, asked)?;\n        writer.push(&format!(" LIMIT {}) AS s", ListRequest::MAX_PAGE));\n        «self.write_merged_order(writer, sort)»;', '()')],
]
# The policies: each is killed by what it prints.
Y, G, T = "policy.rs", "policy/setting.rs", "policy/term.rs"
OF_POLICIES = [
    [(Y, 'let is_taken = «rules.iter().take(at).any(|(other, _)| other == name)»;', 'false')],
    [(Y, '«"CREATE POLICY {policy} ON {table} FOR SELECT USING {using}"»', '"CREATE POLICY {policy} ON {table} FOR ALL USING {using}"')],
    [(Y, '«"({} = {tenant})", self.mapping.tenant.name»', '"({} <> {tenant})", self.mapping.tenant.name')],
    [(Y, 'if «writes == Writes::OfTenant» {', 'false')],
    [(Y, 'if «writes == Writes::OfTenant» {', 'true')],
    [(Y, '«"CREATE POLICY \\"{prefix} insert\\" ON {table} FOR INSERT WITH CHECK {is_of_tenant}"»', '"CREATE POLICY \\"{prefix} insert\\" ON {table} FOR INSERT WITH CHECK (TRUE)"')],
    [(Y, '«"CREATE POLICY \\"{prefix} update\\" ON {table} FOR UPDATE USING {is_of_tenant} WITH CHECK {is_of_tenant}"»', '"CREATE POLICY \\"{prefix} update\\" ON {table} FOR UPDATE USING {is_of_tenant}"')],
    [(Y, '«"CREATE POLICY \\"{prefix} delete\\" ON {table} FOR DELETE USING {is_of_tenant}"»', '"CREATE POLICY \\"{prefix} delete\\" ON {table} FOR DELETE USING (TRUE)"')],
    [(Y, 'for (table, column) in besides(self.mapping) {\n            «all.extend(guarded(table))»;', '()')],
    [(Y, 'Writes::Nothing => «"SELECT"»,', '"ALL"')],
    [(Y, 'Writes::OfTenant => «"ALL"»,', '"SELECT"')],
    [(Y, '«"CREATE POLICY \\"{} tenant\\" ON {table} FOR {of} USING ({column} = {tenant})",\n                prefix.as_str()»', '"CREATE POLICY \\"{} tenant\\" ON {table} FOR {of} USING ({column} >= {tenant})",\n                prefix.as_str()')],
    [(Y, '«"{} = ANY({rules})", text_literal(name.as_str())»', '"{} <> ANY({rules})", text_literal(name.as_str())')],
    [(Y, '«" AND statement_timestamp() < {end}"»', '" AND statement_timestamp() <= {end}"')],
    [(Y, '«" AND statement_timestamp() < {end}"»', '" OR statement_timestamp() < {end}"')],
    [(Y, '[«term::Ways::OneOf(ways)», term::Ways::All(provided)]', 'term::Ways::All(ways)')],
    [(Y, '[term::Ways::OneOf(ways), «term::Ways::All(provided)»]', 'term::Ways::OneOf(provided)')],
    [(Y, 'writer.column(&self.mapping.tenant.name);\n        writer.push(«" = "»);', '" >= "')],
    [(Y, 'writer.tenant();\n        writer.push(«" AND "»);', '" OR "')],
    [(Y, 'writer.joined(«Joined::Or», sides', 'Joined::And')],
    [
        (Y, 'writer.push(«"("»);\n                worn(writer, *side);', '""'),
        (Y, 'worn(writer, *side);\n                writer.push(«")"»);', '""'),
    ],
    [
        (Y, 'writer.push(«"("»);\n        writer.column(&self.mapping.tenant.name);', '""'),
        (Y, 'writer.push(«")"»);\n        writer.finish().text', '""'),
    ],
    [(Y, '«"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY"»', '"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY"')],
    [(Y, '«"ALTER TABLE {table} FORCE ROW LEVEL SECURITY"»', '"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY"')],
    [(Y, '&& «!all.iter().any(|(other, _)| *other == table)»', 'false')],
    # What a session says of itself.
    [(G, 'if «one.viewer.tenant() != tenant» {', 'false')],
    [(G, 'sides.find(|side| «seats.iter().all(|(taken, _)| taken != side)»);', 'true')],
    [(G, 'seats.iter().find(|(taken, _)| «*taken == side»);', 'true')],
    [(G, '«link.purpose == GuestPurpose::View» && ', 'true')],
    [(G, '&& «link.expires > now»);', 'true')],
    [(G, '&& «link.expires > now»);', 'link.expires >= now')],
    [(G, 'said.id(Setting::LinkTicket(side), «link.map(|link| link.ticket)»);', 'None::<frontdesk_model::ConversationId>')],
    [(G, 'said.id(Setting::LinkCustomer(side), «link.map(|link| link.customer)»);', 'None::<frontdesk_model::CustomerId>')],
    [(G, 'let epoch = «link.map(|link| link.epoch.to_string())»;', 'None::<String>')],
    *[[(G, f'«said.{how}(Setting::{setting}(side), &{of})»;', '()')] for how, setting, of in [
        ("ids", "Groups", "lists.groups"), ("ids", "OverseenGroups", "lists.overseen_groups"),
        ("ids", "OverseenPeople", "lists.overseen_people"), ("ids", "Organizations", "lists.organizations"),
        ("ids", "Sites", "lists.sites"), ("ids", "Questionnaires", "lists.questionnaires"), ("texts", "Channels", "words"),
        ("texts", "Rules", "rules"),
    ]],
    [(G, '«said.id(Setting::User(side), user)»;', '()')],
    [(G, '«said.id(Setting::Customer(side), customer)»;', '()')],
    [(G, '«"(SELECT NULLIF(current_setting(\'{name}\', true), \'\')){cast}"»', '"(SELECT current_setting(\'{name}\', true)){cast}"')],
    [(G, '«"(SELECT NULLIF(current_setting(\'{name}\', true), \'\')){cast}"»', '"NULLIF(current_setting(\'{name}\', true), \'\'){cast}"')],
    [(G, '«"COALESCE({read}, \'{{}}\'{cast})"»', '"{read}{cast}"')],
    [(G, 'Some(IdForm::Number) => «"::bigint"»,', '""')],
    [(G, 'Some(IdForm::Number) => «"::bigint[]"»,', '"::text[]"')],
    [(G, 'self.read_as(prefix, IdForm::Number, «"::bigint"»)', '""')],
    [(G, 'IdForm::Number => «"_number"»,', '""')],
    [(G, 'seat => «format!("{word}{seat}_")»,', 'format!("{word}_")')],
    *[[(G, '«text.replace(\'\\\\\', "\\\\\\\\").replace(\'"\', "\\\\\\"")»;', other)] for other in [
        'text.replace(\'\\\\\', "\\\\\\\\")', 'text.replace(\'"\', "\\\\\\"")',
    ]],
    [(G, '«"set_config(\'{name}\', ${}, true)", params.len()»', '"set_config(\'{name}\', ${}, false)", params.len()')],
    # The terms.
    [(T, 'self.writer.push(«" AND "»);\n        match ways {', '" OR "')],
    [(T, 'Ways::OneOf(terms) => self.joined(«Joined::Or», terms)', 'Joined::And')],
    [(T, 'Ways::All(terms) => self.joined(«Joined::And», terms)', 'Joined::Or')],
    [(T, 'Term::All(_) => «Joined::And»,', 'Joined::Or')],
    [(T, '_ => «Joined::Or»,\n                };', 'Joined::And')],
    [(T, 'Term::Not(term) => «at\n                .writer\n                .not(|writer| Self::write(writer, prefix, side, term))»,', 'Self::write(at.writer, prefix, side, term)')],
    *[[(T, f'Term::{term} => at.{how}(«mapping.{of}.as_ref()», Setting::', other)] for term, how, of, other in [
        ("AssigneeIsMe", "is", "assignee", "mapping.creator.as_ref()"),
        ("AssigneeIsColleague", "is_other", "assignee", "mapping.creator.as_ref()"),
        ("OfferedToMe", "is", "offered_to", "mapping.assignee.as_ref()"),
        ("CreatorIsMe", "is", "creator", "mapping.assignee.as_ref()"),
        ("IParticipate", "has", "participants", "mapping.mentioned.as_ref()"),
        ("IAmMentioned", "has", "mentioned", "mapping.participants.as_ref()"),
        ("ISubstitute", "has", "substitutes", "mapping.participants.as_ref()"),
        ("RequesterIsMe", "is", "requester", "mapping.organization.as_ref()"),
        ("IAmCopied", "has", "copied", "mapping.participants.as_ref()"),
    ]],
    [(T, 'at.in_mine(mapping.organization.as_ref(), «Setting::Organizations»);', 'Setting::Groups')],
    [(T, 'Whose::Staff | Whose::Guest => at.writer.push(«"FALSE"»),', '"TRUE"')],
    [(T, 'people, «Setting::OverseenPeople»);', 'Setting::Groups')],
    [(T, '«Setting::OverseenGroups(side)».read_list(prefix, form);', 'Setting::Groups(side)')],
    [(T, '(None, Among::Mine) => writer.push(«"FALSE"»),', '"TRUE"')],
    [(T, 'sites, «Setting::Sites»)', 'Setting::Groups')],
    [(T, 'wanted, «Setting::Questionnaires»);', 'Setting::Groups')],
    [(T, '«Setting::Channels(side)».read_list(prefix, None);', 'Setting::Rules(side)')],
    [(T, '(None, _) => at.writer.push(«"FALSE"»),', '"TRUE"')],
    [(T, 'Whose::Staff => «"TRUE"»,', '"FALSE"')],
    [(T, 'Whose::Customer | Whose::Guest => «"FALSE"»,', '"TRUE"')],
    [(T, '«(is_of == self.side.whose)».then_some', 'true')],
    *[[(T, f'{what}\n            None => self.writer.push(«"FALSE"»),', '"TRUE"')] for what in [
        'self.writer.equals(&column.name, me),', 'self.writer.differs(&column.name, me),', 'self.writer.has_member(members, me),',
        'self.writer.among(name, Several::Given(mine));\n            }',
    ]],
    [(T, 'if *mine {\n            self.writer.push(«" OR "»);', '" AND "')],
    [(T, 'if *none {\n            self.writer.push(«" OR "»);', '" AND "')],
    [(T, 'if «*mine» {', 'true')],
    [(T, 'if «*none» {', 'true')],
    [(T, 'self.in_mine(column, «Setting::Groups»);', 'Setting::OverseenGroups')],
    [
        (T, 'self.writer.push(«"("»);\n        self.writer.is_one_of(column, these);', '""'),
        (T, 'self.writer.are_absent(&[column]);\n        }\n        self.writer.push(«")"»);', '""'),
    ],
    [(T, 'return self.writer.push(«"FALSE"»);', '"TRUE"')],
    [
        (T, 'self.writer.push(«"("»);\n        for (column, setting) in [', '""'),
        (T, '({epoch} = 0)")),\n        }\n        self.writer.push(«")"»);', '""'),
    ],
    [(T, '(&mapping.id, «Setting::LinkTicket(self.side)»),', 'Setting::LinkCustomer(self.side)')],
    [(T, '(requester, «Setting::LinkCustomer(self.side)»),', 'Setting::LinkTicket(self.side)')],
    [(T, 'self.writer.equals(&column.name, One::Given(given));\n            self.writer.push(«" AND "»);', '" OR "')],
    [(T, '«"({epoch} = 0)"»', '"({epoch} >= 0)"')],
    [(C, 'Self::Or => «"FALSE"»,', '"NOT FALSE"')],
    # What condition.rs prints for a policy alone, or otherwise than for a filter on SQLite.
    [(C, 'self.column(of);\n                self.push(«" AND "»);', '" OR "')],
    [(C, 'self.tenant();\n            self.push(«" AND "»);', '" OR "')],
]
# What changes how an answer is reached and no answer, and brackets around what binds closest anyway: each with its tests
# and why. It must go on surviving, or it leaves this list.
E = [
    ([(C, 'Self::Or => «"FALSE"»,', '"TRUE"')], ATOMS, "a filter that is bound has no empty alternatives; a policy has, and is broken above"),
    *[(pairs, ATOMS, "a comparison binds closer than what joins it and than IS NOT TRUE") for pairs in [
        [
            (C, 'self.push(«"("»);\n        self.asked(column);\n        self.push(how);', '""'),
            (C, 'self.one(with);\n        self.push(«")"»);', '""'),
        ],
        [
            (C, 'self.push(«"("»);\n        self.asked(column);\n        self.push(" ");', '""'),
            (C, 'self.is_among(list);\n        self.push(«")"»);', '""'),
        ],
        [
            (C, 'self.push(«"("»);\n        self.there(column);', '""'),
            (C, 'self.there(column);\n        self.push(«")"»);', '""'),
        ],
        [
            (C, 'self.push(«"("»);\n                self.asked(name);', '""'),
            (C, 'self.push(«" = FALSE)"»);', '" = FALSE"'),
        ],
        [
            (C, 'self.push(«"("»);\n        match keys {', '""'),
            (C, '|(_, behind)| behind));\n        self.push(«")"»);', '""'),
        ],
    ]],
    ([
        (F, 'Dialect::Sqlite => «"(instr(NULLIF("»,', '"instr(NULLIF("'),
        (F, 'self.push(«") > 0)"»);', '") > 0"'),
    ], MESSAGES, "a comparison binds closer than what joins it and than IS NOT TRUE"),
    ([(S, 'map_or(«Span::Public», |(_, last)| last)', 'Span::All')], MESSAGES, "of nobody, who sees no ticket"),
    ([(A, 'filter(|ways| «ways.len() <= MOST»)', 'true')], WAYS, "many ways are taken apart"),
    ([(A, 'sort_by_key(|way| «entry_of(way).map(|(_, entry)| entry)»)', 'None')], WAYS, "the ways stand in another order"),
    ([(A, 'if «before.contains(&Expr::FALSE)» {', 'false')], WAYS, "a way is asked that opens nothing more"),
    ([(A, 'if «way.iter().any(excludes)» {', 'false')], WAYS, "what cannot be is ruled out"),
    ([(A, '.filter(|part| «!way.contains(part)»);', 'true')], WAYS, "what holds anyway is asked"),
    ([(A, 'Expr::Not(not) => «!way.iter().any(|other| other != part && exclude(other, not))»,', 'true')], WAYS, "what cannot be is ruled out"),
    ([(A, 'rest.sort_by_key(«cost»);', '|_: &Expr| 0')], WAYS, "it is asked in another order"),
    ([(A, '«never(one, other) || never(other, one)»', 'never(one, other)')], WAYS, "what cannot be is ruled out"),
    ([(A, 'if «split.len() > MOST» {', 'false')], WAYS, "many ways are taken apart, and then are not"),
    ([(R, 'parts.sort_by_key(«cost»);', '|_: &Expr| 0')], WAYS, "it is asked in another order"),
    ([(R, 'if «shared.is_empty()» {', 'true')], WAYS, "what all ways ask is asked in each"),
    ([(R, 'if «shared.is_empty()» {', 'false')], WAYS, "of what no way shares nothing is asked before"),
    ([(L, 'None => self.write_rows(&mut writer, &«arranged(&filter.expr())», ""),', 'filter.expr()')], WORLDS, "it is asked in another order"),
    ([(W, 'if «self.way == Way::Order && self.dialect == Dialect::Sqlite» {', 'false')], ATOMS, "something else is looked up"),
    ([(W, 'if «self.way == Way::Order && self.dialect == Dialect::Sqlite» {', 'true')], ATOMS, "nothing is looked up"),
    ([(W, 'if «self.way == Way::Rule && self.dialect == Dialect::Sqlite» {', 'false')], WAYS, "another index is walked"),
    ([(S, 'if «accounts.len() > 1» {', 'true')], MESSAGES, "of one account it is asked again what opens the ticket"),
]
# Broken elsewhere: a negation by its atoms.
EXEMPT = ['self.push(" IS NOT TRUE)"', 'Span::All => writer.push("TRUE"']
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


def called(pairs):
    name, words, other = pairs[0]
    return f"{name}: {' '.join(words.split())} becomes {other}{', both' if len(pairs) > 1 else ''}"


def mutate():
    """What is broken with the tests that are asked, and the files in which all of it is."""
    mutants = [(f"{C}: {name}: {how}", ATOMS) for name, _ in atoms() for how in ["always", "never", "turned round"]]
    groups = [
        (TEXTS, ATOMS), (OF_WAYS, WAYS), (OF_WORLDS, WORLDS), (OF_PLACES, PLACES), (OF_MESSAGES, MESSAGES), (OF_POLICIES, POLICIES),
        (OF_PLANS, ["plans::no_text"]), (OF_TEXTS, ["messages::the_texts"]), (OF_PAGES, ["texts::the_texts"]),
        *(([pairs], tests) for pairs, tests, _ in E),
    ]
    names = {name for pieces, _ in groups for pairs in pieces for name, _, _ in pairs}
    sources = {name: (ROOT / CRATE / "src" / name).read_text() for name in names}
    spans = {name: {} for name in sources}
    for pairs, tests in [(pairs, tests) for pieces, tests in groups for pairs in pieces]:
        name, words, other = pairs[0]
        mutants.append((called(pairs), tests))
        for name, words, other in pairs:
            plain = words.replace("«", "").replace("»", "")
            found = sources[name].count(plain)
            require(found == 1, f"{name} has {found} times `{plain}`")
            start = sources[name].index(plain) + words.index("«")
            end = sources[name].index(plain) + words.index("»") - 1
            spans[name].setdefault((start, end), []).append((len(mutants), other))
    # Every text that these push as a condition's own is broken somewhere.
    for name in [C, S, F, Y, T]:
        for match in re.finditer(r'"( AND | OR |TRUE|FALSE|[^"]*NULL[^"]*|[^"]*NOT [^"]*| = | <> | >= | > )"', sources[name]):
            broken = any(start <= match.start() < end for start, end in spans[name])
            exempt = any(sources[name][: match.end()].endswith(words) for words in EXEMPT)
            line = sources[name].count("\n", 0, match.start()) + 1
            require(broken or exempt, f"{name}:{line} is broken nowhere: {match.group(0)}")
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
    equal = {called(pairs).split(" ", 1)[1]: why for pairs, _, why in E}
    mutation.run(CRATE, "name", sources, mutants, equal)


main()
