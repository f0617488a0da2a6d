//! The five systems with those who look: by the presets and roles of each, under its field policy.

use std::collections::{BTreeMap, BTreeSet};

use frontdesk_access::{Catalogue, Grant, Holder, Permission, Role, Scope};
use frontdesk_identity::Capacity;
use frontdesk_model::chrono::{DateTime, TimeDelta, Utc};
use frontdesk_model::{
    AccountKind, Assignee, AttachmentId, Author, BotId, Channel, ConversationFacts, ConversationId,
    ConversationState, CustomerId, GroupId, MessageId, Module, OrganizationId, Privacy,
    QuestionnaireId, SiteId, TenantId, UserId,
};
use frontdesk_systems::omnidesk::roles::{CustomerAccount, for_customer, interactive_channels};
use frontdesk_systems::uis::roles::{Overseen, Sites, Switches, presets};
use frontdesk_systems::{noci, omnidesk, reach, talkme, uis};
use frontdesk_visibility::{
    Attachment, Audience, Field, FieldId, FieldPolicy, Filter, GuestLink, GuestPurpose, Hat,
    Message, Priority, RightsHeld, Rule, SitePolicy, SitesSeen, Ticket, Use, Viewer, Viewing,
};

const TENANT: TenantId = TenantId::from_number(1);
const ANNA: UserId = UserId::from_number(1);
const PETR: UserId = UserId::from_number(2);
const VERA: CustomerId = CustomerId::from_number(1);
const SALES: GroupId = GroupId::from_number(10);
const BILLING: GroupId = GroupId::from_number(20);
pub(super) const SITE: SiteId = SiteId::from_number(5);
const ACME: OrganizationId = OrganizationId::from_number(3);
const QUESTIONNAIRE: QuestionnaireId = QuestionnaireId::from_number(9);

pub(super) fn now() -> DateTime<Utc> {
    DateTime::UNIX_EPOCH + TimeDelta::minutes(1_000)
}

/// A system, those who look, and what they look at.
pub(super) struct System {
    pub(super) name: &'static str,
    pub(super) title: &'static str,
    pub(super) seats: Vec<Seat>,
    pub(super) ticket: Ticket,
    catalogue: Catalogue,
    policy: FieldPolicy,
}

/// One who looks.
pub(super) struct Seat {
    pub(super) name: &'static str,
    holder: Holder,
    by: By,
}

/// By what.
enum By {
    Rights,
    /// Rights that the desk names as those of one who follows.
    Following,
    /// A link to the ticket.
    Link,
}

impl System {
    fn of(name: &'static str, title: &'static str, roles: Vec<Role>, seats: Vec<Seat>) -> Self {
        let mut policy = FieldPolicy::default();
        for (id, to) in [
            ("cf_edit", Use::Edit),
            ("cf_view", Use::View),
            ("cf_hidden", Use::Hidden),
        ] {
            let field = Field::Added(FieldId(id.to_owned()));
            policy.set(Hat::Customer, field, to).unwrap();
        }
        policy.interactive_channels = interactive_channels();
        let catalogue = Catalogue::try_from(roles).unwrap();
        Self {
            name,
            title,
            seats,
            ticket: ticket(),
            catalogue,
            policy,
        }
    }

    pub(super) fn viewing(&self, seat: &Seat) -> Viewing<'_> {
        let scopes = |right| self.catalogue.scopes_of(&seat.holder, right, now());
        let rule = Rule::of(&scopes(Permission::CONVERSATION_VIEW));
        let viewer = Viewer::Actor(seat.holder.actor());
        Viewing {
            filter: match seat.by {
                By::Rights => rule.bind(&viewer, now()),
                By::Following => rule.as_stakeholder().bind(&viewer, now()),
                By::Link => Filter::of_guest(&link(&self.ticket), now()),
            },
            policy: &self.policy,
            sites: SitesSeen::of(scopes(Permission::SITE_VIEW)),
            rights: RightsHeld::none(),
        }
    }

    /// Whether this one sees the ticket.
    pub(super) fn opens(&self, seat: &Seat) -> bool {
        self.viewing(seat).open(&self.ticket).is_ok()
    }
}

