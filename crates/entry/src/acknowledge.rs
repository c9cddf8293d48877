//! Answers about the header and the papers: facts that change the header, and findings that a person has settled.

use cocket_base::{Finding, Place, Severity};
use cocket_intake::facts::Packet;
use cocket_intake::packet::PacketHeader;
use cocket_law::Pack;
use serde_json::Value;

use crate::answers::{Answer, Answers, names, yes_no};
use crate::goods::Goods;
use crate::sale::HEADER;

/// Findings of the reading that an answer settles, with the fields that do. Besides these, an answer whose field is the
/// finding's own code settles it: a person has looked.
const SETTLED_BY: &[(&str, &[&str])] = &[
    ("TOTAL_MISMATCH", &["total"]),
    ("QTY_MISMATCH", &["qty", "quantity"]),
    ("LINE_ARITHMETIC", &["amount", "qty", "quantity", "unit_price"]),
    ("NEGATIVE_QUANTITY", &["qty", "quantity"]),
    ("UNKNOWN_UNIT", &["unit"]),
    ("UNKNOWN_ORIGIN", &["origin"]),
    ("MISSING_QUANTITY", &["qty", "quantity"]),
];

/// Findings of a missing fact, with the fields that give it.
const GIVEN_BY: &[(&str, &[&str])] = &[
    ("MISSING_ORIGIN", &["origin"]),
    ("MISSING_PART", &["hts10", "origin"]),
    ("MISSING_CLASSIFICATION", &["hts10"]),
];

/// Findings that no acknowledgement takes away: the fact itself is missing.
const NEVER_WAIVED: &[&str] = &[
    "MISSING_PART",
    "MISSING_ORIGIN",
    "MISSING_CLASSIFICATION",
    "MISSING_FACT",
    "PAPER_UNREADABLE",
    "PACKET_BAD_VALUE",
];

/// What a person can say to a finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    /// What the answer is about: a part number, a file of the packet, or `packet.json`.
    pub about: String,
    /// Fields of which one answers the finding, the likeliest first.
    pub fields: Vec<String>,
}

/// What would answer a finding; `None` when it does not stop the filing, or when what stops it is not answered field by
/// field.
pub fn asked(finding: &Finding) -> Option<Asked> {
    let Place { file, item, field, .. } = &finding.place;
    // The edits speak of lines of the summary, which are no subject of an answer.
    let of_summary = file.is_none() && item.as_deref().is_none_or(|item| item.starts_with("line "));
    if finding.severity != Severity::Block || of_summary {
        return None;
    }
    let mut fields: Vec<String> = field.iter().cloned().collect();
    let by_code = GIVEN_BY.iter().chain(SETTLED_BY).filter(|(code, _)| *code == finding.code);
    fields.extend(by_code.flat_map(|(_, fields)| fields.iter().map(ToString::to_string)));
    let paper = file.as_deref().is_some_and(|file| file != HEADER);
    if paper && !NEVER_WAIVED.contains(&finding.code.as_str()) {
        fields.push(finding.code.clone());
    }
    let mut seen = std::collections::BTreeSet::new();
    fields.retain(|field| seen.insert(field.clone()));
    let about = item.as_ref().or(file.as_ref())?.clone();
    (!fields.is_empty()).then_some(Asked { about, fields })
}

/// The findings that stay open under the answers.
pub fn open(findings: &[Finding], answers: &Answers) -> Vec<Finding> {
    findings
        .iter()
        .filter(|finding| !answers.iter().any(|answer| settles(answer, finding)))
        .cloned()
        .collect()
}

fn settles(answer: &Answer, finding: &Finding) -> bool {
    let place = &finding.place;
    // A header's value that could not be read is settled by another value for the same field.
    if finding.code == "PACKET_BAD_VALUE" {
        let same = |field: &String| path(field) == path(&answer.field);
        return is_header(answer) && place.field.as_ref().is_some_and(same);
    }
    let about = [&place.item, &place.file].into_iter().flatten().any(|key| names(&answer.about, key));
    let fields = SETTLED_BY
        .iter()
        .find(|(code, _)| *code == finding.code)
        .map_or(&[] as &[&str], |(_, fields)| *fields);
    let by_code = answer.field == finding.code && !NEVER_WAIVED.contains(&finding.code.as_str());
    about && finding.severity > Severity::Info && (by_code || fields.contains(&answer.field.as_str()))
}

