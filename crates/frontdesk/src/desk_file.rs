//! The desk file: what one tenant has decided, as TOML that people write.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use frontdesk_access::{Origin, Section};
use frontdesk_assignment::{GroupQueue, LanguageFilter, Strategy};
use frontdesk_merge::Merging;
use frontdesk_model::{ConversationState, Limit, Privacy, Relation};
use frontdesk_visibility::{CopiedPolicy, SitePolicy};
use schemars::JsonSchema;
use serde::Deserialize;
use toml::Spanned;

mod error;
mod field_line;
mod resolve;

pub use error::{DeskFileError, Place};
pub use field_line::FieldLine;
use field_line::FieldLineWord;
pub(crate) use resolve::Resolver;

/// The version of the form that this release reads.
const VERSION: u32 = 1;

/// The longest desk file that is read, in bytes.
pub const DESK_FILE_BYTES: usize = 4 << 20;

impl DeskFile {
    /// Reads a desk file. Names are checked where they are used, by [`Desk::new`](crate::Desk::new).
    ///
    /// # Errors
    /// With the place in the file: text that is no TOML, a key or a word that does not exist (with
    /// the nearest one that does), a version that this release does not read.
    pub fn parse(bytes: &[u8]) -> Result<Self, DeskFileError> {
        if bytes.len() > DESK_FILE_BYTES {
            return Err(DeskFileError::TooLarge);
        }
        let text = std::str::from_utf8(bytes).map_err(|error| DeskFileError::NotUtf8 {
            offset: error.valid_up_to(),
        })?;
        if text.trim().is_empty() {
            return Err(DeskFileError::Empty);
        }
        let of_toml = |error| DeskFileError::of_toml(text, &error);
        // Another version has other keys: it is named before they are.
        let Version { version } = toml::from_str(text).map_err(of_toml)?;
        if *version.get_ref() != VERSION {
            return Err(DeskFileError::UnsupportedVersion {
                place: Place::of(text, version.span().start),
                found: *version.get_ref(),
            });
        }
        let mut file: Self = toml::from_str(text).map_err(of_toml)?;
        text.clone_into(&mut file.text);
        Ok(file)
    }

    /// The place of a value of this file.
    pub(crate) fn place<T>(&self, value: &Spanned<T>) -> Place {
        Place::of(&self.text, value.span().start)
    }

    /// The file of a desk whose records are in the host's store: without the groups, roles and people
    /// that it brought the first time. They have changed there since, and would come back as they were.
    #[must_use]
    pub fn without_records(mut self) -> Self {
        self.groups.clear();
        self.roles.clear();
        self.people.clear();
        self
    }

    /// The JSON Schema of the desk file, for editors.
    #[must_use]
    pub fn schema() -> schemars::Schema {
        schemars::schema_for!(Self)
    }
}

/// The one key that every version has.
#[derive(Deserialize)]
struct Version {
    version: Spanned<u32>,
}

/// What one tenant has decided. Things of other systems are named `system/kind/id`
/// ("omnidesk/group/44"), things of the host by uuid or by number ("44").
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DeskFile {
    /// The version of this form: 1.
    #[schemars(with = "u32")]
    pub version: Spanned<u32>,
    /// The tenant: a uuid or a number.
    #[schemars(with = "String")]
    pub tenant: Spanned<String>,
    /// What people call the desk.
    pub name: String,
    /// The language of labels, as a BCP 47 tag.
    #[serde(default)]
    #[schemars(with = "Option<String>")]
    pub language: Option<Spanned<String>>,
    /// The customer portal.
    #[serde(default)]
    pub portal: PortalTable,
    /// What the staff sees.
    #[serde(default)]
    pub visibility: VisibilityTable,
    /// Who takes a conversation.
    #[serde(default)]
    pub assignment: AssignmentTable,
    /// The uniting of legacy accounts.
    #[serde(default)]
    pub merging: MergingTable,
    /// What an Omnidesk export does not say.
    #[serde(default)]
    pub omnidesk: OmnideskTable,
    /// Groups that no imported system knows.
    #[serde(default)]
    pub groups: Vec<GroupTable>,
    /// Rights of the host's own, beside those of the catalogue.
    #[serde(default)]
    pub permissions: Vec<PermissionTable>,
    /// The roles that this desk made itself.
    #[serde(default)]
    pub roles: Vec<RoleTable>,
    /// Rights that must not meet in one person.
    #[serde(default)]
    pub separation: Vec<SeparationTable>,
    /// What the imported records do not say of people.
    #[serde(default)]
    pub people: Vec<PersonTable>,
    /// The file itself, for places.
    #[serde(skip)]
    text: String,
}

