//! The portal account of a customer.

use std::collections::BTreeSet;
use std::fmt;

use chrono::{DateTime, Utc};
use frontdesk_contact::{DisplayName, Email, TimeZoneName};
use frontdesk_model::{CustomerId, Language, Precondition, Stream, TenantId, Version};
use serde::{Deserialize, Serialize};

use crate::{Algorithm, Change, CredentialFacts, Misapplied, Photo, Position, Reason, Refusal};

/// Whether this customer has a portal account: exactly while the help center is in use (S155). An
/// account that was stored before it was switched off is kept and shows nothing.
#[must_use]
pub const fn portal_exists(help_center: &HelpCenter) -> bool {
    matches!(help_center, HelpCenter::On(_))
}

/// What this command makes happen to this portal account, or every reason why not. No events means
/// that everything is so already.
///
/// # Errors
/// With all the reasons that were found.
pub fn decide_portal(
    account: Option<&PortalAccount>,
    command: &PortalCommand,
    help_center: &HelpCenter,
) -> Result<Vec<PortalEvent>, Refusal> {
    // Without a help center there are no portal accounts (S155).
    let HelpCenter::On(policy) = help_center else {
        return Err(Refusal::of(Reason::HelpCenterOff));
    };
    match (account, command) {
        // Every customer has one by the first ticket (S155): nothing to ask for.
        (None, PortalCommand::Open(form)) => Ok(vec![opened(form)]),
        (None, PortalCommand::Register { form, algorithm }) => {
            // Single sign-on restricts registration: nobody registers by himself (S163).
            if policy.sso == Sso::On {
                return Err(Refusal::of(Reason::SelfRegistrationOff));
            }
            Ok(vec![
                opened(form),
                PortalEvent::PasswordSet {
                    credentials: CredentialFacts {
                        version: 1,
                        algorithm: algorithm.clone(),
                    },
                },
            ])
        }
        (None, _) => Err(Refusal::of(Reason::PortalUnknown)),
        (Some(_), PortalCommand::Open(_) | PortalCommand::Register { .. }) => {
            Err(Refusal::of(Reason::PortalExists))
        }
        (Some(account), command) => change(account, command),
    }
}

fn opened(form: &OpenPortal) -> PortalEvent {
    PortalEvent::Opened {
        tenant: form.tenant,
        customer: form.customer,
        email: form.email.clone(),
    }
}

fn change(account: &PortalAccount, command: &PortalCommand) -> Result<Vec<PortalEvent>, Refusal> {
    match command {
        PortalCommand::SetPassword { algorithm } => {
            // Who signs in by single sign-on only has no password here (S181).
            if account.is_sso_only() {
                return Err(Refusal::of(Reason::PasswordBySso));
            }
            let version = account
                .password
                .as_ref()
                .map_or(Some(1), |found| found.version.checked_add(1))
                .ok_or_else(|| Refusal::of(Reason::CredentialVersionsUsedUp))?;
            Ok(vec![PortalEvent::PasswordSet {
                credentials: CredentialFacts {
                    version,
                    algorithm: algorithm.clone(),
                },
            }])
        }
        // Social-network accounts are attached in the profile (S178).
        PortalCommand::AttachSocial { subject } => match account.social.contains(subject) {
            true => Err(Refusal::of(Reason::SocialTwice)),
            false => Ok(vec![PortalEvent::SocialAttached {
                subject: subject.clone(),
            }]),
        },
        PortalCommand::DetachSocial { subject } => match account.social.contains(subject) {
            true => Ok(vec![PortalEvent::SocialDetached {
                subject: subject.clone(),
            }]),
            false => Err(Refusal::of(Reason::SocialUnknown)),
        },
        PortalCommand::LinkSso { subject } => {
            if account.sso.as_ref() == Some(subject) {
                return Ok(Vec::new());
            }
            Ok(vec![PortalEvent::SsoLinked {
                subject: subject.clone(),
            }])
        }
        PortalCommand::EditProfile(changes) => {
            let changes = changes.against(&account.profile);
            if changes == PortalProfileChanges::default() {
                return Ok(Vec::new());
            }
            Ok(vec![PortalEvent::ProfileEdited(changes)])
        }
        // Answered where the account is looked at first.
        PortalCommand::Open(_) | PortalCommand::Register { .. } => {
            Err(Refusal::of(Reason::PortalExists))
        }
    }
}

