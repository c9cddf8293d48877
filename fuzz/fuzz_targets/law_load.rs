//! Any text as a table of law: the first byte picks its name.

#![no_main]

use cocket_law::Pack;

const NAMES: &[&str] = &[
    "limits.csv",
    "clocks.csv",
    "holidays.csv",
    "closures.csv",
    "countries.csv",
    "mpf.csv",
    "codes/x.csv",
    "pack.toml",
];

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let Some((pick, rest)) = bytes.split_first() else { return };
    let text = String::from_utf8_lossy(rest);
    if let Err(findings) = Pack::load([(NAMES[usize::from(*pick) % NAMES.len()], &*text)]) {
        assert!(findings.iter().all(|finding| finding.place.file.is_some()));
    }
});
