//! What the tests and the demo need beyond Rust: installed as root through apt, else named.

use std::path::Path;
use std::process::Command;

use anyhow::{Result, bail};

use crate::steps::call;

/// A Debian package and how to tell that it is there.
struct Tool {
    package: &'static str,
    why: &'static str,
    found: fn() -> bool,
}

const TOOLS: &[Tool] = &[
    Tool { package: "gcc", why: "builds SQLite", found: || on_path("cc") },
    Tool { package: "postgresql", why: "the store's tests run on both databases", found: postgres },
    Tool {
        package: "chromium",
        why: "the pages' tests run in a real browser",
        found: || on_path("chromium"),
    },
    Tool { package: "chromium-driver", why: "drives the browser", found: || on_path("chromedriver") },
    Tool {
        package: "poppler-utils",
        why: "reads the forms back in the tests",
        found: || on_path("pdftotext"),
    },
];

pub fn run() -> Result<()> {
    let missing: Vec<&Tool> = TOOLS.iter().filter(|tool| !(tool.found)()).collect();
    if missing.is_empty() {
        eprintln!("everything is there");
        return Ok(());
    }
    for tool in &missing {
        eprintln!("missing: {} ({})", tool.package, tool.why);
    }
    let packages: Vec<&str> = missing.iter().map(|tool| tool.package).collect();
    if !is_root() || !on_path("apt-get") {
        bail!("install them, then start again: sudo apt-get install {}", packages.join(" "));
    }
    call(Command::new("apt-get").arg("update").arg("--quiet=2"))?;
    let quiet = ["install", "--yes", "--quiet=2", "--no-install-recommends"];
    call(Command::new("apt-get").env("DEBIAN_FRONTEND", "noninteractive").args(quiet).args(packages))
}

fn on_path(program: &str) -> bool {
    std::env::var_os("PATH")
        .is_some_and(|path| std::env::split_paths(&path).any(|folder| folder.join(program).is_file()))
}

/// Debian keeps the server's programs in a folder per version, off the path.
fn postgres() -> bool {
    let versions = std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    on_path("initdb") || versions.into_iter().any(|version| version.path().join("bin/initdb").is_file())
}

fn is_root() -> bool {
    use std::os::unix::fs::MetadataExt;
    std::fs::metadata(Path::new("/proc/self")).is_ok_and(|process| process.uid() == 0)
}
