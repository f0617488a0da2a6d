//! Every grant a permit, every restriction a forbid, and the forbids that hold for everybody.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Mutex;

use cedar_policy::{Policy, PolicyId, PolicySet};
use frontdesk_access::{Gives, Holder, ObjectKind, Restriction, Source};

use super::entities::principal;
use super::names::{
    RIGHTS, add_on, entity, object_of_actions, section_of_actions, set, string, type_of,
};
use super::{Fixed, Meaning, Pen};
use crate::record::{self, Given, Taken, given};
use crate::rights::Rights;
use crate::world::World;
use crate::wrong::Wrong;

/// The policies of a world, and what each means.
pub(super) fn write(pen: Pen, world: &World) -> (PolicySet, BTreeMap<String, Meaning>) {
    let mut book = Book {
        pen,
        policies: PolicySet::new(),
        meanings: BTreeMap::new(),
    };
    book.fixed(&world.rights);
    for role in world.roles.roles() {
        let times = |held: usize| held.max(1);
        let name = role.id.to_string();
        let held = times(most(world, |holder| held_times(holder, &name)));
        for given in given(&role.grants) {
            book.grant("Role", &name, held, Source::Role(role.id.clone()), given);
        }
        for (id, bundle) in &role.add_ons {
            let source = if pen.slips(Wrong::AddOnAsRole) {
                Source::Role(role.id.clone())
            } else {
                Source::AddOn {
                    role: role.id.clone(),
                    add_on: id.clone(),
                }
            };
            let name = pen.add_on(role.id.as_str(), id.as_str());
            let held = times(most(world, |holder| carried_times(pen, holder, &name)));
            for given in given(&bundle.grants) {
                book.grant("AddOn", &name, held, source.clone(), given);
            }
        }
    }
    for holder in &world.holders {
        let person = principal(holder).to_string();
        if !pen.slips(Wrong::PersonIgnored) {
            for given in given(&holder.grants) {
                let head = format!("principal == {person}");
                book.permit(&head, Vec::new(), Source::Person, given);
            }
        }
        for restriction in &holder.restrictions {
            book.restriction(&person, restriction);
        }
    }
    (book.policies, book.meanings)
}

/// The greatest number of times that a person of this world has something.
fn most(world: &World, times: impl Fn(&Holder) -> usize) -> usize {
    world.holders.iter().map(times).max().unwrap_or_default()
}

pub(super) fn held_times(holder: &Holder, role: &str) -> usize {
    let this = |assignment: &&frontdesk_access::RoleAssignment| assignment.role.as_str() == role;
    holder.roles.iter().filter(this).count()
}

fn carried_times(pen: Pen, holder: &Holder, name: &str) -> usize {
    let of = |assignment: &frontdesk_access::RoleAssignment| {
        let role = assignment.role.as_str();
        let carried = assignment.add_ons.iter();
        carried
            .filter(|id| pen.add_on(role, id.as_str()) == name)
            .count()
    };
    holder.roles.iter().map(of).sum()
}

impl Pen {
    /// The entity that stands for an add-on of a role.
    pub(super) fn add_on(self, role: &str, id: &str) -> String {
        if self.slips(Wrong::AddOnOfAnyRole) {
            return add_on("any role", id);
        }
        add_on(role, id)
    }
}

/// Policies as they are written.
#[derive(Debug)]
struct Book {
    pen: Pen,
    policies: PolicySet,
    meanings: BTreeMap<String, Meaning>,
}

impl Book {
    /// A grant of a role or add-on: a permit for whoever has it, now. `held` is how many spans a
    /// person may have it for, as one role can be assigned twice.
    fn grant(
        &mut self,
        kind: &'static str,
        name: &str,
        held: usize,
        source: Source,
        given: Given<'_>,
    ) {
        let list = if kind == "Role" { "roles" } else { "add_ons" };
        let span = |number: usize| {
            let spans = format!("principal.{list}[{}]", string(name));
            let mut conditions = vec![format!("{spans} has span{number}")];
            conditions.extend(self.pen.span_of(&format!("{spans}.span{number}")));
            format!("({})", conditions.join(" && "))
        };
        let assigned = (0..held).map(span).collect::<Vec<_>>().join(" || ");
        let head = format!("principal in {}", entity(kind, name));
        self.permit(&head, vec![format!("({assigned})")], source, given);
    }

