//! The indexes that the statements want.

use std::collections::BTreeSet;

use frontdesk_visibility::{Rule, Term};

use crate::dialect::Dialect;
use crate::lists::Sql;
use crate::mapping::{IdColumn, IdForm, Mapping, Members, MomentColumn, MomentForm, Table};
use crate::messages::{AudienceColumn, Files, StaffColumn};
use crate::name::{Name, Prefix};
use crate::statement::Statement;

/// An order in which a page is walked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Order {
    Id,
    Created,
    All,
    Public,
}

impl Order {
    const ALL: [Self; 4] = [Self::Id, Self::Created, Self::All, Self::Public];

    /// The moment that it goes by, if it does and is kept.
    pub(crate) fn column(self, mapping: &Mapping) -> Option<&MomentColumn> {
        let activity = mapping.activity.as_ref();
        match self {
            Self::Id => None,
            Self::Created => Some(&mapping.created_at),
            Self::All => activity.map(|activity| &activity.all),
            Self::Public => activity.map(|activity| &activity.public),
        }
    }

    /// The name of its index.
    pub(crate) fn name(self, prefix: &Prefix) -> String {
        quoted(
            prefix,
            match self {
                Self::Id => "by_id",
                Self::Created => "by_creation",
                Self::All => "by_activity",
                Self::Public => "by_public_activity",
            },
        )
    }
}

