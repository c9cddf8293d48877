//! `cocket tariff pull`: the current export from its publisher, on a machine with a connection.

use std::io::Read;
use std::time::Duration;

use clap::Args;
use cocket_tariff::revision::{RevisionId, Revisions};
use cocket_tariff::schedule::import::LARGEST_EXPORT;

use super::import::{Named, keep, revision};
use crate::shell::{Context, Failure, interrupt, output, progress};

/// The export of all chapters at the United States International Trade Commission.
const EXPORT: &str = "https://hts.usitc.gov/reststop/exportList?from=0101&to=9999&format=JSON&styles=false";
/// The longest that the whole download may take.
const TIMEOUT: Duration = Duration::from_secs(300);
/// The longest that a connection may take.
const CONNECT: Duration = Duration::from_secs(20);

const AFTER: &str = "\
Examples:
  cocket tariff pull --revision 2026_rev_11 --effective 2026-07-01
  cocket tariff pull --url https://mirror.example/hts_2026_rev_10.json.gz

The export does not say which revision it is. Name it with --revision, or give an address whose
last part does; without either the newest revision in the table that comes with the program is
taken, and said so. Behind a proxy, set HTTPS_PROXY.";

/// From where, and as which revision.
#[derive(Args)]
#[command(after_help = AFTER)]
pub struct Arguments {
    /// Address of the export; https, or http on this machine.
    #[arg(long, value_name = "URL", default_value = EXPORT)]
    url: String,
    #[command(flatten)]
    named: Named,
}

/// Fetches and imports.
pub fn run(arguments: &Arguments, context: &Context) -> Result<(), Failure> {
    let named = &arguments.named;
    let (id, assumed) = which(arguments, context)?;
    let revision = revision(id, named, context)?;
    let bytes = fetch(&arguments.url)?;
    if assumed {
        output::note(&format!(
            "taken for {id}, the newest revision in the table; name another with --revision"
        ));
    }
    output::text(&keep(&bytes, &arguments.url, revision, named.all_findings, context)?)
}

/// The revision named, that of the address, or the newest in the table; true when it was taken from the table.
fn which(arguments: &Arguments, context: &Context) -> Result<(RevisionId, bool), Failure> {
    let path = arguments.url.split(['?', '#']).next().unwrap_or_default();
    if let Some(id) = arguments.named.revision.or_else(|| RevisionId::in_file_name(path).ok()) {
        return Ok((id, false));
    }
    let newest = Revisions::embedded().iter().rev().find(|row| row.known <= context.today);
    let newest = newest
        .ok_or_else(|| Failure::Input("no revision was published yet; name it with --revision".into()))?;
    Ok((newest.id, true))
}

fn fetch(url: &str) -> Result<Vec<u8>, Failure> {
    if !(url.starts_with("https://") || is_this_machine(url)) {
        return Err(Failure::Input(format!(
            "{url} is not fetched; give an https address (http only on this machine)"
        )));
    }
    let agent: ureq::Agent = ureq::Agent::config_builder()
        .timeout_global(Some(TIMEOUT))
        .timeout_connect(Some(CONNECT))
        .https_only(url.starts_with("https://"))
        .user_agent(concat!("cocket/", env!("CARGO_PKG_VERSION")))
        .build()
        .into();
    interrupt::watch("revisions");
    let mut response = agent.get(url).call().map_err(|error| refused(url, &error))?;
    let length = response.body().content_length();
    let limit = u64::try_from(LARGEST_EXPORT).unwrap_or(u64::MAX);
    if length.is_some_and(|length| length > limit) {
        return Err(too_large(url, limit));
    }
    let bar = progress::bytes(length);
    let mut bytes = Vec::new();
    let body = response.body_mut().as_reader().take(limit.saturating_add(1));
    let read = bar.wrap_read(body).read_to_end(&mut bytes);
    bar.finish_and_clear();
    read.map_err(|error| Failure::Other(format!("{url}: the download broke off: {error}; try again")))?;
    if u64::try_from(bytes.len()).is_ok_and(|read| read > limit) {
        return Err(too_large(url, limit));
    }
    Ok(bytes)
}

fn is_this_machine(url: &str) -> bool {
    let Some(rest) = url.strip_prefix("http://") else { return false };
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let host = match authority.strip_prefix('[') {
        Some(v6) => v6.split(']').next().unwrap_or_default(),
        None => authority.split(':').next().unwrap_or_default(),
    };
    matches!(host, "localhost" | "127.0.0.1" | "::1")
}

fn too_large(url: &str, limit: u64) -> Failure {
    Failure::Other(format!("{url} sends more than {limit} bytes; that is no export of the schedule"))
}

fn refused(url: &str, error: &ureq::Error) -> Failure {
    let remedy = match error {
        ureq::Error::StatusCode(_) => "check the address, or try later",
        _ => "check the connection; or fetch the export elsewhere and use «cocket tariff import FILE»",
    };
    Failure::Other(format!("{url} could not be fetched: {error}; {remedy}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_http_stays_on_this_machine() {
        for url in ["http://localhost/x", "http://127.0.0.1:8080/x", "http://[::1]:80/x"] {
            assert!(is_this_machine(url), "{url}");
        }
        for url in [
            "http://example.org",
            "http://localhost.example.org/",
            "http://127.0.0.1@example.org/",
            "ftp://localhost",
        ] {
            assert!(!is_this_machine(url), "{url}");
        }
    }
}
