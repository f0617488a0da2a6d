//! What a customer may do with a ticket in the portal.

use frontdesk::visibility::{FieldId, PortalAction, PortalRefusal, View};
use frontdesk::{PortalAnswer, PortalWhy};
use serde::Serialize;

use super::{WearerArguments, viewing};
use crate::rights::Asking;

/// What the portal answers to one person.
#[derive(Serialize)]
pub(crate) struct PortalAnswers {
    pub(crate) person: String,
    pub(crate) ticket: String,
    pub(crate) answers: Vec<Answer>,
}

/// What it answers to one action.
#[derive(Serialize)]
pub(crate) struct Answer {
    #[serde(flatten)]
    pub(crate) said: PortalWhy,
    /// The action, as it is named on the command line.
    pub(crate) named: String,
    /// The answer in words.
    pub(crate) in_words: String,
}

impl PortalAnswers {
    /// Whether everything is refused.
    pub(crate) fn is_refused(&self) -> bool {
        let refused = |one: &Answer| matches!(one.said.answer, PortalAnswer::Refused(_));
        self.answers.iter().all(refused)
    }
}

pub(crate) fn portal(
    asking: &Asking<'_>,
    who: &WearerArguments,
    number: &str,
    action: Option<&str>,
) -> Result<PortalAnswers, String> {
    let (wearer, person) = who.read(asking)?;
    let ticket = asking.ticket(number)?;
    let actions = match action {
        Some(words) => vec![read(words)?],
        None => {
            let mut all = vec![
                PortalAction::Reply,
                PortalAction::Close,
                PortalAction::Reopen,
            ];
            // The fields that he sees: what the others say is what one says that there is not.
            let viewing = viewing(asking.desk, wearer.clone(), asking.now);
            let viewing = viewing.map(|mut viewing| {
                viewing.filter = viewing.filter.in_portal();
                viewing
            });
            let granted = viewing
                .as_ref()
                .and_then(|viewing| viewing.open(ticket).ok());
            if let Some(View::Customer(view)) = granted.map(|granted| granted.project()) {
                let seen = view.fields.added.keys();
                all.extend(seen.map(|id| PortalAction::EditField((*id).clone())));
            }
            all
        }
    };
    let answers = actions.into_iter().map(|action| {
        let desk = asking.desk;
        let answer = desk.portal(wearer.clone(), ticket, &action, asking.now);
        words(PortalWhy {
            action,
            answer: answer.into(),
        })
    });
    Ok(PortalAnswers {
        person,
        ticket: number.to_owned(),
        answers: answers.collect(),
    })
}

/// An answer with its words.
pub(super) fn words(said: PortalWhy) -> Answer {
    Answer {
        named: match &said.action {
            PortalAction::Reply => "reply".to_owned(),
            PortalAction::Close => "close".to_owned(),
            PortalAction::Reopen => "reopen".to_owned(),
            PortalAction::EditField(field) => format!("edit:{field}"),
        },
        in_words: match &said.answer {
            PortalAnswer::Happens(_) => "yes".to_owned(),
            PortalAnswer::Nothing => "yes: it is so already".to_owned(),
            PortalAnswer::Refused(
                refusal @ PortalRefusal::OtherChannel {
                    channel: Some(channel),
                },
            ) => format!("no: {refusal}, {channel}"),
            PortalAnswer::Refused(refusal) => format!("no: {refusal}"),
        },
        said,
    }
}

fn read(words: &str) -> Result<PortalAction, String> {
    match words.split_once(':') {
        None => match words {
            "reply" => Ok(PortalAction::Reply),
            "close" => Ok(PortalAction::Close),
            "reopen" => Ok(PortalAction::Reopen),
            _ => Err(unknown(words)),
        },
        Some(("edit", field)) if !field.is_empty() => {
            Ok(PortalAction::EditField(FieldId(field.to_owned())))
        }
        Some(_) => Err(unknown(words)),
    }
}

fn unknown(words: &str) -> String {
    format!("`{words}` is no action of the portal: reply, close, reopen or edit:FIELD is wanted")
}
