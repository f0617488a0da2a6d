//! People, invitations, rights and roles: every change is asked of the desk, and stored whole.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, Utc};
use frontdesk::access::{AdminAction, Permission, RoleAssignment};
use frontdesk::identity::{
    self, Capacity, Invitation, InvitationForm, PasswordContext, PasswordRules, Replacement, Seat,
    TokenBytes, UserCommand, check_password,
};
use frontdesk::model::{ActorId, Author, RefusalKind, Standing, UserId};
use frontdesk::{
    AdminCommand, AdminError, Administration, Desk, Object, Person, Question, Transition,
};
use serde::{Deserialize, Serialize};

use crate::db::{DbError, sql, text};
use crate::host::{Host, now};
use crate::problem::No;
use crate::random;
use crate::sign_in::{self, Asker, id};
use crate::store::{Cause, CommitError, Follows, Writing, key};

/// A member of the staff, for whoever may see the record.
#[derive(Serialize)]
struct Shown<'a> {
    id: UserId,
    name: Option<String>,
    login: Option<&'a str>,
    standing: Standing,
    capacities: Vec<&'a Capacity>,
    roles: &'a [RoleAssignment],
}

impl<'a> Shown<'a> {
    fn of(person: &'a Person) -> Self {
        Self {
            id: person.id(),
            name: person.user.profile().name.full(),
            login: person.user.login(),
            standing: person.user.standing(),
            capacities: person.user.record().capacities.iter().collect(),
            roles: &person.rights.roles,
        }
    }
}

/// Whether this person may see that record.
fn may_see(desk: &Desk, actor: ActorId, person: &Person) -> bool {
    let object = Object::User(person.id());
    let question = Question {
        actor,
        permission: Permission::USER_VIEW,
        object,
    };
    desk.decide(&question, now())
        .is_ok_and(|decision| decision.is_allow())
}

/// `GET /people`
pub async fn list(State(host): State<Arc<Host>>, asker: Asker) -> Response {
    host.timed(|| {
        let seen = asker
            .desk
            .people()
            .filter(|one| may_see(&asker.desk, asker.actor(), one));
        Json(seen.map(Shown::of).collect::<Vec<_>>()).into_response()
    })
}

/// `GET /people/{id}`
pub async fn one(
    State(host): State<Arc<Host>>,
    asker: Asker,
    Path(user): Path<String>,
) -> Result<Response, No> {
    let user = UserId::from_uuid(id(&user)?);
    host.timed(|| {
        let person = asker.desk.person(user);
        let person = person.filter(|one| may_see(&asker.desk, asker.actor(), one));
        Ok(Json(Shown::of(person.ok_or_else(No::hidden)?)).into_response())
    })
}

/// `GET /roles`
pub async fn roles(State(host): State<Arc<Host>>, asker: Asker) -> Result<Response, No> {
    host.timed(|| {
        let permission = Permission::ROLE_VIEW;
        let question = Question {
            actor: asker.actor(),
            permission,
            object: Object::Section,
        };
        match asker.desk.decide(&question, now()) {
            Ok(decision) if decision.is_allow() => {
                let roles: Vec<_> = asker.desk.catalogue().roles().collect();
                Ok(Json(roles).into_response())
            }
            _ => Err(No::new(
                RefusalKind::Forbidden,
                "not_permitted",
                "it needs role.view",
            )),
        }
    })
}

/// What is done to an account.
#[derive(Deserialize)]
#[serde(tag = "command", rename_all = "snake_case", deny_unknown_fields)]
pub enum AccountCommand {
    Suspend { replacement: Option<UserId> },
    Restore,
    HalfDelete { replacement: Option<UserId> },
    Delete { replacement: Option<UserId> },
    InviteAgain,
    SendReset,
    SetCapacities { capacities: Vec<Capacity> },
    Erase,
}

/// `POST /people/{id}`
pub async fn change(
    State(host): State<Arc<Host>>,
    asker: Asker,
    Path(user): Path<String>,
    Json(asked): Json<AccountCommand>,
) -> Result<StatusCode, No> {
    let user = UserId::from_uuid(id(&user)?);
    let token = random::bytes::<32>();
    let bytes = TokenBytes::new(&token).map_err(|error| No::invalid("token", error))?;
    let command = |desk: &Desk| -> Result<UserCommand, No> {
        let replacement = |to: Option<UserId>| match to.map(|to| desk.person(to)) {
            None => Ok(None),
            Some(Some(person)) => Ok(Some(Replacement::of(&person.user))),
            Some(None) => Err(No::hidden()),
        };
        Ok(match &asked {
            AccountCommand::Suspend { replacement: to } => UserCommand::Suspend {
                replacement: replacement(*to)?,
            },
            AccountCommand::HalfDelete { replacement: to } => UserCommand::HalfDelete {
                replacement: replacement(*to)?,
            },
            AccountCommand::Delete { replacement: to } => UserCommand::Delete {
                replacement: replacement(*to)?,
            },
            AccountCommand::Restore => UserCommand::Restore,
            AccountCommand::Erase => UserCommand::Erase,
            AccountCommand::InviteAgain => UserCommand::IssueActivation {
                token: bytes.clone(),
            },
            AccountCommand::SendReset => UserCommand::IssueReset {
                token: bytes.clone(),
            },
            AccountCommand::SetCapacities { capacities } => {
                let capacities = capacities.iter().cloned().collect();
                UserCommand::SetCapacities { capacities }
            }
        })
    };
    let command = |desk: &Desk| Ok(account(user, command(desk)?));
    administer(&host, asker.actor(), command, Some(&random::hex(&token))).await?;
    Ok(StatusCode::NO_CONTENT)
}

