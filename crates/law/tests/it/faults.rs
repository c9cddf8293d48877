//! What the validator says about faulty files, and how an operator's rows lie over ours.

use cocket_base::civil::date;
use cocket_law::{ChangeKind, Pack, diff};

const LIMITS: &str = "name,value,unit,what,from,until,known,cite,trust\n";

fn faults(file: &str, text: &str) -> Vec<String> {
    let findings = Pack::load([(file, text)]).err().unwrap_or_default();
    findings.iter().map(|finding| format!("{} {}", finding.code, finding.place)).collect()
}

#[test]
fn faults_name_file_row_and_column() {
    let row = |row: &str| format!("{LIMITS}{row}\n");
    for (text, expected) in [
        (row("x,1,usd,a limit,,,,,V"), "LAW_NO_CITE limits.csv row 2, column cite"),
        (row("x,one,usd,a limit,,,,law,V"), "LAW_BAD_CELL limits.csv row 2, column value"),
        (row("x,1,yards,a limit,,,,law,V"), "LAW_BAD_CELL limits.csv row 2, column unit"),
        (row("x,1,usd,,,,,law,V"), "LAW_BAD_CELL limits.csv row 2, column what"),
        (row("x,1,usd,a limit,2026-13-01,,,law,V"), "LAW_BAD_CELL limits.csv row 2, column from"),
        (row("x,1,usd,a limit,2026-02-01,2026-01-31,,law,V"), "LAW_WINDOW limits.csv row 2, column until"),
        (row("x,1,usd,a limit,,,,law,Q"), "LAW_BAD_CELL limits.csv row 2, column trust"),
        (row("x,1,usd,a limit,,,law,V"), "LAW_BAD_CSV limits.csv row 2"),
        (LIMITS.replace("unit", "units"), "LAW_UNKNOWN_COLUMN limits.csv row 1, column units"),
        (LIMITS.replace(",cite", ""), "LAW_MISSING_COLUMN limits.csv row 1, column cite"),
    ] {
        assert!(
            faults("law/limits.csv", &text).contains(&expected.to_string()),
            "{expected}: {:?}",
            faults("law/limits.csv", &text)
        );
    }
    assert_eq!(faults("limit.csv", LIMITS), ["LAW_UNKNOWN_TABLE limit.csv"]);
    let clock = "id,name,area,obligation,due,opens,roll,rule,missed,modes,from,until,known,cite,trust\n\
                 X,x_due,import,do it,entry_date + 3 moons,,none,soon,,,,,,law,V\n";
    assert_eq!(faults("clocks.csv", clock), ["LAW_BAD_CELL clocks.csv row 2, column due"]);
    let stray = clock.replace("entry_date + 3 moons", "moon_date + 3 days");
    assert_eq!(faults("clocks.csv", &stray), ["LAW_BAD_CODE clocks.csv row 2, column due"]);
    let circle = clock.replace("entry_date + 3 moons", "due(x_due) + 3 days");
    assert_eq!(faults("clocks.csv", &circle), ["LAW_CIRCLE clocks.csv row 2, column due"]);
}

#[test]
fn all_faults_of_all_files_are_told_at_once() {
    let bad = format!("{LIMITS}x,one,usd,a limit,,,,,V\ny,1,usd,b,,,,law,Z\n");
    let findings = Pack::load([("limits.csv", bad.as_str()), ("nothing.csv", "a\n")]).unwrap_err();
    assert_eq!(findings.len(), 4);
    assert!(findings.iter().all(|finding| finding.remedy.is_some()));
}

#[test]
fn rows_that_contradict_each_other_are_refused() {
    let text = format!("{LIMITS}x,1,usd,a,2026-01-01,,,law,V\nx,2,usd,a,2026-06-01,,2026-01-01,law,V\n");
    assert_eq!(faults("limits.csv", &text), ["LAW_OVERLAP limits.csv row 3, column from limits"]);
    let corrected = text.replace("2026-01-01,law,V\n", "2026-05-01,law,V\n");
    assert!(faults("limits.csv", &corrected).is_empty(), "learnt later, so a correction");
    let late = format!("{LIMITS}x,1,usd,a,2026-01-01,,2026-12-01,law,V\n");
    let files = [("pack.toml", "made = \"2026-11-24\""), ("limits.csv", late.as_str())];
    assert_eq!(Pack::bare(files).unwrap_err()[0].code, "LAW_KNOWN_LATE");
}

#[test]
fn an_operators_row_takes_the_place_of_ours_or_is_added() {
    let text = format!(
        "{LIMITS}informal_limit,2600,usd,test,2027-06-01,,2026-11-01,a new law,V\n\
         small_difference,25,usd,test,,,,a new rule,S\n"
    );
    let pack = Pack::load([("limits.csv", text.as_str())]).unwrap();
    let known = date(2026, 11, 24);
    assert_eq!(pack.limit("informal_limit", date(2027, 6, 1), known).unwrap().amount.to_string(), "2600");
    assert_eq!(pack.limit("informal_limit", date(2027, 5, 31), known).unwrap().amount.to_string(), "2500");
    assert_eq!(
        pack.limit("informal_limit", date(2027, 6, 1), date(2026, 10, 1)).unwrap().amount.to_string(),
        "2500"
    );
    assert_eq!(pack.limit("small_difference", known, known).unwrap().amount.to_string(), "25");

    let changes = diff(Pack::starter(), &pack);
    assert_eq!(changes.len(), 2, "{changes:?}");
    assert!(matches!(&changes[0].what, ChangeKind::Added { .. }));
    assert!(changes[1].to_string().starts_with("limits small_difference: cite «"), "{}", changes[1]);
    assert!(diff(&pack, &pack).is_empty());
    assert_eq!(diff(&pack, Pack::starter()).len(), 2);
}

#[test]
fn toml_rows_say_the_same() {
    let text = "\n[[row]]\nname = \"x\"\nvalue = 12.5\nunit = \"usd\"\nwhat = \"a limit\"\nfrom = 2026-01-01\ncite = \"law\"\ntrust = \"V\"\n";
    let pack = Pack::load([("limits.toml", text)]).unwrap();
    assert_eq!(pack.limit("x", date(2026, 1, 1), date(2026, 1, 1)).unwrap().amount.to_string(), "12.5");
    let misspelt = faults("limits.toml", &text.replace("trust", "truth"));
    assert_eq!(misspelt, ["LAW_UNKNOWN_COLUMN limits.toml row 1, column truth"]);
    assert_eq!(faults("limits.toml", "[[row"), ["LAW_BAD_TOML limits.toml"]);
}

#[test]
fn an_operator_may_add_a_code_table_or_a_closure() {
    let codes = "code,label,note,from,until,known,cite,trust\nA1,one,x,,,,house rule,V\n";
    let closures =
        "date,name,from,until,known,cite,trust\n2026-12-24,day before Christmas,,,,executive order,S\n";
    let pack = Pack::load([("codes/house_codes.csv", codes), ("closures.csv", closures)]).unwrap();
    assert_eq!(pack.codes("house_codes").unwrap().get("A1").unwrap().column("note"), Some("x"));
    assert!(
        !pack.calendar().is_working(date(2026, 12, 24))
            && Pack::starter().calendar().is_working(date(2026, 12, 24))
    );
}

#[test]
fn two_countries_cannot_share_a_spelling() {
    let names = "name,country,from,until,known,cite,trust\nMỹ,US,,,,spelling,S\n";
    assert_eq!(
        faults("country_names.csv", names),
        ["LAW_OVERLAP country_names.csv row 2, column name"],
        "it reads as Malaysia's MY"
    );
}
