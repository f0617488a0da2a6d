//! What is seen under which hat: by the hat goes which messages count as activity.

use frontdesk_model::CustomerId;

use super::plan::Node;
use super::planner::Planner;
use crate::filter::Filter;
use crate::viewer::Hat;

/// What a filter opens, parted by how much of a ticket is read.
#[derive(Clone, Debug)]
pub(super) struct Hats {
    /// Notes and all.
    pub(super) staff: Node,
    /// All but notes, were whoever is in copy shown the whole.
    pub(super) whole: Node,
    /// All but notes, and not by being in copy.
    pub(super) not_by_copy: Node,
    /// By being in copy alone.
    pub(super) by_copy: Node,
    /// What each hat opens, and as which customer.
    pub(super) opened: Vec<(Option<CustomerId>, Node)>,
}

pub(super) fn reads_notes(hat: Hat) -> bool {
    hat == Hat::Operator
}

impl Hats {
    pub(super) fn of(filter: &Filter, planner: &mut Planner<'_>) -> Self {
        let openings = filter.openings.as_slice();
        let (staff, others): (Vec<_>, Vec<_>) =
            openings.iter().partition(|one| reads_notes(one.hat));
        let staff = Node::any(staff.into_iter().map(|one| planner.opens(one)));
        let not_staff = |node: Node| Node::each([node, staff.clone().negate()]);
        let whole = Node::any(others.iter().map(|one| planner.opens(one)));
        let not_by_copy = Node::any(others.iter().map(|one| planner.opens_not_by_copy(one)));
        let mut copied = others.iter().filter(|one| may_be_by_copy(one.hat));
        let by_copy = match copied.next() {
            None => Node::Constant(false),
            Some(_) => {
                let visible = Node::any(openings.iter().map(|one| planner.opens(one)));
                let otherwise = openings.iter().map(|one| planner.opens_not_by_copy(one));
                Node::each([visible, Node::any(otherwise).negate()])
            }
        };
        let opened = openings.iter();
        let opened = opened.map(|one| (one.viewer.customer(), planner.opens(one)));
        Self {
            whole: not_staff(whole),
            not_by_copy: not_staff(not_by_copy),
            by_copy,
            opened: opened.collect(),
            staff,
        }
    }
}

const fn may_be_by_copy(hat: Hat) -> bool {
    matches!(hat, Hat::Customer | Hat::Copied)
}
