//! Talk-Me, S1-S24.

use frontdesk_access::{Holder, RoleAssignment, RoleId};
use frontdesk_identity::Capacity::{self, AdminPanel, Operator, ReceiveAllMessages};
use frontdesk_model::AccountKind::{self, LegacyAdmin, LegacyOperator, Unified};
use frontdesk_systems::talkme::roles::{ADMIN, Account, CONTACTS, OPERATOR, for_account};

use super::{Object::*, Row, anna, annas, petrs, table};

const BOTH: &[Capacity] = &[Operator, AdminPanel];

struct Given {
    kind: AccountKind,
    capacities: &'static [Capacity],
    no_admin_panel: bool,
    owner: bool,
}

impl Given {
    fn holder(&self) -> Holder {
        let mut holder = anna();
        holder.kind = self.kind;
        let capacities = self.capacities.iter().cloned().collect();
        for_account(&Account {
            kind: self.kind,
            capacities: &capacities,
            no_admin_panel: self.no_admin_panel,
            owner: self.owner,
        })
        .apply(&mut holder);
        holder
    }
}

fn account(kind: AccountKind, capacities: &'static [Capacity]) -> Holder {
    Given {
        kind,
        capacities,
        no_admin_panel: false,
        owner: false,
    }
    .holder()
}

/// A legacy account on whose record somebody put a role that its kind cannot have.
fn legacy_with(kind: AccountKind, role: &'static str) -> Holder {
    account(kind, &[]).with_role(RoleAssignment::new(RoleId::from_static(role)))
}

fn operator() -> Holder {
    account(LegacyOperator, &[Operator])
}

fn admin() -> Holder {
    account(LegacyAdmin, &[AdminPanel])
}

fn unified(capacities: &'static [Capacity]) -> Holder {
    account(Unified, capacities)
}

fn without_panel() -> Holder {
    Given {
        kind: Unified,
        capacities: BOTH,
        no_admin_panel: true,
        owner: true,
    }
    .holder()
}

fn owner(kind: AccountKind, capacities: &'static [Capacity]) -> Holder {
    Given {
        kind,
        capacities,
        no_admin_panel: false,
        owner: true,
    }
    .holder()
}

