//! What is spared from marking, and what must be marked in a special way: 19 USC 1304(a)(3), (c)-(h), (k); 19 CFR 134.32,
//! 134.33 (the J-list), 134.43.

use std::sync::Arc;

use cocket_base::{Citation, Date};
use cocket_law::Pack;

use super::answer::Refused;
use super::marking::MarkingQuestion;
use super::proof::{Proof, need};
use super::scope::{Inside, Scope};

/// What an exception asks of the container.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Container {
    /// It shows the origin of the article.
    Marked,
    /// It need not.
    Free,
}

/// A class of articles that must be marked by certain methods.
pub(super) struct Special {
    pub methods: Vec<Arc<str>>,
    /// True when the general exceptions stay open to it.
    pub exceptions: bool,
    pub what: Arc<str>,
    pub cite: Citation,
}

/// Whether the article is spared, by what, and the proof of it.
pub(super) struct Spared {
    /// The exception, when one holds.
    pub held: Option<Container>,
    /// Its name.
    pub name: Option<String>,
    pub proof: Proof,
}

/// Words of a text, for finding articles by name.
fn words(text: &str) -> Vec<String> {
    let lower: String = text.chars().take(500).flat_map(char::to_lowercase).collect();
    let word = |word: &str| word.strip_suffix('s').filter(|stem| stem.len() > 2).unwrap_or(word).to_string();
    lower.split(|c: char| !c.is_alphanumeric()).filter(|part| !part.is_empty()).map(word).collect()
}

/// True when all words of `all` stand in `text`.
fn names(text: &[String], all: &str) -> bool {
    let sought = words(all);
    !sought.is_empty() && sought.iter().all(|word| text.contains(word))
}

/// The class of special marking that the article belongs to.
pub(super) fn special_method(pack: &Pack, question: &MarkingQuestion, known: Date) -> Option<Special> {
    let article = words(question.article.as_deref()?);
    let rows = pack.rows("marking_methods", |cells| {
        let special = (cells.words("methods"), cells.yes("exceptions"), cells.shared("what"));
        Some((cells.shared("class"), special, cells.yes("usmca_free")))
    });
    let found = rows.into_iter().filter(|row| row.holds(question.date, known)).find(|row| {
        let (class, _, usmca_free) = &row.value;
        names(&article, class) && !(question.usmca_good && *usmca_free)
    })?;
    let (methods, exceptions, what) = found.value.1;
    Some(Special { methods, exceptions, what, cite: found.cite })
}

/// Whether the article need not be marked.
pub(super) fn spared(
    pack: &Pack,
    question: &MarkingQuestion,
    special: Option<&Special>,
    known: Date,
) -> Result<Spared, Refused> {
    if let Some(spared) = by_number(pack, question, known) {
        return Ok(spared);
    }
    if let Some(special) = special.filter(|special| !special.exceptions) {
        let what = format!("{}: no exception is open", special.what);
        return Ok(Spared {
            held: None,
            name: None,
            proof: Proof::fact(what, true).cite(special.cite.clone()),
        });
    }
    if let Some(letter) = &question.exception {
        return claimed(pack, question, letter, known);
    }
    if let Some(spared) = j_list(pack, question, known) {
        return Ok(spared);
    }
    let proof = Proof::fact("no exception is claimed: the article is marked", true);
    Ok(Spared { held: None, name: None, proof: proof.cite(Citation::new("19 USC 1304(a)")) })
}

fn claimed(pack: &Pack, question: &MarkingQuestion, letter: &str, known: Date) -> Result<Spared, Refused> {
    let rows = pack.rows("marking_exceptions", |cells| {
        // Usual containers of crude substances and of old articles of a USMCA country stay free (19 USC 1304(k)(3)).
        let container = match cells.text("container") {
            "free" => Container::Free,
            "marked_unless_usmca" if question.usmca_good => Container::Free,
            _ => Container::Marked,
        };
        Some((cells.shared("exception"), cells.shared("question"), container))
    });
    let row =
        rows.into_iter().filter(|row| row.holds(question.date, known)).find(|row| *row.value.0 == *letter);
    let row = row.ok_or_else(|| {
        let text = format!("«{}» is no exception from marking", letter.chars().take(40).collect::<String>());
        Refused::field("exception", text, "give a name of the table marking_exceptions, as in D or J")
    })?;
    let (name, ask, container) = row.value;
    if *name == *"J" && question.exception_met.is_none() {
        let listed = j_list(pack, question, known);
        let proof = Proof::fact("the article stands in the J-list", listed.is_some()).cite(row.cite);
        return Ok(listed.unwrap_or(Spared {
            held: None,
            name: None,
            proof: Proof { holds: Some(true), ..proof },
        }));
    }
    Ok(match question.exception_met {
        Some(met) => {
            let what = format!(
                "exception {name} ({ask}): {}",
                if met { "met" } else { "not met, so the article is marked" }
            );
            let proof = Proof::fact(what, true).cite(row.cite);
            Spared { held: met.then_some(container), name: met.then(|| name.to_string()), proof }
        }
        None => {
            let open = need("exception_met", ask.to_string(), "whether the article must be marked");
            Spared {
                held: None,
                name: None,
                proof: Proof::waits(format!("exception {name}"), open).cite(row.cite),
            }
        }
    })
}

/// Articles that 19 USC 1304(f)-(h) and (k) free by their number.
fn by_number(pack: &Pack, question: &MarkingQuestion, known: Date) -> Option<Spared> {
    let number = question.hts?;
    let rows = pack.rows("marking_exempt_numbers", |cells| {
        Some((Scope::read(cells.text("goods")).ok()?, cells.shared("what")))
    });
    let row = rows.into_iter().filter(|row| row.holds(question.date, known)).find(|row| {
        let usmca_only = row.value.1.starts_with("USMCA");
        (question.usmca_good || !usmca_only) && row.value.0.holds(number) == Inside::Yes
    })?;
    let proof = Proof::fact(row.value.1.to_string(), true).cite(row.cite);
    Some(Spared { held: Some(Container::Free), name: Some(row.value.1.to_string()), proof })
}

/// The list of articles that were not marked before 1937: their outermost container is.
fn j_list(pack: &Pack, question: &MarkingQuestion, known: Date) -> Option<Spared> {
    let article = words(question.article.as_deref()?);
    let rows = pack.rows("marking_j_list", |cells| {
        Some((cells.shared("article"), cells.optional("but"), cells.optional("words")))
    });
    let row = rows.into_iter().filter(|row| row.holds(question.date, known)).find(|row| {
        let (name, but, sought) = &row.value;
        let all = sought.as_deref().unwrap_or(name);
        // The words of an exclusion are alternatives.
        let excluded = but.as_deref().is_some_and(|but| but.split('|').any(|one| names(&article, one)));
        names(&article, all) && !excluded
    })?;
    let what = format!("J-list: {}", row.value.0);
    let proof = Proof::fact(what, true).cite(row.cite);
    Some(Spared { held: Some(Container::Marked), name: Some("J".to_string()), proof })
}
