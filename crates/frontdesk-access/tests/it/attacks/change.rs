//! What was true a moment ago.

use frontdesk_access::analysis::Subject;
use frontdesk_access::{
    AccessEvent, Deputy, DeputySide, Directory, Grant, Holder, Permission, Request, Resource,
    Restriction, RestrictionId, Scope, Scopes,
};
use frontdesk_model::chrono::TimeDelta;
use frontdesk_model::{ConversationFacts, Relation, Standing, Validity, Version};
use frontdesk_testkit::{BuildConversation, BuildHolder, assert_allows, assert_denies, cast};

use Permission as P;

fn directory(people: impl IntoIterator<Item = Holder>) -> Directory {
    let mut directory = Directory::new(cast::TENANT, cast::roles());
    for person in people {
        directory.load(person, Version::FIRST).unwrap();
    }
    directory
}

fn unassigned(holder: &Holder) -> AccessEvent {
    AccessEvent::RoleUnassigned {
        holder: holder.id,
        assignment: holder.roles[0].clone(),
    }
}

#[test]
fn attack_08_what_was_decided_before_a_change_is_stale_after_it() {
    let anna = cast::anna();
    let suspended = AccessEvent::AccountChanged {
        holder: anna.id,
        kind: anna.kind,
        standing: Standing::Suspended,
        memberships: Box::new(anna.memberships.clone()),
    };
    let moved = AccessEvent::AccountChanged {
        holder: anna.id,
        kind: anna.kind,
        standing: anna.standing,
        memberships: Box::default(),
    };
    let restricted = AccessEvent::Restricted {
        holder: anna.id,
        restriction: Restriction::deny_admin_panel(),
    };
    for event in [unassigned(&anna), suspended, moved, restricted] {
        let mut desk = directory([cast::anna(), cast::boris()]);
        let relied_on = desk.precondition(anna.id);
        let (of_boris, of_roles) = (
            desk.precondition(cast::BORIS.into()),
            desk.roles_precondition(),
        );
        assert_eq!(relied_on.check(desk.precondition(anna.id).version), Ok(()));
        desk.apply(&event).unwrap();
        let stale = relied_on
            .check(desk.precondition(anna.id).version)
            .unwrap_err();
        assert_eq!(stale.kind().http_status(), 412, "{event:?}");
        // What does not concern it is not stale: no global version.
        assert_eq!(
            of_boris.check(desk.precondition(cast::BORIS.into()).version),
            Ok(())
        );
        assert_eq!(of_roles.check(desk.roles_precondition().version), Ok(()));
    }
    // A role that is changed: whoever read the roles is told, whoever read a record alone is not.
    let mut desk = directory([cast::anna()]);
    let (relied_on, of_roles) = (desk.precondition(anna.id), desk.roles_precondition());
    let role = anna.roles[0].role.clone();
    desk.apply(&AccessEvent::RoleDeleted { role }).unwrap();
    assert!(of_roles.check(desk.roles_precondition().version).is_err());
    assert_eq!(relied_on.check(desk.precondition(anna.id).version), Ok(()));
    // A record that is gone and made again is not the one that was read.
    let gone = AccessEvent::HolderRemoved { holder: anna.id };
    desk.apply(&gone).unwrap();
    let added = AccessEvent::HolderAdded {
        holder: Box::new(anna.clone()),
    };
    desk.apply(&added).unwrap();
    assert!(relied_on.check(desk.precondition(anna.id).version).is_err());
}

/// What a host streams to somebody: what the scopes cover that it was opened with, for as long as
/// they are good.
struct Stream {
    scopes: Scopes,
    relied_on: [frontdesk_model::Precondition; 2],
}

impl Stream {
    fn open(desk: &Directory, holder: &Holder, now: chrono::DateTime<chrono::Utc>) -> Self {
        let holder = desk.holder(holder.id).unwrap();
        Self {
            scopes: desk
                .catalogue()
                .scopes_of(holder, P::CONVERSATION_VIEW, now),
            relied_on: [desk.precondition(holder.id), desk.roles_precondition()],
        }
    }

    fn is_good(&self, desk: &Directory, now: chrono::DateTime<chrono::Utc>) -> bool {
        let found = [
            desk.precondition(self.scopes.actor),
            desk.roles_precondition(),
        ];
        let mut pairs = self.relied_on.iter().zip(found);
        pairs.all(|(relied_on, found)| relied_on.check(found.version).is_ok())
            && self.scopes.valid_until.is_none_or(|until| now < until)
    }

