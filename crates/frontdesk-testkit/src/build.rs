//! Small consuming builders for records that the model leaves as plain fields.

use frontdesk_access::{Grant, Holder, Obligation, Permission, Restriction, Scope};
use frontdesk_model::chrono::{DateTime, Utc};
use frontdesk_model::{
    AccountKind, Assignee, BotId, Channel, ConversationFacts, ConversationState, CustomerId,
    GroupId, Memberships, OrganizationId, Privacy, QuestionnaireId, SiteId, Standing, UserId,
};

/// Changes a [`Holder`], one fact a call.
pub trait BuildHolder {
    /// With this standing.
    #[must_use]
    fn with_standing(self, standing: Standing) -> Self;
    /// With this kind of account.
    #[must_use]
    fn with_kind(self, kind: AccountKind) -> Self;
    /// With these rights over this scope, given to the person alone.
    #[must_use]
    fn with_rights(self, permissions: &[Permission], scope: &Scope) -> Self;
    /// With one more grant.
    #[must_use]
    fn with_grant(self, grant: Grant) -> Self;
    /// With one more restriction.
    #[must_use]
    fn with_restriction(self, restriction: Restriction) -> Self;
    /// With one more obligation.
    #[must_use]
    fn with_obligation(self, obligation: Obligation) -> Self;
    /// With these lists in place of the old.
    #[must_use]
    fn with_memberships(self, memberships: Memberships) -> Self;
    /// In one more group.
    #[must_use]
    fn in_group(self, group: GroupId) -> Self;
    /// Of one more company.
    #[must_use]
    fn of_organization(self, organization: OrganizationId) -> Self;
}

impl BuildHolder for Holder {
    fn with_standing(mut self, standing: Standing) -> Self {
        self.standing = standing;
        self
    }

    fn with_kind(mut self, kind: AccountKind) -> Self {
        self.kind = kind;
        self
    }

    fn with_rights(mut self, permissions: &[Permission], scope: &Scope) -> Self {
        self.grants.extend(Grant::each(permissions, scope));
        self
    }

    fn with_grant(mut self, grant: Grant) -> Self {
        self.grants.push(grant);
        self
    }

    fn with_restriction(mut self, restriction: Restriction) -> Self {
        self.restrictions.push(restriction);
        self
    }

    fn with_obligation(mut self, obligation: Obligation) -> Self {
        self.obligations.insert(obligation);
        self
    }

    fn with_memberships(mut self, memberships: Memberships) -> Self {
        self.memberships = memberships;
        self
    }

    fn in_group(mut self, group: GroupId) -> Self {
        self.memberships.groups.insert(group);
        self
    }

    fn of_organization(mut self, organization: OrganizationId) -> Self {
        self.memberships.organizations.insert(organization);
        self
    }
}

/// Changes [`ConversationFacts`], one fact a call.
pub trait BuildConversation {
    /// In this state.
    #[must_use]
    fn with_state(self, state: ConversationState) -> Self;
    /// Waiting, and nobody has it.
    #[must_use]
    fn waiting(self) -> Self;
    /// Offered to this person, and nobody has it.
    #[must_use]
    fn offered_to(self, user: UserId) -> Self;
    /// In work, and this person has it.
    #[must_use]
    fn in_work_with(self, user: UserId) -> Self;
    /// In work, and this bot has it.
    #[must_use]
    fn in_work_with_bot(self, bot: BotId) -> Self;
    /// Closed; who had it stays.
    #[must_use]
    fn closed(self) -> Self;
    /// In this group's queue.
    #[must_use]
    fn in_queue_of(self, group: GroupId) -> Self;
    /// The assignee is in this group too.
    #[must_use]
    fn with_assignee_group(self, group: GroupId) -> Self;
    /// From this site.
    #[must_use]
    fn on_site(self, site: SiteId) -> Self;
    /// With this questionnaire filled.
    #[must_use]
    fn with_questionnaire(self, questionnaire: QuestionnaireId) -> Self;
    /// In this channel.
    #[must_use]
    fn in_channel(self, channel: Channel) -> Self;
    /// With one more participant.
    #[must_use]
    fn with_participant(self, user: UserId) -> Self;
    /// With one more user named in a message.
    #[must_use]
    fn with_mention_of(self, user: UserId) -> Self;
    /// With one more user who stands in for the assignee.
    #[must_use]
    fn with_substitute(self, user: UserId) -> Self;
    /// Open or private.
    #[must_use]
    fn with_privacy(self, privacy: Privacy) -> Self;
    /// Made by this user.
    #[must_use]
    fn created_by(self, user: UserId) -> Self;
    /// Asked by this customer.
    #[must_use]
    fn requested_by(self, customer: CustomerId) -> Self;
    /// Of a customer of this company.
    #[must_use]
    fn of_organization(self, organization: OrganizationId) -> Self;
    /// With one more customer in copy, since this moment.
    #[must_use]
    fn with_copy_to(self, customer: CustomerId, since: DateTime<Utc>) -> Self;
}

impl BuildConversation for ConversationFacts {
    fn with_state(mut self, state: ConversationState) -> Self {
        self.state = Some(state);
        self
    }

    fn waiting(mut self) -> Self {
        self.assignee = None;
        self.offered_to = None;
        self.with_state(ConversationState::Waiting)
    }

    fn offered_to(mut self, user: UserId) -> Self {
        self.assignee = None;
        self.offered_to = Some(user);
        self.with_state(ConversationState::Offered)
    }

    fn in_work_with(mut self, user: UserId) -> Self {
        self.assignee = Some(Assignee::Person(user));
        self.offered_to = None;
        self.with_state(ConversationState::InWork)
    }

    fn in_work_with_bot(mut self, bot: BotId) -> Self {
        self.assignee = Some(Assignee::Bot(bot));
        self.offered_to = None;
        self.with_state(ConversationState::InWork)
    }

    fn closed(self) -> Self {
        self.with_state(ConversationState::Closed)
    }

    fn in_queue_of(mut self, group: GroupId) -> Self {
        self.group = Some(group);
        self
    }

    fn with_assignee_group(mut self, group: GroupId) -> Self {
        self.assignee_groups.insert(group);
        self
    }

    fn on_site(mut self, site: SiteId) -> Self {
        self.site = Some(site);
        self
    }

    fn with_questionnaire(mut self, questionnaire: QuestionnaireId) -> Self {
        self.questionnaire = Some(questionnaire);
        self
    }

    fn in_channel(mut self, channel: Channel) -> Self {
        self.channel = Some(channel);
        self
    }

    fn with_participant(mut self, user: UserId) -> Self {
        self.participants.insert(user);
        self
    }

    fn with_mention_of(mut self, user: UserId) -> Self {
        self.mentioned.insert(user);
        self
    }

    fn with_substitute(mut self, user: UserId) -> Self {
        self.substitutes.insert(user);
        self
    }

    fn with_privacy(mut self, privacy: Privacy) -> Self {
        self.privacy = Some(privacy);
        self
    }

    fn created_by(mut self, user: UserId) -> Self {
        self.creator = Some(user);
        self
    }

    fn requested_by(mut self, customer: CustomerId) -> Self {
        self.requester = Some(customer);
        self
    }

    fn of_organization(mut self, organization: OrganizationId) -> Self {
        self.organization = Some(organization);
        self
    }

    fn with_copy_to(mut self, customer: CustomerId, since: DateTime<Utc>) -> Self {
        self.copied.insert(customer, since);
        self
    }
}
