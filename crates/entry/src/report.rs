//! The JSON of `cocket entry prepare`: findings before answers; lines, header and clocks after them.

use std::collections::BTreeMap;

use cocket_base::{Cents, Dollars, Finding, Place, blocked};
use cocket_filing::declaration::TariffLine;
use cocket_rules::clocks::EntryClocks;
use serde::Serialize;
use serde_json::{Map, Value};

use crate::answers::Answer;
use crate::prepared::{Prepared, PreparedLine};

/// The whole answer.
#[derive(Debug, Serialize)]
pub struct Report {
    /// The packet's name.
    pub packet: Option<String>,
    /// Schedule revision used.
    pub hts_revision: Option<String>,
    /// `blocked` or `ready`, before anybody answered.
    pub status_before_answers: &'static str,
    /// `blocked` or `ready`, with the answers and the edits.
    pub status: &'static str,
    /// What was noticed before anybody answered.
    pub findings: Vec<ReportFinding>,
    /// The answers given.
    pub answers: Vec<Answer>,
    /// What is open after the answers, edits included.
    pub open_findings: Vec<ReportFinding>,
    /// Clocks.
    pub clocks: EntryClocks,
    /// The rules behind those clocks that are plain dates, by the clock's name.
    pub clock_rules: BTreeMap<String, String>,
    /// Sums.
    pub header: ReportHeader,
    /// One per invoice line.
    pub lines: Vec<ReportLine>,
    /// Reasons that concern the whole entry.
    pub why: Vec<String>,
    /// The same sums by tariff numbers, origin and claim.
    pub by_tariff: Vec<ByTariff>,
}

/// A finding with its place as one text.
#[derive(Debug, Serialize)]
pub struct ReportFinding {
    /// Code.
    pub code: String,
    /// Severity.
    pub severity: cocket_base::Severity,
    /// File and part, or field.
    #[serde(rename = "where")]
    pub at: String,
    /// Text.
    pub text: String,
    /// What to do.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub remedy: Option<String>,
    /// The exact place.
    pub place: Place,
}

/// Sums of the entry; `null` while a line is not determined.
#[derive(Debug, Serialize)]
pub struct ReportHeader {
    /// Whole dollars.
    pub total_entered_value: Option<Dollars>,
    /// Invoice lines.
    pub lines: usize,
    /// Duty.
    pub duty: Option<Cents>,
    /// Processing fee before its limits.
    pub mpf_raw: Option<Cents>,
    /// Processing fee due.
    pub mpf: Option<Cents>,
    /// How it came about.
    pub mpf_note: String,
    /// Harbor fee due.
    pub hmf: Option<Cents>,
    /// Antidumping deposits.
    pub ad_deposit: Option<Cents>,
    /// Countervailing deposits.
    pub cvd_deposit: Option<Cents>,
    /// Internal revenue taxes.
    pub irc_tax: Option<Cents>,
    /// All that is due.
    pub total_payable: Option<Cents>,
    /// Sums per chapter 99 heading.
    pub chapter99_totals: BTreeMap<String, Cents>,
}

/// An invoice line.
#[derive(Debug, Serialize)]
pub struct ReportLine {
    /// Running number.
    pub line: u32,
    /// Where it stands.
    pub refs: Vec<Place>,
    /// Part number.
    pub part: String,
    /// Numbers in reporting order, with dots.
    pub hts: Vec<String>,
    /// Origin.
    pub origin: Option<String>,
    /// Whole dollars.
    pub entered_value: Option<Dollars>,
    /// Quantities in the schedule's units.
    pub quantities: Vec<ReportQuantity>,
    /// Claim.
    pub spi: Option<String>,
    /// Duty per number.
    pub duty: Vec<ReportDuty>,
    /// Sum of duty.
    pub duty_total: Option<Cents>,
    /// Processing fee, before limits.
    pub mpf_line: Option<Cents>,
    /// Harbor fee.
    pub hmf_line: Option<Cents>,
    /// Deposits.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub adcvd: Vec<ReportDeposit>,
    /// Internal revenue taxes.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub irc: Vec<ReportTax>,
    /// Value the duty was taken on, where it differs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub dutiable_value: Option<Dollars>,
    /// Figures in the sale's currency.
    #[serde(skip_serializing_if = "Map::is_empty")]
    pub value_native: Map<String, Value>,
    /// What is missing or would change the total.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub needs: Vec<cocket_base::Need>,
    /// Between what the duty can come to by the answers.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub duty_range: Option<cocket_tariff::engine::DutyRange>,
    /// Reasons.
    pub why: Vec<String>,
}

