//! Law data of an operator: checked, compared, used; measures checked.

use crate::desk::Folder;

const MPF: &str = "fiscal_year,rate,min,max,informal_automated,informal_manual,informal_by_cbp,manual_surcharge,from,until,known,cite,trust\n";

#[test]
fn sound_rows_pass_and_faults_are_told_with_their_place() {
    let desk = Folder::new();
    assert!(desk.run(&["law", "check"]).answered().starts_with("sound: "));
    let bad = desk
        .put("own/mpf.csv", format!("{MPF}2027,lots,1,2,3,4,5,6,2026-10-01,,,x,V\n"))
        .display()
        .to_string();
    desk.run(&["law", "check", &bad]).refused(2, &["mpf.csv", "row 2", "rate"]);
    let unknown = desk.put("own/soup.csv", "a,b\n1,2\n").display().to_string();
    desk.run(&["law", "check", &unknown]).refused(2, &["soup.csv", "no law table"]);
    desk.put("data/law/soup.csv", "a\n");
    desk.run(&["clocks", "--list"]).refused(2, &["soup.csv"]);
}

#[test]
fn rules_of_origin_are_read_and_looked_over() {
    let desk = Folder::new();
    let rules = |name: &str, rule: &str| {
        let head = "agreement,goods,only,rule,from,until,known,cite,trust\n";
        desk.put(name, format!("{head}usmca,9505.90,,{rule},,,,note,S\n")).display().to_string()
    };
    let bad = rules("bad/origin_rules.csv", "any other moon");
    desk.run(&["law", "check", &bad]).refused(2, &["rules of origin", "origin_rules.csv", "moon"]);
    let doubtful = rules("odd/origin_rules.csv", "any other heading except 7701");
    let said = desk.run(&["law", "check", &doubtful]).answered();
    assert!(said.contains("look at: ") && said.contains("7701 lies outside"), "{said}");
}

#[test]
fn packs_are_compared() {
    let desk = Folder::new();
    let own = desk.put(
        "own/closures.csv",
        "date,port,name,from,until,known,cite,trust\n2026-12-24,,Closing of the office,,,,executive order,S\n",
    );
    assert_eq!(desk.run(&["law", "diff", "starter", "starter"]).answered(), "no row differs\n");
    let said =
        desk.run(&["law".as_ref(), "diff".as_ref(), "starter".as_ref(), own.parent().unwrap().as_os_str()]);
    assert!(said.answered().contains("closures"));
}

#[test]
fn measures_are_checked_and_faults_refused() {
    let desk = Folder::new();
    assert!(desk.run(&["measures", "lint"]).answered().contains("headings against 2026_rev_10"));
    desk.put("own/soup.toml", "colour = 1\n");
    let folder = desk.path().join("own").display().to_string();
    desk.run(&["measures", "lint", &folder]).refused(2, &["soup.toml"]);
}
