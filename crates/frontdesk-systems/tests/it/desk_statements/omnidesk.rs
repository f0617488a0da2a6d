//! Omnidesk, S155-S181: cases, customers and fields as the API gives them.

use frontdesk::{HelpCenter, Organizations};
use frontdesk_access::Permission as P;
use frontdesk_model::CustomerId;
use frontdesk_systems::omnidesk::{self, Account, Settings, roles::CustomerAccount};
use frontdesk_visibility::{CustomerView, FieldId, FieldView, PortalAction, PortalRefusal, Use};
use serde_json::{Value, json};

use super::*;
use crate::statements::rows;

/// What the desk file and the case say.
struct Given {
    /// The tables of the desk file.
    file: &'static str,
    /// The fields of the case that are not as usual: customer 1's, by e-mail, open, with staff 22.
    case: Value,
}

fn usual() -> Given {
    Given {
        file: "[portal]\nhelp_center = \"in_use\"\n",
        case: json!({}),
    }
}

fn on(channel: &str) -> Given {
    Given {
        case: json!({"channel": channel}),
        ..usual()
    }
}

fn status(status: &str) -> Given {
    Given {
        case: json!({"status": status}),
        ..usual()
    }
}

fn of_customer(number: i64) -> Given {
    Given {
        case: json!({"user_id": number}),
        ..usual()
    }
}

fn file(file: &'static str) -> Given {
    Given { file, ..usual() }
}

const OFF: &str = "[portal]\nhelp_center = \"not_in_use\"\n";
const SHARED: &str = "[portal]\nhelp_center = \"in_use\"\norganizations = \"shared\"\n";
const WEB_TOO: &str =
    "[portal]\nhelp_center = \"in_use\"\ninteractive_channels = [\"email\", \"web\"]\n";

fn bytes(value: &Value) -> Vec<u8> {
    serde_json::to_vec(value).unwrap()
}

/// The desk, and its only ticket.
fn desk_and_ticket(given: &Given) -> (Desk, Ticket) {
    let mut case = json!({
        "case_id": 2000, "case_number": "664-245651", "subject": "Invoice", "user_id": 1,
        "staff_id": 22, "group_id": 44, "status": "open", "priority": "high", "channel": "email",
        "deleted": false, "spam": false, "created_at": "Mon, 05 May 2014 00:15:17 +0300",
        "custom_fields": {"cf_25": "seen", "cf_26": "changed", "cf_27": "kept"},
    });
    for (key, value) in given.case.as_object().unwrap() {
        case[key] = value.clone();
    }
    let user = |number: i64, company: &str| {
        json!({"user": {"user_id": number, "user_full_name": "A", "company_name": company,
            "confirmed": true, "active": true, "deleted": false, "type": "email"}})
    };
    let message = |number: i64, text: &str, note: bool| {
        json!({"message": {"message_id": number, "case_id": 2000, "user_id": 1, "staff_id": 0,
            "content": text, "note": note, "created_at": "Mon, 05 May 2014 00:15:17 +0300"}})
    };
    let field = |number: i64| {
        json!({"custom_field": {"field_id": number, "title": "F", "field_type": "text",
            "field_level": "case", "active": true, "field_data": ""}})
    };
    let staff = json!([{"staff": {"staff_id": 22, "staff_email": "s@example.test",
        "staff_full_name": "S", "active": true, "status_id": 1}}]);
    let groups = json!([{"group": {"group_id": 44, "group_title": "G", "active": true}}]);
    let users = json!([user(1, "Acme"), user(2, "Acme"), user(3, "Other")]);
    let fields = json!([field(25), field(26), field(27)]);
    let portal =
        json!([{"field": "cf_25", "portal": "view"}, {"field": "cf_26", "portal": "edit"}]);
    let messages = json!([
        message(1, "the question", false),
        message(2, "the note", true)
    ]);
    let cases = json!([{"case": case}]);

    let text = format!(
        "version = 1\ntenant = \"1\"\nname = \"Desk\"\n{}",
        given.file
    );
    let file = DeskFile::parse(text.as_bytes()).unwrap();
    let settings = Settings {
        customers: CustomerAccount {
            help_center: file.portal.help_center == HelpCenter::InUse,
            sso_only: false,
            organization_shared: file.portal.organizations == Organizations::Shared,
        },
        languages: file.omnidesk_languages().unwrap(),
    };
    let account = Account {
        staff: &omnidesk::read_staff(&bytes(&staff)).unwrap().0,
        groups: &omnidesk::read_groups(&bytes(&groups)).unwrap().0,
        users: &omnidesk::read_users(&bytes(&users)).unwrap().0,
        fields: &omnidesk::read_custom_fields(&bytes(&fields)).unwrap().0,
        portal: &omnidesk::read_portal_fields(&bytes(&portal)).unwrap().0,
        cases: &omnidesk::read_cases(&bytes(&cases)).unwrap().0,
        messages: &omnidesk::read_messages(&bytes(&messages)).unwrap().0,
        ..Account::default()
    };
    let (imported, notices) = omnidesk::fill(TENANT, &account, &settings);
    assert!(notices.is_empty(), "{notices:?}");
    let (mut tickets, _) = omnidesk::tickets(TENANT, &account, &settings);
    (desk(imported, given.file), tickets.remove(0))
}

