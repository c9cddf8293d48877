//! `cocket tariff show`: what the schedule says of a number, and with an origin what goods of it owe, step by step.

use std::fmt::Write;
use std::str::FromStr;

use clap::Args;
use cocket_base::ids::{Country, TariffNumber};
use cocket_base::{Date, Decimal, Explain, Step, Unit};
use cocket_tariff::engine::{Facts, QuantityGiven, RateAnswer, RateQuestion, Tariff, rate};
use cocket_tariff::revision::RevisionId;
use cocket_tariff::schedule::{Schedules, ShowAnswer, ShowRate, ShowSpecial, show};
use serde::Serialize;

use crate::cli::date;
use crate::shell::failure::line_of;
use crate::shell::law::{self, Held};
use crate::shell::shelf::Shelf;
use crate::shell::table::{Side, grouped, table};
use crate::shell::{Context, Failure, output};

/// Value of the worked example where none is given, in US dollars.
const EXAMPLE_VALUE: i64 = 10_000;
/// Digits from which a number can be rated.
const RATED: usize = 8;

const AFTER: &str = "\
Examples:
  cocket tariff show 8471.30.01
  cocket tariff show 8471.30.01 --origin CN --as-of 2026-06-01
  cocket tariff show 6109.10.00.12 --origin VN --value 2500 --quantity '40 doz.'
  cocket tariff show 8708.29.50 --origin MX --spi S";

/// Which number, and for which goods.
#[derive(Args)]
#[command(after_help = AFTER)]
pub struct Arguments {
    /// The number, with or without dots; two to ten digits.
    number: TariffNumber,
    /// Day whose law is shown [default: today].
    #[arg(long, value_name = "DATE", value_parser = date)]
    as_of: Option<Date>,
    /// Country of origin: shows the duties.
    #[arg(long, value_name = "CC")]
    origin: Option<Country>,
    /// Entered value in US dollars [default: a worked example of 10,000].
    #[arg(long, value_name = "USD", requires = "origin")]
    value: Option<Decimal>,
    /// Quantity with its unit, as in '40 doz.'; may be given again.
    #[arg(long, value_name = "N UNIT", requires = "origin")]
    quantity: Vec<GivenQuantity>,
    /// Special programme claimed, as in S.
    #[arg(long, requires = "origin")]
    spi: Option<String>,
    /// Give everything as JSON.
    #[arg(long)]
    json: bool,
}

/// A quantity as written on the command line.
#[derive(Clone, Debug, PartialEq, Eq)]
struct GivenQuantity(Decimal, Unit);

impl FromStr for GivenQuantity {
    type Err = String;
    fn from_str(text: &str) -> Result<GivenQuantity, String> {
        let form = "write number and unit, as in '40 doz.'";
        let (amount, unit) = text.trim().split_once(char::is_whitespace).ok_or(form)?;
        let amount = amount.parse().map_err(|_| format!("«{amount}» is no number; {form}"))?;
        Ok(GivenQuantity(amount, unit.parse().map_err(|error| format!("{error}"))?))
    }
}

/// The whole answer.
#[derive(Serialize)]
struct Shown {
    #[serde(flatten)]
    line: ShowAnswer,
    as_of: Date,
    #[serde(skip_serializing_if = "Option::is_none")]
    notice: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    duties: Option<Duties>,
}

/// The duties of a line of goods.
#[derive(Serialize)]
struct Duties {
    question: RateQuestion,
    /// The value is an example: none was given.
    example: bool,
    answer: RateAnswer,
}

