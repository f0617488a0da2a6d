//! The index against an ordered map of the claims, written from the prose: every answer is equal.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use frontdesk_identity::*;
use frontdesk_model::{AccountKind, ExternalId, RefusalKind, Standing, TenantId, UserId, Version};
use proptest::prelude::*;
use proptest::sample::select;

use crate::support::*;

const SPACES: [LoginSpace; 2] = [LoginSpace::Operator, LoginSpace::AdminPanel];

/// Something that at most one account has, and who that is: nothing else.
struct Naive {
    emails: EmailUse,
    holders: BTreeMap<Claim, UserId>,
    users: BTreeMap<UserId, User>,
}

impl Naive {
    fn new(emails: EmailUse) -> Self {
        Self {
            emails,
            holders: BTreeMap::new(),
            users: BTreeMap::new(),
        }
    }

    fn insert(&mut self, user: &User) -> Result<(), NotIndexed> {
        if self.users.contains_key(&user.id()) {
            return Err(NotIndexed::Present);
        }
        self.check(user)?;
        self.put(user);
        Ok(())
    }

    fn update(&mut self, user: &User) -> Result<(), NotIndexed> {
        let known = self.users.get(&user.id()).ok_or(NotIndexed::Absent)?;
        let indexed = known.version();
        if user.version() < indexed {
            return Err(NotIndexed::Older { indexed });
        }
        if user.version() == indexed {
            let same = known.claims(self.emails) == user.claims(self.emails);
            return if same {
                Ok(())
            } else {
                Err(NotIndexed::Differs { indexed })
            };
        }
        self.check(user)?;
        self.remove(user.id());
        self.put(user);
        Ok(())
    }

    fn remove(&mut self, id: UserId) -> bool {
        self.holders.retain(|_, holder| *holder != id);
        self.users.remove(&id).is_some()
    }

    fn check(&self, user: &User) -> Result<(), NotIndexed> {
        let clashes: Vec<Clash> = user
            .claims(self.emails)
            .iter()
            .filter_map(|claim| {
                let holder = *self.holders.get(claim)?;
                let claim = ClaimKind::of(claim);
                (holder != user.id()).then_some(Clash { claim, holder })
            })
            .collect();
        if clashes.is_empty() {
            Ok(())
        } else {
            Err(NotIndexed::Clashes(clashes))
        }
    }

    fn put(&mut self, user: &User) {
        for claim in user.claims(self.emails) {
            self.holders.insert(claim, user.id());
        }
        self.users.insert(user.id(), user.clone());
    }

    fn get(&self, id: UserId) -> Option<(UserId, Version, Vec<LoginSpace>)> {
        let user = self.users.get(&id)?;
        let spaces: BTreeSet<LoginSpace> = user
            .claims(self.emails)
            .iter()
            .filter_map(|claim| match claim {
                Claim::Login { space, .. } | Claim::Email { space, .. } => Some(*space),
                Claim::External(_) => None,
            })
            .collect();
        Some((id, user.version(), spaces.into_iter().collect()))
    }
}

/// An account as far as the index reads it.
#[derive(Clone, Debug)]
struct Spec {
    id: i64,
    version: u64,
    kind: AccountKind,
    login: Option<&'static str>,
    email: Option<&'static str>,
    externals: BTreeSet<i64>,
    lifecycle: Lifecycle,
}

impl Spec {
    fn user(&self) -> User {
        let mut record = active().into_record();
        record.id = user_id(self.id);
        record.version = Version(self.version);
        record.kind = self.kind;
        record.capacities = match self.kind {
            AccountKind::LegacyOperator => [Capacity::Operator].into(),
            AccountKind::LegacyAdmin => [Capacity::AdminPanel].into(),
            _ => Capacity::both(),
        };
        record.ever_had_rights = false;
        record.credentials = None;
        record.lifecycle = self.lifecycle;
        record.profile.email = self.email.map(email);
        record.login = match (self.login, self.email) {
            (Some(login), _) => named(login),
            (None, Some(_)) if self.version.is_multiple_of(3) => Login::Unset,
            (None, Some(_)) => Login::Email,
            (None, None) => Login::Unset,
        };
        record.profile.external_ids = self
            .externals
            .iter()
            .map(|number| ExternalId::numbered("uis", "employee", *number))
            .collect();
        User::from_record(record).unwrap()
    }
}

