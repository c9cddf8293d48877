//! Profiles: what many lines share besides number, origin, dates, value and quantity. Each is made ready once.

use std::collections::HashMap;

use cocket_base::ids::{Country, TariffNumber};
use cocket_base::{Decimal, Explain, Unit, figure};
use cocket_tariff::engine::{
    CaseClaim, Chapter98Claim, FactValue, Facts, QUOTA_FACTS, QuantityGiven, RateQuestion, RateTexts,
};
use cocket_tariff::measure::logic::Truth;

use crate::asks::Asked;
use crate::compiled::Compiled;
use crate::condition::Known;
use crate::day;
use crate::lines::{Dates, Line};
use crate::number::number_bits;
use crate::outlook::Outlook;
use crate::rows::flag;
use crate::tables::{Tables, at};
use crate::words::{self, COUNTRIES, Word};

/// What many lines share. The fields are those of [`RateQuestion`].
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Profile {
    /// Special programme claimed.
    pub spi: Option<String>,
    /// Country of exportation.
    pub export_country: Option<Country>,
    /// Mode of transport.
    pub mode: Option<String>,
    /// Zone status.
    pub ftz_status: Option<String>,
    /// What the importer knows.
    pub facts: Facts,
    /// A chapter 98 provision claimed.
    pub chapter98: Option<Chapter98Claim>,
    /// Antidumping and countervailing cases.
    pub adcvd: Vec<CaseClaim>,
    /// Rate texts in place of the schedule's.
    pub rates: Option<RateTexts>,
}

impl Profile {
    /// The question that a line with this profile asks of the explained path.
    pub fn question(&self, line: &Line) -> RateQuestion {
        let quantities = line.quantities.iter().flatten();
        RateQuestion {
            id: String::new(),
            hts: line.number,
            origin: line.origin,
            entry_date: line.entry_date,
            value: Decimal::from(line.value_dollars),
            quantities: quantities.map(|q| QuantityGiven { amount: q.amount, unit: q.unit }).collect(),
            spi: self.spi.clone(),
            export_date: line.export_date,
            loading_date: line.loading_date,
            export_country: self.export_country,
            mode: self.mode.clone(),
            ftz_privileged_date: line.privileged_date,
            ftz_status: self.ftz_status.clone(),
            rates: self.rates.clone(),
            chapter98: self.chapter98.clone(),
            adcvd: self.adcvd.clone(),
            commingled: Vec::new(),
            facts: self.facts.clone(),
            explain: Explain::No,
        }
    }
}

/// Profiles made ready for one compiled tariff. The first is the empty one.
#[derive(Clone, Debug)]
pub struct Profiles {
    given: Vec<Profile>,
    pub(crate) ready: Vec<Prepared>,
    pub(crate) briefs: Vec<Brief>,
    pub(crate) vocabulary: Vocabulary,
}

/// Words that conditions or profiles name.
#[derive(Clone, Debug, Default)]
pub(crate) struct Vocabulary {
    spelled: HashMap<String, Word>,
    /// Countries that other spellings than two capital letters name.
    countries: HashMap<Word, u16>,
    /// «No programme» and «no chapter 98 provision».
    pub none: Word,
    /// The three columns.
    pub columns: [Word; 3],
    /// The units, in the order in which conditions count them.
    pub units: Vec<Unit>,
}

impl Vocabulary {
    fn of(tables: &Tables<'_>) -> Vocabulary {
        let mut vocabulary = Vocabulary::default();
        for place in 0..tables.word_at.len().saturating_sub(1) {
            vocabulary.word(Tables::text(tables.word_at, tables.word_text, place));
        }
        vocabulary.units = Unit::all().collect();
        vocabulary.none = vocabulary.word("none");
        vocabulary.columns = ["general", "special", "other"].map(|column| vocabulary.word(column));
        vocabulary
    }

