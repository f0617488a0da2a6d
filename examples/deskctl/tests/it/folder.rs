//! A folder of data for one test, and what the program says of it.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::atomic::{AtomicU32, Ordering};

use serde_json::Value;

/// Every export that the program reads.
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

/// A desk that has decided nothing.
pub(crate) const BARE: &str = "version = 1\ntenant = \"1\"\nname = \"Bare\"\n";

/// A folder of one test. It is gone when the test is.
pub(crate) struct Folder(PathBuf);

impl Folder {
    /// A folder that holds nothing.
    pub(crate) fn empty() -> Self {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let name = format!("deskctl-{}-{number}", std::process::id());
        let path = std::env::temp_dir().join(name);
        std::fs::create_dir(&path).expect("a new folder can be made");
        Self(path)
    }

    /// A folder with a desk file and nothing else.
    pub(crate) fn with_desk(desk: impl AsRef<[u8]>) -> Self {
        let folder = Self::empty();
        folder.write("desk.toml", desk);
        folder
    }

    /// A copy of the sample data.
    pub(crate) fn sample() -> Self {
        let folder = Self::empty();
        for name in ["desk.toml"].into_iter().chain(EXPORTS) {
            if let Ok(bytes) = std::fs::read(data().join(name)) {
                folder.write(name, bytes);
            }
        }
        folder
    }

    pub(crate) fn has(&self, name: &str) -> bool {
        self.0.join(name).exists()
    }

    /// Where a file of it is, or would be.
    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }

    pub(crate) fn write(&self, name: &str, bytes: impl AsRef<[u8]>) {
        std::fs::write(self.0.join(name), bytes).expect("a new file can be written");
    }

    pub(crate) fn read(&self, name: &str) -> String {
        std::fs::read_to_string(self.0.join(name)).expect("a file of the folder")
    }

    pub(crate) fn remove(&self, name: &str) {
        std::fs::remove_file(self.0.join(name)).expect("a file of the folder");
    }

    /// Replaces the first `from` behind the one place where the file says `anchor`.
    pub(crate) fn edit(&self, name: &str, anchor: &str, from: &str, to: &str) {
        let text = self.read(name);
        assert_eq!(text.matches(anchor).count(), 1, "{name}: `{anchor}` once");
        let (before, after) = text.split_at(text.find(anchor).unwrap());
        assert!(after.contains(from), "{name}: `{from}` behind `{anchor}`");
        self.write(name, format!("{before}{}", after.replacen(from, to, 1)));
    }

    /// The program's words on this folder.
    pub(crate) fn run(&self, arguments: &[&str]) -> Run {
        let mut command = deskctl(&["tour", "--data"]);
        Run::of(command.arg(&self.0).args(arguments))
    }

    /// The words of a command that takes the folder as it stands, without an option.
    pub(crate) fn command(&self, name: &str, arguments: &[&str]) -> Run {
        Run::of(deskctl(&[name]).arg(&self.0).args(arguments))
    }

    /// The words of a dry run of one of its files.
    pub(crate) fn invite(&self, file: &str, arguments: &[&str]) -> Run {
        Run::of(deskctl(&["invite"]).arg(self.0.join(file)).args(arguments))
    }

    /// The words of a dry run of another file, compared with the accounts of this folder.
    pub(crate) fn with_invitation(&self, file: &Path) -> Run {
        Run::of(deskctl(&["invite", "--json"]).arg(file).arg(&self.0))
    }

    /// The tour of a folder that has one, in both forms.
    pub(crate) fn tour(&self) -> Tour {
        let text = self.run(&[]);
        assert_eq!((text.code, text.err.as_str()), (Some(0), ""));
        Tour {
            text: text.out,
            json: self.json(),
        }
    }

    /// The tour of a folder that has one, as a document.
    pub(crate) fn json(&self) -> Value {
        let run = self.run(&["--json"]);
        assert_eq!((run.code, run.err.as_str()), (Some(0), ""));
        serde_json::from_str(&run.out).expect("one JSON document")
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// The tour in both forms.
pub(crate) struct Tour {
    pub(crate) text: String,
    pub(crate) json: Value,
}

/// How a run ended.
pub(crate) struct Run {
    pub(crate) code: Option<i32>,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Run {
    pub(crate) fn of(command: &mut Command) -> Self {
        let Output {
            status,
            stdout,
            stderr,
        } = command.output().expect("the program runs");
        Self {
            code: status.code(),
            out: String::from_utf8(stdout).expect("output in UTF-8"),
            err: String::from_utf8(stderr).expect("messages in UTF-8"),
        }
    }
}

/// The program with arguments, in an environment that says nothing of colors.
pub(crate) fn deskctl(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_deskctl"));
    for name in ["NO_COLOR", "CLICOLOR", "CLICOLOR_FORCE", "FORCE_COLOR"] {
        command.env_remove(name);
    }
    command.args(arguments);
    command
}

/// The words of a question on the sample data.
pub(crate) fn ask(arguments: &[&str]) -> Run {
    Run::of(&mut deskctl(arguments))
}

/// The answer as a document.
pub(crate) fn json(arguments: &[&str]) -> Value {
    let run = ask(&[arguments, &["--json"]].concat());
    assert_eq!(run.err, "", "{arguments:?}");
    serde_json::from_str(&run.out).expect("one JSON document")
}

/// The sample data.
pub(crate) fn data() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("data")
}
