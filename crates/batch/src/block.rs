//! The columns of a window's lines, taken to where they have a fixed length: loops over them need no ends.

use std::ops::Range;

use crate::day::Day;
use crate::lines::Lines;
use crate::places::Places;
use crate::window::WINDOW;

/// What the lines of a window bring; behind the last line there are zeros.
#[derive(Clone, Debug)]
pub struct Block {
    pub number: [u64; WINDOW],
    pub origin: [u16; WINDOW],
    pub entry: [Day; WINDOW],
    pub value: [i64; WINDOW],
    pub profile: [u32; WINDOW],
    /// Where the further facts are, as in [`Lines`].
    pub more: [u32; WINDOW],
    /// Which of the places have a line.
    pub lines: Places,
}

impl Block {
    pub fn new() -> Block {
        Block {
            number: [0; WINDOW],
            origin: [0; WINDOW],
            entry: [0; WINDOW],
            value: [0; WINDOW],
            profile: [0; WINDOW],
            more: [0; WINDOW],
            lines: Places::NONE,
        }
    }

    /// Takes the lines of a range, of which there are [`WINDOW`] at most.
    pub fn take(&mut self, lines: &Lines, range: &Range<usize>) {
        copy(&mut self.number, &lines.number, range);
        copy(&mut self.origin, &lines.origin, range);
        copy(&mut self.entry, &lines.entry, range);
        copy(&mut self.value, &lines.value, range);
        copy(&mut self.profile, &lines.profile, range);
        copy(&mut self.more, &lines.more, range);
        self.lines = Places::first(range.len());
    }
}

fn copy<T: Copy + Default>(to: &mut [T; WINDOW], column: &[T], range: &Range<usize>) {
    let from = column.get(range.clone()).unwrap_or_default();
    match from.first_chunk() {
        Some(full) => *to = *full,
        None => {
            let items = from.iter().copied().chain(std::iter::repeat(T::default()));
            to.iter_mut().zip(items).for_each(|(to, from)| *to = from);
        }
    }
}
