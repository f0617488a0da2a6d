//! A naive model of the portal account of a customer, written from the statements and from what the
//! commands, events and duties promise, and from nothing else: plain words and numbers, one function a
//! command, in the order in which the rules are told. It knows no type of the crate.

mod entry;
mod person;
mod plain;
mod ways;

use std::collections::{BTreeMap, BTreeSet};

pub(crate) use entry::{Way, enter};
pub(crate) use person::{Edit, Person};
pub(crate) use plain::{Ask, Moment, System};

/// Somebody at an issuer.
pub(crate) type Who = (&'static str, &'static str);

/// A token that is out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Token {
    pub(crate) number: u8,
    pub(crate) issued: i64,
    /// The first second at which it is too old.
    pub(crate) end: i64,
}

/// The account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Portal {
    pub(crate) tenant: i64,
    pub(crate) customer: i64,
    pub(crate) email: Option<&'static str>,
    pub(crate) proven: bool,
    pub(crate) has_password: bool,
    /// Of the last password that there was.
    pub(crate) password_version: u32,
    pub(crate) social: BTreeSet<Who>,
    pub(crate) sso: Option<Who>,
    /// Whether that link stands on more than an address which somebody typed into the service.
    pub(crate) sso_sure: bool,
    pub(crate) proof: Option<Token>,
    pub(crate) reset: Option<Token>,
    pub(crate) change: Option<(&'static str, Token)>,
    pub(crate) links_void_until: Option<i64>,
    /// The cases, each with its beginning.
    pub(crate) holds: BTreeMap<&'static str, i64>,
    pub(crate) person: Person,
    pub(crate) erased: bool,
}

impl Portal {
    fn nobody(tenant: i64, customer: i64) -> Self {
        Self {
            tenant,
            customer,
            email: None,
            proven: false,
            has_password: false,
            password_version: 0,
            social: BTreeSet::new(),
            sso: None,
            sso_sure: false,
            proof: None,
            reset: None,
            change: None,
            links_void_until: None,
            holds: BTreeMap::new(),
            person: Person::default(),
            erased: false,
        }
    }

    /// What no other account of the tenant may have.
    pub(crate) fn claims(&self) -> BTreeSet<String> {
        let address = self.email.map(|email| format!("address {}", key(email)));
        let social = self.social.iter().map(|who| format!("social {who:?}"));
        let sso = self.sso.map(|who| format!("sso {who:?}"));
        address.into_iter().chain(social).chain(sso).collect()
    }

    fn void_tokens(&mut self) {
        self.proof = None;
        self.reset = None;
        self.change = None;
    }

    /// Older links are void, and a clock that was set back opens none again.
    fn void_links(&mut self, now: i64) {
        self.links_void_until = Some(self.links_void_until.map_or(now, |until| until.max(now)));
    }
}

/// What happens.
#[derive(Clone, Debug)]
pub(crate) struct Done {
    pub(crate) account: Portal,
    pub(crate) happened: Vec<&'static str>,
    /// "send_letter KIND to ADDRESS", "drop_verifier up to N", or the bare word.
    pub(crate) duties: Vec<String>,
}

impl Done {
    fn on(account: Portal) -> Self {
        Self {
            account,
            happened: Vec::new(),
            duties: Vec::new(),
        }
    }

    /// Something happens, and the host does these.
    fn then(&mut self, event: &'static str, duties: &[&str]) {
        self.happened.push(event);
        self.duties
            .extend(duties.iter().map(|duty| (*duty).to_owned()));
    }

    fn letter(&mut self, kind: &str, to: Option<&str>) {
        let letter = to.map(|to| format!("send_letter {kind} to {to}"));
        self.duties.extend(letter);
    }
}

pub(crate) type Answer = Result<Done, BTreeSet<String>>;

fn no<T>(reason: &str) -> Result<T, BTreeSet<String>> {
    Err([reason.to_owned()].into())
}

/// Two spellings of the domain are one address.
pub(crate) fn key(email: &str) -> String {
    let (local, domain) = email.rsplit_once('@').unwrap();
    format!("{local}@{}", domain.to_lowercase())
}

