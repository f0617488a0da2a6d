//! Explanations and rules in words.

use std::collections::BTreeMap;

use frontdesk_access::{Grant, Groups, Restriction, RestrictionId, Scope};
use frontdesk_model::{ConversationState, NoNames, Relation};
use frontdesk_visibility::{Rule, Term, Test};

use super::{VIEW, asker, joined, with};
use crate::world::*;

#[test]
fn an_explanation_in_words() {
    let names = BTreeMap::from([
        (user(17).uuid(), "Anna".to_owned()),
        (group(3).uuid(), "Sales\nand more".to_owned()),
        (customer(123).uuid(), "Maria".to_owned()),
    ]);
    let queue = Scope {
        groups: Some(Groups {
            these: [group(3)].into(),
            none: true,
            ..Groups::default()
        }),
        ..Scope::of(Relation::Unassigned)
    };
    let mut agent = seeing(seeing(staff(17), Scope::of(Relation::Own)), queue);
    agent
        .grants
        .push(Grant::new(VIEW, Scope::of(Relation::Myself)));
    let made = Scope::of(Relation::Created);
    let id = RestrictionId::from_static("deny.own_making");
    agent
        .restrictions
        .push(Restriction::taking(id, [VIEW].into_iter().collect(), made));
    let filter = joined([filter_of(&agent), asker()]);

    let mine = with(|f| f.requester = None);
    let told = filter.explain(&mine).told(&names).to_string();
    expect_test::expect![[r#"
        seen as operator
        as operator: yes
          way 1, yes: Anna has it (yes)
          way 2, no: nobody has it (no); it is new or waiting (no)
          way 3, no: this viewer can never
        as colleague: no
          way 1, no: Maria asked (no)"#]]
    .assert_eq(&told);

    let made = with(|f| {
        f.creator = Some(user(17));
        f.deleted = true;
    });
    let explanation = filter.explain(&made);
    expect_test::expect![[r#"
        not seen
        as operator: no
          way 1, yes: Anna has it (yes)
          way 2, no: nobody has it (no); it is new or waiting (no)
          way 3, no: this viewer can never
          besides, no: Anna made it (yes)
        as customer: no
          way 1, yes: Maria asked (yes)
          besides, no: it is neither deleted nor spam (no)"#]]
    .assert_eq(&explanation.told(&names).to_string());
    let nearest = explanation.openings[0].nearest().unwrap();
    assert!(nearest.holds && nearest.against.is_empty());

    let foreign = with(|f| f.tenant = THERE);
    assert_eq!(
        filter.explain(&foreign).to_string(),
        "not seen: it is of another tenant"
    );
    // The rule, before anybody is put in. A name of two lines begins none.
    let scopes = frontdesk_access::Catalogue::default().scopes_of(&agent, VIEW, now());
    let Rule { ways, provided, .. } = Rule::of(&scopes);
    let told: Vec<String> = ways
        .iter()
        .chain(&provided)
        .map(|t| t.told(&names).to_string())
        .collect();
    expect_test::expect![[r#"
        the viewer has it
        nobody has it and it is new or waiting and the viewer is staff and (its group is Sales and more or it is in no group)
        never
        not (the viewer made it)"#]].assert_eq(&told.join("\n"));
    // Without names there are ids.
    assert_eq!(
        Test::AssigneeIs(user(17)).to_string(),
        format!("{} has it", user(17))
    );
    let many = Test::GroupIn((1..=8).map(group).collect());
    assert!(many.told(&NoNames).to_string().ends_with(" or 3 more"));
}

/// Every test and every term has words, and no two have the same.
#[test]
fn words_tell_terms_apart() {
    let terms = [
        Term::always(),
        Term::never(),
        Term::AssigneeIsMe,
        Term::AssigneeIsColleague,
        Term::Unassigned,
        Term::OfferedToMe,
        Term::IParticipate,
        Term::IAmMentioned,
        Term::ISubstitute,
        Term::CreatorIsMe,
        Term::RequesterIsMe,
        Term::RequesterOrganizationIsMine,
        Term::IAmStaff,
        Term::Kept,
        Term::MyLinkOpensIt,
        Term::GroupIn(Groups::default()),
        Term::StateIn([ConversationState::New].into()),
        Term::Not(Box::new(Term::Kept)),
    ];
    let words: std::collections::BTreeSet<String> = terms.iter().map(ToString::to_string).collect();
    assert_eq!(words.len(), terms.len(), "{words:?}");
    assert!(
        words
            .iter()
            .all(|text| !text.is_empty() && !text.contains('\n'))
    );
}