    fn word(&mut self, text: &str) -> Word {
        if let Some(country) = words::of_letters(text) {
            return country;
        }
        if let Some(known) = self.spelled.get(text) {
            return *known;
        }
        let word = COUNTRIES + u32::try_from(self.spelled.len()).unwrap_or(u32::MAX - COUNTRIES);
        self.spelled.insert(text.into(), word);
        if let Ok(country) = text.parse::<Country>() {
            self.countries.insert(word, words::country(country));
        }
        word
    }

    /// The country that a word names.
    pub fn country(&self, word: Word) -> Option<u16> {
        u16::try_from(word).ok().filter(|_| word < COUNTRIES).or_else(|| self.countries.get(&word).copied())
    }
}

/// A profile made ready.
#[derive(Clone, Debug)]
pub(crate) struct Prepared {
    /// False when the explained path answers for every line of it.
    pub native: bool,
    /// The claim: its place among the claims, its programme and its word.
    pub claim: Option<Claim>,
    pub export_country: Known,
    pub mode: Known,
    pub zone_status: Known,
    /// Privileged, or no status at all: the day of privileged status is the day of the law.
    pub privileged: bool,
    /// It says where a line stands with a quota.
    quota: bool,
    facts: Vec<Known>,
    confirmed: Vec<Truth>,
    /// True when it says something of a heading that reads a list which is not held.
    pub says_of_lists: bool,
    /// Headings that it leaves possible: on lines without further dates, and on lines with some.
    pub possible: [Vec<u64>; 2],
    /// Headings that it, or a line's quantities, may matter to. Of all others a line without further dates owes what it would
    /// owe without its profile.
    pub touched: Vec<u64>,
}

/// What of a profile every line that has it is asked: few words, so that those of many profiles lie near.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Brief {
    native: bool,
    /// A zone status is given, which belongs to a day.
    zone: bool,
    /// It says where a line stands with a quota.
    quota: bool,
    pub privileged: bool,
    pub claim: Option<Claim>,
    /// Which words of the headings that it touches have bits.
    pub touched: u64,
}

impl Brief {
    fn of(prepared: &Prepared) -> Brief {
        let Prepared { native, zone_status, privileged, claim, touched, quota, .. } = prepared;
        let filled = touched.iter().zip(0..).filter(|(word, _)| **word != 0);
        Brief {
            native: *native,
            zone: *zone_status != Known::Nothing,
            quota: *quota,
            privileged: *privileged,
            claim: *claim,
            touched: filled.fold(0, |summary, (_, place)| summary | 1 << place),
        }
    }

    /// True when a line of a quota may belong to the number above it, or to none: by what is told, by a zone status, or by a quantity
    /// beyond a share.
    #[inline]
    pub fn may_leave_quota(&self, dates: &Dates, has_quantities: bool) -> bool {
        self.quota | (dates.privileged != day::NONE) | has_quantities
    }

    /// True when the explained path must answer for what a line brings; so it is for a profile that is none.
    #[inline]
    pub fn left_out(&self, dates: &Dates) -> bool {
        // A zone status and its day belong together; what does not fit is the explained path's to say.
        let odd_zone = self.zone & (self.privileged != (dates.privileged != day::NONE));
        // A negative quantity is a fault that the explained path words.
        !self.native | odd_zone | dates.negative
    }
}

/// A claim of preference.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Claim {
    pub claim: u32,
    pub programme: u32,
    pub word: Word,
}

impl Prepared {
    pub fn fact(&self, fact: u32) -> Known {
        self.facts.get(fact as usize).copied().unwrap_or(Known::Nothing)
    }

    pub fn confirmed(&self, heading: u32) -> Truth {
        self.confirmed.get(heading as usize).copied().unwrap_or(Truth::Unknown)
    }

