//! The choice of identity about the added fields of a profile, as the field policy of visibility.

use frontdesk_identity::{Editing, OnProfile, PortalPolicy};
use frontdesk_visibility::{FieldId, ProfilePolicy, Use};

/// What a customer sees and changes of the added fields of the own profile (S182), from the same choice by
/// which `decide_portal` takes or refuses a change of them: a host makes it once, and what is editable on
/// the form is what identity lets through.
///
/// ```
/// use frontdesk::identity::{Editing, ExtraField, OnProfile, PortalPolicy, Sso};
/// use frontdesk::own_profile_policy;
/// use frontdesk::visibility::{FieldId, Use};
///
/// let mut portal = PortalPolicy::new(Sso::Off);
/// let field = ExtraField { on_profile: OnProfile::Shown, editing: Editing::ViewOnly };
/// portal.extra.insert("cf_1".to_owned(), field);
/// let policy = own_profile_policy(&portal);
/// assert_eq!(policy.use_of(&FieldId("cf_1".to_owned())), Use::View);
/// assert_eq!(policy.use_of(&FieldId("cf_2".to_owned())), Use::Hidden);
/// ```
#[must_use]
pub fn own_profile_policy(portal: &PortalPolicy) -> ProfilePolicy {
    let mut policy = ProfilePolicy::default();
    for (name, field) in &portal.extra {
        let to = match (field.on_profile, field.editing) {
            // What is hidden is not there, editable or not (S171).
            (OnProfile::Hidden, _) => Use::Hidden,
            (OnProfile::Shown, Editing::ViewOnly) => Use::View,
            (OnProfile::Shown, Editing::Edit) => Use::Edit,
        };
        policy.set(FieldId(name.clone()), to);
    }
    policy
}
