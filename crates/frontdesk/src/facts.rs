//! Which rows a host loads for which question: the least with which the answer is right.
//!
//! ```
//! let check = frontdesk::facts::QUESTIONS.iter().find(|one| one.name == "check");
//! assert!(check.is_some_and(|one| one.rows.iter().all(|rows| rows.how_many != frontdesk::facts::HowMany::All)));
//! ```
//!
//! [`document`] is the table that stands in `docs/facts.md`.

use std::fmt::Write as _;

/// A question and the rows that it needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Question {
    /// In one word, stable.
    pub name: &'static str,
    /// In English.
    pub asks: &'static str,
    /// The function that answers.
    pub answered_by: &'static str,
    /// What it reads.
    pub rows: &'static [Rows],
}

/// Rows of one table of the host's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rows {
    /// Of which table.
    pub of: Table,
    /// How many.
    pub how_many: HowMany,
    /// Which ones.
    pub which: &'static str,
    /// What comes of them.
    pub give: &'static str,
}

/// A table as a host would have it. Its own may be called otherwise, or be several.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Table {
    /// Roles with their grants.
    Roles,
    /// Roles, grants, restrictions, obligations and memberships of people.
    Rights,
    /// Accounts: their stored records.
    Accounts,
    /// What must be unique.
    Claims,
    /// Verifiers of passwords, by account and version.
    Verifiers,
    /// Groups.
    Groups,
    /// Conversations: their facts.
    Conversations,
    /// Working statuses.
    Statuses,
    /// The policies of the desk: its file.
    Policies,
}

impl Table {
    /// What the document calls it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Roles => "roles",
            Self::Rights => "rights",
            Self::Accounts => "accounts",
            Self::Claims => "claims",
            Self::Verifiers => "verifiers",
            Self::Groups => "groups",
            Self::Conversations => "conversations",
            Self::Statuses => "statuses",
            Self::Policies => "policies",
        }
    }
}

/// How many rows of a table a question needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum HowMany {
    /// Those of one record.
    One,
    /// Those of a few records that the question names.
    Named,
    /// All of the tenant that a condition selects, by an index.
    Selected,
    /// All of the tenant: kept in memory and changed by events, not read for each question.
    All,
}

impl HowMany {
    /// What the document calls it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::One => "one",
            Self::Named => "those named",
            Self::Selected => "those selected",
            Self::All => "all, in memory",
        }
    }
}

const fn rows(of: Table, how_many: HowMany, which: &'static str, give: &'static str) -> Rows {
    Rows {
        of,
        how_many,
        which,
        give,
    }
}

const OWN_ROLES: Rows = rows(
    Table::Roles,
    HowMany::Named,
    "the roles that the person has",
    "`rows::roles` to `Catalogue`",
);

const OWN_RIGHTS: Rows = rows(
    Table::Rights,
    HowMany::One,
    "those of the person",
    "`rows::holders` to `Holder`",
);