/// Whether this way of signing in opens this portal account, and with what session. The host has
/// checked what was brought: the password against its verifier, the assertion with its issuer, the
/// link's secret. An issuer's claim about an e-mail address never identifies anybody.
#[must_use]
pub fn enter_portal(
    account: &PortalAccount,
    way: &PortalWay,
    help_center: &HelpCenter,
    now: DateTime<Utc>,
) -> PortalEntry {
    let HelpCenter::On(policy) = help_center else {
        return PortalEntry::Deny(PortalDeny::HelpCenterOff);
    };
    match way {
        // E-mail and password (S159).
        PortalWay::Password if account.password.is_some() => PortalEntry::Full,
        PortalWay::Password => PortalEntry::Deny(PortalDeny::NoPassword),
        // A social account that was attached (S159, S178).
        PortalWay::Social(subject) if account.social.contains(subject) => PortalEntry::Full,
        PortalWay::Social(_) => PortalEntry::Deny(PortalDeny::NotAttached),
        // Single sign-on, where it is set up (S162).
        PortalWay::Sso(_) if policy.sso == Sso::Off => PortalEntry::Deny(PortalDeny::SsoOff),
        PortalWay::Sso(subject) if account.sso.as_ref() == Some(subject) => PortalEntry::Full,
        PortalWay::Sso(_) => PortalEntry::Deny(PortalDeny::NotAttached),
        // The link signs in as the letter's recipient (S160), and opens no more than a restricted
        // session: a mailbox is no second factor (ASVS 6.3.6).
        PortalWay::AutoLoginLink { recipient, .. } if *recipient != account.customer => {
            PortalEntry::Deny(PortalDeny::NotTheRecipient)
        }
        PortalWay::AutoLoginLink { expires_at, .. } if now >= *expires_at => {
            PortalEntry::Deny(PortalDeny::LinkExpired)
        }
        PortalWay::AutoLoginLink { .. } => PortalEntry::Restricted,
    }
}

/// Whether a letter has an auto-login link by itself: the standard notification and every reply of
/// the staff have; a custom letter has not (S160, S161).
#[must_use]
pub const fn has_auto_login_link(letter: PortalLetter) -> bool {
    match letter {
        PortalLetter::StandardNotification | PortalLetter::StaffReply => true,
        PortalLetter::Custom => false,
    }
}

/// A letter to a customer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PortalLetter {
    /// The standard notification.
    StandardNotification,
    /// A reply of the staff.
    StaffReply,
    /// A notification that the account wrote itself.
    Custom,
}

/// Whether the help center is in use.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum HelpCenter {
    /// It is not: no customer has a portal account.
    Off,
    /// It is: every customer has one.
    On(PortalPolicy),
}

/// What a system says of the portal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PortalPolicy {
    /// Whether single sign-on is set up (S162, S163).
    pub sso: Sso,
}

/// Whether single sign-on is set up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Sso {
    /// It is not.
    Off,
    /// It is, and ends self-registration (S163).
    On,
}

/// Somebody at an issuer: the only two claims that identify, never the e-mail claim.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Subject {
    /// Who vouches.
    pub issuer: String,
    /// The person there.
    pub subject: String,
}

impl fmt::Debug for Subject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Subject({}, ..)", self.issuer)
    }
}

/// How a customer comes in, as the host found it to be true.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PortalWay {
    /// The password was right.
    Password,
    /// A social network vouches for this person.
    Social(Subject),
    /// The account's own service vouches for this person.
    Sso(Subject),
    /// The secret of an auto-login link was right.
    AutoLoginLink {
        /// To whom the letter went.
        recipient: CustomerId,
        /// The first moment at which the link no longer opens, by the host's policy.
        expires_at: DateTime<Utc>,
    },
}

/// Whether a customer comes in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PortalEntry {
    /// With a full session.
    Full,
    /// With a session that reads and answers the customer's own cases and changes neither password
    /// nor sign-in.
    Restricted,
    /// Not.
    Deny(PortalDeny),
}

