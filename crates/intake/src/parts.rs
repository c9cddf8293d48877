//! The client's product master (`parts.csv`, or the same columns in a workbook). A blank means: not known.

use std::collections::BTreeMap;

use cocket_base::ids::{Country, TariffNumber};
use cocket_base::{Decimal, Finding, Place};
use cocket_law::Pack;

use crate::countries;
use crate::extract::{PartText, clip};
use crate::facts::{MetalShares, Part};
use crate::grid::{Cell, CellValue, Grid, Row};
use crate::words::fold;

/// The columns of the master.
const COLUMNS: [&str; 22] = [
    "part_no",
    "description",
    "hts10",
    "origin_default",
    "maker",
    "mid",
    "net_kg_each",
    "steel_wt_pct",
    "alu_wt_pct",
    "copper_wt_pct",
    "steel_value_pct",
    "alu_value_pct",
    "copper_value_pct",
    "melt_pour_country",
    "smelt_cast_country",
    "smelt_country",
    "cast_country",
    "us_content_pct",
    "vehicle_part",
    "usmca_criterion",
    "fda_product_code",
    "adcvd_case",
];

/// Reads the master from its first sheet.
pub fn read(grid: &Grid, law: &Pack, most: usize) -> (Vec<Part>, Vec<Finding>) {
    let mut findings = Vec::new();
    let Some((columns, header)) = header(grid, &mut findings) else {
        let text = "no heading with the column part_no; no product was read";
        findings.push(
            Finding::block("PARTS_UNREADABLE", grid.place(), text)
                .with_remedy("give the master the columns of its description"),
        );
        return (Vec::new(), findings);
    };
    let mut parts: Vec<Part> = Vec::new();
    let mut seen: BTreeMap<String, u32> = BTreeMap::new();
    for row in grid.rows.iter().filter(|row| row.number > header) {
        if parts.len() >= most {
            findings.push(Finding::block(
                "PAPER_TOO_LARGE",
                grid.place_row(row.number),
                format!("more than {most} products; the rest was not read"),
            ));
            break;
        }
        let width = grid.row(header).and_then(|row| row.cells.last()).map_or(0, |cell| cell.column);
        let mut reader = PartReader {
            grid,
            row,
            columns: &columns,
            width,
            law,
            item: String::new(),
            findings: &mut findings,
        };
        let Some(part) = reader.part() else { continue };
        if let Some(first) = seen.insert(part.part_no.clone(), row.number) {
            let text = format!(
                "{} stands in rows {first} and {}; which one holds is not known",
                part.part_no, row.number
            );
            findings.push(
                Finding::warn("DUPLICATE_PART", part.place.clone(), text)
                    .with_remedy("keep one row for each product"),
            );
        }
        parts.push(part);
    }
    (parts, findings)
}

/// The row of headings and the columns by name. Unknown columns are named once.
fn header(grid: &Grid, findings: &mut Vec<Finding>) -> Option<(BTreeMap<&'static str, u32>, u32)> {
    let name = |cell: &Cell| fold(&cell.text.replace('_', " ")).replace(' ', "_");
    let row = grid.rows.iter().take(50).find(|row| row.cells.iter().any(|cell| name(cell) == "part_no"))?;
    let mut columns = BTreeMap::new();
    for cell in &row.cells {
        let name = name(cell);
        match COLUMNS.iter().find(|known| **known == name) {
            Some(known) => {
                columns.insert(*known, cell.column);
            }
            None if name == "notes" => {
                columns.insert("notes", cell.column);
            }
            None => {
                let text = format!("the column «{}» is not known; it was not read", clip(&cell.text));
                findings.push(Finding::warn(
                    "PARTS_UNKNOWN_COLUMN",
                    grid.place_cell(row.number, cell.column),
                    text,
                ));
            }
        }
    }
    Some((columns, row.number))
}

