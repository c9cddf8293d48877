//! The change of tariff classification, material by material (for USMCA 19 USC 4531(c)(1)(B), annex 4-B).

use cocket_base::ids::TariffNumber;

use super::goods::Material;
use super::language::{Change, From};
use super::proof::{Proof, need};
use super::scope::{Inside, Scope};

/// Whether a foreign material makes the change that a rule asks. `group` is the goods that the rule is for.
pub(super) fn moves(change: &Change, good: TariffNumber, group: &Scope, material: &Material) -> Proof {
    let Some(number) = material.hts else {
        let question = format!("What is the tariff number of «{}»?", material.name);
        let open = need(format!("materials.{}.hts", material.name), question, "the change of classification");
        return Proof::waits(format!("«{}» has no tariff number", material.name), open);
    };
    let shown = format!("«{}» of {number}", material.name);
    match change.except.holds(number) {
        Inside::Yes => return Proof::fact(format!("{shown} is excepted: {}", change.except), false),
        Inside::Unknown => return more_digits(material, number, &shown),
        Inside::No => {}
    }
    let named = change.also.holds(number);
    if named == Inside::Yes {
        return Proof::fact(format!("{shown} comes from {}", change.also), true);
    }
    match (far(change.from, good, group, number), named) {
        (Inside::Yes, _) => Proof::fact(format!("{shown} {} {good}", moved(change.from)), true),
        (Inside::No, Inside::No) => Proof::fact(format!("{shown} {} {good}", stayed(change.from)), false),
        _ => more_digits(material, number, &shown),
    }
}

fn more_digits(material: &Material, number: TariffNumber, shown: &str) -> Proof {
    let question =
        format!("What is the full tariff number of «{}»? {number} is too short to tell", material.name);
    let open = need(format!("materials.{}.hts", material.name), question, "the change of classification");
    Proof::waits(format!("{shown} is too short to tell"), open)
}

fn moved(from: From) -> &'static str {
    match from {
        From::Chapter => "changes to another chapter:",
        From::Heading => "changes to another heading:",
        From::Subheading => "changes to another subheading:",
        From::Item => "changes to another item:",
        From::HeadingOutside | From::SubheadingOutside => "comes from outside the group of",
        From::Good => "changes into another good:",
        From::Named => "comes from a named number:",
    }
}

fn stayed(from: From) -> &'static str {
    match from {
        From::Chapter => "is classified in the chapter of",
        From::Heading => "is classified in the heading of",
        From::Subheading => "is classified in the subheading of",
        From::Item => "is classified in the item of",
        From::HeadingOutside | From::SubheadingOutside => "comes from within the group of",
        From::Good => "is the good",
        From::Named => "is none of the numbers that may change into",
    }
}

/// Whether the number is far enough from the good.
fn far(from: From, good: TariffNumber, group: &Scope, number: TariffNumber) -> Inside {
    match from {
        From::Good => Inside::Yes,
        From::Named => Inside::No,
        From::HeadingOutside | From::SubheadingOutside => match group.holds(number.prefix(from.digits())) {
            Inside::Yes => Inside::No,
            Inside::No => Inside::Yes,
            Inside::Unknown => Inside::Unknown,
        },
        From::Chapter | From::Heading | From::Subheading | From::Item => {
            let digits = from.digits().min(good.len()).min(number.len());
            if number.prefix(digits) != good.prefix(digits) {
                Inside::Yes
            } else if digits < from.digits() {
                Inside::Unknown
            } else {
                Inside::No
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::super::language::{Requirement, Rule};
    use super::*;

    fn holds(rule: &str, good: &str, group: &str, material: &str) -> Option<bool> {
        let rule = Rule::read(rule, &BTreeMap::new()).unwrap();
        let Requirement::Change(change) = &rule.alternatives[0].requirements[0] else { panic!("no change") };
        let material =
            Material { name: "m".into(), hts: Some(material.parse().unwrap()), ..Material::default() };
        moves(change, good.parse().unwrap(), &Scope::read(group).unwrap(), &material).holds
    }

    #[test]
    fn each_level_compares_its_digits() {
        assert_eq!(holds("any other chapter", "8471.30", "8471.30", "8534.00"), Some(true));
        assert_eq!(holds("any other chapter", "8471.30", "8471.30", "8473.30"), Some(false));
        assert_eq!(holds("any other heading", "8471.30", "8471.30", "8473.30"), Some(true));
        assert_eq!(holds("any other heading", "8471.30", "8471.30", "8471.50"), Some(false));
        assert_eq!(holds("any other subheading", "8471.30", "8471.30", "8471.50"), Some(true));
        assert_eq!(holds("any other good", "8471.30", "8471.30", "8471.30"), Some(true));
    }

    #[test]
    fn a_group_is_left_as_a_whole() {
        assert_eq!(holds("any heading outside the group", "7210.49", "7208-7216", "7209.16"), Some(false));
        assert_eq!(holds("any heading outside the group", "7210.49", "7208-7216", "7207.12"), Some(true));
    }

    #[test]
    fn exceptions_and_additions_outweigh_the_level() {
        assert_eq!(holds("any other heading except 8473", "8471.30", "8471", "8473.30"), Some(false));
        assert_eq!(holds("any other chapter + 9401.90", "9401.61", "9401", "9401.90"), Some(true));
        assert_eq!(holds("only 7304.49", "7304.41", "7304.41", "7208.10"), Some(false));
    }

    #[test]
    fn a_short_number_asks_for_more_digits() {
        assert_eq!(holds("any other subheading", "8471.30", "8471.30", "8471"), None);
        assert_eq!(holds("any other chapter except 5106.10", "6110.11", "61", "5106"), None);
        assert_eq!(holds("any other subheading", "8471.30", "8471.30", "8534"), Some(true));
    }
}
