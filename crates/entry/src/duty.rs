//! Duty of a line: the engine's determination taken into the entry's own shape.

use cocket_base::ids::TariffNumber;
use cocket_base::{Date, Finding, Need, Outcome, Place, Severity, Step};
use cocket_filing::declaration::{Deposit, ReportedQuantity, TariffLine};
use cocket_rules::AsOf;
use cocket_tariff::engine::{ClaimNotMade, DutyRange, Invalid, LineDuty, RateQuestion, Tariff, determine};
use cocket_tariff::measure::expression::Expr;

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
    /// Between what the duty can come to by the answers.
    pub range: Option<DutyRange>,
    /// Lawful claims not made.
    pub claims: Vec<ClaimNotMade>,
    /// Reasons in sentences.
    pub why: Vec<String>,
    /// Duties that were assessed and can be claimed back, in sentences.
    pub refundable: Vec<String>,
}

/// Rates a question. What stops it becomes findings at the part.
pub fn rate(
    tariff: &Tariff,
    question: &RateQuestion,
    known: Date,
    quantities: &[ReportedQuantity],
    findings: &mut Vec<Finding>,
) -> Option<Rated> {
    let place = Place::item(question.id.clone());
    match determine(tariff, question, Some(known)) {
        Ok(determination) => match determination.outcome {
            Outcome::Decided { answer } => {
                // What the engine looked at and let pass as told may still not be filed.
                let blocking = answer.findings.iter().filter(|finding| finding.severity == Severity::Block);
                findings.extend(blocking.map(|finding| Finding {
                    place: place.clone().at_field(finding.place.to_string()),
                    ..finding.clone()
                }));
                Some(take(answer, determination.steps, quantities, question))
            }
            Outcome::NeedsFacts { needs } => {
                for need in &needs {
                    let text = format!("{}: {} ({})", question.id, need.question, need.affects);
                    findings.push(
                        Finding::block("MISSING_FACT", place.clone().at_field(need.fact.clone()), text)
                            .with_remedy("answer the question"),
                    );
                }
                Some(Rated { needs, ..Rated::default() })
            }
            Outcome::Prohibited { reasons } => {
                findings.extend(reasons.into_iter().map(|reason| {
                    let cite = reason.cite.map(|cite| format!(" ({cite})")).unwrap_or_default();
                    Finding::block(
                        "PROHIBITED",
                        place.clone(),
                        format!("{}: {}{cite}", question.id, reason.text),
                    )
                    .with_remedy("the goods may not be entered")
                }));
                None
            }
        },
        Err(Invalid(problems)) => {
            findings.extend(problems.into_iter().map(|problem| Finding {
                place: place.clone().at_field(problem.place.to_string()),
                ..problem
            }));
            None
        }
    }
}

/// What stands in the way of rating goods whose value is not known yet: faults of the question, prohibitions, and facts
/// without which no duty is decided. `question` holds a stand-in value, so no amount is told.
pub fn obstacles(tariff: &Tariff, question: &RateQuestion, known: Date, findings: &mut Vec<Finding>) {
    let mut found = Vec::new();
    if let Some(Rated { needs, .. }) = rate(tariff, question, known, &[], &mut found)
        && found.len() == needs.len()
    {
        for (finding, need) in found.iter_mut().zip(&needs) {
            finding.text = format!("{}: {} (the duty)", question.id, need.question);
        }
    }
    findings.extend(found);
}

fn take(duty: LineDuty, steps: Vec<Step>, quantities: &[ReportedQuantity], question: &RateQuestion) -> Rated {
    let mut why: Vec<String> = duty
        .lines
        .iter()
        .filter(|line| !line.why.is_empty())
        .map(|line| format!("{}: {}", line.number, line.why))
        .collect();
    why.extend(duty.legal_status.iter().map(|note| format!("{}: {}", note.authority, note.text)));
    let refundable = duty
        .legal_status
        .iter()
        .filter(|note| note.status == "refundable")
        .map(|note| note.text.clone())
        .collect();
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
        let step = Step::new("deposit on the case as instructed")
            .base(format!("{} USD", case.base))
            .rate(rate_text(&case.rate, &case.basis))
            .amount(case.amount);
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
    let mut rated = Rated {
        tariffs,
        deposits: deposits.collect(),
        spi: duty.spi,
        revision: duty.revision,
        needs: duty.needs,
        range: duty.range,
        claims: duty.claims,
        why,
        refundable,
    };
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

/// Findings about facts nobody answered. What goods of a number must report in any case (table `required_facts`) stops the
/// filing; the others inform.
pub fn unanswered(
    part: &str,
    article: Option<TariffNumber>,
    needs: &[Need],
    as_of: AsOf<'_>,
    findings: &mut Vec<Finding>,
) {
    let table = as_of.pack.codes("required_facts");
    let required = |fact: &str| {
        let rows = table
            .into_iter()
            .flat_map(|table| table.iter())
            .filter(|row| row.in_use(as_of.day) && row.column("fact") == Some(fact));
        let mut prefixes = rows.filter_map(|row| row.column("prefix")?.parse::<TariffNumber>().ok());
        article.is_some_and(|article| prefixes.any(|prefix| article.starts_with(&prefix)))
    };
    for need in needs {
        let place = Place::item(part).at_field(need.fact.clone());
        let text = format!("{part}: {} ({})", need.question, need.affects);
        let finding = if required(&need.fact) {
            Finding::block("MISSING_FACT", place, text)
                .with_remedy("ask the producer for the mill's statement")
        } else {
            Finding::info("FACT_UNANSWERED", place, text)
                .with_remedy("answer it when the duty should reflect it")
        };
        if !findings.contains(&finding) {
            findings.push(finding);
        }
    }
}

/// Findings about the best lawful claims that nobody has made: a preference, and an exclusion or relief for described goods.
pub fn unclaimed(part: &str, claims: &[ClaimNotMade], findings: &mut Vec<Finding>) {
    let preference = claims.iter().find(|claim| claim.claim.starts_with("spi "));
    let relief = claims.iter().find(|claim| claim.claim.starts_with("confirm "));
    for (claim, code, remedy) in [
        (preference, "SPI_UNCLAIMED", "ask whether the goods qualify"),
        (relief, "RELIEF_UNCLAIMED", "ask whether the goods meet the description"),
    ] {
        let Some(claim) = claim else { continue };
        let (saving, cite) = (claim.saving, &claim.cite);
        let text = format!("{part}: {} (saves {saving}; {cite})", claim.question);
        let finding = Finding::info(code, Place::item(part).at_field(claim.claim.clone()), text);
        let finding = finding.with_remedy(remedy);
        if !findings.contains(&finding) {
            findings.push(finding);
        }
    }
}

/// True when a heading's condition reads a fact whose name ends like this.
pub fn reads(
    measures: &cocket_tariff::measure::Pack,
    heading: &cocket_tariff::measure::model::Heading,
    ending: &str,
) -> bool {
    let mut found = false;
    if let Some(when) = &heading.when {
        when.walk(&mut |expr| {
            if let Expr::Fact(id) = expr {
                found |= measures.facts.get(id.at()).is_some_and(|fact| fact.name.ends_with(ending));
            }
        });
    }
    found
}

/// The chapter 99 numbers of a rated line with their rates: what a change of law would change.
pub fn stack(tariff: &Tariff, question: &RateQuestion, known: Date) -> Option<Vec<(TariffNumber, String)>> {
    let determined = determine(tariff, question, Some(known)).ok()?;
    let lines = determined.answer()?.lines.iter();
    Some(lines.map(|line| (line.number, line.rate.clone())).collect())
}
