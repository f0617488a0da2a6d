//! One ticket as one person gets it.

use serde::Serialize;

use super::{WearerArguments, viewing};
use crate::rights::Asking;
use crate::tour::{Sent, Shows};

/// What one person gets of a ticket.
#[derive(Serialize)]
pub(crate) struct ViewAs<'a> {
    pub(crate) person: String,
    pub(crate) ticket: String,
    /// What is shown, line by line; `None`: there is no such ticket for this person.
    pub(crate) lines: Option<Vec<Shows>>,
    /// The view itself, as it is sent.
    pub(crate) view: Sent<'a>,
}

pub(crate) fn view_as<'a>(
    asking: &Asking<'a>,
    who: &WearerArguments,
    number: &str,
) -> Result<ViewAs<'a>, String> {
    let (wearer, person) = who.read(asking)?;
    let view = Sent {
        viewing: viewing(asking.desk, wearer, asking.now),
        ticket: asking.ticket(number)?,
    };
    Ok(ViewAs {
        person,
        ticket: number.to_owned(),
        lines: view.lines(asking.desk),
        view,
    })
}
