//! The fees of a whole entry, as a question: lines with value, origin, numbers and what lowers the base.
//!
//! The processing fee falls on less than the value for goods assembled (9802.00.80: without the components of the United
//! States) or processed abroad (9802.00.60: on the work alone), and for zone goods (without the domestic value).

use cocket_base::ids::{Country, TariffNumber};
use cocket_base::{Cents, Decimal, Dollars, Round, Step};
use cocket_law::{ClassFee, FeeBasis, Row};

use super::questions::{FILINGS, filing};
use super::{GoodsForMpf, MpfLine, hmf_header, hmf_line, mpf_header, mpf_line};
use crate::asked::{Ask, Fact, FactKind, Verdict, invalid, may, must};
use crate::{AsOf, Refusal};

const MODES: [(&str, &str); 9] = [
    ("vessel", "11"),
    ("ocean", "11"),
    ("sea", "11"),
    ("air", "40"),
    ("truck", "30"),
    ("road", "30"),
    ("rail", "20"),
    ("mail", "50"),
    ("pipeline", "70"),
];

const LINE_FACTS: &[Fact] = &[
    must("value", FactKind::Figure),
    may("origin", FactKind::Text),
    may("spi", FactKind::Text),
    may("hts", FactKind::Text),
    may("components_of_the_united_states", FactKind::Figure),
    may("foreign_processing", FactKind::Figure),
    may("domestic_value_in_zone", FactKind::Figure),
    may("harbor_fee_exempt", FactKind::Flag),
    may("class_fee", FactKind::Text),
    may("class_fee_quantity", FactKind::Figure),
    may("class_fee_rate", FactKind::Figure),
    may("class_fee_exempt", FactKind::Flag),
];

pub(super) const ENTRY_FACTS: &[Fact] = &[
    must("entry_date", FactKind::Day),
    may("entry_type", FactKind::Text),
    may("mode", FactKind::Text),
    may("filing", FactKind::Word(FILINGS)),
    must("lines", FactKind::Lines(LINE_FACTS)),
];

/// What the lines came to.
#[derive(Default)]
struct Lines {
    mpf: Vec<MpfLine>,
    hmf: Vec<Cents>,
    class: Cents,
    steps: Vec<Step>,
}

pub(super) fn entry(ask: &mut Ask<'_>) -> Result<Option<Verdict>, Refusal> {
    let entry_type = ask.text_if("entry_type").unwrap_or_else(|| "01".into());
    let filing = filing(ask);
    let mode = mode(ask);
    let day = ask.day("entry_date");
    let lines = ask.lines("lines");
    let (Some(day), Some(mode)) = (day, mode) else { return Ok(None) };
    let as_of = ask.as_of.on(day);
    let mut sums = Lines::default();
    for (at, mut line) in lines.into_iter().enumerate() {
        add(as_of, &mut line, (&entry_type, &mode), &mut sums)?;
        ask.take_from(line, at);
    }
    if !ask.needs.is_empty() || sums.mpf.is_empty() {
        return Ok(None);
    }
    let mpf = mpf_header(as_of, &entry_type, filing, &sums.mpf)?;
    let hmf = hmf_header(as_of, &sums.hmf)?;
    let mut steps = sums.steps;
    steps.extend(mpf.steps.clone());
    steps.extend(hmf.steps.clone());
    let (Some(mpf), Some(hmf)) = (mpf.answer(), hmf.answer()) else { return Ok(None) };
    let total = mpf.amount + mpf.surcharge + hmf.amount + sums.class;
    Ok(Some(
        Verdict::sum(total, steps)
            .and("processing_fee", mpf.amount)
            .and("processing_fee_before_limits", mpf.raw)
            .and("manual_surcharge", mpf.surcharge)
            .and("harbor_fee", hmf.amount)
            .and("class_fees", sums.class)
            .says("processing_fee_class", mpf.class.clone()),
    ))
}

/// The mode of transport by code or word.
fn mode(ask: &mut Ask<'_>) -> Option<String> {
    let Some(said) = ask.text_if("mode") else {
        ask.need(
            "mode",
            "As a code, as in 11, or vessel, air, truck, rail, mail: vessels owe the harbor fee.",
        );
        return None;
    };
    let named =
        MODES.iter().find(|(word, _)| said.eq_ignore_ascii_case(word)).map(|(_, code)| code.to_string());
    let code = named.unwrap_or(said);
    if ask.as_of.pack.codes("mot").is_none_or(|table| table.contains(&code)) {
        return Some(code);
    }
    let text = format!("«{}» is no mode of transport", code.chars().take(20).collect::<String>());
    ask.findings.push(invalid(
        "UNKNOWN_MODE",
        "mode",
        text,
        "give a code, as in 11, or vessel, air, truck, rail, mail",
    ));
    None
}

