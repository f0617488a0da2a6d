//! Laws of the portal account, over sequences of commands and over every state that they lead to.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use frontdesk_contact::DisplayName;
use frontdesk_identity::PortalSession::{Full, Host, Restricted, Stranger};
use frontdesk_identity::*;
use frontdesk_model::TenantId;
use frontdesk_model::chrono::TimeDelta;
use proptest::prelude::*;
use proptest::sample::select;
use proptest::test_runner::{Config, RngAlgorithm, TestCaseError, TestRng, TestRunner};

use crate::customer::*;
use crate::support::*;

/// Words that are personal wherever they stand: every generated value has one.
const PERSONAL: [&str; 7] = [
    "victim@",
    "another@",
    "mailbox",
    "Личноева",
    "Имярека",
    "закупки",
    "person-",
];

fn tells_a_person(text: &str) -> bool {
    PERSONAL.iter().any(|word| text.contains(word))
}

/// Token bytes as text, and what the host made of a password.
fn tells_a_secret(text: &str) -> bool {
    let bytes = |seed: u8| {
        let bytes = token_bytes(seed);
        let hex: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
        let list: Vec<String> = bytes[..4].iter().map(u8::to_string).collect();
        [hex[..16].to_owned(), list.join(","), list.join(", ")]
    };
    HASHES.iter().any(|hash| text.contains(hash))
        || text.contains("c29tZXNhbHRzb21lc2FsdA")
        || (1..4).flat_map(bytes).any(|word| text.contains(&word))
}

fn an_email() -> impl Strategy<Value = frontdesk_contact::Email> {
    select(vec![
        VICTIM,
        "victim@EXAMPLE.test",
        "another@example.test",
        "the.mailbox@example.test",
    ])
    .prop_map(email)
}

fn a_subject() -> impl Strategy<Value = Subject> {
    (select(vec!["network", "shop"]), 1..4u8)
        .prop_map(|(issuer, number)| subject(issuer, &format!("person-{number}")))
}

fn an_edit() -> impl Strategy<Value = PortalCommand> {
    let extra = select(vec!["cf_1", "cf_1", "cf_1", "cf_2", "cf_3", "cf_9"]);
    let name = select(vec!["Имярека", "Личноева"]);
    (extra, name, proptest::bits::u8::ANY).prop_map(|(extra, name, on)| {
        let name = DisplayName::parse(name).unwrap();
        let mut changes = PortalProfileChanges::default();
        if on & 1 != 0 {
            changes.avatar = Change::Set(Photo::Present);
        }
        if on & 2 != 0 {
            changes.name = Change::Set(Some(name.clone()));
        }
        if on & 4 != 0 {
            changes.company = Change::Set(Some(name));
        }
        if on & 8 != 0 {
            changes.position = Change::Set(Some(Position("закупки".to_owned())));
        }
        if on & 48 == 48 {
            let value = SettingValue::from("person-extra");
            changes.extra.insert(extra.to_owned(), value);
        }
        if on & 192 == 192 {
            changes.extra_emptied.insert(extra.to_owned());
        }
        PortalCommand::EditProfile(changes)
    })
}

fn a_token() -> impl Strategy<Value = TokenBytes> {
    (1..4u8).prop_map(token)
}

