//! The merchandise processing fee: 19 USC 58c(a)(9), (a)(10), (b)(8); 19 CFR 24.23.
//!
//! A line shows the fee before minimum and maximum; the header shows it after. Which lines owe it is read from the law data:
//! the programme claimed, the country, the chapter 98 number. Where a chapter 98 number changes the base, the amount of the
//! line is left to the fee engine.

use cocket_base::ids::TariffNumber;
use cocket_law::{FeeTreatment, MpfKind, MpfScope};

use super::Edit;
use super::case::{Case, Hits, shown, times};
use super::fees::{class, on_header, on_line, on_lines};
use crate::declaration::EntryLine;

pub(super) const EDITS: &[Edit] = &[
    Edit::new("679", not_for_type),
    Edit::new("630", formal_on_informal),
    Edit::new("637", informal_on_formal),
    Edit::new("632", exempt_line_charged),
    Edit::new("633", line_not_charged),
    Edit::new("634", line_mismatch),
    Edit::new("639", minimum),
    Edit::new("640", maximum),
    Edit::new("641", total_mismatch),
    Edit::new("636", informal_missing),
    Edit::new("638", informal_mismatch),
];

fn kind(case: &Case<'_>) -> Option<MpfKind> {
    case.traits.map(|traits| traits.mpf)
}

fn not_for_type(case: &Case<'_>, hits: &mut Hits) {
    if kind(case) != Some(MpfKind::None) {
        return;
    }
    for part in ["class_mpf", "class_mpf_informal"] {
        let class = class(case, part);
        if on_lines(case, class) != 0 || on_header(case, class) != 0 {
            hits.header("totals.fees", format!("class {class} with type {}", case.summary.entry_type));
        }
    }
}

fn formal_on_informal(case: &Case<'_>, hits: &mut Hits) {
    let class = class(case, "class_mpf");
    if kind(case) != Some(MpfKind::Informal) {
        return;
    }
    for line in case.summary.lines.iter().filter(|line| on_line(line, class) != 0) {
        hits.line(line, "fees", format!("class {class} with type {}", case.summary.entry_type));
    }
}

fn informal_on_formal(case: &Case<'_>, hits: &mut Hits) {
    let class = class(case, "class_mpf_informal");
    if kind(case) == Some(MpfKind::Formal) && on_header(case, class) != 0 {
        hits.header("totals.fees", format!("class {class} with type {}", case.summary.entry_type));
    }
}

/// True when the law exempts the line: by the programme claimed, else by the row for its narrowest number, else by country.
fn is_exempt(case: &Case<'_>, line: &EntryLine) -> bool {
    let law = case.ctx.law;
    let (day, known) = (case.day(), case.ctx.known);
    let program = line.spi.as_deref().and_then(|spi| law.programs().program(spi, day, known).ok());
    if program.is_some_and(|program| program.mpf == FeeTreatment::Exempt) {
        return true;
    }
    let mut narrowest: Option<(TariffNumber, FeeTreatment)> = None;
    let mut by_country = false;
    for row in law.mpf_exemptions(day, known) {
        match &row.scope {
            MpfScope::Tariff(prefix) => {
                let covers = line.tariffs.iter().any(|tariff| tariff.number.starts_with(prefix));
                if covers && narrowest.is_none_or(|(held, _)| prefix.len() > held.len()) {
                    narrowest = Some((*prefix, row.treatment));
                }
            }
            MpfScope::OriginGroup(group) => {
                by_country |= line.origin.is_some_and(|origin| law.countries().in_group(group, origin, day));
            }
            MpfScope::ProgrammeCountries(spi) => {
                by_country |= line.origin.is_some_and(|origin| law.programs().lists(spi, origin));
            }
        }
    }
    narrowest.map_or(by_country, |(_, treatment)| treatment == FeeTreatment::Exempt)
}

/// The lines of a formal entry with what each owes; `None` for a line whose base a chapter 98 number changes.
fn due<'a>(case: &Case<'a>) -> Vec<(&'a EntryLine, Option<i128>)> {
    let Some(mpf) = case.mpf().filter(|_| kind(case) == Some(MpfKind::Formal)) else { return vec![] };
    let owed = |line: &EntryLine| {
        if is_exempt(case, line) {
            return Some(0);
        }
        let other_base = line.tariffs.iter().any(|tariff| tariff.number.chapter() == 98);
        times(line.entered_value, mpf.rate).filter(|_| !other_base).map(|fee| i128::from(fee.get()))
    };
    case.summary.lines.iter().map(|line| (line, owed(line))).collect()
}