/// Shows a number.
pub fn run(arguments: &Arguments, context: &Context) -> Result<(), Failure> {
    let shelf = Shelf::open(&context.data)?;
    let day = arguments.as_of.unwrap_or(context.today);
    let wanted: Vec<_> = shelf.on(day, context.known).into_iter().collect();
    // The measures are read only where duties are asked for.
    let (tariff, mut bare) = (asked(arguments, context, &shelf, &wanted)?, Schedules::none());
    let schedules = match &tariff {
        Some(tariff) => &tariff.schedules,
        None => {
            shelf.fetch(&wanted, &mut bare)?;
            &bare
        }
    };
    let as_of =
        schedules.as_of(day, context.known).ok_or_else(|| Failure::Other("no schedule is held".into()))?;
    let line = show(as_of.schedule, &arguments.number).ok_or_else(|| {
        let text =
            format!("{} stands neither in {} nor above anything in it", arguments.number, as_of.used());
        Failure::Input(text + "; look with «cocket tariff search»")
    })?;
    let duties = tariff.as_ref().and_then(|tariff| duties(arguments, tariff, day, context.known));
    if arguments.origin.is_some() && duties.is_none() {
        output::note(&format!(
            "duties are worked out for numbers of {RATED} or 10 digits of chapters 1 to 97"
        ));
    }
    let shown = Shown { line, as_of: day, notice: as_of.notice(day), duties };
    if arguments.json { output::json(&shown) } else { output::text(&text(&shown)) }
}

fn asked(
    arguments: &Arguments,
    context: &Context,
    shelf: &Shelf,
    wanted: &[RevisionId],
) -> Result<Option<Held<Tariff>>, Failure> {
    arguments.origin.map(|_| law::tariff(&context.data, shelf, wanted)).transpose()
}

fn duties(arguments: &Arguments, tariff: &Tariff, day: Date, known: Date) -> Option<Duties> {
    let number = arguments.number;
    if number.len() < RATED || number.chapter() > 97 {
        return None;
    }
    let quantities = arguments
        .quantity
        .iter()
        .map(|GivenQuantity(amount, unit)| QuantityGiven { amount: *amount, unit: *unit });
    let question = RateQuestion {
        id: "show".into(),
        hts: number,
        origin: arguments.origin?,
        entry_date: day,
        value: arguments.value.unwrap_or(Decimal::from(EXAMPLE_VALUE)),
        quantities: quantities.collect(),
        spi: arguments.spi.clone(),
        export_date: None,
        loading_date: None,
        export_country: None,
        mode: None,
        ftz_privileged_date: None,
        ftz_status: None,
        rates: None,
        chapter98: None,
        adcvd: Vec::new(),
        commingled: Vec::new(),
        facts: Facts::default(),
        explain: Explain::Steps,
    };
    let answer = rate(tariff, &question, Some(known));
    Some(Duties { question, example: arguments.value.is_none(), answer })
}

fn text(shown: &Shown) -> String {
    let line = &shown.line;
    let mut out = format!(
        "{} on {} (schedule {}, law from {})\n",
        line.dotted, shown.as_of, line.revision, line.revision_from
    );
    if let Some(notice) = &shown.notice {
        let _ = writeln!(out, "  note: {notice}");
    }
    if !line.printed && line.number.len() > RATED {
        let _ = writeln!(out, "  note: this revision does not print the number; its 8-digit line answers");
    }
    path(&mut out, line);
    rates(&mut out, line);
    below(&mut out, line);
    if let Some(duties) = &shown.duties {
        duties_text(&mut out, duties);
    }
    out
}

fn path(out: &mut String, line: &ShowAnswer) {
    out.push_str("\nPath\n");
    let rows: Vec<Vec<String>> = line
        .path
        .iter()
        .map(|step| vec![step.number.map(|number| number.to_string()).unwrap_or_default(), step.text.clone()])
        .collect();
    out.push_str(&table(&[], &rows));
}

fn rates(out: &mut String, line: &ShowAnswer) {
    let mut rows: Vec<Vec<String>> = Vec::new();
    let units: Vec<String> = line.units.iter().map(|unit| unit.printed.clone()).collect();
    if !units.is_empty() {
        rows.push(vec!["units".into(), units.join(", ")]);
    }
    for (name, rate) in
        [("general", &line.general), ("column 2", &line.other), ("safeguard", &line.safeguard)]
    {
        rows.extend(rate.as_ref().map(|rate| vec![name.to_string(), rate_text(rate)]));
    }
    let special = line.special.iter().flat_map(special_rows);
    let at =
        rows.iter().position(|row| row.first().is_some_and(|name| name == "column 2")).unwrap_or(rows.len());
    rows.splice(at..at, special);
    if let Some(from) = line.inherited_from {
        rows.push(vec!["rates of".into(), from.to_string()]);
    }
    for note in &line.footnotes {
        rows.push(vec![format!("note on {}", note.columns.join(", ")), note.text.clone()]);
    }
    if !rows.is_empty() {
        out.push_str("\nUnits and rates\n");
        out.push_str(&table(&[], &rows));
    }
}

