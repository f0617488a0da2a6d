//! What UIS says: others' chats, the site, the hidden number.

use frontdesk_access::{Among, Grant, Permission, Scope};
use frontdesk_model::{Assignee, BotId, Channel, Relation};
use frontdesk_visibility::{Field, SitePolicy, SitesSeen};

use super::*;

const VIEW: Permission = Permission::CONVERSATION_VIEW;
const CALLS: Permission = Permission::SOFTPHONE_USE;

pub(super) fn uis() -> Vec<Row> {
    let others = |scope: Scope| {
        staff_with(
            20,
            [Scope {
                relation: Relation::ColleagueInWork,
                ..scope
            }],
        )
    };
    let all = || others(Scope::any());
    let of_group = |n| {
        others(Scope {
            assignee_groups: Some(Among::These([group(n)].into())),
            ..Scope::any()
        })
    };
    let of_person = |n| {
        others(Scope {
            people: Some(Among::These([user(n)].into())),
            ..Scope::any()
        })
    };
    let chats = |number| {
        staff_with(
            number,
            [
                own(),
                Scope::of(Relation::Unassigned),
                Scope::of(Relation::OfferedToMe),
            ],
        )
    };
    let masked_operator = || Scene::operator().with_viewer(|v| *v = masked(v.clone()));
    let on_the_phone =
        |scene: Scene| scene.with_viewer(|v| v.grants.push(Grant::new(CALLS, Scope::any())));
    let without_site = || Scene {
        sites: SitesSeen::none(),
        ..Scene::operator()
    };
    let only_site = |n| Scene {
        sites: these_sites([site(n)].into()),
        ..Scene::operator()
    };
    let robot = Some(Assignee::Bot(BotId::from_number(1)));
    vec![
        row(
            "S56",
            Positive,
            "the visitor sees the photo of the employee who answers",
            (
                Scene::customer(),
                Ask::Portrait(1, Photos::There),
                "the photo of 17",
            ),
        ),
        row(
            "S56",
            Negative,
            "without a photo there is a placeholder",
            (
                Scene::customer(),
                Ask::Portrait(1, Photos::Missing),
                "placeholder",
            ),
        ),
        row(
            "S56",
            Negative,
            "where it is hidden who answers there is a placeholder, because a face is a name",
            (
                Scene::customer().with_policy(|p| hide(p, Field::Assignee)),
                Ask::Portrait(1, Photos::There),
                "placeholder",
            ),
        ),
        row(
            "S56",
            Negative,
            "beside what the visitor wrote there is none",
            (Scene::customer(), Ask::Portrait(0, Photos::There), "none"),
        ),
        row(
            "S56",
            Negative,
            "a stranger sees neither message nor photo",
            (Scene::stranger(), Ask::Portrait(1, Photos::There), "404"),
        ),
        row(
            "S57",
            Positive,
            "with access to others' chats a colleague's chat in progress is seen",
            see(all(), "operator"),
        ),
        row(
            "S57",
            Negative,
            "a new chat is no chat in progress",
            see(nobodys(all(), New), "404"),
        ),
        row(
            "S57",
            Negative,
            "a colleague's waiting chat is not in progress",
            see(all().with_facts(|f| f.state = Some(Waiting)), "404"),
        ),
        row(
            "S57",
            Negative,
            "a colleague's closed chat is not in progress",
            see(all().with_facts(|f| f.state = Some(Closed)), "404"),
        ),
        row(
            "S57",
            Negative,
            "a bot is no colleague",
            see(all().with_facts(|f| f.assignee = robot), "404"),
        ),
        row(
            "S57",
            Positive,
            "access to the chats of a group's employees covers them",
            see(of_group(3), "operator"),
        ),
        row(
            "S57",
            Negative,
            "access to the chats of a group's employees ends there",
            see(of_group(4), "404"),
        ),
        row(
            "S57",
            Positive,
            "access to an employee's chats covers them",
            see(of_person(17), "operator"),
        ),
        row(
            "S57",
            Negative,
            "access to an employee's chats ends there",
            see(of_person(18), "404"),
        ),
        row(
            "S58",
            Positive,
            "an own chat is seen",
            see(chats(17), "operator"),
        ),
        row(
            "S58",
            Positive,
            "an own closed chat is seen",
            see(chats(17).with_facts(|f| f.state = Some(Closed)), "operator"),
        ),
        row(
            "S58",
            Positive,
            "an unassigned new chat is seen, to be picked",
            see(nobodys(chats(20), New), "operator"),
        ),
        row(
            "S58",
            Positive,
            "a chat that is offered is seen by whom it is offered to",
            see(
                nobodys(chats(20), Offered).with_facts(|f| f.offered_to = Some(user(20))),
                "operator",
            ),
        ),
        row(
            "S58",
            Negative,
            "a colleague's chat is not seen without the right",
            see(chats(20), "404"),
        ),
        row(
            "S58",
            Negative,
            "a chat that is offered to another is not seen",
            see(
                nobodys(chats(20), Offered).with_facts(|f| f.offered_to = Some(user(17))),
                "404",
            ),
        ),
        row(
            "S64",
            Positive,
            "with the view right on the site its name is shown",
            shows(
                only_site(5),
                "/site",
                "00000000-0000-8008-8001-4266726f6e74",
            ),
        ),
        row(
            "S64",
            Negative,
            "without the view right on the site it is hidden",
            shows(only_site(6), "/site", "null"),
        ),
        row(
            "S64",
            Negative,
            "a site that is hidden is found nowhere else in the view",
            finds(without_site(), "00000000-0000-8008-8001", "not found"),
        ),
        row(
            "S64",
            Positive,
            "only the site is hidden, the inquiry stays visible",
            see(without_site(), "operator"),
        ),
        row(
            "S64",
            Positive,
            "where no right governs the site it is shown",
            finds(
                without_site().with_policy(|p| p.site = SitePolicy::Open),
                "00000000-0000-8008-8001",
                "found",
            ),
        ),
        row(
            "S72",
            Positive,
            "with number hiding on the label stands in the number's place",
            shows(masked_operator(), "/client_number", "null"),
        ),
        row(
            "S72",
            Negative,
            "with number hiding on the number is found nowhere",
            finds(masked_operator(), NUMBER, "not found"),
        ),
        row(
            "S73",
            Positive,
            "the chat itself is seen while the number is hidden",
            see(masked_operator(), "operator"),
        ),
        row(
            "S73",
            Negative,
            "number hiding covers chats",
            finds(
                masked_operator().with_facts(|f| f.channel = Some(Channel::LiveChat)),
                NUMBER,
                "not found",
            ),
        ),
        row(
            "S73",
            Negative,
            "number hiding covers calls",
            finds(
                masked_operator().with_facts(|f| f.channel = Some(Channel::Call)),
                NUMBER,
                "not found",
            ),
        ),
        row(
            "S73",
            Negative,
            "number hiding covers closed chats, the client's history",
            finds(
                masked_operator().with_facts(|f| f.state = Some(Closed)),
                NUMBER,
                "not found",
            ),
        ),
        row(
            "S73",
            Negative,
            "number hiding covers the history of the conversation, its old number included",
            finds(masked_operator(), OLD_NUMBER, "not found"),
        ),
        row(
            "S73",
            Positive,
            "without number hiding the history shows both",
            finds(Scene::operator(), OLD_NUMBER, "found"),
        ),
        row(
            "S73",
            Positive,
            "in the number's place of an export stands the label",
            finds(masked_operator(), "Неизвестный номер", "found"),
        ),
        row(
            "S73",
            Positive,
            "without number hiding the client's card shows the number",
            (Scene::operator(), Ask::Number(VIEW), NUMBER),
        ),
        row(
            "S73",
            Negative,
            "number hiding covers the client's card",
            (masked_operator(), Ask::Number(VIEW), "Неизвестный номер"),
        ),
        row(
            "S73",
            Positive,
            "without number hiding an incoming call shows the number",
            (on_the_phone(Scene::operator()), Ask::Number(CALLS), NUMBER),
        ),
        row(
            "S73",
            Negative,
            "number hiding covers an incoming call, of which there is no ticket yet",
            (
                on_the_phone(masked_operator()),
                Ask::Number(CALLS),
                "Неизвестный номер",
            ),
        ),
        row(
            "S73",
            Negative,
            "without the softphone no call shows a number",
            (Scene::operator(), Ask::Number(CALLS), "Неизвестный номер"),
        ),
        row(
            "S73",
            Negative,
            "by a right with which the mask does not come no number is shown",
            (
                Scene::operator().with_viewer(|v| {
                    let right = Permission::CONVERSATION_REPLY;
                    v.grants.push(Grant::new(right, Scope::any()));
                }),
                Ask::Number(Permission::CONVERSATION_REPLY),
                "Неизвестный номер",
            ),
        ),
        row(
            "S74",
            Negative,
            "a client without a number has the label on the card, hidden or not",
            (
                Scene::operator().with_ticket(|t| t.client_number = None),
                Ask::Number(VIEW),
                "Неизвестный номер",
            ),
        ),
        row(
            "S74",
            Positive,
            "with number hiding off the number is shown",
            shows(Scene::operator(), "/client_number", NUMBER),
        ),
        row(
            "S74",
            Negative,
            "with number hiding off a number that is not known stays the label",
            shows(
                Scene::operator().with_ticket(|t| t.client_number = None),
                "/client_number",
                "null",
            ),
        ),
        row(
            "D8",
            Positive,
            "a hidden number and none look the same",
            shows(
                masked_operator().with_ticket(|t| t.client_number = None),
                "/client_number",
                "null",
            ),
        ),
        row(
            "D8",
            Negative,
            "a known number does not look like that",
            shows(Scene::operator(), "/client_number", NUMBER),
        ),
    ]
}
