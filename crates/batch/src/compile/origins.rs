//! Origin sets: which headings an origin's country and memberships allow in an epoch, which programmes it may claim,
//! and whether it is under column 2.

use std::collections::{BTreeSet, HashMap};

use cocket_base::Date;
use cocket_base::ids::Country;
use cocket_tariff::measure::model::{Origins, Pack};

use super::epochs::Epochs;
use super::{CannotCompile, id, set};
use crate::image::{Section, Writer};
use crate::words::{COUNTRIES, country, country_of};

/// Classes of countries, and the set of each class in each epoch. A set holds headings and bans, then one bit for each
/// programme and one for column 2.
pub fn write(pack: &Pack, epochs: &Epochs, words: usize, writer: &mut Writer) -> Result<(), CannotCompile> {
    let named = named(pack);
    let distinct = Distinct::of(pack);
    let width = words + (pack.programmes.len() + 1).div_ceil(64);
    let mut sets: Vec<u64> = Vec::new();
    let mut ids: HashMap<Vec<u64>, u16> = HashMap::new();
    let mut at: Vec<u16> = Vec::new();
    // All countries that the law does not name share a class.
    let unnamed = (0..676).filter_map(country_of).find(|country| !named.contains(country));
    let mut class_of = vec![0u16; COUNTRIES as usize];
    for (class, origin) in unnamed.into_iter().chain(named).enumerate() {
        if unnamed != Some(origin)
            && let Some(place) = class_of.get_mut(usize::from(country(origin)))
        {
            *place = id(class, "classes of countries")?;
        }
        for date in epochs.dates() {
            let row = distinct.row(pack, origin, date, words, width);
            let next = ids.len();
            let set = match ids.get(&row) {
                Some(known) => *known,
                None => {
                    let set = id(next, "origin sets")?;
                    sets.extend(&row);
                    ids.insert(row, set);
                    set
                }
            };
            at.push(set);
        }
    }
    writer.put(Section::OriginClass, &class_of);
    writer.put(Section::OriginAt, &at);
    writer.put(Section::OriginWords, &sets);
    Ok(())
}

/// Countries that some group, heading, ban or programme names.
fn named(pack: &Pack) -> BTreeSet<Country> {
    let origins = all(pack);
    let listed = origins.flat_map(|origins| origins.countries.iter().chain(&origins.not_countries)).copied();
    listed
        .chain(pack.groups.iter().flat_map(|group| group.members.iter().map(|(member, _)| *member)))
        .collect()
}

/// What headings, bans and programmes say of origins, in the order of their bits.
fn all(pack: &Pack) -> impl Iterator<Item = &Origins> {
    let rules = pack.headings.iter().map(|heading| &heading.origins);
    let rules = rules.chain(pack.bans.iter().map(|ban| &ban.origins));
    rules.chain(pack.programmes.iter().map(|programme| &programme.origins))
}

/// The distinct conditions on origins, each with the bits that it decides.
struct Distinct<'p> {
    conditions: Vec<(&'p Origins, Vec<usize>)>,
    rules: usize,
}

impl<'p> Distinct<'p> {
    fn of(pack: &'p Pack) -> Distinct<'p> {
        let mut conditions: Vec<(&Origins, Vec<usize>)> = Vec::new();
        let mut places: HashMap<Spelled<'_>, usize> = HashMap::new();
        for (bit, origins) in all(pack).enumerate() {
            let spelled = (
                &*origins.countries,
                groups(&origins.groups),
                &*origins.not_countries,
                groups(&origins.not_groups),
            );
            let place = *places.entry(spelled).or_insert_with(|| {
                conditions.push((origins, Vec::new()));
                conditions.len() - 1
            });
            conditions[place].1.push(bit);
        }
        Distinct { conditions, rules: pack.headings.len() + pack.bans.len() }
    }

    fn row(&self, pack: &Pack, origin: Country, date: Date, words: usize, width: usize) -> Vec<u64> {
        let mut row = vec![0u64; width];
        let holding = self.conditions.iter().filter(|(origins, _)| origins.holds(origin, date, &pack.groups));
        for bit in holding.flat_map(|(_, bits)| bits) {
            match bit.checked_sub(self.rules) {
                None => set(&mut row, *bit),
                Some(programme) => {
                    let spans = pack.programmes.get(programme).map_or(&[][..], |p| p.spans.as_slice());
                    if spans.iter().any(|span| span.holds(date)) {
                        set(&mut row, words * 64 + programme);
                    }
                }
            }
        }
        let column2 = |group: &&cocket_tariff::measure::model::Group| &*group.id == "column-2";
        if pack.groups.iter().filter(column2).any(|group| group.holds(origin, date)) {
            set(&mut row, words * 64 + pack.programmes.len());
        }
        row
    }
}

/// A condition on origins that can be compared and hashed.
type Spelled<'p> = (&'p [Country], Vec<usize>, &'p [Country], Vec<usize>);

fn groups(ids: &[cocket_tariff::measure::model::GroupId]) -> Vec<usize> {
    ids.iter().map(|group| group.at()).collect()
}
