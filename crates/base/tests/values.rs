//! Values as texts and back, sums, and what lies at the edges: each a class of mistakes that one example does not show.
#![allow(clippy::unwrap_used, reason = "a test that cannot build its own values has failed")]

use std::fmt::Display;
use std::str::FromStr;

use cocket_base::calendar::{Calendar, Holiday, HolidayRule};
use cocket_base::civil::{Date, Weekday, date};
use cocket_base::figure;
use cocket_base::ids::{ContainerNumber, EntryNumber, ImporterNumber, InBondNumber, Mid, TariffNumber};
use cocket_base::{Cents, Citation, Currency, Decimal, Dollars, Round, Unit, Window, prorate};

/// A value is read from its text, shows itself, is kept as JSON and as a text, and comes back the same.
fn keeps<T>(text: &str, shown: &str, kept: &str)
where
    T: FromStr + Clone + PartialEq + std::fmt::Debug + Display + Into<String> + TryFrom<String>,
    T: serde::Serialize + serde::de::DeserializeOwned,
    <T as FromStr>::Err: std::fmt::Debug,
    <T as TryFrom<String>>::Error: std::fmt::Debug,
{
    let value: T = text.parse().unwrap();
    assert_eq!(value.to_string(), shown);
    let plain: String = value.clone().into();
    assert_eq!(plain, kept);
    assert_eq!(T::try_from(plain).unwrap(), value);
    let json = serde_json::to_string(&value).unwrap();
    assert_eq!(json, format!("\"{kept}\""));
    assert_eq!(serde_json::from_str::<T>(&json).unwrap(), value);
}

#[test]
fn values_are_kept_as_the_texts_that_people_write() {
    keeps::<Cents>("-1234.50", "-1234.50", "-1234.50");
    keeps::<Cents>("0", "0.00", "0.00");
    keeps::<Cents>("0.05", "0.05", "0.05");
    keeps::<Currency>("eur", "EUR", "EUR");
    keeps::<Unit>("kg", "kg", "kg");
    keeps::<EntryNumber>("ZZ9-0004711-1", "ZZ9-0004711-1", "ZZ9-0004711-1");
    keeps::<TariffNumber>("0101.21.00.10", "0101.21.00.10", "0101210010");
    keeps::<Mid>("cnamapla1122don", "CNAMAPLA1122DON", "CNAMAPLA1122DON");
    assert_eq!(String::from("12-345678900".parse::<ImporterNumber>().unwrap()), "12-345678900");
    assert_eq!("USD".parse::<Currency>().unwrap().as_str(), "USD");
    assert_eq!(i64::from(Dollars::new(1234)), 1234);
    assert_eq!(serde_json::to_string(&Dollars::new(1234)).unwrap(), "1234");
}

#[test]
fn sums_are_sums() {
    let (cents, dollars) = ([5, -7, 100].map(Cents::new), [5, -7, 100].map(Dollars::new));
    assert_eq!(cents.into_iter().sum::<Cents>(), Cents::new(98));
    assert_eq!(dollars.into_iter().sum::<Dollars>(), Dollars::new(98));
    let (mut running, mut values) = (Cents::new(10), Dollars::new(10));
    running += Cents::new(7);
    values += Dollars::new(7);
    assert_eq!((running, values), (Cents::new(17), Dollars::new(17)));
    assert_eq!(-Cents::new(3) - Cents::new(4), Cents::new(-7));
}

#[test]
fn money_goes_up_to_one_trillion_dollars_and_not_a_cent_further() {
    let cents = |text: &str| Cents::from_dollars(text.parse().unwrap(), Round::HalfUp);
    for edge in ["1000000000000.00", "-1000000000000.00"] {
        assert!(cents(edge).is_ok(), "{edge}");
    }
    for beyond in ["1000000000000.01", "-1000000000000.01"] {
        assert!(cents(beyond).is_err(), "{beyond}");
    }
    assert!(Dollars::try_from(1_000_000_000_000).is_ok() && Dollars::try_from(1_000_000_000_001).is_err());
}

#[test]
fn the_odd_unit_goes_to_the_first_of_the_largest_weights() {
    let whole = |total: i64, weights: &[i64]| -> Vec<i64> {
        let weights: Vec<Decimal> = weights.iter().map(|weight| Decimal::from(*weight)).collect();
        let shares = prorate(Decimal::from(total), &weights, 0);
        shares.iter().map(|share| share.to_string().parse().unwrap()).collect()
    };
    assert_eq!(whole(100, &[1, 1, 1]), [34, 33, 33]);
    assert_eq!(whole(10, &[1, 3, 3]), [1, 5, 4]);
    assert_eq!(whole(7, &[2, 9, 4]), [1, 4, 2]);
}

