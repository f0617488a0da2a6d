//! The statements as rows: each with what must be possible (`yes`) and its inverse (`no`). A row
//! fails when the rule that it names is inverted. The rows that held are listed in
//! `golden/statements.txt`, which the register of frontdesk-systems reads.

use std::collections::{BTreeMap, BTreeSet};

use expect_test::expect_file;
use frontdesk_contact::{DisplayName, Email};
use frontdesk_identity::PortalSession::{Full, Host, Stranger};
use frontdesk_identity::*;
use frontdesk_model::{AccountKind, GroupId, Language, Limit, QuestionnaireId, Standing};

use crate::customer::*;
use crate::support::*;

/// One row: which statement, which twin, what it says, what came out and what must.
struct Row {
    statement: &'static str,
    twin: &'static str,
    says: &'static str,
    found: fn() -> String,
    expected: &'static str,
}

macro_rules! rows {
    ($($statement:ident $twin:ident $says:literal: $found:expr => $expected:literal;)*) => {
        const ROWS: &[Row] = &[$(Row {
            statement: stringify!($statement),
            twin: stringify!($twin),
            says: $says,
            found: || $found.to_string(),
            expected: $expected,
        }),*];
    };
}

rows! {
    S1 yes "a legacy record is of one of two kinds":
        new(&talkme(), import(found(AccountKind::LegacyAdmin, Standing::Active, |_| ()))) => "imported";
    S1 no "a staff record of no such kind":
        new(&talkme(), import(found(AccountKind::Customer, Standing::Active, |_| ()))) => "refused: kind.not_staff";
    S2 yes "operator and admin with one login claim different things":
        claims_meet(AccountKind::LegacyOperator, AccountKind::LegacyAdmin) => "false";
    S2 no "two operators with one login claim the same":
        claims_meet(AccountKind::LegacyOperator, AccountKind::LegacyOperator) => "true";
    S5 yes "a new user is operator and admin at once":
        names(&after(&talkme(), [create(with_login())])) => "operator admin_panel";
    S5 yes "neither is allowed, with a warning":
        warned(&talkme(), create(form_with(with_password(), |form| {
            form.login = named("orlova");
            form.capacities = Some(BTreeSet::new());
        }))) => "warning.no_surface";
    S5 no "with a surface there is no warning":
        warned(&talkme(), create(with_login())) => "";
    S6 yes "a legacy account just before the cut-over":
        say(decide_user(None, &create(legacy(AccountKind::LegacyOperator)), &talkme(), cut_over() - second())) =>
            "created credentials_set became_user";
    S6 no "a legacy account at the cut-over":
        say(decide_user(None, &create(legacy(AccountKind::LegacyOperator)), &talkme(), cut_over())) =>
            "refused: kind.legacy_ended";
    S6 no "a legacy account where there never were any":
        new(&UserPolicy::uis(tenant()), create(legacy(AccountKind::LegacyAdmin))) => "refused: kind.legacy_ended";
    S9 yes "one login and password for both surfaces":
        claim_count(&after(&talkme(), [create(with_login())])) => "2";
    S9 no "a legacy login is for one surface":
        claim_count(&after(&talkme(), [import(found(AccountKind::LegacyOperator, Standing::Active, |_| ()))])) => "1";
    S10 yes "a legacy account is edited years after the cut-over":
        ask(&legacy_operator(), &talkme(), edit(|form| form.profile.photo = Change::Set(Photo::Present))) => "edited";
    S10 no "and is not asked to become unified":
        can_sign_in(&legacy_operator()).is_allow() => "true";
    S18 yes "a unified user has Contacts":
        ask(&active(), &talkme(), with_telegram()) => "edited";
    S18 no "a legacy operator has none":
        ask(&legacy_operator(), &talkme(), with_telegram()) => "refused: kind.contacts";
    S19 yes "mailings go to the contact points that asked":
        told(&active(), "offline_question", Subscription::OptedIn) => "notice.tell";
    S19 no "an opt-out wins":
        told(&active(), "offline_question", Subscription::OptedOut) => "notice.opted_out";
    S20 yes "an operator's Telegram works as an admin's":
        ask(&after(&talkme(), [import(found(AccountKind::LegacyAdmin, Standing::Active, |_| ()))]), &talkme(), with_telegram()) => "edited";
    S20 no "the same Telegram twice":
        ask(&active(), &talkme(), edit(|form| form.profile.contact_points = Change::Set(vec![telegram(), telegram()]))) =>
            "refused: contact.twice";
    S21 yes "a subscribed operator may be told of a new dialog":
        told(&active(), "new_dialog", Subscription::OptedIn) => "notice.tell";
    S21 no "a suspended one is not":
        told(&next(&active(), &UserPolicy::uis(tenant()), UserCommand::Suspend { replacement: None }).0, "new_dialog", Subscription::OptedIn) =>
            "notice.standing";
    S22 yes "a capacity of a later release is kept":
        names(&after(&talkme(), [create(form_with(with_password(), |form| {
            form.login = named("orlova");
            form.capacities = Some([Capacity::Operator, Capacity::from("voice".to_owned())].into());
        }))])) => "operator voice";
    S22 no "and is none of the known ones":
        after(&talkme(), [create(form_with(with_password(), |form| {
            form.login = named("orlova");
            form.capacities = Some([Capacity::from("voice".to_owned())].into());
        }))]).has_capacity(&Capacity::Operator) => "false";
    S27 yes "the manager sets the first password":
        ask(&plain_employee(false), &UserPolicy::uis(tenant()), UserCommand::SetCredentials { verifier: argon() }) => "credentials_set";
    S27 no "and hands it to nobody whom he invited":
        ask(&pending(), &UserPolicy::noci(tenant()), UserCommand::SetCredentials { verifier: argon() }) => "refused: credentials.by_inviter";
    S29 yes "a new employee and an edited one end up equal":
        same_outcome() => "true";
    S29 no "until the same is entered":
        plain_employee(false).profile() == plain_employee(true).profile()
            && plain_employee(false).record().login == plain_employee(true).record().login => "false";
    S31 yes "a surname is enough": new(&UserPolicy::uis(tenant()), create(form(employee()))) => "created";
    S31 no "an empty surname": new(&UserPolicy::uis(tenant()), create(surname(""))) => "refused: field.missing";
    S31 no "a surname of white space": new(&UserPolicy::uis(tenant()), create(surname(" \t\u{a0}"))) => "refused: field.missing";
    S32 yes "without first name, patronymic and e-mail":
        fields_missing(&UserPolicy::uis(tenant()), &form(employee())) => "";
    S32 no "but not without the surname": fields_missing(&UserPolicy::uis(tenant()), &surname("")) => "last_name";
    S33 yes "no other field": new(&UserPolicy::uis(tenant()), create(form(employee()))) => "created";
    S33 no "elsewhere there are others": new(&UserPolicy::reach(tenant()), create(form(employee()))) =>
        "refused: field.missing field.missing field.missing";
    S34 yes "a new employee has no right": plain_employee(true).standing().name() => "employee";
    S34 no "one who was given a right is a user": active().standing().name() => "active";
    S37 yes "a right with login and password in the same form":
        ask(&plain_employee(false), &UserPolicy::uis(tenant()), edit(|form| {
            form.login = Change::Set(named("orlova"));
            form.password = PasswordChange::Set(argon());
            form.rights = RightsChange::Some;
        })) => "login_changed credentials_set became_user";
    S37 no "a right without both": ask(&plain_employee(false), &UserPolicy::uis(tenant()), UserCommand::RecordRight) =>
        "refused: credentials.first credentials.first";
    S37 no "a right without the password":
        ask(&plain_employee(false), &UserPolicy::uis(tenant()), edit(|form| {
            form.login = Change::Set(named("orlova"));
            form.rights = RightsChange::Some;
        })) => "refused: credentials.first";
    S37 no "a creation with a role and without credentials":
        fields_missing(&UserPolicy::uis(tenant()), &form_with(employee(), |form| form.roles = roles(&["chats"]))) => "login password";
    S38 yes "the same credentials open everything that is open":
        can_sign_in(&active()).is_allow() => "true";
    S38 no "no second password is kept beside the first":
        next(&active(), &UserPolicy::uis(tenant()), UserCommand::SetCredentials { verifier: argon() }).0
            .record().credentials.as_ref().unwrap().version => "2";
    S39 yes "the e-mail address is the login": login_of(&email_login()) => "orlova@example.test";
    S39 yes "and it follows":
        login_of(&next(&email_login(), &UserPolicy::uis(tenant()), set_email(Some("new@example.test"))).0) => "new@example.test";
    S39 no "a login of its own does not follow":
        login_of(&next(&own_login(), &UserPolicy::uis(tenant()), set_email(Some("new@example.test"))).0) => "orlova";
    S40 yes "with an e-mail address": ask(&own_login(), &UserPolicy::uis(tenant()), UserCommand::UseEmailAsLogin) => "login_changed";
    S40 no "without one": ask(&plain_employee(true), &UserPolicy::uis(tenant()), UserCommand::UseEmailAsLogin) => "refused: login.no_email";
    S40 no "taking the address away":
        ask(&email_login(), &UserPolicy::uis(tenant()), set_email(None)) => "refused: login.no_email credentials.stay";
    S41 yes "all switches off": ask(&active(), &UserPolicy::uis(tenant()), UserCommand::TurnAllRightsOff) => "rights_turned_off";
    S41 no "and then the password":
        ask(&all_off(), &UserPolicy::uis(tenant()), UserCommand::ClearCredentials) => "refused: credentials.stay";
    S41 no "and then the login":
        ask(&all_off(), &UserPolicy::uis(tenant()), edit(|form| form.login = Change::Set(Login::Unset))) => "refused: credentials.stay";
    S41 no "both in the same form as the switches":
        ask(&active(), &UserPolicy::uis(tenant()), edit(|form| {
            form.login = Change::Set(Login::Unset);
            form.password = PasswordChange::Clear;
            form.rights = RightsChange::AllOff;
        })) => "refused: credentials.stay credentials.stay";
    S42 yes "the account remains": all_off().standing().name() => "active";
    S42 no "it is no employee again": all_off().ever_had_rights() => "true";
    S43 yes "login and password are taken from who never had a right":
        ask(&plain_employee(true), &UserPolicy::uis(tenant()), edit(|form| {
            form.login = Change::Set(Login::Unset);
            form.password = PasswordChange::Clear;
        })) => "login_changed credentials_cleared";
    S43 no "not from who once had one":
        ask(&all_off(), &UserPolicy::uis(tenant()), edit(|form| {
            form.login = Change::Set(Login::Unset);
            form.password = PasswordChange::Clear;
        })) => "refused: credentials.stay credentials.stay";
    S43 no "who has them and no right cannot sign in": signs_in(&plain_employee(true)) => "sign_in.never_a_user";
    S44 yes "the letter goes out after the save":
        ask(&active(), &UserPolicy::uis(tenant()), letter(true, None)) => "credentials_letter_asked";
    S44 no "no letter when the save is refused":
        ask(&plain_employee(false), &UserPolicy::uis(tenant()), edit(|form| {
            form.rights = RightsChange::Some;
            form.letter = Some(CredentialsLetter { to_typed: Some(email("boss@example.test")), ..CredentialsLetter::default() });
        })) => "refused: credentials.first credentials.first letter.nothing_to_send";
    S45 yes "to the employee's own address": letter_to(&active(), letter(true, None)) => "orlova@example.test";
    S45 no "which is not filled in": ask(&plain_employee(true), &UserPolicy::uis(tenant()), letter(true, None)) => "refused: letter.no_own_email";
    S46 yes "to a typed address": letter_to(&active(), letter(false, Some("boss@example.test"))) => "boss@example.test";
    S46 no "to both": ask(&active(), &UserPolicy::uis(tenant()), letter(true, Some("boss@example.test"))) => "refused: letter.two_addresses";
    S46 no "to none": ask(&active(), &UserPolicy::uis(tenant()), letter(false, None)) => "refused: letter.no_address";
    S47 yes "with the link by default": letter_link(&active(), letter(true, None)) => "With";
    S47 no "without it when the form says so":
        letter_link(&active(), edit(|form| form.letter = Some(CredentialsLetter {
            to_own_email: true, to_typed: None, link: WorkplaceLink::Without,
        }))) => "Without";
    S52 yes "a chat name that is given stays":
        chat_name(&after(&UserPolicy::uis(tenant()), [create(form_with(employee(), |form| {
            form.profile.chat_name = Some(DisplayName::parse("Жанночка").unwrap());
        }))])) => "Жанночка";
    S52 no "and can be taken away":
        chat_name(&next(&plain_employee(false), &UserPolicy::uis(tenant()), edit(|form| form.profile.chat_name = Change::Set(None))).0) => "none";
    S53 yes "without one it is the full name: surname, first name, patronymic":
        chat_name(&after(&UserPolicy::uis(tenant()), [create(form_with(employee(), |form| {
            form.profile.name = PersonName::new().first("Жанна").patronymic("Павловна").last("Орлова");
        }))])) => "Орлова Жанна Павловна";
    S53 yes "only the surname is the surname": chat_name(&plain_employee(false)) => "Орлова";
    S53 no "a later rename does not follow":
        chat_name(&next(&plain_employee(false), &UserPolicy::uis(tenant()), rename("Белова")).0) => "Орлова";
    S54 yes "the position is stored": position_stored() => "true";
    S54 no "and changes nothing else": position_has_an_effect() => "false";
    S55 yes "with a photo": ask(&active(), &UserPolicy::uis(tenant()), edit(|form| form.profile.photo = Change::Set(Photo::Present))) => "edited";
    S55 no "none is needed": format!("{:?}", active().profile().photo) => "Absent";
    S66 yes "one login, one account, whatever the case and the screen": login_key("Orlova") == login_key("orlova") => "true";
    S66 no "a look-alike is another login": login_key("orlova") == login_key("оrlova") => "false";
    S78 yes "deleted with the employees": next(&active(), &UserPolicy::uis(tenant()), half()).0.standing().name() => "half_deleted";
    S78 no "is not deleted for good":
        ask(&next(&active(), &UserPolicy::uis(tenant()), half()).0, &UserPolicy::uis(tenant()), UserCommand::Restore) => "restored";
    S79 yes "rights stay: none is turned off": duties(&active(), half()) => "VoidTokens HandOver";
    S79 no "nor can they be given": ask(&next(&active(), &UserPolicy::uis(tenant()), half()).0, &UserPolicy::uis(tenant()), UserCommand::RecordRight) =>
        "refused: standing.wrong";
    S80 yes "sign-in still works": signs_in(&next(&active(), &UserPolicy::uis(tenant()), half()).0) => "sign_in.half_deleted";
    S80 no "but opens for nobody who never was a user":
        signs_in(&next(&plain_employee(true), &UserPolicy::uis(tenant()), half()).0) => "sign_in.never_a_user";
    S81 yes "a user acts": active().standing().can_act() => "true";
    S81 no "a half-deleted one does not": next(&active(), &UserPolicy::uis(tenant()), half()).0.standing().can_act() => "false";
    S82 yes "sessions end at once": duties(&active(), delete()) => "CutSessions VoidTokens DropVerifier HandOver";
    S82 no "sign-in is impossible": signs_in(&next(&active(), &UserPolicy::uis(tenant()), delete()).0) => "sign_in.deleted";
    S82 no "and nothing brings it back":
        ask(&next(&active(), &UserPolicy::uis(tenant()), delete()).0, &UserPolicy::uis(tenant()), UserCommand::Restore) => "refused: standing.wrong";
    S83 yes "the half deletion warns": warned_after(&active(), half()) => "warning.deletion_not_complete";
    S83 no "the recommended one does not": warned_after(&active(), delete()) => "";
    S88 yes "one role": new(&UserPolicy::noci(tenant()), create(full(with_password()))) => "created credentials_set became_user";
    S88 no "two roles": new(&UserPolicy::noci(tenant()), create(form_with(with_password(), |form| {
        *form = full(with_password());
        form.roles = roles(&["moderateur", "utilisateur"]);
    }))) => "refused: roles.exactly_one";
    S91 yes "the e-mail address is claimed as key":
        after(&UserPolicy::noci(tenant()), [create(full(with_password()))]).claims(EmailUse::Identity).iter()
            .any(|claim| matches!(claim, Claim::Email { .. })) => "true";
    S91 no "without it nobody is added":
        fields_missing(&UserPolicy::noci(tenant()), &form_with(with_password(), |form| {
            form.roles = roles(&["utilisateur"]);
            form.login = named("orlova");
        })) => "email";
    S92 yes "the adder sets the password": new(&UserPolicy::noci(tenant()), create(full(with_password()))) => "created credentials_set became_user";
    S92 no "adding without one": fields_missing(&UserPolicy::noci(tenant()), &full(Entry::User { password: None })) => "password";
    S102 yes "a limit with its number": invited_to(|form| form.limit = LimitChoice::Limited(Some(3))) => "invitation.created";
    S102 no "a limit without it": invited_to(|form| form.limit = LimitChoice::Limited(None)) => "refused: limit.missing";
    S102 no "a limit of 0": invited_to(|form| form.limit = LimitChoice::Limited(Some(0))) => "refused: limit.zero";
    S102 no "a limit of 0 when adding":
        new(&UserPolicy::uis(tenant()), create(form_with(employee(), |form| form.profile.limit = Some(Limit::Count(0))))) => "refused: limit.zero";
    S104 yes "French by default": languages(&pending()) => "fr";
    S104 no "where the system has a default": languages(&active()) => "";
    S105 yes "others instead": invited_to(|form| form.languages = Some([Language::parse("en").unwrap()].into())) => "invitation.created";
    S105 no "none": invited_to(|form| form.languages = Some(BTreeSet::new())) => "refused: languages.empty";
    S105 no "none left after an edit":
        ask(&pending(), &UserPolicy::noci(tenant()), edit(|form| form.profile.memberships = Change::Set(Default::default()))) =>
            "refused: languages.empty";
    S110 yes "an adviser has questionnaires": invited_to(with_questionnaire) => "invitation.created";
    S110 no "a moderator chooses none":
        invited_to(|form| { with_questionnaire(form); form.roles = roles(&["moderateur"]); }) => "refused: questionnaires.not_asked";
    S111 yes "e-mail, role and password": new(&UserPolicy::noci(tenant()), create(full(with_password()))) => "created credentials_set became_user";
    S111 no "all that is missing at once":
        fields_missing(&UserPolicy::noci(tenant()), &surname("")) => "email role password";
    S112 yes "an invitation without password": invited_to(|_| ()) => "invitation.created";
    S112 no "one with": invited_to(|form| form.password = PasswordField::Filled) => "refused: credentials.by_inviter";
    S113 yes "several addresses": answers(&["a@example.test", "b@example.test"], |_| ()) => "invitation.created invitation.created";
    S113 yes "a duplicate and a bad one":
        answers(&["a@example.test", "A@EXAMPLE.test", "nobody", "b@example.test"], |_| ()) =>
            "invitation.created invitation.duplicate invitation.bad_address invitation.created";
    S113 no "none": answers(&[], |_| ()) => "refused: invitation.empty";
    S113 no "only bad ones": answers(&["nobody", ""], |_| ()) => "refused: invitation.bad_address invitation.bad_address";
    S113 no "one bad, and all or nothing":
        answers(&["a@example.test", "nobody"], |form| form.on_bad_address = OnBadAddress::RefuseAll) =>
            "refused: invitation.bad_address";
    S114 yes "equal but for the address": differing_fields(&["a@example.test", "b@example.test"]) => "activation email id";
    S114 no "two addresses are not one account": differing_fields(&["a@example.test", "a@example.test"]) => "";
    S115 yes "the invited person sets the password":
        activated(&pending(), 1, 0) => "activated credentials_set became_user";
    S115 no "until then there is no sign-in": signs_in(&pending()) => "sign_in.pending sign_in.no_password";
    S116 yes "one is created": new(&UserPolicy::reach(tenant()), create(full(invited()))) => "created activation_issued";
    S116 yes "edited": ask(&reach_user(), &UserPolicy::reach(tenant()), rename("Cruz")) => "edited";
    S116 yes "and deleted":
        ask(&reach_user(), &UserPolicy::reach(tenant()), delete()) => "deleted";
    S116 no "a deleted one is not edited":
        ask(&next(&reach_user(), &UserPolicy::reach(tenant()), delete()).0, &UserPolicy::reach(tenant()), rename("Cruz")) => "refused: standing.wrong";
    S118 yes "everything filled in": new(&UserPolicy::reach(tenant()), create(full(invited()))) => "created activation_issued";
    S118 no "first name": fields_missing(&UserPolicy::reach(tenant()), &form_with(invited(), |form| {
        *form = full(invited());
        form.profile.name = PersonName::new().last("Cruz");
    })) => "first_name";
    S118 no "last name": fields_missing(&UserPolicy::reach(tenant()), &form_with(invited(), |form| {
        *form = full(invited());
        form.profile.name = PersonName::new().first("Valentina");
    })) => "last_name";
    S118 no "e-mail": fields_missing(&UserPolicy::reach(tenant()), &form_with(invited(), |form| {
        *form = full(invited());
        form.profile.email = None;
        form.login = Login::Unset;
    })) => "email";
    S118 no "roles": fields_missing(&UserPolicy::reach(tenant()), &form_with(invited(), |form| {
        *form = full(invited());
        form.roles = BTreeSet::new();
    })) => "role";
    S118 no "all four at once": fields_missing(&UserPolicy::reach(tenant()), &surname_entry("", invited())) =>
        "last_name first_name email role";
    S120 yes "the new user is sent a token, at the stored address":
        sent(&decide_user(None, &create(full(invited())), &UserPolicy::reach(tenant()), noon()).unwrap().events) =>
            "Activation orlova@example.test";
    S120 no "who has a password already is not":
        sent(&decide_user(None, &create(full(with_password())), &UserPolicy::reach(tenant()), noon()).unwrap().events) => "";
    S121 yes "the token sets the password": activated(&reach_user(), 1, 0) => "activated credentials_set became_user";
    S121 no "once": used_twice() => "refused: token.unknown";
    S121 no "another token does not": activated(&reach_user(), 2, 0) => "refused: token.unknown";
    S122 yes "just before 7 days": activated(&reach_user(), 1, 7 * 86_400 - 1) => "activated credentials_set became_user";
    S122 no "at exactly 7 days": activated(&reach_user(), 1, 7 * 86_400) => "refused: token.expired";
    S122 no "a wrong token learns nothing of the expiry": activated(&reach_user(), 2, 7 * 86_400) => "refused: token.unknown";
    S123 yes "issued again, it opens": activated(&reissued(), 2, 0) => "activated credentials_set became_user";
    S123 no "and the one before is void": activated(&reissued(), 1, 0) => "refused: token.unknown";
    S123 no "void after a change of the address":
        activated(&next(&reach_user(), &UserPolicy::reach(tenant()), set_email(Some("new@example.test"))).0, 1, 0) => "refused: token.unknown";
    S123 no "void even when the address is changed back":
        activated(&next(&next(&reach_user(), &UserPolicy::reach(tenant()), set_email(Some("new@example.test"))).0,
            &UserPolicy::reach(tenant()), set_email(Some("orlova@example.test"))).0, 1, 0) => "refused: token.unknown";
    S123 no "void after a half deletion, even when restored":
        activated(&next(&next(&reach_user(), &UserPolicy::reach(tenant()), half()).0, &UserPolicy::reach(tenant()), UserCommand::Restore).0, 1, 0) =>
            "refused: token.unknown";
    S123 no "void after the deletion": activated(&next(&reach_user(), &UserPolicy::reach(tenant()), delete()).0, 1, 0) => "refused: token.unknown";
    S152 yes "a name and a member": group("Ventas Norte", &[1], &[1]) => "created";
    S152 no "no name": group("  ", &[1], &[1]) => "refused: group.no_name";
    S152 no "no member": group("Ventas Norte", &[], &[1]) => "refused: group.empty";
    S152 no "no name and no member": group("", &[], &[]) => "refused: group.no_name group.empty";
    S152 no "a member without the agent role": group("Ventas Norte", &[1, 2], &[1]) => "refused: group.member_no_agent";
    S152 no "somebody who is no user here": group("Ventas Norte", &[1, 99], &[1, 99]) => "refused: group.member_unknown";
    S152 no "the last member cannot leave": group_then(GroupCommand::SetMembers { members: BTreeSet::new() }) =>
        "refused: group.empty";
    S152 no "nor be taken out": group_then(GroupCommand::RemoveMember { member: user_id(1), why: Leaving::Removed }) =>
        "refused: group.empty";
    S152 yes "one of two can": group_then(GroupCommand::SetMembers { members: ids(&[2]) }) => "members_changed";
    S152 yes "a deleted account leaves even as the last, and the group closes":
        group_then(GroupCommand::RemoveMember { member: user_id(1), why: Leaving::UserDeleted }) => "member_gone closed";
    S152 no "white space is no new name": group_then(GroupCommand::Rename { name: "\u{2003}\t".to_owned() }) =>
        "refused: group.no_name";
    S155 yes "with a help center everybody has an account": portal_new(Sso::Off, Host, open(Some(VICTIM), AddressKnown::Typed)) => "opened";
    S155 no "without one nobody": portal_without_help_center() => "refused: portal.help_center_off";
    S155 no "not even who had one": portal_exists(&HelpCenter::Off) => "false";
    S159 yes "by password": portal_enters(&Customer::registered(), &PortalWay::Password) => "Full";
    S159 yes "by a social account that is attached":
        portal_enters(&with_social(), &PortalWay::Social(subject("vk", "1"))) => "Full";
    S159 no "by a password of an address that nobody answered from": portal_enters(&unproven(), &PortalWay::Password) =>
        "Deny(AddressUnproven)";
    S159 no "by a social account that nobody attached": portal_enters(&Customer::registered(), &PortalWay::Social(subject("vk", "1"))) =>
        "Deny(NotAttached)";
    S160 yes "by the link, as the recipient": portal_enters(&Customer::registered(), &auto_login(5, 0)) => "Restricted";
    S160 no "not as somebody else": portal_enters(&Customer::registered(), &auto_login(6, 0)) => "Deny(NotTheRecipient)";
    S160 no "not for longer than the host says": portal_enters(&Customer::registered(), &auto_login(5, -7)) => "Deny(LinkExpired)";
    S161 yes "the standard letter has the link": has_auto_login_link(PortalLetter::StandardNotification) => "true";
    S161 no "a custom one has not": has_auto_login_link(PortalLetter::Custom) => "false";
    S162 yes "single sign-on links the two accounts":
        portal_enters(&Customer::by_sso(SsoAddress::Claimed), &PortalWay::Sso(subject("shop", "9"))) => "Full";
    S162 no "where it is set up": portal_enters(&sso_turned_off(), &PortalWay::Sso(subject("shop", "9"))) => "Deny(SsoOff)";
    S162 yes "by an id of the service's own, too": sso_to_proven(SsoAddress::ByAccountId) => "sso_linked";
    S162 no "not by an address that was merely claimed, where it is proven": sso_to_proven(SsoAddress::Claimed) =>
        "refused: portal.sso_claimed";
    S162 no "nor linked before": Customer::registered().asks(Full, link_sso(&subject("shop", "9"), SsoAddress::Claimed)) =>
        "refused: portal.sso_off";
    S163 yes "without it customers register": portal_new(Sso::Off, Stranger, register()) => "opened password_set address_proof_issued";
    S163 yes "by a social account too": portal_new(Sso::Off, Stranger, register_social()) => "opened social_attached";
    S163 no "with it they do not": portal_new(Sso::On, Stranger, register()) => "refused: portal.self_registration_off";
    S163 no "by no social account either": portal_new(Sso::On, Stranger, register_social()) => "refused: portal.self_registration_off";
    S177 yes "an avatar": portal_edit(|changes| changes.avatar = Change::Set(Photo::Present)) => "profile_edited";
    S177 no "the same again changes nothing": portal_edit(|changes| changes.avatar = Change::Set(Photo::Absent)) => "nothing";
    S178 yes "a social account is attached": Customer::registered().asks(Full, attach(&subject("vk", "1"))) => "social_attached";
    S178 no "one that is attached already": with_social().asks(Full, attach(&subject("vk", "1"))) => "refused: portal.social_twice";
    S178 no "one is detached that is not": Customer::registered().asks(Full, PortalCommand::DetachSocial { subject: subject("vk", "1") }) =>
        "refused: portal.social_unknown";
    S179 yes "company and position": portal_edit(|changes| {
        changes.company = Change::Set(Some(DisplayName::parse("Ромашка").unwrap()));
        changes.position = Change::Set(Some(Position("закупки".to_owned())));
    }) => "profile_edited";
    S179 no "neither is needed": Customer::registered().account().profile().company.is_none() => "true";
    S180 yes "language and time zone": portal_edit(|changes| {
        changes.language = Change::Set(Some(Language::parse("ru").unwrap()));
        changes.time_zone = Change::Set(Some("Europe/Moscow".parse().unwrap()));
    }) => "profile_edited";
    S180 no "what is no language is not read": Language::parse("no language").is_err() => "true";
    S181 yes "the password is changed": Customer::registered().asks(Full, PortalCommand::SetPassword { verifier: hashed(1) }) => "password_set";
    S181 no "who comes by single sign-on only has none":
        Customer::by_sso(SsoAddress::Verified).asks(Full, PortalCommand::SetPassword { verifier: hashed(1) }) => "refused: portal.password_by_sso";
    S181 no "nor with a social account beside it": sso_and_social().asks(Full, PortalCommand::SetPassword { verifier: hashed(1) }) =>
        "refused: portal.password_by_sso";
    S182 yes "a field with the profile form enabled is shown": portal_shows("cf_2") => "ViewOnly";
    S182 no "one without it is not": portal_shows("cf_4") => "nothing";
    S182 yes "a field that may be edited is": portal_extra("cf_1") => "profile_edited";
    S182 no "one that may only be viewed is not": portal_extra("cf_2") => "refused: portal.extra_view_only";
    S182 no "editable but hidden is hidden (S171)": portal_extra("cf_3") => "refused: portal.extra_unknown";
    S182 yes "and said to who administers": with_fields(Sso::Off).warnings()[0].code() => "warning.editable_but_hidden";
    S182 no "a field that the desk has not": portal_extra("cf_9") => "refused: portal.extra_unknown";
    S183 yes "saved with a right, the employee is a user":
        next(&plain_employee(true), &UserPolicy::uis(tenant()), UserCommand::RecordRight).0.standing().name() => "active";
    S183 yes "view-employees comes with it, unless set (D4)": duties(&plain_employee(true), UserCommand::RecordRight) => "GrantUnlessSet";
    S183 no "the second right makes nothing new": ask(&active(), &UserPolicy::uis(tenant()), UserCommand::RecordRight) => "nothing";
    S183 no "saved without one, he is not":
        next(&plain_employee(true), &UserPolicy::uis(tenant()), rename("Белова")).0.standing().name() => "employee";
}

