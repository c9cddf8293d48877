//! The answer of `cocket tariff show`: all a line says, ready to be printed or sent.

use cocket_base::Date;
use cocket_base::ids::TariffNumber;
use serde::{Deserialize, Serialize};

use super::line::{Column, Line, PathStep};
use super::model::Schedule;
use crate::rate::Programme;
use crate::revision::RevisionId;

/// What the schedule says of a number.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShowAnswer {
    /// The number asked for, without dots.
    pub number: TariffNumber,
    /// The same with dots.
    pub dotted: String,
    /// The revision that was read.
    pub revision: RevisionId,
    /// First day on which that revision is the law.
    pub revision_from: Date,
    /// False when the revision does not print the number and its 8-digit line answers.
    pub printed: bool,
    /// The way from the chapter to the number, in printed words or our own labels.
    pub path: Vec<PathStep>,
    /// Statistical units, in reporting order.
    pub units: Vec<ShowUnit>,
    /// Column 1 general; none on rows without rates (headings and the like).
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub general: Option<ShowRate>,
    /// Column 1 special.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub special: Option<ShowSpecial>,
    /// Column 2.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub other: Option<ShowRate>,
    /// Additional duties of the agricultural safeguards.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub safeguard: Option<ShowRate>,
    /// The line whose rates and footnotes it takes.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub inherited_from: Option<TariffNumber>,
    /// Footnotes held.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub footnotes: Vec<ShowFootnote>,
    /// The numbers one step below.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub below: Vec<ShowBelow>,
}

/// A unit of the line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShowUnit {
    /// As printed.
    pub printed: String,
    /// Its code on the wire; none for a spelling not known.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub code: Option<String>,
}

/// A rate column.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShowRate {
    /// As printed.
    pub text: String,
    /// In normal spelling; none when it was refused.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub reads_as: Option<String>,
    /// Why it was refused.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub refused: Option<String>,
}

/// The special column.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShowSpecial {
    /// As printed.
    pub text: String,
    /// Its rates with their programmes.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub groups: Vec<ShowGroup>,
    /// Why it was refused.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub refused: Option<String>,
}

/// A rate of the special column.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShowGroup {
    /// The rate, in normal spelling.
    pub rate: String,
    /// Who may claim it; empty means every programme.
    pub programmes: Vec<Programme>,
}

/// A footnote.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShowFootnote {
    /// What it qualifies.
    pub columns: Vec<String>,
    /// Its text.
    pub text: String,
    /// The provisions it names.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub numbers: Vec<TariffNumber>,
}

/// A number one step below.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShowBelow {
    /// The number, without dots.
    pub number: TariffNumber,
    /// With dots.
    pub dotted: String,
    /// Its words, where they are held.
    #[serde(skip_serializing_if = "String::is_empty", default)]
    pub text: String,
    /// Its general rate as printed, where it has one.
    #[serde(skip_serializing_if = "String::is_empty", default)]
    pub general: String,
}

/// What the schedule says of a number of 2 to 10 digits; `None` when neither the number, its 8-digit line nor anything
/// below it is printed.
pub fn show(schedule: &Schedule, number: &TariffNumber) -> Option<ShowAnswer> {
    let line = schedule.line_or_eight(number);
    let below = below(schedule, number);
    if line.is_none() && below.is_empty() {
        return None;
    }
    let rate = |column| line.and_then(|line| show_rate(&line, column));
    let units = line.map(|line| line.units()).unwrap_or_default();
    let footnotes = line.into_iter().flat_map(|line| line.footnotes());
    let revision = schedule.revision();
    Some(ShowAnswer {
        number: *number,
        dotted: number.to_string(),
        revision: revision.id,
        revision_from: revision.from,
        printed: line.is_some_and(|line| line.is_printed()),
        path: line.map_or_else(|| Line::path_of_unprinted(number), |line| line.path()),
        units: units
            .iter()
            .map(|unit| ShowUnit {
                printed: unit.printed.to_string(),
                code: unit.unit.map(|u| u.code().into()),
            })
            .collect(),
        general: rate(Column::General),
        special: line.and_then(|line| show_special(&line)),
        other: rate(Column::Other),
        safeguard: rate(Column::Safeguard),
        inherited_from: line.and_then(|line| line.inherited_from()),
        footnotes: footnotes
            .map(|note| ShowFootnote {
                columns: note.columns.iter().map(ToString::to_string).collect(),
                text: note.text.to_string(),
                numbers: note.numbers(),
            })
            .collect(),
        below,
    })
}

