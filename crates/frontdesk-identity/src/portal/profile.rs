//! What a customer says of himself, and what of it the portal shows.

use std::collections::{BTreeMap, BTreeSet};

use frontdesk_contact::{DisplayName, Email, TimeZoneName};
use frontdesk_model::Language;
use serde::{Deserialize, Serialize};

use crate::bounds::{extra_fits, position_fits};
use crate::portal::event::PortalEvent;
use crate::portal::policy::{Editing, OnProfile, PortalPolicy};
use crate::portal::record::AddressProof;
use crate::portal::session::{PortalAct, PortalSession};
use crate::portal::subject::Subject;
use crate::{Change, Photo, PortalAccount, Position, Reason, Refusal, SettingValue};

/// What an edit makes happen; nothing where everything is so already.
pub(crate) fn edit(
    account: &PortalAccount,
    changes: &PortalProfileChanges,
    policy: &PortalPolicy,
    session: PortalSession,
) -> Result<Vec<PortalEvent>, Refusal> {
    let profile = account.profile();
    let mut reasons = extra_reasons(changes, profile, policy, session);
    let changes = changes.against(profile);
    if changes.touches_person()
        && let Err(reason) = session.check(PortalAct::EditPerson)
    {
        reasons.insert(reason);
    }
    let position = changes.position.set().and_then(Option::as_ref);
    if position.is_some_and(|position| !position_fits(position)) {
        reasons.insert(Reason::PositionUnfit);
    }
    Refusal::check(reasons)?;
    Ok(match changes == PortalProfileChanges::default() {
        true => Vec::new(),
        false => vec![PortalEvent::ProfileEdited(changes)],
    })
}

/// What stands against the added fields of a form, each with its place.
fn extra_reasons(
    changes: &PortalProfileChanges,
    profile: &PortalProfile,
    policy: &PortalPolicy,
    session: PortalSession,
) -> BTreeSet<Reason> {
    let names: BTreeSet<&String> = changes.extra.keys().chain(&changes.extra_emptied).collect();
    let reason = |(place, name): (u32, &String)| {
        let unknown = Reason::ExtraFieldUnknown { place };
        let Some(field) = policy.extra.get(name) else {
            return Some(unknown);
        };
        let same = changes.extra.get(name) == profile.extra.get(name);
        let fits = changes.extra.get(name).is_none_or(extra_fits);
        let unfit = (!same && !fits).then_some(Reason::ExtraFieldUnfit { place });
        // The fields are the desk's: staff fills them in whatever the profile shows.
        if session == PortalSession::Host {
            return unfit;
        }
        match (field.on_profile, field.editing) {
            // A hidden field is not there, editable or not (S171, S182): also when the form has the
            // value that it has, or its value could be guessed.
            (OnProfile::Hidden, _) => Some(unknown),
            // A view-only field is not changed (S182).
            (OnProfile::Shown, Editing::ViewOnly) => {
                (!same).then_some(Reason::ExtraFieldViewOnly { place })
            }
            (OnProfile::Shown, Editing::Edit) => unfit,
        }
    };
    (0_u32..).zip(names).filter_map(reason).collect()
}

/// What the customer sees of himself.
pub(crate) fn shown(account: &PortalAccount, policy: &PortalPolicy) -> ShownProfile {
    let record = account.record();
    let extra = policy
        .extra
        .iter()
        // Only fields on which the form "Профиль пользователя" is enabled (S182).
        .filter(|(_, field)| field.on_profile == OnProfile::Shown)
        .map(|(name, field)| {
            let shown = ShownField {
                value: record.profile.extra.get(name).cloned(),
                editing: field.editing,
            };
            (name.clone(), shown)
        });
    ShownProfile {
        email: record.email.clone(),
        proof: record.proof,
        name: record.profile.name.clone(),
        avatar: record.profile.avatar,
        company: record.profile.company.clone(),
        position: record.profile.position.clone(),
        language: record.profile.language.clone(),
        time_zone: record.profile.time_zone.clone(),
        social: record.social.clone(),
        password: match (account.is_sso_only(policy), &record.password) {
            (true, _) => ProfilePassword::BySso,
            (false, Some(_)) => ProfilePassword::Change,
            (false, None) => ProfilePassword::Set,
        },
        extra: extra.collect(),
    }
}

/// What a customer says of himself. `Debug` prints of it the language and whether there is an avatar.
#[derive(Clone, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct PortalProfile {
    /// The name.
    pub name: Option<DisplayName>,
    /// Whether there is an avatar; the picture is the host's (S177).
    pub avatar: Photo,
    /// The company, in the customer's words (S179): it makes nobody a member of one.
    pub company: Option<DisplayName>,
    /// The position there (S179).
    pub position: Option<Position>,
    /// The language of communication (S180).
    pub language: Option<Language>,
    /// The time zone (S180).
    pub time_zone: Option<TimeZoneName>,
    /// The fields that the desk added, by name, shown or not (S182). Names are the desk's words;
    /// values are personal.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub extra: BTreeMap<String, SettingValue>,
}

