//! What the loader and the linter say of measure files that are wrong.

use cocket_base::Finding;
use cocket_tariff::measure::{Pack, SourceFile, lint};
use cocket_tariff::schedule::starter;

/// A small pack that loads: one authority, one list, one fact, one heading.
pub const PACK: &str = r#"
reporting_order = ["test"]
[authority]
id = "test"
title = "A test authority"
law = "Test Act"
status = [{ state = "in-force", from = 2026-01-01 }]
[defaults]
cite = "Test Act, section 1"
[[fact]]
name = "steel_pct"
kind = "percent"
question = "How much steel?"
unknown = "all of it"
[[group]]
id = "two"
members = ["DE", { iso = "RU", from = 2022-04-09 }]
[[list]]
id = "mugs"
prefixes = ["6912.00"]
"#;

/// A heading on the pack's list with these further lines.
fn heading(number: &str, lines: &str) -> String {
    format!(
        "[[heading]]\nnumber = \"{number}\"\ntitle = \"T\"\ngoods = {{ list = \"mugs\" }}\nfrom = 2026-01-01\n{lines}\n"
    )
}

fn load(extra: &str) -> Result<Pack, String> {
    let text = format!("{PACK}{extra}");
    Pack::load(&[SourceFile { name: "test.toml", text: &text }]).map_err(|error| error.to_string())
}

#[track_caller]
fn refused(extra: &str, says: &[&str]) {
    let error = load(extra).expect_err("the pack should be refused");
    for part in says {
        assert!(error.contains(part), "«{part}» is missing in:\n{error}");
    }
}

#[test]
fn the_small_pack_loads() {
    load(&heading("9903.99.01", "when = 'origin in @two and steel_pct >= 15%'\nadd = \"10%\"")).unwrap();
}

#[test]
fn faults_name_file_heading_and_key() {
    refused(
        &heading("9903.99.01", "when = \"steel_share > 3\"\nadd = \"10%\""),
        &["test.toml, heading 9903.99.01, when: unknown fact «steel_share»"],
    );
    refused(
        &heading("9903.99.01", "when = \"steel_pct\"\nadd = \"10%\""),
        &["is a number, a flag is wanted"],
    );
    refused(&heading("9903.99.01", "when = \"steel_pct == origin\"\nadd = \"10%\""), &["cannot be compared"]);
    refused(
        &heading("9903.99.01", "when = \"applies(nothing)\"\nadd = \"10%\""),
        &["no heading has the tag «nothing»"],
    );
    refused(
        &heading("9903.99.01", "when = \"origin in @three\"\nadd = \"10%\""),
        &["unknown group «@three»"],
    );
    refused(&heading("9903.99.01", "add = \"ten\""), &["heading 9903.99.01, add: «ten» is no percentage"]);
    refused(&heading("9903.99.01", ""), &["the heading has no rate"]);
    refused(
        &heading("9903.99.01", "add = \"1%\"\ntotal = \"2%\""),
        &["exactly one of none = true, add, total, base"],
    );
    refused(
        &heading("9903.99.01", "add = \"1%\"\ntwin = \"9903.99.02\""),
        &["only a heading with a total has a twin"],
    );
    refused(
        &heading("9903.99.01", "add = \"1%\"\ninstead_of = [\"9903.99.07\"]"),
        &["is no heading of the pack"],
    );
    let tagged = heading("9903.99.02", "add = \"2%\"\ntags = [\"cups\"]");
    let names = heading("9903.99.01", "add = \"1%\"\ninstead_of = [\"#cups\"]");
    let class = "[[class]]\nid = \"cups\"\ntitle = \"Cups\"\n";
    refused(&format!("{tagged}{names}"), &["«#cups» is no class; declare it under [[class]]"]);
    load(&format!("{class}{tagged}{names}")).unwrap();
    refused(&format!("{class}{class}{tagged}{names}"), &["class cups, id: the class is declared twice"]);
    refused(class, &["class cups, id: no heading carries the class among its tags"]);
    let twice = |again: &str| tagged.clone() + &heading("9903.99.02", &format!("{again}none = true"));
    refused(&twice(""), &["9903.99.02 is described twice; a further block says again = true"]);
    load(&twice("again = true\n")).unwrap();
    refused(&heading("9903.99.03", "again = true\nnone = true"), &["no block before this one describes"]);
    refused(
        &heading("9903.99.01", "add = \"1%\"\ncolour = \"red\""),
        &["test.toml", "unknown field `colour`"],
    );
    refused(&heading("9903.99.01", "add = \"1%\"\nuntil = 2025-01-01"), &["ends before it begins"]);
    refused(
        "[[list]]\nid = \"cups\"\nfile = \"lists/cups.csv\"\n",
        &["list cups, file: there is no list file"],
    );
    refused(
        "[[list]]\nid = \"cups\"\nprefixes = [\"69x2\"]\n",
        &["list cups, prefixes", "neither digit nor dot"],
    );
}

