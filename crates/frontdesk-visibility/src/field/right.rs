//! Fields that are given by a right over the ticket, beside the hat.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use frontdesk_access::{ObjectKind, Permission, Scopes};
use frontdesk_model::{ActorId, ConversationFacts, TenantId};
use serde::{Deserialize, Serialize};

use super::{Field, FieldPolicy, FieldPolicyError, Line, Use, default_use_of_added, use_by_hat};
use crate::expr::Expr;
use crate::filter::{Filter, Opening};
use crate::ticket::FieldId;
use crate::viewer::Hat;

/// The rights over a ticket that a field asks of whoever looks at it in one hat: of the catalogue or a
/// host's own, about conversations. A role's custom fields in other products are these.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct FieldRights {
    /// To see it. On a ticket over which it is missing the field is hidden, and nothing tells whether
    /// there is a value. `None`: the hat is enough.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub see: Option<Permission>,
    /// To change it. On a ticket over which it is missing the field is for viewing. `None`: the hat is
    /// enough.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub change: Option<Permission>,
}

impl FieldRights {
    /// This right to see it.
    #[must_use]
    pub const fn to_see(permission: Permission) -> Self {
        Self {
            see: Some(permission),
            change: None,
        }
    }

    /// This right to change it.
    #[must_use]
    pub const fn to_change(permission: Permission) -> Self {
        Self {
            see: None,
            change: Some(permission),
        }
    }

    /// Each of them.
    fn all(self) -> impl Iterator<Item = Permission> {
        [self.see, self.change].into_iter().flatten()
    }
}

impl FieldPolicy {
    /// Says which rights over the ticket this field asks of somebody in this hat, in place of those that
    /// it asked. What he may do with it on one ticket is the lesser of what the hat gives and what the
    /// rights give there. The rights of operators are asked of stakeholders as well, those of customers of
    /// colleagues and guests, and those of colleagues of whoever is in copy, each by his own account: of a
    /// guest by the account for which the link was made.
    ///
    /// ```
    /// use frontdesk_access::Permission;
    /// use frontdesk_visibility::{Field, FieldId, FieldPolicy, FieldPolicyError, FieldRights, Hat};
    /// let mut policy = FieldPolicy::default();
    /// let margin = Field::Added(FieldId("margin".to_owned()));
    /// let rights = FieldRights::to_see(Permission::CONVERSATION_VIEW_HISTORY);
    /// policy.ask(Hat::Operator, margin.clone(), rights)?;
    /// assert_eq!(policy.rights_of(Hat::Operator, &margin), rights);
    ///
    /// // A right over sites is held over no ticket.
    /// let permission = Permission::SITE_VIEW;
    /// let refused = policy.ask(Hat::Operator, margin.clone(), FieldRights::to_see(permission));
    /// assert_eq!(refused, Err(FieldPolicyError::NotOfConversations { permission, field: margin }));
    /// # Ok::<(), FieldPolicyError>(())
    /// ```
    ///
    /// # Errors
    /// When it can never be so: a right to see what every customer sees (S166), a right to change what
    /// somebody in this hat never changes (S170), a right about anything but conversations. What a host's
    /// own right is about its catalogue says: [`lint`](crate::lint()) finds what does not fit.
    pub fn ask(
        &mut self,
        hat: Hat,
        field: Field,
        rights: FieldRights,
    ) -> Result<(), FieldPolicyError> {
        let changes = rights.change.is_some();
        match hat {
            Hat::Stakeholder | Hat::Colleague | Hat::Guest | Hat::Copied if changes => {
                return Err(FieldPolicyError::ReadsOnly { hat, field });
            }
            Hat::Customer if changes && !matches!(field, Field::Added(_)) => {
                return Err(FieldPolicyError::StandardField(field));
            }
            Hat::Customer | Hat::Colleague | Hat::Guest | Hat::Copied
                if rights.see.is_some() && field.is_always_shown() =>
            {
                return Err(FieldPolicyError::AlwaysShown(field));
            }
            Hat::Operator
            | Hat::Stakeholder
            | Hat::Customer
            | Hat::Colleague
            | Hat::Guest
            | Hat::Copied => {}
        }
        let about_others = |right: &Permission| {
            let object = right.object();
            object.is_some_and(|object| object != ObjectKind::Conversation)
        };
        if let Some(permission) = rights.all().find(about_others) {
            return Err(FieldPolicyError::NotOfConversations { permission, field });
        }
        if rights == FieldRights::default() {
            self.ask_nothing(hat, &field);
        } else {
            self.line_mut(field).rights.insert(hat, rights);
        }
        Ok(())
    }