#[test]
fn every_row_holds() {
    let failed: Vec<String> = ROWS
        .iter()
        .filter_map(|row| {
            let found = (row.found)();
            (found != row.expected).then(|| {
                format!(
                    "{} {} ({}): found `{found}`, expected `{}`",
                    row.statement, row.twin, row.says, row.expected
                )
            })
        })
        .collect();
    assert!(failed.is_empty(), "{}", failed.join("\n"));

    // By statement, and as they are told within one.
    let mut lines: Vec<String> = ROWS
        .iter()
        .map(|row| {
            let twin = if row.twin == "yes" { '+' } else { '-' };
            format!("{} {twin} {}\n", row.statement, row.says)
        })
        .collect();
    let said: BTreeSet<&String> = lines.iter().collect();
    assert_eq!(said.len(), ROWS.len(), "two rows say the same");
    lines.sort_by_key(|line| line[1..].split(' ').next().unwrap().parse::<u32>().unwrap());
    let list: String = lines.concat();
    expect_file!["golden/statements.txt"].assert_eq(&list);
}

#[test]
fn every_statement_has_both_twins() {
    let mut twins: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for row in ROWS {
        twins.entry(row.statement).or_default().insert(row.twin);
    }
    let single: Vec<_> = twins.iter().filter(|(_, twins)| twins.len() != 2).collect();
    assert!(single.is_empty(), "{single:?}");
    assert!(twins.len() >= 65, "{}", twins.len());
}

