//! Accounts that somebody prepares for somebody else: the five classes of "Pre-hijacked accounts"
//! (Sudhodanan and Paverd, arXiv 2205.10174), each played step by step, and each with its twin in
//! which the honest customer keeps what is his. Then the incidents that are told of others.

use frontdesk_identity::PortalSession::{Full, Host, Restricted, Stranger};
use frontdesk_identity::*;

use crate::customer::*;
use crate::support::*;

const SHOP: &str = "shop";
const NETWORK: &str = "https://network.example.test";

fn by(who: &Subject) -> PortalWay {
    PortalWay::Social(who.clone())
}

fn denied(customer: &Customer, way: &PortalWay) -> PortalDeny {
    match customer.enters(way) {
        PortalEntry::Deny(why) => why,
        entry => panic!("came in: {entry:?}"),
    }
}

/// An attacker whom a careless service let in with the address of the victim: the one way to a full
/// session beside an unproven address.
fn attacker_in_by_sso() -> (Customer, PortalWay) {
    let attacker = subject(SHOP, "attacker");
    let mut account = Customer::new(Sso::On);
    account.does(Host, open(Some(VICTIM), AddressKnown::Typed));
    account.does(Host, link_sso(&attacker, SsoAddress::Claimed));
    let way = PortalWay::Sso(attacker);
    assert_eq!(account.enters(&way), PortalEntry::Full);
    (account, way)
}

/// The victim asks for a new password and brings the token out of the own mailbox.
fn victim_resets(account: &mut Customer) {
    account.does(Stranger, issue_reset(7));
    assert_eq!(
        account.letters(),
        [(PortalLetter::ResetAsked, VICTIM.to_owned())]
    );
    account.does(Stranger, reset(7, 1));
    assert_eq!(account.account().proof(), AddressProof::Proven);
    assert_eq!(account.enters(&PortalWay::Password), PortalEntry::Full);
}

/// Class 1: the attacker registers with the victim's address and a password; the victim comes later
/// by single sign-on, and the two ways in lead to one account.
#[test]
fn classic_federated_merge() {
    let mut account = Customer::new(Sso::Off);
    account.does(Stranger, register());
    // The attacker's password opens nothing, not even now.
    assert_eq!(
        denied(&account, &PortalWay::Password),
        PortalDeny::AddressUnproven
    );
    account.policy = PortalPolicy::new(Sso::On);
    let victim = subject(SHOP, "victim");
    let said = account.asks(Host, link_sso(&victim, SsoAddress::Verified));
    assert_eq!(said, "sign_in_cleared sso_linked address_proven");
    assert!(account.duties.contains(&PortalDuty::CutSessions));
    assert!(account.duties.contains(&PortalDuty::VoidTokens));
    let drop = PortalDuty::DropVerifier { up_to: 1 };
    assert!(account.duties.contains(&drop));
    assert_eq!(
        denied(&account, &PortalWay::Password),
        PortalDeny::NoPassword
    );
    assert_eq!(account.enters(&PortalWay::Sso(victim)), PortalEntry::Full);
    // Nor does the attacker's own letter open anything, had he caught it.
    assert_eq!(
        account.asks(Stranger, prove(1, Beside::Password)),
        "refused: token.unknown"
    );
}

#[test]
fn classic_federated_merge_twin_the_own_password_stays() {
    let mut account = Customer::registered();
    account.policy = PortalPolicy::new(Sso::On);
    let victim = subject(SHOP, "victim");
    let said = account.asks(Host, link_sso(&victim, SsoAddress::Verified));
    assert_eq!(said, "sso_linked");
    assert!(!account.duties.contains(&PortalDuty::CutSessions));
    assert_eq!(account.enters(&PortalWay::Password), PortalEntry::Full);
    assert_eq!(account.enters(&PortalWay::Sso(victim)), PortalEntry::Full);
    assert_eq!(
        account.letters(),
        [(PortalLetter::SignInChanged, VICTIM.to_owned())]
    );
}

