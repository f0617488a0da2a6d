//! What the guard lets through: the one place that asks it.

use chrono::{DateTime, Utc};
use frontdesk_model::{AccountKind, ActorId, Standing};

use crate::administer::{AdminAction, AdminRefusal, AdminRequest, Guard, Takeover};
use crate::directory::{AccessEvent, Directory};
use crate::holder::Holder;
use crate::permission::Permission;

/// What comes of an action, if this actor may do it; otherwise why not.
pub(super) fn permitted(
    directory: &Directory,
    actor: ActorId,
    action: &AdminAction,
    guard: Guard,
    now: DateTime<Utc>,
) -> Result<Vec<AccessEvent>, AdminRefusal> {
    let request = AdminRequest {
        actor,
        on_behalf_of: None,
        action,
        guard,
    };
    let permit = directory.administer(&request, now)?;
    let mut events = permit.events;
    events.extend(permit.foreseen);
    events.extend(of_account(directory, action));
    Ok(events)
}

/// Whether this actor holds the right over this person's record, or at all.
pub(super) fn may(
    directory: &Directory,
    actor: ActorId,
    permission: Permission,
    about: Option<ActorId>,
    now: DateTime<Utc>,
) -> bool {
    let target = about.and_then(|id| directory.holder(id));
    directory
        .holder(actor)
        .is_some_and(|actor| directory.ask(actor, permission, target, now).is_allow())
}

/// The most that identity may come to by an action that says no more than whose account it is.
fn of_account(directory: &Directory, action: &AdminAction) -> Option<AccessEvent> {
    let before = directory.holder(action.user()?)?;
    let mut after = before.clone();
    match action {
        // An edit can make a unified account of a legacy one, and nothing else that bears on rights.
        AdminAction::EditUser { .. } if is_legacy(before) => after.kind = AccountKind::Unified,
        // Whoever gets the letter of a pending account sets its password (S115, S121).
        AdminAction::SendReset { .. }
        | AdminAction::TakeOver {
            by: Takeover::ResetCredentials | Takeover::ChangeLogin,
            ..
        } if before.standing == Standing::Pending => after.standing = Standing::Active,
        _ => return None,
    }
    Some(AccessEvent::AccountChanged {
        holder: after.id,
        kind: after.kind,
        standing: after.standing,
        memberships: Box::new(after.memberships),
    })
}

/// Whether its kind can never do everything (S3, S4).
pub(super) const fn is_legacy(holder: &Holder) -> bool {
    matches!(
        holder.kind,
        AccountKind::LegacyOperator | AccountKind::LegacyAdmin
    )
}
