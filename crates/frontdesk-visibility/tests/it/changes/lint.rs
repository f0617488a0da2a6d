//! What is odd: each finding with its twin, and that no finding is ever false.

use std::collections::BTreeSet;

use frontdesk_access::{
    Among, Catalogue, Grant, Groups, Holder, HostPermission, ObjectKind, Permission, Restriction,
    RestrictionId, Scope, Scopes,
};
use frontdesk_model::{ActorId, ConversationState, Privacy, Relation, Standing};
use frontdesk_visibility::{
    Column, Condition, Configured, Direction, Field, FieldPolicy, FieldRights, Filter, Hat,
    ListRequest, Looker, Must, QueryError, RightsHeld, SavedList, Severity, SitePolicy, SitesSeen,
    Sort, Use, Viewing, VisibilityFinding, lint,
};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::test_runner::Config;

use crate::generate;
use crate::world::*;

fn scopes(holder: &Holder) -> Scopes {
    Catalogue::default().scopes_of(holder, Permission::CONVERSATION_VIEW, now())
}

/// Rights of a host's own: the first about conversations, the second about orders, the third nobody's.
const OWN: [Option<Permission>; 3] = [
    Permission::host(1),
    Permission::host(2),
    Permission::host(3),
];

fn declared() -> Catalogue {
    let mut roles = Catalogue::default();
    for (right, object) in OWN
        .iter()
        .zip([ObjectKind::Conversation, ObjectKind::Order])
    {
        let permission = right.unwrap();
        let right = HostPermission {
            permission,
            name: format!("own.right_{}", permission.bit()),
            title: "A right of the host's own".to_owned(),
            object,
            needs: Vec::new(),
        };
        roles.declare(right).unwrap();
    }
    roles
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
                    rights: rights_of(&declared(), [holder], policy.rights()),
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

/// A right to sites is nobody's where it covers none, or where only people hold it who see no conversation
/// (S64).
#[test]
fn a_right_to_no_site_is_nobodys() {
    let mut policy = FieldPolicy::default();
    policy.site = SitePolicy::ByRight;
    let operator = with([own()]);
    let sites = |holder: &Holder| {
        SitesSeen::of(Catalogue::default().scopes_of(holder, Permission::SITE_VIEW, now()))
    };
    let right = |scope: Scope| {
        let mut holder = operator.clone();
        holder.grants.push(Grant::new(Permission::SITE_VIEW, scope));
        holder
    };
    let of = |among| Scope {
        sites: Some(among),
        ..Scope::any()
    };
    let but = |scope: Scope| {
        let mut holder = right(Scope::any());
        let id = RestrictionId::from_static("deny.sites");
        let taken = [Permission::SITE_VIEW].into_iter().collect();
        holder
            .restrictions
            .push(Restriction::taking(id, taken, scope));
        holder
    };
    // The list on the record is empty.
    let mine = right(of(Among::Mine));
    let mut with_list = mine.clone();
    with_list.memberships.sites.insert(site(5));
    let named = || of(Among::These([site(5)].into()));
    for (holder, nobodys) in [
        (mine, true),
        (right(of(Among::These([].into()))), true),
        (but(Scope::any()), true),
        (with_list, false),
        (right(named()), false),
        // All but one are some.
        (but(named()), false),
        (right(Scope::any()), false),
    ] {
        let seen = sites(&holder);
        assert_eq!((0..100).any(|number| seen.has(site(number))), !nobodys);
        let found = found(&policy, &[(operator.clone(), seen)], &[]);
        assert_eq!(found.contains(&VisibilityFinding::SiteOfNobody), nobodys);
    }
    // Who sees no conversation sees no site of one.
    let clerk = || (staff(18), all_sites());
    let without = (operator.clone(), SitesSeen::none());
    let both = found(&policy, &[without, clerk()], &[]);
    assert_eq!(both, [VisibilityFinding::SiteOfNobody].into());
    assert!(found(&policy, &[(operator, all_sites()), clerk()], &[]).is_empty());
    // Without anybody who sees one there is nobody to miss it.
    assert!(found(&policy, &[clerk()], &[]).is_empty());
}

/// A field that asks for a right which opens it to nobody: because nobody holds it, or because it is not
/// about conversations.
#[test]
fn a_right_that_opens_a_field_to_nobody() {
    let [conversation, order, undeclared] = OWN.map(Option::unwrap);
    let cf = || Field::Added(field("cf_1"));
    let asking = |hat, to, rights| {
        let mut policy = FieldPolicy::default().with(hat, cf(), to).unwrap();
        policy.ask(hat, cf(), rights).unwrap();
        policy
    };
    let holding = |mut holder: Holder, right, scope: Scope| {
        holder.grants.push(Grant::new(right, scope));
        (holder, all_sites())
    };
    let agent = || (with([own()]), all_sites());
    let customer = || {
        let holder = seeing(client(123), Scope::of(Relation::Requester));
        (holder, all_sites())
    };
    let see = FieldRights::to_see(conversation);
    let nobody = |hat, permission| VisibilityFinding::RightOfNobody {
        field: cf(),
        hat,
        permission,
    };
    let operators = asking(Hat::Operator, Use::Edit, see);
    let expected = [nobody(Hat::Operator, conversation)].into();
    assert_eq!(found(&operators, &[agent()], &[]), expected);
    // Held over nothing that there could be is not held.
    let no_group = Scope {
        groups: Some(Groups::default()),
        ..own()
    };
    let nowhere = holding(with([own()]), conversation, no_group);
    assert_eq!(found(&operators, &[nowhere], &[]), expected);
    // One who holds it anywhere is enough; that a customer does is not, and without staff nobody misses it.
    let one = holding(with([own()]), conversation, own());
    assert!(found(&operators, &[agent(), one], &[]).is_empty());
    let by_customer = holding(customer().0, conversation, Scope::any());
    assert_eq!(found(&operators, &[agent(), by_customer], &[]), expected);
    assert!(found(&operators, &[customer()], &[]).is_empty());
    // What the hat hides or only shows asks for nothing that could be missed.
    let hidden = asking(Hat::Operator, Use::Hidden, see);
    assert!(found(&hidden, &[agent()], &[]).is_empty());
    let change = FieldRights::to_change(conversation);
    let views = asking(Hat::Operator, Use::View, change);
    assert!(found(&views, &[agent()], &[]).is_empty());
    let edits = asking(Hat::Customer, Use::Edit, change);
    let expected = [nobody(Hat::Customer, conversation)].into();
    assert_eq!(found(&edits, &[agent(), customer()], &[]), expected);
    // About orders, or undeclared: whoever holds it holds it over no conversation.
    for (permission, object) in [(order, Some(ObjectKind::Order)), (undeclared, None)] {
        let policy = asking(Hat::Operator, Use::View, FieldRights::to_see(permission));
        let holder = holding(with([own()]), permission, Scope::any());
        let others = VisibilityFinding::RightOfOthers {
            field: cf(),
            hat: Hat::Operator,
            permission,
            object,
        };
        assert_eq!(found(&policy, &[holder], &[]), [others].into());
    }
    // Each right by what it is about itself.
    let mut both = operators;
    let other = Field::Added(field("cf_2"));
    both.ask(Hat::Operator, other.clone(), FieldRights::to_see(order))
        .unwrap();
    let (holder, sites) = holding(with([own()]), conversation, Scope::any());
    let (holder, _) = holding(holder, order, Scope::any());
    let others = VisibilityFinding::RightOfOthers {
        field: other,
        hat: Hat::Operator,
        permission: order,
        object: Some(ObjectKind::Order),
    };
    assert_eq!(found(&both, &[(holder, sites)], &[]), [others].into());
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
            rights: RightsHeld::none(),
        };
        viewing.query(&request).err()
    };
    assert_eq!(asked(&operator), None);
    assert_eq!(asked(&customers), Some(QueryError::NoSuchColumn));
    // What is stored is read back.
    let json = serde_json::to_string(&list).unwrap();
    assert_eq!(serde_json::from_str::<SavedList>(&json).unwrap(), list);
}