    /// Whether it, or a line that has it, may answer what a heading asks.
    fn answers(&self, asked: Asked) -> bool {
        match asked {
            Asked::Quantity => true,
            Asked::Claim => self.claim.is_some(),
            Asked::ExportCountry => self.export_country != Known::Nothing,
            Asked::Mode => self.mode != Known::Nothing,
            Asked::ZoneStatus => self.zone_status != Known::Nothing,
            Asked::Fact(fact) => self.fact(fact) != Known::Nothing,
            Asked::Confirmed(heading) => self.confirmed(heading) != Truth::Unknown,
        }
    }
}

impl Profiles {
    /// The empty profile alone.
    pub fn new(compiled: &Compiled<'_>) -> Profiles {
        let vocabulary = Vocabulary::of(&compiled.tables);
        let mut profiles = Profiles { given: Vec::new(), ready: Vec::new(), briefs: Vec::new(), vocabulary };
        profiles.add(compiled, Profile::default());
        profiles
    }

    /// Takes up a profile; the answer is what lines call it by.
    pub fn add(&mut self, compiled: &Compiled<'_>, profile: Profile) -> u32 {
        let ready = prepare(compiled, &mut self.vocabulary, &profile);
        self.given.push(profile);
        self.briefs.push(Brief::of(&ready));
        self.ready.push(ready);
        u32::try_from(self.ready.len() - 1).unwrap_or(u32::MAX)
    }

    /// A profile as given.
    pub fn get(&self, profile: u32) -> Option<&Profile> {
        self.given.get(profile as usize)
    }

    /// The headings that a line could owe which brings nothing of its own: the first profile is the empty one.
    pub(crate) fn plainly(&self) -> &[u64] {
        self.ready.first().map_or(&[], |profile| &profile.possible[0])
    }

    /// How many.
    pub fn len(&self) -> usize {
        self.given.len()
    }

    /// Never true: the empty profile is always there.
    pub fn is_empty(&self) -> bool {
        self.given.is_empty()
    }
}

fn prepare(compiled: &Compiled<'_>, vocabulary: &mut Vocabulary, profile: &Profile) -> Prepared {
    let tables = &compiled.tables;
    let facts = facts(tables, &profile.facts);
    let confirmed = confirmations(tables, &profile.facts);
    let claim = claim(tables, vocabulary, profile, facts.as_deref().unwrap_or_default());
    let status = profile.ftz_status.as_deref().map(|status| status.trim().to_ascii_lowercase());
    let plain = profile.chapter98.is_none() && profile.adcvd.is_empty() && profile.rates.is_none();
    let usual = status.as_deref().is_none_or(|s| ["privileged", "non-privileged"].contains(&s));
    let from_country = profile.export_country.is_none_or(|country| tables.is_country(country));
    let native = plain && usual && from_country && facts.is_some() && confirmed.is_some() && claim.is_ok();
    let mut lower = |text: Option<&str>| {
        text.map_or(Known::Nothing, |text| Known::Word(vocabulary.word(&text.trim().to_ascii_lowercase())))
    };
    let mut prepared = Prepared {
        native,
        claim: claim.unwrap_or(None),
        mode: lower(profile.mode.as_deref()),
        zone_status: lower(profile.ftz_status.as_deref()),
        export_country: profile
            .export_country
            .map_or(Known::Nothing, |country| Known::Word(words::country(country).into())),
        privileged: status.is_none_or(|status| status.starts_with("priv")),
        quota: profile.facts.named.keys().any(|name| QUOTA_FACTS.contains(&name.as_str())),
        facts: facts.unwrap_or_default(),
        confirmed: confirmed.unwrap_or_default(),
        says_of_lists: false,
        possible: [Vec::new(), Vec::new()],
        touched: Vec::new(),
    };
    prepared.says_of_lists =
        (0..tables.heading_number.len()).map(|place| tables.heading(place)).any(|heading| {
            heading.flags & (flag::UNHELD | flag::BAN) == flag::UNHELD
                && prepared.confirmed(heading.said) != Truth::Unknown
        });
    prepared.touched = compiled.asks.asking(|asked| prepared.answers(asked));
    prepared.possible = [false, true]
        .map(|dated| possible(&Outlook { tables, profile: &prepared, dated, none: vocabulary.none }));
    prepared
}

