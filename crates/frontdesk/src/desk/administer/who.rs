//! Who may ask a command of identity: the mapping to what access is asked.
//!
//! Two choices that the sources leave open:
//!
//! - **Employees.** `employee.edit` is "change the employee list" and `user.edit` "edit another user"
//!   (catalogue.md 1, 3.2). Who was never saved with a right is on the list and is no user (S34,
//!   S43, S183): for that record `employee.edit` is enough, and `user.edit` does as well, since there
//!   are desks without such a list. Nothing on the record acts; whoever gives the first right later
//!   is measured by all of it. E-mail, login and password are not changed by way of the list: whoever
//!   set them would sign in as the user that somebody else makes of the employee. The e-mail of a new
//!   entry is a contact like its phone: it opens nothing, and belongs to nobody else before. From the
//!   first right on the `user.*` atoms govern alone, or the list would be a side door to the account
//!   of a user.
//! - **Half-deletion** happens on that list (S78), and so needs `employee.edit`. It stops everything
//!   that the user does (S81), as deletion does, and so needs all that deletion needs: `user.delete`,
//!   covering, and an administrator who remains. With either alone the weaker screen would be the
//!   way around the stronger one.

use std::collections::BTreeSet;

use frontdesk_access::{AdminAction, Holder, Permission, Takeover};
use frontdesk_identity::{
    Activation, Capacity, Change, ContactPoint, Edit, Entry, Login, PasswordChange, RightsChange,
    User, UserCommand,
};
use frontdesk_model::{ActorId, Standing, UserId};

mod others;

pub use others::who_asks_of_portal;

/// Who may ask a command.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Who {
    /// Whoever brings the token: it decides, not a right.
    Token,
    /// The person, signed in and active, of the own account.
    Oneself {
        /// The rights that it needs over the own record.
        rights: BTreeSet<Permission>,
    },
    /// Whoever administers.
    Admin(Needs),
    /// Only the service itself: no person.
    System,
}

/// What somebody who administers is asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Needs {
    /// What access is asked whether he may do, all of it, in this order.
    pub actions: Vec<AdminAction>,
    /// What access is asked besides, without any of it being done here: it comes to the same for
    /// somebody.
    pub questions: Vec<AdminAction>,
    /// The rights that he needs besides, over the account or the section that each is about.
    pub rights: BTreeSet<Permission>,
    /// A right over the account that is enough in the place of all the others.
    pub instead: Option<Permission>,
    /// How much of the record must be covered besides.
    pub covering: Covering,
}

/// How much of a record somebody must cover.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Covering {
    /// What access asks for each action: of the own record nothing.
    #[default]
    ByAction,
    /// All of it, the own one too: what it holds in store would begin to act.
    Whole,
}

impl Needs {
    fn actions(actions: impl IntoIterator<Item = AdminAction>) -> Self {
        Self {
            actions: actions.into_iter().collect(),
            ..Self::default()
        }
    }

    fn rights(rights: impl IntoIterator<Item = Permission>) -> Self {
        Self {
            rights: rights.into_iter().collect(),
            ..Self::default()
        }
    }

    /// What the first right needs: whoever gives it makes a user, and lets all of the record act.
    pub(super) fn of_first_right(user: UserId) -> Self {
        let edit = AdminAction::EditUser { user: user.into() };
        Self::actions([edit]).and([Permission::USER_CREATE])
    }

    fn and(mut self, rights: impl IntoIterator<Item = Permission>) -> Self {
        self.rights.extend(rights);
        self
    }

    /// The employee list governs the record of who never was a user.
    fn or_employee_list(mut self, is_listed: bool) -> Self {
        self.instead = is_listed.then_some(Permission::EMPLOYEE_EDIT);
        self
    }
}

/// Whether the account is that of who asks. Of who acts as another none is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Own {
    /// The own one.
    Account,
    /// Another's.
    No,
}