/// Why a customer does not come in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum PortalDeny {
    /// The help center is not in use (S155).
    HelpCenterOff,
    /// The account has no password.
    NoPassword,
    /// This person at this issuer is not attached to the account.
    NotAttached,
    /// Single sign-on is not set up.
    SsoOff,
    /// The link was sent to another customer (S160).
    NotTheRecipient,
    /// The link is too old.
    LinkExpired,
}

impl PortalDeny {
    /// The stable code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::HelpCenterOff => "portal_entry.help_center_off",
            Self::NoPassword => "portal_entry.no_password",
            Self::NotAttached => "portal_entry.not_attached",
            Self::SsoOff => "portal_entry.sso_off",
            Self::NotTheRecipient => "portal_entry.not_the_recipient",
            Self::LinkExpired => "portal_entry.link_expired",
        }
    }
}

/// What is asked of a portal account. No command holds a password.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PortalCommand {
    /// The customer's first ticket came in: the account is there by itself (S155).
    Open(OpenPortal),
    /// The customer registers by himself with a password, which the host has hashed.
    Register {
        /// Who.
        form: OpenPortal,
        /// How the password was hashed.
        algorithm: Algorithm,
    },
    /// The customer has a new password, which the host has hashed (S181).
    SetPassword {
        /// How it was hashed.
        algorithm: Algorithm,
    },
    /// Attach a social account that was just proven (S178).
    AttachSocial {
        /// Which.
        subject: Subject,
    },
    /// Detach it.
    DetachSocial {
        /// Which.
        subject: Subject,
    },
    /// The account's own service knows the customer as this (S162).
    LinkSso {
        /// As whom.
        subject: Subject,
    },
    /// Edit the profile (S177, S179, S180).
    EditProfile(PortalProfileChanges),
}

/// Whose portal account begins.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenPortal {
    /// Whose customer it is.
    pub tenant: TenantId,
    /// Who.
    pub customer: CustomerId,
    /// The customer's address, if there is one.
    pub email: Option<Email>,
}

/// What happened to a portal account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum PortalEvent {
    /// It began.
    Opened {
        /// Whose customer it is.
        tenant: TenantId,
        /// Who.
        customer: CustomerId,
        /// The address.
        email: Option<Email>,
    },
    /// A password was set.
    PasswordSet {
        /// What is known of it.
        credentials: CredentialFacts,
    },
    /// A social account was attached.
    SocialAttached {
        /// Which.
        subject: Subject,
    },
    /// A social account was detached.
    SocialDetached {
        /// Which.
        subject: Subject,
    },
    /// Single sign-on knows the customer as this.
    SsoLinked {
        /// As whom.
        subject: Subject,
    },
    /// The profile was edited.
    ProfileEdited(PortalProfileChanges),
}

/// The portal account of a customer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PortalAccount {
    tenant: TenantId,
    customer: CustomerId,
    version: Version,
    email: Option<Email>,
    password: Option<CredentialFacts>,
    social: BTreeSet<Subject>,
    sso: Option<Subject>,
    profile: PortalProfile,
}

/// What a customer says of himself.
#[derive(Clone, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct PortalProfile {
    /// The name.
    pub name: Option<DisplayName>,
    /// Whether there is an avatar; the picture is the host's (S177).
    pub avatar: Photo,
    /// The company, in the customer's words (S179): it makes nobody a member of one.
    pub company: Option<DisplayName>,
    /// The position there (S179).
    pub position: Option<Position>,
    /// The language of communication (S180).
    pub language: Option<Language>,
    /// The time zone (S180).
    pub time_zone: Option<TimeZoneName>,
}

