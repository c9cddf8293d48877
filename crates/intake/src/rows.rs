//! What each row below the headings is: a line of goods, a group, a sum, an adjustment, a payment, or only text.

use crate::facts::AdjustmentKind;
use crate::grid::{Cell, CellValue, Grid, Row};
use crate::heading::Heading;
use crate::mapping::{Role, SheetMapping};
use crate::words::{Found, RowWord, fold, words};

/// What a sum row sums.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum SumKind {
    /// Running sum at the end of a page.
    CarriedForward,
    /// Running sum at the beginning of a page.
    BroughtForward,
    /// Sum of one page.
    Page,
    /// Sum of a group, or of all goods before charges.
    Subtotal,
    /// Total.
    Total,
}

/// What a row is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RowKind {
    /// A line of goods.
    Line,
    /// More text of the line above.
    Continuation,
    /// The headings once more.
    Headings,
    /// A sum.
    Sum(SumKind),
    /// A discount, freight and the like.
    Adjustment {
        /// What it is.
        kind: AdjustmentKind,
        /// The text says that it is taken off.
        less: bool,
        /// The text says that other amounts contain it.
        included: bool,
    },
    /// A deposit or the balance to pay: moves no value.
    Payment,
    /// Text without figures: group headers, remarks, footers.
    Text,
    /// Figures nobody explained.
    Unclear,
}

/// A row with its kind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Classified {
    /// Row number, from 1.
    pub row: u32,
    /// What it is.
    pub kind: RowKind,
    /// The row's words.
    pub label: String,
}

/// Whether the sheet sells goods or packs them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// An invoice: lines have a quantity and a price or an amount.
    Invoice,
    /// A packing list: lines have a quantity, packages or weights.
    PackingList,
}

/// Classifies the rows from `from` to `until` (both included).
pub fn classify(
    grid: &Grid,
    mapping: &SheetMapping,
    heading: Option<&Heading>,
    kind: Kind,
    from: u32,
    until: u32,
) -> Vec<Classified> {
    let mut out: Vec<Classified> = Vec::new();
    for row in grid.rows.iter().filter(|row| (from..=until).contains(&row.number)) {
        let after_line =
            matches!(out.last().map(|last| last.kind), Some(RowKind::Line | RowKind::Continuation));
        let reader = RowReader { grid, mapping, row };
        let found = if heading.is_some_and(|heading| heading.is_repeated_by(row)) {
            RowKind::Headings
        } else {
            reader.kind(kind, after_line)
        };
        out.push(Classified { row: row.number, kind: found, label: reader.label() });
    }
    out
}

struct RowReader<'r> {
    grid: &'r Grid,
    mapping: &'r SheetMapping,
    row: &'r Row,
}

