//! What a paper states outside its table: invoice number and date, currency, terms, origin of all goods, charges inside the
//! prices.

use std::collections::BTreeSet;

use cocket_base::ids::Country;
use cocket_base::{Currency, Date, Finding};
use cocket_law::Pack;

use crate::countries;
use crate::dates::{self, FoundDate};
use crate::facts::{Adjustment, AdjustmentKind, Sourced};
use crate::grid::{Cell, CellValue, Grid};
use crate::notation::Notations;
use crate::numbers;
use crate::words::{RowWord, fold, holds, position, words};

/// The statements of a sheet.
#[derive(Clone, Debug, Default)]
pub struct Statements {
    /// Invoice number.
    pub number: Option<Sourced<String>>,
    /// Invoice date, one or two readings.
    pub date: Option<Sourced<FoundDate>>,
    /// What stands for the invoice date and is no day of the calendar.
    pub no_date: Option<Sourced<String>>,
    /// Currency.
    pub currency: Option<Sourced<Currency>>,
    /// Terms of delivery.
    pub terms: Option<Sourced<String>>,
    /// Origin of all goods.
    pub origin: Option<Sourced<Country>>,
}

/// Reads the statements of a sheet from every row that is no line and no heading.
pub fn read(grid: &Grid, skip: &BTreeSet<u32>, law: &Pack) -> (Statements, Vec<Finding>) {
    let mut findings = Vec::new();
    let reader = Reader { grid, skip, law };
    let statements = Statements {
        number: reader.number(),
        date: reader.date(),
        no_date: reader.no_date(),
        currency: reader.currency(),
        terms: reader.terms(),
        origin: reader.origin(&mut findings),
    };
    (statements, findings)
}

struct Reader<'r> {
    grid: &'r Grid,
    skip: &'r BTreeSet<u32>,
    law: &'r Pack,
}

impl<'r> Reader<'r> {
    /// Every cell outside the lines, with its row.
    fn cells(&self) -> impl Iterator<Item = (u32, &'r Cell)> {
        let rows = self.grid.rows.iter().filter(|row| !self.skip.contains(&row.number));
        rows.flat_map(|row| row.cells.iter().map(move |cell| (row.number, cell)))
    }

