//! A cursor over a rate text: numbers, signs, and words matched loosely, as the schedule's spelling needs.
//!
//! The schedule breaks words at line ends (`appli- cable`), glues them (`inthe`) and scatters blanks and commas. Words
//! are therefore compared by letters and digits only; signs that carry meaning (`+ % ¢ $ /`) are never skipped.

use std::borrow::Cow;

use cocket_base::Decimal;
use cocket_base::Unit;
use cocket_base::ids::TariffNumber;

use super::markup::plain;

/// Evens a text for reading: no markup, plain digits for superscripts, no full stop at the end.
pub(crate) fn clean(text: &str) -> String {
    let mut evened = plain(text).replace('²', "2").replace('³', "3");
    let end = evened.strip_suffix('.').unwrap_or(&evened).trim_end().len();
    evened.truncate(end);
    evened
}

/// Joins words broken at a line end: `thou- sand` becomes `thousand`.
pub(crate) fn join_broken_words(text: &str) -> Cow<'_, str> {
    if !text.contains("- ") {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("- ") {
        out.push_str(before);
        let broken = before.ends_with(|c: char| c.is_ascii_lowercase())
            && after.starts_with(|c: char| c.is_ascii_lowercase());
        if !broken {
            out.push_str("- ");
        }
        rest = after;
    }
    out.push_str(rest);
    Cow::Owned(out)
}

/// Where the reading stands.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Cursor<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Cursor<'a> {
    pub(crate) fn new(text: &'a str) -> Cursor<'a> {
        Cursor { text, at: 0 }
    }

    pub(crate) fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or("")
    }

    /// Characters read so far, plus one: the place a person would count to.
    pub(crate) fn place(&self) -> usize {
        self.text.get(..self.at).map_or(0, |read| read.chars().count()) + 1
    }

    pub(crate) fn skip_blanks(&mut self) {
        self.at += self.rest().len() - self.rest().trim_start().len();
    }

    pub(crate) fn done(&mut self) -> bool {
        self.skip_blanks();
        self.rest().is_empty()
    }

    /// Takes one sign, with blanks before it.
    pub(crate) fn sign(&mut self, sign: char) -> bool {
        let mut next = *self;
        next.skip_blanks();
        let found = next.rest().starts_with(sign);
        if found {
            next.at += sign.len_utf8();
            *self = next;
        }
        found
    }

    /// Takes a decimal number with thousands commas: `1,000` or `0.020668`.
    pub(crate) fn number(&mut self) -> Option<Decimal> {
        let mut next = *self;
        next.skip_blanks();
        let rest = next.rest();
        let bytes = rest.as_bytes();
        let digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
        let mut end = 0;
        while digit(end)
            || (end > 0
                && bytes.get(end) == Some(&b',')
                && (1..=3).all(|n| digit(end + n))
                && !digit(end + 4))
        {
            end += 1;
        }
        if end > 0 && bytes.get(end) == Some(&b'.') && digit(end + 1) {
            end += 1;
            while digit(end) {
                end += 1;
            }
        }
        let number = rest.get(..end)?.replace(',', "").parse().ok()?;
        next.at += end;
        *self = next;
        Some(number)
    }

    /// Takes a whole number of at most nine digits.
    pub(crate) fn whole(&mut self) -> Option<u32> {
        let mut next = *self;
        next.skip_blanks();
        let digits = next.rest().len() - next.rest().trim_start_matches(|c: char| c.is_ascii_digit()).len();
        let number = next.rest().get(..digits).filter(|d| d.len() <= 9)?.parse().ok()?;
        next.at += digits;
        *self = next;
        Some(number)
    }

    /// Takes a tariff number with dots (or a bare heading).
    pub(crate) fn tariff_number(&mut self) -> Option<TariffNumber> {
        let mut next = *self;
        next.skip_blanks();
        let rest = next.rest();
        let run = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.').len();
        let text = rest.get(..run)?;
        let number = text.trim_end_matches('.').parse().ok()?;
        next.at += text.trim_end_matches('.').len();
        *self = next;
        Some(number)
    }

    /// Takes the words of `phrase`, comparing letters and digits only; the phrase must end where a word ends.
    pub(crate) fn words(&mut self, phrase: &str) -> bool {
        let filler = |c: char| c.is_whitespace() || matches!(c, '-' | ',' | '.' | '\'' | '’' | '(' | ')');
        let mut wanted = phrase.chars().filter(char::is_ascii_alphanumeric).peekable();
        let mut end = self.at;
        for c in self.rest().chars() {
            if wanted.peek().is_none() {
                break;
            }
            if c.is_ascii_alphanumeric() {
                if wanted.next_if(|want| want.eq_ignore_ascii_case(&c)).is_none() {
                    return false;
                }
            } else if !filler(c) {
                return false;
            }
            end += c.len_utf8();
        }
        let goes_on =
            self.text.get(end..).is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_alphabetic()));
        if wanted.peek().is_some() || goes_on {
            return false;
        }
        self.at = end;
        true
    }

    /// Takes everything up to and with the words of `phrase`, wherever they begin.
    pub(crate) fn words_later(&mut self, phrase: &str) -> bool {
        let starts = self.rest().char_indices().map(|(at, _)| self.at + at);
        for at in starts {
            let mut next = Cursor { text: self.text, at };
            if next.words(phrase) {
                *self = next;
                return true;
            }
        }
        false
    }

    /// Takes the longest run of words that names a unit: `kg`, `pf. liter`, `line/ gross`, `1,000`.
    pub(crate) fn unit(&mut self) -> Option<Unit> {
        const LONGEST_UNIT: usize = 16;
        self.skip_blanks();
        let rest = self.rest();
        let ends =
            rest.char_indices().map(|(at, c)| at + c.len_utf8()).take_while(|end| *end <= LONGEST_UNIT);
        let mut best = None;
        for end in ends {
            let (Some(text), Some(after)) = (rest.get(..end), rest.get(end..)) else { continue };
            if !is_word_end(text, after) || text.contains(" of ") || text.contains(" on ") {
                continue;
            }
            if let Ok(unit) = text.parse::<Unit>() {
                best = Some((end, unit));
            }
        }
        let (end, unit) = best?;
        self.at += end;
        Some(unit)
    }
}

