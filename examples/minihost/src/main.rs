//! `cargo run --release`: opens the database, loads the sample data the first time, and serves.

use std::error::Error;
use std::sync::Arc;

use minihost::db::Db;
use minihost::host::{self, Host};
use minihost::{duties, random, router, seed, tour};

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let setting =
        |name: &str, default: &str| std::env::var(name).unwrap_or_else(|_| default.to_owned());
    let connections = setting("MINIHOST_CONNECTIONS", "8").parse()?;
    let db = Db::open(&setting("DATABASE_URL", "sqlite:minihost.db"), connections).await?;
    host::prepare(&db).await?;
    if !host::is_loaded(&db).await? {
        let password = setting("MINIHOST_PASSWORD", &random::hex(&random::bytes::<8>()));
        let loaded = match seed::load(&db, tour::world()?, &password).await {
            // Another replica that starts at the same moment was faster.
            Err(_) if host::is_loaded(&db).await? => None,
            loaded => Some(loaded?),
        };
        if let Some(loaded) = loaded {
            println!(
                "loaded {} tickets; everybody's password is {password}",
                loaded.tickets
            );
            println!(
                "the key of a service that asks about anybody is {}",
                loaded.service_key
            );
            for (login, user) in &loaded.sign_in {
                println!("  {user} {login}");
            }
            for address in loaded.customers.keys() {
                println!("  customer {address}");
            }
        }
    }
    let host = Arc::new(Host::open(db).await?);
    tokio::spawn(duties::run(Arc::clone(&host)));
    let listener = tokio::net::TcpListener::bind(setting("LISTEN", "127.0.0.1:8080")).await?;
    println!("http://{}", listener.local_addr()?);
    let stop = async {
        let _stopped = tokio::signal::ctrl_c().await;
    };
    axum::serve(listener, router(host))
        .with_graceful_shutdown(stop)
        .await?;
    Ok(())
}
