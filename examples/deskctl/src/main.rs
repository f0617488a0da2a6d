//! The command-line desk: reads real exports and a desk file, asks the five questions, explains.

mod beside;
mod clock;
mod contacts;
mod data;
mod hats;
mod invite;
mod load;
mod missing;
mod people;
mod print;
mod rights;
mod sight;
mod system;
mod tour;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use chrono::{DateTime, Utc};
use clap::{Parser, Subcommand};

use invite::{Circumstances, DryRun, InvitationFile};
use people::{Addresses, LackWord, People, StandingWord, Wanted};
use rights::{Reply, RightsCommand, Verdict};
use sight::SightCommand;
use system::System;

/// The command-line desk.
#[derive(Parser)]
#[command(version, about)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Walks through the five questions on the exports of a folder.
    Tour {
        /// The folder with the desk file and the exports.
        #[arg(long, default_value = concat!(env!("CARGO_MANIFEST_DIR"), "/data"))]
        data: PathBuf,
        /// The moment of the questions (RFC 3339). Default: the newest moment in the exports.
        #[arg(long)]
        at: Option<DateTime<Utc>>,
        /// Prints one JSON document instead of text.
        #[arg(long)]
        json: bool,
    },
    /// Shows how every staff account stands, where it is told of events, and what it lacks.
    People {
        /// The folder with the desk file and the exports.
        #[arg(default_value = concat!(env!("CARGO_MANIFEST_DIR"), "/data"))]
        folder: PathBuf,
        /// Only accounts that stand so; several by commas.
        #[arg(long, value_enum, value_delimiter = ',')]
        standing: Vec<StandingWord>,
        /// Only accounts that lack something: what is needed, or what is named; several by commas.
        #[arg(
            long,
            value_enum,
            value_name = "WHAT",
            value_delimiter = ',',
            num_args = 0..=1,
            require_equals = true,
            default_missing_value = "needed"
        )]
        missing: Vec<LackWord>,
        /// Shows addresses, numbers and logins whole. They are masked else: output gets pasted.
        #[arg(long)]
        addresses: bool,
        /// Prints one JSON document instead of text.
        #[arg(long)]
        json: bool,
    },
    /// Shows what an invitation would create, refuse and send. Nothing is created or sent.
    Invite {
        /// The invitation, as TOML or JSON.
        file: PathBuf,
        /// The folder of a desk: says which addresses have an account there already.
        folder: Option<PathBuf>,
        /// Whose rules on accounts hold, instead of the `system` of the file.
        #[arg(long, value_enum)]
        system: Option<System>,
        /// The moment of the invitation (RFC 3339). Default: now.
        #[arg(long)]
        at: Option<DateTime<Utc>>,
        /// Prints one JSON document instead of text.
        #[arg(long)]
        json: bool,
    },
    #[command(flatten)]
    Rights(RightsCommand),
    #[command(flatten)]
    Sight(SightCommand),
    /// Prints the JSON Schema of the desk file.
    Schema,
}

/// The exit code of an error. 1 is an answer: no, or something was found.
const ERROR: u8 = 2;

fn main() -> ExitCode {
    let result = match Arguments::parse().command {
        Command::Tour { data, at, json } => tour(&data, at, json),
        Command::People {
            folder,
            standing,
            missing,
            addresses,
            json,
        } => {
            let wanted = Wanted {
                standings: standing,
                missing,
            };
            let addresses = match addresses {
                true => Addresses::Whole,
                false => Addresses::Masked,
            };
            people(&folder, &wanted, addresses).and_then(|people| match json {
                true => print::json(&people),
                false => Ok(print::people(&people)),
            })
        }
        Command::Invite {
            file,
            folder,
            system,
            at,
            json,
        } => {
            let at = at.unwrap_or_else(clock::now);
            invite(&file, folder.as_deref(), system, at).and_then(|run| match json {
                true => print::json(&run),
                false => Ok(print::invite(&run)),
            })
        }
        Command::Rights(command) => return end(command.run()),
        Command::Sight(command) => return end(command.run()),
        Command::Schema => print::schema(),
    };
    end(result.map(|text| Reply {
        text,
        verdict: Verdict::Good,
    }))
}

fn end(result: Result<Reply, String>) -> ExitCode {
    let printed = result.and_then(|reply| print::out(&reply.text).map(|()| reply.verdict));
    match printed {
        Ok(Verdict::Good) => ExitCode::SUCCESS,
        Ok(Verdict::Bad) => ExitCode::FAILURE,
        Err(message) => {
            print::err(&message);
            ExitCode::from(ERROR)
        }
    }
}

fn people(folder: &Path, wanted: &Wanted, addresses: Addresses) -> Result<People, String> {
    let loaded = load::load(&data::read(folder)?)?;
    Ok(people::people(&loaded, wanted, addresses))
}

fn invite(
    file: &Path,
    folder: Option<&Path>,
    system: Option<System>,
    now: DateTime<Utc>,
) -> Result<DryRun, String> {
    let of_file = |error: String| format!("{}: {error}", file.display());
    let name = file.to_string_lossy();
    let invitation = InvitationFile::parse(&name, &data::invitation(file)?).map_err(of_file)?;
    let loaded = match folder {
        Some(folder) => Some(load::load(&data::read(folder)?)?),
        None => None,
    };
    let circumstances = Circumstances {
        system,
        desk: loaded.as_ref().map(|loaded| &loaded.desk),
        now,
    };
    invite::invite(invitation, &circumstances).map_err(of_file)
}

fn tour(folder: &Path, at: Option<DateTime<Utc>>, json: bool) -> Result<String, String> {
    let files = data::read(folder)?;
    let loaded = load::load(&files)?;
    let tour = tour::tour(&loaded, at);
    if json {
        return print::json(&tour);
    }
    Ok(print::text(&tour))
}
