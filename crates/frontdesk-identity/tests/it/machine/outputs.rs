//! What holds of every account and of everything that comes out of it.

use std::sync::LazyLock;

use frontdesk_identity::*;
use frontdesk_model::{GroupId, QuestionnaireId, Version};
use proptest::prelude::*;

use super::draw::{EXTERNAL, GROUPS, LANGUAGES, PERSONAL, QUESTIONNAIRES};
use super::translate::SECRETS;

/// What must be nowhere: the bytes of a token and what the host keeps of a password.
pub(crate) fn tells_a_secret(text: &str) -> bool {
    SECRETS.iter().any(|secret| text.contains(secret))
}

/// What must be in no `Debug`, error or stored event.
pub(crate) fn tells_a_person(text: &str) -> bool {
    text.contains(PERSONAL)
}

/// After every step.
pub(crate) fn laws_of_standing(user: &User) -> Result<(), TestCaseError> {
    // Once a user, there is a login and a password (S41).
    if user.ever_had_rights() && user.record().lifecycle != Lifecycle::Erased {
        prop_assert!(user.login().is_some());
        prop_assert!(user.record().credentials.is_some());
    }
    // Nobody signs in without them, nor acts without signing in.
    if user.standing().can_act() {
        prop_assert!(can_sign_in(user).is_allow());
    }
    if can_sign_in(user).is_allow() {
        prop_assert!(user.standing().can_sign_in() && user.ever_had_rights());
    }
    Ok(())
}

/// After every sequence: what is stored, and everything that comes out.
pub(crate) fn laws_of_a_state(user: &User, stored: &[UserEvent]) -> Result<(), TestCaseError> {
    // Replay gives the same state, from the events and from their stored form, to the byte.
    let parts: (Vec<StoredUserEvent>, Vec<PersonalRow>) =
        stored.iter().cloned().map(UserEvent::store).unzip();
    let text = serde_json::to_string(&parts).unwrap();
    let events_text = serde_json::to_string(&parts.0).unwrap();
    prop_assert!(
        !tells_a_person(&events_text),
        "events hold values by reference"
    );
    for event in parts.0.iter().filter(|event| event.name() != "deleted") {
        let text = serde_json::to_string(event).unwrap();
        prop_assert_eq!(tells_of_a_list(&text), None, "{}", text);
    }
    let (events, rows): (Vec<StoredUserEvent>, Vec<PersonalRow>) =
        serde_json::from_str(&text).unwrap();
    let read: Vec<UserEvent> = events
        .iter()
        .zip(&rows)
        .map(|(event, row)| event.clone().restore(row))
        .collect();
    prop_assert_eq!(&read, stored);
    if user.record().lifecycle == Lifecycle::Erased {
        erased_is_gone(user, &events, &rows)?;
    }
    let replayed = User::replay(&read).unwrap().unwrap();
    prop_assert_eq!(&replayed, user);
    let state = serde_json::to_string(user).unwrap();
    prop_assert_eq!(&serde_json::to_string(&replayed).unwrap(), &state);
    // What was decided keeps every rule, so that it can be read back.
    prop_assert_eq!(&serde_json::from_str::<User>(&state).unwrap(), user);
    prop_assert_eq!(user.version(), Version(stored.len() as u64));
    prop_assert_eq!(user.precondition().version, user.version());
    // No output tells a token; `Debug` tells no personal value.
    let duties: Vec<Duty> = stored.iter().flat_map(UserEvent::duties).collect();
    let duties_text = serde_json::to_string(&duties).unwrap();
    let claims = user.claims(EmailUse::Identity);
    let printed = format!("{user:?} {stored:?} {duties:?} {claims:?}");
    for output in [&text, &state, &duties_text, &printed] {
        prop_assert!(!tells_a_secret(output));
    }
    prop_assert!(!tells_a_person(&printed));
    Ok(())
}

/// After an erasure no byte of a personal value is left in state, events, rows or claims but the ids in
/// other systems, which the register retains, and the stream still replays to the same state without
/// them.
fn erased_is_gone(
    user: &User,
    events: &[StoredUserEvent],
    rows: &[PersonalRow],
) -> Result<(), TestCaseError> {
    let rows: Vec<PersonalRow> = rows.iter().map(PersonalRow::after_erasure).collect();
    let state = serde_json::to_string(user).unwrap();
    let kept = serde_json::to_string(&rows).unwrap();
    let claims = serde_json::to_string(&user.claims(EmailUse::Identity)).unwrap();
    let exported = serde_json::to_string(&export_user(user, &rows)).unwrap();
    for output in [&state, &kept, &claims, &exported] {
        prop_assert!(!tells_a_person(&unless_retained(output)), "{output}");
        prop_assert_eq!(tells_of_a_list(output), None, "{}", output);
    }
    // They are there to be found, as long as the account is.
    for id in &user.profile().external_ids {
        let text = id.to_string();
        prop_assert!(state.contains(&text) && claims.contains(&text));
    }
    for event in events {
        let text = serde_json::to_string(event).unwrap();
        prop_assert!(!tells_a_person(&text), "{text}");
        // The groups that a deleted user left are the desk's own record.
        if event.name() != "deleted" {
            prop_assert_eq!(tells_of_a_list(&text), None, "{}", text);
        }
    }
    let restored = events.iter().zip(&rows);
    let restored: Vec<UserEvent> = restored
        .map(|(event, row)| event.clone().restore(row))
        .collect();
    prop_assert_eq!(&User::replay(&restored).unwrap().unwrap(), user);
    Ok(())
}

fn unless_retained(text: &str) -> String {
    EXTERNAL
        .iter()
        .fold(text.to_owned(), |text, id| text.replace(id, ""))
}

/// What must be in no output without the person's lists: the id of a group or questionnaire, a language.
fn tells_of_a_list(text: &str) -> Option<&'static str> {
    LISTS
        .iter()
        .find(|word| text.contains(word.as_str()))
        .map(String::as_str)
}

static LISTS: LazyLock<Vec<String>> = LazyLock::new(|| {
    let groups = GROUPS.map(|number| GroupId::from_number(number).uuid());
    let questionnaires = QUESTIONNAIRES.map(|number| QuestionnaireId::from_number(number).uuid());
    let ids = groups.iter().chain(&questionnaires);
    ids.map(ToString::to_string)
        .chain(LANGUAGES.map(|tag| format!("\"{tag}\"")))
        .collect()
});
