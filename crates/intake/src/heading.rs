//! Finding the headings of a table: the row, or the two rows, whose cells read as headings, with figures below them.

use std::collections::{BTreeMap, BTreeSet};

use crate::grid::{CellValue, Grid, Row};
use crate::mapping::Role;
use crate::words::{fold, holds, words};

/// Rows from the top in which headings are looked for.
const ROWS_SEARCHED: usize = 3_000;
/// Most cells of a row of headings.
const MOST_HEADINGS: usize = 80;
/// Longest text of a heading.
const LONGEST_HEADING: usize = 120;

/// The headings of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Heading {
    /// First row, from 1.
    pub top: u32,
    /// Last row: the same, or the next.
    pub bottom: u32,
    /// Heading by column.
    pub texts: BTreeMap<u32, String>,
    /// The same, folded.
    folded: BTreeMap<u32, String>,
}

impl Heading {
    fn new(top: u32, bottom: u32, texts: BTreeMap<u32, String>) -> Heading {
        let folded = texts.iter().map(|(column, text)| (*column, fold(text))).collect();
        Heading { top, bottom, texts, folded }
    }

    /// The headings folded and parted by bars: tables of one layout share it.
    pub fn signature(&self) -> String {
        self.folded.iter().map(|(column, text)| format!("{column}:{text}")).collect::<Vec<_>>().join("|")
    }

    /// True when the row repeats these headings, as on every printed page.
    pub fn is_repeated_by(&self, row: &Row) -> bool {
        let same = |(column, text): &(&u32, &String)| {
            row.cell(**column).filter(|cell| is_heading_text(&cell.text)).is_some_and(|cell| {
                let folded = fold(&cell.text);
                !folded.is_empty() && (folded == **text || text.ends_with(&folded))
            })
        };
        let repeated = self.folded.iter().filter(same).count();
        repeated >= 2 && repeated * 3 >= self.texts.len() * 2
    }
}

/// The headings of every table of the sheet, from the top. A row that scores far below the best is a chance hit.
pub fn find(grid: &Grid) -> Vec<Heading> {
    let mut found: Vec<(u32, Heading)> = Vec::new();
    for (at, row) in grid.rows.iter().enumerate().take(ROWS_SEARCHED) {
        let below = grid.rows.get(at + 1).filter(|next| next.number == row.number + 1);
        let split = below.is_some_and(|next| is_second_row(row, next));
        let one = (!looks_like_data(row) && !split).then(|| single(row));
        let two = below
            .filter(|next| !looks_like_data(row) && !looks_like_data(next))
            .map(|next| double(grid, row, next));
        for heading in [one, two].into_iter().flatten() {
            let score = score(&heading);
            if score == 0 || !figures_below(grid, &heading) {
                continue;
            }
            match found.last_mut() {
                Some((known, last)) if last.bottom >= heading.top => {
                    if score > *known {
                        (*known, *last) = (score, heading);
                    }
                }
                _ => found.push((score, heading)),
            }
        }
    }
    let best = found.iter().map(|(score, _)| *score).max().unwrap_or(0);
    found.into_iter().filter(|(score, _)| score * 5 >= best * 2).map(|(_, heading)| heading).collect()
}

/// The rows whose headings somebody remembers, however strange they read.
pub fn find_known(grid: &Grid, is_known: impl Fn(&str) -> bool) -> Vec<Heading> {
    let mut found: Vec<Heading> = Vec::new();
    for (at, row) in grid.rows.iter().enumerate().take(ROWS_SEARCHED).filter(|(_, row)| !looks_like_data(row))
    {
        let below =
            grid.rows.get(at + 1).filter(|next| next.number == row.number + 1 && !looks_like_data(next));
        let both = [Some(single(row)), below.map(|next| double(grid, row, next))];
        let known = both.into_iter().flatten().find(|heading| is_known(&heading.signature()));
        found.extend(known.filter(|heading| found.last().is_none_or(|last| last.bottom < heading.top)));
    }
    found
}

/// The row of words right above the first row of a table, when the headings say nothing to us.
pub fn above(grid: &Grid, first: u32) -> Option<Heading> {
    let row = first.checked_sub(1).and_then(|above| grid.row(above))?;
    (row.cells.len() >= 2 && !looks_like_data(row)).then(|| single(row))
}

