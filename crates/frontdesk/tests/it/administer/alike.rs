//! The law that hidden and absent are alike, over every question that a desk answers under guard.

use std::collections::{BTreeMap, BTreeSet};

use frontdesk::access::{AdminReason, AuditOutcome};
use frontdesk::model::{ActorId, RefusalKind};
use frontdesk::{AdminOutcome, Desk, Obstacle};

use super::telling::shown;
use super::{ADMIN, NOBODY, actor};
use crate::world::customer_id;
use cast::{
    APART, BOSS, CLERK, GUEST, HELPER, LEAD, LISTED, MAKER, MATE, MEMBER, OWNER, UNSEEN, VIEWER,
    WATCH, may_act, sees, world_of,
};
use questions::{Question, questions};

pub(crate) mod cast;
mod kinds;
pub(crate) mod questions;

/// Somebody with as whom he asks, and whether he may act so.
struct Asker {
    who: ActorId,
    as_whom: Option<ActorId>,
    acts: bool,
}

fn askers() -> Vec<Asker> {
    let oneself = |who| Asker {
        who,
        as_whom: None,
        acts: false,
    };
    let deputy = |who, other, acts| Asker {
        who: actor(who),
        as_whom: Some(actor(other)),
        acts,
    };
    let alone = [NOBODY, LEAD, MAKER, OWNER, CLERK].map(|who| oneself(actor(who)));
    let mut all: Vec<Asker> = alone.into_iter().collect();
    all.extend([
        oneself(actor(GUEST)),
        oneself(actor(WATCH)),
        oneself(ActorId::Customer(customer_id(1))),
        deputy(HELPER, LEAD, true),
        deputy(HELPER, VIEWER, true),
        deputy(LEAD, MATE, true),
        // Neither of them may: of one he knows, of one he does not, of one who is not there.
        deputy(OWNER, LISTED, false),
        deputy(LEAD, ADMIN, false),
        deputy(LEAD, 9999, false),
    ]);
    all
}

impl Asker {
    /// Whether he may know that this one is there.
    fn knows(&self, desk: &Desk, of: ActorId) -> bool {
        let acting = self.as_whom.filter(|_| self.acts);
        let mut viewers = [Some(self.who), self.as_whom].into_iter().flatten();
        Some(of) == acting || of == self.who || viewers.all(|viewer| sees(desk, viewer, of))
    }
}

/// Where whatever is hidden from somebody is not there, he is told the same as where all of it is, or
/// some: by whichever question, for himself or as another. Who is refused only because of what is
/// hidden is told nothing of whom or what.
#[test]
fn hidden_and_absent_are_alike() {
    let present = world_of(|_| true);
    let customer = ActorId::Customer(customer_id(2));
    let gone = [UNSEEN, APART[0][0]].map(actor).into_iter();
    let lacking: BTreeMap<ActorId, Desk> = gone
        .chain([customer])
        .map(|gone| (gone, world_of(|id| id != gone)))
        .collect();
    let accounts = [GUEST, UNSEEN, MEMBER, BOSS, OWNER, 50];
    let questions = questions(&accounts);
    let mut compared: BTreeMap<String, Compared> = BTreeMap::new();
    for asker in askers() {
        if let Some(other) = asker.as_whom {
            assert_eq!(may_act(&present, asker.who, other), asker.acts);
        }
        let seen = world_of(|id| asker.knows(&present, id));
        for question in &questions {
            let of_kind = compared.entry(question.kind.clone()).or_default();
            let naive = naive(&seen, &asker, question);
            of_kind.compare(&present, &asker, question, &naive);
            for (gone, desk) in &lacking {
                let concerns = match question.about {
                    Some(about) => about == *gone,
                    None => *gone != customer,
                };
                if concerns && !asker.knows(&present, *gone) {
                    of_kind.compare(desk, &asker, question, &naive);
                }
            }
        }
    }
    for (kind, of_kind) in &compared {
        match NEVER_REFUSED.contains(&kind.as_str()) {
            true => assert_eq!(of_kind.alike + of_kind.unseen, 0, "{kind}"),
            false => assert!(of_kind.alike >= 20, "{kind}: {of_kind:?}"),
        }
        // What is hidden lets somebody do what he could not do without it: a member who stays is asked
        // for nothing, and whoever brings a token sees neither whose it is nor who invited.
        let grants = ["group.set_members", "activate"].contains(&kind.as_str());
        assert_eq!(of_kind.granted > 0, grants, "{kind}: {of_kind:?}");
    }
    let all: Compared = compared.values().copied().sum();
    assert!(all.alike > 10_000 && all.unseen > 100, "{all:?}");
    assert!(all.last >= 5, "{all:?}");
}

