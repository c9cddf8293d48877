//! What is known of a part: the client's product master, with the client's answers on top.

use cocket_base::ids::{Country, Mid, TariffNumber};
use cocket_base::{Decimal, Finding, Place};
use cocket_intake::facts::Part;
use cocket_law::Pack;
use serde_json::Value;

use crate::answers::{Answer, Answers, yes_no};
use crate::known::{Giver, Known};

/// Everything known of a part; `None` means not known, never «no».
#[derive(Clone, Debug, Default)]
pub struct PartFacts {
    /// The part stands in the master.
    pub in_master: bool,
    /// Statistical number.
    pub hts: Option<Known<TariffNumber>>,
    /// Origin.
    pub origin: Option<Known<Country>>,
    /// Manufacturer code.
    pub mid: Option<Known<Mid>>,
    /// Net weight of a piece, kg.
    pub net_kg_each: Option<Decimal>,
    /// Quantity of the shipment, answered.
    pub quantity: Option<Known<Decimal>>,
    /// Metal shares in percent of weight: steel, aluminum, copper.
    pub metal_weight_pct: [Option<Decimal>; 3],
    /// Metal shares in percent of value: steel, aluminum, copper.
    pub metal_value_pct: [Option<Decimal>; 3],
    /// Where the steel was melted and poured.
    pub melt_pour: Option<Country>,
    /// Where the aluminum was smelted and cast, where it is one country.
    pub smelt_cast: Option<Country>,
    /// Where the most primary aluminum was smelted.
    pub smelt: Option<Country>,
    /// Where the aluminum was last cast.
    pub cast: Option<Country>,
    /// US content in percent of value.
    pub us_content_pct: Option<Decimal>,
    /// A part of a vehicle, by the importer's knowledge.
    pub vehicle_part: Option<bool>,
    /// USMCA criterion or why it fails.
    pub usmca_criterion: Option<String>,
    /// FDA product code.
    pub fda_product_code: Option<String>,
    /// Notes of the master.
    pub notes: Option<String>,
    /// Further facts by the duty engine's names.
    pub named: Vec<(String, Value)>,
    /// Description of the master.
    pub description: Option<String>,
}

/// Column of the master, and the field of [`PartFacts`] it fills from an answer.
type Setter = fn(&mut PartFacts, &Answer, &Pack) -> Result<(), String>;

/// The fields an answer about a part may give, by the names of the master's columns.
const FIELDS: &[(&str, Setter)] = &[
    ("hts10", |facts, answer, _| set(&mut facts.hts, answer)),
    ("hts", |facts, answer, _| set(&mut facts.hts, answer)),
    ("origin", set_origin),
    ("origin_default", set_origin),
    ("mid", |facts, answer, _| set(&mut facts.mid, answer)),
    ("qty", |facts, answer, _| set_quantity(facts, answer)),
    ("quantity", |facts, answer, _| set_quantity(facts, answer)),
    ("net_kg_each", |facts, answer, _| number(&mut facts.net_kg_each, answer)),
    ("steel_wt_pct", |facts, answer, _| number(&mut facts.metal_weight_pct[0], answer)),
    ("alu_wt_pct", |facts, answer, _| number(&mut facts.metal_weight_pct[1], answer)),
    ("copper_wt_pct", |facts, answer, _| number(&mut facts.metal_weight_pct[2], answer)),
    ("steel_value_pct", |facts, answer, _| number(&mut facts.metal_value_pct[0], answer)),
    ("alu_value_pct", |facts, answer, _| number(&mut facts.metal_value_pct[1], answer)),
    ("copper_value_pct", |facts, answer, _| number(&mut facts.metal_value_pct[2], answer)),
    ("melt_pour_country", |facts, answer, law| country(&mut facts.melt_pour, answer, law)),
    ("smelt_cast_country", |facts, answer, law| country(&mut facts.smelt_cast, answer, law)),
    ("smelt_country", |facts, answer, law| country(&mut facts.smelt, answer, law)),
    ("cast_country", |facts, answer, law| country(&mut facts.cast, answer, law)),
    ("us_content_pct", |facts, answer, _| number(&mut facts.us_content_pct, answer)),
    ("vehicle_part", |facts, answer, _| flag(&mut facts.vehicle_part, answer)),
    ("usmca_criterion", |facts, answer, _| text(&mut facts.usmca_criterion, answer)),
    ("fda_product_code", |facts, answer, _| text(&mut facts.fda_product_code, answer)),
    ("notes", |facts, answer, _| text(&mut facts.notes, answer)),
    ("description", |facts, answer, _| text(&mut facts.description, answer)),
];

impl PartFacts {
    /// The master's row with the answers about the part on top. Answers that cannot be read are findings.
    pub fn gather(
        part_no: &str,
        master: Option<&Part>,
        answers: &Answers,
        law: &Pack,
        findings: &mut Vec<Finding>,
    ) -> PartFacts {
        let mut facts = master.map(PartFacts::from_master).unwrap_or_default();
        for answer in answers.iter().filter(|answer| crate::answers::names(&answer.about, part_no)) {
            for single in spread(answer) {
                if let Err(reason) = facts.take(&single, law) {
                    let text = format!(
                        "the answer «{}» for {} of {part_no} cannot be used: {reason}",
                        single.text(),
                        single.field
                    );
                    findings.push(
                        Finding::block("ANSWER_UNREADABLE", answer.place(), text).with_remedy("answer again"),
                    );
                }
            }
        }
        facts
    }

