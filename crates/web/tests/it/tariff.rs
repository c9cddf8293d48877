//! The tariff room: duty, search, number, comparison.

use axum::http::StatusCode;
use cocket_desk::Role;
use cocket_web::Site;

use crate::pages::get;
use crate::site::{actor, site};

async fn plain() -> Site {
    site(actor(Role::Viewer, &[]), "Fernbrook Garden & Table LLC").await
}

/// Every anchor that the text names stands in it once.
fn anchors_hold(text: &str) {
    let ids: Vec<&str> = text.split(" id=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
    let mut once = ids.clone();
    once.sort_unstable();
    once.dedup();
    assert_eq!(once.len(), ids.len(), "{ids:?}");
}

#[tokio::test]
async fn the_duty_page_shows_stack_steps_questions_and_years() {
    let site = plain().await;
    let (status, headers, empty) = get(&site, "/duty").await;
    assert!(status == StatusCode::OK && empty.contains("name=\"hts\"") && !empty.contains("role=\"alert\""));
    assert!(headers.contains("server-timing"));
    let (_, _, text) = get(&site, "/duty?hts=8471.30.01&origin=CN&entry_date=2026-06-16&value=10000").await;
    for part in [
        "8471.30.01",
        "CN China",
        "What is reported",
        "How it comes about",
        "Not answered yet",
        "<svg class=\"chart\"",
        "id=\"chart-words\">Duty as percent of the value, 2018-01-01 to 2027-06-18",
        "The years as a table",
        "class=\"c0\"",
    ] {
        assert!(text.contains(part), "{part} is missing in {text}");
    }
    anchors_hold(&text);
}

#[tokio::test]
async fn an_open_fact_is_answered_in_place_and_taken_back() {
    let site = plain().await;
    let asked = "/duty?hts=8471.30.01&origin=CN&entry_date=2026-06-16&value=10000";
    let (_, _, open) = get(&site, asked).await;
    assert!(open.contains("<button name=\"f.vehicle_part\" value=\"yes\""), "{open}");
    let (_, _, answered) = get(&site, &format!("{asked}&f.vehicle_part=yes")).await;
    assert!(answered.contains("<strong>vehicle_part yes</strong>") && answered.contains("take back"));
    assert!(answered.contains("9903.94.05") && !answered.contains("<button name=\"f.vehicle_part\""));
    assert_ne!(answered, open);
}

#[tokio::test]
async fn what_cannot_be_read_is_named_and_what_cannot_be_rated_says_why() {
    let site = plain().await;
    let (status, _, text) = get(&site, "/duty?hts=teapots&origin=Vietnam&entry_date=soon").await;
    assert_eq!(status, StatusCode::OK);
    for part in
        ["/tariff?q=teapots", "<strong>origin</strong>", "<strong>entry_date</strong>", "role=\"alert\""]
    {
        assert!(text.contains(part), "{part} is missing");
    }
    let (_, _, text) = get(&site, "/duty?hts=77010000&origin=VN").await;
    assert!(
        text.contains("cannot be rated") && text.contains("HTS") || text.contains("stands neither"),
        "{text}"
    );
    assert_eq!(get(&site, "/duty?hts=6911&origin=VN&known=soon").await.0, StatusCode::BAD_REQUEST);
    let long = format!("/duty?hts={}", "1".repeat(300));
    assert_eq!(get(&site, &long).await.0, StatusCode::BAD_REQUEST);
    let (_, _, text) = get(&site, "/duty?hts=%3Cscript%3E&origin=VN").await;
    assert!(!text.contains("<script>"));
    let (_, _, asks) = get(&site, "/duty?hts=2204.21.50.40&origin=IT&entry_date=2026-06-16").await;
    assert!(asks.contains("facts are missing") && asks.contains("name=\"quantity."), "{asks}");
    let (_, _, given) =
        get(&site, "/duty?hts=2204.21.50.40&origin=IT&entry_date=2026-06-16&quantity.liters=900").await;
    assert!(given.contains("Duty, US$"), "{given}");
}

#[tokio::test]
async fn a_number_is_searched_shown_and_compared() {
    let site = plain().await;
    let (_, _, found) = get(&site, "/tariff?q=teapots+porcelain").await;
    assert!(found.contains("href=\"/tariff/6911"), "{found}");
    let (_, _, digits) = get(&site, "/tariff?q=6911.10").await;
    assert!(digits.contains("6911.10.58.00"));
    let (_, _, nothing) = get(&site, "/tariff?q=qqqqq").await;
    assert!(nothing.contains("Nothing found"));
    let (status, _, text) = get(&site, "/tariff/6911.10.58.00?as_of=2026-06-16").await;
    assert_eq!(status, StatusCode::OK);
    for part in ["/duty?hts=6911.10.58.00", "Rates and units", "Across the revisions held"] {
        assert!(text.contains(part), "{part} is missing in {text}");
    }
    anchors_hold(&text);
    let (_, _, inherits) = get(&site, "/tariff/0102.29.40.24").await;
    assert!(inherits.contains("Rates of 0102.29.40."));
    let (_, _, heading) = get(&site, "/tariff/6911").await;
    assert!(heading.contains("Below it") && !heading.contains("/duty?hts=6911&"));
    assert_eq!(get(&site, "/tariff/7701000000").await.0, StatusCode::NOT_FOUND);
    assert_eq!(get(&site, "/tariff/teapots").await.0, StatusCode::NOT_FOUND);
    assert_eq!(get(&site, "/tariff/6911?as_of=soon").await.0, StatusCode::BAD_REQUEST);
    let (_, _, choose) = get(&site, "/tariff/compare").await;
    assert!(choose.contains("Choose two revisions"));
    let (status, _, same) = get(&site, "/tariff/compare?from=2026_rev_10&to=2026_rev_10&field=rates").await;
    assert!(status == StatusCode::OK && same.contains("<dt>changed</dt><dd>0</dd>"), "{same}");
    assert_eq!(get(&site, "/tariff/compare?from=2020_rev_1&to=2026_rev_10").await.0, StatusCode::NOT_FOUND);
    assert_eq!(
        get(&site, "/tariff/compare?from=2026_rev_10&to=2026_rev_10&only=all").await.0,
        StatusCode::BAD_REQUEST
    );
}
