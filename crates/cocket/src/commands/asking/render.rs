//! Questions as text: what they ask, a filled one, and each field with its form, its meaning and its words.

use cocket_desk::asking::{Askable, Find, Found};
use cocket_rules::asked::FieldForm;

use crate::shell::table::table;

/// Most words of a closed list that are shown with their meaning.
const MOST_WORDS: usize = 20;
/// Most fields of a field that are shown.
const MOST_FIELDS: usize = 40;
/// Characters of a line.
const WIDTH: usize = 100;

/// What was found: the best question in full, then the rest in tables.
pub fn found(found: &Find) -> String {
    let mut out = String::new();
    if let Some(asked) = &found.question {
        out.push_str(&question(asked));
    }
    for (title, rows) in [
        ("More questions and deadlines (cocket example NAME)", &found.questions),
        ("Facts that questions take", &found.facts),
        ("Codes", &found.codes),
    ] {
        if !rows.is_empty() {
            out.push_str(&format!("{title}\n{}\n", table(&[], &rows.iter().map(row).collect::<Vec<_>>())));
        }
    }
    out
}

fn row(found: &Found) -> Vec<String> {
    vec![found.place.clone(), found.name.clone(), shortened(&found.says)]
}

fn shortened(text: &str) -> String {
    match text.char_indices().nth(WIDTH) {
        Some((at, _)) => format!("{}…", text.get(..at).unwrap_or_default().trim_end()),
        None => text.to_string(),
    }
}

/// A question in full.
pub fn question(asked: &Askable) -> String {
    let mut out = head(asked);
    out.push_str(&format!("  asked   echo '{}' | cocket ask\n", asked.example));
    for field in &asked.form.fields {
        out.push_str(&told(field, "  "));
    }
    out.push_str(&format!(
        "Fields in brackets may be left out, always or in some cases. More: {}\n\n",
        asked.document
    ));
    out
}

/// Every kind of an engine: what it answers, its fields and what each must be.
pub fn list(kinds: &[Askable]) -> String {
    let mut out = String::new();
    for asked in kinds {
        out.push_str(&head(asked));
        for field in &asked.form.fields {
            out.push_str(&format!("  {}: {}\n", bracketed(field), field.form));
        }
        out.push('\n');
    }
    out.push_str("Fields in brackets may be left out, always or in some cases. What each means: cocket example NAME --fields\n");
    out
}

fn head(asked: &Askable) -> String {
    let mut out = format!("{} ({}): {}\n", asked.form.name, asked.room, asked.form.answers);
    for (name, text) in [("rule", &asked.form.rule), ("source", &asked.form.source)] {
        if let Some(text) = text {
            out.push_str(&format!("  {name:<7} {text}\n"));
        }
    }
    for how in &asked.form.how {
        out.push_str(&format!("  {how}\n"));
    }
    out
}

fn bracketed(field: &FieldForm) -> String {
    if field.needed { field.name.clone() } else { format!("[{}]", field.name) }
}

/// A field with its meaning, its words and the fields below it.
fn told(field: &FieldForm, indent: &str) -> String {
    let mut out = format!("{indent}{}: {}\n{indent}    {}\n", bracketed(field), field.form, field.meaning);
    let meant = field.words.iter().filter(|word| !word.meaning.is_empty());
    for word in meant.take(MOST_WORDS) {
        out.push_str(&format!("{indent}    {}  {}\n", word.word, word.meaning));
    }
    if field.words.len() > MOST_WORDS {
        out.push_str(&format!("{indent}    … {} in all; look them up with cocket find\n", field.words.len()));
    }
    let deeper = format!("{indent}    ");
    for inner in field.fields.iter().take(MOST_FIELDS) {
        out.push_str(&told(inner, &deeper));
    }
    if field.fields.len() > MOST_FIELDS {
        out.push_str(&format!("{deeper}… {} in all; look for one with cocket find\n", field.fields.len()));
    }
    out
}