    fn from_master(part: &Part) -> PartFacts {
        let at = |field: &str| part.place.clone().at_item(part.part_no.clone()).at_field(field);
        let mid = part.mid.as_deref().and_then(|mid| mid.parse().ok());
        PartFacts {
            in_master: true,
            hts: part.hts.map(|hts| Known::new(hts, Giver::Master, at("hts10"))),
            origin: part.origin.map(|origin| Known::new(origin, Giver::Master, at("origin_default"))),
            mid: mid.map(|mid| Known::new(mid, Giver::Master, at("mid"))),
            net_kg_each: part.net_kg_each,
            quantity: None,
            metal_weight_pct: [
                part.metal_weight_pct.steel,
                part.metal_weight_pct.aluminum,
                part.metal_weight_pct.copper,
            ],
            metal_value_pct: [
                part.metal_value_pct.steel,
                part.metal_value_pct.aluminum,
                part.metal_value_pct.copper,
            ],
            melt_pour: part.melt_pour,
            smelt_cast: part.smelt_cast,
            smelt: part.smelt,
            cast: part.cast,
            us_content_pct: part.us_content_pct,
            vehicle_part: part.vehicle_part,
            usmca_criterion: part.usmca_criterion.clone(),
            fda_product_code: part.fda_product_code.clone(),
            notes: part.notes.clone(),
            named: Vec::new(),
            description: part.description.clone(),
        }
    }

    fn take(&mut self, answer: &Answer, law: &Pack) -> Result<(), String> {
        match FIELDS.iter().find(|(name, _)| *name == answer.field) {
            Some((_, set)) => set(self, answer, law),
            // Acknowledgements (`total`, a finding's code) and facts of the duty engine under their own names.
            None => {
                self.named.push((answer.field.clone(), answer.value.clone()));
                Ok(())
            }
        }
    }
}

/// An answer for `facts` holds several facts by name; any other holds one.
fn spread(answer: &Answer) -> Vec<Answer> {
    match (&*answer.field, &answer.value) {
        ("facts", Value::Object(facts)) => {
            let single = |(field, value): (&String, &Value)| Answer {
                field: field.clone(),
                value: value.clone(),
                ..answer.clone()
            };
            facts.iter().map(single).collect()
        }
        _ => vec![answer.clone()],
    }
}

fn set<T: std::str::FromStr>(slot: &mut Option<Known<T>>, answer: &Answer) -> Result<(), String>
where
    T::Err: std::fmt::Display,
{
    let value = answer.text().parse().map_err(|error: T::Err| error.to_string())?;
    *slot = Some(Known::new(value, Giver::Person, answer.place()));
    Ok(())
}

fn set_origin(facts: &mut PartFacts, answer: &Answer, law: &Pack) -> Result<(), String> {
    let origin = find_country(&answer.text(), law)?;
    facts.origin = Some(Known::new(origin, Giver::Person, answer.place()));
    Ok(())
}

/// A quantity may carry a remark behind it: `5000; packing list misprint`.
fn set_quantity(facts: &mut PartFacts, answer: &Answer) -> Result<(), String> {
    let text = answer.text();
    let end = text.find(|c: char| !(c.is_ascii_digit() || matches!(c, '.' | ','))).unwrap_or(text.len());
    let (figure, rest) = text.split_at(end);
    // A letter that touches the figure is a misprint: `12O` is no twelve.
    if rest.starts_with(char::is_alphabetic) {
        return Err("it does not start with a number".into());
    }
    let figure: String = figure.chars().filter(|c| *c != ',').collect();
    let value: Decimal = figure.parse().map_err(|_| "it does not start with a number".to_string())?;
    if value <= Decimal::ZERO {
        return Err("a quantity is above zero".into());
    }
    facts.quantity = Some(Known::new(value, Giver::Person, answer.place()));
    Ok(())
}

fn number(slot: &mut Option<Decimal>, answer: &Answer) -> Result<(), String> {
    let value: Decimal =
        answer.text().trim_end_matches('%').trim().parse().map_err(|_| "it is not a number".to_string())?;
    if value < Decimal::ZERO {
        return Err("it is below zero".into());
    }
    *slot = Some(value);
    Ok(())
}

fn country(slot: &mut Option<Country>, answer: &Answer, law: &Pack) -> Result<(), String> {
    *slot = Some(find_country(&answer.text(), law)?);
    Ok(())
}

fn find_country(text: &str, law: &Pack) -> Result<Country, String> {
    law.countries().find(text).ok_or_else(|| "it names no country; give its two letters".to_string())
}

fn flag(slot: &mut Option<bool>, answer: &Answer) -> Result<(), String> {
    *slot = Some(yes_no(&answer.text()).ok_or("it is neither yes nor no")?);
    Ok(())
}

fn text(slot: &mut Option<String>, answer: &Answer) -> Result<(), String> {
    *slot = Some(answer.text()).filter(|text| !text.is_empty());
    Ok(())
}

/// Where a missing fact of a part would stand.
pub fn missing_at(line: &Place, part_no: &str) -> Place {
    Place { row: None, column: None, ..line.clone() }.at_item(part_no)
}
