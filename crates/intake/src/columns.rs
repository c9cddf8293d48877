//! From headings and contents to a mapping: each column's best role, checked against what stands below.

use std::collections::BTreeMap;

use cocket_base::{Currency, Decimal, Dimension, Unit};

use crate::grid::{CellValue, Grid, Row};
use crate::heading::{Heading, above, is_unit_word, roles_of};
use crate::mapping::{ColumnMapping, MappingMemory, Role, SheetMapping};
use crate::numbers::{Reading, close};
use crate::words::{RowWord, fold, words};

/// Rows of a table that are looked at to judge its columns.
const ROWS_JUDGED: usize = 300;
/// Scores below this are no assignment.
const LEAST_SCORE: i32 = 50;

/// What helps to understand a table besides itself.
#[derive(Clone, Copy)]
pub struct Context<'c> {
    /// The seller, for his remembered layouts.
    pub seller: Option<&'c str>,
    /// The remembered layouts.
    pub memory: &'c MappingMemory,
    /// The client's part numbers by their folded form, to tell his column from the seller's own.
    pub parts: &'c BTreeMap<String, String>,
    /// The packet's currency, where two amount columns compete.
    pub currency: Option<Currency>,
}

/// What stands in a column below the headings.
#[derive(Clone, Debug, Default)]
struct Contents {
    filled: usize,
    numeric: usize,
    running: usize,
    known_parts: usize,
    code_like: usize,
    chars: usize,
}

impl Contents {
    fn share(&self, count: usize) -> i32 {
        (count * 100).checked_div(self.filled).and_then(|share| i32::try_from(share).ok()).unwrap_or(0)
    }
}

/// The mapping of a table with headings: remembered, or worked out.
pub fn map(grid: &Grid, heading: &Heading, context: &Context<'_>) -> SheetMapping {
    let body = body(grid, heading.bottom);
    let mut mapping = SheetMapping {
        sheet: grid.sheet.clone(),
        header_row: Some(heading.bottom),
        signature: heading.signature(),
        ..SheetMapping::default()
    };
    if let Some((roles, notation)) = context.memory.recall(context.seller, &mapping.signature) {
        let remembered = |(column, role): (&u32, &Role)| {
            described(*role, *column, heading.texts.get(column), 100, "as confirmed for this seller before")
        };
        mapping.columns = roles.iter().map(remembered).collect();
        (mapping.notation, mapping.remembered) = (notation, true);
        return mapping;
    }
    let contents = contents(&body, context);
    mapping.columns = assign(heading, &contents, context);
    add_by_content(&mut mapping, heading, &contents, &body);
    mapping.columns.sort_by_key(|column| column.column);
    mapping
}

/// A mapping from contents alone, for a table without headings: three columns whose product fits on every row are quantity,
/// price and amount; codes beside them are the parts.
pub fn map_by_content(grid: &Grid, context: &Context<'_>) -> Option<SheetMapping> {
    let body = body(grid, 0);
    let contents = contents(&body, context);
    let heading = body.first().and_then(|first| above(grid, first.number));
    let mut mapping = SheetMapping { sheet: grid.sheet.clone(), ..SheetMapping::default() };
    if let Some(heading) = &heading {
        // Words that say nothing to us, but by which a corrected mapping can be remembered.
        (mapping.header_row, mapping.signature) = (Some(heading.bottom), heading.signature());
    }
    let (triple, fits) = best_triple(&contents, &body, &BTreeMap::new())?;
    if fits < 2 {
        return None;
    }
    let why = format!("quantity × price = amount on {fits} rows");
    let text = |column: u32| heading.as_ref().and_then(|heading| heading.texts.get(&column));
    for (role, column) in [Role::Quantity, Role::UnitPrice, Role::Amount].into_iter().zip(triple) {
        mapping.columns.push(described(role, column, text(column), 60, &why));
    }
    add_part_by_content(&mut mapping, heading.as_ref(), &contents);
    add_description_by_content(&mut mapping, heading.as_ref(), &contents);
    mapping.columns.sort_by_key(|column| column.column);
    mapping.column(Role::Part).or(mapping.column(Role::Description))?;
    Some(mapping)
}

/// The rows below the headings that may be lines: at least two cells, one of them a number, and no word of a sum or a
/// charge in front.
fn body(grid: &Grid, below: u32) -> Vec<&Row> {
    let rows = grid.rows.iter().filter(|row| row.number > below && row.cells.len() >= 2);
    let figures = rows.filter(|row| row.cells.iter().any(|cell| cell.reading().is_some()));
    figures.filter(|row| !begins_with_row_word(row)).take(ROWS_JUDGED).collect()
}

