//! The measure files that come with the program: complete, embedded, clean under the linter, level with the printed
//! headings of every held revision.

use std::collections::BTreeSet;
use std::path::Path;

use cocket_base::Finding;
use cocket_base::civil::date;
use cocket_base::ids::TariffNumber;
use cocket_tariff::engine::Tariff;
use cocket_tariff::measure::{Pack, SourceFile, lint, lint_against, starter_files};
use cocket_tariff::revision::{RevisionId, Revisions};
use cocket_tariff::schedule::{Schedule, Schedules, import, starter};

use super::shared;

#[test]
fn every_file_of_the_folder_is_embedded() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../data/measures");
    let names = |path: &Path, prefix: &str| -> Vec<String> {
        let entries = std::fs::read_dir(path).unwrap().map(|entry| entry.unwrap().path());
        let files = entries.filter(|path| path.is_file());
        files.map(|path| format!("{prefix}{}", path.file_name().unwrap().to_string_lossy())).collect()
    };
    let mut on_disk: BTreeSet<String> = names(&folder, "").into_iter().collect();
    on_disk.extend(names(&folder.join("lists"), "lists/"));
    let embedded: BTreeSet<String> = starter_files().iter().map(|file| file.name.to_string()).collect();
    assert_eq!(on_disk, embedded);
}

/// Findings that stand, each explained in `docs/duty-differences.md`: code and item of the first cell of its table.
fn explained() -> BTreeSet<String> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/duty-differences.md");
    let text = std::fs::read_to_string(path).unwrap();
    let cells = text.lines().filter_map(|line| line.strip_prefix("| `LINT ")?.split_once('`'));
    cells.map(|(cell, _)| cell.to_string()).collect()
}

fn key(finding: &Finding) -> String {
    format!("{} {}", finding.code, finding.place.item.clone().unwrap_or_default())
}

#[test]
fn the_starter_measures_are_clean_but_for_what_is_explained() {
    let findings = lint(&Pack::starter().unwrap(), &starter());
    let explained = explained();
    let new: Vec<String> =
        findings.iter().filter(|f| !explained.contains(&key(f))).map(ToString::to_string).collect();
    assert!(new.is_empty(), "{}", new.join("\n"));
}

#[test]
fn the_measures_agree_with_what_the_held_revisions_print() {
    let Some(hts) = shared::hts() else { return };
    let pack = Pack::starter().unwrap();
    // Every third export: enough to meet each rate, and quick enough to run each time.
    let schedules: Vec<Schedule> = shared::exports(&hts)
        .into_iter()
        .step_by(3)
        .map(|path| {
            let id = RevisionId::in_file_name(&path.to_string_lossy()).unwrap();
            let revision = Revisions::embedded().get(id).unwrap().clone();
            import::read(&std::fs::read(&path).unwrap(), revision).unwrap().schedule
        })
        .collect();
    let findings = lint_against(&pack, &schedules.iter().collect::<Vec<_>>());
    let explained = explained();
    let new: Vec<String> =
        findings.iter().filter(|f| !explained.contains(&key(f))).map(ToString::to_string).collect();
    assert!(new.is_empty(), "{}", new.join("\n"));
    // What is explained and no longer found goes.
    let found: BTreeSet<String> = findings.iter().map(key).collect();
    let gone: Vec<&String> = explained.difference(&found).collect();
    assert!(gone.is_empty(), "explained in docs/duty-differences.md and no longer found: {gone:?}");
}

/// Headings of the pack, their twins counted.
fn held() -> BTreeSet<TariffNumber> {
    let pack = Pack::starter().unwrap();
    pack.headings.iter().flat_map(|heading| [Some(heading.number), heading.twin]).flatten().collect()
}

/// The table of headings that charge nothing, in `docs/measures-coverage.md`.
fn charging_nothing() -> Vec<(TariffNumber, TariffNumber)> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/measures-coverage.md");
    let text = std::fs::read_to_string(path).unwrap();
    let ranges = text.lines().filter_map(|line| {
        let cells: Vec<&str> = line.split('|').map(str::trim).collect();
        Some((cells.get(1)?.parse().ok()?, cells.get(2)?.parse().ok()?))
    });
    let ranges: Vec<_> = ranges.collect();
    assert!(!ranges.is_empty(), "the table of headings that charge nothing is missing");
    ranges
}

