//! The invitation as a file: what the inviting person would fill in, as TOML or JSON.

use std::collections::BTreeSet;

use frontdesk::identity::{
    InvitationForm, LimitChoice, OnBadAddress, PasswordField, RoleName, TypedAddress,
};
use frontdesk::model::{ExternalId, Id, Language, Module, QuestionnaireId, TenantId};
use frontdesk::{DESK_FILE_BYTES, Place};
use serde::{Deserialize, Deserializer};
use serde_json::Value;

use crate::system::System;

/// One invitation. The keys are those of [`InvitationForm`], which is read as it is stored; in a file
/// that people write, a limit is a number and a questionnaire is named as in a desk file.
#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct InvitationFile {
    /// Whose rules on accounts hold.
    pub(crate) system: Option<System>,
    /// Into which tenant: a uuid or a number.
    pub(crate) tenant: Option<Tenant>,
    addresses: Vec<TypedAddress>,
    roles: BTreeSet<RoleName>,
    modules: BTreeSet<Module>,
    #[serde(deserialize_with = "limit")]
    limit: LimitChoice,
    languages: Option<BTreeSet<Language>>,
    questionnaires: Vec<Questionnaire>,
    #[serde(deserialize_with = "password")]
    password: PasswordField,
    on_bad_address: OnBadAddress,
}

impl InvitationFile {
    /// Reads a file: JSON where its name or its first letter says so, else TOML. The error has the
    /// place, and repeats keys and words but no value.
    pub(crate) fn parse(name: &str, bytes: &[u8]) -> Result<Self, String> {
        if bytes.len() > DESK_FILE_BYTES {
            return Err("the invitation is longer than 4 MiB".to_owned());
        }
        let text = std::str::from_utf8(bytes)
            .map_err(|error| format!("not UTF-8 from byte {} on", error.valid_up_to()))?;
        if text.trim().is_empty() {
            return Err("the invitation is empty".to_owned());
        }
        let is_object = text.trim_start().starts_with('{');
        if is_object || name.to_lowercase().ends_with(".json") {
            // The reader would take a list for the values of the keys in their order.
            if !is_object {
                return Err("line 1, column 1: expected an object".to_owned());
            }
            return serde_json::from_str(text).map_err(|error| of_json(&error));
        }
        toml::from_str(text).map_err(|error| of_toml(text, &error))
    }

    /// The form that identity reads.
    pub(crate) fn form(self, tenant: TenantId) -> InvitationForm {
        let questionnaires = self.questionnaires.iter();
        InvitationForm {
            questionnaires: questionnaires.map(|named| named.id(tenant)).collect(),
            addresses: self.addresses,
            roles: self.roles,
            modules: self.modules,
            limit: self.limit,
            languages: self.languages,
            password: self.password,
            on_bad_address: self.on_bad_address,
        }
    }

    /// How the file writes its questionnaires, by id.
    pub(crate) fn questionnaires(
        &self,
        tenant: TenantId,
    ) -> impl Iterator<Item = (QuestionnaireId, String)> {
        let named = self.questionnaires.iter();
        named.map(move |named| (named.id(tenant), named.text()))
    }
}

/// A tenant by uuid or number, as a desk file writes it.
#[derive(Clone, Copy, Deserialize)]
#[serde(try_from = "String")]
pub(crate) struct Tenant(pub(crate) TenantId);

impl TryFrom<String> for Tenant {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        let number = text.parse().ok().map(TenantId::from_number);
        let tenant = number.or_else(|| text.parse().ok());
        tenant.map(Self).ok_or("a uuid or a number is wanted")
    }
}

/// A questionnaire by uuid, by number, or as `system/kind/id`, as a desk file names things.
#[derive(Deserialize)]
#[serde(try_from = "String")]
enum Questionnaire {
    Own(QuestionnaireId),
    Of(ExternalId),
}

impl Questionnaire {
    fn id(&self, tenant: TenantId) -> QuestionnaireId {
        match self {
            Self::Own(id) => *id,
            Self::Of(external) => Id::from_external(tenant, external),
        }
    }

