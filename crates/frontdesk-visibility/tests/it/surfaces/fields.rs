//! Flags, required fields, labels, the profile.

use std::collections::BTreeMap;

use frontdesk_access::Scope;
use frontdesk_model::{Author, Channel, ConversationState, Language};
use frontdesk_visibility::{
    Field, FieldPolicy, FieldPolicyError, FieldPolicyWarning, Hat, NotFound, PortalAction,
    PortalRefusal, Profile, ProfilePolicy, Shown, SitesSeen, Ticket, Use, UseFlags, Viewer,
    unknown_number,
};

use crate::world::*;

/// The whole table of three flags.
#[test]
fn flags() {
    let name = || Field::Added(field("cf"));
    let hidden = || Some(FieldPolicyWarning::EditableButHidden { field: name() });
    let view_only = || Some(FieldPolicyWarning::RequiredButViewOnly { field: name() });
    let refused = || Err(FieldPolicyError::RequiredButHidden(name()));
    let table = [
        // see, edit, require
        ((false, false, false), Ok((Use::Hidden, None))),
        ((true, false, false), Ok((Use::View, None))),
        ((true, true, false), Ok((Use::Edit, None))),
        ((true, true, true), Ok((Use::Require, None))),
        ((true, false, true), Ok((Use::View, view_only()))),
        ((false, true, false), Ok((Use::Hidden, hidden()))),
        ((false, false, true), refused()),
        ((false, true, true), refused()),
    ];
    for ((see, edit, require), expected) in table {
        let flags = UseFlags { see, edit, require };
        assert_eq!(flags.to_use(&name()), expected, "{flags:?}");

        let mut policy = FieldPolicy::default();
        let said = policy.set_flags(Hat::Customer, name(), flags);
        let (to, warning) = match expected {
            Ok((to, warning)) => (to, Ok(warning)),
            Err(error) => (Use::Hidden, Err(error)),
        };
        assert_eq!(said, warning);
        assert_eq!(policy.use_of(Hat::Customer, &name()), to);
        assert_eq!(policy.use_of_added(Hat::Customer, &field("cf")), to);

        let mut profile = ProfilePolicy::default();
        assert_eq!(profile.set_flags(field("cf"), flags), warning);
        assert_eq!(profile.use_of(&field("cf")), to);
    }
}

#[test]
fn warnings_have_a_code() {
    let field = Field::Group;
    for warning in [
        FieldPolicyWarning::EditableButHidden {
            field: field.clone(),
        },
        FieldPolicyWarning::RequiredButViewOnly { field },
    ] {
        let json = serde_json::to_value(&warning).unwrap();
        assert_eq!(json["warning"], warning.code());
        assert_eq!(json["field"], "group");
        let text = warning.to_string();
        assert!(text.contains("group") && !text.ends_with('.'), "{text}");
    }
}

/// A field is found by its id alone as by its name among all fields, for every hat and use.
#[test]
fn an_added_field_is_found_by_its_id() {
    let id = field("cf");
    let name = Field::Added(id.clone());
    for said in Hat::ALL {
        for to in [Use::Hidden, Use::View, Use::Edit, Use::Require] {
            let mut policy = FieldPolicy::default();
            if policy.set(said, name.clone(), to).is_err() {
                continue;
            }
            for hat in Hat::ALL {
                assert_eq!(policy.use_of(hat, &name), policy.use_of_added(hat, &id));
            }
            let json = serde_json::to_string(&policy).unwrap();
            assert_eq!(serde_json::from_str::<FieldPolicy>(&json).unwrap(), policy);
        }
    }
}

fn to_fill(scene: &Scene) -> Vec<String> {
    let viewing = scene.viewing();
    let granted = viewing.open(&scene.ticket).unwrap();
    granted.to_fill().iter().map(Field::name).collect()
}

