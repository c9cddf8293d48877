//! The rows of the lines table: the invoice line beside what the entry says of it, every amount with its steps.

use std::collections::{BTreeSet, HashMap};

use cocket_base::ids::{Country, TariffNumber};
use cocket_base::{Place, Step};
use cocket_desk::entry::{Prepared, PreparedLine};
use cocket_desk::filing::declaration::{Deposit, EntryLine, Fee, TariffLine};

use crate::sheet::Sheet;
use crate::words;

/// A worked step, as printed.
pub struct StepRow {
    /// What was done.
    pub what: String,
    /// Figure worked on, rate and amount, in one text.
    pub figures: String,
    /// The law, with its dates.
    pub cite: String,
    /// The facts used.
    pub facts: String,
}

/// An amount of a line: its value, a tariff number's duty, a deposit, a tax or a fee.
pub struct FigureRow {
    /// The number, or what it is.
    pub name: String,
    /// True for a tariff number.
    pub is_number: bool,
    /// Whose duty it is.
    pub note: String,
    /// Who gave the number.
    pub from: &'static str,
    /// Rate.
    pub rate: String,
    /// Base.
    pub base: String,
    /// Amount.
    pub amount: String,
    /// Quantities reported, or the figures in the sale's currency.
    pub besides: String,
    /// How it came about.
    pub steps: Vec<StepRow>,
}

/// A fact that is missing or would change the total.
pub struct NeedRow {
    /// The fact's name.
    pub fact: String,
    /// The question.
    pub question: String,
    /// What depends on it.
    pub affects: String,
}

/// A line of the packet.
pub struct LineRow {
    /// Running number.
    pub number: u32,
    /// Anchor by part, on the first line of a part.
    pub anchor: Option<String>,
    /// File, sheet and row.
    pub place: String,
    /// Part number.
    pub part: String,
    /// Description.
    pub description: String,
    /// Quantity on the paper.
    pub quantity: String,
    /// Its unit.
    pub unit: String,
    /// Amount on the paper.
    pub amount: String,
    /// Currency of the amount.
    pub currency: String,
    /// The summary's line that stands for it, once there is one.
    pub entry_line: String,
    /// Why it stands there together with others.
    pub merged: String,
    /// Origin with its name, and who gave it.
    pub origin: Option<(String, &'static str)>,
    /// Claim.
    pub spi: String,
    /// Value and duties.
    pub duties: Vec<FigureRow>,
    /// Sum of duty, when determined.
    pub duty: String,
    /// Deposits, taxes and fees.
    pub others: Vec<FigureRow>,
    /// Questions that are open or would change the total.
    pub needs: Vec<NeedRow>,
    /// Reasons.
    pub why: Vec<String>,
    /// Its duty is not determined yet.
    pub is_open: bool,
}

/// The lines of one sheet of a preparation. `country` gives a country's name.
pub fn line_rows<'n>(
    prepared: &Prepared,
    sheet: Sheet,
    country: impl Fn(Country) -> Option<&'n str>,
) -> Vec<LineRow> {
    let stands_for = entry_lines(prepared);
    let mut parts = BTreeSet::new();
    let row = |line: &PreparedLine| {
        let anchor = anchor(&line.part);
        let origin = line.origin.as_ref().map(|origin| {
            let name = country(origin.value).unwrap_or_default();
            (format!("{} {name}", origin.value).trim().to_string(), origin.from.word())
        });
        let entry_line = stands_for.get(&line.place);
        LineRow {
            number: line.number,
            anchor: parts.insert(anchor.clone()).then_some(anchor),
            place: Place { item: None, field: None, ..line.place.clone() }.to_string(),
            part: line.part.clone(),
            description: line.description.clone(),
            quantity: line.quantity.map(|q| words::number(q.amount)).unwrap_or_default(),
            unit: line.quantity.map(|q| q.unit.to_string()).unwrap_or_default(),
            amount: line.amount.map(|amount| words::as_printed(amount.amount)).unwrap_or_default(),
            currency: line.amount.map(|amount| amount.currency.to_string()).unwrap_or_default(),
            entry_line: entry_line.map(|line| line.number.to_string()).unwrap_or_default(),
            merged: entry_line.and_then(|line| line.merge_reason.clone()).unwrap_or_default(),
            origin,
            spi: line.spi.clone().unwrap_or_default(),
            duties: duties(line),
            others: others(line),
            duty: match &line.range {
                Some(range) => format!("{} to {}", words::cents(range.least), words::cents(range.most)),
                None => line.duty().map(words::cents).unwrap_or_default(),
            },
            needs: line.needs.iter().map(need_row).collect(),
            why: line.why.clone(),
            is_open: line.tariffs.is_empty(),
        }
    };
    sheet.of(&prepared.lines).iter().map(row).collect()
}

