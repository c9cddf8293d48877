//! `cocket clocks`: one question, one answer.

use std::collections::BTreeMap;

use cocket_base::{Date, Finding, Step};
use cocket_law::{ClockRow, Pack, Row};

use super::answers::{ClockAnswer, ClockDecided, ClockQuestion, ClockResult};
use super::count::{CountedDay, day_by_day};
use super::evaluate::{ClockFacts, Reckoned, Stopped, counted_from, facts_of, find, reckon};
use super::listing::{all, how, named, row_listing, rule_listing};
use super::zone;
use crate::AsOf;
use crate::asked::{self, BadMoment, Determined, Given, Moment, Ran, Verdict, invalid, near, strays};
use crate::unverified::confirm;

/// The key that stands for the only date a clock needs.
const ANY_DATE: &str = "date";

/// Answers a question; `today` stands in where the question names no day of knowledge.
pub fn answer(pack: &Pack, question: &ClockQuestion, today: Date) -> ClockAnswer {
    let result = work(pack, question, today);
    let verified = pack.verified().map(|verified| work(verified, question, today));
    let result = match (&result, &verified) {
        (ClockResult::Decided(_) | ClockResult::Prohibited { .. }, Some(verified)) => {
            match confirm(&result, verified) {
                Some(need) => {
                    ClockResult::NeedsFacts { needs: vec![need], would: Some(Box::new(result)), told: None }
                }
                None => result,
            }
        }
        _ => result,
    };
    ClockAnswer { id: question.id.clone(), result }
}

fn work(pack: &Pack, question: &ClockQuestion, today: Date) -> ClockResult {
    let known = question.known.unwrap_or(today);
    // The rule in force on the first of the dates given; without any, today's, so that it can say what it needs.
    let day = question.facts.values().filter_map(day_of).min().unwrap_or(today);
    let as_of = AsOf::new(pack, day, known);
    let rule = named(&question.clock.trim().replace([' ', '-'], "_"));
    let result = match rule {
        Some(rule) => determine(as_of, rule, question),
        None => decide(as_of, question),
    };
    // Asked without any fact, a clock says what its rule says by itself.
    match result {
        ClockResult::NeedsFacts { needs, would, .. } if question.facts.is_empty() => {
            let told = match rule {
                Some(rule) => Some(rule_listing(as_of, rule)),
                None => find(as_of, &question.clock).ok().map(|row| row_listing(as_of, row)),
            };
            ClockResult::NeedsFacts { needs, would, told: told.map(Box::new) }
        }
        other => other,
    }
}

fn day_of(given: &Given) -> Option<Date> {
    match given {
        Given::Text(text) => text.parse::<Moment>().ok().map(Moment::date),
        _ => None,
    }
}

fn refuse(findings: Vec<Finding>) -> ClockResult {
    ClockResult::Invalid { findings }
}

fn determine(as_of: AsOf<'_>, rule: &Determined, question: &ClockQuestion) -> ClockResult {
    let names: Vec<&str> = rule.facts.iter().map(|fact| fact.name).collect();
    let mut facts = question.facts.clone();
    for (name, said) in [("mode", &question.mode), ("port", &question.port)] {
        if let (Some(text), true) = (said, names.contains(&name)) {
            facts.insert(name.into(), Given::Text(text.clone()));
        }
    }
    let stray = strays(&format!("the clock {}", rule.name), &names, &facts);
    if !stray.is_empty() {
        return refuse(stray);
    }
    match asked::run(as_of, rule, &facts) {
        Ok(Ran::Findings(findings)) => refuse(findings),
        Ok(Ran::Needs(needs, verdict)) => {
            let would = verdict.map(|verdict| Box::new(judged(as_of, rule, question, verdict)));
            ClockResult::NeedsFacts { needs, would, told: None }
        }
        Ok(Ran::Verdict(verdict)) => judged(as_of, rule, question, verdict),
        Err(error) => {
            refuse(vec![invalid("UNKNOWN_LAW", "clock", error.to_string(), "check the dates given")])
        }
    }
}

fn judged(as_of: AsOf<'_>, rule: &Determined, question: &ClockQuestion, verdict: Verdict) -> ClockResult {
    if !verdict.against.is_empty() {
        return ClockResult::Prohibited { reasons: verdict.against, steps: verdict.steps };
    }
    let verdict = if question.explain.steps() { verdict } else { Verdict { steps: Vec::new(), ..verdict } };
    let mut decided = determination(as_of, rule, verdict);
    in_zone(as_of, question, &mut decided);
    ClockResult::Decided(Box::new(decided))
}

