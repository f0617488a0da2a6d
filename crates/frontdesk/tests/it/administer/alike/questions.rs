//! Every question that a desk answers under guard, of every kind.

use std::collections::BTreeSet;

use frontdesk::access::{
    AdminAction, Grant, Holder, Permission, Restriction, RoleAssignment, Scope, Takeover,
};
use frontdesk::identity::{
    AddressKnown, Beside, CaseNumber, Create, CreateGroup, CreateHeading, Entry, GroupCommand,
    HeadingCommand, HeadingId, Leaving, Login, OpenPortal, PersonName, PortalCommand,
    PortalProfileChanges, RegisterPortal, RoleName, SsoAddress, Subject, UserCommand,
};
use frontdesk::merge::{Aliases, MergeEvent, MergeState, Plan};
use frontdesk::model::{
    ActorId, CustomerId, GroupId, OrganizationId, QuestionnaireId, SiteId, UserId,
};
use frontdesk::{
    AdminCommand, AdminError, Administration, Asking, Desk, MergeStep, Merging, OtherCommand,
};

use super::cast::{
    APART, LISTED, MEMBER, UNITED, UNSEEN, company, declared, everybody, host_role, no_role,
    of_group, plan, questionnaire, site, union, world,
};
use crate::administer::mapping::commands;
use crate::administer::{ADMIN, CHATS, account, actor, assign, id, rights, saved, token, verifier};
use crate::world::{customer_id, group, now, tenant, user};

/// A question with its kind.
pub(crate) struct Question {
    pub(crate) kind: String,
    /// The account that it is about, if it is about one.
    pub(crate) about: Option<ActorId>,
    pub(crate) ask: Ask,
}

/// What is asked: one for each way into the guard.
#[derive(Debug)]
pub(crate) enum Ask {
    Administer {
        command: AdminCommand,
        invited_by: Option<ActorId>,
    },
    Group(GroupId, GroupCommand),
    Heading(HeadingId, HeadingCommand),
    Portal(CustomerId, PortalCommand),
    Plan([UserId; 2]),
    Apply(Box<Plan>),
    Undo(Box<MergeState>),
}

impl Question {
    /// Whether it is granted.
    pub(crate) fn put(
        &self,
        desk: &Desk,
        who: ActorId,
        on_behalf_of: Option<ActorId>,
    ) -> Result<(), AdminError> {
        let other = |command| {
            let asking = Asking {
                actor: who,
                on_behalf_of,
                command,
            };
            desk.permitted(&asking, now()).map(|_| ())
        };
        let merge = |step| {
            let mut aliases = Aliases::new(tenant());
            if let MergeStep::Undo(MergeState::United(united)) = step {
                let event = MergeEvent::United(united.clone());
                aliases.apply(&event).expect("an alias");
            }
            let merging = Merging {
                actor: who,
                on_behalf_of,
                step,
                aliases: &aliases,
                separation: &[],
            };
            desk.merge(&merging, now()).map(|_| ())
        };
        match &self.ask {
            Ask::Administer {
                command,
                invited_by,
            } => {
                let administration = Administration {
                    actor: who,
                    on_behalf_of,
                    command,
                    invited_by: *invited_by,
                };
                desk.administer(&administration, now()).map(|_| ())
            }
            Ask::Group(group, command) => other(OtherCommand::Group {
                group: *group,
                command,
            }),
            Ask::Heading(heading, command) => other(OtherCommand::Heading {
                heading: *heading,
                command,
            }),
            Ask::Portal(customer, command) => other(OtherCommand::Portal {
                customer: *customer,
                command,
            }),
            Ask::Plan(accounts) => merge(MergeStep::Plan {
                accounts: *accounts,
            }),
            Ask::Apply(plan) => merge(MergeStep::Apply(plan)),
            Ask::Undo(state) => merge(MergeStep::Undo(state)),
        }
    }
}

/// Every question: about these accounts, and about none.
pub(crate) fn questions(accounts: &[i64]) -> Vec<Question> {
    let mut all: Vec<Question> = accounts.iter().copied().flat_map(of_account).collect();
    all.extend(of_customers());
    all.extend(of_roles());
    all.extend(of_groups());
    all.extend(of_headings());
    all.extend(of_portals());
    all.extend(of_merges());
    all
}

