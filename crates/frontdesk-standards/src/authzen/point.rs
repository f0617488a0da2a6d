//! The decision point: requests of the standard, answered by a directory.

use std::fmt;

use chrono::{DateTime, Utc};
use frontdesk::access::analysis::{Subject, who_can};
use frontdesk::access::{
    Decision as Answer, Directory, Holder, ObjectKind, Outcome, Permission, Request,
};
use frontdesk::model::{ActorId, ConversationId, Names, TenantId};
use frontdesk::visibility::{ListRequest, Ticket};
use frontdesk::{Desk, UnknownActor};
use serde::Serialize;
use serde_json::Value;

use super::entity::{Action, Entity, Object};
use super::evaluation::{
    Asked, BadRequest, Decision, EvaluationRequest, EvaluationsRequest, EvaluationsResponse,
};
use super::naming::{Naming, Unmapped};
use super::page::{PageAsked, PageRequest};
use super::search::{ActionSearch, ResourceSearch, SearchResponse, SubjectSearch};

/// Answers requests of the standard out of one tenant's directory. The moment is an argument: the time
/// in a context is the asker's word and is not read.
///
/// **Law: what a search finds, an evaluation of the same facts allows; and of what it does not find,
/// none.** For resources it holds over what the subject sees at all.
///
/// ```
/// use frontdesk::access::{Catalogue, Directory, Grant, Holder, Permission, Scope};
/// use frontdesk::model::{Relation, TenantId, UserId, Version, chrono::DateTime};
/// use frontdesk_standards::authzen::{DecisionPoint, EvaluationRequest, Plain, Tell};
///
/// let (tenant, now) = (TenantId::from_number(1), DateTime::UNIX_EPOCH);
/// let mut anna = Holder::new(tenant, UserId::from_number(17));
/// anna.grants.push(Grant::new(Permission::CONVERSATION_VIEW, Scope::of(Relation::Own)));
/// let mut directory = Directory::new(tenant, Catalogue::default());
/// directory.load(anna, Version::FIRST)?;
///
/// let point = DecisionPoint::new(&directory, &Plain, Tell::Nothing);
/// let ask = |assignee: UserId| -> Result<bool, serde_json::Error> {
///     let request: EvaluationRequest = serde_json::from_value(serde_json::json!({
///         "subject": {"type": "user", "id": "17"},
///         "action": {"name": "conversation.view"},
///         "resource": {"type": "conversation", "id": "2000", "properties": {"assignee": {"person": assignee}}}
///     }))?;
///     Ok(point.evaluate(&request, now).decision)
/// };
/// assert!(ask(UserId::from_number(17))?);
/// assert!(!ask(UserId::from_number(18))?);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy)]
pub struct DecisionPoint<'a> {
    directory: &'a Directory,
    naming: &'a dyn Naming,
    tell: Tell<'a>,
}

/// What a decision says beside yes or no, in the words of the standard's first example (5.5.2). What
/// comes with a yes ([`Obligation`](frontdesk::access::Obligation)) is always said.
#[derive(Clone, Copy)]
pub enum Tell<'a> {
    /// Nothing: whoever asks on behalf of the person concerned. A no is the same bytes whether it is
    /// forbidden, hidden or not there.
    Nothing,
    /// `reason_user`, the same for every no.
    User,
    /// `reason_user`, `reason_admin` and the codes of the reasons, people called by these names. For
    /// administrators alone.
    Administrator(&'a dyn Names),
}

/// What a search for resources asks of the host's list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ResourceQuestion {
    /// Who.
    pub actor: ActorId,
    /// To do what.
    pub permission: Permission,
    /// What kind of objects.
    pub kind: ObjectKind,
    /// The type as it stands in the request, and in each result.
    pub resource_type: String,
    /// Which page: [`PageAsked::answer`] makes the response.
    pub page: PageAsked,
}

