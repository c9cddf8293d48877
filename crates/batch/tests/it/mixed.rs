//! Mixed lines: numbers uniformly from the schedules, all origins, days of 2018 to 2026, facts present and absent.
//! Benchmarks use the same ones.

use cocket_base::ids::{Country, TariffNumber};
use cocket_base::{Date, Decimal, Figure, Quantity, Unit};
use cocket_batch::{Compiled, Line, Lines, Profile, Profiles, date_of, day_number};
use cocket_tariff::engine::{CaseClaim, Chapter98Claim, FactValue, Facts, Tariff};
use cocket_tariff::measure::logic::Kind;

/// A small generator of numbers that look random: the same seed gives the same lines everywhere.
pub struct Dice(pub u64);

impl Dice {
    pub fn roll(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ self.0 >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ mixed >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ mixed >> 31
    }

    pub fn below(&mut self, limit: usize) -> usize {
        usize::try_from(self.roll() % limit.max(1) as u64).unwrap_or(0)
    }

    pub fn one_in(&mut self, many: usize) -> bool {
        self.below(many) == 0
    }

    pub fn pick<'a, T>(&mut self, items: &'a [T]) -> &'a T {
        &items[self.below(items.len())]
    }
}

/// What mixed lines are drawn from.
pub struct Source {
    pub numbers: Vec<TariffNumber>,
    pub origins: Vec<Country>,
    units: Vec<Unit>,
    facts: Vec<(String, Kind)>,
    headings: Vec<TariffNumber>,
    pub programmes: Vec<String>,
}

impl Source {
    pub fn of(tariff: &Tariff) -> Source {
        let pack = &tariff.measures;
        let lines = tariff.schedules.held().iter().flat_map(|schedule| schedule.lines());
        let numbers = lines.map(|line| line.number()).filter(|n| n.len() == 10 && n.chapter() <= 97);
        let mut numbers: Vec<TariffNumber> = numbers.collect();
        numbers.sort_unstable();
        numbers.dedup();
        let mut origins: Vec<Country> =
            pack.groups.iter().flat_map(|group| group.members.iter().map(|(country, _)| *country)).collect();
        origins.extend(pack.headings.iter().flat_map(|heading| heading.origins.countries.iter().copied()));
        let common =
            ["CN", "MX", "CA", "DE", "JP", "VN", "IN", "BR", "GB", "RU", "KR", "CH", "NG", "US", "ZW"];
        origins.extend(common.iter().map(|code| code.parse::<Country>().unwrap()));
        origins.sort_unstable();
        origins.dedup();
        Source {
            numbers,
            origins,
            units: ["kg", "No.", "doz.", "prs.", "m2", "liters", "t"]
                .iter()
                .map(|u| u.parse().unwrap())
                .collect(),
            facts: pack.facts.iter().map(|fact| (fact.name.to_string(), fact.kind)).collect(),
            headings: pack.headings.iter().map(|heading| heading.number).collect(),
            programmes: pack.programmes.iter().map(|programme| programme.spi.to_string()).collect(),
        }
    }

    pub fn line(&self, dice: &mut Dice) -> Line {
        let first = day_number("2018-01-01".parse().unwrap());
        let day = |dice: &mut Dice| date_of(first + i32::try_from(dice.below(3287)).unwrap()).unwrap();
        let value = match dice.below(8) {
            0 => dice.below(40),
            1 => dice.below(100_000_000),
            _ => dice.below(100_000),
        };
        let value = i64::try_from(value).unwrap();
        Line::new(*dice.pick(&self.numbers), *dice.pick(&self.origins), day(dice), value)
    }

