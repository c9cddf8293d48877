//! From invoice amounts to the price that counts: discounts, and the charges that a price holds or lacks.
//!
//! 19 USC 1401a(b)(1), (b)(4)(A); 19 CFR 152.103(a)(1), (a)(4) here, the charges in their own module.
//! Shares go by value, to the hundredth of the currency; an odd hundredth goes to the largest line.

use cocket_base::{Citation, Decimal, Determination, Need, Step, prorate};

use super::bounded;
use super::sale::{Discount, NetLine, NetPrices, Sale, SaleLine};
use crate::{AsOf, Refusal};

/// Hundredths: the finest share of a charge.
pub(super) const SHARE_PLACES: u32 = 2;

/// The term of delivery and the place in a printed text, as in `CIP New York JFK (Incoterms 2020)`.
pub fn read_terms(as_of: AsOf<'_>, text: &str) -> Option<(String, String)> {
    let words: Vec<&str> = text
        .split(|c: char| c.is_whitespace() || matches!(c, ',' | ';' | ':' | '(' | ')'))
        .filter(|w| !w.is_empty())
        .collect();
    let is_term = |word: &str| as_of.pack.incoterm(word, as_of.day, as_of.known).is_ok();
    let at = words.iter().position(|word| word.len() == 3 && is_term(word))?;
    let rest =
        words.iter().skip(at + 1).take_while(|word| !word.to_ascii_lowercase().starts_with("incoterm"));
    Some((words.get(at)?.to_ascii_uppercase(), rest.copied().collect::<Vec<_>>().join(" ")))
}

/// True when the seller pays the duty under a term of delivery: its price holds it.
pub fn pays_duty(as_of: AsOf<'_>, term: &str) -> bool {
    let row = as_of.pack.incoterm(term, as_of.day, as_of.known);
    row.is_ok_and(|term| term.holds.iter().any(|held| &**held == "us_duty"))
}

/// Works out every line's net price. `as_of.day` is the date of entry.
pub fn net_prices(as_of: AsOf<'_>, sale: &Sale) -> Result<Determination<NetPrices>, Refusal> {
    for line in &sale.lines {
        bounded("a line's amount", line.amount)?;
    }
    let mut work = Work::new(sale);
    work.discounts(sale)?;
    work.charges(as_of, sale)?;
    work.missing_charges(as_of, sale);
    Ok(work.finish())
}

/// The state of the work over a sale.
pub(super) struct Work {
    pub(super) lines: Vec<NetLine>,
    pub(super) answer: NetPrices,
    needs: Vec<Need>,
    pub(super) steps: Vec<Step>,
    /// Weights by which charges are shared; empty: amounts.
    pub(super) weights: Vec<Decimal>,
}

impl Work {
    fn new(sale: &Sale) -> Work {
        let zero = Decimal::ZERO;
        let line = |line: &SaleLine| NetLine {
            amount: line.amount,
            discount: zero,
            taken_out: zero,
            added: zero,
            net: line.amount,
            carriage: zero,
        };
        Work {
            lines: sale.lines.iter().map(line).collect(),
            answer: NetPrices::default(),
            needs: Vec::new(),
            steps: Vec::new(),
            weights: if sale.weights.len() == sale.lines.len() { sale.weights.clone() } else { Vec::new() },
        }
    }

    /// 152.103(a)(1), (a)(4): a discount counts when it was agreed before importation and taken.
    fn discounts(&mut self, sale: &Sale) -> Result<(), Refusal> {
        for discount in &sale.discounts {
            bounded("a discount", discount.amount)?;
            if discount.amount < Decimal::ZERO {
                let found = discount.amount.to_string();
                return Err(Refusal::Figure {
                    what: "a discount",
                    found,
                    expected: "positive: the amount taken off",
                });
            }
            let name = if discount.text.is_empty() { "discount" } else { &discount.text };
            match (discount.taken, discount.agreed, sale.import_date) {
                (Some(false), _, _) => self.note(
                    format!("discount not taken, so it does not lower the price: {name}"),
                    "19 CFR 152.103(a)(1)",
                ),
                (None, _, _) => self.ask(
                    "discount_taken",
                    format!("Was this discount taken: {name}?"),
                    "entered value of the invoice's lines",
                ),
                (_, None, _) => self.ask(
                    "discount_agreed",
                    format!("When was this discount agreed: {name}?"),
                    "entered value: only a cut agreed before importation counts",
                ),
                (_, _, None) => self.ask(
                    "import_date",
                    "What is the date of importation?".into(),
                    "entered value: a price cut made later does not count",
                ),
                (Some(true), Some(agreed), Some(imported)) if agreed > imported => {
                    self.note(
                        format!("price cut of {agreed}, after importation, is ignored: {name}"),
                        "19 CFR 152.103(a)(4)",
                    );
                }
                _ => self.take_discount(sale, discount, name),
            }
        }
        Ok(())
    }

