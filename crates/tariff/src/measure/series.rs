//! Series whose headings stand in a CSV beside the TOML: hundreds of headings that differ in number, goods and rate only.
//!
//! Rows about the same goods share one list, so that a number finds them in one look. A described good depends on nobody but
//! the importer's word, so each heading of a table takes a place of its own unless the series names one for all.

use cocket_base::{Citation, Window};

use super::load::{Named, Table};
use super::resolve::{Resolver, window};
use super::source::{self, Day, SeriesRecord};

impl Resolver<'_> {
    /// The headings of the tables that a file's series name.
    pub(super) fn series_of_tables(&mut self, named: &Named) -> Vec<source::Heading> {
        let mut headings = Vec::new();
        for series in &named.file.series {
            let Some(file) = &series.file else { continue };
            self.enter(named, format!("series {}", series.shared.title));
            let Some((_, Table::Series(records))) = self.csv.iter().find(|(name, _)| name == file) else {
                self.fault("file", format!("there is no table of headings «{file}»"));
                continue;
            };
            if !series.rows.is_empty() {
                self.fault("rows", "a series has rows of its own or a file, not both");
            }
            for record in records {
                self.enter(named, format!("heading {}", record.number));
                let goods = self.goods_of(file, record, &series.shared);
                headings.push(heading(&series.shared, record, goods));
            }
        }
        headings
    }

    /// The list of a record's goods: made on first sight, shared by all records of the same goods, window and day of knowledge.
    fn goods_of(&mut self, file: &str, record: &SeriesRecord, shared: &source::SeriesShared) -> String {
        let own = life(record, shared);
        let known = record.known.or(shared.known.map(|day| day.0));
        let learnt = record.known.map(|day| format!(", known {day}")).unwrap_or_default();
        let name = format!("{file} {} {own}{learnt}", record.goods);
        if !self.list_names.contains_key(name.as_str()) {
            let prefixes: Vec<String> = record.goods.split_whitespace().map(String::from).collect();
            if prefixes.is_empty() {
                self.fault("goods", "name the goods by prefixes of 4 to 10 digits");
            }
            let rows = self.inline(&prefixes, true, own, known);
            let cite = record.cite.as_ref().or(shared.cite.as_ref()).or(self.scope.defaults.cite.as_ref());
            let trust = record.trust.or(shared.trust).or(self.scope.defaults.trust).unwrap_or_default();
            let cite = Citation::new(cite.cloned().unwrap_or_default()).trust(trust);
            self.add_list(name.as_str().into(), file, cite, rows);
        }
        name
    }
}

fn life(record: &SeriesRecord, shared: &source::SeriesShared) -> Window {
    let shared = window(shared.single.from, shared.single.until);
    Window { from: record.from.or(shared.from), until: record.until.or(shared.until) }
}

fn heading(shared: &source::SeriesShared, record: &SeriesRecord, goods: String) -> source::Heading {
    let given = |text: &String| (!text.is_empty()).then(|| text.clone());
    let when = match (&shared.when, given(&record.when)) {
        (Some(all), Some(own)) => Some(format!("({all}) and ({own})")),
        (all, own) => own.or_else(|| all.clone()),
    };
    let life = life(record, shared);
    let (add, base) = (given(&record.add), given(&record.base));
    let none = (add.is_none() && base.is_none()).then_some(true);
    source::Heading {
        number: record.number.clone(),
        again: false,
        title: shared.title.clone(),
        tags: shared.tags.clone(),
        goods: source::Goods { list: Some(goods), ..shared.goods.clone() },
        origin: shared.origin.clone(),
        not_origin: shared.not_origin.clone(),
        when,
        presume: shared.presume,
        single: source::Rate {
            none,
            add,
            base,
            from: life.from.map(Day),
            until: life.until.map(Day),
            ..shared.single.clone()
        },
        rate: Vec::new(),
        twin: None,
        instead_of: shared.instead_of.clone(),
        place: shared.place.clone().or_else(|| Some(record.number.clone())),
        question: shared.question.clone(),
        cite: record.cite.clone().or_else(|| shared.cite.clone()),
        trust: record.trust.or(shared.trust),
        known: record.known.map(Day).or(shared.known),
    }
}