/// Headings are words, and not very many: a row with numbers or days in it is data.
fn looks_like_data(row: &Row) -> bool {
    let many = row.cells.len() > MOST_HEADINGS;
    many || row.cells.iter().any(|cell| match &cell.value {
        CellValue::Text => {
            cell.text.chars().any(|c| c.is_ascii_digit()) && cell.reading().is_some_and(|r| r.unit.is_none())
        }
        CellValue::Number(_) | CellValue::Date(_) | CellValue::Broken => true,
    })
}

fn is_heading_text(text: &str) -> bool {
    !text.trim().is_empty() && text.chars().count() <= LONGEST_HEADING
}

fn single(row: &Row) -> Heading {
    let cells = row.cells.iter().filter(|cell| is_heading_text(&cell.text));
    Heading::new(row.number, row.number, cells.map(|cell| (cell.column, cell.text.trim().into())).collect())
}

/// True when the row below only refines the headings above it: words in at least two columns, most of them usual in
/// headings, and no more of them than the headings could carry.
fn is_second_row(upper: &Row, lower: &Row) -> bool {
    if looks_like_data(upper) || looks_like_data(lower) || lower.cells.len() < 2 || upper.cells.len() < 2 {
        return false;
    }
    let usual = |text: &str| {
        let folded = marked(text);
        let refining = matches!(folded.as_str(), "¤" | "total" | "each" | "per" | "unit" | "no");
        refining || folded.split(' ').any(is_unit_word) || !roles_of(text).is_empty()
    };
    let texts = |row: &Row, is: &dyn Fn(&str) -> bool| {
        row.cells.iter().filter(|cell| is_heading_text(&cell.text) && is(&cell.text)).count()
    };
    let refining = texts(lower, &usual);
    let headings = texts(upper, &|text| !roles_of(text).is_empty());
    refining >= 2
        && refining * 3 >= lower.cells.len() * 2
        && headings * 2 >= upper.cells.len()
        && refining < 2 * headings
}

/// Two rows read as one: the upper text, spread over its merged area or the blank cells right of it, before the lower.
fn double(grid: &Grid, upper: &Row, lower: &Row) -> Heading {
    let columns: BTreeSet<u32> = upper.cells.iter().chain(&lower.cells).map(|cell| cell.column).collect();
    let mut texts = BTreeMap::new();
    let mut group: Option<&str> = None;
    for column in columns {
        let above = grid.cell(upper.number, column).map(|cell| cell.text.trim());
        let below = lower.cell(column).map(|cell| cell.text.trim());
        group = match (above, below) {
            (Some(above), Some(_)) => Some(above),
            (Some(_), None) => None,
            (None, _) => group,
        };
        let text = match (above.or(group), below) {
            (Some(above), Some(below)) if above != below => format!("{above} {below}"),
            (_, Some(text)) | (Some(text), None) => text.into(),
            (None, None) => continue,
        };
        if is_heading_text(&text) {
            texts.insert(column, text);
        }
    }
    Heading::new(upper.number, lower.number, texts)
}

/// How well the texts read as headings of goods: the sum over the distinct roles, zero when the essential ones are missing.
fn score(heading: &Heading) -> u32 {
    let mut by_role: BTreeMap<Role, u32> = BTreeMap::new();
    let mut understood = 0_u32;
    for text in heading.texts.values() {
        let best = roles_of(text).into_iter().max_by_key(|(_, score)| *score);
        let Some((role, score)) = best else { continue };
        understood += 1;
        let known = by_role.entry(role).or_default();
        *known = (*known).max(u32::from(score));
    }
    let has = |roles: &[Role]| roles.iter().any(|role| by_role.contains_key(role));
    let goods = has(&[Role::Part, Role::Description, Role::LineNo]);
    let figures =
        [Role::Quantity, Role::UnitPrice, Role::Amount, Role::NetWeight, Role::GrossWeight, Role::Packages];
    let sound = goods && has(&figures) && by_role.len() >= 2;
    // A sentence of the letterhead with one matching word loses against a row where most cells are understood.
    let share = understood * 100 / u32::try_from(heading.texts.len().max(1)).unwrap_or(u32::MAX);
    let two_rows = u32::from(heading.top != heading.bottom) * 25;
    if sound && share >= 40 { by_role.values().sum::<u32>().saturating_sub(two_rows) } else { 0 }
}

