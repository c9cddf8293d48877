//! The special column: rates with the programmes that may claim them, `Free (A+,AU,…) 3.2% (JP) See 9822.04.05 (CO)`.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::cursor::{clean, join_broken_words};
use super::expr::RateExpr;
use super::parse::{LONGEST_TEXT, RateError};

/// A special programme indicator as the schedule prints it: one or two letters, perhaps with `+`, `*` or `#`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct Programme([u8; 3]);

/// Not a programme indicator.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("«{text}» is no special programme indicator; it should look like S, A+ or KR")]
pub struct BadProgramme {
    /// What was found.
    pub text: String,
}

impl Programme {
    /// The indicator's characters.
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or_default().trim_end()
    }

    /// How well a claim fits a printed indicator: 0 does not, 2 is the same.
    ///
    /// A claim is made without the star that a list prints for "some countries excluded" (general notes 4(d), 7, 11),
    /// and with a number sign where a trade agreement frees from the merchandise processing fee.
    fn fit(&self, claim: &Programme) -> u8 {
        let claimed = claim.as_str().trim_end_matches('#');
        match self.as_str().strip_suffix('*') {
            _ if self == claim || self.as_str() == claimed => 2,
            Some(starred) => u8::from(starred == claimed),
            None => 0,
        }
    }
}

impl fmt::Debug for Programme {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
impl fmt::Display for Programme {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}
impl FromStr for Programme {
    type Err = BadProgramme;
    fn from_str(text: &str) -> Result<Programme, BadProgramme> {
        let code = text.trim();
        let letters = code.trim_end_matches(['+', '*', '#']);
        let shaped = (1..=2).contains(&letters.len())
            && code.len() - letters.len() <= 1
            && letters.bytes().all(|b| b.is_ascii_uppercase());
        if !shaped {
            return Err(BadProgramme { text: text.into() });
        }
        let mut bytes = [b' '; 3];
        bytes.iter_mut().zip(code.bytes()).for_each(|(to, from)| *to = from);
        Ok(Programme(bytes))
    }
}
impl From<Programme> for String {
    fn from(programme: Programme) -> String {
        programme.as_str().into()
    }
}
impl TryFrom<String> for Programme {
    type Error = BadProgramme;
    fn try_from(text: String) -> Result<Programme, BadProgramme> {
        text.parse()
    }
}

/// A rate of the special column with its programmes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SpecialGroup {
    /// The rate.
    pub rate: RateExpr,
    /// The programmes that may claim it; empty when the text lists none, which means every one.
    pub programmes: Vec<Programme>,
}

/// The special column of a line.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Special {
    /// Its groups, in the order printed.
    pub groups: Vec<SpecialGroup>,
}

impl Special {
    /// Reads the column. An empty text is a column without a rate: no programme may claim.
    pub fn parse(text: &str) -> Result<Special, RateError> {
        if text.len() > LONGEST_TEXT {
            return Err(RateError::TooLong { length: text.chars().count() });
        }
        let evened = clean(text);
        let joined = join_broken_words(&evened);
        let mut groups = Vec::new();
        let mut rest = joined.as_ref();
        while !rest.trim().is_empty() {
            let (rate, programmes, after) = match next_list(rest) {
                Some(list) => list,
                None => (rest, Vec::new(), ""),
            };
            groups.push(SpecialGroup { rate: RateExpr::parse(rate)?, programmes });
            rest = after.trim_start_matches([',', ';', ' ']);
        }
        let special = Special { groups };
        match special.listed_twice() {
            Some(programme) => {
                Err(RateError::ProgrammeTwice { text: joined.to_string(), programme: programme.to_string() })
            }
            None => Ok(special),
        }
    }

    /// The rate that a programme may claim; `None` when the column does not list it.
    ///
    /// Whether the goods qualify, and whether the programme is in force, is not decided here.
    pub fn claim(&self, spi: &str) -> Option<&RateExpr> {
        self.claimed(spi).map(|(_, rate)| rate)
    }

    /// As [`Special::claim`], with the indicator as printed (`A*` answers a claim of `A`); none for a group open to all.
    pub fn claimed(&self, spi: &str) -> Option<(Option<Programme>, &RateExpr)> {
        let claim: Programme = spi.trim().to_ascii_uppercase().parse().ok()?;
        let fits = self.groups.iter().flat_map(|group| {
            let open = group.programmes.is_empty().then_some((1, None, &group.rate));
            open.into_iter().chain(group.programmes.iter().map(|p| (p.fit(&claim), Some(*p), &group.rate)))
        });
        let best = fits.filter(|(fit, ..)| *fit > 0).max_by_key(|(fit, ..)| *fit)?;
        Some((best.1, best.2))
    }

