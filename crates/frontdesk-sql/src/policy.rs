//! Row-level security of PostgreSQL: the rule itself as a policy of the table, the viewer being what the
//! session says of itself.

mod setting;
mod term;

use frontdesk_visibility::{Hat, Rule};

use crate::condition::Joined;
use crate::dialect::{Dialect, literal, text_literal};
use crate::lists::Sql;
use crate::mapping::{Mapping, Table};
use crate::messages::Files;
use crate::name::{Name, Prefix};
use crate::statement::{Param, Statement};
use crate::writer::Writer;

pub use setting::{Seats, SeatsError, Sessions, SettingsError, Wearing};
use setting::{Setting, Side, Whose};

/// What the policies let a session write.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Writes {
    /// Nothing: the role of the session reads.
    Nothing,
    /// Rows of its tenant: that a change may be made is decided by the host before it writes.
    OfTenant,
}

/// Why there are no such policies.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PolicyError {
    /// SQLite has none.
    #[error("row-level security is of PostgreSQL")]
    OtherDatabase,
    /// Two rules of one name.
    #[error("the name of rule {at} is that of one before it")]
    SameName {
        /// Which, counted from 1.
        at: usize,
    },
    /// With the prefix before it the name would be cut off.
    #[error("the name of rule {at} is too long for the prefix")]
    TooLong {
        /// Which, counted from 1.
        at: usize,
    },
}

impl Sql<'_> {
    /// The policies of these rules, as statements to be run once, in one transaction: the table shows to
    /// every role that does not bypass them, its owner included, the tickets of the session's tenant that one
    /// of the rules opens which the session wears. **Law: what a session sees after
    /// [`settings`](Self::settings) is what the rules bound to its viewers match, joined.** A session that
    /// says nothing of itself sees no row.
    ///
    /// The tables of sets, of messages, of their files and of what was read show the rows of the tenant, where they
    /// have a column of it: who sees which message is said by the statements, not by a policy. The sessions must be
    /// of a role that is neither a superuser nor `BYPASSRLS`.
    ///
    /// A rule has no viewer in it, so one policy serves all who hold the same roles. One that ends
    /// (`valid_until`) opens nothing from then on by the clock of the database.
    ///
    /// # Errors
    /// For another database, and when the names of the rules are none of policies.
    pub fn policies(
        &self,
        prefix: &Prefix,
        rules: &[(Name, Rule)],
        writes: Writes,
    ) -> Result<Vec<Statement>, PolicyError> {
        if self.dialect != Dialect::Postgres {
            return Err(PolicyError::OtherDatabase);
        }
        let table = &self.mapping.table;
        let mut all = guarded(table);
        for (at, (name, rule)) in rules.iter().enumerate() {
            let is_taken = rules.iter().take(at).any(|(other, _)| other == name);
            if is_taken {
                return Err(PolicyError::SameName { at: at + 1 });
            }
            let policy = format!("{}_{}", prefix.as_str(), name.as_str());
            let policy = Name::new(&policy).map_err(|_| PolicyError::TooLong { at: at + 1 })?;
            let using = self.using(prefix, name, rule);
            all.push(format!(
                "CREATE POLICY {policy} ON {table} FOR SELECT USING {using}"
            ));
        }
        let tenant = Setting::Tenant.read(prefix, Some(self.mapping.tenant.form));
        let is_of_tenant = format!("({} = {tenant})", self.mapping.tenant.name);
        if writes == Writes::OfTenant {
            let prefix = prefix.as_str();
            all.extend([
                format!("CREATE POLICY \"{prefix} insert\" ON {table} FOR INSERT WITH CHECK {is_of_tenant}"),
                format!("CREATE POLICY \"{prefix} update\" ON {table} FOR UPDATE USING {is_of_tenant} WITH CHECK {is_of_tenant}"),
                format!("CREATE POLICY \"{prefix} delete\" ON {table} FOR DELETE USING {is_of_tenant}"),
            ]);
        }
        for (table, column) in besides(self.mapping) {
            all.extend(guarded(table));
            let of = match writes {
                Writes::Nothing => "SELECT",
                Writes::OfTenant => "ALL",
            };
            all.push(format!(
                "CREATE POLICY \"{} tenant\" ON {table} FOR {of} USING ({column} = {tenant})",
                prefix.as_str()
            ));
        }
        let statement = |text| Statement {
            text,
            params: Vec::new(),
        };
        Ok(all.into_iter().map(statement).collect())
    }

    /// Of the tenant, worn by the session, not ended, some way of it, and each that is provided.
    fn using(&self, prefix: &Prefix, name: &Name, rule: &Rule) -> String {
        let Rule {
            hat,
            ways,
            provided,
            obligations: _,
            valid_until,
        } = rule;
        let tenant = Setting::Tenant.read(prefix, Some(self.mapping.tenant.form));
        let mut writer = Writer::of_policy(self.mapping, tenant);
        let sides: Vec<Side> = self.mapping.sessions.sides(Whose::wearing(*hat)).collect();
        let worn = |writer: &mut Writer<'_>, side: Side| {
            let rules = Setting::Rules(side).read_list(prefix, None);
            writer.push(&format!("{} = ANY({rules})", text_literal(name.as_str())));
            if let Some(end) = valid_until {
                let end = literal(&Param::Moment(*end));
                writer.push(&format!(" AND statement_timestamp() < {end}"));
            }
            let mut terms = term::Terms {
                writer,
                prefix,
                side,
            };
            for all in [term::Ways::OneOf(ways), term::Ways::All(provided)] {
                terms.and(all);
            }
        };
        writer.push("(");
        writer.column(&self.mapping.tenant.name);
        writer.push(" = ");
        writer.tenant();
        writer.push(" AND ");
        match sides.as_slice() {
            [side] => worn(&mut writer, *side),
            // Each viewer by himself: by his own rules, lists and name.
            sides => writer.joined(Joined::Or, sides, |writer, side| {
                writer.push("(");
                worn(writer, *side);
                writer.push(")");
            }),
        }
        writer.push(")");
        writer.finish().text
    }
}

