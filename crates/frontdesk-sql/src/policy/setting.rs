//! What a session says of itself: settings of its transaction, made by one statement that a host sends first.

use chrono::{DateTime, Utc};
use frontdesk_model::{ActorId, Id, Kind, Memberships, TenantId};
use frontdesk_visibility::{GuestPurpose, Viewer};

use crate::dialect::{Dialect, in_text};
use crate::lists::Sql;
use crate::mapping::IdForm;
use crate::name::{Name, Prefix};
use crate::statement::{Param, Statement};

/// One viewer of a session, and the names of the rules that are his.
#[derive(Clone, Copy, Debug)]
pub struct Wearing<'a> {
    /// Who.
    pub viewer: Viewer<'a>,
    /// Which of the rules of [`Sql::policies`]: those that access's scopes make for him now. A rule of
    /// another hat than he can wear opens nothing to him.
    pub rules: &'a [Name],
}

/// How many viewers of each kind a session is at most: a person may have several accounts, and hold several
/// links. A policy asks for each of them in turn, with his own lists and rules, so that nobody opens by one what
/// only two of them together had; one more makes its text longer. Policies and settings must be made of the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Sessions {
    /// Accounts of the staff.
    pub users: Seats,
    /// Accounts of customers.
    pub customers: Seats,
    /// Links.
    pub links: Seats,
}

/// How many viewers of one kind: one to [`Seats::MAX`].
///
/// ```
/// use frontdesk_sql::{Seats, SeatsError};
/// assert_eq!(Seats::new(1), Ok(Seats::ONE));
/// assert_eq!(Seats::new(0), Err(SeatsError));
/// assert_eq!(Seats::new(17), Err(SeatsError));
/// # Ok::<(), SeatsError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Seats(u8);

/// No number of viewers that a session can be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a session is 1 to {} viewers of a kind", Seats::MAX)]
pub struct SeatsError;

impl Seats {
    /// One.
    pub const ONE: Self = Self(1);
    /// The most: each has some sixteen settings, and PostgreSQL takes 1,664 in one statement.
    pub const MAX: u8 = 16;

    /// Takes a number.
    ///
    /// # Errors
    /// When it is none, or more than [`MAX`](Self::MAX).
    pub const fn new(number: u8) -> Result<Self, SeatsError> {
        match number {
            1..=Self::MAX => Ok(Self(number)),
            _ => Err(SeatsError),
        }
    }
}

impl Sessions {
    /// One of each.
    pub const ONE: Self = Self {
        users: Seats::ONE,
        customers: Seats::ONE,
        links: Seats::ONE,
    };

    const fn of(self, whose: Whose) -> u8 {
        let Seats(most) = match whose {
            Whose::Staff => self.users,
            Whose::Customer => self.customers,
            Whose::Guest => self.links,
        };
        most
    }

    /// Each place of a viewer of this kind.
    pub(super) fn sides(self, whose: Whose) -> impl Iterator<Item = Side> {
        (1..=self.of(whose)).map(move |seat| Side { whose, seat })
    }
}

/// Why a session cannot say this of itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SettingsError {
    /// SQLite has no sessions.
    #[error("row-level security is of PostgreSQL")]
    OtherDatabase,
    /// Nobody: a session without a viewer sees nothing, and is of no tenant.
    #[error("the session has no viewer")]
    Nobody,
    /// The viewers are of several tenants.
    #[error("viewer {at} is of another tenant than the first")]
    OtherTenant {
        /// Which, counted from 1.
        at: usize,
    },
    /// One more of a kind than [`Mapping::sessions`](crate::Mapping::sessions) says: ask for him apart.
    #[error("viewer {at} is one more of his kind than a session is")]
    TooMany {
        /// Which, counted from 1.
        at: usize,
    },
    /// No row is of this tenant.
    #[error("the tenant's id has no number, and the column of the tenant holds numbers")]
    Tenant,
}

