//! Papers of plain text: bills of lading, waybills, arrival notices. Two facts are looked for, gross weight and packages,
//! since they check the packing list; the text itself is kept.

use cocket_base::{Decimal, Finding, Place, Quantity, Unit};

use crate::facts::{Sourced, TextPaper};
use crate::notation::Notations;
use crate::numbers::{self, Reading};
use crate::words::{fold, words};

/// Longest text that is kept, in characters.
const LONGEST: usize = 400_000;
/// Lines that are looked at.
const MOST_LINES: usize = 2_000;

/// Reads a text paper from its decoded text.
pub fn read(file: &str, role: &str, text: &str) -> (TextPaper, Vec<Finding>) {
    let mut findings = Vec::new();
    let mut paper = TextPaper {
        file: file.into(),
        role: role.into(),
        text: text.chars().take(LONGEST).collect(),
        gross_kg: None,
        packages: None,
        package_unit: None,
    };
    for (line, number) in text.lines().take(MOST_LINES).zip(1_u32..) {
        let facts = facts_of(line, None);
        let place = || Place::file(file).row(number);
        let sourced = |(value, raw)| Sourced { value, place: place(), raw };
        if paper.gross_kg.is_none() {
            paper.gross_kg = facts.gross_kg.map(sourced);
        }
        if paper.packages.is_none() {
            paper.packages = facts.packages.map(sourced);
            paper.package_unit = facts.package_unit;
        }
        if let Some(raw) = facts.ambiguous.filter(|_| paper.gross_kg.is_none()) {
            let text = format!(
                "the gross weight «{raw}» can be read with a decimal point or a decimal comma; it was not taken"
            );
            findings.push(
                Finding::warn("NUMBER_AMBIGUOUS", place(), text)
                    .with_remedy("compare it by eye with the packing list"),
            );
        }
    }
    (paper, findings)
}

/// The facts of one line of text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LineFacts {
    /// Gross weight in kg with the text of its number.
    pub gross_kg: Option<(Decimal, String)>,
    /// Packages with the text of their number.
    pub packages: Option<(Decimal, String)>,
    /// Their shipping unit.
    pub package_unit: Option<String>,
    /// A gross weight whose number could be two.
    pub ambiguous: Option<String>,
}

/// One token of a line: folded, and its number when it is one.
struct Token {
    raw: String,
    folded: String,
    reading: Option<Reading>,
}

/// Gross weight and packages of a line.
pub fn facts_of(line: &str, notations: Option<&Notations>) -> LineFacts {
    let tokens = tokens(line);
    let mut facts = LineFacts::default();
    let is = |field: &str, at: usize| {
        let two = |n: usize| {
            (at..at + n)
                .filter_map(|i| tokens.get(i))
                .map(|t| t.folded.as_str())
                .collect::<Vec<_>>()
                .join(" ")
        };
        words().labels(field).iter().any(|phrase| [1, 2, 3].into_iter().any(|n| two(n) == *phrase))
    };
    for at in 0..tokens.len() {
        if facts.gross_kg.is_none() && is("gross_weight", at) {
            gross_behind(&tokens, at, notations, &mut facts);
        }
        if facts.packages.is_none() {
            let before = at.checked_sub(1).and_then(|before| tokens.get(before));
            let count_before = before.filter(|_| is("package", at)).and_then(|token| whole(token, notations));
            let behind = || {
                if is("package_label", at) {
                    tokens.iter().skip(at + 1).take(2).find_map(|token| whole(token, notations))
                } else {
                    None
                }
            };
            facts.packages = count_before.or_else(behind);
            // The word is the label itself, or the end of one of two words: «total cartons».
            let unit = |token: &Token| words().package_units.get(&token.folded).cloned();
            let near = tokens.iter().skip(at).take(2).find_map(unit);
            facts.package_unit = near.filter(|_| facts.packages.is_some());
        }
    }
    facts
}

fn tokens(line: &str) -> Vec<Token> {
    let parts = line.chars().take(1_000).collect::<String>();
    let parts: Vec<String> = parts
        .split(|c: char| c.is_whitespace() || matches!(c, ':' | ';' | '(' | ')' | '='))
        .map(|t| t.trim_matches(',').to_string())
        .filter(|t| !t.is_empty())
        .collect();
    parts.into_iter().map(|raw| Token { folded: fold(&raw), reading: numbers::read(&raw), raw }).collect()
}

