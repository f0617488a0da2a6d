//! The stored and the sent forms as JSON. A stored form of an old file must still be read.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use expect_test::{ExpectFile, expect_file};
use frontdesk_access::{Among, Catalogue, Groups, Permission, Scope};
use frontdesk_model::{Channel, ConversationState, Privacy, RefusalKind, Relation};
use frontdesk_visibility::{
    Audience, CopiedPolicy, Expr, Field, FieldPolicy, FieldPolicyWarning, FieldRights, Granted,
    Hat, HistoryPart, Message, PortalAction, PortalEvent, PortalRefusal, PortalState, Rule, Shown,
    SitePolicy, SitesSeen, Term, Test, Ticket, Use, View, Viewing, unknown_number,
};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::surfaces::fields::{full_profile, profile_policy};
use crate::world::*;

fn json<T: Serialize>(value: &T) -> String {
    serde_json::to_string_pretty(value).unwrap() + "\n"
}

/// The value is written as the file says and read back from it.
fn stored<T>(file: ExpectFile, value: &T)
where
    T: Serialize + DeserializeOwned + PartialEq + std::fmt::Debug,
{
    file.assert_eq(&json(value));
    assert_eq!(&serde_json::from_str::<T>(&json(value)).unwrap(), value);
}

/// Every term once; the match has no rest, so that a new term comes here too.
fn every_term() -> Vec<Term> {
    let terms = vec![
        Term::All(vec![Term::Kept]),
        Term::OneOf(vec![Term::Kept]),
        Term::Not(Box::new(Term::Kept)),
        Term::AssigneeIsMe,
        Term::AssigneeIsColleague,
        Term::Unassigned,
        Term::AssigneeIn(Among::These([user(18)].into())),
        Term::AssigneeGroupIn(Among::Mine),
        Term::OfferedToMe,
        Term::StateIn([ConversationState::New, ConversationState::InWork].into()),
        Term::GroupIn(Groups {
            these: [group(3)].into(),
            mine: true,
            none: true,
        }),
        Term::SiteIn(Among::These([site(5)].into())),
        Term::QuestionnaireIn(Among::These([questionnaire(9)].into())),
        Term::ChannelIn(Among::These(
            [Channel::Email, Channel::from_name("pigeon")].into(),
        )),
        Term::IParticipate,
        Term::CreatorIsMe,
        Term::RequesterIsMe,
        Term::RequesterOrganizationIsMine,
        Term::IAmStaff,
        Term::Kept,
        Term::IAmMentioned,
        Term::ISubstitute,
        Term::PrivacyIs(Privacy::Open),
        Term::MyLinkOpensIt,
        Term::IAmCopied,
    ];
    let number = |term: &Term| match term {
        Term::All(_) => 0,
        Term::OneOf(_) => 1,
        Term::Not(_) => 2,
        Term::AssigneeIsMe => 3,
        Term::AssigneeIsColleague => 4,
        Term::Unassigned => 5,
        Term::AssigneeIn(_) => 6,
        Term::AssigneeGroupIn(_) => 7,
        Term::OfferedToMe => 8,
        Term::StateIn(_) => 9,
        Term::GroupIn(_) => 10,
        Term::SiteIn(_) => 11,
        Term::QuestionnaireIn(_) => 12,
        Term::ChannelIn(_) => 13,
        Term::IParticipate => 14,
        Term::CreatorIsMe => 15,
        Term::RequesterIsMe => 16,
        Term::RequesterOrganizationIsMine => 17,
        Term::IAmStaff => 18,
        Term::Kept => 19,
        Term::IAmMentioned => 20,
        Term::ISubstitute => 21,
        Term::PrivacyIs(_) => 22,
        Term::MyLinkOpensIt => 23,
        Term::IAmCopied => 24,
    };
    let numbers: Vec<usize> = terms.iter().map(number).collect();
    assert_eq!(numbers, (0..25).collect::<Vec<_>>());
    terms
}

