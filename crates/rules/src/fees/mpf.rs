//! Merchandise processing fee: 19 USC 58c(a)(9), (a)(10), (b)(8); 19 CFR 24.23.
//!
//! In force as the rows of `mpf.csv` say. A formal entry pays ad valorem between a yearly minimum and maximum, an informal
//! one a flat fee by the way it was filed. Left to a person: goods of chapter 98 whose fee falls on a part of the value
//! (9802.00.60, 9802.00.80) and zone goods come in with that part as their value.

use cocket_base::ids::{Country, TariffNumber};
use cocket_base::{Cents, Decimal, Determination, Dollars, Need, Round, Step};
use cocket_law::{EntryTraits, FeeTreatment, MpfExemption, MpfKind, MpfScope, MpfYear, Row};
use serde::{Deserialize, Serialize};

use super::{CLASS_MPF_FORMAL, CLASS_MPF_INFORMAL};
use crate::{AsOf, Refusal};

/// What the fee asks of a line.
#[derive(Clone, Copy, Debug)]
pub struct GoodsForMpf<'a> {
    /// Entered value, or the part of it that the fee falls on.
    pub value: Dollars,
    /// Country of origin.
    pub origin: Option<Country>,
    /// Programme claimed on the line.
    pub spi: Option<&'a str>,
    /// The line's tariff numbers.
    pub tariffs: &'a [TariffNumber],
}

/// A line's fee before the limits of the entry.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MpfLine {
    /// False when the goods are exempt.
    pub subject: bool,
    /// Ad valorem fee, half up to the cent; zero when exempt.
    pub amount: Cents,
}

/// How an entry reaches CBP.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Filing {
    /// By computer (ABI).
    #[default]
    Automated,
    /// On paper by the filer.
    Manual,
    /// On paper by CBP's own staff.
    PreparedByCbp,
}

/// The entry's fee.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MpfHeader {
    /// Class code: 499 formal, 311 informal.
    pub class: String,
    /// Sum of the lines before the limits.
    pub raw: Cents,
    /// What is due.
    pub amount: Cents,
    /// Surcharge for filing on paper (class 500).
    pub surcharge: Cents,
}

/// The fee of one line (24.23(b)(1), (c)). `as_of.day` is the date of entry or release.
pub fn mpf_line(as_of: AsOf<'_>, goods: &GoodsForMpf<'_>) -> Result<Determination<MpfLine>, Refusal> {
    let year = as_of.pack.mpf(as_of.day, as_of.known)?;
    let free =
        |step: Step| Determination::decided(MpfLine { subject: false, amount: Cents::ZERO }, vec![step]);
    if let Some(step) = exempt_by_claim(as_of, goods) {
        return Ok(free(step));
    }
    if let Some(row) = exempt_by_tariff(as_of, goods) {
        return Ok(free(
            Step::new(format!("no merchandise processing fee: {}", row.reason)).cite(row.cite.clone()),
        ));
    }
    let Some(origin) = goods.origin else {
        let need = Need {
            fact: "origin".into(),
            question: "What is the country of origin of the goods?".into(),
            affects: "merchandise processing fee: products of some countries are exempt".into(),
        };
        return Ok(Determination::needs(vec![need], Vec::new()));
    };
    if let Some(row) = exempt_by_origin(as_of, origin) {
        let what = format!("no merchandise processing fee: {}", row.reason);
        return Ok(free(Step::new(what).cite(row.cite.clone()).fact("origin", origin)));
    }
    let amount = Cents::from_dollars(goods.value.as_decimal() * year.rate, Round::HalfUp)?;
    let step = Step::new("merchandise processing fee of the line, before the limits of the entry")
        .cite(year.cite.clone())
        .base(goods.value)
        .rate(percent(year.rate))
        .amount(amount);
    Ok(Determination::decided(MpfLine { subject: true, amount }, vec![step]))
}

/// 24.23(c)(3) and following: a programme that lifts the fee, claimed on the line and open to the country.
fn exempt_by_claim(as_of: AsOf<'_>, goods: &GoodsForMpf<'_>) -> Option<Step> {
    let spi = goods.spi?;
    let program = as_of.pack.programs().program(spi, as_of.day, as_of.known).ok()?;
    let covered = goods.origin.is_none_or(|origin| as_of.pack.programs().covers(spi, origin).unwrap_or(true));
    let exempt = program.mpf == FeeTreatment::Exempt && covered;
    exempt.then(|| {
        let what = format!("no merchandise processing fee: {} is claimed", program.name);
        Step::new(what).cite(program.cite.clone()).fact("spi", spi)
    })
}

