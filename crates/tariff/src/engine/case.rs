//! One line made ready: the date of its law, its lists, its candidates and its base duty.

use cocket_base::ids::{Country, TariffNumber};
use cocket_base::{Date, Dollars, Finding, Need, Place, Round};

use super::answer::Column;
use super::base::{self, Base, Claim98, Columns, Trouble};
use super::question::RateQuestion;
use super::statements::Statements;
use super::tariff::Tariff;
use crate::measure::AsOf;
use crate::measure::expression::{Given, Scene};
use crate::measure::logic::{Truth, Value};
use crate::measure::model::*;

/// A line ready to be settled.
#[derive(Clone, Debug)]
pub(super) struct Case<'t> {
    pub pack: &'t Pack,
    pub question: &'t RateQuestion,
    pub as_of: AsOf,
    pub value: Dollars,
    pub statements: Statements,
    pub claim98: Option<Claim98>,
    pub columns: Columns,
    pub base: Base,
    /// Lists that hold the number, ordered by id.
    pub held: Vec<ListId>,
    pub candidates: Vec<Candidate<'t>>,
}

/// A heading whose goods, origin, column and window fit.
#[derive(Clone, Copy, Debug)]
pub(super) struct Candidate<'t> {
    pub id: HeadingId,
    pub heading: &'t Heading,
    pub row: &'t RateRow,
}

impl<'t> Case<'t> {
    /// Reads the question and finds everything that goods, origin and dates decide.
    pub fn new(
        tariff: &'t Tariff,
        question: &'t RateQuestion,
        known: Option<Date>,
    ) -> Result<Case<'t>, Trouble> {
        let pack = &tariff.measures;
        let as_of = AsOf { day: law_day(question), known };
        let statements = Statements::read(&question.facts, pack).map_err(Trouble::Invalid)?;
        let value = check(question)?;
        let claim98 = claim98(question)?;
        let columns = Columns::read(tariff, question, as_of)?;
        let dutiable = base::dutiable(value, claim98.as_ref(), pack.chapter98.iter());
        let spi = question.spi.as_deref().map(str::trim).filter(|spi| !spi.is_empty());
        let base = base::base(&columns, question, spi, dutiable, &statements, pack, as_of)?;
        let held: Vec<ListId> =
            pack.lists.holding(question.hts, as_of).into_iter().map(|(list, _)| list).collect();
        let mut case = Case {
            pack,
            question,
            as_of,
            value,
            statements,
            claim98,
            columns,
            base,
            held,
            candidates: Vec::new(),
        };
        case.candidates = case.find_candidates();
        Ok(case)
    }

    /// The same line with another claim of preference.
    pub fn with_claim(&self, spi: &str) -> Option<Case<'t>> {
        let Case { columns, question, statements, pack, as_of, .. } = self;
        let base =
            base::base(columns, question, Some(spi), self.base.dutiable, statements, pack, *as_of).ok()?;
        base.spi.as_ref()?;
        let mut case = Case { base, candidates: Vec::new(), ..self.clone() };
        case.candidates = case.find_candidates();
        Some(case)
    }

    fn find_candidates(&self) -> Vec<Candidate<'t>> {
        let pack = self.pack;
        let listed = self.held.iter().flat_map(|list| pack.by_list.get(list.at()).into_iter().flatten());
        let mut ids: Vec<HeadingId> = listed.chain(&pack.any_goods).copied().collect();
        ids.sort_unstable();
        ids.dedup();
        let fit = |id: HeadingId| {
            let heading = &pack.headings[id.at()];
            let fits = self.goods_fit(&heading.goods)
                && heading.origins.holds(self.question.origin, self.as_of.day, &pack.groups)
                && self.as_of.knows(heading.known);
            let row = fits.then(|| self.row(heading)).flatten()?;
            Some(Candidate { id, heading, row })
        };
        ids.into_iter().filter_map(fit).collect()
    }

    /// True when the number stands on one of the lists and on none of the exceptions.
    pub fn goods_fit(&self, goods: &Goods) -> bool {
        let on = |list: &ListId| self.held.binary_search(list).is_ok();
        (goods.lists.is_empty() || goods.lists.iter().any(on)) && !goods.except.iter().any(on)
    }

    /// The rate row in force in the line's column; of several, the one that begins last.
    fn row(&self, heading: &'t Heading) -> Option<&'t RateRow> {
        let date = |by: DateKind| match by {
            DateKind::Entry => Some(self.as_of.day),
            DateKind::Loading => self.question.loading_date,
            DateKind::Export => self.question.export_date,
            DateKind::Privileged => self.question.ftz_privileged_date,
            DateKind::Withdrawal => self.question.ftz_privileged_date.map(|_| self.question.entry_date),
        };
        let live = heading.rates.iter().filter(|row| {
            row.columns.contains(&self.base.column)
                && self.as_of.knows(row.known)
                && date(row.by).is_some_and(|day| row.window.holds(day))
        });
        live.max_by_key(|row| row.window.from)
    }

    /// The value that an authority's duty starts from, under the chapter 98 claim if there is one.
    pub fn dutiable(&self, authority: AuthorityId) -> Dollars {
        let own = self.pack.authorities.get(authority.at()).map_or(&[][..], |a| a.chapter98.as_slice());
        base::dutiable(self.value, self.claim98.as_ref(), own.iter().chain(&self.pack.chapter98))
    }

    /// The scene for conditions, given which tags apply so far.
    pub fn scene<'c>(&'c self, applied_tags: &'c [bool]) -> LineScene<'c, 't> {
        LineScene { case: self, applied_tags }
    }
}

