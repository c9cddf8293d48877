//! Which headings have a rate on a day.

use cocket_base::{Date, Trust};
use cocket_tariff::measure::AsOf;
use cocket_tariff::measure::model::{DateKind, Pack, RateRow};

use super::set;
use crate::rows::COLUMNS;

/// For each column the headings that have a rate on a day, as rows of words; a rate by another date than that of entry may
/// hold whenever the line gives that date. Bans stand in all three columns.
pub fn rows(pack: &Pack, date: Date, known: Option<Date>, words: usize) -> [Vec<u64>; 3] {
    let as_of = AsOf { day: date, known };
    COLUMNS.map(|column| {
        let mut row = vec![0u64; words];
        for (bit, heading) in pack.headings.iter().enumerate().filter(|(_, h)| as_of.knows(h.known)) {
            let own = |rate: &&RateRow| rate.columns.contains(&column) && as_of.knows(rate.known);
            let holds = |rate: &RateRow| rate.by != DateKind::Entry || rate.window.holds(date);
            if heading.rates.iter().filter(own).any(holds) {
                set(&mut row, bit);
            }
        }
        for (at, ban) in pack.bans.iter().enumerate() {
            if ban.cite.trust > Trust::K && ban.window.holds(date) && as_of.knows(ban.known) {
                set(&mut row, pack.headings.len() + at);
            }
        }
        row
    })
}
