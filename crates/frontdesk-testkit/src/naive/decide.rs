//! The decision of catalogue 1.1 and 1.2, with the dimensions of section 2.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use frontdesk_access::{Among, Catalogue, Gives, Grant, Holder, Modules, Obligation, Scope, Takes};
use frontdesk_model::{AccountKind, Memberships, Relation, Standing};

use super::object::{Object, origin_word, privacy_word};
use super::relations::state_word;
use super::rights::{Right, right};

/// The answer, with the step of catalogue 1.1 that gave it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Step 6, with the obligations that come along.
    Allow {
        /// By name.
        obligations: BTreeSet<&'static str>,
    },
    /// No.
    Deny {
        /// The step, 1 to 6; 0 where the question itself makes no sense: an unknown right, or a
        /// right asked about another kind of object.
        step: u8,
    },
}

impl Verdict {
    /// Whether the answer is yes.
    #[must_use]
    pub const fn is_allow(&self) -> bool {
        matches!(self, Self::Allow { .. })
    }
}

/// May this person do this to this object now?
#[must_use]
pub fn decide(
    roles: &Catalogue,
    holder: &Holder,
    name: &str,
    object: &Object,
    now: DateTime<Utc>,
) -> Verdict {
    // 1. Standing not active: deny every action.
    if holder.standing != Standing::Active {
        return Verdict::Deny { step: 1 };
    }
    // 2. Object of another tenant: deny.
    if holder.tenant.to_string() != object.tenant {
        return Verdict::Deny { step: 2 };
    }
    // A right that nobody knows and a host's own that nobody declared are no rights.
    let Some(atom) = right(roles, name) else {
        return Verdict::Deny { step: 0 };
    };
    if atom.object != object.kind {
        return Verdict::Deny { step: 0 };
    }
    // 3. The account's kind.
    let closed: &[&str] = match holder.kind {
        AccountKind::LegacyOperator => &["administration", "contact_points"],
        AccountKind::LegacyAdmin => &[
            "operating",
            "conversations",
            "calls",
            "contacts",
            "catalogs",
        ],
        AccountKind::Unified | AccountKind::Customer => &[],
    };
    if closed.contains(&atom.section.as_str()) {
        return Verdict::Deny { step: 3 };
    }
    // 4. Restrictions whose scope covers the object: deny.
    for restriction in &holder.restrictions {
        let mut about_it = false;
        match &restriction.takes {
            Takes::These {
                permissions,
                sections,
            } => {
                for taken in permissions.iter() {
                    if taken.name() == atom.name {
                        about_it = true;
                    }
                }
                for section in sections {
                    if section.name() == atom.section {
                        about_it = true;
                    }
                }
            }
            // What nobody can read takes everything.
            Takes::Unread(_) | Takes::Unreadable(_) => about_it = true,
        }
        if about_it
            && restriction.validity.holds(now)
            && covers(&restriction.scope, &holder.memberships, object)
        {
            return Verdict::Deny { step: 4 };
        }
    }
    // 5. No grant, valid now, of this atom whose scope covers the object: deny.
    let mut granted = false;
    for grant in grants_in_force(roles, holder, now) {
        let given = match &grant.gives {
            Gives::One(one) => one.name() == atom.name,
            // Everything, also what comes later. In no bundle and in no role: impersonate.
            Gives::Every => atom.name != "impersonate",
            // What nobody can read grants nothing.
            Gives::Unread(_) => false,
        };
        if given && covers(&grant.scope, &holder.memberships, object) {
            granted = true;
        }
    }
    if !granted {
        return Verdict::Deny { step: 5 };
    }
    // 6. A prerequisite that is itself denied: deny. Else allow, with obligations.
    for needed in &atom.needs {
        let about = prerequisite_object(roles, needed, &atom, holder, object);
        if !decide(roles, holder, needed, &about, now).is_allow() {
            return Verdict::Deny { step: 6 };
        }
    }
    Verdict::Allow {
        obligations: obligations(holder, &atom),
    }
}

/// 1.2: same object kind: of the same object. `section`: without an object. A person where the
/// atom itself has none: the actor's own record.
fn prerequisite_object(
    roles: &Catalogue,
    needed: &str,
    of: &Right,
    holder: &Holder,
    object: &Object,
) -> Object {
    let wanted = right(roles, needed).map_or_else(String::new, |needed| needed.object);
    if wanted == of.object {
        return object.clone();
    }
    if wanted == "user" {
        return Object::own_record(&holder.actor());
    }
    Object::section(&holder.actor())
}

