//! What the validator says about faulty files, and how an operator's rows lie over ours.

use cocket_base::civil::{Date, date};
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
    let clock = "id,name,area,obligation,due,opens,roll,rule,missed,stops,modes,from,until,known,cite,trust\n\
                 X,x_due,import,do it,entry_date + 3 moons,,none,soon,,,,,,,law,V\n";
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
    let early = format!("{LIMITS}x,1,usd,a,2020-01-01,,,law,V\n");
    let older_than_ours = [("pack.toml", "made = \"2020-06-01\""), ("limits.csv", early.as_str())];
    assert!(Pack::load(older_than_ours).is_ok(), "the day binds the operator's own rows alone");
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
fn a_contradiction_shows_behind_a_correction_that_reaches_farther() {
    let text = format!(
        "{LIMITS}x,1,usd,a,2026-01-01,2026-06-30,2026-01-01,law,V\n\
         x,2,usd,a,2025-12-01,2026-12-31,2026-02-15,law,V\n\
         x,3,usd,a,2026-03-01,2026-12-31,2026-01-01,law,V\n"
    );
    assert_eq!(faults("limits.csv", &text), ["LAW_OVERLAP limits.csv row 4, column from limits"]);
}

#[test]
fn a_cell_that_no_reader_takes_is_told_and_never_dropped() {
    let mpf = |min: &str, year: &str| {
        format!(
            "fiscal_year,rate,min,max,informal_automated,informal_manual,informal_by_cbp,manual_surcharge,\
             from,until,known,cite,trust\n\
             {year},0.003464,{min},700.00,3,8,12,4,2027-10-01,2028-09-30,2026-11-01,law,V\n"
        )
    };
    assert!(faults("mpf.csv", &mpf("35.00", "2028")).is_empty());
    assert_eq!(faults("mpf.csv", &mpf("35.005", "2028")), ["LAW_BAD_CELL mpf.csv row 2, column min"]);
    assert_eq!(faults("mpf.csv", &mpf("35.00", "99999")), ["LAW_BAD_CELL mpf.csv row 2, column fiscal_year"]);
    let holiday = |cells: &str| {
        let columns = "name,month,day,nth,weekday,first_year,from,until,known,cite,trust";
        faults("holidays.csv", &format!("{columns}\n{cells},,,,law,V\n"))
    };
    assert!(holiday("A,2,29,,,2030").is_empty());
    assert_eq!(holiday("A,13,1,,,2030"), ["LAW_BAD_CELL holidays.csv row 2, column month"]);
    assert_eq!(holiday("A,2,30,,,2030"), ["LAW_BAD_CELL holidays.csv row 2, column day"]);
    assert_eq!(holiday("A,2,,5,monday,2030"), ["LAW_BAD_CELL holidays.csv row 2, column nth"]);
    assert_eq!(holiday("A,2,,1,monday,203"), ["LAW_BAD_CELL holidays.csv row 2, column first_year"]);
    let exempt = |cells: &str| {
        let columns = "kind,value,treatment,reason,from,until,known,cite,trust";
        faults("mpf_exemptions.csv", &format!("{columns}\n{cells},exempt,a reason,,,,law,V\n"))
    };
    assert!(exempt("tariff,9802").is_empty());
    assert_eq!(exempt("tariff,98020"), ["LAW_BAD_CELL mpf_exemptions.csv row 2, column value"]);
    assert_eq!(exempt("origin_group,MOON"), ["LAW_BAD_CODE mpf_exemptions.csv row 2, column value"]);
    assert_eq!(exempt("programme_countries,??"), ["LAW_BAD_CODE mpf_exemptions.csv row 2, column value"]);
    let huge = format!("{LIMITS}x,2000000000000,usd,a,,,,law,V\n");
    assert_eq!(faults("limits.csv", &huge), ["LAW_BAD_CELL limits.csv row 2, column value"]);
}

#[test]
fn a_window_that_would_be_overlooked_is_refused() {
    let row = "spi,country,from,until,known,cite,trust\nD,GA,2000-10-02,2023-12-31,,law,V\n";
    assert_eq!(faults("program_countries.csv", row), ["LAW_WINDOW program_countries.csv row 2, column from"]);
}

#[test]
fn clocks_end_whichever_of_their_rows_is_in_force() {
    let header =
        "id,name,area,obligation,due,opens,roll,rule,missed,stops,modes,from,until,known,cite,trust\n";
    let row = |id: &str, due: &str, from: &str, until: &str| {
        format!("{id},clock_{id},import,do it,{due},,none,soon,,,,{from},{until},,law,V\n")
    };
    let old_circle = [
        row("A", "due(clock_B) + 1 days", "", "2025-12-31"),
        row("A", "entry_date", "2026-01-01", ""),
        row("B", "due(clock_A) + 1 days", "", ""),
    ];
    let found = faults("clocks.csv", &format!("{header}{}", old_circle.concat()));
    assert!(found.iter().all(|fault| fault.starts_with("LAW_CIRCLE")) && found.len() == 3, "{found:?}");
    let chain = |links: usize| {
        let rows = (1..=links).map(|n| row(&n.to_string(), &format!("due(clock_{})", n - 1), "", ""));
        let first = row("0", "entry_date", "", "");
        faults("clocks.csv", &format!("{header}{first}{}", rows.collect::<String>()))
    };
    assert!(chain(12).is_empty());
    assert_eq!(chain(13), ["LAW_CIRCLE clocks.csv row 15, column due"]);
}

