//! Quantities with units, and the conversions that are facts of arithmetic.
//!
//! A unit belongs to a dimension and may carry a qualifier (content, clean yield, air dry weight). Quantities convert
//! only within the same dimension and qualifier: a kilogram of copper content is not a kilogram.

use std::fmt;
use std::str::FromStr;
use std::sync::OnceLock;

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

/// What a unit measures.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Dimension {
    /// Pieces.
    Count,
    /// Pairs.
    Pairs,
    /// Mass.
    Mass,
    /// Volume.
    Volume,
    /// Volume of proof spirit.
    Proof,
    /// Area.
    Area,
    /// Length.
    Length,
    /// Energy.
    Energy,
    /// Power.
    Power,
    /// Radioactivity.
    Activity,
    /// Anything that converts to nothing else.
    Other,
}

struct Row {
    /// Spelling we print; the schedule's usual one.
    printed: &'static str,
    /// Code on the wire (CATAIR appendix C).
    code: &'static str,
    dimension: Dimension,
    qualifier: &'static str,
    /// Size in the dimension's base unit: `mantissa × 10^-scale`.
    size: (i64, u32),
    /// Other spellings, lower case, without trailing dots.
    also: &'static [&'static str],
}

use Dimension::{Activity, Area, Count, Energy, Length, Mass, Other, Pairs, Power, Proof, Volume};

const fn row(
    printed: &'static str,
    code: &'static str,
    dimension: Dimension,
    qualifier: &'static str,
    size: (i64, u32),
    also: &'static [&'static str],
) -> Row {
    Row { printed, code, dimension, qualifier, size, also }
}

/// Every unit that the tariff or its rate texts name. Codes: CATAIR appendix C.
static ROWS: &[Row] = &[
    row("No.", "NO", Count, "", (1, 0), &["no", "number", "each", "head", "article", "unit", "units"]),
    row("pcs", "PCS", Count, "", (1, 0), &["pieces", "piece", "pc"]),
    row("doz.", "DOZ", Count, "", (12, 0), &["doz", "dozen", "dz"]),
    row("Dz Pcs", "DPC", Count, "", (12, 0), &["dz pcs", "dozen pieces", "dpc"]),
    row("gross", "GR", Count, "", (144, 0), &["gr"]),
    row("hundreds", "HUN", Count, "", (100, 0), &["hundred"]),
    row("thousands", "K", Count, "", (1000, 0), &["thousand", "1000", "1,000"]),
    row("doses", "NO", Count, "dose", (1, 0), &["dose"]),
    row("pack", "PK", Count, "pack", (1, 0), &["packs"]),
    row("Jwls.", "JWL", Count, "jewel", (1, 0), &["jwls", "jewel", "jewels"]),
    row("prs.", "PRS", Pairs, "", (1, 0), &["prs", "pr", "pair", "pairs"]),
    row("doz. prs.", "DPR", Pairs, "", (12, 0), &["doz prs", "dozen pairs", "dpr"]),
    row("kg", "KG", Mass, "", (1, 0), &["kilogram", "kilograms", "kgs"]),
    row("g", "G", Mass, "", (1, 3), &["gram", "grams"]),
    row("t", "T", Mass, "", (1000, 0), &["tonne", "tonnes", "metric ton", "metric tons"]),
    row("carat", "CAR", Mass, "", (2, 4), &["carats", "ct"]),
    row("lb", "LB", Mass, "", (45_359_237, 8), &["lbs", "pound", "pounds"]),
    row("kg cmsc", "CKG", Mass, "cmsc", (1, 0), &[]),
    row("kg msc", "CKG", Mass, "msc", (1, 0), &[]),
    row("kg amc", "CKG", Mass, "amc", (1, 0), &[]),
    row("kg ttl sug", "CKG", Mass, "total sugars", (1, 0), &["kg of total sugars", "kg total sugars"]),
    row("cy kg", "CYK", Mass, "clean yield", (1, 0), &["clean kg"]),
    row("t adw", "T", Mass, "air dry", (1000, 0), &[]),
    row("t dwb", "T", Mass, "dry basis", (1000, 0), &[]),
    row("Cu kg", "CKG", Mass, "Cu", (1, 0), &[]),
    row("Pb kg", "CKG", Mass, "Pb", (1, 0), &[]),
    row("Zn kg", "CKG", Mass, "Zn", (1, 0), &[]),
    row("W kg", "CKG", Mass, "W", (1, 0), &[]),
    row("V kg", "CKG", Mass, "V", (1, 0), &[]),
    row("V2O5 kg", "CKG", Mass, "V2O5", (1, 0), &[]),
    row("Mo kg", "CKG", Mass, "Mo", (1, 0), &[]),
    row("Si kg", "CKG", Mass, "Si", (1, 0), &[]),
    row("Mn kg", "CKG", Mass, "Mn", (1, 0), &[]),
    row("Ni kg", "CKG", Mass, "Ni", (1, 0), &[]),
    row("Cr kg", "CKG", Mass, "Cr", (1, 0), &[]),
    row("Cr2O3 t", "CTN", Mass, "Cr2O3", (1000, 0), &[]),
    row("Mg kg", "CKG", Mass, "Mg", (1, 0), &[]),
    row("Co kg", "CKG", Mass, "Co", (1, 0), &[]),
    row("Sb kg", "CKG", Mass, "Sb", (1, 0), &[]),
    row("Sn t", "CTN", Mass, "Sn", (1000, 0), &[]),
    row("NH3 t", "CTN", Mass, "NH3", (1000, 0), &[]),
    row("NaOH kg", "CKG", Mass, "NaOH", (1, 0), &[]),
    row("Au g", "CGM", Mass, "Au", (1, 3), &[]),
    row("Ag g", "CGM", Mass, "Ag", (1, 3), &[]),
    row("Pt g", "CGM", Mass, "Pt", (1, 3), &[]),
    row("Pd g", "CGM", Mass, "Pd", (1, 3), &[]),
    row("Rh g", "CGM", Mass, "Rh", (1, 3), &[]),
    row("Ir g", "CGM", Mass, "Ir", (1, 3), &[]),
    row("Os g", "CGM", Mass, "Os", (1, 3), &[]),
    row("Ru g", "CGM", Mass, "Ru", (1, 3), &[]),
    row("liters", "L", Volume, "", (1, 0), &["liter", "litre", "litres", "l"]),
    row("m3", "M3", Volume, "", (1000, 0), &["m³", "cubic meters"]),
    row("thousand m3", "KM3", Volume, "", (1_000_000, 0), &["thousand m³"]),
    row("bbl", "BBL", Volume, "", (158_987_294_928, 9), &["barrel", "barrels"]),
    row(
        "pf.liters",
        "PFL",
        Proof,
        "",
        (1, 0),
        &["pf liter", "pf liters", "pfliter", "pfliters", "proof liter", "proof liters"],
    ),
    row("m2", "M2", Area, "", (1, 0), &["m²", "square meters"]),
    row("cm2", "CM2", Area, "", (1, 4), &["cm²"]),
    row("square", "SQ", Area, "roofing square", (1, 0), &[]),
    row("m", "M", Length, "", (1, 0), &["meter", "meters"]),
    row("lin. m", "LNM", Length, "", (1, 0), &["lin m", "linear meters"]),
    row("thousand m", "KM", Length, "", (1000, 0), &[]),
    row("Fiber m", "FBM", Length, "fiber", (1, 0), &[]),
    row(
        "gr.lines",
        "GRL",
        Other,
        "gross lines",
        (1, 0),
        &["gr lines", "grlines", "line/gross", "line/ gross"],
    ),
    row("MWh", "MWH", Energy, "", (1000, 0), &[]),
    row("kWh", "KWH", Energy, "", (1, 0), &[]),
    row("W", "W", Power, "", (1, 0), &["watt", "watts"]),
    row("GBq", "GBQ", Activity, "", (1000, 0), &[]),
    row("MBq", "MBQ", Activity, "", (1, 0), &[]),
    row("X", "X", Other, "no unit", (1, 0), &[]),
];

