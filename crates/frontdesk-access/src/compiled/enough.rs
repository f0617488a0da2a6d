//! What would be enough, and what an answer hangs on, found in what is compiled.

use std::cell::OnceCell;

use chrono::{DateTime, Utc};
use frontdesk_model::{Actor, Memberships};

use super::case::Case;
use super::place::Object;
use super::record::{Bundle, Granting};
use super::rights::{About, Right, bit};
use super::{Compiled, CompiledDecision, CompiledRequest, HolderHandle};
use crate::decide::{Giver, Outcome, kind_denies};
use crate::enough::{Enough, Lasts, Missing, Over, Search, Smallest, beyond, brings};
use crate::explain::{self, Step};
use crate::permission::Permission;
use crate::reason::{Reason, Source};
use crate::resource::Resource;

/// What an answer hangs on, and what would change it: an [`Explanation`](crate::Explanation) of
/// which the reasons and the links are found when they are asked for, and borrow.
#[derive(Clone, Debug)]
pub struct CompiledExplanation<'a> {
    decision: CompiledDecision<'a>,
    enough: Enough,
}

/// One right that an answer hangs on: what [`Link`](crate::Link) says of it, without its reasons.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CompiledLink {
    /// The right.
    pub permission: Permission,
    /// What it is asked about.
    pub about: explain::About,
    /// The right that needs it, the first one that does; `None` for the right that was asked about.
    pub needed_by: Option<Permission>,
    /// Whether nothing speaks against it. What it needs may still be missing.
    pub is_there: bool,
}

impl Compiled {
    /// The smallest addition that would allow the request: what
    /// [`Catalogue::enough`](crate::Catalogue::enough) says. `None`: there is no such record. Only
    /// what it answers is allocated.
    #[must_use]
    pub fn enough(
        &self,
        who: HolderHandle,
        request: &CompiledRequest<'_>,
        now: DateTime<Utc>,
    ) -> Option<Enough> {
        let (case, outcome) = self.outcome(who, *request, now)?;
        Some(case.enough(outcome))
    }

    /// Everything that the answer hangs on, and what would change it: what
    /// [`Catalogue::explain`](crate::Catalogue::explain) says, but for what each link has for and
    /// against it. `None`: there is no such record.
    ///
    /// ```
    /// use frontdesk_access::{Catalogue, Compiled, CompiledRequest, Directory, Enough, Holder};
    /// use frontdesk_access::{Permission, Resource};
    /// use frontdesk_model::{TenantId, UserId, Version, chrono::DateTime};
    ///
    /// let (tenant, boris) = (TenantId::from_number(1), UserId::from_number(18));
    /// let mut plain = Directory::new(tenant, Catalogue::default());
    /// plain.load(Holder::new(tenant, boris), Version(1)).unwrap();
    /// let desk = Compiled::build(&plain);
    ///
    /// let holder = Holder::new(tenant, boris);
    /// let resource = Resource::section(&holder.actor());
    /// let request = CompiledRequest { permission: Permission::CALLER_ID_VIEW, resource: &resource };
    /// let who = desk.handle(boris).unwrap();
    /// let why = desk.explain(who, &request, DateTime::UNIX_EPOCH).unwrap();
    /// assert!(!why.decision().is_allow());
    /// let links: Vec<Permission> = why.links().map(|link| link.permission).collect();
    /// assert_eq!(links[1], Permission::SOFTPHONE_USE);
    /// let Enough::Grants { grants, .. } = why.enough() else { panic!() };
    /// assert_eq!(grants.len(), links.len());
    /// ```
    #[must_use]
    pub fn explain<'a>(
        &'a self,
        who: HolderHandle,
        request: &CompiledRequest<'a>,
        now: DateTime<Utc>,
    ) -> Option<CompiledExplanation<'a>> {
        let (case, outcome) = self.outcome(who, *request, now)?;
        Some(CompiledExplanation {
            decision: CompiledDecision::new(case, outcome),
            enough: case.enough(outcome),
        })
    }
}

impl<'a> CompiledExplanation<'a> {
    /// The answer with its reasons.
    #[must_use]
    pub const fn decision(&self) -> &CompiledDecision<'a> {
        &self.decision
    }

    /// What would be enough for a yes.
    #[must_use]
    pub const fn enough(&self) -> &Enough {
        &self.enough
    }

    /// The right itself first, and then each that it needs, each once. The answer is yes exactly if
    /// all are there.
    pub fn links(&self) -> impl Iterator<Item = CompiledLink> + use<'a> {
        let case = *self.decision.case();
        let chain = case.chain();
        chain.iter().map(move |step| CompiledLink {
            permission: step.permission,
            about: step.about,
            needed_by: step.needed_by(chain).map(|by| by.permission),
            is_there: case.bars(*step).next().is_none() && case.grants(*step),
        })
    }
}

impl<'a> Case<'a> {
    fn enough(&self, outcome: Outcome) -> Enough {
        if outcome == Outcome::Allow {
            return Enough::Nothing;
        }
        let mut memberships = Memberships::default();
        // Of one's lists only an answer about one's own record names any.
        if self.right().is_some_and(|right| right.own_record != 0) {
            let Self { known, .. } = self;
            memberships.groups = known.numbers.groups.ids(known.lists.groups());
        }
        let actor = self.slot.id.map(|id| Actor {
            tenant: self.compiled.tenant,
            id,
            memberships: &memberships,
        });
        let mut search = Search::new(self.chain());
        for step in self.chain() {
            let resource = match (About::from(step.about), &actor) {
                (About::OwnRecord, Some(actor)) => Resource::own_record(actor),
                (About::Section, Some(actor)) => Resource::section(actor),
                (_, _) => *self.request.resource,
            };
            search.add(*step, resource, self.bars(*step).collect(), || {
                self.grants(*step)
            });
        }
        search.end(|missing| self.smallest_bundle(missing))
    }

