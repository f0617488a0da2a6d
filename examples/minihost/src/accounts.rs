//! What follows from the events of an account: personal values, claims, verifiers, and duties.

use std::collections::BTreeSet;

use frontdesk::Transition;
use frontdesk::identity::{
    Claim, ClaimDifference, ClaimRow, Duty, PersonalRow, PortalDuty, PortalEvent, StoreVerifier,
    User, UserEvent, VerifierOwner,
};
use frontdesk::model::{ActorId, CustomerId, OutboxRow, Stream, TenantId, UserId};
use frontdesk_sql::Param;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::db::{DbError, sql, text};
use crate::store::{CommitError, Stored, Writing, key, number};

/// A duty that is not done in the transaction of its event.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Later {
    /// For a member of the staff.
    User(Duty),
    /// For a customer.
    Portal(PortalDuty),
}

/// Whether it goes to the outbox.
const fn is_later(duty: &Later) -> bool {
    matches!(
        duty,
        Later::User(Duty::SendLetter { .. } | Duty::LeaveGroups { .. } | Duty::HandOver { .. })
            | Later::Portal(PortalDuty::SendLetter { .. })
    )
}

impl Writing {
    /// The events of an account, with all that follows from them.
    pub async fn user_events(
        &mut self,
        user: UserId,
        events: Vec<UserEvent>,
        token: Option<&str>,
    ) -> Result<(), CommitError> {
        for event in events {
            let duties = Transition::duties_of(&event).into_iter().map(Later::User);
            let (stored, personal) = event.store();
            let stored = (Stored::User(Box::new(stored)), personal);
            self.account_event(user.into(), stored, duties.collect(), token)
                .await?;
        }
        Ok(())
    }

    /// The same of a customer's account.
    pub async fn portal_events(
        &mut self,
        customer: CustomerId,
        events: Vec<PortalEvent>,
        token: Option<&str>,
    ) -> Result<(), CommitError> {
        for event in events {
            let duties = event.duties().into_iter().map(Later::Portal);
            let (stored, personal) = event.store();
            let stored = (Stored::Portal(Box::new(stored)), personal);
            self.account_event(customer.into(), stored, duties.collect(), token)
                .await?;
        }
        Ok(())
    }

    /// An event of an account, its personal values, and its duties: done here, or later from the outbox.
    async fn account_event(
        &mut self,
        actor: ActorId,
        (stored, personal): (Stored, PersonalRow),
        duties: Vec<Later>,
        token: Option<&str>,
    ) -> Result<(), CommitError> {
        let stream = match actor {
            ActorId::User(user) => Stream::User(user),
            ActorId::Customer(customer) => Stream::Customer(customer),
        };
        let envelope = self.append(stream, stored).await?;
        let at =
            || Ok::<_, DbError>([text(key(stream)?), Param::Number(number(envelope.sequence))]);
        if !personal.is_empty() {
            let row = serde_json::to_string(&personal).map_err(DbError::from)?;
            let insert = "INSERT INTO personal (stream, sequence, value) VALUES ($1, $2, $3)";
            let params = [at()?.to_vec(), vec![text(row)]].concat();
            self.tx.run(&sql(insert, params)).await?;
        }
        for row in envelope.outbox(duties) {
            if !is_later(&row.duty) {
                self.at_once(actor, stream, &row).await?;
                continue;
            }
            let entry = serde_json::to_string(&row).map_err(DbError::from)?;
            let place = Param::Number(i64::from(row.place));
            let entry = vec![place, Param::Uuid(row.key), text(entry)];
            let mut params = [at()?.to_vec(), entry].concat();
            params.extend(token.map(text));
            let token = if token.is_some() { "$6" } else { "NULL" };
            let insert = format!(
                "INSERT INTO outbox (stream, sequence, place, key, entry, token, tries) \
                 VALUES ($1, $2, $3, $4, $5, {token}, 0)"
            );
            self.tx.run(&sql(insert, params)).await?;
        }
        Ok(())
    }

    /// The rows that follow from an account: what it claims, and its groups for the lists of tickets.
    pub async fn account(
        &mut self,
        user: &User,
        claims: &BTreeSet<Claim>,
    ) -> Result<(), CommitError> {
        let id = user.id();
        let claims = ClaimRow::of_claims(user.tenant(), id, claims);
        self.claims(id.into(), &claims).await?;
        let owner = Param::Uuid(id.uuid());
        let forget = "DELETE FROM user_groups WHERE owner = $1";
        self.tx.run(&sql(forget, vec![owner.clone()])).await?;
        for group in &user.memberships().groups {
            let insert = "INSERT INTO user_groups (owner, member) VALUES ($1, $2)";
            let params = vec![owner.clone(), Param::Uuid(group.uuid())];
            self.tx.run(&sql(insert, params)).await?;
        }
        Ok(())
    }

