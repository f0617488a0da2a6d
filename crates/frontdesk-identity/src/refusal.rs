//! A command's no, with all its reasons.

use std::collections::BTreeSet;
use std::fmt;

use chrono::{DateTime, Utc};
use frontdesk_model::{AccountKind, RefusalKind, Standing, UserId};
use serde::{Deserialize, Serialize};

use crate::{Field, RoleName};

/// A command was refused. It holds every reason that was found, sorted and without repetition, and
/// never none. Neither it nor its reasons hold a personal value.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "BTreeSet<Reason>", into = "BTreeSet<Reason>")]
pub struct Refusal {
    first: Reason,
    others: BTreeSet<Reason>,
}

impl Refusal {
    /// A refusal for one reason.
    #[must_use]
    pub const fn of(reason: Reason) -> Self {
        Self {
            first: reason,
            others: BTreeSet::new(),
        }
    }

    /// A refusal for this reason and any others.
    pub(crate) fn with(reason: Reason, others: BTreeSet<Reason>) -> Self {
        let mut reasons = others;
        reasons.insert(reason.clone());
        Self::check(reasons).err().unwrap_or(Self::of(reason))
    }

    /// No reason at all is no refusal.
    pub(crate) fn check(mut reasons: BTreeSet<Reason>) -> Result<(), Self> {
        match reasons.pop_first() {
            None => Ok(()),
            Some(first) => Err(Self {
                first,
                others: reasons,
            }),
        }
    }

    /// Every reason, sorted; at least one.
    pub fn reasons(&self) -> impl Iterator<Item = &Reason> {
        std::iter::once(&self.first).chain(&self.others)
    }

    /// Whether this is one of the reasons.
    #[must_use]
    pub fn has(&self, reason: &Reason) -> bool {
        self.reasons().any(|found| found == reason)
    }

    /// The kind: the gravest of the reasons' kinds, in the order hidden, forbidden, stale, conflict,
    /// invalid.
    #[must_use]
    pub fn kind(&self) -> RefusalKind {
        RefusalKind::gravest(self.reasons().map(Reason::kind))
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.first.fmt(f)?;
        self.others
            .iter()
            .try_for_each(|reason| write!(f, "; {reason}"))
    }
}

impl std::error::Error for Refusal {}

/// A stored refusal without a reason.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a refusal has at least one reason")]
pub struct NoReason;

impl TryFrom<BTreeSet<Reason>> for Refusal {
    type Error = NoReason;

    fn try_from(reasons: BTreeSet<Reason>) -> Result<Self, Self::Error> {
        Self::check(reasons).err().ok_or(NoReason)
    }
}

impl From<Refusal> for BTreeSet<Reason> {
    fn from(refusal: Refusal) -> Self {
        let mut reasons = refusal.others;
        reasons.insert(refusal.first);
        reasons
    }
}

/// One of the two things that a user signs in with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Credential {
    /// The login.
    Login,
    /// The password.
    Password,
}

impl Credential {
    /// The word for it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Login => "login",
            Self::Password => "password",
        }
    }
}

