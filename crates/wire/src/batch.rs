//! Batches: the A, B, Y and Z records around the transactions of an application. Source: Batch and Block Control chapter.

use cocket_base::{Date, Finding};
use serde::{Deserialize, Serialize};

use crate::application::Application;
use crate::layout::{FieldSpec, Layout};
use crate::record::Record;
use crate::writer::{Draft, Writer};

/// Who sends a batch, or on the way back who receives it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sender {
    /// Site of the sender, four characters.
    pub site_code: String,
    /// The sender, three characters.
    pub id_code: String,
    /// Password of the line; not sent back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub password: Option<Password>,
    /// Date of transmission.
    #[serde(default)]
    pub date: Option<Date>,
    /// Office of the sender.
    #[serde(default)]
    pub office_code: Option<String>,
    /// Text that comes back unchanged, at most 21 characters.
    #[serde(default)]
    pub user_data: Option<String>,
}

/// A password: never shown.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Password(pub String);

impl std::fmt::Debug for Password {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Password(***)")
    }
}

/// For whom and where a block is filed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Filer {
    /// Processing district and port, four digits.
    pub port: String,
    /// Processing filer code.
    pub filer_code: String,
    /// Office of the filer.
    #[serde(default)]
    pub office_code: Option<String>,
    /// Who prepared the block from elsewhere.
    #[serde(default)]
    pub preparer: Option<Preparer>,
    /// Text that comes back unchanged, at most 21 characters.
    #[serde(default)]
    pub user_data: Option<String>,
}

/// A remote preparer.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Preparer {
    /// District and port of the preparer.
    pub port: String,
    /// Filer code of the preparer.
    pub filer_code: String,
    /// Office of the preparer.
    #[serde(default)]
    pub office_code: Option<String>,
}

/// What stands around the records of one block.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Envelope {
    /// The A and Z records.
    pub sender: Sender,
    /// The B and Y records.
    pub filer: Filer,
}

/// One block around these records, in a batch of its own.
pub fn wrap(
    application: &'static Application,
    records: &[Record],
    envelope: &Envelope,
) -> Result<Vec<Record>, Vec<Finding>> {
    wrap_blocks(application, &envelope.sender, &[(&envelope.filer, records)])
}

/// A batch of several blocks.
pub fn wrap_blocks(
    application: &'static Application,
    sender: &Sender,
    blocks: &[(&Filer, &[Record])],
) -> Result<Vec<Record>, Vec<Finding>> {
    let mut writer = Writer::default();
    batch_record(&mut writer, application.batch_header(), application, sender);
    for (filer, records) in blocks {
        block_record(&mut writer, application.block_header(), application, filer, None);
        records.iter().for_each(|record| writer.push(*record));
        block_record(&mut writer, application.block_trailer(), application, filer, Some(records.len()));
    }
    batch_record(&mut writer, application.batch_trailer(), application, sender);
    writer.finish()
}

/// Fills those fields of a draft that its layout has.
struct ByName<'a>(Draft<'a>);

impl ByName<'_> {
    fn put(self, name: &str, value: Option<&str>) -> Self {
        let field: Option<&'static FieldSpec> = self.0.layout().field(name);
        match (field, value) {
            (Some(field), Some(value)) => ByName(self.0.text(field, value)),
            _ => self,
        }
    }
}

fn batch_record(writer: &mut Writer, layout: &'static Layout, application: &Application, sender: &Sender) {
    let draft = ByName(writer.record(layout))
        .put("site_code", Some(&sender.site_code))
        .put("id_code", Some(&sender.id_code))
        .put("password", sender.password.as_ref().map(|password| password.0.as_str()))
        .put("application_id", Some(application.id))
        .put("office_code", sender.office_code.as_deref())
        .put("user_data", sender.user_data.as_deref());
    let draft = match layout.field("transmission_date") {
        Some(field) => draft.0.date(field, sender.date),
        None => draft.0,
    };
    draft.done();
}