fn a_command() -> impl Strategy<Value = PortalCommand> {
    let known = || select(vec![AddressKnown::Typed, AddressKnown::Mailed]);
    let beside = || select(vec![Beside::Nothing, Beside::Password]);
    let cases = || select(vec!["4711", "4712"]).prop_map(case);
    prop_oneof![
        3 => (proptest::option::weighted(0.7, an_email()), known()).prop_map(|(email, known)| {
            PortalCommand::Open(OpenPortal { customer: customer_id(5), email, known })
        }),
        3 => (an_email(), 0..3usize, a_token()).prop_map(|(email, password, token)| {
            PortalCommand::Register {
                form: RegisterPortal { customer: customer_id(5), email },
                verifier: hashed(password),
                token,
            }
        }),
        3 => a_subject().prop_map(|subject| PortalCommand::RegisterSocial {
            customer: customer_id(5),
            subject,
        }),
        3 => a_token().prop_map(|token| PortalCommand::IssueAddressProof { token }),
        6 => (a_token(), beside())
            .prop_map(|(token, beside)| PortalCommand::ProveAddress { token, beside }),
        1 => an_email().prop_map(|from| PortalCommand::AddressAnswered { from }),
        3 => a_token().prop_map(|token| PortalCommand::IssueReset { token }),
        5 => (a_token(), 0..3usize).prop_map(|(token, password)| PortalCommand::Reset {
            token,
            verifier: hashed(password),
        }),
        4 => (an_email(), a_token())
            .prop_map(|(to, token)| PortalCommand::RequestAddressChange { to, token }),
        6 => a_token().prop_map(|token| PortalCommand::ConfirmAddress { token }),
        2 => (0..3usize).prop_map(|password| PortalCommand::SetPassword {
            verifier: hashed(password),
        }),
        3 => a_subject().prop_map(|subject| PortalCommand::AttachSocial { subject }),
        3 => a_subject().prop_map(|subject| PortalCommand::DetachSocial { subject }),
        3 => (a_subject(), select(vec![
            SsoAddress::Claimed,
            SsoAddress::Verified,
            SsoAddress::ByAccountId,
        ]))
            .prop_map(|(subject, address)| PortalCommand::LinkSso { subject, address }),
        2 => Just(PortalCommand::UnlinkSso),
        5 => an_edit(),
        1 => cases().prop_map(|case| PortalCommand::PlaceHold { case }),
        2 => cases().prop_map(|case| PortalCommand::LiftHold { case }),
        1 => prop_oneof![3 => Just(false), 1 => Just(true)].prop_map(|erase| match erase {
            true => PortalCommand::Erase,
            false => PortalCommand::UnlinkSso,
        }),
    ]
}

/// A command in a session that mostly fits, so that sequences lead somewhere.
fn a_step() -> impl Strategy<Value = (PortalCommand, PortalSession, i64)> {
    let any_session = select(PortalSession::ALL.to_vec());
    (a_command(), any_session, 0..8u8, 0..20i64).prop_map(|(command, any, fits, minutes)| {
        let fitting: Vec<PortalSession> = PortalSession::ALL
            .iter()
            .copied()
            .filter(|session| session.check(command.act()).is_ok())
            .collect();
        let session = match fits {
            0 => any,
            fits => fitting[usize::from(fits) % fitting.len()],
        };
        (command, session, minutes)
    })
}

fn steps(count: usize) -> impl Strategy<Value = Vec<(PortalCommand, PortalSession, i64)>> {
    proptest::collection::vec(a_step(), count)
}

fn a_policy() -> impl Strategy<Value = PortalPolicy> {
    select(vec![with_fields(Sso::Off), with_fields(Sso::On)])
}

fn runner(cases: u32) -> TestRunner {
    TestRunner::new_with_rng(
        Config {
            cases,
            failure_persistence: None,
            ..Config::default()
        },
        TestRng::deterministic_rng(RngAlgorithm::ChaCha),
    )
}

/// Everything by which somebody comes in, now or with a token that is out.
fn sign_in(account: Option<&PortalAccount>) -> Option<PortalRecord> {
    account.map(|account| {
        let mut record = account.record().clone();
        record.profile = PortalProfile::default();
        record.version = frontdesk_model::Version::FIRST;
        record
    })
}

fn has_way_in(account: &PortalAccount) -> bool {
    account.password().is_some()
        || !account.social().is_empty()
        || account.sso().is_some()
        || account.proof() == AddressProof::Proven
}

