//! How the columns of a sheet were understood: shown to the clerk, corrected by him, remembered per seller.

use std::collections::BTreeMap;

use cocket_base::{Currency, Unit};
use serde::{Deserialize, Serialize};

use crate::numbers::Notation;
use crate::words::fold;

pub use crate::role::Role;

/// One column of a sheet and what it was taken for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ColumnMapping {
    /// What it holds.
    pub role: Role,
    /// Column from 0.
    pub column: u32,
    /// Heading as printed.
    pub heading: String,
    /// How sure, 0 to 100.
    pub confidence: u8,
    /// Why.
    pub why: String,
    /// Unit that the heading names.
    pub unit: Option<Unit>,
    /// Currency that the heading names.
    pub currency: Option<Currency>,
    /// The price is for this many units, when the heading says so.
    pub price_per: Option<u32>,
}

impl ColumnMapping {
    /// The column's letters, as in `AB`.
    pub fn letters(&self) -> String {
        letters(self.column)
    }
}

/// How one sheet was understood.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SheetMapping {
    /// Sheet, none for a text file.
    pub sheet: Option<String>,
    /// Row of the headings, from 1; the lower one of two. None when the content alone showed the columns.
    pub header_row: Option<u32>,
    /// The headings, folded: sheets of the same layout share it.
    pub signature: String,
    /// The columns, from the left.
    pub columns: Vec<ColumnMapping>,
    /// How numbers are written, when the sheet's texts decide it.
    pub notation: Option<Notation>,
    /// The mapping comes from the seller's memory.
    pub remembered: bool,
}

impl SheetMapping {
    /// The column of a role.
    pub fn column(&self, role: Role) -> Option<&ColumnMapping> {
        self.columns.iter().find(|column| column.role == role)
    }

    /// Corrects the mapping: `column` (from 0) holds `role` from now on, and no other column does. `None` frees the role.
    pub fn assign(&mut self, role: Role, column: Option<u32>) {
        if role != Role::Ignored {
            self.columns.retain(|known| known.role != role);
        }
        let Some(column) = column else { return };
        let heading =
            self.columns.iter().find(|known| known.column == column).map(|known| known.heading.clone());
        self.columns.retain(|known| known.column != column);
        self.columns.push(ColumnMapping {
            role,
            column,
            heading: heading.unwrap_or_default(),
            confidence: 100,
            why: "corrected by a person".into(),
            unit: None,
            currency: None,
            price_per: None,
        });
        self.columns.sort_by_key(|known| known.column);
    }
}

/// How the sheets of a paper were understood.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mapping {
    /// One for each sheet that held a table.
    pub sheets: Vec<SheetMapping>,
}

impl Mapping {
    /// The mapping of a sheet by its name, or of a text file with `None`.
    pub fn sheet_mut(&mut self, sheet: Option<&str>) -> Option<&mut SheetMapping> {
        self.sheets.iter_mut().find(|mapping| mapping.sheet.as_deref() == sheet)
    }
}

/// A seller's layouts as a person confirmed them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct MappingMemory {
    /// Seller, folded, then the headings' signature.
    sellers: BTreeMap<String, BTreeMap<String, Remembered>>,
}

/// One remembered layout.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Remembered {
    roles: BTreeMap<u32, Role>,
    notation: Option<Notation>,
}

impl MappingMemory {
    /// Nothing remembered yet.
    pub fn new() -> MappingMemory {
        MappingMemory::default()
    }

    /// Keeps a mapping, as confirmed or corrected, for this seller.
    pub fn remember(&mut self, seller: &str, mapping: &Mapping) {
        let layouts = self.sellers.entry(fold(seller)).or_default();
        for sheet in mapping.sheets.iter().filter(|sheet| !sheet.signature.is_empty()) {
            let roles = sheet.columns.iter().map(|column| (column.column, column.role)).collect();
            layouts.insert(sheet.signature.clone(), Remembered { roles, notation: sheet.notation });
        }
    }

    /// Forgets a seller.
    pub fn forget(&mut self, seller: &str) {
        self.sellers.remove(&fold(seller));
    }

    /// True when this seller used these headings before.
    pub(crate) fn knows(&self, seller: Option<&str>, signature: &str) -> bool {
        self.recall(seller, signature).is_some()
    }

    /// True when nothing is remembered of this seller.
    pub(crate) fn is_blank_for(&self, seller: Option<&str>) -> bool {
        seller.is_none_or(|seller| !self.sellers.contains_key(&fold(seller)))
    }

    /// The roles by column and the notation, when this seller used these headings before.
    pub(crate) fn recall(
        &self,
        seller: Option<&str>,
        signature: &str,
    ) -> Option<(&BTreeMap<u32, Role>, Option<Notation>)> {
        let known = self.sellers.get(&fold(seller?))?.get(signature)?;
        Some((&known.roles, known.notation))
    }
}

/// The letters of a column from 0: 0 is `A`, 27 is `AB`.
pub fn letters(column: u32) -> String {
    let mut rest = u64::from(column) + 1;
    let mut reversed = Vec::new();
    while rest > 0 {
        let digit = (rest - 1) % 26;
        reversed.push(char::from(b'A' + u8::try_from(digit).unwrap_or(0)));
        rest = (rest - 1) / 26;
    }
    reversed.into_iter().rev().collect()
}

/// The column from 0 of its letters.
pub fn column_of(letters: &str) -> Option<u32> {
    let sound = (1..=4).contains(&letters.len()) && letters.bytes().all(|b| b.is_ascii_alphabetic());
    let value = |b: u8| u32::from(b.to_ascii_uppercase() - b'A') + 1;
    sound.then(|| letters.bytes().fold(0, |sum, b| sum * 26 + value(b)) - 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_and_columns_are_inverse() {
        for (column, text) in
            [(0, "A"), (25, "Z"), (26, "AA"), (27, "AB"), (701, "ZZ"), (702, "AAA"), (16_383, "XFD")]
        {
            assert_eq!(letters(column), text);
            assert_eq!(column_of(text), Some(column));
        }
        assert_eq!(letters(u32::MAX), "MWLQKWV");
        assert_eq!(column_of("A1"), None);
    }

    #[test]
    fn a_correction_moves_the_role_and_is_remembered() {
        let mut sheet = SheetMapping { signature: "a|b|c".into(), ..SheetMapping::default() };
        sheet.assign(Role::Part, Some(0));
        sheet.assign(Role::Description, Some(1));
        sheet.assign(Role::Part, Some(1));
        assert_eq!(sheet.columns.len(), 1);
        assert_eq!(sheet.column(Role::Part).unwrap().column, 1);

        let mut memory = MappingMemory::new();
        memory.remember("Zahnrad & Federwerk GmbH", &Mapping { sheets: vec![sheet] });
        let (roles, _) = memory.recall(Some("ZAHNRAD & FEDERWERK GMBH"), "a|b|c").unwrap();
        assert_eq!(roles.get(&1), Some(&Role::Part));
        assert!(memory.recall(Some("another"), "a|b|c").is_none());
        let again: MappingMemory = serde_json::from_str(&serde_json::to_string(&memory).unwrap()).unwrap();
        assert_eq!(again, memory);
    }
}