/// Several roles and add-ons: union. An add-on on a role that does not list it and an unknown name
/// grant nothing.
fn grants_in_force<'a>(
    roles: &'a Catalogue,
    holder: &'a Holder,
    now: DateTime<Utc>,
) -> Vec<&'a Grant> {
    let mut found: Vec<&Grant> = Vec::new();
    for assignment in &holder.roles {
        if !assignment.validity.holds(now) {
            continue;
        }
        for role in roles.roles() {
            if role.id.as_str() != assignment.role.as_str() {
                continue;
            }
            found.extend(&role.grants);
            for (id, add_on) in &role.add_ons {
                for carried in &assignment.add_ons {
                    if carried.as_str() == id.as_str() {
                        found.extend(&add_on.grants);
                    }
                }
            }
        }
    }
    found.extend(&holder.grants);
    found.retain(|grant| grant.validity.holds(now));
    found
}

/// Section 3.2: what comes with an allow.
fn obligations(holder: &Holder, atom: &Right) -> BTreeSet<&'static str> {
    let mut come_along = BTreeSet::new();
    for obligation in &holder.obligations {
        let (name, with): (&str, &[&str]) = match obligation {
            Obligation::ConfirmAcceptance => ("confirm_acceptance", &["conversation.take"]),
            Obligation::AutoAnswer => ("auto_answer", &["softphone.use"]),
            Obligation::MaskNumber => (
                "mask_number",
                &[
                    "conversation.view",
                    "conversation.view_history",
                    "request.handle",
                    "softphone.use",
                ],
            ),
            _ => ("unknown to the naive evaluator", &[]),
        };
        if with.contains(&atom.name.as_str()) {
            come_along.insert(name);
        }
    }
    come_along
}

/// A scope is a conjunction of one relation and any dimensions.
#[must_use]
pub fn covers(scope: &Scope, lists: &Memberships, object: &Object) -> bool {
    if !object.relations.contains(relation_word(scope.relation)) {
        return false;
    }
    for (dimension, wanted) in scope_words(scope, lists) {
        let Some(known) = object.facts.get(dimension) else {
            return false;
        };
        let mut found = false;
        for word in known {
            if wanted.contains(word) {
                found = true;
            }
        }
        if !found {
            return false;
        }
    }
    true
}

/// The dimensions that the scope sets, each as the words that satisfy it for a person with these
/// lists.
#[must_use]
pub fn scope_words(scope: &Scope, lists: &Memberships) -> BTreeMap<&'static str, BTreeSet<String>> {
    let mut wanted = BTreeMap::new();
    if let Some(groups) = &scope.groups {
        let mut words = words(&groups.these);
        if groups.mine {
            words.extend(self::words(&lists.groups));
        }
        if groups.none {
            words.insert("none".to_owned());
        }
        wanted.insert("groups", words);
    }
    let mut among = |dimension, words: Option<BTreeSet<String>>| {
        if let Some(words) = words {
            wanted.insert(dimension, words);
        }
    };
    among("people", either(&scope.people, &lists.overseen_people));
    among(
        "assignee_groups",
        either(&scope.assignee_groups, &lists.overseen_groups),
    );
    among("sites", either(&scope.sites, &lists.sites));
    among(
        "questionnaires",
        either(&scope.questionnaires, &lists.questionnaires),
    );
    among("channels", either(&scope.channels, &lists.channels));
    among(
        "states",
        scope.states.as_ref().map(|states| {
            let word = |state| state_word(Some(state)).to_owned();
            states.iter().copied().map(word).collect()
        }),
    );
    among(
        "modules",
        scope.modules.as_ref().map(|modules| match modules {
            Modules::These(these) => words(these),
            Modules::Mine => words(&lists.modules),
            Modules::CabinetSections => words(&lists.cabinet_sections),
        }),
    );
    among(
        "origin",
        scope
            .origin
            .as_ref()
            .map(|origins| origins.iter().copied().map(origin_word).collect()),
    );
    among(
        "privacy",
        scope
            .privacy
            .map(|wanted| BTreeSet::from([privacy_word(wanted)])),
    );
    wanted
}

fn either<T: Ord + ToString>(
    among: &Option<Among<T>>,
    mine: &BTreeSet<T>,
) -> Option<BTreeSet<String>> {
    match among {
        None => None,
        Some(Among::These(these)) => Some(words(these)),
        Some(Among::Mine) => Some(words(mine)),
    }
}

fn words<T: ToString>(set: &BTreeSet<T>) -> BTreeSet<String> {
    set.iter().map(ToString::to_string).collect()
}

const fn relation_word(relation: Relation) -> &'static str {
    match relation {
        Relation::Any => "any",
        Relation::Own => "own",
        Relation::Participating => "participating",
        Relation::Created => "created",
        Relation::Unassigned => "unassigned",
        Relation::OfferedToMe => "offered_to_me",
        Relation::MyGroupQueue => "my_group_queue",
        Relation::ColleagueInWork => "colleague_in_work",
        Relation::Requester => "requester",
        Relation::RequesterOrganization => "requester_organization",
        Relation::Myself => "self",
        Relation::Mentioned => "mentioned",
        Relation::Substitute => "substitute",
        Relation::Copied => "copied",
    }
}
