//! Headings: from their records to the model, series unrolled.

use std::collections::HashMap;
use std::sync::Arc;

use cocket_base::ids::TariffNumber;
use cocket_base::{Citation, Decimal, Window};

use super::expression::Expr;
use super::model::*;
use super::parse;
use super::resolve::{Resolver, Scope, small, window};
use super::source;
use crate::engine::Column;
use crate::rate::RateExpr;

/// A heading's record with the file it came from; a series has been unrolled.
pub(super) struct Flat {
    pub scope: Scope,
    pub authority: Option<AuthorityId>,
    pub heading: source::Heading,
}

impl Resolver<'_> {
    pub(super) fn collect_tags(&mut self, flat: &[Flat]) {
        for tag in flat.iter().flat_map(|one| &one.heading.tags) {
            let tag: Arc<str> = tag.as_str().into();
            if !self.tag_names.contains_key(&tag) {
                self.tag_names.insert(tag.clone(), TagId(small(self.tags.len())));
                self.tags.push(tag);
            }
        }
    }

    /// The declared classes; each is a tag that some heading carries.
    pub(super) fn classes(&mut self) -> Vec<Class> {
        let mut classes: Vec<Class> = Vec::new();
        for named in self.files {
            for class in &named.file.class {
                self.enter(named, format!("class {}", class.id));
                if class.title.trim().is_empty() {
                    self.fault("title", "say in a few words which headings the class holds");
                }
                match self.tag_names.get(class.id.as_str()).copied() {
                    Some(tag) if classes.iter().any(|other| other.tag == tag) => {
                        self.fault("id", "the class is declared twice");
                    }
                    Some(tag) => classes.push(Class { tag, title: class.title.as_str().into() }),
                    None => self.fault("id", "no heading carries the class among its tags"),
                }
            }
        }
        classes
    }

    pub(super) fn numbers(&mut self, flat: &[Flat]) -> HashMap<String, Vec<HeadingId>> {
        let mut numbers: HashMap<String, Vec<HeadingId>> = HashMap::new();
        for (at, one) in flat.iter().enumerate() {
            self.scope = one.scope.clone();
            let id = HeadingId(small(at));
            for number in [Some(&one.heading.number), one.heading.twin.as_ref()].into_iter().flatten() {
                let Some(number) = self.read::<TariffNumber>("number", number) else { continue };
                let blocks = numbers.entry(number.compact()).or_default();
                let known = !blocks.is_empty();
                blocks.push(id);
                match (known, one.heading.again) {
                    (true, false) => self.fault(
                        "number",
                        format!("{number} is described twice; a further block says again = true"),
                    ),
                    (false, true) => {
                        self.fault("again", format!("no block before this one describes {number}"))
                    }
                    _ => {}
                }
            }
            for tag in &one.heading.tags {
                numbers.entry(format!("#{tag}")).or_default().push(id);
            }
        }
        numbers
    }

    pub(super) fn heading(
        &mut self,
        (own, flat): (HeadingId, &Flat),
        numbers: &HashMap<String, Vec<HeadingId>>,
        classes: &[Class],
    ) -> Heading {
        self.scope = flat.scope.clone();
        let raw = &flat.heading;
        let number = self.read("number", &raw.number);
        let known = raw.known.or(flat.scope.defaults.known).map(|day| day.0);
        let rates = self.rates(raw, number);
        let twin = raw.twin.as_ref().and_then(|twin| self.read("twin", twin));
        if twin.is_some() && !rates.iter().any(|row| matches!(row.form, Form::Total(_))) {
            self.fault("twin", "only a heading with a total has a twin");
        }
        let charges = rates.iter().any(|row| row.form != Form::None);
        let place = raw.place.clone().or_else(|| {
            let authority = flat.authority.filter(|_| charges)?;
            Some(self.authorities.get(authority.at())?.id.to_string())
        });
        let mut instead_of: Vec<HeadingId> = Vec::new();
        for target in &raw.instead_of {
            let key = if target.starts_with('#') { target.clone() } else { target.replace('.', "") };
            if let Some(name) = target.strip_prefix('#')
                && !classes.iter().any(|class| &*self.tags[class.tag.at()] == name)
            {
                self.fault("instead_of", format!("«{target}» is no class; declare it under [[class]]"));
                continue;
            }
            match numbers.get(&key) {
                Some(ids) => instead_of.extend(ids.iter().filter(|id| **id != own)),
                None => self.fault("instead_of", format!("«{target}» is no heading of the pack")),
            }
        }
        instead_of.sort_unstable();
        instead_of.dedup();
        Heading {
            number: number.unwrap_or_else(|| "99".parse().expect("a chapter is a number")),
            title: raw.title.as_str().into(),
            authority: flat.authority.unwrap_or(AuthorityId(0)),
            tags: raw.tags.iter().filter_map(|tag| self.tag_names.get(tag.as_str()).copied()).collect(),
            goods: self.goods(&raw.goods, &raw.number),
            origins: self.origins(&raw.origin, &raw.not_origin),
            when: self.condition(raw.when.as_ref(), number),
            presume: raw.presume,
            rates,
            twin,
            instead_of,
            place: place.map(|name| self.place(&name)),
            question: raw.question.as_deref().map(Arc::from),
            cite: self.cite(raw.cite.as_ref(), raw.trust),
            known,
            file: flat.scope.file.as_str().into(),
        }
    }

    fn place(&mut self, name: &str) -> PlaceId {
        if let Some(place) = self.place_names.get(name) {
            return *place;
        }
        let place = PlaceId(small(self.places.len()));
        self.places.push(name.into());
        self.place_names.insert(name.into(), place);
        place
    }

    pub(super) fn condition(&mut self, text: Option<&String>, own: Option<TariffNumber>) -> Option<Expr> {
        let parsed = parse::condition(text?, own, self);
        parsed.map_err(|detail| self.fault("when", detail)).ok()
    }

    pub(super) fn goods(&mut self, goods: &source::Goods, item: &str) -> Goods {
        let mut lists = Vec::new();
        for name in goods.list.iter().chain(&goods.lists) {
            lists.extend(self.named_list("goods", name));
        }
        let mut except: Vec<ListId> = Vec::new();
        for name in &goods.except {
            except.extend(self.named_list("except", name));
        }
        for (key, texts) in [("goods", &goods.prefixes), ("except", &goods.except_prefixes)] {
            if texts.is_empty() {
                continue;
            }
            let rows = self.inline(texts, true, Window::ALWAYS, None);
            let cite = Citation::new(self.scope.defaults.cite.clone().unwrap_or_default());
            let file = self.scope.file.clone();
            let id = self.add_list(format!("{item} {key}").into(), &file, cite, rows);
            if key == "goods" { lists.push(id) } else { except.push(id) }
        }
        Goods { lists, except }
    }

    fn named_list(&mut self, key: &str, name: &str) -> Option<ListId> {
        let id = self.list_names.get(name).copied();
        if id.is_none() {
            self.fault(key, format!("unknown list «{name}»"));
        }
        id
    }

    pub(super) fn origins(&mut self, yes: &[String], no: &[String]) -> Origins {
        let mut origins = Origins::default();
        for (texts, negative) in [(yes, false), (no, true)] {
            for text in texts {
                if let Some(name) = text.strip_prefix('@') {
                    match self.group_names.get(name).copied() {
                        Some(id) if negative => origins.not_groups.push(id),
                        Some(id) => origins.groups.push(id),
                        None => self.fault("origin", format!("unknown group «{text}»")),
                    }
                } else if let Some(country) = self.read("origin", text) {
                    if negative {
                        origins.not_countries.push(country)
                    } else {
                        origins.countries.push(country)
                    }
                }
            }
        }
        origins
    }

    fn rates(&mut self, raw: &source::Heading, own: Option<TariffNumber>) -> Vec<RateRow> {
        let single = &raw.single;
        let given = [&single.add, &single.total, &single.base].into_iter().any(Option::is_some)
            || single.none.is_some();
        let mut rows: Vec<source::RateRow> = raw.rate.clone();
        // Windows, columns and bases on the heading itself hold for all of its rows that say nothing else.
        for row in &mut rows {
            row.by = row.by.take().or_else(|| single.by.clone());
            row.columns = row.columns.take().or_else(|| single.columns.clone());
            row.of = row.of.take().or_else(|| single.of.clone());
            row.less = row.less.take().or_else(|| single.less.clone());
            row.from = row.from.or(single.from);
            row.until = row.until.or(single.until);
        }
        match (given, rows.is_empty()) {
            (true, false) => {
                self.fault("rate", "give one rate on the heading or several under rate, not both")
            }
            (false, true) => self.fault("rate", "the heading has no rate; say none = true where it exempts"),
            (true, true) => rows.push(source::RateRow {
                by: single.by.clone(),
                from: single.from,
                until: single.until,
                columns: single.columns.clone(),
                none: single.none,
                add: single.add.clone(),
                total: single.total.clone(),
                base: single.base.clone(),
                of: single.of.clone(),
                less: single.less.clone(),
                known: None,
            }),
            (false, false) => {}
        }
        rows.iter().filter_map(|row| self.rate_row(row, own)).collect()
    }

    fn rate_row(&mut self, row: &source::RateRow, own: Option<TariffNumber>) -> Option<RateRow> {
        let by = match row.by.as_deref().unwrap_or("entry") {
            "entry" => DateKind::Entry,
            "loading" => DateKind::Loading,
            "export" => DateKind::Export,
            "privileged" => DateKind::Privileged,
            "withdrawal" => DateKind::Withdrawal,
            other => {
                self.fault(
                    "by",
                    format!("«{other}» is none of entry, loading, export, privileged, withdrawal"),
                );
                return None;
            }
        };
        let form = match (row.none, &row.add, &row.total, &row.base) {
            (Some(true), None, None, None) => Form::None,
            (None, Some(text), None, None) => match self.figure("add", text)? {
                Figure::Percent(percent) => Form::Add(percent),
                Figure::Rate(rate) => Form::AddRate(rate),
            },
            (None, None, Some(text), None) => Form::Total(self.percent("total", text)?),
            (None, None, None, Some(text)) => match self.figure("base", text)? {
                Figure::Percent(percent) => Form::Base(percent),
                Figure::Rate(rate) => Form::BaseRate(rate),
            },
            _ => {
                self.fault("rate", "a rate is exactly one of none = true, add, total, base");
                return None;
            }
        };
        let columns = self.columns(row.columns.as_deref());
        let mut less = Vec::new();
        for name in row.less.as_deref().unwrap_or_default() {
            match self.tag_names.get(name.as_str()) {
                Some(tag) => less.push(*tag),
                None => self.fault("less", format!("no heading has the tag «{name}»")),
            }
        }
        let of = self.share(row.of.as_deref(), own)?;
        let window = window(row.from, row.until);
        if matches!((window.from, window.until), (Some(from), Some(until)) if until < from) {
            self.fault("until", format!("the window {window} ends before it begins"));
        }
        Some(RateRow { by, window, known: row.known.map(|day| day.0), columns, form, of, less })
    }

    /// The named columns of the schedule; all three where none is named.
    pub(super) fn columns(&mut self, words: Option<&[String]>) -> Vec<Column> {
        const ALL: [Column; 3] = [Column::General, Column::Special, Column::Other];
        let Some(words) = words else { return ALL.to_vec() };
        let mut columns = Vec::new();
        for word in words {
            match ALL.into_iter().find(|column| column.word() == word) {
                Some(column) => columns.push(column),
                None => self.fault("columns", format!("«{word}» is none of general, special, other")),
            }
        }
        columns
    }

    fn share(&mut self, text: Option<&str>, own: Option<TariffNumber>) -> Option<Share> {
        let Some(text) = text else { return Some(Share::Whole) };
        if let Some(names) = text.trim().strip_prefix("bases(").and_then(|rest| rest.strip_suffix(')')) {
            let mut tags = Vec::new();
            for name in names.split(',').map(str::trim) {
                match self.tag_names.get(name) {
                    Some(tag) => tags.push(*tag),
                    None => self.fault("of", format!("no heading has the tag «{name}»")),
                }
            }
            return Some(Share::Bases(tags));
        }
        parse::share(text, own, self).map(Share::Percent).map_err(|detail| self.fault("of", detail)).ok()
    }

    /// A percentage, `Free`, or a rate by quantity as the schedule would print it: `66.6¢/kg`, `12.4¢/kg + 2%`.
    fn figure(&mut self, key: &str, text: &str) -> Option<Figure> {
        let text = text.trim();
        if !text.contains(['¢', '$']) {
            let percent = if text == "Free" { "0%" } else { text };
            return self.percent(key, percent).map(Figure::Percent);
        }
        let rate = RateExpr::parse(text).map_err(|error| self.fault(key, error)).ok()?;
        let plain = |term: &RateExpr| match term {
            RateExpr::Specific { .. } => true,
            RateExpr::AdValorem { of, .. } => of.is_line_value(),
            _ => false,
        };
        if !rate.terms().iter().all(plain) {
            self.fault(
                key,
                format!("«{text}» is more than amounts by quantity and percentages of the value"),
            );
            return None;
        }
        Some(Figure::Rate(Arc::new(rate)))
    }

    fn percent(&mut self, key: &str, text: &str) -> Option<Decimal> {
        let figure = text.trim().strip_suffix('%').map(str::trim).and_then(|figure| figure.parse().ok());
        let sane = figure.filter(|rate: &Decimal| (Decimal::ZERO..=Decimal::ONE_THOUSAND).contains(rate));
        if sane.is_none() {
            self.fault(key, format!("«{text}» is no percentage from 0% to 1000%, as in 7.5%"));
        }
        sane
    }
}

