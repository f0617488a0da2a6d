//! Fields that ask for rights which open them to nobody.

use frontdesk_access::{ObjectKind, Permission, Scopes};
use frontdesk_model::ActorId;

use super::{Configured, Looker, VisibilityFinding};
use crate::field::{Field, FieldRights, Use};
use crate::viewer::Hat;

/// What the policy asks for, right by right, beside what people hold.
pub(super) fn of_rights(configured: &Configured<'_>) -> Vec<VisibilityFinding> {
    let asking = configured.policy.asking();
    asking
        .flat_map(|(field, hat, rights)| {
            let asked = deciding(configured, hat, &field, rights);
            let found = asked.map(|right| of_right(configured, hat, &field, right));
            found.flatten().collect::<Vec<_>>()
        })
        .collect()
}

/// A right to see what the hat hides, or to change what it only shows, decides nothing.
fn deciding(
    configured: &Configured<'_>,
    hat: Hat,
    field: &Field,
    FieldRights { see, change }: FieldRights,
) -> impl Iterator<Item = Permission> + use<> {
    let by_hat = configured.policy.use_of(hat, field);
    let see = see.filter(|_| by_hat >= Use::View);
    let change = change.filter(|_| by_hat > Use::View);
    [see, change].into_iter().flatten()
}

fn of_right(
    configured: &Configured<'_>,
    hat: Hat,
    field: &Field,
    permission: Permission,
) -> Option<VisibilityFinding> {
    let people = configured.people.iter();
    let wears = |looker: &&Looker<'_>| match looker.scopes.actor {
        ActorId::User(_) => hat.is_staff(),
        ActorId::Customer(_) => !hat.is_staff(),
    };
    let people: Vec<&Looker<'_>> = people.filter(wears).collect();
    // Without anybody there is nobody to miss it.
    if people.is_empty() {
        return None;
    }
    let field = field.clone();
    let mut objects = people.iter();
    let object = objects.find_map(|looker| looker.viewing.rights.object_of(permission));
    if let Some(object) = object.filter(|object| *object != Some(ObjectKind::Conversation)) {
        return Some(VisibilityFinding::RightOfOthers {
            field,
            hat,
            permission,
            object,
        });
    }
    let holds = |looker: &&Looker<'_>| {
        let rights = &looker.viewing.rights;
        let Scopes { tenant, actor, .. } = looker.scopes;
        rights.has_anywhere(*tenant, permission, *actor)
    };
    (!people.iter().any(holds)).then_some(VisibilityFinding::RightOfNobody {
        field,
        hat,
        permission,
    })
}
