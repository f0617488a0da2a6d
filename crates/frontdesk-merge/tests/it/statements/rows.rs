//! The statements as rows of data, each with its twin. `golden/statements.txt` lists the rows that
//! held; the register of frontdesk-systems reads it.

use std::collections::BTreeSet;

use expect_test::expect_file;
use frontdesk_identity::UserRecord;
use frontdesk_merge::{Alert, Aliases, Conflict, MergeState};

use super::*;

/// One row: the statement, `+` for what it gives or `-` for what it withholds, and a sentence; what
/// came out and what must.
struct Row {
    title: &'static str,
    found: String,
    expected: &'static str,
}

/// Declares rows: `"S11 + sentence": question => "answer";`.
macro_rules! rows {
    ($($title:literal: $found:expr => $expected:literal;)*) => {
        vec![$(Row { title: $title, found: $found.to_string(), expected: $expected }),*]
    };
}

#[rustfmt::skip] // A table: one row, one line.
fn rows() -> Vec<Row> {
    let unified = |record: &mut UserRecord| { record.id = OWNER; record.kind = AccountKind::Unified; };
    let second = |record: &mut UserRecord| record.id = OWNER;
    let likely = |record: &mut UserRecord| record.profile.email = Some(Email::parse("anna@example.org").unwrap());
    let elsewhere = |record: &mut UserRecord| record.tenant = OTHER;
    let deleted = |record: &mut UserRecord| record.lifecycle = Lifecycle::Deleted;
    let suspended = |record: &mut UserRecord| record.lifecycle = Lifecycle::Suspended;
    let same = |_: &mut UserRecord| ();
    rows! {
        "S11 + one operator and one admin become one unified account": merged(|_| ()) => "1 of unified";
        "S11 - before merging is there they do not": planned(|ask| ask.policy = MergePolicy::not_yet()) => "refused: not_available";
        "S11 - nor by a plan that was made before it closed": merged(|ask| ask.policy = MergePolicy::not_yet()) => "refused: changed";
        "S12 + confirmed by somebody, they are united": planned(|_| ()) => "a plan";
        "S12 - without a confirmation they are not": planned(|ask| ask.confirmation = None) => "refused: not_confirmed";
        "S12 - nor by one about others": planned(|ask| confirmed(ask, |it| it.accounts = [OPERATOR, OWNER].into())) => "refused: confirmed_others";
        "S12 - nor by one that is yet to come": planned(|ask| confirmed(ask, |it| it.at = evening())) => "refused: confirmed_later";
        "S12 - nor because the address is the same": between(likely, likely, |ask| ask.confirmation = None) => "refused: not_confirmed";
        "S12 + likeness is a suggestion": suggestions(likely) => "1";
        "S12 - unlike accounts are not suggested": suggestions(same) => "0";
        "S12 - who vouches for an own account is seen by another": alerts(|ask| confirmed(ask, |it| { it.by = ADMIN; it.basis = Basis::OwnerKnows; })) => "confirmed_by_oneself";
        "S13 + a choice survives a default of the other half": setting(chosen("bell"), default("none")) => "bell from operator: explicit_beats_default";
        "S13 + whichever half it is": setting(default("light"), chosen("dark")) => "dark from admin: explicit_beats_default";
        "S13 + what only one half has survives": setting(chosen("x"), None) => "x from operator: only_one_set";
        "S13 + what both have alike is no conflict": setting(chosen("same"), chosen("same")) => "same from both: equal";
        "S13 + of two defaults the panel's stands": setting(default("old"), default("new")) => "new from admin: both_default";
        "S13 - of two choices one is lost, which is a listed conflict": setting(chosen("mine"), chosen("yours")) => "yours from admin: policy, conflict";
        "S13 - what neither has is not there": setting(None, None) => "nothing";
        "S13 + chat name, photo and limit are the operator's": of_the_table() => "chat_name operator, limit operator, photo operator, sign_in admin";
        "S13 - two names are decided by somebody": named("Petrova", None) => "refused: undecided";
        "S13 + and then one stands": named("Petrova", Some(Side::Admin)) => "Petrova";
        "S14 + in either order it is one operator and one admin": reversed() => "a plan";
        "S14 - two operators": pair(&operator(), &changed(&operator(), second)) => "refused: two_operators";
        "S14 - two admins": pair(&admin(), &changed(&admin(), second)) => "refused: two_admins";
        "S14 - one who is unified already": pair(&admin(), &changed(&operator(), unified)) => "refused: not_legacy";
        "S14 - one of another tenant": between(same, elsewhere, |_| ()) => "refused: other_tenant";
        "S14 - one who is deleted": between(same, deleted, |_| ()) => "refused: not_mergeable";
        "S14 + one who is suspended": between(same, suspended, |_| ()) => "a plan";
        "S15 + a plan that nobody carries out changes nothing": before_and_after(Carried::NotOut) => "2 accounts, both as before";
        "S15 - one that is carried out does": before_and_after(Carried::Out) => "1 account, not as before";
        "S15 + who is not united signs in": signs_in() => "true true";
        "S16 + who is not united decides as before, beside others who are": same_decisions(Whose::OfOthers) => "true";
        "S16 - who is united decides as neither half did": same_decisions(Whose::OfTheHalves) => "false";
        "S16 + an operator who is not united enters the operator's app alone": surfaces(&operator()) => "operator_app";
        "S16 + an admin who is not united enters the panel alone": surfaces(&admin()) => "admin_panel";
        "S16 - who is united enters both": surfaces(&whole()) => "operator_app admin_panel";
        "S17 + the operator's old id means the whole": resolves(OPERATOR) => "17";
        "S17 + the admin's old id means the whole": resolves(ADMIN) => "17";
        "S17 - another's means himself": resolves(OWNER) => "1";
        "S17 - without a merge the admin's id means himself": Aliases::new(TENANT).resolve(ADMIN).number().unwrap() => "18";
        "S17 - who was united is not united again": again() => "refused: already_united";
    }
}

