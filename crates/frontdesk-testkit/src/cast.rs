//! Named people on one tenant. Each exists for one case; a test that needs a person takes the one
//! whose case it is, so that its name explains the test.
//!
//! | Name | Who | For |
//! |---|---|---|
//! | [`anna`] | operator | the ordinary case |
//! | [`boris`] | group lead | others' conversations in work (S57) |
//! | [`vera`] | administrator | manages, reads no conversation (S130, D16) |
//! | [`gleb`], [`dina`] | legacy operator, legacy admin | what a kind of account can never do (S3, S4) |
//! | [`maria`] | operator and administrator, panel switched off | a restriction beats grants (S8) |
//! | [`nikita`] | administrator, cabinet off | the other restriction (S48-S50, S70) |
//! | [`zhanna`], [`egor`], [`ilya`], [`klara`], [`lev`] | pending, half-deleted, suspended, deleted, employee | rights in store that have no effect |
//! | [`olga`] | nothing configured | nothing configured means deny |
//! | [`pavel`] | a stand-in for one hour | half-open validity |
//! | [`fedor`] | an unlisted add-on and an unknown role | neither grants (S150) |
//! | [`roman`] | Anna's number in the other tenant | two tenants never meet |
//! | [`sofia`] | a customer with Anna's number | a customer is never a user |
//! | [`timur`], [`ulyana`] | her colleague; a customer without a company | company and no company |

use chrono::{DateTime, TimeDelta, Utc};
use frontdesk_access::{
    AddOnId, Catalogue, Grant, Groups, Holder, Permission, Restriction, Role, RoleAssignment,
    RoleId, Scope, bundle,
};
use frontdesk_model::{
    AccountKind, BotId, Channel, ConversationFacts, ConversationId, ConversationState, CustomerId,
    GroupId, Labels, OrganizationId, QuestionnaireId, Relation, SiteId, Standing, TenantId, UserId,
    Validity,
};

use crate::build::BuildHolder;

/// The tenant of the cast.
pub const TENANT: TenantId = TenantId::from_number(1);
/// Roman's tenant.
pub const OTHER_TENANT: TenantId = TenantId::from_number(2);

/// [`anna`].
pub const ANNA: UserId = UserId::from_number(1);
/// [`boris`].
pub const BORIS: UserId = UserId::from_number(2);
/// [`vera`].
pub const VERA: UserId = UserId::from_number(3);
/// [`gleb`].
pub const GLEB: UserId = UserId::from_number(4);
/// [`dina`].
pub const DINA: UserId = UserId::from_number(5);
/// [`egor`].
pub const EGOR: UserId = UserId::from_number(6);
/// [`zhanna`].
pub const ZHANNA: UserId = UserId::from_number(7);
/// [`ilya`].
pub const ILYA: UserId = UserId::from_number(8);
/// [`klara`].
pub const KLARA: UserId = UserId::from_number(9);
/// [`lev`].
pub const LEV: UserId = UserId::from_number(10);
/// [`maria`].
pub const MARIA: UserId = UserId::from_number(11);
/// [`nikita`].
pub const NIKITA: UserId = UserId::from_number(12);
/// [`olga`].
pub const OLGA: UserId = UserId::from_number(13);
/// [`pavel`].
pub const PAVEL: UserId = UserId::from_number(14);
/// [`fedor`].
pub const FEDOR: UserId = UserId::from_number(15);
/// [`roman`]: the same number as Anna's.
pub const ROMAN: UserId = UserId::from_number(1);

/// [`sofia`]: the same number as Anna's.
pub const SOFIA: CustomerId = CustomerId::from_number(1);
/// [`timur`].
pub const TIMUR: CustomerId = CustomerId::from_number(2);
/// [`ulyana`].
pub const ULYANA: CustomerId = CustomerId::from_number(3);

/// The bot that answers first.
pub const ROBOT: BotId = BotId::from_number(1);
/// Anna's and Boris's group.
pub const SALES: GroupId = GroupId::from_number(1);
/// A group that nobody of the cast is in.
pub const SUPPORT: GroupId = GroupId::from_number(2);
/// The site of the shop.
pub const SHOP: SiteId = SiteId::from_number(1);
/// The site of the blog.
pub const BLOG: SiteId = SiteId::from_number(2);
/// The questionnaire on the shop's chat.
pub const PRE_CHAT: QuestionnaireId = QuestionnaireId::from_number(1);
/// Sofia's and Timur's company.
pub const COMPANY: OrganizationId = OrganizationId::from_number(1);

/// The moment at which the cast is asked: 2026-11-22T12:00:00Z.
#[must_use]
pub fn noon() -> DateTime<Utc> {
    DateTime::UNIX_EPOCH + TimeDelta::seconds(1_795_348_800)
}

