//! The three forms: create, take over, edit.

use std::collections::BTreeSet;

use super::ways::{
    activation_issued, became_user, capacities, fits, password_cleared, password_set,
};
use super::{
    Account, Answer, Create, Done, Edit, Entry, Import, Letter, Lists, Login, Moment, No, Off,
    Password, Person, Rights, System,
};

fn own_surfaces(kind: &str) -> BTreeSet<&'static str> {
    match kind {
        "legacy_operator" => ["operator"].into(),
        "legacy_admin" => ["admin_panel"].into(),
        "customer" => BTreeSet::new(),
        // Operator and admin at once (S5, S7).
        _ => ["operator", "admin_panel"].into(),
    }
}

fn blank(kind: &'static str, moment: &Moment) -> Account {
    Account {
        tenant: moment.tenant,
        id: moment.id,
        kind,
        can: own_surfaces(kind),
        person: Person::default(),
        login: Login::None,
        has_password: false,
        password_version: 0,
        was_user: false,
        invited: false,
        activation: None,
        reset: None,
        off: Off::No,
        holds: BTreeSet::new(),
    }
}

pub(super) fn create(form: &Create, moment: &Moment) -> Answer {
    let mut wrong = No::new();
    let mut refuse = |reason: &str| {
        wrong.insert(reason.to_owned());
    };
    let legacy = form.kind.starts_with("legacy");
    // New accounts of the old kinds only before the cut-over, and only where there are such (S6).
    if legacy && (moment.system != System::TalkMe || moment.now >= moment.cut_over) {
        refuse("kind.legacy_ended");
    }

    let mut account = blank(form.kind, moment);
    account.person = form.person.clone();
    account.person.tidy();
    account.login = form.login;
    if let Some(can) = &form.can {
        account.can.clone_from(can);
    }
    account.invited = form.entry == Entry::Invited;
    // An invited account without a login signs in by its e-mail address, and so does everybody where
    // the address is the key of the account (S91).
    let by_email = account.invited || moment.system.knows_by_email();
    if by_email && account.login == Login::None && account.person.email.is_some() {
        account.login = Login::Email;
    }
    // A name is one line.
    if full_name(&account.person).contains('\u{1}') {
        refuse("name.unfit");
    }
    // Without a chat name it is the full name: surname, first name, patronymic (S53).
    if account.person.chat_name.is_none() {
        let full = full_name(&account.person);
        if full.contains('\u{1}') {
            refuse("chat_name.unfit");
        } else if !full.is_empty() {
            account.person.chat_name = Some(full);
        }
    }
    // French, unless the form says otherwise (S104).
    if account.person.lists.languages.is_empty() {
        account
            .person
            .lists
            .languages
            .extend(moment.system.language());
    }

    let password = match form.entry {
        Entry::Employee { password } | Entry::User { password } => password,
        Entry::Invited => false,
    };
    // A role is a right, and who has a right is a user (S183); a legacy account is one at once. The
    // invited are users when they have set a password.
    let user = !account.invited
        && (legacy || matches!(form.entry, Entry::User { .. }) || !form.roles.is_empty());
    // Everything that is missing, at once. A user signs in, so login and password are needed (S37).
    for field in missing(&account.person, moment) {
        refuse(&format!("field.missing {field}"));
    }
    if moment.system.requires("role") && form.roles.is_empty() {
        refuse("field.missing role");
    }
    // The invited sign in by their address if by nothing else.
    let no_login = account.login().is_none() && (user || account.login == Login::None);
    if (moment.system.requires("login") || user) && no_login && !account.invited {
        refuse("field.missing login");
    }
    if (moment.system.requires("password") || user) && !password && !account.invited {
        refuse("field.missing password");
    }
    // Exactly one role (S88).
    if moment.system == System::Noci && form.roles.len() > 1 {
        refuse("roles.exactly_one");
    }
    // Who has every questionnaire chooses none (S110).
    if moment.system == System::Noci
        && form.roles.contains("moderateur")
        && !account.person.lists.questionnaires.is_empty()
    {
        refuse("questionnaires.not_asked moderateur");
    }
    // A limit is at least 1 (S102).
    if account.person.limit == Some(Some(0)) {
        refuse("limit.zero");
    }
    // The token goes to an address.
    if account.invited && account.person.email.is_none() && !moment.system.requires("email") {
        refuse("activation.no_email");
    }
    let mut with_password = account.clone();
    with_password.has_password = password;
    for reason in letter_reasons(form.letter, &with_password) {
        refuse(reason);
    }
    for reason in always(&account) {
        refuse(&reason);
    }
    if !wrong.is_empty() {
        return Err(wrong);
    }

    let mut done = Done::nothing(&account);
    done.event("created");
    if !form.roles.is_empty() {
        let roles: Vec<_> = form.roles.iter().copied().collect();
        done.duty(format!("roles {}", roles.join("+")));
    }
    // What a legacy account may be follows from its kind.
    if !legacy {
        done.duty(capacities(&account.can));
    }
    if password {
        password_set(&mut done, None);
    }
    if user {
        became_user(&mut done, moment);
    }
    if account.invited {
        activation_issued(&mut done, moment);
    }
    send(&mut done, form.letter);
    Ok(done)
}