/// Why a search for resources is not asked of the list.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unanswered {
    /// It makes no sense: status 400.
    #[error(transparent)]
    Bad(#[from] BadRequest),
    /// A name in it means nothing here: the answer is [`DecisionPoint::found_nothing`].
    #[error(transparent)]
    Unmapped(#[from] Unmapped),
}

/// What everybody may read who is told anything: of every no the same.
const REFUSED: &str = "you may not do this";

impl<'a> DecisionPoint<'a> {
    /// The point of this directory.
    #[must_use]
    pub const fn new(directory: &'a Directory, naming: &'a dyn Naming, tell: Tell<'a>) -> Self {
        Self {
            directory,
            naming,
            tell,
        }
    }

    /// Answers one request (section 6). What cannot be asked is a no.
    #[must_use]
    pub fn evaluate(&self, request: &EvaluationRequest, now: DateTime<Utc>) -> Decision {
        match self.decide(request, now) {
            Ok(answer) => self.told(request, &answer, now),
            Err(unmapped) => self.failed(&unmapped),
        }
    }

    /// Answers several requests (section 7): a decision for each in its order, as far as the
    /// [`Semantics`](frontdesk::access::Semantics) go. One that cannot be asked is a no.
    ///
    /// # Errors
    /// When the request makes no sense as a whole: nothing of it is answered then.
    pub fn evaluate_all(
        &self,
        request: &EvaluationsRequest,
        now: DateTime<Utc>,
    ) -> Result<EvaluationsResponse, BadRequest> {
        let (requests, semantics) = match request.asked()? {
            Asked::One(one) => return Ok(EvaluationsResponse::One(self.evaluate(&one, now))),
            Asked::Several {
                requests,
                semantics,
            } => (requests, semantics),
        };
        let mut evaluations = Vec::with_capacity(requests.len());
        for one in &requests {
            let decision = self.evaluate(one, now);
            let outcome = match decision.decision {
                true => Outcome::Allow,
                false => Outcome::Deny,
            };
            evaluations.push(decision);
            if semantics.ends_at(outcome) {
                break;
            }
        }
        Ok(EvaluationsResponse::Several { evaluations })
    }

    /// The decision of access, with its reasons.
    ///
    /// # Errors
    /// When a name in the request means nothing here.
    pub fn decide(
        &self,
        request: &EvaluationRequest,
        now: DateTime<Utc>,
    ) -> Result<Answer, Unmapped> {
        self.asked(request, |request| {
            self.directory.catalogue().decide(request, now)
        })
    }

    /// Which subjects of the type may do that to the resource (8.4): those for whom the decision is yes.
    ///
    /// # Errors
    /// When the page token is none, or of another request.
    pub fn search_subjects(
        &self,
        search: &SubjectSearch,
        now: DateTime<Utc>,
    ) -> Result<SearchResponse<Entity>, BadRequest> {
        let SubjectSearch {
            subject,
            action,
            resource,
            context,
            page,
        } = search;
        let page = self.page("subject", page, &(subject, action, resource, context))?;
        let found = || -> Result<_, Unmapped> {
            let permission = self.naming.permission(self.directory, action)?;
            let object = self.naming.object(self.directory, resource)?;
            Ok(who_can(self.directory, permission, &object, now))
        };
        Ok(match found() {
            Ok(who) => {
                let people = who.people.iter().map(|who| self.naming.subject(who.actor));
                let wanted = people.filter(|found| found.kind == subject.kind);
                page.cut(wanted.map(|found| (found.id.clone(), found)).collect())
            }
            Err(unmapped) => self.found_nothing(&page, &unmapped),
        })
    }

    /// What the subject may do to the resource (8.6): every right about its kind for which the decision
    /// is yes.
    ///
    /// # Errors
    /// When the page token is none, or of another request.
    pub fn search_actions(
        &self,
        search: &ActionSearch,
        now: DateTime<Utc>,
    ) -> Result<SearchResponse<Action>, BadRequest> {
        let ActionSearch {
            subject,
            resource,
            context,
            page,
        } = search;
        let page = self.page("action", page, &(subject, resource, context))?;
        let found = || -> Result<_, Unmapped> {
            let holder = self.holder(subject)?;
            Ok((holder, self.naming.object(self.directory, resource)?))
        };
        Ok(match found() {
            Ok((holder, object)) => {
                let rights = self.directory.catalogue().permissions();
                let held = rights.filter(|right| self.allows(holder, *right, &object, now));
                let named = held.map(|right| self.naming.action(self.directory, right));
                page.cut(named.map(|action| (action.name.clone(), action)).collect())
            }
            Err(unmapped) => self.found_nothing(&page, &unmapped),
        })
    }

    /// What a search for resources (8.5) asks of the host's list, which it answers out of its database
    /// or by [`search_resources`](Self::search_resources).
    ///
    /// # Errors
    /// When the page token is none or of another request, or a name means nothing here.
    pub fn resources_asked(&self, search: &ResourceSearch) -> Result<ResourceQuestion, Unanswered> {
        let page = self.page_of_resources(search)?;
        Ok(ResourceQuestion {
            actor: self.holder(&search.subject)?.id,
            permission: self.naming.permission(self.directory, &search.action)?,
            kind: self.naming.kind(&search.resource.kind)?,
            resource_type: search.resource.kind.clone(),
            page,
        })
    }

    /// To which of these tickets the subject may do that (8.5): of those in the list of all that he sees
    /// ([`Viewing::query`](frontdesk::visibility::Viewing::query)), each for which the decision is yes.
    /// Other types than conversations have no list here: nothing of them is found.
    ///
    /// # Errors
    /// When the page token is none, or of another request.
    pub fn search_resources(
        &self,
        desk: &Desk,
        tickets: &[Ticket],
        search: &ResourceSearch,
        now: DateTime<Utc>,
    ) -> Result<SearchResponse<Entity>, BadRequest> {
        let page = self.page_of_resources(search)?;
        let question = match self.resources_asked(search) {
            Ok(question) if question.kind == ObjectKind::Conversation => question,
            Ok(_) => return Ok(self.found_nothing(&page, &Unmapped::ResourceType)),
            Err(Unanswered::Bad(bad)) => return Err(bad),
            Err(Unanswered::Unmapped(unmapped)) => return Ok(self.found_nothing(&page, &unmapped)),
        };
        let Ok(seen) = self.seen(desk, tickets, &question, now) else {
            return Ok(self.found_nothing(&page, &Unmapped::NoSubject));
        };
        let named = |id: ConversationId| {
            let entity = self.naming.conversation(&question.resource_type, id);
            (id.uuid().simple().to_string(), entity)
        };
        Ok(question.page.cut(seen.into_iter().map(named).collect()))
    }

    /// The response to a search in which a name means nothing: nobody and nothing, and to
    /// administrators why.
    #[must_use]
    pub fn found_nothing<T>(&self, page: &PageAsked, why: &Unmapped) -> SearchResponse<T> {
        SearchResponse {
            context: self.failed(why).context,
            ..page.cut(Vec::new())
        }
    }

    fn seen(
        &self,
        desk: &Desk,
        tickets: &[Ticket],
        question: &ResourceQuestion,
        now: DateTime<Utc>,
    ) -> Result<Vec<ConversationId>, UnknownActor> {
        let ResourceQuestion {
            actor, permission, ..
        } = question;
        let holder = self.directory.holder(*actor).ok_or(UnknownActor(*actor))?;
        let viewing = desk.viewing((*actor).into(), now)?;
        let request = ListRequest::default();
        // A list of everything names no column and is refused for none.
        let Ok(query) = viewing.query(&request) else {
            return Ok(Vec::new());
        };
        let allowed = tickets.iter().filter(|ticket| {
            let object = Subject::Conversation(Box::new(ticket.facts.clone()));
            self.allows(holder, *permission, &object, now)
        });
        Ok(query.rows(allowed).map(|row| row.id()).collect())
    }

    fn page_of_resources(&self, search: &ResourceSearch) -> Result<PageAsked, BadRequest> {
        let ResourceSearch {
            subject,
            action,
            resource,
            context,
            page,
        } = search;
        self.page("resource", page, &(subject, action, resource, context))
    }

    /// The page of a search: its token is good for this search alone.
    fn page<T: Serialize>(
        &self,
        which: &str,
        page: &PageRequest,
        of: &T,
    ) -> Result<PageAsked, BadRequest> {
        PageAsked::read(page, self.tenant(), &(which, of, &page.properties))
    }

    const fn tenant(&self) -> TenantId {
        self.directory.tenant()
    }

    fn holder(&self, subject: &Entity) -> Result<&'a Holder, Unmapped> {
        let actor = self.naming.actor(self.directory, subject)?;
        self.directory.holder(actor).ok_or(Unmapped::NoSubject)
    }

    fn allows(
        &self,
        holder: &Holder,
        permission: Permission,
        object: &Subject,
        now: DateTime<Utc>,
    ) -> bool {
        let actor = holder.actor();
        let resource = object.resource(&actor);
        let request = Request {
            holder,
            permission,
            resource,
        };
        self.directory.catalogue().allows(&request, now)
    }

    fn asked<T>(
        &self,
        request: &EvaluationRequest,
        ask: impl FnOnce(&Request<'_>) -> T,
    ) -> Result<T, Unmapped> {
        let holder = self.holder(&request.subject)?;
        let permission = self.naming.permission(self.directory, &request.action)?;
        let object = self.naming.object(self.directory, &request.resource)?;
        let actor = holder.actor();
        Ok(ask(&Request {
            holder,
            permission,
            resource: object.resource(&actor),
        }))
    }

    fn told(&self, request: &EvaluationRequest, answer: &Answer, now: DateTime<Utc>) -> Decision {
        let mut context = Object::default();
        // An allow that hides what comes with it would be too wide an allow.
        if !answer.obligations.is_empty() {
            let names = answer.obligations.iter().map(|one| one.name());
            context = context.with("obligations", names.collect::<Vec<_>>());
        }
        let (status, refused) = match answer.outcome {
            Outcome::Allow => ("200", false),
            Outcome::Deny => ("403", true),
        };
        if refused && !matches!(self.tell, Tell::Nothing) {
            context = context.with("reason_user", by_status("403", REFUSED));
        }
        if let Tell::Administrator(names) = self.tell {
            let words = self.asked(request, |request| {
                let explanation = self.directory.explain(request, now);
                let told = explanation.told(self.directory.catalogue(), names);
                told.to_string()
            });
            let codes = answer.reasons.iter().map(|reason| reason.code());
            context = context
                .with(
                    "reason_admin",
                    by_status(status, &words.unwrap_or_default()),
                )
                .with("reason_codes", codes.collect::<Vec<_>>());
        }
        Decision {
            decision: answer.is_allow(),
            context,
        }
    }

    /// The no to what cannot be asked. Whoever is no administrator reads what he would read of any other.
    fn failed(&self, unmapped: &Unmapped) -> Decision {
        let mut context = Object::default();
        if !matches!(self.tell, Tell::Nothing) {
            context = context.with("reason_user", by_status("403", REFUSED));
        }
        if matches!(self.tell, Tell::Administrator(_)) {
            // As in the standard's example of an error in one evaluation (7.2.1).
            let error = Value::from_iter([
                ("status", Value::from(unmapped.kind().http_status())),
                ("message", Value::from(unmapped.to_string())),
                ("code", Value::from(unmapped.code())),
            ]);
            context = context.with("error", error);
        }
        Decision {
            decision: false,
            context,
        }
    }
}

impl fmt::Debug for DecisionPoint<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_struct("DecisionPoint");
        shown.field("tenant", &self.tenant());
        shown.field("tell", &self.tell);
        shown.finish_non_exhaustive()
    }
}

impl fmt::Debug for Tell<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Nothing => "Nothing",
            Self::User => "User",
            Self::Administrator(_) => "Administrator",
        })
    }
}

/// A text under the status that says the same, as in the standard's example.
fn by_status(status: &str, text: &str) -> Value {
    Value::from_iter([(status, text)])
}
