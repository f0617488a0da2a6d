//! Why may somebody do that, or not? The account, access and visibility in one answer.

use frontdesk::identity::SignIn;
use frontdesk::visibility::{ExplainedHat, Hat, Tried};
use frontdesk::{HumanQuestion, HumanWhy, PortalWhy, Question, SightWhy, Why};
use serde::Serialize;

use super::{AlsoArguments, link_name, portal, wearer};
use crate::people::{means, spoken};
use crate::rights::{Asking, QuestionArguments};
use crate::tour::OneLine;

/// A question with everything that its answer hangs on.
#[derive(Serialize)]
pub(crate) struct WhyAnswer {
    pub(crate) person: String,
    /// What people call the permission.
    pub(crate) permission: String,
    /// As it was asked; `None`: a section.
    pub(crate) object: Option<String>,
    /// The answer: access allows it, and the portal where it was asked.
    pub(crate) allow: bool,
    #[serde(flatten)]
    said: Said,
    /// The same in words, part by part.
    pub(crate) in_words: Vec<Part>,
}

/// What the desk said.
#[derive(Serialize)]
#[serde(rename_all = "snake_case")]
enum Said {
    /// Of one account.
    Why(Box<Why>),
    /// Of a human with several, or with links.
    Human(Box<HumanWhy>),
}

/// One part of the answer in words.
#[derive(Serialize)]
pub(crate) struct Part {
    /// "account", "access", "links", "visibility" or "portal"; of several accounts with a name.
    pub(crate) of: String,
    pub(crate) lines: Vec<String>,
}

pub(crate) fn why(
    asking: &Asking<'_>,
    asked: &QuestionArguments,
    also: &AlsoArguments,
) -> Result<WhyAnswer, String> {
    let (wearer, person) = wearer(asking, asked.person(), also)?;
    let (permission, about) = asked.read_right(asking)?;
    let object = about.object();
    let mut accounts = wearer.accounts();
    let single = match (accounts.next(), accounts.next(), wearer.links()) {
        (Some(actor), None, []) => Some(actor),
        _ => None,
    };
    drop(accounts);
    let (allow, parts, said) = match single {
        Some(actor) => {
            let question = Question {
                actor,
                permission,
                object,
            };
            let why = asking.desk.why(&question, asking.now);
            let why = why.map_err(|error| error.to_string())?;
            let parts = vec![
                ("account".to_owned(), account(&why)),
                ("access".to_owned(), access(asking, &why)),
                ("visibility".to_owned(), sight(asking, why.sight.as_ref())),
                ("portal".to_owned(), portal(&why.portal)),
            ];
            (why.is_allow(), parts, Said::Why(Box::new(why)))
        }
        None => {
            let question = HumanQuestion {
                wearer: &wearer,
                permission,
                object,
            };
            let why = asking.desk.why_human(&question, asking.now);
            let why = why.map_err(|error| error.to_string())?;
            (
                why.is_allow(),
                human(asking, &why),
                Said::Human(Box::new(why)),
            )
        }
    };
    let parts = parts.into_iter().filter(|(_, lines)| !lines.is_empty());
    Ok(WhyAnswer {
        person,
        permission: asking.desk.catalogue().name_of(permission).to_owned(),
        object: asked.object().map(str::to_owned),
        allow,
        in_words: parts.map(|(of, lines)| Part { of, lines }).collect(),
        said,
    })
}

/// Each account by itself, each link, and what all of them see.
fn human(asking: &Asking<'_>, why: &HumanWhy) -> Vec<(String, Vec<String>)> {
    let accounts = why.accounts.iter();
    let mut parts: Vec<(String, Vec<String>)> = accounts
        .flat_map(|one| {
            let name = asking.name(one.actor);
            let kind = one.account.kind.name();
            [
                (format!("account of {name}, {kind}"), account(one)),
                (format!("access of {name}, {kind}"), access(asking, one)),
            ]
        })
        .collect();
    let links = why.links.iter();
    let links = links.map(|one| format!("{}: {}", link_name(asking, &one.link), one.state));
    parts.push(("links".to_owned(), links.collect()));
    parts.push(("visibility".to_owned(), sight(asking, why.sight.as_ref())));
    parts.push(("portal".to_owned(), portal(&why.portal)));
    parts
}

