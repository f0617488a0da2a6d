//! Which features a case has.
//!
//! A feature of a grant counts as allowed where that grant covers the object, and as denied where no
//! grant does and this one is among those that came near: it decided. Features of a record, an
//! object or a moment count whatever decided.

use std::collections::BTreeSet;

use frontdesk_access::{
    Among, Gives, Holder, Modules, ObjectKind, Permission, Restriction, Scope, Source,
};
use frontdesk_model::{AccountKind, Assignee, ConversationFacts, Relation, Validity};
use frontdesk_testkit::Thing;

use crate::record::{self, OnRecord, Taken};
use crate::rights::{Right, Rights};
use crate::verdict::Verdict;
use crate::world::{Question, World};

pub(super) const DIMENSIONS: [&str; 10] = [
    "groups",
    "people",
    "assignee_groups",
    "sites",
    "questionnaires",
    "channels",
    "states",
    "modules",
    "origin",
    "privacy",
];

pub(super) const SETS: &[&str] = &[
    "set groups = mine",
    "set groups = none",
    "set $overseen_people",
    "set $overseen_groups",
    "set $sites",
    "set $questionnaires",
    "set $channels",
    "set $modules",
    "set $cabinet_sections",
];

pub(super) const EMPTY: &[&str] = &["empty set in the scope"];

pub(super) const KINDS: &[&str] = &[
    "object section",
    "object conversation",
    "object request",
    "object order",
    "object new_order",
    "object user",
    "object site",
    "object module",
    "object host",
    "object own record",
];

pub(super) const FACTS: &[&str] = &[
    "assignee a bot",
    "missing assignee",
    "missing state",
    "missing offered_to",
    "missing group",
    "missing site",
    "missing questionnaire",
    "missing channel",
    "missing participants",
    "missing mentioned",
    "missing substitutes",
    "missing privacy",
    "missing creator",
    "missing requester",
    "missing organization",
    "missing copied",
    "missing origin",
];

/// Every feature of this case, each once.
pub(super) fn features(world: &World, question: &Question, verdict: &Verdict) -> BTreeSet<String> {
    let mut found = Found(BTreeSet::new());
    let holder = world.holder(question);
    let held = record::on_record(&world.roles, holder);
    let of_it: Vec<&OnRecord<'_>> = held
        .iter()
        .filter(|held| held.given.is_of(question.permission))
        .collect();
    match verdict {
        Verdict::Granted(by) => {
            for (source, scope) in by {
                found.source(source);
                found.scope(scope);
            }
            found.when(by.len() > 1, "several grants cover it");
            let every = of_it.iter().any(|held| {
                let told = (held.source.clone(), held.given.scope.clone());
                *held.given.gives == Gives::Every && by.contains(&told)
            });
            found.when(every, "every right");
        }
        Verdict::NotGranted => {
            for near in &of_it {
                found.source(&near.source);
                found.scope(near.given.scope);
                found.when(has_empty_set(near.given.scope), EMPTY[0]);
                found.when(*near.given.gives == Gives::Every, "every right");
            }
            let every = held.iter().any(|held| *held.given.gives == Gives::Every);
            found.when(
                every && question.permission == Permission::IMPERSONATE,
                "every right, which is not impersonate",
            );
            found.hidden(question, holder);
        }
        Verdict::Tenant => found.add("object of another tenant"),
        Verdict::Undeclared => found.add("right of the host that nobody declares"),
        Verdict::Object => found.add("wrong object"),
        Verdict::Kind => found.add("closed to the kind of account"),
        Verdict::Restricted(by) => found.when(by.len() > 1, "several restrictions cover it"),
        Verdict::Standing | Verdict::Prerequisite(_) => {}
    }
    found.prerequisites(&world.rights, question, verdict);
    found.times(question, &of_it);
    found.restrictions(question, holder, verdict);
    found.assignments(world, holder);
    found.add(&format!("account {}", holder.kind.name()));
    found.add(&format!("standing {}", holder.standing.name()));
    if question.permission.is_host() {
        found.add("right of the host's own");
    } else {
        found.add(&format!("right {}", question.permission));
    }
    let mut unread = held.iter().map(|held| held.given.gives);
    found.when(
        unread.any(|gives| matches!(gives, Gives::Unread(_))),
        "grant that cannot be read on the record",
    );
    found.object(&world.rights, question, holder);
    found.0
}

struct Found(BTreeSet<String>);

impl Found {
    fn add(&mut self, feature: &str) {
        self.0.insert(feature.to_owned());
    }