/// A command on an account with what the mapping reads of it.
#[derive(Clone, Copy)]
pub(super) struct Asked<'a> {
    /// Whether it is the own account.
    pub(super) own: Own,
    /// Of which account.
    pub(super) user: UserId,
    /// The account as it is.
    pub(super) before: Option<&'a User>,
    /// The rights with which one begins that is not there yet.
    pub(super) born: &'a Holder,
}

impl Asked<'_> {
    /// Who may ask this command of this account, and for what access is asked.
    pub(super) fn who(&self, command: &UserCommand) -> Who {
        let user = ActorId::User(self.user);
        let own = self.own == Own::Account;
        let listed = self.before.is_some_and(never_user);
        let edit = || AdminAction::EditUser { user };
        let take_over = |by| AdminAction::TakeOver { user, by };
        let oneself = || Who::Oneself {
            rights: BTreeSet::new(),
        };
        let admin = |needs: Needs| Who::Admin(needs);
        match command {
            // The account with every right that it begins with. One without any, and without login
            // and password, is an entry on the employee list (S34).
            UserCommand::Create(form) => {
                let secret = match &form.entry {
                    Entry::Employee { password } | Entry::User { password } => password.is_some(),
                    Entry::Invited { .. } => true,
                };
                let sign_in = secret || form.login != Login::Unset || form.letter.is_some();
                self.create(sign_in, form.capacities.as_ref())
            }
            UserCommand::Import(form) => {
                let sign_in = form.password.is_some() || form.login != Login::Unset;
                self.create(sign_in, form.capacities.as_ref())
            }
            UserCommand::Edit(form) => self.edit(form),
            // Being a user comes by the first right, whichever way the account began (S29, S183).
            UserCommand::RecordRight => match self.before.is_some_and(becomes_user) {
                true => admin(Needs::of_first_right(self.user)),
                false => admin(Needs::actions([edit()])),
            },
            // What goes off is asked for right by right.
            UserCommand::TurnAllRightsOff => admin(Needs::actions([edit()])),
            // The own password needs no right; that the person knows the old one is the host's.
            UserCommand::SetCredentials { .. } | UserCommand::IssueReset { .. } if own => oneself(),
            UserCommand::ClearCredentials if own => admin(Needs::actions([edit()])),
            // Whoever sets the password acts as the user, and who drops it decides that for him.
            UserCommand::SetCredentials { .. } | UserCommand::ClearCredentials => {
                admin(Needs::actions([take_over(Takeover::ResetCredentials)]))
            }
            // The letter goes to the account's own address: it hands nothing to who has it sent.
            UserCommand::IssueActivation { .. } | UserCommand::IssueReset { .. } => {
                admin(Needs::actions([AdminAction::SendReset { user }]))
            }
            UserCommand::UseEmailAsLogin => {
                let mut needs = Needs::actions([edit()]);
                if !own {
                    needs.actions.push(take_over(Takeover::ChangeLogin));
                }
                admin(needs)
            }
            UserCommand::Activate { .. } | UserCommand::Reset { .. } => Who::Token,
            UserCommand::Suspend { .. } => admin(Needs::actions([AdminAction::Suspend { user }])),
            UserCommand::Restore => admin(Needs::actions([AdminAction::Restore { user }])),
            UserCommand::HalfDelete { .. } => {
                let delete = AdminAction::Delete { user };
                admin(Needs::actions([delete]).and([Permission::EMPLOYEE_EDIT]))
            }
            UserCommand::Delete { .. } => admin(Needs::actions([AdminAction::Delete { user }])),
            // The roles and the restriction that follow are asked for one by one.
            UserCommand::SetCapacities { capacities } => {
                admin(Needs::actions([edit()]).and(self.receives_all(Some(capacities))))
            }
            UserCommand::SetMemberships { memberships } => {
                let set = AdminAction::SetMemberships {
                    user,
                    memberships: Box::new(memberships.clone()),
                };
                admin(Needs::actions([set]).or_employee_list(listed))
            }
            // What the old kind could never do becomes possible: whoever converts must cover all of
            // the account. It unites nothing, so no right to merge is asked.
            UserCommand::Convert => admin(Needs {
                covering: match own {
                    true => Covering::Whole,
                    false => Covering::ByAction,
                },
                ..Needs::actions([edit()])
            }),
            // A hold keeps evidence from whoever may delete. So it is no business of those who
            // manage users but of who answers for the account.
            UserCommand::PlaceHold { .. } | UserCommand::LiftHold { .. } => admin(Needs::rights([
                Permission::ACCOUNT_SETTINGS,
                Permission::USER_VIEW,
            ])),
            // Erasure ends a deletion and cannot be undone: both.
            UserCommand::Erase => {
                let delete = AdminAction::Delete { user };
                admin(Needs::actions([delete]).and([Permission::ACCOUNT_SETTINGS]))
            }
        }
    }

    fn create(&self, sign_in: bool, capacities: Option<&BTreeSet<Capacity>>) -> Who {
        let holder = Box::new(self.born.clone());
        let bare = self.born.standing == Standing::Employee && self.born.roles.is_empty();
        let messages = self.receives_all(capacities);
        let entry = bare && !sign_in && messages.is_none();
        let needs = Needs::actions([AdminAction::CreateUser { holder }]).and(messages);
        Who::Admin(needs.or_employee_list(entry))
    }

    /// The one capacity that is a right by itself: only who has it gives it.
    fn receives_all(&self, capacities: Option<&BTreeSet<Capacity>>) -> Option<Permission> {
        let had = self.before.is_some_and(User::receives_all_messages);
        let has = capacities.is_some_and(|all| all.contains(&Capacity::ReceiveAllMessages));
        (has && !had).then_some(Permission::MESSAGE_RECEIVE_ALL)
    }

    fn edit(&self, form: &Edit) -> Who {
        let user = ActorId::User(self.user);
        let touches = Touches::of(form, self.before);
        let Touches {
            record,
            contacts,
            memberships,
            email,
            login,
            password,
            letter,
            rights,
        } = touches;
        let sign_in = email || login;
        let typed = form
            .letter
            .as_ref()
            .is_some_and(|letter| letter.to_typed.is_some());
        let own = self.own == Own::Account;
        // One's own Contacts (S18) and one's own password: no administration.
        let sets = matches!(form.password, PasswordChange::Set(_));
        if own && !(record || memberships || sign_in || letter || rights) && (sets || !password) {
            return Who::Oneself {
                rights: contacts
                    .then_some(Permission::CONTACT_POINT_EDIT)
                    .into_iter()
                    .collect(),
            };
        }
        let mut actions = Vec::new();
        let others = memberships || password || letter;
        if record || contacts || sign_in || rights || !others || own {
            actions.push(AdminAction::EditUser { user });
        }
        if let (true, Change::Set(lists)) = (memberships, &form.profile.memberships) {
            actions.push(AdminAction::SetMemberships {
                user,
                memberships: Box::new(lists.clone()),
            });
        }
        // Nobody takes over himself.
        let mut take_over = |wanted: bool, by| {
            if wanted && !own {
                actions.push(AdminAction::TakeOver { user, by });
            }
        };
        take_over(sign_in, Takeover::ChangeLogin);
        // A letter with the credentials opens the account to whoever reads it: to an address that
        // the form names, or with a password that the form sets, to who wrote the form.
        let to_oneself = !(email || password || typed);
        take_over(
            password || letter && !to_oneself,
            Takeover::ResetCredentials,
        );
        if letter && to_oneself && !own {
            actions.push(AdminAction::SendReset { user });
        }
        let first = form.rights == RightsChange::Some && self.before.is_some_and(becomes_user);
        let needs = Needs::actions(actions)
            .and(contacts.then_some(Permission::CONTACT_POINT_EDIT))
            .and(first.then_some(Permission::USER_CREATE));
        let listed =
            self.before.is_some_and(never_user) && !(first || sign_in || password || letter);
        Who::Admin(needs.or_employee_list(listed))
    }
}

