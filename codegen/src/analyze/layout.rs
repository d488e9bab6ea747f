//! How large values are, and where a box is needed.
//!
//! A member that would contain itself is boxed, and so is the payload of a variant that would
//! make every value of its union large. Sizes are estimates for a 64-bit target.

use std::collections::HashSet;

use crate::ir::{Api, Shape, Type, TypeId};

/// A payload above this many bytes is boxed.
const LARGE: usize = 200;

/// A member above this many bytes is boxed: without that, members of members would double a size
/// again and again, beyond what a compiler takes.
const HUGE: usize = 4096;

const POINTER: usize = 8;
const TEXT: usize = 24;
const VALUE: usize = 32;

/// Which members and variants are boxed, by their index in their definition.
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
    /// Being measured: whoever asks now is inside it.
    Open,
    Known(usize),
}

impl Measuring<'_> {
    /// The size of a definition; `None` from inside itself.
    fn definition(&mut self, id: TypeId) -> Option<usize> {
        match self.sizes[id.0] {
            Size::Known(size) => return Some(size),
            Size::Open => return None,
            Size::Unknown => self.sizes[id.0] = Size::Open,
        }
        let api = self.api;
        let size = match &api.definition(id).shape {
            Shape::StringEnum(_) => TEXT,
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

    /// The size of a member, which is boxed if it leads back to where it stands, or is huge.
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
            Type::Integer(_) | Type::Number(_) => 2 * POINTER,
            Type::String(_) | Type::List(..) | Type::FreeForm | Type::Map(_) => TEXT,
            Type::Timestamp | Type::Any => VALUE,
            Type::Limited(inner, _) => self.r#type(inner)?,
            Type::Nullable(inner) | Type::OrReference(inner) => POINTER + self.r#type(inner)?,
            Type::Named(id) => self.definition(*id)?,
        })
    }
}