    fn take_discount(&mut self, sale: &Sale, discount: &Discount, name: &str) {
        let on: Vec<usize> = sale
            .lines
            .iter()
            .enumerate()
            .filter(|(_, line)| line.invoice == discount.invoice)
            .map(|(at, _)| at)
            .collect();
        let weights: Vec<Decimal> =
            on.iter().filter_map(|at| sale.lines.get(*at)).map(|line| line.amount).collect();
        for (at, share) in on.iter().zip(prorate(discount.amount, &weights, SHARE_PLACES)) {
            if let Some(line) = self.lines.get_mut(*at) {
                line.discount += share;
                line.net -= share;
            }
        }
        self.answer.discounts += discount.amount;
        let step =
            Step::new(format!("discount taken, by value over its invoice: {name}")).base(discount.amount);
        self.steps.push(step.cite(Citation::new("19 CFR 152.103(a)(1)")));
    }

    pub(super) fn ask(&mut self, fact: &str, question: String, affects: &str) {
        self.needs.push(Need { fact: fact.into(), question, affects: affects.into() });
    }

    fn note(&mut self, what: String, cite: &str) {
        self.steps.push(Step::new(what).cite(Citation::new(cite)));
    }

    fn finish(mut self) -> Determination<NetPrices> {
        for (number, line) in (1..).zip(&self.lines) {
            let question = match line.amount {
                amount if amount <= Decimal::ZERO => {
                    format!("Line {number} has no price: what is its value, and by which method?")
                }
                _ if line.net <= Decimal::ZERO => {
                    format!(
                        "Discounts and charges take the whole price of line {number}: are the amounts right?"
                    )
                }
                _ => continue,
            };
            self.needs.push(Need {
                fact: "amount".into(),
                question,
                affects: "entered value, which is never nothing".into(),
            });
        }
        if !self.needs.is_empty() {
            return Determination::needs(self.needs, self.steps);
        }
        let answer = NetPrices { lines: self.lines, ..self.answer };
        Determination::decided(answer, self.steps)
    }
}

#[cfg(test)]
mod tests {
    use super::super::sale::Charge;
    use super::*;
    use cocket_base::civil::date;
    use cocket_law::Pack;
    use proptest::prelude::*;

