//! Answers to entry summaries (AX): the summary concerned, the conditions with the parts they concern, the outcome.
//! Source: Entry Summary Create/Update chapter, July 2026; the sample of 2023 with its codes in columns 8-10 is read too.

use std::fmt;
use std::str::FromStr;

use cocket_base::Finding;
use serde::{Deserialize, Serialize};

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
    pub version: Option<Version>,
    /// The filer's own file number.
    pub broker_reference: Option<String>,
}

/// Version of a summary: 001.00 at first acceptance. The major part counts replacements after the authority took over, the
/// minor part the authority's own changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct Version {
    /// Three digits.
    pub major: u16,
    /// Two digits.
    pub minor: u8,
}

impl Version {
    /// The version at first acceptance.
    pub const FIRST: Version = Version { major: 1, minor: 0 };
}

impl fmt::Display for Version {
    /// As on the wire: `00100`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:03}{:02}", self.major, self.minor)
    }
}

/// Not five digits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadVersion(String);

impl fmt::Display for BadVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "«{}» is no version; it should be five digits, as in 00100", self.0)
    }
}
impl std::error::Error for BadVersion {}

impl FromStr for Version {
    type Err = BadVersion;
    fn from_str(text: &str) -> Result<Version, BadVersion> {
        let bad = || BadVersion(text.into());
        if text.len() != 5 || !text.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(bad());
        }
        let number: u32 = text.parse().map_err(|_| bad())?;
        let (major, minor) = (u16::try_from(number / 100), u8::try_from(number % 100));
        Ok(Version { major: major.map_err(|_| bad())?, minor: minor.map_err(|_| bad())? })
    }
}
impl From<Version> for String {
    fn from(version: Version) -> String {
        version.to_string()
    }
}
impl TryFrom<String> for Version {
    type Error = BadVersion;
    fn try_from(text: String) -> Result<Version, BadVersion> {
        text.parse()
    }
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
        let text = |field| own(record, field);
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
        let (kind, text) =
            (record.text(e0::REFERENCE_TYPE).into_owned(), record.text(e0::REFERENCE_TEXT).into_owned());
        self.references.push(Reference { kind, occurrence, text });
    }

    fn condition(&mut self, record: &Record) {
        self.explained = true;
        let Some(field) = Columns::of(record) else { return };
        let severity = AxSeverity::of(&record.text(field.severity)).unwrap_or_else(|| {
            self.findings.push(record.finding(field.severity, crate::fault::Fault::Code));
            // A letter we do not know may be grave.
            AxSeverity::Fatal
        });
        let (code, narrative) =
            (record.text(field.code).into_owned(), record.text(field.narrative).into_owned());
        let reason = field.reason.and_then(|reason| own(record, reason));
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
            filer_code: own(record, field.filer_code),
            entry_number: own(record, field.entry_number),
            version,
            broker_reference: own(record, field.broker_reference),
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

fn own(record: &Record, field: &'static FieldSpec) -> Option<String> {
    record.some_text(field).map(|text| text.into_owned())
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
                version: Some(Version::FIRST),
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
    fn versions_are_five_digits() {
        assert_eq!("00100".parse::<Version>(), Ok(Version::FIRST));
        assert_eq!(Version { major: 12, minor: 3 }.to_string(), "01203");
        assert!("1.0".parse::<Version>().is_err() && "0010".parse::<Version>().is_err());
    }
}
