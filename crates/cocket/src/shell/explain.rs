//! The option `--explain [READER]` of the engines' commands.

use std::path::{Path, PathBuf};

use clap::Args;
use cocket_base::Explain;

use super::Failure;

/// Which questions, and what is wanted besides the answers.
#[derive(Args)]
pub struct Asked {
    /// JSON Lines, one question a line; - is standard input.
    #[arg(default_value = "-", hide_default_value = true)]
    file: PathBuf,
    /// Give the worked steps with every answer; for client or colleague, told in plain sentences.
    #[arg(long, value_name = "READER", num_args = 0..=1, default_missing_value = "steps")]
    explain: Option<String>,
}

impl Asked {
    /// The file of questions and the wish. `--explain FILE` names the file: a reader is one of two words.
    pub fn settle(&self) -> Result<(&Path, Explain), Failure> {
        let Some(word) = self.explain.as_deref() else { return Ok((&self.file, Explain::No)) };
        match word.parse() {
            Ok(wish) => Ok((&self.file, wish)),
            Err(_) if self.file == Path::new("-") => Ok((Path::new(word), Explain::Steps)),
            Err(bad) => Err(Failure::Input(bad.to_string())),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::Parser;
    use cocket_base::Reader;

    #[derive(Parser)]
    struct Line {
        #[command(flatten)]
        asked: Asked,
    }

    fn settled(line: &str) -> Option<(PathBuf, Explain)> {
        let read = Line::try_parse_from(std::iter::once("x").chain(line.split_whitespace())).unwrap();
        read.asked.settle().ok().map(|(file, wish)| (file.to_path_buf(), wish))
    }

    #[test]
    fn a_reader_a_file_or_nothing_may_follow() {
        let is =
            |line: &str, file: &str, wish| assert_eq!(settled(line), Some((file.into(), wish)), "{line}");
        is("", "-", Explain::No);
        is("a.jsonl", "a.jsonl", Explain::No);
        is("--explain", "-", Explain::Steps);
        is("a.jsonl --explain", "a.jsonl", Explain::Steps);
        is("--explain a.jsonl", "a.jsonl", Explain::Steps);
        is("--explain client a.jsonl", "a.jsonl", Explain::For(Reader::Client));
        is("a.jsonl --explain=colleague", "a.jsonl", Explain::For(Reader::Colleague));
        assert_eq!(settled("a.jsonl --explain judge"), None);
    }
}