/// Every test once, within every kind of expression.
fn every_test() -> Vec<Test> {
    let tests = vec![
        Test::AssigneeIs(user(17)),
        Test::AssigneeIsOtherThan(user(17)),
        Test::NobodyAssigned,
        Test::AssigneeIn([user(18)].into()),
        Test::AssigneeGroupIn([group(6)].into()),
        Test::OfferedTo(user(17)),
        Test::StateIn([ConversationState::New].into()),
        Test::GroupIn([group(3)].into()),
        Test::InNoGroup,
        Test::SiteIn([site(5)].into()),
        Test::QuestionnaireIn([questionnaire(9)].into()),
        Test::ChannelIn([Channel::Email].into()),
        Test::Participant(user(17)),
        Test::CreatorIs(user(17)),
        Test::RequesterIs(customer(123)),
        Test::OrganizationIn([company(7)].into()),
        Test::Kept,
        Test::Mentioned(user(17)),
        Test::SubstituteIs(user(17)),
        Test::PrivacyIs(Privacy::Private),
        Test::Is(chat(2000).id),
        Test::GuestEpochIs(1),
        Test::Copied(customer(126)),
    ];
    let number = |test: &Test| match test {
        Test::AssigneeIs(_) => 0,
        Test::AssigneeIsOtherThan(_) => 1,
        Test::NobodyAssigned => 2,
        Test::AssigneeIn(_) => 3,
        Test::AssigneeGroupIn(_) => 4,
        Test::OfferedTo(_) => 5,
        Test::StateIn(_) => 6,
        Test::GroupIn(_) => 7,
        Test::InNoGroup => 8,
        Test::SiteIn(_) => 9,
        Test::QuestionnaireIn(_) => 10,
        Test::ChannelIn(_) => 11,
        Test::Participant(_) => 12,
        Test::CreatorIs(_) => 13,
        Test::RequesterIs(_) => 14,
        Test::OrganizationIn(_) => 15,
        Test::Kept => 16,
        Test::Mentioned(_) => 17,
        Test::SubstituteIs(_) => 18,
        Test::PrivacyIs(_) => 19,
        Test::Is(_) => 20,
        Test::GuestEpochIs(_) => 21,
        Test::Copied(_) => 22,
    };
    let numbers: Vec<usize> = tests.iter().map(number).collect();
    assert_eq!(numbers, (0..23).collect::<Vec<_>>());
    tests
}

#[test]
fn rule() {
    stored(expect_file!["golden/rule.json"], &Term::All(every_term()));
}

#[test]
fn filter() {
    let tests = Expr::All(vec![
        Expr::OneOf(every_test().into_iter().map(Expr::from).collect()),
        Expr::Not(Box::new(Test::Kept.into())),
        Expr::Constant(true),
    ]);
    stored(expect_file!["golden/expr.json"], &tests);
    expect_file!["golden/filter.json"].assert_eq(&json(&Scene::operator().filter()));
    let nothing = filter_of(&client(123));
    expect_file!["golden/filter_of_nothing.json"].assert_eq(&json(&nothing));
}

#[test]
fn field_policy() {
    let mut policy = FieldPolicy::default();
    policy.interactive_channels = [Channel::Email, Channel::Web].into();
    policy.site = SitePolicy::ByRight;
    hide(&mut policy, Field::Group);
    for (id, to) in [
        ("cf_1", Use::View),
        ("cf_2", Use::Edit),
        ("cf_3", Use::Hidden),
    ] {
        added(&mut policy, id, to);
    }
    policy
        .set(Hat::Colleague, Field::Assignee, Use::Hidden)
        .unwrap();
    policy
        .set(Hat::Operator, Field::Added(field("cf_4")), Use::Require)
        .unwrap();
    let rights = FieldRights {
        see: Some(Permission::CONVERSATION_VIEW_HISTORY),
        change: Permission::host(3),
    };
    for (hat, field, rights) in [
        (Hat::Operator, Field::Added(field("cf_4")), rights),
        (Hat::Customer, Field::Added(field("cf_5")), rights),
        (
            Hat::Operator,
            Field::Priority,
            FieldRights::to_change(Permission::CONTACT_EDIT),
        ),
    ] {
        policy.ask(hat, field, rights).unwrap();
    }
    policy.copied = CopiedPolicy::Whole;
    stored(expect_file!["golden/field_policy.json"], &policy);
    stored(
        expect_file!["golden/field_policy_default.json"],
        &FieldPolicy::default(),
    );
}

