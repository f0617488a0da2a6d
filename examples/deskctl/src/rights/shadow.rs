//! Decisions that a host's old system has recorded, decided again.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use frontdesk::Question;
use frontdesk::access::{Outcome, Reason};
use serde::{Deserialize, Serialize};

use super::{Asking, Verdict};

/// How many lines of each group are named.
const NAMED: usize = 5;

/// An AuthZEN evaluation with its answer: a line of the file.
#[derive(Deserialize)]
struct Recorded {
    subject: Entity,
    action: Action,
    resource: Entity,
    #[serde(default)]
    context: Context,
    decision: bool,
}

#[derive(Deserialize)]
struct Entity {
    #[serde(rename = "type")]
    kind: String,
    #[serde(default)]
    id: String,
}

#[derive(Deserialize)]
struct Action {
    name: String,
}

#[derive(Default, Deserialize)]
struct Context {
    /// When it was decided; else the moment of the question.
    time: Option<DateTime<Utc>>,
}

/// What came of the replay.
#[derive(Serialize)]
pub(crate) struct Shadow {
    /// How many decisions were recorded.
    pub(crate) recorded: usize,
    /// How many are the same.
    pub(crate) same: usize,
    /// Those that differ, by what the desk says and the rule that says it, the most frequent first.
    pub(crate) differing: Vec<Differing>,
    /// Lines that could not be asked, with the reason.
    pub(crate) unread: Vec<Unasked>,
}

/// Decisions that differ for one reason.
#[derive(Serialize)]
pub(crate) struct Differing {
    /// What the desk says where the old system said the opposite.
    pub(crate) now: Outcome,
    /// The code of the reason that decides.
    pub(crate) rule: &'static str,
    /// The reason in words, of the first of them.
    pub(crate) because: String,
    pub(crate) count: usize,
    /// The first few lines of the file, from 1.
    pub(crate) lines: Vec<usize>,
}

/// A line that could not be asked.
#[derive(Serialize)]
pub(crate) struct Unasked {
    pub(crate) line: usize,
    pub(crate) why: String,
}

impl Shadow {
    pub(crate) fn verdict(&self) -> Verdict {
        Verdict::of(self.differing.is_empty() && self.unread.is_empty())
    }
}

/// Asks every recorded question again. A line that cannot be asked is reported and counts as no
/// answer at all.
pub(crate) fn shadow(asking: &Asking<'_>, bytes: &[u8]) -> Result<Shadow, String> {
    let text = std::str::from_utf8(bytes).map_err(|error| error.to_string())?;
    let mut shadow = Shadow {
        recorded: 0,
        same: 0,
        differing: Vec::new(),
        unread: Vec::new(),
    };
    let mut groups: BTreeMap<(Outcome, String), Differing> = BTreeMap::new();
    for (at, line) in text.lines().enumerate() {
        let number = at + 1;
        if line.trim().is_empty() {
            continue;
        }
        shadow.recorded += 1;
        let Replayed {
            recorded,
            now,
            reason,
        } = match replay(asking, line) {
            Ok(found) => found,
            Err(why) => {
                shadow.unread.push(Unasked { line: number, why });
                continue;
            }
        };
        if (now == Outcome::Allow) == recorded {
            shadow.same += 1;
            continue;
        }
        let (rule, by) = reason
            .as_ref()
            .map_or(("", String::new()), |reason| (reason.code(), by(reason)));
        let group = groups
            .entry((now, format!("{rule} {by}")))
            .or_insert_with(|| Differing {
                now,
                rule,
                because: reason
                    .map(|reason| asking.named(&reason.to_string()))
                    .unwrap_or_default(),
                count: 0,
                lines: Vec::new(),
            });
        group.count += 1;
        if group.lines.len() < NAMED {
            group.lines.push(number);
        }
    }
    shadow.differing = groups.into_values().collect();
    shadow
        .differing
        .sort_by(|a, b| b.count.cmp(&a.count).then(a.lines.cmp(&b.lines)));
    Ok(shadow)
}

/// A recorded question, asked again.
struct Replayed {
    /// The recorded answer.
    recorded: bool,
    /// The answer now.
    now: Outcome,
    /// The reason that decides now.
    reason: Option<Reason>,
}

fn replay(asking: &Asking<'_>, line: &str) -> Result<Replayed, String> {
    let recorded: Recorded = serde_json::from_str(line).map_err(|error| error.to_string())?;
    let Recorded {
        subject,
        action,
        resource,
        context,
        decision,
    } = recorded;
    if !matches!(subject.kind.as_str(), "user" | "customer") {
        return Err(format!("unknown type of subject `{}`", subject.kind));
    }
    let actor = asking.person(&subject.id)?;
    let permission = asking.permission(&action.name)?;
    let about = match resource.kind.as_str() {
        "own" | "section" => asking.about(permission, Some(&resource.kind))?,
        kind => asking.about(permission, Some(&format!("{kind}:{}", resource.id)))?,
    };
    let question = Question {
        actor,
        permission,
        object: about.object(),
    };
    let answer = asking
        .desk
        .decide(&question, context.time.unwrap_or(asking.now))
        .map_err(|error| error.to_string())?;
    Ok(Replayed {
        recorded: decision,
        now: answer.outcome,
        reason: answer.reasons.into_iter().next(),
    })
}

/// What the rule is about: which right, role or restriction.
fn by(reason: &Reason) -> String {
    match reason {
        Reason::Granted { permission, by, .. } => format!("{permission} {by}"),
        Reason::Restricted {
            permission,
            restriction,
        } => format!("{permission} {restriction}"),
        Reason::NotGranted { permission } => permission.to_string(),
        Reason::Prerequisite {
            permission,
            missing,
        } => format!("{permission} {missing}"),
        other => other.to_string(),
    }
}
