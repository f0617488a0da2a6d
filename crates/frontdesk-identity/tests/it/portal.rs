//! The portal account: sessions, profile, doors, erasure, and the stored forms.

use std::fmt::Debug;

use expect_test::{ExpectFile, expect_file};
use frontdesk_contact::DisplayName;
use frontdesk_identity::PortalSession::{Full, Host, Restricted, Stranger};
use frontdesk_identity::*;
use frontdesk_model::Language;
use serde::{Serialize, de::DeserializeOwned};

use crate::customer::*;
use crate::support::*;

/// Every command, as something that a fitting account accepts in a fitting session.
pub(crate) fn commands() -> Vec<PortalCommand> {
    let own = subject("https://network.example.test", "17");
    vec![
        open(Some(VICTIM), AddressKnown::Typed),
        register(),
        PortalCommand::RegisterSocial {
            customer: customer_id(5),
            subject: own.clone(),
        },
        PortalCommand::IssueAddressProof { token: token(1) },
        prove(1, Beside::Nothing),
        PortalCommand::AddressAnswered {
            from: email(VICTIM),
        },
        issue_reset(1),
        reset(1, 1),
        PortalCommand::RequestAddressChange {
            to: email("new@example.test"),
            token: token(1),
        },
        PortalCommand::ConfirmAddress { token: token(1) },
        PortalCommand::SetPassword {
            verifier: hashed(1),
        },
        attach(&own),
        PortalCommand::DetachSocial { subject: own },
        link_sso(&subject("shop", "9"), SsoAddress::Claimed),
        PortalCommand::UnlinkSso,
        PortalCommand::EditProfile(PortalProfileChanges {
            avatar: Change::Set(Photo::Present),
            ..PortalProfileChanges::default()
        }),
        PortalCommand::EditProfile(PortalProfileChanges {
            company: Change::Set(Some(DisplayName::parse("Ромашка").unwrap())),
            ..PortalProfileChanges::default()
        }),
        PortalCommand::PlaceHold { case: case("4711") },
        PortalCommand::LiftHold { case: case("4711") },
        PortalCommand::Erase,
    ]
}

const SESSION_CODES: [&str; 4] = [
    "portal.session_restricted",
    "portal.session_missing",
    "portal.session_not_host",
    "portal.owner_only",
];

#[test]
fn who_may_ask_what() {
    let mut table = format!("{:23}", "");
    for session in PortalSession::ALL {
        table += &format!("{:28}", format!("{session:?}").to_lowercase());
    }
    table = table.trim_end().to_owned() + "\n";
    for act in PortalAct::ALL {
        let mut line = format!("{:23}", act.name());
        for session in PortalSession::ALL {
            let cell = session.check(*act).map_or_else(|no| no.code(), |()| "yes");
            line += &format!("{cell:28}");
        }
        table += line.trim_end();
        table += "\n";
    }
    expect_file!["golden/portal_sessions.txt"].assert_eq(&table);
}

/// The decision keeps to the table: whatever the account, a command is refused for its session where
/// the table says so, and nowhere else.
#[test]
fn decisions_keep_to_the_table() {
    let accounts = [None, Some(Customer::registered())];
    let mut edits = 0;
    for command in commands() {
        let act = match &command {
            PortalCommand::EditProfile(changes) if !changes.company.is_keep() => {
                edits += 1;
                PortalAct::EditPerson
            }
            command => command.act(),
        };
        for session in PortalSession::ALL {
            for found in &accounts {
                // Without an account there is no profile of which more than the look could change.
                if found.is_none() && act == PortalAct::EditPerson {
                    continue;
                }
                let account = found.as_ref().and_then(|found| found.account.as_ref());
                let facts = facts(&PortalPolicy::new(Sso::Off), *session);
                let answer = decide_portal(account, &command, &facts, noon());
                let code = answer.err().map(|refusal| refused(&refusal));
                let by_session = SESSION_CODES
                    .iter()
                    .any(|no| code.as_ref().is_some_and(|code| code.contains(no)));
                let expected = match session.check(act) {
                    Err(Reason::PortalExists) | Ok(()) => false,
                    Err(_) => true,
                };
                assert_eq!(by_session, expected, "{act:?} {session:?}: {code:?}");
            }
        }
    }
    assert_eq!(edits, 1);
}

