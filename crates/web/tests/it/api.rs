//! The engines over HTTP, and `docs/api.md` with its examples. To write their answers anew: `COCKET_BLESS=1 cargo test`.

use std::path::Path;

use axum::body::{Body, to_bytes};
use axum::http::{Request, StatusCode};
use cocket_desk::{ENGINES, Role};
use cocket_web::{Site, router};
use tower::ServiceExt;

use crate::site::{actor, site};

const JSON: &str = "application/json";
const LINES: &str = "application/x-ndjson";

async fn plain() -> Site {
    site(actor(Role::Viewer, &[]), "Fernbrook Garden & Table LLC").await
}

async fn ask(site: &Site, path: &str, kind: &str, body: impl Into<Body>) -> (StatusCode, String, String) {
    let request = Request::post(path).header("host", "localhost:1").header("content-type", kind);
    let response = router(site.clone()).oneshot(request.body(body.into()).unwrap()).await.unwrap();
    let kind = response.headers()["content-type"].to_str().unwrap().to_string();
    let status = response.status();
    let bytes = to_bytes(response.into_body(), 64 << 20).await.unwrap();
    (status, kind, String::from_utf8(bytes.to_vec()).unwrap())
}

#[tokio::test]
async fn the_examples_of_the_manual_are_real() {
    let site = plain().await;
    let manual = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/api.md");
    let text = std::fs::read_to_string(&manual).unwrap();
    let mut pieces = text.split("```console\n$ ");
    let mut written = pieces.next().unwrap().to_string();
    for piece in pieces {
        let (example, rest) = piece.split_once("```\n").unwrap();
        let command = example.lines().next().unwrap();
        let path = command.split("localhost:7501").nth(1).unwrap().split(' ').next().unwrap();
        let kind = command.split("content-type: ").nth(1).unwrap().split('\'').next().unwrap();
        let questions: Vec<&str> = command.split('\'').filter(|part| part.starts_with('{')).collect();
        let (_, _, said) = ask(&site, path, kind, questions.join("\n")).await;
        written.push_str(&format!("```console\n$ {command}\n{}\n```\n{rest}", said.trim_end()));
    }
    if std::env::var_os("COCKET_BLESS").is_some() {
        std::fs::write(&manual, &written).unwrap();
    }
    let now = std::fs::read_to_string(&manual).unwrap();
    let differs = written.lines().zip(now.lines()).find(|(real, manual)| real != manual);
    assert!(written == now, "first (real, manual): {differs:?}; COCKET_BLESS=1 takes it over");
    for engine in ENGINES {
        assert!(
            now.contains(&format!("localhost:7501/api/v1/{}", engine.name)),
            "{} has no example",
            engine.name
        );
    }
}

#[tokio::test]
async fn each_engine_is_described_and_answers_as_described() {
    let site = plain().await;
    let request =
        Request::get("/api/v1/openapi.json").header("host", "localhost:1").body(Body::empty()).unwrap();
    let response = router(site.clone()).oneshot(request).await.unwrap();
    let bytes = to_bytes(response.into_body(), 1 << 20).await.unwrap();
    let description: serde_json::Value = serde_json::from_slice(&bytes).unwrap();
    let paths = description["paths"].as_object().unwrap();
    let asked: Vec<_> = paths.iter().filter(|(_, methods)| !methods["post"].is_null()).collect();
    assert_eq!(asked.len(), ENGINES.len() + 1, "every engine, and the entrance of all");
    for (path, methods) in asked {
        let question = &methods["post"]["requestBody"]["content"][JSON]["example"];
        let (status, kind, answer) = ask(&site, path, JSON, question.to_string()).await;
        assert_eq!((status, kind.as_str()), (StatusCode::OK, JSON), "{path}: {answer}");
        let (status, kind, again) = ask(&site, path, LINES, format!("{question}\n")).await;
        assert_eq!((status, kind.as_str()), (StatusCode::OK, LINES));
        assert_eq!(again, format!("{answer}\n"), "one question and a stream of one say the same");
    }
}

