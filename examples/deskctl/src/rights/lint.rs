//! What is odd, in the settings and in the rights.

use frontdesk::access::analysis::{
    self, Answer, Comparison, Findings, Holding, Lacking, Place, RolePair,
};
use frontdesk::access::{Catalogue, RoleId, Source};
use serde::Serialize;
use serde_json::Value;

use super::{Asking, Verdict};
use crate::tour::{self, Line};

/// What is odd.
#[derive(Serialize)]
pub(crate) struct Lint {
    /// About settings, each a warning.
    pub(crate) settings: Vec<Line>,
    /// About rights, by kind, the graver first.
    pub(crate) rights: Vec<Group>,
}

/// Findings of one kind. Codes are stable.
#[derive(Serialize)]
pub(crate) struct Group {
    pub(crate) code: &'static str,
    pub(crate) severity: Severity,
    pub(crate) title: &'static str,
    /// In words, with names.
    pub(crate) lines: Vec<String>,
    /// The same as data.
    pub(crate) found: Vec<Value>,
    /// Of these nothing is claimed: there are too many kinds of objects.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) unknown: Vec<Value>,
}

/// How grave it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Severity {
    /// A rule that the desk file makes is broken.
    Error,
    /// Something does not act as whoever wrote it meant, or hangs on one thread.
    Warning,
    /// Worth knowing. It is no failure.
    Note,
}

impl Severity {
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Note => "note",
        }
    }
}

impl Lint {
    /// Notes alone are good.
    pub(crate) fn verdict(&self) -> Verdict {
        let grave = |group: &Group| group.severity < Severity::Note;
        Verdict::of(self.settings.is_empty() && !self.rights.iter().any(grave))
    }
}

/// What is noted about who sees what.
const VIEWS: [(&str, &str); 3] = [
    (
        "sees_nothing",
        "a person who may view conversations, of which none can ever be one",
    ),
    ("way_never", "a scope of the view that opens nothing"),
    (
        "way_within",
        "a scope of the view that opens nothing that another does not",
    ),
];

pub(crate) fn lint(asking: &Asking<'_>) -> Lint {
    let (desk, now) = (asking.desk, asking.now);
    let directory = desk.directory();
    let catalogue = directory.catalogue();
    let rules = desk.separation();
    let mut violated = analysis::violated_prerequisites(directory, now);
    violated
        .found
        .retain(|lacking| !is_brought_by_sibling(catalogue, lacking));
    let (at_once, later): (Vec<_>, Vec<_>) = analysis::lockouts(directory, now)
        .into_iter()
        .filter(|event| event.lasting.is_empty())
        .partition(|event| event.remaining.is_empty());
    let rare = analysis::rare_rights(directory, now);
    let (nobodys, ones): (Vec<_>, Vec<_>) = rare
        .found
        .into_iter()
        .partition(|right| right.held_by == Holding::Nobody);
    let said = Said(asking);
    let found = |found| Findings {
        found,
        too_wide: rare.too_wide.clone(),
    };
    let mut groups = vec![
        said.all(
            ("separation", Severity::Error),
            "rights that must be kept apart meet in a person",
            &analysis::separation(directory, rules, now),
        ),
        said.each(
            ("lock_out", Severity::Warning),
            "a single event that leaves nobody who administers",
            &at_once,
            |event| event.cause.to_string(),
        ),
        said.each(
            ("lock_out_later", Severity::Warning),
            "a single event that leaves only who administers for a time",
            &later,
            |event| event.cause.to_string(),
        ),
        said.all(
            ("separation_in_role", Severity::Warning),
            "rights that must be kept apart meet in a role",
            &analysis::separation_in_roles(catalogue, rules),
        ),
        said.all(
            ("violated_prerequisite", Severity::Warning),
            "a right that can never act, because what it needs is not there",
            &violated,
        ),
        said.all(
            ("right_of_nobody", Severity::Note),
            "a right that nobody can use",
            &found(nobodys),
        ),
        said.each(
            ("right_of_one", Severity::Note),
            "a right that one active person alone can use",
            &ones,
            ToString::to_string,
        ),
    ];
    groups.extend(pairs(catalogue, &said));
    groups.extend([
        said.all(
            ("redundant_grant", Severity::Note),
            "a grant of a role that adds nothing to its others",
            &analysis::redundant_grants(catalogue),
        ),
        said.all(
            ("redundant_role", Severity::Note),
            "a role that adds nothing to a person's others",
            &analysis::redundant_roles(directory, now),
        ),
    ]);
    // The warnings about views are among the settings.
    let views = desk.lint_views(&[], now);
    groups.extend(VIEWS.map(|(code, title)| {
        let found: Vec<_> = views.iter().filter(|one| one.code() == code).collect();
        said.each((code, Severity::Note), title, &found, ToString::to_string)
    }));
    Lint {
        settings: tour::lines(desk, desk.lint(now)),
        rights: groups
            .into_iter()
            .filter(|group| !group.lines.is_empty())
            .collect(),
    }
}