/// Class 2: the attacker stays signed in while the victim takes the account back by a new password.
#[test]
fn unexpired_session() {
    let (mut account, way) = attacker_in_by_sso();
    victim_resets(&mut account);
    // Every session is cut, and the way by which it was made is gone.
    assert_eq!(account.duties[0], PortalDuty::CutSessions);
    assert_eq!(denied(&account, &way), PortalDeny::NotAttached);
    // The verifiers that go are older than the one that came.
    let dropped = account.duties.iter().find_map(|duty| match duty {
        PortalDuty::DropVerifier { up_to } => Some(*up_to),
        _ => None,
    });
    assert!(dropped < account.sealed);
}

/// The auto-login links that were out go with the sessions, and so do the sessions that links opened
/// where the address is changed.
#[test]
fn unexpired_session_by_a_link() {
    let link = |issued_at| PortalWay::AutoLoginLink {
        recipient: customer_id(5),
        issued_at,
    };
    // At the first proof, which clears.
    let (mut account, _) = attacker_in_by_sso();
    assert_eq!(account.enters(&link(noon())), PortalEntry::Restricted);
    let from = email(VICTIM);
    account.does(Host, PortalCommand::AddressAnswered { from });
    assert!(account.duties.contains(&PortalDuty::VoidLinks));
    assert_eq!(denied(&account, &link(noon())), PortalDeny::LinkVoid);
    // At a reset, and at a new password.
    for set in [
        None,
        Some(PortalCommand::SetPassword {
            verifier: hashed(2),
        }),
    ] {
        let mut account = Customer::registered();
        assert_eq!(account.enters(&link(noon())), PortalEntry::Restricted);
        match set {
            Some(set) => {
                account.does(Full, set);
            }
            None => victim_resets(&mut account),
        }
        assert!(account.duties.contains(&PortalDuty::VoidLinks));
        assert_eq!(denied(&account, &link(noon())), PortalDeny::LinkVoid);
        account.now = days(1);
        assert_eq!(account.enters(&link(days(1))), PortalEntry::Restricted);
    }
    // A change of the address ends what the links opened, not only the links.
    let mut account = Customer::registered();
    let to = email("new@example.test");
    let token = token(9);
    let (request, confirm) = (
        PortalCommand::RequestAddressChange {
            to,
            token: token.clone(),
        },
        PortalCommand::ConfirmAddress { token },
    );
    account.does(Full, request);
    account.does(Full, confirm);
    assert!(account.duties.contains(&PortalDuty::CutSessions));
    // A clock that is set back opens no link that was void.
    account.now = days(1);
    account.does(
        Full,
        PortalCommand::SetPassword {
            verifier: hashed(2),
        },
    );
    assert_eq!(account.account().record().links_void_until, Some(days(1)));
    account.now = noon();
    account.does(
        Full,
        PortalCommand::SetPassword {
            verifier: hashed(1),
        },
    );
    let to = email(VICTIM);
    account.does(
        Full,
        PortalCommand::RequestAddressChange {
            to,
            token: crate::support::token(8),
        },
    );
    let token = crate::support::token(8);
    account.does(Full, PortalCommand::ConfirmAddress { token });
    assert_eq!(account.account().record().links_void_until, Some(days(1)));
    account.now = days(1);
    assert_eq!(denied(&account, &link(days(1))), PortalDeny::LinkVoid);
}

#[test]
fn unexpired_session_twin_the_own_ways_in_stay() {
    let mut account = Customer::registered();
    let own = subject(NETWORK, "victim");
    account.does(Full, attach(&own));
    account.does(Stranger, issue_reset(7));
    assert_eq!(account.asks(Stranger, reset(7, 1)), "password_set");
    assert_eq!(account.enters(&by(&own)), PortalEntry::Full);
    assert_eq!(account.enters(&PortalWay::Password), PortalEntry::Full);
    // Sessions end all the same, for one of them may be why the password was set anew.
    assert!(account.duties.contains(&PortalDuty::CutSessions));
    assert_eq!(
        account.letters(),
        [(PortalLetter::PasswordChanged, VICTIM.to_owned())]
    );
}

