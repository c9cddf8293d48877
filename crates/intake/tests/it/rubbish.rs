//! Rubbish in gives findings, never a panic, and never more memory than the limits say.

use std::io::{Cursor, Read, Write};

use cocket_base::{Finding, Severity};
use cocket_intake::{Limits, MappingMemory, Paper, read_packet, read_packet_within, read_table_bytes};
use cocket_law::Pack;
use proptest::prelude::*;
use rust_xlsxwriter::Workbook;
use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

fn codes(findings: &[Finding]) -> Vec<&str> {
    findings.iter().map(|f| f.code.as_str()).collect()
}

/// A small sound invoice workbook.
fn sound() -> Vec<u8> {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    sheet.merge_range(0, 0, 0, 5, "ACME", &rust_xlsxwriter::Format::new()).unwrap();
    sheet.write_row(2, 0, ["Part", "Description", "Qty", "Unit", "Price", "Amount"]).unwrap();
    for row in 0..5_u32 {
        sheet.write_row(3 + row, 0, ["A-1", "Cup", "1,200", "pcs", "1.00", "1,200.00"]).unwrap();
    }
    sheet.write(8, 4, "TOTAL").unwrap();
    sheet.write(8, 5, 6000).unwrap();
    workbook.save_to_buffer().unwrap()
}

/// The files of an archive, changed by `change` and packed again.
fn repacked(bytes: &[u8], change: impl Fn(&str, Vec<u8>) -> Vec<u8>) -> Vec<u8> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for at in 0..archive.len() {
        let mut entry = archive.by_index(at).unwrap();
        let name = entry.name().unwrap().to_string();
        let mut content = Vec::new();
        entry.read_to_end(&mut content).unwrap();
        writer.start_file(name.as_str(), SimpleFileOptions::default()).unwrap();
        writer.write_all(&change(&name, content)).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

fn with_sheet(xml: &str) -> Vec<u8> {
    repacked(
        &sound(),
        |name, content| if name.ends_with("sheet1.xml") { xml.as_bytes().to_vec() } else { content },
    )
}

fn sheet_xml(dimension: &str, rows: &str) -> String {
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\">\
         <dimension ref=\"{dimension}\"/><sheetData>{rows}</sheetData></worksheet>"
    )
}

#[test]
fn damaged_workbooks_are_refused_with_a_reason() {
    let sound = sound();
    let mut papers: Vec<Vec<u8>> =
        [0, 1, 4, 30, 100, sound.len() / 2, sound.len() - 1].map(|len| sound[..len].to_vec()).to_vec();
    papers.push(b"PK\x03\x04 and then nothing".to_vec());
    papers.push(repacked(&sound, |_, _| Vec::new()));
    papers.push(repacked(
        &sound,
        |name, content| if name.ends_with("workbook.xml") { b"<oops".to_vec() } else { content },
    ));
    for paper in papers {
        let (_, _, findings) = read_table_bytes("invoice.xlsx", &paper);
        assert!(
            findings
                .iter()
                .any(|f| f.severity == Severity::Block && f.place.file.as_deref() == Some("invoice.xlsx")),
            "{findings:?}"
        );
    }
}

#[test]
fn a_declared_dimension_allocates_nothing() {
    let far = "<row r=\"1\"><c r=\"A1\"><v>1</v></c></row><row r=\"1048576\"><c r=\"XFD1048576\"><v>2</v></c></row>";
    let (_, _, findings) = read_table_bytes("invoice.xlsx", &with_sheet(&sheet_xml("A1:XFD1048576", far)));
    assert!(codes(&findings).contains(&"NO_LINES"), "{findings:?}");
    assert!(codes(&findings).contains(&"COLUMNS_BEYOND"), "{findings:?}");
    for odd in ["A0", "A4294967295", "A99999999999999", "ZZZZZZZ1", "1A", "", "AAAA1"] {
        let row = format!("<row r=\"{odd}\"><c r=\"{odd}\"><v>1</v></c></row>");
        read_table_bytes("invoice.xlsx", &with_sheet(&sheet_xml(odd, &row)));
    }
}

#[test]
fn more_cells_than_the_limit_are_not_read() {
    let cells: String = (0..2_000).map(|at| format!("<c r=\"A{}\"><v>1</v></c>", at + 1)).collect();
    let bytes = with_sheet(&sheet_xml("A1", &format!("<row r=\"1\">{cells}</row>")));
    let limits = Limits { cells: 1_000, ..Limits::default() };
    let packet = read_packet_within(
        vec![Paper::new("i.xlsx", bytes)],
        &MappingMemory::new(),
        Pack::starter(),
        &limits,
    );
    assert!(codes(&packet.findings).contains(&"PAPER_TOO_LARGE"), "{:?}", packet.findings);
}

