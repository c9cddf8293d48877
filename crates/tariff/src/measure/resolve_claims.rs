//! Authorities with their standing, chapter 98 provisions, programmes and bans: from their records to the model.

use std::sync::Arc;

use super::logic::Kind;
use super::model::*;
use super::resolve::{Resolver, window};
use super::source;

impl Resolver<'_> {
    pub(super) fn authority(&mut self, authority: &source::Authority) -> Authority {
        let mut status = Vec::new();
        for span in &authority.status {
            let Some((_, state)) = Standing::NAMES.iter().find(|(name, _)| *name == span.state) else {
                let names: Vec<&str> = Standing::NAMES.iter().map(|(name, _)| *name).collect();
                self.fault("status", format!("«{}» is none of {}", span.state, names.join(", ")));
                continue;
            };
            status.push(Status {
                state: *state,
                window: window(span.from, span.until),
                known: span.known.map(|day| day.0),
                text: span.text.as_str().into(),
            });
        }
        let chapter98 = authority
            .chapter98
            .iter()
            .filter_map(|rule| self.chapter98(rule, Some(&authority.law)))
            .collect();
        Authority {
            id: authority.id.as_str().into(),
            title: authority.title.as_str().into(),
            law: authority.law.as_str().into(),
            status,
            chapter98,
        }
    }

    fn chapter98(&mut self, rule: &source::Chapter98, law: Option<&String>) -> Option<Chapter98> {
        let base = match rule.base.as_str() {
            "full" => Chapter98Base::Full,
            "claimed" => Chapter98Base::Claimed,
            "less-claimed" => Chapter98Base::LessClaimed,
            "nothing" => Chapter98Base::Nothing,
            "own-rate" => Chapter98Base::OwnRate,
            other => {
                self.fault(
                    "chapter98",
                    format!("«{other}» is none of full, claimed, less-claimed, nothing, own-rate"),
                );
                return None;
            }
        };
        let processing_fee = match rule.processing_fee.as_deref().unwrap_or("exempt") {
            "exempt" => ProcessingFee::Exempt,
            "on-dutiable" => ProcessingFee::OnDutiable,
            "on-whole" => ProcessingFee::OnWhole,
            other => {
                self.fault("processing_fee", format!("«{other}» is none of exempt, on-dutiable, on-whole"));
                return None;
            }
        };
        if rule.when.is_some() && rule.condition.trim().is_empty() {
            self.fault(
                "condition",
                "say the condition in a sentence: it is the reason when a claim is refused",
            );
        }
        Some(Chapter98 {
            prefix: self.read("chapter98", &rule.prefix)?,
            base,
            free: rule.free,
            rate: rule.rate.as_deref().unwrap_or("Free").into(),
            window: window(rule.from, rule.until),
            known: rule.known.or(self.scope.defaults.known).map(|day| day.0),
            columns: self.columns(rule.columns.as_deref()),
            when: self.condition(rule.when.as_ref(), None),
            presume: rule.presume.unwrap_or(true),
            condition: rule.condition.as_str().into(),
            processing_fee,
            bond: rule.bond.as_deref().map(Arc::from),
            cite: self.cite(rule.cite.as_ref().or(law), rule.trust),
        })
    }

    pub(super) fn bans(&mut self) -> Vec<Ban> {
        let mut bans = Vec::new();
        for named in self.files {
            for ban in &named.file.ban {
                self.enter(named, format!("ban {}", ban.id));
                bans.push(Ban {
                    id: ban.id.as_str().into(),
                    title: ban.title.as_str().into(),
                    goods: self.goods(&ban.goods, &ban.id),
                    origins: self.origins(&ban.origin, &[]),
                    when: self.condition(ban.when.as_ref(), None),
                    window: window(ban.from, ban.until),
                    cite: self.cite(ban.cite.as_ref(), ban.trust),
                    known: ban.known.or(named.file.defaults.known).map(|day| day.0),
                });
            }
        }
        bans
    }

    fn qualifying_fact(&mut self, name: Option<&str>) -> Option<FactId> {
        let name = name?;
        let found = self.fact_names.get(name).copied().filter(|id| self.facts[id.at()].kind == Kind::Flag);
        if found.is_none() {
            self.fault("qualifies", format!("«{name}» is no declared flag"));
        }
        found
    }

    pub(super) fn claims(&mut self) -> (Vec<Chapter98>, Vec<Programme>) {
        let (mut rules, mut programmes) = (Vec::new(), Vec::new());
        for named in self.files {
            for rule in &named.file.chapter98 {
                self.enter(named, format!("chapter98 {}", rule.prefix));
                rules.extend(self.chapter98(rule, None));
            }
            for programme in &named.file.programme {
                self.enter(named, format!("programme {}", programme.spi));
                if !cocket_law::Pack::starter().programs().contains(&programme.spi) {
                    self.fault("spi", "programs.csv of the law data has no row of this symbol");
                }
                programmes.push(Programme {
                    spi: programme.spi.as_str().into(),
                    title: programme.title.as_str().into(),
                    origins: Origins::default(),
                    qualifies: self.qualifying_fact(programme.qualifies.as_deref()),
                    spans: Vec::new(),
                    cite: self.cite(programme.cite.as_ref(), programme.trust),
                });
            }
        }
        (rules, programmes)
    }
}
