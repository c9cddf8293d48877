//! Every law table: its columns, its key and its checks.

use crate::schema::{Check, Column, Kind, Schema, may, must};
use Check::{EndsInYear, OfUnit, Rising, Steady, Unbroken};
use Kind::{Amount, Choice, Countries, Figure, Formula as Due, Percent, Port, Rate, Text, Words, YesNo};

/// Any file below `codes/` is a table of this shape.
pub(crate) const CODES: Schema = Schema {
    name: "codes",
    key: &["code"],
    columns: &[must("code", Text), must("label", Text)],
    open: true,
    timeless: false,
    checks: &[],
};

const fn table(name: &'static str, key: &'static [&'static str], columns: &'static [Column]) -> Schema {
    Schema { name, key, columns, open: false, timeless: false, checks: &[] }
}

const fn timeless(name: &'static str, key: &'static [&'static str], columns: &'static [Column]) -> Schema {
    Schema { timeless: true, ..table(name, key, columns) }
}

const fn checked(table: Schema, checks: &'static [Check]) -> Schema {
    Schema { checks, ..table }
}

/// Every table that is no plain code table.
pub(crate) static SCHEMAS: &[Schema] = &[
    checked(
        table(
            "mpf",
            &[],
            &[
                must("fiscal_year", Kind::Year),
                must("rate", Rate),
                must("min", Amount),
                must("max", Amount),
                must("informal_automated", Amount),
                must("informal_manual", Amount),
                must("informal_by_cbp", Amount),
                must("manual_surcharge", Amount),
            ],
        ),
        &[
            Unbroken,
            EndsInYear("fiscal_year"),
            Rising(&["min", "max"]),
            Rising(&["informal_automated", "informal_manual", "informal_by_cbp"]),
            Steady("rate", 2),
            Steady("min", 2),
            Steady("max", 2),
            Steady("informal_automated", 2),
            Steady("informal_manual", 2),
            Steady("informal_by_cbp", 2),
            Steady("manual_surcharge", 2),
        ],
    ),
    checked(
        table(
            "hmf",
            &[],
            &[
                must("rate", Rate),
                must("nothing_at_or_under", Amount),
                must("modes", Words),
                must("types_without", Words),
            ],
        ),
        &[Unbroken, Steady("rate", 2), Steady("nothing_at_or_under", 2)],
    ),
    table(
        "mpf_exemptions",
        &["kind", "value"],
        &[
            must("kind", Choice(&["tariff", "origin_group", "programme_countries"])),
            must("value", Text),
            must("treatment", Choice(&["exempt", "due"])),
            must("reason", Text),
        ],
    ),
    checked(
        table(
            "class_fees",
            &["class", "goods"],
            &[
                must("class", Text),
                must("name", Text),
                must("goods", Kind::Tariffs),
                must(
                    "basis",
                    Choice(&[
                        "kilogram",
                        "pound",
                        "hundredweight",
                        "short_ton",
                        "thousand_board_feet",
                        "piece",
                        "percent",
                    ]),
                ),
                may("amount", Figure),
                must("quantity", Text),
            ],
        ),
        &[Unbroken, Steady("amount", 3), OfUnit { figure: "amount", unit: "basis" }],
    ),
    timeless("port_zones", &["ports"], &[must("ports", Text), must("zone", Kind::Zone)]),
    table(
        "programs",
        &["spi"],
        &[
            must("spi", Text),
            must("name", Text),
            may("general_note", Text),
            must("mpf", Choice(&["exempt", "due"])),
            must("countries", Choice(&["listed", "any_column_1", "not_held"])),
        ],
    ),
    timeless("program_countries", &["spi", "country"], &[must("spi", Text), must("country", Kind::Country)]),
    checked(
        table(
            "limits",
            &["name"],
            &[
                must("name", Text),
                must("value", Figure),
                must("unit", Choice(&["usd", "percent", "days", "count", "flag", "factor"])),
                must("what", Text),
            ],
        ),
        &[Unbroken, Steady("value", 5), OfUnit { figure: "value", unit: "unit" }],
    ),
    timeless(
        "holidays",
        &["name"],
        &[
            must("name", Text),
            must("month", Kind::Month),
            may("day", Kind::Day),
            may("nth", Choice(&["1", "2", "3", "4", "-1"])),
            may("weekday", Choice(&["monday", "tuesday", "wednesday", "thursday", "friday"])),
            must("first_year", Kind::Year),
        ],
    ),
    timeless(
        "closures",
        &["date", "port"],
        &[must("date", Kind::Date), may("port", Port), must("name", Text)],
    ),
    table(
        "clocks",
        &["id"],
        &[
            must("id", Text),
            must("name", Text),
            must("area", Text),
            must("obligation", Text),
            must("due", Due),
            may("opens", Due),
            must("roll", Choice(&["none", "next", "previous"])),
            must("rule", Text),
            may("missed", Text),
            may("stops", Text),
            may("modes", Words),
        ],
    ),
    table(
        "clock_how",
        &["id"],
        &[
            must("id", Text),
            may("also", Words),
            may("to", Text),
            may("form", Text),
            may("how", Text),
            may("standard", Text),
        ],
    ),
    timeless("clock_facts", &["name"], &[must("name", Text), must("question", Text)]),
    checked(
        table(
            "entry_traits",
            &["entry_type"],
            &[
                must("entry_type", Text),
                must("informal", YesNo),
                must("arrival_clock", YesNo),
                must("summary_clock", YesNo),
                must("mpf", Choice(&["formal", "informal", "none"])),
                must("liquidation", Choice(&["cycle", "on_payment", "suspended", "later", "none"])),
                may("note", Text),
            ],
        ),
        &[Unbroken],
    ),
    checked(
        table(
            "incoterms",
            &["term"],
            &[
                must("term", Text),
                must("name", Text),
                must("price_covers", Text),
                must("holds", Words),
                must("ask", Words),
                may("note", Text),
            ],
        ),
        &[Unbroken],
    ),
    checked(
        table(
            "charge_kinds",
            &["kind"],
            &[
                must("kind", Text),
                must("name", Text),
                must("group", Text),
                must("treatment", Choice(&["non_dutiable", "dutiable", "ask"])),
                must(
                    "evidence",
                    Choice(&["none", "paid_to_carrier", "identified", "through_bill", "paid_to_seller"]),
                ),
            ],
        ),
        &[Unbroken],
    ),
    checked(
        table(
            "interest_rates",
            &[],
            &[
                must("underpayment_pct", Percent),
                must("overpayment_pct", Percent),
                may("overpayment_corporate_pct", Percent),
            ],
        ),
        &[
            Unbroken,
            Rising(&["overpayment_corporate_pct", "overpayment_pct", "underpayment_pct"]),
            Steady("underpayment_pct", 2),
            Steady("overpayment_pct", 2),
            Steady("overpayment_corporate_pct", 2),
        ],
    ),
    timeless(
        "countries",
        &["country"],
        &[
            must("country", Kind::Country),
            may("iso3", Text),
            must("name", Text),
            may("census", Text),
            must("used_by_cbp", YesNo),
        ],
    ),
    timeless("country_names", &["name"], &[must("name", Text), must("country", Kind::Country)]),
    table("country_groups", &["group", "countries"], &[must("group", Text), must("countries", Countries)]),
    timeless("origin_phrases", &["phrase"], &[must("phrase", Text)]),
    timeless("ports", &["port"], &[must("port", Port), must("name", Text), may("note", Text)]),
    table(
        "origin_agreements",
        &["agreement"],
        &[
            must("agreement", Text),
            must("name", Text),
            must("basis", Choice(&["product_rules", "value_content"])),
            may("parties", Countries),
            must("spi", Words),
            may("methods", Words),
            must("movement", Choice(&["transit", "direct"])),
            must("refund_claim", YesNo),
            may("proof", Text),
            may("note", Text),
        ],
    ),
    checked(
        table(
            "origin_figures",
            &["agreement", "name"],
            &[
                must("agreement", Text),
                must("name", Text),
                must("value", Figure),
                must("unit", Choice(&["percent", "usd", "months", "years", "days", "count"])),
                must("what", Text),
            ],
        ),
        &[Unbroken, Steady("value", 3), OfUnit { figure: "value", unit: "unit" }],
    ),
    table(
        "origin_tolerance_exceptions",
        &["agreement", "goods", "materials"],
        &[must("agreement", Text), must("goods", Words), must("materials", Words), must("what", Text)],
    ),
    table(
        "origin_rules",
        &["agreement", "goods", "only"],
        &[must("agreement", Text), must("goods", Words), may("only", Text), must("rule", Text)],
    ),
    table(
        "origin_general_rules",
        &["agreement", "goods", "rule"],
        &[
            must("agreement", Text),
            must("goods", Words),
            may("except", Words),
            must("how", Choice(&["suffices", "besides"])),
            must("rule", Text),
        ],
    ),
    table("origin_lists", &["list"], &[must("list", Text), must("numbers", Words)]),
    table("origin_editions", &["number"], &[must("number", Text), may("read_as", Text)]),
    table("origin_processes", &["process"], &[must("process", Text), must("question", Text)]),
    checked(
        table(
            "origin_automotive",
            &["vehicle", "part", "requirement"],
            &[
                must("vehicle", Choice(&["passenger", "light_truck", "heavy_truck", "other"])),
                must("part", Choice(&["vehicle", "core", "principal", "complementary", "group"])),
                must("requirement", Text),
                must("value", Figure),
                must("unit", Choice(&["percent", "usd"])),
                must("what", Text),
            ],
        ),
        &[Unbroken, Steady("value", 2), OfUnit { figure: "value", unit: "unit" }],
    ),
    table(
        "certificate_elements",
        &["element"],
        &[must("element", Text), must("what", Text), may("unless", Text)],
    ),
    table(
        "operations",
        &["operation"],
        &[must("operation", Text), must("effect", Choice(&["none", "confers", "judge"])), must("what", Text)],
    ),
    table(
        "origin_rulings",
        &["ruling"],
        &[must("ruling", Text), must("words", Words), must("transformed", YesNo), must("what", Text)],
    ),
    timeless("origin_terms", &["group", "term"], &[must("group", Text), must("term", Text)]),
    table(
        "marking_exceptions",
        &["exception"],
        &[
            must("exception", Text),
            must("question", Text),
            must("container", Choice(&["marked", "marked_unless_usmca", "free"])),
        ],
    ),
    table("marking_j_list", &["article"], &[must("article", Text), may("but", Text), may("words", Words)]),
    table(
        "marking_methods",
        &["class"],
        &[
            must("class", Text),
            must("methods", Words),
            must("exceptions", YesNo),
            must("usmca_free", YesNo),
            must("what", Text),
        ],
    ),
    table(
        "marking_names",
        &["text"],
        &[must("text", Text), may("country", Kind::Country), must("accepted", YesNo), may("why", Text)],
    ),
    table(
        "quota_numbers",
        &["number"],
        &[
            must("number", Kind::Tariffs),
            must("kind", Choice(&["tariff_rate", "general_note_15"])),
            must("over", Kind::Tariffs),
            may("quota", Text),
        ],
    ),
    table(
        "quota_positions",
        &["kind", "position"],
        &[
            must("kind", Choice(&["tariff_rate", "absolute"])),
            must("position", Choice(&["open", "near", "filled"])),
            must("number", Choice(&["in", "over", "none"])),
            may("entry_type", Text),
            may("doors", Text),
            must("says", Text),
        ],
    ),
    table(
        "quota_shares",
        &["quota", "scope", "countries"],
        &[
            must("quota", Text),
            must("scope", Choice(&["countries", "other", "all"])),
            may("countries", Countries),
            may("amount", Figure),
            must("unit", Text),
            may("open_to_any", Figure),
            must("period", Text),
        ],
    ),
    checked(
        table(
            "unit_values",
            &["number", "unit"],
            &[
                must("number", Kind::Tariffs),
                may("above", Figure),
                may("at_least", Figure),
                may("at_most", Figure),
                may("below", Figure),
                must("unit", Text),
            ],
        ),
        &[Rising(&["above", "at_least", "at_most", "below"])],
    ),
    table(
        "zone_statuses",
        &["status"],
        &[
            must("status", Text),
            must("code", Text),
            may("others", Text),
            must("law", Choice(&["status", "entry"])),
            must("entry", Choice(&["rated", "free_if", "barred_unless"])),
            may("asks", Text),
            must("over_quota", YesNo),
            must("says", Text),
        ],
    ),
    table("marking_exempt_numbers", &["goods"], &[must("goods", Words), must("what", Text)]),
];