/// What an edit changes of a portal profile.
#[derive(Clone, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct PortalProfileChanges {
    /// The name.
    #[serde(skip_serializing_if = "Change::is_keep")]
    pub name: Change<Option<DisplayName>>,
    /// The avatar.
    #[serde(skip_serializing_if = "Change::is_keep")]
    pub avatar: Change<Photo>,
    /// The company.
    #[serde(skip_serializing_if = "Change::is_keep")]
    pub company: Change<Option<DisplayName>>,
    /// The position.
    #[serde(skip_serializing_if = "Change::is_keep")]
    pub position: Change<Option<Position>>,
    /// The language.
    #[serde(skip_serializing_if = "Change::is_keep")]
    pub language: Change<Option<Language>>,
    /// The time zone.
    #[serde(skip_serializing_if = "Change::is_keep")]
    pub time_zone: Change<Option<TimeZoneName>>,
}

impl PortalProfileChanges {
    fn against(&self, profile: &PortalProfile) -> Self {
        Self {
            name: self.name.unless_equal(&profile.name),
            avatar: self.avatar.unless_equal(&profile.avatar),
            company: self.company.unless_equal(&profile.company),
            position: self.position.unless_equal(&profile.position),
            language: self.language.unless_equal(&profile.language),
            time_zone: self.time_zone.unless_equal(&profile.time_zone),
        }
    }

    fn write(&self, profile: &mut PortalProfile) {
        self.name.write(&mut profile.name);
        self.avatar.write(&mut profile.avatar);
        self.company.write(&mut profile.company);
        self.position.write(&mut profile.position);
        self.language.write(&mut profile.language);
        self.time_zone.write(&mut profile.time_zone);
    }
}

impl PortalAccount {
    /// The account that a first event begins.
    ///
    /// # Errors
    /// When the event is not [`PortalEvent::Opened`].
    pub fn begin(event: &PortalEvent) -> Result<Self, Misapplied> {
        let PortalEvent::Opened {
            tenant,
            customer,
            email,
        } = event
        else {
            return Err(Misapplied::NotBegun);
        };
        Ok(Self {
            tenant: *tenant,
            customer: *customer,
            version: Version::FIRST.next(),
            email: email.clone(),
            password: None,
            social: BTreeSet::new(),
            sso: None,
            profile: PortalProfile::default(),
        })
    }

    /// Makes an event true.
    ///
    /// # Errors
    /// When the event begins an account.
    pub fn apply(&mut self, event: &PortalEvent) -> Result<(), Misapplied> {
        match event {
            PortalEvent::Opened { .. } => return Err(Misapplied::BegunTwice),
            PortalEvent::PasswordSet { credentials } => self.password = Some(credentials.clone()),
            PortalEvent::SocialAttached { subject } => {
                self.social.insert(subject.clone());
            }
            PortalEvent::SocialDetached { subject } => {
                self.social.remove(subject);
            }
            PortalEvent::SsoLinked { subject } => self.sso = Some(subject.clone()),
            PortalEvent::ProfileEdited(changes) => changes.write(&mut self.profile),
        }
        self.version = self.version.next();
        Ok(())
    }

    /// Whose customer it is.
    #[must_use]
    pub const fn tenant(&self) -> TenantId {
        self.tenant
    }

    /// Who.
    #[must_use]
    pub const fn customer(&self) -> CustomerId {
        self.customer
    }

    /// One more with every event.
    #[must_use]
    pub const fn version(&self) -> Version {
        self.version
    }

    /// What a decision over it relied on.
    #[must_use]
    pub const fn precondition(&self) -> Precondition {
        Precondition {
            stream: Stream::Customer(self.customer),
            version: self.version,
        }
    }

    /// The address, if there is one.
    #[must_use]
    pub const fn email(&self) -> Option<&Email> {
        self.email.as_ref()
    }

    /// What is known of the password, if there is one.
    #[must_use]
    pub const fn password(&self) -> Option<&CredentialFacts> {
        self.password.as_ref()
    }

    /// The social accounts that are attached.
    #[must_use]
    pub const fn social(&self) -> &BTreeSet<Subject> {
        &self.social
    }

    /// What the customer says of himself.
    #[must_use]
    pub const fn profile(&self) -> &PortalProfile {
        &self.profile
    }

    /// Whether single sign-on is the one way in: linked, without password and social account.
    #[must_use]
    pub fn is_sso_only(&self) -> bool {
        self.sso.is_some() && self.password.is_none() && self.social.is_empty()
    }
}