/// The customer portal.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct PortalTable {
    /// Whether the help center is in use: "in_use" or "not_in_use".
    pub help_center: HelpCenter,
    /// The channels in which the portal may reply, close, reopen and edit.
    pub interactive_channels: Vec<String>,
    /// Whether colleagues of one company see each other's tickets: "own_only" or "shared".
    pub organizations: Organizations,
    /// From when on a customer in copy who may see the ticket for that alone sees messages and history:
    /// "since_joining" or "whole".
    #[schemars(with = "CopiedPolicyWord")]
    pub copied: CopiedPolicy,
    /// Whether the customer sees the group: "shown" or "hidden".
    #[schemars(with = "PortalField")]
    pub group: Spanned<PortalField>,
    /// Whether the customer sees the assignee.
    #[schemars(with = "PortalField")]
    pub assignee: Spanned<PortalField>,
    /// Whether the customer sees the priority.
    #[schemars(with = "PortalField")]
    pub priority: Spanned<PortalField>,
    /// What the customer may do with other fields, standard ones by name ("site") and added ones by id:
    /// "hidden", "view", "edit" or "require"; or a table of `use`, and of the rights over the ticket that
    /// the field asks for, `see` and `change`.
    #[schemars(with = "BTreeMap<String, FieldLineWord>")]
    pub fields: BTreeMap<String, Spanned<FieldLine>>,
}

impl Default for PortalTable {
    fn default() -> Self {
        Self {
            help_center: HelpCenter::NotInUse,
            interactive_channels: vec!["email".to_owned()],
            organizations: Organizations::OwnOnly,
            copied: CopiedPolicy::SinceJoining,
            group: Spanned::new(0..0, PortalField::Shown),
            assignee: Spanned::new(0..0, PortalField::Shown),
            priority: Spanned::new(0..0, PortalField::Shown),
            fields: BTreeMap::new(),
        }
    }
}

/// Whether the portal shows a standard field (S167, S168).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum PortalField {
    /// The customer sees it.
    Shown,
    /// The customer's view has no place for it.
    Hidden,
}

/// Whether the help center is in use (S155).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum HelpCenter {
    /// Every customer has a portal account.
    InUse,
    /// Nobody has one.
    #[default]
    NotInUse,
}

/// Whose tickets a customer sees (D21).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Organizations {
    /// Only the own ones.
    #[default]
    OwnOnly,
    /// Those of the same company too, for reading.
    Shared,
}

/// What the staff sees.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct VisibilityTable {
    /// Who sees from which site a conversation came: "open" or "by_right".
    #[schemars(with = "SitePolicyWord")]
    pub site: SitePolicy,
    /// The roles of those who follow tickets and do not work on them: what somebody sees only through
    /// these he sees as a stakeholder, without notes and without the customer's number.
    #[schemars(with = "Vec<String>")]
    pub stakeholder_roles: Vec<Spanned<String>>,
    /// What those who work on a ticket may do with fields, standard ones by name and added ones by id, as
    /// in the portal's table. Without a line they see and change all.
    #[schemars(with = "BTreeMap<String, FieldLineWord>")]
    pub fields: BTreeMap<String, Spanned<FieldLine>>,
}

impl Default for VisibilityTable {
    fn default() -> Self {
        Self {
            site: SitePolicy::Open,
            stakeholder_roles: Vec::new(),
            fields: BTreeMap::new(),
        }
    }
}

