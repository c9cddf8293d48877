//! Answers about the header and the papers: facts that change the header, and findings that a person has settled.

use cocket_base::{Finding, Severity};
use cocket_intake::facts::Packet;
use cocket_intake::packet::PacketHeader;
use cocket_law::Pack;
use serde_json::Value;

use crate::answers::{Answer, Answers, names};
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

/// Findings that no acknowledgement takes away: the fact itself is missing.
const NEVER_WAIVED: &[&str] =
    &["MISSING_PART", "MISSING_ORIGIN", "MISSING_CLASSIFICATION", "PAPER_UNREADABLE", "PACKET_BAD_VALUE"];

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
    let path: Vec<&str> =
        answer.field.split('.').map(|step| if step == "type" { "kind" } else { step }).collect();
    let text = answer.text();
    let yes_no = match text.to_ascii_uppercase().as_str() {
        "Y" | "YES" | "TRUE" => Some(Value::Bool(true)),
        "N" | "NO" | "FALSE" => Some(Value::Bool(false)),
        _ => None,
    };
    // A field takes what it takes: the value as given, as text, or as yes and no.
    let candidates = [Some(answer.value.clone()), Some(Value::String(text)), yes_no];
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

fn put(at: &mut Value, path: &[&str], value: Value) -> Result<(), String> {
    let Some((step, rest)) = path.split_first() else {
        *at = value;
        return Ok(());
    };
    let next = match at {
        Value::Array(items) => step.parse::<usize>().ok().and_then(|index| items.get_mut(index)),
        Value::Object(fields) => fields.get_mut(*step),
        _ => None,
    };
    put(next.ok_or_else(|| format!("the header has no field «{step}»"))?, rest, value)
}

#[cfg(test)]
mod tests {
    use super::*;
    use cocket_base::Place;

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
}
