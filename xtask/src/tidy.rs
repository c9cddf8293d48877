//! The house rules that a machine can check. Each finding names file and line and says what to do.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

/// Longest source file; past it, split by idea.
const LONGEST: usize = 600;

/// Crates whose code may hold no binary floating point.
const EXACT: &[&str] = &[
    "base",
    "law",
    "tariff",
    "batch",
    "rules",
    "intake",
    "filing",
    "entry",
    "wire",
    "store",
    "customhouse",
    "desk",
];

/// Where the binary numbers of a workbook come in and become decimals.
const FLOAT_BORDER: &str = "crates/intake/src/workbook/spreadsheet.rs";

pub fn run() -> Result<()> {
    let root = crate::root();
    let mut faults = Vec::new();
    for path in tracked_kinds(&root, &["rs", "md", "toml", "html", "css", "typ", "csv", "tsv"])? {
        let shown = path.strip_prefix(&root).unwrap_or(&path).display().to_string();
        let text = fs::read_to_string(&path).with_context(|| format!("cannot read {shown}"))?;
        faults.extend(anywhere(&shown, &text));
        if shown.ends_with(".rs") {
            faults.extend(rust(&shown, &text));
        }
    }
    faults.extend(crate_readmes(&root)?);
    if !faults.is_empty() {
        bail!("{} house rules broken:\n{}", faults.len(), faults.join("\n"));
    }
    Ok(())
}

/// Rules for every text file: no leftovers, no paths of one machine.
fn anywhere(shown: &str, text: &str) -> Vec<String> {
    let markers = [concat!("TO", "DO"), concat!("FIX", "ME"), concat!("XX", "X ")];
    let homes = [concat!("/ro", "ot/"), concat!("/ho", "me/"), concat!("/wo", "rk/")];
    let mut faults = Vec::new();
    for (number, line) in (1..).zip(text.lines()) {
        if let Some(marker) = markers.iter().find(|marker| line.contains(**marker)) {
            faults.push(format!("{shown}:{number}: «{}»: do it, or say in the docs why not", marker.trim()));
        }
        if let Some(home) = homes.iter().find(|home| line.contains(**home)) {
            faults.push(format!("{shown}:{number}: «{home}…» is a path of one machine; make it relative"));
        }
    }
    faults
}

/// Rules for Rust sources.
fn rust(shown: &str, text: &str) -> Vec<String> {
    let mut faults = Vec::new();
    let lines = text.lines().count();
    if lines > LONGEST {
        faults.push(format!("{shown}: {lines} lines; past {LONGEST} split it by idea"));
    }
    let in_tests = shown.contains("/tests/") || shown.contains("/benches/") || shown.contains("fuzz/");
    if !in_tests && !text.trim_start().starts_with("//!") {
        faults.push(format!("{shown}: a module starts with a `//!` header that says what it is for"));
    }
    let exact = EXACT.iter().any(|name| shown.starts_with(&format!("crates/{name}/src/")));
    let code = text.split("#[cfg(test)]").next().unwrap_or_default();
    for (number, line) in (1..).zip(code.lines()) {
        let line = line.split("//").next().unwrap_or_default();
        let binary = line.contains("f64") || line.contains("f32");
        if exact && binary && shown != FLOAT_BORDER {
            faults.push(format!("{shown}:{number}: binary floating point; use Decimal, Cents or Dollars"));
        }
    }
    faults
}

/// Every crate has a README that says what it is for.
fn crate_readmes(root: &Path) -> Result<Vec<String>> {
    let mut faults = Vec::new();
    for entry in fs::read_dir(root.join("crates")).context("cannot list crates")? {
        let folder = entry?.path();
        let readme = fs::read_to_string(folder.join("README.md")).unwrap_or_default();
        if readme.lines().count() < 5 {
            faults.push(format!(
                "{}: wants a README.md of about ten lines",
                folder.strip_prefix(root).unwrap_or(&folder).display()
            ));
        }
    }
    Ok(faults)
}

/// Files of these kinds under the root, leaving out what is built.
fn tracked_kinds(root: &Path, kinds: &[&str]) -> Result<Vec<PathBuf>> {
    let skip = ["target", "node_modules", "dist", "corpus", "artifacts"];
    let (mut folders, mut files) = (vec![root.to_path_buf()], Vec::new());
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).with_context(|| format!("cannot list {}", folder.display()))? {
            let path = entry?.path();
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            if path.is_dir() && !name.starts_with('.') && !skip.contains(&name.as_str()) {
                folders.push(path);
            } else if path.extension().is_some_and(|kind| kinds.iter().any(|k| kind == *k)) {
                files.push(path);
            }
        }
    }
    files.sort();
    Ok(files)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn floats_markers_and_missing_headers_are_found() {
        let text = concat!("fn rate() -> f", "64 { 0.1 } // TO", "DO\n");
        let faults = [rust("crates/rules/src/x.rs", text), anywhere("x.rs", text)].concat().join("\n");
        assert!(
            faults.contains("floating point") && faults.contains("header") && faults.contains("do it"),
            "{faults}"
        );
    }

    #[test]
    fn tests_may_use_floats() {
        assert!(
            rust("crates/rules/src/x.rs", concat!("//! x\n#[cfg(test)]\nmod t { const A: f", "64 = 0.1; }"))
                .is_empty()
        );
    }
}
