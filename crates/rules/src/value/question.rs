//! A question about value and its answer: one type for the command, the desk and the library.

use cocket_base::{
    Currency, Date, Decimal, Determination, Dollars, Finding, Need, Outcome, Place, Reason, Round, Step,
    prorate,
};
use cocket_law::Pack;
use serde::{Deserialize, Serialize};

use super::amount::Share;
use super::answer::{Appraised, Found, Item, Method, RuledOut, Tried, need};
use super::appraise::appraise;
use super::computed::{Computed, computed};
use super::currency::ChosenRate;
use super::deductive::{Deductive, deductive};
use super::duty_inside::{Inside, PaidEntry, PaidLine, solve};
use super::exportation::{Exportation, Leg, exportation};
use super::facts::{Appraisal, ShareBy};
use super::first_sale::{FirstSale, FirstSaleAnswer, first_sale};
use super::limits_of_use::{Tie, ties};
use super::rates::{RateGiven, RateTable, rate_for};
use super::supplied::{Supplied, SuppliedAnswer, supplied};
use super::transaction::law_day;
use super::{bounded, units_of_invoice};
use crate::explain::{Audience, Paragraph, explain};
use crate::{AsOf, Refusal};

/// A question about value.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ValueQuestion {
    /// Echoed in the answer.
    pub id: String,
    /// Count only what was known of the law on this day. Left out: today.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub known: Option<Date>,
    /// Wants the worked steps.
    #[serde(default)]
    pub explain: bool,
    /// Wants the answer in plain sentences for this reader.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub audience: Option<Audience>,
    /// What is asked, by its `kind`.
    #[serde(flatten)]
    pub ask: Ask,
}

/// What is asked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Ask {
    /// The value of goods, by the first method that can be used.
    Appraise(Box<Appraisal>),
    /// Whether a supplied thing is an assist, and what of it falls on a shipment.
    Assist(Box<Supplied>),
    /// Whether two persons are related.
    Related(RelatedAsk),
    /// Whether the price of an earlier sale may be used.
    FirstSale(FirstSaleAsk),
    /// Deductive value alone.
    Deductive(Box<Deductive>),
    /// Computed value alone.
    Computed(Box<Computed>),
    /// A duty-paid price worked back.
    DutyPaid(DutyPaidAsk),
    /// An amount of foreign currency in dollars.
    Currency(CurrencyAsk),
    /// Country and date of exportation.
    Exportation(ExportationAsk),
    /// A sum shared over lines.
    Spread(SpreadAsk),
    /// Whole dollars.
    Round(RoundAsk),
    /// What a term of delivery holds.
    Term(TermAsk),
}

/// Ties between two persons.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RelatedAsk {
    /// The ties.
    pub ties: Vec<Tie>,
}

/// A claim on the price of an earlier sale.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FirstSaleAsk {
    /// Price of all the goods in the importer's own purchase.
    #[serde(default)]
    #[serde(deserialize_with = "super::figure::maybe_figure")]
    pub last_price: Option<Decimal>,
    /// Or the price of one unit.
    #[serde(default)]
    #[serde(deserialize_with = "super::figure::maybe_figure")]
    pub last_unit_price: Option<Decimal>,
    /// Units.
    #[serde(default)]
    #[serde(deserialize_with = "super::figure::maybe_figure")]
    pub quantity: Option<Decimal>,
    /// The earlier sale.
    pub first_sale: FirstSale,
}

/// A duty-paid price of one line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DutyPaidAsk {
    /// Date of entry: it fixes the fees.
    pub entry_date: Date,
    /// Price in US dollars, duty and fees inside.
    #[serde(deserialize_with = "super::figure::figure")]
    pub price: Decimal,
    /// International freight inside the price. Left out: none.
    #[serde(default)]
    #[serde(deserialize_with = "super::figure::figure")]
    pub freight: Decimal,
    /// International insurance inside the price. Left out: none.
    #[serde(default)]
    #[serde(deserialize_with = "super::figure::figure")]
    pub insurance: Decimal,
    /// Carriage in the United States inside the price. Left out: none.
    #[serde(default)]
    #[serde(deserialize_with = "super::figure::figure")]
    pub us_inland: Decimal,
    /// Brokerage and other charges after importation inside the price. Left out: none.
    #[serde(default)]
    #[serde(deserialize_with = "super::figure::figure")]
    pub other: Decimal,
    /// Additions that the price does not hold. Left out: none.
    #[serde(default)]
    #[serde(deserialize_with = "super::figure::figure")]
    pub additions: Decimal,
    /// All ad valorem duty.
    pub duty_rate: Share,
    /// Duty by quantity, US dollars. Left out: none.
    #[serde(default)]
    #[serde(deserialize_with = "super::figure::figure")]
    pub specific: Decimal,
    /// Subject to the merchandise processing fee. Left out: yes.
    #[serde(default)]
    pub mpf: Option<bool>,
    /// Owes the harbor maintenance fee. Left out: by mode.
    #[serde(default)]
    pub hmf: Option<bool>,
    /// Mode of transport by its CATAIR code.
    #[serde(default)]
    pub mode: Option<String>,
    /// Entry type. Left out: `01`.
    #[serde(default)]
    pub entry_type: Option<String>,
}

/// An amount of foreign currency.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CurrencyAsk {
    /// The amount.
    #[serde(deserialize_with = "super::figure::figure")]
    pub amount: Decimal,
    /// Its currency.
    pub currency: Currency,
    /// Date of exportation.
    #[serde(default)]
    pub export_date: Option<Date>,
    /// The rates. Left out: those of the file of rates.
    #[serde(default)]
    pub rates: Option<RateGiven>,
}

