//! A world as Cedar policies and entities, and Cedar's answers about it.

mod dimensions;
mod entities;
mod names;
mod policies;
mod relations;
mod spans;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use cedar_policy::{
    Authorizer, Context, Decision, Entities, EntityUid, PolicySet, Request, Response,
    RestrictedExpression,
};
use chrono::{DateTime, Utc};
use frontdesk_access::{ObjectKind, Permission, RestrictionId, Scope, Source};

use crate::rights::Rights;
use crate::verdict::Verdict;
use crate::world::World;
use crate::wrong::Wrong;

/// A world that was exported to Cedar.
#[derive(Debug)]
pub struct Exported {
    wrong: Option<Wrong>,
    policies: PolicySet,
    entities: Entities,
    meanings: BTreeMap<String, Meaning>,
    authorizer: Authorizer,
}

/// What a policy says, so that a determining policy can be compared with a reason.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Meaning {
    /// A grant of a role, an add-on or the person.
    Grant(Box<(Source, Scope)>),
    /// A restriction of the person.
    Restriction(RestrictionId),
    /// One of the forbids that hold for everybody.
    Fixed(Fixed),
}

/// The forbids that hold for everybody, in the order of catalogue 1.1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Fixed {
    /// Step 1.
    Standing,
    /// Step 2.
    Tenant,
    /// A right of the host's own that nobody declares.
    Undeclared,
    /// The column Object of the table.
    Object,
    /// Step 3.
    Kind,
    /// Deleted and spam, for customers: no relation holds, so neither a restriction nor a grant
    /// covers it.
    Hidden,
}

/// Writes Cedar text, with a slip if it is told to.
#[derive(Clone, Copy, Debug)]
struct Pen {
    wrong: Option<Wrong>,
}

impl Pen {
    fn slips(self, wrong: Wrong) -> bool {
        self.wrong == Some(wrong)
    }
}

impl Exported {
    /// Writes the world down for Cedar, faithfully or with one slip.
    ///
    /// # Panics
    /// When Cedar does not read what is written: a fault of this crate.
    #[must_use]
    pub fn new(world: &World, wrong: Option<Wrong>) -> Self {
        let pen = Pen { wrong };
        let (policies, meanings) = policies::write(pen, world);
        Self {
            wrong,
            policies,
            entities: entities::of(pen, world),
            meanings,
            authorizer: Authorizer::new(),
        }
    }

    /// Cedar's answer to a question of the world.
    ///
    /// # Panics
    /// When Cedar reports an error of evaluation: it would skip that policy, a forbid too.
    #[must_use]
    pub fn answer(&self, world: &World, place: usize) -> Verdict {
        let question = &world.questions[place];
        let asked = Asked {
            principal: entities::principal(world.holder(question)),
            own_record: names::own_record(question.holder),
            section: names::section(question.holder),
            now: question.now,
            rights: &world.rights,
        };
        let object = entities::object(question, place);
        self.ask(question.permission, &object, &asked, 0)
    }

    /// One right of one object, then what it needs.
    ///
    /// Cedar has no recursion: a policy cannot ask whether another action is allowed, and to copy
    /// the condition of every needed right into every permit would make one policy of all. So a
    /// prerequisite is one more request, as catalogue 1.2 has it: "asked by the same six steps".
    fn ask(&self, right: Permission, object: &EntityUid, asked: &Asked<'_>, depth: u8) -> Verdict {
        let verdict = self.ask_alone(right, object, asked);
        if !verdict.is_allow()
            || self.wrong == Some(Wrong::PrerequisitesSkipped)
            || (self.wrong == Some(Wrong::PrerequisitesOneDeep) && depth > 0)
        {
            return verdict;
        }
        let Some(right) = asked.rights.get(right) else {
            return verdict;
        };
        for needed in &right.needs {
            let wanted = asked.rights.get(*needed).map(|needed| needed.object);
            // Same object kind: of the same object. A section: without an object. A person where
            // the right itself has none: the actor's own record.
            let about = match wanted {
                Some(kind) if kind == right.object => object,
                Some(ObjectKind::User) => &asked.own_record,
                _ => &asked.section,
            };
            if !self.ask(*needed, about, asked, depth + 1).is_allow() {
                return Verdict::Prerequisite(*needed);
            }
        }
        verdict
    }

    /// One request to Cedar: steps 1 to 5.
    fn ask_alone(&self, right: Permission, object: &EntityUid, asked: &Asked<'_>) -> Verdict {
        let now = RestrictedExpression::new_long(spans::nanoseconds(asked.now));
        let context = Context::from_pairs([("now".to_owned(), now)]).expect("one key");
        let request = Request::new(
            asked.principal.clone(),
            names::action(right.name()),
            object.clone(),
            context,
            None,
        )
        .expect("a request without a schema");
        let response = self
            .authorizer
            .is_authorized(&request, &self.policies, &self.entities);
        self.verdict(&response)
    }

    /// The verdict that the determining policies amount to. Cedar evaluates all policies and knows
    /// no first step; where forbids of several steps hold, the first by catalogue 1.1 is named.
    fn verdict(&self, response: &Response) -> Verdict {
        let mut errors = response.diagnostics().errors();
        assert!(errors.next().is_none(), "{response:?}");
        let (mut fixed, mut restrictions, mut grants) =
            (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
        for policy in response.diagnostics().reason() {
            match &self.meanings[&policy.to_string()] {
                Meaning::Fixed(rule) => _ = fixed.insert(*rule),
                Meaning::Restriction(id) => _ = restrictions.insert(id.clone()),
                Meaning::Grant(grant) => _ = grants.insert((**grant).clone()),
            }
        }
        if self.wrong == Some(Wrong::FirstGrantOnly) {
            grants = grants.into_iter().take(1).collect();
        }
        if self.wrong == Some(Wrong::FirstRestrictionOnly) {
            restrictions = restrictions.into_iter().take(1).collect();
        }
        if response.decision() == Decision::Allow {
            assert!(fixed.is_empty() && restrictions.is_empty());
            return Verdict::Granted(grants);
        }
        match fixed.first() {
            Some(Fixed::Standing) => Verdict::Standing,
            Some(Fixed::Tenant) => Verdict::Tenant,
            Some(Fixed::Undeclared) => Verdict::Undeclared,
            Some(Fixed::Object) => Verdict::Object,
            Some(Fixed::Kind) if self.wrong == Some(Wrong::KindAsNotGranted) => Verdict::NotGranted,
            Some(Fixed::Kind) => Verdict::Kind,
            Some(Fixed::Hidden) => Verdict::NotGranted,
            None if restrictions.is_empty() => Verdict::NotGranted,
            None => Verdict::Restricted(restrictions),
        }
    }
}

/// What stays the same over a question and what it needs.
#[derive(Debug)]
struct Asked<'a> {
    principal: EntityUid,
    own_record: EntityUid,
    section: EntityUid,
    now: DateTime<Utc>,
    rights: &'a Rights,
}

/// The policies as Cedar prints them, and the entities: for reading a difference.
impl fmt::Display for Exported {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for policy in self.policies.policies() {
            writeln!(f, "// {}\n{policy}\n", policy.id())?;
        }
        for entity in self.entities.iter() {
            writeln!(f, "{entity}")?;
        }
        Ok(())
    }
}

impl fmt::Display for Fixed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Standing => "standing",
            Self::Tenant => "tenant",
            Self::Undeclared => "undeclared",
            Self::Object => "object",
            Self::Kind => "kind",
            Self::Hidden => "hidden",
        })
    }
}