fn link(ticket: &Ticket) -> GuestLink {
    GuestLink {
        tenant: TENANT,
        ticket: ticket.facts.id,
        customer: VERA,
        purpose: GuestPurpose::View,
        expires: now() + TimeDelta::minutes(60),
        epoch: ticket.facts.guest_epoch,
    }
}

fn seat(name: &'static str, holder: Holder) -> Seat {
    Seat {
        name,
        holder,
        by: By::Rights,
    }
}

fn anna() -> Holder {
    let mut holder = Holder::new(TENANT, ANNA);
    holder.memberships.groups.insert(SALES);
    holder
}

/// A customer without any right: who writes in the chat of a site.
fn visitor() -> Seat {
    seat("visitor", Holder::new(TENANT, VERA))
}

pub(super) fn systems() -> Vec<System> {
    vec![
        talk_me(),
        uis_system(),
        noci_system(),
        reach_system(),
        omnidesk_system(),
    ]
}

fn talk_me() -> System {
    use AccountKind::{LegacyAdmin, LegacyOperator, Unified};
    use Capacity::{AdminPanel, Operator, ReceiveAllMessages};
    let account = |name, kind, capacities: &[Capacity]| {
        let mut holder = anna();
        holder.kind = kind;
        let account = talkme::roles::Account {
            kind,
            capacities: &capacities.iter().cloned().collect(),
            no_admin_panel: false,
            owner: false,
        };
        talkme::roles::for_account(&account).apply(&mut holder);
        seat(name, holder)
    };
    let seats = vec![
        account("operator", LegacyOperator, &[Operator]),
        account(
            "operator who receives all",
            LegacyOperator,
            &[Operator, ReceiveAllMessages],
        ),
        account("admin", LegacyAdmin, &[AdminPanel]),
        account("unified, both", Unified, &[Operator, AdminPanel]),
        account("unified, neither", Unified, &[]),
        visitor(),
    ];
    System::of("talkme", "Talk-Me (S1-S25)", talkme::roles::roles(), seats)
}

fn uis_system() -> System {
    let with = |name, switches: Switches| {
        let mut holder = anna();
        switches.apply(&mut holder);
        seat(name, holder)
    };
    let of_groups = |group| presets::group_lead(Overseen::Groups([group].into()));
    let chats = presets::operator_chats;
    let sites = Sites::Listed(BTreeSet::from([SITE]));
    let seats = vec![
        with("operator", chats()),
        with("operator of site 5", Switches { sites, ..chats() }),
        with(
            "operator, numbers hidden",
            Switches {
                hide_numbers: true,
                ..chats()
            },
        ),
        with("group lead", presets::group_lead(Overseen::All)),
        with("lead of Petr's group", of_groups(BILLING)),
        with("lead of Anna's group", of_groups(SALES)),
        with("operator of calls", presets::operator_calls()),
        with("administrator", presets::administrator()),
        with("employee without rights", presets::employee_bare()),
        visitor(),
    ];
    let mut system = System::of("uis", "UIS (S26-S84, S183)", uis::roles::roles(), seats);
    // Only UIS governs the site by a right (S64).
    system.policy.site = SitePolicy::ByRight;
    system
}

fn noci_system() -> System {
    let person = |name, role: &noci::Role, modules: &[&str], questionnaires: &[QuestionnaireId]| {
        let mut holder = anna();
        holder.memberships.modules = modules
            .iter()
            .map(|name| Module::new(name).unwrap())
            .collect();
        holder.memberships.questionnaires = questionnaires.iter().copied().collect();
        noci::roles::for_user(role, &holder.memberships).apply(&mut holder);
        seat(name, holder)
    };
    let user = noci::Role::Utilisateur;
    let seats = vec![
        person("user with livechat", &user, &["livechat"], &[]),
        person(
            "user with questionnaires",
            &user,
            &["livechat"],
            &[QUESTIONNAIRE],
        ),
        person(
            "user without livechat",
            &user,
            &["settings"],
            &[QUESTIONNAIRE],
        ),
        person("moderator", &noci::Role::Moderateur, &[], &[]),
        visitor(),
    ];
    System::of("noci", "Noci (S85-S115)", noci::roles::roles(), seats)
}

