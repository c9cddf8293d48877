//! One line made ready: the date of its law, its lists, its candidates and its base duty.

use cocket_base::ids::Country;
use cocket_base::{Citation, Date, Dollars, Finding, Place, Round};
use cocket_law::Row;

use super::answer::Column;
use super::base::{self, Base, Trouble};
use super::chapter98::{self, Claim98, Claimed};
use super::columns::Columns;
use super::membership;
use super::question::RateQuestion;
use super::scene::{LineScene, ListsOfNumber};
use super::statements::Statements;
use super::tariff::Tariff;
use super::zone;
use crate::limits::ZoneRule;
use crate::measure::AsOf;
use crate::measure::logic::Truth;
use crate::measure::model::*;
use crate::rate::Worked;

/// A line ready to be settled.
#[derive(Clone, Debug)]
pub(super) struct Case<'t> {
    pub pack: &'t Pack,
    /// The law tables, for fees.
    pub law: &'t cocket_law::Pack,
    pub question: &'t RateQuestion,
    pub as_of: AsOf,
    /// The zone status, for goods out of a zone.
    pub zone: Option<&'t Row<ZoneRule>>,
    pub value: Dollars,
    pub statements: Statements,
    pub claim98: Option<Claim98>,
    /// What became of the chapter 98 claim.
    pub claimed98: Option<Claimed<'t>>,
    pub columns: Columns,
    pub provision: Option<Columns>,
    /// The preference claimed, in capitals, accepted or not.
    pub claimed_spi: Option<String>,
    pub base: Base,
    pub lists: ListsOfNumber,
    pub candidates: Vec<Candidate<'t>>,
}

/// A heading whose goods, origin, column and window fit.
#[derive(Clone, Copy, Debug)]
pub(super) struct Candidate<'t> {
    pub id: HeadingId,
    pub heading: &'t Heading,
    pub row: &'t RateRow,
    /// A list that is not held and on which it depends whether the goods are meant.
    pub unheld: Option<ListId>,
}

