//! Assertions that print the explanation: for tests here, and for a host's own.

use chrono::{DateTime, Utc};
use frontdesk_access::analysis::Subject;
use frontdesk_access::{
    Catalogue, Decision, Directory, Explanation, Holder, Permission, Request, Resource,
};
use frontdesk_model::{Actor, ActorId, ConversationFacts, NoNames};

use crate::thing::Thing;

/// Asserts that this person may do that to this object; of a no it prints everything that the answer hangs
/// on and what would be enough.
///
/// Arguments: where (a catalogue with a holder, or a directory with an id; of a desk `desk.directory()`),
/// the person, the permission, the object (conversation facts, a [`Thing`], a subject or a resource of
/// access), the moment.
#[macro_export]
macro_rules! assert_allows {
    ($desk:expr, $person:expr, $action:expr, $object:expr, $now:expr $(,)?) => {
        $crate::Answer::of(&$desk, &$person, $action, &$object, $now).assert_allows()
    };
}

/// Asserts that this person may not do that to this object and, with a sixth argument, that the first
/// reason has this code; otherwise it prints the explanation.
///
/// Arguments: as of [`assert_allows!`], and the code.
#[macro_export]
macro_rules! assert_denies {
    ($desk:expr, $person:expr, $action:expr, $object:expr, $now:expr $(,)?) => {
        $crate::Answer::of(&$desk, &$person, $action, &$object, $now).assert_denies(None)
    };
    ($desk:expr, $person:expr, $action:expr, $object:expr, $now:expr, $code:expr $(,)?) => {
        $crate::Answer::of(&$desk, &$person, $action, &$object, $now).assert_denies(Some($code))
    };
}

/// Asserts that this viewing, of `frontdesk-visibility`, opens this ticket; otherwise it prints what would
/// have opened it.
#[macro_export]
macro_rules! assert_sees {
    ($viewing:expr, $ticket:expr $(,)?) => {{
        let (viewing, ticket) = (&$viewing, &$ticket);
        assert!(
            viewing.open(ticket).is_ok(),
            "the ticket is not seen, and should be:\n{}",
            viewing.filter.explain(&ticket.facts)
        );
    }};
}

/// Asserts that this viewing does not open this ticket; otherwise it prints what opened it.
#[macro_export]
macro_rules! assert_hides {
    ($viewing:expr, $ticket:expr $(,)?) => {{
        let (viewing, ticket) = (&$viewing, &$ticket);
        assert!(
            viewing.open(ticket).is_err(),
            "the ticket is seen, and should not be:\n{}",
            viewing.filter.explain(&ticket.facts)
        );
    }};
}

/// Asks the engine alone: the decision with its reasons.
#[must_use]
pub fn judge(
    roles: &Catalogue,
    holder: &Holder,
    permission: Permission,
    resource: Resource<'_>,
    now: DateTime<Utc>,
) -> Decision {
    let request = Request {
        holder,
        permission,
        resource,
    };
    roles.decide(&request, now)
}

/// Where a person is looked up and asked about: a catalogue, whose people the test hands in, or a
/// directory, which has them.
pub trait Asked<W: ?Sized> {
    /// The person's record; `None`: there is none.
    fn holder<'a>(&'a self, who: &'a W) -> Option<&'a Holder>;

    /// The roles.
    fn roles(&self) -> &Catalogue;

    /// Everything that the answer hangs on.
    fn why(&self, request: &Request<'_>, now: DateTime<Utc>) -> Explanation;
}

impl Asked<Holder> for Catalogue {
    fn holder<'a>(&'a self, who: &'a Holder) -> Option<&'a Holder> {
        Some(who)
    }

    fn roles(&self) -> &Catalogue {
        self
    }

    fn why(&self, request: &Request<'_>, now: DateTime<Utc>) -> Explanation {
        self.explain(request, now)
    }
}

impl Asked<&Holder> for Catalogue {
    fn holder<'a>(&'a self, who: &'a &Holder) -> Option<&'a Holder> {
        Some(who)
    }

    fn roles(&self) -> &Catalogue {
        self
    }

