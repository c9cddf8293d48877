//! The tables of origin read from the law pack: agreements, their figures, product rules, lists.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, LazyLock, OnceLock};

use cocket_base::ids::{Country, TariffNumber};
use cocket_base::{Date, Decimal, Finding, Place};
use cocket_law::{Cells, Dated, Pack, Row, Unknown};

use super::general::{self, GeneralRule};
use super::language::{Method, Requirement, Rule};
use super::scope::{Inside, Scope};
use super::staged;

/// How an agreement or programme decides origin.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Basis {
    /// Rules for each product.
    ProductRules,
    /// A share of the value, the same for all products.
    ValueContent,
}

/// An agreement or a programme of one side.
#[derive(Clone, Debug)]
pub struct Agreement {
    /// Its short name, as in `usmca`.
    pub agreement: Arc<str>,
    /// Its name.
    pub name: Arc<str>,
    /// How it decides origin.
    pub basis: Basis,
    /// Its parties; empty when the programme lists its countries (table `program_countries`).
    pub parties: Vec<Country>,
    /// Symbols that claim it.
    pub spi: Vec<Arc<str>>,
    /// Methods of regional value content it allows.
    pub methods: Vec<Method>,
    /// True when goods must be imported directly; else they may pass through under customs control.
    pub direct: bool,
    /// True when 19 USC 1520(d) opens it a claim after importation.
    pub refund_claim: bool,
    /// What proves origin.
    pub proof: Option<Arc<str>>,
    /// What a person should know.
    pub note: Option<Arc<str>>,
}

/// A product rule with the goods that it is for.
#[derive(Clone, Debug)]
pub struct ProductRule {
    /// Goods by tariff number.
    pub goods: Scope,
    /// Only goods of this description.
    pub only: Option<Arc<str>>,
    /// The rule.
    pub rule: Rule,
}

/// Materials to which a tolerance does not reach in certain goods.
#[derive(Clone, Debug)]
pub struct ToleranceException {
    /// Goods.
    pub goods: Scope,
    /// Materials.
    pub materials: Scope,
    /// In words.
    pub what: Arc<str>,
}

/// Product rules by agreement and chapter.
type RulesByChapter = BTreeMap<(Arc<str>, u8), Vec<Arc<Row<ProductRule>>>>;

/// An agreement and the name of one of its figures.
type FigureKey = (Arc<str>, Arc<str>);

/// All law of origin.
#[derive(Debug)]
pub struct OriginLaw {
    agreements: BTreeMap<Arc<str>, Dated<Agreement>>,
    figures: BTreeMap<FigureKey, Dated<Decimal>>,
    lists: BTreeMap<Arc<str>, Scope>,
    terms: BTreeSet<(Arc<str>, Arc<str>)>,
    processes: BTreeMap<Arc<str>, Arc<str>>,
    rules: RulesByChapter,
    general: Vec<Row<GeneralRule>>,
    exceptions: BTreeMap<Arc<str>, Vec<Row<ToleranceException>>>,
    editions: BTreeMap<TariffNumber, Row<Option<TariffNumber>>>,
    /// The same without rows of trust K, made when it is first asked for.
    verified: OnceLock<Option<Box<OriginLaw>>>,
}

static STARTER: LazyLock<OriginLaw> = LazyLock::new(|| {
    OriginLaw::read(Pack::starter()).expect("the embedded law of origin is sound; a test keeps it so")
});

