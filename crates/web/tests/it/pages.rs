//! Each page by its handler: what it shows, whom it refuses, what it changes.

use axum::body::{Body, to_bytes};
use axum::http::{Request, StatusCode};
use cocket_desk::Role;
use cocket_web::{Site, router};
use tower::ServiceExt;

use crate::site::{FILE, actor, ready_site, site};

/// A page: status, headers, text.
pub async fn get(site: &Site, path: &str) -> (StatusCode, String, String) {
    let request = Request::get(path).header("host", "localhost:1").body(Body::empty()).unwrap();
    answer(site, request).await
}

async fn post(site: &Site, path: &str, origin: &str, body: &str) -> (StatusCode, String, String) {
    let request = Request::post(path)
        .header("host", "localhost:1")
        .header("origin", origin)
        .header("content-type", "application/x-www-form-urlencoded")
        .body(Body::from(body.to_string()))
        .unwrap();
    answer(site, request).await
}

const OWN: &str = "http://localhost:1";

async fn answer(site: &Site, request: Request<Body>) -> (StatusCode, String, String) {
    let response = router(site.clone()).oneshot(request).await.unwrap();
    let status = response.status();
    let headers = format!("{:?}", response.headers());
    let bytes = to_bytes(response.into_body(), 10 << 20).await.unwrap();
    (status, headers, String::from_utf8_lossy(&bytes).into_owned())
}