impl Sql<'_> {
    /// The indexes that the statements of these rules want, as statements to be run once: one for each order
    /// of a page, with the columns that the rules read in it, so that a page is made of the index alone; one
    /// for each fact that the rules look up, the newest first, and those looked up in a state by the state as
    /// well, so that [`Walk::Merged`](crate::Walk::Merged) has the first of each; one to each side of each
    /// set; and of messages, their files and what was read one by the ticket, with what is counted of them.
    /// Run again they change nothing, so that an index of an earlier release that has this name stays:
    /// drop it first.
    ///
    /// With [`Indexes::Generated`](crate::Indexes::Generated) of this prefix the pages of SQLite name them. A
    /// host whose tables are written more than they are read may leave those behind the first two out, and
    /// names none.
    #[must_use]
    pub fn indexes(&self, prefix: &Prefix, rules: &[Rule]) -> Vec<Statement> {
        let mapping = self.mapping;
        let read = Read::of(mapping, rules);
        let tenant = mapping.tenant.name.to_string();
        let id = self.ordered(&mapping.id.name, mapping.id.form == IdForm::Text);
        let moment = |column: &MomentColumn| {
            let text = self.ordered(&column.name, column.form == MomentForm::Text);
            format!("{text} DESC")
        };
        let table = mapping.table.to_string();
        let mut all = Vec::new();
        for order in Order::ALL {
            let mut keys = vec![tenant.clone()];
            match (order, order.column(mapping)) {
                (Order::Id, _) => {}
                (_, Some(column)) => keys.push(moment(column)),
                (_, None) => continue,
            }
            keys.push(id.clone());
            let name = order.name(prefix);
            all.push(self.index(&name, &table, &keys, &read.columns(mapping)));
        }
        for LookedUp { column, state } in &read.looked_up {
            let column_and_state = [Some(column), state.as_ref()].into_iter().flatten();
            let mut keys = vec![tenant.clone()];
            keys.extend(column_and_state.map(Name::to_string));
            keys.extend([moment(&mapping.created_at), id.clone()]);
            let in_state = if state.is_some() { "_in_state" } else { "" };
            let name = quoted(prefix, &format!("of_{}{in_state}", short(column)));
            all.push(self.index(&name, &table, &keys, &read.columns(mapping)));
        }
        for members in &read.sets {
            let Members {
                table,
                tenant,
                key,
                member,
                ..
            } = members;
            let of = |first: &Name, second: &Name| -> Vec<String> {
                let keys = [tenant.as_ref(), Some(first), Some(second)].into_iter();
                keys.flatten().map(Name::to_string).collect()
            };
            let short = short(&table.name);
            for (name, keys) in [
                (format!("{short}_of"), of(key, &member.name)),
                (format!("{short}_for"), of(&member.name, key)),
            ] {
                let name = quoted(prefix, &name);
                all.push(self.index(&name, &table.to_string(), &keys, &[]));
            }
        }
        all.extend(self.of_messages(prefix));
        all
    }

    /// By which the messages of a ticket are counted without being read, their files, and what was read of it.
    fn of_messages(&self, prefix: &Prefix) -> Vec<Statement> {
        let index = |table: &Table, tenant: Option<&Name>, keys: &[String], read: &[String]| {
            let tenant = tenant.map(Name::to_string).into_iter();
            let keys: Vec<String> = tenant.chain(keys.iter().cloned()).collect();
            let name = quoted(prefix, &format!("{}_of", short(&table.name)));
            self.index(&name, &table.to_string(), &keys, read)
        };
        let moment =
            |column: &MomentColumn| self.ordered(&column.name, column.form == MomentForm::Text);
        let mut all = Vec::new();
        if let Some(messages) = &self.mapping.messages {
            let keys = [messages.ticket.to_string(), moment(&messages.at)];
            let audience = match &messages.audience {
                AudienceColumn::Words(column) => &column.name,
                AudienceColumn::Note(flag) => flag.name(),
            };
            let staff = messages.staff.as_ref().map(|staff| match staff {
                StaffColumn::Words { name, .. } | StaffColumn::Present(name) => name,
            });
            let of_files = messages.files.as_ref().map(|files| match files {
                Files::Count(name) | Files::Table { of: name, .. } => name,
            });
            let read = [Some(audience), staff, of_files].into_iter().flatten();
            let read: Vec<String> = read.map(Name::to_string).collect();
            let tenant = messages.tenant.as_ref();
            all.push(index(&messages.table, tenant, &keys, &read));
            if let Some(Files::Table {
                table, tenant, key, ..
            }) = &messages.files
            {
                all.push(index(table, tenant.as_ref(), &[key.to_string()], &[]));
            }
        }
        if let Some(reads) = &self.mapping.reads {
            let accounts = [&reads.users, &reads.customers].into_iter().flatten();
            let mut read: Vec<String> = accounts.map(|column| column.name.to_string()).collect();
            read.push(reads.until.name.to_string());
            let keys = [reads.ticket.to_string()];
            all.push(index(&reads.table, reads.tenant.as_ref(), &keys, &read));
        }
        all
    }

    fn index(&self, name: &str, table: &str, keys: &[String], read: &[String]) -> Statement {
        let besides: Vec<String> = read
            .iter()
            .filter(|one| !keys.contains(one))
            .cloned()
            .collect();
        let keys = keys.join(", ");
        let columns = match (self.dialect, besides.is_empty()) {
            (_, true) => format!("({keys})"),
            (Dialect::Sqlite, false) => format!("({keys}, {})", besides.join(", ")),
            (Dialect::Postgres, false) => format!("({keys}) INCLUDE ({})", besides.join(", ")),
        };
        Statement {
            text: format!("CREATE INDEX IF NOT EXISTS {name} ON {table} {columns}"),
            params: Vec::new(),
        }
    }

    /// As an index keeps it in the order of a page.
    fn ordered(&self, name: &Name, is_text: bool) -> String {
        let by = if is_text {
            self.dialect.by_characters()
        } else {
            ""
        };
        format!("{name}{by}")
    }
}

fn quoted(prefix: &Prefix, name: &str) -> String {
    format!("\"{}_{}\"", prefix.as_str(), name.replace('"', "\"\""))
}

/// So much of a name that the prefix and a word fit before and behind it.
fn short(name: &Name) -> String {
    let mut end = name.as_str().len().min(32);
    while !name.as_str().is_char_boundary(end) {
        end -= 1;
    }
    name.as_str().get(..end).unwrap_or_default().to_owned()
}

/// A column by which tickets are looked up, and beside it that of the state.
#[derive(PartialEq)]
struct LookedUp {
    column: Name,
    state: Option<Name>,
}

/// What some rules read.
struct Read<'a> {
    mapping: &'a Mapping,
    /// The columns of a ticket, in the order of the mapping.
    columns: BTreeSet<Name>,
    looked_up: Vec<LookedUp>,
    sets: Vec<&'a Members>,
}

impl<'a> Read<'a> {
    fn of(mapping: &'a Mapping, rules: &[Rule]) -> Self {
        let mut read = Self {
            mapping,
            columns: BTreeSet::new(),
            looked_up: Vec::new(),
            sets: Vec::new(),
        };
        for rule in rules {
            rule.ways
                .iter()
                .for_each(|term| read.term(term, Sign::Asked));
            let besides = rule.provided.iter();
            besides.for_each(|term| read.term(term, Sign::Besides));
        }
        read
    }