/// Every law that holds for every sequence, and every command both accepted and refused.
#[test]
fn sequences_of_commands() {
    let histogram: RefCell<BTreeMap<(String, bool), u32>> = RefCell::default();
    let events_seen: RefCell<BTreeSet<&'static str>> = RefCell::default();
    runner(300)
        .run(&(a_policy(), steps(40)), |(policy, steps)| {
            let mut customer = Customer::new(policy.sso);
            customer.policy = policy;
            for (command, session, minutes) in steps {
                customer.now += TimeDelta::minutes(minutes / 4);
                let before = customer.clone();
                let facts = facts(&customer.policy, session);
                let answer =
                    decide_portal(customer.account.as_ref(), &command, &facts, customer.now);
                *histogram
                    .borrow_mut()
                    .entry((command.act().name().to_owned(), answer.is_ok()))
                    .or_default() += 1;
                let printed = format!("{command:?} {answer:?}");
                prop_assert!(!tells_a_secret(&printed), "{printed}");
                prop_assert!(!tells_a_person(&printed), "{printed}");
                let decided = match answer {
                    Ok(decided) => decided,
                    Err(refusal) => {
                        prop_assert!(refusal.reasons().count() > 0);
                        let said = serde_json::to_string(&refusal).unwrap() + &refusal.to_string();
                        prop_assert!(!tells_a_person(&said));
                        continue;
                    }
                };
                events_seen
                    .borrow_mut()
                    .extend(decided.events.iter().map(PortalEvent::name));
                let sets = |event: &PortalEvent| matches!(event, PortalEvent::PasswordSet { .. });
                prop_assert_eq!(decided.events.iter().any(sets), decided.sealed.is_some());
                customer.take(decided);
                if customer.account.is_none() {
                    continue;
                }
                laws_of_a_step(&before, &customer, &command, session)?;
                laws_of_a_state(&customer)?;
            }
            Ok(())
        })
        .unwrap();
    assert_eq!(events_seen.into_inner().len(), 16);
    let histogram = histogram.into_inner();
    // An edit counts as one of the look.
    let acts: BTreeSet<&str> = histogram.keys().map(|(act, _)| act.as_str()).collect();
    assert_eq!(acts.len(), PortalAct::ALL.len() - 4, "{acts:?}");
    for act in acts {
        let count = |accepted| histogram.get(&(act.to_owned(), accepted)).copied();
        println!("{act:24}{:>8?}{:>8?}", count(true), count(false));
        for accepted in [true, false] {
            let count = count(accepted).unwrap_or(0);
            assert!(count >= 10, "{act} accepted={accepted}: {count}");
        }
    }
}