impl OriginLaw {
    /// The law that comes with the program, read once.
    pub fn starter() -> &'static OriginLaw {
        &STARTER
    }

    /// The law of a pack; every rule that cannot be read is told.
    pub fn read(pack: &Pack) -> Result<OriginLaw, Vec<Finding>> {
        let (law, findings) = OriginLaw::gather(pack);
        if findings.is_empty() { Ok(law) } else { Err(findings) }
    }

    /// The law of `pack`, the pack that this law was read from, without its rows of trust K; `None` when it has none.
    pub(super) fn verified(&self, pack: &Pack) -> Option<&OriginLaw> {
        // A verified rule that leans on an unverified list cannot be read, so it is left out with the list.
        let read = || pack.verified().map(|verified| Box::new(OriginLaw::gather(verified).0));
        self.verified.get_or_init(read).as_deref()
    }

    /// All rules that can be read, and what is wrong with the others.
    fn gather(pack: &Pack) -> (OriginLaw, Vec<Finding>) {
        let mut findings = Vec::new();
        let lists = lists(pack, &mut findings);
        let processes =
            pack.rows("origin_processes", |cells| Some((cells.shared("process"), cells.shared("question"))));
        let terms = pack.rows("origin_terms", |cells| Some((cells.shared("group"), cells.shared("term"))));
        let law = OriginLaw {
            terms: terms.into_iter().map(|row| row.value).collect(),
            agreements: dated(
                pack.rows("origin_agreements", agreement),
                |row| row.agreement.clone(),
                "agreement",
            ),
            figures: figures(pack),
            editions: editions(pack, &mut findings),
            rules: rules(pack, &lists, &mut findings),
            general: general::read(
                pack,
                |text| scope(text, &lists),
                &lists,
                |at, text| findings.push(bad(at, text)),
            ),
            exceptions: exceptions(pack, &lists, &mut findings),
            lists,
            processes: processes.into_iter().map(|row| row.value).collect(),
            verified: OnceLock::new(),
        };
        law.check_processes(&mut findings);
        (law, findings)
    }

    fn check_processes(&self, findings: &mut Vec<Finding>) {
        let product = self.rules.values().flatten().map(|row| (&row.at, &row.rule));
        let general = self.general.iter().map(|row| (&row.at, &row.rule));
        for (at, rule) in product.chain(general) {
            for requirement in rule.alternatives.iter().flat_map(|alternative| &alternative.requirements) {
                if let Requirement::Process(name) = requirement
                    && !self.processes.contains_key(name)
                {
                    let text = format!("{at}: the process «{name}» does not stand in origin_processes");
                    findings.push(bad(at, text));
                }
            }
        }
    }

    /// The agreement in force, by its short name in any case.
    pub fn agreement(&self, name: &str, day: Date, known: Date) -> Result<&Row<Agreement>, Unknown> {
        let missing = || Unknown { what: format!("agreement {name}").into(), day, known, held_until: None };
        self.agreements.get(&*name.trim().to_ascii_lowercase()).ok_or_else(missing)?.on(day, known)
    }

    /// The agreement that a symbol claims.
    pub fn by_spi(&self, spi: &str, day: Date, known: Date) -> Result<&Row<Agreement>, Unknown> {
        let missing = || Unknown {
            what: format!("agreement of the symbol {spi}").into(),
            day,
            known,
            held_until: None,
        };
        let rows = self.agreements.values().filter_map(|rows| rows.as_of(day, known));
        rows.into_iter()
            .find(|row| row.spi.iter().any(|held| held.eq_ignore_ascii_case(spi)))
            .ok_or_else(missing)
    }

    /// All agreements in force.
    pub fn agreements(&self, day: Date, known: Date) -> impl Iterator<Item = &Row<Agreement>> {
        self.agreements.values().filter_map(move |rows| rows.as_of(day, known))
    }

    /// A figure of an agreement.
    pub fn figure(
        &self,
        agreement: &str,
        name: &str,
        day: Date,
        known: Date,
    ) -> Result<&Row<Decimal>, Unknown> {
        let missing =
            || Unknown { what: format!("{name} of {agreement}").into(), day, known, held_until: None };
        self.figures.get(&(agreement.into(), name.into())).ok_or_else(missing)?.on(day, known)
    }

    /// The same, where an agreement need not have it.
    pub fn maybe(&self, agreement: &str, name: &str, day: Date, known: Date) -> Option<&Row<Decimal>> {
        self.figures.get(&(agreement.into(), name.into()))?.as_of(day, known)
    }

    /// The question that settles a process.
    pub fn process_question(&self, process: &str) -> Option<&str> {
        self.processes.get(process).map(|question| &**question)
    }

    /// A named set of tariff numbers; empty when there is none.
    pub fn list(&self, name: &str) -> &Scope {
        static NONE: LazyLock<Scope> = LazyLock::new(Scope::default);
        self.lists.get(name).unwrap_or(&NONE)
    }

    /// True when a group of words holds the word.
    pub fn has_term(&self, group: &str, term: &str) -> bool {
        self.terms.contains(&(group.into(), term.into()))
    }

    /// The processes that rules ask for, with their questions.
    pub fn processes(&self) -> impl Iterator<Item = (&str, &str)> {
        self.processes.iter().map(|(name, question)| (&**name, &**question))
    }

    /// How a number of today's schedule reads in the older edition that the product rules are written in: `None` when it
    /// reads the same, an empty row when several numbers of the older edition went into it.
    pub fn edition(&self, number: TariffNumber) -> Option<&Row<Option<TariffNumber>>> {
        let held = |digits: usize| self.editions.get(&number.prefix(digits));
        held(6).or_else(|| held(4))
    }

    /// All named sets.
    pub fn lists(&self) -> &BTreeMap<Arc<str>, Scope> {
        &self.lists
    }

    /// The product rules for a good, the narrowest first-class only: several when they differ by description. The second
    /// part tells that a longer number could lead to a narrower rule.
    pub fn rules(
        &self,
        agreement: &str,
        good: TariffNumber,
        day: Date,
        known: Date,
    ) -> (Vec<&Row<ProductRule>>, bool) {
        let held = self.rules.get(&(agreement.into(), good.chapter())).map_or(&[][..], Vec::as_slice);
        let in_force = held.iter().filter(|row| row.holds(day, known));
        let mut unsure = false;
        let mut found: Vec<(u64, &Row<ProductRule>)> = Vec::new();
        for row in in_force {
            match row.goods.holds(good) {
                Inside::Yes => found.push((row.goods.narrowest(good).unwrap_or(u64::MAX), row)),
                Inside::Unknown => unsure = true,
                Inside::No => {}
            }
        }
        let narrowest = found.iter().map(|(width, _)| *width).min().unwrap_or(u64::MAX);
        let rows = found.into_iter().filter(|(width, _)| *width == narrowest).map(|(_, row)| row);
        // A correction that was learnt later takes the place of what was known before.
        let mut kept: Vec<&Row<ProductRule>> = Vec::new();
        for row in rows {
            match kept.iter_mut().find(|held| held.only == row.only) {
                Some(held) if (row.known, row.in_force().from) > (held.known, held.in_force().from) => {
                    *held = row
                }
                Some(_) => {}
                None => kept.push(row),
            }
        }
        (kept, unsure)
    }

    /// A product rule as it is asked of a good: with what the rules of its section and chapter add.
    pub fn whole<'a>(
        &self,
        agreement: &str,
        good: TariffNumber,
        row: &'a Row<ProductRule>,
        day: Date,
        known: Date,
    ) -> Cow<'a, Row<ProductRule>> {
        general::whole(&self.general, agreement, good, row, (day, known))
    }

    /// True when product rules of the agreement are held for the day.
    pub fn has_rules(&self, agreement: &str, day: Date, known: Date) -> bool {
        let mut rows =
            self.rules.iter().filter(|((held, _), _)| &**held == agreement).flat_map(|(_, rows)| rows);
        rows.any(|row| row.holds(day, known))
    }

    /// Every product rule, for the linter.
    pub(super) fn all_rules(&self) -> impl Iterator<Item = (&str, u8, &Row<ProductRule>)> {
        let chapters = self.rules.iter();
        chapters.flat_map(|((agreement, chapter), rows)| {
            rows.iter().map(move |row| (&**agreement, *chapter, &**row))
        })
    }

    /// Materials that a tolerance does not reach in this agreement.
    pub fn tolerance_exceptions(&self, agreement: &str) -> &[Row<ToleranceException>] {
        self.exceptions.get(agreement).map_or(&[], Vec::as_slice)
    }
}

