//! The questions, each handed to the crate that answers it.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use frontdesk_access::{
    Decision, Enough, Explanation, Obligation, OrderFacts, Origin, Permission, Request, Resource,
    UserFacts,
};
use frontdesk_assignment::{Decision as Assignment, Floor, Operator, Receives, assign_queue};
use frontdesk_merge::{
    Account, AccountMismatch, Aliases, Confirmation, CustomersConfirmed, CustomersPlan,
    CustomersRequest, Decided, Plan, PlanRequest, Refusal, Situation, Suggestions, plan,
    plan_customers, suggest,
};
use frontdesk_model::{
    Actor, ActorId, Assignee, ConversationFacts, ConversationId, ConversationState, CustomerId,
    MergePlanId, Module, RefusalKind, SiteId, UserId,
};
use frontdesk_visibility::Ticket;

use super::Desk;
use crate::imported::Person;

/// A question: may this person or customer do that to this object?
#[derive(Clone, Copy, Debug)]
pub struct Question<'a> {
    /// Who asks.
    pub actor: ActorId,
    /// To do what.
    pub permission: Permission,
    /// To what.
    pub object: Object<'a>,
}

/// What a question is about.
#[derive(Clone, Copy, Debug)]
pub enum Object<'a> {
    /// A part of the product.
    Section,
    /// A conversation or its ticket.
    Conversation(&'a ConversationFacts),
    /// A ticket with all that is known of it: to access its facts, and [`Desk::why`] says of its
    /// fields too.
    Ticket(&'a Ticket),
    /// An offline application.
    Request(&'a ConversationFacts),
    /// An order.
    Order(&'a OrderFacts),
    /// An order about to be made.
    NewOrder(Origin),
    /// A member of the staff.
    User(UserId),
    /// The actor's own record or profile.
    OwnRecord,
    /// A web site.
    Site(SiteId),
    /// A module or a section of the new cabinet.
    Module(&'a Module),
}

/// A question: what happens if we join these two accounts?
#[derive(Clone, Copy, Debug)]
pub struct MergeQuestion<'a> {
    /// A legacy operator and a legacy admin, in any order.
    pub accounts: [UserId; 2],
    /// Who says that they are one human's (S12).
    pub confirmation: Option<&'a Confirmation>,
    /// What was decided and acknowledged so far.
    pub decided: &'a Decided,
    /// The ids that mean other accounts.
    pub aliases: &'a Aliases,
    /// The plan's id, made by the host.
    pub plan_id: MergePlanId,
}

/// A question: what happens if we join these two accounts of a customer?
#[derive(Clone, Copy, Debug)]
pub struct CustomersQuestion<'a> {
    /// The account that stays.
    pub survivor: CustomerId,
    /// The account that goes.
    pub retired: CustomerId,
    /// Who says that they are one customer's.
    pub confirmed: Option<&'a CustomersConfirmed>,
}

/// Why there is no plan.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MergeError {
    /// The desk has no such person.
    #[error(transparent)]
    Unknown(#[from] UnknownActor),
    /// The account and its rights contradict each other.
    #[error(transparent)]
    Mismatch(#[from] AccountMismatch),
    /// The merge is refused, with all its reasons.
    #[error("the two accounts cannot be united")]
    Refused(Box<Refusal>),
}

impl UnknownActor {
    /// The kind of no: the same as for what may not be known.
    #[must_use]
    pub const fn kind(&self) -> RefusalKind {
        RefusalKind::Hidden
    }
}

impl MergeError {
    /// The kind of no.
    #[must_use]
    pub fn kind(&self) -> RefusalKind {
        match self {
            Self::Unknown(unknown) => unknown.kind(),
            Self::Mismatch(_) => RefusalKind::Invalid,
            Self::Refused(refusal) => refusal.kind(),
        }
    }
}

impl From<Refusal> for MergeError {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(Box::new(refusal))
    }
}

/// The desk has no such person or customer, so there is no answer about them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the desk has no such {}", match .0 { ActorId::User(_) => "user", ActorId::Customer(_) => "customer" })]
pub struct UnknownActor(pub ActorId);

impl Desk {
    /// What may they do? Allow or deny, and why.
    ///
    /// # Errors
    /// When the desk has no such person, as actor or as object.
    pub fn decide(
        &self,
        question: &Question<'_>,
        now: DateTime<Utc>,
    ) -> Result<Decision, UnknownActor> {
        self.asked(question, |request| self.catalogue().decide(request, now))
    }

    /// What would be enough to be allowed?
    ///
    /// # Errors
    /// When the desk has no such person, as actor or as object.
    pub fn enough(
        &self,
        question: &Question<'_>,
        now: DateTime<Utc>,
    ) -> Result<Enough, UnknownActor> {
        self.asked(question, |request| self.catalogue().enough(request, now))
    }

    /// Why, link by link, what would be enough, and who may lift what stands in the way?
    ///
    /// # Errors
    /// When the desk has no such person, as actor or as object.
    pub fn explain(
        &self,
        question: &Question<'_>,
        now: DateTime<Utc>,
    ) -> Result<Explanation, UnknownActor> {
        self.asked(question, |request| self.directory.explain(request, now))
    }

    fn asked<T>(
        &self,
        question: &Question<'_>,
        ask: impl FnOnce(&Request<'_>) -> T,
    ) -> Result<T, UnknownActor> {
        let unknown = || UnknownActor(question.actor);
        let holder = self.holder(question.actor).ok_or_else(unknown)?;
        let request = Request {
            holder: &holder,
            permission: question.permission,
            resource: self.resource(&holder.actor(), question.object)?,
        };
        Ok(ask(&request))
    }

    fn resource<'a>(
        &'a self,
        actor: &Actor<'a>,
        object: Object<'a>,
    ) -> Result<Resource<'a>, UnknownActor> {
        Ok(match object {
            Object::Section => Resource::section(actor),
            Object::Conversation(facts) => Resource::conversation(actor, facts),
            Object::Ticket(ticket) => Resource::conversation(actor, &ticket.facts),
            Object::Request(facts) => Resource::request(actor, facts),
            Object::Order(facts) => Resource::order(actor, facts),
            Object::NewOrder(origin) => Resource::new_order(actor, origin),
            Object::OwnRecord => Resource::own_record(actor),
            Object::Site(site) => Resource::site(actor, site),
            Object::Module(module) => Resource::module(actor, module),
            Object::User(user) => {
                let person = self.people.get(&user).ok_or(UnknownActor(user.into()))?;
                let facts = UserFacts {
                    tenant: person.user.tenant(),
                    user,
                    groups: &person.user.memberships().groups,
                };
                Resource::user(actor, &facts)
            }
        })
    }

    /// Fills in what the desk knows of a conversation and the host's record does not say: the
    /// groups of the assignee, and the company of the customer who asks if there is just one. Another
    /// tenant's record stays as it is.
    #[must_use]
    pub fn complete(&self, mut facts: ConversationFacts) -> ConversationFacts {
        // Whose ids are the same there is somebody else.
        if facts.tenant != self.tenant {
            return facts;
        }
        if let Some(person) = facts.assigned_person().and_then(|id| self.people.get(&id)) {
            facts.assignee_groups = person.user.memberships().groups.clone();
        }
        let requester = facts.requester.and_then(|id| self.customers.get(&id));
        if let (None, Some(customer)) = (facts.organization, requester) {
            let mut companies = customer.organizations.iter();
            if let (Some(only), None) = (companies.next(), companies.next()) {
                facts.organization = Some(*only);
            }
        }
        facts
    }

    /// Who takes these conversations? The oldest first, until `take` of them have gone to a person,
    /// each with a verdict for every operator. `all` are the tenant's conversations: the waiting
    /// ones are asked about, the others say how much each operator holds.
    #[must_use]
    pub fn assign(
        &self,
        all: &[ConversationFacts],
        take: usize,
        now: DateTime<Utc>,
    ) -> Vec<Assignment> {
        let waiting: Vec<ConversationFacts> = all
            .iter()
            .filter(|facts| frontdesk_assignment::not_waiting(facts).is_none())
            .cloned()
            .collect();
        let floor = self.floor_for(all, &waiting, now);
        assign_queue(&self.assignment, &floor, &waiting, take, now)
    }

    /// The floor as these conversations leave it: everybody who has a right to reply on record,
    /// with what they hold now and which of the open ones they could receive.
    #[must_use]
    pub fn floor(&self, all: &[ConversationFacts], now: DateTime<Utc>) -> Floor {
        let open: Vec<ConversationFacts> = all
            .iter()
            .filter(|facts| facts.state != Some(ConversationState::Closed))
            .cloned()
            .collect();
        self.floor_for(all, &open, now)
    }

    /// The floor for a question about `asked`, as `all` leave it.
    fn floor_for(
        &self,
        all: &[ConversationFacts],
        asked: &[ConversationFacts],
        now: DateTime<Utc>,
    ) -> Floor {
        let mut held: BTreeMap<UserId, u32> = BTreeMap::new();
        for user in all.iter().filter_map(frontdesk_assignment::holder) {
            let count = held.entry(user).or_default();
            *count = count.saturating_add(1);
        }
        let mut floor = Floor::new(self.tenant);
        for (id, person) in &self.people {
            if let Some(operator) = self.operator_for(person, asked, now) {
                let open = held.get(id).copied().unwrap_or_default();
                floor.operators.insert(*id, Operator { open, ..operator });
            }
        }
        floor
    }

    /// Those of the [`floor`](Self::floor) whom a command to one conversation concerns, holding nothing.
    pub(crate) fn floor_of(
        &self,
        people: &BTreeSet<UserId>,
        asked: &ConversationFacts,
        now: DateTime<Utc>,
    ) -> Floor {
        let open = match asked.state {
            Some(ConversationState::Closed) => &[],
            _ => std::slice::from_ref(asked),
        };
        let mut floor = Floor::new(self.tenant);
        let people = people.iter().filter_map(|id| self.people.get_key_value(id));
        let operators = people.filter_map(|(id, person)| {
            let operator = self.operator_for(person, open, now)?;
            Some((*id, operator))
        });
        floor.operators.extend(operators);
        floor
    }

    /// As what somebody stands on the floor who has a right to reply on record, for these conversations.
    fn operator_for(
        &self,
        person: &Person,
        asked: &[ConversationFacts],
        now: DateTime<Utc>,
    ) -> Option<Operator> {
        self.converses(person).then(|| Operator {
            receives: Receives::Only(self.receivable(person, asked, now)),
            ..operator(person)
        })
    }

    /// Whether a right to reply to conversations is on the person's record, in effect or not.
    pub(crate) fn converses(&self, person: &Person) -> bool {
        let holder = person.holder();
        self.catalogue()
            .on_record(&holder)
            .any(|grant| grant.gives.includes(Permission::CONVERSATION_REPLY))
    }

    /// Which of these conversations the person could see and answer once they are his (S95).
    fn receivable(
        &self,
        person: &Person,
        asked: &[ConversationFacts],
        now: DateTime<Utc>,
    ) -> BTreeSet<ConversationId> {
        if !person.user.standing().can_act() {
            return BTreeSet::new();
        }
        let holder = person.holder();
        let could_reply = |facts: &&ConversationFacts| {
            let mut his = (*facts).clone();
            his.assignee = Some(Assignee::Person(person.id()));
            his.assignee_groups = person.user.memberships().groups.clone();
            his.state = Some(ConversationState::InWork);
            his.offered_to = None;
            let request = Request {
                holder: &holder,
                permission: Permission::CONVERSATION_REPLY,
                resource: Resource::conversation(&holder.actor(), &his),
            };
            self.catalogue().allows(&request, now)
        };
        let receivable = asked.iter().filter(could_reply);
        receivable.map(|facts| facts.id).collect()
    }

    /// Which accounts might be one person's? Suggestions only: likeness unites nobody (S12).
    #[must_use]
    pub fn suggest(&self) -> Suggestions {
        let records: Vec<_> = self
            .people
            .values()
            .map(|person| person.user.record())
            .collect();
        suggest(&records)
    }

    /// What happens if we join these two accounts? A plan to be read; nothing is done.
    ///
    /// # Errors
    /// When the desk has no such person, or with everything that stands against uniting the two.
    pub fn plan_merge(
        &self,
        question: &MergeQuestion<'_>,
        now: DateTime<Utc>,
    ) -> Result<Plan, MergeError> {
        let [one, other] = question.accounts;
        let halves = [&self.account(one)?, &self.account(other)?];
        let request = PlanRequest {
            situation: Situation {
                halves,
                aliases: question.aliases,
                catalogue: self.catalogue(),
                policy: &self.merging,
            },
            confirmation: question.confirmation,
            decided: question.decided,
            plan_id: question.plan_id,
        };
        Ok(plan(&request, now)?)
    }

    /// What happens if we join these two accounts of a customer? A plan to be read; nothing is done.
    ///
    /// # Errors
    /// When the desk has no such customer, or with everything that stands against uniting the two.
    pub fn plan_customers(
        &self,
        question: &CustomersQuestion<'_>,
        now: DateTime<Utc>,
    ) -> Result<CustomersPlan, MergeError> {
        let request = CustomersRequest {
            survivor: self.known(question.survivor.into())?,
            retired: self.known(question.retired.into())?,
            confirmed: question.confirmed,
        };
        Ok(plan_customers(&request, now)?)
    }

    pub(super) fn account(&self, id: UserId) -> Result<Account, MergeError> {
        let person = self.people.get(&id).ok_or(UnknownActor(id.into()))?;
        Ok(Account::new(person.user.clone(), person.holder())?)
    }
}

/// A person as assignment sees him, before any conversation is looked at.
fn operator(person: &Person) -> Operator {
    Operator {
        availability: person.availability,
        limit: person.user.profile().limit,
        memberships: person.user.memberships().clone(),
        adviser: person.adviser,
        confirm_acceptance: person
            .rights
            .obligations
            .contains(&Obligation::ConfirmAcceptance),
        auto_answer: person.rights.obligations.contains(&Obligation::AutoAnswer),
        ..Operator::new(person.user.standing())
    }
}