#[tokio::test]
async fn every_page_is_there_and_guarded() {
    let site = ready_site(actor(Role::Certifier, &[]), "Fernbrook Garden & Table LLC").await;
    let file = format!("/files/{FILE}");
    for path in [
        "/files",
        "/files?state=checked&order=due",
        "/files?q=fern",
        &file,
        "/journal",
        "/keys",
        "/desk.css",
        "/keys.js",
        "/icon.svg",
        "/healthz",
    ] {
        let (status, headers, _) = get(&site, path).await;
        assert_eq!(status, StatusCode::OK, "{path}");
        assert!(
            headers.contains("content-security-policy") && headers.contains("nosniff"),
            "{path}: {headers}"
        );
    }
    let (status, _, text) = get(&site, "/files/F-NOPE").await;
    assert!(
        status == StatusCode::NOT_FOUND && text.contains("There is no file F-NOPE among those you may see"),
        "{text}"
    );
    assert_eq!(get(&site, "/files/..%2F..%2Fetc").await.0, StatusCode::NOT_FOUND);
    assert_eq!(get(&site, "/nowhere").await.0, StatusCode::NOT_FOUND);
    assert_eq!(get(&site, "/files?after=rubbish").await.0, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn a_file_shows_its_lines_steps_and_law() {
    let site = ready_site(actor(Role::Certifier, &[]), "Fernbrook Garden & Table LLC").await;
    let (_, _, text) = get(&site, &format!("/files/{FILE}")).await;
    for part in [
        "9903.82.09",
        "7,385.55",
        "HL-415",
        "Fernbrook Garden &#38; Table LLC",
        "19 USC 1401a(b)(4)(A)",
        "in 10 working days",
        "invoice_HL-26-0417.xlsx",
    ] {
        assert!(text.contains(part), "{part} is missing");
    }
    assert!(!text.contains("SECRET"));
}

#[tokio::test]
async fn what_comes_from_papers_is_escaped() {
    let site = site(actor(Role::Certifier, &[]), "<script>alert(1)</script>").await;
    for path in
        ["/files".to_string(), format!("/files/{FILE}"), "/journal".into(), "/files?q=<script>".into()]
    {
        let (status, _, text) = get(&site, &path.replace('<', "%3C").replace('>', "%3E")).await;
        assert_eq!(status, StatusCode::OK);
        assert!(!text.contains("<script>"), "{path}");
    }
}

#[tokio::test]
async fn another_clients_file_is_as_if_it_were_not_there() {
    let mut site = ready_site(actor(Role::Manager, &[]), "Fernbrook Garden & Table LLC").await;
    site.actor = actor(Role::Manager, &["Somebody Else Inc"]);
    for path in [
        format!("/files/{FILE}"),
        format!("/files/{FILE}/cbp7501.pdf"),
        format!("/files/{FILE}/papers/parts.csv"),
    ] {
        assert_eq!(get(&site, &path).await.0, StatusCode::NOT_FOUND, "{path}");
    }
    let (_, _, list) = get(&site, "/files").await;
    assert!(!list.contains("Fernbrook"));
    assert_eq!(post(&site, &format!("/files/{FILE}/certify"), OWN, "").await.0, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_change_from_elsewhere_is_refused() {
    let site = ready_site(actor(Role::Certifier, &[]), "Fernbrook Garden & Table LLC").await;
    let certify = format!("/files/{FILE}/certify");
    assert_eq!(post(&site, &certify, "http://evil.example", "").await.0, StatusCode::FORBIDDEN);
    let (_, _, text) = get(&site, &format!("/files/{FILE}")).await;
    assert!(text.contains("data-key=\"c\""), "nothing was certified");
    let foreign = Request::get("/files").header("host", "evil.example").body(Body::empty()).unwrap();
    assert_eq!(answer(&site, foreign).await.0, StatusCode::MISDIRECTED_REQUEST);
}

#[tokio::test]
async fn answer_certify_send_and_correct() {
    let site = site(actor(Role::Certifier, &[]), "Fernbrook Garden & Table LLC").await;
    let file = format!("/files/{FILE}");
    let (_, _, text) = get(&site, &file).await;
    assert!(
        text.contains("MISSING_ORIGIN") && text.contains("name=\"field\" value=\"origin\""),
        "the finding asks for its answer"
    );
    assert!(text.contains("1 finding stops the filing"));
    assert!(!text.contains("data-key=\"c\""), "it cannot be certified yet");
    assert_eq!(
        post(&site, &format!("{file}/answers"), OWN, "about=HL-415&field=origin&value=").await.0,
        StatusCode::BAD_REQUEST
    );
    let answered =
        post(&site, &format!("{file}/answers"), OWN, "about=HL-415&field=origin&value=Vietnam").await;
    assert_eq!(answered.0, StatusCode::SEE_OTHER);
    assert_eq!(
        post(&site, &format!("{file}/send"), OWN, "").await.0,
        StatusCode::CONFLICT,
        "nobody has signed"
    );
    assert_eq!(post(&site, &format!("{file}/certify"), OWN, "").await.0, StatusCode::SEE_OTHER);
    assert_eq!(post(&site, &format!("{file}/send"), OWN, "").await.0, StatusCode::SEE_OTHER);
    let (_, _, text) = get(&site, &file).await;
    assert!(text.contains("accepted as version 00100"), "the custom house accepts it");
    assert_eq!(post(&site, &format!("{file}/correct"), OWN, "reason=+").await.0, StatusCode::BAD_REQUEST);
    assert_eq!(
        post(&site, &format!("{file}/correct"), OWN, "reason=the+price+was+wrong").await.0,
        StatusCode::SEE_OTHER
    );
    let (_, _, journal) = get(&site, "/journal").await;
    assert!(journal.contains("the price was wrong") && journal.contains("opened for correction"));
    let (status, _, verified) = post(&site, "/journal/verify", OWN, "").await;
    assert!(status == StatusCode::OK && verified.contains("The chain is sound"), "{verified}");
}

#[tokio::test]
async fn a_viewer_sees_and_changes_nothing() {
    let site = ready_site(actor(Role::Viewer, &[]), "Fernbrook Garden & Table LLC").await;
    let file = format!("/files/{FILE}");
    let (_, _, text) = get(&site, &file).await;
    assert!(!text.contains("/certify") && !text.contains("/prepare"));
    assert_eq!(post(&site, &format!("{file}/certify"), OWN, "").await.0, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn papers_are_saved_and_forms_are_made() {
    let site = ready_site(actor(Role::Viewer, &[]), "Fernbrook Garden & Table LLC").await;
    let (status, headers, text) = get(&site, &format!("/files/{FILE}/papers/parts.csv")).await;
    assert!(
        status == StatusCode::OK && headers.contains("attachment") && text.starts_with("part_no"),
        "{headers}"
    );
    let (status, headers, text) = get(&site, &format!("/files/{FILE}/cbp7501.pdf")).await;
    assert!(status == StatusCode::OK && headers.contains("application/pdf") && text.starts_with("%PDF-7501"));
    let (status, _, text) = get(&site, &format!("/files/{FILE}/cbp3461.pdf")).await;
    assert!(status == StatusCode::CONFLICT && text.contains("the form has no paper"), "{text}");
    assert_eq!(get(&site, &format!("/files/{FILE}/worksheet.xlsx")).await.0, StatusCode::OK);
    assert_eq!(get(&site, &format!("/files/{FILE}/papers/nothing.csv")).await.0, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn findings_lead_to_their_lines_and_every_anchor_is_there_once() {
    let site = site(actor(Role::Clerk, &[]), "Fernbrook Garden & Table LLC").await;
    let (_, _, text) = get(&site, &format!("/files/{FILE}")).await;
    assert!(text.contains("<a href=\"#line-4\">HL-415</a>"), "the missing origin leads to its line");
    assert!(text.contains("<a href=\"#line-5\">HL-502</a>"), "each part of a place leads to its own line");
    let ids: Vec<&str> = text.split(" id=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
    let mut once = ids.clone();
    once.sort_unstable();
    once.dedup();
    assert_eq!(once.len(), ids.len(), "{ids:?}");
    for anchor in text.split("href=\"#").skip(1).filter_map(|rest| rest.split('"').next()) {
        assert!(ids.contains(&anchor), "nothing stands at #{anchor}");
    }
    assert!(text.contains("<option>packet.json</option>") && text.contains("<option>HL-415</option>"));
}

#[tokio::test]
async fn a_message_is_saved_as_eighty_columns() {
    let site = ready_site(actor(Role::Certifier, &[]), "Fernbrook Garden & Table LLC").await;
    let file = format!("/files/{FILE}");
    post(&site, &format!("{file}/certify"), OWN, "").await;
    post(&site, &format!("{file}/send"), OWN, "").await;
    for side in ["sent", "received"] {
        let (status, headers, text) = get(&site, &format!("{file}/messages/ZZ900091010-001/{side}")).await;
        assert_eq!(status, StatusCode::OK, "{side}");
        assert!(headers.contains("attachment"), "{headers}");
        assert!(text.lines().count() > 3 && text.lines().all(|line| line.chars().count() == 80), "{text}");
        assert!(!text.contains("SECRET"));
    }
    for nothing in ["ZZ900091010-001/thought", "ZZ900091010-009/sent"] {
        assert_eq!(get(&site, &format!("{file}/messages/{nothing}")).await.0, StatusCode::NOT_FOUND);
    }
}

#[tokio::test]
async fn an_empty_desk_teaches() {
    let mut site = site(actor(Role::Viewer, &[]), "Fernbrook Garden & Table LLC").await;
    site.actor = actor(Role::Viewer, &["Nobody Yet Inc"]);
    let (status, _, text) = get(&site, "/files").await;
    assert!(status == StatusCode::OK && text.contains("cocket file open PACKET"), "{text}");
    assert!(text.contains("Opening a file takes a clerk"));
    let (_, _, text) = get(&site, "/journal").await;
    assert!(!text.contains("Fernbrook"), "the journal keeps to the person's clients");
}