/// Headings and bans whose condition can come true.
fn possible(outlook: &Outlook<'_, '_>) -> Vec<u64> {
    let tables = outlook.tables;
    let mut row = vec![0u64; tables.words()];
    for heading in 0..tables.heading_number.len() {
        let parts = tables.heading(heading);
        let condition = (parts.condition != crate::rows::NOTHING).then_some(parts.condition);
        if condition.is_none_or(|condition| outlook.alive(condition, parts.flags))
            && let Some(word) = row.get_mut(heading / 64)
        {
            *word |= 1 << (heading % 64);
        }
    }
    row
}

/// Named facts; `None` when one is not of the simple kinds, or faulty, so that the explained path must say what of it.
fn facts(tables: &Tables<'_>, given: &Facts) -> Option<Vec<Known>> {
    let count = tables.fact_kinds.len();
    let mut facts = vec![Known::Nothing; count];
    for (name, value) in &given.named {
        let place =
            (0..count).find(|place| Tables::text(tables.fact_name_at, tables.fact_names, *place) == name)?;
        let known = fact(at(tables.fact_kinds, place) & 0xff, value)?;
        // A code of two letters that is no country is the explained path's to say.
        let country = match known {
            Known::Word(word) => words::country_of(u16::try_from(word).unwrap_or(u16::MAX)),
            _ => None,
        };
        if country.is_some_and(|country| !tables.is_country(country)) {
            return None;
        }
        *facts.get_mut(place)? = known;
    }
    complete_families(tables, &mut facts);
    Some(facts)
}

fn fact(kind: u32, given: &FactValue) -> Option<Known> {
    let text = match given {
        FactValue::Flag(flag) => flag.to_string(),
        FactValue::Number(number) => number.0.to_string(),
        FactValue::Text(text) => text.trim().to_string(),
    };
    match kind {
        0 => match text.as_str() {
            "true" | "yes" => Some(Known::Flag(true)),
            "false" | "no" => Some(Known::Flag(false)),
            _ => None,
        },
        1 => {
            let figure = figure::read(&text).ok()?;
            (Decimal::ZERO..=Decimal::ONE_HUNDRED).contains(&figure).then_some(Known::Number(figure))
        }
        2 => text.parse().ok().map(|date| Known::Day(day::number(date))),
        _ => words::of_letters(&text).map(Known::Word),
    }
}

/// Once one fact of a family is given, the others are zero.
fn complete_families(tables: &Tables<'_>, facts: &mut [Known]) {
    let family = |place: usize| at(tables.fact_kinds, place) >> 8;
    let given = facts.iter().enumerate().filter(|(_, value)| **value != Known::Nothing);
    let families: Vec<u32> = given.map(|(place, _)| family(place)).filter(|family| *family != 0).collect();
    for (place, value) in facts.iter_mut().enumerate() {
        if *value == Known::Nothing && families.contains(&family(place)) {
            *value = Known::Number(Decimal::ZERO);
        }
    }
}

/// What was said of each heading that a condition asks about; `None` when one was both affirmed and denied.
fn confirmations(tables: &Tables<'_>, facts: &Facts) -> Option<Vec<Truth>> {
    let affirmed = with_twins(tables, &facts.confirm);
    let denied = with_twins(tables, &facts.decline);
    if affirmed.iter().any(|number| denied.contains(number)) {
        return None;
    }
    let said = |number: &u64| match () {
        () if affirmed.contains(number) => Truth::True,
        () if denied.contains(number) => Truth::False,
        () => Truth::Unknown,
    };
    Some(tables.confirmations.iter().map(said).collect())
}