/// Declares the reasons: variant, fields, code, kind, English and meaning. A code is never reused.
macro_rules! reasons {
    ($(
        $(#[doc = $doc:literal])+
        $variant:ident $({ $($field:ident : $type:ty = $field_doc:literal),+ })?
        $code:literal $kind:ident $text:literal;
    )*) => {
        /// Why a command was refused.
        #[derive(
            Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, thiserror::Error,
        )]
        #[serde(tag = "reason", rename_all = "snake_case")]
        #[non_exhaustive]
        pub enum Reason {
            $(
                $(#[doc = $doc])+
                #[error($text $($(, $field = shown($field))+)?)]
                $variant $({ $(#[doc = $field_doc] $field: $type),+ })?,
            )*
        }

        impl Reason {
            /// Every code, in the order of the declaration.
            pub const CODES: &[&str] = &[$($code),*];

            /// The stable code.
            #[must_use]
            pub const fn code(&self) -> &'static str {
                match self {
                    $(Self::$variant $({ $($field: _),+ })? => $code,)*
                }
            }

            /// The kind of refusal that this reason alone makes.
            #[must_use]
            pub const fn kind(&self) -> RefusalKind {
                match self {
                    $(Self::$variant $({ $($field: _),+ })? => RefusalKind::$kind,)*
                }
            }
        }
    };
}

reasons! {
    /// The command, the account or the replacement is of another tenant.
    OtherTenant "tenant.other" Hidden "this belongs to another tenant";
    /// A command on an account that there is not.
    UserUnknown "user.unknown" Hidden "there is no such user";
    /// A creation or import of an account that there is.
    UserExists "user.exists" Conflict "the user exists already";
    /// A staff account of the kind "customer".
    KindNotStaff "kind.not_staff" Invalid "a customer's account is no staff account";
    /// A legacy account is to be created at or after the cut-over, or where there are none (S6).
    LegacyEnded "kind.legacy_ended" Conflict "accounts of the old kinds can no longer be created";
    /// A conversion of an account that is unified already.
    AlreadyUnified "kind.unified" Conflict "the account is unified already";
    /// A capacity that an account of this kind cannot have or cannot lose (S3, S4).
    CapacityOfKind { of: AccountKind = "The kind." } "kind.capacity" Conflict "these capacities do not fit an account of kind {of}";
    /// Contacts on an account whose kind has none (S18, D2).
    ContactsOfKind { of: AccountKind = "The kind." } "kind.contacts" Conflict "an account of kind {of} has no contact points";
    /// Two contact points with one address.
    ContactTwice "contact.twice" Invalid "two contact points have the same address";
    /// A required field is not filled in (S31, S118).
    FieldMissing { field: Field = "Which one." } "field.missing" Invalid "the field {field} is required";
    /// A part of the name is longer than 255 octets, or has characters that steer a terminal.
    NameUnfit "name.unfit" Invalid "a part of the name is too long or has control characters";
    /// The position is longer than 255 octets, or has characters that steer a terminal.
    PositionUnfit "position.unfit" Invalid "the position is too long or has control characters";
    /// The full name cannot serve as chat name, and no other was given (S53).
    ChatNameUnfit "chat_name.unfit" Invalid "the full name cannot serve as chat name: give one";
    /// The login is the e-mail address, and there is none (S40).
    EmailLoginWithoutEmail "login.no_email" Invalid "without an e-mail address it cannot be the login";
    /// The first right needs a login and a password first (S37).
    CredentialsFirst { missing: Credential = "What is missing." } "credentials.first" Invalid "a right needs a {missing} first";
    /// A user's login and password are mandatory for good (S41).
    CredentialsStay { missing: Credential = "What is missing." } "credentials.stay" Conflict "the {missing} of a user is mandatory";
    /// A password beside an invitation or for a pending account (S112).
    PasswordByInviter "credentials.by_inviter" Invalid "an invited person sets the password, nobody else";
    /// A stored password of another version than the account's password version.
    CredentialVersion "credentials.version" Invalid "the password is not of the account's password version";
    /// The last password version was reached.
    CredentialVersionsUsedUp "credentials.used_up" Conflict "no further password version is left";
    /// A credentials letter to the own and to a typed address (S46).
    LetterTwoAddresses "letter.two_addresses" Invalid "the letter goes to the employee's address or to a typed one, not both";
    /// A credentials letter without any address (S46).
    LetterNoAddress "letter.no_address" Invalid "the letter needs an address";
    /// A credentials letter to the own address, which is not filled in (S45).
    LetterNoOwnEmail "letter.no_own_email" Invalid "the employee has no e-mail address to send to";
    /// A credentials letter for an account without credentials (S44).
    LetterNothingToSend "letter.nothing_to_send" Invalid "there is no login and password to send";
    /// The languages would be empty where the system has a default (S105, D11).
    LanguagesEmpty "languages.empty" Invalid "at least one chat language is needed";
    /// A limit without its number (S102).
    LimitMissing "limit.missing" Invalid "a limit that is not unlimited needs its number";
    /// A limit of 0 (S102).
    LimitZero "limit.zero" Invalid "a limit is at least 1";
    /// Not exactly one role (S88).
    OneRole "roles.exactly_one" Invalid "exactly one role is needed";
    /// Questionnaires beside a role that sees them all (S110).
    QuestionnairesForAll { role: RoleName = "The role." } "questionnaires.not_asked" Invalid "the role {role} has every questionnaire: none can be chosen";
    /// The account stands where this command is not possible.
    Standing { found: Standing = "How it stands." } "standing.wrong" Conflict "this is not possible for an account that is {found}";
    /// What an import says of an account contradicts itself.
    StandingContradiction { stated: Standing = "What was said.", derived: Standing = "What the rest amounts to." } "standing.contradiction" Invalid "the account is said to be {stated}, but the rest makes it {derived}";
    /// A pending account cannot have a password or rights.
    PendingHasCredentials "standing.pending_credentials" Invalid "a pending account has no password and never had rights";
    /// An activation without an address to send the token to.
    ActivationNoEmail "activation.no_email" Invalid "without an e-mail address no token can be sent";
    /// The token is not the one that is out: unknown, used, replaced or void (S121, S123).
    TokenUnknown "token.unknown" Forbidden "the token opens nothing";
    /// The token was the right one and is too old (S122, S123).
    TokenExpired { since: DateTime<Utc> = "The first moment at which it was no longer valid." } "token.expired" Forbidden "the token is expired since {since}";
    /// The account's things would pass to itself.
    ReplacementIsSelf "replacement.self" Invalid "an account cannot be its own replacement";
    /// The account's things would pass to one who cannot work on them.
    ReplacementCannotAct { found: Standing = "How it stands." } "replacement.cannot_act" Conflict "a replacement that is {found} cannot take over";
    /// The account's things would pass to one who answers nobody (S4).
    ReplacementNoOperator "replacement.no_operator" Conflict "a replacement is an operator";
    /// The host's bytes for a new token are those of the one before.
    TokenReused "token.reused" Invalid "a new token needs new random bytes";
    /// A token for a new password on an account that is not active.
    ResetNotActive "reset.not_active" Invalid "only an active account has a token for a new password";
    /// An erased account that still holds what was to be erased.
    ErasedHasValues "erase.has_values" Invalid "an erased account holds no personal value and no case";
    /// A legal hold keeps every value of the account.
    LegalHold "erase.legal_hold" Conflict "a legal hold keeps the account as it is";
    /// The account was erased: nothing more can be done with it.
    Erased "erase.erased" Conflict "the account was erased";
    /// Only a deleted account is erased: first delete it and hand over what it holds.
    EraseNotDeleted "erase.not_deleted" Conflict "delete the account before it is erased";
    /// A reset without an address to send the token to.
    ResetNoEmail "reset.no_email" Invalid "without an e-mail address no token can be sent";
    /// An invitation without addresses (S113).
    InvitationEmpty "invitation.empty" Invalid "an invitation needs at least one address";
    /// An address of an invitation is none (S113, D20).
    BadAddress { place: u32 = "Its place in the list, from 0." } "invitation.bad_address" Invalid "the address at place {place} is no e-mail address";
    /// Not one new id and token for every address.
    SeatCount { addresses: u32 = "How many addresses.", seats: u32 = "How many ids and tokens." } "invitation.seats" Invalid "{addresses} addresses need as many new ids, not {seats}";
    /// Two addresses with one new id.
    SeatTwice "invitation.seat_twice" Invalid "two addresses cannot share one new id";
    /// A command on a group that there is not.
    GroupUnknown "group.unknown" Hidden "there is no such group";
    /// A creation of a group that there is.
    GroupExists "group.exists" Conflict "the group exists already";
    /// A group without a name (S152).
    GroupNameMissing "group.no_name" Invalid "a group needs a name";
    /// A name that no group can have.
    GroupNameUnfit "group.name_unfit" Invalid "this is no name for a group";
    /// A group without members (S152).
    GroupEmpty "group.empty" Invalid "a group needs at least one member";
    /// A member who does not hold the agent role (S152).
    MemberNoAgent { member: UserId = "Who." } "group.member_no_agent" Conflict "the user {member} does not hold the agent role";
    /// A member who is no user of the tenant, or a deleted one.
    MemberUnknown { member: UserId = "Who." } "group.member_unknown" Hidden "there is no user {member}";
    /// A command on a deleted group.
    GroupDeleted "group.deleted" Conflict "the group is deleted";
    /// The group is closed already.
    GroupClosed "group.closed" Conflict "the group is closed";
    /// A group that is not closed is to be reopened.
    GroupOpen "group.open" Conflict "the group is open";
    /// A command on a site, questionnaire or company that there is not.
    HeadingUnknown "heading.unknown" Hidden "there is no such site, questionnaire or company";
    /// A creation of one that there is.
    HeadingExists { kind: crate::HeadingKind = "Of which kind." } "heading.exists" Conflict "the {kind} exists already";
    /// A site, questionnaire or company without a name.
    HeadingNameMissing { kind: crate::HeadingKind = "Of which kind." } "heading.no_name" Invalid "a {kind} needs a name";
    /// A name that no site, questionnaire or company can have.
    HeadingNameUnfit { kind: crate::HeadingKind = "Of which kind." } "heading.name_unfit" Invalid "this is no name for a {kind}";
    /// A command on a deleted site, questionnaire or company.
    HeadingDeleted { kind: crate::HeadingKind = "Of which kind." } "heading.deleted" Conflict "the {kind} is deleted";
    /// The site, questionnaire or company is closed already.
    HeadingClosed { kind: crate::HeadingKind = "Of which kind." } "heading.closed" Conflict "the {kind} is closed";
    /// A site, questionnaire or company that is not closed is to be reopened.
    HeadingOpen { kind: crate::HeadingKind = "Of which kind." } "heading.open" Conflict "the {kind} is open";
    /// What is closed or deleted would take its own place.
    SuccessorIsSelf "successor.self" Invalid "it cannot be its own successor";
    /// A successor that there is not.
    SuccessorUnknown "successor.unknown" Hidden "there is no such successor";
    /// A successor of another kind: a site for a questionnaire.
    SuccessorOfKind { kind: crate::HeadingKind = "Which kind is needed." } "successor.kind" Invalid "the successor of a {kind} is a {kind}";
    /// A successor that is closed or deleted.
    SuccessorNotOpen "successor.not_open" Conflict "the successor takes no conversations";
    /// A command on a portal account that there is not.
    PortalUnknown "portal.unknown" Hidden "there is no such portal account";
    /// A portal account that there is.
    PortalExists "portal.exists" Conflict "the portal account exists already";
    /// Without a help center there are no portal accounts (S155).
    HelpCenterOff "portal.help_center_off" Conflict "the help center is not in use";
    /// With single sign-on nobody registers by himself (S163).
    SelfRegistrationOff "portal.self_registration_off" Forbidden "accounts come from single sign-on: nobody registers here";
    /// Who signs in by single sign-on only has no password here (S181).
    PasswordBySso "portal.password_by_sso" Conflict "who signs in by single sign-on only has no password to change";
    /// A social account that is attached already.
    SocialTwice "portal.social_twice" Conflict "this social account is attached already";
    /// A social account that is not attached.
    SocialUnknown "portal.social_unknown" Conflict "this social account is not attached";
    /// Single sign-on is not set up (S162).
    SsoOff "portal.sso_off" Conflict "single sign-on is not set up";
    /// Single sign-on knows the customer as somebody else: first take that link away.
    SsoTwice "portal.sso_twice" Conflict "another link with single sign-on is there already";
    /// The service of single sign-on knows an address that nobody proved to it: too little for an account
    /// whose address is proven.
    SsoClaimed "portal.sso_claimed" Forbidden "an address that is merely claimed links no account whose address is proven";
    /// There is no link with single sign-on.
    SsoUnknown "portal.sso_unknown" Conflict "there is no link with single sign-on";
    /// Without it nobody could come in, not even by a reset.
    LastWayIn "portal.last_way_in" Conflict "this is the last way in: prove an address or set a password first";
    /// A proof without an address to prove.
    ProofNoEmail "portal.proof_no_email" Invalid "there is no e-mail address to prove";
    /// The mail came from another address than the account's.
    AddressOther "portal.address_other" Invalid "the mail came from another address";
    /// A session by an auto-login link changes no way in and takes nothing out (ASVS 6.3.6).
    SessionRestricted "portal.session_restricted" Forbidden "a session by link cannot do this: sign in";
    /// Nobody is signed in.
    SessionMissing "portal.session_missing" Forbidden "sign in first";
    /// Only the service itself does this.
    SessionNotHost "portal.session_not_host" Forbidden "only the service itself does this";
    /// Only the customer does this: staff chooses no password and no way in (ASVS 6.4.6).
    OwnerOnly "portal.owner_only" Forbidden "only the customer does this";
    /// An added field that the customer's profile does not have (S182).
    ExtraFieldUnknown { place: u32 = "Its place among the added fields of the form, in the order of their names, from 0." } "portal.extra_unknown" Invalid "the profile has no field as at place {place}";
    /// An added field that the customer may only view (S182).
    ExtraFieldViewOnly { place: u32 = "Its place among the added fields of the form, in the order of their names, from 0." } "portal.extra_view_only" Forbidden "the field at place {place} can only be viewed";
    /// A value of an added field that is too long, or has control characters other than line breaks and
    /// tabs (S182). A text has at most 4096 octets, a list at most 64 texts.
    ExtraFieldUnfit { place: u32 = "Its place among the added fields of the form, in the order of their names, from 0." } "portal.extra_unfit" Invalid "the value at place {place} is too long or has control characters";
    /// What is stored of a portal account contradicts itself.
    PortalContradiction "portal.contradiction" Invalid "what is stored of the portal account contradicts itself";
}

/// How a reason prints its parameters: by their stable names, never with content.
fn shown<T: Shown>(value: &T) -> String {
    value.text()
}

trait Shown {
    fn text(&self) -> String;
}

macro_rules! shown {
    ($($type:ty => $text:expr;)*) => {
        $(impl Shown for $type {
            fn text(&self) -> String {
                let text: fn(&$type) -> String = $text;
                text(self)
            }
        })*
    };
}

shown! {
    AccountKind => |kind| kind.name().to_owned();
    Standing => |standing| standing.name().to_owned();
    crate::HeadingKind => |kind| kind.noun().to_owned();
    Field => |field| field.name().to_owned();
    Credential => |credential| credential.name().to_owned();
    RoleName => ToString::to_string;
    DateTime<Utc> => |moment| moment.to_rfc3339();
    u32 => ToString::to_string;
    UserId => ToString::to_string;
}
