//! The description of the HTTP faces, made from the table of engines.

use axum::Json;
use axum::response::{IntoResponse, Response};
use cocket_desk::ENGINES;
use serde_json::{Map, Value, json};

/// `GET /api/v1/openapi.json`
pub async fn openapi() -> Response {
    Json(description()).into_response()
}

/// OpenAPI 3.1 of every engine.
pub fn description() -> Value {
    let mut paths = Map::new();
    for engine in ENGINES {
        // The examples are ours and read; one that did not would only leave its example out.
        let example: Value = serde_json::from_str(engine.example).unwrap_or_default();
        let object = json!({ "schema": { "type": "object" }, "example": example });
        let lines = json!({ "schema": { "type": "string" }, "example": format!("{}\n", engine.example) });
        let problem = |what: &str| {
            json!({
                "description": what,
                "content": { "application/problem+json": { "schema": { "$ref": "#/components/schemas/Problem" } } },
            })
        };
        let operation = json!({
            "operationId": engine.name,
            "summary": engine.title,
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
        paths.insert(format!("/api/v1/{}", engine.name), json!({ "post": operation }));
    }
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
