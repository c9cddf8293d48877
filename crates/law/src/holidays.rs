//! Holiday rules and closures to a working-day calendar (5 USC 6103).

use std::collections::BTreeMap;
use std::sync::Arc;

use cocket_base::civil::Weekday;
use cocket_base::{Calendar, Date, Holiday, HolidayRule};

use crate::schema::date;
use crate::table::{Cells, Table};

/// The calendar of the pack's holidays and of the closures that hold for every port.
pub(crate) fn calendar(holidays: Option<&Table>, closures: Option<&Table>) -> Calendar {
    let holidays = holidays.map(|table| table.dated("holidays", holiday).into_rows()).unwrap_or_default();
    let closures = closures.map(closed).unwrap_or_default();
    let everywhere = closures.into_iter().filter(|closure| closure.port.is_none());
    Calendar::new(
        holidays.into_iter().map(|row| row.value).collect(),
        everywhere.map(|closure| (closure.day, closure.name)),
    )
}

/// Closures of single ports.
pub(crate) fn port_closures(closures: &Table) -> BTreeMap<Arc<str>, Vec<(Date, Arc<str>)>> {
    let mut by_port: BTreeMap<Arc<str>, Vec<(Date, Arc<str>)>> = BTreeMap::new();
    for closure in closed(closures) {
        if let Some(port) = closure.port {
            by_port.entry(port).or_default().push((closure.day, closure.name));
        }
    }
    by_port
}

struct Closure {
    day: Date,
    port: Option<Arc<str>>,
    name: Arc<str>,
}

fn closed(closures: &Table) -> Vec<Closure> {
    closures.dated("closures", closure).into_rows().into_iter().map(|row| row.value).collect()
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

fn closure(cells: Cells<'_>) -> Option<Closure> {
    Some(Closure { day: date(cells.text("date"))?, port: cells.optional("port"), name: cells.shared("name") })
}
