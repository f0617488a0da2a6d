//! The whole out of the halves, place by place. Every record is taken apart to its last field, so
//! that a field of a later release does not compile here before somebody gives it a rule.

use std::collections::{BTreeMap, BTreeSet};

use frontdesk_access::Holder;
use frontdesk_identity::{
    Activation, ContactPoint, CredentialFacts, Lifecycle, Login, Photo, Profile, Setting,
    Subscription, UserRecord,
};
use frontdesk_model::{AccountKind, ActorId, Language, Memberships};

use crate::settle::{Pair, Said, Settler, Weight};
use crate::{Field, FieldValue, Origin, Reason, Side, Why};

/// The record of the whole.
pub(crate) struct United {
    pub(crate) record: UserRecord,
    /// Whose login and password survive; `None` when neither half has any.
    pub(crate) sign_in: Option<Side>,
    /// Whose photo survives.
    pub(crate) photo: Option<Side>,
}

/// The record of the whole. The operator's comes first; which is which was told by kind.
pub(crate) fn unite_records(
    settler: &mut Settler<'_>,
    operator: &UserRecord,
    admin: &UserRecord,
) -> United {
    let UserRecord {
        tenant,
        id,
        version,
        kind: _,
        capacities,
        profile,
        login,
        credentials,
        credential_version,
        ever_had_rights,
        lifecycle,
        activation: _,
        reset: _,
        holds,
    } = operator;

    // The operator's id survives whatever the order of the arguments: conversations name it.
    settler.note(Field::Id, Origin::Operator, Why::Rule);
    settler.note(Field::Version, Origin::Operator, Why::Rule);
    // One unified record replaces both (S11).
    settler.note(Field::Kind, Origin::Neither, Why::Rule);
    // Both surfaces; receiving all messages is kept (products.md 2.3).
    let capacities = settler.union(Field::Capacities, capacities, &admin.capacities);
    let (profile, photo) = unite_profiles(settler, profile, &admin.profile);

    // Login and password go together, from the half that wins: two passwords are never known to be
    // equal, so that two halves with passwords are always a conflict.
    let sign_in = |login: &Login, credentials: &Option<CredentialFacts>| Said {
        weight: match (login, credentials) {
            (_, Some(_)) => Weight::Explicit,
            (Login::Unset, None) => Weight::Unset,
            (_, None) => Weight::Default,
        },
        value: (login.clone(), credentials.clone()),
    };
    let ((login, credentials), sign_in) = settler.one_of(
        Field::SignIn,
        Pair {
            operator: sign_in(login, credentials),
            admin: sign_in(&admin.login, &admin.credentials),
            same: |one, other| one.1.is_none() && one == other,
            read: &|_| None,
        },
    );
    // The password gets a version that neither half had, so that every old session is void.
    let highest = (*credential_version).max(admin.credential_version);
    let (credentials, credential_version) = match credentials {
        None => (None, highest),
        Some(facts) => {
            let version = highest.checked_add(1).unwrap_or_else(|| {
                settler.reasons.insert(Reason::CredentialVersionsUsedUp);
                highest
            });
            let facts = CredentialFacts { version, ..facts };
            (Some(facts), version)
        }
    };

    // Once a user, always a user (D6).
    let had = *ever_had_rights || admin.ever_had_rights;
    let origin = either(*ever_had_rights, admin.ever_had_rights);
    settler.note(Field::EverHadRights, origin, Why::Rule);
    // A suspension of one half is one of the whole.
    let suspended = |lifecycle: Lifecycle| lifecycle == Lifecycle::Suspended;
    let origin = either(suspended(*lifecycle), suspended(admin.lifecycle));
    settler.note(Field::Lifecycle, origin, Why::Rule);
    // A case that keeps either half keeps the whole, from its first day on.
    let mut all_holds = admin.holds.clone();
    for (case, since) in holds {
        let first = all_holds.entry(case.clone()).or_insert(*since);
        *first = (*first).min(*since);
    }
    let origin = either(!holds.is_empty(), !admin.holds.is_empty());
    settler.note(Field::Holds, origin, Why::Rule);
    // A pending account is not united; a token for a new password is void.
    settler.note(Field::Activation, Origin::Neither, Why::Rule);

    United {
        record: UserRecord {
            tenant: *tenant,
            id: *id,
            version: version.next(),
            kind: AccountKind::Unified,
            capacities,
            profile,
            login,
            credentials,
            credential_version,
            ever_had_rights: had,
            lifecycle: strictest(*lifecycle, admin.lifecycle),
            activation: Activation::NotAwaited,
            reset: None,
            holds: all_holds,
        },
        sign_in,
        photo,
    }
}

fn either(operator: bool, admin: bool) -> Origin {
    match (operator, admin) {
        (true, true) => Origin::Both,
        (true, false) => Origin::Operator,
        (false, true) => Origin::Admin,
        (false, false) => Origin::Neither,
    }
}