fn talkme() -> UserPolicy {
    UserPolicy::talkme(tenant(), cut_over())
}

fn second() -> frontdesk_model::chrono::TimeDelta {
    frontdesk_model::chrono::TimeDelta::seconds(1)
}

fn legacy_operator() -> User {
    after(
        &talkme(),
        [import(found(
            AccountKind::LegacyOperator,
            Standing::Active,
            |_| (),
        ))],
    )
}

fn with_login() -> Create {
    form_with(with_password(), |form| form.login = named("orlova"))
}

fn names(user: &User) -> String {
    let names: Vec<_> = user
        .record()
        .capacities
        .iter()
        .map(Capacity::name)
        .collect();
    names.join(" ")
}

fn warned(policy: &UserPolicy, command: UserCommand) -> String {
    warnings(&decide_user(None, &command, policy, noon()).unwrap().events)
}

fn warned_after(user: &User, command: UserCommand) -> String {
    warnings(
        &decide_user(Some(user), &command, &UserPolicy::uis(tenant()), noon())
            .unwrap()
            .events,
    )
}

fn warnings(events: &[UserEvent]) -> String {
    let codes: Vec<_> = events
        .iter()
        .flat_map(UserEvent::warnings)
        .map(Warning::code)
        .collect();
    codes.join(" ")
}

