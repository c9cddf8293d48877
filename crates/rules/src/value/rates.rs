//! Rates of exchange as a question or a file gives them, and the choice between them: 31 USC 5151; 19 CFR 159.31 to 159.36.
//!
//! A file is CSV with the columns `currency,date,rate,quote,kind`: kind `quarter` is the first certified rate of the quarter
//! of its date, `daily` a certified rate of the day, `proclaimed` a rate of the Treasury for the quarter. A quarter that no
//! row covers is unknown; the last one is never used in its place.

use std::collections::BTreeMap;

use cocket_base::{
    Citation, Currency, Date, Decimal, Determination, Finding, Outcome, Place, Shaped, Step, figure,
};
use serde::{Deserialize, Serialize};

use super::answer::need;
use super::currency::{CertifiedRates, ChosenRate, Quote, choose_rate};
use crate::{AsOf, Refusal};

/// Rates of one currency for one date of exportation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Shaped)]
#[serde(deny_unknown_fields)]
pub struct RateGiven {
    /// The currency. Left out: that of the sale.
    #[serde(default)]
    pub currency: Option<Currency>,
    /// First certified noon buying rate of the quarter of exportation.
    #[serde(default)]
    #[serde(deserialize_with = "figure::optional")]
    pub quarter: Option<Decimal>,
    /// Certified rate of the date of exportation.
    #[serde(default)]
    #[serde(deserialize_with = "figure::optional")]
    pub export_day: Option<Decimal>,
    /// Rate that the Treasury proclaimed for the quarter.
    #[serde(default)]
    #[serde(deserialize_with = "figure::optional")]
    pub proclaimed: Option<Decimal>,
    /// The Bulletin shows no variance of five percent or more for the date: the quarter's rate stands.
    #[serde(default)]
    pub no_variance: bool,
    /// Which way the rates are quoted. Left out: US dollars per unit.
    #[serde(default)]
    pub quote: Quote,
}

/// Most rows of a file of rates.
const ROWS: usize = 200_000;

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum RateKind {
    Quarter,
    Daily,
    Proclaimed,
}

/// Rates read from a file.
#[derive(Clone, Debug, Default)]
pub struct RateTable {
    rows: BTreeMap<(Currency, RateKind, Date), (Decimal, Quote)>,
}

impl RateTable {
    /// Reads a file. Every bad row is told by its line; a file with any is not used.
    pub fn read(name: &str, text: &str) -> Result<RateTable, Vec<Finding>> {
        let mut table = RateTable::default();
        let mut findings = Vec::new();
        let mut lines = text.trim_start_matches('\u{feff}').lines().enumerate();
        let bad = |row: usize, text: String| {
            let row = u32::try_from(row).unwrap_or(u32::MAX);
            Finding::block("BAD_RATE", Place { row: Some(row), ..Place::file(name) }, text).with_remedy(
                "write currency,date,rate,quote,kind as in EUR,2026-04-01,1.1000,usd_per_unit,quarter",
            )
        };
        let heading = lines.next().map(|(_, line)| line.trim().to_ascii_lowercase()).unwrap_or_default();
        if heading != "currency,date,rate,quote,kind" {
            return Err(vec![bad(1, "the first line must be currency,date,rate,quote,kind".into())]);
        }
        for (at, line) in lines {
            if line.trim().is_empty() || line.trim_start().starts_with('#') {
                continue;
            }
            if table.rows.len() >= ROWS || findings.len() >= 100 {
                findings.push(bad(at + 1, "reading stopped: too many rows, or too many that are bad".into()));
                break;
            }
            match row(line) {
                Ok((key, rate)) => {
                    if table.rows.insert(key, rate).is_some_and(|held| held != rate) {
                        findings.push(bad(at + 1, format!("{} has two rates for {}", key.0, key.2)));
                    }
                }
                Err(text) => findings.push(bad(at + 1, text)),
            }
        }
        if findings.is_empty() { Ok(table) } else { Err(findings) }
    }

    /// How many rates.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// True when there is none.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// The rates of a currency for a date of exportation; `None` when no row covers its quarter.
    fn on(&self, currency: Currency, day: Date, bank_day: Date) -> Option<RateGiven> {
        let first = Date::new(day.year(), (day.month() - 1) / 3 * 3 + 1, 1).ok()?;
        let of_quarter = |kind: RateKind| {
            self.rows
                .range((currency, kind, first)..=(currency, kind, day.last_of_quarter()))
                .next()
                .map(|(_, rate)| *rate)
        };
        let daily = self.rows.get(&(currency, RateKind::Daily, bank_day)).copied();
        let (quarter, proclaimed) = (of_quarter(RateKind::Quarter), of_quarter(RateKind::Proclaimed));
        let quote = quarter.or(daily).or(proclaimed)?.1;
        let same_way =
            |rate: Option<(Decimal, Quote)>| rate.filter(|(_, way)| *way == quote).map(|(rate, _)| rate);
        Some(RateGiven {
            currency: Some(currency),
            quarter: same_way(quarter),
            export_day: same_way(daily),
            proclaimed: same_way(proclaimed),
            no_variance: false,
            quote,
        })
    }
}

