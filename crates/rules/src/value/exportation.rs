//! Country and date of exportation: 19 CFR 152.1(c); HTSUS general statistical note 1.
//!
//! Goods that only pass through a country are exported from the one they came from. They are exported anew from a country
//! where they entered commerce, or from which it was first settled that they go to the United States.

use cocket_base::{Citation, Date, Determination, Shaped, Step};
use serde::{Deserialize, Serialize};

use super::answer::need;
use crate::Refusal;

/// Most legs of a journey.
const LEGS: usize = 50;

/// A country on the way, in order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Shaped)]
#[serde(deny_unknown_fields)]
pub struct Leg {
    /// The country, as it is written.
    pub country: String,
    /// Port, as a note.
    #[serde(default)]
    pub port: Option<String>,
    /// Day the goods left it: by vessel or aircraft the departure from its last port, by land the crossing of the border.
    #[serde(default)]
    pub left: Option<Date>,
    /// The goods entered the commerce of the country: sold there, worked on, cleared. For the first country: yes.
    #[serde(default)]
    pub entered_commerce: Option<bool>,
    /// When they left the country before, it was not settled that they go to the United States. Left out: it was.
    #[serde(default)]
    pub destination_open: bool,
}

/// Where and when goods were exported.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Exportation {
    /// Country of exportation.
    pub country: String,
    /// Date of exportation.
    pub date: Date,
}

/// Finds country and date.
pub fn exportation(legs: &[Leg]) -> Result<Determination<Exportation>, Refusal> {
    if legs.len() > LEGS {
        let found = legs.len().to_string();
        return Err(Refusal::Figure { what: "the number of legs", found, expected: "at most 50" });
    }
    let same = |a: &str, b: &str| a.trim().eq_ignore_ascii_case(b.trim());
    let cite = || Citation::new("HTSUS general statistical note 1(a)(iv); 19 CFR 152.1(c)");
    let Some(first) = legs.first() else {
        let ask = need(
            "legs",
            "Which countries did the goods leave on their way?",
            "country and date of exportation",
        );
        return Ok(Determination::needs(vec![ask], Vec::new()));
    };
    let (mut from, mut steps, mut needs) =
        (0, vec![Step::new(format!("the journey begins in {}", first.country)).cite(cite())], Vec::new());
    for (at, leg) in legs.iter().enumerate().skip(1) {
        if legs.get(from).is_some_and(|held| same(&held.country, &leg.country)) {
            // A further port of the same country: the last departure counts.
            from = at;
            continue;
        }
        match leg.entered_commerce {
            Some(true) => {
                from = at;
                steps.push(
                    Step::new(format!("entered commerce in {}: exported anew from there", leg.country))
                        .cite(cite()),
                );
            }
            _ if leg.destination_open => {
                from = at;
                steps.push(
                    Step::new(format!(
                        "first bound for the United States in {}: exported from there",
                        leg.country
                    ))
                    .cite(cite()),
                );
            }
            Some(false) => steps.push(Step::new(format!("only passed through {}", leg.country)).cite(cite())),
            None => needs.push(need(
                format!("legs[{at}].entered_commerce"),
                format!(
                    "Did the goods enter the commerce of {} (sold, cleared or worked on there)?",
                    leg.country
                ),
                "country and date of exportation, and with them the rate of exchange",
            )),
        }
    }
    let held = &legs[from.min(legs.len() - 1)];
    let Some(date) = held.left.filter(|_| needs.is_empty()) else {
        if needs.is_empty() {
            needs.push(need(
                format!("legs[{from}].left"),
                format!("When did the goods finally leave {}?", held.country),
                "date of exportation",
            ));
        }
        return Ok(Determination::needs(needs, steps));
    };
    steps.push(
        Step::new(format!("finally left {} for the United States on {date}", held.country)).cite(cite()),
    );
    Ok(Determination::decided(Exportation { country: held.country.clone(), date }, steps))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run(legs: &str) -> Option<(String, String)> {
        let legs: Vec<Leg> = serde_json::from_str(legs).unwrap();
        exportation(&legs).unwrap().answer().map(|found| (found.country.clone(), found.date.to_string()))
    }

    #[test]
    fn a_country_on_the_way_counts_only_when_the_goods_entered_its_commerce() {
        let way = |more: &str| {
            run(&format!(
                r#"[{{"country":"CH","left":"2026-05-01"}},{{"country":"NL","left":"2026-05-06"{more}}}]"#
            ))
        };
        assert_eq!(way(r#","entered_commerce":false"#), Some(("CH".into(), "2026-05-01".into())));
        assert_eq!(way(r#","entered_commerce":true"#), Some(("NL".into(), "2026-05-06".into())));
        assert_eq!(way(r#","destination_open":true"#), Some(("NL".into(), "2026-05-06".into())));
        assert_eq!(way(""), None, "asked");
        assert_eq!(
            run(r#"[{"country":"CN","left":"2026-05-01"},{"country":"CN","left":"2026-05-03"}]"#),
            Some(("CN".into(), "2026-05-03".into()))
        );
        assert_eq!(run("[]"), None);
    }
}