/// A conversation of which nothing is known but its number.
#[must_use]
pub fn chat(number: i64) -> ConversationFacts {
    ConversationFacts::new(TENANT, ConversationId::from_number(number), noon())
}

/// The roles of the cast: `cast.operator` with the add-ons `opt.lead` and `opt.dispenser`,
/// `cast.administrator`, `cast.customer`.
#[must_use]
pub fn roles() -> Catalogue {
    let mut roles = Catalogue::default();
    for role in [operator(), administrator(), customer()] {
        // Three different ids: nothing is refused.
        let _ = roles.insert_unique(role);
    }
    roles
}

fn operator() -> Role {
    use Permission as P;
    let in_work = Scope {
        states: Some([ConversationState::InWork].into()),
        ..Scope::of(Relation::Own)
    };
    let without_group = Scope {
        groups: Some(Groups::without_group()),
        ..Scope::of(Relation::Unassigned)
    };
    Role::built_in(
        RoleId::from_static("cast.operator"),
        Labels::new("Operator"),
    )
    .grant(&[P::SURFACE_OPERATOR_APP, P::COLLEAGUE_LIST], &Scope::any())
    .grant(
        &[P::CONVERSATION_VIEW, P::CONVERSATION_REPLY],
        &Scope::of(Relation::Own),
    )
    .grant(&[P::CONVERSATION_TRANSFER], &in_work)
    .grant(
        &[P::CONVERSATION_VIEW, P::CONVERSATION_TAKE],
        &Scope::of(Relation::MyGroupQueue),
    )
    .grant(
        &[P::CONVERSATION_VIEW, P::CONVERSATION_TAKE],
        &Scope::of(Relation::OfferedToMe),
    )
    .grant(&[P::EMPLOYEE_VIEW], &Scope::any())
    .grant(
        &[P::STATUS_VIEW, P::STATUS_CHANGE],
        &Scope::of(Relation::Myself),
    )
    .with_add_on(
        "opt.lead",
        Labels::new("Others' conversations"),
        Grant::each(
            &[
                P::CONVERSATION_VIEW,
                P::CONVERSATION_TAKE_OVER,
                P::CONVERSATION_TRANSFER,
            ],
            &Scope::of(Relation::ColleagueInWork),
        ),
    )
    .with_add_on(
        "opt.dispenser",
        Labels::new("Dispenser"),
        Grant::each(
            &[P::CONVERSATION_VIEW, P::CONVERSATION_TAKE],
            &without_group,
        ),
    )
}

fn administrator() -> Role {
    use Permission as P;
    Role::built_in(
        RoleId::from_static("cast.administrator"),
        Labels::new("Administrator"),
    )
    .grant(
        &[
            P::SURFACE_ADMIN_PANEL,
            P::SURFACE_OLD_CABINET,
            P::EMPLOYEE_VIEW,
            P::EMPLOYEE_EDIT,
            P::STATUS_VIEW,
            P::STATUS_CHANGE,
        ],
        &Scope::any(),
    )
    .grant(bundle::ADMINISTRATION, &Scope::any())
}

fn customer() -> Role {
    use Permission as P;
    let interactive = Scope {
        channels: Some(frontdesk_access::Among::Mine),
        ..Scope::of(Relation::Requester)
    };
    Role::built_in(
        RoleId::from_static("cast.customer"),
        Labels::new("Customer"),
    )
    .grant(&[P::SURFACE_PORTAL], &Scope::any())
    .grant(&[P::CONVERSATION_VIEW], &Scope::of(Relation::Requester))
    .grant(
        &[P::CONVERSATION_REPLY, P::CONVERSATION_CLOSE],
        &interactive,
    )
    .grant(&[P::PROFILE_EDIT], &Scope::of(Relation::Myself))
}

/// An assignment of a role of the cast.
#[must_use]
pub fn role(id: &'static str) -> RoleAssignment {
    RoleAssignment::new(RoleId::from_static(id))
}

fn user(id: UserId) -> Holder {
    Holder::new(TENANT, id)
}

/// Anna, the operator: answers her own conversations and takes from the queue of her group, Sales.
/// The ordinary case.
#[must_use]
pub fn anna() -> Holder {
    user(ANNA).in_group(SALES).with_role(role("cast.operator"))
}

/// Boris, the lead of Sales: an operator with the add-on that opens colleagues' conversations in
/// work (S57). Not new ones and not closed ones.
#[must_use]
pub fn boris() -> Holder {
    user(BORIS)
        .in_group(SALES)
        .with_role(role("cast.operator").with_add_on(AddOnId::from_static("opt.lead")))
}

/// Vera, the administrator: manages people and roles, and reads no conversation (D16).
#[must_use]
pub fn vera() -> Holder {
    user(VERA).with_role(role("cast.administrator"))
}