/// Of an account: every command, every action on rights, and both in one save. What creates makes one
/// of this id.
fn of_account(of: i64) -> Vec<Question> {
    let question = |kind: String, command, invited_by| Question {
        kind,
        about: Some(actor(of)),
        ask: Ask::Administer {
            command,
            invited_by,
        },
    };
    let about = |command| match command {
        UserCommand::Create(mut form) => {
            form.id = user(of);
            UserCommand::Create(form)
        }
        UserCommand::Import(mut form) => {
            form.id = user(of);
            UserCommand::Import(form)
        }
        command => command,
    };
    let mut all = Vec::new();
    for (label, command) in commands() {
        // Whoever invited is asked at the activation alone.
        let inviters = match &command {
            UserCommand::Activate { .. } => {
                vec![
                    None,
                    Some(actor(UNSEEN)),
                    Some(actor(ADMIN)),
                    Some(actor(LISTED)),
                ]
            }
            _ => vec![None],
        };
        for inviter in inviters {
            let command = account(of, about(command.clone()));
            all.push(question(label.to_owned(), command, inviter));
        }
    }
    for action in of_record(actor(of)) {
        all.push(question(tag(&action), rights(action), None));
    }
    for role in ["test.admin", "test.none", "host.role", CHATS] {
        let both = saved(of, UserCommand::RecordRight, &[assign(of, role)]);
        all.push(question("saved with rights".to_owned(), both, None));
        all.push(question(
            "create with a role".to_owned(),
            new_with(of, role),
            None,
        ));
    }
    let other = saved(of, UserCommand::RecordRight, &[assign(of + 1, CHATS)]);
    all.push(question("saved with another's".to_owned(), other, None));
    all
}

/// A form that creates a user with a role.
pub(crate) fn new_with(of: i64, role: &str) -> AdminCommand {
    let password = Some(verifier());
    let mut form = Create::new(user(of), Entry::User { password });
    form.profile.name = PersonName::new().last("New");
    form.login = Login::Named(format!("new{of}").parse().unwrap());
    form.roles.insert(RoleName::new(role).unwrap());
    account(of, UserCommand::Create(Box::new(form)))
}

/// Every action of access on a record, those among them that only identity's commands bring.
fn of_record(user: ActorId) -> Vec<AdminAction> {
    let view = || Grant::new(Permission::CONVERSATION_VIEW, of_group(45));
    let denied = Restriction::deny_admin_panel;
    let with_add_on = || {
        let mut assignment = RoleAssignment::new(id(CHATS));
        let add_on = frontdesk::access::AddOnId::new("opt.more").unwrap();
        assignment.add_ons.insert(add_on);
        assignment
    };
    let mut all = vec![
        AdminAction::CreateUser {
            holder: Box::new(Holder::new(tenant(), user)),
        },
        AdminAction::EditUser { user },
        AdminAction::SetMemberships {
            user,
            memberships: Box::default(),
        },
        AdminAction::SendReset { user },
        AdminAction::Suspend { user },
        AdminAction::Restore { user },
        AdminAction::Delete { user },
        AdminAction::SetAddOns {
            user,
            before: RoleAssignment::new(id(CHATS)),
            after: with_add_on(),
        },
        AdminAction::Grant {
            user,
            grant: view(),
        },
        AdminAction::Revoke {
            user,
            grant: view(),
        },
        AdminAction::Restrict {
            user,
            restriction: denied(),
        },
        AdminAction::Lift {
            user,
            restriction: denied(),
        },
        AdminAction::SetObligations {
            user,
            obligations: BTreeSet::new(),
        },
    ];
    for by in [
        Takeover::ResetCredentials,
        Takeover::ChangeLogin,
        Takeover::Impersonate,
    ] {
        all.push(AdminAction::TakeOver { user, by });
    }
    for role in ["test.admin", "test.none", "host.role", CHATS] {
        let assignment = || RoleAssignment::new(id(role));
        all.push(AdminAction::AssignRole {
            user,
            assignment: assignment(),
        });
        all.push(AdminAction::UnassignRole {
            user,
            assignment: assignment(),
        });
    }
    all
}

fn of_customers() -> Vec<Question> {
    let all = [1, 2, 3]
        .into_iter()
        .map(|number| ActorId::Customer(customer_id(number)));
    let actions = all.flat_map(of_record);
    actions
        .map(|action| Question {
            kind: tag(&action),
            about: action.user(),
            ask: Ask::Administer {
                command: rights(action),
                invited_by: None,
            },
        })
        .collect()
}

