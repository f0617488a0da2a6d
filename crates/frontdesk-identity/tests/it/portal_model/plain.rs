//! What is asked, and what is told beside it, in plain words.

use super::{Edit, Who};

/// What a system says of its portal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct System {
    /// Whether the help center is in use (S155).
    pub(crate) help_center: bool,
    /// Whether single sign-on is set up (S162).
    pub(crate) sso: bool,
    /// Whether the desk added fields to what it keeps of customers (S182).
    pub(crate) fields: bool,
    /// Whether letters open for a shorter time than by default.
    pub(crate) brisk: bool,
}

impl System {
    /// Seconds for which the three letters and a link open.
    pub(crate) fn proof_opens(self) -> i64 {
        if self.brisk { 30 * 60 } else { 24 * 60 * 60 }
    }

    pub(crate) fn reset_opens(self) -> i64 {
        if self.brisk { 60 } else { 10 * 60 }
    }

    pub(crate) fn link_opens(self) -> i64 {
        if self.brisk {
            60 * 60
        } else {
            7 * 24 * 60 * 60
        }
    }
}

/// What a step is told beside the account.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Moment {
    /// In whose portal it is asked.
    pub(crate) tenant: i64,
    pub(crate) system: System,
    /// host, full, restricted or stranger.
    pub(crate) session: &'static str,
    pub(crate) now: i64,
    /// Whose account begins, if one does.
    pub(crate) customer: i64,
    /// The token that is issued or brought.
    pub(crate) token: u8,
}

/// What is asked.
#[derive(Clone, Debug)]
pub(crate) enum Ask {
    Open {
        email: Option<&'static str>,
        mailed: bool,
    },
    Register {
        email: &'static str,
    },
    RegisterSocial(Who),
    IssueAddressProof,
    ProveAddress {
        with_password: bool,
    },
    AddressAnswered(&'static str),
    IssueReset,
    Reset,
    RequestAddressChange(&'static str),
    ConfirmAddress,
    SetPassword,
    AttachSocial(Who),
    DetachSocial(Who),
    LinkSso {
        who: Who,
        /// claimed, verified or by_account_id.
        known: &'static str,
    },
    UnlinkSso,
    Edit(Edit),
    PlaceHold(&'static str),
    LiftHold(&'static str),
    Erase,
}

impl Ask {
    pub(crate) fn word(&self) -> &'static str {
        match self {
            Self::Open { .. } => "open",
            Self::Register { .. } => "register",
            Self::RegisterSocial(_) => "register_social",
            Self::IssueAddressProof => "issue_address_proof",
            Self::ProveAddress { .. } => "prove_address",
            Self::AddressAnswered(_) => "address_answered",
            Self::IssueReset => "issue_reset",
            Self::Reset => "reset",
            Self::RequestAddressChange(_) => "request_address_change",
            Self::ConfirmAddress => "confirm_address",
            Self::SetPassword => "set_password",
            Self::AttachSocial(_) => "attach_social",
            Self::DetachSocial(_) => "detach_social",
            Self::LinkSso { .. } => "link_sso",
            Self::UnlinkSso => "unlink_sso",
            Self::Edit(_) => "edit_profile",
            Self::PlaceHold(_) => "place_hold",
            Self::LiftHold(_) => "lift_hold",
            Self::Erase => "erase",
        }
    }
}
