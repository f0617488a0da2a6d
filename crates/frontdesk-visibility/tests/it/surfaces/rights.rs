//! Fields that are given by a right over the ticket, beside the hat.

use frontdesk_access::{Catalogue, Grant, Holder, HostPermission, ObjectKind, Permission, Scope};
use frontdesk_model::{ConversationFacts, ConversationId, Language, Relation, Validity};
use frontdesk_visibility::{
    Column, CursorError, Direction, Field, FieldPolicy, FieldPolicyError, FieldRights, Filter, Hat,
    ListRequest, NoSuchColumn, PortalAction, PortalEvent, PortalRefusal, PortalState, QueryError,
    RightsHeld, Rule, SitePolicy, SitesSeen, Sort, Ticket, Use, Viewer, Viewing,
};

use super::bytes;
use crate::world::*;

const SEE: Permission = Permission::CONVERSATION_VIEW_HISTORY;
const CHANGE: Permission = Permission::CONTACT_EDIT;
const BOTH: FieldRights = FieldRights {
    see: Some(SEE),
    change: Some(CHANGE),
};
const VALUE: &str = "41 percent";

fn margin() -> Field {
    Field::Added(field("margin"))
}

/// In this hat the margin is for this use, and asks for these rights.
fn asking(hat: Hat, to: Use, rights: FieldRights) -> FieldPolicy {
    let mut policy = policy().with(hat, margin(), to).unwrap();
    policy.ask(hat, margin(), rights).unwrap();
    policy
}

/// Holds the right over these.
fn holding(mut holder: Holder, right: Permission, scope: Scope) -> Holder {
    holder.grants.push(Grant::new(right, scope));
    holder
}

fn viewing<'a>(holder: &Holder, policy: &'a FieldPolicy) -> Viewing<'a> {
    Viewing {
        filter: filter_of(holder),
        policy,
        sites: all_sites(),
        rights: rights_of(&Catalogue::default(), [holder], policy.rights()),
    }
}

/// The full ticket with a margin, and the same without one.
fn with_and_without() -> [Ticket; 2] {
    let without = full_ticket();
    let mut with = without.clone();
    with.custom_fields.insert(field("margin"), VALUE.to_owned());
    [with, without]
}

fn agent() -> Holder {
    seeing(staff(17), Scope::any())
}

fn asker() -> Holder {
    seeing(client(123), Scope::of(Relation::Requester))
}

/// The use is the lesser of what the hat and what the rights give.
#[test]
fn the_lesser_of_hat_and_right() {
    use Use::{Edit, Hidden, Require, View};
    let rows = [
        // By the hat; with neither right, with that to see, with that to change, with both.
        (Hidden, [Hidden, Hidden, Hidden, Hidden]),
        (View, [Hidden, View, Hidden, View]),
        (Edit, [Hidden, View, Hidden, Edit]),
        (Require, [Hidden, View, Hidden, Require]),
    ];
    let [ticket, _] = with_and_without();
    for (hat, holder) in [(Hat::Operator, agent()), (Hat::Customer, asker())] {
        for (by_hat, expected) in rows {
            let policy = asking(hat, by_hat, BOTH);
            for (expected, of_holder) in expected.into_iter().zip(of_both(&holder)) {
                let viewing = viewing(&of_holder, &policy);
                let granted = viewing.open(&ticket).unwrap();
                let held = of_holder.grants.len();
                assert_eq!(granted.hat(), hat);
                assert_eq!(
                    granted.use_of(&margin()),
                    expected,
                    "{hat} {by_hat:?} {held}"
                );
                // Why it is hidden, for administrators.
                let missing = (by_hat != Hidden && expected == Hidden).then_some(SEE);
                assert_eq!(granted.right_missing(&margin()), missing);
            }
        }
    }
}

/// With neither right, with that to see, with that to change, with both.
fn of_both(holder: &Holder) -> [Holder; 4] {
    let with = |rights: &[Permission]| {
        let rights = rights.iter();
        rights.fold(holder.clone(), |one, right| {
            holding(one, *right, Scope::any())
        })
    };
    [
        with(&[]),
        with(&[SEE]),
        with(&[CHANGE]),
        with(&[SEE, CHANGE]),
    ]
}