impl<'t> Case<'t> {
    /// Reads the question and finds everything that goods, origin and dates decide.
    pub fn new(
        tariff: &'t Tariff,
        question: &'t RateQuestion,
        known: Option<Date>,
    ) -> Result<Case<'t>, Trouble> {
        let pack = &tariff.measures;
        let statements = Statements::read(&question.facts, pack, tariff.law()).map_err(Trouble::Invalid)?;
        let value = check(question, tariff.law())?;
        let zone = zone::status(tariff, question, known)?;
        let as_of = zone::as_of(question, zone, known)?;
        let claim98 = chapter98::read(question, value)?;
        let columns = Columns::read(tariff, question, as_of)?;
        let spi = question.spi.as_deref().map(|spi| spi.trim().to_ascii_uppercase());
        let spi = spi.filter(|spi| !spi.is_empty());
        let lists = ListsOfNumber::of(pack, question.hts, as_of);
        let printed = |claim: Claim98| Columns::printed(tariff, claim.number, as_of, "chapter98.hts").ok();
        let provision = claim98.and_then(printed);
        let (base, claimed98) = Parts {
            pack,
            question,
            as_of,
            zone,
            value,
            statements: &statements,
            claim98,
            columns: &columns,
            provision: provision.as_ref(),
            lists: &lists,
            spi: spi.as_deref(),
        }
        .own_duty()?;
        let mut case = Case {
            pack,
            law: tariff.law(),
            question,
            as_of,
            zone,
            value,
            statements,
            claim98,
            claimed98,
            columns,
            provision,
            claimed_spi: spi,
            base,
            lists,
            candidates: Vec::new(),
        };
        case.candidates = case.find_candidates();
        let findings = membership::contradictions(&case);
        if !findings.is_empty() {
            return Err(Trouble::Invalid(findings));
        }
        case.hear_lists();
        Ok(case)
    }

    /// The same line with the number on a list that is not held.
    pub fn with_membership(&self, list: ListId) -> Case<'t> {
        let mut case = self.clone();
        case.lists.said.push((list, true));
        case.candidates = case.find_candidates();
        case
    }

    /// Takes up what the statements say of lists that are not held; the candidates are those of a line of which nobody has said
    /// anything.
    fn hear_lists(&mut self) {
        let said = membership::said(self);
        if !said.is_empty() {
            self.lists.said = said;
            self.candidates = self.find_candidates();
        }
    }

    /// The same line with another claim of preference; `None` when it is not accepted.
    pub fn with_claim(&self, spi: &str) -> Option<Case<'t>> {
        let (base, claimed98) = Parts { spi: Some(spi), ..self.parts() }.own_duty().ok()?;
        base.spi.as_ref()?;
        let claimed_spi = Some(spi.to_string());
        let mut case = Case { base, claimed98, claimed_spi, candidates: Vec::new(), ..self.clone() };
        case.lists.said.clear();
        case.candidates = case.find_candidates();
        case.hear_lists();
        Some(case)
    }

    /// The same line with other statements. A preference or a chapter 98 claim may stand or fall with a fact.
    pub fn with_statements(&self, statements: Statements) -> Case<'t> {
        let mut changed = Case { statements, ..self.clone() };
        let claims = changed.claim98.is_some() || changed.claimed_spi.is_some();
        if claims && let Ok((base, claimed98)) = changed.parts().own_duty() {
            changed = Case { base, claimed98, ..changed };
        }
        if claims || !changed.lists.possible.is_empty() {
            changed.lists.said.clear();
            changed.candidates = changed.find_candidates();
            changed.hear_lists();
        }
        changed
    }

    fn parts(&self) -> Parts<'_, 't> {
        Parts {
            pack: self.pack,
            question: self.question,
            as_of: self.as_of,
            zone: self.zone,
            value: self.value,
            statements: &self.statements,
            claim98: self.claim98,
            columns: &self.columns,
            provision: self.provision.as_ref(),
            lists: &self.lists,
            spi: self.claimed_spi.as_deref(),
        }
    }

    fn find_candidates(&self) -> Vec<Candidate<'t>> {
        let pack = self.pack;
        let lists = self.lists.on.iter().chain(&self.lists.possible);
        let listed = lists.flat_map(|list| pack.by_list.get(list.at()).into_iter().flatten());
        let mut ids: Vec<HeadingId> = listed.chain(&pack.any_goods).copied().collect();
        ids.sort_unstable();
        ids.dedup();
        let fit = |id: HeadingId| {
            let heading = &pack.headings[id.at()];
            let (goods, unheld) = self.goods(&heading.goods);
            let fits = goods != Truth::False
                && heading.origins.holds(self.question.origin, self.as_of.day, &pack.groups)
                && self.as_of.knows(heading.known);
            let row = fits.then(|| self.row(heading)).flatten()?;
            Some(Candidate { id, heading, row, unheld })
        };
        ids.into_iter().filter_map(fit).collect()
    }

    /// Whether the number stands on one of the lists and on none of the exceptions. Where that hangs on a list that is not
    /// held, the answer is unknown and names the list.
    pub fn goods(&self, goods: &Goods) -> (Truth, Option<ListId>) {
        let first = |lists: &[ListId], truth| lists.iter().copied().find(|l| self.lists.truth(*l) == truth);
        let on = goods.lists.is_empty() || first(&goods.lists, Truth::True).is_some();
        let perhaps = if on { None } else { first(&goods.lists, Truth::Unknown) };
        if (!on && perhaps.is_none()) || first(&goods.except, Truth::True).is_some() {
            return (Truth::False, None);
        }
        match perhaps.or_else(|| first(&goods.except, Truth::Unknown)) {
            Some(list) => (Truth::Unknown, Some(list)),
            None => (Truth::True, None),
        }
    }

    /// The rate row in force in the line's column; of several, the one that begins last.
    fn row(&self, heading: &'t Heading) -> Option<&'t RateRow> {
        let date = |by: DateKind| match by {
            DateKind::Entry => Some(self.as_of.day),
            DateKind::Loading => self.question.loading_date,
            DateKind::Export => self.question.export_date,
            DateKind::Privileged => zone::privileged_date(self.question, self.zone),
            DateKind::Withdrawal => {
                zone::privileged_date(self.question, self.zone).map(|_| self.question.entry_date)
            }
        };
        let live = heading.rates.iter().filter(|row| {
            row.columns.contains(&self.base.column)
                && self.as_of.knows(row.known)
                && date(row.by).is_some_and(|day| row.window.holds(day))
        });
        live.max_by_key(|row| (row.window.from, row.known))
    }

    /// The value that an authority's duty starts from, under the chapter 98 claim if there is one.
    pub fn dutiable(&self, authority: AuthorityId) -> Dollars {
        let Some(claimed) = &self.claimed98 else { return self.value };
        let own = self.pack.authorities.get(authority.at()).map_or(&[][..], |a| a.chapter98.as_slice());
        claimed.dutiable_for(own, &self.scene(&[]), self.value)
    }

    /// The scene for conditions, given which tags apply so far.
    pub fn scene<'c>(&'c self, applied_tags: &'c [bool]) -> LineScene<'c> {
        LineScene {
            pack: self.pack,
            question: self.question,
            statements: &self.statements,
            as_of: self.as_of,
            zone_status: self.zone.map(|zone| &*zone.status),
            privileged_date: zone::privileged_date(self.question, self.zone),
            column: self.base.column,
            spi: self.base.spi.as_deref(),
            claim98: self.claim98.map(|claim| claim.number),
            ave_pct: self.base.ave_pct,
            lists: &self.lists,
            applied_tags,
        }
    }

    /// True when the line is under column 2.
    pub fn column2(&self) -> bool {
        self.base.column == Column::Other
    }
}

