//! Marking of goods of Canada and Mexico: the order of 19 CFR 102.11, with 102.17 (operations that never qualify).
//!
//! Left to a person: which material gives the good its essential character.

use cocket_base::ids::Country;
use cocket_base::{Need, Shaped};
use serde::{Deserialize, Serialize};

use super::proof::need;

/// The facts of the order, by paragraph.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Shaped)]
#[serde(deny_unknown_fields, default)]
pub struct Hierarchy {
    /// (a)(1): country in which it was wholly obtained or produced.
    pub wholly_obtained_in: Option<Country>,
    /// (a)(2): country in which it was made of domestic materials alone.
    pub domestic_materials_only_in: Option<Country>,
    /// (a)(3): country in which every foreign material made the change of section 102.20.
    pub shift_in: Option<Country>,
    /// (a)(3) was looked at and no country fulfils it.
    pub no_shift: bool,
    /// Only dilution, packing, or another operation of 102.17 made the change: it does not count.
    pub only_disqualified_operation: bool,
    /// The good is a set, a mixture or a composite good (General Rule 3).
    pub set_or_mixture: bool,
    /// (b)(1): country of the single material that gives it its essential character.
    pub essential_material_of: Option<Country>,
    /// (c): countries of the materials that merit equal consideration, when it is a set or mixture.
    pub equal_materials_of: Vec<Country>,
    /// (d)(1): made by minor processing alone.
    pub minor_processing: bool,
    /// (d)(2): made by simple assembly of parts of this one country.
    pub simple_assembly_of_parts_of: Option<Country>,
    /// (d)(3): country in which it last underwent production.
    pub last_production_in: Option<Country>,
}

/// The country to mark and the paragraph that names it.
pub(super) fn decide(facts: &Hierarchy) -> Result<(Country, String), Vec<Need>> {
    let found = |country: Country, paragraph: &str| {
        Ok((country, format!("marking: {country} by 19 CFR 102.11{paragraph}")))
    };
    if let Some(country) = facts.wholly_obtained_in {
        return found(country, "(a)(1)");
    }
    if let Some(country) = facts.domestic_materials_only_in {
        return found(country, "(a)(2)");
    }
    if let Some(country) = facts.shift_in.filter(|_| !facts.only_disqualified_operation) {
        return found(country, "(a)(3)");
    }
    let looked_at = facts.no_shift || facts.only_disqualified_operation;
    if !looked_at {
        let ask = "In which country does every foreign material make the change of 19 CFR 102.20? If in none, set no_shift";
        return Err(vec![need("part_102.shift_in", ask, "the country to mark")]);
    }
    if !facts.set_or_mixture
        && let Some(country) = facts.essential_material_of
    {
        return found(country, "(b)");
    }
    if facts.set_or_mixture
        && let [country] = facts.equal_materials_of[..]
    {
        return found(country, "(c)");
    }
    if facts.minor_processing
        && let [country] = facts.equal_materials_of[..]
    {
        return found(country, "(d)(1)");
    }
    if let Some(country) = facts.simple_assembly_of_parts_of {
        return found(country, "(d)(2)");
    }
    if let Some(country) = facts.last_production_in {
        return found(country, "(d)(3)");
    }
    let ask = "Which single material gives the good its essential character, and where was the good last worked on?";
    Err(vec![need("part_102.essential_material_of", ask, "the country to mark")])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn country(code: &str) -> Option<Country> {
        Some(code.parse().unwrap())
    }

    #[test]
    fn the_order_is_kept() {
        let all = Hierarchy {
            shift_in: country("MX"),
            essential_material_of: country("CN"),
            last_production_in: country("CA"),
            ..Hierarchy::default()
        };
        assert!(decide(&all).unwrap().1.contains("MX by 19 CFR 102.11(a)(3)"));
        let diluted = Hierarchy { only_disqualified_operation: true, ..all.clone() };
        assert!(decide(&diluted).unwrap().1.contains("CN by 19 CFR 102.11(b)"));
        let set = Hierarchy { set_or_mixture: true, ..diluted };
        assert!(decide(&set).unwrap().1.contains("CA by 19 CFR 102.11(d)(3)"));
    }

    #[test]
    fn a_shift_nobody_looked_at_is_asked_for() {
        let facts = Hierarchy { last_production_in: country("CA"), ..Hierarchy::default() };
        assert_eq!(decide(&facts).unwrap_err()[0].fact, "part_102.shift_in");
    }
}
