//! A shipment's papers (XLSX, CSV, text) to facts that keep their place of origin.
//!
//! ```text
//! bytes → workbook (bounded, decoded) → grid → heading, columns → rows → notation → invoice, packing, parts, texts
//!                                                                              → checks across papers → Packet
//! ```
//!
//! Pure: bytes in, facts and findings out. Nothing here guesses: a number, date or origin that could be two is a finding and
//! no fact. The entry is [`read_packet`].

pub mod checks;
pub mod columns;
pub mod countries;
pub mod dates;
pub mod extract;
pub mod facts;
pub mod grid;
pub mod heading;
pub mod invoice;
pub mod ledger;
pub mod limits;
pub mod mapping;
pub mod notation;
pub mod numbers;
pub mod packet;
pub mod packing;
pub mod parts;
pub mod plausible;
pub mod rows;
pub mod sections;
pub mod statements;
pub mod texts;
pub mod words;
pub mod workbook;

mod line;
mod read;
mod role;
mod roles;

pub use facts::Packet;
pub use limits::Limits;
pub use mapping::{Mapping, MappingMemory};
pub use packet::PacketHeader;
pub use read::{Paper, read_packet, read_packet_within, read_table_bytes};
