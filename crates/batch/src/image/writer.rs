//! Writes a file: sections are gathered, laid out at multiples of eight, and summed.

use bytemuck::Pod;

use super::{HEAD, MAGIC, ORDER, ROW, Section, VERSION};

/// A file in the making.
#[derive(Debug, Default)]
pub struct Writer {
    rows: Vec<(u64, usize, usize)>,
    body: Vec<u64>,
}

impl Writer {
    /// An empty file.
    pub fn new() -> Writer {
        Writer::default()
    }

    /// Appends a section.
    pub fn put<T: Pod>(&mut self, section: Section, items: &[T]) {
        let bytes: &[u8] = bytemuck::cast_slice(items);
        self.rows.push((section.key(size_of::<T>()), self.body.len(), bytes.len()));
        self.body.extend(bytes.chunks(8).map(|chunk| {
            let mut word = [0; 8];
            word[..chunk.len()].copy_from_slice(chunk);
            u64::from_ne_bytes(word)
        }));
    }

    /// The whole file, as words so that it is aligned.
    pub fn finish(self, known: Option<i64>, digest: [u64; 4]) -> Vec<u64> {
        let start = HEAD + self.rows.len() * ROW;
        let length = start + self.body.len();
        let mut words = vec![
            MAGIC,
            ORDER | VERSION,
            known.unwrap_or(i64::MIN).cast_unsigned(),
            0,
            length as u64,
            self.rows.len() as u64,
        ];
        words.extend(digest);
        for (key, at, bytes) in &self.rows {
            words.extend([*key, ((start + at) * 8) as u64, *bytes as u64]);
        }
        words.extend(self.body);
        super::seal(&mut words);
        words
    }
}
