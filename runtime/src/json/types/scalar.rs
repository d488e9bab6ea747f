//! [`Json`] for types of the standard library and for arbitrary JSON values.

use std::collections::BTreeMap;

use crate::json::{Checker, Json, Map, Patch, ReadError, Reader, Rule, Value, Writer};

impl Json for String {
    fn read(reader: &mut Reader<'_>) -> Result<Self, ReadError> {
        reader.owned_string()
    }

    fn write(&self, writer: &mut Writer) {
        writer.string(self);
    }

    fn check(&self, rule: &Rule, checker: &mut Checker) {
        checker.string(self, rule);
    }
}

impl Json for i64 {
    fn read(reader: &mut Reader<'_>) -> Result<Self, ReadError> {
        reader.integer()
    }

    fn write(&self, writer: &mut Writer) {
        writer.integer(*self);
    }

    fn check(&self, rule: &Rule, checker: &mut Checker) {
        checker.integer(*self, rule);
    }
}

/// Generated code has no such integers, but an integer literal without a type is one.
impl Json for i32 {
    fn read(reader: &mut Reader<'_>) -> Result<Self, ReadError> {
        let start = reader.checkpoint();
        let integer = reader.integer()?;
        Self::try_from(integer).map_err(|_| {
            reader.restore(&start);
            reader.mismatch("a 32-bit integer")
        })
    }

    fn write(&self, writer: &mut Writer) {
        writer.integer((*self).into());
    }

    fn check(&self, rule: &Rule, checker: &mut Checker) {
        checker.integer((*self).into(), rule);
    }
}

impl Json for u64 {
    fn read(reader: &mut Reader<'_>) -> Result<Self, ReadError> {
        reader.unsigned()
    }

    fn write(&self, writer: &mut Writer) {
        writer.unsigned(*self);
    }

    fn check(&self, rule: &Rule, checker: &mut Checker) {
        checker.unsigned(*self, rule);
    }
}

impl Json for f64 {
    fn read(reader: &mut Reader<'_>) -> Result<Self, ReadError> {
        reader.number()
    }

    fn write(&self, writer: &mut Writer) {
        writer.number(*self);
    }

    fn check(&self, rule: &Rule, checker: &mut Checker) {
        checker.number(*self, rule);
    }
}

impl Json for bool {
    fn read(reader: &mut Reader<'_>) -> Result<Self, ReadError> {
        reader.boolean()
    }

    fn write(&self, writer: &mut Writer) {
        writer.boolean(*self);
    }

    fn check(&self, rule: &Rule, checker: &mut Checker) {
        checker.allowed_values(self, rule);
    }
}

/// The JSON value `null`.
impl Json for () {
    const HAS_NULL: bool = true;

    fn read(reader: &mut Reader<'_>) -> Result<Self, ReadError> {
        if reader.null()? { Ok(()) } else { Err(reader.mismatch("null")) }
    }

    fn write(&self, writer: &mut Writer) {
        writer.null();
    }

    fn check(&self, _rule: &Rule, _checker: &mut Checker) {}
}

/// A value that may be `null`.
impl<T: Json> Json for Option<T> {
    const HAS_NULL: bool = true;

    fn read(reader: &mut Reader<'_>) -> Result<Self, ReadError> {
        if reader.null()? { Ok(None) } else { Ok(Some(T::read(reader)?)) }
    }

    fn write(&self, writer: &mut Writer) {
        match self {
            Some(value) => value.write(writer),
            None => writer.null(),
        }
    }

    fn is_absent(&self) -> bool {
        self.is_none()
    }

    fn check(&self, rule: &Rule, checker: &mut Checker) {
        if let Some(value) = self {
            value.check(rule, checker);
        }
    }
}

/// A value that may be `null`. Outside of a field, where nothing can be omitted, [`Patch::Keep`] is also
/// written as `null`.
impl<T: Json> Json for Patch<T> {
    const HAS_NULL: bool = true;

