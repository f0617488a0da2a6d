//! Who and what a question on the command line is about.

use chrono::{DateTime, Utc};
use frontdesk::access::{ObjectKind, OrderFacts, Origin, Permission};
use frontdesk::model::uuid::Uuid;
use frontdesk::model::{
    ActorId, ConversationId, ExternalId, GroupId, Id, Kind, Module, Names, OrganizationId, SiteId,
    UserId,
};
use frontdesk::visibility::Ticket;
use frontdesk::{Desk, Object};

use crate::hats::Hats;

/// A desk, its tickets, and the moment.
#[derive(Clone, Copy)]
pub(crate) struct Asking<'a> {
    pub(crate) desk: &'a Desk,
    pub(crate) tickets: &'a [Ticket],
    pub(crate) hats: &'a Hats,
    pub(crate) now: DateTime<Utc>,
}

/// What a question is about, with its facts.
pub(crate) enum About<'a> {
    Section,
    Ticket(&'a Ticket),
    Request(&'a Ticket),
    Order(OrderFacts),
    NewOrder(Origin),
    User(UserId),
    OwnRecord,
    Site(SiteId),
    Module(Module),
}

impl<'a> Asking<'a> {
    /// The person or customer that is meant.
    pub(crate) fn person(&self, text: &str) -> Result<ActorId, String> {
        let staff = self.desk.people().map(|person| person.id().into());
        let customers = self.desk.customers().map(|customer| customer.id.into());
        let everybody: Vec<ActorId> = staff.chain(customers).collect();
        let by_id = |actor: &ActorId| match actor {
            ActorId::User(user) => self.is(*user, text),
            ActorId::Customer(customer) => self.is(*customer, text),
        };
        if let Some(found) = everybody.iter().copied().find(by_id) {
            return Ok(found);
        }
        let named = everybody.into_iter();
        let named: Vec<ActorId> = named.filter(|actor| self.name(*actor) == text).collect();
        match named.as_slice() {
            [found] => Ok(*found),
            [] => Err(format!("nobody is `{text}`")),
            several => {
                let ids: Vec<String> = several.iter().map(ToString::to_string).collect();
                let ids = ids.join(", ");
                Err(format!(
                    "{} people are called `{text}`: {ids}; name a record or a uuid",
                    several.len()
                ))
            }
        }
    }

    /// What people call this person.
    pub(crate) fn name(&self, actor: ActorId) -> String {
        self.desk.name_or_id(match actor {
            ActorId::User(user) => user.uuid(),
            ActorId::Customer(customer) => customer.uuid(),
        })
    }

    /// A text with the names of people and things in the place of their ids, and the host's own
    /// names for its rights in the place of their numbers.
    pub(crate) fn named(&self, text: &str) -> String {
        let catalogue = self.desk.catalogue();
        let text = catalogue
            .permissions()
            .filter(|right| catalogue.name_of(*right) != right.to_string())
            .fold(text.to_owned(), |text, right| {
                in_words(&text, &right.to_string(), catalogue.name_of(right))
            });
        let text = text.as_str();
        const LENGTH: usize = 36;
        let mut named = String::with_capacity(text.len());
        let mut rest = text;
        while let Some(letter) = rest.chars().next() {
            let id = rest.get(..LENGTH).and_then(|id| Uuid::parse_str(id).ok());
            let Some(id) = id else {
                named.push(letter);
                rest = rest.get(letter.len_utf8()..).unwrap_or_default();
                continue;
            };
            let before = named.len();
            for word in ["user ", "customer "] {
                if named.ends_with(word) {
                    named.truncate(before - word.len());
                }
            }
            named.push_str(&self.desk.name_or_id(id));
            rest = rest.get(LENGTH..).unwrap_or_default();
        }
        named
    }

    /// The right of this name.
    pub(crate) fn permission(&self, name: &str) -> Result<Permission, String> {
        let catalogue = self.desk.catalogue();
        catalogue.permission(name).map_err(|error| {
            let known = catalogue
                .permissions()
                .map(|right| catalogue.name_of(right));
            match nearest(name, known) {
                Some(meant) => format!("{error}; did you mean `{meant}`?"),
                None => error.to_string(),
            }
        })
    }

    /// What a right is asked about. Without words it is a section.
    pub(crate) fn about(
        &self,
        permission: Permission,
        words: Option<&str>,
    ) -> Result<About<'a>, String> {
        let wanted = self.desk.catalogue().object_of(permission);
        let Some(words) = words else {
            return match wanted {
                Some(ObjectKind::Section) => Ok(About::Section),
                Some(kind) => Err(self.wrong_object(permission, kind)),
                None => Err(format!("{permission} is not declared")),
            };
        };
        let about = self.object(words)?;
        match wanted {
            Some(kind) if about.kind() != kind => Err(self.wrong_object(permission, kind)),
            _ => Ok(about),
        }
    }

    fn wrong_object(&self, permission: Permission, wanted: ObjectKind) -> String {
        let name = self.desk.catalogue().name_of(permission);
        format!("{name} is asked about: {}", words_for(wanted))
    }

    fn object(&self, words: &str) -> Result<About<'a>, String> {
        let (kind, rest) = words.split_once(':').unwrap_or((words, ""));
        Ok(match kind {
            "section" => About::Section,
            "ticket" | "conversation" => About::Ticket(self.ticket(rest)?),
            "request" => About::Request(self.ticket(rest)?),
            "order" => About::Order(OrderFacts {
                tenant: self.desk.tenant(),
                creator: None,
                origin: Some(origin(rest)?),
            }),
            "new_order" => About::NewOrder(origin(rest)?),
            "user" => match self.person(rest)? {
                ActorId::User(user) => About::User(user),
                ActorId::Customer(_) => return Err(format!("`{rest}` is a customer, no user")),
            },
            "own" => About::OwnRecord,
            "site" => About::Site(self.site(rest)?),
            "module" => About::Module(Module::new(rest).map_err(|error| error.to_string())?),
            _ => return Err(format!("unknown kind of object `{kind}`")),
        })
    }

    /// The ticket of this number.
    pub(crate) fn ticket(&self, number: &str) -> Result<&'a Ticket, String> {
        let mut found = self.tickets.iter().filter(|ticket| ticket.number == number);
        found
            .next()
            .ok_or_else(|| format!("there is no ticket `{number}`"))
    }

    /// The number of a ticket.
    pub(crate) fn number(&self, id: ConversationId) -> String {
        let mut tickets = self.tickets.iter();
        let found = tickets.find(|ticket| ticket.facts.id == id);
        found.map_or_else(|| id.to_string(), |ticket| ticket.number.clone())
    }

    /// The group that is meant.
    pub(crate) fn group(&self, text: &str) -> Result<GroupId, String> {
        let groups = self.desk.groups();
        if let Some(found) = groups.keys().find(|id| self.is(**id, text)) {
            return Ok(*found);
        }
        let named = groups.iter().filter(|(_, name)| *name == text);
        let named: Vec<GroupId> = named.map(|(id, _)| *id).collect();
        match named.as_slice() {
            [found] => Ok(*found),
            [] => Err(format!("there is no group `{text}`")),
            several => Err(format!(
                "{} groups are called `{text}`; name a record or a uuid",
                several.len()
            )),
        }
    }

    /// The company that is meant. A desk keeps no list of them.
    pub(crate) fn company(&self, text: &str) -> Result<OrganizationId, String> {
        if let Ok(external) = ExternalId::parse(text) {
            return Ok(OrganizationId::from_external(self.desk.tenant(), &external));
        }
        let number = text.parse().ok().map(OrganizationId::from_number);
        number.or_else(|| text.parse().ok()).ok_or_else(|| {
            format!("`{text}` is no company: a record, a uuid or a number is wanted")
        })
    }

    /// The site that is meant. A desk keeps no list of them.
    pub(crate) fn site(&self, text: &str) -> Result<SiteId, String> {
        if let Ok(external) = ExternalId::parse(text) {
            return Ok(SiteId::from_external(self.desk.tenant(), &external));
        }
        let number = text.parse().map(SiteId::from_number);
        number.map_err(|_| format!("`{text}` is no site: a record or a number is wanted"))
    }

    /// Whether the text names this id: as a record of another system, a uuid or a number.
    fn is<K: Kind>(&self, id: Id<K>, text: &str) -> bool {
        let external = ExternalId::parse(text)
            .is_ok_and(|external| Id::from_external(self.desk.tenant(), &external) == id);
        let number = text.parse().is_ok_and(|number| id.number() == Some(number));
        external || number || id.uuid().to_string() == text
    }
}

