//! Measures as the engine reads them: every name resolved, every number checked.

use std::collections::HashMap;
use std::sync::Arc;

use cocket_base::ids::{Country, TariffNumber};
use cocket_base::{Citation, Date, Decimal, Window};

use super::expression::Expr;
use super::list::{AsOf, Lists};
use super::logic::Kind;
use crate::engine::Column;
use crate::rate::RateExpr;

macro_rules! index {
    ($($(#[$doc:meta])* $name:ident)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub(crate) u16);

        impl $name {
            /// Position in the pack's table.
            pub fn at(self) -> usize {
                usize::from(self.0)
            }
        }
    )*};
}
index! {
    /// An authority of the pack.
    AuthorityId
    /// A list of goods.
    ListId
    /// A group of countries.
    GroupId
    /// A declared fact.
    FactId
    /// A tag of headings.
    TagId
    /// A heading of the pack.
    HeadingId
    /// A place of which a line takes one heading only.
    PlaceId
}

/// Everything the law files say.
#[derive(Debug)]
pub struct Pack {
    /// Authorities, in reporting order.
    pub authorities: Vec<Authority>,
    /// Lists of goods, with their index.
    pub lists: Lists,
    /// Groups of countries.
    pub groups: Vec<Group>,
    /// Declared facts.
    pub facts: Vec<Fact>,
    /// Tags by name.
    pub tags: Vec<Arc<str>>,
    /// Classes of headings.
    pub classes: Vec<Class>,
    /// Places by name.
    pub places: Vec<Arc<str>>,
    /// Headings, in evaluation order: what displaces comes before what is displaced.
    pub headings: Vec<Heading>,
    /// Import bans.
    pub bans: Vec<Ban>,
    /// Chapter 98 rules; the longest prefix wins.
    pub chapter98: Vec<Chapter98>,
    /// Special programmes.
    pub programmes: Vec<Programme>,
    pub(super) fact_names: HashMap<Arc<str>, FactId>,
    /// Headings by their own number and by their twin's.
    pub(super) by_number: HashMap<TariffNumber, Vec<HeadingId>>,
    /// Headings that may concern a number: by list …
    pub(crate) by_list: Vec<Vec<HeadingId>>,
    /// … or whatever the number is.
    pub(crate) any_goods: Vec<HeadingId>,
}

/// Who imposes the duty, and how its standing changed.
#[derive(Debug)]
pub struct Authority {
    /// Its id, as in `s301-china`.
    pub id: Arc<str>,
    /// In words.
    pub title: Arc<str>,
    /// Statute and instruments.
    pub law: Arc<str>,
    /// Standing over time.
    pub status: Vec<Status>,
    /// Exceptions to the pack's chapter 98 rules.
    pub chapter98: Vec<Chapter98>,
}

/// A span of an authority's standing. It never changes what a heading says, only what is owed.
#[derive(Debug)]
pub struct Status {
    /// What it is.
    pub state: Standing,
    /// Entries it concerns.
    pub window: Window,
    /// When it became known.
    pub known: Option<Date>,
    /// What happened, by whom.
    pub text: Arc<str>,
}

/// Standing of a duty.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Collected.
    InForce,
    /// No longer collected.
    Ended,
    /// A court found it unlawful.
    HeldUnlawful,
    /// What was paid comes back on request.
    Refundable,
    /// An appeal is open.
    UnderAppeal,
}

impl Standing {
    /// Names as files and answers spell them.
    pub const NAMES: [(&'static str, Standing); 5] = [
        ("in-force", Standing::InForce),
        ("ended", Standing::Ended),
        ("held-unlawful", Standing::HeldUnlawful),
        ("refundable", Standing::Refundable),
        ("under-appeal", Standing::UnderAppeal),
    ];

    /// The name as files and answers spell it.
    pub fn word(self) -> &'static str {
        Standing::NAMES.iter().find(|(_, standing)| *standing == self).map_or("", |(name, _)| name)
    }
}

/// What a chapter 98 claim leaves dutiable.
#[derive(Clone, Debug)]
pub struct Chapter98 {
    /// The provision, or all below it.
    pub prefix: TariffNumber,
    /// The value that remains dutiable.
    pub base: Chapter98Base,
    /// True when the part that stays dutiable is free of the duty of chapters 1 to 97, additional duties apart.
    pub free: bool,
    /// What the chapter 98 line itself shows as its rate.
    pub rate: Arc<str>,
    /// Entries it concerns.
    pub window: Window,
    /// When it became known.
    pub known: Option<Date>,
    /// Columns of the schedule in which it frees; in another column the goods bear what they would without the claim.
    pub columns: Vec<Column>,
    /// What must be true of the goods: a claim whose condition is false is refused, one whose condition nobody has stated
    /// stands, since the claim is itself the importer's word.
    pub when: Option<Expr>,
    /// True when a claim whose condition nobody has stated stands; false where it must be stated.
    pub presume: bool,
    /// The condition in a sentence: the reason when a claim is refused.
    pub condition: Arc<str>,
    /// Whether the merchandise processing fee falls on the line.
    pub processing_fee: ProcessingFee,
    /// The bond under which the goods are admitted, in words; none where they are free outright.
    pub bond: Option<Arc<str>>,
    /// Source.
    pub cite: Citation,
}

