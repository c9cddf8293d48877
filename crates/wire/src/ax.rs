//! Answers to entry summaries (AX): the summary concerned, the conditions with the parts they concern, the outcome.
//! Source: Entry Summary Create/Update chapter, July 2026; the sample of 2023 with its codes in columns 8-10 is read too.

use cocket_base::Finding;
use cocket_filing::lifecycle::SummaryVersion;
use serde::{Deserialize, Serialize};

use crate::fault::{Fault, latin};
use crate::layout::FieldSpec;
use crate::layouts::entry_summary_response::{e0, e0_summry, e1, e1_2023};
use crate::record::Record;
pub use crate::reference::Reference;
use crate::structure::{condition, finding};
use crate::writer::Writer;

/// The answer to one summary.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Response {
    /// The summary concerned.
    pub summary: SummaryReference,
    /// What was found, in the answer's order.
    pub conditions: Vec<AxCondition>,
    /// What became of the summary; `None` when the answer was cut off.
    pub outcome: Option<Outcome>,
}

/// The summary an answer concerns.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SummaryReference {
    /// Which summary of the block, from 1.
    pub occurrence: u32,
    /// Filer code.
    pub filer_code: Option<String>,
    /// Entry number without the filer code.
    pub entry_number: Option<String>,
    /// The filer's own file number.
    pub broker_reference: Option<String>,
    /// CBP team.
    pub team: Option<String>,
}

/// How grave a condition is, in the answer's letters.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum AxSeverity {
    /// Nothing to note.
    #[default]
    None,
    /// Information only.
    Information,
    /// A census warning.
    Census,
    /// A partner agency's warning; on the outcome it outweighs a census warning.
    Agency,
    /// Fatal.
    Fatal,
}

impl AxSeverity {
    /// The letter on the wire; blank for none.
    pub fn letter(self) -> &'static str {
        match self {
            AxSeverity::None => "",
            AxSeverity::Information => "I",
            AxSeverity::Census => "W",
            AxSeverity::Agency => "P",
            AxSeverity::Fatal => "F",
        }
    }

    fn of(letter: &str) -> Option<AxSeverity> {
        use AxSeverity::{Agency, Census, Fatal, Information, None};
        [None, Information, Census, Agency, Fatal].into_iter().find(|severity| severity.letter() == letter)
    }
}

/// Something found in a summary.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AxCondition {
    /// The part it concerns, the outer ones first; none for the summary as a whole.
    #[serde(default)]
    pub references: Vec<Reference>,
    /// How grave it is.
    pub severity: AxSeverity,
    /// Condition code. Key on code and narrative together: codes are reused.
    pub code: String,
    /// Reason for the authority's own use.
    #[serde(default)]
    pub reason: Option<String>,
    /// The words, at most 40 characters.
    pub narrative: String,
}

impl AxCondition {
    /// The line it concerns, as in `002`; `None` for the header and the totals.
    pub fn line_id(&self) -> Option<String> {
        self.references.iter().find_map(Reference::line_id)
    }
}

/// What became of the summary.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outcome {
    /// Accepted, or rejected.
    pub accepted: bool,
    /// The gravest warning; none when clean.
    pub severity: AxSeverity,
    /// Condition code.
    pub code: String,
    /// Reason for the authority's own use.
    #[serde(default)]
    pub reason: Option<String>,
    /// The words, at most 40 characters.
    pub narrative: String,
    /// Filer code.
    pub filer_code: Option<String>,
    /// Entry number without the filer code.
    pub entry_number: Option<String>,
    /// Version of the summary, when one was added or replaced.
    pub version: Option<SummaryVersion>,
    /// The filer's own file number.
    pub broker_reference: Option<String>,
}

/// The records of answers, in order.
pub fn encode_responses(responses: &[Response]) -> Result<Vec<Record>, Vec<Finding>> {
    let mut writer = Writer::default();
    for response in responses {
        let summary = &response.summary;
        (writer.record(&e0_summry::LAYOUT))
            .text(e0_summry::OCCURRENCE, format!("{:06}", summary.occurrence))
            .maybe(e0_summry::FILER_CODE, summary.filer_code.as_deref())
            .maybe(e0_summry::ENTRY_NUMBER, summary.entry_number.as_deref())
            .maybe(e0_summry::BROKER_REFERENCE, summary.broker_reference.as_deref())
            .maybe(e0_summry::TEAM, summary.team.as_deref())
            .done();
        let mut shown: &[Reference] = &[];
        for condition in &response.conditions {
            if condition.references != shown {
                condition.references.iter().for_each(|reference| write_reference(&mut writer, reference));
                shown = &condition.references;
            }
            (writer.record(&e1::LAYOUT))
                .text(e1::SEVERITY, condition.severity.letter())
                .text(e1::CONDITION_CODE, &condition.code)
                .maybe(e1::REASON_CODE, condition.reason.as_deref())
                .text(e1::NARRATIVE, &condition.narrative)
                .done();
        }
        if let Some(outcome) = &response.outcome {
            write_outcome(&mut writer, outcome);
        }
    }
    writer.finish()
}

