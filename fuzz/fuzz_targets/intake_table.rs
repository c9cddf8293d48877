//! Any bytes as a seller's table: the first byte picks CSV, XLSX or XLS.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let Some((pick, rest)) = bytes.split_first() else { return };
    let name = ["invoice.csv", "invoice.xlsx", "packing.xls"][usize::from(*pick) % 3];
    let _ = cocket_intake::read_table_bytes(name, rest);
});
