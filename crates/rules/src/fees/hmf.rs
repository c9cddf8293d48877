//! Harbor maintenance fee: 26 USC 4461, 4462; 19 CFR 24.24.
//!
//! In force as the row of `hmf.csv` says. Due on cargo unladen from a vessel, whatever its duty or programme. Left to a
//! person: ferries, ship's stores, fish, donated and military cargo, and cargo laden or unladen for export or in bond.

use cocket_base::{Cents, Decimal, Determination, Dollars, Round, Step};
use serde::{Deserialize, Serialize};

use crate::{AsOf, Refusal};

/// The entry's fee.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HmfHeader {
    /// Sum of the lines.
    pub raw: Cents,
    /// What is collected: nothing when the sum is too small.
    pub amount: Cents,
}

/// The fee of one line (24.24(a), (e)). `mode` is the code of transport; `as_of.day` the date of entry.
pub fn hmf_line(
    as_of: AsOf<'_>,
    entry_type: &str,
    mode: &str,
    value: Dollars,
) -> Result<Determination<Cents>, Refusal> {
    let fee = as_of.pack.hmf(as_of.day, as_of.known)?;
    let none =
        |what: String| Ok(Determination::decided(Cents::ZERO, vec![Step::new(what).cite(fee.cite.clone())]));
    if !fee.modes.iter().any(|vessel| &**vessel == mode) {
        return none(format!("no harbor maintenance fee: mode {mode} is no vessel"));
    }
    if fee.types_without.iter().any(|without| &**without == entry_type) {
        return none(format!("no harbor maintenance fee on a summary of type {entry_type}"));
    }
    let amount = Cents::from_dollars(value.as_decimal() * fee.rate, Round::HalfUp)?;
    let rate = format!("{}%", (fee.rate * Decimal::ONE_HUNDRED).normalize());
    let step = Step::new("harbor maintenance fee of the line")
        .cite(fee.cite.clone())
        .base(value)
        .rate(rate)
        .amount(amount);
    Ok(Determination::decided(amount, vec![step]))
}

/// The fee of the entry: the sum of the lines, or nothing when it is too small to be collected.
pub fn hmf_header(as_of: AsOf<'_>, lines: &[Cents]) -> Result<Determination<HmfHeader>, Refusal> {
    let fee = as_of.pack.hmf(as_of.day, as_of.known)?;
    let raw: Cents = lines.iter().copied().sum();
    let small = raw <= fee.nothing_at_or_under;
    let amount = if small { Cents::ZERO } else { raw };
    let what = match (raw.is_zero(), small) {
        (true, _) => "no harbor maintenance fee".to_string(),
        (_, true) => {
            format!("harbor maintenance fee of {} or less is not collected", fee.nothing_at_or_under)
        }
        _ => "harbor maintenance fee, the sum of its lines".to_string(),
    };
    let step = Step::new(what).cite(fee.cite.clone()).base(raw).amount(amount);
    Ok(Determination::decided(HmfHeader { raw, amount }, vec![step]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use cocket_base::civil::date;
    use cocket_law::Pack;

    fn as_of() -> AsOf<'static> {
        AsOf::new(Pack::starter(), date(2026, 6, 16), date(2026, 11, 24))
    }

    fn line(entry_type: &str, mode: &str, value: i64) -> Cents {
        *hmf_line(as_of(), entry_type, mode, Dollars::new(value)).unwrap().answer().unwrap()
    }

    #[test]
    fn vessels_owe_it_and_half_a_cent_goes_up() {
        assert_eq!(line("01", "11", 12_500), Cents::new(1563));
        assert_eq!(line("01", "12", 12_500), Cents::new(1563));
        for mode in ["20", "30", "40", "50"] {
            assert_eq!(line("01", mode, 12_500), Cents::ZERO, "{mode}");
        }
        for entry_type in ["06", "11", "21", "22", "31", "34"] {
            assert_eq!(line(entry_type, "11", 12_500).is_zero(), entry_type != "21", "{entry_type}");
        }
    }

    #[test]
    fn three_dollars_or_less_are_not_collected() {
        let header = |cents| hmf_header(as_of(), &[Cents::new(cents)]).unwrap().answer().unwrap().amount;
        assert_eq!(header(300), Cents::ZERO);
        assert_eq!(header(301), Cents::new(301));
        assert!(hmf_header(as_of().on(date(1980, 1, 1)), &[]).is_err());
    }
}
