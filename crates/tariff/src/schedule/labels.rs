//! Our own short names of chapters and headings, from `data/tariff/labels.csv`: what a person sees while the official
//! descriptions have not been imported.

use std::sync::OnceLock;

use cocket_base::ids::TariffNumber;

static TABLE: &str = include_str!("../../../../data/tariff/labels.csv");

/// The label of a chapter (2 digits) or heading (4 digits).
pub fn of(number: &TariffNumber) -> Option<&'static str> {
    let at = table().binary_search_by(|(other, _)| other.cmp(number)).ok()?;
    table().get(at).map(|(_, label)| label.as_str())
}

/// All labels in the order of numbers.
pub fn all() -> impl Iterator<Item = (TariffNumber, &'static str)> {
    table().iter().map(|(number, label)| (*number, label.as_str()))
}

fn table() -> &'static [(TariffNumber, String)] {
    static ROWS: OnceLock<Vec<(TariffNumber, String)>> = OnceLock::new();
    ROWS.get_or_init(|| {
        let mut reader = csv::Reader::from_reader(TABLE.as_bytes());
        let cells =
            |record: csv::StringRecord| Some((record.get(0)?.parse().ok()?, record.get(1)?.to_string()));
        let mut rows: Vec<_> = reader.records().filter_map(Result::ok).filter_map(cells).collect();
        rows.sort_unstable_by_key(|(number, _)| *number);
        rows
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_of_the_table_is_a_label() {
        assert_eq!(table().len(), TABLE.lines().count() - 1);
        assert!(table().windows(2).all(|pair| pair[0].0 < pair[1].0));
        assert!(all().all(|(number, label)| number.len() <= 4 && !label.is_empty()));
        assert!(of(&"8518".parse().unwrap()).is_some());
        assert_eq!(of(&"851821".parse().unwrap()), None);
    }
}
