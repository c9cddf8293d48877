//! Misprints of the official rate texts whose meaning another release shows. The rows are in
//! `data/tariff/print_errors.csv`; the printed text stays in the schedule.

use std::borrow::Cow;
use std::sync::OnceLock;

use crate::rate::{RateError, RateExpr, Special};

static TABLE: &str = include_str!("../../../../data/tariff/print_errors.csv");

/// The text to read for a printed one.
pub(crate) fn read_as(printed: &str) -> Cow<'_, str> {
    match table().iter().find(|(wrong, _)| wrong == printed) {
        Some((_, right)) => Cow::Borrowed(right),
        None => Cow::Borrowed(printed),
    }
}

pub(crate) fn rate(printed: &str) -> Result<RateExpr, RateError> {
    RateExpr::parse(&read_as(printed))
}

pub(crate) fn special(printed: &str) -> Result<Special, RateError> {
    Special::parse(&read_as(printed))
}

fn table() -> &'static [(String, String)] {
    static ROWS: OnceLock<Vec<(String, String)>> = OnceLock::new();
    ROWS.get_or_init(|| {
        let mut reader = csv::Reader::from_reader(TABLE.as_bytes());
        let cells =
            |record: csv::StringRecord| Some((record.get(0)?.to_string(), record.get(1)?.to_string()));
        reader.records().filter_map(Result::ok).filter_map(cells).collect()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_misprint_is_refused_as_printed_and_reads_as_corrected() {
        assert_eq!(table().len(), TABLE.lines().count() - 1);
        for (printed, read) in table() {
            assert!(RateExpr::parse(printed).is_err(), "{printed} needs no correction");
            assert!(RateExpr::parse(read).is_ok(), "{read}");
        }
        assert_eq!(rate("37% /").unwrap().to_string(), "37%");
    }
}
