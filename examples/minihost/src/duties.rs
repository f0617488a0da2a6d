//! Duties that wait in the outbox: each done and taken out in one transaction with what follows from it, so
//! that it has happened once, whoever is killed and however many replicas look.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::{Duration, Instant};

use frontdesk::identity::{
    Duty, Group, GroupCommand, GroupFacts, Leaving, MemberRule, PortalDuty, decide_group,
};
use frontdesk::model::{ConversationId, GroupId, OutboxRow, Stream, TenantId, UserId};
use frontdesk::{Desk, HandingOver};
use frontdesk_sql::{Dialect, Param};

use crate::accounts::Later;
use crate::db::{Db, DbError, sql, text};
use crate::handling;
use crate::host::{Host, now};
use crate::store::{Cause, CommitError, Follows, Stored, Writing, key};
use crate::{rows, sign_in};

/// How many conversations change hands in one transaction.
const AT_ONCE: usize = 20;

/// After how long the sessions that have ended are taken out again.
const SWEEP: Duration = Duration::from_secs(3600);

/// Does whatever waits, now and whenever something may; another replica's duties too.
pub async fn run(host: Arc<Host>) {
    let mut swept: Option<Instant> = None;
    loop {
        if swept.is_none_or(|at| at.elapsed() >= SWEEP) {
            swept = Some(Instant::now());
            if let Err(error) = sign_in::forget_ended(&host).await {
                eprintln!("minihost: ended sessions stay: {error}");
            }
        }
        if let Err(error) = all(&host).await {
            eprintln!("minihost: a duty waits: {error}");
        }
        if let Err(error) = host.store_desk_if_due().await {
            eprintln!("minihost: the desk was not stored: {error}");
        }
        // What a replica left that was killed is found by looking again.
        let _waited = tokio::time::timeout(Duration::from_secs(1), host.duties.notified()).await;
    }
}

/// How often somebody may be faster before the duties wait.
const RACES: usize = 16;