fn bad(at: &str, text: String) -> Finding {
    let file = at.split(' ').next().unwrap_or(at);
    let row = at.rsplit(' ').next().and_then(|line| line.parse().ok()).unwrap_or_default();
    Finding::block("ORIGIN_BAD_RULE", Place::file(file).row(row), text)
        .with_remedy("see docs/origin.md for the language")
}

fn dated<T>(
    rows: Vec<Row<T>>,
    key: impl Fn(&Row<T>) -> Arc<str>,
    what: &str,
) -> BTreeMap<Arc<str>, Dated<T>> {
    let mut by_key: BTreeMap<Arc<str>, Vec<Row<T>>> = BTreeMap::new();
    for row in rows {
        by_key.entry(key(&row)).or_default().push(row);
    }
    by_key.into_iter().map(|(key, rows)| (key.clone(), Dated::new(format!("{what} {key}"), rows))).collect()
}

fn agreement(cells: Cells<'_>) -> Option<Agreement> {
    let method = |word: Arc<str>| match &*word {
        "TV" => Some(Method::TV),
        "NC" => Some(Method::NC),
        "BD" => Some(Method::BD),
        "BU" => Some(Method::BU),
        _ => None,
    };
    Some(Agreement {
        agreement: cells.shared("agreement"),
        name: cells.shared("name"),
        basis: if cells.text("basis") == "product_rules" { Basis::ProductRules } else { Basis::ValueContent },
        parties: cells.words("parties").iter().filter_map(|word| word.parse().ok()).collect(),
        spi: cells.words("spi").into_iter().filter(|word| &**word != "none").collect(),
        methods: cells.words("methods").into_iter().filter_map(method).collect(),
        direct: cells.text("movement") == "direct",
        refund_claim: cells.yes("refund_claim"),
        proof: cells.optional("proof"),
        note: cells.optional("note"),
    })
}

