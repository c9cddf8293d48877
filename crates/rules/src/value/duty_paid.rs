//! Prices that hold the duty (DDP): the value worked back. 19 USC 1401a(b)(3)(B), (b)(4)(A).
//!
//! `V = (net + additions − specific duty − fixed fees) ÷ (1 + ad valorem rates + fee rates)` per line. While the merchandise
//! processing fee of the entry lies inside its limits it is a rate like any other; at a limit it is a fixed sum, taken out
//! by value over the lines that are subject, and the line is solved again. The same holds for a harbor maintenance fee too
//! small to be collected. Duty is afterwards computed anew from the rounded values.

use cocket_base::{Cents, Decimal, Determination, Dollars, Round, Step, prorate};
use serde::{Deserialize, Serialize};

use cocket_law::{MpfKind, MpfYear, Row};

use super::bounded;
use crate::fees::{Filing, flat_fee};
use crate::{AsOf, Refusal};

/// A line whose price holds the duty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DutyPaidLine {
    /// Price in US dollars after freight, insurance, inland carriage and brokerage were taken out.
    pub net: Decimal,
    /// Additions to the value that the price does not hold, in US dollars.
    pub additions: Decimal,
    /// Sum of all ad valorem duties on the value, as a fraction.
    pub ad_valorem: Decimal,
    /// Sum of all duties and taxes by quantity, in US dollars.
    pub specific: Decimal,
    /// Whether the line is subject to the merchandise processing fee.
    pub mpf: bool,
    /// Whether the line owes the harbor maintenance fee.
    pub hmf: bool,
}

/// An entry whose prices hold the duty.
#[derive(Clone, Copy, Debug)]
pub struct DutyPaidEntry<'a> {
    /// Entry type, as in `01`.
    pub entry_type: &'a str,
    /// How the entry reaches CBP.
    pub filing: Filing,
    /// Its lines.
    pub lines: &'a [DutyPaidLine],
}

/// A solved line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SolvedLine {
    /// Value before rounding, US dollars.
    pub exact: Decimal,
    /// Entered value, half up.
    pub entered: Dollars,
    /// What the price was divided by.
    pub divisor: Decimal,
    /// Share of a fee that stands at its limit, US dollars.
    pub fixed_fee: Decimal,
}

/// Solved lines with the fees that they imply.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DutyPaid {
    /// The lines, in their order.
    pub lines: Vec<SolvedLine>,
    /// Merchandise processing fee that the solution rests on.
    pub mpf: MpfPlace,
    /// Harbor maintenance fee is collected.
    pub hmf_collected: bool,
}

/// Where the merchandise processing fee of the entry lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MpfPlace {
    /// Inside its limits: a rate.
    Inside,
    /// At its minimum.
    Minimum,
    /// At its maximum.
    Maximum,
    /// The flat fee of an informal entry.
    Flat,
    /// No line is subject, or the type of entry pays none.
    NotDue,
}

/// The places that the merchandise processing fee may take, each with the sum it is fixed at.
fn places(as_of: AsOf<'_>, entry: &DutyPaidEntry<'_>) -> Result<Vec<(MpfPlace, Decimal)>, Refusal> {
    let year = as_of.pack.mpf(as_of.day, as_of.known)?;
    let traits = as_of.pack.entry_traits(entry.entry_type, as_of.day, as_of.known)?;
    let subject = entry.lines.iter().any(|line| line.mpf);
    Ok(match traits.mpf {
        MpfKind::Formal if subject => vec![
            (MpfPlace::Inside, Decimal::ZERO),
            (MpfPlace::Minimum, year.min.as_dollars()),
            (MpfPlace::Maximum, year.max.as_dollars()),
        ],
        MpfKind::Informal if subject => vec![(MpfPlace::Flat, flat_fee(year, entry.filing).as_dollars())],
        _ => vec![(MpfPlace::NotDue, Decimal::ZERO)],
    })
}

