//! The words of a mark: names, spellings and abbreviations (19 CFR 134.45), assembly wording (134.43(e)).
//!
//! Words that no row settles are not accepted, unless a person tells of a ruling that accepts them.

use cocket_base::ids::Country;
use cocket_base::{Citation, Date};
use cocket_law::Pack;

use super::proof::Proof;

/// Longest mark that is read.
const LIMIT: usize = 500;

/// Words before the name of the country, the longer first. Those of French and Spanish are for USMCA goods.
const LEADS: [(&str, Lead); 17] = [
    ("contents made in", Lead::Made),
    ("contents product of", Lead::Made),
    ("contents are a product of", Lead::Made),
    ("manufactured in", Lead::Made),
    ("printed in", Lead::Made),
    ("produced in", Lead::Made),
    ("product of", Lead::Made),
    ("produce of", Lead::Made),
    ("made in", Lead::Made),
    ("assembled in", Lead::Assembled),
    ("grown in", Lead::Made),
    ("knit in", Lead::Made),
    ("hecho en", Lead::Usmca),
    ("producto de", Lead::Usmca),
    ("fabrique au", Lead::Usmca),
    ("produit du", Lead::Usmca),
    ("produit de", Lead::Usmca),
];

/// Words that lead from the country of a good to those of its parts, as in «made in X from components of Y».
const LINKS: [&str; 3] = [" from ", " with ", " of "];

/// What a good is said to be made of.
const INPUTS: [&str; 8] =
    ["components", "parts", "materials", "ingredients", "fabric", "fabrics", "yarn", "leather"];

#[derive(Clone, Copy, PartialEq, Eq)]
enum Lead {
    Made,
    Assembled,
    Usmca,
}

/// What a mark is judged by.
pub(super) struct Mark<'a> {
    pub pack: &'a Pack,
    pub origin: Country,
    pub usmca_good: bool,
    /// Country of final assembly, when that determines origin.
    pub assembled: bool,
    pub day: Date,
    pub known: Date,
}

/// Lower case, without accents of the trade's languages and punctuation, single blanks.
fn folded(text: &str) -> String {
    let plain = text.chars().take(LIMIT).flat_map(char::to_lowercase).map(|c| match c {
        'á' | 'à' | 'â' | 'ä' | 'ã' => 'a',
        'é' | 'è' | 'ê' | 'ë' => 'e',
        'í' | 'ì' | 'î' | 'ï' => 'i',
        'ó' | 'ò' | 'ô' | 'ö' | 'õ' => 'o',
        'ú' | 'ù' | 'û' | 'ü' => 'u',
        'ç' => 'c',
        'ñ' => 'n',
        c => c,
    });
    // A full stop inside an abbreviation joins its letters: U.K. is uk.
    let kept: String =
        plain.filter(|c| *c != '.').map(|c| if c.is_alphanumeric() { c } else { ' ' }).collect();
    kept.split_whitespace().collect::<Vec<_>>().join(" ")
}

impl Mark<'_> {
    /// Whether the words are accepted for the origin.
    pub(super) fn judge(&self, text: &str) -> Proof {
        let text = folded(text);
        let lead = LEADS.iter().find_map(|(words, lead)| Some((*lead, text.strip_prefix(words)?.trim())));
        let cite = Citation::new("19 CFR 134.45");
        match lead {
            Some((Lead::Usmca, _)) if !self.usmca_good => {
                Proof::fact("French and Spanish are for goods of a USMCA country", false).cite(cite)
            }
            Some((Lead::Assembled, rest)) => self.assembly(rest),
            Some((_, name)) => match before_inputs(name) {
                Some(name) => self.of_inputs(name),
                None => self.several(name).unwrap_or_else(|| self.name(name)).cite(cite),
            },
            None => self.several(&text).unwrap_or_else(|| self.name(&text)).cite(cite),
        }
    }

    /// «Assembled in X», «assembled in X from components of Y and Z».
    fn assembly(&self, rest: &str) -> Proof {
        let cite = Citation::new("19 CFR 134.43(e)");
        if !self.assembled {
            let what = "«assembled in» is for goods whose origin is the country of final assembly";
            return Proof::fact(what, false).cite(cite);
        }
        let name = before_inputs(rest).or(rest.split_once(" from ").map(|(name, _)| name));
        self.name(name.unwrap_or(rest)).cite(cite)
    }

    /// «Made in X from components of Y»: the countries of the parts are other places beside the origin, which stands in the
    /// same line after «made in» (134.46); the list of ways to mark assembled goods is open («such as», 134.43(e)).
    fn of_inputs(&self, name: &str) -> Proof {
        let name = self.name(name);
        let what = format!("{}; the countries of its parts may stand after it", name.what);
        Proof { what, ..name }.cite(Citation::new("19 CFR 134.43(e), 134.46"))
    }

    /// Several countries in one «product of»: no.
    fn several(&self, name: &str) -> Option<Proof> {
        if self.pack.countries().name(self.origin).is_some_and(|own| folded(own) == name) {
            return None;
        }
        let names: Vec<&str> = name.split(" and ").collect();
        let all = names.len() > 1 && names.iter().all(|name| self.pack.countries().find(name).is_some());
        all.then(|| {
            Proof::fact("an article has one country of origin; a mark of several is not accepted", false)
        })
    }

    /// The name of the country alone.
    fn name(&self, name: &str) -> Proof {
        let rows = self.pack.rows("marking_names", |cells| {
            let country = cells.parse::<Country>("country");
            Some((cells.shared("text"), country, cells.yes("accepted"), cells.optional("why")))
        });
        let row = rows.iter().filter(|row| row.holds(self.day, self.known)).find(|row| {
            // A name prescribed for one country says nothing of another that is called so.
            folded(&row.value.0) == name && row.value.1.is_none_or(|country| country == self.origin)
        });
        if let Some(row) = row {
            let (_, country, accepted, why) = &row.value;
            let right = country.is_none_or(|country| country == self.origin);
            let why = why.as_deref().map(|why| format!(": {why}")).unwrap_or_default();
            let what = format!(
                "«{name}» {}{why}",
                if *accepted && right { "is accepted" } else { "is not accepted" }
            );
            return Proof::fact(what, *accepted && right).cite(row.cite.clone());
        }
        let own = self.pack.countries().name(self.origin).map(folded).unwrap_or_default();
        if name == own {
            return Proof::fact(format!("«{name}» is the English name of the country"), true);
        }
        if name.len() <= 3 {
            return Proof::fact(format!("«{name}» is a code, not the name of the country"), false);
        }
        if let Some(other) = self.pack.countries().find(name) {
            let what = if other == self.origin { "is a name of the country" } else { "is another country" };
            return Proof::fact(format!("«{name}» {what}"), other == self.origin);
        }
        if own.starts_with(name) {
            return Proof::fact(format!("«{name}» is a mere truncation of {own}"), false);
        }
        if own.len() >= 5 && distance(name, &own) <= 2 {
            return Proof::fact(format!("«{name}» is a spelling close to {own}"), true);
        }
        // A ruling that accepts the words is told as `accepted_by_ruling`; without one the name of the country is missing.
        Proof::fact(
            format!(
                "«{name}» is not the English name of {own}, and no variant that the regulation or a row accepts"
            ),
            false,
        )
    }
}

