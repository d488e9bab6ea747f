//! [`Json`] for types of the standard library and for arbitrary JSON values.

use std::collections::BTreeMap;

use crate::json::parts::{Entries, Field, List, Part, Place, View};
use crate::json::{Json, Map, Patch, ReadError, Reader, Value};

impl Json for String {
    fn empty() -> Self {
        Self::new()
    }
}

impl Part for String {
    fn fill(&mut self, reader: &mut Reader<'_>, _place: Place) -> Result<(), ReadError> {
        *self = reader.owned_string()?;
        Ok(())
    }

    fn view(&self) -> View<'_> {
        View::Text(self)
    }
}

impl Json for i64 {
    fn empty() -> Self {
        0
    }
}

impl Part for i64 {
    fn fill(&mut self, reader: &mut Reader<'_>, _place: Place) -> Result<(), ReadError> {
        *self = reader.integer()?;
        Ok(())
    }

    fn view(&self) -> View<'_> {
        View::Integer(*self)
    }
}

/// Generated code has no such integers, but an integer literal without a type is one.
impl Json for i32 {
    fn empty() -> Self {
        0
    }
}

impl Part for i32 {
    fn fill(&mut self, reader: &mut Reader<'_>, _place: Place) -> Result<(), ReadError> {
        let start = reader.checkpoint();
        let integer = reader.integer()?;
        *self = Self::try_from(integer).map_err(|_| {
            reader.restore(&start);
            reader.mismatch("a 32-bit integer")
        })?;
        Ok(())
    }

    fn view(&self) -> View<'_> {
        View::Integer((*self).into())
    }
}

impl Json for u64 {
    fn empty() -> Self {
        0
    }
}

impl Part for u64 {
    fn fill(&mut self, reader: &mut Reader<'_>, _place: Place) -> Result<(), ReadError> {
        *self = reader.unsigned()?;
        Ok(())
    }

    fn view(&self) -> View<'_> {
        View::Unsigned(*self)
    }
}

impl Json for f64 {
    fn empty() -> Self {
        0.0
    }
}

impl Part for f64 {
    fn fill(&mut self, reader: &mut Reader<'_>, _place: Place) -> Result<(), ReadError> {
        *self = reader.number()?;
        Ok(())
    }

    fn view(&self) -> View<'_> {
        View::Float(*self)
    }
}

impl Json for bool {
    fn empty() -> Self {
        false
    }
}

impl Part for bool {
    fn fill(&mut self, reader: &mut Reader<'_>, _place: Place) -> Result<(), ReadError> {
        *self = reader.boolean()?;
        Ok(())
    }

    fn view(&self) -> View<'_> {
        View::Boolean(*self)
    }
}

/// The JSON value `null`.
impl Json for () {
    const HAS_NULL: bool = true;

    fn empty() -> Self {}
}

impl Part for () {
    fn fill(&mut self, reader: &mut Reader<'_>, _place: Place) -> Result<(), ReadError> {
        if reader.null()? { Ok(()) } else { Err(reader.mismatch("null")) }
    }

    fn view(&self) -> View<'_> {
        View::Unit
    }
}

/// A value that may be `null`, or an optional field.
impl<T: Json> Json for Option<T> {
    const HAS_NULL: bool = true;

    fn empty() -> Self {
        None
    }
}

impl<T: Json> Part for Option<T> {
    fn fill(&mut self, reader: &mut Reader<'_>, place: Place) -> Result<(), ReadError> {
        match reader.is_none(place, T::HAS_NULL) {
            Ok(false) => self.insert(T::empty()).fill(reader, Place::Required),
            Ok(true) => {
                *self = None;
                Ok(())
            }
            Err(error) => Err(error),
        }
    }

    fn view(&self) -> View<'_> {
        match self {
            None => View::None,
            Some(value) => View::Some(value),
        }
    }
}

/// A value that may be `null`. Outside of a field, where nothing can be omitted, [`Patch::Keep`] is also
/// written as `null`.
impl<T: Json> Json for Patch<T> {
    const HAS_NULL: bool = true;

    fn empty() -> Self {
        Self::Keep
    }
}