    /// A grant of one right, or of every right: those of the host and of later releases included,
    /// but for `impersonate`. What cannot be read grants nothing, so no policy speaks of it.
    fn permit(
        &mut self,
        whose: &str,
        mut conditions: Vec<String>,
        source: Source,
        given: Given<'_>,
    ) {
        let action = match given.gives {
            Gives::One(one) => format!("action == {}", entity("Action", one.name())),
            Gives::Every => {
                if !self.pen.slips(Wrong::EveryImpersonates) {
                    conditions.push("action != Action::\"impersonate\"".to_owned());
                }
                if self.pen.slips(Wrong::EveryOfCatalogue) {
                    let host = entity("Action", section_of_actions("host"));
                    conditions.push(format!("!(action in {host})"));
                }
                "action".to_owned()
            }
            Gives::Unread(_) => return,
        };
        conditions.extend(self.pen.span(given.validity));
        conditions.extend(self.pen.scope(given.scope));
        self.add(
            "permit",
            &format!("{whose}, {action}, resource"),
            &when(&conditions),
            Meaning::Grant(Box::new((source, given.scope.clone()))),
        );
    }

    /// Step 4. A restriction whose scope covers the object denies, now.
    fn restriction(&mut self, person: &str, restriction: &Restriction) {
        if self.pen.slips(Wrong::RestrictionIgnored) {
            return;
        }
        let action = match record::taken(restriction) {
            Taken::These(rights, sections) => {
                let rights = rights.iter().map(|right| right.name().to_owned());
                let sections = sections.iter().map(|s| section_of_actions(s.name()));
                let taken: BTreeSet<String> = if self.pen.slips(Wrong::SectionsIgnored) {
                    rights.collect()
                } else {
                    rights.chain(sections).collect()
                };
                let actions = set(taken.iter().map(|name| entity("Action", name)));
                format!("action in {actions}")
            }
            // What a later release took and this one cannot read fails closed.
            Taken::Everything if self.pen.slips(Wrong::UnreadTakesNothing) => return,
            Taken::EverythingEverywhere if self.pen.slips(Wrong::UnreadableTakesNothing) => return,
            Taken::Everything | Taken::EverythingEverywhere => "action".to_owned(),
        };
        let mut conditions = Vec::new();
        if !self.pen.slips(Wrong::RestrictionForEver) {
            conditions.extend(self.pen.span(restriction.validity));
        }
        if !self.pen.slips(Wrong::RestrictionEverywhere) {
            conditions.extend(self.pen.scope(&restriction.scope));
        }
        self.add(
            "forbid",
            &format!("principal == {person}, {action}, resource"),
            &when(&conditions),
            Meaning::Restriction(restriction.id.clone()),
        );
    }

