//! Bytes to records and back. Decoding never stops at a fault; each one is a finding with its record and columns.

use cocket_base::{Finding, Place, Severity};

use crate::application::{Application, Flow};
use crate::fault::{Fault, latin};
use crate::layout::{Layout, WIDTH};
use crate::layouts::{RAW, envelope};
use crate::record::Record;

/// How much is read, and in which context.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Bytes read; what lies beyond is named and left. No more lines are read than records of full width would fill these
    /// bytes, so that short lines do not cost more memory than long ones.
    pub bytes: usize,
    /// Findings reported one by one; the rest are counted.
    pub findings: usize,
    /// Context of records that stand without an envelope.
    pub application: Option<&'static Application>,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits { bytes: 64 << 20, findings: 10_000, application: None }
    }
}

impl Limits {
    /// The usual limits for records of this application that stand without an envelope.
    pub fn within(application: &'static Application) -> Limits {
        Limits { application: Some(application), ..Limits::default() }
    }
}

/// What was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decoded {
    /// The records, in order; what no table knows is kept raw.
    pub records: Vec<Record>,
    /// What was noticed, in order.
    pub findings: Vec<Finding>,
}

/// Reads lines of eighty columns, with or without line ends. Source of the form: Batch and Block Control chapter.
pub fn decode(bytes: &[u8], limits: &Limits) -> Decoded {
    let (read, beyond) = bytes.split_at(bytes.len().min(limits.bytes));
    let text = read.strip_prefix(b"\xef\xbb\xbf").unwrap_or(read);
    let text = text.strip_suffix(b"\x1a").unwrap_or(text);
    let mut reader = Reader {
        lines: Lines { rest: text, joined: !text.contains(&b'\n') },
        context: Context::new(limits.application),
        records: Vec::with_capacity(text.len() / WIDTH + 1),
        findings: Findings { list: Vec::new(), limit: limits.findings, left_out: 0 },
    };
    let lines = limits.bytes / WIDTH + 1;
    let read = reader.run(lines);
    let unread = reader.lines.rest.len() + beyond.len();
    if unread > 0 {
        let text = format!(
            "{unread} bytes were not read: at most {} bytes and {lines} lines of an input are",
            limits.bytes
        );
        let row = read.saturating_add(1);
        reader.findings.list.push(Fault::TooMuch.of_record(row, &RAW, None, text));
    }
    Decoded { records: reader.records, findings: reader.findings.done() }
}

/// A row number for a place.
fn row_of(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

struct Reader<'a> {
    lines: Lines<'a>,
    context: Context,
    records: Vec<Record>,
    findings: Findings,
}

impl Reader<'_> {
    /// Reads at most so many lines, and says how many there were.
    fn run(&mut self, most: usize) -> u32 {
        let most = row_of(most);
        let mut number = 0u32;
        while number < most {
            let Some(line) = self.lines.next() else { break };
            number += 1;
            match <&[u8; WIDTH]>::try_from(line) {
                Ok(columns) => self.record(*columns, number),
                Err(_) if line.is_empty() => {
                    let text = "the line is empty; it was skipped";
                    self.findings.add(|| Fault::Empty.of_record(number, &RAW, None, text));
                }
                Err(_) => self.odd_line(line, number),
            }
        }
        number
    }

    /// A line that is not eighty columns long.
    fn odd_line(&mut self, line: &[u8], number: u32) {
        let mut columns = [b' '; WIDTH];
        let len = line.len().min(WIDTH);
        columns[..len].copy_from_slice(&line[..len]);
        self.record(columns, number);
        let layout = self.records.last().map_or(&RAW, Record::layout);
        let beyond = line[len..].trim_ascii_end();
        let finding = if line.len() < WIDTH {
            let text = format!("the record has {} columns; it was read as padded with blanks", line.len());
            Fault::Short.of_record(number, layout, Some(format!("{}-{WIDTH}", line.len() + 1)), text)
        } else {
            let shown = latin(&beyond[..beyond.len().min(WIDTH)]);
            let text = match beyond.len() {
                0 => format!("the record has {} columns; those beyond {WIDTH} are blank", line.len()),
                _ => format!(
                    "the record has {} columns; «{shown}» beyond column {WIDTH} was left out",
                    line.len()
                ),
            };
            let finding =
                Fault::Long.of_record(number, layout, Some(format!("{}-{}", WIDTH + 1, line.len())), text);
            if beyond.is_empty() { Finding { severity: Severity::Info, ..finding } } else { finding }
        };
        self.add(|| finding);
    }

    fn record(&mut self, columns: [u8; WIDTH], number: u32) {
        let layout = match self.layout(&columns, number) {
            Some(layout) => layout,
            None => {
                let text = || self.context.unknown(&columns);
                self.findings
                    .add(|| Fault::Unknown.of_record(number, &RAW, Some(format!("1-{WIDTH}")), text()));
                &RAW
            }
        };
        let record = Record::read(layout, columns, number);
        if !record.is_sound() {
            for (field, fault) in record.faults() {
                self.add(|| record.finding(field, fault));
            }
        }
        self.records.push(record);
    }

    fn layout(&mut self, columns: &[u8; WIDTH], number: u32) -> Option<&'static Layout> {
        match columns[0] {
            b'A' | b'B' | b'Y' | b'Z' => {
                let ahead = self.lines.clone().next().unwrap_or_default();
                let layout = self.context.envelope(columns, ahead);
                if let Some((at, id)) = self.context.stranger.take() {
                    let text = format!("no layouts are held for application «{}»", latin(&id));
                    self.add(|| Fault::Application.of_record(number, layout, Some(at.into()), text));
                }
                Some(layout)
            }
            _ => self.context.detail(columns),
        }
    }

    /// Adds a finding; what the authority sent is at most a warning.
    fn add(&mut self, finding: impl FnOnce() -> Finding) {
        let gravest = match self.context.flow {
            Flow::Out => Severity::Warn,
            Flow::In => Severity::Block,
        };
        self.findings.add(|| {
            let finding = finding();
            Finding { severity: finding.severity.min(gravest), ..finding }
        });
    }
}

