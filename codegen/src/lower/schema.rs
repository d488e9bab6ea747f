//! Schemas: from a form to a type, with definitions where a type needs a name.

pub(super) mod traversal;

use std::borrow::Cow;
use std::rc::Rc;

use self::traversal::Target;
use super::declared::Declared;
use super::form::Form;
use super::lowering::Lowering;
use super::merge::signature;
use super::notes::documentation;
use super::rules::limited;
use super::union::Options;
use super::{rules, values};
use crate::diagnostic::Code;
use crate::document::{JsonType, Schema};
use crate::ir::{Origin, Rules, Shape, StringEnum, Type, TypeDefinition, TypeId, Union};
use crate::source::Location;

/// How many unnamed types may stand inside each other.
const DEEPEST: usize = 48;

/// How many schemas may stand inside each other without a `$ref` between: more than JSON can nest,
/// so that only what unfolds into itself gets there.
const MOST_AROUND: usize = 200;

/// How many unnamed types may be put together out of parts, so that a circle of them has an end.
const MOST_MADE: usize = 20_000;

impl Lowering<'_> {
    /// The type of a schema that stands at a place with a name of its own to offer.
    pub(super) fn schema(&mut self, schema: &Schema, origin: &Origin) -> Type {
        let made = signature(schema);
        let whole = self.whole(schema);
        let titled = whole.title.as_deref().map(|title| origin.titled(title));
        let origin = titled.as_ref().unwrap_or(origin);
        if origin.path.len() > DEEPEST || self.traversal.unfolding > MOST_AROUND {
            self.unsupported(&schema.location, "a schema that unfolds without end");
            return Type::Any;
        }
        self.check(&whole);
        let (form, nullable) = self.form(&whole);
        self.traversal.unfolding += 1;
        let plain = self.plain(&form, &whole, origin);
        let r#type = plain.unwrap_or_else(|| Type::Named(self.unnamed(form, &whole, origin, made)));
        self.traversal.unfolding -= 1;
        nullable_type(r#type, nullable)
    }

    /// An unnamed definition. One that is made of parts may lead back to itself; that is seen by
    /// the places of the parts.
    fn unnamed(
        &mut self,
        form: Form,
        schema: &Schema,
        origin: &Origin,
        made: Option<Vec<Location>>,
    ) -> TypeId {
        let Some(made) = made else {
            let definition = self.standing(form, schema, origin);
            return self.definitions.fold(definition);
        };
        if let Some((_, id)) = self.traversal.open.iter().find(|(open, _)| *open == made) {
            if let Some(id) = id {
                return *id;
            }
            let id = self.definitions.reserve();
            if let Some((_, open)) = self.traversal.open.iter_mut().find(|(open, _)| *open == made) {
                *open = Some(id);
            }
            return id;
        }
        self.traversal.made += 1;
        if self.traversal.made > MOST_MADE {
            self.unsupported(&schema.location, "so many schemas that are put together out of parts");
            return self.definitions.fold(Self::empty(schema, origin));
        }
        self.traversal.open.push((made, None));
        let definition = self.standing(form, schema, origin);
        match self.traversal.open.pop() {
            Some((_, Some(id))) => {
                self.definitions.finish(id, definition);
                id
            }
            _ => self.definitions.fold(definition),
        }
    }

    /// A definition by the place where it stands; what leads back there calls it the same.
    fn standing(&mut self, form: Form, schema: &Schema, origin: &Origin) -> TypeDefinition {
        self.traversal.around.push((schema.location.clone(), origin.clone()));
        let definition = self.definition(form, schema, origin);
        self.traversal.around.pop();
        definition
    }

    fn empty(schema: &Schema, origin: &Origin) -> TypeDefinition {
        TypeDefinition {
            origin: origin.clone(),
            location: schema.location.clone(),
            places: 1,
            documentation: documentation(schema),
            shape: Shape::Object(crate::ir::Object::default()),
            options: Vec::new(),
        }
    }

    /// The type of a form that needs no definition.
    fn plain(&mut self, form: &Form, schema: &Schema, origin: &Origin) -> Option<Type> {
        Some(match form {
            Form::Any => self.any(schema, origin),
            Form::Boolean => Type::Boolean,
            Form::Integer => Type::Integer(self.rules(schema, origin)),
            Form::Number => Type::Number(self.rules(schema, origin)),
            Form::String => Type::String(self.rules(schema, origin)),
            Form::Timestamp => limited(Type::Timestamp, self.rules(schema, origin)),
            Form::OpenObject => limited(Type::FreeForm, self.map_rules(schema, origin)),
            Form::List(items) => {
                let items = items.as_ref().map(|items| self.schema(items, &origin.join("item")));
                Type::List(Box::new(items.unwrap_or(Type::Any)), self.list_rules(schema, origin))
            }
            Form::Map(value) => {
                let value = self.schema(value, &origin.join("value"));
                limited(Type::Map(Box::new(value)), self.map_rules(schema, origin))
            }
            Form::Reference(target) => self.reference(&schema.location, target),
            Form::Same(inner) => self.schema(inner, origin),
            Form::OrReference(value) => {
                let value = self.schema(value, &origin.join("value"));
                Type::OrReference(Box::new(value))
            }
            Form::Listed(values) => values::listed(values),
            Form::Null => limited(Type::Any, Rules { listed: vec!["null".to_owned()], ..Rules::default() }),
            Form::Never => {
                self.unsupported(&schema.location, "a schema that no value fits");
                Type::Any
            }
            Form::Object | Form::StringEnum(_) | Form::Union(_) => return None,
        })
    }

    /// Any value, with the limits that hold for one kind or other.
    fn any(&mut self, schema: &Schema, origin: &Origin) -> Type {
        let members = rules::of_members(&schema.limits);
        let mut rules = self.rules(schema, origin);
        (rules.min_properties, rules.max_properties) = (members.min_properties, members.max_properties);
        if !schema.types.is_empty() && !schema.nullable && !schema.types.contains(&JsonType::Null) {
            rules.inside.get_or_insert_default().not_null = true;
        }
        limited(Type::Any, rules)
    }

    /// The definition of one of the three forms that need one.
    pub(super) fn definition(&mut self, form: Form, schema: &Schema, origin: &Origin) -> TypeDefinition {
        let mut places = Vec::new();
        let shape = match form {
            Form::StringEnum(values) => Shape::StringEnum(StringEnum { values }),
            Form::Union(options) => {
                let Options { variants, places: own, types } = self.variants(&options, origin);
                places = own;
                self.declare(schema, &options, &types);
                Shape::Union(Union { variants, selection: crate::ir::Selection::default() })
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

    /// Keeps what a discriminator says for when the union is decided.
    fn declare(&mut self, schema: &Schema, options: &[Rc<Schema>], types: &[Type]) {
        let Some(discriminator) = &schema.discriminator else { return };
        let mut mapping = Vec::new();
        for (tag, target) in &discriminator.mapping {
            // An option that holds what stands beside the union is more than what it refers to.
            let option = options.iter().position(|option| refers_to(option, target));
            let known = self.document.schemas.contains_key(target);
            let r#type = match option.and_then(|index| types.get(index)) {
                Some(option) => Some(option.clone()),
                None => known.then(|| self.reference(&discriminator.location, target)),
            };
            mapping.push((tag.clone(), r#type));
        }
        let property = discriminator.property.clone();
        let declared = Declared { property, mapping, other: None };
        self.definitions.declare(schema.location.clone(), declared);
    }

    /// The type that a `$ref` leads to.
    fn reference(&mut self, from: &Location, target: &Location) -> Type {
        match self.traversal.targets.get(target) {
            Some(Target::Done(done)) => return done.as_ref().clone(),
            Some(Target::Open) => {
                self.without_end(from, target);
                return Type::Any;
            }
            None => {}
        }
        // A dangling reference was reported when the document was read.
        let document = self.document;
        let Some(schema) = document.schemas.get(target) else {
            return Type::Any;
        };
        let around = self.traversal.around.iter().rev().find(|(place, _)| place == target);
        let origin = around.map_or_else(
            || {
                let name = target.pointer.split_last().map(|(_, name)| name);
                Origin::named(&name.unwrap_or_else(|| target.file.to_string()))
            },
            |(_, origin)| origin.clone(),
        );
        let around = std::mem::take(&mut self.traversal.unfolding);
        let done = self.target(target, schema, &origin);
        self.traversal.unfolding = around;
        self.traversal.targets.insert(target.clone(), Target::Done(Box::new(done.clone())));
        done
    }

    fn target(&mut self, target: &Location, schema: &Schema, origin: &Origin) -> Type {
        self.traversal.targets.insert(target.clone(), Target::Open);
        let whole = match self.extending(target, schema) {
            Some(extending) => Cow::Owned(extending),
            None => self.whole(schema),
        };
        self.check(&whole);
        let (form, nullable) = self.form(&whole);
        let extensions = self.extensions(target, schema);
        if !form.is_definition() && extensions.is_none() {
            let plain = self.plain(&form, &whole, origin).unwrap_or(Type::Any);
            return nullable_type(plain, nullable);
        }
        let id = self.definitions.reserve();
        let done = nullable_type(Type::Named(id), nullable);
        self.traversal.targets.insert(target.clone(), Target::Done(Box::new(done.clone())));
        let definition = match extensions {
            Some(discriminator) => self.extended(&discriminator, &whole, origin),
            None => self.definition(form, &whole, origin),
        };
        self.definitions.finish(id, definition);
        done
    }

    /// Reports what can be seen of a schema alone.
    fn check(&mut self, schema: &Schema) {
        if let Some(pattern) = &schema.limits.pattern {
            self.patterns.check(pattern, &schema.location.join("pattern"), self.diagnostics);
        }
    }

    pub(super) fn without_end(&mut self, from: &Location, target: &Location) {
        self.diagnostics.error(
            Code::RecursionWithoutEnd,
            from,
            format!("`{target}` refers to itself and nothing but itself"),
            "put an object with properties between, or break the circle",
        );
    }

    /// The form of a schema that may be made of parts or be a reference.
    pub(super) fn whole_shared(&mut self, schema: &Rc<Schema>) -> Rc<Schema> {
        match self.whole(schema) {
            Cow::Borrowed(_) => Rc::clone(schema),
            Cow::Owned(whole) => Rc::new(whole),
        }
    }
}

fn refers_to(option: &Schema, target: &Location) -> bool {
    option.reference.as_ref() == Some(target) || option.parts.iter().any(|part| refers_to(part, target))
}

pub(super) fn nullable_type(r#type: Type, nullable: bool) -> Type {
    match r#type {
        Type::Nullable(_) | Type::Any => r#type,
        r#type if nullable => Type::Nullable(Box::new(r#type)),
        r#type => r#type,
    }
}
