//! A naive model of a staff account, written from the statements and from what the commands promise,
//! and from nothing else: plain words and numbers, one function a command, in the order in which the
//! rules are told. It knows no type of the crate.

mod forms;
mod plain;
mod ways;

use std::collections::BTreeSet;

pub(crate) use plain::{
    Create, Edit, Entry, Import, Letter, Lists, Login, Password, Person, Rights,
};

pub(crate) const DAY: i64 = 24 * 60 * 60;

/// One of the five systems, as the statements tell it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum System {
    Open,
    TalkMe,
    Uis,
    Noci,
    Reach,
}

/// What a form must fill in.
impl System {
    pub(crate) const ALL: [Self; 5] =
        [Self::Open, Self::TalkMe, Self::Uis, Self::Noci, Self::Reach];

    fn requires(self, field: &str) -> bool {
        match self {
            Self::Open => false,
            // One login and one password for both (S9).
            Self::TalkMe => ["login", "password"].contains(&field),
            // The surname only (S31-S33).
            Self::Uis => field == "last_name",
            // E-mail, role, password or invitation (S91, S92, S111).
            Self::Noci => ["email", "role", "password"].contains(&field),
            // First name, last name, e-mail, at least one role (S118).
            Self::Reach => ["first_name", "last_name", "email", "role"].contains(&field),
        }
    }

    /// Where nobody else has the address, it is the key of the account (S91, S118).
    fn knows_by_email(self) -> bool {
        matches!(self, Self::Noci | Self::Reach)
    }

    /// French, where a form names no language (S104).
    fn language(self) -> Option<&'static str> {
        (self == Self::Noci).then_some("fr")
    }
}

/// A token that is out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Token {
    pub(crate) number: u8,
    /// The first second at which it is too old.
    pub(crate) end: i64,
}

/// How an account was switched off.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Off {
    No,
    Suspended,
    HalfDeleted,
    Deleted,
    Erased,
}

/// The account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Account {
    pub(crate) tenant: i64,
    pub(crate) id: i64,
    pub(crate) kind: &'static str,
    pub(crate) can: BTreeSet<&'static str>,
    pub(crate) person: Person,
    pub(crate) login: Login,
    pub(crate) has_password: bool,
    pub(crate) password_version: u32,
    pub(crate) was_user: bool,
    pub(crate) invited: bool,
    pub(crate) activation: Option<Token>,
    pub(crate) reset: Option<Token>,
    pub(crate) off: Off,
    pub(crate) holds: BTreeSet<&'static str>,
}

impl Account {
    pub(crate) fn standing(&self) -> &'static str {
        match self.off {
            Off::Deleted | Off::Erased => "deleted",
            Off::HalfDeleted => "half_deleted",
            Off::Suspended => "suspended",
            // Invited, and no password set yet (S115).
            Off::No if self.invited => "pending",
            // Never saved with a right: no user (S43, S183).
            Off::No if !self.was_user => "employee",
            Off::No => "active",
        }
    }

    pub(crate) fn login(&self) -> Option<&'static str> {
        match self.login {
            Login::None => None,
            Login::Own(name) => Some(name),
            Login::Email => self.person.email,
        }
    }

    fn void_tokens(&mut self) {
        self.activation = None;
        self.reset = None;
    }
}

/// Somebody who would take over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct StandIn {
    pub(crate) tenant: i64,
    pub(crate) id: i64,
    /// How much has happened to it.
    pub(crate) version: u64,
    pub(crate) standing: &'static str,
    pub(crate) can: BTreeSet<&'static str>,
}

