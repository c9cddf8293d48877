//! Duty of a line: the engine's determination taken into the entry's own shape.

use cocket_base::ids::TariffNumber;
use cocket_base::{Date, Finding, Need, Outcome, Place, Step};
use cocket_filing::declaration::{Deposit, ReportedQuantity, TariffLine};
use cocket_tariff::engine::{Invalid, LineDuty, RateQuestion, Tariff, determine};

/// What the engine said of a line.
#[derive(Clone, Debug, Default)]
pub struct Rated {
    /// Numbers in reporting order.
    pub tariffs: Vec<TariffLine>,
    /// Deposits on cases.
    pub deposits: Vec<Deposit>,
    /// The claim, when it was accepted.
    pub spi: Option<String>,
    /// Revision used.
    pub revision: Option<String>,
    /// Facts that are missing or would change the total.
    pub needs: Vec<Need>,
    /// Reasons in sentences.
    pub why: Vec<String>,
}

/// Rates a question. What stops it becomes findings at the part.
pub fn rate(tariff: &Tariff, question: &RateQuestion, known: Date, quantities: &[ReportedQuantity], findings: &mut Vec<Finding>) -> Option<Rated> {
    let place = Place::item(question.id.clone());
    match determine(tariff, question, Some(known)) {
        Ok(determination) => match determination.outcome {
            Outcome::Decided { answer } => Some(take(answer, determination.steps, quantities, question)),
            Outcome::NeedsFacts { needs } => {
                for need in &needs {
                    let text = format!("{}: {} ({})", question.id, need.question, need.affects);
                    findings.push(Finding::block("MISSING_FACT", place.clone().at_field(need.fact.clone()), text).with_remedy("answer the question"));
                }
                Some(Rated { needs, ..Rated::default() })
            }
            Outcome::Prohibited { reasons } => {
                findings.extend(reasons.into_iter().map(|reason| {
                    let cite = reason.cite.map(|cite| format!(" ({cite})")).unwrap_or_default();
                    Finding::block("PROHIBITED", place.clone(), format!("{}: {}{cite}", question.id, reason.text)).with_remedy("the goods may not be entered")
                }));
                None
            }
        },
        Err(Invalid(problems)) => {
            findings.extend(problems.into_iter().map(|problem| Finding { place: place.clone().at_field(problem.place.to_string()), ..problem }));
            None
        }
    }
}

fn take(duty: LineDuty, steps: Vec<Step>, quantities: &[ReportedQuantity], question: &RateQuestion) -> Rated {
    let mut why: Vec<String> = duty.lines.iter().filter(|line| !line.why.is_empty()).map(|line| format!("{}: {}", line.number, line.why)).collect();
    why.extend(duty.legal_status.iter().map(|note| format!("{}: {}", note.authority, note.text)));
    let article = question.hts;
    let tariffs = duty
        .lines
        .into_iter()
        .map(|line| TariffLine {
            quantities: if line.number == article { quantities.to_vec() } else { Vec::new() },
            number: line.number,
            authority: line.authority,
            rate: line.rate,
            base: line.base,
            amount: line.amount,
            steps: line.steps,
        })
        .collect::<Vec<_>>();
    let deposits = duty.adcvd.into_iter().map(|case| {
        let step = Step::new("deposit on the case as instructed").base(format!("{} USD", case.base)).rate(rate_text(&case.rate, &case.basis)).amount(case.amount);
        Deposit {
            case: case.case.chars().filter(char::is_ascii_alphanumeric).collect(),
            rate: case.rate,
            specific: case.basis != "value",
            cash: true,
            value: case.base,
            quantity: None,
            amount: case.amount,
            steps: vec![step],
        }
    });
    let mut rated = Rated { tariffs, deposits: deposits.collect(), spi: duty.spi, revision: duty.revision, needs: duty.needs, why };
    // Steps about the line as a whole (law date, column, what was displaced) belong to its article.
    if let Some(article) = rated.tariffs.iter_mut().rev().find(|tariff| tariff.number.chapter() < 98) {
        let own = std::mem::take(&mut article.steps);
        article.steps = own.into_iter().chain(steps).fold(Vec::new(), |mut once, step| {
            if !once.contains(&step) {
                once.push(step);
            }
            once
        });
    }
    rated
}

fn rate_text(rate: &cocket_base::Decimal, basis: &str) -> String {
    if basis == "value" { format!("{rate}%") } else { format!("${rate} per {basis}") }
}

/// Facts that a metals article must report whatever its duty: where the metal comes from (CATAIR entry summary chapter,
/// record 54; proclamations under section 232).
const METAL_ORIGIN: &[&str] = &["steel_melt_pour", "aluminum_smelt", "aluminum_cast"];

/// Findings about facts nobody answered: the origin of the metal stops the filing, the others inform.
pub fn unanswered(part: &str, needs: &[Need], findings: &mut Vec<Finding>) {
    for need in needs {
        let place = Place::item(part).at_field(need.fact.clone());
        let text = format!("{part}: {} ({})", need.question, need.affects);
        let finding = if METAL_ORIGIN.contains(&&*need.fact) {
            Finding::block("MISSING_FACT", place, text).with_remedy("ask the producer for the mill's statement")
        } else if need.fact == "spi" {
            Finding::info("SPI_UNCLAIMED", place, text).with_remedy("ask whether the goods qualify")
        } else {
            Finding::info("FACT_UNANSWERED", place, text).with_remedy("answer it when the duty should reflect it")
        };
        if !findings.contains(&finding) {
            findings.push(finding);
        }
    }
}

/// The chapter 99 numbers of a rated line with their rates: what a change of law would change.
pub fn stack(tariff: &Tariff, question: &RateQuestion, known: Date) -> Option<Vec<(TariffNumber, String)>> {
    let determined = determine(tariff, question, Some(known)).ok()?;
    let lines = determined.answer()?.lines.iter();
    Some(lines.map(|line| (line.number, line.rate.clone())).collect())
}