/// The fields that a desk added, on the profile (S182).
#[test]
fn extra_fields() {
    let mut customer = Customer::registered();
    customer.policy = with_fields(Sso::Off);
    let set = |name: &str, value: &str| {
        let entry = (name.to_owned(), SettingValue::from(value));
        move |changes: &mut PortalProfileChanges| changes.extra.extend([entry])
    };
    let unknown = "refused: portal.extra_unknown";
    assert_eq!(customer.edits(Full, set("cf_1", "own")), "profile_edited");
    assert_eq!(customer.edits(Full, set("cf_1", "own")), "nothing");
    assert_eq!(
        customer.edits(Full, set("cf_2", "own")),
        "refused: portal.extra_view_only"
    );
    // Hidden is hidden, editable or not, and looks like unknown.
    assert_eq!(customer.edits(Full, set("cf_3", "own")), unknown);
    assert_eq!(customer.edits(Full, set("cf_4", "own")), unknown);
    assert_eq!(customer.edits(Full, set("cf_9", "own")), unknown);
    // The desk fills in what the customer may only view or does not see.
    for name in ["cf_2", "cf_3", "cf_4"] {
        assert_eq!(customer.edits(Host, set(name, "desk")), "profile_edited");
    }
    assert_eq!(customer.edits(Host, set("cf_9", "desk")), unknown);
    // Even the right value of a hidden field is refused: else it could be guessed.
    assert_eq!(customer.edits(Full, set("cf_4", "desk")), unknown);
    assert_eq!(customer.edits(Full, set("cf_2", "desk")), "nothing");

    let shown = customer.account().shown_profile(&customer.policy);
    let seen: Vec<_> = shown.extra.keys().map(String::as_str).collect();
    assert_eq!(seen, ["cf_1", "cf_2"]);
    assert_eq!(shown.extra["cf_1"].editing, Editing::Edit);
    assert_eq!(shown.extra["cf_2"].editing, Editing::ViewOnly);
    assert_eq!(shown.extra["cf_2"].value, Some(SettingValue::from("desk")));
    let json = serde_json::to_string(&shown).unwrap();
    assert!(!json.contains("cf_3") && !json.contains("cf_4"));

    // Every place at once, in the order of the names.
    let all = |changes: &mut PortalProfileChanges| {
        for name in ["cf_1", "cf_2", "cf_3", "cf_9"] {
            set(name, "new")(changes);
        }
        changes.extra_emptied = ["cf_4".to_owned()].into();
    };
    let mut changes = PortalProfileChanges::default();
    all(&mut changes);
    let command = PortalCommand::EditProfile(changes);
    let refusal = decide_portal(
        customer.account.as_ref(),
        &command,
        &facts(&customer.policy, Full),
        noon(),
    )
    .unwrap_err();
    assert!(refusal.has(&Reason::ExtraFieldViewOnly { place: 1 }));
    for place in [2, 3, 4] {
        assert!(refusal.has(&Reason::ExtraFieldUnknown { place }));
    }
    assert_eq!(refusal.reasons().count(), 4);

    // A field is emptied, by who may edit it.
    let empty = |changes: &mut PortalProfileChanges| {
        changes.extra_emptied = ["cf_1".to_owned()].into();
    };
    assert_eq!(
        customer.edits(Restricted, empty),
        "refused: portal.session_restricted"
    );
    assert_eq!(customer.edits(Full, empty), "profile_edited");
    assert_eq!(customer.edits(Full, empty), "nothing");
    let shown = customer.account().shown_profile(&customer.policy);
    assert_eq!(shown.extra["cf_1"].value, None);

    // "Editable but hidden" is treated as hidden, and said (S171, S182).
    let warnings = customer.policy.warnings();
    let field = "cf_3".to_owned();
    assert_eq!(warnings, [PortalWarning::EditableButHidden { field }]);
    assert_eq!(warnings[0].code(), "warning.editable_but_hidden");
}

