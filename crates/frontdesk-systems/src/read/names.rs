//! Closed vocabularies of open systems.

use frontdesk_model::Channel;

/// A vocabulary in which an undocumented name is kept.
pub(crate) trait Named {
    /// Reads a name.
    fn from_name(name: &str) -> Self;
    /// Whether the name is not documented.
    fn is_other(&self) -> bool;
}

/// Declares the documented names of a field; another one is kept as `Other`.
macro_rules! names {
    ($(#[$meta:meta])* $type:ident { $($variant:ident $name:literal $doc:literal;)* }) => {
        $(#[$meta])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $type {
            $(#[doc = $doc] $variant,)*
            /// A name that is not documented, kept as it came.
            Other(String),
        }

        impl $type {
            /// The documented values.
            pub const DOCUMENTED: &[Self] = &[$(Self::$variant),*];

            /// The name in the source system.
            #[must_use]
            pub fn as_str(&self) -> &str {
                match self {
                    $(Self::$variant => $name,)*
                    Self::Other(name) => name,
                }
            }
        }

        impl $crate::read::Named for $type {
            fn from_name(name: &str) -> Self {
                match name {
                    $($name => Self::$variant,)*
                    other => Self::Other(other.to_owned()),
                }
            }

            fn is_other(&self) -> bool {
                matches!(self, Self::Other(_))
            }
        }
    };
}
pub(crate) use names;

impl Named for Channel {
    fn from_name(name: &str) -> Self {
        Self::from_name(name)
    }

    fn is_other(&self) -> bool {
        matches!(self, Self::Other(_))
    }
}