    /// The forbids that hold for everybody.
    fn fixed(&mut self, rights: &Rights) {
        let pen = self.pen;
        // 1. Standing not active: deny every action.
        let acts: &[&str] = if pen.slips(Wrong::HalfDeletedActs) {
            &["active", "half_deleted"]
        } else {
            &["active"]
        };
        if !pen.slips(Wrong::StandingIgnored) {
            self.forbid(
                Fixed::Standing,
                "principal, action, resource",
                &format!(
                    "unless {{ {}.contains(principal.standing) }}",
                    set(acts.iter().map(string))
                ),
            );
        }
        // 2. Object of another tenant: deny.
        if !pen.slips(Wrong::TenantIgnored) {
            self.forbid(
                Fixed::Tenant,
                "principal, action, resource",
                "unless { resource.tenant == principal.tenant }",
            );
        }
        // A right of the host's own that nobody declares is denied, whoever grants it.
        if !pen.slips(Wrong::UndeclaredGranted) {
            self.forbid(
                Fixed::Undeclared,
                "principal, action, resource",
                &format!("unless {{ action in {} }}", entity("Action", RIGHTS)),
            );
        }
        // The column Object: a right is asked about one kind of object.
        if !pen.slips(Wrong::ObjectIgnored) {
            let kinds: BTreeSet<ObjectKind> = rights.iter().map(|right| right.object).collect();
            for kind in kinds {
                let about = entity("Action", object_of_actions(kind));
                let number = match kind {
                    ObjectKind::Host(number) => format!(" && resource.kind == {number}"),
                    _ => String::new(),
                };
                self.forbid(
                    Fixed::Object,
                    &format!("principal, action in {about}, resource"),
                    &format!("unless {{ resource is {}{number} }}", type_of(kind)),
                );
            }
        }
        // 3. The account's kind. Grants do not lift it.
        if !pen.slips(Wrong::KindIgnored) {
            let closed: [(&str, &[&str]); 2] = [
                ("legacy_operator", &["administration", "contact_points"]),
                (
                    "legacy_admin",
                    &[
                        "operating",
                        "conversations",
                        "calls",
                        "contacts",
                        "catalogs",
                    ],
                ),
            ];
            for (kind, sections) in closed {
                let sections = sections.iter().copied().map(section_of_actions);
                let closed = set(sections.map(|name| entity("Action", name)));
                self.forbid(
                    Fixed::Kind,
                    &format!("principal, action in {closed}, resource"),
                    &format!("when {{ principal.kind == {} }}", string(kind)),
                );
            }
        }
        // 3.5: a deleted or spam case is hidden from every customer.
        for (wrong, fact) in [(Wrong::DeletedShown, "deleted"), (Wrong::SpamShown, "spam")] {
            if !pen.slips(wrong) {
                self.forbid(
                    Fixed::Hidden,
                    "principal is Customer, action, resource",
                    &format!("when {{ resource has {fact} && resource.{fact} }}"),
                );
            }
        }
    }

    fn forbid(&mut self, rule: Fixed, head: &str, condition: &str) {
        self.add("forbid", head, condition, Meaning::Fixed(rule));
    }

    fn add(&mut self, effect: &str, head: &str, condition: &str, meaning: Meaning) {
        let id = format!("policy{}", self.meanings.len());
        let says = match &meaning {
            Meaning::Grant(grant) => format!("{} @ {}", grant.0, grant.1),
            Meaning::Restriction(restriction) => restriction.to_string(),
            Meaning::Fixed(rule) => rule.to_string(),
        };
        let text = format!("@says({})\n{effect}({head}) {condition};", string(says));
        let policy = parsed(&text);
        let policy = policy.new_id(PolicyId::new(&id));
        self.policies.add(policy).expect("ids are counted");
        self.meanings.insert(id, meaning);
    }
}

/// Cedar's parser is slow beside its evaluator. What holds for everybody is the same text in every
/// world, and a wrong engine writes nearly the texts of the faithful one: they are parsed once.
fn parsed(text: &str) -> Policy {
    static PARSED: Mutex<BTreeMap<String, Policy>> = Mutex::new(BTreeMap::new());
    let parsed = || PARSED.lock().expect("nothing fails under the lock");
    let known = parsed().get(text).cloned();
    known.unwrap_or_else(|| {
        let policy = Policy::parse(None, text).unwrap_or_else(|error| panic!("{error:?}\n{text}"));
        let mut parsed = parsed();
        if parsed.len() >= KEPT {
            parsed.clear();
        }
        parsed.insert(text.to_owned(), policy.clone());
        policy
    })
}

/// How many parsed policies are kept: those of 10,000 cases.
const KEPT: usize = 20_000;

fn when(conditions: &[String]) -> String {
    if conditions.is_empty() {
        return String::new();
    }
    format!("when {{ {} }}", conditions.join(" && "))
}
