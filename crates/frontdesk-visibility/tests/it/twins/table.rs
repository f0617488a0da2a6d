//! The table: worlds in pairs that one term tells apart.

use std::collections::BTreeSet;

use frontdesk_access::{Among, Groups, Holder, Modules, Origin, Scope};
use frontdesk_model::{
    Assignee, BotId, Channel, ConversationFacts, ConversationState, Module, Privacy, Relation,
};

use super::World;
use crate::world::*;

const fn robot() -> Option<Assignee> {
    Some(Assignee::Bot(BotId::from_number(1)))
}

pub(super) const fn person(number: i64) -> Option<Assignee> {
    Some(Assignee::Person(user(number)))
}

/// The staff member of the table: user 17 of groups 3 and 4, with one of everything on the record.
pub(super) fn me() -> Holder {
    with_lists(staff(17))
}

/// The customer of the table, with the same number and the same lists.
pub(super) fn client_17() -> Holder {
    with_lists(client(17))
}

fn with_lists(mut holder: Holder) -> Holder {
    let lists = &mut holder.memberships;
    lists.groups = BTreeSet::from([group(3), group(4)]);
    lists.sites = BTreeSet::from([site(5)]);
    lists.questionnaires = BTreeSet::from([questionnaire(9)]);
    lists.channels = BTreeSet::from([Channel::Email]);
    lists.overseen_groups = BTreeSet::from([group(6)]);
    lists.overseen_people = BTreeSet::from([user(18)]);
    lists.organizations = BTreeSet::from([company(7)]);
    lists.modules = BTreeSet::from([Module::new("livechat").unwrap()]);
    lists.cabinet_sections = lists.modules.clone();
    holder
}

/// Collects the rows of one scope.
struct Table(Vec<World>);