/// True when one of the next rows holds a number under some heading.
fn figures_below(grid: &Grid, heading: &Heading) -> bool {
    let after = grid.rows.iter().filter(|row| row.number > heading.bottom).take(8);
    let holds_number = |row: &Row| {
        row.cells.iter().any(|cell| {
            heading.texts.contains_key(&cell.column)
                && (cell.reading().is_some() || cell.value == CellValue::Broken)
        })
    };
    after.into_iter().any(holds_number)
}

/// The roles a heading may stand for, with a score from 1 to 100.
pub fn roles_of(heading: &str) -> Vec<(Role, u8)> {
    let mut best: BTreeMap<Role, u8> = BTreeMap::new();
    let bracketed = in_brackets(heading);
    for (variant, most) in variants(heading) {
        for (role, _, phrase) in words().columns.find(&variant) {
            let score = if variant == phrase {
                most
            } else if phrase.chars().count() > 2 {
                let share = 40 * phrase.len() / variant.len().max(1);
                (55 + u8::try_from(share).unwrap_or(40)).min(most)
            } else {
                continue;
            };
            let known = best.entry(role).or_default();
            *known = (*known).max(score);
        }
    }
    // «Net weight per carton» is not the line's weight.
    let whole = fold(heading);
    let held = |field: &str| words().labels(field).iter().any(|phrase| holds(&whole, phrase));
    let (per_package, per_piece) = (held("per_package"), held("per_piece"));
    if per_package || per_piece {
        let weights = [Role::NetWeight, Role::GrossWeight];
        let counts = [Role::Quantity, Role::Packages].into_iter().filter(|_| per_package);
        let removed = weights.into_iter().chain(counts).filter(|role| best.remove(role).is_some()).count();
        if removed > 0 {
            best.insert(Role::Ignored, 95);
        }
    }
    // «Quantity total» is no amount: the general word gives way to the particular one.
    let particular = [Role::Quantity, Role::NetWeight, Role::GrossWeight, Role::Packages];
    let exact = best.get(&Role::Amount).is_some_and(|score| *score >= 90);
    if !exact && particular.iter().any(|role| best.contains_key(role)) {
        best.remove(&Role::Amount);
    }
    // «Qty (ctns)» counts packages, not goods.
    let packages = bracketed.is_some_and(|inner| {
        words()
            .columns
            .find(&inner)
            .iter()
            .any(|(role, _, phrase)| *role == Role::Packages && **phrase == inner)
    });
    if packages && best.contains_key(&Role::Quantity) {
        best.insert(Role::Packages, 97);
        best.insert(Role::Quantity, 50);
    }
    best.into_iter().collect()
}

fn in_brackets(text: &str) -> Option<String> {
    let (_, rest) = text.split_once(['(', '（', '['])?;
    let (inner, _) = rest.split_once([')', '）', ']'])?;
    Some(fold(inner))
}

/// The ways to read a heading, each with the most it may score: whole or without its brackets 100, one language of
/// several less, so that «USD/unit» stays a price.
fn variants(heading: &str) -> Vec<(String, u8)> {
    let whole = marked(heading);
    let outside = heading.split(['(', '（', '[']).next().unwrap_or_default();
    let mut variants = vec![(whole.clone(), 100), (marked(outside), 100)];
    if whole.len() > 5 {
        let pieces = heading.split(['/', '\n', '|', '(', ')', '（', '）', '·']).map(marked);
        variants.extend(pieces.filter(|piece| piece.chars().count() > 1).map(|piece| (piece, 90)));
    }
    // «品名 Description» without a separator: the part in each script.
    let script =
        |ascii: bool| whole.split(' ').filter(|word| word.is_ascii() == ascii).collect::<Vec<_>>().join(" ");
    if !whole.is_ascii() {
        variants.extend([(script(true), 90), (script(false), 90)]);
    }
    let bare: Vec<(String, u8)> = variants.iter().map(|(text, most)| (without_units(text), *most)).collect();
    variants.extend(bare);
    variants.retain(|(text, _)| !text.is_empty());
    variants
}

/// Folded, with currencies as `¤`.
fn marked(text: &str) -> String {
    let words = fold(text);
    let mut out: Vec<&str> = Vec::new();
    for word in words.split(' ').filter(|word| !word.is_empty()) {
        let money = is_money(word);
        if money && out.last() == Some(&"¤") {
            continue;
        }
        out.push(if money { "¤" } else { word });
    }
    if out.first() == Some(&"¤")
        && out.len() > 1
        && out.get(1).is_none_or(|w| !matches!(*w, "/" | "per" | "each"))
    {
        out.remove(0);
    }
    if out.last() == Some(&"¤") && out.len() > 1 && out.first() != Some(&"@") {
        out.pop();
    }
    out.join(" ")
}

