//! What a customer says of himself (S177, S179, S180, S182).

use std::collections::{BTreeMap, BTreeSet};

use super::{Done, Moment};

/// What is known; `None` and false where nothing is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Person {
    pub(crate) name: Option<&'static str>,
    pub(crate) avatar: bool,
    pub(crate) company: Option<&'static str>,
    pub(crate) position: Option<&'static str>,
    pub(crate) language: Option<&'static str>,
    pub(crate) zone: Option<&'static str>,
    pub(crate) extra: BTreeMap<&'static str, &'static str>,
}

/// A form: `None` is not touched, `Some(None)` is emptied.
#[derive(Clone, Debug, Default)]
pub(crate) struct Edit {
    pub(crate) name: Option<Option<&'static str>>,
    pub(crate) avatar: Option<bool>,
    pub(crate) company: Option<Option<&'static str>>,
    pub(crate) position: Option<Option<&'static str>>,
    pub(crate) language: Option<Option<&'static str>>,
    pub(crate) zone: Option<Option<&'static str>>,
    pub(crate) extra: BTreeMap<&'static str, &'static str>,
    pub(crate) emptied: BTreeSet<&'static str>,
}

/// The values that are too long or have control characters; each is called by what it is.
const UNFIT: [&str; 7] = [
    "text of 4097",
    "list of 65",
    "list with a text of 4097",
    "text with escape",
    "text that turns",
    "position of 256",
    "position of two lines",
];

/// What the customer may do with a field that the desk added, where it added these four: edit, view,
/// or nothing, for it is not shown. One that may be edited and is not shown is not shown (S171, S182).
fn field(name: &str, fields: bool) -> Option<&'static str> {
    match name {
        _ if !fields => None,
        "cf_1" => Some("edit"),
        "cf_2" => Some("view"),
        "cf_3" | "cf_4" => Some("hidden"),
        _ => None,
    }
}

pub(crate) fn edit(done: &mut Done, edit: &Edit, moment: &Moment) -> Result<(), BTreeSet<String>> {
    let before = done.account.person.clone();
    let mut after = before.clone();
    for name in &edit.emptied {
        after.extra.remove(name);
    }
    // One that gets a value besides has the value.
    after.extra.extend(&edit.extra);
    after.name = edit.name.unwrap_or(before.name);
    after.avatar = edit.avatar.unwrap_or(before.avatar);
    after.company = edit.company.unwrap_or(before.company);
    after.position = edit.position.unwrap_or(before.position);
    after.language = edit.language.unwrap_or(before.language);
    after.zone = edit.zone.unwrap_or(before.zone);

    let mut reasons = BTreeSet::new();
    let names: BTreeSet<&str> = edit.extra.keys().chain(&edit.emptied).copied().collect();
    for (place, name) in names.into_iter().enumerate() {
        let own = moment.session != "host";
        match field(name, moment.system.fields) {
            None => reasons.insert(format!("portal.extra_unknown {place}")),
            // Nobody learns what a hidden field holds, not even by guessing it.
            Some("hidden") if own => reasons.insert(format!("portal.extra_unknown {place}")),
            Some("view") if own && edit.extra.get(name) != before.extra.get(name) => {
                reasons.insert(format!("portal.extra_view_only {place}"))
            }
            // A text has at most 4096 octets, a list 64 of them, and neither commands a terminal.
            Some(_)
                if edit
                    .extra
                    .get(name)
                    .is_some_and(|value| UNFIT.contains(value)) =>
            {
                reasons.insert(format!("portal.extra_unfit {place}"))
            }
            Some(_) => false,
        };
    }
    if edit
        .position
        .is_some_and(|to| to.is_some_and(|to| UNFIT.contains(&to)))
    {
        reasons.insert("position.unfit".to_owned());
    }
    // How the portal looks may be changed by who holds a link; what staff takes for true may not.
    let looks = Person {
        avatar: after.avatar,
        language: after.language,
        zone: after.zone,
        ..before.clone()
    };
    if moment.session == "restricted" && after != looks {
        reasons.insert("portal.session_restricted".to_owned());
    }
    if !reasons.is_empty() {
        return Err(reasons);
    }
    // A form saved unchanged changes nothing.
    if after != before {
        done.account.person = after;
        done.then("profile_edited", &[]);
    }
    Ok(())
}
