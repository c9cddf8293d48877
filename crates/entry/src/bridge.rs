//! The way from an invoice line to its value, as figures with names: what a worksheet shows beside the entered value.
//!
//! Amounts stand in the currency of the sale with its own decimals, rates with four at least, so that they read as on paper.

use cocket_base::{Currency, Decimal};
use cocket_rules::AsOf;
use cocket_rules::value::{ChargeOutcome, ChosenRate, NetLine, NetPrices, Sale};

/// Decimals of a currency that the table `currency_decimals` does not name.
const USUAL: usize = 2;

/// What the lines of a sale have in common.
pub struct Bridge<'a> {
    rate: &'a ChosenRate,
    decimals: usize,
    duty_paid: bool,
    discounted: bool,
    /// Name of what left the price, as in `less_freight_insurance`.
    less: String,
}

impl<'a> Bridge<'a> {
    /// The bridge of a sale whose prices were worked out.
    pub fn new(
        as_of: AsOf<'_>,
        sale: &Sale,
        prices: &NetPrices,
        rate: &'a ChosenRate,
        duty_paid: bool,
    ) -> Bridge<'a> {
        let table = as_of.pack.codes("currency_decimals");
        let row = table.and_then(|rows| rows.get(rate.currency.as_str()));
        let decimals = row.and_then(|row| row.column("decimals")?.parse().ok()).unwrap_or(USUAL);
        let mut less = String::from("less");
        let mut named: Vec<String> = Vec::new();
        for (charge, _) in sale
            .charges
            .iter()
            .zip(&prices.charges)
            .filter(|(_, outcome)| **outcome == ChargeOutcome::TakenOut)
        {
            let kind = as_of.pack.charge_kind(&charge.kind, as_of.day, as_of.known);
            let group = kind.map_or_else(|_| charge.kind.clone(), |kind| kind.group.to_string());
            let word = word(&group);
            if !named.iter().any(|held| held == word) {
                less.push('_');
                less.push_str(word);
                named.push(word.to_string());
            }
        }
        Bridge { rate, decimals, duty_paid, discounted: !prices.discounts.is_zero(), less }
    }

    /// The figures of a line, in the order in which they are worked.
    pub fn figures(&self, price: &NetLine) -> Vec<(String, String)> {
        let amount = |amount: Decimal| decimals(amount, self.decimals);
        let mut figures: Vec<(String, String)> = Vec::new();
        let mut put = |name: &str, figure: String| figures.push((name.into(), figure));
        put(if self.duty_paid { "ddp_price" } else { "invoice_amount" }, amount(price.amount));
        if !price.discount.is_zero() {
            put("less_discount", amount(price.discount));
        }
        // Once the sale has a discount, every line says what it is after it.
        if self.discounted {
            put("after_discount", amount(price.amount - price.discount));
        }
        if !price.taken_out.is_zero() {
            put(&self.less, amount(price.taken_out));
        }
        if !price.added.is_zero() {
            put("added", amount(price.added));
        }
        // A price that holds the duty is no net price yet: its base follows once the rates are known.
        if !self.duty_paid {
            put("net", amount(price.net));
        }
        put("currency", self.rate.currency.to_string());
        if self.rate.currency != Currency::USD {
            put("rate", decimals(self.rate.rate, 4));
        }
        figures
    }
}

/// The short word of a group of charges.
fn word(group: &str) -> &str {
    match group {
        "international_freight" => "freight",
        "freight_after_importation" => "inland",
        "unloading_after_importation" => "unloading",
        "us_brokerage" => "brokerage",
        other => other,
    }
}

/// Dollars that were added to a line.
pub fn usd(added: Decimal) -> String {
    if added.is_zero() { "0".into() } else { decimals(added, 2) }
}

/// A figure with `least` decimals, and more only where it has more.
pub fn decimals(figure: Decimal, least: usize) -> String {
    let figure = figure.normalize();
    let places = least.max(usize::try_from(figure.scale()).unwrap_or(least));
    format!("{figure:.places$}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_have_the_decimals_of_their_currency() {
        let shown = |text: &str, least| decimals(text.parse().unwrap(), least);
        assert_eq!(shown("156000.0", 0), "156000");
        assert_eq!(shown("9332.01", 0), "9332.01");
        assert_eq!(shown("17220", 2), "17220.00");
        assert_eq!(shown("0.006400", 4), "0.0064");
        assert_eq!(shown("1.15", 4), "1.1500");
    }
}
