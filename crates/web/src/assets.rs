//! The style and the keys, held in the program.

use axum::http::header;
use axum::response::{IntoResponse, Response};

const STYLE: &str = include_str!("../ui/desk.css");
const ICON: &str = include_str!("../ui/icon.svg");
const KEYS: &str = include_str!("../ui/keys.js");

/// A browser may keep them for an hour: a new version of the program is not long in sight.
const KEPT: &str = "max-age=3600";

/// The style sheet.
pub async fn style() -> Response {
    asset("text/css; charset=utf-8", STYLE)
}

/// The keys.
pub async fn keys() -> Response {
    asset("text/javascript; charset=utf-8", KEYS)
}

/// The sign: a seal on a paper.
pub async fn icon() -> Response {
    asset("image/svg+xml", ICON)
}

fn asset(kind: &'static str, text: &'static str) -> Response {
    ([(header::CONTENT_TYPE, kind), (header::CACHE_CONTROL, KEPT)], text).into_response()
}
