//! The scalars, lists and objects that the options of a union consist of. Nested unions are flattened.

use crate::ir::{Api, Object, ScalarKind, Shape, Type, TypeId, Union};

/// The flattened options of a union, with the index of their variant.
#[derive(Default)]
pub(super) struct Leaves<'a> {
    pub scalars: Vec<(usize, Scalar<'a>)>,
    pub objects: Vec<ObjectOption<'a>>,
}

/// An option that is not an object.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Scalar<'a> {
    Boolean,
    Integer,
    Number,
    String,
    Timestamp,
    Enum(&'a [String]),
    Array,
}

/// An option that is an object.
#[derive(Clone, Copy, Debug)]
pub(super) struct ObjectOption<'a> {
    pub variant: usize,
    /// Its position among the options that are objects.
    pub place: usize,
    pub r#type: &'a Type,
    /// Its properties; `None` if they are not declared.
    pub object: Option<&'a Object>,
}

/// Returns the flattened options of a union.
pub(super) fn leaves<'a>(api: &'a Api, union: &'a Union) -> Leaves<'a> {
    let mut collector = Collector { api, leaves: Leaves::default(), seen: Vec::new() };
    for (index, variant) in union.variants.iter().enumerate() {
        collector.seen.clear();
        collector.add(index, &variant.r#type);
    }
    collector.leaves
}

struct Collector<'a> {
    api: &'a Api,
    leaves: Leaves<'a>,
    /// Unions in the current option that have been visited.
    seen: Vec<TypeId>,
}

impl<'a> Collector<'a> {
    fn add(&mut self, variant: usize, r#type: &'a Type) {
        match r#type {
            Type::Boolean => self.scalar(variant, Scalar::Boolean),
            Type::Integer(_) => self.scalar(variant, Scalar::Integer),
            Type::Number(_) => self.scalar(variant, Scalar::Number),
            Type::String(_) => self.scalar(variant, Scalar::String),
            Type::Timestamp => self.scalar(variant, Scalar::Timestamp),
            Type::List(..) => self.scalar(variant, Scalar::Array),
            Type::FreeForm | Type::Map(_) => self.object(variant, r#type, None),
            Type::Nullable(inner) | Type::Limited(inner, _) => self.add(variant, inner),
            Type::OrReference(inner) => {
                self.scalar(variant, Scalar::String);
                self.add(variant, inner);
            }
            // Any kind of value; other options take precedence for the kinds they have.
            Type::Any => {
                for scalar in [Scalar::Boolean, Scalar::Number, Scalar::String, Scalar::Array] {
                    self.scalar(variant, scalar);
                }
                self.object(variant, r#type, None);
            }
            Type::Named(id) => self.named(variant, r#type, *id),
        }
    }

    fn named(&mut self, variant: usize, r#type: &'a Type, id: TypeId) {
        let api = self.api;
        match &api.definition(id).shape {
            Shape::Object(object) => self.object(variant, r#type, Some(object)),
            Shape::StringEnum(list) => self.scalar(
                variant,
                match list.scalar {
                    ScalarKind::String => Scalar::Enum(&list.values),
                    ScalarKind::Integer => Scalar::Integer,
                    ScalarKind::Number => Scalar::Number,
                    ScalarKind::Boolean => Scalar::Boolean,
                },
            ),
            Shape::Union(_) if self.seen.contains(&id) => {}
            Shape::Union(union) => {
                self.seen.push(id);
                for inner in &union.variants {
                    self.add(variant, &inner.r#type);
                }
            }
        }
    }

    fn scalar(&mut self, variant: usize, scalar: Scalar<'a>) {
        if !self.leaves.scalars.contains(&(variant, scalar)) {
            self.leaves.scalars.push((variant, scalar));
        }
    }

    fn object(&mut self, variant: usize, r#type: &'a Type, object: Option<&'a Object>) {
        let exists = self.leaves.objects.iter().any(|it| it.variant == variant && it.r#type == r#type);
        if !exists {
            let place = self.leaves.objects.len();
            self.leaves.objects.push(ObjectOption { variant, place, r#type, object });
        }
    }
}

/// Returns the variant of the options, if all are of the same one.
pub(super) fn only(options: &[ObjectOption<'_>]) -> Option<usize> {
    let (first, others) = options.split_first()?;
    others.iter().all(|other| other.variant == first.variant).then_some(first.variant)
}