/// True when the answer is about the header, a file or a part of the packet.
pub fn used(answer: &Answer, packet: &Packet, goods: &[Goods<'_>]) -> bool {
    let header = is_header(answer);
    let file = packet.header.files.iter().any(|entry| names(&answer.about, &entry.file))
        || packet.invoices.iter().any(|i| names(&answer.about, &i.file));
    let part = goods.iter().any(|one| names(&answer.about, one.part_no));
    header || file || part
}

fn is_header(answer: &Answer) -> bool {
    answer.about.eq_ignore_ascii_case(HEADER) || answer.about.eq_ignore_ascii_case("header")
}

/// The packet with the header's fields as answered. An answer that does not fit its field is a finding and changes nothing.
pub fn with_header_answers(
    packet: &Packet,
    answers: &Answers,
    _law: &Pack,
    findings: &mut Vec<Finding>,
) -> Packet {
    let mut packet = packet.clone();
    for answer in answers.iter().filter(|answer| is_header(answer) && !is_code(&answer.field)) {
        match changed(&packet.header, answer) {
            Ok(header) => packet.header = header,
            Err(reason) => {
                let text =
                    format!("the answer «{}» for {} cannot be used: {reason}", answer.text(), answer.field);
                findings.push(
                    Finding::block("ANSWER_UNREADABLE", answer.place(), text).with_remedy("answer again"),
                );
            }
        }
    }
    packet
}

/// Finding codes are written in capitals, fields are not.
fn is_code(field: &str) -> bool {
    field.bytes().all(|b| b.is_ascii_uppercase() || b == b'_')
}

/// The header with one field changed, by its path in `packet.json` (`payment_type`, `client.bond.surety_code`).
fn changed(header: &PacketHeader, answer: &Answer) -> Result<PacketHeader, String> {
    let whole = serde_json::to_value(header).map_err(|error| error.to_string())?;
    let path = path(&answer.field);
    let text = answer.text();
    let yes_no = yes_no(&text).map(Value::Bool);
    let number = text.parse::<u32>().ok().map(Value::from);
    let list = Value::Array(text.split(',').map(|item| Value::from(item.trim())).collect());
    // A field takes what it takes: the value as given, as text, as yes and no, as a count, or as a list of texts.
    let candidates = [Some(answer.value.clone()), Some(Value::String(text)), yes_no, number, Some(list)];
    let mut reason = String::new();
    for value in candidates.into_iter().flatten() {
        let mut tried = whole.clone();
        put(&mut tried, &path, value)?;
        match serde_json::from_value(tried) {
            Ok(header) => return Ok(header),
            Err(error) => reason = error.to_string(),
        }
    }
    Err(reason)
}

/// The steps of a field's name: `charges[0].amount` and `charges.0.amount` are one.
fn path(field: &str) -> Vec<String> {
    let steps = field.split(['.', '[', ']']).filter(|step| !step.is_empty());
    steps.map(|step| if step == "type" { "kind" } else { step }.to_string()).collect()
}

fn put(at: &mut Value, path: &[String], value: Value) -> Result<(), String> {
    let Some((step, rest)) = path.split_first() else {
        *at = value;
        return Ok(());
    };
    let next = match at {
        Value::Array(items) => step.parse::<usize>().ok().and_then(|index| items.get_mut(index)),
        Value::Object(fields) => fields.get_mut(step),
        _ => None,
    };
    put(next.ok_or_else(|| format!("the header has no field «{step}»"))?, rest, value)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(about: &str, field: &str, value: &str) -> Answer {
        Answer { about: about.into(), field: field.into(), value: value.into(), by: None }
    }

    #[test]
    fn a_header_field_takes_its_own_kind_of_value() {
        let header = PacketHeader::default();
        assert_eq!(
            changed(&header, &answer(HEADER, "payment_type", "3")).unwrap().payment_type.as_deref(),
            Some("3")
        );
        assert_eq!(
            changed(&header, &answer(HEADER, "related_party", "N")).unwrap().related_party,
            Some(false)
        );
        assert!(changed(&header, &answer(HEADER, "paymenttype", "3")).unwrap_err().contains("paymenttype"));
        assert!(changed(&header, &answer(HEADER, "port_of_entry", "Los Angeles")).is_err());
    }

    #[test]
    fn a_field_in_a_list_is_answered_under_the_name_it_is_asked_by() {
        let header = PacketHeader {
            bills: vec![cocket_intake::packet::BillNumbers::default()],
            assists: vec![cocket_intake::packet::Assist::default()],
            ..PacketHeader::default()
        };
        let with = |field, value| changed(&header, &answer(HEADER, field, value)).unwrap();
        assert_eq!(with("bills[0].quantity", "24").bills[0].quantity, Some(24));
        assert_eq!(with("bills.0.unit", "PLT").bills[0].unit.as_deref(), Some("PLT"));
        assert_eq!(with("assists[0].parts", "A-1, A-2").assists[0].parts, ["A-1", "A-2"]);
        assert!(changed(&header, &answer(HEADER, "bills[1].unit", "PLT")).is_err());
    }

    #[test]
    fn a_value_that_was_not_read_is_settled_by_another() {
        let bad = Finding::block("PACKET_BAD_VALUE", Place::file(HEADER).at_field("dates.entry"), "x");
        let given = |about, field| Answers::new(vec![answer(about, field, "2026-06-16")]);
        assert!(open(std::slice::from_ref(&bad), &given(HEADER, "dates.entry")).is_empty());
        assert_eq!(open(std::slice::from_ref(&bad), &given(HEADER, "dates.import")).len(), 1);
        assert_eq!(open(&[bad], &given(HEADER, "PACKET_BAD_VALUE")).len(), 1, "not waived");
    }

    #[test]
    fn an_answer_settles_its_finding_and_no_other() {
        let total = Finding::block("TOTAL_MISMATCH", Place::file("a.xlsx"), "x");
        let part = Finding::block("MISSING_PART", Place::file("a.xlsx").at_item("P1"), "x");
        let given = Answers::new(vec![
            answer("a.xlsx", "total", "lines are right"),
            answer("P1", "MISSING_PART", "fine"),
        ]);
        assert_eq!(open(&[total, part.clone()], &given), vec![part], "a missing fact is not waived");
        assert_eq!(open(&[Finding::block("TOTAL_MISMATCH", Place::file("b.xlsx"), "x")], &given).len(), 1);
    }

    #[test]
    fn a_finding_says_which_answer_would_settle_it() {
        let line = Place::file("a.xlsx").sheet("CI").at_item("P1");
        let fields = |finding: Finding| asked(&finding).map(|asked| (asked.about, asked.fields.join(" ")));
        let is = |about: &str, fields: &str| Some((about.to_string(), fields.to_string()));
        assert_eq!(fields(Finding::block("MISSING_ORIGIN", line.clone(), "x")), is("P1", "origin"));
        assert_eq!(fields(Finding::block("QTY_MISMATCH", line, "x")), is("P1", "qty quantity QTY_MISMATCH"));
        let fact = Place::item("P1").at_field("steel_melt_pour");
        assert_eq!(fields(Finding::block("MISSING_FACT", fact.clone(), "x")), is("P1", "steel_melt_pour"));
        let header = Place::file(HEADER).at_field("dates.entry");
        assert_eq!(fields(Finding::block("MISSING_FACT", header, "x")), is(HEADER, "dates.entry"));
        assert_eq!(fields(Finding::warn("MISSING_FACT", fact, "x")), None, "it stops nothing");
        let edit = Place::item("line 3").at_field("origin");
        assert_eq!(fields(Finding::block("B27", edit, "x")), None, "an edit speaks of the summary");
    }
}
