//! Loading a database for the first time: a desk file, imported people and tickets.

use std::collections::{BTreeMap, BTreeSet};

use frontdesk::access::AccessEvent;
use frontdesk::identity::{self, User, UserCommand, UserEvent, Verifier, decide_user};
use frontdesk::model::{Author, CustomerId, Stream, UserId};
use frontdesk::visibility::Ticket;
use frontdesk::{Desk, DeskFile, Imported};
use frontdesk_sql::Param;
use sha2::{Digest, Sha256};

use crate::db::{Db, DbError, sql};
use crate::host::{Base, BaseCustomer, now, setting};
use crate::random;
use crate::sign_in::{hash, parsed};
use crate::store::{Cause, CommitError, Follows, Stored, Writing};
use crate::tickets;

/// Everything that a database begins with.
pub struct World {
    /// The desk file.
    pub desk_file: String,
    /// People, customers, groups, roles.
    pub imported: Imported,
    /// The tickets.
    pub tickets: Vec<Ticket>,
    /// Who of the staff is which customer besides.
    pub hats: Vec<(UserId, CustomerId)>,
}

/// Why nothing was loaded.
#[derive(Debug, thiserror::Error)]
pub enum LoadError {
    /// The desk file.
    #[error("the desk file: {0}")]
    DeskFile(#[from] frontdesk::DeskFileError),
    /// The database.
    #[error(transparent)]
    Db(#[from] DbError),
    /// The password.
    #[error(transparent)]
    Password(#[from] crate::sign_in::NotHashed),
}

impl From<CommitError> for LoadError {
    fn from(error: CommitError) -> Self {
        Self::Db(error.into())
    }
}

/// What was loaded.
#[derive(Debug, Default)]
pub struct Loaded {
    /// Who signs in with the password, by login.
    pub sign_in: BTreeMap<String, UserId>,
    /// Accounts of which another one has the login already: they do not sign in.
    pub clashes: Vec<UserId>,
    /// The key of a service that asks about anybody: kept by nobody here.
    pub service_key: String,
    /// How many tickets.
    pub tickets: usize,
}

/// Loads an empty database in one transaction. Everybody who has a login gets this password, by one
/// verifier: of a real import each would bring his own.
pub async fn load(db: &Db, world: World, password: &str) -> Result<Loaded, LoadError> {
    let World {
        desk_file,
        imported,
        tickets,
        hats,
    } = world;
    let work = imported
        .people
        .iter()
        .map(|person| (person.id(), (person.availability, person.adviser)))
        .collect();
    let names = imported.names.clone();
    let fields = imported.fields.iter();
    let fields = fields
        .map(|(id, field)| (id.clone(), (field.title.clone(), field.portal)))
        .collect();
    let (desk, _findings) = Desk::new(&DeskFile::parse(desk_file.as_bytes())?, imported)?;
    let customer = |customer: &frontdesk::Customer| BaseCustomer {
        id: customer.id,
        name: customer.name.clone(),
        organizations: customer.organizations.clone(),
        roles: customer.roles.clone(),
        standing: customer.standing,
    };
    let base = Base {
        desk_file,
        roles: desk.catalogue().roles().cloned().collect(),
        customers: desk.customers().map(customer).collect(),
        groups: desk.groups().clone(),
        fields,
        names,
        work,
    };
    let cause = Cause {
        tenant: desk.tenant(),
        author: Author::System("import".to_owned()),
        on_behalf_of: None,
        at: now(),
    };
    let service_key = random::hex(&random::bytes::<32>());
    let digest = random::hex(&Sha256::digest(service_key.as_bytes()));
    let mut loaded = Loaded {
        service_key,
        tickets: tickets.len(),
        ..Loaded::default()
    };
    let mut writing = Writing::begin(db, cause, Follows::Desk, &BTreeSet::new()).await?;
    writing
        .tx
        .run(&setting(
            "base",
            serde_json::to_string(&base).map_err(DbError::from)?,
        ))
        .await?;
    writing
        .tx
        .run(&setting("cursor_key", random::hex(&random::bytes::<16>())))
        .await?;
    writing.tx.run(&setting("service_key", digest)).await?;
    for (user, customer) in hats {
        let insert = "INSERT INTO hats (owner, customer) VALUES ($1, $2)";
        let params = vec![Param::Uuid(user.uuid()), Param::Uuid(customer.uuid())];
        writing.tx.run(&sql(insert, params)).await?;
    }
    let mut claimed = BTreeSet::new();
    let verifier = parsed(hash(password)?)?;
    for person in desk.people() {
        person_row(
            &mut writing,
            &desk,
            &person.user,
            &mut claimed,
            &mut loaded,
            &verifier,
        )
        .await?;
        let event = AccessEvent::HolderAdded {
            holder: Box::new(person.holder()),
        };
        let stream = Stream::Rights(person.id());
        writing
            .append(stream, Stored::Access(Box::new(event)))
            .await?;
    }
    let mut loads: BTreeMap<UserId, i64> = BTreeMap::new();
    for ticket in &tickets {
        tickets::insert(&mut writing.tx, ticket).await?;
        if let Some(holder) = frontdesk::assignment::holder(&ticket.facts) {
            *loads.entry(holder).or_default() += 1;
        }
    }
    for (user, open) in loads {
        let insert = "INSERT INTO loads (owner, open) VALUES ($1, $2)";
        let params = vec![Param::Uuid(user.uuid()), Param::Number(open)];
        writing.tx.run(&sql(insert, params)).await?;
    }
    // An import writes to nobody.
    writing.tx.run(&sql("DELETE FROM outbox", vec![])).await?;
    writing.commit().await?;
    Ok(loaded)
}

/// An account as it comes, its claims, and its password.
async fn person_row(
    writing: &mut Writing,
    desk: &Desk,
    user: &User,
    claimed: &mut BTreeSet<identity::Claim>,
    loaded: &mut Loaded,
    verifier: &Verifier,
) -> Result<(), LoadError> {
    let record = user.record().clone();
    let imported = UserEvent::Imported(Box::new(identity::Imported { record }));
    let mut events = vec![imported];
    let policy = &desk.account_rules().policy;
    let mut claims = user.claims(policy.emails);
    if !claims.is_disjoint(claimed) {
        claims.clear();
        loaded.clashes.push(user.id());
    }
    claimed.extend(claims.iter().cloned());
    let mut sealed = None;
    if let (Some(login), false) = (user.login(), claims.is_empty()) {
        let command = UserCommand::SetCredentials {
            verifier: verifier.clone(),
        };
        if let Ok(decided) = decide_user(Some(user), &command, policy, now()) {
            loaded.sign_in.insert(login.to_owned(), user.id());
            events.extend(decided.events);
            sealed = decided.sealed;
        }
    }
    writing.user_events(user.id(), events, None).await?;
    writing.account(user, &claims).await?;
    if let Some(sealed) = sealed {
        writing.verifier(sealed).await?;
    }
    Ok(())
}
