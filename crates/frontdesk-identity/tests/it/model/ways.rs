//! Every command that is no form.

use std::collections::BTreeSet;

use super::forms::{last_language_taken, taken_away};
use super::{Account, Answer, DAY, Done, Lists, Login, Moment, No, Off, Person, System, Token, no};

/// The first right makes a user of the employee; it needs a login and a password first (S37, S183).
/// The invited become users when they have set a password, whatever they may then.
pub(super) fn record_right(account: &Account, moment: &Moment) -> Answer {
    let mut done = Done::nothing(account);
    if account.was_user || account.invited {
        return Ok(done);
    }
    let mut wrong = No::new();
    if account.login().is_none() {
        wrong.insert("credentials.first login".to_owned());
    }
    if !account.has_password {
        wrong.insert("credentials.first password".to_owned());
    }
    if !wrong.is_empty() {
        return Err(wrong);
    }
    became_user(&mut done, moment);
    Ok(done)
}

/// View-employees comes with the user (S69, D4).
pub(super) fn became_user(done: &mut Done, moment: &Moment) {
    done.event("became_user");
    done.account.was_user = true;
    if moment.system == System::Uis {
        done.duty("grant view_employees");
    }
}

/// The account remains, and its login and password (S41, S42). Who never was a user has no right to
/// turn off; the invited may have been given a role.
pub(super) fn turn_all_rights_off(account: &Account) -> Answer {
    let mut done = Done::nothing(account);
    if account.was_user || account.invited {
        done.event("rights_turned_off");
        done.duty("turn off rights");
    }
    Ok(done)
}

/// The manager sets a password (S27), but not for whom somebody invited (S112).
pub(super) fn set_credentials(account: &Account) -> Answer {
    if account.invited {
        return no("credentials.by_inviter");
    }
    let mut done = Done::nothing(account);
    password_set(&mut done, account.person.email);
    Ok(done)
}

/// Sessions under the old password end, tokens are void, and who had a password is told, at the
/// address of before.
pub(super) fn password_set(done: &mut Done, tell: Option<&str>) {
    done.event("credentials_set");
    done.duty("cut sessions");
    done.duty("void tokens");
    if done.account.has_password {
        done.letter("password_changed", tell);
    }
    done.account.has_password = true;
    done.account.password_version += 1;
    done.account.reset = None;
}

/// Only from an employee who never was a user (S41, S43), and not where everybody has a password (S9).
pub(super) fn clear_credentials(account: &Account, moment: &Moment) -> Answer {
    let mut done = Done::nothing(account);
    if account.has_password {
        password_cleared(&mut done);
    }
    let mut wrong = taken_away(account, &done.account, moment);
    if account.was_user {
        wrong.insert("credentials.stay password".to_owned());
    }
    if wrong.is_empty() {
        Ok(done)
    } else {
        Err(wrong)
    }
}

pub(super) fn password_cleared(done: &mut Done) {
    done.event("credentials_cleared");
    done.duty("drop verifier");
    done.duty("cut sessions");
    done.account.has_password = false;
}

/// The e-mail address is the login from now on, if there is one (S39, S40).
pub(super) fn use_email_as_login(account: &Account, moment: &Moment) -> Answer {
    let mut done = Done::nothing(account);
    if account.login != Login::Email {
        done.event("login_changed");
        done.account.login = Login::Email;
        done.letter("login_changed", account.person.email);
    }
    if account.person.email.is_some() {
        return Ok(done);
    }
    let mut wrong = taken_away(account, &done.account, moment);
    wrong.insert("login.no_email".to_owned());
    // And a user would have no login (S41).
    if account.was_user {
        wrong.insert("credentials.stay login".to_owned());
    }
    Err(wrong)
}

/// A new token for a pending account; the one before is void (S123).
pub(super) fn issue_activation(account: &Account, moment: &Moment) -> Answer {
    if account.standing() != "pending" {
        return no(&format!("standing.wrong {}", account.standing()));
    }
    if account.person.email.is_none() {
        return no("activation.no_email");
    }
    new_bytes(account.activation, moment)?;
    let mut done = Done::nothing(account);
    activation_issued(&mut done, moment);
    Ok(done)
}

/// It opens while now is before the end of 7 days (S122, D19).
pub(super) fn activation_issued(done: &mut Done, moment: &Moment) {
    done.event("activation_issued");
    done.account.activation = Some(Token {
        number: moment.token,
        end: moment.now + 7 * DAY,
    });
    done.letter("activation", done.account.person.email);
}

