//! The help is part of the product: a change of it is seen in review. To write it anew: `COCKET_BLESS=1 cargo test`.

use std::path::Path;

use crate::desk::Folder;

const COMMANDS: &[&[&str]] = &[
    &[],
    &["entry"],
    &["entry", "prepare"],
    &["entry", "mapping"],
    &["rate"],
    &["ids"],
    &["clocks"],
    &["fees"],
    &["bond"],
    &["penalty"],
    &["interest"],
    &["wire"],
    &["wire", "decode"],
    &["wire", "encode"],
    &["tariff"],
    &["tariff", "import"],
    &["tariff", "pull"],
    &["tariff", "show"],
    &["tariff", "search"],
    &["tariff", "diff"],
    &["tariff", "list"],
    &["tariff", "compile"],
    &["law", "check"],
    &["law", "diff"],
    &["measures", "lint"],
    &["completions"],
    &["man"],
];

#[test]
fn the_help_is_as_it_was_looked_through() {
    let desk = Folder::new();
    let mut all = String::new();
    for command in COMMANDS {
        let mut arguments = command.to_vec();
        arguments.push("--help");
        let help = desk.run(&arguments).answered();
        let trimmed: Vec<&str> = help.lines().map(str::trim_end).collect();
        all.push_str(&format!("==== cocket {}\n{}\n\n", arguments.join(" "), trimmed.join("\n")));
    }
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/help.txt");
    if std::env::var_os("COCKET_BLESS").is_some() {
        std::fs::write(&path, &all).unwrap();
    }
    let looked_through = std::fs::read_to_string(&path).unwrap_or_default();
    let differs = all.lines().zip(looked_through.lines()).find(|(now, then)| now != then);
    assert!(all == looked_through, "the help changed, first here: {differs:?}; COCKET_BLESS=1 takes it over");
}

#[test]
fn short_help_version_completions_and_pages_are_there() {
    let desk = Folder::new();
    assert!(desk.run(&["--version"]).answered().starts_with("cocket "));
    assert!(desk.run(&["-h"]).answered().lines().count() < 40);
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        assert!(desk.run(&["completions", shell]).answered().contains("prepare"), "{shell}");
    }
    assert!(desk.run(&["man"]).answered().contains(".TH cocket"));
    assert!(desk.run(&["man", "tariff", "import"]).answered().contains("effective"));
    desk.run(&["man", "tarif"]).refused(2, &["tarif"]);
    assert!(!desk.path().join("data").exists(), "nothing was written, so no data folder is made");
}

#[test]
fn wrong_arguments_are_status_2() {
    let desk = Folder::new();
    for wrong in [
        &["entry"][..],
        &["rate", "--threads", "0"],
        &["clocks", "--known", "yesterday"],
        &["tariff", "show", "84x"],
        &["tariff", "show", "8471.30.01", "--value", "5"],
        &["nonsense"],
    ] {
        let run = desk.run(wrong);
        assert_eq!(run.status, Some(2), "{wrong:?}: {run:?}");
        assert!(!run.err.is_empty() && !run.err.contains("panicked"));
    }
}