fn claims_meet(one: AccountKind, other: AccountKind) -> bool {
    let claims = |kind, number| {
        after(
            &talkme(),
            [import(found(kind, Standing::Active, |form| {
                form.id = user_id(number);
            }))],
        )
        .claims(EmailUse::Contact)
    };
    !claims(one, 1).is_disjoint(&claims(other, 2))
}

fn claim_count(user: &User) -> usize {
    user.claims(EmailUse::Contact).len()
}

fn telegram() -> ContactPoint {
    ContactPoint::new(ContactAddress::Telegram(Handle::new("@orlova").unwrap()))
}

fn with_telegram() -> UserCommand {
    edit(|form| form.profile.contact_points = Change::Set(vec![telegram()]))
}

/// What a Telegram contact point with this choice is told of this kind of event.
fn told(user: &User, event: &str, choice: Subscription) -> String {
    let event = EventKind::new(event).unwrap();
    let mut record = user.record().clone();
    let mut point = telegram().with(event.clone(), choice);
    point.verification = Verification::Stated;
    record.profile.contact_points = vec![point];
    let user = User::from_record(record).unwrap();
    let notices = recipients(&user, &event, &NoticePolicy::new(tenant())).unwrap();
    notices[0].verdict.code().to_owned()
}

fn same_outcome() -> bool {
    let policy = UserPolicy::uis(tenant());
    let edited = next(
        &plain_employee(false),
        &policy,
        edit(|form| {
            form.login = Change::Set(named("orlova"));
            form.password = PasswordChange::Set(argon());
            form.rights = RightsChange::Some;
        }),
    )
    .0;
    let created = after(
        &policy,
        [create(form_with(with_password(), |form| {
            form.login = named("orlova");
        }))],
    );
    let plain = |user: User| UserRecord {
        version: frontdesk_model::Version::FIRST,
        ..user.into_record()
    };
    plain(edited) == plain(created)
}