fn reach_system() -> System {
    let with = |name, names: &[&str]| {
        let mut holder = anna();
        holder.roles = reach::roles::assignments(names).roles;
        seat(name, holder)
    };
    let stakeholder = frontdesk_access::RoleId::from_static(reach::roles::STAKEHOLDER);
    let mut following = with("stakeholder who follows", &[]);
    following.holder.roles = vec![frontdesk_access::RoleAssignment::new(stakeholder)];
    following.by = By::Following;
    let mut working = with("stakeholder", &[]);
    working.holder.roles = following.holder.roles.clone();
    let seats = vec![
        with("agent", &["Conversation Agent"]),
        with(
            "agent with dispenser",
            &["Conversation Agent", "Conversation Dispenser"],
        ),
        with("supervisor", &["Supervisor"]),
        with("administrator", &["Administrator"]),
        with("order administrator", &["Order Payment Administrator"]),
        working,
        following,
        visitor(),
    ];
    System::of("reach", "Reach (S116-S154)", reach::roles::roles(), seats)
}

fn omnidesk_system() -> System {
    let customer = |name, number: i64, company: OrganizationId, shared| {
        let mut holder = Holder::new(TENANT, CustomerId::from_number(number));
        holder.memberships.channels = interactive_channels();
        holder.memberships.organizations.insert(company);
        let account = CustomerAccount {
            help_center: true,
            sso_only: false,
            organization_shared: shared,
        };
        for_customer(account).apply(&mut holder);
        seat(name, holder)
    };
    // The staff's rights are the host's own roles (products.md 2.2).
    let mut staff = anna();
    staff
        .grants
        .push(Grant::new(Permission::CONVERSATION_VIEW, Scope::any()));
    let other = OrganizationId::from_number(4);
    let guest = Seat {
        by: By::Link,
        ..customer("guest by a link", 1, ACME, false)
    };
    let seats = vec![
        customer("customer", 1, ACME, false),
        customer("colleague, shared", 2, ACME, true),
        customer("colleague, not shared", 2, ACME, false),
        customer("stranger, shared", 3, other, true),
        guest,
        seat("staff who see all", staff),
    ];
    System::of(
        "omnidesk",
        "Omnidesk (S155-S182)",
        omnidesk::roles::roles(),
        seats,
    )
}

fn chat(state: ConversationState) -> ConversationFacts {
    ConversationFacts {
        state: Some(state),
        questionnaire: Some(QUESTIONNAIRE),
        channel: Some(Channel::Email),
        site: Some(SITE),
        ..ConversationFacts::new(
            TENANT,
            ConversationId::from_number(2000),
            DateTime::UNIX_EPOCH,
        )
    }
}

fn annas() -> ConversationFacts {
    ConversationFacts {
        assignee: Some(Assignee::Person(ANNA)),
        assignee_groups: [SALES].into(),
        group: Some(SALES),
        ..chat(ConversationState::InWork)
    }
}

fn petrs() -> ConversationFacts {
    ConversationFacts {
        assignee: Some(Assignee::Person(PETR)),
        assignee_groups: [BILLING].into(),
        group: Some(BILLING),
        ..chat(ConversationState::InWork)
    }
}

fn waiting(group: Option<GroupId>) -> ConversationFacts {
    ConversationFacts {
        group,
        ..chat(ConversationState::Waiting)
    }
}

fn offered(to: UserId) -> ConversationFacts {
    ConversationFacts {
        offered_to: Some(to),
        ..chat(ConversationState::Offered)
    }
}