/// A statement about one number of a pair is one about the heading.
fn with_twins(tables: &Tables<'_>, numbers: &[TariffNumber]) -> Vec<u64> {
    let numbers: Vec<u64> = numbers.iter().map(|number| number_bits(*number)).collect();
    let pairs = tables.heading_number.iter().zip(tables.heading_twin);
    let heads = pairs.filter(|(_, twin)| numbers.contains(twin)).map(|(number, _)| *number);
    let heads: Vec<u64> = heads.collect();
    [numbers, heads].concat()
}

/// The claim; an error when the explained path must judge it.
fn claim(
    tables: &Tables<'_>,
    vocabulary: &mut Vocabulary,
    profile: &Profile,
    facts: &[Known],
) -> Result<Option<Claim>, ()> {
    let Some(spi) = profile.spi.as_deref().map(str::trim).filter(|spi| !spi.is_empty()) else {
        return Ok(None);
    };
    let spelled = |place: &u32| Tables::text(tables.spelling_at, tables.spelling, *place as usize) == spi;
    let count = u32::try_from(tables.claim_programme.len()).unwrap_or(0);
    let claim = (0..count).find(spelled).ok_or(())?;
    let row = at(tables.claim_programme, claim as usize);
    let qualifies = (row >> 16).checked_sub(1).and_then(|fact| facts.get(fact as usize));
    // A claim that the importer's own word denies is none.
    if qualifies == Some(&Known::Flag(false)) {
        return Ok(None);
    }
    Ok(Some(Claim { claim, programme: row & 0xffff, word: vocabulary.word(spi) }))
}

#[cfg(test)]
mod tests {
    use cocket_base::Figure;
    use cocket_tariff::engine::Tariff;

    use super::*;
    use crate::number::number_of;
    use cocket_tariff::measure::logic::Kind;

    /// Each thing that a profile may bring is told from nothing.
    #[test]
    fn what_a_profile_brings_it_answers() {
        let tariff = Tariff::starter();
        let image = crate::compile(tariff, None, [0; 4]).unwrap();
        let compiled = Compiled::read(bytemuck::cast_slice(&image)).unwrap();
        let mut profiles = Profiles::new(&compiled);
        let mut answers = |profile: Profile, asked: Asked| {
            let place = profiles.add(&compiled, profile) as usize;
            assert!(profiles.ready[place].native);
            profiles.ready[place].answers(asked)
        };
        let fact = tariff.measures.facts.iter().position(|fact| fact.kind == Kind::Number).unwrap();
        let mut facts = Facts::default();
        let name = tariff.measures.facts[fact].name.to_string();
        facts.named.insert(name, FactValue::Number(Figure(Decimal::TEN)));
        let said = number_of(compiled.tables.confirmations[0]).unwrap();
        let confirm = Facts { confirm: vec![said], ..Facts::default() };
        let decline = Facts { decline: vec![said], ..Facts::default() };
        let none = Profile::default;
        let text = |text: &str| Some(text.to_string());
        let cases = [
            (Profile { spi: text("JP"), ..none() }, Asked::Claim),
            (Profile { mode: text("vessel"), ..none() }, Asked::Mode),
            (Profile { ftz_status: text("privileged"), ..none() }, Asked::ZoneStatus),
            (Profile { export_country: "MX".parse().ok(), ..none() }, Asked::ExportCountry),
            (Profile { facts, ..none() }, Asked::Fact(u32::try_from(fact).unwrap())),
            (Profile { facts: confirm, ..none() }, Asked::Confirmed(0)),
            (Profile { facts: decline, ..none() }, Asked::Confirmed(0)),
        ];
        for (profile, asked) in cases {
            assert!(!answers(none(), asked), "{asked:?}");
            assert!(answers(profile, asked), "{asked:?}");
        }
        assert!(answers(none(), Asked::Quantity), "quantities belong to the line");
    }
}