    /// The next filled cell to the right.
    fn right_of(&self, row: u32, cell: &Cell) -> Option<&'r Cell> {
        self.grid.row(row)?.cells.iter().find(|other| other.column > cell.column)
    }

    fn sourced<T>(&self, value: T, row: u32, cell: &Cell) -> Sourced<T> {
        Sourced { value, place: self.grid.place_cell(row, cell.column), raw: cell.text.clone() }
    }

    /// The token with a digit behind `Invoice No.` and its relatives, in the same cell or the next.
    fn number(&self) -> Option<Sourced<String>> {
        self.cells().filter(|(_, cell)| cell.value == CellValue::Text).find_map(|(row, cell)| {
            match number_behind_label(&cell.text)? {
                Behind::Number(number) => Some(self.sourced(number, row, cell)),
                Behind::Nothing => {
                    let next =
                        self.right_of(row, cell).filter(|next| !matches!(next.value, CellValue::Date(_)))?;
                    let words: Vec<&str> = next.text.split_whitespace().collect();
                    let token = words.first().filter(|token| words.len() <= 5 && is_number_token(token))?;
                    Some(self.sourced((*token).to_string(), row, next))
                }
            }
        })
    }

    /// The labelled date; else the one beside the invoice number; else the first of the sheet's head.
    fn date(&self) -> Option<Sourced<FoundDate>> {
        let mut best: Option<(u8, Sourced<FoundDate>)> = None;
        for (row, cell) in self.cells() {
            let found = match &cell.value {
                CellValue::Date(day) => Some(FoundDate::Sure(*day)),
                CellValue::Text => dates::find(&cell.text),
                _ => None,
            };
            let Some(found) = found else { continue };
            let before = self
                .grid
                .row(row)
                .and_then(|r| r.cells.iter().rev().find(|other| other.column < cell.column));
            let label = |field: &str| {
                let own = fold(&cell.text);
                let left = before
                    .filter(|left| left.value == CellValue::Text && dates::find(&left.text).is_none())
                    .map(|left| fold(&left.text));
                words().labels(field).iter().any(|phrase| {
                    holds(&own, phrase) || left.as_ref().is_some_and(|left| holds(left, phrase))
                })
            };
            let score = if label("other_date") && !label("invoice_date") {
                0
            } else if label("invoice_date") {
                3
            } else if label("invoice_number") {
                2
            } else {
                1
            };
            if score > 0 && best.as_ref().is_none_or(|(known, _)| score > *known) {
                best = Some((score, self.sourced(found, row, cell)));
            }
        }
        best.map(|(_, date)| date)
    }

    /// A date by its label that no calendar has.
    fn no_date(&self) -> Option<Sourced<String>> {
        self.cells().filter(|(_, cell)| cell.value == CellValue::Text).find_map(|(row, cell)| {
            let found = dates::impossible(&cell.text)?;
            let left = self.grid.row(row)?.cells.iter().rev().find(|other| other.column < cell.column);
            let texts = [Some(cell), left].into_iter().flatten().map(|cell| fold(&cell.text));
            let labels = || words().labels("invoice_date").iter().chain(words().labels("invoice_number"));
            let labelled = texts.into_iter().any(|text| labels().any(|phrase| holds(&text, phrase)));
            labelled.then(|| self.sourced(found, row, cell))
        })
    }

    fn currency(&self) -> Option<Sourced<Currency>> {
        let texts = || self.cells().filter(|(_, cell)| cell.value == CellValue::Text);
        let labelled = texts().find_map(|(row, cell)| {
            let folded = fold(&cell.text);
            let (phrase, at) = words()
                .labels("currency")
                .iter()
                .find_map(|phrase| Some((phrase, position(&folded, phrase)?)))?;
            let rest = folded.get(at + phrase.len()..).unwrap_or_default().trim();
            let own = words().currencies_in(rest).first().copied();
            let next = || {
                self.right_of(row, cell)
                    .filter(|_| rest.is_empty())
                    .and_then(|next| words().currency(&next.text))
            };
            own.or_else(next).map(|code| self.sourced(code, row, cell))
        });
        // Without a label, a currency counts where the text names one only: a total row, a delivery term.
        labelled.or_else(|| {
            texts().find_map(|(row, cell)| {
                let folded = fold(&cell.text);
                let stated = words().row_words(&folded).iter().any(|found| found.word == RowWord::Total)
                    || holds_incoterm(&cell.text).is_some();
                match words().currencies_in(&folded).as_slice() {
                    [one] if stated => Some(self.sourced(*one, row, cell)),
                    _ => None,
                }
            })
        })
    }

    /// An Incoterm with its place; a cell labelled as terms before any other.
    fn terms(&self) -> Option<Sourced<String>> {
        let found =
            self.cells().filter(|(_, cell)| cell.value == CellValue::Text).filter_map(|(row, cell)| {
                let term = holds_incoterm(&cell.text)?;
                let folded = fold(&cell.text);
                let labelled = words().labels("terms").iter().any(|phrase| holds(&folded, phrase));
                Some((u8::from(labelled), self.sourced(term, row, cell)))
            });
        let found: Vec<_> = found.collect();
        let labelled = found.iter().find(|(labelled, _)| *labelled == 1);
        labelled.or(found.first()).map(|(_, terms)| terms.clone())
    }

    /// One country behind «country of origin», or before «origin». Several of them decide nothing.
    fn origin(&self, findings: &mut Vec<Finding>) -> Option<Sourced<Country>> {
        let mut stated: Vec<Sourced<Country>> = Vec::new();
        for (row, cell) in self.cells().filter(|(_, cell)| cell.value == CellValue::Text) {
            let folded = fold(&cell.text);
            if words().labels("not_origin").iter().any(|phrase| holds(&folded, phrase)) {
                continue;
            }
            let Some(rest) = behind_origin_label(&folded) else { continue };
            let own = if rest.is_empty() { Vec::new() } else { self.countries(&cell.text, &folded) };
            let next = || {
                self.right_of(row, cell)
                    .map(|next| self.countries(&next.text, &fold(&next.text)))
                    .unwrap_or_default()
            };
            let countries = if own.is_empty() && rest.is_empty() { next() } else { own };
            stated.extend(countries.into_iter().map(|country| self.sourced(country, row, cell)));
        }
        let distinct: BTreeSet<Country> = stated.iter().map(|s| s.value).collect();
        if distinct.len() > 1 {
            let names = distinct.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
            let place = stated.first().map(|s| s.place.clone()).unwrap_or_default();
            let text = format!("the paper states several origins for its goods: {names}; none was taken");
            findings.push(
                Finding::warn("ORIGIN_AMBIGUOUS", place, text).with_remedy("ask which goods come from where"),
            );
            return None;
        }
        stated.into_iter().next()
    }

    fn countries(&self, text: &str, folded: &str) -> Vec<Country> {
        let short = folded
            .split(' ')
            .next_back()
            .filter(|word| word.len() == 2)
            .and_then(|word| countries::named(word, self.law));
        let named = countries::all_in(text, self.law);
        if named.is_empty() { short.into_iter().collect() } else { named }
    }
}

