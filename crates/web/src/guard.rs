//! What stands before every page: who may ask at all, what every answer carries, and the look of failures.
//!
//! The desk runs on the person's own machine. Another page open in the same browser must neither post to it nor read it
//! under a name of its own (DNS rebinding), so the host is checked on every request and the origin on every change.

use std::sync::Arc;
use std::time::Instant;

use axum::extract::{Request, State};
use axum::http::header::{self, HeaderMap, HeaderName, HeaderValue};
use axum::http::{Method, StatusCode, Uri};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use serde_json::json;

use crate::failure::{Failure, FailurePage};
use crate::frame::{Frame, Room, page};
use crate::site::Site;

/// Pages load nothing from elsewhere, run no script of their own text, and stand in no frame.
const POLICY: &str =
    "default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";
/// Headers of every answer, unless it has its own.
const ALWAYS: [(HeaderName, &str); 6] = [
    (header::CONTENT_SECURITY_POLICY, POLICY),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::X_FRAME_OPTIONS, "DENY"),
    (header::REFERRER_POLICY, "same-origin"),
    (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    (header::CACHE_CONTROL, "no-store"),
];

/// Where programs ask.
const API: &str = "/api/";

/// Checks a request, answers it, and finishes the answer.
pub async fn guard(State(site): State<Arc<Site>>, request: Request, next: Next) -> Response {
    let start = Instant::now();
    let for_program = request.uri().path().starts_with(API);
    let mut response = match admit(&site.hosts, request.method(), request.uri(), request.headers()) {
        Ok(()) => next.run(request).await,
        Err(failure) => failure.into_response(),
    };
    if let Some(failure) = response.extensions_mut().remove::<Failure>() {
        response = if for_program { problem(&failure) } else { in_our_look(&site, failure) };
    }
    let headers = response.headers_mut();
    for (name, value) in ALWAYS {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    }
    let took = format!("page;dur={}", start.elapsed().as_millis());
    if let Ok(value) = HeaderValue::from_str(&took) {
        headers.insert(HeaderName::from_static("server-timing"), value);
    }
    response
}

fn in_our_look(site: &Site, failure: Failure) -> Response {
    let status = failure.status;
    let frame = Frame::of(site, Room::None, failure.what);
    let printed = page(&FailurePage { frame, failure });
    printed.map_or_else(IntoResponse::into_response, |page| (status, page).into_response())
}

/// A failure as programs read it (RFC 9457).
fn problem(failure: &Failure) -> Response {
    let told = json!({
        "type": "about:blank",
        "title": failure.what,
        "status": failure.status.as_u16(),
        "detail": failure.text,
        "remedy": failure.remedy,
    });
    let kind = [(header::CONTENT_TYPE, "application/problem+json")];
    (failure.status, kind, told.to_string()).into_response()
}

/// Lets a request in, or says why not.
fn admit(hosts: &[String], method: &Method, uri: &Uri, headers: &HeaderMap) -> Result<(), Failure> {
    let text = |name: HeaderName| headers.get(name).and_then(|value| value.to_str().ok());
    let host = text(header::HOST).or_else(|| uri.authority().map(|authority| authority.as_str()));
    let Some(host) = host.filter(|host| is_ours(host, hosts)) else {
        return Err(Failure::new(
            StatusCode::MISDIRECTED_REQUEST,
            "The desk is not served under this name",
            format!(
                "It was asked for as {}.",
                host.unwrap_or("nothing").chars().take(80).collect::<String>()
            ),
            "Open it as http://localhost with its port, or start the server with this host name.",
        ));
    };
    if matches!(*method, Method::GET | Method::HEAD) {
        return Ok(());
    }
    let site = text(HeaderName::from_static("sec-fetch-site"));
    let origin = text(header::ORIGIN);
    let same =
        origin.is_none_or(|origin| is_at(origin, host)) && site.is_none_or(|site| site == "same-origin");
    // A program says nothing of where it comes from. A page of another site cannot send these bodies without asking first,
    // and the engines change nothing.
    let kind = text(header::CONTENT_TYPE).unwrap_or_default();
    let by_program = uri.path().starts_with(API) && kind.starts_with("application/");
    if same && (origin.is_some() || site.is_some() || by_program) {
        return Ok(());
    }
    Err(Failure::new(
        StatusCode::FORBIDDEN,
        "This did not come from the desk",
        "A change was asked for by another site's page, or by a program that does not say where it comes from.",
        "Nothing was changed. Make the change on the file's own page.",
    ))
}

/// True for a loopback name or one of those configured.
fn is_ours(host: &str, hosts: &[String]) -> bool {
    let name = host.rsplit_once(':').filter(|(_, port)| port.bytes().all(|b| b.is_ascii_digit()));
    let name = name.map_or(host, |(name, _)| name);
    ["localhost", "127.0.0.1", "[::1]"].iter().any(|own| name.eq_ignore_ascii_case(own))
        || hosts.iter().any(|own| host.eq_ignore_ascii_case(own))
}

fn is_at(origin: &str, host: &str) -> bool {
    let bare = origin.strip_prefix("http://").or_else(|| origin.strip_prefix("https://"));
    bare.is_some_and(|bare| bare.eq_ignore_ascii_case(host))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(method: Method, named: &[(&'static str, &'static str)]) -> bool {
        asked_at("/files", method, named)
    }

    fn asked_at(path: &'static str, method: Method, named: &[(&'static str, &'static str)]) -> bool {
        let headers = named
            .iter()
            .map(|(name, value)| (HeaderName::from_static(name), HeaderValue::from_static(value)))
            .collect();
        admit(&["desk.example.org".into()], &method, &Uri::from_static(path), &headers).is_ok()
    }

    #[test]
    fn only_our_own_names_are_served() {
        for host in ["localhost:8080", "127.0.0.1:9", "[::1]:8080", "LocalHost", "desk.example.org"] {
            assert!(asked(Method::GET, &[("host", host)]), "{host}");
        }
        for host in
            ["evil.example:8080", "localhost.evil.example", "desk.example.org:1", "127.0.0.1.nip.io", ""]
        {
            assert!(!asked(Method::GET, &[("host", host)]), "{host}");
        }
        assert!(!asked(Method::GET, &[]));
    }

    #[test]
    fn changes_come_from_our_own_pages() {
        let host = ("host", "localhost:8080");
        assert!(asked(Method::POST, &[host, ("origin", "http://localhost:8080")]));
        assert!(asked(Method::POST, &[host, ("sec-fetch-site", "same-origin")]));
        assert!(!asked(Method::POST, &[host]), "who does not say where it comes from is not let in");
        assert!(!asked(Method::POST, &[host, ("origin", "http://localhost:9090")]));
        assert!(!asked(Method::POST, &[host, ("origin", "null")]));
        assert!(!asked(Method::POST, &[host, ("sec-fetch-site", "cross-site")]));
        assert!(!asked(
            Method::POST,
            &[host, ("sec-fetch-site", "same-site"), ("origin", "http://localhost:8080")]
        ));
    }

    #[test]
    fn a_program_asks_the_engines_and_changes_nothing_else() {
        let (host, json) = (("host", "localhost:8080"), ("content-type", "application/json"));
        let post = |path, named: &[_]| asked_at(path, Method::POST, named);
        assert!(post("/api/v1/rate", &[host, json]));
        assert!(!post("/files/F-1/certify", &[host, json]));
        assert!(
            !post("/api/v1/rate", &[host, ("content-type", "text/plain")]),
            "a form of another site could say this"
        );
        assert!(!post("/api/v1/rate", &[host, json, ("origin", "http://evil.example")]));
    }
}
