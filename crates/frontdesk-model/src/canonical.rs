//! Canonical bytes of a value: the same value gives the same bytes, and two values share them only
//! if they are equal in type and content. Every part carries a tag and, where it varies, its length.

use std::fmt;

use serde::Serialize;
use serde::ser::{self, Serializer};

/// The canonical bytes of a value, for fingerprints: see
/// [`PolicyFingerprint`](crate::PolicyFingerprint). They are written down nowhere and never read.
///
/// # Errors
/// When the value refuses to be serialized. No type of these crates does.
pub fn canonical_bytes(value: &impl Serialize) -> Result<Vec<u8>, Unserializable> {
    let mut out = Canonical(Vec::new());
    value.serialize(&mut out)?;
    Ok(out.0)
}

/// A value refused to be serialized.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the value cannot be serialized")]
pub struct Unserializable;

impl ser::Error for Unserializable {
    fn custom<T: fmt::Display>(_: T) -> Self {
        Self
    }
}

struct Canonical(Vec<u8>);

impl Canonical {
    fn raw(&mut self, tag: u8, bytes: &[u8]) {
        self.0.push(tag);
        self.0
            .extend_from_slice(&(bytes.len() as u64).to_be_bytes());
        self.0.extend_from_slice(bytes);
    }

    fn fixed(&mut self, tag: u8, bytes: &[u8]) {
        self.0.push(tag);
        self.0.extend_from_slice(bytes);
    }

    fn open(&mut self, tag: u8) -> Parts<'_> {
        self.0.push(tag);
        Parts(self)
    }
}

/// The parts of a value: written one by one, closed by an end mark.
struct Parts<'a>(&'a mut Canonical);

impl Parts<'_> {
    fn part<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Unserializable> {
        value.serialize(&mut *self.0)
    }

    fn close(self) {
        self.0.0.push(b')');
    }
}

macro_rules! numbers {
    ($($method:ident $type:ty;)*) => {
        $(fn $method(self, value: $type) -> Result<(), Unserializable> {
            self.fixed(b'i', &i128::from(value).to_be_bytes());
            Ok(())
        })*
    };
}

impl<'a> Serializer for &'a mut Canonical {
    type Ok = ();
    type Error = Unserializable;
    type SerializeSeq = Parts<'a>;
    type SerializeTuple = Parts<'a>;
    type SerializeTupleStruct = Parts<'a>;
    type SerializeTupleVariant = Parts<'a>;
    type SerializeMap = Parts<'a>;
    type SerializeStruct = Parts<'a>;
    type SerializeStructVariant = Parts<'a>;

    numbers! {
        serialize_i8 i8; serialize_i16 i16; serialize_i32 i32; serialize_i64 i64;
        serialize_u8 u8; serialize_u16 u16; serialize_u32 u32; serialize_u64 u64;
    }

    fn serialize_bool(self, value: bool) -> Result<(), Unserializable> {
        self.fixed(b'b', &[u8::from(value)]);
        Ok(())
    }

    fn serialize_f32(self, value: f32) -> Result<(), Unserializable> {
        self.serialize_f64(f64::from(value))
    }

    fn serialize_f64(self, value: f64) -> Result<(), Unserializable> {
        self.fixed(b'f', &value.to_bits().to_be_bytes());
        Ok(())
    }

    fn serialize_char(self, value: char) -> Result<(), Unserializable> {
        self.serialize_str(value.encode_utf8(&mut [0; 4]))
    }

    fn serialize_str(self, value: &str) -> Result<(), Unserializable> {
        self.raw(b's', value.as_bytes());
        Ok(())
    }

    fn serialize_bytes(self, value: &[u8]) -> Result<(), Unserializable> {
        self.raw(b'y', value);
        Ok(())
    }

    fn serialize_none(self) -> Result<(), Unserializable> {
        self.fixed(b'n', &[]);
        Ok(())
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<(), Unserializable> {
        self.fixed(b'o', &[]);
        value.serialize(self)
    }

    fn serialize_unit(self) -> Result<(), Unserializable> {
        self.fixed(b'u', &[]);
        Ok(())
    }

    fn serialize_unit_struct(self, _: &'static str) -> Result<(), Unserializable> {
        self.serialize_unit()
    }

    fn serialize_unit_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
    ) -> Result<(), Unserializable> {
        self.raw(b'v', variant.as_bytes());
        Ok(())
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        value: &T,
    ) -> Result<(), Unserializable> {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        value: &T,
    ) -> Result<(), Unserializable> {
        self.raw(b'w', variant.as_bytes());
        value.serialize(self)
    }

    fn serialize_seq(self, _: Option<usize>) -> Result<Parts<'a>, Unserializable> {
        Ok(self.open(b'['))
    }

    fn serialize_tuple(self, _: usize) -> Result<Parts<'a>, Unserializable> {
        Ok(self.open(b'['))
    }

    fn serialize_tuple_struct(
        self,
        _: &'static str,
        _: usize,
    ) -> Result<Parts<'a>, Unserializable> {
        Ok(self.open(b'['))
    }

    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        _: usize,
    ) -> Result<Parts<'a>, Unserializable> {
        self.raw(b'w', variant.as_bytes());
        Ok(self.open(b'['))
    }

    fn serialize_map(self, _: Option<usize>) -> Result<Parts<'a>, Unserializable> {
        Ok(self.open(b'{'))
    }

    fn serialize_struct(self, _: &'static str, _: usize) -> Result<Parts<'a>, Unserializable> {
        Ok(self.open(b'{'))
    }

    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        _: usize,
    ) -> Result<Parts<'a>, Unserializable> {
        self.raw(b'w', variant.as_bytes());
        Ok(self.open(b'{'))
    }
}

/// Implements the traits of lists (one method) and of structs (a name with every part).
macro_rules! parts {
    (list $($name:ident $method:ident;)*) => {
        $(impl ser::$name for Parts<'_> {
            type Ok = ();
            type Error = Unserializable;

            fn $method<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Unserializable> {
                self.part(value)
            }

            fn end(self) -> Result<(), Unserializable> {
                self.close();
                Ok(())
            }
        })*
    };
    (named $($name:ident;)*) => {
        $(impl ser::$name for Parts<'_> {
            type Ok = ();
            type Error = Unserializable;

            fn serialize_field<T: Serialize + ?Sized>(
                &mut self,
                name: &'static str,
                value: &T,
            ) -> Result<(), Unserializable> {
                self.part(name)?;
                self.part(value)
            }

            fn end(self) -> Result<(), Unserializable> {
                self.close();
                Ok(())
            }
        })*
    };
}

parts! { list
    SerializeSeq serialize_element;
    SerializeTuple serialize_element;
    SerializeTupleStruct serialize_field;
    SerializeTupleVariant serialize_field;
}

parts! { named
    SerializeStruct;
    SerializeStructVariant;
}

impl ser::SerializeMap for Parts<'_> {
    type Ok = ();
    type Error = Unserializable;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), Unserializable> {
        self.part(key)
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Unserializable> {
        self.part(value)
    }

    fn end(self) -> Result<(), Unserializable> {
        self.close();
        Ok(())
    }
}

#[cfg(test)]
mod tests;
