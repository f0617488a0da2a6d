//! A plan in plain English. It names places and accounts and never shows a personal value: those are
//! in the plan's images of the halves.

use std::collections::BTreeSet;
use std::fmt;

use crate::{HalfDiff, Lost, LostBecause, Plan, Right, Settled, Side};

impl fmt::Display for Plan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "plan {} of {}", self.id, self.planned_at.to_rfc3339())?;
        writeln!(f, "  operator  {}  survives", self.survivor)?;
        writeln!(f, "  admin     {}  becomes an alias of it", self.retired)?;
        writeln!(
            f,
            "  confirmed by {} at {}: {}",
            self.confirmation.by,
            self.confirmation.at.to_rfc3339(),
            self.confirmation.basis.name()
        )?;
        writeln!(f, "fields")?;
        for (field, found) in &self.fields {
            writeln!(
                f,
                "  {:<24}{:<10}{}",
                field.to_string(),
                found.from.name(),
                found.why.code()
            )?;
        }
        writeln!(f, "conflicts")?;
        for conflict in &self.conflicts {
            write!(f, "  {:<24}", conflict.field.to_string())?;
            match conflict.settled {
                Settled::Open => writeln!(f, "open")?,
                Settled::ByPolicy(side) => writeln!(f, "{side} by policy")?,
                Settled::ByDecision(side) => writeln!(f, "{side} by decision")?,
                Settled::ByNewValue => writeln!(f, "a new value by decision")?,
            }
        }
        half(f, Side::Operator, &self.rights.operator)?;
        half(f, Side::Admin, &self.rights.admin)?;
        writeln!(f, "alerts")?;
        for alert in &self.alerts {
            let mark = match self.decided.acknowledged.contains(alert) {
                true => "acknowledged",
                false => "open",
            };
            writeln!(f, "  {alert}: {mark}")?;
        }
        Ok(())
    }
}

fn half(f: &mut fmt::Formatter<'_>, side: Side, diff: &HalfDiff) -> fmt::Result {
    writeln!(f, "rights of the {side}")?;
    rights(f, '+', &diff.gained)?;
    for lost in &diff.lost {
        writeln!(f, "  - {lost}")?;
    }
    Ok(())
}

fn rights(f: &mut fmt::Formatter<'_>, mark: char, rights: &BTreeSet<Right>) -> fmt::Result {
    for right in rights {
        writeln!(f, "  {mark} {right}")?;
    }
    Ok(())
}

impl fmt::Display for Right {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} @ {}", self.permission, self.scope)
    }
}

impl fmt::Display for Lost {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let extent = match self.extent {
            crate::Extent::Whole => "",
            crate::Extent::Part => " in part",
        };
        write!(f, "{}{extent}: ", self.right)?;
        match &self.because {
            LostBecause::Restricted {
                permission,
                restriction,
                of,
            } => write!(f, "{restriction} of the {of} takes {permission}"),
            LostBecause::NotActive { standing } => {
                write!(f, "the whole is {}", standing.name().replace('_', "-"))
            }
        }
    }
}
