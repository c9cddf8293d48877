//! Whether a supplied thing is an assist, what it is worth, and how it is spread: 19 USC 1401a(h)(1); 19 CFR 152.102(a),
//! 152.103(d), (e). The tests are asked in the order of the statute.

use cocket_base::{Citation, Decimal, Determination, Need, Outcome, Shaped, Step, figure};
use serde::{Deserialize, Serialize};

use super::amount::Share;
use super::answer::need;
use super::assists::{Assist, AssistMethod, AssistShare, assist_for_shipment, assist_value};
use super::bounded;
use super::words::word;
use crate::{AsOf, Refusal};

/// A thing or service that somebody supplied for the production, all amounts in US dollars.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Shaped)]
#[serde(deny_unknown_fields)]
pub struct Supplied {
    /// Kind by the table `assist_kinds`: `materials`, `tools`, `consumed`, `design`, `general_plant` …
    #[shape(table = "assist_kinds")]
    pub what: String,
    /// Its name.
    #[serde(default)]
    pub name: Option<String>,
    /// Supplied directly or indirectly by the buyer. Left out: yes. The seller's own purchases are in his price.
    #[serde(default)]
    pub by_buyer: Option<bool>,
    /// Supplied free or at a reduced price. Left out: yes; false: the seller paid its full price.
    #[serde(default)]
    pub free_or_reduced: Option<bool>,
    /// Used in the production or the sale for export of these goods. Left out: yes.
    #[serde(default)]
    pub used_in_production: Option<bool>,
    /// Design: where the work was undertaken.
    #[serde(default)]
    pub undertaken: Option<Where>,
    /// Design undertaken in several countries: the value added outside the United States.
    #[serde(default)]
    #[serde(deserialize_with = "figure::optional")]
    pub value_added_abroad: Option<Decimal>,
    /// Design: needed for the production. Left out: yes.
    #[serde(default)]
    pub necessary: Option<bool>,
    /// Design done abroad by someone domiciled in the United States, employed by or agent of the buyer, incidental to work in
    /// the United States: all three (1401a(h)(1)(B)). Left out: no.
    #[serde(default)]
    pub incidental_to_us_work: bool,
    /// Design that is in the public domain: what copies cost.
    #[serde(default)]
    #[serde(deserialize_with = "figure::optional")]
    pub public_domain_copy_cost: Option<Decimal>,
    /// How the buyer came by it. Left out: bought from an unrelated seller.
    #[serde(default)]
    pub obtained: Obtained,
    /// Cost of acquisition, production or lease.
    #[serde(default)]
    #[serde(deserialize_with = "figure::optional")]
    pub cost: Option<Decimal>,
    /// Where `obtained` says that cost of production counts: that cost, if `cost` is the price paid to a related maker.
    #[serde(default)]
    #[serde(deserialize_with = "figure::optional")]
    pub cost_of_production: Option<Decimal>,
    /// Share used up by the buyer's own earlier use, as in `0.40` or `40%`. Left out: none.
    #[serde(default)]
    pub used_share: Share,
    /// Repairs and modifications that add to its value.
    #[serde(default)]
    #[serde(deserialize_with = "figure::required")]
    pub repairs: Decimal,
    /// Carriage to the place of production.
    #[serde(default)]
    #[serde(deserialize_with = "figure::required")]
    pub freight: Decimal,
    /// What the seller paid for it.
    #[serde(default)]
    #[serde(deserialize_with = "figure::required")]
    pub paid_by_seller: Decimal,
    /// How it is spread. Left out: it is all for this shipment.
    #[serde(default)]
    pub spread: Option<AssistMethod>,
    /// Units of this shipment, where it is spread by units. Left out in an appraisement: the units of the lines.
    #[serde(default)]
    #[serde(deserialize_with = "figure::optional_whole")]
    pub shipped: Option<u64>,
    /// Units that bore their part before.
    #[serde(default)]
    #[serde(deserialize_with = "figure::whole")]
    pub charged_before: u64,
    /// Lines that it belongs to by name. Left out: all.
    #[serde(default)]
    pub lines: Vec<String>,
    /// False: nobody can put it into figures.
    #[serde(default)]
    pub quantifiable: Option<bool>,
    /// The price holds it already. Left out: no.
    #[serde(default)]
    pub in_price: bool,
}

