//! Rates as formulas: a rate text read into its terms, and the terms tried against the declared amount.
//!
//! This is not the rate language of the tariff: it knows the plain forms only and is believed only when the terms give
//! the declared amount to the cent.

use cocket_base::{Cents, Decimal, Quantity, Round, Unit};
use cocket_filing::declaration::ReportedQuantity;

/// A part of a rate.
#[derive(Clone, Debug, PartialEq)]
enum Term {
    /// A fraction of value.
    AdValorem(Decimal),
    /// A fraction of value less what the article already pays (`15% all-in`).
    AllIn(Decimal),
    /// US dollars per unit, the unit as printed.
    Specific(Decimal, String),
}

/// An amount of something in a unit as printed, whether or not the unit is one of ours.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Measure {
    /// How many.
    pub amount: Decimal,
    /// Of what.
    pub unit: String,
}

impl Measure {
    /// A printed quantity, as in `640 kg` or `475.5 wine gallons`.
    pub fn read(text: &str) -> Option<Measure> {
        let (_, unit) = text.trim().split_once(char::is_whitespace)?;
        Some(Measure { amount: figure(text)?, unit: unit.trim().into() })
    }

    /// The same in `unit`: as it stands when the names agree, else by arithmetic.
    fn to(&self, unit: &str) -> Option<Measure> {
        let singular = |name: &str| name.trim().trim_end_matches(['s', '.']).to_ascii_lowercase();
        if singular(&self.unit) == singular(unit) {
            return Some(self.clone());
        }
        let wanted: Unit = unit.parse().ok()?;
        let converted = Quantity::new(self.amount, self.unit.parse().ok()?).to(wanted).ok()?;
        Some(Measure { amount: converted.amount, unit: wanted.printed().into() })
    }
}

impl From<&ReportedQuantity> for Measure {
    fn from(reported: &ReportedQuantity) -> Measure {
        Measure { amount: reported.quantity.amount, unit: reported.quantity.unit.printed().into() }
    }
}

/// What an amount was worked out from: `base × ad_valorem + Σ quantity × dollars`.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Worked {
    /// Value, in dollars.
    pub base: Decimal,
    /// Fraction of value; zero when the rate has no such part.
    pub ad_valorem: Decimal,
    /// Quantities with their dollars per unit.
    pub specific: Vec<(Measure, Decimal)>,
    /// What comes off: the article's own duty, on the share of its value that this base is; never below nothing.
    pub less_article: bool,
}

impl Worked {
    /// The exact figure, not yet rounded, before anything comes off.
    pub fn exact(&self) -> Option<Decimal> {
        self.base.checked_mul(self.ad_valorem)?.checked_add(self.specific_part()?)
    }

    /// The part that goes by quantity.
    pub fn specific_part(&self) -> Option<Decimal> {
        let mut parts = self.specific.iter();
        parts.try_fold(Decimal::ZERO, |sum, (measure, rate)| {
            sum.checked_add(measure.amount.checked_mul(*rate)?)
        })
    }

    /// True when rounding half up to the cent gives `amount`.
    fn gives(&self, article: Option<&Worked>, amount: Cents) -> bool {
        let less = |article: &Worked| article.exact()?.checked_mul(self.base)?.checked_div(article.base);
        let exact = match (self.less_article, article) {
            (false, _) => self.exact(),
            (true, Some(article)) => {
                self.exact().zip(less(article)).map(|(own, less)| (own - less).max(Decimal::ZERO))
            }
            (true, None) => None,
        };
        exact.and_then(|exact| Cents::from_dollars(exact, Round::HalfUp).ok()) == Some(amount)
    }
}

/// How `amount` follows from a rate text over a base or over quantities; none when the text says something else.
pub(super) fn work_out(
    rate: &str,
    base: Decimal,
    measures: &[Measure],
    article: Option<&Worked>,
    amount: Cents,
) -> Option<Worked> {
    let mut worked = Worked { base, ad_valorem: Decimal::ZERO, specific: Vec::new(), less_article: false };
    for term in terms(rate)? {
        match term {
            Term::AdValorem(fraction) => worked.ad_valorem = worked.ad_valorem.checked_add(fraction)?,
            Term::AllIn(fraction) => {
                worked.ad_valorem = worked.ad_valorem.checked_add(fraction)?;
                worked.less_article = true;
            }
            Term::Specific(dollars, unit) => {
                worked.specific.push((measures.iter().find_map(|measure| measure.to(&unit))?, dollars));
            }
        }
    }
    worked.gives(article, amount).then_some(worked)
}

/// How a deposit follows from its own rate: percent of value, or dollars per unit.
pub(super) fn work_out_deposit(
    rate: Decimal,
    specific: bool,
    value: Decimal,
    quantity: Option<Decimal>,
    amount: Cents,
) -> Option<Worked> {
    let mut worked =
        Worked { base: value, ad_valorem: Decimal::ZERO, specific: Vec::new(), less_article: false };
    if specific {
        worked.specific.push((Measure { amount: quantity?, unit: "unit".into() }, rate));
    } else {
        worked.ad_valorem = rate.checked_div(Decimal::ONE_HUNDRED)?;
    }
    worked.gives(None, amount).then_some(worked)
}

