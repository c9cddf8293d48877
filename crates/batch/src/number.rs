//! Tariff numbers as integers, and as the keys they are found by.

use cocket_base::ids::TariffNumber;

/// Last part of the key of an eight-digit number itself; the next one is that of the rest under it.
pub const EXACT_EIGHT: u64 = 254;

/// A number as an integer: its digits aligned to ten, and how many it has.
pub fn number_bits(number: TariffNumber) -> u64 {
    number.aligned() << 4 | number.len() as u64
}

/// The number of an integer.
pub fn number_of(bits: u64) -> Option<TariffNumber> {
    let digits = format!("{:010}", bits >> 4);
    digits.get(..(bits & 15) as usize)?.parse().ok()
}

/// Where a number stands in the file: its first four digits above, the rest and its form below.
pub fn number_key(bits: u64) -> u64 {
    let digits = bits >> 4;
    let form = if bits & 15 == 10 { digits % 100 } else { EXACT_EIGHT };
    (digits / 1_000_000) << 32 | (digits / 100 % 10_000) << 8 | form
}

/// The key of the rest under a number's eight digits.
pub fn rest_key(bits: u64) -> u64 {
    number_key(bits) & !0xff | (EXACT_EIGHT + 1)
}