/// Findings up to a limit.
struct Findings {
    list: Vec<Finding>,
    limit: usize,
    left_out: usize,
}

impl Findings {
    /// Words a finding only while there is room for it.
    fn add(&mut self, finding: impl FnOnce() -> Finding) {
        if self.list.len() < self.limit { self.list.push(finding()) } else { self.left_out += 1 }
    }

    fn done(mut self) -> Vec<Finding> {
        if self.left_out > 0 {
            let text = format!("{} further findings are not listed", self.left_out);
            self.list.push(
                Finding::block(Fault::TooMuch.code(), Place::default(), text)
                    .with_remedy("correct those above first"),
            );
        }
        self.list
    }
}

/// Lines ended by LF or CR LF; without any LF, every eighty bytes are a line.
#[derive(Clone)]
struct Lines<'a> {
    rest: &'a [u8],
    joined: bool,
}

impl<'a> Iterator for Lines<'a> {
    type Item = &'a [u8];

    fn next(&mut self) -> Option<&'a [u8]> {
        if self.rest.is_empty() {
            return None;
        }
        if self.joined {
            let (line, rest) = self.rest.split_at(self.rest.len().min(WIDTH));
            self.rest = rest;
            let ended = if rest.is_empty() { line.strip_suffix(b"\r").unwrap_or(line) } else { line };
            return Some(ended);
        }
        // Nearly every line ends right after column 80; only others are searched.
        let end = match self.rest.get(WIDTH) {
            Some(b'\n') if !has_line_end(&self.rest[..WIDTH]) => WIDTH,
            Some(b'\r') if self.rest.get(WIDTH + 1) == Some(&b'\n') && !has_line_end(&self.rest[..WIDTH]) => {
                WIDTH + 1
            }
            _ => self.rest.iter().position(|byte| *byte == b'\n').unwrap_or(self.rest.len()),
        };
        let line = &self.rest[..end];
        self.rest = self.rest.get(end + 1..).unwrap_or_default();
        Some(line.strip_suffix(b"\r").unwrap_or(line))
    }
}

/// Looks at every byte, so that the compiler can take many at once.
fn has_line_end(columns: &[u8]) -> bool {
    columns.iter().fold(false, |found, byte| found | (*byte == b'\n'))
}

/// Where in a batch the reader stands: which application's tables apply, and which envelope.
struct Context {
    application: Option<&'static Application>,
    flow: Flow,
    manifest: bool,
    /// An application id without layouts, with its columns; reported once per header.
    stranger: Option<(&'static str, [u8; 2])>,
}

impl Context {
    fn new(application: Option<&'static Application>) -> Context {
        let flow = application.map_or(Flow::In, |application| application.flow);
        Context {
            application,
            flow,
            manifest: application.is_some_and(|application| application.manifest),
            stranger: None,
        }
    }

    fn enter(&mut self, application: Option<&'static Application>) {
        self.application = application;
        if let Some(application) = application {
            (self.flow, self.manifest) = (application.flow, application.manifest);
        }
    }

