//! The texts, for a reviewer to read; and that nothing but the shape is in them.

use std::fmt::Write as _;

use expect_test::expect_file;
use frontdesk_access::{
    Among, Catalogue, Grant, Groups, Holder, Permission, Restriction, RestrictionId, Scope,
};
use frontdesk_model::{
    ConversationId, ConversationState, CustomerId, GroupId, OrganizationId, Relation, SiteId,
    UserId,
};
use frontdesk_sql::{After, Dialect, IdForm, MomentForm, PageRequest, Param, Sql, Statement, Walk};
use frontdesk_testkit::cast;
use frontdesk_visibility::{
    Column, Direction, Field, FieldPolicy, Filter, GuestLink, GuestPurpose, RightsHeld, SitesSeen,
    Sort, Viewing,
};

use proptest::prelude::*;
use proptest::sample::select;

use crate::rows::{Forms, mapping};

const VIEW: Permission = Permission::CONVERSATION_VIEW;

fn filter(holder: &Holder) -> Filter {
    let scopes = Catalogue::default().scopes_of(holder, VIEW, cast::noon());
    Filter::of(&scopes, cast::noon())
}

/// His own; what colleagues of his groups have in work on his sites, but nothing that is closed.
pub(crate) fn operator(groups: i64, sites: i64) -> Filter {
    let mut holder = Holder::new(cast::TENANT, UserId::from_number(7));
    holder.memberships.groups = (1..=groups).map(GroupId::from_number).collect();
    holder.memberships.sites = (1..=sites).map(SiteId::from_number).collect();
    let colleagues = Scope {
        groups: Some(Groups {
            mine: true,
            ..Groups::default()
        }),
        sites: Some(Among::Mine),
        ..Scope::of(Relation::ColleagueInWork)
    };
    for scope in [Scope::of(Relation::Own), colleagues] {
        holder.grants.push(Grant::new(VIEW, scope));
    }
    let closed = Scope {
        states: Some([ConversationState::Closed].into()),
        ..Scope::any()
    };
    let id = RestrictionId::from_static("not.closed");
    holder.restrictions.push(Restriction::taking(
        id,
        [VIEW].into_iter().collect(),
        closed,
    ));
    filter(&holder)
}

/// What she asked, and what her company did.
pub(crate) fn customer() -> Filter {
    let mut holder = Holder::new(cast::TENANT, CustomerId::from_number(5));
    holder.memberships.organizations = [OrganizationId::from_number(3)].into();
    for relation in [Relation::Requester, Relation::RequesterOrganization] {
        holder.grants.push(Grant::new(VIEW, Scope::of(relation)));
    }
    filter(&holder)
}

/// What he has, and that he takes part in while it is in work.
fn participant() -> Filter {
    let mut holder = Holder::new(cast::TENANT, UserId::from_number(7));
    let takes_part = Scope {
        states: Some([ConversationState::InWork].into()),
        ..Scope::of(Relation::Participating)
    };
    for scope in [Scope::of(Relation::Own), takes_part] {
        holder.grants.push(Grant::new(VIEW, scope));
    }
    filter(&holder)
}

fn guest() -> Filter {
    let link = GuestLink {
        tenant: cast::TENANT,
        ticket: ConversationId::from_number(9),
        customer: CustomerId::from_number(5),
        purpose: GuestPurpose::View,
        expires: cast::noon() + frontdesk_model::chrono::TimeDelta::hours(1),
        epoch: 2,
    };
    Filter::of_guest(&link, cast::noon())
}

fn nobody() -> Filter {
    filter(&Holder::new(cast::TENANT, UserId::from_number(8)))
}

#[test]
fn the_texts_of_both_databases() {
    let mut text = String::new();
    for (dialect, moment) in [
        (Dialect::Sqlite, MomentForm::Micros),
        (Dialect::Postgres, MomentForm::Timestamp),
    ] {
        let mapping = mapping(Forms {
            id: IdForm::Number,
            moment,
        });
        let sql = Sql {
            dialect,
            mapping: &mapping,
        };
        let viewers = [
            ("operator", operator(2, 1)),
            ("customer", customer()),
            ("guest", guest()),
            ("nobody", nobody()),
        ];
        for (name, filter) in viewers {
            writeln!(
                text,
                "-- {dialect:?}, list of {name}\n{}\n",
                shown(&sql.list(&filter).unwrap())
            )
            .unwrap();
        }
        let ticket = ConversationId::from_number(9);
        let viewing = viewing(customer());
        let page = PageRequest {
            sort: Some(newest(Column::Field(Field::CreatedAt))),
            after: Some(After {
                key: Some(moment.param(cast::noon())),
                ticket,
            }),
            columns: vec![Field::Number, Field::Site, Field::Assignee],
            ..PageRequest::default()
        };
        let page = sql.page(&viewing, &page).unwrap();
        assert_eq!(page.columns, [Field::Number, Field::Assignee]); // no site for customers
        let facet = sql.facet(&viewing, &Column::Field(Field::State)).unwrap();
        let merged = PageRequest {
            sort: Some(newest(Column::Field(Field::CreatedAt))),
            walk: Walk::Merged,
            ..PageRequest::default()
        };
        let of_operator = crate::texts::viewing(operator(2, 1));
        let walked = PageRequest {
            columns: vec![Field::Number, Field::Site, Field::Assignee],
            walk: Walk::InOrder,
            ..merged.clone()
        };
        let walked = sql.page(&of_operator, &walked).unwrap().statement;
        let of_participant = crate::texts::viewing(participant());
        let of_set = sql.page(&of_participant, &merged).unwrap().statement;
        let merged = sql.page(&of_operator, &merged).unwrap().statement;
        for (name, statement) in [
            ("count", sql.count(&customer())),
            ("merged page, instead of an operator,", Ok(merged)),
            ("merged page, instead of a participant,", Ok(of_set)),
            ("walked page, instead of an operator,", Ok(walked)),
            ("one", sql.one(&customer(), ticket)),
            ("page", Ok(page.statement)),
            ("states", Ok(facet)),
        ] {
            writeln!(
                text,
                "-- {dialect:?}, {name} of customer\n{}\n",
                shown(&statement.unwrap())
            )
            .unwrap();
        }
    }
    expect_file!["golden/texts.sql"].assert_eq(&text);
}

