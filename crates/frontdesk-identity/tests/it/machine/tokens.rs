//! What holds of tokens, asked of every account at the end of a sequence.

use frontdesk_identity::*;
use frontdesk_model::Standing;
use proptest::prelude::*;

use super::steps::Sequence;
use super::translate::{command, policy, second, tenant, token};
use super::{Seat, TENANTS};
use crate::model::{self, Ask, Moment};
use crate::support::{argon, email, user_id};

/// A token that opens at one moment opens at every earlier one, and never again one that was used or
/// that was out when the account was switched off; and it is as the model says.
pub(crate) fn tokens_open_once(
    seat: &Seat,
    now: i64,
    sequence: &Sequence,
) -> Result<(), TestCaseError> {
    let (Some(user), Some(account)) = (&seat.user, &seat.account) else {
        return Ok(());
    };
    let out = [account.activation, account.reset].into_iter().flatten();
    let mut moments: Vec<i64> = out
        .flat_map(|token| [token.end - 1, token.end, token.end + 1])
        .collect();
    moments.extend([now, now + 400 * model::DAY]);
    moments.sort_unstable();
    for (token, for_activation) in &seat.tokens {
        let ask = if *for_activation {
            Ask::Activate
        } else {
            Ask::Reset
        };
        let mut opened = true;
        for now in &moments {
            let moment = Moment {
                tenant: seat.tenant,
                system: sequence.systems[usize::from(seat.tenant == TENANTS[1])],
                cut_over: sequence.cut_over,
                now: *now,
                id: seat.id,
                token: *token,
                stand_in: None,
            };
            let command = command(&ask, &moment);
            let found = decide_user(Some(user), &command, &policy(&moment), second(*now));
            prop_assert!(opened || found.is_err(), "{token} opens again at {now}");
            opened = found.is_ok();
            let again = opened && seat.spent.contains(token);
            prop_assert!(!again, "{token} opens although it is spent");
            let answer = model::answer(Some(account), &ask, &moment);
            prop_assert_eq!(opened, answer.is_ok(), "{} at {}", token, now);
        }
    }
    Ok(())
}

/// What is kept of a token opens nothing in another tenant, account or purpose, nor for another
/// address or after another password: not even for who writes it there.
pub(crate) fn tokens_are_bound(seat: &Seat, now: i64) -> Result<(), TestCaseError> {
    let (Some(user), Some(account)) = (&seat.user, &seat.account) else {
        return Ok(());
    };
    let (out, standing) = match (account.activation, account.reset) {
        (Some(out), _) => (out, Standing::Pending),
        (_, Some(out)) => (out, Standing::Active),
        _ => return Ok(()),
    };
    if now >= out.end || user.standing() != standing {
        return Ok(());
    }
    let opens = |record: &UserRecord| {
        let activates = matches!(record.activation, Activation::Awaited { .. });
        let (token, verifier) = (token(out.number), argon());
        let command = if activates {
            UserCommand::Activate { token, verifier }
        } else {
            UserCommand::Reset { token, verifier }
        };
        let policy = UserPolicy::open(record.tenant);
        let user = User::from_record(record.clone()).unwrap();
        decide_user(Some(&user), &command, &policy, second(now)).is_ok()
    };
    prop_assert!(opens(user.record()));
    type Alteration = fn(&mut UserRecord);
    let mut alterations: Vec<(&str, Alteration)> = vec![
        ("tenant", |record| record.tenant = tenant(9)),
        ("account", |record| record.id = user_id(99)),
        ("address", |record| {
            record.profile.email = Some(email("another@example.test"));
        }),
        ("password", |record| {
            record.credential_version += 1;
            let version = record.credential_version;
            record
                .credentials
                .iter_mut()
                .for_each(|facts| facts.version = version);
        }),
    ];
    // The other way round there is no account of the same password version: a pending one never had a
    // password.
    if account.reset.is_some() {
        alterations.push(("purpose", other_purpose));
    }
    for (what, alter) in alterations {
        let mut record = user.record().clone();
        alter(&mut record);
        prop_assert!(!opens(&record), "the token is not bound to the {what}");
    }
    Ok(())
}

/// Puts the token for a new password where one for an activation would be, in a pending account.
fn other_purpose(record: &mut UserRecord) {
    record.ever_had_rights = false;
    record.credentials = None;
    record.activation = Activation::Awaited {
        token: record.reset.take(),
    };
}
