//! The judgement over one summary: everything that is wrong with it, and where, in the answer's own terms.

use std::collections::BTreeSet;

use cocket_base::{Date, Decimal, Finding, Round, Severity};
use cocket_filing::EntrySummary;
use cocket_filing::edits::{self, EditContext, Schedule};
use cocket_law::Pack;
use cocket_wire::Record;
use cocket_wire::ae::AeSummary;
use cocket_wire::ax::{AxCondition, AxSeverity, Reference};

use crate::recount::recount;
use crate::understand::{Understood, understand};
use crate::words::{narrative, reference};

/// Rules about what the message need not say.
const NOT_ASKED: [&str; 4] = [
    // A description travels only with an invoice.
    "464",
    // The house sees to the filer itself.
    "B53",
    // Neither stands on the wire.
    "TOTAL_VALUE",
    "SOURCE_VALUE",
];

/// Something wrong, by code and by the declaration's path, before it is given its references.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Complaint {
    line: Option<u16>,
    field: String,
    code: String,
    severity: Severity,
}

impl Complaint {
    /// About the header.
    pub(crate) fn header(code: &str) -> Complaint {
        Complaint { line: None, field: String::new(), code: code.into(), severity: Severity::Block }
    }

    /// About a line.
    pub(crate) fn line(code: &str, line: u16) -> Complaint {
        Complaint { line: Some(line), ..Complaint::header(code) }
    }

    /// About the totals.
    pub(crate) fn totals(code: &str) -> Complaint {
        Complaint { field: "totals".into(), ..Complaint::header(code) }
    }

    /// The complaint as a fatal condition about the summary as a whole.
    pub(crate) fn fatal(&self) -> AxCondition {
        condition(self, None)
    }

    fn of(finding: Finding) -> Complaint {
        let line = finding.place.item.as_deref().and_then(|item| item.strip_prefix("line ")?.parse().ok());
        Complaint {
            line,
            field: finding.place.field.unwrap_or_default(),
            code: finding.code,
            severity: finding.severity,
        }
    }
}

/// A summary with its judgement.
pub(crate) struct Judged {
    /// The summary as understood; `None` when the header left nothing to look at.
    pub summary: Option<EntrySummary>,
    /// What was found, in the answer's order.
    pub conditions: Vec<AxCondition>,
}

impl Judged {
    /// True when a condition is fatal.
    pub(crate) fn is_refused(&self) -> bool {
        self.summary.is_none()
            || self.conditions.iter().any(|condition| condition.severity == AxSeverity::Fatal)
    }
}

/// What the judge goes by.
pub(crate) struct Bench<'a> {
    pub law: &'a Pack,
    pub schedule: &'a dyn Schedule,
    pub today: Date,
}

/// Judges a summary to be added or replaced. `standing` are conditions that the house's register raised.
pub(crate) fn judge(
    ae: &AeSummary,
    records: &[Record],
    standing: Vec<Complaint>,
    bench: &Bench<'_>,
) -> Judged {
    let mut complaints = standing;
    if !ae.signed {
        complaints.push(Complaint::header("B39"));
    }
    let understood = match understand(ae, bench.schedule, bench.today) {
        Ok(understood) => understood,
        Err(complaint) => {
            complaints.push(complaint);
            return Judged { summary: None, conditions: conditions(complaints, None) };
        }
    };
    let Understood { summary, complaints: misunderstood } = understood;
    complaints.extend(misunderstood);
    let context = EditContext::new(bench.law, bench.schedule, bench.today);
    let findings = edits::check(&summary, &context).into_iter();
    let known: Vec<Complaint> =
        findings.filter(|finding| !NOT_ASKED.contains(&finding.code.as_str())).map(Complaint::of).collect();
    let told: BTreeSet<String> = known.iter().map(|complaint| complaint.code.clone()).collect();
    complaints.extend(known);
    complaints.extend(
        recount(records, bench.today).into_iter().filter(|complaint| !told.contains(&complaint.code)),
    );
    let conditions = conditions(complaints, Some(&summary));
    Judged { summary: Some(summary), conditions }
}

/// Conditions in the order of the message: header, lines, totals; each kind of complaint once per place.
fn conditions(complaints: Vec<Complaint>, summary: Option<&EntrySummary>) -> Vec<AxCondition> {
    let at_the_end =
        |complaint: &Complaint| complaint.line.is_none() && complaint.field.starts_with("totals");
    let mut sorted: Vec<(bool, Option<usize>, usize, Complaint)> = Vec::new();
    for (order, complaint) in complaints.into_iter().enumerate() {
        let line = summary.zip(complaint.line).and_then(|(summary, number)| position(summary, number));
        sorted.push((at_the_end(&complaint), line, order, complaint));
    }
    sorted.sort_by_key(|(end, line, order, _)| (*end, *line, *order));
    let mut told = BTreeSet::new();
    let complaints = sorted
        .into_iter()
        .map(|(.., complaint)| complaint)
        .filter(|complaint| told.insert(complaint.clone()));
    complaints.map(|complaint| condition(&complaint, summary)).collect()
}

