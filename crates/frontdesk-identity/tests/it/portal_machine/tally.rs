//! How often each command was accepted and refused, and why; what happened, and who came in.

use crate::sequences::Counts;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use frontdesk_identity::{PortalDeny, Reason};

use super::Line;

/// Every command that there is.
const COMMANDS: usize = 19;
/// So often at least each command is accepted and changes something, and is refused.
const AT_LEAST: u32 = 200;
/// Every event and every duty that there is, and every letter that an event sends.
const EVENTS: usize = 16;
const DUTIES: usize = 6 + 8;

/// Reasons of other commands that a portal account's commands have too.
const SHARED: [&str; 9] = [
    "tenant.other",
    "token.unknown",
    "token.expired",
    "token.reused",
    "reset.no_email",
    "erase.legal_hold",
    "erase.erased",
    "credentials.used_up",
    "position.unfit",
];
/// Reasons of a portal account that no sequence can meet, and why.
const NEVER: [(&str, &str); 2] = [
    (
        "portal.contradiction",
        "no command makes one: a stored record that was altered does",
    ),
    ("credentials.used_up", "after 4,294,967,295 passwords"),
];

/// What a takeover, or its twin, makes happen.
const RARE: [(&str, &str); 13] = [
    ("prove_address", "address_proven"),
    ("prove_address", "sign_in_cleared address_proven"),
    ("address_answered", "address_proven"),
    ("address_answered", "sign_in_cleared address_proven"),
    ("reset", "password_set"),
    ("reset", "address_proven password_set"),
    ("reset", "sign_in_cleared address_proven password_set"),
    ("reset", "sso_unlinked password_set"),
    ("link_sso", "address_proven"),
    ("link_sso", "sso_linked address_proven"),
    ("link_sso", "sign_in_cleared sso_linked"),
    ("link_sso", "sign_in_cleared sso_linked address_proven"),
    ("confirm_address", "address_changed"),
];

#[derive(Default)]
pub(crate) struct Tally {
    steps: u32,
    accounts: u32,
    /// Accepted, accepted although everything was so already, and refused.
    commands: BTreeMap<&'static str, [u32; 3]>,
    reasons: BTreeMap<String, u32>,
    /// Command and what it made happen.
    events: BTreeMap<(&'static str, Vec<&'static str>), u32>,
    duties: BTreeMap<String, u32>,
    entries: BTreeMap<&'static str, u32>,
    /// Command, session, help center, single sign-on.
    crossed: BTreeSet<(&'static str, &'static str, bool, bool)>,
}

fn add<K: Ord + Clone>(to: &mut BTreeMap<K, u32>, more: &BTreeMap<K, u32>) {
    for (key, more) in more {
        *to.entry(key.clone()).or_default() += more;
    }
}

/// One more of this word.
fn count(counts: &mut BTreeMap<String, u32>, text: &str) {
    match counts.get_mut(text) {
        Some(count) => *count += 1,
        None => {
            counts.insert(text.to_owned(), 1);
        }
    }
}

impl Counts for Tally {
    fn add(&mut self, other: &Self) {
        self.steps += other.steps;
        self.accounts += other.accounts;
        for (word, more) in &other.commands {
            let counts = self.commands.entry(word).or_default();
            for (count, more) in counts.iter_mut().zip(more) {
                *count += more;
            }
        }
        add(&mut self.reasons, &other.reasons);
        add(&mut self.events, &other.events);
        add(&mut self.duties, &other.duties);
        add(&mut self.entries, &other.entries);
        self.crossed.extend(&other.crossed);
    }
}

impl Tally {
    pub(crate) fn count(&mut self, line: &Line<'_>) {
        self.steps += 1;
        let system = line.moment.system;
        self.crossed.insert((
            line.ask.word(),
            line.moment.session,
            system.help_center,
            system.sso,
        ));
        let counts = self.commands.entry(line.ask.word()).or_default();
        match line.answer {
            Ok(done) => {
                counts[0] += 1;
                counts[1] += u32::from(done.happened.is_empty());
                self.accounts += u32::from(line.before.is_none());
                let outcome = (line.ask.word(), done.happened.clone());
                *self.events.entry(outcome).or_default() += 1;
                for duty in &done.duties {
                    let word = duty.split(" to ").next().unwrap_or(duty);
                    count(&mut self.duties, word.split(" up").next().unwrap_or(word));
                }
            }
            Err(reasons) => {
                counts[2] += 1;
                for reason in reasons {
                    count(
                        &mut self.reasons,
                        reason.split(' ').next().unwrap_or(reason),
                    );
                }
            }
        }
    }

    pub(crate) fn entered(&mut self, entry: &'static str) {
        *self.entries.entry(entry).or_default() += 1;
    }

    /// Long sequences; every command both ways, in every session and policy; every reason, event, duty
    /// and answer at the door.
    pub(crate) fn check(&self, sequences: u32) {
        assert!(self.steps >= 30 * sequences, "{} steps", self.steps);
        assert_eq!(self.commands.len(), COMMANDS);
        assert_eq!(self.crossed.len(), COMMANDS * 4 * 2 * 2);
        for (word, [accepted, nothing, refused]) in &self.commands {
            let changed = accepted - nothing;
            assert!(
                changed >= AT_LEAST,
                "{word} changes something {changed} times"
            );
            assert!(*refused >= AT_LEAST, "{word} is refused {refused} times");
        }
        for code in Reason::CODES {
            let of_portal = code.starts_with("portal.") || SHARED.contains(code);
            let possible = !NEVER.iter().any(|(never, _)| never == code);
            let seen = self.reasons.contains_key(*code);
            assert_eq!(seen, of_portal && possible, "{code}");
        }
        let events: BTreeSet<_> = self.events.keys().flat_map(|(_, events)| events).collect();
        assert_eq!(events.len(), EVENTS);
        for (word, events) in RARE {
            let outcome = (word, events.split(' ').collect());
            assert!(self.events.contains_key(&outcome), "{word}: {events}");
        }
        assert_eq!(self.duties.len(), DUTIES);
        for why in PortalDeny::ALL {
            let seen = self.entries.contains_key(super::compare::denial(*why));
            assert!(seen, "{}", why.code());
        }
        for opened in ["full", "restricted"] {
            assert!(self.entries.contains_key(opened), "{opened}");
        }
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{} steps, {} accounts", self.steps, self.accounts)?;
        writeln!(
            f,
            "{:24}{:>10}{:>16}{:>10}",
            "command", "accepted", "of it nothing", "refused"
        )?;
        for (word, [accepted, nothing, refused]) in &self.commands {
            writeln!(f, "{word:24}{accepted:>10}{nothing:>16}{refused:>10}")?;
        }
        for ((word, events), count) in &self.events {
            let outcome = format!("{word}: {}", events.join(" "));
            writeln!(f, "{outcome:70}{count:>10}")?;
        }
        for (word, count) in self.reasons.iter().chain(&self.duties) {
            writeln!(f, "{word:40}{count:>10}")?;
        }
        for (word, count) in &self.entries {
            writeln!(f, "{word:40}{count:>10}")?;
        }
        Ok(())
    }
}
