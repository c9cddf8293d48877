//! The engines over JSON Lines: answers in order, bad lines answered, whatever the number of threads.

use std::io::{BufRead, BufReader, Write};
use std::process::{Child, Command, Stdio};

use serde_json::Value;

use crate::desk::Folder;
use crate::official;

fn rate_question(id: usize) -> String {
    let origin = ["CN", "VN", "DE", "MX", "GB"][id % 5];
    format!(
        r#"{{"id":"{id}","hts":"6911.10.58.00","origin":"{origin}","entry_date":"2026-06-16","value":"{}"}}"#,
        100 + id
    )
}

fn json_lines(said: &str) -> Vec<Value> {
    said.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn a_number_is_a_name_for_a_question_of_every_engine() {
    let desk = Folder::new();
    for (engine, question) in [
        ("rate", rate_question(7).replace("\"7\"", "7")),
        ("ids", r#"{"id":7,"kind":"in_bond_number","sequence":12345678}"#.into()),
        ("clocks", r#"{"id":7,"clock":"ESF","entry_date":"2026-06-16"}"#.into()),
        ("fees", r#"{"id":7,"kind":"dutiable_mail","items":3,"entry_date":"2026-11-02"}"#.into()),
        ("value", r#"{"id":7,"kind":"round","values":[1.5]}"#.into()),
        ("origin", r#"{"id":7,"kind":"refund_claim","spi":"KR","imported":"2026-03-10","claimed":"2026-11-24","qualified":true}"#.into()),
    ] {
        let answer = desk.feed(&[engine], question.as_bytes()).lines().remove(0);
        assert_eq!(answer["id"], "7", "{engine}: {answer}");
    }
}

#[test]
fn rates_come_in_order_and_bad_lines_do_not_stop_the_rest() {
    let desk = Folder::new();
    let mut input = String::new();
    for id in 0..400 {
        input.push_str(&rate_question(id));
        input.push('\n');
        if id % 50 == 7 {
            input.push_str("{\"id\":\"bad\",\"htz\":1}\n\n");
        }
    }
    let one =
        desk.feed(&["rate", "--threads", "1"], input.as_bytes()).partly("8 of 408 lines are no questions");
    let many = desk.feed(&["rate", "--threads", "5"], input.as_bytes()).partly("8 of 408");
    assert_eq!(one, many);
    let answers: Vec<Value> = one.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(answers.len(), 408);
    let good: Vec<&Value> = answers.iter().filter(|answer| answer["id"] != "bad").collect();
    assert!(
        good.iter()
            .enumerate()
            .all(|(at, answer)| answer["id"].as_str() == Some(&at.to_string())
                && answer["outcome"] == "decided")
    );
    let bad = answers.iter().find(|answer| answer["id"] == "bad").unwrap();
    assert_eq!(bad["outcome"], "invalid");
    assert!(bad["findings"][0]["text"].as_str().unwrap().contains("htz"));
}

#[test]
fn a_line_that_is_no_question_is_answered_with_what_is_wrong_and_what_to_do() {
    let desk = Folder::new();
    // The fields of a question in their order, without their names.
    let list = r#"["1","6911105800","VN","2026-06-16","1000",[],null,null,null,null,null,null,null,null,null,[],{},false]"#;
    let input = format!("{list}\n{{\"id\":\"2\",\"hts\":\"6911105800\"}}\n");
    for engine in ["rate", "ids", "clocks", "fees", "bond", "penalty", "interest", "value"] {
        let answers = json_lines(&desk.feed(&[engine], input.as_bytes()).partly("2 of 2 lines"));
        assert_eq!(answers.len(), 2, "{engine}");
        for (answer, (id, text)) in answers.iter().zip([("", "no JSON object"), ("2", "missing")]) {
            assert_eq!((&answer["id"], &answer["outcome"]), (&id.into(), &"invalid".into()), "{engine}");
            let finding = &answer["findings"][0];
            let said = finding["text"].as_str().unwrap();
            assert!(said.contains(text) && !said.contains("line 1"), "{engine}: {said}");
            let remedy = finding["remedy"].as_str().unwrap();
            assert!(remedy.contains("--help") || remedy.contains("docs/"), "{engine}: {finding}");
        }
    }
}

#[test]
fn a_mixed_stream_is_answered_in_order_each_by_the_engine_it_names() {
    let desk = Folder::new();
    let lines = [
        r#"{"room":"clocks","id":"1","clock":"ESF","entry_date":"2026-06-16"}"#,
        r#"{"room":"origin","id":"2","kind":"refund_claim","spi":"KR","imported":"2026-03-10","claimed":"2026-11-24","qualified":"yes","by":"protest"}"#,
        r#"{"room":"clocks","id":"3","clock":"combined summary","first_entry_date":"2026-06-08","last_entry_date":"2026-06-11","same_consignee":true,"same_export_country":true,"same_origin":true,"arrived_by":"truck"}"#,
        &rate_question(4).replacen('{', r#"{"room":"rate","#, 1),
    ];
    let answers = desk.feed(&["ask"], lines.join("\n").as_bytes()).lines();
    let rooms: Vec<&str> = answers.iter().map(|answer| answer["room"].as_str().unwrap()).collect();
    assert_eq!(rooms, ["clocks", "origin", "clocks", "rate"]);
    assert_eq!(answers[0]["due"], "2026-07-01");
    assert_eq!(answers[1]["read_as"]["qualified"], "«yes» is read as true");
    assert_eq!(answers[2]["read_as"]["arrived_by"], "«truck» is read as land");
    assert_ne!(answers[3]["outcome"], "invalid", "{}", answers[3]);
}

#[test]
fn what_can_be_asked_is_found_listed_and_shown_filled() {
    let desk = Folder::new();
    let found = desk.run(&["find", "protest", "allowed"]).answered();
    assert!(found.starts_with("protest_allowed (clocks): "), "{found}");
    assert!(found.contains("one of appraised_value, classification_rate_or_amount"), "{found}");
    let example = desk.run(&["example", "protest_allowed"]).answered();
    assert_eq!(desk.feed(&["ask"], example.as_bytes()).lines()[0]["outcome"], "decided");
    for engine in ["rate", "ids", "clocks", "fees", "bond", "penalty", "interest", "value", "origin"] {
        assert!(desk.run(&[engine, "--list"]).answered().contains("in brackets may be left out"), "{engine}");
    }
    desk.run(&["example", "refund_clam"]).refused(2, &["near it: refund_claim"]);
    assert!(!desk.path().join("data").exists(), "nothing was written, so no data folder is made");
}

#[test]
fn steps_are_given_when_asked_for() {
    let desk = Folder::new();
    let file = desk.put("lines.jsonl", rate_question(1)).display().to_string();
    let plain = desk.run(&["rate", &file]).lines();
    let explained = desk.run(&["rate", &file, "--explain"]).lines();
    assert!(plain[0].get("steps").is_none());
    assert!(!explained[0]["steps"].as_array().unwrap().is_empty());
    assert_eq!(plain[0]["duty"], explained[0]["duty"]);
}

#[test]
fn what_was_known_counts() {
    let desk = Folder::new();
    let question =
        r#"{"id":"1","hts":"6911.10.58.00","origin":"VN","entry_date":"2026-06-16","value":"1000"}"#;
    let before = desk.feed(&["rate", "--known", "2026-01-01"], question.as_bytes()).lines();
    let today = desk.feed(&["rate"], question.as_bytes()).lines();
    assert_ne!(before[0]["duty"], today[0]["duty"], "the surcharge of that day was not known in January");
}

#[test]
fn identifiers_are_made_and_checked() {
    let desk = Folder::new();
    let input = concat!(
        r#"{"id":"1","kind":"entry_number","filer":"B76","sequence":"0324527"}"#,
        "\nrubbish\n",
        r#"{"id":"3","kind":"soup"}"#,
        "\n",
        r#"{"id":"4","kind":"check","identifier":"CSQU3054384"}"#,
        "\r\n[]",
    );
    let answers = json_lines(&desk.feed(&["ids"], input.as_bytes()).partly("lines are no questions"));
    assert_eq!(answers[0]["value"], "B76-0324527-8");
    let outcomes: Vec<&str> = answers.iter().map(|answer| answer["outcome"].as_str().unwrap()).collect();
    assert_eq!(outcomes, ["decided", "invalid", "invalid", "invalid", "invalid"]);
    assert_eq!(answers[4]["findings"][0]["text"], "the line is no JSON object");
    assert_eq!(answers[2]["id"], "3");
    assert_eq!(answers[3]["findings"][0]["code"], "CHECK_DIGIT");
}

#[test]
fn clocks_answer_ask_and_are_listed() {
    let desk = Folder::new();
    let input = concat!(
        r#"{"id":"1","clock":"ESF","entry_date":"2026-06-16"}"#,
        "\n",
        r#"{"id":"2","clock":"ESF"}"#,
        "\n",
        r#"{"id":"3","clock":"no such clock"}"#,
        "\n{"
    );
    let told = desk.feed(&["clocks", "--explain"], input.as_bytes());
    let answers = json_lines(&told.partly("1 of 4 lines is no question"));
    assert_eq!(answers[0]["due"], "2026-07-01");
    assert!(!answers[0]["steps"].as_array().unwrap().is_empty());
    assert_eq!(answers[1]["outcome"], "needs_facts");
    assert_eq!(answers[2]["outcome"], "invalid");
    assert_eq!(answers[3]["outcome"], "invalid");
    assert!(desk.run(&["clocks", "--list"]).answered().contains("ESF"));
    let listed = desk.run(&["clocks", "--list", "--json"]).json();
    assert!(listed.as_array().unwrap().iter().any(|clock| clock["clock"] == "ESF"));
}

#[test]
fn calculators_answer_ask_and_are_listed() {
    let desk = Folder::new();
    for (engine, question, key, value) in [
        (
            "fees",
            r#"{"id":"1","kind":"dutiable_mail","items":3,"entry_date":"2026-11-02"}"#,
            "amount",
            "22.83",
        ),
        ("bond", r#"{"id":"1","kind":"continuous","duties_taxes_fees":512000.5}"#, "amount", "60000.00"),
        ("penalty", r#"{"id":"1","kind":"unlicensed","transactions":2}"#, "amount", "20000.00"),
        ("interest", r#"{"id":"1","kind":"bill","amount":10}"#, "outcome", "needs_facts"),
    ] {
        let input = format!("{question}\n{{\"id\":\"2\",\"kind\":\"soup\"}}\n");
        let answers = desk.feed(&[engine, "--explain"], input.as_bytes()).lines();
        assert_eq!(answers[0][key], value, "{engine}: {}", answers[0]);
        assert_eq!(answers[1]["findings"][0]["code"], "UNKNOWN_KIND", "{engine}");
        assert!(desk.run(&[engine, "--list"]).answered().contains("source"), "{engine}");
        assert!(!desk.run(&[engine, "--list", "--json"]).json().as_array().unwrap().is_empty(), "{engine}");
    }
}

#[test]
fn no_questions_no_answers() {
    let desk = Folder::new();
    for engine in ["rate", "ids", "clocks", "fees", "bond", "penalty", "interest", "value"] {
        assert_eq!(desk.feed(&[engine], b"").answered(), "");
        assert_eq!(desk.feed(&[engine], b"\n \n").answered(), "");
        desk.run(&[engine, "/no/such/file"]).refused(2, &["/no/such/file"]);
        desk.run(&[engine.into(), desk.path().display().to_string()]).refused(2, &["folder"]);
    }
}

#[test]
fn records_are_decoded_with_findings_and_encoded_or_refused() {
    let desk = Folder::new();
    let rubbish = desk.feed(&["wire", "decode"], b"no record\n\x00\xff\n").json();
    assert!(!rubbish["findings"].as_array().unwrap().is_empty());
    assert_eq!(desk.feed(&["wire", "decode"], b"").json()["records"], Value::Array(Vec::new()));
    desk.feed(&["wire", "encode"], b"{").refused(2, &["standard input"]);
    desk.feed(
        &["wire", "encode"],
        b"{\"records\":[{\"record\":\"10\",\"fields\":{\"colour\":\"red\"}}],\"application\":\"AE\"}",
    )
    .refused(2, &["colour"]);
    desk.feed(&["wire", "decode", "--application", "??"], b"").refused(2, &["AE"]);
}

/// Starts an engine that waits for questions.
fn waiting(desk: &Folder) -> Child {
    Command::new(env!("CARGO_BIN_EXE_cocket"))
        .env_clear()
        .env("COCKET_DATA", desk.path().join("data"))
        .arg("ids")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap()
}

const QUESTION: &[u8] = b"{\"id\":\"1\",\"kind\":\"in_bond_number\",\"sequence\":12345678}\n";

#[cfg(unix)]
#[test]
fn one_question_is_answered_at_once_and_an_interrupt_keeps_it() {
    let desk = Folder::new();
    let mut child = waiting(&desk);
    let mut stdin = child.stdin.take().unwrap();
    stdin.write_all(QUESTION).unwrap();
    let mut answer = String::new();
    BufReader::new(child.stdout.as_mut().unwrap()).read_line(&mut answer).unwrap();
    assert!(answer.contains("123456782"), "{answer}");
    let sent = Command::new("kill").args(["-INT", &child.id().to_string()]).status();
    if sent.is_err() {
        official::skipped("there is no program to send an interrupt with");
        child.kill().unwrap();
    }
    let output = child.wait_with_output().unwrap();
    if sent.is_err() {
        return;
    }
    assert_eq!(output.status.code(), Some(130));
    assert!(String::from_utf8(output.stderr).unwrap().contains("interrupted"));
}

#[test]
fn it_is_no_fault_when_nobody_reads_the_answers() {
    let desk = Folder::new();
    let mut child = waiting(&desk);
    drop(child.stdout.take());
    let mut stdin = child.stdin.take().unwrap();
    stdin.write_all(QUESTION).unwrap();
    let output = child.wait_with_output().unwrap();
    assert_eq!((output.status.code(), output.stderr.len()), (Some(0), 0), "{output:?}");
}

/// A table of lines: two common ones, a claim with a fact, a faulty value, goods whose rate wants a quantity.
const TABLE: &str = "id,hts,origin,entry_date,value,quantity,unit,spi,usmca_qualifies
a,6911.10.58.00,VN,2026-06-16,1000.40,10,doz.,,
b,6911105800,VN,2026-06-16,2000,10,doz.,,
c,6911.10.58.00,CA,2026-06-16,1000,10,doz.,S,yes
d,6911.10.58.00,VN,2026-06-16,much,10,doz.,,
e,0402.21.25.00,NZ,2026-06-16,1000,,,,
";

#[test]
fn a_table_of_lines_gives_a_table_of_the_same_amounts() {
    let desk = Folder::new();
    let (input, output) = (desk.put("lines.csv", TABLE), desk.path().join("amounts.csv"));
    let run = |extra: &[&str]| {
        let mut arguments =
            vec!["rate", "--batch", input.to_str().unwrap(), "--out", output.to_str().unwrap()];
        arguments.extend(extra);
        desk.run(&arguments)
    };
    let told = run(&[]);
    assert_eq!(told.status, Some(0), "{told:?}");
    let table = std::fs::read_to_string(&output).unwrap();
    let rows: Vec<Vec<&str>> = table.lines().map(|row| row.split(',').collect()).collect();
    assert_eq!(rows.len(), 6);
    assert_eq!(rows[1][..5], ["a", "decided", "60.00", "100.00", "160.00"]);
    assert_eq!(rows[3][1..5], ["decided", "0.00", "0.00", "0.00"]);
    assert_eq!(rows[4][..2], ["d", "invalid"]);
    assert!(table.lines().nth(4).unwrap().contains("line 5: value"), "{table}");
    assert_eq!(rows[5][..2], ["e", "needs_facts"]);
    let question =
        r#"{"id":"b","hts":"6911.10.58.00","origin":"VN","entry_date":"2026-06-16","value":"2000"}"#;
    let explained = desk.feed(&["rate"], question.as_bytes()).lines().remove(0);
    assert_eq!(explained["duty"], rows[2][4]);

    // What an interrupt left, cut in the middle of a row, is gone on with.
    let half: String = table.split_inclusive('\n').take(3).collect::<String>() + "c,deci";
    desk.put("amounts.csv.part", half);
    assert_eq!(run(&["--resume"]).status, Some(0));
    assert_eq!(std::fs::read_to_string(&output).unwrap(), table);
    assert!(!desk.path().join("amounts.csv.part").exists());

    // A file compiled beforehand gives the same.
    let compiled = desk.run(&["tariff", "compile"]);
    assert_eq!(compiled.status, Some(0), "{compiled:?}");
    assert_eq!(run(&[]).status, Some(0));
    assert_eq!(std::fs::read_to_string(&output).unwrap(), table);
}

#[test]
fn a_table_with_a_strange_column_is_refused_with_the_columns_there_are() {
    let desk = Folder::new();
    let input = desk.put("lines.csv", "hts,origin,entry_date,value,colour\n");
    let output = desk.path().join("amounts.csv");
    let told = desk.run(&["rate", "--batch", input.to_str().unwrap(), "--out", output.to_str().unwrap()]);
    assert_eq!(told.status, Some(2));
    assert!(told.err.contains("«colour»") && told.err.contains("loading_date"), "{}", told.err);
    assert!(!output.exists());
}

#[test]
fn fees_of_a_line_are_those_of_the_operators_own_law() {
    let desk = Folder::new();
    let question = r#"{"id":"1","hts":"6911.10.58.00","origin":"VN","entry_date":"2026-06-16","value":"1000","mode":"vessel"}"#;
    let fee = |desk: &Folder| desk.feed(&["rate"], question.as_bytes()).lines()[0]["fees"]["hmf"].clone();
    assert_eq!(fee(&desk), "1.25");
    desk.put(
        "data/law/hmf.csv",
        "rate,nothing_at_or_under,modes,types_without,from,until,known,cite,trust\n\
         0.0025,3.00,10 11 12,06,2026-01-01,,2026-01-01,a law of the test,V\n",
    );
    assert_eq!(fee(&desk), "2.50");
}
