//! Terms, tests and explanations in plain English, for administrators.

use std::fmt;

use frontdesk_access::{Among, Groups};
use frontdesk_model::{Id, Kind, Names, NoNames};

use crate::explain::{Explanation, Tried};
use crate::expr::Test;
use crate::term::Term;

/// So many members of a set are named; of more, how many.
const NAMED: usize = 5;

/// Something in words, with the names that people use. Its [`Display`](fmt::Display) is one line, of an
/// [`Explanation`] several. The words are free to change; what a program reads is the data.
#[derive(Clone, Copy)]
pub struct Told<'a, T> {
    told: &'a T,
    names: &'a dyn Names,
}

macro_rules! told {
    ($($told:ty)*) => { $(
        impl $told {
            /// The same in words, with people, groups and sites as the host calls them.
            /// [`Display`](fmt::Display) alone prints ids. Never for the viewer who was refused.
            #[must_use]
            pub fn told<'a>(&'a self, names: &'a dyn Names) -> Told<'a, Self> {
                Told { told: self, names }
            }
        }

        impl fmt::Display for $told {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.told(&NoNames).fmt(f)
            }
        }
    )* };
}

told!(Explanation Tried Test Term);

impl<T: fmt::Debug> fmt::Debug for Told<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.told.fmt(f)
    }
}

impl fmt::Display for Told<'_, Explanation> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Explanation {
            hat,
            same_tenant,
            openings,
        } = self.told;
        match hat {
            Some(hat) => write!(f, "seen as {hat}")?,
            None if *same_tenant => f.write_str("not seen")?,
            None => f.write_str("not seen: it is of another tenant")?,
        }
        for opening in openings {
            let opens = if opening.opens { "yes" } else { "no" };
            write!(f, "\nas {}: {opens}", opening.hat)?;
            for (at, way) in opening.ways.iter().enumerate() {
                write!(f, "\n  way {}, {}", at + 1, way.told(self.names))?;
            }
            if opening.ways.is_empty() {
                f.write_str("\n  nothing grants it")?;
            }
            if !opening.provided.holds {
                write!(f, "\n  besides, {}", opening.provided.told(self.names))?;
            }
        }
        Ok(())
    }
}

impl fmt::Display for Told<'_, Tried> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Tried {
            holds,
            tests,
            against,
        } = self.told;
        let (word, tests) = match (*holds, against.is_empty()) {
            (true, _) => ("yes", tests),
            (false, false) => ("no", against),
            (false, true) => return f.write_str("no: this viewer can never"),
        };
        f.write_str(word)?;
        for (at, (test, answer)) in tests.iter().enumerate() {
            let between = if at == 0 { ": " } else { "; " };
            let answer = if *answer { "yes" } else { "no" };
            write!(f, "{between}{} ({answer})", test.told(self.names))?;
        }
        Ok(())
    }
}

impl fmt::Display for Told<'_, Test> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let words = Words(self.names);
        let text = match self.told {
            Test::AssigneeIs(user) => format!("{} has it", words.id(user)),
            Test::AssigneeIsOtherThan(user) => {
                format!("somebody other than {} has it", words.id(user))
            }
            Test::NobodyAssigned => "nobody has it".to_owned(),
            Test::AssigneeIn(people) => format!("{} has it", words.ids(people)),
            Test::AssigneeGroupIn(groups) => format!("somebody of {} has it", words.ids(groups)),
            Test::OfferedTo(user) => format!("it is offered to {}", words.id(user)),
            Test::StateIn(states) => format!("it is {}", any_of(states, |s| s.name().to_owned())),
            Test::GroupIn(groups) => format!("its group is {}", words.ids(groups)),
            Test::InNoGroup => "it is in no group".to_owned(),
            Test::SiteIn(sites) => format!("its site is {}", words.ids(sites)),
            Test::QuestionnaireIn(these) => format!("its questionnaire is {}", words.ids(these)),
            Test::ChannelIn(these) => {
                format!("its channel is {}", any_of(these, ToString::to_string))
            }
            Test::Participant(user) => format!("{} takes part", words.id(user)),
            Test::Mentioned(user) => format!("{} is mentioned", words.id(user)),
            Test::SubstituteIs(user) => format!("{} stands in for whoever has it", words.id(user)),
            Test::CreatorIs(user) => format!("{} made it", words.id(user)),
            Test::RequesterIs(customer) => format!("{} asked", words.id(customer)),
            Test::Copied(customer) => format!("{} is in copy", words.id(customer)),
            Test::OrganizationIn(these) => format!("its company is {}", words.ids(these)),
            Test::PrivacyIs(privacy) => format!("it is known to be {}", privacy.name()),
            Test::Kept => "it is neither deleted nor spam".to_owned(),
            Test::Is(ticket) => format!("it is ticket {}", words.id(ticket)),
            Test::GuestEpochIs(epoch) => format!("its links are of epoch {epoch}"),
        };
        f.write_str(&one_line(text))
    }
}

