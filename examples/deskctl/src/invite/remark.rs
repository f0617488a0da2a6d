//! What is allowed in an invitation and has less effect than it seems.

use frontdesk::Desk;
use frontdesk::access::Role;
use frontdesk::identity::{InvitationForm, RoleName};
use frontdesk_systems::{NoticeKind, catalogue, noci};
use serde::Serialize;

use super::file::nearest;
use crate::system::System;

/// Something to look at before the invitation is sent.
#[derive(Serialize)]
pub(crate) struct Remark {
    pub(crate) code: &'static str,
    pub(crate) text: String,
}

/// Everything to look at, in the order of the form.
pub(super) fn remarks(form: &InvitationForm, system: System, desk: Option<&Desk>) -> Vec<Remark> {
    let roles = known_roles(system, desk);
    let mut remarks: Vec<Remark> = form
        .roles
        .iter()
        .filter_map(|role| unknown(role, system, &roles))
        .collect();
    if system == System::Noci {
        remarks.extend(of_noci(form).map(|kind| Remark {
            code: kind.code(),
            text: kind.to_string(),
        }));
    }
    remarks
}

/// The roles of the system, and those of the desk if there is one.
fn known_roles(system: System, desk: Option<&Desk>) -> Vec<Role> {
    let of_desk = desk.into_iter().flat_map(|desk| desk.catalogue().roles());
    let of_system = catalogue::roles().into_iter().filter(|role| {
        let id = role.id.as_str();
        short(id, system) != id
    });
    of_system.chain(of_desk.cloned()).collect()
}

/// A role may be named by its id, by its id without the system's name, or by its label.
fn unknown(role: &RoleName, system: System, known: &[Role]) -> Option<Remark> {
    let name = role.as_str();
    let names = known.iter().flat_map(|role| {
        let id = role.id.as_str();
        [short(id, system), id, role.labels.source()]
    });
    let names: Vec<&str> = names.collect();
    if names.contains(&name) {
        return None;
    }
    let near = nearest(name, names).map(|near| format!("; did you mean `{near}`?"));
    let kind = NoticeKind::UnknownRole;
    let near = near.unwrap_or_default();
    Some(Remark {
        code: kind.code(),
        text: format!("`{name}`: {kind}{near}"),
    })
}

/// An id without the system's name and its dot.
fn short(id: &str, system: System) -> &str {
    let own = id.strip_prefix(system.name());
    own.and_then(|rest| rest.strip_prefix('.')).unwrap_or(id)
}

/// What Noci says of modules and questionnaires.
fn of_noci(form: &InvitationForm) -> impl Iterator<Item = NoticeKind> {
    let named = |id: &str| {
        let names = [id, short(id, System::Noci)];
        form.roles.iter().any(|role| names.contains(&role.as_str()))
    };
    let is_moderator = named(noci::roles::MODERATEUR);
    let has_livechat = form.modules.iter().any(noci::roles::is_livechat);
    [
        // All of them are a moderator's, whatever was chosen (S100, D10).
        (
            is_moderator && !form.modules.is_empty(),
            NoticeKind::ModulesOfModerator,
        ),
        // Advisers need the livechat module (S99).
        (
            !is_moderator && !has_livechat && !form.questionnaires.is_empty(),
            NoticeKind::QuestionnairesWithoutLivechat,
        ),
    ]
    .into_iter()
    .filter_map(|(is_so, kind)| is_so.then_some(kind))
}