/// A unit of quantity.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct Unit(u8);

impl Unit {
    /// One article (`No.`).
    pub const NUMBER: Unit = Unit(0);
    /// Pieces (`pcs`), counted like `No.`.
    pub const PIECES: Unit = Unit(1);

    fn row(self) -> &'static Row {
        &ROWS[usize::from(self.0)]
    }

    /// Every unit, in the order of the table.
    pub fn all() -> impl Iterator<Item = Unit> {
        (0..ROWS.len()).map(|at| Unit(u8::try_from(at).expect("the table is short")))
    }

    /// The spelling we print.
    pub fn printed(self) -> &'static str {
        self.row().printed
    }

    /// The three-letter code on the wire.
    pub fn code(self) -> &'static str {
        self.row().code
    }

    /// What it measures.
    pub fn dimension(self) -> Dimension {
        self.row().dimension
    }

    /// What is counted of the article: empty for the article itself, else content, clean yield and the like.
    pub fn qualifier(self) -> &'static str {
        self.row().qualifier
    }

    /// Kilograms.
    pub fn kg() -> Unit {
        static KG: OnceLock<Unit> = OnceLock::new();
        *KG.get_or_init(|| "kg".parse().expect("kg stands in the table"))
    }

    fn size(self) -> Decimal {
        let (mantissa, scale) = self.row().size;
        Decimal::new(mantissa, scale)
    }

    /// True when quantities of the two convert by arithmetic alone.
    pub fn converts_to(self, other: Unit) -> bool {
        let (a, b) = (self.row(), other.row());
        self == other || (a.dimension == b.dimension && a.qualifier == b.qualifier && a.dimension != Other)
    }
}

impl fmt::Debug for Unit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.printed())
    }
}
impl fmt::Display for Unit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.printed())
    }
}

