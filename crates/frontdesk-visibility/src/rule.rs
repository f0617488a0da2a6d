//! The rule: which tickets a viewer may see under one hat, the viewer still symbolic.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use frontdesk_access::{ObjectKind, Obligation, Scope, Scopes};
use frontdesk_model::ActorId;
use serde::{Deserialize, Serialize};

use crate::expr::Expr;
use crate::filter::{Filter, Opening};
use crate::lower::lower;
use crate::quick::Quick;
use crate::term::{Me, Term, bind_all};
use crate::viewer::{Hat, Viewer};

/// Which tickets may be seen under one hat, as data. "Me" and "mine" are bound by
/// [`bind`](Self::bind).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// As whom. A customer's rule opens as [`Hat::Customer`] what the customer asked for, as
    /// [`Hat::Copied`] what it would not open were he not in copy, and as [`Hat::Colleague`] everything
    /// else.
    pub hat: Hat,
    /// What opens a ticket: at least one of these. None: nothing is seen.
    pub ways: Vec<Term>,
    /// What must be true besides: each of these.
    pub provided: Vec<Term>,
    /// What comes with seeing it.
    pub obligations: BTreeSet<Obligation>,
    /// The moment from which the rule is another, because access's answer is. One that is read without it
    /// is refused, as without any other line: a rule that lost a line must not open more.
    #[serde(deserialize_with = "Option::deserialize")]
    pub valid_until: Option<DateTime<Utc>>,
}

impl Rule {
    /// The rule of access's scopes of `conversation.view` (or of another right about conversations, as
    /// `conversation.view_history` for the list of a customer's earlier ones): a scope of the right
    /// itself opens, and for each right that it needs some scope must cover the ticket too, and no
    /// restriction. Of a right about anything else it has no way, and opens nothing: over the requests that
    /// `request.handle` opens there is [`Filter::of_requests`].
    #[must_use]
    pub fn of(scopes: &Scopes) -> Self {
        Self::over(ObjectKind::Conversation, scopes)
    }

    /// The rule over the objects of this kind.
    pub(crate) fn over(kind: ObjectKind, scopes: &Scopes) -> Self {
        let mut rule = Self {
            hat: match scopes.actor {
                ActorId::User(_) => Hat::Operator,
                ActorId::Customer(_) => Hat::Customer,
            },
            ways: Vec::new(),
            provided: Vec::new(),
            obligations: scopes.obligations.clone(),
            valid_until: scopes.valid_until,
        };
        // Scopes of a right about anything else say nothing of these.
        if scopes.object != Some(kind) {
            return rule;
        }
        let lowered =
            |scopes: &BTreeSet<Scope>| -> Vec<Term> { scopes.iter().map(lower).collect() };
        let mut all_of = scopes.all_of.iter();
        rule.ways = all_of.next().map(lowered).unwrap_or_default();
        rule.provided = all_of.map(|any_of| Term::OneOf(lowered(any_of))).collect();
        if !scopes.none_of.is_empty() {
            let taken = Term::OneOf(lowered(&scopes.none_of));
            rule.provided.push(Term::Not(Box::new(taken)));
        }
        // A customer never sees what is deleted or spam (catalogue.md 3.5).
        if rule.hat == Hat::Customer {
            rule.provided.push(Term::Kept);
        }
        rule
    }

    /// The same tickets seen by one who follows and does not work on them: [`Hat::Stakeholder`]. The
    /// rule of anybody but staff stays what it is.
    #[must_use]
    pub fn as_stakeholder(mut self) -> Self {
        if self.hat == Hat::Operator {
            self.hat = Hat::Stakeholder;
        }
        self
    }

    /// A part of it: what it opens **and** lies within this scope for the viewer. It never opens more. A tab
    /// of a list is such a part: what colleagues have in work (S57), the waiting requests, one's own.
    ///
    /// ```
    /// use frontdesk_access::{Catalogue, Grant, Holder, Permission, Scope};
    /// use frontdesk_model::{Relation, TenantId, UserId, chrono::DateTime};
    /// use frontdesk_visibility::{Rule, Term};
    ///
    /// let mut supervisor = Holder::new(TenantId::from_number(1), UserId::from_number(17));
    /// supervisor.grants.push(Grant::new(Permission::CONVERSATION_VIEW, Scope::any()));
    /// let view = Permission::CONVERSATION_VIEW;
    /// let scopes = Catalogue::default().scopes_of(&supervisor, view, DateTime::UNIX_EPOCH);
    /// let tab = Rule::of(&scopes).within(&Scope::of(Relation::Own));
    /// assert_eq!(tab.provided, [Term::All(vec![Term::AssigneeIsMe])]);
    /// ```
    #[must_use]
    pub fn within(mut self, scope: &Scope) -> Self {
        self.provided.push(lower(scope));
        self
    }

    /// The rule of whoever comes by a link.
    #[must_use]
    pub fn of_guest() -> Self {
        Self {
            hat: Hat::Guest,
            ways: vec![Term::MyLinkOpensIt],
            // A guest is a customer: what is deleted or spam is hidden from him too.
            provided: vec![Term::Kept],
            obligations: BTreeSet::new(),
            valid_until: None,
        }
    }

    /// Each way with the viewer put in, together with what must be true besides.
    pub(crate) fn bound_ways(&self, viewer: &Viewer<'_>, now: DateTime<Utc>) -> Vec<Expr> {
        let me = Me::new(viewer, now);
        let provided = bind_all(&self.provided, &me);
        let ways = self.ways.iter().map(|way| way.bind(&me));
        ways.map(|way| Expr::all([way, provided.clone()])).collect()
    }

    /// Puts the viewer in. A rule of the staff opens nothing to a customer and to whoever came by a link,
    /// nor a customer's to any other, nor that of links without one: nobody becomes by a rule who he is
    /// not. And from `valid_until` on it opens nothing: it is another then. Bound by itself it is to be of a right
    /// that shows tickets: [`Filter::of`] knows of which right the scopes are.
    #[must_use]
    pub fn bind(&self, viewer: &Viewer<'_>, now: DateTime<Utc>) -> Filter {
        let me = Me::new(viewer, now);
        let ways: Vec<Expr> = self.ways.iter().map(|way| way.bind(&me)).collect();
        let holds = viewer.wears(self.hat) && self.valid_until.is_none_or(|end| now < end);
        let provided = match holds {
            true => bind_all(&self.provided, &me),
            false => Expr::FALSE,
        };
        let ends = match viewer {
            Viewer::Guest(link) if link.expires > now => Some(link.expires),
            Viewer::Guest(_) | Viewer::Actor(_) => None,
        };
        let opening = Opening {
            hat: self.hat,
            viewer: viewer.id(),
            quick: Quick::new(viewer.id(), &ways, &provided),
            ways,
            provided,
            own: None,
            obligations: self.obligations.clone(),
        };
        Filter {
            tenant: viewer.tenant(),
            object: ObjectKind::Conversation,
            openings: vec![opening],
            valid_until: [self.valid_until, ends].into_iter().flatten().min(),
            shows_numbers: true,
        }
    }
}
