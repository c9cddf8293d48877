//! Megabytes a second of decoding and encoding, beside a copy of the same bytes.
//!
//! The message is one entry summary of 250 lines with forty records each. `cargo bench -p cocket-wire`.

use cocket_wire::json::Message;
use cocket_wire::{Limits, ae, decode, encode, structure};
use divan::counter::BytesCount;
use divan::{Bencher, black_box};

fn main() {
    divan::main();
}

const HEADER: &[&str] = &[
    "A2704EEEPASSWD071526     AE",
    "B  2704EEEAE",
    "10AEEE  50000032 2704REF000001   0111 X           707242608",
    "1112-34567890012-345678900               071326071226       CA",
    "20ABCD2704071226Y123SAMPLE VESSEL",
    "21012E",
    "22     120CTN",
    "23MABCDSHA012345678",
    "318B 999",
];
const TRAILER: &[&str] =
    &["89499       3464501       1250", "90     165000        4714", "Y  2704EEEAE", "Z2704EEE      071526"];

/// A line of forty records.
fn line(number: u32) -> Vec<String> {
    let mut line = vec![
        format!("40  {number:03} CNCN062826               45057035      1250    N"),
        "44COTTON T-SHIRTS, PRINTED, FOR CHILDREN, KNITTED, ASSORTED SIZES".into(),
        "47MCNSAMMAN123SHA".into(),
        "47S12-345678900".into(),
    ];
    line.extend((0..28).map(|at| format!("5099038{at:03}        18750          0")));
    line.push("506109100012     165000      10000        10000DOZ      120000KG".into());
    line.extend(
        ["53A570067001C    2500A        2500           0     62500NR12345678", "5408CN", "5407Y  CNN    CN"]
            .map(String::from),
    );
    line.extend(
        ["62499    3464", "62501    1250", "SE6201FSHNG INFOVESSEL NAME", "SE63ABC"].map(String::from),
    );
    assert_eq!(line.len(), 40);
    line
}

fn message(lines: u32) -> Vec<u8> {
    let body: Vec<String> = (1..=lines).flat_map(line).collect();
    let all = HEADER.iter().copied().chain(body.iter().map(String::as_str)).chain(TRAILER.iter().copied());
    let bytes = all.map(|line| format!("{line:<80}\n")).collect::<String>().into_bytes();
    assert_eq!(decode(&bytes, &Limits::default()).findings, []);
    bytes
}

const LINES: &[u32] = &[1, 250];

#[divan::bench(args = LINES)]
fn copy(bencher: Bencher<'_, '_>, lines: u32) {
    let bytes = message(lines);
    bencher.counter(BytesCount::of_slice(&bytes)).bench_local(|| black_box(&bytes).clone());
}

#[divan::bench(args = LINES)]
fn decode_records(bencher: Bencher<'_, '_>, lines: u32) {
    let (bytes, limits) = (message(lines), Limits::default());
    bencher.counter(BytesCount::of_slice(&bytes)).bench_local(|| decode(black_box(&bytes), &limits));
}

#[divan::bench(args = LINES)]
fn encode_records(bencher: Bencher<'_, '_>, lines: u32) {
    let bytes = message(lines);
    let records = decode(&bytes, &Limits::default()).records;
    bencher.counter(BytesCount::of_slice(&bytes)).bench_local(|| encode(black_box(&records)));
}

#[divan::bench(args = LINES)]
fn nest(bencher: Bencher<'_, '_>, lines: u32) {
    let bytes = message(lines);
    let records = decode(&bytes, &Limits::default()).records;
    bencher.counter(BytesCount::of_slice(&bytes)).bench_local(|| structure::parse(black_box(&records)));
}

#[divan::bench(args = LINES)]
fn read_summary(bencher: Bencher<'_, '_>, lines: u32) {
    let bytes = message(lines);
    let records = decode(&bytes, &Limits::default()).records;
    bencher.counter(BytesCount::of_slice(&bytes)).bench_local(|| ae::decode_summary(black_box(&records)));
}

#[divan::bench(args = LINES)]
fn to_json_and_back(bencher: Bencher<'_, '_>, lines: u32) {
    let (bytes, limits) = (message(lines), Limits::default());
    let decoded = decode(&bytes, &limits);
    bencher
        .counter(BytesCount::of_slice(&bytes))
        .bench_local(|| Message::of(black_box(&decoded), &limits).records());
}
