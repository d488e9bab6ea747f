//! Lowers parameters and their serialization styles.

use super::lowering::Lowering;
use crate::diagnostic::Code;
use crate::document::{self, Place, Schema, Style, Writing};
use crate::ir::{Documentation, Origin, Parameter, Shape, Step, Type, TypeId};

impl<'a> Lowering<'a> {
    pub(super) fn parameter(
        &mut self,
        operation: &document::Operation,
        parameter: &'a document::Parameter,
    ) -> Parameter {
        let origin = Origin::named(&operation.id).join(Step::Parameter(parameter.name.clone()));
        let r#type = parameter.schema.as_ref().map_or(Type::Any, |schema| self.schema(schema, &origin));
        // Null cannot be serialized as a parameter.
        let r#type = match r#type {
            Type::Nullable(inner) => *inner,
            other => other,
        };
        if !matches!(parameter.writing.style, Style::Json | Style::DeepObject) && self.is_nested(&r#type) {
            let style = parameter.writing.style.as_str();
            self.diagnostics.warn(
                Code::UndefinedStyle,
                &parameter.location,
                format!(
                    "style `{style}` does not define how to serialize a list or an object inside `{}`",
                    parameter.name
                ),
                "describe the parameter with `content` and `application/json`, or use the style `deepObject`",
            );
        }
        Parameter {
            location: parameter.location.clone(),
            name: parameter.name.clone(),
            place: parameter.place,
            bound: None,
            required: parameter.required || parameter.place == Place::Path,
            writing: self.writing(parameter, &r#type),
            default: parameter.schema.as_ref().and_then(|schema| self.default_of(schema)),
            r#type,
            documentation: Documentation {
                text: parameter.description.clone(),
                deprecated: parameter.deprecated || self.is_deprecated(parameter),
            },
        }
    }

    /// Returns the default value of a schema or of the schema that it refers to, as JSON.
    pub(super) fn default_of(&mut self, schema: &Schema) -> Option<String> {
        let own = schema.default.clone();
        own.or_else(|| self.resolved(schema).default).map(|value| value.to_string())
    }

    /// Returns whether the schema of a parameter, or the schema that it refers to, is deprecated.
    fn is_deprecated(&mut self, parameter: &document::Parameter) -> bool {
        let schema = parameter.schema.as_ref();
        schema.is_some_and(|schema| schema.deprecated || self.resolved(schema).deprecated)
    }

    /// Returns the style, if it differs from the default serialization.
    fn writing(&self, parameter: &document::Parameter, r#type: &Type) -> Option<Writing> {
        let Writing { style, explode, allow_reserved } = parameter.writing;
        let is_scalar = self.is_scalar(r#type, &mut Vec::new());
        let is_list = matches!(r#type.without_rules(), Type::List(..));
        let plain = match (parameter.place, style) {
            (Place::Path, Style::Simple) | (Place::Query, Style::DeepObject) => is_scalar && !allow_reserved,
            (Place::Header, Style::Simple) => is_scalar || is_list,
            (Place::Query, Style::Form | Style::SpaceDelimited | Style::PipeDelimited) => {
                !allow_reserved && (is_scalar || (is_list && explode))
            }
            (Place::Path | Place::Query | Place::Header | Place::Cookie, _) => false,
        };
        (!plain).then_some(parameter.writing)
    }

    /// Returns whether all values of a type are scalars. `seen` are the types that were examined, because unions may be
    /// options of each other.
    fn is_scalar(&self, r#type: &Type, seen: &mut Vec<TypeId>) -> bool {
        match r#type {
            Type::Boolean | Type::Integer(_) | Type::Number(_) | Type::String(_) | Type::Timestamp => true,
            Type::Nullable(inner) | Type::OrReference(inner) | Type::Limited(inner, _) => {
                self.is_scalar(inner, seen)
            }
            Type::Named(id) if seen.contains(id) => true,
            Type::Named(id) => {
                seen.push(*id);
                match self.definitions.shape(*id) {
                    Some(Shape::StringEnum(_)) => true,
                    Some(Shape::Union(union)) => {
                        union.variants.iter().all(|it| self.is_scalar(&it.r#type, seen))
                    }
                    Some(Shape::Object(_)) | None => false,
                }
            }
            Type::Any | Type::FreeForm | Type::List(..) | Type::Map(_) => false,
        }
    }

    /// Returns whether a type is a list or an object that certainly contains another one.
    fn is_nested(&self, r#type: &Type) -> bool {
        match r#type {
            Type::List(inner, _) | Type::Map(inner) => self.is_composed(inner),
            Type::Nullable(inner) | Type::OrReference(inner) | Type::Limited(inner, _) => {
                self.is_nested(inner)
            }
            Type::Named(id) => match self.definitions.shape(*id) {
                Some(Shape::Object(object)) => object.fields.iter().any(|it| self.is_composed(&it.r#type)),
                Some(Shape::StringEnum(_) | Shape::Union(_)) | None => false,
            },
            Type::Any
            | Type::FreeForm
            | Type::Boolean
            | Type::Integer(_)
            | Type::Number(_)
            | Type::String(_)
            | Type::Timestamp => false,
        }
    }

    fn is_composed(&self, r#type: &Type) -> bool {
        match r#type {
            Type::FreeForm | Type::List(..) | Type::Map(_) => true,
            Type::Nullable(inner) | Type::OrReference(inner) | Type::Limited(inner, _) => {
                self.is_composed(inner)
            }
            Type::Named(id) => matches!(self.definitions.shape(*id), Some(Shape::Object(_))),
            Type::Any
            | Type::Boolean
            | Type::Integer(_)
            | Type::Number(_)
            | Type::String(_)
            | Type::Timestamp => false,
        }
    }
}