    fn read(reader: &mut Reader<'_>) -> Result<Self, ReadError> {
        if reader.null()? { Ok(Self::Null) } else { Ok(Self::Set(T::read(reader)?)) }
    }

    fn write(&self, writer: &mut Writer) {
        match self {
            Self::Keep | Self::Null => writer.null(),
            Self::Set(value) => value.write(writer),
        }
    }

    fn is_absent(&self) -> bool {
        matches!(self, Self::Keep)
    }

    fn check(&self, rule: &Rule, checker: &mut Checker) {
        if let Self::Set(value) = self {
            value.check(rule, checker);
        }
    }
}

impl<T: Json> Json for Box<T> {
    const HAS_NULL: bool = T::HAS_NULL;

    fn read(reader: &mut Reader<'_>) -> Result<Self, ReadError> {
        reader.charge(size_of::<T>())?;
        Ok(Self::new(T::read(reader)?))
    }

    fn write(&self, writer: &mut Writer) {
        (**self).write(writer);
    }

    fn check(&self, rule: &Rule, checker: &mut Checker) {
        (**self).check(rule, checker);
    }
}

impl<T: Json> Json for Vec<T> {
    fn read(reader: &mut Reader<'_>) -> Result<Self, ReadError> {
        let mut elements = Self::new();
        reader.begin_array()?;
        while reader.next_element()? {
            reader.charge_element::<T>(elements.len())?;
            elements.push(T::read(reader)?);
        }
        Ok(elements)
    }

    fn write(&self, writer: &mut Writer) {
        writer.begin_array();
        for element in self {
            writer.element();
            element.write(writer);
        }
        writer.end_array();
    }

    fn check(&self, rule: &Rule, checker: &mut Checker) {
        checker.elements(self, rule);
        checker.inside(self, rule);
    }
}

/// An object with arbitrary keys and values of one type.
impl<T: Json> Json for BTreeMap<String, T> {
    fn read(reader: &mut Reader<'_>) -> Result<Self, ReadError> {
        let mut map = Self::new();
        reader.begin_object()?;
        while let Some(key) = reader.next_key()? {
            reader.charge_entry::<T>(map.len(), &key)?;
            let key = key.into_owned();
            map.insert(key, T::read(reader)?);
        }
        Ok(map)
    }

    fn write(&self, writer: &mut Writer) {
        writer.begin_object();
        for (key, value) in self {
            writer.key(key);
            value.write(writer);
        }
        writer.end_object();
    }

    fn check(&self, rule: &Rule, checker: &mut Checker) {
        checker.entries(self.iter(), self.len(), rule);
        checker.inside(self, rule);
    }
}

/// A value of any kind.
impl Json for Value {
    const HAS_NULL: bool = true;

    fn read(reader: &mut Reader<'_>) -> Result<Self, ReadError> {
        reader.value()
    }

    fn write(&self, writer: &mut Writer) {
        writer.value(self);
    }

    fn check(&self, rule: &Rule, checker: &mut Checker) {
        checker.value(self, rule);
    }
}

/// An object with arbitrary keys and values.
impl Json for Map {
    fn read(reader: &mut Reader<'_>) -> Result<Self, ReadError> {
        let mut map = Self::new();
        reader.begin_object()?;
        while let Some(key) = reader.next_key()? {
            reader.charge_entry::<Value>(map.len(), &key)?;
            let key = key.into_owned();
            map.insert(key, reader.value()?);
        }
        Ok(map)
    }

    fn write(&self, writer: &mut Writer) {
        writer.begin_object();
        for (key, value) in self {
            writer.key(key);
            writer.value(value);
        }
        writer.end_object();
    }

    fn check(&self, rule: &Rule, checker: &mut Checker) {
        checker.entries(self.iter(), self.len(), rule);
        checker.inside(self, rule);
    }
}
