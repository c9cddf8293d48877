//! The timeline of a stack as a picture: bars of percent of the value, one colour for each authority, drawn on the server.
//!
//! All figures are whole: days and hundredths of a percent are mapped to hundredths of a unit of the drawing.

use cocket_base::{Cents, Date, Dollars};
use cocket_desk::tariff::timeline::Span;

use crate::words;

/// The drawing, in its own units.
const WIDTH: i64 = 960;
const HEIGHT: i64 = 260;
const LEFT: i64 = 44;
const RIGHT: i64 = 8;
const TOP: i64 = 12;
const BOTTOM: i64 = 24;
/// Colours that the style sheet has for authorities; further ones share the last.
const COLOURS: usize = 8;
/// Lines across the picture, at most.
const MOST_LINES: i64 = 6;
/// Steps between lines, in percent.
const STEPS: [i64; 9] = [1, 2, 5, 10, 20, 25, 50, 100, 250];

/// The picture with the table that says the same.
pub struct Chart {
    /// Width and height.
    pub size: (i64, i64),
    /// Its sentence for those who do not see it.
    pub description: String,
    /// Authorities in the order in which they are stacked, with the number of their colour.
    pub legend: Vec<(String, usize)>,
    /// Pieces of bars.
    pub bars: Vec<Bar>,
    /// Times in which no amount could be worked out.
    pub gaps: Vec<Bar>,
    /// Lines across, with their percent.
    pub lines: Vec<(i64, String)>,
    /// Years: place and number.
    pub years: Vec<(i64, i16)>,
    /// The day of the question.
    pub day: i64,
    /// Left and right end, top and foot of the picture proper.
    pub frame: (i64, i64, i64, i64),
    /// The table.
    pub rows: Vec<Row>,
}

/// A rectangle.
pub struct Bar {
    /// Colour.
    pub colour: usize,
    /// From the left, from the top, width, height, in hundredths.
    pub place: [String; 4],
    /// What it says when pointed at.
    pub title: String,
}

/// A row of the table.
pub struct Row {
    /// First day.
    pub from: Date,
    /// Last day.
    pub until: Date,
    /// Duty, US dollars.
    pub duty: String,
    /// Duty as percent of the value.
    pub percent: String,
    /// The stack: number and rate.
    pub stack: Vec<(String, String)>,
    /// A remark.
    pub remark: &'static str,
    /// It holds the day of the question.
    pub is_now: bool,
}

/// Draws spans of goods of this value; `day` is the day of the question.
pub fn chart(spans: &[Span], value: Dollars, day: Date) -> Option<Chart> {
    let (first, last) = (spans.first()?.from, spans.last()?.until);
    let scale = Scale::new(spans, value, first, last);
    let legend = legend(spans);
    let mut bars = Vec::new();
    let mut gaps = Vec::new();
    for span in spans {
        if span.duty.is_none() {
            gaps.push(scale.whole(span));
            continue;
        }
        let mut below = 0;
        for (authority, colour) in &legend {
            let own = span.lines.iter().filter(|line| line.authority == *authority);
            let amount: Cents = own.map(|line| line.amount).sum();
            let height = scale.basis_points(amount);
            if height > 0 {
                bars.push(scale.bar(span, authority, *colour, below, height));
            }
            below += height;
        }
    }
    Some(Chart {
        size: (WIDTH, HEIGHT),
        description: description(spans, &scale, day),
        bars,
        gaps,
        lines: scale.lines(),
        years: scale.years(),
        day: scale.x(day) / 100,
        frame: (LEFT, WIDTH - RIGHT, TOP, HEIGHT - BOTTOM),
        rows: spans.iter().map(|span| row(span, &scale, day)).collect(),
        legend,
    })
}

/// The number of the colour of each authority, the base first.
fn legend(spans: &[Span]) -> Vec<(String, usize)> {
    let mut names: Vec<&str> = vec!["base"];
    for line in spans.iter().flat_map(|span| &span.lines).filter(|line| !line.amount.is_zero()) {
        if !names.contains(&line.authority.as_str()) {
            names.push(&line.authority);
        }
    }
    names.into_iter().enumerate().map(|(at, name)| (name.to_string(), at.min(COLOURS - 1))).collect()
}