/// 24.23(c)(1): the row with the longest number that a number of the line begins with decides.
fn exempt_by_tariff<'p>(as_of: AsOf<'p>, goods: &GoodsForMpf<'_>) -> Option<&'p Row<MpfExemption>> {
    let matches = |row: &&'p Row<MpfExemption>| match &row.scope {
        MpfScope::Tariff(prefix) => goods.tariffs.iter().any(|number| number.starts_with(prefix)),
        _ => false,
    };
    let length = |row: &&'p Row<MpfExemption>| match &row.scope {
        MpfScope::Tariff(prefix) => prefix.len(),
        _ => 0,
    };
    let row = as_of.pack.mpf_exemptions(as_of.day, as_of.known).filter(matches).max_by_key(length)?;
    (row.treatment == FeeTreatment::Exempt).then_some(row)
}

/// 58c(b)(8)(D)(ii), (iii): products of insular possessions and of Caribbean Basin countries, claimed or not.
fn exempt_by_origin(as_of: AsOf<'_>, origin: Country) -> Option<&Row<MpfExemption>> {
    let pack = as_of.pack;
    pack.mpf_exemptions(as_of.day, as_of.known).find(|row| {
        let covered = match &row.scope {
            MpfScope::Tariff(_) => false,
            MpfScope::OriginGroup(group) => pack.countries().in_group(group, origin, as_of.day),
            MpfScope::ProgrammeCountries(spi) => pack.programs().lists(spi, origin),
        };
        covered && row.treatment == FeeTreatment::Exempt
    })
}

/// The fee of the entry (24.23(b)(1)(i), (b)(2)). An entry whose lines are all exempt owes nothing, not the minimum.
pub fn mpf_header(
    as_of: AsOf<'_>,
    entry_type: &str,
    filing: Filing,
    lines: &[MpfLine],
) -> Result<Determination<MpfHeader>, Refusal> {
    let traits = as_of.pack.entry_traits(entry_type, as_of.day, as_of.known)?;
    match traits.mpf {
        MpfKind::Formal => formal(as_of, filing, lines),
        MpfKind::Informal => informal(as_of, filing, lines),
        MpfKind::None => Ok(none(entry_type, traits)),
    }
}

fn none(entry_type: &str, traits: &Row<EntryTraits>) -> Determination<MpfHeader> {
    let header = MpfHeader {
        class: CLASS_MPF_FORMAL.into(),
        raw: Cents::ZERO,
        amount: Cents::ZERO,
        surcharge: Cents::ZERO,
    };
    let step = Step::new(format!("no merchandise processing fee on a summary of type {entry_type}"))
        .cite(traits.cite.clone());
    Determination::decided(header, vec![step])
}

fn formal(as_of: AsOf<'_>, filing: Filing, lines: &[MpfLine]) -> Result<Determination<MpfHeader>, Refusal> {
    let year = as_of.pack.mpf(as_of.day, as_of.known)?;
    let raw: Cents = lines.iter().map(|line| line.amount).sum();
    let subject = lines.iter().any(|line| line.subject);
    let amount = if subject { year.within_limits(raw) } else { Cents::ZERO };
    let surcharge = if filing == Filing::Automated || !subject { Cents::ZERO } else { year.manual_surcharge };
    let what = match (subject, amount.cmp(&raw)) {
        (false, _) => "no line is subject to the merchandise processing fee: nothing is due".to_string(),
        (true, std::cmp::Ordering::Equal) => {
            format!("merchandise processing fee, inside its limits {} to {}", year.min, year.max)
        }
        (true, std::cmp::Ordering::Greater) => {
            format!("merchandise processing fee, raised to its minimum (limits {} to {})", year.min, year.max)
        }
        (true, std::cmp::Ordering::Less) => {
            format!("merchandise processing fee, held at its maximum (limits {} to {})", year.min, year.max)
        }
    };
    let mut steps = vec![
        Step::new(what)
            .cite(year.cite.clone())
            .base(raw)
            .amount(amount)
            .fact("fiscal_year", year.fiscal_year),
    ];
    if !surcharge.is_zero() {
        steps.push(Step::new("surcharge for filing on paper").cite(year.cite.clone()).amount(surcharge));
    }
    Ok(Determination::decided(MpfHeader { class: CLASS_MPF_FORMAL.into(), raw, amount, surcharge }, steps))
}

fn informal(as_of: AsOf<'_>, filing: Filing, lines: &[MpfLine]) -> Result<Determination<MpfHeader>, Refusal> {
    let year = as_of.pack.mpf(as_of.day, as_of.known)?;
    let subject = lines.iter().any(|line| line.subject);
    let amount = if subject { flat_fee(year, filing) } else { Cents::ZERO };
    let what = if subject {
        "flat fee of an informal entry, by the way it is filed"
    } else {
        "no line is subject to the informal fee"
    };
    let step = Step::new(what).cite(year.cite.clone()).amount(amount).fact("filing", format!("{filing:?}"));
    let header =
        MpfHeader { class: CLASS_MPF_INFORMAL.into(), raw: Cents::ZERO, amount, surcharge: Cents::ZERO };
    Ok(Determination::decided(header, vec![step]))
}

