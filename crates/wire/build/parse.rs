//! Reads the layout tables, the application list and the structure trees. The notation is in `data/wire/README.md`.

/// A chapter: its head and its records.
#[derive(Default)]
pub struct Chapter {
    pub name: String,
    pub title: String,
    pub edition: String,
    pub cite: String,
    pub trust: String,
    pub records: Vec<Record>,
}

/// A record with its condition and fields.
pub struct Record {
    pub key: String,
    /// Columns and codes that tell this layout from another with the same wire id.
    pub when: Option<(usize, usize, Vec<Code>)>,
    pub title: String,
    pub fields: Vec<Field>,
}

/// A field; columns from 1, both ends included.
pub struct Field {
    pub name: String,
    pub first: usize,
    pub last: usize,
    pub class: String,
    pub decimals: u8,
    pub designation: char,
    pub private: bool,
    pub constant: Option<String>,
    pub allowed: Vec<Code>,
    pub list: Option<String>,
    pub words: String,
}

/// A code of a closed list.
#[derive(Clone)]
pub enum Code {
    Text(String),
    Range(String, String),
    Pattern(String),
}

/// An application id with its chapters.
pub struct Application {
    pub id: String,
    pub flow: String,
    pub envelope: String,
    pub chapters: Vec<String>,
}

/// A kind of reference: the record it points at and which of its fields stand in which columns of the E0.
pub struct Reference {
    pub kind: String,
    pub record: String,
    pub parts: Vec<(String, usize, usize)>,
}

/// A field of a transaction's first record, and the codes for which a tree holds.
type Condition = (String, Vec<String>);

/// A transaction's tree.
pub struct Tree {
    pub application: String,
    pub condition: Option<Condition>,
    pub root: Rule,
}

/// A record's place in a tree.
pub struct Rule {
    pub key: String,
    pub min: u32,
    pub max: u32,
    pub any: bool,
    pub below: Vec<Rule>,
}

/// Lines that carry something, with their number from 1.
fn lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    text.lines()
        .enumerate()
        .map(|(at, line)| (at + 1, line))
        .filter(|(_, line)| !line.trim().is_empty() && !line.starts_with('#'))
}

/// Splits the words off a line.
fn words(line: &str) -> (&str, String) {
    match line.split_once("-- ") {
        Some((facts, words)) => (facts.trim(), words.trim().to_string()),
        None => (line.trim(), String::new()),
    }
}

/// Reads one chapter file.
pub fn chapter(file: &str, text: &str) -> Chapter {
    let mut chapter = Chapter::default();
    for (at, line) in lines(text) {
        let bad = |why: &str| -> ! { panic!("{file}:{at}: {why}: {line}") };
        let (facts, words) = words(line);
        if line.starts_with("  ") {
            let Some(record) = chapter.records.last_mut() else { bad("a field before any record") };
            let field = field(facts, words, record.fields.len()).unwrap_or_else(|why| bad(why));
            record.fields.push(field);
            continue;
        }
        let Some((head, rest)) = facts.split_once(char::is_whitespace) else {
            bad("a head line has a word and its value")
        };
        let rest = rest.trim();
        match head {
            "chapter" => chapter.name = rest.into(),
            "title" => chapter.title = rest.into(),
            "edition" => chapter.edition = rest.into(),
            "cite" => chapter.cite = rest.into(),
            "trust" => chapter.trust = rest.into(),
            "record" => chapter.records.push(record(rest, words).unwrap_or_else(|why| bad(why))),
            _ => bad("unknown head"),
        }
    }
    for (head, text) in [
        ("chapter", &chapter.name),
        ("title", &chapter.title),
        ("edition", &chapter.edition),
        ("cite", &chapter.cite),
        ("trust", &chapter.trust),
    ] {
        assert!(!text.is_empty(), "{file}: the chapter's head has no {head}");
    }
    chapter
}

fn record(rest: &str, title: String) -> Result<Record, &'static str> {
    let parts: Vec<&str> = rest.split_whitespace().collect();
    let (key, when) = match parts.as_slice() {
        [key] => (key, None),
        [key, "when", columns, codes] => {
            let (first, last) = columns_of(columns)?;
            (key, Some((first, last, codes.split(';').map(code).collect())))
        }
        _ => return Err("a record is: key, and perhaps `when COLUMNS CODES`"),
    };
    Ok(Record { key: key.to_string(), when, title, fields: Vec::new() })
}

fn columns_of(text: &str) -> Result<(usize, usize), &'static str> {
    let (first, last) = text.split_once('-').unwrap_or((text, text));
    match (first.parse(), last.parse()) {
        (Ok(first), Ok(last)) if first >= 1 && first <= last && last <= 80 => Ok((first, last)),
        _ => Err("columns are `7` or `7-12` within 1-80"),
    }
}