fn account(user: UserId, command: UserCommand) -> AdminCommand {
    AdminCommand::Account {
        user,
        command: Box::new(command),
        rights: Vec::new(),
    }
}

/// What became of one address.
#[derive(Serialize)]
struct Answered {
    code: &'static str,
    user: Option<UserId>,
}

/// `POST /invitations`: one transition for each address.
pub async fn invite(
    State(host): State<Arc<Host>>,
    asker: Asker,
    Json(form): Json<InvitationForm>,
) -> Result<Response, No> {
    let mut tokens = BTreeMap::new();
    let mut seats = Vec::new();
    for _ in &form.addresses {
        let (id, bytes) = (
            UserId::from_uuid(random::uuid(now())),
            random::bytes::<32>(),
        );
        let token = TokenBytes::new(&bytes).map_err(|error| No::invalid("token", error))?;
        tokens.insert(id, random::hex(&bytes));
        seats.push(Seat { id, token });
    }
    let invitation = Invitation { form, seats };
    let policy = &asker.desk.account_rules().policy;
    let invited = host.timed(|| identity::invite(&invitation, policy, now()));
    let invited = invited?;
    let mut answers = Vec::new();
    for answer in &invited.answers {
        let mut user = None;
        if let identity::Answer::Create { id, email, .. } = answer {
            let command = |_: &Desk| match invitation.command(*id, email) {
                Some(command) => Ok(account(*id, command)),
                None => Err(No::hidden()),
            };
            administer(
                &host,
                asker.actor(),
                command,
                tokens.get(id).map(String::as_str),
            )
            .await?;
            user = Some(*id);
        }
        let code = answer.code();
        answers.push(Answered { code, user });
    }
    Ok(Json(answers).into_response())
}

/// The own password, once more, and the new one.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OwnPassword {
    pub old: String,
    pub new: String,
}