/// Erased before deleted before half-deleted before suspended before open. Only the last two are united.
pub(crate) fn strictest(one: Lifecycle, other: Lifecycle) -> Lifecycle {
    let rank = |lifecycle: &Lifecycle| match lifecycle {
        Lifecycle::Open => 0,
        Lifecycle::Suspended => 1,
        Lifecycle::HalfDeleted => 2,
        Lifecycle::Deleted => 3,
        Lifecycle::Erased => 4,
    };
    if rank(&one) >= rank(&other) {
        one
    } else {
        other
    }
}

fn unite_profiles(
    settler: &mut Settler<'_>,
    operator: &Profile,
    admin: &Profile,
) -> (Profile, Option<Side>) {
    let Profile {
        name,
        chat_name,
        photo,
        position,
        email,
        memberships,
        limit,
        settings,
        external_ids,
        contact_points,
    } = operator;

    let named = |name: &frontdesk_identity::PersonName| Said {
        weight: match name.full() {
            Some(_) => Weight::Explicit,
            None => Weight::Unset,
        },
        value: name.clone(),
    };
    let (name, _) = settler.one_of(
        Field::Name,
        Pair {
            operator: named(name),
            admin: named(&admin.name),
            same: PartialEq::eq,
            read: &|value| match value {
                FieldValue::Name(name) => Some(name.clone()),
                _ => None,
            },
        },
    );
    let (chat_name, _) = settler.one_of(
        Field::ChatName,
        Pair {
            operator: Said::maybe(chat_name.clone()),
            admin: Said::maybe(admin.chat_name.clone()),
            same: PartialEq::eq,
            read: &|value| match value {
                FieldValue::ChatName(name) => Some(Some(name.clone())),
                _ => None,
            },
        },
    );
    // The pictures are the host's: two photos are a conflict, though the record says the same.
    let shown = |photo: Photo| Said {
        weight: match photo {
            Photo::Present => Weight::Explicit,
            Photo::Absent => Weight::Unset,
        },
        value: photo,
    };
    let (photo, photo_of) = settler.one_of(
        Field::Photo,
        Pair {
            operator: shown(*photo),
            admin: shown(admin.photo),
            same: |_, _| false,
            read: &|_| None,
        },
    );
    let (position, _) = settler.one_of(
        Field::Position,
        Pair {
            operator: Said::maybe(position.clone()),
            admin: Said::maybe(admin.position.clone()),
            same: PartialEq::eq,
            read: &|value| match value {
                FieldValue::Position(position) => Some(Some(position.clone())),
                _ => None,
            },
        },
    );
    // Two spellings with one key are one address; the operator's spelling stays.
    let (email, _) = settler.one_of(
        Field::Email,
        Pair {
            operator: Said::maybe(email.clone()),
            admin: Said::maybe(admin.email.clone()),
            same: |one, other| {
                one.as_ref().map(frontdesk_contact::Email::key)
                    == other.as_ref().map(frontdesk_contact::Email::key)
            },
            read: &|_| None,
        },
    );
    let (limit, _) = settler.one_of(
        Field::Limit,
        Pair {
            operator: Said::maybe(*limit),
            admin: Said::maybe(admin.limit),
            same: PartialEq::eq,
            read: &|value| match value {
                FieldValue::Limit(limit) => Some(Some(*limit)),
                _ => None,
            },
        },
    );
    let memberships = unite_memberships(settler, memberships, &admin.memberships);
    let settings = unite_settings(settler, settings, &admin.settings);
    let external_ids = settler.union(Field::ExternalIds, external_ids, &admin.external_ids);
    settler.note_union(
        Field::ContactPoints,
        contact_points.is_empty(),
        admin.contact_points.is_empty(),
    );
    let contact_points = unite_contact_points(contact_points, &admin.contact_points);

    let profile = Profile {
        name,
        chat_name,
        photo,
        position,
        email,
        memberships,
        limit,
        settings,
        external_ids,
        contact_points,
    };
    (profile, photo_of)
}

