//! What would be enough, and what an answer hangs on, found in what is compiled.

use chrono::{DateTime, Utc};

use super::because::Because;
use super::case::Case;
use super::missing::GrantRefs;
use super::record::{Bundle, Granting};
use super::rights::{About, Right, bit};
use super::{Compiled, CompiledDecision, CompiledRequest, HolderHandle};
use crate::decide::{Needs, Outcome};
use crate::enough::{Enough, Lasts, Over, Smallest, beyond, brings, narrowest_relation};
use crate::explain::{self, Step};
use crate::grant::Grant;
use crate::permission::Permission;
use crate::reason::{Reason, Source};

/// What an answer hangs on, and what would change it: an [`Explanation`](crate::Explanation) that
/// borrows. What is missing, what stands in the way and which bundle is the smallest is found;
/// reasons, links and grants are said when they are asked for. Nothing is allocated.
#[derive(Clone, Debug)]
pub struct CompiledExplanation<'a> {
    decision: CompiledDecision<'a>,
    found: Found<'a>,
}

/// An [`Enough`] that borrows. The variants mean the same.
#[derive(Clone, Debug)]
pub enum EnoughRef<'a> {
    /// [`Enough::Nothing`]
    Nothing,
    /// [`Enough::Grants`]
    Grants {
        /// The missing right and the missing prerequisites.
        grants: GrantRefs<'a>,
        /// The bundle that brings them too, if one does.
        smallest: Option<&'a Source>,
    },
    /// [`Enough::NoGrant`]
    NoGrant {
        /// Everything that stands in the way.
        because: Because<'a>,
    },
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
        let explained = self.explain(who, request, now)?;
        Some(explained.enough().into())
    }

    /// Everything that the answer hangs on, and what would change it: what
    /// [`Catalogue::explain`](crate::Catalogue::explain) says, but for what each link has for and
    /// against it. `None`: there is no such record. Nothing is allocated.
    ///
    /// ```
    /// use frontdesk_access::{Catalogue, Compiled, CompiledRequest, Directory, EnoughRef, Holder};
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
    /// let EnoughRef::Grants { grants, .. } = why.enough() else { panic!() };
    /// assert!(grants.map(|grant| grant.permission).eq(links));
    /// ```
    #[must_use]
    pub fn explain<'a>(
        &'a self,
        who: HolderHandle,
        request: &CompiledRequest<'a>,
        now: DateTime<Utc>,
    ) -> Option<CompiledExplanation<'a>> {
        let (slot, place) = self.record(&who)?;
        let case = Case::new(self, place, *request, now)?;
        let found = match self.by_masks(slot, request) {
            Some(true) => Found::default(),
            Some(false) | None => case.found(),
        };
        let outcome = match found.is_nothing() {
            true => Outcome::Allow,
            false => Outcome::Deny,
        };
        Some(CompiledExplanation {
            decision: CompiledDecision::new(case, outcome),
            found,
        })
    }
}

impl<'a> CompiledExplanation<'a> {
    /// The answer with its reasons.
    #[must_use]
    pub const fn decision(&self) -> &CompiledDecision<'a> {
        &self.decision
    }

    /// What would be enough for a yes. To keep it, make it an [`Enough`].
    #[must_use]
    pub fn enough(&self) -> EnoughRef<'a> {
        let (case, found) = (*self.decision.case(), self.found);
        if !found.barred.is_empty() {
            let because = Because::new(case, found.barred);
            return EnoughRef::NoGrant { because };
        }
        if found.missing.is_empty() {
            return EnoughRef::Nothing;
        }
        EnoughRef::Grants {
            grants: GrantRefs::new(case, found.missing),
            smallest: found.smallest,
        }
    }

    /// The right itself first, and then each that it needs, each once. The answer is yes exactly if
    /// all are there.
    pub fn links(&self) -> impl Iterator<Item = CompiledLink> + use<'a> {
        let Found {
            barred, missing, ..
        } = self.found;
        let chain = self.decision.case().chain();
        chain.iter().map(move |step| CompiledLink {
            permission: step.permission,
            about: step.about,
            needed_by: step.needed_by(chain).map(|by| by.permission),
            is_there: ![barred, missing]
                .iter()
                .any(|not| not.has(step.permission, step.about)),
        })
    }
}

impl From<EnoughRef<'_>> for Enough {
    fn from(enough: EnoughRef<'_>) -> Self {
        match enough {
            EnoughRef::Nothing => Self::Nothing,
            EnoughRef::Grants { grants, smallest } => Self::Grants {
                grants: grants.map(Grant::from).collect(),
                smallest: smallest.cloned(),
            },
            EnoughRef::NoGrant { because } => Self::NoGrant {
                because: because.map(Reason::from).collect(),
            },
        }
    }
}

/// What was found of the right and of all that it needs.
#[derive(Clone, Copy, Debug, Default)]
struct Found<'a> {
    /// What no grant brings.
    barred: Needs,
    /// What nothing grants, and a grant would bring.
    missing: Needs,
    /// The bundle that would too.
    smallest: Option<&'a Source>,
}