/// What a form really changes, by who may change it.
#[expect(
    clippy::struct_excessive_bools,
    reason = "independent parts of one form, each changed or not"
)]
struct Touches {
    record: bool,
    contacts: bool,
    memberships: bool,
    email: bool,
    login: bool,
    password: bool,
    letter: bool,
    rights: bool,
}

impl Touches {
    fn of(form: &Edit, before: Option<&User>) -> Self {
        let Edit {
            profile,
            email,
            login,
            password,
            rights,
            letter,
        } = form;
        let frontdesk_identity::ProfileChanges {
            name,
            chat_name,
            photo,
            position,
            memberships,
            limit,
            settings,
            external_ids,
            contact_points,
        } = profile;
        let record = before.map(User::record);
        let now = record.map(|record| &record.profile);
        Self {
            record: changes(name, now.map(|now| &now.name))
                || changes(chat_name, now.map(|now| &now.chat_name))
                || changes(photo, now.map(|now| &now.photo))
                || changes(position, now.map(|now| &now.position))
                || changes(limit, now.map(|now| &now.limit))
                || changes(settings, now.map(|now| &now.settings))
                || changes(external_ids, now.map(|now| &now.external_ids))
                || vouches(contact_points, now.map(|now| &now.contact_points)),
            contacts: changes(contact_points, now.map(|now| &now.contact_points)),
            memberships: changes(memberships, now.map(|now| &now.memberships)),
            email: changes(email, now.map(|now| &now.email)),
            login: changes(login, record.map(|record| &record.login)),
            password: *password != PasswordChange::Keep,
            letter: letter.is_some(),
            rights: *rights != RightsChange::Keep,
        }
    }
}

