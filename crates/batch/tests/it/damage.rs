//! Damaged files and files made wrongly: a short run of the fuzz target, always the same.

use std::borrow::Cow;

use cocket_batch::{BadFile, Compiled};

use crate::total;

#[path = "../../../../fuzz/mutate.rs"]
mod mutate;
use mutate::Dice;

/// Bytes of a change of [`total::check`].
const CHANGE: usize = 11;

#[test]
fn a_file_cut_short_or_changed_is_refused() {
    let good: &[u8] = bytemuck::cast_slice(total::good());
    assert!(Compiled::read(good).is_ok());
    let refused = |bytes: &[u8]| {
        // A file is mapped at the beginning of a page.
        let words: Vec<u64> =
            bytes.chunks(8).map(|chunk| chunk.iter().rev().fold(0, |w, b| w << 8 | u64::from(*b))).collect();
        Compiled::read(&bytemuck::cast_slice::<u64, u8>(&words)[..bytes.len()]).err()
    };
    for cut in (0..good.len()).step_by(4_099).chain(good.len() - 9..good.len()) {
        assert!(refused(&good[..cut]).is_some(), "cut at {cut}");
    }
    let mut dice = Dice(1);
    for _ in 0..30 {
        let bytes = mutate::bytes(&mut dice, good);
        match refused(&bytes) {
            Some(error) => assert!(!matches!(error, BadFile::Unaligned), "{error}"),
            None => assert_eq!(Cow::Borrowed(good), Cow::<[u8]>::Owned(bytes), "a changed file was taken"),
        }
    }
}

#[test]
fn wrong_tables_under_a_good_checksum_are_refused_or_rate_without_going_astray() {
    let mut dice = Dice(2);
    for _ in 0..100 {
        let length = CHANGE * (1 + dice.below(3));
        let mut bytes: Vec<u8> = (0..length).map(|_| dice.next().to_le_bytes()[0]).collect();
        for change in bytes.chunks_exact_mut(CHANGE) {
            // Small words and the edges pass more checks than any word.
            let value: u64 = match dice.below(6) {
                0 => 0,
                1 => u64::MAX,
                2 => 1 << dice.below(64),
                3 => dice.next() % 300,
                4 => ((dice.next() % 300) << 32) | (dice.next() % 300),
                _ => dice.next(),
            };
            change[3..].copy_from_slice(&value.to_le_bytes());
            if dice.below(2) == 0 {
                change[2] = 0;
            }
        }
        total::check(&bytes);
    }
}