/// What conditions are evaluated against.
pub(super) struct LineScene<'c, 't> {
    case: &'c Case<'t>,
    applied_tags: &'c [bool],
}

impl Scene for LineScene<'_, '_> {
    fn fact(&self, fact: FactId) -> Option<Value> {
        self.case.statements.fact(fact).cloned()
    }

    fn given(&self, given: Given) -> Option<Value> {
        let Case { question, base, .. } = self.case;
        let word = |text: &str| Value::Word(text.into());
        match given {
            Given::EntryDate => Some(Value::Date(question.entry_date)),
            Given::ExportDate => question.export_date.map(Value::Date),
            Given::LoadingDate => question.loading_date.map(Value::Date),
            Given::PrivilegedDate => question.ftz_privileged_date.map(Value::Date),
            Given::Origin => Some(word(question.origin.as_str())),
            Given::ExportCountry => question.export_country.map(|country| word(country.as_str())),
            Given::Column => Some(word(base.column.word())),
            Given::Spi => Some(word(base.spi.as_deref().unwrap_or("none"))),
            Given::Mode => question.mode.as_deref().map(|mode| word(&mode.trim().to_ascii_lowercase())),
            Given::ZoneStatus => {
                question.ftz_status.as_deref().map(|status| word(&status.trim().to_ascii_lowercase()))
            }
            Given::Chapter98 => {
                let number = self.case.claim98.as_ref().map(|claim| claim.number.to_string());
                Some(word(number.as_deref().unwrap_or("none")))
            }
            Given::BaseAve => base.ave_pct.map(Value::Number),
        }
    }

    fn applies(&self, tag: TagId) -> bool {
        self.applied_tags.get(tag.at()).copied().unwrap_or(false)
    }

    fn confirmed(&self, heading: TariffNumber) -> Truth {
        self.case.statements.confirmed(heading)
    }

    fn on_list(&self, list: ListId) -> bool {
        self.case.held.binary_search(&list).is_ok()
    }

    fn in_group(&self, country: &str, group: GroupId) -> bool {
        let country: Option<Country> = country.parse().ok();
        let group = self.case.pack.groups.get(group.at());
        country.zip(group).is_some_and(|(country, group)| group.holds(country, self.case.as_of.day))
    }
}

/// The day whose law applies: privileged foreign status keeps the law of its day (19 CFR 146.65).
fn law_day(question: &RateQuestion) -> Date {
    let privileged = question
        .ftz_status
        .as_deref()
        .is_none_or(|status| status.trim().to_ascii_lowercase().starts_with("priv"));
    question.ftz_privileged_date.filter(|_| privileged).unwrap_or(question.entry_date)
}

/// Checks what no measure can put right, and gives the entered value in whole dollars.
fn check(question: &RateQuestion) -> Result<Dollars, Trouble> {
    let mut findings = Vec::new();
    let chapter = question.hts.chapter();
    if !(1..=97).contains(&chapter) || question.hts.len() < 8 {
        let text = format!("{} is no number of 8 or 10 digits of chapters 1 to 97", question.hts);
        findings.push(Finding::block("HTS_UNKNOWN", Place::field("hts"), text));
    }
    let value = Dollars::from_exact(question.value, Round::HalfUp);
    match value {
        Ok(value) if value.get() < 0 => {
            let text = format!("the entered value {} is negative", question.value);
            findings.push(Finding::block("BAD_VALUE", Place::field("value"), text));
        }
        Ok(_) => {}
        Err(ref error) => {
            findings.push(Finding::block("BAD_VALUE", Place::field("value"), error.to_string()))
        }
    }
    for quantity in question.quantities.iter().filter(|quantity| quantity.amount.is_sign_negative()) {
        let text = format!("the quantity {} {} is negative", quantity.amount, quantity.unit);
        findings.push(Finding::block("BAD_QUANTITY", Place::field("quantities"), text));
    }
    match value {
        Ok(value) if findings.is_empty() => Ok(value),
        _ => Err(Trouble::Invalid(findings)),
    }
}

fn claim98(question: &RateQuestion) -> Result<Option<Claim98>, Trouble> {
    let Some(claim) = &question.chapter98 else { return Ok(None) };
    if claim.hts.chapter() != 98 {
        let text = format!("{} is no number of chapter 98", claim.hts);
        return Err(Trouble::invalid("HTS_UNKNOWN", "chapter98.hts", text));
    }
    let value = claim.value.map(|value| Dollars::from_exact(value, Round::HalfUp)).transpose();
    let value = value.map_err(|error| Trouble::invalid("BAD_VALUE", "chapter98.value", error.to_string()))?;
    if value.is_some_and(|value| value.get() < 0) {
        return Err(Trouble::invalid("BAD_VALUE", "chapter98.value", "the value is negative"));
    }
    // The provisions of 9802.00.40 to .80 tax a part of the value, which nobody but the importer can name.
    if claim.hts.compact().starts_with("9802") && value.is_none() {
        let need = Need {
            fact: "chapter98.value".into(),
            question: format!("What is the value that {} names (repair, processing or US parts)?", claim.hts),
            affects: "the dutiable value".into(),
        };
        return Err(Trouble::Needs(vec![need]));
    }
    Ok(Some(Claim98 { number: claim.hts, value }))
}

impl Case<'_> {
    /// True when the line is under column 2.
    pub fn column2(&self) -> bool {
        self.base.column == Column::Other
    }
}
