//! Answers questions about value: each kind of question by the module of its rule.

use cocket_base::{Date, Decimal, Determination, Dollars, Finding, Outcome, Place, Round, Step, prorate};
use cocket_law::Pack;

use super::answer::{Found, Method, RuledOut, Tried, need};
use super::appraise::appraise;
use super::computed::computed;
use super::deductive::deductive;
use super::duty_inside::{PaidEntry, PaidLine, solve};
use super::exportation::exportation;
use super::facts::ShareBy;
use super::first_sale::first_sale;
use super::limits_of_use::ties;
use super::question::{
    Ask, Converted, CurrencyAsk, Decided, DutyPaidAsk, RelatedAsk, RoundAsk, Rounded, Shares, SpreadAsk,
    TermAnswer, TermAsk, UnitValue, ValueAnswer, ValueQuestion, ValueResult,
};
use super::rates::{RateTable, rate_for};
use super::supplied::supplied;
use super::transaction::law_day;
use super::{bounded, units_of_invoice};
use crate::unverified::confirm;
use crate::{AsOf, Refusal};

/// Most lines of a sum that is shared or rounded.
const LINES: usize = 100_000;

/// Answers a question. `today` stands in where it names no day of knowledge; `table` holds rates read from a file.
pub fn answer(pack: &Pack, question: &ValueQuestion, table: &RateTable, today: Date) -> ValueAnswer {
    let mut answer = work(pack, question, table, today);
    if matches!(answer.result, ValueResult::Decided(_) | ValueResult::Prohibited { .. }) {
        let verified = pack.verified().map(|verified| work(verified, question, table, today));
        if let Some(need) = verified.and_then(|verified| confirm(&answer, &verified)) {
            let would = Some(Box::new(answer.result));
            answer.result =
                ValueResult::NeedsFacts { needs: vec![need], method: None, ruled_out: Vec::new(), would };
        }
    }
    if !question.explain.steps() {
        answer.steps.clear();
    }
    answer
}

/// The answer with its worked steps, which name the rows it rests on.
fn work(pack: &Pack, question: &ValueQuestion, table: &RateTable, today: Date) -> ValueAnswer {
    let known = question.known.unwrap_or(today);
    let mut standing = (None, Vec::new());
    let determined = decide(AsOf::new(pack, known, known), &question.ask, table, &mut standing);
    let (result, steps) = match determined {
        Ok(determination) => {
            let result = match determination.outcome {
                Outcome::Decided { answer } => ValueResult::Decided(Box::new(answer)),
                Outcome::NeedsFacts { needs } => {
                    let (method, ruled_out) = standing;
                    ValueResult::NeedsFacts { needs, method, ruled_out, would: None }
                }
                Outcome::Prohibited { reasons } => ValueResult::Prohibited { reasons },
            };
            (result, determination.steps)
        }
        Err(refusal) => (ValueResult::Invalid { findings: vec![finding(&refusal)] }, Vec::new()),
    };
    ValueAnswer { id: question.id.clone(), result, steps }
}

fn finding(refusal: &Refusal) -> Finding {
    let code = match refusal {
        Refusal::Unknown(_) => "LAW_UNKNOWN",
        _ => "BAD_QUESTION",
    };
    let remedy = match refusal {
        Refusal::Unknown(_) => "give a row with its citation, or ask for a day that the law data cover",
        _ => "correct the question; docs/value.md names every field",
    };
    Finding::block(code, Place::default(), refusal.to_string()).with_remedy(remedy)
}

/// Method and methods ruled out, where an appraisement waits for facts.
type Standing = (Option<Method>, Vec<RuledOut>);

fn decide(
    as_of: AsOf<'_>,
    ask: &Ask,
    table: &RateTable,
    standing: &mut Standing,
) -> Result<Determination<Decided>, Refusal> {
    Ok(match ask {
        Ask::Appraise(facts) => {
            let appraised = appraise(as_of.on(law_day(facts, as_of.known)), facts, table)?;
            *standing = (appraised.method, appraised.ruled_out);
            appraised.determination.map(Decided::Appraised)
        }
        Ask::Assist(thing) => supplied(as_of, thing, None)?.map(Decided::Assist),
        Ask::Related(asked) => related(as_of, asked)?,
        Ask::FirstSale(asked) => {
            let by_unit = || asked.last_unit_price?.checked_mul(asked.quantity?);
            match asked.last_price.or_else(by_unit) {
                Some(last) => {
                    first_sale(as_of, &asked.first_sale, bounded("the price", last)?, asked.quantity)?
                        .map(Decided::FirstSale)
                }
                None => asks("last_price", "What price does the importer himself pay for the goods?"),
            }
        }
        Ask::Deductive(facts) => unit(deductive(as_of, facts)?)?,
        Ask::Computed(facts) => unit(computed(facts)?)?,
        Ask::DutyPaid(asked) => duty_paid(as_of.on(asked.entry_date), asked)?,
        Ask::Currency(asked) => convert(as_of, asked, table)?,
        Ask::Exportation(asked) => exportation(&asked.legs)?.map(Decided::Exportation),
        Ask::Spread(asked) => spread(asked)?,
        Ask::Round(asked) => round(asked)?,
        Ask::Term(asked) => term(as_of, asked)?,
    })
}

