//! Packets made here: a small sound one, and rubbish of all kinds. Rubbish gives findings, never a panic.

use serde_json::json;

use crate::desk::Folder;

const HEADER: &str = r#"{
  "packet": "teapots",
  "client": {"name": "Wren & Daughters", "importer_number": "12-345678900", "bond": {"type": "8", "surety_code": "036"}},
  "filer_code": "ZZ9", "entry_number": "ZZ9-0004711-1", "entry_type": "01",
  "port_of_entry": "2704", "port_of_unlading": "2704", "mode": "11", "carrier_scac": "ZQXL",
  "conveyance": "MV PAPER HERON", "voyage": "118E", "bills": [{"master": "ZQXL2605118842"}],
  "export_country": "GB", "currency": "USD", "related_party": "N", "payment_type": "7",
  "dates": {"lading": "2026-06-01", "export": "2026-06-02", "import": "2026-06-12", "entry": "2026-06-16"},
  "terms": {"incoterm": "FOB", "place": "Felixstowe"},
  "files": [
    {"file": "invoice.csv", "role": "commercial invoice", "seller": "Potter and Sons"},
    {"file": "parts.csv", "role": "product master"}
  ]
}"#;
const INVOICE: &str = "Item,Part No,Description,Qty,Unit,Unit Price USD,Amount USD,Origin\n\
    1,TP-1,Teapot of bone china,1200,pcs,5.00,6000.00,GB\n\
    Total,,,,,,6000.00,\n";
const PARTS: &str = "part_no,description,hts10,origin_default,maker,mid,net_kg_each\n\
    TP-1,Teapot of bone china,6911.10.58.00,GB,Potter and Sons,GBPOTSON12LON,0.9\n";

fn teapots(desk: &Folder) -> String {
    desk.put("packet/packet.json", HEADER);
    desk.put("packet/invoice.csv", INVOICE);
    desk.put("packet/parts.csv", PARTS);
    desk.path().join("packet").display().to_string()
}

#[test]
fn a_small_packet_is_worked_out_and_read() {
    let desk = Folder::new();
    let packet = teapots(&desk);
    // None of these is a paper.
    desk.put("packet/.hidden.csv", "x");
    desk.put("packet/expected.json", "{");
    desk.put("packet/older/invoice.csv", "x");
    let report = desk.run(&["entry", "prepare", &packet, "--json"]).json();
    assert_eq!(report["lines"][0]["entered_value"], json!(6000));
    assert_eq!(report["lines"][0]["hts"].as_array().unwrap().last().unwrap(), "6911.10.58.00");
    let named = report.to_string();
    assert!(!named.contains(".hidden") && !named.contains("expected.json"), "{named}");
    let text = desk.run(&["entry", "prepare", &packet]).answered();
    for words in
        ["teapots, entry ZZ9-0004711-1 type 01", "Lines", "TP-1", "6,000", "Deadlines", "total payable"]
    {
        assert!(text.contains(words), "«{words}» is missing in:\n{text}");
    }
}

#[test]
fn answers_move_the_result_and_unused_ones_are_said() {
    let desk = Folder::new();
    let packet = teapots(&desk);
    let answers = desk.put(
        "answers.json",
        r#"[{"where":"TP-1","field":"hts10","value":"6911.10.80.10"},{"where":"XX-9","field":"origin","value":"CN"}]"#,
    );
    let report = desk
        .run(&["entry", "prepare", &packet, "--json", "--answers", &answers.display().to_string()])
        .json();
    assert_eq!(report["answers"].as_array().unwrap().len(), 2);
    let open = report["open_findings"].as_array().unwrap();
    assert!(open.iter().any(|finding| finding["code"] == "ANSWER_UNUSED"), "{open:?}");
}

#[test]
fn alike_lines_are_merged_when_asked() {
    let desk = Folder::new();
    let packet = teapots(&desk);
    let two = INVOICE.replace(
        "Total,,,,,,6000.00,",
        "2,TP-1,Teapot of bone china,10,pcs,5.00,50.00,GB\nTotal,,,,,,6050.00,",
    );
    desk.put("packet/invoice.csv", two);
    let lines = |merge: &[&str]| {
        let out = desk.path().join("out").display().to_string();
        desk.run(&[&["entry", "prepare", &packet, "--out", &out], merge].concat()).answered();
        let declared = std::fs::read(desk.path().join("out/declaration.json")).unwrap();
        serde_json::from_slice::<serde_json::Value>(&declared).unwrap()["lines"].as_array().unwrap().len()
    };
    assert_eq!((lines(&[]), lines(&["--merge"])), (2, 1));
}