/// The summary's line that stands for the line at each place.
pub fn entry_lines(prepared: &Prepared) -> HashMap<&Place, &EntryLine> {
    let all = prepared.declaration.iter().flat_map(|summary| &summary.lines);
    all.flat_map(|line| line.sources.iter().map(move |source| (&source.place, line))).collect()
}

fn need_row(need: &cocket_base::Need) -> NeedRow {
    NeedRow { fact: need.fact.clone(), question: need.question.clone(), affects: need.affects.clone() }
}

/// A part number as the end of an anchor.
pub fn anchor(part: &str) -> String {
    part.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '-' }).collect()
}

fn duties(line: &PreparedLine) -> Vec<FigureRow> {
    let native =
        line.value_native.iter().map(|(name, figure)| format!("{} {figure}", name.replace('_', " ")));
    let value = line.entered_value.map(|value| FigureRow {
        besides: native.collect::<Vec<_>>().join(", "),
        steps: step_rows(&line.value_steps),
        ..FigureRow::new("Entered value", words::dollars(value))
    });
    let dutiable = line.dutiable_value.map(|value| FigureRow::new("Dutiable value", words::dollars(value)));
    let given = line.hts.as_ref().map(|hts| (hts.value, hts.from.word()));
    let tariffs = line.tariffs.iter().map(|tariff| tariff_row(tariff, given));
    // A line that is not rated yet still has its number.
    let bare = given.filter(|_| line.tariffs.is_empty()).map(|(number, from)| FigureRow {
        is_number: true,
        from,
        ..FigureRow::new(&number.to_string(), String::new())
    });
    value.into_iter().chain(dutiable).chain(tariffs).chain(bare).collect()
}

fn others(line: &PreparedLine) -> Vec<FigureRow> {
    let fee = |name: &str, fee: &Fee| FigureRow {
        steps: step_rows(&fee.steps),
        ..FigureRow::new(&format!("{name} ({})", fee.class), words::cents(fee.amount))
    };
    let taxes = line.taxes.iter().map(|tax| fee("Tax", tax));
    let mpf = line.mpf.iter().map(|one| fee("Processing fee", one));
    let hmf = line.hmf.iter().map(|one| fee("Harbor fee", one));
    line.deposits.iter().map(deposit_row).chain(taxes).chain(mpf).chain(hmf).collect()
}

impl FigureRow {
    fn new(name: &str, amount: String) -> FigureRow {
        FigureRow {
            name: name.into(),
            is_number: false,
            note: String::new(),
            from: "",
            rate: String::new(),
            base: String::new(),
            amount,
            besides: String::new(),
            steps: Vec::new(),
        }
    }
}

fn tariff_row(tariff: &TariffLine, given: Option<(TariffNumber, &'static str)>) -> FigureRow {
    let quantities =
        tariff.quantities.iter().map(|q| format!("{} {}", words::number(q.quantity.amount), q.printed));
    let quantities = quantities.collect::<Vec<_>>().join(", ");
    let from = given.filter(|(number, _)| *number == tariff.number).map(|(_, from)| from);
    let additional = tariff.authority != "base";
    FigureRow {
        is_number: true,
        note: if additional { tariff.authority.clone() } else { String::new() },
        from: from.unwrap_or_default(),
        rate: tariff.rate.clone(),
        base: words::dollars(tariff.base),
        besides: if quantities.is_empty() { quantities } else { format!("reported: {quantities}") },
        steps: step_rows(&tariff.steps),
        ..FigureRow::new(&tariff.number.to_string(), words::cents(tariff.amount))
    }
}

fn deposit_row(deposit: &Deposit) -> FigureRow {
    let rate = deposit.rate.normalize();
    FigureRow {
        note: if deposit.cash { "cash".into() } else { "bond".into() },
        rate: if deposit.specific { format!("{rate} US$ a unit") } else { format!("{rate}%") },
        base: words::dollars(deposit.value),
        steps: step_rows(&deposit.steps),
        ..FigureRow::new(&deposit.case, words::cents(deposit.amount))
    }
}

/// Steps as rows.
pub fn step_rows(steps: &[Step]) -> Vec<StepRow> {
    let row = |step: &Step| {
        let figures: Vec<String> = [step.base.clone(), step.rate.clone().map(|rate| format!("× {rate}"))]
            .into_iter()
            .flatten()
            .collect();
        let amount = step.amount.map(|amount| format!(" = {}", words::cents(amount))).unwrap_or_default();
        StepRow {
            what: step.what.clone(),
            figures: format!("{}{amount}", figures.join(" ")).trim().to_string(),
            cite: step.cite.as_ref().map(ToString::to_string).unwrap_or_default(),
            facts: step
                .facts
                .iter()
                .map(|fact| format!("{} = {}", fact.name, fact.value))
                .collect::<Vec<_>>()
                .join(", "),
        }
    };
    steps.iter().map(row).collect()
}