fn requiring(scene: Scene, hat: Hat, fields: &[Field]) -> Scene {
    scene.with_policy(|policy| {
        for field in fields {
            policy.set(hat, field.clone(), Use::Require).unwrap();
        }
    })
}

#[test]
fn what_is_required_is_filled_before_closing() {
    let scene = requiring(
        Scene::customer(),
        Hat::Customer,
        &[
            Field::Added(field("cf_edit")),
            Field::Added(field("cf_empty")),
        ],
    );
    assert_eq!(to_fill(&scene), ["added.cf_empty"]);
    let refusal = scene.act(&PortalAction::Close).unwrap_err();
    let fields = vec![Field::Added(field("cf_empty"))];
    assert_eq!(refusal, PortalRefusal::ToFill { fields });
    // Empty is not filled; anything else is.
    let filled = |text: &str| {
        scene.clone().with_ticket(|t| {
            t.custom_fields.insert(field("cf_empty"), text.to_owned());
        })
    };
    assert_eq!(to_fill(&filled("")), ["added.cf_empty"]);
    assert_eq!(filled("x").answer(&Ask::Act(PortalAction::Close)), "close");
    // What is closed is closed (S173), and a reply asks for nothing.
    let closed = scene
        .clone()
        .with_facts(|f| f.state = Some(ConversationState::Closed));
    assert_eq!(
        closed.answer(&Ask::Act(PortalAction::Close)),
        "nothing to do"
    );
    assert_eq!(scene.answer(&Ask::Act(PortalAction::Reply)), "reply");
    // Where he may not change it he is not asked for it.
    let telegram = scene
        .clone()
        .with_facts(|f| f.channel = Some(Channel::Telegram));
    assert!(to_fill(&telegram).is_empty());
    let colleague = Scene {
        policy: scene.policy.clone(),
        ..Scene::colleague()
    };
    assert!(to_fill(&colleague).is_empty());
}

/// A required field that is hidden never blocks and is never named (Redmine 1225), and a masked one
/// says nothing of whether there is a value.
#[test]
fn attack_31_required_and_hidden_blocks_nobody() {
    let asked = [Field::Site, Field::ClientNumber, Field::Privacy];
    let empty = |scene: Scene| {
        scene
            .with_facts(|f| f.site = None)
            .with_ticket(|t| t.client_number = None)
    };
    let open = requiring(Scene::operator(), Hat::Operator, &asked)
        .with_policy(|p| p.site = frontdesk_visibility::SitePolicy::Open);
    assert_eq!(to_fill(&open), ["privacy"]);
    assert_eq!(to_fill(&empty(open)), ["site", "client_number", "privacy"]);
    let blind = requiring(
        Scene {
            sites: SitesSeen::none(),
            ..Scene::operator()
        },
        Hat::Operator,
        &asked,
    )
    .with_viewer(|v| *v = masked(v.clone()));
    assert_eq!(to_fill(&blind), ["privacy"]);
    assert_eq!(to_fill(&empty(blind)), ["privacy"]);
    // Required of the customer, and then hidden from him: nobody asks.
    let hidden = requiring(
        Scene::customer(),
        Hat::Customer,
        &[Field::Added(field("cf_empty"))],
    )
    .with_policy(|p| added(p, "cf_empty", Use::Hidden));
    assert!(to_fill(&hidden).is_empty());
    assert_eq!(hidden.answer(&Ask::Act(PortalAction::Close)), "close");
}

