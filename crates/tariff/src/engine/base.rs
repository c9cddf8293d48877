//! Which column of the schedule the line uses, and the duty of the chapter 1–97 number itself.
//!
//! Column 2 by origin (general note 3(b)); else special by an accepted claim; else general. A claim is accepted when
//! the line lists the programme (or is free anyway), the origin may claim it and the programme is alive on the day.

use cocket_base::ids::Country;
use cocket_base::{Citation, Decimal, Dollars, Finding, Need, Place, Quantity, Step};

use super::answer::Column;
use super::columns::Columns;
use super::question::RateQuestion;
use super::statements::Statements;
use crate::measure::AsOf;
use crate::measure::logic::Value;
use crate::measure::model::{Pack, Programme};
use crate::rate::{QuantityRounding, RateExpr, Worked, ad_valorem_equivalent, evaluate};

/// Code of the finding that a claim is not accepted.
pub(super) const REFUSED: &str = "SPI_REFUSED";

/// Why no duty could be worked out.
#[derive(Debug)]
pub(super) enum Trouble {
    /// The question is wrong.
    Invalid(Vec<Finding>),
    /// Facts are missing.
    Needs(Vec<Need>),
}

impl Trouble {
    /// What is wrong or missing, in one line.
    pub fn text(&self) -> String {
        match self {
            Trouble::Invalid(findings) => {
                findings.iter().map(|finding| finding.text.clone()).collect::<Vec<_>>().join("; ")
            }
            Trouble::Needs(needs) => {
                needs.iter().map(|need| need.question.clone()).collect::<Vec<_>>().join(" ")
            }
        }
    }

    pub fn invalid(code: &str, field: &str, text: impl Into<String>) -> Trouble {
        Trouble::Invalid(vec![Finding::block(code, Place::field(field), text)])
    }
}

/// The column used, the duty of the line itself, and how it came about.
#[derive(Clone, Debug)]
pub(super) struct Base {
    pub column: Column,
    /// The accepted claim.
    pub spi: Option<String>,
    /// The rate as shown: as printed, with the programme behind it.
    pub text: String,
    /// The value that is dutiable at the base rate.
    pub dutiable: Dollars,
    pub worked: Worked,
    /// Duty as a percentage of the value; none without a value.
    pub ave_pct: Option<Decimal>,
    pub steps: Vec<Step>,
    pub findings: Vec<Finding>,
}

impl Base {
    /// Cites the schedule for every step that names no source of its own.
    pub fn cite(&mut self, schedule: &Citation) {
        let without = self.steps.iter_mut().filter(|step| step.cite.is_none());
        without.for_each(|step| step.cite = Some(schedule.clone()));
    }
}

/// The column of a line, the claim accepted for it, and the rate that stands there.
#[derive(Clone, Debug)]
pub(super) struct Chosen {
    pub column: Column,
    /// The accepted claim.
    pub spi: Option<String>,
    pub rate: RateExpr,
    text: String,
}

/// A line's own duty in the chosen column, on the part of the value that stays dutiable.
///
/// Percentages are taken of that part; amounts by quantity are reduced in the proportion of the part to the whole (U.S. notes 3
/// and 4 to subchapter II of chapter 98). Where nothing stays dutiable, nobody is asked for a quantity.
pub(super) fn base(
    chosen: Chosen,
    question: &RateQuestion,
    value: Dollars,
    dutiable: Dollars,
    statements: &Statements,
    as_of: AsOf,
) -> Result<Base, Trouble> {
    let Chosen { column, spi, rate, text } = chosen;
    let mut steps = vec![column_step(column, spi.as_deref(), question.origin)];
    let quantities: Vec<Quantity> = question.quantities.iter().map(Quantity::from).collect();
    let rounding = QuantityRounding::of(&question.hts, as_of.day);
    let plain = rate.ad_valorem_fraction();
    let worked_on = if plain.is_some() { dutiable } else { value };
    let facts = statements.rate_facts(worked_on).quantities(&quantities).rounding(rounding);
    let free = dutiable == Dollars::ZERO && value > Dollars::ZERO;
    let worked = if free && plain.is_none() {
        Worked::nothing()
    } else {
        evaluate(&rate, &facts).map_err(Trouble::Needs)?
    };
    let ave = match plain {
        Some(fraction) => Some(fraction),
        None if free || value == Dollars::ZERO => None,
        None => ad_valorem_equivalent(&rate, &facts).ok(),
    };
    let worked = if plain.is_none() && !free { share(worked, dutiable, value)? } else { worked };
    steps.extend(worked.steps.iter().cloned());
    let ave_pct = ave.and_then(|fraction| fraction.checked_mul(Decimal::ONE_HUNDRED));
    Ok(Base { column, spi, text, dutiable, worked, ave_pct, steps, findings: Vec::new() })
}

