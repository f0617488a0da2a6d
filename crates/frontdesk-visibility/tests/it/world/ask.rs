//! A scene is asked one question, and answers in a word or two.

use std::num::NonZeroUsize;

use frontdesk_model::Language;
use frontdesk_visibility::{Portrait, client_number, monitor, unknown_number};

use super::*;
use crate::surfaces::fields::{full_profile, profile_policy};

/// Whether the host has the photos of employees.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Photos {
    There,
    Missing,
}

/// A question about a scene.
#[derive(Clone, Debug)]
pub(crate) enum Ask {
    /// Under which hat is the ticket seen?
    See,
    /// What stands at this place of the JSON of the view?
    Field(&'static str),
    /// What comes of this action in the portal?
    Act(PortalAction),
    /// Is this text anywhere in what the viewer gets, on any surface?
    Find(&'static str),
    /// What stands at this place of the JSON of the own profile?
    Profile(&'static str),
    /// What stands beside the message at this place, while every employee has a photo or nobody has?
    Portrait(usize, Photos),
    /// What stands in the place of the client's number where no ticket is shown, by this right?
    Number(Permission),
    /// How many conversations has each agent, on the dashboard?
    Monitor,
    /// What does the portal's list answer to this request?
    List(&'static str),
    /// What does the portal's list call this filter or order in this language? An order has `+` or `-`
    /// before its column.
    Offer(&'static str, &'static str),
}

impl Scene {
    /// What a customer sees beside a message.
    fn portrait(&self, at: usize, photos: Photos) -> String {
        let portrait = self.with_view(|view| {
            let messages = match view {
                View::Operator(_) => return "the staff sees names".to_owned(),
                View::Customer(view) => view.messages,
                View::Stakeholder(view)
                | View::Colleague(view)
                | View::Guest(view)
                | View::Copied(view) => view.messages,
            };
            match messages[at].by.portrait(|_| photos == Photos::There) {
                None => "none".to_owned(),
                Some(Portrait::Placeholder) => "placeholder".to_owned(),
                Some(Portrait::Photo(of)) if of == user(17) => "the photo of 17".to_owned(),
                Some(Portrait::Photo(of)) => panic!("{of} wrote nothing"),
            }
        });
        portrait.unwrap_or("404".to_owned())
    }

    /// What the dashboard says while the ticket is the only one.
    fn monitored(&self) -> String {
        let right = Permission::DASHBOARD_MONITOR;
        let scopes = Catalogue::default().scopes_of(&self.viewer, right, now());
        match monitor(&scopes, [&self.ticket], NonZeroUsize::MIN) {
            Err(refusal) => format!("no: {}", refusal.code()),
            Ok(counts) => {
                let [bots, nobody] = [counts.bots, counts.nobody];
                let of_17 = counts.agents.get(&user(17)).copied().unwrap_or_default();
                format!("17: {of_17}, bots: {bots}, nobody: {nobody}")
            }
        }
    }

    /// The answer as text.
    pub(crate) fn answer(&self, ask: &Ask) -> String {
        match ask {
            Ask::See => self.hat().map_or("404".to_owned(), |hat| {
                serde_json::to_value(hat)
                    .unwrap()
                    .as_str()
                    .unwrap()
                    .to_owned()
            }),
            Ask::Field(pointer) => at(self.json(), pointer),
            Ask::Profile(pointer) => {
                let (policy, profile) = (profile_policy(), full_profile());
                let viewer = Viewer::Actor(self.viewer.actor());
                let view = policy.project(&viewer, &profile);
                at(
                    view.ok().map(|view| serde_json::to_value(view).unwrap()),
                    pointer,
                )
            }
            Ask::Portrait(at, photos) => self.portrait(*at, *photos),
            Ask::Number(right) => {
                let scopes = Catalogue::default().scopes_of(&self.viewer, *right, now());
                let number = self.ticket.client_number.as_deref();
                let russian = Language::parse("ru").unwrap();
                let label = unknown_number();
                let label = label.in_language(&russian);
                client_number(number, &scopes).or_label(label).to_string()
            }
            Ask::Monitor => self.monitored(),
            Ask::Find(text) => match self.everything() {
                None => "404".to_owned(),
                Some(all) if all.contains(text) => "found".to_owned(),
                Some(_) => "not found".to_owned(),
            },
            Ask::Act(action) => outcome(&self.act(action)),
            Ask::List(request) => self.listed(serde_json::from_str(request).unwrap()),
            Ask::Offer(what, language) => self.offered(what, language),
        }
    }
}

/// What stands at this place of a view.
fn at(view: Option<Value>, pointer: &str) -> String {
    let Some(view) = view else {
        return "404".to_owned();
    };
    match view.pointer(pointer) {
        None => "no place".to_owned(),
        Some(Value::String(text)) => text.clone(),
        Some(value) => value.to_string(),
    }
}

/// The outcome of a portal action in a word or two.
pub(crate) fn outcome(answer: &Result<Option<PortalEvent>, PortalRefusal>) -> String {
    match answer {
        Ok(None) => "nothing to do".to_owned(),
        Ok(Some(PortalEvent::Reply)) => "reply".to_owned(),
        Ok(Some(PortalEvent::Close)) => "close".to_owned(),
        Ok(Some(PortalEvent::Reopen)) => "reopen".to_owned(),
        Ok(Some(PortalEvent::EditField(_))) => "edit".to_owned(),
        Err(PortalRefusal::OtherChannel { channel }) => {
            let channel = channel.as_ref().map_or("?".to_owned(), ToString::to_string);
            format!("no: other_channel {channel}")
        }
        Err(refusal) => format!("no: {}", refusal.code()),
    }
}