/// The last day of a quarter, on the calendar's own date.
trait Quarter {
    fn last_of_quarter(self) -> Date;
}

impl Quarter for Date {
    fn last_of_quarter(self) -> Date {
        let month = (self.month() - 1) / 3 * 3 + 3;
        Date::new(self.year(), month, 1).map_or(self, Date::last_of_month)
    }
}

type Keyed = ((Currency, RateKind, Date), (Decimal, Quote));

fn row(line: &str) -> Result<Keyed, String> {
    let cells: Vec<&str> = line.split(',').map(str::trim).collect();
    let [currency, date, rate, quote, kind] = cells[..] else {
        return Err(format!("the row has {} cells; it should have five", cells.len()));
    };
    let short = |text: &str| text.chars().take(30).collect::<String>();
    let currency = currency.parse().map_err(|_| format!("«{}» is no currency code", short(currency)))?;
    let day: Date = date.parse().map_err(|_| format!("«{}» is no date", short(date)))?;
    let rate = figure::read(rate).map_err(|error| format!("the rate: {error}"))?;
    if rate <= Decimal::ZERO || rate > Decimal::from(1_000_000) || rate.scale() > 10 {
        return Err(format!(
            "the rate {rate} is not above 0 and at most 1,000,000 with at most ten decimals"
        ));
    }
    let quote = match quote {
        "usd_per_unit" => Quote::UsdPerUnit,
        "units_per_usd" => Quote::UnitsPerUsd,
        other => return Err(format!("«{}» is no way to quote: usd_per_unit or units_per_usd", short(other))),
    };
    let kind = match kind {
        "quarter" => RateKind::Quarter,
        "daily" => RateKind::Daily,
        "proclaimed" => RateKind::Proclaimed,
        other => return Err(format!("«{}» is no kind of rate: quarter, daily or proclaimed", short(other))),
    };
    Ok(((currency, kind, day), (rate, quote)))
}

/// Chooses the rate of a currency for a date of exportation, from what the question gives, else from the table.
pub fn rate_for(
    as_of: AsOf<'_>,
    currency: Currency,
    export_date: Option<Date>,
    given: Option<&RateGiven>,
    table: &RateTable,
) -> Result<Determination<ChosenRate>, Refusal> {
    if currency == Currency::USD {
        return Ok(Determination::decided(ChosenRate::dollars(), Vec::new()));
    }
    let Some(export) = export_date else {
        let ask = need(
            "export_date",
            format!("What is the date of exportation? It fixes the rate of {currency}"),
            "entered value",
        );
        return Ok(Determination::needs(vec![ask], Vec::new()));
    };
    let bank_day = bank_day(as_of, export)?;
    let mut steps = vec![
        Step::new(format!("date of exportation {export} fixes the rate"))
            .cite(Citation::new("31 USC 5151(c), (d); 19 CFR 159.32")),
    ];
    if bank_day != export {
        steps.push(
            Step::new(format!(
                "the banks of New York were closed on {export}: the rate of {bank_day} stands for that day"
            ))
            .cite(Citation::new("31 USC 5151(a)(2)")),
        );
    }
    let held = match given {
        Some(given) => given.clone(),
        None => match table.on(currency, export, bank_day) {
            Some(held) => held,
            None if table.is_empty() => {
                let ask = need(
                    "rates",
                    format!(
                        "Which rates of {currency} were certified for the quarter and the day of {export}?"
                    ),
                    "entered value",
                );
                return Ok(Determination::needs(vec![ask], steps));
            }
            None => {
                let held_until = table
                    .rows
                    .keys()
                    .filter(|(of, ..)| *of == currency)
                    .map(|(.., day)| day.last_of_quarter())
                    .max();
                let what = format!("the rate of exchange of {currency}").into();
                return Err(cocket_law::Unknown { what, day: export, known: as_of.known, held_until }.into());
            }
        },
    };
    let Some(quarter) = held.quarter else {
        // Without a rate certified for the quarter the day's own stands (5151(d)(1)).
        return match held.export_day {
            Some(day) => {
                steps.push(
                    Step::new("no rate is certified for the quarter: the certified rate of the day")
                        .cite(Citation::new("31 USC 5151(d)(1); 19 CFR 159.35"))
                        .rate(day),
                );
                checked(ChosenRate { currency, rate: day, quote: held.quote, variance_pct: None }, steps)
            }
            None => {
                let ask = need(
                    "rates.export_day",
                    format!("What was the certified rate of {currency} on {bank_day}?"),
                    "entered value",
                );
                Ok(Determination::needs(vec![ask], steps))
            }
        };
    };
    let export_day = held.export_day.or(held.no_variance.then_some(quarter));
    let certified =
        CertifiedRates { currency, quarter, export_day, proclaimed: held.proclaimed, quote: held.quote };
    let chosen = choose_rate(as_of.on(export), &certified)?;
    steps.extend(chosen.steps);
    Ok(match chosen.outcome {
        Outcome::Decided { answer } => Determination::decided(answer, steps),
        Outcome::NeedsFacts { needs } => Determination::needs(needs, steps),
        Outcome::Prohibited { reasons } => Determination::prohibited(reasons, steps),
    })
}

