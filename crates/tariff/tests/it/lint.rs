//! Each rule of the linter, on a small pack that breaks it and on one that does not.

use cocket_base::Finding;
use cocket_tariff::measure::{Pack, SourceFile, lint, lint_against};
use cocket_tariff::schedule::starter;

/// Nothing in it is wrong but that its headings are not printed.
const PACK: &str = r#"
reporting_order = ["test"]
[authority]
id = "test"
title = "A test authority"
law = "Test Act"
status = [{ state = "in-force", from = 2026-01-01 }]
[defaults]
cite = "Test Act, section 1"
[[fact]]
name = "glazed"
kind = "flag"
question = "Is it glazed?"
unknown = "it is not"
[[group]]
id = "two"
members = ["DE", { iso = "RU", from = 2022-04-09 }]
[[list]]
id = "mugs"
prefixes = ["6912.00"]
[[heading]]
number = "9903.99.90"
title = "Base of the test"
goods = { list = "mugs" }
origin = ["@two"]
when = "glazed"
from = 2026-01-01
add = "1%"
place = "apart"
"#;

fn load(extra: &str) -> Pack {
    let text = format!("{PACK}{extra}");
    Pack::load(&[SourceFile { name: "test.toml", text: &text }]).unwrap()
}

fn findings(extra: &str) -> Vec<Finding> {
    lint(&load(extra), &starter())
}

/// A heading on the pack's list with these further lines.
fn heading(number: &str, lines: &str) -> String {
    format!(
        "[[heading]]\nnumber = \"{number}\"\ntitle = \"T\"\ngoods = {{ list = \"mugs\" }}\nfrom = 2026-01-01\n{lines}\n"
    )
}

/// The finding stands at the item, and says what to do.
#[track_caller]
fn fires(extra: &str, code: &str, item: &str) -> Finding {
    let findings = findings(extra);
    let hit = findings.iter().find(|f| f.code == code && f.place.item.as_deref() == Some(item));
    let hit = hit.unwrap_or_else(|| panic!("{code} at {item} is missing in {findings:#?}"));
    assert!(hit.remedy.as_deref().is_some_and(|remedy| !remedy.is_empty()), "{code} says no remedy");
    hit.clone()
}

#[track_caller]
fn silent(extra: &str, code: &str) {
    let findings = findings(extra);
    assert!(findings.iter().all(|f| f.code != code), "{code} in {findings:#?}");
}

#[test]
fn the_pack_of_these_tests_breaks_no_rule_but_that_nobody_prints_it() {
    let others: Vec<Finding> =
        findings("").into_iter().filter(|finding| finding.code != "HEADING_NOT_PRINTED").collect();
    assert!(others.is_empty(), "{others:#?}");
}

#[test]
fn a_finding_names_file_row_and_citation() {
    let finding =
        fires(&heading("9903.99.01", "add = \"12%\"\ntrust = \"K\""), "UNVERIFIED_MONEY", "9903.99.01");
    assert_eq!(finding.place.file.as_deref(), Some("test.toml"));
    assert!(finding.text.contains("(Test Act, section 1)"), "{}", finding.text);
}

#[test]
fn headings_by_themselves() {
    fires(&heading("6912.00.44", "add = \"1%\""), "HEADING_NUMBER", "6912.00.44");
    let untitled = heading("9903.99.01", "add = \"1%\"").replace("title = \"T\"", "title = \"\"");
    fires(&untitled, "TITLE_MISSING", "9903.99.01");
    fires(&heading("9903.99.01", "add = \"1%\"\ncite = \"the notes\""), "CITE_VAGUE", "9903.99.01");
    let early = heading("9903.99.01", "add = \"1%\"").replace("from = 2026", "from = 2025");
    fires(&early, "WINDOW_OUTSIDE_AUTHORITY", "9903.99.01");
    fires(&heading("9903.99.01", "when = \"confirmed\"\nadd = \"1%\""), "CHARGE_NOT_ASKED", "9903.99.01");
    silent(&heading("9903.99.01", "when = \"first(confirmed, glazed)\"\nadd = \"1%\""), "CHARGE_NOT_ASKED");
    silent(
        &heading("9903.99.01", "when = \"confirmed\"\nquestion = \"Is it?\"\nadd = \"1%\""),
        "CHARGE_NOT_ASKED",
    );
}

