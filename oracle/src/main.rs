//! `frontdesk-oracle`: so many cases, or one world to read.

// This is a program: it reads its arguments, takes the time and prints.
#![allow(clippy::disallowed_types)]

use std::process::ExitCode;
use std::thread;
use std::time::Instant;

use frontdesk_oracle::export::Exported;
use frontdesk_oracle::run::Run;
use frontdesk_oracle::{Wrong, generate};

const USAGE: &str = "\
usage: frontdesk-oracle [--cases N] [--seed N] [--threads N] [--wrong NAME] [--show WORLD]

  --cases N     how many questions (10000)
  --seed N      the seed of all worlds (1)
  --threads N   how many threads; the result does not depend on it (all)
  --wrong NAME  bend the export by one slip: the run must find differences
  --show WORLD  print the policies and questions of one world instead";

fn main() -> ExitCode {
    let (run, show) = match arguments() {
        Ok(read) => read,
        Err(wrong) => {
            eprintln!("{wrong}\n\n{USAGE}");
            return ExitCode::from(2);
        }
    };
    if let Some(number) = show {
        let world = generate::world(run.seed, number);
        let exported = Exported::new(&world, run.wrong);
        println!("{exported}");
        for (place, question) in world.questions.iter().enumerate() {
            println!("{place}. {question:?}");
            println!("   {:?}", exported.answer(&world, place));
        }
        return ExitCode::SUCCESS;
    }
    let start = Instant::now();
    let outcome = run.all();
    let seconds = start.elapsed().as_secs_f64();
    print!("{}", outcome.tally);
    for difference in &outcome.differences {
        println!("\n{difference}");
    }
    let (all, cases) = (outcome.tally.all, outcome.tally.all.sum());
    println!(
        "\nseed {}: {cases} cases, {:.1} % allowed, {} different, {seconds:.1} s",
        run.seed,
        100.0 * all.allowed as f64 / cases.max(1) as f64,
        outcome.different
    );
    // A wrong engine that nobody notices is the failure.
    if (outcome.different == 0) == run.wrong.is_none() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}

fn arguments() -> Result<(Run, Option<u64>), String> {
    let mut run = Run {
        seed: 1,
        cases: 10_000,
        threads: thread::available_parallelism().map_or(1, |n| n.get() as u64),
        wrong: None,
    };
    let mut show = None;
    let mut given = std::env::args().skip(1);
    while let Some(name) = given.next() {
        let value = given
            .next()
            .ok_or_else(|| format!("{name} needs a value"))?;
        let number = || {
            let digits = value.replace('_', "");
            digits.parse().map_err(|_| format!("{value} is no number"))
        };
        match name.as_str() {
            "--cases" => run.cases = number()?,
            "--seed" => run.seed = number()?,
            "--threads" => run.threads = number()?,
            "--show" => show = Some(number()?),
            "--wrong" => {
                let mut all = Wrong::OUTCOMES.iter().chain(Wrong::REASONS);
                let named = all.find(|wrong| wrong.name() == value);
                run.wrong = Some(*named.ok_or_else(|| format!("{value} is no wrong engine"))?);
            }
            _ => return Err(format!("{name} is unknown")),
        }
    }
    Ok((run, show))
}