impl<T: Json> Part for Patch<T> {
    fn fill(&mut self, reader: &mut Reader<'_>, place: Place) -> Result<(), ReadError> {
        if place == Place::Omitted {
            *self = Self::Keep;
        } else if reader.null()? {
            *self = Self::Null;
        } else {
            let mut value = T::empty();
            value.fill(reader, Place::Required)?;
            *self = Self::Set(value);
        }
        Ok(())
    }

    fn view(&self) -> View<'_> {
        match self {
            Self::Keep => View::Keep,
            Self::Null => View::Null,
            Self::Set(value) => View::Set(value),
        }
    }
}

impl<T: Json> Json for Box<T> {
    const HAS_NULL: bool = T::HAS_NULL;

    fn empty() -> Self {
        Self::new(T::empty())
    }
}

impl<T: Json> Part for Box<T> {
    fn fill(&mut self, reader: &mut Reader<'_>, place: Place) -> Result<(), ReadError> {
        reader.charge(size_of::<T>())?;
        (**self).fill(reader, place)
    }

    fn view(&self) -> View<'_> {
        (**self).view()
    }
}

impl<T: Json> Json for Vec<T> {
    fn empty() -> Self {
        Self::new()
    }
}

impl<T: Json> Part for Vec<T> {
    fn fill(&mut self, reader: &mut Reader<'_>, _place: Place) -> Result<(), ReadError> {
        *self = Self::new();
        reader.list(self)
    }

    fn view(&self) -> View<'_> {
        View::List(self)
    }
}

impl<T: Json> List for Vec<T> {
    fn len(&self) -> usize {
        self.len()
    }

    fn get(&self, index: usize) -> Option<&Field> {
        match self.as_slice().get(index) {
            Some(element) => Some(element),
            None => None,
        }
    }

    fn grow(&mut self, reader: &mut Reader<'_>) -> Result<(), ReadError> {
        let mut element = T::empty();
        let result = element.fill(reader, Place::Required);
        self.push(element);
        result
    }

    fn size(&self) -> usize {
        size_of::<T>()
    }
}

/// An object with arbitrary keys and values of one type.
impl<T: Json> Json for BTreeMap<String, T> {
    fn empty() -> Self {
        Self::new()
    }
}

impl<T: Json> Part for BTreeMap<String, T> {
    fn fill(&mut self, reader: &mut Reader<'_>, _place: Place) -> Result<(), ReadError> {
        *self = Self::new();
        reader.begin_object()?;
        while let Some(key) = reader.next_key()? {
            reader.charge_entry::<T>(self.len(), &key)?;
            let (key, mut value) = (key.into_owned(), T::empty());
            value.fill(reader, Place::Required)?;
            self.insert(key, value);
        }
        Ok(())
    }

    fn view(&self) -> View<'_> {
        View::Map(self)
    }
}

impl<T: Json> Entries for BTreeMap<String, T> {
    fn len(&self) -> usize {
        self.len()
    }

    fn visit<'a>(&'a self, each: &mut dyn FnMut(&'a str, &'a Field)) {
        for (key, value) in self {
            each(key, value);
        }
    }
}

/// A value of any kind.
impl Json for Value {
    const HAS_NULL: bool = true;

    fn empty() -> Self {
        Self::Null
    }
}

impl Part for Value {
    fn fill(&mut self, reader: &mut Reader<'_>, _place: Place) -> Result<(), ReadError> {
        *self = reader.value()?;
        Ok(())
    }

    fn view(&self) -> View<'_> {
        View::Any(self)
    }
}

/// An object with arbitrary keys and values.
impl Json for Map {
    fn empty() -> Self {
        Self::new()
    }
}

impl Part for Map {
    fn fill(&mut self, reader: &mut Reader<'_>, _place: Place) -> Result<(), ReadError> {
        *self = Self::new();
        reader.begin_object()?;
        while let Some(key) = reader.next_key()? {
            reader.charge_entry::<Value>(self.len(), &key)?;
            let key = key.into_owned();
            self.insert(key, reader.value()?);
        }
        Ok(())
    }

    fn view(&self) -> View<'_> {
        View::Map(self)
    }
}

impl Entries for Map {
    fn len(&self) -> usize {
        self.len()
    }

    fn visit<'a>(&'a self, each: &mut dyn FnMut(&'a str, &'a Field)) {
        for (key, value) in self {
            each(key, value);
        }
    }
}
