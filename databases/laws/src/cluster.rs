//! A PostgreSQL of one's own, for as long as it is held.

use std::io::{BufRead, BufReader, Write as _};
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::OnceLock;

use sqlx::postgres::PgConnectOptions;

/// The environment variable that makes a missing PostgreSQL a failure: `1` in CI.
const REQUIRE: &str = "FRONTDESK_REQUIRE_POSTGRES";

/// A cluster in a folder of its own, made by the programs of the newest PostgreSQL that is installed. It
/// listens on a Unix socket in that folder and on no network. When it is dropped, and when this process
/// ends in whatever way, the server is stopped and the folder removed.
#[derive(Debug)]
pub struct Cluster {
    folder: PathBuf,
    keeper: Child,
    /// The keeper lives until this is closed.
    hold: Option<ChildStdin>,
}

/// There is no cluster.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ClusterError {
    /// No PostgreSQL is installed where Debian and others put it.
    #[error("no PostgreSQL is installed under /usr/lib/postgresql")]
    NotInstalled,
    /// A program could not be run.
    #[error("the keeper of the cluster cannot be run")]
    Run(#[from] std::io::Error),
    /// It said no.
    #[error("the cluster did not start:\n{0}")]
    Start(String),
}

/// What keeps the cluster: it says where, waits until its input is closed, and cleans up. Whoever is killed
/// closes it too.
const KEEPER: &str = r#"
trap '' INT TERM HUP
bin="$1"; shift
folder="$(mktemp -d)" || exit 1
"$bin/initdb" -D "$folder/data" -U postgres -A trust -E UTF8 --locale=C --no-sync \
  >"$folder/log" 2>&1 || { cat "$folder/log"; rm -rf "$folder"; exit 1; }
{
  echo "listen_addresses = ''"
  echo "unix_socket_directories = '$folder'"
  echo "fsync = off"
  echo "synchronous_commit = off"
  echo "full_page_writes = off"
  echo "max_connections = 40"
  for setting in "$@"; do echo "$setting"; done
} >>"$folder/data/postgresql.conf"
"$bin/pg_ctl" -D "$folder/data" -l "$folder/log" -w start >/dev/null 2>&1 ||
  { cat "$folder/log"; rm -rf "$folder"; exit 1; }
echo "ready $folder"
read -r _
"$bin/pg_ctl" -D "$folder/data" -m immediate -w stop >/dev/null 2>&1
rm -rf "$folder"
"#;

impl Cluster {
    /// Starts one with these further lines of `postgresql.conf`, such as `shared_buffers = '1GB'`.
    ///
    /// # Errors
    /// When no PostgreSQL is installed, and when it does not start.
    pub fn start(settings: &[&str]) -> Result<Self, ClusterError> {
        let bin = programs().ok_or(ClusterError::NotInstalled)?;
        // The server refuses to run as root: then it runs as the user whom its package made.
        let mut command = match is_root()? {
            true => {
                let mut command = Command::new("runuser");
                command.args(["-u", "postgres", "--", "/bin/sh"]);
                command
            }
            false => Command::new("/bin/sh"),
        };
        command.args(["-c", KEEPER, "keeper"]).arg(bin);
        command.args(settings).current_dir("/");
        command.stdin(Stdio::piped()).stdout(Stdio::piped());
        // Signals to the group of this process, as of a terminal or of a time limit, are not for the keeper.
        command.process_group(0);
        let mut keeper = command.spawn()?;
        let hold = keeper.stdin.take();
        let mut said = String::new();
        if let Some(stdout) = keeper.stdout.take() {
            for line in BufReader::new(stdout).lines() {
                let line = line?;
                if let Some(folder) = line.strip_prefix("ready ") {
                    let folder = PathBuf::from(folder);
                    return Ok(Self {
                        folder,
                        keeper,
                        hold,
                    });
                }
                said.push_str(&line);
                said.push('\n');
            }
        }
        let _ = keeper.wait();
        Err(ClusterError::Start(said))
    }

    /// Where its socket is.
    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// How to connect to this database as this role. Nobody else than this user of the machine and its
    /// administrator can: there is no password.
    #[must_use]
    pub fn options(&self, role: &str, database: &str) -> PgConnectOptions {
        PgConnectOptions::new_without_pgpass()
            .socket(&self.folder)
            .username(role)
            .database(database)
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        drop(self.hold.take());
        let _ = self.keeper.wait();
    }
}

/// The one cluster of a test binary. `None`: no PostgreSQL is installed, which is said aloud, whatever a
/// test harness captures.
///
/// # Panics
/// When one is installed and does not start, and when none is and one is [`required`].
#[expect(clippy::panic, reason = "a law that cannot be asked has not held")]
pub fn shared() -> Option<&'static Cluster> {
    static SHARED: OnceLock<Option<Cluster>> = OnceLock::new();
    let cluster = SHARED.get_or_init(|| match Cluster::start(&[]) {
        Ok(cluster) => Some(cluster),
        Err(ClusterError::NotInstalled) if !required() => {
            let _ = writeln!(
                std::io::stderr(),
                "\nSKIPPED, NOTHING SHOWN: no PostgreSQL is installed (Debian: apt-get install postgresql); \
                 {REQUIRE}=1 makes this a failure\n"
            );
            None
        }
        Err(error) => panic!("{error}"),
    });
    cluster.as_ref()
}

/// Whether a missing PostgreSQL is a failure.
#[must_use]
pub fn required() -> bool {
    std::env::var_os(REQUIRE).is_some_and(|value| value == "1")
}

/// The programs of the newest version that is installed.
fn programs() -> Option<PathBuf> {
    let versions = std::fs::read_dir("/usr/lib/postgresql").ok()?;
    let versions = versions.filter_map(|entry| {
        let path = entry.ok()?.path();
        let version: u32 = path.file_name()?.to_str()?.parse().ok()?;
        let bin = path.join("bin");
        bin.join("initdb").exists().then_some((version, bin))
    });
    versions
        .max_by_key(|(version, _)| *version)
        .map(|(_, bin)| bin)
}

fn is_root() -> Result<bool, std::io::Error> {
    let said = Command::new("id").arg("-u").output()?;
    Ok(said.stdout.trim_ascii() == b"0")
}