    /// The layout of an A, B, Y or Z record, and what it says about the records after it.
    fn envelope(&mut self, columns: &[u8; WIDTH], ahead: &[u8]) -> &'static Layout {
        let made_by_ace = columns[WIDTH - 1] == columns[0] && columns[1..12].iter().all(|byte| *byte == b' ');
        match columns[0] {
            b'B' | b'Y' | b'Z' if made_by_ace => {
                self.flow = Flow::Out;
                match columns[0] {
                    b'B' => {
                        self.application = None;
                        &envelope::b_ace::LAYOUT
                    }
                    b'Y' => &envelope::y_ace::LAYOUT,
                    _ => &envelope::z_ace::LAYOUT,
                }
            }
            b'A' => {
                let id = [columns[25], columns[26]];
                let below =
                    ahead.get(10..12).filter(|_| ahead.starts_with(b"B")).and_then(Application::of_bytes);
                let application = Application::of_bytes(&id).or(below);
                match (application, id) {
                    (None, [b' ', b' ']) => (self.flow, self.manifest) = (Flow::Out, false),
                    (None, _) => (self.flow, self.manifest) = (Flow::In, false),
                    _ => {}
                }
                self.enter(application);
                if id != [b' ', b' '] && Application::of_bytes(&id).is_none() {
                    self.stranger = Some(("26-27", id));
                }
                self.batch(
                    application,
                    &envelope::a_in::LAYOUT,
                    &envelope::a_out::LAYOUT,
                    Application::batch_header,
                )
            }
            b'B' => {
                let id = [columns[10], columns[11]];
                self.enter(Application::of_bytes(&id));
                if self.application.is_none() {
                    self.stranger = Some(("11-12", id));
                }
                self.batch(
                    self.application,
                    &envelope::b_in::LAYOUT,
                    &envelope::b_out::LAYOUT,
                    Application::block_header,
                )
            }
            b'Y' => self.batch(
                self.application,
                &envelope::y_in::LAYOUT,
                &envelope::y_out::LAYOUT,
                Application::block_trailer,
            ),
            _ => self.batch(
                self.application,
                &envelope::z_in::LAYOUT,
                &envelope::z_out::LAYOUT,
                Application::batch_trailer,
            ),
        }
    }

    /// The application's own variant, or the plain one of this direction.
    fn batch(
        &self,
        application: Option<&'static Application>,
        sent: &'static Layout,
        returned: &'static Layout,
        own: fn(&Application) -> &'static Layout,
    ) -> &'static Layout {
        match (application, self.flow) {
            (Some(application), _) => own(application),
            (None, Flow::In) => sent,
            (None, Flow::Out) => returned,
        }
    }

    /// The layout of a record inside a block.
    fn detail(&self, columns: &[u8; WIDTH]) -> Option<&'static Layout> {
        let own = self.application.and_then(|application| application.find(columns));
        own.or(match [columns[0], columns[1]] {
            [b'X', b'0'] => Some(&envelope::x0::LAYOUT),
            [b'X', b'1'] => Some(&envelope::x1::LAYOUT),
            _ => None,
        })
    }

    /// Why a record is unknown.
    fn unknown(&self, columns: &[u8; WIDTH]) -> String {
        let start = latin(columns[..4].trim_ascii_end());
        match self.application {
            Some(application) => {
                format!("application {} has no record that starts with «{start}»", application.id)
            }
            None => format!("no application is known here, so «{start}» could be a record of any"),
        }
    }
}

/// What ends a record on the wire.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum LineEnd {
    /// LF.
    #[default]
    Lf,
    /// CR LF.
    CrLf,
    /// Nothing: records follow each other.
    None,
}

impl LineEnd {
    fn bytes(self) -> &'static [u8] {
        match self {
            LineEnd::Lf => b"\n",
            LineEnd::CrLf => b"\r\n",
            LineEnd::None => b"",
        }
    }
}

/// Writes records that are sound, each ended by LF; otherwise every fault with its record and field. Raw records are kept.
pub fn encode(records: &[Record]) -> Result<Vec<u8>, Vec<Finding>> {
    let mut findings = Vec::new();
    for (at, record) in records.iter().enumerate().filter(|(_, record)| !record.is_sound()) {
        let numbered = record.numbered(row_of(at + 1));
        findings.extend(record.faults().map(|(field, fault)| numbered.finding(field, fault)));
    }
    if findings.is_empty() { Ok(write(records, LineEnd::Lf)) } else { Err(findings) }
}

/// Writes records as they stand, unchecked: what came in goes out again.
pub fn write(records: &[Record], end: LineEnd) -> Vec<u8> {
    let end = end.bytes();
    let mut bytes = Vec::with_capacity(records.len() * (WIDTH + end.len()));
    for record in records {
        bytes.extend_from_slice(record.columns());
        bytes.extend_from_slice(end);
    }
    bytes
}
