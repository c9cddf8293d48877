//! Tariff numbers as integers.

use cocket_base::ids::TariffNumber;

/// A number as an integer: its digits aligned to ten, and how many it has.
pub fn number_bits(number: TariffNumber) -> u64 {
    number.aligned() << 4 | number.len() as u64
}

/// The number of an integer.
pub fn number_of(bits: u64) -> Option<TariffNumber> {
    TariffNumber::from_aligned(bits >> 4, (bits & 15) as usize)
}
