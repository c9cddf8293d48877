//! Explanations as pages print them, and the switch between the client's and the colleague's words.

use cocket_base::{Account, Explanation, Reader};

/// An account as printed.
pub struct ToldRow {
    /// What it is about.
    pub of: String,
    /// The outcome.
    pub lead: String,
    /// Why, what was considered, what is asked, what if.
    pub parts: Vec<PartRow>,
}

/// A part of an account.
pub struct PartRow {
    /// Its heading.
    pub heading: &'static str,
    /// Text and source of each paragraph.
    pub paragraphs: Vec<(String, String)>,
}

/// An account as a row.
pub fn told_row(account: Account) -> ToldRow {
    told(account.of, &account.explanation)
}

/// An explanation under a heading.
pub fn told(of: String, explanation: &Explanation) -> ToldRow {
    let parts = explanation.parts().map(|(heading, paragraphs)| PartRow {
        heading,
        paragraphs: paragraphs
            .iter()
            .map(|one| (one.text.clone(), one.source.clone().unwrap_or_default()))
            .collect(),
    });
    ToldRow { of, lead: explanation.lead.clone(), parts: parts.collect() }
}

/// Whom an address names as the reader; a colleague where it names nobody.
pub fn reader(word: &str) -> Reader {
    Reader::ALL.into_iter().find(|reader| reader.word() == word).unwrap_or(Reader::Colleague)
}

/// The other reader.
pub fn other(reader: Reader) -> Reader {
    match reader {
        Reader::Client => Reader::Colleague,
        Reader::Colleague => Reader::Client,
    }
}
