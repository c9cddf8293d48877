//! A product rule against a bill of materials: every alternative, every requirement, as a proof.

use std::collections::BTreeMap;

use cocket_base::ids::TariffNumber;
use cocket_base::{Date, Decimal};
use cocket_law::Row;

use super::content::{self, Sums};
use super::goods::{GoodValues, Material, Role};
use super::language::{Alternative, Change, Requirement, Rule};
use super::law::{Agreement, OriginLaw};
use super::proof::{Proof, need};
use super::scope::{Inside, Scope};
use super::{shift, tolerance};

/// One good under one agreement: what every rule is asked of.
#[derive(Clone, Copy)]
pub(super) struct Case<'a> {
    /// The law.
    pub law: &'a OriginLaw,
    /// The agreement.
    pub agreement: &'a Row<Agreement>,
    /// The day the rule names: of entry.
    pub day: Date,
    /// The day whose knowledge counts.
    pub known: Date,
    /// The good's tariff number.
    pub good: TariffNumber,
    /// Its values.
    pub values: &'a GoodValues,
    /// Its materials, self-produced ones settled.
    pub materials: &'a [Material],
    /// Processes done in the territory, by name.
    pub processes: &'a BTreeMap<String, bool>,
}

impl Case<'_> {
    /// A figure of the agreement, where it has one.
    pub(super) fn figure(&self, name: &str) -> Option<&Row<Decimal>> {
        self.law.maybe(&self.agreement.agreement, name, self.day, self.known)
    }

    /// A textile good: its tolerance goes by weight.
    pub(super) fn is_textile(&self) -> bool {
        self.law.list("textiles").holds(self.good) == Inside::Yes
    }

    /// Kilograms as the rule weighs them: dry, for goods whose rules mean dry weight.
    pub(super) fn kilograms(&self) -> &'static str {
        let dry = self.law.list(&format!("{}_dry_weight", self.agreement.agreement));
        if dry.holds(self.good) == Inside::Yes { "kilograms of dry weight" } else { "kilograms" }
    }

    /// Apparel or a made-up article: the component that determines classification is what counts.
    pub(super) fn is_apparel(&self) -> bool {
        self.law.list("component_goods").holds(self.good) == Inside::Yes
    }

    /// The rule as a proof. `group` is the goods that the rule is for.
    pub(super) fn rule(&self, rule: &Rule, group: &Scope) -> Proof {
        let sums = content::sums(self.values, self.materials);
        let ways: Vec<Proof> =
            rule.alternatives.iter().map(|alternative| self.alternative(alternative, group, &sums)).collect();
        Proof::any("the product rule", ways)
    }

    fn alternative(&self, alternative: &Alternative, group: &Scope, sums: &Sums) -> Proof {
        let parts = alternative.requirements.iter().map(|r| self.requirement(r, group, sums)).collect();
        Proof::all(alternative.to_string(), parts)
    }

    /// One requirement as a proof.
    pub(super) fn requirement(&self, requirement: &Requirement, group: &Scope, sums: &Sums) -> Proof {
        match requirement {
            Requirement::Change(change) => self.change(change, group),
            Requirement::NoChange => Proof::fact("no change of classification is asked", true),
            Requirement::Content(tests) => {
                let known = tests.iter().filter(|test| self.agreement.methods.contains(&test.method));
                let tests: Vec<Proof> = known.map(|test| content::test(test, self.values, sums)).collect();
                Proof::any("regional value content", tests)
            }
            Requirement::Process(name) => self.process(name),
            Requirement::OriginatingWeight { percent, of } => self.originating_weight(*percent, of),
            Requirement::ForeignWeight { percent, of } => self.foreign_weight(*percent, of),
            Requirement::AtMostOne(groups) => self.at_most_one(groups),
            Requirement::OriginatingUse(role) => {
                let foreign = self.materials.iter().find(|m| m.role == *role && !m.originates());
                match foreign {
                    Some(material) => Proof::fact(format!("«{}» must originate", material.name), false),
                    None => Proof::fact("no foreign material of this use", true),
                }
            }
        }
    }

    /// The change of classification of every foreign material, with the tolerance for those that fail.
    fn change(&self, change: &Change, group: &Scope) -> Proof {
        if self.materials.is_empty() {
            let open =
                need("materials", "Which materials is the good made of?", "the change of classification");
            return Proof::waits("the bill of materials is not known", open);
        }
        let apparel = self.is_apparel();
        let mut parts = Vec::new();
        let mut failing = Vec::new();
        for material in self.materials.iter().filter(|material| material.must_shift()) {
            if apparel && material.component == Some(false) {
                let text =
                    format!("«{}» is not in the component that determines classification", material.name);
                parts.push(Proof::fact(text, true));
                continue;
            }
            let mut proof = shift::moves(change, self.good, group, material);
            if proof.holds == Some(false) && apparel && material.component.is_none() {
                let question = format!(
                    "Is «{}» in the component that determines the classification of the good?",
                    material.name
                );
                let fact = format!("materials.{}.component", material.name);
                proof = Proof::waits(proof.what, need(fact, question, "only that component must change"));
            }
            if proof.holds == Some(false) {
                failing.push(material);
            }
            parts.push(proof);
        }
        if parts.is_empty() {
            return Proof::fact("no foreign material has to change", true);
        }
        let shown = Proof::all("every foreign material changes its classification", parts);
        if failing.is_empty() || shown.holds != Some(false) {
            return shown;
        }
        let open = shown.parts.iter().any(|part| part.holds.is_none());
        let tolerated = tolerance::within(self, &failing);
        if open && tolerated.holds == Some(true) {
            // What is still open could use the tolerance up.
            let waiting = shown.parts.iter().filter(|part| part.holds.is_none()).cloned().collect();
            return Proof::all("the tolerance waits for the other materials", waiting);
        }
        Proof::any("the change of classification, or the tolerance", vec![shown, tolerated])
    }

    /// A process that must be done, as far as it was told.
    pub(super) fn process(&self, name: &str) -> Proof {
        let question = self.law.process_question(name).unwrap_or(name);
        match self.processes.get(name) {
            Some(true) => Proof::fact(format!("process done: {question}"), true),
            Some(false) => Proof::fact(format!("process not done: {question}"), false),
            None => {
                let open = need(format!("processes.{name}"), question, "the product rule");
                Proof::waits(format!("process {name}"), open)
            }
        }
    }

    /// Foreign materials may come from one of the groups, not from two.
    fn at_most_one(&self, groups: &[Scope]) -> Proof {
        let foreign: Vec<&Material> =
            self.materials.iter().filter(|material| material.must_shift()).collect();
        let held = |group: &&Scope| {
            foreign.iter().any(|m| m.hts.is_some_and(|number| group.holds(number) == Inside::Yes))
        };
        let used = groups.iter().filter(held).count();
        let unsure = foreign.iter().find(|material| {
            let unknown = |number| groups.iter().any(|group| group.holds(number) == Inside::Unknown);
            material.hts.is_none_or(unknown)
        });
        match unsure {
            Some(material) if used < 2 && groups.len() > used => {
                let question = format!("What is the full tariff number of «{}»?", material.name);
                let open = need(format!("materials.{}.hts", material.name), question, "the product rule");
                Proof::waits(format!("«{}» may be of one of the groups", material.name), open)
            }
            _ => Proof::fact(
                format!("foreign materials come from {used} of the groups, one is allowed"),
                used < 2,
            ),
        }
    }

    fn of_scope<'m>(&'m self, of: &'m Scope) -> impl Iterator<Item = &'m Material> {
        let counts =
            |m: &&Material| !matches!(m.role, Role::Indirect | Role::ShippingPacking | Role::RetailPackaging);
        let inside =
            move |m: &&Material| of.is_empty() || m.hts.is_some_and(|number| of.holds(number) != Inside::No);
        self.materials.iter().filter(counts).filter(inside)
    }

    fn originating_weight(&self, percent: Decimal, of: &Scope) -> Proof {
        let foreign: Vec<&Material> = self.of_scope(of).filter(|m| !m.originates()).collect();
        let what =
            format!("at least {} percent by weight of the materials of {of} originates", percent.normalize());
        if foreign.is_empty() {
            return Proof::fact(format!("{what}: none of them is foreign"), true);
        }
        if percent == Decimal::ONE_HUNDRED {
            return Proof::fact(format!("{what}: «{}» is foreign", foreign[0].name), false);
        }
        match (self.weight(of, true), self.weight(of, false)) {
            (Ok(all), Ok(abroad)) => {
                let share = format!("{} of {} kg", (all - abroad).normalize(), all.normalize());
                Proof::fact(
                    format!("{what}: {share}"),
                    (all - abroad) * Decimal::ONE_HUNDRED >= percent * all,
                )
            }
            (Err(open), _) | (_, Err(open)) => open,
        }
    }

    fn foreign_weight(&self, percent: Decimal, of: &Scope) -> Proof {
        let what = format!("foreign materials weigh at most {} percent of the good", percent.normalize());
        let abroad = match self.weight(of, false) {
            Ok(abroad) => abroad,
            Err(open) => return open,
        };
        let Some(weight) = self.values.weight_kg else {
            let open = need(
                "values.weight_kg",
                format!("What does the good weigh in {}?", self.kilograms()),
                "the limit by weight",
            );
            return Proof::waits("the weight of the good is not known", open);
        };
        let share = format!("{} of {} kg", abroad.normalize(), weight.normalize());
        Proof::fact(format!("{what}: {share}"), abroad * Decimal::ONE_HUNDRED <= percent * weight)
    }

    /// Weight of the materials of a scope: all of them, or the foreign ones.
    fn weight(&self, of: &Scope, all: bool) -> Result<Decimal, Proof> {
        let mut sum = Decimal::ZERO;
        for material in self.of_scope(of).filter(|material| all || !material.originates()) {
            let Some(weight) = material.weight_kg else {
                let question = format!("What does «{}» weigh in {}?", material.name, self.kilograms());
                let fact = format!("materials.{}.weight_kg", material.name);
                return Err(Proof::waits("a weight is missing", need(fact, question, "the test by weight")));
            };
            sum += weight;
        }
        Ok(sum)
    }
}
