//! Fees and internal revenue taxes of the lines and of the entry.

use cocket_base::ids::{Country, TariffNumber};
use cocket_base::{Cents, Decimal, Determination, Dollars, Finding, Outcome, Place, Round, Step};
use cocket_filing::declaration::Fee;
use cocket_intake::packet::PacketHeader;
use cocket_rules::fees::{Filing, GoodsForMpf, MpfHeader, hmf_header, hmf_line, mpf_header, mpf_line};
use cocket_rules::{AsOf, Refusal};

use crate::goods::Goods;
use crate::sale::HEADER;

/// Class code of the harbor maintenance fee (CATAIR entry summary chapter).
pub const HARBOR: &str = "501";
/// Class code of the formal merchandise processing fee.
pub const PROCESSING: &str = "499";
/// Class code of the surcharge for filing on paper.
const SURCHARGE: &str = "500";

/// Fees of the entry: the header fees, the raw processing fee, and notes on how they came about.
#[derive(Clone, Debug, Default)]
pub struct EntryFees {
    /// Fees by class.
    pub fees: Vec<Fee>,
    /// Processing fee before its limits.
    pub mpf_raw: Cents,
    /// Notes.
    pub notes: Vec<String>,
}

/// Words for the ways of filing.
pub const FILING_WORDS: [(&str, Filing); 5] = [
    ("automated", Filing::Automated),
    ("manual", Filing::Manual),
    ("paper", Filing::Manual),
    ("prepared_by_cbp", Filing::PreparedByCbp),
    ("cbp", Filing::PreparedByCbp),
];

/// The way of filing that a word names.
pub fn filing_word(word: &str) -> Option<Filing> {
    FILING_WORDS.iter().find(|(known, _)| word.trim().eq_ignore_ascii_case(known)).map(|(_, filing)| *filing)
}

/// How the entry is filed: over the link where the packet names no other way. A word that is not known stops the filing.
pub fn filing(header: &PacketHeader) -> Filing {
    header.filing_method.as_deref().and_then(filing_word).unwrap_or(Filing::Automated)
}

/// What the fees ask of a line, and what they come to.
#[derive(Debug, Default)]
pub struct FeeLine {
    /// Value that the fees fall on.
    pub value: Dollars,
    /// Origin.
    pub origin: Option<Country>,
    /// Programme claimed.
    pub spi: Option<String>,
    /// Tariff numbers of the line.
    pub numbers: Vec<TariffNumber>,
    /// Merchandise processing fee before limits; worked out here.
    pub mpf: Option<Fee>,
    /// Harbor maintenance fee; worked out here.
    pub hmf: Option<Fee>,
}

/// Works out the fees of every line, then those of the entry.
pub fn assess(
    header: &PacketHeader,
    entry_type: &str,
    as_of: AsOf<'_>,
    lines: &mut [FeeLine],
    findings: &mut Vec<Finding>,
) -> EntryFees {
    let mode = header.mode.as_deref().unwrap_or_default();
    let (mut processing, mut harbor) = (Vec::new(), Vec::new());
    for line in lines.iter_mut() {
        let goods = GoodsForMpf {
            value: line.value,
            origin: line.origin,
            spi: line.spi.as_deref(),
            tariffs: &line.numbers,
        };
        if let Some((fee, steps)) = settle(mpf_line(as_of, &goods), findings) {
            line.mpf = Some(Fee { class: PROCESSING.into(), amount: fee.amount, steps });
            processing.push(fee);
        }
        if let Some((amount, steps)) = settle(hmf_line(as_of, entry_type, mode, line.value), findings) {
            line.hmf = Some(Fee { class: HARBOR.into(), amount, steps });
            harbor.push(amount);
        }
    }
    let mut entry = EntryFees::default();
    if let Some((fee, steps)) = settle(mpf_header(as_of, entry_type, filing(header), &processing), findings) {
        entry.add_processing(fee, steps, lines);
    }
    if let Some((fee, steps)) = settle(hmf_header(as_of, &harbor), findings)
        && !fee.amount.is_zero()
    {
        entry.notes.extend(steps.iter().map(|step| step.what.clone()));
        entry.fees.push(Fee { class: HARBOR.into(), amount: fee.amount, steps });
    }
    entry
}

