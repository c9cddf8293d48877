//! Lines and amounts as columns.

use cocket_base::ids::{Country, TariffNumber};
use cocket_base::{Cents, Date, Quantity};

use crate::day::{self, Day};
use crate::number::{number_bits, number_of};
use crate::window::WINDOW;
use crate::words;

/// One line, as a person writes it.
#[derive(Clone, Copy, Debug)]
pub struct Line {
    /// Number of chapters 1 to 97.
    pub number: TariffNumber,
    /// Country of origin.
    pub origin: Country,
    /// Time of entry.
    pub entry_date: Date,
    /// Entered value in whole US dollars.
    pub value_dollars: i64,
    /// Up to two reported quantities.
    pub quantities: [Option<Quantity>; 2],
    /// Date of exportation.
    pub export_date: Option<Date>,
    /// Date of loading on the final mode of transit.
    pub loading_date: Option<Date>,
    /// Day on which privileged foreign status was taken.
    pub privileged_date: Option<Date>,
    /// Its profile: claim, facts, mode and the like.
    pub profile: u32,
}

impl Line {
    /// A line with what every line has.
    pub fn new(number: TariffNumber, origin: Country, entry_date: Date, value_dollars: i64) -> Line {
        Line {
            number,
            origin,
            entry_date,
            value_dollars,
            quantities: [None; 2],
            export_date: None,
            loading_date: None,
            privileged_date: None,
            profile: 0,
        }
    }
}

/// Lines by columns: 30 bytes a line, and more only for a line that has quantities or further dates.
#[derive(Clone, Debug, Default)]
pub struct Lines {
    pub(crate) number: Vec<u64>,
    pub(crate) origin: Vec<u16>,
    pub(crate) entry: Vec<Day>,
    pub(crate) value: Vec<i64>,
    pub(crate) profile: Vec<u32>,
    /// Index + 1 of the line's further facts; 0 for the common line that has none.
    pub(crate) more: Vec<u32>,
    pub(crate) dates: Vec<Dates>,
    /// Reported quantities of the lines that have further facts.
    pub(crate) quantities: Vec<Quantities>,
}

/// Up to two reported quantities.
pub(crate) type Quantities = [Option<Quantity>; 2];

/// Dates that most lines do not have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Dates {
    pub export: Day,
    pub loading: Day,
    pub privileged: Day,
    /// Not of the dates, but told where they are read: a reported quantity is negative.
    pub negative: bool,
}

impl Dates {
    /// No further dates.
    pub const NONE: Dates =
        Dates { export: day::NONE, loading: day::NONE, privileged: day::NONE, negative: false };

    /// True when a date is given that rates or conditions may wait for.
    pub fn dated(&self) -> bool {
        self.export != day::NONE || self.loading != day::NONE || self.privileged != day::NONE
    }
}

impl Lines {
    /// No lines.
    pub fn new() -> Lines {
        Lines::default()
    }

    /// Appends a line.
    pub fn push(&mut self, line: &Line) {
        let day = |date: Option<Date>| date.map_or(day::NONE, day::number);
        let mut quantities = line.quantities.iter().flatten();
        let dates = Dates {
            export: day(line.export_date),
            loading: day(line.loading_date),
            privileged: day(line.privileged_date),
            negative: quantities.any(|quantity| quantity.amount.is_sign_negative()),
        };
        self.number.push(number_bits(line.number));
        self.origin.push(words::country(line.origin));
        self.entry.push(day::number(line.entry_date));
        self.value.push(line.value_dollars);
        self.profile.push(line.profile);
        if dates == Dates::NONE && line.quantities == [None; 2] {
            self.more.push(0);
        } else {
            self.dates.push(dates);
            self.quantities.push(line.quantities);
            self.more.push(u32::try_from(self.dates.len()).unwrap_or(0));
        }
    }

    /// How many.
    pub fn len(&self) -> usize {
        self.number.len()
    }

    /// True without any.
    pub fn is_empty(&self) -> bool {
        self.number.is_empty()
    }

    /// Takes all lines out and keeps the room.
    pub fn clear(&mut self) {
        self.number.clear();
        self.origin.clear();
        self.entry.clear();
        self.value.clear();
        self.profile.clear();
        self.more.clear();
        self.dates.clear();
        self.quantities.clear();
    }

    /// A line as a person writes it; `None` past the end.
    pub fn get(&self, at: usize) -> Option<Line> {
        let more = *self.more.get(at)?;
        let dates = self.dates_of(more);
        let date = |day: Day| if day == day::NONE { None } else { day::date(day) };
        Some(Line {
            number: number_of(*self.number.get(at)?)?,
            origin: words::country_of(*self.origin.get(at)?)?,
            entry_date: day::date(*self.entry.get(at)?)?,
            value_dollars: *self.value.get(at)?,
            quantities: *self.quantities_of(more),
            export_date: date(dates.export),
            loading_date: date(dates.loading),
            privileged_date: date(dates.privileged),
            profile: *self.profile.get(at)?,
        })
    }

    #[inline]
    pub(crate) fn dates_of(&self, more: u32) -> &Dates {
        const NONE: &Dates = &Dates::NONE;
        (more as usize).checked_sub(1).and_then(|at| self.dates.get(at)).unwrap_or(NONE)
    }

    #[inline]
    pub(crate) fn quantities_of(&self, more: u32) -> &Quantities {
        const NONE: &Quantities = &[None; 2];
        (more as usize).checked_sub(1).and_then(|at| self.quantities.get(at)).unwrap_or(NONE)
    }
}