    fn shows(&self, holder: &Holder, chat: &ConversationFacts) -> bool {
        self.scopes
            .cover(&Resource::conversation(&holder.actor(), chat))
    }
}

#[test]
fn attack_09_a_stream_ends_with_the_right_that_opened_it() {
    let (anna, now) = (cast::anna(), cast::noon());
    let mut desk = directory([cast::anna(), cast::pavel()]);
    let stream = Stream::open(&desk, &anna, now);
    let hers = cast::chat(1).in_work_with(cast::ANNA);
    // Each message is asked for anew, by the same function: a conversation that went to a
    // colleague is shown no more.
    assert!(stream.is_good(&desk, now) && stream.shows(&anna, &hers));
    assert!(!stream.shows(&anna, &cast::chat(1).in_work_with(cast::BORIS)));
    // With the role the stream ends, and the one that is opened again shows nothing.
    desk.apply(&unassigned(&anna)).unwrap();
    assert!(!stream.is_good(&desk, now));
    assert!(!Stream::open(&desk, &anna, now).shows(&anna, &hers));
    // So it does by time alone, without an event.
    let pavel = cast::pavel();
    let his = cast::chat(2).in_work_with(cast::PAVEL);
    let stream = Stream::open(&desk, &pavel, now);
    let hour = TimeDelta::hours(1);
    assert!(stream.is_good(&desk, now) && stream.shows(&pavel, &his));
    assert!(!stream.is_good(&desk, now + hour));
    assert!(!Stream::open(&desk, &pavel, now + hour).shows(&pavel, &his));
}

#[test]
fn attack_10_every_object_that_is_named_is_asked_for_itself() {
    // Two conversations are linked, or one is made a part of the other: both ends are asked.
    let roles = cast::roles();
    let holder = cast::olga()
        .with_rights(&[P::CONVERSATION_VIEW], &Scope::of(Relation::Own))
        .with_rights(&[P::CONVERSATION_EDIT_FIELD], &Scope::any());
    let hers = cast::chat(1).in_work_with(cast::OLGA);
    let his = cast::chat(2).in_work_with(cast::BORIS);
    let may_link = |one: &ConversationFacts, other: &ConversationFacts| {
        [one, other].into_iter().all(|end| {
            let resource = Resource::conversation(&holder.actor(), end);
            let permission = P::CONVERSATION_EDIT_FIELD;
            roles.allows(
                &Request {
                    holder: &holder,
                    permission,
                    resource,
                },
                cast::noon(),
            )
        })
    };
    assert!(may_link(&hers, &cast::chat(3).in_work_with(cast::OLGA)));
    assert!(!may_link(&hers, &his) && !may_link(&his, &hers));
    // That she may see the one end does not let her see the other: what a right needs is asked of
    // the same object.
    let about = Resource::conversation(&holder.actor(), &his);
    assert_denies!(
        roles,
        holder,
        P::CONVERSATION_EDIT_FIELD,
        about,
        cast::noon(),
        "prerequisite"
    );
    let wide = holder
        .clone()
        .with_rights(&[P::CONVERSATION_VIEW], &Scope::any());
    let about = Resource::conversation(&wide.actor(), &his);
    assert_allows!(roles, wide, P::CONVERSATION_EDIT_FIELD, about, cast::noon());
}

#[test]
fn attack_14_what_the_screen_hides_is_refused_and_what_it_shows_is_allowed() {
    // The buttons are what `effective` lists. Every person of the cast, every right of a section.
    let roles = cast::roles();
    let (mut shown, mut hidden) = (0, 0);
    for (name, holder) in cast::everybody() {
        let buttons = roles.effective(&holder, cast::noon());
        let about = Resource::section(&holder.actor());
        for permission in P::ALL {
            if permission.object() != Some(about.kind) {
                continue;
            }
            let request = Request {
                holder: &holder,
                permission: *permission,
                resource: about,
            };
            let button = buttons.iter().any(|(right, _)| right == permission);
            assert_eq!(
                roles.allows(&request, cast::noon()),
                button,
                "{name} {permission}"
            );
            let (count, open) = if button {
                (&mut shown, true)
            } else {
                (&mut hidden, false)
            };
            *count += 1;
            assert!(!open || roles.section_open(&holder, permission.section(), cast::noon()));
        }
    }
    assert!(shown > 20 && hidden > 200, "{shown} {hidden}");
}