#[test]
fn every_row_holds() {
    let rows = rows();
    let wrong: Vec<String> = rows
        .iter()
        .filter(|row| row.found != row.expected)
        .map(|row| format!("{}: `{}`, not `{}`", row.title, row.found, row.expected))
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));

    let mut titles: Vec<&str> = rows.iter().map(|row| row.title).collect();
    let said: BTreeSet<&str> = titles.iter().copied().collect();
    assert_eq!(said.len(), rows.len(), "two rows say the same");
    // By statement, and as they are told within one: all numbers have two digits.
    titles.sort_by_key(|title| &title[..3]);
    for statement in ["S11", "S12", "S13", "S14", "S15", "S16", "S17"] {
        for twin in ["+", "-"] {
            let start = format!("{statement} {twin} ");
            assert!(
                titles.iter().any(|title| title.starts_with(&start)),
                "{start}"
            );
        }
    }
    let list: String = titles.iter().map(|title| format!("{title}\n")).collect();
    expect_file!["../golden/statements.txt"].assert_eq(&list);
}

fn refused(refusal: &frontdesk_merge::Refusal) -> String {
    format!("refused: {}", codes(refusal).join(" "))
}

fn plan_or_not(ask: &Ask<'_>) -> String {
    match ask.plan() {
        Ok(_) => "a plan".to_owned(),
        Err(refusal) => refused(&refusal),
    }
}

fn pair(one: &Account, other: &Account) -> String {
    plan_or_not(&Ask::new(one, other))
}

fn reversed() -> String {
    pair(&admin(), &operator())
}

