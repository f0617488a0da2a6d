//! What can be made, sent and shared: the full things cannot be sent, the views can, and all of them go
//! from thread to thread.

use frontdesk_visibility::{
    Attachment, FieldChange, FieldPolicy, FileView, Filter, Granted, HistoryEntry, HistoryPart,
    HistoryView, LinkView, LiveEvent, Message, MessageChange, MessageView, Notice, PartView, Piece,
    Profile, ProfilePolicy, ProfileView, SitesSeen, Ticket, Value, View, Viewing,
};
use serde::Serialize;

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