/// The name before words about what the good is made of.
fn before_inputs(text: &str) -> Option<&str> {
    let ends = LINKS.iter().filter_map(|link| {
        let (name, rest) = text.split_once(link)?;
        rest.split(' ').take(3).any(|word| INPUTS.contains(&word)).then_some(name.trim())
    });
    ends.min_by_key(|name| name.len())
}

/// How many letters must change; texts of a mark are short.
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().take(60).collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, from) in a.chars().take(60).enumerate() {
        let mut before = row.first().copied().unwrap_or(0);
        let mut next = vec![i + 1];
        for (j, to) in b.iter().enumerate() {
            let above = row.get(j + 1).copied().unwrap_or(0);
            let left = next.last().copied().unwrap_or(0);
            let kept = before + usize::from(from != *to);
            next.push(kept.min(above + 1).min(left + 1));
            before = above;
        }
        row = next;
    }
    row.last().copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use cocket_base::civil::date;

    fn judge(origin: &str, text: &str) -> Option<bool> {
        let day = date(2026, 11, 24);
        let (pack, origin) = (Pack::starter(), origin.parse().unwrap());
        Mark { pack, origin, usmca_good: false, assembled: false, day, known: day }.judge(text).holds
    }

    #[test]
    fn names_spellings_and_abbreviations() {
        assert_eq!(judge("FR", "Made in France"), Some(true));
        assert_eq!(judge("BR", "Brasil"), Some(true));
        assert_eq!(judge("IT", "Product of Italie"), Some(true));
        assert_eq!(judge("GB", "Gt. Britain"), Some(true));
        assert_eq!(judge("DE", "Made in EU"), Some(false));
        assert_eq!(judge("DE", "DE"), Some(false));
        assert_eq!(judge("FR", "Made in Germany"), Some(false));
        assert_eq!(judge("HK", "Made in Hong Kong"), Some(false));
        assert_eq!(judge("HK", "Made in China"), Some(true));
        assert_eq!(judge("AU", "Austral"), Some(false));
    }

    #[test]
    fn an_article_has_one_country() {
        assert_eq!(judge("FR", "Product of France and Spain"), Some(false));
        assert_eq!(judge("TT", "Trinidad and Tobago"), Some(true));
    }

    #[test]
    fn languages_and_assembly_need_their_facts() {
        let day = date(2026, 11, 24);
        let mark = |usmca_good, assembled| Mark {
            pack: Pack::starter(),
            origin: "MX".parse().unwrap(),
            usmca_good,
            assembled,
            day,
            known: day,
        };
        assert_eq!(mark(true, false).judge("Hecho en México").holds, Some(true));
        assert_eq!(mark(false, false).judge("Hecho en México").holds, Some(false));
        assert_eq!(
            mark(false, true).judge("Assembled in Mexico from components of China and Japan").holds,
            Some(true)
        );
        assert_eq!(mark(false, false).judge("Assembled in Mexico").holds, Some(false));
        for assembled in [true, false] {
            let holds = |text: &str| mark(false, assembled).judge(text).holds;
            assert_eq!(holds("Made in Mexico from components of China and Japan"), Some(true));
            assert_eq!(holds("Made in Mexico with parts of Japan"), Some(true));
            assert_eq!(holds("Made in China from components of Mexico"), Some(false));
            assert_eq!(holds("Product of Mexico and China"), Some(false));
        }
    }
}
