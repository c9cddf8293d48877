//! Numbers as papers write them: `1,234.50`, `1.234,50`, `1 234,50`, `1'234.50`, with currency, unit, percent or sign.
//!
//! A text is read under both notations. Where they differ (`1.180` is 1180 or 1.18) the cell alone cannot tell; the column,
//! the sheet or the arithmetic of the rows decides, and if none of them does, it is a finding and no number.

use cocket_base::Decimal;
use serde::{Deserialize, Serialize};

use crate::words::{fold, halfwidth, words};

/// How a sheet writes numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Notation {
    /// Decimal point, comma between thousands: `1,234.50`.
    Point,
    /// Decimal comma, point between thousands: `1.234,50`.
    Comma,
}

impl Notation {
    /// Both.
    pub const BOTH: [Notation; 2] = [Notation::Point, Notation::Comma];

    /// The notation by an example, for texts.
    pub fn example(self) -> &'static str {
        match self {
            Notation::Point => "1,234.50",
            Notation::Comma => "1.234,50",
        }
    }
}

/// A text read as a number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reading {
    /// The value with a decimal point.
    pub point: Option<Decimal>,
    /// The value with a decimal comma.
    pub comma: Option<Decimal>,
    /// Words behind the number, as `pcs` in `1,200 pcs`; never a currency.
    pub unit: Option<String>,
    /// A percent sign stands behind it.
    pub percent: bool,
}

impl Reading {
    /// An exact number, as a numeric cell holds it.
    pub fn exact(value: Decimal) -> Reading {
        Reading { point: Some(value), comma: Some(value), unit: None, percent: false }
    }

    /// The value under a notation.
    pub fn under(&self, notation: Notation) -> Option<Decimal> {
        match notation {
            Notation::Point => self.point,
            Notation::Comma => self.comma,
        }
    }

    /// The value when the text alone is clear.
    pub fn clear(&self) -> Option<Decimal> {
        match (self.point, self.comma) {
            (Some(point), Some(comma)) if point == comma => Some(point),
            (Some(value), None) | (None, Some(value)) => Some(value),
            _ => None,
        }
    }

    /// The only notation the text allows, when it allows just one.
    pub fn only(&self) -> Option<Notation> {
        match (self.point, self.comma) {
            (Some(_), None) => Some(Notation::Point),
            (None, Some(_)) => Some(Notation::Comma),
            _ => None,
        }
    }

    /// True when the two notations give two values.
    pub fn is_ambiguous(&self) -> bool {
        matches!((self.point, self.comma), (Some(point), Some(comma)) if point != comma)
    }
}

/// Longest text that may be a number with its unit.
const LONGEST: usize = 80;
/// Most digits before the decimal sign: nothing in a shipment is counted in quadrillions.
const MOST_WHOLE_DIGITS: usize = 15;
/// Most digits behind it.
const MOST_PLACES: usize = 12;

/// True for a number that a paper can mean; beyond it every sum and product is refused before it can overflow.
pub fn is_plausible(value: Decimal) -> bool {
    value.abs() < Decimal::new(1_000_000_000_000_000, 0)
}

/// True when the two differ by at most `tolerance`.
pub fn close(a: Decimal, b: Decimal, tolerance: Decimal) -> bool {
    a.checked_sub(b).is_some_and(|difference| difference.abs() <= tolerance)
}

/// Reads a text as a number, or nothing when it is none.
pub fn read(text: &str) -> Option<Reading> {
    if text.len() > LONGEST * 4 {
        return None;
    }
    let plain: String = text.chars().map(halfwidth).collect();
    let plain = plain.trim();
    if plain.is_empty() || plain.chars().count() > LONGEST {
        return None;
    }
    let (inner, bracketed) = match plain.strip_prefix('(').and_then(|rest| rest.strip_suffix(')')) {
        Some(inner) => (inner.trim(), true),
        None => (plain, false),
    };
    let start = inner.find(|c: char| c.is_ascii_digit())?;
    let start = leading_separator(inner, start);
    let (before, rest) = inner.split_at_checked(start)?;
    let end = core_end(rest);
    let (core, after) = rest.split_at_checked(end)?;
    let minus_before = sign_before(before)?;
    let tail = tail(after)?;
    let negative = bracketed || minus_before || tail.minus;
    let value = |notation| core_value(core, notation).map(|value| if negative { -value } else { value });
    let (point, comma) = (value(Notation::Point), value(Notation::Comma));
    (point.is_some() || comma.is_some()).then_some(Reading {
        point,
        comma,
        unit: tail.unit,
        percent: tail.percent,
    })
}

