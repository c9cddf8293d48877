//! The commands of the office: the demo's walk, and a file opened and answered without the pages.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Command, Output, Stdio};

fn cocket(data: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_cocket")).arg("--data").arg(data).args(arguments).output().unwrap()
}

fn scratch(name: &str) -> std::path::PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("office-{name}"));
    let _ = std::fs::remove_dir_all(&folder);
    folder
}

#[test]
fn the_demo_is_refused_once_and_accepted() {
    let data = scratch("demo");
    let output = cocket(&data, &["demo", "--once"]);
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    for part in [
        "MISSING_ORIGIN",
        "REFUSED by CBP (simulated): 145",
        "ACCEPTED by CBP (simulated)",
        "the chain is sound",
    ] {
        assert!(text.contains(part), "{part} is missing in:\n{text}");
    }
    assert!(!data.exists(), "the demo writes nothing into the data folder");
}

#[test]
fn a_file_is_opened_answered_and_listed() {
    let data = scratch("file");
    let packet = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../data/demo");
    let opened = cocket(&data, &["file", "open", packet.to_str().unwrap()]);
    let text = String::from_utf8(opened.stdout).unwrap();
    assert!(text.starts_with("F-ZZ9-0009101-0\n") && text.contains("MISSING_ORIGIN"), "{text}");
    let again = cocket(&data, &["file", "open", packet.to_str().unwrap()]);
    assert!(!again.status.success());
    assert!(String::from_utf8_lossy(&again.stderr).contains("an entry number is used once"));
    let answers = packet.join("answers.json");
    let answered = cocket(&data, &["file", "answer", "F-ZZ9-0009101-0", answers.to_str().unwrap()]);
    assert!(answered.status.success(), "{}", String::from_utf8_lossy(&answered.stderr));
    let listed = cocket(&data, &["file", "list"]);
    let text = String::from_utf8(listed.stdout).unwrap();
    assert!(text.contains("F-ZZ9-0009101-0\t") && text.contains("Fernbrook"), "{text}");
    let _ = std::fs::remove_dir_all(&data);
}

#[test]
fn the_desk_is_served_to_this_machine_alone() {
    let refused = cocket(&scratch("serve"), &["serve", "--listen", "0.0.0.0:0"]);
    assert_eq!(refused.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&refused.stderr).contains("use 127.0.0.1"));
}

#[test]
#[cfg(unix)]
fn the_desk_ends_in_good_order_when_the_system_ends_it() {
    let data = scratch("served");
    let mut served = Command::new(env!("CARGO_BIN_EXE_cocket"))
        .arg("--data")
        .arg(&data)
        .args(["serve", "--listen", "127.0.0.1:0"])
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut said = BufReader::new(served.stdout.take().unwrap()).lines().map_while(Result::ok);
    assert!(said.any(|line| line.starts_with("http://127.0.0.1:")), "the desk says where it is");
    assert!(Command::new("kill").arg(served.id().to_string()).status().unwrap().success());
    assert!(served.wait().unwrap().success(), "ended by the signal without closing its journal");
}
