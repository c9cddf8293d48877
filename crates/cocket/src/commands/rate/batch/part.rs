//! The table that is being written: beside its place until it is whole, and taken up again after an interruption.

use std::fs::{self, File, OpenOptions};
use std::io::{self, BufRead, BufReader, Seek, Write};
use std::path::{Path, PathBuf};

use super::output::HEADER;
use super::unfinished;
use crate::shell::Failure;

/// A table that grows.
pub struct Part<'a> {
    output: &'a Path,
    half: PathBuf,
    file: File,
    rows: u64,
}

impl<'a> Part<'a> {
    /// A new table, or one that an interrupted run left.
    pub fn open(output: &'a Path, resume: bool) -> Result<Part<'a>, Failure> {
        let half = unfinished(output);
        let fail = |error: io::Error| Failure::writing(&half, &error);
        if resume && half.exists() {
            let mut file = OpenOptions::new().read(true).write(true).open(&half).map_err(fail)?;
            let (rows, whole) = whole_rows(&file).map_err(fail)?;
            let Some(rows) = rows else {
                let text = format!("{} is no table of amounts; remove it", half.display());
                return Err(Failure::Input(text));
            };
            // A row that was cut off is rated again.
            file.set_len(whole).and_then(|()| file.seek(io::SeekFrom::End(0))).map_err(fail)?;
            return Ok(Part { output, half, file, rows });
        }
        let mut file = File::create(&half).map_err(fail)?;
        file.write_all(HEADER.as_bytes()).map_err(fail)?;
        Ok(Part { output, half, file, rows: 0 })
    }

    /// Rows written.
    pub fn rows(&self) -> u64 {
        self.rows
    }

    /// Appends rows. An interrupt waits for the lock of standard output, and so for whole rows.
    pub fn add(&mut self, rows: &str) -> Result<(), Failure> {
        let _whole = io::stdout().lock();
        self.file.write_all(rows.as_bytes()).map_err(|error| Failure::writing(&self.half, &error))?;
        self.rows += rows.bytes().filter(|byte| *byte == b'\n').count() as u64;
        Ok(())
    }

    /// Gives the table its name.
    pub fn finish(self) -> Result<u64, Failure> {
        let renamed = self.file.sync_all().and_then(|()| fs::rename(&self.half, self.output));
        renamed.map_err(|error| Failure::writing(self.output, &error))?;
        Ok(self.rows)
    }
}

/// How many whole rows stand under the header, and where they end; `None` under another header.
fn whole_rows(file: &File) -> io::Result<(Option<u64>, u64)> {
    let mut reader = BufReader::new(file);
    let (mut line, mut whole, mut lines) = (Vec::new(), 0u64, 0u64);
    let mut ours = false;
    loop {
        line.clear();
        let read = reader.read_until(b'\n', &mut line)? as u64;
        if read == 0 || line.last() != Some(&b'\n') {
            return Ok((ours.then(|| lines - 1), whole));
        }
        ours = ours || (lines == 0 && line == HEADER.as_bytes());
        whole += read;
        lines += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_interrupted_table_is_gone_on_with_and_a_foreign_file_is_left_as_it_is() {
        let output = std::env::temp_dir().join(format!("cocket-part-{}.csv", std::process::id()));
        let half = unfinished(&output);
        fs::write(&half, "a letter\nwithout an end").unwrap();
        let Err(Failure::Input(told)) = Part::open(&output, true) else { panic!("a letter was taken") };
        assert!(told.contains("remove it"), "{told}");
        assert_eq!(fs::read_to_string(&half).unwrap(), "a letter\nwithout an end");

        fs::write(&half, format!("{HEADER}a,decided\nb,dec")).unwrap();
        let mut part = Part::open(&output, true).unwrap();
        assert_eq!(part.rows(), 1);
        part.add("b,decided\n").unwrap();
        assert_eq!(part.finish().unwrap(), 2);
        assert_eq!(fs::read_to_string(&output).unwrap(), format!("{HEADER}a,decided\nb,decided\n"));
        fs::remove_file(&output).unwrap();
    }
}