#[test]
fn figures_are_read_up_to_their_last_digit_and_no_further() {
    let good = |text: &str| figure::read(text).map(|figure| figure.to_string()).unwrap_or_default();
    let nines = "9".repeat(28);
    assert_eq!(good(&nines), nines);
    assert_eq!(good(&format!("000{nines}")), nines, "zeros in front are no digits");
    assert_eq!(good(&"9".repeat(29)), "");
    assert_eq!(good("1e27"), format!("1{}", "0".repeat(27)));
    assert_eq!(good("1e28"), "", "a figure of twenty-nine digits");
    assert_eq!(good("10e26"), format!("1{}", "0".repeat(27)));
    assert_eq!(good("10e27"), "");
    assert_eq!(good(&format!("0.{}1", "0".repeat(27))), format!("0.{}1", "0".repeat(27)));
    assert_eq!(good(&format!("0.{}1", "0".repeat(28))), "", "twenty-nine places");
    // The longest text that is looked at; a longer one is refused, whatever it says.
    let longest = (1..2_000).rev().find(|length| figure::read(&"0".repeat(*length)).is_ok()).unwrap();
    assert!(figure::read(&"0".repeat(longest + 1)).is_err());
    assert_eq!(good(&format!("{}1", "0".repeat(longest - 1))), "1");
    for bad in ["", ".", "-", "+", "1.2.3", "--1", "1-", "1e", "1e+", "e1", "1,000", "0x1", "1_000"] {
        assert_eq!(good(bad), "", "{bad}");
    }
}

#[test]
fn check_digits_are_reckoned_from_every_place() {
    // Worked by hand: letters count 1 to 9 and 2 to 9; every second digit doubled, its own digits added; the rest to ten.
    for (filer, sequence, digit) in [("B76", 324_527, '8'), ("ZZ9", 4_711, '1'), ("ZZ9", 9_101, '0')] {
        let number = EntryNumber::new(filer.parse().unwrap(), sequence).unwrap();
        assert!(number.to_string().ends_with(&format!("-{digit}")), "{number}");
    }
    // Every change of one digit is noticed.
    let good = "ZZ9-0004711-1";
    assert!(good.parse::<EntryNumber>().is_ok());
    for at in 4..11 {
        for digit in '0'..='9' {
            let mut changed: Vec<char> = good.chars().collect();
            if changed[at] != digit {
                changed[at] = digit;
                let text: String = changed.iter().collect();
                assert!(text.parse::<EntryNumber>().is_err(), "{text}");
            }
        }
    }
}

#[test]
fn in_bond_numbers_take_the_remainder_by_seven_and_an_offset_of_at_most_three() {
    let shown =
        |sequence, offset| InBondNumber::with_offset(sequence, offset).map(|number| number.to_string()).ok();
    assert_eq!(shown(12_345_678, 0).as_deref(), Some("123456782"));
    assert_eq!(shown(12_345_678, 3).as_deref(), Some("123456785"));
    assert_eq!(shown(12_345_678, 4), None);
    assert_eq!(shown(99_999_999, 0).as_deref(), Some("999999991"));
    assert_eq!(shown(100_000_000, 0), None);
}

#[test]
fn an_importer_number_has_each_of_its_shapes_and_no_other() {
    let read = |text: &str| text.parse::<ImporterNumber>().is_ok();
    for good in ["12-3456789", "12-345678900", "12-3456789AB", "123-45-6789", "261234-00001"] {
        assert!(read(good), "{good}");
    }
    for bad in [
        "12-3456789O1",
        "12-34567890I",
        "12-3456789Z0",
        "12-34567890",
        "12-3456789000",
        "1A-345678900",
        "12-345678é0",
        "",
    ] {
        assert!(!read(bad), "{bad}");
    }
}

#[test]
fn a_manufacturer_code_has_its_length_and_starts_with_a_country() {
    let read = |text: &str| text.parse::<Mid>().is_ok();
    assert!(read("CN1") && read("CNAMAPLA1122DON") && read("XOABC"));
    for bad in ["CN", "CNAMAPLA1122DONG", "1NABC", "C1ABC", "CN-AB", "CAABC", "CNABé"] {
        assert!(!read(bad), "{bad}");
    }
    let country = |code: &str| code.parse::<Mid>().unwrap().country().map(|country| country.to_string());
    assert_eq!(country("CNABC1").as_deref(), Some("CN"));
    let code = |street: &str| Mid::derive("Alpha Beta", street, "Lund", "SE").unwrap().as_str().to_string();
    assert_eq!(code("67-69 Main"), "SEALPBET6769LUN", "a hyphen between digits joins them");
    assert_eq!(code("-12 Main"), "SEALPBET12LUN", "nothing stands before the hyphen");
    assert_eq!(code("12- Main 3"), "SEALPBET12LUN", "nothing stands behind it");
}

#[test]
fn a_container_number_is_four_letters_and_seven_digits_with_its_check_digit() {
    let read = |text: &str| text.parse::<ContainerNumber>().is_ok();
    assert!(read("CSQU3054383") && read("csqu 305438-3"), "the example of ISO 6346");
    for bad in ["CSQU3054384", "CSQ13054383", "CSQUA054383", "CSQU305438", "CSQU30543833", "CSQU305438A"] {
        assert!(!read(bad), "{bad}");
    }
}