#[test]
fn what_cannot_be_written_is_named_with_its_reason() {
    let desk = Folder::new();
    let packet = teapots(&desk);
    desk.put("packet/packet.json", HEADER.replace("\"entry_number\": \"ZZ9-0004711-1\", ", ""));
    let out = desk.path().join("out");
    let text = desk.run(&["entry", "prepare", &packet, "--out", &out.display().to_string()]).answered();
    let (written, missing) = text.split_once("Not written").unwrap();
    assert!(written.contains("report.json") && missing.contains("declaration.json: "), "{text}");
    assert!(out.join("report.json").exists() && !out.join("declaration.json").exists());
}

#[test]
fn a_corrected_mapping_is_remembered_for_the_seller() {
    let desk = Folder::new();
    let packet = teapots(&desk);
    let shown = desk.run(&["entry", "mapping", &packet]).answered();
    assert!(shown.contains("Potter and Sons") && shown.contains("unit_price"), "{shown}");
    assert!(!desk.path().join("data").exists());
    let shown = desk.run(&["entry", "mapping", &packet, "--set", "invoice.csv:origin=none"]).answered();
    assert!(shown.contains("remembered") && !shown.contains("origin "), "{shown}");
    let again = desk.run(&["entry", "mapping", &packet]).answered();
    assert!(again.contains("remembered") && !again.contains(" origin "), "{again}");
    desk.run(&["entry", "mapping", &packet, "--set", "nothing.csv:part=C"])
        .refused(2, &["nothing.csv", "invoice.csv"]);
    desk.run(&["entry", "mapping", &packet, "--set", "invoice.csv:colour=C"]).refused(2, &["colour"]);
    desk.put("data/mappings.json", "{");
    desk.run(&["entry", "prepare", &packet]).refused(2, &["mappings.json", "remove it"]);
}

#[test]
fn rubbish_packets_are_findings() {
    let desk = Folder::new();
    std::fs::create_dir_all(desk.path().join("empty")).unwrap();
    desk.put("no_header/invoice.csv", INVOICE);
    desk.put("bad_header/packet.json", "{\"dates\": 5,");
    desk.put("bad_workbook/packet.json", HEADER.replace("invoice.csv", "invoice.xlsx"));
    desk.put("bad_workbook/invoice.xlsx", b"PK\x03\x04 this is no workbook \x00\xff");
    desk.put("bytes/packet.json", [0xff, 0xfe, 0x00, 0xd8]);
    desk.put("bytes/invoice.csv", [0u8, 159, 146, 150, b'\n', b',', b'"']);
    desk.put("far/packet.json", HEADER.replace("2026-06-16", "9999-12-31"));
    desk.put("far/invoice.csv", INVOICE);
    for (folder, code) in [
        ("empty", "PACKET_MISSING"),
        ("no_header", "PACKET_MISSING"),
        ("bad_header", ""),
        ("bad_workbook", ""),
        ("bytes", ""),
        ("far", ""),
    ] {
        let packet = desk.path().join(folder).display().to_string();
        let report = desk.run(&["entry", "prepare", &packet, "--json"]).json();
        let findings = report["findings"].as_array().unwrap();
        assert_eq!(report["status"], "blocked", "{folder}");
        assert!(findings.iter().any(|finding| finding["severity"] == "block"), "{folder}: {findings:?}");
        assert!(
            code.is_empty() || findings.iter().any(|finding| finding["code"] == code),
            "{folder}: {findings:?}"
        );
        assert!(desk.run(&["entry", "prepare", &packet]).answered().contains("blocked"), "{folder}");
    }
}

#[test]
fn what_is_no_packet_or_no_answers_is_status_2() {
    let desk = Folder::new();
    let packet = teapots(&desk);
    let file = desk.put("answers.json", "[{\"where\": 1}]").display().to_string();
    desk.run(&["entry", "prepare", "/no/such/folder"]).refused(2, &["/no/such/folder", "no such"]);
    desk.run(&["entry", "prepare", &file]).refused(2, &["answers.json", "not a folder"]);
    desk.run(&["entry", "prepare", &packet, "--answers", &file]).refused(2, &["answers.json", "\"where\""]);
    desk.run(&["entry", "prepare", &packet, "--answers", "/no/such"]).refused(2, &["/no/such"]);
    let bytes = desk.put("bytes.json", [0xff, 0xfe]).display().to_string();
    desk.run(&["entry", "prepare", &packet, "--answers", &bytes]).refused(2, &["UTF-8"]);
    desk.run(&["entry", "prepare", &packet, "--out", &file]).refused(1, &["answers.json"]);
}