/// A session by link edits how the portal looks, and nothing that staff takes for true.
#[test]
fn a_restricted_session_edits_the_look() {
    let mut customer = Customer::registered();
    let look = |changes: &mut PortalProfileChanges| {
        changes.avatar = Change::Set(Photo::Present);
        changes.language = Change::Set(Some(Language::french()));
        changes.time_zone = Change::Set(Some("Europe/Paris".parse().unwrap()));
    };
    assert_eq!(customer.edits(Restricted, look), "profile_edited");
    let name = |changes: &mut PortalProfileChanges| {
        changes.name = Change::Set(Some(DisplayName::parse("Support").unwrap()));
    };
    assert_eq!(
        customer.edits(Restricted, name),
        "refused: portal.session_restricted"
    );
    assert_eq!(customer.edits(Full, name), "profile_edited");
    // A form saved unchanged changes nothing, in any session.
    assert_eq!(customer.edits(Restricted, name), "nothing");
    assert_eq!(
        customer.edits(Stranger, look),
        "refused: portal.session_missing"
    );
}

#[test]
fn the_profile_offers_a_password() {
    let offers = |customer: &Customer| {
        let shown = customer.account().shown_profile(&customer.policy);
        shown.password
    };
    let mut linked = Customer::by_sso(SsoAddress::Verified);
    assert_eq!(offers(&linked), ProfilePassword::BySso);
    // With single sign-on no longer set up the link opens nothing, and a password may be set.
    linked.policy = PortalPolicy::new(Sso::Off);
    assert_eq!(offers(&linked), ProfilePassword::Set);
    assert_eq!(offers(&Customer::registered()), ProfilePassword::Change);
}

/// Who signs in by single sign-on only gets no password by a detour (S181): a social account beside the
/// link is no password, however long it stays.
#[test]
fn no_detour_to_a_password() {
    let own = subject("https://network.example.test", "17");
    let set = || PortalCommand::SetPassword {
        verifier: hashed(1),
    };
    let by_sso = "refused: portal.password_by_sso";
    let mut linked = Customer::by_sso(SsoAddress::Verified);
    assert_eq!(linked.asks(Full, set()), by_sso);
    linked.does(Full, attach(&own));
    assert_eq!(linked.asks(Full, set()), by_sso);
    assert_eq!(linked.asks(Stranger, issue_reset(7)), by_sso);
    let shown = linked.account().shown_profile(&linked.policy);
    assert_eq!(shown.password, ProfilePassword::BySso);
    linked.does(Full, PortalCommand::DetachSocial { subject: own });
    assert_eq!(
        linked.enters(&PortalWay::Password),
        PortalEntry::Deny(PortalDeny::NoPassword)
    );
    // Who had a password before the link keeps and changes it.
    let mut both = Customer::registered();
    both.policy = PortalPolicy::new(Sso::On);
    both.does(Full, link_sso(&subject("shop", "9"), SsoAddress::Claimed));
    assert_eq!(both.asks(Full, set()), "password_set");
    // And who leaves single sign-on sets one.
    linked.does(Full, PortalCommand::UnlinkSso);
    assert_eq!(linked.asks(Full, set()), "password_set");
}

