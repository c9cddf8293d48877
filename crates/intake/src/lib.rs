//! A shipment's papers (XLSX, CSV, text) to facts that keep their place of origin.

pub mod dates;
pub mod facts;
pub mod grid;
pub mod limits;
pub mod mapping;
pub mod numbers;
pub mod packet;
pub mod words;
pub mod workbook;
