//! Quota presentation: 19 CFR 132.3, 132.11a; 141.68(d), (e).
//!
//! Left to a person: the noon opening of a period, and whether the summary is in proper form.

use cocket_base::{Citation, DateTime, Determination, Step};
use jiff::ToSpan;
use jiff::civil::time;

use crate::{AsOf, Refusal};

/// The moment of presentation: the latest of arrival and of the summary with its payment or statement date; outside
/// office hours of a working day, the next opening. Local time of the port.
pub fn presentation(
    as_of: AsOf<'_>,
    arrival: DateTime,
    summary: DateTime,
) -> Result<Determination<DateTime>, Refusal> {
    let limit = |name: &str| as_of.pack.limit(name, as_of.day, as_of.known);
    let minutes = |name: &str| -> Result<i64, Refusal> {
        let row = limit(name)?;
        i64::try_from(row.amount.trunc().mantissa()).ok().filter(|m| (0..1440).contains(m)).ok_or_else(|| {
            Refusal::Figure {
                what: "the office hours",
                found: row.amount.to_string(),
                expected: "minutes after midnight",
            }
        })
    };
    let (opens, closes) = (minutes("quota_office_opens")?, minutes("quota_office_closes")?);
    let at_minutes = |day: cocket_base::Date, m: i64| {
        day.at(0, 0, 0, 0).checked_add(m.minutes()).unwrap_or(day.to_datetime(time(0, 0, 0, 0)))
    };
    let calendar = as_of.pack.calendar();
    let latest = arrival.max(summary);
    let day = latest.date();
    let presented = if calendar.is_working(day) && latest < at_minutes(day, opens) {
        at_minutes(day, opens)
    } else if calendar.is_working(day) && latest <= at_minutes(day, closes) {
        latest
    } else {
        at_minutes(calendar.roll_forward(day.saturating_add(1.day())), opens)
    };
    let cite = Citation::new("19 CFR 132.3, 132.11a; 141.68(d), (e)");
    let step = Step::new("presented at the latest of arrival and summary with payment, inside office hours")
        .cite(cite);
    let step = step.fact("arrival", arrival).fact("summary", summary).fact("presentation", presented);
    Ok(Determination::decided(presented, vec![step]))
}