/// `POST /password`: every session ends, this one too.
pub async fn password(
    State(host): State<Arc<Host>>,
    asker: Asker,
    Json(typed): Json<OwnPassword>,
) -> Result<StatusCode, No> {
    let old = sign_in::own(&host, asker.actor(), typed.old).await?;
    may_be_chosen(
        &host,
        &typed.new,
        asker.desk.person(asker.user).map(|one| &one.user),
    )?;
    let verifier = sign_in::hashed(&host, typed.new).await?;
    let command = |desk: &Desk| {
        let person = desk.person(asker.user).ok_or_else(No::not_signed_in)?;
        // The old one may have been replaced since it was compared.
        if sign_in::version(person.user.record().credentials.as_ref()) != Some(old) {
            return Err(No::not_signed_in());
        }
        let verifier = verifier.clone();
        Ok(account(
            asker.user,
            UserCommand::SetCredentials { verifier },
        ))
    };
    administer(&host, asker.actor(), command, None).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// `POST /rights`
pub async fn rights(
    State(host): State<Arc<Host>>,
    asker: Asker,
    Json(action): Json<AdminAction>,
) -> Result<StatusCode, No> {
    let command = |_: &Desk| Ok(AdminCommand::Rights(Box::new(action.clone())));
    administer(&host, asker.actor(), command, None).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Asks the desk, stores what happens under what was relied on, and asks again when that has changed.
pub async fn administer(
    host: &Host,
    actor: ActorId,
    command: impl Fn(&Desk) -> Result<AdminCommand, No>,
    token: Option<&str>,
) -> Result<(), No> {
    for _ in 0..16 {
        let desk = host.desk().await?;
        let at = now();
        let command = command(&desk)?;
        let cause = Cause::of(desk.tenant(), actor, at);
        match decided(host, &desk, actor, &command, at).await? {
            Ok(transition) => match store(host, cause, transition, token).await {
                Err(CommitError::Stale) => {}
                stored => return Ok(stored?),
            },
            Err(refused) => {
                let mut writing = Writing::begin(&host.db, cause, Follows::Nobody).await?;
                writing.audit(refused.audit()).await?;
                writing.commit().await?;
                return Err(refused.into());
            }
        }
    }
    Err(CommitError::Stale.into())
}

/// What the desk says to it.
async fn decided(
    host: &Host,
    desk: &Desk,
    actor: ActorId,
    command: &AdminCommand,
    at: DateTime<Utc>,
) -> Result<Result<Transition, AdminError>, No> {
    let invited_by = match command {
        AdminCommand::Account { user, command, .. } if is_activation(command) => {
            inviter(host, *user).await?
        }
        _ => None,
    };
    let administration = Administration {
        actor,
        on_behalf_of: None,
        command,
        invited_by,
    };
    Ok(host.timed(|| desk.administer(&administration, at)))
}

const fn is_activation(command: &UserCommand) -> bool {
    matches!(command, UserCommand::Activate { .. })
}

async fn store(
    host: &Host,
    cause: Cause,
    transition: Transition,
    token: Option<&str>,
) -> Result<(), CommitError> {
    let mut writing = Writing::begin(&host.db, cause, Follows::Desk).await?;
    writing.transition(transition, token).await?;
    writing.commit().await?;
    host.duties.notify_one();
    Ok(())
}

/// Who invited: the author of the account's first event.
async fn inviter(host: &Host, user: UserId) -> Result<Option<ActorId>, No> {
    let stream = key(frontdesk::model::Stream::User(user))?;
    let read = "SELECT envelope FROM events WHERE stream = $1 AND sequence = 1";
    let rows = host.db.all(&sql(read, vec![text(stream)])).await?;
    let Some(row) = rows.first() else {
        return Ok(None);
    };
    #[derive(Deserialize)]
    struct Written {
        author: Author,
    }
    let written: Written = serde_json::from_str(row.text(0)?).map_err(DbError::from)?;
    Ok(match written.author {
        Author::Actor(actor) => Some(actor),
        Author::System(_) => None,
    })
}

/// A token from a letter, and the password that the person sets by it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ByToken {
    user: UserId,
    token: String,
    password: String,
}

/// `POST /activate`
pub async fn activate(
    state: State<Arc<Host>>,
    Json(typed): Json<ByToken>,
) -> Result<StatusCode, No> {
    by_token(&state, typed, |token, verifier| UserCommand::Activate {
        token,
        verifier,
    })
    .await
}

/// `POST /reset`
pub async fn reset(state: State<Arc<Host>>, Json(typed): Json<ByToken>) -> Result<StatusCode, No> {
    by_token(&state, typed, |token, verifier| UserCommand::Reset {
        token,
        verifier,
    })
    .await
}

async fn by_token(
    host: &Host,
    typed: ByToken,
    command: fn(TokenBytes, identity::Verifier) -> UserCommand,
) -> Result<StatusCode, No> {
    // The same for every reason.
    let nothing = || {
        let said = identity::Outward::OpensNothing;
        No::new(RefusalKind::Hidden, said.code(), "this link opens nothing")
    };
    let token = random::unhex(&typed.token).ok_or_else(nothing)?;
    let token = TokenBytes::new(&token).map_err(|_| nothing())?;
    let desk = host.desk().await?;
    let user = typed.user;
    // Whether the link opens anything is asked first: to a stranger nothing is said of the login, and no
    // verifier is made for him.
    let any = sign_in::parsed(host.nobody.clone())?;
    let tried = account(user, command(token.clone(), any));
    let opens = decided(host, &desk, user.into(), &tried, now()).await?;
    if opens.is_err() {
        return Err(nothing());
    }
    let person = desk.person(user).map(|person| &person.user);
    may_be_chosen(host, &typed.password, person)?;
    let verifier = sign_in::hashed(host, typed.password).await?;
    let command = |_: &Desk| Ok(account(user, command(token.clone(), verifier.clone())));
    match administer(host, user.into(), command, None).await {
        Ok(()) => Ok(StatusCode::NO_CONTENT),
        Err(No(problem)) if problem.status == 500 => Err(No(problem)),
        Err(_) => Err(nothing()),
    }
}

/// Whether a password may be chosen. Of a stranger's account nothing is compared.
fn may_be_chosen(host: &Host, password: &str, user: Option<&identity::User>) -> Result<(), No> {
    let login = user.and_then(identity::User::login);
    choosable(host, password, login)
}

/// The same, of whoever has this login.
pub fn choosable(host: &Host, password: &str, login: Option<&str>) -> Result<(), No> {
    let context = PasswordContext {
        login,
        ..PasswordContext::default()
    };
    let rules = PasswordRules::default();
    let check = host.timed(|| check_password(&password.into(), &rules, &context));
    let codes = check.reasons().map(|reason| reason.code());
    match codes.reduce(|_, last| last) {
        None => Ok(()),
        Some(code) => Err(No::invalid(code, "this password cannot be chosen")),
    }
}
