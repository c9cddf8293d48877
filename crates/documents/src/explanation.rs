//! The explanation for a client, as PDF: what the figures of an entry are and why, in paragraphs.

use cocket_base::{Account, Date};
use serde::Serialize;

use crate::error::DocumentError;
use crate::form::FormState;
use crate::typeset::{Sheet, printable};

/// Most paragraphs that the paper takes.
const PARAGRAPH_LIMIT: usize = 20_000;
/// Longest paragraph, in characters.
const TEXT_LIMIT: usize = 4_000;

/// What the paper is about.
#[derive(Clone, Debug)]
pub struct ExplanationContext {
    /// Its title, as in `Entry B76-0324527-8, explained`.
    pub title: String,
    /// A sentence below the title: for whom, about which goods.
    pub intro: String,
    /// Draft or accepted.
    pub state: FormState,
    /// The day of printing.
    pub today: Date,
}

/// The explanation as PDF bytes; the same input gives the same bytes.
pub fn explanation(accounts: &[Account], context: &ExplanationContext) -> Result<Vec<u8>, DocumentError> {
    lay_out_explanation(accounts, context)?.pdf()
}

/// The explanation laid out: for its page count and text beside the PDF.
pub fn lay_out_explanation(
    accounts: &[Account],
    context: &ExplanationContext,
) -> Result<Sheet, DocumentError> {
    let found = accounts
        .iter()
        .map(|account| 1 + account.explanation.parts().map(|(_, all)| all.len()).sum::<usize>());
    let found: usize = found.sum();
    if found > PARAGRAPH_LIMIT {
        let (what, paper) = ("paragraphs", "the explanation");
        return Err(DocumentError::TooMany { what, paper, found, limit: PARAGRAPH_LIMIT });
    }
    let ident = format!("explanation {} {:?}", context.title, context.state);
    Sheet::lay_out("explanation.typ", &Paper::new(accounts, context), ident, context.today)
}

/// Everything the template prints.
#[derive(Serialize)]
struct Paper {
    title: String,
    intro: String,
    state: String,
    printed: String,
    date: (i16, i8, i8),
    draft: bool,
    accounts: Vec<Told>,
}

#[derive(Serialize)]
struct Told {
    of: String,
    lead: String,
    parts: Vec<Part>,
}

#[derive(Serialize)]
struct Part {
    heading: &'static str,
    paragraphs: Vec<Line>,
}

#[derive(Serialize)]
struct Line {
    text: String,
    source: Option<String>,
}

impl Paper {
    fn new(accounts: &[Account], context: &ExplanationContext) -> Paper {
        let today = context.today;
        Paper {
            title: text(&context.title),
            intro: text(&context.intro),
            state: match &context.state {
                FormState::Draft => "draft, not accepted".into(),
                FormState::Accepted { date, version } => format!("accepted {date}, version {version}"),
            },
            printed: today.to_string(),
            date: (today.year(), today.month(), today.day()),
            draft: context.state == FormState::Draft,
            accounts: accounts.iter().map(told).collect(),
        }
    }
}

fn told(account: &Account) -> Told {
    let parts = account.explanation.parts().map(|(heading, paragraphs)| Part {
        heading,
        paragraphs: paragraphs
            .iter()
            .map(|one| Line { text: text(&one.text), source: one.source.as_deref().map(text) })
            .collect(),
    });
    Told { of: text(&account.of), lead: text(&account.explanation.lead), parts: parts.collect() }
}

fn text(raw: &str) -> String {
    printable(raw.trim(), TEXT_LIMIT)
}