fn determination(as_of: AsOf<'_>, rule: &Determined, verdict: Verdict) -> ClockDecided {
    ClockDecided {
        clock: rule.name.into(),
        name: rule.name.into(),
        due: verdict.due,
        raw: verdict.raw.or(verdict.due),
        safe: verdict.due.map(|due| as_of.pack.calendar().roll_back(due.date())),
        opens: None,
        number: verdict.count,
        zone: None,
        due_utc: None,
        obligation: rule.obligation.into(),
        rule: rule.rule.into(),
        missed: None,
        stops: None,
        how: how(as_of, rule.name),
        look_at: verdict.look_at,
        cite: rule.citation(),
        steps: verdict.steps,
        counting: Vec::new(),
    }
}

/// A due time in universal time, when the place is given.
fn in_zone(as_of: AsOf<'_>, question: &ClockQuestion, decided: &mut ClockDecided) {
    if let (Some(Moment::Time(time)), Some(place)) = (decided.due, &question.port)
        && let Some((zone, utc)) = zone::universal(as_of.pack, place, time)
    {
        decided.zone = Some(zone);
        decided.due_utc = Some(utc);
    }
}

fn decide(as_of: AsOf<'_>, question: &ClockQuestion) -> ClockResult {
    let asked = find(as_of, &question.clock).and_then(|row| Ok((row, facts_of(as_of, row)?)));
    let (row, asked) = match asked {
        Ok(found) => found,
        Err(error) => {
            let near = nearest(as_of, &question.clock);
            let remedy = match near.as_slice() {
                [] => "see cocket clocks --list for the names".to_string(),
                near => format!("near it: {}; see cocket clocks --list", near.join(", ")),
            };
            return refuse(vec![invalid("UNKNOWN_CLOCK", "clock", error.to_string(), &remedy)]);
        }
    };
    let names: Vec<&str> = asked.iter().map(|fact| &*fact.name).collect();
    let mut given = question.facts.clone();
    let mut dates = asked.iter().filter(|fact| !fact.number && !fact.optional);
    if let (Some(only), None) = (dates.next(), dates.next())
        && let Some(date) = given.remove(ANY_DATE)
    {
        given.insert(only.name.to_string(), date);
    }
    let stray = strays(&format!("the clock {}", row.id), &names, &given);
    if !stray.is_empty() {
        return refuse(stray);
    }
    let facts = match read(&given, &asked, question.port.clone()) {
        Ok(facts) => facts,
        Err(findings) => return refuse(findings),
    };
    let runs = |mode: &str| row.modes.is_empty() || row.modes.iter().any(|m| &**m == mode);
    if let Some(mode) = question.mode.as_deref().filter(|mode| !runs(mode)) {
        let step = Step::new(format!("the clock does not run for mode {mode}")).cite(row.cite.clone());
        return ClockResult::Decided(Box::new(decided(as_of, row, None, vec![step])));
    }
    match reckon(as_of, &row.id, &facts) {
        Ok(reckoned) => {
            let steps = if question.explain.steps() { steps(&reckoned, &facts) } else { Vec::new() };
            let mut decided = decided(as_of, row, Some(&reckoned), steps);
            decided.look_at = expected(as_of, row, &facts);
            if question.count {
                decided.counting = counting(as_of, row, &reckoned, &facts);
            }
            in_zone(as_of, question, &mut decided);
            ClockResult::Decided(Box::new(decided))
        }
        Err(Stopped::Needs(needs)) => ClockResult::NeedsFacts { needs, would: None, told: None },
        Err(Stopped::Refused(error)) => {
            refuse(vec![invalid("BAD_DATE", "clock", error.to_string(), "check the dates given")])
        }
    }
}

/// Names and ids of clocks like the one asked for.
fn nearest(as_of: AsOf<'_>, asked: &str) -> Vec<String> {
    let held = as_of.pack.clocks().values().filter_map(|rows| rows.as_of(as_of.day, as_of.known));
    let names = held.flat_map(|row| [&*row.name, &*row.id]).chain(all().map(|rule| rule.name));
    near(asked, names).into_iter().map(str::to_string).collect()
}

