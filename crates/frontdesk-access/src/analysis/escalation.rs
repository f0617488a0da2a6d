//! May somebody come to hold a right by administering?
//!
//! The accounts that act together are given; on the way they may take over more and make new ones.
//! [`escalation`] answers with the fewest steps that lead to the right, or with all that
//! the accounts can come to instead; [`reachable`] with the latter alone. Everything
//! happens at one moment: what begins later is another question, asked for that moment.
//!
//! ```
//! use frontdesk_access::analysis::{Attempt, Escalation, Goal, escalation};
//! use frontdesk_access::{Catalogue, Directory, Guard, Holder, Permission, Scope};
//! use frontdesk_model::{TenantId, UserId, Version};
//! # use chrono::{DateTime, Utc};
//! # let now: DateTime<Utc> = "2026-11-22T09:00:00Z".parse()?;
//! let tenant = TenantId::from_number(1);
//! let person = |number, rights: &[Permission]| {
//!     let mut holder = Holder::new(tenant, UserId::from_number(number));
//!     holder.grants = frontdesk_access::Grant::each(rights, &Scope::any());
//!     holder
//! };
//! // The one resets passwords, the other administers.
//! let mut desk = Directory::new(tenant, Catalogue::default());
//! desk.load(person(1, &[Permission::USER_VIEW, Permission::CREDENTIALS_RESET]), Version::FIRST)?;
//! desk.load(person(2, &[Permission::ACCOUNT_SETTINGS]), Version::FIRST)?;
//!
//! let ask = |guard| {
//!     let from = [UserId::from_number(1).into()].into();
//!     let attempt = Attempt { from, permission: Permission::ACCOUNT_SETTINGS, goal: Goal::Anywhere, guard };
//!     escalation(&desk, &attempt, now)
//! };
//! let Escalation::Path { steps, .. } = ask(Guard::None) else { panic!() };
//! assert_eq!(steps[0].action.permission(), Permission::CREDENTIALS_RESET);
//! assert!(matches!(ask(Guard::Covers), Escalation::Unreachable { .. }));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # What is proven, and how
//!
//! Three parts answer. A **search** looks for ways; each that it finds was permitted step by step by the
//! guard itself, so a way is real. A **bound** says what could be had if nothing ever stood in the way:
//! what somebody did stays done, what sleeps is in nobody's way, and of a denial or a line that must be
//! covered only the objects in question are asked. What each action may bring about is within it (the
//! argument stands in the module `most`), so what the bound excludes no sequence of actions
//! reaches, whatever lists, scopes, roles and accounts are named in them. Where the bound and the search
//! meet, the answer is known:
//!
//! - [`Unreachable`](Escalation::Unreachable) is said only where the bound excludes the right.
//! - [`complete`](Reachable::complete) is said only where the bound has nothing that was not found.
//! - [`at_least`](Escalation::Path::at_least) is a number of steps that the bound needs: each action does
//!   one thing of the sorts that it knows, so fewer actions do not get there.
//!
//! Where they do not meet, the answer is [`Undecided`](Escalation::Undecided), or `at_least` is less than
//! the steps: then a way may have been missed, mostly because something must be taken off a record that
//! only others cover in part. So what the search leaves out can cost an answer and never makes a wrong one.
//!
//! # What is searched
//!
//! There are endlessly many actions, for there are endlessly many scopes, people and roles. Few
//! matter mostly:
//!
//! 1. **Only what gives.** Rights are grants less restrictions, and what an actor may do grows with
//!    his rights and never with anybody's restriction. So of two gifts the larger is as good as both.
//!    Of each sort the largest that is permitted is tried: every add-on that the actor may give, the
//!    longest time, and without the guard `*` everywhere, which leaves only `impersonate` to be named.
//!    With the guard something is gained by taking from a controlled account, or restricting it,
//!    where the guard refuses something for the sake of what else stands there: what waits for a
//!    prerequisite and would wake, or would reach further by longer lists. Where the guard would let it
//!    through without that, it is taken off in each way that there is: revoked, unassigned, out of a
//!    role, denied everywhere, or read by shorter lists. Where it could only be denied in part, or two
//!    gifts stand in each other's way, not all is tried.
//! 2. **Only to controlled accounts.** Whoever is not controlled acts for nobody, and what would be
//!    given to him before he is taken over can be given afterwards: giving asks for rights of the
//!    giver alone.
//! 3. **Accounts yet to come.** An id of which nobody has heard stands for all such; one by each
//!    maker is enough, because later gifts reach it as they reach any other. An id that scopes over
//!    people, or the wanted object, name and nobody has is tried each: rights wait for it. A new
//!    account gets its maker's lists, none, or all (none, if its maker may set them later), and where something is denied by groups every set
//!    of those by which people are told apart. Where those are too many, not all are tried.
//! 4. **Only scopes that are held.** With the guard nobody gives what he does not hold: his own
//!    scopes as they are named, as they are for him, and, where a restriction leaves a remainder,
//!    single people and the wanted object itself, each as one may stand to it. A narrower gift does
//!    nothing that one of these does not.
//! 5. **Only gifts that bring something.** With the guard, whoever covers all of another's record,
//!    and all that the other may assign, and need not see to more himself, can do whatever that one
//!    could do with gifts of his; what remains is a right that is about the other's own objects,
//!    which matters if it is the wanted one, and a role that the giver may assign and does not hold.
//!    For the fewest steps the others are tried all the same: two who do something together may be
//!    quicker.
//! 6. **Lists.** What nobody names can be put on a list, companies included; one thing of each sort
//!    stands for all. From the lists of an account that is to be taken over it is taken first, and
//!    put back afterwards. With the guard more on the lists of a controlled account is no choice where
//!    no restriction reads a list and no record is told from another by groups: it can be taken off
//!    again by whoever put it on, and only what others do to that very account, or to a role that it
//!    has, needs less without it. So each acts while his own lists are the longest and those of the
//!    others as they were; choices, too, begin from there.
//! 7. **Exceptions** are not gains, and the search goes both ways. Lists on a record bring it into
//!    scopes and into restrictions alike. An edit of a role that others have makes those others
//!    harder to take over. Whoever must see to something himself can give what comes with it only to
//!    whom must too. And taking over asks that everything on the record be covered, so that taking
//!    something away first can help, a role that may be assigned included: it does when whoever takes
//!    it may give it back, who needs not hold it if a role lets him assign it.
//! 8. **Rights of the host's own.** Declaring the wanted one lets it act where it waits on a record.
//!    Withdrawing one takes it from all who have it and adds nothing: restrictions of it stay and
//!    deny as much, what another right needs is not withdrawn, and what stays of it on a record is
//!    covered from then on only by who has every right and is denied nothing there, so that nobody
//!    becomes easier to take over. What it is called is no matter of rights.
//!
//! What remains are finitely many actions over the roles and people that there are. Gains are done
//! until nothing changes, from every choice anew: that finds whether the right can be had. Only
//! then the fewest steps are searched, breadth first and each state once. Both searches, and the bound,
//! stop at numbers of states and of questions: never later on one machine than on another.
//!
//! Law: on small worlds no answer contradicts brute force over all sequences of the actions there, taking
//! included: a way is found by both in as many steps, or the search says that it does not know.
//!
//! Edits of an account are taken as the most that they can be: a legacy account becomes a unified
//! one, and the letter of a pending one reaches whoever changed its address. A letter to the address
//! that the account has hands it to nobody else: it matters for controlled accounts that are pending,
//! which act from then on. An account that is made acts at once, as if its letter were answered, so
//! that its own letter adds nothing. Uniting two accounts is not part of it: its plan says what it
//! gives. The accounts act at one moment and in any order.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use chrono::{DateTime, Utc};
use frontdesk_model::ActorId;
use serde::{Serialize, Serializer};

