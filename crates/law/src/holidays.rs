//! Holiday rules and closures to a working-day calendar (5 USC 6103).

use std::sync::Arc;

use cocket_base::civil::Weekday;
use cocket_base::{Calendar, Date, Holiday, HolidayRule};

use crate::schema::date;
use crate::table::{Cells, Table};

/// The calendar of the pack's holidays and closures.
pub(crate) fn calendar(holidays: Option<&Table>, closures: Option<&Table>) -> Calendar {
    let holidays = holidays.map(|table| table.dated("holidays", holiday).into_rows()).unwrap_or_default();
    let closures = closures.map(|table| table.dated("closures", closure).into_rows()).unwrap_or_default();
    Calendar::new(
        holidays.into_iter().map(|row| row.value).collect(),
        closures.into_iter().map(|row| row.value),
    )
}

fn holiday(cells: Cells<'_>) -> Option<Holiday> {
    let month = cells.parse("month")?;
    let rule = match cells.parse("day") {
        Some(day) => HolidayRule::Fixed { month, day },
        None => {
            HolidayRule::Nth { month, nth: cells.parse("nth")?, weekday: weekday(cells.text("weekday"))? }
        }
    };
    Some(Holiday { name: cells.shared("name"), rule, from_year: cells.parse("first_year")? })
}

fn weekday(name: &str) -> Option<Weekday> {
    Some(match name {
        "monday" => Weekday::Monday,
        "tuesday" => Weekday::Tuesday,
        "wednesday" => Weekday::Wednesday,
        "thursday" => Weekday::Thursday,
        "friday" => Weekday::Friday,
        _ => return None,
    })
}

fn closure(cells: Cells<'_>) -> Option<(Date, Arc<str>)> {
    Some((date(cells.text("date"))?, cells.shared("name")))
}
