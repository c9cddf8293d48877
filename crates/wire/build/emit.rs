//! Writes the tables as Rust source: a module per chapter, a module per record, a constant per field.

use std::fmt::Write;

use crate::parse::{Application, Chapter, Code, Field, Record, Reference, Rule, Tree};

/// Every chapter as a module.
pub fn chapters(chapters: &[Chapter]) -> String {
    let mut out = String::new();
    for chapter in chapters {
        emit_chapter(&mut out, chapter);
    }
    let all: Vec<String> = chapters.iter().map(|chapter| format!("&{}::CHAPTER", chapter.name)).collect();
    let _ = writeln!(out, "/// Every chapter.\npub static CHAPTERS: &[&Chapter] = &[{}];", all.join(", "));
    out
}

fn emit_chapter(out: &mut String, chapter: &Chapter) {
    let Chapter { name, title, edition, cite, trust, records } = chapter;
    let _ = writeln!(
        out,
        "/// {title}, edition {edition}. Source: {cite}.\npub mod {name} {{\n    use super::*;"
    );
    for record in records {
        emit_record(out, name, record);
    }
    let layouts: Vec<String> =
        records.iter().map(|record| format!("&{}::LAYOUT", module(&record.key))).collect();
    let _ = writeln!(
        out,
        "    /// The chapter.\n    pub static CHAPTER: Chapter = Chapter {{ name: {name:?}, title: {title:?}, edition: {edition:?}, cite: {cite:?}, \
         trust: Trust::{trust}, layouts: &[{}], find }};",
        layouts.join(", ")
    );
    emit_find(out, records);
    out.push_str("}\n");
}

/// The record's module name: `r10`, `se13`, `a_in`, `r54_01`, `d1` for `$1`.
fn module(key: &str) -> String {
    let plain: String = key.to_lowercase().replace('$', "d").replace('-', "_");
    if plain.starts_with(|c: char| c.is_ascii_digit()) { format!("r{plain}") } else { plain }
}

fn emit_record(out: &mut String, chapter: &str, record: &Record) {
    let key = &record.key;
    let title = if record.title.is_empty() { key } else { &record.title };
    let fields: Vec<String> =
        record.fields.iter().map(|field| format!("        {}", emit_field(field))).collect();
    let when = match &record.when {
        Some((first, last, codes)) => {
            format!("Some(When {{ start: {}, end: {last}, codes: {} }})", first - 1, emit_codes(codes))
        }
        None => "None".into(),
    };
    let _ = writeln!(
        out,
        "    /// Record {key}: {title}.\n    pub mod {} {{\n        use super::*;",
        module(key)
    );
    let _ = writeln!(
        out,
        "        static FIELDS: [FieldSpec; {}] = [\n{}\n        ];",
        fields.len(),
        fields.join(",\n")
    );
    out.push_str("        const _: () = assert!(tiles(&FIELDS), \"the fields cover columns 1-80 once\");\n");
    let _ = writeln!(
        out,
        "        /// The layout.\n        pub static LAYOUT: Layout = Layout::new({key:?}, {:?}, {chapter:?}, {title:?}, {when}, &FIELDS);",
        record.wire_id()
    );
    for (at, field) in record.fields.iter().enumerate().filter(|(_, field)| field.class != "S") {
        let words = if field.words.is_empty() { String::new() } else { format!(": {}", field.words) };
        let columns = if field.first == field.last {
            format!("column {}", field.first)
        } else {
            format!("columns {}-{}", field.first, field.last)
        };
        let _ = writeln!(out, "        /// `{}`, {columns}{words}.", field.name);
        let _ = writeln!(out, "        pub const {}: &FieldSpec = &FIELDS[{at}];", field.name.to_uppercase());
    }
    out.push_str("    }\n");
}

fn emit_field(field: &Field) -> String {
    let class = match field.class.as_str() {
        "S" => "Filler",
        "A" => "Letters",
        "AN" => "Alphanumeric",
        "X" => "Printable",
        "N" => "Digits",
        "NL" => "DigitsLeft",
        "SN" => "Number",
        _ => "Date",
    };
    let designation = match field.designation {
        'M' => "Mandatory",
        'C' => "Conditional",
        _ => "Optional",
    };
    format!(
        "FieldSpec {{ name: {:?}, start: {}, end: {}, class: Class::{class}, decimals: {}, designation: Designation::{designation}, \
         private: {}, constant: {:?}, allowed: {}, list: {:?}, words: {:?} }}",
        field.name,
        field.first - 1,
        field.last,
        field.decimals,
        field.private,
        field.constant,
        emit_codes(&field.allowed),
        field.list,
        field.words
    )
}

fn emit_codes(codes: &[Code]) -> String {
    let one = |code: &Code| match code {
        Code::Text(text) => format!("Code::Text({text:?})"),
        Code::Range(from, to) => format!("Code::Range({from:?}, {to:?})"),
        Code::Pattern(text) => format!("Code::Pattern({text:?})"),
    };
    format!("&[{}]", codes.iter().map(one).collect::<Vec<_>>().join(", "))
}

