//! What a desk notices about itself.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use frontdesk_access::{
    Catalogue, Gives, Grant, Holder, MadeBy, Meant, Permission, Restriction, Role, Scope, Source,
    UnreadPart,
};
use frontdesk_assignment::{GroupQueue, LanguageFilter};
use frontdesk_model::{ActorId, Availability, Channel, Language, Limit};
use frontdesk_visibility::{Configured, Looker, SavedList, Severity, VisibilityFinding};

use super::Desk;
use crate::finding::{Finding, UnreadOfRole};
use crate::imported::Person;

impl Desk {
    /// What deserves a look: sorted, and the same for the same desk and moment.
    #[must_use]
    pub fn lint(&self, now: DateTime<Utc>) -> Vec<Finding> {
        let mut findings = BTreeSet::new();
        for person in self.people.values() {
            let holder = person.holder();
            findings.extend(self.record(&holder));
            findings.extend(self.staff_record(person, &holder, now));
        }
        for customer in self.customers.values() {
            findings.extend(self.record(&customer.holder(&self.fields.interactive_channels)));
        }
        findings.extend(self.own_roles());
        findings.extend(self.catalogue().roles().flat_map(unread_of_role));
        findings.extend(self.administration(now));
        findings.extend(self.queues());
        findings.extend(self.portal_fields());
        let of_views = self.lint_views(&[], now).into_iter();
        let warnings = of_views.filter(|one| one.severity() == Severity::Warning);
        findings.extend(warnings.map(Finding::Visibility));
        findings.into_iter().collect()
    }

    /// What deserves a look in who sees what, notes included, and in these saved lists: sorted.
    #[must_use]
    pub fn lint_views(
        &self,
        lists: &[SavedList],
        now: DateTime<Utc>,
    ) -> BTreeSet<VisibilityFinding> {
        let actors = self.people.keys().map(|id| ActorId::from(*id));
        let actors = actors.chain(self.customers.keys().map(|id| ActorId::from(*id)));
        let made: Vec<_> = actors
            .filter_map(|actor| {
                let holder = self.holder(actor)?;
                let view = Permission::CONVERSATION_VIEW;
                let scopes = self.catalogue().scopes_of(&holder, view, now);
                Some((scopes, self.viewing(actor.into(), now).ok()?))
            })
            .collect();
        let people: Vec<Looker<'_>> = made
            .iter()
            .map(|(scopes, viewing)| Looker { scopes, viewing })
            .collect();
        let configured = Configured {
            policy: &self.fields,
            people: &people,
            lists,
        };
        frontdesk_visibility::lint(&configured, now)
    }

    /// What is on a record and cannot be read; roles and add-ons on it that grant nothing (S150).
    fn record(&self, holder: &Holder) -> Vec<Finding> {
        let mut findings = unread_of_record(holder);
        for held in &holder.roles {
            let Some(role) = self.catalogue().role(&held.role) else {
                findings.push(Finding::UnknownRole {
                    person: holder.id,
                    role: held.role.clone(),
                });
                continue;
            };
            let unlisted = held
                .add_ons
                .iter()
                .filter(|id| !role.add_ons.contains_key(id));
            findings.extend(unlisted.map(|add_on| Finding::UnlistedAddOn {
                person: holder.id,
                role: role.id.clone(),
                add_on: add_on.clone(),
            }));
            // A role that is meant to stand alone, beside others (D14).
            if let (Meant::Alone, ActorId::User(person)) = (role.meant, holder.id)
                && holder.roles.len() > 1
            {
                findings.push(Finding::ExclusiveRole {
                    person,
                    role: role.id.clone(),
                });
            }
        }
        findings
    }

    fn staff_record(&self, person: &Person, holder: &Holder, now: DateTime<Utc>) -> Vec<Finding> {
        let mut findings = Vec::new();
        let id = person.id();
        let standing = holder.standing;
        if !standing.can_act() && !holder.roles.is_empty() {
            findings.push(Finding::RolesWithoutEffect {
                person: id,
                standing,
            });
        }
        // An account that may be nothing is allowed, and worth a look (S5).
        if standing.can_act() && self.catalogue().effective(holder, now).is_empty() {
            findings.push(Finding::NoRight { person: id });
        }
        if person.user.profile().limit == Some(Limit::Count(0)) && self.converses(person) {
            findings.push(Finding::ReceivesNone { person: id });
        }
        findings
    }

    /// The roles that this desk made itself.
    fn own_roles(&self) -> Vec<Finding> {
        let mut findings = Vec::new();
        let own = |role: &&Role| role.made_by == MadeBy::Host;
        for role in self.catalogue().roles().filter(own) {
            if role.grants.is_empty() && role.add_ons.is_empty() {
                findings.push(Finding::EmptyRole {
                    role: role.id.clone(),
                });
            }
            let of_staff = self.people.values().map(|person| &person.rights.roles);
            let of_customers = self.customers.values().map(|customer| &customer.roles);
            let mut all = of_staff.chain(of_customers).flatten();
            if !all.any(|held| held.role == role.id) {
                findings.push(Finding::UnusedRole {
                    role: role.id.clone(),
                });
            }
            findings.extend(self.missing_prerequisites(role));
        }
        let impersonates =
            |role: &&Role| all_grants(role).any(|g| g.gives.includes(Permission::IMPERSONATE));
        findings.extend(self.catalogue().roles().filter(impersonates).map(|role| {
            Finding::Impersonation {
                role: role.id.clone(),
            }
        }));
        findings
    }

