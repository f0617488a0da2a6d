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
mod name;
mod narrow;
mod page;
mod place;
mod policy;
mod statement;
mod writer;

pub use dialect::Dialect;
pub use lists::{FacetError, ListError, Sql};
pub use mapping::{
    Activity, ChannelColumn, FlagColumn, IdColumn, IdForm, Indexes, Mapping, Members, MomentColumn,
    MomentForm, Table, WordColumn,
};
pub use name::{Name, NameError, Prefix, PrefixError};
pub use narrow::NarrowError;
pub use page::{After, PageError, PageRequest, Selection, Walk};
pub use policy::{PolicyError, SettingsError, Wearing, Writes};
pub use statement::{Param, Statement};