    /// Every programme listed, in the order printed.
    pub fn programmes(&self) -> impl Iterator<Item = Programme> {
        self.groups.iter().flat_map(|group| group.programmes.iter().copied())
    }

    fn listed_twice(&self) -> Option<Programme> {
        let mut seen: Vec<Programme> = Vec::new();
        for group in &self.groups {
            let clash = group.programmes.iter().find(|p| seen.contains(p));
            if let Some(programme) = clash {
                return Some(*programme);
            }
            seen.extend(&group.programmes);
        }
        None
    }
}

/// Splits at the first bracket that holds programmes only: the rate before it, its programmes, what follows.
/// One line prints a list inside a second, unclosed bracket (`(PA (PA)`); the outer one is taken off with it.
fn next_list(text: &str) -> Option<(&str, Vec<Programme>, &str)> {
    for (open, _) in text.match_indices('(') {
        let inside = text.get(open + 1..)?;
        let (list, after) = inside.split_once(')')?;
        let Some(programmes) = programme_list(list) else { continue };
        let mut rate = text.get(..open)?.trim_end();
        if let Some((before, unclosed)) = rate.rsplit_once('(')
            && programme_list(unclosed).is_some_and(|outer| outer == programmes)
        {
            rate = before;
        }
        return Some((rate, programmes, after));
    }
    None
}

/// `A+,AU, BH` as programmes; `None` when anything else stands there. Commas are irregular: blanks and stray dots part too.
fn programme_list(text: &str) -> Option<Vec<Programme>> {
    let parts = text.split([',', ' ', '.']).filter(|part| !part.is_empty());
    let programmes: Vec<Programme> = parts.map(|part| part.parse().ok()).collect::<Option<_>>()?;
    if programmes.is_empty() { None } else { Some(programmes) }
}

impl fmt::Display for Special {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, group) in self.groups.iter().enumerate() {
            write!(f, "{}{}", if at > 0 { " " } else { "" }, group.rate)?;
            if !group.programmes.is_empty() {
                let list: Vec<&str> = group.programmes.iter().map(Programme::as_str).collect();
                write!(f, " ({})", list.join(","))?;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn claim(text: &str, spi: &str) -> Option<String> {
        Special::parse(text).unwrap().claim(spi).map(ToString::to_string)
    }

    #[test]
    fn groups_and_their_programmes_are_told_apart() {
        let text =
            "Free (A,AU,BH, CL,CO,D,E,IL,JO,KR,MA,OM,P,PA,PE,S,SG)3.2%(JP) See 9823.04.01-9823.04.54 (S+)";
        assert_eq!(claim(text, "KR").unwrap(), "Free");
        assert_eq!(claim(text, "JP").unwrap(), "3.2%");
        assert_eq!(claim(text, "S+").unwrap(), "See 9823.04.01-9823.04.54");
        assert_eq!(claim(text, "CA"), None);
        assert_eq!(claim(text, "not a code"), None);
    }

    #[test]
    fn a_star_answers_the_bare_claim_and_a_plus_does_not() {
        assert_eq!(claim("Free (A*,E*)", "A").unwrap(), "Free");
        assert_eq!(claim("Free (A+,P+)", "A"), None);
        assert_eq!(claim("Free (A+,P+)", "P"), None);
        assert_eq!(claim("Free (B,C)", "C#").unwrap(), "Free");
        assert_eq!(Special::parse("Free (A*)").unwrap().claimed("A").unwrap().0.unwrap().to_string(), "A*");
    }

    #[test]
    fn irregular_lists_are_read_and_text_outside_is_not_lost() {
        let nested =
            "Free (BH,CL) See 9918.04.50, 9918.04.58 (CO) See 9919.04.50, 9919.04.57, 9919.04.67 (PA (PA)";
        assert_eq!(claim(nested, "PA").unwrap(), "See 9919.04.50, 9919.04.57, 9919.04.67");
        assert_eq!(claim("Free (D,E IL,MA,.OM)", "OM").unwrap(), "Free");
        assert_eq!(
            claim("Free (See U.S. note 4 of this subchapter)", "S").unwrap(),
            "Free, under the terms of U.S. note 4 to this subchapter"
        );
        assert!(Special::parse("Free (A,B) nonsense (C)").is_err());
        assert!(Special::parse("Free (A,B").is_err());
        assert_eq!(Special::parse(" ").unwrap(), Special::default());
    }

    #[test]
    fn two_rates_for_one_programme_are_a_clash() {
        let error = Special::parse("Free (A,CO) 5% (CO)").unwrap_err();
        assert_eq!(error.to_string(), "«Free (A,CO) 5% (CO)»: programme CO is listed with two rates");
    }
}