fn surname(text: &str) -> Create {
    surname_entry(text, employee())
}

fn surname_entry(text: &str, entry: Entry) -> Create {
    form_with(entry, |form| {
        form.profile.name = PersonName::new().last(text);
    })
}

/// The missing fields, when they are all the reasons; else the codes.
fn fields_missing(policy: &UserPolicy, form: &Create) -> String {
    match decide_user(None, &create(form.clone()), policy, noon()) {
        Ok(_) => String::new(),
        Err(refusal) => {
            let words: Vec<_> = refusal
                .reasons()
                .map(|reason| match reason {
                    Reason::FieldMissing { field } => field.name(),
                    other => other.code(),
                })
                .collect();
            words.join(" ")
        }
    }
}

fn own_login() -> User {
    after(
        &UserPolicy::uis(tenant()),
        [create(form_with(with_password(), |form| {
            form.login = named("orlova");
            form.profile.email = Some(email("orlova@example.test"));
        }))],
    )
}

fn email_login() -> User {
    next(
        &own_login(),
        &UserPolicy::uis(tenant()),
        UserCommand::UseEmailAsLogin,
    )
    .0
}

fn login_of(user: &User) -> String {
    user.login().unwrap_or("none").to_owned()
}

fn set_email(address: Option<&str>) -> UserCommand {
    edit(|form| form.email = Change::Set(address.map(email)))
}