/// What stands behind an origin label: the rest, or the whole for labels that follow the country («of Chinese origin»).
fn behind_origin_label(folded: &str) -> Option<String> {
    let front = words().labels("origin").iter().find_map(|phrase| Some((phrase, position(folded, phrase)?)));
    if let Some((phrase, at)) = front {
        let rest = folded.get(at + phrase.len()..).unwrap_or_default().trim();
        let tail = words().labels("origin_tail").iter().any(|tail| folded.ends_with(tail.as_str()));
        return Some(if rest.is_empty() && tail && at > 0 { folded.into() } else { rest.into() });
    }
    None
}

enum Behind {
    Number(String),
    Nothing,
}

/// Cuts the label words of an invoice number off a text. `None` when it has no such label in front.
fn number_behind_label(text: &str) -> Option<Behind> {
    let folded = fold(text);
    if words().labels("invoice_date").iter().any(|phrase| folded.starts_with(phrase.as_str())) {
        return None;
    }
    let known: BTreeSet<&str> =
        (words().labels("invoice_number").iter().chain(words().labels("number_mark")))
            .flat_map(|phrase| phrase.split(' '))
            .collect();
    let starts = words().labels("invoice_number").iter().any(|phrase| position(&folded, phrase) == Some(0));
    if !starts {
        return None;
    }
    let tokens = text.split(|c: char| c.is_whitespace() || matches!(c, ':' | ';' | '：' | '(' | ')'));
    let mut rest = tokens
        .map(|token| token.trim_matches(|c: char| matches!(c, '#' | ',' | '.')))
        .filter(|token| !token.is_empty());
    let candidate =
        rest.find(|token| !fold(token).split(' ').all(|word| word.is_empty() || known.contains(word)));
    match candidate {
        None => Some(Behind::Nothing),
        Some(token) if is_number_token(token) => Some(Behind::Number(token.into())),
        Some(token) => {
            // «INVOICENo.X-1» and scripts without blanks: the label may be part of the token.
            let ascii: String = token.chars().skip_while(|c| !c.is_ascii()).collect();
            (ascii != *token && is_number_token(&ascii)).then_some(Behind::Number(ascii))
        }
    }
}

fn is_number_token(token: &str) -> bool {
    let digits = token.chars().filter(char::is_ascii_digit).count();
    let money = token.contains(',') && token.contains('.');
    digits > 0
        && token.chars().count() <= 40
        && !money
        && !matches!(dates::find(token), Some(FoundDate::Sure(_) | FoundDate::Either(..)) if token.len() >= 8 && !token.chars().any(char::is_alphabetic) && token.matches(['/', '.', '-']).count() == 2)
}