use crate::administer::{AdminAction, Guard, Takeover};
use crate::directory::Directory;
use crate::permission::Permission;
use crate::scope::Scope;

mod direct;
mod edits;
mod gives;
mod goal;
mod hindered;
mod items;
mod lists;
mod most;
mod moves;
mod permitted;
mod puppets;
mod search;
mod sources;
mod state;
mod strip;
mod words;
mod work;

pub use goal::Goal;

use most::{Most, View};
use moves::Alphabet;
use search::{close, retrace, shortest};
use state::State;

/// What somebody tries to come to hold.
#[derive(Clone, Debug)]
pub struct Attempt<'a> {
    /// The accounts that act together: one, or one with accomplices. Who is not there does nothing.
    pub from: BTreeSet<ActorId>,
    /// Which right.
    pub permission: Permission,
    /// Where.
    pub goal: Goal<'a>,
    /// Whether the covers guard stands in the way.
    pub guard: Guard,
}

/// The answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "answer", rename_all = "snake_case")]
pub enum Escalation {
    /// One of them holds it already.
    Held {
        /// Who.
        by: ActorId,
    },
    /// These steps lead there.
    Path {
        /// One after the other.
        steps: Vec<Step>,
        /// No way has fewer steps: proven. It is their number, unless a shorter way is not excluded.
        at_least: usize,
    },
    /// No sequence of actions leads there.
    Unreachable {
        /// All that they can come to. Where that is more than is gone through
        /// ([`complete`](Reachable::complete)), no action leads there because nothing that they
        /// bring along gives the right.
        because: Reachable,
    },
    /// No way was found, and none is excluded. Nothing is proven: treat it as a yes.
    Undecided {
        /// What was reached so far.
        so_far: Reachable,
    },
}