/// `.5` and `,5` begin with their separator.
fn leading_separator(text: &str, digit: usize) -> usize {
    let before = text.get(..digit).unwrap_or_default();
    match before.chars().next_back() {
        Some('.' | ',') if before.chars().rev().nth(1).is_none_or(|c| c == ' ' || c == '-') => digit - 1,
        _ => digit,
    }
}

/// The number's own characters: digits and separators; a blank only before a group of three digits.
fn core_end(text: &str) -> usize {
    let mut end = 0;
    for (at, c) in text.char_indices() {
        let following: Vec<char> =
            text.get(at + c.len_utf8()..).unwrap_or_default().chars().take(4).collect();
        let digits = following.iter().take_while(|c| c.is_ascii_digit()).count();
        let inside = match c {
            '0'..='9' => true,
            '.' | ',' => digits > 0,
            '\'' | '’' | ' ' => digits == 3 && end > 0,
            _ => false,
        };
        if !inside {
            break;
        }
        end = at + c.len_utf8();
    }
    end
}

/// What may stand before a number: signs and a currency. Returns whether it is negative.
fn sign_before(text: &str) -> Option<bool> {
    let mut negative = false;
    let mut rest = String::new();
    for c in text.chars() {
        match c {
            '-' | '−' | '–' => negative = true,
            '+' | '@' | '=' | '~' => {}
            other => rest.push(other),
        }
    }
    let rest = rest.trim();
    (rest.is_empty() || is_money_sign(rest)).then_some(negative)
}

fn is_money_sign(text: &str) -> bool {
    let bare = text.trim_matches(|c: char| c.is_whitespace() || c == '.' || c == ':');
    bare.is_empty() || matches!(bare, "$" | "¥" | "￥" | "kr" | "Kr") || words().currency(bare).is_some()
}

struct Tail {
    unit: Option<String>,
    percent: bool,
    minus: bool,
}

/// What may stand behind a number: `.-`, a sign, percent, a currency, a unit, a remark in brackets. Digits behind the
/// number make it no number (`12 x 24`), except in brackets or in a unit (`m2`).
fn tail(text: &str) -> Option<Tail> {
    let mut rest = text.trim();
    for dash in [",--", ".--", ",-", ".-", ",–", ".–"] {
        rest = rest.strip_prefix(dash).map_or(rest, str::trim);
    }
    let mut tail = Tail { unit: None, percent: false, minus: false };
    if let Some(after) = rest.strip_prefix(['-', '−', '–']) {
        tail.minus = true;
        rest = after.trim();
    }
    if let Some(after) = rest.strip_suffix("CR").filter(|after| after.trim().is_empty()) {
        tail.minus = true;
        rest = after.trim();
    }
    let rest = rest.split('(').next().unwrap_or_default().trim();
    if rest.is_empty() || is_money_sign(rest) {
        return Some(tail);
    }
    if rest == "%" {
        tail.percent = true;
        return Some(tail);
    }
    let word = rest.trim_start_matches(['/', '.']).trim_end_matches('.').trim();
    let known = words().unit(word).is_some();
    // Latin letters that touch the figure are a unit that is known, or a misprint: `12O` is no twelve.
    let touching = text.starts_with(|c: char| c.is_alphabetic() && c < FIRST_EAST_ASIAN);
    let wordy =
        !touching && word.chars().any(char::is_alphabetic) && !word.chars().any(|c| c.is_ascii_digit());
    if known || (wordy && fold(word).split(' ').count() <= 3) {
        tail.unit = Some(word.into());
        return Some(tail);
    }
    None
}

/// Scripts from here on write units without a blank.
const FIRST_EAST_ASIAN: char = '\u{2e80}';

/// The value of digits and separators under one notation; nothing where the grouping does not fit it.
fn core_value(core: &str, notation: Notation) -> Option<Decimal> {
    let decimal = if notation == Notation::Point { '.' } else { ',' };
    let (whole, fraction) = match core.split_once(decimal) {
        Some((whole, fraction)) => (whole, fraction),
        None => (core, ""),
    };
    if !fraction.chars().all(|c| c.is_ascii_digit()) {
        return None;
    }
    let whole = ungroup(whole)?;
    if (whole.is_empty() && fraction.is_empty())
        || whole.len() > MOST_WHOLE_DIGITS
        || fraction.len() > MOST_PLACES
    {
        return None;
    }
    format!(
        "{}.{}",
        if whole.is_empty() { "0" } else { &whole },
        if fraction.is_empty() { "0" } else { fraction }
    )
    .parse::<Decimal>()
    .ok()
    .map(|value| trim_scale(value, fraction.len()))
}