/// What a customer writes has an end, and breaks no line but its own.
#[test]
fn texts_are_bounded() {
    let mut customer = Customer::registered();
    customer.policy = with_fields(Sso::Off);
    let texts = |count: usize, text: &str| SettingValue::List(vec![text.to_owned(); count]);
    let longest = "ы".repeat(2048);
    for (value, fits) in [
        (SettingValue::from(longest.as_str()), true),
        (SettingValue::from(format!("{longest}.").as_str()), false),
        (SettingValue::from("two\r\n\tlines\n"), true),
        (SettingValue::from("over\rwritten"), false),
        (SettingValue::from("\u{1b}[2J"), false),
        (SettingValue::from("\u{202e}txt.exe"), false),
        (SettingValue::from("\u{2066}txt.exe"), false),
        (SettingValue::from("\u{85}"), false),
        (texts(64, "word"), true),
        (texts(65, "word"), false),
        (texts(1, "\0"), false),
        (SettingValue::Number(i64::MAX), true),
        (SettingValue::Flag(true), true),
    ] {
        for (session, name) in [(Full, "cf_1"), (Host, "cf_3")] {
            let said = customer.edits(session, |changes| {
                changes
                    .extra
                    .insert("cf_1".to_owned(), SettingValue::from("before"));
                changes.extra.insert(name.to_owned(), value.clone());
            });
            let expected = match fits {
                true => "profile_edited",
                false => "refused: portal.extra_unfit",
            };
            assert_eq!(said, expected, "{value:?}");
        }
    }
    // With its place; and a field that the profile does not show stays unknown.
    let unfit = SettingValue::from("\0");
    let mut changes = PortalProfileChanges::default();
    for name in ["cf_1", "cf_2", "cf_3"] {
        changes.extra.insert(name.to_owned(), unfit.clone());
    }
    changes.position = Change::Set(Some(Position("\u{202e}".to_owned())));
    let refusal = decide_portal(
        customer.account.as_ref(),
        &PortalCommand::EditProfile(changes),
        &facts(&customer.policy, Full),
        noon(),
    )
    .unwrap_err();
    assert!(refusal.has(&Reason::ExtraFieldUnfit { place: 0 }));
    assert!(refusal.has(&Reason::ExtraFieldViewOnly { place: 1 }));
    assert!(refusal.has(&Reason::ExtraFieldUnknown { place: 2 }));
    assert!(refusal.has(&Reason::PositionUnfit));
    assert_eq!(refusal.reasons().count(), 4);
    for (position, said) in [
        ("п".repeat(127), "profile_edited"),
        ("п".repeat(128), "refused: position.unfit"),
        ("two\nlines".to_owned(), "refused: position.unfit"),
    ] {
        let edit = |changes: &mut PortalProfileChanges| {
            changes.position = Change::Set(Some(Position(position)));
        };
        assert_eq!(customer.edits(Full, edit), said);
    }
}

/// Somebody at an issuer has both names, in every door: a command holds no other, and a stored one is
/// not read.
#[test]
fn subjects_name_somebody() {
    let longest = "x".repeat(Subject::MAX);
    let too_long = "x".repeat(Subject::MAX + 1);
    assert_eq!(subject(&longest, &longest).subject(), longest);
    assert_eq!(subject(" a ", "b").issuer(), " a ");
    for (issuer, person, why) in [
        ("", "17", SubjectError::Blank),
        ("shop", "", SubjectError::Blank),
        ("shop", " \u{a0}", SubjectError::Blank),
        (&too_long, "17", SubjectError::TooLong),
        ("shop", &too_long, SubjectError::TooLong),
        ("shop", "1\u{0}7", SubjectError::Control),
    ] {
        assert_eq!(Subject::new(issuer, person), Err(why));
        let stored = serde_json::json!({"issuer": issuer, "subject": person});
        let refused = serde_json::from_value::<Subject>(stored.clone()).unwrap_err();
        assert_eq!(refused.to_string(), why.to_string());
        let mut record = serde_json::to_value(everything().account()).unwrap();
        record["sso"] = stored;
        assert!(serde_json::from_value::<PortalAccount>(record).is_err());
    }
    let own = subject("https://alice.example.test", "alice");
    assert_eq!(format!("{own:?}"), "Subject(..)");
    let stored = serde_json::to_string(&own).unwrap();
    assert_eq!(
        stored,
        r#"{"issuer":"https://alice.example.test","subject":"alice"}"#
    );
    assert_eq!(serde_json::from_str::<Subject>(&stored).unwrap(), own);
}