/// One right alone asks for nothing else, also of a standard field.
#[test]
fn one_right_alone() {
    let [ticket, _] = with_and_without();
    let use_of = |rights, viewer: &Holder| {
        let policy = asking(Hat::Operator, Use::Edit, rights);
        let viewing = viewing(viewer, &policy);
        viewing.open(&ticket).unwrap().use_of(&margin())
    };
    let [none, see, change, _] = of_both(&agent());
    let to_see = FieldRights::to_see(SEE);
    assert_eq!(
        [&none, &see].map(|who| use_of(to_see, who)),
        [Use::Hidden, Use::Edit]
    );
    let to_change = FieldRights::to_change(CHANGE);
    assert_eq!(
        [&none, &change].map(|who| use_of(to_change, who)),
        [Use::View, Use::Edit]
    );
    let mut policy = policy();
    for (field, rights) in [(Field::Priority, to_change), (Field::Group, to_see)] {
        policy.ask(Hat::Operator, field, rights).unwrap();
    }
    let viewing = viewing(&none, &policy);
    let granted = viewing.open(&ticket).unwrap();
    let uses = [Field::Priority, Field::Group, Field::Site].map(|field| granted.use_of(&field));
    assert_eq!(uses, [Use::View, Use::Hidden, Use::Edit]);
}

/// Where the right is held nowhere, everything is as where the hat hides the field, and as where the
/// ticket has no value: on every surface, byte for byte.
#[test]
fn without_the_right_it_is_a_hidden_field() {
    let [ticket, without] = with_and_without();
    for (hat, holder) in [(Hat::Operator, agent()), (Hat::Customer, asker())] {
        for to in [Use::View, Use::Edit, Use::Require] {
            let by_right = asking(hat, to, FieldRights::to_see(SEE));
            let hidden = asking(hat, Use::Hidden, FieldRights::default());
            let (one, other) = (viewing(&holder, &by_right), viewing(&holder, &hidden));
            let got = bytes(&one, &ticket, &beside());
            assert_eq!(got, bytes(&other, &ticket, &beside()), "{hat}");
            assert_eq!(got, bytes(&one, &without, &beside()), "{hat}");
            assert!(!got.concat().contains(VALUE));
            assert_eq!(one.notice(Some(&without), &ticket), None);
            // There is no such column, and that the field asks for a right changes no cursor.
            let column = Column::Field(margin());
            assert!(!one.offers(&column) && !other.offers(&column));
            let cursor = |viewing: &Viewing<'_>| {
                let request = paging();
                let query = viewing.query(&request).unwrap();
                query
                    .page(&[ticket.clone(), beside()[0].clone()])
                    .next
                    .unwrap()
            };
            assert_eq!(cursor(&one), cursor(&other));
            // And with the right it is there.
            let holds = holding(holder.clone(), SEE, Scope::any());
            let shown = viewing(&holds, &by_right);
            let got = bytes(&shown, &ticket, &beside()).concat();
            assert!(got.contains(VALUE) && shown.offers(&column));
            assert!(shown.notice(Some(&without), &ticket).is_some());
        }
    }
}

fn paging() -> ListRequest {
    ListRequest {
        page_size: 1,
        ..ListRequest::default()
    }
}

/// Nobody is asked to fill what he may not change, and the portal takes no change of it.
#[test]
fn what_may_not_be_changed_is_not_asked_for() {
    let [_, empty] = with_and_without();
    let policy = asking(Hat::Customer, Use::Require, BOTH);
    let edit = PortalAction::EditField(field("margin"));
    let of = |viewer: &Holder| {
        let viewing = viewing(viewer, &policy);
        let asked = viewing.open(&empty).unwrap().to_fill().contains(&margin());
        let act = |action| viewing.act(&empty, action, PortalState::Open);
        (asked, act(&edit), act(&PortalAction::Close))
    };
    let [none, sees, _, changes] = of_both(&asker());
    let close = || Ok(Some(PortalEvent::Close));
    assert_eq!(of(&none), (false, Err(PortalRefusal::NotFound), close()));
    assert_eq!(of(&sees), (false, Err(PortalRefusal::ViewOnly), close()));
    let edited = Ok(Some(PortalEvent::EditField(field("margin"))));
    let fields = vec![margin()];
    let first = Err(PortalRefusal::ToFill { fields });
    assert_eq!(of(&changes), (true, edited, first));
}

