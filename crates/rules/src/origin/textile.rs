//! Textile and apparel products: 19 USC 3592 and 19 CFR 102.21, paragraph (c) in its order; products of Israel by 102.22.
//!
//! Left to a person: which assembly or manufacturing process is the most important.

use std::collections::BTreeSet;

use cocket_base::ids::{Country, TariffNumber};
use cocket_base::{Citation, Date, Decimal, Explain, Shaped, figure};
use cocket_law::Pack;
use serde::{Deserialize, Serialize};

use super::answer::{Answer, Refused};
use super::country::{Effect, named_operations, operation};
use super::law::OriginLaw;
use super::proof::{Proof, need};
use super::scope::Inside;

/// Where does a textile or apparel product come from?
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Shaped)]
#[serde(deny_unknown_fields)]
pub struct TextileQuestion {
    /// Echoed.
    #[serde(deserialize_with = "cocket_base::question::id")]
    pub id: String,
    /// Day of entry.
    pub date: Date,
    /// What was known that day; default today.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub known: Option<Date>,
    /// Tariff number.
    pub hts: TariffNumber,
    /// Country in which it was wholly obtained or produced.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub wholly_obtained_in: Option<Country>,
    /// Country in which the staple fibres were spun.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub spun_in: Option<Country>,
    /// Country in which the filament was extruded.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub extruded_in: Option<Country>,
    /// Country in which the fabric was formed: woven, knitted, needled, tufted, felted, entangled.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fabric_formed_in: Option<Country>,
    /// Country in which the fabric was both dyed and printed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dyed_and_printed_in: Option<Country>,
    /// Which finishing operations went with it: bleaching, shrinking, fulling, napping, decating, permanent stiffening,
    /// weighting, permanent embossing, moireing.
    #[serde(default)]
    pub finishing: Vec<String>,
    /// Percent of cotton by weight.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[serde(deserialize_with = "figure::optional_amount")]
    pub cotton_percent: Option<Decimal>,
    /// The fabric is of wool or fine animal hair.
    #[serde(default)]
    pub wool: bool,
    /// Country in which it was knit to shape.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub knit_to_shape_in: Option<Country>,
    /// Country in which it was wholly assembled of two or more parts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub wholly_assembled_in: Option<Country>,
    /// Country of the most important assembly or manufacturing process.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub most_important_in: Option<Country>,
    /// Last country of an important assembly or manufacturing process.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_important_in: Option<Country>,
    /// Work done in Israel, by names of the table `operations` that begin with `israel_`.
    #[serde(default)]
    pub israel_work: Vec<String>,
    /// Wants the worked steps: `true`; or told in plain sentences: `client` or `colleague`.
    #[serde(default)]
    pub explain: Explain,
}

/// Country of origin of a textile product.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TextileOrigin {
    /// The country.
    pub origin: Country,
    /// The paragraph that names it.
    pub paragraph: String,
    /// What goes with it.
    pub notes: Vec<String>,
    /// The proof.
    pub proof: Proof,
}

/// What kind of textile product a number is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Class {
    Yarn,
    Fabric,
    /// Headings whose origin follows the fabric although they are made up.
    FabricGoods,
    Other,
}

/// Decides a question.
pub(super) fn origin(
    law: &OriginLaw,
    pack: &Pack,
    question: &TextileQuestion,
    today: Date,
) -> Result<Answer<TextileOrigin>, Refused> {
    let known = question.known.unwrap_or(today);
    if !question.israel_work.is_empty()
        && let Some(answer) = israel(pack, question, known)?
    {
        return Ok(answer);
    }
    let mut parts = Vec::new();
    let walk = walk(law, question, known, &mut parts);
    let cite = Citation::new("19 CFR 102.21(c); 19 USC 3592(b)");
    let proof = Proof { what: "the paragraphs in their order".into(), parts, ..Proof::default() }.cite(cite);
    match walk {
        Ok((origin, paragraph)) => {
            let proof = Proof { holds: Some(true), ..proof };
            let steps = if question.explain.steps() { proof.steps() } else { Vec::new() };
            let notes =
                vec!["the manufacturer code names the factory that conferred origin (19 CFR 102.23)".into()];
            let paragraph = format!("19 CFR 102.21{paragraph}");
            Ok(Answer::decided(TextileOrigin { origin, paragraph, notes, proof }, steps))
        }
        Err(open) => Ok(Answer::needs(open.needs.clone(), proof.steps())),
    }
}