/// What the second form wrote is read for ever: it knew no rights and no customers in copy.
#[test]
fn field_policy_of_the_second_form() {
    let old = include_str!("golden/field_policy.form-2.json");
    let read: FieldPolicy = serde_json::from_str(old).unwrap();
    assert_eq!((read.rights().len(), read.added().count()), (0, 4));
    assert_eq!(
        read.use_of(Hat::Operator, &Field::Added(field("cf_4"))),
        Use::Require
    );
    assert_eq!(read.copied, CopiedPolicy::SinceJoining);
    // Without rights it is written as it was.
    assert_eq!(json(&read), old);
}

/// What the first form of this crate wrote is read for ever.
#[test]
fn field_policy_of_the_first_form() {
    let old = include_str!("golden/field_policy.form-1.json");
    let read: FieldPolicy = serde_json::from_str(old).unwrap();
    let mut policy = FieldPolicy::default();
    policy.interactive_channels = read.interactive_channels.clone();
    policy.site = SitePolicy::ByRight;
    hide(&mut policy, Field::Group);
    for (id, to) in [
        ("cf_1", Use::View),
        ("cf_2", Use::Edit),
        ("cf_3", Use::Hidden),
    ] {
        added(&mut policy, id, to);
    }
    assert_eq!(read, policy);
    assert_eq!(read.interactive_channels.len(), 2);
}

#[test]
fn portal() {
    let actions = vec![
        PortalAction::Reply,
        PortalAction::Close,
        PortalAction::Reopen,
        PortalAction::EditField(field("cf_25")),
    ];
    stored(expect_file!["golden/portal_actions.json"], &actions);
    let events = vec![
        PortalEvent::Reply,
        PortalEvent::Close,
        PortalEvent::Reopen,
        PortalEvent::EditField(field("cf_25")),
    ];
    stored(expect_file!["golden/portal_events.json"], &events);
    stored(expect_file!["golden/portal_refusals.json"], &refusals());
    let help_center = vec![PortalState::Open, PortalState::Closed];
    stored(expect_file!["golden/help_center.json"], &help_center);
}

#[test]
fn profile_policy_and_records() {
    stored(
        expect_file!["golden/profile_policy.json"],
        &profile_policy(),
    );
    let mut note = full_ticket().messages.remove(2);
    let widened = note.widen(Audience::Public, user(17), now()).unwrap();
    stored(expect_file!["golden/widened.json"], &widened);
    let warnings = vec![
        FieldPolicyWarning::EditableButHidden {
            field: Field::Group,
        },
        FieldPolicyWarning::RequiredButViewOnly {
            field: Field::Added(field("cf_25")),
        },
    ];
    stored(expect_file!["golden/field_policy_warnings.json"], &warnings);
}

fn refusals() -> Vec<PortalRefusal> {
    vec![
        PortalRefusal::NotFound,
        PortalRefusal::NoPortal,
        PortalRefusal::OtherChannel {
            channel: Some(Channel::Telegram),
        },
        PortalRefusal::OtherChannel { channel: None },
        PortalRefusal::NotYours,
        PortalRefusal::NotClosed,
        PortalRefusal::MergedInto,
        PortalRefusal::ToFill {
            fields: vec![Field::Added(field("cf_25"))],
        },
        PortalRefusal::ViewOnly,
    ]
}

