//! The projection: each part of the ticket, if this viewer sees it.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use frontdesk_access::Permission;
use frontdesk_model::{ActorId, Author, Channel, CustomerId, MessageId, SiteId};

use super::{
    Derived, FieldView, Fields, FileView, Granted, MessageView, PublicMessage, StaffMessage,
    Viewing, Writer,
};
use crate::field::{Field, FieldPolicy, Shown, SitePolicy, Use};
use crate::filter::Opening;
use crate::ticket::{Attachment, Audience, FieldId, Message};
use crate::viewer::Hat;

impl Viewing<'_> {
    /// Whether this field is shown under this hat, which this opening puts on, in some ticket: by the
    /// hat, and by a right that is held anywhere at all.
    pub(crate) fn shows_under(&self, hat: Hat, opening: &Opening, field: &Field) -> bool {
        let tenant = self.filter.tenant;
        let holds = |right| self.rights.has_anywhere(tenant, right, opening.viewer);
        self.policy.use_by_right(hat, field, holds) >= Use::View
    }
}

impl<'a> Granted<'a> {
    /// What this viewer may do with this field of this ticket: the lesser of what the policy gives his
    /// hat and what the rights that it asks for give him here; but that added fields are editable for a
    /// customer in an interactive channel only (S175, D18), and that nobody changes what is masked from
    /// him: edit implies see.
    #[must_use]
    pub fn use_of(&self, field: &Field) -> Use {
        let of = self.in_channel(self.by_right(field));
        match self.is_out_of_sight(field) {
            true => of.min(Use::View),
            false => of,
        }
    }

    /// The same of an added field by its id.
    pub(crate) fn use_of_added(&self, id: &FieldId) -> Use {
        self.in_channel(self.added_by_right(id))
    }

    fn by_right(&self, field: &Field) -> Use {
        let policy = self.viewing.policy;
        policy.use_by_right(self.hat, field, |right| self.holds(right))
    }

    fn added_by_right(&self, id: &FieldId) -> Use {
        let policy = self.viewing.policy;
        policy.use_of_added_by_right(self.hat, id, |right| self.holds(right))
    }

    /// Whether the account by which the ticket is seen holds this right over it.
    fn holds(&self, right: Permission) -> bool {
        let facts = &self.ticket.facts;
        self.viewing.rights.has(right, self.opening.viewer, facts)
    }

    /// The first right that this field asks for to be seen, and that this viewer does not hold over this
    /// ticket, where his hat shows the field. For administrators only: it says why, which he never learns.
    #[must_use]
    pub fn right_missing(&self, field: &Field) -> Option<Permission> {
        let policy = self.viewing.policy;
        let mut asked = policy.asked_to_see(self.hat, field);
        let missing = asked.find(|right| !self.holds(*right));
        missing.filter(|_| policy.shows(self.hat, field))
    }

    /// Whether this viewer sees this field in some ticket under this hat.
    pub(crate) fn has_column(&self, field: &Field) -> bool {
        self.viewing.shows_under(self.hat, self.opening, field)
    }

    fn in_channel(&self, of: Use) -> Use {
        let policy = self.viewing.policy;
        let channel = self.ticket.facts.channel.as_ref();
        match self.hat {
            Hat::Customer if !interactive(policy, channel) => of.min(Use::View),
            _ => of,
        }
    }

    pub(crate) fn shows(&self, field: &Field) -> bool {
        self.by_right(field) >= Use::View
    }

    pub(crate) fn shows_added(&self, id: &FieldId) -> bool {
        self.added_by_right(id) >= Use::View
    }