    /// A field of which nothing else is said is no longer named.
    fn ask_nothing(&mut self, hat: Hat, field: &Field) {
        let says = |line: &mut Line| {
            line.rights.remove(&hat);
            !line.rights.is_empty() || !line.uses.is_empty()
        };
        match field {
            Field::Added(id) => self.added.retain(|one, line| one != id || says(line)),
            field => self.standard.retain(|one, line| one != field || says(line)),
        }
    }

    /// The rights that are said to be asked of somebody in this hat, without those of the hat within
    /// which he stays.
    #[must_use]
    pub fn rights_of(&self, hat: Hat, field: &Field) -> FieldRights {
        let said = self.line(field).and_then(|line| line.rights.get(&hat));
        said.copied().unwrap_or_default()
    }

    /// Every right that some field asks of somebody: those of which [`RightsHeld`] has to be made.
    #[must_use]
    pub fn rights(&self) -> BTreeSet<Permission> {
        let rights = self.asking().map(|(_, _, rights)| rights);
        rights.flat_map(FieldRights::all).collect()
    }

    /// Each field with what it asks in each hat, standard ones first.
    pub(crate) fn asking(&self) -> impl Iterator<Item = (Field, Hat, FieldRights)> {
        let standard = self.standard.iter();
        let standard = standard.map(|(field, line)| (field.clone(), line));
        let added = self.added.iter();
        let added = added.map(|(id, line)| (Field::Added(id.clone()), line));
        standard.chain(added).flat_map(|(field, line)| {
            let rights = line.rights.iter();
            rights.map(move |(hat, rights)| (field.clone(), *hat, *rights))
        })
    }

    /// What somebody in this hat, who holds these rights, may do with this field.
    pub(crate) fn use_by_right(
        &self,
        hat: Hat,
        field: &Field,
        holds: impl Fn(Permission) -> bool,
    ) -> Use {
        lesser(self.use_of(hat, field), asked(hat, self.line(field)), holds)
    }

    /// The same of an added field by its id.
    pub(crate) fn use_of_added_by_right(
        &self,
        hat: Hat,
        id: &FieldId,
        holds: impl Fn(Permission) -> bool,
    ) -> Use {
        let line = self.added.get(id);
        let by_hat = use_by_hat(hat, line, default_use_of_added);
        lesser(by_hat, asked(hat, line), holds)
    }

    /// Each right that somebody in this hat has to hold to see this field.
    pub(crate) fn asked_to_see(&self, hat: Hat, field: &Field) -> impl Iterator<Item = Permission> {
        asked(hat, self.line(field)).filter_map(|rights| rights.see)
    }
}

/// What the hat gives, or what the rights give, whichever is less: without the right to see it nothing,
/// without the right to change it the sight alone.
fn lesser(
    by_hat: Use,
    asked: impl Iterator<Item = FieldRights>,
    holds: impl Fn(Permission) -> bool,
) -> Use {
    let lacks = |right: Option<Permission>| right.is_some_and(|right| !holds(right));
    asked.fold(by_hat, |given, rights| match given {
        Use::Hidden => Use::Hidden,
        _ if lacks(rights.see) => Use::Hidden,
        Use::View => Use::View,
        Use::Edit | Use::Require if lacks(rights.change) => Use::View,
        given @ (Use::Edit | Use::Require) => given,
    })
}