/// A quantity.
#[derive(Debug, Serialize)]
pub struct ReportQuantity {
    /// How many.
    pub qty: String,
    /// The schedule's spelling of the unit.
    pub unit: String,
}

/// A number's duty.
#[derive(Debug, Serialize)]
pub struct ReportDuty {
    /// The number, with dots.
    pub heading: String,
    /// Rate as printed or applied.
    pub rate: String,
    /// Base in whole dollars.
    pub base: String,
    /// Amount.
    pub amount: Cents,
}

/// A deposit.
#[derive(Debug, Serialize)]
pub struct ReportDeposit {
    /// Case, with hyphens.
    pub case: String,
    /// `A` or `C`.
    pub kind: String,
    /// Rate.
    pub rate: String,
    /// Base in whole dollars.
    pub base: Dollars,
    /// Deposit.
    pub deposit: Cents,
    /// `cash` or `bond`.
    pub cash_or_bond: &'static str,
}

/// An internal revenue tax.
#[derive(Debug, Serialize)]
pub struct ReportTax {
    /// Class code.
    pub class: String,
    /// Amount.
    pub amount: Cents,
}

/// Sums by tariff numbers, origin and claim.
#[derive(Debug, Serialize)]
pub struct ByTariff {
    /// Numbers in reporting order.
    pub hts: Vec<String>,
    /// Origin.
    pub origin: Option<String>,
    /// Claim.
    pub spi: Option<String>,
    /// Invoice lines.
    pub lines: usize,
    /// Whole dollars.
    pub entered_value: Dollars,
    /// Duty.
    pub duty: Cents,
}

/// The report of a prepared packet.
pub fn report(prepared: &Prepared) -> Report {
    let finding = |finding: &Finding| ReportFinding {
        code: finding.code.clone(),
        severity: finding.severity,
        at: where_text(&finding.place),
        text: finding.text.clone(),
        remedy: finding.remedy.clone(),
        place: finding.place.clone(),
    };
    Report {
        packet: prepared.packet.clone(),
        hts_revision: prepared.revision.clone(),
        status_before_answers: if blocked(&prepared.findings) { "blocked" } else { "ready" },
        status: if prepared.is_ready() { "ready" } else { "blocked" },
        findings: prepared.findings.iter().map(finding).collect(),
        answers: prepared.answers.iter().cloned().collect(),
        open_findings: prepared.open.iter().map(finding).collect(),
        clocks: prepared.clocks.clone(),
        clock_rules: prepared.clock_rules.clone(),
        header: header(prepared),
        lines: prepared.lines.iter().map(line).collect(),
        why: prepared.why.clone(),
        by_tariff: by_tariff(&prepared.lines),
    }
}

/// File and part as people write them; the field where there is neither.
pub fn where_text(place: &Place) -> String {
    let parts: Vec<&str> = [&place.file, &place.item]
        .into_iter()
        .flatten()
        .map(String::as_str)
        .filter(|part| *part != "answers")
        .collect();
    if parts.is_empty() { place.field.clone().unwrap_or_default() } else { parts.join(" ") }
}

fn header(prepared: &Prepared) -> ReportHeader {
    let lines = &prepared.lines;
    let whole = !lines.is_empty()
        && lines.iter().all(|line| line.entered_value.is_some() && !line.tariffs.is_empty());
    let known = |amount: Cents| whole.then_some(amount);
    let fees = prepared.declaration.as_ref().map(|summary| &summary.totals);
    let fee =
        |classes: &[&str]| fees.map(|totals| classes.iter().map(|class| totals.fee(class)).sum::<Cents>());
    let duty: Cents = lines.iter().filter_map(PreparedLine::duty).sum();
    let deposits = |first: char| -> Cents {
        lines
            .iter()
            .flat_map(|line| &line.deposits)
            .filter(|deposit| deposit.case.starts_with(first))
            .map(|deposit| deposit.amount)
            .sum()
    };
    let (dumping, countervailing) = (deposits('A'), deposits('C'));
    let tax: Cents = lines.iter().flat_map(|line| &line.taxes).map(|tax| tax.amount).sum();
    let (mpf, hmf) = (fee(&["499", "311"]), fee(&["501"]));
    let other = fee(&["500"]).unwrap_or_default();
    let mut chapter99_totals = BTreeMap::new();
    for tariff in lines.iter().flat_map(|line| &line.tariffs).filter(|tariff| tariff.number.chapter() == 99) {
        *chapter99_totals.entry(tariff.number.to_string()).or_insert(Cents::ZERO) += tariff.amount;
    }
    ReportHeader {
        total_entered_value: lines
            .iter()
            .map(|line| line.entered_value)
            .sum::<Option<Dollars>>()
            .filter(|_| !lines.is_empty()),
        lines: lines.len(),
        duty: known(duty),
        mpf_raw: known(prepared.mpf_raw),
        mpf: mpf.filter(|_| whole),
        mpf_note: prepared.fee_notes.join("; "),
        hmf: hmf.filter(|_| whole),
        ad_deposit: known(dumping),
        cvd_deposit: known(countervailing),
        irc_tax: known(tax),
        total_payable: mpf
            .zip(hmf)
            .filter(|_| whole)
            .map(|(mpf, hmf)| duty + mpf + hmf + other + dumping + countervailing + tax),
        chapter99_totals,
    }
}