#[test]
fn a_table_may_not_grow_without_end() {
    let wide = format!("code,label,{},from,until,known,cite,trust\n", vec!["x"; 200].join(","));
    assert_eq!(faults("codes/x.csv", &wide), ["LAW_TOO_LARGE x.csv"]);
    let keys = |count: usize| (0..count).map(|n| format!("k{n} = 1\n")).collect::<String>();
    assert_eq!(faults("codes/x.toml", &format!("[[row]]\n{}", keys(200))), ["LAW_TOO_LARGE x.toml"]);
    let many = format!("[[row]]\n{}{}", keys(80), "[[row]]\n".repeat(40_000));
    assert_eq!(faults("codes/x.toml", &many), ["LAW_TOO_LARGE x.toml"]);
}

#[test]
fn toml_rows_say_the_same() {
    let text = "\n[[row]]\nname = \"x\"\nvalue = 12.5\nunit = \"usd\"\nwhat = \"a limit\"\nfrom = 2026-01-01\ncite = \"law\"\ntrust = \"V\"\n";
    let pack = Pack::load([("limits.toml", text)]).unwrap();
    assert_eq!(pack.limit("x", date(2026, 1, 1), date(2026, 1, 1)).unwrap().amount.to_string(), "12.5");
    let misspelt = faults("limits.toml", &text.replace("trust", "truth"));
    assert_eq!(misspelt, ["LAW_UNKNOWN_COLUMN limits.toml row 1, column truth"]);
    let second = text.replace("cite = \"law\"\n", "").replace("2026-01-01", "2027-01-01");
    assert_eq!(
        faults("limits.toml", &format!("{text}{second}")),
        ["LAW_NO_CITE limits.toml row 11, column cite"]
    );
    assert_eq!(faults("limits.toml", "[[row"), ["LAW_BAD_TOML limits.toml"]);
}

#[test]
fn an_operator_may_add_a_code_table_or_a_closure() {
    let codes = "code,label,note,from,until,known,cite,trust\nA1,one,x,,,,house rule,V\n";
    let closures =
        "date,port,name,from,until,known,cite,trust\n2026-12-24,,day before Christmas,,,,executive order,S\n";
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
    let official = names.replace("Mỹ", "Viet Nam");
    assert_eq!(faults("country_names.csv", &official).len(), 1, "the name of another country");
}

const MPF: &str = "fiscal_year,rate,min,max,informal_automated,informal_manual,informal_by_cbp,manual_surcharge,\
                   from,until,known,cite,trust\n";

/// What a row of the processing fee laid over ours is told.
fn mpf(row: &str) -> Vec<String> {
    faults("law/mpf.csv", &format!("{MPF}{row},2026-11-01,a notice,V\n"))
}

/// The first day that no row of ours covers, and the fiscal year that begins on it.
fn next_fiscal_year() -> (Date, i16) {
    let unknown = Pack::starter().mpf(Date::MAX, Date::MAX).err();
    let until = unknown.and_then(|unknown| unknown.held_until).unwrap_or(Date::MIN);
    (until.tomorrow().unwrap_or(Date::MAX), until.year() + 1)
}

const STARTER_MPF: &str = include_str!("../../../../data/law/mpf.csv");

/// The first change that CONTRIBUTING.md walks through: rows are added and nothing else.
#[test]
fn a_new_fiscal_year_is_a_row() {
    let (from, year) = next_fiscal_year();
    let row = format!("{year},0.003464,35.29,684.60,2.83,8.47,12.70,4.24,{from},{year}-09-30");
    assert!(mpf(&row).is_empty(), "{:?}", mpf(&row));
    let text = format!("{STARTER_MPF}{row},{from},a notice,V\n");
    let pack = Pack::load([("law/mpf.csv", text.as_str())]).unwrap();
    assert_eq!(pack.mpf(from, from).unwrap().max.to_string(), "684.60");
}

