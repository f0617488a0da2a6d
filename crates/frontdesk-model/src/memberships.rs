//! The lists on a person's record.

use std::collections::BTreeSet;
use std::fmt;

use serde::{Deserialize, Serialize};

use crate::{Channel, GroupId, Language, OrganizationId, QuestionnaireId, SiteId, UserId};

/// The lists on a person's record. Identity writes them, the other questions borrow them; a grant
/// that says "mine" reads them at the moment of the decision, so that an edit of the record needs
/// no new grant.
#[derive(Clone, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Memberships {
    /// The groups that the user belongs to.
    pub groups: BTreeSet<GroupId>,
    /// The sites whose name the user may see (S64, S65).
    pub sites: BTreeSet<SiteId>,
    /// The languages that the user accepts chats in. Empty: the policy's default applies (S104).
    pub languages: BTreeSet<Language>,
    /// The questionnaires for which the user is an adviser (S107).
    pub questionnaires: BTreeSet<QuestionnaireId>,
    /// The channels that the person may use: for a customer, those the portal answers (D18).
    pub channels: BTreeSet<Channel>,
    /// The modules that the user was given (S86, S98).
    pub modules: BTreeSet<Module>,
    /// The sections of the new cabinet that were opened one by one (S49).
    pub cabinet_sections: BTreeSet<Module>,
    /// The groups whose members' chats in work the user may see (S57).
    pub overseen_groups: BTreeSet<GroupId>,
    /// The colleagues whose chats in work the user may see (S57).
    pub overseen_people: BTreeSet<UserId>,
    /// A customer's companies.
    pub organizations: BTreeSet<OrganizationId>,
}

impl Memberships {
    /// No list has anything.
    pub const EMPTY: Self = Self {
        groups: BTreeSet::new(),
        sites: BTreeSet::new(),
        languages: BTreeSet::new(),
        questionnaires: BTreeSet::new(),
        channels: BTreeSet::new(),
        modules: BTreeSet::new(),
        cabinet_sections: BTreeSet::new(),
        overseen_groups: BTreeSet::new(),
        overseen_people: BTreeSet::new(),
        organizations: BTreeSet::new(),
    };
}

/// The name of a module or section of a product: "livechat", "reports".
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Module(String);

/// A module's name is blank.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the name of a module is blank")]
pub struct ModuleError;

impl Module {
    /// A module by name; spaces around it are dropped.
    ///
    /// # Errors
    /// When the name is blank.
    pub fn new(name: &str) -> Result<Self, ModuleError> {
        match name.trim() {
            "" => Err(ModuleError),
            name => Ok(Self(name.to_owned())),
        }
    }

    /// The name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Module {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl TryFrom<String> for Module {
    type Error = ModuleError;

    fn try_from(name: String) -> Result<Self, Self::Error> {
        Self::new(&name)
    }
}

impl From<Module> for String {
    fn from(module: Module) -> Self {
        module.0
    }
}
