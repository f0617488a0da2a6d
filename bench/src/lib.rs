//! What the benchmarks share: accounts made from numbers, the same in every run, and the plain forms
//! that a host would write over the standard hash map.

// What stands beside the crates here is the hash map that they do without; a benchmark that cannot
// set up its data stops.
#![allow(
    clippy::disallowed_types,
    clippy::expect_used,
    clippy::indexing_slicing
)]

use std::collections::{BTreeMap, HashMap};

pub mod access;

use frontdesk_contact::{Email, UserName};
use frontdesk_identity::{
    Activation, Algorithm, Capacity, ContactAddress, ContactPoint, CredentialFacts, EventKind,
    Handle, Lifecycle, Login, LoginKey, LoginSpace, PersonName, Profile, Rehash, Subscription,
    User, UserRecord, Verification, login_key,
};
use frontdesk_model::{
    AccountKind, ExternalId, GroupId, Language, Memberships, TenantId, UserId, Version,
};

/// The tenant of all accounts.
pub const TENANT: TenantId = TenantId::from_number(7);

/// The surfaces, in order.
pub const SPACES: [LoginSpace; 2] = [LoginSpace::Operator, LoginSpace::AdminPanel];

/// A number that follows from this one and looks like chance (splitmix64).
#[must_use]
pub const fn mixed(number: u64) -> u64 {
    let mut z = number.wrapping_add(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

/// The id of the nth account: a time-ordered one with random bits, as hosts make them.
#[must_use]
pub fn user_id(number: u64) -> UserId {
    let (one, other) = (mixed(number).to_be_bytes(), mixed(!number).to_be_bytes());
    let [a, b, c, d, e, f, g, h] = one;
    let [i, j, ..] = other;
    UserId::v7(1_700_000_000_000 + number, &[a, b, c, d, e, f, g, h, i, j])
}

/// The login of the nth account as somebody types it: an e-mail address of about 28 letters, one in
/// four with a capital. Half of the accounts are unified; of the others, a legacy operator and the
/// legacy admin after it have one login.
#[must_use]
pub fn typed(number: u64) -> String {
    const FIRST: [&str; 8] = [
        "anna", "Boris", "chloe", "dmitri", "elena", "Farid", "galina", "hugo",
    ];
    const LAST: [&str; 4] = ["orlova", "belov", "martin", "zhukova"];
    let number = if number % 4 == 3 { number - 1 } else { number };
    let n = mixed(number);
    let first = FIRST[(n % 8) as usize];
    let last = LAST[(n / 8 % 4) as usize];
    format!("{first}.{last}{number}@example.test")
}

/// The kind of the nth account.
#[must_use]
pub const fn kind(number: u64) -> AccountKind {
    match number % 4 {
        0 | 1 => AccountKind::Unified,
        2 => AccountKind::LegacyOperator,
        _ => AccountKind::LegacyAdmin,
    }
}

/// A surface on which the nth account signs in.
#[must_use]
pub const fn space(number: u64) -> LoginSpace {
    match kind(number) {
        AccountKind::LegacyAdmin => LoginSpace::AdminPanel,
        _ => LoginSpace::Operator,
    }
}

/// The nth account with a login and nothing else.
///
/// # Panics
/// When the numbers above make no account.
#[must_use]
pub fn bare(number: u64) -> User {
    let record = UserRecord {
        tenant: TENANT,
        id: user_id(number),
        version: Version(1 + mixed(number) % 40),
        kind: kind(number),
        capacities: match kind(number) {
            AccountKind::LegacyOperator => [Capacity::Operator].into(),
            AccountKind::LegacyAdmin => [Capacity::AdminPanel].into(),
            _ => Capacity::both(),
        },
        profile: Profile::default(),
        login: Login::Named(UserName::parse(&typed(number)).expect("a login")),
        credentials: Some(CredentialFacts {
            version: 1,
            algorithm: Algorithm::new("argon2id").expect("an algorithm"),
            rehash: Rehash::NotNeeded,
        }),
        credential_version: 1,
        ever_had_rights: true,
        lifecycle: Lifecycle::Open,
        activation: Activation::NotAwaited,
        reset: None,
        holds: BTreeMap::new(),
    };
    User::from_record(record).expect("an account")
}

/// The nth account, unified, with the profile of an ordinary person.
///
/// # Panics
/// When the numbers above make no account.
#[must_use]
pub fn person(number: u64) -> User {
    let mut record = bare(number * 4).into_record();
    record.profile = Profile {
        name: PersonName::new()
            .last("Орлова")
            .first("Жанна")
            .patronymic("Павловна"),
        email: Email::parse(&typed(number * 4)).ok(),
        memberships: Memberships {
            groups: (0..3).map(GroupId::from_number).collect(),
            languages: [Language::french()].into(),
            ..Memberships::default()
        },
        external_ids: [ExternalId::numbered(
            "uis",
            "employee",
            number.cast_signed(),
        )]
        .into(),
        contact_points: contact_points(number),
        ..Profile::default()
    };
    User::from_record(record).expect("an account")
}

/// How many subscriptions [`person`] has.
pub const SUBSCRIPTIONS: u64 = 10;

/// An e-mail address, a Telegram name and another messenger's, with ten choices among them. Of the
/// choices for a new dialog about one in ten is a refusal.
fn contact_points(number: u64) -> Vec<ContactPoint> {
    let choice = |salt: u64| match mixed(number ^ (salt << 40)) % 10 {
        0 => Subscription::OptedOut,
        _ => Subscription::OptedIn,
    };
    let mut mail = ContactPoint::new(ContactAddress::Email(
        Email::parse(&typed(number * 4)).expect("an address"),
    ));
    mail.verification = Verification::Proven;
    let handle = |text: String| Handle::new(&text).expect("a handle");
    let mut telegram = ContactPoint::new(ContactAddress::Telegram(handle(format!("@o{number}"))));
    telegram.verification = Verification::Stated;
    let other = ContactPoint::new(ContactAddress::Other {
        word: "matrix".to_owned(),
        handle: handle(format!("@o{number}:example.test")),
    });
    let mut points = vec![mail, telegram, other];
    let kinds = ["new_dialog", "offline_question", "digest", "missed_call"];
    for (salt, event) in (0..SUBSCRIPTIONS).zip(kinds.iter().cycle()) {
        let event = EventKind::new(event).expect("a kind");
        if let Some(point) = points.get_mut(salt as usize / kinds.len()) {
            point.subscriptions.insert(event, choice(salt));
        }
    }
    points
}

/// The logins of a host that writes no index: a tuple in a hash map.
#[derive(Default)]
pub struct PlainLogins {
    /// By tenant, surface and the login's key.
    pub logins: HashMap<(TenantId, LoginSpace, String), UserId>,
    /// By id: the version, and whether it signs in as operator and in the panel.
    pub users: HashMap<UserId, (Version, [bool; 2])>,
}

impl PlainLogins {
    /// Takes in an account.
    ///
    /// # Panics
    /// When the account has no login.
    pub fn insert(&mut self, user: &User) {
        let login = user.login().and_then(plain_key).expect("a login");
        let spaces = LoginSpace::of_kind(user.kind());
        for space in spaces {
            self.logins
                .insert((TENANT, *space, login.clone()), user.id());
        }
        let entry = (user.version(), SPACES.map(|space| spaces.contains(&space)));
        self.users.insert(user.id(), entry);
    }

    /// The account of a typed login, by the same rules.
    #[must_use]
    pub fn find(&self, space: LoginSpace, typed: &str) -> Option<UserId> {
        self.logins
            .get(&(TENANT, space, plain_key(typed)?))
            .copied()
    }

    /// The account of a typed login where a host only lowers its case: quicker, and wrong for logins
    /// outside ASCII.
    #[must_use]
    pub fn find_lowered(&self, space: LoginSpace, typed: &str) -> Option<UserId> {
        let key = (TENANT, space, typed.to_ascii_lowercase());
        self.logins.get(&key).copied()
    }
}

/// The text of the login's key.
#[must_use]
pub fn plain_key(typed: &str) -> Option<String> {
    Some(match login_key(typed)? {
        LoginKey::Name(key) => key.value().to_owned(),
        LoginKey::Address(key) => key.value().to_owned(),
    })
}

/// A user of a host that keeps subscriptions in hash maps.
pub struct PlainSubscriber {
    /// Whether the account acts.
    pub active: bool,
    /// Address, whether it is known well enough, and the choices by kind of event.
    pub points: Vec<(String, bool, HashMap<String, bool>)>,
}

/// The same person for such a host.
#[must_use]
pub fn plain_subscriber(user: &User) -> PlainSubscriber {
    let points = user.profile().contact_points.iter().map(|point| {
        let address = match &point.address {
            ContactAddress::Email(email) => email.key().value().to_owned(),
            ContactAddress::Phone(phone) => phone.as_e164().to_owned(),
            ContactAddress::Telegram(handle) | ContactAddress::Other { handle, .. } => {
                handle.as_str().to_owned()
            }
        };
        let choices = point.subscriptions.iter().map(|(event, choice)| {
            let asked = *choice == Subscription::OptedIn;
            (event.as_str().to_owned(), asked)
        });
        let known = point.verification >= Verification::Stated;
        (address, known, choices.collect())
    });
    PlainSubscriber {
        active: user.standing().can_act(),
        points: points.collect(),
    }
}
