//! What the conditions of a line's headings are decided from.

use std::cell::Cell;

use cocket_base::Decimal;
use cocket_tariff::engine::Column;
use cocket_tariff::measure::expression::Given;
use cocket_tariff::measure::logic::Truth;

use crate::condition::{Known, Scene};
use crate::day::{Day, NONE};
use crate::rows::{COLUMNS, HeadingRow};
use crate::settle::{Case, bit};
use crate::tables::{Tables, at, stretch};
use crate::words::Word;

/// What conditions are decided from.
pub struct LineScene<'s, 'f> {
    pub tables: &'s Tables<'f>,
    pub case: &'s Case<'s>,
    tags: &'s [u64],
    /// A list that is not held and is supposed to hold the goods.
    assumed: Option<u16>,
    /// Set when a condition asked for a list that is not held.
    pub asked_unheld: Cell<bool>,
    /// Set when a share of the value was taken.
    pub shared: Cell<bool>,
}

impl<'s, 'f> LineScene<'s, 'f> {
    pub fn new(
        tables: &'s Tables<'f>,
        case: &'s Case<'s>,
        tags: &'s [u64],
        assumed: Option<u16>,
    ) -> LineScene<'s, 'f> {
        LineScene { tables, case, tags, assumed, asked_unheld: Cell::new(false), shared: Cell::new(false) }
    }

    fn list(&self, list: u16) -> Truth {
        let held = self.tables.lists_of(self.case.goods).binary_search(&list).is_ok();
        match held {
            true if self.assumed == Some(list) => Truth::True,
            true if at(self.tables.list_missing, usize::from(list)) == 1 => Truth::Unknown,
            held => held.into(),
        }
    }

    /// Whether the goods are on one of the heading's lists and on none of its exceptions.
    pub fn goods(&self, heading: &HeadingRow) -> Truth {
        let lists = |range: (u32, u32)| stretch(self.tables.refs, range.0, range.1).iter();
        let some = |range, truth| lists(range).any(|list| self.list(*list) == truth);
        let on = heading.lists.0 == heading.lists.1 || some(heading.lists, Truth::True);
        if some(heading.except, Truth::True) || !(on || some(heading.lists, Truth::Unknown)) {
            return Truth::False;
        }
        if on && !some(heading.except, Truth::Unknown) { Truth::True } else { Truth::Unknown }
    }
}

impl LineScene<'_, '_> {
    /// The list that is not held and on which it hangs whether the heading means the goods.
    pub fn hangs_on(&self, heading: &HeadingRow) -> Option<u16> {
        let lists = [heading.lists, heading.except];
        let mut lists = lists.into_iter().flat_map(|range| stretch(self.tables.refs, range.0, range.1));
        lists.find(|list| self.list(**list) == Truth::Unknown).copied()
    }
}

impl Scene for LineScene<'_, '_> {
    fn fact(&self, fact: u32) -> Known {
        self.case.profile.fact(fact)
    }

    fn given(&self, given: Given) -> Known {
        let Case { profile, vocabulary, dates, .. } = self.case;
        let day = |day: Day| if day == NONE { Known::Nothing } else { Known::Day(day) };
        match given {
            Given::EntryDate => Known::Day(self.case.entry),
            Given::ExportDate => day(dates.export),
            Given::LoadingDate => day(dates.loading),
            Given::PrivilegedDate => day(dates.privileged),
            Given::Origin => Known::Word(self.case.origin.into()),
            Given::ExportCountry => profile.export_country,
            Given::Column => {
                let [general, special, other] = vocabulary.columns;
                Known::Word(match COLUMNS.get(self.case.column) {
                    Some(Column::Special) => special,
                    Some(Column::Other) => other,
                    _ => general,
                })
            }
            Given::Spi => Known::Word(self.case.spi),
            Given::Mode => profile.mode,
            Given::ZoneStatus => profile.zone_status,
            Given::Chapter98 => Known::Word(vocabulary.none),
            Given::BaseAve => self.case.base.ave(self.case.dutiable).map_or(Known::Nothing, Known::Number),
        }
    }

    fn applies(&self, tag: u32) -> bool {
        bit(self.tags, tag)
    }

    fn confirmed(&self, heading: u32) -> Truth {
        self.case.profile.confirmed(heading)
    }

    fn on_list(&self, list: u32) -> Truth {
        let truth = u16::try_from(list).map_or(Truth::False, |list| self.list(list));
        if truth == Truth::Unknown {
            self.asked_unheld.set(true);
        }
        truth
    }

    fn unit_value(&self, unit: u32) -> Known {
        let wanted = self.case.vocabulary.units.get(unit as usize);
        let given = || self.case.quantities.iter().flatten();
        let quantity = wanted.and_then(|unit| {
            let same = given().find(|quantity| quantity.unit == *unit).map(|quantity| quantity.amount);
            same.or_else(|| given().find_map(|quantity| Some(quantity.to(*unit).ok()?.amount)))
        });
        let value = Decimal::from(self.case.dutiable);
        quantity.and_then(|quantity| value.checked_div(quantity)).map_or(Known::Nothing, Known::Number)
    }

    fn in_group(&self, word: Word, group: u32) -> bool {
        let country = self.case.vocabulary.country(word);
        country.is_some_and(|country| self.tables.in_group(country, group, self.case.law_day))
    }
}