    fn why(&self, request: &Request<'_>, now: DateTime<Utc>) -> Explanation {
        self.explain(request, now)
    }
}

impl<W: Copy + Into<ActorId>> Asked<W> for Directory {
    fn holder<'a>(&'a self, who: &'a W) -> Option<&'a Holder> {
        Self::holder(self, (*who).into())
    }

    fn roles(&self) -> &Catalogue {
        self.catalogue()
    }

    fn why(&self, request: &Request<'_>, now: DateTime<Utc>) -> Explanation {
        self.explain(request, now)
    }
}

impl<W: ?Sized, T: Asked<W> + ?Sized> Asked<W> for &T {
    fn holder<'a>(&'a self, who: &'a W) -> Option<&'a Holder> {
        (**self).holder(who)
    }

    fn roles(&self) -> &Catalogue {
        (**self).roles()
    }

    fn why(&self, request: &Request<'_>, now: DateTime<Utc>) -> Explanation {
        (**self).why(request, now)
    }
}

/// What can be asked about.
pub trait AsObject {
    /// The object as this person stands to it.
    fn as_object<'a>(&'a self, actor: &Actor<'a>) -> Resource<'a>;
}

impl AsObject for ConversationFacts {
    fn as_object<'a>(&'a self, actor: &Actor<'a>) -> Resource<'a> {
        Resource::conversation(actor, self)
    }
}

impl AsObject for Subject {
    fn as_object<'a>(&'a self, actor: &Actor<'a>) -> Resource<'a> {
        self.resource(actor)
    }
}

impl AsObject for Thing {
    fn as_object<'a>(&'a self, actor: &Actor<'a>) -> Resource<'a> {
        self.resource(actor)
    }
}

impl<T: AsObject + ?Sized> AsObject for &T {
    fn as_object<'a>(&'a self, actor: &Actor<'a>) -> Resource<'a> {
        (**self).as_object(actor)
    }
}

/// It stands to somebody already.
impl AsObject for Resource<'_> {
    fn as_object<'a>(&'a self, _: &Actor<'a>) -> Resource<'a> {
        *self
    }
}

/// An answer with its explanation; what the macros make before they assert.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// Whether it is a yes.
    pub is_allow: bool,
    /// The code of the first reason; `None`: there is no such person.
    pub code: Option<&'static str>,
    /// The explanation in words.
    pub story: String,
}

impl Answer {
    /// Asks. Of a person who is not there the answer is a no.
    pub fn of<W: ?Sized>(
        desk: &impl Asked<W>,
        who: &W,
        permission: Permission,
        object: &impl AsObject,
        now: DateTime<Utc>,
    ) -> Self {
        let Some(holder) = desk.holder(who) else {
            return Self {
                is_allow: false,
                code: None,
                story: format!("no: {permission}\n    no: there is no such person"),
            };
        };
        let actor = holder.actor();
        let request = Request {
            holder,
            permission,
            resource: object.as_object(&actor),
        };
        let why = desk.why(&request, now);
        Self {
            is_allow: why.decision.is_allow(),
            code: why.decision.reasons.first().map(|reason| reason.code()),
            story: format!("{}\n  {}", holder.id, why.told(desk.roles(), &NoNames)),
        }
    }

    /// Asserts that it is a yes.
    ///
    /// # Panics
    /// When it is a no, with the explanation.
    #[track_caller]
    pub fn assert_allows(&self) {
        assert!(
            self.is_allow,
            "denied, and should be allowed:\n{}",
            self.story
        );
    }

    /// Asserts that it is a no, and that its first reason has this code, where one is given.
    ///
    /// # Panics
    /// Otherwise, with the explanation.
    #[track_caller]
    pub fn assert_denies(&self, code: Option<&str>) {
        assert!(
            !self.is_allow,
            "allowed, and should be denied:\n{}",
            self.story
        );
        assert!(
            code.is_none() || code == self.code,
            "denied by `{}`, and should be by `{}`:\n{}",
            self.code.unwrap_or("no such person"),
            code.unwrap_or_default(),
            self.story
        );
    }
}