#[test]
fn bombs_are_weighed_before_they_are_opened() {
    let zeros = vec![b'0'; 30_000_000];
    let bomb = repacked(
        &sound(),
        |name, content| if name.ends_with("sheet1.xml") { zeros.clone() } else { content },
    );
    assert!(bomb.len() < 200_000);
    let (_, _, findings) = read_table_bytes("invoice.xlsx", &bomb);
    assert_eq!(codes(&findings)[0], "PAPER_TOO_LARGE", "{findings:?}");

    // The sizes in the directory say four gigabytes.
    let mut liar = sound();
    let at = liar.windows(4).position(|window| window == b"PK\x01\x02").unwrap();
    liar[at + 24..at + 28].copy_from_slice(&0xffff_fff0_u32.to_le_bytes());
    let (_, _, findings) = read_table_bytes("invoice.xlsx", &liar);
    assert_eq!(codes(&findings)[0], "PAPER_TOO_LARGE", "{findings:?}");

    let mut many = ZipWriter::new(Cursor::new(Vec::new()));
    for at in 0..2_100 {
        many.start_file(format!("f{at}"), SimpleFileOptions::default()).unwrap();
    }
    let (_, _, findings) = read_table_bytes("invoice.xlsx", &many.finish().unwrap().into_inner());
    assert_eq!(codes(&findings)[0], "PAPER_TOO_LARGE", "{findings:?}");
}

#[test]
fn too_many_sheets_are_refused() {
    let mut workbook = Workbook::new();
    for _ in 0..120 {
        workbook.add_worksheet();
    }
    let (_, _, findings) = read_table_bytes("invoice.xlsx", &workbook.save_to_buffer().unwrap());
    assert_eq!(codes(&findings)[0], "SHEET_LIMIT");
}

#[test]
fn a_formula_nobody_calculated_is_no_amount() {
    let rows = "<row r=\"1\"><c r=\"A1\" t=\"str\"><v>Part</v></c><c r=\"B1\" t=\"str\"><v>Goods</v></c><c r=\"C1\" t=\"str\"><v>Qty</v></c>\
                <c r=\"D1\" t=\"str\"><v>Price</v></c><c r=\"E1\" t=\"str\"><v>Amount</v></c></row>\
                <row r=\"2\"><c r=\"A2\" t=\"str\"><v>A-1</v></c><c r=\"B2\" t=\"str\"><v>Cup</v></c><c r=\"C2\"><v>10</v></c><c r=\"D2\"><v>2</v></c>\
                <c r=\"E2\"><f>VLOOKUP(A2,X1:Y9,2,0)</f></c></row>\
                <row r=\"3\"><c r=\"A3\" t=\"str\"><v>A-2</v></c><c r=\"B3\" t=\"str\"><v>Cup</v></c><c r=\"C3\"><v>10</v></c><c r=\"D3\"><v>2</v></c>\
                <c r=\"E3\" t=\"e\"><v>#REF!</v></c></row>";
    let (invoices, _, findings) = read_table_bytes("invoice.xlsx", &with_sheet(&sheet_xml("A1:E3", rows)));
    assert_eq!(codes(&findings).iter().filter(|code| **code == "CELL_BROKEN").count(), 2, "{findings:?}");
    assert!(invoices[0].lines.iter().all(|line| line.amount.is_none()));
}

#[test]
fn a_plain_formula_without_its_result_is_worked_out_and_said() {
    let rows = "<row r=\"1\"><c r=\"A1\" t=\"str\"><v>Part</v></c><c r=\"B1\" t=\"str\"><v>Goods</v></c><c r=\"C1\" t=\"str\"><v>Qty</v></c>\
                <c r=\"D1\" t=\"str\"><v>Price</v></c><c r=\"E1\" t=\"str\"><v>Amount</v></c></row>\
                <row r=\"2\"><c r=\"A2\" t=\"str\"><v>A-1</v></c><c r=\"B2\" t=\"str\"><v>Cup</v></c><c r=\"C2\"><v>10</v></c><c r=\"D2\"><v>2.5</v></c>\
                <c r=\"E2\"><f>C2*D2</f></c></row>";
    let (invoices, _, findings) = read_table_bytes("invoice.xlsx", &with_sheet(&sheet_xml("A1:E2", rows)));
    let amount = invoices[0].lines[0].amount.as_ref().map(|amount| amount.value);
    assert_eq!(amount, Some(cocket_base::Decimal::from(25)), "{findings:?}");
    assert!(!codes(&findings).contains(&"CELL_BROKEN"), "{findings:?}");
}

#[test]
fn giant_numbers_do_not_overflow() {
    let rows = "Part,Description,Qty,Unit,Price,Amount\nA,Cup,999999999999999,pcs,999999999999999.999999999999,999999999999999.99\n\
                B,Cup,99999999999999999999999999999,pcs,1e308,79228162514264337593543950335\nTOTAL,,,,,79228162514264337593543950335\n";
    let (_, _, findings) = read_table_bytes("invoice.csv", rows.as_bytes());
    assert!(
        codes(&findings).contains(&"NOT_A_NUMBER") && codes(&findings).contains(&"LINE_ARITHMETIC"),
        "{findings:?}"
    );
    let cells = "<row r=\"1\"><c r=\"A1\"><v>1E+300</v></c><c r=\"B1\"><v>7.9E+28</v></c><c r=\"C1\"><v>-7.9E+28</v></c><c r=\"D1\"><v>1E-300</v></c></row>";
    read_table_bytes("invoice.xlsx", &with_sheet(&sheet_xml("A1:D1", &cells.repeat(3))));
}

