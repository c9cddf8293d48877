//! Dates as papers write them: ISO, day or month first, month names in several languages, Chinese and Japanese.

use cocket_base::Date;

use crate::words::{fold, halfwidth, words};

/// A date found in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FoundDate {
    /// One reading only.
    Sure(Date),
    /// Day and month could be either way round: day first, month first.
    Either(Date, Date),
}

/// The first date in a text, in whatever way it is written.
pub fn find(text: &str) -> Option<FoundDate> {
    let plain: String = text.chars().take(500).map(halfwidth).collect();
    cjk(&plain).or_else(|| numeric(&plain)).or_else(|| named(&plain)).or_else(|| compact(&plain))
}

/// What is written like a date and is no day of the calendar, as `31/02/2026`.
pub fn impossible(text: &str) -> Option<String> {
    let plain: String = text.chars().take(500).map(halfwidth).collect();
    if find(&plain).is_some() {
        return None;
    }
    let shaped = |word: &&str| {
        let Some(mark) = word.chars().find(|c| !c.is_ascii_digit()) else { return false };
        let lengths: Vec<usize> = word.split(mark).map(str::len).collect();
        let digits = word.chars().all(|c| c.is_ascii_digit() || c == mark);
        digits && matches!(lengths[..], [4, 1..=2, 1..=2] | [1..=2, 1..=2, 4])
    };
    let numeric = plain
        .split(|c: char| !(c.is_ascii_digit() || matches!(c, '-' | '/' | '.')))
        .map(|word| word.trim_matches(|c: char| !c.is_ascii_digit()))
        .find(shaped);
    let eastern = || {
        let (year, rest) = plain.split_once('年')?;
        let (month, rest) = rest.split_once('月')?;
        let (day, _) = rest.split_once('日')?;
        let digits = |text: &str| text.chars().any(|c| c.is_ascii_digit());
        (digits(year) && digits(month) && digits(day)).then(|| plain.trim().to_string())
    };
    // A month by its name between a day and a year, or before both.
    let named = || {
        let folded = fold(&plain.replace(['-', '/', ','], " "));
        let spaced = part_letters_and_digits(&folded);
        let tokens: Vec<&str> = spaced.split(' ').collect();
        let at = tokens.iter().position(|token| words().months.contains_key(*token))?;
        let near = tokens.iter().take(at + 5).skip(at.saturating_sub(2));
        let numbers = || near.clone().filter(|token| token.bytes().all(|b| b.is_ascii_digit()));
        let (days, years) = (numbers().any(|n| (1..=2).contains(&n.len())), numbers().any(|n| n.len() == 4));
        (days && years).then(|| plain.trim().to_string())
    };
    numeric.map(str::to_string).or_else(eastern).or_else(named)
}

/// `2026年5月19日`.
fn cjk(text: &str) -> Option<FoundDate> {
    let (before, rest) = text.split_once('年')?;
    let (month, rest) = rest.split_once('月')?;
    let (day, _) = rest.split_once('日')?;
    let year: String =
        before.chars().rev().take_while(char::is_ascii_digit).collect::<Vec<_>>().into_iter().rev().collect();
    date(number(&year)?, number(month.trim())?, number(day.trim())?).map(FoundDate::Sure)
}

/// Three numbers parted by the same `-`, `/` or `.`.
fn numeric(text: &str) -> Option<FoundDate> {
    for word in text.split(|c: char| !(c.is_ascii_digit() || matches!(c, '-' | '/' | '.'))) {
        let word = word.trim_matches(|c: char| !c.is_ascii_digit());
        let Some(mark) = word.chars().find(|c| !c.is_ascii_digit()) else { continue };
        let parts: Vec<&str> = word.split(mark).collect();
        let [first, second, third] = parts.as_slice() else { continue };
        let (Some(a), Some(b), Some(c)) = (number(first), number(second), number(third)) else { continue };
        let sound = first.len() <= 4 && second.len() <= 2 && third.len() <= 4;
        if !sound {
            continue;
        }
        if first.len() == 4 {
            if let Some(day) = date(a, b, c).filter(|_| third.len() <= 2) {
                return Some(FoundDate::Sure(day));
            }
            continue;
        }
        if third.len() != 4 && third.len() != 2 {
            continue;
        }
        let year = full_year(c, third.len());
        let (day_first, month_first) = (date(year, b, a), date(year, a, b));
        match (day_first, month_first) {
            (Some(x), Some(y)) if x == y => return Some(FoundDate::Sure(x)),
            // With points the day comes first everywhere; the other way round is not written so.
            (Some(x), Some(_)) if mark == '.' => return Some(FoundDate::Sure(x)),
            (Some(x), Some(y)) => return Some(FoundDate::Either(x, y)),
            (Some(x), None) | (None, Some(x)) => return Some(FoundDate::Sure(x)),
            (None, None) => {}
        }
    }
    None
}