/// Who brings the token sets the password, once (S121), and is a user.
pub(super) fn activate(account: &Account, moment: &Moment) -> Answer {
    // A token of who is switched off opens nothing.
    let out = account
        .activation
        .filter(|_| account.standing() == "pending");
    brought(out, moment)?;
    let mut done = Done::nothing(account);
    // A user has a login (S41): if no other, the address to which the token went. To whom should that
    // be told?
    if account.login().is_none() {
        done.event("login_changed");
        done.account.login = Login::Email;
    }
    done.event("activated");
    done.account.invited = false;
    done.account.activation = None;
    password_set(&mut done, account.person.email);
    became_user(&mut done, moment);
    Ok(done)
}

/// The token that is out is void from now on, so the new one is another.
fn new_bytes(out: Option<Token>, moment: &Moment) -> Result<(), No> {
    if out.is_some_and(|token| token.number == moment.token) {
        return Err(["token.reused".to_owned()].into());
    }
    Ok(())
}

/// Whether the token that is brought is the one that is out; only its holder learns that it is too
/// old (S122, S123).
fn brought(out: Option<Token>, moment: &Moment) -> Result<(), No> {
    match out {
        Some(token) if token.number != moment.token => Err(["token.unknown".to_owned()].into()),
        Some(token) if moment.now >= token.end => {
            Err([format!("token.expired {}", token.end)].into())
        }
        Some(_) => Ok(()),
        None => Err(["token.unknown".to_owned()].into()),
    }
}

/// A token for a new password: for who signs in.
pub(super) fn issue_reset(account: &Account, moment: &Moment) -> Answer {
    if account.standing() != "active" {
        return no(&format!("standing.wrong {}", account.standing()));
    }
    if account.person.email.is_none() {
        return no("reset.no_email");
    }
    new_bytes(account.reset, moment)?;
    let mut done = Done::nothing(account);
    done.event("reset_issued");
    done.account.reset = Some(Token {
        number: moment.token,
        end: moment.now + 10 * 60,
    });
    done.letter("reset", account.person.email);
    Ok(done)
}

/// Who brings the token sets a new password, once.
pub(super) fn reset(account: &Account, moment: &Moment) -> Answer {
    let out = account.reset.filter(|_| account.standing() == "active");
    brought(out, moment)?;
    let mut done = Done::nothing(account);
    password_set(&mut done, account.person.email);
    Ok(done)
}

/// Switched off: no sign-in, by no token either, not even after it is restored; rights are kept; what
/// is open or waiting goes on to somebody else.
pub(super) fn suspend(account: &Account, moment: &Moment) -> Answer {
    if account.off == Off::Suspended {
        return no("standing.wrong suspended");
    }
    stand_in(account, moment)?;
    let mut done = Done::nothing(account);
    done.event("suspended");
    done.account.off = Off::Suspended;
    done.account.void_tokens();
    done.duty("cut sessions");
    done.duty("void tokens");
    done.duty(hand_over("open and waiting", moment));
    Ok(done)
}

/// Switched on again: what was suspended or half-deleted, and nothing else.
pub(super) fn restore(account: &Account) -> Answer {
    if account.off == Off::No {
        return no(&format!("standing.wrong {}", account.standing()));
    }
    let mut done = Done::nothing(account);
    done.event("restored");
    done.account.off = Off::No;
    Ok(done)
}

/// Deleted with the employees only: signs in as before (S78, S80).
/// which who is suspended does not: half-deleting would open what was shut.
pub(super) fn half_delete(account: &Account, moment: &Moment) -> Answer {
    if account.off == Off::Suspended {
        return no("standing.wrong suspended");
    }
    stand_in(account, moment)?;
    let mut done = Done::nothing(account);
    done.event("half_deleted");
    done.account.off = Off::HalfDeleted;
    done.account.void_tokens();
    done.duty("void tokens");
    done.duty(hand_over("open and waiting", moment));
    Ok(done)
}

/// Deleted: out at once (S82).
pub(super) fn delete(account: &Account, moment: &Moment) -> Answer {
    stand_in(account, moment)?;
    let mut done = Done::nothing(account);
    done.event("deleted");
    done.account.off = Off::Deleted;
    done.account.void_tokens();
    done.duty("cut sessions");
    done.duty("void tokens");
    done.duty("drop verifier");
    done.duty(hand_over("everything", moment));
    let groups: Vec<_> = account
        .person
        .lists
        .groups
        .iter()
        .map(i64::to_string)
        .collect();
    if !groups.is_empty() {
        done.duty(format!("leave groups {}", groups.join("+")));
    }
    Ok(done)
}