fn laws_of_a_step(
    before: &Customer,
    after: &Customer,
    command: &PortalCommand,
    session: PortalSession,
) -> Result<(), TestCaseError> {
    let account = after.account();
    // Who was erased decides nothing.
    prop_assert!(before.account.as_ref().is_none_or(|a| !a.is_erased()));
    // A restricted session never changes how anybody comes in.
    if session == Restricted {
        prop_assert_eq!(sign_in(before.account.as_ref()), sign_in(Some(account)));
    }
    // The verifier to keep has the version of the password, and none that there ever was.
    if let Some(sealed) = after.sealed {
        prop_assert_eq!(
            account.password().map(|password| password.version),
            Some(sealed)
        );
        let earlier = before.account.as_ref();
        prop_assert!(earlier.is_none_or(|a| a.record().credential_version < sealed));
        // What goes is older than what comes.
        for duty in &after.duties {
            if let PortalDuty::DropVerifier { up_to } = duty {
                prop_assert!(*up_to < sealed);
            }
        }
    }
    let Some(before) = &before.account else {
        return Ok(());
    };
    // A password that is no longer there has its verifier destroyed and every session cut.
    if before.password().is_some() && account.password().is_none() {
        let drop = PortalDuty::DropVerifier {
            up_to: before.record().credential_version,
        };
        prop_assert!(after.duties.contains(&drop));
        prop_assert!(after.duties.contains(&PortalDuty::CutSessions));
    }
    // A way in that went has its sessions cut.
    let ways: fn(&PortalAccount) -> BTreeSet<PortalClaim> = |account| {
        let claims = account.claims().into_iter();
        claims
            .filter(|claim| !matches!(claim, PortalClaim::Address(_)))
            .collect()
    };
    if !ways(before).is_subset(&ways(account)) {
        prop_assert!(after.duties.contains(&PortalDuty::CutSessions));
        // And no token is left that was asked for by it.
        let record = account.record();
        prop_assert!(after.duties.contains(&PortalDuty::VoidTokens));
        prop_assert!(record.proof_token.is_none() && record.reset.is_none());
        prop_assert!(record.change.is_none());
    }
    // A link that was void stays so, whatever the clock says; and when every way in was taken, those
    // that were out are void.
    let void_until = |account: &PortalAccount| account.record().links_void_until;
    if !account.is_erased() {
        prop_assert!(void_until(before) <= void_until(account));
    }
    if after.duties.contains(&PortalDuty::VoidLinks) && !account.is_erased() {
        prop_assert!(void_until(account) >= Some(after.now));
        prop_assert!(after.duties.contains(&PortalDuty::CutSessions));
    }
    let by_host = session == Host;
    if let PortalCommand::LinkSso { subject, address } = command {
        // From outside, a claimed address links nobody to an account whose address is proven; and only
        // somebody who is known for sure takes the place of another, where nobody proved it.
        let newly = before.sso() != Some(subject);
        let proven = before.proof() == AddressProof::Proven;
        prop_assert!(!(newly && by_host && proven && *address == SsoAddress::Claimed));
        if newly && before.sso().is_some() {
            prop_assert!(by_host && !proven && *address != SsoAddress::Claimed);
        }
        prop_assert!(!newly || account.sso() == Some(subject));
    }
    // Who signs in by single sign-on only gets no password and stays so (S181).
    if before.is_sso_only(&after.policy) && before.sso() == account.sso() {
        prop_assert!(account.password().is_none());
    }
    // Whoever could come in still can, until the erasure.
    if has_way_in(before) && !account.is_erased() {
        prop_assert!(has_way_in(account));
    }
    // The first proof by somebody who shows no way in of the account leaves none that was there: what
    // opens after it was set by this very command.
    let proven = |account: &PortalAccount| account.proof() == AddressProof::Proven;
    let shows_a_way = session == Full && !matches!(command, PortalCommand::Reset { .. })
        || matches!(
            command,
            PortalCommand::ProveAddress {
                beside: Beside::Password,
                ..
            }
        ) && before.password().is_some()
        || matches!(command, PortalCommand::LinkSso { subject, .. } if before.sso() == Some(subject));
    if !proven(before) && proven(account) && !shows_a_way {
        prop_assert!(account.social().is_empty());
        prop_assert!(account.password() != before.password() || account.password().is_none());
        let links = matches!(command, PortalCommand::LinkSso { .. });
        prop_assert!(account.sso().is_none() || links);
        prop_assert!(account.record().change.is_none());
        // Nor is anything left that was written under one.
        if !ways(before).is_empty() {
            prop_assert_eq!(account.profile(), &PortalProfile::default());
            prop_assert!(void_until(account) >= Some(after.now));
        }
    }
    Ok(())
}