/// What a line's own duty is worked out from, before there is a case.
struct Parts<'c, 't> {
    pack: &'t Pack,
    question: &'t RateQuestion,
    as_of: AsOf,
    zone: Option<&'t Row<ZoneRule>>,
    value: Dollars,
    statements: &'c Statements,
    claim98: Option<Claim98>,
    columns: &'c Columns,
    /// The columns of the chapter 98 provision, where one is claimed and printed.
    provision: Option<&'c Columns>,
    lists: &'c ListsOfNumber,
    /// The preference claimed, in capitals.
    spi: Option<&'c str>,
}

impl<'t> Parts<'_, 't> {
    /// Column, chapter 98 claim and the duty of the number itself, in this order: a provision may free in one column only.
    fn own_duty(&self) -> Result<(Base, Option<Claimed<'t>>), Trouble> {
        let Parts { question, as_of, value, statements, .. } = *self;
        let mut findings = Vec::new();
        let chosen = base::choose(
            self.columns,
            question.origin,
            self.spi,
            statements,
            self.pack,
            as_of,
            &mut findings,
        )?;
        let claimed = match self.claim98 {
            None => None,
            Some(claim) => Some(chapter98::judge(
                claim,
                self.pack,
                &self.scene(chosen.column, chosen.spi.as_deref(), claim),
                value,
                (self.provision, self.spi),
                &mut findings,
            )?),
        };
        let dutiable = claimed.as_ref().map_or(value, |claimed| claimed.dutiable);
        let rate = chosen.rate.clone();
        let mut base = base::base(chosen, question, value, dutiable, statements, as_of)?;
        if let Some(own) = claimed.as_ref().and_then(|claimed| claimed.own_rate.clone()) {
            base = base::provision_duty(base, &rate, own, question, value, statements)?;
        } else if claimed.as_ref().is_some_and(Claimed::frees_the_rest) {
            base.worked = Worked::nothing();
            base.text = "Free".into();
        }
        let repaired = claimed.as_ref().filter(|claimed| claimed.frees_the_rest());
        if let (Some(claim), Some(_)) = (self.spi, repaired)
            && base::claimed_by_repair(claim, question, self.pack, as_of)
        {
            // The programme is claimed for the repair, done in its country, whatever the origin of the goods.
            findings.retain(|finding| finding.code != base::REFUSED);
            base.spi = Some(claim.into());
        }
        base.findings = findings;
        if let Some(revision) = self.columns.revision_of(base.column) {
            base.cite(&Citation::new(format!("HTSUS {revision}, {}", question.hts)));
        }
        Ok((base, claimed))
    }

    fn scene<'s>(&'s self, column: Column, spi: Option<&'s str>, claim: Claim98) -> LineScene<'s> {
        LineScene {
            pack: self.pack,
            question: self.question,
            statements: self.statements,
            as_of: self.as_of,
            zone_status: self.zone.map(|zone| &*zone.status),
            privileged_date: zone::privileged_date(self.question, self.zone),
            column,
            spi,
            claim98: Some(claim.number),
            ave_pct: None,
            lists: self.lists,
            applied_tags: &[],
        }
    }
}

/// Checks what no measure can put right, and gives the entered value in whole dollars.
pub(super) fn check(question: &RateQuestion, law: &cocket_law::Pack) -> Result<Dollars, Trouble> {
    let mut findings = Vec::new();
    let countries = [("origin", Some(question.origin)), ("export_country", question.export_country)];
    for (field, country) in countries {
        findings.extend(country.and_then(|country| no_country(country, field, law)));
    }
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

/// What is wrong with a code of two letters that names no country.
pub(super) fn no_country(country: Country, field: &str, law: &cocket_law::Pack) -> Option<Finding> {
    let unknown = law.countries().get(country).is_none();
    let text = format!("«{country}» is the code of no country");
    let finding = || Finding::block("COUNTRY_UNKNOWN", Place::field(field), text);
    unknown.then(|| finding().with_remedy("give the country's two letters, as in VN or DE"))
}
