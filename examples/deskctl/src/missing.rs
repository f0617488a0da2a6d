//! What the desk file says of records that an export should have brought and did not.
//!
//! A name that nobody knows rejects a desk file. But where an export is not there, or not wholly
//! readable, a name that only it could explain is no mistake of the desk file: the entry is passed
//! over with a notice, and the rest is used. It gives nobody anything, because an entry only adds to
//! a record, and a scope without one of its groups is narrower. What a restriction takes is not
//! passed over: there a narrower scope would give.

use std::collections::BTreeSet;

use frontdesk::model::{ExternalId, GroupId, Id, Kind, TenantId, UserId};
use frontdesk::{DeskFile, Imported};
use frontdesk_systems::{Notice, NoticeKind, WarningKind};
use toml::Spanned;

use crate::load::{FileReport, FileWarning};

/// Which export brings the records of a kind.
const BRINGS: [(&str, &str, &str); 9] = [
    ("uis", "employee", "uis-employees.json"),
    ("uis", "group", "uis-cabinet.json"),
    ("omnidesk", "staff", "omnidesk-staff.json"),
    ("omnidesk", "group", "omnidesk-groups.json"),
    ("talkme", "operator", "talkme-pairs.json"),
    ("talkme", "admin_user", "talkme-pairs.json"),
    ("reach", "user", "reach-users.csv"),
    ("reach", "group", "reach-users.csv"),
    ("noci", "user", "noci-invitation.json"),
];

/// Takes out of the desk file what cannot be explained because of an export, with a notice for each
/// record.
pub(crate) fn pass_over(
    file: &mut DeskFile,
    imported: &Imported,
    reports: &[FileReport],
) -> Vec<Notice> {
    let Ok(tenant) = file.tenant() else {
        return Vec::new();
    };
    let mut missing = Missing {
        tenant,
        people: imported.people.iter().map(|person| person.id()).collect(),
        groups: imported.groups.keys().copied().collect(),
        whole: reports
            .iter()
            .filter(|report| is_whole(report))
            .map(|report| report.file)
            .collect(),
        found: BTreeSet::new(),
    };
    file.people
        .retain(|person| !missing.person(person.id.get_ref()));
    let of_roles = file.roles.iter_mut().flat_map(|role| {
        let added = role
            .add_ons
            .iter_mut()
            .flat_map(|add_on| &mut add_on.grants);
        role.grants.iter_mut().chain(added)
    });
    let mut prune = |groups: &mut Vec<_>| groups.retain(|group| !missing.group(group));
    let mut of_people = Vec::new();
    for person in &mut file.people {
        prune(&mut person.groups);
        of_people.extend(&mut person.grants);
    }
    for grant in of_roles.chain(of_people) {
        for groups in [&mut grant.groups, &mut grant.assignee_groups] {
            groups.iter_mut().for_each(&mut prune);
        }
    }
    let notice = |record| Notice {
        record,
        kind: NoticeKind::Orphan,
    };
    missing.found.into_iter().map(notice).collect()
}

/// Whether everything that the file holds was read.
fn is_whole(report: &FileReport) -> bool {
    let lost = report.warnings.iter().any(|warning| match warning {
        FileWarning::Export(warning) => matches!(
            warning.kind,
            WarningKind::BrokenRecord { .. }
                | WarningKind::DuplicateId
                | WarningKind::Incomplete { .. }
                | WarningKind::MoreWarnings { .. }
        ),
        FileWarning::Contact(_) | FileWarning::Hat(_) => true,
    });
    report.error.is_none() && !lost
}

struct Missing {
    tenant: TenantId,
    people: BTreeSet<UserId>,
    groups: BTreeSet<GroupId>,
    whole: BTreeSet<&'static str>,
    found: BTreeSet<ExternalId>,
}

impl Missing {
    fn person(&mut self, text: &str) -> bool {
        let unexplained = unexplained(text, self.tenant, &self.people, &self.whole);
        self.note(unexplained)
    }

    fn group(&mut self, text: &Spanned<String>) -> bool {
        let unexplained = unexplained(text.get_ref(), self.tenant, &self.groups, &self.whole);
        self.note(unexplained)
    }

    fn note(&mut self, record: Option<ExternalId>) -> bool {
        let is_missing = record.is_some();
        self.found.extend(record);
        is_missing
    }
}

/// The record, if nobody has brought it and its export is not there or not whole.
fn unexplained<K: Kind>(
    text: &str,
    tenant: TenantId,
    known: &BTreeSet<Id<K>>,
    whole: &BTreeSet<&str>,
) -> Option<ExternalId> {
    let record = ExternalId::parse(text).ok()?;
    let (_, _, export) = BRINGS
        .iter()
        .find(|(system, kind, _)| (record.system(), record.kind()) == (*system, *kind))?;
    let is_known = known.contains(&Id::from_external(tenant, &record));
    (!is_known && !whole.contains(export)).then_some(record)
}
