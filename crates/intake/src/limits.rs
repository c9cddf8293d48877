//! Bounds on everything that comes in. They protect the program, not the trade: a paper beyond them is refused with a
//! finding that names the bound.

/// Bounds of the reading.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Papers in a packet.
    pub papers: usize,
    /// Bytes of one paper.
    pub paper_bytes: usize,
    /// Files inside a workbook's archive.
    pub archive_entries: usize,
    /// Bytes of a workbook when unpacked.
    pub unpacked_bytes: u64,
    /// Unpacked to packed size above which an archive is taken for a bomb; counts from one megabyte unpacked.
    pub unpacked_ratio: u64,
    /// Sheets of a workbook.
    pub sheets: usize,
    /// Cells of a workbook, the empty ones included.
    pub cells: usize,
    /// Characters of one cell.
    pub cell_chars: usize,
    /// Bytes of all texts of a workbook.
    pub text_bytes: usize,
    /// Columns from the left that are looked at.
    pub columns: u32,
    /// Merged areas of a sheet.
    pub merges: usize,
    /// Lines of one paper.
    pub lines: usize,
    /// Findings of one paper; the rest are counted.
    pub findings: usize,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits {
            papers: 200,
            paper_bytes: 25_000_000,
            archive_entries: 2_000,
            unpacked_bytes: 200_000_000,
            unpacked_ratio: 200,
            sheets: 100,
            cells: 1_000_000,
            cell_chars: 32_767,
            text_bytes: 64_000_000,
            columns: 512,
            merges: 100_000,
            lines: 50_000,
            findings: 500,
        }
    }
}
