//! Many lines by columns: `cargo run --release -p cocket-batch --example rate_columns`.

use cocket_batch::{Amounts, Compiled, Line, Lines, Profile, Profiles, Rater, compile};
use cocket_tariff::engine::Tariff;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    // In a program that starts often the file is written once and mapped; the bytes must begin at a multiple of eight.
    let file = compile(Tariff::starter(), None, [0; 4])?;
    let compiled = Compiled::read(bytemuck::cast_slice(&file))?;

    // What many lines share besides number, origin, day and value is a profile, made ready once.
    let mut profiles = Profiles::new(&compiled);
    let claimed = profiles.add(&compiled, Profile { spi: Some("KR".into()), ..Profile::default() });

    let mut lines = Lines::new();
    let plain = Line::new("8518.21.0000".parse()?, "CN".parse()?, "2026-06-16".parse()?, 1_200);
    lines.push(&plain);
    lines.push(&Line { origin: "KR".parse()?, profile: claimed, ..plain });

    // What the tables leave out is asked of the tariff; without one such a line comes out as beyond.
    let mut amounts = Amounts::with_headings();
    Rater::new(&compiled).rate(&profiles, &lines, 0..lines.len(), Some(Tariff::starter()), &mut amounts);
    for (place, status) in amounts.status.iter().enumerate() {
        println!("{} {}", status.word(), amounts.duty(place));
        amounts.headings(place).for_each(|(heading, cents)| println!("  {heading} {cents}"));
    }
    Ok(())
}