impl RowReader<'_> {
    /// The cell of a role: its own, or of the merged area over it for words; figures are never spread.
    fn cell(&self, role: Role) -> Option<&Cell> {
        let column = self.mapping.column(role)?.column;
        match role {
            Role::Part | Role::Description | Role::Origin | Role::Unit => {
                self.grid.cell(self.row.number, column)
            }
            _ => self.row.cell(column),
        }
    }

    /// A figure stands there, be it one that does not read.
    fn number(&self, role: Role) -> bool {
        let figure = |cell: &Cell| {
            let digits = cell.text.chars().any(|c| c.is_ascii_digit());
            cell.reading().is_some() || cell.value == CellValue::Broken || digits
        };
        self.cell(role).is_some_and(figure)
    }

    fn text(&self, role: Role) -> Option<String> {
        let text = self.cell(role)?.text.trim().to_string();
        (!text.is_empty()).then_some(text)
    }

    fn label(&self) -> String {
        let wordy = self.row.cells.iter().filter(|cell| cell.is_wordy() && cell.reading().is_none());
        wordy.map(|cell| cell.text.trim()).collect::<Vec<_>>().join(" ")
    }

    fn kind(&self, kind: Kind, after_line: bool) -> RowKind {
        let words = self.leading_words();
        if self.has_line_shape(kind) && !self.is_named_charge(&words) {
            return RowKind::Line;
        }
        let figures = self.row.cells.iter().any(|cell| cell.reading().is_some());
        if let Some(kind) = by_words(&words) {
            // A sentence with charges inside it is a statement; several charges may stand in it.
            if !figures && matches!(kind, RowKind::Adjustment { included: true, .. }) {
                return RowKind::Text;
            }
            let sums_only = matches!(kind, RowKind::Sum(_))
                && !figures
                && !self.label().chars().any(|c| c.is_ascii_digit());
            return if sums_only { RowKind::Text } else { kind };
        }
        if figures_without_words(self) {
            return RowKind::Unclear;
        }
        match self.only_cell_is(Role::Description) && after_line {
            true => RowKind::Continuation,
            false => RowKind::Text,
        }
    }

    /// A part or a description, with the figures a line needs.
    fn has_line_shape(&self, kind: Kind) -> bool {
        let named = self.text(Role::Part).is_some() || self.text(Role::Description).is_some();
        match kind {
            Kind::Invoice => {
                let priced = self.number(Role::UnitPrice) || self.number(Role::Amount) || self.is_free();
                let part_and_amount =
                    self.text(Role::Part).is_some() && self.own(Role::Part) && self.number(Role::Amount);
                named
                    && (self.number(Role::Quantity) && priced
                        || part_and_amount && self.text(Role::Description).is_some())
            }
            Kind::PackingList => {
                let counted = [Role::Quantity, Role::NetWeight, Role::GrossWeight]
                    .into_iter()
                    .any(|role| self.number(role));
                named && (counted || self.number(Role::Packages) && self.text(Role::Part).is_some())
            }
        }
    }

    fn own(&self, role: Role) -> bool {
        self.mapping.column(role).is_some_and(|known| self.row.cell(known.column).is_some())
    }

    /// «free of charge» where the price should stand.
    pub fn is_free(&self) -> bool {
        let cells = [Role::UnitPrice, Role::Amount].into_iter().filter_map(|role| self.cell(role));
        cells
            .into_iter()
            .any(|cell| words().row_words(&fold(&cell.text)).iter().any(|found| found.word == RowWord::Free))
    }

    /// The row words at the beginning of a cell; in a row without part and quantity, anywhere.
    fn leading_words(&self) -> Vec<Found> {
        let mut all = Vec::new();
        let loose = self.text(Role::Part).is_none() && !self.number(Role::Quantity);
        for cell in self.row.cells.iter().filter(|cell| cell.is_wordy()) {
            let folded = fold(&cell.text);
            let found = words().row_words(&folded);
            let lead = |at: usize| folded.get(..at).is_some_and(|before| before.split(' ').all(is_filler));
            let starts = found.first().is_some_and(|first| lead(first.at));
            if starts || (loose && folded.split(' ').count() <= 12) {
                all.extend(found.into_iter().filter(|found| found.word != RowWord::Free));
            }
        }
        all
    }

    /// A row with the figures of a line that is no goods: its part number is a row word, or it has no part and begins with one.
    fn is_named_charge(&self, found: &[Found]) -> bool {
        if found.is_empty() {
            return false;
        }
        let part = self.text(Role::Part);
        let Some(part) = part else { return true };
        let folded = fold(&part);
        let whole = words().row_words(&folded).first().is_some_and(|first| {
            let rest = folded.get(first.at + first.len..).unwrap_or_default();
            let before = folded.get(..first.at).unwrap_or_default();
            before.split(' ').all(is_filler)
                && rest
                    .split(' ')
                    .all(|word| is_filler(word) || words().currency(word).is_some() || word.len() <= 3)
        });
        // A sum's label may stand in the first column, merged into that of the parts, with any words behind it.
        let sum = words().row_words(&folded).first().is_some_and(|first| {
            let lead = folded.get(..first.at).is_some_and(|before| before.split(' ').all(is_filler));
            let is_sum = matches!(by_words(&[*first]), Some(RowKind::Sum(_)));
            lead && is_sum && !self.number(Role::UnitPrice)
        });
        whole || sum
    }

    fn only_cell_is(&self, role: Role) -> bool {
        let column = self.mapping.column(role).map(|known| known.column);
        self.row.cells.len() == 1 && self.row.cells.first().map(|cell| cell.column) == column
    }
}