/// Where work was undertaken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Shaped)]
#[serde(rename_all = "snake_case")]
pub enum Where {
    /// In the United States.
    UnitedStates,
    /// Elsewhere.
    Abroad,
    /// In the United States and elsewhere.
    Both,
}

/// How the buyer came by a thing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Shaped)]
#[serde(rename_all = "snake_case")]
pub enum Obtained {
    /// Bought from an unrelated seller: cost of acquisition.
    #[default]
    Bought,
    /// Bought from a related maker: cost of production.
    BoughtFromRelated,
    /// Made by the buyer: cost of production.
    Made,
    /// Leased from an unrelated lessor: cost of the lease.
    Leased,
}

/// What a supplied thing comes to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SuppliedAnswer {
    /// Whether it is an assist.
    pub is_assist: bool,
    /// Why.
    pub why: String,
    /// Its value, US dollars.
    pub value: Decimal,
    /// What falls on the shipment, US dollars to the cent.
    pub added: Decimal,
    /// US dollars for a unit, where it goes by units.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub per_unit: Option<Decimal>,
    /// Units charged after this shipment, where it goes by units.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub units_charged: Option<u64>,
    /// US dollars still to be charged.
    pub remaining: Decimal,
}

impl SuppliedAnswer {
    fn none(why: &str) -> SuppliedAnswer {
        SuppliedAnswer {
            is_assist: false,
            why: why.into(),
            value: Decimal::ZERO,
            added: Decimal::ZERO,
            per_unit: None,
            units_charged: None,
            remaining: Decimal::ZERO,
        }
    }
}

/// Judges a supplied thing. `units` are those of the shipment where the thing itself does not say.
pub fn supplied(
    as_of: AsOf<'_>,
    thing: &Supplied,
    units: Option<u64>,
) -> Result<Determination<SuppliedAnswer>, Refusal> {
    let row = word(as_of, "assist_kinds", &thing.what, "a supplied thing")?;
    let no = |why: &str, cite: Citation| {
        Determination::decided(SuppliedAnswer::none(why), vec![Step::new(why).cite(cite)])
    };
    let statute = |paragraph: &str| Citation::new(format!("19 USC 1401a(h)(1){paragraph}"));
    if thing.by_buyer == Some(false) {
        return Ok(no(
            "not supplied by the buyer, directly or indirectly: what the seller gets himself is in his price",
            statute("(A)"),
        ));
    }
    if row.column("treatment") == Some("no") {
        return Ok(no(&format!("{}: none of the kinds that are assists", row.label), row.cite.clone()));
    }
    if thing.free_or_reduced == Some(false) {
        return Ok(no("the seller paid its full price: neither free nor at reduced cost", statute("(A)")));
    }
    if thing.used_in_production == Some(false) {
        return Ok(no("not used in the production or sale for export of these goods", statute("(A)")));
    }
    let design = row.column("treatment") == Some("abroad");
    if design {
        match design_out(thing) {
            DesignTest::No(why, paragraph) => return Ok(no(why, statute(paragraph))),
            DesignTest::Ask(need) => return Ok(Determination::needs(vec![need], Vec::new())),
            DesignTest::Goes => {}
        }
    }
    let why = format!("{}: supplied by the buyer free or at reduced cost for the production", row.label);
    let test = Step::new(why.clone()).cite(row.cite.clone());
    let worth = match cost(thing, design) {
        Ok((cost, _)) => {
            let unused = bounded("the repairs", thing.repairs)? + bounded("the cost of the assist", cost)?;
            // Repairs raise the value of the thing as it is used now; the earlier use wore off the original cost only.
            let worn = cost * thing.used_share.0;
            let assist = Assist {
                cost: unused,
                used_share: Decimal::ZERO,
                paid_by_seller: thing.paid_by_seller + worn,
                freight: thing.freight,
            };
            if thing.used_share.0 > Decimal::ONE {
                let found = thing.used_share.0.to_string();
                return Err(Refusal::Figure {
                    what: "the used share",
                    found,
                    expected: "a fraction from 0 to 1",
                });
            }
            assist_value(&assist)?
        }
        Err(need) => return Ok(Determination::needs(vec![need], vec![test])),
    };
    let Some(value) = worth.answer().copied() else { return Ok(worth.map(|_| SuppliedAnswer::none(""))) };
    let basis = cost(thing, design).map_or("", |(_, basis)| basis);
    let figure = Step::new(format!("value of the assist: {basis}, less what earlier use wore off and what the seller paid, plus repairs and carriage in full"))
        .cite(Citation::new("19 CFR 152.103(d)"))
        .base(format!("{} USD", value.normalize()))
        .fact("used_share", thing.used_share.0)
        .fact("freight", thing.freight);
    let mut steps = vec![test, figure];
    let share = share(thing, value, units)?;
    steps.extend(share.steps.iter().cloned());
    Ok(match share.outcome {
        Outcome::Decided { answer } => Determination::decided(
            SuppliedAnswer {
                is_assist: true,
                why,
                value,
                added: answer.added,
                per_unit: answer.per_unit,
                units_charged: answer.units_charged,
                remaining: answer.remaining,
            },
            steps,
        ),
        Outcome::NeedsFacts { needs } => Determination::needs(needs, steps),
        Outcome::Prohibited { reasons } => Determination::prohibited(reasons, steps),
    })
}