fn customer(number: i64) -> CustomerId {
    id("omnidesk", "user", number)
}

/// Whether customer 1 sees the case.
fn shown(given: &Given) -> &'static str {
    let (desk, ticket) = desk_and_ticket(given);
    view(&desk, customer(1), ticket, |_| "shown").unwrap_or("no such ticket")
}

fn customers_view<T>(given: &Given, read: impl FnOnce(CustomerView<'_>) -> T) -> T {
    let (desk, ticket) = desk_and_ticket(given);
    let read = |view: View<'_>| match view {
        View::Customer(view) => read(view),
        other => panic!("{other:?}"),
    };
    view(&desk, customer(1), ticket, read).unwrap()
}

/// Which of the three standard fields have a place in the customer's view.
fn standard(given: &Given) -> String {
    let places = customers_view(given, |view| {
        [
            ("group", view.fields.group.is_some()),
            ("assignee", view.fields.assignee.is_some()),
            ("priority", view.fields.priority.is_some()),
        ]
    });
    let shown: Vec<&str> = places
        .iter()
        .filter(|(_, is)| *is)
        .map(|(name, _)| *name)
        .collect();
    shown.join(" ")
}

/// Which added fields the customer sees, and which of them may be changed.
fn added(given: &Given) -> String {
    let name = |(id, field): (&&FieldId, &FieldView<'_>)| match field.use_ {
        Use::Edit => format!("{id} (edit)"),
        _ => id.to_string(),
    };
    customers_view(given, |view| {
        let names: Vec<String> = view.fields.added.iter().map(name).collect();
        names.join(", ")
    })
}

fn texts(given: &Given) -> String {
    customers_view(given, |view| {
        let texts: Vec<&str> = view.messages.iter().map(|message| message.text).collect();
        texts.join(", ")
    })
}

/// What comes of customer 1's action.
fn acts(given: &Given, action: &PortalAction) -> String {
    let (desk, ticket) = desk_and_ticket(given);
    match desk.portal(customer(1).into(), &ticket, action, now()) {
        Ok(Some(event)) => serde_json::to_value(event)
            .unwrap()
            .to_string()
            .replace('"', ""),
        Ok(None) => "nothing to do".to_owned(),
        Err(PortalRefusal::OtherChannel {
            channel: Some(channel),
        }) => {
            format!("goes on in {channel}")
        }
        Err(refusal) => format!("refused: {}", refusal.code()),
    }
}

fn edit(field: &str) -> PortalAction {
    PortalAction::EditField(FieldId(field.to_owned()))
}

fn portal(given: &Given) -> String {
    may(
        &desk_and_ticket(given).0,
        customer(1),
        P::SURFACE_PORTAL,
        Object::Section,
    )
}

