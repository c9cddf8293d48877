//! Provisions of chapter 98, and the part of the value that stays dutiable under them.

use super::*;

pub fn rules<'r>(line: &Line<'_>, rules: &'r [Chapter98]) -> Vec<&'r Chapter98> {
    let number = line.question.chapter98.as_ref().unwrap().hts;
    let live: Vec<&Chapter98> =
        rules.iter().filter(|rule| number.starts_with(&rule.prefix) && rule.window.holds(line.day)).collect();
    let longest = live.iter().map(|rule| rule.prefix.len()).max();
    live.into_iter()
        .filter(|rule| Some(rule.prefix.len()) == longest && rule.columns.contains(&line.column))
        .filter(|rule| {
            rule.when.as_ref().is_none_or(|when| truth(line, when, &mut false).unwrap_or(rule.presume))
        })
        .collect()
}

pub fn part(line: &Line<'_>, rule: &Chapter98) -> Dollars {
    let claimed = line.question.chapter98.as_ref().and_then(|claim| claim.value);
    let claimed = claimed.map_or(0, |value| Dollars::from_exact(value, Round::HalfUp).unwrap().get());
    match rule.base {
        Chapter98Base::Full => line.value,
        Chapter98Base::Claimed => Dollars::new(claimed),
        Chapter98Base::LessClaimed => Dollars::new(line.value.get() - claimed),
        Chapter98Base::Nothing | Chapter98Base::OwnRate => Dollars::ZERO,
    }
}

pub fn authority_value(line: &Line<'_>, heading: &Heading) -> Dollars {
    let Some(rule) = line.rule98 else { return line.value };
    let own = &line.pack.authorities[heading.authority.at()].chapter98;
    let own = rules(line, own).into_iter().find(|own| own.prefix.len() >= rule.prefix.len());
    part(line, own.unwrap_or(rule))
}