fn share(
    thing: &Supplied,
    value: Decimal,
    units: Option<u64>,
) -> Result<Determination<AssistShare>, Refusal> {
    let Some(method) = thing.spread else {
        return assist_for_shipment(value, AssistMethod::FirstShipment, 0, thing.charged_before);
    };
    let by_units = !matches!(method, AssistMethod::FirstShipment);
    match thing.shipped.or(units) {
        None if by_units => Ok(Determination::needs(
            vec![need(
                "shipped",
                "How many units are in this shipment?",
                "the part of the assist that falls on it",
            )],
            Vec::new(),
        )),
        shipped => assist_for_shipment(value, method, shipped.unwrap_or(0), thing.charged_before),
    }
}

enum DesignTest {
    Goes,
    No(&'static str, &'static str),
    Ask(Need),
}

/// (h)(1)(A)(iv), (B): design counts only as far as it was undertaken abroad and is needed.
fn design_out(thing: &Supplied) -> DesignTest {
    if thing.necessary == Some(false) {
        return DesignTest::No("design work that the production does not need", "(A)(iv)");
    }
    if thing.incidental_to_us_work {
        return DesignTest::No(
            "done by someone domiciled in the United States for the buyer, incidental to design work there",
            "(B)",
        );
    }
    match thing.undertaken {
        Some(Where::UnitedStates) => DesignTest::No("design work undertaken in the United States", "(A)(iv)"),
        Some(Where::Abroad | Where::Both) => DesignTest::Goes,
        None if thing.public_domain_copy_cost.is_some() => DesignTest::Goes,
        None => DesignTest::Ask(need(
            "undertaken",
            "Where was the design work undertaken: in the United States, abroad, or both?",
            "work undertaken in the United States is no assist",
        )),
    }
}