    fn when(&mut self, holds: bool, feature: &str) {
        if holds {
            self.add(feature);
        }
    }

    fn source(&mut self, source: &Source) {
        self.add(match source {
            Source::Role(_) => "role",
            Source::AddOn { .. } => "add-on",
            Source::Person => "grant to the person",
        });
    }

    fn scope(&mut self, scope: &Scope) {
        self.add(&format!("relation {}", scope.relation));
        for (dimension, set) in DIMENSIONS.iter().zip(set_dimensions(scope)) {
            self.when(set, &format!("dimension {dimension}"));
        }
        let groups = scope.groups.as_ref();
        let modules = scope.modules.as_ref();
        let symbolic = [
            groups.is_some_and(|groups| groups.mine),
            groups.is_some_and(|groups| groups.none),
            is_mine(scope.people.as_ref()),
            is_mine(scope.assignee_groups.as_ref()),
            is_mine(scope.sites.as_ref()),
            is_mine(scope.questionnaires.as_ref()),
            is_mine(scope.channels.as_ref()),
            matches!(modules, Some(Modules::Mine)),
            matches!(modules, Some(Modules::CabinetSections)),
        ];
        for (set, used) in SETS.iter().zip(symbolic) {
            self.when(used, set);
        }
    }

    fn prerequisites(&mut self, rights: &Rights, question: &Question, verdict: &Verdict) {
        let Some(right) = rights.get(question.permission) else {
            return;
        };
        let needed = match verdict {
            Verdict::Granted(_) => &right.needs[..],
            Verdict::Prerequisite(missing) => &[*missing],
            _ => return,
        };
        let needed: Vec<&Right> = needed.iter().filter_map(|one| rights.get(*one)).collect();
        for needed in needed {
            self.add("prerequisite");
            let other = needed.object != right.object;
            self.when(
                other && needed.object == ObjectKind::Section,
                "prerequisite without an object",
            );
            self.when(
                other && needed.object == ObjectKind::User,
                "prerequisite of one's own record",
            );
            self.when(!needed.needs.is_empty(), "prerequisite of a prerequisite");
            self.when(
                needed.permission.is_host(),
                "prerequisite of the host's own",
            );
        }
    }