fn show_rate(line: &Line<'_>, column: Column) -> Option<ShowRate> {
    let text = line.text(column);
    if text.is_empty() {
        return None;
    }
    let read = match column {
        Column::Other => line.other(),
        Column::Safeguard => line.safeguard(),
        _ => line.general(),
    };
    Some(match read {
        Ok(rate) => ShowRate { text: text.into(), reads_as: Some(rate.to_string()), refused: None },
        Err(refused) => {
            ShowRate { text: text.into(), reads_as: None, refused: Some(refused.cause.to_string()) }
        }
    })
}

fn show_special(line: &Line<'_>) -> Option<ShowSpecial> {
    let text = line.special_text();
    if text.is_empty() {
        return None;
    }
    Some(match line.special() {
        Ok(special) => {
            let group = |group: &crate::rate::SpecialGroup| ShowGroup {
                rate: group.rate.to_string(),
                programmes: group.programmes.clone(),
            };
            ShowSpecial {
                text: text.into(),
                groups: special.groups.iter().map(group).collect(),
                refused: None,
            }
        }
        Err(refused) => {
            ShowSpecial { text: text.into(), groups: Vec::new(), refused: Some(refused.cause.to_string()) }
        }
    })
}

/// The numbers under `number` that have none of the others above them.
fn below(schedule: &Schedule, number: &TariffNumber) -> Vec<ShowBelow> {
    let mut found: Vec<TariffNumber> = Vec::new();
    for candidate in schedule.numbers_under(number).filter(|candidate| candidate != number) {
        if !found.last().is_some_and(|last| candidate.starts_with(last)) {
            found.push(candidate);
        }
    }
    let show = |number: TariffNumber| {
        let line = schedule.line(&number)?;
        let label = super::labels::of(&number).unwrap_or_default();
        let text = if line.description().is_empty() { label } else { line.description() };
        let general = line.general_text().into();
        Some(ShowBelow { number, dotted: number.to_string(), text: text.into(), general })
    };
    found.into_iter().filter_map(show).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schedule::starter;

    fn shown(number: &str) -> Option<ShowAnswer> {
        show(&starter(), &number.parse().unwrap())
    }

    #[test]
    fn a_statistical_number_shows_its_own_units_and_inherited_rates() {
        let answer = shown("0102294024").unwrap();
        assert_eq!(answer.inherited_from.unwrap().to_string(), "0102.29.40");
        assert_eq!(answer.general.unwrap().text, "1¢/kg");
        assert_eq!(answer.units.iter().map(|u| u.printed.as_str()).collect::<Vec<_>>(), ["No.", "kg"]);
        assert_eq!(answer.path.len(), 2);
        assert_eq!(answer.footnotes[0].numbers[0].to_string(), "9903.88.15");
        assert!(answer.printed && answer.below.is_empty());
    }

    #[test]
    fn chapters_and_headings_show_what_lies_below() {
        assert!(shown("01").unwrap().below.iter().any(|b| b.dotted == "0101"));
        let heading = shown("0101").unwrap();
        assert_eq!(heading.below.first().unwrap().dotted, "0101.21.00");
        assert!(heading.general.is_none());
    }

    #[test]
    fn an_unprinted_number_falls_back_to_its_eight_digits_and_says_so() {
        let answer = shown("0102294099").unwrap();
        assert!(!answer.printed);
        assert_eq!(answer.inherited_from.unwrap().to_string(), "0102.29.40");
        assert_eq!(shown("7701000000"), None);
    }
}