/// Products of Israel keep the older rules: 102.22. `None` when its work confers no origin there.
fn israel(
    pack: &Pack,
    question: &TextileQuestion,
    known: Date,
) -> Result<Option<Answer<TextileOrigin>>, Refused> {
    let mut parts = Vec::new();
    for name in question.israel_work.iter().take(50) {
        let row = operation(pack, name, question.date, known).filter(|_| name.starts_with("israel_"));
        let row = row.ok_or_else(|| {
            let text = format!("«{}» is no work of 19 CFR 102.22", name.chars().take(60).collect::<String>());
            let names = named_operations(pack, |name| name.starts_with("israel_"));
            Refused::field("israel_work", text, &format!("give {names}"))
        })?;
        parts.push(Proof::fact(row.what.to_string(), row.effect == Effect::Confers).cite(row.cite.clone()));
    }
    let proof = Proof::any("work in Israel that confers origin", parts);
    if proof.holds != Some(true) {
        return Ok(None);
    }
    let origin = ISRAEL.parse().map_err(|_| Refused::field("israel_work", "no country", "report this"))?;
    let steps = if question.explain.steps() { proof.steps() } else { Vec::new() };
    let paragraph = "19 CFR 102.22(c)(1)".to_string();
    Ok(Some(Answer::decided(TextileOrigin { origin, paragraph, notes: Vec::new(), proof }, steps)))
}

const ISRAEL: &str = "IL";

/// The paragraphs (c)(1) to (c)(5).
fn walk(
    law: &OriginLaw,
    question: &TextileQuestion,
    known: Date,
    parts: &mut Vec<Proof>,
) -> Result<(Country, &'static str), Proof> {
    let mut found = |country: Country, paragraph: &'static str, what: &str| {
        parts.push(Proof::fact(format!("{paragraph}: {what} in {country}"), true));
        Ok((country, paragraph))
    };
    if let Some(country) = question.wholly_obtained_in {
        return found(country, "(c)(1)", "wholly obtained or produced");
    }
    let class = class(law, question.hts);
    let finished = dyed_and_printed(law, question, class, known);
    match class {
        Class::Yarn => {
            let Some(country) = question.spun_in.or(question.extruded_in) else {
                let ask = "In which country were the fibres spun, or the filament extruded?";
                return Err(Proof::waits("(c)(2)", need("spun_in", ask, "the country of origin")));
            };
            return found(country, "(c)(2)", "spun or extruded");
        }
        Class::Fabric | Class::FabricGoods => {
            if let Some(country) = finished {
                return found(
                    country,
                    "(c)(2)",
                    "both dyed and printed, with two or more finishing operations,",
                );
            }
            let Some(country) = question.fabric_formed_in.or(question.knit_to_shape_in) else {
                let ask = "In which country was the fabric formed?";
                return Err(Proof::waits("(c)(2)", need("fabric_formed_in", ask, "the country of origin")));
            };
            return found(country, "(c)(2)", "fabric formed");
        }
        Class::Other => {}
    }
    if let Some(country) = question.knit_to_shape_in {
        return found(country, "(c)(3)(i)", "knit to shape");
    }
    if let Some(country) = question.wholly_assembled_in {
        return found(country, "(c)(3)(ii)", "wholly assembled");
    }
    if let Some(country) = question.most_important_in {
        return found(country, "(c)(4)", "most important assembly or manufacturing process");
    }
    if let Some(country) = question.last_important_in {
        return found(country, "(c)(5)", "last important assembly or manufacturing process");
    }
    let ask = "Was it knit to shape, or wholly assembled in one country? Else: where was the most important process?";
    Err(Proof::waits("(c)(3)", need("wholly_assembled_in", ask, "the country of origin")))
}

fn class(law: &OriginLaw, number: TariffNumber) -> Class {
    let holds = |list: &str| law.list(list).holds(number) == Inside::Yes;
    if holds("textile_fabric_goods") {
        Class::FabricGoods
    } else if holds("textile_yarns") {
        Class::Yarn
    } else if holds("textile_fabrics") {
        Class::Fabric
    } else {
        Class::Other
    }
}

/// The country of dyeing and printing, where that outweighs the forming of the fabric (19 USC 3592(b)(2)(B), (C)).
fn dyed_and_printed(
    law: &OriginLaw,
    question: &TextileQuestion,
    class: Class,
    known: Date,
) -> Option<Country> {
    let country = question.dyed_and_printed_in?;
    let listed = law.list("textile_finishing_goods").holds(question.hts) == Inside::Yes;
    let named = |operation: &&str| law.has_term("textile_finishing", operation);
    let counted: BTreeSet<&str> = question.finishing.iter().map(|text| text.trim()).filter(named).collect();
    let least = law.maybe("textiles", "finishing_operations", question.date, known)?;
    if Decimal::from(counted.len()) < least.value || question.wool {
        return None;
    }
    match class {
        Class::Fabric => Some(country),
        Class::FabricGoods if listed => {
            let most = law.maybe("textiles", "cotton_blend_percent", question.date, known)?;
            question.cotton_percent.filter(|percent| *percent < most.value).map(|_| country)
        }
        _ => None,
    }
}
