//! Who looks, under all the hats that he wears, and what he may do in the portal.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use frontdesk_access::{Holder, Permission, Resource, RoleAssignment, Scopes};
use frontdesk_model::{Actor, ActorId, CustomerId, RefusalKind, UserId};
use frontdesk_visibility::{
    Filter, GuestLink, PortalAction, PortalEvent, PortalRefusal, PortalState, RightsHeld, Rule,
    SitesSeen, Ticket, Viewer, Viewing,
};

use super::{Desk, Object, Question, UnknownActor};

/// One human who looks, with every hat that he wears: a member of the staff, a customer by one account or
/// several, both at once, and whoever holds links to tickets. Who is whom the host knows; a desk joins
/// nobody by likeness.
///
/// He is one member of the staff: who has two accounts of the staff works by the one with which he signed in.
/// Their rights meet only where the accounts are united ([`Desk::merge`]), which asks who may do that and
/// whether they may meet at all (S14).
///
/// ```
/// use frontdesk::Wearer;
/// use frontdesk::model::{CustomerId, UserId};
///
/// let anna = Wearer::from(UserId::from_number(17)).and_customer(CustomerId::from_number(123));
/// assert_eq!(anna.id(), UserId::from_number(17).into());
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wearer {
    id: ActorId,
    user: Option<UserId>,
    customers: BTreeSet<CustomerId>,
    links: Vec<GuestLink>,
}

/// A human is one member of the staff, and two were named.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("one human is one member of the staff, and not both {first} and {second}")]
pub struct SecondUser {
    /// Who he is.
    pub first: UserId,
    /// Who was named besides.
    pub second: UserId,
}

impl SecondUser {
    /// The stable code.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        "second_user"
    }

    /// The kind of no.
    #[must_use]
    pub const fn kind(&self) -> RefusalKind {
        RefusalKind::Invalid
    }
}

impl Wearer {
    /// The account that was named first; of a guest the customer for whom the link was made.
    #[must_use]
    pub const fn id(&self) -> ActorId {
        self.id
    }

    /// Who is this member of the staff besides.
    ///
    /// # Errors
    /// When he is another one already. Named again, he is the same.
    ///
    /// ```
    /// use frontdesk::{SecondUser, Wearer};
    /// use frontdesk::model::{CustomerId, UserId};
    ///
    /// let (anna, other) = (UserId::from_number(17), UserId::from_number(18));
    /// let maria = Wearer::from(CustomerId::from_number(123)).and_user(anna)?;
    /// assert_eq!(maria.clone().and_user(anna)?, maria);
    /// assert_eq!(maria.and_user(other), Err(SecondUser { first: anna, second: other }));
    /// # Ok::<(), SecondUser>(())
    /// ```
    pub fn and_user(mut self, user: UserId) -> Result<Self, SecondUser> {
        if let Some(first) = self.user.filter(|first| *first != user) {
            let second = user;
            return Err(SecondUser { first, second });
        }
        self.user = Some(user);
        Ok(self)
    }

    /// Who is this customer besides: also beside another account of a customer, which stays.
    #[must_use]
    pub fn and_customer(mut self, customer: CustomerId) -> Self {
        self.customers.insert(customer);
        self
    }

    /// Who has this link besides, whose signature the host has checked.
    #[must_use]
    pub fn and_link(mut self, link: GuestLink) -> Self {
        self.links.push(link);
        self
    }

    /// The accounts, the staff's first. Of whoever has links alone there is none.
    pub fn accounts(&self) -> impl Iterator<Item = ActorId> {
        let user = self.user.map(ActorId::User);
        let customers = self.customers.iter().copied().map(ActorId::Customer);
        user.into_iter().chain(customers)
    }

    /// The links.
    #[must_use]
    pub fn links(&self) -> &[GuestLink] {
        &self.links
    }

