//! An explanation in words, for whoever runs the support.

use std::collections::BTreeSet;
use std::fmt;

use frontdesk_model::{ActorId, Names};

use super::{About, Explanation, Link, Words};
use crate::catalogue::Catalogue;
use crate::enough::Enough;
use crate::reason::Reason;
use crate::role::RestrictionId;

/// An [`Explanation`] or an [`Enough`] in words, with the names that people use. Its
/// [`Display`](fmt::Display) is a line, or several where there is more to say.
#[derive(Clone, Copy)]
pub struct Told<'a, T> {
    told: &'a T,
    words: Words<'a>,
}

impl<'a, T> Told<'a, T> {
    const fn new(told: &'a T, catalogue: &'a Catalogue, names: &'a dyn Names) -> Self {
        let words = Words {
            catalogue: Some(catalogue),
            names,
        };
        Self { told, words }
    }

    const fn plain(told: &'a T) -> Self {
        let words = Words::PLAIN;
        Self { told, words }
    }
}

impl Explanation {
    /// The same in words: roles, add-ons and the host's own rights as the catalogue calls them, people,
    /// groups and sites as the host does. [`Display`](fmt::Display) alone prints ids.
    #[must_use]
    pub const fn told<'a>(
        &'a self,
        catalogue: &'a Catalogue,
        names: &'a dyn Names,
    ) -> Told<'a, Self> {
        Told::new(self, catalogue, names)
    }
}

impl Enough {
    /// The same in words, as [`Explanation::told`].
    #[must_use]
    pub const fn told<'a>(
        &'a self,
        catalogue: &'a Catalogue,
        names: &'a dyn Names,
    ) -> Told<'a, Self> {
        Told::new(self, catalogue, names)
    }
}

impl fmt::Display for Explanation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Told::plain(self).fmt(f)
    }
}

impl fmt::Display for Enough {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Told::plain(self).fmt(f)
    }
}

impl<T: fmt::Debug> fmt::Debug for Told<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.told.fmt(f)
    }
}

impl fmt::Display for Told<'_, Explanation> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Explanation {
            decision,
            links,
            enough,
            lifted_by,
        } = self.told;
        f.write_str(if decision.is_allow() { "yes" } else { "no" })?;
        for (at, link) in links.iter().enumerate() {
            match at {
                0 => write!(f, ": {}", self.words.permission(link.permission))?,
                _ => write!(f, "\n  it needs {}", self.words.permission(link.permission))?,
            }
            write!(f, " ({})", self.words.title(link.permission))?;
            f.write_str(match link.about {
                About::Object | About::Section => "",
                About::OwnRecord => " of one's own record",
            })?;
            self.words.link(link, f)?;
        }
        for obligation in &decision.obligations {
            write!(f, "\nand with it: {}", obligation.name())?;
        }
        if *enough != Enough::Nothing {
            f.write_str("\nenough would be: ")?;
            let told = Told {
                told: enough,
                words: self.words,
            };
            told.fmt(f)?;
        }
        for (restriction, people) in lifted_by {
            self.words.lifting(restriction, people.as_ref(), f)?;
        }
        Ok(())
    }
}

/// The bundle first, as whoever runs a support switches it on; then the grants themselves.
impl fmt::Display for Told<'_, Enough> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.told {
            Enough::Nothing => f.write_str("nothing more"),
            Enough::Grants { grants, smallest } => {
                match smallest {
                    Some(source) => write!(f, "{}; or no more than", self.words.source(source))?,
                    None => f.write_str("no more than")?,
                }
                for grant in grants {
                    let right = grant.gives.one();
                    let right = right.map_or("", |right| self.words.permission(right));
                    write!(f, "\n  {right} @ {}", self.words.scope(&grant.scope))?;
                }
                Ok(())
            }
            Enough::NoGrant { because } => {
                f.write_str("no grant, because")?;
                self.words.lines(because, "", f)
            }
        }
    }
}

impl Words<'_> {
    fn link(&self, link: &Link, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.lines(&link.against, "no: ", f)?;
        self.lines(&link.granted, "yes: ", f)?;
        self.lines(&link.near, "near: ", f)
    }

    fn lines(&self, reasons: &[Reason], mark: &str, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for reason in reasons {
            write!(f, "\n    {mark}")?;
            reason.write(f, self)?;
        }
        Ok(())
    }

    fn lifting(
        &self,
        restriction: &RestrictionId,
        people: Option<&BTreeSet<ActorId>>,
        f: &mut fmt::Formatter<'_>,
    ) -> fmt::Result {
        let Some(people) = people else {
            return Ok(());
        };
        let name = |id: &ActorId| match id {
            ActorId::User(user) => self.name(user),
            ActorId::Customer(customer) => self.name(customer),
        };
        let people: Vec<String> = people.iter().map(name).collect();
        match people.is_empty() {
            true => write!(f, "\nnobody may lift {restriction}"),
            false => write!(f, "\n{restriction} may be lifted by {}", people.join(", ")),
        }
    }
}
