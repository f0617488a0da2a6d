//! The fields that an account added to its customers, in the customer's own profile.

use std::collections::BTreeMap;
use std::fmt;

use frontdesk_model::{ActorId, CustomerId, TenantId};
use serde::{Deserialize, Deserializer, Serialize};

use super::form::Once;
use super::{Field, FieldPolicyError, FieldPolicyWarning, Use, UseFlags};
use crate::ticket::FieldId;
use crate::view::{FieldView, NotFound};
use crate::viewer::Viewer;

/// Which added fields the own profile shows, and what the customer may do with them. Hidden until
/// somebody enables the form "Профиль пользователя" on the field (S182); editable by the same choice as
/// a ticket's (S170).
#[derive(Clone, Debug, PartialEq, Eq, Default, Serialize)]
#[serde(transparent)]
pub struct ProfilePolicy(BTreeMap<FieldId, Use>);

impl<'de> Deserialize<'de> for ProfilePolicy {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Once::deserialize(deserializer).map(|read| Self(read.0))
    }
}

/// What is known of a customer in added fields. Like a ticket it is neither `Serialize` nor printable
/// with its contents; what is sent is a [`ProfileView`].
#[derive(Clone, PartialEq, Eq)]
pub struct Profile {
    /// Whose customer it is.
    pub tenant: TenantId,
    /// Who.
    pub customer: CustomerId,
    /// The values.
    pub fields: BTreeMap<FieldId, String>,
}

impl fmt::Debug for Profile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Profile")
            .field("customer", &self.customer)
            .field("fields", &self.fields.len())
            .finish_non_exhaustive()
    }
}

/// The own profile as the customer sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct ProfileView<'a> {
    /// Who.
    pub customer: CustomerId,
    /// The fields that are shown, empty ones too.
    pub fields: BTreeMap<&'a FieldId, FieldView<'a>>,
}

impl ProfilePolicy {
    /// The profile as this viewer sees it.
    ///
    /// # Errors
    /// When it is another's, or a link's: a customer's private fields are shown to nobody but that
    /// customer, who has signed in (attack 22). The staff's card of a customer is another surface.
    pub fn project<'a>(
        &'a self,
        viewer: &Viewer<'_>,
        profile: &'a Profile,
    ) -> Result<ProfileView<'a>, NotFound> {
        let own = match viewer {
            Viewer::Actor(actor) => {
                actor.tenant == profile.tenant && actor.id == ActorId::Customer(profile.customer)
            }
            Viewer::Guest(_) => false,
        };
        if !own {
            return Err(NotFound);
        }
        let shown = self.0.iter().filter(|(_, use_)| **use_ >= Use::View);
        let fields = shown.map(|(id, use_)| {
            let value = profile.fields.get(id).map(String::as_str);
            (id, FieldView { value, use_: *use_ })
        });
        Ok(ProfileView {
            customer: profile.customer,
            fields: fields.collect(),
        })
    }

    /// What the customer may do with this field.
    #[must_use]
    pub fn use_of(&self, id: &FieldId) -> Use {
        self.0.get(id).copied().unwrap_or(Use::Hidden)
    }

    /// Says what the customer may do with this field.
    pub fn set(&mut self, id: FieldId, to: Use) {
        self.0.insert(id, to);
    }

    /// Says so by flags, and gives what should be said of them.
    ///
    /// # Errors
    /// As [`UseFlags::to_use`]. The policy stays as it is.
    pub fn set_flags(
        &mut self,
        id: FieldId,
        flags: UseFlags,
    ) -> Result<Option<FieldPolicyWarning>, FieldPolicyError> {
        let (to, warning) = flags.to_use(&Field::Added(id.clone()))?;
        self.set(id, to);
        Ok(warning)
    }
}
