//! What can be made, sent and shared: the full things cannot be sent, the views can, and all of them go
//! from thread to thread.

use frontdesk_visibility::{
    Attachment, FieldChange, FieldPolicy, FileView, Filter, Granted, HistoryEntry, HistoryPart,
    HistoryView, LinkView, LiveEvent, Message, MessageChange, MessageView, Notice, PartView, Piece,
    Profile, ProfilePolicy, ProfileView, SitesSeen, Ticket, Value, View, Viewing,
};
use serde::Serialize;

use crate::world::*;

/// `Sends` has one impl for what is not `Serialize` and two, which is ambiguous, for what is.
#[test]
fn only_views_are_sent() {
    trait Sends<Marker> {
        const NO: () = ();
    }
    impl<T: ?Sized> Sends<()> for T {}
    struct Ambiguous;
    impl<T: ?Sized + Serialize> Sends<Ambiguous> for T {}

    let () = <Ticket as Sends<_>>::NO;
    let () = <Message as Sends<_>>::NO;
    let () = <Attachment as Sends<_>>::NO;
    let () = <HistoryEntry as Sends<_>>::NO;
    let () = <HistoryPart as Sends<_>>::NO;
    let () = <Profile as Sends<_>>::NO;
    let () = <Granted<'_> as Sends<_>>::NO;

    const fn sent<T: Serialize>() {}
    sent::<View<'_>>();
    sent::<HistoryView<'_>>();
    sent::<LinkView<'_>>();
    sent::<FileView<'_>>();
    sent::<Notice<'_>>();
    sent::<LiveEvent>();
    sent::<ProfileView<'_>>();
}

/// Every one goes from thread to thread.
const _: () = {
    const fn shared<T: Send + Sync>() {}
    shared::<Ticket>();
    shared::<Profile>();
    shared::<Filter>();
    shared::<FieldPolicy>();
    shared::<ProfilePolicy>();
    shared::<SitesSeen>();
    shared::<Viewing<'static>>();
    shared::<Granted<'static>>();
    shared::<View<'static>>();
    shared::<HistoryView<'static>>();
    shared::<PartView<'static>>();
    shared::<LinkView<'static>>();
    shared::<FileView<'static>>();
    shared::<MessageView<'static>>();
    shared::<Notice<'static>>();
    shared::<FieldChange<'static>>();
    shared::<MessageChange<'static>>();
    shared::<LiveEvent>();
    shared::<Piece<'static>>();
    shared::<Value<'static>>();
    shared::<ProfileView<'static>>();
};

/// A view borrows what it shows, text by text and list by list, and copies neither it nor what is hidden.
#[test]
fn a_view_copies_no_content() {
    let scene = Scene::operator();
    let ticket = &scene.ticket;
    let same = |shown: &str, of: &str| std::ptr::eq(shown, of);
    scene.with_view(|view| {
        let View::Operator(view) = view else {
            panic!("an operator");
        };
        let fields = &view.fields;
        assert!(same(fields.number.unwrap(), &ticket.number));
        assert!(same(fields.subject.unwrap(), &ticket.subject));
        let number = fields.client_number.unwrap();
        assert!(same(
            number.value().unwrap(),
            ticket.client_number.as_ref().unwrap()
        ));
        let facts = &ticket.facts;
        assert!(std::ptr::eq(
            fields.participants.unwrap(),
            &facts.participants
        ));
        assert!(std::ptr::eq(fields.copied.unwrap(), &facts.copied));
        assert!(std::ptr::eq(
            fields.channel.unwrap().unwrap(),
            facts.channel.as_ref().unwrap()
        ));
        for (id, text) in &ticket.custom_fields {
            let (named, shown) = fields.added.get_key_value(id).unwrap();
            assert!(same(shown.value.unwrap(), text), "{named}");
        }
        assert_eq!(view.messages.len(), ticket.messages.len());
        for (shown, message) in view.messages.iter().zip(&ticket.messages) {
            assert!(same(shown.text, &message.text));
            for (shown, file) in shown.attachments.iter().zip(&message.attachments) {
                assert!(same(shown.name, &file.name));
            }
        }
        assert!(same(
            view.derived.preview.unwrap(),
            &ticket.messages[2].text
        ));
    });
    // Of what is hidden there is neither a place nor room for one.
    Scene::customer().with_view(|view| {
        let View::Customer(view) = view else {
            panic!("a customer");
        };
        assert_eq!((view.messages.len(), view.fields.added.len()), (2, 3));
        assert!(view.fields.client_number.is_none() && view.fields.participants.is_none());
    });
}
