//! Clocks as forms of questions: what each asks, beside the keys that every clock takes.

use cocket_base::Date;
use cocket_law::{ClockRow, FactUse, Pack, Row};

use super::answers::ClockQuestion;
use super::evaluate::facts_of;
use super::listing::{all, how};
use crate::AsOf;
use crate::asked::{FactKind, FieldForm, KindForm, Takes, question, source};

/// Every clock and determination about dates, as a form.
pub fn forms(pack: &Pack, day: Date, known: Date) -> Vec<KindForm> {
    let as_of = AsOf::new(pack, day, known);
    let common = KindForm::of::<ClockQuestion>(pack, "clocks", "").pop().unwrap_or_default().fields;
    let common: Vec<FieldForm> = common.into_iter().filter(|field| field.name != "clock").collect();
    let rows = pack.clocks().values().filter_map(|rows| rows.as_of(day, known));
    let counted = rows.map(|row| counted(as_of, &common, row));
    let determined = all().map(|rule| {
        // A rule that takes the mode or the port as a fact of its own says itself what it must be.
        let own = |field: &&FieldForm| !rule.facts.iter().any(|fact| fact.name == field.name);
        let common: Vec<FieldForm> = common.iter().filter(own).cloned().collect();
        KindForm { how: told(as_of, rule.name), ..KindForm::determined(pack, "clock", &common, rule) }
    });
    counted.chain(determined).collect()
}

/// How a clock is met, in short lines.
fn told(as_of: AsOf<'_>, clock: &str) -> Vec<String> {
    let Some(how) = how(as_of, clock) else { return Vec::new() };
    let parts = [("to", how.to), ("form", how.form), ("by", how.by), ("standard of proof", how.standard)];
    parts.into_iter().filter_map(|(name, text)| Some(format!("{name}: {}", text?))).collect()
}

/// A clock that is a row: it counts from dates. A single date may be given as `date`.
fn counted(as_of: AsOf<'_>, common: &[FieldForm], row: &Row<ClockRow>) -> KindForm {
    let facts = facts_of(as_of, row).unwrap_or_default();
    let mut needed: Vec<&str> =
        facts.iter().filter(|fact| !fact.number && !fact.optional).map(|fact| &*fact.name).collect();
    let only = needed.pop().filter(|_| needed.is_empty());
    let field = |fact: &FactUse| FieldForm {
        name: fact.name.to_string(),
        others: if only == Some(&*fact.name) { vec!["date".into()] } else { Vec::new() },
        meaning: question(as_of.pack, &fact.name),
        form: if fact.number { FactKind::Number.shown() } else { FactKind::Time.shown() },
        needed: !fact.optional,
        words: Vec::new(),
        fields: Vec::new(),
        takes: Takes::Any,
    };
    KindForm {
        tag: Some("clock"),
        name: row.name.to_string(),
        others: vec![row.id.to_string()],
        answers: row.obligation.to_string(),
        rule: Some(row.rule.to_string()),
        how: told(as_of, &row.id),
        source: Some(source(&row.cite)),
        fields: common.iter().cloned().chain(facts.iter().map(field)).collect(),
        open: false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use cocket_base::civil::date;

    #[test]
    fn every_clock_has_a_form_with_its_facts() {
        let (pack, day) = (Pack::starter(), date(2026, 11, 24));
        let forms = forms(pack, day, day);
        assert_eq!(forms.len(), super::super::list(pack, day, day).len());
        let entry = forms.iter().find(|form| form.others.iter().any(|id| id == "ESF")).unwrap();
        assert_eq!(entry.field("date").unwrap().name, "entry_date");
        let import = forms.iter().find(|form| form.name == "import_date").unwrap();
        assert!(import.field("mode").unwrap().form.starts_with("one of vessel, air"));
    }
}
