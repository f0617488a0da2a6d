//! Row-level security: the texts, for a reviewer to read, and what is refused. That the policies let through
//! what the filter matches is asked of PostgreSQL itself, in `databases/laws`.

use std::fmt::Write as _;

use expect_test::expect_file;
use frontdesk_access::{Among, Groups};
use frontdesk_model::{
    Actor, ActorId, Channel, ConversationId, ConversationState, CustomerId, GroupId, Memberships,
    OrganizationId, QuestionnaireId, SiteId, TenantId, UserId, chrono::TimeDelta,
};
use frontdesk_sql::{
    Dialect, IdForm, Mapping, MomentForm, Name, Param, PolicyError, Prefix, Seats, Sessions,
    SettingsError, Sql, Wearing, Writes,
};
use frontdesk_testkit::cast;
use frontdesk_visibility::{GuestLink, GuestPurpose, Hat, Rule, Term, Viewer};

use crate::rows::{Forms, mapping, name, prefix};

fn rule(hat: Hat, ways: Vec<Term>, provided: Vec<Term>) -> Rule {
    Rule {
        hat,
        ways,
        provided,
        ..Rule::of_guest()
    }
}

fn rules() -> Vec<(Name, Rule)> {
    let in_groups = Term::GroupIn(Groups {
        these: [GroupId::from_number(4)].into(),
        mine: true,
        none: true,
    });
    let states = |state| Term::StateIn([state].into());
    let operator = vec![
        Term::AssigneeIsMe,
        Term::All(vec![
            states(ConversationState::InWork),
            Term::AssigneeIsColleague,
            in_groups,
            Term::SiteIn(Among::Mine),
        ]),
        Term::IParticipate,
        Term::AssigneeGroupIn(Among::Mine),
        Term::ChannelIn(Among::These([Channel::from_name("o'h\\")].into())),
        // Nobody of the staff is a customer.
        Term::RequesterIsMe,
    ];
    let not_closed = Term::Not(Box::new(states(ConversationState::Closed)));
    let customer = vec![
        Term::RequesterIsMe,
        Term::RequesterOrganizationIsMine,
        Term::IAmCopied,
    ];
    let mut ends = rule(Hat::Operator, vec![Term::always()], vec![]);
    ends.valid_until = Some(cast::noon());
    vec![
        (
            name("operator"),
            rule(Hat::Operator, operator, vec![not_closed]),
        ),
        (
            name("customer"),
            rule(Hat::Customer, customer, vec![Term::Kept]),
        ),
        (name("link"), Rule::of_guest()),
        (name("all until"), ends),
        (name("nothing"), rule(Hat::Operator, vec![], vec![])),
    ]
}

fn of_numbers() -> Mapping {
    mapping(Forms {
        id: IdForm::Number,
        moment: MomentForm::Timestamp,
    })
}

fn postgres(mapping: &Mapping) -> Sql<'_> {
    Sql {
        dialect: Dialect::Postgres,
        mapping,
    }
}

fn link() -> GuestLink {
    GuestLink {
        tenant: cast::TENANT,
        ticket: ConversationId::from_number(9),
        customer: CustomerId::from_number(5),
        purpose: GuestPurpose::View,
        expires: cast::noon() + TimeDelta::hours(1),
        epoch: 2,
    }
}

fn memberships() -> Memberships {
    Memberships {
        groups: [1, 2].map(GroupId::from_number).into(),
        sites: [1].map(SiteId::from_number).into(),
        organizations: [3].map(OrganizationId::from_number).into(),
        channels: [Channel::Email].into(),
        ..Memberships::EMPTY
    }
}

fn actor(id: impl Into<ActorId>, memberships: &Memberships) -> Viewer<'_> {
    Viewer::Actor(Actor {
        tenant: cast::TENANT,
        id: id.into(),
        memberships,
    })
}

#[test]
fn the_texts() {
    let mapping = of_numbers();
    let sql = postgres(&mapping);
    let mut text = String::new();
    for statement in sql.policies(&prefix(), &rules(), Writes::OfTenant).unwrap() {
        assert_eq!(statement.params, []);
        writeln!(text, "{};\n", statement.text).unwrap();
    }
    let (memberships, link) = (memberships(), link());
    let wearing = [
        Wearing {
            viewer: actor(UserId::from_number(7), &memberships),
            rules: &[name("operator"), name("all until")],
        },
        Wearing {
            viewer: Viewer::Guest(&link),
            rules: &[name("link")],
        },
    ];
    let settings = sql.settings(&prefix(), &wearing, cast::noon()).unwrap();
    let params = settings.params.iter();
    let params: Vec<String> = params.map(|param| format!("-- {param:?}")).collect();
    writeln!(
        text,
        "{}\n{}",
        settings.text.replace(", set_", ",\n  set_"),
        params.join("\n")
    )
    .unwrap();
    expect_file!["golden/policies.sql"].assert_eq(&text);
}

