//! One line of goods: its amount where the paper leaves it out, and its signs, zeros and arithmetic.

use std::collections::BTreeMap;

use cocket_base::{Decimal, Finding, Round};

use crate::extract::Extractor;
use crate::facts::{InvoiceLine, Sourced};
use crate::grid::{Cell, CellValue};
use crate::mapping::Role;
use crate::numbers::is_plausible;
use crate::words::{RowWord, fold, words};

/// The part of a line without a part number: the only one of the master that its description names, else none, with its
/// finding.
pub(crate) fn part_otherwise(
    reader: &mut Extractor<'_>,
    row: u32,
    parts: &BTreeMap<String, String>,
) -> Sourced<String> {
    let description = reader.text(row, Role::Description, "");
    let named = description.as_ref().and_then(|text| only_part_in(&text.value, parts));
    if let (Some(description), Some(part)) = (description, named) {
        let place = description.place.at_item(part);
        let text = format!("the line has no part number; its description names {part} of the master");
        reader.findings.push(Finding::info("PART_FROM_DESCRIPTION", place.clone(), text));
        return Sourced { value: part.clone(), place, raw: description.raw };
    }
    let place = reader.grid.place_row(row);
    let text = "the line has no part number; its product cannot be looked up";
    let finding = Finding::warn("PART_NO_MISSING", place.clone(), text);
    reader.findings.push(finding.with_remedy("ask which product it is"));
    Sourced { value: String::new(), place, raw: String::new() }
}

/// The part that a text names as a word of its own. A word without a digit is none, and two parts decide nothing.
fn only_part_in<'p>(text: &str, parts: &'p BTreeMap<String, String>) -> Option<&'p String> {
    let words =
        text.split(|c: char| c.is_whitespace() || matches!(c, ',' | ';' | ':' | '(' | ')' | '[' | ']' | '"'));
    let mut named = words
        .filter(|word| word.chars().any(|c| c.is_ascii_digit()))
        .filter_map(|word| parts.get(&fold(word)));
    let first = named.next()?;
    named.all(|other| other == first).then_some(first)
}

/// «free of charge» where the price or the amount should stand.
pub(crate) fn is_free(reader: &Extractor<'_>, row: u32) -> bool {
    let cells = [Role::UnitPrice, Role::Amount].into_iter().filter_map(|role| reader.own(row, role));
    cells.into_iter().any(|cell| {
        let found = words().row_words(&fold(&cell.text));
        cell.is_wordy() && found.iter().any(|found| found.word == RowWord::Free)
    })
}

/// A line without an amount column has the amount its quantity and price give, to the cent.
pub(crate) fn derive_amount(reader: &mut Extractor<'_>, line: &mut InvoiceLine, row: u32) {
    let blank = reader.own(row, Role::Amount).is_none();
    let (Some(quantity), Some(price)) = (&line.quantity, &line.unit_price) else { return };
    if line.amount.is_some() || !blank {
        return;
    }
    let per = price_per(reader, row);
    let product = quantity.value.checked_mul(price.value).and_then(|product| product.checked_div(per));
    let Some(product) = product.filter(|product| is_plausible(*product)) else { return };
    let value = Round::HalfUp.to(product, 2);
    line.amount = Some(Sourced {
        value,
        place: price.place.clone(),
        raw: format!("{} × {}", quantity.raw.trim(), price.raw.trim()),
    });
    if reader.mapping.column(Role::Amount).is_some() {
        let text = format!("the line has no amount; quantity × price gives {value}");
        reader.findings.push(
            Finding::warn("AMOUNT_MISSING", line.place.clone(), text).with_remedy("compare with the total"),
        );
    }
}

/// How many units the price is for: a column of its own, or the heading.
fn price_per(reader: &Extractor<'_>, row: u32) -> Decimal {
    let own = reader.own(row, Role::PricePer).and_then(|cell| reader.notations.value(cell).ok().flatten());
    let heading = reader.mapping.column(Role::UnitPrice).and_then(|known| known.price_per).map(Decimal::from);
    own.filter(|per| per.is_sign_positive() && !per.is_zero()).or(heading).unwrap_or(Decimal::ONE)
}

