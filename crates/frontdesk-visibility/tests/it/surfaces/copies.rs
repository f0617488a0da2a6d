//! A copy is never for more people than the original, whatever way it went; only an act with a name on
//! it widens.

use frontdesk_model::MessageId;
use frontdesk_visibility::{Audience, NotWider};
use proptest::collection::vec;
use proptest::prelude::*;

use crate::generate::message;
use crate::world::*;

fn audience() -> impl Strategy<Value = Audience> {
    prop_oneof![Just(Audience::Public), Just(Audience::Internal)]
}

proptest! {
    /// Quoted, forwarded, split off, merged, in any order: internal as soon as one step is.
    #[test]
    fn the_narrowest_of_the_way_wins(first in message(), steps in vec((audience(), any::<bool>()), 0..=6)) {
        let internal_somewhere = first.audience == Audience::Internal
            || steps.iter().any(|(place, _)| *place == Audience::Internal);
        let mut last = first.clone();
        for (at, (place, quoted)) in (1..).zip(&steps) {
            let label = last.quoted_for(*place);
            last = last.copied(MessageId::from_number(at), *place);
            prop_assert_eq!(label, last.audience);
            if *quoted {
                // A new text with the old one in it.
                last.text = format!("> {}", last.text);
            }
        }
        prop_assert_eq!(last.audience == Audience::Internal, internal_somewhere);
        prop_assert_eq!(&last.attachments, &first.attachments);
        prop_assert_eq!((&last.author, last.at), (&first.author, first.at));
    }
}

#[test]
fn narrower_is_the_narrower_of_two() {
    use Audience::{Internal, Public};
    for (one, other, narrower) in [
        (Public, Public, Public),
        (Public, Internal, Internal),
        (Internal, Public, Internal),
        (Internal, Internal, Internal),
    ] {
        assert_eq!(one.narrower(other), narrower);
    }
}

#[test]
fn only_an_act_with_a_name_widens() {
    let mut note = full_ticket().messages.remove(2);
    assert_eq!(
        note.widen(Audience::Internal, user(17), now()),
        Err(NotWider)
    );
    assert_eq!(note.audience, Audience::Internal);
    let done = note.widen(Audience::Public, user(17), now()).unwrap();
    assert_eq!(note.audience, Audience::Public);
    assert_eq!((done.message, done.by, done.at), (note.id, user(17), now()));
    assert_eq!((done.from, done.to), (Audience::Internal, Audience::Public));
    assert_eq!(note.widen(Audience::Public, user(17), now()), Err(NotWider));
    let read = serde_json::from_str(&serde_json::to_string(&done).unwrap());
    assert_eq!(done, read.unwrap());
}

/// A note that is merged into the customer's ticket as a public message is seen by no customer.
#[test]
fn a_merged_note_stays_a_note() {
    let note = full_ticket().messages.remove(2);
    let merged = |scene: Scene| {
        scene.with_ticket(|t| {
            t.messages = vec![note.copied(MessageId::from_number(9), Audience::Public)];
        })
    };
    assert_eq!(
        merged(Scene::customer()).answer(&Ask::Find(NOTE)),
        "not found"
    );
    assert_eq!(merged(Scene::operator()).answer(&Ask::Find(NOTE)), "found");
}