/// Solves the lines of one entry. `as_of.day` is the date of entry.
pub fn solve_duty_paid(
    as_of: AsOf<'_>,
    entry: &DutyPaidEntry<'_>,
) -> Result<Determination<DutyPaid>, Refusal> {
    let year = as_of.pack.mpf(as_of.day, as_of.known)?;
    let hmf = as_of.pack.hmf(as_of.day, as_of.known)?;
    entry.lines.iter().try_for_each(check)?;
    let collected: &[bool] = if entry.lines.iter().any(|line| line.hmf) { &[true, false] } else { &[false] };
    // Every combination is a hypothesis; the one whose result agrees with it stands. At a jump (the smallest harbor
    // fee) none may agree: then the fee is due, as it is on the value just above.
    let mut nearest = None;
    for (place, fixed) in places(as_of, entry)? {
        let mpf_rate = if place == MpfPlace::Inside { year.rate } else { Decimal::ZERO };
        for hmf_collected in collected.iter().copied() {
            let hmf_rate = if hmf_collected { hmf.rate } else { Decimal::ZERO };
            let solved =
                DutyPaid { lines: solve(entry.lines, mpf_rate, hmf_rate, fixed)?, mpf: place, hmf_collected };
            let (raw_mpf, raw_hmf) = implied_fees(entry.lines, &solved, year.rate, hmf.rate)?;
            let mpf_agrees = match place {
                MpfPlace::Inside => (year.min..=year.max).contains(&raw_mpf),
                MpfPlace::Minimum => raw_mpf <= year.min,
                MpfPlace::Maximum => raw_mpf >= year.max,
                MpfPlace::Flat | MpfPlace::NotDue => true,
            };
            let hmf_agrees = (raw_hmf > hmf.nothing_at_or_under) == hmf_collected;
            if mpf_agrees && hmf_agrees {
                return Ok(decided(year, solved));
            }
            nearest = nearest.or(mpf_agrees.then_some(solved));
        }
    }
    let none = || Refusal::Figure {
        what: "the duty-paid price",
        found: "too small or contradictory".into(),
        expected: "a price that a value with its duty and fees adds up to",
    };
    nearest.map(|solved| decided(year, solved)).ok_or_else(none)
}

fn check(line: &DutyPaidLine) -> Result<(), Refusal> {
    for figure in [line.net, line.additions, line.specific] {
        bounded("an amount of a duty-paid line", figure)?;
    }
    if line.ad_valorem < Decimal::ZERO || line.ad_valorem > Decimal::ONE_THOUSAND {
        let found = line.ad_valorem.to_string();
        let what = "the ad valorem rate of a duty-paid line";
        return Err(Refusal::Figure { what, found, expected: "a fraction from 0 to 1000" });
    }
    Ok(())
}

fn decided(year: &Row<MpfYear>, solved: DutyPaid) -> Determination<DutyPaid> {
    let fee = match solved.mpf {
        MpfPlace::Inside => "merchandise processing fee inside its limits: a rate",
        MpfPlace::Minimum => "merchandise processing fee at its minimum, taken out by value",
        MpfPlace::Maximum => "merchandise processing fee at its maximum, taken out by value",
        MpfPlace::Flat => "flat fee of an informal entry, taken out by value",
        MpfPlace::NotDue => "no merchandise processing fee",
    };
    let cite = cocket_base::Citation::new("19 USC 1401a(b)(3)(B)");
    let worked = "duty and fees inside the price are worked back: (price − specific duty) ÷ (1 + rates)";
    let steps = vec![Step::new(worked).cite(cite), Step::new(fee).cite(year.cite.clone())];
    Determination::decided(solved, steps)
}

fn solve(
    lines: &[DutyPaidLine],
    mpf_rate: Decimal,
    hmf_rate: Decimal,
    fixed: Decimal,
) -> Result<Vec<SolvedLine>, Refusal> {
    let weights: Vec<Decimal> =
        lines.iter().map(|line| if line.mpf { line.net } else { Decimal::ZERO }).collect();
    let shares = if fixed.is_zero() { vec![Decimal::ZERO; lines.len()] } else { prorate(fixed, &weights, 2) };
    let solve_line = |(line, fixed_fee): (&DutyPaidLine, Decimal)| {
        let fee_rates =
            if line.mpf { mpf_rate } else { Decimal::ZERO } + if line.hmf { hmf_rate } else { Decimal::ZERO };
        let divisor = Decimal::ONE + line.ad_valorem + fee_rates;
        let exact = (line.net + line.additions - line.specific - fixed_fee) / divisor;
        Ok(SolvedLine { exact, entered: Dollars::from_exact(exact, Round::HalfUp)?, divisor, fixed_fee })
    };
    lines.iter().zip(shares).map(solve_line).collect()
}

fn implied_fees(
    lines: &[DutyPaidLine],
    solved: &DutyPaid,
    mpf_rate: Decimal,
    hmf_rate: Decimal,
) -> Result<(Cents, Cents), Refusal> {
    let (mut mpf, mut hmf) = (Cents::ZERO, Cents::ZERO);
    for (line, solved) in lines.iter().zip(&solved.lines) {
        let value = solved.entered.as_decimal();
        if line.mpf {
            mpf += Cents::from_dollars(value * mpf_rate, Round::HalfUp)?;
        }
        if line.hmf {
            hmf += Cents::from_dollars(value * hmf_rate, Round::HalfUp)?;
        }
    }
    Ok((mpf, hmf))
}

#[cfg(test)]
mod tests {
    use super::*;
    use cocket_base::civil::date;
    use cocket_law::Pack;
    use proptest::prelude::*;