fn condition(complaint: &Complaint, summary: Option<&EntrySummary>) -> AxCondition {
    AxCondition {
        references: summary.map(|summary| references(complaint, summary)).unwrap_or_default(),
        severity: match complaint.severity {
            Severity::Block => AxSeverity::Fatal,
            _ => warning_severity(&complaint.code),
        },
        code: complaint.code.clone(),
        reason: None,
        narrative: narrative(&complaint.code),
    }
}

/// Census warnings are numbered 27 and 28 with a letter; other warnings are for information.
fn warning_severity(code: &str) -> AxSeverity {
    let numbered = code.starts_with("27") || code.starts_with("28");
    if numbered && code.ends_with(|c: char| c.is_ascii_uppercase()) {
        AxSeverity::Census
    } else {
        AxSeverity::Information
    }
}

fn position(summary: &EntrySummary, line: u16) -> Option<usize> {
    summary.lines.iter().position(|held| held.number == line)
}

/// The groups of records a complaint is about, outer ones first (code table `ax_reference_types`).
fn references(complaint: &Complaint, summary: &EntrySummary) -> Vec<Reference> {
    let mut path = complaint.field.split('.');
    let (first, second) = (path.next().unwrap_or_default(), path.next().unwrap_or_default());
    let third = path.next().unwrap_or_default();
    match complaint.line.and_then(|number| position(summary, number)) {
        Some(at) => of_line(summary, at, first, second, third, path.next().unwrap_or_default()),
        None => of_header(summary, first, second, third),
    }
}

fn group(kind: &str, at: usize, text: String) -> Option<Reference> {
    let occurrence = u32::try_from(at).ok().filter(|at| *at > 0)?;
    Some(Reference { kind: kind.into(), occurrence, text: reference(&text) })
}

/// A position of a path, from 1.
fn nth<'a, T>(items: &'a [T], part: &str) -> Option<(usize, &'a T)> {
    let at: usize = part.parse().ok()?;
    Some((at, items.get(at.checked_sub(1)?)?))
}

fn of_line(
    summary: &EntrySummary,
    at: usize,
    first: &str,
    second: &str,
    third: &str,
    fourth: &str,
) -> Vec<Reference> {
    let Some(line) = summary.lines.get(at) else { return Vec::new() };
    let mut references: Vec<Reference> =
        group("LINITM", at + 1, format!("{:03}", line.number)).into_iter().collect();
    match first {
        "tariffs" => {
            let Some((at, tariff)) = nth(&line.tariffs, second) else { return references };
            references.extend(group("TARIFF", at, tariff.number.compact()));
            if let Some((at, reported)) = nth(&tariff.quantities, fourth).filter(|_| third == "quantities") {
                let text =
                    format!("{} {}", wire_quantity(reported.quantity.amount), reported.quantity.unit.code());
                references.extend(group("TARQTY", at, text));
            }
        }
        "deposits" => {
            references.extend(
                nth(&line.deposits, second)
                    .and_then(|(at, deposit)| group("ADDCVD", at, deposit.case.clone())),
            );
        }
        "fees" => {
            references.extend(nth(&line.fees, second).and_then(|(at, fee)| {
                group("LINFEE", at, format!("{:<3} {:08}", fee.class, fee.amount.get()))
            }))
        }
        "manufacturer" => {
            let maker = line.manufacturer.as_ref().map(ToString::to_string).unwrap_or_default();
            references.extend(group("ARPART", 1, format!("M {maker}")));
        }
        _ => {}
    }
    references
}

/// Twelve digits with two implied decimals, as in record 50.
fn wire_quantity(amount: Decimal) -> String {
    let mut exact = Round::HalfUp.to(amount, 2);
    exact.rescale(2);
    format!("{:012}", exact.mantissa())
}

fn of_header(summary: &EntrySummary, first: &str, second: &str, third: &str) -> Vec<Reference> {
    let number = summary.entry_number;
    let whole = || {
        let broker_reference = summary.broker_reference.as_deref().unwrap_or_default();
        format!("{} {} {broker_reference}", number.filer(), number.wire())
    };
    let groups = match (first, second) {
        ("transport", "bills") => vec![nth(&summary.transport.bills, third).and_then(|(at, bill)| {
            group(
                "CARMAN",
                at,
                format!("{:08} {}", bill.quantity.unwrap_or(0), bill.unit.as_deref().unwrap_or_default()),
            )
        })],
        ("bond", _) if !summary.bond.is_waived() => {
            let surety = summary.bond.surety_code.as_deref().unwrap_or_default();
            vec![group("BNDDTL", 1, format!("{} B {surety}", summary.bond.kind))]
        }
        ("totals", "fees") => {
            let fee = nth(&summary.totals.fees, third);
            let total = fee.and_then(|(at, fee)| {
                group("FEETOT", at, format!("{:<3} {:011}", fee.class, fee.amount.get()))
            });
            vec![group("TOTALS", 1, whole()), total]
        }
        ("totals", _) => vec![group("TOTALS", 1, whole())],
        _ => vec![],
    };
    groups.into_iter().flatten().collect()
}