fn asks(fact: &str, question: &str) -> Determination<Decided> {
    Determination::needs(vec![need(fact, question, "the answer")], Vec::new())
}

fn related(as_of: AsOf<'_>, asked: &RelatedAsk) -> Result<Determination<Decided>, Refusal> {
    let mut steps = Vec::new();
    let ties = ties(as_of, &asked.ties, &mut steps)?;
    if ties.needs.is_empty() {
        Ok(Determination::decided(Decided::Related { related: ties.related }, steps))
    } else {
        Ok(Determination::needs(ties.needs, steps))
    }
}

fn unit(tried: Tried<Found>) -> Result<Determination<Decided>, Refusal> {
    Ok(match tried {
        Tried::Value(found) => {
            let four = |value: Decimal| Round::HalfUp.to(value, 4).normalize();
            let entered = Dollars::from_exact(found.value, Round::HalfUp)?;
            let answer = UnitValue {
                unit_value: found.unit_value.map(four),
                value: four(found.value),
                entered,
                items: found.items,
            };
            Determination::decided(Decided::Unit(answer), found.steps)
        }
        Tried::Out(reasons) => Determination::prohibited(reasons, Vec::new()),
        Tried::Ask(needs) => Determination::needs(needs, Vec::new()),
    })
}

fn duty_paid(as_of: AsOf<'_>, asked: &DutyPaidAsk) -> Result<Determination<Decided>, Refusal> {
    let figures = [
        asked.price,
        asked.freight,
        asked.insurance,
        asked.us_inland,
        asked.other,
        asked.additions,
        asked.specific,
    ];
    for figure in figures {
        if bounded("an amount of the duty-paid price", figure)? < Decimal::ZERO {
            return Err(Refusal::Figure {
                what: "an amount of the duty-paid price",
                found: figure.to_string(),
                expected: "positive",
            });
        }
    }
    let net = asked.price - asked.freight - asked.insurance - asked.us_inland - asked.other;
    let line = PaidLine {
        net,
        additions: asked.additions,
        ad_valorem: Some(asked.duty_rate),
        specific: asked.specific,
        mpf: asked.mpf != Some(false),
    };
    let entry = PaidEntry {
        entry_type: asked.entry_type.as_deref(),
        mode: asked.mode.as_deref(),
        harbor_fee: asked.hmf,
        lines: &[line],
    };
    let mut solved = solve(as_of, &entry)?;
    let taken = asked.price - net;
    let step = Step::new("carriage, insurance and charges after importation taken out of the price")
        .cite(cocket_base::Citation::new("19 USC 1401a(b)(3)(A)(ii), (b)(4)(A)"))
        .base(format!("{} USD of {} USD", taken.normalize(), asked.price.normalize()));
    solved.steps.insert(0, step);
    Ok(solved.map(Decided::DutyPaid))
}

fn convert(
    as_of: AsOf<'_>,
    asked: &CurrencyAsk,
    table: &RateTable,
) -> Result<Determination<Decided>, Refusal> {
    bounded("the amount", asked.amount)?;
    let day = asked.export_date.unwrap_or(as_of.known);
    let chosen = rate_for(as_of.on(day), asked.currency, asked.export_date, asked.rates.as_ref(), table)?;
    let mut entered = Ok(Dollars::ZERO);
    let mut converted = chosen.map(|rate| {
        let usd = rate.to_usd(asked.amount);
        entered = Dollars::from_exact(usd, Round::HalfUp);
        Converted { usd: Round::HalfUp.to(usd, 4).normalize(), rate, entered: Dollars::ZERO }
    });
    let entered = entered?;
    if let Some(answer) = converted.answer() {
        let how = match answer.rate.quote {
            super::Quote::UsdPerUnit => "multiplied by dollars per unit",
            super::Quote::UnitsPerUsd => "divided by units per dollar, never inverted first",
        };
        let step = Step::new(how)
            .cite(cocket_base::Citation::new("31 USC 5151; 19 CFR 159.32"))
            .base(format!("{} {}", asked.amount, asked.currency));
        converted.steps.push(step.rate(answer.rate.rate).amount(entered.as_cents()));
    }
    Ok(converted.map(|answer| Decided::Converted(Converted { entered, ..answer })))
}

