//! Short words for the tests of the portal: a customer with a past, and what an answer says.

use frontdesk_contact::Email;
use frontdesk_identity::*;
use frontdesk_model::CustomerId;
use frontdesk_model::chrono::{DateTime, Utc};

use crate::support::*;

pub(crate) const VICTIM: &str = "victim@example.test";

pub(crate) fn customer_id(number: i64) -> CustomerId {
    CustomerId::from_number(number)
}

pub(crate) fn subject(issuer: &str, subject: &str) -> Subject {
    Subject::new(issuer, subject).unwrap()
}

// typos: off
/// The secrets of the passwords: no output holds one.
pub(crate) const HASHES: [&str; 3] = [
    "JSwzOkFIT1ZdZGtyeYCHjpWco6qxuL/GzdTb4unw9/4",
    "SlFYX2ZtdHuCiZCXnqWss7rByM/W3eTr8vkABw4VHCM",
    "b3Z9hIuSmaCnrrW8w8rR2N/m7fT7AgkQFx4lLDM6QUg",
];
// typos: on

/// What a host makes of one of three passwords.
pub(crate) fn hashed(password: usize) -> Verifier {
    let hash = HASHES[password % HASHES.len()];
    let text = format!("$argon2id$v=19$m=19456,t=2,p=1$c29tZXNhbHRzb21lc2FsdA${hash}");
    Verifier::parse(text.into()).unwrap()
}

pub(crate) fn facts(policy: &PortalPolicy, session: PortalSession) -> PortalFacts {
    PortalFacts {
        tenant: tenant(),
        help_center: HelpCenter::On(policy.clone()),
        session,
    }
}

pub(crate) fn open(email: Option<&str>, known: AddressKnown) -> PortalCommand {
    PortalCommand::Open(OpenPortal {
        customer: customer_id(5),
        email: email.map(|text| Email::parse(text).unwrap()),
        known,
    })
}

pub(crate) fn register() -> PortalCommand {
    PortalCommand::Register {
        form: RegisterPortal {
            customer: customer_id(5),
            email: email(VICTIM),
        },
        verifier: hashed(0),
        token: token(1),
    }
}

pub(crate) fn prove(seed: u8, beside: Beside) -> PortalCommand {
    PortalCommand::ProveAddress {
        token: token(seed),
        beside,
    }
}

pub(crate) fn reset(seed: u8, password: usize) -> PortalCommand {
    PortalCommand::Reset {
        token: token(seed),
        verifier: hashed(password),
    }
}

pub(crate) fn issue_reset(seed: u8) -> PortalCommand {
    PortalCommand::IssueReset { token: token(seed) }
}

pub(crate) fn attach(who: &Subject) -> PortalCommand {
    PortalCommand::AttachSocial {
        subject: who.clone(),
    }
}

pub(crate) fn link_sso(who: &Subject, address: SsoAddress) -> PortalCommand {
    PortalCommand::LinkSso {
        subject: who.clone(),
        address,
    }
}

pub(crate) fn case(number: &str) -> CaseNumber {
    CaseNumber::new(number).unwrap()
}

/// A customer with a past.
#[derive(Clone)]
pub(crate) struct Customer {
    pub(crate) policy: PortalPolicy,
    pub(crate) now: DateTime<Utc>,
    pub(crate) account: Option<PortalAccount>,
    pub(crate) events: Vec<PortalEvent>,
    /// The duties of the last command.
    pub(crate) duties: Vec<PortalDuty>,
    /// The version of the verifier that the last command gave to be kept.
    pub(crate) sealed: Option<u32>,
}

impl Customer {
    /// Nobody yet.
    pub(crate) fn new(sso: Sso) -> Self {
        Self {
            policy: PortalPolicy::new(sso),
            now: noon(),
            account: None,
            events: Vec::new(),
            duties: Vec::new(),
            sealed: None,
        }
    }

    /// Registered, with the address proven by token and password.
    pub(crate) fn registered() -> Self {
        let mut customer = Self::new(Sso::Off);
        customer.does(PortalSession::Stranger, register());
        customer.does(PortalSession::Stranger, prove(1, Beside::Password));
        customer
    }

    /// Known to the service of single sign-on, where it is set up, and by nothing else.
    pub(crate) fn by_sso(address: SsoAddress) -> Self {
        let mut customer = Self::new(Sso::On);
        customer.does(PortalSession::Host, open(Some(VICTIM), AddressKnown::Typed));
        customer.does(
            PortalSession::Host,
            link_sso(&subject("shop", "9"), address),
        );
        customer
    }

    /// The answer, which becomes true.
    pub(crate) fn asks(&mut self, session: PortalSession, command: PortalCommand) -> String {
        let facts = facts(&self.policy, session);
        match decide_portal(self.account.as_ref(), &command, &facts, self.now) {
            Ok(decided) => self.take(decided),
            Err(refusal) => refused(&refusal),
        }
    }

    /// The same, which must be accepted.
    pub(crate) fn does(&mut self, session: PortalSession, command: PortalCommand) -> &mut Self {
        let said = self.asks(session, command);
        assert!(!said.starts_with("refused"), "{said}");
        self
    }

    pub(crate) fn take(&mut self, decided: Decided<PortalEvent>) -> String {
        for event in &decided.events {
            match &mut self.account {
                None => self.account = Some(PortalAccount::begin(event).unwrap()),
                Some(account) => account.apply(event).unwrap(),
            }
        }
        self.duties = decided
            .events
            .iter()
            .flat_map(PortalEvent::duties)
            .collect();
        self.sealed = decided.sealed.map(|sealed| sealed.version());
        let names: Vec<_> = decided.events.iter().map(PortalEvent::name).collect();
        self.events.extend(decided.events);
        match names.is_empty() {
            true => "nothing".to_owned(),
            false => names.join(" "),
        }
    }

    pub(crate) fn enters(&self, way: &PortalWay) -> PortalEntry {
        enter_portal(
            self.account.as_ref(),
            way,
            &facts(&self.policy, PortalSession::Stranger),
            self.now,
        )
    }

    pub(crate) fn account(&self) -> &PortalAccount {
        self.account.as_ref().unwrap()
    }

    /// The letters of the last command, each with its address.
    pub(crate) fn letters(&self) -> Vec<(PortalLetter, String)> {
        let letters = self.duties.iter().filter_map(|duty| match duty {
            PortalDuty::SendLetter { letter, to } => Some((*letter, to.as_typed().to_owned())),
            _ => None,
        });
        letters.collect()
    }

    pub(crate) fn edits(
        &mut self,
        session: PortalSession,
        fill: impl FnOnce(&mut PortalProfileChanges),
    ) -> String {
        let mut changes = PortalProfileChanges::default();
        fill(&mut changes);
        self.asks(session, PortalCommand::EditProfile(changes))
    }
}

/// The policy of a desk that added four fields to what it keeps of customers (S182).
pub(crate) fn with_fields(sso: Sso) -> PortalPolicy {
    let field = |on_profile, editing| ExtraField {
        on_profile,
        editing,
    };
    PortalPolicy {
        extra: [
            ("cf_1".to_owned(), field(OnProfile::Shown, Editing::Edit)),
            (
                "cf_2".to_owned(),
                field(OnProfile::Shown, Editing::ViewOnly),
            ),
            ("cf_3".to_owned(), field(OnProfile::Hidden, Editing::Edit)),
            ("cf_4".to_owned(), ExtraField::default()),
        ]
        .into(),
        ..PortalPolicy::new(sso)
    }
}
