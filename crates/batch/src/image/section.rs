//! Which arrays a file holds.

macro_rules! sections {
    ($($(#[$doc:meta])* $name:ident)*) => {
        /// An array of the file. The order is part of the format.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Section { $($(#[$doc])* $name),* }
    };
}

sections! {
    /// `i32`: first day of each epoch; the first begins before all.
    EpochDays
    /// `u16`: seed of each bucket of numbers.
    NumberSeeds
    /// `u64`: number of ten digits, and first run and count of its runs, of each slot.
    NumberSlots
    /// `u16`: seeds of the buckets of other keys.
    ShortSeeds
    /// `u64`: slots of other keys: numbers of eight digits, and the rest under each.
    ShortSlots
    /// `u64`: epoch, goods set and line version.
    Runs
    /// `u64`: general rate, special column and column 2 rate of a line version.
    Versions
    /// `u64`: how each rate is worked out.
    Rates
    /// `u32`: where each rate's text begins.
    RateTextAt
    /// `u8`: texts of rates.
    RateText
    /// `u32`: where each special column's claims begin.
    ClaimAt
    /// `u32`: claim and rate.
    Claims
    /// `u32`: where each claim's spelling begins.
    SpellingAt
    /// `u8`: spellings of claims.
    Spelling
    /// `u32`: programme of each claim, and above it the fact that says whether the article qualifies.
    ClaimProgramme
    /// `u32`: where each goods set begins.
    GoodsAt
    /// `u64`: goods sets: which words hold headings, where its lists begin and end, and those words.
    GoodsWords
    /// `u16`: lists that hold the goods.
    GoodsLists
    /// `u8`: 1 for a list that is not held.
    ListMissing
    /// `u16`: class of each of the 676 country codes.
    OriginClass
    /// `u16`: country set of each class in each epoch, in the column that it stands in; above it whether that is column 2.
    CountryOf
    /// `u16`: the same in the special column.
    SpecialOf
    /// `u32`: where each country set begins.
    CountryAt
    /// `u64`: country sets: which words hold headings, and those words.
    CountryWords
    /// `u64`: the programmes that each class may claim in each epoch.
    ProgrammeWords
    /// `u64`: number of each heading.
    HeadingNumber
    /// `u64`: number of its twin, or 0.
    HeadingTwin
    /// `u32`: authority, flags, first node of its condition, rows, tags and targets of each heading.
    HeadingParts
    /// `i32`: first and last day of each rate row.
    RowDays
    /// `u32`: parts of each rate row.
    RowParts
    /// `u16`: tags and targets, as headings and rows refer to them.
    Refs
    /// `u64`: nodes of conditions and shares.
    Nodes
    /// `u64`: decimals of nodes and rows, two words each.
    Decimals
    /// `u32`: sets of words, each with its length before it.
    WordSets
    /// `u32`: where each word's spelling begins.
    WordAt
    /// `u8`: spellings of words.
    Words
    /// `u64`: numbers whose confirmation is asked for.
    Confirmations
    /// `u32`: where the members of each group begin.
    GroupAt
    /// `u16`: countries of members.
    GroupCountry
    /// `i32`: first and last day of membership.
    GroupDays
    /// `u32`: kind and family of each fact.
    FactKinds
    /// `u32`: where each fact's name begins.
    FactNameAt
    /// `u8`: names of facts.
    FactNames
    /// `u64`: the first eight digits of numbers inside a quota, zero-filled to ten, in order.
    QuotaNumbers
    /// `u32`: counts that no array's length tells.
    Counts
}

impl Section {
    /// The section with the width of its items, as the table of sections holds it.
    pub fn key(self, width: usize) -> u64 {
        (self as u64) << 8 | width as u64
    }
}
