//! The packet folder to its facts: which paper has which role, in which order they are read, and what is missing.

use std::collections::{BTreeMap, BTreeSet};

use cocket_base::{Finding, Place, Severity};
use cocket_law::Pack;

use crate::columns::Context;
use crate::facts::{Invoice, Packet, PackingList, Part, TextPaper};
use crate::grid::Grid;
use crate::invoice::{self, Sheet, Surroundings};
use crate::limits::Limits;
use crate::mapping::MappingMemory;
use crate::packet::{PacketHeader, PaperEntry, read_header};
use crate::roles::{Use, guessed_role, use_of};
use crate::rows::Kind;
use crate::sections::sections;
use crate::words::fold;
use crate::{checks, packing, parts, plausible, texts, workbook};

/// Name of the packet's header.
const HEADER: &str = "packet.json";

/// A paper of the packet, as it came.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Paper {
    /// File name; folders in front of it are ignored.
    pub name: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

impl Paper {
    /// A paper by name and bytes.
    pub fn new(name: impl Into<String>, bytes: impl Into<Vec<u8>>) -> Paper {
        Paper { name: name.into(), bytes: bytes.into() }
    }

    fn base_name(&self) -> &str {
        self.name.rsplit(['/', '\\']).next().unwrap_or(&self.name)
    }
}

/// Reads a packet: the papers' bytes, the sellers' remembered layouts and the law pack (for names of countries) to facts.
/// Never fails: what cannot be read is a finding, and the rest is read.
pub fn read_packet(papers: Vec<Paper>, memory: &MappingMemory, law: &Pack) -> Packet {
    read_packet_within(papers, memory, law, &Limits::default())
}

/// [`read_packet`] within other bounds.
pub fn read_packet_within(papers: Vec<Paper>, memory: &MappingMemory, law: &Pack, limits: &Limits) -> Packet {
    let mut reading = Reading { limits, law, memory, packet: empty(), parts: BTreeMap::new() };
    let mut papers = papers;
    if papers.len() > limits.papers {
        let text = format!("{} papers; only the first {} were read", papers.len(), limits.papers);
        reading.note(Finding::block("PACKET_TOO_LARGE", Place::default(), text));
        papers.truncate(limits.papers);
    }
    let header_at = papers.iter().position(|paper| paper.base_name().eq_ignore_ascii_case(HEADER));
    match header_at {
        Some(at) => {
            let paper = papers.remove(at);
            reading.header(&paper);
        }
        None => {
            let text = "the packet has no packet.json; importer, dates, ports and the roles of the papers are not known";
            reading.note(
                Finding::block("PACKET_MISSING", Place::file(HEADER), text)
                    .with_remedy("add it, or enter its facts by hand"),
            );
        }
    }
    let entries = reading.entries(&papers);
    reading.all(&papers, &entries);
    let checked = checks::all(&reading.packet);
    reading.packet.findings.extend(checked);
    let dated = plausible::all(&reading.packet, HEADER);
    reading.packet.findings.extend(dated);
    reading.packet
}

/// Everything a table of bytes gives on its own, without a packet: for fuzzing and for looking at a single paper.
pub fn read_table_bytes(name: &str, bytes: &[u8]) -> (Vec<Invoice>, Vec<PackingList>, Vec<Finding>) {
    let packet = read_packet(vec![Paper::new(name, bytes)], &MappingMemory::new(), Pack::starter());
    let findings = packet.findings.into_iter().filter(|finding| finding.code != "PACKET_MISSING").collect();
    (packet.invoices, packet.packing_lists, findings)
}

fn empty() -> Packet {
    Packet {
        header: PacketHeader::default(),
        invoices: Vec::new(),
        packing_lists: Vec::new(),
        parts: Vec::new(),
        texts: Vec::new(),
        findings: Vec::new(),
    }
}

struct Reading<'r> {
    limits: &'r Limits,
    law: &'r Pack,
    memory: &'r MappingMemory,
    packet: Packet,
    /// Part numbers of the master, by their folded form.
    parts: BTreeMap<String, String>,
}

