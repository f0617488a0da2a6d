//! The portal account of a customer.
//!
//! # What proves whom
//!
//! Whoever types an address has proven nothing. So the address of an account is
//! [`AddressProof::Unproven`] until somebody answered from it: brought a token that was sent there, or
//! wrote a ticket by mail from there. The first proof makes the account the property of who gave it,
//! and takes away every way in that was there before, with the sessions, links and tokens that came by
//! it and the profile that was written under it: that is the answer to accounts which somebody
//! prepares with the address of somebody else and waits (Sudhodanan and Paverd, "Pre-hijacked
//! accounts", arXiv 2205.10174). Only a proof that is brought together with the account's password, or
//! inside a [`PortalSession::Full`], keeps them: then who prepared the account and who reads the
//! mailbox are one person.
//!
//! Until then a password opens nothing, for the address is its login. Otherwise anybody could find
//! out whether an address had an account: register with it, and try to sign in.
//!
//! A social network or a service of single sign-on proves who somebody is there, by issuer and
//! subject. Its claim about an e-mail address is never read. Where the host reads it all the same and
//! picks an account by it, it says how much it is worth ([`SsoAddress`]): an address that was merely
//! claimed there opens no account whose address is proven here.

mod account;
mod address;
mod command;
mod decide;
mod door;
mod duty;
mod entry;
mod event;
mod policy;
mod profile;
mod record;
mod session;
mod stored;
mod subject;
mod ways;

pub use account::{PortalAccount, PortalClaim};
pub use command::{AddressKnown, Beside, OpenPortal, PortalCommand, RegisterPortal, SsoAddress};
pub use decide::decide_portal;
pub use door::{StrangerAnswer, StrangerRequest, answer_stranger};
pub use duty::{PortalDuty, PortalLetter, has_auto_login_link};
pub use entry::{PortalDeny, PortalEntry, PortalWay, enter_portal};
pub use event::{PortalEvent, ProofAsked, ProofBy, SessionsAfter};
pub use policy::{
    Editing, ExtraField, HelpCenter, OnProfile, PortalFacts, PortalPolicy, PortalWarning, Sso,
    portal_exists,
};
pub use profile::{PortalProfile, PortalProfileChanges, ProfilePassword, ShownField, ShownProfile};
pub use record::{AddressProof, PendingAddress, PortalLifecycle, PortalRecord, SsoTrust};
pub use session::{PortalAct, PortalSession};
pub use stored::{StoredPortalEvent, export_customer};
pub use subject::{Subject, SubjectError};