/// Whether the merchandise processing fee falls on a line under chapter 98.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProcessingFee {
    /// No fee on the line.
    Exempt,
    /// A fee on the value that stays dutiable.
    OnDutiable,
    /// A fee on the whole entered value.
    OnWhole,
}

/// The value that remains dutiable under a chapter 98 claim.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Chapter98Base {
    /// The whole entered value.
    Full,
    /// The value named with the claim: repair, alteration, processing.
    Claimed,
    /// The entered value less the one named with the claim: US parts assembled abroad.
    LessClaimed,
    /// Nothing.
    Nothing,
    /// All of it, at the rate that the provision itself prints; additional duties do not follow.
    OwnRate,
}

/// A named set of countries.
#[derive(Debug)]
pub struct Group {
    /// Its name without `@`.
    pub id: Arc<str>,
    /// Members with the time of their membership.
    pub members: Vec<(Country, Window)>,
}

impl Group {
    /// True when the country is a member on the day.
    pub fn holds(&self, country: Country, day: Date) -> bool {
        self.members.iter().any(|(member, window)| *member == country && window.holds(day))
    }
}

/// A fact that measures read.
#[derive(Debug)]
pub struct Fact {
    /// Name in questions and conditions.
    pub name: Arc<str>,
    /// Kind of its value.
    pub kind: Kind,
    /// The question a person can answer.
    pub question: Arc<str>,
    /// What holds while nobody has answered.
    pub unknown: Arc<str>,
    /// Once one fact of a family is given, the others are zero.
    pub family: Option<Arc<str>>,
    /// False for facts so rare that nobody is asked.
    pub ask: bool,
    /// True when the word must be a country's code.
    pub country: bool,
}

/// Which numbers a heading is about.
#[derive(Debug, Default, Clone)]
pub struct Goods {
    /// On any of these lists; empty for any goods.
    pub lists: Vec<ListId>,
    /// On none of these.
    pub except: Vec<ListId>,
}

/// Which origins a heading is about.
#[derive(Debug, Default, Clone)]
pub struct Origins {
    /// These countries …
    pub countries: Vec<Country>,
    /// … or members of these groups; both empty for any origin.
    pub groups: Vec<GroupId>,
    /// But not these …
    pub not_countries: Vec<Country>,
    /// … nor members of these.
    pub not_groups: Vec<GroupId>,
}

/// A provision of chapter 99 (or 98): the unit that is reported.
#[derive(Debug)]
pub struct Heading {
    /// The number.
    pub number: TariffNumber,
    /// Why it is reported, in a sentence.
    pub title: Arc<str>,
    /// Whose duty it is.
    pub authority: AuthorityId,
    /// Tags that conditions and bases refer to.
    pub tags: Vec<TagId>,
    /// Goods.
    pub goods: Goods,
    /// Origins.
    pub origins: Origins,
    /// Condition; none when goods, origin and window decide.
    pub when: Option<Expr>,
    /// True when the heading applies while its condition is unknown.
    pub presume: bool,
    /// Rates by window.
    pub rates: Vec<RateRow>,
    /// Reported with zero duty where the base already reaches the total.
    pub twin: Option<TariffNumber>,
    /// Headings that it displaces where it applies.
    pub instead_of: Vec<HeadingId>,
    /// The place it takes.
    pub place: Option<PlaceId>,
    /// The question to ask when its condition waits for the importer's word.
    pub question: Option<Arc<str>>,
    /// Source.
    pub cite: Citation,
    /// When it became known.
    pub known: Option<Date>,
    /// File it stands in.
    pub file: Arc<str>,
}

/// What a heading charges in a window.
#[derive(Debug, Clone)]
pub struct RateRow {
    /// The date that the window is about.
    pub by: DateKind,
    /// First and last day.
    pub window: Window,
    /// When the row became known.
    pub known: Option<Date>,
    /// Columns of the schedule in which it stands; elsewhere the heading says «No change».
    pub columns: Vec<Column>,
    /// What is charged.
    pub form: Form,
    /// On which part of the value.
    pub of: Share,
    /// Tags whose bases are taken out first.
    pub less: Vec<TagId>,
}

/// The date that decides a window.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DateKind {
    /// Time of entry, or privileged zone status where it was taken.
    Entry,
    /// Loading on the final mode of transit.
    Loading,
    /// Exportation.
    Export,
    /// Privileged foreign status.
    Privileged,
    /// Withdrawal from a zone of goods under privileged foreign status, for notes that reach back into zones; no row by
    /// this date concerns other goods.
    Withdrawal,
}

