//! The dry run of an invitation for eyes.

use frontdesk::identity::{Duty, Letter};

use super::page::{Cell, Page, Table, bold, plain, yellow};
use crate::invite::{AccountLine, AnswerLine, Compared, DryRun, Taken};

/// The dry run in text. Places count from 1, as people count; in JSON from 0, as the form does.
pub(crate) fn invite(run: &DryRun) -> String {
    let mut page = Page::default();
    page.line([
        bold("Dry run"),
        plain(": nothing is stored, nothing is sent, no token is made"),
    ]);
    page.say(format!(
        "by the rules of {}, tenant {}, at {}",
        run.system.name(),
        run.tenant
            .number()
            .map_or_else(|| run.tenant.to_string(), |number| number.to_string()),
        moment(run.at)
    ));
    page.refused(run);
    page.answers(run);
    for account in &run.accounts {
        page.account(account);
    }
    page.letters(run);
    page.remarks(run);
    page.text()
}

impl Page {
    fn refused(&mut self, run: &DryRun) {
        if run.refused.is_empty() {
            return;
        }
        self.heading("Refused: nothing would be created");
        let mut table = Table::new(["address", "reason", ""]);
        for reason in &run.refused {
            table.row([
                reason.place.map_or_else(String::new, count),
                reason.code.to_owned(),
                reason.text.clone(),
            ]);
        }
        self.table(&table);
    }

    fn answers(&mut self, run: &DryRun) {
        if run.answers.is_empty() {
            return;
        }
        self.heading("What would become of each address");
        let mut table = Table::new(["", "address", "answer", ""]);
        for line in &run.answers {
            table.row([
                Cell::from(count(line.place)),
                Cell::from(&line.address),
                Cell::from(answer(line)),
                because(line),
            ]);
        }
        self.table(&table);
        self.gap();
        match run.compared {
            Compared::WithNobody => self.say(
                "  Whether an address has an account already was not looked at: name a desk's folder behind the file.",
            ),
            Compared::WithDesk if run.answers.iter().any(|line| !line.taken.is_empty()) => {
                self.say("  That an address has an account is said to you, who invite, and to nobody else: no letter goes to it.");
            }
            Compared::WithDesk => self.say("  None of these has an account of the desk already."),
        }
    }

    fn account(&mut self, account: &AccountLine) {
        let many = account.places.len();
        let title = match many {
            1 => "What would be created: one account".to_owned(),
            _ => format!("What would be created: {many} accounts, equal but for the address"),
        };
        self.heading(&title);
        let reasons = account.sign_in.iter().map(|code| {
            let word = code.strip_prefix("sign_in.").unwrap_or(code);
            word.replace('_', " ")
        });
        let signs_in = match account.signs_in {
            true => "yes",
            false => "no",
        };
        let reasons: Vec<String> = reasons.collect();
        let capacities = account.capacities.iter().map(|name| name.replace('_', " "));
        let places = account
            .places
            .iter()
            .map(|place| format!("new {}", place + 1));
        for (name, value) in [
            ("ids", places.collect::<Vec<_>>().join(", ")),
            ("kind", account.kind.replace('_', " ")),
            (
                "standing",
                format!("{}: {}", account.standing, account.means),
            ),
            ("signs in", format!("{signs_in}: {}", reasons.join(", "))),
            (
                "login",
                account.login.replace("email", "the e-mail address"),
            ),
            ("may be", capacities.collect::<Vec<_>>().join(", ")),
            ("roles", account.roles.join(", ")),
            ("modules", account.modules.join(", ")),
            ("limit", account.limit.clone()),
            ("languages", account.languages.join(", ")),
            ("questionnaires", account.questionnaires.join(", ")),
            ("events", account.events.join(", ")),
        ] {
            let shown = if value.is_empty() { "none" } else { &value };
            self.say(format!("  {name:<16} {shown}"));
        }
        for duty in &account.duties {
            self.say(format!("  {:<16} {}", "the host must", duty_text(duty)));
        }
    }

    fn letters(&mut self, run: &DryRun) {
        if run.letters.is_empty() {
            return;
        }
        self.heading("What would be sent");
        let mut table = Table::new(["", "to", "letter", "opens before"]);
        for line in &run.letters {
            let letter = match line.letter {
                Letter::Activation => "activation, with a token",
                Letter::Credentials { .. } => "credentials",
                Letter::Reset | Letter::ResetAsked => "reset, with a token",
                Letter::PasswordChanged => "password changed",
                Letter::EmailChanged => "address changed",
                Letter::LoginChanged => "login changed",
            };
            table.row([
                count(line.place),
                line.to.clone(),
                letter.to_owned(),
                line.expires_at.map_or_else(String::new, moment),
            ]);
        }
        self.table(&table);
    }

    fn remarks(&mut self, run: &DryRun) {
        if run.remarks.is_empty() {
            return;
        }
        self.gap();
        for remark in &run.remarks {
            self.line([yellow("  notice "), plain(format!(" {}", remark.text))]);
        }
    }
}

/// A place as people count.
fn count(place: u32) -> String {
    (u64::from(place) + 1).to_string()
}

fn moment(at: chrono::DateTime<chrono::Utc>) -> String {
    at.format("%Y-%m-%d %H:%M:%S UTC").to_string()
}

fn answer(line: &AnswerLine) -> &'static str {
    let code = line.answer;
    code.strip_prefix("invitation.").unwrap_or(code)
}

fn because(line: &AnswerLine) -> Cell {
    match (&line.id, line.of, &line.why) {
        (Some(id), ..) => Cell::from(format!("as {id}")),
        (_, Some(of), _) => Cell::from(format!("the same as {}", count(of))),
        (_, _, Some(why)) => Cell::from(why),
        (None, None, None) => Cell::lines(line.taken.iter().map(taken_text)),
    }
}

fn taken_text(taken: &Taken) -> String {
    let claims: Vec<&str> = taken.claims.iter().copied().collect();
    let claims = claims.join(" and ");
    let name = match &taken.name {
        Some(name) => format!("{name}, "),
        None => String::new(),
    };
    let standing = taken.standing.replace('_', "-");
    let kind = match taken.kind {
        "unified" => String::new(),
        kind => format!(" {}", kind.replace('_', " ")),
    };
    let again = match taken.send_again {
        true => ": send its letter again instead",
        false => "",
    };
    let record = &taken.record;
    format!("{claims} of {name}{record} ({standing}{kind}){again}")
}

fn duty_text(duty: &Duty) -> String {
    match duty {
        Duty::AssignRoles { roles } => {
            let roles: Vec<&str> = roles.iter().map(|role| role.as_str()).collect();
            format!("give the roles {}", roles.join(", "))
        }
        Duty::SetCapacities { capacities } => {
            let names: Vec<&str> = capacities.iter().map(|capacity| capacity.name()).collect();
            format!(
                "open the surfaces of {}",
                names.join(", ").replace('_', " ")
            )
        }
        other => serde_json::to_string(other).unwrap_or_default(),
    }
}