    /// Whether he comes to the portal as anybody: as a customer, or by a link.
    pub(in crate::desk) fn comes_to_the_portal(&self) -> bool {
        !self.customers.is_empty() || !self.links.is_empty()
    }

    /// The customers as whom, or by whose links, he comes to the portal: each once.
    fn portal_customers(&self) -> BTreeSet<CustomerId> {
        let of_links = self.links.iter().map(|link| link.customer);
        self.customers.iter().copied().chain(of_links).collect()
    }

    /// Without the accounts and links of all other customers.
    fn within(mut self, customers: &BTreeSet<CustomerId>) -> Self {
        self.customers
            .retain(|customer| customers.contains(customer));
        self.links.retain(|link| customers.contains(&link.customer));
        self
    }
}

impl From<UserId> for Wearer {
    fn from(user: UserId) -> Self {
        Self {
            id: user.into(),
            user: Some(user),
            customers: BTreeSet::new(),
            links: Vec::new(),
        }
    }
}

impl From<CustomerId> for Wearer {
    fn from(customer: CustomerId) -> Self {
        Self {
            id: customer.into(),
            user: None,
            customers: [customer].into(),
            links: Vec::new(),
        }
    }
}

impl From<ActorId> for Wearer {
    fn from(actor: ActorId) -> Self {
        match actor {
            ActorId::User(user) => user.into(),
            ActorId::Customer(customer) => customer.into(),
        }
    }
}

impl From<GuestLink> for Wearer {
    fn from(link: GuestLink) -> Self {
        Self {
            id: link.customer.into(),
            user: None,
            customers: BTreeSet::new(),
            links: vec![link],
        }
    }
}