#[test]
fn all_faults_are_reported_at_once() {
    let two = heading("9903.99.01", "add = \"ten\"") + &heading("9903.99.02", "add = \"eleven\"");
    refused(&two, &["2 faults", "9903.99.01", "9903.99.02"]);
}

#[test]
fn a_ring_of_edges_names_its_headings_with_citations() {
    let ring = heading("9903.99.01", "add = \"1%\"\ninstead_of = [\"9903.99.02\"]\ncite = \"note one\"")
        + &heading("9903.99.02", "add = \"2%\"\ntags = [\"b\"]\nwhen = \"applies(a)\"\ncite = \"note two\"")
        + &heading("9903.99.03", "none = true\ntags = [\"a\"]\nwhen = \"applies(b)\"\ncite = \"note three\"");
    refused(
        &ring,
        &["a ring of headings", "9903.99.02 (test.toml, note two)", "9903.99.03 (test.toml, note three)"],
    );
}

#[test]
fn two_headings_for_one_place_need_an_edge() {
    let two = |edge: &str| {
        heading("9903.99.01", &format!("add = \"1%\"\n{edge}")) + &heading("9903.99.02", "add = \"2%\"")
    };
    refused(&two(""), &["9903.99.01", "9903.99.02", "both claim the place «test» (6912.00 of any origin)"]);
    load(&two("instead_of = [\"9903.99.02\"]")).unwrap();
    // A month in common is enough for a clash; apart in origin there is nothing to decide.
    load(&two("until = 2026-02-01")).unwrap_err();
    let apart = heading("9903.99.01", "origin = [\"JP\"]\nadd = \"1%\"")
        + &heading("9903.99.02", "origin = [\"@two\"]\nadd = \"2%\"");
    load(&apart).unwrap();
}

#[test]
fn no_text_exhausts_the_reader() {
    let deep = "(".repeat(5000) + "origin == \"DE\"" + &")".repeat(5000);
    refused(&heading("9903.99.01", &format!("when = '{deep}'\nadd = \"1%\"")), &["nested too deeply"]);
    let circle = "[[define]]\nname = \"a\"\nvalue = \"b\"\n[[define]]\nname = \"b\"\nvalue = \"a\"\n";
    refused(
        &(circle.to_string() + &heading("9903.99.01", "when = \"a\"\nadd = \"1%\"")),
        &["is defined by itself"],
    );
}

fn findings(extra: &str) -> Vec<Finding> {
    lint(&load(extra).unwrap(), &starter())
}

#[track_caller]
fn found(extra: &str, code: &str, item: &str) {
    let findings = findings(extra);
    let hit = findings.iter().any(|f| f.code == code && f.place.item.as_deref() == Some(item));
    assert!(hit, "{code} at {item} is missing in {findings:?}");
}

#[test]
fn the_linter_notices_what_the_law_would_not_say() {
    found(&heading("9903.03.01", "add = \"12%\""), "RATE_DIFFERS", "9903.03.01");
    found(&heading("9903.99.01", "add = \"12%\""), "HEADING_NOT_PRINTED", "9903.99.01");
    let late = heading("9903.99.01", "add = \"12%\"").replace("from = 2026-01-01", "from = 2025-01-01");
    found(&late, "WINDOW_OUTSIDE_AUTHORITY", "9903.99.01");
    let two = "rate = [{ add = \"1%\" }, { add = \"2%\", from = 2026-03-01 }]";
    found(&heading("9903.99.01", two), "RATES_OVERLAP", "9903.99.01");
    found(&heading("9903.99.01", "add = \"12%\"\ntrust = \"K\""), "UNVERIFIED_MONEY", "9903.99.01");
    let known = "add = \"12%\"\nuntil = 2026-02-01\nknown = 2026-03-01";
    found(&heading("9903.99.01", known), "KNOWN_AFTER_END", "9903.99.01");
    let shut = heading("9903.99.01", "add = \"1%\"\ninstead_of = [\"9903.99.02\"]")
        + &heading("9903.99.02", "add = \"2%\"");
    found(&shut, "UNREACHABLE", "9903.99.02");
    found("[[list]]\nid = \"cups\"\nprefixes = [\"6900\"]\n", "LIST_ROW_UNKNOWN", "cups");
    found("[[list]]\nid = \"cups\"\nprefixes = [\"6912\"]\n", "LIST_UNUSED", "cups");
    found(
        "[[fact]]\nname = \"glaze\"\nkind = \"flag\"\nunknown = \"none\"\n",
        "FACT_WITHOUT_QUESTION",
        "glaze",
    );
    found(
        "[[fact]]\nname = \"glaze\"\nkind = \"flag\"\nquestion = \"Glazed?\"\n",
        "FACT_WITHOUT_CONVENTION",
        "glaze",
    );
}