/// The duty by the rate that a provision of chapter 98 prints, in place of the line's own; that one stays the rate which the
/// provision may refer to.
pub(super) fn provision_duty(
    mut base: Base,
    chosen_rate: &RateExpr,
    (rate, text): (RateExpr, String),
    question: &RateQuestion,
    value: Dollars,
    statements: &Statements,
) -> Result<Base, Trouble> {
    let quantities: Vec<Quantity> = question.quantities.iter().map(Quantity::from).collect();
    let facts = statements.rate_facts(value).quantities(&quantities).applicable(chosen_rate);
    base.worked = evaluate(&rate, &facts).map_err(Trouble::Needs)?;
    base.steps.truncate(1);
    base.steps.extend(base.worked.steps.iter().cloned());
    base.text = text;
    base.dutiable = value;
    Ok(base)
}

/// A duty worked out on the whole value, reduced to the part that stays dutiable.
fn share(worked: Worked, part: Dollars, whole: Dollars) -> Result<Worked, Trouble> {
    if part == whole {
        return Ok(worked);
    }
    let reduced = worked.scaled(part, whole);
    reduced.ok_or_else(|| Trouble::invalid("BAD_VALUE", "value", "the duty is beyond one trillion dollars"))
}

/// Chooses the column by origin and claim; a claim that is not accepted is a finding.
pub(super) fn choose(
    columns: &Columns,
    origin: Country,
    spi: Option<&str>,
    statements: &Statements,
    pack: &Pack,
    as_of: AsOf,
    findings: &mut Vec<Finding>,
) -> Result<Chosen, Trouble> {
    let unreadable = |field: &str, error: &str| Trouble::invalid("RATE_UNREADABLE", field, error);
    let column2 = pack.groups.iter().any(|group| &*group.id == "column-2" && group.holds(origin, as_of.day));
    if let Some(claim) = spi {
        match refusal(columns, origin, claim, statements, pack, as_of, column2) {
            Some(why) => {
                let text = format!("the claim of {claim} is not accepted: {why}");
                let finding = Finding::warn(REFUSED, Place::field("spi"), text);
                findings.push(finding.with_remedy(
                    "take the claim out, or correct the origin, the number or the fact that denies it",
                ));
            }
            None => {
                if let Some(rate) = columns.claimed(claim) {
                    let text = format!("{rate} (SPI {claim})");
                    return Ok(Chosen { column: Column::Special, spi: Some(claim.into()), rate, text });
                }
            }
        }
    }
    let (column, side, field) = if column2 {
        (Column::Other, &columns.other, "rates.other")
    } else {
        (Column::General, &columns.general, "rates.general")
    };
    let rate = side.rate.clone().map_err(|error| unreadable(field, &error))?;
    Ok(Chosen { column, spi: None, rate, text: side.text.clone() })
}

/// Why a claim is not accepted; `None` when it is.
fn refusal(
    columns: &Columns,
    origin: Country,
    claim: &str,
    statements: &Statements,
    pack: &Pack,
    as_of: AsOf,
    column2: bool,
) -> Option<String> {
    if column2 {
        return Some(format!("goods of {origin} are under column 2"));
    }
    let Some(programme) = programme(pack, claim) else { return Some("it is no known programme".into()) };
    if !programme.in_force(as_of) {
        return Some(format!("{} is not in force on {} ({})", programme.title, as_of.day, programme.cite));
    }
    if !programme.origins.holds(origin, as_of.day, &pack.groups) {
        return Some(format!("{} does not cover goods of {origin} ({})", programme.title, programme.cite));
    }
    if programme.qualifies.and_then(|fact| statements.fact(fact)) == Some(&Value::Flag(false)) {
        return Some(format!("the importer says that the article does not qualify ({})", programme.cite));
    }
    if columns.claimed(claim).is_none() {
        return Some(format!("the line does not list it (special column «{}»)", columns.special.0));
    }
    None
}

/// True when a programme is claimed for a repair: the goods come from a country of the programme, whatever their origin.
pub(super) fn claimed_by_repair(claim: &str, question: &RateQuestion, pack: &Pack, as_of: AsOf) -> bool {
    let from = question.export_country;
    let covers = |programme: &Programme| {
        programme.in_force(as_of)
            && from.is_some_and(|from| programme.origins.holds(from, as_of.day, &pack.groups))
    };
    programme(pack, claim).is_some_and(covers)
}

/// The programme of a claim, without the number sign that frees from the merchandise processing fee.
pub(super) fn programme<'p>(pack: &'p Pack, claim: &str) -> Option<&'p Programme> {
    let bare = claim.trim().trim_end_matches(['#', '*']);
    pack.programmes.iter().find(|programme| programme.spi.eq_ignore_ascii_case(bare))
}

fn column_step(column: Column, spi: Option<&str>, origin: Country) -> Step {
    let step = match (column, spi) {
        (Column::Other, _) => {
            Step::new(format!("column 2: goods of {origin}")).cite(Citation::new("HTSUS general note 3(b)"))
        }
        (_, Some(spi)) => Step::new(format!("column 1 special: {spi} claimed and accepted")),
        _ => Step::new("column 1 general"),
    };
    step.fact("origin", origin)
}