/// A unit that the table does not know.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("unknown unit «{text}»; use a unit of the tariff, as in No., kg, doz., prs., m2, liters")]
pub struct BadUnit {
    /// What was found.
    pub text: String,
}

impl FromStr for Unit {
    type Err = BadUnit;
    fn from_str(text: &str) -> Result<Unit, BadUnit> {
        let clean = text.trim();
        if let Some(exact) = Unit::all().find(|unit| unit.printed() == clean) {
            return Ok(exact);
        }
        let folded: String = clean.to_lowercase().split_whitespace().collect::<Vec<_>>().join(" ");
        let bare = folded.trim_end_matches('.');
        let undotted = folded.replace('.', " ").split_whitespace().collect::<Vec<_>>().join(" ");
        let matches = |unit: &Unit| {
            let row = unit.row();
            let printed = row.printed.to_lowercase();
            printed == folded
                || printed == bare
                || row.also.contains(&bare)
                || row.also.contains(&undotted.as_str())
        };
        let by_code =
            || Unit::all().find(|u| u.qualifier().is_empty() && u.code().eq_ignore_ascii_case(bare));
        Unit::all().find(matches).or_else(by_code).ok_or_else(|| BadUnit { text: text.into() })
    }
}
impl From<Unit> for String {
    fn from(unit: Unit) -> String {
        unit.printed().into()
    }
}
impl TryFrom<String> for Unit {
    type Error = BadUnit;
    fn try_from(text: String) -> Result<Unit, BadUnit> {
        text.parse()
    }
}

/// An amount with its unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Quantity {
    /// How many.
    pub amount: Decimal,
    /// Of what.
    pub unit: Unit,
}

/// Two units that arithmetic cannot connect.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{from} cannot be turned into {to} by arithmetic; ask for the quantity in {to}")]
pub struct NoConversion {
    /// Unit at hand.
    pub from: Unit,
    /// Unit wanted.
    pub to: Unit,
}

impl Quantity {
    /// An amount of a unit.
    pub fn new(amount: Decimal, unit: Unit) -> Quantity {
        Quantity { amount, unit }
    }

    /// The same quantity in another unit of the same dimension and qualifier, exactly.
    pub fn to(self, unit: Unit) -> Result<Quantity, NoConversion> {
        if self.unit == unit {
            return Ok(self);
        }
        if !self.unit.converts_to(unit) {
            return Err(NoConversion { from: self.unit, to: unit });
        }
        let amount = self.amount.checked_mul(self.unit.size()).and_then(|base| base.checked_div(unit.size()));
        let amount = amount.ok_or(NoConversion { from: self.unit, to: unit })?.normalize();
        Ok(Quantity { amount, unit })
    }
}

impl fmt::Display for Quantity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.amount.normalize(), self.unit)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn unit(text: &str) -> Unit {
        text.parse().unwrap()
    }

    #[test]
    fn pieces_become_dozen_pieces() {
        let mugs = Quantity::new(Decimal::from(3000), unit("pcs"));
        assert_eq!(mugs.to(unit("Dz Pcs")).unwrap(), Quantity::new(Decimal::from(250), unit("Dz Pcs")));
        assert_eq!(
            Quantity::new(Decimal::from(50), unit("dozen")).to(unit("No.")).unwrap().amount,
            Decimal::from(600)
        );
    }

    #[test]
    fn content_is_not_the_article() {
        let error = Quantity::new(Decimal::ONE, unit("kg")).to(unit("Cu kg")).unwrap_err();
        assert_eq!(
            error.to_string(),
            "kg cannot be turned into Cu kg by arithmetic; ask for the quantity in Cu kg"
        );
        assert!(Quantity::new(Decimal::ONE, unit("kg")).to(unit("No.")).is_err());
        assert!(Quantity::new(Decimal::ONE, unit("prs.")).to(unit("No.")).is_err());
    }

    #[test]
    fn every_spelling_of_the_schedule_is_known() {
        for text in [
            "m²",
            "m2",
            "doz. ",
            " kg",
            "No",
            "pf. liter",
            "pf.liters",
            "liter",
            "Dz Pcs",
            "pcs ",
            "1000",
            "carat",
        ] {
            assert!(text.parse::<Unit>().is_ok(), "{text}");
        }
        assert!("bushel basket".parse::<Unit>().is_err());
        assert!("tons".parse::<Unit>().is_err(), "long, short or metric?");
        assert!("".parse::<Unit>().is_err());
    }

    #[test]
    fn conversions_run_both_ways_without_loss() {
        for a in Unit::all() {
            for b in Unit::all().filter(|b| a.converts_to(*b)) {
                let there = Quantity::new(Decimal::from(144_000), a).to(b).unwrap();
                let back = there.to(a).unwrap().amount;
                assert!((back - Decimal::from(144_000)).abs() < Decimal::new(1, 12), "{a} {b}");
            }
        }
    }
}