    /// A line with more: other numbers, quantities, dates near the day of entry.
    pub fn odd_line(&self, dice: &mut Dice) -> Line {
        let mut line = self.line(dice);
        if dice.one_in(8) {
            line.number = line.number.prefix(8);
        } else if dice.one_in(8) {
            line.number =
                format!("{}{:02}", line.number.prefix(8).compact(), dice.below(100)).parse().unwrap();
        }
        for quantity in &mut line.quantities {
            if dice.one_in(3) {
                let amount = Decimal::new(i64::try_from(dice.below(9_000_000)).unwrap(), 3);
                *quantity = Some(Quantity::new(amount, *dice.pick(&self.units)));
            }
        }
        let near = |dice: &mut Dice| -> Option<Date> {
            let back = i32::try_from(dice.below(120)).unwrap();
            dice.one_in(3).then(|| date_of(day_number(line.entry_date) - back)).flatten()
        };
        line.export_date = near(dice);
        line.loading_date = near(dice);
        if dice.one_in(6) {
            line.privileged_date = near(dice);
        }
        line
    }

    pub fn facts(&self, dice: &mut Dice, most: usize) -> Facts {
        let mut facts = Facts::default();
        for _ in 0..dice.below(most + 1) {
            let (name, kind) = dice.pick(&self.facts).clone();
            let value = match kind {
                Kind::Flag => FactValue::Flag(dice.one_in(2)),
                Kind::Number => {
                    let scale = u32::try_from(dice.below(3)).unwrap();
                    let most = 101 * 10usize.pow(scale);
                    FactValue::Number(Figure(Decimal::new(i64::try_from(dice.below(most)).unwrap(), scale)))
                }
                Kind::Date => FactValue::Text("2025-06-01".into()),
                Kind::Word => FactValue::Text(dice.pick(&["US", "CN", "RU", "GB", "CA", "JP"]).to_string()),
            };
            facts.named.insert(name, value);
        }
        for _ in 0..dice.below(most + 1) {
            let number = *dice.pick(&self.headings);
            if dice.one_in(4) { &mut facts.decline } else { &mut facts.confirm }.push(number);
        }
        facts
    }

    /// A profile with facts; now and then with a claim, a mode and what else there is.
    pub fn profile(&self, dice: &mut Dice) -> Profile {
        let mut profile = Profile { facts: self.facts(dice, 4), ..Profile::default() };
        if dice.one_in(3) {
            profile.spi = Some(dice.pick(&self.programmes).clone());
        }
        if dice.one_in(2) {
            profile.mode = Some(dice.pick(&["vessel", "air", "truck", "Rail"]).to_string());
        }
        if dice.one_in(8) {
            profile.export_country = Some(*dice.pick(&self.origins));
        }
        if dice.one_in(10) {
            let status = ["privileged", "non-privileged", "domestic", "Privileged foreign"];
            profile.ftz_status = Some(dice.pick(&status).to_string());
        }
        if dice.one_in(20) {
            let number = dice.pick(&["9801001012", "9802004040", "9802008068", "9817009600"]);
            let value = dice.one_in(2).then(|| Decimal::from(500));
            profile.chapter98 = Some(Chapter98Claim { hts: number.parse().unwrap(), value });
        }
        if dice.one_in(20) {
            let rate = Decimal::new(125, 1);
            profile.adcvd = vec![CaseClaim { case: "A570000".into(), rate, basis: "value".into() }];
        }
        profile
    }

    /// Mixed lines, a third of them with one of `count` profiles.
    pub fn many(
        &self,
        dice: &mut Dice,
        compiled: &Compiled<'_>,
        lines: usize,
        count: usize,
    ) -> (Profiles, Lines) {
        let mut profiles = Profiles::new(compiled);
        for _ in 0..count {
            let facts = self.facts(dice, 3);
            profiles.add(compiled, Profile { facts, ..Profile::default() });
        }
        let mut mixed = Lines::new();
        for _ in 0..lines {
            let mut line = self.line(dice);
            if dice.one_in(3) {
                line.profile = u32::try_from(1 + dice.below(count)).unwrap();
                line.quantities[0] =
                    Some(Quantity::new(Decimal::from(dice.below(5000)), *dice.pick(&self.units)));
            }
            mixed.push(&line);
        }
        (profiles, mixed)
    }
}
