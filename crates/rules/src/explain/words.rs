//! How explanations print figures and days, and how sentences are joined.

use cocket_base::{Cents, Citation, Date, Decimal, Dollars, Trust, grouped};

use crate::asked::Moment;

/// `$1,234.56`.
pub fn cents(amount: Cents) -> String {
    signed(&amount.to_string())
}

/// `$1,234`.
pub fn dollars(amount: Dollars) -> String {
    signed(&amount.to_string())
}

/// An exact amount of dollars: whole dollars as such, a broken amount with two decimals at least.
pub fn exact(amount: Decimal) -> String {
    let mut amount = amount.normalize();
    if amount.scale() == 1 {
        amount.rescale(2);
    }
    signed(&amount.to_string())
}

fn signed(plain: &str) -> String {
    match plain.strip_prefix('-') {
        Some(rest) => format!("-${}", grouped(rest)),
        None => format!("${}", grouped(plain)),
    }
}

/// A step's base or other figure: `1000 USD` becomes `$1,000`, digits are grouped, words stay.
pub fn figure(plain: &str) -> String {
    let words: Vec<&str> = plain.split(' ').collect();
    let mut out: Vec<String> = Vec::with_capacity(words.len());
    let is_number = |word: &str| {
        !word.is_empty()
            && word.bytes().all(|b| b.is_ascii_digit() || b == b'.')
            && word.bytes().filter(|b| *b == b'.').count() < 2
    };
    let mut at = 0;
    while let Some(word) = words.get(at) {
        let usd = words.get(at + 1).is_some_and(|next| *next == "USD");
        out.push(match is_number(word) {
            true if usd => signed(word),
            true => grouped(word),
            false => (*word).to_string(),
        });
        at += if is_number(word) && usd { 2 } else { 1 };
    }
    out.join(" ")
}

/// `16 June 2026`.
pub fn day(date: Date) -> String {
    date.strftime("%-d %B %Y").to_string()
}

/// `16 June 2026`, or `16 June 2026, 10:15`.
pub fn moment(moment: Moment) -> String {
    match moment {
        Moment::Day(date) => day(date),
        Moment::Time(time) => time.strftime("%-d %B %Y, %H:%M").to_string(),
    }
}

/// A fact's value as printed: days in words, everything else as it is.
pub fn value(plain: &str) -> String {
    plain.parse::<Moment>().map_or_else(|_| plain.to_string(), moment)
}

/// A field's name in words.
pub fn name(field: &str) -> String {
    field.replace(['_', '.'], " ")
}

/// Words as a sentence: a capital first, a full stop last.
pub fn sentence(words: &str) -> String {
    let words = words.trim();
    let mut chars = words.chars();
    let Some(first) = chars.next() else { return String::new() };
    let capital: String = first.to_uppercase().chain(chars).collect();
    if capital.ends_with(['.', '?', '!']) { capital } else { format!("{capital}.") }
}

/// The same without the capital: what follows a colon.
pub fn clause(words: &str) -> String {
    let words = words.trim();
    if words.is_empty() || words.ends_with(['.', '?', '!']) { words.into() } else { format!("{words}.") }
}

/// A text with its days in words: `2026-06-16` becomes `16 June 2026`.
pub fn dated(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(dash) = rest.find('-') {
        let found = dash.checked_sub(4).and_then(|start| {
            let whole = rest.get(start..start + 10)?;
            let alone = |c: Option<char>| !c.is_some_and(|c| c.is_ascii_alphanumeric() || c == '-');
            let (before, after) = (rest.get(..start)?, rest.get(start + 10..)?);
            let date = whole.parse::<Date>().ok()?;
            (alone(before.chars().next_back()) && alone(after.chars().next()))
                .then_some((before, date, after))
        });
        match found {
            Some((before, date, after)) => {
                out.push_str(before);
                out.push_str(&day(date));
                rest = after;
            }
            None => {
                let (before, after) = rest.split_at(dash + 1);
                out.push_str(before);
                rest = after;
            }
        }
    }
    out.push_str(rest);
    out
}

/// `a`, `a and b`, `a, b and c`.
pub fn list(items: &[String]) -> String {
    match items {
        [] => String::new(),
        [one] => one.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

/// The source, with its dates, and with a warning where nobody has verified it.
pub fn source(cite: &Citation) -> String {
    match cite.trust {
        Trust::K => format!("{cite} (not verified)"),
        Trust::S | Trust::V => cite.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use cocket_base::civil::date;

    #[test]
    fn figures_keep_every_digit() {
        assert_eq!(cents(Cents::new(123_456_789)), "$1,234,567.89");
        assert_eq!(dollars(Dollars::new(1_000)), "$1,000");
        assert_eq!(
            ["112970.4159", "700", "12.5"].map(|text| exact(text.parse().unwrap())),
            ["$112,970.4159", "$700", "$12.50"]
        );
        assert_eq!(figure("5200 USD of 130000 USD"), "$5,200 of $130,000");
        assert_eq!(figure("1200 pcs"), "1,200 pcs");
        assert_eq!(figure("100 EUR"), "100 EUR");
    }

    #[test]
    fn sentences_days_and_lists() {
        assert_eq!(sentence("freight taken out "), "Freight taken out.");
        assert_eq!(sentence("Is it?"), "Is it?");
        assert_eq!(day(date(2026, 6, 16)), "16 June 2026");
        assert_eq!(value("2026-06-16T06:05"), "16 June 2026, 06:05");
        assert_eq!(value("S"), "S");
        assert_eq!(dated("held on 2026-05-07, A-570-899"), "held on 7 May 2026, A-570-899");
        assert_eq!(dated("2026-05-07 to 2026-05-08"), "7 May 2026 to 8 May 2026");
        assert_eq!(dated("32026-05-07 and 2026-05-99"), "32026-05-07 and 2026-05-99");
        assert_eq!(clause(" nothing "), "nothing.");
        assert_eq!(list(&["a".into(), "b".into(), "c".into()]), "a, b and c");
    }
}