fn exempt_line_charged(case: &Case<'_>, hits: &mut Hits) {
    let class = class(case, "class_mpf");
    for (line, _) in
        due(case).into_iter().filter(|(line, _)| is_exempt(case, line) && on_line(line, class) != 0)
    {
        hits.line(line, "fees", format!("{} is charged on an exempt line", shown(on_line(line, class))));
    }
}

fn line_not_charged(case: &Case<'_>, hits: &mut Hits) {
    let class = class(case, "class_mpf");
    for (line, owed) in due(case) {
        if let Some(owed) = owed.filter(|owed| *owed > 0 && on_line(line, class) == 0) {
            hits.line(line, "fees", format!("{} is due, none is charged", shown(owed)));
        }
    }
}

fn line_mismatch(case: &Case<'_>, hits: &mut Hits) {
    let class = class(case, "class_mpf");
    for (line, owed) in due(case) {
        let charged = on_line(line, class);
        if let Some(owed) = owed.filter(|owed| *owed > 0 && charged != 0 && charged != *owed) {
            hits.line(line, "fees", format!("{} is due, {} is charged", shown(owed), shown(charged)));
        }
    }
}

/// The header's fee against the sum of the lines: below the minimum, above the maximum, or between.
enum Against {
    Minimum(i128),
    Maximum(i128),
    Sum(i128),
}

/// What the header should show, when it shows something else. A header without any line fee is told by 717.
fn wrong_total(case: &Case<'_>) -> Option<Against> {
    let mpf = case.mpf().filter(|_| kind(case) == Some(MpfKind::Formal))?;
    let class = class(case, "class_mpf");
    let (sum, stated) = (on_lines(case, class), on_header(case, class));
    let (min, max) = (i128::from(mpf.min.get()), i128::from(mpf.max.get()));
    let against = match sum {
        0 => return None,
        _ if sum < min => Against::Minimum(min),
        _ if sum > max => Against::Maximum(max),
        _ => Against::Sum(sum),
    };
    let (Against::Minimum(right) | Against::Maximum(right) | Against::Sum(right)) = against;
    (stated != right).then_some(against)
}

fn stated(case: &Case<'_>) -> String {
    shown(on_header(case, class(case, "class_mpf")))
}

fn minimum(case: &Case<'_>, hits: &mut Hits) {
    if let Some(Against::Minimum(min)) = wrong_total(case) {
        hits.header(
            "totals.fees",
            format!("the minimum of {} is due, the total says {}", shown(min), stated(case)),
        );
    }
}

fn maximum(case: &Case<'_>, hits: &mut Hits) {
    if let Some(Against::Maximum(max)) = wrong_total(case) {
        hits.header(
            "totals.fees",
            format!("the maximum of {} is due, the total says {}", shown(max), stated(case)),
        );
    }
}

fn total_mismatch(case: &Case<'_>, hits: &mut Hits) {
    if let Some(Against::Sum(sum)) = wrong_total(case) {
        hits.header(
            "totals.fees",
            format!("the lines come to {}, the total says {}", shown(sum), stated(case)),
        );
    }
}

fn informal_missing(case: &Case<'_>, hits: &mut Hits) {
    let class = class(case, "class_mpf_informal");
    let owed =
        kind(case) == Some(MpfKind::Informal) && case.summary.lines.iter().any(|line| !is_exempt(case, line));
    if owed && on_header(case, class) == 0 {
        hits.header("totals.fees", format!("class {class} is missing"));
    }
}

/// A summary that travels by ABI is an automated one.
fn informal_mismatch(case: &Case<'_>, hits: &mut Hits) {
    let Some(mpf) = case.mpf().filter(|_| kind(case) == Some(MpfKind::Informal)) else { return };
    let charged = on_header(case, class(case, "class_mpf_informal"));
    if charged != 0 && charged != i128::from(mpf.informal_automated.get()) {
        hits.header(
            "totals.fees",
            format!("{} is due, {} is charged", mpf.informal_automated, shown(charged)),
        );
    }
}
