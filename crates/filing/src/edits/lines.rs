//! The lines' own data: count and numbers, origin, export, programme, weights, maker: records 40, 44 and 47.

use std::collections::BTreeSet;

use cocket_base::Decimal;
use cocket_base::ids::Country;
use cocket_law::ProgramCountries;

use super::Edit;
use super::case::{Case, Hits, Listing};
use crate::declaration::EntryLine;

/// The condition of a summary without lines.
pub(super) const NONE: &str = "400";

pub(super) const EDITS: &[Edit] = &[
    Edit::new(NONE, none),
    Edit::new("A08", too_many),
    Edit::new("402", number_missing),
    Edit::new("518", number_twice),
    Edit::new("407", origin_missing),
    Edit::new("408", origin_unknown),
    Edit::new("410", export_country_missing),
    Edit::new("411", export_country_unknown),
    Edit::new("412", export_country_us),
    Edit::new("418", export_date_missing),
    Edit::new("415", related_missing),
    Edit::new("416", program_unknown),
    Edit::new("605", program_not_yet),
    Edit::new("606", program_ended),
    Edit::new("608", program_not_for_origin),
    Edit::new("614", program_not_for_number),
    Edit::new("664", charges_missing),
    Edit::new("424", charges_unsendable),
    Edit::new("27J", charges_above_value),
    Edit::new("421", weight_unsendable),
    Edit::new("464", description_missing),
    Edit::new("483", maker_missing),
    Edit::new("534", canadian_maker_missing),
    Edit::new("523", maker_unknown),
    Edit::new("535", canadian_maker_without_province),
];

fn each<'a>(
    case: &'a Case<'_>,
    hits: &mut Hits,
    field: &str,
    fault: impl Fn(&'a EntryLine) -> Option<String>,
) {
    for line in &case.summary.lines {
        if let Some(text) = fault(line) {
            hits.line(line, field, text);
        }
    }
}

fn none(case: &Case<'_>, hits: &mut Hits) {
    if case.summary.lines.is_empty() {
        hits.header("lines", "there is no line");
    }
}

fn too_many(case: &Case<'_>, hits: &mut Hits) {
    let count = case.summary.lines.len();
    if !case.fits(Decimal::from(count), "lines_per_summary") {
        hits.header("lines", format!("{count} lines are too many"));
    }
}

/// The line identifier has three places.
fn number_missing(case: &Case<'_>, hits: &mut Hits) {
    each(case, hits, "number", |line| {
        (!(1..=999).contains(&line.number)).then(|| format!("{} cannot be a line number", line.number))
    });
}

fn number_twice(case: &Case<'_>, hits: &mut Hits) {
    let mut seen = BTreeSet::new();
    for line in case.summary.lines.iter().filter(|line| !seen.insert(line.number)) {
        hits.line(line, "number", format!("line {} stands there twice", line.number));
    }
}

fn origin_missing(case: &Case<'_>, hits: &mut Hits) {
    each(case, hits, "origin", |line| line.origin.is_none().then(|| "no country of origin is given".into()));
}

fn used_by_cbp(case: &Case<'_>, country: Country) -> bool {
    case.ctx.law.countries().get(country).is_some_and(|row| row.used_by_cbp)
}

fn origin_unknown(case: &Case<'_>, hits: &mut Hits) {
    each(case, hits, "origin", |line| {
        line.origin
            .filter(|country| !used_by_cbp(case, *country))
            .map(|country| format!("«{country}» is no country"))
    });
}

fn export_country_missing(case: &Case<'_>, hits: &mut Hits) {
    if case.must("40 country of export") {
        each(case, hits, "export_country", |line| {
            case.export_country(line).is_none().then(|| "no country of exportation is given".into())
        });
    }
}

fn export_country_unknown(case: &Case<'_>, hits: &mut Hits) {
    each(case, hits, "export_country", |line| {
        let unknown = case.export_country(line).filter(|country| !used_by_cbp(case, *country));
        unknown.map(|country| format!("«{country}» is no country"))
    });
}

fn export_country_us(case: &Case<'_>, hits: &mut Hits) {
    each(case, hits, "export_country", |line| {
        (case.export_country(line) == Some(Country::US)).then(|| "exported from the United States".into())
    });
}

fn export_date_missing(case: &Case<'_>, hits: &mut Hits) {
    if case.must("40 export date") {
        each(case, hits, "export_date", |line| {
            case.export_date(line).is_none().then(|| "no date of exportation is given".into())
        });
    }
}

fn related_missing(case: &Case<'_>, hits: &mut Hits) {
    if case.must("40 related party") {
        each(case, hits, "related", |line| {
            line.related.is_none().then(|| "related or not is not said".into())
        });
    }
}

fn program_unknown(case: &Case<'_>, hits: &mut Hits) {
    let programs = case.ctx.law.programs();
    each(case, hits, "spi", |line| {
        let spi = line.spi.as_deref()?;
        (!programs.contains(spi)).then(|| format!("«{spi}» is no programme"))
    });
}

