//! The crates of the workspace, as cargo sees them.

use std::process::Command;

use anyhow::{Context, Result, bail};
use serde_json::Value;

/// What cargo knows of the workspace, with further arguments to `cargo metadata`.
pub fn metadata(args: &[&str]) -> Result<Value> {
    let output = Command::new("cargo")
        .args(["metadata", "--format-version", "1", "--locked"])
        .args(args)
        .current_dir(crate::root())
        .output()
        .context("cannot start cargo metadata")?;
    if !output.status.success() {
        bail!("cargo metadata: {}", String::from_utf8_lossy(&output.stderr));
    }
    serde_json::from_slice(&output.stdout).context("cargo metadata gave no JSON")
}

/// Names of the workspace's own packages, sorted.
pub fn members() -> Result<Vec<String>> {
    let metadata = metadata(&["--no-deps"])?;
    let packages = metadata["packages"].as_array().into_iter().flatten();
    let mut names: Vec<String> =
        packages.filter_map(|package| package["name"].as_str().map(String::from)).collect();
    names.sort();
    if names.is_empty() {
        bail!("cargo metadata names no package of the workspace");
    }
    Ok(names)
}