    fn text(&self) -> String {
        match self {
            Self::Own(id) => id
                .number()
                .map_or_else(|| id.to_string(), |number| number.to_string()),
            Self::Of(external) => external.value().to_owned(),
        }
    }
}

impl TryFrom<String> for Questionnaire {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        let number = text.parse().ok().map(QuestionnaireId::from_number);
        let own = number.or_else(|| text.parse().ok()).map(Self::Own);
        own.or_else(|| ExternalId::parse(&text).ok().map(Self::Of))
            .ok_or("a uuid, a number or system/kind/id is wanted")
    }
}

/// A number, "unlimited", or "limited" for a number that was left out (S102); or as it is stored.
#[derive(Deserialize)]
#[serde(
    untagged,
    expecting = "a limit is a whole number, \"unlimited\" or \"limited\""
)]
enum Limit {
    Number(u32),
    LeftOut(LeftOut),
    Stored(LimitChoice),
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum LeftOut {
    Limited,
}

fn limit<'de, D: Deserializer<'de>>(deserializer: D) -> Result<LimitChoice, D::Error> {
    Ok(match Limit::deserialize(deserializer)? {
        Limit::Number(limit) => LimitChoice::Limited(Some(limit)),
        Limit::LeftOut(LeftOut::Limited) => LimitChoice::Limited(None),
        Limit::Stored(stored) => stored,
    })
}

/// Whether anything stands in the password field. What stands there is dropped at once.
fn password<'de, D: Deserializer<'de>>(deserializer: D) -> Result<PasswordField, D::Error> {
    let value = Value::deserialize(deserializer)?;
    Ok(match value.as_str() {
        Some("" | "empty") => PasswordField::Empty,
        _ if value.is_null() => PasswordField::Empty,
        _ => PasswordField::Filled,
    })
}

fn of_toml(text: &str, error: &toml::de::Error) -> String {
    let offset = error.span().map_or(0, |span| span.start);
    let before = text.get(..offset).unwrap_or(text);
    let line = before.rsplit('\n').next().unwrap_or("");
    let place = Place {
        line: before.matches('\n').count() + 1,
        column: line.chars().count() + 1,
    };
    said(place, error.message())
}

/// The place is the end of what is wrong: that is where the JSON reader noticed it.
fn of_json(error: &serde_json::Error) -> String {
    let place = Place {
        line: error.line(),
        column: error.column(),
    };
    let message = error.to_string();
    let message = message.rsplit_once(" at line ");
    said(place, message.map_or("", |(message, _)| message))
}

/// The readers' texts for an unknown key or word are serde's ("unknown field `x`, expected one of
/// `a`, `b`"), and so are those for a wrong type, which repeat the value: it may be an address.
fn said(place: Place, message: &str) -> String {
    let mut quoted = message.split('`').skip(1).step_by(2);
    let first = quoted.next().unwrap_or("");
    for (begin, what) in [("unknown field", "key"), ("unknown variant", "word")] {
        if message.starts_with(begin) {
            let nearest = nearest(first, quoted);
            let suggestion = nearest.map(|word| format!("; did you mean `{word}`?"));
            let (word, suggestion) = (cut(first), suggestion.unwrap_or_default());
            return format!("{place}: unknown {what} `{word}`{suggestion}");
        }
    }
    match message.rsplit_once(", expected ") {
        Some((wrong, expected)) if wrong.starts_with("invalid ") => {
            format!("{place}: expected {expected}")
        }
        _ => format!("{place}: {}", message.trim_end_matches('.')),
    }
}

/// How much of the file's own words a message repeats, in characters.
const LONGEST_WORD: usize = 100;

fn cut(word: &str) -> String {
    word.chars().take(LONGEST_WORD).collect()
}

/// The nearest of some words, if it is near enough to be what was meant: as a desk file suggests.
pub(super) fn nearest<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    if word.len() > LONGEST_WORD {
        return None;
    }
    let near = known
        .into_iter()
        .map(|known| (strsim::damerau_levenshtein(word, known), known))
        .filter(|(distance, known)| *distance <= 1 + known.chars().count() / 4);
    near.min().map(|(_, known)| known)
}