/// What this makes happen to this account, or every reason why not.
pub(crate) fn answer(account: Option<&Portal>, ask: &Ask, moment: &Moment) -> Answer {
    if account.is_some_and(|account| account.tenant != moment.tenant) {
        return no("tenant.other");
    }
    if let Some(reason) = session_says(ask, moment.session) {
        return no(reason);
    }
    let brings = matches!(ask, Ask::ProveAddress { .. } | Ask::Reset);
    if account.is_some_and(|account| account.erased) && !brings {
        return no("erase.erased");
    }
    // The desk keeps what it must keep, and erases what it must erase, in any case (GDPR).
    let keeping = matches!(ask, Ask::PlaceHold(_) | Ask::LiftHold(_) | Ask::Erase);
    let keeping = keeping && account.is_some();
    if !moment.system.help_center && !keeping {
        return no("portal.help_center_off");
    }
    let account = match account {
        // Who brings a token is told the same for every account and for none.
        None if brings => return no("token.unknown"),
        None => return begin(ask, moment),
        Some(account) => account,
    };
    // Nothing is left of who was erased, and no token opens it.
    if account.erased {
        return no("token.unknown");
    }
    let mut done = Done::on(account.clone());
    match ask {
        Ask::Open { .. } | Ask::Register { .. } | Ask::RegisterSocial(_) => {
            return no("portal.exists");
        }
        Ask::IssueAddressProof => ways::issue_proof(&mut done, moment)?,
        Ask::ProveAddress { with_password } => ways::prove(&mut done, *with_password, moment)?,
        Ask::AddressAnswered(from) => ways::answered(&mut done, from, moment)?,
        Ask::IssueReset => ways::issue_reset(&mut done, moment)?,
        Ask::Reset => ways::reset(&mut done, moment)?,
        Ask::RequestAddressChange(to) => ways::request_change(&mut done, to, moment)?,
        Ask::ConfirmAddress => ways::confirm(&mut done, moment)?,
        Ask::SetPassword => ways::set_password(&mut done, moment)?,
        Ask::AttachSocial(who) => ways::attach(&mut done, *who)?,
        Ask::DetachSocial(who) => ways::detach(&mut done, *who, moment)?,
        Ask::LinkSso { who, known } => ways::link(&mut done, *who, known, moment)?,
        Ask::UnlinkSso => ways::unlink(&mut done, moment)?,
        Ask::Edit(edit) => person::edit(&mut done, edit, moment)?,
        Ask::PlaceHold(case) => {
            if !done.account.holds.contains_key(case) {
                done.account.holds.insert(case, moment.now);
                done.then("hold_placed", &[]);
            }
        }
        Ask::LiftHold(case) => {
            if done.account.holds.remove(case).is_some() {
                done.then("hold_lifted", &[]);
            }
        }
        Ask::Erase => erase(&mut done)?,
    }
    Ok(done)
}

/// Who may ask what; a refusal says what is wanting.
fn session_says(ask: &Ask, session: &str) -> Option<&'static str> {
    let may: &[&str] = match ask {
        // The ticket comes in through the service; the law is the host's.
        Ask::Open { .. } | Ask::AddressAnswered(_) | Ask::PlaceHold(_) | Ask::LiftHold(_) => {
            &["host"]
        }
        // Who registers is not signed in.
        Ask::Register { .. } | Ask::RegisterSocial(_) => &["stranger"],
        // Who brings a letter need not be.
        Ask::ProveAddress { .. } | Ask::Reset => &["full", "stranger"],
        Ask::IssueReset => &["host", "full", "stranger"],
        Ask::IssueAddressProof | Ask::LinkSso { .. } | Ask::UnlinkSso | Ask::Erase => {
            &["host", "full"]
        }
        // Staff chooses no password and no way in (ASVS 6.4.6).
        Ask::RequestAddressChange(_)
        | Ask::ConfirmAddress
        | Ask::SetPassword
        | Ask::AttachSocial(_)
        | Ask::DetachSocial(_) => &["full"],
        // A link edits how the portal looks (S177, S180): the rest is seen when it is known what changes.
        Ask::Edit(_) => &["host", "full", "restricted"],
    };
    if may.contains(&session) {
        return None;
    }
    Some(match session {
        "restricted" => "portal.session_restricted",
        "stranger" => "portal.session_missing",
        "host" => "portal.owner_only",
        // Who is signed in has an account.
        _ if matches!(ask, Ask::Register { .. } | Ask::RegisterSocial(_)) => "portal.exists",
        _ => "portal.session_not_host",
    })
}

/// The account begins, or there is none.
fn begin(ask: &Ask, moment: &Moment) -> Answer {
    // Single sign-on ends self-registration (S163).
    let registers = matches!(ask, Ask::Register { .. } | Ask::RegisterSocial(_));
    if registers && moment.system.sso {
        return no("portal.self_registration_off");
    }
    let mut done = Done::on(Portal::nobody(moment.tenant, moment.customer));
    done.then("opened", &[]);
    let account = &mut done.account;
    match ask {
        // By itself, with the first ticket (S155): an address that was written from is proven.
        Ask::Open { email, mailed } => {
            account.email = *email;
            account.proven = *mailed && email.is_some();
        }
        // A password opens nothing before the address is proven, and a letter proves it (S159).
        Ask::Register { email } => {
            account.email = Some(email);
            account.has_password = true;
            account.password_version = 1;
            let end = moment.now + moment.system.proof_opens();
            account.proof = Some(Token {
                number: moment.token,
                issued: moment.now,
                end,
            });
            done.then("password_set", &[]);
            done.then("address_proof_issued", &[]);
            done.letter("registration_asked", Some(email));
        }
        // The network's word about an address is not read: there is none.
        Ask::RegisterSocial(who) => {
            account.social.insert(*who);
            done.then("social_attached", &[]);
        }
        _ => return no("portal.unknown"),
    }
    Ok(done)
}

/// Everything personal goes, and with it every way in (GDPR, article 17); no letter, for there is no
/// address any more.
fn erase(done: &mut Done) -> Result<(), BTreeSet<String>> {
    let account = &mut done.account;
    if !account.holds.is_empty() {
        return no("erase.legal_hold");
    }
    let drop = format!("drop_verifier up to {}", account.password_version);
    *account = Portal {
        erased: true,
        ..Portal::nobody(account.tenant, account.customer)
    };
    done.then(
        "erased",
        &[
            "cut_sessions",
            "void_tokens",
            "void_links",
            &drop,
            "erase_personal",
            "drop_avatar",
        ],
    );
    Ok(())
}