/// The numbers that a text names, its ranges written out: `9903.45.21-.29`, `9903.91.01 25 / .02 50`.
fn named(text: &str) -> BTreeSet<TariffNumber> {
    let mut found = BTreeSet::new();
    let (mut group, mut last) = (String::new(), None::<u32>);
    for word in text
        .replace('–', "-")
        .split(|c: char| !(c.is_ascii_digit() || c == '.' || c == '-'))
        .filter(|word| word.len() > 2)
    {
        for (nth, part) in word.split('-').enumerate() {
            let digits: Vec<&str> = part.split('.').filter(|digits| !digits.is_empty()).collect();
            let heading = match digits.as_slice() {
                ["9903", middle, end] if middle.len() == 2 && end.len() == 2 => {
                    group = format!("9903.{middle}");
                    end.parse().ok()
                }
                [end] if part.starts_with('.') && end.len() == 2 => end.parse().ok(),
                _ => None,
            };
            let Some(heading) = heading.filter(|_: &u32| !group.is_empty()) else { continue };
            let first = last.filter(|_| nth > 0).unwrap_or(heading);
            found.extend(
                (first..=heading).filter_map(|n| format!("{group}.{n:02}").parse::<TariffNumber>().ok()),
            );
            last = Some(heading);
        }
    }
    found
}

#[test]
fn ranges_of_a_text_are_written_out() {
    let numbers = |text: &str| named(text).iter().map(ToString::to_string).collect::<Vec<_>>();
    assert_eq!(
        numbers("9903.45.21-.23; 9903.85.03"),
        ["9903.45.21", "9903.45.22", "9903.45.23", "9903.85.03"]
    );
    assert_eq!(numbers("9903.91.01 25 / .02 50 (2024-09-27)"), ["9903.91.01", "9903.91.02"]);
}

/// Headings that the tables of facts name and no held revision prints.
#[test]
fn every_heading_of_the_tables_is_held_or_listed_as_charging_nothing() {
    let Some(hts) = shared::hts() else { return };
    let (held, dead) = (held(), charging_nothing());
    let mut tables: BTreeSet<TariffNumber> = BTreeSet::new();
    let mut read = |file: &str, column: &str, whole: bool| {
        // A row of the table of measures has a comma too many; the columns read stand before it.
        let path = hts.join("measures").join(file);
        let mut reader = csv::ReaderBuilder::new().flexible(true).from_path(path).unwrap();
        let place = reader.headers().unwrap().iter().position(|name| name == column).unwrap();
        for record in reader.records() {
            let record = record.unwrap();
            let cell = record.get(place).unwrap();
            tables.extend(if whole { cell.parse().into_iter().collect() } else { named(cell) });
        }
    };
    read("ch99_heading_versions.csv", "heading", true);
    read("measures.csv", "headings", false);
    read("ieepa_reciprocal_headings.csv", "heading", true);
    read("s301_forced_labor_headings.csv", "heading", true);
    read("s301_forced_labor_exemptions.csv", "heading", false);
    let printed = tables.len();
    assert!(printed > 800, "{printed} headings are few: has a column another name?");
    let known = |n: &TariffNumber| held.contains(n) || dead.iter().any(|(from, to)| from <= n && n <= to);
    let unknown: Vec<String> = tables.iter().filter(|n| !known(n)).map(ToString::to_string).collect();
    assert!(unknown.is_empty(), "{} headings are neither held nor listed: {unknown:?}", unknown.len());
    // And the other way: a heading that the pack holds stands in one of the tables, or in the page of coverage.
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/measures-coverage.md");
    let page = std::fs::read_to_string(path).unwrap();
    let told = named(&page);
    let unfounded = |n: &&TariffNumber| {
        n.starts_with(&"9903".parse().unwrap()) && !tables.contains(n) && !told.contains(n)
    };
    let unfounded: Vec<String> = held.iter().filter(unfounded).map(ToString::to_string).collect();
    assert!(unfounded.is_empty(), "held, and named by no table nor by the page of coverage: {unfounded:?}");
}

#[test]
fn each_of_the_45_measures_has_a_row_of_coverage_with_a_file_that_exists() {
    let Some(hts) = shared::hts() else { return };
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let text = std::fs::read_to_string(root.join("docs/measures-coverage.md")).unwrap();
    let path = hts.join("measures/measures.csv");
    // A remark in the last column holds commas.
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_path(path).unwrap();
    let ids: Vec<String> =
        reader.records().map(|record| record.unwrap().get(0).unwrap().to_string()).collect();
    assert_eq!(ids.len(), 45);
    for id in ids {
        let row = text.lines().find(|line| line.starts_with(&format!("| {id} |")));
        let row = row.unwrap_or_else(|| panic!("{id} has no row in docs/measures-coverage.md"));
        let cells: Vec<&str> = row.split('|').map(str::trim).collect();
        let files = cells[2].split(", ").filter(|file| !matches!(*file, "none" | "as the two above"));
        for file in files {
            assert!(root.join(format!("data/measures/{file}.toml")).is_file(), "{id}: no file {file}.toml");
        }
    }
}