/// Class 3: the attacker attaches an identity of his own to the account and keeps it in hand.
#[test]
fn trojan_identifier() {
    for proof in ["reset", "mail", "letter"] {
        let (mut account, way) = attacker_in_by_sso();
        let trojan = subject(NETWORK, "attacker");
        account.does(Full, attach(&trojan));
        // It is told to the address, wherever it is.
        assert_eq!(
            account.letters(),
            [(PortalLetter::SignInChanged, VICTIM.to_owned())]
        );
        assert_eq!(account.enters(&by(&trojan)), PortalEntry::Full);
        match proof {
            "reset" => victim_resets(&mut account),
            "mail" => {
                let from = email(VICTIM);
                account.does(Host, PortalCommand::AddressAnswered { from });
            }
            _ => {
                let token = token(8);
                account.does(Host, PortalCommand::IssueAddressProof { token });
                account.does(Stranger, prove(8, Beside::Nothing));
            }
        }
        assert_eq!(account.account().proof(), AddressProof::Proven, "{proof}");
        assert!(account.duties.contains(&PortalDuty::CutSessions), "{proof}");
        assert_eq!(denied(&account, &by(&trojan)), PortalDeny::NotAttached);
        assert_eq!(denied(&account, &way), PortalDeny::NotAttached);
    }
}

#[test]
fn trojan_identifier_twin_the_own_identity_stays() {
    // Proven from inside the session that attached it.
    let (mut account, way) = attacker_in_by_sso();
    let own = subject(NETWORK, "honest after all");
    account.does(Full, attach(&own));
    let token = token(8);
    account.does(Full, PortalCommand::IssueAddressProof { token });
    assert_eq!(
        account.asks(Full, prove(8, Beside::Nothing)),
        "address_proven"
    );
    assert_eq!(account.enters(&by(&own)), PortalEntry::Full);
    assert_eq!(account.enters(&way), PortalEntry::Full);
    // And once proven, a later proof takes nothing away.
    let from = email(VICTIM);
    assert_eq!(
        account.asks(Host, PortalCommand::AddressAnswered { from }),
        "nothing"
    );
    assert_eq!(account.enters(&by(&own)), PortalEntry::Full);
}

/// Class 4: the attacker asks for a change to his own address and confirms it when the victim is in.
#[test]
fn unexpired_email_change() {
    let change = || PortalCommand::RequestAddressChange {
        to: email("attacker@example.test"),
        token: token(9),
    };
    let confirm = || PortalCommand::ConfirmAddress { token: token(9) };
    let (mut account, _) = attacker_in_by_sso();
    account.does(Full, change());
    // The address is told before anything changes.
    assert_eq!(
        account.letters(),
        [
            (
                PortalLetter::ConfirmAddress,
                "attacker@example.test".to_owned()
            ),
            (PortalLetter::AddressChangeAsked, VICTIM.to_owned()),
        ]
    );
    victim_resets(&mut account);
    assert!(account.account().record().change.is_none());
    // The attacker holds the letter and has no session; even in a session that was left to him, or in
    // the victim's own, it is void.
    assert_eq!(
        account.asks(Stranger, confirm()),
        "refused: portal.session_missing"
    );
    assert_eq!(account.asks(Full, confirm()), "refused: token.unknown");
    assert_eq!(account.account().email(), Some(&email(VICTIM)));

    // Whatever ends the attacker's time voids it: a password, a way in that goes, a link with the
    // service, an erasure.
    let own = subject(NETWORK, "attacker");
    let linked = subject(SHOP, "attacker");
    let kept = Customer::registered();
    let mut attached = kept.clone();
    attached.does(Full, attach(&own));
    let mut by_sso = kept.clone();
    by_sso.policy = PortalPolicy::new(Sso::On);
    by_sso.does(Full, link_sso(&linked, SsoAddress::Claimed));
    for (before, end) in [
        (
            &kept,
            PortalCommand::SetPassword {
                verifier: hashed(2),
            },
        ),
        (&attached, PortalCommand::DetachSocial { subject: own }),
        (&by_sso, PortalCommand::UnlinkSso),
        (
            &kept,
            link_sso(&subject(SHOP, "victim"), SsoAddress::Claimed),
        ),
        (&kept, PortalCommand::Erase),
    ] {
        let mut account = before.clone();
        account.policy = PortalPolicy::new(Sso::On);
        account.does(Full, change());
        account.does(Stranger, issue_reset(7));
        account.does(Full, end);
        assert!(account.account().record().change.is_none());
        assert!(account.account().record().reset.is_none());
        assert!(account.duties.contains(&PortalDuty::VoidTokens));
        assert!(account.asks(Full, confirm()).starts_with("refused"));
    }
}

