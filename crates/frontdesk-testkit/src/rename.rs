//! The same world with other ids: nothing that is asked of it may depend on them.

use std::collections::BTreeMap;

use frontdesk_access::{Catalogue, OrderFacts};
use frontdesk_model::{
    BotId, CustomerId, GroupId, Module, OrganizationId, QuestionnaireId, SiteId, UserId,
};
use proptest::prelude::*;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::strategy::Question;
use crate::{Thing, cast};

/// Other ids for the ids of the generators' pools: people, groups, places, roles, add-ons,
/// restrictions, modules and tenants. No two become one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Renaming(BTreeMap<String, String>);

/// A random one.
pub fn renaming() -> impl Strategy<Value = Renaming> + Clone {
    // Ids of a kind are exchanged among each other and for new ones.
    let numbers = || Just((1..=8_i64).collect::<Vec<_>>()).prop_shuffle();
    let words = |words: &[&str]| Just(owned(words)).prop_shuffle();
    let of_people = (numbers(), numbers(), numbers(), numbers());
    let of_places = (numbers(), numbers(), numbers(), any::<bool>());
    let of_roles = (
        words(&[
            "test.agent",
            "test.lead",
            "other.agent",
            "test.unknown",
            "new.role",
        ]),
        words(&["opt.one", "opt.two", "opt.three"]),
        words(&[
            "deny.some",
            "deny.more",
            "deny.admin_panel",
            "deny.cabinet",
            "deny.later",
        ]),
        words(&["livechat", "reports", "settings", "new"]),
    );
    (of_people, of_places, of_roles).prop_map(|(people, places, roles)| {
        let mut renaming = Renaming(BTreeMap::new());
        renaming.numbers(&people.0, UserId::from_number);
        renaming.numbers(&people.1, CustomerId::from_number);
        renaming.numbers(&people.2, GroupId::from_number);
        renaming.numbers(&people.3, BotId::from_number);
        renaming.numbers(&places.0, SiteId::from_number);
        renaming.numbers(&places.1, QuestionnaireId::from_number);
        renaming.numbers(&places.2, OrganizationId::from_number);
        if places.3 {
            renaming.pair(&cast::TENANT, &cast::OTHER_TENANT);
            renaming.pair(&cast::OTHER_TENANT, &cast::TENANT);
        }
        renaming.words(
            &roles.0,
            &["test.agent", "test.lead", "other.agent", "test.unknown"],
        );
        renaming.words(&roles.1, &["opt.one", "opt.two"]);
        let restrictions = ["deny.some", "deny.more", "deny.admin_panel", "deny.cabinet"];
        renaming.words(&roles.2, &restrictions);
        renaming.words(&roles.3, &["livechat", "reports", "settings"]);
        renaming
    })
}

impl Renaming {
    /// The same value with other ids.
    ///
    /// # Panics
    /// When the value is no JSON: a test fails loudly.
    #[must_use]
    pub fn of<T: Serialize + DeserializeOwned>(&self, value: &T) -> T {
        let renamed = serde_json::to_value(value)
            .map(|json| self.json(json))
            .and_then(serde_json::from_value);
        match renamed {
            Ok(renamed) => renamed,
            #[expect(clippy::panic, reason = "a test fails loudly")]
            Err(error) => panic!("{error}"),
        }
    }

    /// The same question with other ids.
    #[must_use]
    pub fn question(&self, question: &Question) -> Question {
        Question {
            roles: self.of::<Catalogue>(&question.roles),
            holder: self.of(&question.holder),
            thing: self.thing(&question.thing),
            ..question.clone()
        }
    }

    fn thing(&self, thing: &Thing) -> Thing {
        match thing {
            Thing::Section(tenant) => Thing::Section(self.of(tenant)),
            Thing::Conversation(facts) => Thing::Conversation(self.of(facts)),
            Thing::Request(facts) => Thing::Request(self.of(facts)),
            Thing::Order(facts) => Thing::Order(self.of::<OrderFacts>(facts)),
            Thing::NewOrder(tenant, origin) => Thing::NewOrder(self.of(tenant), *origin),
            Thing::User {
                tenant,
                user,
                groups,
            } => Thing::User {
                tenant: self.of(tenant),
                user: self.of(user),
                groups: self.of(groups),
            },
            Thing::OwnRecord => Thing::OwnRecord,
            Thing::Site(tenant, site) => Thing::Site(self.of(tenant), self.of(site)),
            Thing::Module(tenant, module) => {
                Thing::Module(self.of(tenant), self.of::<Module>(module))
            }
            Thing::Host {
                tenant,
                kind,
                relations,
                site,
            } => Thing::Host {
                tenant: self.of(tenant),
                kind: *kind,
                relations: *relations,
                site: self.of(site),
            },
        }
    }

    fn json(&self, value: Value) -> Value {
        match value {
            Value::String(text) => Value::String(self.text(text)),
            Value::Array(items) => items.into_iter().map(|item| self.json(item)).collect(),
            Value::Object(table) => {
                let entries = table.into_iter();
                let renamed = entries.map(|(key, value)| (self.text(key), self.json(value)));
                Value::Object(renamed.collect())
            }
            other => other,
        }
    }

    fn text(&self, text: String) -> String {
        self.0.get(&text).cloned().unwrap_or(text)
    }

    fn numbers<T: ToString>(&mut self, numbers: &[i64], id: fn(i64) -> T) {
        for (old, new) in (1..).zip(numbers) {
            self.pair(&id(old), &id(*new));
        }
    }

    fn words(&mut self, new: &[String], old: &[&str]) {
        for (old, new) in old.iter().zip(new) {
            self.pair(old, new);
        }
    }

    fn pair(&mut self, old: &impl ToString, new: &impl ToString) {
        self.0.insert(old.to_string(), new.to_string());
    }
}

fn owned(words: &[&str]) -> Vec<String> {
    words.iter().map(ToString::to_string).collect()
}