/// One step on the way.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Step {
    /// Which of the controlled accounts does it.
    pub actor: ActorId,
    /// What it does.
    pub action: AdminAction,
    /// The account that is controlled from now on.
    pub controls: Option<ActorId>,
    /// What the controlled accounts can do that they could not, by account.
    #[serde(serialize_with = "as_pairs")]
    pub gains: BTreeMap<ActorId, BTreeSet<(Permission, Scope)>>,
}

/// Everything that some accounts can come to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Reachable {
    /// Whom they control in the end, accounts that they made included.
    pub controlled: BTreeSet<ActorId>,
    /// What each holds in one of the states that were looked at, with where. A restriction over a part
    /// of a scope leaves the scope in the list. Under the guard it is not all that each could be given:
    /// gifts to an account of what another controlled one holds already are left out, so that all of
    /// them together say what can be had, and none alone says what that one could have.
    #[serde(serialize_with = "as_pairs")]
    pub rights: BTreeMap<ActorId, BTreeSet<(Permission, Scope)>>,
    /// How many states there were to look at.
    pub states: usize,
    /// Whether it is proven that nobody else could be controlled, and that no right could be held by
    /// another scope than one of these or than everywhere. Never in [`Escalation::Undecided`]: there the
    /// wanted right is not excluded, by whichever scope.
    pub complete: bool,
}

/// Whether these accounts can come to hold a right by administering, and how.
#[must_use]
pub fn escalation(directory: &Directory, attempt: &Attempt<'_>, now: DateTime<Utc>) -> Escalation {
    let Attempt {
        from,
        permission,
        goal,
        guard,
    } = attempt;
    let start = State::new(directory, from);
    if let Some(by) = goal::holder_of(&start, *permission, *goal, now) {
        return Escalation::Held { by };
    }
    let wanted = (*permission, *goal);
    let mut alphabet = Alphabet::new(directory, *guard, Some(wanted), now);
    let out_of_reach = *guard == Guard::Covers && sources::is_out_of_reach(&start, *permission);
    if out_of_reach {
        alphabet.work = alphabet.work.little();
    }
    let most = Most::new(directory, from, (*guard, Some(wanted)), now);
    let is_proven = out_of_reach || !(most.is_open() || View::new(&most, &most.all()).is_there());
    let path = |all: &Alphabet<'_>, steps: Vec<(ActorId, AdminAction)>| Escalation::Path {
        at_least: most::fewest(&most, steps.len()),
        steps: retrace(all, &start, steps),
    };
    // Without the guard most ways are short, and everything that can be had is too much to gather.
    if *guard == Guard::None && !is_proven {
        let all = alphabet.with_all_gifts();
        if let Some(steps) = direct::short_way(&all, &start) {
            return path(&all, steps);
        }
    }
    let closure = close(&alphabet, start.clone());
    if let Some(known) = &closure.reached {
        let all = alphabet.with_all_gifts();
        let steps = shortest(&all, &start, known, wanted);
        return path(&all, steps);
    }
    let reachable = Reachable::of(closure, &most, &alphabet);
    match is_proven {
        true => Escalation::Unreachable { because: reachable },
        false => Escalation::Undecided {
            so_far: Reachable {
                complete: false,
                ..reachable
            },
        },
    }
}