/// What is asked of somebody in this hat, and in each within which he stays ([`Hat::within`]).
fn asked(hat: Hat, line: Option<&Line>) -> impl Iterator<Item = FieldRights> {
    // Most fields ask for nothing.
    let line = line.filter(|line| !line.rights.is_empty());
    let hats = std::iter::successors(Some(hat), |hat| hat.within());
    hats.filter_map(move |hat| line?.rights.get(&hat).copied())
}

/// Over which tickets a viewer holds the rights that fields ask for, account by account. A right that is
/// not here is not held.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RightsHeld(BTreeMap<(Permission, ActorId), Held>);

/// One right of one account.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Held {
    /// Each must match: of two records of one account the narrower counts, since deny wins.
    filters: Vec<Filter>,
    /// Whether there could be a ticket that they match.
    anywhere: bool,
    /// What the right is asked about; `None`: nobody declares it.
    object: Option<ObjectKind>,
}

impl Held {
    /// A right in one tenant is held over nothing of another.
    fn is_of(&self, tenant: TenantId) -> bool {
        self.filters.iter().all(|filter| filter.tenant == tenant)
    }
}

impl RightsHeld {
    /// No right at all.
    #[must_use]
    pub const fn none() -> Self {
        Self(BTreeMap::new())
    }

    /// Those that access's scopes say: of each account that the viewer has, of each right of
    /// [`FieldPolicy::rights`]. Of whoever came by a link they are the customer's for whom it was made.
    #[must_use]
    pub fn of<'s>(scopes: impl IntoIterator<Item = &'s Scopes>, now: DateTime<Utc>) -> Self {
        let mut all = Self::none();
        for one in scopes {
            let held = all.0.entry((one.permission, one.actor)).or_insert(Held {
                filters: Vec::new(),
                anywhere: true,
                object: one.object,
            });
            let filter = Filter::of(one, now);
            held.anywhere &= filter.expr() != Expr::FALSE;
            held.filters.push(filter);
        }
        all
    }

    /// Whether this account holds this right over this ticket.
    #[must_use]
    pub fn has(&self, permission: Permission, account: ActorId, facts: &ConversationFacts) -> bool {
        let held = self.0.get(&(permission, account));
        held.is_some_and(|held| held.filters.iter().all(|filter| filter.matches(facts)))
    }

    /// The same as an expression over the tickets of this tenant.
    pub(crate) fn expr(&self, permission: Permission, account: ActorId, tenant: TenantId) -> Expr {
        let held = self.0.get(&(permission, account));
        held.filter(|held| held.is_of(tenant))
            .map_or(Expr::FALSE, |held| {
                Expr::all(held.filters.iter().map(Filter::expr))
            })
    }

    /// Whether this account holds this right over any ticket that there could be in this tenant.
    pub(crate) fn has_anywhere(
        &self,
        tenant: TenantId,
        permission: Permission,
        account: ActorId,
    ) -> bool {
        let held = self.0.get(&(permission, account));
        held.is_some_and(|held| held.anywhere && held.is_of(tenant))
    }

    /// What this right is asked about, if anybody declares it; `None`: nothing is known of it here.
    pub(crate) fn object_of(&self, permission: Permission) -> Option<Option<ObjectKind>> {
        let mut all = self.0.iter();
        let found = all.find(|((right, _), _)| *right == permission);
        found.map(|(_, held)| held.object)
    }

    /// The bound form of one right of one account, for a fingerprint.
    pub(crate) fn bound(
        &self,
        permission: Permission,
        account: ActorId,
    ) -> impl Iterator<Item = &Opening> {
        let held = self.0.get(&(permission, account)).into_iter();
        let filters = held.flat_map(|held| &held.filters);
        filters.flat_map(|filter| &filter.openings)
    }

    /// The first moment from which one of them is another.
    pub(crate) fn valid_until(&self) -> Option<DateTime<Utc>> {
        let filters = self.0.values().flat_map(|held| &held.filters);
        filters.filter_map(Filter::valid_until).min()
    }
}