fn field(facts: &str, words: String, before: usize) -> Result<Field, &'static str> {
    let parts: Vec<&str> = facts.split_whitespace().collect();
    let (columns, rest) = parts.split_first().ok_or("an empty field")?;
    let (first, last) = columns_of(columns)?;
    let filler = Field {
        name: format!("filler_{first}"),
        first,
        last,
        class: "S".into(),
        decimals: 0,
        designation: 'M',
        private: false,
        constant: None,
        allowed: Vec::new(),
        list: None,
        words,
    };
    let (name, class, designation, codes) = match rest {
        ["-"] => return Ok(filler),
        [name, class, designation] => (name, class, designation, ""),
        [name, class, designation, codes] => (name, class, designation, *codes),
        _ => return Err("a field is: columns, name, class, designation, perhaps codes"),
    };
    let (class, decimals) = class.split_once('.').unwrap_or((class, "0"));
    if !["A", "AN", "X", "N", "NL", "SN", "D"].contains(&class) {
        return Err("unknown class");
    }
    if class == "D" && last - first != 5 {
        return Err("a date has six columns");
    }
    let letter =
        designation.chars().next().filter(|letter| "MCO".contains(*letter)).ok_or("unknown designation")?;
    let (list, codes) = match codes.strip_prefix('@') {
        Some(list) => (Some(list.to_string()), ""),
        None => (None, codes),
    };
    let (constant, codes) = match codes.strip_prefix('=') {
        Some(codes) => (codes.split(';').next().map(|text| text.replace('_', " ")), codes),
        None => (None, codes),
    };
    if constant.is_none() && before == 0 {
        return Err("the first field is the record's constant");
    }
    let allowed = codes.split(';').filter(|text| !text.is_empty()).map(code).collect();
    let decimals = decimals.parse().map_err(|_| "decimals are a digit")?;
    let private = designation.ends_with('!');
    Ok(Field {
        name: name.to_string(),
        class: class.into(),
        decimals,
        designation: letter,
        private,
        constant,
        allowed,
        list,
        ..filler
    })
}

fn code(text: &str) -> Code {
    let plain = if text == "_" { String::new() } else { text.replace('_', " ") };
    match plain.split_once("..") {
        Some((from, to)) => Code::Range(from.into(), to.into()),
        None if plain.contains('#') => Code::Pattern(plain),
        None => Code::Text(plain),
    }
}

impl Record {
    /// The record's wire id: its leading constants, at most four characters.
    pub fn wire_id(&self) -> String {
        let constants = self.fields.iter().map_while(|field| field.constant.as_deref());
        let mut id = String::new();
        for constant in constants {
            if id.len() + constant.len() > 4 {
                break;
            }
            id.push_str(constant);
        }
        id
    }
}

/// Reads the application list.
pub fn applications(text: &str) -> Vec<Application> {
    let read = |(at, line): (usize, &str)| {
        let parts: Vec<String> = line.split_whitespace().map(str::to_string).collect();
        match parts.as_slice() {
            [id, flow, envelope, chapters @ ..]
                if !chapters.is_empty()
                    && ["in", "out"].contains(&flow.as_str())
                    && ["abi", "manifest"].contains(&envelope.as_str()) =>
            {
                Application {
                    id: id.clone(),
                    flow: flow.clone(),
                    envelope: envelope.clone(),
                    chapters: chapters.to_vec(),
                }
            }
            _ => panic!("applications.list:{at}: id, in or out, abi or manifest, chapters: {line}"),
        }
    };
    lines(text).map(read).collect()
}

/// Reads the kinds of reference.
pub fn references(text: &str) -> Vec<Reference> {
    let read = |(at, line): (usize, &str)| {
        let bad = |why: &str| -> ! { panic!("references.list:{at}: {why}: {line}") };
        let mut words = line.split_whitespace();
        let (Some(kind), Some(record)) = (words.next(), words.next()) else { bad("kind, record, fields") };
        let part = |text: &str| {
            let Some((field, columns)) = text.split_once('=') else { bad("a part is field=columns") };
            let (first, last) = columns_of(columns).unwrap_or_else(|why| bad(why));
            if first < 26 {
                bad("the text begins at column 26")
            }
            (field.to_string(), first, last)
        };
        Reference { kind: kind.into(), record: record.into(), parts: words.map(part).collect() }
    };
    lines(text).map(read).collect()
}

/// Reads the structure trees.
pub fn trees(text: &str) -> Vec<Tree> {
    let mut trees: Vec<Tree> = Vec::new();
    let mut heading: Option<(String, Option<Condition>)> = None;
    for (at, line) in lines(text) {
        let bad = |why: &str| -> ! { panic!("structure.tree:{at}: {why}: {line}") };
        if let Some(rest) = line.strip_prefix("transaction ") {
            let mut parts = rest.split_whitespace();
            let Some(application) = parts.next() else { bad("which application?") };
            let condition = parts.next().map(|text| match text.split_once('=') {
                Some((field, codes)) => (field.to_string(), codes.split(';').map(str::to_string).collect()),
                None => bad("a condition is field=codes"),
            });
            heading = Some((application.to_string(), condition));
            continue;
        }
        let depth = (line.len() - line.trim_start().len()) / 2;
        let rule = rule(line.trim()).unwrap_or_else(|why| bad(why));
        if let Some((application, condition)) = heading.take() {
            trees.push(Tree { application, condition, root: rule });
            continue;
        }
        let Some(tree) = trees.last_mut() else { bad("a record before any transaction") };
        let mut parent = &mut tree.root;
        for _ in 1..depth {
            parent = parent.below.last_mut().unwrap_or_else(|| bad("indented too far"));
        }
        parent.below.push(rule);
    }
    trees
}

fn rule(text: &str) -> Result<Rule, &'static str> {
    let mut parts = text.split_whitespace();
    let (Some(key), Some(often)) = (parts.next(), parts.next()) else { return Err("a record and how often") };
    let (min, max) = match (often, often.get(1..).and_then(|count| count.parse().ok())) {
        ("1", _) => (1, 1),
        ("?", _) => (0, 1),
        (_, Some(count)) if often.starts_with('*') => (0, count),
        (_, Some(count)) if often.starts_with('+') => (1, count),
        _ => return Err("how often: 1, ?, *N or +N"),
    };
    let any = match parts.next() {
        None => false,
        Some("any") => true,
        Some(_) => return Err("only `any` may follow"),
    };
    Ok(Rule { key: key.into(), min, max, any, below: Vec::new() })
}