#[derive(Clone, Debug)]
enum Step {
    Insert(Spec),
    Update(Spec),
    Remove(i64),
    Shrink,
}

const TYPED: &[&str] = &[
    "orlova",
    "ORLOVA",
    "\u{ff2f}rlova",
    "орлова",
    "Орлова",
    "belova",
    "orlova@example.test",
    "Orlova@EXAMPLE.test",
    "\"Quoted one\"@example.test",
    "\"quoted one\"@example.test",
    "a--b",
    "жук@пример.test",
    "жук@xn--e1afmkfd.test",
    "nobody",
    "no login",
    "",
];

static KEYS: LazyLock<Vec<(&str, Option<LoginKey>)>> = LazyLock::new(|| {
    TYPED
        .iter()
        .map(|typed| (*typed, login_key(typed)))
        .collect()
});

fn a_spec() -> impl Strategy<Value = Spec> {
    (
        0i64..6,
        0u64..6,
        select(vec![
            AccountKind::Unified,
            AccountKind::LegacyOperator,
            AccountKind::LegacyAdmin,
        ]),
        proptest::option::weighted(
            0.6,
            select(vec![
                "orlova",
                "Орлова",
                "belova",
                "orlova@example.test",
                "a--b",
            ]),
        ),
        proptest::option::weighted(
            0.6,
            select(vec![
                "orlova@example.test",
                "Orlova@example.test",
                "\"Quoted one\"@example.test",
                "жук@пример.test",
            ]),
        ),
        proptest::collection::btree_set(0i64..3, 0..3),
        prop_oneof![
            4 => Just(Lifecycle::Open),
            1 => Just(Lifecycle::HalfDeleted),
            1 => Just(Lifecycle::Suspended),
            2 => Just(Lifecycle::Deleted),
        ],
    )
        .prop_map(
            |(id, version, kind, login, email, externals, lifecycle)| Spec {
                id,
                version,
                kind,
                login,
                email,
                externals,
                lifecycle,
            },
        )
}

fn a_step() -> impl Strategy<Value = Step> {
    prop_oneof![
        8 => a_spec().prop_map(Step::Insert),
        8 => a_spec().prop_map(Step::Update),
        3 => (0i64..6).prop_map(Step::Remove),
        1 => Just(Step::Shrink),
    ]
}

fn same_answers(index: &SignInIndex, naive: &Naive) -> Result<(), TestCaseError> {
    prop_assert_eq!(index.len(), naive.users.len());
    prop_assert_eq!(index.is_empty(), naive.users.is_empty());
    for id in (0..6).map(user_id) {
        let known = index
            .get(id)
            .map(|user| (user.id, user.version, user.spaces.to_vec()));
        prop_assert_eq!(known, naive.get(id));
    }
    for space in SPACES {
        for (typed, key) in KEYS.iter() {
            let holder = key.clone().and_then(|key| {
                let claim = Claim::Login { space, key };
                naive.holders.get(&claim).copied()
            });
            prop_assert_eq!(index.find(space, typed), holder);
            let by_key = key.as_ref().and_then(|key| index.find_key(space, key));
            prop_assert_eq!(by_key, holder);
        }
    }
    for (claim, holder) in &naive.holders {
        prop_assert_eq!(index.holder(claim), Some(*holder));
    }
    for number in 0..4 {
        let claim = Claim::External(ExternalId::numbered("uis", "employee", number));
        prop_assert_eq!(index.holder(&claim), naive.holders.get(&claim).copied());
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..Default::default() })]

    /// On every sequence of changes the index answers as the plain form, whatever the seed.
    #[test]
    fn equals_the_plain_form(
        emails in select(vec![EmailUse::Contact, EmailUse::Identity]),
        seeds in any::<[u64; 2]>(),
        steps in proptest::collection::vec(a_step(), 1..40),
    ) {
        let mut naive = Naive::new(emails);
        let mut indexes = seeds.map(|seed| SignInIndex::new(tenant(), emails, seed));
        for step in steps {
            match step {
                Step::Insert(spec) => {
                    let user = spec.user();
                    let expected = naive.insert(&user);
                    for index in &mut indexes {
                        prop_assert_eq!(index.insert(&user), expected.clone());
                    }
                }
                Step::Update(spec) => {
                    let user = spec.user();
                    let expected = naive.update(&user);
                    for index in &mut indexes {
                        prop_assert_eq!(index.update(&user), expected.clone());
                    }
                }
                Step::Remove(id) => {
                    let known = naive.get(user_id(id)).is_some();
                    naive.remove(user_id(id));
                    for index in &mut indexes {
                        prop_assert_eq!(index.remove(user_id(id)).is_some(), known);
                    }
                }
                Step::Shrink => indexes[0].shrink(),
            }
            for index in &indexes {
                same_answers(index, &naive)?;
            }
        }
    }
}