/// A value in whole dollars, half up; what an entry declares.
fn dollars(exact: Decimal) -> Result<Dollars, Refusal> {
    Ok(Dollars::from_exact(exact, Round::HalfUp)?)
}

fn add(
    as_of: AsOf<'_>,
    line: &mut Ask<'_>,
    (entry_type, mode): (&str, &str),
    sums: &mut Lines,
) -> Result<(), Refusal> {
    let value = line.figure("value");
    let origin = line.text_if("origin");
    let country: Option<Country> = origin.as_deref().and_then(|text| as_of.pack.countries().find(text));
    if let (Some(text), None) = (&origin, country) {
        line.findings.push(invalid(
            "UNKNOWN_COUNTRY",
            "origin",
            format!("«{text}» names no country"),
            "give two letters, as in CN",
        ));
    }
    let spi = line.text_if("spi").map(|spi| spi.to_ascii_uppercase());
    let mut tariffs: Vec<TariffNumber> = Vec::new();
    for word in line.words_if("hts") {
        match word.parse() {
            Ok(number) => tariffs.push(number),
            Err(error) => {
                let error: cocket_base::ids::BadTariffNumber = error;
                line.findings.push(invalid("BAD_NUMBER", "hts", error.to_string(), "give 4 to 10 digits"));
            }
        }
    }
    let less = [line.figure_if("components_of_the_united_states"), line.figure_if("domestic_value_in_zone")];
    let work = line.figure_if("foreign_processing");
    let sea_exempt = line.is("harbor_fee_exempt");
    let Some(value) = value else { return Ok(()) };
    let base = work.unwrap_or(value - less.into_iter().flatten().sum::<Decimal>()).max(Decimal::ZERO);
    let goods =
        GoodsForMpf { value: dollars(base)?, origin: country, spi: spi.as_deref(), tariffs: &tariffs };
    let fee = mpf_line(as_of, &goods)?;
    match (&fee.outcome, fee.answer()) {
        (cocket_base::Outcome::NeedsFacts { needs }, _) => line.needs.extend(needs.iter().cloned()),
        (_, Some(fee)) => sums.mpf.push(fee.clone()),
        _ => {}
    }
    sums.steps.extend(fee.steps);
    let harbor = if sea_exempt {
        sums.steps.push(Step::new("no harbor maintenance fee: said to be exempt (24.24(c))"));
        Cents::ZERO
    } else {
        let fee = hmf_line(as_of, entry_type, mode, dollars(value)?)?;
        sums.steps.extend(fee.steps.clone());
        fee.answer().copied().unwrap_or(Cents::ZERO)
    };
    sums.hmf.push(harbor);
    class_fee(as_of, line, value, &tariffs, sums)
}

/// A class fee at the rate the question gives. Without one, a fee that the goods could owe is told and not charged, since
/// no rate of these was verified.
fn class_fee(
    as_of: AsOf<'_>,
    line: &mut Ask<'_>,
    value: Decimal,
    tariffs: &[TariffNumber],
    sums: &mut Lines,
) -> Result<(), Refusal> {
    let named = line.text_if("class_fee");
    let (quantity, rate) = (line.figure_if("class_fee_quantity"), line.figure_if("class_fee_rate"));
    if line.is("class_fee_exempt") {
        return Ok(());
    }
    let wanted = |row: &&Row<ClassFee>| match &named {
        Some(name) => row.class.eq_ignore_ascii_case(name) || row.name.eq_ignore_ascii_case(name),
        None => tariffs.iter().any(|number| row.covers(number)),
    };
    for row in as_of.pack.class_fees(as_of.day, as_of.known).filter(wanted).take(1) {
        let percent = row.basis == FeeBasis::Percent;
        let counted = if percent { Some(value) } else { quantity };
        let Some((rate, counted)) = rate.zip(counted) else {
            let what = format!(
                "a fee of class {} ({}) may be due on {}; its rate is not verified: give class_fee_rate and class_fee_quantity",
                row.class, row.name, row.quantity
            );
            sums.steps.push(Step::new(what).cite(row.cite.clone()));
            continue;
        };
        let exact = if percent { counted * rate / Decimal::ONE_HUNDRED } else { counted * rate };
        let amount = Cents::from_dollars(exact, Round::HalfUp)?;
        let what =
            format!("fee of class {} ({}) at the rate given, on {}", row.class, row.name, row.quantity);
        sums.steps.push(Step::new(what).base(counted).rate(rate).amount(amount));
        sums.class += amount;
    }
    Ok(())
}