fn begins_with_row_word(row: &Row) -> bool {
    let begins = |text: &str| {
        let found = words().row_words(&fold(text));
        found.first().is_some_and(|found| found.at == 0 && found.word != RowWord::Free)
    };
    let labels = row.cells.iter().filter(|cell| cell.is_wordy() && cell.text.chars().count() <= 80);
    labels.into_iter().any(|cell| begins(&cell.text))
}

fn contents(body: &[&Row], context: &Context<'_>) -> BTreeMap<u32, Contents> {
    let mut all: BTreeMap<u32, Contents> = BTreeMap::new();
    let mut before: BTreeMap<u32, Decimal> = BTreeMap::new();
    for cell in body.iter().flat_map(|row| &row.cells) {
        let column = all.entry(cell.column).or_default();
        column.filled += 1;
        column.chars += cell.text.chars().count();
        let reading = cell.reading();
        column.numeric += usize::from(reading.is_some() || cell.value == CellValue::Broken);
        if let Some(value) = reading.and_then(|reading| reading.clear()).filter(|v| v.scale() == 0) {
            let step = before.get(&cell.column).map(|last| value - *last);
            let next = step.is_some_and(|step| step == Decimal::ONE || step == Decimal::TEN);
            // Line numbers begin at one or ten; codes in a row, as 4711 and 4712, do not.
            let first = value == Decimal::ONE || value == Decimal::TEN;
            let begins = first && step.is_none_or(|step| step.is_sign_negative());
            column.running += usize::from(begins || (next && column.running > 0));
            before.insert(cell.column, value);
        }
        column.known_parts += usize::from(context.parts.contains_key(&fold(&cell.text)));
        column.code_like += usize::from(is_code(&cell.text));
    }
    all
}

/// A part number's look: short, with a digit, at most one blank.
fn is_code(text: &str) -> bool {
    let text = text.trim();
    let digits = text.chars().any(|c| c.is_ascii_digit());
    digits && text.chars().count() <= 30 && text.split_whitespace().count() <= 2
}

fn described(role: Role, column: u32, heading: Option<&String>, confidence: u8, why: &str) -> ColumnMapping {
    let heading = heading.cloned().unwrap_or_default();
    ColumnMapping {
        role,
        column,
        confidence,
        why: why.into(),
        unit: heading_unit(role, &heading),
        currency: heading_currency(&heading),
        price_per: if role == Role::UnitPrice { heading_price_per(&heading) } else { None },
        heading,
    }
}

/// Each column's best role; a role goes to one column only.
fn assign(
    heading: &Heading,
    contents: &BTreeMap<u32, Contents>,
    context: &Context<'_>,
) -> Vec<ColumnMapping> {
    let empty = Contents::default();
    let mut scored: Vec<(i32, u32, Role, u8)> = Vec::new();
    for (column, text) in &heading.texts {
        let below = contents.get(column).unwrap_or(&empty);
        for (role, by_heading) in roles_of(text) {
            let score = i32::from(by_heading) + by_content(role, below) + by_currency(role, text, context);
            scored.push((score, *column, role, by_heading));
        }
    }
    scored.sort_by_key(|(score, column, ..)| (std::cmp::Reverse(*score), *column));
    let mut taken: Vec<ColumnMapping> = Vec::new();
    for (score, column, role, by_heading) in scored {
        let free = !taken
            .iter()
            .any(|known| known.column == column || (known.role == role && role != Role::Ignored));
        if score < LEAST_SCORE || !free {
            continue;
        }
        let exact =
            if by_heading == 100 { "the heading is a usual one" } else { "the heading contains a usual one" };
        let confidence = u8::try_from(score.clamp(0, 100)).unwrap_or(100);
        taken.push(described(role, column, heading.texts.get(&column), confidence, exact));
    }
    taken
}

/// What the contents add to or take from a role's score.
fn by_content(role: Role, below: &Contents) -> i32 {
    if below.filled == 0 {
        return 0;
    }
    let numeric = below.share(below.numeric);
    let running = below.filled >= 2 && below.share(below.running) >= 80;
    let average = below.chars / below.filled;
    match role {
        Role::LineNo if running => 20,
        Role::LineNo => -60,
        Role::Part if running && below.known_parts == 0 => -70,
        Role::Part => below.share(below.known_parts) * 2 / 5 - if average > 40 { 40 } else { 0 },
        Role::Description if numeric > 80 => -50,
        Role::Unit | Role::Origin | Role::Currency if numeric > 80 => -60,
        role if role.is_numeric() && numeric < 40 => -70,
        _ => 0,
    }
}

