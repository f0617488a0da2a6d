//! From bytes to a desk: every reader, every filling, and a record of what each file gave.

use std::fmt;

use frontdesk::model::{CustomerId, ExternalId, Language, TenantId};
use frontdesk::visibility::Ticket;
use frontdesk::{Desk, DeskFile, Finding, HelpCenter, Imported, Organizations};
use frontdesk_systems::omnidesk::{Account, Settings};
use frontdesk_systems::talkme::ConfirmedPair;
use frontdesk_systems::{Import, Notice, Warning, noci, omnidesk, reach, talkme, uis};
use serde::Serialize;

use crate::beside::LeftOut;
use crate::contacts::{self, ContactPart};
use crate::data::{DESK, Files};
use crate::hats::{self, HatPart, Hats};
use crate::missing;
use crate::system::System;

/// Everything that the tour asks about.
pub(crate) struct Loaded {
    pub(crate) desk: Desk,
    /// The tickets, as the desk completes them.
    pub(crate) tickets: Vec<Ticket>,
    /// The same as the exports have them.
    pub(crate) stored: Vec<Ticket>,
    pub(crate) confirmed: Vec<ConfirmedPair>,
    /// The profiles of customers that the export links as one person's.
    pub(crate) linked: Vec<[CustomerId; 2]>,
    pub(crate) hats: Hats,
    pub(crate) files: Vec<FileReport>,
    pub(crate) notices: Vec<Notice>,
    pub(crate) findings: Vec<Finding>,
}

/// What one file gave.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct FileReport {
    /// The file's name.
    pub(crate) file: &'static str,
    /// How many records were read.
    pub(crate) records: usize,
    /// Why nothing of the file was used, if nothing was.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) error: Option<String>,
    /// What was not imported as it stands.
    pub(crate) warnings: Vec<FileWarning>,
}

/// Something that a reader did not import as it stands: of an export, of the contacts or of the hats.
#[derive(Clone, Debug, Serialize)]
#[serde(untagged)]
pub(crate) enum FileWarning {
    Export(Warning),
    Contact(LeftOut<ContactPart>),
    Hat(LeftOut<HatPart>),
}

impl fmt::Display for FileWarning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Export(warning) => warning.fmt(f),
            Self::Contact(bad) => bad.fmt(f),
            Self::Hat(bad) => bad.fmt(f),
        }
    }
}

/// The desk of a folder that holds exports alone: the defaults, with the machine allowed to assign
/// and the portal open, so that there is something to see.
const DEFAULT_DESK: &[u8] = b"version = 1
tenant = \"1\"
name = \"Desk\"
[portal]
help_center = \"in_use\"
[assignment]
automatic = \"on\"
languages = \"ignored\"
group_queue = \"anyone\"
[merging]
available = \"open\"
";

/// Reads every file that is there and builds the desk. A file that is of no use is reported and the
/// rest is used; a desk file that is there and wrong is no desk.
pub(crate) fn load(files: &Files) -> Result<Loaded, String> {
    let bytes = files.get(DESK).map_or(DEFAULT_DESK, Vec::as_slice);
    let mut file = DeskFile::parse(bytes).map_err(|error| format!("{DESK}: {error}"))?;
    let tenant = file.tenant().map_err(|error| format!("{DESK}: {error}"))?;
    let mut reading = Reading {
        files,
        tenant,
        reports: (!files.contains_key(DESK))
            .then_some(FileReport {
                file: DESK,
                records: 0,
                error: Some("not there: every default holds".to_owned()),
                warnings: Vec::new(),
            })
            .into_iter()
            .collect(),
        imported: Imported::default(),
        notices: Vec::new(),
    };
    let settings = omnidesk_settings(&file)?;
    let (mut tickets, mut linked, mut confirmed) = (Vec::new(), Vec::new(), Vec::new());
    // A system of which the folder holds nothing brings nothing, not even its roles.
    if reading.holds("uis-") {
        reading.uis();
    }
    if reading.holds("omnidesk-") {
        (tickets, linked) = reading.omnidesk(&settings);
    }
    if reading.holds("talkme-") {
        confirmed = reading.talkme();
    }
    if reading.holds("reach-") {
        reading.reach();
    }
    if reading.holds("noci-") {
        reading.noci();
    }
    // After everybody whom it names.
    reading.contacts();
    let hats = reading.hats(&mut tickets);
    let alone = System::alone(|system| reading.holds(system));
    let passed_over = missing::pass_over(&mut file, &reading.imported, &reading.reports);
    reading.notices.extend(passed_over);
    let imported = std::mem::take(&mut reading.imported);
    let (desk, findings) =
        Desk::new(&file, imported).map_err(|error| format!("{DESK}: {error}"))?;
    let desk = match alone {
        Some(system) => desk.with_account_rules(system.account_rules(tenant)),
        None => desk,
    };
    let complete = |ticket: &Ticket| {
        let mut ticket = ticket.clone();
        ticket.facts = desk.complete(ticket.facts);
        ticket
    };
    let hats = reading.worn(hats, &desk, &tickets);
    Ok(Loaded {
        tickets: tickets.iter().map(complete).collect(),
        stored: tickets,
        desk,
        confirmed,
        linked,
        hats,
        files: reading.reports,
        notices: reading.notices,
        findings,
    })
}