fn block_record(
    writer: &mut Writer,
    layout: &'static Layout,
    application: &Application,
    filer: &Filer,
    count: Option<usize>,
) {
    let preparer = filer.preparer.as_ref();
    let count = count.map(|count| count.to_string());
    let draft = ByName(writer.record(layout))
        .put("port", Some(&filer.port))
        .put("filer_code", Some(&filer.filer_code))
        .put("application_id", Some(application.id))
        .put("image_count", count.as_deref())
        .put("office_code", filer.office_code.as_deref())
        .put("preparer_port", preparer.map(|preparer| preparer.port.as_str()))
        .put("preparer_filer_code", preparer.map(|preparer| preparer.filer_code.as_str()))
        .put("preparer_office_code", preparer.and_then(|preparer| preparer.office_code.as_deref()))
        .put("preparer_indicator", preparer.map(|_| "1"))
        .put("user_data", filer.user_data.as_deref());
    draft.0.done();
}

impl Sender {
    /// The sender that an A record names.
    pub fn of(header: &Record) -> Sender {
        let text = |name| text(header, name);
        let date =
            header.layout().field("transmission_date").and_then(|field| header.date(field).ok().flatten());
        Sender {
            site_code: text("site_code").unwrap_or_default(),
            id_code: text("id_code").unwrap_or_default(),
            password: text("password").map(Password),
            date,
            office_code: text("office_code"),
            user_data: text("user_data"),
        }
    }
}

impl Filer {
    /// The filer that a B record names.
    pub fn of(header: &Record) -> Filer {
        let text = |name| text(header, name);
        let preparer = text("preparer_filer_code").map(|filer_code| Preparer {
            port: text("preparer_port").unwrap_or_default(),
            filer_code,
            office_code: text("preparer_office_code"),
        });
        Filer {
            port: text("port").unwrap_or_default(),
            filer_code: text("filer_code").unwrap_or_default(),
            office_code: text("office_code"),
            preparer,
            user_data: text("user_data"),
        }
    }
}

/// A field's text by name, `None` when blank or not in the layout.
fn text(record: &Record, name: &str) -> Option<String> {
    record.owned_text(record.layout().field(name)?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::codec::{Limits, decode, encode};
    use crate::structure;
    use cocket_base::civil::date;

    fn envelope() -> Envelope {
        Envelope {
            sender: Sender {
                site_code: "2704".into(),
                id_code: "EEE".into(),
                password: Some(Password("PASSWD".into())),
                date: Some(date(2026, 7, 15)),
                ..Sender::default()
            },
            filer: Filer { port: "2704".into(), filer_code: "EEE".into(), ..Filer::default() },
        }
    }

    #[test]
    fn a_wrapped_batch_is_sound_and_names_its_sender() {
        for id in ["AE", "AX", "QP", "QT", "SF"] {
            let application = Application::of(id).unwrap();
            let records = wrap(application, &[Record::raw(b"??")], &envelope()).unwrap();
            let bytes = encode(&records).unwrap();
            let back = decode(&bytes, &Limits::default());
            assert_eq!(back.records, records, "{id}");
            assert_eq!(back.records[0].key(), application.batch_header().key);
            let tree = structure::parse(&back.records);
            assert!(
                tree.findings
                    .iter()
                    .all(|f| f.code != "WIRE_IMAGE_COUNT" && f.code != "X32" && f.code != "X14"),
                "{:?}",
                tree.findings
            );
            assert_eq!(Filer::of(&back.records[1]), envelope().filer);
            let sender = Sender::of(&back.records[0]);
            assert_eq!((sender.site_code.as_str(), sender.date), ("2704", Some(date(2026, 7, 15))));
        }
    }

    #[test]
    fn a_password_goes_in_and_does_not_come_back() {
        let has = |id: &str| {
            let records = wrap(Application::of(id).unwrap(), &[], &envelope()).unwrap();
            records
                .iter()
                .filter(|record| record.columns().windows(6).any(|window| window == b"PASSWD"))
                .count()
        };
        assert_eq!([has("AE"), has("AX"), has("QP"), has("QT")], [1, 0, 2, 2]);
        assert!(!format!("{:?}", envelope()).contains("PASSWD"));
    }

    #[test]
    fn a_code_too_long_is_named() {
        let mut long = envelope();
        long.filer.filer_code = "EEEE".into();
        let findings = wrap(Application::of("AE").unwrap(), &[], &long).unwrap_err();
        assert_eq!(findings.len(), 2, "header and trailer: {findings:?}");
        assert_eq!(findings[0].place.field.as_deref(), Some("filer_code"));
        assert_eq!(findings[0].place.column.as_deref(), Some("8-10"));
    }
}
