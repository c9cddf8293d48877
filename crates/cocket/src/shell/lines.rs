//! JSON Lines through an engine: answers in the order of the questions, in parallel, in bounded memory.
//!
//! A piece of work is what has already arrived: the first line is waited for, further ones are taken as far as they are
//! there. So a file is worked through in large pieces, and a person or program that asks one question at a time gets its
//! answer at once.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::num::NonZeroUsize;
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};

use cocket_desk::BadQuestion;

use super::{Failure, interrupt, progress};

/// Longest line that is read.
const LINE_LIMIT: usize = 1 << 20;
/// Bytes that are read ahead, and with it the size of a piece.
const AHEAD: usize = 1 << 20;
/// Lines of a piece, and lines that one thread takes at a time.
const PIECE: usize = 8192;
const BATCH: usize = 32;

/// An engine that answers lines.
pub trait Engine: Sync {
    /// Called before the lines of a piece are answered, to fetch what they need.
    fn before(&mut self, _lines: &[Line]) -> Result<(), Failure> {
        Ok(())
    }

    /// Answers a line with one line of JSON.
    ///
    /// # Errors
    /// The line is no question of the engine.
    fn answer(&self, line: &str) -> Result<String, BadQuestion>;
}

/// A line as it came.
pub enum Line {
    /// To be answered.
    Text(String),
    /// Answered already: it cannot be read.
    Bad(&'static str),
}

/// What to do about a line that is no question.
const REMEDY: &str = "see «--help» or docs/commands.md for the form of a question";

pub use cocket_desk::reply;

/// Answers every line of a file, or of standard input for `-`. A line that is no question gets an `invalid` answer in its place,
/// and the rest goes on; the command then ends with a failure that says how many there were.
pub fn run(engine: &mut impl Engine, input: &Path, threads: Option<NonZeroUsize>) -> Result<(), Failure> {
    let threads = threads.or_else(|| std::thread::available_parallelism().ok()).map_or(1, NonZeroUsize::get);
    if input == Path::new("-") {
        return stream(engine, io::stdin().lock(), input, threads);
    }
    let file = File::open(input).map_err(|error| Failure::reading(input, &error))?;
    let held = file.metadata().map_err(|error| Failure::reading(input, &error))?;
    if held.is_dir() {
        return Err(Failure::Input(format!("{} is a folder, not a file; name the file", input.display())));
    }
    let bar = progress::bytes(Some(held.len()));
    let answered = stream(engine, bar.wrap_read(file), input, threads);
    bar.finish_and_clear();
    answered
}

fn stream(engine: &mut impl Engine, source: impl Read, name: &Path, threads: usize) -> Result<(), Failure> {
    let finished = interrupt::watch("answers");
    let mut reader = BufReader::with_capacity(AHEAD, source);
    let (mut all, mut unread) = (0, 0);
    loop {
        let lines = piece(&mut reader).map_err(|error| Failure::reading(name, &error))?;
        if lines.is_empty() {
            return outcome(all, unread);
        }
        engine.before(&lines)?;
        let answers = answers(engine, &lines, threads);
        super::output::text(&answers.text)?;
        finished.add(lines.len());
        all += lines.len();
        unread += answers.unread;
    }
}

/// Answers a single question.
pub fn single(engine: &impl Engine, question: &str) -> Result<(), Failure> {
    let (answer, unread) = match engine.answer(question) {
        Ok(answer) => (answer, 0),
        Err(bad) => (bad.as_answer(REMEDY), 1),
    };
    super::output::text(&format!("{answer}\n"))?;
    outcome(1, unread)
}

/// Success only where every line was a question.
fn outcome(all: usize, unread: usize) -> Result<(), Failure> {
    if unread == 0 {
        return Ok(());
    }
    let (are, answers) = match unread {
        1 => ("is no question", "its answer says"),
        _ => ("are no questions", "their answers say"),
    };
    let text = format!("{unread} of {all} lines {are} and could not be answered; {answers} why; {REMEDY}");
    Err(Failure::Input(text))
}

/// The next lines: one is waited for, the rest only as far as they have come. Blank lines are no questions.
fn piece(reader: &mut BufReader<impl Read>) -> io::Result<Vec<Line>> {
    let mut lines = Vec::new();
    while lines.len() < PIECE && (lines.is_empty() || reader.buffer().contains(&b'\n')) {
        match next(reader)? {
            Some(Line::Text(text)) if text.trim().is_empty() => {}
            Some(line) => lines.push(line),
            None => break,
        }
    }
    Ok(lines)
}

fn next(reader: &mut impl BufRead) -> io::Result<Option<Line>> {
    let mut bytes = Vec::new();
    let limit = u64::try_from(LINE_LIMIT + 1).unwrap_or(u64::MAX);
    let read = reader.by_ref().take(limit).read_until(b'\n', &mut bytes)?;
    if read == 0 {
        return Ok(None);
    }
    if bytes.len() > LINE_LIMIT && bytes.last() != Some(&b'\n') {
        reader.skip_until(b'\n')?;
        return Ok(Some(Line::Bad("the line is longer than 1 MiB")));
    }
    let text = String::from_utf8(bytes);
    Ok(Some(text.map_or(Line::Bad("the line is not UTF-8"), Line::Text)))
}

/// Answers as lines, and how many of them say only that there was no question.
#[derive(Debug, Default, PartialEq, Eq)]
struct Answers {
    text: String,
    unread: usize,
}

impl Answers {
    fn add(&mut self, other: &Answers) {
        self.text.push_str(&other.text);
        self.unread += other.unread;
    }
}

fn answers(engine: &impl Engine, lines: &[Line], threads: usize) -> Answers {
    let answer = |line: &Line| match line {
        Line::Text(text) => engine.answer(text.trim()),
        Line::Bad(why) => Err(BadQuestion::new(*why)),
    };
    let batches: Vec<&[Line]> = lines.chunks(BATCH).collect();
    let workers = threads.min(batches.len());
    let joined = |batch: &[Line]| {
        batch.iter().fold(Answers::default(), |mut out, line| {
            match answer(line) {
                Ok(answer) => out.text.push_str(&answer),
                Err(bad) => {
                    out.text.push_str(&bad.as_answer(REMEDY));
                    out.unread += 1;
                }
            }
            out.text.push('\n');
            out
        })
    };
    let mut all = Answers::default();
    if workers < 2 {
        batches.into_iter().map(joined).for_each(|batch| all.add(&batch));
        return all;
    }
    // Each thread takes the next batch that nobody has; the pieces are put back in order afterwards.
    let taken = AtomicUsize::new(0);
    let work = || {
        let mut done = Vec::new();
        loop {
            let at = taken.fetch_add(1, Ordering::Relaxed);
            let Some(batch) = batches.get(at) else { return done };
            done.push((at, joined(batch)));
        }
    };
    let mut done: Vec<(usize, Answers)> = std::thread::scope(|scope| {
        let running: Vec<_> = (0..workers).map(|_| scope.spawn(work)).collect();
        running
            .into_iter()
            .flat_map(|one| one.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)))
            .collect()
    });
    done.sort_by_key(|(at, _)| *at);
    done.iter().for_each(|(_, batch)| all.add(batch));
    all
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::sync::{Condvar, Mutex};

    use super::*;

    struct Echo;

    impl Engine for Echo {
        fn answer(&self, line: &str) -> Result<String, BadQuestion> {
            Ok(line.to_string())
        }
    }

    fn through(input: &[u8], threads: usize) -> String {
        let mut reader = BufReader::with_capacity(64, input);
        let mut out = String::new();
        loop {
            let lines = piece(&mut reader).unwrap();
            if lines.is_empty() {
                return out;
            }
            out.push_str(&answers(&Echo, &lines, threads).text);
        }
    }

    #[test]
    fn order_is_kept_whatever_the_threads() {
        let input: String = (0..5000).map(|n| format!("{n}\n")).collect();
        for threads in [1, 2, 7] {
            assert_eq!(through(input.as_bytes(), threads), input, "{threads} threads");
        }
        let mut large = BufReader::with_capacity(AHEAD, input.as_bytes());
        let lines = piece(&mut large).unwrap();
        assert_eq!(answers(&Echo, &lines, 7).text, input);
    }

    /// Two threads that must cross: the second batch is held until the third is answered.
    #[derive(Default)]
    struct Crossing {
        seen: Mutex<BTreeSet<usize>>,
        moved: Condvar,
    }

    impl Engine for Crossing {
        fn answer(&self, line: &str) -> Result<String, BadQuestion> {
            let batch = line.parse::<usize>().unwrap() / BATCH;
            let mut seen = self.seen.lock().unwrap();
            let awaited = match batch {
                0 => 1,
                1 => 2,
                _ => batch,
            };
            seen.insert(batch);
            self.moved.notify_all();
            drop(self.moved.wait_while(seen, |seen| !seen.contains(&awaited)).unwrap());
            Ok(line.to_string())
        }
    }

    #[test]
    fn batches_that_cross_are_put_back_in_order() {
        let lines: Vec<Line> = (0..3 * BATCH).map(|n| Line::Text(n.to_string())).collect();
        let expected: String = (0..3 * BATCH).map(|n| format!("{n}\n")).collect();
        assert_eq!(answers(&Crossing::default(), &lines, 2).text, expected);
    }

    #[test]
    fn a_line_that_is_no_question_is_counted_and_ends_in_a_failure() {
        let lines = [Line::Text("a".into()), Line::Bad("the line is not UTF-8"), Line::Text("b".into())];
        for threads in [1, 3] {
            assert_eq!(answers(&Echo, &lines, threads).unread, 1);
        }
        assert!(outcome(3, 0).is_ok());
        let Err(Failure::Input(text)) = outcome(3, 2) else { panic!("the input could not be read") };
        assert!(text.starts_with("2 of 3 lines are no questions"), "{text}");
    }

    #[test]
    fn blank_lines_are_no_questions_and_the_last_needs_no_end() {
        assert_eq!(through(b"\r\n\na\r\n\n  \nb", 1), "a\nb\n");
    }

    #[test]
    fn bad_lines_are_answered_and_the_rest_goes_on() {
        let mut input = vec![b'x'; LINE_LIMIT + 10];
        input.extend(b"\n\xff\xfe\nlast\n");
        let out = through(&input, 2);
        let answers: Vec<&str> = out.lines().collect();
        assert_eq!(answers.len(), 3);
        assert!(answers[0].contains("longer") && answers[1].contains("UTF-8"));
        assert_eq!(answers[2], "last");
    }
}