impl Desk {
    /// What may this human see? Opens, lists and shows tickets until [`Viewing::valid_until`] (which is
    /// the filter's, or the end of a right to see sites or fields), each ticket under the first hat that
    /// opens it. The rights that fields ask for are those of the account by which the ticket is seen. What
    /// `view-as` shows is made by this and by nothing else.
    ///
    /// **A link opens no more than its customer has:** he is known to the desk, his account can act, and
    /// his own view opens the ticket now. Of a customer unknown to the desk it opens nothing.
    ///
    /// **Law: over the hats of the staff, `filter.matches` is `access.allows(view)`.**
    ///
    /// # Errors
    /// When the desk has no such person or customer, of a link alone too, or a link is another tenant's.
    pub fn viewing(&self, wearer: Wearer, now: DateTime<Utc>) -> Result<Viewing<'_>, UnknownActor> {
        let mut hats = Vec::new();
        let mut sites = SitesSeen::none();
        let mut accounts = Vec::new();
        if let Some(user) = wearer.user {
            let holder = self.known(user.into())?;
            accounts.push(holder);
            hats.extend(self.staff_hats(holder, now));
            let seen = self
                .catalogue()
                .scopes_of(holder, Permission::SITE_VIEW, now);
            sites = SitesSeen::of(seen);
        }
        for customer in &wearer.customers {
            let holder = self.known((*customer).into())?;
            accounts.push(holder);
            hats.push(Filter::of(&self.view_scopes(holder, now), now));
        }
        for link in &wearer.links {
            // Another tenant's link is nobody's here, also beside an account that is.
            if link.tenant != self.tenant {
                return Err(UnknownActor(wearer.id));
            }
            hats.extend(self.guest_hat(link, now));
            accounts.extend(self.directory.holder(link.customer.into()));
        }
        match Filter::join(hats) {
            Ok(Some(filter)) if filter.tenant() == self.tenant => Ok(Viewing {
                filter,
                policy: &self.fields,
                sites,
                rights: self.rights_held(&accounts, now),
            }),
            // Nobody whom the desk knows.
            Ok(_) | Err(_) => Err(UnknownActor(wearer.id)),
        }
    }

    /// What may this member of the staff see of the requests, the offline applications? `request.handle` opens
    /// them and not the view of conversations (S28, S51); the client's number is masked in them (S73), and the
    /// site is shown by its own right (S64). A right over conversations is held over no request, so that a
    /// field which asks for one is hidden in them.
    ///
    /// **Law: `filter.matches` is `access.allows(request.handle)` about
    /// [`Object::Request`](crate::Object::Request).** Hand in requests alone.
    ///
    /// # Errors
    /// When the desk has no such person.
    pub fn requests(&self, user: UserId, now: DateTime<Utc>) -> Result<Viewing<'_>, UnknownActor> {
        let holder = self.known(user.into())?;
        let scopes = |right| self.catalogue().scopes_of(holder, right, now);
        Ok(Viewing {
            filter: Filter::of_requests(&scopes(Permission::REQUEST_HANDLE), now),
            policy: &self.fields,
            sites: SitesSeen::of(scopes(Permission::SITE_VIEW)),
            rights: RightsHeld::none(),
        })
    }

    /// What the portal shows this human: as the customer that he is, or by a link, and never as the
    /// staff. Each of his accounts and links counts as far as its customer has a portal, whichever is named
    /// first; it ends with the first of these portals, or when another one opens.
    ///
    /// # Errors
    /// [`PortalRefusal::NoPortal`] where he has none: while the help center is not in use (S155), and
    /// for who is no customer.
    pub fn portal_viewing(
        &self,
        wearer: Wearer,
        now: DateTime<Utc>,
    ) -> Result<Viewing<'_>, PortalRefusal> {
        match self.portal_of(&wearer, now)? {
            (viewing, PortalState::Open) => Ok(viewing),
            (_, PortalState::Closed) => Err(PortalRefusal::NoPortal),
        }
    }

    /// May this human do that in the portal? `None`: nothing has to happen. An operator who comes
    /// there acts as the customer that he is.
    ///
    /// What visibility says of the ticket comes first ([`Viewing::act`]). Where it says yes, also that nothing
    /// has to happen, the customer who asked must hold the right as well, so that who may not close learns
    /// it of a closed ticket too, as from [`why`](Self::why).
    ///
    /// # Errors
    /// With the one reason that comes first.
    pub fn portal(
        &self,
        wearer: Wearer,
        ticket: &Ticket,
        action: &PortalAction,
        now: DateTime<Utc>,
    ) -> Result<Option<PortalEvent>, PortalRefusal> {
        let (viewing, portal) = self.portal_of(&wearer, now)?;
        let event = viewing.act(ticket, action, portal)?;
        // He acts by the account that asked: with another one, or a link, he is refused above.
        let asked = ticket.facts.requester;
        let acts = asked.filter(|customer| wearer.customers.contains(customer));
        let allows = |customer: CustomerId| {
            let object = Object::Ticket(ticket);
            self.allows(customer.into(), action.permission(), object, now)
        };
        // What the ticket allows, the customer must hold as well: also where nothing has to happen.
        if !acts.is_some_and(allows) {
            return Err(PortalRefusal::NotAllowed);
        }
        Ok(event)
    }

    /// The viewing under the hats of the portal, and whether there is one. Where there is none, it is
    /// what he would see, so that a ticket that he does not see is not found.
    fn portal_of(
        &self,
        wearer: &Wearer,
        now: DateTime<Utc>,
    ) -> Result<(Viewing<'_>, PortalState), PortalRefusal> {
        let viewing = self.viewing(wearer.clone(), now);
        let mut viewing = viewing.map_err(|_| PortalRefusal::NotFound)?;
        // Who is no customer has no portal, whichever ticket he asks for.
        if !wearer.comes_to_the_portal() {
            return Err(PortalRefusal::NoPortal);
        }
        let customers = wearer.portal_customers();
        let scopes: Vec<Scopes> = customers
            .iter()
            .filter_map(|customer| self.portal_scopes(*customer, now))
            .collect();
        let open: BTreeSet<CustomerId> = scopes
            .iter()
            .filter(|scopes| covers_section(scopes))
            .filter_map(|scopes| scopes.actor.customer())
            .collect();
        let state = match open.is_empty() {
            true => PortalState::Closed,
            false => PortalState::Open,
        };
        // The account or link of a customer without a portal opens nothing in that of another.
        if state == PortalState::Open && open != customers {
            let within = wearer.clone().within(&open);
            let seen = self.viewing(within, now);
            viewing = seen.map_err(|_| PortalRefusal::NotFound)?;
        }
        // No longer than the portals stay as they are (S155).
        let ends = scopes.iter().filter_map(|scopes| scopes.valid_until).min();
        viewing.filter = viewing.filter.in_portal().until(ends);
        Ok((viewing, state))
    }

    /// Where this customer has a portal. `None`: the desk has no such customer.
    fn portal_scopes(&self, customer: CustomerId, now: DateTime<Utc>) -> Option<Scopes> {
        let holder = self.known(customer.into()).ok()?;
        let section = Permission::SURFACE_PORTAL;
        Some(self.catalogue().scopes_of(holder, section, now))
    }

    /// The hats of a member of the staff: what he sees only through the roles of stakeholders he
    /// follows and does not work on.
    fn staff_hats(&self, holder: &Holder, now: DateTime<Utc>) -> Vec<Filter> {
        let follows = |held: &RoleAssignment| self.stakeholder_roles.contains(&held.role);
        let whole = self.view_scopes(holder, now);
        if !holder.roles.iter().any(follows) {
            return vec![Filter::of(&whole, now)];
        }
        let mut works = holder.clone();
        works.roles.retain(|held| !follows(held));
        let viewer = Viewer::Actor(holder.actor());
        vec![
            Filter::of(&self.view_scopes(&works, now), now),
            // Of the whole record: a right that needs another of his roles is one right.
            Rule::of(&whole).as_stakeholder().bind(&viewer, now),
        ]
    }

    /// The hat of whoever has this link: the ticket, as long as its customer sees it himself. The scopes
    /// of an account that cannot act cover nothing. `None`: the desk has no such customer.
    pub(in crate::desk) fn guest_hat(
        &self,
        link: &GuestLink,
        now: DateTime<Utc>,
    ) -> Option<Filter> {
        let holder = self.known(link.customer.into()).ok()?;
        let own = Filter::of(&self.view_scopes(holder, now), now);
        Filter::of_guest(link, now).narrowed_to(&own).ok()
    }

    /// Of each account each right that some field asks for.
    fn rights_held(&self, accounts: &[&Holder], now: DateTime<Utc>) -> RightsHeld {
        let asked = self.fields.rights();
        let scopes = accounts.iter().flat_map(|holder| {
            let rights = asked.iter();
            rights.map(|right| self.catalogue().scopes_of(holder, *right, now))
        });
        let scopes: Vec<Scopes> = scopes.collect();
        RightsHeld::of(&scopes, now)
    }

    fn view_scopes(&self, holder: &Holder, now: DateTime<Utc>) -> Scopes {
        let view = Permission::CONVERSATION_VIEW;
        self.catalogue().scopes_of(holder, view, now)
    }

    pub(in crate::desk) fn known(&self, actor: ActorId) -> Result<&Holder, UnknownActor> {
        self.directory.holder(actor).ok_or(UnknownActor(actor))
    }

    pub(in crate::desk) fn allows(
        &self,
        actor: ActorId,
        permission: Permission,
        object: Object<'_>,
        now: DateTime<Utc>,
    ) -> bool {
        let question = Question {
            actor,
            permission,
            object,
        };
        let decision = self.decide(&question, now);
        decision.is_ok_and(|decision| decision.is_allow())
    }
}

/// Whether the section is open to whose scopes these are.
fn covers_section(scopes: &Scopes) -> bool {
    let actor = Actor {
        tenant: scopes.tenant,
        id: scopes.actor,
        memberships: &scopes.memberships,
    };
    scopes.cover(&Resource::section(&actor))
}
