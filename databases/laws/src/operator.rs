//! The two operators and the tickets that performance is measured with: the same shares as where the crates
//! are measured in memory.

use chrono::{DateTime, TimeDelta, Utc};
use frontdesk_access::{Among, Catalogue, Grant, Groups, Holder, Permission, Scope, Scopes};
use frontdesk_model::{
    Assignee, Channel, ConversationFacts, ConversationId, ConversationState, CustomerId, GroupId,
    OrganizationId, Privacy, Relation, SiteId, TenantId, UserId,
};
use frontdesk_sql::{PageError, PageRequest, Sql, Statement};
use frontdesk_testkit::cast;
use frontdesk_visibility::{
    Column, Direction, Field, FieldPolicy, Filter, RightsHeld, SitesSeen, Sort, Viewing,
};

/// Who looks: his own, and what colleagues of his groups have in work, all of it on his sites.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Operator {
    /// Of 3 of 50 groups, on 10 of 50 sites: sees 0.6 %.
    Narrow,
    /// Of 25 of 50 groups, on all sites: sees 25 %.
    Wide,
}

/// The tenant of all tickets.
pub const TENANT: TenantId = TenantId::from_number(7);
/// Groups and sites.
const PLACES: u64 = 50;
/// Members of the staff.
const STAFF: u64 = 800;

impl Operator {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Narrow, Self::Wide];

    /// His id.
    #[must_use]
    pub const fn user(self) -> UserId {
        match self {
            Self::Narrow => UserId::from_number(11),
            Self::Wide => UserId::from_number(12),
        }
    }

    /// The numbers of his groups.
    #[must_use]
    pub fn groups(self) -> Vec<i64> {
        match self {
            Self::Narrow => (1..=3).collect(),
            Self::Wide => (1..=25).collect(),
        }
    }

    /// The numbers of his sites; `None`: all.
    #[must_use]
    pub fn sites(self) -> Option<Vec<i64>> {
        match self {
            Self::Narrow => Some((1..=10).collect()),
            Self::Wide => None,
        }
    }

    /// Where he holds the right to see.
    #[must_use]
    pub fn scopes(self) -> Scopes {
        let mut holder = Holder::new(TENANT, self.user());
        let groups = self.groups().into_iter();
        holder.memberships.groups = groups.map(GroupId::from_number).collect();
        let sites = self.sites().map(|sites| {
            holder.memberships.sites = sites.into_iter().map(SiteId::from_number).collect();
            Among::Mine
        });
        let own = Scope {
            sites: sites.clone(),
            ..Scope::of(Relation::Own)
        };
        let colleagues = Scope {
            groups: Some(Groups {
                mine: true,
                ..Groups::default()
            }),
            sites,
            ..Scope::of(Relation::ColleagueInWork)
        };
        for scope in [own, colleagues] {
            let view = Grant::new(Permission::CONVERSATION_VIEW, scope);
            holder.grants.push(view);
        }
        Catalogue::default().scopes_of(&holder, Permission::CONVERSATION_VIEW, now())
    }
}

/// When it is asked.
#[must_use]
pub fn now() -> DateTime<Utc> {
    cast::noon()
}

/// The page of what this filter opens, the newest first, everything else as it is asked.
///
/// # Errors
/// As [`Sql::page`].
pub fn newest(
    sql: &Sql<'_>,
    filter: &Filter,
    request: PageRequest,
) -> Result<Statement, PageError> {
    let policy = FieldPolicy::default();
    let viewing = Viewing {
        filter: filter.clone(),
        policy: &policy,
        sites: SitesSeen::none(),
        rights: RightsHeld::none(),
    };
    let request = PageRequest {
        sort: Some(Sort {
            by: Column::Field(Field::CreatedAt),
            direction: Direction::Descending,
        }),
        ..request
    };
    Ok(sql.page(&viewing, &request)?.statement)
}

/// The n-th ticket, from 1: later ones are newer, everything else is spread evenly.
#[must_use]
pub fn ticket(number: i64) -> ConversationFacts {
    let mut dice = number.cast_unsigned();
    // splitmix64, by Sebastiano Vigna.
    let mut throw = |sides: u64| {
        dice = dice.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut bits = dice;
        bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((bits ^ (bits >> 31)) % sides).cast_signed() + 1
    };
    let made = now() - TimeDelta::days(365) + TimeDelta::seconds(number);
    let mut facts = ConversationFacts::new(TENANT, ConversationId::from_number(number), made);
    facts.assignee = Some(Assignee::Person(UserId::from_number(throw(STAFF))));
    facts.state = Some(match throw(10) {
        1..=5 => ConversationState::InWork,
        6 => ConversationState::Waiting,
        _ => ConversationState::Closed,
    });
    facts.group = Some(GroupId::from_number(throw(PLACES)));
    facts.site = Some(SiteId::from_number(throw(PLACES)));
    let channels = [Channel::Email, Channel::LiveChat, Channel::Telegram];
    facts.channel = channels.get(throw(3).cast_unsigned() as usize - 1).cloned();
    facts.requester = Some(CustomerId::from_number(throw(100_000)));
    facts.organization = Some(OrganizationId::from_number(throw(5_000)));
    facts.privacy = Some(Privacy::Open);
    facts
}