/// A field that is set to what it is already is not touched.
fn changes<T: PartialEq>(change: &Change<T>, now: Option<&T>) -> bool {
    change.set().is_some_and(|value| Some(value) != now)
}

/// Whether an address would be known better than before. Nobody vouches for an address of his own:
/// it may be a stranger's, who would be told of everything. Whoever edits users may say so.
fn vouches(change: &Change<Vec<ContactPoint>>, now: Option<&Vec<ContactPoint>>) -> bool {
    let known = |point: &ContactPoint| {
        let present = now.into_iter().flatten();
        let same = present.filter(|present| present.address == point.address);
        same.map(|present| present.verification)
            .max()
            .unwrap_or_default()
    };
    let points = change.set().into_iter().flatten();
    points
        .into_iter()
        .any(|point| point.verification > known(point))
}

/// On the employee list, and never saved with a right (S43).
fn never_user(user: &User) -> bool {
    user.standing() == Standing::Employee
}

/// Whether the first right makes a user of this account (S183).
pub(super) fn becomes_user(user: &User) -> bool {
    !user.ever_had_rights() && user.record().activation == Activation::NotAwaited
}

/// The stable name of a command.
pub(super) const fn name_of(command: &UserCommand) -> &'static str {
    match command {
        UserCommand::Create(_) => "create",
        UserCommand::Import(_) => "import",
        UserCommand::Edit(_) => "edit",
        UserCommand::RecordRight => "record_right",
        UserCommand::TurnAllRightsOff => "turn_all_rights_off",
        UserCommand::SetCredentials { .. } => "set_credentials",
        UserCommand::ClearCredentials => "clear_credentials",
        UserCommand::UseEmailAsLogin => "use_email_as_login",
        UserCommand::IssueActivation { .. } => "issue_activation",
        UserCommand::Activate { .. } => "activate",
        UserCommand::IssueReset { .. } => "issue_reset",
        UserCommand::Reset { .. } => "reset",
        UserCommand::Suspend { .. } => "suspend",
        UserCommand::Restore => "restore",
        UserCommand::HalfDelete { .. } => "half_delete",
        UserCommand::Delete { .. } => "delete",
        UserCommand::SetCapacities { .. } => "set_capacities",
        UserCommand::SetMemberships { .. } => "set_memberships",
        UserCommand::Convert => "convert",
        UserCommand::PlaceHold { .. } => "place_hold",
        UserCommand::LiftHold { .. } => "lift_hold",
        UserCommand::Erase => "erase",
    }
}