#[test]
fn attack_21_a_conversation_is_moved_only_where_the_mover_may_move() {
    // Within her groups she may move: the conversation as it is, and as it would be, are asked.
    let mine = Scope {
        groups: Some(frontdesk_access::Groups {
            mine: true,
            ..Default::default()
        }),
        ..Scope::any()
    };
    let roles = cast::roles();
    let holder = cast::olga()
        .in_group(cast::SALES)
        .with_rights(&[P::CONVERSATION_VIEW, P::CONVERSATION_ASSIGN_GROUP], &mine);
    let ask = |holder: &Holder, permission, chat: &ConversationFacts| {
        let resource = Resource::conversation(&holder.actor(), chat);
        roles.allows(
            &Request {
                holder,
                permission,
                resource,
            },
            cast::noon(),
        )
    };
    let here = cast::chat(1).waiting().in_queue_of(cast::SALES);
    let there = here.clone().in_queue_of(cast::SUPPORT);
    assert!(ask(&holder, P::CONVERSATION_ASSIGN_GROUP, &here));
    assert!(!ask(&holder, P::CONVERSATION_ASSIGN_GROUP, &there));
    // With the right to move anywhere and the sight of her groups alone she cannot: she would move
    // what she does not see. With sight of what she moves it goes, and the answer to the question
    // "will I still see it" is a question as well.
    let blind = holder.with_rights(&[P::CONVERSATION_ASSIGN_GROUP], &Scope::any());
    assert!(!ask(&blind, P::CONVERSATION_ASSIGN_GROUP, &there));
    assert!(ask(&blind, P::CONVERSATION_VIEW, &here), "seen before");
    assert!(
        !ask(&blind, P::CONVERSATION_VIEW, &there),
        "out of sight after"
    );
    let wide = blind.with_rights(&[P::CONVERSATION_VIEW], &Scope::any());
    assert!(ask(&wide, P::CONVERSATION_ASSIGN_GROUP, &there));
    assert!(ask(&wide, P::CONVERSATION_VIEW, &there));
}

#[test]
fn attack_24_a_rule_acts_with_no_more_than_its_owner_has_now() {
    // An automation declares what it does; it may do what both it and its owner may.
    let ask = |declared: &[Permission], owner: &Holder, permission| {
        let rule = Deputy::new(cast::TENANT, owner.id, Grant::each(declared, &Scope::any()));
        let mut desk = Directory::new(cast::TENANT, cast::roles());
        desk.load(owner.clone(), Version::FIRST).unwrap();
        let chat = Box::new(cast::chat(1).in_work_with(cast::ANNA));
        let about = Subject::Conversation(chat);
        desk.decide_for(&rule, permission, &about, cast::noon())
    };
    let may = |declared: &[Permission], owner: &Holder, permission| {
        ask(declared, owner, permission).is_allow()
    };
    let declared = &[P::CONVERSATION_VIEW, P::CONVERSATION_REPLY];
    let owner = cast::anna();
    assert!(may(declared, &owner, P::CONVERSATION_REPLY));
    // Neither more than it declares, nor more than its owner has.
    let rich = cast::anna().with_rights(P::ALL, &Scope::any());
    assert!(!may(declared, &rich, P::CONVERSATION_CLOSE));
    assert!(!may(P::ALL, &owner, P::CONVERSATION_CLOSE));
    assert!(may(P::ALL, &rich, P::CONVERSATION_CLOSE), "both have it");
    // What the owner loses, the rule loses: at once, by a restriction, by time, by deletion.
    let mut demoted = owner.clone();
    demoted.roles.clear();
    let taken = [P::CONVERSATION_REPLY].into_iter().collect();
    let id = RestrictionId::from_static("deny.some");
    let restricted = owner
        .clone()
        .with_restriction(Restriction::taking(id, taken, Scope::any()));
    let mut expired = owner.clone();
    expired.roles[0].validity = Validity::until(cast::noon());
    let deleted = owner.clone().with_standing(Standing::Deleted);
    let suspended = owner.with_standing(Standing::Suspended);
    for owner in [demoted, restricted, expired, deleted, suspended] {
        for declared in [declared, P::ALL] {
            let answer = ask(declared, &owner, P::CONVERSATION_REPLY);
            assert_eq!(answer.denied_by(), [DeputySide::Owner].into(), "{owner:?}");
        }
    }
}
