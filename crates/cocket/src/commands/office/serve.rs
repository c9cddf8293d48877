//! `cocket serve`: the desk's pages on localhost.
//!
//! Signing in comes with the desk proper. Until then the pages are served to this machine alone, in the name of the person
//! that the command names, and filings go to the custom house of rehearsals.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use clap::Args;
use cocket_desk::{Actor, Authority, Clock, Desk};
use cocket_web::{Site, router};
use jiff::Timestamp;
use tokio::net::TcpListener;
use tokio::sync::Mutex;

use super::house::RehearsalHouse;
use super::opening;
use super::paperwork::OfficePapers;
use crate::shell::{Context, Failure};

/// How often the line is worked while nobody sends anything.
const ROUND: Duration = Duration::from_secs(60);

/// Where the store of an office is.
#[derive(Args)]
pub struct Office {
    /// Database: a path of an SQLite file, or postgres://… [default: DATA/cocket.db]
    #[arg(long, value_name = "URL")]
    pub database: Option<String>,
    /// Name of the person at work; it stands in the journal.
    #[arg(long, value_name = "NAME", default_value = "Desk")]
    pub user: String,
    /// Role of that person: viewer, clerk, certifier, manager.
    #[arg(long, value_name = "ROLE", default_value = "certifier")]
    pub role: String,
    /// Site code on the batch header, four characters.
    #[arg(long, value_name = "CODE", default_value = "0000")]
    pub site: String,
}

/// Arguments of `cocket serve`.
#[derive(Args)]
pub struct Arguments {
    #[command(flatten)]
    office: Office,
    /// Address to listen on; only addresses of this machine are taken, until signing in is there.
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:7501")]
    listen: SocketAddr,
}

/// Serves the office's desk.
pub fn run(arguments: &Arguments, context: &Context) -> Result<(), Failure> {
    if !arguments.listen.ip().is_loopback() {
        let text = format!(
            "{} is not an address of this machine alone; until signing in is there, use 127.0.0.1",
            arguments.listen.ip()
        );
        return Err(Failure::Input(text));
    }
    let law = opening::office_law(context)?;
    let actor = opening::person(&arguments.office.user, &arguments.office.role)?;
    opening::runtime()?.block_on(async {
        let desk = open(&arguments.office, context, law).await?;
        serve(desk, actor, RehearsalHouse::new(1, law), arguments.listen, None).await
    })
}

/// The office's desk with the real clock.
pub async fn open(
    office: &Office,
    context: &Context,
    law: cocket_entry::Law<'static>,
) -> Result<Desk, Failure> {
    let database = match &office.database {
        Some(url) => url.clone(),
        None => {
            let path = context.data.place("cocket.db")?;
            if let Some(folder) = path.parent() {
                std::fs::create_dir_all(folder).map_err(|error| Failure::writing(folder, &error))?;
            }
            path.to_string_lossy().into_owned()
        }
    };
    let clock: Clock = Arc::new(Timestamp::now);
    opening::desk(context, &database, law, clock, &office.site).await
}

/// Serves a desk until it is interrupted.
pub async fn serve(
    desk: Desk,
    actor: Actor,
    house: RehearsalHouse,
    address: SocketAddr,
    first: Option<&str>,
) -> Result<(), Failure> {
    let desk = Arc::new(desk);
    let papers = Arc::new(OfficePapers::new(&desk));
    let site = Site {
        desk: desk.clone(),
        actor,
        papers,
        authority: Arc::new(Mutex::new(house)),
        rehearsal: true,
        hosts: Vec::new(),
    };
    let listener = TcpListener::bind(address).await.map_err(|error| {
        Failure::Other(format!("{address} cannot be listened on: {error}; give another port"))
    })?;
    let local = listener.local_addr().map_err(|error| Failure::Other(error.to_string()))?;
    let carrying = tokio::spawn(carry(desk.clone(), site.authority.clone()));
    let ended = told_to_end();
    println!("http://{local}{}", first.unwrap_or("/"));
    let served = axum::serve(listener, router(site)).with_graceful_shutdown(ended).await;
    carrying.abort();
    desk.store().close().await;
    served.map_err(|error| Failure::Other(error.to_string()))
}

/// Works the line every minute: what nobody sent at once, and what was sent and never answered, leaves by itself.
async fn carry(desk: Arc<Desk>, authority: Arc<Mutex<dyn Authority + Send>>) {
    loop {
        tokio::time::sleep(ROUND).await;
        let mut authority = authority.lock().await;
        if let Err(error) = desk.work_link(&mut *authority).await {
            eprintln!("the line to the authority: {error}; it is tried again in a minute");
        }
    }
}

/// Waits for Ctrl-C, or for the signal by which a system ends its services; that one is heeded from the call on.
#[cfg(unix)]
fn told_to_end() -> impl Future<Output = ()> {
    use tokio::signal::unix::{SignalKind, signal};
    let service = signal(SignalKind::terminate());
    async {
        // Without a handler the process ends all the same, only less politely.
        let Ok(mut service) = service else { return interrupted().await };
        tokio::select! {
            () = interrupted() => {}
            _ = service.recv() => {}
        }
    }
}

#[cfg(not(unix))]
fn told_to_end() -> impl Future<Output = ()> {
    interrupted()
}

async fn interrupted() {
    let _ = tokio::signal::ctrl_c().await;
}
