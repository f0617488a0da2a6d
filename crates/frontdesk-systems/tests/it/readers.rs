//! Every reader as one row of a table, with its sample; the counts and warnings of the samples.

use std::fmt::{Debug, Write as _};

use expect_test::expect_file;
use frontdesk_systems::{Import, ImportError, Warning, noci, omnidesk, reach, talkme, uis};

/// What the tests ask of an import, whatever it holds.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Summary {
    /// How many records.
    pub(crate) count: usize,
    /// The records in `Debug`.
    pub(crate) debug: String,
    pub(crate) warnings: Vec<Warning>,
}

/// One reader.
pub(crate) struct Reader {
    pub(crate) name: &'static str,
    pub(crate) read: fn(&[u8]) -> Result<Summary, ImportError>,
    pub(crate) sample: &'static [u8],
    pub(crate) is_csv: bool,
}

fn list<T: Debug>(import: Import<Vec<T>>) -> Result<Summary, ImportError> {
    import.map(|(records, warnings)| Summary {
        count: records.len(),
        debug: format!("{records:?}"),
        warnings,
    })
}

fn pairs(bytes: &[u8]) -> Result<Summary, ImportError> {
    talkme::read_pairs(bytes).map(|(file, warnings)| Summary {
        count: file.operators.len() + file.admin_users.len() + file.links.len(),
        debug: format!("{file:?}"),
        warnings,
    })
}

fn invitation(bytes: &[u8]) -> Result<Summary, ImportError> {
    noci::read_invitation(bytes).map(|(invitation, warnings)| Summary {
        count: invitation.emails.len(),
        debug: format!("{invitation:?}"),
        warnings,
    })
}

/// An answer of `chat/message/getList`; the other samples are files.
pub(crate) const MESSAGES: &str = r#"{"success":true,"error":null,"result":[
  {"clientId":"c1","searchId":"900","phone":"+70000000001","messages":[
    {"id":1,"dialogId":7,"whoSend":"client","text":"secret one","messageType":"text",
     "dateTimeUTC":"2026-11-02 10:15:00","operatorName":null,"isVisibleForClient":true,"status":"read"},
    {"id":2,"dialogId":7,"whoSend":"operator","text":"secret two","messageType":"comment",
     "dateTimeUTC":"2026-11-02 10:16:00","operatorName":"secret name","isVisibleForClient":true,"status":"read"}]},
  {"clientId":"c2","searchId":"901","phone":null,"messages":[]}]}"#;

macro_rules! sample {
    ($file:literal) => {
        include_bytes!(concat!("../../../../examples/deskctl/data/", $file))
    };
}

macro_rules! readers {
    ($($name:literal $read:expr, $sample:expr, csv: $is_csv:literal;)*) => {
        /// All readers.
        pub(crate) const READERS: &[Reader] = &[$(Reader {
            name: $name,
            read: $read,
            sample: $sample,
            is_csv: $is_csv,
        }),*];
    };
}

readers! {
    "uis-employees.json" |b| list(uis::read_employees(b)), sample!("uis-employees.json"), csv: false;
    "uis-statuses.json" |b| list(uis::read_statuses(b)), sample!("uis-statuses.json"), csv: false;
    "uis-cabinet.json" |b| list(uis::read_cabinet(b)), sample!("uis-cabinet.json"), csv: false;
    "omnidesk-cases.json" |b| list(omnidesk::read_cases(b)), sample!("omnidesk-cases.json"), csv: false;
    "omnidesk-messages.json" |b| list(omnidesk::read_messages(b)), sample!("omnidesk-messages.json"), csv: false;
    "omnidesk-users.json" |b| list(omnidesk::read_users(b)), sample!("omnidesk-users.json"), csv: false;
    "omnidesk-staff.json" |b| list(omnidesk::read_staff(b)), sample!("omnidesk-staff.json"), csv: false;
    "omnidesk-groups.json" |b| list(omnidesk::read_groups(b)), sample!("omnidesk-groups.json"), csv: false;
    "omnidesk-staff-roles.json" |b| list(omnidesk::read_staff_roles(b)), sample!("omnidesk-staff-roles.json"), csv: false;
    "omnidesk-staff-statuses.json" |b| list(omnidesk::read_staff_statuses(b)), sample!("omnidesk-staff-statuses.json"), csv: false;
    "omnidesk-custom-fields.json" |b| list(omnidesk::read_custom_fields(b)), sample!("omnidesk-custom-fields.json"), csv: false;
    "omnidesk-portal-fields.json" |b| list(omnidesk::read_portal_fields(b)), sample!("omnidesk-portal-fields.json"), csv: false;
    "talkme-pairs.json" pairs, sample!("talkme-pairs.json"), csv: false;
    "talkme messages" |b| list(talkme::read_messages(b)), MESSAGES.as_bytes(), csv: false;
    "reach-users.csv" |b| list(reach::read_users(b)), sample!("reach-users.csv"), csv: true;
    "noci-invitation.json" invitation, sample!("noci-invitation.json"), csv: false;
}

#[test]
fn the_samples_give_these_warnings() {
    let mut golden = String::new();
    for reader in READERS {
        let summary = (reader.read)(reader.sample).unwrap();
        writeln!(golden, "{}: {} records", reader.name, summary.count).unwrap();
        for warning in summary.warnings {
            writeln!(golden, "  {}  {warning}", warning.kind.code()).unwrap();
        }
    }
    expect_file!["golden/warnings.txt"].assert_eq(&golden);
}

#[test]
fn no_record_and_no_warning_prints_a_personal_value() {
    let personal = [
        "@",
        "example",
        "7000",
        "70000",
        "Иванов",
        "ivanova",
        "Анна",
        "Воронцов",
        "выгрузке",
        "счёт",
        "Lucía",
        "Rojas",
        "Марина",
        "sergeeva",
        "Быков",
        "secret",
        "girard",
        "ООО",
        "loft-7",
        "screenshot",
        "Д-2026",
    ];
    for reader in READERS {
        let summary = (reader.read)(reader.sample).unwrap();
        let mut printed = summary.debug;
        for warning in &summary.warnings {
            write!(printed, "{warning} {warning:?}").unwrap();
        }
        for value in personal {
            assert!(!printed.contains(value), "{}: {value}", reader.name);
        }
    }
}

#[test]
fn warnings_serialize_with_place_and_code() {
    let (_, warnings) = uis::read_employees(sample!("uis-employees.json")).unwrap();
    assert_eq!(
        serde_json::to_string(&warnings[0]).unwrap(),
        r#"{"at":"/result/data/11","code":"broken_record","problems":[{"code":"missing","field":"last_name"}]}"#
    );
    for warning in warnings {
        let json = serde_json::to_value(&warning).unwrap();
        assert_eq!(json["code"], warning.kind.code());
    }
}

/// The records of a file that raises no warning.
pub(crate) fn clean<T: Debug>(import: Import<T>) -> T {
    let (records, warnings) = import.unwrap();
    assert_eq!(warnings, []);
    records
}

/// The codes and places of the warnings.
pub(crate) fn warned<T>(import: Import<T>) -> Vec<(String, &'static str)> {
    let (_, warnings) = import.unwrap();
    let line = |warning: Warning| (warning.at.to_string(), warning.kind.code());
    warnings.into_iter().map(line).collect()
}

pub(crate) fn at(pointer: &str, code: &'static str) -> (String, &'static str) {
    (pointer.to_owned(), code)
}
