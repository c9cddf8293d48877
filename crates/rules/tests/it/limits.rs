//! What lies exactly at a limit of the law, a step below it and a step above.

use cocket_base::Decimal;
use cocket_base::civil::date;
use cocket_rules::value::{CertifiedRates, Quote, choose_rate};

use crate::shared::as_of;

fn chosen(quarter: &str, day: &str, proclaimed: &str, quote: Quote) -> String {
    let number = |text: &str| text.parse::<Decimal>().unwrap();
    let rates = CertifiedRates {
        currency: "EUR".parse().unwrap(),
        quarter: number(quarter),
        export_day: Some(number(day)),
        proclaimed: Some(number(proclaimed)),
        quote,
    };
    choose_rate(as_of(date(2026, 5, 29)), &rates).unwrap().answer().unwrap().rate.to_string()
}

/// 31 USC 5151(d): the proclaimed rate gives way when it differs from the day's by five percent or more.
#[test]
fn a_proclaimed_rate_exactly_five_percent_from_the_days_gives_way() {
    for quote in [Quote::UsdPerUnit, Quote::UnitsPerUsd] {
        // The day lies far from the quarter's, so that the day's rate stands where the proclaimed one does not.
        assert_eq!(chosen("2.0000", "1.0000", "1.0499", quote), "1.0499", "just within");
        assert_eq!(chosen("2.0000", "1.0000", "1.0500", quote), "1.0000", "exactly at the limit");
        assert_eq!(chosen("2.0000", "1.0000", "0.9501", quote), "0.9501", "just within, below");
        assert_eq!(chosen("2.0000", "1.0000", "0.9500", quote), "1.0000", "exactly at the limit, below");
        // Near the quarter's, the quarter's stands.
        assert_eq!(chosen("1.0400", "1.0000", "1.0500", quote), "1.0400");
    }
}
