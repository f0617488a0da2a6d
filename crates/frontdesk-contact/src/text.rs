//! The traits that every typed text shares.

/// Gives a newtype with `parse(&str)` and `fn text(&self) -> &str` its standard traits: `FromStr` and
/// `TryFrom<String>` go through `parse`, `Display` prints the value, `Debug` prints the type's name only.
macro_rules! typed_text {
    ($name:ident, $error:ident, $text:ident) => {
        impl std::str::FromStr for $name {
            type Err = $error;

            fn from_str(text: &str) -> Result<Self, $error> {
                Self::parse(text)
            }
        }

        impl TryFrom<String> for $name {
            type Error = $error;

            fn try_from(text: String) -> Result<Self, $error> {
                Self::parse(&text)
            }
        }

        impl From<$name> for String {
            fn from(value: $name) -> Self {
                value.$text().to_owned()
            }
        }

        /// Prints the value itself, which is personal: for letters and screens, not for logs.
        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.$text())
            }
        }

        /// Prints the place, never the content.
        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(concat!(stringify!($name), "(..)"))
            }
        }
    };
}

pub(crate) use typed_text;