/// Words before a label that say nothing: `plus`, `add`, a percentage.
fn is_filler(word: &str) -> bool {
    word.is_empty()
        || matches!(
            word,
            "plus"
                | "add"
                | "zzgl"
                | "zuzuglich"
                | "zuzueglich"
                | "mas"
                | "piu"
                | "+"
                | "%"
                | "the"
                | "our"
                | "special"
                | "cash"
                | "trade"
        )
        || word.chars().all(|c| c.is_ascii_digit() || c == '%')
}

/// Figures in the columns of figures, in a row that no word explains.
fn figures_without_words(reader: &RowReader<'_>) -> bool {
    let roles = [Role::Amount, Role::Quantity, Role::UnitPrice, Role::NetWeight, Role::GrossWeight];
    roles.into_iter().any(|role| reader.number(role) && reader.own(role))
}

/// The kind that a row's words give it.
pub fn by_words(found: &[Found]) -> Option<RowKind> {
    let first = found.first()?;
    let charge = |word: RowWord| match word {
        RowWord::Freight => Some(AdjustmentKind::Freight),
        RowWord::Insurance => Some(AdjustmentKind::Insurance),
        RowWord::Packing => Some(AdjustmentKind::Packing),
        RowWord::Tax => Some(AdjustmentKind::Tax),
        RowWord::Charge => Some(AdjustmentKind::Other),
        _ => None,
    };
    match first.word {
        RowWord::CarriedForward => Some(RowKind::Sum(SumKind::CarriedForward)),
        RowWord::BroughtForward => Some(RowKind::Sum(SumKind::BroughtForward)),
        RowWord::PageTotal => Some(RowKind::Sum(SumKind::Page)),
        RowWord::Subtotal => Some(RowKind::Sum(SumKind::Subtotal)),
        RowWord::Total => Some(RowKind::Sum(SumKind::Total)),
        RowWord::Payment => Some(RowKind::Payment),
        RowWord::Free => None,
        RowWord::Included => {
            let kind = found.iter().find_map(|found| charge(found.word))?;
            Some(RowKind::Adjustment { kind, less: false, included: true })
        }
        RowWord::Discount => {
            let kind =
                found.iter().skip(1).find_map(|found| charge(found.word)).unwrap_or(AdjustmentKind::Discount);
            // «Discount on freight» is a discount all the same: it is taken off the total.
            Some(RowKind::Adjustment { kind, less: true, included: false })
        }
        word => {
            let kind = charge(word)?;
            let included = found.iter().any(|found| found.word == RowWord::Included);
            let discount = found.iter().any(|found| found.word == RowWord::Discount);
            let kind = if discount { AdjustmentKind::Discount } else { kind };
            Some(RowKind::Adjustment { kind, less: discount, included })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kind(text: &str) -> Option<RowKind> {
        by_words(&words().row_words(&fold(text)))
    }

    #[test]
    fn words_tell_sums_from_adjustments_and_payments() {
        let adjustment = |kind, less, included| Some(RowKind::Adjustment { kind, less, included });
        assert_eq!(kind("TOTAL FOB YANTIAN USD"), Some(RowKind::Sum(SumKind::Total)));
        assert_eq!(kind("Total CIF incl. freight and insurance"), Some(RowKind::Sum(SumKind::Total)));
        assert_eq!(
            kind("Less 2% prompt payment discount"),
            adjustment(AdjustmentKind::Discount, true, false)
        );
        assert_eq!(kind("Less: ocean freight"), adjustment(AdjustmentKind::Freight, true, false));
        assert_eq!(kind("of which ocean freight"), adjustment(AdjustmentKind::Freight, false, true));
        assert_eq!(kind("Ocean freight (included)"), adjustment(AdjustmentKind::Freight, false, true));
        assert_eq!(kind("IVA 0%"), adjustment(AdjustmentKind::Tax, false, false));
        assert_eq!(kind("Versandkosten"), adjustment(AdjustmentKind::Freight, false, false));
        assert_eq!(kind("Less deposit 30%"), Some(RowKind::Payment));
        assert_eq!(kind("Stainless steel bolt"), None);
    }
}