/// Signs, zeros and the arithmetic of one line.
pub(crate) fn check_line(reader: &mut Extractor<'_>, line: &InvoiceLine, row: u32) {
    let place = line.place.clone();
    let mut note = |code: &str, text: String, remedy: &str| {
        reader.findings.push(Finding::block(code, place.clone(), text).with_remedy(remedy))
    };
    if let Some(quantity) = &line.quantity {
        if quantity.value.is_sign_negative() && !quantity.value.is_zero() {
            note(
                "NEGATIVE_QUANTITY",
                format!("quantity {} is below zero", quantity.value),
                "ask whether this is a return or credit; it cannot be entered",
            );
        } else if quantity.value.is_zero() {
            note("ZERO_QUANTITY", "the quantity is zero".into(), "ask whether the goods are in the shipment");
        }
    }
    if let Some(amount) =
        line.amount.as_ref().filter(|amount| amount.value.is_sign_negative() && !amount.value.is_zero())
    {
        note(
            "NEGATIVE_AMOUNT",
            format!("amount {} is below zero", amount.value),
            "ask whether this is a credit or discount",
        );
    }
    if let Some(amount) = line.amount.as_ref().filter(|amount| amount.value.is_zero()) {
        let _ = amount;
        note("ZERO_AMOUNT", "the line has no value".into(), "ask for the value of the goods");
    }
    arithmetic(reader, line, row);
}

/// Quantity × price against the amount. Up to half of the amount's last printed place is rounding; what a rounded price
/// explains is a warning; the rest blocks.
fn arithmetic(reader: &mut Extractor<'_>, line: &InvoiceLine, row: u32) {
    let (Some(quantity), Some(price), Some(amount)) = (&line.quantity, &line.unit_price, &line.amount) else {
        return;
    };
    let discount = reader.own(row, Role::DiscountPct).and_then(discount_share).unwrap_or(Decimal::ZERO);
    let net = Decimal::ONE - discount;
    let product = quantity
        .value
        .checked_mul(price.value)
        .and_then(|p| p.checked_mul(net))
        .and_then(|p| p.checked_div(price_per(reader, row)));
    let difference =
        product.and_then(|product| product.checked_sub(amount.value)).map(|difference| difference.abs());
    let (Some(product), Some(difference)) = (product, difference) else {
        let text = "quantity × price is beyond any amount";
        let finding = Finding::block("LINE_ARITHMETIC", amount.place.clone(), text);
        reader.findings.push(finding.with_remedy("ask the seller which figure is right"));
        return;
    };
    if difference <= Decimal::new(1, 2)
        || Round::HalfUp.to(product, amount.value.normalize().scale().min(2)) == amount.value
    {
        return;
    }
    let place = amount.place.clone();
    let shown = product.round_dp(4).normalize();
    let text = format!(
        "{} × {} is {shown}, the amount is {}",
        quantity.value.normalize(),
        price.value.normalize(),
        amount.value.normalize()
    );
    let half = Decimal::new(5, price.value.scale().min(8) + 1);
    let by_rounded_price = quantity.value.abs().checked_mul(half).is_some_and(|most| difference <= most);
    let ratio = product.checked_div(amount.value).map(|ratio| ratio.normalize());
    let hint = match ratio {
        Some(ratio) if [10, 12, 100, 1000].map(Decimal::from).contains(&ratio) => {
            format!("the price may be for {ratio} units")
        }
        _ => "ask the seller which figure is right".into(),
    };
    let finding = if by_rounded_price && difference < amount.value.abs() / Decimal::ONE_HUNDRED {
        Finding::warn("LINE_ARITHMETIC", place, format!("{text}; a rounded price explains it"))
    } else {
        Finding::block("LINE_ARITHMETIC", place, text)
    };
    reader.findings.push(finding.with_remedy(hint));
}

/// A discount as a share of one: `5 %`, `5` or a cell of 0.05 in percent format.
fn discount_share(cell: &Cell) -> Option<Decimal> {
    let reading = cell.reading()?;
    let value = reading.clear()?.abs();
    let numeric_percent = reading.percent && matches!(cell.value, CellValue::Number(_));
    let share = if numeric_percent { value } else { value / Decimal::ONE_HUNDRED };
    (share < Decimal::ONE).then_some(share)
}
