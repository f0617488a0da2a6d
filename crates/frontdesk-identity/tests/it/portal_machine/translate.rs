//! From the plain words of the model to the types of the crate.

use std::collections::BTreeMap;
use std::num::NonZeroU32;
use std::sync::LazyLock;

use frontdesk_contact::{DisplayName, Email};
use frontdesk_identity::*;
use frontdesk_model::chrono::{DateTime, TimeDelta, Utc};
use frontdesk_model::{Language, TenantId};

use super::draw::{EMAILS, POSITIONS, SUBJECTS, VALUES};
use crate::customer::{case, customer_id, hashed, subject, with_fields};
use crate::portal_model::{self, Ask, Moment, Person, System, Way, Who};
use crate::support::noon;

pub(crate) fn second(number: i64) -> DateTime<Utc> {
    noon() + TimeDelta::seconds(number)
}

pub(crate) fn tenant(number: i64) -> TenantId {
    TenantId::from_number(number)
}

/// 16 bytes of which only the first tells the number.
fn token(number: u8) -> TokenBytes {
    let mut bytes = [238; 16];
    bytes[0] = number;
    TokenBytes::new(&bytes).unwrap()
}

/// Addresses and people, parsed once: many steps have the same.
static ADDRESSES: LazyLock<BTreeMap<&str, Email>> = LazyLock::new(|| {
    EMAILS
        .map(|text| (text, Email::parse(text).unwrap()))
        .into()
});
static PEOPLE: LazyLock<BTreeMap<Who, Subject>> =
    LazyLock::new(|| SUBJECTS.map(|who| (who, subject(who.0, who.1))).into());
static CONTENTS: LazyLock<BTreeMap<&str, SettingValue>> =
    LazyLock::new(|| VALUES.map(|name| (name, contents(name))).into());
static PLACES: LazyLock<BTreeMap<&str, Position>> =
    LazyLock::new(|| POSITIONS.map(|name| (name, Position(place(name)))).into());

pub(crate) fn email(text: &str) -> &'static Email {
    &ADDRESSES[text]
}

pub(crate) fn person(who: Who) -> &'static Subject {
    &PEOPLE[&who]
}

pub(crate) fn value(name: &str) -> &'static SettingValue {
    &CONTENTS[name]
}

/// What is called so.
fn contents(name: &str) -> SettingValue {
    let texts = |count| vec!["t".to_owned(); count];
    match name {
        "flag" => SettingValue::Flag(true),
        "text of two lines" => SettingValue::from("one\n\ttwo"),
        "text of 4096" => SettingValue::Text("t".repeat(4096)),
        "text of 4097" => SettingValue::Text("t".repeat(4097)),
        "list of 64" => SettingValue::List(texts(64)),
        "list of 65" => SettingValue::List(texts(65)),
        "list with a text of 4097" => SettingValue::List(vec!["t".repeat(4097)]),
        "text with escape" => SettingValue::from("\u{1b}[2J"),
        "text that turns" => SettingValue::from("a\u{202e}b"),
        plain => SettingValue::from(plain),
    }
}

fn place(name: &str) -> String {
    match name {
        "position of 255" => "p".repeat(255),
        "position of 256" => "p".repeat(256),
        "position of two lines" => "one\ntwo".to_owned(),
        plain => plain.to_owned(),
    }
}

/// Every policy in every session, made once.
static FACTS: LazyLock<BTreeMap<(i64, System, &str), PortalFacts>> = LazyLock::new(|| {
    let mut all = BTreeMap::new();
    for bits in 0..16 {
        let on = |bit: u32| bits & (1 << bit) != 0;
        let system = System {
            help_center: on(0),
            sso: on(1),
            fields: on(2),
            brisk: on(3),
        };
        for tenant_number in [7, 8] {
            for session in PortalSession::ALL {
                let word = match session {
                    PortalSession::Host => "host",
                    PortalSession::Full => "full",
                    PortalSession::Restricted => "restricted",
                    PortalSession::Stranger => "stranger",
                };
                let facts = PortalFacts {
                    tenant: tenant(tenant_number),
                    help_center: match system.help_center {
                        true => HelpCenter::On(policy(system)),
                        false => HelpCenter::Off,
                    },
                    session: *session,
                };
                all.insert((tenant_number, system, word), facts);
            }
        }
    }
    all
});

fn policy(system: System) -> PortalPolicy {
    let sso = if system.sso { Sso::On } else { Sso::Off };
    let mut policy = match system.fields {
        true => with_fields(sso),
        false => PortalPolicy::new(sso),
    };
    if system.brisk {
        let minutes = |seconds: i64| {
            let minutes = u32::try_from(seconds / 60).unwrap();
            TokenLifetime::minutes(NonZeroU32::new(minutes).unwrap())
        };
        policy.link_lifetime = minutes(system.link_opens());
        policy.reset_lifetime = minutes(system.reset_opens());
        policy.proof_lifetime = minutes(system.proof_opens());
    }
    policy
}

pub(crate) fn facts(moment: &Moment) -> &'static PortalFacts {
    &FACTS[&(moment.tenant, moment.system, moment.session)]
}

