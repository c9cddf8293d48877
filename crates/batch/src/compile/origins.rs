//! What an origin's country and memberships allow on a day: which headings, which programmes, and whether column 2.

use std::collections::HashMap;

use cocket_base::ids::Country;
use cocket_tariff::measure::AsOf;
use cocket_tariff::measure::model::{Origins, Pack};

use super::set;

/// What headings, bans and programmes say of origins, in the order of their bits.
pub fn all(pack: &Pack) -> impl Iterator<Item = &Origins> {
    let rules = pack.headings.iter().map(|heading| &heading.origins);
    let rules = rules.chain(pack.bans.iter().map(|ban| &ban.origins));
    rules.chain(pack.programmes.iter().map(|programme| &programme.origins))
}

/// The distinct conditions on origins, each with the bits that it decides.
pub struct Distinct<'p> {
    pack: &'p Pack,
    conditions: Vec<(&'p Origins, Vec<usize>)>,
    rules: usize,
}

impl<'p> Distinct<'p> {
    pub fn of(pack: &'p Pack) -> Distinct<'p> {
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
        Distinct { pack, conditions, rules: pack.headings.len() + pack.bans.len() }
    }

    /// What an origin is open to on a day.
    pub fn open(&self, origin: Country, as_of: AsOf, words: usize) -> Open {
        let date = as_of.day;
        let pack = self.pack;
        let mut open = Open {
            headings: vec![0; words],
            programmes: vec![0; pack.programmes.len().div_ceil(64)],
            column_2: false,
        };
        let holding = self.conditions.iter().filter(|(origins, _)| origins.holds(origin, date, &pack.groups));
        for bit in holding.flat_map(|(_, bits)| bits) {
            match bit.checked_sub(self.rules) {
                None => set(&mut open.headings, *bit),
                Some(programme) => {
                    if pack.programmes.get(programme).is_some_and(|programme| programme.in_force(as_of)) {
                        set(&mut open.programmes, programme);
                    }
                }
            }
        }
        let column2 = |group: &&cocket_tariff::measure::model::Group| &*group.id == "column-2";
        open.column_2 = pack.groups.iter().filter(column2).any(|group| group.holds(origin, date));
        open
    }
}

/// What an origin is open to on a day.
pub struct Open {
    /// Headings and bans.
    pub headings: Vec<u64>,
    pub programmes: Vec<u64>,
    pub column_2: bool,
}

/// A condition on origins that can be compared and hashed.
type Spelled<'p> = (&'p [Country], Vec<usize>, &'p [Country], Vec<usize>);

fn groups(ids: &[cocket_tariff::measure::model::GroupId]) -> Vec<usize> {
    ids.iter().map(|group| group.at()).collect()
}