/// Every question, with the rows that it needs. Of a row that it does not name the answer does not depend.
pub const QUESTIONS: &[Question] = &[
    Question {
        name: "check",
        asks: "may this person do that to this conversation?",
        answered_by: "`Catalogue::decide`",
        rows: &[
            OWN_RIGHTS,
            OWN_ROLES,
            rows(
                Table::Conversations,
                HowMany::One,
                "the one that is asked about",
                "`ConversationFacts`",
            ),
            rows(
                Table::Rights,
                HowMany::Named,
                "the groups of its assignee, if that is a person",
                "`ConversationFacts::assignee_groups`",
            ),
        ],
    },
    Question {
        name: "list",
        asks: "which conversations does this person see?",
        answered_by: "`Catalogue::scopes_of`, `Filter::of`; `Desk::viewing`",
        rows: &[
            OWN_RIGHTS,
            OWN_ROLES,
            rows(
                Table::Policies,
                HowMany::One,
                "the fields that the portal shows, and the roles of stakeholders",
                "`FieldPolicy`",
            ),
            rows(
                Table::Conversations,
                HowMany::Selected,
                "those that the filter selects, by its SQL",
                "`Ticket`, one page",
            ),
        ],
    },
    Question {
        name: "sign_in",
        asks: "who signs in by this login, and may he?",
        answered_by: "`login_key`, `can_sign_in`",
        rows: &[
            rows(
                Table::Claims,
                HowMany::One,
                "the row of the tenant, the kind of the surface and the key of the login",
                "the account's id",
            ),
            rows(Table::Accounts, HowMany::One, "that account", "`User`"),
            rows(
                Table::Verifiers,
                HowMany::One,
                "that account's, of the version that the account says",
                "the hash to check the password by",
            ),
        ],
    },
    Question {
        name: "user_command",
        asks: "what happens if this command is given to this account?",
        answered_by: "`decide_user`",
        rows: &[
            rows(
                Table::Accounts,
                HowMany::Named,
                "the account, and the one that takes its conversations over, if one is named",
                "`User`, `Replacement`",
            ),
            rows(
                Table::Policies,
                HowMany::One,
                "what the system asks of an account",
                "`UserPolicy`",
            ),
            rows(
                Table::Claims,
                HowMany::Selected,
                "none is read: the unique index refuses a clash when the events are stored",
                "`ClaimDifference`",
            ),
        ],
    },
    Question {
        name: "administer",
        asks: "may this person do that to this account or these rights?",
        answered_by: "`Desk::administer`, `Directory::may_administer`",
        rows: &[
            rows(
                Table::Rights,
                HowMany::All,
                "those of everybody: who would be the last administrator depends on all",
                "`rows::holders` to `Directory`",
            ),
            rows(
                Table::Roles,
                HowMany::All,
                "every role",
                "`rows::roles` to `Catalogue`",
            ),
            rows(
                Table::Accounts,
                HowMany::All,
                "every account, for a `Desk`; for rights alone a `Directory` is enough",
                "`User` in `Person`",
            ),
        ],
    },
    Question {
        name: "assign",
        asks: "who takes this conversation?",
        answered_by: "`assign`, `assign_queue`; `Desk::assign`",
        rows: &[
            rows(
                Table::Conversations,
                HowMany::Selected,
                "those that wait, and of those that somebody has how many each holds",
                "`ConversationFacts`, `Operator::open`",
            ),
            rows(
                Table::Rights,
                HowMany::Selected,
                "those of everybody with a right to reply on record",
                "`Operator::receives`",
            ),
            rows(Table::Roles, HowMany::All, "every role", "`Catalogue`"),
            rows(
                Table::Statuses,
                HowMany::Selected,
                "those of the same people",
                "`Operator::availability`",
            ),
            rows(
                Table::Policies,
                HowMany::One,
                "how conversations are assigned",
                "`Policy`",
            ),
        ],
    },
    Question {
        name: "group_command",
        asks: "what happens if this command is given to this group?",
        answered_by: "`decide_group`",
        rows: &[
            rows(
                Table::Groups,
                HowMany::Named,
                "the group, and its successor, if one is named",
                "`Group`",
            ),
            rows(
                Table::Rights,
                HowMany::Selected,
                "of those who become members whether they hold the agent role; of a group that closes who depends on it",
                "`GroupFacts`",
            ),
        ],
    },
];

/// The table as a document.
#[must_use]
pub fn document() -> String {
    let mut text = String::from(
        "# Facts to load\n\n\
         Which rows a host loads for which question: the least with which the answer is right. The table is\n\
         `frontdesk::facts::QUESTIONS`; a test compares this document with it.\n\n\
         `rows::holders` and `rows::roles` read the flat rows of one query each, in which the columns of a person or a\n\
         role are repeated. What is read for a decision is what its preconditions name: store what follows only while\n\
         they hold.\n",
    );
    for question in QUESTIONS {
        let Question {
            name,
            asks,
            answered_by,
            rows,
        } = question;
        let _ = write!(
            text,
            "\n## {name}\n\n{} Answered by {answered_by}.\n\n| Table | How many rows | Which | What they give |\n|---|---|---|---|\n",
            capital(asks)
        );
        for Rows {
            of,
            how_many,
            which,
            give,
        } in *rows
        {
            let _ = writeln!(
                text,
                "| {} | {} | {which} | {give} |",
                of.name(),
                how_many.name()
            );
        }
    }
    text
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next().map(|first| first.to_ascii_uppercase());
    first.into_iter().chain(letters).collect()
}
