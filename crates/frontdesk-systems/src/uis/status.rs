//! The working statuses of an account.

use std::collections::BTreeSet;

use frontdesk_model::Availability;

use crate::read::{Import, Record, json, names, read_each, rows_of, unique};

names! {
    /// The working status by its stable name. An account may have statuses of its own, so another
    /// name is no fault.
    StatusName {
        Available "available" "Takes everything.";
        Break "break" "On a break.";
        DoNotDisturb "do_not_disturb" "Not to be disturbed.";
        NotAtWorkplace "not_at_workplace" "Away from the desk.";
        NotAtWork "not_at_work" "Not at work.";
        Unknown "unknown" "Not received; nobody can choose it.";
        Removed "removed" "Of a removed employee; nobody can choose it.";
    }
}

names! {
    /// The direction of a call.
    CallDirection {
        In "in" "Received.";
        Out "out" "Made.";
    }
}

names! {
    /// How a telephone is connected.
    PhoneProtocol {
        Sip "SIP" "SIP telephone.";
        SipTrunk "SIP_TRUNK" "SIP trunk.";
        Fmc "FMC" "Mobile number inside the network.";
        SipUri "SIP_URI" "SIP address.";
    }
}

/// A working status: a row of the availability table. Whether somebody can receive a chat is a
/// matter of the status, not of the person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Status {
    /// The number of the status.
    pub id: i64,
    /// The stable name; statuses of the account's own may have none.
    pub mnemonic: Option<StatusName>,
    /// The name for people.
    pub name: String,
    /// What it lets a person do.
    pub availability: Availability,
    /// Whether the status itself was removed; then nobody can choose it.
    pub is_removed: bool,
    /// Whether it takes part in forwarding scenarios.
    pub is_in_forwarding: bool,
    /// Whether automatic outgoing calls may be given to the person.
    pub is_ready_for_auto_calls: bool,
    /// The place in the list of statuses.
    pub priority: Option<u64>,
    /// Allowed directions of calls, list `in_external_allowed_call_directions`.
    pub in_external: BTreeSet<CallDirection>,
    /// List `in_internal_allowed_call_directions`.
    pub in_internal: BTreeSet<CallDirection>,
    /// List `out_external_allowed_call_directions`.
    pub out_external: BTreeSet<CallDirection>,
    /// List `out_internal_allowed_call_directions`.
    pub out_internal: BTreeSet<CallDirection>,
    /// The connections that may be used.
    pub phone_protocols: BTreeSet<PhoneProtocol>,
}

/// Reads the statuses: a list, or an answer with `result.data`. Of several statuses with one number
/// the first is kept. A flag that is missing or unreadable is off.
///
/// # Errors
/// When the file is no such list, or is an error envelope; see [`ImportError`](crate::ImportError).
pub fn read_statuses(bytes: &[u8]) -> Import<Vec<Status>> {
    json(bytes, |tree, log| {
        let statuses = read_each(rows_of(tree, log)?, log, status);
        Ok(unique(statuses, log, |status| status.id))
    })
}

fn status(record: &mut Record<'_>) -> Status {
    record.skip(&["color", "icon", "description"]);
    let mut status = Status {
        id: record.id("id"),
        mnemonic: record.open_choice("mnemonic"),
        name: record.required_text("name"),
        availability: flags(record),
        is_removed: record.restriction("is_removed"),
        is_in_forwarding: record
            .flag("is_able_in_forwarding_scenario")
            .unwrap_or(false),
        is_ready_for_auto_calls: record.flag("is_auto_out_calls_ready").unwrap_or(false),
        priority: record.count("priority"),
        in_external: record.choices("in_external_allowed_call_directions"),
        in_internal: record.choices("in_internal_allowed_call_directions"),
        out_external: record.choices("out_external_allowed_call_directions"),
        out_internal: record.choices("out_internal_allowed_call_directions"),
        phone_protocols: record.choices("allowed_phone_protocols"),
    };
    // A call is received where some list allows the direction `in`.
    let lists = [
        &status.in_external,
        &status.in_internal,
        &status.out_external,
        &status.out_internal,
    ];
    if lists.iter().any(|list| list.contains(&CallDirection::In)) {
        status.availability |= Availability::CALLS;
    }
    if status.is_removed {
        status.availability -= Availability::SELECTABLE;
    }
    status
}

fn flags(record: &mut Record<'_>) -> Availability {
    const FLAGS: [(&str, Availability); 8] = [
        ("is_worktime", Availability::WORKING),
        ("is_able_to_accept_chat", Availability::ACCEPT_CHAT),
        (
            "is_able_to_accept_chat_transfer",
            Availability::ACCEPT_TRANSFER,
        ),
        ("is_able_to_transfer_chat", Availability::TRANSFER_CHAT),
        ("is_able_to_send_chat_messages", Availability::SEND_MESSAGES),
        ("is_able_to_close_chat_offline_message", Availability::CLOSE),
        (
            "is_use_availability_in_group",
            Availability::COUNTS_IN_GROUP,
        ),
        ("is_select_allowed", Availability::SELECTABLE),
    ];
    let mut availability = Availability::empty();
    for (name, flag) in FLAGS {
        if record.flag(name).unwrap_or(false) {
            availability |= flag;
        }
    }
    availability
}