    /// Rights of a role without what they need in the same role. An add-on leans on its role.
    fn missing_prerequisites(&self, role: &Role) -> BTreeSet<Finding> {
        let held: BTreeSet<Permission> = all_grants(role)
            .filter_map(|grant| grant.gives.one())
            .collect();
        // Every right comes with what it needs.
        if all_grants(role).any(|grant| grant.gives == Gives::Every) {
            return BTreeSet::new();
        }
        let mut findings = BTreeSet::new();
        for permission in &held {
            for needs in self.catalogue().prerequisites_of(*permission) {
                if !held.contains(needs) {
                    findings.insert(Finding::MissingPrerequisite {
                        role: role.id.clone(),
                        permission: *permission,
                        needs: *needs,
                    });
                }
            }
        }
        findings
    }

    /// Whether anybody who can sign in may give roles.
    fn administration(&self, now: DateTime<Utc>) -> Option<Finding> {
        let administers = |person: &Person| {
            person.user.standing().can_sign_in()
                && holds(
                    self.catalogue(),
                    &person.holder(),
                    Permission::ROLE_ASSIGN,
                    now,
                )
        };
        let anybody = self.people.values().any(administers);
        (!anybody).then_some(Finding::NobodyAdministers)
    }

    /// Languages and groups whose conversations nobody could receive.
    fn queues(&self) -> Vec<Finding> {
        let receives = |person: &&Person| {
            person.user.standing().can_act()
                && person.availability.contains(Availability::ACCEPT_CHAT)
                && self.converses(person)
        };
        let receivers: Vec<&Person> = self.people.values().filter(receives).collect();
        let mut findings = Vec::new();
        let spoken: BTreeSet<&Language> = self
            .people
            .values()
            .flat_map(|person| &person.user.memberships().languages)
            .collect();
        let heeds_languages = self.assignment.languages.filter == LanguageFilter::Required;
        for language in spoken.into_iter().filter(|_| heeds_languages) {
            let served = receivers.iter().any(|person| {
                let own = &person.user.memberships().languages;
                let accepted = match own.is_empty() {
                    true => &self.assignment.languages.default_accepted,
                    false => own,
                };
                accepted.iter().any(|accepted| accepted.serves(language))
            });
            if !served {
                findings.push(Finding::LanguageUnserved {
                    language: language.clone(),
                });
            }
        }
        for group in self.groups.keys() {
            let served = receivers.iter().any(|person| {
                self.assignment.group_queue == GroupQueue::Anyone
                    || person.user.memberships().groups.contains(group)
            });
            if !served {
                findings.push(Finding::GroupUnserved { group: *group });
            }
        }
        findings
    }

    fn portal_fields(&self) -> Vec<Finding> {
        let mut findings = Vec::new();
        for channel in &self.fields.interactive_channels {
            if matches!(channel, Channel::Other(_)) {
                findings.push(Finding::UnlistedChannel {
                    channel: channel.clone(),
                });
            }
        }
        findings
    }
}

fn unread_of_record(holder: &Holder) -> Vec<Finding> {
    let person = holder.id;
    let finding = |part| match part {
        UnreadPart::Grant(_) | UnreadPart::Assignment { .. } => Finding::UnreadGrant { person },
        UnreadPart::Restriction { id, scope } => Finding::UnreadRestriction {
            person,
            restriction: id,
            scope,
        },
        // They take every right, as a restriction that cannot be read.
        UnreadPart::Fields { .. } => Finding::UnreadRestriction {
            person,
            restriction: Restriction::unread_record(),
            scope: Box::new(Scope::any()),
        },
    };
    holder.unread().into_iter().map(finding).collect()
}

fn unread_of_role(role: &Role) -> Vec<Finding> {
    let finding = |part| {
        let (by, what) = match part {
            UnreadPart::Grant(by) => (Some(by), UnreadOfRole::Grant),
            UnreadPart::Fields { of, .. } => (Some(of), UnreadOfRole::Whole),
            // They are of records.
            UnreadPart::Restriction { .. } | UnreadPart::Assignment { .. } => {
                (None, UnreadOfRole::Whole)
            }
        };
        let add_on = match by {
            Some(Source::AddOn { add_on, .. }) => Some(add_on),
            Some(Source::Role(_) | Source::Person) | None => None,
        };
        Finding::UnreadRole {
            role: role.id.clone(),
            add_on,
            what,
        }
    };
    role.unread().into_iter().map(finding).collect()
}

fn holds(
    catalogue: &Catalogue,
    holder: &Holder,
    permission: Permission,
    now: DateTime<Utc>,
) -> bool {
    catalogue
        .effective(holder, now)
        .iter()
        .any(|(held, _)| *held == permission)
}

fn all_grants(role: &Role) -> impl Iterator<Item = &Grant> {
    let added = role.add_ons.values().flat_map(|add_on| &add_on.grants);
    role.grants.iter().chain(added)
}
