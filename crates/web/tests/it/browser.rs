//! A real browser over the pages: keys, unfolding, actions, no complaints in the console, and what assistive tools need.
//!
//! Wants Debian's chromium and chromedriver. Without them it is skipped, unless COCKET_TESTS_COMPLETE asks for
//! everything.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};

use axum::http::Method;
use cocket_desk::Role;
use cocket_web::{Site, router};
use fantoccini::key::Key;
use fantoccini::wd::WebDriverCompatibleCommand;
use fantoccini::{Client, ClientBuilder, Locator};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Map, json};
use url::{ParseError, Url};

use crate::official;
use crate::site::{FILE, actor, ready_site, site};

/// Looks at a page as assistive tools do, and at its colours; gives what is wrong.
const LOOK: &str = include_str!("look.js");

/// Pages of the tariff room.
const DUTY: &str = "/duty?hts=7323.93.00.60&origin=CN&entry_date=2026-06-16&value=10000&f.steel_pct=40";
const NUMBER: &str = "/tariff/6911.10.58.00?as_of=2026-06-16";
const COMPARED: &str = "/tariff/compare?from=2026_rev_10&to=2026_rev_10";

fn on_path(program: &str) -> bool {
    std::env::var_os("PATH")
        .is_some_and(|path| std::env::split_paths(&path).any(|folder| folder.join(program).is_file()))
}

/// A driver on a port of its own, ended with the test.
struct Driver(Child, u16);

