//! The measure files that come with the program, embedded.

use super::source::SourceFile;

macro_rules! files {
    ($($name:literal),* $(,)?) => {
        vec![$(SourceFile { name: $name, text: include_str!(concat!("../../../../data/measures/", $name)) }),*]
    };
}

/// The files of `data/measures`, TOML first; a test keeps this list level with the folder.
pub fn starter_files() -> Vec<SourceFile<'static>> {
    files![
        "ag-safeguards.toml",
        "chapter98.toml",
        "civil-aircraft-deals.toml",
        "facts.toml",
        "groups.toml",
        "ieepa-brazil.toml",
        "ieepa-fentanyl.toml",
        "ieepa-india.toml",
        "ieepa-reciprocal.toml",
        "mtb-2018.toml",
        "pack.toml",
        "russia-column2.toml",
        "s122.toml",
        "s201.toml",
        "s232-aluminum-2018.toml",
        "s232-aluminum-2025.toml",
        "s232-aluminum-quotas-2018.toml",
        "s232-copper.toml",
        "s232-drones.toml",
        "s232-metals.toml",
        "s232-pharma.toml",
        "s232-polysilicon.toml",
        "s232-russia-aluminum.toml",
        "s232-semiconductors.toml",
        "s232-steel-2018.toml",
        "s232-steel-2025.toml",
        "s232-steel-quotas-2018.toml",
        "s232-vehicles.toml",
        "s232-wood.toml",
        "s301-aircraft.toml",
        "s301-brazil.toml",
        "s301-china.toml",
        "s301-forced-labor.toml",
        "s301-nicaragua.toml",
        "s338-canada.toml",
        "shared.toml",
        "lists/ag-safeguards-quantity.csv",
        "lists/ag-safeguards-value.csv",
        "lists/civil-aircraft.csv",
        "lists/ieepa-country.csv",
        "lists/ieepa-deals.csv",
        "lists/ieepa-exempt.csv",
        "lists/mtb-2018.csv",
        "lists/russia-column2.csv",
        "lists/s122.csv",
        "lists/s232-copper.csv",
        "lists/s232-drones.csv",
        "lists/s232-metals-2025.csv",
        "lists/s232-metals-annex.csv",
        "lists/s232-pharma.csv",
        "lists/s232-semiconductors.csv",
        "lists/s232-vehicles.csv",
        "lists/s232-wood.csv",
        "lists/s301-2026.csv",
        "lists/s301-before-review.csv",
        "lists/s301-china.csv",
        "lists/s301-exclusions.csv",
        "lists/s301-note31.csv",
        "lists/s338-canada.csv",
    ]
}