/// A staff of this many, each with a login of its own, at its nth version.
fn staff(count: i64, version: u64) -> impl Iterator<Item = User> {
    let form = Spec {
        id: 0,
        version,
        kind: AccountKind::Unified,
        login: Some("orlova"),
        email: None,
        externals: [].into(),
        lifecycle: Lifecycle::Open,
    };
    let record = form.user().into_record();
    (0..count).map(move |number| {
        let mut record = record.clone();
        record.id = user_id(number);
        record.login = named(&format!("login{number}.{version}"));
        User::from_record(record).unwrap()
    })
}

/// What has changed or left is given back by itself, and the living are found wherever they are.
#[test]
fn garbage_is_bounded() {
    let count = 1_000;
    let mut index = SignInIndex::new(tenant(), EmailUse::Contact, 1);
    for user in staff(count, 1) {
        index.insert(&user).unwrap();
    }
    let mut most = 0;
    for version in 2..30 {
        for user in staff(count, version) {
            index.update(&user).unwrap();
            most = most.max(index.memory_bytes());
        }
        let found = |number: i64, version| {
            index.find(LoginSpace::Operator, &format!("login{number}.{version}"))
        };
        assert!((0..count).all(|number| found(number, version) == Some(user_id(number))));
        assert!((0..count).all(|number| found(number, version - 1).is_none()));
    }
    // 19 bytes and a login of at most 11 are 30; twice that for garbage, twice for spare room; and
    // tables of 2,048 slots.
    let (garbage, room, tables) = (2, 2, 2_048 * (33 + 5) + 500);
    assert!(most < 1_000 * 30 * garbage * room + tables, "{most}");
    index.shrink();
    assert!(index.memory_bytes() < 1_000 * 30 + tables);
    for number in 0..count - 1 {
        assert!(index.remove(user_id(number)).is_some());
    }
    index.shrink();
    assert_eq!(index.len(), 1);
    assert!(
        index.memory_bytes() < 1_000,
        "{} bytes",
        index.memory_bytes()
    );
    assert_eq!(
        index.find(LoginSpace::Operator, "login999.29"),
        Some(user_id(count - 1))
    );
}

#[test]
fn most_edits_move_nothing() {
    let mut index = SignInIndex::new(tenant(), EmailUse::Contact, 1);
    for user in staff(100, 1) {
        index.insert(&user).unwrap();
    }
    index.shrink();
    let before = index.memory_bytes();
    for user in staff(100, 1) {
        let mut record = user.into_record();
        record.version = Version(u64::MAX);
        index.update(&User::from_record(record).unwrap()).unwrap();
    }
    assert_eq!(index.memory_bytes(), before);
    assert_eq!(index.get(user_id(7)).unwrap().version, Version(u64::MAX));
}