/// What is there is taken over as it is; only what contradicts itself is refused.
pub(super) fn import(form: &Import, moment: &Moment) -> Answer {
    let mut account = blank(form.kind, moment);
    account.person = form.person.clone();
    account.person.tidy();
    account.login = form.login;
    if let Some(can) = &form.can {
        account.can.clone_from(can);
    }
    account.has_password = form.password;
    account.password_version = u32::from(form.password);
    account.was_user = form.was_user;
    account.invited = form.standing == "pending";
    account.off = match form.standing {
        "suspended" => Off::Suspended,
        "half_deleted" => Off::HalfDeleted,
        "deleted" => Off::Deleted,
        _ => Off::No,
    };
    let mut wrong = always(&account);
    if account.standing() != form.standing {
        wrong.insert(format!(
            "standing.contradiction {} {}",
            form.standing,
            account.standing()
        ));
    }
    if !wrong.is_empty() {
        return Err(wrong);
    }
    let mut done = Done::nothing(&account);
    done.event("imported");
    Ok(done)
}

/// The whole form is saved, and then looked at (S37).
pub(super) fn edit(account: &Account, form: &Edit, moment: &Moment) -> Answer {
    let mut wrong = No::new();
    let mut done = Done::nothing(account);

    let mut person = account.person.clone();
    if let Some((last, first, patronymic)) = form.name {
        // The chat name does not follow (S53).
        (person.last, person.first, person.patronymic) = (last, first, patronymic);
        person.tidy();
    }
    if let Some(chat_name) = form.chat_name {
        person.chat_name = chat_name.map(str::to_owned);
    }
    person.photo = form.photo.unwrap_or(person.photo);
    person.position = form.position.unwrap_or(person.position);
    if let Some(lists) = &form.lists {
        person.lists.clone_from(lists);
    }
    person.limit = form.limit.unwrap_or(person.limit);
    person.note = form.note.unwrap_or(person.note);
    if let Some(contacts) = &form.contacts {
        person.contacts.clone_from(contacts);
    }
    if let Some(external) = &form.external {
        person.external.clone_from(external);
    }
    if person != account.person {
        done.event("edited");
        done.account.person = person;
    }
    // A changed address voids what was sent to the old one, and the old one is told.
    let email = form.email.unwrap_or(account.person.email);
    if email != account.person.email {
        done.event("email_changed");
        done.account.person.email = email;
        done.account.void_tokens();
        done.duty("void tokens");
        done.letter("email_changed", account.person.email);
    }
    let login = form.login.unwrap_or(account.login);
    if login != account.login {
        done.event("login_changed");
        done.account.login = login;
        done.letter("login_changed", account.person.email);
    }
    match form.password {
        Password::Keep => {}
        // An invited person sets the password, nobody else (S112).
        Password::Set if account.invited => {
            wrong.insert("credentials.by_inviter".to_owned());
        }
        Password::Set => password_set(&mut done, account.person.email),
        Password::Clear if account.has_password => password_cleared(&mut done),
        Password::Clear => {}
    }

    // What is wrong with the person is asked of a form that touches it: an account that came from
    // elsewhere without a surname can still lose its rights.
    if form.touches_the_person() {
        for field in missing(&done.account.person, moment) {
            wrong.insert(format!("field.missing {field}"));
        }
    }
    // A name is one line.
    if form.name.is_some() && full_name(&done.account.person).contains('\u{1}') {
        wrong.insert("name.unfit".to_owned());
    }
    // A limit is at least 1 (S102).
    if form.limit == Some(Some(Some(0))) {
        wrong.insert("limit.zero".to_owned());
    }
    if let Some(lists) = &form.lists {
        wrong.extend(last_language_taken(account, lists, moment));
    }
    wrong.extend(taken_away(account, &done.account, moment));
    match form.rights {
        Rights::Keep => {}
        Rights::Some => match super::ways::record_right(&done.account, moment) {
            Ok(after) => {
                done.account = after.account;
                done.happened.extend(after.happened);
                done.duties.extend(after.duties);
            }
            Err(reasons) => wrong.extend(reasons),
        },
        Rights::AllOff => match super::ways::turn_all_rights_off(&done.account) {
            Ok(after) => {
                done.happened.extend(after.happened);
                done.duties.extend(after.duties);
            }
            Err(reasons) => wrong.extend(reasons),
        },
    }
    for reason in letter_reasons(form.letter, &done.account) {
        wrong.insert(reason.to_owned());
    }
    wrong.extend(always(&done.account));
    if !wrong.is_empty() {
        return Err(wrong);
    }
    send(&mut done, form.letter);
    Ok(done)
}