impl fmt::Display for Told<'_, Term> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let words = Words(self.names);
        let text = match self.told {
            Term::All(terms) => words.joined(terms, Between::And, "always"),
            Term::OneOf(terms) => words.joined(terms, Between::Or, "never"),
            Term::Not(term) => format!("not ({})", term.told(self.names)),
            Term::AssigneeIsMe => "the viewer has it".to_owned(),
            Term::AssigneeIsColleague => "another person has it".to_owned(),
            Term::Unassigned => "nobody has it".to_owned(),
            Term::AssigneeIn(people) => {
                format!("{} has it", words.among(people, "somebody overseen"))
            }
            Term::AssigneeGroupIn(groups) => {
                format!(
                    "somebody of {} has it",
                    words.among(groups, "an overseen group")
                )
            }
            Term::OfferedToMe => "it is offered to the viewer".to_owned(),
            Term::StateIn(states) => format!("it is {}", any_of(states, |s| s.name().to_owned())),
            Term::GroupIn(groups) => words.groups(groups),
            Term::SiteIn(sites) => {
                format!("its site is {}", words.among(sites, "one of the viewer's"))
            }
            Term::PrivacyIs(privacy) => format!("it is known to be {}", privacy.name()),
            Term::QuestionnaireIn(these) => {
                let these = words.among(these, "one of the viewer's");
                format!("its questionnaire is {these}")
            }
            Term::ChannelIn(Among::These(these)) => {
                format!("its channel is {}", any_of(these, ToString::to_string))
            }
            Term::ChannelIn(Among::Mine) => "its channel is one of the viewer's".to_owned(),
            Term::IParticipate => "the viewer takes part".to_owned(),
            Term::IAmMentioned => "the viewer is mentioned".to_owned(),
            Term::ISubstitute => "the viewer stands in for whoever has it".to_owned(),
            Term::CreatorIsMe => "the viewer made it".to_owned(),
            Term::RequesterIsMe => "the viewer asked".to_owned(),
            Term::RequesterOrganizationIsMine => "its company is one of the viewer's".to_owned(),
            Term::IAmCopied => "the viewer is in copy".to_owned(),
            Term::IAmStaff => "the viewer is staff".to_owned(),
            Term::Kept => "it is neither deleted nor spam".to_owned(),
            Term::MyLinkOpensIt => "the viewer's link opens it".to_owned(),
        };
        f.write_str(&one_line(text))
    }
}

/// What people call things.
#[derive(Clone, Copy)]
struct Words<'a>(&'a dyn Names);

impl Words<'_> {
    fn id<K: Kind>(self, id: &Id<K>) -> String {
        self.0.name_or_id(id.uuid())
    }

    fn ids<'i, K: Kind + 'i>(self, ids: impl IntoIterator<Item = &'i Id<K>>) -> String {
        any_of(ids, |id| self.id(id))
    }

    fn among<K: Kind>(self, among: &Among<Id<K>>, mine: &str) -> String
    where
        Id<K>: Ord,
    {
        match among {
            Among::These(these) => self.ids(these),
            Among::Mine => mine.to_owned(),
        }
    }

    fn groups(self, Groups { these, mine, none }: &Groups) -> String {
        let named = (!these.is_empty()).then(|| format!("its group is {}", self.ids(these)));
        let mine = mine.then(|| "its group is one of the viewer's".to_owned());
        let none = none.then(|| "it is in no group".to_owned());
        let parts: Vec<String> = [named, mine, none].into_iter().flatten().collect();
        match parts.is_empty() {
            true => "its group is none of all".to_owned(),
            false => parts.join(" or "),
        }
    }

    /// Brackets around a part that joins its own parts in the other way.
    fn joined(self, terms: &[Term], between: Between, nothing: &str) -> String {
        let one = |term: &Term| {
            let joins = match term {
                Term::All(inner) if inner.len() > 1 => Some(Between::And),
                Term::OneOf(inner) if inner.len() > 1 => Some(Between::Or),
                Term::GroupIn(groups) if groups.mine || groups.none => Some(Between::Or),
                _ => None,
            };
            let text = term.told(self.0);
            match joins {
                Some(other) if other != between && terms.len() > 1 => format!("({text})"),
                _ => text.to_string(),
            }
        };
        let word = match between {
            Between::And => " and ",
            Between::Or => " or ",
        };
        match terms.is_empty() {
            true => nothing.to_owned(),
            false => terms.iter().map(one).collect::<Vec<_>>().join(word),
        }
    }
}

/// How parts are joined.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Between {
    And,
    Or,
}

/// The members of a set: a few by name, of more how many.
fn any_of<T>(members: impl IntoIterator<Item = T>, name: impl Fn(T) -> String) -> String {
    let mut members = members.into_iter();
    let mut names: Vec<String> = members.by_ref().take(NAMED).map(name).collect();
    match members.count() {
        0 => {}
        more => names.push(format!("{more} more")),
    }
    match names.is_empty() {
        true => "nothing".to_owned(),
        false => names.join(" or "),
    }
}

/// A text of many lines is read line by line: a name begins none.
fn one_line(text: String) -> String {
    text.replace("\r\n", " ").replace(['\r', '\n'], " ")
}
