//! What things of the law are called: countries, duties, provisions, goods, fees. All names are data.

use cocket_base::ids::{Country, TariffNumber};
use cocket_base::{Date, Reader};
use cocket_law::Pack;
use cocket_tariff::measure::Pack as Measures;
use cocket_tariff::schedule::Line;

use super::words::dated;

/// Fewest digits of a number that is taken for a tariff number in a sentence; shorter ones could be money.
const DIGITS: usize = 8;

/// Words before a country's code; elsewhere two capitals can mean anything.
const LEADS_TO_COUNTRY: [&str; 6] = ["in", "of", "from", "for", "origin", "follow"];

/// The law that names things.
#[derive(Clone, Copy)]
pub struct Names<'a> {
    /// Countries, programmes, fees.
    pub pack: &'a Pack,
    /// Additional duties and their provisions, where the reader asks about duty.
    pub measures: Option<&'a Measures>,
}

impl Names<'_> {
    /// A country's name; its code where the table lacks it.
    pub fn country(&self, country: Country) -> String {
        self.pack.countries().name(country).map_or_else(|| country.to_string(), String::from)
    }

    /// Whose duty it is, in words.
    pub fn authority(&self, id: &str) -> String {
        let titled = self.measures.and_then(|pack| pack.authorities.iter().find(|one| &*one.id == id));
        match titled {
            Some(authority) => authority.title.to_string(),
            None if id == "base" => "Ordinary duty".into(),
            None => id.into(),
        }
    }

    /// What a provision of chapter 98 or 99 is about, or what goods of a number are.
    pub fn number(&self, number: TariffNumber) -> Option<String> {
        let heading = self.measures.and_then(|pack| pack.heading(number).next());
        heading.map(|heading| heading.title.to_string()).or_else(|| goods(number))
    }

    /// A special programme's name.
    pub fn programme(&self, spi: &str, day: Date, known: Date) -> Option<String> {
        self.pack.programs().program(spi, day, known).ok().map(|row| row.name.to_string())
    }

    /// A fee, tax or deposit by its class code.
    pub fn class(&self, code: &str) -> String {
        self.pack.fee_classes().label(code).map_or_else(|| format!("fee {code}"), String::from)
    }

    /// The deposit of a case by the letter it begins with.
    pub fn deposit(&self, case: &str) -> String {
        let letter = case.get(..1).unwrap_or_default();
        let row = self.pack.fee_classes().iter().find(|row| row.column("case") == Some(letter));
        row.map_or_else(|| "deposit".into(), |row| row.label.to_string())
    }

    /// A sentence of an engine for a reader: days in words, and for the client every tariff number gives way to what it is
    /// about and a field's name to its words.
    pub fn told(&self, text: &str, reader: Reader) -> String {
        let text = dated(text);
        match reader {
            Reader::Colleague => text,
            Reader::Client => self.without_numbers(&text).replace('_', " "),
        }
    }

    /// The same for a sentence about countries: the client reads their names.
    pub fn told_of_countries(&self, text: &str, reader: Reader) -> String {
        let told = self.told(text, reader);
        if reader == Reader::Colleague {
            return told;
        }
        let mut before = "";
        let words = told.split(' ').map(|word| {
            let names_one = LEADS_TO_COUNTRY.contains(&std::mem::replace(&mut before, word));
            let bare = word.trim_end_matches([',', ':', '.', ';']);
            let code = Some(bare).filter(|bare| names_one && bare.bytes().all(|b| b.is_ascii_uppercase()));
            let name = code.and_then(|bare| self.pack.countries().name(bare.parse().ok()?));
            name.map_or_else(
                || word.to_string(),
                |name| format!("{name}{}", word.get(bare.len()..).unwrap_or("")),
            )
        });
        words.collect::<Vec<_>>().join(" ")
    }

    /// `9903.82.13 (Motorcycle parts)` becomes `«Motorcycle parts»`, a number alone what it is about, a number in brackets
    /// nothing.
    fn without_numbers(&self, text: &str) -> String {
        let mut out = String::with_capacity(text.len());
        let mut rest = text;
        while let Some((before, number, after)) = next_number(rest) {
            let titled = after.strip_prefix(" (").and_then(|inside| inside.split_once(')'));
            if let Some((title, beyond)) = titled {
                out.push_str(before);
                out.push_str(&format!("«{title}»"));
                rest = beyond;
            } else if let (Some(open), Some(beyond)) = (before.strip_suffix('('), after.strip_prefix(')')) {
                out.push_str(open.trim_end());
                rest = beyond;
            } else {
                out.push_str(before);
                match self.number(number) {
                    Some(name) => out.push_str(&format!("«{name}»")),
                    None => out.push_str(&format!("tariff number {number}")),
                }
                rest = after;
            }
        }
        out.push_str(rest);
        out
    }
}

/// What goods of a number are, by the label of their heading.
fn goods(number: TariffNumber) -> Option<String> {
    Line::path_of_unprinted(&number).pop().map(|step| step.text)
}

/// The first tariff number of eight digits or more, with what stands before and behind it.
fn next_number(text: &str) -> Option<(&str, TariffNumber, &str)> {
    let mut from = 0;
    while let Some(start) = text.get(from..)?.find(|c: char| c.is_ascii_digit()).map(|at| at + from) {
        let tail = text.get(start..)?;
        let end = tail.find(|c: char| !(c.is_ascii_digit() || c == '.')).unwrap_or(tail.len());
        let token = tail.get(..end)?.trim_end_matches('.');
        let alone = !text.get(..start)?.ends_with(|c: char| c.is_ascii_alphanumeric() || "-$,".contains(c));
        let dotted = token.get(4..5) == Some(".") && token.get(7..8) == Some(".");
        let digits = token.bytes().filter(u8::is_ascii_digit).count();
        if let (true, true, true, Ok(number)) = (alone, dotted, digits >= DIGITS, token.parse()) {
            return Some((text.get(..start)?, number, text.get(start + token.len()..)?));
        }
        from = start + end.max(1);
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use cocket_tariff::engine::Tariff;

    fn names() -> Names<'static> {
        Names { pack: Pack::starter(), measures: Some(&Tariff::starter().measures) }
    }

    #[test]
    fn a_client_reads_what_a_number_is_about() {
        let told = |text: &str| names().told(text, Reader::Client);
        assert_eq!(told("Does it meet 9903.82.13 (Motorcycle parts)?"), "Does it meet «Motorcycle parts»?");
        assert_eq!(told("Motorcycle parts (9903.82.13) apply"), "Motorcycle parts apply");
        assert_eq!(told("with 9903.03.01."), "with «Section 122 surcharge».");
        assert!(told("in 6911.10.58.00 too").starts_with("in «"));
        for kept in ["duty 1234.56, 34.58 to 670.86", "case A-570-899.12", "«1.2.3»"] {
            assert_eq!(told(kept), kept);
        }
        assert_eq!(
            names().told_of_countries("assembly in MX, by TV of CN", Reader::Client),
            "assembly in Mexico, by TV of China"
        );
        let colleague = names().told("with 9903.03.01", Reader::Colleague);
        assert_eq!(colleague, "with 9903.03.01");
    }

    #[test]
    fn names_are_data() {
        assert_eq!(names().authority("base"), "Ordinary duty");
        assert_eq!(names().authority("s122"), "Section 122 temporary import surcharge");
        assert_eq!(names().class("501"), "harbor maintenance fee");
        assert_eq!(names().deposit("A-570-899"), "antidumping duty deposit");
        assert_eq!(names().country("VN".parse().unwrap()), "Vietnam");
    }
}
