//! What the tests stand on: the program in a clean environment, a folder that goes away, the official files.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};

use serde_json::Value;

use crate::official;

/// A folder of its own, removed at the end.
pub struct Folder(PathBuf);

impl Folder {
    pub fn new() -> Folder {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let name = format!("cocket-it-{}-{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
        let path = std::env::temp_dir().join(name);
        std::fs::create_dir_all(&path).unwrap();
        Folder(path)
    }

    pub fn path(&self) -> &Path {
        &self.0
    }

    /// Writes a file, folders in between included.
    pub fn put(&self, name: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
        let path = self.0.join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, bytes).unwrap();
        path
    }

    /// Runs the program with this folder's `data` as its data folder.
    pub fn run<A: AsRef<std::ffi::OsStr>>(&self, arguments: &[A]) -> Run {
        self.feed(arguments, b"")
    }

    /// The same with something on standard input.
    pub fn feed<A: AsRef<std::ffi::OsStr>>(&self, arguments: &[A], input: &[u8]) -> Run {
        let mut child = Command::new(env!("CARGO_BIN_EXE_cocket"))
            .env_clear()
            .env("COCKET_DATA", self.0.join("data"))
            .args(["--today", "2026-11-24"])
            .args(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut stdin = child.stdin.take().unwrap();
        let output = std::thread::scope(|scope| {
            // A program that ends without reading is no fault of the test.
            scope.spawn(move || drop(stdin.write_all(input)));
            child.wait_with_output().unwrap()
        });
        Run {
            status: output.status.code(),
            out: String::from_utf8(output.stdout).unwrap(),
            err: String::from_utf8(output.stderr).unwrap(),
        }
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        // What stays behind lies in the system's folder of temporary files.
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// What the program said and returned.
#[derive(Debug)]
pub struct Run {
    pub status: Option<i32>,
    pub out: String,
    pub err: String,
}

impl Run {
    /// Standard output of a run that answered.
    #[track_caller]
    pub fn answered(self) -> String {
        assert_eq!(self.status, Some(0), "{self:?}");
        self.out
    }

    /// Standard output of a run in whose input some lines were no questions: all is answered, and the command says how many.
    #[track_caller]
    pub fn partly(self, unread: &str) -> String {
        assert_eq!(self.status, Some(2), "{self:?}");
        assert!(self.err.contains(unread), "{self:?}");
        self.out
    }

    /// The same as JSON.
    #[track_caller]
    pub fn json(self) -> Value {
        serde_json::from_str(&self.answered()).unwrap()
    }

    /// The same as JSON Lines.
    #[track_caller]
    pub fn lines(self) -> Vec<Value> {
        self.answered().lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }

    /// Asserts a refusal: its status, nothing on standard output, few plain lines that hold these words.
    #[track_caller]
    pub fn refused(self, status: i32, words: &[&str]) {
        assert_eq!(self.status, Some(status), "{self:?}");
        assert!(self.err.lines().count() <= 12 && !self.err.contains("panicked"), "{}", self.err);
        for word in words {
            assert!(self.err.contains(word), "«{word}» is missing in: {}", self.err);
        }
    }
}

/// A part of the official files; `None`, entered as skipped, when there are none.
pub fn shared(inside: &str) -> Option<PathBuf> {
    official::part(inside)
}
