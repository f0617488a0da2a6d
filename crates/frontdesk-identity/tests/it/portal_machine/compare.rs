//! What the crate says, in the plain words of the model.

use std::collections::BTreeSet;

use frontdesk_contact::Email;
use frontdesk_identity::*;

use super::draw::EMAILS;
use super::translate::{email, person, profile, second, tenant};
use crate::customer::customer_id;
use crate::portal_model::{Portal, Token, key};
use crate::support::noon;

pub(crate) fn reason(reason: &Reason) -> String {
    let code = reason.code();
    match reason {
        Reason::TokenExpired { since } => format!("{code} {}", (*since - noon()).num_seconds()),
        Reason::ExtraFieldUnknown { place }
        | Reason::ExtraFieldViewOnly { place }
        | Reason::ExtraFieldUnfit { place } => format!("{code} {place}"),
        _ => code.to_owned(),
    }
}

pub(crate) fn duty(duty: &PortalDuty) -> String {
    match duty {
        PortalDuty::CutSessions => "cut_sessions".to_owned(),
        PortalDuty::VoidTokens => "void_tokens".to_owned(),
        PortalDuty::VoidLinks => "void_links".to_owned(),
        PortalDuty::ErasePersonal => "erase_personal".to_owned(),
        PortalDuty::DropAvatar => "drop_avatar".to_owned(),
        PortalDuty::DropVerifier { up_to } => format!("drop_verifier up to {up_to}"),
        PortalDuty::SendLetter { letter, to } => {
            let letter = match letter {
                PortalLetter::RegistrationAsked => "registration_asked",
                PortalLetter::ResetAsked => "reset_asked",
                PortalLetter::AddressProof => "address_proof",
                PortalLetter::ConfirmAddress => "confirm_address",
                PortalLetter::AddressChangeAsked => "address_change_asked",
                PortalLetter::AddressChanged => "address_changed",
                PortalLetter::PasswordChanged => "password_changed",
                PortalLetter::SignInChanged => "sign_in_changed",
                other => panic!("{other:?} tells nothing of an account"),
            };
            format!("send_letter {letter} to {}", to.as_typed())
        }
    }
}

pub(crate) fn entry(entry: &PortalEntry) -> &'static str {
    match entry {
        PortalEntry::Full => "full",
        PortalEntry::Restricted => "restricted",
        PortalEntry::Deny(why) => denial(*why),
    }
}

pub(crate) fn denial(why: PortalDeny) -> &'static str {
    match why {
        PortalDeny::HelpCenterOff => "help_center_off",
        PortalDeny::NoAccount => "no_account",
        PortalDeny::OtherTenant => "other_tenant",
        PortalDeny::Erased => "erased",
        PortalDeny::NoPassword => "no_password",
        PortalDeny::WrongPassword => "wrong_password",
        PortalDeny::AddressUnproven => "address_unproven",
        PortalDeny::NotAttached => "not_attached",
        PortalDeny::SsoOff => "sso_off",
        PortalDeny::NotTheRecipient => "not_the_recipient",
        PortalDeny::LinkVoid => "link_void",
        PortalDeny::LinkNotYet => "link_not_yet",
        PortalDeny::LinkExpired => "link_expired",
        _ => "unheard of",
    }
}

fn claim(claim: &PortalClaim) -> String {
    let who = |subject: &Subject| format!("{:?}", (subject.issuer(), subject.subject()));
    match claim {
        PortalClaim::Address(claimed) => {
            let found = EMAILS.iter().find(|text| email(text).key() == *claimed);
            format!(
                "address {}",
                found.map_or_else(String::new, |text| key(text))
            )
        }
        PortalClaim::Social(subject) => format!("social {}", who(subject)),
        PortalClaim::Sso(subject) => format!("sso {}", who(subject)),
    }
}

/// The fields in which the account is not as the model says.
pub(crate) fn differing(portal: &Portal, account: &PortalAccount) -> Vec<&'static str> {
    let record = account.record();
    let same_token = |kept: Option<&IssuedToken>, out: Option<Token>| {
        kept.map(|token| (token.issued_at, token.expires_at))
            == out.map(|token| (second(token.issued), second(token.end)))
    };
    let to = record.change.as_ref().and_then(|change| change.to.as_ref());
    let change = record.change.as_ref().map(|change| &change.token);
    let same_email = |found: Option<&Email>, text: Option<&'static str>| found == text.map(email);
    let credentials = record.password.as_ref();
    let checks = [
        ("tenant", record.tenant == tenant(portal.tenant)),
        ("customer", record.customer == customer_id(portal.customer)),
        ("email", same_email(record.email.as_ref(), portal.email)),
        (
            "proof",
            (record.proof == AddressProof::Proven) == portal.proven,
        ),
        (
            "password",
            credentials.map(|facts| facts.version)
                == portal.has_password.then_some(portal.password_version),
        ),
        (
            "password_version",
            record.credential_version == portal.password_version,
        ),
        (
            "social",
            record.social.iter().eq({
                let social: BTreeSet<&Subject> =
                    portal.social.iter().map(|who| person(*who)).collect();
                social
            }),
        ),
        ("sso", record.sso.as_ref() == portal.sso.map(person)),
        (
            "sso_trust",
            (record.sso_trust == SsoTrust::Sure) == portal.sso_sure,
        ),
        (
            "proof_token",
            same_token(record.proof_token.as_ref(), portal.proof),
        ),
        ("reset", same_token(record.reset.as_ref(), portal.reset)),
        (
            "change",
            same_token(change, portal.change.map(|(_, token)| token)),
        ),
        ("change_to", same_email(to, portal.change.map(|(to, _)| to))),
        (
            "links_void_until",
            record.links_void_until == portal.links_void_until.map(second),
        ),
        (
            "holds",
            record
                .holds
                .iter()
                .map(|(case, since)| (case.as_str(), *since))
                .eq(portal
                    .holds
                    .iter()
                    .map(|(case, since)| (*case, second(*since)))),
        ),
        ("profile", record.profile == profile(&portal.person)),
        (
            "lifecycle",
            (record.lifecycle == PortalLifecycle::Erased) == portal.erased,
        ),
        (
            "claims",
            account.claims().iter().map(claim).collect::<BTreeSet<_>>() == portal.claims(),
        ),
    ];
    checks
        .into_iter()
        .filter(|(_, same)| !same)
        .map(|(field, _)| field)
        .collect()
}
