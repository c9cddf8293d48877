//! Country sets: which headings are open to an origin and have a rate in its column, for each class of countries in each
//! epoch. Countries of which the law says the same share a class, and equal sets are written once.

use std::collections::{BTreeSet, HashMap};

use cocket_base::Date;
use cocket_base::ids::Country;
use cocket_tariff::engine::Column;
use cocket_tariff::measure::AsOf;
use cocket_tariff::measure::model::Pack;

use super::epochs::Epochs;
use super::origins::{Distinct, all};
use super::{CannotCompile, id, live, summary};
use crate::image::{Section, Writer};
use crate::rows::{COLUMN_2, NO_COUNTRY, column_at};
use crate::words::{COUNTRIES, country, country_of};

/// Writes classes, their sets and the programmes that they may claim.
pub fn write(
    pack: &Pack,
    is_country: impl Fn(&Country) -> bool,
    known: Option<Date>,
    epochs: &Epochs,
    words: usize,
    writer: &mut Writer,
) -> Result<(), CannotCompile> {
    let live: Vec<[Vec<u64>; 3]> = epochs.dates().map(|date| live::rows(pack, date, known, words)).collect();
    let named = named(pack);
    let distinct = Distinct::of(pack);
    let mut sets = Sets::default();
    let (mut own, mut special, mut programmes) = (Vec::new(), Vec::new(), Vec::new());
    // All codes that are no country share a class, and so do all countries that the law does not name.
    let codes = || (0..676).filter_map(country_of);
    let none = codes().find(|code| !is_country(code));
    let unnamed = codes().find(|code| is_country(code) && !named.contains(code));
    let mut class_of = vec![0u16; COUNTRIES as usize];
    let classes =
        none.into_iter().chain(unnamed).chain(named.iter().copied().filter(|code| is_country(code)));
    for (class, origin) in classes.enumerate() {
        let members: Vec<Country> = match origin {
            code if none == Some(code) => codes().filter(|code| !is_country(code)).collect(),
            code if unnamed == Some(code) => {
                codes().filter(|code| is_country(code) && !named.contains(code)).collect()
            }
            code => vec![code],
        };
        for member in members {
            if let Some(place) = class_of.get_mut(usize::from(country(member))) {
                *place = id(class, "classes of countries")?;
            }
        }
        let flag = if none == Some(origin) { NO_COUNTRY } else { 0 };
        for (date, live) in epochs.dates().zip(&live) {
            let open = distinct.open(origin, AsOf { day: date, known }, words);
            let column = if open.column_2 { Column::Other } else { Column::General };
            let [in_own, in_special] = [column, Column::Special].map(|column| {
                let live = live.get(column_at(column)).into_iter().flatten();
                open.headings.iter().zip(live).map(|(open, live)| open & live).collect::<Vec<u64>>()
            });
            own.push(sets.number(in_own)? | flag | if open.column_2 { COLUMN_2 } else { 0 });
            special.push(sets.number(in_special)?);
            programmes.extend(open.programmes);
        }
    }
    writer.put(Section::OriginClass, &class_of);
    writer.put(Section::CountryOf, &own);
    writer.put(Section::SpecialOf, &special);
    writer.put(Section::CountryAt, &sets.starts);
    writer.put(Section::CountryWords, &sets.words);
    writer.put(Section::ProgrammeWords, &programmes);
    Ok(())
}

/// Sets that are written once.
#[derive(Default)]
struct Sets {
    words: Vec<u64>,
    starts: Vec<u32>,
    numbers: HashMap<Vec<u64>, u16>,
}

impl Sets {
    /// The number of a set.
    fn number(&mut self, row: Vec<u64>) -> Result<u16, CannotCompile> {
        if let Some(known) = self.numbers.get(&row) {
            return Ok(*known);
        }
        let number = u16::try_from(self.starts.len()).ok().filter(|number| *number < NO_COUNTRY);
        let limit = usize::from(NO_COUNTRY);
        let number = number.ok_or(CannotCompile::TooMany { what: "country sets", limit })?;
        self.starts.push(id(self.words.len(), "words of country sets")?);
        self.words.push(summary(&row));
        self.words.extend(row.iter().filter(|word| **word != 0));
        self.numbers.insert(row, number);
        Ok(number)
    }
}

/// Countries that some group, heading, ban or programme names.
fn named(pack: &Pack) -> BTreeSet<Country> {
    let origins = all(pack);
    let listed = origins.flat_map(|origins| origins.countries.iter().chain(&origins.not_countries)).copied();
    listed
        .chain(pack.groups.iter().flat_map(|group| group.members.iter().map(|(member, _)| *member)))
        .collect()
}
