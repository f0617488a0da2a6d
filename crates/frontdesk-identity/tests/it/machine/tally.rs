//! How often each command was accepted and refused, and why.

use crate::sequences::Counts;
use std::collections::BTreeMap;
use std::fmt;

use frontdesk_identity::Reason;

use super::Line;
use crate::model::Ask;

/// Every command that there is.
const COMMANDS: usize = 22;
/// So often at least each command is accepted, and refused.
const AT_LEAST: u32 = 200;

/// What the reasons of other commands than a user's begin with.
const OTHERS: [&str; 5] = ["group.", "heading.", "successor.", "portal.", "invitation."];
/// Reasons of a user's commands that no sequence can meet, and why.
const NEVER: [(&str, &str); 6] = [
    (
        "credentials.version",
        "no command states a version: a stored record does",
    ),
    ("credentials.used_up", "after 4,294,967,295 passwords"),
    (
        "reset.not_active",
        "whatever switches an account off voids its tokens: a stored record can contradict that",
    ),
    (
        "erase.has_values",
        "an erasure leaves no value, and nothing is asked of the account after it: a stored record can \
         hold one",
    ),
    (
        "limit.missing",
        "a limit without its number exists in an invitation's form only",
    ),
    (
        "position.unfit",
        "the positions drawn are fit; life::names_and_positions_are_one_line asks for others",
    ),
];

#[derive(Default)]
pub(crate) struct Tally {
    steps: u32,
    accounts: u32,
    /// Accepted, accepted although everything was so already, and refused.
    commands: BTreeMap<&'static str, [u32; 3]>,
    reasons: BTreeMap<String, u32>,
}

impl Counts for Tally {
    fn add(&mut self, other: &Self) {
        self.steps += other.steps;
        self.accounts += other.accounts;
        for (word, more) in &other.commands {
            let counts = self.commands.entry(word).or_default();
            for (count, more) in counts.iter_mut().zip(more) {
                *count += more;
            }
        }
        for (code, more) in &other.reasons {
            *self.reasons.entry(code.clone()).or_default() += more;
        }
    }
}

impl Tally {
    pub(crate) fn count(&mut self, line: &Line<'_>) {
        self.steps += 1;
        let counts = self.commands.entry(word(line.ask)).or_default();
        match line.answer {
            Ok(done) => {
                counts[0] += 1;
                counts[1] += u32::from(done.happened.is_empty());
                self.accounts += u32::from(line.before.is_none());
            }
            Err(reasons) => {
                counts[2] += 1;
                for reason in reasons {
                    let code = reason.split(' ').next().unwrap();
                    if let Some(count) = self.reasons.get_mut(code) {
                        *count += 1;
                    } else {
                        self.reasons.insert(code.to_owned(), 1);
                    }
                }
            }
        }
    }

    /// Long sequences, every command both ways, every reason.
    pub(crate) fn check(&self, sequences: u32) {
        assert!(self.steps >= 30 * sequences, "{} steps", self.steps);
        assert_eq!(self.commands.len(), COMMANDS);
        for (word, [accepted, nothing, refused]) in &self.commands {
            assert!(
                accepted - nothing >= AT_LEAST,
                "{word} is accepted {accepted} times"
            );
            assert!(*refused >= AT_LEAST, "{word} is refused {refused} times");
        }
        for code in Reason::CODES {
            let of_users = !OTHERS.iter().any(|other| code.starts_with(other));
            let possible = !NEVER.iter().any(|(never, _)| never == code);
            let seen = self.reasons.contains_key(*code);
            assert_eq!(seen, of_users && possible, "{code}");
        }
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{} steps, {} accounts", self.steps, self.accounts)?;
        writeln!(
            f,
            "{:24}{:>10}{:>16}{:>10}",
            "command", "accepted", "of it nothing", "refused"
        )?;
        for (word, [accepted, nothing, refused]) in &self.commands {
            writeln!(f, "{word:24}{accepted:>10}{nothing:>16}{refused:>10}")?;
        }
        for (code, count) in &self.reasons {
            writeln!(f, "{code:40}{count:>10}")?;
        }
        Ok(())
    }
}

fn word(ask: &Ask) -> &'static str {
    match ask {
        Ask::Create(_) => "create",
        Ask::Import(_) => "import",
        Ask::Edit(_) => "edit",
        Ask::RecordRight => "record_right",
        Ask::TurnAllRightsOff => "turn_all_rights_off",
        Ask::SetCredentials => "set_credentials",
        Ask::ClearCredentials => "clear_credentials",
        Ask::UseEmailAsLogin => "use_email_as_login",
        Ask::IssueActivation => "issue_activation",
        Ask::Activate => "activate",
        Ask::IssueReset => "issue_reset",
        Ask::Reset => "reset",
        Ask::Suspend => "suspend",
        Ask::Restore => "restore",
        Ask::HalfDelete => "half_delete",
        Ask::Delete => "delete",
        Ask::SetCapacities(_) => "set_capacities",
        Ask::SetMemberships(_) => "set_memberships",
        Ask::Convert => "convert",
        Ask::PlaceHold(_) => "place_hold",
        Ask::LiftHold(_) => "lift_hold",
        Ask::Erase => "erase",
    }
}
