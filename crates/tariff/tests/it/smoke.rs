//! A short run of the fuzz target over changed questions and files, always the same.

use crate::{pack_faults, total};

#[path = "../../../../fuzz/mutate.rs"]
mod mutate;
use mutate::Dice;

/// Questions with every key that there is.
const QUESTIONS: &[&str] = &[
    r#"{"id":"1","hts":"7323.93.00.60","origin":"VN","entry_date":"2026-06-16","value":"1000.50","quantities":[{"amount":"40","unit":"kg"}],"facts":{"steel_pct":"65","confirm":["9903.03.01"],"decline":["9903.03.02"]},"explain":true}"#,
    r#"{"id":"2","hts":"2208.30.30.60","origin":"GB","entry_date":"2026-06-16","value":2500,"quantities":[{"amount":100,"unit":"pf.liters"}],"spi":"A+","mode":"vessel","export_date":"2026-05-01","loading_date":"2026-05-03","export_country":"GB"}"#,
    r#"{"id":"3","hts":"6109.10.00.12","origin":"CN","entry_date":"2026-06-16","value":"2500","quantities":[{"amount":"40","unit":"doz."},{"amount":"90","unit":"kg"}],"ftz_privileged_date":"2025-06-16","ftz_status":"privileged"}"#,
    r#"{"id":"4","hts":"8413.91.90.96","origin":"DE","entry_date":"2026-06-16","value":"5000","chapter98":{"hts":"9802.00.80","value":"3850"},"adcvd":[{"case":"A-588-001","rate":"12.75"},{"case":"C-588-002","rate":"0.40","basis":"kg"}],"facts":{"returned_within_3_years":"no"}}"#,
    r#"{"id":"5","hts":"9102.11.10.10","origin":"CH","entry_date":"2026-06-16","value":"900","rates":{"general":"44¢ each + 6% on the case + 14% on the strap","special":"Free (A,AU)","other":"35%"},"quantities":[{"amount":"3","unit":"No."}],"facts":{"value_of_case":"100","value_of_strap":"50"}}"#,
];
const EXPORT: &str = r#"[{"htsno":"0101.21.00","indent":2,"description":"Purebred <i>animals</i>","superior":null,"units":["No."," "],
    "general":"4.4¢/kg + 6%","special":"Free (A,AU, KR)","other":"$1.50/doz.","footnotes":[{"columns":["general"],"value":"See 9903.88.15. ","type":"endnote"}],
    "quotaQuantity":null,"additionalDuties":" ","addiitionalDuties":null},
    {"htsno":"","indent":"1","description":"Other:","superior":"true","units":[],"general":"","special":"","other":"","footnotes":null,"quotaQuantity":null,"additionalDuties":null},
    {"htsno":"0101.29.00.10","indent":3,"description":"Other","superior":null,"units":["No.","kg"],"general":"","special":"","other":"","footnotes":null,"quotaQuantity":null,"additionalDuties":null}]"#;
const SCHEDULE: &str = "cocket-tariff\t1\nrevision\t2026_rev_10\nfrom\t2026-06-08\nknown\t2026-06-08\ncite\tUSITC\ntrust\tS\n\n\
    number\tunits\tgeneral\tspecial\tother\tsafeguard\tnotes\n8518\n8518.21.00\t\t4.9%\tFree (A,AU)\t35%\t\tg>9903.88.15\n.00\tNo., kg\n";
const REVISIONS: &str = "revision,release,from,known,cite,trust\n2025_basic,2025HTSBasic,2025-01-01,2024-12-31,USITC,S\n\
    2025_rev_1,2025HTSRev1,2025-02-04,2025-02-05,\"USITC, release\",V\n";
const HEADINGS: &str = "[[heading]]\nnumber = \"9903.99.01\"\ntitle = \"T\"\ngoods = { list = \"mugs\" }\nfrom = 2026-01-01\n\
    when = 'origin in @two and (steel_pct >= 15% or not applies(other))'\nadd = \"10%\"\n\
    [[heading]]\nnumber = \"9903.99.02\"\ntitle = \"U\"\ngoods = { prefixes = [\"6912\"] }\ntag = \"other\"\nfrom = 2026-01-01\nadd = \"5% + 2¢/kg\"\n";
/// Changed texts for each that is good.
const TIMES: u64 = 300;

fn changed(good: &str, times: u64, check: impl Fn(&str)) {
    check(good);
    for seed in 0..times {
        check(&mutate::text(&mut Dice(seed), good));
    }
}

#[test]
fn changed_questions_are_answered_or_refused() {
    QUESTIONS.iter().for_each(|question| changed(question, TIMES, total::question));
}

#[test]
fn changed_exports_and_schedules_are_read_or_refused() {
    changed(EXPORT, TIMES, |text| total::export(text.as_bytes()));
    changed(SCHEDULE, TIMES, total::schedule);
    changed(REVISIONS, TIMES, total::revisions);
    for seed in 0..TIMES {
        let bytes = mutate::bytes(&mut Dice(seed), EXPORT.as_bytes());
        total::export(&bytes);
        total::check(&bytes);
    }
}

#[test]
fn changed_measure_files_are_read_or_refused() {
    let good = format!("{}{HEADINGS}", pack_faults::PACK);
    changed(&good, TIMES, |text| total::measures("test.toml", text));
}

#[test]
fn changed_rate_texts_are_read_or_refused() {
    let texts = include_str!("rates.txt").lines().filter(|line| !line.starts_with('#') && !line.is_empty());
    for text in texts.filter_map(|line| line.split('|').next()) {
        changed(text.trim(), 20, total::rate_text);
    }
}