/// Whoever brings the token of a portal account may be nobody here.
const NEVER_REFUSED: [&str; 3] = [
    "portal.prove_address",
    "portal.reset",
    "portal.confirm_address",
];

/// How many refusals were compared.
#[derive(Clone, Copy, Debug, Default)]
struct Compared {
    /// Refused in both, and told the same.
    alike: usize,
    /// Refused for what is hidden alone.
    unseen: usize,
    /// Granted for what is hidden alone.
    granted: usize,
    /// Of those that are alike: told that no administrator would be left.
    last: usize,
}

type Shown = (String, Vec<&'static str>, RefusalKind, String);

/// What is told where nothing is hidden: all that is true.
fn naive(desk: &Desk, asker: &Asker, question: &Question) -> Option<Shown> {
    let refused = question.put(desk, asker.who, asker.as_whom).err()?;
    let AdminOutcome::Refused { codes } = &refused.audit().outcome else {
        panic!("granted");
    };
    // On the employee list somebody is seen whose record is not.
    let read = |code: &&'static str| match *code {
        "not_visible" => "not_permitted",
        code => code,
    };
    let stored: BTreeSet<&str> = codes.iter().map(read).collect();
    let told: BTreeSet<&str> = refused.codes().into_iter().collect();
    assert_eq!(stored, told, "{:?} {:?}", asker.who, question.ask);
    // Not only the codes: what exactly is missing, and how many administrators there are.
    let reasons = |obstacle: &Obstacle| match obstacle {
        Obstacle::Access(refusal) | Obstacle::Inviter(refusal) => refusal.clone().into(),
        _ => BTreeSet::new(),
    };
    let told: BTreeSet<AdminReason> = refused.obstacles().iter().flat_map(reasons).collect();
    for record in &refused.audit().asked {
        let AuditOutcome::Refused(refusal) = &record.outcome else {
            panic!("of a refusal nothing is granted");
        };
        for reason in refusal.reasons() {
            let read = match reason.clone() {
                AdminReason::NotVisible {
                    permission,
                    because,
                } => AdminReason::NotPermitted {
                    permission,
                    because,
                },
                reason => reason,
            };
            assert!(
                told.contains(&read),
                "{:?} {:?}: {reason}",
                asker.who,
                question.ask
            );
        }
    }
    Some(shown(&refused))
}

impl Compared {
    fn compare(&mut self, desk: &Desk, asker: &Asker, question: &Question, naive: &Option<Shown>) {
        let label = || format!("{:?} as {:?}: {:?}", asker.who, asker.as_whom, question.ask);
        match (question.put(desk, asker.who, asker.as_whom), naive) {
            (Err(refused), Some(naive)) => {
                assert_eq!(shown(&refused), *naive, "{}", label());
                self.alike += 1;
                self.last += usize::from(naive.1.contains(&"last_administrator"));
            }
            (Err(refused), None) => {
                assert_eq!(refused.codes(), ["unseen"], "{}", label());
                assert_eq!(refused.kind(), RefusalKind::Conflict);
                self.unseen += 1;
            }
            (Ok(()), Some(naive)) => {
                let hidden = ["no_such_record", "inviter", "user.unknown"];
                let only = naive.1.iter().all(|code| hidden.contains(code));
                assert!(only, "{}: {:?}", label(), naive.1);
                self.granted += 1;
            }
            (Ok(()), None) => {}
        }
    }
}

impl std::iter::Sum for Compared {
    fn sum<I: Iterator<Item = Self>>(all: I) -> Self {
        all.fold(Self::default(), |sum, one| Self {
            alike: sum.alike + one.alike,
            unseen: sum.unseen + one.unseen,
            granted: sum.granted + one.granted,
            last: sum.last + one.last,
        })
    }
}