/// The tutorial's new authority, block by block as the page writes it, loads and is clean.
#[test]
fn the_authority_of_the_tutorial_loads_as_it_is_written() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let page = std::fs::read_to_string(root.join("docs/measures.md")).unwrap();
    let (_, part) = page.split_once("## 4. A new authority").unwrap();
    let (part, _) = part.split_once("# Part two").unwrap();
    let blocks = part.split("```toml\n").skip(1).filter_map(|rest| rest.split_once("```"));
    let own: String = blocks.map(|(block, _)| block).collect();
    let mut files = starter_files().to_vec();
    let pack = files.iter().position(|file| file.name == "pack.toml").unwrap();
    let order = files[pack].text.replacen("reporting_order = [", "reporting_order = [\n  \"s999\",", 1);
    files[pack].text = &order;
    files.push(SourceFile { name: "s999.toml", text: &own });
    let findings = lint(&Pack::load(&files).unwrap(), &starter());
    let of_it: Vec<String> = findings
        .iter()
        .filter(|f| f.place.file.as_deref() == Some("s999.toml"))
        .map(ToString::to_string)
        .collect();
    assert!(of_it.is_empty(), "{}", of_it.join("\n"));
}

#[test]
fn the_page_of_the_language_names_every_fact_and_every_finding() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let page = std::fs::read_to_string(root.join("docs/measures.md")).unwrap();
    let facts = Pack::starter().unwrap().facts;
    let unnamed: Vec<&str> = facts
        .iter()
        .map(|fact| &*fact.name)
        .filter(|name| !page.contains(&format!("| `{name}` |")))
        .collect();
    assert!(unnamed.is_empty(), "facts that docs/measures.md does not explain: {unnamed:?}");
    let mut rules: Vec<String> = Vec::new();
    for entry in std::fs::read_dir(root.join("crates/tariff/src/measure/lint")).unwrap() {
        let text = std::fs::read_to_string(entry.unwrap().path()).unwrap();
        let words = text
            .split('"')
            .filter(|word| word.contains('_') && word.chars().all(|c| c.is_ascii_uppercase() || c == '_'));
        rules.extend(words.map(str::to_string));
    }
    assert!(rules.len() > 25, "{rules:?}");
    let unsaid: Vec<&String> = rules.iter().filter(|rule| !page.contains(&format!("`{rule}`"))).collect();
    assert!(unsaid.is_empty(), "findings that docs/measures.md does not explain: {unsaid:?}");
}

/// Sets of origins that the law tables hold too have the same members in the measures, day by day where they change.
#[test]
fn groups_of_origins_agree_with_the_law() {
    let pack = Pack::starter().unwrap();
    let law = cocket_law::Pack::starter();
    let group = |id: &str| pack.groups.iter().find(|group| &*group.id == id).unwrap();
    let days = [date(2022, 4, 8), date(2022, 4, 9), date(2026, 6, 16)];
    for country in law.countries().iter().map(|row| row.code) {
        for day in days {
            let column2 = law.countries().is_column2(country, day);
            assert_eq!(group("column-2").holds(country, day), column2, "{country} on {day}");
            assert_eq!(
                group("eu27").holds(country, day),
                law.countries().is_eu(country, day),
                "{country} on {day}"
            );
            let party = law.programs().lists("P", country);
            assert_eq!(group("cafta-dr").holds(country, day), party, "{country} on {day}");
        }
    }
}

/// Days and countries of a programme are those of the law, and an operator's law is followed.
#[test]
fn programmes_are_those_of_the_law() {
    let pack = Pack::starter().unwrap();
    let law = cocket_law::Pack::starter();
    let by = |pack: &Pack, spi: &str| {
        let programme = pack.programmes.iter().find(|programme| &*programme.spi == spi).unwrap();
        (programme.spans[0].window.from, programme.origins.countries.clone())
    };
    for programme in &pack.programmes {
        assert_eq!(programme.spans.len(), law.programs().history(&programme.spi).len(), "{}", programme.spi);
    }
    assert_eq!(by(&pack, "B"), (Some(date(1965, 1, 18)), vec!["CA".parse().unwrap()]));
    assert_eq!(by(&pack, "CA").0, Some(date(1994, 1, 1)));
    assert_eq!(by(&pack, "D").1.len(), 31);
    let later = "spi,name,general_note,mpf,countries,from,until,known,cite,trust\n\
                 JP,United States-Japan Trade Agreement,36,due,listed,2020-01-01,2026-12-31,,a notice,V\n";
    let tariff = Tariff::new(Schedules::none(), pack)
        .with_law(cocket_law::Pack::load([("programs.csv", later)]).unwrap());
    let japan = tariff.measures.programmes.iter().find(|programme| &*programme.spi == "JP").unwrap();
    assert_eq!(japan.spans[0].window.until, Some(date(2026, 12, 31)));
}
