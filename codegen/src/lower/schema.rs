//! Schemas: from a form to a type, with definitions where a type needs a name.

use super::form::{Form, form};
use super::{Lowering, Target};
use crate::diagnostic::Code;
use crate::document::{Limits, Location, Schema};
use crate::ir::{Documentation, Number, Origin, Rules, Shape, StringEnum, Type, TypeDefinition, Union};

impl<'a> Lowering<'a> {
    /// The type of a schema that stands at a place with a name of its own to offer.
    pub(super) fn schema(&mut self, schema: &'a Schema, origin: &Origin) -> Type {
        let titled = schema.title.as_deref().map(Origin::named);
        let origin = titled.as_ref().unwrap_or(origin);
        let (form, nullable) = form(schema, self.settings);
        let r#type = self.plain(&form, schema, origin).unwrap_or_else(|| {
            let definition = self.definition(form, schema, origin);
            Type::Named(self.fold(definition))
        });
        nullable_type(r#type, nullable)
    }

    /// The type of a form that needs no definition.
    fn plain(&mut self, form: &Form<'a>, schema: &'a Schema, origin: &Origin) -> Option<Type> {
        Some(match form {
            Form::Any => Type::Any,
            Form::Boolean => Type::Boolean,
            Form::Integer => Type::Integer(rules(&schema.limits)),
            Form::Number => Type::Number(rules(&schema.limits)),
            Form::String => Type::String(rules(&schema.limits)),
            Form::Timestamp => Type::Timestamp,
            Form::OpenObject => Type::FreeForm,
            Form::List(items) => {
                let items = items.map(|items| self.schema(items, &origin.join("item")));
                Type::List(Box::new(items.unwrap_or(Type::Any)), rules(&schema.limits))
            }
            Form::Map(value) => Type::Map(Box::new(self.schema(value, &origin.join("value")))),
            Form::Reference(target) => self.reference(&schema.location, target),
            Form::Same(inner) => self.schema(inner, origin),
            Form::OrReference(value) => {
                let value = self.schema(value, &origin.join("value"));
                Type::OrReference(Box::new(value))
            }
            Form::Null => {
                self.unsupported(&schema.location, "a schema that only null fits");
                Type::Any
            }
            Form::Unsupported(what) => {
                self.unsupported(&schema.location, what);
                Type::Any
            }
            Form::Object | Form::StringEnum(_) | Form::Union(_) => return None,
        })
    }

    /// The definition of one of the three forms that need one.
    fn definition(&mut self, form: Form<'a>, schema: &'a Schema, origin: &Origin) -> TypeDefinition {
        let mut places = Vec::new();
        let shape = match form {
            Form::StringEnum(values) => Shape::StringEnum(StringEnum { values }),
            Form::Union(options) => {
                let declared = schema.discriminator.as_ref();
                self.discriminators.extend(declared.map(|it| (schema.location.clone(), it)));
                let (variants, options) = self.variants(&options, origin);
                places = options;
                Shape::Union(Union { variants, decision: crate::ir::Decision::default() })
            }
            _ => Shape::Object(self.object(schema, origin)),
        };
        TypeDefinition {
            origin: origin.clone(),
            location: schema.location.clone(),
            places: 1,
            documentation: documentation(schema),
            shape,
            options: places,
        }
    }

    /// The type that a `$ref` leads to.
    fn reference(&mut self, from: &Location, target: &Location) -> Type {
        match self.targets.get(target) {
            Some(Target::Done(done)) => return done.as_ref().clone(),
            Some(Target::Open) => return self.without_end(from, target),
            None => {}
        }
        // A dangling reference was reported when the document was read.
        let Some(schema) = self.document.schemas.get(target) else {
            return Type::Any;
        };
        let name = target.pointer.split_last().map(|(_, name)| name);
        let origin = Origin::named(&name.unwrap_or_else(|| target.file.clone()));
        let done = self.target(target, schema, &origin);
        self.targets.insert(target.clone(), Target::Done(Box::new(done.clone())));
        done
    }

    fn target(&mut self, target: &Location, schema: &'a Schema, origin: &Origin) -> Type {
        let (form, nullable) = form(schema, self.settings);
        self.targets.insert(target.clone(), Target::Open);
        let is_definition = matches!(form, Form::Object | Form::StringEnum(_) | Form::Union(_));
        if !is_definition {
            let plain = self.plain(&form, schema, origin).unwrap_or(Type::Any);
            return nullable_type(plain, nullable);
        }
        let id = self.reserve();
        let done = nullable_type(Type::Named(id), nullable);
        self.targets.insert(target.clone(), Target::Done(Box::new(done.clone())));
        let definition = self.definition(form, schema, origin);
        self.definitions[id.0] = Some(definition);
        done
    }

    fn without_end(&mut self, from: &Location, target: &Location) -> Type {
        self.diagnostics.error(
            Code::RecursionWithoutEnd,
            from,
            format!("`{target}` refers to itself and nothing but itself"),
            "put an object with properties between, or break the circle",
        );
        Type::Any
    }
}

/// What a schema says about itself to a reader.
pub(super) fn documentation(schema: &Schema) -> Documentation {
    Documentation { text: schema.description.clone(), deprecated: schema.deprecated }
}

pub(super) fn nullable_type(r#type: Type, nullable: bool) -> Type {
    match r#type {
        Type::Nullable(_) | Type::Any => r#type,
        r#type if nullable => Type::Nullable(Box::new(r#type)),
        r#type => r#type,
    }
}

fn rules(limits: &Limits) -> Rules {
    let number = |text: &Option<String>| text.clone().map(Number);
    Rules {
        min_length: limits.min_length,
        max_length: limits.max_length,
        pattern: limits.pattern.clone(),
        minimum: number(&limits.minimum),
        maximum: number(&limits.maximum),
        exclusive_minimum: number(&limits.exclusive_minimum),
        exclusive_maximum: number(&limits.exclusive_maximum),
        multiple_of: number(&limits.multiple_of),
        min_items: limits.min_items,
        max_items: limits.max_items,
        unique_items: limits.unique_items,
    }
}