fn trim_scale(value: Decimal, places: usize) -> Decimal {
    if places == 0 { value.trunc() } else { value }
}

/// Digits without their group separators: groups of three, or two before the last as in India, all with one separator.
fn ungroup(text: &str) -> Option<String> {
    let separators: Vec<char> = text.chars().filter(|c| !c.is_ascii_digit()).collect();
    let Some(first) = separators.first() else { return Some(text.into()) };
    if separators.iter().any(|c| c != first) {
        return None;
    }
    let groups: Vec<&str> = text.split(*first).collect();
    let (head, tail) = groups.split_first()?;
    let (last, middle) = tail.split_last()?;
    let lead = (1..=3).contains(&head.len()) && !head.starts_with('0');
    let threes = middle.iter().all(|group| group.len() == 3);
    let twos =
        *first == ',' && head.len() <= 2 && !middle.is_empty() && middle.iter().all(|group| group.len() == 2);
    (lead && last.len() == 3 && (threes || twos)).then(|| groups.concat())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn both(text: &str) -> (Option<String>, Option<String>) {
        let reading = read(text);
        let show = |value: Option<Decimal>| value.map(|v| v.to_string());
        reading.map_or((None, None), |r| (show(r.point), show(r.comma)))
    }

    #[test]
    fn both_notations_are_read_strictly() {
        let some = |text: &str| Some(text.to_string());
        for (text, point, comma) in [
            ("1,234.50", some("1234.50"), None),
            ("1.234,50", None, some("1234.50")),
            ("1.180", some("1.180"), some("1180")),
            ("1,180", some("1180"), some("1.180")),
            ("1 234,50", None, some("1234.50")),
            ("1'234.50", some("1234.50"), None),
            ("1’234.50", some("1234.50"), None),
            ("1.234.567", None, some("1234567")),
            ("1,23,456.00", some("123456.00"), None),
            ("0,085", None, some("0.085")),
            ("0.085", some("0.085"), None),
            ("640", some("640"), some("640")),
            ("-1132.3", some("-1132.3"), None),
            ("(1,132.30)", some("-1132.30"), None),
            ("1.132,30-", None, some("-1132.30")),
            ("USD 4,150.00", some("4150.00"), None),
            ("1.240,00 €", None, some("1240.00")),
            ("$0.50", some("0.50"), None),
            ("12.-", some("12"), some("12")),
            ("1'200.–", some("1200"), some("1200")),
            ("１，２００", some("1200"), some("1.200")),
            (".5", some("0.5"), None),
            ("1\u{202f}200", some("1200"), some("1200")),
        ] {
            assert_eq!(both(text), (point, comma), "{text}");
        }
    }

    #[test]
    fn units_and_percents_behind_the_number() {
        assert_eq!(read("1,200 pcs").unwrap().unit.as_deref(), Some("pcs"));
        assert_eq!(read("2.400 bott.").unwrap().unit.as_deref(), Some("bott"));
        assert_eq!(read("50 DOZ (600 PCS)").unwrap().unit.as_deref(), Some("DOZ"));
        assert_eq!(read("12.5 m2").unwrap().unit.as_deref(), Some("m2"));
        assert_eq!(read("300個").unwrap().unit.as_deref(), Some("個"));
        assert!(read("2 %").unwrap().percent);
    }

    #[test]
    fn what_is_no_number_is_none() {
        for text in [
            "",
            "abc",
            "12 x 24",
            "1-12",
            "QF-100",
            "2026-06-16",
            "12.34.56",
            "1,2,3",
            "Bundle 1",
            "5W-30",
            "--",
            "#REF!",
            "1e5x2",
            "12O",
            "1O2",
            "O12",
            "12.5O",
            "1,2OO.00",
            "12S0",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
    }

    #[test]
    fn a_number_too_long_is_none() {
        assert_eq!(read(&"9".repeat(60)), None);
        assert_eq!(read(&"1,000".repeat(10_000)), None);
    }
}
