//! A desk with the demo's packet, the custom house behind it, and papers that say what they are.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU32, Ordering};

use cocket_base::Date;
use cocket_base::ids::TariffNumber;
use cocket_customhouse::CustomHouse;
use cocket_desk::store::Store;
use cocket_desk::{Actor, Authority, Desk, FileView, Line, Password, Role};
use cocket_entry::{Answer, Law, Listings};
use cocket_filing::edits::{Listing, Schedule};
use cocket_intake::Paper;
use cocket_law::Pack;
use cocket_tariff::engine::Tariff;
use cocket_web::{Paperwork, Site};
use jiff::Timestamp;
use tokio::sync::Mutex;

pub const FILE: &str = "F-ZZ9-0009101-0";

pub fn law() -> Law<'static> {
    Law { pack: Pack::starter(), tariff: Tariff::starter() }
}

struct HouseSchedule;

impl Schedule for HouseSchedule {
    fn listing(&self, number: TariffNumber, day: Date) -> Listing {
        Listings { schedules: &law().tariff.schedules, known: day }.listing(number, day)
    }
}

struct House(CustomHouse);

impl Authority for House {
    fn exchange(&mut self, message: &[u8], now: Timestamp) -> Vec<Vec<u8>> {
        vec![self.0.receive(message, now)]
    }
}

struct Stationery;

impl Paperwork for Stationery {
    fn form_7501(&self, view: &FileView) -> Result<Vec<u8>, String> {
        Ok(format!("%PDF-7501 of {}", view.id).into_bytes())
    }
    fn form_3461(&self, _: &FileView) -> Result<Vec<u8>, String> {
        Err("the form has no paper".into())
    }
    fn explanation(&self, view: &FileView) -> Result<Vec<u8>, String> {
        Ok(format!("%PDF-explanation of {}", view.id).into_bytes())
    }
    fn worksheet(&self, _: &FileView) -> Result<Vec<u8>, String> {
        Ok(b"PK worksheet".to_vec())
    }
}

/// The demo's papers, with another client's name.
pub fn papers(client: &str) -> Vec<Paper> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../data/demo");
    let names =
        ["packet.json", "invoice_HL-26-0417.xlsx", "packing_list.xlsx", "parts.csv", "bill_of_lading.txt"];
    let read = |name: &&str| {
        let bytes = std::fs::read(folder.join(name)).unwrap();
        if *name != "packet.json" {
            return Paper::new(*name, bytes);
        }
        let text = String::from_utf8(bytes).unwrap().replace("Fernbrook Garden & Table LLC", client);
        Paper::new(*name, text.into_bytes())
    };
    names.iter().map(read).collect()
}

pub fn actor(role: Role, clients: &[&str]) -> Actor {
    let clients = clients.iter().map(|client| (*client).to_string()).collect();
    Actor { id: "desk-1".into(), name: "Desk One".into(), role, clients }
}

/// A site with one file, its missing fact still open.
pub async fn site(actor: Actor, client: &str) -> Site {
    static NUMBER: AtomicU32 = AtomicU32::new(0);
    let number = NUMBER.fetch_add(1, Ordering::Relaxed);
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("web-{number}"));
    let _ = std::fs::remove_dir_all(&folder);
    let store = Store::open(folder.join("cocket.db").to_str().unwrap()).await.unwrap();
    let ticks = AtomicI64::new(0);
    let start: Timestamp = "2026-06-18T16:40:00Z".parse().unwrap();
    let clock =
        Arc::new(move || start + jiff::SignedDuration::from_secs(ticks.fetch_add(1, Ordering::Relaxed)));
    let line = Line { site: "2709".into(), password: Password("SECRET".into()) };
    let desk = Arc::new(Desk::new(store, law(), clock, line));
    let opener = Actor { role: Role::Manager, clients: Vec::new(), ..actor.clone() };
    desk.open_file(&opener, papers(client)).await.unwrap();
    let house = CustomHouse::new(1, law().pack, HouseSchedule);
    let authority = Arc::new(Mutex::new(House(house)));
    Site { desk, actor, papers: Arc::new(Stationery), rehearsal: true, authority, hosts: Vec::new() }
}

/// The same with the fact given.
pub async fn ready_site(actor: Actor, client: &str) -> Site {
    let site = site(actor, client).await;
    let opener = Actor { role: Role::Manager, clients: Vec::new(), ..site.actor.clone() };
    let origin = Answer { about: "HL-415".into(), field: "origin".into(), value: "VN".into(), by: None };
    site.desk.answer(&opener, FILE, vec![origin]).await.unwrap();
    site
}
