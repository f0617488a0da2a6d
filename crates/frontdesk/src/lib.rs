//! The front door: the five questions behind one [`Desk`], which is built from a desk file and
//! imported people.
//!
//! PLACEHOLDER

mod desk;
mod desk_file;
mod finding;
mod imported;

pub use desk::{Desk, MergeError, MergeQuestion, Object, Question, UnknownActor};
pub use desk_file::{
    AddOnTable, AssignmentTable, Automatic, DESK_FILE_BYTES, DeskFile, DeskFileError, GrantTable,
    GroupTable, HelpCenter, MergingTable, OmnideskTable, Organizations, PersonTable, Place,
    PortalTable, RoleTable, VisibilityTable,
};
pub use finding::Finding;
pub use imported::{Customer, Imported, ImportedField, Person, Rights};

pub use frontdesk_access as access;
pub use frontdesk_assignment as assignment;
pub use frontdesk_contact as contact;
pub use frontdesk_identity as identity;
pub use frontdesk_merge as merge;
pub use frontdesk_model as model;
pub use frontdesk_visibility as visibility;