#[test]
fn rates_that_overlap_or_leave_holes() {
    let rows = |rows: &str| heading("9903.99.01", &format!("rate = [{rows}]"));
    let apart = "{ until = 2026-02-01, add = \"1%\" }, { from = 2026-02-02, add = \"2%\" }";
    silent(&rows(apart), "RATES_OVERLAP");
    silent(&rows(apart), "RATE_GAP");
    fires(&rows("{ add = \"1%\" }, { from = 2026-03-01, add = \"2%\" }"), "RATES_OVERLAP", "9903.99.01");
    let gap = "{ until = 2026-02-01, add = \"1%\" }, { from = 2026-03-01, add = \"2%\" }";
    fires(&rows(gap), "RATE_GAP", "9903.99.01");
    // A correction that became known later is no overlap; written in the wrong order, or hidden, it is a finding.
    let corrected = "{ add = \"1%\" }, { add = \"2%\", known = 2026-02-01 }";
    silent(&rows(corrected), "RATES_OVERLAP");
    silent(&rows(corrected), "CORRECTION_ORDER");
    fires(&rows("{ add = \"2%\", known = 2026-02-01 }, { add = \"1%\" }"), "CORRECTION_ORDER", "9903.99.01");
    let hidden = "{ from = 2026-02-01, add = \"1%\" }, { add = \"2%\", known = 2026-03-01 }";
    fires(&rows(hidden), "CORRECTION_HIDDEN", "9903.99.01");
    let late = "add = \"1%\"\nuntil = 2026-02-01\nknown = 2026-03-01";
    fires(&heading("9903.99.01", late), "KNOWN_AFTER_END", "9903.99.01");
}

#[test]
fn what_is_not_verified_decides_nothing() {
    let exempt = "none = true\ntrust = \"K\"\ninstead_of = [\"9903.99.90\"]";
    fires(&heading("9903.99.01", exempt), "UNVERIFIED_MONEY", "9903.99.01");
    silent(&heading("9903.99.01", &format!("when = \"confirmed\"\n{exempt}")), "UNVERIFIED_MONEY");
    let list = "[[list]]\nid = \"cups\"\nprefixes = [\"6911\"]\ntrust = \"K\"\n";
    let reads = heading("9903.99.01", "add = \"1%\"").replace("\"mugs\"", "\"cups\"");
    fires(&format!("{list}{reads}"), "UNVERIFIED_LIST", "cups");
    silent(&format!("{list}{}", reads.replace("add", "when = \"glazed\"\nadd")), "UNVERIFIED_LIST");
}

#[test]
fn what_the_schedule_prints() {
    fires(&heading("9903.03.01", "add = \"12%\""), "RATE_DIFFERS", "9903.03.01");
    fires(&heading("9903.99.01", "add = \"12%\""), "HEADING_NOT_PRINTED", "9903.99.01");
    // Known only after the revision was published, it cannot stand in it.
    silent(
        &heading("9903.99.01", "add = \"12%\"\nknown = 2026-07-01\nplace = \"b\"")
            .replace("9903.99.01", "9903.03.01"),
        "RATE_DIFFERS",
    );
    // A twin must be printed, with nothing.
    let twin = |twin: &str| heading("9903.02.20", &format!("total = \"15%\"\ntwin = \"{twin}\""));
    fires(&twin("9903.99.02"), "HEADING_NOT_PRINTED", "9903.02.20");
    fires(&twin("9903.01.25"), "RATE_DIFFERS", "9903.02.20");
    let sound =
        heading("9903.02.20", "total = \"15%\"\ntwin = \"9903.02.19\"\ncolumns = [\"general\", \"special\"]");
    silent(&sound, "RATE_DIFFERS");
}

