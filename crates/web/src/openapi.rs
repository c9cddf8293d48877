//! The description of the HTTP faces, made from the table of engines.

use axum::Json;
use axum::response::{IntoResponse, Response};
use cocket_desk::{ENGINES, Engine};
use serde_json::{Map, Value, json};

/// `GET /api/v1/openapi.json`
pub async fn openapi() -> Response {
    Json(description()).into_response()
}

/// OpenAPI 3.1 of every engine.
pub fn description() -> Value {
    let mut paths = Map::new();
    let mixed = format!(
        r#"{{"room":"clocks",{}"#,
        Engine::named("clocks").map_or("}", |one| one.example).trim_start_matches('{')
    );
    let doors = ENGINES.iter().map(|engine| (engine.name, engine.title, engine.example));
    let all = ("ask", "questions of every engine, each naming its own as room", mixed.as_str());
    for (name, title, example_line) in doors.chain([all]) {
        // The examples are ours and read; one that did not would only leave its example out.
        let example: Value = serde_json::from_str(example_line).unwrap_or_default();
        let object = json!({ "schema": { "type": "object" }, "example": example });
        let lines = json!({ "schema": { "type": "string" }, "example": format!("{example_line}\n") });
        let problem = |what: &str| {
            json!({
                "description": what,
                "content": { "application/problem+json": { "schema": { "$ref": "#/components/schemas/Problem" } } },
            })
        };
        let operation = json!({
            "operationId": name,
            "summary": title,
            "description": "One JSON object gets one answer. JSON Lines get an answer a line, in order; a line that is \
                no question gets an answer whose outcome is `invalid`.",
            "parameters": [{
                "name": "known",
                "in": "query",
                "description": "Count only what was known of the law on this day.",
                "schema": { "type": "string", "format": "date" },
            }],
            "requestBody": {
                "required": true,
                "content": { "application/json": object, "application/x-ndjson": lines },
            },
            "responses": {
                "200": {
                    "description": "The answer, or an answer a line.",
                    "content": {
                        "application/json": { "schema": { "type": "object" } },
                        "application/x-ndjson": { "schema": { "type": "string" } },
                    },
                },
                "400": problem("The body is no question of this engine."),
                "403": problem("The person may not ask, or another site's page asked."),
                "413": problem("The question is too long."),
                "415": problem("The body is neither JSON nor JSON Lines."),
            },
        });
        paths.insert(format!("/api/v1/{name}"), json!({ "post": operation }));
    }
    let found = |what: &str| json!({ "200": { "description": what, "content": { "application/json": { "schema": { "type": "object" } } } } });
    let named = |place: &str, name: &str, what: &str| json!([{ "name": name, "in": place, "required": true, "description": what, "schema": { "type": "string" } }]);
    paths.insert(
        "/api/v1/find".into(),
        json!({ "get": {
            "operationId": "find",
            "summary": "what can be asked and looked up, by words",
            "parameters": named("query", "q", "Words, in any order."),
            "responses": found("The question that fits best, filled, with its fields; further questions, facts and codes."),
        } }),
    );
    paths.insert(
        "/api/v1/example/{name}".into(),
        json!({ "get": {
            "operationId": "example",
            "summary": "filled questions of a kind, a deadline or an engine",
            "parameters": named("path", "name", "Kind of question, deadline by name or id, or engine."),
            "responses": found("Each question with what its fields mean and may be."),
        } }),
    );
    json!({
        "openapi": "3.1.0",
        "info": { "title": "Cocket", "version": env!("CARGO_PKG_VERSION"), "license": { "name": "MIT OR Apache-2.0" } },
        "paths": paths,
        "components": { "schemas": { "Problem": problem_schema() } },
    })
}

/// RFC 9457, with what to do.
fn problem_schema() -> Value {
    let text = |what: &str| json!({ "type": "string", "description": what });
    json!({
        "type": "object",
        "required": ["title", "status", "detail", "remedy"],
        "properties": {
            "type": text("Always about:blank: the status says the kind."),
            "title": text("What happened."),
            "status": { "type": "integer" },
            "detail": text("The particulars."),
            "remedy": text("What to do."),
        },
    })
}