/// Who takes a conversation.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct AssignmentTable {
    /// Whether the desk assigns by itself. Default: it does not.
    pub automatic: Automatic,
    /// How the one is chosen among the eligible. A desk does not hold when somebody last got a
    /// conversation, so `longest_since_last` goes by the load in its first round; a host that keeps
    /// the moments writes them on the floor itself.
    #[schemars(with = "StrategyWord")]
    pub strategy: Strategy,
    /// Whether routing looks at languages.
    #[schemars(with = "LanguageFilterWord")]
    pub languages: LanguageFilter,
    /// What people without a list of languages accept. Default: French.
    #[schemars(with = "Option<Vec<String>>")]
    pub default_languages: Option<Vec<Spanned<String>>>,
    /// To whom a group's queue goes.
    #[schemars(with = "GroupQueueWord")]
    pub group_queue: GroupQueue,
    /// The limit of people whose record and entry name none.
    #[schemars(with = "LimitWord")]
    pub limit: Limit,
}

/// Whether the desk assigns by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Automatic {
    /// It does.
    On,
    /// It does not.
    #[default]
    Off,
}

/// The uniting of legacy accounts.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct MergingTable {
    /// Whether accounts can be united yet: "not_yet" or "open" (S11).
    #[schemars(with = "MergingWord")]
    pub available: Merging,
}

impl Default for MergingTable {
    fn default() -> Self {
        Self {
            available: Merging::NotYet,
        }
    }
}

/// What an Omnidesk export does not say.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct OmnideskTable {
    /// Its numbers of languages as BCP 47 tags.
    #[schemars(with = "BTreeMap<String, String>")]
    pub languages: BTreeMap<String, Spanned<String>>,
}

/// A group that no imported system knows.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GroupTable {
    /// How it is named in this file.
    #[schemars(with = "String")]
    pub id: Spanned<String>,
    /// What people call it.
    pub name: String,
}

/// A right of the host's own.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PermissionTable {
    /// Its number, 0 to 31: what is stored, for ever.
    #[schemars(with = "u8")]
    pub number: Spanned<u8>,
    /// The host's dotted name for it.
    #[schemars(with = "String")]
    pub name: Spanned<String>,
    /// What it lets a person do, in a few words.
    pub title: String,
    /// What it is asked about.
    pub object: ObjectWord,
    /// Which of the host's own kinds of objects, where it is about one.
    #[serde(default)]
    pub host_kind: u8,
    /// The permissions without which it has no effect: of the catalogue, or of a smaller number.
    #[serde(default)]
    #[schemars(with = "Vec<String>")]
    pub needs: Vec<Spanned<String>>,
}

/// What a right of the host's own is asked about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ObjectWord {
    /// A part of the product: no object.
    Section,
    /// A conversation.
    Conversation,
    /// An offline application.
    Request,
    /// An order.
    Order,
    /// An order about to be made.
    NewOrder,
    /// A person's record.
    User,
    /// A web site.
    Site,
    /// A module.
    Module,
    /// An object of a host's own kind.
    Host,
}

/// A role that this desk made itself.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RoleTable {
    /// Its id.
    #[schemars(with = "String")]
    pub id: Spanned<String>,
    /// What people call it.
    pub label: String,
    /// Its rights.
    #[serde(default)]
    pub grants: Vec<GrantTable>,
    /// Its optional bundles.
    #[serde(default)]
    pub add_ons: Vec<AddOnTable>,
    /// The roles that its holders may give to others and take from them without holding their
    /// rights.
    #[serde(default)]
    #[schemars(with = "Vec<String>")]
    pub may_assign: Vec<Spanned<String>>,
}

/// Whoever can do something of the one must not be able to do anything of the other to the same
/// object: a check of what is there, which takes nothing from anybody.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SeparationTable {
    /// What people call the rule.
    #[schemars(with = "String")]
    pub id: Spanned<String>,
    /// The permissions of the one side.
    #[schemars(with = "Vec<String>")]
    pub one: Vec<Spanned<String>>,
    /// Those of the other.
    #[schemars(with = "Vec<String>")]
    pub other: Vec<Spanned<String>>,
}