impl Reading<'_> {
    fn note(&mut self, finding: Finding) {
        self.packet.findings.push(finding);
    }

    /// The findings of one paper, at most as many as the limits allow.
    fn note_all(&mut self, file: &str, mut findings: Vec<Finding>) {
        let surplus = findings.len().saturating_sub(self.limits.findings);
        if surplus > 0 {
            findings.sort_by_key(|finding| std::cmp::Reverse(finding.severity));
            let worst = findings.get(self.limits.findings).map_or(Severity::Info, |finding| finding.severity);
            findings.truncate(self.limits.findings);
            let text = format!("{surplus} more findings of this paper are not shown");
            findings.push(Finding::new(worst, "TOO_MANY_FINDINGS", Place::file(file), text));
        }
        self.packet.findings.extend(findings);
    }

    fn header(&mut self, paper: &Paper) {
        if paper.bytes.len() > self.limits.paper_bytes {
            let text = format!("{} bytes; at most {} are read", paper.bytes.len(), self.limits.paper_bytes);
            self.note(Finding::block("PAPER_TOO_LARGE", Place::file(HEADER), text));
            return;
        }
        let decoded = workbook::decode(&paper.bytes, None);
        let (header, findings) = read_header(HEADER, &decoded.text);
        self.packet.header = header;
        self.note_all(HEADER, findings);
    }

    /// The papers with their roles: as the header lists them, or by their names and contents when it lists none.
    fn entries(&mut self, papers: &[Paper]) -> Vec<PaperEntry> {
        let listed = self.packet.header.files.clone();
        if listed.is_empty() {
            return papers
                .iter()
                .map(|paper| PaperEntry {
                    file: paper.base_name().into(),
                    role: guessed_role(paper.base_name()),
                    ..PaperEntry::default()
                })
                .collect();
        }
        for paper in papers {
            let name = paper.base_name();
            if listed.iter().any(|entry| entry.file.eq_ignore_ascii_case(name)) {
                continue;
            }
            let readable = name.rsplit_once('.').is_some_and(|(_, ext)| {
                matches!(ext.to_ascii_lowercase().as_str(), "xlsx" | "xlsm" | "csv" | "tsv" | "txt" | "pdf")
            });
            let severity = if readable { Severity::Warn } else { Severity::Info };
            let text = "the file is not in the packet's list of papers; it was not read";
            self.note(
                Finding::new(severity, "FILE_NOT_LISTED", Place::file(name), text)
                    .with_remedy("add it to files with its role, or remove it"),
            );
        }
        listed
    }

    /// Reads every paper; the master first, since its part numbers help to understand the others.
    fn all(&mut self, papers: &[Paper], entries: &[PaperEntry]) {
        let paper_of = |entry: &PaperEntry| {
            let exact = papers.iter().find(|paper| paper.base_name() == entry.file);
            exact.or_else(|| papers.iter().find(|paper| paper.base_name().eq_ignore_ascii_case(&entry.file)))
        };
        for entry in entries {
            if paper_of(entry).is_none() {
                let essential = matches!(use_of(&entry.role), Some(Use::Invoice | Use::Master));
                let severity = if essential { Severity::Block } else { Severity::Warn };
                let text = format!(
                    "the packet lists this {} but does not contain it",
                    if entry.role.is_empty() { "paper" } else { &entry.role }
                );
                self.note(
                    Finding::new(severity, "FILE_MISSING", Place::file(&entry.file), text)
                        .with_remedy("add the file"),
                );
            }
        }
        let present: Vec<(&PaperEntry, &Paper)> =
            entries.iter().filter_map(|entry| Some((entry, paper_of(entry)?))).collect();
        for (entry, paper) in present.iter().filter(|(entry, _)| use_of(&entry.role) == Some(Use::Master)) {
            self.master(entry, paper);
        }
        let packing_listed = present.iter().any(|(entry, _)| use_of(&entry.role) == Some(Use::PackingList));
        let mut done: BTreeSet<&str> = BTreeSet::new();
        for (entry, paper) in &present {
            match use_of(&entry.role) {
                Some(Use::Master) => {}
                Some(Use::Text) => self.text(entry, paper),
                Some(Use::PackingList) => self.table(entry, paper, Kind::PackingList, packing_listed),
                _ if !done.insert(&entry.file) => {}
                Some(Use::Invoice) => self.table(entry, paper, Kind::Invoice, packing_listed),
                None => self.by_content(entry, paper, packing_listed),
            }
        }
        self.note_absent(entries);
    }

    fn note_absent(&mut self, entries: &[PaperEntry]) {
        let listed = |wanted| entries.iter().any(|entry| use_of(&entry.role) == Some(wanted));
        if self.packet.invoices.is_empty() && !listed(Use::Invoice) {
            let finding = Finding::block(
                "INVOICE_MISSING",
                Place::default(),
                "the packet has no commercial invoice that could be read",
            );
            self.note(finding.with_remedy("add the invoice"));
        }
        if self.packet.parts.is_empty() && !listed(Use::Master) {
            let finding =
                Finding::warn("MASTER_MISSING", Place::default(), "the packet has no product master");
            self.note(finding.with_remedy("add parts.csv"));
        }
    }

    fn open(&mut self, entry: &PaperEntry, paper: &Paper, essential: bool) -> Vec<Grid> {
        let (grids, findings) =
            workbook::open(&entry.file, &paper.bytes, entry.encoding.as_deref(), self.limits);
        let softened = findings.into_iter().map(|finding| match finding.severity {
            Severity::Block if !essential => Finding { severity: Severity::Warn, ..finding },
            _ => finding,
        });
        self.packet.findings.extend(softened);
        grids
    }

    fn master(&mut self, entry: &PaperEntry, paper: &Paper) {
        let grids = self.open(entry, paper, true);
        for grid in grids.iter().filter(|grid| !grid.hidden).take(1) {
            let (parts, findings) = parts::read(grid, self.law, self.limits.lines);
            self.note_all(&entry.file, findings);
            self.parts.extend(parts.iter().map(|part: &Part| (fold(&part.part_no), part.part_no.clone())));
            self.packet.parts.extend(parts);
        }
    }

    fn text(&mut self, entry: &PaperEntry, paper: &Paper) {
        if workbook::form(&entry.file, &paper.bytes) != workbook::Form::Text {
            let grids = self.open(entry, paper, false);
            let rows = grids.iter().flat_map(|grid| &grid.rows);
            let text = rows.map(crate::grid::Row::joined).collect::<Vec<_>>().join("\n");
            if !grids.is_empty() {
                self.add_text(entry, &text);
            }
            return;
        }
        if paper.bytes.len() > self.limits.paper_bytes {
            let text = format!("{} bytes; at most {} are read", paper.bytes.len(), self.limits.paper_bytes);
            self.note(Finding::warn("PAPER_TOO_LARGE", Place::file(&entry.file), text));
            return;
        }
        let decoded = workbook::decode(&paper.bytes, entry.encoding.as_deref());
        if !decoded.is_plain() {
            let text = format!("read as {} ({})", decoded.encoding, decoded.why);
            self.note(Finding::info("ENCODING", Place::file(&entry.file), text));
        }
        self.add_text(entry, &decoded.text);
    }

    fn add_text(&mut self, entry: &PaperEntry, text: &str) {
        let (paper, findings): (TextPaper, _) = texts::read(&entry.file, &entry.role, text);
        self.note_all(&entry.file, findings);
        self.packet.texts.push(paper);
    }

    /// A paper whose role nobody named: a master by its heading, an invoice or packing list by its table, else a text.
    fn by_content(&mut self, entry: &PaperEntry, paper: &Paper, packing_listed: bool) {
        let (grids, _) = workbook::open(&entry.file, &paper.bytes, entry.encoding.as_deref(), self.limits);
        let known = BTreeMap::new();
        let context = Context { seller: None, memory: self.memory, parts: &known, currency: None };
        let kinds: Vec<Kind> = grids
            .iter()
            .filter(|grid| !grid.hidden)
            .flat_map(|grid| sections(grid, Kind::PackingList, &context).0)
            .map(|section| section.kind)
            .collect();
        let text = workbook::form(&entry.file, &paper.bytes) == workbook::Form::Text;
        if kinds.contains(&Kind::Invoice) || (!text && kinds.is_empty()) {
            self.table(entry, paper, Kind::Invoice, packing_listed);
        } else if kinds.contains(&Kind::PackingList) {
            self.table(entry, paper, Kind::PackingList, packing_listed);
        } else if text && entry.file.to_ascii_lowercase().ends_with(".csv") {
            self.table(entry, paper, Kind::Invoice, packing_listed);
        } else {
            self.text(entry, paper);
        }
    }

    /// An invoice or a packing list.
    fn table(&mut self, entry: &PaperEntry, paper: &Paper, role: Kind, packing_listed: bool) {
        let grids = self.open(entry, paper, true);
        if grids.is_empty() {
            return;
        }
        let seller = entry.seller.clone().or_else(|| self.only_seller());
        let mut findings = Vec::new();
        let mut sheets = Vec::new();
        for grid in &grids {
            let context = Context {
                seller: seller.as_deref(),
                memory: self.memory,
                parts: &self.parts,
                currency: self.packet.header.currency,
            };
            let (mut found, noticed) = sections(grid, role, &context);
            if grid.hidden {
                note_hidden(grid, found.iter().map(|section| section.rows.len()).sum(), &mut findings);
                continue;
            }
            if role == Kind::PackingList {
                found = repurposed(found);
            }
            findings.extend(noticed);
            sheets.push(Sheet { grid, sections: found });
        }
        match role {
            Kind::Invoice => self.invoices(entry, &sheets, packing_listed, &mut findings),
            Kind::PackingList => self.packing(entry, &sheets, &mut findings),
        }
        self.note_all(&entry.file, findings);
    }

    fn only_seller(&self) -> Option<String> {
        let sellers: BTreeSet<&String> =
            self.packet.header.files.iter().filter_map(|entry| entry.seller.as_ref()).collect();
        if sellers.len() == 1 { sellers.into_iter().next().cloned() } else { None }
    }

    fn invoices(
        &mut self,
        entry: &PaperEntry,
        sheets: &[Sheet<'_>],
        packing_listed: bool,
        findings: &mut Vec<Finding>,
    ) {
        let around = Surroundings {
            file: &entry.file,
            seller: entry.seller.as_deref(),
            header: &self.packet.header,
            law: self.law,
            lines: self.limits.lines,
            parts: &self.parts,
        };
        let (invoices, noticed) = invoice::read(sheets, &around);
        findings.extend(noticed);
        if invoices.iter().all(|invoice| invoice.lines.is_empty()) {
            let finding = Finding::block(
                "NO_LINES",
                Place::file(&entry.file),
                "no line of goods was found on this invoice",
            );
            findings.push(
                finding.with_remedy("look at the paper; correct the mapping if its table was not recognised"),
            );
        }
        self.packet.invoices.extend(invoices);
        let (list, noticed) = packing::read(sheets, &entry.file, self.law, self.limits.lines);
        let Some(list) = list.filter(|list| !list.rows.is_empty()) else { return };
        if packing_listed {
            let text = "the invoice's file also holds a packing list; the separate packing list of the packet was used";
            findings.push(Finding::info("PACKING_LIST_TWICE", Place::file(&entry.file), text));
        } else {
            findings.extend(noticed);
            self.packet.packing_lists.push(list);
        }
    }

    fn packing(&mut self, entry: &PaperEntry, sheets: &[Sheet<'_>], findings: &mut Vec<Finding>) {
        let (list, noticed) = packing::read(sheets, &entry.file, self.law, self.limits.lines);
        findings.extend(noticed);
        match list.filter(|list| !list.rows.is_empty()) {
            Some(list) => self.packet.packing_lists.push(list),
            None => {
                let finding = Finding::warn(
                    "NO_LINES",
                    Place::file(&entry.file),
                    "no row of goods was found on this packing list",
                );
                findings.push(
                    finding.with_remedy(
                        "look at the paper; correct the mapping if its table was not recognised",
                    ),
                );
            }
        }
    }
}

/// A packing list that also prints prices is still one: its rows are packed goods.
fn repurposed(sections: Vec<crate::sections::Section>) -> Vec<crate::sections::Section> {
    sections
        .into_iter()
        .map(|section| crate::sections::Section { kind: Kind::PackingList, ..section })
        .collect()
}

fn note_hidden(grid: &Grid, rows: usize, findings: &mut Vec<Finding>) {
    let finding = if rows > 0 {
        Finding::warn(
            "HIDDEN_SHEET",
            grid.place(),
            format!("a hidden sheet holds a table of {rows} rows; it was not read"),
        )
        .with_remedy("ask the seller whether it belongs to the shipment")
    } else {
        Finding::info("HIDDEN_SHEET", grid.place(), "a hidden sheet was not read")
    };
    findings.push(finding);
}
