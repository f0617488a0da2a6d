//! Who may act on whom, and who may give what without having it.

use std::collections::{BTreeMap, BTreeSet};

use super::place::{At, Place};
use super::view::{View, is};
use crate::permission::Permission;
use crate::role::RoleId;

/// Who does something to whom, found by whom it is done to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Pairs(BTreeMap<usize, BTreeSet<usize>>);

impl Pairs {
    fn add(&mut self, of: usize, by: impl IntoIterator<Item = usize>) {
        let mut by = by.into_iter().peekable();
        if by.peek().is_some() {
            self.0.entry(of).or_default().extend(by);
        }
    }

    /// Who does it to this one.
    pub(super) fn on(&self, of: usize) -> impl Iterator<Item = usize> {
        self.0.get(&of).into_iter().flatten().copied()
    }

    /// Whether this one does it to that one.
    pub(super) fn has(&self, by: usize, of: usize) -> bool {
        self.0.get(&of).is_some_and(|all| all.contains(&by))
    }
}

/// Who may act on whom, who may edit roles and make accounts, and what is entrusted to whom.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Edges<'a> {
    pub(super) assigns: Pairs,
    pub(super) edits: Pairs,
    pub(super) restores: Pairs,
    pub(super) sends: Pairs,
    pub(super) takes: Pairs,
    pub(super) editors: BTreeSet<usize>,
    pub(super) makers: BTreeSet<usize>,
    pub(super) trusted: BTreeMap<usize, BTreeSet<&'a RoleId>>,
}

impl<'a> View<'_, 'a> {
    pub(super) fn next_edges(&self) -> Edges<'a> {
        let mut edges = Edges::default();
        let all = |right: Permission, at: At<'_>| -> Vec<usize> {
            let holders = self.holders(right, at);
            self.most.numbers().filter(|by| is(&holders, *by)).collect()
        };
        let section = At::Place(Place::Section);
        edges.editors.extend(all(Permission::ROLE_EDIT, section));
        edges.makers.extend(all(Permission::USER_CREATE, section));
        for of in self.most.numbers() {
            for own in [false, true] {
                let at = At::Place(Place::Record { of, own });
                let over = |right: Permission| {
                    let who = all(right, at).into_iter();
                    who.filter(move |by| (*by == of) == own)
                };
                edges.assigns.add(of, over(Permission::ROLE_ASSIGN));
                edges.edits.add(of, over(Permission::USER_EDIT));
                edges.restores.add(of, over(Permission::USER_SUSPEND));
                for right in [Permission::CREDENTIALS_RESET, Permission::LOGIN_CHANGE] {
                    edges.sends.add(of, over(right));
                    edges.takes.add(of, over(right));
                }
                edges.takes.add(of, over(Permission::IMPERSONATE));
            }
        }
        edges.trusted = self.next_trust(&edges);
        edges
    }

    /// The roles that each could give without having them.
    fn next_trust(&self, edges: &Edges<'a>) -> BTreeMap<usize, BTreeSet<&'a RoleId>> {
        let catalogue = self.most.directory.catalogue();
        let through = |role: &RoleId| {
            let role = catalogue.role(role).into_iter();
            role.flat_map(|role| &role.may_assign)
        };
        let mut trusted: BTreeMap<usize, BTreeSet<&'a RoleId>> = BTreeMap::new();
        for by in self.done.controlled.iter().copied() {
            let account = self.most.accounts.get(by).into_iter();
            let own = account.flat_map(|it| &it.roles).copied();
            let given = self.roles_given(by).map(|(role, _)| role);
            let roles: BTreeSet<&RoleId> = own.chain(given).collect();
            trusted.insert(by, roles.into_iter().flat_map(through).collect());
        }
        loop {
            let before = trusted.clone();
            for to in self.done.controlled.iter().copied() {
                let is_new = self.most.accounts.get(to).is_some_and(|it| it.is_new);
                let has_saved = self.has_saved(to);
                let mut more: BTreeSet<&'a RoleId> = BTreeSet::new();
                for (by, roles) in &before {
                    let makes = is_new && edges.makers.contains(by) && edges.assigns.has(*by, to);
                    if makes || (has_saved && edges.editors.contains(by)) {
                        more.extend(roles);
                    }
                    if makes {
                        more.extend(roles.iter().copied().flat_map(through));
                    }
                }
                trusted.entry(to).or_default().extend(more);
            }
            if trusted == before {
                return trusted;
            }
        }
    }
}