#[test]
fn headings_among_one_another() {
    let shut = heading("9903.99.01", "add = \"1%\"\ninstead_of = [\"9903.99.02\"]")
        + &heading("9903.99.02", "add = \"2%\"");
    fires(&shut, "UNREACHABLE", "9903.99.02");
    let gone = "[[group]]\nid = \"past\"\nmembers = [{ iso = \"FR\", until = 2020-01-01 }]\n".to_string()
        + &heading("9903.99.01", "origin = [\"@past\"]\nadd = \"1%\"");
    fires(&gone, "UNREACHABLE", "9903.99.01");
    let old = "[[list]]\nid = \"old\"\nprefixes = [\"6912.00\"]\nuntil = 2020-01-01\n".to_string()
        + &heading("9903.99.01", "add = \"1%\"").replace("\"mugs\"", "\"old\"");
    fires(&old, "UNREACHABLE", "9903.99.01");
    // Two that never live at one time, for one origin, or in one column have nothing to displace.
    let pair = |first: &str, second: &str| {
        heading("9903.99.01", &format!("{first}\nadd = \"1%\"\ninstead_of = [\"9903.99.02\"]"))
            + &heading("9903.99.02", &format!("{second}\nadd = \"2%\""))
    };
    let late = pair("", "until = 2026-06-01").replace("from = 2026-01-01\n\nadd", "from = 2026-07-01\n\nadd");
    fires(&late, "DISPLACED_NEVER_LIVE", "9903.99.01");
    fires(&pair("origin = [\"FR\"]", "origin = [\"IT\"]"), "DISPLACED_NEVER_LIVE", "9903.99.01");
    fires(&pair("columns = [\"general\"]", "columns = [\"other\"]"), "DISPLACED_NEVER_LIVE", "9903.99.01");
    silent(&pair("when = \"glazed\"", ""), "DISPLACED_NEVER_LIVE");
    let beside = heading("9903.99.01", "total = \"15%\"")
        + &heading("9903.99.02", "add = \"2%\"\nplace = \"elsewhere\"");
    fires(&beside, "ALL_IN_BESIDE", "9903.99.01");
}

/// X names one member of a class by its number; the class has another that it meets, goods and all.
#[test]
fn classes_of_headings() {
    let class = "[[class]]\nid = \"c\"\ntitle = \"A class\"\n";
    let member = |number: &str, lines: &str| {
        heading(number, &format!("tags = [\"c\"]\nplace = \"{number}\"\nadd = \"2%\"\n{lines}"))
    };
    let members = member("9903.99.02", "") + &member("9903.99.03", "");
    let other = "[authority]\nid = \"other\"\ntitle = \"T\"\nlaw = \"Act 1\"\nstatus = [{ state = \"in-force\", from = 2026-01-01 }]\n[defaults]\ncite = \"Act, section 1\"\n";
    let found = |displaced: &str, extra: &str| {
        let first = PACK.replace("reporting_order = [\"test\"]", "reporting_order = [\"test\", \"other\"]");
        let first = format!("{first}{class}{members}{extra}");
        let x =
            heading("9903.99.01", &format!("add = \"1%\"\nwhen = \"glazed\"\ninstead_of = [{displaced}]"));
        let second = format!("{other}{x}");
        let files = [
            SourceFile { name: "test.toml", text: &first },
            SourceFile { name: "other.toml", text: &second },
        ];
        let findings = lint(&Pack::load(&files).unwrap(), &starter());
        findings.into_iter().find(|f| f.code == "CLASS_PARTLY_DISPLACED")
    };
    let stale = found("\"9903.99.02\"", "").expect("one member is displaced and the other is not");
    assert_eq!(stale.place.item.as_deref(), Some("9903.99.01"));
    assert!(stale.text.contains("«c» (A class), but not 9903.99.03 (6912.00)"), "{}", stale.text);
    assert!(found("\"#c\"", "").is_none(), "the class is named");
    assert!(found("\"9903.99.02\", \"9903.99.03\"", "").is_none(), "both are named");
    // A heading that joins the class later makes the list of numbers stale, unless it can never meet X.
    let late = member("9903.99.04", "");
    let text = found("\"9903.99.02\", \"9903.99.03\"", &late).expect("the new member is not displaced").text;
    assert!(text.contains("but not 9903.99.04"), "{text}");
    assert!(found("\"#c\"", &late).is_none());
    let before = member("9903.99.04", "until = 2025-06-01").replace("from = 2026-01-01", "from = 2025-01-01");
    assert!(found("\"9903.99.02\", \"9903.99.03\"", &before).is_none(), "it ended before X began");
    let elsewhere = member("9903.99.04", "").replace("{ list = \"mugs\" }", "{ prefixes = [\"6911\"] }");
    assert!(found("\"9903.99.02\", \"9903.99.03\"", &elsewhere).is_none(), "it is about other goods");
    // Headings without a declared class stand together as those of their authority.
    let plain = heading("9903.99.05", "add = \"3%\"\nplace = \"p\"");
    let text = found("\"9903.99.05\"", &plain).expect("the authority's other heading is not displaced").text;
    assert!(text.contains("«test»") && text.contains("9903.99.90"), "{text}");
}

#[test]
fn presumed_headings_hear_the_importer() {
    let presumed =
        |when: &str| heading("9903.99.01", &format!("add = \"1%\"\npresume = true\nwhen = \"{when}\""));
    fires(&presumed("not glazed"), "WORD_NOT_HEARD", "9903.99.01");
    silent(&presumed("first(confirmed, not glazed)"), "WORD_NOT_HEARD");
    silent(&presumed("loading_date < 2026-02-01"), "WORD_NOT_HEARD");
}