/// What the Omnidesk export does not say and the desk file does.
fn omnidesk_settings(file: &DeskFile) -> Result<Settings, String> {
    let languages: std::collections::BTreeMap<String, Language> = file
        .omnidesk_languages()
        .map_err(|error| format!("{DESK}: {error}"))?;
    Ok(Settings {
        customers: omnidesk::roles::CustomerAccount {
            help_center: file.portal.help_center == HelpCenter::InUse,
            sso_only: false,
            organization_shared: file.portal.organizations == Organizations::Shared,
        },
        languages,
    })
}

const HATS: &str = "desk-hats.json";

struct Reading<'a> {
    files: &'a Files,
    tenant: TenantId,
    reports: Vec<FileReport>,
    imported: Imported,
    notices: Vec<Notice>,
}

impl Reading<'_> {
    fn holds(&self, system: &str) -> bool {
        self.files.keys().any(|name| name.starts_with(system))
    }

    /// Reads one file, if it is there.
    fn list<T>(&mut self, file: &'static str, read: fn(&[u8]) -> Import<Vec<T>>) -> Vec<T> {
        self.one(file, read, Vec::len).unwrap_or_default()
    }

    fn one<T>(
        &mut self,
        file: &'static str,
        read: fn(&[u8]) -> Import<T>,
        count: fn(&T) -> usize,
    ) -> Option<T> {
        let bytes = self.files.get(file)?;
        let (records, error, warnings, found) = match read(bytes) {
            Ok((found, warnings)) => (count(&found), None, warnings, Some(found)),
            Err(error) => (0, Some(error.to_string()), Vec::new(), None),
        };
        self.reports.push(FileReport {
            file,
            records,
            error,
            warnings: warnings.into_iter().map(FileWarning::Export).collect(),
        });
        found
    }

    fn fill(&mut self, (imported, notices): (Imported, Vec<Notice>)) {
        self.imported.extend(imported);
        self.notices.extend(notices);
    }

    fn uis(&mut self) {
        let employees = self.list("uis-employees.json", uis::read_employees);
        let cabinet = self.list("uis-cabinet.json", uis::read_cabinet);
        let statuses = self.list("uis-statuses.json", uis::read_statuses);
        self.fill(uis::fill(self.tenant, &employees, &cabinet, &statuses));
    }

    fn omnidesk(&mut self, settings: &Settings) -> (Vec<Ticket>, Vec<[CustomerId; 2]>) {
        let staff = self.list("omnidesk-staff.json", omnidesk::read_staff);
        self.list("omnidesk-staff-roles.json", omnidesk::read_staff_roles);
        let statuses = self.list(
            "omnidesk-staff-statuses.json",
            omnidesk::read_staff_statuses,
        );
        let groups = self.list("omnidesk-groups.json", omnidesk::read_groups);
        let users = self.list("omnidesk-users.json", omnidesk::read_users);
        let fields = self.list("omnidesk-custom-fields.json", omnidesk::read_custom_fields);
        let portal = self.list("omnidesk-portal-fields.json", omnidesk::read_portal_fields);
        let cases = self.list("omnidesk-cases.json", omnidesk::read_cases);
        let messages = self.list("omnidesk-messages.json", omnidesk::read_messages);
        let account = Account {
            staff: &staff,
            statuses: &statuses,
            groups: &groups,
            users: &users,
            fields: &fields,
            portal: &portal,
            cases: &cases,
            messages: &messages,
        };
        self.fill(omnidesk::fill(self.tenant, &account, settings));
        let (tickets, notices) = omnidesk::tickets(self.tenant, &account, settings);
        self.notices.extend(notices);
        let id = |number| {
            let record = ExternalId::numbered("omnidesk", "user", number);
            CustomerId::from_external(self.tenant, &record)
        };
        let linked = users.iter().flat_map(|user| {
            let others = user.linked_users.iter();
            others.map(move |other| [id(user.user_id), id(*other)])
        });
        (tickets, linked.collect())
    }

    fn talkme(&mut self) -> Vec<ConfirmedPair> {
        self.list("talkme-messages.json", talkme::read_messages);
        let count = |pairs: &talkme::PairFile| pairs.operators.len() + pairs.admin_users.len();
        let Some(pairs) = self.one("talkme-pairs.json", talkme::read_pairs, count) else {
            return Vec::new();
        };
        self.fill(talkme::fill(self.tenant, &pairs));
        talkme::confirmed_pairs(self.tenant, &pairs)
    }

    fn contacts(&mut self) {
        const FILE: &str = "desk-contacts.json";
        let Some(bytes) = self.files.get(FILE) else {
            return;
        };
        let (found, error, bad) = match contacts::read(bytes) {
            Ok((found, bad)) => (found, None, bad),
            Err(error) => (Vec::new(), Some(error), Vec::new()),
        };
        self.reports.push(FileReport {
            file: FILE,
            records: found.iter().map(|contacts| contacts.points.len()).sum(),
            error,
            warnings: bad.into_iter().map(FileWarning::Contact).collect(),
        });
        let notices = contacts::give(self.tenant, found, &mut self.imported);
        self.notices.extend(notices);
    }

    /// The file of hats, if there is one and it can be read. Whom it puts in copy is in copy from here on.
    fn hats(&mut self, tickets: &mut [Ticket]) -> Option<(hats::Written, Vec<LeftOut<HatPart>>)> {
        match hats::read(self.files.get(HATS)?) {
            Ok(written) => {
                let bad = written.put_in_copy(self.tenant, &mut self.imported, tickets);
                Some((written, bad))
            }
            Err(error) => {
                self.reports.push(FileReport {
                    file: HATS,
                    records: 0,
                    error: Some(error),
                    warnings: Vec::new(),
                });
                None
            }
        }
    }

    /// Who wears more than one hat, and which links are out, if the file says so.
    fn worn(
        &mut self,
        written: Option<(hats::Written, Vec<LeftOut<HatPart>>)>,
        desk: &Desk,
        tickets: &[Ticket],
    ) -> Hats {
        let Some((written, not_in_copy)) = written else {
            return Hats::default();
        };
        let (hats, mut bad) = written.hats(desk, tickets);
        bad.extend(not_in_copy);
        self.reports.push(FileReport {
            file: HATS,
            records: written.readable(&bad),
            error: None,
            warnings: bad.into_iter().map(FileWarning::Hat).collect(),
        });
        hats
    }

    fn reach(&mut self) {
        let users = self.list("reach-users.csv", reach::read_users);
        self.fill(reach::fill(self.tenant, &users));
    }

    fn noci(&mut self) {
        let count = |invitation: &noci::Invitation| invitation.emails.len();
        if let Some(invitation) = self.one("noci-invitation.json", noci::read_invitation, count) {
            self.fill(noci::fill(self.tenant, &invitation));
        }
    }
}

#[cfg(test)]
mod tests;