    fn as_of() -> AsOf<'static> {
        AsOf::new(Pack::starter(), date(2026, 6, 22), date(2026, 11, 24))
    }

    fn line(net: i64, ad_valorem: &str) -> DutyPaidLine {
        DutyPaidLine {
            net: Decimal::new(net, 2),
            additions: Decimal::ZERO,
            ad_valorem: ad_valorem.parse().unwrap(),
            specific: Decimal::ZERO,
            mpf: true,
            hmf: true,
        }
    }

    fn formal(lines: &[DutyPaidLine]) -> DutyPaidEntry<'_> {
        DutyPaidEntry { entry_type: "01", filing: Filing::Automated, lines }
    }

    fn solved(lines: &[DutyPaidLine]) -> DutyPaid {
        solve_duty_paid(as_of(), &formal(lines)).unwrap().answer().unwrap().clone()
    }

    #[test]
    fn inside_the_limits_the_fee_is_a_rate() {
        let result = solved(&[line(12_260_000, "0.10")]);
        assert_eq!((result.lines[0].entered, result.mpf), (Dollars::new(110_979), MpfPlace::Inside));
    }

    #[test]
    fn at_a_limit_the_fee_is_a_fixed_sum() {
        let small = solved(&[line(500_000, "0.10")]);
        assert_eq!(small.mpf, MpfPlace::Minimum);
        let value = small.lines[0].exact;
        let again = value * Decimal::new(110_125, 5) + Decimal::new(3358, 2);
        assert_eq!(Round::HalfUp.to(again, 2), Decimal::from(5_000));
        assert_eq!(solved(&[line(100_000_000, "0")]).mpf, MpfPlace::Maximum);
    }

    #[test]
    fn a_harbor_fee_too_small_to_be_collected_is_not_in_the_price() {
        let tiny = solved(&[line(100_000, "0")]);
        assert!(!tiny.hmf_collected);
        let mut exempt = line(100_000, "0.05");
        (exempt.mpf, exempt.hmf) = (false, false);
        assert_eq!(solved(&[exempt]).lines[0].divisor, Decimal::new(105, 2));
    }

    #[test]
    fn an_informal_entry_pays_its_flat_fee_out_of_the_price() {
        let lines = [DutyPaidLine { hmf: false, ..line(110_269, "0.10") }];
        let informal = DutyPaidEntry { entry_type: "11", ..formal(&lines) };
        let result = solve_duty_paid(as_of(), &informal).unwrap().answer().unwrap().clone();
        assert_eq!((result.lines[0].exact, result.mpf), (Decimal::from(1_000), MpfPlace::Flat));
    }

    #[test]
    fn impossible_rates_are_refused() {
        assert!(solve_duty_paid(as_of(), &formal(&[line(1, "-1")])).is_err());
        assert!(
            solve_duty_paid(as_of(), &formal(&[DutyPaidLine { net: Decimal::MAX, ..line(1, "0") }])).is_err()
        );
    }

    proptest! {
        /// Whatever the price: value, duty by value and by quantity, and fees add up to it again, to the cent.
        #[test]
        fn value_duty_and_fees_add_up_to_the_price(
            given in proptest::collection::vec((20_000_i64..40_000_000, 0_i64..400, 0_i64..5_000, any::<bool>()), 1..6),
        ) {
            let lines: Vec<DutyPaidLine> = given
                .iter()
                .map(|(net, rate, specific, mpf)| DutyPaidLine {
                    specific: Decimal::new(*specific, 2),
                    mpf: *mpf,
                    ..line(*net, &Decimal::new(*rate, 3).to_string())
                })
                .collect();
            let result = solved(&lines);
            let year = as_of().pack.mpf(as_of().day, as_of().known).unwrap();
            let pairs = || lines.iter().zip(&result.lines);
            let duty: Decimal = pairs().map(|(line, solved)| solved.exact * line.ad_valorem + line.specific).sum();
            let value: Decimal = result.lines.iter().map(|line| line.exact).sum();
            let subject: Decimal = pairs().filter(|(line, _)| line.mpf).map(|(_, solved)| solved.exact).sum();
            let mpf = match result.mpf {
                MpfPlace::NotDue => Decimal::ZERO,
                _ => (subject * year.rate).clamp(year.min.as_dollars(), year.max.as_dollars()),
            };
            let hmf = if result.hmf_collected { value * Decimal::new(125, 5) } else { Decimal::ZERO };
            let price: Decimal = lines.iter().map(|line| line.net).sum();
            let again = value + duty + mpf + hmf;
            prop_assert!((again - price).abs() < Decimal::new(1, 2), "{again} {price} {:?}", result.mpf);
        }
    }
}
