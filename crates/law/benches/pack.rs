//! How long the law takes to read and to ask.

use cocket_law::Pack;

fn main() {
    // The starter pack is read once a process; here anew, with an empty operator's folder over it.
    let _ = Pack::starter();
    divan::main();
}

#[divan::bench]
fn read_a_pack() -> Pack {
    Pack::load([]).expect("the starter pack is sound")
}

#[divan::bench]
fn find_a_country() -> bool {
    Pack::starter().countries().find(divan::black_box("Made in P.R. China")).is_some()
}

#[divan::bench]
fn fee_of_a_day() -> bool {
    let day = divan::black_box(cocket_base::civil::date(2026, 6, 16));
    Pack::starter().mpf(day, day).is_ok()
}
