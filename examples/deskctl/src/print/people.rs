//! The staff for eyes: a table for each system, and what its words mean below.

use std::collections::BTreeSet;

use super::page::{Cell, Page, Table, bold, plain, yellow};
use crate::people::{Account, Addresses, Lack, People, PointLine, spoken};

/// What is said of a hash that nobody here has seen.
const REHASH: &str = "the password is checked where the account came from: whether to hash it anew shows at the first sign-in here";

/// What the marks before kinds of events mean.
const MARKS: &str = "  ✔ is told   ✘ refused   - not told while the account stands so";

/// The staff in text.
pub(crate) fn people(people: &People) -> String {
    let mut page = Page::default();
    page.line([
        bold(&people.desk),
        plain(format!(
            ": {} of {} staff accounts",
            people.people.len(),
            people.all
        )),
    ]);
    if people.people.is_empty() {
        page.gap();
        page.say("  nobody");
    }
    let mut systems: Vec<&str> = people.people.iter().map(|a| a.system.as_str()).collect();
    systems.dedup();
    for system in systems {
        page.gap();
        page.line([bold(system)]);
        let accounts = people.people.iter().filter(|a| a.system == system);
        page.system(&accounts.collect::<Vec<_>>());
    }
    page.legend(people);
    page.text()
}

impl Page {
    fn system(&mut self, accounts: &[&Account]) {
        let shared = shared(accounts);
        let mut table = Table::new([
            "name", "account", "signs in", "may be", "groups", "limit", "is told", "missing",
        ]);
        for account in accounts {
            let own = account.missing.iter().filter(|lack| !shared.contains(lack));
            table.row([
                who(account),
                stands(account),
                sign_in(account),
                may_be(account),
                Cell::lines(&account.groups),
                Cell::from(&account.limit),
                Cell::lines(account.contact_points.iter().flat_map(point)),
                Cell::lines(own.map(|lack| lack.text())),
            ]);
        }
        self.table(&table);
        let words = shared.iter().filter(|lack| **lack != Lack::Rehash);
        let words: Vec<String> = words.map(|lack| lack.text()).collect();
        if !words.is_empty() {
            self.say(format!("  missing for all of these: {}", words.join(", ")));
        }
        if shared.contains(&Lack::Rehash) {
            let rehash = Lack::Rehash.text();
            self.say(format!("  for every password of these: {rehash}"));
        }
    }

    fn legend(&mut self, people: &People) {
        self.gap();
        for (standing, means) in &people.means {
            let word = standing.replace('_', "-");
            self.say(format!("  {word:<16} {means}"));
        }
        let accounts = || people.people.iter();
        if accounts().any(|account| account.missing.contains(&Lack::Rehash)) {
            self.say(format!("  {:<16} {REHASH}", Lack::Rehash.text()));
        }
        if accounts().any(|account| !account.contact_points.is_empty()) {
            self.say(MARKS);
        }
        if people.addresses == Addresses::Masked && !people.people.is_empty() {
            self.say("  Addresses and logins are masked; --addresses shows them.");
        }
        let unread = &people.not_read;
        if !unread.files.is_empty() {
            let files = unread.files.join(", ");
            self.line([yellow("  not used"), plain(format!(" {files}"))]);
        }
        if unread.warnings + unread.notices > 0 {
            self.line([
                yellow("  not as it stands"),
                plain(format!(
                    " {} warnings and {} notices of the import: `deskctl tour` says which",
                    unread.warnings, unread.notices
                )),
            ]);
        }
    }
}

/// What all of several accounts lack, or of a password all that have one: said once, below the table.
fn shared(accounts: &[&Account]) -> BTreeSet<Lack> {
    let lacks = |account: &Account, lack| account.missing.contains(&lack);
    let all = |lack: &Lack| {
        accounts.iter().all(|account| {
            let has_no_hash = *lack == Lack::Rehash && lacks(account, Lack::Password);
            lacks(account, *lack) || has_no_hash
        })
    };
    let found = accounts.iter().flat_map(|account| account.missing.iter());
    match accounts.len() {
        0 | 1 => BTreeSet::new(),
        _ => found.copied().filter(all).collect(),
    }
}

/// The name over the record, and the position, which is stored and changes nothing (S54).
fn who(account: &Account) -> Cell {
    let name = account.name.as_deref().unwrap_or("(no name)");
    let mut lines = vec![name.to_owned(), format!("  {}", account.record)];
    let position = account.position.iter();
    lines.extend(position.map(|position| format!("  {} (stored, without effect)", position.text)));
    Cell::lines(lines)
}

fn stands(account: &Account) -> Cell {
    let standing = spoken(account.standing);
    match account.kind {
        "unified" => Cell::from(standing),
        kind => Cell::lines([standing, format!("  {}", kind.replace('_', " "))]),
    }
}

/// Yes or no with its reasons, over the login.
fn sign_in(account: &Account) -> Cell {
    let reasons = account.sign_in.iter().map(|code| {
        let word = code.strip_prefix("sign_in.").unwrap_or(code);
        word.replace('_', " ")
    });
    let reasons: Vec<String> = reasons.collect();
    let because = match (account.signs_in, reasons.as_slice()) {
        (true, [active]) if active == "active" => "yes".to_owned(),
        (true, _) => format!("yes: {}", reasons.join(", ")),
        (false, _) => format!("no: {}", reasons.join(", ")),
    };
    match &account.login.shown {
        None => Cell::from(because),
        Some(login) => Cell::lines([because, format!("  {login}")]),
    }
}

/// The capacities, then what is taken.
fn may_be(account: &Account) -> Cell {
    let capacities = account.capacities.iter().map(|name| name.replace('_', " "));
    let taken = account.restrictions.iter().map(|id| format!("✘ {id}"));
    Cell::lines(capacities.chain(taken))
}

/// An address with its verification; ✔ is told, ✘ refused, and - not told as the account stands.
fn point(point: &PointLine) -> Vec<String> {
    let events = point.events.iter().map(|line| {
        let mark = match line.verdict {
            "notice.tell" => "✔",
            "notice.opted_out" => "✘",
            _ => "-",
        };
        format!("  {mark} {}", line.event.replace('_', " "))
    });
    let address = format!("{} {}, {}", point.kind, point.address, point.verification);
    std::iter::once(address).chain(events).collect()
}
