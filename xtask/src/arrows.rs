//! The arrow table: which crate may know which. ARCHITECTURE.md shows the same table in words.

use std::collections::BTreeMap;

use anyhow::{Result, bail};
use serde_json::Value;

use crate::workspace;

/// Crate, then the crates of ours it may depend on.
const MAY_KNOW: &[(&str, &[&str])] = &[
    ("shape", &[]),
    ("base", &["shape"]),
    ("law", &["base"]),
    ("tariff", &["base", "law"]),
    ("batch", &["base", "law", "tariff"]),
    ("rules", &["base", "law", "tariff"]),
    ("intake", &["base", "law"]),
    ("filing", &["base", "law", "tariff", "rules"]),
    ("entry", &["base", "law", "tariff", "rules", "intake", "filing"]),
    ("wire", &["base", "filing"]),
    ("documents", &["base", "filing"]),
    ("store", &["base"]),
    ("customhouse", &["base", "law", "filing", "wire"]),
    ("desk", &["base", "law", "tariff", "rules", "intake", "filing", "entry", "wire", "store"]),
    ("web", &["base", "desk"]),
];

/// Pure crates may not reach any of these, however indirectly.
const PURE: &[&str] =
    &["shape", "base", "law", "tariff", "batch", "rules", "intake", "filing", "entry", "wire", "documents"];
const SHELL_ONLY: &[&str] = &["tokio", "axum", "sqlx", "hyper", "ureq", "mio"];

pub fn run() -> Result<()> {
    let metadata = workspace::metadata(&[])?;
    let faults = faults(&graph(&metadata));
    if !faults.is_empty() {
        bail!("{}", faults.join("\n"));
    }
    Ok(())
}

/// Normal (not test, not build) dependencies of every package, by name.
fn graph(metadata: &Value) -> BTreeMap<String, Vec<String>> {
    let mut names = BTreeMap::new();
    for package in metadata["packages"].as_array().into_iter().flatten() {
        names.insert(text(&package["id"]), text(&package["name"]));
    }
    let mut graph = BTreeMap::new();
    for node in metadata["resolve"]["nodes"].as_array().into_iter().flatten() {
        let normal = |dep: &&Value| {
            dep["dep_kinds"].as_array().is_some_and(|kinds| kinds.iter().any(|k| k["kind"].is_null()))
        };
        let deps = node["deps"].as_array().into_iter().flatten().filter(normal);
        let deps = deps.filter_map(|dep| names.get(&text(&dep["pkg"])).cloned()).collect();
        if let Some(name) = names.get(&text(&node["id"])) {
            graph.entry(name.clone()).or_insert_with(Vec::new).extend::<Vec<String>>(deps);
        }
    }
    graph
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_string()
}

fn faults(graph: &BTreeMap<String, Vec<String>>) -> Vec<String> {
    let mut faults = Vec::new();
    for (name, may_know) in MAY_KNOW {
        let Some(deps) = graph.get(&format!("cocket-{name}")) else {
            faults.push(format!("the arrow table names cocket-{name}, which the workspace lacks"));
            continue;
        };
        for dep in deps.iter().filter_map(|dep| dep.strip_prefix("cocket-")) {
            if !may_know.contains(&dep) {
                faults.push(format!(
                    "cocket-{name} may not know cocket-{dep}; move the code or change the table with a reason"
                ));
            }
        }
    }
    for name in graph.keys().filter_map(|name| name.strip_prefix("cocket-")) {
        if !MAY_KNOW.iter().any(|(known, _)| *known == name) {
            faults.push(format!("cocket-{name} is missing from the arrow table in xtask/src/arrows.rs"));
        }
    }
    for name in PURE {
        for reached in reachable(graph, &format!("cocket-{name}")) {
            if SHELL_ONLY.contains(&reached.as_str()) {
                faults.push(format!("cocket-{name} is pure but reaches {reached}"));
            }
        }
    }
    faults
}

fn reachable(graph: &BTreeMap<String, Vec<String>>, start: &str) -> Vec<String> {
    let mut seen = vec![start.to_string()];
    let mut at = 0;
    while at < seen.len() {
        for next in graph.get(&seen[at]).cloned().unwrap_or_default() {
            if !seen.contains(&next) {
                seen.push(next);
            }
        }
        at += 1;
    }
    seen
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sound() -> BTreeMap<String, Vec<String>> {
        MAY_KNOW
            .iter()
            .map(|(name, deps)| {
                (format!("cocket-{name}"), deps.iter().map(|d| format!("cocket-{d}")).collect())
            })
            .collect()
    }

    #[test]
    fn the_table_itself_is_sound() {
        assert_eq!(faults(&sound()), Vec::<String>::new());
    }

    #[test]
    fn an_arrow_upwards_and_an_impure_core_are_faults() {
        let mut graph = sound();
        graph.entry("cocket-base".into()).or_default().push("cocket-web".into());
        graph.insert("some-client".into(), vec!["tokio".into()]);
        graph.entry("cocket-wire".into()).or_default().push("some-client".into());
        let faults = faults(&graph).join("\n");
        assert!(faults.contains("cocket-base may not know cocket-web"), "{faults}");
        assert!(faults.contains("cocket-wire is pure but reaches tokio"), "{faults}");
    }
}