fn figures(pack: &Pack) -> BTreeMap<FigureKey, Dated<Decimal>> {
    let read =
        |cells: Cells<'_>| Some((cells.shared("agreement"), cells.shared("name"), cells.decimal("value")?));
    let mut by_key: BTreeMap<FigureKey, Vec<Row<Decimal>>> = BTreeMap::new();
    for row in pack.rows("origin_figures", read) {
        let (agreement, name, value) = row.value;
        let row = Row { value, cite: row.cite, known: row.known, at: row.at };
        by_key.entry((agreement, name)).or_default().push(row);
    }
    let named = |(key, rows): (FigureKey, Vec<Row<Decimal>>)| {
        let what = format!("{} of {}", key.1, key.0);
        (key, Dated::new(what, rows))
    };
    by_key.into_iter().map(named).collect()
}

fn lists(pack: &Pack, findings: &mut Vec<Finding>) -> BTreeMap<Arc<str>, Scope> {
    let rows = pack.rows("origin_lists", |cells| Some((cells.shared("list"), cells.shared("numbers"))));
    let mut lists: BTreeMap<Arc<str>, Scope> = BTreeMap::new();
    for row in rows {
        match Scope::read(&row.value.1) {
            Ok(scope) => lists.entry(row.value.0.clone()).or_default().extend(&scope),
            Err(error) => findings.push(bad(&row.at, error.to_string())),
        }
    }
    lists
}