/// A table over several tickets has the column where the right is held anywhere, and an empty cell where
/// it is not held; a right that is held nowhere is no column.
#[test]
fn a_row_without_the_right_has_an_empty_cell() {
    let [ticket, _] = with_and_without();
    let policy = asking(Hat::Operator, Use::Edit, FieldRights::to_see(SEE));
    let english = Language::parse("en").unwrap();
    let cells = |viewer: &Holder| {
        let viewing = viewing(viewer, &policy);
        let columns = [margin(), Field::Number];
        let row = viewing.open(&ticket).unwrap().cells(&columns, &english);
        row.map(|cells| cells.join("|"))
    };
    let over = |relation| cells(&holding(agent(), SEE, Scope::of(relation)));
    assert_eq!(over(Relation::Own), Ok(format!("{VALUE}|664-245651")));
    assert_eq!(over(Relation::Unassigned), Ok("|664-245651".to_owned()));
    assert_eq!(cells(&agent()), Err(NoSuchColumn));
}

/// The rights are those of the account by which the ticket is seen: what one may as an operator opens
/// nothing in the portal. What nobody put into the viewing is not held.
#[test]
fn each_account_has_its_own_rights() {
    let [ticket, _] = with_and_without();
    let mut policy = asking(Hat::Customer, Use::View, FieldRights::to_see(SEE));
    policy
        .ask(Hat::Operator, margin(), FieldRights::to_see(SEE))
        .unwrap();
    let (staff, customer) = (holding(agent(), SEE, Scope::any()), asker());
    let filters = [filter_of(&staff), filter_of(&customer)];
    let both = Viewing {
        filter: Filter::join(filters).unwrap().unwrap(),
        rights: rights_of(&Catalogue::default(), [&staff, &customer], policy.rights()),
        ..viewing(&staff, &policy)
    };
    let sees = |viewing: &Viewing<'_>| {
        let granted = viewing.open(&ticket).unwrap();
        (granted.hat(), granted.use_of(&margin()) >= Use::View)
    };
    assert_eq!(sees(&both), (Hat::Operator, true));
    let in_portal = Viewing {
        filter: both.filter.clone().in_portal(),
        ..both.clone()
    };
    assert_eq!(sees(&in_portal), (Hat::Customer, false));
    let forgotten = Viewing {
        rights: RightsHeld::none(),
        ..both
    };
    assert_eq!(sees(&forgotten), (Hat::Operator, false));
}

/// Of two records of one account the narrower counts, and another tenant's gives nothing.
#[test]
fn two_records_of_one_account() {
    let [ticket, _] = with_and_without();
    let policy = asking(Hat::Operator, Use::View, FieldRights::to_see(SEE));
    let (wide, none) = (holding(agent(), SEE, Scope::any()), agent());
    let mut elsewhere = wide.clone();
    elsewhere.tenant = THERE;
    let seen_by = |holders: &[&Holder]| {
        let rights = rights_of(
            &Catalogue::default(),
            holders.iter().copied(),
            policy.rights(),
        );
        let viewing = Viewing {
            rights,
            ..viewing(&none, &policy)
        };
        viewing.open(&ticket).unwrap().use_of(&margin())
    };
    assert_eq!(seen_by(&[&wide]), Use::View);
    assert_eq!(seen_by(&[&wide, &wide]), Use::View);
    assert_eq!(seen_by(&[&wide, &none]), Use::Hidden);
    assert_eq!(seen_by(&[&elsewhere]), Use::Hidden);
}

