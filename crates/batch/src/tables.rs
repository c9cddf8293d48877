//! The tables of a compiled file, read where they lie, with the checks that make every index of them good.

use std::sync::OnceLock;

use cocket_base::ids::TariffNumber;
use cocket_base::{Decimal, Unit};
use cocket_tariff::engine::Column;
use cocket_tariff::rate::{Basis, RateExpr};

use crate::condition::Node;
use crate::day::{Day, NONE};
use crate::image::{BadFile, Image, Section};
use crate::index::{self, Index};
use crate::memo::Asks;

/// The columns of the schedule, in the order of the tables.
pub const COLUMNS: [Column; 3] = [Column::General, Column::Special, Column::Other];
/// No node, as of a heading without a condition.
pub const NOTHING: u32 = u32::MAX;
/// Words of a heading: authority, flags, condition, rows (two), tags (two), targets (two), its confirmation, and where its
/// lists begin, its exceptions begin, and they end.
pub const HEADING_PARTS: usize = 13;
/// Words of a rate row: kinds, rate, decimal, share (two), tags taken out (two).
pub const ROW_PARTS: usize = 7;
/// Last part of the key of an eight-digit number itself; the next one is that of the rest under it.
pub const EXACT_EIGHT: u64 = 254;

/// The place of a column in the tables.
pub fn column_at(column: Column) -> usize {
    match column {
        Column::General => 0,
        Column::Special => 1,
        Column::Other => 2,
    }
}

/// A number as an integer: its digits aligned to ten, and how many it has.
pub fn number_bits(number: TariffNumber) -> u64 {
    number.aligned() << 4 | number.len() as u64
}

/// The number of an integer.
pub fn number_of(bits: u64) -> Option<TariffNumber> {
    let digits = format!("{:010}", bits >> 4);
    digits.get(..(bits & 15) as usize)?.parse().ok()
}

/// Where a number stands in the file: its first four digits above, the rest and its form below.
pub fn number_key(bits: u64) -> u64 {
    let digits = bits >> 4;
    let form = if bits & 15 == 10 { digits % 100 } else { EXACT_EIGHT };
    (digits / 1_000_000) << 32 | (digits / 100 % 10_000) << 8 | form
}

/// The key of the rest under a number's eight digits.
pub fn rest_key(bits: u64) -> u64 {
    number_key(bits) & !0xff | (EXACT_EIGHT + 1)
}

/// Flags of a heading.
pub mod flag {
    /// It applies while its condition is unknown.
    pub const PRESUME: u32 = 1;
    /// It is an import ban.
    pub const BAN: u32 = 2;
    /// Its goods or its condition name a list that is not held.
    pub const UNHELD: u32 = 4;
}

/// How a rate row charges.
pub mod form {
    /// Nothing.
    pub const NONE: u32 = 0;
    /// On top of the base.
    pub const ADD: u32 = 1;
    /// What the base lacks to the total.
    pub const TOTAL: u32 = 2;
    /// In place of the base.
    pub const BASE: u32 = 3;
    /// In a way that the tables do not hold: the explained path answers.
    pub const BEYOND: u32 = 4;
}

/// On which part of the value a rate row charges.
pub mod share {
    /// All of it.
    pub const WHOLE: u32 = 0;
    /// Percent of it, by an expression.
    pub const PERCENT: u32 = 1;
    /// What headings with some tags charge.
    pub const BASES: u32 = 2;
}

/// From which epoch on which line version and goods set answer for a number.
#[derive(Clone, Copy, Debug, Default)]
pub struct Run {
    pub epoch: u16,
    pub goods: u32,
    pub version: u32,
}

impl Run {
    /// Epoch (16 bits), goods set (24) and line version (24) in a word.
    pub fn encode(self) -> u64 {
        u64::from(self.epoch) << 48 | u64::from(self.goods) << 24 | u64::from(self.version)
    }

    pub fn decode(word: u64) -> Run {
        let low = |bits: u64| (bits & 0xff_ffff) as u32;
        Run { epoch: (word >> 48) as u16, goods: low(word >> 24), version: low(word) }
    }
}

/// Rates of a line: ids of the general and column 2 rates and of the special column.
#[derive(Clone, Copy, Debug)]
pub struct Version {
    pub general: u16,
    pub special: u16,
    pub other: u16,
}

impl Version {
    /// The word of «no line»: no schedule answers.
    pub const NO_LINE: u64 = u64::MAX;

    pub fn encode(self) -> u64 {
        u64::from(self.general) | u64::from(self.special) << 16 | u64::from(self.other) << 32
    }