/// Never without a language again where there is one by default (S105, D11).
pub(super) fn last_language_taken(account: &Account, lists: &Lists, moment: &Moment) -> No {
    let were_there = !account.person.lists.languages.is_empty();
    if were_there && lists.languages.is_empty() && moment.system.language().is_some() {
        return ["languages.empty".to_owned()].into();
    }
    No::new()
}

/// A login or password that the system requires is not taken away from who has it, in whatever way (S9).
pub(super) fn taken_away(before: &Account, after: &Account, moment: &Moment) -> No {
    let mut wrong = No::new();
    for (field, was_there, is_there) in [
        ("login", before.login().is_some(), after.login().is_some()),
        ("password", before.has_password, after.has_password),
    ] {
        if moment.system.requires(field) && was_there && !is_there {
            wrong.insert(format!("field.missing {field}"));
        }
    }
    wrong
}

fn full_name(person: &Person) -> String {
    let parts = [person.last, person.first, person.patronymic];
    let parts: Vec<_> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    parts.join(" ")
}

/// The required fields of a person that are not filled in.
fn missing(person: &Person, moment: &Moment) -> Vec<&'static str> {
    let mut missing = Vec::new();
    for (field, filled) in [
        ("last_name", !person.last.is_empty()),
        ("first_name", !person.first.is_empty()),
        ("email", person.email.is_some()),
    ] {
        if moment.system.requires(field) && !filled {
            missing.push(field);
        }
    }
    missing
}

/// What is wrong in every system.
fn always(account: &Account) -> No {
    let mut wrong = No::new();
    let mut refuse = |reason: &str| {
        wrong.insert(reason.to_owned());
    };
    if account.kind == "customer" {
        refuse("kind.not_staff");
    }
    if !fits(account.kind, &account.can) {
        refuse(&format!("kind.capacity {}", account.kind));
    }
    // Contacts are for unified users; a legacy operator has none (S18, D2).
    if account.kind == "legacy_operator" && !account.person.contacts.is_empty() {
        refuse("kind.contacts legacy_operator");
    }
    let once: BTreeSet<_> = account.person.contacts.iter().collect();
    if once.len() < account.person.contacts.len() {
        refuse("contact.twice");
    }
    // Without an address it is no login (S40).
    if account.login == Login::Email && account.person.email.is_none() {
        refuse("login.no_email");
    }
    // Once a user, login and password are mandatory (S41).
    if account.was_user && account.login().is_none() {
        refuse("credentials.stay login");
    }
    if account.was_user && !account.has_password {
        refuse("credentials.stay password");
    }
    if account.invited && (account.has_password || account.was_user) {
        refuse("standing.pending_credentials");
    }
    wrong
}

/// One address, and something to send (S44-S46).
fn letter_reasons(letter: Option<Letter>, account: &Account) -> Vec<&'static str> {
    let mut wrong = Vec::new();
    let Some(letter) = letter else {
        return wrong;
    };
    match (letter.to_own, letter.to_typed) {
        (true, Some(_)) => wrong.push("letter.two_addresses"),
        (false, None) => wrong.push("letter.no_address"),
        (true, None) if account.person.email.is_none() => wrong.push("letter.no_own_email"),
        _ => {}
    }
    if account.login == Login::None || !account.has_password {
        wrong.push("letter.nothing_to_send");
    }
    wrong
}

fn send(done: &mut Done, letter: Option<Letter>) {
    if let Some(letter) = letter {
        let to = letter.to_typed.or(done.account.person.email);
        let link = if letter.with_link { "with" } else { "without" };
        done.event("credentials_letter_asked");
        done.letter(&format!("credentials {link} link"), to);
    }
}
