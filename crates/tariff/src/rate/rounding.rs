//! How quantities are rounded for duty: 19 CFR 159.3(b) and, for alcohol, 159.4. The rows are in
//! `data/tariff/quantity_rounding.csv`.

use std::sync::OnceLock;

use cocket_base::ids::TariffNumber;
use cocket_base::{Citation, Date, Decimal, Round, Trust, Window};

static TABLE: &str = include_str!("../../../../data/tariff/quantity_rounding.csv");

/// One row: which rates take whole units, and how many decimals the others keep.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QuantityRounding {
    /// First and last heading it is for; `None` for all others.
    headings: Option<(TariffNumber, TariffNumber)>,
    /// Rates up to this many dollars a unit are rounded by `below`.
    up_to_usd: Decimal,
    /// Decimals kept at or under `up_to_usd`; `None` keeps all.
    below: Option<u32>,
    /// Decimals kept above it; `None` keeps all.
    above: Option<u32>,
    cite: Citation,
}

impl QuantityRounding {
    /// The general rule.
    pub fn standard() -> &'static QuantityRounding {
        static EXACT: OnceLock<QuantityRounding> = OnceLock::new();
        let fallback = || QuantityRounding {
            headings: None,
            up_to_usd: Decimal::ZERO,
            below: None,
            above: None,
            cite: Citation::new("quantity as reported").trust(Trust::K),
        };
        table().iter().find(|row| row.headings.is_none()).unwrap_or_else(|| EXACT.get_or_init(fallback))
    }

    /// The rule for a number on a day.
    pub fn of(number: &TariffNumber, day: Date) -> &'static QuantityRounding {
        let heading = number.prefix(4);
        let holds = |row: &&QuantityRounding| {
            row.cite.in_force.holds(day)
                && row.headings.is_some_and(|(first, last)| first <= heading && heading <= last)
        };
        table().iter().find(holds).unwrap_or_else(QuantityRounding::standard)
    }

    /// The dutiable quantity at a rate of `dollars` a unit.
    pub fn apply(&self, quantity: Decimal, dollars: Decimal) -> Decimal {
        let places = if dollars <= self.up_to_usd { self.below } else { self.above };
        places.map_or(quantity, |places| Round::HalfUp.to(quantity, places))
    }

    /// The rule's source.
    pub fn cite(&self) -> &Citation {
        &self.cite
    }
}

fn table() -> &'static [QuantityRounding] {
    static ROWS: OnceLock<Vec<QuantityRounding>> = OnceLock::new();
    ROWS.get_or_init(|| read(TABLE).expect("the embedded table is checked by a test"))
}

/// Reads the table; the error names the row.
fn read(text: &str) -> Result<Vec<QuantityRounding>, String> {
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let records = reader.records().enumerate();
    records
        .map(|(at, record)| row(&record.map_err(|e| e.to_string())?).ok_or_else(|| format!("row {}", at + 2)))
        .collect()
}

fn row(record: &csv::StringRecord) -> Option<QuantityRounding> {
    let cell = |at: usize| record.get(at).map(str::trim).unwrap_or_default();
    let day = |at: usize| -> Option<Option<Date>> {
        if cell(at).is_empty() { Some(None) } else { cell(at).parse().ok().map(Some) }
    };
    let headings = match cell(0).split_once('-') {
        Some((first, last)) => Some((first.parse().ok()?, last.parse().ok()?)),
        None if cell(0).is_empty() => None,
        None => Some((cell(0).parse().ok()?, cell(0).parse().ok()?)),
    };
    let below = match cell(2) {
        "whole" => Some(0),
        "exact" => None,
        _ => return None,
    };
    let above = if cell(3).is_empty() { None } else { Some(cell(3).parse().ok()?) };
    let trust = match cell(8) {
        "V" => Trust::V,
        "S" => Trust::S,
        "K" => Trust::K,
        _ => return None,
    };
    let window = Window { from: day(4)?, until: day(5)? };
    let cite = Citation::new(cell(7)).in_force(window).trust(trust);
    Some(QuantityRounding { headings, up_to_usd: cell(1).parse().ok()?, below, above, cite })
}

#[cfg(test)]
mod tests {
    use super::*;
    use cocket_base::civil::date;

    #[test]
    fn the_embedded_table_reads() {
        assert_eq!(read(TABLE).unwrap().len(), 2);
        assert!(read("a\nb\n").is_err());
    }

    #[test]
    fn cheap_units_are_whole_and_dear_ones_keep_two_decimals() {
        let rule = QuantityRounding::standard();
        let quantity = Decimal::new(837_545, 4);
        assert_eq!(rule.apply(quantity, Decimal::ONE), Decimal::from(84));
        assert_eq!(rule.apply(quantity, Decimal::new(101, 2)), Decimal::new(8375, 2));
        assert_eq!(rule.apply(Decimal::new(835, 1), Decimal::ONE), Decimal::from(84), "half goes up");
    }

    #[test]
    fn alcohol_keeps_its_fractions() {
        let wine = "2204215040".parse().unwrap();
        let rule = QuantityRounding::of(&wine, date(2026, 7, 8));
        assert_eq!(rule.apply(Decimal::new(4755, 1), Decimal::new(63, 3)), Decimal::new(4755, 1));
        assert_eq!(rule.cite().source.as_ref(), "19 CFR 159.4");
        let mug = "6912003510".parse().unwrap();
        assert_eq!(QuantityRounding::of(&mug, date(2026, 7, 8)), QuantityRounding::standard());
    }
}