#[test]
fn unexpired_email_change_twin_the_own_change_is_confirmed() {
    let mut account = Customer::registered();
    let to = email("new@example.test");
    let token = token(9);
    account.does(
        Full,
        PortalCommand::RequestAddressChange {
            to: to.clone(),
            token: token.clone(),
        },
    );
    // Nothing is changed or claimed before the new mailbox has answered, in the same session.
    assert_eq!(account.account().email(), Some(&email(VICTIM)));
    assert_eq!(account.account().claims().len(), 1);
    let confirm = PortalCommand::ConfirmAddress { token };
    assert_eq!(
        account.asks(Stranger, confirm.clone()),
        "refused: portal.session_missing"
    );
    assert_eq!(account.asks(Full, confirm.clone()), "address_changed");
    assert_eq!(account.account().email(), Some(&to));
    assert_eq!(account.enters(&PortalWay::Password), PortalEntry::Full);
    assert_eq!(
        account.letters(),
        [(PortalLetter::AddressChanged, VICTIM.to_owned())]
    );
    assert_eq!(account.asks(Full, confirm), "refused: token.unknown");
    // A link that was sent to the old address opens nothing any more; a later one does.
    let link = |issued_at| PortalWay::AutoLoginLink {
        recipient: customer_id(5),
        issued_at,
    };
    let before = link(account.now);
    account.now = days(1);
    assert_eq!(denied(&account, &before), PortalDeny::LinkVoid);
    assert_eq!(account.enters(&link(days(1))), PortalEntry::Restricted);
}

/// Class 5: an issuer that never asked for a proof says that the attacker has the victim's address.
#[test]
fn non_verifying_idp() {
    let attacker = subject("https://careless.example.test", "attacker");
    // The victim's account is not found by the claim, and does not open.
    let account = Customer::registered();
    assert_eq!(denied(&account, &by(&attacker)), PortalDeny::NotAttached);
    assert!(
        !account
            .account()
            .claims()
            .contains(&PortalClaim::Social(attacker.clone()))
    );

    // Who registers by it has an account without an address: it waits for nobody.
    let mut own = Customer::new(Sso::Off);
    own.does(
        Stranger,
        PortalCommand::RegisterSocial {
            customer: customer_id(6),
            subject: attacker,
        },
    );
    assert_eq!(own.account().email(), None);
    assert!(
        own.account()
            .claims()
            .is_disjoint(&account.account().claims())
    );
    // To have the victim's address takes the victim's mailbox.
    own.does(
        Full,
        PortalCommand::RequestAddressChange {
            to: email(VICTIM),
            token: token(9),
        },
    );
    let guess = PortalCommand::ConfirmAddress { token: token(10) };
    assert_eq!(own.asks(Full, guess), "refused: token.unknown");

    // A service whose word counts for nothing proves no address.
    let (mut account, way) = attacker_in_by_sso();
    assert_eq!(account.account().proof(), AddressProof::Unproven);
    victim_resets(&mut account);
    assert_eq!(denied(&account, &way), PortalDeny::NotAttached);
}