fn unite_memberships(
    settler: &mut Settler<'_>,
    operator: &Memberships,
    admin: &Memberships,
) -> Memberships {
    let Memberships {
        groups,
        sites,
        languages,
        questionnaires,
        channels,
        modules,
        cabinet_sections,
        overseen_groups,
        overseen_people,
        organizations,
    } = operator;
    // No language named is the system's default, which an operator's account has too: what the admin
    // says, who never took a chat (S4), does not beat it.
    let chosen = |languages: &BTreeSet<Language>, chosen: bool| Said {
        weight: if chosen {
            Weight::Explicit
        } else {
            Weight::Unset
        },
        value: languages.clone(),
    };
    let named = !admin.languages.is_empty();
    let (languages, _) = settler.one_of(
        Field::Languages,
        Pair {
            operator: chosen(languages, named || !languages.is_empty()),
            admin: chosen(&admin.languages, named),
            same: PartialEq::eq,
            read: &|value| match value {
                FieldValue::Languages(languages) => Some(languages.clone()),
                _ => None,
            },
        },
    );
    Memberships {
        groups: settler.union(Field::Groups, groups, &admin.groups),
        sites: settler.union(Field::Sites, sites, &admin.sites),
        languages,
        questionnaires: settler.union(Field::Questionnaires, questionnaires, &admin.questionnaires),
        channels: settler.union(Field::Channels, channels, &admin.channels),
        modules: settler.union(Field::Modules, modules, &admin.modules),
        cabinet_sections: settler.union(
            Field::CabinetSections,
            cabinet_sections,
            &admin.cabinet_sections,
        ),
        overseen_groups: settler.union(
            Field::OverseenGroups,
            overseen_groups,
            &admin.overseen_groups,
        ),
        overseen_people: settler.union(
            Field::OverseenPeople,
            overseen_people,
            &admin.overseen_people,
        ),
        organizations: settler.union(Field::Organizations, organizations, &admin.organizations),
    }
}

/// Settings, key by key: every key of either half is there afterwards (S13).
fn unite_settings(
    settler: &mut Settler<'_>,
    operator: &BTreeMap<String, Setting>,
    admin: &BTreeMap<String, Setting>,
) -> BTreeMap<String, Setting> {
    let said = |setting: Option<&Setting>| Said {
        weight: match setting {
            None => Weight::Unset,
            Some(Setting::Default(_)) => Weight::Default,
            Some(Setting::Explicit(_)) => Weight::Explicit,
        },
        value: setting.cloned(),
    };
    let keys: BTreeSet<&String> = operator.keys().chain(admin.keys()).collect();
    keys.into_iter()
        .filter_map(|key| {
            let (setting, _) = settler.one_of(
                Field::Setting(key.clone()),
                Pair {
                    operator: said(operator.get(key)),
                    admin: said(admin.get(key)),
                    same: PartialEq::eq,
                    read: &|value| match value {
                        FieldValue::Setting(value) => Some(Some(Setting::Explicit(value.clone()))),
                        _ => None,
                    },
                },
            );
            Some((key.clone(), setting?))
        })
        .collect()
}

/// Contact points of either half, the operator's first. An address of both is one entry, known no
/// better than each half knows it: no merge raises the verification of an address. A refusal of
/// messages wins over a subscription.
pub(crate) fn unite_contact_points(
    operator: &[ContactPoint],
    admin: &[ContactPoint],
) -> Vec<ContactPoint> {
    let mut points: Vec<ContactPoint> = operator.to_vec();
    for point in admin {
        let ContactPoint {
            address,
            verification,
            subscriptions,
        } = point;
        let Some(known) = points
            .iter_mut()
            .find(|known| known.address.is_same(address))
        else {
            points.push(point.clone());
            continue;
        };
        known.verification = known.verification.min(*verification);
        for (event, choice) in subscriptions {
            let present = known.subscriptions.entry(event.clone()).or_insert(*choice);
            if *choice == Subscription::OptedOut {
                *present = Subscription::OptedOut;
            }
        }
    }
    points
}

/// The rights of the whole: each half keeps its own, and what is denied to either is denied to the
/// whole (D1). That a legacy kind lacks the other surface (S3, S4) is no restriction and ends here.
pub(crate) fn unite_holders(
    settler: &mut Settler<'_>,
    operator: &Holder,
    admin: &Holder,
    record: &UserRecord,
) -> Holder {
    let Holder {
        tenant,
        id: _,
        kind: _,
        standing: _,
        memberships: _,
        roles,
        grants,
        restrictions,
        obligations,
    } = operator;
    Holder {
        tenant: *tenant,
        id: ActorId::User(record.id),
        kind: record.kind,
        standing: record.standing(),
        memberships: record.profile.memberships.clone(),
        roles: joined(settler, Field::Roles, roles, &admin.roles),
        grants: joined(settler, Field::Grants, grants, &admin.grants),
        restrictions: joined(
            settler,
            Field::Restrictions,
            restrictions,
            &admin.restrictions,
        ),
        obligations: settler.union(Field::Obligations, obligations, &admin.obligations),
    }
}

fn joined<T: Ord + Clone>(
    settler: &mut Settler<'_>,
    field: Field,
    operator: &[T],
    admin: &[T],
) -> Vec<T> {
    let set = |list: &[T]| list.iter().cloned().collect::<BTreeSet<T>>();
    settler
        .union(field, &set(operator), &set(admin))
        .into_iter()
        .collect()
}

#[cfg(test)]
mod tests;
