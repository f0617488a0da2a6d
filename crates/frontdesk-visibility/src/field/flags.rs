//! The three flags of a field as another system stores them, read as one word.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::{Field, FieldPolicy, FieldPolicyError, Use};
use crate::viewer::Hat;

/// The flags that other systems keep of a field and an audience, each by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct UseFlags {
    /// It is shown.
    pub see: bool,
    /// It may be changed.
    pub edit: bool,
    /// It has to be filled.
    pub require: bool,
}

/// Flags that contradict each other and are read as the narrower one. For whoever administers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "warning", rename_all = "snake_case")]
#[non_exhaustive]
pub enum FieldPolicyWarning {
    /// It may be changed and is not shown: it is hidden (S171).
    EditableButHidden {
        /// Which one.
        field: Field,
    },
    /// It has to be filled and may not be changed: it is for viewing.
    RequiredButViewOnly {
        /// Which one.
        field: Field,
    },
}

impl UseFlags {
    /// What the flags of this field come to, and what should be said of them.
    ///
    /// ```
    /// use frontdesk_visibility::{Field, FieldPolicyError, Use, UseFlags};
    /// let field = Field::Priority;
    /// let hidden = UseFlags { see: false, edit: true, require: false };
    /// let (to, warning) = hidden.to_use(&field)?;
    /// assert_eq!((to, warning.is_some()), (Use::Hidden, true)); // S171
    ///
    /// let nobody_can = UseFlags { require: true, ..hidden };
    /// let refused = nobody_can.to_use(&field);
    /// assert_eq!(refused, Err(FieldPolicyError::RequiredButHidden(field)));
    /// # Ok::<(), FieldPolicyError>(())
    /// ```
    ///
    /// # Errors
    /// When it is required but hidden: nobody could fill it.
    pub fn to_use(
        self,
        field: &Field,
    ) -> Result<(Use, Option<FieldPolicyWarning>), FieldPolicyError> {
        let field = || field.clone();
        Ok(match (self.see, self.edit, self.require) {
            (false, _, true) => return Err(FieldPolicyError::RequiredButHidden(field())),
            // Editable but hidden is contradictory: it is hidden (S171).
            (false, true, false) => {
                let warning = FieldPolicyWarning::EditableButHidden { field: field() };
                (Use::Hidden, Some(warning))
            }
            (true, false, true) => {
                let warning = FieldPolicyWarning::RequiredButViewOnly { field: field() };
                (Use::View, Some(warning))
            }
            (false, false, false) => (Use::Hidden, None),
            (true, false, false) => (Use::View, None),
            (true, true, false) => (Use::Edit, None),
            (true, true, true) => (Use::Require, None),
        })
    }
}

impl FieldPolicy {
    /// Says by flags what somebody in this hat may do with this field, and what should be said of them.
    ///
    /// # Errors
    /// As [`UseFlags::to_use`] and [`set`](Self::set). The policy stays as it is.
    pub fn set_flags(
        &mut self,
        hat: Hat,
        field: Field,
        flags: UseFlags,
    ) -> Result<Option<FieldPolicyWarning>, FieldPolicyError> {
        let (to, warning) = flags.to_use(&field)?;
        self.set(hat, field, to)?;
        Ok(warning)
    }
}

impl FieldPolicyWarning {
    /// The stable code, as in JSON.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::EditableButHidden { .. } => "editable_but_hidden",
            Self::RequiredButViewOnly { .. } => "required_but_view_only",
        }
    }
}

impl fmt::Display for FieldPolicyWarning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::EditableButHidden { field } => {
                write!(
                    f,
                    "the field {field} may be changed but is hidden: it is hidden"
                )
            }
            Self::RequiredButViewOnly { field } => {
                write!(
                    f,
                    "the field {field} is required but view-only: it is view-only"
                )
            }
        }
    }
}
