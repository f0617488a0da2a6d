//! The files of a folder: the only place where this program reads the disk.

#![expect(
    clippy::disallowed_methods,
    reason = "a host reads its files; the crates below never do"
)]

use std::collections::BTreeMap;
use std::path::Path;

/// The desk file.
pub(crate) const DESK: &str = "desk.toml";

/// The exports, by the name that each has in a folder. A folder need not hold all of them.
pub(crate) const EXPORTS: [&str; 16] = [
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
];

/// The bytes of the files that a folder holds, by name.
pub(crate) type Files = BTreeMap<&'static str, Vec<u8>>;

/// Reads the folder. The desk file must be there.
pub(crate) fn read(folder: &Path) -> Result<Files, String> {
    let mut files = Files::new();
    for name in [DESK].into_iter().chain(EXPORTS) {
        let path = folder.join(name);
        match std::fs::read(&path) {
            Ok(bytes) => {
                files.insert(name, bytes);
            }
            Err(error) if name != DESK && error.kind() == std::io::ErrorKind::NotFound => {}
            Err(error) => return Err(format!("{}: {error}", path.display())),
        }
    }
    Ok(files)
}
