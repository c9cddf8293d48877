//! Deductive value: 19 USC 1401a(d); 19 CFR 152.105. All amounts are US dollars for one unit.
//!
//! Left to a person: which goods are of the same class or kind, what is usual in their trade, and whether goods keep their
//! identity through further processing (152.105(i)(2)).

use cocket_base::{Citation, Date, Decimal, Need, Shaped, Step, figure};
use serde::{Deserialize, Serialize};

use super::amount::{Amount, Share};
use super::answer::{Found, Item, Treatment, Tried, need, reason};
use super::bounded;
use super::resale::{Resale, Stage, price};
use crate::{AsOf, Refusal};

/// Resale in the United States.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Shaped)]
#[serde(default, deny_unknown_fields)]
pub struct Deductive {
    /// Date of importation; needed where sales have dates.
    pub import_date: Option<Date>,
    /// Sales in the United States.
    pub sales: Vec<Resale>,
    /// The unit price sold in the greatest aggregate quantity, where it is known without the sales.
    #[serde(deserialize_with = "figure::optional")]
    pub unit_price: Option<Decimal>,
    /// The importer elects the price after further processing (filed with the entry summary).
    pub elects_processing: Option<bool>,
    /// Commission usually paid; a percentage is of the unit price. Never together with profit and general expenses.
    pub commission: Option<Amount>,
    /// The importer's profit and general expenses, taken as a whole; a percentage is of the unit price.
    pub profit_and_general: Option<Amount>,
    /// Usual profit and general expenses of the trade, where the importer's are inconsistent with them.
    pub usual_profit_and_general: Option<Amount>,
    /// The importer's figures are consistent with the usual ones. Left out: yes.
    pub consistent: Option<bool>,
    /// Transportation and insurance from the country of exportation, actual. Left out: none.
    pub international_freight: Option<Amount>,
    /// Insurance of that shipment, where it stands apart. Left out: none.
    pub international_insurance: Option<Amount>,
    /// Usual transportation and insurance inside the United States. Left out: none.
    pub us_freight: Option<Amount>,
    /// US freight is already among the general expenses. Left out: no.
    pub us_freight_in_general_expenses: bool,
    /// Duty and taxes by value, as a share of the value itself.
    pub duty_rate: Option<Share>,
    /// Duty and taxes that are known as a sum for one unit.
    #[serde(deserialize_with = "figure::optional")]
    pub duty: Option<Decimal>,
    /// Value added by further processing. Left out: none.
    pub processing: Option<Amount>,
    /// False: the cost of the processing cannot be shown.
    pub processing_quantifiable: Option<bool>,
    /// Packing that importer or buyer paid and the price does not hold. Left out: none.
    pub packing: Option<Amount>,
    /// Units appraised.
    #[serde(deserialize_with = "figure::optional")]
    pub quantity: Option<Decimal>,
}

