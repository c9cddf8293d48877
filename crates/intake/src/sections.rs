//! The tables of a sheet: each with its headings, its mapping and its rows.

use cocket_base::Finding;

use crate::columns::{Context, map, map_by_content};
use crate::grid::Grid;
use crate::heading::{Heading, find, find_known};
use crate::mapping::{Role, SheetMapping};
use crate::notation::{Notations, decide};
use crate::rows::{Classified, Kind, RowKind, classify};

/// One table of a sheet.
#[derive(Clone, Debug)]
pub struct Section {
    /// Whether it sells or packs.
    pub kind: Kind,
    /// How its columns were understood.
    pub mapping: SheetMapping,
    /// Its rows with their kinds.
    pub rows: Vec<Classified>,
    /// How its numbers are written.
    pub notations: Notations,
    /// Row of its first heading; rows above the first section are the sheet's head.
    pub top: u32,
}

/// The tables of a sheet, with findings about their understanding. `role` is what the packet says of the paper.
pub fn sections(grid: &Grid, role: Kind, context: &Context<'_>) -> (Vec<Section>, Vec<Finding>) {
    let mut findings = Vec::new();
    let mut tables: Vec<(Option<Heading>, SheetMapping, u32)> = Vec::new();
    let known = |signature: &str| context.memory.knows(context.seller, signature);
    let remembered =
        if context.memory.is_blank_for(context.seller) { Vec::new() } else { find_known(grid, known) };
    for heading in if remembered.is_empty() { find(grid) } else { remembered } {
        let repeated = tables
            .last()
            .and_then(|(known, ..)| known.as_ref())
            .is_some_and(|known| known.signature() == heading.signature());
        if !repeated {
            let mapping = map(grid, &heading, context);
            let top = heading.top;
            tables.push((Some(heading), mapping, top));
        }
    }
    if tables.is_empty()
        && let Some(mapping) = map_by_content(grid, context)
    {
        let text = "no headings were found; the columns were told by their contents alone";
        let finding = Finding::warn("MAPPING_BY_CONTENT", grid.place(), text);
        findings.push(finding.with_remedy("look at the mapping and confirm or correct it"));
        tables.push((None, mapping, 0));
    }
    let ends: Vec<u32> = tables.iter().skip(1).map(|(_, _, top)| top - 1).chain([u32::MAX]).collect();
    let mut sections = Vec::new();
    for ((heading, mapping, top), until) in tables.into_iter().zip(ends) {
        let from = mapping.header_row.map_or(0, |row| row + 1);
        let kind = kind_of(&mapping, role);
        let rows = classify(grid, &mapping, heading.as_ref(), kind, from, until);
        let of_kind = |wanted: fn(&RowKind) -> bool| {
            rows.iter().filter(|row| wanted(&row.kind)).map(|row| row.row).collect::<Vec<_>>()
        };
        let lines = of_kind(|kind| *kind == RowKind::Line);
        let others =
            of_kind(|kind| matches!(kind, RowKind::Sum(_) | RowKind::Adjustment { .. } | RowKind::Payment));
        let (notations, noticed) = decide(grid, &mapping, &lines, &others);
        findings.extend(noticed);
        let mapping = SheetMapping { notation: notations.sheet, ..mapping };
        sections.push(Section { kind, mapping, rows, notations, top });
    }
    (sections, findings)
}

/// A table with prices sells; one with weights or packages packs; else the paper's role decides.
fn kind_of(mapping: &SheetMapping, role: Kind) -> Kind {
    let has = |role| mapping.column(role).is_some();
    if has(Role::UnitPrice) || has(Role::Amount) {
        Kind::Invoice
    } else if has(Role::GrossWeight) || has(Role::NetWeight) || has(Role::Packages) {
        Kind::PackingList
    } else {
        role
    }
}
