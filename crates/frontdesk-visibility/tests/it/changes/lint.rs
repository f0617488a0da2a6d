//! What is odd: each finding with its twin, and that no finding is ever false.

use std::collections::BTreeSet;

use frontdesk_access::{Among, Catalogue, Groups, Holder, Permission, Scope, Scopes};
use frontdesk_model::{ActorId, ConversationState, Privacy, Relation, Standing};
use frontdesk_visibility::{
    Column, Condition, Configured, Direction, Field, FieldPolicy, Filter, Hat, ListRequest, Looker,
    Must, QueryError, SavedList, Severity, SitePolicy, SitesSeen, Sort, Use, Viewing,
    VisibilityFinding, lint,
};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::test_runner::Config;

use crate::generate;
use crate::world::*;

fn scopes(holder: &Holder) -> Scopes {
    Catalogue::default().scopes_of(holder, Permission::CONVERSATION_VIEW, now())
}

/// The findings about these people under this policy.
fn found(
    policy: &FieldPolicy,
    people: &[(Holder, SitesSeen)],
    lists: &[SavedList],
) -> BTreeSet<VisibilityFinding> {
    let made: Vec<(Scopes, Viewing<'_>)> = people
        .iter()
        .map(|(holder, sites)| {
            let scopes = scopes(holder);
            let filter = Filter::of(&scopes, now());
            let sites = sites.clone();
            (
                scopes,
                Viewing {
                    filter,
                    policy,
                    sites,
                },
            )
        })
        .collect();
    let people: Vec<Looker<'_>> = made
        .iter()
        .map(|(scopes, viewing)| Looker { scopes, viewing })
        .collect();
    let configured = Configured {
        policy,
        people: &people,
        lists,
    };
    lint(&configured, now())
}

fn of_person(holder: Holder) -> Vec<String> {
    let found = found(&FieldPolicy::default(), &[(holder, all_sites())], &[]);
    found.iter().map(|one| one.code().to_owned()).collect()
}

fn with(scopes: impl IntoIterator<Item = Scope>) -> Holder {
    scopes.into_iter().fold(staff(17), seeing)
}

fn own() -> Scope {
    Scope::of(Relation::Own)
}

#[test]
fn a_way_within_another() {
    let in_work = || Scope {
        states: Some([ConversationState::InWork].into()),
        ..own()
    };
    let of_groups = |numbers: &[i64]| Scope {
        groups: Some(Groups {
            these: numbers.iter().map(|n| group(*n)).collect(),
            mine: false,
            none: false,
        }),
        ..Scope::any()
    };
    let finding = found(
        &FieldPolicy::default(),
        &[(with([own(), in_work()]), all_sites())],
        &[],
    );
    let expected = VisibilityFinding::WayWithin {
        person: user(17).into(),
        scope: Box::new(in_work()),
        within: Box::new(own()),
    };
    assert_eq!(finding, [expected.clone()].into());
    let words = "the view of own & states = in_work opens nothing that the view of own does not";
    assert!(expected.to_string().ends_with(words), "{expected}");
    for (scopes, codes) in [
        (vec![own(), Scope::any()], vec!["way_within"]),
        (
            vec![of_groups(&[1, 2]), of_groups(&[1])],
            vec!["way_within"],
        ),
        (vec![of_groups(&[1]), of_groups(&[2])], vec![]),
        (vec![own()], vec![]),
        (vec![own(), Scope::of(Relation::Unassigned)], vec![]),
        // A colleague's in work is another's than mine.
        (vec![own(), Scope::of(Relation::ColleagueInWork)], vec![]),
        // Of the people that I oversee I am one, so that my own are among theirs.
        (
            vec![
                own(),
                Scope {
                    people: Some(Among::These([user(17)].into())),
                    ..Scope::any()
                },
            ],
            // Both say the same: the second opens nothing new.
            vec!["way_within"],
        ),
        (vec![], vec![]),
    ] {
        assert_eq!(of_person(with(scopes.clone())), codes, "{scopes:?}");
    }
}

#[test]
fn a_way_that_is_never_true() {
    let nothing = || Scope {
        sites: Some(Among::These(BTreeSet::new())),
        ..Scope::any()
    };
    let mine = || Scope {
        sites: Some(Among::Mine),
        ..Scope::any()
    };
    for (scopes, codes) in [
        (vec![own(), nothing()], vec!["way_never"]),
        (vec![nothing()], vec!["sees_nothing"]),
        (vec![own(), mine()], vec!["way_never"]),
        // Nobody has it, and somebody of these has it: never both.
        (
            vec![Scope {
                people: Some(Among::These([user(18)].into())),
                ..Scope::of(Relation::Unassigned)
            }],
            vec!["sees_nothing"],
        ),
        // A relation of customers, to a member of the staff.
        (
            vec![own(), Scope::of(Relation::Requester)],
            vec!["way_never"],
        ),
        (
            vec![Scope {
                privacy: Some(Privacy::Open),
                ..own()
            }],
            vec![],
        ),
    ] {
        assert_eq!(of_person(with(scopes.clone())), codes, "{scopes:?}");
    }
    let mut of_a_site = with([mine()]);
    of_a_site.memberships.sites.insert(site(5));
    assert!(of_person(of_a_site).is_empty());
    // A restriction that takes all of it.
    let mut barred = with([own()]);
    barred.restrictions.push(frontdesk_access::Restriction {
        id: frontdesk_access::RestrictionId::from_static("deny.all"),
        takes: frontdesk_access::Takes::These {
            permissions: [Permission::CONVERSATION_VIEW].into_iter().collect(),
            sections: BTreeSet::new(),
        },
        scope: own(),
        validity: frontdesk_model::Validity::ALWAYS,
    });
    assert_eq!(of_person(barred), ["sees_nothing"]);
    // Whoever holds nothing, or cannot act, is no matter of visibility.
    let mut suspended = with([own()]);
    suspended.standing = Standing::Suspended;
    assert!(of_person(suspended).is_empty());
}

#[test]
fn fields_that_nobody_can_fill() {
    let mut policy = FieldPolicy::default();
    added(&mut policy, "cf_1", Use::Edit);
    added(&mut policy, "cf_2", Use::Require);
    added(&mut policy, "cf_3", Use::View);
    assert!(found(&policy, &[], &[]).is_empty());
    policy.interactive_channels.clear();
    let expected = [
        VisibilityFinding::EditWithoutChannel {
            field: field("cf_1"),
        },
        VisibilityFinding::RequireWithoutChannel {
            field: field("cf_2"),
        },
    ];
    assert_eq!(found(&policy, &[], &[]), expected.into());
}

#[test]
fn a_field_that_only_customers_see() {
    let mut policy = FieldPolicy::default();
    policy
        .set(Hat::Operator, Field::Group, Use::Hidden)
        .unwrap();
    policy.set(Hat::Operator, Field::Site, Use::Hidden).unwrap();
    // The site is hidden from customers as well.
    let expected = VisibilityFinding::HiddenFromStaff {
        field: Field::Group,
    };
    assert_eq!(found(&policy, &[], &[]), [expected].into());
}

#[test]
fn a_site_by_a_right_that_nobody_holds() {
    let mut policy = FieldPolicy::default();
    let people = |sites| [(with([own()]), sites)];
    assert!(found(&policy, &people(SitesSeen::none()), &[]).is_empty());
    policy.site = SitePolicy::ByRight;
    let expected = BTreeSet::from([VisibilityFinding::SiteOfNobody]);
    assert_eq!(found(&policy, &people(SitesSeen::none()), &[]), expected);
    assert!(found(&policy, &people(all_sites()), &[]).is_empty());
}

#[test]
fn attack_06_a_saved_list_is_asked_by_its_reader() {
    // Kept by an operator: by site, where the note count stands, filtered by the telephone number.
    let request = ListRequest {
        conditions: vec![Condition::new(Field::ClientNumber, Must::BeThere).unwrap()],
        sort: Some(Sort {
            by: Field::Number.into(),
            direction: Direction::Ascending,
        }),
        facets: [Column::Field(Field::Site)].into(),
        columns: vec![Field::Subject.into(), Column::MessageCount],
        ..ListRequest::default()
    };
    let operator = with([own()]);
    let customers = seeing(client(123), Scope::of(Relation::Requester));
    let readers = [operator.id, customers.id, ActorId::from(user(99))];
    let list = SavedList {
        name: "by site".to_owned(),
        request: request.clone(),
        readers: readers.into(),
    };
    let policy = FieldPolicy::default();
    let people = [
        (operator.clone(), all_sites()),
        (customers.clone(), SitesSeen::none()),
    ];
    let name = || "by site".to_owned();
    let hidden = |column: Field| VisibilityFinding::HiddenColumn {
        list: name(),
        reader: customers.id,
        column: column.into(),
    };
    let nobody = VisibilityFinding::UnknownReader {
        list: name(),
        reader: user(99).into(),
    };
    let expected = [hidden(Field::Site), hidden(Field::ClientNumber), nobody];
    assert_eq!(
        found(&policy, &people, std::slice::from_ref(&list)),
        expected.into()
    );
    // So it is: the reader is refused, whoever wrote the list.
    let asked = |holder: &Holder| {
        let filter = filter_of(holder);
        let viewing = Viewing {
            filter,
            policy: &policy,
            sites: all_sites(),
        };
        viewing.query(&request).err()
    };
    assert_eq!(asked(&operator), None);
    assert_eq!(asked(&customers), Some(QueryError::NoSuchColumn));
    // What is stored is read back.
    let json = serde_json::to_string(&list).unwrap();
    assert_eq!(serde_json::from_str::<SavedList>(&json).unwrap(), list);
}

#[test]
fn every_finding_has_a_code_a_severity_and_words() {
    let person = ActorId::from(user(17));
    let list = "mine".to_owned();
    let scope = || Box::new(own());
    let all = [
        VisibilityFinding::SeesNothing { person },
        VisibilityFinding::WayNever {
            person,
            scope: scope(),
        },
        VisibilityFinding::WayWithin {
            person,
            scope: scope(),
            within: Box::new(Scope::any()),
        },
        VisibilityFinding::EditWithoutChannel {
            field: field("cf_1"),
        },
        VisibilityFinding::RequireWithoutChannel {
            field: field("cf_1"),
        },
        VisibilityFinding::HiddenFromStaff {
            field: Field::Group,
        },
        VisibilityFinding::SiteOfNobody,
        VisibilityFinding::HiddenColumn {
            list: list.clone(),
            reader: person,
            column: Field::Site.into(),
        },
        VisibilityFinding::UnknownReader {
            list,
            reader: person,
        },
    ];
    let mut text = String::new();
    for finding in &all {
        let json = serde_json::to_value(finding).unwrap();
        assert_eq!(json["code"], finding.code());
        let severity = match finding.severity() {
            Severity::Warning => "warning",
            Severity::Note => "note",
        };
        text.push_str(&format!("{severity} {}: {finding}\n", finding.code()));
    }
    expect_test::expect_file!["../golden/findings.txt"].assert_eq(&text);
}

/// A person of generated grants whose memberships are generated too.
fn person_and_facts() -> impl Strategy<Value = (Holder, Vec<frontdesk_model::ConversationFacts>)> {
    (generate::holder(), vec(generate::facts(), 12))
}

proptest! {
    #![proptest_config(Config { cases: 500, failure_persistence: None, ..Config::default() })]

    /// No finding is false: without the scope that it names the person sees the same conversations.
    #[test]
    fn a_scope_that_opens_nothing_new_may_go((holder, facts) in person_and_facts()) {
        let scopes = generate::roles().scopes_of(&holder, Permission::CONVERSATION_VIEW, now());
        let policy = FieldPolicy::default();
        let filter = Filter::of(&scopes, now());
        let viewing = Viewing { filter: filter.clone(), policy: &policy, sites: all_sites() };
        let people = [Looker { scopes: &scopes, viewing: &viewing }];
        let configured = Configured { policy: &policy, people: &people, lists: &[] };
        let mut fewer = scopes.clone();
        for finding in lint(&configured, now()) {
            match finding {
                VisibilityFinding::SeesNothing { .. } => fewer.all_of[0].clear(),
                VisibilityFinding::WayNever { scope, .. } | VisibilityFinding::WayWithin { scope, .. } => {
                    // All that are named may go at once.
                    prop_assert!(fewer.all_of[0].remove(&scope));
                }
                other => prop_assert!(false, "{:?}", other),
            }
        }
        let fewer = Filter::of(&fewer, now());
        for mut facts in facts {
            facts.tenant = holder.tenant;
            prop_assert_eq!(filter.matches(&facts), fewer.matches(&facts));
        }
    }
}

/// The generated people have findings of each kind, and often none.
#[test]
fn findings_are_neither_rare_nor_certain() {
    use proptest::strategy::ValueTree;
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let mut counts = std::collections::BTreeMap::<&'static str, usize>::new();
    for _ in 0..500 {
        let holder = generate::holder().new_tree(&mut runner).unwrap().current();
        let found = found(&FieldPolicy::default(), &[(holder, all_sites())], &[]);
        let codes: BTreeSet<_> = found.iter().map(VisibilityFinding::code).collect();
        if codes.is_empty() {
            *counts.entry("none").or_default() += 1;
        }
        codes
            .into_iter()
            .for_each(|code| *counts.entry(code).or_default() += 1);
    }
    for code in ["none", "sees_nothing", "way_never", "way_within"] {
        let count = counts.get(code).copied().unwrap_or_default();
        assert!((10..450).contains(&count), "{code}: {count} of 500");
    }
}