static POLICY: std::sync::LazyLock<FieldPolicy> = std::sync::LazyLock::new(FieldPolicy::default);

pub(crate) fn viewing(filter: Filter) -> Viewing<'static> {
    Viewing {
        filter,
        policy: &POLICY,
        sites: SitesSeen::none(),
        rights: RightsHeld::none(),
    }
}

pub(crate) fn newest(by: Column) -> Sort {
    Sort {
        by,
        direction: Direction::Descending,
    }
}

fn shown(statement: &Statement) -> String {
    format!("{}\n-- {:?}", statement.text, statement.params)
}

/// However long the lists are, and whatever is in them, the text is one.
#[test]
fn the_text_depends_on_the_shape_alone() {
    for dialect in [Dialect::Sqlite, Dialect::Postgres] {
        for form in [IdForm::Uuid, IdForm::Text, IdForm::Number] {
            let mapping = mapping(Forms {
                id: form,
                moment: MomentForm::Micros,
            });
            let sql = Sql {
                dialect,
                mapping: &mapping,
            };
            let text = |groups, sites| sql.list(&operator(groups, sites)).unwrap().text;
            assert_eq!(text(1, 1), text(1_400, 300));
            // Without any group or site there is one way less.
            assert_ne!(text(1, 1), text(0, 1));
        }
    }
}

/// By few groups a page is merged; by many the order is walked, and where something is looked up by nothing.
#[test]
fn the_fitting_walk() {
    assert_eq!(Walk::fitting(&operator(7, 300)), Walk::Merged); // and himself
    assert_eq!(Walk::fitting(&operator(8, 1)), Walk::ByShape);
    assert_eq!(Walk::fitting(&customer()), Walk::Merged);
    assert_eq!(Walk::fitting(&guest()), Walk::Merged);
    assert_eq!(Walk::fitting(&nobody()), Walk::ByShape);
    let mut holder = Holder::new(cast::TENANT, UserId::from_number(7));
    holder.grants.push(Grant::new(VIEW, Scope::any()));
    assert_eq!(Walk::fitting(&filter(&holder)), Walk::ByShape);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    /// Whoever looks, however many groups and sites he has, whatever is asked of a page: one shape, one text.
    #[test]
    fn a_shape_has_one_text(
        one in (1..60_i64, 1..60_i64, 1..500_usize, 1..1_000_i64),
        other in (1..60_i64, 1..60_i64, 1..500_usize, 1..1_000_i64),
        form in select(vec![IdForm::Uuid, IdForm::Text, IdForm::Number]),
        dialect in select(vec![Dialect::Sqlite, Dialect::Postgres]),
        by in select(vec![Field::CreatedAt, Field::State, Field::Subject, Field::Group]),
    ) {
        let mapping = mapping(Forms { id: form, moment: MomentForm::Micros });
        let sql = Sql { dialect, mapping: &mapping };
        let texts = [one, other].map(|(groups, sites, rows, last)| {
            let viewing = viewing(operator(groups, sites));
            let ticket = ConversationId::from_number(last);
            let key = match by {
                Field::CreatedAt | Field::State => Param::Number(last),
                Field::Group => form.param(GroupId::from_number(last)).unwrap(),
                _ => Param::Text(format!("'{last}")),
            };
            let page = PageRequest {
                sort: Some(newest(Column::Field(by.clone()))),
                after: Some(After { key: Some(key), ticket }),
                rows,
                ..PageRequest::default()
            };
            [
                sql.list(&viewing.filter).unwrap(),
                sql.count(&viewing.filter).unwrap(),
                sql.one(&viewing.filter, ticket).unwrap(),
                sql.facet(&viewing, &Column::Field(by.clone())).unwrap(),
                sql.page(&viewing, &page).unwrap().statement,
                sql.page(&viewing, &PageRequest { walk: Walk::Merged, ..page.clone() }).unwrap().statement,
                sql.page(&viewing, &PageRequest { walk: Walk::InOrder, ..page }).unwrap().statement,
            ]
            .map(|statement| {
                // And nothing of a list stands in it: a value for each placeholder, the tenant first.
                let last = if dialect == Dialect::Sqlite { "?" } else { "$" };
                assert!(statement.text.contains(&format!("{last}{}", statement.params.len())));
                assert_eq!(statement.params.first(), form.param(cast::TENANT).as_ref());
                statement.text
            })
        });
        prop_assert_eq!(&texts[0], &texts[1]);
    }
}