/// Nobody sees a row of it but by a policy.
fn guarded(table: &Table) -> Vec<String> {
    vec![
        format!("ALTER TABLE {table} ENABLE ROW LEVEL SECURITY"),
        format!("ALTER TABLE {table} FORCE ROW LEVEL SECURITY"),
    ]
}

/// The tables beside that of tickets that have a column of the tenant, each once.
fn besides(mapping: &Mapping) -> Vec<(&Table, &Name)> {
    let sets = [
        &mapping.assignee_groups,
        &mapping.participants,
        &mapping.mentioned,
        &mapping.substitutes,
        &mapping.copied,
    ];
    let sets = sets.into_iter().flatten();
    let sets = sets.map(|set| (&set.table, set.tenant.as_ref()));
    let messages = mapping.messages.as_ref();
    let files = messages.and_then(|messages| match &messages.files {
        Some(Files::Table { table, tenant, .. }) => Some((table, tenant.as_ref())),
        Some(Files::Count(_)) | None => None,
    });
    let messages = messages.map(|messages| (&messages.table, messages.tenant.as_ref()));
    let reads = mapping.reads.as_ref();
    let reads = reads.map(|reads| (&reads.table, reads.tenant.as_ref()));
    let mut all: Vec<(&Table, &Name)> = Vec::new();
    for (table, tenant) in sets.chain(messages).chain(files).chain(reads) {
        if let Some(tenant) = tenant
            && *table != mapping.table
            && !all.iter().any(|(other, _)| *other == table)
        {
            all.push((table, tenant));
        }
    }
    all
}

impl Whose {
    /// Who wears this hat.
    const fn wearing(hat: Hat) -> Self {
        match hat {
            Hat::Operator | Hat::Stakeholder => Self::Staff,
            Hat::Customer | Hat::Colleague | Hat::Copied => Self::Customer,
            Hat::Guest => Self::Guest,
        }
    }
}