/// Every term for every kind of viewer, with all facts kept and with none.
#[test]
fn the_terms() {
    let kept = of_numbers();
    let id = kept.id.clone();
    let bare = Mapping::new(
        kept.table.clone(),
        kept.tenant.clone(),
        id,
        kept.created_at.clone(),
    );
    let groups = |mine, none| {
        Term::GroupIn(Groups {
            these: [GroupId::from_number(4)].into(),
            mine,
            none,
        })
    };
    let terms = vec![
        Term::AssigneeIsMe,
        Term::AssigneeIsColleague,
        Term::Unassigned,
        Term::AssigneeIn(Among::Mine),
        Term::AssigneeIn(Among::These([UserId::from_number(8)].into())),
        Term::AssigneeGroupIn(Among::Mine),
        Term::AssigneeGroupIn(Among::These([GroupId::from_number(2)].into())),
        Term::OfferedToMe,
        Term::StateIn([ConversationState::Waiting].into()),
        groups(false, false),
        groups(true, false),
        groups(false, true),
        Term::SiteIn(Among::Mine),
        Term::SiteIn(Among::These([SiteId::from_number(3)].into())),
        Term::QuestionnaireIn(Among::Mine),
        Term::ChannelIn(Among::Mine),
        Term::ChannelIn(Among::These([Channel::Email].into())),
        Term::IParticipate,
        Term::IAmMentioned,
        Term::ISubstitute,
        Term::CreatorIsMe,
        Term::RequesterIsMe,
        Term::RequesterOrganizationIsMine,
        Term::IAmCopied,
        Term::PrivacyIs(frontdesk_model::Privacy::Private),
        Term::IAmStaff,
        Term::Kept,
        Term::MyLinkOpensIt,
        Term::Not(Box::new(Term::Kept)),
        Term::All(vec![Term::Kept, Term::Unassigned]),
        Term::OneOf(vec![Term::Kept, Term::Unassigned]),
    ];
    let mut text = String::new();
    let some = Mapping {
        assignee_groups: None,
        guest_epoch: None,
        ..kept.clone()
    };
    for (what, mapping) in [("all", &kept), ("some", &some), ("nothing", &bare)] {
        for hat in [Hat::Operator, Hat::Customer, Hat::Guest] {
            for term in &terms {
                let rules = [(name("a"), rule(hat, vec![term.clone()], vec![]))];
                let policies = postgres(mapping).policies(&prefix(), &rules, Writes::Nothing);
                let policies = policies.unwrap();
                let using = &policies[2].text;
                let (_, condition) = using.split_once("'{}'::text[])) AND ").unwrap();
                let condition = condition.strip_suffix(" AND TRUE)").unwrap();
                writeln!(text, "-- {what} kept, {hat}, {term:?}\n{condition}").unwrap();
            }
        }
    }
    expect_file!["golden/policy_terms.sql"].assert_eq(&text);
}

