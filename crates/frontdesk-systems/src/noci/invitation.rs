//! The invitation.

use std::collections::BTreeSet;

use frontdesk_model::{Language, Limit, Module};

use crate::read::{
    Import, ImportError, Personal, Place, Problem, Record, Tree, WarningKind, json, names,
    wrong_shape,
};

names! {
    /// The role of everybody invited.
    Role {
        Utilisateur "utilisateur" "An agent: chosen modules, own conversations.";
        Moderateur "moderateur" "A moderator: all modules, all conversations.";
    }
}

/// One set of rights for one or several addresses (S113, S114).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Invitation {
    /// The addresses, at least one, as they came. Whether each is good, and which are the same, is
    /// for whoever invites them (S113, D20).
    pub emails: Vec<Personal>,
    /// The role.
    pub role: Role,
    /// The modules.
    pub modules: BTreeSet<Module>,
    /// How many conversations at once.
    pub limit: Limit,
    /// The languages of the livechat, at least one.
    pub languages: BTreeSet<Language>,
    /// The questionnaires, by name; none for a moderator (S110).
    pub questionnaires: BTreeSet<String>,
}

/// Reads an invitation.
///
/// # Errors
/// When the file is no object, or lacks addresses or a role, or its limit is none; see
/// [`ImportError`](crate::ImportError).
pub fn read_invitation(bytes: &[u8]) -> Import<Invitation> {
    json(bytes, |tree, log| {
        let Tree::Object(_) = tree else {
            return Err(wrong_shape("an invitation", String::new()));
        };
        let mut record = Record::open(String::new(), tree, log);
        let invitation = invitation(&mut record);
        match record.finish() {
            problems if problems.is_empty() => Ok(invitation),
            problems => Err(ImportError::BrokenRecord {
                at: Place::Pointer(String::new()),
                problems,
            }),
        }
    })
}

fn invitation(record: &mut Record<'_>) -> Invitation {
    let role = record.required_choice("role");
    Invitation {
        emails: emails(record),
        modules: record.modules("modules"),
        limit: record.limit("limit").unwrap_or(Limit::Unlimited),
        languages: languages(record),
        questionnaires: questionnaires(record, &role),
        role,
    }
}

/// S113: one invitation takes one or several addresses; an empty list is rejected.
fn emails(record: &mut Record<'_>) -> Vec<Personal> {
    let emails = record.texts("emails");
    if emails.is_empty() {
        record.problem(Problem::Missing { field: "emails" });
    }
    emails.into_iter().map(Personal::from).collect()
}

/// S104, D11: the languages are French by default and never empty.
fn languages(record: &mut Record<'_>) -> BTreeSet<Language> {
    const FIELD: &str = "languages";
    let is_given = record.has(FIELD);
    let languages = record.languages(FIELD);
    if !languages.is_empty() {
        return languages;
    }
    if is_given {
        record.warn(FIELD, WarningKind::EmptyList { field: FIELD });
    }
    BTreeSet::from([Language::french()])
}

/// S110: a moderator has all conversations, and no questionnaire field; passing some is ignored.
fn questionnaires(record: &mut Record<'_>, role: &Role) -> BTreeSet<String> {
    const FIELD: &str = "questionnaires";
    let questionnaires = record.texts(FIELD);
    if *role == Role::Moderateur && !questionnaires.is_empty() {
        record.warn(FIELD, WarningKind::Ignored { statement: "S110" });
        return BTreeSet::new();
    }
    questionnaires.into_iter().collect()
}