/// The facts of a row by kind.
fn read(
    given: &BTreeMap<String, Given>,
    asked: &[cocket_law::FactUse],
    port: Option<String>,
) -> Result<ClockFacts, Vec<Finding>> {
    let mut facts = ClockFacts { port, ..ClockFacts::default() };
    let mut findings = Vec::new();
    for fact in asked {
        let Some(said) = given.get(&*fact.name) else { continue };
        let text = said.as_text().unwrap_or_default();
        if fact.number {
            match text.parse() {
                Ok(number) => {
                    facts.numbers.insert(fact.name.to_string(), number);
                }
                Err(_) => findings.push(invalid(
                    "BAD_NUMBER",
                    &fact.name,
                    "this is no whole number under 65,536".into(),
                    "give digits",
                )),
            }
            continue;
        }
        match text.parse() {
            Ok(moment) => {
                facts.moments.insert(fact.name.to_string(), moment);
            }
            Err(error) => {
                let error: BadMoment = error;
                findings.push(invalid(
                    "BAD_DATE",
                    &fact.name,
                    error.to_string(),
                    "give an ISO date or local time",
                ));
            }
        }
    }
    if findings.is_empty() { Ok(facts) } else { Err(findings) }
}

fn counting(
    as_of: AsOf<'_>,
    row: &Row<ClockRow>,
    reckoned: &Reckoned<'_>,
    facts: &ClockFacts,
) -> Vec<CountedDay> {
    let Some((start, span)) = counted_from(as_of, row, facts) else { return Vec::new() };
    let calendar = as_of.pack.calendar_at(facts.port.as_deref());
    day_by_day(&calendar, span, start, reckoned.raw.date(), reckoned.legal.date())
}

/// A clock that counts from the day another clock comes to rests on what is expected, not on what happened.
fn expected(as_of: AsOf<'_>, row: &Row<ClockRow>, facts: &ClockFacts) -> Vec<String> {
    let behind = row.due.clocks().into_iter().filter_map(|clock| reckon(as_of, &clock, facts).ok());
    behind
        .map(|reckoned| {
            format!(
                "it rests on an expected day, {}: {}; where that comes earlier, this ends earlier too",
                reckoned.legal, reckoned.row.obligation
            )
        })
        .collect()
}

fn decided(
    as_of: AsOf<'_>,
    row: &Row<ClockRow>,
    reckoned: Option<&Reckoned<'_>>,
    steps: Vec<Step>,
) -> ClockDecided {
    ClockDecided {
        clock: row.id.to_string(),
        name: row.name.to_string(),
        due: reckoned.map(|r| r.legal),
        raw: reckoned.map(|r| r.raw),
        safe: reckoned.map(|r| r.safe),
        opens: reckoned.and_then(|r| r.opens),
        number: None,
        zone: None,
        due_utc: None,
        obligation: row.obligation.to_string(),
        rule: row.rule.to_string(),
        missed: row.missed.as_ref().map(|missed| missed.to_string()),
        stops: row.stops.as_ref().map(|stops| stops.to_string()),
        how: how(as_of, &row.id),
        look_at: Vec::new(),
        cite: row.cite.clone(),
        steps,
        counting: Vec::new(),
    }
}

fn steps(reckoned: &Reckoned<'_>, facts: &ClockFacts) -> Vec<Step> {
    let count = Step::new(&*reckoned.row.rule).cite(reckoned.row.cite.clone());
    let count = facts.moments.iter().fold(count, |step, (name, moment)| step.fact(name, moment));
    let count = facts.numbers.iter().fold(count, |step, (name, number)| step.fact(name, number));
    let mut steps = vec![count.fact("raw", reckoned.raw)];
    if reckoned.legal != reckoned.raw {
        steps.push(
            Step::new("the last day is no working day, so the time runs to the next one")
                .fact("legal", reckoned.legal),
        );
    }
    steps.push(Step::new("last working day on or before it").fact("safe", reckoned.safe));
    steps
}

#[cfg(test)]
mod tests {
    use super::*;
    use cocket_base::civil::date;

    fn ask(json: &str) -> serde_json::Value {
        let question: ClockQuestion = serde_json::from_str(json).unwrap();
        serde_json::to_value(answer(Pack::starter(), &question, date(2026, 11, 24))).unwrap()
    }