/// An optional bundle of a role.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AddOnTable {
    /// Its id.
    #[schemars(with = "String")]
    pub id: Spanned<String>,
    /// What people call it.
    pub label: String,
    /// Its rights.
    pub grants: Vec<GrantTable>,
}

/// Rights over one scope. Sets name things, or are "mine": the list on the person's own record.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GrantTable {
    /// The permissions; "*" is every one, also what comes later, but for `impersonate`.
    #[schemars(with = "Vec<String>")]
    pub permissions: Vec<Spanned<String>>,
    /// How the person must stand to the object. Rights about objects need it: "any" is written out.
    #[serde(default)]
    #[schemars(with = "Option<RelationWord>")]
    pub relation: Option<Relation>,
    /// The conversation's group; also "mine" and "none".
    #[serde(default)]
    #[schemars(with = "Option<Vec<String>>")]
    pub groups: Option<Vec<Spanned<String>>>,
    /// The assignee; or "mine".
    #[serde(default)]
    #[schemars(with = "Option<Vec<String>>")]
    pub people: Option<Vec<Spanned<String>>>,
    /// The groups of the assignee; or "mine".
    #[serde(default)]
    #[schemars(with = "Option<Vec<String>>")]
    pub assignee_groups: Option<Vec<Spanned<String>>>,
    /// The site; or "mine".
    #[serde(default)]
    #[schemars(with = "Option<Vec<String>>")]
    pub sites: Option<Vec<Spanned<String>>>,
    /// The questionnaire; or "mine".
    #[serde(default)]
    #[schemars(with = "Option<Vec<String>>")]
    pub questionnaires: Option<Vec<Spanned<String>>>,
    /// The channel; or "mine".
    #[serde(default)]
    #[schemars(with = "Option<Vec<String>>")]
    pub channels: Option<Vec<Spanned<String>>>,
    /// The state.
    #[serde(default)]
    #[schemars(with = "Option<Vec<StateWord>>")]
    pub states: Option<Vec<ConversationState>>,
    /// The module; or "mine", or "cabinet_sections".
    #[serde(default)]
    #[schemars(with = "Option<Vec<String>>")]
    pub modules: Option<Vec<Spanned<String>>>,
    /// How the order came about.
    #[serde(default)]
    #[schemars(with = "Option<Vec<OriginWord>>")]
    pub origin: Option<Vec<Origin>>,
    /// Whether the conversation is private.
    #[serde(default)]
    #[schemars(with = "Option<PrivacyWord>")]
    pub privacy: Option<Privacy>,
    /// From when on.
    #[serde(default)]
    #[schemars(with = "Option<String>")]
    pub from: Option<DateTime<Utc>>,
    /// Until when; this moment itself is out.
    #[serde(default)]
    #[schemars(with = "Option<String>")]
    pub until: Option<DateTime<Utc>>,
}

/// What the imported record of one person does not say.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PersonTable {
    /// Who.
    #[schemars(with = "String")]
    pub id: Spanned<String>,
    /// Roles that the person has besides those imported.
    #[serde(default)]
    #[schemars(with = "Vec<String>")]
    pub roles: Vec<Spanned<String>>,
    /// Add-ons, each for every role of the person that lists it.
    #[serde(default)]
    #[schemars(with = "Vec<String>")]
    pub add_ons: Vec<Spanned<String>>,
    /// Roles that the person has for a time.
    #[serde(default)]
    pub temporary: Vec<TemporaryTable>,
    /// Rights that are given to the person alone.
    #[serde(default)]
    pub grants: Vec<GrantTable>,
    /// Restrictions by name: "deny.admin_panel", "deny.cabinet".
    #[serde(default)]
    #[schemars(with = "Vec<String>")]
    pub restrictions: Vec<Spanned<String>>,
    /// Restrictions that this file makes.
    #[serde(default)]
    pub taken: Vec<TakenTable>,
    /// Groups besides those imported.
    #[serde(default)]
    #[schemars(with = "Vec<String>")]
    pub groups: Vec<Spanned<String>>,
    /// The languages, instead of those imported.
    #[serde(default)]
    #[schemars(with = "Option<Vec<String>>")]
    pub languages: Option<Vec<Spanned<String>>>,
    /// The limit, instead of the one imported.
    #[serde(default)]
    #[schemars(with = "Option<LimitWord>")]
    pub limit: Option<Limit>,
}

