//! Epochs: the stretches of days on which nothing changes anywhere in the law.

use cocket_base::{Date, Window};
use cocket_tariff::engine::Tariff;
use cocket_tariff::measure::model::DateKind;

use super::{CannotCompile, id};
use crate::day::{self, Day, NONE, OPEN};
use crate::image::{Section, Writer};

/// First days of the epochs, in order; the first begins before all days.
#[derive(Debug)]
pub struct Epochs {
    days: Vec<Day>,
}

impl Epochs {
    /// Every day on which a schedule, a list, a heading, a membership, a programme or a ban begins or has just ended.
    pub fn of(tariff: &Tariff) -> Result<Epochs, CannotCompile> {
        let pack = &tariff.measures;
        let mut days = vec![NONE];
        days.extend(tariff.schedules.held().iter().map(|schedule| day::number(schedule.revision().from)));
        let entry = |by| matches!(by, DateKind::Entry);
        let rows = pack.headings.iter().flat_map(|heading| &heading.rates).filter(|row| entry(row.by));
        let windows = pack
            .lists
            .all()
            .iter()
            .flat_map(|list| list.rows.iter().map(|row| row.window))
            .chain(rows.map(|row| row.window))
            .chain(pack.groups.iter().flat_map(|group| group.members.iter().map(|(_, window)| *window)))
            .chain(
                pack.programmes.iter().flat_map(|programme| programme.spans.iter().map(|span| span.window)),
            )
            .chain(pack.bans.iter().map(|ban| ban.window));
        windows.for_each(|window| days.extend(edges(window)));
        // A condition that compares the day of entry with another day changes its mind on that day or the one after.
        let whens = pack.headings.iter().filter_map(|heading| heading.when.as_ref());
        for when in whens.chain(pack.bans.iter().filter_map(|ban| ban.when.as_ref())) {
            when.walk(&mut |part| {
                days.extend(part.date().map(day::number).into_iter().flat_map(|day| [day, day + 1]));
            });
        }
        days.sort_unstable();
        days.dedup();
        id::<u16>(days.len(), "epochs")?;
        Ok(Epochs { days })
    }

    /// A date inside each epoch: its first day, and for the first epoch one before all others.
    pub fn dates(&self) -> impl Iterator<Item = Date> {
        let first = self.days.get(1).map_or(0, |day| day - 1);
        self.days.iter().map(move |day| day::date((*day).max(first)).unwrap_or(Date::MIN))
    }

    /// The epoch that begins on a day, or holds it.
    pub fn at(&self, day: Day) -> u16 {
        u16::try_from(self.days.partition_point(|first| *first <= day).saturating_sub(1)).unwrap_or(u16::MAX)
    }

    pub fn write(&self, writer: &mut Writer) {
        writer.put(Section::EpochDays, &self.days);
    }
}

/// The first day of a window and the one after its last.
pub fn edges(window: Window) -> impl Iterator<Item = Day> {
    let (from, until) = day::window(window);
    let after = if until == OPEN { NONE } else { until + 1 };
    [from, after].into_iter().filter(|day| *day != NONE)
}