    pub fn decode(word: u64) -> Option<Version> {
        let part = |shift: u32| (word >> shift & 0xffff) as u16;
        (word != Version::NO_LINE).then(|| Version { general: part(0), special: part(16), other: part(32) })
    }
}

/// How a rate is worked out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RateKind {
    /// It cannot be read: the line is invalid.
    Unreadable,
    /// Free.
    Free,
    /// So many ten-thousandths of a percent of the line's value.
    AdValorem(i64),
    /// By reported quantities, and perhaps by value; without any quantity one is asked for.
    ByQuantity,
    /// From its text, with whatever facts there are.
    Other,
    /// Its text reads otherwise than it is meant: the explained path answers.
    Beyond,
}

impl RateKind {
    pub fn encode(self) -> u64 {
        match self {
            RateKind::Unreadable => 0,
            RateKind::Free => 1,
            RateKind::AdValorem(rate) => 2 | rate.cast_unsigned() << 8,
            RateKind::ByQuantity => 3,
            RateKind::Other => 4,
            RateKind::Beyond => 5,
        }
    }

    pub fn decode(word: u64) -> RateKind {
        match word & 0xff {
            0 => RateKind::Unreadable,
            1 => RateKind::Free,
            2 => RateKind::AdValorem((word >> 8).cast_signed()),
            3 => RateKind::ByQuantity,
            4 => RateKind::Other,
            _ => RateKind::Beyond,
        }
    }
}

/// A heading's row.
#[derive(Clone, Copy, Debug)]
pub struct HeadingRow {
    pub flags: u32,
    pub condition: u32,
    pub rows: (u32, u32),
    pub tags: (u32, u32),
    pub targets: (u32, u32),
    /// Its place among the confirmations, for one that names a list that is not held …
    pub said: u32,
    /// … with its lists …
    pub lists: (u32, u32),
    /// … and its exceptions.
    pub except: (u32, u32),
}

/// A rate row.
#[derive(Clone, Copy, Debug)]
pub struct Rate {
    pub from: Day,
    pub until: Day,
    /// One bit a column.
    pub columns: u32,
    /// Entry, loading, export, privileged, withdrawal.
    pub by: u32,
    pub form: u32,
    pub share: u32,
    /// Ten-thousandths of a percent.
    pub rate: i64,
    /// The percentage as a decimal.
    pub decimal: u32,
    /// First node of the share, or its tags.
    pub of: (u32, u32),
    /// Tags whose bases are taken out.
    pub less: (u32, u32),
}

macro_rules! tables {
    ($($field:ident: $type:ty = $section:ident,)*) => {
        /// The arrays of a file.
        #[derive(Clone, Copy, Debug)]
        pub struct Tables<'f> { $(pub $field: &'f [$type],)* }

        impl<'f> Tables<'f> {
            fn of(image: &Image<'f>) -> Result<Tables<'f>, BadFile> {
                Ok(Tables { $($field: image.section(Section::$section)?,)* })
            }
        }
    };
}
tables! {
    epoch_days: i32 = EpochDays,
    number_first: u32 = NumberFirst,
    number_rest: u32 = NumberRest,
    number_runs: u64 = NumberRuns,
    runs: u64 = Runs,
    versions: u64 = Versions,
    rates: u64 = Rates,
    rate_text_at: u32 = RateTextAt,
    rate_text: u8 = RateText,
    claim_at: u32 = ClaimAt,
    claims: u32 = Claims,
    spelling_at: u32 = SpellingAt,
    spelling: u8 = Spelling,
    claim_programme: u32 = ClaimProgramme,
    goods_summary: u64 = GoodsSummary,
    goods_first: u32 = GoodsFirst,
    goods_words: u64 = GoodsWords,
    goods_list_at: u32 = GoodsListAt,
    goods_lists: u16 = GoodsLists,
    list_missing: u8 = ListMissing,
    origin_class: u16 = OriginClass,
    origin_at: u16 = OriginAt,
    origin_words: u64 = OriginWords,
    live_words: u64 = LiveWords,
    dated_words: u64 = DatedWords,
    heading_number: u64 = HeadingNumber,
    heading_twin: u64 = HeadingTwin,
    heading_parts: u32 = HeadingParts,
    row_days: i32 = RowDays,
    row_parts: u32 = RowParts,
    refs: u16 = Refs,
    nodes: u64 = Nodes,
    decimals: u64 = Decimals,
    word_sets: u32 = WordSets,
    word_at: u32 = WordAt,
    word_text: u8 = Words,
    confirmations: u64 = Confirmations,
    group_at: u32 = GroupAt,
    group_country: u16 = GroupCountry,
    group_days: i32 = GroupDays,
    fact_kinds: u32 = FactKinds,
    fact_name_at: u32 = FactNameAt,
    fact_names: u8 = FactNames,
    counts: u32 = Counts,
}