/// How a heading charges. Figures are percent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Form {
    /// Nothing: the heading exempts.
    None,
    /// On top of the base.
    Add(Decimal),
    /// On top of the base, by quantity or by quantity and value: `66.6¢/kg`, `12.4¢/kg + 2%`.
    AddRate(Arc<RateExpr>),
    /// All in: what the base lacks to the total.
    Total(Decimal),
    /// In place of the base.
    Base(Decimal),
    /// In place of the base, by quantity or by quantity and value.
    BaseRate(Arc<RateExpr>),
}

impl Form {
    /// True when the rate stands in place of the duty of chapters 1 to 97.
    pub fn replaces(&self) -> bool {
        matches!(self, Form::Base(_) | Form::BaseRate(_))
    }
}

/// The part of the value that a heading charges.
#[derive(Debug, Clone)]
pub enum Share {
    /// All of it.
    Whole,
    /// Percent of it; all of it while the facts are unknown.
    Percent(Expr),
    /// What applied headings with one of the tags charge on known facts.
    Bases(Vec<TagId>),
}

/// Headings that precedence is told of together: what displaces one of them from outside displaces all that it meets.
#[derive(Debug)]
pub struct Class {
    /// The tag that its members carry.
    pub tag: TagId,
    /// What they are, in words.
    pub title: Arc<str>,
}

/// An import ban.
#[derive(Debug)]
pub struct Ban {
    /// Its id.
    pub id: Arc<str>,
    /// In words.
    pub title: Arc<str>,
    /// Goods.
    pub goods: Goods,
    /// Origins.
    pub origins: Origins,
    /// Condition.
    pub when: Option<Expr>,
    /// Entries it concerns.
    pub window: Window,
    /// Source; with trust `K` it warns and does not decide.
    pub cite: Citation,
    /// When it became known.
    pub known: Option<Date>,
}

/// A special programme.
#[derive(Debug)]
pub struct Programme {
    /// Symbol, as in `S` or `A+`.
    pub spi: Arc<str>,
    /// In words.
    pub title: Arc<str>,
    /// Origins that may claim it, by the law pack; empty when the schedule's list alone decides.
    pub origins: Origins,
    /// Spans in which a claim lowers the duty, by the law pack.
    pub spans: Vec<Span>,
    /// The flag by which the importer says that the article qualifies, or does not.
    pub qualifies: Option<FactId>,
    /// Source.
    pub cite: Citation,
}

/// A span of a programme's life.
#[derive(Clone, Copy, Debug)]
pub struct Span {
    /// Days of entry.
    pub window: Window,
    /// Day on which it became public, where that was later: a lapse that was closed backwards.
    pub known: Option<Date>,
}

impl Programme {
    /// Takes days and countries from the tables of programmes.
    pub(crate) fn read_law(&mut self, programs: &cocket_law::Programs) {
        let rows = programs.history(&self.spi);
        let span = |row: &cocket_law::Row<cocket_law::Program>| Span {
            window: row.in_force(),
            // Public before its first day: then every day of it knows the programme.
            known: row.known.filter(|known| row.in_force().from.is_none_or(|from| *known > from)),
        };
        self.spans = rows.iter().map(span).collect();
        let listed = rows.last().is_some_and(|row| row.countries == cocket_law::ProgramCountries::Listed);
        let countries = if listed { programs.countries(&self.spi).collect() } else { Vec::new() };
        self.origins = Origins { countries, ..Origins::default() };
    }

    /// True when a claim lowers the duty on the day, by what was known.
    pub fn in_force(&self, as_of: AsOf) -> bool {
        self.spans.iter().any(|span| span.window.holds(as_of.day) && as_of.knows(span.known))
    }
}

impl Origins {
    /// True when the origin is meant on the day.
    pub fn holds(&self, country: Country, day: Date, groups: &[Group]) -> bool {
        let member = |ids: &[GroupId]| ids.iter().any(|id| groups[id.at()].holds(country, day));
        let any = self.countries.is_empty() && self.groups.is_empty();
        let meant = any || self.countries.contains(&country) || member(&self.groups);
        meant && !self.not_countries.contains(&country) && !member(&self.not_groups)
    }
}

impl Pack {
    /// A fact by its name.
    pub fn fact(&self, name: &str) -> Option<FactId> {
        self.fact_names.get(name).copied()
    }

    /// The headings of a number.
    pub fn heading(&self, number: TariffNumber) -> impl Iterator<Item = &Heading> {
        let ids = self.by_number.get(&number).map_or(&[][..], Vec::as_slice);
        ids.iter().map(|id| &self.headings[id.at()])
    }
}