/// Who takes over is somebody else, of the same tenant, and can work on it, as an operator (S4).
fn stand_in(account: &Account, moment: &Moment) -> Result<(), No> {
    let wrong = match &moment.stand_in {
        Some(other) if other.tenant != account.tenant => "tenant.other".to_owned(),
        Some(other) if other.id == account.id => "replacement.self".to_owned(),
        Some(other) if other.standing != "active" => {
            format!("replacement.cannot_act {}", other.standing)
        }
        Some(other) if !other.can.contains("operator") => "replacement.no_operator".to_owned(),
        _ => return Ok(()),
    };
    Err([wrong].into())
}

fn hand_over(held: &str, moment: &Moment) -> String {
    match &moment.stand_in {
        Some(other) => format!("hand over {held} to {}", other.id),
        None => format!("hand over {held} to the queues"),
    }
}

/// A legacy account keeps the surface of its kind and never gets the other (S3, S4).
pub(super) fn set_capacities(account: &Account, can: &BTreeSet<&'static str>) -> Answer {
    if !fits(account.kind, can) {
        return no(&format!("kind.capacity {}", account.kind));
    }
    let mut done = Done::nothing(account);
    if *can != account.can {
        done.event("capacities_changed");
        done.account.can.clone_from(can);
        done.duty(capacities(can));
    }
    Ok(done)
}

pub(super) fn fits(kind: &str, can: &BTreeSet<&'static str>) -> bool {
    match kind {
        "legacy_operator" => can.contains("operator") && !can.contains("admin_panel"),
        // Who never is an operator receives no messages either.
        "legacy_admin" => {
            can.contains("admin_panel")
                && !can.contains("operator")
                && !can.contains("receive_all_messages")
        }
        "customer" => can.is_empty(),
        _ => true,
    }
}

pub(super) fn capacities(can: &BTreeSet<&'static str>) -> String {
    let can: Vec<_> = can.iter().copied().collect();
    format!("capacities {}", can.join("+"))
}

/// The lists alone, whatever else there is or is not.
pub(super) fn set_memberships(account: &Account, lists: &Lists, moment: &Moment) -> Answer {
    let wrong = last_language_taken(account, lists, moment);
    if !wrong.is_empty() {
        return Err(wrong);
    }
    let mut done = Done::nothing(account);
    if *lists != account.person.lists {
        done.event("edited");
        done.account.person.lists.clone_from(lists);
    }
    Ok(done)
}

/// A lone legacy account becomes a unified one; the surface it never had stays off.
pub(super) fn convert(account: &Account) -> Answer {
    if account.kind == "unified" {
        return no("kind.unified");
    }
    let mut done = Done::nothing(account);
    done.event("converted");
    done.account.kind = "unified";
    done.duty(capacities(&account.can));
    Ok(done)
}

/// Everything is kept for a case.
pub(super) fn place_hold(account: &Account, case: &'static str) -> Answer {
    let mut done = Done::nothing(account);
    if done.account.holds.insert(case) {
        done.event("hold_placed");
    }
    Ok(done)
}

/// The case is over.
pub(super) fn lift_hold(account: &Account, case: &'static str) -> Answer {
    let mut done = Done::nothing(account);
    if done.account.holds.remove(case) {
        done.event("hold_lifted");
    }
    Ok(done)
}

/// Only a deleted account that no case holds is erased (GDPR, article 17).
pub(super) fn erase(account: &Account) -> Answer {
    if account.off != Off::Deleted {
        return no("erase.not_deleted");
    }
    if !account.holds.is_empty() {
        return no("erase.legal_hold");
    }
    let mut done = Done::nothing(account);
    done.event("erased");
    done.duty("erase");
    done.account.off = Off::Erased;
    done.account.invited = false;
    done.account.has_password = false;
    done.account.login = Login::None;
    // The ids in other systems stay, so that a directory does not make the person anew; the limit is the
    // desk's.
    done.account.person = Person {
        external: account.person.external.clone(),
        limit: account.person.limit,
        ..Person::default()
    };
    done.account.void_tokens();
    Ok(done)
}