/// A role that a person has for a time.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TemporaryTable {
    /// The role.
    #[schemars(with = "String")]
    pub role: Spanned<String>,
    /// Those of its add-ons that the person has.
    #[serde(default)]
    #[schemars(with = "Vec<String>")]
    pub add_ons: Vec<Spanned<String>>,
    /// From when on.
    #[serde(default)]
    #[schemars(with = "Option<String>")]
    pub from: Option<DateTime<Utc>>,
    /// Until when; this moment itself is out.
    #[serde(default)]
    #[schemars(with = "Option<String>")]
    pub until: Option<DateTime<Utc>>,
}

/// A restriction: what no grant gives back.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TakenTable {
    /// Its name in reasons.
    #[schemars(with = "String")]
    pub id: Spanned<String>,
    /// The sections of which every right is taken, those that come later included.
    #[serde(default)]
    #[schemars(with = "Vec<SectionWord>")]
    pub sections: Vec<Section>,
    /// The permissions that are taken, where, and while; the sections over the same.
    pub over: GrantTable,
}

/// Words of enumerations that live in crates without a schema, for the schema alone. A test holds
/// each against the words that are read.
mod words {
    #![expect(dead_code, reason = "only their names are used, by the schema")]

    use schemars::JsonSchema;

    macro_rules! words {
        ($($name:ident { $($word:ident)* })*) => {
            $(
                #[derive(JsonSchema)]
                #[schemars(rename_all = "snake_case", inline)]
                pub(crate) enum $name { $($word),* }
            )*
        };
    }

    words! {
        UseWord { Hidden View Edit Require }
        SitePolicyWord { Open ByRight }
        CopiedPolicyWord { SinceJoining Whole }
        StrategyWord { LeastLoaded LongestSinceLast SpareShare }
        LanguageFilterWord { Required Ignored }
        GroupQueueWord { MembersOnly Anyone }
        MergingWord { NotYet Open }
        StateWord { New Waiting Offered InWork Closed }
        OriginWord { Conversation Independent }
        PrivacyWord { Open Private }
        SectionWord {
            Operating Administration Cabinet Backend Portal Conversations Calls Employees Sites
            Modules Orders Reports Tags Templates Contacts Catalogs ContactPoints Profile Dashboard
            Host None
        }
    }

    /// How the person must stand to the object.
    #[derive(JsonSchema)]
    #[schemars(rename_all = "snake_case", inline)]
    pub(crate) enum RelationWord {
        Any,
        Own,
        Participating,
        Created,
        Unassigned,
        OfferedToMe,
        MyGroupQueue,
        ColleagueInWork,
        Requester,
        RequesterOrganization,
        #[schemars(rename = "self")]
        Myself,
        Mentioned,
        Substitute,
        Copied,
    }

    /// "unlimited" or a whole number from 0.
    #[derive(JsonSchema)]
    #[schemars(untagged, inline)]
    pub(crate) enum LimitWord {
        Count(u32),
        Unlimited(UnlimitedWord),
    }

    #[derive(JsonSchema)]
    #[schemars(rename_all = "snake_case", inline)]
    pub(crate) enum UnlimitedWord {
        Unlimited,
    }
}

use words::{
    CopiedPolicyWord, GroupQueueWord, LanguageFilterWord, LimitWord, MergingWord, OriginWord,
    PrivacyWord, RelationWord, SectionWord, SitePolicyWord, StateWord, StrategyWord,
};
