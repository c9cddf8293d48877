//! The facts that are open, as questions that can be answered in place.

use cocket_base::Need;
use cocket_desk::tariff::measure::Pack;
use cocket_desk::tariff::measure::logic::Kind;

use super::asked::Asked;

/// An open fact with the way to answer it.
pub struct Question {
    /// The fact's name.
    pub fact: String,
    /// The question.
    pub question: String,
    /// What depends on it, with the money.
    pub affects: String,
    /// How it is answered.
    pub reply: Reply,
    /// What the answer's form carries along.
    pub hidden: Vec<(String, String)>,
}

/// How a question is answered.
pub enum Reply {
    /// By one of these buttons: field, value and word.
    Choice(Vec<(String, String, &'static str)>),
    /// By a text: field, kind of input, hint.
    Text(String, &'static str, &'static str),
    /// Not on this page.
    Elsewhere,
}

impl Question {
    /// The question of a need.
    pub fn of(need: Need, asked: &Asked, pack: &Pack) -> Question {
        let reply = reply(&need.fact, pack);
        let fields: Vec<&str> = match &reply {
            // Other headings stay affirmed or denied.
            Reply::Choice(choices) => choices.iter().map(|(field, _, _)| field.as_str()).collect(),
            Reply::Text(field, _, _) => vec![field],
            Reply::Elsewhere => Vec::new(),
        };
        let fields: Vec<&str> =
            fields.into_iter().filter(|field| !["confirm", "decline"].contains(field)).collect();
        let hidden = asked.without(&fields);
        Question { fact: need.fact, question: need.question, affects: need.affects, reply, hidden }
    }
}

fn reply(fact: &str, pack: &Pack) -> Reply {
    if let Some(number) = fact.strip_prefix("confirm ") {
        let choice = |field: &str, word| (field.to_string(), number.to_string(), word);
        return Reply::Choice(vec![choice("confirm", "Yes"), choice("decline", "No")]);
    }
    if fact.starts_with("ban ") {
        return Reply::Elsewhere;
    }
    if let Some(unit) = fact.strip_prefix("quantities.").or_else(|| fact.strip_prefix("quantity in ")) {
        return Reply::Text(format!("quantity.{unit}"), "text", "a number");
    }
    let own = |kind, hint| Reply::Text(fact.to_string(), kind, hint);
    match fact {
        "export_date" | "loading_date" | "ftz_privileged_date" | "entry_date" => return own("date", ""),
        "export_country" | "origin" => return own("text", "a country's code"),
        "spi" => return own("text", "a programme's code"),
        "mode" | "ftz_status" | "value" => return own("text", ""),
        "chapter98.value" => return Reply::Text("chapter98_value".into(), "text", "US dollars"),
        _ => {}
    }
    let field = format!("f.{fact}");
    match pack.fact(fact).and_then(|id| pack.facts.get(id.at())).map(|fact| fact.kind) {
        Some(Kind::Flag) => {
            let choice = |value: &str, word| (field.clone(), value.to_string(), word);
            Reply::Choice(vec![choice("yes", "Yes"), choice("no", "No")])
        }
        Some(Kind::Number) => Reply::Text(field, "text", "percent, 0 to 100"),
        Some(Kind::Date) => Reply::Text(field, "date", ""),
        Some(Kind::Word) => Reply::Text(field, "text", "a code or a word"),
        None => Reply::Text(field, "text", ""),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn question(fact: &str) -> Question {
        let need = Need { fact: fact.into(), question: "?".into(), affects: "".into() };
        let pairs = [("hts", "6911"), ("confirm", "9903.01.25"), ("mode", "air"), ("f.steel_pct", "4")];
        let asked = Asked::new(pairs.map(|(name, value)| (name.into(), value.into())).into()).unwrap();
        let tariff = cocket_desk::tariff::engine::Tariff::starter();
        Question::of(need, &asked, &tariff.measures)
    }

    #[test]
    fn a_heading_is_affirmed_beside_those_affirmed_before() {
        let open = question("confirm 9903.01.26");
        let Reply::Choice(choices) = &open.reply else { panic!("yes or no") };
        assert_eq!(choices[0], ("confirm".into(), "9903.01.26".into(), "Yes"));
        assert_eq!(open.hidden.len(), 4, "nothing of what was said gets lost");
    }

    #[test]
    fn a_field_or_a_fact_is_answered_anew() {
        assert_eq!(question("mode").hidden.len(), 3);
        let share = question("steel_pct");
        assert!(matches!(&share.reply, Reply::Text(field, _, _) if field == "f.steel_pct"));
        assert_eq!(share.hidden.len(), 3);
        assert!(
            matches!(question("quantities.kg").reply, Reply::Text(field, _, _) if field == "quantity.kg")
        );
        assert!(matches!(question("ban uflpa").reply, Reply::Elsewhere));
    }
}