/// Class 5 on an account whose address is proven: what a service was merely told links nothing to it,
/// from outside.
#[test]
fn non_verifying_idp_opens_no_proven_account() {
    let attacker = subject(SHOP, "attacker");
    let mut by_mail = Customer::new(Sso::On);
    by_mail.does(Host, open(Some(VICTIM), AddressKnown::Mailed));
    let mut registered = Customer::registered();
    registered.policy = PortalPolicy::new(Sso::On);
    for mut account in [by_mail, registered] {
        assert_eq!(
            account.asks(Host, link_sso(&attacker, SsoAddress::Claimed)),
            "refused: portal.sso_claimed"
        );
        assert_eq!(
            denied(&account, &PortalWay::Sso(attacker.clone())),
            PortalDeny::NotAttached
        );
        // The owner comes in by a reset and by the service, whichever is first.
        victim_resets(&mut account);
        let victim = subject(SHOP, "victim");
        account.does(Host, link_sso(&victim, SsoAddress::Verified));
        assert_eq!(account.enters(&PortalWay::Sso(victim)), PortalEntry::Full);
        // Nor does the claim take the place of that link.
        assert_eq!(
            account.asks(Host, link_sso(&attacker, SsoAddress::Claimed)),
            "refused: portal.sso_claimed"
        );
        for known in [SsoAddress::Verified, SsoAddress::ByAccountId] {
            assert_eq!(
                account.asks(Host, link_sso(&attacker, known)),
                "refused: portal.sso_twice"
            );
        }
    }
}

#[test]
fn non_verifying_idp_twin_the_link_stays_on_a_proven_account() {
    let own = subject(SHOP, "victim");
    for (session, known) in [
        (Full, SsoAddress::Claimed),
        (Host, SsoAddress::Verified),
        (Host, SsoAddress::ByAccountId),
    ] {
        let mut account = Customer::new(Sso::On);
        account.does(Host, open(Some(VICTIM), AddressKnown::Mailed));
        assert_eq!(account.asks(session, link_sso(&own, known)), "sso_linked");
        assert_eq!(account.account().record().sso_trust, SsoTrust::Sure);
        // Said again, in whatever words, it is so already.
        for again in [
            SsoAddress::Claimed,
            SsoAddress::Verified,
            SsoAddress::ByAccountId,
        ] {
            assert_eq!(account.asks(Host, link_sso(&own, again)), "nothing");
        }
        // Who signs in by single sign-on only has no password here (S181).
        assert_eq!(
            account.asks(Stranger, issue_reset(7)),
            "refused: portal.password_by_sso"
        );
        let way = PortalWay::Sso(own.clone());
        assert_eq!(account.enters(&way), PortalEntry::Full);
    }
}

/// A link that stands on a claimed address, on an account that is proven: made before such links were
/// refused, or proven from inside the session that it opened. Who reads the mailbox is not locked out.
#[test]
fn non_verifying_idp_a_claimed_link_yields_to_the_mailbox() {
    let attacker = subject(SHOP, "attacker");
    let mut stored = Customer::new(Sso::On);
    stored.does(Host, open(Some(VICTIM), AddressKnown::Mailed));
    // As an earlier form wrote it.
    let linked: PortalEvent = {
        let text = r#"{"type":"sso_linked","subject":{"issuer":"shop","subject":"attacker"}}"#;
        let event: StoredPortalEvent = serde_json::from_str(text).unwrap();
        event.restore(&PersonalRow::default())
    };
    stored.account.as_mut().unwrap().apply(&linked).unwrap();
    let (mut inside, _) = attacker_in_by_sso();
    let token = token(8);
    inside.does(Full, PortalCommand::IssueAddressProof { token });
    inside.does(Full, prove(8, Beside::Nothing));
    for mut account in [stored, inside] {
        let record = account.account().record();
        assert_eq!(record.proof, AddressProof::Proven);
        assert_eq!(record.sso_trust, SsoTrust::Claimed);
        account.does(Stranger, issue_reset(7));
        assert_eq!(
            account.asks(Stranger, reset(7, 1)),
            "sso_unlinked password_set"
        );
        assert!(account.duties.contains(&PortalDuty::CutSessions));
        assert_eq!(
            denied(&account, &PortalWay::Sso(attacker.clone())),
            PortalDeny::NotAttached
        );
        assert_eq!(account.enters(&PortalWay::Password), PortalEntry::Full);
        account.does(
            Host,
            link_sso(&subject(SHOP, "victim"), SsoAddress::Verified),
        );
    }
}