fn line(line: &PreparedLine) -> ReportLine {
    ReportLine {
        line: line.number,
        refs: vec![Place { item: None, field: None, column: None, ..line.place.clone() }],
        part: line.part.clone(),
        hts: numbers(line),
        origin: line.origin.as_ref().map(|origin| origin.value.to_string()),
        entered_value: line.entered_value,
        quantities: line
            .quantities
            .iter()
            .map(|q| ReportQuantity {
                qty: q.quantity.amount.normalize().to_string(),
                unit: q.printed.clone(),
            })
            .collect(),
        spi: line.spi.clone(),
        duty: line.tariffs.iter().map(duty).collect(),
        duty_total: line.duty(),
        mpf_line: line.mpf.as_ref().map(|fee| fee.amount),
        hmf_line: line.hmf.as_ref().map(|fee| fee.amount),
        adcvd: line.deposits.iter().map(deposit).collect(),
        irc: line
            .taxes
            .iter()
            .map(|tax| ReportTax { class: tax.class.clone(), amount: tax.amount })
            .collect(),
        dutiable_value: line.dutiable_value,
        value_native: line
            .value_native
            .iter()
            .map(|(name, value)| (name.clone(), Value::String(value.clone())))
            .collect(),
        needs: line.needs.clone(),
        duty_range: line.range.clone(),
        why: line.why.clone(),
    }
}

fn numbers(line: &PreparedLine) -> Vec<String> {
    if line.tariffs.is_empty() {
        return line.hts.iter().map(|hts| hts.value.to_string()).collect();
    }
    line.tariffs.iter().map(|tariff| tariff.number.to_string()).collect()
}

fn duty(tariff: &TariffLine) -> ReportDuty {
    ReportDuty {
        heading: tariff.number.to_string(),
        rate: tariff.rate.clone(),
        base: tariff.base.to_string(),
        amount: tariff.amount,
    }
}

fn deposit(deposit: &cocket_filing::declaration::Deposit) -> ReportDeposit {
    let case = &deposit.case;
    let hyphens = match (case.get(..1), case.get(1..4), case.get(4..7), case.get(7..)) {
        (Some(kind), Some(country), Some(number), Some(suffix)) => {
            format!("{kind}-{country}-{number}-{suffix}")
        }
        _ => case.clone(),
    };
    ReportDeposit {
        kind: case.chars().take(1).collect(),
        case: hyphens,
        rate: if deposit.specific {
            deposit.rate.to_string()
        } else {
            format!("{:.2}%", deposit.rate.round_dp(2))
        },
        base: deposit.value,
        deposit: deposit.amount,
        cash_or_bond: if deposit.cash { "cash" } else { "bond" },
    }
}

fn by_tariff(lines: &[PreparedLine]) -> Vec<ByTariff> {
    let mut sums: Vec<ByTariff> = Vec::new();
    for line in lines {
        let (Some(value), Some(duty)) = (line.entered_value, line.duty()) else { continue };
        let (hts, origin, spi) =
            (numbers(line), line.origin.as_ref().map(|origin| origin.value.to_string()), line.spi.clone());
        match sums.iter_mut().find(|sum| sum.hts == hts && sum.origin == origin && sum.spi == spi) {
            Some(sum) => {
                sum.lines += 1;
                sum.entered_value += value;
                sum.duty += duty;
            }
            None => sums.push(ByTariff { hts, origin, spi, lines: 1, entered_value: value, duty }),
        }
    }
    sums
}
