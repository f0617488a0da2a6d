//! What all systems share when they fill a desk: ids, accounts, and notices of what could not be
//! used.

use std::fmt;

use chrono::DateTime;
use frontdesk::{Imported, Person, Rights};
use frontdesk_access::Holder;
use frontdesk_assignment::Adviser;
use frontdesk_contact::{DisplayName, Email, UserName};
use frontdesk_identity::{
    Import as ImportAccount, Login, Reason, User, UserCommand, UserPolicy, decide_user,
};
use frontdesk_model::{Availability, ExternalId, Id, Kind, TenantId};
use serde::Serialize;

use crate::Personal;

/// Something in a record that was read well and could not be used as it stands. The rest of the
/// record was used, unless it says otherwise.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Notice {
    /// Which record.
    pub record: ExternalId,
    /// What about it.
    pub kind: NoticeKind,
}

/// What about a record could not be used.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(tag = "code", rename_all = "snake_case")]
#[non_exhaustive]
pub enum NoticeKind {
    /// The e-mail address is none: left out.
    BadEmail,
    /// The login is none: left out.
    BadLogin,
    /// The chat name is none: left out.
    BadChatName,
    /// The working status is in no list: the person can do nothing in it.
    UnknownStatus,
    /// The state of the conversation is not documented: it is in no state.
    UnknownState,
    /// The language has a number that the desk file does not name: the conversation has none.
    UnknownLanguage,
    /// A switch is on without the one that it needs: it gives nothing.
    SwitchWithoutEffect {
        /// Which switch.
        switch: &'static str,
    },
    /// Of a switch that stands for several permissions only some are there: it is off.
    PartialSwitch {
        /// Which switch.
        switch: &'static str,
    },
    /// There are rights and no login: the account has no sign-in and the rights no effect (S37).
    RightsWithoutLogin,
    /// A name of the Roles box is no role and no option.
    UnknownRoleName {
        /// Its position, from 0.
        at: usize,
    },
    /// No role of the Roles box lists this option (S150).
    UnlistedAddOn {
        /// Its position, from 0.
        at: usize,
        /// The option.
        add_on: String,
    },
    /// The role is not documented, or there is none: it gives nothing.
    UnknownRole,
    /// A right that is no permission of the catalogue, or to act as another: it gives nothing.
    UnknownRight {
        /// The right.
        right: String,
    },
    /// A moderator has all questionnaires: those named are passed over (S110).
    QuestionnairesOfModerator,
    /// Questionnaires without the module livechat have no effect (S99).
    QuestionnairesWithoutLivechat,
    /// A moderator has all modules: those named are passed over (S100).
    ModulesOfModerator,
    /// The same address is there twice: one account.
    DuplicateAddress,
    /// A second record of one id: the first is kept.
    DuplicateRecord,
    /// What the portal does with a standard field stands in the desk file (S168): passed over.
    StandardField {
        /// Which field.
        field: String,
    },
    /// An added field of customers, not of tickets: no ticket shows it.
    FieldOfCustomers,
    /// The record breaks a rule of accounts and was left out.
    Refused {
        /// The codes of the rules.
        reasons: Vec<&'static str>,
    },
    /// The record belongs to no record that was read: left out.
    Orphan,
}

impl NoticeKind {
    /// The stable code.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::BadEmail => "bad_email",
            Self::BadLogin => "bad_login",
            Self::BadChatName => "bad_chat_name",
            Self::UnknownStatus => "unknown_status",
            Self::UnknownState => "unknown_state",
            Self::UnknownLanguage => "unknown_language",
            Self::SwitchWithoutEffect { .. } => "switch_without_effect",
            Self::PartialSwitch { .. } => "partial_switch",
            Self::RightsWithoutLogin => "rights_without_login",
            Self::UnknownRoleName { .. } => "unknown_role_name",
            Self::UnlistedAddOn { .. } => "unlisted_add_on",
            Self::UnknownRole => "unknown_role",
            Self::UnknownRight { .. } => "unknown_right",
            Self::QuestionnairesOfModerator => "questionnaires_of_moderator",
            Self::QuestionnairesWithoutLivechat => "questionnaires_without_livechat",
            Self::ModulesOfModerator => "modules_of_moderator",
            Self::DuplicateAddress => "duplicate_address",
            Self::DuplicateRecord => "duplicate_record",
            Self::StandardField { .. } => "standard_field",
            Self::FieldOfCustomers => "field_of_customers",
            Self::Refused { .. } => "refused",
            Self::Orphan => "orphan",
        }
    }
}

impl fmt::Display for Notice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.record, self.kind)
    }
}

impl fmt::Display for NoticeKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::BadEmail => f.write_str("the e-mail address is none and was left out"),
            Self::BadLogin => f.write_str("the login is none and was left out"),
            Self::BadChatName => f.write_str("the chat name is none and was left out"),
            Self::UnknownStatus => f.write_str("an unknown working status allows nothing"),
            Self::UnknownState => f.write_str("an unknown state is no state"),
            Self::UnknownLanguage => {
                f.write_str("the number of its language is not named in the desk file")
            }
            Self::SwitchWithoutEffect { switch } => {
                write!(f, "{switch} is on without what it needs and gives nothing")
            }
            Self::PartialSwitch { switch } => {
                write!(f, "only a part of {switch} is there: it is off")
            }
            Self::RightsWithoutLogin => f.write_str("rights without a login have no effect"),
            Self::UnknownRoleName { at } => {
                write!(f, "name {} of the roles is no role and no option", at + 1)
            }
            Self::UnlistedAddOn { at, add_on } => write!(
                f,
                "name {} of the roles, {add_on}, is an option of none of them",
                at + 1
            ),
            Self::UnknownRole => f.write_str("the role is unknown and gives nothing"),
            Self::UnknownRight { right } => {
                write!(f, "the right `{right}` is unknown and gives nothing")
            }
            Self::QuestionnairesOfModerator => {
                f.write_str("a moderator has all questionnaires: those named are passed over")
            }
            Self::QuestionnairesWithoutLivechat => {
                f.write_str("questionnaires without the module livechat have no effect")
            }
            Self::ModulesOfModerator => {
                f.write_str("a moderator has all modules: those named are passed over")
            }
            Self::DuplicateAddress => f.write_str("the same address twice is one account"),
            Self::DuplicateRecord => f.write_str("a second record of one id: the first is kept"),
            Self::StandardField { field } => write!(
                f,
                "`{field}` is no added field: the desk file says whether the portal shows it"
            ),
            Self::FieldOfCustomers => {
                f.write_str("an added field of customers is shown in no ticket")
            }
            Self::Refused { reasons } => write!(
                f,
                "left out, because the account would break a rule: {}",
                reasons.join(", ")
            ),
            Self::Orphan => f.write_str("left out, because what it belongs to is not there"),
        }
    }
}