    fn times(&mut self, question: &Question, of_it: &[&OnRecord<'_>]) {
        let now = question.now;
        let over = |span: Validity| span.end().is_some_and(|until| until <= now);
        let to_come = |span: Validity| span.from().is_some_and(|from| now < from);
        for held in of_it {
            let (grant, assigned) = (held.given.validity, held.assigned);
            self.when(over(grant), "grant expired");
            self.when(to_come(grant), "grant not yet begun");
            self.when(grant.from() == Some(now), "grant at its first moment");
            self.when(grant.end() == Some(now), "grant at its end");
            self.when(over(assigned), "assignment expired");
            self.when(to_come(assigned), "assignment not yet begun");
        }
    }

    fn restrictions(&mut self, question: &Question, holder: &Holder, verdict: &Verdict) {
        let now = question.now;
        let section = question.permission.section();
        for restriction in &holder.restrictions {
            let (by_name, by_section) = match record::taken(restriction) {
                Taken::These(rights, sections) => (
                    rights.contains(&question.permission),
                    sections.contains(&section),
                ),
                Taken::Everything => {
                    let took = took_or_let(restriction, verdict);
                    self.when(took, "restriction that cannot be read");
                    continue;
                }
                Taken::EverythingEverywhere => {
                    let took = took_or_let(restriction, verdict);
                    self.when(took, "restriction of which nothing can be read");
                    continue;
                }
            };
            if !by_name && !by_section {
                continue;
            }
            let span = restriction.validity;
            let over = span.end().is_some_and(|until| until <= now);
            let to_come = span.from().is_some_and(|from| now < from);
            self.when(over, "restriction expired");
            self.when(to_come, "restriction not yet begun");
            if !over && !to_come && took_or_let(restriction, verdict) {
                self.when(by_name, "restriction by permission");
                self.when(by_section, "restriction by section");
                let scope = &restriction.scope;
                self.when(
                    scope.relation != Relation::Any,
                    "restriction with a relation",
                );
                let dimension = set_dimensions(scope).contains(&true);
                self.when(dimension, "restriction with a dimension");
            }
        }
    }

    fn assignments(&mut self, world: &World, holder: &Holder) {
        let mut seen = BTreeSet::new();
        for assignment in &holder.roles {
            let role = world.roles.role(&assignment.role);
            self.when(role.is_none(), "unknown role on the record");
            let twice = !seen.insert(&assignment.role) && role.is_some();
            self.when(twice, "one role assigned twice");
            let unlisted = role.is_some_and(|role| {
                let mut carried = assignment.add_ons.iter();
                carried.any(|id| !role.add_ons.contains_key(id))
            });
            self.when(unlisted, "unlisted add-on on the record");
        }
    }

    fn hidden(&mut self, question: &Question, holder: &Holder) {
        if let Thing::Conversation(chat) | Thing::Request(chat) = &question.thing {
            let customer = holder.kind == AccountKind::Customer;
            self.when(
                customer && (chat.deleted || chat.spam),
                "deleted or spam, for a customer",
            );
        }
    }

    fn object(&mut self, rights: &Rights, question: &Question, holder: &Holder) {
        // An object of the wrong kind says nothing of its kind.
        let kind = question.thing.kind();
        if rights
            .get(question.permission)
            .is_none_or(|right| right.object != kind)
        {
            return;
        }
        self.add(&format!("object {}", kind.name()));
        match &question.thing {
            Thing::OwnRecord => self.add("object own record"),
            Thing::Conversation(chat) | Thing::Request(chat) => {
                let staff = holder.kind != AccountKind::Customer;
                self.when(
                    staff && (chat.deleted || chat.spam),
                    "deleted or spam, for staff",
                );
                self.conversation(chat);
            }
            Thing::Order(order) => {
                self.when(order.creator.is_none(), "missing creator");
                self.when(order.origin.is_none(), "missing origin");
            }
            _ => {}
        }
    }

    fn conversation(&mut self, chat: &ConversationFacts) {
        if let Some(state) = chat.state {
            self.add(&format!("state {}", state.name()));
        }
        let missing = [
            (chat.assignee.is_none(), "assignee"),
            (chat.state.is_none(), "state"),
            (chat.offered_to.is_none(), "offered_to"),
            (chat.group.is_none(), "group"),
            (chat.site.is_none(), "site"),
            (chat.questionnaire.is_none(), "questionnaire"),
            (chat.channel.is_none(), "channel"),
            (chat.participants.is_empty(), "participants"),
            (chat.mentioned.is_empty(), "mentioned"),
            (chat.substitutes.is_empty(), "substitutes"),
            (chat.privacy.is_none(), "privacy"),
            (chat.creator.is_none(), "creator"),
            (chat.requester.is_none(), "requester"),
            (chat.organization.is_none(), "organization"),
            (chat.copied.is_empty(), "copied"),
        ];
        for (missing, fact) in missing {
            self.when(missing, &format!("missing {fact}"));
        }
        let bot = matches!(chat.assignee, Some(Assignee::Bot(_)));
        self.when(bot, "assignee a bot");
    }
}

/// Whether this restriction, in force and about the right, took it or let it through.
fn took_or_let(restriction: &Restriction, verdict: &Verdict) -> bool {
    match verdict {
        Verdict::Granted(_) => true,
        Verdict::Restricted(by) => by.contains(&restriction.id),
        _ => false,
    }
}

/// Which dimensions a scope sets, in the order of [`DIMENSIONS`].
fn set_dimensions(scope: &Scope) -> [bool; 10] {
    [
        scope.groups.is_some(),
        scope.people.is_some(),
        scope.assignee_groups.is_some(),
        scope.sites.is_some(),
        scope.questionnaires.is_some(),
        scope.channels.is_some(),
        scope.states.is_some(),
        scope.modules.is_some(),
        scope.origin.is_some(),
        scope.privacy.is_some(),
    ]
}

fn is_mine<T: Ord>(among: Option<&Among<T>>) -> bool {
    matches!(among, Some(Among::Mine))
}

fn is_nothing<T: Ord>(among: Option<&Among<T>>) -> bool {
    matches!(among, Some(Among::These(these)) if these.is_empty())
}

fn has_empty_set(scope: &Scope) -> bool {
    let groups = scope.groups.as_ref();
    groups.is_some_and(|groups| groups.these.is_empty() && !groups.mine && !groups.none)
        || is_nothing(scope.people.as_ref())
        || is_nothing(scope.assignee_groups.as_ref())
        || is_nothing(scope.sites.as_ref())
        || is_nothing(scope.questionnaires.as_ref())
        || is_nothing(scope.channels.as_ref())
        || scope.states.as_ref().is_some_and(BTreeSet::is_empty)
        || matches!(&scope.modules, Some(Modules::These(these)) if these.is_empty())
        || scope.origin.as_ref().is_some_and(BTreeSet::is_empty)
}