fn row(span: &Span, scale: &Scale, day: Date) -> Row {
    let remark = match span.outcome {
        "decided" if span.owed.is_some() && span.owed != span.duty => "less is owed than was assessed",
        "decided" if span.revision_held => "",
        "decided" => "base duty of another revision: that of the day is not held",
        "needs_facts" => "asks for a fact",
        "prohibited" => "may not be entered",
        _ => "cannot be rated",
    };
    Row {
        from: span.from,
        until: span.until,
        duty: span.duty.map(words::cents).unwrap_or_default(),
        percent: span.duty.map(|duty| percent(scale.basis_points(duty))).unwrap_or_default(),
        stack: span.lines.iter().map(|line| (line.number.to_string(), line.rate.clone())).collect(),
        remark,
        is_now: span.from <= day && day <= span.until,
    }
}

fn description(spans: &[Span], scale: &Scale, day: Date) -> String {
    let rated = || spans.iter().filter_map(|span| Some((span, span.duty?)));
    let low = rated().min_by_key(|(_, duty)| *duty);
    let high = rated().max_by_key(|(_, duty)| *duty);
    let now = rated().find(|(span, _)| span.from <= day && day <= span.until);
    let said = |what: &str, found: Option<(&Span, Cents)>| {
        let told = found.map(|(span, duty)| {
            format!(" {what} {} from {} to {}.", percent(scale.basis_points(duty)), span.from, span.until)
        });
        told.unwrap_or_default()
    };
    format!(
        "Duty as percent of the value, {} to {}, {}.{}{}{} The table beside it has every figure.",
        scale.first,
        scale.last,
        words::count(spans.len().saturating_sub(1), "change"),
        said("On the day of the question", now),
        said("Lowest", low),
        said("Highest", high)
    )
}

/// `12.5%` of 1250 hundredths.
fn percent(basis_points: i64) -> String {
    let text = format!("{}.{:02}", basis_points / 100, basis_points % 100);
    format!("{}%", text.trim_end_matches('0').trim_end_matches('.'))
}

/// Days to the right, hundredths of a percent upwards.
struct Scale {
    first: Date,
    last: Date,
    days: i64,
    value: i64,
    /// Percent at the top, a multiple of the step.
    top: i64,
    step: i64,
}

impl Scale {
    fn new(spans: &[Span], value: Dollars, first: Date, last: Date) -> Scale {
        let mut scale =
            Scale { first, last, days: between(first, last) + 1, value: value.get().max(1), top: 0, step: 1 };
        let highest = spans.iter().filter_map(|span| span.duty).map(|duty| scale.basis_points(duty)).max();
        let percent = highest.unwrap_or(0) / 100 + 1;
        let step = STEPS.into_iter().find(|step| percent <= step * MOST_LINES);
        scale.step = step.unwrap_or(percent / MOST_LINES + 1);
        scale.top = (percent + scale.step - 1) / scale.step * scale.step;
        scale
    }

    /// Hundredths of a percent of the value.
    fn basis_points(&self, amount: Cents) -> i64 {
        // Cents by dollars are percent; a duty beyond a thousand times the value is drawn as that.
        (amount.get().saturating_mul(100) / self.value).clamp(0, 10_000_000)
    }

    /// The place of a day, in hundredths.
    fn x(&self, day: Date) -> i64 {
        let inside = between(self.first, day).clamp(0, self.days);
        LEFT * 100 + inside * (WIDTH - LEFT - RIGHT) * 100 / self.days
    }

    /// The place of a height, in hundredths from the top.
    fn y(&self, basis_points: i64) -> i64 {
        let tall = (HEIGHT - TOP - BOTTOM) * 100;
        (HEIGHT - BOTTOM) * 100 - basis_points * tall / (self.top * 100)
    }

    fn bar(&self, span: &Span, authority: &str, colour: usize, below: i64, height: i64) -> Bar {
        let (x, end) = (self.x(span.from), self.x(span.until) + self.day_width());
        let (y, foot) = (self.y(below + height), self.y(below));
        let title = format!("{} to {}: {authority} {}", span.from, span.until, percent(height));
        Bar { colour, place: [x, y, (end - x).max(30), foot - y].map(hundredths), title }
    }