fn account(why: &Why) -> Vec<String> {
    let account = &why.account;
    let standing = account.standing;
    let mut lines = vec![format!("{}: {}", spoken(standing), means(standing))];
    match &account.sign_in {
        None => {}
        Some(SignIn::Allow(reason)) => lines.push(format!("signs in: {}", reason.code())),
        Some(SignIn::Deny(reasons)) => {
            let codes: Vec<&str> = reasons.iter().map(|reason| reason.code()).collect();
            lines.push(format!("cannot sign in: {}", codes.join(", ")));
        }
    }
    lines
}

fn access(asking: &Asking<'_>, why: &Why) -> Vec<String> {
    let names = OneLine(asking.desk);
    let told = why.access.told(asking.desk.catalogue(), &names);
    told.to_string().lines().map(str::to_owned).collect()
}

fn sight(asking: &Asking<'_>, sight: Option<&SightWhy>) -> Vec<String> {
    let Some(sight) = sight else {
        return Vec::new();
    };
    let mut lines = vec![match sight.hat {
        Some(hat) => format!("seen as {hat}"),
        None => "not seen: for this person there is no such ticket".to_owned(),
    }];
    for opening in &sight.explanation.openings {
        lines.extend(ways(asking, opening, sight.hat));
    }
    for hidden in sight.hidden.iter().flatten() {
        lines.push(format!("hidden: {} ({})", hidden.field, hidden.because));
    }
    if let Some(count) = sight.hidden_messages.filter(|count| *count > 0) {
        // Who is in copy may read no more than what came since.
        let which = match sight.hat {
            Some(Hat::Copied) => "notes, or from before the copy",
            _ => "notes",
        };
        lines.push(format!("hidden: {count} of the messages ({which})"));
    }
    lines
}

/// Which way opens the ticket under one hat, or which of the tests of each fail.
fn ways(asking: &Asking<'_>, opening: &ExplainedHat, seen: Option<Hat>) -> Vec<String> {
    let hat = opening.hat;
    let tests = |tried: &Tried, wanted: bool| {
        let of = tried.tests.iter().filter(|(_, holds)| *holds == wanted);
        let said: Vec<String> = of
            .filter_map(|(test, _)| serde_json::to_value(test).ok())
            .map(|test| asking.named(&compact(&test)))
            .collect();
        match (said.is_empty(), wanted) {
            (true, true) => "always".to_owned(),
            // What is folded away can never hold for this person, as a link that is over.
            (true, false) => "no ticket could go it".to_owned(),
            (false, _) => said.join(", "),
        }
    };
    let number = |at: usize| format!("  {hat}, way {}", at + 1);
    let mut lines = Vec::new();
    for (at, way) in opening.ways.iter().enumerate() {
        match (way.holds, opening.opens) {
            (true, true) => lines.push(format!("{} opens it: {}", number(at), tests(way, true))),
            (true, false) => lines.push(format!("{} would: {}", number(at), tests(way, true))),
            // What fails is of use where nothing opens it.
            (false, _) if seen.is_none() => {
                lines.push(format!("{} fails: {}", number(at), tests(way, false)));
            }
            (false, _) => {}
        }
    }
    if !opening.provided.holds {
        let not = tests(&opening.provided, false);
        lines.push(format!("  {hat}: what is needed besides fails: {not}"));
    }
    lines
}

/// A test as one line: its name, and what it names.
fn compact(test: &serde_json::Value) -> String {
    match test {
        serde_json::Value::String(name) => name.replace('_', " "),
        serde_json::Value::Object(fields) => {
            let said = fields.iter().map(|(name, value)| {
                let value = match value {
                    serde_json::Value::Array(items) => {
                        let items: Vec<String> = items.iter().map(compact_value).collect();
                        items.join(" or ")
                    }
                    other => compact_value(other),
                };
                format!("{} {value}", name.replace('_', " "))
            });
            said.collect::<Vec<_>>().join(", ")
        }
        other => other.to_string(),
    }
}

fn compact_value(value: &serde_json::Value) -> String {
    match value {
        serde_json::Value::String(text) => text.clone(),
        serde_json::Value::Object(_) => compact(value),
        other => other.to_string(),
    }
}

fn portal(answers: &[PortalWhy]) -> Vec<String> {
    let answers = answers.iter().cloned().map(portal::words);
    answers
        .map(|answer| format!("{}: {}", answer.named, answer.in_words))
        .collect()
}