/// What an edit changes of a portal profile. `Debug` prints of it the language and whether there is to
/// be an avatar.
#[derive(Clone, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct PortalProfileChanges {
    /// The name.
    #[serde(skip_serializing_if = "Change::is_keep")]
    pub name: Change<Option<DisplayName>>,
    /// The avatar.
    #[serde(skip_serializing_if = "Change::is_keep")]
    pub avatar: Change<Photo>,
    /// The company.
    #[serde(skip_serializing_if = "Change::is_keep")]
    pub company: Change<Option<DisplayName>>,
    /// The position.
    #[serde(skip_serializing_if = "Change::is_keep")]
    pub position: Change<Option<Position>>,
    /// The language.
    #[serde(skip_serializing_if = "Change::is_keep")]
    pub language: Change<Option<Language>>,
    /// The time zone.
    #[serde(skip_serializing_if = "Change::is_keep")]
    pub time_zone: Change<Option<TimeZoneName>>,
    /// The added fields that get a value (S182). A field that is not named stays as it is.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub extra: BTreeMap<String, SettingValue>,
    /// The added fields that are emptied. One that gets a value besides has the value.
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    pub extra_emptied: BTreeSet<String>,
}

impl PortalProfileChanges {
    /// Only what differs from the present profile.
    fn against(&self, profile: &PortalProfile) -> Self {
        let extra = self.extra.iter();
        let emptied = self.extra_emptied.iter();
        Self {
            name: self.name.unless_equal(&profile.name),
            avatar: self.avatar.unless_equal(&profile.avatar),
            company: self.company.unless_equal(&profile.company),
            position: self.position.unless_equal(&profile.position),
            language: self.language.unless_equal(&profile.language),
            time_zone: self.time_zone.unless_equal(&profile.time_zone),
            extra: extra
                .filter(|(name, value)| profile.extra.get(*name) != Some(*value))
                .map(|(name, value)| (name.clone(), value.clone()))
                .collect(),
            extra_emptied: emptied
                .filter(|name| profile.extra.contains_key(*name) && !self.extra.contains_key(*name))
                .cloned()
                .collect(),
        }
    }

    /// Whether it changes more than how the portal looks to the customer.
    fn touches_person(&self) -> bool {
        let look = Self {
            avatar: self.avatar.clone(),
            language: self.language.clone(),
            time_zone: self.time_zone.clone(),
            ..Self::default()
        };
        *self != look
    }

    pub(crate) fn write(&self, profile: &mut PortalProfile) {
        self.name.write(&mut profile.name);
        self.avatar.write(&mut profile.avatar);
        self.company.write(&mut profile.company);
        self.position.write(&mut profile.position);
        self.language.write(&mut profile.language);
        self.time_zone.write(&mut profile.time_zone);
        let emptied = &self.extra_emptied;
        profile.extra.retain(|name, _| !emptied.contains(name));
        let extra = self.extra.iter();
        let extra = extra.map(|(name, value)| (name.clone(), value.clone()));
        profile.extra.extend(extra);
    }
}

/// What the customer sees of himself in the profile: a hidden field has no place in it. `Debug` prints
/// of it the language and whether there is an avatar.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ShownProfile {
    /// The address.
    pub email: Option<Email>,
    /// Whether it is proven, so that the portal can offer the proof.
    pub proof: AddressProof,
    /// The name.
    pub name: Option<DisplayName>,
    /// Whether there is an avatar (S177).
    pub avatar: Photo,
    /// The company (S179).
    pub company: Option<DisplayName>,
    /// The position (S179).
    pub position: Option<Position>,
    /// The language of communication (S180).
    pub language: Option<Language>,
    /// The time zone (S180).
    pub time_zone: Option<TimeZoneName>,
    /// The social accounts (S178).
    pub social: BTreeSet<Subject>,
    /// What the profile offers about the password (S181).
    pub password: ProfilePassword,
    /// The added fields that are shown, with a value or without (S182).
    pub extra: BTreeMap<String, ShownField>,
}

/// An added field that the profile shows (S182).
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ShownField {
    /// The value, if there is one.
    pub value: Option<SettingValue>,
    /// Whether the customer may change it.
    pub editing: Editing,
}

/// What the profile offers about the password (S181).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ProfilePassword {
    /// To change it.
    Change,
    /// To set one: there is none.
    Set,
    /// Nothing: who signs in by single sign-on only has no password here.
    BySso,
}
