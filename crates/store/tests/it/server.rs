//! A PostgreSQL server for the time of the tests: given by `COCKET_TEST_POSTGRES`, or started here.
//!
//! The started one lives in a temporary folder, listens on a socket there and forces nothing to the disk. A shell holds
//! it and reads from a pipe of ours: when the tests end, however they end, the pipe closes, and the shell stops the
//! server and removes the folder.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;

use crate::official;

/// A server and how to reach it.
pub struct Server {
    /// Address without a schema.
    url: String,
    /// Holds the server while it lives; nothing is read or written.
    _keeper: Option<Child>,
}

const KEEPER: &str = r#"
bin="$1"
dir=$(mktemp -d "${TMPDIR:-/tmp}/cocket-postgres-XXXXXX") || exit 1
trap 'rm -rf "$dir"' EXIT
cd "$dir"
export LC_ALL=C
"$bin/initdb" --no-sync --auth=trust --username=cocket --encoding=UTF8 --locale=C -D "$dir/data" >"$dir/log" 2>&1 \
    || { cat "$dir/log" >&2; exit 1; }
"$bin/postgres" -D "$dir/data" -k "$dir" -c listen_addresses= -c fsync=off -c synchronous_commit=off \
    -c full_page_writes=off -c max_connections=200 >>"$dir/log" 2>&1 &
server=$!
trap '' INT HUP TERM
tries=0
until grep -q "ready to accept connections" "$dir/log"; do
    tries=$((tries + 1))
    if [ "$tries" -gt 300 ] || ! kill -0 "$server" 2>/dev/null; then cat "$dir/log" >&2; exit 1; fi
    sleep 0.1
done
chmod 755 "$dir"
echo "$dir"
read -r _
kill -INT "$server"
wait "$server"
"#;

/// The server of this test run. `None`, and the test is skipped, when there is none to be had; one that is installed and
/// does not start is a failure.
pub fn server() -> Option<&'static Server> {
    static SERVER: OnceLock<Option<Result<Server, String>>> = OnceLock::new();
    match SERVER.get_or_init(find) {
        Some(Ok(server)) => Some(server),
        Some(Err(why)) => panic!("{why}"),
        None => {
            let asked = std::env::var_os("COCKET_TESTS_COMPLETE").is_some();
            assert!(!asked, "set COCKET_TEST_POSTGRES, or install initdb and postgres");
            official::skipped("COCKET_TEST_POSTGRES is not set, and initdb and postgres are not installed");
            None
        }
    }
}

impl Server {
    /// The address of a schema on this server.
    pub fn url_of(&self, schema: &str) -> String {
        let joint = if self.url.contains('?') { '&' } else { '?' };
        format!("{}{joint}options[search_path]={schema}", self.url)
    }
}

fn find() -> Option<Result<Server, String>> {
    if let Ok(url) = std::env::var("COCKET_TEST_POSTGRES") {
        return Some(Ok(Server { url, _keeper: None }));
    }
    if let Some(programs) = programs() {
        return Some(start(&programs));
    }
    None
}

/// The newest folder that holds the server's programs: on the path, or where Debian puts them.
fn programs() -> Option<PathBuf> {
    let whole = |folder: &PathBuf| folder.join("initdb").is_file() && folder.join("postgres").is_file();
    let path = std::env::var_os("PATH").unwrap_or_default();
    if let Some(folder) = std::env::split_paths(&path).find(whole) {
        return Some(folder);
    }
    let versions = std::fs::read_dir("/usr/lib/postgresql").ok()?;
    let mut folders: Vec<_> =
        versions.flatten().map(|entry| entry.path().join("bin")).filter(whole).collect();
    folders.sort_by_key(|folder| {
        let version = folder.parent().and_then(Path::file_name).and_then(|name| name.to_str());
        version.and_then(|version| version.parse::<u32>().ok())
    });
    folders.pop()
}

fn start(programs: &Path) -> Result<Server, String> {
    let mut command = as_somebody_else();
    command.args(["sh", "-c", KEEPER, "keeper"]).arg(programs);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).current_dir("/");
    let mut keeper = command.spawn().map_err(|e| format!("the server's keeper did not start: {e}"))?;
    let mut folder = String::new();
    if let Some(out) = keeper.stdout.take() {
        // The first line comes when the server answers; none comes when it never will.
        let _ = BufReader::new(out).read_line(&mut folder);
    }
    let folder = folder.trim();
    if folder.is_empty() {
        let said = keeper.wait_with_output().map(|out| String::from_utf8_lossy(&out.stderr).into_owned());
        return Err(format!("PostgreSQL is installed but did not start: {}", said.unwrap_or_default()));
    }
    Ok(Server { url: format!("postgres:///postgres?host={folder}&user=cocket"), _keeper: Some(keeper) })
}

/// The server refuses to run as root, so root becomes somebody else first.
fn as_somebody_else() -> Command {
    let answer = |program: &str, args: &[&str]| {
        let out = Command::new(program).args(args).output().ok().filter(|out| out.status.success())?;
        String::from_utf8(out.stdout).ok()
    };
    let is_root = answer("id", &["-u"]).is_some_and(|uid| uid.trim() == "0");
    if !is_root {
        return Command::new("env");
    }
    let user = if answer("id", &["-u", "postgres"]).is_some() { "postgres" } else { "nobody" };
    if answer("setpriv", &["--version"]).is_some() {
        let mut command = Command::new("setpriv");
        let group = answer("id", &["-gn", user]).unwrap_or_default();
        command.args(["--reuid", user, "--regid", group.trim(), "--clear-groups", "--"]);
        return command;
    }
    let mut command = Command::new("runuser");
    command.args(["-u", user, "--"]);
    command
}
