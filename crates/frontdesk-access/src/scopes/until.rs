//! When the scopes are others: one sweep over the moments at which something on the record begins
//! or ends.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use frontdesk_model::Validity;

use super::Parts;
use crate::catalogue::Catalogue;
use crate::decide::{Line, Request, kind_bars};
use crate::holder::Holder;
use crate::restriction::Restriction;
use crate::scope::Scope;

impl Catalogue {
    /// The first moment after now from which the scopes are others. What begins or ends need not
    /// change them: another grant may say the same.
    pub(super) fn first_change(
        &self,
        holder: &Holder,
        parts: &Parts<'_>,
        now: DateTime<Utc>,
    ) -> Option<DateTime<Utc>> {
        let changes = |spans: &[Validity]| spans.iter().any(|s| s.next_change(now).is_some());
        let mut lines = self.lines(holder).filter(|line| parts.are_given_by(line));
        let mut restrictions = holder.restrictions.iter();
        if !lines.any(|line| changes(&[line.assigned, line.grant.validity]))
            && !restrictions.any(|r| changes(&[r.validity]) && parts.are_taken_by(r))
        {
            return None;
        }
        let mut sweep = Sweep::new(self, parts, now);
        for line in self.lines(holder) {
            let spans = [line.assigned, line.grant.validity];
            parts.each_given(&line, |one| sweep.record(&spans, one));
        }
        for restriction in &holder.restrictions {
            parts.each_taken(restriction, |one| {
                sweep.record(&[restriction.validity], one);
            });
        }
        sweep.first_difference()
    }
}

/// What a grant or a restriction counts for while it holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Counted<'a> {
    /// A scope of the alternatives at this place.
    Alternative(usize, &'a Scope),
    /// A scope that is taken.
    Taken(&'a Scope),
    /// The right asked elsewhere, by its number, is given there.
    Given(usize),
    /// It is taken there.
    TakenThere(usize),
}

impl Parts<'_> {
    fn are_given_by(&self, line: &Line<'_>) -> bool {
        let gives = &line.grant.gives;
        self.here.iter().any(|part| gives.includes(part.permission))
            || self
                .elsewhere
                .iter()
                .any(|one| gives.includes(one.permission))
    }

    fn are_taken_by(&self, restriction: &Restriction) -> bool {
        self.here
            .iter()
            .any(|part| restriction.concerns(part.permission))
            || self
                .elsewhere
                .iter()
                .any(|one| restriction.concerns(one.permission))
    }

    fn each_given<'a>(&self, line: &Line<'a>, mut see: impl FnMut(Counted<'a>)) {
        let grant = line.grant;
        for (place, part) in self.here.iter().enumerate() {
            if !part.shut && grant.gives.includes(part.permission) {
                see(Counted::Alternative(place, &grant.scope));
            }
        }
        for (number, request) in self.elsewhere.iter().enumerate() {
            if grant.gives.includes(request.permission) && covers(&grant.scope, request) {
                see(Counted::Given(number));
            }
        }
    }

    fn each_taken<'a>(&self, restriction: &'a Restriction, mut see: impl FnMut(Counted<'a>)) {
        let mut open = self.here.iter().filter(|part| !part.shut);
        if open.any(|part| restriction.concerns(part.permission)) {
            see(Counted::Taken(&restriction.scope));
        }
        for (number, request) in self.elsewhere.iter().enumerate() {
            if restriction.concerns(request.permission) && covers(&restriction.scope, request) {
                see(Counted::TakenThere(number));
            }
        }
    }
}

fn covers(scope: &Scope, request: &Request<'_>) -> bool {
    scope.covers(&request.holder.actor(), &request.resource)
}