/// A whole number that counts packages.
fn whole(token: &Token, notations: Option<&Notations>) -> Option<(Decimal, String)> {
    let reading = token.reading.as_ref().filter(|reading| !reading.percent && reading.unit.is_none())?;
    let value = notations
        .and_then(|notations| notations.value_of(reading).ok().flatten())
        .or_else(|| reading.clear())
        .or_else(|| {
            // Packages are whole: of 1.200 and 1,200 the reading with thousands is meant.
            [reading.point, reading.comma].into_iter().flatten().find(|value| value.fract().is_zero())
        })?;
    (value.fract().is_zero() && value.is_sign_positive() && !value.is_zero())
        .then(|| (value, token.raw.clone()))
}

/// The number behind the label of the gross weight, with its unit; kilograms when none is named.
fn gross_behind(tokens: &[Token], label: usize, notations: Option<&Notations>, facts: &mut LineFacts) {
    for at in label + 1..(label + 5).min(tokens.len()) {
        let Some(token) = tokens.get(at) else { return };
        let Some(reading) = token.reading.as_ref().filter(|reading| !reading.percent) else { continue };
        let next = tokens.get(at + 1).map(|next| next.folded.as_str());
        let unit = unit_of(reading, next, tokens.get(at.saturating_sub(1)).map(|t| t.folded.as_str()));
        let value = notations
            .and_then(|notations| notations.value_of(reading).ok().flatten())
            .or_else(|| reading.clear());
        match value {
            Some(value) => {
                facts.gross_kg =
                    Quantity::new(value, unit).to(Unit::kg()).ok().map(|kg| (kg.amount, token.raw.clone()));
            }
            None => facts.ambiguous = Some(token.raw.clone()),
        }
        return;
    }
}

/// The unit of a weight: glued to the number, behind it, or before it in the label (`Gross kg 655`).
fn unit_of(reading: &Reading, next: Option<&str>, before: Option<&str>) -> Unit {
    let mass = |text: &str| {
        // Airlines print K for kilograms and L for pounds.
        let unit = match text {
            "k" => Some(Unit::kg()),
            "l" => words().unit("lb"),
            other => words().unit(other),
        };
        unit.filter(|unit| unit.dimension() == cocket_base::Dimension::Mass)
    };
    let glued = reading.unit.as_deref().map(fold);
    let candidates = [glued.as_deref(), next, before];
    candidates.into_iter().flatten().find_map(mass).unwrap_or_else(Unit::kg)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_for_one_kind_of_package_gives_its_unit() {
        let unit = |line: &str| facts_of(line, None).package_unit;
        assert_eq!(unit("40HC  278 CARTONS").as_deref(), Some("CT"));
        assert_eq!(unit("3 Paletten, brutto 655,0 kg").as_deref(), Some("PAL"));
        assert_eq!(unit("Pieces 3  Gross weight 655.0 K").as_deref(), Some("PCS"));
        assert_eq!(unit("Total cartons: 12").as_deref(), Some("CT"));
        assert_eq!(unit("12 bales"), None, "compressed or not");
        assert_eq!(unit("Freight collect"), None);
    }

    fn facts(line: &str) -> (Option<String>, Option<String>) {
        let facts = facts_of(line, None);
        (
            facts.gross_kg.map(|(v, _)| v.normalize().to_string()),
            facts.packages.map(|(v, _)| v.normalize().to_string()),
        )
    }

    #[test]
    fn weights_and_packages_of_transport_papers() {
        let some = |text: &str| Some(text.to_string());
        for (line, gross, packages) in [
            (
                "Container ZQXU4410276 40HC  278 CARTONS   GROSS 9767.52 KGS  MEASURE 58.2 CBM",
                some("9767.52"),
                some("278"),
            ),
            ("Pieces 3  Gross weight 655.0 K  Chargeable 655.0", some("655"), some("3")),
            ("3 Paletten, brutto 655,0 kg", some("655"), some("3")),
            ("Gross weight: 1,200.50 LBS", some("544.537640185"), None),
            ("G.W. 1.234,50 kg / 1.200 bultos", some("1234.5"), some("1200")),
            ("Freight collect", None, None),
        ] {
            assert_eq!(facts(line), (gross, packages), "{line}");
        }
        assert_eq!(facts_of("GROSS 9.767 KGS", None).ambiguous.as_deref(), Some("9.767"));
    }
}
