//! Fees that a line alone can know, and charges that may fall on it.
//!
//! The harbor maintenance fee is the law pack's (26 USC 4461): half up by line, by vessel only; whether the summary collects it is
//! the entry's question, as the merchandise processing fee is. Fees of a class (053 to 125) are the law pack's too, excise taxes
//! stand in `data/tariff/line_charges.csv`; both are named with what they count and never summed here.

use std::sync::OnceLock;

use cocket_base::ids::TariffNumber;
use cocket_base::{Cents, Citation, Date, Dollars, Round, Trust, Window};
use cocket_law::{ClassFee, FeeBasis};
use serde::Deserialize;

use super::answer::{LineFees, MayApply};
use super::case::Case;

static TABLE: &str = include_str!("../../../../data/tariff/line_charges.csv");

/// One charge with the numbers it may fall on.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Charge {
    code: String,
    name: String,
    kind: String,
    numbers: Vec<TariffNumber>,
    basis: String,
    known: Option<Date>,
    cite: Citation,
}

#[derive(Deserialize)]
struct Record {
    code: String,
    name: String,
    kind: String,
    numbers: String,
    basis: String,
    from: Option<Date>,
    until: Option<Date>,
    known: Option<Date>,
    cite: String,
    trust: Trust,
}

/// The fees of a line.
pub(super) fn fees(case: &Case<'_>) -> LineFees {
    let number = case.question.hts;
    let live = |charge: &&Charge| {
        charge.cite.in_force.holds(case.as_of.day)
            && case.as_of.knows(charge.known)
            && charge.numbers.iter().any(|prefix| number.starts_with(prefix))
    };
    let known = case.as_of.known.unwrap_or(Date::MAX);
    let classes = case.law.class_fees(case.as_of.day, known).filter(|fee| fee.covers(&number));
    let classes = classes.map(|fee| MayApply {
        code: fee.class.to_string(),
        name: format!("{} fee", fee.name),
        kind: "fee".into(),
        basis: counted(fee),
        cite: fee.cite.clone(),
    });
    let may_apply = classes.chain(table().iter().filter(live).map(|charge| MayApply {
        code: charge.code.clone(),
        name: charge.name.clone(),
        kind: charge.kind.clone(),
        basis: charge.basis.clone(),
        cite: charge.cite.clone(),
    }));
    LineFees { hmf: harbor(case, case.law), may_apply: may_apply.collect() }
}

/// What a fee of a class counts, in words.
fn counted(fee: &ClassFee) -> String {
    let unit = match fee.basis {
        FeeBasis::Kilogram => "kilogram",
        FeeBasis::Pound => "pound",
        FeeBasis::Hundredweight => "hundredweight",
        FeeBasis::ShortTon => "short ton",
        FeeBasis::ThousandBoardFeet => "thousand board feet",
        FeeBasis::Piece => "piece",
        FeeBasis::Percent => "percent",
    };
    match (fee.basis, fee.amount) {
        (FeeBasis::Percent, Some(amount)) => {
            format!("{} percent of the {}", amount.normalize(), fee.quantity)
        }
        (_, Some(amount)) => format!("{} dollars a {unit}: {}", amount.normalize(), fee.quantity),
        (_, None) => format!("by the {unit}: {}", fee.quantity),
    }
}

/// The harbor maintenance fee; none where the mode is not stated or no vessel. Goods out of a zone paid it on admission
/// (19 CFR 24.24(e)(2)).
fn harbor(case: &Case<'_>, law: &cocket_law::Pack) -> Option<Cents> {
    let question = case.question;
    let mode = question.mode.as_deref()?.trim();
    let from_zone = case.zone.is_some();
    let fee = law.hmf(question.entry_date, case.as_of.known.unwrap_or(Date::MAX)).ok()?;
    let by_vessel = fee.modes.iter().any(|code| &**code == mode) || mode.eq_ignore_ascii_case("vessel");
    if from_zone || !by_vessel {
        return None;
    }
    amount(case.value, fee.rate)
}

fn amount(value: Dollars, rate: cocket_base::Decimal) -> Option<Cents> {
    Cents::from_dollars(value.as_decimal().checked_mul(rate)?, Round::HalfUp).ok()
}

fn table() -> &'static [Charge] {
    static ROWS: OnceLock<Vec<Charge>> = OnceLock::new();
    ROWS.get_or_init(|| read(TABLE).expect("the embedded table is checked by a test"))
}

/// Reads the table; the error names the row.
fn read(text: &str) -> Result<Vec<Charge>, String> {
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    reader
        .deserialize()
        .map(|record| charge(record.map_err(|error: csv::Error| error.to_string())?))
        .collect()
}

fn charge(record: Record) -> Result<Charge, String> {
    let numbers = record.numbers.split_whitespace().map(str::parse).collect::<Result<Vec<TariffNumber>, _>>();
    let window = Window { from: record.from, until: record.until };
    Ok(Charge {
        numbers: numbers.map_err(|error| format!("{}: {error}", record.name))?,
        code: record.code,
        name: record.name,
        kind: record.kind,
        basis: record.basis,
        known: record.known,
        cite: Citation::new(record.cite).in_force(window).trust(record.trust),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_embedded_table_reads_and_names_its_numbers() {
        let rows = read(TABLE).unwrap();
        assert!(rows.len() >= 4 && rows.iter().all(|row| !row.numbers.is_empty()));
        let held = |row: &&Charge| cocket_law::Pack::starter().fee_classes().contains(&row.code);
        assert!(rows.iter().all(|row| held(&row)), "each code is a class of the law");
        assert!(
            rows.iter().all(|row| row.kind == "excise"),
            "fees of a class have one home, the law's class_fees.csv"
        );
        assert!(read("code,name\n1,2\n").is_err());
    }
}