#[test]
fn refusals_have_one_code_and_one_kind() {
    let kinds: Vec<(&str, RefusalKind)> = refusals()
        .iter()
        .map(|refusal| (refusal.code(), refusal.kind()))
        .collect();
    let expected = [
        ("not_found", RefusalKind::Hidden),
        ("no_portal", RefusalKind::Forbidden),
        ("other_channel", RefusalKind::Forbidden),
        ("other_channel", RefusalKind::Forbidden),
        ("not_yours", RefusalKind::Forbidden),
        ("not_closed", RefusalKind::Conflict),
        ("merged_into", RefusalKind::Conflict),
        ("to_fill", RefusalKind::Conflict),
        ("view_only", RefusalKind::Forbidden),
    ];
    assert_eq!(kinds, expected);
    for refusal in refusals() {
        assert_eq!(
            serde_json::to_value(&refusal).unwrap()["code"],
            refusal.code()
        );
        let text = refusal.to_string();
        assert!(
            !text.ends_with('.') && text.starts_with(char::is_lowercase),
            "{text}"
        );
    }
}

#[test]
fn views() {
    let views = [
        (expect_file!["golden/view_operator.json"], Scene::operator()),
        (
            expect_file!["golden/view_operator_masked.json"],
            Scene {
                sites: SitesSeen::none(),
                ..Scene::operator()
            }
            .with_viewer(|v| *v = masked(v.clone())),
        ),
        (expect_file!["golden/view_customer.json"], Scene::customer()),
        (
            expect_file!["golden/view_customer_least.json"],
            Scene::customer().with_policy(|p| {
                hide(p, Field::Group);
                hide(p, Field::Assignee);
                hide(p, Field::Priority);
                without_added(p);
            }),
        ),
        (
            expect_file!["golden/view_colleague.json"],
            Scene::colleague(),
        ),
    ];
    for (file, scene) in views {
        file.assert_eq(&scene.with_view(|view| json(&view)).unwrap());
    }
}

#[test]
fn explanation() {
    let scene = Scene::colleague();
    let explanation = scene.filter().explain(&scene.ticket.facts);
    expect_file!["golden/explanation.json"].assert_eq(&json(&explanation));
}

/// Each relation and each dimension as the rule that it is lowered to: for staff and, where it
/// differs, for a customer.
#[test]
fn lowering() {
    let full = || Scope {
        groups: Some(Groups {
            these: [group(3)].into(),
            mine: true,
            none: false,
        }),
        people: Some(Among::Mine),
        assignee_groups: Some(Among::Mine),
        sites: Some(Among::Mine),
        questionnaires: Some(Among::Mine),
        channels: Some(Among::Mine),
        states: Some([ConversationState::InWork].into()),
        ..Scope::any()
    };
    let mut scopes: Vec<Scope> = Relation::ALL.map(Scope::of).into();
    scopes.extend([
        full(),
        Scope {
            modules: Some(frontdesk_access::Modules::Mine),
            ..Scope::any()
        },
        Scope {
            origin: Some(BTreeSet::new()),
            ..Scope::any()
        },
    ]);
    let mut text = String::new();
    for scope in scopes {
        writeln!(text, "{scope}").unwrap();
        for viewer in [staff(17), client(123)] {
            let viewer = seeing(viewer, scope.clone());
            let scopes =
                Catalogue::default().scopes_of(&viewer, Permission::CONVERSATION_VIEW, now());
            let rule = serde_json::to_string(&Rule::of(&scopes)).unwrap();
            let hat = if viewer.id.user().is_some() {
                "staff   "
            } else {
                "customer"
            };
            writeln!(text, "  {hat} {rule}").unwrap();
        }
    }
    expect_file!["golden/lowering.txt"].assert_eq(&text);
}

