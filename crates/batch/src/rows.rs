//! The rows of the tables: what their words mean, and how several parts lie in one word.

use cocket_tariff::engine::Column;

use crate::day::Day;
use crate::money::LARGEST_RATE;

/// The columns of the schedule, in the order of the tables.
pub const COLUMNS: [Column; 3] = [Column::General, Column::Special, Column::Other];

/// The place of a column in the tables.
pub fn column_at(column: Column) -> usize {
    match column {
        Column::General => 0,
        Column::Special => 1,
        Column::Other => 2,
    }
}

/// No node, as of a heading without a condition.
pub const NOTHING: u32 = u32::MAX;
/// Words of a heading: authority, flags, condition, rows (two), tags (two), targets (two), its confirmation, and where its
/// lists begin, its exceptions begin, and they end.
pub const HEADING_PARTS: usize = 13;
/// Words of a rate row: kinds, rate, decimal, share (two), tags taken out (two).
pub const ROW_PARTS: usize = 7;

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

/// Above the number of a country set: the country is under column 2.
pub const COLUMN_2: u16 = 1 << 15;

/// Above the number of a country set: the code is that of no country, which the explained path says.
pub const NO_COUNTRY: u16 = 1 << 14;
/// What of a country set's word is not its number.
pub const COUNTRY_FLAGS: u16 = COLUMN_2 | NO_COUNTRY;

/// From which epoch on which goods set and line version answer for a number.
#[derive(Clone, Copy, Debug, Default)]
pub struct Run {
    pub epoch: u16,
    pub goods: u16,
    pub version: u16,
    /// The general rate of the version: nearly all lines need no other.
    pub general: u16,
}

impl Run {
    /// The word of «no line»: no goods, and a rate that no file has.
    pub const NO_LINE: u64 = u16::MAX as u64;

    /// A quarter of a word each: runs in the order of their epochs are words in order.
    pub fn encode(self) -> u64 {
        let Run { epoch, goods, version, general } = self;
        u64::from(epoch) << 48 | u64::from(goods) << 32 | u64::from(version) << 16 | u64::from(general)
    }

    #[inline(always)]
    pub fn decode(word: u64) -> Run {
        let part = |shift: u32| (word >> shift) as u16;
        Run { epoch: part(48), goods: part(32), version: part(16), general: part(0) }
    }

    /// The largest word of a run that begins with an epoch.
    #[inline(always)]
    pub fn last_of(epoch: u16) -> u64 {
        u64::from(epoch) << 48 | u64::MAX >> 16
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

    /// The rate of the general column or of column 2; of «no line» one that no file has.
    #[inline]
    pub fn rate(word: u64, column: u8) -> u16 {
        (word >> (u32::from(column) * 16)) as u16
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
    /// A word above zero is a percentage, so that one comparison tells: the lowest bit is set, the next says that the rate
    /// is free, and the ten-thousandths stand above. A percentage beyond [`LARGEST_RATE`] is left to the explained path.
    pub fn encode(self) -> i32 {
        match self {
            RateKind::Unreadable => 0,
            RateKind::Free => 3,
            RateKind::AdValorem(rate @ 0..=LARGEST_RATE) => (rate << PERCENT | 1) as i32,
            RateKind::ByQuantity => -1,
            RateKind::Other => -2,
            RateKind::AdValorem(_) | RateKind::Beyond => -3,
        }
    }

    /// Whether a rate is free or ad valorem, as most are.
    #[inline(always)]
    pub fn is_percentage(word: i32) -> bool {
        word > 0
    }

    /// The ten-thousandths of a percent of a rate that is free or ad valorem; 0 of any other.
    #[inline(always)]
    pub fn percentage(word: i32) -> i64 {
        i64::from(word.max(0) >> PERCENT)
    }

    pub fn decode(word: i32) -> RateKind {
        match word {
            0 => RateKind::Unreadable,
            -1 => RateKind::ByQuantity,
            -2 => RateKind::Other,
            word if word < 0 => RateKind::Beyond,
            word if word & 2 != 0 => RateKind::Free,
            word => RateKind::AdValorem(RateKind::percentage(word)),
        }
    }
}

/// Bits below the ten-thousandths of a percentage.
const PERCENT: u32 = 2;
const _: () = assert!(LARGEST_RATE << PERCENT < i32::MAX as i64);

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