fn checked(chosen: ChosenRate, steps: Vec<Step>) -> Result<Determination<ChosenRate>, Refusal> {
    if chosen.rate <= Decimal::ZERO || chosen.rate > Decimal::from(1_000_000) || chosen.rate.scale() > 10 {
        let found = chosen.rate.to_string();
        return Err(Refusal::Figure {
            what: "the exchange rate",
            found,
            expected: "above 0 and at most 1,000,000, with at most ten decimals",
        });
    }
    Ok(Determination::decided(chosen, steps))
}

/// The day whose noon rate stands for a day: the last one before it on which the banks of New York were open.
fn bank_day(as_of: AsOf<'_>, day: Date) -> Result<Date, Refusal> {
    let calendar = as_of.pack.calendar();
    let mut at = day;
    // No run of closed days is longer than four; a week leaves room for a rule to come.
    for _ in 0..8 {
        if calendar.is_bank_day(at) {
            return Ok(at);
        }
        at = at.yesterday().map_err(|_| Refusal::Calendar { what: "the date of exportation".into() })?;
    }
    Err(Refusal::Calendar { what: "the date of exportation".into() })
}

#[cfg(test)]
mod tests {
    use super::*;
    use cocket_base::civil::date;
    use cocket_law::Pack;

    const FILE: &str = "currency,date,rate,quote,kind\nEUR,2026-04-01,1.1000,usd_per_unit,quarter\n\
        EUR,2026-05-29,1.1550,usd_per_unit,daily\nEUR,2026-07-02,1.2000,usd_per_unit,daily\nEUR,2026-07-01,1.1000,usd_per_unit,quarter\n";

    fn choose(day: Date) -> Result<Determination<ChosenRate>, Refusal> {
        let as_of = AsOf::new(Pack::starter(), day, date(2026, 11, 24));
        let table = RateTable::read("rates.csv", FILE).unwrap();
        rate_for(as_of, "EUR".parse().unwrap(), Some(day), None, &table)
    }

    #[test]
    fn a_file_gives_the_quarter_and_the_day() {
        let rate = |day| choose(day).unwrap().answer().map(|chosen| chosen.rate.to_string());
        assert_eq!(rate(date(2026, 5, 29)).as_deref(), Some("1.1550"));
        assert_eq!(rate(date(2026, 5, 31)).as_deref(), Some("1.1550"), "Sunday: the Friday before");
        assert_eq!(rate(date(2026, 5, 25)), None, "the day's rate is asked for");
        assert!(matches!(choose(date(2026, 10, 2)), Err(Refusal::Unknown(_))), "no row covers the quarter");
    }

    #[test]
    fn a_saturday_holiday_leaves_the_banks_open_on_friday() {
        let as_of = AsOf::new(Pack::starter(), date(2026, 7, 3), date(2026, 11, 24));
        assert_eq!(bank_day(as_of, date(2026, 7, 3)).unwrap(), date(2026, 7, 3));
        assert_eq!(bank_day(as_of, date(2026, 7, 4)).unwrap(), date(2026, 7, 3));
        assert_eq!(bank_day(as_of, date(2026, 12, 25)).unwrap(), date(2026, 12, 24));
        assert_eq!(
            bank_day(as_of, date(2027, 7, 5)).unwrap(),
            date(2027, 7, 2),
            "a Sunday holiday, kept on Monday"
        );
    }

    #[test]
    fn bad_rows_are_named() {
        let text = "currency,date,rate,quote,kind\nEUR,2026-04-01,0,usd_per_unit,quarter\nEU,x,1,usd,q\nEUR,2026-04-01\n";
        let findings = RateTable::read("rates.csv", text).unwrap_err();
        assert_eq!(findings.len(), 3);
        assert!(RateTable::read("rates.csv", "a,b").is_err());
    }
}