fn is_money(word: &str) -> bool {
    matches!(word, "$" | "¥" | "us") && word != "us"
        || (word.len() == 3 || word.chars().count() == 1) && currency_word(word)
}

fn currency_word(word: &str) -> bool {
    let known = words().currency(word);
    known.is_some_and(|code| !words().currencies_like_words.contains(&code))
}

/// Without trailing units, as in `net kg`.
fn without_units(text: &str) -> String {
    let mut parts: Vec<&str> = text.split(' ').collect();
    while parts.len() > 1 && parts.last().is_some_and(|word| *word == "in" || is_unit_word(word)) {
        parts.pop();
    }
    parts.join(" ")
}

/// A unit that a heading may carry; words that are headings themselves do not count.
pub fn is_unit_word(word: &str) -> bool {
    let heading = matches!(
        word,
        "no" | "nr" | "unit" | "units" | "item" | "items" | "u" | "un" | "set" | "each" | "gross" | "st"
    );
    !heading && words().units.contains_key(word)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::grid::Cell;

    fn best(heading: &str) -> Option<Role> {
        roles_of(heading).into_iter().max_by_key(|(_, score)| *score).map(|(role, _)| role)
    }

    #[test]
    fn headings_of_many_sellers() {
        for (heading, role) in [
            ("Art. No.", Role::Part),
            ("No. de parte", Role::Part),
            ("Artikel-Nr.", Role::Part),
            ("Cod.", Role::Part),
            ("P/N", Role::Part),
            ("Q'ty", Role::Quantity),
            ("Q.tà", Role::Quantity),
            ("Pcs", Role::Quantity),
            ("Menge / Quantity", Role::Quantity),
            ("Unit price USD", Role::UnitPrice),
            ("UNIT PRICE\n(EUR)", Role::UnitPrice),
            ("USD/unit", Role::UnitPrice),
            ("@JPY", Role::UnitPrice),
            ("Einzelpreis EUR", Role::UnitPrice),
            ("AMOUNT (USD)", Role::Amount),
            ("USD", Role::Amount),
            ("JPY", Role::Amount),
            ("Importe", Role::Amount),
            ("Total", Role::Amount),
            ("N.W. kg", Role::NetWeight),
            ("NET KGS", Role::NetWeight),
            ("Peso neto kg", Role::NetWeight),
            ("G.W.", Role::GrossWeight),
            ("Lordo kg (olio: contenuto + contenitore)", Role::GrossWeight),
            ("Tara unit. kg", Role::TareEach),
            ("C/O", Role::Origin),
            ("Pais", Role::Origin),
            ("HS CODE", Role::Hs),
            ("U/M", Role::Unit),
            ("ME", Role::Unit),
            ("Ctns", Role::Packages),
            ("Qty (ctns)", Role::Packages),
            ("Carton nos.", Role::Marks),
            ("Qty/ctn", Role::Ignored),
            ("品名 Description", Role::Description),
            ("单价(USD)", Role::UnitPrice),
            ("数量", Role::Quantity),
            ("Litri", Role::Liters),
            ("Price per 1000", Role::UnitPrice),
        ] {
            assert_eq!(best(heading), Some(role), "{heading}");
        }
        assert_eq!(best("Bank of Nowhere"), None);
    }

    #[test]
    fn two_rows_of_headings_are_read_as_one() {
        let text_row = |number, texts: &[&str]| {
            let cells = texts.iter().zip(0..).filter(|(text, _)| !text.is_empty());
            Row { number, cells: cells.map(|(text, column)| Cell::text(column, *text)).collect() }
        };
        let grid = Grid {
            rows: vec![
                text_row(1, &["Acme Ltd, Goods of quality"]),
                text_row(4, &["Part", "Goods", "Unit", "", "Net"]),
                text_row(5, &["number", "", "of measure", "price", "weight"]),
                text_row(6, &["A-1", "Bolt", "pcs", "0.20", "12.5"]),
            ],
            ..Grid::default()
        };
        let heading = find(&grid).remove(0);
        assert_eq!((heading.top, heading.bottom), (4, 5));
        assert_eq!(heading.texts.get(&0).unwrap(), "Part number");
    }
}