    fn as_of() -> AsOf<'static> {
        AsOf::new(Pack::starter(), date(2026, 6, 16), date(2026, 11, 24))
    }

    fn sale(term: &str, charges: Vec<Charge>) -> Sale {
        let line = |amount: i64| SaleLine { invoice: 0, amount: Decimal::from(amount) };
        Sale {
            term: Some(term.into()),
            import_date: Some(date(2026, 6, 12)),
            lines: vec![line(600), line(400)],
            discounts: Vec::new(),
            charges,
            weights: Vec::new(),
        }
    }

    fn charge(kind: &str, amount: i64, in_price: bool) -> Charge {
        Charge {
            kind: kind.into(),
            amount: Decimal::from(amount),
            in_price,
            paid_to_carrier: Some(true),
            ..Charge::default()
        }
    }

    fn total(sale: &Sale) -> Result<Decimal, Vec<Need>> {
        match net_prices(as_of(), sale).unwrap().outcome {
            cocket_base::Outcome::Decided { answer } => Ok(answer.lines.iter().map(|line| line.net).sum()),
            cocket_base::Outcome::NeedsFacts { needs } => Err(needs),
            cocket_base::Outcome::Prohibited { .. } => unreachable!("a price is never prohibited"),
        }
    }

    fn worth(sale: &Sale) -> i64 {
        i64::try_from(total(sale).unwrap().mantissa()).unwrap() / 10_i64.pow(total(sale).unwrap().scale())
    }

    #[test]
    fn charges_leave_the_price_only_as_the_rule_allows() {
        let freight = charge("ocean_freight", 100, true);
        assert_eq!(worth(&sale("CFR", vec![freight.clone()])), 900);
        assert_eq!(
            worth(&sale("CFR", vec![Charge { paid_to_carrier: Some(false), ..freight.clone() }])),
            1_000,
            "an estimate"
        );
        assert_eq!(worth(&sale("FOB", vec![charge("ocean_freight", 100, false)])), 1_000, "beside the price");
        assert_eq!(
            total(&sale("FOB", vec![freight])).unwrap_err()[0].fact,
            "terms",
            "FOB holds no ocean freight"
        );
        let inland = charge("foreign_inland_freight", 100, true);
        assert_eq!(worth(&sale("FCA", vec![inland.clone()])), 1_000);
        assert_eq!(worth(&sale("FCA", vec![Charge { through_bill: Some(true), ..inland }])), 900);
        assert_eq!(
            worth(&sale(
                "DDP",
                vec![charge("us_inland_freight", 40, true), charge("us_brokerage", 10, true)]
            )),
            950
        );
    }

    #[test]
    fn what_the_buyer_pays_besides_is_added_where_the_law_adds_it() {
        assert_eq!(worth(&sale("FOB", vec![charge("packing", 50, false)])), 1_050);
        assert_eq!(worth(&sale("FOB", vec![charge("packing", 50, true)])), 1_000, "already in the price");
        assert_eq!(worth(&sale("FOB", vec![charge("buying_commission", 50, false)])), 1_000);
        assert!(total(&sale("FOB", vec![charge("royalty", 50, false)])).is_err(), "a person judges");
        assert!(total(&sale("FOB", vec![charge("moon dust", 50, true)])).is_err(), "an unknown kind");
        let demurrage = Charge { asked_as: Some("charges[3]".into()), ..charge("demurrage", 50, true) };
        let asked = total(&sale("FOB", vec![demurrage.clone()])).unwrap_err();
        assert_eq!(asked[0].fact, "charges[3].belongs", "a person judges whether it belongs");
        assert!(asked[0].question.contains("belong to the value"), "{}", asked[0].question);
        assert!(total(&sale("FOB", vec![Charge { in_price: false, ..demurrage.clone() }])).is_err());
        assert_eq!(worth(&sale("FOB", vec![Charge { belongs: Some(false), ..demurrage }])), 950);
        assert!(total(&sale("XYZ", vec![charge("insurance", 50, true)])).is_err(), "an unknown term");
    }

    #[test]
    fn a_price_cut_after_importation_is_ignored() {
        let discount = |taken, agreed| Discount {
            invoice: 0,
            amount: Decimal::from(100),
            taken,
            agreed,
            text: "2%".into(),
        };
        let with = |discount| Sale { discounts: vec![discount], ..sale("FOB", Vec::new()) };
        assert_eq!(worth(&with(discount(Some(true), Some(date(2026, 5, 19))))), 900);
        assert_eq!(worth(&with(discount(Some(true), Some(date(2026, 6, 13))))), 1_000);
        assert_eq!(worth(&with(discount(Some(false), Some(date(2026, 5, 19))))), 1_000);
        assert_eq!(
            total(&with(discount(None, Some(date(2026, 5, 19))))).unwrap_err()[0].fact,
            "discount_taken"
        );
        assert_eq!(total(&with(discount(Some(true), None))).unwrap_err()[0].fact, "discount_agreed");
        let negative = Discount { amount: Decimal::NEGATIVE_ONE, ..discount(Some(true), None) };
        assert!(net_prices(as_of(), &with(negative)).is_err());
    }

    #[test]
    fn a_line_without_a_price_is_asked_about() {
        let mut free = sale("FOB", Vec::new());
        free.lines.push(SaleLine { invoice: 0, amount: Decimal::ZERO });
        assert!(total(&free).unwrap_err()[0].question.contains("Line 3"));
        assert!(total(&sale("CFR", vec![charge("ocean_freight", 2_000, true)])).is_err());
        assert!(net_prices(as_of(), &sale("CFR", vec![charge("ocean_freight", -5, true)])).is_err());
    }

    #[test]
    fn freight_that_no_paper_shows_is_pointed_out() {
        let look_at = |sale: &Sale| net_prices(as_of(), sale).unwrap().answer().unwrap().look_at.len();
        assert_eq!(look_at(&sale("CIF", Vec::new())), 2);
        assert_eq!(look_at(&sale("CIP", vec![charge("air_freight", 10, true)])), 1, "insurance alone");
        assert_eq!(look_at(&sale("FOB", Vec::new())), 0);
    }

    #[test]
    fn terms_are_read_from_the_paper() {
        let read = |text: &str| read_terms(as_of(), text);
        assert_eq!(read("CIP New York JFK (Incoterms 2020)"), Some(("CIP".into(), "New York JFK".into())));
        assert_eq!(
            read("Delivery: DDP Secaucus NJ, duty paid"),
            Some(("DDP".into(), "Secaucus NJ duty paid".into()))
        );
        assert_eq!(read("fob yantian"), Some(("FOB".into(), "yantian".into())));
        assert_eq!(read("payment in 30 days"), None);
    }

    proptest! {
        /// Whatever is spread, no hundredth is lost or made.
        #[test]
        fn shares_conserve(amounts in proptest::collection::vec(1_000_i64..1_000_000, 1..30), freight in 0_i64..900, packing in 0_i64..10_000) {
            let lines = amounts.iter().map(|amount| SaleLine { invoice: 0, amount: Decimal::new(*amount, 2) }).collect();
            let charges = vec![
                Charge { amount: Decimal::new(freight, 2), ..charge("ocean_freight", 0, true) },
                Charge { amount: Decimal::new(packing, 2), ..charge("packing", 0, false) },
            ];
            let before: i64 = amounts.iter().sum();
            let net = total(&Sale { lines, charges, ..sale("CFR", Vec::new()) }).unwrap();
            prop_assert_eq!(net, Decimal::new(before - freight + packing, 2));
        }
    }
}
