//! Commissions, royalties and proceeds: 19 USC 1401a(b)(1)(B), (D), (E); 19 CFR 152.102(b), 152.103(b), (f), (g), (h).
//!
//! Left to a person: whether an agency is real, and whether a fee is a condition of the sale.

use cocket_base::{Citation, Currency, Decimal};

use super::amount::Amount;
use super::answer::{Treatment, need, reason};
use super::facts::{Commission, Principal, Royalty};
use super::sheet::Sheet;
use super::words::word;
use crate::Refusal;

/// What becomes of a payment that the law does not add: in the price it stays there, beside it it is no part of the value.
pub(super) fn apart(in_price: bool) -> Treatment {
    if in_price { Treatment::InPrice } else { Treatment::OutsideValue }
}

/// An amount of the buyer's besides the price.
struct Besides<'a> {
    name: &'a str,
    fact: String,
    amount: Option<Amount>,
    currency: Option<Currency>,
    in_price: bool,
    quantifiable: Option<bool>,
    cite: Citation,
}

impl Sheet<'_> {
    pub(super) fn commissions(&mut self) -> Result<(), Refusal> {
        let facts = self.facts;
        for (at, commission) in facts.commissions.iter().enumerate() {
            self.commission(at, commission)?;
        }
        Ok(())
    }

    fn commission(&mut self, at: usize, given: &Commission) -> Result<(), Refusal> {
        let besides = |name, cite| Besides {
            name,
            fact: format!("commissions[{at}]"),
            amount: given.amount,
            currency: given.currency,
            in_price: given.in_price,
            quantifiable: given.quantifiable,
            cite: Citation::new(cite),
        };
        let selling = "19 USC 1401a(b)(1)(B)";
        if given.paid_by_seller {
            let cite = Citation::new(selling);
            self.item(
                "commission",
                Treatment::InPrice,
                None,
                "the seller pays it out of his price; the buyer incurs none",
                cite,
            );
            return Ok(());
        }
        if given.takes_title || given.works_for == Some(Principal::Himself) {
            let besides =
                besides("commission of one who buys and sells for himself", "19 USC 1401a(b)(4)(A)");
            return self.belongs(besides, "he is no agent but a seller: what he gets is part of the price");
        }
        if given.works_for == Some(Principal::Seller) {
            return self.belongs(besides("selling commission", selling), "the agent works for the seller");
        }
        if given.shared_with_seller {
            return self.belongs(
                besides("commission shared with the seller", selling),
                "an agent who is paid by the seller or shares with him is a selling agent",
            );
        }
        if given.controlled_by_seller {
            return self.belongs(
                besides("commission of an agent whom the seller controls", selling),
                "an agent whom the seller controls is a selling agent",
            );
        }
        match (given.works_for, given.agency_shown) {
            (None, _) => {
                self.needs.push(need(
                    format!("commissions[{at}].works_for"),
                    "For whom does the agent work: for the buyer, who controls him, or for the seller?",
                    "entered value: a selling commission is added, a buying commission is not",
                ));
                Ok(())
            }
            (_, Some(false)) => {
                self.belongs(besides("commission", selling), "no agency for the buyer is shown")
            }
            _ => self.buying(given),
        }
    }

    /// A commission of the buyer's own agent: outside the value; inside the price it comes out when it stands apart.
    fn buying(&mut self, given: &Commission) -> Result<(), Refusal> {
        let cite = Citation::new("19 CFR 152.102(b)");
        let sum = match given.amount {
            Some(amount) => self.sum(amount, given.currency)?,
            None => None,
        };
        let usd = sum.and_then(|(sum, currency)| self.usd(sum, currency));
        if given.in_price {
            if let Some((sum, _)) = sum {
                let all: Vec<usize> = (0..self.lines.len()).collect();
                let sum = self.in_sale_currency(sum, given.currency).unwrap_or(sum);
                self.change_lines(&all, -sum);
                self.item(
                    "buying commission",
                    Treatment::TakenOut,
                    usd,
                    "a fee of the buyer's own agent is no part of the price",
                    cite,
                );
            } else {
                self.needs.push(need(
                    "commissions.amount",
                    "What is the buying commission that the price holds?",
                    "entered value",
                ));
            }
            return Ok(());
        }
        self.item(
            "buying commission",
            Treatment::OutsideValue,
            usd,
            "a fee of the buyer's own agent is not among the additions",
            cite,
        );
        Ok(())
    }

    pub(super) fn royalties(&mut self) -> Result<(), Refusal> {
        let facts = self.facts;
        for (at, royalty) in facts.royalties.iter().enumerate() {
            self.royalty(at, royalty)?;
        }
        Ok(())
    }

    /// (b)(1)(D): related to the goods, and a condition of the sale.
    fn royalty(&mut self, at: usize, given: &Royalty) -> Result<(), Refusal> {
        let right = given.right.as_deref().unwrap_or("right");
        let row = word(self.as_of, "royalty_kinds", right, "a right")?;
        let name = format!("royalty or licence fee ({})", row.label);
        let cite = row.cite.clone();
        let about_goods =
            given.related_to_goods.or((row.column("treatment") == Some("goods")).then_some(true));
        let no = match (row.column("treatment"), about_goods, given.condition_of_sale) {
            (Some("never"), ..) => Some("charges for this right are never added"),
            (_, Some(false), _) => Some("it does not relate to the imported goods"),
            (_, _, Some(false)) => {
                Some("the buyer can be sold the goods without paying it: no condition of the sale")
            }
            _ => None,
        };
        if let Some(why) = no {
            let usd = self.told(given.amount, given.currency)?;
            self.item(&name, apart(given.in_price), usd, why, cite);
            return Ok(());
        }
        let ask = |fact: &str, question: &str| {
            need(
                format!("royalties[{at}].{fact}"),
                question,
                "entered value: only a fee on the goods that is a condition of their sale is added",
            )
        };
        if about_goods.is_none() {
            self.needs.push(ask(
                "related_to_goods",
                "Does the fee relate to the imported goods (a patent to make them, a mark they bear)?",
            ));
        }
        if given.condition_of_sale.is_none() {
            self.needs.push(ask("condition_of_sale", "Must the buyer pay it, to the seller or somebody else, to be sold the goods for export to the United States?"));
        }
        if about_goods.is_none() || given.condition_of_sale.is_none() {
            return Ok(());
        }
        self.belongs(
            Besides {
                name: &name,
                fact: format!("royalties[{at}]"),
                amount: given.amount,
                currency: given.currency,
                in_price: given.in_price,
                quantifiable: given.quantifiable,
                cite,
            },
            "relates to the goods and is a condition of their sale",
        )
    }

    /// (b)(1)(E), 152.103(g).
    pub(super) fn proceeds(&mut self) -> Result<(), Refusal> {
        let facts = self.facts;
        for (at, given) in facts.proceeds.iter().enumerate() {
            let cite = Citation::new("19 USC 1401a(b)(1)(E); 19 CFR 152.103(g)");
            let name = "proceeds of later resale, disposal or use";
            if given.related_to_goods == Some(false) {
                let usd = self.told(given.amount, given.currency)?;
                self.item(
                    name,
                    apart(given.in_price),
                    usd,
                    "payments that do not relate to the goods, as dividends, are not added",
                    cite,
                );
                continue;
            }
            let besides = Besides {
                name,
                fact: format!("proceeds[{at}]"),
                amount: given.amount,
                currency: given.currency,
                in_price: given.in_price,
                quantifiable: given.quantifiable,
                cite,
            };
            self.belongs(besides, "accrues to the seller")?;
        }
        Ok(())
    }

    /// The amount in dollars where it is told, for items that do not count.
    fn told(
        &mut self,
        amount: Option<Amount>,
        currency: Option<Currency>,
    ) -> Result<Option<Decimal>, Refusal> {
        let Some(amount) = amount else { return Ok(None) };
        Ok(self.sum(amount, currency)?.and_then(|(sum, currency)| self.usd(sum, currency)))
    }

    /// An amount that belongs to the value: once, and only when it can be put into figures.
    fn belongs(&mut self, besides: Besides<'_>, why: &str) -> Result<(), Refusal> {
        if besides.in_price {
            let usd = self.told(besides.amount, besides.currency)?;
            self.item(
                besides.name,
                Treatment::InPrice,
                usd,
                &format!("{why}; the price holds it already, so it is not added again"),
                besides.cite,
            );
            return Ok(());
        }
        if besides.quantifiable == Some(false) {
            self.fail(besides.name, besides.cite);
            return Ok(());
        }
        let Some(amount) = besides.amount else {
            self.needs.push(need(
                format!("{}.amount", besides.fact),
                format!(
                    "What is the amount of the {}? If nobody can tell, say that it is not quantifiable",
                    besides.name
                ),
                "entered value: without it there is no transaction value",
            ));
            return Ok(());
        };
        if let Some((sum, currency)) = self.sum(amount, besides.currency)? {
            self.add(besides.name, sum, currency, &[], why, besides.cite);
        }
        Ok(())
    }

    /// (b)(1), last sentence: without sufficient information on an addition the transaction value cannot be determined.
    pub(super) fn fail(&mut self, name: &str, cite: Citation) {
        self.item(name, Treatment::Fails, None, "must be added, and nobody can put it into figures", cite);
        self.fails.push(reason(
            format!("{name}: an addition that sufficient information is not available for"),
            "19 USC 1401a(b)(1); 19 CFR 152.103(b)(2), (c)",
        ));
    }
}