fn rename(last: &str) -> UserCommand {
    edit(|form| {
        form.profile.name = Change::Set(PersonName::new().last(last).first("Жанна"));
    })
}

fn all_off() -> User {
    next(
        &active(),
        &UserPolicy::uis(tenant()),
        UserCommand::TurnAllRightsOff,
    )
    .0
}

fn signs_in(user: &User) -> String {
    match can_sign_in(user) {
        SignIn::Allow(reason) => reason.code().to_owned(),
        SignIn::Deny(reasons) => reasons
            .into_iter()
            .map(SignInReason::code)
            .collect::<Vec<_>>()
            .join(" "),
    }
}

fn letter(to_own_email: bool, to_typed: Option<&str>) -> UserCommand {
    edit(|form| {
        form.letter = Some(CredentialsLetter {
            to_own_email,
            to_typed: to_typed.map(email),
            link: WorkplaceLink::default(),
        });
    })
}

fn letter_duty(user: &User, command: UserCommand) -> (WorkplaceLink, Email) {
    match next(user, &UserPolicy::uis(tenant()), command).1.as_slice() {
        [
            Duty::SendLetter {
                letter: Letter::Credentials { link },
                to,
            },
        ] => (*link, to.clone()),
        other => panic!("{other:?}"),
    }
}

