//! Royalties and shares of the resale that the packet names, as additions to the lines of their parts: 19 USC
//! 1401a(b)(1)(D), (E). The rule is that of `cocket value`.

use cocket_base::{Decimal, Determination, Finding, Outcome, Place};
use cocket_intake::facts::Packet;
use cocket_intake::packet::Payment;
use cocket_rules::value::{
    Addition, Amount, Appraisal, Besides, ChosenRate, GoodsLine, Proceeds, Royalty, Treatment, besides,
};
use cocket_rules::{AsOf, Refusal};

use crate::assists::Additions;
use crate::goods::{Goods, names};
use crate::sale::{HEADER, line_amount};
use crate::valuation::settle;

/// What a payment is for.
#[derive(Clone, Copy)]
enum Kind {
    Royalty,
    Proceeds,
}

impl Kind {
    fn field(self) -> &'static str {
        match self {
            Kind::Royalty => "royalties",
            Kind::Proceeds => "proceeds",
        }
    }
}

/// The additions of all payments; what is missing, refused or not added is said.
pub fn payments(
    packet: &Packet,
    goods: &[Goods<'_>],
    rate: &ChosenRate,
    as_of: AsOf<'_>,
    findings: &mut Vec<Finding>,
) -> Additions {
    let header = &packet.header;
    let lists = [(Kind::Royalty, &header.royalties), (Kind::Proceeds, &header.proceeds)];
    let mut additions = Additions::default();
    for (kind, list) in lists {
        for (at, payment) in list.iter().enumerate() {
            let fact = format!("{}[{at}]", kind.field());
            let on = lines_of(payment, goods);
            if on.is_empty() {
                let text = "no line of the papers has one of its parts; nothing was added";
                findings.push(
                    Finding::warn("PAYMENT_WITHOUT_LINE", Place::file(HEADER).at_field(fact), text)
                        .with_remedy("correct the parts of the payment"),
                );
                continue;
            }
            let facts = facts(kind, payment, &on, goods, rate);
            let decided = named(besides(as_of, &facts, rate), kind, &fact);
            let Some((answer, _)) = settle(decided, findings) else {
                additions.open.extend(on);
                continue;
            };
            findings.push(notice(&answer, &fact));
            let places = |addition: Addition| Some(Addition { line: *on.get(addition.line)?, ..addition });
            additions.list.extend(answer.additions.into_iter().filter_map(places));
        }
    }
    additions
}

/// Lines of the payment's parts; all where it names none.
fn lines_of(payment: &Payment, goods: &[Goods<'_>]) -> Vec<usize> {
    let meant = |one: &Goods<'_>| payment.parts.is_empty() || names(&payment.parts, one.part_no);
    goods.iter().enumerate().filter(|(_, one)| meant(one)).map(|(at, _)| at).collect()
}

/// The payment as a question of value over its own lines.
fn facts(kind: Kind, payment: &Payment, on: &[usize], goods: &[Goods<'_>], rate: &ChosenRate) -> Appraisal {
    let line = |at: &usize| GoodsLine {
        price: goods.get(*at).map(|one| line_amount(one).unwrap_or_default()),
        quantity: goods.get(*at).and_then(|one| one.quantity).map(|quantity| quantity.amount),
        ..GoodsLine::default()
    };
    let amount = payment.amount.map(Amount::Sum).or(payment.percent.map(Amount::Percent));
    let mut facts = Appraisal {
        currency: Some(rate.currency),
        lines: on.iter().map(line).collect(),
        ..Appraisal::default()
    };
    match kind {
        Kind::Royalty => facts.royalties.push(Royalty {
            amount,
            currency: payment.currency,
            right: payment.right.clone(),
            related_to_goods: payment.related_to_goods,
            condition_of_sale: payment.condition_of_sale,
            paid_to: None,
            in_price: payment.in_price.unwrap_or(false),
            quantifiable: payment.quantifiable,
        }),
        Kind::Proceeds => facts.proceeds.push(Proceeds {
            amount,
            currency: payment.currency,
            related_to_goods: payment.related_to_goods,
            quantifiable: payment.quantifiable,
            in_price: payment.in_price.unwrap_or(false),
        }),
    }
    facts
}

/// The same answer with missing facts under the payment's own place in the packet.
fn named(
    decided: Result<Determination<Besides>, Refusal>,
    kind: Kind,
    fact: &str,
) -> Result<Determination<Besides>, Refusal> {
    let mut decided = decided?;
    if let Outcome::NeedsFacts { needs } = &mut decided.outcome {
        let asked = format!("{}[0]", kind.field());
        for need in needs {
            need.fact = need.fact.replacen(&asked, fact, 1);
        }
    }
    Ok(decided)
}

/// What became of a payment.
fn notice(answer: &Besides, fact: &str) -> Finding {
    let place = Place::file(HEADER).at_field(fact);
    let Some(item) = answer.items.first() else {
        return Finding::info("PAYMENT_ADDED", place, "nothing is to be added");
    };
    let sum: Decimal = answer.additions.iter().map(|addition| addition.amount_usd).sum();
    match item.treatment {
        Treatment::Added => {
            Finding::info("PAYMENT_ADDED", place, format!("{sum} USD added: {}, {}", item.item, item.why))
        }
        _ => Finding::info("PAYMENT_NOT_ADDED", place, format!("{}: {}", item.item, item.why)),
    }
}