/// What a host makes of a password, parsed once.
static HASHED: LazyLock<Verifier> = LazyLock::new(|| hashed(0));

pub(crate) fn command(ask: &Ask, moment: &Moment) -> PortalCommand {
    let customer = customer_id(moment.customer);
    let token = || token(moment.token);
    let verifier = || HASHED.clone();
    match ask {
        Ask::Open {
            email: address,
            mailed,
        } => PortalCommand::Open(OpenPortal {
            customer,
            email: address.map(|text| email(text).clone()),
            known: match mailed {
                true => AddressKnown::Mailed,
                false => AddressKnown::Typed,
            },
        }),
        Ask::Register { email: address } => PortalCommand::Register {
            form: RegisterPortal {
                customer,
                email: email(address).clone(),
            },
            verifier: verifier(),
            token: token(),
        },
        Ask::RegisterSocial(who) => PortalCommand::RegisterSocial {
            customer,
            subject: person(*who).clone(),
        },
        Ask::IssueAddressProof => PortalCommand::IssueAddressProof { token: token() },
        Ask::ProveAddress { with_password } => PortalCommand::ProveAddress {
            token: token(),
            beside: match with_password {
                true => Beside::Password,
                false => Beside::Nothing,
            },
        },
        Ask::AddressAnswered(from) => PortalCommand::AddressAnswered {
            from: email(from).clone(),
        },
        Ask::IssueReset => PortalCommand::IssueReset { token: token() },
        Ask::Reset => PortalCommand::Reset {
            token: token(),
            verifier: verifier(),
        },
        Ask::RequestAddressChange(to) => PortalCommand::RequestAddressChange {
            to: email(to).clone(),
            token: token(),
        },
        Ask::ConfirmAddress => PortalCommand::ConfirmAddress { token: token() },
        Ask::SetPassword => PortalCommand::SetPassword {
            verifier: verifier(),
        },
        Ask::AttachSocial(who) => PortalCommand::AttachSocial {
            subject: person(*who).clone(),
        },
        Ask::DetachSocial(who) => PortalCommand::DetachSocial {
            subject: person(*who).clone(),
        },
        Ask::LinkSso { who, known } => PortalCommand::LinkSso {
            subject: person(*who).clone(),
            address: match *known {
                "claimed" => SsoAddress::Claimed,
                "verified" => SsoAddress::Verified,
                _ => SsoAddress::ByAccountId,
            },
        },
        Ask::UnlinkSso => PortalCommand::UnlinkSso,
        Ask::Edit(form) => PortalCommand::EditProfile(changes(form)),
        Ask::PlaceHold(number) => PortalCommand::PlaceHold { case: case(number) },
        Ask::LiftHold(number) => PortalCommand::LiftHold { case: case(number) },
        Ask::Erase => PortalCommand::Erase,
    }
}

fn changes(form: &portal_model::Edit) -> PortalProfileChanges {
    // What the form touches, of a profile that holds it.
    let to = profile(&Person {
        name: form.name.flatten(),
        avatar: form.avatar.unwrap_or_default(),
        company: form.company.flatten(),
        position: form.position.flatten(),
        language: form.language.flatten(),
        zone: form.zone.flatten(),
        extra: form.extra.clone(),
    });
    fn set<T>(touched: bool, value: T) -> Change<T> {
        match touched {
            true => Change::Set(value),
            false => Change::Keep,
        }
    }
    PortalProfileChanges {
        name: set(form.name.is_some(), to.name),
        avatar: set(form.avatar.is_some(), to.avatar),
        company: set(form.company.is_some(), to.company),
        position: set(form.position.is_some(), to.position),
        language: set(form.language.is_some(), to.language),
        time_zone: set(form.zone.is_some(), to.time_zone),
        extra: to.extra,
        extra_emptied: form.emptied.iter().map(ToString::to_string).collect(),
    }
}

/// The profile of who is known so.
pub(crate) fn profile(person: &Person) -> PortalProfile {
    let name = |text: &str| DisplayName::parse(text).unwrap();
    PortalProfile {
        name: person.name.map(name),
        avatar: if person.avatar {
            Photo::Present
        } else {
            Photo::Absent
        },
        company: person.company.map(name),
        position: person.position.map(|name| PLACES[name].clone()),
        language: person.language.map(|tag| Language::parse(tag).unwrap()),
        time_zone: person.zone.map(|zone| zone.parse().unwrap()),
        extra: person
            .extra
            .iter()
            .map(|(field, name)| ((*field).to_owned(), value(name).clone()))
            .collect(),
    }
}

pub(crate) fn way(way: &Way) -> PortalWay {
    match way {
        Way::Password => PortalWay::Password,
        Way::WrongPassword => PortalWay::WrongPassword,
        Way::Social(who) => PortalWay::Social(person(*who).clone()),
        Way::Sso(who) => PortalWay::Sso(person(*who).clone()),
        Way::Link { recipient, issued } => PortalWay::AutoLoginLink {
            recipient: customer_id(*recipient),
            issued_at: second(*issued),
        },
    }
}
