//! Words of conditions as integers: the 676 pairs of capital letters are countries, other words follow.

use cocket_base::ids::Country;

/// A word: below [`COUNTRIES`] a pair of capital letters, else a place in a table of spellings.
pub type Word = u32;

/// How many pairs of capital letters there are.
pub const COUNTRIES: u32 = 26 * 26;

/// The code of a country.
pub fn country(country: Country) -> u16 {
    let mut letters = country.as_str().bytes().map(|letter| u16::from(letter.saturating_sub(b'A').min(25)));
    let (first, second) = (letters.next().unwrap_or(0), letters.next().unwrap_or(0));
    first * 26 + second
}

/// The country of a code.
pub fn country_of(code: u16) -> Option<Country> {
    let letter = |at: u16| char::from(b'A' + u8::try_from(at % 26).unwrap_or(0));
    let text: String = [letter(code / 26), letter(code % 26)].iter().collect();
    text.parse().ok().filter(|_| u32::from(code) < COUNTRIES)
}

/// The word of two capital letters.
pub fn of_letters(text: &str) -> Option<Word> {
    let letters = text.len() == 2 && text.bytes().all(|letter| letter.is_ascii_uppercase());
    letters.then(|| text.parse().ok().map(|country_code| u32::from(country(country_code)))).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_pair_of_letters_has_its_code() {
        for code in 0..676 {
            assert_eq!(country_of(code).map(country), Some(code));
        }
        assert_eq!(country_of(676), None);
        assert_eq!(of_letters("CN"), Some(2 * 26 + 13));
        assert_eq!((of_letters("cn"), of_letters("AIR")), (None, None));
    }
}
