//! What became of a number from one revision to the next, and where it comes from.

use std::collections::BTreeSet;

use cocket_base::Date;
use cocket_base::ids::TariffNumber;
use serde::{Deserialize, Serialize};

use super::concordance::Succession;
use super::diff::{Change, Diff, changes, diff};
use super::model::Schedule;
use crate::revision::RevisionId;

/// Numbers followed at a time; a number that went into more than these is followed no further.
const MOST_FOLLOWED: usize = 64;

/// A number through the revisions.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct History {
    /// The number asked for.
    pub number: TariffNumber,
    /// The first and the last revision looked at; none when none was given.
    pub looked_at: Option<(RevisionId, RevisionId)>,
    /// The revisions that print it, first and last.
    pub printed: Option<(RevisionId, RevisionId)>,
    /// What happened to it and to the numbers that are related to it, in order.
    pub events: Vec<HistoryEvent>,
    /// The numbers of the last revision that it lives on in, as far as can be told.
    pub today: Vec<TariffNumber>,
}

/// Something that a revision brought.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HistoryEvent {
    /// The revision that brought it.
    pub revision: RevisionId,
    /// From when it is law.
    pub from: Date,
    /// The number it happened to: the one asked for, or one it became.
    pub number: TariffNumber,
    /// What happened.
    #[serde(flatten)]
    pub what: Happening,
}

/// What a revision did with a number.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "what", rename_all = "snake_case")]
pub enum Happening {
    /// It is printed for the first time.
    Added {
        /// Where it comes from, as far as can be told.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        succession: Option<Succession>,
    },
    /// It is printed no more.
    Ended {
        /// What took its place, as far as can be told.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        succession: Option<Succession>,
    },
    /// Its content changed.
    Changed {
        /// By field.
        changes: Vec<Change>,
    },
}

/// Follows a number through revisions given in order of appearance.
pub fn history<S: AsRef<Schedule>>(number: TariffNumber, schedules: &[S]) -> History {
    let mut followed = BTreeSet::from([number]);
    let mut events = Vec::new();
    for pair in schedules.windows(2) {
        let [before, after] = pair else { continue };
        let (before, after) = (before.as_ref(), after.as_ref());
        step(before, after, &mut followed, &mut events);
    }
    let printing: Vec<RevisionId> = schedules
        .iter()
        .map(AsRef::as_ref)
        .filter(|schedule| schedule.line(&number).is_some())
        .map(|schedule| schedule.revision().id)
        .collect();
    let last = schedules.last().map(AsRef::as_ref);
    let today = followed.into_iter().filter(|number| last.is_some_and(|last| last.line(number).is_some()));
    let ends = |ids: &[RevisionId]| ids.first().copied().zip(ids.last().copied());
    let all: Vec<RevisionId> = schedules.iter().map(|schedule| schedule.as_ref().revision().id).collect();
    History { number, looked_at: ends(&all), printed: ends(&printing), events, today: today.collect() }
}

/// What one revision did with the numbers followed; those that took the place of one are followed from there.
fn step(
    before: &Schedule,
    after: &Schedule,
    followed: &mut BTreeSet<TariffNumber>,
    events: &mut Vec<HistoryEvent>,
) {
    let with_words = before.has_descriptions() && after.has_descriptions();
    let revision = after.revision();
    let mut next: BTreeSet<TariffNumber> = followed.clone();
    // The whole comparison is made only where a number came or went.
    let mut compared: Option<Diff> = None;
    for number in followed.iter() {
        let what = match (before.line(number), after.line(number)) {
            (None, None) => continue,
            (Some(old), Some(new)) => Happening::Changed { changes: changes(&old, &new, with_words) },
            (came, _) => {
                let compared = compared.get_or_insert_with(|| diff(before, after));
                let succession = compared.successions.iter().find(|one| one.concerns(number)).cloned();
                match came {
                    None => Happening::Added { succession },
                    Some(_) => Happening::Ended { succession },
                }
            }
        };
        match &what {
            Happening::Changed { changes } if changes.is_empty() => continue,
            Happening::Ended { succession: Some(one) } => {
                let heirs = if one.added.is_empty() { &one.beside } else { &one.added };
                if heirs.len() + next.len() <= MOST_FOLLOWED {
                    next.remove(number);
                    next.extend(heirs);
                }
            }
            _ => {}
        }
        events.push(HistoryEvent { revision: revision.id, from: revision.from, number: *number, what });
    }
    *followed = next;
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schedule::compact;

    fn revision(number: u8, rows: &str) -> std::sync::Arc<Schedule> {
        let head = "from\t2026-06-08\nknown\t2026-06-08\ncite\tx\ntrust\tS\n\nnumber\tunits\tgeneral\tspecial\tother\tsafeguard\tnotes\n";
        let text = format!("cocket-tariff\t1\nrevision\t2026_rev_{number}\n{head}{rows}");
        std::sync::Arc::new(compact::read(&text).unwrap())
    }

    #[test]
    fn a_number_is_followed_into_what_took_its_place() {
        let all = [
            revision(1, "0101.21.00\t\tFree\n.00\tNo.\n"),
            revision(2, "0101.21.00\t\tFree\n.10\tNo.\n.20\tNo.\n"),
            revision(3, "0101.21.00\t\t5%\n.10\tkg\n.20\tNo.\n"),
        ];
        let told = history("0101.21.00.00".parse().unwrap(), &all);
        let events: Vec<String> = told
            .events
            .iter()
            .map(|event| {
                format!(
                    "{} {} {}",
                    event.revision,
                    event.number,
                    match &event.what {
                        Happening::Added { .. } => "added",
                        Happening::Ended { succession } =>
                            succession.as_ref().map_or("ended", |one| one.kind.words()),
                        Happening::Changed { .. } => "changed",
                    }
                )
            })
            .collect();
        assert_eq!(events, ["2026_rev_2 0101.21.00.00 split", "2026_rev_3 0101.21.00.10 changed"]);
        assert_eq!(
            told.today.iter().map(ToString::to_string).collect::<Vec<_>>(),
            ["0101.21.00.10", "0101.21.00.20"]
        );
        let first: RevisionId = "2026_rev_1".parse().unwrap();
        assert_eq!(told.printed, Some((first, first)));
        assert_eq!(history::<std::sync::Arc<Schedule>>(told.number, &[]).looked_at, None);
    }
}