fn letter_to(user: &User, command: UserCommand) -> String {
    letter_duty(user, command).1.as_typed().to_owned()
}

fn letter_link(user: &User, command: UserCommand) -> String {
    format!("{:?}", letter_duty(user, command).0)
}

fn chat_name(user: &User) -> String {
    let name = user.profile().chat_name.as_ref();
    name.map_or("none", DisplayName::as_str).to_owned()
}

fn with_position() -> (User, User) {
    let before = active();
    let (after, duties) = next(
        &before,
        &UserPolicy::uis(tenant()),
        edit(|form| form.profile.position = Change::Set(Some(Position("Начальник".to_owned())))),
    );
    assert!(duties.is_empty());
    (before, after)
}

fn position_stored() -> bool {
    with_position().1.profile().position.is_some()
}

/// Whether anything but the position itself and the version came out different.
fn position_has_an_effect() -> bool {
    let (before, after) = with_position();
    let mut record = after.record().clone();
    record.profile.position = None;
    record.version = before.version();
    record != *before.record()
        || after.standing() != before.standing()
        || can_sign_in(&after) != can_sign_in(&before)
        || after.claims(EmailUse::Identity) != before.claims(EmailUse::Identity)
}

fn half() -> UserCommand {
    UserCommand::HalfDelete { replacement: None }
}

fn delete() -> UserCommand {
    UserCommand::Delete { replacement: None }
}

fn duties(user: &User, command: UserCommand) -> String {
    let names: Vec<_> = next(user, &UserPolicy::uis(tenant()), command)
        .1
        .iter()
        .map(|duty| {
            let text = format!("{duty:?}");
            text.split([' ', '{']).next().unwrap_or_default().to_owned()
        })
        .collect();
    names.join(" ")
}

fn answers(addresses: &[&str], fill: impl FnOnce(&mut InvitationForm)) -> String {
    match invite(
        &invitation(addresses, fill),
        &UserPolicy::noci(tenant()),
        noon(),
    ) {
        Ok(invited) => invited
            .answers
            .iter()
            .map(Answer::code)
            .collect::<Vec<_>>()
            .join(" "),
        Err(refusal) => refused(&refusal),
    }
}

fn invited_to(fill: impl FnOnce(&mut InvitationForm)) -> String {
    answers(&["a@example.test"], fill)
}

fn with_questionnaire(form: &mut InvitationForm) {
    form.questionnaires = [QuestionnaireId::from_number(3)].into();
}

fn languages(user: &User) -> String {
    let languages = &user.memberships().languages;
    let tags: Vec<_> = languages.iter().map(Language::as_str).collect();
    tags.join(" ")
}

/// The fields in which the first two accounts of an invitation differ.
fn differing_fields(addresses: &[&str]) -> String {
    let invited = invite(
        &invitation(addresses, |form| form.limit = LimitChoice::Limited(Some(3))),
        &UserPolicy::noci(tenant()),
        noon(),
    )
    .unwrap();
    let records: Vec<serde_json::Value> = invited
        .created()
        .map(|(_, events)| {
            let user = User::replay(events).unwrap().unwrap();
            serde_json::to_value(user).unwrap()
        })
        .collect();
    let [one, other] = records.as_slice() else {
        return String::new();
    };
    let flat = |record: &serde_json::Value| {
        let mut fields: BTreeMap<String, serde_json::Value> = BTreeMap::new();
        for (name, value) in record.as_object().unwrap() {
            match (name.as_str(), value.as_object()) {
                ("profile", Some(profile)) => {
                    fields.extend(profile.iter().map(|(k, v)| (k.clone(), v.clone())));
                }
                _ => drop(fields.insert(name.clone(), value.clone())),
            }
        }
        fields
    };
    let (one, other) = (flat(one), flat(other));
    let differing: Vec<_> = one
        .iter()
        .filter(|(name, value)| other.get(*name) != Some(value))
        .map(|(name, _)| name.as_str())
        .collect();
    differing.join(" ")
}