/// The chapter's own table from a line's first four columns to its layout, longest id first, conditional layouts first.
fn emit_find(out: &mut String, records: &[Record]) {
    let mut arms: Vec<&Record> = records.iter().collect();
    arms.sort_by_key(|record| (std::cmp::Reverse(record.wire_id().len()), record.when.is_none()));
    // Envelope variants share an id; which one a line is depends on its batch, so only the first stands here.
    let mut seen = Vec::new();
    out.push_str(
        "    fn find(id: [u8; 4], columns: &[u8; 80]) -> Option<&'static Layout> {\n        match id {\n",
    );
    for record in arms {
        let id = record.wire_id();
        if record.when.is_none() {
            if seen.contains(&id) {
                continue;
            }
            seen.push(id.clone());
        }
        let pattern: Vec<String> = (0..4)
            .map(|at| id.as_bytes().get(at).map_or("_".into(), |byte| format!("b{:?}", char::from(*byte))))
            .collect();
        let name = module(&record.key);
        let guard =
            if record.when.is_some() { format!(" if {name}::LAYOUT.suits(columns)") } else { String::new() };
        let _ = writeln!(out, "            [{}]{guard} => Some(&{name}::LAYOUT),", pattern.join(", "));
    }
    out.push_str("            _ => { let _ = columns; None }\n        }\n    }\n");
}

/// Every application.
pub fn applications(applications: &[Application], chapters: &[Chapter]) -> String {
    let mut out = String::from("&[\n");
    for Application { id, flow, envelope, chapters: names } in applications {
        for name in names {
            assert!(
                chapters.iter().any(|chapter| chapter.name == *name),
                "applications.list: {id} names no chapter {name}"
            );
        }
        let flow = if flow == "in" { "In" } else { "Out" };
        let manifest = envelope == "manifest";
        let list: Vec<String> = names.iter().map(|name| format!("&layouts::{name}::CHAPTER")).collect();
        let _ = writeln!(
            out,
            "    Application {{ id: {id:?}, flow: Flow::{flow}, manifest: {manifest}, chapters: &[{}] }},",
            list.join(", ")
        );
    }
    out.push(']');
    out
}

/// Every kind of reference. A record or field that does not exist stops the compiler.
pub fn references(references: &[Reference], chapters: &[Chapter]) -> String {
    let chapter = "entry_summary";
    assert!(chapters.iter().any(|known| known.name == chapter), "references point into {chapter}");
    let mut out = String::from("&[\n");
    for Reference { kind, record, parts } in references {
        let path = format!("crate::layouts::{chapter}::{}", module(record));
        let part = |(field, first, last): &(String, usize, usize)| {
            format!("({path}::{}, {}, {})", field.to_uppercase(), first - 26, last - first + 1)
        };
        let parts: Vec<String> = parts.iter().map(part).collect();
        let _ = writeln!(
            out,
            "    Kind {{ name: {kind:?}, layout: &{path}::LAYOUT, parts: &[{}] }},",
            parts.join(", ")
        );
    }
    out.push(']');
    out
}

/// Every structure tree. A key that its application has no record for stops the build: it would never match.
pub fn trees(trees: &[Tree], applications: &[Application], chapters: &[Chapter]) -> String {
    let mut out = String::from("&[\n");
    for tree in trees {
        let application = applications.iter().find(|application| application.id == tree.application);
        let application = application
            .unwrap_or_else(|| panic!("structure.tree: {} is no application of the list", tree.application));
        let own = chapters.iter().filter(|chapter| application.chapters.contains(&chapter.name));
        let keys: Vec<&str> =
            own.flat_map(|chapter| &chapter.records).map(|record| record.key.as_str()).collect();
        check_keys(&tree.root, &tree.application, &keys);
        let condition = match &tree.condition {
            Some((field, codes)) => format!("Some(({field:?}, &{codes:?}))"),
            None => "None".into(),
        };
        let _ = writeln!(
            out,
            "    Grammar {{ application: {:?}, condition: {condition}, root: {} }},",
            tree.application,
            emit_rule(&tree.root)
        );
    }
    out.push(']');
    out
}

fn check_keys(rule: &Rule, application: &str, keys: &[&str]) {
    let known = match rule.key.strip_suffix('*') {
        Some(start) => keys.iter().any(|key| key.starts_with(start)),
        None => keys.contains(&rule.key.as_str()),
    };
    assert!(known, "structure.tree: {application} has no record {}", rule.key);
    rule.below.iter().for_each(|below| check_keys(below, application, keys));
}

fn emit_rule(rule: &Rule) -> String {
    let below: Vec<String> = rule.below.iter().map(emit_rule).collect();
    format!(
        "Rule {{ key: {:?}, min: {}, max: {}, any: {}, below: &[{}] }}",
        rule.key,
        rule.min,
        rule.max,
        rule.any,
        below.join(", ")
    )
}
