//! The five source systems: their roles as data, their real export formats read.
