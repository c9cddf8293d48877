//! Expressions of the measure language, resolved: every name in them exists and every comparison is of one kind.

use cocket_base::ids::TariffNumber;
use cocket_base::{Date, Decimal, Unit};

use super::logic::{Compare, Truth, Value};
use super::model::{FactId, GroupId, ListId, TagId};

/// What the line itself gives, without asking anybody.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Given {
    /// Time of entry.
    EntryDate,
    /// Date of exportation.
    ExportDate,
    /// Loading on the final mode of transit.
    LoadingDate,
    /// Privileged foreign status.
    PrivilegedDate,
    /// Country of origin.
    Origin,
    /// Country of exportation.
    ExportCountry,
    /// `general`, `special` or `other`.
    Column,
    /// The accepted programme, or `none`.
    Spi,
    /// Mode of transport.
    Mode,
    /// Zone status.
    ZoneStatus,
    /// The chapter 98 number claimed, or `none`.
    Chapter98,
    /// Base duty as a percentage of the value.
    BaseAve,
}

impl Given {
    /// All of them with the name used in expressions.
    pub const NAMES: [(&'static str, Given); 12] = [
        ("entry_date", Given::EntryDate),
        ("export_date", Given::ExportDate),
        ("loading_date", Given::LoadingDate),
        ("privileged_date", Given::PrivilegedDate),
        ("origin", Given::Origin),
        ("export_country", Given::ExportCountry),
        ("column", Given::Column),
        ("spi", Given::Spi),
        ("mode", Given::Mode),
        ("zone_status", Given::ZoneStatus),
        ("chapter98", Given::Chapter98),
        ("base_ave", Given::BaseAve),
    ];

    /// The name used in expressions.
    pub fn name(self) -> &'static str {
        Given::NAMES.iter().find(|(_, given)| *given == self).map_or("", |(name, _)| name)
    }
}

/// An expression.
#[derive(Clone, Debug, PartialEq)]
pub enum Expr {
    /// A literal.
    Const(Value),
    /// A declared fact.
    Fact(FactId),
    /// Something the line gives.
    Given(Given),
    /// True when some heading with the tag applies to the line.
    Applies(TagId),
    /// True, false or unknown: the importer affirmed, denied or said nothing of the heading.
    Confirmed(TariffNumber),
    /// True when the line's number stands on the list at the date of the law; unknown when the list is not held and the
    /// number could be on it.
    OnList(ListId),
    /// Dollars of value for one unit of the reported quantity.
    UnitValue(Unit),
    /// Negation.
    Not(Box<Expr>),
    /// All hold.
    All(Vec<Expr>),
    /// Some holds.
    Any(Vec<Expr>),
    /// A comparison.
    Compare(Compare, Box<Expr>, Box<Expr>),
    /// A word among words.
    InWords(Box<Expr>, Vec<Box<str>>),
    /// A country in a group at the date of the law.
    InGroup(Box<Expr>, GroupId),
    /// The first of these that is known.
    First(Vec<Expr>),
    /// Arithmetic on numbers.
    Arithmetic(Arithmetic, Box<Expr>, Box<Expr>),
    /// `if(condition, this, that)`.
    If(Box<Expr>, Box<Expr>, Box<Expr>),
}

/// Deepest expression that is read: what follows one, here and in compiled form, goes as deep as it does.
pub const DEEPEST: usize = 64;

/// Operations on numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Arithmetic {
    /// `a + b`
    Plus,
    /// `a - b`
    Minus,
    /// `a * b / 100`: a percentage of a percentage
    Of,
    /// `min(a, b)`
    Min,
    /// `max(a, b)`
    Max,
}

impl Arithmetic {
    fn apply(self, a: Decimal, b: Decimal) -> Option<Decimal> {
        match self {
            Arithmetic::Plus => a.checked_add(b),
            Arithmetic::Minus => a.checked_sub(b),
            Arithmetic::Of => a.checked_mul(b)?.checked_div(Decimal::ONE_HUNDRED),
            Arithmetic::Min => Some(a.min(b)),
            Arithmetic::Max => Some(a.max(b)),
        }
    }
}

/// A fact that an evaluation wanted and did not get.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Missing {
    /// A declared fact.
    Fact(FactId),
    /// The affirmation of a heading.
    Confirmation(TariffNumber),
    /// Something the line did not give.
    Given(Given),
    /// A quantity in the unit.
    Quantity(Unit),
    /// Whether the goods stand on a list that is not held.
    List(ListId),
}

/// What an expression is evaluated against.
pub trait Scene {
    /// A declared fact, when known.
    fn fact(&self, fact: FactId) -> Option<Value>;
    /// What the line gives, when it does.
    fn given(&self, given: Given) -> Option<Value>;
    /// Whether some heading with the tag applies.
    fn applies(&self, tag: TagId) -> bool;
    /// What the importer said of the heading.
    fn confirmed(&self, heading: TariffNumber) -> Truth;
    /// Whether the line stands on the list; unknown for a list that is not held.
    fn on_list(&self, list: ListId) -> Truth;
    /// Dollars of value for one unit, when the quantity is given.
    fn unit_value(&self, unit: Unit) -> Option<Decimal>;
    /// Whether the country is in the group.
    fn in_group(&self, country: &str, group: GroupId) -> bool;
}

