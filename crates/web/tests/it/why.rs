//! «Why these figures» and «In plain words»: for whom, of which line, and that every figure is there.

use axum::http::StatusCode;
use cocket_desk::Role;
use cocket_desk::explain::words;

use crate::pages::get;
use crate::site::{FILE, actor, ready_site, site};

const CLIENT: &str = "Fernbrook Garden & Table LLC";

/// The section below a heading's anchor.
fn section<'t>(text: &'t str, anchor: &str) -> &'t str {
    let (_, rest) = text.split_once(&format!("<h2 id=\"{anchor}\">")).unwrap();
    rest.split("</section>").next().unwrap()
}

#[tokio::test]
async fn a_file_tells_why_for_a_client_and_for_a_colleague() {
    let site = ready_site(actor(Role::Viewer, &[]), CLIENT).await;
    let view = site.desk.file(&site.actor, FILE).await.unwrap();
    let prepared = view.prepared.as_deref().unwrap();
    let entry = prepared.declaration.as_ref().unwrap();
    let mut told = String::new();
    for line in &prepared.lines {
        let (status, _, text) = get(&site, &format!("/files/{FILE}?why={}", line.number)).await;
        assert_eq!(status, StatusCode::OK);
        let why = section(&text, "why");
        assert!(why.contains(&format!("Line {}: duty", line.number)), "{why}");
        for tariff in &line.tariffs {
            let (number, amount) = (tariff.number.to_string(), words::cents(tariff.amount));
            assert!(why.contains(&number) && why.contains(&amount), "{number} {amount} in {why}");
        }
        told = why.to_string();
    }
    for amount in
        entry.totals.fees.iter().map(|fee| fee.amount).chain([entry.totals.duty, entry.totals.payable()])
    {
        assert!(told.contains(&words::cents(amount)), "{amount} in {told}");
    }
    assert!(told.contains("Days to keep") && told.contains("19 CFR"), "{told}");

    let (_, _, text) = get(&site, &format!("/files/{FILE}?why=1&for=client")).await;
    let client = section(&text, "why");
    assert!(
        client.contains("told to a client") && client.contains("for=colleague#why\" data-key=\"w\""),
        "{client}"
    );
    assert!(!client.contains("(The field is") && !client.contains("9903."), "{client}");
    assert!(client.contains(&words::cents(entry.totals.payable())));
    assert!(text.contains("<kbd>w</kbd>"), "the key is listed");
}

#[tokio::test]
async fn one_line_of_many_is_told_and_the_others_are_led_to() {
    let site = site(actor(Role::Viewer, &[]), CLIENT).await;
    let count = site.desk.file(&site.actor, FILE).await.unwrap().prepared.unwrap().lines.len();
    assert!(count > 2);
    let (_, _, text) = get(&site, &format!("/files/{FILE}?why=2")).await;
    assert_eq!(text.matches(": duty</h3>").count(), 1);
    let why = section(&text, "why");
    for led in ["?sheet=1&#38;why=1&#38;for=colleague#why", "?sheet=1&#38;why=3&#38;for=colleague#why"] {
        assert!(why.contains(led), "{led} in {why}");
    }
    assert_eq!(text.matches("aria-label=\"Why line ").count(), count, "each line leads to its reasons");
    for strange in ["why=0", "why=99999", "for=judge"] {
        let (status, _, text) = get(&site, &format!("/files/{FILE}?{strange}")).await;
        assert!(
            status == StatusCode::OK && text.contains("Line 1: duty") && text.contains("told to a colleague")
        );
    }
    assert_eq!(get(&site, &format!("/files/{FILE}?why=two")).await.0, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn a_duty_is_told_in_plain_words() {
    let site = site(actor(Role::Viewer, &[]), CLIENT).await;
    let asked = "/duty?hts=8471.30.01&origin=CN&entry_date=2026-06-16&value=10000";
    let (_, _, text) = get(&site, asked).await;
    let plain = section(&text, "plain");
    assert!(plain.contains("China") && plain.contains("on a value of $10,000"), "{plain}");
    assert!(plain.contains("(The field is vehicle_part.)") && plain.contains("<cite"), "{plain}");
    assert!(plain.contains("for=client#plain\" data-key=\"w\""), "{plain}");
    let (_, _, text) = get(&site, &format!("{asked}&for=client")).await;
    let plain = section(&text, "plain");
    assert!(!plain.contains("vehicle_part") && plain.contains("told to a client"), "{plain}");
    assert!(
        text.contains("<input type=\"hidden\" name=\"for\" value=\"client\">"),
        "a new question keeps the reader"
    );
}

#[tokio::test]
async fn the_explanation_is_printed() {
    let site = ready_site(actor(Role::Viewer, &[]), CLIENT).await;
    let (status, headers, text) = get(&site, &format!("/files/{FILE}/explanation.pdf")).await;
    assert!(status == StatusCode::OK && headers.contains("application/pdf"));
    assert!(text.starts_with("%PDF-explanation"));
    let (_, _, page) = get(&site, &format!("/files/{FILE}")).await;
    assert!(page.contains(&format!("href=\"/files/{FILE}/explanation.pdf\"")));
}
