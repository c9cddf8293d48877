//! Nesting: what is misplaced, missing or too many is named, and the tree holds every record.

use cocket_wire::transaction::Node;
use cocket_wire::{Limits, Record, decode, structure};

use crate::golden;

/// A batch of AE records around these transaction lines.
fn records(lines: &[&str]) -> Vec<Record> {
    let around = ["A2704EEEPASSWD071526     AE", "B  2704EEEAE"];
    let after = ["Y  2704EEEAE", "Z2704EEE      071526"];
    let all = around.iter().chain(lines).chain(&after);
    let text: String = all.map(|line| format!("{line:<80}\n")).collect();
    decode(text.as_bytes(), &Limits::default()).records
}

fn codes(records: &[Record]) -> Vec<String> {
    let tree = structure::parse(records);
    tree.findings.iter().map(|f| format!("{} {}", f.place.row.unwrap_or(0), f.code)).collect()
}

const HEAD: &str = "10AEEE  50000032 2704            0111 X";
const IMPORTER: &str = "1112-345678900";
const LINE: &str = "40  001 CNCN062826";
const TARIFF: &str = "506109100012     165000      10000";
const TOTAL: &str = "90     165000        4714";

#[test]
fn a_whole_summary_nests_without_a_finding() {
    let records = records(&[
        HEAD,
        IMPORTER,
        "20ABCD2704",
        "22     120CTN",
        "23MABCDSHA012345678",
        "318B 999",
        LINE,
        "44SHIRTS",
        "47MCNSAMMAN123SHA",
        TARIFF,
        "62499    3464",
        LINE,
        TARIFF,
        TARIFF,
        "SE6201FSHNG INFOVESSEL NAME",
        "SE63ABC",
        "89499       3464",
        TOTAL,
    ]);
    let tree = structure::parse(&records);
    assert_eq!(tree.findings, []);
    let block = &tree.batches[0].blocks[0];
    let transaction = &block.transactions[0];
    assert_eq!(block.transactions.len(), 1);
    assert_eq!(transaction.span, 2..20);
    let keys = |nodes: &[Node]| nodes.iter().map(|node| records[node.record].key()).collect::<Vec<_>>();
    assert_eq!(keys(&transaction.below), ["11", "22", "31", "40", "40", "89", "90"]);
    assert_eq!(keys(&transaction.below[3].below), ["44", "47", "50", "62"]);
    assert_eq!(keys(&transaction.below[4].below), ["50", "50", "SE62"]);
    assert_eq!(transaction.below[4].records(&records).len(), 5);
}

#[test]
fn each_way_to_be_misplaced_has_its_condition() {
    for (lines, expected) in [
        (vec![HEAD, IMPORTER, LINE, TARIFF], vec!["3 X37"]),
        (vec![HEAD, IMPORTER, TOTAL], vec!["3 X37"]),
        (vec![HEAD, IMPORTER, LINE, TOTAL], vec!["5 X37"]),
        (vec![HEAD, IMPORTER, LINE, TARIFF, "62499    3464", "47MCNSAMMAN123SHA", TOTAL], vec!["8 X35"]),
        (vec![HEAD, IMPORTER, LINE, TARIFF, TOTAL, TOTAL], vec!["8 X36"]),
        (vec![HEAD, IMPORTER, LINE, TARIFF, "QQ", TOTAL], vec!["7 X34"]),
        (vec![IMPORTER, HEAD, IMPORTER, LINE, TARIFF, TOTAL], vec!["3 X33"]),
        (vec!["10DEEE  50000032 2704            01"], vec![]),
        (vec!["10DEEE  50000032 2704            01", IMPORTER], vec!["4 X34"]),
        (vec![], vec!["3 X04"]),
    ] {
        assert_eq!(codes(&records(&lines)), expected, "{lines:?}");
    }
}

#[test]
fn a_loop_is_counted_and_named_once() {
    let mut lines = vec![HEAD, IMPORTER, LINE];
    lines.extend([TARIFF; 40]);
    lines.push(TOTAL);
    assert_eq!(codes(&records(&lines)), ["38 X36"], "the thirty-third tariff number of the line");
}

#[test]
fn the_envelope_must_mirror_itself() {
    let mut sound = records(&[HEAD, IMPORTER, LINE, TARIFF, TOTAL]);
    assert_eq!(codes(&sound), Vec::<String>::new());
    let last = sound.len() - 1;
    let field = |record: &Record, name: &str| record.layout().field(name).unwrap();
    let (trailer, closing, header) = (sound[last - 1], sound[last], sound[1]);
    sound[last - 1].set_text(field(&trailer, "filer_code"), "ZZZ").unwrap();
    sound[last].set_text(field(&closing, "site_code"), "3001").unwrap();
    sound[1].set_text(field(&header, "application_id"), "SE").unwrap();
    assert!(
        codes(&sound).starts_with(&["2 X19".to_string(), "8 X32".to_string(), "8 X32".to_string()]),
        "{:?}",
        codes(&sound)
    );
    assert!(codes(&sound).contains(&"9 X14".to_string()));
    assert_eq!(codes(&sound[..last]).last().unwrap(), "8 X06");
    assert_eq!(codes(&sound[..last - 1]).iter().filter(|code| code.ends_with("X05")).count(), 1);
    assert!(codes(&sound[1..])[0].ends_with("WIRE_NO_BATCH_HEADER"));
    assert_eq!(structure::parse(&[]).batches.len(), 0);
}

#[test]
fn the_golden_transactions_nest() {
    let Some(folder) = golden::folder() else { return };
    for name in [
        "synthetic_ae_type01.txt",
        "synthetic_ae_delete.txt",
        "synthetic_isf10.txt",
        "synthetic_se_type01.txt",
        "spec_entry_summary_response.txt",
    ] {
        let decoded = decode(&golden::lines(&folder, name), &Limits::default());
        let tree = structure::parse(&decoded.records);
        assert_eq!(tree.findings, [], "{name}");
    }
}
