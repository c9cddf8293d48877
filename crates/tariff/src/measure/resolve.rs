//! Turns the written records into the model: names into ids, texts into dates, numbers and conditions.

use std::collections::HashMap;
use std::str::FromStr;
use std::sync::Arc;

use cocket_base::ids::{Country, TariffNumber};
use cocket_base::{Citation, Decimal, Trust, Window};

use super::list::{List, Lists, Row};
use super::load::{Fault, MOST_ITEMS, Named};
use super::logic::Kind;
use super::model::*;
use super::parse::{self, Names};
use super::source::{self, Day, ListRow};
use crate::engine::Column;

/// Collects faults while it resolves.
pub(super) struct Resolver<'a> {
    files: &'a [Named],
    csv: &'a [(&'a str, Vec<ListRow>)],
    faults: Vec<Fault>,
    scope: Scope,
    defines: HashMap<String, String>,
    authorities: Vec<Authority>,
    groups: Vec<Group>,
    facts: Vec<Fact>,
    lists: Vec<List>,
    places: Vec<Arc<str>>,
    fact_names: HashMap<Arc<str>, FactId>,
    list_names: HashMap<Arc<str>, ListId>,
    group_names: HashMap<Arc<str>, GroupId>,
    tag_names: HashMap<Arc<str>, TagId>,
    tags: Vec<Arc<str>>,
}

/// Where the resolver stands, for its messages and defaults.
#[derive(Default, Clone)]
struct Scope {
    file: String,
    item: String,
    defaults: source::Defaults,
}

/// A heading's record with the file it came from; a series has been unrolled.
struct Flat {
    scope: Scope,
    authority: Option<AuthorityId>,
    heading: source::Heading,
}

impl Names for Resolver<'_> {
    fn fact(&self, name: &str) -> Option<(FactId, Kind)> {
        self.fact_names.get(name).map(|id| (*id, self.facts[id.at()].kind))
    }
    fn tag(&self, name: &str) -> Option<TagId> {
        self.tag_names.get(name).copied()
    }
    fn list(&self, name: &str) -> Option<ListId> {
        self.list_names.get(name).copied()
    }
    fn group(&self, name: &str) -> Option<GroupId> {
        self.group_names.get(name).copied()
    }
    fn define(&self, name: &str) -> Option<&str> {
        self.defines.get(name).map(String::as_str)
    }
}