impl Expr {
    /// The truth of a flag expression; what was missing is appended to `missing`.
    pub fn truth(&self, scene: &impl Scene, missing: &mut Vec<Missing>) -> Truth {
        match self {
            Expr::Applies(tag) => scene.applies(*tag).into(),
            Expr::OnList(list) => {
                let on = scene.on_list(*list);
                if on == Truth::Unknown {
                    missing.push(Missing::List(*list));
                }
                on
            }
            Expr::Confirmed(heading) => {
                let said = scene.confirmed(*heading);
                if said == Truth::Unknown {
                    missing.push(Missing::Confirmation(*heading));
                }
                said
            }
            Expr::Not(inner) => inner.truth(scene, missing).negate(),
            Expr::All(parts) => combine(parts, Truth::False, scene, missing),
            Expr::Any(parts) => combine(parts, Truth::True, scene, missing),
            other => match other.value(scene, missing) {
                Some(Value::Flag(flag)) => flag.into(),
                _ => Truth::Unknown,
            },
        }
    }

    /// The value, when it is known; what was missing is appended to `missing`.
    pub fn value(&self, scene: &impl Scene, missing: &mut Vec<Missing>) -> Option<Value> {
        match self {
            Expr::Const(value) => Some(value.clone()),
            Expr::Fact(fact) => note(scene.fact(*fact), Missing::Fact(*fact), missing),
            Expr::Given(given) => note(scene.given(*given), Missing::Given(*given), missing),
            Expr::UnitValue(unit) => {
                note(scene.unit_value(*unit).map(Value::Number), Missing::Quantity(*unit), missing)
            }
            Expr::Compare(how, a, b) => {
                let (a, b) = (a.value(scene, missing), b.value(scene, missing));
                Some(Value::Flag(how.holds(&a?, &b?)))
            }
            Expr::InWords(word, among) => match word.value(scene, missing)? {
                Value::Word(word) => Some(Value::Flag(among.contains(&word))),
                _ => None,
            },
            Expr::InGroup(word, group) => match word.value(scene, missing)? {
                Value::Word(word) => Some(Value::Flag(scene.in_group(&word, *group))),
                _ => None,
            },
            Expr::First(parts) => {
                let mut lacking = Vec::new();
                let found = parts.iter().find_map(|part| part.value(scene, &mut lacking));
                if found.is_none() {
                    missing.append(&mut lacking);
                }
                found
            }
            Expr::Arithmetic(how, a, b) => {
                let (a, b) = (a.value(scene, missing), b.value(scene, missing));
                how.apply(a?.number()?, b?.number()?).map(Value::Number)
            }
            Expr::If(condition, this, that) => match condition.truth(scene, missing) {
                Truth::True => this.value(scene, missing),
                Truth::False => that.value(scene, missing),
                Truth::Unknown => None,
            },
            flag => match flag.truth(scene, missing) {
                Truth::Unknown => None,
                known => Some(Value::Flag(known == Truth::True)),
            },
        }
    }

    /// How many expressions stand inside each other, this one counted.
    pub fn depth(&self) -> usize {
        let inside = match self {
            Expr::Not(a) | Expr::InWords(a, _) | Expr::InGroup(a, _) => a.depth(),
            Expr::All(parts) | Expr::Any(parts) | Expr::First(parts) => {
                parts.iter().map(Expr::depth).max().unwrap_or(0)
            }
            Expr::Compare(_, a, b) | Expr::Arithmetic(_, a, b) => a.depth().max(b.depth()),
            Expr::If(a, b, c) => a.depth().max(b.depth()).max(c.depth()),
            _ => 0,
        };
        inside + 1
    }

    /// Calls `visit` for this expression and every one inside it.
    pub fn walk<'e>(&'e self, visit: &mut impl FnMut(&'e Expr)) {
        visit(self);
        match self {
            Expr::Not(a) | Expr::InWords(a, _) | Expr::InGroup(a, _) => a.walk(visit),
            Expr::All(parts) | Expr::Any(parts) | Expr::First(parts) => {
                parts.iter().for_each(|p| p.walk(visit))
            }
            Expr::Compare(_, a, b) | Expr::Arithmetic(_, a, b) => {
                a.walk(visit);
                b.walk(visit);
            }
            Expr::If(a, b, c) => [a, b, c].into_iter().for_each(|part| part.walk(visit)),
            _ => {}
        }
    }

    /// The literal date, for messages and the linter.
    pub fn date(&self) -> Option<Date> {
        match self {
            Expr::Const(Value::Date(date)) => Some(*date),
            _ => None,
        }
    }
}

fn note(value: Option<Value>, name: Missing, missing: &mut Vec<Missing>) -> Option<Value> {
    if value.is_none() {
        missing.push(name);
    }
    value
}

/// `All` stops at false, `Any` at true (`decisive`); what only undecided parts lacked is reported.
fn combine(parts: &[Expr], decisive: Truth, scene: &impl Scene, missing: &mut Vec<Missing>) -> Truth {
    let mut lacking = Vec::new();
    let mut unknown = false;
    for part in parts {
        match part.truth(scene, &mut lacking) {
            truth if truth == decisive => return decisive,
            Truth::Unknown => unknown = true,
            _ => {}
        }
    }
    if unknown {
        missing.append(&mut lacking);
        return Truth::Unknown;
    }
    decisive.negate()
}
