//! The answer of `chat/message/getList`.

use chrono::{DateTime, Utc};

use crate::read::{
    Import, ImportError, Item, Log, Personal, Record, Tree, json, names, one, places, read_each,
    unique, wrong_shape,
};

names! {
    /// Who wrote a message.
    Author {
        Client "client" "The customer.";
        Operator "operator" "An operator.";
    }
}

names! {
    /// The kind of a message. Only one is documented, so another name is no fault.
    MessageType {
        Comment "comment" "A comment among operators, which never reaches the customer.";
    }
}

/// A message of a chat, with the customer it belongs to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// The key of the message.
    pub id: String,
    /// The key of the customer.
    pub client_id: Option<String>,
    /// The key by which operators search the customer.
    pub search_id: Option<String>,
    /// The customer's phone number, as it came.
    pub phone: Option<Personal>,
    /// The key of the dialog.
    pub dialog_id: Option<String>,
    /// Who wrote it.
    pub author: Author,
    /// The text.
    pub text: Option<Personal>,
    /// The kind of message.
    pub message_type: Option<MessageType>,
    /// When it was sent.
    pub sent_at: DateTime<Utc>,
    /// The operator, by name.
    pub operator_name: Option<Personal>,
    /// Whether the customer may see it: it says so readably, and is no comment.
    pub is_visible_for_client: bool,
    /// How far it came, as the product names it.
    pub status: Option<String>,
}

/// Reads the answer, or its bare `result`: a list of customers with `messages`, bare or under
/// `clients`, or a flat list of messages under `items`. Both give the same messages. Of several
/// messages with one id the first is kept.
///
/// # Errors
/// When the file is no such answer, or says that the request failed; see
/// [`ImportError`](crate::ImportError).
pub fn read_messages(bytes: &[u8]) -> Import<Vec<Message>> {
    json(bytes, |tree, log| {
        let messages = match result(tree, log)? {
            Shape::Clients(clients) => clients
                .into_iter()
                .filter_map(|item| one(item, log, client))
                .flatten()
                .collect(),
            Shape::Flat(messages) => read_each(messages, log, |record| {
                let client = Client::of(record);
                message(record, &client)
            }),
        };
        Ok(unique(messages, log, |message| message.id.clone()))
    })
}

/// The two shapes of a result.
enum Shape {
    Clients(Vec<Item>),
    Flat(Vec<Item>),
}

const EXPECTED: &str = "an answer with customers or `items` in `result`";

/// Takes the result out of the envelope; a failure is an error.
fn result(tree: Tree, log: &Log) -> Result<Shape, ImportError> {
    let entries = match tree {
        Tree::List(list) => return Ok(Shape::Clients(places("", list))),
        Tree::Object(entries) => entries,
        _ => return Err(wrong_shape(EXPECTED, String::new())),
    };
    let mut answer = Record::open(String::new(), Tree::Object(entries), log);
    let error = answer.take("error");
    if answer.flag("success") == Some(false) || matches!(error, Some(Tree::Object(_))) {
        let error = error.unwrap_or(Tree::Null);
        let mut error = Record::open(answer.at_field("error"), error, log);
        return Err(ImportError::remote(error.token("code")));
    }
    let at = answer.at_field("result");
    let shape = match answer.take("result") {
        Some(Tree::List(list)) => Shape::Clients(places(&at, list)),
        Some(result @ Tree::Object(_)) => inner(Record::open(at, result, log))?,
        Some(_) => return Err(wrong_shape(EXPECTED, at)),
        None => return inner(answer),
    };
    let _no_problem_in_an_object = answer.finish();
    Ok(shape)
}

/// The list inside an object.
fn inner(mut result: Record<'_>) -> Result<Shape, ImportError> {
    result.skip(&["page", "pages", "limit", "total"]);
    let shape = match (result.list("clients"), result.list("items")) {
        (Some(clients), None) => Shape::Clients(clients),
        (None, Some(items)) => Shape::Flat(items),
        _ => return Err(wrong_shape(EXPECTED, result.at().to_owned())),
    };
    let _no_problem_in_an_object = result.finish();
    Ok(shape)
}

/// The customer that messages belong to.
struct Client {
    id: Option<String>,
    search_id: Option<String>,
    phone: Option<Personal>,
}

impl Client {
    fn of(record: &mut Record<'_>) -> Self {
        Self {
            id: record.token("clientId"),
            search_id: record.token("searchId"),
            phone: record.token("phone").map(Personal::from),
        }
    }
}

fn client(record: &mut Record<'_>) -> Vec<(String, Message)> {
    let client = Client::of(record);
    read_each(record.items("messages"), record.log(), |record| {
        message(record, &client)
    })
}

fn message(record: &mut Record<'_>, client: &Client) -> Message {
    let message_type = record.open_choice("messageType");
    let visible = record.expected_flag("isVisibleForClient").unwrap_or(false);
    Message {
        id: record.required_token("id"),
        client_id: client.id.clone(),
        search_id: client.search_id.clone(),
        phone: client.phone.clone(),
        dialog_id: record.token("dialogId"),
        author: record.required_choice("whoSend"),
        text: record.personal("text"),
        sent_at: record.required_moment("dateTimeUTC"),
        operator_name: record.personal("operatorName"),
        is_visible_for_client: visible && message_type != Some(MessageType::Comment),
        message_type,
        status: record.token("status"),
    }
}