    /// The whole height of a span.
    fn whole(&self, span: &Span) -> Bar {
        let (x, end) = (self.x(span.from), self.x(span.until) + self.day_width());
        let tall = (HEIGHT - TOP - BOTTOM) * 100;
        let title = format!("{} to {}: {}", span.from, span.until, row(span, self, span.from).remark);
        Bar { colour: 0, place: [x, TOP * 100, (end - x).max(30), tall].map(hundredths), title }
    }

    fn day_width(&self) -> i64 {
        (WIDTH - LEFT - RIGHT) * 100 / self.days
    }

    fn lines(&self) -> Vec<(i64, String)> {
        let count = self.top / self.step;
        (0..=count).map(|at| (self.y(at * self.step * 100) / 100, format!("{}%", at * self.step))).collect()
    }

    fn years(&self) -> Vec<(i64, i16)> {
        let begins = (self.first.year()..=self.last.year()).filter_map(|year| Date::new(year, 1, 1).ok());
        begins.filter(|day| *day >= self.first).map(|day| (self.x(day) / 100, day.year())).collect()
    }
}

fn between(from: Date, to: Date) -> i64 {
    from.until(to).map_or(0, |span| span.get_days().into())
}

fn hundredths(figure: i64) -> String {
    format!("{}.{:02}", figure / 100, figure % 100)
}

#[cfg(test)]
mod tests {
    use super::*;
    use cocket_base::civil::date;
    use cocket_desk::tariff::timeline::SpanLine;

    fn span(from: Date, until: Date, amounts: &[(&str, i64)]) -> Span {
        let lines = amounts.iter().map(|(authority, cents)| SpanLine {
            number: "6911105800".parse().unwrap(),
            authority: (*authority).into(),
            rate: "x".into(),
            amount: Cents::new(*cents),
        });
        let duty = amounts.iter().map(|(_, cents)| Cents::new(*cents)).sum();
        Span {
            from,
            until,
            outcome: "decided",
            lines: lines.collect(),
            duty: Some(duty),
            owed: Some(duty),
            revision_held: true,
        }
    }

    #[test]
    fn bars_stand_upon_each_other_and_fill_their_days() {
        let spans = [
            span(date(2025, 1, 1), date(2025, 12, 31), &[("base", 6_000)]),
            span(date(2026, 1, 1), date(2026, 12, 31), &[("s122", 10_000), ("base", 6_000)]),
        ];
        let chart = chart(&spans, Dollars::new(1_000), date(2026, 6, 16)).unwrap();
        assert_eq!(chart.legend, [("base".to_string(), 0), ("s122".to_string(), 1)]);
        assert_eq!(chart.bars.len(), 3);
        let at = |bar: &Bar, of: usize| bar.place[of].replace('.', "").parse::<i64>().unwrap();
        let (base, upon) = (&chart.bars[1], &chart.bars[2]);
        assert_eq!(at(upon, 1) + at(upon, 3), at(base, 1), "one begins where the other ends");
        assert_eq!(at(base, 1) + at(base, 3), (HEIGHT - BOTTOM) * 100, "the base stands on the ground");
        assert_eq!(chart.lines.last().unwrap().1, "20%", "the highest line lies above 16 percent");
        assert_eq!(chart.years, [(LEFT, 2025), (chart.years[1].0, 2026)]);
        assert!(chart.rows[1].is_now && chart.rows[1].percent == "16%");
        assert!(chart.description.contains("1 change.") && chart.description.contains("16%"));
    }

    #[test]
    fn what_has_no_amount_is_a_gap_and_nothing_divides_by_zero() {
        let asked = Span {
            outcome: "needs_facts",
            duty: None,
            owed: None,
            ..span(date(2025, 1, 1), date(2025, 1, 1), &[])
        };
        let one = chart(&[asked], Dollars::ZERO, date(2025, 1, 1)).unwrap();
        assert_eq!((one.bars.len(), one.gaps.len()), (0, 1));
        assert_eq!(one.rows[0].remark, "asks for a fact");
        assert!(chart(&[], Dollars::ZERO, date(2025, 1, 1)).is_none());
        assert_eq!([0, 1250, 1_000].map(percent), ["0%", "12.5%", "10%"]);
    }
}
