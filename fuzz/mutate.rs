//! Changes to good texts and files, from a seed: what the tests of every crate feed to their readers. The same seed gives
//! the same changes, so a failure is told by its number.

#![allow(dead_code, reason = "each crate takes what it needs")]

use std::ops::Range;

/// A source of numbers that looks like chance and is none.
pub struct Dice(pub u64);

impl Dice {
    /// The next number.
    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ self.0 >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ mixed >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ mixed >> 31
    }

    /// Below a limit; 0 when the limit is.
    pub fn below(&mut self, limit: usize) -> usize {
        usize::try_from(self.next() % u64::try_from(limit.max(1)).unwrap()).unwrap()
    }

    /// One of several.
    pub fn pick<'t, T: ?Sized>(&mut self, of: &[&'t T]) -> &'t T {
        of[self.below(of.len())]
    }
}

/// Figures at and past the edges.
const FIGURES: &[&str] = &[
    "0",
    "-1",
    "1",
    "0.5",
    "-0.00",
    "1e3",
    "1e-9",
    "99999999999",
    "1000000000000",
    "1000000000001",
    "9999999999999999999999999999",
    "79228162514264337593543950335",
    "0.0000000000000000000000000001",
    "9223372036854775807",
    "-9223372036854775808",
    "18446744073709551616",
    "4294967296",
    "65536",
    "256",
    "1e999",
];
/// Words, days and codes that fit somewhere, or look as if they did.
const WORDS: &[&str] = &[
    "",
    " ",
    "0",
    "-5",
    "100%",
    "1001%",
    "1/unit",
    "true",
    "2026-06-16",
    "0001-01-01",
    "-9999-01-01",
    "9999-12-31",
    "2024-02-29",
    "2026-06-16T23:59",
    "CN",
    "US",
    "ZZ",
    "EUR",
    "9999.99.99.99",
    "9903.01.01",
    "0101",
    "é¢½",
    "\\u0000",
    "\\ud800",
    "kg",
    "none",
    "79228162514264337593543950335",
    "1e28",
    "0.0000000000000000000000000001",
];
/// Marks that begin, end or part something.
const MARKS: &[&str] =
    &["{", "}", "[", "]", ",", ":", "\"", "\\", "\n", "\t", "\r", ";", "¢", "\u{feff}", "\0", "null"];

/// A text with one to four changes: figures and quoted words replaced, stretches taken out, doubled or moved, marks put in.
pub fn text(dice: &mut Dice, good: &str) -> String {
    let mut text: Vec<char> = good.chars().collect();
    for _ in 0..=dice.below(4) {
        let at = dice.below(text.len() + 1);
        let most = if dice.below(4) == 0 { 200 } else { 8 };
        let length = 1 + dice.below(most);
        let end = text.len().min(at + length);
        match dice.below(8) {
            0 | 1 => put(&mut text, at, figure_after, dice.pick(FIGURES)),
            2 | 3 => put(&mut text, at, word_after, dice.pick(WORDS)),
            4 => drop(text.drain(at..end)),
            5 => {
                let again: Vec<char> = text[at..end].to_vec();
                let to = dice.below(text.len() + 1);
                text.splice(to..to, again);
            }
            6 => drop(text.splice(at..at, dice.pick(MARKS).chars())),
            _ => text.truncate(if dice.below(4) == 0 { at } else { text.len() }),
        }
    }
    text.into_iter().collect()
}

/// Replaces the stretch that is found after a place.
fn put(text: &mut Vec<char>, at: usize, find: fn(&[char], usize) -> Option<Range<usize>>, by: &str) {
    if let Some(stretch) = find(text, at) {
        text.splice(stretch, by.chars());
    }
}

/// The figure that begins next after a place.
fn figure_after(text: &[char], at: usize) -> Option<Range<usize>> {
    let first = at + text.get(at..)?.iter().position(char::is_ascii_digit)?;
    let length = text[first..].iter().take_while(|c| c.is_ascii_digit() || **c == '.').count();
    Some(first..first + length)
}

/// What stands between the next two quotes.
fn word_after(text: &[char], at: usize) -> Option<Range<usize>> {
    let quote = |from: usize| Some(from + text.get(from..)?.iter().position(|c| *c == '"')?);
    let first = quote(at)? + 1;
    Some(first..quote(first)?)
}

/// Bytes with one to four changes.
pub fn bytes(dice: &mut Dice, good: &[u8]) -> Vec<u8> {
    let mut bytes = good.to_vec();
    for _ in 0..=dice.below(4) {
        let at = dice.below(bytes.len() + 1);
        let end = bytes.len().min(at + 1 + dice.below(16));
        match dice.below(5) {
            0 => drop(bytes.drain(at..end)),
            1 => {
                let again = bytes[at..end].to_vec();
                bytes.splice(at..at, again);
            }
            2 => bytes.truncate(if dice.below(3) == 0 { at } else { bytes.len() }),
            _ => bytes[at..end].iter_mut().for_each(|byte| *byte = dice.next().to_le_bytes()[0]),
        }
    }
    bytes
}
