//! The line between the filer and the custom house: it can lose, delay, repeat and overtake, all from a seed.
//!
//! Time is the caller's: `send` and `deliver` are told what time it is, `next_due` says when something will next arrive. With
//! no faults the line is slow by seconds and keeps the order.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};

use crate::chance::Chance;

/// How often the line fails, in parts per thousand of the messages.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Faults {
    /// The message never arrives.
    pub lose: u32,
    /// It arrives up to six hours late.
    pub delay: u32,
    /// It arrives more than once.
    pub repeat: u32,
    /// Later messages overtake it, by up to ten minutes.
    pub reorder: u32,
}

impl Faults {
    /// A line that only takes its time.
    pub const NONE: Faults = Faults { lose: 0, delay: 0, repeat: 0, reorder: 0 };
}

/// An end of the line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum End {
    /// The custom house.
    House,
    /// The filer.
    Filer,
}

/// A message that arrives.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// Where it arrives.
    pub to: End,
    /// When it was sent.
    pub sent: Timestamp,
    /// When it arrives.
    pub due: Timestamp,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// What the line has done.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Messages given to it.
    pub sent: u64,
    /// Messages lost.
    pub lost: u64,
    /// Copies beyond the first.
    pub repeated: u64,
    /// Copies delayed or let others overtake.
    pub late: u64,
    /// Copies delivered.
    pub delivered: u64,
}

const LATENCY_SECONDS: u32 = 20;
const OVERTAKEN_SECONDS: u32 = 600;
const DELAY_SECONDS: u32 = 6 * 3_600;
const MOST_COPIES: u32 = 3;

/// A line with its messages on the way.
#[derive(Clone, Debug)]
pub struct Link {
    chance: Chance,
    faults: Faults,
    /// On the way, by arrival and then by order of sending.
    waiting: BTreeMap<(Timestamp, u64), Message>,
    /// The latest arrival of a message in order, per end.
    in_order: BTreeMap<End, Timestamp>,
    serial: u64,
    tally: Tally,
}

impl Link {
    /// A line of this seed.
    pub fn new(seed: u64, faults: Faults) -> Link {
        Link {
            chance: Chance::new(seed),
            faults,
            waiting: BTreeMap::new(),
            in_order: BTreeMap::new(),
            serial: 0,
            tally: Tally::default(),
        }
    }

    /// Changes the faults from now on; zero lets what is on the way arrive in peace.
    pub fn set_faults(&mut self, faults: Faults) {
        self.faults = faults;
    }

    /// Gives a message to the line.
    pub fn send(&mut self, to: End, bytes: Vec<u8>, now: Timestamp) {
        self.tally.sent += 1;
        let copies =
            if self.chance.happens(self.faults.repeat) { 2 + self.chance.below(MOST_COPIES - 1) } else { 1 };
        let lost = self.chance.happens(self.faults.lose);
        if lost {
            // A repeat of a lost message may still arrive: the sender's line broke, not the message.
            self.tally.lost += 1;
        }
        for copy in 0..copies {
            let due = self.arrival(to, now);
            if lost && copy == 0 {
                continue;
            }
            self.tally.repeated += u64::from(copy > 0);
            self.serial += 1;
            let message = Message { to, sent: now, due, bytes: bytes.clone() };
            self.waiting.insert((due, self.serial), message);
        }
    }

    fn arrival(&mut self, to: End, now: Timestamp) -> Timestamp {
        let seconds = |count: u32| SignedDuration::from_secs(i64::from(count));
        let soon = later(now, seconds(1 + self.chance.below(LATENCY_SECONDS)));
        let (delayed, overtaken) =
            (self.chance.happens(self.faults.delay), self.chance.happens(self.faults.reorder));
        let late = match (delayed, overtaken) {
            (true, _) => self.chance.below(DELAY_SECONDS),
            (_, true) => self.chance.below(OVERTAKEN_SECONDS),
            _ => {
                let before = self.in_order.entry(to).or_insert(soon);
                *before = soon.max(*before);
                return *before;
            }
        };
        self.tally.late += 1;
        later(soon, seconds(late))
    }

    /// Everything that has arrived by `now`, in the order of arrival.
    pub fn deliver(&mut self, now: Timestamp) -> Vec<Message> {
        let mut arrived = Vec::new();
        while let Some(first) = self.waiting.first_entry().filter(|first| first.key().0 <= now) {
            arrived.push(first.remove());
        }
        self.tally.delivered += u64::try_from(arrived.len()).unwrap_or(0);
        arrived
    }

    /// When the next message arrives.
    pub fn next_due(&self) -> Option<Timestamp> {
        self.waiting.first_key_value().map(|((due, _), _)| *due)
    }

    /// What the line has done so far.
    pub fn tally(&self) -> Tally {
        self.tally
    }
}

/// A moment later; at the end of time it stays there.
fn later(now: Timestamp, by: SignedDuration) -> Timestamp {
    now.checked_add(by).unwrap_or(Timestamp::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run(seed: u64, faults: Faults) -> (Vec<u8>, Tally) {
        let mut link = Link::new(seed, faults);
        let start = Timestamp::from_second(1_780_000_000).unwrap();
        for n in 0..200u8 {
            link.send(End::House, vec![n], later(start, SignedDuration::from_secs(i64::from(n))));
        }
        let arrived = link.deliver(later(start, SignedDuration::from_hours(24)));
        assert_eq!(link.next_due(), None);
        (arrived.iter().map(|message| message.bytes[0]).collect(), link.tally())
    }

    #[test]
    fn without_faults_everything_arrives_once_and_in_order() {
        let (arrived, tally) = run(1, Faults::NONE);
        assert_eq!(arrived, (0..200).collect::<Vec<u8>>());
        assert_eq!((tally.lost, tally.repeated, tally.late, tally.delivered), (0, 0, 0, 200));
    }

    #[test]
    fn each_fault_does_what_it_says() {
        let (lost, tally) = run(1, Faults { lose: 300, ..Faults::NONE });
        assert!(lost.len() < 170 && tally.lost > 30 && lost.is_sorted());
        let (repeated, tally) = run(1, Faults { repeat: 300, ..Faults::NONE });
        assert!(repeated.len() > 230 && tally.repeated > 30);
        let (overtaken, _) = run(1, Faults { reorder: 300, ..Faults::NONE });
        assert!(overtaken.len() == 200 && !overtaken.is_sorted());
        let (delayed, _) = run(1, Faults { delay: 300, ..Faults::NONE });
        assert!(delayed.len() == 200 && !delayed.is_sorted());
    }

    #[test]
    fn a_seed_repeats_itself() {
        let faults = Faults { lose: 100, delay: 100, repeat: 100, reorder: 100 };
        assert_eq!(run(42, faults), run(42, faults));
        assert_ne!(run(42, faults), run(43, faults));
    }
}
