//! What has no order as it stands in its columns, as one text that has: the place of a channel in the
//! vocabulary, and of who has a ticket.

use frontdesk_model::Channel;

use crate::dialect::{Dialect, text_literal};
use crate::mapping::{ChannelColumn, IdColumn, IdForm};
use crate::statement::Param;
use crate::writer::Writer;

/// As many characters of a name as a list is sorted by.
const SORTED: usize = 64;

impl Writer<'_> {
    /// The place of a channel: first those that are listed, in the order of the vocabulary, then the account's
    /// own by their numbers, then all others by their names.
    pub(crate) fn place_of_channel(&mut self, column: &ChannelColumn) {
        let mapped: std::collections::BTreeSet<&Channel> = column.words.values().collect();
        self.push("(CASE");
        for channel in mapped {
            self.push(" WHEN ");
            self.is_word(Some((&column.name, column.words_for([channel]))));
            self.push(" THEN ");
            self.value(Param::Text(place(channel)));
        }
        // Every other word is the channel of that name.
        let listed = Channel::LISTED.iter().map(Channel::to_string);
        for name in listed.chain(["chat".to_owned()]) {
            self.push(" WHEN ");
            self.word(column);
            let place = place(&Channel::from_name(&name));
            self.push(&format!(" = {} THEN '{place}'", text_literal(&name)));
        }
        self.push(" WHEN ");
        self.is_custom(column);
        self.push(" THEN '1' || ");
        self.custom_number(column);
        self.push(" ELSE '2' || substr(");
        self.word(column);
        self.push(&format!(", 1, {SORTED}) END)"));
        self.push(self.dialect.by_characters());
    }

    /// The place of who has a ticket: people first, then bots, each by their ids.
    pub(crate) fn place_of_assignee(&mut self, person: &IdColumn, bot: Option<&IdColumn>) {
        self.push("(CASE");
        // A bot has it where no person does.
        for (kind, column) in [('0', Some(person)), ('1', bot)] {
            let Some(column) = column else { continue };
            self.push(" WHEN ");
            self.is_there(&column.name);
            self.push(&format!(" THEN '{kind}' || "));
            self.id_as_text(column);
        }
        self.push(" END)");
        self.push(self.dialect.by_characters());
    }

    fn word(&mut self, column: &ChannelColumn) {
        self.push("(");
        self.column(&column.name);
        self.push(self.dialect.by_characters());
        self.push(")");
    }

    /// That the word is `cch` or `chh` and a number of 32 bits, as it is written.
    fn is_custom(&mut self, column: &ChannelColumn) {
        self.push("(rtrim(");
        self.word(column);
        self.push(", '0123456789') IN ('cch', 'chh') AND length(");
        self.word(column);
        self.push(") BETWEEN 4 AND 13 AND (length(");
        self.word(column);
        self.push(") = 4 OR substr(");
        self.word(column);
        self.push(", 4, 1) <> '0') AND ");
        self.custom_number(column);
        // The greatest one.
        self.push(" <= '4294967295')");
    }

    /// The number behind `cch` or `chh`, ten digits.
    fn custom_number(&mut self, column: &ChannelColumn) {
        self.push("substr('0000000000' || substr(");
        self.word(column);
        self.push(", 4), length(");
        self.word(column);
        self.push(") - 2)");
    }

    /// An id that is there, as a text of one length, in the order of the ids.
    fn id_as_text(&mut self, column: &IdColumn) {
        let name = &column.name;
        match (column.form, self.dialect) {
            (IdForm::Text, _) => self.column(name),
            (IdForm::Uuid, Dialect::Sqlite) => {
                self.push("hex(");
                self.column(name);
                self.push(")");
            }
            (IdForm::Uuid, Dialect::Postgres) => {
                self.push("CAST(");
                self.column(name);
                self.push(" AS TEXT)");
            }
            (IdForm::Number, _) => {
                self.push("substr('0000000000000000000' || CAST(");
                self.column(name);
                self.push(" AS TEXT), length(CAST(");
                self.column(name);
                self.push(" AS TEXT)) + 1)");
            }
        }
    }
}

/// The text of [`Writer::place_of_channel`].
fn place(channel: &Channel) -> String {
    match channel {
        Channel::Custom(number) => format!("1{number:010}"),
        Channel::Other(other) => format!("2{}", beginning(other.name())),
        listed => {
            let place = Channel::LISTED.iter().position(|one| one == listed);
            format!("0{:02}", place.unwrap_or(Channel::LISTED.len()))
        }
    }
}

fn beginning(name: &str) -> String {
    name.chars().take(SORTED).collect()
}