/// The plan for the two, after a change of the request.
fn planned(change: impl FnOnce(&mut Ask<'_>)) -> String {
    between(|_| (), |_| (), change)
}

/// The same, after changes of their records.
fn between(
    of_operator: impl FnOnce(&mut UserRecord),
    of_admin: impl FnOnce(&mut UserRecord),
    change: impl FnOnce(&mut Ask<'_>),
) -> String {
    let (operator, admin) = (
        changed(&operator(), of_operator),
        changed(&admin(), of_admin),
    );
    let mut ask = Ask::new(&operator, &admin);
    change(&mut ask);
    plan_or_not(&ask)
}

fn confirmed(ask: &mut Ask<'_>, change: impl FnOnce(&mut frontdesk_merge::Confirmation)) {
    change(ask.confirmation.as_mut().unwrap());
}

/// Plans, then changes what the plan relied on, then carries it out.
fn merged(change: impl FnOnce(&mut Ask<'_>)) -> String {
    let (operator, admin) = (operator(), admin());
    let mut ask = Ask::new(&operator, &admin);
    let plan = ask.plan_to_the_end();
    change(&mut ask);
    match ask.apply(&plan) {
        Ok(events) => {
            let mut state = MergeState::apart(plan.operator, plan.admin);
            state.apply(&events[0]).unwrap();
            let kind = united(&state).result.record().kind;
            format!("{} of {}", state.accounts().len(), kind.name())
        }
        Err(refusal) => refused(&refusal),
    }
}

fn suggestions(change: impl Fn(&mut UserRecord)) -> usize {
    let unlike = |record: &mut UserRecord| {
        record.profile.name = PersonName::new();
        record.profile.email = None;
        change(record);
    };
    let (operator, admin) = (changed(&operator(), unlike), changed(&admin(), unlike));
    suggest(&[operator.record(), admin.record()]).pairs.len()
}

fn alerts(change: impl FnOnce(&mut Ask<'_>)) -> String {
    let (operator, admin) = (operator(), admin());
    let mut ask = Ask::new(&operator, &admin);
    change(&mut ask);
    let alerts = ask.plan().unwrap().alerts;
    let codes: Vec<&str> = alerts.iter().map(Alert::code).collect();
    codes.join(" ")
}

fn chosen(text: &str) -> Option<Setting> {
    Some(Setting::Explicit(text.into()))
}

fn default(text: &str) -> Option<Setting> {
    Some(Setting::Default(text.into()))
}

/// What becomes of a setting that the halves have so: the value, from where and why.
fn setting(of_operator: Option<Setting>, of_admin: Option<Setting>) -> String {
    let with = |setting: Option<Setting>| {
        move |record: &mut UserRecord| {
            record.profile.settings = setting
                .map(|it| ("it".to_owned(), it))
                .into_iter()
                .collect();
        }
    };
    let (operator, admin) = (
        changed(&operator(), with(of_operator)),
        changed(&admin(), with(of_admin)),
    );
    let plan = Ask::new(&operator, &admin).plan().unwrap();
    let field = Field::Setting("it".to_owned());
    let Some(setting) = plan.result.record().profile.settings.get("it") else {
        return "nothing".to_owned();
    };
    let frontdesk_identity::SettingValue::Text(value) = setting.value() else {
        panic!("{setting:?}")
    };
    let (origin, why) = from(&plan, &field);
    let conflict = |found: &Conflict| found.field == field;
    let listed = if plan.conflicts.iter().any(conflict) {
        ", conflict"
    } else {
        ""
    };
    format!("{value} from {}: {}{listed}", word(&origin), word(&why))
}

/// A word as it is stored.
fn word(value: &impl serde::Serialize) -> String {
    serde_json::to_value(value)
        .unwrap()
        .as_str()
        .unwrap()
        .to_owned()
}

/// From which half come the things that both have and the table decides.
fn of_the_table() -> String {
    let both = |record: &mut UserRecord, name: &str, limit: u32| {
        record.profile.chat_name = Some(DisplayName::parse(name).unwrap());
        record.profile.photo = Photo::Present;
        record.profile.limit = Some(Limit::Count(limit));
    };
    let operator = changed(&operator(), |record| both(record, "Anna", 5));
    let admin = changed(&admin(), |record| both(record, "Boss", 9));
    let plan = Ask::new(&operator, &admin).plan().unwrap();
    let record = plan.result.record();
    assert_eq!(record.profile.limit, Some(Limit::Count(5)));
    assert_eq!(
        record.profile.chat_name,
        operator.record().profile.chat_name
    );
    assert_eq!(record.login, admin.record().login);
    let fields = [Field::ChatName, Field::Limit, Field::Photo, Field::SignIn];
    let sides = fields.map(|field| format!("{field} {}", word(&from(&plan, &field).0)));
    sides.join(", ")
}

/// What the admin's other surname becomes, as somebody decides.
fn named(last: &str, decision: Option<Side>) -> String {
    let operator = operator();
    let admin = changed(&admin(), |record| {
        record.profile.name = PersonName::new().last(last).first("Anna");
    });
    let mut ask = Ask::new(&operator, &admin);
    if let Some(side) = decision {
        ask.decided.fields.insert(Field::Name, Decision::Take(side));
    }
    let plan = ask.plan().unwrap();
    match ask.apply(&plan) {
        Ok(_) => {
            let name = &plan.result.record().profile.name;
            assert_eq!(*name, admin.record().profile.name);
            last.to_owned()
        }
        Err(refusal) => refused(&refusal),
    }
}

/// Whether a plan is carried out.
#[derive(PartialEq)]
enum Carried {
    Out,
    NotOut,
}

fn before_and_after(carried: Carried) -> String {
    let (operator, admin) = (operator(), admin());
    let mut ask = Ask::new(&operator, &admin);
    let plan = ask.plan_to_the_end();
    let mut state = MergeState::apart(operator.clone(), admin.clone());
    if carried == Carried::Out {
        state.apply(&ask.apply(&plan).unwrap()[0]).unwrap();
    }
    match state.accounts().as_slice() {
        [one, other] if (*one, *other) == (&operator, &admin) => {
            "2 accounts, both as before".to_owned()
        }
        [one] if *one != &operator && *one != &admin => "1 account, not as before".to_owned(),
        other => format!("{} accounts", other.len()),
    }
}

fn signs_in() -> String {
    let accounts = [operator(), admin()];
    let allowed = accounts.map(|account| {
        frontdesk_identity::can_sign_in(account.user())
            .is_allow()
            .to_string()
    });
    allowed.join(" ")
}

/// The account that the two are united to.
fn whole() -> Account {
    let (operator, admin) = (operator(), admin());
    let (_, state) = Ask::new(&operator, &admin).unite();
    united(&state).result.clone()
}

/// Whose decisions are compared before and after a merge.
enum Whose {
    /// Those of two who were not united.
    OfOthers,
    /// Those of the halves and of the whole.
    OfTheHalves,
}

fn same_decisions(whose: Whose) -> bool {
    let catalogue = roles();
    let others = [
        changed(&operator(), |record| record.id = UserId::from_number(27)),
        changed(&admin(), |record| record.id = UserId::from_number(28)),
    ];
    let before = others
        .each_ref()
        .map(|account| decisions(&catalogue, account));
    let whole = whole();
    match whose {
        Whose::OfOthers => before == others.each_ref().map(|it| decisions(&catalogue, it)),
        Whose::OfTheHalves => before.contains(&decisions(&catalogue, &whole)),
    }
}

/// The surfaces that an account enters.
fn surfaces(account: &Account) -> String {
    let catalogue = roles();
    let holder = account.holder();
    let open = [
        ("operator_app", Permission::SURFACE_OPERATOR_APP),
        ("admin_panel", Permission::SURFACE_ADMIN_PANEL),
    ];
    let entered = open.into_iter().filter(|(_, permission)| {
        let request = Request {
            holder,
            permission: *permission,
            resource: Resource::section(&holder.actor()),
        };
        catalogue.allows(&request, noon())
    });
    let names: Vec<&str> = entered.map(|(name, _)| name).collect();
    names.join(" ")
}

/// Which account an id means after the merge, by number.
fn resolves(id: UserId) -> i64 {
    let (operator, admin) = (operator(), admin());
    let mut ask = Ask::new(&operator, &admin);
    let (event, _) = ask.unite();
    ask.aliases.apply(&event).unwrap();
    ask.aliases.resolve(id).number().unwrap()
}

fn again() -> String {
    let (operator, admin) = (operator(), admin());
    let mut ask = Ask::new(&operator, &admin);
    let (event, _) = ask.unite();
    ask.aliases.apply(&event).unwrap();
    plan_or_not(&ask)
}