/// Of roles and of rights of the host's own: some that many hold, hidden and not, some that nobody
/// does, some built in, some that are not there.
fn of_roles() -> Vec<Question> {
    let [granting, seeing] = [3, 4].map(|number| Permission::host(number).unwrap());
    let mut more = host_role(&[Grant::new(Permission::CONVERSATION_VIEW, Scope::any())]);
    more.may_assign.insert(id(CHATS));
    let mut built_in = host_role(&[]);
    built_in.id = id(CHATS);
    let mut new = host_role(&[]);
    new.id = no_role();
    let rename = |permission, name: &str| AdminAction::RenamePermission {
        permission,
        name: name.to_owned(),
        title: "renamed".to_owned(),
    };
    let saved = [host_role(&[]), more, built_in, new];
    let saved = saved.map(|role| AdminAction::SaveRole {
        role: Box::new(role),
    });
    let deleted = [id("host.role"), id(CHATS), no_role()];
    let deleted = deleted.map(|role| AdminAction::DeleteRole { role });
    let mut again = declared();
    again.permission = seeing;
    let declared = [declared(), again];
    let declared = declared.map(|permission| AdminAction::DeclarePermission { permission });
    let renamed = [
        rename(seeing, "refund.read"),
        rename(granting, "refund.grant"),
        rename(seeing, "no name"),
    ];
    let withdrawn = [granting, seeing];
    let withdrawn = withdrawn.map(|permission| AdminAction::WithdrawPermission { permission });
    let all = saved.into_iter().chain(deleted).chain(declared);
    all.chain(renamed)
        .chain(withdrawn)
        .map(|action| Question {
            kind: tag(&action),
            about: None,
            ask: Ask::Administer {
                command: rights(action),
                invited_by: None,
            },
        })
        .collect()
}

fn of_groups() -> Vec<Question> {
    let mut all = Vec::new();
    let members =
        |numbers: &[i64]| -> BTreeSet<UserId> { numbers.iter().map(|n| user(*n)).collect() };
    let some = [
        members(&[]),
        members(&[UNSEEN]),
        members(&[LISTED, UNSEEN]),
        members(&[MEMBER, 9999]),
    ];
    for number in [44, 45, 46] {
        let group = group(number);
        let successors = [None, Some(GroupId::from_number(48))];
        let created = some.clone().map(|members| {
            GroupCommand::Create(CreateGroup {
                tenant: tenant(),
                id: group,
                name: "Named".to_owned(),
                members,
            })
        });
        let set = some
            .clone()
            .map(|members| GroupCommand::SetMembers { members });
        let removed = [MEMBER, UNSEEN, LISTED, 9999].map(|number| GroupCommand::RemoveMember {
            member: user(number),
            why: Leaving::Removed,
        });
        let deleted_user = GroupCommand::RemoveMember {
            member: user(UNSEEN),
            why: Leaving::UserDeleted,
        };
        let rest = [
            GroupCommand::Rename {
                name: "Other".to_owned(),
            },
            GroupCommand::Reopen,
            deleted_user,
        ];
        let closed = successors.map(|successor| GroupCommand::Close { successor });
        let deleted = successors.map(|successor| GroupCommand::Delete { successor });
        let commands = created.into_iter().chain(set).chain(removed).chain(rest);
        for command in commands.chain(closed).chain(deleted) {
            let named = OtherCommand::Group {
                group,
                command: &command,
            };
            all.push(Question {
                kind: named.name().to_owned(),
                about: None,
                ask: Ask::Group(group, command),
            });
        }
    }
    all
}

fn of_headings() -> Vec<Question> {
    let mut all = Vec::new();
    let others: [HeadingId; 3] = [
        HeadingId::Site(SiteId::from_number(17)),
        HeadingId::Questionnaire(QuestionnaireId::from_number(18)),
        HeadingId::Organization(OrganizationId::from_number(19)),
    ];
    let these = [
        HeadingId::Site(site()),
        HeadingId::Questionnaire(questionnaire()),
        HeadingId::Organization(company()),
    ];
    for (heading, other) in these.into_iter().zip(others) {
        let commands = [
            HeadingCommand::Create(CreateHeading {
                tenant: tenant(),
                id: heading,
                name: "Named".to_owned(),
            }),
            HeadingCommand::Rename {
                name: "Other".to_owned(),
            },
            HeadingCommand::Close { successor: None },
            HeadingCommand::Close {
                successor: Some(other),
            },
            HeadingCommand::Reopen,
            HeadingCommand::Delete { successor: None },
            HeadingCommand::Delete {
                successor: Some(other),
            },
        ];
        for command in commands {
            let named = OtherCommand::Heading {
                heading,
                command: &command,
            };
            all.push(Question {
                kind: named.name().to_owned(),
                about: None,
                ask: Ask::Heading(heading, command),
            });
        }
    }
    all
}