fn laws_of_a_state(customer: &Customer) -> Result<(), TestCaseError> {
    let account = customer.account();
    let (stored, rows): (Vec<StoredPortalEvent>, Vec<PersonalRow>) = customer
        .events
        .iter()
        .cloned()
        .map(PortalEvent::store)
        .unzip();
    // Events are stored without personal values, and read back to the byte.
    let text = serde_json::to_string(&stored).unwrap();
    prop_assert!(!tells_a_person(&text), "{text}");
    let read: Vec<StoredPortalEvent> = serde_json::from_str(&text).unwrap();
    prop_assert_eq!(&serde_json::to_string(&read).unwrap(), &text);
    let replay = |rows: &[PersonalRow]| {
        let events: Vec<PortalEvent> = read
            .iter()
            .zip(rows)
            .map(|(event, row)| event.clone().restore(row))
            .collect();
        PortalAccount::replay(&events).unwrap().unwrap()
    };
    // Replay gives the same state, to the byte.
    let rows_text = serde_json::to_string(&rows).unwrap();
    let rows_read: Vec<PersonalRow> = serde_json::from_str(&rows_text).unwrap();
    let replayed = replay(&rows_read);
    prop_assert_eq!(&replayed, account);
    let state = serde_json::to_string(account).unwrap();
    prop_assert_eq!(&serde_json::to_string(&replayed).unwrap(), &state);
    prop_assert_eq!(
        &serde_json::from_str::<PortalAccount>(&state).unwrap(),
        account
    );
    prop_assert_eq!(account.version().0, customer.events.len() as u64);
    prop_assert_eq!(account.precondition().version, account.version());

    // A password opens only what was proven.
    if customer.enters(&PortalWay::Password) == PortalEntry::Full {
        prop_assert!(account.proof() == AddressProof::Proven && account.password().is_some());
    }
    // No output tells a secret; `Debug` tells no personal value.
    let duties: Vec<PortalDuty> = customer
        .events
        .iter()
        .flat_map(PortalEvent::duties)
        .collect();
    let duties_text = serde_json::to_string(&duties).unwrap();
    let shown = account.shown_profile(&customer.policy);
    let shown_text = serde_json::to_string(&shown).unwrap();
    let exported = export_customer(account, &rows);
    let printed = format!(
        "{account:?} {stored:?} {rows:?} {duties:?} {shown:?} {exported:?} {:?} {:?}",
        account.claims(),
        customer.events,
    );
    for output in [
        &text,
        &rows_text,
        &state,
        &duties_text,
        &shown_text,
        &printed,
    ] {
        prop_assert!(!tells_a_secret(output));
    }
    prop_assert!(!tells_a_person(&printed), "{printed}");

    // What was erased is nowhere any more, and nobody comes back.
    if account.is_erased() {
        let left: Vec<PersonalRow> = rows.iter().map(PersonalRow::after_erasure).collect();
        let left_text = serde_json::to_string(&left).unwrap();
        for output in [&state, &left_text, &shown_text, &printed] {
            prop_assert!(!tells_a_person(output), "{output}");
        }
        prop_assert_eq!(&replay(&left), account);
        prop_assert!(account.claims().is_empty());
        prop_assert!(export_customer(account, &left).is_empty());
        for way in ways_in() {
            prop_assert_eq!(customer.enters(&way), PortalEntry::Deny(PortalDeny::Erased));
        }
    }
    Ok(())
}

fn ways_in() -> Vec<PortalWay> {
    vec![
        PortalWay::Password,
        PortalWay::WrongPassword,
        PortalWay::Social(subject("network", "person-1")),
        PortalWay::Sso(subject("shop", "person-1")),
        PortalWay::AutoLoginLink {
            recipient: customer_id(5),
            issued_at: noon(),
        },
    ]
}

/// A customer after these steps, refused ones left out.
fn lived(policy: &PortalPolicy, steps: Vec<(PortalCommand, PortalSession, i64)>) -> Customer {
    let mut customer = Customer::new(policy.sso);
    customer.policy = policy.clone();
    for (command, session, minutes) in steps {
        customer.now += TimeDelta::minutes(minutes / 4);
        customer.asks(session, command);
    }
    customer
}