/// How a line came out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
#[repr(u8)]
pub enum Status {
    /// The amounts stand.
    Decided,
    /// A fact is missing, such as a quantity.
    NeedsFacts,
    /// The goods may not be entered.
    Prohibited,
    /// The line cannot be rated: an unknown number, a negative value and the like.
    Invalid,
    /// The tables cannot answer exactly, and no tariff was given that could.
    #[default]
    Beyond,
}

impl Status {
    /// The word of answers; `beyond` is this path's own.
    pub fn word(self) -> &'static str {
        match self {
            Status::Decided => "decided",
            Status::NeedsFacts => "needs_facts",
            Status::Prohibited => "prohibited",
            Status::Invalid => "invalid",
            Status::Beyond => "beyond",
        }
    }
}

/// What lines came to, in their order.
#[derive(Clone, Debug, Default)]
pub struct Amounts {
    /// How each came out; the amounts of a line that is not decided are zero.
    pub status: Vec<Status>,
    /// Duty of the number itself, in cents.
    pub base_cents: Vec<i64>,
    /// All other duty, in cents.
    pub additional_cents: Vec<i64>,
    /// Reported chapter 99 numbers with their cents, when they were asked for; see [`Amounts::headings`].
    pub(crate) reported: Option<Reported>,
    /// Lines that the explained path answered.
    pub explained: u64,
}

/// What the lines of a window came to: their status, base and additional duty in cents.
pub(crate) struct Came {
    pub status: [Status; WINDOW],
    pub base: [i64; WINDOW],
    pub additional: [i64; WINDOW],
}

impl Came {
    /// Decided, and nothing owed.
    pub const NOTHING: Came =
        Came { status: [Status::Decided; WINDOW], base: [0; WINDOW], additional: [0; WINDOW] };

    /// Says what a line came to.
    pub fn set(&mut self, place: usize, (status, base, additional): (Status, i64, i64)) {
        if let (Some(to_status), Some(to_base), Some(to_additional)) =
            (self.status.get_mut(place), self.base.get_mut(place), self.additional.get_mut(place))
        {
            (*to_status, *to_base, *to_additional) = (status, base, additional);
        }
    }
}

#[derive(Clone, Debug, Default)]
pub(crate) struct Reported {
    pub ends: Vec<usize>,
    pub numbers: Vec<u64>,
    pub cents: Vec<i64>,
}

impl Reported {
    /// Appends numbers with their cents.
    pub fn extend(&mut self, owed: impl Iterator<Item = (u64, i64)>) {
        for (number, cents) in owed {
            self.numbers.push(number);
            self.cents.push(cents);
        }
    }
}

impl Amounts {
    /// Amounts without the single headings.
    pub fn new() -> Amounts {
        Amounts::default()
    }

    /// Amounts with room for so many lines.
    pub fn with_room(lines: usize) -> Amounts {
        Amounts {
            status: Vec::with_capacity(lines),
            base_cents: Vec::with_capacity(lines),
            additional_cents: Vec::with_capacity(lines),
            ..Amounts::default()
        }
    }

    /// Amounts with each heading that was reported.
    pub fn with_headings() -> Amounts {
        Amounts { reported: Some(Reported::default()), ..Amounts::default() }
    }

    /// How many lines.
    pub fn len(&self) -> usize {
        self.status.len()
    }

    /// True without any.
    pub fn is_empty(&self) -> bool {
        self.status.is_empty()
    }

    /// Takes all out and keeps the room.
    pub fn clear(&mut self) {
        self.status.clear();
        self.base_cents.clear();
        self.additional_cents.clear();
        if let Some(reported) = &mut self.reported {
            reported.ends.clear();
            reported.numbers.clear();
            reported.cents.clear();
        }
    }

    /// The whole duty of a line.
    pub fn duty(&self, at: usize) -> Cents {
        let of = |column: &[i64]| column.get(at).copied().unwrap_or(0);
        Cents::new(of(&self.base_cents) + of(&self.additional_cents))
    }

    /// The chapter 99 numbers that a line reports, in evaluation order; none when they were not asked for.
    pub fn headings(&self, at: usize) -> impl Iterator<Item = (TariffNumber, Cents)> + '_ {
        let reported = self.reported.iter().flat_map(move |reported| {
            let first = at.checked_sub(1).map_or(Some(0), |before| reported.ends.get(before).copied());
            let range = first.zip(reported.ends.get(at).copied());
            range.into_iter().flat_map(move |(first, last)| {
                let numbers = reported.numbers.get(first..last).unwrap_or_default();
                numbers.iter().zip(reported.cents.get(first..last).unwrap_or_default())
            })
        });
        reported.filter_map(|(number, cents)| Some((number_of(*number)?, Cents::new(*cents))))
    }

    /// Ends the reported headings of a line, where they were asked for.
    pub(crate) fn end_line(&mut self) {
        if let Some(reported) = &mut self.reported {
            reported.ends.push(reported.numbers.len());
        }
    }

    /// Appends what the first lines of a window came to.
    pub(crate) fn extend(&mut self, came: &Came, count: usize) {
        self.status.extend_from_slice(came.status.get(..count).unwrap_or_default());
        self.base_cents.extend_from_slice(came.base.get(..count).unwrap_or_default());
        self.additional_cents.extend_from_slice(came.additional.get(..count).unwrap_or_default());
    }

    /// Appends the amounts of other lines.
    pub fn append(&mut self, other: &mut Amounts) {
        self.status.append(&mut other.status);
        self.base_cents.append(&mut other.base_cents);
        self.additional_cents.append(&mut other.additional_cents);
        self.explained += std::mem::take(&mut other.explained);
        if let (Some(all), Some(more)) = (&mut self.reported, &mut other.reported) {
            let start = all.numbers.len();
            all.ends.extend(more.ends.drain(..).map(|end| start + end));
            all.numbers.append(&mut more.numbers);
            all.cents.append(&mut more.cents);
        }
    }
}