/// Every kind of conversation, as Anna or Vera would call it.
pub(super) fn kinds() -> Vec<(&'static str, ConversationFacts)> {
    let closed = |facts| ConversationFacts {
        state: Some(ConversationState::Closed),
        ..facts
    };
    let asked = |by, company, facts| ConversationFacts {
        requester: Some(CustomerId::from_number(by)),
        organization: Some(company),
        ..facts
    };
    let other = OrganizationId::from_number(4);
    vec![
        ("own, in work", annas()),
        ("own, closed", closed(annas())),
        ("a colleague's, in work", petrs()),
        ("a colleague's, closed", closed(petrs())),
        ("waiting, no group", waiting(None)),
        ("waiting, own group", waiting(Some(SALES))),
        ("waiting, another group", waiting(Some(BILLING))),
        ("offered", offered(ANNA)),
        ("offered to another", offered(PETR)),
        (
            "a bot's",
            ConversationFacts {
                assignee: Some(Assignee::Bot(BotId::from_number(1))),
                ..chat(ConversationState::InWork)
            },
        ),
        (
            "named in a message",
            ConversationFacts {
                mentioned: [ANNA].into(),
                ..petrs()
            },
        ),
        (
            "takes part",
            ConversationFacts {
                participants: [ANNA].into(),
                ..petrs()
            },
        ),
        (
            "own, private",
            ConversationFacts {
                privacy: Some(Privacy::Private),
                ..annas()
            },
        ),
        (
            "a colleague's, private",
            ConversationFacts {
                privacy: Some(Privacy::Private),
                ..petrs()
            },
        ),
        (
            "own, deleted",
            ConversationFacts {
                deleted: true,
                ..annas()
            },
        ),
        ("asked by Vera", asked(1, ACME, petrs())),
        ("so, closed", closed(asked(1, ACME, petrs()))),
        (
            "so, deleted",
            ConversationFacts {
                deleted: true,
                ..asked(1, ACME, petrs())
            },
        ),
        (
            "so, spam",
            ConversationFacts {
                spam: true,
                ..asked(1, ACME, petrs())
            },
        ),
        ("by another of Acme", asked(5, ACME, petrs())),
        ("by a stranger", asked(6, other, petrs())),
        (
            "of another tenant",
            ConversationFacts {
                tenant: TenantId::from_number(2),
                ..asked(1, ACME, annas())
            },
        ),
    ]
}

/// The ticket of the surfaces.
fn ticket() -> Ticket {
    let facts = ConversationFacts {
        requester: Some(VERA),
        organization: Some(ACME),
        participants: [PETR].into(),
        privacy: Some(Privacy::Open),
        ..annas()
    };
    let written = |id, author: Author, audience, text: &str, file: &str| Message {
        id: MessageId::from_number(id),
        at: DateTime::UNIX_EPOCH + TimeDelta::minutes(id),
        author: Some(author),
        audience,
        text: text.to_owned(),
        attachments: vec![Attachment {
            id: AttachmentId::from_number(id),
            name: file.to_owned(),
        }],
    };
    let by_vera = Author::Actor(VERA.into());
    let by_anna = Author::Actor(ANNA.into());
    Ticket {
        number: "664-245651".to_owned(),
        subject: "kettle".to_owned(),
        priority: Some(Priority::High),
        client_number: Some("+74955550123".to_owned()),
        custom_fields: BTreeMap::from(
            [
                ("cf_edit", "black"),
                ("cf_hidden", "creditworthy"),
                ("cf_view", "order77"),
            ]
            .map(|(id, text)| (FieldId(id.to_owned()), text.to_owned())),
        ),
        messages: vec![
            written(1, by_vera, Audience::Public, "drips", "kettle.jpg"),
            written(2, by_anna, Audience::Internal, "blacklisted", "scoring.pdf"),
        ],
        ..Ticket::new(facts)
    }
}