/// Gleb, a legacy operator whose record says administrator as well: the kind of account keeps him
/// out of administration whatever the record says (S3).
#[must_use]
pub fn gleb() -> Holder {
    user(GLEB)
        .with_kind(AccountKind::LegacyOperator)
        .with_role(role("cast.operator"))
        .with_role(role("cast.administrator"))
}

/// Dina, a legacy admin whose record says operator as well: the kind of account keeps her out of
/// conversations whatever the record says (S4).
#[must_use]
pub fn dina() -> Holder {
    user(DINA)
        .with_kind(AccountKind::LegacyAdmin)
        .with_role(role("cast.operator"))
        .with_role(role("cast.administrator"))
}

/// Egor, half-deleted: gone from the employees section, his rights still in store (S78-S81).
#[must_use]
pub fn egor() -> Holder {
    user(EGOR)
        .with_standing(Standing::HalfDeleted)
        .with_role(role("cast.operator"))
}

/// Zhanna, invited, her password not yet set (S115).
#[must_use]
pub fn zhanna() -> Holder {
    user(ZHANNA)
        .with_standing(Standing::Pending)
        .with_role(role("cast.operator"))
}

/// Ilya, suspended with all his rights.
#[must_use]
pub fn ilya() -> Holder {
    user(ILYA)
        .with_standing(Standing::Suspended)
        .with_role(role("cast.administrator"))
}

/// Klara, deleted; her rights are kept for the record (S82).
#[must_use]
pub fn klara() -> Holder {
    user(KLARA)
        .with_standing(Standing::Deleted)
        .with_role(role("cast.operator"))
        .with_role(role("cast.administrator"))
}

/// Lev, on the list of employees, never a user (S43).
#[must_use]
pub fn lev() -> Holder {
    user(LEV).with_standing(Standing::Employee)
}

/// Maria, operator and administrator in one, the admin panel switched off (S8).
#[must_use]
pub fn maria() -> Holder {
    user(MARIA)
        .with_role(role("cast.operator"))
        .with_role(role("cast.administrator"))
        .with_restriction(Restriction::deny_admin_panel())
}

/// Nikita, operator and administrator in one, the cabinet not on (S48-S50, S70).
#[must_use]
pub fn nikita() -> Holder {
    user(NIKITA)
        .with_role(role("cast.operator"))
        .with_role(role("cast.administrator"))
        .with_restriction(Restriction::deny_cabinet())
}

/// Olga, an active account with nothing configured.
#[must_use]
pub fn olga() -> Holder {
    user(OLGA)
}

/// Pavel, a stand-in: an operator from noon until one o'clock, the end excluded.
#[must_use]
pub fn pavel() -> Holder {
    let hour = Validity::new(Some(noon()), Some(noon() + TimeDelta::hours(1)));
    let mut assignment = role("cast.operator");
    assignment.validity = hour.unwrap_or_default();
    user(PAVEL).with_role(assignment)
}

/// Fedor, whose record names a role that nobody knows and an add-on that his role does not list
/// (S150).
#[must_use]
pub fn fedor() -> Holder {
    user(FEDOR)
        .with_role(role("cast.administrator").with_add_on(AddOnId::from_static("opt.dispenser")))
        .with_role(role("cast.forgotten"))
}

/// Roman, an operator of the other tenant with Anna's number.
#[must_use]
pub fn roman() -> Holder {
    Holder::new(OTHER_TENANT, ROMAN)
        .in_group(SALES)
        .with_role(role("cast.operator"))
}

/// Sofia, a customer with Anna's number; her company is Timur's. The portal answers e-mail.
#[must_use]
pub fn sofia() -> Holder {
    portal(SOFIA).of_organization(COMPANY)
}

/// Timur, a customer of Sofia's company.
#[must_use]
pub fn timur() -> Holder {
    portal(TIMUR).of_organization(COMPANY)
}

/// Ulyana, a customer without a company.
#[must_use]
pub fn ulyana() -> Holder {
    portal(ULYANA)
}

fn portal(customer: CustomerId) -> Holder {
    let mut holder = Holder::new(TENANT, customer).with_role(role("cast.customer"));
    holder.memberships.channels.insert(Channel::Email);
    holder
}

/// Everybody of the cast, by name.
#[must_use]
pub fn everybody() -> Vec<(&'static str, Holder)> {
    vec![
        ("Anna", anna()),
        ("Boris", boris()),
        ("Vera", vera()),
        ("Gleb", gleb()),
        ("Dina", dina()),
        ("Egor", egor()),
        ("Zhanna", zhanna()),
        ("Ilya", ilya()),
        ("Klara", klara()),
        ("Lev", lev()),
        ("Maria", maria()),
        ("Nikita", nikita()),
        ("Olga", olga()),
        ("Pavel", pavel()),
        ("Fedor", fedor()),
        ("Roman", roman()),
        ("Sofia", sofia()),
        ("Timur", timur()),
        ("Ulyana", ulyana()),
    ]
}

#[cfg(test)]
mod tests;