/// 24.23(b)(2): the flat fee of an informal entry by the way it is filed.
pub(crate) fn flat_fee(year: &MpfYear, filing: Filing) -> Cents {
    match filing {
        Filing::Automated => year.informal_automated,
        Filing::Manual => year.informal_manual,
        Filing::PreparedByCbp => year.informal_by_cbp,
    }
}

fn percent(rate: Decimal) -> String {
    format!("{}%", (rate * Decimal::ONE_HUNDRED).normalize())
}

#[cfg(test)]
mod tests {
    use super::*;
    use cocket_base::civil::{Date, date};
    use cocket_law::Pack;

    const TODAY: Date = date(2026, 11, 24);

    fn as_of(day: Date) -> AsOf<'static> {
        AsOf::new(Pack::starter(), day, TODAY)
    }

    fn line(day: Date, origin: &str, spi: Option<&str>, hts: &str) -> MpfLine {
        let tariffs = [hts.parse().unwrap()];
        let goods =
            GoodsForMpf { value: Dollars::new(10_000), origin: origin.parse().ok(), spi, tariffs: &tariffs };
        mpf_line(as_of(day), &goods).unwrap().answer().unwrap().clone()
    }

    #[test]
    fn a_line_pays_half_up_to_the_cent_unless_it_is_exempt() {
        let day = date(2026, 6, 9);
        assert_eq!(line(day, "CN", None, "8518210000"), MpfLine { subject: true, amount: Cents::new(3464) });
        assert!(!line(day, "MX", Some("S"), "8708305030").subject, "USMCA");
        assert!(line(day, "MX", None, "8708305030").subject, "originating or not, unclaimed");
        assert!(line(day, "JP", Some("JP"), "8518210000").subject, "the agreement does not lift the fee");
        assert!(line(day, "CN", Some("S"), "8518210000").subject, "the claim is not open to China");
        assert!(line(date(2020, 6, 30), "MX", Some("S"), "8518210000").subject, "not in force yet");
        assert!(!line(day, "JM", None, "8518210000").subject, "product of a Caribbean Basin country");
        assert!(!line(day, "GU", None, "8518210000").subject, "insular possession");
        assert!(!line(day, "DE", None, "9801001012").subject, "chapter 98");
        assert!(line(day, "MX", None, "9802008068").subject, "assembled abroad: the part is subject");
        assert!(!line(day, "MX", None, "9802005060").subject, "repaired abroad");
    }

    #[test]
    fn the_origin_is_asked_for_not_guessed() {
        let goods = GoodsForMpf { value: Dollars::new(1), origin: None, spi: None, tariffs: &[] };
        let asked = mpf_line(as_of(TODAY), &goods).unwrap();
        assert!(asked.answer().is_none());
        assert!(mpf_line(as_of(date(1980, 1, 1)), &goods).is_err(), "the fee did not exist in 1980");
    }

    #[test]
    fn limits_hold_for_the_entry_and_only_with_a_subject_line() {
        let day = date(2026, 6, 9);
        let subject = |cents| MpfLine { subject: true, amount: Cents::new(cents) };
        let exempt = MpfLine { subject: false, amount: Cents::ZERO };
        let header = |entry_type: &str, filing, lines: &[MpfLine]| {
            mpf_header(as_of(day), entry_type, filing, lines).unwrap().answer().unwrap().clone()
        };
        assert_eq!(
            header("01", Filing::Automated, &[subject(1995), subject(1247), exempt.clone()]).amount,
            Cents::new(3358)
        );
        assert_eq!(header("01", Filing::Automated, &[subject(74_251)]).amount, Cents::new(65_150));
        assert_eq!(header("01", Filing::Automated, std::slice::from_ref(&exempt)).amount, Cents::ZERO);
        assert_eq!(header("01", Filing::Manual, &[subject(5000)]).surcharge, Cents::new(403));
        assert_eq!(
            header("11", Filing::Automated, &[subject(836)]),
            MpfHeader {
                class: "311".into(),
                raw: Cents::ZERO,
                amount: Cents::new(269),
                surcharge: Cents::ZERO
            }
        );
        assert_eq!(header("11", Filing::PreparedByCbp, &[subject(836)]).amount, Cents::new(1209));
        assert_eq!(
            header("21", Filing::Automated, &[subject(836)]).amount,
            Cents::ZERO,
            "paid on withdrawal"
        );
        assert!(mpf_header(as_of(day), "99", Filing::Automated, &[]).is_err(), "no such entry type");
    }
}
