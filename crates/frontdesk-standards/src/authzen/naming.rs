//! What the names in a request mean: people, rights and objects of the desk.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use frontdesk::access::analysis::{Facts, Subject};
use frontdesk::access::{Directory, ObjectKind, OrderFacts, Origin, Permission};
use frontdesk::model::{
    ActorId, ConversationFacts, ConversationId, ExternalId, Id, Kind, Module, RefusalKind,
    TenantId, UserId,
};
use serde::Deserialize;
use serde_json::{Map, Value};

use super::entity::{Action, Entity, Object};

/// What the names in requests mean, and which names stand in responses. Every method has the plain
/// meaning ([`Plain`]); a host overrides what it calls otherwise, and above all [`object`](Self::object),
/// where it reads facts from its own store instead of taking the asker's word.
///
/// | In a request | Plain meaning |
/// |---|---|
/// | subject | of type `user` or `customer`; its `id` a uuid, a 64-bit number, or `system/kind/id` of another system |
/// | action | the dotted name of a permission, or the host's own name for one of its rights |
/// | resource | of the types below; its properties are its facts |
///
/// | Type of a resource | `id` | Properties |
/// |---|---|---|
/// | `conversation`, `ticket`, `request` | as of a subject | the fields of [`ConversationFacts`]; what is not there is not known |
/// | `order`; `new_order` | any | `creator` and `origin`; `origin` |
/// | `user` | as of a subject | none: the groups are those of the directory |
/// | `own` | any | none: the record of whoever asks |
/// | `section` | any | none |
/// | `site` | as of a subject | none |
/// | `module` | its name | none |
/// | `host.N` | any | the fields of [`Facts`]: an object of the host's own kind N |
///
/// A property that a type does not have is an error and no yes: a fact with a wrong name could be one
/// that a restriction looks at. What a subject says of itself is never read.
pub trait Naming {
    /// Who is meant.
    ///
    /// # Errors
    /// When nobody is.
    fn actor(&self, directory: &Directory, subject: &Entity) -> Result<ActorId, Unmapped> {
        let tenant = directory.tenant();
        let actor = match subject.kind.as_str() {
            USER => read_id(tenant, &subject.id).map(ActorId::User),
            CUSTOMER => read_id(tenant, &subject.id).map(ActorId::Customer),
            _ => return Err(Unmapped::SubjectType),
        };
        actor.ok_or(Unmapped::NoSubject)
    }

    /// Which right is meant.
    ///
    /// # Errors
    /// When none is.
    fn permission(&self, directory: &Directory, action: &Action) -> Result<Permission, Unmapped> {
        let found = directory.catalogue().permission(&action.name);
        found.map_err(|_| Unmapped::NoAction)
    }

    /// Which object is meant, with its facts.
    ///
    /// # Errors
    /// When none is, or its properties are not facts of it.
    fn object(&self, directory: &Directory, resource: &Entity) -> Result<Subject, Unmapped> {
        object_of(directory, resource)
    }

    /// What kind of object a type means, for a search.
    ///
    /// # Errors
    /// When it means none.
    fn kind(&self, resource_type: &str) -> Result<ObjectKind, Unmapped> {
        kind_of(resource_type).ok_or(Unmapped::ResourceType)
    }

    /// How a person stands in a response: [`actor`](Self::actor) must understand it.
    fn subject(&self, actor: ActorId) -> Entity {
        match actor {
            ActorId::User(user) => Entity::new(USER, written(user)),
            ActorId::Customer(customer) => Entity::new(CUSTOMER, written(customer)),
        }
    }

    /// How a right stands in a response: [`permission`](Self::permission) must understand it.
    fn action(&self, directory: &Directory, permission: Permission) -> Action {
        Action::new(directory.catalogue().name_of(permission))
    }

    /// How a conversation of this type stands in a response: [`object`](Self::object) must understand it.
    fn conversation(&self, resource_type: &str, id: ConversationId) -> Entity {
        Entity::new(resource_type, written(id))
    }
}

/// The plain meaning of every name.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Plain;

impl Naming for Plain {}

