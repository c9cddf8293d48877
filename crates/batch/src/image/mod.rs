//! The file: a head, a table of sections, and flat little-ended arrays that are read where they lie.
//!
//! ```text
//! 0    magic, version and order of bytes, known day, checksum, length, number of sections, digest of the sources
//! 88   sections: id and width, offset, length
//! …    arrays, each at a multiple of eight bytes
//! ```
//!
//! A file is never changed in place; a new one takes its name. The checksum tells a damaged file, the checks of
//! [`crate::check`] a file that was made wrongly: neither is ever read past its end.

mod checksum;
mod section;
mod writer;

pub use section::Section;
pub use writer::Writer;

use bytemuck::{Pod, try_cast_slice};

/// What every file begins with.
const MAGIC: u64 = u64::from_le_bytes(*b"COCKETTF");
/// Changes with every change of the layout or of what a section means.
const VERSION: u64 = 5;
/// Reads otherwise on a machine that orders bytes otherwise.
const ORDER: u64 = 0x0102_0304 << 32;
/// Words of the head before the table of sections.
const HEAD: usize = 10;
/// Words of one row of the table.
const ROW: usize = 3;
/// Largest file, in bytes; 26 revisions take some five million.
const LARGEST: usize = 1 << 30;

/// Why a file is not read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadFile {
    /// Not such a file at all.
    #[error("this is no compiled tariff; make one with «cocket tariff compile»")]
    Foreign,
    /// Of another version or of a machine with another order of bytes.
    #[error("the compiled tariff has form {found:#x}, this program reads {VERSION}; compile it again")]
    Version {
        /// What was found.
        found: u64,
    },
    /// Cut short, or changed since it was written.
    #[error("the compiled tariff is damaged ({what}); compile it again")]
    Damaged {
        /// What is wrong.
        what: String,
    },
    /// The bytes do not begin at a multiple of eight.
    #[error("the bytes of the compiled tariff do not begin at a multiple of eight; map the file whole")]
    Unaligned,
}

impl BadFile {
    /// A damaged file.
    pub fn damaged(what: impl Into<String>) -> BadFile {
        BadFile::Damaged { what: what.into() }
    }
}

/// A file whose head, checksum and table of sections hold.
#[derive(Clone, Copy, Debug)]
pub struct Image<'f> {
    words: &'f [u64],
    sections: usize,
}

impl<'f> Image<'f> {
    /// Reads the head and the table, and sums the whole file once.
    pub fn read(bytes: &'f [u8]) -> Result<Image<'f>, BadFile> {
        if bytes.len() < HEAD * 8 || bytes.get(..8) != Some(&MAGIC.to_le_bytes()[..]) {
            return Err(BadFile::Foreign);
        }
        if bytes.len() > LARGEST || !bytes.len().is_multiple_of(8) {
            return Err(BadFile::damaged(format!("it has {} bytes", bytes.len())));
        }
        let words: &[u64] = try_cast_slice(bytes).map_err(|_| BadFile::Unaligned)?;
        let head = |at: usize| words.get(at).copied().unwrap_or(0);
        if head(1) != ORDER | VERSION {
            return Err(BadFile::Version { found: head(1) });
        }
        if head(4) != words.len() as u64 {
            return Err(BadFile::damaged(format!(
                "it has {} words and should have {}",
                words.len(),
                head(4)
            )));
        }
        if checksum::of(words, CHECKSUM_AT) != head(CHECKSUM_AT) {
            return Err(BadFile::damaged("the checksum differs"));
        }
        let sections = usize::try_from(head(5)).unwrap_or(usize::MAX);
        if sections.saturating_mul(ROW).saturating_add(HEAD) > words.len() {
            return Err(BadFile::damaged("the table of sections is cut short"));
        }
        Ok(Image { words, sections })
    }

    /// The day of knowledge that was cut at; `None` where everything known was taken.
    pub fn known(&self) -> Option<i64> {
        let day = self.words.get(2).map_or(i64::MIN, |word| word.cast_signed());
        (day != i64::MIN).then_some(day)
    }

    /// The digest of what the file was made from.
    pub fn digest(&self) -> [u64; 4] {
        std::array::from_fn(|at| self.words.get(6 + at).copied().unwrap_or(0))
    }

    /// A section as an array of its type.
    pub fn section<T: Pod>(&self, section: Section) -> Result<&'f [T], BadFile> {
        let fault = |what: &str| BadFile::damaged(format!("section {section:?} {what}"));
        let rows = self.words.get(HEAD..HEAD + self.sections * ROW).unwrap_or_default();
        let wanted = section.key(size_of::<T>());
        let row = rows.chunks_exact(ROW).find(|row| row.first() == Some(&wanted));
        let &[_, offset, length] = row.ok_or_else(|| fault("is missing"))? else {
            return Err(fault("is missing"));
        };
        let bytes: &[u8] = bytemuck::cast_slice(self.words);
        let end = offset.checked_add(length).and_then(|end| usize::try_from(end).ok());
        let start = usize::try_from(offset).ok().filter(|start| start.is_multiple_of(8));
        let inside = start.zip(end).and_then(|(start, end)| bytes.get(start..end));
        try_cast_slice(inside.ok_or_else(|| fault("lies outside the file"))?)
            .map_err(|_| fault("has no whole number of items"))
    }
}

/// Where the checksum stands.
const CHECKSUM_AT: usize = 3;

/// Writes the checksum of a file anew: for tests of what a file with a good checksum and wrong tables does.
pub fn seal(words: &mut [u64]) {
    let sum = checksum::of(words, CHECKSUM_AT);
    if let Some(word) = words.get_mut(CHECKSUM_AT) {
        *word = sum;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample() -> Vec<u64> {
        let mut writer = Writer::new();
        writer.put(Section::EpochDays, &[1i32, 2, 3]);
        writer.put(Section::Runs, &[7u64]);
        writer.finish(Some(20_000), [1, 2, 3, 4])
    }

    #[test]
    fn what_was_written_is_read() {
        let words = sample();
        let image = Image::read(bytemuck::cast_slice(&words)).unwrap();
        assert_eq!(image.section::<i32>(Section::EpochDays).unwrap(), [1, 2, 3]);
        assert_eq!(image.section::<u64>(Section::Runs).unwrap(), [7]);
        assert_eq!((image.known(), image.digest()), (Some(20_000), [1, 2, 3, 4]));
        assert!(image.section::<u64>(Section::EpochDays).is_err(), "another width is no such section");
    }

    #[test]
    fn a_damaged_or_foreign_file_says_so() {
        let words = sample();
        let bytes: &[u8] = bytemuck::cast_slice(&words);
        for cut in 0..bytes.len() {
            assert!(Image::read(&bytes[..cut]).is_err(), "cut at {cut}");
        }
        for bit in 0..bytes.len() * 8 {
            let mut changed = words.clone();
            changed[bit / 64] ^= 1 << (bit % 64);
            assert!(Image::read(bytemuck::cast_slice(&changed)).is_err(), "bit {bit}");
        }
        let mut later = words.clone();
        later[1] += 1;
        assert!(matches!(Image::read(bytemuck::cast_slice(&later)), Err(BadFile::Version { .. })));
        assert_eq!(Image::read(b"PK\x03\x04").unwrap_err(), BadFile::Foreign);
    }
}