fn write_reference(writer: &mut Writer, reference: &Reference) {
    (writer.record(&e0::LAYOUT))
        .text(e0::REFERENCE_TYPE, &reference.kind)
        .text(e0::OCCURRENCE, format!("{:06}", reference.occurrence))
        .text(e0::REFERENCE_TEXT, &reference.text)
        .done();
}

fn write_outcome(writer: &mut Writer, outcome: &Outcome) {
    (writer.record(&e1::LAYOUT))
        .text(e1::DISPOSITION_TYPE, if outcome.accepted { "A" } else { "R" })
        .text(e1::SEVERITY, outcome.severity.letter())
        .text(e1::CONDITION_CODE, &outcome.code)
        .maybe(e1::REASON_CODE, outcome.reason.as_deref())
        .text(e1::NARRATIVE, &outcome.narrative)
        .maybe(e1::FILER_CODE, outcome.filer_code.as_deref())
        .maybe(e1::ENTRY_NUMBER, outcome.entry_number.as_deref())
        .maybe(e1::VERSION_NUMBER, outcome.version.map(|version| version.to_string()))
        .maybe(e1::BROKER_REFERENCE, outcome.broker_reference.as_deref())
        .done();
}

/// Reads the answers among these records; other records are passed over. What cannot be understood is a finding.
pub fn decode_responses(records: &[Record]) -> (Vec<Response>, Vec<Finding>) {
    let mut reader = Reader::default();
    for record in records {
        if record.is(&e0_summry::LAYOUT) {
            reader.summary(record);
        } else if record.is(&e0::LAYOUT) {
            reader.reference(record);
        } else if record.is(&e1::LAYOUT) || record.is(&e1_2023::LAYOUT) {
            reader.condition(record);
        }
    }
    (reader.responses, reader.findings)
}

#[derive(Default)]
struct Reader {
    responses: Vec<Response>,
    references: Vec<Reference>,
    /// The last record was a condition, so that the next reference opens a new group.
    explained: bool,
    findings: Vec<Finding>,
}

impl Reader {
    fn summary(&mut self, record: &Record) {
        let text = |field| record.owned_text(field);
        let summary = SummaryReference {
            occurrence: self.occurrence(record, e0_summry::OCCURRENCE),
            filer_code: text(e0_summry::FILER_CODE),
            entry_number: text(e0_summry::ENTRY_NUMBER),
            broker_reference: text(e0_summry::BROKER_REFERENCE),
            team: text(e0_summry::TEAM),
        };
        self.responses.push(Response { summary, ..Response::default() });
        self.references.clear();
    }

    fn reference(&mut self, record: &Record) {
        if std::mem::take(&mut self.explained) {
            self.references.clear();
        }
        let occurrence = self.occurrence(record, e0::OCCURRENCE);
        let kind = record.text(e0::REFERENCE_TYPE).into_owned();
        // The parts of the text stand in columns of their own, so blanks in front belong to it.
        let text = latin(record.bytes(e0::REFERENCE_TEXT).trim_ascii_end());
        self.references.push(Reference { kind, occurrence, text });
    }

    fn condition(&mut self, record: &Record) {
        self.explained = true;
        let Some(field) = Columns::of(record) else { return };
        let severity = AxSeverity::of(&record.text(field.severity)).unwrap_or_else(|| {
            self.findings.push(record.finding(field.severity, Fault::Code));
            // A letter we do not know may be grave.
            AxSeverity::Fatal
        });
        let (code, narrative) =
            (record.text(field.code).into_owned(), record.text(field.narrative).into_owned());
        let reason = field.reason.and_then(|reason| record.owned_text(reason));
        let disposition = record.text(field.disposition).into_owned();
        let version = self.take(record.parse(field.version));
        let Some(response) = self.responses.last_mut() else {
            self.findings.push(finding(
                record,
                condition::NO_TRANSACTION_HEADER,
                "a condition without the summary that it concerns",
            ));
            return;
        };
        if disposition.is_empty() {
            let references = self.references.clone();
            response.conditions.push(AxCondition { references, severity, code, reason, narrative });
            return;
        }
        self.references.clear();
        response.outcome = Some(Outcome {
            accepted: disposition == "A",
            severity,
            code,
            reason,
            narrative,
            filer_code: record.owned_text(field.filer_code),
            entry_number: record.owned_text(field.entry_number),
            version,
            broker_reference: record.owned_text(field.broker_reference),
        });
    }

    fn occurrence(&mut self, record: &Record, field: &'static FieldSpec) -> u32 {
        self.take(record.number_in(field)).and_then(|number| u32::try_from(number).ok()).unwrap_or(0)
    }

    fn take<T>(&mut self, read: Result<Option<T>, Box<Finding>>) -> Option<T> {
        read.unwrap_or_else(|finding| {
            self.findings.push(*finding);
            None
        })
    }
}