/// An item, or the type's nothing: indices were checked at reading, so the second never happens on a good file.
#[inline(always)]
pub fn at<T: Copy + Default>(items: &[T], place: usize) -> T {
    items.get(place).copied().unwrap_or_default()
}

/// A stretch of items; empty when it lies outside.
#[inline(always)]
pub fn stretch<T>(items: &[T], first: u32, last: u32) -> &[T] {
    items.get(first as usize..last as usize).unwrap_or_default()
}

impl<'f> Tables<'f> {
    /// A node.
    #[inline]
    pub fn node(&self, place: u32) -> Option<Node> {
        self.nodes.get(place as usize).and_then(|word| Node::decode(*word))
    }

    /// A decimal.
    pub fn decimal(&self, place: u32) -> Decimal {
        let place = place as usize * 2;
        let words = [at(self.decimals, place), at(self.decimals, place + 1)];
        Decimal::deserialize(bytemuck::cast(words))
    }

    /// The members of a set of words.
    pub fn word_set(&self, first: u32) -> &'f [u32] {
        let count = at(self.word_sets, first as usize);
        stretch(self.word_sets, first.saturating_add(1), first.saturating_add(1).saturating_add(count))
    }

    /// A text of one of the text sections.
    pub fn text(starts: &[u32], bytes: &'f [u8], place: usize) -> &'f str {
        let (first, last) = (at(starts, place), at(starts, place + 1));
        std::str::from_utf8(stretch(bytes, first, last)).unwrap_or_default()
    }

    /// A heading's row.
    #[inline]
    pub fn heading(&self, heading: usize) -> HeadingRow {
        let first = heading * HEADING_PARTS;
        let parts = self.heading_parts.get(first..first + HEADING_PARTS).unwrap_or(&[0; HEADING_PARTS]);
        let part = |place: usize| at(parts, place);
        HeadingRow {
            flags: part(1),
            condition: part(2),
            rows: (part(3), part(4)),
            tags: (part(5), part(6)),
            targets: (part(7), part(8)),
            said: part(9),
            lists: (part(10), part(11)),
            except: (part(11), part(12)),
        }
    }

    /// A rate row.
    #[inline]
    pub fn rate(&self, row: u32) -> Rate {
        let (days, first) = (row as usize * 2, row as usize * ROW_PARTS);
        let parts = self.row_parts.get(first..first + ROW_PARTS).unwrap_or(&[0; ROW_PARTS]);
        let part = |place: usize| at(parts, place);
        let kinds = part(0);
        Rate {
            from: at(self.row_days, days),
            until: at(self.row_days, days + 1),
            columns: kinds & 0xff,
            by: kinds >> 8 & 0xff,
            form: kinds >> 16 & 0xff,
            share: kinds >> 24,
            rate: i64::from(part(1)),
            decimal: part(2),
            of: (part(3), part(4)),
            less: (part(5), part(6)),
        }
    }

    /// True when a country is in a group on a day.
    pub fn in_group(&self, country: u16, group: u32, day: Day) -> bool {
        let place = group as usize;
        let (first, last) = (at(self.group_at, place), at(self.group_at, place + 1));
        let members = stretch(self.group_country, first, last).iter().zip(first as usize..);
        members.filter(|(member, _)| **member == country).any(|(_, member)| {
            at(self.group_days, member * 2) <= day && day <= at(self.group_days, member * 2 + 1)
        })
    }

    /// Words of a set of headings and bans.
    pub fn words(&self) -> usize {
        at(self.counts, 0) as usize
    }

    /// Headings without bans.
    pub fn headings(&self) -> usize {
        at(self.counts, 1) as usize
    }

    /// Words of a set of tags.
    pub fn tag_words(&self) -> usize {
        (at(self.counts, 3) as usize).div_ceil(64)
    }

    /// How many programmes there are.
    pub fn programmes(&self) -> usize {
        at(self.counts, 4) as usize
    }

    /// Words of an origin set: headings and bans, then programmes and column 2.
    pub fn origin_width(&self) -> usize {
        self.words() + (self.programmes() + 1).div_ceil(64)
    }
}