/// An amount in dollars.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Converted {
    /// The rate used.
    pub rate: ChosenRate,
    /// US dollars, to four decimals.
    pub usd: Decimal,
    /// Whole US dollars.
    pub entered: Dollars,
}

/// Countries on a journey.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExportationAsk {
    /// In order, without the United States.
    pub legs: Vec<Leg>,
}

/// A sum to share.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SpreadAsk {
    /// The sum.
    #[serde(deserialize_with = "super::figure::figure")]
    pub amount: Decimal,
    /// By what. Left out: by value.
    #[serde(default)]
    pub by: ShareBy,
    /// The lines' weights: values, kilograms or units.
    #[serde(deserialize_with = "super::figure::figures")]
    pub weights: Vec<Decimal>,
    /// Decimals of a share, at most 4. Left out: 2.
    #[serde(default)]
    pub places: Option<u32>,
}

/// Shares of a sum.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Shares {
    /// In the order of the lines; they add up to the sum.
    pub shares: Vec<Decimal>,
    /// The line, from 1, that takes what rounding leaves over.
    pub residual_on_line: usize,
    /// What rounding left over.
    pub residual: Decimal,
}

/// Values to round.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RoundAsk {
    /// US dollars, one for each line or unit.
    #[serde(deserialize_with = "super::figure::figures")]
    pub values: Vec<Decimal>,
    /// Rates of duty in the same order: the goods of one invoice are rounded together by 19 CFR 159.3(a). Left out: every line
    /// by itself, as ACE does.
    #[serde(default)]
    pub rates: Vec<Share>,
}

/// Whole dollars.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Rounded {
    /// In the order of the question.
    pub entered: Vec<Decimal>,
    /// Their sum.
    pub total: Decimal,
}

/// A term of delivery.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TermAsk {
    /// Three letters.
    pub term: String,
}

/// What a term means for the value.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct TermAnswer {
    /// Three letters.
    pub term: String,
    /// Its name.
    pub name: String,
    /// How far the price carries the goods.
    pub price_covers: String,
    /// Charges that leave the value when the price holds them and they are shown.
    pub take_out: Vec<String>,
    /// Charges to ask for when the papers do not show them.
    pub ask_for: Vec<String>,
    /// What else to know.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// The answer to a question about value.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ValueAnswer {
    /// The question's id.
    pub id: String,
    /// What it came to.
    #[serde(flatten)]
    pub result: ValueResult,
    /// The worked steps, when asked for.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub steps: Vec<Step>,
    /// The same in plain sentences, when asked for.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub explanation: Vec<Paragraph>,
}

/// What a question about value came to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "outcome", rename_all = "snake_case")]
pub enum ValueResult {
    /// Decided.
    Decided(Box<Decided>),
    /// Facts are missing.
    NeedsFacts {
        /// Which, with the question and what they move.
        needs: Vec<Need>,
        /// The method that they are missing for.
        #[serde(skip_serializing_if = "Option::is_none")]
        method: Option<Method>,
        /// Methods before it that were ruled out.
        #[serde(skip_serializing_if = "Vec::is_empty")]
        ruled_out: Vec<RuledOut>,
    },
    /// The law forbids it.
    Prohibited {
        /// Why.
        reasons: Vec<Reason>,
    },
    /// The question cannot be answered as it stands.
    Invalid {
        /// Why.
        findings: Vec<Finding>,
    },
}

/// A decided answer, by the kind of question.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(untagged)]
#[allow(missing_docs, reason = "each is described by its own type")]
pub enum Decided {
    Appraised(Appraised),
    Assist(SuppliedAnswer),
    Related { related: bool },
    FirstSale(FirstSaleAnswer),
    Unit(UnitValue),
    DutyPaid(Inside),
    Converted(Converted),
    Exportation(Exportation),
    Shares(Shares),
    Rounded(Rounded),
    Term(TermAnswer),
}

/// A deductive or computed value.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct UnitValue {
    /// US dollars for one unit, to four decimals.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unit_value: Option<Decimal>,
    /// US dollars for all the goods, to four decimals.
    pub value: Decimal,
    /// Whole US dollars for all the goods.
    pub entered: Dollars,
    /// What was added and taken out.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub items: Vec<Item>,
}

/// Most lines of a sum that is shared or rounded.
const LINES: usize = 100_000;

/// Answers a question. `today` stands in where it names no day of knowledge; `table` holds rates read from a file.
pub fn answer(pack: &Pack, question: &ValueQuestion, table: &RateTable, today: Date) -> ValueAnswer {
    let known = question.known.unwrap_or(today);
    let mut standing = (None, Vec::new());
    let determined = decide(AsOf::new(pack, known, known), &question.ask, table, &mut standing);
    let (result, steps, explanation) = match determined {
        Ok(determination) => {
            let explanation =
                question.audience.map(|audience| explain(&determination, audience)).unwrap_or_default();
            let result = match determination.outcome {
                Outcome::Decided { answer } => ValueResult::Decided(Box::new(answer)),
                Outcome::NeedsFacts { needs } => {
                    let (method, ruled_out) = standing;
                    ValueResult::NeedsFacts { needs, method, ruled_out }
                }
                Outcome::Prohibited { reasons } => ValueResult::Prohibited { reasons },
            };
            (result, if question.explain { determination.steps } else { Vec::new() }, explanation)
        }
        Err(refusal) => (ValueResult::Invalid { findings: vec![finding(&refusal)] }, Vec::new(), Vec::new()),
    };
    ValueAnswer { id: question.id.clone(), result, steps, explanation }
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
    .cite(cocket_base::Citation::new("house convention; 19 CFR 141.86(a)"))
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