#[test]
fn non_verifying_idp_twin_a_claimed_link_is_made_sure() {
    for (known, said) in [
        (SsoAddress::Verified, "sso_linked address_proven"),
        (SsoAddress::ByAccountId, "sso_linked"),
    ] {
        let own = subject(SHOP, "victim");
        let mut account = Customer::new(Sso::On);
        account.does(Host, open(Some(VICTIM), AddressKnown::Typed));
        account.does(Host, link_sso(&own, SsoAddress::Claimed));
        // Not by who came in by it.
        assert_eq!(
            account.asks(Full, link_sso(&own, SsoAddress::Claimed)),
            "nothing"
        );
        assert_eq!(account.account().record().sso_trust, SsoTrust::Claimed);
        assert_eq!(account.asks(Host, link_sso(&own, known)), said);
        assert_eq!(account.account().record().sso_trust, SsoTrust::Sure);
        assert_eq!(account.account().sso(), Some(&own));
    }
}

/// Who links first does not keep out who is known for sure, while nobody has proven the address.
#[test]
fn squatting_by_sso() {
    let victim = subject(SHOP, "victim");
    for (known, said) in [
        (
            SsoAddress::Verified,
            "sign_in_cleared sso_linked address_proven",
        ),
        (SsoAddress::ByAccountId, "sign_in_cleared sso_linked"),
    ] {
        let (mut account, way) = attacker_in_by_sso();
        assert_eq!(account.asks(Host, link_sso(&victim, known)), said);
        assert!(account.duties.contains(&PortalDuty::CutSessions));
        assert_eq!(denied(&account, &way), PortalDeny::NotAttached);
        let own = PortalWay::Sso(victim.clone());
        assert_eq!(account.enters(&own), PortalEntry::Full);
    }
}

#[test]
fn squatting_by_sso_twin_a_claim_displaces_nobody() {
    let (mut account, way) = attacker_in_by_sso();
    let other = subject(SHOP, "other");
    for (session, known) in [
        (Host, SsoAddress::Claimed),
        (Full, SsoAddress::Claimed),
        (Full, SsoAddress::Verified),
        (Full, SsoAddress::ByAccountId),
    ] {
        assert_eq!(
            account.asks(session, link_sso(&other, known)),
            "refused: portal.sso_twice"
        );
    }
    assert_eq!(account.enters(&way), PortalEntry::Full);
    // Without an address none was compared: "verified" is a claim too.
    let mut account = Customer::new(Sso::On);
    account.does(Host, open(None, AddressKnown::Typed));
    account.does(Host, link_sso(&subject(SHOP, "9"), SsoAddress::Verified));
    assert_eq!(account.account().record().sso_trust, SsoTrust::Claimed);
    assert_eq!(
        account.asks(Host, link_sso(&other, SsoAddress::Verified)),
        "refused: portal.sso_twice"
    );
    assert_eq!(
        account.asks(Host, link_sso(&other, SsoAddress::ByAccountId)),
        "sign_in_cleared sso_linked"
    );
}

/// What the first comer wrote about himself is not what the owner finds.
#[test]
fn trojan_profile() {
    let (mut account, _) = attacker_in_by_sso();
    account.edits(Full, |changes| {
        let company = frontdesk_contact::DisplayName::parse("Attacker Ltd").unwrap();
        changes.company = Change::Set(Some(company));
        changes.avatar = Change::Set(Photo::Present);
    });
    victim_resets(&mut account);
    assert_eq!(account.account().profile(), &PortalProfile::default());
    assert!(account.duties.contains(&PortalDuty::DropAvatar));
    // Without a picture there is none to destroy.
    let (mut account, _) = attacker_in_by_sso();
    victim_resets(&mut account);
    assert!(!account.duties.contains(&PortalDuty::DropAvatar));
}