/// True when a word can end between the two: not inside letters and not inside a number.
fn is_word_end(before: &str, after: &str) -> bool {
    let (Some(last), Some(next)) = (before.chars().last(), after.chars().next()) else { return true };
    let inside_word = last.is_alphabetic() && next.is_alphanumeric();
    let inside_number = last.is_ascii_digit() && (next.is_ascii_digit() || next == ',');
    !last.is_whitespace() && !inside_word && !inside_number
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_and_broken_words_are_evened_out() {
        assert_eq!(
            clean("<il>86.1¢/m<sup>2</sup></il> of recording surface "),
            "86.1¢/m2 of recording surface"
        );
        assert_eq!(clean(" Free \n"), "Free");
        assert_eq!(clean("38¢/m²."), "38¢/m2");
        assert_eq!(join_broken_words("$2.50/thou- sand + 40%"), "$2.50/thousand + 40%");
        assert_eq!(join_broken_words("9904.02.01- 9904.02.05"), "9904.02.01- 9904.02.05");
    }

    #[test]
    fn words_match_by_letters_and_stop_at_word_ends() {
        let mut cursor = Cursor::new("The duty provided inthe applicable subheading+ 25%");
        assert!(!cursor.words("the duty provided in the applicable sub"));
        assert!(cursor.words("the duty provided in the applicable subheading"));
        assert_eq!(cursor.rest(), "+ 25%");
        assert!(!Cursor::new("5 + % on").words("5 on"), "signs are never skipped");
    }

    #[test]
    fn numbers_keep_their_digits() {
        assert_eq!(Cursor::new("0.020668¢").number().unwrap().to_string(), "0.020668");
        assert_eq!(Cursor::new("1,000 pins").number(), Some(Decimal::from(1000)));
        let mut list = Cursor::new("9918.04.50, 9918.04.58");
        assert_eq!(list.tariff_number().unwrap().to_string(), "9918.04.50");
        assert_eq!(Cursor::new("¢").number(), None);
    }

    #[test]
    fn the_longest_unit_is_taken() {
        let unit = |text| {
            let mut cursor = Cursor::new(text);
            let unit = cursor.unit().map(|u| u.printed());
            (unit, cursor.rest())
        };
        assert_eq!(unit("kg on drained weight"), (Some("kg"), " on drained weight"));
        assert_eq!(unit("pf. liter on ethyl"), (Some("pf.liters"), " on ethyl"));
        assert_eq!(unit("line/ gross + 5%"), (Some("gr.lines"), " + 5%"));
        assert_eq!(unit("1,000 pins"), (Some("thousands"), " pins"));
        assert_eq!(unit("m2of recording surface"), (Some("m2"), "of recording surface"));
        assert_eq!(unit("bushel"), (None, "bushel"));
    }
}