/// Tries the deductive value.
pub(super) fn deductive(as_of: AsOf<'_>, facts: &Deductive) -> Result<Tried<Found>, Refusal> {
    let mut steps = Vec::new();
    let (price, stage) = match price(as_of, facts, &mut steps)? {
        Tried::Value(found) => *found,
        Tried::Out(reasons) => return Ok(Tried::Out(reasons)),
        Tried::Ask(needs) => return Ok(Tried::Ask(needs)),
    };
    let mut sheet = Sheet { price, left: price, items: Vec::new(), needs: Vec::new() };
    sheet.profit(facts);
    sheet.take(
        "international freight and insurance",
        facts.international_freight,
        "19 USC 1401a(d)(3)(A)(ii)",
    );
    sheet.take("international insurance", facts.international_insurance, "19 USC 1401a(d)(3)(A)(ii)");
    if facts.us_freight_in_general_expenses {
        sheet.said(
            "freight in the United States",
            "already among the general expenses",
            "19 USC 1401a(d)(3)(A)(iii)",
        );
    } else {
        sheet.take("freight in the United States", facts.us_freight, "19 USC 1401a(d)(3)(A)(iii)");
    }
    if stage == Some(Stage::Processed) || facts.processing.is_some() {
        match (facts.processing, facts.processing_quantifiable) {
            (_, Some(false)) => {
                return Ok(Tried::Out(vec![reason(
                    "the value added by further processing cannot be shown",
                    "19 CFR 152.105(i)",
                )]));
            }
            (Some(_), _) => {
                sheet.take("value added by further processing", facts.processing, "19 USC 1401a(d)(3)(A)(v)")
            }
            (None, _) => {
                sheet.ask("deductive.processing", "What value did the further processing add, for one unit?")
            }
        }
    }
    sheet.take("duty and federal taxes", facts.duty.map(Amount::Sum), "19 USC 1401a(d)(3)(A)(iv)");
    sheet.packing(facts.packing);
    if !sheet.needs.is_empty() {
        return Ok(Tried::Ask(sheet.needs));
    }
    let unit = match facts.duty_rate {
        Some(rate) => {
            let unit = sheet.left / (Decimal::ONE + rate.0);
            steps.push(
                Step::new("duty by value is inside the price: divided by one plus its rate")
                    .cite(Citation::new("19 USC 1401a(d)(3)(A)(iv)"))
                    .base(sheet.left.normalize())
                    .rate(format!("÷ {}", (Decimal::ONE + rate.0).normalize())),
            );
            unit
        }
        None => sheet.left,
    };
    if unit <= Decimal::ZERO {
        return Ok(Tried::Out(vec![reason("the deductions take the whole price", "19 USC 1401a(d)(3)")]));
    }
    let units = bounded("the quantity", facts.quantity.unwrap_or(Decimal::ONE))?;
    steps.push(
        Step::new("deductive value of one unit")
            .cite(Citation::new("19 USC 1401a(d)"))
            .base(format!("{} USD", unit.round_dp(4).normalize())),
    );
    Ok(Tried::Value(Box::new(Found {
        unit_value: Some(unit),
        value: unit * units,
        items: sheet.items,
        steps,
    })))
}

/// The price with what leaves it.
struct Sheet {
    price: Decimal,
    left: Decimal,
    items: Vec<Item>,
    needs: Vec<Need>,
}

impl Sheet {
    fn take(&mut self, what: &str, amount: Option<Amount>, cite: &str) {
        let Some(amount) = amount else { return };
        let sum = amount.of_unit(self.price);
        self.left -= sum;
        self.push(what, Treatment::TakenOut, Some(sum), "leaves the resale price", cite);
    }

    fn said(&mut self, what: &str, why: &str, cite: &str) {
        self.push(what, Treatment::Ignored, None, why, cite);
    }

    fn push(&mut self, what: &str, treatment: Treatment, amount_usd: Option<Decimal>, why: &str, cite: &str) {
        let amount_usd = amount_usd.map(|amount| amount.normalize());
        self.items.push(Item {
            item: what.into(),
            treatment,
            amount_usd,
            why: why.into(),
            cite: Citation::new(cite),
        });
    }

    fn ask(&mut self, fact: &str, question: &str) {
        self.needs.push(need(fact, question, "entered value"));
    }

    fn packing(&mut self, amount: Option<Amount>) {
        let Some(amount) = amount else { return };
        let sum = amount.of_unit(self.price);
        self.left += sum;
        self.push("packing", Treatment::Added, Some(sum), "paid beside the price", "19 USC 1401a(d)(3)(C)");
    }

