use frontdesk_contact::Email;
use frontdesk_identity::{
    ContactAddress, ContactPoint, EventKind, Handle, Lifecycle, Subscription, Verification,
};

use super::{strictest, unite_contact_points};

fn point(text: &str, verification: Verification) -> ContactPoint {
    ContactPoint {
        verification,
        ..ContactPoint::new(ContactAddress::Email(Email::parse(text).unwrap()))
    }
}

#[test]
fn an_address_of_both_is_one_entry_known_no_better_than_each_half_knows_it() {
    for (one, other, expected) in [
        (
            Verification::Proven,
            Verification::Unproven,
            Verification::Unproven,
        ),
        (
            Verification::Stated,
            Verification::Proven,
            Verification::Stated,
        ),
        (
            Verification::Proven,
            Verification::Proven,
            Verification::Proven,
        ),
    ] {
        let united = unite_contact_points(
            &[point("a@example.org", one)],
            &[point("a@EXAMPLE.org", other)],
        );
        assert_eq!(united, [point("a@example.org", expected)]);
    }
}

#[test]
fn an_address_in_two_spellings_is_one_entry() {
    let telegram = |text: &str| {
        let handle = Handle::new(text).unwrap();
        ContactPoint::new(ContactAddress::Telegram(handle))
            .with(EventKind::new_dialog(), Subscription::OptedIn)
    };
    let refused =
        telegram("https://t.me/Orlova").with(EventKind::new_dialog(), Subscription::OptedOut);
    let united = unite_contact_points(&[telegram("@orlova")], &[refused]);
    let kept = telegram("@orlova").with(EventKind::new_dialog(), Subscription::OptedOut);
    assert_eq!(united, [kept]);
}

#[test]
fn another_address_is_another_entry() {
    let (one, other) = (
        point("a@example.org", Verification::Proven),
        point("b@example.org", Verification::Unproven),
    );
    let united = unite_contact_points(std::slice::from_ref(&one), std::slice::from_ref(&other));
    assert_eq!(united, [one, other]);
}

#[test]
fn a_refusal_wins_over_a_subscription_whichever_half_has_it() {
    let event = EventKind::new_dialog();
    let with = |choice| [point("a@example.org", Verification::Proven).with(event.clone(), choice)];
    let choice =
        |one, other| unite_contact_points(&with(one), &with(other))[0].subscriptions[&event];
    let (told, never) = (Subscription::OptedIn, Subscription::OptedOut);
    assert_eq!(choice(told, never), never);
    assert_eq!(choice(never, told), never);
    assert_eq!(choice(told, told), told);
}

#[test]
fn the_stricter_lifecycle_wins() {
    let order = [
        Lifecycle::Open,
        Lifecycle::Suspended,
        Lifecycle::HalfDeleted,
        Lifecycle::Deleted,
    ];
    for (at, one) in order.into_iter().enumerate() {
        for (other_at, other) in order.into_iter().enumerate() {
            assert_eq!(strictest(one, other), order[at.max(other_at)]);
        }
    }
}
