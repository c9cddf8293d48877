//! The tables of a compiled file, read where they lie. [`crate::check`] makes every index of them good.

use cocket_base::Decimal;
use cocket_base::ids::Country;

use crate::condition::Node;
use crate::day::Day;
use crate::image::{BadFile, Image, Section};
use crate::number::number_of;
use crate::rows::{HEADING_PARTS, HeadingRow, NO_COUNTRY, ROW_PARTS, Rate};
use crate::words;

macro_rules! tables {
    ($($field:ident: $type:ty = $section:ident,)*) => {
        /// The arrays of a file.
        #[derive(Clone, Copy, Debug)]
        pub struct Tables<'f> { $(pub $field: &'f [$type],)* }

        impl<'f> Tables<'f> {
            pub fn of(image: &Image<'f>) -> Result<Tables<'f>, BadFile> {
                Ok(Tables { $($field: image.section(Section::$section)?,)* })
            }
        }
    };
}
tables! {
    epoch_days: i32 = EpochDays,
    number_seeds: u16 = NumberSeeds,
    number_slots: u64 = NumberSlots,
    short_seeds: u16 = ShortSeeds,
    short_slots: u64 = ShortSlots,
    runs: u64 = Runs,
    versions: u64 = Versions,
    rates: i32 = Rates,
    rate_text_at: u32 = RateTextAt,
    rate_text: u8 = RateText,
    claim_at: u32 = ClaimAt,
    claims: u32 = Claims,
    spelling_at: u32 = SpellingAt,
    spelling: u8 = Spelling,
    claim_programme: u32 = ClaimProgramme,
    goods_at: u32 = GoodsAt,
    goods_words: u64 = GoodsWords,
    goods_lists: u16 = GoodsLists,
    list_missing: u8 = ListMissing,
    origin_class: u16 = OriginClass,
    country_of: u16 = CountryOf,
    special_of: u16 = SpecialOf,
    country_at: u32 = CountryAt,
    country_words: u64 = CountryWords,
    programme_words: u64 = ProgrammeWords,
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
    quota_numbers: u64 = QuotaNumbers,
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

    /// True for a code that is a country's.
    pub fn is_country(&self, country: Country) -> bool {
        let class = usize::from(at(self.origin_class, usize::from(words::country(country))));
        at(self.country_of, class * self.epoch_days.len()) & NO_COUNTRY == 0
    }

    /// True for a number inside a quota: what is said of such a line may lead to another number, which the explained path finds.
    pub fn is_of_quota(&self, number: u64) -> bool {
        let eight = number_of(number).map_or(0, |number| number.prefix(8).aligned());
        self.quota_numbers.binary_search(&eight).is_ok()
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

    /// Words of a set of programmes.
    pub fn programme_words_of_a_set(&self) -> usize {
        self.programmes().div_ceil(64)
    }

    /// The lists that hold the goods of a goods set.
    pub fn lists_of(&self, goods: u16) -> &'f [u16] {
        let place = at(self.goods_at, usize::from(goods)) as usize;
        let range = at(self.goods_words, place + 1);
        stretch(self.goods_lists, (range >> 32) as u32, (range & u64::from(u32::MAX)) as u32)
    }
}