/// What is asked.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Ask {
    Create(Box<Create>),
    Import(Box<Import>),
    Edit(Box<Edit>),
    RecordRight,
    TurnAllRightsOff,
    SetCredentials,
    ClearCredentials,
    UseEmailAsLogin,
    IssueActivation,
    Activate,
    IssueReset,
    Reset,
    Suspend,
    Restore,
    HalfDelete,
    Delete,
    SetCapacities(BTreeSet<&'static str>),
    SetMemberships(Lists),
    Convert,
    PlaceHold(&'static str),
    LiftHold(&'static str),
    Erase,
}

/// Where and when it is asked, and what comes with it.
#[derive(Clone, Debug)]
pub(crate) struct Moment {
    pub(crate) tenant: i64,
    pub(crate) system: System,
    /// The second from which on no legacy account is created, where there are such at all (S6).
    pub(crate) cut_over: i64,
    pub(crate) now: i64,
    /// The id for a new account.
    pub(crate) id: i64,
    /// The token that is issued or brought.
    pub(crate) token: u8,
    pub(crate) stand_in: Option<StandIn>,
}

/// A yes: the account afterwards, what happened, and what the host must do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Done {
    pub(crate) account: Account,
    pub(crate) happened: Vec<&'static str>,
    pub(crate) duties: Vec<String>,
}

/// Every reason, by its code and what it names.
pub(crate) type No = BTreeSet<String>;

pub(crate) type Answer = Result<Done, No>;

fn no(reason: &str) -> Answer {
    Err([reason.to_owned()].into())
}

impl Done {
    fn nothing(account: &Account) -> Self {
        Self {
            account: account.clone(),
            happened: Vec::new(),
            duties: Vec::new(),
        }
    }

    fn event(&mut self, name: &'static str) {
        self.happened.push(name);
    }

    fn duty(&mut self, text: impl Into<String>) {
        self.duties.push(text.into());
    }

    fn letter(&mut self, letter: &str, to: Option<&str>) {
        if let Some(to) = to {
            self.duties.push(format!("letter {letter} to {to}"));
        }
    }
}

/// What is answered.
pub(crate) fn answer(account: Option<&Account>, ask: &Ask, moment: &Moment) -> Answer {
    let Some(account) = account else {
        return match ask {
            Ask::Create(form) => forms::create(form, moment),
            Ask::Import(form) => forms::import(form, moment),
            _ => no("user.unknown"),
        };
    };
    // Whose it is comes first, and nothing else is said of it.
    if account.tenant != moment.tenant {
        return no("tenant.other");
    }
    match ask {
        Ask::Create(_) | Ask::Import(_) => no("user.exists"),
        // A stranger with a token is told of the token and nothing of the account.
        Ask::Activate => ways::activate(account, moment),
        Ask::Reset => ways::reset(account, moment),
        // Nothing more can be done with an erased account.
        _ if account.off == Off::Erased => no("erase.erased"),
        Ask::PlaceHold(case) => ways::place_hold(account, case),
        Ask::LiftHold(case) => ways::lift_hold(account, case),
        Ask::Erase => ways::erase(account),
        // Deleted is deleted (S82).
        _ if account.off == Off::Deleted => no("standing.wrong deleted"),
        Ask::Delete => ways::delete(account, moment),
        Ask::Restore => ways::restore(account),
        // A group that is deleted takes everybody out, the half-deleted too.
        Ask::SetMemberships(lists) => ways::set_memberships(account, lists, moment),
        // A half-deleted one is brought back first, or deleted for good (S78).
        _ if account.off == Off::HalfDeleted => no("standing.wrong half_deleted"),
        Ask::Edit(form) => forms::edit(account, form, moment),
        Ask::RecordRight => ways::record_right(account, moment),
        Ask::TurnAllRightsOff => ways::turn_all_rights_off(account),
        Ask::SetCredentials => ways::set_credentials(account),
        Ask::ClearCredentials => ways::clear_credentials(account, moment),
        Ask::UseEmailAsLogin => ways::use_email_as_login(account, moment),
        Ask::IssueActivation => ways::issue_activation(account, moment),
        Ask::IssueReset => ways::issue_reset(account, moment),
        Ask::Suspend => ways::suspend(account, moment),
        Ask::HalfDelete => ways::half_delete(account, moment),
        Ask::SetCapacities(can) => ways::set_capacities(account, can),
        Ask::Convert => ways::convert(account),
    }
}