#[test]
fn links_open_for_their_lifetime() {
    let mut customer = Customer::registered();
    let link = PortalWay::AutoLoginLink {
        recipient: customer_id(5),
        issued_at: noon(),
    };
    let mut at = |now| {
        customer.now = now;
        customer.enters(&link)
    };
    let second = frontdesk_model::chrono::TimeDelta::seconds(1);
    assert_eq!(at(noon()), PortalEntry::Restricted);
    assert_eq!(at(days(7) - second), PortalEntry::Restricted);
    assert_eq!(at(days(7)), PortalEntry::Deny(PortalDeny::LinkExpired));
    assert_eq!(
        at(noon() - second),
        PortalEntry::Deny(PortalDeny::LinkNotYet)
    );
}

#[test]
fn letters_that_guard_an_account_carry_no_link() {
    for letter in [
        PortalLetter::RegistrationAsked,
        PortalLetter::ResetAsked,
        PortalLetter::AddressProof,
        PortalLetter::ConfirmAddress,
        PortalLetter::AddressChangeAsked,
        PortalLetter::AddressChanged,
        PortalLetter::PasswordChanged,
        PortalLetter::SignInChanged,
        PortalLetter::Custom,
    ] {
        assert!(!has_auto_login_link(letter), "{letter:?}");
    }
}

/// One word to the outside for every reason, and one code each for the log.
#[test]
fn denials_sound_alike() {
    let codes: std::collections::BTreeSet<_> =
        PortalDeny::ALL.iter().map(|why| why.code()).collect();
    assert_eq!(codes.len(), PortalDeny::ALL.len());
    let outward: std::collections::BTreeSet<_> = PortalDeny::ALL
        .iter()
        .map(|why| serde_json::to_string(&why.outward()).unwrap())
        .collect();
    assert_eq!(outward.len(), 1);
}

#[test]
fn holds_and_erasure() {
    let mut customer = Customer::registered();
    let hold = || PortalCommand::PlaceHold { case: case("4711") };
    let lift = || PortalCommand::LiftHold { case: case("4711") };
    assert_eq!(customer.asks(Host, lift()), "nothing");
    assert_eq!(customer.asks(Host, hold()), "hold_placed");
    assert_eq!(customer.asks(Host, hold()), "nothing");
    assert_eq!(
        customer.asks(Full, PortalCommand::Erase),
        "refused: erase.legal_hold"
    );
    // Holds and erasure do not need the help center.
    let off = PortalFacts {
        help_center: HelpCenter::Off,
        ..facts(&customer.policy, Host)
    };
    let decided = decide_portal(customer.account.as_ref(), &lift(), &off, noon()).unwrap();
    customer.take(decided);
    let decided = decide_portal(
        customer.account.as_ref(),
        &PortalCommand::Erase,
        &off,
        noon(),
    )
    .unwrap();
    assert_eq!(customer.take(decided), "erased");
    assert_eq!(
        customer.duties,
        [
            PortalDuty::CutSessions,
            PortalDuty::VoidTokens,
            PortalDuty::VoidLinks,
            PortalDuty::DropVerifier { up_to: 1 },
            PortalDuty::ErasePersonal,
            PortalDuty::DropAvatar,
        ]
    );
    assert!(customer.account().is_erased());
    assert!(customer.account().claims().is_empty());
    assert_eq!(
        customer.enters(&PortalWay::Password),
        PortalEntry::Deny(PortalDeny::Erased)
    );
    for command in commands() {
        for session in PortalSession::ALL {
            let said = customer.asks(*session, command.clone());
            let code = said.strip_prefix("refused: ").unwrap();
            assert!(
                ["erase.erased", "token.unknown", "portal.exists"].contains(&code)
                    || SESSION_CODES.contains(&code),
                "{said}"
            );
        }
    }
    assert!(export_customer(customer.account(), &[]).is_empty());
}