/// Two accounts of each kind and two links: each by himself, of the same text whoever is there.
#[test]
fn several_of_a_kind() {
    let two = Seats::new(2).unwrap();
    let mapping = Mapping {
        sessions: Sessions {
            users: two,
            customers: two,
            links: two,
        },
        ..of_numbers()
    };
    let sql = postgres(&mapping);
    let mut ends = rule(Hat::Operator, vec![Term::AssigneeIsMe], vec![Term::Kept]);
    ends.valid_until = Some(cast::noon());
    let rules = [
        (name("staff"), ends),
        (
            name("stakeholder"),
            rule(Hat::Stakeholder, vec![Term::IParticipate], vec![]),
        ),
        (
            name("customer"),
            rule(Hat::Customer, vec![Term::RequesterIsMe], vec![]),
        ),
        (
            name("colleague"),
            rule(
                Hat::Colleague,
                vec![Term::RequesterOrganizationIsMine],
                vec![],
            ),
        ),
        (
            name("copied"),
            rule(Hat::Copied, vec![Term::IAmCopied], vec![]),
        ),
        (name("link"), Rule::of_guest()),
    ];
    let mut text = String::new();
    for statement in sql.policies(&prefix(), &rules, Writes::Nothing).unwrap() {
        writeln!(text, "{};\n", statement.text).unwrap();
    }
    let all = Memberships {
        overseen_groups: [3].map(GroupId::from_number).into(),
        overseen_people: [9].map(UserId::from_number).into(),
        questionnaires: [6].map(QuestionnaireId::from_number).into(),
        ..memberships()
    };
    let others = Memberships {
        groups: [8].map(GroupId::from_number).into(),
        ..Memberships::EMPTY
    };
    let link = link();
    let other = GuestLink {
        ticket: ConversationId::from_number(10),
        epoch: 0,
        ..link
    };
    let worn = [name("a \"rule\\"), name("zero\u{1}")];
    let each = [
        actor(UserId::from_number(7), &all),
        actor(CustomerId::from_number(5), &others),
        actor(UserId::from_number(8), &others),
        Viewer::Guest(&link),
        actor(CustomerId::from_number(6), &all),
        Viewer::Guest(&other),
    ];
    let wearing = each.map(|viewer| Wearing {
        viewer,
        rules: &worn,
    });
    let settings = |wearing: &[Wearing<'_>]| sql.settings(&prefix(), wearing, cast::noon());
    let said = settings(&wearing).unwrap();
    let names = said.text.split("set_config(").skip(1);
    for (name, param) in names.zip(&said.params) {
        writeln!(text, "{} {param:?}", name.trim_end_matches([',', ' '])).unwrap();
    }
    expect_file!["golden/policies_of_several.sql"].assert_eq(&text);
    assert_eq!(settings(&wearing[..1]).unwrap().text, said.text);
    let third = [wearing[0], wearing[2], wearing[0]];
    assert_eq!(settings(&third), Err(SettingsError::TooMany { at: 3 }));
    let alone = [wearing[3], wearing[5], wearing[3]];
    assert_eq!(settings(&alone), Err(SettingsError::TooMany { at: 3 }));
}

/// Whoever looks, the text by which he says so is one.
#[test]
fn the_text_of_the_settings_is_one() {
    let mapping = of_numbers();
    let sql = postgres(&mapping);
    let (some, none, link) = (memberships(), Memberships::EMPTY, link());
    let viewers = [
        actor(UserId::from_number(7), &some),
        actor(UserId::from_number(8), &none),
        actor(CustomerId::from_number(5), &none),
        Viewer::Guest(&link),
    ];
    let texts = viewers.map(|viewer| {
        let wearing = Wearing { viewer, rules: &[] };
        sql.settings(&prefix(), &[wearing], cast::noon())
            .unwrap()
            .text
    });
    assert!(texts.iter().all(|text| *text == texts[0]));
}

/// A link that is over, or is for anything but reading, is none.
#[test]
fn a_link_that_opens_nothing_is_not_said() {
    let mapping = of_numbers();
    let sql = postgres(&mapping);
    let said = |link: &GuestLink, now| {
        let wearing = Wearing {
            viewer: Viewer::Guest(link),
            rules: &[],
        };
        let params = sql.settings(&prefix(), &[wearing], now).unwrap().params;
        params.contains(&Param::Text("9".to_owned()))
    };
    let (good, noon) = (link(), cast::noon());
    assert!(said(&good, noon));
    assert!(!said(&good, good.expires));
    let to_rate = GuestLink {
        purpose: GuestPurpose::Rate,
        ..good
    };
    assert!(!said(&to_rate, noon));
}

#[test]
fn what_is_refused() {
    let mapping = of_numbers();
    let sql = postgres(&mapping);
    let lite = Sql {
        dialect: Dialect::Sqlite,
        ..sql
    };
    let policies = |sql: Sql<'_>, rules: &[(Name, Rule)]| {
        sql.policies(&prefix(), rules, Writes::Nothing).map(|_| ())
    };
    assert_eq!(policies(lite, &[]), Err(PolicyError::OtherDatabase));
    let twice = [(name("a"), Rule::of_guest()), (name("a"), Rule::of_guest())];
    assert_eq!(policies(sql, &twice), Err(PolicyError::SameName { at: 2 }));
    let long = [(name(&"a".repeat(60)), Rule::of_guest())];
    assert_eq!(policies(sql, &long), Err(PolicyError::TooLong { at: 1 }));

    let (none, link) = (Memberships::EMPTY, link());
    let me = Wearing {
        viewer: actor(UserId::from_number(7), &none),
        rules: &[],
    };
    let guest = Wearing {
        viewer: Viewer::Guest(&link),
        rules: &[],
    };
    let elsewhere = GuestLink {
        tenant: TenantId::from_number(2),
        ..link
    };
    let elsewhere = Wearing {
        viewer: Viewer::Guest(&elsewhere),
        rules: &[],
    };
    let settings = |sql: Sql<'_>, wearing: &[Wearing<'_>]| {
        sql.settings(&prefix(), wearing, cast::noon()).map(|_| ())
    };
    assert_eq!(settings(sql, &[me, guest]), Ok(()));
    assert_eq!(settings(lite, &[me]), Err(SettingsError::OtherDatabase));
    assert_eq!(settings(sql, &[]), Err(SettingsError::Nobody));
    assert_eq!(
        settings(sql, &[me, elsewhere]),
        Err(SettingsError::OtherTenant { at: 2 })
    );
    assert_eq!(
        settings(sql, &[me, me]),
        Err(SettingsError::TooMany { at: 2 })
    );
    assert!(Prefix::new("Desk").is_err() && Prefix::new("").is_err());
}
