//! What the generated cases use, counted: a comparison is worth as much as its cases.

mod read;

use std::collections::BTreeMap;
use std::fmt;

use frontdesk_access::Permission;
use frontdesk_model::{AccountKind, ConversationState, Relation, Standing};

use crate::verdict::Verdict;
use crate::world::{Question, World};

/// How often each feature decided or took part, by outcome.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// All cases.
    pub all: Count,
    counts: BTreeMap<String, Count>,
}

/// Cases by outcome.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Count {
    /// How many were allowed.
    pub allowed: u64,
    /// How many were denied.
    pub denied: u64,
}

/// Which outcomes a feature can have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ways {
    /// Both.
    Both,
    /// It is only counted where it allows.
    Allowed,
    /// It is only counted where it denies, or always denies.
    Denied,
}

impl Count {
    /// Both together.
    #[must_use]
    pub const fn sum(self) -> u64 {
        self.allowed + self.denied
    }

    const fn add(&mut self, allowed: bool) {
        if allowed {
            self.allowed += 1;
        } else {
            self.denied += 1;
        }
    }

    const fn join(&mut self, other: Self) {
        self.allowed += other.allowed;
        self.denied += other.denied;
    }
}

impl Tally {
    /// Counts one case.
    pub fn count(&mut self, world: &World, question: &Question, verdict: &Verdict) {
        let allowed = verdict.is_allow();
        self.all.add(allowed);
        for feature in read::features(world, question, verdict) {
            self.counts.entry(feature).or_default().add(allowed);
        }
    }

    /// Adds the counts of another.
    pub fn join(&mut self, other: &Self) {
        self.all.join(other.all);
        for (feature, count) in &other.counts {
            self.counts.entry(feature.clone()).or_default().join(*count);
        }
    }

    /// What is counted too seldom, on a side where it should not be, or is not listed.
    #[must_use]
    pub fn gaps(&self, least: u64) -> Vec<String> {
        let listed: BTreeMap<String, Ways> = listed().into_iter().collect();
        let mut gaps = Vec::new();
        for (feature, ways) in &listed {
            let count = self.counts.get(feature).copied().unwrap_or_default();
            let enough = match ways {
                Ways::Both => count.allowed >= least && count.denied >= least,
                Ways::Allowed => count.allowed >= least && count.denied == 0,
                Ways::Denied => count.denied >= least && count.allowed == 0,
            };
            if !enough {
                gaps.push(format!(
                    "{feature}: {} allowed, {} denied",
                    count.allowed, count.denied
                ));
            }
        }
        let unlisted = self
            .counts
            .keys()
            .filter(|name| !listed.contains_key(*name));
        gaps.extend(unlisted.map(|name| format!("{name}: not listed")));
        gaps
    }
}

/// The table: every feature with its counts.
impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{:<52} {:>9} {:>9}", "feature", "allowed", "denied")?;
        for (feature, ways) in listed() {
            let count = self.counts.get(&feature).copied().unwrap_or_default();
            let [allowed, denied] = match ways {
                Ways::Both => [count.allowed.to_string(), count.denied.to_string()],
                Ways::Allowed => [count.allowed.to_string(), "-".to_owned()],
                Ways::Denied => ["-".to_owned(), count.denied.to_string()],
            };
            writeln!(f, "{feature:<52} {allowed:>9} {denied:>9}")?;
        }
        writeln!(
            f,
            "{:<52} {:>9} {:>9}",
            "all", self.all.allowed, self.all.denied
        )
    }
}

/// Every feature, in the order of the table.
#[must_use]
pub fn listed() -> Vec<(String, Ways)> {
    let mut all: Vec<(String, Ways)> = Vec::new();
    let mut list = |names: &[&str], ways| {
        all.extend(names.iter().map(|name| ((*name).to_owned(), ways)));
    };
    list(
        &[
            "role",
            "add-on",
            "grant to the person",
            "unlisted add-on on the record",
            "unknown role on the record",
            "one role assigned twice",
            "grant that cannot be read on the record",
            "every right",
            "grant expired",
            "grant not yet begun",
            "grant at its first moment",
            "grant at its end",
            "assignment expired",
            "assignment not yet begun",
        ],
        Ways::Both,
    );
    list(&["several grants cover it"], Ways::Allowed);
    list(
        &[
            "restriction by permission",
            "restriction by section",
            "restriction with a relation",
            "restriction with a dimension",
            "restriction expired",
            "restriction not yet begun",
            "restriction that cannot be read",
        ],
        Ways::Both,
    );
    list(
        &[
            "restriction of which nothing can be read",
            "several restrictions cover it",
            "every right, which is not impersonate",
            "right of the host that nobody declares",
        ],
        Ways::Denied,
    );
    list(
        &[
            "prerequisite",
            "prerequisite without an object",
            "prerequisite of one's own record",
            "prerequisite of a prerequisite",
            "prerequisite of the host's own",
        ],
        Ways::Both,
    );
    list(&["object of another tenant", "wrong object"], Ways::Denied);
    list(&["closed to the kind of account"], Ways::Denied);
    list(&["deleted or spam, for a customer"], Ways::Denied);
    list(&["deleted or spam, for staff"], Ways::Both);
    list(read::SETS, Ways::Both);
    list(read::EMPTY, Ways::Denied);
    list(read::KINDS, Ways::Both);
    list(read::FACTS, Ways::Both);
    let mut list = |names: Vec<String>, ways| {
        all.extend(names.into_iter().map(|name| (name, ways)));
    };
    list(
        names("relation", Relation::ALL.map(Relation::name)),
        Ways::Both,
    );
    list(names("dimension", read::DIMENSIONS), Ways::Both);
    list(
        names("state", ConversationState::ALL.map(ConversationState::name)),
        Ways::Both,
    );
    let kinds = [
        AccountKind::Unified,
        AccountKind::LegacyOperator,
        AccountKind::LegacyAdmin,
        AccountKind::Customer,
    ];
    list(names("account", kinds.map(AccountKind::name)), Ways::Both);
    for standing in Standing::ALL {
        let ways = if standing == Standing::Active {
            Ways::Both
        } else {
            Ways::Denied
        };
        list(names("standing", [standing.name()]), ways);
    }
    list(vec!["right of the host's own".to_owned()], Ways::Both);
    let rights = Permission::ALL.iter().map(|right| right.name());
    list(names("right", rights), Ways::Both);
    all
}

fn names<'a>(of: &str, names: impl IntoIterator<Item = &'a str>) -> Vec<String> {
    let name = |name| format!("{of} {name}");
    names.into_iter().map(name).collect()
}