/// A list that is kept for others holds no place in its author's own pages: what stands in the last row as
/// the author sees it would be stored with it.
#[test]
fn attack_06_a_saved_list_that_keeps_a_row_of_its_author() {
    let policy = FieldPolicy::default();
    let author = Viewing {
        filter: filter_of(&seeing(staff(17), Scope::any())),
        policy: &policy,
        sites: all_sites(),
        rights: RightsHeld::none(),
    };
    let mut desk = vec![full_ticket(), full_ticket()];
    desk[1].facts.id = frontdesk_model::ConversationId::from_number(SEEN);
    let mut list = SavedList {
        name: "all".to_owned(),
        request: ListRequest {
            page_size: 1,
            sort: Some(Sort {
                by: Field::Subject.into(),
                direction: Direction::Ascending,
            }),
            ..ListRequest::default()
        },
        readers: [user(17).into()].into(),
    };
    let people = [(with([own()]), all_sites())];
    let found = |list: &SavedList| found(&policy, &people, std::slice::from_ref(list));
    assert!(found(&list).is_empty());
    list.request.cursor = author.query(&list.request).unwrap().page(&desk).next;
    // The subject stands in it, byte for byte.
    let subject: String = "The kettle leaks"
        .bytes()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    assert!(list.request.cursor.as_ref().unwrap().contains(&subject));
    let expected = VisibilityFinding::KeepsCursor {
        list: "all".to_owned(),
    };
    assert_eq!(found(&list), [expected].into());
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
        VisibilityFinding::RightOfNobody {
            field: Field::Group,
            hat: Hat::Operator,
            permission: Permission::CONTACT_EDIT,
        },
        VisibilityFinding::RightOfOthers {
            field: Field::Group,
            hat: Hat::Customer,
            permission: OWN[1].unwrap(),
            object: Some(ObjectKind::Order),
        },
        VisibilityFinding::RightOfOthers {
            field: Field::Group,
            hat: Hat::Customer,
            permission: OWN[2].unwrap(),
            object: None,
        },
        VisibilityFinding::HiddenColumn {
            list: list.clone(),
            reader: person,
            column: Field::Site.into(),
        },
        VisibilityFinding::KeepsCursor { list: list.clone() },
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
        let viewing = Viewing { filter: filter.clone(), policy: &policy, sites: all_sites(), rights: RightsHeld::none() };
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

/// Many scopes are looked through as quickly as so many of one: of each pair of a group and of that group at
/// one site the narrower is found, and of the others nothing.
#[test]
fn ten_thousand_scopes() {
    let of = |number: i64, at: Option<i64>| Scope {
        groups: Some(Groups {
            these: [group(number), group(99_999)].into(),
            mine: false,
            none: false,
        }),
        sites: at.map(|at| Among::These([site(at)].into())),
        ..Scope::of(Relation::Own)
    };
    let mut scopes = scopes(&seeing(staff(17), Scope::of(Relation::Own)));
    let wide = (0..5_000).map(|number| of(number, None));
    let narrow = (0..5_000).map(|number| of(number, Some(number)));
    scopes.all_of[0] = wide.chain(narrow).collect();
    let policy = FieldPolicy::default();
    let viewing = Viewing {
        filter: Filter::of(&scopes, now()),
        policy: &policy,
        sites: all_sites(),
        rights: RightsHeld::none(),
    };
    let people = [Looker {
        scopes: &scopes,
        viewing: &viewing,
    }];
    let configured = Configured {
        policy: &policy,
        people: &people,
        lists: &[],
    };
    let found = lint(&configured, now());
    assert_eq!(found.len(), 5_000);
    for finding in found {
        let VisibilityFinding::WayWithin { scope, within, .. } = finding else {
            panic!("{finding}");
        };
        assert_eq!((scope.groups, within.sites), (within.groups, None));
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