#[test]
fn rows_of_the_processing_fee_that_cannot_be_are_refused() {
    let (from, year) = next_fiscal_year();
    let whole = format!("{from},{year}-09-30");
    for (row, fault) in [
        // Begins in September, so inside the year before; two days late; ends in another year than it says.
        (
            format!("{year},0.003464,35,690,3,9,13,4,{}-09-01,{year}-09-30", from.year()),
            "LAW_OVERLAP mpf.csv row 2, column from",
        ),
        (
            format!("{year},0.003464,35,690,3,9,13,4,{}-10-03,{year}-09-30", from.year()),
            "LAW_GAP mpf.csv row 2, column from",
        ),
        (
            format!("{year},0.003464,35,690,3,9,13,4,{from},{}-09-30", year + 1),
            "LAW_WINDOW mpf.csv row 2, column until",
        ),
        (format!("{year},0.03464,35,690,3,9,13,4,{whole}"), "LAW_LEAP mpf.csv row 2, column rate"),
        (format!("{year},3.464,35,690,3,9,13,4,{whole}"), "LAW_BAD_CELL mpf.csv row 2, column rate"),
        (format!("{year},0.003464,0,690,3,9,13,4,{whole}"), "LAW_LEAP mpf.csv row 2, column min"),
        (format!("{year},0.003464,-35,690,3,9,13,4,{whole}"), "LAW_BAD_CELL mpf.csv row 2, column min"),
        (
            format!("{year},0.003464,35,690,9,3,13,4,{whole}"),
            "LAW_ORDER mpf.csv row 2, column informal_automated",
        ),
    ] {
        assert!(mpf(&row).iter().any(|found| found.starts_with(fault)), "{row}: {:?}", mpf(&row));
    }
    // Beside each other, minimum and maximum are both within reach of the year before.
    let crossed = mpf(&format!("{year},0.003464,700,690,3,9,13,4,{whole}"));
    assert!(crossed.contains(&"LAW_ORDER mpf.csv row 2, column min".to_string()), "{crossed:?}");
}

#[test]
fn a_correction_says_when_it_was_learnt() {
    let silent = format!("{LIMITS}x,1,usd,a,2026-01-01,,,law,V\nx,2,usd,a,2026-06-01,,,law,V\n");
    assert_eq!(faults("limits.csv", &silent), ["LAW_OVERLAP limits.csv row 3, column from limits"]);
    let said = silent.replace("2026-06-01,,,", "2026-06-01,,2026-05-02,");
    assert!(faults("limits.csv", &said).is_empty());
}

#[test]
fn a_correction_has_the_window_it_corrects_and_a_leap_must_be_confirmed() {
    let corrected = "2027,0.003464,34.60,670.86,2.77,8.30,12.45,4.15,2026-10-01,2027-09-30";
    assert!(mpf(corrected).is_empty());
    let leap = corrected.replace("34.60", "346.00");
    assert_eq!(mpf(&leap), ["LAW_LEAP mpf.csv row 2, column min mpf"]);
    let text = format!("{MPF}{leap},2026-11-01,a notice,V\n");
    let told = Pack::load([("mpf.csv", text.as_str())]).unwrap_err();
    let remedy = told[0].remedy.clone().unwrap();
    let confirmed = remedy.split("add ").nth(1).unwrap().replace(" to pack.toml", "");
    assert_eq!(confirmed, "confirmed = [\"mpf.min 2026-10-01\"]");
    let pack = Pack::load([("mpf.csv", text.as_str()), ("pack.toml", confirmed.as_str())]).unwrap();
    let day = date(2026, 11, 2);
    assert_eq!(pack.mpf(day, day).unwrap().min.to_string(), "346.00");
    assert_eq!(pack.mpf(day, day).unwrap().at.to_string(), "mpf.csv line 2");
}

#[test]
fn figures_are_what_their_unit_allows_and_do_not_leap() {
    let limit = |row: &str| faults("limits.csv", &format!("{LIMITS}{row},law,V\n"));
    assert_eq!(limit("x,2,flag,a flag,,,"), ["LAW_BAD_CELL limits.csv row 2, column value"]);
    assert_eq!(limit("x,1.5,days,a time,,,"), ["LAW_BAD_CELL limits.csv row 2, column value"]);
    assert_eq!(limit("x,0,days,a time,,,"), ["LAW_BAD_CELL limits.csv row 2, column value"]);
    assert_eq!(limit("x,-1,usd,an amount,,,"), ["LAW_BAD_CELL limits.csv row 2, column value"]);
    assert_eq!(limit("x,0,factor,a factor,,,"), ["LAW_BAD_CELL limits.csv row 2, column value"]);
    let informal = |value: &str| limit(&format!("informal_limit,{value},usd,a limit,2027-06-01,,2026-11-01"));
    assert!(informal("2600").is_empty() && informal("5000").is_empty());
    assert_eq!(informal("25000"), ["LAW_LEAP limits.csv row 2, column value limits"]);
    let interest = |row: &str| {
        let header = "underpayment_pct,overpayment_pct,overpayment_corporate_pct,from,until,known,cite,trust";
        faults(
            "interest_rates.csv",
            &format!("{header}\n{row},2027-01-01,2027-03-31,2026-11-20,a notice,S\n"),
        )
    };
    assert!(interest("7,7,6").is_empty() && interest("6,6,5").is_empty());
    assert!(
        interest("70,70,60").iter().all(|fault| fault.starts_with("LAW_LEAP"))
            && !interest("70,70,60").is_empty()
    );
    assert_eq!(interest("6,7,6"), ["LAW_ORDER interest_rates.csv row 2, column overpayment_pct"]);
    let zone = "ports,zone,from,until,known,cite,trust\n99,Eastern,,,,law,V\n";
    assert_eq!(faults("port_zones.csv", zone), ["LAW_BAD_CELL port_zones.csv row 2, column zone"]);
}