/// What `add` or `base` names.
enum Figure {
    Percent(Decimal),
    Rate(Arc<RateExpr>),
}

/// The headings that a series stands for.
pub(super) fn unroll(series: &source::Series) -> impl Iterator<Item = source::Heading> {
    let shared = &series.shared;
    series.rows.iter().map(move |row| source::Heading {
        number: row.number.clone(),
        again: false,
        title: row.title.clone().unwrap_or_else(|| shared.title.clone()),
        tags: shared.tags.clone(),
        goods: row.goods.clone().unwrap_or_else(|| shared.goods.clone()),
        origin: row.origin.clone().unwrap_or_else(|| shared.origin.clone()),
        not_origin: shared.not_origin.clone(),
        when: shared.when.clone(),
        presume: shared.presume,
        single: source::Rate {
            by: shared.single.by.clone(),
            from: row.from.or(shared.single.from),
            until: row.until.or(shared.single.until),
            columns: row.columns.clone().or_else(|| shared.single.columns.clone()),
            none: shared.single.none,
            add: row.add.clone().or_else(|| shared.single.add.clone()),
            total: row.total.clone().or_else(|| shared.single.total.clone()),
            base: shared.single.base.clone(),
            of: shared.single.of.clone(),
            less: shared.single.less.clone(),
        },
        rate: Vec::new(),
        twin: row.twin.clone(),
        instead_of: shared.instead_of.clone(),
        place: shared.place.clone(),
        question: shared.question.clone(),
        cite: shared.cite.clone(),
        trust: shared.trust,
        known: row.known.or(shared.known),
    })
}