#[test]
fn a_tariff_number_is_cut_and_filled_at_each_of_its_lengths() {
    let number: TariffNumber = "8471.30.01.80".parse().unwrap();
    for (length, compact, filled) in [
        (2, "84", "8400000000"),
        (4, "8471", "8471000000"),
        (6, "847130", "8471300000"),
        (8, "84713001", "8471300100"),
        (10, "8471300180", "8471300180"),
    ] {
        let cut = number.prefix(length);
        assert_eq!((cut.compact().as_str(), cut.compact10().as_str(), cut.len()), (compact, filled, length));
        assert!(number.starts_with(&cut) && cut.starts_with(&cut));
        assert_eq!(cut.starts_with(&number), length == 10);
        assert_eq!(cut.prefix(10), cut, "a prefix longer than the number is the number");
    }
    let read = |text: &str| text.parse::<TariffNumber>().is_ok();
    for bad in ["8", "847", "84713", "8471300", "847130018", "84713001801", "847130018012", "8471x3"] {
        assert!(!read(bad), "{bad}");
    }
}

#[test]
fn every_unit_has_its_code_and_its_qualifier() {
    for unit in Unit::all() {
        assert!(!unit.printed().is_empty() && !unit.code().is_empty() && unit.code().len() <= 3, "{unit}");
        assert_eq!(unit.printed().parse::<Unit>().unwrap(), unit, "a unit reads back from its print");
        assert!(unit.converts_to(unit));
    }
    let unit = |text: &str| text.parse::<Unit>().unwrap();
    assert_eq!(unit("kg").code(), "KG");
    let (plain, content) = (unit("kg"), unit("Cu kg"));
    assert_eq!(plain.qualifier(), "");
    assert!(!content.qualifier().is_empty() && !content.converts_to(plain), "content is not the article");
    assert_eq!(unit("KG"), plain, "a code without a qualifier reads as the plain unit");
    assert_eq!(unit(" Doz "), unit("doz."), "dots and case do not matter");
    assert!("parsec".parse::<Unit>().is_err() && "".parse::<Unit>().is_err());
}

fn calendar() -> Calendar {
    let holiday = |name: &str, rule, from_year| Holiday { name: name.into(), rule, from_year };
    let rules = vec![
        holiday("New Year's Day", HolidayRule::Fixed { month: 1, day: 1 }, 0),
        holiday("Independence Day", HolidayRule::Fixed { month: 7, day: 4 }, 0),
        holiday("Thanksgiving Day", HolidayRule::Nth { month: 11, nth: 4, weekday: Weekday::Thursday }, 0),
        holiday("Juneteenth", HolidayRule::Fixed { month: 6, day: 19 }, 2021),
        // A holiday by its weekday that happens to be a Friday.
        holiday("A last Friday", HolidayRule::Nth { month: 8, nth: -1, weekday: Weekday::Friday }, 0),
    ];
    Calendar::new(rules, [(date(2025, 12, 24), "an executive order".into())])
}

#[test]
fn banks_keep_other_days_than_the_custom_house() {
    let calendar = calendar();
    let both = |day: Date| (calendar.is_working(day), calendar.is_bank_day(day));
    assert_eq!(both(date(2026, 6, 17)), (true, true), "a Wednesday");
    assert_eq!(both(date(2026, 6, 19)), (false, false), "a holiday on a Friday, on its own date");
    assert_eq!(
        both(date(2026, 7, 3)),
        (false, true),
        "Saturday the fourth is observed on Friday, not by the banks"
    );
    assert_eq!(both(date(2026, 7, 4)), (false, false), "a Saturday");
    assert_eq!(both(date(2021, 7, 5)), (false, false), "Sunday the fourth is observed on Monday by both");
    assert_eq!(both(date(2026, 8, 28)), (false, false), "a holiday that is always a Friday");
    assert_eq!(both(date(2026, 11, 26)), (false, false), "a Thursday");
    assert_eq!(both(date(2025, 12, 24)), (false, true), "offices are closed by order, banks are not");
    assert_eq!(both(date(2020, 6, 19)), (true, true), "before the holiday's first year");
    let days = calendar.holidays_observed_in(2021);
    let days: Vec<String> = days.iter().map(|(day, name)| format!("{day} {name}")).collect();
    // 1 January 2022 is a Saturday and is observed on the last day of 2021.
    assert_eq!(
        days,
        [
            "2021-01-01 New Year's Day",
            "2021-06-18 Juneteenth",
            "2021-07-05 Independence Day",
            "2021-08-27 A last Friday",
            "2021-11-25 Thanksgiving Day",
            "2021-12-31 New Year's Day",
        ]
    );
}

#[test]
fn a_citation_tells_its_window_when_it_has_one() {
    let always = Citation::new("19 CFR 24.23");
    assert_eq!(always.to_string(), "19 CFR 24.23");
    let window = Window { from: Some(date(2025, 10, 1)), until: Some(date(2026, 9, 30)) };
    assert_eq!(always.in_force(window).to_string(), "19 CFR 24.23 (2025-10-01 to 2026-09-30)");
}