#[test]
fn lists() {
    let list = |prefixes: &str| format!("[[list]]\nid = \"cups\"\n{prefixes}\n");
    let read = |lists: &str| {
        format!("{lists}{}", heading("9903.99.01", "add = \"1%\"").replace("\"mugs\"", "\"cups\""))
    };
    fires(&list("prefixes = [\"6912\"]"), "LIST_UNUSED", "cups");
    fires(&list("prefixes = [\"6900\"]"), "LIST_ROW_UNKNOWN", "cups");
    fires(&read(&list("prefixes = [\"6912\", \"6912\"]")), "LIST_ROW_TWICE", "cups");
    fires(&read(&list("prefixes = [\"6912\"]\nexcept = [\"6912\"]")), "LIST_ROW_CONTRADICTS", "cups");
    fires(&read(&list("prefixes = [\"6912\"]\nexcept = [\"6911.10\"]")), "LIST_ROW_IDLE", "cups");
    silent(&read(&list("prefixes = [\"6912\"]\nexcept = [\"6912.00\"]")), "LIST_ROW_IDLE");
    fires(&read(&list("prefixes = [\"6912\"]\nuntil = 2020-01-01")), "LIST_ROW_NEVER_READ", "cups");
    let both = heading("9903.99.01", "add = \"1%\"")
        .replace("list = \"mugs\"", "list = \"mugs\", except_prefixes = [\"6912.00\"]");
    fires(&both, "EXCEPT_SAME_PREFIX", "9903.99.01");
}

#[test]
fn a_row_that_one_of_several_revisions_prints_is_known() {
    let pack = load("[[list]]\nid = \"cups\"\nprefixes = [\"6900\"]\n");
    let schedule = starter();
    let unknown = |found: Vec<Finding>| found.iter().filter(|f| f.code == "LIST_ROW_UNKNOWN").count();
    assert_eq!(unknown(lint_against(&pack, &[&schedule, &schedule])), 1, "one finding for one row");
    assert_eq!(unknown(lint_against(&pack, &[])), 0, "without a schedule nothing is unknown");
}

#[test]
fn authorities_groups_and_facts() {
    let status = |status: &str| {
        let text = PACK.replace("[{ state = \"in-force\", from = 2026-01-01 }]", status);
        lint(&Pack::load(&[SourceFile { name: "test.toml", text: &text }]).unwrap(), &starter())
    };
    let has = |found: &[Finding], code: &str| {
        found.iter().any(|f| f.code == code && f.place.item.as_deref() == Some("test"))
    };
    let hole = "[{ state = \"in-force\", from = 2025-06-01 }]";
    assert!(has(&status(hole), "AUTHORITY_GAP"));
    let twice = "[{ state = \"in-force\", from = 2026-01-01 }, { state = \"in-force\", from = 2026-02-01 }]";
    assert!(has(&status(twice), "AUTHORITY_OVERLAP"));
    let before =
        "[{ state = \"in-force\", from = 2026-01-01 }, { state = \"refundable\", from = 2025-01-01 }]";
    assert!(has(&status(before), "STATUS_OUTSIDE_LIFE"));
    assert!(has(&status("[{ state = \"ended\", from = 2026-01-01 }]"), "AUTHORITY_NEVER_IN_FORCE"));
    let empty = PACK.split("[[heading]]").next().unwrap().to_string();
    let empty = lint(&Pack::load(&[SourceFile { name: "test.toml", text: &empty }]).unwrap(), &starter());
    assert!(has(&empty, "AUTHORITY_EMPTY"));

    fires("[[group]]\nid = \"nobody\"\nmembers = [\"FR\"]\n", "GROUP_UNUSED", "nobody");
    let double = "[[group]]\nid = \"double\"\nmembers = [\"FR\", { iso = \"FR\", from = 2026-02-01 }]\n";
    fires(double, "GROUP_MEMBER_TWICE", "double");
    let fact = |lines: &str| format!("[[fact]]\nname = \"cracked\"\nkind = \"flag\"\n{lines}\n");
    fires(&fact("unknown = \"none\""), "FACT_WITHOUT_QUESTION", "cracked");
    fires(&fact("question = \"Cracked?\""), "FACT_WITHOUT_CONVENTION", "cracked");
    fires(&fact("question = \"Cracked?\"\nunknown = \"none\""), "FACT_UNUSED", "cracked");
}