#[test]
fn trojan_profile_twin_the_own_words_stay() {
    let mut account = Customer::registered();
    account.edits(Full, |changes| {
        changes.avatar = Change::Set(Photo::Present);
    });
    victim_resets(&mut account);
    assert_eq!(account.account().profile().avatar, Photo::Present);
    assert!(!account.duties.contains(&PortalDuty::DropAvatar));
}

#[test]
fn non_verifying_idp_twin_an_attached_identity_opens() {
    let own = subject("https://careless.example.test", "victim");
    let mut account = Customer::registered();
    account.does(Full, attach(&own));
    assert_eq!(account.enters(&by(&own)), PortalEntry::Full);
    // The same subject at another issuer, or in single sign-on, is somebody else.
    let elsewhere = subject("https://other.example.test", "victim");
    assert_eq!(denied(&account, &by(&elsewhere)), PortalDeny::NotAttached);
    account.policy = PortalPolicy::new(Sso::On);
    assert_eq!(
        denied(&account, &PortalWay::Sso(own)),
        PortalDeny::NotAttached
    );
}

/// The victim follows the letter of a registration that somebody else began, and brings the token
/// without the password that somebody else chose: the password is gone.
#[test]
fn a_letter_followed_by_its_reader_clears_the_password_of_the_writer() {
    let mut account = Customer::new(Sso::Off);
    account.does(Stranger, register());
    assert_eq!(
        account.asks(Stranger, prove(1, Beside::Nothing)),
        "sign_in_cleared address_proven"
    );
    assert_eq!(
        denied(&account, &PortalWay::Password),
        PortalDeny::NoPassword
    );
    // The next password has a version that none had.
    account.does(Stranger, issue_reset(7));
    account.does(Stranger, reset(7, 1));
    assert_eq!(account.sealed, Some(2));
}

#[test]
fn a_letter_followed_by_its_writer_keeps_the_password() {
    let account = Customer::registered();
    assert_eq!(account.account().password().unwrap().version, 1);
    assert_eq!(account.enters(&PortalWay::Password), PortalEntry::Full);
    // A restricted session is no full one: its holder asks as a stranger.
    let mut account = Customer::new(Sso::Off);
    account.does(Stranger, register());
    assert_eq!(
        account.asks(Restricted, prove(1, Beside::Password)),
        "refused: portal.session_restricted"
    );
}

/// "With the password" says nothing where the account has none.
#[test]
fn a_password_counts_only_where_there_is_one() {
    let (mut account, way) = attacker_in_by_sso();
    let token = token(8);
    account.does(Host, PortalCommand::IssueAddressProof { token });
    account.does(Stranger, prove(8, Beside::Password));
    assert_eq!(denied(&account, &way), PortalDeny::NotAttached);
}

/// GitHub 2019: the account was looked up by a folded address, and the token sent to what was typed.
#[test]
fn a_reset_goes_to_the_stored_address_only() {
    let mut account = Customer::new(Sso::Off);
    account.does(Host, open(Some("mike@Example.TEST"), AddressKnown::Mailed));
    let asked = |typed: &str| {
        let request = StrangerRequest::ForgotPassword {
            email: email(typed),
            token: token(1),
        };
        let facts = facts(&account.policy, Stranger);
        let answer = answer_stranger(account.account.as_ref(), &request, &facts, noon()).unwrap();
        (
            answer.truth.code(),
            answer.duties,
            answer.decided.events.len(),
        )
    };
    let to = |address: &str| {
        let to = email(address);
        let letter = PortalLetter::ResetAsked;
        vec![PortalDuty::SendLetter { letter, to }]
    };
    // Another spelling of the domain is the same mailbox: the stored form is written to.
    let found = asked("mike@example.test");
    assert_eq!(found, ("door.reset_sent", to("mike@Example.TEST"), 1));
    // A dotless i is another mailbox, even where the host's look-up found this account for it: no
    // token is issued, so the letter to it holds none.
    let found = asked("m\u{131}ke@example.test");
    assert_eq!(
        found,
        ("door.nobody_there", to("m\u{131}ke@example.test"), 0)
    );
    // So is another case of the local part.
    assert_eq!(asked("Mike@example.test").0, "door.nobody_there");
}