impl Found<'_> {
    /// Whether it is a yes.
    fn is_nothing(&self) -> bool {
        self.barred.is_empty() && self.missing.is_empty()
    }
}

impl<'a> Case<'a> {
    fn found(&self) -> Found<'a> {
        let mut found = Found::default();
        for step in self.chain() {
            if self.bars(*step).next().is_some() {
                found.barred.insert(step.permission, step.about);
            } else if !self.grants(*step) {
                let needs = match self.is_related(*step) {
                    true => &mut found.missing,
                    // The person stands in no relation to it: no scope covers it.
                    false => &mut found.barred,
                };
                needs.insert(step.permission, step.about);
            }
        }
        if found.barred.is_empty() && !found.missing.is_empty() {
            found.smallest = self.smallest_bundle(found.missing);
        }
        found
    }

    pub(super) fn right(&self) -> Option<&'a Right> {
        self.compiled.right(self.request.permission)
    }

    /// The right and what it needs. Of what is not asked about its own kind of object, or is another
    /// tenant's, nothing more is asked.
    pub(super) fn chain(&self) -> &'a [Step] {
        let chain = self.right().map_or(&[][..], |right| &right.chain);
        match self.is_comparable() {
            true => chain,
            false => chain.get(..1).unwrap_or_default(),
        }
    }

    pub(super) fn is_comparable(&self) -> bool {
        let resource = self.request.resource;
        let object = self.right().and_then(|right| right.object);
        resource.tenant == self.compiled.tenant && object == Some(resource.kind)
    }

    fn grants(&self, step: Step) -> bool {
        self.all_granted(bit(step.permission), step.about.into())
    }

    /// Whether the person stands to what this is asked about in any relation that a scope names.
    fn is_related(&self, step: Step) -> bool {
        let resource = self.request.resource;
        About::from(step.about) != About::Here
            || narrowest_relation(resource.kind, resource.relations).is_some()
    }

    /// The role, or the add-on of a role that the person has, that brings what is missing.
    fn smallest_bundle(&self, missing: Needs) -> Option<&'a Source> {
        let mut smallest = Smallest::new();
        let steps = self.chain().iter();
        let missing = steps.filter(|step| missing.has(step.permission, step.about));
        let missing = missing.map(|step| (bit(step.permission), self.object(step.about.into())));
        let rights = missing.clone().fold(0, |all, (right, _)| all | right);
        let anywhere = self.anywhere();
        let brings = |bundle: &Bundle| {
            // What is given everywhere and for good is given here, and for good.
            if anywhere && bundle.given.sure & rights == rights {
                return Some(Lasts::ForGood);
            }
            let grants = bundle.grants.by_scope();
            let covers = |grant: &Granting, (right, object): &(u128, _)| {
                grant.rights & right != 0 && grant.place.covers(*object, self.known)
            };
            let validity = Granting::validity;
            brings(grants, missing.clone(), covers, validity, self.now)
        };
        // What is held everywhere adds nothing anywhere; what nobody declares is no right.
        let open = !self.compiled.rights.undeclared() & !self.everywhere_now();
        let beyond = |bundle: &Bundle| {
            // No narrower scope that it is held over lies around.
            if bundle.grants.iter().all(Granting::is_everywhere) {
                return (bundle.given.possible & open).count_ones();
            }
            let open = bundle.given.possible & open;
            let added = bundle.grants.iter().map(|grant| grant.over(open));
            beyond(added, self.held_now(open).map(|grant| grant.over(open)))
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
                smallest.offer(&add_on.source, lasts, || beyond(add_on));
            }
        }
        for offer in self.compiled.offers.iter() {
            if offer.possible & rights == rights
                && let Some(lasts) = brings(&offer.role)
            {
                let role = &*offer.role;
                smallest.offer(&role.source, lasts, || beyond(role));
            }
        }
        smallest.found()
    }

    /// What the person holds now everywhere: always, or for a time.
    fn everywhere_now(&self) -> u128 {
        let own = self.own.grants.timed();
        let now = self
            .of_roles_now()
            .chain(own.filter(|grant| grant.holds(self.now)));
        let everywhere = now.filter(|grant| grant.is_everywhere());
        everywhere.fold(self.sure, |all, grant| all | grant.rights)
    }

    /// What the person holds now of these, somewhere, but for what the roles give always and
    /// everywhere. What is the person's own is read only where some of it is.
    fn held_now(&self, these: u128) -> impl Iterator<Item = &'a Granting> + Clone {
        let own = match self.own.masks.given.possible & these {
            0 => &[],
            _ => self.own.grants.by_scope(),
        };
        let own = own.iter().filter(|grant| grant.holds(self.now));
        self.of_roles_now().chain(own)
    }

    /// What the roles give now, but for what they give always and everywhere.
    fn of_roles_now(&self) -> impl Iterator<Item = &'a Granting> + Clone {
        let conditional = self.roles.map_or(&[][..], |roles| &roles.conditional);
        let given = conditional.iter();
        let given = given.filter(|held| self.is_assigned(held.assigned));
        let grants = given.map(|held| &held.grant);
        grants.filter(|grant| grant.holds(self.now))
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
