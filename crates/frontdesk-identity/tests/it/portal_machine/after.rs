//! What holds after a step and after a sequence: who comes in, and what is stored.

use frontdesk_identity::*;
use proptest::prelude::*;

use super::draw::SUBJECTS;
use super::{Seat, Seen, compare, translate};
use crate::portal_model::{self, Moment, Way};

/// Everybody tries to come in, by every way and around every boundary of a link.
pub(crate) fn knock(
    seat: &Seat,
    moment: &Moment,
    seen: &mut dyn FnMut(Seen<'_>),
) -> Result<(), TestCaseError> {
    let now = moment.now;
    let opens = moment.system.link_opens();
    let void = seat
        .portal
        .as_ref()
        .and_then(|portal| portal.links_void_until);
    let void = void.unwrap_or(now - 1);
    let link = |recipient, issued| Way::Link { recipient, issued };
    let own = seat.customer;
    let mut ways = vec![
        Way::Password,
        Way::WrongPassword,
        link(own, now),
        link(own, now + 1),
        link(own, now - opens),
        link(own, now - opens + 1),
        link(own, void),
        link(own, void + 1),
        link(own + 1, now),
    ];
    ways.extend(SUBJECTS.map(Way::Social));
    ways.extend(SUBJECTS.map(Way::Sso));
    for way in &ways {
        let says = portal_model::enter(seat.portal.as_ref(), way, moment);
        let found = enter_portal(
            seat.account.as_ref(),
            &translate::way(way),
            translate::facts(moment),
            translate::second(now),
        );
        prop_assert_eq!(
            compare::entry(&found),
            says,
            "at {} by {:?}: the crate is on the left, the model knows {:?}",
            now,
            way,
            seat.portal
        );
        seen(Seen::Entry(says));
    }
    Ok(())
}

/// The stored events, each in its two parts and read back, give the same account.
pub(crate) fn replays(seat: &Seat) -> Result<(), TestCaseError> {
    let Some(account) = &seat.account else {
        return Ok(());
    };
    let parts: Vec<(StoredPortalEvent, PersonalRow)> = seat
        .stored
        .iter()
        .cloned()
        .map(PortalEvent::store)
        .collect();
    let text = serde_json::to_string(&parts).unwrap();
    let read: Vec<(StoredPortalEvent, PersonalRow)> = serde_json::from_str(&text).unwrap();
    let read: Vec<PortalEvent> = read
        .into_iter()
        .map(|(event, row)| event.restore(&row))
        .collect();
    prop_assert_eq!(&read, &seat.stored);
    let replayed = PortalAccount::replay(&read).unwrap().unwrap();
    prop_assert_eq!(&replayed, account);
    let state = serde_json::to_string(account).unwrap();
    let from_state: PortalAccount = serde_json::from_str(&state).unwrap();
    prop_assert_eq!(&from_state, account);
    Ok(())
}