impl Plain {
    /// An id as a request has it and a response writes it: a uuid, a 64-bit number, or `system/kind/id` of
    /// another system. For a host that looks the object up before it is asked about. `None`: it is none.
    ///
    /// ```
    /// use frontdesk::model::{ConversationId, TenantId};
    /// use frontdesk_standards::authzen::{Naming, Plain};
    ///
    /// let (tenant, ticket) = (TenantId::from_number(1), ConversationId::from_number(2000));
    /// let named = Plain.conversation("ticket", ticket);
    /// assert_eq!(named.id, "2000");
    /// assert_eq!(Plain.id(tenant, &named.id), Some(ticket));
    /// ```
    #[must_use]
    pub fn id<K: Kind>(self, tenant: TenantId, text: &str) -> Option<Id<K>> {
        read_id(tenant, text)
    }
}

/// A name or a fact in a request that means nothing here. The answer is a no; which of these it was is
/// told to administrators alone.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Unmapped {
    /// The subject is of a type that nobody has.
    #[error("no subject has this type")]
    SubjectType,
    /// There is no such subject.
    #[error("there is no such subject")]
    NoSubject,
    /// There is no such action.
    #[error("there is no such action")]
    NoAction,
    /// The resource is of a type that nothing has.
    #[error("no resource has this type")]
    ResourceType,
    /// There is no such resource.
    #[error("there is no such resource")]
    NoResource,
    /// The resource is another tenant's.
    #[error("the resource is another tenant's")]
    OtherTenant,
    /// A resource of this type has no such property.
    #[error("a resource of this type has no property of this name")]
    UnknownProperty,
    /// A property has a value that it cannot have.
    #[error("a property of the resource cannot be read")]
    Property,
}

impl Unmapped {
    /// Every one of them.
    pub const ALL: [Self; 8] = [
        Self::SubjectType,
        Self::NoSubject,
        Self::NoAction,
        Self::ResourceType,
        Self::NoResource,
        Self::OtherTenant,
        Self::UnknownProperty,
        Self::Property,
    ];

    /// The stable code.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::SubjectType => "authzen.subject_type",
            Self::NoSubject => "authzen.no_subject",
            Self::NoAction => "authzen.no_action",
            Self::ResourceType => "authzen.resource_type",
            Self::NoResource => "authzen.no_resource",
            Self::OtherTenant => "authzen.other_tenant",
            Self::UnknownProperty => "authzen.unknown_property",
            Self::Property => "authzen.property",
        }
    }

    /// The kind of no.
    #[must_use]
    pub const fn kind(&self) -> RefusalKind {
        match self {
            Self::NoSubject | Self::NoResource | Self::OtherTenant => RefusalKind::Hidden,
            Self::SubjectType
            | Self::NoAction
            | Self::ResourceType
            | Self::UnknownProperty
            | Self::Property => RefusalKind::Invalid,
        }
    }
}

const USER: &str = "user";
const CUSTOMER: &str = "customer";

fn kind_of(resource_type: &str) -> Option<ObjectKind> {
    Some(match resource_type {
        "conversation" | "ticket" => ObjectKind::Conversation,
        "request" => ObjectKind::Request,
        "order" => ObjectKind::Order,
        "new_order" => ObjectKind::NewOrder,
        "user" | "own" => ObjectKind::User,
        "section" => ObjectKind::Section,
        "site" => ObjectKind::Site,
        "module" => ObjectKind::Module,
        other => ObjectKind::Host(other.strip_prefix("host.")?.parse().ok()?),
    })
}