fn reach_user() -> User {
    after(&UserPolicy::reach(tenant()), [create(full(invited()))])
}

fn reissued() -> User {
    let again = UserCommand::IssueActivation { token: token(2) };
    next(&reach_user(), &UserPolicy::reach(tenant()), again).0
}

fn activate(seed: u8) -> UserCommand {
    UserCommand::Activate {
        token: token(seed),
        verifier: argon(),
    }
}

/// What the token is answered this many seconds after it was issued.
fn activated(user: &User, seed: u8, seconds: i64) -> String {
    let now = noon() + second() * i32::try_from(seconds).unwrap();
    say(decide_user(
        Some(user),
        &activate(seed),
        &UserPolicy::reach(tenant()),
        now,
    ))
}

fn used_twice() -> String {
    let user = next(&reach_user(), &UserPolicy::reach(tenant()), activate(1)).0;
    activated(&user, 1, 0)
}

fn sent(events: &[UserEvent]) -> String {
    let letters: Vec<_> = events
        .iter()
        .flat_map(UserEvent::duties)
        .filter_map(|duty| match duty {
            Duty::SendLetter { letter, to } => Some(format!("{letter:?} {}", to.as_typed())),
            _ => None,
        })
        .collect();
    letters.join(" ")
}

fn ids(numbers: &[i64]) -> BTreeSet<frontdesk_model::UserId> {
    numbers.iter().map(|number| user_id(*number)).collect()
}

fn decided_group(
    group: Option<&Group>,
    command: &GroupCommand,
    agents: &[i64],
) -> Result<Vec<GroupEvent>, Refusal> {
    let rule = MemberRule::AgentsOnly {
        agents: ids(agents),
    };
    let facts = GroupFacts {
        users: ids(&[1, 2]),
        ..GroupFacts::new(tenant(), rule)
    };
    decide_group(group, command, &facts)
}

fn new_group(name: &str, members: &[i64]) -> GroupCommand {
    GroupCommand::Create(CreateGroup {
        tenant: tenant(),
        id: GroupId::from_number(9),
        name: name.to_owned(),
        members: ids(members),
    })
}

fn group(name: &str, members: &[i64], agents: &[i64]) -> String {
    match decided_group(None, &new_group(name, members), agents) {
        Ok(events) => {
            let group = Group::begin(&events[0]).unwrap();
            assert_eq!(group.members(), &ids(members));
            "created".to_owned()
        }
        Err(refusal) => refused(&refusal),
    }
}

/// What a group with user 1 as its only member is answered.
fn group_then(command: GroupCommand) -> String {
    let created = decided_group(None, &new_group("Ventas", &[1]), &[1]).unwrap();
    let group = Group::begin(&created[0]).unwrap();
    match decided_group(Some(&group), &command, &[1, 2]) {
        Ok(events) => {
            let names: Vec<_> = events.iter().map(GroupEvent::name).collect();
            names.join(" ")
        }
        Err(refusal) => refused(&refusal),
    }
}

fn portal_new(sso: Sso, session: PortalSession, command: PortalCommand) -> String {
    Customer::new(sso).asks(session, command)
}

fn portal_without_help_center() -> String {
    let facts = PortalFacts {
        help_center: HelpCenter::Off,
        ..facts(&PortalPolicy::new(Sso::Off), Host)
    };
    let command = open(Some(VICTIM), AddressKnown::Typed);
    refused(&decide_portal(None, &command, &facts, noon()).unwrap_err())
}

fn portal_enters(customer: &Customer, way: &PortalWay) -> String {
    match customer.enters(way) {
        PortalEntry::Deny(why) => format!("Deny({why:?})"),
        entry => format!("{entry:?}"),
    }
}

fn portal_edit(fill: impl FnOnce(&mut PortalProfileChanges)) -> String {
    Customer::registered().edits(Full, fill)
}

fn portal_extra(name: &str) -> String {
    let mut customer = Customer::registered();
    customer.policy = with_fields(Sso::Off);
    customer.edits(Full, |changes| {
        changes
            .extra
            .insert(name.to_owned(), SettingValue::from("own words"));
    })
}

fn portal_shows(name: &str) -> String {
    let customer = Customer::registered();
    let shown = customer.account().shown_profile(&with_fields(Sso::Off));
    match shown.extra.get(name) {
        Some(field) => format!("{:?}", field.editing),
        None => "nothing".to_owned(),
    }
}

fn register_social() -> PortalCommand {
    PortalCommand::RegisterSocial {
        customer: customer_id(5),
        subject: subject("vk", "1"),
    }
}

fn unproven() -> Customer {
    let mut customer = Customer::new(Sso::Off);
    customer.does(Stranger, register());
    customer
}

fn with_social() -> Customer {
    let mut customer = Customer::registered();
    customer.does(Full, attach(&subject("vk", "1")));
    customer
}

fn sso_and_social() -> Customer {
    let mut customer = Customer::by_sso(SsoAddress::Verified);
    customer.does(Full, attach(&subject("vk", "1")));
    customer
}

fn sso_to_proven(address: SsoAddress) -> String {
    let mut customer = Customer::registered();
    customer.policy = PortalPolicy::new(Sso::On);
    customer.asks(Host, link_sso(&subject("shop", "9"), address))
}

fn sso_turned_off() -> Customer {
    let mut customer = Customer::by_sso(SsoAddress::Claimed);
    customer.policy = PortalPolicy::new(Sso::Off);
    customer
}

/// A link for this customer, issued so many days from now.
fn auto_login(customer: i64, issued: i64) -> PortalWay {
    PortalWay::AutoLoginLink {
        recipient: customer_id(customer),
        issued_at: days(issued),
    }
}