#[rustfmt::skip] // A table: one row, one line.
pub(super) fn rows() -> Vec<Row> {
    use PortalAction::{Close, Reopen, Reply};
    rows! {
        S155 Positive "with the help center in use a customer has the portal": portal(&usual()) => "allow";
        S155 Negative "without it nobody has": portal(&file(OFF)) => "deny: not_granted";
        S155 Negative "and nobody acts in it": acts(&file(OFF), &Reply) => "refused: no_portal";
        S156 Positive "an own case is shown": shown(&usual()) => "shown";
        S156 Negative "another company's is not": shown(&of_customer(3)) => "no such ticket";
        S156 Negative "nor a colleague's": shown(&of_customer(2)) => "no such ticket";
        S156 Negative "not even an own one that was deleted": shown(&Given { case: json!({"deleted": true}), ..usual() }) => "no such ticket";
        S156 Positive "a colleague's where the desk shares them": shown(&Given { file: SHARED, ..of_customer(2) }) => "shown";
        S156 Negative "for reading only": acts(&Given { file: SHARED, ..of_customer(2) }, &Reply) => "refused: not_yours";
        S157 Positive "in an e-mail case a customer replies": acts(&usual(), &Reply) => "reply";
        S157 Negative "in another's not": acts(&of_customer(3), &Reply) => "refused: not_found";
        S164 Positive "without the portal the host still shows the case": shown(&file(OFF)) => "shown";
        S164 Negative "and no other": shown(&Given { file: OFF, ..of_customer(3) }) => "no such ticket";
        S166 Positive "the correspondence is shown": texts(&usual()).split(", ").next().unwrap() => "the question";
        S166 Negative "a note is not": texts(&usual()).contains("the note") => "false";
        S167 Positive "by default group, responsible and priority are shown": standard(&usual()) => "group assignee priority";
        S167 Negative "no added field is, unless flagged": customers_view(&usual(), |view| view.fields.added.contains_key(&FieldId("cf_27".to_owned()))) => "false";
        S168 Positive "each can be hidden: group": standard(&file("[portal]\ngroup = \"hidden\"\n")) => "assignee priority";
        S168 Positive "each can be hidden: responsible": standard(&file("[portal]\nassignee = \"hidden\"\n")) => "group priority";
        S168 Positive "each can be hidden: priority": standard(&file("[portal]\npriority = \"hidden\"\n")) => "group assignee";
        S168 Negative "and shown again": standard(&file("[portal]\ngroup = \"shown\"\n")) => "group assignee priority";
        S169 Positive "added fields are shown where flagged": added(&usual()) => "cf_25, cf_26 (edit)";
        S169 Positive "the desk file may show another": added(&file("[portal]\nfields = { cf_27 = \"view\" }\n")) => "cf_25, cf_26 (edit), cf_27";
        S169 Negative "or hide one": added(&file("[portal]\nfields = { cf_25 = \"hidden\" }\n")) => "cf_26 (edit)";
        S170 Positive "a field is flagged for editing": added(&usual()).contains("cf_26 (edit)") => "true";
        S170 Negative "or for viewing only": added(&usual()).contains("cf_25 (edit)") => "false";
        S171 Positive "an editable field is changed": acts(&usual(), &edit("cf_26")) => "{edit_field:cf_26}";
        S171 Negative "a view-only one is refused": acts(&usual(), &edit("cf_25")) => "refused: view_only";
        S171 Negative "a hidden one is not there": acts(&usual(), &edit("cf_27")) => "refused: not_found";
        S172 Positive "a reply is taken": acts(&usual(), &Reply) => "reply";
        S172 Negative "in a chat it is not": acts(&on("chat"), &Reply) => "goes on in live_chat";
        S173 Positive "an open case is closed": acts(&usual(), &Close) => "close";
        S173 Negative "a closed one stays so": acts(&status("closed"), &Close) => "nothing to do";
        S174 Positive "a closed case is reopened": acts(&status("closed"), &Reopen) => "reopen";
        S174 Negative "an open one is not": acts(&usual(), &Reopen) => "refused: not_closed";
        S175 Positive "in another channel there is no closing": acts(&on("telegram"), &Close) => "goes on in telegram";
        S175 Positive "nor editing": acts(&on("telegram"), &edit("cf_26")) => "goes on in telegram";
        S175 Positive "and no field looks editable": added(&on("telegram")) => "cf_25, cf_26";
        S175 Positive "a case of the form is none by e-mail": acts(&on("web"), &Reply) => "goes on in web";
        S175 Negative "unless the desk counts it": acts(&Given { file: WEB_TOO, ..on("web") }, &Reply) => "reply";
        S176 Positive "the refusal names the channel where it goes on": acts(&on("viber"), &Reply) => "goes on in viber";
        S176 Negative "an e-mail case goes on here": acts(&usual(), &Reply) => "reply";
    }
}
