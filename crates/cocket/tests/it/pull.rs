//! `tariff pull` against a server of our own on this machine.

use std::io::{BufRead, BufReader, Write};
use std::net::TcpListener;

use crate::desk::{Folder, Run};
use crate::schedules::export;

/// Serves one answer and runs the program against it.
fn pull(desk: &Folder, path: &str, answer: &[u8], further: &[&str]) -> Run {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://127.0.0.1:{}/{path}", listener.local_addr().unwrap().port());
    std::thread::scope(|scope| {
        scope.spawn(|| {
            let (mut stream, _) = listener.accept().unwrap();
            let mut reader = BufReader::new(stream.try_clone().unwrap());
            let mut line = String::new();
            while reader.read_line(&mut line).unwrap() > 2 {
                line.clear();
            }
            // A client that has seen enough may hang up.
            let _ = stream.write_all(answer);
        });
        desk.run(&[&["tariff", "pull", "--url", &url], further].concat())
    })
}

fn http(status: &str, length: usize, body: &str) -> Vec<u8> {
    format!("HTTP/1.1 {status}\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n{body}").into_bytes()
}

#[test]
fn an_export_is_fetched_and_kept() {
    let desk = Folder::new();
    let body = export("6%");
    let run = pull(&desk, "hts_2026_rev_9.json?from=0101", &http("200 OK", body.len(), &body), &[]);
    assert!(run.answered().starts_with("2026_rev_9: 3 lines"));
    let run = pull(&desk, "exportList", &http("200 OK", body.len(), &body), &["--revision", "2026_rev_5"]);
    assert!(run.answered().starts_with("2026_rev_5: "));
    let run = pull(&desk, "exportList", &http("200 OK", body.len(), &body), &[]);
    assert!(run.err.contains("newest revision in the table"), "{run:?}");
    assert_eq!(std::fs::read_dir(desk.path().join("data/tariff")).unwrap().count(), 3);
}

#[test]
fn what_is_no_export_is_refused_and_nothing_kept() {
    let desk = Folder::new();
    let name = "hts_2026_rev_9.json";
    pull(&desk, name, &http("404 Not Found", 4, "gone"), &[]).refused(1, &["404", "address"]);
    pull(&desk, name, &http("200 OK", 300 << 20, "["), &[]).refused(1, &["bytes", "no export"]);
    pull(&desk, name, &http("200 OK", 500, "[{\"htsno\""), &[]).refused(1, &["broke off"]);
    pull(&desk, name, &http("200 OK", 7, "garbage"), &[]).refused(2, &["no export of the schedule"]);
    pull(&desk, name, &http("200 OK", 2, "[]"), &[]).refused(2, &["no rows"]);
    pull(&desk, name, b"not http at all\r\n\r\n", &[]).refused(1, &["could not be fetched"]);
    assert!(!desk.path().join("data").exists());
}

#[test]
fn no_connection_and_plain_http_elsewhere_say_what_to_do() {
    let desk = Folder::new();
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let closed = format!("http://127.0.0.1:{port}/hts_2026_rev_9.json");
    desk.run(&["tariff", "pull", "--url", &closed])
        .refused(1, &["could not be fetched", "tariff import FILE"]);
    desk.run(&["tariff", "pull", "--url", "http://example.org/x"]).refused(2, &["https"]);
    desk.run(&["tariff", "pull", "--url", "nonsense"]).refused(2, &["https"]);
}