fn by_currency(role: Role, heading: &str, context: &Context<'_>) -> i32 {
    if !matches!(role, Role::Amount | Role::UnitPrice) {
        return 0;
    }
    match (heading_currency(heading), context.currency) {
        (Some(named), Some(packet)) if named == packet => 10,
        (Some(_), Some(_)) => -30,
        _ => 0,
    }
}

/// What the headings did not give: the part by its codes, quantity, price and amount by their product.
fn add_by_content(
    mapping: &mut SheetMapping,
    heading: &Heading,
    contents: &BTreeMap<u32, Contents>,
    body: &[&Row],
) {
    if mapping.column(Role::Part).is_none() {
        add_part_by_content(mapping, Some(heading), contents);
    }
    let priced = mapping.column(Role::UnitPrice).is_some() || mapping.column(Role::Amount).is_some();
    if !priced {
        return;
    }
    let trio = [Role::Quantity, Role::UnitPrice, Role::Amount];
    let held = trio.map(|role| mapping.column(role).map(|known| known.column));
    if let [Some(quantity), Some(price), Some(amount)] = held {
        let fits = count_fits(body, [quantity, price, amount], mapping);
        let rows = count_rows(body, [quantity, price, amount]);
        if fits * 2 >= rows || rows < 2 || mapping.column(Role::PricePer).is_some() {
            return;
        }
    }
    let taken: BTreeMap<u32, Role> = (mapping.columns.iter())
        .filter(|known| !trio.contains(&known.role) && known.role != Role::Ignored)
        .map(|known| (known.column, known.role))
        .collect();
    let Some((triple, fits)) = best_triple(contents, body, &taken) else { return };
    let rows = count_rows(body, triple);
    let agrees = held.iter().zip(triple).filter(|(held, found)| **held == Some(*found)).count();
    if fits < 2 || fits * 10 < rows * 8 || agrees == 0 {
        return;
    }
    let why = format!("quantity × price = amount on {fits} of {rows} rows");
    for (role, column) in trio.into_iter().zip(triple) {
        if mapping.column(role).is_some_and(|known| known.column == column) {
            continue;
        }
        mapping.columns.retain(|known| known.role != role && known.column != column);
        mapping.columns.push(described(role, column, heading.texts.get(&column), 75, &why));
    }
}

fn add_part_by_content(
    mapping: &mut SheetMapping,
    heading: Option<&Heading>,
    contents: &BTreeMap<u32, Contents>,
) {
    let free = |column: &u32| !mapping.columns.iter().any(|known| known.column == *column);
    let scored =
        contents.iter().filter(|(column, below)| free(column) && below.filled > 0).map(|(column, below)| {
            let by_master = below.share(below.known_parts);
            let by_look = if below.share(below.numeric) < 50 { below.share(below.code_like) / 2 } else { 0 };
            (by_master.max(by_look), std::cmp::Reverse(*column))
        });
    if let Some((score, std::cmp::Reverse(column))) = scored.max()
        && score >= 30
    {
        let text = heading.and_then(|heading| heading.texts.get(&column));
        let why = "the cells are part numbers of the client's master, or look like part numbers";
        mapping.columns.push(described(
            Role::Part,
            column,
            text,
            u8::try_from(score.min(70)).unwrap_or(70),
            why,
        ));
    }
}

fn add_description_by_content(
    mapping: &mut SheetMapping,
    heading: Option<&Heading>,
    contents: &BTreeMap<u32, Contents>,
) {
    let free = |column: &u32| !mapping.columns.iter().any(|known| known.column == *column);
    let wordy = contents.iter().filter(|(column, below)| free(column) && below.share(below.numeric) < 30);
    if let Some((column, _)) = wordy.max_by_key(|(_, below)| below.chars) {
        let text = heading.and_then(|heading| heading.texts.get(column));
        mapping.columns.push(described(
            Role::Description,
            *column,
            text,
            50,
            "the column with the longest texts",
        ));
    }
}

/// The readings of three cells of a row, when all three are numbers.
fn readings(row: &Row, columns: [u32; 3]) -> Option<[Reading; 3]> {
    let [a, b, c] = columns.map(|column| row.cell(column).and_then(|cell| cell.reading()));
    Some([a?, b?, c?])
}

