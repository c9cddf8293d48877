//! From schedules and measures to flat tables.
//!
//! Everything that goods, origin and day decide is settled here, once: which headings a number's lists allow, which its
//! origin allows, which have a rate on the day. A line then only intersects sets of bits.

mod conditions;
mod countries;
mod epochs;
mod goods;
mod headings;
mod live;
mod numbers;
mod origins;
mod rates;

use cocket_base::Date;
use cocket_tariff::engine::Tariff;

use crate::day;
use crate::image::{Section, Writer};

/// Why schedules and measures do not fit the compiled form.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CannotCompile {
    /// More of something than the form counts.
    #[error("the compiled form holds at most {limit} {what}; rate line by line instead")]
    TooMany {
        /// Of what.
        what: &'static str,
        /// The limit.
        limit: usize,
    },
    /// No schedule.
    #[error("no schedule is held; import one first")]
    NoSchedule,
}

/// Most headings and bans together: one word of summary says which words of a set are not empty.
const MOST_HEADINGS: usize = 64 * 64;

/// Fits a count into an id; `what` says of what.
fn id<T: TryFrom<usize>>(at: usize, what: &'static str) -> Result<T, CannotCompile> {
    let limit = if size_of::<T>() == 2 { usize::from(u16::MAX) } else { 0xff_ffff };
    T::try_from(at).ok().filter(|_| at < limit).ok_or(CannotCompile::TooMany { what, limit })
}

/// Compiles everything a tariff holds, as far as it was known on `known`. The digest names the sources; it is kept in the
/// file's head for whoever keeps compiled files. The answer is the whole file, eight bytes a word.
///
/// # Errors
/// [`CannotCompile`] when there is no schedule, or more of something than the form counts.
pub fn compile(tariff: &Tariff, known: Option<Date>, digest: [u64; 4]) -> Result<Vec<u64>, CannotCompile> {
    let pack = &tariff.measures;
    let mut writer = Writer::new();
    let epochs = epochs::Epochs::of(tariff)?;
    let words = (pack.headings.len() + pack.bans.len()).div_ceil(64).max(1);
    if words > 64 {
        return Err(CannotCompile::TooMany { what: "headings and bans", limit: MOST_HEADINGS });
    }
    let mut rates = rates::Rates::new(pack);
    let mut goods = goods::GoodsSets::new(pack, known, words);
    numbers::write(tariff, known, &epochs, &mut rates, &mut goods, &mut writer)?;
    rates.write(&mut writer)?;
    goods.write(&mut writer);
    let is_country = |code: &cocket_base::ids::Country| tariff.law().countries().get(*code).is_some();
    countries::write(pack, is_country, known, &epochs, words, &mut writer)?;
    let quotas: Vec<u64> = tariff.limits().quota_numbers().map(|number| number.aligned()).collect();
    writer.put(Section::QuotaNumbers, &quotas);
    headings::write(pack, known, &mut writer)?;
    epochs.write(&mut writer);
    let counts = [words, pack.headings.len(), pack.lists.all().len(), pack.tags.len(), pack.programmes.len()];
    let counts: Vec<u32> = counts.iter().map(|count| id(*count, "rows")).collect::<Result<_, _>>()?;
    writer.put(Section::Counts, &counts);
    Ok(writer.finish(known.map(|date| i64::from(day::number(date))), digest))
}

/// Texts one behind the other, with where each begins.
fn write_texts<'t>(
    texts: impl Iterator<Item = &'t str>,
    at: Section,
    bytes: Section,
    writer: &mut Writer,
) -> Result<(), CannotCompile> {
    let (mut starts, mut all) = (vec![0u32], Vec::new());
    for text in texts {
        all.extend(text.bytes());
        starts.push(id(all.len(), "bytes of text")?);
    }
    writer.put(at, &starts);
    writer.put(bytes, &all);
    Ok(())
}

/// Which words of a row have bits, a bit a word.
fn summary(row: &[u64]) -> u64 {
    let filled = row.iter().enumerate().filter(|(_, word)| **word != 0);
    filled.fold(0, |summary, (place, _)| summary | 1 << place)
}

/// Sets one bit of a row of words.
fn set(words: &mut [u64], bit: usize) {
    if let Some(word) = words.get_mut(bit / 64) {
        *word |= 1 << (bit % 64);
    }
}
