//! Turns the written records into the model: names into ids, texts into dates, numbers and conditions.

use std::collections::HashMap;
use std::str::FromStr;
use std::sync::Arc;

use cocket_base::ids::{Country, TariffNumber};
use cocket_base::{Citation, Trust, Window};

use super::list::{List, Lists, Row};
use super::load::{Fault, MOST_ITEMS, Named, Table};
use super::logic::Kind;
use super::model::*;
use super::parse::Names;
use super::resolve_heading::{Flat, unroll};
use super::source::{self, Day};

/// Collects faults while it resolves.
pub(super) struct Resolver<'a> {
    pub(super) files: &'a [Named],
    pub(super) csv: &'a [(&'a str, Table)],
    pub(super) faults: Vec<Fault>,
    pub(super) scope: Scope,
    pub(super) defines: HashMap<String, String>,
    pub(super) authorities: Vec<Authority>,
    pub(super) groups: Vec<Group>,
    pub(super) facts: Vec<Fact>,
    pub(super) lists: Vec<List>,
    pub(super) places: Vec<Arc<str>>,
    pub(super) place_names: HashMap<Arc<str>, PlaceId>,
    pub(super) fact_names: HashMap<Arc<str>, FactId>,
    pub(super) list_names: HashMap<Arc<str>, ListId>,
    pub(super) group_names: HashMap<Arc<str>, GroupId>,
    pub(super) tag_names: HashMap<Arc<str>, TagId>,
    pub(super) tags: Vec<Arc<str>>,
}

/// Where the resolver stands, for its messages and defaults.
#[derive(Default, Clone)]
pub(super) struct Scope {
    pub file: String,
    pub item: String,
    pub defaults: source::Defaults,
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
    pub fn new(files: &'a [Named], csv: &'a [(&'a str, Table)]) -> Resolver<'a> {
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
            place_names: HashMap::new(),
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
        let classes = self.classes();
        let numbers = self.numbers(&flat);
        let ids = (0..).map(|at| HeadingId(small(at)));
        let headings = ids.zip(&flat).map(|(id, one)| self.heading((id, one), &numbers, &classes)).collect();
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
            classes,
            places: self.places,
            headings,
            bans,
            chapter98,
            programmes,
            fact_names: self.fact_names,
            by_number: HashMap::new(),
            by_list: Vec::new(),
            any_goods: Vec::new(),
        })
    }

    pub(super) fn fault(&mut self, key: &str, detail: impl std::fmt::Display) {
        let Scope { file, item, .. } = self.scope.clone();
        self.faults.push(Fault::Row { file, item, key: key.into(), detail: detail.to_string() });
    }

    pub(super) fn enter(&mut self, named: &Named, item: impl Into<String>) {
        self.scope =
            Scope { file: named.name.clone(), item: item.into(), defaults: named.file.defaults.clone() };
    }

    /// Parses `text`, or notes the fault under `key`.
    pub(super) fn read<T: FromStr>(&mut self, key: &str, text: &str) -> Option<T>
    where
        T::Err: std::fmt::Display,
    {
        text.parse().map_err(|error: T::Err| self.fault(key, error)).ok()
    }

    pub(super) fn cite(&mut self, cite: Option<&String>, trust: Option<Trust>) -> Citation {
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
                self.fault(
                    "kind",
                    format!("«{other}» is none of flag, percent, number, country, word, date"),
                );
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
            country: fact.kind == "country",
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
            let Some((_, Table::List(records))) = self.csv.iter().find(|(name, _)| name == file) else {
                self.fault("file", format!("there is no list file «{file}»"));
                return;
            };
            for record in
                records.iter().filter(|record| list.pick.as_deref().is_none_or(|pick| pick == record.list))
            {
                let Some(prefix) = self.read("prefix", &record.prefix) else { continue };
                let cite = record
                    .cite
                    .as_deref()
                    .map(|text| Citation::new(text).trust(record.trust.unwrap_or(cite.trust)));
                let row_window = Window { from: record.from.or(own.from), until: record.until.or(own.until) };
                let on = record.kind.as_deref() != Some("not");
                rows.push(Row { prefix, on, window: row_window, known: record.known.or(known), cite });
            }
        }
        if rows.is_empty() {
            self.fault(
                "prefixes",
                "the list holds no row; name a file, a pick that occurs in it, or prefixes",
            );
        }
        let file = list.file.clone().unwrap_or_else(|| self.scope.file.clone());
        let id = self.add_list(list.id.as_str().into(), &file, cite, rows);
        if let Some(reason) = &list.missing {
            if reason.trim().is_empty() {
                self.fault("missing", "say why the list is not held, and where it stands");
            }
            self.lists[id.at()].missing = Some(reason.as_str().into());
        }
    }

    pub(super) fn inline(
        &mut self,
        texts: &[String],
        on: bool,
        window: Window,
        known: Option<cocket_base::Date>,
    ) -> Vec<Row> {
        let key = if on { "prefixes" } else { "except" };
        let numbers: Vec<TariffNumber> = texts.iter().filter_map(|text| self.read(key, text)).collect();
        numbers.into_iter().map(|prefix| Row { prefix, on, window, known, cite: None }).collect()
    }

    pub(super) fn add_list(&mut self, id: Arc<str>, file: &str, cite: Citation, rows: Vec<Row>) -> ListId {
        let list = ListId(small(self.lists.len()));
        if self.list_names.insert(id.clone(), list).is_some() {
            self.fault("id", "the list is defined twice");
        }
        self.lists.push(List { id, file: file.into(), cite, missing: None, rows });
        list
    }

    fn reporting_order(&mut self) -> Vec<String> {
        let orders: Vec<&Named> =
            self.files.iter().filter(|named| !named.file.reporting_order.is_empty()).collect();
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
            let Some(named) =
                self.files.iter().find(|n| n.file.authority.as_ref().is_some_and(|a| a.id == *id))
            else {
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
            let from_tables = self.series_of_tables(named);
            for heading in named.file.heading.iter().cloned().chain(unrolled).chain(from_tables) {
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
}

pub(super) fn window(from: Option<Day>, until: Option<Day>) -> Window {
    Window { from: from.map(|day| day.0), until: until.map(|day| day.0) }
}

/// Ids are 16 bits wide; the loader has refused anything larger.
pub(super) fn small(at: usize) -> u16 {
    u16::try_from(at).unwrap_or(u16::MAX)
}