    /// Makes these the claims of an account.
    pub async fn claims(
        &mut self,
        actor: ActorId,
        after: &BTreeSet<ClaimRow>,
    ) -> Result<(), CommitError> {
        let (_, holder) = owner(actor);
        let read = "SELECT tenant, kind, value, normalizer FROM claims WHERE holder = $1";
        let mut before = BTreeSet::new();
        for row in self.tx.all(&sql(read, vec![Param::Uuid(holder)])).await? {
            let normalizer = match row.is_null(3) {
                true => None,
                false => Some(u16::try_from(row.number(3)?).map_err(|_| DbError::Unreadable)?),
            };
            before.insert(ClaimRow {
                tenant: TenantId::from_uuid(row.uuid(0)?),
                kind: row.text(1)?.to_owned(),
                value: row.text(2)?.to_owned(),
                normalizer,
                holder,
            });
        }
        // A customer may have the number of a member of the staff.
        before.retain(|row| row.kind.starts_with("portal.") == actor.user().is_none());
        let ClaimDifference { delete, insert } = ClaimDifference::between(&before, after);
        for row in delete {
            let delete = "DELETE FROM claims WHERE tenant = $1 AND kind = $2 AND value = $3";
            let params = vec![
                Param::Uuid(row.tenant.uuid()),
                text(row.kind),
                text(row.value),
            ];
            self.tx.run(&sql(delete, params)).await?;
        }
        for row in insert {
            let mut params = vec![
                Param::Uuid(row.tenant.uuid()),
                text(row.kind),
                text(row.value),
            ];
            params.push(Param::Uuid(row.holder));
            let version = row
                .normalizer
                .map_or("NULL".to_owned(), |one| one.to_string());
            let insert = format!(
                "INSERT INTO claims (tenant, kind, value, holder, normalizer) \
                 VALUES ($1, $2, $3, $4, {version})"
            );
            match self.tx.run(&sql(insert, params)).await {
                Err(DbError::Taken) => return Err(CommitError::Claimed),
                other => other?,
            };
        }
        Ok(())
    }

    /// The verifier of a password, unless a later one is there.
    pub async fn verifier(&mut self, sealed: StoreVerifier) -> Result<(), CommitError> {
        let (kind, id) = owner(match sealed.account() {
            VerifierOwner::User(user) => user.into(),
            VerifierOwner::Customer(customer) => customer.into(),
        });
        let version = i64::from(sealed.version());
        let keep = "INSERT INTO verifiers (kind, owner, version, verifier) VALUES ($1, $2, $3, $4) \
                    ON CONFLICT (kind, owner) DO UPDATE SET version = excluded.version, \
                    verifier = excluded.verifier WHERE excluded.version >= verifiers.version";
        let verifier = text(sealed.into_verifier().expose());
        let params = vec![
            text(kind),
            Param::Uuid(id),
            Param::Number(version),
            verifier,
        ];
        self.tx.run(&sql(keep, params)).await?;
        Ok(())
    }

    /// The duties that are statements of this very transaction.
    async fn at_once(
        &mut self,
        actor: ActorId,
        stream: Stream,
        row: &OutboxRow<Later>,
    ) -> Result<(), CommitError> {
        let (kind, id) = owner(actor);
        let owner = vec![text(kind), Param::Uuid(id)];
        let stream = text(key(stream)?);
        match &row.duty {
            Later::User(Duty::CutSessions) | Later::Portal(PortalDuty::CutSessions) => {
                let cut = "INSERT INTO epochs (kind, owner, epoch) VALUES ($1, $2, 1) \
                           ON CONFLICT (kind, owner) DO UPDATE SET epoch = epochs.epoch + 1";
                self.tx.run(&sql(cut, owner)).await?;
            }
            // A letter that has not gone goes no more; one of this very event has the token that is good now.
            Later::User(Duty::VoidTokens) | Later::Portal(PortalDuty::VoidTokens) => {
                let void = "DELETE FROM outbox \
                            WHERE stream = $1 AND token IS NOT NULL AND sequence < $2";
                let last = Param::Number(number(row.sequence));
                self.tx.run(&sql(void, vec![stream, last])).await?;
            }
            Later::User(Duty::DropVerifier) => {
                let drop = "DELETE FROM verifiers WHERE kind = $1 AND owner = $2";
                self.tx.run(&sql(drop, owner)).await?;
            }
            Later::Portal(PortalDuty::DropVerifier { up_to }) => {
                let drop = "DELETE FROM verifiers WHERE kind = $1 AND owner = $2 AND version <= $3";
                let up_to = Param::Number(i64::from(*up_to));
                self.tx
                    .run(&sql(drop, [owner, vec![up_to]].concat()))
                    .await?;
            }
            Later::User(Duty::ErasePersonal) | Later::Portal(PortalDuty::ErasePersonal) => {
                self.erase(stream).await?;
            }
            // These are in the outbox, or of what is not kept here: links and pictures.
            _ => {}
        }
        Ok(())
    }

    /// What is personal in the events of a stream, and everything that was made of it.
    async fn erase(&mut self, stream: Param) -> Result<(), CommitError> {
        let read = "SELECT sequence, value FROM personal WHERE stream = $1";
        for row in self.tx.all(&sql(read, vec![stream.clone()])).await? {
            let values: PersonalRow = serde_json::from_str(row.text(1)?).map_err(DbError::from)?;
            let left = serde_json::to_string(&values.after_erasure());
            let left = text(left.map_err(DbError::from)?);
            let write = "UPDATE personal SET value = $3 WHERE stream = $1 AND sequence = $2";
            let params = vec![stream.clone(), Param::Number(row.number(0)?), left];
            self.tx.run(&sql(write, params)).await?;
        }
        // Letters have the address, and the state of the desk has everybody.
        for table in ["outbox", "letters"] {
            let forget =
                format!("DELETE FROM {table} WHERE stream = $1 AND entry LIKE '%send_letter%'");
            self.tx.run(&sql(forget, vec![stream.clone()])).await?;
        }
        self.tx.run(&sql("DELETE FROM snapshots", vec![])).await?;
        Ok(())
    }
}

/// An account as the columns `kind` and `owner`.
pub fn owner(actor: ActorId) -> (&'static str, Uuid) {
    match actor {
        ActorId::User(user) => ("user", user.uuid()),
        ActorId::Customer(customer) => ("customer", customer.uuid()),
    }
}

/// The account in these columns.
pub fn owned(kind: &str, id: Uuid) -> Result<ActorId, DbError> {
    match kind {
        "user" => Ok(UserId::from_uuid(id).into()),
        "customer" => Ok(CustomerId::from_uuid(id).into()),
        _ => Err(DbError::Unreadable),
    }
}
