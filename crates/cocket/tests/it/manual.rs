//! `docs/commands.md` shows real output: every example is run and compared. To write it anew: `COCKET_BLESS=1 cargo test`.

use std::path::{Path, PathBuf};

use crate::desk::Folder;

const OPEN: &str = "```console\n$ ";
const CUT: &str = "…";

#[test]
fn the_examples_of_the_manual_are_real() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let manual = root.join("docs/commands.md");
    let text = std::fs::read_to_string(&manual).unwrap();
    let desk = Folder::new();
    let mut pieces = text.split(OPEN);
    let mut written = pieces.next().unwrap().to_string();
    let mut examples = 0;
    for piece in pieces {
        let (example, rest) = piece.split_once("\n```\n").unwrap();
        let (command, shown) = example.split_once('\n').unwrap_or((example, ""));
        let said = run(&desk, &root, command);
        written.push_str(&format!("{OPEN}{command}\n{}```\n{rest}", cut(&said, shown)));
        examples += 1;
    }
    if std::env::var_os("COCKET_BLESS").is_some() {
        std::fs::write(&manual, &written).unwrap();
    }
    let now = std::fs::read_to_string(&manual).unwrap();
    let differs = written.lines().zip(now.lines()).find(|(real, manual)| real != manual);
    assert!(
        written == now,
        "the manual differs, first (real, manual): {differs:?}; COCKET_BLESS=1 takes it over"
    );
    assert!(examples > 10, "only {examples} examples were found");
}

/// What was said, cut where the manual cuts it: after as many lines as it shows, or but for the paper list at the end.
fn cut(said: &str, shown: &str) -> String {
    let said: Vec<&str> = said.lines().map(str::trim_end).collect();
    let shown: Vec<&str> = shown.lines().collect();
    let kept = match shown.iter().position(|line| *line == CUT) {
        None => said,
        // A cut at the top shows the end.
        Some(0) => {
            let last = shown.len().saturating_sub(1).max(8);
            [&[CUT][..], &said[said.len().saturating_sub(last)..]].concat()
        }
        Some(at) => [&said[..at.min(said.len())], &[CUT]].concat(),
    };
    kept.into_iter().map(|line| format!("{line}\n")).collect()
}

/// Runs `cocket …` or `echo '…' | cocket …`. Paths of the examples begin at the repository; what they write goes elsewhere.
fn run(desk: &Folder, root: &Path, command: &str) -> String {
    let (input, command) = match command.strip_prefix("echo '").and_then(|rest| rest.split_once("' | ")) {
        Some((input, command)) => (format!("{input}\n"), command),
        None => (String::new(), command),
    };
    let words = command.strip_prefix("cocket ").unwrap_or_else(|| panic!("«{command}» is no example"));
    let place = |word: &str| -> PathBuf {
        match word {
            "filed" => desk.path().join("filed"),
            word if word.starts_with("docs/") => root.join(word),
            word => PathBuf::from(word),
        }
    };
    let arguments: Vec<PathBuf> = words.split(' ').map(place).collect();
    let said = desk.feed(&arguments, input.as_bytes()).answered();
    said.replace(&desk.path().join("filed").display().to_string(), "filed")
}