impl Drop for Driver {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn free_port() -> u16 {
    std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

fn driver() -> Option<Driver> {
    if !on_path("chromedriver") || !on_path("chromium") {
        assert!(std::env::var_os("COCKET_TESTS_COMPLETE").is_none(), "install chromium and chromium-driver");
        official::skipped("chromium and chromedriver are not installed");
        return None;
    }
    let port = free_port();
    let mut child = Command::new("chromedriver")
        .arg(format!("--port={port}"))
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    // The driver says when it listens; nothing is waited for by the clock.
    let mut said = BufReader::new(child.stdout.take().unwrap()).lines().map_while(Result::ok);
    assert!(said.any(|line| line.contains("started successfully")), "chromedriver did not start");
    Some(Driver(child, port))
}

async fn client(driver: &Driver, script: bool, dark: bool) -> Client {
    static NUMBER: AtomicU32 = AtomicU32::new(0);
    let number = NUMBER.fetch_add(1, Ordering::Relaxed);
    let profile = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("browser-{number}"));
    let _ = std::fs::remove_dir_all(&profile);
    let mut arguments = vec![
        "--headless".to_string(),
        "--no-sandbox".into(),
        "--disable-gpu".into(),
        "--no-first-run".into(),
        "--disable-background-networking".into(),
        "--disable-component-update".into(),
        "--disable-sync".into(),
        "--disable-dev-shm-usage".into(),
        "--window-size=1280,900".into(),
        format!("--user-data-dir={}", profile.display()),
    ];
    if dark {
        arguments.push("--force-dark-mode".into());
        arguments.push("--blink-settings=preferredColorScheme=0".into());
    }
    let javascript = if script { 1 } else { 2 };
    let options = json!({ "args": arguments, "prefs": { "profile.managed_default_content_settings.javascript": javascript } });
    let mut capabilities = Map::new();
    capabilities.insert("goog:chromeOptions".into(), options);
    capabilities.insert("goog:loggingPrefs".into(), json!({ "browser": "ALL" }));
    let address = format!("http://127.0.0.1:{}", driver.1);
    ClientBuilder::new(HttpConnector::new()).capabilities(capabilities).connect(&address).await.unwrap()
}

async fn serve(site: Site) -> String {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://127.0.0.1:{}", listener.local_addr().unwrap().port());
    tokio::spawn(async move { axum::serve(listener, router(site)).await });
    address
}

/// Everything wrong with the page that is open.
async fn faults(client: &Client) -> Vec<String> {
    let found = client.execute(LOOK, Vec::new()).await.unwrap();
    found.as_array().unwrap().iter().map(|fault| fault.as_str().unwrap_or_default().to_string()).collect()
}

/// Asks the driver for what the browser wrote to its console.
#[derive(Debug)]
struct ConsoleLog;

impl WebDriverCompatibleCommand for ConsoleLog {
    fn endpoint(&self, base: &Url, session: Option<&str>) -> Result<Url, ParseError> {
        base.join(&format!("session/{}/se/log", session.unwrap_or_default()))
    }
    fn method_and_body(&self, _: &Url) -> (Method, Option<String>) {
        (Method::POST, Some(json!({ "type": "browser" }).to_string()))
    }
}

/// Complaints in the console; the answer of a page that is meant to be missing is none.
async fn complaints(client: &Client) -> Vec<String> {
    let log = client.issue_cmd(ConsoleLog).await.unwrap();
    let texts = log.as_array().unwrap().iter().map(|entry| entry["message"].as_str().unwrap_or_default());
    texts.filter(|text| !text.contains("/nowhere")).map(String::from).collect()
}

async fn press(client: &Client, keys: &str) {
    client.find(Locator::Css("body")).await.unwrap().send_keys(keys).await.unwrap();
}

async fn text(client: &Client, css: &str) -> String {
    client.find(Locator::Css(css)).await.unwrap().text().await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_whole_walk_by_keys() {
    let Some(driver) = driver() else { return };
    let address = serve(ready_site(actor(Role::Certifier, &[]), "Fernbrook Garden & Table LLC").await).await;
    let client = client(&driver, true, false).await;
    client.goto(&format!("{address}/files")).await.unwrap();
    let fits = "const list = document.querySelector('.scroll'); return list.scrollWidth <= list.clientWidth";
    assert_eq!(client.execute(fits, Vec::new()).await.unwrap(), json!(true), "the list fits 1280 pixels");
    press(&client, "j").await;
    let active = client.active_element().await.unwrap();
    active.send_keys(&char::from(Key::Enter).to_string()).await.unwrap();
    client.wait().for_element(Locator::Css("details.duty")).await.unwrap();
    assert!(client.current_url().await.unwrap().path().ends_with(FILE), "j and Enter open the file");

    press(&client, "?").await;
    assert!(
        client.find(Locator::Css("#keys")).await.unwrap().is_displayed().await.unwrap(),
        "? shows the keys"
    );
    press(&client, &char::from(Key::Escape).to_string()).await;
    assert!(!client.find(Locator::Css("#keys")).await.unwrap().is_displayed().await.unwrap());

    let step = "details.duty .steps li";
    assert!(!client.find(Locator::Css(step)).await.unwrap().is_displayed().await.unwrap());
    press(&client, "u").await;
    assert!(
        client.find(Locator::Css(step)).await.unwrap().is_displayed().await.unwrap(),
        "u unfolds every amount"
    );

    press(&client, "c").await;
    client.wait().for_element(Locator::Css("[data-key='s']")).await.unwrap();
    assert_eq!(text(&client, ".state").await, "certified");
    press(&client, "s").await;
    client.wait().for_element(Locator::Css(".state.accepted")).await.unwrap();
    press(&client, "/").await;
    assert_eq!(client.active_element().await.unwrap().attr("id").await.unwrap().as_deref(), Some("search"));
    assert_eq!(complaints(&client).await, Vec::<String>::new());
    client.close().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn every_page_holds_up_for_assistive_tools_in_both_schemes() {
    let Some(driver) = driver() else { return };
    let address = serve(ready_site(actor(Role::Certifier, &[]), "Fernbrook Garden & Table LLC").await).await;
    for dark in [false, true] {
        let client = client(&driver, true, dark).await;
        client.goto(&format!("{address}/files")).await.unwrap();
        let asked = "return matchMedia('(prefers-color-scheme: dark)').matches";
        assert_eq!(client.execute(asked, Vec::new()).await.unwrap(), json!(dark), "the scheme is as asked");
        let (file, told) = (format!("/files/{FILE}"), format!("/files/{FILE}?why=2&for=client"));
        for path in [
            "/files",
            &file,
            &told,
            "/journal",
            "/keys",
            "/nowhere",
            "/duty",
            DUTY,
            "/tariff?q=teapots",
            NUMBER,
            COMPARED,
        ] {
            client.goto(&format!("{address}{path}")).await.unwrap();
            assert_eq!(faults(&client).await, Vec::<String>::new(), "{path}, dark: {dark}");
        }
        assert_eq!(complaints(&client).await, Vec::<String>::new());
        client.close().await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_in_every_state_holds_up_on_a_narrow_screen() {
    let Some(driver) = driver() else { return };
    let address = serve(site(actor(Role::Certifier, &[]), "Fernbrook Garden & Table LLC").await).await;
    let client = client(&driver, true, false).await;
    client.set_window_size(520, 900).await.unwrap();
    client.goto(&format!("{address}/files/{FILE}")).await.unwrap();
    let unfolded = async |what: &str| {
        client.wait().for_element(Locator::Css("#lines")).await.unwrap();
        press(&client, "u").await;
        assert_eq!(faults(&client).await, Vec::<String>::new(), "{what}");
    };
    unfolded("with a finding that stops it").await;

    // The first open finding is answered by keys alone.
    press(&client, "e").await;
    let field = client.active_element().await.unwrap();
    field.send_keys(&format!("VN{}", char::from(Key::Enter))).await.unwrap();
    client.wait().for_element(Locator::Css("[data-key='c']")).await.unwrap();
    press(&client, "c").await;
    client.wait().for_element(Locator::Css("[data-key='s']")).await.unwrap();
    unfolded("certified").await;
    press(&client, "s").await;
    client.wait().for_element(Locator::Css(".state.accepted")).await.unwrap();
    unfolded("accepted, with its messages").await;
    assert_eq!(complaints(&client).await, Vec::<String>::new());
    client.close().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn everything_works_without_script() {
    let Some(driver) = driver() else { return };
    let address = serve(ready_site(actor(Role::Certifier, &[]), "Fernbrook Garden & Table LLC").await).await;
    let client = client(&driver, false, false).await;
    client.goto(&format!("{address}/files")).await.unwrap();
    client.find(Locator::Css("tbody a")).await.unwrap().click().await.unwrap();
    client.wait().for_element(Locator::Css("details.duty summary")).await.unwrap().click().await.unwrap();
    assert!(client.find(Locator::Css("details.duty .steps li")).await.unwrap().is_displayed().await.unwrap());
    client.find(Locator::Css("[data-key='w']")).await.unwrap().click().await.unwrap();
    client.wait().for_element(Locator::Css("[data-key='w'][href*='for=colleague']")).await.unwrap();
    client.find(Locator::Css("[data-key='c']")).await.unwrap().click().await.unwrap();
    client.wait().for_element(Locator::Css("[data-key='s']")).await.unwrap().click().await.unwrap();
    client.wait().for_element(Locator::Css(".state.accepted")).await.unwrap();
    client.close().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_duty_is_asked_and_its_question_answered_by_keys_alone() {
    let Some(driver) = driver() else { return };
    let address = serve(site(actor(Role::Viewer, &[]), "Fernbrook Garden & Table LLC").await).await;
    for script in [true, false] {
        let client = client(&driver, script, false).await;
        client.set_window_size(520, 900).await.unwrap();
        client.goto(&format!("{address}/duty")).await.unwrap();
        let (tab, enter) = (char::from(Key::Tab), char::from(Key::Enter));
        if script {
            press(&client, "e").await;
        } else {
            client.find(Locator::Css("input[name='hts']")).await.unwrap().click().await.unwrap();
        }
        let field = client.active_element().await.unwrap();
        assert_eq!(field.attr("name").await.unwrap().as_deref(), Some("hts"));
        field.send_keys(&format!("8471.30.01{tab}CN{enter}")).await.unwrap();
        client.wait().for_element(Locator::Css("svg.chart")).await.unwrap();
        if script {
            assert_eq!(faults(&client).await, Vec::<String>::new(), "on a narrow screen");
        }
        if script {
            press(&client, "w").await;
            client.wait().for_element(Locator::Css("[data-key='w'][href*='for=colleague']")).await.unwrap();
            assert_eq!(faults(&client).await, Vec::<String>::new(), "in plain words for a client");
        }
        let yes = client.find(Locator::Css(".need button[name='f.vehicle_part']")).await.unwrap();
        yes.send_keys(&enter.to_string()).await.unwrap();
        client.wait().for_element(Locator::Css(".given")).await.unwrap();
        assert!(client.current_url().await.unwrap().query().unwrap().contains("hts=8471.30.01&"));
        if script {
            assert_eq!(complaints(&client).await, Vec::<String>::new());
        }
        client.close().await.unwrap();
    }
}