    #[test]
    fn a_question_is_answered_flat() {
        let answer = ask(r#"{"id":"1","clock":"entry_due","landing_date":"2026-06-12"}"#);
        assert_eq!((&answer["id"], &answer["outcome"]), (&"1".into(), &"decided".into()));
        assert_eq!(
            (&answer["due"], &answer["raw"], &answer["safe"]),
            (&"2026-06-29".into(), &"2026-06-27".into(), &"2026-06-26".into())
        );
        assert!(answer.get("steps").is_none());
        assert!(
            ask(r#"{"id":"1","clock":"ENT","landing_date":"2026-06-12","explain":true}"#)["steps"]
                .as_array()
                .unwrap()
                .len()
                == 3
        );
    }

    #[test]
    fn a_port_has_its_own_closures_and_its_own_time() {
        let storm = "date,port,name,from,until,known,cite,trust\n2026-11-30,2704,storm,,,,port notice,S\n";
        let pack = Pack::load([("closures.csv", storm)]).unwrap();
        let due = |json: &str| {
            let question: ClockQuestion = serde_json::from_str(json).unwrap();
            serde_json::to_value(answer(&pack, &question, date(2026, 11, 24))).unwrap()
        };
        let here = due(r#"{"id":"1","clock":"ESF","entry_date":"2026-11-24","port":"2704","count":true}"#);
        assert_eq!(here["due"], "2026-12-10");
        assert_eq!(here["counting"][5]["off"], "storm");
        assert_eq!(
            due(r#"{"id":"1","clock":"ESF","entry_date":"2026-11-24","port":"1001"}"#)["due"],
            "2026-12-09"
        );
        let time =
            due(r#"{"id":"1","clock":"FDA-PN-water","arrival_time":"2026-07-01T10:00","port":"2704"}"#);
        assert_eq!(
            (&time["due"], &time["due_utc"]),
            (&"2026-07-01T02:00".into(), &"2026-07-01T09:00Z".into())
        );
        assert_eq!(time["zone"], "America/Los_Angeles");
    }

    #[test]
    fn asked_without_a_date_a_clock_says_how_long_from_what_to_whom_and_how() {
        let told = ask(r#"{"id":"1","clock":"PROT"}"#);
        assert_eq!(
            (&told["outcome"], &told["needs"][0]["fact"]),
            (&"needs_facts".into(), &"liquidation_date".into())
        );
        let rule = &told["told"];
        assert_eq!(rule["rule"], "180 calendar days after liquidation");
        assert_eq!(rule["how"]["form"], "CBP Form 19");
        assert!(rule["how"]["to"].as_str().unwrap().contains("Center director"));
        assert!(rule["day_off"].as_str().unwrap().contains("next working day"));
        assert_eq!(
            ask(r#"{"id":"1","clock":"EAPA-interim"}"#)["told"]["how"]["standard"],
            "reasonable suspicion"
        );
        assert_eq!(ask(r#"{"id":"1","clock":"protest_allowed"}"#)["told"]["how"]["form"], "CBP Form 19");
        assert!(ask(r#"{"id":"1","clock":"PROT","liquidation_date":"2026-01-09"}"#)["told"].is_null());
        assert!(
            ask(r#"{"id":"1","clock":"PROT","liquidation_date":"2026-01-09"}"#)["how"]["form"].is_string()
        );
    }

    #[test]
    fn a_day_that_rests_on_an_expected_one_says_so() {
        let warned = ask(r#"{"id":"1","clock":"PSC","entry_date":"2026-01-12"}"#);
        assert_eq!(warned["due"], "2026-11-08");
        assert!(warned["look_at"][0].as_str().unwrap().contains("2026-11-27"), "{warned}");
        assert!(ask(r#"{"id":"1","clock":"ESF","entry_date":"2026-01-12"}"#)["look_at"].is_null());
    }

    #[test]
    fn windows_open() {
        let answer = ask(r#"{"id":"1","clock":"FDA-PN-air","arrival_time":"2026-06-12T10:00"}"#);
        assert_eq!(
            (&answer["due"], &answer["opens"]),
            (&"2026-06-12T06:00".into(), &"2026-05-13T10:00".into())
        );
        assert_eq!(answer["cite"]["trust"], "V");
    }

    #[test]
    fn wrong_questions_are_told_what_is_wrong() {
        assert_eq!(ask(r#"{"id":"1","clock":"ESF"}"#)["needs"][0]["fact"], "entry_date");
        let stray = ask(r#"{"id":"1","clock":"ESF","entry_date":"2026-06-12","moon":"2026-06-12"}"#);
        assert_eq!(
            (&stray["outcome"], &stray["findings"][0]["code"]),
            (&"invalid".into(), &"UNKNOWN_KEY".into())
        );
        assert_eq!(ask(r#"{"id":"1","clock":"moonrise"}"#)["findings"][0]["code"], "UNKNOWN_CLOCK");
        assert_eq!(
            ask(r#"{"id":"1","clock":"ESF","entry_date":"12 June"}"#)["findings"][0]["code"],
            "BAD_DATE"
        );
        assert!(
            ask(r#"{"id":"1","clock":"isf_due","mode":"40","lading_time":"2026-06-12"}"#)["due"].is_null()
        );
        assert_eq!(ask(r#"{"id":"1","clock":"ESF","entry_date":7}"#)["findings"][0]["code"], "BAD_DATE");
    }
}