    /// The fields that are shown.
    pub(super) fn fields(&self) -> Fields<'a> {
        let ticket = self.ticket;
        let facts = &ticket.facts;
        let shows = |field: Field| self.shows(&field);
        Fields {
            number: shows(Field::Number).then_some(&ticket.number),
            subject: shows(Field::Subject).then_some(&ticket.subject),
            state: shows(Field::State).then_some(facts.state),
            channel: shows(Field::Channel).then_some(facts.channel.as_ref()),
            created_at: shows(Field::CreatedAt).then_some(facts.created_at),
            group: shows(Field::Group).then_some(facts.group),
            assignee: shows(Field::Assignee).then_some(facts.assignee),
            priority: shows(Field::Priority).then_some(ticket.priority),
            site: shows(Field::Site).then(|| self.site()),
            client_number: shows(Field::ClientNumber).then(|| self.client_number()),
            requester: shows(Field::Requester).then_some(facts.requester),
            organization: shows(Field::Organization).then_some(facts.organization),
            participants: shows(Field::Participants).then_some(&facts.participants),
            copied: shows(Field::Copied).then_some(&facts.copied),
            privacy: shows(Field::Privacy).then_some(facts.privacy),
            added: self.added(),
        }
    }

    /// The site is shown with `site.view` on it, else hidden; without a site it is absent (S64). Only
    /// the staff is asked for that right.
    pub(crate) fn site(&self) -> Shown<SiteId> {
        self.site_shown(self.ticket.facts.site)
    }

    /// The same of any site that the ticket had.
    pub(crate) fn site_shown(&self, site: Option<SiteId>) -> Shown<SiteId> {
        let tenant = self.ticket.facts.tenant;
        let is_seen = |site| self.viewing.sites.has_in(tenant, site);
        match site {
            None => Shown::Absent,
            Some(site) if !self.masks(&Field::Site) || is_seen(site) => Shown::Value(site),
            Some(_) => Shown::Hidden,
        }
    }

    /// Whether a value of this field may be hidden from this viewer although the field is shown. Whether
    /// there is one then changes nothing that he gets.
    pub(crate) fn masks(&self, field: &Field) -> bool {
        match field {
            Field::ClientNumber => self.viewing.filter.masks_number(self.opening),
            Field::Site => self.viewing.policy.site == SitePolicy::ByRight && self.hat.is_staff(),
            _ => false,
        }
    }

    /// Whether this viewer sees no value of this field where he might not be shown one: a hidden value and
    /// none are one to him (D8).
    pub(crate) fn is_out_of_sight(&self, field: &Field) -> bool {
        let is_seen = |field| matches!(self.cell(field), Some(Shown::Value(_)));
        self.masks(field) && !is_seen(field)
    }

    /// With number hiding on the number is hidden, else shown; without one it is absent whether or
    /// not the switch is on (S72, S74, D8).
    pub(crate) fn client_number(&self) -> Shown<&'a str> {
        match &self.ticket.client_number {
            None => Shown::Absent,
            Some(_) if self.masks(&Field::ClientNumber) => Shown::Hidden,
            Some(number) => Shown::Value(number),
        }
    }

    /// The added fields that are shown: those that the policy names, empty ones too, and to the staff
    /// whatever else the ticket has (S169-S171).
    fn added(&self) -> BTreeMap<&'a FieldId, FieldView<'a>> {
        let values = &self.ticket.custom_fields;
        let named = self.viewing.policy.added();
        let all = named.chain(values.keys());
        all.filter_map(|id| Some((id, self.added_field(id)?)))
            .collect()
    }

    fn added_field(&self, id: &'a FieldId) -> Option<FieldView<'a>> {
        let use_ = self.use_of_added(id);
        (use_ >= Use::View).then(|| FieldView {
            value: self.ticket.custom_fields.get(id).map(String::as_str),
            use_,
        })
    }

    /// The messages that this viewer sees. Notes are for those who work on the ticket and reach no
    /// customer (S166). Who is in copy may see only what was written since he joined (attack 17).
    pub(crate) fn messages(&self) -> impl Iterator<Item = &'a Message> + use<'a> {
        let (hat, span) = (self.hat, self.span());
        let all = self.ticket.messages.iter();
        all.filter(move |message| {
            (hat == Hat::Operator || message.audience == Audience::Public) && span.has(message.at)
        })
    }

    /// A message that this viewer sees.
    pub(crate) fn message(&self, message: &'a Message) -> MessageView<'a> {
        match self.hat {
            Hat::Operator => MessageView::Staff(self.of_staff(message)),
            Hat::Stakeholder | Hat::Customer | Hat::Colleague | Hat::Guest | Hat::Copied => {
                MessageView::Public(self.public(message))
            }
        }
    }

    /// The message of this id, if this viewer sees it.
    pub(crate) fn find_message(&self, id: MessageId) -> Option<&'a Message> {
        self.messages().find(|message| message.id == id)
    }

    pub(super) fn of_staff(&self, message: &'a Message) -> StaffMessage<'a> {
        StaffMessage {
            id: message.id,
            at: message.at,
            by: self.writer(message.author.as_ref()),
            audience: message.audience,
            text: &message.text,
            attachments: files(message),
        }
    }

    pub(super) fn public(&self, message: &'a Message) -> PublicMessage<'a> {
        PublicMessage {
            id: message.id,
            at: message.at,
            by: self.writer(message.author.as_ref()),
            text: &message.text,
            attachments: files(message),
        }
    }

    /// Where the assignee is hidden, one learns that the staff wrote and not who (S168); where the
    /// requester is, that a customer did; where those in copy are, no other customer than the requester
    /// is named. So it is for the staff too. What one wrote oneself one knows. What a part of the host is
    /// called says what it is for, which is the staff's.
    pub(crate) fn writer(&self, author: Option<&'a Author>) -> Writer<'a> {
        let myself = self.opening.viewer;
        match author {
            None => Writer::Unknown,
            Some(author @ Author::Actor(id)) if *id == myself => Writer::Author(author),
            Some(Author::Actor(ActorId::User(_))) if !self.shows(&Field::Assignee) => Writer::Staff,
            Some(Author::Actor(ActorId::Customer(customer))) if !self.names(*customer) => {
                Writer::Customer
            }
            Some(Author::System(_)) if self.hat != Hat::Operator => Writer::System,
            Some(author) => Writer::Author(author),
        }
    }

    /// Whether it is said which customer this is. Nothing is read of the requester where he is hidden.
    fn names(&self, customer: CustomerId) -> bool {
        self.shows(&Field::Requester)
            && (self.ticket.facts.requester == Some(customer) || self.shows(&Field::Copied))
    }

    /// Derived from what the viewer sees: a new note does not move the customer's ticket up.
    pub(crate) fn derived(&self) -> Derived<'a> {
        let made = self.shows(&Field::CreatedAt);
        let mut derived = Derived {
            updated_at: made.then_some(self.ticket.facts.created_at),
            message_count: 0,
            attachment_count: 0,
            preview: None,
        };
        for message in self.messages() {
            derived.updated_at = derived.updated_at.max(Some(message.at));
            derived.message_count += 1;
            derived.attachment_count += message.attachments.len();
            derived.preview = message.text.lines().next();
        }
        derived
    }

    /// How many of the messages that this viewer sees were written after this moment.
    #[must_use]
    pub fn unread(&self, since: DateTime<Utc>) -> usize {
        self.messages().filter(|message| message.at > since).count()
    }
}

fn files(message: &Message) -> Vec<FileView<'_>> {
    message.attachments.iter().map(file).collect()
}

pub(crate) fn file(file: &Attachment) -> FileView<'_> {
    FileView {
        id: file.id,
        name: &file.name,
    }
}

/// Whether the portal may act in this channel. A ticket without a known channel is not interactive.
pub(crate) fn interactive(policy: &FieldPolicy, channel: Option<&Channel>) -> bool {
    channel.is_some_and(|channel| policy.interactive_channels.contains(channel))
}