#[test]
fn one_label_for_hidden_and_absent() {
    for (language, label) in [
        ("ru", "Неизвестный номер"),
        ("en", "Unknown number"),
        ("en-GB", "Unknown number"),
        ("fr", "Numéro inconnu"),
        ("de", "Неизвестный номер"),
    ] {
        let language = Language::parse(language).unwrap();
        assert_eq!(unknown_number().in_language(&language), label);
        let masked = Scene::operator().with_viewer(|v| *v = masked(v.clone()));
        let unknown = Scene::operator().with_ticket(|t| t.client_number = None);
        for scene in [masked, unknown] {
            let viewing = scene.viewing();
            let granted = viewing.open(&scene.ticket).unwrap();
            let row = granted.cells(&[Field::ClientNumber], &language).unwrap();
            assert_eq!(row, [label]);
            let cell = granted.cell(&Field::ClientNumber).unwrap();
            assert_eq!(cell.or_label(label).to_string(), label);
        }
    }
    assert_eq!(Shown::Value(7).or_label("none").to_string(), "7");
    assert_eq!(
        format!("{:>6}|", Shown::<i32>::Hidden.or_label("none")),
        "  none|"
    );
    assert_eq!(Shown::Value(7).map(|n| n + 1), Shown::Value(8));
    assert_eq!(Shown::<i32>::Hidden.map(|n| n + 1), Shown::Hidden);
    assert_eq!(Shown::<i32>::Absent.map(|n| n + 1), Shown::Absent);
}

/// The profile is the customer's own: a colleague, a link, a member of the staff with the same number
/// and another tenant's customer get nothing, not even that there is one (attack 22).
#[test]
fn attack_22_the_profile_is_the_customers_own() {
    let (policy, profile) = (profile_policy(), full_profile());
    let view = |viewer: &Viewer<'_>| policy.project(viewer, &profile);
    let own = client(123);
    let seen = serde_json::to_string(&view(&Viewer::Actor(own.actor())).unwrap()).unwrap();
    for secret in ["pays late", "margin 12 %", "uf_hidden", "uf_unlisted"] {
        assert!(!seen.contains(secret), "{seen}");
    }
    let elsewhere = Profile {
        tenant: THERE,
        ..profile.clone()
    };
    let foreign = policy.project(&Viewer::Actor(own.actor()), &elsewhere);
    assert_eq!(foreign, Err(NotFound));
    let link = link_to(&full_ticket(), customer(123));
    assert_eq!(view(&Viewer::Guest(&link)), Err(NotFound));
    for other in [client(124), staff(123), masked(staff(17))] {
        assert_eq!(view(&Viewer::Actor(other.actor())), Err(NotFound));
    }
    let printed = format!("{profile:?}");
    assert!(
        !printed.contains("tea") && !printed.contains("margin"),
        "{printed}"
    );
    let json = serde_json::to_string(&policy).unwrap();
    assert_eq!(
        serde_json::from_str::<ProfilePolicy>(&json).unwrap(),
        policy
    );
}

/// The right to a site is asked of the staff alone (S64): a customer to whom the field is switched on
/// (S169) sees it.
#[test]
fn the_right_to_a_site_is_asked_of_the_staff() {
    let switched_on = |scene: Scene| {
        let scene = scene.with_policy(|p| {
            p.set(Hat::Customer, Field::Site, Use::View).unwrap();
        });
        Scene {
            sites: SitesSeen::none(),
            ..scene
        }
    };
    let here = site(5).to_string();
    for (scene, sees) in [
        (switched_on(Scene::customer()), true),
        (switched_on(Scene::colleague()), true),
        (switched_on(Scene::guest()), true),
        (switched_on(Scene::stakeholder()), false),
        (switched_on(Scene::operator()), false),
    ] {
        let shown = scene.answer(&Ask::Field("/site"));
        assert_eq!(shown, if sees { &here } else { "null" });
        assert_eq!(scene.everything().unwrap().contains(&here), sees);
        assert_eq!(scene.everything().unwrap().contains("old site"), sees);
    }
}

/// A stakeholder sees no field that those do not see who work on the ticket.
#[test]
fn a_stakeholder_stays_within_the_operator() {
    let salary = || Field::Added(field("salary"));
    let mut policy = FieldPolicy::default();
    policy.set(Hat::Operator, salary(), Use::Hidden).unwrap();
    assert_eq!(policy.use_of(Hat::Stakeholder, &salary()), Use::Hidden);
    policy.set(Hat::Stakeholder, salary(), Use::View).unwrap();
    assert_eq!(policy.use_of(Hat::Stakeholder, &salary()), Use::Hidden);
    policy.set(Hat::Operator, salary(), Use::View).unwrap();
    assert_eq!(policy.use_of(Hat::Stakeholder, &salary()), Use::View);
}

