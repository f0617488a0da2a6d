//! What a viewer gets beside the view of a ticket: history, links, references, files, notices, live
//! events, rows of an export. Each is made from what [`Viewing::open`] grants, so that no surface
//! decides for itself what is hidden.

mod attachment;
mod cell;
mod copy;
mod fill;
mod history;
mod link;
mod live;
mod notice;
mod reference;

pub use cell::NoSuchColumn;
pub use copy::{NotWider, Widened};
pub use history::{HistoryView, PartView};
pub use link::LinkView;
pub use live::{Happened, LiveEvent, LiveKind};
pub use notice::{FieldChange, MessageChange, Notice, NoticeKind};
pub use reference::Piece;