/// Who follows, a colleague and a guest stay within what those see who work on the ticket and who asked,
/// each by his own rights; of a guest they are those of the account for which the link was made.
#[test]
fn within_the_hat_above() {
    let [ticket, _] = with_and_without();
    let shown_in = |hat: Hat, above: Hat| {
        let mut policy = policy().with(above, margin(), Use::View).unwrap();
        for (hat, right) in [(above, SEE), (hat, CHANGE)] {
            policy
                .ask(hat, margin(), FieldRights::to_see(right))
                .unwrap();
        }
        policy
    };
    let expected = [Use::Hidden, Use::Hidden, Use::Hidden, Use::View];
    let policy = shown_in(Hat::Colleague, Hat::Customer);
    let seen = of_both(&seeing(client(124), Scope::any())).map(|holder| {
        let viewing = viewing(&holder, &policy);
        let granted = viewing.open(&ticket).unwrap();
        assert_eq!(granted.hat(), Hat::Colleague);
        granted.use_of(&margin())
    });
    assert_eq!(seen, expected);
    let policy = shown_in(Hat::Guest, Hat::Customer);
    let link = link_to(&ticket, customer(123));
    let seen = of_both(&asker()).map(|holder| {
        let viewing = Viewing {
            filter: Filter::of_guest(&link, now()),
            ..viewing(&holder, &policy)
        };
        viewing.open(&ticket).unwrap().use_of(&margin())
    });
    assert_eq!(seen, expected);
    let policy = shown_in(Hat::Stakeholder, Hat::Operator);
    let seen = of_both(&agent()).map(|holder| {
        let view = Permission::CONVERSATION_VIEW;
        let scopes = Catalogue::default().scopes_of(&holder, view, now());
        let follows = Rule::of(&scopes).as_stakeholder();
        let viewing = Viewing {
            filter: follows.bind(&Viewer::Actor(holder.actor()), now()),
            ..viewing(&holder, &policy)
        };
        viewing.open(&ticket).unwrap().use_of(&margin())
    });
    assert_eq!(seen, expected);
}

/// A viewing ends with a right that a field asks for, and a cursor with a change of it.
#[test]
fn what_is_seen_by_right_ends_with_it() {
    let [ticket, _] = with_and_without();
    let policy = asking(Hat::Operator, Use::View, FieldRights::to_see(SEE));
    let viewing_of = |holder: &Holder| viewing(holder, &policy);
    let mut ending = holding(agent(), SEE, Scope::any());
    ending.grants[1].validity = Validity::until(minutes(5));
    assert_eq!(viewing_of(&ending).valid_until(), Some(minutes(5)));
    assert_eq!(viewing_of(&agent()).valid_until(), None);

    let desk = [ticket, beside()[0].clone()];
    let first = viewing_of(&holding(agent(), SEE, Scope::any()));
    let mut request = paging();
    let next = first.query(&request).unwrap().page(&desk).next;
    request.cursor = next;
    assert!(first.query(&request).is_ok());
    let narrower = viewing_of(&holding(agent(), SEE, Scope::of(Relation::Own)));
    for changed in [&narrower, &viewing_of(&agent())] {
        let refused = changed.query(&request).err();
        assert_eq!(refused, Some(QueryError::Cursor(CursorError::OtherList)));
    }
    // So it is where the field asks for another right, held as widely.
    let other = asking(Hat::Operator, Use::View, FieldRights::to_see(CHANGE));
    let [_, _, _, both] = of_both(&agent());
    let refused = viewing(&both, &other).query(&request).err();
    assert_eq!(refused, Some(QueryError::Cursor(CursorError::OtherList)));
}

/// A list is sorted as if what is hidden for want of a right were not there.
#[test]
fn a_list_is_sorted_by_what_is_seen() {
    let policy = asking(Hat::Operator, Use::View, FieldRights::to_see(SEE));
    let viewer = holding(agent(), SEE, Scope::of(Relation::Own));
    let viewing = viewing(&viewer, &policy);
    let ticket = |number: i64, with: i64, value: &str| {
        let mut ticket = Ticket::new(ConversationFacts {
            id: ConversationId::from_number(number),
            ..in_work_with(with)
        });
        ticket
            .custom_fields
            .insert(field("margin"), value.to_owned());
        ticket
    };
    let desk = [
        ticket(1, 17, "b"),
        ticket(2, 18, "a"),
        ticket(3, 17, "a"),
        ticket(4, 18, "c"),
    ];
    let request = ListRequest {
        sort: Some(Sort {
            by: Column::Field(margin()),
            direction: Direction::Ascending,
        }),
        ..ListRequest::default()
    };
    let query = viewing.query(&request).unwrap();
    let page = query.page(&desk);
    let ids: Vec<_> = page.rows.iter().map(|row| row.id()).collect();
    assert_eq!(ids, [3, 1, 2, 4].map(ConversationId::from_number));
}