fn count_rows(body: &[&Row], columns: [u32; 3]) -> usize {
    body.iter().filter(|row| readings(row, columns).is_some()).count()
}

fn count_fits(body: &[&Row], columns: [u32; 3], mapping: &SheetMapping) -> usize {
    let per = mapping.column(Role::UnitPrice).and_then(|price| price.price_per).unwrap_or(1);
    body.iter()
        .filter_map(|row| readings(row, columns))
        .filter(|readings| product_fits(readings, Decimal::from(per)))
        .count()
}

/// True when some reading of the three gives quantity × price = amount.
fn product_fits([quantity, price, amount]: &[Reading; 3], per: Decimal) -> bool {
    let values = |reading: &Reading| [reading.point, reading.comma].into_iter().flatten().collect::<Vec<_>>();
    values(quantity).iter().any(|q| {
        values(price).iter().any(|p| {
            let product = q.checked_mul(*p).and_then(|product| product.checked_div(per));
            product.is_some_and(|product| {
                values(amount).iter().any(|a| close(product, *a, Decimal::new(2, 2)) && !a.is_zero())
            })
        })
    })
}

/// The three numeric columns whose product fits on most rows.
fn best_triple(
    contents: &BTreeMap<u32, Contents>,
    body: &[&Row],
    taken: &BTreeMap<u32, Role>,
) -> Option<([u32; 3], usize)> {
    let numeric = contents
        .iter()
        .filter(|(column, below)| !taken.contains_key(column) && below.share(below.numeric) >= 60);
    let columns: Vec<u32> = numeric.map(|(column, _)| *column).take(12).collect();
    let sample: Vec<&Row> = body.iter().copied().take(40).collect();
    let mut best: Option<([u32; 3], usize)> = None;
    let none = SheetMapping::default();
    for quantity in &columns {
        for price in columns.iter().filter(|column| *column != quantity) {
            for amount in columns.iter().filter(|column| *column != quantity && *column != price) {
                let triple = [*quantity, *price, *amount];
                let fits = count_fits(&sample, triple, &none);
                if fits > 0 && best.is_none_or(|(_, known)| fits > known) {
                    best = Some((triple, fits));
                }
            }
        }
    }
    best
}

/// The unit a heading names: of mass for weights, any for quantities.
fn heading_unit(role: Role, heading: &str) -> Option<Unit> {
    let folded = fold(heading);
    let named =
        folded.split(' ').filter(|word| is_unit_word(word) || (role == Role::Quantity && *word == "units"));
    let units = named.filter_map(|word| words().unit(word));
    match role {
        Role::NetWeight | Role::GrossWeight | Role::TareEach => {
            units.into_iter().find(|unit| unit.dimension() == Dimension::Mass)
        }
        Role::Quantity => units.into_iter().next(),
        _ => None,
    }
}

fn heading_currency(heading: &str) -> Option<Currency> {
    match words().currencies_in(&fold(heading)).as_slice() {
        [one] => Some(*one),
        _ => None,
    }
}

/// «per 1000», «/100», «je 100 Stk»: the units a price is for.
fn heading_price_per(heading: &str) -> Option<u32> {
    let folded = fold(&heading.replace(['.', ','], ""));
    let parts: Vec<&str> = folded.split(' ').collect();
    let pairs = parts.windows(2).filter_map(|pair| match pair {
        [mark, number] if matches!(*mark, "per" | "/" | "je" | "pro" | "por" | "par" | "cada" | "p") => {
            number.parse::<u32>().ok()
        }
        _ => None,
    });
    pairs.into_iter().find(|per| matches!(per, 10 | 12 | 100 | 144 | 1000 | 10_000))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_name_units_currencies_and_price_units() {
        assert_eq!(heading_unit(Role::NetWeight, "N.W. (LBS)").unwrap().printed(), "lb");
        assert_eq!(heading_unit(Role::Quantity, "Pcs").unwrap().printed(), "pcs");
        assert_eq!(heading_unit(Role::Quantity, "Quantity"), None);
        assert_eq!(heading_currency("AMOUNT (USD)").unwrap().as_str(), "USD");
        assert_eq!(heading_currency("TOP price"), None);
        assert_eq!(heading_price_per("USD/1,000 pcs"), Some(1000));
        assert_eq!(heading_price_per("Preis je 100 Stk"), Some(100));
        assert_eq!(heading_price_per("Unit price"), None);
    }
}
