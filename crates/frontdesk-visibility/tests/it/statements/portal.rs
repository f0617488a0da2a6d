//! What Omnidesk says of the portal: cases, fields, actions.

use frontdesk_model::Channel;
use frontdesk_visibility::{Field, FieldPolicy, PortalAction, PortalState, Use};

use super::*;

pub(super) fn portal_view() -> Vec<Row> {
    let shared = Scene::colleague;
    let unshared = || shared().with_viewer(|v| v.grants.truncate(1));
    let deleted = |scene: Scene| scene.with_facts(|f| f.deleted = true);
    let spam = |scene: Scene| scene.with_facts(|f| f.spam = true);
    let no_center = |scene: Scene| Scene {
        help_center: PortalState::Closed,
        ..scene
    };
    vec![
        row(
            "S155",
            Positive,
            "with the help center in use the portal takes a reply",
            act(Scene::customer(), PortalAction::Reply, "reply"),
        ),
        row(
            "S155",
            Negative,
            "without the help center there is no portal to reply in",
            act(
                no_center(Scene::customer()),
                PortalAction::Reply,
                "no: no_portal",
            ),
        ),
        row(
            "S156",
            Positive,
            "a customer sees the own case",
            see(Scene::customer(), "customer"),
        ),
        row(
            "S156",
            Negative,
            "a customer does not see another's case",
            see(Scene::stranger(), "404"),
        ),
        row(
            "S156",
            Negative,
            "a case without a requester is nobody's",
            see(Scene::customer().with_facts(|f| f.requester = None), "404"),
        ),
        row(
            "S156",
            Negative,
            "a deleted case is hidden from its customer",
            see(deleted(Scene::customer()), "404"),
        ),
        row(
            "S156",
            Negative,
            "a spam case is hidden from its customer",
            see(spam(Scene::customer()), "404"),
        ),
        row(
            "S156",
            Positive,
            "a deleted case is seen by the staff",
            see(deleted(Scene::operator()), "operator"),
        ),
        row(
            "D21",
            Negative,
            "by default a colleague's case is not seen",
            see(unshared(), "404"),
        ),
        row(
            "D21",
            Positive,
            "the host's policy widens it to the company",
            see(shared(), "colleague"),
        ),
        row(
            "D21",
            Negative,
            "an unknown company is nobody's company",
            see(shared().with_facts(|f| f.organization = None), "404"),
        ),
        row(
            "D21",
            Negative,
            "a colleague's case is for reading only",
            act(shared(), PortalAction::Reply, "no: not_yours"),
        ),
        row(
            "S164",
            Positive,
            "the host shows the case without the portal",
            see(no_center(Scene::customer()), "customer"),
        ),
        row(
            "S164",
            Negative,
            "showing cases without the portal opens nobody else's",
            see(no_center(Scene::stranger()), "404"),
        ),
        row(
            "S166",
            Positive,
            "the case shows its correspondence",
            finds(Scene::customer(), "We are sorry", "found"),
        ),
        row(
            "S166",
            Positive,
            "the case shows its number",
            shows(Scene::customer(), "/number", "664-245651"),
        ),
        row(
            "S166",
            Positive,
            "the case shows its subject",
            shows(Scene::customer(), "/subject", "The kettle leaks"),
        ),
        row(
            "S166",
            Positive,
            "the case shows its state",
            shows(Scene::customer(), "/state", "in_work"),
        ),
        row(
            "S166",
            Positive,
            "the case shows its channel",
            shows(Scene::customer(), "/channel", "email"),
        ),
        row(
            "S166",
            Positive,
            "the case shows when it was made",
            shows(Scene::customer(), "/created_at", "2026-11-22T09:00:00Z"),
        ),
        row(
            "S166",
            Negative,
            "a note reaches no customer",
            finds(Scene::customer(), NOTE, "not found"),
        ),
        row(
            "S166",
            Negative,
            "the file of a note reaches no customer",
            finds(Scene::customer(), NOTE_FILE, "not found"),
        ),
        row(
            "S166",
            Negative,
            "the moment of a note reaches no customer",
            shows(Scene::customer(), "/updated_at", "2026-11-22T09:02:00Z"),
        ),
        row(
            "S166",
            Negative,
            "a note reaches no colleague of the customer",
            finds(shared(), NOTE, "not found"),
        ),
        row(
            "S166",
            Positive,
            "the staff reads the note",
            finds(Scene::operator(), NOTE, "found"),
        ),
    ]
}

