//! Texts from outside may be anything: the reader answers with findings, never with a crash.

use cocket_law::{Formula, Pack};
use proptest::prelude::*;

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_text_is_read_or_refused(text in "\\PC{0,400}", name in "(law/limits|clocks|holidays|closures|codes/x|countries|country_names|country_groups|mpf|pack)\\.(csv|toml)") {
        let _ = Pack::load([(name.as_str(), text.as_str())]);
    }

    #[test]
    fn any_cells_are_read_or_refused(cells in proptest::collection::vec("[ -~]{0,12}", 9)) {
        let text = format!("name,value,unit,what,from,until,known,cite,trust\n{}\n", cells.join(","));
        let _ = Pack::load([("limits.csv", text.as_str())]);
    }

    #[test]
    fn any_text_is_a_formula_or_not(text in "[a-z_(), +?0-9-]{0,60}") {
        let _ = text.parse::<Formula>();
    }

    #[test]
    fn any_text_names_a_country_or_not(text in "\\PC{0,80}") {
        let _ = Pack::starter().countries().find(&text);
    }
}