fn object_of(directory: &Directory, resource: &Entity) -> Result<Subject, Unmapped> {
    let tenant = directory.tenant();
    let kind = kind_of(&resource.kind).ok_or(Unmapped::ResourceType)?;
    let properties = &resource.properties;
    // These have facts of their own; of the others nothing is said but which one it is.
    match kind {
        ObjectKind::Conversation => {
            let facts = conversation(tenant, resource)?;
            return Ok(Subject::Conversation(Box::new(facts)));
        }
        ObjectKind::Request => {
            let facts = conversation(tenant, resource)?;
            return Ok(Subject::Request(Box::new(facts)));
        }
        ObjectKind::Order => {
            let Order { creator, origin } = read(properties)?;
            return Ok(Subject::Order(OrderFacts {
                tenant,
                creator,
                origin,
            }));
        }
        ObjectKind::NewOrder => {
            let NewOrder { origin } = read(properties)?;
            return Ok(Subject::NewOrder(origin));
        }
        ObjectKind::Host(_) => {
            let facts = Facts {
                kind,
                ..read(&properties.clone().with("kind", kind_value(kind)?))?
            };
            return Ok(Subject::Host {
                facts,
                relations: [].into(),
            });
        }
        ObjectKind::Section | ObjectKind::User | ObjectKind::Site | ObjectKind::Module => {}
    }
    if !properties.is_empty() {
        return Err(Unmapped::UnknownProperty);
    }
    Ok(match kind {
        ObjectKind::User if resource.kind == "own" => Subject::OwnRecord,
        ObjectKind::User => {
            let user: UserId = read_id(tenant, &resource.id).ok_or(Unmapped::NoResource)?;
            let holder = directory.holder(user.into()).ok_or(Unmapped::NoResource)?;
            Subject::User {
                user,
                groups: holder.memberships.groups.clone(),
            }
        }
        ObjectKind::Site => {
            Subject::Site(read_id(tenant, &resource.id).ok_or(Unmapped::NoResource)?)
        }
        ObjectKind::Module => {
            Subject::Module(Module::new(&resource.id).map_err(|_| Unmapped::NoResource)?)
        }
        _ => Subject::Section,
    })
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Order {
    #[serde(default)]
    creator: Option<UserId>,
    #[serde(default)]
    origin: Option<Origin>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NewOrder {
    origin: Origin,
}

/// The facts of a conversation by its properties. Its tenant and its id are not for the asker to say;
/// its age and its version decide nothing here.
fn conversation(tenant: TenantId, resource: &Entity) -> Result<ConversationFacts, Unmapped> {
    let id = read_id(tenant, &resource.id).ok_or(Unmapped::NoResource)?;
    let nothing = ConversationFacts::new(tenant, id, DateTime::<Utc>::UNIX_EPOCH);
    let Ok(Value::Object(mut members)) = serde_json::to_value(&nothing) else {
        return Err(Unmapped::Property);
    };
    let known: BTreeSet<String> = members.keys().cloned().collect();
    for (name, value) in resource.properties.iter() {
        if !known.contains(name) {
            return Err(Unmapped::UnknownProperty);
        }
        members.insert(name.to_owned(), value.clone());
    }
    let facts: ConversationFacts =
        serde_json::from_value(Value::Object(members)).map_err(|_| Unmapped::Property)?;
    if facts.tenant != tenant {
        return Err(Unmapped::OtherTenant);
    }
    match facts.id == id {
        true => Ok(facts),
        false => Err(Unmapped::Property),
    }
}

fn kind_value(kind: ObjectKind) -> Result<Value, Unmapped> {
    serde_json::to_value(kind).map_err(|_| Unmapped::ResourceType)
}

fn read<T: for<'de> Deserialize<'de>>(properties: &Object) -> Result<T, Unmapped> {
    let members: Map<String, Value> = properties
        .iter()
        .map(|(name, value)| (name.to_owned(), value.clone()))
        .collect();
    serde_json::from_value(Value::Object(members)).map_err(|_| Unmapped::Property)
}

/// An id as a request writes it: a uuid, a number, or a record of another system.
fn read_id<K: Kind>(tenant: TenantId, text: &str) -> Option<Id<K>> {
    if let Ok(id) = text.parse() {
        return Some(id);
    }
    if let Ok(number) = text.parse() {
        return Some(Id::from_number(number));
    }
    let external = ExternalId::parse(text).ok()?;
    Some(Id::from_external(tenant, &external))
}

/// An id as a response writes it: the number that it was made from, else the uuid.
fn written<K: Kind>(id: Id<K>) -> String {
    id.number()
        .map_or_else(|| id.to_string(), |number| number.to_string())
}