pub(super) fn rows() -> Vec<Row> {
    table! {
        S3 Positive "a legacy operator enters the operator's app": operator(), SURFACE_OPERATOR_APP @ Section => allow;
        S3 Positive "a legacy operator answers his own conversation": operator(), CONVERSATION_REPLY @ Chat(annas()) => allow;
        S3 Positive "a legacy operator hands his own conversation on": operator(), CONVERSATION_TRANSFER @ Chat(annas()) => allow;
        S3 Negative "a legacy operator does not enter the admin panel": operator(), SURFACE_ADMIN_PANEL @ Section => deny kind_of_account;
        S3 Negative "nor with the role of an admin on the record": legacy_with(LegacyOperator, ADMIN), SURFACE_ADMIN_PANEL @ Section => deny kind_of_account;
        S3 Negative "nor does he edit users": legacy_with(LegacyOperator, ADMIN), USER_EDIT @ Colleague => deny kind_of_account;
        S3 Negative "he does not answer a colleague's conversation": operator(), CONVERSATION_REPLY @ Chat(petrs()) => deny out_of_scope;

        S4 Positive "a legacy admin enters the admin panel": admin(), SURFACE_ADMIN_PANEL @ Section => allow;
        S4 Positive "a legacy admin edits users": admin(), USER_EDIT @ Colleague => allow;
        S4 Positive "and has the account's settings": admin(), ACCOUNT_SETTINGS @ Section => allow;
        S4 Positive "and sees users": admin(), USER_VIEW @ Colleague => allow;
        S4 Positive "and creates users": admin(), USER_CREATE @ Section => allow;
        S4 Positive "and suspends users": admin(), USER_SUSPEND @ Colleague => allow;
        S4 Positive "and deletes users": admin(), USER_DELETE @ Colleague => allow;
        S4 Positive "and edits groups": admin(), GROUP_EDIT @ Section => allow;
        S4 Positive "and sees roles": admin(), ROLE_VIEW @ Section => allow;
        S4 Positive "and changes roles": admin(), ROLE_EDIT @ Section => allow;
        S4 Positive "and gives roles": admin(), ROLE_ASSIGN @ Colleague => allow;
        S4 Positive "and resets credentials": admin(), CREDENTIALS_RESET @ Colleague => allow;
        S4 Positive "and changes logins": admin(), LOGIN_CHANGE @ Colleague => allow;
        S4 Negative "a legacy admin does not enter the operator's app": admin(), SURFACE_OPERATOR_APP @ Section => deny kind_of_account;
        S4 Negative "a legacy admin does not answer": admin(), CONVERSATION_REPLY @ Chat(annas()) => deny kind_of_account;
        S4 Negative "nor with the role of an operator on the record": legacy_with(LegacyAdmin, OPERATOR), CONVERSATION_REPLY @ Chat(annas()) => deny kind_of_account;

        S7 Positive "a unified user with both capacities enters the app": unified(BOTH), SURFACE_OPERATOR_APP @ Section => allow;
        S7 Positive "a unified user with both capacities enters the panel": unified(BOTH), SURFACE_ADMIN_PANEL @ Section => allow;
        S7 Negative "without the admin capacity not the panel": unified(&[Operator]), SURFACE_ADMIN_PANEL @ Section => deny not_granted;
        S7 Negative "without the operator capacity not the app": unified(&[AdminPanel]), SURFACE_OPERATOR_APP @ Section => deny not_granted;
        S7 Negative "with neither capacity no surface": unified(&[]), SURFACE_OPERATOR_APP @ Section => deny not_granted;

        S8 Positive "the right 'no admin panel' closes the panel": without_panel(), SURFACE_ADMIN_PANEL @ Section => deny restricted;
        S8 Positive "and all of administration with it": without_panel(), USER_EDIT @ Colleague => deny restricted;
        S8 Positive "merging too, though an owner": without_panel(), MERGE_PLAN @ Section => deny restricted;
        S8 Positive "a role granted later does not lift it": without_panel().with_role(RoleAssignment::new(RoleId::from_static(ADMIN))), ACCOUNT_SETTINGS @ Section => deny restricted;
        S8 Negative "without the right the panel is open": unified(BOTH), SURFACE_ADMIN_PANEL @ Section => allow;
        S8 Negative "the operator's app is untouched": without_panel(), SURFACE_OPERATOR_APP @ Section => allow;
        S8 Negative "own conversations are untouched": without_panel(), CONVERSATION_REPLY @ Chat(annas()) => allow;

        S11 Positive "the owner plans the uniting of two accounts": owner(Unified, BOTH), MERGE_PLAN @ Section => allow;
        S11 Positive "a legacy admin who is owner carries it out": owner(LegacyAdmin, &[AdminPanel]), MERGE_APPLY @ Section => allow;
        S11 Positive "and undoes it": owner(LegacyAdmin, &[AdminPanel]), MERGE_UNDO @ Section => allow;
        S11 Negative "an admin who is not the owner does not": unified(BOTH), MERGE_PLAN @ Section => deny not_granted;
        S11 Negative "a legacy operator never does": owner(LegacyOperator, BOTH), MERGE_PLAN @ Section => deny kind_of_account;

        S16 Positive "the old flag of an operator goes on receiving everything": account(LegacyOperator, &[Operator, ReceiveAllMessages]), MESSAGE_RECEIVE_ALL @ Section => allow;
        S16 Positive "and after a merge": unified(&[Operator, ReceiveAllMessages]), MESSAGE_RECEIVE_ALL @ Section => allow;
        S16 Negative "without the flag not": operator(), MESSAGE_RECEIVE_ALL @ Section => deny not_granted;
        S16 Negative "the flag opens no colleague's conversation": account(LegacyOperator, &[Operator, ReceiveAllMessages]), CONVERSATION_VIEW @ Chat(petrs()) => deny out_of_scope;
        S16 Negative "the flag is an operator's": unified(&[AdminPanel, ReceiveAllMessages]), MESSAGE_RECEIVE_ALL @ Section => deny not_granted;

        S18 Positive "a unified operator keeps own Contacts": unified(&[Operator]), CONTACT_POINT_EDIT @ Me => allow;
        S18 Negative "not a colleague's": unified(&[Operator]), CONTACT_POINT_EDIT @ Colleague => deny out_of_scope;
        S18 Negative "a legacy operator has none": legacy_with(LegacyOperator, CONTACTS), CONTACT_POINT_EDIT @ Me => deny kind_of_account;

        S23 Positive "an operator saves the customer's contacts": operator(), CONTACT_EDIT @ Chat(annas()) => allow;
        S23 Negative "in his own conversation only": operator(), CONTACT_EDIT @ Chat(petrs()) => deny out_of_scope;
        S24 Positive "an operator offers a review by hand": unified(BOTH), REVIEW_OFFER @ Chat(annas()) => allow;
        S24 Negative "a legacy admin does not": admin(), REVIEW_OFFER @ Chat(annas()) => deny kind_of_account;

        D1 Positive "that a legacy kind has no panel is no restriction: united, it has": unified(BOTH), SURFACE_ADMIN_PANEL @ Section => allow;
        D1 Negative "the restriction is one, and stays": without_panel(), SURFACE_ADMIN_PANEL @ Section => deny restricted;
        D2 Positive "Contacts are a unified user's": unified(&[Operator]), CONTACT_POINT_EDIT @ Me => allow;
        D2 Negative "and no legacy operator's": legacy_with(LegacyOperator, CONTACTS), CONTACT_POINT_EDIT @ Me => deny kind_of_account;
    }
}