/// Above the list: drop-down filters and variants of the order, as data.
pub(super) fn portal_list() -> Vec<Row> {
    let no_priority = || Scene::customer().with_policy(|p| hide(p, Field::Priority));
    vec![
        row(
            "S165",
            Positive,
            "a drop-down filter narrows the own list",
            lists(
                Scene::customer(),
                r#"{"conditions":[{"column":"state","must":{"be_one_of":["closed"]}}]}"#,
                "0",
            ),
        ),
        row(
            "S165",
            Positive,
            "a filter leaves what has the value",
            lists(
                Scene::customer(),
                r#"{"conditions":[{"column":"state","must":{"be_one_of":["in_work"]}}]}"#,
                "1",
            ),
        ),
        row(
            "S165",
            Positive,
            "a variant of the order is taken",
            lists(
                Scene::customer(),
                r#"{"sort":{"by":"last_response_at","direction":"ascending"}}"#,
                "1",
            ),
        ),
        row(
            "S165",
            Positive,
            "a filter has a name in the customer's language",
            offers(Scene::customer(), ("state", "fr"), "Statut"),
        ),
        row(
            "S165",
            Positive,
            "an order has a name for each of its two ways",
            offers(Scene::customer(), ("-created_at", "ru"), "Сначала новые"),
        ),
        row(
            "S165",
            Negative,
            "the other way has another name",
            offers(Scene::customer(), ("+created_at", "en"), "Oldest first"),
        ),
        row(
            "S165",
            Negative,
            "another's list has no row, whatever the filter",
            lists(Scene::stranger(), r#"{"facets":["state"]}"#, "0"),
        ),
        row(
            "S165",
            Negative,
            "an order that is not offered is refused",
            lists(
                Scene::customer(),
                r#"{"sort":{"by":"subject","direction":"ascending"}}"#,
                "no: no_such_column",
            ),
        ),
        row(
            "S165",
            Negative,
            "a filter that is not offered is refused, one of a shown field too",
            lists(
                Scene::customer(),
                r#"{"conditions":[{"column":"added.cf_view","must":"be_there"}]}"#,
                "no: no_such_column",
            ),
        ),
        row(
            "S165",
            Negative,
            "a field that is switched off is no order any more",
            offers(no_priority(), ("-priority", "en"), "not offered"),
        ),
        row(
            "S165",
            Negative,
            "a field that is switched off is no filter any more",
            lists(
                no_priority(),
                r#"{"conditions":[{"column":"priority","must":"be_there"}]}"#,
                "no: no_such_column",
            ),
        ),
    ]
}

pub(super) fn portal_fields() -> Vec<Row> {
    let off = |change: fn(&mut FieldPolicy)| Scene::customer().with_policy(change);
    let telegram = || Scene::customer().with_facts(|f| f.channel = Some(Channel::Telegram));
    let added = |way| {
        Scene::customer().with_policy(move |p| {
            crate::world::added(p, "cf_unlisted", way);
        })
    };
    vec![
        row(
            "S167",
            Positive,
            "by default the customer sees the group",
            finds(Scene::customer(), "\"group\":\"", "found"),
        ),
        row(
            "S167",
            Positive,
            "by default the customer sees the responsible",
            finds(Scene::customer(), "\"assignee\":{\"person\"", "found"),
        ),
        row(
            "S167",
            Positive,
            "by default the customer sees the priority",
            shows(Scene::customer(), "/priority", "high"),
        ),
        row(
            "S167",
            Negative,
            "by default the site has no place",
            shows(Scene::customer(), "/site", "no place"),
        ),
        row(
            "S167",
            Negative,
            "by default the telephone number has no place",
            shows(Scene::customer(), "/client_number", "no place"),
        ),
        row(
            "S167",
            Negative,
            "by default the participants have no place",
            shows(Scene::customer(), "/participants", "no place"),
        ),
        row(
            "S168",
            Positive,
            "while nothing is switched off the group has a place, empty too",
            shows(
                Scene::customer().with_facts(|f| f.group = None),
                "/group",
                "null",
            ),
        ),
        row(
            "S168",
            Negative,
            "a group that is switched off has no place",
            shows(off(|p| hide(p, Field::Group)), "/group", "no place"),
        ),
        row(
            "S168",
            Negative,
            "a responsible that is switched off has no place",
            shows(off(|p| hide(p, Field::Assignee)), "/assignee", "no place"),
        ),
        row(
            "S168",
            Negative,
            "a priority that is switched off has no place",
            shows(off(|p| hide(p, Field::Priority)), "/priority", "no place"),
        ),
        row(
            "S168",
            Positive,
            "each field is switched off alone: the others stay",
            shows(off(|p| hide(p, Field::Group)), "/priority", "high"),
        ),
        row(
            "S168",
            Positive,
            "the switch is the customer's: the staff sees all",
            shows(
                Scene::operator().with_policy(|p| hide(p, Field::Priority)),
                "/priority",
                "high",
            ),
        ),
        row(
            "S169",
            Positive,
            "a further field is displayed once added",
            shows(added(Use::View), "/added/cf_unlisted/value", "margin 41 %"),
        ),
        row(
            "S169",
            Negative,
            "a further field that was not added has no place",
            shows(Scene::customer(), "/added/cf_unlisted", "no place"),
        ),
        row(
            "S169",
            Negative,
            "a further field that is hidden again has no place",
            shows(Scene::customer(), "/added/cf_hidden", "no place"),
        ),
        row(
            "S169",
            Positive,
            "an empty field is displayed too",
            shows(Scene::customer(), "/added/cf_empty/value", "null"),
        ),
        row(
            "S170",
            Positive,
            "a created field may be editable",
            shows(Scene::customer(), "/added/cf_edit/use", "edit"),
        ),
        row(
            "S170",
            Negative,
            "a created field may be only viewed",
            shows(Scene::customer(), "/added/cf_view/use", "view"),
        ),
        row(
            "S170",
            Negative,
            "a standard field is never editable",
            act(Scene::customer(), edit("priority"), "no: not_found"),
        ),
        row(
            "S171",
            Positive,
            "a change of an editable field is accepted",
            act(Scene::customer(), edit("cf_edit"), "edit"),
        ),
        row(
            "S171",
            Negative,
            "a change of a view-only field is refused",
            act(Scene::customer(), edit("cf_view"), "no: view_only"),
        ),
        row(
            "S171",
            Negative,
            "a hidden field is not there to be changed",
            act(Scene::customer(), edit("cf_hidden"), "no: not_found"),
        ),
        row(
            "D18",
            Positive,
            "in an interactive channel an editable field is editable",
            act(Scene::customer(), edit("cf_edit"), "edit"),
        ),
        row(
            "D18",
            Negative,
            "view-only channels bar field edits",
            act(telegram(), edit("cf_edit"), "no: other_channel telegram"),
        ),
        row(
            "D18",
            Negative,
            "a view-only channel shows its fields as not editable",
            shows(telegram(), "/added/cf_edit/use", "view"),
        ),
        row(
            "D18",
            Negative,
            "a colleague's view offers no edit",
            shows(Scene::colleague(), "/added/cf_edit/use", "view"),
        ),
    ]
}

pub(super) fn profile() -> Vec<Row> {
    let own = |place, then| (Scene::customer(), Ask::Profile(place), then);
    let of_another = |scene, place| (scene, Ask::Profile(place), "404");
    vec![
        row(
            "S182",
            Positive,
            "an added field with the profile form enabled is shown in the own profile",
            own("/fields/uf_view/value", "since 2019"),
        ),
        row(
            "S182",
            Positive,
            "an empty one is shown too",
            own("/fields/uf_empty/value", "null"),
        ),
        row(
            "S182",
            Negative,
            "one without the form has no place",
            own("/fields/uf_unlisted", "no place"),
        ),
        row(
            "S182",
            Negative,
            "one from which the form was taken has no place",
            own("/fields/uf_hidden", "no place"),
        ),
        row(
            "S182",
            Positive,
            "a field of the profile may be editable",
            own("/fields/uf_edit/use", "edit"),
        ),
        row(
            "S182",
            Negative,
            "a field of the profile may be only viewed",
            own("/fields/uf_view/use", "view"),
        ),
        row(
            "S182",
            Negative,
            "a colleague's profile is not there",
            of_another(Scene::colleague(), "/fields/uf_view/value"),
        ),
        row(
            "S182",
            Negative,
            "a member of the staff has no such profile",
            of_another(Scene::operator(), "/fields/uf_view/value"),
        ),
    ]
}

pub(super) fn portal_actions() -> Vec<Row> {
    let in_state = |state| Scene::customer().with_facts(|f| f.state = Some(state));
    let in_channel = |channel| Scene::customer().with_facts(|f| f.channel = Some(channel));
    let also_web = || {
        in_channel(Channel::Web).with_policy(|p| {
            p.interactive_channels.insert(Channel::Web);
        })
    };
    let unknown_channel = || Scene::customer().with_facts(|f| f.channel = None);
    vec![
        row(
            "S157",
            Positive,
            "in an e-mail case a customer replies",
            act(Scene::customer(), PortalAction::Reply, "reply"),
        ),
        row(
            "S157",
            Positive,
            "in an e-mail case a customer changes the status",
            act(Scene::customer(), PortalAction::Close, "close"),
        ),
        row(
            "S157",
            Negative,
            "in another's case a customer changes nothing",
            act(Scene::stranger(), PortalAction::Close, "no: not_found"),
        ),
        row(
            "S172",
            Positive,
            "an e-mail case takes a reply",
            act(in_state(InWork), PortalAction::Reply, "reply"),
        ),
        row(
            "S172",
            Positive,
            "a closed e-mail case takes a reply too",
            act(in_state(Closed), PortalAction::Reply, "reply"),
        ),
        row(
            "S172",
            Negative,
            "the staff does not reply through the portal",
            act(Scene::operator(), PortalAction::Reply, "no: no_portal"),
        ),
        row(
            "S173",
            Positive,
            "an e-mail case is closed",
            act(in_state(Waiting), PortalAction::Close, "close"),
        ),
        row(
            "S173",
            Negative,
            "closing a closed case does nothing and is no error",
            act(in_state(Closed), PortalAction::Close, "nothing to do"),
        ),
        row(
            "S174",
            Positive,
            "a closed e-mail case is reopened",
            act(in_state(Closed), PortalAction::Reopen, "reopen"),
        ),
        row(
            "S174",
            Negative,
            "what is not closed is not reopened",
            act(in_state(InWork), PortalAction::Reopen, "no: not_closed"),
        ),
        row(
            "S174",
            Negative,
            "what has no known state is not reopened",
            act(
                Scene::customer().with_facts(|f| f.state = None),
                PortalAction::Reopen,
                "no: not_closed",
            ),
        ),
        row(
            "S175",
            Positive,
            "a case of another channel is seen",
            see(in_channel(Channel::Telegram), "customer"),
        ),
        row(
            "S175",
            Negative,
            "a case of another channel takes no reply",
            act(
                in_channel(Channel::Telegram),
                PortalAction::Reply,
                "no: other_channel telegram",
            ),
        ),
        row(
            "S175",
            Negative,
            "a case of another channel is not closed",
            act(
                in_channel(Channel::Telegram),
                PortalAction::Close,
                "no: other_channel telegram",
            ),
        ),
        row(
            "S175",
            Negative,
            "a case of another channel is not reopened",
            act(
                in_channel(Channel::Telegram).with_facts(|f| f.state = Some(Closed)),
                PortalAction::Reopen,
                "no: other_channel telegram",
            ),
        ),
        row(
            "S175",
            Negative,
            "a case of another channel takes no change of a field",
            act(
                in_channel(Channel::Telegram),
                edit("cf_edit"),
                "no: other_channel telegram",
            ),
        ),
        row(
            "S175",
            Negative,
            "a case whose channel is not known is no e-mail case",
            act(
                unknown_channel(),
                PortalAction::Reply,
                "no: other_channel ?",
            ),
        ),
        row(
            "S176",
            Positive,
            "the refusal names the channel where it goes on",
            act(
                in_channel(Channel::Viber),
                PortalAction::Reply,
                "no: other_channel viber",
            ),
        ),
        row(
            "S176",
            Negative,
            "the refusal of an unseen case names no channel",
            act(
                Scene::stranger().with_facts(|f| f.channel = Some(Channel::Viber)),
                PortalAction::Reply,
                "no: not_found",
            ),
        ),
        row(
            "D18",
            Negative,
            "by default the help-center form is no e-mail case",
            act(
                in_channel(Channel::Web),
                PortalAction::Reply,
                "no: other_channel web",
            ),
        ),
        row(
            "D18",
            Positive,
            "the host may count the help-center form as an e-mail case",
            act(also_web(), PortalAction::Reply, "reply"),
        ),
        row(
            "D18",
            Positive,
            "the host's channels hold for closing alike",
            act(also_web(), PortalAction::Close, "close"),
        ),
        row(
            "D18",
            Positive,
            "the host's channels hold for reopening alike",
            act(
                also_web().with_facts(|f| f.state = Some(Closed)),
                PortalAction::Reopen,
                "reopen",
            ),
        ),
        row(
            "D18",
            Positive,
            "the host's channels hold for fields alike",
            act(also_web(), edit("cf_edit"), "edit"),
        ),
    ]
}
