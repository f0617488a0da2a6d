//! May this person do that, and why?

use frontdesk::Question;
use frontdesk::access::{Decision, Explanation};
use serde::Serialize;

use super::{Asking, QuestionArguments};
use crate::tour::{self, Matrix, OneLine};

/// A question with its answer.
#[derive(Serialize)]
pub(crate) struct Checked {
    pub(crate) person: String,
    /// What people call the permission.
    pub(crate) permission: String,
    /// As it was asked; `None`: a section.
    pub(crate) object: Option<String>,
    pub(crate) decision: Decision,
    /// The reasons in words.
    pub(crate) because: Vec<String>,
}

/// A question with everything that its answer hangs on.
#[derive(Serialize)]
pub(crate) struct Explained {
    pub(crate) person: String,
    /// As it was asked; `None`: a section.
    pub(crate) object: Option<String>,
    pub(crate) explanation: Explanation,
    /// The same in words, line by line.
    pub(crate) in_words: Vec<String>,
}

/// The answer alone.
pub(crate) fn check(asking: &Asking<'_>, asked: &QuestionArguments) -> Result<Checked, String> {
    let (actor, permission, about) = asked.read(asking)?;
    let question = Question {
        actor,
        permission,
        object: about.object(),
    };
    let decision = asking.desk.decide(&question, asking.now);
    let decision = decision.map_err(|error| error.to_string())?;
    let because = decision.reasons.iter().map(ToString::to_string);
    Ok(Checked {
        person: asking.name(actor),
        permission: asking.desk.catalogue().name_of(permission).to_owned(),
        object: asked.object.clone(),
        because: because.map(|text| asking.named(&text)).collect(),
        decision,
    })
}

/// The answer with everything that it hangs on, and what would change it.
pub(crate) fn explain(asking: &Asking<'_>, asked: &QuestionArguments) -> Result<Explained, String> {
    let (actor, permission, about) = asked.read(asking)?;
    let question = Question {
        actor,
        permission,
        object: about.object(),
    };
    let explanation = asking.desk.explain(&question, asking.now);
    let explanation = explanation.map_err(|error| error.to_string())?;
    let names = OneLine(asking.desk);
    let told = explanation.told(asking.desk.catalogue(), &names);
    Ok(Explained {
        person: asking.name(actor),
        object: asked.object.clone(),
        in_words: told.to_string().lines().map(str::to_owned).collect(),
        explanation,
    })
}

/// The roles and their rights; or the rights of these people, if any are named.
pub(crate) fn matrices(asking: &Asking<'_>, people: &[String]) -> Result<Vec<Matrix>, String> {
    if people.is_empty() {
        return Ok(tour::matrices(asking.desk));
    }
    let mut holders = Vec::new();
    for text in people {
        let actor = asking.person(text)?;
        let holder = asking.desk.holder(actor);
        holders.extend(holder.map(|holder| (asking.name(actor), holder)));
    }
    Ok(vec![tour::matrix_of_people(
        asking.desk,
        &holders,
        asking.now,
    )])
}
