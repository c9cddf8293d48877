//! Manufacturer codes from name and address.

use cocket_base::ids::{Country, Mid};
use cocket_base::{Finding, Place};
use cocket_law::Pack;

use super::{IdResult, TEXT_LIMIT, decided, invalid, warned};

/// 19 CFR part 102, appendix.
pub(super) fn mid(
    pack: &Pack,
    [name, address, city, country]: [&String; 4],
    province: Option<&str>,
    declared: Option<&str>,
) -> IdResult {
    for (field, text) in [("name", name), ("address", address), ("city", city), ("country", country)] {
        if text.len() > TEXT_LIMIT {
            return invalid(field, format!("the {field} is longer than {TEXT_LIMIT} bytes"), "shorten it");
        }
    }
    let Some(country) = pack.countries().find(country) else {
        let text = format!("«{country}» names no country");
        return invalid("country", text, "give two letters, as in CN");
    };
    let place = match (country == Country::CA, province) {
        (false, _) => country.to_string(),
        (true, Some(province)) => match canadian_province(pack, province) {
            Some(code) => code,
            None => {
                return invalid(
                    "province",
                    format!("«{province}» is no province of Canada"),
                    "give the postal abbreviation, as in ON",
                );
            }
        },
        (true, None) => {
            return invalid(
                "province",
                "a Canadian manufacturer is named by its province",
                "give the province, as in ON",
            );
        }
    };
    match Mid::derive(unique_part(pack, name, country), address, city, &place) {
        Ok(mid) => compared(mid.as_str(), declared),
        Err(error) => invalid("name", error, "give name and city in letters"),
    }
}

/// The code that stands for a province in a manufacturer code (code table `province_mid_codes`).
fn canadian_province(pack: &Pack, province: &str) -> Option<String> {
    let wanted = province.trim();
    let table = pack.codes("province_mid_codes")?;
    let names = |row: &&cocket_law::CodeRow| {
        row.code.eq_ignore_ascii_case(wanted)
            || row.label.eq_ignore_ascii_case(wanted)
            || row
                .column("postal")
                .is_some_and(|postal| !postal.is_empty() && postal.eq_ignore_ascii_case(wanted))
    };
    table.iter().find(names).map(|row| row.code.to_string())
}

/// The part of the name that tells the company from others: words that begin many names of a country are left out (code
/// table `mid_name_prefixes`).
fn unique_part<'n>(pack: &Pack, name: &'n str, country: Country) -> &'n str {
    let name = name.trim();
    let Some(table) = pack.codes("mid_name_prefixes") else { return name };
    let of_country = table.iter().filter(|row| row.column("country") == Some(country.as_str()));
    let rest = of_country.filter_map(|row| {
        let words = row.label.as_bytes();
        let begins =
            name.as_bytes().get(..words.len()).is_some_and(|start| start.eq_ignore_ascii_case(words));
        let rest = name.get(words.len()..)?;
        (begins && rest.starts_with([' ', '.'])).then(|| rest.trim_start_matches(['.', ' ']))
    });
    rest.min_by_key(|rest| rest.len()).filter(|rest| !rest.is_empty()).unwrap_or(name)
}

/// A code on the papers that differs is told: one factory may have several codes, and none is changed silently.
fn compared(derived: &str, declared: Option<&str>) -> IdResult {
    let result = decided(derived);
    match declared.map(|code| code.trim().to_ascii_uppercase()).filter(|code| code != derived) {
        Some(code) => {
            let shown: String = code.chars().take(20).collect();
            let text = format!("the papers give {shown}; name and address give {derived}");
            let finding = Finding::warn("MID_DIFFERS", Place::field("declared"), text);
            warned(result, finding.with_remedy("ask the manufacturer which of its codes is meant"))
        }
        None => result,
    }
}