struct PartReader<'r> {
    grid: &'r Grid,
    row: &'r Row,
    columns: &'r BTreeMap<&'static str, u32>,
    /// The last column with a heading.
    width: u32,
    law: &'r Pack,
    item: String,
    findings: &'r mut Vec<Finding>,
}

impl PartReader<'_> {
    fn part(&mut self) -> Option<Part> {
        let raw = self.cell("part_no").map(|cell| cell.text.clone());
        let part = PartText::new(raw.as_deref().unwrap_or_default());
        if part.value.is_empty() {
            let text = "the row has no part number; it was left out";
            self.findings.push(Finding::warn("PART_ROW_INVALID", self.place("part_no"), text));
            return None;
        }
        self.item = part.value.clone();
        if part.value != part.raw {
            let text = format!("blanks were removed from the part number «{}»", part.raw);
            self.findings.push(Finding::info("PART_NO_NORMALISED", self.place("part_no"), text));
        }
        self.check_width();
        Some(Part {
            place: self.grid.place_row(self.row.number).at_item(&self.item),
            part_no: part.value,
            description: self.text("description"),
            hts: self.tariff_number("hts10"),
            origin: self.country("origin_default"),
            maker: self.text("maker"),
            mid: self.mid("mid"),
            net_kg_each: self.number("net_kg_each", Decimal::new(1_000_000, 0)),
            metal_weight_pct: self.metals(["steel_wt_pct", "alu_wt_pct", "copper_wt_pct"]),
            metal_value_pct: self.metals(["steel_value_pct", "alu_value_pct", "copper_value_pct"]),
            melt_pour: self.country("melt_pour_country"),
            smelt_cast: self.country("smelt_cast_country"),
            smelt: self.country("smelt_country"),
            cast: self.country("cast_country"),
            us_content_pct: self.percent("us_content_pct"),
            vehicle_part: self.flag("vehicle_part"),
            usmca_criterion: self.text("usmca_criterion"),
            fda_product_code: self.text("fda_product_code"),
            adcvd_case: self.text("adcvd_case"),
            notes: self.text("notes"),
        })
    }

    fn cell(&self, name: &str) -> Option<&Cell> {
        self.row.cell(*self.columns.get(name)?)
    }

    fn text(&self, name: &str) -> Option<String> {
        let text = self.cell(name)?.text.trim().to_string();
        (!text.is_empty()).then_some(text)
    }

    fn place(&self, name: &str) -> Place {
        let place = self.grid.place_row(self.row.number).column(name);
        if self.item.is_empty() { place } else { place.at_item(&self.item) }
    }

    /// More cells than headings: an unquoted comma has shifted the row.
    fn check_width(&mut self) {
        if self.row.cells.iter().any(|cell| cell.column > self.width) {
            let text = "the row has more cells than the heading; a comma without quotes may have shifted it";
            let place = self.grid.place_row(self.row.number).at_item(&self.item);
            self.findings.push(
                Finding::warn("PART_ROW_INVALID", place, text)
                    .with_remedy("put texts with commas into quotes"),
            );
        }
    }

    fn invalid(&mut self, name: &str, text: String) {
        self.findings.push(
            Finding::block("PART_ROW_INVALID", self.place(name), text)
                .with_remedy("correct the cell, or leave it blank for not known"),
        );
    }

    fn number(&mut self, name: &str, most: Decimal) -> Option<Decimal> {
        let cell = self.cell(name)?;
        let text = cell.text.trim().to_string();
        // The master is our own file: plain numbers with a decimal point.
        let value = match &cell.value {
            CellValue::Number(value) => Some(*value),
            _ => text.parse::<Decimal>().ok(),
        };
        match value {
            Some(value) if !value.is_sign_negative() && value <= most => Some(value),
            Some(value) => {
                self.invalid(name, format!("{name} {value} is outside 0 to {most}"));
                None
            }
            None => {
                self.invalid(name, format!("{name} «{}» is not a number", clip(&text)));
                None
            }
        }
    }

    fn percent(&mut self, name: &str) -> Option<Decimal> {
        self.number(name, Decimal::ONE_HUNDRED)
    }

    fn metals(&mut self, [steel, aluminum, copper]: [&str; 3]) -> MetalShares {
        let shares = MetalShares {
            steel: self.percent(steel),
            aluminum: self.percent(aluminum),
            copper: self.percent(copper),
        };
        let sum: Decimal = [shares.steel, shares.aluminum, shares.copper].into_iter().flatten().sum();
        if sum > Decimal::ONE_HUNDRED {
            self.invalid(steel, format!("the metals come to {sum} percent"));
        }
        shares
    }

    fn tariff_number(&mut self, name: &str) -> Option<TariffNumber> {
        let text = self.text(name)?;
        match text.parse() {
            Ok(number) => Some(number),
            Err(error) => {
                self.invalid(name, format!("{name}: {error}"));
                None
            }
        }
    }

    fn country(&mut self, name: &str) -> Option<Country> {
        let text = self.text(name)?;
        let found = countries::named(&text, self.law);
        if found.is_none() {
            self.invalid(name, format!("{name} «{}» names no country that is known", clip(&text)));
        }
        found
    }

    fn mid(&mut self, name: &str) -> Option<String> {
        let text = self.text(name)?;
        if let Err(error) = text.parse::<cocket_base::ids::Mid>() {
            let finding = Finding::warn("PART_ROW_INVALID", self.place(name), format!("{name}: {error}"));
            self.findings.push(finding.with_remedy("correct the code"));
        }
        Some(text)
    }

    fn flag(&mut self, name: &str) -> Option<bool> {
        let text = self.text(name)?;
        match text.to_ascii_lowercase().as_str() {
            "y" | "yes" | "true" | "1" => Some(true),
            "n" | "no" | "false" | "0" => Some(false),
            _ => {
                self.invalid(name, format!("{name} «{}» is neither Y nor N", clip(&text)));
                None
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::limits::Limits;

    fn master(text: &str) -> (Vec<Part>, Vec<Finding>) {
        let (grids, _) = crate::workbook::open("parts.csv", text.as_bytes(), None, &Limits::default());
        read(&grids[0], Pack::starter(), 1000)
    }

    #[test]
    fn blanks_mean_unknown_and_bad_cells_are_named() {
        let text = "part_no,description,hts10,origin_default,net_kg_each,steel_wt_pct,vehicle_part,notes,colour\n\
            A-1 ,Bolt,7318.15.20.61,TW,0.051,100,Y,,red\n\
            A-2,Nut,7318.1x,Narnia,heavy,120,maybe,,\n\
            ,lost,,,,,,,\n\
            A-1,Bolt again,,,,,,,\n";
        let (parts, findings) = master(text);
        assert_eq!(parts.len(), 3);
        assert_eq!(
            (parts[0].part_no.as_str(), parts[0].vehicle_part, parts[0].notes.as_deref()),
            ("A-1", Some(true), None)
        );
        assert_eq!((parts[1].hts, parts[1].origin, parts[1].net_kg_each), (None, None, None));
        let codes: Vec<_> = findings.iter().map(|f| f.code.as_str()).collect();
        assert_eq!(codes.iter().filter(|code| **code == "PART_ROW_INVALID").count(), 6, "{findings:#?}");
        for code in ["PARTS_UNKNOWN_COLUMN", "PART_NO_NORMALISED", "DUPLICATE_PART"] {
            assert!(codes.contains(&code), "{code}");
        }
        let hts = findings.iter().find(|f| f.place.column.as_deref() == Some("hts10")).unwrap();
        assert_eq!((hts.place.row, hts.place.item.as_deref()), (Some(3), Some("A-2")));
    }

    #[test]
    fn a_master_without_headings_is_refused() {
        assert_eq!(master("a,b\n1,2\n").1[0].code, "PARTS_UNREADABLE");
    }
}