fn editions(pack: &Pack, findings: &mut Vec<Finding>) -> BTreeMap<TariffNumber, Row<Option<TariffNumber>>> {
    let rows =
        pack.rows("origin_editions", |cells| Some((cells.shared("number"), cells.optional("read_as"))));
    let mut editions = BTreeMap::new();
    for row in rows {
        let (now, then) = &row.value;
        let then = then.as_deref().map(str::parse::<TariffNumber>).transpose();
        match (now.parse::<TariffNumber>(), then) {
            (Ok(now), Ok(value)) => {
                editions.insert(now, Row { value, cite: row.cite, known: row.known, at: row.at });
            }
            _ => findings.push(bad(&row.at, format!("{}: not a tariff number", row.at))),
        }
    }
    editions
}

/// A set of numbers whose words may be lists.
fn scope(text: &str, lists: &BTreeMap<Arc<str>, Scope>) -> Result<Scope, String> {
    let mut scope = Scope::default();
    for word in text.split_whitespace() {
        match word.strip_prefix('@') {
            Some(name) => scope.extend(
                lists.get(name).ok_or_else(|| format!("the list @{name} does not stand in origin_lists"))?,
            ),
            None => scope.add(word).map_err(|error| error.to_string())?,
        }
    }
    Ok(scope)
}

type Rules = BTreeMap<(Arc<str>, u8), Vec<Arc<Row<ProductRule>>>>;

fn rules(pack: &Pack, lists: &BTreeMap<Arc<str>, Scope>, findings: &mut Vec<Finding>) -> Rules {
    let read = |cells: Cells<'_>| {
        Some((cells.shared("agreement"), cells.shared("goods"), cells.optional("only"), cells.shared("rule")))
    };
    let mut rules = Rules::new();
    let percentages = staged::percentages(pack);
    for row in pack.rows("origin_rules", read) {
        let (agreement, goods, only, text) = row.value;
        let goods = match scope(&goods, lists) {
            Ok(goods) => goods,
            Err(error) => {
                findings.push(bad(&row.at, error));
                continue;
            }
        };
        let stages = match staged::stages(&text, &row.cite, row.known, &percentages) {
            Ok(stages) => stages,
            Err(error) => {
                findings.push(bad(&row.at, error));
                continue;
            }
        };
        let chapters: Vec<u8> =
            goods.ranges().iter().flat_map(|r| r.first.chapter()..=r.last.chapter()).collect();
        for stage in stages {
            let rule = match Rule::read(&stage.text, lists) {
                Ok(rule) => rule,
                Err(error) => {
                    findings.push(bad(&row.at, error.to_string()));
                    break;
                }
            };
            let row = Arc::new(Row {
                value: ProductRule { goods: goods.clone(), only: only.clone(), rule },
                cite: stage.cite,
                known: stage.known,
                at: row.at.clone(),
            });
            for chapter in &chapters {
                let held = rules.entry((agreement.clone(), *chapter)).or_default();
                if !held.iter().any(|other| Arc::ptr_eq(other, &row)) {
                    held.push(row.clone());
                }
            }
        }
    }
    rules
}

fn exceptions(
    pack: &Pack,
    lists: &BTreeMap<Arc<str>, Scope>,
    findings: &mut Vec<Finding>,
) -> BTreeMap<Arc<str>, Vec<Row<ToleranceException>>> {
    let read = |cells: Cells<'_>| {
        Some((
            cells.shared("agreement"),
            cells.shared("goods"),
            cells.shared("materials"),
            cells.shared("what"),
        ))
    };
    let mut by_agreement: BTreeMap<Arc<str>, Vec<Row<ToleranceException>>> = BTreeMap::new();
    for row in pack.rows("origin_tolerance_exceptions", read) {
        let (agreement, goods, materials, what) = row.value;
        match (scope(&goods, lists), scope(&materials, lists)) {
            (Ok(goods), Ok(materials)) => {
                let value = ToleranceException { goods, materials, what };
                let row = Row { value, cite: row.cite, known: row.known, at: row.at };
                by_agreement.entry(agreement).or_default().push(row);
            }
            (Err(error), _) | (_, Err(error)) => findings.push(bad(&row.at, error)),
        }
    }
    by_agreement
}