/// Of everything that the scopes hang on how much holds, as the moments go by.
struct Sweep<'a> {
    now: DateTime<Utc>,
    later: BTreeMap<DateTime<Utc>, Vec<(Counted<'a>, Change)>>,
    /// How many say the same, and whether any did at first.
    same: BTreeMap<Counted<'a>, (usize, bool)>,
    /// How many scopes there are at each place.
    at: Vec<usize>,
    elsewhere: Vec<Elsewhere>,
    /// How many scopes are there that were not at first, or the reverse.
    others: usize,
    /// Whether something asked elsewhere was denied at first.
    was_denied: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Change {
    Begins,
    Ends,
}

/// What holds of a right that is asked elsewhere.
#[derive(Clone, Copy, Debug, Default)]
struct Elsewhere {
    never: bool,
    given: usize,
    taken: usize,
}

impl<'a> Sweep<'a> {
    fn new(catalogue: &Catalogue, parts: &Parts<'_>, now: DateTime<Utc>) -> Self {
        let elsewhere = |request: &Request<'_>| Elsewhere {
            never: catalogue
                .object_bars(request)
                .or(kind_bars(request))
                .is_some(),
            ..Elsewhere::default()
        };
        Self {
            now,
            later: BTreeMap::new(),
            same: BTreeMap::new(),
            at: vec![0; parts.here.len()],
            elsewhere: parts.elsewhere.iter().map(elsewhere).collect(),
            others: 0,
            was_denied: false,
        }
    }

    /// Counts what holds now, and notes what begins or ends later. It holds where all spans do.
    fn record(&mut self, spans: &[Validity], one: Counted<'a>) {
        let from = spans.iter().filter_map(Validity::from).max();
        let end = spans.iter().filter_map(Validity::end).min();
        let begins = from.filter(|from| *from > self.now);
        if end.is_some_and(|end| end <= begins.unwrap_or(self.now)) {
            return;
        }
        match begins {
            Some(from) => self
                .later
                .entry(from)
                .or_default()
                .push((one, Change::Begins)),
            None => self.count(one, Change::Begins),
        }
        if let Some(end) = end {
            self.later.entry(end).or_default().push((one, Change::Ends));
        }
    }

    fn first_difference(mut self) -> Option<DateTime<Utc>> {
        for (count, was) in self.same.values_mut() {
            *was = *count > 0;
        }
        self.others = 0;
        self.was_denied = self.is_denied();
        for (moment, changes) in std::mem::take(&mut self.later) {
            for (one, change) in changes {
                self.count(one, change);
            }
            if self.differs() {
                return Some(moment);
            }
        }
        None
    }

    fn count(&mut self, one: Counted<'a>, change: Change) {
        let step = |count: &mut usize| match change {
            Change::Begins => *count += 1,
            Change::Ends => *count = count.saturating_sub(1),
        };
        match one {
            Counted::Given(number) => {
                if let Some(there) = self.elsewhere.get_mut(number) {
                    step(&mut there.given);
                }
            }
            Counted::TakenThere(number) => {
                if let Some(there) = self.elsewhere.get_mut(number) {
                    step(&mut there.taken);
                }
            }
            Counted::Alternative(..) | Counted::Taken(_) => {
                let (count, was) = self.same.entry(one).or_default();
                let before = *count > 0;
                step(count);
                let is = *count > 0;
                if is == before {
                    return;
                }
                match is == *was {
                    true => self.others = self.others.saturating_sub(1),
                    false => self.others += 1,
                }
                if let Counted::Alternative(place, _) = one
                    && let Some(scopes) = self.at.get_mut(place)
                {
                    step(scopes);
                }
            }
        }
    }

    /// Whether the scopes are others than at first: a scope has come or gone, or all are there and
    /// nothing is covered any more, or again, because of what is asked elsewhere.
    fn differs(&self) -> bool {
        let nowhere = || self.at.contains(&0);
        self.others > 0 || (self.is_denied() != self.was_denied && !nowhere())
    }

    fn is_denied(&self) -> bool {
        let held = |one: &Elsewhere| !one.never && one.given > 0 && one.taken == 0;
        !self.elsewhere.iter().all(held)
    }
}