fn spread(asked: &SpreadAsk) -> Result<Determination<Decided>, Refusal> {
    let places = asked.places.unwrap_or(2);
    bounded("the sum", asked.amount)?;
    let bad = asked
        .weights
        .iter()
        .find(|weight| bounded("a weight", **weight).is_err() || **weight < Decimal::ZERO);
    if let Some(bad) = bad.map(Decimal::to_string).or_else(|| {
        (asked.weights.is_empty() || asked.weights.len() > LINES || places > 4)
            .then(|| format!("{} lines to {places} places", asked.weights.len()))
    }) {
        return Err(Refusal::Figure {
            what: "what the sum is shared by",
            found: bad,
            expected: "one positive weight for each of 1 to 100000 lines, and at most 4 places",
        });
    }
    let shares = prorate(asked.amount, &asked.weights, places);
    let largest = asked.weights.iter().enumerate().fold(0, |best, (at, weight)| {
        if asked.weights.get(best).is_some_and(|held| weight > held) { at } else { best }
    });
    let total: Decimal = asked.weights.iter().sum();
    let own = match (asked.weights.get(largest), total.is_zero()) {
        (Some(weight), false) => Round::HalfUp.to(asked.amount * weight / total, places),
        _ => shares.get(largest).copied().unwrap_or_default(),
    };
    let residual = shares.get(largest).copied().unwrap_or_default() - own;
    let by = match asked.by {
        ShareBy::Value => "value",
        ShareBy::Weight => "weight",
        ShareBy::Quantity => "quantity",
        ShareBy::Line => "line",
    };
    let step = Step::new(format!(
        "shared by {by}, half up to {places} places; what rounding leaves over goes to the largest line"
    ))
    .cite(cocket_base::Citation::new("convention of the house"))
    .base(asked.amount);
    Ok(Determination::decided(
        Decided::Shares(Shares { shares, residual_on_line: largest + 1, residual }),
        vec![step],
    ))
}

fn round(asked: &RoundAsk) -> Result<Determination<Decided>, Refusal> {
    let by_invoice = !asked.rates.is_empty();
    let bad_count = asked.values.len() > LINES || (by_invoice && asked.rates.len() != asked.values.len());
    if bad_count {
        let found = format!("{} values and {} rates", asked.values.len(), asked.rates.len());
        return Err(Refusal::Figure {
            what: "the values to round",
            found,
            expected: "at most 100000, and as many rates or none",
        });
    }
    for value in &asked.values {
        bounded("a value", *value)?;
    }
    let (entered, step): (Vec<Decimal>, Step) = if by_invoice {
        let units: Vec<(Decimal, Decimal)> =
            asked.values.iter().copied().zip(asked.rates.iter().map(|rate| rate.0)).collect();
        let step = Step::new(
            "the goods of the invoice add up to its rounded total; the smallest fractions give way, of equal ones the lowest rate first",
        );
        (units_of_invoice(&units), step.cite(cocket_base::Citation::new("19 CFR 159.3(a)")))
    } else {
        let step = Step::new("every line half up to whole dollars")
            .cite(cocket_base::Citation::new("CATAIR entry summary chapter"));
        (asked.values.iter().map(|value| Round::HalfUp.to(*value, 0)).collect(), step)
    };
    let total = entered.iter().sum();
    Ok(Determination::decided(Decided::Rounded(Rounded { entered, total }), vec![step]))
}

fn term(as_of: AsOf<'_>, asked: &TermAsk) -> Result<Determination<Decided>, Refusal> {
    let Ok(row) = as_of.pack.incoterm(&asked.term, as_of.day, as_of.known) else {
        let known: Vec<&str> = as_of.pack.incoterms(as_of.day, as_of.known).map(|row| &*row.term).collect();
        let found = format!("«{}»", asked.term.chars().take(40).collect::<String>());
        return Err(Refusal::Word { what: "a term of delivery", found, known: known.join(", ") });
    };
    let texts = |kinds: &[std::sync::Arc<str>]| kinds.iter().map(|kind| kind.to_string()).collect();
    let answer = TermAnswer {
        term: row.term.to_string(),
        name: row.name.to_string(),
        price_covers: row.price_covers.to_string(),
        take_out: texts(&row.holds),
        ask_for: texts(&row.ask),
        note: row.note.as_ref().map(|note| note.to_string()),
    };
    let step = Step::new(format!("{}: the price carries the goods to {}", row.name, row.price_covers))
        .cite(row.cite.clone());
    Ok(Determination::decided(Decided::Term(answer), vec![step]))
}
