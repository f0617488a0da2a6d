//! What events put in and take out of a directory.

use frontdesk_access::{AccessEvent, Directory, Holder, WrongEvent};
use frontdesk_model::Version;
use frontdesk_testkit::strategy;
use proptest::prelude::*;

use crate::cases;

fn directory(q: &strategy::Question) -> Directory {
    let mut directory = Directory::new(q.holder.tenant, q.roles.clone());
    directory.load(q.holder.clone(), Version::FIRST).unwrap();
    directory
}

/// What is asked of a directory: the decision, the scopes, the list of rights.
fn answers(
    directory: &Directory,
    q: &strategy::Question,
) -> impl PartialEq + std::fmt::Debug + use<> {
    let (roles, holder) = (directory.catalogue(), directory.holder(q.holder.id));
    holder.map(|holder| {
        let request = frontdesk_access::Request {
            holder,
            ..q.request()
        };
        (
            roles.decide(&request, q.now),
            roles.scopes_of(holder, q.permission, q.now),
            roles.effective(holder, q.now),
        )
    })
}

/// Each change with its opposite: what the first puts in, the second takes out.
fn pairs(
    holder: &Holder,
    more: (
        frontdesk_access::Grant,
        frontdesk_access::RoleAssignment,
        frontdesk_access::Restriction,
    ),
) -> Vec<(AccessEvent, AccessEvent)> {
    let id = holder.id;
    let (grant, assignment, restriction) = more;
    let grants = holder.grants.iter().cloned().chain([grant]);
    let assignments = holder.roles.iter().cloned().chain([assignment]);
    let restrictions = holder.restrictions.iter().cloned().chain([restriction]);
    let mut pairs = Vec::new();
    for grant in grants {
        let revoked = AccessEvent::Revoked {
            holder: id,
            grant: grant.clone(),
        };
        pairs.push((AccessEvent::Granted { holder: id, grant }, revoked));
    }
    for assignment in assignments {
        let taken = AccessEvent::RoleUnassigned {
            holder: id,
            assignment: assignment.clone(),
        };
        pairs.push((
            AccessEvent::RoleAssigned {
                holder: id,
                assignment,
            },
            taken,
        ));
    }
    for restriction in restrictions {
        let lifted = AccessEvent::Lifted {
            holder: id,
            restriction: restriction.clone(),
        };
        pairs.push((
            AccessEvent::Restricted {
                holder: id,
                restriction,
            },
            lifted,
        ));
    }
    pairs
}

proptest! {
    #![proptest_config(cases(200))]

    /// Removing and then adding again is as if nothing had been done; so is adding and then
    /// removing. What is there is not put in twice, what is not there is not taken out, and then
    /// nothing has changed.
    #[test]
    fn removing_and_adding_again_is_identity(
        q in strategy::question(),
        grant in strategy::grant(),
        assignment in strategy::role_assignment(),
        restriction in strategy::restriction(),
    ) {
        let before = directory(&q);
        for (put, take) in pairs(&q.holder, (grant, assignment, restriction)) {
            let mut there = before.clone();
            match there.apply(&put) {
                // It was not there: in and out again. The record is the same to the byte.
                Ok(()) => {
                    prop_assert_eq!(there.apply(&put), Err(WrongEvent::There));
                    prop_assert_eq!(there.apply(&take), Ok(()));
                    prop_assert_eq!(there.holder(q.holder.id), before.holder(q.holder.id));
                    prop_assert_eq!(there.apply(&take), Err(WrongEvent::NotThere));
                }
                // It was there: out and in again. Nothing that was changed by the refusal.
                Err(wrong) => {
                    prop_assert_eq!(wrong, WrongEvent::There);
                    prop_assert_eq!(&there, &before);
                    prop_assert_eq!(there.apply(&take), Ok(()));
                    prop_assert_eq!(there.apply(&put), Ok(()));
                }
            }
            prop_assert!(answers(&there, &q) == answers(&before, &q));
            // And the record has a later version: who relied on the old one is told.
            let (old, new) = (before.precondition(q.holder.id), there.precondition(q.holder.id));
            prop_assert_eq!(new.version, old.version.next().next());
            prop_assert_eq!(new.stream, old.stream);
            prop_assert_eq!(there.roles_precondition(), before.roles_precondition());
        }
    }

    /// The same of whole roles and whole records.
    #[test]
    fn a_role_or_record_that_comes_back_is_the_same(q in strategy::question()) {
        let before = directory(&q);
        for role in q.roles.roles() {
            let mut there = before.clone();
            let deleted = AccessEvent::RoleDeleted { role: role.id.clone() };
            prop_assert_eq!(there.apply(&deleted), Ok(()));
            prop_assert_eq!(there.apply(&deleted), Err(WrongEvent::NotThere));
            prop_assert_eq!(there.apply(&AccessEvent::RoleSaved { role: role.clone() }), Ok(()));
            prop_assert_eq!(there.catalogue(), before.catalogue());
            prop_assert!(answers(&there, &q) == answers(&before, &q));
            let relied_on = before.roles_precondition().version;
            prop_assert_eq!(there.roles_precondition().version, relied_on.next().next());
        }
        let mut there = before.clone();
        let gone = AccessEvent::HolderRemoved { holder: q.holder.id };
        let added = AccessEvent::HolderAdded { holder: Box::new(q.holder.clone()) };
        prop_assert_eq!(there.apply(&added), Err(WrongEvent::There));
        prop_assert_eq!(there.apply(&gone), Ok(()));
        prop_assert!(there.holder(q.holder.id).is_none());
        prop_assert_eq!(there.apply(&gone), Err(WrongEvent::NotThere));
        prop_assert_eq!(there.apply(&added), Ok(()));
        prop_assert!(answers(&there, &q) == answers(&before, &q));
        prop_assert!(there.precondition(q.holder.id) != before.precondition(q.holder.id));
    }

    /// A record, and an event with a record, of another tenant never gets in.
    #[test]
    fn another_tenants_record_never_gets_in(q in strategy::question(), other in strategy::holder()) {
        let mut directory = directory(&q);
        if other.tenant != directory.tenant() {
            let before = directory.clone();
            prop_assert!(directory.load(other.clone(), Version::FIRST).is_err());
            let added = AccessEvent::HolderAdded { holder: Box::new(other) };
            prop_assert_eq!(directory.apply(&added), Err(WrongEvent::OtherTenant));
            prop_assert_eq!(directory, before);
        }
    }

    /// What was stored comes back.
    #[test]
    fn a_directory_comes_back(q in strategy::question(), another in strategy::holder()) {
        let mut directory = directory(&q);
        let _ = directory.load(another, Version::FIRST.next());
        let json = serde_json::to_string(&directory).unwrap();
        let read: Directory = serde_json::from_str(&json).unwrap();
        prop_assert_eq!(serde_json::to_string(&read).unwrap(), json);
        prop_assert_eq!(read, directory);
    }
}