/// The Incoterm of a text with the place behind it, as `FOB Yantian`.
pub fn holds_incoterm(text: &str) -> Option<String> {
    let tokens: Vec<&str> = text
        .split(|c: char| c.is_whitespace() || matches!(c, ':' | ',' | ';' | '(' | ')' | '.' | '-'))
        .filter(|t| !t.is_empty())
        .collect();
    let terms = words().labels("incoterm");
    let at = tokens
        .iter()
        .position(|token| token.chars().all(|c| c.is_ascii_uppercase()) && terms.contains(&fold(token)))?;
    let place =
        tokens.iter().skip(at + 1).take_while(|token| token.chars().next().is_some_and(char::is_uppercase));
    let place = place
        .take(4)
        .take_while(|token| words().currency(token).is_none() && !fold(token).starts_with("incoterm"));
    Some(tokens.get(at).into_iter().chain(place).copied().collect::<Vec<_>>().join(" "))
}

/// Charges that a sentence says are inside the prices: «included in the above: freight EUR 1.240,00, insurance EUR 96,00».
pub fn charges_in_prices(
    grid: &Grid,
    skip: &BTreeSet<u32>,
    notations: Option<&Notations>,
) -> Vec<Adjustment> {
    let rows = grid.rows.iter().filter(|row| !skip.contains(&row.number));
    let cells = rows
        .flat_map(|row| row.cells.iter().filter(|cell| cell.is_wordy()).map(move |cell| (row.number, cell)));
    let mut found = Vec::new();
    for (row, cell) in cells {
        let hits = words().row_words(&fold(&cell.text));
        if !hits.iter().any(|hit| hit.word == RowWord::Included) {
            continue;
        }
        for (kind, token) in charges_of(&cell.text) {
            let Some(reading) = numbers::read(&token) else { continue };
            let value = match notations {
                Some(notations) => notations.value_of(&reading).ok().flatten(),
                None => reading.clear(),
            };
            let Some(value) = value else { continue };
            let amount = Sourced { value, place: grid.place_cell(row, cell.column), raw: token };
            found.push(Adjustment {
                kind,
                amount,
                text: cell.text.trim().into(),
                in_total: true,
                in_prices: true,
            });
        }
    }
    found
}

/// Each charge word with the amount behind it, or before it when none follows.
fn charges_of(text: &str) -> Vec<(AdjustmentKind, String)> {
    let tokens: Vec<&str> = text.split_whitespace().collect();
    let kind_of = |token: &str| match words().row_words(&fold(token)).first().map(|found| found.word) {
        Some(RowWord::Freight) => Some(AdjustmentKind::Freight),
        Some(RowWord::Insurance) => Some(AdjustmentKind::Insurance),
        Some(RowWord::Packing) => Some(AdjustmentKind::Packing),
        _ => None,
    };
    let is_amount = |token: &&str| {
        let bare = token.trim_matches(|c: char| matches!(c, ',' | ';' | ':' | '(' | ')'));
        bare.chars().any(|c| c.is_ascii_digit())
            && numbers::read(bare).is_some_and(|reading| !reading.percent)
    };
    let clean =
        |token: &str| token.trim_matches(|c: char| matches!(c, ',' | ';' | ':' | '(' | ')')).to_string();
    let kinds: Vec<(usize, AdjustmentKind)> =
        tokens.iter().enumerate().filter_map(|(at, token)| Some((at, kind_of(token)?))).collect();
    let mut out = Vec::new();
    for (index, (at, kind)) in kinds.iter().enumerate() {
        let next = kinds.get(index + 1).map_or(tokens.len(), |(next, _)| *next);
        let after = tokens.iter().take(next).skip(at + 1).find(|token| is_amount(token));
        let first = if index == 0 { 0 } else { kinds.get(index - 1).map_or(0, |(before, _)| before + 1) };
        let before = || tokens.iter().take(*at).skip(first).rev().find(|token| is_amount(token));
        if let Some(token) = after.or_else(before) {
            out.push((*kind, clean(token)));
        }
    }
    out
}