    /// (d)(3)(A)(i), (B): commission, or profit and general expenses, never both.
    fn profit(&mut self, facts: &Deductive) {
        let cite = "19 USC 1401a(d)(3)(A)(i), (B)(i)";
        match (facts.commission, facts.profit_and_general) {
            (Some(_), Some(_)) => self.ask(
                "deductive.commission",
                "Are such goods usually sold on commission, or with profit and general expenses? Only one of them is taken off: leave out the other",
            ),
            (Some(commission), None) => self.take("commission usually paid", Some(commission), cite),
            (None, Some(own)) => match (facts.consistent, facts.usual_profit_and_general) {
                (Some(false), Some(usual)) => {
                    self.take("usual profit and general expenses, as the importer's are inconsistent with them", Some(usual), cite);
                }
                (Some(false), None) => self.ask("deductive.usual_profit_and_general", "What are the usual profit and general expenses for goods of the class or kind?"),
                _ => self.take("the importer's profit and general expenses", Some(own), cite),
            },
            (None, None) => match facts.usual_profit_and_general {
                Some(usual) => self.take("usual profit and general expenses", Some(usual), cite),
                None => self.ask("deductive.profit_and_general", "What commission, or what profit and general expenses, are usual in sales of such goods (0: none)?"),
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use cocket_base::civil::date;
    use cocket_law::Pack;

    fn run(facts: &str) -> Tried<Found> {
        let as_of = AsOf::new(Pack::starter(), date(2026, 6, 16), date(2026, 11, 24));
        deductive(as_of, &serde_json::from_str(facts).unwrap()).unwrap()
    }

    fn unit(facts: &str) -> Option<String> {
        match run(facts) {
            Tried::Value(found) => found.unit_value.map(|unit| unit.round_dp(4).normalize().to_string()),
            _ => None,
        }
    }

    #[test]
    fn duty_is_backed_out_of_the_price() {
        let facts = r#"{"unit_price":"25.00","profit_and_general":"22%","international_freight":"1.80","us_freight":"0.90","duty_rate":"8%"}"#;
        assert_eq!(unit(facts).as_deref(), Some("15.5556"));
    }

    #[test]
    fn the_greatest_aggregate_quantity_decides() {
        let sales = |rows: &[(i64, i64)]| {
            let rows: Vec<String> = rows
                .iter()
                .map(|(units, price)| format!(r#"{{"quantity":"{units}","unit_price":"{price}"}}"#))
                .collect();
            format!(r#"{{"sales":[{}],"commission":"0"}}"#, rows.join(","))
        };
        assert_eq!(
            unit(&sales(&[(50, 100), (15, 100), (55, 95), (30, 90), (50, 90)])).as_deref(),
            Some("90")
        );
        assert_eq!(unit(&sales(&[(500, 95), (400, 90)])).as_deref(), Some("95"));
        assert_eq!(
            unit(&sales(&[(40, 100), (30, 90), (15, 100), (50, 95), (25, 105), (35, 90), (5, 100)]))
                .as_deref(),
            Some("90")
        );
        assert!(matches!(run(&sales(&[(10, 100), (10, 90)])), Tried::Ask(_)));
    }

    #[test]
    fn the_last_days_are_those_of_the_statute() {
        let on = |day: &str, more: &str| {
            run(&format!(
                r#"{{"import_date":"2026-01-10","commission":"0"{more},"sales":[{{"quantity":"5","unit_price":"10","date":"{day}"}}]}}"#
            ))
        };
        assert!(matches!(on("2026-04-10", ""), Tried::Value(_)), "the 90th day");
        assert!(matches!(on("2026-04-11", ""), Tried::Out(_)), "the 91st day");
        let processed = |day: &str, elects: &str| {
            run(&format!(
                r#"{{"import_date":"2026-01-10","commission":"0","processing":"1"{elects},"sales":[{{"quantity":"5","unit_price":"10","date":"{day}","processed":true}}]}}"#
            ))
        };
        assert!(
            matches!(processed("2026-07-08", r#","elects_processing":true"#), Tried::Value(_)),
            "the 179th day"
        );
        assert!(
            matches!(processed("2026-07-09", r#","elects_processing":true"#), Tried::Out(_)),
            "the 180th day"
        );
        assert!(matches!(processed("2026-07-08", ""), Tried::Ask(_)), "the election is asked for");
        assert!(matches!(processed("2026-07-08", r#","elects_processing":false"#), Tried::Out(_)));
    }

    #[test]
    fn commission_and_profit_are_never_both_taken_off() {
        assert!(matches!(
            run(r#"{"unit_price":"10","commission":"1","profit_and_general":"2"}"#),
            Tried::Ask(_)
        ));
        assert!(matches!(run(r#"{"unit_price":"10"}"#), Tried::Ask(_)));
    }
}
