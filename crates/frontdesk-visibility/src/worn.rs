//! As whom tickets are seen, and on which a field is shown, as expressions: for a translator, which
//! hands out columns and not tickets.

use frontdesk_model::{ActorId, CustomerId};

use crate::expr::{Expr, Test};
use crate::field::{Field, SitePolicy};
use crate::filter::{Filter, Opening};
use crate::view::Viewing;
use crate::viewer::Hat;

/// Under which hat of which account tickets are seen, and of which this is so.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct WornWhen {
    /// As whom.
    pub hat: Hat,
    /// By which account: of a link the customer for whom it was made.
    pub account: ActorId,
    /// When: of the tickets that are seen, and of them those of which none before it says so.
    pub when: Expr,
}

/// The same with the opening.
struct Worn<'a> {
    hat: Hat,
    opening: &'a Opening,
    when: Expr,
}

impl Filter {
    /// As whom the tickets are seen that are seen at all. **Law: of a ticket that the filter matches, the
    /// first whose `when` holds says as whom: [`hat`](Self::hat).** Of a person with several accounts in
    /// copy of one ticket it may name another of those accounts than the one that joined first.
    #[must_use]
    pub fn worn(&self) -> Vec<WornWhen> {
        let worn = worn(self).into_iter();
        worn.map(|one| WornWhen {
            hat: one.hat,
            account: one.opening.viewer,
            when: one.when,
        })
        .collect()
    }
}

impl Viewing<'_> {
    /// On which tickets this field is shown, of those that are seen. **Law: where it holds, what
    /// [`Granted::cell`](crate::Granted::cell) gives is no hidden value; where it does not, it is no
    /// value.** A constant where it depends on no ticket. Of a person with several accounts in copy of one
    /// ticket it holds where the field is shown by each of them.
    #[must_use]
    pub fn shown_where(&self, field: &Field) -> Expr {
        let all = worn(&self.filter);
        let copied = all.iter().filter(|one| one.hat == Hat::Copied);
        let shown_in_copy = Expr::all(copied.map(|one| self.shown_under(one, field)));
        let mut all = all.into_iter().rev();
        let shown = |one: &Worn<'_>| match one.hat {
            Hat::Copied => shown_in_copy.clone(),
            _ => self.shown_under(one, field),
        };
        // What none before it shows otherwise.
        let last = all.next();
        let rest = last.map_or(Expr::FALSE, |one| shown(&one));
        all.fold(rest, |rest, one| {
            let here = shown(&one);
            if here == rest {
                return rest;
            }
            let otherwise = Expr::all([one.when.clone().negate(), rest]);
            Expr::one_of([Expr::all([one.when, here]), otherwise])
        })
    }

    fn shown_under(&self, worn: &Worn<'_>, field: &Field) -> Expr {
        let (tenant, account) = (self.filter.tenant, worn.opening.viewer);
        if !self.policy.shows(worn.hat, field) {
            return Expr::FALSE;
        }
        let asked = self.policy.asked_to_see(worn.hat, field);
        let by_right = Expr::all(asked.map(|right| self.rights.expr(right, account, tenant)));
        match field {
            // With number hiding on the number is hidden (S72).
            Field::ClientNumber if self.filter.masks_number(worn.opening) => Expr::FALSE,
            // The site is shown to the staff with `site.view` on it (S64).
            Field::Site if self.policy.site == SitePolicy::ByRight && worn.hat.is_staff() => {
                Expr::all([by_right, self.sites.expr(tenant)])
            }
            _ => by_right,
        }
    }
}

/// Each hat of each opening, in the order in which they are put on.
fn worn(filter: &Filter) -> Vec<Worn<'_>> {
    let openings: Vec<(&Opening, Expr)> = filter
        .openings
        .iter()
        .map(|opening| (opening, opening.expr()))
        .filter(|(_, opens)| *opens != Expr::FALSE)
        .collect();
    let is_alone = openings.len() == 1;
    let mut all = Vec::new();
    for (opening, opens) in openings {
        // What is seen at all is opened by the only one.
        let opens = if is_alone { Expr::TRUE } else { opens };
        let mut put_on = |hat, when| all.push(Worn { hat, opening, when });
        match (opening.hat, opening.viewer.customer()) {
            (Hat::Customer, Some(me)) => {
                let asked = Expr::from(Test::RequesterIs(me));
                let by_copy = opening.by_copy_alone(me);
                put_on(Hat::Customer, Expr::all([opens.clone(), asked]));
                let other = Expr::all([opens.clone(), by_copy.clone().negate()]);
                put_on(Hat::Colleague, other);
                // Whatever is left of it is opened so.
                if by_copy != Expr::FALSE {
                    put_on(Hat::Copied, opens);
                }
            }
            (Hat::Customer, None) => put_on(Hat::Colleague, opens),
            (hat, _) => put_on(hat, opens),
        }
    }
    all.sort_by_key(|one| one.hat);
    all
}

impl Opening {
    /// All that it opens.
    pub(crate) fn expr(&self) -> Expr {
        let ways = Expr::one_of(self.ways.iter().cloned());
        Expr::all([ways, self.provided.clone()])
    }

    /// Of what it opens: that it would not, were this customer not in copy.
    fn by_copy_alone(&self, me: CustomerId) -> Expr {
        let ways = Expr::one_of(self.ways.iter().cloned());
        let provided = self.own.as_ref().unwrap_or(&self.provided);
        let opens = Expr::all([ways, provided.clone()]);
        let otherwise = opens.without_copy(me);
        if otherwise == opens {
            return Expr::FALSE;
        }
        Expr::all([Test::Copied(me).into(), otherwise.negate()])
    }
}

impl Expr {
    /// The same if this customer were not in copy.
    fn without_copy(&self, me: CustomerId) -> Self {
        let each = |exprs: &[Self]| -> Vec<Self> {
            exprs.iter().map(|expr| expr.without_copy(me)).collect()
        };
        match self {
            Self::Test(test) if *test == Test::Copied(me) => Self::FALSE,
            Self::Test(_) | Self::Constant(_) => self.clone(),
            Self::All(all) => Self::all(each(all)),
            Self::OneOf(any) => Self::one_of(each(any)),
            Self::Not(expr) => expr.without_copy(me).negate(),
        }
    }
}