#[test]
fn what_can_never_be_asked_for_is_refused() {
    let mut policy = FieldPolicy::default();
    let before = policy.clone();
    let (see, change) = (FieldRights::to_see(SEE), FieldRights::to_change(CHANGE));
    let about_sites = FieldRights::to_see(Permission::SITE_VIEW);
    let always = FieldPolicyError::AlwaysShown;
    let field = margin;
    let reads = |hat| FieldPolicyError::ReadsOnly {
        hat,
        field: field(),
    };
    let others = FieldPolicyError::NotOfConversations {
        permission: Permission::SITE_VIEW,
        field: Field::Site,
    };
    let standard = FieldPolicyError::StandardField(Field::Priority);
    let rows = [
        (Hat::Customer, Field::State, see, always(Field::State)),
        (Hat::Colleague, Field::Number, see, always(Field::Number)),
        (Hat::Guest, Field::Subject, see, always(Field::Subject)),
        (Hat::Stakeholder, field(), change, reads(Hat::Stakeholder)),
        (Hat::Colleague, field(), change, reads(Hat::Colleague)),
        (Hat::Guest, field(), change, reads(Hat::Guest)),
        (Hat::Customer, Field::Priority, change, standard),
        (Hat::Operator, Field::Site, about_sites, others),
    ];
    for (hat, field, rights, error) in rows {
        assert_eq!(policy.ask(hat, field, rights), Err(error));
        assert_eq!(policy, before);
    }
    // Of the staff it may be asked where of no customer it may.
    assert_eq!(policy.ask(Hat::Operator, Field::State, see), Ok(()));
    assert_eq!(policy.ask(Hat::Customer, margin(), change), Ok(()));
    assert_eq!(policy.rights(), [SEE, CHANGE].into());
    // To ask for nothing is to say nothing.
    let nothing = FieldRights::default();
    assert_eq!(policy.ask(Hat::Operator, Field::State, nothing), Ok(()));
    assert_eq!(policy.ask(Hat::Customer, margin(), nothing), Ok(()));
    assert_eq!(policy, before);
    assert_eq!(policy.ask(Hat::Customer, Field::State, nothing), Ok(()));
    assert_eq!(policy, before);
}

/// To ask for nothing takes the rights of that field in that hat, and nothing else that is said.
#[test]
fn to_ask_for_nothing_takes_nothing_else() {
    let see = FieldRights::to_see(SEE);
    let other = Field::Added(field("other"));
    for (one, another) in [(margin(), other), (Field::Group, Field::Site)] {
        let mut policy = FieldPolicy::default();
        for field in [&one, &another] {
            for hat in [Hat::Operator, Hat::Customer] {
                policy.ask(hat, field.clone(), see).unwrap();
            }
        }
        let nothing = FieldRights::default();
        policy.ask(Hat::Operator, one.clone(), nothing).unwrap();
        let asked = [&one, &another]
            .map(|field| [Hat::Operator, Hat::Customer].map(|hat| policy.rights_of(hat, field)));
        assert_eq!(asked, [[nothing, see], [see, see]]);
        // Nor what the hat gives.
        let mut policy = FieldPolicy::default()
            .with(Hat::Operator, one.clone(), Use::View)
            .unwrap();
        policy.ask(Hat::Operator, one.clone(), see).unwrap();
        policy.ask(Hat::Operator, one.clone(), nothing).unwrap();
        assert_eq!(policy.use_of(Hat::Operator, &one), Use::View);
    }
}

