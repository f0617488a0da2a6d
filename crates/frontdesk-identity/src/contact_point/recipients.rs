//! Who is told, over one user's contact points and over many users.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use frontdesk_model::{Standing, UserId};
use serde::{Deserialize, Serialize};

use super::{
    ContactPoint, EventKind, NoticePolicy, NoticeVerdict, OtherTenant, Subscription, Verification,
};
use crate::User;

/// Whom of these users an event is told to, and where; in the order of the users, and in stored order
/// within each. The verdicts are those of [`recipients`](super::recipients).
///
/// Each user answers for their own contact points only: what one refuses at an address is refused for
/// that one, or anybody could silence an address by adding it to their own. So an address that two
/// users share is told twice, unless the host asks for [`Recipients::once_per_address`].
///
/// Takes time linear in the contact points and their subscriptions (within one user n log n), and
/// allocates for what is told, not for each user.
///
/// # Errors
/// When the policy is another tenant's than any of the users: then nobody is told.
pub fn recipients_of<'a>(
    users: impl IntoIterator<Item = &'a User>,
    event: &EventKind,
    policy: &NoticePolicy,
) -> Result<Recipients<'a>, OtherTenant> {
    let least = policy.least(event);
    let mut judge = Judge::default();
    let mut found = Recipients::default();
    for user in users {
        OtherTenant::check(policy.tenant, user.tenant())?;
        let points = &user.profile().contact_points;
        if points.is_empty() {
            found.counts.without_contacts += 1;
        }
        for (point, verdict) in points.iter().zip(judge.verdicts(user, event, least)) {
            found.counts.add(*verdict);
            if verdict.is_tell() {
                let user = user.id();
                found.told.push(Told { user, point });
            }
        }
    }
    Ok(found)
}

/// Who is told of an event, and how many are not.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Recipients<'a> {
    /// Where the host sends, in order.
    pub told: Vec<Told<'a>>,
    /// How many contact points are told, and how many not, by reason.
    pub counts: NoticeCounts,
}

impl Recipients<'_> {
    /// The same, with every address told once over all users: the first in order is, the later ones
    /// count as [`NoticeCounts::same_address`]. Takes n log n time.
    #[must_use]
    pub fn once_per_address(mut self) -> Self {
        let mut order: Vec<usize> = (0..self.told.len()).collect();
        let point = |at: &usize| self.told.get(*at).map(|told| told.point);
        order.sort_by(|one, other| same_order(point(one), point(other)).then(one.cmp(other)));
        let mut again = vec![false; self.told.len()];
        for pair in order.windows(2) {
            if let [one, other] = pair
                && same_order(point(one), point(other)).is_eq()
                && let Some(again) = again.get_mut(*other)
            {
                *again = true;
            }
        }
        let mut again = again.into_iter();
        self.told.retain(|_| !again.next().unwrap_or(false));
        let told = self.told.len() as u64;
        self.counts.same_address += self.counts.told - told;
        self.counts.told = told;
        self
    }
}

/// One notice to send.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Told<'a> {
    /// Whom.
    pub user: UserId,
    /// Where.
    pub point: &'a ContactPoint,
}

/// How many contact points are told of an event, and how many not, by reason.
#[derive(Clone, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct NoticeCounts {
    /// Those that are told.
    pub told: u64,
    /// Those at an address that refused.
    pub opted_out: u64,
    /// Those where nobody asked.
    pub not_subscribed: u64,
    /// Those at an address that is not known well enough.
    pub unproven: u64,
    /// Those at an address that is told at another contact point.
    pub same_address: u64,
    /// Those of accounts that do not act, by how the account stands.
    pub standing: BTreeMap<Standing, u64>,
    /// Users who have no contact point.
    pub without_contacts: u64,
}

impl NoticeCounts {
    /// All contact points that were looked at.
    #[must_use]
    pub fn points(&self) -> u64 {
        let standing: u64 = self.standing.values().sum();
        self.told
            + self.opted_out
            + self.not_subscribed
            + self.unproven
            + self.same_address
            + standing
    }

    fn add(&mut self, verdict: NoticeVerdict) {
        let count = match verdict {
            NoticeVerdict::Tell => &mut self.told,
            NoticeVerdict::OptedOut => &mut self.opted_out,
            NoticeVerdict::NotSubscribed => &mut self.not_subscribed,
            NoticeVerdict::Unproven { .. } => &mut self.unproven,
            NoticeVerdict::SameAddress => &mut self.same_address,
            NoticeVerdict::Standing(found) => self.standing.entry(found).or_default(),
        };
        *count += 1;
    }
}

/// Room for the verdicts on one user, used again for the next.
#[derive(Default)]
pub(super) struct Judge {
    order: Vec<usize>,
    verdicts: Vec<NoticeVerdict>,
}

impl Judge {
    /// One verdict for each contact point, in stored order.
    pub(super) fn verdicts(
        &mut self,
        user: &User,
        event: &EventKind,
        least: Verification,
    ) -> &[NoticeVerdict] {
        let points = &user.profile().contact_points;
        self.verdicts.clear();
        let standing = user.standing();
        // Only who acts is told: the half-deleted, the suspended and the pending get nothing.
        if standing != Standing::Active {
            self.verdicts
                .resize(points.len(), NoticeVerdict::Standing(standing));
            return &self.verdicts;
        }
        self.verdicts
            .resize(points.len(), NoticeVerdict::NotSubscribed);
        // Those of one address side by side, each lot in stored order.
        self.order.clear();
        self.order.extend(0..points.len());
        self.order.sort_unstable_by(|one, other| {
            same_order(points.get(*one), points.get(*other)).then(one.cmp(other))
        });
        let lots = self
            .order
            .chunk_by(|one, other| same_order(points.get(*one), points.get(*other)).is_eq());
        for lot in lots {
            one_address(points, lot, (event, least), &mut self.verdicts);
        }
        &self.verdicts
    }
}

/// The verdicts on the contact points of one address.
fn one_address(
    points: &[ContactPoint],
    lot: &[usize],
    (event, least): (&EventKind, Verification),
    verdicts: &mut [NoticeVerdict],
) {
    let of = |at: &usize| points.get(*at);
    let choice = |point: &ContactPoint| point.subscriptions.get(event).copied();
    let refused = lot
        .iter()
        .filter_map(of)
        .any(|point| choice(point) == Some(Subscription::OptedOut));
    let known = lot.iter().filter_map(of).map(|point| point.verification);
    let known = known.min().unwrap_or_default();
    let mut told = false;
    for at in lot {
        let asked = of(at).and_then(choice) == Some(Subscription::OptedIn);
        let verdict = if refused {
            NoticeVerdict::OptedOut
        } else if !asked {
            NoticeVerdict::NotSubscribed
        } else if known < least {
            NoticeVerdict::Unproven { known, least }
        } else if told {
            NoticeVerdict::SameAddress
        } else {
            told = true;
            NoticeVerdict::Tell
        };
        if let Some(place) = verdicts.get_mut(*at) {
            *place = verdict;
        }
    }
}

fn same_order(one: Option<&ContactPoint>, other: Option<&ContactPoint>) -> Ordering {
    match (one, other) {
        (Some(one), Some(other)) => one.address.compare(&other.address),
        // Places come from the list itself.
        (one, other) => one.is_some().cmp(&other.is_some()),
    }
}
