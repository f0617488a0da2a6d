//! Loading a database for the first time: a desk file, imported people and tickets.

use std::collections::{BTreeMap, BTreeSet};

use frontdesk::access::AccessEvent;
use frontdesk::contact::Email;
use frontdesk::identity::{
    self, AddressKnown, CreateGroup, Group, GroupCommand, GroupFacts, MemberRule, OpenPortal,
    PortalCommand, PortalFacts, PortalPolicy, PortalSession, Sso, User, UserCommand, UserEvent,
    Verifier, decide_group, decide_portal, decide_user,
};
use frontdesk::model::{CustomerId, Standing, Stream, UserId};
use frontdesk::visibility::Ticket;
use frontdesk::{Desk, DeskFile, Imported};
use frontdesk_sql::Param;
use sha2::{Digest, Sha256};

use crate::db::{Db, DbError, sql, text};
use crate::host::{Base, now, setting};
use crate::sign_in::{hash, parsed};
use crate::store::{Cause, CommitError, Follows, Stored, Writing};
use crate::{portal, random, rows};

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
    /// The customers whose address is confirmed, and who sign in by it.
    pub portal: Vec<(CustomerId, String)>,
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
    /// Which customers do, by address.
    pub customers: BTreeMap<String, CustomerId>,
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
        portal,
    } = world;
    let work = imported.people.iter();
    let work = work.map(|person| (person.id(), (person.availability, person.adviser)));
    let work = work.collect();
    let (desk, _findings) = Desk::new(&DeskFile::parse(desk_file.as_bytes())?, imported)?;
    let base = Base {
        desk_file,
        state: desk.state().without_staff(),
        work,
    };
    let cause = Cause::host(desk.tenant(), "import", now());
    let service_key = random::hex(&random::bytes::<32>());
    let digest = random::hex(&Sha256::digest(service_key.as_bytes()));
    let mut loaded = Loaded {
        service_key,
        tickets: tickets.len(),
        ..Loaded::default()
    };
    let mut writing = Writing::begin(db, cause, Follows::Desk).await?;
    for (name, value) in [
        ("base", serde_json::to_string(&base).map_err(DbError::from)?),
        ("cursor_key", random::hex(&random::bytes::<16>())),
        ("service_key", digest),
    ] {
        writing.tx.run(&setting(name, value)).await?;
    }
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
    for (customer, address) in portal {
        customer_row(
            &mut writing,
            &desk,
            (customer, &address),
            &mut loaded,
            &verifier,
        )
        .await?;
    }
    group_rows(&mut writing, &desk).await?;
    let mut loads: BTreeMap<UserId, i64> = BTreeMap::new();
    for ticket in tickets {
        // In the columns stands what the desk completes: the company that a list is asked for.
        let facts = desk.complete(ticket.facts);
        if let Some(holder) = frontdesk::assignment::holder(&facts) {
            *loads.entry(holder).or_default() += 1;
        }
        rows::insert(&mut writing.tx, &Ticket { facts, ..ticket }).await?;
    }
    for (user, open) in loads {
        rows::add_load(&mut writing.tx, user, open).await?;
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

/// The account of a customer: opened by a mail from the address, with the password.
async fn customer_row(
    writing: &mut Writing,
    desk: &Desk,
    (customer, address): (CustomerId, &str),
    loaded: &mut Loaded,
    verifier: &Verifier,
) -> Result<(), LoadError> {
    let Ok(email) = Email::parse(address) else {
        return Ok(());
    };
    // Another customer has the address already.
    if loaded.customers.contains_key(email.key().value()) {
        return Ok(());
    }
    let key = email.key().value().to_owned();
    let open = PortalCommand::Open(OpenPortal {
        customer,
        email: Some(email),
        known: AddressKnown::Mailed,
    });
    let verifier = verifier.clone();
    let mut account = None;
    for (command, session) in [
        (open, PortalSession::Host),
        (PortalCommand::SetPassword { verifier }, PortalSession::Full),
    ] {
        let facts = PortalFacts {
            tenant: desk.tenant(),
            help_center: identity::HelpCenter::On(PortalPolicy::new(Sso::Off)),
            session,
        };
        let Ok(decided) = decide_portal(account.as_ref(), &command, &facts, now()) else {
            return Ok(());
        };
        account = portal::store(writing, account, customer, decided).await?;
    }
    loaded.customers.insert(key, customer);
    Ok(())
}

/// The groups with those who are members by their accounts.
async fn group_rows(writing: &mut Writing, desk: &Desk) -> Result<(), LoadError> {
    for (id, name) in desk.groups() {
        let staff = desk.people().map(|person| &person.user);
        let is_member = |user: &&User| {
            user.memberships().groups.contains(id) && user.standing() != Standing::Deleted
        };
        let members: BTreeSet<UserId> = staff.filter(is_member).map(User::id).collect();
        let form = CreateGroup {
            tenant: desk.tenant(),
            id: *id,
            name: name.clone(),
            members: members.clone(),
        };
        let mut facts = GroupFacts::new(desk.tenant(), MemberRule::AnyUser);
        facts.users = members;
        // One without members is none (S152).
        let Ok(events) = decide_group(None, &GroupCommand::Create(form), &facts) else {
            continue;
        };
        let group = Group::replay(&events).map_err(|_| DbError::Unreadable)?;
        for event in events {
            let stream = Stream::Group(*id);
            writing
                .append(stream, Stored::Group(Box::new(event)))
                .await?;
        }
        let record = serde_json::to_string(&group).map_err(DbError::from)?;
        let insert = "INSERT INTO group_records (id, record) VALUES ($1, $2)";
        let params = vec![Param::Uuid(id.uuid()), text(record)];
        writing.tx.run(&sql(insert, params)).await?;
    }
    Ok(())
}