/// A compiled tariff, ready to rate lines.
#[derive(Clone, Debug)]
pub struct Compiled<'f> {
    pub(crate) tables: Tables<'f>,
    /// Epoch of each day from `first_day` on.
    epochs: Vec<u16>,
    first_day: Day,
    known: Option<Day>,
    digest: [u64; 4],
    /// Where numbers lie.
    pub(crate) numbers: Index,
    /// Which words of each origin set have bits, a bit a word, and whether it is under column 2.
    pub(crate) origin_heads: Vec<(u64, bool)>,
    /// The same of the sets that are live in an epoch and column.
    pub(crate) live_summary: Vec<u64>,
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
        let (first_day, epochs) = epoch_table(tables.epoch_days)?;
        Ok(Compiled {
            tables,
            epochs,
            first_day,
            known: known.transpose()?,
            digest: image.digest(),
            numbers: Index::of(&tables)?,
            origin_heads: origin_heads(&tables),
            live_summary: summaries(tables.live_words, tables.words(), tables.words()),
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
        let place = i64::from(day) - i64::from(self.first_day);
        // Before the first change and after the last one an epoch goes on without end.
        let last = self.epochs.len().saturating_sub(1);
        usize::try_from(place).map_or(0, |place| at(&self.epochs, place.min(last)))
    }

    /// The runs of a number with its seed; empty for one that no schedule or list knows and no eight digits answer for.
    #[inline]
    pub(crate) fn runs(&self, bits: u64, seed: u16) -> &'f [u64] {
        // Headings and subheadings carry no rate; their zeros must not be taken for those of a line.
        let line = matches!(bits & 15, 8 | 10);
        let rest = || self.numbers.get(index::rest_of(bits)).filter(|_| line);
        let Some((first, count)) = self.numbers.find(bits, seed).or_else(rest) else { return &[] };
        stretch(self.tables.runs, first, first.saturating_add(count))
    }
}

/// A rate read from its text.
#[derive(Clone, Debug)]
pub(crate) struct ReadRate {
    pub rate: RateExpr,
    /// Units that a quantity of the article must be given in, or convert to.
    pub units: Vec<Unit>,
}

impl ReadRate {
    fn of(text: &str) -> Option<ReadRate> {
        let rate = RateExpr::parse(text).ok()?;
        let terms =
            if let RateExpr::Sum(terms) = &rate { terms.as_slice() } else { std::slice::from_ref(&rate) };
        let unit = |term: &RateExpr| match term {
            RateExpr::Specific { unit, of: Basis::Article, .. } => Some(*unit),
            _ => None,
        };
        let units = terms.iter().filter_map(unit).collect();
        Some(ReadRate { rate, units })
    }
}

/// Of sets of so many words: which of the first words have bits.
fn summaries(sets: &[u64], width: usize, words: usize) -> Vec<u64> {
    let of = |set: &[u64]| {
        let filled = set.iter().take(words).enumerate().filter(|(_, word)| **word != 0);
        filled.fold(0u64, |summary, (place, _)| summary | 1 << (place % 64))
    };
    sets.chunks(width.max(1)).map(of).collect()
}

/// Of each origin set: its summary, and whether it is under column 2, which is the bit behind the programmes.
fn origin_heads(tables: &Tables<'_>) -> Vec<(u64, bool)> {
    let (words, width, other) = (tables.words(), tables.origin_width(), tables.programmes());
    let under = |set: &[u64]| at(set, words + other / 64) >> (other % 64) & 1 == 1;
    let sets = tables.origin_words.chunks(width.max(1));
    sets.zip(summaries(tables.origin_words, width, words)).map(|(set, sum)| (sum, under(set))).collect()
}

/// The epoch of each day from the first change to the last.
fn epoch_table(days: &[i32]) -> Result<(Day, Vec<u16>), BadFile> {
    /// Days of two centuries; the law changes within them.
    const LONGEST: i64 = 80_000;
    let changes = days.get(1..).unwrap_or_default();
    let (Some(first), Some(last)) = (changes.first(), changes.last()) else { return Ok((NONE, vec![0])) };
    let length = i64::from(*last) - i64::from(*first) + 1;
    let length = usize::try_from(length).ok().filter(|_| length <= LONGEST);
    let mut table = Vec::with_capacity(length.ok_or_else(|| BadFile::damaged("its epochs"))?);
    for (pair, epoch) in changes.windows(2).zip(1u16..) {
        if let &[from, until] = pair {
            table.extend((from..until).map(|_| epoch));
        }
    }
    table.push(u16::try_from(changes.len()).unwrap_or(u16::MAX));
    Ok((*first, table))
}
