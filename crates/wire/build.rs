//! Turns the layout tables of `data/wire` into Rust constants. A row that cannot be read stops the build with its file and
//! line; whether the fields tile their record is asserted in the generated code itself.

#[path = "build/emit.rs"]
mod emit;
#[path = "build/parse.rs"]
mod parse;

use std::path::{Path, PathBuf};
use std::{env, fs};

fn main() {
    let root = PathBuf::from(env::var("CARGO_MANIFEST_DIR").expect("cargo sets the manifest folder"));
    let folder = root.join("../../data/wire");
    println!("cargo::rerun-if-changed={}", folder.display());
    println!("cargo::rerun-if-changed=build");
    let chapters: Vec<parse::Chapter> =
        layout_files(&folder).iter().map(|path| parse::chapter(&name_of(path), &read(path))).collect();
    let applications = parse::applications(&read(&folder.join("applications.list")));
    let trees = parse::trees(&read(&folder.join("structure.tree")));
    let references = parse::references(&read(&folder.join("references.list")));
    let out = PathBuf::from(env::var("OUT_DIR").expect("cargo sets the output folder"));
    fs::write(out.join("layouts.rs"), emit::chapters(&chapters)).expect("the output folder is writable");
    fs::write(out.join("applications.rs"), emit::applications(&applications, &chapters))
        .expect("the output folder is writable");
    fs::write(out.join("references.rs"), emit::references(&references, &chapters))
        .expect("the output folder is writable");
    fs::write(out.join("trees.rs"), emit::trees(&trees, &applications, &chapters))
        .expect("the output folder is writable");
}

fn layout_files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).expect("data/wire stands beside crates");
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.expect("a folder entry").path()).collect();
    files.retain(|path| path.extension().is_some_and(|extension| extension == "layout"));
    files.sort();
    files
}

fn name_of(path: &Path) -> String {
    path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}
