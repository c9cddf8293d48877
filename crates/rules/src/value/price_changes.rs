//! Changes of a price before and after importation: 19 USC 1401a(b)(4)(B); 19 CFR 152.103(a)(1), (a)(4).
//!
//! Which day decides a kind of change is a row of `price_change_kinds`. Left to a person: whether a price cut was agreed on
//! the purchase price itself, or only promised.

use cocket_base::{Date, Decimal};

use super::amount::Amount;
use super::answer::{Item, Treatment, need};
use super::facts::PriceChange;
use super::sheet::Sheet;
use super::words::word;
use crate::Refusal;

/// Whether a change counts.
enum Counts {
    Yes,
    No(String),
    Asked,
}

impl Sheet<'_> {
    pub(super) fn price_changes(&mut self) -> Result<(), Refusal> {
        let facts = self.facts;
        for (at, change) in facts.price_changes.iter().enumerate() {
            self.price_change(at, change)?;
        }
        Ok(())
    }

    fn price_change(&mut self, at: usize, change: &PriceChange) -> Result<(), Refusal> {
        let row = word(self.as_of, "price_change_kinds", &change.kind, "a change of the price")?;
        let (name, cite) = (row.label.to_string(), row.cite.clone());
        let lines = self.of_invoice(change.invoice.as_deref());
        if lines.is_empty() {
            self.needs.push(need(
                format!("price_changes[{at}].invoice"),
                format!("Which invoice does it belong to: {name}?"),
                "entered value",
            ));
            return Ok(());
        }
        let Some(amount) = self.change_amount(change, &lines)? else {
            self.needs.push(need(
                "quantity",
                format!("How many units are there? The amount of the {name} goes by units"),
                "entered value",
            ));
            return Ok(());
        };
        let raises = row.column("effect") == Some("raises");
        let counts = self.counts(at, change, row.column("decided_by").unwrap_or_default(), &name);
        let (sign, treatment, why) = match (counts, raises, change.in_price) {
            (Counts::Asked, ..) => return Ok(()),
            (Counts::Yes, _, true) => {
                (Decimal::ZERO, Treatment::InPrice, "the price is already after it".to_string())
            }
            (Counts::Yes, true, false) => {
                (Decimal::ONE, Treatment::Added, "the buyer pays it for the goods".into())
            }
            (Counts::Yes, false, false) => (
                Decimal::NEGATIVE_ONE,
                Treatment::LowersPrice,
                "agreed before importation, so it lowers the price".into(),
            ),
            (Counts::No(why), true, true) => (Decimal::NEGATIVE_ONE, Treatment::TakenOut, why),
            (Counts::No(why), false, true) => {
                (Decimal::ONE, Treatment::Added, format!("{why}; added back to the price"))
            }
            (Counts::No(why), ..) => (Decimal::ZERO, Treatment::Ignored, why),
        };
        self.change_lines(&lines, amount * sign);
        let amount_usd = self.sale_usd(amount);
        self.items.push(Item { item: name, treatment, amount_usd, why, cite });
        Ok(())
    }

    /// The sum in the currency of the sale. A share of a price that is already lowered is taken of the price before.
    fn change_amount(&self, change: &PriceChange, lines: &[usize]) -> Result<Option<Decimal>, Refusal> {
        let of = |get: fn(&super::sheet::Line) -> Decimal| -> Decimal {
            lines.iter().filter_map(|at| self.lines.get(*at)).map(get).sum()
        };
        let price = of(|line| line.price);
        if let (Amount::Percent(percent), true) = (change.amount, change.in_price) {
            let left = Decimal::ONE_HUNDRED - percent;
            return Ok((left > Decimal::ZERO).then(|| price * percent / left));
        }
        let known = lines.iter().filter_map(|at| self.lines.get(*at)).all(|line| line.units.is_some());
        let units = known.then(|| of(|line| line.units.unwrap_or_default()));
        change.amount.of(price, units)
    }

    fn counts(&mut self, at: usize, change: &PriceChange, decided_by: &str, name: &str) -> Counts {
        let taken = |sheet: &mut Self, question: String| {
            sheet.needs.push(need(format!("price_changes[{at}].taken"), question, "entered value"));
            Counts::Asked
        };
        match (decided_by, change.taken) {
            ("never", _) => {
                self.look_at.push(format!("{name}: claim it apart, it changes no price"));
                return Counts::No("no change of the price: an allowance is claimed apart".into());
            }
            ("terms_taken", Some(false)) => return Counts::No("the buyer did not take it".into()),
            ("terms_taken", None) => return taken(self, format!("Did the buyer take the {name}?")),
            ("taken", Some(true)) => return Counts::Yes,
            ("taken", Some(false)) => {
                return Counts::No("this buyer does not pay it: the price agreed with him stands".into());
            }
            ("taken", None) => return taken(self, format!("Does this buyer pay the {name}?")),
            _ => {}
        }
        let by_making = decided_by == "made";
        let day = if by_making { change.made } else { change.agreed };
        match self.after_importation(change, day) {
            Some(false) => Counts::Yes,
            Some(true) if by_making => Counts::No("made after importation, so it is disregarded".into()),
            Some(true) => Counts::No("agreed after importation, so it is disregarded".into()),
            None if decided_by.starts_with("terms") && day.is_none() => Counts::Yes,
            None => {
                let (fact, question) = match (day, by_making) {
                    (Some(_), _) => {
                        ("import_date".to_string(), "What is the date of importation?".to_string())
                    }
                    (None, true) => {
                        (format!("price_changes[{at}].made"), format!("When was it made: {name}?"))
                    }
                    (None, false) => {
                        (format!("price_changes[{at}].agreed"), format!("When was it agreed: {name}?"))
                    }
                };
                self.needs.push(need(
                    fact,
                    question,
                    "entered value: a decrease after importation is disregarded",
                ));
                Counts::Asked
            }
        }
    }

    /// Whether a day lies after importation, as far as that is known. The day of importation itself does not.
    fn after_importation(&self, change: &PriceChange, day: Option<Date>) -> Option<bool> {
        change.after_importation.or_else(|| Some(day? > self.facts.import_date?))
    }
}
