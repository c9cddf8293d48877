//! The workbook's archive, weighed before it is opened: number of files, real unpacked size, ratio.
//!
//! The sizes an archive declares may lie in either direction, so the declared ones are checked first and then every file is
//! unpacked into a counter that stops at the bound.

use std::io::{Cursor, Read};

use zip::ZipArchive;

use super::{Refusal, too_large, unreadable};
use crate::limits::Limits;

/// Below this many unpacked bytes no ratio is a bomb.
const RATIO_FROM_BYTES: u64 = 1_000_000;

/// Weighs the archive. `Err` is the finding that refuses it.
pub(super) fn weigh(name: &str, bytes: &[u8], limits: &Limits) -> Result<(), Refusal> {
    let mut archive = ZipArchive::new(Cursor::new(bytes))
        .map_err(|error| unreadable(name, format!("no sound workbook archive: {error}")))?;
    if archive.len() > limits.archive_entries {
        let text = format!(
            "the workbook's archive holds {} files; at most {} are read",
            archive.len(),
            limits.archive_entries
        );
        return Err(too_large(name, text));
    }
    let mut declared: u64 = 0;
    for at in 0..archive.len() {
        let entry = archive
            .by_index_raw(at)
            .map_err(|error| unreadable(name, format!("damaged archive: {error}")))?;
        declared = declared.saturating_add(entry.size());
    }
    refuse_beyond(name, declared, bytes.len(), limits)?;
    let mut unpacked: u64 = 0;
    for at in 0..archive.len() {
        let entry =
            archive.by_index(at).map_err(|error| unreadable(name, format!("damaged archive: {error}")))?;
        let room = limits.unpacked_bytes.saturating_sub(unpacked).saturating_add(1);
        let read = std::io::copy(&mut entry.take(room), &mut std::io::sink());
        unpacked = unpacked
            .saturating_add(read.map_err(|error| unreadable(name, format!("damaged archive: {error}")))?);
        refuse_beyond(name, unpacked, bytes.len(), limits)?;
    }
    Ok(())
}

fn refuse_beyond(name: &str, unpacked: u64, packed: usize, limits: &Limits) -> Result<(), Refusal> {
    if unpacked > limits.unpacked_bytes {
        let text = format!("the workbook unpacks to more than {} bytes", limits.unpacked_bytes);
        return Err(too_large(name, text));
    }
    let packed = u64::try_from(packed).unwrap_or(u64::MAX).max(1);
    if unpacked > RATIO_FROM_BYTES && unpacked / packed > limits.unpacked_ratio {
        let text = format!(
            "the workbook unpacks to {} times its size; at most {} times is read",
            unpacked / packed,
            limits.unpacked_ratio
        );
        return Err(too_large(name, text));
    }
    Ok(())
}