impl Sql<'_> {
    /// The statement by which a transaction says who looks: to be sent first in each, with its values. It
    /// sets every setting anew and for the transaction alone (`set_config(..., true)`, which is
    /// `SET LOCAL`), so that behind a pooler nothing stays for the next one, and nothing is taken over from
    /// the one before.
    ///
    /// Whoever can send statements of his own as this role can say anything of himself: the policies guard
    /// against a forgotten condition, and not against a stranger's SQL.
    ///
    /// # Errors
    /// For another database, nobody, several tenants, or more viewers of a kind than a session is.
    pub fn settings(
        &self,
        prefix: &Prefix,
        wearing: &[Wearing<'_>],
        now: DateTime<Utc>,
    ) -> Result<Statement, SettingsError> {
        if self.dialect != Dialect::Postgres {
            return Err(SettingsError::OtherDatabase);
        }
        let mut said = Said::default();
        let first = wearing.first().ok_or(SettingsError::Nobody)?;
        let tenant: TenantId = first.viewer.tenant();
        let form = self.mapping.tenant.form;
        form.param(tenant).ok_or(SettingsError::Tenant)?;
        said.id(Setting::Tenant, Some(tenant));
        let mut seats: Vec<(Side, &Wearing<'_>)> = Vec::new();
        for (at, one) in wearing.iter().enumerate() {
            if one.viewer.tenant() != tenant {
                return Err(SettingsError::OtherTenant { at: at + 1 });
            }
            let whose = Whose::of(&one.viewer);
            let mut sides = self.mapping.sessions.sides(whose);
            let free = sides.find(|side| seats.iter().all(|(taken, _)| taken != side));
            let side = free.ok_or(SettingsError::TooMany { at: at + 1 })?;
            seats.push((side, one));
        }
        for whose in Whose::ALL {
            for side in self.mapping.sessions.sides(whose) {
                let one = seats.iter().find(|(taken, _)| *taken == side);
                self.say(&mut said, side, one.map(|(_, one)| *one), now);
            }
        }
        Ok(said.statement(prefix))
    }

    fn say(&self, said: &mut Said, side: Side, one: Option<&Wearing<'_>>, now: DateTime<Utc>) {
        let rules = one.map_or(&[][..], |one| one.rules);
        let rules: Vec<String> = rules.iter().map(|name| name.as_str().to_owned()).collect();
        said.texts(Setting::Rules(side), &rules);
        let none = Memberships::EMPTY;
        let actor = one.and_then(|one| match &one.viewer {
            Viewer::Actor(actor) => Some(actor),
            Viewer::Guest(_) => None,
        });
        let lists = actor.map_or(&none, |actor| actor.memberships);
        match side.whose {
            Whose::Guest => {
                // A link to read opens its ticket until it ends.
                let link = one.and_then(|one| match &one.viewer {
                    Viewer::Guest(link) => Some(link),
                    Viewer::Actor(_) => None,
                });
                let link =
                    link.filter(|link| link.purpose == GuestPurpose::View && link.expires > now);
                said.id(Setting::LinkTicket(side), link.map(|link| link.ticket));
                said.id(Setting::LinkCustomer(side), link.map(|link| link.customer));
                let epoch = link.map(|link| link.epoch.to_string());
                said.text(
                    Setting::LinkEpoch(side),
                    IdForm::Number,
                    epoch.unwrap_or_default(),
                );
                return;
            }
            Whose::Staff => {
                let user = actor.and_then(|actor| match actor.id {
                    ActorId::User(user) => Some(user),
                    ActorId::Customer(_) => None,
                });
                said.id(Setting::User(side), user);
            }
            Whose::Customer => {
                let customer = actor.and_then(|actor| match actor.id {
                    ActorId::Customer(customer) => Some(customer),
                    ActorId::User(_) => None,
                });
                said.id(Setting::Customer(side), customer);
            }
        }
        said.ids(Setting::Groups(side), &lists.groups);
        said.ids(Setting::OverseenGroups(side), &lists.overseen_groups);
        said.ids(Setting::OverseenPeople(side), &lists.overseen_people);
        said.ids(Setting::Organizations(side), &lists.organizations);
        said.ids(Setting::Sites(side), &lists.sites);
        said.ids(Setting::Questionnaires(side), &lists.questionnaires);
        let words = self
            .mapping
            .channel
            .as_ref()
            .map(|column| column.words_for(&lists.channels));
        let words = match words {
            Some(Param::Texts(words)) => words,
            _ => Vec::new(),
        };
        said.texts(Setting::Channels(side), &words);
    }
}

/// Whose rules: each kind of viewer has settings of its own, so that nobody becomes by a rule who he is not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Whose {
    Staff,
    Customer,
    Guest,
}

impl Whose {
    const ALL: [Self; 3] = [Self::Staff, Self::Customer, Self::Guest];

    const fn of(viewer: &Viewer<'_>) -> Self {
        match viewer {
            Viewer::Guest(_) => Self::Guest,
            Viewer::Actor(actor) => match actor.id {
                ActorId::User(_) => Self::Staff,
                ActorId::Customer(_) => Self::Customer,
            },
        }
    }
}

/// One viewer of a session: the first, second, ... of his kind. What one of them is and wears says nothing of
/// the next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Side {
    pub(super) whose: Whose,
    /// From 1.
    seat: u8,
}

impl Side {
    /// The beginning of the names of his settings.
    fn word(self, word: &str) -> String {
        match self.seat {
            1 => format!("{word}_"),
            seat => format!("{word}{seat}_"),
        }
    }
}

/// One setting.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Setting {
    Tenant,
    Rules(Side),
    User(Side),
    Customer(Side),
    Groups(Side),
    OverseenGroups(Side),
    OverseenPeople(Side),
    Organizations(Side),
    Sites(Side),
    Questionnaires(Side),
    Channels(Side),
    LinkTicket(Side),
    LinkCustomer(Side),
    LinkEpoch(Side),
}