/// The customer's own number is for colleagues and guests only where that is said of them.
#[test]
fn attack_22_a_colleague_never_sees_the_number_by_the_way() {
    let number = Field::ClientNumber;
    let mut policy = FieldPolicy::default();
    policy
        .set(Hat::Customer, number.clone(), Use::View)
        .unwrap();
    let uses = |policy: &FieldPolicy| {
        [Hat::Customer, Hat::Colleague, Hat::Guest].map(|hat| policy.use_of(hat, &number))
    };
    assert_eq!(uses(&policy), [Use::View, Use::Hidden, Use::Hidden]);
    policy
        .set(Hat::Colleague, number.clone(), Use::View)
        .unwrap();
    assert_eq!(uses(&policy), [Use::View, Use::View, Use::Hidden]);
}

/// Of two keys that say different things the last would win.
#[test]
fn a_key_that_stands_twice_is_refused() {
    for text in [
        r#"{"uses":{"group":{"customer":"hidden","customer":"view"}}}"#,
        r#"{"uses":{"group":{"customer":"hidden"},"group":{"operator":"view"}}}"#,
        r#"{"added":{"cf_1":"hidden","cf_1":"view"}}"#,
        // In the form of before and in that of now.
        r#"{"group":"hidden","uses":{"group":{"customer":"view"}}}"#,
        r#"{"group":"shown","uses":{"group":{"customer":"hidden"}}}"#,
        r#"{"added":{"cf_1":"hidden"},"uses":{"added.cf_1":{"customer":"edit"}}}"#,
    ] {
        assert!(serde_json::from_str::<FieldPolicy>(text).is_err(), "{text}");
    }
    let once = r#"{"uses":{"group":{"customer":"hidden","operator":"view"}}}"#;
    let policy: FieldPolicy = serde_json::from_str(once).unwrap();
    assert_eq!(policy.use_of(Hat::Customer, &Field::Group), Use::Hidden);
    // Two forms of two fields contradict nothing.
    let two =
        r#"{"group":"hidden","added":{"cf_1":"view"},"uses":{"priority":{"customer":"hidden"}}}"#;
    let policy: FieldPolicy = serde_json::from_str(two).unwrap();
    let of = |field| policy.use_of(Hat::Customer, &field);
    let uses = [of(Field::Group), of(Field::Priority), of(Field::Assignee)];
    assert_eq!(uses, [Use::Hidden, Use::Hidden, Use::View]);
    // Of a profile's policy the same.
    let twice = r#"{"uf_1":"hidden","uf_1":"edit"}"#;
    assert!(serde_json::from_str::<ProfilePolicy>(twice).is_err());
    let once: ProfilePolicy = serde_json::from_str(r#"{"uf_1":"hidden","uf_2":"edit"}"#).unwrap();
    assert_eq!(once.use_of(&field("uf_2")), Use::Edit);
}

/// A hidden requester is the author of no message but to himself, and what a part of the host is called
/// is the staff's.
#[test]
fn a_hidden_requester_is_no_author() {
    let asker = customer(123).to_string();
    let rule = "rule: black list";
    let scene = |scene: Scene| {
        scene.with_ticket(|ticket| {
            ticket.messages[1].author = Some(Author::System(rule.to_owned()));
        })
    };
    let colleague = scene(Scene::colleague()).json().unwrap().to_string();
    assert!(!colleague.contains(&asker) && !colleague.contains(rule));
    assert!(colleague.contains("\"by\":\"customer\"") && colleague.contains("\"by\":\"system\""));
    let own = scene(Scene::customer()).json().unwrap().to_string();
    assert!(own.contains(&asker) && !own.contains(rule));
    let operator = scene(Scene::operator()).json().unwrap().to_string();
    assert!(operator.contains(&asker) && operator.contains(rule));
}

/// What is known of customer 123 in added fields.
pub(crate) fn full_profile() -> Profile {
    Profile {
        tenant: HERE,
        customer: customer(123),
        fields: BTreeMap::from([
            (field("uf_edit"), "tea".to_owned()),
            (field("uf_hidden"), "pays late".to_owned()),
            (field("uf_unlisted"), "margin 12 %".to_owned()),
            (field("uf_view"), "since 2019".to_owned()),
        ]),
    }
}

/// The form of the profile: one added field to see, one to edit, an empty one, one hidden.
pub(crate) fn profile_policy() -> ProfilePolicy {
    let mut policy = ProfilePolicy::default();
    for (id, to) in [
        ("uf_edit", Use::Edit),
        ("uf_empty", Use::View),
        ("uf_hidden", Use::Hidden),
        ("uf_view", Use::View),
    ] {
        policy.set(field(id), to);
    }
    policy
}

/// What the policy hides from the staff is no author to the staff either, on any surface (as in the
/// history of the same ticket); of his own message everybody knows who wrote it.
#[test]
fn who_is_hidden_from_the_staff_is_no_author() {
    let hiding = |scene: Scene, hidden: &Field| {
        scene.with_policy(|policy| {
            policy
                .set(Hat::Operator, hidden.clone(), Use::Hidden)
                .unwrap();
        })
    };
    let looker = || Scene::of(seeing(staff(20), Scope::any()));
    let alone = |ticket: &mut Ticket| {
        // Nobody else is spoken of.
        ticket.messages.truncate(2);
        ticket.facts.participants.clear();
        ticket.facts.creator = None;
    };
    let everything = |scene: Scene| scene.with_ticket(alone).everything().unwrap();
    for (field, id, word) in [
        (Field::Requester, customer(123).to_string(), "\"customer\""),
        (Field::Assignee, user(17).to_string(), "\"staff\""),
    ] {
        assert!(everything(looker()).contains(&id), "{field}");
        let hidden = everything(hiding(looker(), &field));
        assert!(!hidden.contains(&id), "{field}");
        assert!(hidden.contains(&format!("\"by\":{word}")), "{field}");
    }
    // 17 wrote the answer.
    let own = Scene::of(seeing(staff(17), Scope::any()));
    let own = everything(hiding(own, &Field::Assignee));
    assert!(own.contains(&user(17).to_string()));
}

/// Edit implies see (attack 31): who is shown a label in the place of the number, or no site, changes
/// neither; and that he may not tells not whether there is one.
#[test]
fn attack_31_what_is_masked_is_not_to_be_changed() {
    let scene = |scene: Scene| {
        [
            scene.clone(),
            scene.with_ticket(|ticket| {
                ticket.client_number = None;
                ticket.facts.site = None;
            }),
        ]
    };
    let uses = |scene: &Scene| {
        let viewing = scene.viewing();
        let granted = viewing.open(&scene.ticket).unwrap();
        [Field::ClientNumber, Field::Site, Field::Group].map(|field| granted.use_of(&field))
    };
    let blind = Scene {
        sites: SitesSeen::none(),
        ..Scene::operator().with_viewer(|viewer| *viewer = masked(viewer.clone()))
    };
    for blind in scene(blind) {
        assert_eq!(uses(&blind), [Use::View, Use::View, Use::Edit]);
    }
    assert_eq!(uses(&Scene::operator()), [Use::Edit; 3]);
    // Required, it is asked of nobody who does not see it.
    for blind in scene(Scene {
        sites: SitesSeen::none(),
        ..Scene::operator()
    }) {
        let asking = requiring(blind, Hat::Operator, &[Field::Site]);
        assert_eq!(to_fill(&asking), [""; 0]);
    }
}