#[test]
fn a_header_of_rubbish_and_a_folder_of_rubbish() {
    let rubbish: Vec<(&str, &[u8])> = vec![
        ("packet.json", b"\xff\xfe{\0}\0"),
        ("invoice.xlsx", b"not a workbook"),
        ("packing_list.xlsx", b"\xd0\xcf\x11\xe0old"),
        ("parts.csv", b"a;b;c\n1;2;3"),
        ("bill_of_lading.txt", b"\x00\x01\x02GROSS"),
        ("scan.pdf", b"%PDF-1.7"),
        ("", b""),
    ];
    let papers = rubbish.into_iter().map(|(name, bytes)| Paper::new(name, bytes)).collect();
    let packet = read_packet(papers, &MappingMemory::new(), Pack::starter());
    assert!(
        packet.findings.iter().filter(|f| f.severity == Severity::Block).count() >= 3,
        "{:#?}",
        packet.findings
    );
    assert!(packet.invoices.is_empty() && packet.parts.is_empty());
}

#[test]
fn every_paper_that_is_listed_and_absent_is_named() {
    let header = r#"{"files":[{"file":"a.xlsx","role":"commercial invoice"},{"file":"p.xlsx","role":"packing list"}]}"#;
    let packet = read_packet(
        vec![Paper::new("packet.json", header), Paper::new("extra.csv", "x")],
        &MappingMemory::new(),
        Pack::starter(),
    );
    let found: Vec<_> =
        packet.findings.iter().map(|f| (f.code.as_str(), f.place.file.as_deref().unwrap_or("-"))).collect();
    for wanted in [("FILE_MISSING", "a.xlsx"), ("FILE_MISSING", "p.xlsx"), ("FILE_NOT_LISTED", "extra.csv")] {
        assert!(found.contains(&wanted), "{found:?}");
    }
}

#[test]
fn findings_of_one_paper_are_bounded() {
    let rows: String = (0..3_000).map(|at| format!("P-{at},Cup,-1,parsec,x,y\n")).collect();
    let (_, _, findings) =
        read_table_bytes("invoice.csv", format!("Part,Description,Qty,Unit,Price,Amount\n{rows}").as_bytes());
    assert!(findings.len() < 600);
    assert!(codes(&findings).contains(&"TOO_MANY_FINDINGS"));
}

/// A sound text table to mutate.
const TABLE: &str = "Invoice No. X-1;;;;;\nDate;19.05.2026;;;;\nPart;Description;Qty;Unit;Price;Amount\nA-1;Cup;1.200;pcs;1,00;1.200,00\nA-2;Dish;10;DOZ;2,50;25,00\nLess 2% discount;;;;;-24,50\nTOTAL EUR;;;;;1.200,50\nMade in Italy\n";

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn random_bytes_never_panic(bytes in proptest::collection::vec(any::<u8>(), 0..2_000), name in "[a-z]{0,8}\\.(xlsx|csv|txt|json|)") {
        read_table_bytes(&name, &bytes);
    }

    #[test]
    fn random_text_never_panics(text in "\\PC{0,400}", rows in proptest::collection::vec("[-0-9.,;'% a-zA-Z€#\"\\t|/()]{0,60}", 0..20)) {
        read_table_bytes("invoice.csv", text.as_bytes());
        read_table_bytes("invoice.csv", rows.join("\n").as_bytes());
        cocket_intake::numbers::read(&text);
        cocket_intake::dates::find(&text);
        cocket_intake::words::fold(&text);
    }

    #[test]
    fn a_mutated_table_never_panics(edits in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..30)) {
        let mut bytes = TABLE.as_bytes().to_vec();
        for (at, byte) in edits {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        let papers = vec![Paper::new("invoice.csv", bytes.clone()), Paper::new("packing.csv", bytes.clone()), Paper::new("parts.csv", bytes.clone()), Paper::new("packet.json", bytes)];
        read_packet(papers, &MappingMemory::new(), Pack::starter());
    }

    #[test]
    fn headers_of_any_json_never_panic(text in "[{}\\[\\]\":,a-z0-9. -]{0,120}", key in "(files|dates|charges|client|bills|permits)") {
        let papers = vec![Paper::new("packet.json", format!("{{\"{key}\":{text}}}")), Paper::new("i.csv", TABLE)];
        read_packet(papers, &MappingMemory::new(), Pack::starter());
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 32, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_mutated_workbook_never_panics(edits in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..20), inside in any::<bool>()) {
        let mutate = |bytes: &mut [u8]| {
            for (at, byte) in &edits {
                if !bytes.is_empty() {
                    let at = at.index(bytes.len());
                    bytes[at] = *byte;
                }
            }
        };
        let mut bytes = sound();
        if inside {
            bytes = repacked(&bytes, |name, mut content| {
                if name.contains("sheet1") || name.contains("sharedStrings") || name.contains("styles") {
                    mutate(&mut content);
                }
                content
            });
        } else {
            mutate(&mut bytes);
        }
        read_table_bytes("invoice.xlsx", &bytes);
    }
}