impl<'a> Resolver<'a> {
    pub fn new(files: &'a [Named], csv: &'a [(&'a str, Vec<ListRow>)]) -> Resolver<'a> {
        Resolver {
            files,
            csv,
            faults: Vec::new(),
            scope: Scope::default(),
            defines: HashMap::new(),
            authorities: Vec::new(),
            groups: Vec::new(),
            facts: Vec::new(),
            lists: Vec::new(),
            places: Vec::new(),
            fact_names: HashMap::new(),
            list_names: HashMap::new(),
            group_names: HashMap::new(),
            tag_names: HashMap::new(),
            tags: Vec::new(),
        }
    }

    /// The pack, headings still in file order.
    pub fn resolve(mut self) -> Result<Pack, Vec<Fault>> {
        self.facts_and_groups();
        self.all_lists();
        let reporting = self.reporting_order();
        let flat = self.flatten(&reporting);
        self.collect_tags(&flat);
        let numbers = self.numbers(&flat);
        let headings = flat.iter().map(|one| self.heading(one, &numbers)).collect();
        let bans = self.bans();
        let (chapter98, programmes) = self.claims();
        if !self.faults.is_empty() {
            return Err(self.faults);
        }
        Ok(Pack {
            authorities: self.authorities,
            lists: Lists::new(self.lists),
            groups: self.groups,
            facts: self.facts,
            tags: self.tags,
            places: self.places,
            headings,
            bans,
            chapter98,
            programmes,
            fact_names: self.fact_names,
            by_list: Vec::new(),
            any_goods: Vec::new(),
        })
    }

    fn fault(&mut self, key: &str, detail: impl std::fmt::Display) {
        let Scope { file, item, .. } = self.scope.clone();
        self.faults.push(Fault::Row { file, item, key: key.into(), detail: detail.to_string() });
    }

    fn enter(&mut self, named: &Named, item: impl Into<String>) {
        self.scope =
            Scope { file: named.name.clone(), item: item.into(), defaults: named.file.defaults.clone() };
    }

    /// Parses `text`, or notes the fault under `key`.
    fn read<T: FromStr>(&mut self, key: &str, text: &str) -> Option<T>
    where
        T::Err: std::fmt::Display,
    {
        text.parse().map_err(|error: T::Err| self.fault(key, error)).ok()
    }

    fn cite(&mut self, cite: Option<&String>, trust: Option<Trust>) -> Citation {
        let defaults = self.scope.defaults.clone();
        let text = cite.or(defaults.cite.as_ref()).cloned();
        if text.as_ref().is_none_or(|text| text.trim().is_empty()) {
            self.fault("cite", "every row of law names its source; give cite here or under [defaults]");
        }
        Citation::new(text.unwrap_or_default()).trust(trust.or(defaults.trust).unwrap_or_default())
    }

    fn facts_and_groups(&mut self) {
        for named in self.files {
            for fact in &named.file.fact {
                self.enter(named, format!("fact {}", fact.name));
                self.fact(fact);
            }
            for group in &named.file.group {
                self.enter(named, format!("group {}", group.id));
                let members = group.members.iter().filter_map(|member| self.member(member)).collect();
                let id: Arc<str> = group.id.as_str().into();
                if self.group_names.insert(id.clone(), GroupId(small(self.groups.len()))).is_some() {
                    self.fault("id", "the group is defined twice");
                }
                self.cite(group.cite.as_ref(), None);
                self.groups.push(Group { id, members });
            }
            for define in &named.file.define {
                self.enter(named, format!("define {}", define.name));
                if self.defines.insert(define.name.clone(), define.value.clone()).is_some() {
                    self.fault("name", "the name is defined twice");
                }
            }
        }
    }

    fn fact(&mut self, fact: &source::Fact) {
        let kind = match fact.kind.as_str() {
            "flag" => Kind::Flag,
            "percent" | "number" => Kind::Number,
            "country" | "word" => Kind::Word,
            "date" => Kind::Date,
            other => {
                self.fault("kind", format!("«{other}» is none of flag, percent, number, country, word, date"));
                return;
            }
        };
        let name: Arc<str> = fact.name.as_str().into();
        if self.fact_names.insert(name.clone(), FactId(small(self.facts.len()))).is_some() {
            self.fault("name", "the fact is declared twice");
        }
        self.facts.push(Fact {
            name,
            kind,
            question: fact.question.as_str().into(),
            unknown: fact.unknown.as_str().into(),
            family: fact.family.as_deref().map(Arc::from),
            ask: fact.ask,
        });
    }

    fn member(&mut self, member: &source::Member) -> Option<(Country, Window)> {
        match member {
            source::Member::Always(iso) => Some((self.read("members", iso)?, Window::ALWAYS)),
            source::Member::Dated(dated) => {
                Some((self.read("members", &dated.iso)?, window(dated.from, dated.until)))
            }
        }
    }

    fn all_lists(&mut self) {
        for named in self.files {
            for list in &named.file.list {
                self.enter(named, format!("list {}", list.id));
                self.list(list);
            }
        }
    }

    fn list(&mut self, list: &source::List) {
        let cite = self.cite(list.cite.as_ref(), list.trust);
        let known = list.known.or(self.scope.defaults.known).map(|day| day.0);
        let own = window(list.from, list.until);
        let mut rows = self.inline(&list.prefixes, true, own, known);
        rows.extend(self.inline(&list.except, false, own, known));
        if let Some(file) = &list.file {
            let Some((_, records)) = self.csv.iter().find(|(name, _)| name == file) else {
                self.fault("file", format!("there is no list file «{file}»"));
                return;
            };
            for record in records.iter().filter(|record| list.pick.as_deref().is_none_or(|pick| pick == record.list)) {
                let Some(prefix) = self.read("prefix", &record.prefix) else { continue };
                let cite = record.cite.as_deref().map(|text| Citation::new(text).trust(record.trust.unwrap_or(cite.trust)));
                let row_window = Window { from: record.from.or(own.from), until: record.until.or(own.until) };
                let on = record.kind.as_deref() != Some("not");
                rows.push(Row { prefix, on, window: row_window, known: record.known.or(known), cite });
            }
        }
        if rows.is_empty() {
            self.fault("prefixes", "the list holds no row; name a file, a pick that occurs in it, or prefixes");
        }
        self.add_list(list.id.as_str().into(), cite, rows);
    }

    fn inline(&mut self, texts: &[String], on: bool, window: Window, known: Option<cocket_base::Date>) -> Vec<Row> {
        let key = if on { "prefixes" } else { "except" };
        let numbers: Vec<TariffNumber> = texts.iter().filter_map(|text| self.read(key, text)).collect();
        numbers.into_iter().map(|prefix| Row { prefix, on, window, known, cite: None }).collect()
    }

    fn add_list(&mut self, id: Arc<str>, cite: Citation, rows: Vec<Row>) -> ListId {
        let list = ListId(small(self.lists.len()));
        if self.list_names.insert(id.clone(), list).is_some() {
            self.fault("id", "the list is defined twice");
        }
        self.lists.push(List { id, file: self.scope.file.as_str().into(), cite, rows });
        list
    }

    fn reporting_order(&mut self) -> Vec<String> {
        let orders: Vec<&Named> = self.files.iter().filter(|named| !named.file.reporting_order.is_empty()).collect();
        match orders.as_slice() {
            [one] => one.file.reporting_order.clone(),
            _ => {
                let file = orders.get(1).map_or("the pack", |named| named.name.as_str()).to_string();
                let detail = format!("{} files give a reporting_order; exactly one must", orders.len());
                self.faults.push(Fault::Shape { file, detail });
                Vec::new()
            }
        }
    }

    /// Authorities in reporting order, series unrolled.
    fn flatten(&mut self, reporting: &[String]) -> Vec<Flat> {
        let mut owners: HashMap<&str, AuthorityId> = HashMap::new();
        for id in reporting {
            let Some(named) = self.files.iter().find(|n| n.file.authority.as_ref().is_some_and(|a| a.id == *id)) else {
                self.faults.push(Fault::Shape {
                    file: "reporting_order".into(),
                    detail: format!("no file describes the authority «{id}»"),
                });
                continue;
            };
            if let Some(authority) = &named.file.authority {
                owners.insert(named.name.as_str(), AuthorityId(small(self.authorities.len())));
                self.enter(named, format!("authority {}", authority.id));
                let resolved = self.authority(authority);
                self.authorities.push(resolved);
            }
        }
        let mut flat = Vec::new();
        for named in self.files {
            let owner = owners.get(named.name.as_str()).copied();
            if owner.is_none() && (named.file.authority.is_some() || !named.file.heading.is_empty()) {
                self.enter(named, "authority");
                self.fault("id", "the file's authority is not in the reporting_order");
            }
            let unrolled = named.file.series.iter().flat_map(unroll);
            for heading in named.file.heading.iter().cloned().chain(unrolled) {
                self.enter(named, format!("heading {}", heading.number));
                flat.push(Flat { scope: self.scope.clone(), authority: owner, heading });
            }
        }
        if flat.len() > MOST_ITEMS || self.lists.len() + flat.len() > MOST_ITEMS {
            let detail = format!("more than {MOST_ITEMS} headings and lists");
            self.faults.push(Fault::Shape { file: "the pack".into(), detail });
            flat.clear();
        }
        flat
    }

    fn authority(&mut self, authority: &source::Authority) -> Authority {
        let mut status = Vec::new();
        for span in &authority.status {
            let Some((_, state)) = Standing::NAMES.iter().find(|(name, _)| *name == span.state) else {
                let names: Vec<&str> = Standing::NAMES.iter().map(|(name, _)| *name).collect();
                self.fault("status", format!("«{}» is none of {}", span.state, names.join(", ")));
                continue;
            };
            status.push(Status {
                state: *state,
                window: window(span.from, span.until),
                known: span.known.map(|day| day.0),
                text: span.text.as_str().into(),
            });
        }
        let chapter98 = authority.chapter98.iter().filter_map(|rule| self.chapter98(rule, Some(&authority.law))).collect();
        Authority {
            id: authority.id.as_str().into(),
            title: authority.title.as_str().into(),
            law: authority.law.as_str().into(),
            status,
            chapter98,
        }
    }

    fn chapter98(&mut self, rule: &source::Chapter98, law: Option<&String>) -> Option<Chapter98> {
        let base = match rule.base.as_str() {
            "full" => Chapter98Base::Full,
            "claimed" => Chapter98Base::Claimed,
            "less-claimed" => Chapter98Base::LessClaimed,
            "nothing" => Chapter98Base::Nothing,
            other => {
                self.fault("chapter98", format!("«{other}» is none of full, claimed, less-claimed, nothing"));
                return None;
            }
        };
        let prefix = self.read("chapter98", &rule.prefix)?;
        let cite = self.cite(rule.cite.as_ref().or(law), None);
        Some(Chapter98 { prefix, base, rate: rule.rate.as_deref().unwrap_or("Free").into(), cite })
    }

    fn collect_tags(&mut self, flat: &[Flat]) {
        for tag in flat.iter().flat_map(|one| &one.heading.tags) {
            let tag: Arc<str> = tag.as_str().into();
            if !self.tag_names.contains_key(&tag) {
                self.tag_names.insert(tag.clone(), TagId(small(self.tags.len())));
                self.tags.push(tag);
            }
        }
    }

    fn numbers(&mut self, flat: &[Flat]) -> HashMap<String, Vec<HeadingId>> {
        let mut numbers: HashMap<String, Vec<HeadingId>> = HashMap::new();
        for (at, one) in flat.iter().enumerate() {
            self.scope = one.scope.clone();
            let id = HeadingId(small(at));
            for number in [Some(&one.heading.number), one.heading.twin.as_ref()].into_iter().flatten() {
                let Some(number) = self.read::<TariffNumber>("number", number) else { continue };
                if numbers.insert(number.compact(), vec![id]).is_some() {
                    self.fault("number", format!("{number} is described twice"));
                }
            }
            for tag in &one.heading.tags {
                numbers.entry(format!("#{tag}")).or_default().push(id);
            }
        }
        numbers
    }

    fn heading(&mut self, flat: &Flat, numbers: &HashMap<String, Vec<HeadingId>>) -> Heading {
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
            let own = number.map(|n| n.compact()).unwrap_or_default();
            match numbers.get(&key) {
                Some(ids) => instead_of.extend(ids.iter().filter(|id| numbers.get(&own) != Some(&vec![**id]))),
                None => self.fault("instead_of", format!("«{target}» is no heading and no tag of the pack")),
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
        let at = self.places.iter().position(|place| &**place == name).unwrap_or_else(|| {
            self.places.push(name.into());
            self.places.len() - 1
        });
        PlaceId(small(at))
    }

    fn condition(&mut self, text: Option<&String>, own: Option<TariffNumber>) -> Option<super::expression::Expr> {
        let parsed = parse::condition(text?, own, self);
        parsed.map_err(|detail| self.fault("when", detail)).ok()
    }

    fn goods(&mut self, goods: &source::Goods, item: &str) -> Goods {
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
            let id = self.add_list(format!("{item} {key}").into(), cite, rows);
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

    fn origins(&mut self, yes: &[String], no: &[String]) -> Origins {
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
                    if negative { origins.not_countries.push(country) } else { origins.countries.push(country) }
                }
            }
        }
        origins
    }

    fn rates(&mut self, raw: &source::Heading, own: Option<TariffNumber>) -> Vec<RateRow> {
        let single = &raw.single;
        let given = [&single.add, &single.total, &single.base].into_iter().any(Option::is_some) || single.none.is_some();
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
            (true, false) => self.fault("rate", "give one rate on the heading or several under rate, not both"),
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
            other => {
                self.fault("by", format!("«{other}» is none of entry, loading, export, privileged"));
                return None;
            }
        };
        let form = match (row.none, &row.add, &row.total, &row.base) {
            (Some(true), None, None, None) => Form::None,
            (None, Some(text), None, None) => Form::Add(self.percent("add", text)?),
            (None, None, Some(text), None) => Form::Total(self.percent("total", text)?),
            (None, None, None, Some(text)) => Form::Base(self.percent("base", text)?),
            _ => {
                self.fault("rate", "a rate is exactly one of none = true, add, total, base");
                return None;
            }
        };
        let mut columns = Vec::new();
        for word in row.columns.as_deref().unwrap_or_default() {
            match [Column::General, Column::Special, Column::Other].into_iter().find(|column| column.word() == word) {
                Some(column) => columns.push(column),
                None => self.fault("columns", format!("«{word}» is none of general, special, other")),
            }
        }
        if row.columns.is_none() {
            columns.extend([Column::General, Column::Special, Column::Other]);
        }
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

    fn percent(&mut self, key: &str, text: &str) -> Option<Decimal> {
        let figure = text.trim().strip_suffix('%').map(str::trim).and_then(|figure| figure.parse().ok());
        let sane = figure.filter(|rate: &Decimal| (Decimal::ZERO..=Decimal::ONE_THOUSAND).contains(rate));
        if sane.is_none() {
            self.fault(key, format!("«{text}» is no percentage from 0% to 1000%, as in 7.5%"));
        }
        sane
    }

    fn bans(&mut self) -> Vec<Ban> {
        let mut bans = Vec::new();
        for named in self.files {
            for ban in &named.file.ban {
                self.enter(named, format!("ban {}", ban.id));
                bans.push(Ban {
                    id: ban.id.as_str().into(),
                    title: ban.title.as_str().into(),
                    goods: self.goods(&ban.goods, &ban.id),
                    origins: self.origins(&ban.origin, &[]),
                    when: self.condition(ban.when.as_ref(), None),
                    window: window(ban.from, ban.until),
                    cite: self.cite(ban.cite.as_ref(), ban.trust),
                    known: ban.known.or(named.file.defaults.known).map(|day| day.0),
                });
            }
        }
        bans
    }

    fn claims(&mut self) -> (Vec<Chapter98>, Vec<Programme>) {
        let (mut rules, mut programmes) = (Vec::new(), Vec::new());
        for named in self.files {
            for rule in &named.file.chapter98 {
                self.enter(named, format!("chapter98 {}", rule.prefix));
                rules.extend(self.chapter98(rule, None));
            }
            for programme in &named.file.programme {
                self.enter(named, format!("programme {}", programme.spi));
                programmes.push(Programme {
                    spi: programme.spi.as_str().into(),
                    title: programme.title.as_str().into(),
                    origins: self.origins(&programme.origin, &[]),
                    spans: programme.spans.iter().map(|span| window(span.from, span.until)).collect(),
                    cite: self.cite(programme.cite.as_ref(), programme.trust),
                });
            }
        }
        (rules, programmes)
    }
}

fn window(from: Option<Day>, until: Option<Day>) -> Window {
    Window { from: from.map(|day| day.0), until: until.map(|day| day.0) }
}

/// Ids are 16 bits wide; the loader has refused anything larger.
fn small(at: usize) -> u16 {
    u16::try_from(at).unwrap_or(u16::MAX)
}

/// The headings that a series stands for.
fn unroll(series: &source::Series) -> impl Iterator<Item = source::Heading> {
    let shared = &series.shared;
    series.rows.iter().map(move |row| source::Heading {
        number: row.number.clone(),
        title: shared.title.clone(),
        tags: shared.tags.clone(),
        goods: shared.goods.clone(),
        origin: row.origin.clone(),
        not_origin: Vec::new(),
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
        question: None,
        cite: shared.cite.clone(),
        trust: shared.trust,
        known: row.known.or(shared.known),
    })
}
