//! Who asks: what each kind of session may do.

use serde::{Deserialize, Serialize};

use crate::Reason;

/// In what session something is asked of a portal account.
///
/// Who brings a token out of a letter is a [`Self::Stranger`], whatever else the browser holds. Only
/// [`PortalCommand::ProveAddress`](crate::PortalCommand::ProveAddress) and
/// [`PortalCommand::ConfirmAddress`](crate::PortalCommand::ConfirmAddress) look at a full session
/// beside the token, and then the host gives [`Self::Full`] only for the session that asked for the
/// token: a session that was slipped into the browser of somebody else proves nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PortalSession {
    /// The service itself, or its staff.
    Host,
    /// The customer, by password, social account or single sign-on.
    Full,
    /// Whoever holds an auto-login link of the customer. A mailbox is no factor (ASVS 6.3.6): this
    /// reads and answers the own cases, and changes no way in.
    Restricted,
    /// Nobody who is signed in.
    Stranger,
}

impl PortalSession {
    /// All of them.
    pub const ALL: &[Self] = &[Self::Host, Self::Full, Self::Restricted, Self::Stranger];

    /// Whether this session may do that. What the account itself says comes after it.
    ///
    /// # Errors
    /// With what stands against it.
    pub fn check(self, act: PortalAct) -> Result<(), Reason> {
        if act.sessions().contains(&self) {
            return Ok(());
        }
        Err(match self {
            Self::Restricted => Reason::SessionRestricted,
            Self::Stranger => Reason::SessionMissing,
            // Who is signed in has an account.
            Self::Full if matches!(act, PortalAct::Register | PortalAct::RegisterSocial) => {
                Reason::PortalExists
            }
            Self::Full => Reason::SessionNotHost,
            // Staff may start a reset and not choose a password, and so on (ASVS 6.4.6).
            Self::Host => Reason::OwnerOnly,
        })
    }
}

/// Declares what can be asked: its stable name, its meaning, and the sessions that may.
macro_rules! acts {
    ($($act:ident $name:literal $doc:literal [$($session:ident)*];)*) => {
        /// Something that is asked of a portal account: the commands, and what is no command because
        /// it changes nothing here.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum PortalAct {
            $(#[doc = $doc] $act,)*
        }

        impl PortalAct {
            /// All of them, in their order.
            pub const ALL: &[Self] = &[$(Self::$act),*];

            /// The stable name.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self { $(Self::$act => $name,)* }
            }

            /// The sessions that may: the whole table.
            const fn sessions(self) -> &'static [PortalSession] {
                match self { $(Self::$act => &[$(PortalSession::$session),*],)* }
            }
        }
    };
}

acts! {
    ReadCases "read_cases" "Read the own cases (S156)." [Host Full Restricted];
    AnswerCases "answer_cases" "Answer them (S157)." [Host Full Restricted];
    Open "open" "Begin the account with the first ticket (S155)." [Host];
    Register "register" "Register by an address and a password." [Stranger];
    RegisterSocial "register_social" "Register by a social account." [Stranger];
    IssueAddressProof "issue_address_proof" "Ask for a token that proves the address." [Host Full];
    ProveAddress "prove_address" "Bring it." [Full Stranger];
    AddressAnswered "address_answered" "Say that a ticket came by mail from the address." [Host];
    IssueReset "issue_reset" "Ask for a token for a new password." [Host Full Stranger];
    Reset "reset" "Bring it, with a new password." [Full Stranger];
    RequestAddressChange "request_address_change" "Ask for another address." [Full];
    ConfirmAddress "confirm_address" "Bring the token that was sent to it." [Full];
    SetPassword "set_password" "Set a password (S181)." [Full];
    AttachSocial "attach_social" "Attach a social account (S178)." [Full];
    DetachSocial "detach_social" "Detach it." [Full];
    LinkSso "link_sso" "Link the account with single sign-on (S162)." [Host Full];
    UnlinkSso "unlink_sso" "Take the link away." [Host Full];
    EditLook "edit_look" "Edit avatar, language and time zone (S177, S180): how the portal looks to the customer." [Host Full Restricted];
    EditPerson "edit_person" "Edit name, company, position and added fields (S179, S182): what staff takes for true." [Host Full];
    Export "export" "Take out everything that is kept of the customer." [Host Full];
    PlaceHold "place_hold" "Begin a legal hold." [Host];
    LiftHold "lift_hold" "End it." [Host];
    Erase "erase" "Erase the customer." [Host Full];
}
