//! The files of a folder: the only place where this program reads the disk.

#![expect(
    clippy::disallowed_types,
    reason = "a host reads its files; the crates below never do"
)]

use std::collections::BTreeMap;
use std::fs::File;
use std::io::Read;
use std::path::Path;

use frontdesk::DESK_FILE_BYTES;
use frontdesk_systems::MAX_BYTES;

/// The desk file.
pub(crate) const DESK: &str = "desk.toml";

/// The exports, and the contacts and hats beside them, by the name that each has in a folder. A folder need not hold all of them.
pub(crate) const EXPORTS: [&str; 18] = [
    "uis-employees.json",
    "uis-cabinet.json",
    "uis-statuses.json",
    "omnidesk-staff.json",
    "omnidesk-staff-roles.json",
    "omnidesk-staff-statuses.json",
    "omnidesk-groups.json",
    "omnidesk-users.json",
    "omnidesk-custom-fields.json",
    "omnidesk-portal-fields.json",
    "omnidesk-cases.json",
    "omnidesk-messages.json",
    "talkme-pairs.json",
    "talkme-messages.json",
    "reach-users.csv",
    "noci-invitation.json",
    "desk-contacts.json",
    "desk-hats.json",
];

/// The bytes of the files that a folder holds, by name.
pub(crate) type Files = BTreeMap<&'static str, Vec<u8>>;

/// Reads the folder: every file whose name is one of ours, without regard to case, with `_` for `-`,
/// or without the system's name in front. Other files are not looked at.
pub(crate) fn read(folder: &Path) -> Result<Files, String> {
    let mut names = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(|error| said(folder, &error))? {
        let entry = entry.map_err(|error| said(folder, &error))?;
        names.extend(entry.file_name().into_string().ok());
    }
    names.sort_unstable();
    let mut files = Files::new();
    for name in [DESK].into_iter().chain(EXPORTS) {
        let Some(at) = file_of(name, &names) else {
            continue;
        };
        // A file stands for one of ours only.
        let path = folder.join(names.remove(at));
        let limit = if name == DESK {
            DESK_FILE_BYTES
        } else {
            MAX_BYTES
        };
        files.insert(name, bytes_of(&path, limit)?);
    }
    if files.is_empty() {
        let folder = folder.display();
        return Err(format!("{folder}: neither {DESK} nor an export is there"));
    }
    Ok(files)
}

/// Reads the invitation that somebody names.
pub(crate) fn invitation(path: &Path) -> Result<Vec<u8>, String> {
    bytes_of(path, DESK_FILE_BYTES)
}

/// Reads a desk file that somebody names.
pub(crate) fn desk_file(path: &Path) -> Result<Vec<u8>, String> {
    bytes_of(path, DESK_FILE_BYTES)
}

/// Reads the recorded decisions that somebody names.
pub(crate) fn recorded(path: &Path) -> Result<Vec<u8>, String> {
    bytes_of(path, MAX_BYTES)
}

/// The bytes of a file; of one that is longer than its reader takes, one byte more than that, which
/// the reader refuses. A file may have no end, or say a length that it has not.
fn bytes_of(path: &Path, limit: usize) -> Result<Vec<u8>, String> {
    let one_more = u64::try_from(limit).map_or(u64::MAX, |limit| limit.saturating_add(1));
    let mut bytes = Vec::new();
    File::open(path)
        .and_then(|file| file.take(one_more).read_to_end(&mut bytes))
        .map_err(|error| said(path, &error))?;
    Ok(bytes)
}

fn said(path: &Path, error: &std::io::Error) -> String {
    format!("{}: {error}", path.display())
}

/// The place of the file that stands for this one: of this very name, or else the first that is
/// written otherwise and is no other one of ours.
fn file_of(name: &str, names: &[String]) -> Option<usize> {
    let without_system = name.split_once('-').map_or(name, |(_, rest)| rest);
    let exact = names.iter().position(|found| found == name);
    exact.or_else(|| {
        names.iter().position(|found| {
            let plain = found.to_lowercase().replace('_', "-");
            let is_ours = EXPORTS.contains(&found.as_str());
            !is_ours && (plain == name || plain == without_system)
        })
    })
}