/// What one system gives a desk, with what could not be used.
pub type Filled = (Imported, Vec<Notice>);

/// Fills a desk from one system.
pub(crate) struct Filling {
    pub(crate) tenant: TenantId,
    system: &'static str,
    pub(crate) imported: Imported,
    pub(crate) notices: Vec<Notice>,
}

impl Filling {
    pub(crate) fn new(tenant: TenantId, system: &'static str) -> Self {
        Self {
            tenant,
            system,
            imported: Imported::default(),
            notices: Vec::new(),
        }
    }

    /// The id of a numbered record of this system.
    pub(crate) fn external(&self, kind: &'static str, number: i64) -> ExternalId {
        ExternalId::numbered(self.system, kind, number)
    }

    /// The same as a uuid of this desk.
    pub(crate) fn id<K: Kind>(&self, kind: &'static str, number: i64) -> Id<K> {
        Id::from_external(self.tenant, &self.external(kind, number))
    }

    /// The id of a record that this system knows by a name; `None` for a blank one.
    pub(crate) fn named(&self, kind: &'static str, name: &str) -> Option<ExternalId> {
        ExternalId::new(self.system, kind, name.trim()).ok()
    }

    pub(crate) fn notice(&mut self, record: &ExternalId, kind: NoticeKind) {
        self.notices.push(Notice {
            record: record.clone(),
            kind,
        });
    }

    /// An e-mail address, or a notice.
    pub(crate) fn email(&mut self, record: &ExternalId, text: Option<&Personal>) -> Option<Email> {
        let parsed = Email::parse(text?.as_str()).ok();
        if parsed.is_none() {
            self.notice(record, NoticeKind::BadEmail);
        }
        parsed
    }

    /// A login, or a notice.
    pub(crate) fn login(&mut self, record: &ExternalId, text: Option<&Personal>) -> Login {
        match text.map(|text| UserName::parse(text.as_str())) {
            None => Login::Unset,
            Some(Ok(name)) => Login::Named(name),
            Some(Err(_)) => {
                self.notice(record, NoticeKind::BadLogin);
                Login::Unset
            }
        }
    }

    /// A chat name, or a notice.
    pub(crate) fn chat_name(
        &mut self,
        record: &ExternalId,
        text: Option<&Personal>,
    ) -> Option<DisplayName> {
        let parsed = DisplayName::parse(text?.as_str()).ok();
        if parsed.is_none() {
            self.notice(record, NoticeKind::BadChatName);
        }
        parsed
    }

    /// Takes an account over, as identity decides. An account that breaks a rule is left out with
    /// a notice.
    pub(crate) fn account(&mut self, record: &ExternalId, form: ImportAccount) -> Option<User> {
        let command = UserCommand::Import(Box::new(form));
        // Of the policy an import reads the tenant alone, and not the time.
        let policy = UserPolicy::open(self.tenant);
        let decided = decide_user(None, &command, &policy, DateTime::UNIX_EPOCH);
        let events = match decided {
            Ok(decided) => decided.events,
            Err(refusal) => {
                let reasons = refusal.reasons().map(Reason::code).collect();
                self.notice(record, NoticeKind::Refused { reasons });
                return None;
            }
        };
        User::replay(&events).ok().flatten()
    }

    /// Adds a member of the staff.
    pub(crate) fn staff(&mut self, user: User, rights: Rights, working: Working) {
        let Working {
            availability,
            adviser,
        } = working;
        self.imported.people.push(Person {
            user,
            rights,
            availability,
            adviser,
        });
    }

    pub(crate) fn done(self) -> Filled {
        (self.imported, self.notices)
    }
}

/// How a person works.
pub(crate) struct Working {
    pub(crate) availability: Availability,
    pub(crate) adviser: Adviser,
}

impl Working {
    /// A system without statuses and questionnaires.
    pub(crate) const fn always() -> Self {
        Self {
            availability: Availability::all(),
            adviser: Adviser::OfAll,
        }
    }
}

/// The rights that were written on a record.
pub(crate) fn rights_of(holder: Holder) -> Rights {
    let Holder {
        tenant: _,
        id: _,
        kind: _,
        standing: _,
        memberships: _,
        roles,
        grants,
        restrictions,
        obligations,
    } = holder;
    Rights {
        roles,
        grants,
        restrictions,
        obligations,
    }
}

impl From<crate::catalogue::Rights> for Rights {
    fn from(rights: crate::catalogue::Rights) -> Self {
        let crate::catalogue::Rights {
            system: _,
            roles,
            restrictions,
            obligations,
        } = rights;
        Self {
            roles,
            grants: Vec::new(),
            restrictions,
            obligations,
        }
    }
}
