//! `cocket rate --batch`: a table of lines, as large as it likes, to a table of amounts by the compiled tariff.
//!
//! A block of rows is read, rated on all threads and written before the next one is read: memory does not grow with the
//! table. Each row of the input is one row of the output, also one that cannot be read; so an interrupted run goes on with
//! `--resume` where its table ends.

mod columns;
mod metered;
mod output;
mod part;
#[cfg(test)]
mod total;

use std::cell::OnceCell;
use std::fs::File;
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};

use cocket_batch::{Amounts, Compiled, Lines, Profile, Profiles, Rater, Status};
use cocket_tariff::engine::Tariff;

use crate::shell::law::{self, Held};
use crate::shell::shelf::Shelf;
use crate::shell::{Context, Failure, compiled, interrupt, output as standard, progress};
use columns::{Columns, Row};
use metered::Metered;
use part::Part;

/// Rows of a block.
const BLOCK: usize = 65_536;
/// Sets of further facts that are remembered from block to block.
const MOST_PROFILES: usize = 20_000;

/// What to rate and how.
pub struct Table<'a> {
    /// The table of lines.
    pub input: &'a Path,
    /// The table of amounts.
    pub output: &'a Path,
    /// Go on where an interrupted run ended.
    pub resume: bool,
    /// Threads.
    pub threads: Option<NonZeroUsize>,
}

/// Rates every row.
pub fn run(table: &Table<'_>, context: &Context) -> Result<(), Failure> {
    let shelf = Shelf::open(&context.data)?;
    let image = compiled::load(&context.data, &shelf, context.known)?;
    let tables =
        Compiled::read(&image).map_err(|error| Failure::Other(format!("compiled tariff: {error}")))?;
    let threads =
        table.threads.or_else(|| std::thread::available_parallelism().ok()).map_or(1, NonZeroUsize::get);
    let office = Office { context, shelf: &shelf, tariff: OnceCell::new() };
    let file = File::open(table.input).map_err(|error| Failure::reading(table.input, &error))?;
    let size = file.metadata().map_err(|error| Failure::reading(table.input, &error))?.len();
    let bar = progress::bytes(Some(size));
    let mut reader = Metered::csv(bar.wrap_read(file));
    let columns = Columns::read(reader.header(table.input)?, table.input, &office.tariff()?.measures)?;
    let mut part = Part::open(table.output, table.resume)?;
    for _ in 0..part.rows() {
        if reader.row(table.input)?.is_none() {
            break;
        }
    }
    let finished = interrupt::watch("rows");
    let mut work = Work {
        profiles: Profiles::new(&tables),
        known: columns::Known::default(),
        raters: (0..threads).map(|_| Rater::new(&tables)).collect(),
        tables: &tables,
    };
    loop {
        let block = work.block(&mut reader, &columns, table.input)?;
        if block.rows.is_empty() {
            break;
        }
        let amounts = work.rate(&block, &office)?;
        part.add(&output::rows(&block.rows, &amounts))?;
        finished.add(block.rows.len());
    }
    bar.finish_and_clear();
    let rows = part.finish()?;
    standard::note(&format!("{rows} rows; {}", table.output.display()));
    Ok(())
}

/// The explained path, loaded only when a row needs it.
struct Office<'a> {
    context: &'a Context,
    shelf: &'a Shelf,
    tariff: OnceCell<Held<Tariff>>,
}

impl Office<'_> {
    fn tariff(&self) -> Result<&Tariff, Failure> {
        if let Some(tariff) = self.tariff.get() {
            return Ok(tariff);
        }
        let all: Vec<_> = self.shelf.books().iter().map(|book| book.revision.id).collect();
        let tariff = law::tariff(&self.context.data, self.shelf, &all)?;
        Ok(self.tariff.get_or_init(|| tariff))
    }
}

/// A block of the table: its rows, and the lines of those that could be read.
#[derive(Default)]
struct Block {
    rows: Vec<Row>,
    lines: Lines,
}

struct Work<'c, 'f> {
    profiles: Profiles,
    known: columns::Known,
    raters: Vec<Rater<'c, 'f>>,
    tables: &'c Compiled<'f>,
}

impl Work<'_, '_> {
    fn block(
        &mut self,
        reader: &mut Metered<impl std::io::Read>,
        columns: &Columns,
        path: &Path,
    ) -> Result<Block, Failure> {
        if self.profiles.len() > MOST_PROFILES {
            self.profiles = Profiles::new(self.tables);
            self.known.clear();
        }
        let mut block = Block::default();
        while block.rows.len() < BLOCK {
            let Some((number, record)) = reader.row(path)? else { break };
            let mut take = |profile: Profile| self.profiles.add(self.tables, profile);
            let row = columns.row(number, record, &mut self.known, &mut take);
            block.rows.push(match row {
                Ok((id, line)) => {
                    block.lines.push(&line);
                    Row { id, fault: None }
                }
                Err((id, fault)) => Row { id, fault: Some(fault) },
            });
        }
        Ok(block)
    }

    /// Amounts of the block's lines, each with its headings.
    fn rate(&mut self, block: &Block, office: &Office<'_>) -> Result<Amounts, Failure> {
        let amounts = self.by_tables(block, None);
        match amounts.status.contains(&Status::Beyond) {
            // What the tables leave out is rare: the block is rated once more, with the explained path for those lines.
            true => Ok(self.by_tables(block, Some(office.tariff()?))),
            false => Ok(amounts),
        }
    }

    fn by_tables(&mut self, block: &Block, tariff: Option<&Tariff>) -> Amounts {
        let share = block.lines.len().div_ceil(self.raters.len()).max(1);
        let profiles = &self.profiles;
        let mut all = Amounts::with_headings();
        std::thread::scope(|scope| {
            let running: Vec<_> = (self.raters.iter_mut().enumerate())
                .map(|(at, rater)| {
                    let range = at * share..(at + 1) * share;
                    scope.spawn(move || {
                        let mut amounts = Amounts::with_headings();
                        rater.rate(profiles, &block.lines, range, tariff, &mut amounts);
                        amounts
                    })
                })
                .collect();
            for one in running {
                all.append(&mut one.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)));
            }
        });
        all
    }
}

/// Where an unfinished table lies beside the one that was asked for.
fn unfinished(output: &Path) -> PathBuf {
    let mut name = output.as_os_str().to_owned();
    name.push(".part");
    name.into()
}
