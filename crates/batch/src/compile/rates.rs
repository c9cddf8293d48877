//! Rates and special columns, each distinct one once.

use std::collections::HashMap;

use cocket_tariff::measure::model::{Pack, Programme};
use cocket_tariff::rate::{RateExpr, Special};

use super::{CannotCompile, id, write_texts};
use crate::image::{Section, Writer};
use crate::money;
use crate::rows::RateKind;

/// Rates with the way each is worked out, and special columns with who may claim what.
pub struct Rates {
    ids: HashMap<String, u16>,
    texts: Vec<String>,
    kinds: Vec<i32>,
    /// Claims that some programme of the pack answers to, with the programme.
    claims: Vec<(String, u32)>,
    /// For each programme the fact that says whether the article qualifies.
    qualifies: Vec<u32>,
    columns: HashMap<String, u16>,
    claim_at: Vec<u32>,
    rows: Vec<u32>,
}

/// The rate of a column that cannot be read: the line is invalid.
const UNREADABLE: u16 = 0;

impl Rates {
    pub fn new(pack: &Pack) -> Rates {
        let mut claims: Vec<(String, u32)> = Vec::new();
        for (programme, at) in pack.programmes.iter().zip(0u32..) {
            // A claim is a programme, perhaps with one sign behind it.
            for sign in ["", "#", "*"] {
                let claim = format!("{}{sign}", programme.spi.to_ascii_uppercase());
                if claims.iter().all(|(known, _)| *known != claim) {
                    claims.push((claim, at));
                }
            }
        }
        let fact = |programme: &Programme| {
            programme.qualifies.map_or(0, |fact| u32::try_from(fact.at()).map_or(0, |at| at + 1))
        };
        Rates {
            qualifies: pack.programmes.iter().map(fact).collect(),
            ids: HashMap::new(),
            texts: vec![String::new()],
            kinds: vec![RateKind::Unreadable.encode()],
            claims,
            columns: HashMap::new(),
            claim_at: vec![0],
            rows: Vec::new(),
        }
    }

    /// The id of a column's rate; one that cannot be read makes the lines that use it invalid.
    pub fn column(&mut self, rate: Option<&RateExpr>) -> Result<u16, CannotCompile> {
        rate.map_or(Ok(UNREADABLE), |rate| self.rate(rate))
    }

    /// The id of a rate.
    pub fn rate(&mut self, rate: &RateExpr) -> Result<u16, CannotCompile> {
        let text = rate.to_string();
        if let Some(known) = self.ids.get(&text) {
            return Ok(*known);
        }
        let at = id(self.texts.len(), "rates")?;
        let kind = match money::ad_valorem(rate) {
            Some(_) if rate.is_free() => RateKind::Free,
            Some(rate) => RateKind::AdValorem(rate),
            // A rate is worked out from its normal spelling; one that spells otherwise is left to the explained path.
            None if RateExpr::parse(&text).as_ref() != Ok(rate) => RateKind::Beyond,
            None if by_quantity_alone(rate) => RateKind::ByQuantity,
            None => RateKind::Other,
        };
        self.kinds.push(kind.encode());
        self.texts.push(text.clone());
        self.ids.insert(text, at);
        Ok(at)
    }

    /// The id of a special column, by its text as printed.
    pub fn special(&mut self, printed: &str, special: &Special) -> Result<u16, CannotCompile> {
        if let Some(known) = self.columns.get(printed) {
            return Ok(*known);
        }
        let column = id(self.columns.len(), "special columns")?;
        let claims: Vec<String> = self.claims.iter().map(|(claim, _)| claim.clone()).collect();
        for (claim, at) in claims.iter().zip(0u32..) {
            if let Some(rate) = special.claim(claim) {
                let rate = self.rate(rate)?;
                self.rows.push(at << 16 | u32::from(rate));
            }
        }
        self.claim_at.push(id(self.rows.len(), "claims")?);
        self.columns.insert(printed.into(), column);
        Ok(column)
    }

    pub fn write(&self, writer: &mut Writer) -> Result<(), CannotCompile> {
        writer.put(Section::Rates, &self.kinds);
        write_texts(self.texts.iter().map(String::as_str), Section::RateTextAt, Section::RateText, writer)?;
        writer.put(Section::ClaimAt, &self.claim_at);
        writer.put(Section::Claims, &self.rows);
        let spellings = self.claims.iter().map(|(claim, _)| claim.as_str());
        write_texts(spellings, Section::SpellingAt, Section::Spelling, writer)?;
        let qualifies = |programme: u32| self.qualifies.get(programme as usize).map_or(0, |fact| fact << 16);
        let programmes: Vec<u32> =
            self.claims.iter().map(|(_, programme)| programme | qualifies(*programme)).collect();
        writer.put(Section::ClaimProgramme, &programmes);
        Ok(())
    }
}

/// True when the rate needs a reported quantity and nothing else but the value: without any, it is asked for.
fn by_quantity_alone(rate: &RateExpr) -> bool {
    let plain = |term: &RateExpr| match term {
        RateExpr::AdValorem { of, .. } => of.is_line_value(),
        RateExpr::Specific { .. } => true,
        _ => false,
    };
    rate.terms().iter().all(plain) && !rate.units().is_empty()
}