/// The full ticket prints how much there is and nothing of what.
#[test]
fn debug_prints_no_content() {
    let scene = Scene::operator();
    let ticket = &scene.ticket;
    let viewing = scene.viewing();
    let granted = viewing.open(ticket).unwrap();
    let printed = [
        format!("{ticket:?}"),
        format!("{ticket:#?}"),
        format!("{granted:?}"),
    ]
    .concat()
        + &ticket
            .messages
            .iter()
            .map(|m| format!("{m:?}"))
            .collect::<String>();
    let mut secrets: Vec<&str> = vec![&ticket.number, &ticket.subject, NUMBER, "high", "High"];
    secrets.extend(ticket.custom_fields.values().map(String::as_str));
    for message in &ticket.messages {
        secrets.push(&message.text);
        secrets.extend(message.attachments.iter().map(|file| file.name.as_str()));
    }
    assert_eq!(secrets.len(), 5 + 4 + 6);
    for secret in secrets {
        assert!(!printed.contains(secret), "{secret}");
    }
    expect_file!["golden/debug.txt"]
        .assert_eq(&format!("{ticket:#?}\n{:#?}\n", ticket.messages[2]));
}

/// Nor do the parts of a ticket, each printed by itself, nor what is known of a customer.
#[test]
fn debug_of_the_parts_prints_no_content() {
    let ticket = full_ticket();
    let profile = full_profile();
    let mut secrets = BTreeSet::new();
    let mut printed = format!("{profile:?} {profile:#?}");
    secrets.extend(profile.fields.values().cloned());
    for message in &ticket.messages {
        for file in &message.attachments {
            printed += &format!("{file:?} {file:#?}");
            secrets.insert(file.name.clone());
        }
    }
    for entry in &ticket.history {
        printed += &format!("{entry:?} {entry:#?}");
        for part in &entry.parts {
            printed += &format!("{part:?} {part:#?}");
            match part {
                HistoryPart::Field { from, to, .. } => {
                    secrets.extend([from, to].into_iter().flatten().cloned());
                }
                HistoryPart::Site { from, to } => {
                    secrets.extend([from, to].into_iter().flatten().map(ToString::to_string));
                }
                HistoryPart::Message(_) | HistoryPart::Link(_) => {}
            }
        }
    }
    // Two values of each field, three files, two sites, and the profile's.
    assert!(secrets.len() > 2 * Field::STANDARD.len() + 5, "{secrets:?}");
    for secret in secrets {
        assert!(secret.len() > 2 && !printed.contains(&secret), "{secret}");
    }
    assert!(
        printed.contains("ClientNumber"),
        "which field, and not what"
    );
}

/// A hidden value is told from none inside and by nobody outside.
#[test]
fn hidden_and_absent_are_one_outside() {
    let values = [Shown::Value("x"), Shown::Hidden, Shown::Absent];
    assert_eq!(values.each_ref().map(json), ["\"x\"\n", "null\n", "null\n"]);
    assert_ne!(Shown::<&str>::Hidden, Shown::Absent);
    let label = unknown_number();
    expect_file!["golden/unknown_number.json"].assert_eq(&json(&label));
}

/// The full ticket and its parts cannot be sent; the views can. (`Sends` has one impl for what is
/// not `Serialize` and two, which is ambiguous, for what is.)
#[test]
fn only_views_are_sent() {
    trait Sends<Marker> {
        const NO: () = ();
    }
    impl<T: ?Sized> Sends<()> for T {}
    struct Ambiguous;
    impl<T: ?Sized + Serialize> Sends<Ambiguous> for T {}

    let () = <Ticket as Sends<_>>::NO;
    let () = <Message as Sends<_>>::NO;
    let () = <Granted<'_> as Sends<_>>::NO;
    let () = <Viewing<'_> as Sends<_>>::NO;
    let () = <SitesSeen as Sends<_>>::NO;

    const fn sent<T: Serialize>() {}
    sent::<View<'_>>();
    sent::<Audience>();
}
