//! Schedules: imported, listed, shown, searched, compared, used.

use crate::desk::{Folder, shared};

/// An export of three rows with this general rate.
pub fn export(general: &str) -> String {
    let row = |number: &str, indent: u8, words: &str, unit: &str, general: &str, other: &str| {
        format!(
            r#"{{"htsno":"{number}","indent":"{indent}","description":"{words}","superior":null,"units":[{unit}],"general":"{general}","special":"","other":"{other}","footnotes":[],"quotaQuantity":null,"additionalDuties":null,"addiitionalDuties":null}}"#
        )
    };
    let rows = [
        row("6911", 0, "Tableware of porcelain:", "", "", ""),
        row("6911.10.58", 1, "Teapots and the like", "", general, "75%"),
        row("6911.10.58.00", 2, "Teapots", "\"doz.\",\"kg\"", "", ""),
    ];
    format!("[{}]", rows.join(","))
}

#[test]
fn revisions_are_imported_shown_and_compared() {
    let desk = Folder::new();
    let first = desk.put("hts_2026_rev_9.json", export("6%")).display().to_string();
    let second = desk.put("export.json", export("7%")).display().to_string();
    let said = desk.run(&["tariff", "import", &first]).answered();
    assert!(said.contains("2026_rev_9") && said.contains("law from 2026-05-01"), "{said}");
    desk.run(&["tariff", "import", &second]).refused(2, &["export.json", "--revision"]);
    desk.run(&["tariff", "import", &second, "--revision", "2027_rev_3"])
        .refused(2, &["2027_rev_3", "--effective"]);
    desk.run(&[
        "tariff",
        "import",
        &second,
        "--revision",
        "2027_rev_3",
        "--effective",
        "2027-02-01",
        "--known",
        "2026-11-01",
    ])
    .answered();
    let listed = desk.run(&["tariff", "list", "--json"]).json();
    let held: Vec<&str> =
        listed.as_array().unwrap().iter().map(|one| one["revision"].as_str().unwrap()).collect();
    assert_eq!(held, ["2026_rev_9", "2026_rev_10", "2027_rev_3"]);
    let diff = desk.run(&["tariff", "diff", "2026_rev_9", "2027_rev_3", "--json"]).json();
    assert_eq!(diff["changed"][0]["changes"][0]["before"], "6%");
    assert!(desk.run(&["tariff", "diff", "2026_rev_9", "2027_rev_3"]).answered().contains("«6%» to «7%»"));
    desk.run(&["tariff", "diff", "2026_rev_9", "2020_rev_1"]).refused(2, &["2020_rev_1", "2026_rev_10"]);
    // The day picks the revision.
    for (day, rate) in [("2026-06-01", "6%"), ("2027-03-01", "7%")] {
        let shown = desk.run(&["tariff", "show", "6911.10.58", "--as-of", day, "--json"]).json();
        assert_eq!(shown["general"]["text"], rate, "{day}");
        let question =
            format!(r#"{{"id":"1","hts":"6911105800","origin":"CH","entry_date":"{day}","value":"1000"}}"#);
        let rated = desk.feed(&["rate"], question.as_bytes()).lines();
        let lines = rated[0]["lines"].as_array().unwrap();
        assert_eq!(lines.last().unwrap()["rate"], rate, "{day}: {rated:?}");
    }
    let found = desk.run(&["tariff", "search", "teapots", "--as-of", "2026-06-01", "--json"]).json();
    assert_eq!(found[0]["dotted"], "6911.10.58");
}

#[test]
fn a_folder_is_imported_and_an_interrupted_import_goes_on() {
    let desk = Folder::new();
    desk.put("exports/hts_2026_rev_5.json", export("5%"));
    desk.put("exports/hts_2026_rev_9.json", export("6%"));
    desk.put("exports/notes.txt", "no export");
    let folder = desk.path().join("exports").display().to_string();
    let first = desk.path().join("exports/hts_2026_rev_5.json").display().to_string();
    desk.run(&["tariff", "import", &first]).answered();
    let said = desk.run(&["tariff", "import", &folder, "--resume"]).answered();
    assert!(said.starts_with("2026_rev_5: imported already\n2026_rev_9: 3 lines"), "{said}");
    let again = desk.run(&["tariff", "import", &folder]).answered();
    assert!(again.starts_with("2026_rev_5: 3 lines"), "without --resume each is read anew: {again}");
    let empty = desk.put("empty/notes.txt", "").parent().unwrap().display().to_string();
    desk.run(&["tariff", "import", &empty]).refused(2, &["holds no export"]);
}

#[test]
fn a_split_number_is_related_and_followed() {
    let desk = Folder::new();
    let whole = export("6%");
    let parts = whole.replace("6911.10.58.00\"", "6911.10.58.10\"").replace("Teapots\"", "Teapots, large\"");
    desk.put("exports/hts_2026_rev_5.json", whole);
    desk.put("exports/hts_2026_rev_9.json", parts);
    desk.run(&["tariff", "import", &desk.path().join("exports").display().to_string()]).answered();
    let line = "renumbered 6911.10.58.00 to 6911.10.58.10 (same 8-digit line: likely)";
    let said = desk.run(&["tariff", "concordance", "2026_rev_5", "2026_rev_9"]).answered();
    assert_eq!(said, format!("{line}\n"));
    let diff = desk.run(&["tariff", "diff", "2026_rev_5", "2026_rev_9", "--only", "successions"]).answered();
    assert!(diff.contains(line) && diff.contains(": 0 added, 0 ended, 0 changed, 1 successions"), "{diff}");
    let nothing =
        ["tariff", "diff", "2026_rev_5", "2026_rev_9", "--only", "changed", "--field", "rates", "--json"];
    assert_eq!(desk.run(&nothing).json()["changed"].as_array().unwrap().len(), 0);
    let told = desk.run(&["tariff", "history", "6911.10.58.00"]).answered();
    assert!(told.starts_with("6911.10.58.00: printed in 2026_rev_5"), "{told}");
    assert!(
        told.contains(&format!("2026_rev_9 (law from 2026-05-01) 6911.10.58.00 ended: {line}")),
        "{told}"
    );
    desk.run(&["tariff", "history", "0000.00.00"]).refused(2, &["none of the 3 revisions"]);
}

#[test]
fn a_number_is_shown_with_its_duties_step_by_step() {
    let desk = Folder::new();
    let shown =
        desk.run(&["tariff", "show", "8471.30.01", "--as-of", "2026-06-16", "--origin", "CN"]).answered();
    for words in
        ["Path", "8471", "general", "Free", "worked example of 10,000 dollars", "9903.03.03", "Steps", "["]
    {
        assert!(shown.contains(words), "«{words}» is missing in:\n{shown}");
    }
    let plain = desk.run(&["tariff", "show", "8471300100", "--as-of", "2026-06-16"]).answered();
    assert!(!plain.contains("Duties of goods"));
    // A rate by quantity asks for it, and takes it.
    let number = ["tariff", "show", "2204.21.50.40", "--as-of", "2026-06-16", "--origin", "IT", "--json"];
    let asked = desk.run(&number).json();
    assert_eq!(asked["duties"]["answer"]["outcome"], "needs_facts", "{asked}");
    let given = desk.run(&[&number[..], &["--quantity", "900 liters"]].concat()).json();
    assert_eq!(given["duties"]["answer"]["outcome"], "decided", "{given}");
    assert!(desk.run(&["tariff", "show", "0402"]).answered().contains("0402.10"));
    desk.run(&["tariff", "show", "0000.00.00"]).refused(2, &["0000.00.00", "search"]);
    assert!(desk.run(&["tariff", "search", "qqqqq"]).answered().contains("nothing found"));
}

#[test]
fn bad_exports_are_named_and_the_others_imported() {
    let desk = Folder::new();
    let good = desk.put("hts_2026_rev_9.json", export("6%")).display().to_string();
    let bad = desk.put("hts_2026_rev_5.json", "[{\"htsno\":\"0101\",\"colour\":1}]").display().to_string();
    let packed = desk.put("hts_2026_rev_4.json.gz", b"\x1f\x8b\x08 rubbish").display().to_string();
    let run = desk.run(&["tariff", "import", &bad, &good, &packed, "/no/such/hts_2026_rev_3.json"]);
    assert!(run.out.contains("2026_rev_9: "), "{run:?}");
    run.refused(2, &["hts_2026_rev_5.json", "colour", "hts_2026_rev_4.json.gz", "unpacked", "/no/such"]);
    let left: Vec<_> = std::fs::read_dir(desk.path().join("data/tariff")).unwrap().collect();
    assert_eq!(left.len(), 1, "{left:?}");
    desk.put("data/tariff/2026_rev_8.tsv", "rubbish");
    desk.run(&["tariff", "list"]).refused(2, &["2026_rev_8.tsv", "import"]);
}

#[test]
fn an_official_export_is_imported_whole() {
    let Some(file) = shared("hts/json/hts_2026_rev_9.json.gz") else { return };
    let desk = Folder::new();
    let said = desk.run(&["tariff".as_ref(), "import".as_ref(), file.as_os_str()]).answered();
    assert!(said.starts_with("2026_rev_9: 35501 lines"), "{said}");
    let shown = desk
        .run(&["tariff", "show", "8471.30.01", "--as-of", "2026-06-01", "--origin", "CN", "--json"])
        .json();
    assert_eq!(shown["revision"], "2026_rev_9");
    assert!(shown["path"].to_string().contains("Portable automatic data processing"));
    assert!(!shown["duties"]["answer"]["steps"].as_array().unwrap().is_empty());
}
