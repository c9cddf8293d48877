//! A CSV reader whose rows have a largest size: a quote that never ends must not fill the memory.

use std::cell::Cell;
use std::io::{self, Read};
use std::path::Path;
use std::rc::Rc;

use csv::StringRecord;

use crate::shell::Failure;

/// Longest row in bytes.
const ROW_LIMIT: usize = 1 << 20;
/// Bytes read at once.
const AHEAD: usize = 1 << 16;

/// Rows of a table, one at a time.
pub struct Metered<R> {
    reader: csv::Reader<Meter<R>>,
    since: Rc<Cell<usize>>,
    record: StringRecord,
}

struct Meter<R> {
    inner: R,
    since: Rc<Cell<usize>>,
}

impl<R: Read> Read for Meter<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(into)?;
        let since = self.since.get() + read;
        self.since.set(since);
        if since > ROW_LIMIT + AHEAD {
            return Err(io::Error::other(format!(
                "a row is longer than {ROW_LIMIT} bytes; is a quote not closed?"
            )));
        }
        Ok(read)
    }
}

impl<R: Read> Metered<R> {
    /// A table that begins with its header.
    pub fn csv(inner: R) -> Metered<R> {
        let since = Rc::new(Cell::new(0));
        let meter = Meter { inner, since: since.clone() };
        let reader = csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .buffer_capacity(AHEAD)
            .from_reader(meter);
        Metered { reader, since, record: StringRecord::new() }
    }

    /// The header.
    pub fn header(&mut self, path: &Path) -> Result<StringRecord, Failure> {
        match self.row(path)? {
            Some((_, record)) => {
                let mut header = record.clone();
                if let Some(first) = header.get(0).and_then(|first| first.strip_prefix('\u{feff}')) {
                    let rest = header.iter().skip(1).map(str::to_string);
                    header = std::iter::once(first.to_string()).chain(rest).collect();
                }
                Ok(header)
            }
            None => Err(Failure::Input(format!(
                "{} is empty; its first row must name the columns",
                path.display()
            ))),
        }
    }

    /// The next row with the line it begins on. A row that is not UTF-8 comes as one that holds nothing.
    pub fn row(&mut self, path: &Path) -> Result<Option<(u64, &StringRecord)>, Failure> {
        self.since.set(0);
        match self.reader.read_record(&mut self.record) {
            Ok(true) => {}
            Ok(false) => return Ok(None),
            Err(error) if matches!(error.kind(), csv::ErrorKind::Utf8 { .. }) => self.record.clear(),
            Err(error) => return Err(Failure::Input(format!("{}: {error}", path.display()))),
        }
        let line = self.record.position().map_or(0, csv::Position::line);
        Ok(Some((line, &self.record)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_keep_their_lines_and_a_quote_that_never_ends_is_refused() {
        let path = Path::new("lines.csv");
        let mut reader = Metered::csv(&b"\xef\xbb\xbfhts,value\n1,\"2\n3\"\n\xff,1\n4,5\n"[..]);
        assert_eq!(reader.header(path).unwrap().get(0), Some("hts"));
        let mut lines = Vec::new();
        while let Some((line, record)) = reader.row(path).unwrap() {
            lines.push((line, record.len()));
        }
        assert_eq!(lines, [(2, 2), (4, 0), (5, 2)]);
        let endless = format!("hts\n\"{}", "x\n".repeat(ROW_LIMIT));
        let mut reader = Metered::csv(endless.as_bytes());
        reader.header(path).unwrap();
        let Err(Failure::Input(text)) = reader.row(path) else { panic!("a row of two megabytes was read") };
        assert!(text.contains("longer than"), "{text}");
    }
}
