//! Local times of ports in the time zones of the table `port_zones`: 15 USC 260a, 261, 263. The zones' rules come bundled
//! with the date library; nothing is read from the machine.

use cocket_base::DateTime;
use cocket_law::Pack;
use jiff::tz::TimeZone;

const EASTERN: &str = "America/New_York";

/// The zone of a Schedule D port, or the zone itself when its usual name is given (`Asia/Shanghai`).
fn zone(pack: &Pack, port_or_zone: &str) -> Option<(String, TimeZone)> {
    let text = port_or_zone.trim();
    let name = pack.port_zone(text).unwrap_or(text);
    // A name without a slash would be looked up as an abbreviation, which stands for several zones.
    let zone = name.contains('/').then(|| TimeZone::get(name).ok())??;
    Some((name.to_string(), zone))
}

/// A local time of a port or zone in universal time: the zone's name and the time, ending in `Z`.
pub(super) fn universal(pack: &Pack, port_or_zone: &str, local: DateTime) -> Option<(String, String)> {
    let (name, zone) = zone(pack, port_or_zone)?;
    let instant = zone.to_ambiguous_timestamp(local).compatible().ok()?;
    Some((name, instant.strftime("%Y-%m-%dT%H:%MZ").to_string()))
}

/// An Eastern time as the clock at a port shows it.
pub(super) fn eastern_at_port(pack: &Pack, eastern: DateTime, port: &str) -> Option<DateTime> {
    let (_, zone) = zone(pack, port)?;
    let instant = TimeZone::get(EASTERN).ok()?.to_ambiguous_timestamp(eastern).compatible().ok()?;
    Some(zone.to_datetime(instant))
}
