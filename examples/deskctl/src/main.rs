//! The command-line desk: reads real exports and a desk file, asks the five questions, explains.

mod data;
mod load;
mod missing;
mod print;
mod tour;

use std::path::PathBuf;
use std::process::ExitCode;

use chrono::{DateTime, Utc};
use clap::{Parser, Subcommand};

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
    /// Prints the JSON Schema of the desk file.
    Schema,
}

fn main() -> ExitCode {
    let result = match Arguments::parse().command {
        Command::Tour { data, at, json } => tour(&data, at, json),
        Command::Schema => print::schema(),
    };
    match result.and_then(|text| print::out(&text)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            print::err(&message);
            ExitCode::FAILURE
        }
    }
}

fn tour(folder: &std::path::Path, at: Option<DateTime<Utc>>, json: bool) -> Result<String, String> {
    let files = data::read(folder)?;
    let loaded = load::load(&files)?;
    let tour = tour::tour(&loaded, at);
    if json {
        return print::json(&tour);
    }
    Ok(print::text(&tour))
}
