//! Who looks, under all the hats that he wears, and what he may do in the portal.

use chrono::{DateTime, Utc};
use frontdesk_access::{Holder, Permission, RoleAssignment, Scopes};
use frontdesk_model::{ActorId, CustomerId, UserId};
use frontdesk_visibility::{
    Filter, GuestLink, PortalAction, PortalEvent, PortalRefusal, PortalState, Rule, SitesSeen,
    Ticket, Viewer, Viewing,
};

use super::{Desk, Object, Question, UnknownActor};

/// One human who looks, with every hat that he wears: a member of the staff, a customer, both at once,
/// and whoever holds links to tickets. Who is whom the host knows; a desk joins nobody by likeness.
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
    customer: Option<CustomerId>,
    links: Vec<GuestLink>,
}

impl Wearer {
    /// The account that was named first; of a guest the customer for whom the link was made.
    #[must_use]
    pub const fn id(&self) -> ActorId {
        self.id
    }

    /// Who is this member of the staff besides.
    #[must_use]
    pub const fn and_user(mut self, user: UserId) -> Self {
        self.user = Some(user);
        self
    }

    /// Who is this customer besides.
    #[must_use]
    pub const fn and_customer(mut self, customer: CustomerId) -> Self {
        self.customer = Some(customer);
        self
    }

    /// Who has this link besides, whose signature the host has checked.
    #[must_use]
    pub fn and_link(mut self, link: GuestLink) -> Self {
        self.links.push(link);
        self
    }

    /// The customer to whom the portal belongs.
    fn portal_customer(&self) -> Option<CustomerId> {
        let of_link = || self.links.first().map(|link| link.customer);
        self.customer.or_else(of_link)
    }
}

impl From<UserId> for Wearer {
    fn from(user: UserId) -> Self {
        Self {
            id: user.into(),
            user: Some(user),
            customer: None,
            links: Vec::new(),
        }
    }
}

impl From<CustomerId> for Wearer {
    fn from(customer: CustomerId) -> Self {
        Self {
            id: customer.into(),
            user: None,
            customer: Some(customer),
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
            customer: None,
            links: vec![link],
        }
    }
}

impl Desk {
    /// What may this human see? Opens, lists and shows tickets until [`Viewing::valid_until`] (which is
    /// the filter's, or the end of the right to see sites), each ticket under the first hat that opens
    /// it. What `view-as` shows is made by this and by nothing else.
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
        if let Some(user) = wearer.user {
            let holder = self.known(user.into())?;
            hats.extend(self.staff_hats(holder, now));
            let seen = self
                .catalogue()
                .scopes_of(holder, Permission::SITE_VIEW, now);
            sites = SitesSeen::of(seen);
        }
        if let Some(customer) = wearer.customer {
            let holder = self.known(customer.into())?;
            hats.push(Filter::of(&self.view_scopes(holder, now), now));
        }
        for link in &wearer.links {
            // Another tenant's link is nobody's here, also beside an account that is.
            if link.tenant != self.tenant {
                return Err(UnknownActor(wearer.id));
            }
            hats.extend(self.guest_hat(link, now));
        }
        match Filter::join(hats) {
            Ok(Some(filter)) if filter.tenant() == self.tenant => Ok(Viewing {
                filter,
                policy: &self.fields,
                sites,
            }),
            // Nobody whom the desk knows.
            Ok(_) | Err(_) => Err(UnknownActor(wearer.id)),
        }
    }

    /// What the portal shows this human: as the customer that he is, or by a link, and never as the
    /// staff.
    ///
    /// # Errors
    /// [`PortalRefusal::NoPortal`] where he has none: while the help center is not in use (S155), and
    /// for who is no customer.
    pub fn portal_viewing(
        &self,
        wearer: Wearer,
        now: DateTime<Utc>,
    ) -> Result<Viewing<'_>, PortalRefusal> {
        match self.portal_of(wearer, now)? {
            (viewing, PortalState::Open) => Ok(viewing),
            (_, PortalState::Closed) => Err(PortalRefusal::NoPortal),
        }
    }

    /// May this human do that in the portal? `None`: nothing has to happen. An operator who comes
    /// there acts as the customer that he is.
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
        let customer = wearer.customer;
        let (viewing, portal) = self.portal_of(wearer, now)?;
        let event = viewing.act(ticket, action, portal)?;
        // What the ticket allows, the customer must hold as well.
        let allows = |customer: CustomerId| {
            let object = Object::Ticket(ticket);
            self.allows(customer.into(), action.permission(), object, now)
        };
        if event.is_some() && !customer.is_some_and(allows) {
            return Err(PortalRefusal::NotAllowed);
        }
        Ok(event)
    }

    /// The viewing under the hats of the portal, and whether there is one.
    fn portal_of(
        &self,
        wearer: Wearer,
        now: DateTime<Utc>,
    ) -> Result<(Viewing<'_>, PortalState), PortalRefusal> {
        let customer = wearer.portal_customer();
        let viewing = self.viewing(wearer, now);
        let mut viewing = viewing.map_err(|_| PortalRefusal::NotFound)?;
        // Who is no customer has no portal, whichever ticket he asks for.
        let customer = customer.ok_or(PortalRefusal::NoPortal)?;
        viewing.filter = viewing.filter.in_portal();
        let section = Permission::SURFACE_PORTAL;
        let state = match self.allows(customer.into(), section, Object::Section, now) {
            true => PortalState::Open,
            false => PortalState::Closed,
        };
        Ok((viewing, state))
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
    fn guest_hat(&self, link: &GuestLink, now: DateTime<Utc>) -> Option<Filter> {
        let holder = self.known(link.customer.into()).ok()?;
        let own = Filter::of(&self.view_scopes(holder, now), now);
        Filter::of_guest(link, now).narrowed_to(&own).ok()
    }

    fn view_scopes(&self, holder: &Holder, now: DateTime<Utc>) -> Scopes {
        let view = Permission::CONVERSATION_VIEW;
        self.catalogue().scopes_of(holder, view, now)
    }

    fn known(&self, actor: ActorId) -> Result<&Holder, UnknownActor> {
        self.directory.holder(actor).ok_or(UnknownActor(actor))
    }

    fn allows(
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