impl Table {
    /// A twin: the first is seen, each of the others is not, for what its words say.
    fn twin(
        &mut self,
        scope: &Scope,
        seen: (&Holder, ConversationFacts),
        hidden: Vec<(&'static str, &Holder, ConversationFacts)>,
    ) {
        self.one(scope, seen.0, seen.1, true, "all of it is true");
        for (because, viewer, facts) in hidden {
            self.one(scope, viewer, facts, false, because);
        }
    }

    fn one(
        &mut self,
        scope: &Scope,
        viewer: &Holder,
        facts: ConversationFacts,
        seen: bool,
        because: &'static str,
    ) {
        self.0.push(World {
            viewer: seeing(viewer.clone(), scope.clone()),
            scope: scope.clone(),
            facts,
            seen,
            because,
        });
    }
}

pub(super) fn changed(
    facts: &ConversationFacts,
    change: impl FnOnce(&mut ConversationFacts),
) -> ConversationFacts {
    let mut facts = facts.clone();
    change(&mut facts);
    facts
}

pub(super) fn table() -> Vec<World> {
    let mut table = Table(Vec::new());
    staff_relations(&mut table);
    customer_relations(&mut table);
    dimensions(&mut table);
    table.0
}

fn staff_relations(table: &mut Table) {
    use ConversationState::{Closed, InWork, New, Offered, Waiting};
    let (me, client) = (&me(), &client_17());

    let foreign = changed(&chat(1), |f| f.tenant = THERE);
    table.twin(
        &Scope::any(),
        (me, chat(1)),
        vec![("another tenant", me, foreign)],
    );
    let mine = in_work_with(17);
    table.twin(
        &Scope::of(Relation::Own),
        (me, mine.clone()),
        vec![
            ("a colleague has it", me, in_work_with(18)),
            ("a bot has it", me, changed(&mine, |f| f.assignee = robot())),
            ("nobody has it", me, changed(&mine, |f| f.assignee = None)),
            ("a customer is never staff", client, mine.clone()),
        ],
    );
    let closed = changed(&mine, |f| f.state = Some(Closed));
    table.one(&Scope::of(Relation::Own), me, closed, true, "closed too");

    let taking_part = changed(&in_work_with(18), |f| f.participants = [user(17)].into());
    table.twin(
        &Scope::of(Relation::Participating),
        (me, taking_part.clone()),
        vec![
            (
                "only others take part",
                me,
                changed(&taking_part, |f| f.participants = [user(19)].into()),
            ),
            ("nobody takes part", me, in_work_with(18)),
            ("a customer is never staff", client, taking_part),
        ],
    );
    let made = changed(&in_work_with(18), |f| f.creator = Some(user(17)));
    table.twin(
        &Scope::of(Relation::Created),
        (me, made.clone()),
        vec![
            (
                "another made it",
                me,
                changed(&made, |f| f.creator = Some(user(18))),
            ),
            ("nobody made it", me, in_work_with(18)),
            ("a customer is never staff", client, made),
        ],
    );

    let mentioned = changed(&in_work_with(18), |f| f.mentioned = [user(17)].into());
    table.twin(
        &Scope::of(Relation::Mentioned),
        (me, mentioned.clone()),
        vec![
            (
                "another is mentioned",
                me,
                changed(&mentioned, |f| f.mentioned = [user(18)].into()),
            ),
            ("nobody is mentioned", me, in_work_with(18)),
            ("a customer is never staff", client, mentioned),
        ],
    );
    let absent = changed(&in_work_with(18), |f| f.substitutes = [user(17)].into());
    table.twin(
        &Scope::of(Relation::Substitute),
        (me, absent.clone()),
        vec![
            (
                "another stands in",
                me,
                changed(&absent, |f| f.substitutes = [user(19)].into()),
            ),
            ("nobody stands in", me, in_work_with(18)),
            ("nobody has it", me, changed(&absent, |f| f.assignee = None)),
            (
                "one's own substitute",
                me,
                changed(&absent, |f| f.assignee = person(17)),
            ),
            ("a customer is never staff", client, absent),
        ],
    );

    let waiting = nobodys(Waiting);
    table.twin(
        &Scope::of(Relation::Unassigned),
        (me, waiting.clone()),
        vec![
            (
                "a person has it",
                me,
                changed(&waiting, |f| f.assignee = person(18)),
            ),
            (
                "a bot has it",
                me,
                changed(&waiting, |f| f.assignee = robot()),
            ),
            ("offered", me, nobodys(Offered)),
            ("in work", me, nobodys(InWork)),
            ("closed", me, nobodys(Closed)),
            ("its state is not known", me, chat(1)),
            ("a customer is never staff", client, waiting.clone()),
        ],
    );
    table.one(
        &Scope::of(Relation::Unassigned),
        me,
        nobodys(New),
        true,
        "new",
    );

    let offered = changed(&nobodys(Offered), |f| f.offered_to = Some(user(17)));
    let offered_to_me = offered.clone();
    table.twin(
        &Scope::of(Relation::OfferedToMe),
        (me, offered.clone()),
        vec![
            (
                "to another",
                me,
                changed(&offered, |f| f.offered_to = Some(user(18))),
            ),
            ("to nobody", me, nobodys(Offered)),
            (
                "no longer",
                me,
                changed(&offered, |f| f.state = Some(Waiting)),
            ),
            (
                "somebody took it",
                me,
                changed(&offered, |f| f.assignee = person(17)),
            ),
            ("a customer is never staff", client, offered),
        ],
    );

    // An offer is one while its state says so, and in work is in work: in no other state.
    for state in [New, InWork, Closed] {
        let other = changed(&offered_to_me, |f| f.state = Some(state));
        table.one(
            &Scope::of(Relation::OfferedToMe),
            me,
            other,
            false,
            "no offer",
        );
    }
    for state in [New, Offered] {
        let other = changed(&in_work_with(18), |f| f.state = Some(state));
        let scope = Scope::of(Relation::ColleagueInWork);
        table.one(&scope, me, other, false, "not in work");
    }

    let queued = changed(&waiting, |f| f.group = Some(group(3)));
    table.twin(
        &Scope::of(Relation::MyGroupQueue),
        (me, queued.clone()),
        vec![
            (
                "another group's",
                me,
                changed(&queued, |f| f.group = Some(group(8))),
            ),
            ("no group's", me, waiting),
            (
                "a person has it",
                me,
                changed(&queued, |f| f.assignee = person(18)),
            ),
            ("closed", me, changed(&queued, |f| f.state = Some(Closed))),
            ("a viewer without groups", &staff(17), queued.clone()),
            ("a customer is never staff", client, queued.clone()),
        ],
    );
    let second = changed(&queued, |f| f.group = Some(group(4)));
    table.one(
        &Scope::of(Relation::MyGroupQueue),
        me,
        second,
        true,
        "of the second group",
    );

    let colleague = in_work_with(18);
    table.twin(
        &Scope::of(Relation::ColleagueInWork),
        (me, colleague.clone()),
        vec![
            ("my own", me, in_work_with(17)),
            (
                "a bot has it",
                me,
                changed(&colleague, |f| f.assignee = robot()),
            ),
            ("nobody has it", me, nobodys(InWork)),
            (
                "waiting",
                me,
                changed(&colleague, |f| f.state = Some(Waiting)),
            ),
            (
                "closed",
                me,
                changed(&colleague, |f| f.state = Some(Closed)),
            ),
            (
                "its state is not known",
                me,
                changed(&colleague, |f| f.state = None),
            ),
            ("a customer is never staff", client, colleague),
        ],
    );

    // A conversation is nobody's record.
    for viewer in [me, client] {
        let myself = Scope::of(Relation::Myself);
        table.one(&myself, viewer, in_work_with(17), false, "no record");
    }
}

fn customer_relations(table: &mut Table) {
    let (me, client) = (&me(), &client_17());
    let asked = changed(&in_work_with(18), |f| f.requester = Some(customer(17)));
    table.twin(
        &Scope::of(Relation::Requester),
        (client, asked.clone()),
        vec![
            (
                "another asked",
                client,
                changed(&asked, |f| f.requester = Some(customer(18))),
            ),
            ("nobody asked", client, in_work_with(18)),
            ("staff is never a customer", me, asked.clone()),
            ("deleted", client, changed(&asked, |f| f.deleted = true)),
            ("spam", client, changed(&asked, |f| f.spam = true)),
        ],
    );
    let copied = changed(&in_work_with(18), |f| {
        f.requester = Some(customer(18));
        f.copied = [(customer(17), minutes(1)), (customer(19), minutes(2))].into();
    });
    table.twin(
        &Scope::of(Relation::Copied),
        (client, copied.clone()),
        vec![
            (
                "another is in copy",
                client,
                changed(&copied, |f| f.copied = [(customer(19), minutes(2))].into()),
            ),
            (
                "asked, and is in no copy",
                client,
                changed(&asked, |f| f.copied.clear()),
            ),
            ("staff is never a customer", me, copied.clone()),
            ("deleted", client, changed(&copied, |f| f.deleted = true)),
            ("spam", client, changed(&copied, |f| f.spam = true)),
        ],
    );
    let shared = changed(&in_work_with(18), |f| {
        f.requester = Some(customer(18));
        f.organization = Some(company(7));
    });
    table.twin(
        &Scope::of(Relation::RequesterOrganization),
        (client, shared.clone()),
        vec![
            (
                "another company",
                client,
                changed(&shared, |f| f.organization = Some(company(8))),
            ),
            (
                "a company not known",
                client,
                changed(&shared, |f| f.organization = None),
            ),
            (
                "a viewer without a company",
                &crate::world::client(17),
                changed(&shared, |f| f.organization = None),
            ),
            ("staff is never a customer", me, shared.clone()),
            ("deleted", client, changed(&shared, |f| f.deleted = true)),
            ("spam", client, changed(&shared, |f| f.spam = true)),
        ],
    );
    // To staff neither is hidden.
    let gone = changed(&chat(1), |f| (f.deleted, f.spam) = (true, true));
    table.one(
        &Scope::any(),
        me,
        gone.clone(),
        true,
        "staff sees what is deleted",
    );
    table.one(&Scope::any(), client, gone, false, "deleted and spam");
    table.one(&Scope::any(), client, chat(1), true, "kept");
}

fn dimensions(table: &mut Table) {
    use ConversationState::{Closed, InWork};
    let (me, stranger) = (&me(), &staff(20));
    let known = &full_ticket().facts;

    // Groups: named, one's own, and none, in any mixture.
    let groups = |these: &[i64], mine, none| Scope {
        groups: Some(Groups {
            these: these.iter().map(|n| group(*n)).collect(),
            mine,
            none,
        }),
        ..Scope::any()
    };
    let nowhere = changed(known, |f| f.group = None);
    let elsewhere = changed(known, |f| f.group = Some(group(8)));
    table.twin(
        &groups(&[8], false, false),
        (me, elsewhere.clone()),
        vec![
            ("another group", me, known.clone()),
            ("no group", me, nowhere.clone()),
        ],
    );
    table.twin(
        &groups(&[], true, false),
        (me, known.clone()),
        vec![
            ("not one of mine", me, elsewhere.clone()),
            ("no group", me, nowhere.clone()),
            ("a viewer without groups", stranger, known.clone()),
        ],
    );
    table.twin(
        &groups(&[], false, true),
        (me, nowhere.clone()),
        vec![("a group", me, known.clone())],
    );
    let mixed = &groups(&[8], true, true);
    for facts in [elsewhere, known.clone(), nowhere] {
        table.one(mixed, me, facts, true, "one of the three");
    }
    table.one(mixed, stranger, known.clone(), false, "none of the three");
    table.one(
        mixed,
        me,
        changed(known, |f| f.group = Some(group(2))),
        false,
        "none of the three",
    );

    // People: the assignee, and only a person.
    let people = |people| Scope {
        people: Some(people),
        ..Scope::any()
    };
    let with = |number| changed(known, |f| f.assignee = person(number));
    let bots = changed(known, |f| f.assignee = robot());
    let nobodys = changed(known, |f| f.assignee = None);
    for (set, viewer) in [
        (Among::These([user(18)].into()), stranger),
        (Among::Mine, me),
    ] {
        table.twin(
            &people(set),
            (viewer, with(18)),
            vec![
                ("another person", viewer, with(17)),
                ("a bot", viewer, bots.clone()),
                ("nobody", viewer, nobodys.clone()),
            ],
        );
    }

    // Groups of the assignee: another fact than the conversation's own group.
    let of_groups = |groups| Scope {
        assignee_groups: Some(groups),
        ..Scope::any()
    };
    let in_6 = changed(known, |f| f.assignee_groups = [group(1), group(6)].into());
    for (set, viewer) in [
        (Among::These([group(6)].into()), stranger),
        (Among::Mine, me),
    ] {
        table.twin(
            &of_groups(set),
            (viewer, in_6.clone()),
            vec![
                (
                    "the assignee is in another",
                    viewer,
                    changed(known, |f| f.group = Some(group(6))),
                ),
                (
                    "the assignee is in none",
                    viewer,
                    changed(&in_6, |f| f.assignee_groups.clear()),
                ),
                (
                    "a bot's group is nobody's",
                    viewer,
                    changed(&in_6, |f| f.assignee = robot()),
                ),
                (
                    "nobody is in a group",
                    viewer,
                    changed(&in_6, |f| f.assignee = None),
                ),
            ],
        );
    }

    let sites = |sites| Scope {
        sites: Some(sites),
        ..Scope::any()
    };
    for (set, viewer) in [
        (Among::These([site(5)].into()), stranger),
        (Among::Mine, me),
    ] {
        table.twin(
            &sites(set),
            (viewer, known.clone()),
            vec![
                (
                    "another site",
                    viewer,
                    changed(known, |f| f.site = Some(site(6))),
                ),
                ("no site", viewer, changed(known, |f| f.site = None)),
            ],
        );
    }
    let forms = |questionnaires| Scope {
        questionnaires: Some(questionnaires),
        ..Scope::any()
    };
    for (set, viewer) in [
        (Among::These([questionnaire(9)].into()), stranger),
        (Among::Mine, me),
    ] {
        table.twin(
            &forms(set),
            (viewer, known.clone()),
            vec![
                (
                    "another form",
                    viewer,
                    changed(known, |f| f.questionnaire = Some(questionnaire(8))),
                ),
                (
                    "no form",
                    viewer,
                    changed(known, |f| f.questionnaire = None),
                ),
            ],
        );
    }
    let channels = |channels| Scope {
        channels: Some(channels),
        ..Scope::any()
    };
    for (set, viewer) in [
        (Among::These([Channel::Email].into()), stranger),
        (Among::Mine, me),
    ] {
        table.twin(
            &channels(set),
            (viewer, known.clone()),
            vec![
                (
                    "another channel",
                    viewer,
                    changed(known, |f| f.channel = Some(Channel::Web)),
                ),
                ("no channel", viewer, changed(known, |f| f.channel = None)),
            ],
        );
    }
    table.twin(
        &Scope {
            states: Some([InWork].into()),
            ..Scope::any()
        },
        (me, known.clone()),
        vec![
            (
                "another state",
                me,
                changed(known, |f| f.state = Some(Closed)),
            ),
            ("no state", me, changed(known, |f| f.state = None)),
        ],
    );
    let open = changed(known, |f| f.privacy = Some(Privacy::Open));
    table.twin(
        &Scope {
            privacy: Some(Privacy::Open),
            ..Scope::any()
        },
        (me, open.clone()),
        vec![
            (
                "a private one",
                me,
                changed(&open, |f| f.privacy = Some(Privacy::Private)),
            ),
            (
                "not known whether it is private",
                me,
                changed(&open, |f| f.privacy = None),
            ),
        ],
    );
    // A conversation has neither a module nor an order's origin.
    let modules = |modules| Scope {
        modules: Some(modules),
        ..Scope::any()
    };
    let livechat = BTreeSet::from([Module::new("livechat").unwrap()]);
    for set in [
        Modules::These(livechat),
        Modules::Mine,
        Modules::CabinetSections,
    ] {
        table.one(&modules(set), me, known.clone(), false, "no module");
    }
    let origin = Scope {
        origin: Some([Origin::Conversation].into()),
        ..Scope::any()
    };
    table.one(&origin, me, known.clone(), false, "no origin");

    // A relation and dimensions together: each is needed.
    let both = Scope {
        groups: Some(Groups {
            these: [group(3)].into(),
            ..Groups::default()
        }),
        sites: Some(Among::Mine),
        ..Scope::of(Relation::Own)
    };
    table.twin(
        &both,
        (me, known.clone()),
        vec![
            ("the relation is missing", me, with(18)),
            (
                "the group is missing",
                me,
                changed(known, |f| f.group = None),
            ),
            ("the site is missing", me, changed(known, |f| f.site = None)),
        ],
    );
}