/// Everything that these accounts can come to by administering.
#[must_use]
pub fn reachable(
    directory: &Directory,
    from: &BTreeSet<ActorId>,
    guard: Guard,
    now: DateTime<Utc>,
) -> Reachable {
    let alphabet = Alphabet::new(directory, guard, None, now);
    let most = Most::new(directory, from, (guard, None), now);
    let closure = close(&alphabet, State::new(directory, from));
    Reachable::of(closure, &most, &alphabet)
}

impl Reachable {
    /// The rights that somebody of them can come to hold, wherever.
    #[must_use]
    pub fn permissions(&self) -> BTreeSet<Permission> {
        let all = self.rights.values().flatten();
        all.map(|(permission, _)| *permission).collect()
    }
}

impl Reachable {
    /// What was found, and whether nothing could be beyond it: where the search gave up there may be.
    fn of(closure: search::Closure, most: &Most<'_>, alphabet: &Alphabet<'_>) -> Self {
        let complete = !alphabet.work.is_done() && most.is_within(&closure);
        Self {
            controlled: closure.controlled,
            rights: closure.rights,
            states: closure.states,
            complete,
        }
    }
}

impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ", self.actor)?;
        told(&self.action, f)?;
        for (account, rights) in &self.gains {
            write!(f, "; {account} can now do ")?;
            for (at, (permission, scope)) in rights.iter().take(SHOWN).enumerate() {
                let comma = if at == 0 { "" } else { ", " };
                write!(f, "{comma}{permission} @ {scope}")?;
            }
            if rights.len() > SHOWN {
                write!(f, " and {} more", rights.len() - SHOWN)?;
            }
        }
        Ok(())
    }
}

/// An account is no key of a JSON object: a list of accounts, each with its rights.
fn as_pairs<S: Serializer>(
    rights: &BTreeMap<ActorId, BTreeSet<(Permission, Scope)>>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    serializer.collect_seq(rights)
}

/// More rights than this are counted and not named.
const SHOWN: usize = 3;

fn told(action: &AdminAction, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    match action {
        AdminAction::CreateUser { holder } => write!(f, "creates {}", holder.id),
        AdminAction::EditUser { user } => write!(f, "edits {user}"),
        AdminAction::SetMemberships { user, .. } => write!(f, "sets the lists of {user}"),
        AdminAction::SendReset { user } => write!(f, "has a letter sent to {user}"),
        AdminAction::Suspend { user } => write!(f, "suspends {user}"),
        AdminAction::Restore { user } => write!(f, "restores {user}"),
        AdminAction::Delete { user } => write!(f, "deletes {user}"),
        AdminAction::TakeOver { user, by } => match by {
            Takeover::ResetCredentials => write!(f, "resets the credentials of {user}"),
            Takeover::ChangeLogin => write!(f, "changes the login of {user}"),
            Takeover::Impersonate => write!(f, "acts as {user}"),
        },
        AdminAction::AssignRole { user, assignment } => {
            write!(f, "gives role {} to {user}", assignment.role)
        }
        AdminAction::UnassignRole { user, assignment } => {
            write!(f, "takes role {} from {user}", assignment.role)
        }
        AdminAction::SetAddOns { user, after, .. } => {
            write!(f, "sets the add-ons of role {} of {user}", after.role)
        }
        AdminAction::Grant { user, grant } => {
            write!(f, "gives {} @ {} to {user}", grant.gives, grant.scope)
        }
        AdminAction::Revoke { user, grant } => {
            write!(f, "takes {} @ {} from {user}", grant.gives, grant.scope)
        }
        AdminAction::Restrict { user, restriction } => {
            write!(f, "puts {} on {user}", restriction.id)
        }
        AdminAction::Lift { user, restriction } => {
            write!(f, "lifts {} from {user}", restriction.id)
        }
        AdminAction::SetObligations { user, .. } => write!(f, "sets the obligations of {user}"),
        AdminAction::SaveRole { role } => write!(f, "saves role {}", role.id),
        AdminAction::DeleteRole { role } => write!(f, "deletes role {role}"),
        AdminAction::DeclarePermission { permission } => {
            write!(f, "declares {}", permission.permission)
        }
        AdminAction::RenamePermission { permission, .. } => write!(f, "renames {permission}"),
        AdminAction::WithdrawPermission { permission } => write!(f, "withdraws {permission}"),
    }
}
