//! What a session says of itself: settings of its transaction, made by one statement that a host sends first.

use std::collections::BTreeSet;

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
    /// A session is one member of the staff, one customer and one link at most: ask for the others apart.
    #[error("viewer {at} is the second of his kind")]
    SecondOfKind {
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
    /// For another database, nobody, several tenants, or two viewers of one kind.
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
        let mut sides = BTreeSet::new();
        for (at, one) in wearing.iter().enumerate() {
            if one.viewer.tenant() != tenant {
                return Err(SettingsError::OtherTenant { at: at + 1 });
            }
            let side = match &one.viewer {
                Viewer::Guest(_) => Side::Guest,
                Viewer::Actor(actor) => match actor.id {
                    ActorId::User(_) => Side::Staff,
                    ActorId::Customer(_) => Side::Customer,
                },
            };
            if !sides.insert(side) {
                return Err(SettingsError::SecondOfKind { at: at + 1 });
            }
        }
        for side in Side::ALL {
            let one = wearing.iter().find(|one| match &one.viewer {
                Viewer::Guest(_) => side == Side::Guest,
                Viewer::Actor(actor) => match actor.id {
                    ActorId::User(_) => side == Side::Staff,
                    ActorId::Customer(_) => side == Side::Customer,
                },
            });
            self.say(&mut said, side, one, now);
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
        match side {
            Side::Guest => {
                // A link to read opens its ticket until it ends.
                let link = one.and_then(|one| match &one.viewer {
                    Viewer::Guest(link) => Some(link),
                    Viewer::Actor(_) => None,
                });
                let link =
                    link.filter(|link| link.purpose == GuestPurpose::View && link.expires > now);
                said.id(Setting::LinkTicket, link.map(|link| link.ticket));
                said.id(Setting::LinkCustomer, link.map(|link| link.customer));
                let epoch = link.map(|link| link.epoch.to_string());
                said.text(
                    Setting::LinkEpoch,
                    IdForm::Number,
                    epoch.unwrap_or_default(),
                );
                return;
            }
            Side::Staff => {
                let user = actor.and_then(|actor| match actor.id {
                    ActorId::User(user) => Some(user),
                    ActorId::Customer(_) => None,
                });
                said.id(Setting::User(side), user);
            }
            Side::Customer => {
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

/// Whose rules: each side has settings of its own, so that nobody becomes by a rule who he is not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Side {
    Staff,
    Customer,
    Guest,
}

impl Side {
    const ALL: [Self; 3] = [Self::Staff, Self::Customer, Self::Guest];

    const fn word(self) -> &'static str {
        match self {
            Self::Staff => "staff",
            Self::Customer => "customer",
            Self::Guest => "guest",
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
    LinkTicket,
    LinkCustomer,
    LinkEpoch,
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
        let (side, word) = match self {
            Self::Tenant => (None, "tenant"),
            Self::Rules(side) => (Some(side), "rules"),
            Self::User(side) => (Some(side), "user"),
            Self::Customer(side) => (Some(side), "customer"),
            Self::Groups(side) => (Some(side), "groups"),
            Self::OverseenGroups(side) => (Some(side), "overseen_groups"),
            Self::OverseenPeople(side) => (Some(side), "overseen_people"),
            Self::Organizations(side) => (Some(side), "organizations"),
            Self::Sites(side) => (Some(side), "sites"),
            Self::Questionnaires(side) => (Some(side), "questionnaires"),
            Self::Channels(side) => (Some(side), "channels"),
            Self::LinkTicket => (None, "link_ticket"),
            Self::LinkCustomer => (None, "link_customer"),
            Self::LinkEpoch => (None, "link_epoch"),
        };
        let side = side.map_or(String::new(), |side| format!("{}_", side.word()));
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