/// Netflix 2018: two spellings of one provider's mailbox are two addresses, and neither account is
/// offered to the other.
#[test]
fn folding_by_provider_joins_nothing() {
    let mut one = Customer::new(Sso::Off);
    one.does(Host, open(Some("j.smith@mail.test"), AddressKnown::Mailed));
    let from = email("jsmith@mail.test");
    assert_eq!(
        one.asks(Host, PortalCommand::AddressAnswered { from }),
        "refused: portal.address_other"
    );
}

/// Spotify 2013: a token opens the account that it was issued for, and no other that has the same
/// bytes, purpose or address.
#[test]
fn tokens_of_one_purpose_and_account_serve_no_other() {
    let mut account = Customer::new(Sso::Off);
    account.does(Stranger, register());
    // Of another purpose.
    assert_eq!(
        account.asks(Stranger, reset(1, 1)),
        "refused: token.unknown"
    );
    account.does(Stranger, issue_reset(2));
    assert_eq!(
        account.asks(Stranger, prove(2, Beside::Nothing)),
        "refused: token.unknown"
    );
    // Of another account with the same address: what is kept of the same bytes is not the same.
    let mut other = Customer::new(Sso::Off);
    other.does(
        Stranger,
        PortalCommand::Register {
            form: RegisterPortal {
                customer: customer_id(6),
                email: email(VICTIM),
            },
            verifier: hashed(0),
            token: token(1),
        },
    );
    let kept = |customer: &Customer| customer.account().record().proof_token.clone().unwrap();
    assert_ne!(kept(&account).verifier, kept(&other).verifier);
    // Used once, too late, replaced: never again.
    account.now = days(1);
    assert_eq!(
        account.asks(Stranger, prove(1, Beside::Nothing)),
        "refused: token.expired"
    );
    account.now = noon();
    account.does(Stranger, prove(1, Beside::Password));
    assert_eq!(
        account.asks(Stranger, prove(1, Beside::Password)),
        "refused: token.unknown"
    );
}

/// A reset is for ten minutes by default (ASVS 6.5.5), half-open as every token (D19).
#[test]
fn a_reset_opens_for_ten_minutes() {
    use frontdesk_model::chrono::TimeDelta;
    let mut account = Customer::registered();
    account.does(Host, issue_reset(7));
    account.now = noon() + TimeDelta::minutes(10);
    assert_eq!(
        account.asks(Stranger, reset(7, 1)),
        "refused: token.expired"
    );
    account.now -= TimeDelta::seconds(1);
    assert_eq!(account.asks(Stranger, reset(7, 1)), "password_set");
}

/// Passwordless does not mean unproven: the last way in stays, unless a reset could replace it.
#[test]
fn the_last_way_in_stays() {
    let own = subject(NETWORK, "17");
    let mut account = Customer::new(Sso::Off);
    account.does(
        Stranger,
        PortalCommand::RegisterSocial {
            customer: customer_id(5),
            subject: own.clone(),
        },
    );
    let detach = PortalCommand::DetachSocial { subject: own };
    assert_eq!(
        account.asks(Full, detach.clone()),
        "refused: portal.last_way_in"
    );
    account.does(
        Full,
        PortalCommand::RequestAddressChange {
            to: email(VICTIM),
            token: token(9),
        },
    );
    account.does(Full, PortalCommand::ConfirmAddress { token: token(9) });
    assert_eq!(account.asks(Full, detach), "social_detached");
    assert!(account.duties.contains(&PortalDuty::CutSessions));
    victim_resets(&mut account);

    let mut linked = Customer::by_sso(SsoAddress::Claimed);
    assert_eq!(
        linked.asks(Full, PortalCommand::UnlinkSso),
        "refused: portal.last_way_in"
    );
    let mut linked = Customer::by_sso(SsoAddress::Verified);
    assert_eq!(linked.asks(Full, PortalCommand::UnlinkSso), "sso_unlinked");
}
