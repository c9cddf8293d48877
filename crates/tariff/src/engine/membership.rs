//! Whether a number stands on a list that is not held: a fact of its own. The importer answers it once, by the word on any heading
//! that reads the list, and every heading that reads it sees the answer, with its precedence.

use cocket_base::ids::TariffNumber;
use cocket_base::{Finding, Place};

use super::case::{Candidate, Case};
use crate::measure::logic::Truth;
use crate::measure::model::ListId;

/// A word on a heading whose goods hang on a list, as a word on the list.
struct Word {
    list: ListId,
    on: bool,
    heading: TariffNumber,
}

/// Who affirms a heading says that the number is on its list. Who denies one that has no condition of its own says that it is
/// not; where there is one, the denial may mean that.
fn words<'c>(case: &'c Case<'_>) -> impl Iterator<Item = Word> + 'c {
    case.candidates.iter().filter_map(|Candidate { heading, unheld, .. }| {
        let on = match case.statements.confirmed(heading.number) {
            Truth::True => true,
            Truth::False if heading.when.is_none() => false,
            _ => return None,
        };
        Some(Word { list: (*unheld)?, on, heading: heading.number })
    })
}

/// What the statements say of the lists, one answer for each.
pub(super) fn said(case: &Case<'_>) -> Vec<(ListId, bool)> {
    let mut said: Vec<(ListId, bool)> = Vec::new();
    for word in words(case) {
        match said.iter_mut().find(|(list, _)| *list == word.list) {
            Some((_, on)) => *on |= word.on,
            None => said.push((word.list, word.on)),
        }
    }
    said
}

/// Two headings of one list, one affirmed and one denied.
pub(super) fn contradictions(case: &Case<'_>) -> Vec<Finding> {
    let (on, off): (Vec<Word>, Vec<Word>) = words(case).partition(|word| word.on);
    let pair = |yes: &Word| {
        let no = off.iter().find(|no| no.list == yes.list)?;
        let (number, list) = (case.question.hts, case.pack.lists.get(yes.list));
        let text = format!(
            "{} is confirmed and {} declined, and both say whether {number} is on the list of {}",
            yes.heading, no.heading, list.cite
        );
        let finding = Finding::block("BAD_FACT", Place::field("facts.confirm"), text);
        Some(finding.with_remedy("confirm if the number is on the list, decline if it is not"))
    };
    on.iter().find_map(pair).into_iter().collect()
}