    fn columns(&self, mapping: &Mapping) -> Vec<String> {
        let own = [&mapping.tenant.name, &mapping.id.name];
        let besides = self.columns.iter().filter(|name| !own.contains(name));
        besides.map(Name::to_string).collect()
    }

    fn term(&mut self, term: &Term, sign: Sign) {
        let mapping = self.mapping;
        let id = |column: &'a Option<IdColumn>| column.as_ref().map(|column| &column.name);
        match term {
            Term::All(terms) => {
                let sign = match sign {
                    Sign::Asked if terms.iter().any(asks_the_state) => Sign::AskedInState,
                    sign => sign,
                };
                terms.iter().for_each(|term| self.term(term, sign));
            }
            Term::OneOf(terms) => terms.iter().for_each(|term| self.term(term, sign)),
            Term::Not(term) => self.term(term, Sign::Besides),
            Term::AssigneeIsMe | Term::AssigneeIn(_) => self.look_up(id(&mapping.assignee), sign),
            Term::AssigneeIsColleague => self.read(id(&mapping.assignee)),
            Term::Unassigned => {
                self.read(id(&mapping.assignee));
                self.read(id(&mapping.bot));
            }
            Term::AssigneeGroupIn(_) => {
                self.look_up(id(&mapping.assignee), sign);
                self.set(mapping.assignee_groups.as_ref());
            }
            Term::OfferedToMe => self.look_up(id(&mapping.offered_to), sign),
            Term::StateIn(_) => self.read(mapping.state.as_ref().map(|column| &column.name)),
            Term::GroupIn(_) => self.look_up(id(&mapping.group), sign),
            Term::SiteIn(_) => self.read(id(&mapping.site)),
            Term::PrivacyIs(_) => self.read(mapping.privacy.as_ref().map(|column| &column.name)),
            Term::QuestionnaireIn(_) => self.read(id(&mapping.questionnaire)),
            Term::ChannelIn(_) => self.read(mapping.channel.as_ref().map(|column| &column.name)),
            Term::IParticipate => self.set(mapping.participants.as_ref()),
            Term::IAmMentioned => self.set(mapping.mentioned.as_ref()),
            Term::ISubstitute => {
                self.look_up(id(&mapping.assignee), sign);
                self.set(mapping.substitutes.as_ref());
            }
            Term::CreatorIsMe => self.look_up(id(&mapping.creator), sign),
            Term::RequesterIsMe => self.look_up(id(&mapping.requester), sign),
            Term::RequesterOrganizationIsMine => self.look_up(id(&mapping.organization), sign),
            Term::IAmCopied => self.set(mapping.copied.as_ref()),
            Term::IAmStaff => {}
            Term::Kept => {
                for flag in [mapping.deleted.as_ref(), mapping.spam.as_ref()] {
                    self.read(flag.map(crate::FlagColumn::name));
                }
            }
            Term::MyLinkOpensIt => {
                self.read(id(&mapping.requester));
                self.read(mapping.guest_epoch.as_ref());
            }
        }
    }

    fn read(&mut self, column: Option<&Name>) {
        self.columns.extend(column.cloned());
    }

    fn look_up(&mut self, column: Option<&Name>, sign: Sign) {
        self.read(column);
        let state = self.mapping.state.as_ref().map(|column| &column.name);
        let state = match sign {
            Sign::Besides => return,
            Sign::Asked => None,
            Sign::AskedInState => state.cloned(),
        };
        let looked_up = column.cloned().map(|column| LookedUp { column, state });
        let new = looked_up.filter(|one| !self.looked_up.contains(one));
        self.looked_up.extend(new);
    }

    fn set(&mut self, members: Option<&'a Members>) {
        let new = members.filter(|members| !self.sets.contains(members));
        self.sets.extend(new);
    }
}

/// Whether no way of the term is without a state.
fn asks_the_state(term: &Term) -> bool {
    match term {
        Term::StateIn(_) => true,
        Term::All(terms) => terms.iter().any(asks_the_state),
        Term::OneOf(terms) => !terms.is_empty() && terms.iter().all(asks_the_state),
        _ => false,
    }
}

/// Whether a term opens tickets, so that they are looked up by it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Sign {
    Asked,
    /// It is, in some states alone.
    AskedInState,
    Besides,
}