/// A number at the head of a printed figure, as in `16,876 USD`.
pub(super) fn figure(text: &str) -> Option<Decimal> {
    let plain: String = text.trim().trim_start_matches('$').chars().filter(|c| *c != ',').collect();
    plain.split_whitespace().next()?.parse().ok()
}

/// The terms of a rate text. Words without a figure («the duty provided in the subheading») stand for other lines and
/// are passed over; what a rate is levied `on` is told by the quantity that fits.
fn terms(rate: &str) -> Option<Vec<Term>> {
    let rate = rate.trim();
    if rate == "0" || rate.get(..4).is_some_and(|head| head.eq_ignore_ascii_case("free")) {
        return Some(vec![Term::AdValorem(Decimal::ZERO)]);
    }
    let parts = rate.split('+').map(str::trim).filter(|part| part.bytes().any(|b| b.is_ascii_digit()));
    let terms: Option<Vec<Term>> = parts.map(term).collect();
    terms.filter(|terms| !terms.is_empty())
}

fn term(part: &str) -> Option<Term> {
    let part = part.split_once(" on ").map_or(part, |(part, _)| part).trim();
    let percent = |text: &str| {
        text.trim().strip_suffix('%')?.trim().parse::<Decimal>().ok()?.checked_div(Decimal::ONE_HUNDRED)
    };
    if let Some(total) = part.strip_suffix("all-in") {
        return Some(Term::AllIn(percent(total)?));
    }
    if part.ends_with('%') {
        return Some(Term::AdValorem(percent(part)?));
    }
    let each = || part.strip_suffix("each").map(|price| (price, "each"));
    let (price, unit) = part.split_once('/').or_else(|| part.split_once(" per ")).or_else(each)?;
    let price = price.trim();
    let dollars = match price.strip_suffix('¢').or_else(|| price.strip_suffix("cents")) {
        Some(number) => number.trim().parse::<Decimal>().ok()?.checked_div(Decimal::ONE_HUNDRED)?,
        None => price.strip_prefix('$')?.trim().parse().ok()?,
    };
    Some(Term::Specific(dollars, unit.trim().into()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn d(text: &str) -> Decimal {
        text.parse().unwrap()
    }

    fn try_out(rate: &str, base: &str, measures: &[&str], cents: i64) -> Option<Worked> {
        let measures: Vec<Measure> = measures.iter().map(|text| Measure::read(text).unwrap()).collect();
        work_out(rate, d(base), &measures, None, Cents::new(cents))
    }

    #[test]
    fn a_compound_rate_works_on_value_and_quantity_and_rounds_once() {
        let worked = try_out("0.4¢ each + 6.8%", "2400", &["6000 No."], 18_720).unwrap();
        assert_eq!((worked.ad_valorem, worked.specific[0].1), (d("0.068"), d("0.004")));
        let half = try_out("1.5¢/kg", "0", &["0.5 t"], 750).unwrap();
        assert_eq!(half.specific[0].0, Measure::read("500 kg").unwrap());
    }

    #[test]
    fn a_rate_that_does_not_give_the_amount_is_not_believed() {
        assert_eq!(try_out("25%", "1000", &[], 25_001), None);
        assert_eq!(try_out("2¢/kg", "1000", &["5 No."], 10), None);
        assert_eq!(try_out("15% all-in", "1000", &[], 15_000), None);
        assert_eq!(try_out("See note 4", "1000", &[], 0), None);
        assert_eq!(try_out("", "1000", &[], 0), None);
    }

    #[test]
    fn the_engines_ways_to_write_a_rate_are_known() {
        assert!(
            try_out("The duty provided in the applicable subheading + 25%", "1000", &[], 25_000).is_some()
        );
        for free in ["Free", "Free (SPI S)", "0"] {
            assert!(try_out(free, "1000", &[], 0).is_some(), "{free}");
            assert!(try_out(free, "1000", &[], 1).is_none(), "{free}");
        }
        assert!(try_out("6.5% on the entire set", "710", &[], 4_615).is_some());
        assert!(try_out("5¢/kg on contents and container", "0", &["2850 kg"], 14_250).is_some());
        assert!(try_out("$1.07 per wine gallon", "0", &["475.5097 wine gallons"], 50_880).is_some());
    }

    #[test]
    fn an_all_in_rate_is_what_the_articles_duty_lacks_to_it_and_never_less_than_nothing() {
        let article = |rate: &str, cents| try_out(rate, "15596", &[], cents).unwrap();
        let low = article("3.1%", 48_348);
        let top_up = work_out("15% all-in", d("15596"), &[], Some(&low), Cents::new(185_592)).unwrap();
        assert!(top_up.less_article);
        assert!(
            work_out("15% all-in", d("7798"), &[], Some(&low), Cents::new(92_796)).is_some(),
            "on half the value"
        );
        assert!(
            work_out("15% all-in", d("15596"), &[], Some(&article("20%", 311_920)), Cents::ZERO).is_some()
        );
    }

    #[test]
    fn printed_figures_read_back() {
        assert_eq!(figure("16,876 USD"), Some(d("16876")));
        assert_eq!(figure("$1.50"), Some(d("1.50")));
        assert_eq!(Measure::read("640 kg").map(|measure| measure.unit), Some("kg".into()));
        assert_eq!(Measure::read("many kg"), None);
    }
}