/// Everything personal is in the export: what is there now, and what the events held.
#[test]
fn exports() {
    let customer = everything();
    let rows: Vec<PersonalRow> = customer
        .events
        .iter()
        .map(|event| event.clone().store().1)
        .collect();
    let lines = export_customer(customer.account(), &rows);
    let json = serde_json::to_string_pretty(&lines).unwrap() + "\n";
    expect_file!["golden/portal_export.json"].assert_eq(&json);
    // Every field of a customer is found now, but for the address before a change.
    let now: Vec<_> = lines
        .iter()
        .filter(|line| line.found == Found::Now)
        .map(|line| line.field)
        .collect();
    let of_customers: Vec<_> = PersonalField::ALL
        .iter()
        .copied()
        .filter(|field| field.of() != PersonalOf::User && *field != PersonalField::EarlierEmail)
        .collect();
    assert_eq!(now, of_customers);
    assert!(!format!("{lines:?}").contains("Ромашка"));
}

/// A customer with something in every place.
fn everything() -> Customer {
    let own = subject("https://vk.example.test", "17");
    let mut customer = Customer::registered();
    customer.policy = with_fields(Sso::On);
    customer.does(Full, attach(&own));
    customer.does(Full, attach(&subject("https://ok.example.test", "8")));
    customer.does(Host, link_sso(&subject("shop", "9"), SsoAddress::Verified));
    customer.edits(Full, |changes| {
        *changes = PortalProfileChanges {
            name: Change::Set(Some(DisplayName::parse("Клиент").unwrap())),
            avatar: Change::Set(Photo::Present),
            company: Change::Set(Some(DisplayName::parse("Ромашка").unwrap())),
            position: Change::Set(Some(Position("закупки".to_owned()))),
            language: Change::Set(Some(Language::french())),
            time_zone: Change::Set(Some("Europe/Paris".parse().unwrap())),
            extra: [("cf_1".to_owned(), SettingValue::from("личное"))].into(),
            ..PortalProfileChanges::default()
        };
    });
    customer.does(Full, PortalCommand::DetachSocial { subject: own });
    customer.does(Host, PortalCommand::PlaceHold { case: case("4711") });
    customer.does(Stranger, issue_reset(3));
    customer.does(
        Full,
        PortalCommand::RequestAddressChange {
            to: email("new@example.test"),
            token: token(4),
        },
    );
    customer
}

/// Writes the value as the golden file has it and reads it back.
fn golden<T: Serialize + DeserializeOwned + PartialEq + Debug>(value: &T, file: &ExpectFile) {
    let text = serde_json::to_string_pretty(value).unwrap() + "\n";
    file.assert_eq(&text);
    assert_eq!(&serde_json::from_str::<T>(&text).unwrap(), value);
}

/// The stored forms, as files. A change here is a change of stored bytes: old ones must still be read.
#[test]
fn stored_forms() {
    let mut customer = everything();
    golden(
        customer.account(),
        &expect_file!["golden/portal_account.json"],
    );
    // What follows in a life, until every event has been.
    customer.does(Full, PortalCommand::ConfirmAddress { token: token(4) });
    customer.does(Full, PortalCommand::UnlinkSso);
    customer.does(Host, PortalCommand::LiftHold { case: case("4711") });
    customer.does(Full, PortalCommand::Erase);
    let mut taken_back = Customer::new(Sso::Off);
    taken_back.does(Stranger, register());
    taken_back.does(Stranger, prove(1, Beside::Nothing));
    let events = customer.events.iter().chain(&taken_back.events);
    let (stored, rows): (Vec<_>, Vec<_>) = events.cloned().map(PortalEvent::store).unzip();
    let names: std::collections::BTreeSet<_> = stored.iter().map(StoredPortalEvent::name).collect();
    assert_eq!(names.len(), 16, "{names:?}");
    golden(&stored, &expect_file!["golden/portal_events.json"]);
    golden(&rows, &expect_file!["golden/portal_rows.json"]);
    golden(
        customer.account(),
        &expect_file!["golden/portal_account_erased.json"],
    );
    let duties: String = customer
        .events
        .iter()
        .chain(&taken_back.events)
        .map(|event| {
            let duties: Vec<String> = event.duties().iter().map(duty).collect();
            format!("{:22}{}\n", event.name(), duties.join(", "))
        })
        .collect();
    expect_file!["golden/portal_duties.txt"].assert_eq(&duties);
    golden(
        &HelpCenter::On(with_fields(Sso::On)),
        &expect_file!["golden/portal_policy.json"],
    );
}