impl EntryFees {
    fn add_processing(&mut self, fee: MpfHeader, steps: Vec<Step>, lines: &mut [FeeLine]) {
        self.notes.extend(steps.iter().map(|step| step.what.clone()));
        // A flat fee stands on the entry alone: its lines carry none.
        if fee.class == PROCESSING {
            self.mpf_raw = fee.raw;
        } else {
            lines
                .iter_mut()
                .for_each(|line| line.mpf = line.mpf.take().map(|fee| Fee { amount: Cents::ZERO, ..fee }));
        }
        if !fee.amount.is_zero() {
            self.fees.push(Fee { class: fee.class, amount: fee.amount, steps: steps.clone() });
        }
        if !fee.surcharge.is_zero() {
            self.fees.push(Fee { class: SURCHARGE.into(), amount: fee.surcharge, steps });
        }
    }
}

fn settle<T>(
    determined: Result<Determination<T>, Refusal>,
    findings: &mut Vec<Finding>,
) -> Option<(T, Vec<Step>)> {
    match determined {
        Ok(Determination { outcome: Outcome::Decided { answer }, steps }) => Some((answer, steps)),
        Ok(_) => None,
        Err(refusal) => {
            let finding = Finding::block("FEE_UNKNOWN", Place::file(HEADER), refusal.to_string())
                .with_remedy("add the figures of that year to the law data");
            if !findings.contains(&finding) {
                findings.push(finding);
            }
            None
        }
    }
}

/// Internal revenue tax that the packet states for a part (26 USC chapters 51 and 52): dollars per gallon on the liters.
pub fn excise(header: &PacketHeader, goods: &Goods<'_>, findings: &mut Vec<Finding>) -> Vec<Fee> {
    let stated = header
        .excise
        .iter()
        .filter(|tax| tax.parts.iter().any(|part| part.trim().eq_ignore_ascii_case(goods.part_no)));
    stated.filter_map(|tax| one_excise(header, goods, tax, findings)).collect()
}

fn one_excise(
    header: &PacketHeader,
    goods: &Goods<'_>,
    tax: &cocket_intake::packet::Excise,
    findings: &mut Vec<Finding>,
) -> Option<Fee> {
    let class = tax.class.clone()?;
    let rate = tax.rate_per_wine_gallon?;
    let Some(liters) = goods.liters.as_ref().map(|liters| liters.value) else {
        let text = format!(
            "{}: the internal revenue tax goes by the liters, which no packing list gives",
            goods.part_no
        );
        let place = Place::item(goods.part_no).at_field("liters");
        let finding = Finding::block("MISSING_QUANTITY", place, text);
        findings.push(finding.with_remedy("complete the packing list with the liters of the line"));
        return None;
    };
    let per_gallon =
        header.litres_per_wine_gallon.filter(|liters| *liters > Decimal::ZERO).unwrap_or(WINE_GALLON_LITERS);
    let gallons = Round::HalfUp.to(liters.checked_div(per_gallon)?, 4);
    match Cents::from_dollars(gallons.checked_mul(rate)?, Round::HalfUp) {
        Ok(amount) => {
            let step = Step::new("internal revenue tax at the rate that the packet states")
                .base(format!("{gallons} wine gallons"))
                .rate(format!("${rate} per wine gallon"))
                .amount(amount);
            Some(Fee { class, amount, steps: vec![step] })
        }
        Err(error) => {
            findings.push(Finding::block("TAX_REFUSED", Place::item(goods.part_no), error.to_string()));
            None
        }
    }
}

/// Liters in a US gallon of 231 cubic inches: arithmetic of the inch, no figure of law.
const WINE_GALLON_LITERS: Decimal = Decimal::from_parts(3_785_411_784, 0, 0, false, 9);
