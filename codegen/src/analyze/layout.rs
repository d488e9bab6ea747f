//! Estimates the sizes of types and decides which fields and variants are boxed.
//!
//! A field is boxed if it would contain its own type, and a variant if it would make every value of
//! its union large. Sizes are estimates for a 64-bit target.

use std::collections::HashSet;

use crate::ir::{Api, Shape, Type, TypeId};

/// Variants larger than this many bytes are boxed.
const LARGE: usize = 200;

/// Fields larger than this many bytes are boxed. Otherwise the size of nested structs could grow
/// exponentially, beyond what the compiler accepts.
const HUGE: usize = 4096;

const POINTER: usize = 8;
const STRING: usize = 24;
const VALUE: usize = 32;

/// The fields and variants that are boxed, by their index in their definition.
#[derive(Clone, Debug, Default)]
pub(super) struct Layout {
    pub boxed: HashSet<(TypeId, usize)>,
}

pub(super) fn layout(api: &Api) -> Layout {
    let mut measuring =
        Measuring { api, sizes: vec![Size::Unknown; api.types.len()], layout: Layout::default() };
    for id in api.type_ids() {
        measuring.definition(id);
    }
    measuring.layout
}

struct Measuring<'a> {
    api: &'a Api,
    sizes: Vec<Size>,
    layout: Layout,
}

#[derive(Clone, Copy)]
enum Size {
    Unknown,
    /// Being measured: a type that refers to it now is nested in it.
    Open,
    Known(usize),
}

impl Measuring<'_> {
    /// Returns the size of a definition; `None` if it is still being measured, so that it contains itself.
    fn definition(&mut self, id: TypeId) -> Option<usize> {
        match self.sizes[id.0] {
            Size::Known(size) => return Some(size),
            Size::Open => return None,
            Size::Unknown => self.sizes[id.0] = Size::Open,
        }
        let api = self.api;
        let size = match &api.definition(id).shape {
            Shape::StringEnum(_) => STRING,
            Shape::Object(object) => {
                let fields = object.fields.iter().enumerate();
                let sizes = fields.map(|(index, field)| self.part(id, index, &field.r#type));
                POINTER + sizes.sum::<usize>()
            }
            Shape::Union(union) => {
                let variants = union.variants.iter().enumerate();
                let sizes = variants.map(|(index, variant)| self.variant(id, index, &variant.r#type));
                POINTER + sizes.max().unwrap_or_default().max(VALUE)
            }
        };
        self.sizes[id.0] = Size::Known(size);
        Some(size)
    }

    fn variant(&mut self, id: TypeId, index: usize, r#type: &Type) -> usize {
        let size = self.part(id, index, r#type);
        if size <= LARGE {
            return size;
        }
        self.layout.boxed.insert((id, index));
        POINTER
    }

    /// Returns the size of a field or variant; boxes it if it contains its own definition or is huge.
    fn part(&mut self, id: TypeId, index: usize, r#type: &Type) -> usize {
        let size = self.r#type(r#type).filter(|size| *size <= HUGE);
        size.unwrap_or_else(|| {
            self.layout.boxed.insert((id, index));
            POINTER
        })
    }

    fn r#type(&mut self, r#type: &Type) -> Option<usize> {
        Some(match r#type {
            Type::Boolean => 1,
            Type::Integer(_) => 2 * POINTER,
            Type::Number(_) | Type::String(_) | Type::List(..) | Type::FreeForm | Type::Map(_) => STRING,
            Type::Timestamp | Type::Any => VALUE,
            Type::Limited(inner, _) => self.r#type(inner)?,
            Type::Nullable(inner) | Type::OrReference(inner) => POINTER + self.r#type(inner)?,
            Type::Named(id) => self.definition(*id)?,
        })
    }
}