/// A version has one set of claims, and what was forgotten is forgotten with its version.
#[test]
fn one_version_is_one_set_of_claims() {
    let spec = |login, version| Spec {
        id: 1,
        version,
        kind: AccountKind::Unified,
        login: Some(login),
        email: None,
        externals: [].into(),
        lifecycle: Lifecycle::Open,
    };
    let mut index = SignInIndex::new(tenant(), EmailUse::Contact, 1);
    index.insert(&spec("orlova", 3).user()).unwrap();
    assert_eq!(index.update(&spec("orlova", 3).user()), Ok(()));
    let differs = index.update(&spec("belova", 3).user()).unwrap_err();
    let indexed = Version(3);
    assert_eq!(differs, NotIndexed::Differs { indexed });
    assert_eq!(
        (differs.code(), differs.kind()),
        ("index.differs", RefusalKind::Conflict)
    );
    let found = |index: &SignInIndex, login| index.find(LoginSpace::Operator, login);
    assert_eq!(found(&index, "orlova"), Some(user_id(1)));
    assert_eq!(found(&index, "belova"), None);
    assert_eq!(
        index.update(&spec("belova", 2).user()),
        Err(NotIndexed::Older { indexed })
    );
    index.update(&spec("belova", 4).user()).unwrap();
    index.remove(user_id(1)).unwrap();
    index.insert(&spec("orlova", 2).user()).unwrap();
    assert_eq!(index.get(user_id(1)).unwrap().version, Version(2));
}

#[test]
fn tenants_do_not_meet() {
    let mut index = SignInIndex::new(TenantId::from_number(8), EmailUse::Contact, 1);
    let refused = index.insert(&active()).unwrap_err();
    assert!(matches!(refused, NotIndexed::OtherTenant(_)), "{refused:?}");
    assert_eq!(refused.kind(), RefusalKind::Hidden);
    assert_eq!(index.update(&active()), Err(refused));
    assert!(index.is_empty());
}

#[test]
fn no_answer_prints_a_login() {
    let mut index = SignInIndex::new(tenant(), EmailUse::Identity, 1);
    let user = after(
        &UserPolicy::uis(tenant()),
        [import(found(
            AccountKind::Unified,
            Standing::Active,
            |form| {
                form.login = named("secretperson");
                form.profile.email = Some(email("secretperson@example.test"));
                form.profile.external_ids =
                    [ExternalId::new("uis", "e", "secretperson").unwrap()].into();
            },
        ))],
    );
    index.insert(&user).unwrap();
    let mut record = user.into_record();
    record.id = user_id(45);
    let clash = index
        .insert(&User::from_record(record).unwrap())
        .unwrap_err();
    let NotIndexed::Clashes(clashes) = &clash else {
        panic!("{clash:?}")
    };
    let kinds: Vec<_> = clashes.iter().map(|clash| clash.claim).collect();
    assert_eq!(
        kinds,
        [
            ClaimKind::Login(LoginSpace::Operator),
            ClaimKind::Login(LoginSpace::AdminPanel),
            ClaimKind::Email(LoginSpace::Operator),
            ClaimKind::Email(LoginSpace::AdminPanel),
            ClaimKind::External,
        ]
    );
    assert!(clashes.iter().all(|clash| clash.holder == user_id(44)));
    let printed = format!("{index:?} {clash:?} {clash} {:?}", index.get(user_id(44)));
    assert!(!printed.contains("secret"), "{printed}");
}

/// A key that another release stored is not taken for one of this release.
#[test]
fn a_key_of_another_normalizer_finds_nothing() {
    let mut index = SignInIndex::new(tenant(), EmailUse::Contact, 1);
    index.insert(&staff(1, 1).next().unwrap()).unwrap();
    let key = |version: u16| -> LoginKey {
        let text = format!(r#"{{"name":{{"version":{version},"value":"login0.1"}}}}"#);
        serde_json::from_str(&text).unwrap()
    };
    let now = frontdesk_contact::NORMALIZER_VERSION;
    let found = |version| index.find_key(LoginSpace::Operator, &key(version));
    assert_eq!(found(now), Some(user_id(0)));
    assert_eq!(found(now + 1), None);
}