impl Setting {
    /// One value of it in this form; `NULL` where nothing is said. Read once in a statement and not once in
    /// a row: that is what the brackets of a query do.
    pub(super) fn read(self, prefix: &Prefix, form: Option<IdForm>) -> String {
        let cast = match form {
            Some(IdForm::Uuid) => "::uuid",
            Some(IdForm::Number) => "::bigint",
            Some(IdForm::Text) | None => "",
        };
        self.read_as(prefix, form.unwrap_or(IdForm::Text), cast)
    }

    /// The same of a number that is no id.
    pub(super) fn read_number(self, prefix: &Prefix) -> String {
        self.read_as(prefix, IdForm::Number, "::bigint")
    }

    /// All values of it in this form; the empty array where nothing is said.
    pub(super) fn read_list(self, prefix: &Prefix, form: Option<IdForm>) -> String {
        let cast = match form {
            Some(IdForm::Uuid) => "::uuid[]",
            Some(IdForm::Number) => "::bigint[]",
            Some(IdForm::Text) | None => "::text[]",
        };
        let read = self.read_as(prefix, form.unwrap_or(IdForm::Text), cast);
        format!("COALESCE({read}, '{{}}'{cast})")
    }

    fn read_as(self, prefix: &Prefix, form: IdForm, cast: &str) -> String {
        let name = self.name(prefix, form);
        // What was set for an earlier transaction is empty and not missing.
        format!("(SELECT NULLIF(current_setting('{name}', true), '')){cast}")
    }

    /// Its name, of letters, digits and low lines behind the prefix and a point. Ids are said in both of
    /// their forms: as uuids and as numbers.
    fn name(self, prefix: &Prefix, form: IdForm) -> String {
        let of_account = |side: Side| match side.whose {
            Whose::Staff => side.word("staff"),
            Whose::Customer => side.word("customer"),
            Whose::Guest => side.word("guest"),
        };
        let (side, word) = match self {
            Self::Tenant => (String::new(), "tenant"),
            Self::Rules(side) => (of_account(side), "rules"),
            Self::User(side) => (of_account(side), "user"),
            Self::Customer(side) => (of_account(side), "customer"),
            Self::Groups(side) => (of_account(side), "groups"),
            Self::OverseenGroups(side) => (of_account(side), "overseen_groups"),
            Self::OverseenPeople(side) => (of_account(side), "overseen_people"),
            Self::Organizations(side) => (of_account(side), "organizations"),
            Self::Sites(side) => (of_account(side), "sites"),
            Self::Questionnaires(side) => (of_account(side), "questionnaires"),
            Self::Channels(side) => (of_account(side), "channels"),
            Self::LinkTicket(side) => (side.word("link"), "ticket"),
            Self::LinkCustomer(side) => (side.word("link"), "customer"),
            Self::LinkEpoch(side) => (side.word("link"), "epoch"),
        };
        let number = match form {
            IdForm::Number => "_number",
            IdForm::Uuid | IdForm::Text => "",
        };
        format!("{}.{side}{word}{number}", prefix.as_str())
    }
}

/// Settings and their values, in order.
#[derive(Default)]
struct Said(Vec<(Setting, IdForm, String)>);

impl Said {
    fn text(&mut self, setting: Setting, form: IdForm, value: String) {
        self.0.push((setting, form, value));
    }

    /// In both forms; nothing where there is none.
    fn id<K: Kind>(&mut self, setting: Setting, id: Option<Id<K>>) {
        let number = id.and_then(|id| id.number());
        let number = number.map(|number| number.to_string()).unwrap_or_default();
        let text = id.map(|id| id.to_string()).unwrap_or_default();
        self.text(setting, IdForm::Text, text);
        self.text(setting, IdForm::Number, number);
    }

    fn ids<'i, K: Kind + 'i>(
        &mut self,
        setting: Setting,
        ids: impl IntoIterator<Item = &'i Id<K>> + Copy,
    ) {
        let array = |items: Vec<String>| format!("{{{}}}", items.join(","));
        let numbers = ids.into_iter().filter_map(Id::number);
        let numbers = array(numbers.map(|number| number.to_string()).collect());
        let texts = array(ids.into_iter().map(ToString::to_string).collect());
        self.text(setting, IdForm::Text, texts);
        self.text(setting, IdForm::Number, numbers);
    }

    /// An array of texts, each in quotes.
    fn texts(&mut self, setting: Setting, all: &[String]) {
        let escaped = |text: String| text.replace('\\', "\\\\").replace('"', "\\\"");
        let all = in_text(all).into_iter();
        let all: Vec<String> = all.map(|text| format!("\"{}\"", escaped(text))).collect();
        self.text(setting, IdForm::Text, format!("{{{}}}", all.join(",")));
    }

    fn statement(self, prefix: &Prefix) -> Statement {
        let mut calls = Vec::new();
        let mut params = Vec::new();
        for (setting, form, value) in self.0 {
            params.push(Param::Text(value));
            let name = setting.name(prefix, form);
            calls.push(format!("set_config('{name}', ${}, true)", params.len()));
        }
        Statement {
            text: format!("SELECT {}", calls.join(", ")),
            params,
        }
    }
}
