//! A desk on a fresh SQLite store with the demo's packet, and the custom house on the other side.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU32, Ordering};

use cocket_base::Date;
use cocket_base::ids::TariffNumber;
use cocket_customhouse::CustomHouse;
use cocket_desk::entry::{Law, Listings};
use cocket_desk::filing::edits::{Listing, Schedule};
use cocket_desk::store::Store;
use cocket_desk::{Actor, Authority, Desk, Line, Password, Role};
use cocket_intake::Paper;
use cocket_law::Pack;
use cocket_tariff::engine::Tariff;
use jiff::Timestamp;

pub fn law() -> Law<'static> {
    Law { pack: Pack::starter(), tariff: Tariff::starter() }
}

/// The schedule that the house goes by: the desk's own, as known on the day.
pub struct HouseSchedule;

impl Schedule for HouseSchedule {
    fn listing(&self, number: TariffNumber, day: Date) -> Listing {
        Listings { schedules: &law().tariff.schedules, known: day }.listing(number, day)
    }
}

/// The custom house at the end of the line; it can be told to answer each message several times.
pub struct Counter {
    pub house: CustomHouse,
    pub copies: usize,
    pub heard: u32,
}

impl Authority for Counter {
    fn exchange(&mut self, message: &[u8], now: Timestamp) -> Vec<Vec<u8>> {
        self.heard += 1;
        assert!(message.starts_with(b"A2709ZZ9SECRET"), "the password is put in as the message leaves");
        vec![self.house.receive(message, now); self.copies]
    }
}

/// A house that holds the demo importer's bond with another surety than the packet names.
pub fn counter() -> Counter {
    let house =
        CustomHouse::new(1, law().pack, HouseSchedule).with_bond("00-765432100".parse().unwrap(), "891");
    Counter { house, copies: 1, heard: 0 }
}

/// A desk whose clock moves a second with each look, from the morning of the demo's entry.
pub async fn desk() -> Desk {
    static NUMBER: AtomicU32 = AtomicU32::new(0);
    let number = NUMBER.fetch_add(1, Ordering::Relaxed);
    // An example, which takes in this file too, is built without a folder of its own.
    let folder =
        Path::new(option_env!("CARGO_TARGET_TMPDIR").unwrap_or("target")).join(format!("desk-{number}"));
    let _ = std::fs::remove_dir_all(&folder);
    let store = Store::open(folder.join("cocket.db").to_str().unwrap()).await.unwrap();
    let ticks = Arc::new(AtomicI64::new(0));
    let start: Timestamp = "2026-06-18T16:40:00Z".parse().unwrap();
    let clock =
        Arc::new(move || start + jiff::SignedDuration::from_secs(ticks.fetch_add(1, Ordering::Relaxed)));
    Desk::new(store, law(), clock, Line { site: "2709".into(), password: Password("SECRET".into()) })
}

pub fn papers() -> Vec<Paper> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../data/demo");
    let names =
        ["packet.json", "invoice_HL-26-0417.xlsx", "packing_list.xlsx", "parts.csv", "bill_of_lading.txt"];
    names.iter().map(|name| Paper::new(*name, std::fs::read(folder.join(name)).unwrap())).collect()
}

pub fn actor(role: Role, clients: &[&str]) -> Actor {
    Actor {
        id: "desk-1".into(),
        name: "Desk One".into(),
        role,
        clients: clients.iter().map(|c| (*c).to_string()).collect(),
    }
}