/// A stored policy is read by the same rules: an unknown right, one that is said twice and one that can
/// never be asked for are refused.
#[test]
fn a_stored_policy_with_a_wrong_right_is_refused() {
    let read = |rights: &str| {
        let text = format!("{{\"rights\": {rights}}}");
        serde_json::from_str::<FieldPolicy>(&text).map_err(|error| error.to_string())
    };
    let good = r#"{"added.margin": {"operator": {"see": "host.3", "change": "contact.edit"}}}"#;
    let expected = FieldRights {
        see: Permission::host(3),
        change: Some(CHANGE),
    };
    let policy = read(good).unwrap();
    assert_eq!(policy.rights_of(Hat::Operator, &margin()), expected);
    for (wrong, said) in [
        (
            r#"{"added.margin": {"operator": {"see": "host.99"}}}"#,
            "unknown permission",
        ),
        (
            r#"{"added.margin": {"operator": {"sees": "host.3"}}}"#,
            "unknown field",
        ),
        (
            r#"{"added.margin": {"operator": {"see": "site.view"}}}"#,
            "not about conversations",
        ),
        (
            r#"{"subject": {"customer": {"see": "host.3"}}}"#,
            "always shown",
        ),
        (
            r#"{"nothing": {"operator": {"see": "host.3"}}}"#,
            "no field",
        ),
        (r#"{"group": {}, "group": {}}"#, "twice"),
    ] {
        let refused = read(wrong).unwrap_err();
        assert!(refused.contains(said), "{wrong}: {refused}");
    }
}

/// A host's own right about something else, or one that nobody declares, is held over no ticket.
#[test]
fn a_right_about_others_is_held_over_no_ticket() {
    let mut roles = Catalogue::default();
    for (number, object) in [(1, ObjectKind::Conversation), (2, ObjectKind::Order)] {
        let right = HostPermission {
            permission: Permission::host(number).unwrap(),
            name: format!("margin.see_{number}"),
            title: "See the margin".to_owned(),
            object,
            needs: Vec::new(),
        };
        roles.declare(right).unwrap();
    }
    let [ticket, _] = with_and_without();
    let seen = [1, 2, 3].map(|number| {
        let right = Permission::host(number).unwrap();
        let policy = asking(Hat::Operator, Use::View, FieldRights::to_see(right));
        let viewer = holding(agent(), right, Scope::any());
        let viewing = Viewing {
            filter: filter_of(&viewer),
            policy: &policy,
            sites: SitesSeen::none(),
            rights: rights_of(&roles, [&viewer], policy.rights()),
        };
        viewing.open(&ticket).unwrap().use_of(&margin())
    });
    assert_eq!(seen, [Use::View, Use::Hidden, Use::Hidden]);
}

/// A right in another tenant shows nothing here, whichever numbers agree: no site, no field, and no
/// column of either.
#[test]
fn a_right_elsewhere_shows_nothing_here() {
    let right = Permission::CONVERSATION_VIEW_HISTORY;
    let mut policy = asking(Hat::Operator, Use::Edit, FieldRights::to_see(right));
    policy.site = SitePolicy::ByRight;
    let of = |tenant| {
        let mut holder = Holder::new(tenant, user(17));
        for right in [right, Permission::CONVERSATION_VIEW, Permission::SITE_VIEW] {
            holder.grants.push(Grant::new(right, Scope::any()));
        }
        let sites = Catalogue::default().scopes_of(&holder, Permission::SITE_VIEW, now());
        let rights = rights_of(&Catalogue::default(), [&holder], policy.rights());
        Viewing {
            filter: filter_of(&seeing(staff(17), Scope::any())),
            policy: &policy,
            sites: SitesSeen::of(sites),
            rights,
        }
    };
    let ticket = with_and_without()[0].clone();
    for (tenant, shown) in [(HERE, true), (THERE, false)] {
        let viewing = of(tenant);
        let granted = viewing.open(&ticket).unwrap();
        let site_shown = granted.cell(&Field::Site).unwrap().value().is_some();
        assert_eq!(site_shown, shown);
        assert_eq!(granted.cell(&margin()).is_some(), shown);
        for field in [Field::Site, margin()] {
            let request = ListRequest {
                columns: vec![field.clone().into()],
                facets: [field.clone().into()].into(),
                ..ListRequest::default()
            };
            assert_eq!(viewing.query(&request).is_ok(), shown, "{field}");
        }
    }
}
