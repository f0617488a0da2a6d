//! One value out of two: the rule of D1 for a place that holds the value of one half.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    Conflict, Decision, Field, FieldValue, Origin, PrecedenceTable, Provenance, Reason, Settled,
    Side, Why,
};

/// Fills the places of the whole one by one and notes where each value comes from.
#[derive(Debug)]
pub(crate) struct Settler<'a> {
    table: &'a PrecedenceTable,
    decisions: &'a BTreeMap<Field, Decision>,
    pub(crate) fields: BTreeMap<Field, Provenance>,
    pub(crate) conflicts: Vec<Conflict>,
    pub(crate) reasons: BTreeSet<Reason>,
}

/// What one half says in a place, and how much it means it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Said<T> {
    pub(crate) weight: Weight,
    pub(crate) value: T,
}

/// How much a half means what it says. The greater weight wins.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Weight {
    /// Nothing is said.
    Unset,
    /// Nobody chose it.
    Default,
    /// Somebody chose it.
    Explicit,
}

impl<T> Said<Option<T>> {
    /// What is there was chosen.
    pub(crate) fn maybe(value: Option<T>) -> Self {
        let weight = match value {
            Some(_) => Weight::Explicit,
            None => Weight::Unset,
        };
        Self { weight, value }
    }
}

/// What both halves say in a place.
pub(crate) struct Pair<'f, T> {
    pub(crate) operator: Said<T>,
    pub(crate) admin: Said<T>,
    /// Whether the two values are one. Two pictures never are, nor two passwords.
    pub(crate) same: fn(&T, &T) -> bool,
    /// Reads a decided value; `None` for one that does not fit.
    pub(crate) read: &'f dyn Fn(&FieldValue) -> Option<T>,
}

impl<'a> Settler<'a> {
    pub(crate) fn new(
        table: &'a PrecedenceTable,
        decisions: &'a BTreeMap<Field, Decision>,
    ) -> Self {
        Self {
            table,
            decisions,
            fields: BTreeMap::new(),
            conflicts: Vec::new(),
            reasons: BTreeSet::new(),
        }
    }

    /// The value for a place of rule [`Rule::OneOf`](crate::Rule::OneOf), with the half it is of.
    pub(crate) fn one_of<T>(&mut self, field: Field, pair: Pair<'_, T>) -> (T, Option<Side>) {
        let Pair {
            operator,
            admin,
            same,
            read,
        } = pair;
        let (weight, other) = (operator.weight, admin.weight);
        let (value, side, why) = if weight == Weight::Unset && other == Weight::Unset {
            (operator.value, None, Why::NeitherSet)
        } else if weight != other {
            // Set beats unset; explicit beats default (D1).
            let why = match weight.min(other) {
                Weight::Unset => Why::OnlyOneSet,
                Weight::Default | Weight::Explicit => Why::ExplicitBeatsDefault,
            };
            if weight > other {
                (operator.value, Some(Side::Operator), why)
            } else {
                (admin.value, Some(Side::Admin), why)
            }
        } else if same(&operator.value, &admin.value) {
            self.note(field, Origin::Both, Why::Equal);
            return (operator.value, Some(Side::Operator));
        } else if weight == Weight::Default {
            // Nobody chose either: no conflict, the table's half.
            match self.table.of(&field).and_then(|row| row.side()) {
                Some(Side::Admin) => (admin.value, Some(Side::Admin), Why::BothDefault),
                _ => (operator.value, Some(Side::Operator), Why::BothDefault),
            }
        } else {
            return self.conflict(field, operator.value, admin.value, read);
        };
        self.note(field, side.map_or(Origin::Neither, Origin::from), why);
        (value, side)
    }

    /// Both explicit and different: a decision settles it, else the policy, else nobody (D1).
    fn conflict<T>(
        &mut self,
        field: Field,
        operator: T,
        admin: T,
        read: &dyn Fn(&FieldValue) -> Option<T>,
    ) -> (T, Option<Side>) {
        let (settled, new) = match self.decisions.get(&field) {
            Some(Decision::Take(side)) => (Settled::ByDecision(*side), None),
            Some(Decision::Set(value)) => match read(value) {
                Some(value) => (Settled::ByNewValue, Some(value)),
                None => {
                    self.reasons.insert(Reason::DecisionMisfit {
                        field: field.clone(),
                    });
                    (Settled::Open, None)
                }
            },
            None => match self.table.of(&field).and_then(|row| row.side()) {
                Some(side) => (Settled::ByPolicy(side), None),
                None => (Settled::Open, None),
            },
        };
        self.conflicts.push(Conflict {
            field: field.clone(),
            settled,
        });
        let (side, why) = match settled {
            Settled::ByPolicy(side) => (side, Why::Policy),
            Settled::ByDecision(side) => (side, Why::Decided),
            // A placeholder: the plan is not carried out with it.
            Settled::Open => (Side::Operator, Why::Open),
            Settled::ByNewValue => {
                self.note(field, Origin::Decision, Why::Decided);
                return (new.unwrap_or(operator), None);
            }
        };
        self.note(field, side.into(), why);
        match side {
            Side::Operator => (operator, Some(side)),
            Side::Admin => (admin, Some(side)),
        }
    }

    /// What either half has.
    pub(crate) fn union<T: Ord + Clone>(
        &mut self,
        field: Field,
        operator: &BTreeSet<T>,
        admin: &BTreeSet<T>,
    ) -> BTreeSet<T> {
        self.note_union(field, operator.is_empty(), admin.is_empty());
        operator.union(admin).cloned().collect()
    }

    pub(crate) fn note_union(&mut self, field: Field, no_operator: bool, no_admin: bool) {
        let (from, why) = match (no_operator, no_admin) {
            (true, true) => (Origin::Neither, Why::NeitherSet),
            (false, true) => (Origin::Operator, Why::OnlyOneSet),
            (true, false) => (Origin::Admin, Why::OnlyOneSet),
            (false, false) => (Origin::Both, Why::Union),
        };
        self.note(field, from, why);
    }

    pub(crate) fn note(&mut self, field: Field, from: Origin, why: Why) {
        self.fields.insert(field, Provenance { from, why });
    }

    /// A decision about a place without a conflict is refused: nothing is dropped in silence.
    pub(crate) fn refuse_idle_decisions(&mut self) {
        for field in self.decisions.keys() {
            if !self.conflicts.iter().any(|found| found.field == *field) {
                self.reasons.insert(Reason::NothingToDecide {
                    field: field.clone(),
                });
            }
        }
    }
}