#[tokio::test]
async fn what_can_be_asked_is_found_and_shown_filled() {
    let site = plain().await;
    let get = async |path: &str| {
        let request = Request::get(path).header("host", "localhost:1").body(Body::empty()).unwrap();
        let response = router(site.clone()).oneshot(request).await.unwrap();
        let status = response.status();
        let bytes = to_bytes(response.into_body(), 1 << 20).await.unwrap();
        (status, serde_json::from_slice::<serde_json::Value>(&bytes).unwrap_or_default())
    };
    let (status, found) = get("/api/v1/find?q=protest+allowed").await;
    assert_eq!((status, &found["question"]["name"]), (StatusCode::OK, &"protest_allowed".into()));
    let example = found["question"]["example"].as_str().unwrap();
    let (status, _, answer) = ask(&site, "/api/v1/ask", JSON, example.to_string()).await;
    assert!(status == StatusCode::OK && answer.starts_with(r#"{"room":"clocks","#), "{answer}");
    let (_, shown) = get("/api/v1/example/refund_claim").await;
    let fields = shown[0]["fields"].as_array().unwrap();
    let way = fields.iter().find(|field| field["name"] == "by").unwrap();
    assert!(way["words"].as_array().unwrap().iter().any(|word| word["word"] == "protest"), "{way}");
    assert_eq!(get("/api/v1/example/nonsense").await.0, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_stream_keeps_its_order_and_goes_on_after_bad_lines() {
    let site = plain().await;
    let mut chunks: Vec<Result<Vec<u8>, std::io::Error>> = Vec::new();
    let question =
        |id: usize| format!(r#"{{"id":"{id}","clock":"ESF","entry_date":"2026-06-16"}}"#).into_bytes();
    for id in 0..500 {
        // Lines arrive in pieces that have nothing to do with their ends.
        let mut line = question(id);
        line.push(b'\n');
        chunks.extend(line.chunks(37).map(|piece| Ok(piece.to_vec())));
    }
    chunks.push(Ok(vec![b'x'; (1 << 20) + 7]));
    chunks.push(Ok(b"y\n\xff\xfe\n\n[]\n".to_vec()));
    chunks.push(Ok(question(500)));
    let body = Body::from_stream(futures_util::stream::iter(chunks));
    let (status, _, text) = ask(&site, "/api/v1/clocks", LINES, body).await;
    assert_eq!(status, StatusCode::OK);
    let answers: Vec<serde_json::Value> = text.lines().map(|l| serde_json::from_str(l).unwrap()).collect();
    let ids: Vec<&str> = answers.iter().map(|answer| answer["id"].as_str().unwrap()).collect();
    let mut expected: Vec<String> = (0..500).map(|id| id.to_string()).collect();
    expected.extend(["", "", "", "500"].map(String::from));
    assert_eq!(ids, expected);
    let told = |at: usize| answers[at]["findings"][0]["text"].as_str().unwrap();
    assert!(
        told(500).contains("longer than")
            && told(501).contains("UTF-8")
            && told(502).contains("no JSON object")
    );
}

#[tokio::test]
async fn what_http_refuses_is_a_problem_with_its_remedy() {
    let site = plain().await;
    let long = format!(r#"{{"id":"{}"}}"#, "x".repeat(1 << 20));
    for (path, kind, body, status, words) in [
        ("/api/v1/nothing", JSON, "{}", StatusCode::NOT_FOUND, "/api/v1/nothing"),
        ("/api/v1/rate", JSON, "{}", StatusCode::BAD_REQUEST, "entry_date is missing"),
        ("/api/v1/rate", JSON, "[1]", StatusCode::BAD_REQUEST, "no JSON object"),
        ("/api/v1/rate?known=soon", JSON, "{}", StatusCode::BAD_REQUEST, "known"),
        ("/api/v1/rate", JSON, &long, StatusCode::PAYLOAD_TOO_LARGE, "at most"),
        ("/api/v1/rate", "application/xml", "<a/>", StatusCode::UNSUPPORTED_MEDIA_TYPE, "application/xml"),
        ("/api/v1/rate", "text/plain", "{}", StatusCode::FORBIDDEN, "another site"),
    ] {
        let (got, content, text) = ask(&site, path, kind, body.to_string()).await;
        assert_eq!((got, content.as_str()), (status, "application/problem+json"), "{path} {kind}: {text}");
        let problem: serde_json::Value = serde_json::from_str(&text).unwrap();
        assert_eq!(problem["status"], status.as_u16());
        assert!(problem["detail"].as_str().unwrap().contains(words), "{text}");
        assert!(!problem["remedy"].as_str().unwrap().is_empty());
    }
}
