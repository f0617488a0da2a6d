//! The 74 permissions, one bit each (catalogue.md section 1).

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

mod about;
pub mod bundle;
pub(crate) mod host;
mod set;
pub(crate) mod stored;

pub use about::{ObjectKind, Section};
pub use set::{PermissionSet, UnknownBit};

/// One right, without a word about where it holds: that is the grant's [`Scope`](crate::Scope).
/// Its number is its bit in a [`PermissionSet`], stable for ever. The bits 96..=127 are a host's
/// own, `host.0` to `host.31`: see [`HostPermission`](crate::HostPermission).
/// Serialized as its dotted name.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "&'static str")]
pub struct Permission(u8);

/// The names that permissions had before, with the present ones. Append only: a name that was once
/// stored is read for ever, and never given to another right.
const RENAMED: &[(&str, &str)] = &[];

struct Row {
    name: &'static str,
    object: ObjectKind,
    section: Section,
    needs: &'static [Permission],
    title: &'static str,
}

/// Declares the permissions. Append only: the number is the bit in every stored set.
macro_rules! permissions {
    ($($bit:literal $constant:ident $name:literal $object:ident $section:ident [$($needs:ident)*] $title:literal;)*) => {
        impl Permission {
            $(#[doc = concat!("`", $name, "`: ", $title, ".")] pub const $constant: Self = Self($bit);)*

            /// Every permission of the catalogue, in the order of the bits.
            pub const ALL: &[Self] = &[$(Self::$constant),*];
        }

        const TABLE: &[Row] = &[$(Row {
            name: $name,
            object: ObjectKind::$object,
            section: Section::$section,
            needs: &[$(Permission::$needs),*],
            title: $title,
        }),*];
    };
}

permissions! {
    0 SURFACE_OPERATOR_APP "surface.operator_app" Section Operating [] "enter the operator's application";
    1 SURFACE_ADMIN_PANEL "surface.admin_panel" Section Administration [] "enter the admin panel";
    2 SURFACE_WORKPLACE "surface.workplace" Section Operating [] "enter the workplace";
    3 SURFACE_OLD_CABINET "surface.old_cabinet" Section Cabinet [] "view the old cabinet";
    4 SURFACE_NEW_CABINET "surface.new_cabinet" Module Cabinet [] "view a section of the new cabinet";
    5 SURFACE_BACKEND "surface.backend" Section Backend [] "enter the backend";
    6 SURFACE_PORTAL "surface.portal" Section Portal [] "use the customer portal";
    7 CONVERSATION_VIEW "conversation.view" Conversation Conversations [] "see the conversation and its messages";
    8 CONVERSATION_VIEW_HISTORY "conversation.view_history" Conversation Conversations [CONVERSATION_VIEW] "see the customer's earlier conversations";
    9 CONVERSATION_REPLY "conversation.reply" Conversation Conversations [CONVERSATION_VIEW] "write to the customer";
    10 CONVERSATION_TAKE "conversation.take" Conversation Conversations [CONVERSATION_VIEW] "assign an unassigned one to oneself";
    11 CONVERSATION_TAKE_OVER "conversation.take_over" Conversation Conversations [CONVERSATION_VIEW] "transfer one that a colleague has to oneself";
    12 CONVERSATION_TRANSFER "conversation.transfer" Conversation Conversations [CONVERSATION_VIEW COLLEAGUE_LIST] "transfer to a chosen colleague";
    13 CONVERSATION_ASSIGN "conversation.assign" Conversation Conversations [CONVERSATION_VIEW] "put any person on it";
    14 CONVERSATION_ASSIGN_GROUP "conversation.assign_group" Conversation Conversations [CONVERSATION_VIEW] "put it into a group's queue";
    15 CONVERSATION_CLOSE "conversation.close" Conversation Conversations [CONVERSATION_VIEW] "end it";
    16 CONVERSATION_REOPEN "conversation.reopen" Conversation Conversations [CONVERSATION_VIEW] "resume a closed one";
    17 CONVERSATION_EDIT_FIELD "conversation.edit_field" Conversation Conversations [CONVERSATION_VIEW] "change a field that the field policy makes editable";
    18 REQUEST_HANDLE "request.handle" Request Conversations [] "see and work a request";
    19 SOFTPHONE_USE "softphone.use" Section Calls [] "use the softphone";
    20 CALLER_ID_VIEW "caller_id.view" Section Calls [SOFTPHONE_USE] "see the numbers that can be shown to the client";
    21 CALLER_ID_CHANGE "caller_id.change" Section Calls [CALLER_ID_VIEW] "choose among them";
    22 EMPLOYEE_VIEW "employee.view" User Employees [] "see a colleague's record and status";
    23 EMPLOYEE_EDIT "employee.edit" User Employees [EMPLOYEE_VIEW] "change the employee list";
    24 COLLEAGUE_LIST "colleague.list" Section None [] "the list of people a conversation can be transferred to";
    25 STATUS_VIEW "status.view" User Employees [EMPLOYEE_VIEW] "see a working status";
    26 STATUS_CHANGE "status.change" User Employees [EMPLOYEE_VIEW STATUS_VIEW] "set a working status";
    27 SITE_VIEW "site.view" Site Sites [] "see which site an inquiry came from";
    28 MODULE_USE "module.use" Module Modules [] "use a module";
    29 ORDER_VIEW "order.view" Order Orders [] "see an order";
    30 ORDER_EDIT "order.edit" Order Orders [ORDER_VIEW] "change it";
    31 ORDER_CREATE "order.create" NewOrder Orders [] "make one";
    32 ORDER_CANCEL "order.cancel" Order Orders [ORDER_VIEW] "cancel it";
    33 ORDER_DELETE "order.delete" Order Orders [ORDER_VIEW] "delete it";
    34 ORDER_COMMENT "order.comment" Order Orders [ORDER_VIEW] "comment on it";
    35 PAYMENT_RECONCILE "payment.reconcile" Order Orders [ORDER_VIEW] "reconcile the order";
    36 PAYMENT_REJECT "payment.reject" Order Orders [ORDER_VIEW] "reject its payment";
    37 PAYMENT_REOPEN "payment.reopen" Order Orders [ORDER_VIEW] "reopen a rejected order";
    38 PAYMENT_COMMENT "payment.comment" Order Orders [ORDER_VIEW] "comment in reconciliation";
    39 REPORT_CONVERSATIONS_GENERATE "report.conversations.generate" Section Reports [] "make a conversation report";
    40 REPORT_CONVERSATIONS_FILTER "report.conversations.filter" Section Reports [REPORT_CONVERSATIONS_GENERATE] "filter it by criteria";
    41 REPORT_CONVERSATIONS_EXPORT "report.conversations.export" Section Reports [REPORT_CONVERSATIONS_GENERATE] "export it";
    42 REPORT_PAYMENTS_GENERATE "report.payments.generate" Section Orders [] "make a payment report";
    43 REPORT_PAYMENTS_FILTER "report.payments.filter" Section Orders [REPORT_PAYMENTS_GENERATE] "filter it by criteria";
    44 REPORT_PAYMENTS_EXPORT "report.payments.export" Section Orders [REPORT_PAYMENTS_GENERATE] "export it";
    45 REPORT_GENERAL_GENERATE "report.general.generate" Section Reports [] "make one of the other reports";
    46 REPORT_GENERAL_FILTER "report.general.filter" Section Reports [REPORT_GENERAL_GENERATE] "filter it by criteria";
    47 REPORT_GENERAL_EXPORT "report.general.export" Section Reports [REPORT_GENERAL_GENERATE] "export it";
    48 TAG_MANAGE "tag.manage" Section Tags [] "create, edit, delete tags";
    49 TEMPLATE_MANAGE "template.manage" Section Templates [] "create, edit, delete templates";
    50 CONTACT_EDIT "contact.edit" Conversation Contacts [CONVERSATION_VIEW] "change the customer's contact data";
    51 CATALOG_SEND "catalog.send" Conversation Catalogs [CONVERSATION_VIEW] "send a catalog";
    52 REVIEW_OFFER "review.offer" Conversation Conversations [CONVERSATION_VIEW] "send \"leave a review\" by hand";
    53 CONTACT_POINT_EDIT "contact_point.edit" User ContactPoints [] "a user's Contacts and their subscriptions";
    54 MESSAGE_RECEIVE_ALL "message.receive_all" Section Operating [] "receives every message sent to any operator; opens no conversation";
    55 PROFILE_EDIT "profile.edit" User Profile [] "a customer's profile";
    56 PASSWORD_CHANGE "password.change" User Profile [] "a customer's password";
    57 DASHBOARD_MONITOR "dashboard.monitor" Section Dashboard [] "counts per agent, no content";
    58 ACCOUNT_SETTINGS "account.settings" Section Administration [] "the account's settings";
    59 USER_VIEW "user.view" User Administration [] "see user records";
    60 USER_CREATE "user.create" Section Administration [USER_VIEW] "create a user";
    61 USER_EDIT "user.edit" User Administration [USER_VIEW] "edit another user";
    62 USER_SUSPEND "user.suspend" User Administration [USER_VIEW] "suspend one";
    63 USER_DELETE "user.delete" User Administration [USER_VIEW] "delete one";
    64 GROUP_EDIT "group.edit" Section Administration [] "create, rename, fill, close groups";
    65 ROLE_VIEW "role.view" Section Administration [] "see roles";
    66 ROLE_EDIT "role.edit" Section Administration [ROLE_VIEW] "change a role";
    67 ROLE_ASSIGN "role.assign" User Administration [ROLE_VIEW USER_VIEW] "give or take a role";
    68 CREDENTIALS_RESET "credentials.reset" User Administration [USER_VIEW] "reset another's credentials";
    69 LOGIN_CHANGE "login.change" User Administration [USER_VIEW] "change another's login or e-mail";
    70 IMPERSONATE "impersonate" User Administration [USER_VIEW] "act as another";
    71 MERGE_PLAN "merge.plan" Section Administration [] "plan the uniting of two legacy accounts";
    72 MERGE_APPLY "merge.apply" Section Administration [MERGE_PLAN] "carry a plan out";
    73 MERGE_UNDO "merge.undo" Section Administration [MERGE_PLAN] "undo it";
}

impl Permission {
    /// The dotted name.
    #[must_use]
    pub fn name(self) -> &'static str {
        let host = || host::NAMES.get(usize::from(self.0.saturating_sub(host::FIRST_BIT)));
        match self.row() {
            Some(row) => row.name,
            None => host().copied().unwrap_or_default(),
        }
    }

    /// What it is asked about. `None`: it is a host's own, and the catalogue that declares it says
    /// so: [`Catalogue::object_of`](crate::Catalogue::object_of).
    #[must_use]
    pub fn object(self) -> Option<ObjectKind> {
        self.row().map(|row| row.object)
    }

    /// The part of the product that it belongs to.
    #[must_use]
    pub fn section(self) -> Section {
        self.row().map_or(Section::Host, |row| row.section)
    }

    /// The permissions without which it has no effect (catalogue.md 1.2). Those of a host's own
    /// right are in the catalogue that declares it:
    /// [`Catalogue::prerequisites_of`](crate::Catalogue::prerequisites_of).
    #[must_use]
    pub fn prerequisites(self) -> &'static [Self] {
        self.row().map_or(&[], |row| row.needs)
    }

    /// What it lets a person do, in a few words; of a host's own right the catalogue that declares
    /// it says more.
    #[must_use]
    pub fn title(self) -> &'static str {
        self.row()
            .map_or("a right of the host's own", |row| row.title)
    }

    /// The right of a host's own with this number.
    ///
    /// ```
    /// use frontdesk_access::Permission;
    /// assert_eq!(Permission::host(4).map(Permission::name), Some("host.4"));
    /// assert_eq!(Permission::host(32), None);
    /// ```
    #[must_use]
    pub const fn host(number: u8) -> Option<Self> {
        if number < host::COUNT {
            return Some(Self(host::FIRST_BIT + number));
        }
        None
    }

    /// Whether it is a host's own.
    #[must_use]
    pub const fn is_host(self) -> bool {
        self.0 >= host::FIRST_BIT
    }

    /// Every right of the catalogue and every right that a host may declare, in the order of the
    /// bits.
    pub fn every() -> impl Iterator<Item = Self> {
        let hosts = (0..host::COUNT).filter_map(Self::host);
        Self::ALL.iter().copied().chain(hosts)
    }

    /// Its bit in a [`PermissionSet`].
    #[must_use]
    pub const fn bit(self) -> u8 {
        self.0
    }

    /// The permission of this name, or of the name that it had before it was renamed.
    ///
    /// # Errors
    /// When the catalogue has no such name: an unknown permission is never allowed.
    pub fn from_name(name: &str) -> Result<Self, UnknownPermission> {
        let name = present_name(name, RENAMED);
        Self::every()
            .find(|permission| permission.name() == name)
            .ok_or_else(|| UnknownPermission(name.to_owned()))
    }

    fn row(self) -> Option<&'static Row> {
        TABLE.get(usize::from(self.0))
    }
}

fn present_name<'a>(name: &'a str, renamed: &[(&str, &'a str)]) -> &'a str {
    let found = renamed.iter().find(|(old, _)| *old == name);
    found.map_or(name, |(_, new)| *new)
}

/// A name that is no permission of the catalogue.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("unknown permission `{0}`")]
pub struct UnknownPermission(pub String);

impl fmt::Display for Permission {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl fmt::Debug for Permission {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Permission {
    type Err = UnknownPermission;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        Self::from_name(name)
    }
}

impl TryFrom<String> for Permission {
    type Error = UnknownPermission;

    fn try_from(name: String) -> Result<Self, Self::Error> {
        Self::from_name(&name)
    }
}

impl From<Permission> for &'static str {
    fn from(permission: Permission) -> Self {
        permission.name()
    }
}

#[cfg(test)]
mod tests;