fn rate_text(rate: &ShowRate) -> String {
    match (&rate.reads_as, &rate.refused) {
        (_, Some(why)) => format!("{} (not read: {why})", rate.text),
        (Some(reads_as), None) if *reads_as != rate.text => format!("{} (reads as {reads_as})", rate.text),
        _ => rate.text.clone(),
    }
}

fn special_rows(special: &ShowSpecial) -> Vec<Vec<String>> {
    if let Some(why) = &special.refused {
        return vec![vec!["special".into(), format!("{} (not read: {why})", special.text)]];
    }
    let programmes = |group: &cocket_tariff::schedule::ShowGroup| {
        group.programmes.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
    };
    special
        .groups
        .iter()
        .map(|group| vec!["special".into(), format!("{} ({})", group.rate, programmes(group))])
        .collect()
}

fn below(out: &mut String, line: &ShowAnswer) {
    if line.below.is_empty() {
        return;
    }
    out.push_str("\nBelow\n");
    let rows: Vec<Vec<String>> = line
        .below
        .iter()
        .map(|below| vec![below.dotted.clone(), below.general.clone(), below.text.clone()])
        .collect();
    out.push_str(&table(&[], &rows));
}

fn duties_text(out: &mut String, duties: &Duties) {
    let (question, answer) = (&duties.question, &duties.answer);
    let value = grouped(&question.value.to_string());
    let example = if duties.example { "a worked example of " } else { "" };
    let _ = writeln!(out, "\nDuties of goods of {} for {example}{value} dollars", question.origin);
    let mut rows: Vec<Vec<String>> = answer
        .lines
        .iter()
        .map(|line| {
            let amount = grouped(&line.amount.to_string());
            vec![
                line.number.to_string(),
                line.rate.clone(),
                grouped(&line.base.to_string()),
                amount,
                line.why.clone(),
            ]
        })
        .collect();
    rows.extend(
        answer.duty.map(|duty| ["sum", "", "", &grouped(&duty.to_string())].map(String::from).to_vec()),
    );
    out.push_str(&table(&[Side::Left, Side::Left, Side::Right, Side::Right], &rows));
    if answer.outcome == "needs_facts" {
        out.push_str("  The duty cannot be worked out without:\n");
    } else if !answer.needs.is_empty() {
        out.push_str("  Answers to these would change it:\n");
    }
    for need in &answer.needs {
        let _ = writeln!(out, "    {}: {} ({})", need.fact, need.question, need.affects);
    }
    for note in &answer.legal_status {
        let _ = writeln!(out, "  {} {}: {}", note.authority, note.status, note.text);
    }
    for reason in &answer.reasons {
        let cite = reason.cite.as_ref().map(|cite| format!(" [{cite}]")).unwrap_or_default();
        let _ = writeln!(out, "  may not be entered: {}{cite}", reason.text);
    }
    for finding in &answer.findings {
        let _ = writeln!(out, "  {}", line_of(finding));
    }
    if !answer.steps.is_empty() {
        out.push_str("\nSteps\n");
        answer.steps.iter().for_each(|one| step(out, one));
    }
}

fn step(out: &mut String, step: &Step) {
    let figures: Vec<String> = [
        step.base.clone(),
        step.rate.as_ref().map(|rate| format!("× {rate}")),
        step.amount.map(|amount| format!("= {}", grouped(&amount.to_string()))),
    ]
    .into_iter()
    .flatten()
    .collect();
    let colon = if figures.is_empty() { "" } else { ": " };
    let cite = step.cite.as_ref().map(|cite| format!(" [{cite}]")).unwrap_or_default();
    let _ = writeln!(out, "  {}{colon}{}{cite}", step.what, figures.join(" "));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quantity_is_a_number_and_a_unit() {
        assert_eq!("40 doz.".parse::<GivenQuantity>().unwrap().0, Decimal::from(40));
        for bad in ["", "40", "x kg", "40 parsecs"] {
            assert!(bad.parse::<GivenQuantity>().is_err(), "{bad}");
        }
    }
}