fn duty(duty: &PortalDuty) -> String {
    let json = serde_json::to_value(duty).unwrap();
    let mut text = json["duty"].as_str().unwrap().to_owned();
    for parameter in ["letter", "to", "up_to"] {
        if let Some(value) = json.get(parameter) {
            text += &format!(" {}", value.to_string().trim_matches('"'));
        }
    }
    text
}

/// Accounts and events as the first form wrote them.
#[test]
fn first_forms_are_read() {
    let events: Vec<StoredPortalEvent> =
        serde_json::from_str(include_str!("golden/portal_events_first_form.json")).unwrap();
    let events: Vec<PortalEvent> = events
        .into_iter()
        .map(|event| event.restore(&PersonalRow::default()))
        .collect();
    // Links were void only after a change of the address.
    let cleared = r#"{"type":"sign_in_cleared","verifiers":1,"tell":null}"#;
    let cleared: StoredPortalEvent = serde_json::from_str(cleared).unwrap();
    assert!(matches!(
        cleared.restore(&PersonalRow::default()),
        PortalEvent::SignInCleared {
            at: None,
            avatar: Photo::Absent,
            ..
        }
    ));
    // The last event is later than the account.
    let replayed = PortalAccount::replay(&events[..events.len() - 1]).unwrap();
    let account: PortalAccount =
        serde_json::from_str(include_str!("golden/portal_account_first_form.json")).unwrap();
    assert_eq!(replayed.as_ref(), Some(&account));
    // What was not known then is the stricter: the address is unproven.
    assert_eq!(account.proof(), AddressProof::Unproven);
    assert_eq!(account.record().credential_version, 1);
    assert!(account.sso().is_some());
    assert_eq!(account.record().sso_trust, SsoTrust::Claimed);
    assert_eq!(account.record().links_void_until, None);
    let after = PortalAccount::replay(&events).unwrap().unwrap();
    assert!(after.social().len() < account.social().len());
    // A policy of the first form has the default lifetimes.
    let policy: HelpCenter = serde_json::from_str(r#"{"on": {"sso": "on"}}"#).unwrap();
    assert_eq!(policy, HelpCenter::On(PortalPolicy::new(Sso::On)));
}

/// A stored record that contradicts itself is not read.
#[test]
fn broken_records_are_refused() {
    let stored = serde_json::to_value(everything().account()).unwrap();
    assert!(serde_json::from_value::<PortalAccount>(stored.clone()).is_ok());
    for (field, value) in [
        ("email", serde_json::Value::Null),
        ("credential_version", 0.into()),
        ("lifecycle", "erased".into()),
        ("surprise", 1.into()),
        ("sso", serde_json::Value::Null),
    ] {
        let mut broken = stored.clone();
        broken[field] = value;
        // 0 is what the first form had: then the password counts.
        let read = serde_json::from_value::<PortalAccount>(broken);
        assert_eq!(read.is_ok(), field == "credential_version", "{field}");
    }
    let mut broken = stored;
    broken["password"]["version"] = 9.into();
    assert!(serde_json::from_value::<PortalAccount>(broken).is_err());
    for policy in [
        r#"{"on": {}}"#,
        r#"{"on": {"sso": "on", "extras": {}}}"#,
        r#"{"on": {"sso": "on", "extra": {"cf": {"shown": "yes"}}}}"#,
    ] {
        assert!(serde_json::from_str::<HelpCenter>(policy).is_err());
    }
}

/// An account begins once, and with its beginning.
#[test]
fn misapplied_events() {
    let mut customer = Customer::registered();
    let opened = customer.events[0].clone();
    let later = customer.events[1].clone();
    assert_eq!(
        PortalAccount::begin(&later).unwrap_err(),
        Misapplied::NotBegun
    );
    let account = customer.account.as_mut().unwrap();
    assert_eq!(account.apply(&opened), Err(Misapplied::BegunTwice));
    assert_eq!(PortalAccount::replay([]).unwrap(), None);
}
