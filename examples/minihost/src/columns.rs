//! Which columns hold the facts of tickets, and the indexes over them.

use std::collections::BTreeMap;

use frontdesk::Desk;
use frontdesk::access::Permission;
use frontdesk::model::{ActorId, ConversationState, Privacy};
use frontdesk::visibility::Rule;
use frontdesk_sql::{
    ChannelColumn, FlagColumn, IdColumn, IdForm, Indexes, Mapping, Members, MomentColumn,
    MomentForm, Name, NameError, Prefix, Sql, Statement, Table, WordColumn,
};

use crate::db::DbError;
use crate::host::now;

/// The columns that hold the facts of tickets.
pub fn mapping() -> Result<Mapping, DbError> {
    let mut mapping = columns_of_tickets().map_err(|_| DbError::Unreadable)?;
    mapping.indexes = Indexes::Generated(prefix()?);
    Ok(mapping)
}

fn columns_of_tickets() -> Result<Mapping, NameError> {
    let table = |text: &str| {
        Ok::<_, NameError>(Table {
            schema: None,
            name: Name::new(text)?,
        })
    };
    let ids = |text: &str| {
        Ok::<_, NameError>(IdColumn {
            name: Name::new(text)?,
            form: IdForm::Uuid,
        })
    };
    let members = |text: &str, key: &str, of: &str| {
        Ok::<_, NameError>(Some(Members {
            table: table(text)?,
            tenant: None,
            key: Name::new(key)?,
            of: Name::new(of)?,
            member: ids("member")?,
        }))
    };
    let states = ConversationState::ALL.map(|state| (state.name().to_owned(), state));
    let privacies = Privacy::ALL.map(|privacy| (privacy.name().to_owned(), privacy));
    let created_at = MomentColumn {
        name: Name::new("created_at")?,
        form: MomentForm::Micros,
    };
    Ok(Mapping {
        assignee: Some(ids("assignee")?),
        bot: Some(ids("bot")?),
        assignee_groups: members("user_groups", "owner", "assignee")?,
        state: Some(WordColumn {
            name: Name::new("state")?,
            words: states.into(),
        }),
        offered_to: Some(ids("offered_to")?),
        group: Some(ids("in_group")?),
        site: Some(ids("site")?),
        questionnaire: Some(ids("questionnaire")?),
        channel: Some(ChannelColumn {
            name: Name::new("channel")?,
            words: BTreeMap::new(),
        }),
        participants: members("participants", "ticket", "id")?,
        mentioned: members("mentioned", "ticket", "id")?,
        creator: Some(ids("creator")?),
        requester: Some(ids("requester")?),
        organization: Some(ids("organization")?),
        copied: members("copied", "ticket", "id")?,
        copied_since: Some(MomentColumn {
            name: Name::new("since")?,
            form: MomentForm::Micros,
        }),
        privacy: Some(WordColumn {
            name: Name::new("privacy")?,
            words: privacies.into(),
        }),
        deleted: Some(FlagColumn::Boolean(Name::new("deleted")?)),
        spam: Some(FlagColumn::Boolean(Name::new("spam")?)),
        guest_epoch: Some(Name::new("guest_epoch")?),
        ..Mapping::new(table("tickets")?, ids("tenant")?, ids("id")?, created_at)
    })
}

/// How the names of the indexes begin.
fn prefix() -> Result<Prefix, DbError> {
    Prefix::new("tickets_").map_err(|_| DbError::Unreadable)
}

/// The indexes that the lists of these people want.
pub fn indexes(asks: &Sql<'_>, desk: &Desk) -> Result<Vec<Statement>, DbError> {
    let scopes = |actor: ActorId| {
        let holder = desk.holder(actor)?;
        let view = Permission::CONVERSATION_VIEW;
        Some(Rule::of(&desk.catalogue().scopes_of(&holder, view, now())))
    };
    let staff = desk.people().map(|person| person.id().into());
    let customers = desk.customers().map(|customer| customer.id.into());
    let mut rules: Vec<Rule> = Vec::new();
    for rule in staff.chain(customers).filter_map(scopes) {
        if !rules.contains(&rule) {
            rules.push(rule);
        }
    }
    Ok(asks.indexes(&prefix()?, &rules))
}