proptest! {
    #![proptest_config(Config { failure_persistence: None, ..Config::default() })]

    /// "This address has an account" and "it has none" are the same bytes, outwards and in duties,
    /// however the account stands; and a registration leaves it as it is.
    #[test]
    fn strangers_learn_nothing(
        policy in a_policy(),
        steps in steps(12),
        typed in an_email(),
        register in any::<bool>(),
    ) {
        let customer = lived(&policy, steps);
        let account = customer.account.as_ref();
        let request = match register {
            true => StrangerRequest::Register {
                customer: customer_id(9),
                email: typed.clone(),
                verifier: hashed(2),
                token: token(3),
            },
            false => StrangerRequest::ForgotPassword { email: typed.clone(), token: token(3) },
        };
        let facts = facts(&policy, Stranger);
        let ask = |account| answer_stranger(account, &request, &facts, customer.now);
        let (some, none) = match (ask(account), ask(None)) {
            (Ok(some), Ok(none)) => (some, none),
            // What refuses, refuses everybody.
            (some, none) => {
                prop_assert_eq!(some.unwrap_err(), none.unwrap_err());
                prop_assert!(register && policy.sso == Sso::On);
                return Ok(());
            }
        };
        let bytes = |answer: &StrangerAnswer| serde_json::to_string(&answer.outward).unwrap();
        prop_assert_eq!(bytes(&some), bytes(&none));
        // One letter of one kind to one key; the same bytes where the stored form is what was typed.
        let stored = account.and_then(PortalAccount::email).filter(|email| email.key() == typed.key());
        let duties = |answer: &StrangerAnswer| serde_json::to_string(&answer.duties).unwrap();
        if stored.is_none_or(|stored| *stored == typed) {
            prop_assert_eq!(duties(&some), duties(&none));
        }
        let letter = match register {
            true => PortalLetter::RegistrationAsked,
            false => PortalLetter::ResetAsked,
        };
        let to = stored.unwrap_or(&typed).clone();
        prop_assert_eq!(&some.duties, &vec![PortalDuty::SendLetter { letter, to }]);
        prop_assert_eq!(some.duties.len(), none.duties.len());
        // The duties of the events are these, or there are no events.
        for answer in [&some, &none] {
            let own: Vec<_> = answer.decided.events.iter().flat_map(PortalEvent::duties).collect();
            prop_assert!(own.is_empty() || own == answer.duties);
        }
        // An account that is there is left as it is by a registration.
        if register && stored.is_some() {
            prop_assert!(some.decided.events.is_empty() && some.decided.sealed.is_none());
        }
        // The new account cannot be told from one that is there by trying its password.
        if register && stored.is_none() {
            let mut new = Customer::new(Sso::Off);
            new.take(some.decided);
            prop_assert_eq!(new.enters(&PortalWay::Password), PortalEntry::Deny(PortalDeny::AddressUnproven));
        }
    }

    /// Whatever stands against a sign-in, the person is told the same bytes.
    #[test]
    fn failed_sign_ins_sound_alike(policy in a_policy(), steps in steps(12)) {
        let customer = lived(&policy, steps);
        for way in ways_in() {
            if let PortalEntry::Deny(why) = customer.enters(&way) {
                let outward = serde_json::to_string(&why.outward()).unwrap();
                prop_assert_eq!(outward, "\"not_signed_in\"");
            }
        }
    }

    /// Who brings a wrong token is answered the same for every account and for none.
    #[test]
    fn wrong_tokens_sound_alike(policy in a_policy(), steps in steps(12), prove in any::<bool>()) {
        let mut customer = lived(&policy, steps);
        let command = match prove {
            true => PortalCommand::ProveAddress { token: token(77), beside: Beside::Nothing },
            false => PortalCommand::Reset { token: token(77), verifier: hashed(0) },
        };
        prop_assert_eq!(customer.asks(Stranger, command), "refused: token.unknown");
    }

    /// Nothing of one tenant is decided, opened or answered by the portal of another.
    #[test]
    fn two_tenants_never_meet(policy in a_policy(), past in steps(12), more in steps(6)) {
        let customer = lived(&policy, past);
        let Some(account) = &customer.account else { return Ok(()) };
        for (command, session, _) in more {
            let mut other = facts(&policy, session);
            other.tenant = TenantId::from_number(8);
            let refusal = decide_portal(Some(account), &command, &other, customer.now).unwrap_err();
            prop_assert_eq!(refused(&refusal), "refused: tenant.other");
            for way in ways_in() {
                prop_assert_eq!(
                    enter_portal(Some(account), &way, &other, customer.now),
                    PortalEntry::Deny(PortalDeny::OtherTenant)
                );
            }
            let request = StrangerRequest::ForgotPassword { email: email(VICTIM), token: token(1) };
            let refusal = answer_stranger(Some(account), &request, &other, noon()).unwrap_err();
            prop_assert_eq!(refused(&refusal), "refused: tenant.other");
        }
    }

    /// Behind a unique index over the claims, a way in finds at most one account, and opens no other.
    #[test]
    fn a_sign_in_finds_at_most_one_account(
        policy in a_policy(),
        pasts in proptest::collection::vec(steps(12), 0..6),
    ) {
        let mut index: BTreeSet<PortalClaim> = BTreeSet::new();
        let mut there: Vec<Customer> = Vec::new();
        for past in pasts {
            let customer = lived(&policy, past);
            let Some(account) = &customer.account else { continue };
            let claims = account.claims();
            if index.is_disjoint(&claims) {
                index.extend(claims);
                there.push(customer);
            }
        }
        for number in 1..4u8 {
            let person = format!("person-{number}");
            for issuer in ["network", "shop"] {
                for way in [PortalWay::Social, PortalWay::Sso] {
                    let way = way(subject(issuer, &person));
                    let opened = there.iter().filter(|customer| customer.enters(&way) == PortalEntry::Full);
                    prop_assert!(opened.count() <= 1);
                }
            }
        }
        for typed in [VICTIM, "victim@EXAMPLE.test", "another@example.test"] {
            let claim = PortalClaim::Address(email(typed).key());
            let found = there.iter().filter(|customer| customer.account().claims().contains(&claim));
            prop_assert!(found.count() <= 1);
        }
    }

    /// A link opens while now < issued + lifetime, for its recipient, and never more than a restricted
    /// session.
    #[test]
    fn links_are_monotone(early in 0i64..14 * 86_400, later in 0i64..14 * 86_400, who in 4i64..7) {
        let (early, later) = (early.min(later), early.max(later));
        let mut customer = Customer::registered();
        let way = PortalWay::AutoLoginLink { recipient: customer_id(who), issued_at: noon() };
        let mut open = |seconds| {
            customer.now = noon() + TimeDelta::seconds(seconds);
            customer.enters(&way)
        };
        let expected = who == 5 && early < 7 * 86_400;
        prop_assert_eq!(open(early) == PortalEntry::Restricted, expected);
        prop_assert_ne!(open(early), PortalEntry::Full);
        if open(later) == PortalEntry::Restricted {
            prop_assert_eq!(open(early), PortalEntry::Restricted);
        }
    }
}

/// A hold placed by the host outlasts every erasure that is asked for.
#[test]
fn a_hold_keeps_everything() {
    let mut customer = Customer::registered();
    customer.does(Host, PortalCommand::PlaceHold { case: case("4711") });
    customer.does(Host, PortalCommand::PlaceHold { case: case("4712") });
    customer.does(Host, PortalCommand::LiftHold { case: case("4711") });
    for session in [Host, Full] {
        assert_eq!(
            customer.asks(session, PortalCommand::Erase),
            "refused: erase.legal_hold"
        );
    }
    customer.does(Host, PortalCommand::LiftHold { case: case("4712") });
    assert_eq!(customer.asks(Full, PortalCommand::Erase), "erased");
}
