//! Nothing panics from bytes to a desk, whatever the bytes, and no account is refused.

use std::collections::BTreeMap;

use frontdesk::{Desk, DeskFile};
use frontdesk_model::chrono::DateTime;
use proptest::collection::vec;
use proptest::prelude::*;
use serde_json::Value;

use super::sample::{Loaded, load};
use crate::readers::READERS;
use crate::readers_laws::any_json;

const DESK: &str = "version = 1\ntenant = \"1\"\nname = \"Desk\"\n";

fn samples() -> BTreeMap<&'static str, Vec<u8>> {
    let sample = |reader: &crate::readers::Reader| (reader.name, reader.sample.to_vec());
    READERS.iter().map(sample).collect()
}

/// Reads, fills, builds the desk and asks about everybody in it.
fn desk_of(files: &BTreeMap<&'static str, Vec<u8>>) -> Loaded {
    let loaded = load(files);
    assert!(
        !loaded
            .notices
            .iter()
            .any(|notice| notice.kind.code() == "refused")
    );
    let file = DeskFile::parse(DESK.as_bytes()).unwrap();
    let (desk, findings) = Desk::new(&file, loaded.imported.clone()).unwrap();
    // Whoever was filled in is in the desk, or there is a finding.
    let (people, all) = (desk.people().count(), loaded.imported.people.len());
    assert!(people == all || !findings.is_empty());
    for person in desk.people() {
        let held = desk
            .catalogue()
            .effective(&person.holder(), DateTime::UNIX_EPOCH);
        assert!(held.is_empty() || person.user.standing().can_act());
    }
    for ticket in &loaded.tickets {
        let _whole = desk.complete(ticket.facts.clone());
    }
    for notice in &loaded.notices {
        let _printed = (notice.to_string(), serde_json::to_string(notice).unwrap());
    }
    loaded
}

/// Every file with these bytes.
fn all_files(bytes: &[u8]) -> BTreeMap<&'static str, Vec<u8>> {
    READERS
        .iter()
        .map(|reader| (reader.name, bytes.to_vec()))
        .collect()
}

#[test]
fn the_samples_fill_a_desk() {
    let loaded = desk_of(&samples());
    assert!(loaded.imported.people.len() > 30);
    assert!(!loaded.imported.customers.is_empty() && !loaded.tickets.is_empty());
}

#[test]
fn no_file_is_a_desk_of_nobody() {
    let loaded = desk_of(&BTreeMap::new());
    assert!(loaded.imported.people.is_empty() && loaded.notices.is_empty());
    assert!(!loaded.imported.roles.is_empty());
}

proptest! {
    #[test]
    fn any_bytes_fill_a_desk(bytes in vec(any::<u8>(), 0..400)) {
        desk_of(&all_files(&bytes));
    }

    #[test]
    fn any_json_fills_a_desk(value in any_json()) {
        desk_of(&all_files(value.to_string().as_bytes()));
    }

    #[test]
    fn samples_with_other_bytes_in_them_fill_a_desk(
        changes in vec((0..READERS.len(), any::<prop::sample::Index>(), any::<u8>()), 1..8),
    ) {
        let mut files = samples();
        for (which, index, byte) in changes {
            let bytes = files.get_mut(READERS[which].name).unwrap();
            let at = index.index(bytes.len());
            bytes[at] = byte;
        }
        desk_of(&files);
    }

    #[test]
    fn samples_with_values_changed_fill_a_desk(
        changes in vec((0..READERS.len(), any::<prop::sample::Index>(), any_json()), 1..6),
    ) {
        let mut files = samples();
        for (which, index, value) in changes {
            let reader = &READERS[which];
            if reader.is_csv {
                continue;
            }
            let mut tree: Value = serde_json::from_slice(&files[reader.name]).unwrap();
            let mut leaves = Vec::new();
            crate::readers_laws::collect_leaves(&tree, String::new(), &mut leaves);
            *tree.pointer_mut(&leaves[index.index(leaves.len())]).unwrap() = value;
            files.insert(reader.name, tree.to_string().into_bytes());
        }
        desk_of(&files);
    }
}
