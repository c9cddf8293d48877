//! A compiled tariff: the tables of a file, checked, with what is made of them once when it is opened.

use std::sync::OnceLock;

use cocket_base::Unit;
use cocket_tariff::rate::{Basis, RateExpr};

use crate::asks::Asks;
use crate::day::Day;
use crate::image::{BadFile, Image};
use crate::index::{self, Numbers, Place};
use crate::lines::Quantities;
use crate::tables::{Tables, at};

/// A compiled tariff, ready to rate lines.
#[derive(Clone, Debug)]
pub struct Compiled<'f> {
    pub(crate) tables: Tables<'f>,
    epochs: Epochs,
    known: Option<Day>,
    digest: [u64; 4],
    /// What headings ask for beyond their set.
    pub(crate) asks: Asks,
    /// Rates that are worked out from their text, each read once.
    rates_read: Vec<OnceLock<Option<ReadRate>>>,
}

impl<'f> Compiled<'f> {
    /// Opens a compiled file that lies in memory, mapped or read. The bytes must begin at a multiple of eight.
    ///
    /// # Errors
    /// [`BadFile`] when it is no such file, of another form, cut short, changed, or wrong in itself.
    pub fn read(bytes: &'f [u8]) -> Result<Compiled<'f>, BadFile> {
        let image = Image::read(bytes)?;
        let tables = Tables::of(&image)?;
        crate::check::check(&tables)?;
        let known =
            image.known().map(|day| Day::try_from(day).map_err(|_| BadFile::damaged("its day of knowledge")));
        Ok(Compiled {
            epochs: Epochs::of(tables.epoch_days)?,
            tables,
            known: known.transpose()?,
            digest: image.digest(),
            asks: Asks::of(&tables),
            rates_read: tables.rates.iter().map(|_| OnceLock::new()).collect(),
        })
    }

    /// The day of knowledge it was compiled for; `None` where everything known was taken.
    pub fn known(&self) -> Option<Day> {
        self.known
    }

    /// The digest of its sources, as given to [`crate::compile`].
    pub fn digest(&self) -> [u64; 4] {
        self.digest
    }

    /// A rate from its text.
    pub(crate) fn rate_read(&self, rate: u16) -> Option<&ReadRate> {
        let place = usize::from(rate);
        let read = || ReadRate::of(Tables::text(self.tables.rate_text_at, self.tables.rate_text, place));
        self.rates_read.get(place)?.get_or_init(read).as_ref()
    }

    /// The epoch of a day.
    #[inline]
    pub(crate) fn epoch(&self, day: Day) -> u16 {
        self.epochs.on(day)
    }

    /// Where the runs of a number lie that is not among those of ten digits: its own of eight digits, or those of the rest
    /// under its eight digits; nowhere for one that no schedule or list knows and no eight digits answer for.
    #[cold]
    pub(crate) fn shorter(&self, bits: u64) -> Place {
        let numbers = Numbers::of_other_keys(&self.tables);
        let find = |key| numbers.find(key, numbers.seeded(key));
        // Headings and subheadings carry no rate; their zeros must not be taken for those of a line.
        let line = matches!(bits & 15, 8 | 10);
        find(bits).or_else(|| find(index::rest_of(bits)).filter(|_| line)).unwrap_or_default()
    }
}

/// A rate read from its text.
#[derive(Clone, Debug)]
pub(crate) struct ReadRate {
    pub rate: RateExpr,
    /// Units that quantities must be given in, or convert to; `None` of a rate that asks for more than value and quantities.
    pub units: Option<Vec<Unit>>,
}

impl ReadRate {
    fn of(text: &str) -> Option<ReadRate> {
        let rate = RateExpr::parse(text).ok()?;
        let mut units = Vec::new();
        let units = gather_units(&rate, &mut units).then_some(units);
        Some(ReadRate { rate, units })
    }

    /// Whether quantities are all that the rate asks for beside the value.
    pub fn is_answered_by(&self, quantities: &Quantities) -> bool {
        let given = |unit: &Unit| quantities.iter().flatten().any(|given| given.unit.converts_to(*unit));
        self.units.as_ref().is_some_and(|units| units.iter().all(given))
    }
}

/// Gathers the units that a rate asks for; false when it asks for a fact that is no quantity of the line.
fn gather_units(rate: &RateExpr, units: &mut Vec<Unit>) -> bool {
    match rate {
        RateExpr::Free(_) | RateExpr::NoAdditionalDuty => true,
        RateExpr::AdValorem { of, .. } => of.is_line_value(),
        RateExpr::Specific { unit, of, .. } => {
            let unit = if *of == Basis::Article { Some(*unit) } else { of.reporting_unit() };
            units.extend(unit);
            unit.is_some()
        }
        RateExpr::Sum(terms) => terms.iter().all(|term| gather_units(term, units)),
        _ => false,
    }
}

/// The epoch of every day.
#[derive(Clone, Debug)]
struct Epochs {
    /// The day before the first change, and the last change …
    days: (Day, Day),
    /// … and the epoch of each day from the one to the other.
    of_day: Vec<u16>,
}

impl Epochs {
    /// From the first day of each epoch; that of the first is not asked for.
    fn of(firsts: &[Day]) -> Result<Epochs, BadFile> {
        /// Days of two centuries; the law changes within them.
        const LONGEST: i64 = 80_000;
        let changes = firsts.get(1..).unwrap_or_default();
        let (Some(first), Some(last)) = (changes.first(), changes.last()) else {
            return Ok(Epochs { days: (0, 0), of_day: vec![0] });
        };
        let length = i64::from(*last) - i64::from(*first) + 2;
        let length = usize::try_from(length).ok().filter(|_| length <= LONGEST);
        let (Some(length), Some(before)) = (length, first.checked_sub(1)) else {
            return Err(BadFile::damaged("its epochs"));
        };
        let mut of_day = Vec::with_capacity(length);
        of_day.push(0);
        for (pair, epoch) in changes.windows(2).zip(1u16..) {
            if let &[from, until] = pair {
                of_day.extend((from..until).map(|_| epoch));
            }
        }
        of_day.push(u16::try_from(changes.len()).unwrap_or(u16::MAX));
        Ok(Epochs { days: (before, *last), of_day })
    }

    #[inline(always)]
    fn on(&self, day: Day) -> u16 {
        let (first, last) = self.days;
        // After the last change an epoch goes on without end, as the one before the first does.
        at(&self.of_day, (day.clamp(first, last) - first) as usize)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_day_has_its_epoch() {
        let epochs = Epochs::of(&[Day::MIN, 10, 12, 15]).unwrap();
        let days =
            [(Day::MIN, 0), (9, 0), (10, 1), (11, 1), (12, 2), (14, 2), (15, 3), (16, 3), (Day::MAX, 3)];
        days.iter().for_each(|(day, epoch)| assert_eq!(epochs.on(*day), *epoch, "day {day}"));
        let one = Epochs::of(&[3]).unwrap();
        assert!([Day::MIN, 3, Day::MAX].iter().all(|day| one.on(*day) == 0));
        assert!(Epochs::of(&[0, 1, 80_001]).is_err(), "no law lasts so long");
    }
}
