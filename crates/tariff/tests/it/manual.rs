//! The manual names every field of a question.

use std::path::Path;

#[test]
fn the_manual_names_every_field_of_a_question() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let manual = std::fs::read_to_string(root.join("../../docs/commands.md")).unwrap();
    let source = std::fs::read_to_string(root.join("src/engine/question.rs")).unwrap();
    let types =
        ["RateQuestion", "QuantityGiven", "RateTexts", "Chapter98Claim", "CaseClaim", "CommingledGoods"];
    for name in types {
        let (_, body) = source.split_once(&format!("pub struct {name} {{")).unwrap();
        let fields = body.split("\n}").next().unwrap().lines();
        let names: Vec<&str> = fields
            .filter_map(|line| line.strip_prefix("    pub ")?.split_once(':').map(|(field, _)| field))
            .collect();
        assert!(names.len() > 1, "{name} has {names:?}");
        for field in names {
            assert!(manual.contains(&format!("| `{field}` |")), "docs/commands.md lacks {field} of {name}");
        }
    }
}