/// The cost that counts and what it is, 152.103(d), 1401a(h)(1)(C).
fn cost(thing: &Supplied, design: bool) -> Result<(Decimal, &'static str), Need> {
    if let (true, Some(copies)) = (design, thing.public_domain_copy_cost) {
        return Ok((copies, "in the public domain: cost of the copies"));
    }
    if design && thing.undertaken == Some(Where::Both) {
        let ask = || {
            need(
                "value_added_abroad",
                "How much of its value was added outside the United States?",
                "the value of the assist",
            )
        };
        return thing
            .value_added_abroad
            .map(|abroad| (abroad, "value added outside the United States"))
            .ok_or_else(ask);
    }
    let ask =
        |what: &str| need("cost", format!("What is its {what}, in US dollars?"), "the value of the assist");
    match thing.obtained {
        Obtained::Bought => {
            thing.cost.map(|cost| (cost, "cost of acquisition")).ok_or_else(|| ask("cost of acquisition"))
        }
        Obtained::Leased => {
            thing.cost.map(|cost| (cost, "cost of the lease")).ok_or_else(|| ask("cost of the lease"))
        }
        Obtained::Made => thing
            .cost_of_production
            .or(thing.cost)
            .map(|cost| (cost, "cost of production"))
            .ok_or_else(|| ask("cost of production")),
        Obtained::BoughtFromRelated => thing
            .cost_of_production
            .map(|cost| (cost, "cost of production, as its maker is related to the buyer"))
            .ok_or_else(|| {
                need(
                    "cost_of_production",
                    "What did it cost its maker, who is related to the buyer, to produce it?",
                    "the value of the assist: its price between related parties does not count",
                )
            }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use cocket_base::civil::date;
    use cocket_law::Pack;

    fn judge(thing: &str) -> Determination<SuppliedAnswer> {
        let as_of = AsOf::new(Pack::starter(), date(2026, 6, 16), date(2026, 11, 24));
        supplied(as_of, &serde_json::from_str(thing).unwrap(), None).unwrap()
    }

    fn value(thing: &str) -> Option<(bool, Decimal)> {
        judge(thing).answer().map(|answer| (answer.is_assist, answer.value.normalize()))
    }

    #[test]
    fn the_tests_are_asked_in_order() {
        let no = Some((false, Decimal::ZERO));
        assert_eq!(value(r#"{"what":"tools","by_buyer":false,"cost":"100"}"#), no);
        assert_eq!(value(r#"{"what":"general_plant","cost":"100"}"#), no);
        assert_eq!(value(r#"{"what":"tools","free_or_reduced":false,"cost":"100"}"#), no);
        assert_eq!(value(r#"{"what":"design","undertaken":"united_states","cost":"100"}"#), no);
        assert_eq!(
            value(r#"{"what":"design","undertaken":"abroad","incidental_to_us_work":true,"cost":"100"}"#),
            no
        );
        assert_eq!(value(r#"{"what":"design","cost":"100"}"#), None, "asked where");
        assert_eq!(value(r#"{"what":"tools"}"#), None, "asked what it cost");
    }

    #[test]
    fn costs_are_those_that_the_rule_names() {
        let yes = |amount: i64| Some((true, Decimal::from(amount)));
        assert_eq!(
            value(r#"{"what":"tools","cost":"90000","used_share":"0.40","freight":"700"}"#),
            yes(54_700)
        );
        assert_eq!(
            value(r#"{"what":"tools","cost":"90000","used_share":"0.40","freight":"700","repairs":"300"}"#),
            yes(55_000)
        );
        assert_eq!(value(r#"{"what":"materials","cost":"1000","paid_by_seller":"400"}"#), yes(600));
        assert_eq!(
            value(r#"{"what":"design","undertaken":"both","value_added_abroad":"250","cost":"1000"}"#),
            yes(250)
        );
        assert_eq!(value(r#"{"what":"design","public_domain_copy_cost":"15"}"#), yes(15));
        assert_eq!(
            value(
                r#"{"what":"tools","obtained":"bought_from_related","cost":"900","cost_of_production":"700"}"#
            ),
            yes(700)
        );
        assert_eq!(value(r#"{"what":"tools","obtained":"leased","cost":"120"}"#), yes(120));
    }
}