/// Roles that grant the same, and roles of which one has all that the other has. Roles of two systems
/// are not compared: nobody has the choice between them. One that grants nothing is in every other.
fn pairs(catalogue: &Catalogue, said: &Said<'_>) -> [Group; 2] {
    let is_empty = |id: &RoleId| catalogue.role(id).is_none_or(|role| role.grants.is_empty());
    let compared = || {
        let roles: Vec<_> = catalogue
            .roles()
            .filter(|role| !is_empty(&role.id))
            .collect();
        let pairs = roles.iter().enumerate().flat_map(|(at, one)| {
            let others = roles.iter().skip(at + 1);
            others
                .filter(|other| other.id.system() == one.id.system())
                .map(|other| analysis::compare_roles(catalogue, one, other))
                .collect::<Vec<_>>()
        });
        pairs.collect::<Vec<_>>()
    };
    let all = compared();
    let of = |wanted: &[RolePair]| -> Vec<&Comparison> {
        let pairs = all.iter();
        pairs.filter(|pair| wanted.contains(&pair.pair())).collect()
    };
    [
        said.each(
            ("equivalent_roles", Severity::Note),
            "two roles that grant the same",
            &of(&[RolePair::Equivalent]),
            |pair| format!("{} and {} grant the same", pair.one, pair.other),
        ),
        said.each(
            ("implied_role", Severity::Note),
            "a role that has all that another has",
            &of(&[RolePair::Implies, RolePair::Implied]),
            |pair| match pair.implies {
                Answer::Yes => format!("{} has all of {}", pair.one, pair.other),
                _ => format!("{} has all of {}", pair.other, pair.one),
            },
        ),
    ]
}

/// Findings in words and as data.
struct Said<'a>(&'a Asking<'a>);

impl Said<'_> {
    fn all<T: Serialize + ToString>(
        &self,
        (code, severity): (&'static str, Severity),
        title: &'static str,
        findings: &Findings<T>,
    ) -> Group {
        let mut group = self.each(
            (code, severity),
            title,
            &findings.found,
            ToString::to_string,
        );
        for (place, wide) in &findings.too_wide {
            group.lines.push(self.0.named(&format!("{place}: {wide}")));
            group
                .unknown
                .extend(serde_json::to_value((place, wide)).ok());
        }
        group
    }

    fn each<T: Serialize>(
        &self,
        (code, severity): (&'static str, Severity),
        title: &'static str,
        found: &[T],
        words: impl Fn(&T) -> String,
    ) -> Group {
        let lines = found.iter().map(|one| self.0.named(&words(one)));
        let data = found.iter().map(serde_json::to_value);
        Group {
            code,
            severity,
            title,
            lines: lines.collect(),
            found: data.filter_map(Result::ok).collect(),
            unknown: Vec::new(),
        }
    }
}

/// Whether a role lacks only what other roles of its system grant: whoever has those as well has
/// it, and who has not is found by his record.
fn is_brought_by_sibling(catalogue: &Catalogue, lacking: &Lacking) -> bool {
    let Place::Role(Source::Role(id) | Source::AddOn { role: id, .. }) = &lacking.at else {
        return false;
    };
    let siblings = || {
        let roles = catalogue.roles();
        roles.filter(|role| role.id != *id && role.id.system() == id.system())
    };
    lacking.missing.iter().all(|missing| {
        siblings().any(|role| {
            let of_add_ons = role.add_ons.values().flat_map(|add_on| &add_on.grants);
            let mut grants = role.grants.iter().chain(of_add_ons);
            grants.any(|grant| grant.gives.includes(*missing))
        })
    })
}