impl<'a> About<'a> {
    /// As the desk asks about it.
    pub(crate) fn object(&'a self) -> Object<'a> {
        match self {
            Self::Section => Object::Section,
            Self::Ticket(ticket) => Object::Ticket(ticket),
            Self::Request(ticket) => Object::Request(&ticket.facts),
            Self::Order(order) => Object::Order(order),
            Self::NewOrder(origin) => Object::NewOrder(*origin),
            Self::User(user) => Object::User(*user),
            Self::OwnRecord => Object::OwnRecord,
            Self::Site(site) => Object::Site(*site),
            Self::Module(module) => Object::Module(module),
        }
    }

    const fn kind(&self) -> ObjectKind {
        match self {
            Self::Section => ObjectKind::Section,
            Self::Ticket(_) => ObjectKind::Conversation,
            Self::Request(_) => ObjectKind::Request,
            Self::Order(_) => ObjectKind::Order,
            Self::NewOrder(_) => ObjectKind::NewOrder,
            Self::User(_) | Self::OwnRecord => ObjectKind::User,
            Self::Site(_) => ObjectKind::Site,
            Self::Module(_) => ObjectKind::Module,
        }
    }
}

/// How an object of this kind is named on the command line.
const fn words_for(kind: ObjectKind) -> &'static str {
    match kind {
        ObjectKind::Section => "no object",
        ObjectKind::Conversation => "ticket:NUMBER",
        ObjectKind::Request => "request:NUMBER",
        ObjectKind::Order => "order:conversation or order:independent",
        ObjectKind::NewOrder => "new_order:conversation or new_order:independent",
        ObjectKind::User => "user:RECORD, or own",
        ObjectKind::Site => "site:RECORD",
        ObjectKind::Module => "module:NAME",
        ObjectKind::Host(_) => "an object of the host's own, which no export holds",
    }
}

/// The known word that was probably meant.
fn nearest<'a>(word: &str, known: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    // Nobody means a word of this length, and the distance is quadratic.
    const LONGEST: usize = 100;
    if word.len() > LONGEST {
        return None;
    }
    known
        .map(|known| (strsim::damerau_levenshtein(word, known), known))
        .filter(|(distance, known)| *distance <= 1 + known.chars().count() / 4)
        .min()
        .map(|(_, known)| known)
}

/// The text with another word in the place of this one, wherever it stands as a whole.
fn in_words(text: &str, word: &str, other: &str) -> String {
    let is_part = |letter: Option<char>| {
        letter.is_some_and(|letter| letter.is_alphanumeric() || letter == '_')
    };
    let mut parts = text.split(word);
    let mut said = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let inside = is_part(said.chars().next_back()) || is_part(part.chars().next());
        said.push_str(if inside { word } else { other });
        said.push_str(part);
    }
    said
}

fn origin(word: &str) -> Result<Origin, String> {
    [Origin::Conversation, Origin::Independent]
        .into_iter()
        .find(|origin| origin.name() == word)
        .ok_or_else(|| format!("`{word}` is neither conversation nor independent"))
}