/// The invoice date of two readings, by what the shipment's dates allow: not after the export, not a year before it.
pub fn settle_date(found: &Sourced<FoundDate>, export: Option<Date>) -> Result<Sourced<Date>, Box<Finding>> {
    let sourced = |value| Sourced { value, place: found.place.clone(), raw: found.raw.clone() };
    match &found.value {
        FoundDate::Sure(day) => Ok(sourced(*day)),
        FoundDate::Either(day_first, month_first) => {
            let plausible = |day: &Date| {
                export.is_some_and(|export| {
                    let age = export.since(*day).map(|span| span.get_days()).unwrap_or(i32::MAX);
                    (-7..=365).contains(&age)
                })
            };
            match (plausible(day_first), plausible(month_first)) {
                (true, false) => Ok(sourced(*day_first)),
                (false, true) => Ok(sourced(*month_first)),
                _ => {
                    let text = format!(
                        "the date «{}» is {day_first} or {month_first}",
                        crate::extract::clip(&found.raw)
                    );
                    Err(Box::new(
                        Finding::warn("DATE_AMBIGUOUS", found.place.clone(), text)
                            .with_remedy("say which one is meant"),
                    ))
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(text: &str) -> Option<String> {
        match number_behind_label(text)? {
            Behind::Number(number) => Some(number),
            Behind::Nothing => Some("→".into()),
        }
    }

    #[test]
    fn invoice_numbers_behind_their_labels() {
        for (text, expected) in [
            ("Invoice No.", Some("→")),
            ("INVOICE / FACTURE No CF-889   dated 18/05/2026", Some("CF-889")),
            ("FACTURA CA-20611", Some("CA-20611")),
            ("RECHNUNG / INVOICE 2026-1187", Some("2026-1187")),
            ("Invoice HAS-7712", Some("HAS-7712")),
            ("FATTURA N. 88/2026", Some("88/2026")),
            ("INVOICE FTA26-118     30 MAY 2026", Some("FTA26-118")),
            ("COMMERCIAL INVOICE TWH-5590", Some("TWH-5590")),
            ("COMMERCIAL INVOICE", Some("→")),
            ("Invoice date: 19-May-2026", None),
            ("Date of invoice 19-May-2026", None),
            ("发票号：QF-1", Some("QF-1")),
            ("Bank of Nowhere", None),
        ] {
            assert_eq!(number(text).as_deref(), expected, "{text}");
        }
    }

    #[test]
    fn incoterms_with_their_places() {
        for (text, expected) in [
            ("Terms: FOB Yantian", Some("FOB Yantian")),
            ("TOTAL FOB YANTIAN USD", Some("FOB YANTIAN")),
            ("Lieferbedingung: CIP New York JFK (Incoterms 2020)", Some("CIP New York JFK")),
            ("Moneda: USD     Incoterm: FCA Apodaca", Some("FCA Apodaca")),
            ("CFR SEATTLE, USD", Some("CFR SEATTLE")),
            ("Delivery", None),
            ("cif", None),
        ] {
            assert_eq!(holds_incoterm(text).as_deref(), expected, "{text}");
        }
    }

    #[test]
    fn charges_inside_the_prices() {
        let text = "darin enthalten / included in the above: Luftfracht EUR 1.240,00  Versicherung EUR 96,00";
        let found = charges_of(text);
        assert_eq!(
            found,
            [
                (AdjustmentKind::Freight, "1.240,00".to_string()),
                (AdjustmentKind::Insurance, "96,00".to_string())
            ]
        );
        assert_eq!(
            charges_of("CPT Los Angeles, prices in yen, air freight 24,000 included"),
            [(AdjustmentKind::Freight, "24,000".to_string())]
        );
    }
}