/// A month's name with a day and a year: `19-May-2026`, `8 de junio de 2026`, `May 12th 2026`.
fn named(text: &str) -> Option<FoundDate> {
    let folded = fold(&text.replace(['-', '/', ','], " "));
    let spaced = part_letters_and_digits(&folded);
    let tokens: Vec<&str> = spaced
        .split(' ')
        .filter(|t| !matches!(*t, "de" | "of" | "del" | "st" | "nd" | "rd" | "th" | "er"))
        .collect();
    for (at, token) in tokens.iter().enumerate() {
        let Some(month) = words().months.get(*token) else { continue };
        let near = |offset: isize| {
            let index = at.checked_add_signed(offset)?;
            let digits =
                tokens.get(index).filter(|t| t.len() <= 4 && t.bytes().all(|b| b.is_ascii_digit()))?;
            Some((number(digits)?, digits.len()))
        };
        let (before, after, second) = (near(-1), near(1), near(2));
        // Day before the month, year behind it; or day and year behind it; or year before and day behind it.
        let candidates = [before.zip(after), after.zip(second), after.zip(before)];
        for (day, (year, len)) in candidates.into_iter().flatten() {
            if len != 4 && len != 2 || day.1 > 2 {
                continue;
            }
            if let Some(found) = date(full_year(year, len), u32::try_from(*month).ok()?, day.0) {
                return Some(FoundDate::Sure(found));
            }
        }
    }
    None
}

/// `20260519` on its own.
fn compact(text: &str) -> Option<FoundDate> {
    let digits = text.split_whitespace().find(|w| w.len() == 8 && w.bytes().all(|b| b.is_ascii_digit()))?;
    let (year, rest) = digits.split_at_checked(4)?;
    let (month, day) = rest.split_at_checked(2)?;
    let plausible = year.starts_with("20") || year.starts_with("19");
    date(number(year)?, number(month)?, number(day)?).filter(|_| plausible).map(FoundDate::Sure)
}

/// `12th` and `30may` as two tokens each.
fn part_letters_and_digits(text: &str) -> String {
    let mut out = String::new();
    let mut last: Option<char> = None;
    for c in text.chars() {
        if let Some(before) = last
            && (before.is_ascii_digit() && c.is_alphabetic() || before.is_alphabetic() && c.is_ascii_digit())
        {
            out.push(' ');
        }
        out.push(c);
        last = Some(c);
    }
    out
}

fn number(text: &str) -> Option<u32> {
    (1..=4).contains(&text.len()).then(|| text.parse().ok()).flatten()
}

/// Two digits mean this century: no paper of a shipment is older.
fn full_year(year: u32, digits: usize) -> u32 {
    if digits == 2 { 2000 + year } else { year }
}

fn date(year: u32, month: u32, day: u32) -> Option<Date> {
    Date::new(i16::try_from(year).ok()?, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use cocket_base::civil::date as day;

    #[test]
    fn dates_of_many_papers() {
        for (text, expected) in [
            ("19-May-2026", day(2026, 5, 19)),
            ("INVOICE / FACTURE No CF-889   dated 18/05/2026", day(2026, 5, 18)),
            ("Fecha: 8 de junio de 2026", day(2026, 6, 8)),
            ("Datum: 28.05.2026", day(2026, 5, 28)),
            ("05.06.2026", day(2026, 6, 5)),
            ("May 12th 2026", day(2026, 5, 12)),
            ("May 12, 2026", day(2026, 5, 12)),
            ("7 July 2026", day(2026, 7, 7)),
            ("del 15/06/2026", day(2026, 6, 15)),
            ("INVOICE FTA26-118     30 MAY 2026", day(2026, 5, 30)),
            ("2025/09/15", day(2025, 9, 15)),
            ("2026-06-16T10:15", day(2026, 6, 16)),
            ("2026年5月19日", day(2026, 5, 19)),
            ("20260519", day(2026, 5, 19)),
            ("1er juin 2026", day(2026, 6, 1)),
            ("12. März 2026", day(2026, 3, 12)),
            ("19-MAY-26", day(2026, 5, 19)),
            ("30MAY2026", day(2026, 5, 30)),
            ("3 de março de 2026", day(2026, 3, 3)),
            ("19/05/1926", day(1926, 5, 19)),
        ] {
            assert_eq!(find(text), Some(FoundDate::Sure(expected)), "{text}");
        }
    }

    #[test]
    fn a_day_that_no_calendar_has_is_told_from_text() {
        for text in [
            "31/02/2026",
            "Date: 31.02.2026",
            "2026-13-01",
            "30 February 2026",
            "Feb 30, 2026",
            "2026年2月30日",
        ] {
            assert!(find(text).is_none() && impossible(text).is_some(), "{text}");
        }
        for text in
            ["", "CF-889", "1.234,50", "19-May-2026", "05/06/2026", "May payment", "Room 12/3", "v1.2.3"]
        {
            assert_eq!(impossible(text), None, "{text}");
        }
    }

    #[test]
    fn day_and_month_may_be_open_and_nonsense_is_none() {
        assert_eq!(find("05/06/2026"), Some(FoundDate::Either(day(2026, 6, 5), day(2026, 5, 6))));
        for text in [
            "",
            "99/99/2026",
            "CF-889",
            "1.234,50",
            "31.02.2026",
            "Room 12/3",
            "1450, Apodaca",
            "年月日",
            "may",
        ] {
            assert_eq!(find(text), None, "{text}");
        }
    }
}