/// Does duties until none waits, or one cannot be done now.
pub async fn all(host: &Host) -> Result<(), CommitError> {
    let some = sql("SELECT tries FROM outbox LIMIT 1", vec![]);
    let mut races = 0;
    while races < RACES && !host.db.all(&some).await?.is_empty() {
        match one(host).await {
            // Another replica is at it.
            Ok(false) => return Ok(()),
            Ok(true) => {}
            // Somebody was faster: looked at again.
            Err(CommitError::Stale) => races += 1,
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

/// Does the next duty, or a part of it; `false` where there is none that nobody else has.
async fn one(host: &Host) -> Result<bool, CommitError> {
    let desk = host.desk().await?;
    let cause = Cause::host(desk.tenant(), "duties", now());
    let mut writing = Writing::begin(&host.db, cause, Follows::Nobody).await?;
    // The first of its stream; what another replica holds is passed over, with all that comes after it.
    let lock = match writing.tx.dialect() {
        Dialect::Sqlite => "",
        Dialect::Postgres => "FOR UPDATE OF o SKIP LOCKED",
    };
    let next = format!(
        "SELECT o.key, o.entry, o.token FROM outbox AS o WHERE NOT EXISTS (SELECT 1 FROM outbox AS e \
         WHERE e.stream = o.stream AND (e.sequence < o.sequence \
         OR (e.sequence = o.sequence AND e.place < o.place))) ORDER BY o.tries, o.key LIMIT 1 {lock}"
    );
    let rows = writing.tx.all(&sql(next, vec![])).await?;
    let Some(row) = rows.first() else {
        return Ok(false);
    };
    let own = vec![Param::Uuid(row.uuid(0)?)];
    let entry: Result<OutboxRow<Later>, _> = serde_json::from_str(row.text(1)?);
    let token = row.text(2).ok().map(str::to_owned);
    let done = match entry {
        Ok(entry) => {
            writing.cause.after = Some(entry.event);
            done(host, &desk, &mut writing, &entry, token).await
        }
        Err(error) => Err(DbError::from(error).into()),
    };
    match done {
        Ok(true) => {
            writing
                .tx
                .run(&sql("DELETE FROM outbox WHERE key = $1", own))
                .await?;
            writing.commit().await?;
            Ok(true)
        }
        Ok(false) => writing.commit().await.map(|()| true),
        Err(error) => {
            // The others come before it next time.
            drop(writing);
            let mut tx = host.db.begin().await?;
            let later = "UPDATE outbox SET tries = tries + 1 WHERE key = $1";
            tx.run(&sql(later, own)).await?;
            tx.commit().await?;
            Err(error)
        }
    }
}

/// Does a duty in the transaction that takes it out; `false` where something of it is left.
async fn done(
    host: &Host,
    desk: &Desk,
    writing: &mut Writing,
    entry: &OutboxRow<Later>,
    token: Option<String>,
) -> Result<bool, CommitError> {
    match (&entry.duty, entry.stream) {
        (
            Later::User(Duty::SendLetter { .. }) | Later::Portal(PortalDuty::SendLetter { .. }),
            _,
        ) => {
            send(writing, entry, token).await?;
            Ok(true)
        }
        (Later::User(Duty::HandOver { held: _, to }), Stream::User(from)) => {
            hand_over(host, desk, writing, (from, *to)).await
        }
        (Later::User(Duty::LeaveGroups { groups }), Stream::User(member)) => {
            for group in groups {
                leave(desk, writing, *group, member).await?;
            }
            Ok(true)
        }
        _ => Err(DbError::Unreadable.into()),
    }
}

/// In place of a letter: a row of the table of letters.
async fn send(
    writing: &mut Writing,
    entry: &OutboxRow<Later>,
    token: Option<String>,
) -> Result<(), CommitError> {
    let duty = serde_json::to_string(&entry.duty).map_err(DbError::from)?;
    let mut params = vec![
        Param::Uuid(entry.key),
        text(key(entry.stream)?),
        Param::Number(writing.cause.at.timestamp_micros()),
        text(duty),
    ];
    let place = if token.is_some() { "$5" } else { "NULL" };
    params.extend(token.map(Param::Text));
    let insert = format!(
        "INSERT INTO letters (key, stream, at, entry, token) VALUES ($1, $2, $3, $4, {place})"
    );
    writing.tx.run(&sql(insert, params)).await?;
    Ok(())
}

/// Passes on what somebody holds who has left; whether that was all.
async fn hand_over(
    host: &Host,
    desk: &Desk,
    writing: &mut Writing,
    (from, to): (UserId, Option<UserId>),
) -> Result<bool, CommitError> {
    let tenant = desk.tenant();
    let held = format!(
        "SELECT id FROM tickets WHERE tenant = $1 AND (assignee = $2 OR (offered_to = $2 \
         AND assignee IS NULL AND bot IS NULL AND state = 'offered')) \
         AND (state IS NULL OR state <> 'closed') ORDER BY id LIMIT {AT_ONCE}"
    );
    let params = vec![Param::Uuid(tenant.uuid()), Param::Uuid(from.uuid())];
    let held = rows::ids(&mut writing.tx, &sql(held, params)).await?;
    for id in &held {
        let loaded = rows::load(&mut writing.tx, tenant, &[*id], 1).await?.pop();
        let facts = loaded.ok_or(DbError::Unreadable)?.facts;
        let mut facts = host.timed(|| desk.complete(facts));
        let both: BTreeSet<UserId> = [Some(from), to].into_iter().flatten().collect();
        let loads = rows::loads(&mut writing.tx, both).await?;
        let asked = HandingOver {
            from,
            to,
            facts: &facts,
            loads: &loads,
        };
        let handled = host.timed(|| desk.hand_over(&asked, writing.cause.at));
        let handled = handled.map_err(|_| DbError::Unreadable)?;
        handling::write(writing, &handled, &mut facts).await?;
    }
    Ok(held.len() < AT_ONCE)
}

/// Takes somebody whose account is deleted out of a group.
async fn leave(
    desk: &Desk,
    writing: &mut Writing,
    id: GroupId,
    member: UserId,
) -> Result<(), CommitError> {
    let read = "SELECT record FROM group_records WHERE id = $1";
    let own = Param::Uuid(id.uuid());
    let rows = writing.tx.all(&sql(read, vec![own.clone()])).await?;
    // A group without members has no record here.
    let Some(row) = rows.first() else {
        return Ok(());
    };
    let group: Group = serde_json::from_str(row.text(0)?).map_err(DbError::from)?;
    writing
        .hold(&[group.precondition()].into(), std::iter::empty())
        .await?;
    let command = GroupCommand::RemoveMember {
        member,
        why: Leaving::UserDeleted,
    };
    let mut facts = GroupFacts::new(desk.tenant(), MemberRule::AnyUser);
    facts.dependents.waiting = waiting(writing, desk.tenant(), id).await?;
    let events = decide_group(Some(&group), &command, &facts).map_err(|_| DbError::Unreadable)?;
    let after = Group::after(Some(group), &events).map_err(|_| DbError::Unreadable)?;
    for event in events {
        writing
            .append(Stream::Group(id), Stored::Group(Box::new(event)))
            .await?;
    }
    let record = serde_json::to_string(&after).map_err(DbError::from)?;
    let keep = "UPDATE group_records SET record = $2 WHERE id = $1";
    writing.tx.run(&sql(keep, vec![own, text(record)])).await?;
    Ok(())
}

/// What lies in the queue of a group, in nobody's hands.
async fn waiting(
    writing: &mut Writing,
    tenant: TenantId,
    group: GroupId,
) -> Result<BTreeSet<ConversationId>, DbError> {
    let read = "SELECT id FROM tickets WHERE tenant = $1 AND in_group = $2 \
                AND assignee IS NULL AND bot IS NULL AND state IN ('new', 'waiting', 'offered')";
    let params = vec![Param::Uuid(tenant.uuid()), Param::Uuid(group.uuid())];
    let ids = rows::ids(&mut writing.tx, &sql(read, params)).await?;
    Ok(ids.into_iter().collect())
}

/// How many duties wait: what the tests look at.
pub async fn waits(db: &Db) -> Result<i64, DbError> {
    let rows = db.all(&sql("SELECT count(*) FROM outbox", vec![])).await?;
    rows.first().ok_or(DbError::Unreadable)?.number(0)
}
