//! Row-level security of PostgreSQL: the rule itself as a policy of the table, the viewer being what the
//! session says of itself.

mod setting;
mod term;

use frontdesk_visibility::{Hat, Rule};

use crate::dialect::{Dialect, literal, text_literal};
use crate::lists::Sql;
use crate::mapping::{Mapping, Members, Table};
use crate::name::{Name, Prefix};
use crate::statement::{Param, Statement};
use crate::writer::Writer;

use setting::{Setting, Side};
pub use setting::{SettingsError, Wearing};

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
    /// The tables of sets that have a column of the tenant show the rows of the tenant. The sessions must be
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
        for (table, column) in sets(self.mapping) {
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
        let side = Side::of(*hat);
        let tenant = Setting::Tenant.read(prefix, Some(self.mapping.tenant.form));
        let mut writer = Writer::of_policy(self.mapping, tenant);
        writer.push("(");
        writer.column(&self.mapping.tenant.name);
        writer.push(" = ");
        writer.tenant();
        let rules = Setting::Rules(side).read_list(prefix, None);
        writer.push(&format!(
            " AND {} = ANY({rules})",
            text_literal(name.as_str())
        ));
        if let Some(end) = valid_until {
            let end = literal(&Param::Moment(*end));
            writer.push(&format!(" AND statement_timestamp() < {end}"));
        }
        let mut writer = term::Terms {
            writer,
            prefix,
            side,
        };
        for all in [term::Ways::OneOf(ways), term::Ways::All(provided)] {
            writer.and(all);
        }
        writer.writer.push(")");
        writer.writer.finish().text
    }
}

/// Nobody sees a row of it but by a policy.
fn guarded(table: &Table) -> Vec<String> {
    vec![
        format!("ALTER TABLE {table} ENABLE ROW LEVEL SECURITY"),
        format!("ALTER TABLE {table} FORCE ROW LEVEL SECURITY"),
    ]
}

/// The tables of sets that have a column of the tenant, each once.
fn sets(mapping: &Mapping) -> Vec<(&Table, &Name)> {
    let sets = [
        &mapping.assignee_groups,
        &mapping.participants,
        &mapping.mentioned,
        &mapping.substitutes,
        &mapping.copied,
    ];
    let mut all: Vec<(&Table, &Name)> = Vec::new();
    for Members { table, tenant, .. } in sets.into_iter().flatten() {
        if let Some(tenant) = tenant
            && *table != mapping.table
            && !all.iter().any(|(other, _)| *other == table)
        {
            all.push((table, tenant));
        }
    }
    all
}

impl Side {
    /// Whose rule it is.
    const fn of(hat: Hat) -> Self {
        match hat {
            Hat::Operator | Hat::Stakeholder => Self::Staff,
            Hat::Customer | Hat::Colleague | Hat::Copied => Self::Customer,
            Hat::Guest => Self::Guest,
        }
    }
}