/// Where the parts of a condition stand in either of its layouts.
struct Columns {
    disposition: &'static FieldSpec,
    severity: &'static FieldSpec,
    code: &'static FieldSpec,
    reason: Option<&'static FieldSpec>,
    narrative: &'static FieldSpec,
    filer_code: &'static FieldSpec,
    entry_number: &'static FieldSpec,
    version: &'static FieldSpec,
    broker_reference: &'static FieldSpec,
}

impl Columns {
    fn of(record: &Record) -> Option<Columns> {
        let field = |name| record.layout().field(name);
        Some(Columns {
            disposition: field("disposition_type")?,
            severity: field("severity")?,
            code: field("condition_code")?,
            reason: field("reason_code"),
            narrative: field("narrative")?,
            filer_code: field("filer_code")?,
            entry_number: field("entry_number")?,
            version: field("version_number")?,
            broker_reference: field("broker_reference")?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::application::Application;
    use crate::codec::{Limits, decode, encode};
    use crate::layouts::entry_summary::r22;

    fn response() -> Response {
        let line = Reference { kind: "LINITM".into(), occurrence: 2, text: "002".into() };
        let tariff = Reference { kind: "TARIFF".into(), occurrence: 1, text: "6109100012".into() };
        let condition = |references: &[&Reference], severity, code: &str| AxCondition {
            references: references.iter().map(|reference| (*reference).clone()).collect(),
            severity,
            code: code.into(),
            reason: None,
            narrative: format!("CONDITION {code}"),
        };
        Response {
            summary: SummaryReference {
                occurrence: 1,
                filer_code: Some("EEE".into()),
                entry_number: Some("50000032".into()),
                broker_reference: Some("REF000001".into()),
                team: Some("735".into()),
            },
            conditions: vec![
                condition(&[], AxSeverity::Information, "101"),
                condition(&[&line, &tariff], AxSeverity::Census, "27B"),
                condition(&[&line, &tariff], AxSeverity::Agency, "27C"),
                condition(&[&line], AxSeverity::Fatal, "S12"),
            ],
            outcome: Some(Outcome {
                accepted: true,
                severity: AxSeverity::Agency,
                code: "995".into(),
                narrative: "SUMMARY HAS BEEN ADDED".into(),
                filer_code: Some("EEE".into()),
                entry_number: Some("50000032".into()),
                version: Some(SummaryVersion::FIRST),
                broker_reference: Some("REF000001".into()),
                reason: None,
            }),
        }
    }

    #[test]
    fn an_answer_survives_the_wire() {
        let rejected = Response {
            outcome: Some(Outcome { accepted: false, version: None, ..response().outcome.unwrap() }),
            ..response()
        };
        let answers = vec![response(), rejected];
        let bytes = encode(&encode_responses(&answers).unwrap()).unwrap();
        let decoded = decode(&bytes, &Limits::within(Application::of("AX").unwrap()));
        assert!(decoded.findings.is_empty(), "{:?}", decoded.findings);
        assert_eq!(decode_responses(&decoded.records), (answers, vec![]));
        let lines: Vec<_> = response().conditions.iter().map(AxCondition::line_id).collect();
        assert_eq!(lines, [None, Some("002".into()), Some("002".into()), Some("002".into())]);
    }

    #[test]
    fn the_sample_of_2023_reads_the_same() {
        let text = b"E0 SUMMRY 000001 REFID:  N01 50000035 1234567-1\nE1A    995SUMMARY HAS BEEN ADDED                  N01  50000035     1234567-1";
        let decoded = decode(text, &Limits::within(Application::of("AX").unwrap()));
        let (answers, findings) = decode_responses(&decoded.records);
        assert!(findings.is_empty());
        let outcome = answers[0].outcome.as_ref().unwrap();
        assert_eq!((outcome.accepted, outcome.code.as_str(), outcome.version), (true, "995", None));
        assert_eq!(outcome.broker_reference.as_deref(), Some("1234567-1"));
    }

    #[test]
    fn blanks_in_front_of_a_reference_are_part_of_it() {
        let mut bill = Record::new(&r22::LAYOUT);
        bill.set_number(r22::MANIFESTED_QUANTITY, 120).unwrap();
        bill.set_text(r22::QUANTITY_UOM, "CTN").unwrap();
        let reference = Reference::to("CARMAN", 1, &bill).unwrap();
        let condition = AxCondition {
            references: vec![reference],
            narrative: "MANIFEST".into(),
            code: "258".into(),
            ..AxCondition::default()
        };
        let answer = Response { conditions: vec![condition], ..response() };
        let bytes = encode(&encode_responses(std::slice::from_ref(&answer)).unwrap()).unwrap();
        let decoded = decode(&bytes, &Limits::within(Application::of("AX").unwrap()));
        let (read, findings) = decode_responses(&decoded.records);
        assert_eq!((read.as_slice(), findings), ([answer].as_slice(), vec![]));
        let reference = &read[0].conditions[0].references[0];
        assert_eq!(reference.part(r22::QUANTITY_UOM).as_deref(), Some("CTN"));
    }
}