fn portal_commands(customer: CustomerId) -> Vec<PortalCommand> {
    let email = || "one@example.test".parse().unwrap();
    let subject = || Subject::new("https://sso.example.test", "one").unwrap();
    let case = || CaseNumber::new("case-1").unwrap();
    vec![
        PortalCommand::Open(OpenPortal {
            customer,
            email: Some(email()),
            known: AddressKnown::Typed,
        }),
        PortalCommand::Register {
            form: RegisterPortal {
                customer,
                email: email(),
            },
            verifier: verifier(),
            token: token(),
        },
        PortalCommand::RegisterSocial {
            customer,
            subject: subject(),
        },
        PortalCommand::IssueAddressProof { token: token() },
        PortalCommand::ProveAddress {
            token: token(),
            beside: Beside::Nothing,
        },
        PortalCommand::AddressAnswered { from: email() },
        PortalCommand::IssueReset { token: token() },
        PortalCommand::Reset {
            token: token(),
            verifier: verifier(),
        },
        PortalCommand::RequestAddressChange {
            to: email(),
            token: token(),
        },
        PortalCommand::ConfirmAddress { token: token() },
        PortalCommand::SetPassword {
            verifier: verifier(),
        },
        PortalCommand::AttachSocial { subject: subject() },
        PortalCommand::DetachSocial { subject: subject() },
        PortalCommand::LinkSso {
            subject: subject(),
            address: SsoAddress::Claimed,
        },
        PortalCommand::UnlinkSso,
        PortalCommand::EditProfile(PortalProfileChanges::default()),
        PortalCommand::PlaceHold { case: case() },
        PortalCommand::LiftHold { case: case() },
        PortalCommand::Erase,
    ]
}

fn of_portals() -> Vec<Question> {
    let customers = [1, 2, 3].map(customer_id).into_iter();
    let asked = customers.flat_map(|customer| {
        let commands = portal_commands(customer).into_iter();
        commands.map(move |command| (customer, command))
    });
    asked
        .map(|(customer, command)| {
            let named = OtherCommand::Portal {
                customer,
                command: &command,
            };
            Question {
                kind: named.name().to_owned(),
                about: Some(customer.into()),
                ask: Ask::Portal(customer, command),
            }
        })
        .collect()
}

/// Of accounts that nobody here sees, that some see, and of which some see one half.
fn of_merges() -> Vec<Question> {
    let desk = world(everybody());
    let [unseen, seen] = APART;
    let mut all = Vec::new();
    for pair in [unseen, seen, [unseen[0], seen[1]], [seen[0], unseen[1]]] {
        let plan = plan(&desk, pair);
        let apart = MergeState::apart(plan.operator.clone(), plan.admin.clone());
        all.push(Ask::Plan(pair.map(user)));
        all.push(Ask::Undo(Box::new(apart)));
        let mut unread = plan.clone();
        unread.operator = plan.admin.clone();
        all.push(Ask::Apply(Box::new(unread)));
        all.push(Ask::Apply(Box::new(plan)));
    }
    all.push(Ask::Plan([9998, 9999].map(user)));
    for pair in UNITED {
        all.push(Ask::Undo(Box::new(union(pair))));
    }
    all.into_iter()
        .map(|ask| Question {
            kind: step_kind(&ask).to_owned(),
            about: None,
            ask,
        })
        .collect()
}

const fn step_kind(ask: &Ask) -> &'static str {
    match ask {
        Ask::Plan(_) => "merge.plan",
        Ask::Apply(_) => "merge.apply",
        Ask::Undo(_) => "merge.undo",
        Ask::Administer { .. } | Ask::Group(..) | Ask::Heading(..) | Ask::Portal(..) => "no step",
    }
}

/// The name of an action.
pub(super) fn tag(action: &AdminAction) -> String {
    let value = serde_json::to_value(action).expect("an action");
    value["action"].as_str().expect("a name").to_owned()
}