    fn right(&self) -> Option<&'a Right> {
        self.compiled.right(self.request.permission)
    }

    /// The right and what it needs. Of what is not asked about its own kind of object, or is another
    /// tenant's, nothing more is asked.
    fn chain(&self) -> &'a [Step] {
        let chain = self.right().map_or(&[][..], |right| &right.chain);
        match self.is_comparable() {
            true => chain,
            false => chain.get(..1).unwrap_or_default(),
        }
    }

    fn is_comparable(&self) -> bool {
        let resource = self.request.resource;
        let object = self.right().and_then(|right| right.object);
        resource.tenant == self.compiled.tenant && object == Some(resource.kind)
    }

    fn grants(&self, step: Step) -> bool {
        self.all_granted(bit(step.permission), step.about.into())
    }

    /// Everything that no grant lifts, in the order of catalogue.md 1.1.
    fn bars(&self, step: Step) -> impl Iterator<Item = Reason> + use<'a> {
        let case = *self;
        let (permission, about) = (step.permission, About::from(step.about));
        // Standing, tenant and kind of object are asked once, of the question itself.
        let of_question = step.by.is_none().then(|| case.bars_of_question());
        let (kind, section) = (case.own.kind, permission.section());
        let of_kind = kind_denies(kind, section).then_some(Reason::KindOfAccount { kind, section });
        let restrictions = match case.is_comparable() {
            true => &*case.own.restrictions,
            false => &[],
        };
        let same = restrictions.chunk_by(|one, other| one.id == other.id);
        let taken = same.filter(move |same| case.takes(same, permission, about));
        let taken = taken
            .filter_map(<[_]>::first)
            .map(move |taking| Reason::Restricted {
                permission,
                restriction: taking.id.clone(),
            });
        let of_question = of_question.into_iter().flatten().flatten();
        of_question.chain(of_kind).chain(taken)
    }

    fn bars_of_question(&self) -> [Option<Reason>; 3] {
        let (standing, resource) = (self.own.standing, self.request.resource);
        let permission = self.request.permission;
        let wanted = self.right().and_then(|right| right.object);
        let other_tenant = resource.tenant != self.compiled.tenant;
        [
            (!standing.can_act()).then_some(Reason::NotActive { standing }),
            other_tenant.then_some(Reason::OtherTenant),
            match wanted {
                None => Some(Reason::Undeclared { permission }),
                Some(wanted) if wanted != resource.kind => Some(Reason::WrongObject {
                    wanted,
                    given: resource.kind,
                }),
                Some(_) => None,
            },
        ]
    }

    /// The role, or the add-on of a role that the person has, that brings what is missing.
    fn smallest_bundle(&self, missing: &[Missing<'_>]) -> Option<Source> {
        let mut smallest = Smallest::default();
        let rights = missing.iter().fold(0, |all, of| all | bit(of.permission));
        let covers = |grant: &Granting, of: &Missing<'_>| {
            let object = Object::Given(&of.resource);
            grant.rights & bit(of.permission) != 0 && grant.place.covers(object, self.known)
        };
        let brings = |bundle: &Bundle| {
            let grants = bundle.grants.by_scope();
            brings(grants, missing, covers, Granting::validity, self.now)
        };
        // What is held everywhere adds nothing anywhere; what nobody declares is no right.
        let open = !self.compiled.rights.undeclared() & !self.sure;
        let held = OnceCell::new();
        let beyond = |bundle: &Bundle| {
            let held = held.get_or_init(|| self.over_now(open));
            let added = bundle.grants.iter().map(|grant| grant.over(open));
            beyond(added, held)
        };
        for named in self.named() {
            let bundle = self.compiled.bundles.get(named.bundle);
            let bundle = bundle.and_then(Option::as_deref);
            let Some(role) = bundle.filter(|_| self.is_assigned(named.assigned)) else {
                continue;
            };
            let ends = self.assigned(named.assigned).and_then(|time| time.end());
            for add_on in &role.add_ons {
                let may = add_on.given.possible & rights == rights;
                let Some(mut lasts) = may.then(|| brings(add_on)).flatten() else {
                    continue;
                };
                // An add-on ends with the role that it is added to.
                if ends.is_some() {
                    lasts = Lasts::ForATime;
                }
                smallest.offer(add_on.source.giver(), lasts, || beyond(add_on));
            }
        }
        for offer in self.compiled.offers.iter() {
            if offer.possible & rights == rights
                && let Some(lasts) = brings(&offer.role)
            {
                let role = &*offer.role;
                smallest.offer(role.source.giver(), lasts, || beyond(role));
            }
        }
        smallest.found().map(Giver::named)
    }

    /// What the person holds now of these, somewhere.
    fn over_now(&self, these: u128) -> Vec<Over<'a>> {
        let conditional = self.roles.map_or(&[][..], |roles| &roles.conditional);
        let of_roles = conditional.iter();
        let of_roles = of_roles.filter(|held| self.is_assigned(held.assigned));
        let own = self.own.grants.by_scope().iter();
        let all = of_roles.map(|held| &held.grant).chain(own);
        let now = all.filter(|grant| grant.rights & these != 0 && grant.holds(self.now));
        now.map(|grant| grant.over(these)).collect()
    }
}

impl Granting {
    fn over(&self, these: u128) -> Over<'_> {
        Over {
            rights: self.rights & these,
            scope: self.scope(),
        }
    }
}
