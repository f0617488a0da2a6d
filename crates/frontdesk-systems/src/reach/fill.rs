//! A desk's people from the Reach users CSV.

use std::collections::BTreeSet;

use frontdesk::Rights;
use frontdesk_identity::{Algorithm, Import as ImportAccount, Login, PersonName, Profile};
use frontdesk_model::{AccountKind, GroupId, Id, Memberships, Standing, TenantId};

use super::User;
use super::roles::{NameProblem, assignments};
use crate::fill::{Filled, Filling, NoticeKind, Working};

/// Fills a desk from Reach. A user is known by the e-mail address, which is also the login.
#[must_use]
pub fn fill(tenant: TenantId, users: &[User]) -> Filled {
    let mut filling = Filling::new(tenant, super::roles::SYSTEM);
    filling.imported.roles = super::roles::roles();
    for user in users {
        add(&mut filling, user);
    }
    filling.done()
}

fn add(filling: &mut Filling, user: &User) {
    // The line names a record whose address is none.
    let line = i64::try_from(user.line).unwrap_or(i64::MAX);
    let by_line = filling.external("line", line);
    let Some(email) = filling.email(&by_line, Some(&user.email)) else {
        return;
    };
    let Some(external) = filling.named("user", email.key().value()) else {
        return;
    };
    let assigned = assignments(&user.roles);
    for problem in assigned.problems {
        let kind = match problem {
            NameProblem::Unknown { at } => NoticeKind::UnknownRoleName { at },
            NameProblem::UnlistedAddOn { at, add_on } => NoticeKind::UnlistedAddOn {
                at,
                add_on: add_on.to_string(),
            },
            NameProblem::NoRole => NoticeKind::UnknownRole,
        };
        filling.notice(&by_line, kind);
    }
    let form = ImportAccount {
        id: Id::from_external(filling.tenant, &external),
        kind: AccountKind::Unified,
        capacities: None,
        profile: Profile {
            name: PersonName::new()
                .last(user.last_name.as_str())
                .first(user.first_name.as_str()),
            email: Some(email),
            memberships: Memberships {
                groups: groups(filling, user),
                ..Memberships::default()
            },
            external_ids: BTreeSet::from([external.clone()]),
            ..Profile::default()
        },
        login: Login::Email,
        password: Some(Algorithm::elsewhere()),
        ever_had_rights: true,
        standing: Standing::Active,
    };
    let rights = Rights {
        roles: assigned.roles,
        ..Rights::default()
    };
    if let Some(account) = filling.account(&by_line, form) {
        filling.staff(account, rights, Working::always());
    }
}

/// A group is known by its name alone.
fn groups(filling: &mut Filling, user: &User) -> BTreeSet<GroupId> {
    let mut groups = BTreeSet::new();
    for name in &user.groups {
        if let Some(external) = filling.named("group", name) {
            let id = Id::from_external(filling.tenant, &external);
            filling
                .imported
                .groups
                .entry(id)
                .or_insert_with(|| name.trim().to_owned());
            groups.insert(id);
        }
    }
    groups
}
