//! One choice about a customer's profile: what identity shows and lets through is what visibility shows
//! and says of it.

use std::collections::BTreeMap;

use frontdesk::identity::{
    AddressKnown, Editing, ExtraField, HelpCenter, OnProfile, PortalAccount, PortalCommand,
    PortalEvent, PortalFacts, PortalPolicy, PortalProfileChanges, PortalSession, SettingValue, Sso,
    decide_portal,
};
use frontdesk::model::{Actor, CustomerId, Memberships, TenantId, chrono::DateTime};
use frontdesk::own_profile_policy;
use frontdesk::visibility::{FieldId, Profile, Use, Viewer};

const CUSTOMER: CustomerId = CustomerId::from_number(5);
const TENANT: TenantId = TenantId::from_number(1);

/// Every choice there is, one field each.
fn portal() -> PortalPolicy {
    let mut portal = PortalPolicy::new(Sso::Off);
    for on_profile in [OnProfile::Shown, OnProfile::Hidden] {
        for editing in [Editing::Edit, Editing::ViewOnly] {
            let field = ExtraField {
                on_profile,
                editing,
            };
            portal
                .extra
                .insert(format!("cf_{}", portal.extra.len()), field);
        }
    }
    portal
}

fn filled(names: impl Iterator<Item = String>, words: &str) -> PortalProfileChanges {
    PortalProfileChanges {
        extra: names
            .map(|name| (name, SettingValue::from(words)))
            .collect(),
        ..PortalProfileChanges::default()
    }
}

#[test]
fn identity_and_visibility_say_the_same_of_every_choice() {
    let portal = portal();
    let mut account = PortalAccount::begin(&PortalEvent::Opened {
        tenant: TENANT,
        customer: CUSTOMER,
        email: None,
        known: AddressKnown::Typed,
    })
    .unwrap();
    // A value in each but one, which is shown all the same.
    let some = portal.extra.keys().skip(1).cloned();
    account
        .apply(&PortalEvent::ProfileEdited(filled(some, "old")))
        .unwrap();

    let policy = own_profile_policy(&portal);
    let extra = account.profile().extra.iter();
    let profile = Profile {
        tenant: TENANT,
        customer: CUSTOMER,
        fields: extra
            .map(|(name, value)| match value {
                SettingValue::Text(text) => (FieldId(name.clone()), text.clone()),
                other => panic!("{other:?}"),
            })
            .collect(),
    };
    let lists = Memberships::default();
    let viewer = Viewer::Actor(Actor {
        tenant: TENANT,
        id: CUSTOMER.into(),
        memberships: &lists,
    });
    let seen = policy.project(&viewer, &profile).unwrap();
    let of_visibility: BTreeMap<&str, Option<&str>> = seen
        .fields
        .iter()
        .map(|(id, field)| (id.0.as_str(), field.value))
        .collect();
    let shown = account.shown_profile(&portal);
    let of_identity: BTreeMap<&str, Option<&str>> = shown
        .extra
        .iter()
        .map(|(name, field)| {
            let text = field.value.as_ref().map(|value| match value {
                SettingValue::Text(text) => text.as_str(),
                other => panic!("{other:?}"),
            });
            (name.as_str(), text)
        })
        .collect();
    assert_eq!(of_visibility, of_identity);
    assert_eq!(of_visibility.len(), 2);

    let facts = PortalFacts {
        tenant: TENANT,
        help_center: HelpCenter::On(portal.clone()),
        session: PortalSession::Full,
    };
    for name in portal.extra.keys().chain([&"cf_9".to_owned()]) {
        let changes = filled(std::iter::once(name.clone()), "new");
        let command = PortalCommand::EditProfile(changes);
        let taken = decide_portal(Some(&account), &command, &facts, DateTime::UNIX_EPOCH).is_ok();
        let said = policy.use_of(&FieldId(name.clone())) == Use::Edit;
        assert_eq!(taken, said, "{name}");
    }
}
