#![doc = include_str!("../README.md")]

mod apart;
mod arranged;
mod condition;
mod dialect;
mod indexes;
mod key;
mod lists;
mod mapping;
mod merge;
mod messages;
mod name;
mod narrow;
mod page;
mod place;
mod policy;
mod search;
mod seen;
mod statement;
mod writer;

pub use dialect::Dialect;
pub use lists::{FacetError, ListError, Sql};
pub use mapping::{
    Activity, ChannelColumn, FlagColumn, IdColumn, IdForm, Indexes, Mapping, Members, MomentColumn,
    MomentForm, Table, WordColumn,
};
pub use messages::{AudienceColumn, Files, Folded, Messages, Reads, StaffColumn};
pub use name::{Name, NameError, Prefix, PrefixError};
pub use narrow::{NarrowError, Narrowing};
pub use page::{After, PageError, PageRequest, Selection, Walk};
pub use policy::{PolicyError, Seats, SeatsError, Sessions, SettingsError, Wearing, Writes};
pub use search::Searched;
pub use statement::{Param, Statement};