/// A programme's rows, when none of them holds on the entry date: its first and last day.
fn outside(
    case: &Case<'_>,
    line: &EntryLine,
) -> Option<(Option<cocket_base::Date>, Option<cocket_base::Date>)> {
    let programs = case.ctx.law.programs();
    let spi = line.spi.as_deref().filter(|spi| programs.contains(spi))?;
    if programs.program(spi, case.day(), case.ctx.known).is_ok() {
        return None;
    }
    let windows = || programs.history(spi).iter().map(|row| row.in_force());
    Some((
        windows().filter_map(|window| window.from).min(),
        windows().filter_map(|window| window.until).max(),
    ))
}

fn program_not_yet(case: &Case<'_>, hits: &mut Hits) {
    each(case, hits, "spi", |line| {
        let (first, _) = outside(case, line)?;
        let first = first.filter(|first| *first > case.day())?;
        Some(format!("programme {} begins on {first}", line.spi.as_deref()?))
    });
}

fn program_ended(case: &Case<'_>, hits: &mut Hits) {
    each(case, hits, "spi", |line| {
        let (first, last) = outside(case, line)?;
        let begun = first.is_none_or(|first| first <= case.day());
        let ended = last.map_or_else(|| "has ended".into(), |last| format!("ended on {last}"));
        begun.then(|| format!("programme {} {ended}", line.spi.as_deref().unwrap_or_default()))
    });
}

fn program_not_for_origin(case: &Case<'_>, hits: &mut Hits) {
    let law = case.ctx.law;
    each(case, hits, "spi", |line| {
        let (spi, origin) = (line.spi.as_deref()?, line.origin?);
        let program = law.programs().program(spi, case.day(), case.ctx.known).ok()?;
        let column2 = law.countries().is_column2(origin, case.day());
        let fits = match program.countries {
            ProgramCountries::AnyColumn1 => !column2,
            _ => law.programs().covers(spi, origin) != Some(false),
        };
        (!fits).then(|| format!("programme {spi} does not take goods of {origin}"))
    });
}

fn program_not_for_number(case: &Case<'_>, hits: &mut Hits) {
    each(case, hits, "spi", |line| {
        let (spi, article) = (line.spi.as_deref()?, line.article()?);
        match case.ctx.schedule.listing(article.number, case.day()) {
            Listing::Active { programs: Some(programs), .. }
                if !programs.iter().any(|printed| printed == spi) =>
            {
                Some(format!("{} prints no rate for {spi}", article.number))
            }
            _ => None,
        }
    });
}

fn charges_missing(case: &Case<'_>, hits: &mut Hits) {
    if case.mode.is_some_and(|mode| mode.charges) {
        each(case, hits, "charges", |line| line.charges.is_none().then(|| "no charges are stated".into()));
    }
}

fn charges_unsendable(case: &Case<'_>, hits: &mut Hits) {
    each(case, hits, "charges", |line| {
        let charges = line.charges.filter(|charges| !case.fits(charges.as_decimal(), "ten_digits"))?;
        Some(format!("charges of {charges} dollars"))
    });
}

fn charges_above_value(case: &Case<'_>, hits: &mut Hits) {
    each(case, hits, "charges", |line| {
        let charges = line.charges.filter(|charges| *charges > line.entered_value)?;
        Some(format!("charges of {charges} on a value of {}", line.entered_value))
    });
}

fn weight_unsendable(case: &Case<'_>, hits: &mut Hits) {
    each(case, hits, "gross_weight_kg", |line| {
        let weight =
            line.gross_weight_kg.filter(|weight| !case.fits(Decimal::from(*weight), "ten_digits"))?;
        Some(format!("a gross weight of {weight} kg"))
    });
}

fn description_missing(case: &Case<'_>, hits: &mut Hits) {
    each(case, hits, "description", |line| {
        line.description.trim().is_empty().then(|| "the goods are not described".into())
    });
}

fn maker_missing(case: &Case<'_>, hits: &mut Hits) {
    if case.must("47 manufacturer M") {
        each(case, hits, "manufacturer", |line| {
            line.manufacturer.is_none().then(|| "no manufacturer's code is given".into())
        });
    }
}

fn canadian_maker_missing(case: &Case<'_>, hits: &mut Hits) {
    if !case.must("47 manufacturer M") {
        each(case, hits, "manufacturer", |line| {
            let missing = line.origin == Some(Country::CA) && line.manufacturer.is_none();
            missing.then(|| "goods of Canada without a manufacturer's code".into())
        });
    }
}

fn is_province(case: &Case<'_>, prefix: &str) -> bool {
    case.ctx.law.codes("province_mid_codes").is_some_and(|provinces| provinces.contains(prefix))
}

fn maker_unknown(case: &Case<'_>, hits: &mut Hits) {
    each(case, hits, "manufacturer", |line| {
        let maker = line.manufacturer.as_ref()?;
        let prefix = maker.as_str().get(..2)?;
        let known =
            is_province(case, prefix) || maker.country().is_some_and(|country| used_by_cbp(case, country));
        (!known).then(|| format!("«{prefix}» of {maker} is no country"))
    });
}

fn canadian_maker_without_province(case: &Case<'_>, hits: &mut Hits) {
    each(case, hits, "manufacturer", |line| {
        let maker = line.manufacturer.as_ref().filter(|_| line.origin == Some(Country::CA))?;
        let prefix = maker.as_str().get(..2)?;
        (!is_province(case, prefix)).then(|| format!("{maker} does not begin with a province"))
    });
}
