//! What conditions are evaluated against: the line's own data, the importer's statements, the lists that hold the number.

use cocket_base::ids::{Country, TariffNumber};
use cocket_base::{Decimal, Unit};

use super::answer::Column;
use super::question::RateQuestion;
use super::statements::Statements;
use crate::measure::AsOf;
use crate::measure::expression::{Given, Scene};
use crate::measure::logic::{Truth, Value};
use crate::measure::model::{FactId, GroupId, ListId, Pack, TagId};

/// The lists of a number: those that hold it, and those not held that it could be on. Both ordered by id.
#[derive(Clone, Debug, Default)]
pub(super) struct ListsOfNumber {
    pub on: Vec<ListId>,
    pub possible: Vec<ListId>,
    /// What the importer said, or a trial supposes, of lists that are not held: a fact of its own, which every heading that
    /// reads the list sees.
    pub said: Vec<(ListId, bool)>,
}

impl ListsOfNumber {
    /// The lists of a number at the date of the law.
    pub fn of(pack: &Pack, number: TariffNumber, as_of: AsOf) -> ListsOfNumber {
        let all = pack.lists.holding(number, as_of).into_iter().map(|(list, _)| list);
        let (possible, on) = all.partition(|list| pack.lists.get(*list).missing.is_some());
        ListsOfNumber { on, possible, said: Vec::new() }
    }

    /// Whether the number stands on the list; unknown for a list that is not held and of which nobody has said it.
    pub fn truth(&self, list: ListId) -> Truth {
        if let Some((_, on)) = self.said.iter().find(|(said, _)| *said == list) {
            return (*on).into();
        }
        if self.possible.binary_search(&list).is_ok() {
            return Truth::Unknown;
        }
        self.on.binary_search(&list).is_ok().into()
    }
}

/// The scene of one line.
#[derive(Clone, Copy)]
pub(super) struct LineScene<'c> {
    pub pack: &'c Pack,
    pub question: &'c RateQuestion,
    pub statements: &'c Statements,
    pub as_of: AsOf,
    /// Zone status, as conditions spell it …
    pub zone_status: Option<&'c str>,
    /// … and the day on which a privileged one was taken.
    pub privileged_date: Option<cocket_base::Date>,
    pub column: Column,
    pub spi: Option<&'c str>,
    pub claim98: Option<TariffNumber>,
    /// Base duty as a percentage of the value.
    pub ave_pct: Option<Decimal>,
    pub lists: &'c ListsOfNumber,
    /// Which tags apply so far.
    pub applied_tags: &'c [bool],
}

impl Scene for LineScene<'_> {
    fn fact(&self, fact: FactId) -> Option<Value> {
        self.statements.fact(fact).cloned()
    }

    fn given(&self, given: Given) -> Option<Value> {
        let question = self.question;
        let word = |text: &str| Value::Word(text.into());
        match given {
            Given::EntryDate => Some(Value::Date(question.entry_date)),
            Given::ExportDate => question.export_date.map(Value::Date),
            Given::LoadingDate => question.loading_date.map(Value::Date),
            Given::PrivilegedDate => self.privileged_date.map(Value::Date),
            Given::Origin => Some(word(question.origin.as_str())),
            Given::ExportCountry => question.export_country.map(|country| word(country.as_str())),
            Given::Column => Some(word(self.column.word())),
            Given::Spi => Some(word(self.spi.unwrap_or("none"))),
            Given::Mode => question.mode.as_deref().map(|mode| word(&mode.trim().to_ascii_lowercase())),
            Given::ZoneStatus => self.zone_status.map(word),
            Given::Chapter98 => {
                let number = self.claim98.map(|number| number.to_string());
                Some(word(number.as_deref().unwrap_or("none")))
            }
            Given::BaseAve => self.ave_pct.map(Value::Number),
        }
    }

    fn applies(&self, tag: TagId) -> bool {
        self.applied_tags.get(tag.at()).copied().unwrap_or(false)
    }

    fn confirmed(&self, heading: TariffNumber) -> Truth {
        self.statements.confirmed(heading)
    }

    fn on_list(&self, list: ListId) -> Truth {
        self.lists.truth(list)
    }

    fn unit_value(&self, unit: Unit) -> Option<Decimal> {
        self.question.value.checked_div(self.question.quantity_in(unit)?)
    }

    fn in_group(&self, country: &str, group: GroupId) -> bool {
        let country: Option<Country> = country.parse().ok();
        let group = self.pack.groups.get(group.at());
        country.zip(group).is_some_and(|(country, group)| group.holds(country, self.as_of.day))
    }
}
